//! How two records compare: the level of each feature.
//!
//! What this leaves out: what a level weighs.

use super::ColumnKind;
use super::features::{DateValue, FEATURES_MAX, Feature, Features, Pool};
use super::held::Held;
use super::levels::{EMAIL_GROUP, Sort, born, name, plate, surname};
use super::shape::{Least, Likeness};
use crate::forms::{plate_by_eye, plate_fits};
use crate::kernel::{jaro_winkler, within_one_edit};
use crate::nicknames::share_family;
use crate::table::Cache;

/// How each feature of a pair came out: four bits each, the first lowest.
pub(super) type Levels = u64;

pub(super) fn level_of(levels: Levels, feature: usize) -> usize {
    (levels >> (4 * feature) & 15) as usize
}

pub(super) fn with(levels: Levels, feature: usize, level: u8) -> Levels {
    levels | u64::from(level) << (4 * feature)
}

/// Least likeness (Jaro-Winkler) of words that are alike, and of those that are somewhat alike.
const ALIKE_MIN: f64 = 0.92;
const FORENAME_ALIKE_MIN: f64 = 0.88;
const SOMEWHAT_ALIKE_MIN: f64 = 0.80;
const STREET_ALIKE_MIN: f64 = 0.90;
const HEAD_ALIKE_MIN: f64 = 0.94;

/// Tables by which words that are not alike are told at a glance.
pub(super) fn likeness() -> Likeness {
    Likeness {
        somewhat: Least::of(SOMEWHAT_ALIKE_MIN),
        alike: Least::of(ALIKE_MIN),
        before_at: Least::of(HEAD_ALIKE_MIN),
    }
}

/// For each of three thresholds of likeness (somewhat alike; alike; alike before the @) and each start of none to four bytes that two words have
/// in common: what the characters they share, times one divided by the one length and by the other, must at least come to so that they can be
/// as alike. A hair less, so that rounding never says no.
pub(super) fn least_shares() -> [[f32; 5]; 3] {
    [SOMEWHAT_ALIKE_MIN, ALIKE_MIN, HEAD_ALIKE_MIN].map(|threshold| {
        std::array::from_fn(|start| {
            let start = 0.1 * start as f64;
            // Jaro is a third of both shares and one; Winkler adds a tenth of what is missing for each byte of the start.
            (3.0 * (threshold - start) / (1.0 - start) - 1.0 - 1e-4) as f32
        })
    })
}

/// A word is taken for a name in its own right when this many records use it, and at least one in so many of those that use the other.
const NAME_RECORDS_MIN: u32 = 5;
const NAME_RARITY_MAX: u32 = 50;

/// Longest part of an address before the @, in bytes, of which the letters are taken without asking for memory.
const HEAD_BYTES_MAX: usize = 64;

/// Days to a month, and to a year and what an age leaves open.
const MONTH_DAYS_MAX: i32 = 31;
const NEAR_DAYS_MAX: i32 = 366;

impl Features {
    /// Compares two records.
    pub(super) fn compare(&self, a: usize, b: usize, cache: &mut Cache) -> Levels {
        if self.several.is_empty() {
            return self.compare_rows((a, b), self.row(a), self.row(b), cache);
        }
        let rows = self.rows_of(a, b, cache);
        let (x, y) = rows.words();
        self.compare_rows((a, b), x, y, cache)
    }

    #[inline(always)]
    fn compare_rows(&self, (a, b): (usize, usize), x: &[u32], y: &[u32], cache: &mut Cache) -> Levels {
        let mut levels = 0;
        for f in 0..self.width() {
            levels = with(levels, f, self.level(f, x[f], y[f], cache));
        }
        if self.dated {
            levels = self.on_one_day(levels, a, b);
        }
        if let Some((first, last)) = self.names
            && level_of(levels, first) >= usize::from(name::SOME_LIKENESS)
            && level_of(levels, last) >= usize::from(surname::SOME_LIKENESS)
            && self.crossed(x[first], y[last], cache)
            && self.crossed(x[last], y[first], cache)
        {
            levels &= !(15 << (4 * first) | 15 << (4 * last));
            levels = with(levels, first, name::SWAPPED);
        }
        self.after_names(levels, x, y, |first| {
            x[first] == 0 || y[first] == 0 || self.same_initial(x[first], y[first])
        })
    }

