//! XML by paths.

use std::collections::BTreeMap;

use intake::read::{Limits, ReadOptions, Refusal, outline};

use crate::support::{Written, read_bytes, read_bytes_with, read_shared, refused, shared};

const CHILDREN: &str = "<?xml version=\"1.0\"?>
<Message xmlns=\"urn:odd\" xmlns:x=\"urn:ness\">
  <Header><Year>2003</Year></Header>
  <Children>
    <Child id=\"c1\">
      <Ids><Number>A1</Number></Ids>
      <Case><Date>2003-01-02</Date><Need>N1</Need><Visit>V1</Visit><x:Visit>V2 &amp; V3</x:Visit></Case>
      <Case><Date>2003-02-02</Date></Case>
      <Name>Odd Ness</Name>
    </Child> stray words
    <Child id=\"c2\">
      <Case><Date>2003-03-02</Date><Need/></Case>
      <Ids><Number>A2</Number></Ids>
      <Name><![CDATA[Ann <Other>]]></Name>
    </Child>
  </Children>
  <Header2><Closed>yes</Closed></Header2>
</Message>";

fn options(rows: &str, columns: &[&str]) -> ReadOptions {
    ReadOptions {
        rows: Some(rows.into()),
        columns: columns.iter().map(ToString::to_string).collect(),
        ..ReadOptions::default()
    }
}

/// One case: the rows' path, the columns, and the rows as `ordinal: a|b`.
fn check(xml: &str, rows: &str, columns: &[&str], lines: &[&str]) -> Written {
    let (written, report) =
        read_bytes_with("a.xml", xml.as_bytes(), &options(rows, columns), &Limits::default()).unwrap();
    assert_eq!(report.format, "XML");
    assert_eq!(written.sheets[0].lines(), lines, "{rows} {columns:?}: {:?}", written.sheets[0].notes);
    written
}

#[test]
fn values_come_from_the_row_and_from_above_before_it_or_behind() {
    let written = check(
        CHILDREN,
        "/Message/Children/Child/Case",
        &[
            "Date",
            "../Ids/Number",
            "../Name",
            "../@id",
            "../../../Header/Year",
            "../../../Header2/Closed",
            "Visit",
        ],
        &[
            "1: 2003-01-02|A1|Odd Ness|c1|2003|yes|V1 | V2 & V3",
            "2: 2003-02-02|A1|Odd Ness|c1|2003|yes|",
            "3: 2003-03-02|A2|Ann <Other>|c2|2003|yes|",
        ],
    );
    let sheet = &written.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.header_row), ("/Message/Children/Child/Case", 0));
    assert!(sheet.noted("text stands between elements once"), "{:?}", sheet.notes);
    assert!(sheet.noted("line 10: \"stray words\""), "{:?}", sheet.notes);
}

#[test]
fn all_leaves_below_the_row_are_columns_where_none_are_named() {
    let (written, _) = read_bytes_with(
        "a.xml",
        CHILDREN.as_bytes(),
        &options("/Message/Children/Child", &[]),
        &Limits::default(),
    )
    .unwrap();
    let sheet = &written.sheets[0];
    assert_eq!(sheet.columns, ["@id", "Ids/Number", "Case/Date", "Case/Need", "Case/Visit", "Name"]);
    assert_eq!(
        sheet.lines(),
        ["1: c1|A1|2003-01-02 | 2003-02-02|N1|V1 | V2 & V3|Odd Ness", "2: c2|A2|2003-03-02|||Ann <Other>"]
    );
}

#[test]
fn without_a_path_each_repeated_record_is_a_sheet() {
    let (written, _) = read_bytes("a.xml", CHILDREN.as_bytes());
    let sheets: Vec<(&str, String, usize)> =
        written.sheets.iter().map(|s| (s.name.as_str(), s.columns.join(" "), s.rows.len())).collect();
    assert_eq!(
        sheets,
        [
            ("/Message/Children/Child", "@id Ids/Number Name".to_string(), 2),
            ("/Message/Children/Child/Case", "Date Need Visit".to_string(), 3),
        ]
    );
    let (written, _) = read_bytes("a.xml", b"<Report><Ref>1</Ref><By>CD</By></Report>");
    assert_eq!(written.sheets[0].lines(), ["1: 1|CD"], "one record is a row");
}

#[test]
fn a_path_or_column_that_is_not_there_is_said() {
    let written = check(CHILDREN, "/Message/Children/Chidl", &["Name"], &[]);
    assert!(
        written.sheets[0].noted("no element /Message/Children/Chidl; the nearest is /Message/Children/Child")
    );
    let written =
        check(CHILDREN, "/Message/Children/Child", &["Nmae", "Name"], &["1: |Odd Ness", "2: |Ann <Other>"]);
    assert!(written.sheets[0].noted("the document has nothing at Nmae"));
}

