//! The canary: what was withheld must not be found in any byte of any file that is published.
//!
//! A publisher knows what is withheld: the values, their salts, their disclosures. Before anything is put out, every
//! output is searched for them, its file name too, as it stands and with the writings undone that could hide them
//! ([`crate::writing`]: accents, hyphens and apostrophes, letters that look alike, escapes, Base 64 within Base 64).
//! What it cannot find is a person described in other words; that takes a reader.
//!
//! A text is found as whole words, whatever stands between them: "ton" is not found in "Northampton". A person's name is found turned
//! about and with initials too ([`crate::names`]); one of fewer than five letters is found written as a name, with a capital ("Ali",
//! "ALI"). One word of a longer name ("Ms Quillon") stops nothing and is told ([`named_in_part`]). And a text that says nobody's name is no secret
//! where the same publication discloses it by right: where it is the whole of another field, or where another version of
//! the same finding has it in the same field. A version that was given up repeats most of the one that stands. A name, and what
//! is withheld because it identifies somebody, is a secret wherever it stands; what is let pass is told ([`let_pass`]).

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::build::Held;
use super::decisions::{Manifest, Withheld};
use super::filled::APART;
use super::outputs::Output;
use crate::acts::Kind;
use crate::escapes::{of_base64, writings};
use crate::field::Disclosure;
use crate::names::{Name, Part, Parts, is_a_month};
use crate::people::{names_in, reads_as_a_person};
use crate::words::{PartySort, ReasonCode};
use crate::writing::{Grams, Words, lower, plain, readings};

/// Characters of the shortest text that is searched for in any writing. A shorter one ("no", "P-1") stands everywhere.
const SECRET_CHARS_MIN: usize = 5;
/// Characters of the shortest name that is searched for; one letter is an initial and stands everywhere. Below
/// [`SECRET_CHARS_MIN`] a name is looked for as it is written, with its capital, and in capitals throughout.
const NAME_CHARS_MIN: usize = 2;
/// Words of a withheld text from which on no sentence of the program's own is it by chance.
const LONG_WORDS_MIN: usize = 6;
/// Characters of the shortest run that can be a digest or a key: 16 bytes in Base 64.
const CODE_MIN: usize = 22;
/// Reasons that say of a text that it identifies somebody: whatever else discloses it, it is not let pass.
const IDENTIFYING: [ReasonCode; 7] = [
    ReasonCode::VictimAnonymity,
    ReasonCode::ThirdPartyPersonalData,
    ReasonCode::NameNotNeeded,
    ReasonCode::IdentifiesAChild,
    ReasonCode::IdentifiesASource,
    ReasonCode::SealedAtRequest,
    ReasonCode::SafetyOfAPerson,
];

/// How a secret is looked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Sort {
    /// A name: its words in their order, whatever stands between them.
    Name,
    /// A text: as it is written, as whole words.
    Text,
    /// A disclosure with its salt: to the letter, anywhere.
    Disclosure,
}

/// Something that must not be published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Secret {
    /// What to call it in a message: never the text itself.
    pub what: String,
    /// The text.
    pub text: String,
    sort: Sort,
    /// Whether it is the name of a person, who may be turned about and shortened.
    person: bool,
    /// Whether a part of it by itself may mean them too: not of a role ("the mayor").
    in_parts: bool,
}

impl Secret {
    /// A name that must not stand in any output.
    pub fn name(what: &str, name: &str) -> Secret {
        Secret {
            what: what.to_string(),
            text: name.to_string(),
            sort: Sort::Name,
            person: true,
            in_parts: true,
        }
    }
}

