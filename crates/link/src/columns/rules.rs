//! Blocking keys of records, and the rules that follow from the kinds of columns.
//!
//! Rules are data: [`KeyRule`]. Those chosen automatically stand in one table, and are used where every part of them is a column of the
//! records. What this leaves out: blocks (`block.rs`).

use super::features::{Features, Pool};
use super::levels::Sort;
use super::{ColumnKind, ColumnTerms, KeyForm, KeyRule};
use crate::block::Keyed;
use crate::table::{key_of, mix};
use crate::terms::Limits;
use ColumnKind as K;
use KeyForm as F;

type Part = (ColumnKind, KeyForm);

/// The rules in the order in which they are asked.
static AUTOMATIC: [&[Part]; 43] = [
    &[(K::Identifier, F::Whole)],
    &[(K::Plate, F::Whole)],
    &[(K::Plate, F::First(2))],
    &[(K::Plate, F::Last(3))],
    &[(K::Email, F::Whole)],
    &[(K::Telephone, F::Whole)],
    &[(K::Forename, F::Sound), (K::Surname, F::Sound)],
    &[(K::BirthDate, F::DateEitherWay)],
    &[(K::Surname, F::Sound), (K::BirthDate, F::Year)],
    &[(K::Forename, F::Sound), (K::BirthDate, F::Year)],
    &[(K::Surname, F::Sound), (K::BirthDate, F::DayMonth)],
    &[(K::Forename, F::Sound), (K::BirthDate, F::DayMonth)],
    &[(K::Surname, F::First(3)), (K::BirthDate, F::YearMonth)],
    &[(K::Postcode, F::Whole), (K::Surname, F::Sound)],
    &[(K::Postcode, F::Whole), (K::Forename, F::Sound)],
    &[(K::Postcode, F::Whole), (K::BirthDate, F::Year)],
    &[(K::Postcode, F::Whole)],
    &[(K::HouseNumber, F::Whole), (K::Street, F::Whole)],
    &[(K::Street, F::Whole), (K::Forename, F::Sound)],
    &[(K::Street, F::Whole), (K::Surname, F::Sound)],
    &[(K::HouseNumber, F::Whole), (K::Surname, F::Sound)],
    &[(K::HouseNumber, F::Whole), (K::Forename, F::Sound)],
    &[(K::City, F::Whole), (K::Surname, F::Sound)],
    &[(K::City, F::Whole), (K::Forename, F::Sound)],
    &[(K::City, F::Whole), (K::BirthDate, F::Year)],
    &[(K::Surname, F::Sound), (K::Forename, F::First(1))],
    &[(K::Surname, F::First(2)), (K::Forename, F::Sound)],
    &[(K::Surname, F::First(4)), (K::Forename, F::First(3))],
    &[(K::Surname, F::Last(4)), (K::Forename, F::Last(3))],
    &[(K::Date, F::DateEitherWay), (K::Surname, F::First(2))],
    &[(K::Date, F::DateEitherWay), (K::Forename, F::Sound)],
    &[(K::Date, F::DateEitherWay), (K::BirthDate, F::Year)],
    &[(K::Identifier, F::First(5))],
    &[(K::Identifier, F::Last(4))],
    &[(K::City, F::Whole), (K::Category, F::Whole)],
    &[(K::City, F::Whole)],
    &[(K::Postcode, F::First(5))],
    &[(K::FullName, F::AnyWord), (K::BirthDate, F::Year)],
    &[(K::FullName, F::AnyWord), (K::City, F::Whole)],
    &[(K::FullName, F::AnyWord), (K::Postcode, F::First(3))],
    &[(K::FullName, F::AnyWord), (K::Category, F::Whole)],
    &[(K::FullName, F::AnyWord)],
    &[(K::Organisation, F::AnyWord)],
];

/// Parts that split an oversized block, in turn.
static FURTHER: [Part; 6] = [
    (K::Forename, F::First(1)),
    (K::Surname, F::First(1)),
    (K::BirthDate, F::Year),
    (K::Postcode, F::First(3)),
    (K::City, F::Whole),
    (K::Street, F::Whole),
];

/// Pairs that each automatic rule may give: five million, but for each record at least 5 and at most 100.
const RULE_PAIRS: usize = 5_000_000;
const RULE_PAIRS_PER_RECORD: (usize, usize) = (5, 100);

/// Pairs that each rule asked for may give: a hundred million, but for each record at least 5 and at most 100.
const ASKED_PAIRS: usize = 100_000_000;
const ASKED_PAIRS_PER_RECORD: (usize, usize) = (5, 100);

