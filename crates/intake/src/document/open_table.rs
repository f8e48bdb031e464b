//! Tables of a PDF page that are set by gaps alone, without drawn lines, and whose cells may go on over several lines.
//!
//! The columns are where the words of a header begin that is one of minutes (`minutes::open_columns`). A table is taken only where
//! nothing is left to guess: every line below begins each of its cells at such a place, with a gap before it; every row is told
//! from the next by the distance of its lines, or else by its number, or by having every cell; every cell begins on the first line
//! of its row; and a cell goes on in the next line only where its next word had no room. Whatever leaves a doubt leaves the whole
//! table as lines of text, which are told as such: a wrong attribution is worse than none. What this leaves out: cells set in the
//! middle or to the right, a header of several lines, and a table that may go on on the next page.

use crate::minutes::{OpenColumns, names_somebody, open_columns};

/// How far a cell may begin from the place of its column, in widths of the letter M.
const EDGE_EMS: f64 = 0.25;
/// The widest space between two words of one cell that is taken for one.
const SPACE_EMS: f64 = 0.25;
/// Distance of two lines from which on a table has ended between them.
const END_EMS: f64 = 2.2;
/// Distances of lines within a row are this alike, and those between rows are more than so much greater.
const WITHIN: f64 = 1.12;
const BETWEEN: f64 = 1.2;
/// Fewest rows below a header.
const ROWS_MIN: usize = 2;

/// A word and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Word {
    pub(super) x: f64,
    pub(super) end: f64,
    pub(super) text: String,
}

/// A line as words from the left, with its height, the width of its letter M and the least gap that parts two cells.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Set {
    pub(super) y: f64,
    pub(super) em: f64,
    pub(super) gap: f64,
    pub(super) words: Vec<Word>,
}

/// A table: the lines it takes, the first and the one after the last, and for each row its first line and its cells.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct OpenTable {
    pub(super) lines: (usize, usize),
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

/// Words of one cell on one line: first word's width, where they end, and themselves.
#[derive(Clone, PartialEq, Debug)]
struct Bit {
    first: f64,
    end: f64,
    text: String,
}

/// A line laid in the columns.
struct Laid {
    cells: Vec<Option<Bit>>,
    /// Distance from the line above.
    above: f64,
}

/// The tables among the lines of a page, from the top.
pub(super) fn open_tables(lines: &[Set]) -> Vec<OpenTable> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match table(lines, at) {
            Some(table) => {
                at = table.lines.1;
                found.push(table);
            }
            None => at += 1,
        }
    }
    found
}

fn table(lines: &[Set], at: usize) -> Option<OpenTable> {
    let (edges, heads) = cells_of(&lines[at]);
    let columns = open_columns(&heads)?;
    let mut body: Vec<Laid> = Vec::new();
    for line in at + 1..lines.len() {
        let above = lines[line - 1].y - lines[line].y;
        let far = above > END_EMS * lines[line].em;
        match laid(&lines[line], &edges) {
            Some(cells) if !far => body.push(Laid { cells, above }),
            // What stands apart from the table and in its columns all the same may be a part of it.
            Some(cells) if cells.iter().flatten().count() > 1 => return None,
            _ => {
                let least = body.iter().skip(1).map(|l| l.above).fold(f64::INFINITY, f64::min);
                if !far && above <= BETWEEN * least {
                    return None;
                }
                break;
            }
        }
    }
    let starts = by_distance(&body)?;
    let apart = starts.is_some();
    let starts = starts.or_else(|| by_cells(&body, &columns))?;
    let rows: Vec<&[Laid]> = starts
        .iter()
        .zip(starts.iter().skip(1).copied().chain([body.len()]))
        .map(|(from, to)| &body[*from..to])
        .collect();
    let sound = rows.len() >= ROWS_MIN && starts[0] == 0;
    let table = Rows { rows: &rows, columns: &columns, limits: limits(&body, edges.len()), apart };
    if !sound || !table.sound(lines[at].em) {
        return None;
    }
    let cells = |row: &&[Laid]| (0..edges.len()).map(|c| words(row, c)).collect::<Vec<String>>();
    let told: Vec<Vec<String>> = rows.iter().map(cells).collect();
    if let Some(name) = columns.name
        && !told.iter().all(|row| names_somebody(&row[name]))
    {
        return None;
    }
    let firsts = starts.iter().map(|s| at + 1 + s);
    let rows = std::iter::once((at, heads)).chain(firsts.zip(told)).collect();
    Some(OpenTable { lines: (at, at + 1 + body.len()), rows })
}

