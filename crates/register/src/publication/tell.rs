//! A publication for people: plain text, and the parts that the page shares with it.
//!
//! Withheld parts are shown where they stand, with the reason and the role that decided; nothing is shown of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::Day;
use serde_json::Value;

use super::Withheld;
use super::diff::{Change, marked_changes};
use super::filled::{is_mark, marked, without_marks};
use super::read::{Publication, Row};
use super::standing::Standing;
use super::strands::End;
use super::verify::{Verdict, list};
use crate::acts::field::Single;
use crate::acts::hidden::is_hidden;
use crate::acts::{Code, Kind, Path, Seq};
use crate::entry::Class;
use crate::words::{Decider, DisposalBasis, ReasonCode};

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
    title.map_or("A publication without a title".to_string(), told)
}

/// A day of the calendar from Unix seconds, in Universal Time.
pub(super) fn day(unix: i64) -> String {
    let epoch = Day::iso("1970-01-01").expect("a day");
    i32::try_from(unix / DAY_SECONDS).map_or_else(|_| format!("second {unix}"), |days| (epoch + days).words())
}

/// A text in which nothing hides: characters that turn the direction of writing or cannot be seen are named.
pub(super) fn visible(text: &str) -> String {
    with_names(text, |c| (c.is_control() && c != '\n') || is_hidden(c) || is_mark(c))
}

/// As [`visible`], of a text whose values stand between marks.
pub(super) fn visible_marked(text: &str) -> String {
    with_names(text, |c| (c.is_control() && c != '\n') || is_hidden(c))
}

/// A value of the review as it is told: nothing hides in it, and it stands between marks.
pub(super) fn told(value: &str) -> String {
    marked(&visible(value))
}

fn with_names(text: &str, hidden: impl Fn(char) -> bool) -> String {
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

/// What the publication itself says of its codes and strands, so that a reader need not look them up.
pub(super) struct Glossary {
    /// A code, and the name that is disclosed under it; none where the name is withheld or erased.
    names: BTreeMap<String, Option<String>>,
    /// The newest title of a strand that is disclosed.
    strands: BTreeMap<u64, String>,
}

impl Glossary {
    /// What the disclosed fields say.
    pub(super) fn of(publication: &Publication) -> Glossary {
        let mut out = Glossary { names: BTreeMap::new(), strands: BTreeMap::new() };
        for row in &publication.entries {
            let text = |path: &str| row.value(path).and_then(Value::as_str);
            match row.value("kind").and_then(Value::as_str) {
                Some("party") => {
                    text("code").map(|code| out.names.insert(visible(code), text("name").map(told)));
                }
                Some("strand_opened") => {
                    let number = row.value("number").and_then(Value::as_u64);
                    number.zip(text("title")).map(|(number, title)| out.strands.insert(number, told(title)));
                }
                Some("terms" | "strand_split") => out.terms(row),
                _ => {}
            }
        }
        out
    }

    fn terms(&mut self, row: &Row) {
        for field in &row.fields {
            let Some((group, _)) = field.path.rsplit_once('/') else { continue };
            let text = |name: &str| row.value(&format!("{group}/{name}")).and_then(Value::as_str);
            if field.path.starts_with("agencies/") && field.path.ends_with("/code") {
                text("code").map(|code| self.names.insert(visible(code), text("name").map(told)));
            }
            if field.path.starts_with("strand/") && field.path.ends_with("/number") {
                let number = row.value(&field.path).and_then(Value::as_u64);
                number.zip(text("title")).map(|(number, title)| self.strands.insert(number, told(title)));
            }
        }
    }

    /// A code with its name.
    fn code(&self, code: &str) -> String {
        match self.names.get(code) {
            Some(Some(name)) => format!("{code}, {name}"),
            Some(None) => format!("{code} (the name is not published)"),
            None => code.to_string(),
        }
    }

    /// A value as the field it stands in is meant.
    fn value(&self, kind: Option<&Kind>, path: &str, value: &Value) -> String {
        let Some(spec) = kind.and_then(|kind| kind.spec(path)) else { return words(value) };
        let one = |value: &Value| match value.as_str() {
            Some(word) if !spec.shape.words.is_empty() => {
                let plain = word.replace('_', " ");
                let meaning =
                    spec.shape.words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning);
                let bare = |meaning: &str| {
                    let article = ["a ", "an ", "the "].into_iter().find_map(|a| meaning.strip_prefix(a));
                    article.unwrap_or(meaning).to_string()
                };
                match meaning.filter(|meaning| bare(meaning) != plain) {
                    Some(meaning) if says_all_of(meaning, &plain) => meaning.to_string(),
                    Some(meaning) => format!("{plain} ({meaning})"),
                    None if meaning.is_some() => plain,
                    None => told(&plain),
                }
            }
            // The name of an agency stands on the line after its code.
            Some(code) if spec.shape.what == Code::WHAT && path.starts_with("agencies/") => visible(code),
            Some(code) if spec.shape.what == Code::WHAT => self.code(&visible(code)),
            Some(path) if spec.shape.what == Path::WHAT => visible(path),
            Some(day) if spec.shape.what == Day::WHAT => Day::iso(day).map_or(visible(day), Day::words),
            None if spec.shape.what == Seq::WHAT => {
                value.as_u64().map_or(words(value), |n| Seq(n).to_string())
            }
            _ => words(value),
        };
        match value {
            Value::Array(members) if !members.is_empty() && spec.shape.list => {
                members.iter().map(one).collect::<Vec<_>>().join(", ")
            }
            value => one(value),
        }
    }
}