/// The names that entries of another stream hold, the own stream of a sealed strand: none of them may stand in a publication of the
/// open stream. Each entry is given by its fields. A name that the open stream has as the name of a party itself is left out:
/// whether that may be read is decided there.
pub fn sealed_names<'a>(
    strand: u32,
    entries: impl Iterator<Item = &'a [(String, Value)]>,
    open: &[String],
) -> Vec<Secret> {
    let mut out: Vec<Secret> = Vec::new();
    for fields in entries {
        let is = |path: &str| fields.iter().find(|(at, _)| at == path).and_then(|(_, value)| value.as_str());
        let name = match is("kind") {
            Some("party") if is("sort") == Some(PartySort::Person.word()) => is("name"),
            Some("complaint") => is("complainant"),
            Some("access_request") => is("who"),
            _ => None,
        };
        let Some(name) = name.filter(|name| !open.iter().any(|there| flat(there) == flat(name))) else {
            continue;
        };
        let what = format!("a name in the own stream of sealed strand {strand}");
        let bare = name.split_once(" (").map(|(name, _)| name.to_string());
        for name in std::iter::once(name.to_string()).chain(bare).chain(names_in(name)) {
            let in_parts = is("kind") == Some("party") || reads_as_a_person(&name);
            let secret = Secret { in_parts, ..Secret::name(&what, &name) };
            if !out.contains(&secret) {
                out.push(secret);
            }
        }
    }
    out
}

/// A secret that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leak {
    /// The output.
    pub file: String,
    /// What was found, as [`Secret`] calls it.
    pub what: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} would be published in {}", self.what, self.file)
    }
}

/// One word of a withheld name that stands in an output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedInPart {
    /// The output.
    pub file: String,
    /// Whose name, as [`Secret`] calls it.
    pub what: String,
}

impl fmt::Display for NamedInPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one word of {} stands in {}; look whether it means that person", self.what, self.file)
    }
}

/// A withheld text that is not looked for, because the publication discloses it in another place by right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LetPass {
    /// The entry that withholds it, and the path.
    pub withheld: (u64, String),
    /// The entry that discloses it, and the path.
    pub disclosed: (u64, String),
}

impl fmt::Display for LetPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((of, path), (by, at)) = (&self.withheld, &self.disclosed);
        write!(f, "{path} of entry {of} is withheld, and the same words are published as {at} of entry {by}")
    }
}

/// What must not be published of these entries: every withheld text, and the disclosure of every withheld field, its salt in it.
///
/// Codes, days and words of closed lists are not searched for: they stand in other places by right. Of a name with an
/// addition in brackets the name is searched for by itself too.
pub fn secrets(entries: &[Held], manifest: &Manifest) -> Vec<Secret> {
    withheld_texts(entries, manifest).0
}

/// The withheld texts that are let pass; a person should look whether each may be.
pub fn let_pass(entries: &[Held], manifest: &Manifest) -> Vec<LetPass> {
    withheld_texts(entries, manifest).1
}

fn withheld_texts(entries: &[Held], manifest: &Manifest) -> (Vec<Secret>, Vec<LetPass>) {
    let open = Open::of(entries, manifest);
    let (mut secrets, mut passed) = (Vec::new(), Vec::new());
    for (held, row) in entries.iter().zip(&manifest.0) {
        for item in &row.withheld {
            let Some(disclosure) = held.disclosures.iter().find(|d| d.path == item.path) else { continue };
            let what = format!("entry {}, {}, which is withheld,", row.seq, item.path);
            let (person, in_parts) = is_person(held, &item.path);
            let secret = |text: &str, sort| Secret {
                what: what.clone(),
                text: text.to_string(),
                sort,
                person,
                in_parts,
            };
            secrets.push(secret(&disclosure.text, Sort::Disclosure));
            let Ok((_, value)) = Disclosure::parse(&disclosure.text) else { continue };
            let Some(words) = value.as_str().filter(|_| is_text(held, &item.path)) else { continue };
            // Words that name nobody stand in other texts by right: that somebody is called like them is what is kept back.
            if kind_of(held).is_some_and(|kind| kind.word == "no_name") {
                continue;
            }
            if is_name(held, &item.path) {
                secrets.push(secret(words, Sort::Name));
                secrets.extend(words.split_once(" (").map(|(name, _)| secret(name, Sort::Name)));
                // "Ada Quill and Bo Wrenfield of Example Vale" are two.
                let several = if person { names_in(words) } else { Vec::new() };
                secrets.extend(
                    several.iter().filter(|name| *name != words).map(|name| secret(name, Sort::Name)),
                );
                continue;
            }
            match open.has(held, item, words).filter(|_| !identifies(item)) {
                Some(disclosed) => {
                    passed.push(LetPass { withheld: (row.seq, item.path.clone()), disclosed });
                }
                // A short text that identifies somebody is a name, whatever field it stands in.
                None if identifies(item) && words.chars().count() < SECRET_CHARS_MIN => {
                    secrets.push(secret(words, Sort::Name));
                }
                None => secrets.push(secret(words, Sort::Text)),
            }
        }
    }
    (secrets, passed)
}

