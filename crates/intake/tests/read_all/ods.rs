//! OpenDocument spreadsheets, made by hand.

use std::io::{Cursor, Write};

use intake::read::{Cell, Limits};
use model::Day;

use crate::support::{one_sheet, read_bytes, refused};

/// A package with this body.
pub(crate) fn spreadsheet(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" \
         xmlns:text=\"x\" xmlns:style=\"s\"><office:automatic-styles><style:style style:name=\"ta2\" \
         style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let packed = zip::write::SimpleFileOptions::default();
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    for (name, text) in [("content.xml", content.as_str()), ("META-INF/manifest.xml", "<manifest/>")] {
        zip.start_file(name, packed).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn text(words: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>")
}

pub(crate) fn referrals() -> Vec<u8> {
    let header = ["Ref", "Received", "At", "Seen"].map(text).concat();
    let merged = "<table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\"><text:p>Worker\
                  </text:p></table:table-cell><table:covered-table-cell/>";
    let first = "<table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2002-05-03\"><text:p>3/5/2</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"time\" office:time-value=\"PT09H30M00S\"><text:p>9.30</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>TRUE</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><office:annotation><text:p>a comment</text:p></office:annotation>\
        <text:p>Ann<text:s text:c=\"2\"/>&amp; Bo</text:p><text:p>second</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell>";
    let second = "<table:table-cell office:value-type=\"float\" office:value=\"2\"/>\
        <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>\
        <table:table-cell table:formula=\"of:=[.A1]+1\"/>\
        <table:table-cell table:formula=\"of:=[.A1]+1\" office:value-type=\"float\" office:value=\"5\"/>";
    let rows = format!(
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
         </table:table-row><table:table-row>{header}{merged}</table:table-row><table:table-row>{first}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\">{second}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell/></table:table-row>"
    );
    spreadsheet(&format!(
        "<table:table table:name=\"Referrals\" table:style-name=\"ta1\">{rows}</table:table>\
         <table:table table:name=\"Older\" table:style-name=\"ta2\"><table:table-row>{}</table:table-row>\
         <table:table-row>{}</table:table-row></table:table>",
        text("Ref"),
        text("A-1")
    ))
}

#[test]
fn cells_come_as_the_spreadsheet_holds_them() {
    let (written, report) = read_bytes("a.ods", &referrals());
    assert_eq!(report.format, "OpenDocument spreadsheet (ods)");
    let sheet = &written.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.header_row), ("Referrals", 3));
    assert_eq!(sheet.columns, ["Ref", "Received", "At", "Seen", "Worker", "Worker (2)"]);
    assert_eq!(
        sheet.lines(),
        ["4: 1|2002-05-03|09:30|true|Ann  & Bo\nsecond|#N/A", "5: 2|x|x|=[.A1]+1|5|", "6: 2|x|x|=[.A1]+1|5|"]
    );
    assert_eq!(sheet.rows[0].1[1], Cell::Date(Day::ymd(2002, 5, 3).unwrap(), None));
    assert_eq!(sheet.rows[0].1[5], Cell::Error("#N/A".into()));
    for words in
        ["1 merged area was filled", "2 cells hold formulas; the values", "formulas are never computed"]
    {
        assert!(sheet.noted(words), "{words}: {:?}", sheet.notes);
    }
    assert!(written.sheets[1].noted("hidden in the workbook"));
    assert_eq!(written.sheets[1].lines(), ["2: A-1"]);
}

#[test]
fn repeats_without_end_are_held_to_the_limits() {
    let cell = "<table:table-cell table:number-columns-repeated=\"1000000\" office:value-type=\"string\"><text:p>x\
                </text:p></table:table-cell>";
    let wide = spreadsheet(&format!(
        "<table:table table:name=\"A\"><table:table-row>{cell}</table:table-row></table:table>"
    ));
    assert!(refused("a.ods", &wide, &Limits::default()).what.contains("1000000 columns"));
    let tall = spreadsheet(&format!(
        "<table:table table:name=\"A\"><table:table-row>{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"4000000000\">{}</table:table-row></table:table>",
        text("Ref"),
        text("x")
    ));
    let limits = Limits { rows_max: 1000, ..Limits::default() };
    assert!(refused("a.ods", &tall, &limits).what.contains("more than 1000 rows"));
}

#[test]
fn a_text_or_a_protected_spreadsheet_is_refused() {
    let swap = |from: &[u8], to: &[u8]| {
        let mut bytes = referrals();
        let at = bytes.windows(from.len()).position(|w| w == from).unwrap();
        bytes[at..at + from.len()].copy_from_slice(to);
        bytes
    };
    // As long as "spreadsheet", so that the package stays sound.
    let odt = swap(b"opendocument.spreadsheet", b"opendocument.text-master");
    assert!(refused("a.ods", &odt, &Limits::default()).what.contains("an OpenDocument text"));
    let locked = crate::workbook::with_part(&referrals(), "META-INF/manifest.xml", |_| {
        "<manifest><encryption-data/></manifest>".into()
    });
    assert!(refused("a.ods", &locked, &Limits::default()).what.contains("protected by a password"));
    assert!(one_sheet("a.ods", b"a,b\n1,2\n").noted("named .ods, but it is delimited text"));
}
