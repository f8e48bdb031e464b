//! `candour check` through the real command: every format, every row accounted for, the same bytes whatever the threads and
//! the memory, and in words what cannot be done.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use support::candour;

const RULES: &str = "\
rule T1 v1
in force 1990-01-01
kind local-protocol
nation england
source \"invented for a test\"
confidence ?
when referral by any
then assessment within 10 days

rule T2 v1
in force 1990-01-01
kind local-protocol
nation england
source \"invented for a test\"
confidence ?
when referral [amount > 100] by any
then visit by the same holder within 5 working days
";

/// Two subjects; one row without a date, one that names nobody.
const LOG: &str = "\
subject,kind,time,holder,amount
A,Referral,2014-03-03,Team 1,150
A,Assessment,2014-03-10,Team 2,
\"B, called \"\"Bee\"\"\",Referral,2014-03-04,Team 1,99.5
\"B, called \"\"Bee\"\"\",Visit,,Team 1,
,Visit,2014-03-05,Team 1,
A,Telephone call,2014-04-30,Team 1,
";

/// A folder with rules and a log.
struct Case {
    folder: tempfile::TempDir,
}

/// What a run gave.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Case {
    fn new() -> Case {
        let case = Case { folder: tempfile::tempdir().unwrap() };
        case.write("rules.rule", RULES.as_bytes());
        case.write("log.csv", LOG.as_bytes());
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn check(&self, events: &str, rules: &str, more: &[&str]) -> Ran {
        let (events, rules) = (self.path(events), self.path(rules));
        let mut args =
            vec!["check", "--events", events.to_str().unwrap(), "--rules", rules.to_str().unwrap()];
        args.extend(more);
        let output = candour(&args);
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Asserts that standard error says all these words.
    fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.err.contains(word), "it does not say \"{word}\":\n{}", self.err);
        }
    }
}

#[test]
fn outcomes_of_a_log_and_every_row_accounted_for() {
    let case = Case::new();
    let ran = case.check("log.csv", "rules.rule", &[]);
    let expect = "\
rule,version,subject,holder,started,due,verdict,done,days_late,working_days_late,certainty,evidence
T1,1,A,Team 1,2014-03-03,2014-03-13,met,2014-03-10,,,certainly not breached,2 3
T2,1,A,Team 1,2014-03-03,2014-03-10,nothing recorded,,51,35,certainly breached,2
T1,1,\"B, called \"\"Bee\"\"\",Team 1,2014-03-04,2014-03-14,nothing recorded,,47,31,certainly breached,4
";
    assert_eq!(ran.out, expect, "{}", ran.err);
    assert_eq!(ran.code, Some(1), "a row was rejected: somebody must look");
    ran.says(&[
        "row 6: rejected: the row names no subject",
        "6 rows in = 4 accepted + 1 undated + 1 rejected",
        "3 outcomes of 2 subjects; last complete day 2014-04-30",
    ]);
}

#[test]
fn bad_rows_are_named_with_their_place_and_the_others_are_read() {
    let case = Case::new();
    let text = "subject,kind,time,holder,amount\n\
                A,Referral,2014-03-03,Team 1,5\n\
                A,Referral,3 March,Team 1,5\n\
                A,Visit\n\
                A,\"Visit\" ed,2014-03-05,Team 1,1\n\
                A,Assessment,2014-03-06,Team 1,\n";
    case.write("bad.csv", text.as_bytes());
    let ran = case.check("bad.csv", "rules.rule", &[]);
    assert_eq!(ran.code, Some(1));
    ran.says(&[
        "row 3: undated: \"3 March\" is no time that is read here",
        "row 4: rejected: it has 2 cells, and the heading has 5",
        "row 5: rejected: a quotation mark does not close as it should",
        "5 rows in = 2 accepted + 1 undated + 2 rejected",
    ]);
    assert!(
        ran.out.contains("T1,1,A,Team 1,2014-03-03,2014-03-13,met,2014-03-06,,,certainly not breached,2 6")
    );
}