/// The kind of act of an entry, where it is one of the register's.
fn kind_of(held: &Held) -> Option<&'static Kind> {
    held.value("kind").as_ref().and_then(Value::as_str).and_then(Kind::of)
}

/// Whether a field is free text; every field is where the kind of act is not known.
fn is_text(held: &Held, path: &str) -> bool {
    kind_of(held).is_none_or(|kind| kind.spec(path).is_some_and(|spec| spec.shape.text))
}

/// Whether a field says who somebody is.
fn is_name(held: &Held, path: &str) -> bool {
    let agency = path.starts_with("agencies/") && path.ends_with("/name");
    match kind_of(held).map(|kind| kind.word) {
        Some("party") => path == "name",
        Some("complaint") => path == "complainant",
        Some("access_request") => path == "who",
        Some("terms") => agency,
        _ => false,
    }
}

/// Whether a field is the name of a person, as far as its entry says, and whether a part of it may mean them.
fn is_person(held: &Held, path: &str) -> (bool, bool) {
    let named = |is: bool| {
        let name = held.value(path);
        (is, is && name.as_ref().and_then(Value::as_str).is_some_and(reads_as_a_person))
    };
    match kind_of(held).map(|kind| kind.word) {
        Some("party") => {
            let sort = held.value("sort");
            let person =
                path == "name" && sort.as_ref().and_then(Value::as_str) == Some(PartySort::Person.word());
            (person, person)
        }
        Some("complaint") => named(path == "complainant"),
        Some("access_request") => named(path == "who"),
        _ => (false, false),
    }
}

fn identifies(item: &Withheld) -> bool {
    IDENTIFYING.iter().any(|reason| reason.word() == item.reason)
}

/// An entry and a path.
type Place = (u64, String);

/// What the entries disclose, as far as a withheld text may be let pass for it.
struct Open {
    /// Whole values, each with the first place that has it.
    values: BTreeMap<String, Place>,
    /// Texts of findings: the first version of the finding, the path without its numbers; the text and its place.
    findings: BTreeMap<(u64, String), Vec<(String, Place)>>,
    /// The first version of each finding.
    first: BTreeMap<u64, u64>,
}

/// A path without the numbers in it: `parts/2/claim` is `parts/claim`.
fn unnumbered(path: &str) -> String {
    path.split('/').filter(|part| part.parse::<u64>().is_err()).collect::<Vec<_>>().join("/")
}

impl Open {
    fn of(entries: &[Held], manifest: &Manifest) -> Open {
        let (mut values, mut findings, mut first) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (held, row) in entries.iter().zip(&manifest.0) {
            let seq = row.seq;
            let finding = kind_of(held).is_some_and(|kind| kind.word == "finding");
            if finding {
                let before = held.value("supersedes").and_then(|value| value.as_u64());
                let root = before.and_then(|before| first.get(&before).copied()).unwrap_or(seq);
                first.insert(seq, root);
            }
            let open = held.disclosures.iter().filter(|d| !row.withheld.iter().any(|w| w.path == d.path));
            for disclosure in open.filter(|d| is_text(held, &d.path)) {
                let Ok((_, Value::String(words))) = Disclosure::parse(&disclosure.text) else { continue };
                let place = (seq, disclosure.path.clone());
                if finding {
                    let at = (first[&seq], unnumbered(&disclosure.path));
                    findings.entry(at).or_insert_with(Vec::new).push((flat(&words), place.clone()));
                }
                values.entry(flat(&words)).or_insert(place);
            }
        }
        Open { values, findings, first }
    }

