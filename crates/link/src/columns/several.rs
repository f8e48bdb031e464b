//! Records that give several values of one thing: addresses one after another, names borne before and after a marriage.
//!
//! The values stand in one cell apart by `|`, each with its days where they are known. Two records are compared by the two values that fit each
//! other best among those with a day on which both held; where there is no such day, the thing is not given. The parts of a value (street,
//! house, postcode) stay together. What this leaves out: numbers, which are sets of their own (`features.rs`).

use std::io;

use super::column::Values;
use super::compare::level_of;
use super::features::{FEATURES_MAX, Features, Plan, Take, no_date_order, value_of};
use super::held::Held;
use super::{ColumnKind, ColumnTerms, Records};
use crate::names;
use crate::table::Cache;

/// Most rows that the values of one record are looked up by, every choice of one value of each thing.
const ROWS_MAX: usize = 64;

/// The numbers of the words of a record, feature by feature.
pub(super) type Row = [u32; FEATURES_MAX];

/// Further values of records, by the columns that give them.
#[derive(Default)]
pub(super) struct Several {
    groups: Vec<Group>,
}

/// What one column gives.
struct Group {
    /// The features that its values become.
    features: Vec<usize>,
    /// Records that give several, in order, with all their values: the first is the one in the row of the record.
    of: Vec<(u32, Vec<Version>)>,
}

#[derive(Clone)]
struct Version {
    /// A word for each feature of the group.
    tokens: Vec<u32>,
    held: Held,
}

impl ColumnKind {
    /// Whether a cell may hold several values apart by `|` of which any may be the one that another record gives.
    pub fn takes_several(self) -> bool {
        use ColumnKind as K;
        matches!(
            self,
            K::Forename
                | K::MiddleName
                | K::Surname
                | K::FullName
                | K::Postcode
                | K::Address
                | K::Email
                | K::Plate
                | K::Telephone
                | K::Identifier
        )
    }

    /// Whether several values are told apart here.
    fn has_versions(self) -> bool {
        self.takes_several() && !matches!(self, ColumnKind::Telephone | ColumnKind::Identifier)
    }
}

/// The values of a cell.
fn values_in(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|value| !value.is_empty())
}

/// Whether a cell may hold more than one value: several apart by `|`, or a whole name with another name beside it (née, aka, in brackets).
fn may_hold_several(kind: ColumnKind, cell: &str) -> bool {
    const ASIDES: [&str; 8] = ["(", "[", "\"", "\u{201c}", "aka", "alias", "known as", "formerly"];
    let beside = || ASIDES.iter().any(|word| cell.contains(word)) || cell.contains(" n");
    cell.contains('|') || (kind == ColumnKind::FullName && beside())
}

/// The first value of a cell, with its days; nothing where the cell holds no more than one value.
pub(super) fn first_of_several(kind: ColumnKind, cell: &str) -> Option<&str> {
    let several = kind.has_versions() && cell.contains('|');
    several.then(|| values_in(cell).next().map_or("", |value| Held::split(value).0))
}

/// The names beside the main one of a whole name, each whole: what it leaves out is as in the main one.
fn names_beside(value: &str) -> Vec<String> {
    let main = names::whole_name(value);
    let whole = |(forenames, surname): &(Vec<String>, String)| {
        let forenames = if forenames.is_empty() { &main.forenames } else { forenames };
        let surname = if surname.is_empty() { &main.surname } else { surname };
        // The surname stands first, so that several words of it are not taken for forenames.
        format!("{surname}, {}", forenames.join(" "))
    };
    main.others.iter().map(whole).collect()
}

