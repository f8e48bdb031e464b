//! Minutes in the usual layouts, each with what a careful clerk reads from it, written as the documents that agencies hold.
//!
//! A line that begins with `> ` says what is so and is no line of the minutes; `| a | b |` is a row of a table; `#. ` a paragraph
//! whose number the program prints by itself, `##. ` one at the level below; a cell `^` is one with the cell above it. `> named`
//! and `> new` are held by the tests of the command, which know the records of [`known`].

#![allow(clippy::disallowed_types, clippy::disallowed_methods, dead_code)] // writes documents to read them

use std::fmt::Write as _;
use std::io::Write as _;

use intake::dates::{DateRules, Order};
use intake::document::{DocumentLimits, PdfChild, read_document};
use intake::minutes::{Meeting, MinutesTerms, Standing, read};
use model::{Day, MentionKind};

const FILES: [&str; 7] = [
    include_str!("council.txt"),
    include_str!("other_notes.txt"),
    include_str!("other_panels.txt"),
    include_str!("panels.txt"),
    include_str!("police.txt"),
    include_str!("strategy.txt"),
    include_str!("tables.txt"),
];

/// One layout.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) truth: Vec<&'static str>,
    pub(crate) lines: Vec<&'static str>,
}

/// Every layout.
pub(crate) fn layouts() -> Vec<Layout> {
    of_files(&FILES)
}

/// Documents that were written, with their truth, after the reader had last been mended by any: how it reads what it was not made by.
pub(crate) fn fresh() -> Vec<Layout> {
    of_files(&[include_str!("fresh.txt")])
}

