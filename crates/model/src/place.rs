//! Provenance: the file as received (with its hash), the sheet, the row and the column; in a document, the page or
//! the running text, the paragraph or line, the table and its row.

use std::fmt;

use crate::SourceId;

/// What the name of a part of a document begins with in [`Source::sheets`], so that its places are told in the words of
/// documents and not in those of workbooks. After it stands what the part is ("page 3", "table 2", "text"), and after
/// [`PART_UNIT_MARK`] what its rows are ("line", "paragraph", "row").
pub const PART_MARK: &str = "\u{b6} ";
/// Stands between the name of a part of a document and what its rows are.
pub const PART_UNIT_MARK: &str = " \u{b7} ";

/// A file as received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Path below the evidence folder, with forward slashes.
    pub path: String,
    /// SHA-256 of the bytes as received, 64 lower-case hex digits.
    pub sha256: String,
    /// Size in bytes as received.
    pub bytes: u64,
    /// What the file was found to be ("CSV, comma, UTF-8", "Excel workbook", ...).
    pub format: String,
    /// Name of the source in `review.toml` that reads it.
    pub name: String,
    /// The agency that supplied it.
    pub agency: String,
    /// Sheets (or element paths, or array paths) in the order read; one unnamed sheet for a plain table.
    pub sheets: Vec<String>,
}

/// Where something stands in a source.
///
/// Rows and columns count from 1, as a spreadsheet shows them; 0 means the place is the whole sheet, row or file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The file.
    pub source: SourceId,
    /// Index into [`Source::sheets`].
    pub sheet: u16,
    /// Row (or line, or element number), from 1; 0 for none.
    pub row: u32,
    /// Column, from 1; 0 for none.
    pub column: u16,
}

impl Place {
    /// A row of the first sheet of a source.
    pub fn row(source: SourceId, row: u32) -> Place {
        Place { source, sheet: 0, row, column: 0 }
    }

    /// The same row at a column (from 1).
    pub fn at_column(self, column: u16) -> Place {
        Place { column, ..self }
    }

    /// In words: `police/log.csv, sheet "2002", row 12, column C`.
    ///
    /// # Panics
    /// When the source is not in `sources`.
    pub fn describe(self, sources: &[Source]) -> String {
        let source = &sources[self.source.index()];
        let mut text = source.path.clone();
        let sheet = source.sheets.get(usize::from(self.sheet)).filter(|s| !s.is_empty());
        let part = sheet.and_then(|s| s.strip_prefix(PART_MARK));
        let unit = match (sheet, part) {
            (_, Some(part)) => {
                let (part, unit) = part.split_once(PART_UNIT_MARK).unwrap_or((part, "paragraph"));
                if part != "text" {
                    text.push_str(&format!(", {part}"));
                }
                unit
            }
            (Some(sheet), None) => {
                text.push_str(&format!(", sheet \"{sheet}\""));
                "row"
            }
            (None, None) => "row",
        };
        if self.row > 0 {
            text.push_str(&format!(", {unit} {}", self.row));
        }
        if self.column > 0 {
            text.push_str(&format!(", column {}", column_letters(self.column)));
        }
        text
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sheet {} row {} column {}", self.source, self.sheet, self.row, self.column)
    }
}

/// Spreadsheet letters of a column counted from 1: 1 is `A`, 27 is `AA`. 0 gives an empty string.
pub fn column_letters(column: u16) -> String {
    let mut n = u32::from(column);
    let mut letters = String::new();
    while n > 0 {
        n -= 1;
        letters.insert(0, char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_in_the_words_of_its_file() {
        let sheets = [
            "2002",
            "\u{b6} text \u{b7} paragraph",
            "\u{b6} page 3 \u{b7} line",
            "\u{b6} table 2 \u{b7} row",
        ];
        let source = Source {
            path: "police/a.docx".into(),
            sha256: String::new(),
            bytes: 0,
            format: String::new(),
            name: String::new(),
            agency: String::new(),
            sheets: sheets.map(String::from).to_vec(),
        };
        let told = |sheet: u16, column: u16| {
            Place { source: SourceId(0), sheet, row: 12, column }.describe(std::slice::from_ref(&source))
        };
        assert_eq!(told(0, 3), "police/a.docx, sheet \"2002\", row 12, column C");
        assert_eq!(told(1, 0), "police/a.docx, paragraph 12");
        assert_eq!(told(2, 0), "police/a.docx, page 3, line 12");
        assert_eq!(told(3, 2), "police/a.docx, table 2, row 12, column B");
    }

    #[test]
    fn columns_as_a_spreadsheet_shows_them() {
        for (n, letters) in
            [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA"), (0, "")]
        {
            assert_eq!(column_letters(n), letters);
        }
    }
}