/// Whether a meaning has every word of what it explains, so that it can be read without it.
fn says_all_of(meaning: &str, plain: &str) -> bool {
    let words: Vec<&str> = meaning.split(|c: char| !c.is_alphanumeric()).collect();
    plain.split(' ').all(|word| words.contains(&word))
}

/// Every entry, the manifest left out: it is told as what is withheld.
pub(super) fn entries(publication: &Publication, verdict: &Verdict) -> Vec<Told> {
    let mut withheld: BTreeMap<(u64, &str), (&Withheld, bool)> = BTreeMap::new();
    for (seq, _, item, erased) in &verdict.withheld {
        withheld.insert((*seq, item.path.as_str()), (item, *erased));
    }
    let (glossary, standing) = (Glossary::of(publication), Standing::of(publication));
    let told = |row: &Row| {
        let mut told = entry(row, &withheld, &glossary);
        if let Some((title, words)) = standing.of_entry(row) {
            told.title.push_str(title);
            told.parts.insert(0, Part { name: "whether it stands".to_string(), told: Ok(words) });
        }
        told.parts.extend(replies(publication, row, &withheld));
        told
    };
    publication.entries.iter().map(told).collect()
}

/// The replies to what a finding criticises, each with where it stands, or why it is not shown.
fn replies(
    publication: &Publication,
    finding: &Row,
    withheld: &BTreeMap<(u64, &str), (&Withheld, bool)>,
) -> Vec<Part> {
    if finding.entry.class != Class::Finding {
        return Vec::new();
    }
    let of = |row: &Row| row.value("of").and_then(Value::as_u64);
    let on = |kind: &'static str, seq: u64| {
        let is = move |row: &&Row| row.value("kind").is_some_and(|k| k == kind) && of(row) == Some(seq);
        publication.entries.iter().filter(is)
    };
    let mut out = Vec::new();
    for notice in on("notice", finding.entry.seq) {
        let part = notice.value("part").and_then(Value::as_u64).unwrap_or(0);
        for reply in on("reply", notice.entry.seq) {
            let seq = reply.entry.seq;
            let considered = on("change", seq).next().map_or(String::new(), |change| {
                format!("; what came of it stands in entry {}", change.entry.seq)
            });
            let told = match withheld.get(&(seq, "text")) {
                Some((item, erased)) => {
                    Err(format!("in entry {seq}: {}{considered}", ground(reply, item, *erased)))
                }
                None => Ok(format!("it stands in entry {seq}{considered}")),
            };
            out.push(Part { name: format!("reply to part {part}"), told });
        }
    }
    out
}

/// What kind of act an entry is, in words.
pub(super) fn title_of(row: &Row) -> &'static str {
    let kind = row.value("kind").and_then(Value::as_str);
    kind.and_then(Kind::of).map_or(row.entry.class.title(), |kind| kind.title)
}