    /// Takes out what holds for the two records at different times.
    pub(super) fn on_one_day(&self, levels: Levels, a: usize, b: usize) -> Levels {
        let apart = |held: &[Held]| !held.is_empty() && !held[a].meets(held[b]);
        let features = self.features.iter().enumerate().filter(|(_, feature)| apart(&feature.held));
        features.fold(levels, |levels, (f, _)| levels & !(15 << (4 * f)))
    }

    /// Puts addresses of electronic mail into the group of levels that fits how the names agree; `same_initial` says whether the forenames, by the
    /// number of their feature, begin alike or one is not given.
    #[inline(always)]
    pub(super) fn after_names(
        &self,
        mut levels: Levels,
        x: &[u32],
        y: &[u32],
        same_initial: impl FnOnce(usize) -> bool,
    ) -> Levels {
        let Some((first, last)) = self.names else { return levels };
        if self.emails.iter().all(|f| level_of(levels, *f) == 0) {
            return levels;
        }
        let same_initial = same_initial(first);
        // A surname not given leaves the address free to be made of it.
        let surnames = level_of(levels, last) <= usize::from(surname::SOME_LIKENESS);
        let forenames = (1..=usize::from(name::ALIKE)).contains(&level_of(levels, first));
        let group = match (surnames, same_initial) {
            (true, true) => 2,
            (true, false) => 1,
            _ if forenames => 1,
            _ => return levels,
        };
        for &f in &self.emails {
            let level = level_of(levels, f);
            if level != 0 {
                levels &= !(15 << (4 * f));
                // An address of the forename and a number says nothing that forename and year of birth have not said.
                let of_forename = !surnames
                    && level < EMAIL_GROUP
                    && (self.of_forename(f, x, first) || self.of_forename(f, y, first));
                if !of_forename {
                    levels = with(levels, f, (level + group * EMAIL_GROUP) as u8);
                }
            }
        }
        levels
    }

    pub(super) fn same_initial(&self, a: u32, b: u32) -> bool {
        let pool = &self.pools[0];
        let initial = |t: u32| pool.tokens.word(t).chars().next();
        let told = pool.shapes[a as usize].begin_alike(&pool.shapes[b as usize]);
        told.unwrap_or_else(|| initial(a) == initial(b))
    }

    /// Whether what stands before the @ is, digits aside, the forename of the record.
    fn of_forename(&self, f: usize, row: &[u32], first: usize) -> bool {
        let head = before_at(self.pools[self.features[f].pool].tokens.word(row[f]));
        let forename = self.pools[0].tokens.word(row[first]);
        if !head.is_ascii() || head.len() > HEAD_BYTES_MAX {
            let letters: String = head.chars().filter(|c| c.is_alphabetic()).collect();
            return !letters.is_empty() && within_one_edit(&letters, forename);
        }
        let (mut letters, mut len) = ([0u8; HEAD_BYTES_MAX], 0);
        for byte in head.bytes().filter(u8::is_ascii_alphabetic) {
            letters[len] = byte;
            len += 1;
        }
        let letters = std::str::from_utf8(&letters[..len]).unwrap_or_default();
        !letters.is_empty() && within_one_edit(letters, forename)
    }

    /// Whether a forename and a surname are one word or spelt alike.
    pub(super) fn crossed(&self, a: u32, b: u32, cache: &mut Cache) -> bool {
        let pool = &self.pools[0];
        let (p, q) = (a.min(b), a.max(b));
        a == b
            || (p != 0
                && self.likeness.alike.may(&pool.shapes[p as usize], &pool.shapes[q as usize])
                && cache.level(FEATURES_MAX as u64, p, q, || {
                    let (p, q) = by_letters(pool, p, q);
                    let (fa, fb) = (&pool.facts[p as usize], &pool.facts[q as usize]);
                    let (x, y) = (pool.tokens.word(p), pool.tokens.word(q));
                    u8::from(fa.likeness_max(fb) >= ALIKE_MIN && jaro_winkler(x, y) >= ALIKE_MIN)
                }) == 1)
    }

