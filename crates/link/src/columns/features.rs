//! Columns as prepared: features, each a number of a word for every record, with what is worked out once for each word.
//!
//! What this leaves out: how two words compare (`compare.rs`).

use std::collections::BTreeSet;
use std::io;

use super::bodies::Bodies;
use super::column::Values;
use super::held::Held;
use super::levels::Sort;
use super::several::{Several, first_of_several};
use super::shape::{AddressShape, Likeness, Shape, address_shapes, shapes};
use super::{Column, ColumnKind, ColumnTerms, Records};
use crate::born::read_date;
use crate::forms;
use crate::names::{self, plain, plain_words};
use crate::person::{NameFacts, name_facts};
use crate::table::{Tokens, count_uses};
use crate::weights::COMMON_RECORDS;
use model::Day;

/// Most features: sixteen of four bits fill the levels of a pair.
pub(super) const FEATURES_MAX: usize = 16;

/// A date as digits (year, month, day; 0 where not exact) and as first and last day.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct DateValue {
    /// The same digits, four bits each: so they are compared one by one without taking the number apart.
    pub(super) written: u32,
    pub(super) digits: u32,
    pub(super) from: i32,
    pub(super) to: i32,
}

/// Words of one sort of feature, and what is known of each.
#[derive(Default)]
pub(super) struct Pool {
    pub(super) tokens: Tokens,
    pub(super) facts: Vec<NameFacts>,
    pub(super) dates: Vec<DateValue>,
    /// Parts of a value that is a set (several numbers, words of a text).
    pub(super) sets: Vec<Box<[u32]>>,
    /// Where any part of a value has days: those of each part.
    pub(super) held: Vec<Box<[Held]>>,
    pub(super) elements: Tokens,
    /// Postcode district, or what stands before the @, by number.
    pub(super) heads: Vec<u32>,
    heads_by_word: Tokens,
    /// Names of bodies.
    pub(super) bodies: Bodies,
    /// Shapes of the words where they are compared by letters.
    pub(super) shapes: Vec<Shape>,
    /// Shapes of addresses of electronic mail.
    pub(super) address_shapes: Vec<AddressShape>,
}

/// One feature of the records.
pub(super) struct Feature {
    pub(super) name: String,
    pub(super) sort: Sort,
    /// Kind of column by which blocking rules name it.
    pub(super) kind: ColumnKind,
    pub(super) pool: usize,
    /// Where any record gives days for the whole value: those of each record.
    pub(super) held: Vec<Held>,
    /// How many records use each word (each part of a set).
    pub(super) uses: Vec<u32>,
    /// Share of records that give it.
    pub(super) given: f64,
    /// What is added to the records that have a value, and what the sum is divided by, for their share.
    smoothed: (f64, f64),
    least_share: f64,
    /// Most sources give it or only some: share of distinct values among those given.
    pub(super) distinct: f64,
}

/// The features of all records.
pub(super) struct Features {
    pub(super) features: Vec<Feature>,
    pub(super) pools: Vec<Pool>,
    pub(super) rows: Vec<u32>,
    pub(super) len: usize,
    /// The first so many records say how common a value is, how dates are written, and where blocks are cut.
    pub(super) learnt: usize,
    /// Numbers of forename and surname where both are there: only then can they have changed places.
    pub(super) names: Option<(usize, usize)>,
    /// Numbers of addresses of electronic mail.
    pub(super) emails: Vec<usize>,
    /// Whether any feature has days for whole values.
    pub(super) dated: bool,
    /// Further values of records that give several.
    pub(super) several: Several,
    pub(super) likeness: Likeness,
}

/// What of a cell becomes the feature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    Plain,
    FirstName,
    SecondName,
    FullFirst,
    FullSecond,
    FullLast,
    FullRest,
    AddressStreet,
    AddressHouse,
    AddressUnit,
    AddressPostcode,
}

impl Take {
    /// Whether it is a part of an address.
    fn is_of_address(self) -> bool {
        matches!(self, Take::AddressStreet | Take::AddressHouse | Take::AddressUnit | Take::AddressPostcode)
    }
}

pub(super) struct Plan {
    name: String,
    sort: Sort,
    kind: ColumnKind,
    pub(super) inputs: Vec<(usize, Take)>,
}

