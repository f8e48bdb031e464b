//! The accuracy that linkage has reached on sets with a known truth, from the kinds of columns alone; skipped where the shared folder is
//! absent. The large sets run in the long lane only.

use link::columns::ColumnTerms;
use model::Day;

use crate::sets::load::{self, fake_1000, febrl_3, febrl_4, historical, simulated};
use crate::sets::measure::{HEAD, Set, measure, officers};

/// Where randomised tests read their number of trials from; from this many on, the large sets are linked too.
const TRIALS: &str = "CANDOUR_TRIALS";
const LONG_TRIALS: u64 = 1_000_000;

/// What is to be held on a set.
struct Least {
    best_f1: f64,
    blocking_recall: f64,
    recall_at_95: f64,
    entities_f1: f64,
    /// Most records of an entity that holds two people.
    wrong_merge_max: usize,
}

/// Links a set and holds the figures. On every set, where it says 0.95, 0.95 are right (lower limit of the 95 % interval 0.93), and as
/// many of the pairs joined within a household.
fn hold(set: Option<Set>, least: &Least) {
    let Some(set) = set else { return };
    let (found, _) = measure(&set, &ColumnTerms::new(Day::iso("2026-11-01").unwrap()));
    println!("{HEAD}\n{found}");
    let (said, right, lower) = found.calibration[0];
    assert!(
        said > 0 && right >= 0.95 && lower >= 0.93,
        "{}: right at 0.95 {right:.4} ({lower:.4})",
        set.name
    );
    for (what, found, least) in [
        ("best F1", found.best_f1, least.best_f1),
        ("blocking recall", found.blocking_recall, least.blocking_recall),
        ("recall at 0.95", found.recall_at_95, least.recall_at_95),
        ("F1 of entities", found.entity[2], least.entities_f1),
        ("precision of entities", found.entity[0], 0.95),
        ("precision within households", found.household_precision, 0.95),
    ] {
        assert!(found >= least, "{}: {what} is {found:.4}, and {least} is to be held", set.name);
    }
    assert!(found.largest_wrong <= least.wrong_merge_max, "{}: {} joined", set.name, found.largest_wrong);
}

fn long() -> bool {
    let trials = std::env::var(TRIALS).ok().and_then(|t| t.parse::<u64>().ok()).unwrap_or(0);
    if trials < LONG_TRIALS {
        println!("SKIPPED: a large set, in the long lane only");
    }
    trials >= LONG_TRIALS
}

#[test]
fn invented_records_of_a_thousand() {
    let least = Least {
        best_f1: 0.96,
        blocking_recall: 0.999,
        recall_at_95: 0.81,
        entities_f1: 0.94,
        wrong_merge_max: 0,
    };
    hold(fake_1000(), &least);
}

#[test]
fn one_register_with_duplicates() {
    let least = Least {
        best_f1: 0.9990,
        blocking_recall: 0.999,
        recall_at_95: 0.998,
        entities_f1: 0.999,
        wrong_merge_max: 0,
    };
    hold(febrl_3(), &least);
}

#[test]
fn two_registers_each_person_once() {
    let least = Least {
        best_f1: 0.9999,
        blocking_recall: 1.0,
        recall_at_95: 0.9998,
        entities_f1: 0.9998,
        wrong_merge_max: 0,
    };
    hold(febrl_4(), &least);
}

#[test]
fn a_census_with_tax_forms_that_give_no_birth_date() {
    let least = Least {
        best_f1: 0.985,
        blocking_recall: 0.999,
        recall_at_95: 0.90,
        entities_f1: 0.95,
        wrong_merge_max: 4,
    };
    hold(simulated("census with tax forms", &["census2020", "w2_2020"], vec![true, false]), &least);
}

#[test]
fn two_censuses() {
    let least = Least {
        best_f1: 0.994,
        blocking_recall: 0.999,
        recall_at_95: 0.965,
        entities_f1: 0.98,
        wrong_merge_max: 2,
    };
    hold(simulated("census to census", &["census2020", "census2030"], vec![true, true]), &least);
}

#[test]
fn five_registers_together() {
    if long() {
        let least = Least {
            best_f1: 0.985,
            blocking_recall: 0.995,
            recall_at_95: 0.94,
            entities_f1: 0.98,
            wrong_merge_max: 8,
        };
        let files = ["acs", "census2020", "ssa", "w2_2020", "wic2020"];
        hold(simulated("simulated, together", &files, Vec::new()), &least);
    }
}

#[test]
fn historical_people() {
    if long() {
        let least = Least {
            best_f1: 0.925,
            blocking_recall: 0.96,
            recall_at_95: 0.86,
            entities_f1: 0.92,
            wrong_merge_max: 40,
        };
        hold(historical(), &least);
    }
}

/// Two files of officers: those who stand in both are found, and nearly nobody is taken for another.
fn hold_officers(pairs: &[[usize; 2]]) {
    let mut terms = ColumnTerms::new(Day::iso("2017-12-31").unwrap());
    terms.within_sources = false;
    for pair in pairs {
        let Some(set) = load::officers(pair) else { return };
        let (figures, links) = measure(&set, &terms);
        let found = officers(&set, &terms, &links);
        println!("{HEAD}\n{figures}\n  surname changed: {} of {} joined", found.changed.1, found.changed.0);
        println!("  differ from the truth: {}, for a person: {}", found.differ, found.doubtful.len());
        let [precision, recall, _] = figures.entity;
        assert!(precision >= 0.995 && recall >= 0.98, "{}: {precision:.4}, {recall:.4}", set.name);
    }
}

#[test]
fn officers_of_two_files_without_stars_or_ages() {
    hold_officers(&[[0, 4]]);
}

#[test]
fn officers_of_all_files() {
    if long() {
        hold_officers(&[[0, 1], [0, 2], [0, 3], [0, 5], [1, 2], [3, 5]]);
    }
}
