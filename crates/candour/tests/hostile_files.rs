//! Files made to do harm, through the real command: a clear refusal or note, the other files read, memory bounded, and
//! nothing that a spreadsheet or a browser would run in any result.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests write the files they read

mod small;
mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use calamine::{Reader, Xlsx, open_workbook};
use small::{CONFIG, REFERRALS, Small};
use support::{contents, review, rows};
use zip::write::SimpleFileOptions;

/// Peak memory of a whole run, whatever the files are.
const PEAK_MEGABYTES_MAX: u64 = 300;

const HEADINGS: [&str; 7] =
    ["Referral number", "First name", "Surname", "Date of birth", "Date received", "Date decided", "Notes"];
const SOUND_ROW: [&str; 7] = ["N/9", "Zed", "Ninth", "14/02/1999", "23/03/2010", "24/03/2010", "told"];

/// A sound workbook of one referral, as a spreadsheet program writes it.
fn workbook(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (i, line) in [HEADINGS, SOUND_ROW].iter().enumerate() {
        for (j, cell) in line.iter().enumerate() {
            sheet.write(i as u32, j as u16, *cell).unwrap();
        }
    }
    book.save(path).unwrap();
}

/// The workbook with further parts, or with `padding` megabytes of blanks at the end of its sheet.
fn altered(from: &Path, to: &Path, parts: &[(&str, &[u8])], padding: usize) {
    let mut read = zip::ZipArchive::new(fs::File::open(from).unwrap()).unwrap();
    let mut write = zip::ZipWriter::new(fs::File::create(to).unwrap());
    for i in 0..read.len() {
        let mut part = read.by_index(i).unwrap();
        let name = part.name().unwrap().to_string();
        write.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut part, &mut write).unwrap();
        if name.ends_with("sheet1.xml") {
            (0..padding).for_each(|_| write.write_all(&vec![b' '; 1 << 20]).unwrap());
        }
    }
    for (name, bytes) in parts {
        write.start_file(*name, SimpleFileOptions::default()).unwrap();
        write.write_all(bytes).unwrap();
    }
    write.finish().unwrap();
}

/// Adds a source to the review: a copy of the referrals' mapping, or for XML and JSON one of names only.
fn add_source(small: &Small, file: &str) {
    let referrals = &CONFIG[CONFIG.find("[[source]]").unwrap()..];
    let table = match file.rsplit_once('.').unwrap().1 {
        "xml" | "json" => format!(
            "[[source]]\nname = \"{file}\"\nagency = \"Northmere Children's Social Care\"\nfiles = \"{file}\"\n\
             [[source.mention]]\nas = \"child\"\nkind = \"person\"\nname = \"a\"\n"
        ),
        _ => referrals.replace("\"referrals\"", &format!("\"{file}\"")).replace("referrals.csv", file),
    };
    small.append("review.toml", &format!("\n{table}"));
}

/// Runs the review and gives exit code, standard error and the peak memory in megabytes where the system tells it.
fn run_measured(dir: &Path) -> (Option<i32>, String, Option<u64>) {
    let words = tempfile::NamedTempFile::new().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_candour"))
        .arg("review")
        .arg(dir)
        .stdout(Stdio::null())
        .stderr(words.reopen().unwrap())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    let code = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
        peak = peak.max(kilobytes.map(|kb| kb / 1024));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    };
    (code, fs::read_to_string(words.path()).unwrap(), peak)
}

