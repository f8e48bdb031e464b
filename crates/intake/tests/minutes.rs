//! Minutes to structure: made minutes in the usual layouts, and two packs of real meetings.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // reads shared data

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use intake::dates::{DateRules, Order};
use intake::document::{Document, DocumentLimits, read_document};
use intake::minutes::exhibits::{Schemes, exhibits};
use intake::minutes::{ActionState, CouncilTables, Meeting, MinutesTerms, Standing, council, read, tie};
use intake::read::ReadOptions;
use intake::{Cell, Limits, RowSink, SheetHead, read_file};
use model::Day;

fn terms() -> MinutesTerms {
    let period = (Day::ymd(1997, 1, 1).unwrap(), Day::ymd(2026, 12, 31).unwrap());
    MinutesTerms {
        dates: DateRules::events(period).ordered(Some(Order::DayFirst)),
        agencies: vec!["Norrowshire Constabulary".into(), "Northmere Children's Social Care".into()],
    }
}

fn document(text: &str) -> Document {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("minutes.txt");
    std::fs::write(&path, text).unwrap();
    read_document(&path, &DocumentLimits::default(), None).unwrap()
}

fn meeting(text: &str) -> Meeting {
    one(read(&document(text), &terms()))
}

/// The only meeting of a document.
fn one(mut meetings: Vec<Meeting>) -> Meeting {
    assert_eq!(meetings.len(), 1);
    meetings.remove(0)
}

const FREE_TEXT: &str = "\
Minutes of the Northmere Exploitation Forum held on Friday 3 May 2002 at the Corn Hall

Present:
DI Harl Orrowby (Norrowshire Constabulary) (Chair)
Tamsel Thackling, Social Worker, Northmere Children's Social Care
PC 1234 Wennora Umberley, Norrowshire Constabulary
In attendance: Iska Fennixby (minutes)
Apologies: Dorrick Vaskelling (Norrow Vale Hospital); Cassen Quillanett

1. Apologies
Noted as above.

2. Matters arising
Action 1: DI Orrowby to speak to the school - completed.
PC Umberley to check the vehicle seen at the arcade \u{2013} ongoing.

3. Concerns raised
Brannan Tarnowby was seen near the arcade in a silver car on 1 May 2002. A worker was told that he
waits for girls after school. It was agreed that the police would be told.
Action: Tamsel Thackling to write to the school by 10/05/2002.
Action 2: PC Umberley to check the keeper of the car by the next meeting.

4. Date of next meeting
7 June 2002
";

#[test]
fn minutes_as_free_text_become_a_meeting() {
    let m = meeting(FREE_TEXT);
    assert_eq!(m.body, "Northmere Exploitation Forum");
    assert_eq!(m.when.exact(), Day::ymd(2002, 5, 3));
    let there: Vec<String> = m
        .attendance
        .iter()
        .map(|a| format!("{}|{}|{}|{}|{}", a.standing.word(), a.rank, a.name, a.role, a.agency))
        .collect();
    assert_eq!(
        there,
        [
            "present|DI|Harl Orrowby|Chair|Norrowshire Constabulary",
            "present||Tamsel Thackling|Social Worker|Northmere Children's Social Care",
            "present|PC|Wennora Umberley||Norrowshire Constabulary",
            "in attendance||Iska Fennixby|minutes|",
            "apologies||Dorrick Vaskelling||Norrow Vale Hospital",
            "apologies||Cassen Quillanett||",
        ]
    );
    assert_eq!(m.chair().map(|c| c.name.as_str()), Some("Harl Orrowby"));
    assert_eq!(m.attendance[0].words.spot.row, 4, "every person keeps the line");
    let items: Vec<String> = m.items.iter().map(|i| format!("{} {}", i.number, i.heading.text)).collect();
    assert_eq!(items, ["1 Apologies", "2 Matters arising", "3 Concerns raised", "4 Date of next meeting"]);
    assert!(
        m.items[2].text[0].text.contains("told that he waits for girls"),
        "broken lines are one paragraph"
    );
    assert_eq!(m.items[2].text[0].spot(m.items[2].text[0].text.find("waits").unwrap()).row, 19);
    assert_eq!(m.decisions.len(), 1);
    assert_eq!(m.decisions[0].item, Some(2));
    let actions: Vec<String> = m
        .actions
        .iter()
        .map(|a| {
            format!("{}|{}|{}|{}|{}|{}", a.reference, a.owner, a.what, a.due, a.reported, a.state.word())
        })
        .collect();
    assert_eq!(
        actions,
        [
            "1|DI Orrowby|speak to the school|no date|true|done",
            "|PC Umberley|check the vehicle seen at the arcade|no date|true|open",
            "|Tamsel Thackling|write to the school by 10/05/2002.|10 May 2002|false|nothing said",
            "2|PC Umberley|check the keeper of the car by the next meeting.|no usable date (written \"the next meeting\")|false|nothing said",
        ]
    );
    assert!(m.unparsed.is_empty(), "{:?}", m.unparsed);
}

