//! Excel workbooks: what is in the cells, what is said about them, and what is refused.

use std::io::{Cursor, Read, Write};

use intake::read::{Cell, Kind, Limits, ReadOptions, identify};
use model::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::support::{gzipped, one_sheet, read_bytes, read_bytes_with, read_shared, refused, shared};

/// A workbook with one part changed or added.
pub(crate) fn with_part(package: &[u8], name: &str, change: impl Fn(Option<String>) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let terms = zip::write::SimpleFileOptions::default();
    let mut found = false;
    for i in 0..from.len() {
        let mut part = from.by_index(i).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if part_name == name {
            found = true;
            bytes = change(Some(String::from_utf8(bytes).unwrap())).into_bytes();
        }
        to.start_file(part_name.as_str(), terms).unwrap();
        to.write_all(&bytes).unwrap();
    }
    if !found {
        to.start_file(name, terms).unwrap();
        to.write_all(change(None).as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// A workbook of invented referrals: a title, a merged header, dates, a hidden sheet.
pub(crate) fn referrals() -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let stamp = Format::new().set_num_format("dd/mm/yyyy hh:mm:ss");
    let sheet = book.add_worksheet().set_name("Referrals").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 4, "Northmere Council, referrals", &plain).unwrap();
    for (column, name) in ["Ref", "Child", "Received", "Answered"].iter().enumerate() {
        sheet.write(2, column as u16, *name).unwrap();
    }
    sheet.merge_range(2, 4, 2, 5, "Worker", &plain).unwrap();
    sheet.merge_range(3, 1, 4, 1, "Odd Ness", &plain).unwrap();
    for row in 3..6u32 {
        sheet.write(row, 0, row - 2).unwrap();
        let date = ExcelDateTime::from_ymd(2002, 5, row as u8).unwrap();
        sheet.write_with_format(row, 2, &date, &day).unwrap();
    }
    let answered = ExcelDateTime::from_ymd(2002, 5, 3).unwrap().and_hms(9, 30, 15).unwrap();
    sheet.write_with_format(3, 3, &answered, &stamp).unwrap();
    sheet.write(3, 4, "A. Worker").unwrap();
    sheet.write(4, 4, true).unwrap();
    sheet.write_formula(5, 4, Formula::new("=A4+A5").set_result("3")).unwrap();
    sheet.write(4, 5, 12.5).unwrap();
    let hidden = book.add_worksheet().set_name("Older").unwrap();
    hidden.write(0, 0, "Ref").unwrap();
    hidden.write(1, 0, "A-1").unwrap();
    hidden.set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_come_as_the_workbook_holds_them() {
    let (written, report) = read_bytes("referrals.xlsx", &referrals());
    assert_eq!(report.format, "Excel workbook (xlsx)");
    let sheet = &written.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.header_row), ("Referrals", 3));
    assert_eq!(sheet.columns, ["Ref", "Child", "Received", "Answered", "Worker", "Worker (2)"]);
    assert_eq!(
        sheet.lines(),
        [
            "4: 1|Odd Ness|2002-05-03|2002-05-03 09:30:15|A. Worker|",
            "5: 2|Odd Ness|2002-05-04||true|12.5",
            "6: 3||2002-05-05||3|",
        ]
    );
    assert_eq!(sheet.rows[0].1[2], Cell::Date(Day::ymd(2002, 5, 3).unwrap(), None), "a real date");
    assert_eq!(sheet.rows[0].1[0], Cell::Number(1.0), "a real number");
    for words in
        ["3 merged areas were filled", "1 cell holds a formula; the value stored", "Northmere Council"]
    {
        assert!(sheet.noted(words), "{words}: {:?}", sheet.notes);
    }
    assert!(written.sheets[1].noted("hidden in the workbook; it was read"));
    assert_eq!(written.sheets[1].lines(), ["2: A-1"]);
}

