//! Excel workbooks, through calamine: values, never computed; dates where the format says date.
//!
//! What a review must know is said: hidden sheets, merged cells, formulas, macros, links to other files.

use calamine::{
    Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
    XlsxFormulaMetadata,
};
use model::{Day, TimeOfDay};

use super::grid::{Area, Extent, Grid};
use super::guard::fenced;
use super::header::Table;
use super::received::{Received, Seekable};
use super::{Cell, Desk, Limits, ReadOptions, Refusal, unzip};

const PARSER: &str = "Excel workbook";
/// Bytes of an old workbook, which is held in memory whole.
const XLS_BYTES_MAX: u64 = 512 << 20;

/// One sheet as a workbook lists it.
pub(super) struct Listed {
    /// Name.
    pub(super) name: String,
    /// Whether it is hidden.
    pub(super) hidden: bool,
    /// Whether it holds cells at all.
    pub(super) cells: bool,
}

/// The sheets that are wanted, in the order of the workbook.
pub(super) fn choose(
    sheets: Vec<Listed>,
    options: &ReadOptions,
    desk: &mut Desk<'_>,
) -> Result<Vec<Listed>, Refusal> {
    let key = |name: &str| name.trim().to_lowercase();
    let names = || sheets.iter().map(|s| format!("\"{}\"", s.name)).collect::<Vec<_>>().join(", ");
    let missing: Vec<&String> =
        options.sheets.iter().filter(|w| !sheets.iter().any(|s| key(&s.name) == key(w))).collect();
    if !missing.is_empty() && missing.len() == options.sheets.len() {
        return Err(Refusal::new(
            format!("there is no sheet \"{}\"", missing[0]),
            format!("one of {}", names()),
            "correct the name under sheet, or leave it out to read all sheets",
        ));
    }
    for name in missing {
        desk.say_of_file(format!("there is no sheet \"{name}\" in this workbook; it has {}", names()));
    }
    let wanted =
        |s: &Listed| options.sheets.is_empty() || options.sheets.iter().any(|w| key(w) == key(&s.name));
    Ok(sheets.into_iter().filter(wanted).filter(|s| s.cells).collect())
}

/// Reads a workbook of 2007 or later.
pub(super) fn read_xlsx(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    unzip::weigh(received, limits)?;
    let parts = unzip::names(received)?;
    if parts.iter().any(|p| p.ends_with("vbaProject.bin")) {
        desk.say_of_file("macros are present and were not run");
    }
    if parts.iter().any(|p| p.contains("externalLinks/")) {
        desk.say_of_file("the workbook has links to other workbooks; they were not followed");
    }
    if parts.iter().any(|p| p.ends_with("xl/connections.xml")) {
        desk.say_of_file("the workbook has connections to databases or web pages; they were not followed");
    }
    let bytes = received.open_seekable()?;
    let mut book: Xlsx<Seekable> = fenced(PARSER, || Xlsx::new(bytes))?.map_err(|e| xlsx_refusal(&e))?;
    let listed = list(book.sheets_metadata());
    for sheet in choose(listed, options, desk)? {
        let areas = fenced(PARSER, || book.merge_cells_by_sheet_name(&sheet.name))?
            .map_err(|e| xlsx_refusal(&e))?
            .iter()
            .map(area)
            .collect();
        let mut table = Table::new(desk, &sheet.name, options, limits);
        tell_hidden(&sheet, &mut table);
        let extent = xlsx_extent(&mut book, &sheet.name)?;
        extent.tell(&mut table);
        let grid = Grid::new(&mut table, limits, extent.width, areas)?;
        xlsx_rows(&mut book, &sheet.name, grid)?;
        if !table.finish()? {
            break;
        }
    }
    Ok("Excel workbook (xlsx)".to_string())
}

fn list(sheets: &[calamine::Sheet]) -> Vec<Listed> {
    sheets
        .iter()
        .map(|s| Listed {
            name: s.name.clone(),
            hidden: s.visible != SheetVisible::Visible,
            cells: s.typ == SheetType::WorkSheet,
        })
        .collect()
}

/// Says that a sheet is hidden in the workbook.
pub(super) fn tell_hidden(sheet: &Listed, table: &mut Table<'_, '_>) {
    if sheet.hidden {
        table.note(0, "this sheet is hidden in the workbook; it was read");
    }
}

fn area(d: &Dimensions) -> Area {
    Area { top: d.start.0, left: d.start.1, bottom: d.end.0, right: d.end.1 }
}

fn xlsx_extent(book: &mut Xlsx<Seekable>, name: &str) -> Result<Extent, Refusal> {
    let mut extent = Extent::default();
    each_cell(book, name, |row, column, value, formula| {
        extent.add(row, column, is_filled(value), formula.is_some());
        Ok(true)
    })?;
    Ok(extent)
}

