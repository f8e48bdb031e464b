//! Delimited text as people's systems write it.

use crate::support::{
    Counted, gzipped, one_sheet, read_bytes, read_bytes_with, read_shared, refused, shared,
};
use intake::read::{Cell, Limits, ReadOptions, RowSink, SheetHead, read_file};

/// One case: the text, then columns, rows (`number: a|b`) and rejected rows (`number: words`).
fn check(text: &str, columns: &str, rows: &[&str], rejected: &[&str]) {
    let sheet = one_sheet("case.csv", text.as_bytes());
    assert_eq!(sheet.columns.join("|"), columns, "columns of {text:?}");
    assert_eq!(sheet.lines(), rows, "rows of {text:?}; notes {:?}", sheet.notes);
    assert_eq!(sheet.rejected(), rejected, "rejected rows of {text:?}");
}

#[test]
fn delimiters_and_quotation_marks_are_found_from_the_contents() {
    check("ref,name\n1,Ann\n2,Bo\n", "ref|name", &["2: 1|Ann", "3: 2|Bo"], &[]);
    check("ref;paid\n1;1,5\n2;2,5\n", "ref|paid", &["2: 1|1,5", "3: 2|2,5"], &[]);
    check("ref\tname\n1\tNess, Odd\n", "ref|name", &["2: 1|Ness, Odd"], &[]);
    check("ref|name\n1|Ness, Odd\n", "ref|name", &["2: 1|Ness, Odd"], &[]);
    check("sep=;\nref;name\n1;Ann\n", "ref|name", &["3: 1|Ann"], &[]);
    check("'ref','name'\n'1','Ness, Odd'\n'2','O''Dd'\n", "ref|name", &["2: 1|Ness, Odd", "3: 2|O'Dd"], &[]);
    check("name\nAnn\nBo\n", "name", &["2: Ann", "3: Bo"], &[]);
    check("ref,name\n1, \"Ness, Odd\" \n2,Bo\n", "ref|name", &["2: 1|Ness, Odd", "3: 2|Bo"], &[]);
}

#[test]
fn line_ends_of_every_kind_and_line_numbers_as_an_editor_shows_them() {
    check("ref,name\r\n1,Ann\r\n2,Bo", "ref|name", &["2: 1|Ann", "3: 2|Bo"], &[]);
    check("ref,name\r1,Ann\r2,Bo\r", "ref|name", &["2: 1|Ann", "3: 2|Bo"], &[]);
    check("ref,note\n1,\"two\nlines\"\n2,b\n", "ref|note", &["2: 1|two\nlines", "4: 2|b"], &[]);
    check("ref,note\r\n1,\"two\r\nlines\"\r\n2,b\r\n", "ref|note", &["2: 1|two\r\nlines", "4: 2|b"], &[]);
    check(
        "ref,note\n1,say \"\"\n2,\"say \"\"so\"\"\"\n",
        "ref|note",
        &["2: 1|say \"\"", "3: 2|say \"so\""],
        &[],
    );
    check("a,b\n1,2\n\n3,4\n", "a|b", &["2: 1|2", "3: |", "4: 3|4"], &[]);
}

#[test]
fn a_quotation_mark_that_never_closes_costs_one_row() {
    check(
        "ref,note,by\n1,\"never closed,AB\n2,fine,CD\n3,fine,EF\n",
        "ref|note|by",
        &["3: 2|fine|CD", "4: 3|fine|EF"],
        &["2: 1,\"never closed,AB"],
    );
    check(
        "ref,note,by\n1,\"never closed,AB\n2,\"fine, yes\",CD\n3,\"\",EF\n",
        "ref|note|by",
        &["3: 2|fine, yes|CD", "4: 3||EF"],
        &["2: 1,\"never closed,AB"],
    );
    check(
        "ref,note,by\n1,x,\"never closed\n2,fine,\"CD\"\n3,fine,EF\n",
        "ref|note|by",
        &["3: 2|fine|CD", "4: 3|fine|EF"],
        &["2: 1,x,\"never closed"],
    );
    check(
        "ref,note,by\n1,a,b\n2,c,\"never closed, and the last",
        "ref|note|by",
        &["2: 1|a|b"],
        &["3: 2,c,\"never closed, and the last"],
    );
}

#[test]
fn marks_inside_a_value_are_kept_and_noted() {
    let sheet = one_sheet("case.csv", b"ref,name\n1,\"Big \"Dave\" Odd, jr\"\n2,\"Al\" Ness\n3,Bo\n");
    assert_eq!(sheet.lines(), ["2: 1|Big \"Dave\" Odd, jr", "3: 2|\"Al\" Ness", "4: 3|Bo"]);
    assert!(sheet.noted("2 rows, the first of them this one, had quotation marks"), "{:?}", sheet.notes);
}

