//! From a Parquet file of events to rows: the columns that are asked for, a few thousand rows at a time.
//!
//! Values are read as the text that a CSV file would have: a day as `2002-05-03`, a timestamp as `2002-05-03T09:30:15`
//! (with `Z` where the file says that it is in universal time), a number in its shortest decimal form. Nothing stands
//! for no value. The number of a row is its place in the file, from 1.
//!
//! Left out: columns of lists or of several parts, and codecs that the library is not built with (each an error that says so,
//! where such a column is asked for), other columns, and several threads.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use duty::log::folded;
use model::Day;
use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{AsBytes, DataType, Int96};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use super::asks::Asks;
use super::load::{ADDRESSEES, Layout, Names, Piece, Reading, Take};
use crate::failure::{Done, Failure};

/// Rows read at once.
const ROWS_AT_ONCE: usize = 1 << 14;

/// The four bytes with which every Parquet file begins.
pub(super) const MAGIC: &[u8; 4] = b"PAR1";

const DAY_SECONDS: i64 = 86_400;

/// What to do about a column that holds more than one value a row.
const ONE_VALUE: &str = "write the file with one plain column of that name, a row for each value";

/// Reads a Parquet file and hands its rows on in order.
pub(super) fn read(
    path: &Path,
    names: &Names,
    asks: &Asks,
    notes: &mut Vec<String>,
    to: &mut dyn Take,
) -> Done<Reading> {
    let damaged = |e: ParquetError| {
        Failure::new(format!("{} cannot be read as Parquet: {e}", path.display()))
            .hint("the file was cut short or changed on its way: ask for it again")
    };
    let file = File::open(path).map_err(|e| Failure::io("cannot read the log", path, &e))?;
    let reader = fenced(|| SerializedFileReader::new(file)).map_err(damaged)?;
    let meta = reader.metadata();
    let schema = meta.file_metadata().schema_descr();
    of_several_parts(schema, names, asks)?;
    let heading: Vec<String> = schema.columns().iter().map(|c| c.path().string()).collect();
    let layout = Layout::find(&heading, names, asks, notes)?;
    let wanted = wanted(&layout, schema)?;
    let mut reading = Reading::new(0, asks);
    reading.has_holders = layout.holder.is_some();
    for group in 0..meta.num_row_groups() {
        let group = fenced(|| reader.get_row_group(group)).map_err(damaged)?;
        let mut columns: Vec<Option<Column>> = (0..layout.width).map(|_| None).collect();
        for &c in &wanted {
            can_unpack(path, &heading[c], group.metadata().column(c).compression())?;
            columns[c] = Some(Column::open(&*group, c, schema).map_err(damaged)?);
        }
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        while left > 0 {
            let rows = left.min(ROWS_AT_ONCE);
            for column in columns.iter_mut().flatten() {
                let read = fenced(|| column.read(rows)).map_err(damaged)?;
                if read != rows {
                    return Err(damaged(ParquetError::EOF("a column is shorter than the file says".into())));
                }
            }
            left -= rows;
            reading.take(piece_of(&columns, rows, &layout, asks), to)?;
        }
    }
    Ok(reading)
}

/// Runs the library on bytes that nobody vouches for: if it panics, the file is damaged.
fn fenced<T>(job: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    catch_unwind(AssertUnwindSafe(job))
        .unwrap_or_else(|_| Err(ParquetError::General("its parts do not fit together".into())))
}

/// Refuses a column that is packed in a way not read here, with what to do about it.
fn can_unpack(path: &Path, column: &str, packed: Compression) -> Done<()> {
    let codec = match packed {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_) => {
            return Ok(());
        }
        Compression::BROTLI(_) => "Brotli",
        Compression::LZO => "LZO",
        Compression::LZ4 | Compression::LZ4_RAW => "LZ4",
    };
    Err(Failure::new(format!(
        "the column \"{column}\" of {} is compressed with {codec}, which is not read here",
        path.display()
    ))
    .hint(
        "write the file again with Zstandard, Snappy or gzip, or without compression \
         (in DuckDB: COPY (FROM 'OLD') TO 'NEW' (FORMAT parquet, COMPRESSION zstd))",
    ))
}

