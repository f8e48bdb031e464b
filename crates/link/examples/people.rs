//! Links a file of invented people with known truth (columns first_name, surname, dob, postcode, city, email, cluster after a
//! number): accuracy where linkage says it is sure, time and memory. `cargo run --release -p link --example people -- FILE.csv`.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it reads a file and times itself

use link::{LinkTerms, link};
use model::{Band, Day, MentionKind, field};

#[path = "../tests/it/common.rs"]
#[allow(dead_code)]
mod common;

use common::{accuracy, mention};

fn main() {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("give a file: id, first_name, surname, dob, postcode, city, email, cluster");
        std::process::exit(2);
    };
    let text = std::fs::read_to_string(path).unwrap();
    let (mut mentions, mut truth) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let row: Vec<&str> = line.split(',').collect();
        let email = if row[6].is_empty() { String::new() } else { format!("email:{}", row[6]) };
        let fields = [
            (field::FORENAME, row[1]),
            (field::SURNAME, row[2]),
            (field::BORN, row[3]),
            (field::POSTCODE, row[4]),
            (field::ADDRESS, row[5]),
            (field::IDENTIFIER, if std::env::var_os("WITH_EMAIL").is_some() { email.as_str() } else { "" }),
        ];
        mentions.push(mention(MentionKind::Person, mentions.len(), &fields));
        truth.push(row[7].parse().unwrap());
    }
    drop(text);
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("peak memory unknown").to_string()
    };
    println!("mentions made: {}", peak());
    let started = std::time::Instant::now();
    let linked = link(&mentions, &[], &LinkTerms::new(Day::iso("2026-11-01").unwrap()));
    println!("{} mentions linked in {:.1} s", mentions.len(), started.elapsed().as_secs_f64());
    println!("linked: {}", peak());
    for note in &linked.notes {
        println!("  {note}");
    }
    let found = accuracy(&linked, &truth);
    println!("entities: precision {:.4}, recall {:.4}, F1 {:.4}", found.precision, found.recall, found.f1);
    for band in [Band::Certain, Band::Probable, Band::Possible] {
        let of: Vec<_> = linked.links.iter().filter(|l| l.band == band).collect();
        let right = of.iter().filter(|l| truth[l.left.index()] == truth[l.right.index()]).count();
        if std::env::var_os("SHOW").is_some() && band == Band::Possible {
            for l in of.iter().step_by(of.len() / 40 + 1) {
                println!(
                    "{} {}",
                    truth[l.left.index()] == truth[l.right.index()],
                    link::explain(l, &mentions)
                );
            }
        }
        println!("{} links: {}, right {:.4}", band.word(), of.len(), right as f64 / of.len().max(1) as f64);
    }
}
