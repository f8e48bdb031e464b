//! Python with the maker of people, the truths of the sets, and Splink: in an environment of its own within the build folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{INSTALL_LIMIT, LIMIT, finished, score, script};
use crate::run::{self, Ended};
use crate::tree::Tree;

/// What Splink reached and cost.
pub(super) struct Splink {
    pub(super) ended: Ended,
    pub(super) best_f1: f64,
    /// Precision and recall of pairs said with 0.95 or more.
    pub(super) at_95: (f64, f64),
    /// Processor seconds of its prediction alone, where it tells them.
    pub(super) prediction_s: Option<f64>,
}

/// Python with what the maker of people and the peer need, in the build folder.
pub(super) struct Python {
    pub(super) program: PathBuf,
}

impl Python {
    pub(super) fn ready(tree: &Tree) -> Result<Python, String> {
        let folder = tree.build_folder()?.join("bench-venv");
        let program = folder.join("bin/python3");
        if !program.is_file() {
            let mut make = Command::new("python3");
            make.args(["-m", "venv"]).arg(&folder);
            finished("python3 -m venv", &run::watch(make, INSTALL_LIMIT, |_, _| {})?)?;
        }
        let mut look = Command::new(&program);
        look.args(["-c", "import splink, pyarrow, names, zipcodes, numpy"]);
        if run::watch(look, INSTALL_LIMIT, |_, _| {})?.trouble().is_some() {
            let mut install = Command::new(&program);
            install.args([
                "-m",
                "pip",
                "install",
                "-q",
                "splink==5.0.0",
                "pyarrow",
                "names",
                "zipcodes",
                "numpy",
            ]);
            finished(
                "pip install splink",
                &run::watch(install, INSTALL_LIMIT, |_, line| println!("   | {line}"))?,
            )?;
        }
        Ok(Python { program })
    }

    /// The truth and the household of every record of the files, in order.
    pub(super) fn truth(&self, scratch: &Path, files: &[PathBuf]) -> Result<score::Truth, String> {
        let script = script(scratch, "truth.py", include_str!("truth.py"))?;
        let out = scratch.join("truth.txt");
        let mut command = Command::new(&self.program);
        command.arg(script).arg(&out).args(files);
        let mut said = String::new();
        let ended = run::watch(command, LIMIT, |_, line| said = line.to_string())?;
        finished(&format!("truth.py ({said})"), &ended)?;
        let text = fs::read_to_string(&out).map_err(|e| format!("cannot read {}: {e}", out.display()))?;
        let mut truth = score::Truth::default();
        for line in text.lines() {
            let mut cells = line.split('\t').map(|cell| cell.trim().to_string());
            truth.person.push(cells.next().unwrap_or_default());
            truth.household.push(cells.next().unwrap_or_default());
            truth.says.push(cells.collect());
        }
        Ok(truth)
    }

    /// Splink on made people under the rules of the same name.
    pub(super) fn splink(&self, scratch: &Path, file: &Path, rules: &str) -> Result<Splink, String> {
        let script = script(scratch, "splink_peer.py", include_str!("splink_peer.py"))?;
        let mut command = Command::new(&self.program);
        command.arg(script).arg(file).arg(rules);
        peer(command)
    }

    /// Splink on a set, under its published settings.
    pub(super) fn splink_on(&self, scratch: &Path, set: &str, files: &[PathBuf]) -> Result<Splink, String> {
        let script = script(scratch, "splink_sets.py", include_str!("splink_sets.py"))?;
        let mut command = Command::new(&self.program);
        command.arg(script).arg(set).args(files);
        peer(command)
    }
}

/// Runs a script that prints `figures: BEST_F1 PRECISION RECALL [PREDICTION_S]; WORDS`.
fn peer(command: Command) -> Result<Splink, String> {
    let (mut last, mut read) = (String::new(), None);
    let ended = run::watch(command, LIMIT, |_, line| {
        if let Some(figures) = line.strip_prefix("figures: ") {
            let (numbers, words) = figures.split_once(';').unwrap_or((figures, ""));
            println!("  Splink: {}", words.trim());
            read = Some(numbers.split_whitespace().filter_map(|n| n.parse().ok()).collect::<Vec<f64>>());
        }
        last = line.to_string();
    })?;
    finished(&format!("Splink ({last})"), &ended)?;
    match read.as_deref() {
        Some([best_f1, precision, recall, more @ ..]) => Ok(Splink {
            ended,
            best_f1: *best_f1,
            at_95: (*precision, *recall),
            prediction_s: more.first().copied(),
        }),
        _ => Err("Splink printed no figures".to_string()),
    }
}