/// Most records that one word of their names may bring together, by itself and with another part beside it.
const WORD_RECORDS_MAX: usize = 250;
const WORD_AND_MORE_RECORDS_MAX: usize = 600;

/// Keys of all records.
pub(super) struct Keys<'a> {
    features: &'a Features,
    rules: Vec<Vec<(usize, usize)>>,
    names: Vec<String>,
    further: Vec<(usize, usize)>,
    /// For each form used: the feature it reads and the key of each word.
    forms: Vec<(usize, KeyForm, Vec<u64>)>,
    /// Rules of both names by sound: their keys are the same where the names have changed places.
    either_order: Vec<bool>,
    /// The feature of other words of a whole name, and the sound of each such word.
    words: Option<(usize, Vec<u64>)>,
}

impl<'a> Keys<'a> {
    /// The rules of the terms, or those that follow from the kinds of columns.
    pub(super) fn choose(features: &'a Features, terms: &ColumnTerms, notes: &mut Vec<String>) -> Keys<'a> {
        let mut keys = Keys {
            features,
            rules: Vec::new(),
            names: Vec::new(),
            further: Vec::new(),
            forms: Vec::new(),
            either_order: Vec::new(),
            words: None,
        };
        keys.words = features.of_kind(K::FullName).first().map(|&f| {
            let pool = &features.pools[features.features[f].pool];
            let sound = |t: u32| {
                let word = pool.elements.word(t);
                if word.chars().count() < 4 { 0 } else { crate::person::name_facts(word).filed_sound }
            };
            (f, (0..=pool.elements.len() as u32).map(sound).collect())
        });
        let automatic: Vec<KeyRule> = AUTOMATIC.iter().map(|p| KeyRule { parts: p.to_vec() }).collect();
        let asked = if terms.rules.is_empty() { &automatic } else { &terms.rules };
        for rule in asked {
            let parts: Vec<Vec<usize>> = rule.parts.iter().map(|(kind, _)| features.of_kind(*kind)).collect();
            if parts.iter().any(Vec::is_empty) {
                if !terms.rules.is_empty() {
                    notes.push(format!(
                        "The blocking rule \"{}\" names a column that is not there.",
                        words(rule)
                    ));
                }
                continue;
            }
            // Several columns of one kind give a rule each.
            let variants = if rule.parts.len() == 1 { parts[0].len() } else { 1 };
            for variant in 0..variants {
                let one: Vec<(usize, usize)> = rule
                    .parts
                    .iter()
                    .zip(&parts)
                    .map(|((_, form), of)| keys.form(of[variant.min(of.len() - 1)], *form))
                    .collect();
                let sounds = |kind| rule.parts.contains(&(kind, F::Sound));
                keys.either_order.push(rule.parts.len() == 2 && sounds(K::Forename) && sounds(K::Surname));
                keys.rules.push(one);
                keys.names.push(words(rule));
            }
        }
        for (kind, form) in FURTHER {
            if let Some(&feature) = features.of_kind(kind).first() {
                let part = keys.form(feature, form);
                keys.further.push(part);
            }
        }
        keys
    }

    fn form(&mut self, feature: usize, form: KeyForm) -> (usize, usize) {
        if let Some(at) = self.forms.iter().position(|(f, k, _)| *f == feature && *k == form) {
            return (feature, at);
        }
        let of = &self.features.features[feature];
        let pool = &self.features.pools[of.pool];
        let words = 0..=pool.tokens.len() as u32;
        let keys = words
            .map(|t| if t == 0 || form == F::AnyWord { 0 } else { key_of_word(pool, of.sort, t, form) })
            .collect();
        self.forms.push((feature, form, keys));
        (feature, self.forms.len() - 1)
    }

    /// Keys of the words of a record's names.
    fn word_keys(&self, feature: usize, record: usize) -> Vec<u64> {
        let of = &self.features.features[feature];
        if of.sort == Sort::Organisation {
            let token = self.features.row(record)[feature];
            return self.features.pools[of.pool].body_keys(token).to_vec();
        }
        self.name_sounds(record)
    }

    /// Sounds of the words of a record's names, the surname first.
    fn name_sounds(&self, record: usize) -> Vec<u64> {
        let row = self.features.row(record);
        let mut out = Vec::new();
        if let Some((first, last)) = self.features.names {
            let facts = &self.features.pools[0].facts;
            out.extend([last, first].map(|f| facts.get(row[f] as usize).map_or(0, |of| of.filed_sound)));
        }
        if let Some((f, sounds)) = &self.words {
            let pool = &self.features.pools[self.features.features[*f].pool];
            let words = pool.sets.get(row[*f] as usize).into_iter().flatten();
            out.extend(words.map(|t| sounds[*t as usize]));
        }
        out
    }

    fn part(&self, part: (usize, usize), record: usize) -> u64 {
        self.part_of(part, record, self.features.row(record))
    }

    /// A part of a key by a row of a record: its own, or one of its further values.
    fn part_of(&self, (feature, form): (usize, usize), record: usize, row: &[u32]) -> u64 {
        if self.forms[form].1 == F::AnyWord {
            return self.word_keys(feature, record).first().copied().unwrap_or(0);
        }
        self.forms[form].2[row[feature] as usize]
    }

    /// The key of a rule by a row of a record.
    fn key_of(&self, rule: usize, record: usize, row: &[u32]) -> u64 {
        if self.either_order[rule] {
            let [a, b] = [self.rules[rule][0], self.rules[rule][1]].map(|p| self.part_of(p, record, row));
            return if a == 0 || b == 0 { 0 } else { mix(a.min(b), a.max(b)) };
        }
        key_of_all(self.rules[rule].iter().map(|part| self.part_of(*part, record, row))).unwrap_or(0)
    }
}

/// Limits for a number of records: each automatic rule has its share of pairs.
pub(super) fn pairs_per_record(records: usize) -> usize {
    (RULE_PAIRS / records.max(1)).clamp(RULE_PAIRS_PER_RECORD.0, RULE_PAIRS_PER_RECORD.1)
}

/// Limits for a number of records of rules that were asked for: with the records the pairs of one rule grow as their square, mostly of people
/// who share a common name; beyond a million records the rule keeps its share of pairs, so that time grows as the records do.
pub(super) fn pairs_per_record_asked(records: usize) -> usize {
    let (least, most) = ASKED_PAIRS_PER_RECORD;
    (ASKED_PAIRS / records.max(1)).clamp(least, most)
}

impl Features {
    fn of_kind(&self, kind: ColumnKind) -> Vec<usize> {
        let of = self.features.iter().enumerate();
        of.filter(|(_, f)| f.kind == kind && f.given > 0.0).map(|(at, _)| at).collect()
    }
}

fn key_of_word(pool: &Pool, sort: Sort, token: u32, form: KeyForm) -> u64 {
    let at = token as usize;
    let word = pool.tokens.word(token);
    if matches!(sort, Sort::Born | Sort::Date) {
        return date_key(pool, at, form);
    }
    let word = match pool.sets.get(at) {
        Some(set) if matches!(sort, Sort::Identifier | Sort::Telephone) => {
            set.first().map_or("", |t| pool.elements.word(*t))
        }
        _ => word,
    };
    characters_key(pool, sort, at, word, form)
}

fn characters_key(pool: &Pool, sort: Sort, at: usize, word: &str, form: KeyForm) -> u64 {
    if sort == Sort::Plate {
        return plate_key(word, form);
    }
    let letters = word.chars().count();
    match form {
        F::Sound => match sort {
            Sort::Forename | Sort::Surname | Sort::Middle => pool.facts[at].filed_sound,
            _ => {
                let mut sounds: Vec<String> = word.split(' ').map(crate::sound::sound_key).collect();
                sounds.sort_unstable();
                key_of(&sounds.join(" "))
            }
        },
        F::First(n) if letters >= usize::from(n) => key_of(&crate::person::first_letters(word, n.into())),
        F::Last(n) if letters >= usize::from(n) => {
            key_of(&word.chars().skip(letters - usize::from(n)).collect::<String>())
        }
        F::First(_) | F::Last(_) => 0,
        _ => key_of(word),
    }
}

/// A mark as it is read by eye; none where the part that is asked for was not read.
fn plate_key(mark: &str, form: KeyForm) -> u64 {
    let mark = crate::forms::plate_by_eye(mark);
    let part = match form {
        F::First(n) => mark.get(..usize::from(n)),
        F::Last(n) => mark.len().checked_sub(usize::from(n)).and_then(|from| mark.get(from..)),
        _ => Some(mark.as_str()),
    };
    part.filter(|p| p.bytes().all(|c| c.is_ascii_alphanumeric())).map_or(0, key_of)
}

fn date_key(pool: &Pool, at: usize, form: KeyForm) -> u64 {
    let date = pool.dates[at];
    let (mut year, month, day) = (date.digits / 10_000, date.digits / 100 % 100, date.digits % 100);
    let day_month = u64::from(month.min(day) * 100 + month.max(day));
    if date.digits == 0 {
        let years = [date.from, date.to].map(|d| model::Day(d).parts().0);
        if form == F::Year && date.to - date.from <= 366 {
            year = u32::try_from(years[1]).unwrap_or(0);
        }
        return u64::from(year);
    }
    match form {
        F::Year => u64::from(year),
        F::DayMonth => day_month,
        F::YearMonth => u64::from(year * 100 + month),
        F::DateEitherWay => mix(u64::from(year), day_month),
        _ => u64::from(date.digits),
    }
}

/// A rule in words.
fn words(rule: &KeyRule) -> String {
    let part = |&(kind, form): &Part| {
        let what = match kind {
            K::MiddleName => "middle name".to_string(),
            K::FullName => "full name".to_string(),
            K::BirthDate => "birth date".to_string(),
            K::HouseNumber => "house number".to_string(),
            kind => format!("{kind:?}").to_lowercase(),
        };
        match form {
            F::Whole => what,
            F::Sound => format!("{what} by sound"),
            F::First(n) => format!("first {n} of {what}"),
            F::Last(n) => format!("last {n} of {what}"),
            F::AnyWord => "any word of the names".to_string(),
            F::Year => format!("year of {what}"),
            F::DayMonth => format!("day and month of {what}"),
            F::DateEitherWay => format!("{what}, day and month in either order"),
            F::YearMonth => format!("year and month of {what}"),
        }
    };
    rule.parts.iter().map(part).collect::<Vec<_>>().join(" + ")
}

impl Keyed for Keys<'_> {
    fn records(&self) -> usize {
        self.features.len
    }

