//! People: prepared records, how they are compared, and what tells two of them apart for good.
//!
//! What this leaves out: several addresses of one person, and anything that came of a person.

mod levels;
mod row;

use model::{Mention, field};

use crate::address::streets_alike;
use crate::kernel::{jaro_winkler, within_one_edit};
use crate::nicknames::{Families, families_of, filed_under, is_known_name, share_family};
use crate::sound::sound_key;
use crate::table::{
    Cache, Comparison, FixedMap, Gathered, Part, Pattern, Rule, Table, Tokens, count_uses, gather, key_of,
    level_in, mix, with_level,
};
use crate::terms::LinkTerms;
use crate::weights::COMMON_RECORDS;
use levels::{
    ADDRESS, BORN, COMPARISONS, FORENAME, IDENTIFIER, OTHER, RULES, SEX, SURNAME, TELEPHONE, born, forename,
    surname,
};
use row::{Row, row_of};
pub(crate) use row::{identifier, sex};

/// What is worked out once for each word used as a name.
#[derive(Clone, Copy, Default)]
pub(crate) struct NameFacts {
    pub(crate) families: Families,
    pub(crate) sound: u64,
    pub(crate) filed_sound: u64,
    pub(crate) known: bool,
    /// Which letters the word holds, one bit each; other characters share six bits.
    letters: u32,
    characters: u8,
}

impl NameFacts {
    /// No less than the Jaro-Winkler likeness of two words: what one holds and the other does not cannot match.
    pub(crate) fn likeness_max(&self, other: &NameFacts) -> f64 {
        let (a, b) = (u32::from(self.characters), u32::from(other.characters));
        let only_a = (self.letters & !other.letters).count_ones();
        let only_b = (other.letters & !self.letters).count_ones();
        let matches = f64::from(a.saturating_sub(only_a).min(b.saturating_sub(only_b)));
        let jaro = (matches / f64::from(a.max(1)) + matches / f64::from(b.max(1)) + 1.0) / 3.0;
        jaro + 0.4 * (1.0 - jaro)
    }
}

/// The people of a review.
pub(crate) struct People<'a> {
    mentions: &'a [Mention],
    /// The mention that stands for each record.
    shown: Vec<u32>,
    rows: Vec<Row>,
    tokens: Tokens,
    facts: Vec<NameFacts>,
    /// Parts of double-barrelled surnames.
    parts: FixedMap<u32, Box<[u32]>>,
    forename_uses: Vec<u32>,
    surname_uses: Vec<u32>,
    address_uses: Vec<u32>,
    telephone_uses: Vec<u32>,
    /// Exact birth dates in order with how many records have each.
    born_uses: Vec<(u32, u32)>,
}

/// A word is taken for a name in its own right when at least this many records use it as a forename ...
const NAME_RECORDS_MIN: u32 = 5;
/// ... and at least one in this many of those that use the name it is like: rarer, it is taken for a slip of the pen.
const NAME_RARITY_MAX: u32 = 50;

/// Two exact birth dates at least this many years apart, with neither a slip of one digit nor day and month changed places
/// between them, are two people whatever their names: a parent and a child may share one.
const GENERATION_YEARS: u32 = 12;

/// Least likeness (Jaro-Winkler) of forenames that are alike.
const FORENAME_LIKENESS_MIN: f64 = 0.88;
/// Least likeness of surnames that are alike, perhaps misspelt.
const SURNAME_LIKENESS_MIN: f64 = 0.93;
/// Least likeness of surnames that are alike in spelling.
const SURNAME_SPELLING_MIN: f64 = 0.86;