    #[inline(always)]
    pub(super) fn level(&self, f: usize, a: u32, b: u32, cache: &mut Cache) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        let feature = &self.features[f];
        let pool = &self.pools[feature.pool];
        match feature.sort {
            Sort::Sex | Sort::Region | Sort::Unit => return if a == b { 1 } else { 2 },
            Sort::Born | Sort::Date => return date_level(pool.dates[a as usize], pool.dates[b as usize]),
            Sort::Forename | Sort::Middle => {}
            // A mark read in part may be of another car each time.
            Sort::Plate if pool.tokens.word(a).contains(['?', '*']) => {}
            _ if a == b => return 1,
            _ => {}
        }
        if let Some(level) = self.at_a_glance(f, a, b) {
            return level;
        }
        let (a, b) = (a.min(b), a.max(b));
        // Middle names share the pool of forenames but not their levels: the number of the feature tells them apart.
        cache.level(f as u64, a, b, || self.in_full(f, a, b))
    }

    /// The level of two words of which their shapes have not told it.
    pub(super) fn level_asked(&self, f: usize, a: u32, b: u32, cache: &mut Cache) -> u8 {
        match self.features[f].sort {
            Sort::Forename | Sort::Middle | Sort::Surname => {}
            Sort::Postcode | Sort::City | Sort::Category | Sort::House | Sort::Email => {}
            _ => return self.level(f, a, b, cache),
        }
        let (a, b) = (a.min(b), a.max(b));
        cache.level(f as u64, a, b, || self.in_full(f, a, b))
    }

    /// The level of two words, in whatever order they are given.
    fn in_full(&self, f: usize, a: u32, b: u32) -> u8 {
        let feature = &self.features[f];
        let pool = &self.pools[feature.pool];
        let (a, b) = by_letters(pool, a, b);
        match feature.sort {
            Sort::Forename => self.forename(f, a, b),
            Sort::Middle => middle(pool, a, b),
            Sort::Surname => surname_level(pool, a, b),
            Sort::Postcode => postcode(pool, a, b),
            Sort::Street => street(pool, a, b),
            Sort::House => house(pool.tokens.word(a), pool.tokens.word(b)),
            Sort::City | Sort::Category => {
                let (x, y) = (pool.tokens.word(a), pool.tokens.word(b));
                let alike = within_one_edit(x, y) && x.len() > 3 || jaro_winkler(x, y) >= ALIKE_MIN;
                if alike { 2 } else { 3 }
            }
            Sort::Email => email(pool, a, b),
            Sort::Telephone | Sort::Identifier => numbers(pool, a, b),
            Sort::Plate => plate_level(pool, a, b),
            Sort::Text => text(pool, a, b),
            Sort::Organisation => self.body_level(f, a, b),
            Sort::Sex | Sort::Region | Sort::Unit | Sort::Born | Sort::Date => 1,
        }
    }

    /// The level of two words where their shapes tell it; most pairs of words are told so.
    fn at_a_glance(&self, f: usize, a: u32, b: u32) -> Option<u8> {
        if a == b {
            return None;
        }
        let sort = self.features[f].sort;
        let pool = &self.pools[self.features[f].pool];
        if sort == Sort::Email {
            let (x, y) = (&pool.address_shapes[a as usize], &pool.address_shapes[b as usize]);
            if x.whole.same_head(&y.whole) {
                return Some(2);
            }
            let alike = x.whole.may_be_one_edit(&y.whole) || self.likeness.before_at.may(&x.head, &y.head);
            return (!alike).then_some(4);
        }
        let (x, y) = (pool.shapes.get(a as usize)?, pool.shapes.get(b as usize)?);
        if x.may_be_one_edit(y) {
            return None;
        }
        let odd = x.is_odd() || y.is_odd();
        match sort {
            Sort::Forename | Sort::Surname => {
                let alike = odd || x.may_sound_alike(y) || self.likeness.somewhat.may(x, y);
                let other = match sort {
                    Sort::Forename if x.may_share_family(y) => return None,
                    Sort::Forename => name::DIFFERENT,
                    _ => surname::DIFFERENT,
                };
                (!alike).then_some(other)
            }
            Sort::Middle => (!odd).then_some(4),
            Sort::Postcode => Some(if x.same_head(y) { 3 } else { 4 }),
            Sort::City | Sort::Category => (!self.likeness.alike.may(x, y)).then_some(3),
            Sort::House => Some(3),
            _ => None,
        }
    }

    fn forename(&self, f: usize, a: u32, b: u32) -> u8 {
        let feature = &self.features[f];
        let pool = &self.pools[feature.pool];
        let (x, y) = (pool.tokens.word(a), pool.tokens.word(b));
        let initial = |w: &str| w.chars().nth(1).is_none();
        if initial(x) || initial(y) {
            let agree = x.chars().next() == y.chars().next();
            return if agree { name::INITIAL } else { name::DIFFERENT };
        }
        if a == b {
            return name::SAME;
        }
        let (fa, fb) = (&pool.facts[a as usize], &pool.facts[b as usize]);
        if share_family(&fa.families, &fb.families) {
            return name::SHORT_FORM;
        }
        let likeness = if fa.likeness_max(fb) >= SOMEWHAT_ALIKE_MIN { jaro_winkler(x, y) } else { 0.0 };
        let close = (x.len().min(y.len()) >= 3 && within_one_edit(x, y)) || likeness >= FORENAME_ALIKE_MIN;
        let uses = |t: u32| feature.uses.get(t as usize).copied().unwrap_or(0);
        let is_name = |t: u32| uses(t) >= NAME_RECORDS_MIN.max(uses(a).max(uses(b)) / NAME_RARITY_MAX);
        if close {
            let both = (fa.known || is_name(a)) && (fb.known || is_name(b));
            return if both { name::BOTH_NAMES } else { name::ALIKE };
        }
        if fa.sound != 0 && fa.sound == fb.sound {
            name::BOTH_NAMES
        } else if likeness >= SOMEWHAT_ALIKE_MIN {
            name::SOME_LIKENESS
        } else {
            name::DIFFERENT
        }
    }
}

