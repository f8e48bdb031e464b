//! Bodies as people write them against the names they were corrected to: coroners' addressees, from the folder beside the repository.
//!
//! The rule of the split: a report whose number ends in an even digit is *unseen*, and then the other way round. What the other half says, the
//! publisher's list of other names and `examples/link/bodies.csv` are the list of names; the register is every corrected name. Nothing
//! of the unseen half but the register's names goes in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use link::bodies::{BodyList, BodyName, BodyRelation};
use link::columns::{Column, ColumnKind, ColumnTerms, Records, link_columns};
use model::Day;

use crate::sets::load::{Cells, cells, read};

/// One addressee: as written, as corrected.
struct Addressee {
    written: String,
    corrected: String,
    unseen: bool,
    report: String,
}

fn addressees(cells: &Cells, even: bool) -> Vec<Addressee> {
    let mut out = Vec::new();
    for row in &cells.rows {
        let report = cells.get(row, "ref").to_string();
        let part = |text: &str, also: char| -> Vec<String> {
            let text = text.replace('\u{a0}', " ");
            let parts = text.split(['|', also]).map(|p| p.trim_matches([' ', ',', '.']).to_string());
            parts.filter(|p| !p.is_empty()).collect()
        };
        let written = part(cells.get(row, "sent_to_as_written"), ';');
        let corrected = part(cells.get(row, "sent_to"), '|');
        // Where the numbers differ nobody says which goes with which.
        if written.len() != corrected.len() {
            continue;
        }
        let last = report.bytes().rev().find(u8::is_ascii_digit).unwrap_or(b'1');
        let unseen = last.is_multiple_of(2) == even;
        for (written, corrected) in written.into_iter().zip(corrected) {
            out.push(Addressee { written, corrected, unseen, report: report.clone() });
        }
    }
    out
}

/// Names as one in which nobody sees a difference: letters and digits alone.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('&', "and").chars().filter(char::is_ascii_alphanumeric).collect()
}

fn alias(name: &str, body: &str) -> BodyName {
    let (name, body) = (name.to_string(), body.to_string());
    BodyName { name, body, relation: BodyRelation::Alias, from: None, to: None, row: 0 }
}

/// The publisher's own list of names, made by hand.
fn publisher() -> Vec<BodyName> {
    cells("04-pfd-regulation28/organisation_aliases.csv").map_or(Vec::new(), |cells| {
        let rows = cells.rows.iter();
        rows.map(|row| alias(cells.get(row, "as_written"), cells.get(row, "canonical"))).collect()
    })
}

/// The general list that is kept with the program.
fn general() -> Vec<BodyName> {
    let cells = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/link/bodies.csv"));
    let entry = |(at, row): (usize, &Vec<String>)| BodyName {
        relation: BodyRelation::of(cells.get(row, "relation")).unwrap(),
        from: Day::iso(cells.get(row, "from")),
        to: Day::iso(cells.get(row, "to")),
        row: at as u32 + 2,
        ..alias(cells.get(row, "name"), cells.get(row, "body"))
    };
    cells.rows.iter().enumerate().map(entry).collect()
}

