//! `cargo xtask bench duty`: the check of a log beside the programs that others use for it, in one go.
//!
//! One made log, one set of rules, the same CSV file for all. Printed for each program: processor seconds, wall seconds,
//! peak memory, and how many times ours that is. The counts of ours and of DuckDB are held against each other: a
//! difference ends the benchmark. Then the kernel alone, from the times that `candour check --timings` prints.
//!
//! Peers come from PyPI into an environment in the build folder. Where that is not possible they are left out and said so.
//!
//! Left out: figures of other machines.

mod make;
mod peers;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::bench::Size;
use crate::lanes;
use crate::run::{self, Ended, Stream};
use crate::tree::Tree;
use make::{LAST_DAY, Made};

/// Longest time one measured program may take.
const LIMIT: Duration = Duration::from_secs(7200);

/// Cases of the whole log.
const CASES: u32 = 1_000_000;

/// How often the kernel is measured; the best counts, because others use the machine too.
const TIMES: usize = 3;

/// Millions of events of the logs that show how time grows, and those only with `--long`.
const MILLIONS: [u32; 3] = [1, 5, 20];
const MILLIONS_LONG: u32 = 50;

/// The bound on memory that the largest log is checked under.
const BOUND: &str = "2GiB";

/// What ours is measured with.
struct Ours {
    program: PathBuf,
    rules: PathBuf,
    folder: PathBuf,
}

/// One run of ours.
struct Ran {
    ended: Ended,
    /// Seconds of each stage.
    stages: BTreeMap<String, f64>,
    /// What it printed on standard output and on standard error.
    out: String,
    err: String,
}

/// Runs the benchmark.
pub(crate) fn run(tree: &Tree, size: &Size) -> Result<(), String> {
    let (program, build_s) = lanes::release_binary(tree)?;
    println!("release build: {build_s:.1} s (0.1 s or so where nothing had changed)");
    let scratch = lanes::scratch(tree)?;
    let folder = scratch.path().to_path_buf();
    let rules = folder.join("made.rule");
    write(&rules, &make::rules_text())?;
    let ours = Ours { program, rules, folder: folder.clone() };
    let made = Made { cases: CASES, seed: size.seed, events_each: None, rough: (0, 0), by_time: false };
    let log = folder.join("made.csv");
    let events = make::write(&made, &log)?;
    println!("made log: {CASES} cases, {events} events, 20 rules, seed {}", size.seed);
    println!("load of the machine before: {}", load());
    let whole = whole(&ours, &log)?;
    let slower = peers::beside(tree, &folder, &log, events, &whole, &made)?;
    kernel(&ours, &made, &log, events, slower)?;
    growth(&ours, &made, size.long)?;
    println!("load of the machine after: {}", load());
    Ok(())
}

/// Figures of ours on the whole log.
struct Whole {
    evidence: Ended,
    evidence_two: Ended,
    counts: Ended,
    counts_two: Ended,
    /// By rule: activations, met, late, done while barred, nothing recorded, not yet due.
    table: BTreeMap<String, [u64; 6]>,
}

fn whole(ours: &Ours, log: &Path) -> Result<Whole, String> {
    let out = ours.folder.join("out.csv");
    let out = out.to_string_lossy();
    let evidence = ours.best(log, &["--out", &out])?;
    let evidence_two = ours.best(log, &["--out", &out, "--threads", "2"])?;
    let counts = ours.best(log, &["--counts"])?;
    let counts_two = ours.best(log, &["--counts", "--threads", "2"])?;
    let table = table(&counts.out)?;
    println!(
        "\n--- whole process, from the CSV file ({TIMES} runs each, the one with the least processor time)"
    );
    println!("{:52} {:>10} {:>8} {:>9}", "", "processor", "wall", "peak");
    for (name, ran) in [
        ("ours, evidence rows, one thread", &evidence),
        ("ours, evidence rows, two threads", &evidence_two),
        ("ours, counts only, one thread", &counts),
        ("ours, counts only, two threads", &counts_two),
    ] {
        println!("{name:52} {}", figures(&ran.ended));
    }
    println!(
        "two threads against one: {:.2} times as fast with evidence rows, {:.2} with counts only (wall time)",
        evidence.ended.wall_s / evidence_two.ended.wall_s,
        counts.ended.wall_s / counts_two.ended.wall_s
    );
    Ok(Whole {
        evidence: evidence.ended,
        evidence_two: evidence_two.ended,
        counts: counts.ended,
        counts_two: counts_two.ended,
        table,
    })
}

