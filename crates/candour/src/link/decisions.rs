//! What people say about pairs of records, read from CSV: decisions that joining follows, and labels that training learns from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use link::columns::RecordDecision;

use super::names::Names;
use crate::failure::{Done, Failure};

/// Reads a table of `left`, `right` and `same` (`yes` or `no`), with records named as the results name them.
///
/// # Errors
/// The row that is not understood, with its number, and a record that no file has.
pub(super) fn read<'a>(path: &Path, names: impl Iterator<Item = &'a str>) -> Done<Vec<RecordDecision>> {
    let text = fs::read_to_string(path).map_err(|e| Failure::io("cannot read the decisions", path, &e))?;
    let mut number: BTreeMap<&str, u32> = BTreeMap::new();
    for (record, name) in (0u32..).zip(names) {
        number.insert(name, record);
    }
    let wrong = |row: usize, what: String| {
        Failure::new(format!("{}, row {row}: {what}", path.display()))
            .hint("a row gives left, right and same: two records as entities.csv names them, and yes or no")
    };
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let head: Vec<String> = lines.next().map_or_else(Vec::new, |(_, line)| cells(line));
    let place = |name: &str| {
        head.iter()
            .position(|h| h.trim() == name)
            .ok_or_else(|| wrong(1, format!("there is no column {name}")))
    };
    let (left, right, same) = (place("left")?, place("right")?, place("same")?);
    let mut out = Vec::new();
    for (at, line) in lines {
        let row = cells(line);
        let cell = |column: usize| row.get(column).map_or("", |c| c.trim());
        let record = |column: usize| {
            let name = cell(column);
            number.get(name).copied().ok_or_else(|| wrong(at + 1, format!("no record is called \"{name}\"")))
        };
        let (left, right) = (record(left)?, record(right)?);
        let same = match cell(same) {
            "yes" | "true" | "1" => true,
            "no" | "false" | "0" => false,
            other => return Err(wrong(at + 1, format!("\"{other}\" is neither yes nor no"))),
        };
        if left == right {
            return Err(wrong(at + 1, "left and right are one record".to_string()));
        }
        out.push(RecordDecision { left, right, same });
    }
    Ok(out)
}

/// Names the records in what linkage says of a decision, which knows them by their numbers alone, from 1.
pub(super) fn name_records(notes: &mut [String], names: &Names) {
    const HEAD: &str = "The decision that records ";
    for note in notes {
        let named = || {
            let (left, rest) = note.strip_prefix(HEAD)?.split_once(" and ")?;
            let (right, rest) = rest.split_once(' ')?;
            let name = |number: &str| Some(names.get(number.parse::<usize>().ok()?.checked_sub(1)?));
            Some(format!("{HEAD}{} and {} {rest}", name(left)?, name(right)?))
        };
        if let Some(named) = named() {
            *note = named;
        }
    }
}

/// The cells of a line of CSV.
fn cells(line: &str) -> Vec<String> {
    let (mut out, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    out.push(cell);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Vec<(u32, u32, bool)>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("decisions.csv");
        fs::write(&path, text).unwrap();
        let names = ["a", "b, of the mill", "c"];
        let read = read(&path, names.into_iter()).map_err(|e| e.to_string())?;
        Ok(read.into_iter().map(|d| (d.left, d.right, d.same)).collect())
    }

    #[test]
    fn decisions_are_read_by_the_names_of_records_and_what_is_wrong_is_said_with_its_row() {
        let read = of("left,right,same,by\na,\"b, of the mill\",yes,me\n\nc,a,no,me\n").unwrap();
        assert_eq!(read, [(0, 1, true), (2, 0, false)]);
        for (text, words) in [
            ("left,right\na,c\n", "no column same"),
            ("left,right,same\na,d,yes\n", "row 2: no record is called \"d\""),
            ("left,right,same\na,c,yes\na,c,perhaps\n", "row 3: \"perhaps\" is neither yes nor no"),
            ("left,right,same\na,a,yes\n", "one record"),
        ] {
            let said = of(text).unwrap_err();
            assert!(said.contains(words), "{said}");
        }
    }
}