fn is_filled(value: &DataRef<'_>) -> bool {
    match value {
        DataRef::Empty => false,
        DataRef::String(text) => !text.is_empty(),
        DataRef::SharedString(text) => !text.is_empty(),
        _ => true,
    }
}

fn xlsx_rows(book: &mut Xlsx<Seekable>, name: &str, mut grid: Grid<'_, '_, '_>) -> Result<(), Refusal> {
    let system = book.has_1904_epoch();
    each_cell(book, name, |row, column, value, formula| {
        let cell = match (value, formula) {
            (DataRef::Empty, Some(formula)) => Cell::Error(formula_words(formula)),
            (value, _) => cell_of_ref(value, system),
        };
        grid.put(row, column, cell)
    })?;
    grid.finish()
}

fn formula_words(formula: &XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            format!("={}", super::header::shorten(formula, 500))
        }
        _ => "=(a formula shared with the cells above)".to_string(),
    }
}

/// Goes through the cells of a sheet in a stream; each step of the parser is fenced, the caller's is not.
fn each_cell(
    book: &mut Xlsx<Seekable>,
    name: &str,
    mut take: impl FnMut(u32, u32, &DataRef<'_>, Option<&XlsxFormulaMetadata>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let mut cells = match fenced(PARSER, || book.worksheet_cells_reader(name))? {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(e) => return Err(xlsx_refusal(&e)),
    };
    while let Some(record) = fenced(PARSER, || cells.next_cell_with_formula_metadata())?
        .map_err(|e| sheet_refusal(name, &e.to_string()))?
    {
        if !take(record.pos.0, record.pos.1, &record.value, record.formula.as_ref())? {
            break;
        }
    }
    Ok(())
}

/// Reads a workbook of 1997 to 2003.
pub(super) fn read_xls(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    if received.survey.bytes > XLS_BYTES_MAX {
        return Err(Refusal::new(
            format!("the workbook has {} bytes", received.survey.bytes),
            format!("at most {XLS_BYTES_MAX} bytes"),
            "save it as .xlsx",
        ));
    }
    let bytes = received.open_seekable()?;
    let mut book: Xls<Seekable> = fenced(PARSER, || Xls::new(bytes))?.map_err(|e| match e {
        XlsError::Password => unzip::protected(),
        e => damaged(&e.to_string()),
    })?;
    if super::identify::has_ole_name(received, "_VBA_PROJECT_CUR")? {
        desk.say_of_file("macros are present and were not run");
    }
    let system = book.has_1904_epoch();
    let listed = list(book.sheets_metadata());
    for sheet in choose(listed, options, desk)? {
        let areas = fenced(PARSER, || book.merge_cells_by_sheet_name(&sheet.name))?
            .map_err(|e| damaged(&e.to_string()))?
            .iter()
            .map(area)
            .collect();
        let range = fenced(PARSER, || book.worksheet_range(&sheet.name))?
            .map_err(|e| sheet_refusal(&sheet.name, &e.to_string()))?;
        let formulas = fenced(PARSER, || book.worksheet_formula(&sheet.name))?
            .map_err(|e| sheet_refusal(&sheet.name, &e.to_string()))?;
        let mut table = Table::new(desk, &sheet.name, options, limits);
        tell_hidden(&sheet, &mut table);
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut extent = Extent::default();
        for (row, column, _) in range.used_cells() {
            extent.add(top + row as u32, left + column as u32, true, false);
        }
        extent.computed = formulas.used_cells().count() as u64;
        extent.tell(&mut table);
        let mut grid = Grid::new(&mut table, limits, extent.width, areas)?;
        for (row, column, value) in range.used_cells() {
            if !grid.put(top + row as u32, left + column as u32, cell_of(value, system))? {
                break;
            }
        }
        grid.finish()?;
        if !table.finish()? {
            break;
        }
    }
    Ok("Excel workbook of 1997 to 2003 (xls)".to_string())
}

fn xlsx_refusal(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => unzip::protected(),
        e => damaged(&e.to_string()),
    }
}

fn damaged(words: &str) -> Refusal {
    Refusal::new(
        format!("the workbook is damaged: {words}"),
        "a workbook as its program wrote it",
        "open it in a spreadsheet and save it again, or ask for it again",
    )
}

fn sheet_refusal(sheet: &str, words: &str) -> Refusal {
    Refusal { what: format!("reading ended in sheet \"{sheet}\", which is damaged: {words}"), ..damaged("") }
}

fn cell_of_ref(value: &DataRef<'_>, system_1904: bool) -> Cell {
    match value {
        DataRef::SharedString(text) => text_cell(text),
        DataRef::String(text) => text_cell(text),
        other => cell_of(&Data::from(other.clone()), system_1904),
    }
}

