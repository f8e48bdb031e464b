//! Documents to passages: every format's paragraphs and tables with their places, and files that are hostile or broken.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // writes files to read them

use std::io::Write;
use std::path::PathBuf;

use intake::Refusal;
use intake::document::{
    Document, DocumentKind, DocumentLimits, PassageKind, PdfPage, pages_of, read_document,
};

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn word(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    );
    packed(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &xml)])
}

fn read_with(bytes: &[u8], limits: &DocumentLimits) -> Result<Document, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("received");
    std::fs::write(&path, bytes).unwrap();
    read_document(&path, limits, None)
}

fn read(bytes: &[u8]) -> Document {
    read_with(bytes, &DocumentLimits::default()).unwrap()
}

/// Each passage as "place: text".
fn told(document: &Document) -> Vec<String> {
    let source = model::Source {
        path: "f".into(),
        sha256: String::new(),
        bytes: 0,
        format: String::new(),
        name: String::new(),
        agency: String::new(),
        sheets: document.parts.clone(),
    };
    let place = |p: &intake::document::Passage| p.place(model::SourceId(0));
    document
        .passages
        .iter()
        .map(|p| {
            let place = place(p).describe(std::slice::from_ref(&source));
            format!("{}: {}", place.strip_prefix("f, ").unwrap_or(&place), p.text)
        })
        .collect()
}

#[test]
fn a_word_document_keeps_the_place_of_every_paragraph_and_table_row() {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let p = |text: &str| format!("<w:p>{}</w:p>", run(text));
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let body = [
        "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>".to_string() + &run("Minutes") + "</w:p>",
        "<w:p/>".into(),
        format!("<w:p>{}<w:del><w:r><w:delText>cut</w:delText></w:r></w:del>{}</w:p>", run("Fish &amp; "), run("chips")),
        format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}</w:tc>{}</w:tr></w:tbl>",
            cell("Name"),
            cell("Role"),
            p("wide"),
            cell("third")
        ),
        format!("<w:p><w:r><w:br w:type=\"page\"/></w:r>{}</w:p>", run("Second page")),
    ]
    .concat();
    let document = read(&word(&body));
    assert_eq!(document.kind, DocumentKind::Docx);
    assert_eq!(
        told(&document),
        [
            "page 1, paragraph 1: Minutes",
            "page 1, paragraph 3: Fish & chips",
            "page 1, table 1, row 1: Name\tRole",
            "page 1, table 1, row 2: wide\t\tthird",
            "page 2, paragraph 1: Second page"
        ]
    );
    assert_eq!(document.passages[0].kind, PassageKind::Heading(1));
    assert_eq!(document.passages[2].cells, ["Name", "Role"]);
    assert_eq!(document.passages.iter().map(|p| p.page).collect::<Vec<_>>(), [1, 1, 1, 1, 2]);
}

#[test]
fn headers_and_footers_of_a_word_document_are_told_apart_from_its_text() {
    let p = |text: &str| format!("<w:x xmlns:w=\"w\"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:x>");
    let bytes = packed(&[
        ("word/document.xml", &p("body")),
        ("word/header1.xml", &p("RESTRICTED")),
        ("word/footer1.xml", &p("page 1")),
    ]);
    let document = read(&bytes);
    let kinds: Vec<_> = document.passages.iter().map(|p| (p.kind, p.text.as_str())).collect();
    use PassageKind::*;
    assert_eq!(kinds, [(Header, "RESTRICTED"), (Text, "body"), (Footer, "page 1")]);
}

#[test]
fn rich_text_with_page_breaks_says_the_page_of_every_paragraph_and_table() {
    let document = read(
        b"{\\rtf1\\ansi One\\par Two begins\\page and goes on\\par Three\\par\\pard\\intbl a\\cell b\\cell\\row\\intbl c\\cell d\\cell\\row\\pard \
          \\page Four\\sect\\sectd\\sbknone Five\\sect\\sectd Six\\par}",
    );
    assert_eq!(
        told(&document),
        [
            "page 1, paragraph 1: One",
            // A paragraph stands on the page on which it begins.
            "page 1, paragraph 2: Two begins and goes on",
            "page 2, paragraph 1: Three",
            "page 2, table 1, row 1: a\tb",
            "page 2, table 1, row 2: c\td",
            "page 3, paragraph 1: Four",
            "page 3, paragraph 2: Five",
            "page 4, paragraph 1: Six"
        ]
    );
    assert_eq!(document.pages, 4);
}

