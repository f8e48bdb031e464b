//! The programs beside us: DuckDB, Declare4Py and pm4py, each from PyPI and run by a short script.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::make::{self, LAST_DAY, Made};
use super::{LIMIT, Whole, figures, write};
use crate::run::{self, Ended, Stream};
use crate::tree::Tree;

/// The packages.
const PACKAGES: [&str; 3] = ["duckdb", "pm4py", "Declare4Py"];

/// Cases of the sample for programs that take minutes for the whole: a twentieth.
const SAMPLE: u32 = 50_000;

/// How often DuckDB is measured; the best counts.
const TIMES: usize = 3;

const DUCKDB: &str = include_str!("duckdb_peer.py");
const DECLARE: &str = include_str!("declare_peer.py");
const PM4PY: &str = include_str!("pm4py_peer.py");

/// Processor seconds that Declare4Py took for the whole log on the machine where the goals in events a second were set.
const YARDSTICK_S: f64 = 620.0;

/// Runs the peers and prints what they cost beside ours. Gives how many times slower this machine is than the one where the
/// goals were set, by the same program on both; none where that program could not be run.
pub(super) fn beside(
    tree: &Tree,
    folder: &Path,
    log: &Path,
    events: u64,
    ours: &Whole,
    made: &Made,
) -> Result<Option<f64>, String> {
    println!("\n--- peers, from the same CSV file; behind each how many times ours");
    let python = match environment(tree) {
        Ok(python) => python,
        Err(why) => {
            println!("SKIPPED: the peers cannot be installed: {why}");
            return Ok(None);
        }
    };
    println!("{}", versions(&python)?);
    let peers = Peers { python, folder: folder.to_path_buf() };
    write(&folder.join("rules.txt"), &make::rules_table())?;
    for (threads, with_rows, with_counts) in
        [("1", &ours.evidence, &ours.counts), ("2", &ours.evidence_two, &ours.counts_two)]
    {
        let (ended, _) = peers.duckdb(log, "evidence", threads)?;
        beside_ours(&format!("DuckDB, evidence rows, threads: {threads}"), &ended, with_rows);
        let (ended, out) = peers.duckdb(log, "counts", threads)?;
        beside_ours(&format!("DuckDB, counts only, threads: {threads}"), &ended, with_counts);
        same(&out, &ours.table)?;
    }
    println!("the counts of DuckDB and ours are the same for all {} rules", ours.table.len());
    let sample = folder.join("sample.csv");
    let few = make::write(&Made { cases: SAMPLE, ..*made }, &sample)?;
    let scale = events as f64 / few as f64;
    let mut slower = None;
    for (name, script) in [("Declare4Py", DECLARE), ("pm4py, temporal profile", PM4PY)] {
        let (ended, _) = peers.run(script, &[&sample.to_string_lossy(), &peers.rules()])?;
        println!("{:52} {}", format!("{name}, on {few} events"), figures(&ended));
        let scaled = Ended {
            processor_s: ended.processor_s.map(|s| s * scale),
            wall_s: ended.wall_s * scale,
            peak_bytes: None,
            ..ended
        };
        // They count and name no rows, so our counts are what stands beside them; our evidence rows are shown as well.
        let reckoned = format!("  times {scale:.1} for {events} events (reckoned)");
        beside_ours(&reckoned, &scaled, &ours.counts);
        beside_ours("  the same beside our evidence rows", &scaled, &ours.evidence);
        // Declare4Py is the first.
        slower = slower.or(scaled.processor_s.map(|s| s / YARDSTICK_S));
    }
    Ok(slower)
}

fn beside_ours(name: &str, theirs: &Ended, ours: &Ended) {
    let times = |theirs: Option<f64>, ours: Option<f64>| match (theirs, ours) {
        (Some(t), Some(o)) => format!("{:.1}", t / o),
        _ => "?".to_string(),
    };
    let bytes = |e: &Ended| e.peak_bytes.map(|b| b as f64);
    println!(
        "{name:52} {}   processor x {}, wall x {}, memory x {}",
        figures(theirs),
        times(theirs.processor_s, ours.processor_s),
        times(Some(theirs.wall_s), Some(ours.wall_s)),
        times(bytes(theirs), bytes(ours))
    );
}