    /// Where a withheld text is disclosed by right.
    fn has(&self, held: &Held, item: &Withheld, words: &str) -> Option<Place> {
        let words = flat(words);
        if let Some(place) = self.values.get(&words) {
            return Some(place.clone());
        }
        let root = self.first.get(&held.entry.seq)?;
        let versions = self.findings.get(&(*root, unnumbered(&item.path)))?;
        let (_, place) = versions.iter().find(|(open, _)| stands_in(open, &words))?;
        Some(place.clone())
    }
}

/// An output in every writing that is undone: its file's name, and its contents.
struct Unfolded {
    name: Writing,
    contents: Writing,
}

/// Every writing of a text as one, with something between them that no name holds: so each secret is looked for once, and not once in
/// each of thousands of small texts. What a search needs of it is made when it is first asked for.
struct Writing {
    /// As they stand.
    text: String,
    /// In lower case, with the runs of letters in it.
    low: OnceCell<(String, Grams)>,
    /// Their words, as they stand and as they look.
    words: OnceCell<Vec<Words>>,
    /// Their words, digests and keys left out: chance spells short names in them. Beside each the words as they are written, a
    /// space between them.
    told: OnceCell<Vec<(Words, String)>>,
}

impl Writing {
    fn of(text: &str) -> Writing {
        let text = writings(text).join(APART);
        Writing { text, low: OnceCell::new(), words: OnceCell::new(), told: OnceCell::new() }
    }

    fn holds_letters(&self, letters: &str) -> bool {
        let (low, grams) = self.low.get_or_init(|| {
            let low = lower(&self.text);
            let grams = Grams::of(&low);
            (low, grams)
        });
        grams.may_hold(letters) && low.contains(letters)
    }

    fn words(&self) -> &[Words] {
        self.words.get_or_init(|| readings(&plain(&self.text)))
    }

    fn told(&self) -> &[(Words, String)] {
        self.told.get_or_init(|| {
            let told = readings(&without_codes(&plain(&self.text))).into_iter();
            let with = |words: Words| {
                let written = words.written.join(" ");
                (words, written)
            };
            told.map(with).collect()
        })
    }
}

impl Unfolded {
    fn of(name: &str, bytes: &[u8]) -> Unfolded {
        Unfolded { name: Writing::of(name), contents: Writing::of(&String::from_utf8_lossy(bytes)) }
    }

    /// What to call the place where something is: a name that is itself the leak is not printed. None where it is nowhere.
    fn place(&self, is_in: impl Fn(&Writing) -> bool, name: &str) -> Option<String> {
        if is_in(&self.name) {
            return Some("a file's name".to_string());
        }
        is_in(&self.contents).then(|| name.to_string())
    }
}

/// What is looked for, and how.
enum Needle {
    /// To the letter, anywhere.
    Letters(String),
    /// As whole words in their order, run together, whatever stands between them.
    Text(String),
    /// A name, in the ways in which people write one.
    Named(Vec<Name>),
    /// As whole words in one of these writings.
    Written([String; 2]),
}

