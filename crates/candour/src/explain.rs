//! `candour explain`: why this outcome, why this link.
//!
//! The review is derived again, as always from the files; nothing is written. What hangs on a link is found by deciding the other way,
//! linking and checking once more what was read: the outcomes that then differ, and no estimate of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ::link::PairDecision;
use model::{Case, EntityId, LinkId, MentionId, Outcome};

use crate::failure::{Done, Failure};
use crate::review::{Derived, Timings, derive};
use crate::{Look, ReviewArgs};

/// Arguments of `candour explain`.
#[derive(clap::Args)]
pub(crate) struct ExplainArgs {
    /// Folder of the review.
    dir: PathBuf,
    /// The number of an outcome (Q12, as in outcomes.csv), of a link (L3, as in links.csv), or of what linkage takes to be one
    /// person, vehicle or place (N198, as in entities.csv).
    number: String,
    /// Folder of the files as received, instead of the review's own evidence/.
    #[arg(long)]
    evidence: Option<PathBuf>,
    /// Read the record as it was known on this day (YYYY-MM-DD).
    #[arg(long, value_parser = crate::parse_day)]
    as_of: Option<model::Day>,
    #[command(flatten)]
    who: crate::processing::Who,
}

/// Carries out `candour explain`. Names stand as recorded: this is for the review team.
pub(crate) fn run(args: &ExplainArgs) -> Done<Look> {
    let unknown = || {
        Failure::new(format!("\"{}\" is no outcome, no link and no person, vehicle or place of this review", args.number))
            .hint(
                "the column \"outcome\" of out/outcomes.csv (Q12), the first column of out/links.csv (L3) and that of out/entities.csv (N198) hold the numbers",
            )
    };
    let (kind, index) = args.number.split_at_checked(1).ok_or_else(unknown)?;
    let index = index.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).ok_or_else(unknown)?;
    let review = ReviewArgs::of(args.dir.clone(), args.evidence.clone(), args.as_of);
    let derived = derive(&review, &mut Timings::default())?;
    let text = match kind {
        "Q" | "q" => outcome(&derived, index),
        "L" | "l" => link(&derived, index),
        "N" | "n" => entity(&derived.case, index),
        _ => None,
    };
    let text = text.ok_or_else(unknown)?;
    args.who.consulted(&args.dir, &format!("{} was explained", args.number))?;
    println!("{}", text.trim_end());
    Ok(Look::NotNeeded)
}

fn outcome(derived: &Derived, index: usize) -> Option<String> {
    let outcome = derived.case.outcomes.get(index)?;
    let case = &derived.case;
    let mut text = duty::explain::explain(case, &derived.book, &derived.calendars, outcome);
    possible_sames(case, outcome.subject, &mut text);
    Some(text)
}

/// Most mentions, and most links, of one entity that are listed; the rest are counted.
const LISTED_MAX: usize = 100;

/// What linkage takes to be one person, vehicle or place: how each row names it, the links that join the rows, and what it may be the
/// same as.
fn entity(case: &Case, index: usize) -> Option<String> {
    let entity = case.entities.get(index)?;
    let id = EntityId::from(index);
    let mut text = format!(
        "{id}: {}\n{}, named by {} {}; certainty {:.4}\n\nThe rows that name it\n",
        entity.label,
        entity.kind.word(),
        entity.mentions.len(),
        if entity.mentions.len() == 1 { "row" } else { "rows" },
        entity.certainty
    );
    for &mention in entity.mentions.iter().take(LISTED_MAX) {
        let of = &case.mentions[mention.index()];
        let fields: Vec<String> = of.fields.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let place = of.place.describe(&case.sources);
        text.push_str(&format!("  {mention}: {}\n     {place}\n", fields.join("; ")));
    }
    more_than_listed(entity.mentions.len(), &mut text);
    let own = |m: MentionId| case.entity_of[m.index()] == id;
    let joined: Vec<usize> =
        (0..case.links.len()).filter(|&l| case.links[l].used && own(case.links[l].left)).collect();
    if !joined.is_empty() {
        text.push_str("\nThe links that join them\n");
        joined.iter().take(LISTED_MAX).for_each(|&l| text.push_str(&link_line(case, l)));
        more_than_listed(joined.len(), &mut text);
    }
    possible_sames(case, id, &mut text);
    Some(text)
}

fn more_than_listed(all: usize, text: &mut String) {
    if let Some(more) = all.checked_sub(LISTED_MAX).filter(|&more| more > 0) {
        text.push_str(&format!("  {more} more\n"));
    }
}

