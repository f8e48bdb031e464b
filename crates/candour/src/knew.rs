//! `candour knew`: who knew of an entity, from when, in which grade, by which record; and what was visible on a day.
//!
//! The review is derived again, as always from the files; nothing is written. Names stand as recorded: this is for the
//! review team.

mod officer;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use duty::knowing::{ByEntity, Terms, as_subjects, ladder, may_be, told};
use model::{Case, Counts, Day, EntityId, EventId, Knowledge, MentionKind, OpenLinks, SymbolId, When, field};

use crate::failure::{Done, Failure};
use crate::review::{Derived, Timings, derive};
use crate::{Look, ReviewArgs};

/// Most numbers of entities printed of one subject.
const SHOWN_MAX: usize = 20;
/// Most others told of as perhaps the same.
const PERHAPS_MAX: usize = 20;
/// Most subjects of one name that are offered.
const OFFERED_MAX: usize = 200;

/// Arguments of `candour knew`.
#[derive(clap::Args)]
pub(crate) struct KnewArgs {
    /// Folder of the review.
    dir: PathBuf,
    /// Whom or what: the number of an entity (N12, as in entities.csv), or its name, plate or address as a record
    /// writes it.
    #[arg(long)]
    about: String,
    /// Only this holder: an agency, a unit or a person in a role, as the records name it; or an officer whom the review
    /// names, for whom the agency answers.
    #[arg(long)]
    holder: Option<String>,
    /// Only what was visible on this day (YYYY-MM-DD).
    #[arg(long, value_parser = crate::parse_day)]
    on: Option<Day>,
    /// Folder of the files as received, instead of the review's own evidence/.
    #[arg(long)]
    evidence: Option<PathBuf>,
    #[command(flatten)]
    who: crate::processing::Who,
}

/// Carries out `candour knew`.
pub(crate) fn run(args: &KnewArgs) -> Done<Look> {
    let review = ReviewArgs::of(args.dir.clone(), args.evidence.clone(), None);
    let derived = derive(&review, &mut Timings::default())?;
    let found = find(&derived.case, &args.about)?;
    if let Some(day) = args.on.filter(|d| *d > derived.case.review.observation_date) {
        return Err(Failure::new(format!(
            "the record was read on {}; nothing is known of {day}",
            derived.case.review.observation_date
        )));
    }
    let person = args.holder.as_deref().and_then(|name| officer::of_name(&derived, name));
    let (holders, is_holder) = match args.holder.as_deref().map(|h| holder(&derived.case, h)) {
        None => (Vec::new(), false),
        Some(Ok(id)) => (vec![id], true),
        Some(Err(unknown)) => match &person {
            Some(person) => (person.agencies.clone(), false),
            None => return Err(unknown),
        },
    };
    args.who.consulted(&args.dir, "who knew what was shown")?;
    let [entities] = &found[..] else {
        print!("{}", choice(&derived, &args.about, &found));
        return Ok(Look::Needed);
    };
    if let Some(person) = &person {
        println!("{}", person.said(is_holder));
    }
    print!("{}", answer(&derived, entities, &holders, args.on));
    if let Some(person) = &person {
        print!("{}{}", person.meetings(entities, args.on), person.named_in(entities, args.on));
    }
    Ok(Look::NotNeeded)
}

