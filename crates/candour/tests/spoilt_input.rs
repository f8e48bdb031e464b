//! Bad input, each with a clear error and nothing lost. Every case spoils one thing in a small sound review, runs the
//! real command, and holds the exit code and the decisive words: 0 done, 1 done but a person must look, 2 failed.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests write the files they read

mod small;
mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use small::{CONFIG, REFERRALS, Small};
use support::{contents, review, rows};

/// Spoils a sound review of which results exist, runs it, and looks at the exit code and at the words on standard
/// error. A run that fails leaves the former results byte for byte.
fn check(what: &str, spoil: impl FnOnce(&Small), code: i32, words: &[&str]) -> Small {
    let small = Small::new();
    review(small.dir(), &[], 0);
    let (out, received) = (contents(&small.path("out")), contents(&small.path("received")));
    spoil(&small);
    let (_, said) = review(small.dir(), &[], code);
    for word in words {
        assert!(said.contains(word), "{what}: {word:?} is missing in:\n{said}");
    }
    if code == 2 {
        assert!(contents(&small.path("out")) == out, "{what}: the former results have changed");
        assert!(
            contents(&small.path("received")) == received,
            "{what}: the list of received rows has changed"
        );
    }
    assert_nothing_half_written(small.dir());
    small
}

fn assert_nothing_half_written(dir: &Path) {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.retain(|n| n != "rules");
    assert_eq!(names, ["evidence", "out", "received", "review.toml"]);
    let half = |p: &Path| p.file_name().unwrap().to_string_lossy().starts_with("being-");
    assert!(!contents(&dir.join("received")).keys().any(|p| half(p)));
}

/// Replaces `from` by `to` in review.toml.
fn check_config(from: &str, to: &str, words: &[&str]) {
    check(to, |s| s.replace("review.toml", from, to), 2, words);
}

#[test]
fn a_missing_column_is_named_with_the_nearest_heading() {
    check_config(
        "surname = \"Surname\"",
        "surname = \"Surnane\"",
        &[
            "source \"referrals\"",
            "referrals.csv has no column of this name",
            "\"Surnane\"",
            "did you mean \"Surname\"?",
        ],
    );
    check(
        "the agency left a column out",
        |s| s.replace("evidence/referrals.csv", "Date received,", "Date recieved,"),
        2,
        &["no column of this name", "\"Date received\"", "did you mean \"Date recieved\"?"],
    );
    // One of several files that lacks a column is refused by name; the others are read.
    let small = check(
        "one of two files",
        |s| {
            s.write("evidence/referrals-2.csv", "Number,Child\nX/1,Eve\n");
            s.replace("review.toml", "files = \"referrals.csv\"", "files = \"referrals*.csv\"");
        },
        1,
        &["look: referrals-2.csv", "the file has no column of this name", "it is not read"],
    );
    assert_eq!(rows(&small.path("out/outcomes.csv")).len(), 4);
}

#[test]
fn a_misspelt_key_is_refused_with_its_line_and_the_nearest_key() {
    for (from, to, words) in [
        ("purpose =", "purpos =", ["line 3, column 1", "`purpos`", "did you mean `purpose`?"]),
        ("only =", "onyl =", ["line 8, column 1", "`onyl`", "did you mean `only`?"]),
        ("sort =", "sotr =", ["line 12, column 1", "`sotr`", "did you mean `sort`?"]),
        ("status =", "staus =", ["line 18, column 1", "`staus`", "did you mean `status`?"]),
        ("covers =", "cover =", ["line 24, column 1", "`cover`", "did you mean `covers`?"]),
        (
            "{ from = 2008-01-01, to",
            "{ form = 2008-01-01, to",
            ["line 5, column", "`form`", "did you mean `from`?"],
        ),
        ("kind = \"person\"", "knd = \"person\"", ["line 27", "`kind` is missing", "`knd`"]),
        ("surname =", "surnme =", ["the mention \"child\"", "\"surnme\"", "did you mean \"surname\"?"]),
        (
            "date = \"Date received",
            "dat = \"Date received",
            ["line 36, column 1", "`dat`", "did you mean `date`?"],
        ),
        ("[[source.event]]", "[[source.evnt]]", ["line 34", "`evnt`", "did you mean `event`?"]),
        ("[[agency]]", "[[agncy]]", ["line 10", "`agncy`", "did you mean `agency`?"]),
        (
            "text = \"Notes\"",
            "holder = { column = \"Notes\", splt = \" | \" }",
            ["line 39", "`splt`", "did you mean `split`?"],
        ),
        (
            "text = \"Notes\"",
            "only_if = { colum = \"Notes\", is = [] }",
            ["line 39", "`colum`", "did you mean `column`?"],
        ),
    ] {
        check_config(from, to, &words);
    }
}