#[test]
fn names_with_marks_of_their_own_read_alike_in_the_cells_of_every_format() {
    let cell = |t: &str| format!("<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>");
    let table =
        format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("Andre\u{301} Nun\u{303}ez"), cell("Zoe\u{308}"));
    let document = read(&word(&table));
    assert_eq!(document.passages[0].cells, ["Andr\u{e9} Nu\u{f1}ez", "Zo\u{eb}"]);
    // Marks that no table of common letters has: a dot below, a ring.
    let document = read(&word(&format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("S\u{323}ila U\u{30a}la"))));
    assert_eq!(document.passages[0].cells, ["\u{1e62}ila \u{16e}la"]);
}

#[test]
fn open_document_text_and_rich_text_read_alike() {
    let content = "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\"><office:body><office:text>\
        <text:tracked-changes><text:p>gone</text:p></text:tracked-changes>\
        <text:h text:outline-level=\"2\">Minutes</text:h><text:p>One<text:s text:c=\"2\"/>two<text:span>\n three</text:span></text:p>\
        <table:table><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>\
        <table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell></table:table-row></table:table>\
        <text:p>End</text:p></office:text></office:body></office:document-content>";
    let odt = read(&packed(&[("mimetype", "x"), ("content.xml", content)]));
    assert_eq!(odt.kind, DocumentKind::Odt);
    assert_eq!(
        told(&odt),
        [
            "paragraph 1: Minutes",
            "paragraph 2: One  two three",
            "table 1, row 1: Name\ta\nb",
            "paragraph 3: End"
        ]
    );
    let rtf = read(
        b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\info{\\author Nobody}}{\\header RESTRICTED\\par}\
        \\pard Minutes\\par Caf\\'e9 \\u8211?\\~x\\line y\\par\\pard\\intbl Name\\cell Role\\cell\\row\\pard End\\par\
        {\\*\\unknown hidden}}",
    );
    assert_eq!(rtf.kind, DocumentKind::Rtf);
    assert_eq!(
        told(&rtf),
        [
            "page header and footer, paragraph 1: RESTRICTED",
            "paragraph 1: Minutes",
            "paragraph 2: Caf\u{e9} \u{2013} x\ny",
            "table 1, row 1: Name\tRole",
            "paragraph 3: End"
        ]
    );
}

#[test]
fn what_was_struck_out_is_not_text_and_is_said() {
    let odt = |body: &str| {
        let xml = format!(
            "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:draw=\"d\"><office:body><office:text>{body}\
             </office:text></office:body></office:document-content>"
        );
        packed(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &xml)])
    };
    let cases = [
        word(
            "<w:p><w:r><w:t>Named</w:t></w:r><w:del><w:r><w:delText> by Rook</w:delText></w:r></w:del><w:r><w:t> again.</w:t>\
             </w:r><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>",
        ),
        odt(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p> by Rook</text:p></text:deletion>\
             </text:changed-region></text:tracked-changes><text:p>Named<text:change/><office:annotation><text:p>By Rook</text:p>\
             </office:annotation> again.</text:p>",
        ),
        b"{\\rtf1\\ansi Named{\\deleted  by Rook} {\\*\\annotation By Rook}again.\\par}".to_vec(),
        b"{\\rtf1\\ansi Named\\deleted  by Rook\\deleted0  again.{\\*\\annotation By Rook}\\par}".to_vec(),
        b"{\\rtf1\\ansi Named\\deleted  by Rook\\plain  again.{\\*\\annotation By Rook}\\par}".to_vec(),
    ];
    for bytes in cases {
        let document = read(&bytes);
        assert_eq!(document.passages[0].text, "Named again.", "{:?}", document.kind);
        let said: Vec<&str> = document.notes.iter().map(|n| n.2.as_str()).collect();
        assert_eq!(
            said,
            [
                "1 deletion in tracked changes is not read as text of the document: what was struck out, by whom and when \
                 stands in the file itself",
                "1 comment in the margin is not read as text of the document"
            ],
            "{:?}",
            document.kind
        );
    }
}