impl<'a> People<'a> {
    /// Prepares the people among the mentions; `which` lists their positions. Gives the record of each as well.
    pub(crate) fn prepare(
        mentions: &'a [Mention],
        which: &[u32],
        terms: &LinkTerms,
    ) -> (People<'a>, Vec<u32>) {
        let mut tokens = Tokens::default();
        let Gathered { rows, record_of, first } = gather(which.iter().map(|&at| {
            let recorded = terms.recorded_on.get(at as usize).copied().flatten();
            row_of(&mentions[at as usize], recorded, terms, &mut tokens)
        }));
        let parts = surname_parts(&rows, &mut tokens);
        tokens.close();
        let n = tokens.len();
        let forename_uses = count_uses(n, rows.iter().flat_map(|r| r.forenames()));
        let surname_uses = count_uses(n, rows.iter().flat_map(|r| r.surnames()));
        let mut dates: Vec<u32> = rows.iter().map(|r| r.born_digits).filter(|d| *d != 0).collect();
        dates.sort_unstable();
        let born_uses = dates.chunk_by(|a, b| a == b).map(|c| (c[0], c.len() as u32)).collect();
        let mut is_name: Vec<bool> =
            forename_uses.iter().zip(&surname_uses).map(|(f, s)| f + s > 0).collect();
        rows.iter()
            .flat_map(|r| r.surnames())
            .filter_map(|s| parts.get(&s))
            .flatten()
            .for_each(|p| is_name[*p as usize] = true);
        let facts = (0..=n as u32)
            .map(|t| if is_name[t as usize] { name_facts(tokens.word(t)) } else { NameFacts::default() })
            .collect();
        let people = People {
            mentions,
            shown: first.iter().map(|&at| which[at as usize]).collect(),
            address_uses: count_uses(n, rows.iter().map(|r| r.address)),
            telephone_uses: count_uses(n, rows.iter().map(|r| r.telephone)),
            rows,
            tokens,
            facts,
            parts,
            forename_uses,
            surname_uses,
            born_uses,
        };
        (people, record_of)
    }

    fn forename_level(&self, a: u32, b: u32) -> u8 {
        let (x, y) = (self.tokens.word(a), self.tokens.word(b));
        let initial = |w: &str| w.chars().nth(1).is_none();
        if initial(x) || initial(y) {
            let agree = x.chars().next() == y.chars().next();
            return if agree { forename::INITIAL } else { forename::DIFFERENT };
        }
        if a == b {
            return forename::SAME;
        }
        let (fa, fb) = (&self.facts[a as usize], &self.facts[b as usize]);
        if share_family(&fa.families, &fb.families) {
            return forename::SHORT_FORM;
        }
        let close = (x.len().min(y.len()) >= 3 && within_one_edit(x, y))
            || (fa.likeness_max(fb) >= FORENAME_LIKENESS_MIN && jaro_winkler(x, y) >= FORENAME_LIKENESS_MIN);
        let uses = |t: u32| self.forename_uses[t as usize];
        let is_name = |t: u32, f: &NameFacts| {
            f.known || uses(t) >= NAME_RECORDS_MIN.max(uses(a).max(uses(b)) / NAME_RARITY_MAX)
        };
        if close {
            return if is_name(a, fa) && is_name(b, fb) { forename::BOTH_NAMES } else { forename::ALIKE };
        }
        if fa.sound != 0 && fa.sound == fb.sound { forename::BOTH_NAMES } else { forename::DIFFERENT }
    }

    fn surname_level(&self, a: u32, b: u32) -> u8 {
        if a == b {
            return surname::SAME;
        }
        let (x, y) = (self.tokens.word(a), self.tokens.word(b));
        if (x.contains(' ') || y.contains(' '))
            && x.split(' ').any(|part| part.len() >= 3 && y.split(' ').any(|other| other == part))
        {
            return surname::PART;
        }
        let (fa, fb) = (&self.facts[a as usize], &self.facts[b as usize]);
        let may_be_alike = fa.likeness_max(fb) >= SURNAME_SPELLING_MIN;
        let likeness = if may_be_alike { jaro_winkler(x, y) } else { 0.0 };
        if likeness >= SURNAME_LIKENESS_MIN || (x.len().min(y.len()) >= 4 && within_one_edit(x, y)) {
            return surname::ALIKE;
        }
        let sound = fa.sound != 0 && fa.sound == fb.sound;
        if likeness >= SURNAME_SPELLING_MIN || sound { surname::SOUND } else { surname::DIFFERENT }
    }

