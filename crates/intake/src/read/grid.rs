//! Cells of a worksheet, as they come, to rows of a table: gaps, merged cells, what stands below the last value.

use super::header::Table;
use super::{Cell, Limits, Refusal};

/// The most rows a worksheet has in any program.
const SHEET_ROWS_MAX: u32 = 1 << 20;
/// Merged areas that may lie over one row.
const AREAS_MAX: usize = 16_384;

/// A merged area, rows and columns from 0, ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

/// What a first look over a worksheet found.
#[derive(Clone, Default, Debug)]
pub(super) struct Extent {
    /// Columns up to the last with anything in it.
    pub(super) width: usize,
    /// Formulas with a stored value.
    pub(super) computed: u64,
    /// Formulas without one: how many, and the row of the first.
    pub(super) open: Option<(u32, u64)>,
}

impl Extent {
    /// Counts one cell.
    pub(super) fn add(&mut self, row: u32, column: u32, filled: bool, formula: bool) {
        self.add_many(row, column, 1, filled, formula);
    }

    /// Counts so many equal cells, the first in this row and the last in this column.
    pub(super) fn add_many(&mut self, row: u32, column: u32, cells: u64, filled: bool, formula: bool) {
        if filled || formula {
            self.width = self.width.max(column as usize + 1);
        }
        if formula && filled {
            self.computed += cells;
        } else if formula {
            self.open.get_or_insert((row + 1, 0)).1 += cells;
        }
    }

    /// Says what a reviewer has to know of formulas.
    pub(super) fn tell(&self, table: &mut Table<'_, '_>) {
        match self.computed {
            0 => {}
            1 => table.note(0, "1 cell holds a formula; the value stored with it was read"),
            n => table.note(0, format!("{n} cells hold formulas; the values stored with them were read")),
        }
        if let Some((row, count)) = self.open {
            let cells = if count == 1 {
                "1 cell holds a formula".into()
            } else {
                format!("{count} cells hold formulas")
            };
            table.note(
                row,
                format!("{cells} without a stored value, the first of them in this row; formulas are never computed"),
            );
        }
    }
}

/// Rows under way to the table.
pub(super) struct Grid<'t, 'd, 's> {
    table: &'t mut Table<'d, 's>,
    limits: &'t Limits,
    width: usize,
    areas: Vec<Area>,
    next_area: usize,
    lying: Vec<(Area, Cell)>,
    /// The row being filled, from 0.
    row: Option<u32>,
    cells: Vec<Cell>,
    /// Rows given to the table so far.
    given: u32,
    wanted: bool,
}

impl<'t, 'd, 's> Grid<'t, 'd, 's> {
    /// A grid of this width with these merged areas.
    pub(super) fn new(
        table: &'t mut Table<'d, 's>,
        limits: &'t Limits,
        width: usize,
        mut areas: Vec<Area>,
    ) -> Result<Self, Refusal> {
        if width > limits.columns_max {
            return Err(super::header::too_wide(width, limits));
        }
        areas.retain(|a| a.top <= a.bottom && a.left <= a.right && (a.bottom > a.top || a.right > a.left));
        areas.sort_unstable();
        if let Some(first) = areas.first() {
            let count = areas.len();
            let words = if count == 1 {
                "1 merged area was".to_string()
            } else {
                format!("{count} merged areas were")
            };
            table.note(first.top + 1, format!("{words} filled with the value shown in it"));
        }
        table.at_least(width);
        Ok(Grid {
            table,
            limits,
            width,
            areas,
            next_area: 0,
            lying: Vec::new(),
            row: None,
            cells: Vec::new(),
            given: 0,
            wanted: true,
        })
    }

    /// Puts a cell in its place; rows come in order. Returns whether more are wanted.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<bool, Refusal> {
        if row >= SHEET_ROWS_MAX {
            return Err(Refusal::new(
                format!("a cell claims row {}", u64::from(row) + 1),
                format!("rows up to {SHEET_ROWS_MAX}"),
                "open the file in a spreadsheet and save it again",
            ));
        }
        match self.row {
            Some(now) if row < now => {
                return Err(Refusal::new(
                    format!("row {} stands below row {}: the sheet is damaged", row + 1, now + 1),
                    "rows in order",
                    "open the file in a spreadsheet and save it again",
                ));
            }
            Some(now) if row > now => self.close(now)?,
            _ => {}
        }
        self.row = Some(row);
        let column = column as usize;
        if column < self.width && !cell.is_empty() {
            if self.cells.len() <= column {
                self.cells.resize(column + 1, Cell::Empty);
            }
            self.cells[column] = cell;
        }
        Ok(self.wanted)
    }

    /// The last row.
    pub(super) fn finish(mut self) -> Result<(), Refusal> {
        if let Some(now) = self.row {
            self.close(now)?;
        }
        Ok(())
    }

    fn close(&mut self, row: u32) -> Result<(), Refusal> {
        if self.cells.is_empty() {
            return Ok(()); // an empty row, given only if something follows
        }
        let mut cells = std::mem::take(&mut self.cells);
        // Rows without a cell of their own may still lie in a merged area.
        while self.wanted && self.given < row {
            let mut gap = Vec::new();
            self.fill(self.given, &mut gap)?;
            self.give(&mut gap)?;
        }
        self.fill(row, &mut cells)?;
        self.give(&mut cells)?;
        cells.clear();
        self.cells = cells;
        Ok(())
    }

    fn give(&mut self, cells: &mut Vec<Cell>) -> Result<(), Refusal> {
        self.given += 1;
        if self.wanted {
            cells.resize(self.width, Cell::Empty);
            self.wanted = self.table.row(self.given, cells)?;
        }
        Ok(())
    }

    fn fill(&mut self, row: u32, cells: &mut Vec<Cell>) -> Result<(), Refusal> {
        self.lying.retain(|(area, _)| area.bottom >= row);
        while let Some(area) = self.areas.get(self.next_area).filter(|a| a.top <= row) {
            let shown = cells.get(area.left as usize).cloned().unwrap_or(Cell::Empty);
            if area.bottom >= row {
                self.lying.push((*area, shown));
            }
            self.next_area += 1;
        }
        if self.lying.len() > AREAS_MAX.min(self.limits.columns_max) {
            return Err(Refusal::new(
                "merged areas lie over each other: the sheet is damaged",
                "areas side by side",
                "open the file in a spreadsheet and save it again",
            ));
        }
        for (area, shown) in self.lying.iter().filter(|(_, shown)| !shown.is_empty()) {
            let end = (area.right as usize + 1).min(self.width);
            if cells.len() < end {
                cells.resize(end, Cell::Empty);
            }
            for cell in cells.iter_mut().take(end).skip(area.left as usize).filter(|c| c.is_empty()) {
                *cell = shown.clone();
            }
        }
        Ok(())
    }
}