#[test]
fn a_document_that_is_one_picture_needs_transcription_and_is_never_empty() {
    let picture = packed(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/document.xml",
            "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:drawing/></w:r></w:p></w:body></w:document>",
        ),
        ("word/media/image1.png", "not read"),
    ]);
    for bytes in [picture, b"{\\rtf1\\ansi{\\pict 00ff}\\par}".to_vec()] {
        let document = read(&bytes);
        assert_eq!(document.pages_without_text, [1]);
        let said: Vec<&str> = document.notes.iter().map(|n| n.2.as_str()).collect();
        assert_eq!(
            said,
            [
                "1 picture is not read as text of the document: have any words in it transcribed",
                "the document holds no text: it needs transcription"
            ]
        );
    }
}

#[test]
fn a_message_with_attachments_gives_its_text_and_names_them() {
    let message = "From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?Q?Minutes_of_3=C2=A0May?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"outer\"\r\n\r\nFor old readers.\r\n--outer\r\nContent-Type: \
        multipart/alternative; boundary=\"inner\"\r\n\r\n--inner\r\nContent-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nTmFtZWQgYWdhaW4uDQpOb3RoaW5nIGRvbmUu\r\n--inner\r\nContent-Type: text/html\r\n\r\n\
        <p>Named again.</p>\r\n--inner--\r\n--outer\r\nContent-Type: application/pdf; name=\"list.pdf\"\r\n\
        Content-Disposition: attachment; filename=\"list.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--outer--\r\n";
    let document = read(message.as_bytes());
    let text = document.passages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" | ");
    assert!(text.contains("Named again.") && text.contains("Nothing done."), "{text}");
    assert!(!text.contains("JVBERg"), "an attachment is no text: {text}");
    assert!(document.notes.iter().any(|n| n.2.contains("list.pdf")), "{:?}", document.notes);
}

#[test]
fn a_message_gives_its_headers_and_its_plain_text() {
    let message = "From: A Clerk <a@example.org>\r\nTo: B\r\nSubject: =?utf-8?Q?Minutes_=E2=80=93?=\r\n =?utf-8?B?IE1heQ==?=\r\n\
        Date: Fri, 3 May 2002 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n\
        --x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        A name=20was sp=\r\noken.\r\nNext line.\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n\
        --x\r\nContent-Type: application/pdf; name=\"notes.pdf\"\r\nContent-Disposition: attachment\r\n\r\nAAAA\r\n--x--\r\n";
    let document = read(message.as_bytes());
    assert_eq!(document.kind, DocumentKind::Mail);
    assert_eq!(document.headers[2], ("Subject".to_string(), "Minutes \u{2013} May".to_string()));
    let body: Vec<String> = told(&document).into_iter().filter(|t| t.starts_with("line")).collect();
    // The parts of a mixed message are all its text; only of alternatives one is read.
    assert_eq!(body, ["line 1: A name was spoken.", "line 2: Next line.", "line 5: no"]);
    assert!(document.notes[0].2.contains("notes.pdf"), "{:?}", document.notes);
    let pasted = read(b"From: A Clerk\nSent: 3 May 2002 10:00\nTo: B\nSubject: names\n\nHello\n");
    assert_eq!(pasted.kind, DocumentKind::Mail);
    assert_eq!(read(b"Present: A, B\nTo: do\n\nDate: 3 May\n").kind, DocumentKind::Text);
}

