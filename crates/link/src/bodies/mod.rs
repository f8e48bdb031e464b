//! Bodies under the names they go by: a reviewer's list of names, parts and successors with the days on which each holds.
//!
//! What stands in the list is a fact that somebody has written down with its source, not a likeness: initials that nobody could
//! guess, a hospital that is part of a trust, a body that took over from another. Predecessor and successor are two bodies in law, and
//! are told apart from two names of one. What this leaves out: reading files; which names are merely alike (`likeness.rs`).

pub(crate) mod likeness;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};

use model::Day;

/// Most names that may stand for one another in a row.
const ALIASES_MAX: usize = 8;

/// What an entry of the list says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BodyRelation {
    /// The name is another name of the body.
    Alias,
    /// The name is that of a part of the body: a hospital of a trust, a department of a council.
    Part,
    /// The name is that of a body whose duties passed to the other.
    Successor,
}

impl BodyRelation {
    /// The relation of a word of the list.
    pub fn of(word: &str) -> Option<BodyRelation> {
        match word.trim().to_lowercase().as_str() {
            "alias" => Some(BodyRelation::Alias),
            "part" => Some(BodyRelation::Part),
            "successor" => Some(BodyRelation::Successor),
            _ => None,
        }
    }

    /// The word of the list.
    pub fn word(self) -> &'static str {
        match self {
            BodyRelation::Alias => "alias",
            BodyRelation::Part => "part",
            BodyRelation::Successor => "successor",
        }
    }
}

/// One entry of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BodyName {
    /// The name as it is written somewhere.
    pub name: String,
    /// The body it stands for, that it is part of, or that succeeded it.
    pub body: String,
    /// Which of the three.
    pub relation: BodyRelation,
    /// First day on which it holds (of a successor: the day it took over); always where absent.
    pub from: Option<Day>,
    /// Last day on which it holds; until today where absent.
    pub to: Option<Day>,
    /// Where the entry stands (a row), for errors.
    pub row: u32,
}

/// A fault of the list: the row and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BodyListFault {
    /// Row of the entry.
    pub row: u32,
    /// What is wrong, and what would be right.
    pub what: String,
}