/// Refuses a column that is asked for and holds lists, or has parts of its own: a row of a log has one value in each.
fn of_several_parts(schema: &SchemaDescriptor, names: &Names, asks: &Asks) -> Done<()> {
    let (holder, addressees) = (names.holder.as_deref(), names.addressees.as_deref());
    let main = [
        (names.subject.as_str(), "subject"),
        (&names.kind, "kind"),
        (&names.time, "time"),
        (holder.unwrap_or("holder"), "holder"),
    ];
    let addressees = asks.asks_for_addressees().then_some((addressees.unwrap_or(ADDRESSEES), ADDRESSEES));
    let others = asks.columns().iter().map(|c| (c.as_str(), ""));
    let named: Vec<(&str, &str)> = main.into_iter().chain(addressees).chain(others).collect();
    for field in schema.root_schema().get_fields().iter().filter(|f| f.is_group()) {
        let Some((name, option)) = named.iter().find(|(name, _)| folded(name) == folded(field.name())) else {
            continue;
        };
        let inside = || {
            schema.columns().iter().filter(|c| c.path().parts().first() == Some(&field.name().to_string()))
        };
        let parts: Vec<String> = inside().map(|c| c.path().string()).collect();
        let lists = inside().any(|c| c.max_rep_level() > 0);
        let what = if lists { "holds lists" } else { "has parts of its own" };
        let failure = Failure::new(format!(
            "the column \"{name}\" {what} ({}), and a row of a log has one value in each",
            parts.join(", ")
        ));
        return Err(failure.hint(match (lists, option.is_empty()) {
            (false, false) => {
                format!(
                    "name the part that is meant, such as --{option} {}",
                    parts.first().map_or("", String::as_str)
                )
            }
            _ => ONE_VALUE.to_string(),
        }));
    }
    Ok(())
}

/// The columns to read, each once.
fn wanted(layout: &Layout, schema: &SchemaDescriptor) -> Done<Vec<usize>> {
    let main = [layout.subject, layout.kind, layout.time];
    let mut wanted: Vec<usize> = main
        .into_iter()
        .chain(layout.holder)
        .chain(layout.addressees)
        .chain(layout.asked.iter().copied().flatten())
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    match wanted.iter().find(|&&c| schema.column(c).max_rep_level() > 0) {
        Some(&c) => Err(Failure::new(format!(
            "the column \"{}\" holds lists, and a row of a log has one value in each",
            schema.column(c).path().string()
        ))
        .hint(ONE_VALUE)),
        None => Ok(wanted),
    }
}

fn piece_of(columns: &[Option<Column>], rows: usize, layout: &Layout, asks: &Asks) -> Piece {
    let mut piece = Piece::default();
    for row in 0..rows {
        piece.read += 1;
        let cell = |c: usize| columns[c].as_ref().map_or(&b""[..], |column| column.cell(row));
        let holder = layout.holder.map(cell);
        let addressees = layout.addressees.map_or(&b""[..], cell);
        let main = [cell(layout.subject), cell(layout.kind), addressees];
        piece.take(asks, main, holder, Err(cell(layout.time)), |asked| layout.asked[asked].map(cell));
    }
    piece
}

/// How the values of a column are written as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Plain,
    Unsigned,
    Day,
    /// So many in a second; whether in universal time.
    Instant(i64, bool),
    /// Digits behind the point.
    Decimal(u32),
}

impl Form {
    fn of(column: &ColumnDescriptor) -> Form {
        let decimal = || Form::Decimal(u32::try_from(column.type_scale()).unwrap_or(0));
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Form::Day,
            Some(LogicalType::Decimal(_)) => return decimal(),
            Some(LogicalType::Timestamp(time)) => {
                let in_a_second = match time.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                };
                return Form::Instant(in_a_second, time.is_adjusted_to_u_t_c);
            }
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DATE => Form::Day,
            ConvertedType::DECIMAL => decimal(),
            ConvertedType::TIMESTAMP_MILLIS => Form::Instant(1_000, true),
            ConvertedType::TIMESTAMP_MICROS => Form::Instant(1_000_000, true),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Form::Unsigned,
            _ => Form::Plain,
        }
    }
}

/// A column and the rows of it read last.
struct Column {
    reader: ColumnReader,
    form: Form,
    optional: bool,
    /// The greatest level of definition: that of a value.
    level: i16,
    levels: Vec<i16>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Column {
    fn open(group: &dyn RowGroupReader, c: usize, schema: &SchemaDescriptor) -> Result<Column, ParquetError> {
        let column = schema.column(c);
        let level = column.max_def_level();
        Ok(Column {
            reader: fenced(|| group.get_column_reader(c))?,
            form: Form::of(&column),
            optional: level > 0,
            level,
            levels: Vec::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
        })
    }

    fn cell(&self, row: usize) -> &[u8] {
        let from = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[from..self.ends[row]]
    }

    /// Reads so many rows; gives how many there were.
    fn read(&mut self, rows: usize) -> Result<usize, ParquetError> {
        let Column { reader, form, optional, level, levels, bytes, ends } = self;
        let form = *form;
        bytes.clear();
        ends.clear();
        levels.clear();
        let mut to = Cells { bytes, ends, levels, level: *level, optional: *optional };
        match reader {
            ColumnReader::BoolColumnReader(r) => to.read(r, rows, |v, to| put(to, v)),
            ColumnReader::Int32ColumnReader(r) => to.read(r, rows, |v, to| match form {
                Form::Day => day(i64::from(*v), to),
                Form::Decimal(scale) => decimal(i128::from(*v), scale, to),
                Form::Unsigned => put(to, &v.cast_unsigned()),
                _ => put(to, v),
            }),
            ColumnReader::Int64ColumnReader(r) => to.read(r, rows, |v, to| match form {
                Form::Instant(in_a_second, universal) => instant(*v, in_a_second, universal, to),
                Form::Decimal(scale) => decimal(i128::from(*v), scale, to),
                Form::Unsigned => put(to, &v.cast_unsigned()),
                _ => put(to, v),
            }),
            ColumnReader::Int96ColumnReader(r) => {
                to.read(r, rows, |v: &Int96, to| instant(v.to_millis(), 1_000, false, to))
            }
            ColumnReader::FloatColumnReader(r) => to.read(r, rows, |v, to| put(to, v)),
            ColumnReader::DoubleColumnReader(r) => to.read(r, rows, |v, to| put(to, v)),
            ColumnReader::ByteArrayColumnReader(r) => to.read(r, rows, |v, to| bytes_of(v.data(), form, to)),
            ColumnReader::FixedLenByteArrayColumnReader(r) => {
                to.read(r, rows, |v, to| bytes_of(v.as_bytes(), form, to))
            }
        }
    }
}

/// Where the text of a column goes.
struct Cells<'c> {
    bytes: &'c mut Vec<u8>,
    ends: &'c mut Vec<usize>,
    levels: &'c mut Vec<i16>,
    level: i16,
    optional: bool,
}

