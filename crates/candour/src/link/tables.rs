//! Pairs and entities as CSV or Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use link::columns::{ColumnLinks, Kept, ScoredPair};
use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use report::Out;

use super::decimals::{put_fixed, put_whole};
use super::table::Loaded;
use super::whole::csv_cell;
use crate::output::Staged;

/// Rows of one group of a Parquet file.
const GROUP_ROWS: usize = 1 << 18;

/// A column that is written.
enum Values {
    Text(Vec<ByteArray>),
    Number(Vec<f64>),
}

/// Writes the listed pairs: left, right, weight in bits, probability, and the level of each comparison in turn.
pub(super) fn pairs(
    to: &mut Staged,
    parquet: bool,
    loaded: &Loaded,
    links: &ColumnLinks,
    kept: &Kept,
    least: f64,
) -> io::Result<()> {
    let name = |record: u32| loaded.names.get(record as usize);
    let put_levels = |out: &mut String, pair: &ScoredPair| {
        for comparison in 0..links.comparisons.len() {
            if comparison > 0 {
                out.push('.');
            }
            put_whole(out, pair.level(comparison) as u64);
        }
    };
    let levels = |pair: &ScoredPair| {
        let mut out = String::with_capacity(3 * links.comparisons.len());
        put_levels(&mut out, pair);
        out
    };
    if parquet {
        let mut file =
            Table::begin(to, "pairs.parquet", &["left", "right", "levels"], &["weight", "probability"])?;
        let mut group: Vec<ScoredPair> = Vec::new();
        let mut put = |group: &[ScoredPair]| {
            let text = |f: &dyn Fn(&ScoredPair) -> String| {
                Values::Text(group.iter().map(|p| ByteArray::from(f(p).into_bytes())).collect())
            };
            file.group(&[
                text(&|p| name(p.left).to_string()),
                text(&|p| name(p.right).to_string()),
                text(&levels),
                Values::Number(group.iter().map(|p| p.weight_bits).collect()),
                Values::Number(group.iter().map(|p| p.probability).collect()),
            ])
        };
        kept.each_pair(|pair| {
            if pair.probability >= least {
                group.push(*pair);
            }
            if group.len() == GROUP_ROWS {
                put(&group)?;
                group.clear();
            }
            Ok(())
        })?;
        if !group.is_empty() {
            put(&group)?;
        }
        return file.end();
    }
    let mut file = to.file("pairs.csv")?;
    file.write_all(b"left,right,weight,probability,levels\n")?;
    let mut line = String::new();
    kept.each_pair(|pair| {
        if pair.probability < least {
            return Ok(());
        }
        line.clear();
        for record in [pair.left, pair.right] {
            line.push_str(&csv_cell(name(record)));
            line.push(',');
        }
        put_fixed(&mut line, pair.weight_bits, 4);
        line.push(',');
        put_fixed(&mut line, pair.probability, 6);
        line.push(',');
        put_levels(&mut line, pair);
        line.push('\n');
        file.write_all(line.as_bytes())
    })?;
    file.flush()
}

/// Writes the entities: record, entity, certainty.
pub(super) fn entities(
    to: &mut Staged,
    parquet: bool,
    loaded: &Loaded,
    links: &ColumnLinks,
) -> io::Result<()> {
    let of = &links.entities.of;
    let certainty = |record: usize| links.entities.certainty[of[record] as usize];
    if parquet {
        let mut file = Table::begin(to, "entities.parquet", &["record", "entity"], &["certainty"])?;
        for from in (0..of.len()).step_by(GROUP_ROWS) {
            let group = from..of.len().min(from + GROUP_ROWS);
            file.group(&[
                Values::Text(group.clone().map(|r| ByteArray::from(loaded.names.get(r))).collect()),
                Values::Text(group.clone().map(|r| ByteArray::from(entity(of[r]).as_str())).collect()),
                Values::Number(group.map(certainty).collect()),
            ])?;
        }
        return file.end();
    }
    let mut file = to.file("entities.csv")?;
    file.write_all(b"record,entity,certainty\n")?;
    let mut line = String::new();
    for (record, &number) in of.iter().enumerate() {
        line.clear();
        line.push_str(&csv_cell(loaded.names.get(record)));
        line.push_str(",E");
        put_whole(&mut line, u64::from(number) + 1);
        line.push(',');
        put_fixed(&mut line, certainty(record), 6);
        line.push('\n');
        file.write_all(line.as_bytes())?;
    }
    file.flush()
}

fn entity(number: u32) -> String {
    format!("E{}", number + 1)
}

/// A Parquet file under way.
struct Table<'a> {
    writer: SerializedFileWriter<Box<dyn Write + Send + 'a>>,
}

impl<'a> Table<'a> {
    fn begin(to: &'a mut Staged, name: &str, text: &[&str], numbers: &[&str]) -> io::Result<Table<'a>> {
        let column = |name: &str, physical, converted| {
            let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED);
            field.with_converted_type(converted).build().map(Arc::new).map_err(io::Error::other)
        };
        let mut fields = Vec::new();
        for name in text {
            fields.push(column(name, Physical::BYTE_ARRAY, ConvertedType::UTF8)?);
        }
        for name in numbers {
            fields.push(column(name, Physical::DOUBLE, ConvertedType::NONE)?);
        }
        let schema =
            Type::group_type_builder("rows").with_fields(fields).build().map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("candour".to_string())
            .build();
        let file: Box<dyn Write + Send + 'a> = to.sendable(name)?;
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
            .map_err(io::Error::other)?;
        Ok(Table { writer })
    }

    fn group(&mut self, columns: &[Values]) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(io::Error::other)?;
        for values in columns {
            let mut column = group
                .next_column()
                .map_err(io::Error::other)?
                .ok_or_else(|| io::Error::other("more columns than the table has"))?;
            match values {
                Values::Text(values) => column.typed::<ByteArrayType>().write_batch(values, None, None),
                Values::Number(values) => column.typed::<DoubleType>().write_batch(values, None, None),
            }
            .map_err(io::Error::other)?;
            column.close().map_err(io::Error::other)?;
        }
        group.close().map(drop).map_err(io::Error::other)
    }

    fn end(self) -> io::Result<()> {
        self.writer.close().map(drop).map_err(io::Error::other)
    }
}
