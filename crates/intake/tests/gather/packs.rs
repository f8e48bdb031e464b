//! The real packs: coroners' reports and children's social care returns. Skipped with a line where they are absent.

use std::collections::BTreeMap;
use std::io::Read;

use intake::Plan;
use model::{Account, Severity};

use crate::help::{day, gathered, pack, plan, problems};

const REPORTS: &str = r#"
[[source]]
name = "reports"
agency = "Coroners"
files = "reports_2013-2021.csv"
[[source.mention]]
as = "report"
kind = "matter"
[[source.event]]
kind = "prevention_report"
date = "report_date"
reference = "ref"
holder = { column = "coroner_area" }
to = { column = "sent_to", split = " | " }
[[source.event]]
kind = "response"
after = "report_date"
tally = { done = "replies", of = "recipients" }
reference = "ref"

[[source]]
name = "status as seen"
agency = "Coroners"
files = "status_as_seen.csv.gz"
[source.history]
of = "reports"
key = "ref"
seen = "seen_at"
replaces = ["status", "recipients", "replies"]
"#;

fn reports(folder: &std::path::Path) -> Plan {
    Plan { period: (day("2013-01-01"), day("2025-07-31")), ..plan(folder, REPORTS) }
}

#[test]
fn every_report_to_prevent_future_deaths_is_accounted_for() {
    let Some(folder) = pack("04-pfd-regulation28") else { return };
    let (found, words) = gathered(&reports(&folder));
    let account =
        found.accounts.iter().find(|a| found.sources[a.place.source.index()].name == "reports").unwrap();
    assert_eq!((account.rows, account.accepted, account.undated, account.rejected), (3_719, 3_719, 0, 0));
    assert_eq!(found.mentions.len(), 3_719, "a report belongs to its row: 44 numbers are used by two");
    let of = |kind: &'static str| found.events.iter().filter(|e| words.word(e.kind) == kind).count();
    assert_eq!((of("prevention_report"), of("response")), (3_719, 3_719));
    let exact = found.events.iter().filter(|e| words.word(e.kind) == "prevention_report");
    assert!(exact.clone().all(|e| e.when.exact().is_some() && e.known.len() == e.parties.len()));
    assert!(exact.clone().all(|e| !e.parties.is_empty()));
    assert_eq!(problems(&found, Severity::Warning), Vec::<String>::new());
    assert_eq!(problems(&found, Severity::Rejected), Vec::<String>::new());
}