#[test]
fn plain_text_keeps_lines_and_pages_in_any_common_encoding() {
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain("Zo\u{eb}\r\n\r\nB".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [&b"Zo\xeb\n\nB"[..], "Zo\u{eb}\n\nB".as_bytes(), &wide] {
        assert_eq!(told(&read(bytes)), ["line 1: Zo\u{eb}", "line 3: B"]);
    }
    assert_eq!(told(&read(b"a\n\x0cb\nc")), ["page 1, line 1: a", "page 2, line 1: b", "page 2, line 2: c"]);
}

#[test]
fn a_pdf_under_a_password_is_refused_and_says_what_to_ask_for() {
    // The standard security handler with keys that no empty password opens.
    let key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let lock = format!("<< /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>");
    let refusal =
        pages_of(&pdf_with(&["BT /F1 12 Tf 72 770 Td (Minutes) Tj ET"], Some(&lock)), 10).unwrap_err();
    assert!(refusal.what.contains("protected by a password"), "{refusal}");
    assert!(refusal.hint.contains("copy without a password"), "{refusal}");
}

#[test]
fn a_pdf_that_opens_without_a_question_is_read_and_one_that_asks_is_refused() {
    // Encrypted with an empty password, as a program does that only forbids printing: AES of 128 and of 256 bits.
    for bytes in [&include_bytes!("locked/opens.pdf")[..], include_bytes!("locked/opens6.pdf")] {
        assert_eq!(pages_of(bytes, 10).unwrap(), [PdfPage::Lines(vec!["Minutes of the Forum".into()])]);
    }
    let refusal = pages_of(include_bytes!("locked/asks.pdf"), 10).unwrap_err();
    assert!(refusal.what.contains("protected by a password"), "{refusal}");
    // The dictionary that says how stands in the trailer itself: not read, and said why.
    let refusal = pages_of(include_bytes!("locked/inline.pdf"), 10).unwrap_err();
    assert!(refusal.what.contains("encrypted in a way that is not read"), "{refusal}");
}

#[test]
fn columns_of_a_page_that_stand_close_are_columns_where_the_lines_agree() {
    let line = |y: u32, name: &str, agency: &str| {
        format!("BT /F1 12 Tf 72 {y} Td ({name}) Tj ET BT /F1 12 Tf 184 {y} Td ({agency}) Tj ET")
    };
    let page = [
        line(770, "Wennora Umberley", "Police A"),
        line(750, "Iska Fennixby", "Council C"),
        line(730, "Tamsel Thackling", "Health B"),
    ];
    let pages = pages_of(&pdf(&[&page.join("\n")]), 10).unwrap();
    let lines: Vec<intake::document::PdfLine> =
        ["Wennora Umberley\tPolice A", "Iska Fennixby\tCouncil C", "Tamsel Thackling\tHealth B"]
            .map(Into::into)
            .into();
    assert_eq!(pages, [PdfPage::Lines(lines)]);
}

#[test]
fn words_of_a_typewriter_that_stand_one_below_the_other_are_no_columns_and_its_columns_are() {
    let line = |y: u32, words: &str| format!("BT /F1 9 Tf 50 {y} Td ({words}) Tj ET");
    let lines = ["The car of Harl Orrowby", "was red and Mab Skeldin", "had two men inside that"];
    let columns = ["Wennora Umberley  Police A", "Iska Fennixby     Council C", "Tamsel Thackling  Health B"];
    let page = |all: &[&str]| -> String {
        (0u32..).zip(all).map(|(n, words)| line(790 - 14 * n, words)).collect::<Vec<_>>().join("\n")
    };
    let bytes = |page: &str| {
        let text = String::from_utf8(pdf(&[page])).unwrap();
        text.replace("/Helvetica", "/Courier  ").into_bytes()
    };
    let read = |all: &[&str]| pages_of(&bytes(&page(all)), 10).unwrap();
    assert_eq!(read(&lines), [PdfPage::Lines(lines.map(Into::into).into())]);
    let parted = ["Wennora Umberley\tPolice A", "Iska Fennixby\tCouncil C", "Tamsel Thackling\tHealth B"];
    assert_eq!(read(&columns), [PdfPage::Lines(parted.map(Into::into).into())]);
}

#[test]
fn a_ruled_table_of_a_page_is_read_cell_by_cell_and_goes_on_where_the_page_ends() {
    let rules = |from: u32, to: u32, rows: &[u32]| -> String {
        let level = rows.iter().map(|y| format!("50 {y} m 350 {y} l S\n"));
        // Upright lines as thin filled boxes, as a word processor draws them.
        let upright = [50, 200, 350].map(|x| format!("{x} {from} 0.5 {} re f*\n", to - from));
        level.chain(upright).collect()
    };
    let say = |x: u32, y: u32, words: &str| format!("BT /F1 10 Tf {x} {y} Td ({words}) Tj ET\n");
    let one = rules(700, 780, &[700, 740, 780])
        + &say(54, 760, "Action")
        + &say(204, 760, "Owner")
        + &say(54, 725, "Check the car of somebody who")
        + &say(54, 712, "was named")
        + &say(204, 725, "Lena Marrowby");
    let two = rules(760, 780, &[760, 780]) + &say(54, 768, "Visit the home") + &say(204, 768, "Cass Quill");
    let pages = pages_of(&pdf(&[&one, &two]), 10).unwrap();
    let row =
        |table: u32, cells: [&str; 2]| intake::document::PdfLine::Row(table, cells.map(String::from).into());
    assert_eq!(
        pages,
        [
            PdfPage::Lines(vec![
                row(1, ["Action", "Owner"]),
                row(1, ["Check the car of somebody who was named", "Lena Marrowby"])
            ]),
            PdfPage::Lines(vec![row(1, ["Visit the home", "Cass Quill"])]),
        ]
    );
}

#[test]
fn the_numbers_that_word_prints_stand_before_the_words() {
    let numbered = |style: &str, level: u32, text: &str| {
        format!(
            "<w:p><w:pPr>{style}<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let styled = "<w:p><w:pPr><w:pStyle w:val=\"Kop\"/></w:pPr><w:r><w:t>Cases</w:t></w:r></w:p>";
    let body = numbered("", 0, "Welcome")
        + &numbered("", 1, "All were there.")
        + styled
        + &numbered("", 1, "One was named.")
        + "<w:tbl><w:tr><w:tc>"
        + &numbered("", 0, "")
        + "</w:tc><w:tc><w:p><w:r><w:t>Visit</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let level = |at: u32, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"2\">{}{}</w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId \
         w:val=\"2\"/></w:num></w:numbering>",
        level(0, "%1."),
        level(1, "%1.%2")
    );
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Kop\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"7\"/>\
                  </w:numPr></w:pPr></w:style></w:styles>";
    let file = packed(&[
        ("word/document.xml", &document),
        ("word/numbering.xml", &numbering),
        ("word/styles.xml", styles),
    ]);
    let read = read(&file);
    let texts: Vec<&str> = read.passages.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(texts, ["1. Welcome", "1.1 All were there.", "2. Cases", "2.1 One was named.", "3.\tVisit"]);
    assert_eq!(read.passages[2].kind, PassageKind::Heading(1), "by the name of its style, whatever its sign");
}

#[test]
fn the_numbers_that_an_open_document_prints_stand_before_the_words() {
    let level = |at: u32, format: &str, more: &str| {
        format!("<text:list-level-style-number text:level=\"{at}\" style:num-format=\"{format}\" {more}/>")
    };
    let styles = format!(
        "<text:list-style style:name=\"L1\">{}{}</text:list-style><text:list-style style:name=\"B\">\
         <text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"-\"/></text:list-style>\
         <style:style style:name=\"Off\" style:family=\"paragraph\" style:parent-style-name=\"H\" style:list-style-name=\"\"/>",
        level(1, "1", "style:num-suffix=\".\""),
        level(2, "1", "text:display-levels=\"2\""),
    );
    let outline = format!(
        "<text:outline-style>{}</text:outline-style>",
        "<text:outline-level-style text:level=\"1\" style:num-format=\"1\" style:num-prefix=\"Item \"/>"
    );
    let list = |attributes: &str, inner: &str| format!("<text:list {attributes}>{inner}</text:list>");
    let item =
        |attributes: &str, inner: &str| format!("<text:list-item {attributes}>{inner}</text:list-item>");
    let p = |text: &str| format!("<text:p>{text}</text:p>");
    let one = "text:style-name=\"L1\"";
    let body = "<text:h text:outline-level=\"1\">Opening</text:h>".to_string()
        + "<text:h text:outline-level=\"1\" text:style-name=\"Off\">Not counted</text:h>"
        + &list(
            &format!("{one} xml:id=\"a\""),
            &(item("", &(p("Welcome") + &p("said on.") + &list("", &item("", &p("All were there.")))))
                + &format!("<text:list-header>{}</text:list-header>", p("no number"))
                + &item("", &p("Cases"))),
        )
        + &p("Between.")
        + &list(
            &format!("{one} text:continue-list=\"a\""),
            &item(
                "",
                &list("text:continue-numbering=\"true\"", &(item("", &p("One.")) + &item("", &p("Two.")))),
            ),
        )
        + &list(&format!("{one} text:continue-numbering=\"true\""), &item("", &p("Business")))
        + &list("text:style-name=\"B\"", &item("", &p("a point")))
        + &list(one, &(item("", &p("Begun again")) + &item("text:start-value=\"7\"", &p("Seventh"))))
        + "<table:table><table:table-row><table:table-cell>"
        + &list(&format!("{one} text:continue-numbering=\"true\""), &item("", &p("")))
        + "</table:table-cell><table:table-cell><text:p>Visit</text:p></table:table-cell></table:table-row></table:table>"
        + "<text:h text:outline-level=\"1\">Close</text:h>";
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\">\
         <office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>\
         </office:document-content>"
    );
    let of_pages = format!(
        "<office:document-styles xmlns:text=\"t\" xmlns:style=\"s\">{outline}</office:document-styles>"
    );
    let read = read(&packed(&[("mimetype", "x"), ("styles.xml", &of_pages), ("content.xml", &content)]));
    let texts: Vec<&str> = read.passages.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Item 1 Opening",
            "Not counted",
            "1. Welcome",
            "said on.",
            "1.1 All were there.",
            "no number",
            "2. Cases",
            "Between.",
            "2.1 One.",
            "2.2 Two.",
            "3. Business",
            "a point",
            "1. Begun again",
            "7. Seventh",
            "8.\tVisit",
            "Item 2 Close",
        ]
    );
    let lists: Vec<Option<u32>> = read.passages.iter().map(|p| p.numbered.map(|n| n.list)).collect();
    assert_eq!(lists[2], lists[10], "a list that goes on is one list");
    assert_ne!(lists[2], lists[12]);
}

