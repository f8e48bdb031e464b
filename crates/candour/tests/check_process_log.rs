//! Event logs of process mining through `candour check`: the same outcomes as from a table, and a log that holds them.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests run the command

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{candour, pack, root};

/// Cases of the fines log that are compared.
const CASES: usize = 3_000;

/// A slice of the fines log, and how many events it has.
struct Slice {
    folder: tempfile::TempDir,
    events: usize,
}

impl Slice {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn put(&self, name: &str, text: &str) -> String {
        fs::write(self.folder.path().join(name), text).unwrap();
        self.path(name)
    }
}

/// The first cases of the fines log as a table, as XES and as OCEL 2.0, their events in one order.
fn slice(pack: &Path) -> Slice {
    let file = fs::File::open(pack.join("events.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let (mut table, mut xes, mut ocel) =
        (String::from("subject,kind,time,holder\n"), String::from("<log>"), Vec::new());
    let mut cases: Vec<String> = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let (case, kind, day, resource) = (&record[0], &record[2], &record[3], &record[4]);
        if cases.last().is_none_or(|c| c != case) {
            if cases.len() == CASES {
                break;
            }
            xes += if cases.is_empty() { "" } else { "</trace>" };
            xes += &format!("<trace><string key=\"concept:name\" value=\"{case}\"/>");
            cases.push(case.to_string());
        }
        table += &format!("{case},{kind},{day},{resource}\n");
        xes += &format!(
            "<event><string key=\"concept:name\" value=\"{kind}\"/>\
             <date key=\"time:timestamp\" value=\"{day}T00:00:00.000+02:00\"/>"
        );
        if !resource.is_empty() {
            xes += &format!("<string key=\"org:resource\" value=\"{resource}\"/>");
        }
        xes += "</event>";
        ocel.push(serde_json::json!({
            "id": format!("e{}", ocel.len() + 1),
            "type": kind,
            "time": format!("{day}T00:00:00"),
            "attributes": [{ "name": "resource", "value": resource }],
            "relationships": [{ "objectId": case, "qualifier": "of" }],
        }));
    }
    let objects: Vec<_> = cases.iter().map(|c| serde_json::json!({ "id": c, "type": "fine" })).collect();
    let events = ocel.len();
    let ocel = serde_json::json!({ "eventTypes": [], "objectTypes": [], "events": ocel, "objects": objects });
    let slice = Slice { folder: tempfile::tempdir().unwrap(), events };
    slice.put("log.csv", &table);
    slice.put("log.xes", &format!("{xes}</trace></log>"));
    slice.put("log.jsonocel", &ocel.to_string());
    slice
}

/// Runs `candour check` under the rules of the fines log; gives standard output and standard error.
fn check(slice: &Slice, log: &str, rules: &str, more: &[&str]) -> (String, String) {
    let (log, rules) = (slice.path(log), root().join("examples/fines").join(rules));
    let mut args = vec!["check", "--events", &log, "--rules", rules.to_str().unwrap()];
    args.extend(["--as-of", "2013-06-30"]);
    args.extend(more);
    let output = candour(&args);
    let (stdout, stderr) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.code().is_some_and(|code| code < 2), "{stderr}");
    let rows = format!("{0} rows in = {0} accepted + 0 undated + 0 rejected", slice.events);
    assert!(!log.contains("log.") || stderr.contains(&rows), "{stderr}");
    (stdout, stderr)
}

#[test]
fn the_fines_as_xes_and_as_ocel_have_the_outcomes_of_the_table() {
    let Some(pack) = pack("03-road-traffic-fines-log", "the_fines_as_xes") else { return };
    let slice = slice(&pack);
    let (table, _) = check(&slice, "log.csv", "fines.rule", &[]);
    assert!(table.lines().count() > CASES, "every case has a duty");
    for (log, more) in [("log.xes", &[][..]), ("log.jsonocel", &["--subject-type", "fine"])] {
        let (outcomes, stderr) = check(&slice, log, "fines.rule", more);
        assert!(outcomes == table, "the outcomes of {log} are those of the table, byte for byte");
        let account = format!("{0} events read = {0} used + 0 without a subject", slice.events);
        assert!(stderr.contains(&account), "{stderr}");
    }
    // Elapsed seconds need the moment: the same midnights, written without a zone.
    let at = "T00:00:00.000+02:00";
    let local = fs::read_to_string(slice.path("log.xes")).unwrap().replace(at, "");
    slice.put("local.log.xes", &local);
    let elapsed = ["--compat", "elapsed"];
    let (table, _) = check(&slice, "log.csv", "elapsed.decl", &elapsed);
    assert!(check(&slice, "local.log.xes", "elapsed.decl", &elapsed).0 == table);
}

