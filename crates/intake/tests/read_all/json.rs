//! JSON, JSON Lines and Parquet.

use intake::read::{Cell, Limits, ReadOptions};

use crate::support::{gzipped, read_bytes, read_bytes_with, read_shared, refused, shared};

fn at(rows: &str) -> ReadOptions {
    ReadOptions { rows: Some(rows.into()), ..ReadOptions::default() }
}

/// One case: the text, its format, sheet name, columns, rows and rejected rows.
fn check(text: &str, format: &str, name: &str, columns: &str, rows: &[&str], rejected: &[&str]) {
    let (written, report) = read_bytes("a.json", text.as_bytes());
    assert_eq!(report.format, format, "{text}");
    assert_eq!(written.sheets.len(), 1, "{text}");
    let sheet = &written.sheets[0];
    assert_eq!(sheet.name, name, "{text}");
    assert_eq!(sheet.columns.join("|"), columns, "{text}");
    assert_eq!(sheet.lines(), rows, "{text}");
    assert_eq!(sheet.rejected(), rejected, "{text}");
}

#[test]
fn objects_become_rows() {
    check(
        "[{\"a\":1,\"b\":\"x\"},{\"b\":null,\"c\":true}]",
        "JSON",
        "",
        "a|b|c",
        &["1: 1|x|", "2: ||true"],
        &[],
    );
    check("{\"n\":1,\"data\":{\"items\":[{\"a\":1.5}]}}", "JSON", "data.items", "a", &["1: 1.5"], &[]);
    check(
        "[{\"name\":{\"given\":\"Ann\",\"also\":[\"A\",\"N\"]},\"calls\":[{\"on\":\"x\"},{\"on\":\"y\"}]}]",
        "JSON",
        "",
        "name.given|name.also|calls.on",
        &["1: Ann|A | N|x | y"],
        &[],
    );
    check("{\"tags\":[1,2],\"items\":[{\"a\":1}]}", "JSON", "items", "a", &["1: 1"], &[]);
    check("[]", "JSON", "", "", &[], &[]);
    check("[1,2]", "JSON", "", "value", &["1: 1", "2: 2"], &[]);
    check("{\"ref\":\"A1\",\"tags\":[1,2]}", "JSON", "", "ref|tags", &["1: A1|1 | 2"], &[]);
    check("[{\"id\":12345678901234567890}]", "JSON", "", "id", &["1: 12345678901234567890"], &[]);
    check("[{\"a\":1,\"a\":2}]", "JSON", "", "a", &["1: 1 | 2"], &[]);
    check("\u{feff}[{\"a\":\" Zo\u{eb} \"}]", "JSON", "", "a", &["1: Zoë"], &[]);
}

#[test]
fn lines_of_json_and_a_broken_one() {
    check(
        "{\"a\":1}\n{\"a\":2,\"b\":3\n\n{\"b\":4}\n",
        "JSON Lines",
        "",
        "a|b",
        &["1: 1|", "4: |4"],
        &["2: {\"a\":2,\"b\":3"],
    );
    let (written, _) = read_bytes("a.jsonl.gz", &gzipped(b"{\"a\":1}\n{\"a\":2}\n"));
    assert_eq!(written.sheets[0].lines(), ["1: 1", "2: 2"]);
    let limits = Limits { row_bytes_max: 100, ..Limits::default() };
    let long = format!("{{\"a\":1}}\n{{\"a\":\"{}\"}}\n{{\"a\":3}}\n", "x".repeat(1000));
    let (written, _) = read_bytes_with("a.jsonl", long.as_bytes(), &ReadOptions::default(), &limits).unwrap();
    assert_eq!(
        (written.sheets[0].lines(), written.sheets[0].bad.len()),
        (vec!["1: 1".into(), "3: 3".into()], 1)
    );
}