#[test]
fn ragged_rows_are_padded_or_rejected_and_never_shifted() {
    let text = "ref,name,by\n1,Ann\n2\n3,Bo,CD,,\n4,Odd,Ness,EF\n5,Al,GH\n";
    check(
        text,
        "ref|name|by",
        &["2: 1|Ann|", "3: 2||", "4: 3|Bo|CD", "6: 5|Al|GH"],
        &["5: 4 | Odd | Ness | EF"],
    );
    assert!(one_sheet("case.csv", text.as_bytes()).noted("2 rows have fewer cells than the header"));
}

#[test]
fn the_header_need_not_be_the_first_row() {
    let text =
        "Northmere Council\nReferrals 2001 to 2003\n\nref,name,seen\n1,Ann,2001-02-03\n2,Bo,2002-02-03\n";
    let sheet = one_sheet("case.csv", text.as_bytes());
    assert_eq!((sheet.header_row, sheet.columns.join("|").as_str()), (4, "ref|name|seen"));
    assert_eq!(sheet.lines(), ["5: 1|Ann|2001-02-03", "6: 2|Bo|2002-02-03"]);
    assert!(sheet.noted("Northmere Council"), "what stands above the header is told");
    let options = ReadOptions { header_row: Some(5), ..ReadOptions::default() };
    let (written, _) = read_bytes_with("case.csv", text.as_bytes(), &options, &Limits::default()).unwrap();
    assert_eq!(written.sheets[0].columns, ["1", "Ann", "2001-02-03"]);
    let options = ReadOptions { header_row: Some(50), ..ReadOptions::default() };
    let (refusal, _) =
        read_bytes_with("case.csv", text.as_bytes(), &options, &Limits::default()).unwrap_err();
    assert!(refusal.what.contains("there is no row 50"), "{refusal}");
    check("ref,name,\n1,Ann,\n2,Bo,late\n", "ref|name|column C", &["2: 1|Ann|", "3: 2|Bo|late"], &[]);
    check("ref,date,date,,note\n1,2,3,4,5\n", "ref|date|date (2)|column D|note", &["2: 1|2|3|4|5"], &[]);
}

#[test]
fn encodings_are_told_apart() {
    let text = "ref,name\n1,Zoë Müller\n2,Ann\n";
    let utf16 = |units: &mut dyn Iterator<Item = u16>, little: bool| -> Vec<u8> {
        units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    };
    let legacy: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = format!("\u{feff}{text}");
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (text.as_bytes().to_vec(), "CSV, comma, UTF-8"),
        (marked.as_bytes().to_vec(), "CSV, comma, UTF-8"),
        (legacy.clone(), "CSV, comma, Windows-1252"),
        (utf16(&mut marked.encode_utf16(), true), "CSV, comma, UTF-16LE"),
        (utf16(&mut marked.encode_utf16(), false), "CSV, comma, UTF-16BE"),
        (utf16(&mut text.encode_utf16(), true), "CSV, comma, UTF-16LE"),
        (utf16(&mut text.encode_utf16(), false), "CSV, comma, UTF-16BE"),
    ];
    for (bytes, format) in cases {
        let (written, report) = read_bytes("case.csv", &bytes);
        assert_eq!(report.format, format);
        assert_eq!(written.sheets[0].columns, ["ref", "name"], "{format}");
        assert_eq!(written.sheets[0].lines(), ["2: 1|Zoë Müller", "3: 2|Ann"], "{format}");
    }
    let mixed = [b"ref,name\n1,Zo\xc3\xab\n2,Zo\xeb\n".as_slice()].concat();
    let sheet = one_sheet("case.csv", &mixed);
    assert_eq!(sheet.lines(), ["2: 1|Zoë", "3: 2|Zoë"]);
    assert!(sheet.noted("read as Windows-1252"));
}

#[test]
fn zero_bytes_are_left_out_and_noted() {
    let sheet = one_sheet("case.csv", b"ref,name\n1,An\0n\n2,\0Bo\n");
    assert_eq!(sheet.lines(), ["2: 1|Ann", "3: 2|Bo"]);
    assert!(sheet.noted("2 rows, the first of them this one, held zero bytes"));
}

