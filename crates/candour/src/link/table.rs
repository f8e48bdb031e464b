//! Files to the records that are linked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use intake::dates::DateRules;
use link::columns::{Column, ColumnKind, Records};
use model::Day;

use super::names::Names;
use super::rows::{Take, read};
use super::spec::Spec;
use crate::failure::{Done, Failure};

/// One birth year in so many must be this late for the records to be taken as reaching there.
const YEAR_SHARE: usize = 1_000;

/// Stands for all sources where sources are named.
const EVERY_SOURCE: &str = "*";

/// Records with their names.
pub(super) struct Loaded {
    pub(super) records: Records,
    pub(super) names: Names,
    /// Sources by name, in order of number.
    pub(super) sources: Vec<String>,
    pub(super) clean: bool,
    /// Rows that were rejected.
    pub(super) rejected: u64,
    /// What was read of each file: the hash of the file, and how many records it gave.
    pub(super) files: Vec<(String, u32)>,
}

/// Reads the files, which are called as `labels` says.
pub(super) fn load(files: &[PathBuf], labels: &[String], spec: &Spec) -> Done<Loaded> {
    let columns = spec.columns.iter().map(|(name, kind)| Column::new(name.clone(), *kind)).collect();
    let mut fill = Fill {
        spec,
        records: Records { columns, ..Records::default() },
        names: Names::default(),
        sources: Vec::new(),
        by_name: BTreeMap::new(),
        file: String::new(),
        places: Vec::new(),
        cell: String::new(),
        extra: [None, None, None],
        found: vec![false; spec.columns.len()],
        names_waiting: Waiting::default(),
        waiting: vec![Waiting::default(); spec.columns.len()],
    };
    let (mut clean, mut rejected, mut of_files) = (true, 0, Vec::new());
    for (path, label) in files.iter().zip(labels) {
        fill.file.clone_from(label);
        let before = fill.records.len();
        let account = read(path, &mut fill)?;
        fill.take_waiting();
        account.tell(&path.display().to_string());
        clean &= account.clean();
        rejected += account.rejected;
        of_files.push((account.sha256, (fill.records.len() - before) as u32));
    }
    if let Some(at) = fill.found.iter().position(|found| !found) {
        return Err(Failure::new(format!(
            "no file has the column \"{}\" of the specification",
            spec.columns[at].0
        )));
    }
    for name in spec.once_each.iter().filter(|name| *name != EVERY_SOURCE) {
        if !fill.by_name.contains_key(name) {
            return Err(Failure::new(format!("once_each names \"{name}\", and no source is called so"))
                .hint(format!("there are {}", fill.sources.join(", "))));
        }
    }
    fill.records.once_each = fill
        .sources
        .iter()
        .map(|s| spec.once_each.iter().any(|name| name == s || name == EVERY_SOURCE))
        .collect();
    fill.records.close();
    if fill.sources.len() < 2 {
        // Of one source nothing needs to be said record by record.
        fill.records.source = Vec::new();
    }
    let Fill { records, names, sources, .. } = fill;
    Ok(Loaded { records, names, sources, clean, rejected, files: of_files })
}

struct Fill<'a> {
    spec: &'a Spec,
    records: Records,
    names: Names,
    sources: Vec<String>,
    by_name: BTreeMap<String, u32>,
    file: String,
    /// For each field, the columns of the file that it is made of.
    places: Vec<Vec<Place>>,
    /// A field of several columns on its way.
    cell: String,
    /// Columns of the record's name, of its source, and of the day on which it was written.
    extra: [Option<usize>; 3],
    found: Vec<bool>,
    /// Names of records, and the values of each column, that were read and not yet added.
    names_waiting: Waiting,
    waiting: Vec<Waiting>,
}

/// Values that wait until there are some more: a column takes many at once quicker than one by one.
#[derive(Clone, Default)]
struct Waiting {
    text: String,
    ends: Vec<usize>,
}

/// Most values that wait.
const WAITING_MAX: usize = 256;

impl Waiting {
    fn push(&mut self, value: &str) {
        self.text.push_str(value);
        self.ends.push(self.text.len());
    }

    fn values(&self) -> impl Iterator<Item = &str> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.text[from..*to])
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

/// A column of a file as a part of a field.
struct Place {
    at: usize,
    /// Where it holds an age: when a person was that old, in words.
    age: Option<String>,
    /// Where its values hold from one day to another: the columns with the first day and the last.
    valid: [Option<usize>; 2],
}

impl Fill<'_> {
    /// Adds what was read and waits.
    fn take_waiting(&mut self) {
        self.names.extend(self.names_waiting.values());
        self.names_waiting.clear();
        for (column, waiting) in self.records.columns.iter_mut().zip(&mut self.waiting) {
            column.extend(waiting.values());
            waiting.clear();
        }
    }

    /// The columns of the file that a field is made of.
    fn places_of(&self, field: &str, find: impl Fn(&str) -> Option<usize>) -> Done<Vec<Place>> {
        let alone = [field.to_string()];
        let several = self.spec.together.iter().find(|(name, _)| name == field);
        let mut out = Vec::new();
        for name in several.map_or(alone.as_slice(), |(_, columns)| columns.as_slice()) {
            let Some(at) = find(name) else { continue };
            let age = match self.spec.ages.iter().find(|ages| ages.column == *name) {
                None => None,
                Some(ages) => {
                    let here = |file: &Option<String>| file.as_ref().is_none_or(|f| *f == self.file);
                    let when = ages.when.iter().find(|(file, _)| here(file)).map(|(_, words)| words.clone());
                    Some(when.ok_or_else(|| {
                        Failure::new(format!(
                            "the specification does not say when people were as old as \"{name}\" of {} says",
                            self.file
                        ))
                        .hint(format!("under [ages], {name} = {{ \"{}\" = 2016 }} or with a day", self.file))
                    })?)
                }
            };
            let mut valid = [None, None];
            if let Some(of) = self.spec.valid.iter().find(|of| of.column == *name) {
                for (place, column) in valid.iter_mut().zip([&of.from, &of.to]) {
                    let Some(column) = column else { continue };
                    *place = Some(find(column).ok_or_else(|| {
                        Failure::new(format!(
                            "{} has no column \"{column}\", which gives days for \"{name}\"",
                            self.file
                        ))
                    })?);
                }
            }
            out.push(Place { at, age, valid });
        }
        Ok(out)
    }
}