fn entry(row: &Row, withheld: &BTreeMap<(u64, &str), (&Withheld, bool)>, glossary: &Glossary) -> Told {
    let title = title_of(row);
    let kind = row.value("kind").and_then(Value::as_str).and_then(Kind::of);
    let mut parts: Vec<Part> = Vec::new();
    let mut hidden = 0;
    let mut run: Vec<u64> = Vec::new(); // decisions of the parts before this one that are withheld on one ground
    for field in &row.fields {
        let path = field.path.as_str();
        if path == "kind" || path == "manifest" || path.starts_with("m/") {
            continue;
        }
        match (row.value(path), withheld.get(&(row.entry.seq, path))) {
            (Some(value), _) => {
                run.clear();
                parts.push(Part { name: name(path), told: Ok(glossary.value(kind, path, value)) });
            }
            (None, Some((item, erased))) => {
                hidden += 1;
                // Parts side by side that are withheld on one ground are told together, each by its name.
                let before = parts.last_mut().filter(|_| !run.is_empty());
                let because = because(row, item, *erased);
                match before.filter(|part| part.told.as_ref().is_err_and(|why| why.starts_with(&because))) {
                    Some(part) => {
                        part.name.push_str(&format!("; {}", name(path)));
                        run.push(item.decision);
                        part.told = Err(format!("{because} ({})", seqs(&run)));
                    }
                    None => {
                        run = vec![item.decision];
                        parts.push(Part {
                            name: name(path),
                            told: Err(format!("{because} ({})", seqs(&run))),
                        });
                    }
                }
            }
            (None, None) => {
                run.clear();
                parts.push(Part { name: name(path), told: Err("not shown".to_string()) });
            }
        }
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

/// Why a part is not shown, with the entry of the decision.
pub(super) fn ground(row: &Row, item: &Withheld, erased: bool) -> String {
    format!("{} (entry {})", because(row, item, erased), item.decision)
}

/// What is withheld or erased, in sentences: parts of one entry that are so on one ground together.
pub fn withheld_sentences(publication: &Publication, verdict: &Verdict) -> Vec<String> {
    marked_withheld(publication, verdict).iter().map(|sentence| without_marks(sentence)).collect()
}

fn marked_withheld(publication: &Publication, verdict: &Verdict) -> Vec<String> {
    let mut out: Vec<(u64, String, Vec<String>, Vec<u64>)> = Vec::new();
    for (seq, _, item, erased) in &verdict.withheld {
        let Some(row) = publication.entries.get(*seq as usize) else { continue };
        let (because, part) = (because(row, item, *erased), name(&item.path));
        match out.last_mut().filter(|(of, why, ..)| of == seq && *why == because) {
            Some((_, _, parts, decisions)) => {
                parts.push(part);
                decisions.push(item.decision);
            }
            None => out.push((*seq, because, vec![part], vec![item.decision])),
        }
    }
    let sentence = |(seq, because, parts, decisions): &(u64, String, Vec<String>, Vec<u64>)| {
        let what = publication.entries.get(*seq as usize).map_or("", title_of);
        format!("Entry {seq} ({what}), {}: {because} ({}).", parts.join("; "), seqs(decisions))
    };
    out.iter().map(sentence).collect()
}

fn because(row: &Row, item: &Withheld, erased: bool) -> String {
    // Words of the closed lists are the program's own; another keeper's are not.
    let listed = |word: &str| {
        ReasonCode::ALL.iter().any(|reason| reason.word() == word)
            || DisposalBasis::ALL.iter().any(|basis| basis.word() == word)
            || Decider::ALL.iter().any(|decider| decider.word() == word)
    };
    let plain = |word: &str| match word.is_empty() || listed(word) {
        true => visible(&word.replace('_', " ")),
        false => told(&word.replace('_', " ")),
    };
    let (reason, decider) = (plain(&item.reason), plain(&item.decider));
    let reply = row.value("kind").is_some_and(|kind| kind == "reply") && item.path == "text";
    let what = match (reply, erased) {
        (true, true) => "a reply was made, and its words were erased by law since",
        (true, false) => "a reply was made, and its words are withheld",
        (false, true) => "erased by law",
        (false, false) => "withheld",
    };
    match decider.is_empty() {
        true => format!("{what}: {reason}"),
        false => format!("{what}: {reason}, decided by the role {decider}"),
    }
}

/// "entry 3", "entries 3 and 9", "entries 30 to 37".
fn seqs(all: &[u64]) -> String {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    match sorted.as_slice() {
        [one] => format!("entry {one}"),
        [first, .., last] if last - first == sorted.len() as u64 - 1 && sorted.len() > 2 => {
            format!("entries {first} to {last}")
        }
        several => format!("entries {}", list(&several.iter().map(u64::to_string).collect::<Vec<_>>())),
    }
}

/// A path in words: `parts/1/claim` is "part 1, claim".
pub(super) fn name(path: &str) -> String {
    const SINGULAR: [(&str, &str); 6] = [
        ("parts", "part"),
        ("agencies", "agency"),
        ("allegations", "allegation"),
        ("mentions", "mention"),
        ("questions", "question"),
        ("ranks", "rank"),
    ];
    const SAID: [(&str, &str); 3] = [
        ("looked_for_against", "where evidence against it was looked for"),
        ("reply_days", "days for a reply"),
        ("reply_days_reason", "why so many days for a reply"),
    ];
    if let Some((_, said)) = SAID.iter().find(|(field, _)| *field == path) {
        return said.to_string();
    }
    let mut out = String::new();
    for part in path.split('/') {
        let number = part.parse::<u64>().is_ok();
        if !out.is_empty() {
            out.push_str(if number { " " } else { ", " });
        }
        let singular = SINGULAR.iter().find(|(many, _)| *many == part && path.contains('/'));
        out.push_str(&singular.map_or(part.replace('_', " "), |(_, one)| one.to_string()));
    }
    out
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => told(text),
        Value::Null => "none".to_string(),
        Value::Bool(true) => "yes".to_string(),
        Value::Bool(false) => "no".to_string(),
        Value::Array(members) if members.is_empty() => "none".to_string(),
        Value::Array(members) => members.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Number(number) => number.to_string(),
        other => told(&other.to_string()),
    }
}

/// What became of each strand: what it is called, with its title where that is disclosed, and a clause.
pub(super) fn strands(publication: &Publication, verdict: &Verdict) -> Vec<(String, String)> {
    let glossary = Glossary::of(publication);
    let called = |strand: &str| {
        let title = strand.parse::<u64>().ok().and_then(|number| glossary.strands.get(&number));
        let strand = if strand.parse::<u64>().is_ok() { strand.to_string() } else { told(strand) };
        title.map_or(strand.clone(), |title| format!("{strand} ({title})"))
    };
    verdict.strands.iter().map(|s| (called(&s.strand), became(&s.end))).collect()
}

/// What became of a strand, as a clause.
fn became(end: &End) -> String {
    match end {
        End::Found(findings) => {
            let findings: Vec<String> = findings.iter().map(u64::to_string).collect();
            let word = if findings.len() == 1 { "a finding in entry" } else { "findings in entries" };
            format!("{word} {}", list(&findings))
        }
        End::Erased(findings) => {
            let (finding, entry) =
                if findings.len() == 1 { ("a finding", "entry") } else { ("findings", "entries") };
            let numbers: Vec<String> = findings.iter().map(u64::to_string).collect();
            format!(
                "{finding} whose words were erased by law, in {entry} {}; no finding answers it that can be read",
                list(&numbers)
            )
        }
        End::Closed(seq) => format!("closed without a finding, with a reason, in entry {seq}"),
        End::Merged(into, seq) => format!("merged into strand {} in entry {seq}", visible(into)),
        End::Split(seq) => format!("split into new strands in entry {seq}"),
        End::Open(seq) => format!("still open, for the reason recorded in entry {seq}"),
        End::Sealed { findings, ended } => {
            let holds = match findings {
                None => String::new(),
                Some(0) => ", which holds no finding".to_string(),
                Some(1) => ", which holds 1 finding that is not published here".to_string(),
                Some(n) => format!(", which holds {n} findings that are not published here"),
            };
            let ended = match ended.as_deref() {
                None => String::new(),
                // What its own stream found is not undone by closing the number here.
                Some(End::Closed(seq)) => format!("; closed here, with a reason, in entry {seq}"),
                Some(end) => format!("; {}", became(end)),
            };
            format!("sealed; it stands in a stream of its own{holds}{ended}")
        }
    }
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
    without_marks(&marked_text(publication, verdict, changes))
}

/// The publication as plain text, each value of the review between marks.
pub(super) fn marked_text(
    publication: &Publication,
    verdict: &Verdict,
    changes: Option<&[Change]>,
) -> String {
    let mut out = String::new();
    let title = title(publication);
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&title);
    line(&"=".repeat(without_marks(&title).chars().count()));
    line("");
    line(&format!("Publication number {}, recorded on {}.", verdict.version, day(verdict.time_unix)));
    line(&format!("Review {} in the log {}.", verdict.stream, verdict.log));
    for sentence in verdict.sentences().iter().map(|s| visible(s)) {
        line(&sentence);
    }
    section(&mut line, "Strands");
    for (strand, told) in strands(publication, verdict) {
        line(&format!("Strand {strand}: {told}."));
    }
    if let Some(changes) = changes {
        section(&mut line, "What changed since the publication before");
        for change in marked_changes(changes, publication) {
            line(&visible_marked(&change));
        }
    }
    section(&mut line, "What is withheld");
    if verdict.withheld.is_empty() {
        line("Nothing.");
    }
    marked_withheld(publication, verdict).iter().for_each(|sentence| line(sentence));
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