/// An environment with the packages, made where it is not there.
fn environment(tree: &Tree) -> Result<PathBuf, String> {
    let folder = tree.build_folder()?.join("peers").join("venv");
    let python = folder.join("bin").join("python");
    if !python.is_file() {
        let mut command = Command::new("python3");
        command.args(["-m", "venv"]).arg(&folder);
        step(command)?;
    }
    if !has_all(&python) {
        let mut command = Command::new(&python);
        command.args(["-m", "pip", "install", "--quiet"]).args(PACKAGES);
        step(command)?;
    }
    Ok(python)
}

fn has_all(python: &Path) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", "import duckdb, pm4py, Declare4Py"]);
    step(command).is_ok()
}

fn step(command: Command) -> Result<(), String> {
    let mut last = String::new();
    let ended = run::watch(command, LIMIT, |_, line| last = line.to_string())?;
    match ended.trouble() {
        None => Ok(()),
        Some(trouble) => Err(format!("{trouble}; {last}")),
    }
}

fn versions(python: &Path) -> Result<String, String> {
    let mut command = Command::new(python);
    let ask = "import sys; from importlib.metadata import version as v; \
               print('Python', sys.version.split()[0], *(f'{p} {v(p)}' for p in ('duckdb', 'Declare4Py', 'pm4py')))";
    command.args(["-c", ask]);
    let mut said = String::new();
    run::watch(command, LIMIT, |_, line| said = line.to_string())?;
    Ok(said)
}

struct Peers {
    python: PathBuf,
    folder: PathBuf,
}

impl Peers {
    fn rules(&self) -> String {
        self.folder.join("rules.txt").to_string_lossy().into_owned()
    }

    /// Of several runs the one with the least processor time, and what it printed.
    fn duckdb(&self, log: &Path, mode: &str, threads: &str) -> Result<(Ended, String), String> {
        let out = self.folder.join("duckdb.csv");
        let (log, out) = (log.to_string_lossy(), out.to_string_lossy());
        let arguments: [&str; 6] = [&log, &self.rules(), LAST_DAY, mode, threads, &out];
        let runs = (0..TIMES).map(|_| self.run(DUCKDB, &arguments)).collect::<Result<Vec<_>, _>>()?;
        let cost = |ran: &(Ended, String)| ran.0.processor_s.unwrap_or(ran.0.wall_s);
        let best = runs.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        best.ok_or_else(|| "nothing was run".to_string())
    }

    fn run(&self, script: &str, arguments: &[&str]) -> Result<(Ended, String), String> {
        let path = self.folder.join("peer.py");
        write(&path, script)?;
        let mut command = Command::new(&self.python);
        command.arg(&path).args(arguments);
        let (mut out, mut last) = (String::new(), String::new());
        let ended = run::watch(command, LIMIT, |stream, line| {
            if stream == Stream::Out {
                out.push_str(line);
                out.push('\n');
            } else {
                last = line.to_string();
            }
        })?;
        match ended.trouble() {
            None => Ok((ended, out)),
            Some(trouble) => Err(format!("a peer's script: {trouble}; {last}")),
        }
    }
}

/// Whether a peer counted what we did.
fn same(printed: &str, ours: &BTreeMap<String, [u64; 6]>) -> Result<(), String> {
    let mut theirs = BTreeMap::new();
    for line in printed.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        let counts: Vec<u64> = cells[1..].iter().filter_map(|c| c.parse().ok()).collect();
        let counts = <[u64; 6]>::try_from(counts).map_err(|_| format!("DuckDB's script printed: {line}"))?;
        theirs.insert(cells[0].to_string(), counts);
    }
    match ours.iter().find(|(rule, counts)| theirs.get(*rule) != Some(counts)) {
        None => Ok(()),
        Some((rule, counts)) => Err(format!(
            "{rule}: ours {counts:?}, DuckDB {:?} (activations, met, late, done while barred, nothing recorded, not yet due)",
            theirs.get(rule)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_in_counts_is_told() {
        let ours = BTreeMap::from([("L01".to_string(), [5, 1, 2, 0, 1, 1])]);
        assert_eq!(same("L01,5,1,2,0,1,1\n", &ours), Ok(()));
        assert!(
            same("L01,5,2,1,0,1,1\n", &ours)
                .unwrap_err()
                .contains("L01: ours [5, 1, 2, 0, 1, 1], DuckDB Some([5, 2,")
        );
        assert!(same("L01,5\n", &ours).is_err());
        assert!(same("", &ours).is_err());
    }
}