#[test]
fn the_general_list_has_no_fault() {
    let list = BodyList::new(&general()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let stands = |name: &str| list.name(list.body(name, None)).to_string();
    assert_eq!(stands("the Home Secretary"), "Home Office");
    assert_eq!(stands("Chief Constable of Cleveland Police"), "Cleveland Police");
    let line = |a: &str, b: &str| list.in_line(list.body(a, None), list.body(b, None));
    assert!(line("HMP Wakefield", "HM Prison and Probation Service"));
    assert!(!line("Cleveland Police", "Durham Constabulary"));
}

/// The list: what was learnt first, then the publisher's names, then the general list, each for names that nobody before it has.
fn list(seen: &[&Addressee], register: &BTreeSet<String>) -> BodyList {
    let mut votes: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for one in seen {
        *votes.entry(one.written.clone()).or_default().entry(&one.corrected).or_insert(0) += 1;
    }
    let own: BTreeSet<String> = register.iter().map(|name| plain(name)).collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut entries = Vec::new();
    let learnt = votes.iter().filter_map(|(written, of)| {
        let (body, n) = of.iter().max_by_key(|(_, n)| **n)?;
        // A name that is itself a corrected one stands for itself, unless it was corrected to another more than once and never to itself.
        let itself = own.contains(&plain(written));
        (!itself || (*n > 1 && !of.keys().any(|b| plain(b) == plain(written)))).then(|| alias(written, body))
    });
    for entry in learnt.chain(publisher()).chain(general()) {
        // The list tells whether it can take an entry; the first to name a name has it.
        if known.insert(BodyList::key_of(&entry.name)) {
            entries.push(entry);
        }
    }
    let mut list = loop {
        entries.iter_mut().enumerate().for_each(|(at, entry)| entry.row = at as u32);
        match BodyList::new(&entries) {
            Ok(list) => break list,
            // What contradicts an entry before it is left out.
            Err(faults) => {
                let rows: BTreeSet<u32> = faults.iter().map(|f| f.row).collect();
                entries.retain(|entry| !rows.contains(&entry.row));
            }
        }
    };
    list.lines_are_one = true;
    list
}

#[test]
fn addressees_as_written_find_the_body_they_were_corrected_to() {
    // Each half is unseen once: what is learnt from the other says whether it holds for names that nobody has looked at.
    for even in [true, false] {
        check(even);
    }
}

fn check(even: bool) {
    let Some(cells) = cells("04-pfd-regulation28/as_written_vs_corrected_2013-2021.csv.gz") else { return };
    let all = addressees(&cells, even);
    let register: BTreeSet<String> = all.iter().map(|a| a.corrected.clone()).collect();
    let (unseen, seen): (Vec<&Addressee>, Vec<&Addressee>) = all.iter().partition(|a| a.unseen);
    let list = list(&seen, &register);
    let written: BTreeSet<&str> = unseen.iter().map(|a| a.written.as_str()).collect();
    let mut column = Column::new("body", ColumnKind::Organisation);
    let mut records = Records::default();
    written.iter().for_each(|name| column.push(name));
    register.iter().for_each(|name| column.push(name));
    records.source = (0..column.len()).map(|at| u32::from(at >= written.len())).collect();
    records.columns = vec![column];
    let mut terms = ColumnTerms::new(Day::LAST);
    terms.within_sources = false;
    // The first proposal, however improbable.
    terms.pair_probability_min = 0.0;
    terms.bodies = list.clone();
    let links = link_columns(&records, &terms);
    let name = |record: u32| records.columns[0].value(record as usize).to_string();
    let mut best: BTreeMap<String, Vec<(f64, f64, String)>> = BTreeMap::new();
    for pair in &links.pairs {
        best.entry(name(pair.left)).or_default().push((pair.weight_bits, pair.probability, name(pair.right)));
    }
    // Two corrected names are one body where they are one but for signs, or by the list.
    let one = |a: &str, b: &str| {
        let body = |n: &str| list.body(n, None);
        BodyList::key_of(a) == BodyList::key_of(b) || (body(a) != 0 && body(a) == body(b))
    };
    let itself: BTreeSet<String> = register.iter().map(|n| BodyList::key_of(n)).collect();
    let publisher: BTreeMap<String, String> =
        publisher().into_iter().map(|entry| (BodyList::key_of(&entry.name), entry.body)).collect();
    let mut tally = Tally::default();
    for of in &unseen {
        let answers = best.get_mut(&of.written);
        let mut level: Vec<String> = Vec::new();
        let answer = answers.and_then(|a| {
            a.sort_by(|p, q| q.0.total_cmp(&p.0).then(p.2.cmp(&q.2)));
            let tied = a.iter().skip(1).any(|b| b.0 == a[0].0 && !one(&b.2, &a[0].2));
            if tied {
                let first = a.iter().take_while(|b| b.0 == a[0].0).take(4);
                level = first.map(|b| format!("{} ({:.1} bits)", b.2, b.0)).collect();
            }
            (!tied).then(|| a[0].clone())
        });
        let right = answer.as_ref().is_some_and(|(_, _, name)| one(name, &of.corrected));
        // The truth contradicts itself: the name as written is a corrected name, or the publisher's own list gives it to a body, and
        // here it was corrected to another.
        let key = BodyList::key_of(&of.written);
        let says_itself = itself.contains(&key) && !one(&of.written, &of.corrected);
        let says_other = publisher.get(&key).is_some_and(|body| !one(body, &of.corrected));
        let doubtful = says_itself || says_other;
        tally.take(of, answer, &level, (right, doubtful));
    }
    tally.tell(&links.notes);
    assert!(tally.share() >= 0.95, "{:.4}", tally.share());
    assert!(tally.undoubted_share() >= 0.96, "{:.4}", tally.undoubted_share());
}

#[derive(Default)]
struct Tally {
    all: usize,
    right: usize,
    doubtful: usize,
    doubtful_right: usize,
    joined: usize,
    joined_right: usize,
    none: usize,
    distinct: BTreeMap<String, bool>,
    wrong: BTreeSet<String>,
    inspect: BTreeSet<String>,
}

impl Tally {
    /// Takes one addressee with the answer, or those that are level where there is no single one.
    fn take(
        &mut self,
        of: &Addressee,
        answer: Option<(f64, f64, String)>,
        level: &[String],
        (right, doubtful): (bool, bool),
    ) {
        self.all += 1;
        self.right += usize::from(right);
        self.none += usize::from(answer.is_none());
        self.distinct.insert(format!("{}|{}", of.written, of.corrected), right);
        if let Some((_, probability, _)) = &answer
            && *probability >= 0.95
        {
            self.joined += 1;
            self.joined_right += usize::from(right);
        }
        let none = match level {
            [] => "nothing".to_string(),
            _ => format!("no single answer, but {}", level.join(" / ")),
        };
        let said = answer.map_or(none, |(bits, p, name)| format!("{name} ({bits:.1} bits, {p:.3})"));
        if doubtful {
            self.doubtful += 1;
            self.doubtful_right += usize::from(right);
            self.inspect.insert(format!(
                "{}: \"{}\" was corrected to \"{}\"; found: {said}",
                of.report, of.written, of.corrected
            ));
        } else if !right {
            self.wrong
                .insert(format!("\"{}\" was corrected to \"{}\"; found: {said}", of.written, of.corrected));
        }
    }

    fn share(&self) -> f64 {
        self.right as f64 / self.all as f64
    }

    fn undoubted_share(&self) -> f64 {
        (self.right - self.doubtful_right) as f64 / (self.all - self.doubtful) as f64
    }

    fn tell(&self, notes: &[String]) {
        notes.iter().for_each(|n| println!("note: {n}"));
        let distinct = self.distinct.values().filter(|r| **r).count();
        println!(
            "bodies: {} addressees of the unseen half, {} right: {:.4}; without the {} whose correction the publisher contradicts: {:.4}; distinct {} of {}",
            self.all,
            self.right,
            self.share(),
            self.doubtful,
            self.undoubted_share(),
            distinct,
            self.distinct.len()
        );
        println!(
            "bodies: said with 0.95 or more {}, of them right {}; no single answer {}",
            self.joined, self.joined_right, self.none
        );
        println!("corrections to look at:");
        self.inspect.iter().for_each(|line| println!("  {line}"));
        println!("not found:");
        self.wrong.iter().for_each(|line| println!("  {line}"));
    }
}
