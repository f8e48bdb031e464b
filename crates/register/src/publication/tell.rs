//! A publication for people: plain text, and the parts that the page shares with it.
//!
//! Withheld parts are shown where they stand, with the reason and the role that decided; nothing is shown of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::Day;
use serde_json::Value;

use super::Withheld;
use super::diff::Change;
use super::read::{Publication, Row};
use super::strands::End;
use super::verify::{Verdict, list};
use crate::acts::Kind;
use crate::entry::Class;

const DAY_SECONDS: i64 = 86_400;

/// One field as a reader meets it.
pub(super) struct Part {
    /// Its path in words.
    pub(super) name: String,
    /// Its value in words, or why there is none.
    pub(super) told: Result<String, String>,
}

/// One entry as a reader meets it.
pub(super) struct Told {
    pub(super) seq: u64,
    pub(super) title: String,
    pub(super) day: String,
    pub(super) class: Class,
    pub(super) parts: Vec<Part>,
    pub(super) withheld: usize,
}

/// The title of a publication.
pub(super) fn title(publication: &Publication) -> String {
    let title = publication.last().value("title").and_then(Value::as_str);
    visible(title.unwrap_or("A publication without a title"))
}

/// A day of the calendar from Unix seconds, in Universal Time.
pub(super) fn day(unix: i64) -> String {
    let epoch = Day::iso("1970-01-01").expect("a day");
    i32::try_from(unix / DAY_SECONDS).map_or_else(|_| format!("second {unix}"), |days| (epoch + days).words())
}

/// A text in which nothing hides: characters that turn the direction of writing or cannot be seen are named.
pub(super) fn visible(text: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            let _ = write!(out, "[U+{:04X}]", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// Every entry, the manifest left out: it is told as what is withheld.
pub(super) fn entries(publication: &Publication, verdict: &Verdict) -> Vec<Told> {
    let mut withheld: BTreeMap<(u64, &str), (&Withheld, bool)> = BTreeMap::new();
    for (seq, _, item, erased) in &verdict.withheld {
        withheld.insert((*seq, item.path.as_str()), (item, *erased));
    }
    publication.entries.iter().map(|row| entry(row, &withheld)).collect()
}

fn entry(row: &Row, withheld: &BTreeMap<(u64, &str), (&Withheld, bool)>) -> Told {
    let kind = row.value("kind").and_then(Value::as_str);
    let title = kind.and_then(Kind::of).map_or(row.entry.class.title(), |kind| kind.title);
    let mut parts = Vec::new();
    let mut hidden = 0;
    for field in &row.fields {
        let path = field.path.as_str();
        if path == "kind" || path == "manifest" || path.starts_with("m/") {
            continue;
        }
        let told = match (row.value(path), withheld.get(&(row.entry.seq, path))) {
            (Some(value), _) => Ok(words(value)),
            (None, Some((item, erased))) => {
                hidden += 1;
                Err(ground(item, *erased))
            }
            (None, None) => Err("not shown".to_string()),
        };
        parts.push(Part { name: name(path), told });
    }
    Told {
        seq: row.entry.seq,
        title: title.to_string(),
        day: day(row.entry.time_unix),
        class: row.entry.class,
        parts,
        withheld: hidden,
    }
}

/// Why a part is not shown.
pub(super) fn ground(item: &Withheld, erased: bool) -> String {
    let reason = visible(&item.reason.replace('_', " "));
    let decider = visible(&item.decider.replace('_', " "));
    let what = if erased { "erased" } else { "withheld" };
    match decider.is_empty() {
        true => format!("{what}: {reason} (entry {})", item.decision),
        false => format!("{what}: {reason}, decided by the role {decider} (entry {})", item.decision),
    }
}

/// A path in words: `parts/1/claim` is "part 1, claim".
pub(super) fn name(path: &str) -> String {
    let mut out = String::new();
    for part in path.split('/') {
        let number = part.parse::<u64>().is_ok();
        if !out.is_empty() {
            out.push_str(if number { " " } else { ", " });
        }
        out.push_str(&part.replace('_', " "));
    }
    out
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        Value::Null => "none".to_string(),
        Value::Bool(true) => "yes".to_string(),
        Value::Bool(false) => "no".to_string(),
        Value::Array(members) if members.is_empty() => "none".to_string(),
        Value::Array(members) => members.iter().map(words).collect::<Vec<_>>().join(", "),
        other => visible(&other.to_string()),
    }
}

/// What became of each strand, in sentences.
pub(super) fn strands(verdict: &Verdict) -> Vec<(String, String)> {
    let told = |end: &End| match end {
        End::Found(findings) => {
            let findings: Vec<String> = findings.iter().map(u64::to_string).collect();
            let word = if findings.len() == 1 { "a finding in entry" } else { "findings in entries" };
            format!("{word} {}", list(&findings))
        }
        End::Closed(seq) => format!("closed without a finding, with a reason, in entry {seq}"),
        End::Merged(into, seq) => format!("merged into strand {into} in entry {seq}"),
        End::Split(seq) => format!("split into new strands in entry {seq}"),
        End::Sealed => "sealed; it stands in a stream of its own".to_string(),
        End::Open(seq) => format!("still open, for the reason recorded in entry {seq}"),
    };
    verdict.strands.iter().map(|s| (visible(&s.strand), told(&s.end))).collect()
}

/// What anybody must know who relies on this.
pub(super) const LIMITS: [&str; 4] = [
    "A finding that was never recorded cannot be seen here.",
    "A second, hidden history of the review is found only by the audit of the whole log, which anyone can run.",
    "This is the newest publication as of the log's checkpoint named above; a newer one may exist.",
    "Whether what was recorded is right is for readers to judge.",
];

/// The publication as plain text.
pub fn plain_text(publication: &Publication, verdict: &Verdict, changes: Option<&[Change]>) -> String {
    let mut out = String::new();
    let title = title(publication);
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&title);
    line(&"=".repeat(title.chars().count()));
    line("");
    line(&format!("Publication number {}, recorded on {}.", verdict.version, day(verdict.time_unix)));
    line(&format!("Review {} in the log {}.", verdict.stream, verdict.log));
    for sentence in verdict.sentences().iter().map(|s| visible(s)) {
        line(&sentence);
    }
    section(&mut line, "Strands");
    for (strand, told) in strands(verdict) {
        line(&format!("Strand {strand}: {told}."));
    }
    if let Some(changes) = changes {
        section(&mut line, "What changed since the publication before");
        for change in changes {
            line(&visible(&change.to_string()));
        }
    }
    section(&mut line, "What is withheld");
    if verdict.withheld.is_empty() {
        line("Nothing.");
    }
    for (seq, class, item, erased) in &verdict.withheld {
        line(&format!("Entry {seq} ({}), {}: {}.", class.title(), name(&item.path), ground(item, *erased)));
    }
    section(&mut line, "Every entry");
    for told in entries(publication, verdict) {
        line("");
        line(&format!("Entry {}, {}: {}", told.seq, told.day, told.title));
        for part in &told.parts {
            match &part.told {
                Ok(words) => line(&format!("  {}: {}", part.name, words.trim_end().replace('\n', "\n    "))),
                Err(why) => line(&format!("  {}: [{why}]", part.name)),
            }
        }
    }
    section(&mut line, "What this cannot tell");
    LIMITS.iter().for_each(|limit| line(limit));
    out
}

fn section(line: &mut impl FnMut(&str), title: &str) {
    line("");
    line(title);
    line(&"-".repeat(title.chars().count()));
}
