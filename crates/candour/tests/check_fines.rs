//! The fines log: every figure that its publishers, its README and two other programs give, from `candour check`.
//!
//! `docs/methods/checking-a-log.md` says for each how it is read. The data are read where they are shared; the tests say
//! so where they are not.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests run the command

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use support::{candour, pack, root};

const PACK: &str = "03-road-traffic-fines-log";

/// Runs `candour check` on the fines log; gives standard output.
fn check(pack: &Path, rules: &str, more: &[&str]) -> String {
    let events = pack.join("events.csv.gz");
    let rules = root().join("examples/fines").join(rules);
    let mut args = vec!["check", "--events", events.to_str().unwrap(), "--rules", rules.to_str().unwrap()];
    args.extend(["--subject", "case_id", "--kind", "activity", "--time", "date", "--holder", "resource"]);
    args.extend(more);
    let output = candour(&args);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    assert!(stderr.contains("561470 rows in = 561470 accepted + 0 undated + 0 rejected"), "{stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// A count of one rule, by the heading of its column.
fn counts(stdout: &str) -> impl Fn(&str, &str) -> u64 {
    let mut lines = stdout.lines();
    let heading: Vec<String> = lines.next().unwrap().split(',').map(String::from).collect();
    let rows: BTreeMap<String, Vec<String>> = lines
        .map(|l| l.split(',').map(String::from).collect::<Vec<_>>())
        .map(|cells| (cells[0].clone(), cells))
        .collect();
    move |rule, column| {
        let at = heading.iter().position(|h| h == column).unwrap_or_else(|| panic!("no column {column}"));
        rows[rule][at].parse().unwrap()
    }
}

#[test]
fn figures_of_local_dates() {
    let Some(pack) = pack(PACK, "figures_of_local_dates") else { return };
    let stdout = check(&pack, "fines.rule", &["--counts"]);
    let count = counts(&stdout);
    let table = [
        // | rule | what is counted | the figure |
        ("SENT-90", "activations", 150_370),
        ("SENT-90", "late", 49_772),
        ("SENT-150", "late", 2_405),
        ("TOLD-90", "late", 47_593),
        ("TOLD-150", "late", 9_504),
        ("PENALTY-NOT-BEFORE", "activations", 79_860),
        ("PENALTY-NOT-BEFORE", "late", 0),
        ("PENALTY-NOT-BEFORE", "met", 79_860),
        ("PENALTY-BY", "met", 79_860),
        ("APPEAL-60", "late", 582),
        ("APPEAL-AFTER-NOTICE", "activations", 4_188),
        ("APPEAL-AFTER-NOTICE", "nothing_recorded", 145),
        ("APPEAL-AFTER-NOTICE", "late", 28),
        ("JUDGE-60", "late", 224),
        ("FORWARD-60", "late", 807),
        ("NEXT", "activations", 103_987),
        ("NEXT", "nothing_recorded", 20_744),
    ];
    for (rule, column, figure) in table {
        assert_eq!(count(rule, column), figure, "{rule}, {column}");
    }
    // Sums that the README gives.
    assert_eq!(count("SENT-90", "met") + count("SENT-90", "late"), 103_987, "Send Fine");
    assert_eq!(count("TOLD-90", "met") + count("TOLD-90", "late"), 79_860, "Insert Fine Notification");
    assert_eq!(count("APPEAL-AFTER-NOTICE", "activations") - 145, 4_043, "appeals with a notification");
    assert_eq!(count("JUDGE-60", "met") + count("JUDGE-60", "late"), 538, "appeals to a judge");
    assert_eq!(
        count("FORWARD-60", "met") + count("FORWARD-60", "late"),
        4_137,
        "appeals forwarded on that day or later"
    );
}

/// The README counts 20,755 cases that end at Send Fine in the order of the file. 20,744 of them have nothing on that day
/// or after it; in the other 11 something else stands before it on the same day.
#[test]
fn cases_that_end_when_the_fine_is_sent() {
    let Some(pack) = pack(PACK, "cases_that_end_when_the_fine_is_sent") else { return };
    let outcomes = check(&pack, "fines.rule", &[]);
    let mut silent = BTreeSet::new();
    let mut same_day = BTreeSet::new();
    for line in outcomes.lines().filter(|l| l.starts_with("NEXT,")) {
        let cells: Vec<&str> = line.split(',').collect();
        let rows: Vec<u32> = cells[11].split(' ').map(|r| r.parse().unwrap()).collect();
        match cells[6] {
            "nothing recorded" => silent.insert(cells[2].to_string()),
            "met" if rows[1] < rows[0] => same_day.insert(cells[2].to_string()),
            _ => false,
        };
    }
    let last = last_activities(&pack);
    let ends = |case: &&String| last[*case] == "Send Fine";
    assert_eq!(silent.iter().filter(ends).count(), 20_744);
    assert_eq!(same_day.iter().filter(ends).count(), 11);
    assert_eq!(last.values().filter(|a| *a == "Send Fine").count(), 20_755);
}

/// The last activity of every case, in the order of the file.
fn last_activities(pack: &Path) -> BTreeMap<String, String> {
    let file = std::fs::File::open(pack.join("events.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let mut last = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        last.insert(record[0].to_string(), record[2].to_string());
    }
    last
}

/// The golden tables of Declare4Py and of an independent program.
fn golden(pack: &Path, name: &str) -> Option<Vec<Vec<String>>> {
    let path: PathBuf = pack.join("../../golden/duty").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: the golden table {name} is absent");
        return None;
    };
    Some(text.lines().skip(1).map(|l| l.split('\t').map(String::from).collect()).collect())
}

#[test]
fn figures_of_elapsed_seconds() {
    let Some(pack) = pack(PACK, "figures_of_elapsed_seconds") else { return };
    let (Some(declare), Some(later)) = (golden(&pack, "d4py_rtfm.tsv"), golden(&pack, "rust_rtfm.tsv"))
    else {
        return;
    };
    let stdout = check(&pack, "elapsed.decl", &["--compat", "elapsed", "--counts"]);
    let ours: Vec<Vec<String>> =
        stdout.lines().skip(1).map(|l| l.splitn(8, ',').map(String::from).collect()).collect();
    assert_eq!((ours.len(), declare.len()), (20, 20));
    for ((ours, declare), later) in ours.iter().zip(&declare).zip(&later) {
        let text = ours[7].trim_matches('"');
        assert_eq!(text.trim_end(), declare[6].trim_end(), "the constraints stand in one order");
        assert_eq!(ours[..6], declare[..6], "{text}");
        assert_eq!(ours[6], later[6], "targets that came later: {text}");
    }
}