/// Two words in the order of their letters: how they compare must not depend on which of them was read first.
fn by_letters(pool: &Pool, a: u32, b: u32) -> (u32, u32) {
    if pool.tokens.word(a) <= pool.tokens.word(b) { (a, b) } else { (b, a) }
}

fn middle(pool: &Pool, a: u32, b: u32) -> u8 {
    let (x, y) = (pool.tokens.word(a), pool.tokens.word(b));
    if a == b {
        return 1;
    }
    let initial = |w: &str| w.chars().nth(1).is_none();
    if x.chars().next() == y.chars().next() && (initial(x) || initial(y)) {
        return 2;
    }
    if x.len().min(y.len()) >= 3 && within_one_edit(x, y) { 3 } else { 4 }
}

fn surname_level(pool: &Pool, a: u32, b: u32) -> u8 {
    let (x, y) = (pool.tokens.word(a), pool.tokens.word(b));
    if (x.contains(' ') || y.contains(' '))
        && x.split(' ').any(|part| part.len() >= 3 && y.split(' ').any(|other| other == part))
    {
        return surname::PART;
    }
    let (fa, fb) = (&pool.facts[a as usize], &pool.facts[b as usize]);
    let likeness = if fa.likeness_max(fb) >= SOMEWHAT_ALIKE_MIN { jaro_winkler(x, y) } else { 0.0 };
    if likeness >= ALIKE_MIN || (x.len().min(y.len()) >= 4 && within_one_edit(x, y)) {
        return surname::ALIKE;
    }
    if fa.sound != 0 && fa.sound == fb.sound || likeness >= 0.88 {
        surname::SOUND
    } else if likeness >= SOMEWHAT_ALIKE_MIN {
        surname::SOME_LIKENESS
    } else {
        surname::DIFFERENT
    }
}