impl Plan {
    /// What is said of it where no record gives it.
    fn not_given(&self) -> String {
        if self.inputs.iter().all(|(_, take)| take.is_of_address()) {
            return format!("No {} could be read from the addresses.", self.name);
        }
        format!("The {} is given by no record and tells nothing.", self.name)
    }
}

/// Dates of a column that cannot be read: how many, and the first that differ.
#[derive(Default)]
struct Unread {
    records: usize,
    first: Vec<String>,
}

/// Most dates that are shown of those that cannot be read.
const UNREAD_SHOWN_MAX: usize = 3;

impl Unread {
    fn add(&mut self, written: &str) {
        let written = written.trim_matches(['|', ' ']);
        if written.is_empty() || means_nothing(&written.to_lowercase()) {
            return;
        }
        self.records += 1;
        // What holds no digit may be anything, a name too, and is not shown.
        let dated = written.len() <= 32 && written.chars().any(|c| c.is_ascii_digit());
        if dated && self.first.len() < UNREAD_SHOWN_MAX && !self.first.iter().any(|w| w == written) {
            self.first.push(written.to_string());
        }
    }

    fn note(&self, sort: Sort, column: &str) -> Option<String> {
        let what = match (sort, self.records) {
            (_, 0) => return None,
            (Sort::Born, 1) => "birth date",
            (Sort::Born, _) => "birth dates",
            (_, 1) => "date",
            _ => "dates",
        };
        let verb = if self.records == 1 { "counts" } else { "count" };
        let shown: Vec<String> = self.first.iter().map(|written| format!("\"{written}\"")).collect();
        let shown = match (shown.len(), self.records) {
            (0, 1) => "no digit is in it".to_string(),
            (0, _) => "no digit is in any of them".to_string(),
            (all, records) if all == records => shown.join(", "),
            _ => format!("{}, ...", shown.join(", ")),
        };
        Some(format!(
            "{} {what} under \"{column}\" could not be read and {verb} as not given: {shown}.",
            self.records
        ))
    }
}

/// Order of day and month where a column writes the year last, or eight digits in one.
#[derive(Clone, Copy)]
pub(super) struct DateOrder {
    month_first: bool,
}

/// For values that are no dates.
pub(super) fn no_date_order() -> DateOrder {
    DateOrder { month_first: false }
}

impl Features {
    /// The features of records that are in memory.
    pub(super) fn prepare(records: &Records, terms: &ColumnTerms, notes: &mut Vec<String>) -> Features {
        Features::learnt(records, records.len(), terms, notes)
            .expect("columns that are held in memory are there")
    }

    /// As [`Features::prepare`], with all that is counted taken from the first `learnt` records alone.
    pub(super) fn learnt(
        records: &Records,
        learnt: usize,
        terms: &ColumnTerms,
        notes: &mut Vec<String>,
    ) -> io::Result<Features> {
        let mut plans = plans(&records.columns);
        if plans.len() > FEATURES_MAX {
            let left: Vec<&str> = plans[FEATURES_MAX..].iter().map(|p| p.name.as_str()).collect();
            notes.push(format!(
                "At most {FEATURES_MAX} things are compared; not compared: {}.",
                left.join(", ")
            ));
            plans.truncate(FEATURES_MAX);
        }
        let len = records.len();
        let width = plans.len();
        let mut out = Features {
            features: Vec::with_capacity(width),
            pools: Vec::new(),
            rows: vec![0; len * width],
            len,
            learnt,
            names: None,
            emails: Vec::new(),
            dated: false,
            several: Several::default(),
            likeness: super::compare::likeness(),
        };
        // Forenames and surnames share one pool, so that names which changed places can be seen.
        out.pools.push(Pool::default());
        for (f, plan) in plans.iter().enumerate() {
            let pool = if matches!(plan.sort, Sort::Forename | Sort::Surname | Sort::Middle) {
                0
            } else {
                out.pools.push(Pool::default());
                out.pools.len() - 1
            };
            let mut held = Vec::new();
            for &(column, take) in &plan.inputs {
                let column = &records.columns[column];
                if plan.sort == Sort::Organisation {
                    out.bodies(records, &*column.values()?, f, pool, width, &terms.bodies);
                    continue;
                }
                if take == Take::FullRest {
                    out.full_rest(&*column.values()?, f, pool, width);
                    continue;
                }
                out.take(column, (f, pool, width), (plan.sort, take), terms, &mut held, notes)?;
            }
            out.dated |= !held.is_empty();
            out.features.push(Feature {
                name: plan.name.clone(),
                sort: plan.sort,
                kind: plan.kind,
                pool,
                held,
                uses: Vec::new(),
                given: 0.0,
                distinct: 0.0,
                smoothed: (0.0, 1.0),
                least_share: 0.0,
            });
        }
        out.several = Several::read(&mut out, &plans, records, terms)?;
        out.count(&plans, notes);
        let find = |sort| out.features.iter().position(|f| f.sort == sort);
        out.names = find(Sort::Forename).zip(find(Sort::Surname));
        let of = out.features.iter().enumerate();
        out.emails = of.filter(|(_, f)| f.sort == Sort::Email).map(|(at, _)| at).collect();
        for feature in &out.features {
            let pool = &mut out.pools[feature.pool];
            if feature.sort == Sort::Email {
                pool.address_shapes = address_shapes(pool);
            } else if pool.shapes.is_empty() {
                pool.shapes = shapes(pool, feature.sort);
            }
        }
        Ok(out)
    }

