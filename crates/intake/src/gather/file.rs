//! Files through the reader into the sheets of one source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;

use model::{Account, Day, Interner, Place, Problem, RowId, Severity, Source, SourceId};
use sha2::{Digest, Sha256};

use super::bind::{Bound, Missing, bind, columns_named, folded};
use super::check::{did_you_mean, wrong};
use super::history::{History, forget_after};
use super::print::Printer;
use super::row::{self, Row, Terms, words_of};
use super::sheet::Sheet;
use super::{Gathered, Plan};
use crate::dates::{DateRules, Order, read_cell};
use crate::read::{Cell, ReadOptions, RowSink, SheetHead, read_file};
use crate::spec::SourceSpec;

/// A file that a mapping does not fit.
pub(super) struct Unbound {
    path: String,
    source: SourceId,
    sheet: String,
    missing: Vec<Missing>,
    what: &'static str,
}

impl Unbound {
    /// As errors of the configuration.
    pub(super) fn wrongs(&self, name: &str) -> Vec<Problem> {
        let place = if self.sheet.is_empty() { String::new() } else { format!(", sheet \"{}\"", self.sheet) };
        let say = |m: &Missing| {
            wrong(
                name,
                &format!("{}{place} has no {} of this name", self.path, self.what),
                &m.column,
                "",
                m.hint.clone(),
            )
        };
        self.missing.iter().map(say).collect()
    }
}

/// A sheet that somebody read, for the accounts and for what nobody read.
struct SheetUse {
    columns: Vec<String>,
    used: Vec<bool>,
}

/// Everything gathered so far.
pub(super) struct Hall<'p> {
    plan: &'p Plan,
    words: &'p mut Interner,
    out: Gathered,
    /// Source index in the plan of each account, in step with `out.accounts`.
    account_specs: Vec<usize>,
    histories: BTreeMap<usize, History>,
    printer: Printer,
    /// What was read of each sheet of each path, over all sources.
    sheet_uses: BTreeMap<(String, String), SheetUse>,
    /// Remarks made already, so that a file that several sources read is remarked on once.
    notes_said: BTreeSet<(String, String, u32, String)>,
}

