//! Parquet files, row by row. Nested groups are laid flat with dots, lists joined with ` | `.
//!
//! What it leaves out: encrypted files. Times of day in timestamps are as stored (UTC); no zone is applied.

use std::fs::File;
use std::io::Read;

use model::{Day, TimeOfDay};
use parquet::data_type::Decimal;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use super::guard::fenced;
use super::header::{shorten, unique_names, words_of};
use super::json::join;
use super::received::{Received, bomb, unpacked_allowed, unreadable};
use super::workbook::text_cell;
use super::{Cell, Desk, Limits, ReadOptions, Refusal, RowSink, SheetHead};

pub(super) const PARSER: &str = "Parquet";
/// Bytes of a Parquet file inside gzip, which has to be held in memory.
const INNER_BYTES_MAX: u64 = 512 << 20;

pub(super) fn damaged(words: &str) -> Refusal {
    Refusal::new(
        format!("the Parquet file is damaged: {}", shorten(words, 300)),
        "a Parquet file as its program wrote it",
        "the file was cut short or changed on its way: ask for it again",
    )
}

/// Reads a Parquet file; the number of a row is its place from 1. Returns the format in words.
pub(super) fn read(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    if !received.gzip {
        let file = File::open(&received.path).map_err(|e| unreadable(&e))?;
        let reader =
            fenced(PARSER, || SerializedFileReader::new(file))?.map_err(|e| damaged(&e.to_string()))?;
        return rows(&reader, received, options, limits, desk);
    }
    if received.survey.bytes > INNER_BYTES_MAX {
        return Err(Refusal::new(
            format!("inside the gzip wrapping is a Parquet file of {} bytes", received.survey.bytes),
            format!("at most {INNER_BYTES_MAX} bytes"),
            "unpack it with gunzip first",
        ));
    }
    let mut bytes = Vec::new();
    received.open()?.read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    let bytes = bytes::Bytes::from(bytes);
    let reader = fenced(PARSER, || SerializedFileReader::new(bytes))?.map_err(|e| damaged(&e.to_string()))?;
    rows(&reader, received, options, limits, desk)
}

fn rows(
    reader: &dyn FileReader,
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    let meta = reader.metadata();
    let unpacked: u64 =
        meta.row_groups().iter().map(|g| g.total_byte_size().max(0) as u64).fold(0, u64::saturating_add);
    if unpacked > unpacked_allowed(received.survey.bytes, limits) {
        return Err(bomb(received.survey.bytes, limits));
    }
    let schema = meta.file_metadata().schema_descr();
    let all = unique_names(schema.columns().iter().map(|c| path_name(c.path().parts())));
    if all.len() > limits.columns_max {
        return Err(super::header::too_wide(all.len(), limits));
    }
    let claimed = meta.file_metadata().num_rows();
    if claimed < 0 || claimed as u64 > u64::from(limits.rows_max) {
        return Err(Refusal::new(
            format!("the file has {claimed} rows"),
            format!("at most {} rows in one sheet", limits.rows_max),
            "split the file, or raise rows_max",
        ));
    }
    if !desk.sheet(&SheetHead { name: String::new(), columns: all.clone(), row: 0 }) {
        return Ok("Parquet".to_string());
    }
    for name in options.columns.iter().filter(|n| !all.contains(n)) {
        desk.note(0, &format!("the file has no column {name}"));
    }
    if super::flat::is_flat(schema) {
        super::flat::rows(reader, limits, desk)?;
        return Ok("Parquet".to_string());
    }
    let mut iter = fenced(PARSER, || reader.get_row_iter(None))?.map_err(|e| damaged(&e.to_string()))?;
    let mut cells = Vec::new();
    let mut number = 0u32;
    while let Some(row) = fenced(PARSER, || iter.next())? {
        let row = row.map_err(|e| Refusal {
            what: format!("reading ended behind row {number}: {}", damaged(&e.to_string()).what),
            ..damaged("")
        })?;
        number = number.saturating_add(1);
        lay_flat(&row, &all, &mut cells);
        if !give(number, &cells, limits, desk)? {
            break;
        }
    }
    Ok("Parquet".to_string())
}