#[test]
fn columns_are_found_by_name_and_a_missing_one_is_named_with_the_nearest() {
    let case = Case::new();
    let ran = case.check("log.csv", "rules.rule", &["--subject", "subjct"]);
    assert_eq!(ran.code, Some(2));
    ran.says(&["the log has no column \"subjct\"", "did you mean \"subject\"?", "--subject"]);

    case.write(
        "other.csv",
        LOG.replacen("subject,kind,time,holder", "case;activity;date;unit", 1).as_bytes(),
    );
    let renamed = LOG.replacen("subject,kind,time,holder", "case,activity,date,unit", 1);
    case.write("other.csv", renamed.as_bytes());
    let names = ["--subject", "case", "--kind", "activity", "--time", "date", "--holder", "unit"];
    let same = case.check("log.csv", "rules.rule", &[]);
    assert_eq!(case.check("other.csv", "rules.rule", &names).out, same.out);

    let without = LOG.replacen("amount", "sum", 1);
    case.write("without.csv", without.as_bytes());
    let ran = case.check("without.csv", "rules.rule", &[]);
    ran.says(&["the rules ask for \"amount\", and the log has no such column"]);

    let incident = LOG.replacen("amount", "Incident", 1);
    case.write("incident.csv", incident.as_bytes());
    let ran = case.check("incident.csv", "rules.rule", &[]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.out, "");
    ran.says(&["the log has a column \"Incident\"", "counted more than once", "candour review"]);
}

#[test]
fn kinds_that_the_log_does_not_have_are_named() {
    let case = Case::new();
    case.write("log.csv", LOG.replace("Assessment", "Assesment").as_bytes());
    let ran = case.check("log.csv", "rules.rule", &["--as-of", "2014-04-30"]);
    ran.says(&["the rules name \"assessment\", and the log has no such event; did you mean \"Assesment\"?"]);
    assert_eq!(ran.code, Some(1));
}

#[test]
fn rules_that_a_log_cannot_run_are_named_with_the_reason_and_the_others_are_run() {
    let case = Case::new();
    let head = |id: &str, more: &str| {
        format!(
            "rule {id} v1\nin force 1990-01-01\nkind local-protocol\nnation england\nsource \"invented\"\nconfidence ?\n{more}\n\n"
        )
    };
    let rules = [
        RULES.to_string(),
        head("N1", "when referral is sent to police\nthen assessment within 10 days"),
        head("N2", "when referral becomes known to addressee\nthen assessment within 10 days"),
        head("N3", "when breach of T1 becomes known to any\nthen visit within 10 days"),
    ];
    case.write("more.rule", format!("{}\n{}", rules[0], rules[1..].concat()).as_bytes());
    let ran = case.check("log.csv", "more.rule", &[]);
    ran.says(&[
        "N1 is not run: version 1 starts when something is sent, and a log names no addressees",
        "N2 is not run: version 1 asks for addressees, and a log names none",
        "N3 is not run: version 1 starts with the breach of another rule",
    ]);
    assert_eq!(ran.code, Some(1), "a rule that is not run is something to look at");
    assert_eq!(ran.out, case.check("log.csv", "rules.rule", &[]).out);
}