impl<'p> Hall<'p> {
    pub(super) fn new(plan: &'p Plan, words: &'p mut Interner) -> Hall<'p> {
        Hall {
            plan,
            words,
            out: Gathered::default(),
            account_specs: Vec::new(),
            histories: BTreeMap::new(),
            printer: Printer::default(),
            sheet_uses: BTreeMap::new(),
            notes_said: BTreeSet::new(),
        }
    }

    /// Reads one file for one source. Gives how many sheets fitted, or why none did.
    pub(super) fn read(
        &mut self,
        index: usize,
        spec: &SourceSpec,
        path: &str,
    ) -> Result<usize, Vec<Unbound>> {
        let source = self.source(spec, path);
        let histories: Vec<usize> = self.histories_of(&spec.name);
        let specs: Vec<&SourceSpec> = histories.iter().map(|&h| &self.plan.sources[h]).collect();
        let options = ReadOptions {
            sheets: spec.sheet.as_ref().map_or(Vec::new(), |s| s.names().to_vec()),
            header_row: spec.header_row,
            rows: spec.rows.clone(),
            columns: columns_named(spec, &specs),
            delimiter: spec.delimiter,
            encoding: spec.encoding.clone(),
        };
        let file = self.plan.evidence.join(path);
        let limits = self.plan.limits.clone();
        let mut sink = FileSink {
            hall: self,
            index,
            spec,
            histories,
            source,
            sheet: None,
            scratch: Vec::new(),
            bound: 0,
            names: Vec::new(),
            unbound: Vec::new(),
        };
        let report = read_file(&file, &options, &limits, &mut sink);
        sink.close();
        let (bound, names) = (sink.bound, std::mem::take(&mut sink.names));
        let mut unbound = std::mem::take(&mut sink.unbound);
        match report {
            Ok(report) => {
                let known = &mut self.out.sources[source.index()];
                (known.sha256, known.bytes, known.format) = (report.sha256, report.bytes, report.format);
            }
            Err(refusal) => {
                // A sheet that is not there is a mistake of the mapping; any other refusal is the file's fault.
                return match self.absent_sheets(spec, path, source, &names) {
                    Some(absent) => Err(vec![absent]),
                    None => {
                        self.refused(source, path, (refusal.what, refusal.expected, refusal.hint));
                        Ok(1)
                    }
                };
            }
        }
        unbound.extend(self.absent_sheets(spec, path, source, &names));
        let nothing_wrong = unbound.is_empty() || (bound > 0 && spec.sheet.is_none());
        if nothing_wrong {
            Ok(if names.is_empty() { 1 } else { bound })
        } else {
            // Of several sheets none of which fits, the one that lacks least is the one that was meant.
            if spec.sheet.is_none() {
                unbound.sort_by_key(|u| u.missing.len());
                unbound.truncate(1);
            }
            Err(unbound)
        }
    }

    /// Sheets that the mapping names and the workbook does not have.
    fn absent_sheets(
        &self,
        spec: &SourceSpec,
        path: &str,
        source: SourceId,
        names: &[String],
    ) -> Option<Unbound> {
        let wanted = spec.sheet.as_ref()?;
        let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        let absent: Vec<&String> =
            wanted.names().iter().filter(|w| !names.iter().any(|n| same(n, w))).collect();
        if absent.is_empty() {
            return None;
        }
        let mut there = SheetNames::default();
        // Errors were told when the file was read; here only the names matter.
        let _ =
            read_file(&self.plan.evidence.join(path), &ReadOptions::default(), &self.plan.limits, &mut there);
        let known = || there.0.iter().map(String::as_str);
        let else_ = format!("the sheets there are: {}", there.0.join(", "));
        let missing =
            |name: &&String| Missing { column: name.to_string(), hint: did_you_mean(name, known(), &else_) };
        let missing = absent.iter().map(missing).collect();
        Some(Unbound { path: path.to_string(), source, sheet: String::new(), missing, what: "sheet" })
    }

    /// A file that lacks what others of its source have.
    pub(super) fn refuse(&mut self, not: &Unbound) {
        let sheets = &self.out.sources[not.source.index()].sheets;
        let sheet = sheets.iter().position(|s| *s == not.sheet).unwrap_or(0) as u16;
        for missing in &not.missing {
            self.out.problems.push(Problem {
                severity: Severity::Refused,
                place: Place { source: not.source, sheet, row: 0, column: 0 },
                column_name: String::new(),
                value: missing.column.clone(),
                what: format!(
                    "the file has no {} of this name, which its mapping needs; it is not read",
                    not.what
                ),
                expected: String::new(),
                hint: missing.hint.clone(),
            });
        }
    }

    /// A new line in the list of files: this path as this source reads it.
    fn source(&mut self, spec: &SourceSpec, path: &str) -> SourceId {
        self.out.sources.push(Source {
            path: path.to_string(),
            sha256: String::new(),
            bytes: 0,
            format: "not read".to_string(),
            name: spec.name.clone(),
            agency: spec.agency.clone(),
            sheets: Vec::new(),
        });
        SourceId::from(self.out.sources.len() - 1)
    }

    /// Path and sheet of a place.
    fn key(&self, place: Place) -> (String, String) {
        let source = &self.out.sources[place.source.index()];
        (source.path.clone(), source.sheets.get(usize::from(place.sheet)).cloned().unwrap_or_default())
    }

    fn refused(&mut self, source: SourceId, path: &str, words: (String, String, String)) {
        let file = &mut self.out.sources[source.index()];
        if file.sha256.is_empty()
            && let Ok((sha256, bytes)) = hash(&self.plan.evidence.join(path))
        {
            (file.sha256, file.bytes) = (sha256, bytes);
        }
        let problem = Problem {
            severity: Severity::Refused,
            place: Place::row(source, 0),
            column_name: String::new(),
            value: String::new(),
            what: words.0,
            expected: words.1,
            hint: words.2,
        };
        if self.notes_said.insert((path.to_string(), String::new(), 0, problem.what.clone())) {
            self.out.problems.push(problem);
        }
    }

    /// Indices of the sources that are histories of the source of this name.
    fn histories_of(&self, name: &str) -> Vec<usize> {
        let is = |s: &SourceSpec| s.history.as_ref().is_some_and(|h| h.of == name);
        self.plan.sources.iter().enumerate().filter(|(_, s)| is(s)).map(|(i, _)| i).collect()
    }

    /// All files of a source are read: says what its histories left out.
    pub(super) fn close_source(&mut self, index: usize, spec: &SourceSpec) {
        self.printer = Printer::default();
        let Some(day) = self.plan.as_known_on else { return };
        let place = self.account_specs.iter().position(|&s| s == index).map(|i| self.out.accounts[i].place);
        let Some(place) = place else { return };
        for history in self.histories_of(&spec.name) {
            let Some(held) = self.histories.get_mut(&history) else { continue };
            let mut said = Vec::new();
            let key = self.plan.sources[history].history.as_ref().map_or("", |h| h.key.as_str());
            if held.unknown_rows > 0 {
                let n = held.unknown_rows;
                said.push(format!(
                    "{n} {} not yet known on {}: nobody had seen {} by then",
                    if n == 1 { "row was" } else { "rows were" },
                    day.words(),
                    if n == 1 { "it" } else { "them" },
                ));
                held.unknown_rows = 0;
            }
            if let Some((count, first)) = held.shared() {
                said.push(format!(
                    "{count} values of {key} stand in two or more rows each (the first is {first}): what was seen of one \
                     is taken for all of them, because they cannot be told apart",
                ));
            }
            for what in said {
                self.note(Place { row: 0, column: 0, ..place }, what);
            }
        }
    }

    fn note(&mut self, place: Place, what: String) {
        let (path, sheet) = self.key(place);
        if !self.notes_said.insert((path, sheet, place.row, what.clone())) {
            return;
        }
        self.out.problems.push(Problem {
            severity: Severity::Note,
            place,
            column_name: String::new(),
            value: String::new(),
            what,
            expected: String::new(),
            hint: String::new(),
        });
    }

    /// The accounts as they stand, with what nobody reads.
    pub(super) fn finish(mut self) -> Gathered {
        let keys: Vec<(String, String)> = self.out.accounts.iter().map(|a| self.key(a.place)).collect();
        for (i, key) in keys.iter().enumerate() {
            let uses = &self.sheet_uses[key];
            let unread: Vec<&str> = uses
                .columns
                .iter()
                .zip(&uses.used)
                .filter(|(_, used)| !**used)
                .map(|(c, _)| c.as_str())
                .collect();
            let mut words = match unread.len() {
                0 => String::new(),
                1 => format!("column {}", unread[0]),
                _ => format!("columns {}", unread.join(", ")),
            };
            if keys.iter().filter(|k| *k == key).count() > 1 {
                let name = &self.plan.sources[self.account_specs[i]].name;
                let gap = if words.is_empty() { "" } else { " " };
                words = format!("{words}{gap}(as read for \"{name}\")");
            }
            self.out.accounts[i].unread = words;
        }
        self.note_unread_sheets();
        if let Some(day) = self.plan.as_known_on {
            forget_after(&mut self.out, day);
        }
        self.out.problems.sort_by_key(|p| (p.place.source, p.place.sheet, p.place.row, p.place.column));
        self.out
    }

    /// Says of each sheet that no source reads that it is not read.
    fn note_unread_sheets(&mut self) {
        let mut paths = BTreeSet::new();
        for index in 0..self.out.sources.len() {
            let file = &self.out.sources[index];
            if file.format == "not read" || !paths.insert(file.path.clone()) {
                continue;
            }
            let same = |s: &&Source| s.path == file.path;
            let mut names: Vec<String> =
                self.out.sources.iter().filter(same).flat_map(|s| s.sheets.iter().cloned()).collect();
            let by_name = |s: &SourceSpec| s.sheet.is_some();
            let readers = self.out.sources.iter().filter(same).map(|s| s.name.as_str());
            if readers.filter_map(|n| self.plan.sources.iter().find(|s| s.name == n)).any(by_name) {
                names.extend(self.sheet_names(&file.path));
            }
            let path = file.path.clone();
            for name in names {
                if self.sheet_uses.contains_key(&(path.clone(), name.clone())) {
                    continue;
                }
                let sheets = &mut self.out.sources[index].sheets;
                let sheet = sheets.iter().position(|s| *s == name).unwrap_or_else(|| {
                    sheets.push(name);
                    sheets.len() - 1
                });
                let place = Place { source: SourceId::from(index), sheet: sheet as u16, row: 0, column: 0 };
                self.note(place, "no mapping reads this sheet".to_string());
            }
        }
    }

    /// The names of all sheets of a workbook.
    fn sheet_names(&self, path: &str) -> Vec<String> {
        let mut there = SheetNames::default();
        // Errors were told when the file was read for its rows; here only the names matter.
        let _ =
            read_file(&self.plan.evidence.join(path), &ReadOptions::default(), &self.plan.limits, &mut there);
        there.0
    }
}