/// Gives one row to the desk, within the limits; whether reading should go on.
pub(super) fn give(
    number: u32,
    cells: &[Cell],
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<bool, Refusal> {
    if number > limits.rows_max {
        return Err(Refusal::new(
            format!("there are more than {} rows", limits.rows_max),
            format!("at most {} rows in one sheet", limits.rows_max),
            "split the file, or raise rows_max",
        ));
    }
    let long = cells.iter().map(|c| if let Cell::Text(t) = c { t.len() } else { 0 }).max().unwrap_or(0);
    if long > limits.cell_bytes_max {
        let what = format!("a value has {long} bytes, the limit is {}", limits.cell_bytes_max);
        desk.bad_row(number, &words_of(cells), &what, "raise cell_bytes_max if the text is meant");
        return Ok(true);
    }
    Ok(desk.row(number, cells))
}

/// Names of a nested column joined by dots; the names that lists are made with are left out.
fn path_name(parts: &[String]) -> String {
    let kept: Vec<&str> = parts
        .iter()
        .enumerate()
        .filter(|(i, p)| {
            *i == 0 || !matches!(p.as_str(), "list" | "element" | "array" | "item" | "bag" | "key_value")
        })
        .map(|(_, p)| p.as_str())
        .collect();
    kept.join(".")
}

pub(super) fn lay_flat(row: &Row, columns: &[String], cells: &mut Vec<Cell>) {
    cells.clear();
    cells.resize(columns.len(), Cell::Empty);
    let mut at = 0;
    for (name, field) in row.get_column_iter() {
        let nested =
            |c: &String| c == name || c.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let last = columns[at..].iter().take_while(|c| nested(c)).count().max(1);
        let end = (at + last).min(columns.len());
        fill(field, name, &columns[at..end], &mut cells[at..end]);
        at = end;
        if at == columns.len() {
            break;
        }
    }
}

fn fill(field: &Field, name: &str, columns: &[String], cells: &mut [Cell]) {
    match field {
        Field::Group(row) => {
            for (inner, field) in row.get_column_iter() {
                fill(field, &format!("{name}.{inner}"), columns, cells);
            }
        }
        Field::ListInternal(list) => list.elements().iter().for_each(|f| fill(f, name, columns, cells)),
        Field::MapInternal(map) => {
            for (key, value) in map.entries() {
                fill(key, &format!("{name}.key"), columns, cells);
                fill(value, &format!("{name}.value"), columns, cells);
            }
        }
        scalar => {
            let place = if columns.len() == 1 { Some(0) } else { columns.iter().position(|c| c == name) };
            if let Some(cell) = place.and_then(|p| cells.get_mut(p)) {
                join(cell, cell_of(scalar));
            }
        }
    }
}

pub(super) fn cell_of(field: &Field) -> Cell {
    match field {
        Field::Bool(b) => Cell::Bool(*b),
        Field::Byte(n) => Cell::Number(f64::from(*n)),
        Field::Short(n) => Cell::Number(f64::from(*n)),
        Field::Int(n) => Cell::Number(f64::from(*n)),
        Field::Long(n) if n.unsigned_abs() < 1 << 53 => Cell::Number(*n as f64),
        Field::Long(n) => Cell::Text(n.to_string()),
        Field::UByte(n) => Cell::Number(f64::from(*n)),
        Field::UShort(n) => Cell::Number(f64::from(*n)),
        Field::UInt(n) => Cell::Number(f64::from(*n)),
        Field::ULong(n) if *n < 1 << 53 => Cell::Number(*n as f64),
        Field::ULong(n) => Cell::Text(n.to_string()),
        Field::Float16(n) => Cell::Number(f64::from(n.to_f32())),
        // Through its shortest decimal form: 0.1 in four bytes is meant as 0.1.
        Field::Float(n) => Cell::Number(n.to_string().parse().unwrap_or_else(|_| f64::from(*n))),
        Field::Double(n) => Cell::Number(*n),
        Field::Decimal(n) => decimal(n),
        Field::Str(text) => text_cell(text),
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => text_cell(text),
            Err(_) => text_cell(&bytes.data().iter().map(|b| format!("{b:02x}")).collect::<String>()),
        },
        Field::Date(days) => {
            day(i64::from(*days)).map_or(Cell::Number(f64::from(*days)), |d| Cell::Date(d, None))
        }
        Field::TimeMillis(ms) => time_text(i64::from(*ms) / 1000),
        Field::TimeMicros(us) => time_text(us / 1_000_000),
        Field::TimestampMillis(ms) => instant(ms.div_euclid(1000), *ms),
        Field::TimestampMicros(us) => instant(us.div_euclid(1_000_000), *us),
        _ => Cell::Empty,
    }
}