fn of_files(files: &[&'static str]) -> Vec<Layout> {
    let mut all: Vec<Layout> = Vec::new();
    for line in files.iter().flat_map(|file| file.lines()) {
        if let Some(name) = line.strip_prefix("=== ") {
            all.push(Layout { name, truth: Vec::new(), lines: Vec::new() });
        } else if let Some(layout) = all.last_mut() {
            match line.strip_prefix("> ") {
                Some(truth) => layout.truth.push(truth),
                None => layout.lines.push(line),
            }
        }
    }
    all
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix("| ")?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// Level, from 0, and words of a line whose number the program prints.
fn by_program(line: &str) -> Option<(u32, &str)> {
    let deeper = line.strip_prefix("##. ").map(|rest| (1, rest));
    deeper.or_else(|| line.strip_prefix("#. ").map(|rest| (0, rest)))
}

/// The words of a cell that is one with the cell above it.
const MERGED: &str = "^";

/// The lines with the numbers typed that the program would print, and the words of a merged cell in each of its rows.
fn typed(lines: &[&str]) -> Vec<String> {
    let (mut number, mut point) = (0, 0);
    let mut above: Vec<String> = Vec::new();
    let mut spread = |line: String| match cells(&line) {
        Some(row) => {
            let cell = |(at, c): (usize, &&str)| {
                let held = above.get(at).filter(|_| *c == MERGED);
                held.cloned().unwrap_or_else(|| (*c).to_string())
            };
            above = row.iter().enumerate().map(cell).collect();
            format!("| {} |", above.join(" | "))
        }
        None => line,
    };
    let mut one = |line: &&str| match by_program(line) {
        Some((0, rest)) => {
            (number, point) = (number + 1, 0);
            format!("{number}. {rest}")
        }
        Some((_, rest)) => {
            point += 1;
            format!("{number}.{point} {rest}")
        }
        None => (*line).to_string(),
    };
    lines.iter().map(&mut one).map(&mut spread).collect()
}

pub(crate) fn text(layout: &Layout) -> Vec<u8> {
    let line = |l: &String| cells(l).map_or(l.clone(), |c| c.join("\t"));
    typed(&layout.lines).iter().map(line).collect::<Vec<_>>().join("\n").into_bytes()
}

pub(crate) fn rich_text(layout: &Layout) -> Vec<u8> {
    let mut out = String::from("{\\rtf1\\ansi ");
    let merged: Vec<String> = layout.lines.iter().map(|l| (*l).to_string()).collect();
    for (at, line) in typed(&layout.lines).iter().enumerate() {
        match cells(&merged[at]) {
            Some(row) => {
                out.push_str("\\trowd");
                let below = merged.get(at + 1).and_then(|l| cells(l)).unwrap_or_default();
                for (column, cell) in row.iter().enumerate() {
                    let first = below.get(column) == Some(&MERGED) && *cell != MERGED;
                    let how = if first { "\\clvmgf" } else { "" };
                    let how = if *cell == MERGED { "\\clvmrg" } else { how };
                    let _ = write!(out, "{how}\\cellx{}", (column + 1) * 2000);
                }
                out.push_str("\\intbl ");
                let words = |c: &&str| if *c == MERGED { String::new() } else { (*c).to_string() };
                row.iter().for_each(|c| out.push_str(&format!("{}\\cell ", words(c))));
                out.push_str("\\row\n");
            }
            None => out.push_str(&format!("\\pard {line}\\par\n")),
        }
    }
    out.push('}');
    out.into_bytes()
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Groups of lines that are one table, and lines that are none.
fn grouped(lines: &[String]) -> Vec<Result<Vec<Vec<&str>>, &str>> {
    let mut out: Vec<Result<Vec<Vec<&str>>, &str>> = Vec::new();
    for line in lines {
        match (cells(line), out.last_mut()) {
            (Some(row), Some(Ok(rows))) => rows.push(row),
            (Some(row), _) => out.push(Ok(vec![row])),
            (None, _) => out.push(Err(line)),
        }
    }
    out
}

pub(crate) fn word(layout: &Layout) -> Vec<u8> {
    let lines: Vec<String> = layout.lines.iter().map(|l| (*l).to_string()).collect();
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let mut body = String::new();
    for group in grouped(&lines) {
        match group {
            Ok(rows) => {
                body.push_str("<w:tbl>");
                for (at, row) in rows.iter().enumerate() {
                    let cell = |(column, c): (usize, &&str)| {
                        let goes_on = rows.get(at + 1).and_then(|r| r.get(column)) == Some(&MERGED);
                        match (*c == MERGED, goes_on) {
                            (true, _) => "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>".to_string(),
                            (_, true) => format!(
                                "<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p>{}</w:p></w:tc>",
                                run(c)
                            ),
                            _ => format!("<w:tc><w:p>{}</w:p></w:tc>", run(c)),
                        }
                    };
                    let cells = row.iter().enumerate().map(cell).collect::<String>();
                    let _ = write!(body, "<w:tr>{cells}</w:tr>");
                }
                body.push_str("</w:tbl>");
            }
            Err(line) => {
                let (properties, line) = match by_program(line) {
                    Some((level, rest)) => (
                        format!(
                            "<w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"4\"/></w:numPr></w:pPr>"
                        ),
                        rest,
                    ),
                    None => (String::new(), line),
                };
                let _ = write!(body, "<w:p>{properties}{}</w:p>", run(line));
            }
        }
    }
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
         <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/>\
         <w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.%2\"/></w:lvl></w:abstractNum><w:num w:numId=\"4\">\
         <w:abstractNumId w:val=\"1\"/></w:num></w:numbering>";
    packed(&[("word/document.xml", &document), ("word/numbering.xml", numbering)])
}

pub(crate) fn open_document(layout: &Layout) -> Vec<u8> {
    let lines: Vec<String> = layout.lines.iter().map(|l| (*l).to_string()).collect();
    let mut body = String::new();
    for group in grouped(&lines) {
        match group {
            Ok(rows) => {
                body.push_str("<table:table>");
                for (at, row) in rows.iter().enumerate() {
                    let cell = |(column, c): (usize, &&str)| {
                        let held = |r: &&Vec<&str>| r.get(column) == Some(&MERGED);
                        let rows = 1 + rows[at + 1..].iter().take_while(held).count();
                        match (*c == MERGED, rows) {
                            (true, _) => "<table:covered-table-cell/>".to_string(),
                            (_, 1) => format!("<table:table-cell><text:p>{c}</text:p></table:table-cell>"),
                            _ => format!(
                                "<table:table-cell table:number-rows-spanned=\"{rows}\"><text:p>{c}</text:p></table:table-cell>"
                            ),
                        }
                    };
                    let cells = row.iter().enumerate().map(cell).collect::<String>();
                    let _ = write!(body, "<table:table-row>{cells}</table:table-row>");
                }
                body.push_str("</table:table>");
            }
            Err(line) => {
                // As office programs write it: each line a list of its own that goes on with the one before.
                let _ = match by_program(line) {
                    None => write!(body, "<text:p>{line}</text:p>"),
                    Some((level, rest)) => {
                        let list = "<text:list text:style-name=\"L1\" text:continue-numbering=\"true\"><text:list-item>";
                        let (open, close) =
                            (list.repeat(level as usize + 1), "</text:list-item></text:list>");
                        write!(body, "{open}<text:p>{rest}</text:p>{}", close.repeat(level as usize + 1))
                    }
                };
            }
        }
    }
    let style = "<text:list-style style:name=\"L1\"><text:list-level-style-number text:level=\"1\" style:num-suffix=\".\" \
                 style:num-format=\"1\"/><text:list-level-style-number text:level=\"2\" text:display-levels=\"2\" \
                 style:num-format=\"1\"/></text:list-style>";
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:style=\"s\" xmlns:text=\"t\" xmlns:table=\"b\">\
         <office:automatic-styles>{style}</office:automatic-styles><office:body><office:text>{body}\
         </office:text></office:body></office:document-content>"
    );
    packed(&[("content.xml", &content)])
}

/// Words broken where a line of so many characters is full.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().unwrap();
        if !last.is_empty() && last.len() + 1 + word.len() > most {
            lines.push(word.to_string());
        } else {
            last.push_str(if last.is_empty() { "" } else { " " });
            last.push_str(word);
        }
    }
    lines
}