impl Several {
    /// Reads the further values of all records, whose first are in their rows already.
    pub(super) fn read(
        features: &mut Features,
        plans: &[Plan],
        records: &Records,
        terms: &ColumnTerms,
    ) -> io::Result<Several> {
        let mut out = Several::default();
        for (column, of) in records.columns.iter().enumerate().filter(|(_, c)| c.kind.has_versions()) {
            let values = of.values()?;
            if !values.words.iter().any(|word| may_hold_several(of.kind, word)) {
                continue;
            }
            let takes: Vec<(usize, Take)> = plans
                .iter()
                .enumerate()
                .flat_map(|(f, plan)| plan.inputs.iter().map(move |input| (f, input)))
                .filter(|(_, (from, take))| *from == column && *take != Take::FullRest)
                .map(|(f, (_, take))| (f, *take))
                .collect();
            let group = Group::read(features, of.kind, &takes, &values, terms);
            out.groups.extend(group.filter(|group| !group.of.is_empty()));
        }
        Ok(out)
    }

    /// Whether no record gives several values.
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Bytes that the further values take, near enough.
    pub(super) fn bytes_held(&self) -> usize {
        let of_group = |group: &Group| {
            group.of.iter().map(|(_, of)| of.len() * (4 * group.features.len() + 40)).sum::<usize>()
        };
        self.groups.iter().map(of_group).sum()
    }

    /// Whether records give several values of a feature.
    pub(super) fn has(&self, f: usize) -> bool {
        self.groups.iter().any(|group| group.features.contains(&f))
    }

    /// The words of a feature that records before `learnt` give beside those in their rows, each once for each record.
    pub(super) fn further(&self, f: usize, learnt: usize) -> Vec<u32> {
        let mut out = Vec::new();
        for group in &self.groups {
            let Some(at) = group.features.iter().position(|of| *of == f) else { continue };
            for (_, versions) in group.of.iter().take_while(|(record, _)| (*record as usize) < learnt) {
                let mut tokens: Vec<u32> = versions[1..].iter().map(|v| v.tokens[at]).collect();
                tokens.sort_unstable();
                tokens.dedup();
                out.extend(tokens.into_iter().filter(|t| *t != 0 && *t != versions[0].tokens[at]));
            }
        }
        out
    }

    /// The rows of a record by its further values, every choice of one value of each thing, without the row that it has.
    pub(super) fn rows(&self, record: usize, own: &[u32]) -> Vec<Row> {
        let mut rows = vec![row_of(own)];
        for group in &self.groups {
            let Some(versions) = group.versions(record) else { continue };
            let before = rows.clone();
            for version in &versions[1..] {
                for row in before.iter().take(ROWS_MAX.saturating_sub(rows.len())) {
                    let mut row = *row;
                    group.put(&mut row, version);
                    rows.push(row);
                }
            }
        }
        rows.split_off(1)
    }

    /// The rows by which two records are compared; nothing where neither gives several values.
    pub(super) fn chosen(
        &self,
        features: &Features,
        (a, b): (usize, usize),
        cache: &mut Cache,
    ) -> Option<(Row, Row)> {
        let mut out: Option<(Row, Row)> = None;
        for group in &self.groups {
            let (of_a, of_b) = (group.versions(a), group.versions(b));
            if of_a.is_none() && of_b.is_none() {
                continue;
            }
            let (own_a, own_b) = (group.own(features, a), group.own(features, b));
            let of_a = of_a.unwrap_or(std::slice::from_ref(&own_a));
            let of_b = of_b.unwrap_or(std::slice::from_ref(&own_b));
            let mut best: Option<(f64, &Version, &Version)> = None;
            for p in of_a {
                for q in of_b.iter().filter(|q| p.held.meets(q.held)) {
                    let worth = group.worth(features, p, q, cache);
                    if best.is_none_or(|(most, ..)| worth > most) {
                        best = Some((worth, p, q));
                    }
                }
            }
            let (x, y) = out.get_or_insert_with(|| (row_of(features.row(a)), row_of(features.row(b))));
            match best {
                Some((_, p, q)) => {
                    group.put(x, p);
                    group.put(y, q);
                }
                None => group.features.iter().for_each(|f| (x[*f], y[*f]) = (0, 0)),
            }
        }
        out
    }
}

