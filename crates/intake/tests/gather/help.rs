//! What these tests share: a review in a temporary folder, and the data packs where they are present.

use std::path::{Path, PathBuf};

use intake::{Gathered, Limits, Plan, SourceSpec, gather};
use model::{Day, Interner, Problem, Severity};

/// The sources of a `review.toml`.
#[derive(serde::Deserialize)]
pub(crate) struct Sources {
    #[serde(rename = "source")]
    pub(crate) sources: Vec<SourceSpec>,
}

/// Reads `[[source]]` tables.
pub(crate) fn specs(toml: &str) -> Vec<SourceSpec> {
    toml::from_str::<Sources>(toml).expect("the mapping of the test is valid").sources
}

/// A day written `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Day {
    Day::iso(text).unwrap()
}

/// A plan over the years 1997 to 2013, observed on 31 July 2025.
pub(crate) fn plan(evidence: &Path, toml: &str) -> Plan {
    Plan {
        evidence: evidence.to_path_buf(),
        sources: specs(toml),
        period: (day("1997-01-01"), day("2013-12-31")),
        observation_date: day("2025-07-31"),
        as_known_on: None,
        limits: Limits::default(),
    }
}

/// Files written into a new folder.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Gathers, and holds that every row is accounted for.
pub(crate) fn gathered(plan: &Plan) -> (Gathered, Interner) {
    let mut words = Interner::default();
    let found = gather(plan, &mut words).unwrap_or_else(|problems| panic!("{problems:#?}"));
    for account in &found.accounts {
        assert!(account.balances(), "{account:?}");
    }
    let rows: u64 = found.accounts.iter().map(|a| a.rows).sum();
    assert_eq!(rows, found.row_places.len() as u64, "every row has its place");
    assert_eq!(rows, found.fingerprints.len() as u64, "every row has its fingerprint");
    let rejected: u64 = found.accounts.iter().map(|a| a.rejected).sum();
    assert_eq!(rejected, found.rejected.len() as u64, "every rejected row keeps its words");
    (found, words)
}

/// Gathers one file under one mapping.
pub(crate) fn one(text: &str, toml: &str) -> (Gathered, Interner) {
    let folder = folder(&[("log.csv", text)]);
    gathered(&plan(folder.path(), toml))
}

/// The errors of a plan that cannot be used.
pub(crate) fn errors(files: &[(&str, &str)], toml: &str) -> Vec<Problem> {
    let folder = folder(files);
    gather(&plan(folder.path(), toml), &mut Interner::default()).expect_err("the plan is wrong")
}

/// Problems of a severity, in words.
pub(crate) fn problems(found: &Gathered, severity: Severity) -> Vec<String> {
    found.problems.iter().filter(|p| p.severity == severity).map(|p| p.describe(&found.sources)).collect()
}

/// A data pack, or `None` with a line that says the test was skipped.
pub(crate) fn pack(name: &str) -> Option<PathBuf> {
    let shared = std::env::var("CANDOUR_SHARED")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = shared.join("data").join(name);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: the data pack {name} is not in {}", shared.display());
    None
}