    /// Fills a feature from a column where no column before it has; `held` is given the days of each record where the column has any.
    fn take(
        &mut self,
        column: &Column,
        (f, pool, width): (usize, usize, usize),
        (sort, take): (Sort, Take),
        terms: &ColumnTerms,
        held: &mut Vec<Held>,
        notes: &mut Vec<String>,
    ) -> io::Result<()> {
        let values = column.values()?;
        let order = date_order(column.kind, &values, self.learnt);
        let mut memo = vec![u32::MAX; values.words.len() + 1];
        let mut unread = Unread::default();
        let days = if sort.several() { Vec::new() } else { days_of(column.kind, &values) };
        if !days.is_empty() {
            held.resize(self.len, Held::ALWAYS);
        }
        for record in 0..self.len {
            let code = values.codes[record] as usize;
            let at = record * width + f;
            if code == 0 || self.rows[at] != 0 {
                continue;
            }
            if memo[code] == u32::MAX {
                let cell = values.words.word(code as u32);
                let alone = if days.is_empty() { cell } else { Held::split(cell).0 };
                let cell = first_of_several(column.kind, cell).unwrap_or(alone);
                let text = value_of(cell, sort, take);
                memo[code] = self.pools[pool].add(&text, sort, order, terms.observation_date);
            }
            if memo[code] == 0 && matches!(sort, Sort::Born | Sort::Date) {
                unread.add(values.words.word(code as u32));
            }
            self.rows[at] = memo[code];
            if let (Some(held), Some(days)) = (held.get_mut(record), days.get(code)) {
                *held = *days;
            }
        }
        notes.extend(unread.note(sort, &column.name));
        Ok(())
    }

    /// Words of the whole name that are neither the forename nor the surname of the record.
    fn full_rest(&mut self, values: &Values, f: usize, pool: usize, width: usize) {
        let known: Vec<usize> =
            (0..f).filter(|g| matches!(self.features[*g].sort, Sort::Forename | Sort::Surname)).collect();
        for record in 0..self.len {
            let named: Vec<&str> =
                known.iter().map(|g| self.pools[0].tokens.word(self.rows[record * width + g])).collect();
            let words: BTreeSet<String> = plain_words(values.of(record), &[',', '-', '.', '(', ')', '|'])
                .into_iter()
                .filter(|w| !names::is_rank(w) && !named.iter().any(|n| n.split(' ').any(|part| part == w)))
                .collect();
            let text = words.into_iter().collect::<Vec<_>>().join(" ");
            self.rows[record * width + f] = self.pools[pool].add(&text, Sort::Text, no_date_order(), Day(0));
        }
    }