#[test]
fn minutes_as_tables_become_the_same() {
    let cell = |t: &str| format!("<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>");
    let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|c| cell(c)).collect::<String>());
    let p = |t: &str| format!("<w:p><w:r><w:t>{t}</w:t></w:r></w:p>");
    let body = [
        p("Northmere Exploitation Forum \u{2013} Minutes"),
        format!("<w:tbl>{}{}</w:tbl>", row(&["Date", "3 May 2002"]), row(&["Venue", "Corn Hall"])),
        format!(
            "<w:tbl>{}{}{}</w:tbl>",
            row(&["Name", "Rank", "Role", "Agency", "Attendance"]),
            row(&["Harl Orrowby", "DI", "Chair", "Norrowshire Constabulary", "Present"]),
            row(&["Dorrick Vaskelling", "", "Nurse", "Norrow Vale Hospital", "Apologies"])
        ),
        format!(
            "<w:tbl>{}{}{}</w:tbl>",
            row(&["No", "Item", "Discussion", "Action", "By whom", "By when"]),
            row(&["1", "Welcome", "All were welcomed.", "", "", ""]),
            row(&[
                "2",
                "Concerns",
                "A name was given. It was agreed that police be told.",
                "Check the car",
                "PC Umberley",
                "10 May 2002"
            ])
        ),
        format!(
            "<w:tbl>{}{}</w:tbl>",
            row(&["Ref", "Action", "Owner", "Status"]),
            row(&["02/7", "Speak to the school", "DI Orrowby", "Completed"])
        ),
    ]
    .concat();
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut zip, xml.as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.docx");
    std::fs::write(&path, zip.finish().unwrap().into_inner()).unwrap();
    let m = one(read(&read_document(&path, &DocumentLimits::default(), None).unwrap(), &terms()));
    assert_eq!((m.body.as_str(), m.venue.as_str()), ("Northmere Exploitation Forum", "Corn Hall"));
    assert_eq!(m.when.exact(), Day::ymd(2002, 5, 3));
    let first = &m.attendance[0];
    assert_eq!(
        (first.name.as_str(), first.rank.as_str(), first.agency.as_str(), first.chair),
        ("Harl Orrowby", "DI", "Norrowshire Constabulary", true)
    );
    assert_eq!(m.attendance[1].standing, Standing::Apologies);
    assert_eq!(m.items.iter().map(|i| i.heading.text.as_str()).collect::<Vec<_>>(), ["Welcome", "Concerns"]);
    assert_eq!(m.decisions.len(), 1);
    let (given, reported) = (&m.actions[0], &m.actions[1]);
    assert_eq!(
        (given.owner.as_str(), given.what.as_str(), given.item),
        ("PC Umberley", "Check the car", Some(1))
    );
    assert_eq!(given.due.exact(), Day::ymd(2002, 5, 10));
    assert_eq!(
        (reported.reference.as_str(), reported.state, reported.reported),
        ("02/7", ActionState::Done, true)
    );
    assert_eq!((reported.words.spot.row, reported.words.spot.column), (2, 2), "row 2 of its table, column B");
}

#[test]
fn what_is_said_later_of_an_action_is_tied_to_the_meeting_that_gave_it() {
    let may = meeting(FREE_TEXT);
    let june = meeting(
        "Minutes of the Northmere Exploitation Forum held on 7 June 2002\n\nPresent: DI Harl Orrowby\n\n\
        1. Matters arising\nThackling to write to the school \u{2013} done.\n\
        Action 2: PC Umberley to check the keeper of the car \u{2013} outstanding.\n\
        Orrowby to count the chairs \u{2013} done.\n",
    );
    let other = meeting(
        "Minutes of the Another Panel held on 9 June 2002\n\n1. Matters arising\nThackling to write to the school \u{2013} done.\n",
    );
    let ties = tie(&[june, may, other]);
    let told: Vec<_> = ties.iter().map(|t| (t.given, t.reported, t.by_reference)).collect();
    assert_eq!(told, [((1, 2), (0, 0), false), ((1, 3), (0, 1), true)]);
}

#[test]
fn what_cannot_be_parsed_stays_and_a_date_is_never_more_precise_than_written() {
    let m = meeting("Minutes of the Forum\nMay 2002\n\nPresent: none\n\nSomething was said about the car.\n");
    assert_eq!((m.when.earliest(), m.when.latest()), (Day::ymd(2002, 5, 1), Day::ymd(2002, 5, 31)));
    assert_eq!(m.items.len(), 1);
    assert_eq!(m.items[0].text[0].text, "Something was said about the car.");
    assert_eq!(m.notes, ["no attendance was found"]);
    let m = meeting("Notes\n\nPresent: 14 people (see sheet)\n\nHello.\n");
    assert!(m.when.is_unknown());
    assert_eq!(m.unparsed[0].text, "Present: 14 people (see sheet)");
}

