//! Files to the records that are linked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use intake::dates::DateRules;
use link::columns::{Column, ColumnKind, Records};
use model::Day;

use super::names::Names;
use super::rows::{Take, read};
use super::spec::Spec;
use crate::failure::{Done, Failure};

/// Rows looked at before a specification is guessed.
const GUESS_ROWS_MAX: usize = 2_000;

/// One birth year in so many must be this late for the records to be taken as reaching there.
const YEAR_SHARE: usize = 1_000;

/// Records with their names.
pub(super) struct Loaded {
    pub(super) records: Records,
    pub(super) names: Names,
    /// Sources by name, in order of number.
    pub(super) sources: Vec<String>,
    pub(super) clean: bool,
    /// Rows that were rejected.
    pub(super) rejected: u64,
}

/// Reads the first rows of every file and guesses a specification.
pub(super) fn propose(files: &[PathBuf], why: &mut Vec<String>) -> Done<Spec> {
    let mut look = Look { columns: Vec::new(), values: Vec::new(), places: Vec::new(), rows: 0 };
    for path in files {
        look.rows = 0;
        read(path, &mut look)?;
    }
    Ok(Spec::propose(&look.columns, &look.values, why))
}

/// Columns of several files, with some values.
struct Look {
    columns: Vec<String>,
    values: Vec<Vec<String>>,
    places: Vec<usize>,
    rows: usize,
}

impl Take for Look {
    fn columns(&mut self, columns: &[String]) -> Done<()> {
        self.places.clear();
        for name in columns {
            let at = self.columns.iter().position(|c| c == name).unwrap_or_else(|| {
                self.columns.push(name.clone());
                self.values.push(Vec::new());
                self.columns.len() - 1
            });
            self.places.push(at);
        }
        Ok(())
    }

    fn row(&mut self, _number: u32, values: &[String]) -> Result<(), String> {
        self.rows += 1;
        for (&place, value) in self.places.iter().zip(values) {
            self.values[place].push(value.clone());
        }
        Ok(())
    }

    fn enough(&self) -> bool {
        self.rows >= GUESS_ROWS_MAX
    }
}

/// Reads the files.
pub(super) fn load(files: &[PathBuf], spec: &Spec) -> Done<Loaded> {
    let columns = spec.columns.iter().map(|(name, kind)| Column::new(name.clone(), *kind)).collect();
    let mut fill = Fill {
        spec,
        records: Records { columns, ..Records::default() },
        names: Names::default(),
        sources: Vec::new(),
        by_name: BTreeMap::new(),
        file: String::new(),
        places: Vec::new(),
        extra: [None, None, None],
        found: vec![false; spec.columns.len()],
    };
    let (mut clean, mut rejected) = (true, 0);
    for path in files {
        fill.file = short(path);
        let account = read(path, &mut fill)?;
        account.tell(&path.display().to_string());
        clean &= account.clean();
        rejected += account.rejected;
    }
    if let Some(at) = fill.found.iter().position(|found| !found) {
        return Err(Failure::new(format!(
            "no file has the column \"{}\" of the specification",
            spec.columns[at].0
        )));
    }
    for name in &spec.once_each {
        if !fill.by_name.contains_key(name) {
            return Err(Failure::new(format!("once_each names \"{name}\", and no source is called so"))
                .hint(format!("there are {}", fill.sources.join(", "))));
        }
    }
    fill.records.once_each = fill.sources.iter().map(|s| spec.once_each.contains(s)).collect();
    fill.records.close();
    Ok(Loaded { records: fill.records, names: fill.names, sources: fill.sources, clean, rejected })
}

/// A file as its records are named by it.
fn short(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

struct Fill<'a> {
    spec: &'a Spec,
    records: Records,
    names: Names,
    sources: Vec<String>,
    by_name: BTreeMap<String, u32>,
    file: String,
    places: Vec<Option<usize>>,
    /// Columns of the record's name, of its source, and of the day on which it was written.
    extra: [Option<usize>; 3],
    found: Vec<bool>,
}

impl Take for Fill<'_> {
    fn columns(&mut self, columns: &[String]) -> Done<()> {
        let find = |name: &str| columns.iter().position(|c| c == name);
        self.places = self.spec.columns.iter().map(|(name, _)| find(name)).collect();
        for (found, place) in self.found.iter_mut().zip(&self.places) {
            *found |= place.is_some();
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
            Some(at) => self.names.push(&values[at]),
            None => self.names.push(&format!("{}:{number}", self.file)),
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
        for (column, place) in self.records.columns.iter_mut().zip(&self.places) {
            column.push(place.map_or("", |at| values[at].as_str()));
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
pub(super) fn last_day(records: &Records) -> Option<Day> {
    let mut years = Vec::new();
    for column in
        records.columns.iter().filter(|c| matches!(c.kind, ColumnKind::BirthDate | ColumnKind::Date))
    {
        years.extend((0..column.len()).filter_map(|at| year_in(column.value(at))));
    }
    years.sort_unstable();
    let at = years.len().checked_sub(1 + years.len() / YEAR_SHARE)?;
    Day::iso(&format!("{}-12-31", years[at]))
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