    fn count(&mut self, plans: &[Plan], notes: &mut Vec<String>) {
        let width = self.features.len();
        for (f, feature) in self.features.iter_mut().enumerate() {
            let pool = &self.pools[feature.pool];
            let used = (0..self.learnt).map(|record| self.rows[record * width + f]);
            let given = used.clone().filter(|t| *t != 0).count();
            feature.given = given as f64 / self.learnt.max(1) as f64;
            feature.uses = if pool.sets.is_empty() {
                let further = self.several.further(f, self.learnt);
                count_uses(pool.tokens.len(), used.chain(further))
            } else {
                // A number that is given for two times is given once.
                let once = |set: &'_ [u32]| -> Vec<u32> {
                    set.chunk_by(|a, b| a == b).map(|same| same[0]).collect()
                };
                let parts = used.filter(|t| *t != 0).flat_map(|t| once(&pool.sets[t as usize]));
                count_uses(pool.elements.len(), parts)
            };
            let distinct = feature.uses.iter().filter(|n| **n != 0).count();
            feature.distinct = distinct as f64 / given.max(1) as f64;
            feature.prepare_shares(self.learnt);
            if given == 0 && self.learnt > 0 {
                notes.push(plans[f].not_given());
            }
        }
        for feature in self.features.iter().filter(|feature| feature.sort == Sort::Organisation) {
            self.pools[feature.pool].finish_bodies(&feature.uses);
        }
        for pool in &mut self.pools {
            pool.tokens.close();
            pool.elements.close();
            pool.heads_by_word = Tokens::default();
        }
    }

    /// Bytes that the records as prepared take, near enough.
    pub(super) fn bytes_held(&self) -> u64 {
        let of_pool = |pool: &Pool| {
            let sets: usize = pool.sets.iter().map(|set| size_of_val(set) + size_of_val(&**set)).sum();
            pool.tokens.bytes_held()
                + pool.elements.bytes_held()
                + size_of_val(&*pool.facts)
                + size_of_val(&*pool.dates)
                + size_of_val(&*pool.heads)
                + size_of_val(&*pool.shapes)
                + size_of_val(&*pool.address_shapes)
                + sets
        };
        let uses: usize = self.features.iter().map(|f| 4 * f.uses.len() + 8 * f.held.len()).sum();
        (4 * self.rows.len()
            + uses
            + self.several.bytes_held()
            + self.pools.iter().map(of_pool).sum::<usize>()) as u64
    }

    pub(super) fn width(&self) -> usize {
        self.features.len()
    }

    /// The word numbers of a record.
    pub(super) fn row(&self, record: usize) -> &[u32] {
        let width = self.features.len();
        &self.rows[record * width..(record + 1) * width]
    }

    /// Reads what comparing some records will ask for, so that memory brings all of it at once and not one after the other: what is
    /// known of words lies wide apart, and waiting for it is most of what a comparison costs.
    pub(super) fn bring_near(&self, records: &[u32]) {
        let mut seen = 0;
        for record in records {
            let row = self.row(*record as usize);
            seen ^= row.first().copied().unwrap_or(0) ^ row.last().copied().unwrap_or(0);
        }
        for record in records {
            for (feature, token) in self.features.iter().zip(self.row(*record as usize)) {
                seen ^= self.pools[feature.pool].read(*token as usize);
            }
        }
        std::hint::black_box(seen);
    }

    /// Share of records that have the value on which two records agree in a feature; `partners` records are expected to have it
    /// because they are of the same person, and do not make it common.
    pub(super) fn share(&self, f: usize, a: u32, b: u32, partners: f64) -> f64 {
        let feature = &self.features[f];
        let pool = &self.pools[feature.pool];
        let uses = if pool.sets.is_empty() || a == b && pool.sets[a as usize].len() == 1 {
            let one = if pool.sets.is_empty() { a } else { pool.sets[a as usize][0] };
            feature.uses[one as usize]
        } else {
            let (x, y) = (&pool.sets[a as usize], &pool.sets[b as usize]);
            let shared = x.iter().filter(|t| y.contains(t)).map(|t| feature.uses[*t as usize]);
            // Words of a text are told by the rarest, several numbers by the commonest.
            let told = if matches!(feature.sort, Sort::Text | Sort::Organisation) {
                shared.min()
            } else {
                shared.max()
            };
            told.unwrap_or(1)
        };
        // The pair itself is one of the uses, not two: agreeing does not make its own value common.
        let others = (f64::from(uses) - 1.0 - partners).max(0.0);
        ((others + feature.smoothed.0) / feature.smoothed.1).max(feature.least_share)
    }

    /// The least share a value is taken to have: a quarter of the documented one, or half a record.
    pub(super) fn least_share(&self, f: usize) -> f64 {
        self.features[f].least_share
    }
}

impl Feature {
    /// Works out what the share of every value needs, for a number of records.
    fn prepare_shares(&mut self, records: usize) {
        let documented = self.sort.common().unwrap_or(0.0);
        let given = records as f64 * self.given;
        let smoothing = COMMON_RECORDS.min(given / 10.0 + 10.0);
        self.smoothed = (smoothing * documented, given + smoothing);
        self.least_share = (self.sort.common().unwrap_or(1.0) / 4.0).min(0.5 / given.max(1.0));
    }
}