/// The subjects that a number or words name, each as its entities.
fn find(case: &Case, about: &str) -> Done<Vec<Vec<EntityId>>> {
    let number = about.strip_prefix(['N', 'n']).and_then(|n| n.parse::<usize>().ok());
    if let Some(i) = number.and_then(|n| n.checked_sub(1)).filter(|i| *i < case.entities.len()) {
        return Ok(as_subjects(case, &[EntityId::from(i)]));
    }
    let folded = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = folded(about);
    let mut found: Vec<EntityId> = Vec::new();
    for (mention, entity) in case.mentions.iter().zip(&case.entity_of) {
        if !wanted.is_empty() && mention.kind != MentionKind::Matter && folded(&mention.label()) == wanted {
            found.push(*entity);
        }
    }
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        let documents = written::documents(case, about);
        if !documents.is_empty() {
            let failure = Failure::new(format!(
                "no table of this review names \"{about}\"; it is written in the text of these documents: {}",
                documents.join("; ")
            ));
            return Err(failure.hint(
                "who is named only in a sentence is nobody of whom it can be said who knew: read the documents there",
            ));
        }
        let labels = case.entities.iter().map(|e| e.label.as_str());
        let failure = Failure::new(format!("no record of this review names \"{about}\""));
        return Err(match intake::nearest(about, labels) {
            Some(near) => failure.hint(format!("did you mean \"{near}\"?")),
            None => failure.hint("entities.csv in out/ lists everybody and everything with its number"),
        });
    }
    Ok(as_subjects(case, &found))
}

/// The subjects that one name may mean, with what tells them apart: whoever asks chooses, nothing is mixed.
fn choice(derived: &Derived, about: &str, subjects: &[Vec<EntityId>]) -> String {
    let (case, events) = (&derived.case, ByEntity::new(&derived.case));
    let open = OpenLinks::new(case);
    let mut text =
        format!("\"{about}\" names {} that linkage holds apart. Which is meant?\n", subjects.len());
    for subject in subjects.iter().take(OFFERED_MAX) {
        let entity = &case.entities[subject[0].index()];
        let records = events.of_all(subject);
        let _ = write!(text, "\n  {}: {}, {}", subject[0], entity.kind.word(), entity.label);
        for (words, field) in [
            ("born", field::BORN),
            ("number", field::IDENTIFIER),
            ("also called", field::ALIAS),
            ("address", field::ADDRESS),
            ("postcode", field::POSTCODE),
        ] {
            let mentions = subject.iter().flat_map(|id| &case.entities[id.index()].mentions);
            let values: BTreeSet<&str> = mentions.flat_map(|m| case.mentions[m.index()].all(field)).collect();
            if !values.is_empty() {
                let _ = write!(text, "; {words} {}", values.into_iter().collect::<Vec<_>>().join(", "));
            }
        }
        let days = || records.iter().map(|e| &case.events[e.index()].when).filter(|w| w.is_dated());
        let count =
            if records.len() == 1 { "1 record".to_string() } else { format!("{} records", records.len()) };
        let _ = write!(text, "; {count}");
        if let (Some(first), Some(last)) =
            (days().min_by_key(|w| w.sort_key()), days().max_by_key(|w| w.sort_key()))
        {
            let _ = write!(text, ", {}", between(first, last));
        }
        let holders: BTreeSet<&str> =
            records.iter().map(|e| case.words.word(case.events[e.index()].holder)).collect();
        if !holders.is_empty() {
            let _ = write!(text, "; held by {}", holders.into_iter().collect::<Vec<_>>().join(", "));
        }
        let others = may_be(case, &derived.knowing, &events, subject);
        let named: Vec<String> = others
            .iter()
            .take(SHOWN_MAX)
            .map(|other| format!("{other} ({})", open.words(case, subject, *other)))
            .collect();
        if !named.is_empty() {
            let _ = write!(text, "; may be the same as {}{}", named.join(", "), more(others.len()));
        }
        if subject.len() > 1 {
            let _ = write!(text, "; {} entries of nothing but this name, taken together", subject.len());
        }
    }
    if subjects.len() > OFFERED_MAX {
        let _ =
            write!(text, "\n  and {} more: entities.csv in out/ lists them", subjects.len() - OFFERED_MAX);
    }
    let _ = writeln!(text, "\n\nAsk again by number: --about {}", subjects[0][0]);
    text
}

fn between(first: &When, last: &When) -> String {
    if first.written() == last.written() { first.to_string() } else { format!("{first} to {last}") }
}

