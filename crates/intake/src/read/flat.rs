//! Parquet files without groups and lists, some rows of a column at a time: the same cells as row by row, and several times as quick.
//!
//! What it leaves out: groups and lists (`columnar.rs`, which also says what a value is as a cell).

use parquet::basic::ConvertedType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result as Parsed};
use parquet::file::reader::FileReader;
use parquet::record::Field;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use super::columnar::{PARSER, cell_of, damaged, give};
use super::guard::fenced;
use super::{Cell, Desk, Limits, Refusal};

/// Rows of a column that are read at a time.
const ROWS: usize = 1_024;

/// Whether every column stands by itself and gives at most one value in a row.
pub(super) fn is_flat(schema: &SchemaDescriptor) -> bool {
    schema.columns().iter().all(|c| c.max_rep_level() == 0 && c.path().parts().len() == 1)
}

/// Gives all rows of a flat file to the desk.
pub(super) fn rows(reader: &dyn FileReader, limits: &Limits, desk: &mut Desk<'_>) -> Result<(), Refusal> {
    let descriptions = reader.metadata().file_metadata().schema_descr().columns().to_vec();
    let mut columns: Vec<Vec<Cell>> = vec![vec![Cell::Empty; ROWS]; descriptions.len()];
    let mut row = vec![Cell::Empty; descriptions.len()];
    let mut number = 0u32;
    let broken = |number: u32, error: &ParquetError| Refusal {
        what: format!("reading ended behind row {number}: {}", damaged(&error.to_string()).what),
        ..damaged("")
    };
    for at in 0..reader.num_row_groups() {
        let open = || {
            let group = reader.get_row_group(at)?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let readers = (0..descriptions.len()).map(|c| group.get_column_reader(c));
            Ok((rows, readers.collect::<Parsed<Vec<ColumnReader>>>()?))
        };
        let (mut left, mut readers) = fenced(PARSER, open)?.map_err(|e| broken(number, &e))?;
        while left > 0 {
            let wanted = left.min(ROWS);
            for ((reader, of), cells) in readers.iter_mut().zip(&descriptions).zip(&mut columns) {
                fenced(PARSER, || fill(reader, of, &mut cells[..wanted]))?.map_err(|e| broken(number, &e))?;
            }
            for at in 0..wanted {
                number = number.saturating_add(1);
                // What the row before held goes back to be written over: its texts need no new memory.
                row.iter_mut().zip(&mut columns).for_each(|(cell, of)| std::mem::swap(cell, &mut of[at]));
                if !give(number, &row, limits, desk)? {
                    return Ok(());
                }
            }
            left -= wanted;
        }
    }
    Ok(())
}

/// The next values of a column, one for each cell.
fn fill(reader: &mut ColumnReader, of: &ColumnDescPtr, cells: &mut [Cell]) -> Parsed<()> {
    let put = |cell: &mut Cell, field: Field| {
        *cell = cell_of(&field);
        Ok(())
    };
    match reader {
        ColumnReader::BoolColumnReader(r) => {
            each(r, of, cells, |cell, v| put(cell, Field::convert_bool(of, *v)))
        }
        ColumnReader::Int32ColumnReader(r) => {
            each(r, of, cells, |cell, v| put(cell, Field::convert_int32(of, *v)))
        }
        ColumnReader::Int64ColumnReader(r) => {
            each(r, of, cells, |cell, v| put(cell, Field::convert_int64(of, *v)))
        }
        ColumnReader::Int96ColumnReader(r) => {
            each(r, of, cells, |cell, v| put(cell, Field::convert_int96(of, *v)))
        }
        ColumnReader::FloatColumnReader(r) => {
            each(r, of, cells, |cell, v| put(cell, Field::convert_float(of, *v)))
        }
        ColumnReader::DoubleColumnReader(r) => {
            each(r, of, cells, |cell, v| put(cell, Field::convert_double(of, *v)))
        }
        ColumnReader::ByteArrayColumnReader(r) if is_text(of) => each(r, of, cells, put_text),
        ColumnReader::ByteArrayColumnReader(r) => {
            each(r, of, cells, |cell, v: &ByteArray| put(cell, Field::convert_byte_array(of, v.clone())?))
        }
        ColumnReader::FixedLenByteArrayColumnReader(r) => {
            each(r, of, cells, |cell, v| put(cell, Field::convert_byte_array(of, v.clone().into())?))
        }
    }
}

fn is_text(of: &ColumnDescPtr) -> bool {
    matches!(of.converted_type(), ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON)
}

/// A text in the place of the one that the cell held.
fn put_text(cell: &mut Cell, value: &ByteArray) -> Parsed<()> {
    let text = value.as_utf8()?;
    let text = super::workbook::trimmed(text);
    match cell {
        _ if text.is_empty() => *cell = Cell::Empty,
        Cell::Text(held) => {
            held.clear();
            held.push_str(text);
        }
        _ => *cell = Cell::Text(text.to_string()),
    }
    Ok(())
}