/// Where the cells of a line begin, and their words: parted by every gap that is wider than a space.
fn cells_of(line: &Set) -> (Vec<f64>, Vec<String>) {
    let (mut edges, mut cells): (Vec<f64>, Vec<String>) = (Vec::new(), Vec::new());
    let mut end = f64::NEG_INFINITY;
    for word in &line.words {
        match cells.last_mut().filter(|_| word.x - end <= line.gap) {
            Some(cell) => {
                cell.push(' ');
                cell.push_str(&word.text);
            }
            None => {
                edges.push(word.x);
                cells.push(word.text.clone());
            }
        }
        end = word.end;
    }
    (edges, cells)
}

/// The words of a line in the columns that begin at these places; `None` where one begins elsewhere, or goes over into the next.
fn laid(line: &Set, edges: &[f64]) -> Option<Vec<Option<Bit>>> {
    let mut cells: Vec<Option<Bit>> = vec![None; edges.len()];
    let (near, mut end) = (EDGE_EMS * line.em, f64::NEG_INFINITY);
    for word in &line.words {
        let column = edges.iter().rposition(|edge| word.x >= edge - near)?;
        let over = edges.get(column + 1).is_some_and(|next| word.end > *next - near);
        match &mut cells[column] {
            Some(bit) if word.x - end <= line.gap => {
                bit.text.push(' ');
                bit.text.push_str(&word.text);
                bit.end = word.end;
            }
            Some(_) => return None,
            cell @ None => {
                let begins = (word.x - edges[column]).abs() <= near && word.x - end > line.gap;
                if !begins {
                    return None;
                }
                *cell = Some(Bit { first: word.end - word.x, end: word.end, text: word.text.clone() });
            }
        }
        if over {
            return None;
        }
        end = word.end;
    }
    Some(cells)
}

/// The first lines of the rows where their distance tells rows apart; `Some(None)` where all lines are as far apart as one another,
/// `None` where the distances say nothing certain.
fn by_distance(body: &[Laid]) -> Option<Option<Vec<usize>>> {
    let least = body.iter().skip(1).map(|l| l.above).fold(f64::INFINITY, f64::min);
    let within = |l: &Laid| l.above <= WITHIN * least;
    let between = |l: &Laid| l.above > BETWEEN * least;
    let rest = body.get(1..)?;
    if !rest.iter().all(|l| within(l) || between(l)) {
        return None;
    }
    if rest.iter().all(within) {
        return Some(None);
    }
    let later = body.iter().enumerate().skip(1).filter(|(_, l)| between(l)).map(|(at, _)| at);
    Some(Some(std::iter::once(0).chain(later).collect()))
}

/// The first lines of the rows where each row begins with a number, or else where each has every cell.
fn by_cells(body: &[Laid], columns: &OpenColumns) -> Option<Vec<usize>> {
    let whole = |l: &Laid| {
        let given = |column: usize| l.cells[column].is_some();
        match columns.number {
            Some(number) => given(number),
            None => (0..l.cells.len()).all(|c| columns.marks.contains(&c) || given(c)),
        }
    };
    Some((0..body.len()).filter(|at| whole(&body[*at])).collect())
}

/// How far to the right the words of each column reach.
fn limits(body: &[Laid], columns: usize) -> Vec<f64> {
    let reach = |c: usize| body.iter().filter_map(|l| l.cells[c].as_ref()).map(|b| b.end).fold(0.0, f64::max);
    (0..columns).map(reach).collect()
}

/// The words of a cell over the lines of its row.
fn words(row: &[Laid], column: usize) -> String {
    let bits: Vec<&str> =
        row.iter().filter_map(|l| l.cells[column].as_ref()).map(|b| b.text.as_str()).collect();
    bits.join(" ")
}