/// A PDF of these pages, each a content stream.
fn pdf(pages: &[&str]) -> Vec<u8> {
    pdf_with(pages, None)
}

/// The same, with a dictionary that says how it is encrypted.
fn pdf_with(pages: &[&str], lock: Option<&str>) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_string(),
    ];
    for (i, content) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    objects.extend(lock.map(str::to_string));
    let locked = lock.map_or(String::new(), |_| format!(" /Encrypt {} 0 R /ID [<00> <00>]", objects.len()));
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R{locked} >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    out
}

#[test]
fn a_pdf_keeps_lines_and_columns_and_a_page_without_text_is_one() {
    let page = "BT /F1 12 Tf 72 770 Td (Minutes of the Forum) Tj 0 -20 Td (Name) Tj 200 0 Td (Agency) Tj ET";
    let pages = pages_of(&pdf(&[page, "0 0 100 100 re f"]), 10).unwrap();
    assert_eq!(
        pages,
        [
            PdfPage::Lines(vec!["Minutes of the Forum".into(), "Name\tAgency".into()]),
            PdfPage::Lines(Vec::new())
        ]
    );
    let refusal = pages_of(&pdf(&[page, page, page]), 2).unwrap_err();
    assert!(refusal.what.contains("more than 2 pages"), "{refusal}");
}