fn postcode(pool: &Pool, a: u32, b: u32) -> u8 {
    if within_one_edit(pool.tokens.word(a), pool.tokens.word(b)) {
        2
    } else if pool.heads[a as usize] == pool.heads[b as usize] {
        3
    } else {
        4
    }
}

fn street(pool: &Pool, a: u32, b: u32) -> u8 {
    let (x, y) = (pool.tokens.word(a), pool.tokens.word(b));
    if within_one_edit(x, y) || jaro_winkler(x, y) >= STREET_ALIKE_MIN {
        return 2;
    }
    // The last word is the sort of street more often than its name.
    let names = |s| str::split(s, ' ').filter(|w: &&str| w.len() >= 4);
    if names(x).any(|w| names(y).any(|other| other == w)) { 3 } else { 4 }
}

fn house(x: &str, y: &str) -> u8 {
    let close = x.len().max(y.len()) >= 2 && within_one_edit(x, y);
    if close { 2 } else { 3 }
}

/// What stands before the @ of an address.
pub(super) fn before_at(address: &str) -> &str {
    address.split_once('@').map_or(address, |(head, _)| head)
}

fn email(pool: &Pool, a: u32, b: u32) -> u8 {
    if pool.heads[a as usize] == pool.heads[b as usize] {
        return 2;
    }
    let (x, y) = (pool.tokens.word(a), pool.tokens.word(b));
    let alike = within_one_edit(x, y) || jaro_winkler(before_at(x), before_at(y)) >= HEAD_ALIKE_MIN;
    if alike { 3 } else { 4 }
}

/// Characters of a mark read in part that must have been read for it to fit well.
const READ_CHARACTERS_MIN: usize = 5;

fn plate_level(pool: &Pool, a: u32, b: u32) -> u8 {
    let (x, y) = (plate_by_eye(pool.tokens.word(a)), plate_by_eye(pool.tokens.word(b)));
    let read = |mark: &str| mark.bytes().filter(u8::is_ascii_alphanumeric).count();
    let part = |mark: &str| read(mark) < mark.len();
    if part(&x) || part(&y) {
        return match plate_fits(&x, &y) {
            true if read(&x).min(read(&y)) >= READ_CHARACTERS_MIN => plate::FITS_WELL,
            true => plate::FITS,
            false => plate::DIFFERENT,
        };
    }
    if x == y {
        plate::BY_EYE
    } else if x.len().min(y.len()) >= READ_CHARACTERS_MIN && within_one_edit(&x, &y) {
        plate::ONE_OFF
    } else {
        plate::DIFFERENT
    }
}

fn numbers(pool: &Pool, a: u32, b: u32) -> u8 {
    let (x, y) = (&pool.sets[a as usize], &pool.sets[b as usize]);
    let word = |t: u32| pool.elements.word(t);
    let close = |p: &str, q: &str| p.len().min(q.len()) >= 6 && within_one_edit(p, q);
    let days = |t: u32| pool.held.get(t as usize).filter(|held| !held.is_empty());
    if days(a).is_none() && days(b).is_none() {
        if x.iter().any(|t| y.contains(t)) {
            return 1;
        }
        return if x.iter().any(|t| y.iter().any(|o| close(word(*t), word(*o)))) { 2 } else { 3 };
    }
    // Only numbers that hold on one day are compared.
    let held = |t: u32, i: usize| days(t).map_or(Held::ALWAYS, |held| held[i]);
    let mut best = 0;
    for (i, &p) in x.iter().enumerate() {
        for (_, &q) in y.iter().enumerate().filter(|(j, _)| held(a, i).meets(held(b, *j))) {
            let level = if p == q {
                1
            } else if close(word(p), word(q)) {
                2
            } else {
                3
            };
            best = if best == 0 { level } else { level.min(best) };
        }
    }
    best
}

fn shared(x: &[u32], y: &[u32]) -> usize {
    x.iter().filter(|t| y.contains(t)).count()
}

