//! The files of a publication, each with what in it came from the review.

use serde_json::Value;

use super::browser::verify_page;
use super::build::Held;
use super::decisions::ManifestRow;
use super::diff::Change;
use super::filled::{APART, between_marks, without_marks};
use super::page::marked_page;
use super::read::Publication;
use super::tell::marked_text;
use super::verify::{Signed, Verdict};
use crate::acts::field::Single;
use crate::acts::{KIND, Kind, Manifest, Path};
use crate::field::Disclosure;

/// A file of a publication.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
    /// What of that came from the review, for the search; empty where every byte is the program's own.
    pub filled: String,
}

/// The files of a verified publication: the page, the text, the file that is checked, the page that checks it, and the policy.
pub fn outputs(
    file: (&Publication, &Verdict),
    changes: Option<&[Change]>,
    json: String,
    policy: String,
) -> Vec<Output> {
    let (publication, verdict) = file;
    let names = names(publication, verdict);
    let told = |name: &str, file: String| Output {
        name: name.to_string(),
        bytes: without_marks(&file).into_bytes(),
        filled: format!("{names}{}", between_marks(&file)),
    };
    vec![
        told("publication.html", marked_page(publication, verdict, changes)),
        told("publication.txt", marked_text(publication, verdict, changes)),
        Output {
            name: "publication.json".to_string(),
            bytes: json.into_bytes(),
            filled: format!("{names}{}", disclosed(publication)),
        },
        Output { name: "verify.html".to_string(), bytes: verify_page().into_bytes(), filled: String::new() },
        Output { name: "policy.txt".to_string(), filled: keys(&policy), bytes: policy.into_bytes() },
    ]
}

/// What an entry would disclose that somebody typed, as one text for the search.
pub fn open_texts(held: &Held, row: &ManifestRow) -> String {
    let kind = held.value(KIND).as_ref().and_then(Value::as_str).and_then(Kind::of);
    let open = held.disclosures.iter().filter(|d| !row.withheld.iter().any(|w| w.path == d.path));
    let mut out = String::new();
    for disclosure in open {
        match Disclosure::parse(&disclosure.text) {
            Ok((_, value)) => typed(kind, &disclosure.path, &value, &mut out),
            Err(_) => add(&disclosure.text, &mut out),
        }
    }
    out
}

/// The names that stand around a publication: of the log and of whoever signed its checkpoint.
fn names(publication: &Publication, verdict: &Verdict) -> String {
    let mut out = String::new();
    add(&verdict.log, &mut out);
    if let Signed::By { witnesses, .. } = &verdict.signed {
        witnesses.iter().for_each(|(name, _)| add(name, &mut out));
    }
    let signed = publication.checkpoint.lines().filter_map(|line| line.strip_prefix("\u{2014} "));
    signed.filter_map(|line| line.split(' ').next()).for_each(|name| add(name, &mut out));
    out
}

/// The names of the keys of a policy.
fn keys(policy: &str) -> String {
    let mut out = String::new();
    let lines = policy.lines().filter(|line| !line.starts_with('#'));
    let names = lines.flat_map(str::split_whitespace).filter_map(|word| word.split_once('+'));
    names.for_each(|(name, _)| add(name, &mut out));
    out
}

/// What the entries disclose that somebody typed.
fn disclosed(publication: &Publication) -> String {
    let mut out = String::new();
    for row in &publication.entries {
        let kind = row.value(KIND).and_then(Value::as_str).and_then(Kind::of);
        row.disclosures.iter().for_each(|(path, (_, value))| typed(kind, path, value, &mut out));
    }
    out
}

/// The words of a value that somebody typed: of an act of the register not those of closed lists, paths and the manifest, which
/// are the program's.
fn typed(kind: Option<&Kind>, path: &str, value: &Value, out: &mut String) {
    if let Some(kind) = kind {
        let closed = kind.spec(path).is_some_and(|spec| {
            let what = spec.shape.what;
            !spec.shape.words.is_empty()
                || what == <Path as Single>::WHAT
                || what == <Manifest as Single>::WHAT
        });
        if closed || path == KIND {
            return;
        }
    }
    words(value, out);
}

fn words(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => add(text, out),
        Value::Array(members) => members.iter().for_each(|member| words(member, out)),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            add(name, out);
            words(member, out);
        }),
        _ => {}
    }
}

fn add(text: &str, out: &mut String) {
    out.push_str(text);
    out.push_str(APART);
}