impl Group {
    fn read(
        features: &mut Features,
        kind: ColumnKind,
        takes: &[(usize, Take)],
        values: &Values,
        terms: &ColumnTerms,
    ) -> Option<Group> {
        let mut out = Group { features: takes.iter().map(|(f, _)| *f).collect(), of: Vec::new() };
        let width = features.width();
        // By number of the cell: its values behind the first.
        let mut memo: Vec<Option<Vec<Version>>> = vec![None; values.words.len() + 1];
        for record in 0..features.len {
            let code = values.codes[record] as usize;
            let cell = values.words.word(code as u32);
            if !may_hold_several(kind, cell) {
                continue;
            }
            let further = memo[code].get_or_insert_with(|| {
                let mut token = |(f, take): &(usize, Take), value: &str| {
                    let (sort, pool) = (features.features[*f].sort, features.features[*f].pool);
                    let text = value_of(value, sort, *take);
                    features.pools[pool].add(&text, sort, no_date_order(), terms.observation_date)
                };
                let mut out = Vec::new();
                for (at, value) in values_in(cell).enumerate() {
                    let (value, held) = Held::split(value);
                    let beside = if kind == ColumnKind::FullName { names_beside(value) } else { Vec::new() };
                    for value in (at > 0).then(|| value.to_string()).into_iter().chain(beside) {
                        out.push(Version {
                            tokens: takes.iter().map(|take| token(take, &value)).collect(),
                            held,
                        });
                    }
                }
                out
            });
            if further.is_empty() {
                continue;
            }
            let held = values_in(cell).next().map_or(Held::ALWAYS, |first| Held::split(first).1);
            let tokens = out.features.iter().map(|f| features.rows[record * width + f]).collect();
            let first = Version { tokens, held };
            out.of.push((record as u32, std::iter::once(first).chain(further.iter().cloned()).collect()));
        }
        (!out.features.is_empty()).then_some(out)
    }

    /// The values of a record that gives several.
    fn versions(&self, record: usize) -> Option<&[Version]> {
        let at = self.of.binary_search_by_key(&(record as u32), |(of, _)| *of).ok()?;
        Some(&self.of[at].1)
    }

    /// What stands in the row of a record, with its days.
    fn own(&self, features: &Features, record: usize) -> Version {
        let row = features.row(record);
        let days = self.features.iter().find_map(|f| features.features[*f].held.get(record));
        Version {
            tokens: self.features.iter().map(|f| row[*f]).collect(),
            held: days.copied().unwrap_or(Held::ALWAYS),
        }
    }

    fn put(&self, row: &mut Row, version: &Version) {
        self.features.iter().zip(&version.tokens).for_each(|(f, token)| row[*f] = *token);
    }

    /// How well two values fit, in bits by the documented shares: before anything has been learnt, and the same ever after.
    fn worth(&self, features: &Features, p: &Version, q: &Version, cache: &mut Cache) -> f64 {
        let of = |(f, (x, y)): (&usize, (&u32, &u32))| {
            let levels = features.features[*f].sort.levels();
            match level_of(u64::from(features.level(*f, *x, *y, cache)), 0) {
                0 => 0.0,
                level => (levels[level - 1].m / levels[level - 1].u).log2(),
            }
        };
        self.features.iter().zip(p.tokens.iter().zip(&q.tokens)).map(of).sum()
    }
}

fn row_of(tokens: &[u32]) -> Row {
    let mut out = [0; FEATURES_MAX];
    out[..tokens.len()].copy_from_slice(tokens);
    out
}

/// The rows by which two records are compared: their own, or those of the values chosen.
pub(super) enum Rows<'f> {
    Own(&'f [u32], &'f [u32]),
    Chosen(Box<(Row, Row)>),
}

impl Rows<'_> {
    /// The words of the two.
    pub(super) fn words(&self) -> (&[u32], &[u32]) {
        match self {
            Rows::Own(x, y) => (x, y),
            Rows::Chosen(rows) => (&rows.0, &rows.1),
        }
    }
}

