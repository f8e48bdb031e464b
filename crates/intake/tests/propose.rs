//! Mappings proposed for files nobody has mapped: what each column is taken for, why, and that the draft works.

#![allow(clippy::disallowed_methods)] // these tests write the files they read

use std::path::Path;

use intake::propose::Role;
use intake::{Limits, Plan, Proposal, SourceSpec, gather, propose};
use model::{Day, Interner, field};

#[derive(serde::Deserialize)]
struct Sources {
    source: Vec<SourceSpec>,
}

fn day(text: &str) -> Day {
    Day::iso(text).unwrap()
}

/// Proposes a mapping for a text file, and holds that the draft parses and reads every row of the same file.
fn proposed(name: &str, text: &str) -> Proposal {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    drafted(folder.path(), name)
}

fn drafted(folder: &Path, name: &str) -> Proposal {
    let proposal = propose(&folder.join(name), &Limits::default()).unwrap();
    let sources: Sources =
        toml::from_str(&proposal.toml).unwrap_or_else(|e| panic!("{e}\n{}", proposal.toml));
    assert_eq!(sources.source.len(), proposal.sheets.len());
    let plan = Plan {
        evidence: folder.to_path_buf(),
        sources: sources.source,
        period: (day("1990-01-01"), day("2025-12-31")),
        observation_date: day("2025-12-31"),
        as_known_on: None,
        limits: Limits::default(),
    };
    let found =
        gather(&plan, &mut Interner::default()).unwrap_or_else(|e| panic!("{e:#?}\n{}", proposal.toml));
    let rows: Vec<u64> = proposal.sheets.iter().map(|s| s.rows).collect();
    assert_eq!(found.accounts.iter().map(|a| a.rows).collect::<Vec<_>>(), rows, "the draft reads every row");
    proposal
}

fn role(proposal: &Proposal, column: &str) -> Role {
    proposal.sheets[0]
        .columns
        .iter()
        .find(|c| c.name == column)
        .unwrap_or_else(|| panic!("no column {column}"))
        .role
}

#[test]
fn the_headings_of_agencies_are_understood() {
    let proposal = proposed(
        "police_log.csv",
        "URN,Date recd,Time,Surname,Forename,D.O.B.,VRM,Mob,Post code,Officer,Narrative,Risk,Date entered\n\
         1/02,23/05/2002,14:30,Example,Ann,13/02/1988,AB02 CDE,07700 900123,ZZ99 3WZ,PC 1,Seen getting into a silver car outside the takeaway,High,24/05/2002\n\
         2/02,04/06/2002,15:10,Sample,Bea,01/03/1989,A123 BCD,07700 900456,ZZ99 3VZ,PC 2,Reported missing from the home again late last night,High,05/06/2002\n",
    );
    for (column, expected) in [
        ("URN", Role::Reference),
        ("Date recd", Role::Date),
        ("Time", Role::Time),
        ("Surname", Role::Field(field::SURNAME)),
        ("Forename", Role::Field(field::FORENAME)),
        ("D.O.B.", Role::Field(field::BORN)),
        ("VRM", Role::Field(field::PLATE)),
        ("Mob", Role::Field(field::TELEPHONE)),
        ("Post code", Role::Field(field::POSTCODE)),
        ("Officer", Role::Holder),
        ("Narrative", Role::Text),
        ("Risk", Role::Kept),
        ("Date entered", Role::Recorded),
    ] {
        assert_eq!(role(&proposal, column), expected, "{column}");
    }
    let sheet = &proposal.sheets[0];
    let reason = |name: &str| sheet.columns.iter().find(|c| c.name == name).unwrap().reason.clone();
    assert_eq!(
        reason("D.O.B."),
        "\"D.O.B.\" is read as the birth date of the person: its heading says so and 2 of 2 values are dates, day first \
         (a number above 12 stands in first place)"
    );
    assert!(proposal.toml.contains("dates = \"day-first\""), "{}", proposal.toml);
    assert!(proposal.toml.contains("kind = \"incident_recorded\""), "{}", proposal.toml);
    assert!(sheet.reasons.iter().any(|r| r.contains("the file's name \"police_log.csv\" speaks of it")));
}

#[test]
fn values_decide_where_headings_are_silent_or_wrong() {
    let proposal = proposed(
        "list.csv",
        "A,B,C,DOB,Empty\n2002-05-03,ZZ99 3WZ,x,blue,\n2002-05-04,ZZ99 3VZ,x,red,\n2002-05-05,ZZ99 4WZ,y,green,\n",
    );
    assert_eq!(role(&proposal, "A"), Role::Date);
    assert_eq!(role(&proposal, "B"), Role::Field(field::POSTCODE));
    assert_eq!(role(&proposal, "C"), Role::Kept);
    assert_eq!(role(&proposal, "DOB"), Role::Kept, "no date stands under it");
    assert_eq!(role(&proposal, "Empty"), Role::Empty);
    assert!(proposal.toml.contains("kind = \"record\""));
}

#[test]
fn the_number_of_a_record_is_nobodys_identifier() {
    let proposal = proposed(
        "plans.csv",
        "Referral ID,Plan ID,Child ID,CHILD,Street number,Time period,Made\n\
         R1,P1,C1,1001,12,2002-03,2002-05-03\nR1,P2,C2,1002,14,2002-03,2002-05-04\n",
    );
    for (column, expected) in [
        ("Referral ID", Role::Reference),
        ("Plan ID", Role::Reference),
        ("Child ID", Role::Field(field::IDENTIFIER)),
        ("CHILD", Role::Field(field::IDENTIFIER)),
        ("Street number", Role::Kept),
    ] {
        assert_eq!(role(&proposal, column), expected, "{column}");
    }
    assert_ne!(role(&proposal, "Time period"), Role::Time);
}