/// Writes the value of a field of one or several columns.
fn gather(places: &[Place], values: &[String], several: bool, cell: &mut String) {
    cell.clear();
    for place in places {
        let value = values[place.at].trim();
        if value.is_empty() || (!several && !cell.is_empty()) {
            continue;
        }
        if !cell.is_empty() {
            cell.push('|');
        }
        cell.push_str(value);
        if let Some(when) = &place.age {
            cell.push(' ');
            cell.push_str(when);
        }
        let [from, to] = place.valid.map(|at| at.and_then(|at| written_day(&values[at])));
        if from.is_some() || to.is_some() {
            let end = |day: Option<Day>| day.map_or(String::new(), |day| day.to_string());
            cell.push_str(&format!(" [{}..{}]", end(from), end(to)));
        }
    }
}

impl Take for Fill<'_> {
    fn knows(&self, columns: &[String]) -> usize {
        let spec = self.spec;
        let of_fields = spec.together.iter().flat_map(|(_, of)| of);
        let alone = spec.columns.iter().map(|(name, _)| name);
        let wanted: BTreeSet<&String> =
            alone.chain(of_fields).chain(&spec.record).chain(&spec.source).collect();
        columns.iter().filter(|name| wanted.contains(name)).count()
    }

    fn columns(&mut self, columns: &[String]) -> Done<()> {
        let find = |name: &str| columns.iter().position(|c| c == name);
        let names = self.spec.columns.iter();
        self.places = names.map(|(name, _)| self.places_of(name, find)).collect::<Done<_>>()?;
        for (found, places) in self.found.iter_mut().zip(&self.places) {
            *found |= !places.is_empty();
        }
        let extra = [&self.spec.record, &self.spec.source, &self.spec.written_on];
        self.extra = extra.map(|name| name.as_deref().and_then(find));
        for (name, place) in [&self.spec.record, &self.spec.source].into_iter().zip(self.extra) {
            if let (Some(name), None) = (name, place) {
                return Err(Failure::new(format!(
                    "{} has no column \"{name}\"; it has {}",
                    self.file,
                    columns.join(", ")
                )));
            }
        }
        Ok(())
    }

    fn row(&mut self, number: u32, values: &[String]) -> Result<(), String> {
        match self.extra[0] {
            Some(at) if values[at].is_empty() => return Err("the record has no name".to_string()),
            Some(at) => self.names_waiting.push(&values[at]),
            None => self.names_waiting.push(&format!("{}:{number}", self.file)),
        }
        let source = self.extra[1].map_or(self.file.as_str(), |at| values[at].as_str());
        let number = match self.by_name.get(source) {
            Some(&number) => number,
            None => {
                let number = self.sources.len() as u32;
                self.sources.push(source.to_string());
                self.by_name.insert(source.to_string(), number);
                number
            }
        };
        for ((column, waiting), places) in
            self.records.columns.iter().zip(&mut self.waiting).zip(&self.places)
        {
            match places.as_slice() {
                [Place { at, age: None, valid: [None, None] }] => waiting.push(&values[*at]),
                places => {
                    gather(places, values, column.kind.takes_several(), &mut self.cell);
                    waiting.push(&self.cell);
                }
            }
        }
        if self.names_waiting.ends.len() == WAITING_MAX {
            self.take_waiting();
        }
        self.records.source.push(number);
        if self.spec.written_on.is_some() {
            let day = self.extra[2].and_then(|at| written_day(&values[at]));
            self.records.written_on.push(day);
        }
        Ok(())
    }
}

/// The last day that the records reach, from the years of birth: two-digit years are read by it.
pub(super) fn last_day(records: &Records) -> Done<Option<Day>> {
    let mut years: BTreeMap<u32, usize> = BTreeMap::new();
    let dates = |kind| matches!(kind, ColumnKind::BirthDate | ColumnKind::Date);
    for column in records.columns.iter().filter(|c| dates(c.kind)) {
        let count = |value: &str, uses: u32| {
            if let Some(year) = year_in(value) {
                *years.entry(year).or_default() += uses as usize;
            }
        };
        column.distinct(count).map_err(|e| super::aside::failed(&e))?;
    }
    let all: usize = years.values().sum();
    let mut later = all / YEAR_SHARE;
    for (year, uses) in years.into_iter().rev() {
        if uses > later {
            return Ok(Day::iso(&format!("{year}-12-31")));
        }
        later -= uses;
    }
    Ok(None)
}

/// A day that can be read in one way only; of any other it is not known which names held.
fn written_day(text: &str) -> Option<Day> {
    let earliest = Day::ymd(1700, 1, 1)?;
    let reading = intake::dates::read_date(text, &DateRules::events((earliest, Day::LAST)));
    if reading.either || reading.problem.is_some() { None } else { reading.when.exact() }
}

/// A year written with four digits.
fn year_in(text: &str) -> Option<u32> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter_map(|run| match run.len() {
        4 => run.parse().ok(),
        8 => run[..4].parse().ok(),
        _ => None,
    })
    .find(|year| (1700..=2100).contains(year))
}
