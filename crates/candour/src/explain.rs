//! `candour explain`: why this outcome, why this link.
//!
//! The review is derived again, as always from the files; nothing is written.

use std::path::PathBuf;

use crate::failure::{Done, Failure};
use crate::review::{Derived, Timings, derive};
use crate::{Look, ReviewArgs};

/// Arguments of `candour explain`.
#[derive(clap::Args)]
pub(crate) struct ExplainArgs {
    /// Folder of the review.
    dir: PathBuf,
    /// The number of an outcome (Q12, as in outcomes.csv) or of a link (L3, as in links.csv).
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
        Failure::new(format!("\"{}\" is no outcome and no link of this review", args.number))
            .hint("the first column of out/links.csv (L3) and the column \"outcome\" of out/outcomes.csv (Q12) hold the numbers")
    };
    let (kind, index) = args.number.split_at_checked(1).ok_or_else(unknown)?;
    let index = index.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).ok_or_else(unknown)?;
    let review = ReviewArgs::of(args.dir.clone(), args.evidence.clone(), args.as_of);
    let derived = derive(&review, &mut Timings::default())?;
    let text = match kind {
        "Q" | "q" => outcome(&derived, index),
        "L" | "l" => link(&derived, index),
        _ => None,
    };
    let text = text.ok_or_else(unknown)?;
    args.who.consulted(&args.dir, &format!("{} was explained", args.number))?;
    println!("{}", text.trim_end());
    Ok(Look::NotNeeded)
}

fn outcome(derived: &Derived, index: usize) -> Option<String> {
    let outcome = derived.case.outcomes.get(index)?;
    Some(duty::explain::explain(&derived.case, &derived.book, &derived.calendars, outcome))
}

/// The link in words, and the outcomes about either of the two mentions.
fn link(derived: &Derived, index: usize) -> Option<String> {
    let case = &derived.case;
    let link = case.links.get(index)?;
    let mut text = link::explain(link, &case.mentions);
    let entities = [link.left, link.right].map(|m| case.entity_of[m.index()]);
    let hanging: Vec<String> = case
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, o)| entities.contains(&o.subject))
        .map(|(i, o)| {
            format!(
                "  {} {} on {}: {}",
                model::OutcomeId::from(i),
                o.rule,
                case.words.word(o.holder),
                o.verdict
            )
        })
        .collect();
    text.push_str("\n\nOutcomes about those it concerns:\n");
    text.push_str(&if hanging.is_empty() { "  none".to_string() } else { hanging.join("\n") });
    Some(text)
}
