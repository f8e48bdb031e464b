//! Accuracy on public benchmarks with known truth, from the folder beside the repository; skipped where it is absent.

use std::path::PathBuf;

use crate::common::{accuracy, mention, terms};
use link::{Linked, link};
use model::{Mention, MentionKind, field};

fn shared(file: &str) -> Option<String> {
    let root = std::env::var_os("CANDOUR_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = root.join("data/12-linkage-benchmarks").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: no {file} in the shared folder");
    }
    text
}

/// Rows of a file without quoted commas, header left out.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().skip(1).filter(|l| !l.is_empty()).map(|l| l.split(',').map(str::trim).collect()).collect()
}

/// FEBRL: rec_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, date_of_birth, soc_sec_id.
fn febrl(text: &str, mentions: &mut Vec<Mention>, truth: &mut Vec<u64>) {
    for row in rows(text) {
        let address = [format!("{} {}", row[3], row[4]).trim(), row[5], row[6]].join(", ");
        let id = if row[10].is_empty() { String::new() } else { format!("ssn:{}", row[10]) };
        let fields = [
            (field::FORENAME, row[1]),
            (field::SURNAME, row[2]),
            (field::ADDRESS, address.trim_matches([',', ' '])),
            (field::POSTCODE, row[7]),
            (field::BORN, row[9]),
            (field::IDENTIFIER, id.as_str()),
        ];
        mentions.push(mention(MentionKind::Person, mentions.len(), &fields));
        truth.push(row[0].split('-').nth(1).unwrap().parse().unwrap());
    }
}

fn report(name: &str, linked: &Linked, truth: &[u64], f1_min: f64) {
    for note in &linked.notes {
        println!("  {note}");
    }
    let found = accuracy(linked, truth);
    println!("{name}: precision {:.4}, recall {:.4}, F1 {:.4}", found.precision, found.recall, found.f1);
    assert!(found.f1 >= f1_min, "{name}: F1 {:.4} is below {f1_min}", found.f1);
}

#[test]
fn febrl_3() {
    let Some(text) = shared("dataset3.csv") else { return };
    let (mut mentions, mut truth) = (Vec::new(), Vec::new());
    febrl(&text, &mut mentions, &mut truth);
    report("FEBRL 3", &link(&mentions, &[], &terms()), &truth, 0.97);
}

#[test]
fn febrl_4() {
    let (Some(a), Some(b)) = (shared("dataset4a.csv"), shared("dataset4b.csv")) else { return };
    let (mut mentions, mut truth) = (Vec::new(), Vec::new());
    febrl(&a, &mut mentions, &mut truth);
    febrl(&b, &mut mentions, &mut truth);
    report("FEBRL 4", &link(&mentions, &[], &terms()), &truth, 0.99);
}

#[test]
fn fake_1000() {
    let Some(text) = shared("fake_1000.csv") else { return };
    let (mut mentions, mut truth) = (Vec::new(), Vec::new());
    for row in rows(&text) {
        let email = if row[5].is_empty() { String::new() } else { format!("email:{}", row[5]) };
        let fields = [
            (field::FORENAME, row[1]),
            (field::SURNAME, row[2]),
            (field::BORN, row[3]),
            (field::ADDRESS, row[4]),
            (field::IDENTIFIER, email.as_str()),
        ];
        mentions.push(mention(MentionKind::Person, mentions.len(), &fields));
        truth.push(row[6].parse().unwrap());
    }
    let mut terms = terms();
    terms.observation_date = model::Day::iso("2026-11-01").unwrap();
    report("fake_1000", &link(&mentions, &[], &terms), &truth, 0.90);
}