    fn cached_forename(&self, a: u32, b: u32, cache: &mut Cache) -> u8 {
        match (a.min(b), a.max(b)) {
            (0, _) => 0,
            (a, b) => cache.level(0, a, b, || self.forename_level(a, b)),
        }
    }

    fn cached_surname(&self, a: u32, b: u32, cache: &mut Cache) -> u8 {
        match (a.min(b), a.max(b)) {
            (0, _) => 0,
            (a, b) => cache.level(1, a, b, || self.surname_level(a, b)),
        }
    }

    /// Levels of forename and surname together: names may have changed places, and other names may agree better.
    fn name_levels(&self, a: &Row, b: &Row, cache: &mut Cache) -> (u8, u8) {
        let mut first = self.cached_forename(a.forename, b.forename, cache);
        let mut last = self.cached_surname(a.surname, b.surname, cache);
        if !(a.extras.is_empty() && b.extras.is_empty()) {
            let better = |x: u8, y: u8| if x == 0 || y == 0 { x.max(y) } else { x.min(y) };
            for x in a.forenames() {
                for y in b.forenames() {
                    first = better(first, self.cached_forename(x, y, cache));
                }
            }
            for x in a.surnames() {
                for y in b.surnames() {
                    last = better(last, self.cached_surname(x, y, cache));
                }
            }
        }
        if first != forename::DIFFERENT {
            return (first, last);
        }
        // A single name may be a surname: "Whittle" against "Nemo Whittle".
        let is_surname_of = |x: &Row, y: &Row| x.surname == 0 && x.forename != 0 && x.forename == y.surname;
        if is_surname_of(a, b) || is_surname_of(b, a) {
            return (0, surname::SAME);
        }
        let crossed = |x: u32, y: u32, cache: &mut Cache| {
            self.facts[x as usize].likeness_max(&self.facts[y as usize]) >= SURNAME_SPELLING_MIN
                && (surname::SAME..=surname::ALIKE).contains(&self.cached_surname(x, y, cache))
        };
        if last == surname::DIFFERENT
            && crossed(a.forename, b.surname, cache)
            && crossed(a.surname, b.forename, cache)
        {
            return (0, surname::SWAPPED);
        }
        (first, last)
    }

    fn other_level(&self, a: u32, b: u32) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        let (x, y) = (self.tokens.word(a), self.tokens.word(b));
        let initial = |w: &str| w.chars().nth(1).is_none();
        if initial(x) || initial(y) {
            return if x.chars().next() == y.chars().next() { 2 } else { 3 };
        }
        if a == b || within_one_edit(x, y) { 1 } else { 3 }
    }

    fn telephone_level(&self, a: &Row, b: &Row) -> u8 {
        if a.telephone == 0 || b.telephone == 0 {
            return 0;
        }
        let mut best = 3;
        for x in a.telephones() {
            for y in b.telephones() {
                if x == y {
                    return 1;
                }
                if within_one_edit(self.tokens.word(x), self.tokens.word(y)) {
                    best = 2;
                }
            }
        }
        best
    }

    fn identifier_level(&self, a: &Row, b: &Row) -> u8 {
        if a.extras.is_empty() || b.extras.is_empty() {
            return 0;
        }
        let mut best = 0;
        for x in a.identifiers() {
            for y in b.identifiers() {
                if x == y {
                    return 1;
                }
                let split = |t| self.tokens.word(t).split_once(':').unwrap_or_default();
                let ((scheme, p), (other, q)) = (split(x), split(y));
                if scheme == other {
                    let long = p.len().min(q.len()) >= 8;
                    let close = within_one_edit(p, q) || (long && jaro_winkler(p, q) >= 0.94);
                    let found = if close && !one_series(p, q) { 2 } else { 3 };
                    best = if best == 0 { found } else { best.min(found) };
                }
            }
        }
        best
    }

    fn name_part(&self, part: Part, forename: u32, surname: u32) -> Option<u64> {
        let (f, s) = (&self.facts[forename as usize], &self.facts[surname as usize]);
        Some(match part {
            // In either order: what may be a forename in one record and a surname in the other goes by its plain sound
            // only where the table of short forms does not know it.
            Part::Names if f.filed_sound == 0 || s.filed_sound == 0 => 0,
            Part::Names => mix(f.filed_sound.min(s.filed_sound), f.filed_sound.max(s.filed_sound)),
            Part::Forename => f.filed_sound,
            // Short forms have other initials (Bill, William): the initial of the full form counts.
            Part::ForenameInitial => {
                filed_under(self.tokens.word(forename)).chars().next().map_or(0, |c| u64::from(c) + 1)
            }
            Part::Surname => s.sound,
            Part::SurnameStart => key_of(&first_letters(self.tokens.word(surname), 2)),
            _ => return None,
        })
    }

    fn born_uses(&self, digits: u32) -> u32 {
        self.born_uses.binary_search_by_key(&digits, |(d, _)| *d).map_or(0, |at| self.born_uses[at].1)
    }

    fn first_identifier(&self, record: usize) -> &str {
        self.rows[record].identifiers().next().map_or("", |t| self.tokens.word(t))
    }
}