#[test]
fn a_value_of_the_wrong_sort_is_refused_in_words() {
    check_config("surname = \"Surname\"", "surname = 3", &["line 31", "a name in quotes"]);
    check_config(
        "covers = { from = 2008-01-01, to = 2012-12-31 }",
        "covers = \"all of it\"",
        &["line 24", "expected two days"],
    );
    check_config(
        "purpose = \"learning\"",
        "purpose = \"lerning\"",
        &["not a purpose", "did you mean \"learning\"?"],
    );
    check_config("to = 2012-12-31 }", "to = 2001-12-31 }", &["period runs backwards"]);
    check_config("about = [\"child\"]", "about = [\"chidl\"]", &["\"chidl\"", "did you mean \"child\"?"]);
    check_config(
        "only = [\"R01\"]",
        "only = [\"R001\"]",
        &["\"R001\"", "no known rule", "did you mean \"R01\"?"],
    );
    check_config(
        "files = \"referrals.csv\"",
        "files = \"referals.csv\"",
        &["no such file", "did you mean \"referrals.csv\"?"],
    );
}

#[test]
fn a_misspelt_kind_of_event_is_said() {
    // It may be a word of the review's own, so it is no error; but no rule looks for it.
    check(
        "response_decidde",
        |s| s.replace("review.toml", "\"response_decided\"", "\"response_decidde\""),
        0,
        &[
            "note: ",
            "source \"referrals\"",
            "\"response_decidde\"",
            "no shipped rule knows",
            "\"response_decided\"",
        ],
    );
    check(
        "in an extract",
        |s| s.replace("review.toml", "\"strategy_discussion\"", "\"strategy_discusion\""),
        0,
        &["extract \"Strategy discussions\"", "\"strategy_discusion\"", "\"strategy_discussion\""],
    );
    let small = Small::new();
    let (_, said) = review(small.dir(), &[], 0);
    assert!(!said.contains("note:"), "sound words are not remarked on:\n{said}");
    // A word of the review's own that shares a part with a known one, or holds it, is no slip of the pen.
    for own in ["licence_decision", "strategy_discussion_without_enquiry", "report_logged"] {
        let small = Small::new();
        small.replace("review.toml", "\"response_decided\"", &format!("\"{own}\""));
        let (_, said) = review(small.dir(), &[], 0);
        assert!(!said.contains("nearest word"), "{own}:\n{said}");
    }
}