fn holder(case: &Case, name: &str) -> Done<SymbolId> {
    let mut holders: Vec<&str> = case.agencies.iter().map(|a| case.words.word(a.name)).collect();
    for event in &case.events {
        holders.push(case.words.word(event.holder));
        holders.extend(event.known.iter().map(|k| case.words.word(k.holder)));
    }
    holders.sort_unstable();
    holders.dedup();
    match case.words.get(name).filter(|_| holders.contains(&name)) {
        Some(id) => Ok(id),
        None => Err(crate::config::unknown_word("--holder", "holder in this review", name, &holders)),
    }
}

/// The whole answer as text.
fn answer(derived: &Derived, entities: &[EntityId], holders: &[SymbolId], on: Option<Day>) -> String {
    let (case, terms) = (&derived.case, &derived.knowing);
    let events = ByEntity::new(case);
    let mut text = String::new();
    let label = &case.entities[entities[0].index()].label;
    let numbers: Vec<String> = entities.iter().take(SHOWN_MAX).map(ToString::to_string).collect();
    let _ = writeln!(text, "{label} ({}{})", numbers.join(", "), more(entities.len()));
    if entities.len() > 1 {
        text.push_str(
            "These records name the same by the same words; linkage joins nobody by a name alone.\n",
        );
    }
    match on {
        Some(day) => {
            let _ = writeln!(text, "What was visible on {}, and no more.", day.words());
        }
        None => text.push_str("Everything on record.\n"),
    }
    let mut all: Vec<Knowledge> = entities.iter().flat_map(|e| ladder(case, terms, &events, *e)).collect();
    all.retain(|k| is_asked(k, holders));
    let row = |k: &Knowledge| case.events[k.event.index()].row;
    let open =
        |day: Day| all.iter().filter(|k| k.there_on(day).is_none()).map(row).collect::<BTreeSet<_>>().len();
    let left_open = on.map_or(0, open);
    all.retain(|k| on.is_none_or(|day| k.there_on(day) == Some(true)));
    all.sort_by_key(|k| {
        (case.words.word(k.agency.unwrap_or(k.holder)), k.from.is_unknown(), k.from.sort_key(), k.event)
    });
    // An item of a meeting and the car named in it are two kinds of event and one record.
    let mut told = BTreeSet::new();
    all.retain(|k| told.insert((k.holder, k.post, k.grade, k.how, case.events[k.event.index()].row)));
    let mut last = "";
    for k in &all {
        let who = case.words.word(k.agency.unwrap_or(k.holder));
        if who != last {
            let _ = writeln!(text, "\n{who}");
            last = who;
        }
        line(&mut text, case, k);
    }
    if all.is_empty() {
        let asked: Vec<&str> = holders.iter().map(|h| case.words.word(*h)).collect();
        let who = match asked.len() {
            0 => String::new(),
            _ => format!(" that names {} as knowing", asked.join(" or ")),
        };
        let then = if on.is_some() { " by then" } else { "" };
        let _ = writeln!(
            text,
            "\nNo record of it{who}{then}. No record is not no knowledge: see the disclosure register for what was not supplied."
        );
    }
    match left_open {
        0 => {}
        1 => text.push_str(
            "\n1 more record may or may not have been there on that day: its date leaves it open.\n",
        ),
        n => {
            let _ = writeln!(
                text,
                "\n{n} more records may or may not have been there on that day: their dates leave it open."
            );
        }
    }
    tellings(&mut text, derived, &events, entities, (holders, on));
    perhaps(&mut text, derived, &events, entities, (holders, on));
    rule(&mut text, terms);
    text
}

/// Whether a piece of knowledge is of one of those who are asked for, or nobody in particular is.
fn is_asked(k: &Knowledge, holders: &[SymbolId]) -> bool {
    holders.is_empty() || holders.iter().any(|h| k.holder == *h || k.agency == Some(*h))
}

fn more(n: usize) -> String {
    if n > SHOWN_MAX { format!(" and {} more", n - SHOWN_MAX) } else { String::new() }
}