/// Splits a line of comma-separated values, letter by letter.
fn split_csv(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

#[test]
fn as_known_on_the_last_day_of_2024_the_reports_stand_as_they_were_seen() {
    let Some(folder) = pack("04-pfd-regulation28") else { return };
    let asked = Plan {
        as_known_on: Some(day("2024-12-31")),
        observation_date: day("2024-12-31"),
        ..reports(&folder)
    };
    let (found, words) = gathered(&asked);
    let (history, unpacked) = (folder.join("status_as_seen.csv.gz"), folder.join("reports_2013-2021.csv"));
    // The slow oracle: every line of both files, split letter by letter and looked up one by one.
    let mut seen: BTreeMap<String, (String, u32)> = BTreeMap::new();
    let mut text = String::new();
    let file = std::fs::File::open(history).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    for line in text.lines().skip(1) {
        let row = split_csv(line);
        let (at, replies) = (row[1].clone(), row[4].parse().unwrap());
        if at.as_str() < "2025-01-01" && seen.get(&row[0]).is_none_or(|(before, _)| *before <= at) {
            seen.insert(row[0].clone(), (at, replies));
        }
    }
    let mut expected: Vec<(String, u32)> = Vec::new();
    let mut unseen = 0;
    for line in std::fs::read_to_string(unpacked).unwrap().lines().skip(1) {
        let row = split_csv(line);
        match seen.get(&row[0]) {
            Some((_, replies)) => expected.push((row[0].clone(), *replies)),
            None => unseen += 1,
        }
    }
    let responses = found.events.iter().filter(|e| words.word(e.kind) == "response");
    let got: Vec<(String, u32)> =
        responses.map(|e| (e.reference.to_string(), e.tally.unwrap().done)).collect();
    assert_eq!(got, expected);
    let notes = problems(&found, Severity::Note);
    if unseen > 0 {
        assert!(notes.iter().any(|n| n.contains(&format!("{unseen} row"))), "{notes:?}");
    }
    assert!(notes.iter().any(|n| n.contains("values of ref stand in two or more rows each")), "{notes:?}");
    assert!(found.events.iter().all(|e| e.when.latest().is_none_or(|d| d <= day("2024-12-31"))));
}

/// One source for each list of the census: row element, then its events as (kind, column).
fn census(file: &str) -> String {
    let list = |name: &str, rows: &str, up: &str, events: &[(&str, &str)]| {
        let mut text = format!(
            "[[source]]\nname = \"{name}\"\nagency = \"Council\"\nfiles = \"{file}\"\nrows = \"/Message/Children/Child{rows}\"\n\
             [[source.mention]]\nas = \"child\"\nkind = \"person\"\nscheme = \"la\"\n\
             identifier = \"{up}ChildIdentifiers/LAchildID\"\nborn = \"{up}ChildIdentifiers/PersonBirthDate\"\n"
        );
        for (kind, column) in events {
            text.push_str(&format!("[[source.event]]\nkind = \"{kind}\"\ndate = \"{column}\"\n"));
        }
        text
    };
    [
        list("children", "", "", &[]),
        list(
            "episodes",
            "/CINdetails",
            "../",
            &[("referral", "CINreferralDate"), ("closure", "CINclosureDate")],
        ),
        list(
            "assessments",
            "/CINdetails/Assessments",
            "../../",
            &[
                ("assessment_started", "AssessmentActualStartDate"),
                ("assessment_completed", "AssessmentAuthorisationDate"),
            ],
        ),
        list(
            "section 47",
            "/CINdetails/Section47",
            "../../",
            &[("strategy_discussion", "S47ActualStartDate"), ("initial_conference", "DateOfInitialCPC")],
        ),
        list("plans", "/CINdetails/ChildProtectionPlans", "../../", &[("plan_made", "CPPstartDate")]),
        list(
            "reviews",
            "/CINdetails/ChildProtectionPlans/Reviews",
            "../../../",
            &[("plan_review", "CPPreviewDate")],
        ),
    ]
    .concat()
}

/// Rows of each list.
fn rows_of(found: &intake::Gathered) -> BTreeMap<&str, &Account> {
    found
        .accounts
        .iter()
        .map(|a| (found.sources[a.place.source.index()].sheets[usize::from(a.place.sheet)].as_str(), a))
        .collect()
}

#[test]
fn the_census_is_read_whole_by_its_lists() {
    let Some(folder) = pack("05-uk-childrens-services") else { return };
    let read = |file: &str| {
        let terms = Plan {
            period: (day("2012-01-01"), day("2024-12-31")),
            ..plan(&folder.join("cin-census"), &census(file))
        };
        gathered(&terms)
    };
    let (found, words) = read("fake_CIN_data.xml");
    assert_eq!(found.sources.len(), 6, "one line for each list");
    let lists = rows_of(&found);
    let rows =
        |path: &str| lists.get(format!("/Message/Children/Child{path}").as_str()).map_or(0, |a| a.rows);
    assert_eq!((rows(""), rows("/CINdetails"), rows("/CINdetails/Assessments")), (332, 402, 0));
    let of = |kind: &str| {
        found.events.iter().filter(|e| words.word(e.kind) == kind && e.when.exact().is_some()).count()
    };
    assert_eq!((of("referral"), of("closure")), (402, 252));
    let (found, words) = read("CIN_Census_2024.xml");
    let lists = rows_of(&found);
    let rows =
        |path: &str| lists.get(format!("/Message/Children/Child{path}").as_str()).map_or(0, |a| a.rows);
    assert_eq!((rows(""), rows("/CINdetails"), rows("/CINdetails/Assessments")), (2, 2, 2));
    assert_eq!((rows("/CINdetails/Section47"), rows("/CINdetails/ChildProtectionPlans")), (1, 1));
    assert_eq!(rows("/CINdetails/ChildProtectionPlans/Reviews"), 1);
    let started = found.events.iter().find(|e| words.word(e.kind) == "assessment_started").unwrap();
    assert_eq!(started.when.exact(), Some(day("2028-04-28")), "a day after the observation is kept");
    assert!(problems(&found, Severity::Warning).iter().any(|p| p.contains("after the day of observation")));
    assert_eq!(found.mentions[0].label(), "DfEX0000001");
}

#[test]
fn a_sheet_that_no_mapping_reads_is_named_and_an_absent_one_refused_with_the_nearest() {
    let Some(folder) = pack("05-uk-childrens-services") else { return };
    let toml = "[[source]]\nname = \"contacts\"\nagency = \"Council\"\nfiles = \"Annex_A_sample.xlsx\"\nsheet = \"list 1\"\n\
                [[source.mention]]\nas = \"child\"\nkind = \"person\"\nidentifier = \"Child Unique ID\"\n";
    let (found, _) = gathered(&plan(&folder.join("annex-a"), toml));
    let unread =
        problems(&found, Severity::Note).iter().filter(|n| n.contains("no mapping reads this sheet")).count();
    assert_eq!(unread, 10);
    let absent = plan(&folder.join("annex-a"), &toml.replace("list 1", "Lst 1"));
    let errors = intake::gather(&absent, &mut model::Interner::default()).unwrap_err();
    assert_eq!(
        errors[0].describe(&[]),
        "source \"contacts\": Annex_A_sample.xlsx has no sheet of this name; found \"Lst 1\"\n  hint: did you mean \"List 1\"?"
    );
}

/// Annex A: number of the list, rows, subject, events as (kind, column).
type List = (u32, u64, &'static str, &'static [(&'static str, &'static str)]);

const LISTS: [List; 11] = [
    (1, 5, "Child Unique ID", &[("contact", "Date of Contact")]),
    (2, 5, "Child Unique ID", &[("early_help_assessment", "Assessment completion date")]),
    (3, 6, "Child Unique ID", &[("referral", "Date of Referral")]),
    (
        4,
        5,
        "Child Unique ID",
        &[
            ("assessment_started", "Continuous Assessment Start Date"),
            ("assessment_completed", "Continuous Assessment Date of Authorisation"),
        ],
    ),
    (
        5,
        5,
        "Child Unique ID",
        &[
            ("strategy_discussion", "Strategy discussion initiating Section 47 Enquiry Start Date"),
            ("initial_conference", "Date of Initial Child Protection Conference"),
        ],
    ),
    (6, 5, "Child Unique ID", &[("need_started", "CIN Start Date")]),
    (
        7,
        7,
        "Child Unique ID",
        &[
            ("plan_made", "Child Protection Plan Start Date"),
            ("plan_review", "Date of latest review conference"),
        ],
    ),
    (8, 5, "Child Unique ID", &[("looked_after", "Date Started to be Looked After")]),
    (9, 6, "Child Unique ID", &[]),
    (
        10,
        5,
        "Child Unique ID",
        &[("adoption_decision", "Date of Decision that Child Should be Placed for Adoption")],
    ),
    (11, 5, "Individual adopter identifier", &[("enquiry", "Date enquiry received")]),
];

#[test]
fn all_eleven_lists_of_annex_a_are_read_whole() {
    let Some(folder) = pack("05-uk-childrens-services") else { return };
    let mut toml = String::new();
    for (number, _, subject, events) in LISTS {
        toml.push_str(&format!(
            "[[source]]\nname = \"list {number}\"\nagency = \"Council\"\nfiles = \"Annex_A_sample.xlsx\"\nsheet = \"List {number}\"\n\
             [[source.mention]]\nas = \"subject\"\nkind = \"person\"\nscheme = \"la\"\nidentifier = \"{subject}\"\n"
        ));
        for (kind, column) in events {
            toml.push_str(&format!("[[source.event]]\nkind = \"{kind}\"\ndate = \"{column}\"\n"));
        }
    }
    let terms = Plan {
        period: (day("2000-01-01"), day("2021-12-31")),
        observation_date: day("2021-03-31"),
        ..plan(&folder.join("annex-a"), &toml)
    };
    let (found, words) = gathered(&terms);
    assert_eq!(found.sources.len(), 11, "eleven mappings");
    assert!(found.sources.iter().all(|s| s.sha256 == found.sources[0].sha256), "of one file");
    let lists = rows_of(&found);
    for (number, rows, _, _) in LISTS {
        let account = lists[format!("List {number}").as_str()];
        assert_eq!((account.rows, account.rejected), (rows, 0), "List {number}");
    }
    let (events, words) = (&found.events, &words);
    let of = |kind: &'static str| events.iter().filter(move |e| words.word(e.kind) == kind);
    assert_eq!(of("strategy_discussion").count(), 5);
    assert!(
        of("contact").all(|e| e.when.exact().is_some() && e.when.time().is_none()),
        "midnight is no time"
    );
    // List 10 holds formulas whose values were never stored, or were: nothing is computed either way.
    let formulas = problems(&found, Severity::Warning).iter().filter(|p| p.contains("formula")).count();
    let decided = of("adoption_decision").filter(|e| e.when.is_dated()).count();
    assert_eq!(formulas + decided, 5, "{:?}", problems(&found, Severity::Warning));
}