#[test]
fn a_path_leads_to_the_array() {
    let text = b"{\"meta\":[{\"x\":1}],\"data\":{\"items\":[{\"a\":1},{\"a\":2}]}}";
    let (written, _) = read_bytes_with("a.json", text, &at("data.items"), &Limits::default()).unwrap();
    assert_eq!(written.sheets[0].lines(), ["1: 1", "2: 2"]);
    let (refusal, _) = read_bytes_with("a.json", text, &at("data.itmes"), &Limits::default()).unwrap_err();
    assert_eq!(refusal.what, "the document has no array at \"data.itmes\"");
    let options = ReadOptions { columns: vec!["b".into(), "a".into()], ..at("data.items") };
    let (written, _) = read_bytes_with("a.json", text, &options, &Limits::default()).unwrap();
    assert_eq!(written.sheets[0].lines(), ["1: |1", "2: |2"]);
    assert!(written.sheets[0].noted("no object has b"));
}

#[test]
fn broken_json_keeps_what_stands_before_the_break() {
    let (written, _) = read_bytes("a.json", b"[{\"a\":1},\n{\"a\":2},\n{\"a\":}]");
    let sheet = &written.sheets[0];
    assert_eq!(sheet.lines(), ["1: 1", "2: 2"]);
    assert!(sheet.bad[0].2.starts_with("the JSON is broken at line 3, column 6"), "{:?}", sheet.bad);
    assert!(refused("a.json", b"{\"a\":", &Limits::default()).what.contains("broken"));
}

#[test]
fn hostile_json_is_refused() {
    let deep = "[".repeat(100_000);
    assert!(refused("a.json", deep.as_bytes(), &Limits::default()).what.contains("nested too deep"));
    let limits = Limits { row_bytes_max: 100_000, columns_max: 100, depth_max: 5, ..Limits::default() };
    let long = format!("[{{\"a\":\"{}\"}}]", "x".repeat(1_000_000));
    assert!(refused("a.json", long.as_bytes(), &limits).what.contains("longer than a row may be"));
    let wide: Vec<String> = (0..200).map(|n| format!("\"k{n}\":1")).collect();
    assert!(
        refused("a.json", format!("[{{{}}}]", wide.join(",")).as_bytes(), &limits)
            .what
            .contains("200 columns")
    );
    let nested = format!("[{{\"a\":1}},{}1{}]", "{\"b\":".repeat(9), "}".repeat(9));
    let (written, _) =
        read_bytes_with("a.json", nested.as_bytes(), &ReadOptions::default(), &limits).unwrap();
    assert_eq!((written.sheets[0].rows.len(), written.sheets[0].bad.len()), (1, 1));
}

#[test]
fn real_json_lines_are_read_whole() {
    let Some(path) = shared("10-qmsum-committee/val.jsonl.gz") else { return };
    let (written, report) = read_shared(&path, &ReadOptions::default());
    let sheet = &written.sheets[0];
    println!("{}: {} rows, {:?}, {:?}", report.format, sheet.rows.len(), sheet.columns, sheet.notes);
    assert!(!sheet.rows.is_empty() && sheet.bad.is_empty());
}

#[test]
fn real_parquet_is_read_whole() {
    for (file, rows) in [
        ("12-linkage-benchmarks/historical_figures_with_errors_50k.parquet", 50_578),
        ("13-simulated-census/census2020.parquet", 0),
        ("13-simulated-census/ssa.parquet", 0),
    ] {
        let Some(path) = shared(file) else { continue };
        let (written, report) = read_shared(&path, &ReadOptions::default());
        let sheet = &written.sheets[0];
        println!("{}: {} rows {:?} {:?}", report.format, sheet.rows.len(), sheet.columns, sheet.lines()[0]);
        assert!(sheet.bad.is_empty() && sheet.rows.iter().any(|(_, c)| c.iter().any(|c| !c.is_empty())));
        assert!(rows == 0 || sheet.rows.len() == rows);
        // The same bytes inside gzip give the same rows; cut short they are refused, and so is every damage.
        let bytes = std::fs::read(&path).unwrap();
        if rows != 0 {
            let (wrapped, _) = read_bytes("a.parquet.gz", &gzipped(&bytes));
            assert!(wrapped.sheets[0].rows == sheet.rows);
            assert!(sheet.rows.iter().all(|(_, c)| matches!(c[0], Cell::Text(_))));
        }
        assert!(refused("a.parquet", &bytes[..bytes.len() / 2], &Limits::default()).what.contains("damaged"));
    }
}