fn shared(pack: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CANDOUR_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = root.join("data").join(pack);
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: {} is not here", path.display());
    None
}

#[derive(Default)]
struct Rows(Vec<(u32, Vec<String>)>);

impl RowSink for Rows {
    fn sheet(&mut self, _: &SheetHead) -> bool {
        true
    }
    fn row(&mut self, number: u32, cells: &[Cell]) -> bool {
        self.0.push((number, cells.iter().map(ToString::to_string).collect()));
        true
    }
    fn bad_row(&mut self, number: u32, _: &str, what: &str, _: &str) {
        panic!("row {number}: {what}");
    }
    fn note(&mut self, _: u32, _: &str) {}
}

fn table(path: PathBuf) -> Vec<(u32, Vec<String>)> {
    let mut rows = Rows::default();
    read_file(&path, &ReadOptions::default(), &Limits::default(), &mut rows).unwrap();
    rows.0
}

fn first<const N: usize>(rows: Vec<(u32, Vec<String>)>, columns: [usize; N]) -> Vec<(u32, [String; N])> {
    rows.into_iter().map(|(n, cells)| (n, columns.map(|c| cells[c].clone()))).collect()
}

/// Words without differences of white space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pack has no table of items: an item is a number and a title that motions bear. Every one of them is taken in once, in the
/// order of its first motion, and every motion stands under its own.
fn items_are_those_of_the_motions(
    meetings: &[(String, Meeting, Vec<usize>)],
    motions: &[(u32, Vec<String>)],
) {
    let mut all = 0;
    for (id, meeting, _) in meetings {
        let of_meeting: Vec<&Vec<String>> = motions.iter().map(|(_, c)| c).filter(|c| c[1] == *id).collect();
        let mut expected: Vec<(&str, &str)> = Vec::new();
        for cells in &of_meeting {
            let item = (cells[2].as_str(), cells[3].as_str());
            if !expected.contains(&item) {
                expected.push(item);
            }
        }
        let taken: Vec<(&str, &str)> =
            meeting.items.iter().map(|i| (i.number.as_str(), i.heading.text.as_str())).collect();
        assert_eq!(taken, expected, "{id}");
        for (motion, cells) in meeting.motions.iter().zip(&of_meeting) {
            assert_eq!(motion.words.text, cells[7], "{id}");
            let item = motion.item.map(|at| taken[at]);
            assert_eq!(item, Some((cells[2].as_str(), cells[3].as_str())), "{id}");
        }
        println!("  {id}: {} items, {} motions", taken.len(), of_meeting.len());
        all += taken.len();
    }
    println!("council minutes: {all} items in {} meetings", meetings.len());
    assert_eq!(all, 552);
}