fn plans(columns: &[Column]) -> Vec<Plan> {
    use ColumnKind as K;
    let has = |kind: K| columns.iter().any(|c| c.kind == kind);
    let mut out: Vec<Plan> = Vec::new();
    let mut add = |name: &str, sort: Sort, kind: K, input: (usize, Take)| {
        let merges = input.1 != Take::Plain;
        // A street in a column of its own and one that stands in an address are one thing: the column goes first, the address fills in.
        let of_address = |plan: &Plan| !merges && plan.inputs.iter().all(|(_, take)| take.is_of_address());
        match out.iter().position(|p| p.sort == sort && (merges || of_address(p))) {
            Some(at) if merges => out[at].inputs.push(input),
            known => {
                let mut inputs = vec![input];
                inputs.extend(known.map(|at| out.remove(at).inputs).unwrap_or_default());
                out.push(Plan { name: name.to_string(), sort, kind, inputs });
            }
        }
    };
    for (at, column) in columns.iter().enumerate() {
        let name = column.name.as_str();
        let mut plain = |sort| add(name, sort, column.kind, (at, Take::Plain));
        match column.kind {
            K::Forename => {
                add(name, Sort::Forename, K::Forename, (at, Take::FirstName));
                if !has(K::MiddleName) {
                    add("other forename", Sort::Middle, K::MiddleName, (at, Take::SecondName));
                }
            }
            K::MiddleName => plain(Sort::Middle),
            K::Surname => plain(Sort::Surname),
            // Its parts are known from other columns too: below.
            K::FullName if has(K::Forename) || has(K::Surname) => {}
            K::FullName => {
                add("forename", Sort::Forename, K::Forename, (at, Take::FullFirst));
                add("other forename", Sort::Middle, K::MiddleName, (at, Take::FullSecond));
                add("surname", Sort::Surname, K::Surname, (at, Take::FullLast));
            }
            K::BirthDate => plain(Sort::Born),
            K::Date => plain(Sort::Date),
            K::Sex => plain(Sort::Sex),
            K::Postcode => plain(Sort::Postcode),
            K::Address => {
                add("street", Sort::Street, K::Street, (at, Take::AddressStreet));
                add("house number", Sort::House, K::HouseNumber, (at, Take::AddressHouse));
                add("flat", Sort::Unit, K::Unit, (at, Take::AddressUnit));
                add("postcode", Sort::Postcode, K::Postcode, (at, Take::AddressPostcode));
            }
            K::Street => plain(Sort::Street),
            K::HouseNumber => plain(Sort::House),
            K::Unit => plain(Sort::Unit),
            K::City => plain(Sort::City),
            K::Region => plain(Sort::Region),
            K::Email => plain(Sort::Email),
            K::Telephone => plain(Sort::Telephone),
            K::Identifier => plain(Sort::Identifier),
            K::Plate => plain(Sort::Plate),
            K::Organisation => plain(Sort::Organisation),
            K::Category => plain(Sort::Category),
            K::Text => plain(Sort::Text),
        }
    }
    if has(K::Forename) || has(K::Surname) {
        // A whole name fills in where the parts are not given or are only a title.
        for (at, _) in columns.iter().enumerate().filter(|(_, c)| c.kind == K::FullName) {
            add("forename", Sort::Forename, K::Forename, (at, Take::FullFirst));
            add("surname", Sort::Surname, K::Surname, (at, Take::FullLast));
        }
        for (at, column) in columns.iter().enumerate().filter(|(_, c)| c.kind == K::FullName) {
            let name = format!("other words of {}", column.name);
            let plan = Plan { name, sort: Sort::Text, kind: K::FullName, inputs: vec![(at, Take::FullRest)] };
            out.push(plan);
        }
    }
    out
}