/// SHA-256 and size of a file that could not be read as what it should be.
fn hash(path: &std::path::Path) -> std::io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok((digest.finalize().iter().map(|b| format!("{b:02x}")).collect(), bytes));
        }
        digest.update(&buffer[..n]);
        bytes += n as u64;
    }
}

/// Takes the names of sheets and no rows.
#[derive(Default)]
struct SheetNames(Vec<String>);

impl RowSink for SheetNames {
    fn sheet(&mut self, head: &SheetHead) -> bool {
        self.0.push(head.name.clone());
        false
    }
    fn row(&mut self, _: u32, _: &[Cell]) -> bool {
        false
    }
    fn bad_row(&mut self, _: u32, _: &str, _: &str, _: &str) {}
    fn note(&mut self, _: u32, _: &str) {}
}

/// Takes the rows of one file for one source.
struct FileSink<'s, 'p> {
    hall: &'s mut Hall<'p>,
    index: usize,
    spec: &'s SourceSpec,
    histories: Vec<usize>,
    source: SourceId,
    sheet: Option<Sheet>,
    scratch: Vec<Cell>,
    bound: usize,
    names: Vec<String>,
    unbound: Vec<Unbound>,
}

impl FileSink<'_, '_> {
    fn order(&self) -> Option<Order> {
        self.spec.dates.as_deref().and_then(Order::named)
    }