#[test]
fn each_hostile_file_is_refused_or_noted_and_the_others_are_read() {
    let small = Small::new();
    let sound = small.path("evidence/sound.xlsx");
    workbook(&sound);
    altered(&sound, &small.path("evidence/bomb.xlsx"), &[], 1024);
    altered(
        &sound,
        &small.path("evidence/macro.xlsm"),
        &[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open()")],
        0,
    );
    let elsewhere: &[u8] = b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
        <Relationship Id=\"rId1\" TargetMode=\"External\" Target=\"http://elsewhere.invalid/book.xlsx\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath\"/></Relationships>";
    let link = [
        ("xl/externalLinks/externalLink1.xml", &b"<externalLink/>"[..]),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", elsewhere),
    ];
    altered(&sound, &small.path("evidence/link.xlsx"), &link, 0);
    small.write("evidence/line.csv", vec![b'x'; 64 << 20]);
    let quote = [REFERRALS.lines().next().unwrap().as_bytes(), b"\nN/1,\"", &vec![b'x'; 64 << 20]].concat();
    small.write("evidence/quote.csv", quote);
    small.write(
        "evidence/wide.csv",
        format!("{}\n{}\n", vec!["a"; 20_000].join(","), vec!["1"; 20_000].join(",")),
    );
    small.write("evidence/deep.json", format!("[{{\"a\":{}{}}}]", "[".repeat(200_000), "]".repeat(200_000)));
    small.write("evidence/deep.xml", "<a>".repeat(200_000) + &"</a>".repeat(200_000));
    let unfold = |i: usize| if i == 0 { "ha".to_string() } else { format!("&l{};", i - 1).repeat(10) };
    let laughs: String = (0..10).map(|i| format!("<!ENTITY l{i} \"{}\">", unfold(i))).collect();
    small.write("evidence/laughs.xml", format!("<!DOCTYPE r [{laughs}]><r><a>&l9;</a></r>"));
    small.write(
        "evidence/peek.xml",
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r><a>&x;</a></r>",
    );

    let told = [
        ("bomb.xlsx", "made to exhaust the machine"),
        ("line.csv", "a line is longer than"),
        ("quote.csv", "1 of 1 rows were rejected"),
        ("wide.csv", "the table has 20000 columns"),
        ("deep.json", "nested too deep"),
        ("deep.xml", "elements are nested deeper than 64"),
        ("laughs.xml", "the document declares entities of its own"),
        ("peek.xml", "the document declares entities of its own"),
    ];
    let noted = [
        ("macro.xlsm", "macros are present and were not run"),
        ("link.xlsx", "the workbook has links to other workbooks; they were not followed"),
    ];
    for (file, _) in told.iter().chain(&noted) {
        add_source(&small, file);
    }
    let (code, said, peak) = run_measured(small.dir());
    assert_eq!(code, Some(1), "{said}");
    for (file, words) in told {
        let about: Vec<&str> = said.split("look: ").filter(|part| part.starts_with(file)).collect();
        assert!(about.iter().any(|part| part.contains(words)), "{file}: {words:?} is missing in:\n{said}");
    }
    let problems = small.out("problems.csv");
    for (file, words) in noted {
        assert!(
            problems.lines().any(|l| l.contains(file) && l.contains(words)),
            "{file}: {words}\n{problems}"
        );
    }
    let read: Vec<String> = rows(&small.path("out/accounts.csv"))
        .iter()
        .map(|a| format!("{} {}", a["file"], a["accepted"]))
        .collect();
    for account in ["referrals.csv 3", "macro.xlsm 1", "link.xlsx 1"] {
        assert!(read.iter().any(|a| a == account), "{account} is missing in {read:?}");
    }
    match peak {
        Some(megabytes) => assert!(megabytes < PEAK_MEGABYTES_MAX, "{megabytes} MB at the peak"),
        None => println!("SKIPPED: peak memory: this system does not tell it"),
    }
}

#[test]
fn a_formula_in_the_evidence_is_harmless_in_every_result() {
    let small = Small::new();
    // In a note, in a name, in the source's own number, in a heading that no mapping reads.
    small.replace("evidence/referrals.csv", "Told once", "=cmd|'/c calc'!A1");
    small.replace("evidence/referrals.csv", "Cal,", "+HYPERLINK(1),");
    small.replace("evidence/referrals.csv", "N/3,", "@SUM(1),");
    small.replace("evidence/referrals.csv", "Seen by the school nurse", "<script>alert(1)</script>");
    small.replace("evidence/referrals.csv", "no date written", "-2+3");
    review(small.dir(), &["--names-as-recorded"], 0);
    let mut kept = false;
    for (path, bytes) in contents(&small.path("out")) {
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
                assert!(!runs, "{}: a spreadsheet would run {cell:?}", path.display());
                kept |= cell.contains("cmd|'/c calc'!A1");
            }
        }
    }
    assert!(kept, "made harmless, and still there to be read");
    let mut book: Xlsx<_> = open_workbook(small.path("out/chronology.xlsx")).unwrap();
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.rows().flatten().all(String::is_empty), "sheet {sheet} holds a formula");
        let range = book.worksheet_range(&sheet).unwrap();
        for text in range.rows().flatten().map(ToString::to_string) {
            assert!(!text.starts_with(['=', '@']), "sheet {sheet}: {text:?}");
        }
    }
    let html = small.out("report.html");
    assert!(!html.contains("<script>alert(1)") && html.contains("&lt;script&gt;alert(1)"));
}