/// The kernel alone: events in a second of its stage, evidence records made and counted, nothing written. `slower` says how
/// many times slower this machine is than the one where the goals were set.
fn kernel(ours: &Ours, made: &Made, log: &Path, events: u64, slower: Option<f64>) -> Result<(), String> {
    println!(
        "\n--- the kernel alone: duties found, decided and counted, with their evidence records; one thread unless said"
    );
    let (exact, exact_wall) = ours.kernel(log, events, &[])?;
    println!("exact dates: {:.2} million events/s (goal 10, stretch 20)", exact / 1e6);
    if let Some(slower) = slower {
        println!(
            "  Declare4Py takes {slower:.2} times here what it took where the goals were set; at its speed there: {:.2} million",
            exact * slower / 1e6
        );
    }
    let (_, two) = ours.kernel(log, events, &["--threads", "2"])?;
    println!(
        "  by the clock: {:.2} million events/s, with two threads {:.2}, {:.2} times one (goal 1.7 on an idle machine)",
        exact_wall / 1e6,
        two / 1e6,
        two / exact_wall
    );
    let rough = ours.folder.join("rough.csv");
    let n = make::write(&Made { rough: (10, 2), ..*made }, &rough)?;
    let (speed, _) = ours.kernel(&rough, n, &[])?;
    remove(&rough);
    println!(
        "10 % known to the month, 2 % to the year: {:.2} million events/s (goal 2, stretch 5)",
        speed / 1e6
    );
    let long = ours.folder.join("long.csv");
    let cases = u32::try_from(events / 1_000).unwrap_or(u32::MAX);
    let n = make::write(&Made { cases, events_each: Some(1_000), ..*made }, &long)?;
    let (speed, _) = ours.kernel(&long, n, &[])?;
    remove(&long);
    println!(
        "subjects of 1,000 events: {:.2} million events/s, {:.2} times the cost of an event of short ones (goal at most 1.5)",
        speed / 1e6,
        exact / speed
    );
    Ok(())
}

/// How time and memory grow with the log.
fn growth(ours: &Ours, made: &Made, long: bool) -> Result<(), String> {
    println!("\n--- growth: counts only, one thread");
    println!(
        "{:>10} {:>10} {:>8} {:>9} {:>22}",
        "events", "processor", "wall", "peak", "processor, ns an event"
    );
    let log = ours.folder.join("growth.csv");
    for millions in MILLIONS.into_iter().chain(long.then_some(MILLIONS_LONG)) {
        let cases = (u64::from(millions) * 2_000_000 / 11) as u32;
        let n = make::write(&Made { cases, ..*made }, &log)?;
        let ran = ours.run(&log, &["--counts"])?;
        let each = ran.ended.processor_s.map_or(f64::NAN, |s| s * 1e9 / n as f64);
        println!("{n:>10} {} {each:>22.0}", figures(&ran.ended));
        if millions == MILLIONS_LONG {
            bounded(ours, &log, n, &ran)?;
        }
    }
    remove(&log);
    if !long {
        println!("(with --long also {MILLIONS_LONG} million events, and the same under --memory {BOUND})");
    }
    Ok(())
}

/// The largest log under a bound on memory: the same counts, the same outcomes, and how much it took.
fn bounded(ours: &Ours, log: &Path, n: u64, free: &Ran) -> Result<(), String> {
    for (what, memory) in [("", BOUND), (" (a far smaller bound)", "256MiB")] {
        let ran = ours.run(log, &["--counts", "--memory", memory])?;
        if ran.out != free.out {
            return Err("under a bound on memory other counts came out".to_string());
        }
        println!("{n:>10} {}   --memory {memory}{what}, the same counts", figures(&ran.ended));
        ran.err.lines().filter(|l| l.contains("put aside")).for_each(|l| println!("           {l}"));
    }
    Ok(())
}