#[test]
fn formulas_without_a_stored_value_are_never_computed() {
    let bytes = with_part(&referrals(), "xl/worksheets/sheet1.xml", |xml| {
        let xml = xml.unwrap();
        assert!(xml.contains("<f>A4+A5</f><v>3</v>"), "{xml}");
        xml.replace("<f>A4+A5</f><v>3</v>", "<f>A4+A5</f>")
    });
    let (written, _) = read_bytes("a.xlsx", &bytes);
    assert_eq!(written.sheets[0].rows[2].1[4], Cell::Error("=A4+A5".into()));
    assert!(written.sheets[0].noted("formulas are never computed"), "{:?}", written.sheets[0].notes);
}

#[test]
fn the_1904_system_is_applied() {
    let bytes = with_part(&referrals(), "xl/workbook.xml", |xml| {
        let xml = xml.unwrap();
        assert!(xml.contains("<workbookPr "), "{xml}");
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    let (written, _) = read_bytes("a.xlsx", &bytes);
    assert_eq!(written.sheets[0].rows[0].1[2].to_string(), "2006-05-04", "four years and a day later");
}

#[test]
fn macros_and_links_are_said_and_left_alone() {
    let bytes = with_part(&referrals(), "xl/vbaProject.bin", |_| "Sub Auto_Open()".into());
    let bytes = with_part(&bytes, "xl/externalLinks/externalLink1.xml", |_| "<externalLink/>".into());
    let (written, _) = read_bytes("a.xlsm", &bytes);
    assert!(written.sheets[0].noted("macros are present and were not run"));
    assert!(written.sheets[0].noted("links to other workbooks; they were not followed"));
}

#[test]
fn sheets_are_chosen_by_name() {
    let options = ReadOptions { sheets: vec![" older ".into()], ..ReadOptions::default() };
    let (written, _) = read_bytes_with("a.xlsx", &referrals(), &options, &Limits::default()).unwrap();
    assert_eq!(written.sheets.len(), 1);
    let options = ReadOptions { sheets: vec!["Oldest".into()], ..ReadOptions::default() };
    let (refusal, _) = read_bytes_with("a.xlsx", &referrals(), &options, &Limits::default()).unwrap_err();
    assert_eq!(refusal.what, "there is no sheet \"Oldest\"");
    assert_eq!(refusal.expected, "one of \"Referrals\", \"Older\"");
}

#[test]
fn a_name_that_does_not_fit_is_said() {
    let (written, _) = read_bytes("a.csv", &referrals());
    assert!(written.sheets[0].noted("named .csv, but it is an Excel workbook (xlsx)"));
    assert!(one_sheet("a.xls", b"ref,name\n1,Ann\n").noted("named .xls, but it is delimited text (CSV)"));
    let (written, report) = read_bytes("a.xlsx.gz", &gzipped(&referrals()));
    assert_eq!((written.sheets[0].rows.len(), report.format.as_str()), (3, "Excel workbook (xlsx), in gzip"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    std::fs::write(&path, referrals()).unwrap();
    assert_eq!(identify(&path, &Limits::default()), Ok(Kind::Xlsx));
}

#[test]
fn what_cannot_be_read_is_refused_by_its_name() {
    let compound = |name: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    };
    let word = with_part(&referrals(), "word/document.xml", |_| "<w/>".into());
    let archive = {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.csv", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"a,b\n").unwrap();
        zip.finish().unwrap().into_inner()
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a.xlsx", b"%PDF-1.7\n1 0 obj".to_vec(), "named .xlsx, but it is a PDF document"),
        (
            "a.xls",
            b"\n<html><table><tr><td>1</td></tr></table></html>".to_vec(),
            "named .xls, but it is an HTML page",
        ),
        ("a.csv", b"\x89PNG\r\n\x1a\n".to_vec(), "named .csv, but it is a picture (PNG)"),
        ("a.xlsx", word, "named .xlsx, but it is a Word document (docx)"),
        ("a.zip", archive, "the file is a ZIP archive and not a workbook"),
        (
            "a.xlsx",
            compound("EncryptedPackage"),
            "named .xlsx, but it is an Office document protected by a password",
        ),
        ("a.xls", compound("WordDocument"), "named .xls, but it is a Word document of 1997 to 2003"),
        ("a.csv", Vec::new(), "the file is empty"),
        ("a.csv", b" \n\n".to_vec(), "named .csv, but it is empty but for white space"),
        (
            "a.csv",
            vec![1, 2, 3, 4, 5, 200, 0, 9, 1, 2, 6, 0],
            "named .csv, but it is not text and no kind of file",
        ),
        ("a.xlsx", referrals()[..3000].to_vec(), "the ZIP package is damaged"),
        ("a.xls", compound("Workbook"), "the workbook is damaged"),
    ];
    for (name, bytes, what) in cases {
        let refusal = refused(name, &bytes, &Limits::default());
        assert!(refusal.what.contains(what), "{name}: {refusal}");
        assert!(!refusal.hint.is_empty(), "{name}: a hint on what to do");
    }
}

#[test]
fn a_bomb_is_met_before_the_workbook_is_opened() {
    let rows = "<row/>".repeat(2_000_000);
    let bomb = with_part(&referrals(), "xl/worksheets/sheet1.xml", |_| {
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    });
    assert!(bomb.len() < 100_000, "{} bytes packed", bomb.len());
    let refusal = refused("a.xlsx", &bomb, &Limits::default());
    assert!(refusal.what.contains("unpacks to more than is allowed"), "{refusal}");
    let long = with_part(&referrals(), "xl/sharedStrings.xml", |_| {
        format!("<sst><si><t>{}</t></si></sst>", "x".repeat(200_000))
    });
    let limits = Limits { row_bytes_max: 100_000, ..Limits::default() };
    let refusal = refused("a.xlsx", &long, &limits);
    assert!(refusal.what.contains("without a tag"), "{refusal}");
}

#[test]
fn far_cells_and_lying_numbers_exhaust_nothing() {
    let sheet = |cells: &str| {
        with_part(&referrals(), "xl/worksheets/sheet1.xml", |_| {
            format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")
        })
    };
    let far = sheet(
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Ref</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
    );
    let few = Limits { columns_max: 300, rows_max: 1000, ..Limits::default() };
    let refusal = refused("a.xlsx", &far, &few);
    assert_eq!(refusal.what, "the table has 16384 columns");
    let deep = sheet(
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Ref</v></c></row><row r=\"90000\"><c r=\"A90000\"><v>1</v></c></row>",
    );
    assert!(refused("a.xlsx", &deep, &few).what.contains("there are more than 1000 rows"));
    let (written, _) = read_bytes("a.xlsx", &deep);
    assert_eq!(written.sheets[0].rows.len(), 89_999, "empty rows are passed on");
    let back =
        sheet("<row r=\"5\"><c r=\"A5\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>");
    assert!(refused("a.xlsx", &back, &Limits::default()).what.contains("row 2 stands below row 5"));
    let shared =
        sheet("<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"99999999999\" ref=\"A1:A2\">B1</f></c></row>");
    let (written, _) = read_bytes("a.xlsx", &shared);
    assert!(written.sheets[0].noted("formulas are never computed"), "{:?}", written.sheets[0]);
}

#[test]
fn the_sample_of_annex_a_is_read_whole() {
    let Some(path) = shared("05-uk-childrens-services/annex-a/Annex_A_sample.xlsx") else { return };
    let (written, _) = read_shared(&path, &ReadOptions::default());
    let shapes: Vec<(usize, usize)> =
        written.sheets.iter().map(|s| (s.columns.len(), s.rows.len())).collect();
    let meant =
        [(7, 5), (8, 5), (11, 6), (12, 5), (14, 5), (14, 5), (17, 7), (34, 5), (13, 6), (16, 5), (19, 5)];
    assert_eq!(shapes, meant, "columns and rows of the eleven lists");
    assert!(written.sheets[9].noted("26 cells hold formulas; the values stored with them were read"));
    assert!(written.sheets[10].noted("46 cells hold formulas; the values stored with them were read"));
    assert!(written.sheets.iter().all(|s| s.bad.is_empty()));
}