/// Numbers closer than this are given out one after another: to a family on one day, say. They are two numbers and no slip.
const SERIES_NUMBERS: u64 = 20;

/// Whether two numbers follow each other closely in one series.
fn one_series(p: &str, q: &str) -> bool {
    match (p.parse::<u64>(), q.parse::<u64>()) {
        (Ok(p), Ok(q)) => p.abs_diff(q) < SERIES_NUMBERS,
        _ => false,
    }
}

/// Parts of the double-barrelled surnames among the rows.
fn surname_parts(rows: &[Row], tokens: &mut Tokens) -> FixedMap<u32, Box<[u32]>> {
    let mut out = FixedMap::default();
    for surname in rows.iter().flat_map(|r| r.surnames()) {
        if tokens.word(surname).contains(' ') && !out.contains_key(&surname) {
            let words: Vec<String> = tokens.word(surname).split(' ').map(str::to_string).collect();
            let parts: Vec<u32> = words.iter().filter(|w| w.len() >= 3).map(|w| tokens.number(w)).collect();
            out.insert(surname, parts.into_boxed_slice());
        }
    }
    out
}

pub(crate) fn first_letters(word: &str, letters: usize) -> String {
    word.chars().take(letters).collect()
}

/// Works out what is known of a name.
pub(crate) fn name_facts(word: &str) -> NameFacts {
    let families = families_of(word);
    NameFacts {
        families,
        sound: key_of(&sound_key(word)),
        filed_sound: key_of(&sound_key(filed_under(word))),
        known: is_known_name(word),
        letters: word.chars().fold(0, |bits, c| {
            bits | 1 << if c.is_ascii_lowercase() { c as u32 - u32::from(b'a') } else { 26 + c as u32 % 6 }
        }),
        characters: word.chars().count().min(255) as u8,
    }
}

fn digits_of(born: u32) -> (u32, u32, u32) {
    (born / 10_000, born / 100 % 100, born % 100)
}

/// Digits of two dates that differ; two neighbours that changed places count as one.
pub(crate) fn slips(a: u32, b: u32) -> u32 {
    let (mut x, mut y) = (a, b);
    // How many differ; and of the last two looked at, the digits and whether they differ.
    let (mut differ, mut places_changed, mut before) = (0, 0, None);
    for _ in 0..8 {
        let (p, q) = (x % 10, y % 10);
        (x, y) = (x / 10, y / 10);
        if p == q {
            before = None;
            continue;
        }
        differ += 1;
        places_changed += u32::from(before == Some((q, p)));
        before = Some((p, q));
    }
    if differ == 2 && places_changed == 1 { 1 } else { differ }
}

/// Days to a month, and to a year and what an age leaves open.
const MONTH_DAYS_MAX: i32 = 31;
const NEAR_DAYS_MAX: i32 = 366;