/// The text of a cell that a feature holds, normalised.
pub(super) fn value_of(cell: &str, sort: Sort, take: Take) -> String {
    match take {
        Take::FirstName => {
            return first_name(names::forenames(cell));
        }
        Take::SecondName => return names::forenames(cell).into_iter().nth(1).unwrap_or_default(),
        Take::FullFirst => return first_name(names::whole_name(cell).forenames),
        Take::FullSecond => return names::whole_name(cell).forenames.into_iter().nth(1).unwrap_or_default(),
        Take::FullLast => {
            let last = names::whole_name(cell).surname;
            return if names::is_rank(&last) { String::new() } else { last };
        }
        Take::AddressStreet => return forms::address(cell).street,
        Take::AddressHouse => return forms::address(cell).house,
        Take::AddressUnit => return forms::address(cell).flat,
        Take::AddressPostcode => return forms::address(cell).postcode.whole,
        Take::Plain | Take::FullRest => {}
    }
    match sort {
        Sort::Middle => names::forenames(cell).join(" "),
        Sort::Forename => first_name(names::forenames(cell)),
        Sort::Surname => {
            let last = names::surname(cell);
            if names::is_rank(&last) { String::new() } else { last }
        }
        Sort::Born | Sort::Date => cell.to_string(),
        Sort::Street => {
            let street = forms::street_of(&plain_words(cell, &['.', ',', '/']));
            if street.is_empty() { plain(cell) } else { street }
        }
        Sort::Email => cell.to_lowercase(),
        Sort::Telephone => numbers_of(forms::telephones_in(cell), forms::telephone),
        Sort::Plate => forms::plate(cell),
        Sort::Identifier => numbers_of(cell.split('|').collect(), plain),
        Sort::Sex => match crate::person::sex(cell) {
            0 => String::new(),
            1 => "female".to_string(),
            2 => "male".to_string(),
            _ => plain(cell),
        },
        Sort::Text => {
            plain_words(&cell.replace('&', " and "), &[',', '-', '.', '(', ')', '/', ';', ':']).join(" ")
        }
        Sort::City | Sort::Category => plain_words(cell, &[',', '-', '.']).join(" "),
        _ => plain(cell),
    }
}

/// Several numbers of a cell, each in one form, with its days where it has any.
fn numbers_of(parts: Vec<&str>, form: impl Fn(&str) -> String) -> String {
    let of = |part: &str| {
        let (number, held) = Held::split(part.trim());
        let number = form(number);
        if number.is_empty() { number } else { number + &held.words() }
    };
    parts.into_iter().map(of).collect::<Vec<_>>().join("|")
}

/// The days of each value of a column, by number of the value; none where no value has days.
///
/// Several values of one cell have days of their own.
fn days_of(kind: ColumnKind, values: &Values) -> Vec<Held> {
    let of = |word: &str| match first_of_several(kind, word) {
        Some(_) => Held::ALWAYS,
        None => Held::split(word).1,
    };
    let mut days: Vec<Held> = values.words.iter().map(of).collect();
    if days.iter().all(|held| *held == Held::ALWAYS) {
        return Vec::new();
    }
    days.insert(0, Held::ALWAYS);
    days
}

/// The first word that is no title, rank or number.
fn first_name(words: Vec<String>) -> String {
    words.into_iter().find(|w| !names::is_rank(w)).unwrap_or_default()
}

impl Pool {
    /// Reads what is known of a word at a glance.
    fn read(&self, token: usize) -> u32 {
        let shape = self.shapes.get(token).map_or(0, Shape::letters);
        let address = self.address_shapes.get(token).map_or(0, |of| of.whole.letters());
        shape ^ address ^ self.dates.get(token).map_or(0, |date| date.digits)
    }

    pub(super) fn add(&mut self, text: &str, sort: Sort, order: DateOrder, today: Day) -> u32 {
        let text = text.trim_matches('|');
        if text.is_empty() || means_nothing(text) {
            return 0;
        }
        let date = if matches!(sort, Sort::Born | Sort::Date) {
            match read_value(text, order, today) {
                Some(date) => Some(date),
                None => return 0,
            }
        } else {
            None
        };
        let token = self.tokens.number(text);
        let at = token as usize;
        if let Some(date) = date {
            grow(&mut self.dates, at, date);
        }
        match sort {
            Sort::Forename | Sort::Surname | Sort::Middle if self.facts.len() <= at => {
                grow(&mut self.facts, at, name_facts(text));
            }
            Sort::Telephone | Sort::Identifier if self.sets.len() <= at => {
                // In the order of letters: which of them comes first must not depend on what was read before.
                let parts: BTreeSet<(&str, Held)> =
                    text.split('|').filter(|part| !part.is_empty()).map(Held::split).collect();
                if parts.iter().any(|(_, held)| *held != Held::ALWAYS) {
                    grow(&mut self.held, at, parts.iter().map(|(_, held)| *held).collect());
                }
                let parts = parts.into_iter().map(|(part, _)| self.elements.number(part));
                grow(&mut self.sets, at, parts.collect());
            }
            Sort::Text if self.sets.len() <= at => {
                let parts: BTreeSet<&str> = text.split(' ').filter(|part| !part.is_empty()).collect();
                let parts = parts.into_iter().map(|part| self.elements.number(part));
                grow(&mut self.sets, at, parts.collect());
            }
            Sort::Postcode if self.heads.len() <= at => {
                let outward = forms::postcode(text).outward;
                let head = if outward.is_empty() { text.chars().take(3).collect() } else { outward };
                grow(&mut self.heads, at, self.heads_by_word.number(&head));
            }
            Sort::Email if self.heads.len() <= at => {
                grow(&mut self.heads, at, self.heads_by_word.number(super::compare::before_at(text)));
            }
            _ => {}
        }
        token
    }
}