#[test]
fn council_minutes_give_attendance_items_movers_and_the_directions_of_their_motions() {
    let Some(pack) = shared("09-council-minutes") else { return };
    let motions = table(pack.join("motions.csv.gz"));
    let ids: Vec<String> = motions.iter().map(|(_, c)| c[0].clone()).collect();
    let tables = CouncilTables {
        meetings: first(table(pack.join("meetings.csv")), [0, 1, 2, 3]),
        attendance: first(table(pack.join("attendance.csv")), [0, 1, 2]),
        motions: first(motions.clone(), [1, 2, 3, 4, 5, 6, 7]),
    };
    let meetings = council(&tables, &terms());
    let attendances: usize = meetings.iter().map(|(_, m, _)| m.attendance.len()).sum();
    let motions_read: usize = meetings.iter().map(|(_, m, _)| m.motions.len()).sum();
    let moved = motions.iter().filter(|(_, c)| !c[4].is_empty()).count();
    let moved_read: usize =
        meetings.iter().map(|(_, m, _)| m.motions.iter().filter(|x| !x.mover.is_empty()).count()).sum();
    assert_eq!((meetings.len(), attendances, motions_read, moved_read), (32, 988, 864, moved));
    assert!(meetings.iter().all(|(_, m, _)| m.when.exact().is_some()), "every meeting is dated to the day");
    items_are_those_of_the_motions(&meetings, &motions);

    // Directions by motion, against the pack's list.
    let mut found: Vec<(String, String)> = Vec::new();
    let mut at = BTreeMap::new();
    for (id, cells) in ids.iter().zip(&motions) {
        at.entry(cells.1[1].clone()).or_insert_with(Vec::new).push(id.clone());
    }
    let (mut dated, mut owned, mut all) = (0, 0, 0);
    for (id, meeting, of_motion) in &meetings {
        for (action, motion) in meeting.actions.iter().zip(of_motion) {
            found.push((at[id][*motion].clone(), plain(&action.words.text)));
            all += 1;
            dated += usize::from(action.due.is_dated());
            owned += usize::from(!action.owner.is_empty());
        }
    }
    let expected: Vec<(String, String)> =
        table(pack.join("directives.csv")).into_iter().map(|(_, c)| (c[0].clone(), plain(&c[2]))).collect();
    // One direction is the same as another where one's words hold the other's: the pack cuts some motions by the line
    // and some not at all, and this program by their lettered parts.
    let mut left = found.clone();
    let mut same = 0;
    let (mut missed, mut wider) = (Vec::new(), 0);
    for (id, text) in &expected {
        let exact = left.iter().position(|(i, t)| i == id && t == text);
        let holds = |t: &str| t.contains(text.as_str()) || text.contains(t);
        let near = || left.iter().position(|(i, t)| i == id && holds(t));
        match exact.or_else(near) {
            Some(index) => {
                wider += usize::from(left[index].1 != *text);
                left.remove(index);
                same += 1;
            }
            None => missed.push((id, text)),
        }
    }
    // A line of the pack that holds several directions stands for all of them.
    let several = |(id, t): &(String, String)| {
        expected.iter().any(|(i, e)| i == id && e != t && e.contains(t.as_str()))
    };
    let split = left.iter().filter(|l| several(l)).count();
    left.retain(|l| !several(l));
    let precision = (same + split) as f64 / found.len() as f64;
    let recall = same as f64 / expected.len() as f64;
    println!(
        "council minutes: {} directions in the pack, {all} found ({owned} with an owner, {dated} with a date); {same} the same \
         ({wider} cut otherwise), {split} more within a line that holds several; precision {precision:.4}, recall {recall:.4}",
        expected.len()
    );
    for (id, text) in &missed {
        println!("  missed: {id}: {text}");
    }
    for (id, text) in &left {
        println!("  only here: {id}: {text}");
    }
    assert!(precision >= 0.98 && recall >= 0.98, "precision {precision:.4}, recall {recall:.4}");
}

#[test]
fn every_document_put_to_every_witness_of_the_inquiry_is_found() {
    let Some(pack) = shared("08-post-office-inquiry") else { return };
    let turns = table(pack.join("transcript_turns.csv.gz"));
    let listed = table(pack.join("evidence_mentions.csv.gz"));
    let mut schemes = Schemes::default();
    turns.iter().for_each(|(_, c)| schemes.count(&c[4]));
    let known: BTreeSet<String> =
        listed.iter().map(|(_, c)| c[5].chars().take_while(char::is_ascii_uppercase).collect()).collect();
    type Put = (String, String, String, String); // day, turn, witness, number
    let mut found: BTreeSet<Put> = BTreeSet::new();
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for (_, c) in &turns {
        for exhibit in exhibits(&c[4]) {
            if known.contains(exhibit.scheme) {
                found.insert((c[0].clone(), c[1].clone(), c[2].clone(), exhibit.number.to_string()));
            } else {
                *others.entry(exhibit.scheme.to_string()).or_default() += 1;
            }
        }
    }
    let expected: BTreeSet<Put> =
        listed.iter().map(|(_, c)| (c[0].clone(), c[2].clone(), c[3].clone(), c[5].clone())).collect();
    let missed: Vec<&Put> = expected.difference(&found).collect();
    let only_here: Vec<&Put> = found.difference(&expected).collect();
    let pairs =
        |set: &BTreeSet<Put>| set.iter().map(|p| (p.2.clone(), p.3.clone())).collect::<BTreeSet<_>>().len();
    println!(
        "inquiry: {} mentions in the pack ({} different by day, turn and number), {} found, {} missed, {} only here; {} pairs of \
         witness and document in the pack, {} found",
        listed.len(),
        expected.len(),
        found.len(),
        missed.len(),
        only_here.len(),
        pairs(&expected),
        pairs(&found)
    );
    for (day, turn, witness, number) in &only_here {
        println!("  only here: {day} turn {turn}, {witness}: {number}");
    }
    println!("  schemes the pack does not list: {others:?}");
    assert!(missed.is_empty(), "{missed:?}");
    // Numbers one digit short or long of their scheme were typed so; they are kept as typed.
    let odd = found.iter().filter(|p| {
        let letters = p.3.chars().take_while(char::is_ascii_uppercase).count();
        schemes.usual_digits(&p.3[..letters]) != Some(p.3.len() - letters)
    });
    println!("  numbers whose count of digits is not the usual one of their scheme: {}", odd.count());
}