#[test]
fn a_rule_with_an_unknown_word_is_refused_with_its_line() {
    let rule = fs::read_to_string(support::root().join("rules/R01.md")).unwrap().replace("R01", "X01");
    let own = |s: &Small, text: &str| {
        s.write("rules/X01.md", text);
        s.replace("review.toml", "only = [\"R01\"]", "folder = \"rules\"");
    };
    check("the rule as it should be", |s| own(s, &rule), 0, &[]);
    check(
        "a misspelt kind of event",
        |s| own(s, &rule.replacen("response_decided", "respons_decided", 1)),
        2,
        &[
            "the rules cannot be used",
            "X01.md, line ",
            "\"respons_decided\"",
            "did you mean \"response_decided\"?",
        ],
    );
    check(
        "no such folder",
        |s| s.replace("review.toml", "only = [\"R01\"]", "folder = \"rulez\""),
        2,
        &["rulez"],
    );
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_read_as_what_it_is_or_refused() {
    let refused = |bytes: &[u8], words: &[&str]| {
        let small = check(
            words[0],
            |s| s.write("evidence/referrals.csv", bytes),
            1,
            &[&["look: referrals.csv"], words].concat(),
        );
        assert!(
            small.out("problems.csv").contains("file refused,referrals.csv"),
            "{}",
            small.out("problems.csv")
        );
    };
    refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &["named .csv, but it is a picture"]);
    refused(b"%PDF-1.7\n1 0 obj\n", &["named .csv, but it is a PDF document"]);
    refused(b"<html><body><p>Please log in</p></body></html>", &["named .csv, but it is an HTML page"]);
    refused(b"\x00\x01\x02\x03\xff\xfe\xfd\x00\x10\x11", &["named .csv, but it is not text"]);
    refused(b"", &["the file is empty"]);
    // A CSV under a workbook's name is read, and the report says so.
    let small = check(
        "a CSV called .xlsx",
        |s| {
            fs::rename(s.path("evidence/referrals.csv"), s.path("evidence/referrals.xlsx")).unwrap();
            s.replace("review.toml", "referrals.csv", "referrals.xlsx");
        },
        1,
        // Under its new name it is another file, and the former one is gone.
        &["look: referrals.csv was read before and is no longer among the evidence"],
    );
    assert!(
        small
            .out("problems.csv")
            .contains("named .xlsx, but it is delimited text (CSV); it was read as what it is")
    );
    assert_eq!(rows(&small.path("out/outcomes.csv")).len(), 4);
}

#[test]
fn a_date_in_the_year_20023_is_told_with_its_cell_and_the_event_is_kept_without_a_date() {
    let small = Small::new();
    small.replace("evidence/referrals.csv", "03/03/2010", "03/03/20023");
    review(small.dir(), &[], 0);
    let problems = rows(&small.path("out/problems.csv"));
    let told = problems.iter().find(|p| p["value"] == "03/03/20023").expect("the value is told");
    let cell = ["file", "row", "column", "column_name", "what"].map(|c| told[c].as_str());
    assert_eq!(cell, ["referrals.csv", "2", "E", "Date received", "20023 is not a year"]);
    assert!(told["hint"].contains("2002"), "{}", told["hint"]);
    let undated = rows(&small.path("out/undated.csv"));
    let kept = undated.iter().find(|e| e["reference"] == "N/1").expect("the event is kept");
    assert!(kept["Comment"].contains("03/03/20023"), "as it was written: {}", kept["Comment"]);
    let accounts = rows(&small.path("out/accounts.csv"));
    let counts = ["rows", "accepted", "undated", "rejected", "balances"].map(|c| accounts[0][c].as_str());
    // The row's decision on 4 March 2010 is dated, so the row counts as accepted; its referral is undated.
    assert_eq!(counts, ["4", "3", "1", "0", "yes"]);
    let outcomes = rows(&small.path("out/outcomes.csv"));
    let outcome = outcomes.iter().find(|o| o["reference"] == "N/1").unwrap();
    assert_eq!((outcome["verdict"].as_str(), outcome["due"].as_str()), ("cannot tell", ""));
}

#[test]
fn a_file_that_changed_since_it_was_hashed_is_told_with_both_hashes() {
    let small = Small::new();
    review(small.dir(), &[], 0);
    let hash = || rows(&small.path("out/sources.csv"))[0]["sha256"].clone();
    let was = hash();
    let sums = fs::read_to_string(small.path("received/evidence.sha256")).unwrap();
    assert_eq!(sums, format!("{was}  referrals.csv\n"));
    small.replace("evidence/referrals.csv", "Told twice", "Told three times");
    let (_, said) = review(small.dir(), &[], 1);
    let is = hash();
    assert_ne!(was, is);
    assert!(
        said.contains(&format!(
            "look: referrals.csv has changed since it was hashed: it was {was}, it is {is}"
        )),
        "{said}"
    );
    let changes = &rows(&small.path("out/changes.csv"))[0];
    let counts = ["source", "new", "changed", "gone", "same"].map(|c| changes[c].as_str());
    assert_eq!(counts, ["referrals", "0", "1", "0", "3"]);
    assert!(changes["examples"].contains("referrals.csv, row 4 has changed"), "{}", changes["examples"]);
    assert!(small.out("report.html").contains("row 4 has changed"));
    assert!(fs::read_to_string(small.path("received/evidence.sha256")).unwrap().contains(&is));
}