/// The rows of a table, and what is asked of them.
struct Rows<'r> {
    rows: &'r [&'r [Laid]],
    columns: &'r OpenColumns,
    limits: Vec<f64>,
    /// Whether the distance of the lines tells the rows apart.
    apart: bool,
}

impl Rows<'_> {
    fn sound(&self, em: f64) -> bool {
        self.rows.iter().all(|row| self.row(row, em)) && self.numbers() && (self.apart || self.told_apart(em))
    }

    /// Whether a row is wholly understood.
    fn row(&self, row: &[Laid], em: f64) -> bool {
        let first = &row[0].cells;
        let given = |column: usize| first[column].is_some();
        let small = |text: &str| text.starts_with(char::is_lowercase);
        let begins = match (self.columns.number, self.columns.name) {
            (Some(number), _) => given(number) && !row[1..].iter().any(|l| l.cells[number].is_some()),
            (None, Some(name)) => given(name),
            // A row cut by the page above begins with what goes on from there.
            (None, None) => (0..first.len()).all(|c| self.columns.marks.contains(&c) || given(c)),
        };
        // Several cells that go on at once, none of them within a sentence, may be a row of their own.
        let another = |l: &Laid| {
            let mut cells = l.cells.iter().flatten();
            self.columns.number.is_none()
                && l.cells.iter().flatten().count() > 1
                && !cells.any(|b| small(&b.text))
        };
        let text = |column: &usize| self.columns.texts.contains(column);
        let capital =
            (0..first.len()).filter(text).all(|c| first[c].as_ref().is_none_or(|b| !small(&b.text)));
        let one = !row[1..].iter().any(another);
        begins && capital && one && (0..first.len()).all(|c| self.cell(row, c, em))
    }

    /// Whether a cell begins on the first line of its row and goes on from line to line, each time because a word had no room.
    fn cell(&self, row: &[Laid], column: usize, em: f64) -> bool {
        let lines = row.iter().take_while(|l| l.cells[column].is_some()).count();
        if row[lines..].iter().any(|l| l.cells[column].is_some()) {
            return false;
        }
        row[..lines].windows(2).all(|pair| {
            let [Some(above), Some(below)] = [&pair[0].cells[column], &pair[1].cells[column]] else {
                return false;
            };
            let forced = !self.fits(above, below, column, em);
            let ended = above.text.ends_with(['.', '!', '?', ';', ':']);
            let capital = !below.text.starts_with(char::is_lowercase);
            // Paragraphs of one cell, where the distance of the lines has told that it is one.
            let paragraphs = self.apart && self.columns.texts.contains(&column);
            let doubt = !self.apart && capital && (ended || self.columns.number.is_none());
            (forced || paragraphs) && !doubt
        })
    }

    /// Whether the first word of a line would have had room at the end of the one above.
    fn fits(&self, above: &Bit, below: &Bit, column: usize, em: f64) -> bool {
        above.end + SPACE_EMS * em + below.first <= self.limits[column]
    }

    /// Whether every row has a number of its own, where rows are numbered.
    fn numbers(&self) -> bool {
        let Some(number) = self.columns.number else { return true };
        let all: Vec<String> = self.rows.iter().map(|row| words(row, number)).collect();
        let digits = |n: &String| n.chars().any(|c| c.is_ascii_digit());
        all.iter().all(digits) && (1..all.len()).all(|at| !all[..at].contains(&all[at]))
    }

    /// Where lines are all as far apart and no number says where a row begins: whether each row surely begins one, because a word of it
    /// would have had room on the line above, a tick stands below a tick, or somebody's whole name below another's.
    fn told_apart(&self, em: f64) -> bool {
        let begins = |above: &Laid, below: &Laid, column: usize| {
            let (Some(a), Some(b)) = (&above.cells[column], &below.cells[column]) else { return false };
            let names = self.columns.name == Some(column);
            self.fits(a, b, column, em)
                || self.columns.marks.contains(&column)
                || names && names_somebody(&a.text) && names_somebody(&b.text)
        };
        self.columns.number.is_some()
            || self.rows.windows(2).all(|pair| {
                let (above, below) = (&pair[0][pair[0].len() - 1], &pair[1][0]);
                (0..above.cells.len()).any(|column| begins(above, below, column))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of letters five points wide at a distance; `|` in a line begins a column of 100 points.
    fn set(lines: &[(&str, f64)]) -> Vec<Set> {
        let mut y = 800.0;
        lines
            .iter()
            .map(|(line, above)| {
                y -= above;
                let mut words = Vec::new();
                for (column, cell) in line.split('|').enumerate() {
                    let mut x = 50.0 + 100.0 * column as f64;
                    for word in cell.split_whitespace() {
                        let end = x + 5.0 * word.len() as f64;
                        words.push(Word { x, end, text: word.to_string() });
                        x = end + 2.5;
                    }
                }
                Set { y, em: 10.0, gap: 5.0, words }
            })
            .collect()
    }

    /// The rows of the one table that is found.
    fn rows(lines: &[(&str, f64)]) -> Option<Vec<Vec<String>>> {
        let found = open_tables(&set(lines));
        found.into_iter().next().map(|t| t.rows.into_iter().skip(1).map(|(_, cells)| cells).collect())
    }

    #[test]
    fn rows_are_told_by_the_distance_of_their_lines() {
        let table = [
            ("Action|Owner|Due", 20.0),
            ("Check the car of|Lena|3 May 2002", 16.0),
            ("a man named|Marrowby", 12.0),
            ("Visit the home|Cass Quill|4 May 2002", 16.0),
            ("Next meeting on the first of June, as was said before and after by everybody", 30.0),
        ];
        let found = rows(&table).unwrap();
        assert_eq!(found[0], ["Check the car of a man named", "Lena Marrowby", "3 May 2002"]);
        assert_eq!(found[1], ["Visit the home", "Cass Quill", "4 May 2002"]);
    }

    #[test]
    fn where_lines_are_alike_a_number_tells_or_nobody_can() {
        let numbered = [
            ("No|Action|Owner", 20.0),
            ("1|Check the car of a|Lena Marrowby", 12.0),
            ("|man who was named", 12.0),
            ("2|Visit the home|Cass Quill", 12.0),
        ];
        assert_eq!(
            rows(&numbered).unwrap()[0],
            ["1", "Check the car of a man who was named", "Lena Marrowby"]
        );
        // An owner in the middle of his row, an unnumbered row without an owner, and a cell that would have had room.
        for doubtful in [
            [
                ("No|Action|Owner", 20.0),
                ("1|Check the car of a|", 12.0),
                ("|man who was named|Lena Marrowby", 12.0),
                ("2|Visit|Cass", 12.0),
            ],
            [
                ("Action|Owner|Due", 20.0),
                ("Check the car of all|Lena|May", 12.0),
                ("Visit the home||", 12.0),
                ("Go|Cass|June", 12.0),
            ],
            [
                ("No|Action|Owner", 20.0),
                ("1|Check|Lena Marrowby", 12.0),
                ("|the car of all men", 12.0),
                ("2|Visit|Cass", 12.0),
            ],
        ] {
            assert_eq!(rows(&doubtful), None, "{doubtful:?}");
        }
    }

    #[test]
    fn words_that_cross_a_column_or_begin_beside_it_leave_the_table_as_text() {
        let crossing = [
            ("Action|Owner|Due", 20.0),
            ("Check the car|Lena|3 May 2002", 16.0),
            ("Visit the home of the two who were named|Cass", 16.0),
            ("Go there|Cass|4 May 2002", 16.0),
        ];
        assert_eq!(rows(&crossing), None);
        let mut beside = set(&[
            ("Action|Owner", 20.0),
            ("Check|Lena Marrowby", 16.0),
            ("Visit the home|Cass Quill", 16.0),
        ]);
        assert_eq!(open_tables(&beside).len(), 1);
        for word in &mut beside[2].words[3..] {
            word.x += 8.0;
            word.end += 8.0;
        }
        assert_eq!(open_tables(&beside), []);
    }

    #[test]
    fn a_table_is_one_of_people_only_where_each_row_names_somebody() {
        let people = |second: &'static str| {
            [("Name|Agency|Present", 20.0), ("Lena Marrowby|Council C|X", 16.0), (second, 16.0)]
        };
        assert!(rows(&people("Cass Quill|Health B|X")).is_some());
        assert_eq!(rows(&people("Distribution list|Health B|X")), None);
    }
}