fn line(text: &mut String, case: &Case, k: &Knowledge) {
    let event = &case.events[k.event.index()];
    let _ = write!(
        text,
        "  {}: {} {}, {} {} ({})",
        k.from,
        k.grade.word(),
        k.how.words(),
        case.words.word(event.kind).replace('_', " "),
        k.event,
        k.place.describe(&case.sources)
    );
    if let Some(post) = k.post {
        let _ = write!(text, ", rank or role of its officer there: {}", case.words.word(post));
    }
    if k.agency.is_some_and(|a| a != k.holder) {
        let _ = write!(text, ", by {}", case.words.word(k.holder));
    }
    if let Counts::No(why) = &k.counts {
        let _ = write!(text, ". Does not count: {why}");
    }
    text.push('\n');
}

/// Who told whom, up to the day.
fn tellings(
    text: &mut String,
    derived: &Derived,
    events: &ByEntity,
    entities: &[EntityId],
    (holders, on): (&[SymbolId], Option<Day>),
) {
    let case = &derived.case;
    let mut found: Vec<model::Told> = entities.iter().flat_map(|e| told(case, events, *e)).collect();
    // An officer's agency is asked about with its officers, as in the ladder.
    let officers: Vec<(&str, &str)> =
        derived.knowing.officers.iter().map(|o| (o.name.as_str(), o.agency.as_str())).collect();
    let is = |who: SymbolId, asked: SymbolId| {
        let (who, asked) = (case.words.word(who), case.words.word(asked));
        who == asked || officers.contains(&(who, asked))
    };
    found.retain(|t| holders.is_empty() || holders.iter().any(|h| is(t.from, *h) || is(t.to, *h)));
    found.retain(|t| on.is_none_or(|day| t.when.latest().is_some_and(|d| d <= day)));
    found.sort_by_key(|t| (t.when.is_unknown(), t.when.sort_key(), t.event, t.to));
    if found.is_empty() {
        return;
    }
    text.push_str("\nWho told whom\n");
    for telling in one_each(case, derived, &found) {
        let t = telling[0];
        let (from, to) = (case.words.word(t.from), case.words.word(t.to));
        let record = |t: &&model::Told| {
            let kind = case.words.word(case.events[t.event.index()].kind).replace('_', " ");
            format!("{kind}, {}", t.event)
        };
        let what = if of_minutes(case, derived, t.event) {
            format!("{to} heard at a meeting of which {from} keeps the minutes")
        } else {
            format!("{from} to {to}, {}", t.grade.word())
        };
        let records: Vec<String> = telling.iter().map(record).collect();
        let _ = writeln!(text, "  {}: {what} ({})", t.when, records.join("; "));
    }
}

/// Whether a record is one of minutes: who keeps them is not who spoke.
fn of_minutes(case: &Case, derived: &Derived, id: EventId) -> bool {
    let event = &case.events[id.index()];
    let body = case.words.get("body");
    event.attributes.iter().any(|(n, _)| Some(*n) == body)
        || derived.knowing.meeting_kinds.iter().any(|k| k == case.words.word(event.kind))
}

/// The tellings, each with the records that show it: what somebody heard at one meeting, in an item, in the actions beneath it
/// and in the next item, was heard once.
fn one_each<'t>(case: &Case, derived: &Derived, found: &'t [model::Told]) -> Vec<Vec<&'t model::Told>> {
    let mut all: Vec<Vec<&model::Told>> = Vec::new();
    let mut at: BTreeMap<(SymbolId, SymbolId, model::Grade, String, u32), usize> = BTreeMap::new();
    for t in found {
        let event = &case.events[t.event.index()];
        let which = match of_minutes(case, derived, t.event) {
            true => (format!("{} {}", event.when, meeting_of(case, event)), event.place.source.0),
            false => ("row".to_string(), event.row.0),
        };
        let key = (t.from, t.to, t.grade, which.0, which.1);
        let known = *at.entry(key).or_insert(all.len());
        match all.get_mut(known) {
            // An item and the car named in it are one record.
            Some(its) if its.iter().any(|o| case.events[o.event.index()].row == event.row) => {}
            Some(its) => its.push(t),
            None => all.push(vec![t]),
        }
    }
    all
}