#[test]
fn headings_with_quotes_and_unusual_letters_still_give_a_valid_draft() {
    let proposal = proposed("odd.csv", "\"The \"\"Date\"\"\",Naïve \\ path,Straße\n2002-05-03,x,y\n");
    assert_eq!(proposal.sheets[0].rows, 1);
}

#[test]
fn the_packs_get_drafts_that_work() {
    let shared = std::env::var("CANDOUR_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let data = shared.join("data");
    if !data.is_dir() {
        println!("skipped: no data packs in {}", shared.display());
        return;
    }
    let reports = drafted(&data.join("04-pfd-regulation28"), "reports_2013-2021.csv");
    assert_eq!(role(&reports, "report_date"), Role::Date);
    assert_eq!(role(&reports, "ref"), Role::Reference);
    let lists = drafted(&data.join("05-uk-childrens-services/annex-a"), "Annex_A_sample.xlsx");
    assert_eq!(lists.sheets.len(), 11);
    assert_eq!(role(&lists, "Date of Birth"), Role::Field(field::BORN));
    assert_eq!(role(&lists, "Child Unique ID"), Role::Field(field::IDENTIFIER));
    assert!(
        lists.sheets[2].toml.contains("kind = \"referral\"\ndate = \"Date of Referral\""),
        "{}",
        lists.sheets[2].toml
    );
    let census = drafted(&data.join("05-uk-childrens-services/cin-census"), "CIN_Census_2024.xml");
    assert!(census.toml.contains("rows = \"/Message/Children/Child"), "{}", census.toml);
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    assert!(propose(Path::new("no such file.csv"), &Limits::default()).is_err());
}

#[test]
fn a_target_is_no_event_and_rows_within_rows_say_whose_they_are() {
    let child = |id: &str, days: &[&str]| {
        let episodes: String = days
            .iter()
            .map(|d| format!("<CINdetails><CINreferralDate>{d}</CINreferralDate><InitialCPCtarget>{d}</InitialCPCtarget></CINdetails>"))
            .collect();
        format!(
            "<Child><ChildIdentifiers><LAchildID>{id}</LAchildID><PersonBirthDate>2009-01-14</PersonBirthDate></ChildIdentifiers>{episodes}</Child>"
        )
    };
    let text = format!(
        "<Message><Children>{}{}</Children></Message>",
        child("A1", &["2012-05-03", "2013-05-03"]),
        child("A2", &["2012-06-03"])
    );
    let proposal = proposed("census.xml", &text);
    let paths: Vec<(&str, u64)> = proposal.sheets.iter().map(|s| (s.name.as_str(), s.rows)).collect();
    assert_eq!(paths, [("/Message/Children/Child", 2), ("/Message/Children/Child/CINdetails", 3)]);
    let episodes = &proposal.sheets[1].toml;
    assert!(episodes.contains("identifier = \"../ChildIdentifiers/LAchildID\""), "{episodes}");
    assert!(episodes.contains("kind = \"referral\"\ndate = \"CINreferralDate\""), "{episodes}");
    assert!(!episodes.contains("date = \"InitialCPCtarget\""), "a target is no conference: {episodes}");
}

#[test]
fn a_column_headed_vehicle_that_holds_registration_marks_is_no_make() {
    let of = |values: [&str; 3]| {
        let rows: String = values.iter().map(|v| format!("03/05/2002,{v},stopped\n")).collect();
        role(&proposed("stops.csv", &format!("Date of incident,Vehicle,What\n{rows}")), "Vehicle")
    };
    assert_eq!(of(["AB02 CDE", "A123 BCD", "AB03 CDE"]), Role::Field(field::PLATE));
    assert_eq!(of(["Ford", "Vauxhall", "Rover"]), Role::Field(field::MAKE));
    assert_eq!(of(["AB02 CDE", "Ford", "Rover"]), Role::Kept, "neither: a person says which");
}

#[test]
fn whom_a_row_is_about_is_read_from_any_usual_heading_and_the_day_of_entry_is_no_event() {
    for heading in [
        "Person",
        "Named",
        "Name of child",
        "Subject",
        "Name of young person",
        "Person named",
        "Child's name",
    ] {
        let proposal = proposed(
            "log.csv",
            &format!(
                "{heading},Date of incident,Date submitted,Date logged\n\
                 Ann Example,23/05/2002,24/05/2002,25/05/2002\nBea Sample,04/06/2002,05/06/2002,06/06/2002\n"
            ),
        );
        assert_eq!(role(&proposal, heading), Role::Field(field::NAME), "{heading}");
        assert_eq!(role(&proposal, "Date submitted"), Role::Recorded);
        assert_eq!(role(&proposal, "Date logged"), Role::Recorded);
        assert!(proposal.toml.contains("recorded = \"Date submitted\""), "{}", proposal.toml);
        assert_eq!(proposal.toml.matches("[[source.event]]").count(), 1, "{}", proposal.toml);
        assert!(proposal.toml.contains("keep = { date_logged = \"Date logged\" }"), "{}", proposal.toml);
    }
    // Above sentences "Subject" is what they are about.
    let proposal = proposed(
        "mail.csv",
        "Subject,Sent\nThe figures for the quarter and what is to be made of them,23/05/2002\n\
         A form that everybody finds too long and wants a shorter one of,24/05/2002\n",
    );
    assert_eq!(role(&proposal, "Subject"), Role::Text);
}
