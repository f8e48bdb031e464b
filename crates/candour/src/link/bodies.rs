//! The list of names of bodies that a reviewer keeps: a table with the columns `name`, `body`, `relation`, `from`, `to`, `source`.
//!
//! `name` is how it is written, `body` what it stands for, `relation` one of alias, part, successor; the days are those between which it
//! holds and may be left out. Every fault is told at once, with its row; a list with a fault is not used. What the list means is
//! `link::bodies`.

use std::path::Path;

use link::bodies::{BodyList, BodyName, BodyRelation};
use model::Day;

use super::rows::{Take, read};
use crate::failure::{Done, Failure};

/// Columns of the list: the first three are needed.
const COLUMNS: [&str; 6] = ["name", "body", "relation", "from", "to", "source"];
/// Most faults that are told one by one.
const FAULTS_TOLD_MAX: usize = 20;

/// Reads a list.
pub(crate) fn read_list(path: &Path) -> Done<BodyList> {
    let mut rows = Rows { places: [None; 6], entries: Vec::new(), faults: Vec::new() };
    read(path, &mut rows)?;
    let mut faults = rows.faults;
    match BodyList::new(&rows.entries) {
        Ok(list) if faults.is_empty() => return Ok(list),
        Ok(_) => {}
        Err(more) => faults.extend(more.into_iter().map(|fault| (fault.row, fault.what))),
    }
    faults.sort_unstable();
    let told: Vec<String> =
        faults.iter().take(FAULTS_TOLD_MAX).map(|(row, what)| format!("  row {row}: {what}")).collect();
    let more = faults.len().saturating_sub(FAULTS_TOLD_MAX);
    let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    Err(Failure::new(format!("{}: the list of bodies has faults\n{}{rest}", path.display(), told.join("\n")))
        .hint("docs/guide/link.md shows a list"))
}

/// The hash of a list as it was received.
pub(super) fn hash_of_list(path: &Path) -> Done<String> {
    Ok(read(path, &mut Nothing)?.sha256)
}

/// Looks at no row.
struct Nothing;

impl Take for Nothing {
    fn columns(&mut self, _columns: &[String]) -> Done<()> {
        Ok(())
    }

    fn row(&mut self, _number: u32, _values: &[String]) -> Result<(), String> {
        Ok(())
    }

    fn enough(&self) -> bool {
        true
    }
}

struct Rows {
    places: [Option<usize>; 6],
    entries: Vec<BodyName>,
    faults: Vec<(u32, String)>,
}

impl Take for Rows {
    fn columns(&mut self, columns: &[String]) -> Done<()> {
        self.places = COLUMNS.map(|name| columns.iter().position(|c| c == name));
        match (0..3).find(|at| self.places[*at].is_none()) {
            None => Ok(()),
            Some(at) => Err(Failure::new(format!(
                "a list of bodies has the columns {}; \"{}\" is missing",
                COLUMNS.join(", "),
                COLUMNS[at]
            ))),
        }
    }

    fn row(&mut self, number: u32, values: &[String]) -> Result<(), String> {
        let cell = |i: usize| self.places[i].and_then(|c| values.get(c)).map_or("", |v| v.trim());
        let Some(relation) = BodyRelation::of(cell(2)) else {
            let what = format!("the relation is alias, part or successor, not \"{}\"", cell(2));
            self.faults.push((number, what));
            return Ok(());
        };
        let mut days = [None, None];
        for (day, at) in days.iter_mut().zip([3, 4]) {
            if !cell(at).is_empty() {
                *day = Day::iso(cell(at));
                if day.is_none() {
                    let what = format!("{} is a day as 2013-04-01, not \"{}\"", COLUMNS[at], cell(at));
                    self.faults.push((number, what));
                    return Ok(());
                }
            }
        }
        self.entries.push(BodyName {
            name: cell(0).to_string(),
            body: cell(1).to_string(),
            relation,
            from: days[0],
            to: days[1],
            row: number,
        });
        Ok(())
    }

    fn bad_row(&mut self) {
        self.faults.push((0, "a row cannot be read".to_string()));
    }
}