impl Ours {
    fn run(&self, log: &Path, more: &[&str]) -> Result<Ran, String> {
        let mut command = Command::new(&self.program);
        command.arg("check").arg("--events").arg(log).arg("--rules").arg(&self.rules);
        command.args(["--as-of", LAST_DAY, "--timings"]).args(more);
        let (mut out, mut err, mut stages) = (String::new(), String::new(), BTreeMap::new());
        let ended = run::watch(command, LIMIT, |stream, line| {
            let to = if stream == Stream::Out { &mut out } else { &mut err };
            to.push_str(line);
            to.push('\n');
            stages.extend(crate::bench::stage(line));
        })?;
        match ended.trouble() {
            None => Ok(Ran { ended, stages, out, err }),
            Some(trouble) => Err(format!("candour check: {trouble}\n{err}")),
        }
    }

    /// Of several runs the one with the least processor time.
    fn best(&self, log: &Path, more: &[&str]) -> Result<Ran, String> {
        let runs = (0..TIMES).map(|_| self.run(log, more)).collect::<Result<Vec<_>, _>>()?;
        let cost = |ran: &Ran| ran.ended.processor_s.unwrap_or(ran.ended.wall_s);
        let best = runs.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        best.ok_or_else(|| "nothing was run".to_string())
    }

    /// Events in a second of the kernel: of processor time, and by the clock.
    fn kernel(&self, log: &Path, events: u64, more: &[&str]) -> Result<(f64, f64), String> {
        let more = [&["--counts"], more].concat();
        let (mut processor, mut wall) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..TIMES {
            let ran = self.run(log, &more)?;
            let stage = |name: &str| ran.stages.get(name).copied();
            let by_the_clock = stage("check").ok_or("candour check --timings printed no stage \"check\"")?;
            wall = wall.min(by_the_clock);
            processor = processor.min(stage("check (processor)").unwrap_or(by_the_clock));
        }
        Ok((events as f64 / processor, events as f64 / wall))
    }
}

/// The counts that ours prints.
fn table(printed: &str) -> Result<BTreeMap<String, [u64; 6]>, String> {
    let mut lines = printed.lines();
    let heading: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let wanted = ["activations", "met", "late", "done_while_barred", "nothing_recorded", "not_yet_due"];
    let mut table = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let mut row = [0; 6];
        for (to, name) in row.iter_mut().zip(wanted) {
            let at = heading.iter().position(|h| *h == name);
            let cell = at.and_then(|at| cells.get(at)).and_then(|c| c.parse().ok());
            *to = cell.ok_or_else(|| format!("candour check --counts printed no {name}: {line}"))?;
        }
        table.insert(cells[0].to_string(), row);
    }
    Ok(table)
}

/// Processor and wall seconds and peak memory, in columns.
fn figures(ended: &Ended) -> String {
    let processor = ended.processor_s.map_or("?".to_string(), |s| format!("{s:.2} s"));
    let peak =
        ended.peak_bytes.map_or("?".to_string(), |b| format!("{:.0} MiB", b as f64 / f64::from(1 << 20)));
    format!("{processor:>10} {:>6.2} s {peak:>9}", ended.wall_s)
}

/// How busy the machine is: the mean number of programs that wanted a processor in the last minute.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().filter(|l| !l.is_empty()).unwrap_or("unknown").to_string()
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

/// Frees the room early; the folder goes at the end in any case.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_by_the_names_of_their_columns() {
        let printed = "rule,version,activations,met,decided_not,excused,late,done_while_barred,nothing_recorded,not_yet_due\nL01,1,9,4,0,0,3,0,1,1\n";
        assert_eq!(table(printed).unwrap()["L01"], [9, 4, 3, 0, 1, 1]);
        assert!(table("rule,version\nL01,1\n").is_err());
    }
}