#[test]
fn limits_are_kept_and_said() {
    let limits = Limits {
        row_bytes_max: 1000,
        columns_max: 50,
        cell_bytes_max: 100,
        rows_max: 3,
        ..Limits::default()
    };
    let long = format!("ref,name\n1,Ann\n2,{}\n3,Bo\n", "x".repeat(300_000));
    let (written, _) = read_bytes_with("a.csv", long.as_bytes(), &ReadOptions::default(), &limits).unwrap();
    assert_eq!(written.sheets[0].lines(), ["2: 1|Ann", "4: 3|Bo"], "the long line costs itself only");
    assert!(written.sheets[0].bad[0].2.contains("longer than 1000 bytes"));
    let cell = format!("ref,name\n1,Ann\n2,{}\n3,Bo\n", "x".repeat(300));
    let (written, _) = read_bytes_with("a.csv", cell.as_bytes(), &ReadOptions::default(), &limits).unwrap();
    assert_eq!(written.sheets[0].lines(), ["2: 1|Ann", "4: 3|Bo"]);
    let open = format!("ref,name\n1,Ann\n2,\"{}3,Bo\n", "x\n".repeat(1000));
    let many = Limits { rows_max: 10_000, ..limits.clone() };
    let (written, _) = read_bytes_with("a.csv", open.as_bytes(), &ReadOptions::default(), &many).unwrap();
    assert_eq!(written.sheets[0].bad.len(), 1);
    assert_eq!(written.sheets[0].rows.len(), 1001, "all lines below the broken one");
    assert!(refused("a.csv", "x".repeat(5000).as_bytes(), &limits).what.contains("longer than 1000 bytes"));
    assert!(refused("a.csv", "c,".repeat(400).as_bytes(), &limits).what.contains("columns"));
    let million = refused("a.csv", "c,".repeat(999_999).as_bytes(), &Limits::default());
    assert_eq!(million.what, "the table has 1000000 columns");
    let (refusal, written) =
        read_bytes_with("a.csv", b"a,b\n1,2\n3,4\n5,6\n7,8\n", &ReadOptions::default(), &limits).unwrap_err();
    assert!(refusal.what.contains("reading ended at row 5"), "{refusal}");
    assert_eq!(written.sheets[0].rows.len(), 3, "rows before the limit stand");
}

#[test]
fn a_sink_may_stop_and_the_hash_is_of_the_whole_file() {
    struct First(u32);
    impl RowSink for First {
        fn sheet(&mut self, _: &SheetHead) -> bool {
            true
        }
        fn row(&mut self, _: u32, _: &[Cell]) -> bool {
            self.0 += 1;
            false
        }
        fn bad_row(&mut self, _: u32, _: &str, _: &str, _: &str) {}
        fn note(&mut self, _: u32, _: &str) {}
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc.csv");
    std::fs::write(&path, "a,b\n1,2\n3,4\n").unwrap();
    let mut sink = First(0);
    let report = read_file(&path, &ReadOptions::default(), &Limits::default(), &mut sink).unwrap();
    assert_eq!(sink.0, 1);
    // printf 'a,b\n1,2\n3,4\n' | sha256sum
    assert_eq!(
        report.sha256, "b9485148546419a0f6a85e8d708c923557c15d7f3c7d078ef1fa7f7c0f57d5a5",
        "SHA-256 as sha256sum gives it"
    );
}

#[test]
fn gzip_is_unwrapped_and_a_bomb_is_not() {
    let (written, report) = read_bytes("a.csv.gz", &gzipped(b"a,b\n1,2\n"));
    assert_eq!(
        (report.format.as_str(), written.sheets[0].lines()),
        ("CSV, comma, UTF-8, in gzip", vec!["2: 1|2".into()])
    );
    let (written, _) = read_bytes("a.csv", &gzipped(b"a,b\n1,2\n"));
    assert!(written.sheets[0].noted("named .csv, but it is wrapped in gzip"));
    let bomb = gzipped(&vec![b'0'; 64 << 20]);
    assert!(refused("a.csv.gz", &bomb, &Limits::default()).what.contains("unpacks to more than is allowed"));
    let cut =
        &gzipped(&(0..9999).map(|n| format!("{n},{}\n", n * 7)).collect::<String>().into_bytes())[..9000];
    assert!(refused("a.csv.gz", cut, &Limits::default()).what.contains("gzip wrapping is damaged"));
}

#[test]
fn a_real_log_is_read_whole() {
    let Some(path) = shared("03-road-traffic-fines-log/events.csv.gz") else { return };
    let mut counted = Counted::default();
    let start = std::time::Instant::now();
    let report = read_file(&path, &ReadOptions::default(), &Limits::default(), &mut counted).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    println!("{:.0} MB/s of unpacked CSV out of gzip ({counted:?})", 30.602_924 / seconds);
    assert_eq!((counted.rows, counted.bad), (561_470, 0));
    assert_eq!(report.format, "CSV, comma, UTF-8, in gzip");
}

#[test]
fn real_tables_have_the_rows_they_should() {
    for (file, rows, header) in [
        ("04-pfd-regulation28/reports_2013-2021.csv", None, "ref"),
        ("12-linkage-benchmarks/dataset3.csv", Some(5000), "rec_id"),
        ("12-linkage-benchmarks/fake_1000.csv", Some(1000), "unique_id"),
        ("04-pfd-regulation28/status_as_seen.csv.gz", None, "ref"),
    ] {
        let Some(path) = shared(file) else { continue };
        let (written, report) = read_shared(&path, &ReadOptions::default());
        let sheet = &written.sheets[0];
        println!(
            "{file}: {} rows, {}, {:?} {:?}",
            sheet.rows.len(),
            report.format,
            sheet.columns,
            sheet.notes
        );
        assert_eq!(sheet.columns[0], header, "{file}");
        assert!(sheet.bad.is_empty(), "{file}: {:?}", sheet.bad);
        if let Some(rows) = rows {
            assert_eq!(sheet.rows.len(), rows, "{file}");
        }
    }
}