fn text(pool: &Pool, a: u32, b: u32) -> u8 {
    let (x, y) = (&pool.sets[a as usize], &pool.sets[b as usize]);
    let both = shared(x, y);
    if both == x.len() && both == y.len() {
        return 1;
    }
    match both {
        0 => {
            let alike =
                |p: &u32| y.iter().any(|q| within_one_edit(pool.elements.word(*p), pool.elements.word(*q)));
            if x.iter().any(|p| pool.elements.word(*p).len() >= 5 && alike(p)) { 3 } else { 4 }
        }
        n if 2 * n >= x.len().max(y.len()) => 2,
        _ => 3,
    }
}

/// How two dates compare.
pub(super) fn date_level(a: DateValue, b: DateValue) -> u8 {
    if a.digits != 0 && b.digits != 0 {
        return exact_level(a.written, b.written) as u8;
    }
    let gap = a.from.max(b.from) - a.to.min(b.to);
    let width = (a.to - a.from).max(b.to - b.from);
    match gap {
        ..=0 if width <= MONTH_DAYS_MAX => born::MONTH,
        ..=0 => born::YEAR,
        1..=NEAR_DAYS_MAX => born::NEAR,
        _ => born::DIFFERENT,
    }
}

/// How two exact dates compare, both as digits of four bits each. Without a branch: many are compared at once.
#[inline(always)]
pub(super) fn exact_level(a: u32, b: u32) -> u32 {
    let parts = |written: u32| (written >> 16, written >> 8 & 0xff, written & 0xff);
    let ((ya, ma, da), (yb, mb, db)) = (parts(a), parts(b));
    let swapped = (ya == yb) & (ma == db) & (da == mb);
    let off = slips_written(a, b);
    let same = u32::from(ya == yb) + u32::from(ma == mb) + u32::from(da == db);
    let level = |holds: bool, level: u8, other: u32| if holds { u32::from(level) } else { other };
    let other = level(same == 1, born::ONE_PART, u32::from(born::DIFFERENT));
    let other = level(off == 2, born::TWO_DIGITS, other);
    let other = level(same == 2, born::TWO_PARTS, other);
    let other = level(off == 1, born::ONE_DIGIT, other);
    let other = level(swapped, born::SWAPPED, other);
    level(a == b, born::SAME, other)
}

/// As [`crate::person::slips`] of two dates whose digits have four bits each.
#[inline(always)]
fn slips_written(a: u32, b: u32) -> u32 {
    const LOWEST: u32 = 0x1111_1111;
    let bits = a ^ b;
    // One bit for each digit that differs; their sum is at most eight and ends in the highest four bits.
    let differ = (bits | bits >> 1 | bits >> 2 | bits >> 3) & LOWEST;
    let count = differ.wrapping_mul(LOWEST) >> 28;
    // Two digits side by side that differ: the place of the lower; and that they changed places.
    let lower = (differ & differ >> 4) * 15;
    let beside = a ^ a >> 4;
    let changed = ((bits ^ beside) | (bits >> 4 ^ beside)) & lower == 0;
    if (count == 2) & (lower != 0) & changed { 1 } else { count }
}

impl Features {
    /// Whether two records of a table of vehicles give different marks, or marks one character apart: cars of one fleet are registered one after
    /// the other. In a table of people a mark is only what somebody drives.
    pub(super) fn other_mark(&self, levels: Levels) -> bool {
        let people = |sort| matches!(sort, Sort::Forename | Sort::Surname | Sort::Organisation);
        let mut of = self.features.iter().enumerate();
        !self.features.iter().any(|f| people(f.sort))
            && of.any(|(f, of)| of.sort == Sort::Plate && level_of(levels, f) >= usize::from(plate::ONE_OFF))
    }

    /// Whether nothing but names and sex could be compared: however rare they are, they only raise the question.
    pub(super) fn name_alone(&self, levels: Levels) -> bool {
        let name = |feature: &Feature| {
            let rest = feature.sort == Sort::Text && feature.kind == ColumnKind::FullName;
            rest || matches!(feature.sort, Sort::Forename | Sort::Middle | Sort::Surname)
        };
        let told = || self.features.iter().enumerate().filter(|(f, _)| level_of(levels, *f) != 0);
        told().any(|(_, of)| name(of)) && told().all(|(_, of)| name(of) || of.sort == Sort::Sex)
    }