impl Needle {
    /// How a secret is looked for; none where it is too short to tell anything.
    fn of(secret: &Secret) -> Option<Needle> {
        let words = Words::of(&secret.text);
        let long = |text: &str| text.chars().count() >= SECRET_CHARS_MIN;
        match secret.sort {
            Sort::Disclosure => Some(Needle::Letters(lower(&secret.text))),
            Sort::Text if long(&secret.text) && !words.compact().is_empty() => {
                Some(Needle::Text(words.compact().to_string()))
            }
            Sort::Text => None,
            Sort::Name if long(&words.spaced()) && secret.person => {
                Some(Needle::Named(Name::of_person(&secret.text)))
            }
            Sort::Name if long(&words.spaced()) => Some(Needle::Named(Name::of_body(&secret.text))),
            Sort::Name => written(&words.written.join(" ")).map(Needle::Written),
        }
    }

    fn stands_in(&self, writing: &Writing) -> bool {
        match self {
            Needle::Letters(letters) => writing.holds_letters(letters),
            Needle::Text(text) => writing.words().iter().any(|words| !words.runs(text).is_empty()),
            Needle::Named(names) => {
                writing.words().iter().any(|words| names.iter().any(|name| name.stands_in(words)))
            }
            Needle::Written(ways) => {
                writing.told().iter().any(|(_, told)| ways.iter().any(|way| stands_written(told, way)))
            }
        }
    }
}

/// The writings of a short name: as it was recorded, and in capitals. None where it is an initial, or has no capital, so
/// that nothing tells it from a word.
fn written(name: &str) -> Option<[String; 2]> {
    let told =
        name.chars().count() >= NAME_CHARS_MIN && name.chars().next().is_some_and(|c| !c.is_lowercase());
    (told && name.chars().any(char::is_alphabetic)).then(|| [name.to_string(), name.to_uppercase()])
}

/// Whether a short name stands among words, and not as the month of a day.
fn stands_written(words: &str, name: &str) -> bool {
    if !is_a_month(&lower(name)) {
        return stands_in(words, name);
    }
    let words: Vec<&str> = words.split(' ').collect();
    let number = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at));
        word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    (0..words.len()).any(|i| words[i] == name && !number(i.checked_sub(1)) && !number(Some(i + 1)))
}

/// Searches outputs (name and bytes) for secrets.
///
/// Not searched for are texts of fewer than `SECRET_CHARS_MIN` characters that are no names, and names that are one
/// letter, or shorter than that and written without a capital.
pub fn scan(outputs: &[(String, Vec<u8>)], secrets: &[Secret]) -> Vec<Leak> {
    let needles = needles(secrets);
    outputs.iter().flat_map(|(name, bytes)| found(&needles, &Unfolded::of(name, bytes), name)).collect()
}

/// Searches what came from the review, in files or entries of these names; the names themselves are the program's own.
pub fn scan_filled(texts: &[(String, String)], secrets: &[Secret]) -> Vec<Leak> {
    let needles = needles(secrets);
    texts.iter().flat_map(|(name, text)| found(&needles, &Unfolded::of("", text.as_bytes()), name)).collect()
}

fn needles(secrets: &[Secret]) -> Vec<(Needle, &Secret)> {
    secrets.iter().filter_map(|secret| Some((Needle::of(secret)?, secret))).collect()
}

fn found(needles: &[(Needle, &Secret)], output: &Unfolded, name: &str) -> Vec<Leak> {
    let leak = |(needle, secret): &(Needle, &Secret)| {
        let file = output.place(|writing| needle.stands_in(writing), name)?;
        Some(Leak { file, what: secret.what.clone() })
    };
    needles.iter().filter_map(leak).collect()
}