fn day(days: i64) -> Option<Day> {
    i32::try_from(days).ok().map(Day).filter(|d| (Day::FIRST..=Day::LAST).contains(d))
}

fn time_of(second_of_day: i64) -> Option<TimeOfDay> {
    let s = u32::try_from(second_of_day).ok()?;
    TimeOfDay::hms(s / 3600, s / 60 % 60, (s % 60 != 0).then_some(s % 60))
}

fn time_text(second_of_day: i64) -> Cell {
    time_of(second_of_day).map_or(Cell::Number(second_of_day as f64), |t| Cell::Text(t.to_string()))
}

/// A timestamp. Midnight is no time of day: programs store a day as its midnight.
fn instant(seconds: i64, stored: i64) -> Cell {
    match (day(seconds.div_euclid(86_400)), seconds.rem_euclid(86_400)) {
        (Some(day), 0) => Cell::Date(day, None),
        (Some(day), rest) => Cell::Date(day, time_of(rest)),
        (None, _) => Cell::Text(stored.to_string()),
    }
}

/// A decimal as its digits; as a number where a floating-point number holds it.
fn decimal(value: &Decimal) -> Cell {
    let data = value.data();
    let scale = value.scale();
    if data.len() > 16 || !(0..=38).contains(&scale) {
        return Cell::Text(data.iter().map(|b| format!("{b:02x}")).collect());
    }
    let negative = data.first().is_some_and(|b| b & 0x80 != 0);
    let mut bytes = [if negative { 0xff } else { 0 }; 16];
    bytes[16 - data.len()..].copy_from_slice(data);
    let whole = i128::from_be_bytes(bytes);
    let digits = format!("{:0>width$}", whole.unsigned_abs(), width = scale as usize + 1);
    let (before, behind) = digits.split_at(digits.len() - scale as usize);
    let sign = if whole < 0 { "-" } else { "" };
    let text = if behind.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{behind}") };
    match text.parse::<f64>() {
        Ok(number) if digits.len() <= 15 => Cell::Number(number),
        _ => Cell::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_meaning() {
        assert_eq!(decimal(&Decimal::from_i64(-12_345, 10, 2)).to_string(), "-123.45");
        assert_eq!(decimal(&Decimal::from_i32(5, 10, 3)).to_string(), "0.005");
        assert_eq!(decimal(&Decimal::from_i64(i64::MAX, 19, 0)), Cell::Text(i64::MAX.to_string()));
        assert_eq!(instant(1_020_384_000, 0).to_string(), "2002-05-03");
        assert_eq!(instant(1_020_384_000 + 34_215, 0).to_string(), "2002-05-03 09:30:15");
        assert_eq!(cell_of(&Field::Float(0.1)), Cell::Number(0.1));
        assert_eq!(cell_of(&Field::Long(i64::MAX)), Cell::Text(i64::MAX.to_string()));
        assert_eq!(path_name(&["names".into(), "list".into(), "element".into()]), "names");
    }
}