fn born_level(a: &Row, b: &Row) -> u8 {
    if !a.has_born() || !b.has_born() {
        return 0;
    }
    if a.born_digits != 0 && b.born_digits != 0 {
        return exact_born_level(a.born_digits, b.born_digits);
    }
    let gap = (a.born_from.max(b.born_from)) - (a.born_to.min(b.born_to));
    let width = (a.born_to - a.born_from).max(b.born_to - b.born_from);
    match gap {
        ..=0 if width <= MONTH_DAYS_MAX => born::MONTH,
        ..=0 => born::YEAR,
        1..=NEAR_DAYS_MAX => born::NEAR,
        _ => born::DIFFERENT,
    }
}

fn exact_born_level(a: u32, b: u32) -> u8 {
    if a == b {
        return born::SAME;
    }
    let ((ya, ma, da), (yb, mb, db)) = (digits_of(a), digits_of(b));
    if ya == yb && ma == db && da == mb {
        return born::SWAPPED;
    }
    if slips(a, b) == 1 {
        return born::ONE_DIGIT;
    }
    let same = u32::from(ya == yb) + u32::from(ma == mb) + u32::from(da == db);
    if same == 2 { born::TWO_PARTS } else { born::DIFFERENT }
}

impl Table for People<'_> {
    fn comparisons(&self) -> &'static [Comparison] {
        &COMPARISONS
    }

    fn rules(&self) -> &'static [Rule] {
        &RULES
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn part(&self, part: Part, record: usize) -> u64 {
        let row = &self.rows[record];
        if let Some(key) = self.name_part(part, row.forename, row.surname) {
            return key;
        }
        let both = |a: u32, b: u32| if a == 0 || b == 0 { 0 } else { mix(u64::from(a), u64::from(b)) };
        let (year, month, day) = digits_of(row.born_digits);
        let day_month = u64::from(month.min(day) * 100 + month.max(day));
        match part {
            Part::Identifier => u64::from(row.identifiers().next().unwrap_or(0)),
            Part::IdentifierStart => match self.first_identifier(record).split_once(':') {
                Some((scheme, number)) => key_of(&format!("{scheme}:{}", first_letters(number, 5))),
                None => 0,
            },
            Part::IdentifierEnd => match self.first_identifier(record).split_once(':') {
                Some((scheme, number)) => {
                    let end: String = number.chars().rev().take(4).collect();
                    key_of(&format!("{scheme};{end}"))
                }
                None => 0,
            },
            Part::Telephone => u64::from(row.telephone),
            Part::BirthDate if year == 0 => 0,
            Part::BirthDate => mix(u64::from(year), day_month),
            Part::BirthDayMonth => day_month,
            Part::BirthYear if year != 0 => u64::from(year),
            // Known to the year or the month only.
            Part::BirthYear if row.has_born() && row.born_to - row.born_from <= 366 => {
                let (from, _, _) = model::Day(row.born_from).parts();
                let (to, _, _) = model::Day(row.born_to).parts();
                if from == to { from as u64 } else { 0 }
            }
            Part::Address if row.at.street != 0 => both(row.at.house, row.at.street),
            Part::Address => both(row.at.house, row.at.postcode),
            Part::Street => u64::from(row.at.street),
            Part::Postcode => u64::from(row.at.postcode),
            Part::Outward => u64::from(row.at.outward),
            _ => 0,
        }
    }

    fn other_keys(&self, rule: &Rule, record: usize, keys: &mut Vec<u64>) {
        let row = &self.rows[record];
        let by_name = |p: &Part| self.name_part(*p, 0, 0).is_some();
        let barrelled = self.parts.contains_key(&row.surname);
        if (row.extras.is_empty() && !barrelled) || !rule.parts.iter().any(by_name) {
            return;
        }
        let or_none = |mut names: Vec<u32>| {
            if names.is_empty() {
                names.push(0);
            }
            names
        };
        let with_parts = |s: u32| std::iter::once(s).chain(self.parts.get(&s).into_iter().flatten().copied());
        let surnames = or_none(row.surnames().flat_map(with_parts).collect());
        for f in or_none(row.forenames().collect()) {
            for &s in &surnames {
                if f == row.forename && s == row.surname {
                    continue;
                }
                let mut key = 0;
                for part in rule.parts {
                    let of_part = self.name_part(*part, f, s).unwrap_or_else(|| self.part(*part, record));
                    if of_part == 0 {
                        key = 0;
                        break;
                    }
                    key = mix(key, of_part);
                }
                if key != 0 {
                    keys.push(key);
                }
            }
        }
    }

    fn compare(&self, a: usize, b: usize, cache: &mut Cache) -> Pattern {
        let (x, y) = (&self.rows[a], &self.rows[b]);
        let (first, last) = self.name_levels(x, y, cache);
        let sex = if x.sex == 0 || y.sex == 0 { 0 } else { 1 + u8::from(x.sex != y.sex) };
        let mut at = 0;
        if x.at != y.at || x.address != 0 {
            at = x.at.level(
                &y.at,
                |p, q| {
                    let (p, q) = (p.min(q), p.max(q));
                    cache.level(2, p, q, || u8::from(streets_alike(&self.tokens, p, q))) == 1
                },
                |p, q| within_one_edit(self.tokens.word(p), self.tokens.word(q)),
            );
        }
        let mut pattern = 0;
        for (comparison, level) in [
            (FORENAME, first),
            (OTHER, self.other_level(x.other, y.other)),
            (SURNAME, last),
            (BORN, born_level(x, y)),
            (SEX, sex),
            (ADDRESS, at),
            (TELEPHONE, self.telephone_level(x, y)),
            (IDENTIFIER, self.identifier_level(x, y)),
        ] {
            pattern = with_level(pattern, comparison, level);
        }
        pattern
    }

    fn share(&self, comparison: usize, a: usize, b: usize) -> f64 {
        let (x, y) = (&self.rows[a], &self.rows[b]);
        // Where several names could have agreed, the commonest that did counts: it is the weakest evidence.
        let of = |uses: &[u32], x: u32, y: u32| uses[x as usize].max(uses[y as usize]);
        let uses = match comparison {
            FORENAME if x.forename == y.forename => of(&self.forename_uses, x.forename, y.forename),
            FORENAME => x
                .forenames()
                .filter(|t| y.forenames().any(|o| o == *t))
                .map(|t| self.forename_uses[t as usize])
                .max()
                .unwrap_or(0),
            SURNAME if x.surname == y.surname => of(&self.surname_uses, x.surname, y.surname),
            SURNAME => x
                .surnames()
                .filter(|t| y.surnames().any(|o| o == *t))
                .map(|t| self.surname_uses[t as usize])
                .max()
                // A single name that agrees with a surname.
                .unwrap_or_else(|| of(&self.surname_uses, x.surname, y.surname)),
            BORN => self.born_uses(x.born_digits),
            ADDRESS => of(&self.address_uses, x.address, y.address),
            TELEPHONE => of(&self.telephone_uses, x.telephone, y.telephone),
            _ => 0,
        };
        let documented = COMPARISONS[comparison].common.unwrap_or(0.0);
        // The pair itself is one of the uses, not two: agreeing does not make its own value common.
        (f64::from(uses.saturating_sub(1)) + COMMON_RECORDS * documented)
            / (self.rows.len() as f64 + COMMON_RECORDS)
    }

    fn anchored(&self, pattern: Pattern) -> bool {
        [BORN, ADDRESS, TELEPHONE, IDENTIFIER].into_iter().any(|c| level_in(pattern, c) != 0)
    }

    fn conflict(&self, a: usize, b: usize, pattern: Pattern) -> Option<&'static str> {
        let (first, last) = (level_in(pattern, FORENAME) as u8, level_in(pattern, SURNAME) as u8);
        let born_level = level_in(pattern, BORN) as u8;
        // Two names that are alike are two names: Jean and Jane.
        let another_forename = matches!(first, forename::DIFFERENT | forename::BOTH_NAMES);
        let (x, y) = (&self.rows[a], &self.rows[b]);
        if level_in(pattern, IDENTIFIER) == 1 {
            // One number: only what no slip of the pen explains speaks against it.
            let apart = born_level == born::DIFFERENT && another_forename;
            return apart.then_some("one number, but different birth date and different forename");
        }
        if born_level == born::DIFFERENT {
            if another_forename {
                return Some("different birth date and different forename");
            }
            if x.born_digits != 0 && y.born_digits != 0 {
                let years = (x.born_digits / 10_000).abs_diff(y.born_digits / 10_000);
                // A number that is all but the same speaks for one person with a birth date gone wrong.
                if years >= GENERATION_YEARS && level_in(pattern, IDENTIFIER) != 2 {
                    return Some("birth dates a generation apart");
                }
            }
        }
        if another_forename && level_in(pattern, SEX) == 2 {
            return Some("different sex and different forename");
        }
        let twins = matches!(born_level, born::SAME | born::SWAPPED)
            && last == surname::SAME
            && matches!(first, forename::DIFFERENT | forename::BOTH_NAMES);
        if twins {
            return Some("one surname and birth date but two forenames, as twins have");
        }
        None
    }

    fn same_identifier(&self, a: usize, b: usize) -> Option<&str> {
        let (x, y) = (&self.rows[a], &self.rows[b]);
        x.identifiers().find(|t| y.identifiers().any(|o| o == *t)).map(|t| self.tokens.word(t))
    }

    fn identifiers(&self, record: usize, out: &mut Vec<u32>) {
        out.extend(self.rows[record].identifiers());
    }

    fn words(&self, comparison: usize, record: usize) -> String {
        let mention = &self.mentions[self.shown[record] as usize];
        let row = &self.rows[record];
        let get = |name: &str| mention.get(name).map(str::to_string);
        let title = |t: u32| capitalised(self.tokens.word(t));
        match comparison {
            FORENAME => get(field::FORENAME).unwrap_or_else(|| title(row.forename)),
            OTHER => title(row.other),
            SURNAME => get(field::SURNAME).unwrap_or_else(|| title(row.surname)),
            BORN => {
                get(field::BORN).or_else(|| get(field::AGE).map(|a| format!("aged {a}"))).unwrap_or_default()
            }
            SEX => get(field::SEX).unwrap_or_default(),
            ADDRESS => {
                let parts: Vec<String> =
                    [get(field::ADDRESS), get(field::POSTCODE)].into_iter().flatten().collect();
                parts.join(", ")
            }
            TELEPHONE => get(field::TELEPHONE).unwrap_or_default(),
            _ => get(field::IDENTIFIER).unwrap_or_default(),
        }
    }

    fn trains(&self) -> bool {
        true
    }
}

/// A normalised word with a capital at the start of each part.
fn capitalised(word: &str) -> String {
    let capital = |part: &str| {
        let mut chars = part.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    word.split(' ').map(capital).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_likeness_is_above_its_bound(a in "[a-fé ]{1,12}", b in "[a-fé ]{1,12}") {
            let bound = name_facts(&a).likeness_max(&name_facts(&b));
            proptest::prop_assert!(jaro_winkler(&a, &b) <= bound + 1e-12, "{} above {}", jaro_winkler(&a, &b), bound);
        }
    }

    #[test]
    fn birth_dates_compare() {
        for (a, b, expected) in [
            (19900503, 19900503, born::SAME),
            (19900503, 19900305, born::SWAPPED),
            (19900503, 19900513, born::ONE_DIGIT),
            (19900503, 19990503, born::ONE_DIGIT),
            (19900503, 19900530, born::ONE_DIGIT),
            (19900503, 19900528, born::TWO_PARTS),
            (19900503, 19831127, born::DIFFERENT),
        ] {
            assert_eq!(exact_born_level(a, b), expected, "{a} {b}");
            assert_eq!(exact_born_level(b, a), expected, "{b} {a}");
        }
    }
}
