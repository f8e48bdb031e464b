//! The state of a review on standard output, for a person or a script.

use model::Day;
use register::acts::Act;
use register::review::Review;
use register::review::state::{ERASED, Line, Standing, state as lines_of};
use serde_json::json;

use crate::Look;
use crate::failure::Done;

/// Prints the state at the end of a day. A person must look where something is overdue.
pub(crate) fn state(review: &Review, day: Day, as_json: bool) -> Done<Look> {
    let clocks = super::clocks::Clocks::shipped()?;
    let lines = lines_of(review, day, &|authority, made| clocks.due(authority, made));
    if as_json {
        println!("{}", json(review, day, &lines));
    } else {
        print!("{}", words(review, day, &lines));
    }
    let overdue = lines.iter().any(|line| line.standing == Standing::Overdue);
    Ok(if overdue { Look::Needed } else { Look::NotNeeded })
}

fn title(review: &Review) -> (String, u32) {
    review.terms().map_or((String::new(), 0), |terms| (terms.title.to_string(), terms.version))
}

/// A publication as the state tells it.
struct Published {
    entry: u64,
    version: u32,
    title: String,
    on: Day,
    withheld: usize,
    erased: usize,
}

/// Publications, with their day and what they withhold.
fn publications(review: &Review) -> Vec<Published> {
    let one = |&seq: &register::acts::Seq| match (review.act(seq), review.day_of(seq)) {
        (Some(Act::Publication(act)), Some(on)) => {
            let rows = act.manifest.0.iter().flat_map(|row| &row.withheld);
            let (erased, withheld): (Vec<_>, Vec<_>) =
                rows.partition(|row| matches!(review.act(row.decision), Some(Act::Disposal(_))));
            Some(Published {
                entry: seq.0,
                version: act.version,
                title: act.title.to_string(),
                on,
                withheld: withheld.len(),
                erased: erased.len(),
            })
        }
        _ => None,
    };
    review.publications().iter().filter_map(one).collect()
}

fn json(review: &Review, day: Day, lines: &[Line]) -> serde_json::Value {
    let (title, version) = title(review);
    let published = publications(review).into_iter().map(|published| {
        json!({
            "entry": published.entry,
            "version": published.version,
            "title": published.title,
            "on": published.on.to_string(),
            "withheld_fields": published.withheld,
            "erased_fields": published.erased,
        })
    });
    let rows = lines.iter().map(|line| {
        json!({
            "heading": line.heading,
            "standing": line.standing.word(),
            "entry": line.entry.0,
            "words": line.words,
        })
    });
    json!({
        "title": title,
        "terms_version": version,
        "mode": review.mode().map(|mode| mode.word()),
        "as_of": day.to_string(),
        "entries": review.history().len(),
        "strands": review.strands_on(day),
        "publications": published.collect::<Vec<_>>(),
        "lines": rows.collect::<Vec<_>>(),
    })
}

fn words(review: &Review, day: Day, lines: &[Line]) -> String {
    let (title, version) = title(review);
    let Some(mode) = review.mode() else {
        return "The review has not begun: record its terms of reference first.\n".to_string();
    };
    let mut out = if title.is_empty() { String::new() } else { format!("{title}\n") };
    if version > 0 {
        out.push_str(&format!("Mode: {mode}. Terms of reference: version {version}. "));
    }
    let entries = match review.history().len() {
        1 => "1 entry".to_string(),
        n => format!("{n} entries"),
    };
    out.push_str(&format!("State at the end of {}: {entries}.\n", day.words()));
    let strands = review.strands_on(day);
    let numbers: Vec<String> = strands.iter().map(u32::to_string).collect();
    let list = if numbers.is_empty() { String::new() } else { format!(" ({})", numbers.join(", ")) };
    out.push_str(&format!("Strands that day: {}{list}.\n", strands.len()));
    let mut heading = "";
    for line in lines {
        if line.heading != heading {
            heading = line.heading;
            out.push_str(&format!("\n{heading}\n"));
        }
        out.push_str(&format!("  {:<8} {:>5}  {}\n", line.standing.word(), line.entry.0, line.words));
    }
    let published = publications(review);
    if !published.is_empty() {
        out.push_str("\nPublications\n");
    }
    for Published { entry, version, title, on, withheld, erased } in published {
        let fields = if withheld == 1 { "field" } else { "fields" };
        let gone = if erased == 0 { String::new() } else { format!(", {erased} erased by law") };
        out.push_str(&format!(
            "  {:<8} {entry:>5}  Version {version} of {}: {title}; {withheld} {fields} withheld{gone}.\n",
            "done",
            on.words()
        ));
    }
    // What was erased is counted where it is listed; that a question or a finding is gone is told at its place too.
    let counted = |line: &&Line| line.standing != Standing::Erased || line.heading == ERASED;
    let count = |standing| lines.iter().filter(|line| line.standing == standing).filter(counted).count();
    out.push_str(&format!(
        "\n{} overdue, {} open, {} refused, {} withheld, {} erased, {} done. The number after the word is the entry.\n",
        count(Standing::Overdue),
        count(Standing::Open),
        count(Standing::Refused),
        count(Standing::Withheld),
        count(Standing::Erased),
        count(Standing::Done)
    ));
    out
}