/// Searches the files of a publication for secrets. Everything is searched for disclosures to the letter; for long texts everything but
/// what is the program's own throughout; for names and short texts what came from the review. A person may be called like a word of the
/// program ("Power", "Page"), and that such a word stands in it says nothing of them.
pub fn scan_outputs(outputs: &[Output], secrets: &[Secret]) -> Vec<Leak> {
    let (long, short): (Vec<Secret>, Vec<Secret>) = secrets.iter().cloned().partition(Secret::is_long);
    let letters: Vec<Secret> =
        long.iter().filter(|secret| secret.sort == Sort::Disclosure).cloned().collect();
    let whole = |output: &Output| (output.name.clone(), output.bytes.clone());
    let (own, others): (Vec<&Output>, Vec<&Output>) =
        outputs.iter().partition(|output| output.filled.is_empty());
    let filled: Vec<(String, String)> =
        others.iter().map(|output| (output.name.clone(), output.filled.clone())).collect();
    let (own, others): (Vec<_>, Vec<_>) =
        (own.into_iter().map(whole).collect(), others.into_iter().map(whole).collect());
    [scan(&own, &letters), scan(&others, &long), scan_filled(&filled, &short)].concat()
}

impl Secret {
    /// Whether nothing of the program's own can be it by chance.
    fn is_long(&self) -> bool {
        match self.sort {
            Sort::Disclosure => true,
            Sort::Text => Words::of(&self.text).low.len() >= LONG_WORDS_MIN,
            Sort::Name => false,
        }
    }
}

/// Searches outputs for parts of the names of persons: "Quillon" of "Ada Quillon". Whether it means them no program can
/// say, so it stops nothing; a person should look. One place is told for each name.
pub fn named_in_part(outputs: &[(String, Vec<u8>)], secrets: &[Secret]) -> Vec<NamedInPart> {
    let parts = |secret: &Secret| -> Vec<Part> { Parts::of(&secret.text).all().cloned().collect() };
    let named = secrets.iter().filter(|secret| secret.in_parts);
    let mut names: Vec<(Vec<Part>, &Secret)> = named.map(|secret| (parts(secret), secret)).collect();
    let mut out: Vec<NamedInPart> = Vec::new();
    for (name, bytes) in outputs {
        let output = Unfolded::of(name, bytes);
        names.retain(|(parts, secret)| {
            let named = |(told, _): &(Words, String)| parts.iter().any(|part| part.stands_in(told));
            let found = output.place(|writing| writing.told().iter().any(named), name);
            let Some(file) = found else { return true };
            if !out.iter().any(|there| there.what == secret.what) {
                out.push(NamedInPart { file, what: secret.what.clone() });
            }
            false
        });
    }
    out
}

/// Whether some words stand in a text as whole words: no letter or digit goes on before or after them.
fn stands_in(text: &str, words: &str) -> bool {
    let edge = |inside: Option<char>, outside: Option<char>| {
        !(inside.is_some_and(char::is_alphanumeric) && outside.is_some_and(char::is_alphanumeric))
    };
    let mut from = 0;
    while let Some(at) = text[from..].find(words).map(|at| from + at) {
        let end = at + words.len();
        if edge(words.chars().next(), text[..at].chars().next_back())
            && edge(words.chars().next_back(), text[end..].chars().next())
        {
            return true;
        }
        from = at + words.chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// A text without its digests, signatures and keys: chance spells short names in them.
fn without_codes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c| !of_base64(c)) {
        let run = piece.trim_end_matches(|c| !of_base64(c));
        out.push_str(if is_code(run) { &piece[run.len()..] } else { piece });
    }
    out
}

/// Whether a run of characters is no word anybody wrote: in Base 64 of chance a capital follows a small letter, and a digit a
/// letter or a letter a digit, at nearly every other place.
fn is_code(run: &str) -> bool {
    let odd = |pair: &[u8]| {
        let (a, b) = (pair[0], pair[1]);
        a.is_ascii_lowercase() && b.is_ascii_uppercase()
            || a.is_ascii_digit() && b.is_ascii_alphabetic()
            || a.is_ascii_alphabetic() && b.is_ascii_digit()
    };
    run.len() >= CODE_MIN && run.as_bytes().windows(2).filter(|pair| odd(pair)).count() * 8 >= run.len()
}

/// The words of a text in lower case and plain letters, one space between them.
fn flat(text: &str) -> String {
    Words::of(text).spaced()
}