    fn sheet_number(&mut self, name: &str) -> u16 {
        let sheets = &mut self.hall.out.sources[self.source.index()].sheets;
        let at = sheets.iter().position(|s| s == name).unwrap_or_else(|| {
            sheets.push(name.to_string());
            sheets.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// The open sheet is at its end.
    fn close(&mut self) {
        let Some(mut sheet) = self.sheet.take() else { return };
        let period = self.hall.plan.period;
        sheet.settle(&mut self.hall.out, &DateRules::events(period));
        sheet.close(&mut self.hall.out, period);
        let account = Account {
            place: sheet.place,
            rows: sheet.rows,
            accepted: sheet.accepted,
            undated: sheet.undated,
            rejected: sheet.rejected,
            empty: sheet.empty,
            unread: String::new(),
        };
        debug_assert!(account.balances(), "every row is accounted for: {account:?}");
        self.hall.out.accounts.push(account);
        self.hall.account_specs.push(self.index);
    }

    /// A new row of the review.
    fn row_id(&mut self, sheet: &Sheet, number: u32) -> RowId {
        let places = &mut self.hall.out.row_places;
        places.push(Place { row: number, column: 0, ..sheet.place });
        RowId::from(places.len() - 1)
    }

    fn take(&mut self, sheet: &mut Sheet, number: u32, cells: &[Cell]) {
        if cells.iter().all(Cell::is_empty) {
            sheet.empty += 1;
            return;
        }
        sheet.rows += 1;
        let id = self.row_id(sheet, number);
        let print = self.hall.printer.print(self.index as u16, id, cells, &sheet.bound.key);
        self.hall.out.fingerprints.push(print);
        let mut any = false;
        for ((cell, filled), used) in cells.iter().zip(&mut sheet.filled).zip(&sheet.bound.used) {
            let is = !cell.is_empty();
            *filled += u64::from(is);
            any |= is && *used;
        }
        if !any {
            let words: Vec<_> = cells.iter().map(words_of).collect();
            let hint = "a heading, a total or a remark among the rows? Nothing is lost: its words are kept";
            let what = "none of the columns that the mapping reads holds anything in this row";
            sheet.reject(&mut self.hall.out, number, &words.join(" | "), what, hint);
            return;
        }
        if sheet.bound.history.is_some() {
            self.remember(sheet, number, cells);
        }
        let mut until = self.hall.plan.observation_date;
        if let Some(day) = self.hall.plan.as_known_on {
            until = until.min(day);
            match self.as_known(sheet, cells) {
                Ok(None) => {}
                Ok(Some(seen)) => {
                    let scratch = std::mem::take(&mut self.scratch);
                    self.read_row(sheet, Row { cells: &scratch, number, id, until: until.min(seen) });
                    self.scratch = scratch;
                    return;
                }
                Err(()) => {
                    sheet.accepted += 1;
                    return;
                }
            }
        }
        self.read_row(sheet, Row { cells, number, id, until });
    }

    fn read_row(&mut self, sheet: &mut Sheet, row: Row<'_>) {
        let plan = self.hall.plan;
        let mut terms = Terms {
            period: plan.period,
            observation_date: plan.observation_date,
            as_known_on: plan.as_known_on,
            agency: self.hall.words.intern(&self.spec.agency),
            words: self.hall.words,
            out: &mut self.hall.out,
        };
        row::read(sheet, &row, &mut terms);
    }

    /// Keeps a row of a history, if it was seen by the day the review is read as known on.
    fn remember(&mut self, sheet: &mut Sheet, number: u32, cells: &[Cell]) {
        let (Some(day), Some((key, seen, replaces))) = (self.hall.plan.as_known_on, &sheet.bound.history)
        else {
            return;
        };
        let (seen, key) = (*seen, *key);
        // A day of the record's making may lie outside the period it is about.
        let rules = DateRules::events((self.hall.plan.period.0, self.hall.plan.observation_date.max(day)));
        let reading = read_cell(&cells[seen], &rules.ordered(self.order()));
        let Some(last) = reading.when.latest() else {
            let (what, expected, hint) = reading.problem.map_or_else(
                || {
                    (
                        "the day it was seen is missing; the state is not used".into(),
                        String::new(),
                        String::new(),
                    )
                },
                |p| (p.what, p.expected, p.hint),
            );
            let value = words_of(&cells[seen]);
            sheet.warn(&mut self.hall.out, "days seen", number, seen, &value, (what, expected, hint));
            return;
        };
        if last > day {
            return;
        }
        let second = reading.when.time().map_or(0, |t| t.second_of_day);
        let kept: Vec<Cell> = replaces.iter().map(|&c| cells[c].clone()).collect();
        self.hall.histories.entry(self.index).or_default().keep(&cells[key], last, second, kept);
    }

    /// Puts into `scratch` the cells of a row as its histories saw them by the day. `Ok(None)` where the source has no
    /// history, `Err` where nobody had seen the row.
    fn as_known(&mut self, sheet: &Sheet, cells: &[Cell]) -> Result<Option<Day>, ()> {
        let mut seen: Option<Day> = None;
        for (index, (key, columns)) in self.histories.iter().zip(&sheet.bound.replaced) {
            let history = self.hall.histories.entry(*index).or_default();
            let Some(state) = history.state(&cells[*key]) else { return Err(()) };
            if seen.is_none() {
                self.scratch.clear();
                self.scratch.extend_from_slice(cells);
            }
            for (column, cell) in columns.iter().zip(&state.cells) {
                self.scratch[*column] = cell.clone();
            }
            seen = Some(seen.map_or(state.seen, |s| s.max(state.seen)));
        }
        Ok(seen)
    }
}

impl RowSink for FileSink<'_, '_> {
    fn sheet(&mut self, head: &SheetHead) -> bool {
        self.close();
        self.names.push(head.name.clone());
        let number = self.sheet_number(&head.name);
        let histories: Vec<&SourceSpec> =
            self.histories.iter().map(|&h| &self.hall.plan.sources[h]).collect();
        let place = Place { source: self.source, sheet: number, row: 0, column: 0 };
        let bound: Bound = match bind(self.spec, &histories, &head.columns, self.hall.words) {
            Ok(bound) => bound,
            Err(_) if head.columns.is_empty() => {
                // An empty file or sheet: nothing to read and nothing lost.
                self.hall.note(place, "there is nothing in it: no header and no row".to_string());
                return false;
            }
            Err(missing) => {
                let path = self.hall.out.sources[self.source.index()].path.clone();
                let sheet = head.name.clone();
                self.unbound.push(Unbound { path, source: self.source, sheet, missing, what: "column" });
                return false;
            }
        };
        self.bound += 1;
        let uses = self
            .hall
            .sheet_uses
            .entry(self.hall.key(place))
            .or_insert_with(|| SheetUse { columns: Vec::new(), used: Vec::new() });
        for (column, used) in head.columns.iter().zip(&bound.used) {
            match uses.columns.iter().position(|c| folded(c) == folded(column)) {
                Some(i) => uses.used[i] |= used,
                None => {
                    uses.columns.push(column.clone());
                    uses.used.push(*used);
                }
            }
        }
        self.sheet = Some(Sheet::new(bound, place, head, self.order()));
        true
    }

    fn row(&mut self, number: u32, cells: &[Cell]) -> bool {
        if let Some(mut sheet) = self.sheet.take() {
            self.take(&mut sheet, number, cells);
            self.sheet = Some(sheet);
        }
        true
    }

    fn bad_row(&mut self, number: u32, words: &str, what: &str, hint: &str) {
        let Some(mut sheet) = self.sheet.take() else { return };
        sheet.rows += 1;
        let id = self.row_id(&sheet, number);
        let cells = [Cell::Text(words.to_string())];
        let print = self.hall.printer.print(self.index as u16, id, &cells, &[]);
        self.hall.out.fingerprints.push(print);
        sheet.reject(&mut self.hall.out, number, words, what, hint);
        self.sheet = Some(sheet);
    }

    fn slip(&mut self, sheet: &str, what: &'static str, name: &str, near: &str) -> bool {
        self.close();
        self.names.push(sheet.to_string());
        self.sheet_number(sheet);
        let path = self.hall.out.sources[self.source.index()].path.clone();
        let missing = Missing { column: name.to_string(), hint: format!("did you mean \"{near}\"?") };
        match self.unbound.last_mut().filter(|u| u.sheet == sheet && u.what == what) {
            Some(open) => open.missing.push(missing),
            None => self.unbound.push(Unbound {
                path,
                source: self.source,
                sheet: sheet.to_string(),
                missing: vec![missing],
                what,
            }),
        }
        false
    }

    fn note(&mut self, row: u32, what: &str) {
        if let Some(sheet) = &self.sheet {
            let place = Place { row, column: 0, ..sheet.place };
            self.hall.note(place, what.to_string());
        }
    }
}