    /// Whether two of one home have birth dates with at most one part in common, as a father and his son have.
    pub(super) fn kin_by_birth(&self, levels: Levels) -> bool {
        let of = || self.features.iter().enumerate();
        let home = |sort| matches!(sort, Sort::Street | Sort::Postcode | Sort::Telephone);
        of().any(|(f, of)| of.sort == Sort::Born && level_of(levels, f) >= usize::from(born::ONE_PART))
            && of().any(|(f, of)| home(of.sort) && level_of(levels, f) == 1)
    }

    /// Whether what two records say of themselves contradicts outright: another birth date, or another number.
    pub(super) fn contradicts(&self, levels: Levels) -> bool {
        self.features.iter().enumerate().any(|(f, feature)| match feature.sort {
            Sort::Born => level_of(levels, f) >= usize::from(born::ONE_PART),
            Sort::Identifier => level_of(levels, f) == Sort::Identifier.levels().len(),
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::columns::{Column, ColumnKind, ColumnTerms, Records};

    const KINDS: [(ColumnKind, &str); 7] = [
        (ColumnKind::Forename, "([a-d]{1,6}|bob|bobby|robert|rob|éa)"),
        (ColumnKind::MiddleName, "[a-c]{1,4}( [a-c]{1,3})?"),
        (ColumnKind::Surname, "[a-e]{1,7}(-[ab]{1,4})?"),
        (ColumnKind::Postcode, "[0-2]{3,6}"),
        (ColumnKind::City, "[a-d]{1,8}( [ab]{1,3})?"),
        (ColumnKind::HouseNumber, "[0-3]{1,3}[a-c]?"),
        (ColumnKind::Email, "[a-c.0-2]{1,7}@[ab]{1,2}"),
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        /// Dates of four bits a digit slip as dates of digits do.
        #[test]
        fn digits_of_dates_are_compared_as_numbers_are(
            day in (1850u32..2050, 0u32..100, 0u32..100), place in 0u32..8, other in 0u32..10, swap in any::<bool>(), far in 0u32..100_000_000
        ) {
            let a = day.0 * 10_000 + day.1 * 100 + day.2;
            let ten = 10u32.pow(place);
            let digit = |n: u32, ten: u32| n / ten % 10;
            let (low, high) = (digit(a, ten), digit(a, 10 * ten.min(1_000_000)));
            let near = if swap && place < 7 {
                a - low * ten - high * ten * 10 + high * ten + low * ten * 10
            } else {
                a - low * ten + other * ten
            };
            for b in [near, far, a] {
                let written = [a, b].map(super::super::features::four_bits_each);
                prop_assert_eq!(slips_written(written[0], written[1]), crate::person::slips(a, b), "{} {}", a, b);
            }
        }

        /// What the shapes of two words say is what comparing them says.
        #[test]
        fn at_a_glance_is_as_in_full(rows in prop::collection::vec(KINDS.map(|(_, words)| words), 2..25)) {
            let columns = KINDS.iter().enumerate().map(|(at, (kind, _))| {
                let mut column = Column::new(format!("column {at}"), *kind);
                rows.iter().for_each(|row| column.push(&row[at]));
                column
            });
            let records = Records { columns: columns.collect(), ..Records::default() };
            let terms = ColumnTerms::new(model::Day(20_000));
            let features = Features::prepare(&records, &terms, &mut Vec::new());
            for f in 0..features.width() {
                for (i, j) in (0..rows.len()).flat_map(|i| (0..i).map(move |j| (i, j))) {
                    let (a, b) = (features.row(i)[f], features.row(j)[f]);
                    if a == 0 || b == 0 || a == b {
                        continue;
                    }
                    if let Some(level) = features.at_a_glance(f, a, b) {
                        prop_assert_eq!(level, features.in_full(f, a.min(b), a.max(b)), "{:?} {:?}", &rows[i], &rows[j]);
                    }
                }
            }
        }
    }
}