impl Cells<'_> {
    fn read<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        rows: usize,
        each: impl Fn(&T::T, &mut Vec<u8>),
    ) -> Result<usize, ParquetError> {
        let mut values = Vec::with_capacity(rows);
        let levels = self.optional.then_some(&mut *self.levels);
        let (read, ..) = reader.read_records(rows, levels, None, &mut values)?;
        let mut values = values.iter();
        for row in 0..read {
            if !self.optional || self.levels.get(row) == Some(&self.level) {
                values.next().into_iter().for_each(|v| each(v, self.bytes));
            }
            self.ends.push(self.bytes.len());
        }
        Ok(read)
    }
}

fn put(to: &mut Vec<u8>, value: &impl std::fmt::Display) {
    use std::io::Write;
    // Writing to memory does not fail.
    let _ = write!(to, "{value}");
}

fn bytes_of(bytes: &[u8], form: Form, to: &mut Vec<u8>) {
    let Form::Decimal(scale) = form else { return to.extend_from_slice(bytes) };
    if bytes.is_empty() || bytes.len() > 16 {
        return;
    }
    let mut wide = [if bytes[0] & 0x80 == 0 { 0 } else { 0xff }; 16];
    wide[16 - bytes.len()..].copy_from_slice(bytes);
    decimal(i128::from_be_bytes(wide), scale, to);
}

fn decimal(whole: i128, scale: u32, to: &mut Vec<u8>) {
    let digits = format!("{:0>width$}", whole.unsigned_abs(), width = scale as usize + 1);
    let (before, behind) = digits.split_at(digits.len() - scale as usize);
    let (sign, point) = (if whole < 0 { "-" } else { "" }, if behind.is_empty() { "" } else { "." });
    put(to, &format_args!("{sign}{before}{point}{behind}"));
}

/// A day; one that no calendar here has is shown as the number that stands there, which is no time.
fn day(days: i64, to: &mut Vec<u8>) {
    match i32::try_from(days).ok().map(Day).filter(|d| (Day::FIRST..=Day::LAST).contains(d)) {
        Some(day) => put(to, &day),
        None => put(to, &format_args!("day {days}")),
    }
}

/// A timestamp. Local midnight is no time of day: programs store a day as its midnight.
fn instant(value: i64, in_a_second: i64, universal: bool, to: &mut Vec<u8>) {
    let seconds = value.div_euclid(in_a_second);
    let second = seconds.rem_euclid(DAY_SECONDS);
    day(seconds.div_euclid(DAY_SECONDS), to);
    if second == 0 && !universal {
        return;
    }
    let (hour, minute, zone) = (second / 3_600, second / 60 % 60, if universal { "Z" } else { "" });
    put(to, &format_args!("T{hour:02}:{minute:02}:{:02}{zone}", second % 60));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut to = Vec::new();
        write(&mut to);
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn values_are_written_as_a_csv_file_would_have_them() {
        let noon = 1_020_384_000 + 43_200;
        for (written, expect) in [
            (text(|to| day(11_810, to)), "2002-05-03"),
            (text(|to| day(99_999_999, to)), "day 99999999"),
            (text(|to| instant(1_020_384_000_000, 1_000, false, to)), "2002-05-03"),
            (text(|to| instant(1_020_384_000_000, 1_000, true, to)), "2002-05-03T00:00:00Z"),
            (text(|to| instant(noon * 1_000_000, 1_000_000, false, to)), "2002-05-03T12:00:00"),
            (text(|to| instant(-1, 1_000_000_000, false, to)), "1969-12-31T23:59:59"),
            (text(|to| decimal(-5, 3, to)), "-0.005"),
            (text(|to| decimal(12_345, 0, to)), "12345"),
            (text(|to| bytes_of(&[0xff, 0x85], Form::Decimal(2), to)), "-1.23"),
            (text(|to| put(to, &100.5f64)), "100.5"),
            (text(|to| put(to, &0.1f32)), "0.1"),
        ] {
            assert_eq!(written, expect);
        }
    }
}