/// Words broken where they would be wider than so many points, in the letters of [`pdf`].
fn wrapped_wide(text: &str, points: f64) -> Vec<String> {
    let wide = |words: &str| words.bytes().map(|b| f64::from(letter_width(b)) / 100.0).sum::<f64>();
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().unwrap();
        if !last.is_empty() && wide(&format!("{last} {word}")) > points {
            lines.push(word.to_string());
        } else {
            last.push_str(if last.is_empty() { "" } else { " " });
            last.push_str(word);
        }
    }
    lines
}

/// Width of a letter of Helvetica in thousandths of its size.
fn letter_width(letter: u8) -> u16 {
    match letter {
        b'i' | b'j' | b'l' => 222,
        b' ' | b'.' | b',' | b':' | b';' | b'!' | b'/' | b'I' | b'f' | b't' => 278,
        b'(' | b')' | b'-' | b'r' => 333,
        b'c' | b'k' | b's' | b'v' | b'x' | b'y' | b'z' | b'J' => 500,
        b'F' | b'T' | b'Z' => 611,
        b'A' | b'B' | b'E' | b'K' | b'P' | b'S' | b'V' | b'X' | b'Y' => 667,
        b'C' | b'D' | b'H' | b'N' | b'R' | b'U' | b'w' => 722,
        b'G' | b'O' | b'Q' => 778,
        b'm' | b'M' => 833,
        b'W' => 944,
        _ => 556,
    }
}

/// Points between two lines, and across the page.
const LINE: f64 = 13.0;
const WIDE: f64 = 480.0;

/// A PDF whose tables are ruled, cells broken at their edges.
pub(crate) fn pdf(layout: &Layout) -> Vec<u8> {
    pdf_with(layout, true, 0.0)
}

/// A PDF whose tables are set by gaps alone, the lines of two rows no further apart than those of one.
pub(crate) fn pdf_open(layout: &Layout) -> Vec<u8> {
    pdf_with(layout, false, 0.0)
}

/// The same, the rows of a table further apart than the lines of one.
pub(crate) fn pdf_spaced(layout: &Layout) -> Vec<u8> {
    pdf_with(layout, false, 5.0)
}

fn pdf_with(layout: &Layout, ruled: bool, apart: f64) -> Vec<u8> {
    let lines = typed(&layout.lines);
    let (mut content, mut y) = (String::new(), 800.0);
    let say = |content: &mut String, x: f64, y: f64, text: &str| {
        let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        let _ = writeln!(content, "BT /F1 10 Tf {x} {y} Td ({text}) Tj ET");
    };
    for group in grouped(&lines) {
        match group {
            Err(line) => {
                for part in wrapped(line, 90) {
                    say(&mut content, 50.0, y, &part);
                    y -= LINE;
                }
            }
            Ok(rows) => {
                let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
                let width = WIDE / columns as f64;
                let top = y + LINE - 3.0;
                let mut edges = vec![top];
                for row in rows {
                    let cells: Vec<Vec<String>> = row.iter().map(|c| wrapped_wide(c, width - 12.0)).collect();
                    let high = cells.iter().map(Vec::len).max().unwrap_or(1);
                    for (column, cell) in cells.iter().enumerate() {
                        for (at, part) in cell.iter().enumerate() {
                            let x = 50.0 + column as f64 * width + 4.0;
                            say(&mut content, x, y - at as f64 * LINE, part);
                        }
                    }
                    y -= high as f64 * LINE + apart;
                    edges.push(y + LINE - 3.0);
                }
                let bottom = edges[edges.len() - 1];
                for edge in edges.iter().filter(|_| ruled) {
                    let _ = writeln!(content, "50 {edge} m {} {edge} l S", 50.0 + WIDE);
                }
                for column in (0..=columns).filter(|_| ruled) {
                    let x = 50.0 + column as f64 * width;
                    let _ = writeln!(content, "{x} {bottom} m {x} {top} l S");
                }
                // An empty line parts a table that nothing else does from what stands below it.
                y -= if ruled { 4.0 } else { LINE };
            }
        }
    }
    pdf_of(&content)
}