fn link_line(case: &Case, index: usize) -> String {
    let link = &case.links[index];
    let note = if link.note.is_empty() { String::new() } else { format!("; {}", link.note) };
    let (id, left, right) = (LinkId::from(index), link.left, link.right);
    format!(
        "  {id} between {left} and {right}: probability {:.4}, {}{note}\n",
        link.probability,
        link.band.word()
    )
}

/// What an entity may be the same as, with the links that were not acted on.
fn possible_sames(case: &Case, id: EntityId, text: &mut String) {
    let others = &case.entities[id.index()].possibly;
    if others.is_empty() {
        return;
    }
    text.push_str("\nPossible sames: linkage could not tell whether they are one, and no link between them was acted on\n");
    for &other in others {
        text.push_str(&format!("  {other}: {}\n", case.entities[other.index()].label));
        let of = |m: MentionId| case.entity_of[m.index()];
        for (l, link) in case.links.iter().enumerate() {
            let ends = (of(link.left), of(link.right));
            if ends == (id, other) || ends == (other, id) {
                text.push_str(&format!("  {}", link_line(case, l)));
            }
        }
    }
}

/// The link in words, and the outcomes that would change if a person decided the other way: exactly these and no other.
fn link(derived: &Derived, index: usize) -> Option<String> {
    let case = &derived.case;
    let link = case.links.get(index)?;
    let mut text = ::link::explain(link, &case.mentions);
    let flip = PairDecision {
        left: link.left,
        right: link.right,
        same: !link.used,
        by: "nobody: what if".to_string(),
        reason: "what if".to_string(),
    };
    let changes = changes(case, &derived.deciding(flip));
    let decided = if link.used { "are not one" } else { "are one" };
    text.push_str(&match changes.len() {
        0 => format!("\nWhat hangs on it: if a person decided that they {decided}, no outcome would change.\n"),
        n => format!(
            "\nWhat hangs on it: if a person decided that they {decided}, {n} {} would change, and no other:\n",
            if n == 1 { "outcome" } else { "outcomes" }
        ),
    });
    changes.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    Some(text)
}

/// What makes two outcomes of two runs the same duty: rule, holder, the event that started it, the source's number, and which of several.
type Duty<'a> = (&'a str, u32, u32, &'a str, usize);

fn duties(case: &Case) -> BTreeMap<Duty<'_>, (usize, &Outcome)> {
    let mut out = BTreeMap::new();
    for (at, outcome) in case.outcomes.iter().enumerate() {
        // The words of a case are numbered as its files are read, so a holder has one number in both runs.
        let mut key =
            (outcome.rule.as_str(), outcome.holder.0, outcome.trigger.0, outcome.reference.as_str(), 0);
        while out.contains_key(&key) {
            key.4 += 1;
        }
        out.insert(key, (at, outcome));
    }
    out
}

/// Every outcome that differs between two runs over the same files, in order of the first.
fn changes(before: &Case, after: &Case) -> Vec<String> {
    let (old, new) = (duties(before), duties(after));
    let mut out = Vec::new();
    let about = |case: &Case, o: &Outcome| format!("{} on {}", o.rule, case.words.word(o.holder));
    for (key, (at, was)) in &old {
        let number = model::OutcomeId::from(*at);
        match new.get(key) {
            None => {
                out.push((*at, format!("{number} {}: {}; would not arise", about(before, was), was.verdict)))
            }
            Some((_, is)) if differ(was, is) => {
                let what = if was.verdict == is.verdict && was.possible == is.possible {
                    format!("{}; its dates or its evidence would change", was.verdict)
                } else if was.verdict == is.verdict {
                    format!("{}; possible {} would become {}", was.verdict, was.possible, is.possible)
                } else {
                    format!("{} would become {}", was.verdict, is.verdict)
                };
                out.push((*at, format!("{number} {}: {what}", about(before, was))));
            }
            Some(_) => {}
        }
    }
    let last = before.outcomes.len();
    for (at, is) in new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(_, of)| of) {
        let started = is.started.written();
        out.push((last + at, format!("new: {}, from {started}: {}", about(after, is), is.verdict)));
    }
    out.sort();
    out.into_iter().map(|(_, line)| line).collect()
}

/// Whether two outcomes of one duty say different things. Numbers of entities do not count: they follow from the order of joining.
fn differ(a: &Outcome, b: &Outcome) -> bool {
    let said = |o: &Outcome| {
        (
            o.version.clone(),
            o.due,
            o.possible,
            o.verdict,
            o.status,
            o.days_late,
            o.working_days_late,
            o.certainty,
        )
    };
    said(a) != said(b) || a.started != b.started || a.done != b.done || a.evidence != b.evidence
}