#[test]
fn broken_xml_keeps_what_stands_before_the_break_and_says_where_it_is() {
    let broken = "<L>\n<R><A>1</A></R>\n<R><A>2</A></R>\n<R><A>3</B></R>\n</L>";
    let (written, _) =
        read_bytes_with("a.xml", broken.as_bytes(), &options("/L/R", &["A"]), &Limits::default()).unwrap();
    assert_eq!(written.sheets[0].lines(), ["1: 1", "2: 2"]);
    let (row, _, what) = &written.sheets[0].bad[0];
    assert_eq!(*row, 3);
    assert!(what.starts_with("the XML is broken at line 4, column 8"), "{what}");
    let cut = "<L><R><A>1</A></R><R><A>2";
    let (written, _) =
        read_bytes_with("a.xml", cut.as_bytes(), &options("/L/R", &["A"]), &Limits::default()).unwrap();
    assert_eq!((written.sheets[0].lines(), written.sheets[0].bad.len()), (vec!["1: 1".to_string()], 1));
    assert!(refused("a.xml", b"<L", &Limits::default()).what.contains("broken at line 1"));
}

#[test]
fn encodings_of_xml() {
    let text = "<?xml version=\"1.0\" encoding=\"windows-1252\"?><L><R><A>Zoë</A></R></L>";
    let legacy: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide: Vec<u8> = format!("\u{feff}{}", text.replace("windows-1252", "utf-16"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [legacy, wide, text.replace("windows-1252", "UTF-8").into_bytes()] {
        let (written, _) =
            read_bytes_with("a.xml", &bytes, &options("/L/R", &["A"]), &Limits::default()).unwrap();
        assert_eq!(written.sheets[0].lines(), ["1: Zoë"]);
    }
}

#[test]
fn hostile_xml_is_refused() {
    let laughs =
        "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><l>&b;</l>";
    assert!(refused("a.xml", laughs.as_bytes(), &Limits::default()).what.contains("declares entities"));
    let deep = "<a>".repeat(100_000);
    assert!(refused("a.xml", deep.as_bytes(), &Limits::default()).what.contains("nested deeper than 64"));
    let limits = Limits { row_bytes_max: 200_000, columns_max: 100, ..Limits::default() };
    let long = format!("<l><r><a>{}</a></r></l>", "x".repeat(1_000_000));
    assert!(refused("a.xml", long.as_bytes(), &limits).what.contains("longer than 200000 bytes"));
    let wide: String = (0..200).map(|n| format!("<a{n}/>")).collect();
    assert!(
        refused("a.xml", format!("<l>{wide}</l>").as_bytes(), &limits)
            .what
            .contains("more than 100 different")
    );
    let late = format!("<l><g>{}<z>1</z></g><g><z>2</z></g></l>", "<r><a>x</a></r>".repeat(100_000));
    let (refusal, _): (Refusal, _) =
        read_bytes_with("a.xml", late.as_bytes(), &options("/l/g/r", &["a", "../z"]), &limits).unwrap_err();
    assert!(refusal.what.contains("have to be held until it closes"), "{refusal}");
}

#[test]
fn the_census_is_read_whole() {
    let Some(path) = shared("05-uk-childrens-services/cin-census/fake_CIN_data.xml") else { return };
    // A slow count beside the fast one: every leaf by looking for its tag in the text.
    let text = std::fs::read_to_string(&path).unwrap();
    let counts: BTreeMap<String, u64> =
        outline(&path, &Limits::default()).unwrap().into_iter().map(|p| (p.path, p.count)).collect();
    for (leaf, count) in &counts {
        let name = leaf.rsplit('/').next().unwrap();
        let same: u64 =
            counts.iter().filter(|(p, _)| p.rsplit('/').next() == Some(name)).map(|(_, n)| n).sum();
        let seen = text.matches(&format!("<{name}>")).count() + text.matches(&format!("<{name}/>")).count();
        assert_eq!(seen as u64, same, "{leaf} {count}");
    }
    let rows = "/Message/Children/Child/CINdetails";
    let (written, _) = read_shared(
        &path,
        &options(rows, &["CINreferralDate", "../ChildIdentifiers/LAchildID", "DateOfInitialCPC"]),
    );
    let sheet = &written.sheets[0];
    assert_eq!((sheet.rows.len(), sheet.bad.len()), (402, 0));
    assert!(sheet.rows.iter().all(|(_, cells)| !cells[0].is_empty() && !cells[1].is_empty()));
    let filled = sheet.rows.iter().filter(|(_, cells)| !cells[2].is_empty()).count() as u64;
    assert_eq!(filled, counts[&format!("{rows}/DateOfInitialCPC")]);
    let (written, _) = read_shared(&path, &ReadOptions::default());
    let shapes: Vec<(&str, usize)> = written.sheets.iter().map(|s| (s.name.as_str(), s.rows.len())).collect();
    assert_eq!(shapes, [("/Message/Children/Child", 332), (rows, 402)]);
    for sample in ["CIN_Census_2021", "CIN_Census_2024", "CIN_Census_2026", "cin-2022-sample"] {
        let Some(path) = shared(&format!("05-uk-childrens-services/cin-census/{sample}.xml")) else {
            continue;
        };
        let (written, _) =
            read_shared(&path, &options(rows, &["CINreferralDate", "../ChildIdentifiers/LAchildID"]));
        println!("{sample}: {:?} {:?}", written.sheets[0].lines(), written.sheets[0].notes);
        assert!(!written.sheets[0].rows.is_empty());
    }
}