fn grow<T: Clone + Default>(list: &mut Vec<T>, at: usize, value: T) {
    if list.len() <= at {
        list.resize(at + 1, T::default());
    }
    list[at] = value;
}

pub(super) fn means_nothing(text: &str) -> bool {
    matches!(text, "unknown" | "null" | "none" | "nan" | "na" | "n/a" | "nk" | "notknown")
}

/// Whether most dates of a column with the year last give the month first: seen by which part passes twelve in the first `learnt` records.
fn date_order(kind: ColumnKind, values: &Values, learnt: usize) -> DateOrder {
    let (mut first_over, mut second_over) = (0usize, 0usize);
    if matches!(kind, ColumnKind::BirthDate | ColumnKind::Date) {
        // Words are numbered in order of first use.
        let words = values.codes[..learnt].iter().max().map_or(0, |last| *last as usize);
        for word in values.words.iter().take(words) {
            if let Some([a, b, _]) = year_last(word) {
                first_over += usize::from(a > 12);
                second_over += usize::from(b > 12);
            }
        }
    }
    DateOrder { month_first: second_over > first_over }
}

/// Parts of a date of digits that has its year last: `23/11/1956`, `11231956`.
fn year_last(text: &str) -> Option<[u32; 3]> {
    let groups: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u32>().ok()).flatten();
    match groups.as_slice() {
        [a, b, y] if y.len() == 4 && a.len() <= 2 && b.len() <= 2 => {
            Some([number(a)?, number(b)?, number(y)?])
        }
        [all] if all.len() == 8 && number(all)? > 0 => {
            let (head, year) = (number(&all[..4])?, number(&all[4..])?);
            let starts_with_year = (1500..=2100).contains(&head);
            (!starts_with_year && (1500..=2100).contains(&year)).then(|| {
                let [a, b] = [head / 100, head % 100];
                [a, b, year]
            })
        }
        _ => None,
    }
}

/// The digits of a number, four bits each.
pub(super) fn four_bits_each(mut digits: u32) -> u32 {
    let mut out = 0;
    for place in 0..8 {
        out |= (digits % 10) << (4 * place);
        digits /= 10;
    }
    out
}

fn read_value(text: &str, order: DateOrder, today: Day) -> Option<DateValue> {
    let exact = |y: u32, m: u32, d: u32| {
        let digits = y * 10_000 + m * 100 + d;
        let day = Day::ymd(y as i16, m.min(99) as i8, d.min(99) as i8).map_or(0, |day| day.0);
        Some(DateValue { written: four_bits_each(digits), digits, from: day, to: day })
    };
    if let Some([a, b, y]) = year_last(text) {
        let (m, d) = if order.month_first { (a, b) } else { (b, a) };
        let (m, d) = if m > 12 && d <= 12 { (d, m) } else { (m, d) };
        return exact(y, m, d);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let only_date = text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '/');
    if digits.len() == 8 && only_date {
        let n: u32 = digits.parse().ok()?;
        return exact(n / 10_000, n / 100 % 100, n % 100);
    }
    let born = read_date(text, today)?;
    let digits = if born.from == born.to {
        let (y, m, d) = born.from.parts();
        u32::try_from(y).ok()? * 10_000 + m as u32 * 100 + d as u32
    } else {
        0
    };
    Some(DateValue { written: four_bits_each(digits), digits, from: born.from.0, to: born.to.0 })
}