#[test]
fn a_log_given_back_holds_every_outcome_and_has_the_same_outcomes_again() {
    let Some(pack) = pack("03-road-traffic-fines-log", "a_log_given_back") else { return };
    let slice = slice(&pack);
    let (table, _) = check(&slice, "log.csv", "fines.rule", &[]);
    let outcomes = table.lines().count() - 1;
    for (log, with, more) in
        [("log.xes", "with.xes.gz", &[][..]), ("log.jsonocel", "with.jsonocel", &["--subject-type", "fine"])]
    {
        let to = slice.path(with);
        let (stdout, stderr) = check(&slice, log, "fines.rule", &[more, &["--out", &to]].concat());
        assert_eq!(stdout, "");
        let account = format!("{outcomes} outcomes = {outcomes} written into the log as events + 0 without");
        assert!(stderr.contains(&account), "{stderr}");
        // Read again, the outcomes are events that no rule names: what came of each duty is what it was.
        let kept = slice.path("table.csv");
        let (again, _) = check(&slice, with, "fines.rule", &[more, &["--table", &kept]].concat());
        assert_eq!(without_rows(&again), without_rows(&table), "{with}");
        let events = fs::read_to_string(&kept).unwrap();
        let said = events.lines().filter(|l| l.contains("candour")).count();
        assert_eq!(said, outcomes, "{with}: every outcome is an event of the log");
        assert_eq!(events.lines().count(), 1 + slice.events + outcomes, "{with}");
    }
}

/// Outcomes without the numbers of the rows they rest on, which move where events are put between.
fn without_rows(outcomes: &str) -> Vec<(&str, &str)> {
    outcomes
        .lines()
        .map(|line| {
            let (cells, possible) = line.rsplit_once(',').unwrap();
            (cells.rsplit_once(',').unwrap().0, possible)
        })
        .collect()
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let table = put("log.csv", "subject,kind,time\nA,create fine,2006-07-24\n");
    let xes = put("log.xes", "<log><trace><string key=\"concept:name\" value=\"A\"/><event/></trace></log>");
    let ocel =
        put("log.json", r#"{"events":[],"objects":[{"id":"a","type":"child"},{"id":"b","type":"home"}]}"#);
    let xml = put("page.xml", "<html><p/></html>");
    let rules = root().join("examples/fines/fines.rule");
    let refused = |log: &Path, more: &[&str], expect: &[&str]| {
        let mut args = vec!["check", "--events", log.to_str().unwrap(), "--rules", rules.to_str().unwrap()];
        args.extend(more);
        let output = candour(&args);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        expect.iter().for_each(|e| assert!(stderr.contains(e), "{e}: {stderr}"));
        assert!(output.stdout.is_empty());
    };
    let to = |name: &str| folder.path().join(name).display().to_string();
    refused(&table, &["--out", &to("a.xes")], &["is a table", "ends in .csv or .parquet"]);
    refused(&table, &["--subject-type", "child"], &["--subject-type is for logs as XES or OCEL 2.0"]);
    refused(&table, &["--table", &to("t.csv")], &["--table is for logs as XES or OCEL 2.0"]);
    refused(&xes, &["--out", &to("a.json")], &["is XES", "a file that ends in .xes"]);
    refused(&xes, &["--out", &to("log.xes")], &["is the log that is checked, which is never overwritten"]);
    refused(&xes, &["--subject-type", "child"], &["XES has no object types"]);
    refused(&ocel, &[], &["--subject-type", "child (1), home (1)"]);
    refused(&xml, &[], &["page.xml, line 1", "no event log"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing was written");
}