/// The list, ready to be asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BodyList {
    /// Names of the bodies, by number less one.
    bodies: Vec<Listed>,
    by_words: BTreeMap<String, Vec<Meaning>>,
    /// Whether predecessor and successor, part and whole, count as one.
    pub lines_are_one: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Listed {
    name: String,
    /// The words of its names: its own first, then those that the list gives it without days.
    names: Vec<Vec<String>>,
    key: String,
    /// Bodies that took over from it or that it is part of, in the order of the list: itself not among them.
    above: Vec<u32>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Meaning {
    body: u32,
    from: Option<Day>,
    to: Option<Day>,
}

impl Meaning {
    fn holds(&self, on: Option<Day>) -> bool {
        let Some(on) = on else { return true };
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }
}

/// Words of a name in one order, so that a name written the other way round is found.
pub(crate) fn key(name: &str) -> String {
    let mut words = words::words(name);
    words.sort_unstable();
    words.join(" ")
}

/// Where names that stand for names lead: "the Met" for "Metropolitan Police", and that for "Metropolitan Police Service".
///
/// Only names that stand for one body at all times lead on here; those that do on some days are followed when they are looked up. Names that stand for each other are one body, which has the name that the list
/// gives first as a body.
struct Last<'e> {
    /// For each name the body it stands for, by key, with its name as the list has it.
    next: BTreeMap<String, (String, &'e str)>,
    /// The row in which a body is first named, by key.
    first: BTreeMap<String, usize>,
}

impl<'e> Last<'e> {
    fn of(entries: &'e [BodyName]) -> Last<'e> {
        let (mut next, mut first): (BTreeMap<String, (String, &str)>, _) = Default::default();
        let mut several: BTreeSet<String> = BTreeSet::new();
        for (at, entry) in entries.iter().enumerate() {
            let (name, body) = (key(&entry.name), key(&entry.body));
            BTreeMap::entry(&mut first, body.clone()).or_insert(at);
            if entry.relation != BodyRelation::Alias || name == body {
                continue;
            }
            let known = next.get(&name).is_some_and(|(other, _)| *other != body);
            if known || entry.from.is_some() || entry.to.is_some() {
                several.insert(name);
            } else {
                next.insert(name, (body, entry.body.as_str()));
            }
        }
        next.retain(|name, _| !several.contains(name));
        Last { next, first }
    }

    /// The body that a name leads to, as the list writes it, and its key.
    fn body<'n>(&self, name: &'n str, key: String) -> (&'n str, String)
    where
        'e: 'n,
    {
        let (mut name, mut at) = (name, key);
        let mut seen: Vec<(String, &str)> = Vec::new();
        while let Some((body, of)) = self.next.get(&at) {
            seen.push((std::mem::replace(&mut at, body.clone()), name));
            name = of;
            if let Some(from) = seen.iter().position(|(key, _)| *key == at) {
                // They stand for each other.
                let round = seen.drain(from..).min_by_key(|(key, _)| self.first.get(key));
                return round.map_or((name, at), |(key, name)| (name, key));
            }
        }
        (name, at)
    }
}

impl BodyList {
    /// Makes the list of its entries.
    ///
    /// # Errors
    /// Every entry without a name, whose days are the wrong way round, that stands for itself by way of others, or that gives one name to two
    /// bodies on one day.
    pub fn new(entries: &[BodyName]) -> Result<BodyList, Vec<BodyListFault>> {
        let mut list = BodyList::default();
        let mut faults = Vec::new();
        let mut by_key = BTreeMap::new();
        let mut above: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let last = Last::of(entries);
        for entry in entries {
            let fault = |what: String| BodyListFault { row: entry.row, what };
            let (name, body) = (key(&entry.name), key(&entry.body));
            if name.is_empty() || body.is_empty() {
                faults.push(fault("the name and the body are both needed".to_string()));
                continue;
            }
            if let (Some(from), Some(to)) = (entry.from, entry.to)
                && to < from
            {
                faults.push(fault(format!("it ends on {to}, before it begins on {from}")));
                continue;
            }
            let (of, body) = last.body(&entry.body, body);
            let body = list.number(of, body, &mut by_key);
            if entry.relation == BodyRelation::Alias {
                if by_key.get(&name) == Some(&body) {
                    continue;
                }
                list.by_words.entry(name).or_default().push(Meaning { body, from: entry.from, to: entry.to });
                if entry.from.is_none() && entry.to.is_none() {
                    list.bodies[body as usize - 1].names.push(words::words(&entry.name));
                }
            } else {
                let (of, name) = last.body(&entry.name, name);
                let part = list.number(of, name, &mut by_key);
                if part == body || above.get(&body).is_some_and(|of| of.contains(&part)) {
                    faults.push(fault(format!(
                        "\"{}\" comes back to itself by way of \"{}\"",
                        entry.name, entry.body
                    )));
                    continue;
                }
                let mut reached: BTreeSet<u32> = above.get(&body).cloned().unwrap_or_default();
                reached.insert(body);
                for (of, set) in above.iter_mut() {
                    if *of == part || set.contains(&part) {
                        set.extend(&reached);
                    }
                }
                above.entry(part).or_default().extend(reached);
            }
        }
        for (number, of) in above {
            list.bodies[number as usize - 1].above = of.into_iter().collect();
        }
        list.clashes(entries, &last, &mut faults);
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// A name as it is looked up: its words in the order of the alphabet, abbreviations spelt out and words of form laid aside.
    pub fn key_of(name: &str) -> String {
        key(name)
    }

    fn number(&mut self, name: &str, key: String, by_key: &mut BTreeMap<String, u32>) -> u32 {
        *by_key.entry(key.clone()).or_insert_with(|| {
            let (name, names) = (name.trim().to_string(), vec![words::words(name)]);
            self.bodies.push(Listed { name, names, key, above: Vec::new() });
            self.bodies.len() as u32
        })
    }

    /// Names that mean two bodies on one day.
    fn clashes(&mut self, entries: &[BodyName], last: &Last<'_>, faults: &mut Vec<BodyListFault>) {
        for entry in entries.iter().filter(|e| e.relation == BodyRelation::Alias) {
            let Some(meanings) = self.by_words.get(&key(&entry.name)) else { continue };
            let (_, body) = last.body(&entry.body, key(&entry.body));
            let other = meanings.iter().find(|m| {
                let days = |f: Option<Day>, t: Option<Day>| {
                    (f.map_or(i32::MIN, |d| d.0), t.map_or(i32::MAX, |d| d.0))
                };
                let ((a, b), (c, d)) = (days(m.from, m.to), days(entry.from, entry.to));
                self.bodies[m.body as usize - 1].key != body && a.max(c) <= b.min(d)
            });
            if let Some(other) = other {
                faults.push(BodyListFault {
                    row: entry.row,
                    what: format!(
                        "\"{}\" stands for \"{}\" and for \"{}\" on one day; give each its days",
                        entry.name,
                        entry.body,
                        self.bodies[other.body as usize - 1].name
                    ),
                });
            }
        }
        // A body is found by its own name, but not where the list says that the name stands for another.
        for (at, body) in self.bodies.iter().enumerate() {
            let number = at as u32 + 1;
            self.by_words
                .entry(body.key.clone())
                .or_insert_with(|| vec![Meaning { body: number, from: None, to: None }]);
        }
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.bodies.is_empty()
    }

    /// How many bodies are named.
    pub fn len(&self) -> usize {
        self.bodies.len()
    }

    /// The number of the body that a name stands for on a day; 0 where the list does not say, or names two.
    pub fn body(&self, name: &str, on: Option<Day>) -> u32 {
        let mut found = self.stands_for(&key(name), on);
        // Another name of what is itself another name stands for the last.
        for _ in 0..ALIASES_MAX {
            let next = if found == 0 { 0 } else { self.stands_for(&self.bodies[found as usize - 1].key, on) };
            if next == 0 || next == found {
                break;
            }
            found = next;
        }
        found
    }

    fn stands_for(&self, key: &str, on: Option<Day>) -> u32 {
        let Some(meanings) = self.by_words.get(key) else { return 0 };
        let mut found = meanings.iter().filter(|m| m.holds(on)).map(|m| m.body);
        let first = found.next().unwrap_or(0);
        if found.all(|other| other == first) { first } else { 0 }
    }

    /// The name of a body by number.
    pub fn name(&self, body: u32) -> &str {
        if body == 0 { "" } else { &self.bodies[body as usize - 1].name }
    }

    /// The words of the names of a body: its own first, then those that hold whatever the day.
    pub(crate) fn names(&self, body: u32) -> &[Vec<String>] {
        if body == 0 { &[] } else { &self.bodies[body as usize - 1].names }
    }

    /// Bodies that succeeded it or that it is part of.
    pub(crate) fn above(&self, body: u32) -> &[u32] {
        if body == 0 { &[] } else { &self.bodies[body as usize - 1].above }
    }

    /// Whether one of two bodies succeeded the other or is part of it.
    pub fn in_line(&self, a: u32, b: u32) -> bool {
        a != 0 && b != 0 && (self.above(a).contains(&b) || self.above(b).contains(&a))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(row: u32, name: &str, relation: BodyRelation, body: &str, days: &str) -> BodyName {
        let (from, to) = days.split_once("..").unwrap_or_default();
        let (name, body) = (name.to_string(), body.to_string());
        BodyName { name, body, relation, from: Day::iso(from), to: Day::iso(to), row }
    }

    fn list() -> BodyList {
        use BodyRelation::*;
        BodyList::new(&[
            entry(2, "WGH", Alias, "Westmarch General Hospital", ""),
            entry(3, "Westmarch General Hospital", Part, "Westmarch NHS Trust", ""),
            entry(4, "Gull Primary Care Trust", Successor, "Gull Commissioning Group", "2013-04-01.."),
            entry(5, "Gull Commissioning Group", Successor, "Heron Care Board", "2022-07-01.."),
            entry(6, "Tern Commissioning Group", Successor, "Heron Care Board", "2022-07-01.."),
            entry(7, "The Authority", Alias, "Gull Authority", "..2009-12-31"),
            entry(8, "The Authority", Alias, "Tern Authority", "2010-01-01.."),
        ])
        .unwrap()
    }

    #[test]
    fn a_name_stands_for_a_body_on_the_days_of_the_list() {
        let list = list();
        let stands = |name: &str, on: &str| list.name(list.body(name, Day::iso(on))).to_string();
        assert_eq!(stands("WGH", ""), "Westmarch General Hospital");
        assert_eq!(stands("w.g.h.", "1999-01-01"), "Westmarch General Hospital");
        assert_eq!(stands("The Authority", "2005-06-01"), "Gull Authority");
        assert_eq!(stands("the authority", "2010-01-01"), "Tern Authority");
        assert_eq!(stands("The Authority", ""), "", "without a day it stands for either: nobody can tell");
        assert_eq!(stands("Heron care board", ""), "Heron Care Board");
        assert_eq!(stands("Nobody", ""), "");
    }

    #[test]
    fn names_that_stand_for_names_lead_to_one_body() {
        use BodyRelation::*;
        let list = BodyList::new(&[
            entry(2, "the Gulls", Alias, "Gull Council", ""),
            entry(3, "Gull Council", Alias, "Borough of Gull", ""),
            // Another list says it the other way round: the two names are one body all the same.
            entry(4, "Borough of Gull", Alias, "Gull Council", ""),
            entry(5, "Gull Library", Part, "Borough of Gull", ""),
        ])
        .unwrap();
        let stands = |name: &str| list.name(list.body(name, None)).to_string();
        for name in ["the Gulls", "Gull Council", "borough of gull"] {
            assert_eq!(stands(name), "Gull Council", "{name}");
        }
        assert!(list.in_line(list.body("Gull Library", None), list.body("Gull Council", None)));
    }

    #[test]
    fn predecessors_and_parts_are_in_line_and_not_one() {
        let list = list();
        let line = |a: &str, b: &str| list.in_line(list.body(a, None), list.body(b, None));
        assert!(line("Gull PCT", "Heron Care Board"), "by way of the body between");
        assert!(line("Heron Care Board", "Tern Commissioning Group"));
        assert!(
            !line("Gull Commissioning Group", "Tern Commissioning Group"),
            "two that one body took over from"
        );
        assert!(line("WGH", "Westmarch NHS Foundation Trust"));
        assert!(!line("WGH", "Westmarch General Hospital"), "two names of one body");
    }

    #[test]
    fn what_is_wrong_with_a_list_is_said_with_its_row() {
        use BodyRelation::*;
        let faults = |entries: &[BodyName]| {
            let found = BodyList::new(entries).unwrap_err();
            found.iter().map(|f| format!("{}: {}", f.row, f.what)).collect::<Vec<_>>()
        };
        assert_eq!(faults(&[entry(2, "A1", Alias, "", "")]), ["2: the name and the body are both needed"]);
        assert_eq!(
            faults(&[entry(2, "A1", Alias, "B1", "2010-01-02..2010-01-01")]),
            ["2: it ends on 2010-01-01, before it begins on 2010-01-02"]
        );
        assert_eq!(
            faults(&[entry(2, "A1", Successor, "B1", ""), entry(3, "B1", Successor, "A1", "")]),
            ["3: \"B1\" comes back to itself by way of \"A1\""]
        );
        let two = faults(&[entry(2, "A1", Alias, "B1", ""), entry(3, "A1", Alias, "C1", "2010-01-01..")]);
        assert_eq!(two.len(), 2, "{two:?}");
        assert!(two[0].starts_with("2: \"A1\" stands for \"B1\" and for \"C1\" on one day"), "{two:?}");
    }
}