/// Runs the review with a limit on the size of any file it writes, in blocks of 512 bytes.
#[cfg(unix)]
fn limited(dir: &Path, blocks: u32) -> (Option<i32>, String) {
    // The signal is ignored so that the write fails with an error, as it does on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" review \"$1\"");
    let run = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_candour")])
        .arg(dir)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (run.status.code(), String::from_utf8(run.stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn results_that_cannot_be_written_whole_leave_the_former_ones_whole() {
    let small = Small::new();
    review(small.dir(), &[], 0);
    let (out, received) = (contents(&small.path("out")), contents(&small.path("received")));
    small.replace("evidence/referrals.csv", "30/06/2010", "16/06/2010");
    for blocks in [0, 1, 8, 40] {
        let (code, said) = limited(small.dir(), blocks);
        assert_eq!(code, Some(2), "{blocks} blocks: {said}");
        assert!(said.contains("cannot write the results"), "{said}");
        assert!(said.contains("the former results are as they were"), "{said}");
        assert!(contents(&small.path("out")) == out, "{blocks} blocks: the former results have changed");
        assert!(contents(&small.path("received")) == received, "{blocks} blocks");
        assert_nothing_half_written(small.dir());
    }
    review(small.dir(), &[], 1); // with room again, the run succeeds and says that the file has changed
    assert!(contents(&small.path("out")) != out);
}

/// A disk of a few kilobytes, where the machine lets a test mount one.
#[cfg(target_os = "linux")]
struct TinyDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl TinyDisk {
    fn mount(at: &Path, kilobytes: u32) -> Option<TinyDisk> {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={kilobytes}k");
        let run = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output().ok()?;
        run.status.success().then(|| TinyDisk(at.to_path_buf()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for TinyDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_former_results_whole() {
    let small = Small::new();
    let place = tempfile::tempdir().unwrap();
    let Some(disk) = TinyDisk::mount(place.path(), 2048) else {
        println!("SKIPPED: a full disk: this machine does not let the test mount a small one");
        return;
    };
    let results = disk.0.join("out");
    let args = ["--out", results.to_str().unwrap()];
    review(small.dir(), &args, 0);
    let former = contents(&results);
    // Fills the disk up to a few kilobytes.
    let used: usize = former.values().map(|bytes| bytes.len().div_ceil(4096) * 4096).sum();
    assert!(used < 1_800_000, "the small review fits the small disk: {used} bytes");
    let filler = disk.0.join("filler");
    let left = 2048 * 1024 - used - 64 * 1024;
    fs::write(&filler, vec![b'x'; left]).unwrap();
    small.replace("evidence/referrals.csv", "30/06/2010", "16/06/2010");
    let (_, said) = review(small.dir(), &args, 2);
    assert!(said.contains("cannot write the results") && said.contains("No space left"), "{said}");
    assert!(said.contains("the former results are as they were"), "{said}");
    assert!(contents(&results) == former, "the former results have changed");
    let mut names: Vec<_> = fs::read_dir(&disk.0).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["filler", "out"], "nothing half-written stays behind");
    fs::remove_file(filler).unwrap();
    review(small.dir(), &args, 1);
    assert!(contents(&results) != former);
}

/// The census in small: one child with one episode.
const CENSUS: &str = "<Message><Children><Child><ChildIdentifiers><LAchildID>A1</LAchildID></ChildIdentifiers>\
    <CINdetails><CINreferralDate>2010-03-03</CINreferralDate><PrimaryNeedCode>N1</PrimaryNeedCode></CINdetails>\
    </Child></Children></Message>";

const CENSUS_SOURCE: &str = r#"
[[source]]
name = "census"
agency = "Northmere Children's Social Care"
files = "census.xml"
rows = "/Message/Children/Child/CINdetails"
[[source.mention]]
as = "child"
kind = "person"
identifier = "../ChildIdentifiers/LAchildID"
[[source.event]]
kind = "referral"
date = "CINreferralDate"
"#;

#[test]
fn a_misspelt_path_in_xml_is_refused_and_one_the_file_may_lack_is_noted() {
    let census = |s: &Small, from: &str, to: &str| {
        s.write("evidence/census.xml", CENSUS);
        s.append("review.toml", CENSUS_SOURCE);
        s.replace("review.toml", from, to);
    };
    let path = "/Message/Children/Child/CINdetails";
    let did_you_mean = format!("did you mean \"{path}\"?");
    for wrong in [
        "/Message/Children/Child/CINdetials",
        "/Message/Children/Chid/CINdetails",
        "/Mesage/Children/Child/CINdetails",
        "/message/children/child/CINdetails",
        "/Message/Child/CINdetails",
        "/Census/Children/Child/CINdetails",
    ] {
        let near = if wrong.starts_with("/m") || wrong.starts_with("/Census") {
            "did you mean \"/Message"
        } else {
            &did_you_mean
        };
        check(
            wrong,
            |s| census(s, path, wrong),
            2,
            &["source \"census\"", "no element of this name", wrong, near],
        );
    }
    check(
        "a misspelt column",
        |s| census(s, "\"CINreferralDate\"", "\"CINreferalDate\""),
        2,
        &["no column of this name", "\"CINreferalDate\"", "did you mean \"CINreferralDate\"?"],
    );
    check(
        "a misspelt column above the row",
        |s| census(s, "../ChildIdentifiers/", "../ChildIdentifers/"),
        2,
        &["did you mean \"../ChildIdentifiers/LAchildID\"?"],
    );
    // No enquiry under section 47 in a whole return, no closure: a census may lack them.
    for (from, to, note) in [
        (path, "/Message/Children/Child/CINdetails/Section47", "the document has no element"),
        ("\"CINreferralDate\"", "\"CINclosureDate\"", "the document has nothing at CINclosureDate"),
    ] {
        let small = Small::new();
        census(&small, from, to);
        review(small.dir(), &[], 0);
        assert!(small.out("problems.csv").contains(note), "{to}: {}", small.out("problems.csv"));
    }
}

#[test]
fn a_misspelt_name_in_json_is_refused() {
    let lines = "{\"ref\": 1, \"visited\": \"2010-03-03\", \"child\": \"Ann Example\"}\n";
    let source = CENSUS_SOURCE
        .replace("rows = \"/Message/Children/Child/CINdetails\"\n", "")
        .replace("census.xml", "visits.jsonl")
        .replace("identifier = \"../ChildIdentifiers/LAchildID\"", "name = \"child\"");
    check(
        "visitted",
        |s| {
            s.write("evidence/visits.jsonl", lines);
            s.append("review.toml", &source.replace("CINreferralDate", "visitted"));
        },
        2,
        &["visits.jsonl has no column of this name", "\"visitted\"", "did you mean \"visited\"?"],
    );
}

#[test]
fn the_review_that_the_cases_spoil_is_sound() {
    assert!(CONFIG.contains("covers") && REFERRALS.lines().count() == 5);
    let small = Small::new();
    let (stdout, said) = review(small.dir(), &[], 0);
    assert!(stdout.contains("4 in = 3 accepted + 1 undated + 0 rejected"), "{stdout}");
    assert_eq!(said, "");
    let verdicts: Vec<_> = rows(&small.path("out/outcomes.csv"))
        .iter()
        .map(|o| (o["reference"].clone(), o["verdict"].clone()))
        .collect();
    let expected = [("N/1", "met"), ("N/2", "late"), ("N/3", "nothing recorded"), ("N/4", "cannot tell")];
    assert_eq!(verdicts, expected.map(|(r, v)| (r.to_string(), v.to_string())));
}
