//! What else says what is to be erased. An erasure destroys the text, and with it all that could ever be searched for: so the search is
//! made while the text is still there, and a person decides on what it finds.
//!
//! Nothing is kept to search with later. A copy would be what the law wants gone; a digest of a name is found out by trying
//! names; a keyed digest is a copy by another name as long as its key is there, and of no use after. What is found is told by
//! its place and never by its words.

use model::Day;

use crate::acts::{Act, Kind, Path, Seq};
use crate::escapes::writings;
use crate::names::{Name, Part, Parts};
use crate::people::names_in;
use crate::review::Review;
use crate::words::PartySort;
use crate::writing::{Words, plain, readings};

/// Words in a row that are a repetition, where a longer text is not repeated whole.
const WORDS_IN_A_ROW: usize = 6;
/// Characters of the shortest text that is looked for; a shorter one stands everywhere.
const TEXT_CHARS_MIN: usize = 5;

/// Letters from which on a last name is a place to look at in small letters too: no other word is spelt so by chance.
const SMALL_LETTERS_MIN: usize = 8;

/// How something is said again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Again {
    /// All of it.
    Whole,
    /// Six words of it in a row.
    InPart,
    /// The last name of a person, which may be somebody else's.
    Surname,
    /// Half of a double last name, which may be somebody else's.
    HalfSurname,
    /// A first name, which may be somebody else's.
    GivenName,
}

impl Again {
    /// In words, as a clause about the place.
    pub fn words(self) -> &'static str {
        match self {
            Again::Whole => "says it again",
            Again::InPart => "says six words of it again, or more",
            Again::Surname => "has the last name by itself; it may be somebody else's",
            Again::HalfSurname => "has half of the double last name by itself; it may be somebody else's",
            Again::GivenName => "has a first name by itself; it may be somebody else's",
        }
    }

    /// Whether it is no more than a place to look at: a part of a name, of which no program can say whom it means.
    pub fn is_a_place_to_look_at(self) -> bool {
        matches!(self, Again::Surname | Again::HalfSurname | Again::GivenName)
    }
}

/// A field that says again what is to be erased.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Repeat {
    /// The entry.
    pub entry: Seq,
    /// The field.
    pub path: Path,
    /// What kind of act the entry is.
    pub title: &'static str,
    /// How.
    pub how: Again,
    /// Whether the field can be erased or withheld; the title of a publication cannot.
    pub can_go: bool,
}

/// What is to be erased, ready to be looked for.
pub struct Erasable {
    wanted: Vec<Wanted>,
}

enum Wanted {
    Name { names: Vec<Name>, short: Option<[String; 2]>, parts: Vec<Parts> },
    Text { whole: String, rows: Vec<String> },
}

impl Erasable {
    /// The texts of these fields of an entry, as they are still held.
    pub fn of(review: &Review, entry: Seq, paths: &[Path]) -> Erasable {
        let mut wanted = Vec::new();
        let Some(act) = review.act(entry) else { return Erasable { wanted } };
        for (path, value) in act.to_fields() {
            let Some(text) = value.as_str().filter(|_| paths.iter().any(|p| p.as_str() == path)) else {
                continue;
            };
            wanted.extend(looked_for(act, &path, text));
        }
        Erasable { wanted }
    }

    /// How a text says it again, in any writing that is undone; nothing where it does not.
    pub fn said_in(&self, text: &str) -> Option<Again> {
        let all: Vec<Words> = writings(text).iter().flat_map(|text| readings(&plain(text))).collect();
        self.wanted
            .iter()
            .filter_map(|wanted| all.iter().filter_map(|words| wanted.said_in(words)).min())
            .min()
    }

    /// The fields of a review that say it again; those of the entry itself that are to be erased are left out.
    pub fn repeats(&self, review: &Review, but: Option<(Seq, &[Path])>) -> Vec<Repeat> {
        let mut out = Vec::new();
        for (i, recorded) in review.history().iter().enumerate() {
            let entry = Seq(i as u64);
            let Some(kind) = Kind::of(recorded.act.kind()) else { continue };
            for (path, value) in recorded.act.to_fields() {
                let text = kind.spec(&path).is_some_and(|spec| spec.shape.text);
                let goes =
                    but.is_some_and(|(of, paths)| of == entry && paths.iter().any(|p| p.as_str() == path));
                let Some(words) = value.as_str().filter(|_| text && !goes) else { continue };
                let (Some(how), Some(at)) = (self.said_in(words), Path::new(&path)) else { continue };
                out.push(Repeat {
                    entry,
                    path: at,
                    title: kind.title,
                    how,
                    can_go: kind.can_be_erased(&path),
                });
            }
        }
        out
    }
}

