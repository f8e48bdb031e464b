//! Parquet in and out: what it holds, what is not read, and what to do about it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::{Case, LOG, rows_of};

/// A file that nothing is wrong with, packed in a way that is not read here, is not called damaged.
#[test]
fn a_parquet_file_in_another_codec_is_told_with_what_to_do() {
    let case = Case::new();
    as_parquet(&case.path("log.parquet"), LOG);
    let whole = fs::read(case.path("log.parquet")).unwrap();
    // In the description of a column its codec follows its name: field 4 of the structure, a number (0x15), 0 for no codec.
    let name = b"\x04kind\x15\x00";
    let places: Vec<usize> =
        (0..whole.len() - name.len()).filter(|&i| whole[i..].starts_with(name)).collect();
    assert_eq!(places.len(), 2, "one for each group of rows");
    // Numbers of codecs: LZO 3, Brotli 4, LZ4 5 and 7; written as twice the number.
    for (number, codec) in [(3, "LZO"), (4, "Brotli"), (5, "LZ4"), (7, "LZ4")] {
        let mut bytes = whole.clone();
        places.iter().for_each(|&i| bytes[i + name.len() - 1] = 2 * number);
        case.write("packed.parquet", &bytes);
        let ran = case.check("packed.parquet", "rules.rule", &[]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        ran.says(&[
            "the column \"kind\" of",
            &format!("is compressed with {codec}, which is not read here"),
            "write the file again with Zstandard, Snappy or gzip",
        ]);
        assert!(!ran.err.contains("cut short"), "{}", ran.err);
    }
}

/// A Parquet file of one row: subject, kind and, as the time, what is given.
fn parquet_with_time(path: &Path, time: Type, write: impl Fn(&mut SerializedColumnWriter<'_>)) {
    let text = |name: &str| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(Repetition::REQUIRED)
            .with_converted_type(ConvertedType::UTF8)
            .build()
            .unwrap()
    };
    let fields = [text("subject"), text("kind"), time].map(Arc::new).into();
    let schema = Arc::new(Type::group_type_builder("log").with_fields(fields).build().unwrap());
    let properties = Arc::new(WriterProperties::default());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for value in ["A", "Referral"] {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&[ByteArray::from(value)], None, None).unwrap();
        column.close().unwrap();
    }
    while let Some(mut column) = group.next_column().unwrap() {
        write(&mut column);
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn a_parquet_column_of_lists_or_of_parts_is_told_with_what_to_do() {
    let case = Case::new();
    let day = |name: &str, repetition| {
        let column = Type::primitive_type_builder(name, Physical::INT32).with_repetition(repetition);
        Arc::new(column.with_logical_type(Some(LogicalType::Date)).build().unwrap())
    };
    let group = |name: &str, repetition, field: Arc<Type>| {
        let group = Type::group_type_builder(name).with_repetition(repetition);
        group.with_fields(vec![field]).build().unwrap()
    };
    let first = model::Day::iso("2014-03-03").unwrap().0;

    let parts = group("time", Repetition::REQUIRED, day("begun", Repetition::REQUIRED));
    parquet_with_time(&case.path("parts.parquet"), parts, |column| {
        column.typed::<Int32Type>().write_batch(&[first], None, None).unwrap();
    });
    let ran = case.check("parts.parquet", "rules.rule", &[]);
    assert_eq!(ran.code, Some(2));
    ran.says(&[
        "the column \"time\" has parts of its own (time.begun), and a row of a log has one value in each",
        "name the part that is meant, such as --time time.begun",
    ]);
    let ran = case.check("parts.parquet", "rules.rule", &["--time", "time.begun", "--as-of", "2014-03-31"]);
    assert_eq!(rows_of(&ran, "T1").len(), 1, "{}", ran.err);

    let inner = Arc::new(group("list", Repetition::REPEATED, day("element", Repetition::REQUIRED)));
    let lists = group("time", Repetition::REQUIRED, inner);
    parquet_with_time(&case.path("lists.parquet"), lists, |column| {
        column.typed::<Int32Type>().write_batch(&[first, first + 1], Some(&[1, 1]), Some(&[0, 1])).unwrap();
    });
    for more in [&[][..], &["--time", "time.list.element"]] {
        let ran = case.check("lists.parquet", "rules.rule", more);
        assert_eq!(ran.code, Some(2), "{more:?}");
        ran.says(&["holds lists", "a row of a log has one value in each", "one plain column of that name"]);
    }
}

/// The log as Parquet: the time as a day, the amount as a number, nothing where the cell is empty.
fn as_parquet(path: &Path, log: &str) {
    let text = |name: &str| {
        let column = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
        column.with_repetition(Repetition::OPTIONAL).with_converted_type(ConvertedType::UTF8).build().unwrap()
    };
    let day = Type::primitive_type_builder("time", Physical::INT32);
    let day = day.with_repetition(Repetition::OPTIONAL).with_logical_type(Some(LogicalType::Date)).build();
    let amount = Type::primitive_type_builder("amount", Physical::DOUBLE);
    let amount = amount.with_repetition(Repetition::OPTIONAL).build().unwrap();
    let fields = [text("subject"), text("kind"), day.unwrap(), text("holder"), amount].map(Arc::new).into();
    let schema = Arc::new(Type::group_type_builder("log").with_fields(fields).build().unwrap());
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(log.as_bytes()).records().map(Result::unwrap).collect();
    let levels = |c: usize, r: &[csv::StringRecord]| -> Vec<i16> {
        r.iter().map(|r| i16::from(!r[c].is_empty())).collect()
    };
    let mut writer =
        SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(WriterProperties::default()))
            .unwrap();
    // Groups of four rows, so that there are several.
    for rows in rows.chunks(4) {
        let mut group = writer.next_row_group().unwrap();
        for c in 0..5 {
            let given = || rows.iter().map(|r| &r[c]).filter(|v| !v.is_empty());
            let levels = levels(c, rows);
            let mut column = group.next_column().unwrap().unwrap();
            match c {
                2 => {
                    let days: Vec<i32> = given().map(|v| model::Day::iso(v).unwrap().0).collect();
                    column.typed::<Int32Type>().write_batch(&days, Some(&levels), None).unwrap();
                }
                4 => {
                    let amounts: Vec<f64> = given().map(|v| v.parse().unwrap()).collect();
                    column.typed::<DoubleType>().write_batch(&amounts, Some(&levels), None).unwrap();
                }
                _ => {
                    let texts: Vec<ByteArray> = given().map(ByteArray::from).collect();
                    column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
                }
            }
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// The same text with every number of the evidence one higher, as rows of a Parquet file have no heading before them.
fn one_row_later(outcomes: &str) -> String {
    let mut lines = outcomes.lines();
    let mut moved = lines.next().unwrap().to_string() + "\n";
    for line in lines {
        let (cells, possible) = line.rsplit_once(',').unwrap();
        let (rest, evidence) = cells.rsplit_once(',').unwrap();
        let rows: Vec<String> =
            evidence.split(' ').map(|r| (r.parse::<u32>().unwrap() + 1).to_string()).collect();
        moved += &format!("{rest},{},{possible}\n", rows.join(" "));
    }
    moved
}

#[test]
fn gzip_and_parquet_in_give_what_csv_gives() {
    let case = Case::new();
    let plain = case.check("log.csv", "rules.rule", &[]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(LOG.as_bytes()).unwrap();
    case.write("log.csv.gz", &packed.finish().unwrap());
    assert_eq!(case.check("log.csv.gz", "rules.rule", &[]).out, plain.out);
    assert_eq!(case.check("log.csv.gz", "rules.rule", &["--threads", "2"]).out, plain.out);

    as_parquet(&case.path("log.parquet"), LOG);
    let ran = case.check("log.parquet", "rules.rule", &[]);
    assert_eq!(one_row_later(&ran.out), plain.out, "{}", ran.err);
    ran.says(&[
        "row 5: rejected: the row names no subject",
        "6 rows in = 4 accepted + 1 undated + 1 rejected",
    ]);

    let whole = fs::read(case.path("log.parquet")).unwrap();
    for keep in [4, 60, whole.len() / 2, whole.len() - 1] {
        case.write("cut.parquet", &whole[..keep]);
        let ran = case.check("cut.parquet", "rules.rule", &[]);
        assert_eq!(ran.code, Some(2), "cut to {keep} bytes");
        ran.says(&["cannot be read as Parquet"]);
    }
}

#[test]
fn parquet_out_holds_what_csv_holds() {
    let case = Case::new();
    let plain = case.check("log.csv", "rules.rule", &[]);
    let out = case.path("out.parquet");
    let ran = case.check("log.csv", "rules.rule", &["--out", out.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let reader = SerializedFileReader::new(File::open(&out).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let heading: Vec<String> = schema.columns().iter().map(|c| c.name().to_string()).collect();
    let mut written = csv::Writer::from_writer(Vec::new());
    written.write_record(&heading).unwrap();
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let cells = row.get_column_iter().map(|(_, field)| match field {
            parquet::record::Field::Str(text) => text.clone(),
            other => panic!("a cell is no text: {other}"),
        });
        written.write_record(cells).unwrap();
    }
    assert_eq!(String::from_utf8(written.into_inner().unwrap()).unwrap(), plain.out);
}