impl Features {
    /// The rows by which two records (the lower first) are compared.
    #[inline]
    pub(super) fn rows_of(&self, a: usize, b: usize, cache: &mut Cache) -> Rows<'_> {
        if !self.several.is_empty()
            && let Some(rows) = self.several.chosen(self, (a, b), cache)
        {
            return Rows::Chosen(Box::new(rows));
        }
        Rows::Own(self.row(a), self.row(b))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, blocks};
    use super::*;
    use crate::columns::ColumnKind as K;
    use model::Day;

    fn records(columns: &[(K, &[&str])]) -> Records {
        let of = |(at, (kind, cells)): (usize, &(K, &[&str]))| {
            let mut column = Column::new(format!("column {at}"), *kind);
            cells.iter().for_each(|cell| column.push(cell));
            column
        };
        Records { columns: columns.iter().enumerate().map(of).collect(), ..Records::default() }
    }

    fn terms() -> ColumnTerms {
        ColumnTerms::new(Day(20_000))
    }

    fn prepared(columns: &[(K, &[&str])]) -> Features {
        Features::prepare(&records(columns), &terms(), &mut Vec::new())
    }

    /// The level of each feature of the first two records, by the name of the feature.
    fn levels(columns: &[(K, &[&str])]) -> Vec<(String, usize)> {
        let features = prepared(columns);
        let of = |a, b| {
            let levels = features.compare(a, b, &mut Cache::none());
            (0..features.width()).map(|f| (features.features[f].name.clone(), level_of(levels, f))).collect()
        };
        let out: Vec<(String, usize)> = of(0, 1);
        assert_eq!(out, of(1, 0), "in whatever order they are given");
        out
    }

    fn address(first: &str, second: &str) -> Vec<usize> {
        let cells = [first, second];
        levels(&[(K::Address, &cells)]).into_iter().map(|(_, level)| level).collect()
    }

    const TERN: &str = "4 Tern Road, Eastmere, ZZ9 9ZZ";
    const GULL: &str = "12 Gull Street, Westmarch, ZZ1 1AA";
    const HERON: &str = "30 Heron Lane, Northmere, ZZ5 5BB";

    #[test]
    fn two_records_meet_at_any_address_that_both_give() {
        let same = address(TERN, TERN);
        assert_eq!(
            same.iter().filter(|level| **level == 1).count(),
            3,
            "street, house and postcode: {same:?}"
        );
        for (first, second) in [
            (format!("{GULL}|{TERN}"), TERN.to_string()),
            (format!("{GULL} | {HERON} | {TERN}"), format!("{TERN}|x")),
            (format!("|{TERN}|"), format!("{HERON}|{TERN}")),
        ] {
            assert_eq!(address(&first, &second), same, "{first} and {second}");
        }
        let apart = address(GULL, TERN);
        assert_eq!(address(&format!("{GULL}|{HERON}"), TERN), apart, "they live in three places");
        // The street of the one address and the house of the other are nobody's address.
        let mixed = address("4 Gull Street, ZZ1 1AA|12 Tern Road, ZZ9 9ZZ", "4 Tern Road, ZZ5 5BB");
        assert!(mixed.iter().filter(|level| **level == 1).count() == 1, "{mixed:?}");
    }

    #[test]
    fn addresses_of_different_times_are_not_compared() {
        let moved = format!("{GULL} [2010-01-01..2012-12-31]|{TERN} [2013-01-01..]");
        let same = address(TERN, TERN);
        assert_eq!(address(&moved, &format!("{TERN} [2013-06-01..2014-01-01]")), same);
        assert_eq!(address(&moved, TERN), same, "an address without days holds always");
        let early = address(&moved, &format!("{TERN} [2011-01-01..2011-12-31]"));
        assert_eq!(early, address(GULL, TERN), "in 2011 the one lived in Gull Street");
        let never = address(&moved, &format!("{TERN} [2001-01-01..2001-12-31]"));
        assert!(never.iter().all(|level| *level == 0), "nobody says where the one lived in 2001: {never:?}");
    }

    #[test]
    fn a_name_borne_before_is_the_same_name() {
        let born = "1960-05-04";
        let of = |first: &str, second: &str| {
            let (surnames, born) = ([first, second], [born, born]);
            levels(&[(K::Surname, &surnames), (K::BirthDate, &born)])
        };
        assert_eq!(of("Quillfeather|Thornmere", "Thornmere"), of("Thornmere", "Thornmere"));
        assert_ne!(of("Quillfeather|Gullmere", "Thornmere"), of("Thornmere", "Thornmere"));
        let whole = |first: &str, second: &str| levels(&[(K::FullName, &[first, second])]);
        for beside in [
            "Ottilie Quillfeather (née Thornmere)",
            "Ottilie Quillfeather aka Ottilie Thornmere",
            "Tilly Quillfeather nee Thornmere",
        ] {
            let surname = |second: &str| {
                whole(beside, second).into_iter().find(|(name, _)| name == "surname").map(|(_, level)| level)
            };
            assert_eq!(
                [surname("Ottilie Thornmere"), surname("Ottilie Quillfeather")],
                [Some(1); 2],
                "{beside}"
            );
            assert_ne!(surname("Ottilie Gullmere"), Some(1), "{beside}");
        }
        assert_eq!(
            whole("Ottilie Quillfeather|Ottilie Thornmere", "THORNMERE, Ottilie"),
            whole("Ottilie Thornmere", "THORNMERE, Ottilie")
        );
    }

    #[test]
    fn a_further_value_brings_records_together_and_counts_as_a_use_of_its_word() {
        let streets = ["Gull", "Tern", "Heron", "Quill", "Thorn", "Marrow", "Vole"];
        let mut cells: Vec<String> = (0..300)
            .map(|at| format!("{} {} Street, ZZ{} {}AA", at + 1, streets[at % 7], at % 9, at / 30))
            .collect();
        cells.push(format!("{GULL}|77 Lantern Mews, ZZ4 4QQ"));
        cells.push("77 Lantern Mews, ZZ4 4QQ".to_string());
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let columns = [(K::Address, cells.as_slice())];
        let features = prepared(&columns);
        let mut terms = terms();
        terms.limits.all_pairs_records_max = 10;
        let blocks = blocks(&features, &terms, &mut Vec::new()).unwrap();
        assert!(blocks.holds(300, 301), "the second address of the one is the address of the other");
        let street = features.features.iter().position(|f| f.name == "street").unwrap();
        let token = features.row(301)[street];
        assert_eq!(features.features[street].uses[token as usize], 2);
    }

    /// In plain code: every choice of one address of each, the one that fits best.
    #[test]
    fn the_choice_is_the_best_of_all_choices() {
        let all =
            [TERN, GULL, HERON, "4 Tern Road, ZZ9 9ZY", "12 Gull Lane, Westmarch", "Flat 2, 30 Heron Lane"];
        let lists = |n: usize| -> Vec<&str> {
            (0..3).filter(|bit| n >> bit & 1 == 1).map(|bit| all[(n / 8 + bit) % 6]).collect()
        };
        for (m, n) in
            (0..48).flat_map(|m| (0..48).map(move |n| (m, n))).filter(|(m, n)| m % 8 != 0 && n % 8 != 0)
        {
            let (p, q) = (lists(m), lists(n));
            let joined = [p.join("|"), q.join("|")];
            let features = prepared(&[(K::Address, &[joined[0].as_str(), joined[1].as_str()])]);
            let found = features.compare(0, 1, &mut Cache::none());
            let mut best: Option<(f64, u64)> = None;
            for (x, y) in p.iter().flat_map(|x| q.iter().map(move |y| (*x, *y))) {
                let alone = prepared(&[(K::Address, &[x, y])]);
                let levels = alone.compare(0, 1, &mut Cache::none());
                let worth = (0..alone.width()).map(|f| match level_of(levels, f) {
                    0 => 0.0,
                    level => {
                        let spec = &alone.features[f].sort.levels()[level - 1];
                        (spec.m / spec.u).log2()
                    }
                });
                let worth: f64 = worth.sum();
                if best.is_none_or(|(most, _)| worth > most) {
                    best = Some((worth, levels));
                }
            }
            assert_eq!(Some(found), best.map(|b| b.1), "{joined:?}");
        }
    }
}
