//! Prints what linkage of typed columns reaches on every set of the shared folder (labels only measure):
//! `cargo run --release -p link --example sets -- [NAME...] [FILE.parquet...]`; with `SHOW` set, what it learnt, missed and joined wrongly.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it reads files and times itself

use link::columns::ColumnTerms;
use model::Day;

#[path = "../tests/it/sets/mod.rs"]
#[allow(dead_code)]
mod sets;

use sets::load::{self, fake_1000, febrl_3, febrl_4, historical, made, simulated};
use sets::measure::{HEAD, Set, measure, officers};

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| asked.is_empty() || asked.iter().any(|a| name.contains(a.as_str()));
    println!("{HEAD}");
    let together = ["acs", "census2020", "ssa", "w2_2020", "wic2020"];
    type Make = Box<dyn Fn() -> Option<Set>>;
    let all: Vec<(&str, Make)> = vec![
        ("febrl3", Box::new(febrl_3)),
        ("febrl4", Box::new(febrl_4)),
        ("fake", Box::new(fake_1000)),
        ("historical", Box::new(historical)),
        ("together", Box::new(move || simulated("simulated, together", &together, Vec::new()))),
        (
            "decades",
            Box::new(|| simulated("census to census", &["census2020", "census2030"], vec![true, true])),
        ),
        (
            "tax",
            Box::new(|| simulated("census with tax forms", &["census2020", "w2_2020"], vec![true, false])),
        ),
    ];
    let terms = ColumnTerms::new(Day::iso("2026-11-01").unwrap());
    for (name, make) in &all {
        if wants(name)
            && let Some(set) = make()
        {
            println!("{}", measure(&set, &terms).0);
        }
    }
    if wants("officers") {
        // The full roster with every other file, then the two full rosters of units.
        let mut across = terms.clone();
        across.within_sources = false;
        for pair in [[0, 1], [0, 2], [0, 3], [0, 4], [0, 5], [1, 2], [3, 5]] {
            if let Some(set) = load::officers(&pair) {
                let (figures, links) = measure(&set, &across);
                println!("{figures}");
                let found = officers(&set, &across, &links);
                println!("  surname changed: {} of {} joined", found.changed.1, found.changed.0);
                println!(
                    "  differ from the truth: {}, of which for a person to look at: {}",
                    found.differ,
                    found.doubtful.len()
                );
                if std::env::var_os("DOUBTFUL").is_some() {
                    found.doubtful.iter().for_each(|d| println!("    {d}"));
                }
            }
        }
    }
    for file in asked.iter().filter(|a| a.ends_with(".parquet")) {
        println!("{}", measure(&made(file.as_ref()), &terms).0);
    }
}