/// The body that met, or the number of the meeting, as far as a record says.
fn meeting_of(case: &Case, event: &model::Event) -> String {
    let value = |name: &str| {
        let name = case.words.get(name)?;
        event.attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string())
    };
    value("body").or_else(|| value("meeting")).unwrap_or_default()
}

/// Whom or what this may be, which linkage keeps apart: how sure it is, and what would be known if it were.
fn perhaps(
    text: &mut String,
    derived: &Derived,
    events: &ByEntity,
    entities: &[EntityId],
    (holders, on): (&[SymbolId], Option<Day>),
) {
    let (case, terms) = (&derived.case, &derived.knowing);
    let others = may_be(case, terms, events, entities);
    if others.is_empty() {
        return;
    }
    let open = OpenLinks::new(case);
    let sure = |other: EntityId| {
        let link = open.between(case, entities, other);
        link.map_or(0.0, |l| case.links[l.index()].probability)
    };
    let mut order: Vec<(f64, EntityId)> = others.iter().map(|id| (sure(*id), *id)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    text.push_str(
        "\nMay be the same\n  Linkage could not tell and joined nothing. What follows is recorded under another entry, and is counted \
         nowhere above.\n",
    );
    for (_, other) in order.iter().take(PERHAPS_MAX) {
        let _ = write!(
            text,
            "  {other}: {} ({})",
            case.entities[other.index()].label,
            open.words(case, entities, *other)
        );
        text.push_str(&if_the_same(derived, events, *other, (holders, on)));
        if let Some(link) = open.between(case, entities, *other) {
            let _ = write!(text, " A person decides on {link}: candour explain says what hangs on it.");
        }
        text.push('\n');
    }
    if order.len() > PERHAPS_MAX {
        let _ = writeln!(
            text,
            "  and {} more: candour explain with the number of the entity lists those that linkage found",
            order.len() - PERHAPS_MAX
        );
    }
}

/// What would be known if another were the same: who knew, and from when.
fn if_the_same(
    derived: &Derived,
    events: &ByEntity,
    other: EntityId,
    (holders, on): (&[SymbolId], Option<Day>),
) -> String {
    let (case, terms) = (&derived.case, &derived.knowing);
    let mut known = ladder(case, terms, events, other);
    known.retain(|k| k.counts == Counts::Yes && is_asked(k, holders));
    let all = known.len();
    known.retain(|k| on.is_none_or(|day| k.there_on(day) == Some(true)));
    known.sort_by_key(|k| (k.from.is_unknown(), k.from.sort_key(), k.event));
    let mut who = BTreeSet::new();
    known.retain(|k| who.insert(k.agency.unwrap_or(k.holder)));
    if known.is_empty() {
        return match (all, on) {
            (1.., Some(_)) => ": nothing of it was certainly there on that day.".to_string(),
            _ => ": no record that counts as knowing of it.".to_string(),
        };
    }
    let one = |k: &Knowledge| {
        format!("{} knew ({}, {})", case.words.word(k.agency.unwrap_or(k.holder)), k.from, k.event)
    };
    format!(": if so, {}.", known.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// Of the rules those that say what counts as knowing, and whose; the report has all of them.
const RULES_SHOWN: usize = 2;

fn rule(text: &mut String, terms: &Terms) {
    text.push_str("\nThe rule of this review\n");
    for line in terms.in_words().into_iter().take(RULES_SHOWN) {
        let _ = writeln!(text, "  {line}");
    }
    text.push_str(
        "  The other rules stand in report.html under \"The rules by which this is told\"; how each works: docs/methods/knowing.md.\n",
    );
}