/// A PDF of one page.
pub(crate) fn pdf_of(content: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_string(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_string(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>"
            .to_string(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", i + 1).bytes());
    }
    let start = out.len();
    out.extend(b"xref\n0 6\n0000000000 65535 f \n");
    offsets.iter().for_each(|o| out.extend(format!("{o:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

/// The meeting that a document holds.
pub(crate) fn meeting(bytes: &[u8], child: Option<&PdfChild>) -> Meeting {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("received");
    std::fs::write(&path, bytes).unwrap();
    let period = (Day::ymd(1997, 1, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap());
    let terms = MinutesTerms {
        dates: DateRules::events(period).ordered(Some(Order::DayFirst)),
        agencies: vec!["Police A".into(), "Council C".into(), "Health B".into()],
    };
    let mut all = read(&read_document(&path, &DocumentLimits::default(), child).unwrap(), &terms);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// What of a layout was read right, is only told, is lost without a word, and is claimed though it is not so.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) right: usize,
    pub(crate) told: Vec<String>,
    pub(crate) lost: Vec<String>,
    pub(crate) wrong: Vec<String>,
}

/// Holds a meeting to the truth of its layout.
pub(crate) fn hold(layout: &Layout, m: &Meeting, format: &str) -> Held {
    let mut held = Held::default();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let aside: Vec<String> =
        m.unparsed.iter().map(|b| b.text.clone()).chain(m.notes.iter().cloned()).collect();
    let may: Vec<String> = m.perhaps.iter().map(|p| p.words.text.clone()).collect();
    let of_items = m.items.iter().flat_map(|i| &i.text).map(|b| b.text.clone());
    let whole = aside.iter().cloned().chain(of_items).collect::<Vec<_>>().join(" ");
    // A table without lines that is not understood stands as its lines, the words of a cell on several of them.
    let in_pieces = |text: &str| {
        let all = words(&whole.replace('\t', " "));
        format.starts_with("PDF, ") && words(text).split(' ').all(|w| all.split(' ').any(|o| o == w))
    };
    let told = |text: &str, also: &[String]| {
        aside.iter().chain(also).any(|t| words(t).contains(&words(text))) || in_pieces(text)
    };
    let name = |truth: &str| format!("[{format}] {}: {truth}", layout.name);
    let mut there: Vec<String> = Vec::new();
    let mut actions: Vec<Vec<&str>> = Vec::new();
    let mut decisions: Vec<String> = Vec::new();
    for truth in &layout.truth {
        let (what, value) = truth.split_once(' ').unwrap();
        let of = |s: &dyn Fn(Standing) -> bool| {
            m.attendance.iter().any(|a| words(&a.name) == words(value) && s(a.standing))
        };
        let unclear = of(&|s| s == Standing::Unclear);
        let (right, said) = match what {
            "day" => (m.when.exact().is_some_and(|d| d.to_string() == value), m.when.is_unknown()),
            "present" | "attendance" => {
                there.push(words(value));
                (of(&Standing::was_there), unclear || told(value, &[]))
            }
            "apologies" => (of(&|s| s == Standing::Apologies), unclear || told(value, &[])),
            "absent" => (of(&|s| s == Standing::Absent), unclear || told(value, &[])),
            "unclear" => (unclear, false),
            "said" => (told(value, &may), false),
            "named" | "new" => continue,
            "heard" => {
                let (name, number) = value.rsplit_once(' ').unwrap();
                let last = number.parse::<usize>().unwrap() - 1;
                let its = m.attendance.iter().find(|a| a.name == name);
                (its.is_some_and(|a| a.heard == Some((0..=last).collect())), false)
            }
            "item" => {
                let (number, heading) = value.split_once(' ').unwrap();
                (m.items.iter().any(|i| i.number == number && i.heading.text == heading), false)
            }
            "decision" => {
                decisions.push(words(value));
                (m.decisions.iter().any(|d| words(&d.words.text) == words(value)), told(value, &may))
            }
            "action" => {
                let parts: Vec<&str> = value.split('|').map(str::trim).collect();
                let right = m.actions.iter().any(|a| of_truth(a, &parts));
                let what = parts[1].to_string();
                actions.push(parts);
                (right, told(&what, &may))
            }
            other => panic!("{other}"),
        };
        match (right, said) {
            (true, _) => held.right += 1,
            (_, true) => held.told.push(name(truth)),
            _ => held.lost.push(name(truth)),
        }
    }
    for a in m.attendance.iter().filter(|a| a.standing.was_there()) {
        if !there.contains(&words(&a.name)) {
            held.wrong.push(name(&format!("{} is no one who was there", a.name)));
        }
    }
    for a in m.actions.iter().filter(|a| !actions.iter().any(|t| of_truth(a, t))) {
        held.wrong.push(name(&format!(
            "no such action: {} | {} | {} | {}",
            a.owner,
            a.what,
            a.due,
            a.state.word()
        )));
    }
    for d in m.decisions.iter().filter(|d| !decisions.contains(&words(&d.words.text))) {
        held.wrong.push(name(&format!("no such decision: {}", d.words.text)));
    }
    if !m.when.is_unknown() && !layout.truth.iter().any(|t| *t == format!("day {}", m.when.exact().unwrap()))
    {
        held.wrong.push(name(&format!("not the day: {}", m.when)));
    }
    held
}

/// A mention that records give: what it is, its sort, and its fields with their values.
pub(crate) type Known = (&'static str, MentionKind, Vec<(&'static str, &'static str)>);

/// Whom and what the records of the review have, for the names in the layouts: as `> named WHO = WORDS` calls them.
pub(crate) fn known() -> Vec<Known> {
    use model::field::{ADDRESS, ALIAS, BORN, FORENAME, PLATE, SURNAME};
    let person = |who: &'static str, born: &'static str, alias: &[&'static str]| {
        let (first, last) = who.split_once(' ').unwrap();
        let mut fields = vec![(FORENAME, first), (SURNAME, last), (BORN, born)];
        fields.extend(alias.iter().map(|a| (ALIAS, *a)));
        (who, MentionKind::Person, fields)
    };
    vec![
        person("Darrick Quenthorpe", "03/04/1988", &["Dazza", "DQ"]),
        person("Mela Ossenby", "12/09/1997", &[]),
        person("Tavia Pennabrisk", "30/01/1998", &[]),
        person("Harl Orrowby", "12/09/1995", &[]),
        ("KX05 VBN", MentionKind::Vehicle, vec![(PLATE, "KX05 VBN")]),
        ("QZ52 NDX", MentionKind::Vehicle, vec![(PLATE, "QZ52 NDX")]),
        ("14 Sallow Terrace", MentionKind::Place, vec![(ADDRESS, "14 Sallow Terrace, Northmere")]),
    ]
}

fn of_truth(a: &intake::minutes::Action, truth: &[&str]) -> bool {
    let due = a.due.exact().map_or(String::new(), |d| d.to_string());
    let bare = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let task = bare(&a.what);
    bare(&a.owner) == bare(truth[0])
        && (task == bare(truth[1])
            || [" by ", " before ", " ("].iter().any(|m| task.starts_with(&format!("{}{m}", bare(truth[1])))))
        && due == truth[2]
        && a.state.word() == truth[3]
}

/// Holds every layout in one format; prints what was found.
pub(crate) fn all(format: &str, write: &dyn Fn(&Layout) -> Vec<u8>, child: Option<&PdfChild>) -> Held {
    hold_each(&layouts(), format, write, child)
}

/// Holds these layouts in one format; prints what was found.
pub(crate) fn hold_each(
    layouts: &[Layout],
    format: &str,
    write: &dyn Fn(&Layout) -> Vec<u8>,
    child: Option<&PdfChild>,
) -> Held {
    let mut sum = Held::default();
    for layout in layouts {
        let held = hold(layout, &meeting(&write(layout), child), format);
        sum.right += held.right;
        sum.told.extend(held.told);
        sum.lost.extend(held.lost);
        sum.wrong.extend(held.wrong);
    }
    println!(
        "{format}: {} right, {} told, {} lost, {} wrong",
        sum.right,
        sum.told.len(),
        sum.lost.len(),
        sum.wrong.len()
    );
    for (what, lines) in [("told", &sum.told), ("LOST", &sum.lost), ("WRONG", &sum.wrong)] {
        lines.iter().for_each(|l| println!("  {what} {l}"));
    }
    sum
}
