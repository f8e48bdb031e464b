//! Cells of a table that are one over several rows: the words of the first hold for each row.
//!
//! What a reader sees beside every row, every row says. Which cells repeat words that stand above them is kept, so that whoever
//! counts what is said counts it once. What this leaves out: cells that are one over several columns.

/// How a cell stands to the one below or above it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Upright {
    /// It is a cell of its own row.
    #[default]
    Alone,
    /// It goes on in so many rows below, at most.
    Begins(usize),
    /// It is one with the cell above it.
    GoesOn,
}

/// The cells of a table that go on, by column.
#[derive(Default)]
pub(super) struct Merged {
    /// The words, and in how many more rows they may hold.
    held: Vec<Option<(String, usize)>>,
}

impl Merged {
    /// Puts into the cells of the next row the words of those above with which they are one. Gives for each cell whether it
    /// repeats such words; nothing where none does. Words of its own a cell keeps.
    pub(super) fn row(&mut self, cells: &mut [String], how: &[Upright]) -> Vec<bool> {
        let mut repeats = vec![false; cells.len()];
        self.held.resize(cells.len(), None);
        for (at, cell) in cells.iter_mut().enumerate() {
            match how.get(at).copied().unwrap_or_default() {
                Upright::Alone => self.held[at] = None,
                Upright::Begins(rows) => self.held[at] = Some((cell.clone(), rows)),
                Upright::GoesOn => {
                    let Some((words, rows)) = &mut self.held[at] else { continue };
                    if *rows == 0 {
                        continue;
                    }
                    *rows -= 1;
                    if cell.trim().is_empty() {
                        cell.clone_from(words);
                        repeats[at] = true;
                    }
                }
            }
        }
        if repeats.contains(&true) { repeats } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_cell_hold_for_the_rows_it_goes_over_and_for_no_other() {
        use Upright::{Alone, Begins, GoesOn};
        let mut merged = Merged::default();
        let mut told = Vec::new();
        for (cells, how) in [
            (["A", "one"], [Begins(2), Alone]),
            (["", "two"], [GoesOn, Alone]),
            (["own", "three"], [GoesOn, Alone]),
            (["", "four"], [GoesOn, Alone]),
            (["", "five"], [Alone, Alone]),
            (["", "six"], [GoesOn, Alone]),
        ] {
            let mut cells = cells.map(String::from);
            let repeats = merged.row(&mut cells, &how);
            told.push(format!("{} {} {}", cells[0], cells[1], repeats.first().is_some_and(|r| *r)));
        }
        assert_eq!(
            told,
            ["A one false", "A two true", "own three false", " four false", " five false", " six false"]
        );
    }
}