impl Wanted {
    fn said_in(&self, words: &Words) -> Option<Again> {
        match self {
            Wanted::Name { names, short, parts } => {
                let written = |way: &String| words.written.iter().any(|word| word == way);
                if names.iter().any(|name| name.stands_in(words))
                    || short.as_ref().is_some_and(|ways| ways.iter().any(written))
                {
                    return Some(Again::Whole);
                }
                let small =
                    |part: &Part| part.letters() >= SMALL_LETTERS_MIN && part.stands_in_any_letters(words);
                let last = |part: &Part| part.stands_in(words) || small(part);
                let ways = [
                    (parts.iter().filter_map(|parts| parts.last.as_ref()).any(last), Again::Surname),
                    (parts.iter().flat_map(|parts| &parts.halves).any(last), Again::HalfSurname),
                    (
                        parts.iter().flat_map(|parts| &parts.given).any(|part| part.stands_in(words)),
                        Again::GivenName,
                    ),
                ];
                ways.into_iter().find(|(is, _)| *is).map(|(_, how)| how)
            }
            Wanted::Text { whole, rows } => {
                if !words.runs(whole).is_empty() {
                    return Some(Again::Whole);
                }
                rows.iter().any(|row| !words.runs(row).is_empty()).then_some(Again::InPart)
            }
        }
    }
}

/// What to look for in place of a text that is to be erased.
fn looked_for(act: &Act, path: &str, text: &str) -> Option<Wanted> {
    let bare = text.split(" (").next().unwrap_or(text);
    let words = Words::of(bare);
    // Whether it is a person's name, and the names in it of which a part may stand for the whole.
    let given = |is: bool| is.then(|| (true, names_in(text)));
    let who = match act {
        Act::Party(party) if path == "name" => {
            let person = party.sort == PartySort::Person;
            Some((person, if person { vec![bare.to_string()] } else { Vec::new() }))
        }
        Act::Complaint(_) => given(path == "complainant"),
        Act::AccessRequest(_) => given(path == "who"),
        Act::Terms(_) if path.starts_with("agencies/") && path.ends_with("/name") => {
            Some((false, Vec::new()))
        }
        _ => None,
    };
    if let Some((person, called)) = who {
        let several = words.written.len() > 1;
        let long = several || words.compact().chars().count() >= TEXT_CHARS_MIN;
        let short = (words.written.len() == 1 && !long)
            .then(|| [words.written[0].clone(), words.written[0].to_uppercase()]);
        let mut names = match (long, person) {
            (false, _) => Vec::new(),
            (true, true) => Name::of_person(bare),
            (true, false) => Name::of_body(bare),
        };
        names.extend(called.iter().filter(|name| *name != bare).flat_map(|name| Name::of_person(name)));
        let parts = called.iter().map(|name| Parts::of(name)).collect();
        return Some(Wanted::Name { names, short, parts });
    }
    let words = Words::of(text);
    if words.spaced().chars().count() < TEXT_CHARS_MIN {
        return None;
    }
    let rows = match words.low.len() > WORDS_IN_A_ROW {
        true => words.low.windows(WORDS_IN_A_ROW).map(<[String]>::concat).collect(),
        false => Vec::new(),
    };
    Some(Wanted::Text { whole: words.compact().to_string(), rows })
}

/// The versions that published a field, oldest first, each with its day: what stands there cannot be called back.
pub fn published_in(review: &Review, entry: Seq, path: &Path) -> Vec<(u32, Day)> {
    let versions = review.publications().iter().filter_map(|&seq| match review.act(seq) {
        Some(Act::Publication(act)) => {
            let row = act.manifest.0.iter().find(|row| row.seq == entry)?;
            let kept = row.withheld.iter().any(|withheld| withheld.path == *path);
            (!kept).then_some(act.version).zip(review.day_of(seq))
        }
        _ => None,
    });
    versions.collect()
}

/// What was erased since the newest publication, which nothing can look for any more: the entry, the field, and the decision.
pub fn erased_since_the_last_publication(review: &Review) -> Vec<(Seq, Path, Seq)> {
    let since = review.publications().last();
    let newer = |(_, by): &(&(Seq, Path), &Seq)| since.is_none_or(|since| *by > since);
    review.erased.iter().filter(newer).map(|((of, path), by)| (*of, path.clone(), *by)).collect()
}