#[test]
fn hostile_and_broken_files_are_refused_by_name_and_nothing_falls_over() {
    let limits = DocumentLimits::default();
    let bomb = word(&" ".repeat(100 << 20));
    let deep = format!("{{\\rtf1{}", "{".repeat(10_000));
    let nested = word(&"<w:tbl><w:tr><w:tc>".repeat(200));
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a bomb", bomb, "unpacks to more than is allowed"),
        ("nothing at all", Vec::new(), "the file is empty"),
        ("a cut package", word("<w:p/>")[..60].to_vec(), "damaged"),
        ("a picture", b"\x89PNG\r\n\x1a\n".to_vec(), "a picture"),
        ("an old Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec(), "1997 to 2003"),
        ("a workbook", packed(&[("xl/workbook.xml", "<x/>")]), "a workbook"),
        ("noise", vec![7, 0, 1, 2, 3, 200, 4], "not text"),
        ("groups without end", deep.into_bytes(), "nested groups"),
        ("tables without end", nested, "nested elements"),
        ("a PDF without a child", pdf(&["BT ET"]), "process of its own"),
    ];
    for (what, bytes, words) in cases {
        let refusal = read_with(&bytes, &limits).expect_err(what);
        assert!(refusal.what.contains(words), "{what}: {refusal}");
    }
    for bytes in [&b"%PDF-1.4\n%%EOF"[..], b"%PDF-", &pdf(&["BT (x"])[..300]] {
        assert!(pages_of(bytes, 10).is_err(), "{:?}", String::from_utf8_lossy(bytes));
    }
    let long = DocumentLimits { passage_bytes_max: 100, ..limits.clone() };
    assert!(read_with(&[b'a'; 200], &long).unwrap_err().what.contains("one paragraph"));
    let few = DocumentLimits { passages_max: 2, ..limits };
    assert!(read_with(b"a\nb\nc", &few).unwrap_err().what.contains("passages"));
}