/// Reads values of one type and puts each into its cell; cells without a value become empty.
fn each<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    of: &ColumnDescPtr,
    cells: &mut [Cell],
    mut put: impl FnMut(&mut Cell, &T::T) -> Parsed<()>,
) -> Parsed<()> {
    let (mut levels, mut values) = (Vec::with_capacity(cells.len()), Vec::with_capacity(cells.len()));
    let mut read = 0;
    while read < cells.len() {
        let (rows, _, _) = reader.read_records(cells.len() - read, Some(&mut levels), None, &mut values)?;
        if rows == 0 {
            return Err(ParquetError::EOF(format!("the column {} ends early", of.name())));
        }
        read += rows;
    }
    let given = of.max_def_level();
    let mut values = values.iter();
    for (at, cell) in cells.iter_mut().enumerate() {
        if given > 0 && levels.get(at).is_none_or(|level| *level < given) {
            *cell = Cell::Empty;
            continue;
        }
        match values.next() {
            Some(value) => put(cell, value)?,
            None => return Err(ParquetError::EOF(format!("the column {} ends early", of.name()))),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use parquet::data_type::{BoolType, ByteArrayType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::reader::SerializedFileReader;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::read::columnar::lay_flat;
    use crate::{RowSink, SheetHead};

    const SCHEMA: &str = "message rows { optional binary name (UTF8); required int64 number; optional int32 day (DATE); \
        optional double share; optional boolean known; optional binary raw; }";

    /// Two groups of rows, with values left out in turn; `rows` is more than are read at a time.
    fn file(rows: usize) -> Bytes {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let mut bytes = Vec::new();
        let mut writer =
            SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::builder().build()))
                .unwrap();
        for group in 0..2i64 {
            let mut out = writer.next_row_group().unwrap();
            let given = |every: usize| -> Vec<i16> { (0..rows).map(|i| i16::from(i % every != 0)).collect() };
            let mut column = 0;
            while let Some(mut to) = out.next_column().unwrap() {
                let levels = given([3, 1, 4, 5, 2, 7][column]);
                let n = if column == 1 { rows } else { levels.iter().filter(|l| **l == 1).count() };
                let numbers = (0..n as i64).map(|i| i * 31 + group);
                match column {
                    0 => {
                        let texts: Vec<ByteArray> = numbers
                            .map(|i| format!("  né {} ", "x".repeat(i as usize % 5)).as_str().into())
                            .collect();
                        to.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
                    }
                    1 => drop(
                        to.typed::<Int64Type>()
                            .write_batch(&numbers.collect::<Vec<_>>(), None, None)
                            .unwrap(),
                    ),
                    2 => {
                        let days: Vec<i32> = numbers.map(|i| i as i32).collect();
                        to.typed::<Int32Type>().write_batch(&days, Some(&levels), None).unwrap();
                    }
                    3 => {
                        let shares: Vec<f64> = numbers.map(|i| i as f64 / 8.0).collect();
                        to.typed::<DoubleType>().write_batch(&shares, Some(&levels), None).unwrap();
                    }
                    4 => {
                        let known: Vec<bool> = numbers.map(|i| i % 2 == 0).collect();
                        to.typed::<BoolType>().write_batch(&known, Some(&levels), None).unwrap();
                    }
                    _ => {
                        let raw: Vec<ByteArray> = numbers.map(|i| vec![0xff, i as u8].into()).collect();
                        to.typed::<ByteArrayType>().write_batch(&raw, Some(&levels), None).unwrap();
                    }
                }
                to.close().unwrap();
                column += 1;
            }
            out.close().unwrap();
        }
        writer.close().unwrap();
        bytes.into()
    }

    struct Kept(Vec<Vec<Cell>>);

    impl RowSink for Kept {
        fn sheet(&mut self, _: &SheetHead) -> bool {
            true
        }
        fn row(&mut self, number: u32, cells: &[Cell]) -> bool {
            assert_eq!(number as usize, self.0.len() + 1);
            self.0.push(cells.to_vec());
            true
        }
        fn bad_row(&mut self, _: u32, _: &str, what: &str, _: &str) {
            panic!("{what}");
        }
        fn note(&mut self, _: u32, _: &str) {}
    }

    #[test]
    fn the_cells_are_those_of_reading_row_by_row() {
        let reader = SerializedFileReader::new(file(2_500)).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr();
        assert!(is_flat(schema));
        let names: Vec<String> = schema.columns().iter().map(|c| c.name().to_string()).collect();
        let mut kept = Kept(Vec::new());
        let mut desk = Desk { sink: &mut kept, waiting: Vec::new(), stopped: false };
        rows(&reader, &Limits::default(), &mut desk).unwrap();
        let mut cells = Vec::new();
        let mut count = 0;
        for (row, found) in reader.get_row_iter(None).unwrap().zip(&kept.0) {
            lay_flat(&row.unwrap(), &names, &mut cells);
            assert_eq!(&cells, found);
            count += 1;
        }
        assert_eq!((count, kept.0.len()), (5_000, 5_000));
        assert_eq!(kept.0[1][0], Cell::Text("né".to_string()));
        assert_eq!(kept.0[0][0], Cell::Empty);
    }
}