#[test]
fn a_bad_rule_is_refused_with_its_line_and_nothing_is_written() {
    let case = Case::new();
    case.write("bad.rule", RULES.replacen("within 10 days", "within ten days", 1).as_bytes());
    let out = case.path("out.csv");
    let ran = case.check("log.csv", "bad.rule", &["--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2));
    ran.says(&["the rules cannot be used", "bad.rule"]);
    assert!(!out.exists());
    for (more, words) in [
        (&["--threads", "0"][..], "--threads is from 1 to"),
        (&["--memory", "1MiB"], "--memory is at least 32 MiB"),
        (&["--compat", "elapsed"], "--compat elapsed reads constraints in the text form of Declare"),
        (&["--memory", "plenty"], "expected a size such as 2GiB"),
    ] {
        let ran = case.check("log.csv", "rules.rule", more);
        assert_eq!(ran.code, Some(2), "{more:?}");
        ran.says(&[words]);
    }
    case.write("empty.csv", b"subject,kind,time\n");
    case.check("empty.csv", "rules.rule", &[]).says(&["no row of the log has a date"]);
}

/// The log as Parquet: the time as a day, the amount as a number, nothing where the cell is empty.
fn as_parquet(path: &Path, log: &str) {
    let text = |name: &str| {
        let column = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
        column.with_repetition(Repetition::OPTIONAL).with_converted_type(ConvertedType::UTF8).build().unwrap()
    };
    let day = Type::primitive_type_builder("time", Physical::INT32);
    let day = day.with_repetition(Repetition::OPTIONAL).with_logical_type(Some(LogicalType::Date)).build();
    let amount = Type::primitive_type_builder("amount", Physical::DOUBLE);
    let amount = amount.with_repetition(Repetition::OPTIONAL).build().unwrap();
    let fields = [text("subject"), text("kind"), day.unwrap(), text("holder"), amount].map(Arc::new).into();
    let schema = Arc::new(Type::group_type_builder("log").with_fields(fields).build().unwrap());
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(log.as_bytes()).records().map(Result::unwrap).collect();
    let levels = |c: usize, r: &[csv::StringRecord]| -> Vec<i16> {
        r.iter().map(|r| i16::from(!r[c].is_empty())).collect()
    };
    let mut writer =
        SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(WriterProperties::default()))
            .unwrap();
    // Groups of four rows, so that there are several.
    for rows in rows.chunks(4) {
        let mut group = writer.next_row_group().unwrap();
        for c in 0..5 {
            let given = || rows.iter().map(|r| &r[c]).filter(|v| !v.is_empty());
            let levels = levels(c, rows);
            let mut column = group.next_column().unwrap().unwrap();
            match c {
                2 => {
                    let days: Vec<i32> = given().map(|v| model::Day::iso(v).unwrap().0).collect();
                    column.typed::<Int32Type>().write_batch(&days, Some(&levels), None).unwrap();
                }
                4 => {
                    let amounts: Vec<f64> = given().map(|v| v.parse().unwrap()).collect();
                    column.typed::<DoubleType>().write_batch(&amounts, Some(&levels), None).unwrap();
                }
                _ => {
                    let texts: Vec<ByteArray> = given().map(ByteArray::from).collect();
                    column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
                }
            }
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// The same text with every number of the evidence one higher, as rows of a Parquet file have no heading before them.
fn one_row_later(outcomes: &str) -> String {
    let mut lines = outcomes.lines();
    let mut moved = lines.next().unwrap().to_string() + "\n";
    for line in lines {
        let (rest, evidence) = line.rsplit_once(',').unwrap();
        let rows: Vec<String> =
            evidence.split(' ').map(|r| (r.parse::<u32>().unwrap() + 1).to_string()).collect();
        moved += &format!("{rest},{}\n", rows.join(" "));
    }
    moved
}

#[test]
fn gzip_and_parquet_in_give_what_csv_gives() {
    let case = Case::new();
    let plain = case.check("log.csv", "rules.rule", &[]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(LOG.as_bytes()).unwrap();
    case.write("log.csv.gz", &packed.finish().unwrap());
    assert_eq!(case.check("log.csv.gz", "rules.rule", &[]).out, plain.out);
    assert_eq!(case.check("log.csv.gz", "rules.rule", &["--threads", "2"]).out, plain.out);

    as_parquet(&case.path("log.parquet"), LOG);
    let ran = case.check("log.parquet", "rules.rule", &[]);
    assert_eq!(one_row_later(&ran.out), plain.out, "{}", ran.err);
    ran.says(&[
        "row 5: rejected: the row names no subject",
        "6 rows in = 4 accepted + 1 undated + 1 rejected",
    ]);

    let whole = fs::read(case.path("log.parquet")).unwrap();
    for keep in [4, 60, whole.len() / 2, whole.len() - 1] {
        case.write("cut.parquet", &whole[..keep]);
        let ran = case.check("cut.parquet", "rules.rule", &[]);
        assert_eq!(ran.code, Some(2), "cut to {keep} bytes");
        ran.says(&["cannot be read as Parquet"]);
    }
}

#[test]
fn parquet_out_holds_what_csv_holds() {
    let case = Case::new();
    let plain = case.check("log.csv", "rules.rule", &[]);
    let out = case.path("out.parquet");
    let ran = case.check("log.csv", "rules.rule", &["--out", out.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let reader = SerializedFileReader::new(File::open(&out).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let heading: Vec<String> = schema.columns().iter().map(|c| c.name().to_string()).collect();
    let mut written = csv::Writer::from_writer(Vec::new());
    written.write_record(&heading).unwrap();
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let cells = row.get_column_iter().map(|(_, field)| match field {
            parquet::record::Field::Str(text) => text.clone(),
            other => panic!("a cell is no text: {other}"),
        });
        written.write_record(cells).unwrap();
    }
    assert_eq!(String::from_utf8(written.into_inner().unwrap()).unwrap(), plain.out);
}

/// A log of this many subjects in order of time, so that the rows of each lie far apart; some dates are rough.
fn large_log(subjects: u32) -> String {
    let mut rows = Vec::new();
    let mut chance = 12_345u64;
    let mut below = |n: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % n
    };
    for s in 0..subjects {
        let mut day = model::Day::iso("2010-01-01").unwrap() + below(1_500) as i32;
        for _ in 0..=below(6) {
            let kind = ["Referral", "Assessment", "Visit"][below(3) as usize];
            let date = day.to_string();
            let time = match below(20) {
                0 => &date[..7],
                1 => "",
                _ => date.as_str(),
            };
            rows.push((day, format!("subject {s},{kind},{time},\"Team, {}\",{}\n", below(30), below(200))));
            day = day + below(15) as i32;
        }
    }
    rows.sort_by_key(|r| r.0);
    "subject,kind,time,holder,amount\n".to_string() + &rows.into_iter().map(|r| r.1).collect::<String>()
}

#[test]
fn threads_and_memory_change_no_byte() {
    let case = Case::new();
    case.write("large.csv", large_log(90_000).as_bytes());
    let mut former: Option<(String, BTreeMap<&str, Vec<u8>>)> = None;
    for more in [
        &["--threads", "1"][..],
        &["--threads", "2"],
        &["--memory", "32MiB"],
        &["--memory", "32MiB", "--threads", "2"],
    ] {
        let mut files = BTreeMap::new();
        let mut counts = String::new();
        for form in ["csv", "parquet"] {
            let out = case.path(&format!("out.{form}"));
            let arguments = [more, &["--counts", "--out", out.to_str().unwrap()]].concat();
            let ran = case.check("large.csv", "rules.rule", &arguments);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            let aside = ran.err.contains("put aside in");
            assert_eq!(aside, more.contains(&"--memory"), "{more:?}: {}", ran.err);
            files.insert(form, fs::read(out).unwrap());
            counts = ran.out;
        }
        match &former {
            None => former = Some((counts, files)),
            Some(former) => {
                assert_eq!(counts, former.0, "{more:?}");
                assert!(files == former.1, "{more:?}: other bytes");
            }
        }
    }
    let (_, files) = former.unwrap();
    assert!(files["csv"].len() > 1_000_000 && files["csv"].starts_with(b"rule,version,subject"));
}

#[test]
fn one_subject_beyond_the_memory_allowed_is_refused_in_words() {
    let case = Case::new();
    let mut text = "subject,kind,time,holder,amount\n".to_string();
    for i in 0..280_000 {
        let unit = i % 400;
        text += &format!("the only subject,Visit,2014-03-03,Team with a long name {unit},1\n");
    }
    case.write("one.csv", text.as_bytes());
    let ran = case.check("one.csv", "rules.rule", &["--memory", "32MiB", "--counts"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    ran.says(&["more than --memory allows", "allow more memory"]);
}