#[test]
fn bytes_changed_at_random_places_never_fall_over() {
    let good = [
        word("<w:p><w:r><w:t>Minutes</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
        b"{\\rtf1\\ansi Minutes\\par\\intbl a\\cell\\row \\u-10\\'zz\\bin99 }".to_vec(),
        b"From: a\nTo: b\nSubject: =?utf-8?B?x?=\nContent-Type: multipart/mixed; boundary=\"\"\n\n--\n--\n"
            .to_vec(),
        pdf(&["BT /F1 12 Tf 72 770 Td (Minutes) Tj ET"]),
    ];
    let mut state = 1u64;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut survived = 0;
    for trial in 0..400 {
        let mut bytes = good[trial % good.len()].clone();
        for _ in 0..1 + next(4) {
            let at = next(bytes.len());
            bytes[at] = next(256) as u8;
        }
        if trial % good.len() == 3 {
            let _ = pages_of(&bytes, 10);
        } else {
            let _ = read_with(&bytes, &DocumentLimits::default());
        }
        survived += 1;
    }
    assert_eq!(survived, 400);
}

#[test]
fn text_that_is_struck_through_or_hidden_is_not_read_and_is_counted() {
    let body = "<w:p><w:r><w:t>Present: A Name</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>, B Name</w:t></w:r>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>, C Name</w:t></w:r><w:r><w:rPr><w:strike w:val=\"0\"/></w:rPr><w:t>.</w:t></w:r></w:p>";
    let document = read(&word(body));
    assert_eq!(told(&document), ["paragraph 1: Present: A Name."]);
    let notes: Vec<&str> = document.notes.iter().map(|(.., n)| n.as_str()).collect();
    assert!(notes.iter().any(|n| n.contains("1 piece of text struck through is not read")), "{notes:?}");
    assert!(notes.iter().any(|n| n.contains("1 piece of hidden text is not read")), "{notes:?}");
    let rtf = read(b"{\\rtf1\\ansi Present: A Name{\\strike , B Name}{\\v , C Name}.\\par}");
    assert_eq!(told(&rtf), ["paragraph 1: Present: A Name."]);
}

#[test]
fn a_page_break_that_was_printed_is_one_page() {
    let p = |inside: &str| format!("<w:p>{inside}</w:p>");
    let text = |t: &str| format!("<w:r><w:t>{t}</w:t></w:r>");
    let body = [
        p(&text("one")),
        p("<w:r><w:br w:type=\"page\"/></w:r>"),
        p(&format!("<w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r>{}", text(" more"))),
        p(&format!("<w:r><w:lastRenderedPageBreak/><w:t>three</w:t></w:r>{}", text(""))),
    ];
    let document = read(&word(&body.concat()));
    assert_eq!(document.passages.iter().map(|p| p.page).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(document.pages, 3);
}

#[test]
fn old_line_ends_and_letters_with_marks_of_their_own_read_as_any_other() {
    let document = read("Minutes\rPresent: Andre\u{301} Nun\u{303}ez\rEnd".as_bytes());
    assert_eq!(told(&document), ["line 1: Minutes", "line 2: Present: Andr\u{e9} Nu\u{f1}ez", "line 3: End"]);
}

#[test]
fn a_message_in_html_keeps_its_words_whole_and_loses_no_part() {
    let html = "<html><head><title>x</title><style>p{}</style></head><body><!-- no --><p>Harl <b>Orr</b>owby &amp; Zo&euml; &#8211; seen\
        </p><s>Mab Skelding</s><table><tr><td>one</td><td>two</td></tr></table></body></html>";
    let mail = format!(
        "From: a@x\r\nTo: b@x\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/html; \
         charset=utf-8\r\n\r\n{html}\r\n--q\r\nContent-Type: text/plain\r\n\r\nSent by the list.\r\n--q--\r\n"
    );
    let document = read(mail.as_bytes());
    let all: Vec<&str> =
        document.passages.iter().filter(|p| p.kind == PassageKind::Text).map(|p| p.text.as_str()).collect();
    assert_eq!(all, ["Harl Orrowby & Zo\u{eb} \u{2013} seen", "one\ttwo", "Sent by the list."]);
    let both = mail.replace("multipart/mixed", "multipart/alternative");
    let document = read(both.as_bytes());
    assert_eq!(document.passages.last().unwrap().text, "Sent by the list.");
    assert!(document.passages.iter().all(|p| !p.text.contains("Orrowby")), "of alternatives one is read");
}