    fn rules_len(&self) -> usize {
        self.rules.len()
    }

    fn rule_name(&self, rule: usize) -> String {
        self.names[rule].clone()
    }

    fn key(&self, rule: usize, record: usize) -> u64 {
        self.key_of(rule, record, self.features.row(record))
    }

    fn further(&self, _rule: usize, turn: usize, record: usize) -> Option<u64> {
        self.further.get(turn).map(|part| self.part(*part, record))
    }

    fn by_other_max(&self, rule: usize, limits: &Limits) -> usize {
        let of = &self.rules[rule];
        if of.iter().all(|(_, form)| self.forms[*form].1 != F::AnyWord) {
            return limits.block_records_max;
        }
        limits.block_records_max.min(if of.len() == 1 { WORD_RECORDS_MAX } else { WORD_AND_MORE_RECORDS_MAX })
    }

    fn has_other(&self, rule: usize) -> bool {
        self.rules[rule].iter().any(|&(feature, form)| {
            let several = matches!(self.features.features[feature].sort, Sort::Identifier | Sort::Telephone);
            several || self.features.several.has(feature) || self.forms[form].1 == F::AnyWord
        })
    }

    fn by_other(&self, rule: usize, record: usize, keys: &mut Vec<u64>) {
        let any_word = self.rules[rule].iter().find(|(_, form)| self.forms[*form].1 == F::AnyWord);
        if let Some(&(feature, _)) = any_word {
            for sound in self.word_keys(feature, record).into_iter().skip(1).filter(|s| *s != 0) {
                let of_part = |part: &(usize, usize)| {
                    if self.forms[part.1].1 == F::AnyWord { sound } else { self.part(*part, record) }
                };
                let parts = self.rules[rule].iter().map(of_part);
                keys.extend(key_of_all(parts));
            }
            return;
        }
        let row = self.features.row(record);
        if self.rules[rule].iter().any(|(feature, _)| self.features.several.has(*feature)) {
            let rows = self.features.several.rows(record, row);
            keys.extend(rows.iter().map(|row| self.key_of(rule, record, row)).filter(|key| *key != 0));
        }
        let several = |f: usize| {
            let feature = &self.features.features[f];
            let pool = &self.features.pools[feature.pool];
            let numbers = matches!(feature.sort, Sort::Identifier | Sort::Telephone);
            if numbers { pool.sets.get(row[f] as usize) } else { None }
        };
        for (at, &(feature, form)) in self.rules[rule].iter().enumerate() {
            let Some(set) = several(feature).filter(|s| s.len() > 1) else { continue };
            let pool = &self.features.pools[self.features.features[feature].pool];
            for element in &set[1..] {
                let sort = self.features.features[feature].sort;
                let form = self.forms[form].1;
                let other = characters_key(pool, sort, 0, pool.elements.word(*element), form);
                let parts = self.rules[rule].iter().enumerate();
                let of_parts = parts.map(|(i, part)| if i == at { other } else { self.part(*part, record) });
                keys.extend(key_of_all(of_parts));
            }
        }
    }
}

/// One key of all the parts; none where a part is missing.
fn key_of_all(mut parts: impl Iterator<Item = u64>) -> Option<u64> {
    parts.try_fold(0, |key, part| (part != 0).then(|| mix(key, part)))
}
