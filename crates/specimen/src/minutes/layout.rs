//! A meeting as told, in three formats: Word with tables and paragraphs, plain text of pages, PDF.

use super::PAGE_LINES;
use super::story::{Part, Told};

/// Characters of a line.
const LINE_CHARS: usize = 92;

/// Lines broken at the margin.
fn wrapped(text: &str) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LINE_CHARS {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

fn person((_, name, rank, agency): &(&str, String, &str, &str)) -> String {
    let rank = if rank.is_empty() { String::new() } else { format!("{rank} ") };
    format!("{rank}{name} ({agency})")
}

fn lines(told: &Told) -> Vec<String> {
    let mut out = wrapped(&told.title);
    out.push(String::new());
    out.push("Present:".into());
    out.extend(told.attendance.iter().filter(|a| a.0 == "present").map(person));
    let away: Vec<String> = told.attendance.iter().filter(|a| a.0 == "apologies").map(person).collect();
    out.extend(wrapped(&format!(
        "Apologies: {}",
        if away.is_empty() { "none".into() } else { away.join("; ") }
    )));
    for part in &told.parts {
        match part {
            Part::Heading(text) => {
                out.push(String::new());
                out.push(text.clone());
            }
            Part::Paragraph(text) => {
                out.extend(wrapped(text));
                out.push(String::new());
            }
        }
    }
    out
}

pub(super) fn text(told: &Told) -> (Vec<u8>, usize) {
    let lines = lines(told);
    let pages: Vec<String> = lines.chunks(PAGE_LINES).map(|page| page.join("\r\n")).collect();
    let count = pages.len();
    (pages.join("\r\n\u{c}").into_bytes(), count)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn docx(told: &Told) -> (Vec<u8>, usize) {
    let run = |t: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(t));
    let p = |t: &str| format!("<w:p>{}</w:p>", run(t));
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|c| format!("<w:tc>{}</w:tc>", p(c))).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let mut body = format!("<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>{}</w:p>", run(&told.title));
    let rows: String = told
        .attendance
        .iter()
        .map(|(standing, name, rank, agency)| row(&[name, rank, agency, standing]))
        .collect();
    body += &format!("<w:tbl>{}{rows}</w:tbl>", row(&["Name", "Rank", "Agency", "Attendance"]));
    let (mut on_page, mut pages) = (told.attendance.len() + 4, 1);
    for part in &told.parts {
        let (text, style, height) = match part {
            Part::Heading(text) => (text, "<w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>", 2),
            Part::Paragraph(text) => (text, "", wrapped(text).len() + 1),
        };
        let mut turn = "";
        if on_page + height > PAGE_LINES {
            (on_page, pages) = (0, pages + 1);
            turn = "<w:r><w:lastRenderedPageBreak/></w:r>";
        }
        on_page += height;
        body += &format!("<w:p>{style}{turn}{}</w:p>", run(text));
    }
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "{head}<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
                 PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{head}<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
                 Target=\"word/document.xml\"/></Relationships>"
            ),
        ),
        (
            "word/document.xml",
            format!("{head}<w:document xmlns:w=\"{word}\"><w:body>{body}</w:body></w:document>"),
        ),
    ];
    (stored(&parts), pages)
}

/// A ZIP package of parts that are not compressed (APPNOTE 6.3, 4.3).
fn stored(parts: &[(&str, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let (offset, size) = (out.len() as u32, text.len() as u32);
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x00]); // version, flags, method, 1 January 1980
        common.extend(crc32(text.as_bytes()).to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]); // comment, disk, attributes
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size, count) = (out.len() as u32, directory.len() as u32, parts.len() as u16);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// CRC-32 as ZIP has it (polynomial 0xEDB88320, reflected).
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// A PDF in Courier, one line of text a line; `scanned` adds a page that holds only a grey area.
pub(super) fn pdf(told: &Told, scanned: bool) -> (Vec<u8>, usize) {
    let lines = lines(told);
    let mut contents: Vec<String> = lines
        .chunks(PAGE_LINES)
        .map(|page| {
            let mut text = "BT /F1 9 Tf 14 TL 50 790 Td\n".to_string();
            for line in page {
                let line = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
                text += &format!("({line}) Tj T*\n");
            }
            text + "ET"
        })
        .collect();
    if scanned {
        contents.push("0.8 g 50 50 500 700 re f".into());
    }
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>".to_string(),
    ];
    for (i, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let (mut out, mut offsets) = ("%PDF-1.4\n".to_string(), Vec::new());
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    offsets.iter().for_each(|offset| out += &format!("{offset:010} 00000 n \n"));
    out += &format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    (out.into_bytes(), contents.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn lines_end_before_the_margin_and_lose_no_word() {
        let text = "word ".repeat(100);
        let lines = wrapped(text.trim());
        assert!(lines.iter().all(|l| l.chars().count() <= LINE_CHARS));
        assert_eq!(lines.join(" "), text.trim());
    }
}
