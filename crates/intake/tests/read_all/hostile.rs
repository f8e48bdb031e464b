//! Whatever the bytes are, reading ends, with rows or with a refusal; and it never holds what it need not.

use std::io::Write;

use intake::read::{Limits, ReadOptions, read_file};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Counted, gzipped, read_bytes_with};

/// Small limits, so that a damaged length shows as a refusal and not as time.
fn small() -> Limits {
    Limits {
        unpacked_bytes_max: 4 << 20,
        row_bytes_max: 64 << 10,
        cell_bytes_max: 16 << 10,
        rows_max: 2_000,
        columns_max: 200,
        ..Limits::default()
    }
}

/// Reads and looks that every sheet's rows are as wide as its head (the sink asserts it) and every refusal has words.
fn survive(name: &str, bytes: &[u8], options: &ReadOptions) {
    if let Err((refusal, _)) = read_bytes_with(name, bytes, options, &small()) {
        assert!(!refusal.what.is_empty());
        assert!(
            !refusal.what.contains("not survive"),
            "a parser fell over on {} bytes: {refusal}",
            bytes.len()
        );
    }
}

/// One sound file of each kind.
fn sound() -> Vec<(&'static str, Vec<u8>)> {
    let text = "Northmere Council\n\nref,name,\"note\"\n1,\"Ness, Odd\",\"two\nlines\"\n2,Bo,x\n3,Zoë,\"a \"\"b\"\"\"\n";
    let xml =
        "<?xml version=\"1.0\"?><L><R id=\"1\"><A>1</A><B>x &amp; y</B></R><R><A>2</A></R><!-- c --></L>";
    let json = "{\"data\":[{\"a\":1,\"b\":[1,2]},{\"a\":\"x\",\"c\":{\"d\":null}}]}";
    vec![
        ("a.csv", text.as_bytes().to_vec()),
        ("b.csv", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a.csv.gz", gzipped(text.as_bytes())),
        ("a.xml", xml.as_bytes().to_vec()),
        ("a.json", json.as_bytes().to_vec()),
        ("a.jsonl", b"{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n".to_vec()),
        ("a.xlsx", crate::workbook::referrals()),
        ("a.ods", crate::ods::referrals()),
        ("a.xls", crate::xls::referrals()),
        ("a.parquet", parquet_file()),
    ]
}

/// A small Parquet file, made by the library's own writer.
fn parquet_file() -> Vec<u8> {
    use parquet::column::writer::ColumnWriter;
    use parquet::data_type::ByteArray;
    let schema = "message m { required int64 ref; optional binary name (UTF8); required int32 day (DATE); }";
    let schema = std::sync::Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer =
        parquet::file::writer::SerializedFileWriter::new(&mut bytes, schema, Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    while let Some(mut column) = group.next_column().unwrap() {
        match column.untyped() {
            ColumnWriter::Int64ColumnWriter(w) => w.write_batch(&[1, 2], None, None).map(drop).unwrap(),
            ColumnWriter::ByteArrayColumnWriter(w) => {
                w.write_batch(&[ByteArray::from("Ann")], Some(&[1, 0]), None).map(drop).unwrap();
            }
            ColumnWriter::Int32ColumnWriter(w) => {
                w.write_batch(&[11_810, 11_811], None, None).map(drop).unwrap()
            }
            _ => unreachable!(),
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn the_sound_files_are_sound() {
    for (name, bytes) in sound() {
        let (written, _) = read_bytes_with(name, &bytes, &ReadOptions::default(), &small())
            .unwrap_or_else(|(refusal, _)| panic!("{name}: {refusal}"));
        assert!(written.sheets[0].rows.len() >= 2 && written.sheets[0].bad.is_empty(), "{name}: {written:?}");
    }
    let (written, _) =
        read_bytes_with("a.parquet", &parquet_file(), &ReadOptions::default(), &small()).unwrap();
    assert_eq!(written.sheets[0].lines(), ["1: 1|Ann|2002-05-03", "2: 2||2002-05-04"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_end_in_rows_or_a_refusal(
        bytes in proptest::collection::vec(any::<u8>(), 0..2000),
        magic in 0usize..8,
    ) {
        let magic: &[u8] = [
            &b""[..], b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08", b"<a>", b"[{\"a\":", b"a,b\n\"",
        ][magic];
        let bytes = [magic, &bytes].concat();
        if let Err((refusal, _)) = read_bytes_with("a", &bytes, &ReadOptions::default(), &small()) {
            prop_assert!(!refusal.what.is_empty());
        }
    }

    #[test]
    fn random_text_ends_in_rows_or_a_refusal(text in "[a-c0-2,;\"'\\n\\r\\t |<>{}\\[\\]:/&]{0,300}") {
        survive("a.csv", text.as_bytes(), &ReadOptions::default());
        survive("a.csv", text.as_bytes(), &ReadOptions { rows: Some("/a".into()), ..ReadOptions::default() });
    }

    #[test]
    fn damaged_files_end_in_rows_or_a_refusal(
        kind in 0usize..10,
        damage in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..12),
        cut in proptest::option::of(any::<Index>()),
    ) {
        let (name, mut bytes) = sound().swap_remove(kind);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Err((refusal, _)) = read_bytes_with(name, &bytes, &ReadOptions::default(), &small()) {
            prop_assert!(!refusal.what.is_empty());
        }
    }

    /// What is written as it should be is read as it was meant: any text, any delimiter, any line end.
    #[test]
    fn sound_text_comes_back_cell_by_cell(
        rows in proptest::collection::vec(proptest::collection::vec("[a-zé,;|\"\\n 0-9]{0,12}", 3), 1..30),
        delimiter in 0usize..4,
        ends in 0usize..2,
    ) {
        let (delimiter, end) = ([",", ";", "\t", "|"][delimiter], ["\n", "\r\n"][ends]);
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let mut text = ["ref", "name", "note"].join(delimiter) + end;
        for row in &rows {
            text += &(row.iter().map(quoted).collect::<Vec<_>>().join(delimiter) + end);
        }
        let options = ReadOptions { delimiter: delimiter.chars().next(), header_row: Some(1), ..ReadOptions::default() };
        let (written, _) = read_bytes_with("a.csv", text.as_bytes(), &options, &small())
            .map_err(|(refusal, _)| TestCaseError::fail(refusal.to_string()))?;
        let sheet = &written.sheets[0];
        prop_assert!(sheet.bad.is_empty(), "{:?}", sheet.bad);
        let read: Vec<Vec<String>> =
            sheet.rows.iter().map(|(_, cells)| cells.iter().map(ToString::to_string).collect()).collect();
        let meant: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| c.trim().to_string()).collect()).collect();
        prop_assert_eq!(read, meant);
        // The row number is the line that the row begins on: an oracle counts line ends before it.
        let mut line = 2;
        for ((number, _), row) in sheet.rows.iter().zip(&rows) {
            prop_assert_eq!(*number, line);
            line += 1 + row.iter().map(|c| c.matches('\n').count() as u32).sum::<u32>();
        }
    }
}

/// Peak memory of this process in kilobytes, where the system tells it.
fn peak_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}

#[test]
fn a_line_without_end_is_refused_and_not_held() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits { row_bytes_max: 1 << 20, ..Limits::default() };
    let before = peak_kilobytes();
    for (name, opening) in [
        ("a.csv", "ref,name\n1,"),
        ("b.csv", "ref,name\n1,\""),
        ("c.json", "[{\"a\":\""),
        ("d.xml", "<a><b>"),
    ] {
        let path = folder.path().join(name);
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(opening.as_bytes()).unwrap();
        let block = vec![b'x'; 1 << 20];
        (0..256).for_each(|_| file.write_all(&block).unwrap());
        drop(file);
        let mut sink = Counted::default();
        let outcome = read_file(&path, &ReadOptions::default(), &limits, &mut sink);
        match outcome {
            Ok(_) => assert_eq!((sink.rows, sink.bad), (0, 1), "{name}"),
            Err(refusal) => assert!(refusal.what.contains("longer than"), "{name}: {refusal}"),
        }
        std::fs::remove_file(&path).unwrap();
    }
    // Other tests run beside this one; 256 MiB of line would still stand out.
    if let (Some(before), Some(after)) = (before, peak_kilobytes()) {
        println!("peak memory {before} kB before, {after} kB after four lines of 256 MiB");
        assert!(after < before + 200_000, "{before} kB before, {after} kB after");
    }
}