fn cell_of(value: &Data, system_1904: bool) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => text_cell(text),
        Data::Int(n) if n.unsigned_abs() < 1 << 53 => Cell::Number(*n as f64),
        Data::Int(n) => Cell::Text(n.to_string()),
        Data::Float(n) => Cell::Number(*n),
        Data::Bool(b) => Cell::Bool(*b),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::DateTime(date) if date.is_duration() => duration(date.as_f64()),
        Data::DateTime(date) => serial_date(date.as_f64(), system_1904),
        Data::DateTimeIso(text) => iso_date(text),
        Data::DurationIso(text) => text_cell(text),
    }
}

/// A text without white space, NUL and byte order marks at its ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{feff}'))
}

/// Text, trimmed; nothing where nothing is left.
pub(super) fn text_cell(text: &str) -> Cell {
    let text = trimmed(text);
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_string()) }
}

/// `YYYY-MM-DD`, alone or with `T` and a time.
pub(super) fn iso_date(text: &str) -> Cell {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ']).map_or((text, None), |(d, t)| (d, Some(t)));
    let Some(day) = Day::iso(date) else { return text_cell(text) };
    let Some(time) = time else { return Cell::Date(day, None) };
    let mut parts = time.trim_end_matches('Z').split([':', '.']).map(str::parse::<u32>);
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    match (hour, minute, second) {
        (Some(Ok(0)), Some(Ok(0)), None | Some(Ok(0))) => Cell::Date(day, None),
        (Some(Ok(h)), Some(Ok(m)), second) => {
            let second = second.and_then(Result::ok).filter(|s| *s != 0);
            TimeOfDay::hms(h, m, second).map_or_else(|| text_cell(text), |t| Cell::Date(day, Some(t)))
        }
        _ => text_cell(text),
    }
}

/// A span of time as a spreadsheet shows it, hours first.
fn duration(days: f64) -> Cell {
    let seconds = (days * 86_400.0).round();
    if !(0.0..1e12).contains(&seconds) {
        return Cell::Number(days);
    }
    let s = seconds as u64;
    Cell::Text(format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60))
}

/// A day counted in Excel's way. Midnight is no time of day: Excel cannot tell a day from its midnight. Below 1 it is a
/// time of day without a day. Seconds are kept where they are not zero.
fn serial_date(serial: f64, system_1904: bool) -> Cell {
    let seconds = (serial * 86_400.0).round();
    if !(0.0..3e11).contains(&seconds) {
        return Cell::Number(serial);
    }
    let (days, rest) = ((seconds / 86_400.0).floor() as i32, (seconds % 86_400.0) as u32);
    let second = (rest % 60 != 0).then_some(rest % 60);
    let time = TimeOfDay::hms(rest / 3600, rest / 60 % 60, second);
    if days == 0 && serial < 1.0 && (rest > 0 || !system_1904) {
        return time.map_or(Cell::Number(serial), |t| Cell::Text(t.to_string()));
    }
    let first = |y, m, d| Day::ymd(y, m, d).unwrap_or(Day(0));
    let day = match (system_1904, days) {
        (true, _) => first(1904, 1, 1) + days,
        (false, 60) => return Cell::Number(serial), // 29 February 1900, which Excel believes in
        (false, ..60) => first(1899, 12, 31) + days,
        (false, _) => first(1899, 12, 30) + days,
    };
    if day > Day::LAST {
        return Cell::Number(serial);
    }
    Cell::Date(day, time.filter(|_| rest > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// | serial | 1904 system | shown |
    #[test]
    fn serials_become_days() {
        for (serial, system, shown) in [
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (60.0, false, "60"),
            (61.0, false, "1900-03-01"),
            (37_379.0, false, "2002-05-03"),
            (35_917.0, true, "2002-05-03"),
            (37_379.5, false, "2002-05-03 12:00"),
            (37_379.999_999_9, false, "2002-05-04"),
            (0.395_833_333_333, false, "09:30"),
            (0.0, true, "1904-01-01"),
            (-1.0, false, "-1"),
            (2_958_465.0, false, "9999-12-31"),
            (2_958_466.0, false, "2958466"),
            (f64::NAN, false, "NaN"),
            (1e300, false, &1e300.to_string()),
        ] {
            assert_eq!(serial_date(serial, system).to_string(), shown, "{serial}");
        }
        assert_eq!(duration(2.0625).to_string(), "49:30:00");
        assert_eq!(iso_date("2002-05-03T09:30:00Z").to_string(), "2002-05-03 09:30");
        assert_eq!(iso_date("2002-05-03T00:00:00").to_string(), "2002-05-03");
        assert_eq!(iso_date("3 May"), Cell::Text("3 May".into()));
    }
}
