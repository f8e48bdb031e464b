//! `cargo xtask bench link`: linkage from file to entities, accuracy against known truths, and Splink beside it.
//!
//! Both programs read the same files and use the same blocking rules; each runs as a process of its own, so that
//! processor time and peak memory are measured alike. Made people come from the maker in the shared folder.
//! What is absent (the shared folder, Python, Splink) is said, and the rest runs.

mod encodings;
mod officers;
mod scale;
mod score;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::bench::{Size, cost};
use crate::lanes;
use crate::run::{self, Ended};
use crate::tree::Tree;

/// Longest time one measured command may take.
const LIMIT: Duration = Duration::from_secs(3_600);

/// Longest time a package may take to install.
const INSTALL_LIMIT: Duration = Duration::from_secs(900);

/// Made people, where nothing else is asked for.
const PEOPLE: u32 = 1_000_000;

/// A set with known truth.
struct Set {
    name: &'static str,
    files: &'static [&'static str],
    spec: &'static str,
    /// Best F1 that is to be reached.
    goal: f64,
    /// Best F1 of Splink 5.0.0, as the shared folder records it.
    splink: f64,
}

const SETS: [Set; 7] = [
    Set {
        name: "historical",
        files: &["12-linkage-benchmarks/historical_figures_with_errors_50k.parquet"],
        spec: "historical",
        goal: 0.88,
        splink: 0.766,
    },
    Set {
        name: "FEBRL 3",
        files: &["12-linkage-benchmarks/dataset3.csv"],
        spec: "febrl3",
        goal: 0.997,
        splink: 0.9956,
    },
    Set {
        name: "FEBRL 4",
        files: &["12-linkage-benchmarks/dataset4a.csv", "12-linkage-benchmarks/dataset4b.csv"],
        spec: "febrl4",
        goal: 0.9998,
        splink: 0.9998,
    },
    Set {
        name: "fake_1000",
        files: &["12-linkage-benchmarks/fake_1000.csv"],
        spec: "fake_1000",
        goal: 0.88,
        splink: 0.861,
    },
    Set {
        name: "five registers",
        files: &[
            "13-simulated-census/acs.parquet",
            "13-simulated-census/census2020.parquet",
            "13-simulated-census/ssa.parquet",
            "13-simulated-census/w2_2020.parquet",
            "13-simulated-census/wic2020.parquet",
        ],
        spec: "together",
        goal: 0.955,
        splink: 0.933,
    },
    Set {
        name: "two censuses",
        files: &["13-simulated-census/census2020.parquet", "13-simulated-census/census2030.parquet"],
        spec: "censuses",
        goal: 0.990,
        splink: 0.987,
    },
    Set {
        name: "census and tax",
        files: &["13-simulated-census/census2020.parquet", "13-simulated-census/w2_2020.parquet"],
        spec: "tax",
        goal: 0.88,
        splink: 0.839,
    },
];

/// Runs it.
pub(crate) fn run(tree: &Tree, size: &Size) -> Result<(), String> {
    let program = match &size.program {
        Some(program) => program.clone(),
        None => {
            let (program, build_s) = lanes::release_binary(tree)?;
            println!("release build: {build_s:.1} s (0.1 s or so where nothing had changed)");
            program
        }
    };
    let Some(shared) = tree.shared() else {
        println!("SKIPPED: the folder of shared data is absent");
        return Ok(());
    };
    let scratch = lanes::scratch(tree)?;
    let python = match Python::ready(tree) {
        Ok(python) => Some(python),
        Err(why) => {
            println!("SKIPPED: truths, made people and Splink ({why})");
            None
        }
    };
    let bench = Link { tree, program, scratch: scratch.path().to_path_buf(), python };
    if let Some(python) = &bench.python {
        encodings::run(&bench.program, &bench.scratch, python)?;
    }
    bench.sets(&shared)?;
    officers::run(&bench, &shared)?;
    for seed in [size.seed, size.seed + 1] {
        bench.made(&shared, size.people.unwrap_or(PEOPLE), seed)?;
    }
    if size.long {
        scale::run(&bench, &shared, size.seed)?;
    }
    Ok(())
}

struct Link<'a> {
    tree: &'a Tree,
    program: PathBuf,
    scratch: PathBuf,
    python: Option<Python>,
}

impl Link<'_> {
    /// Accuracy on every set with a truth.
    fn sets(&self, shared: &Path) -> Result<(), String> {
        let Some(python) = &self.python else { return Ok(()) };
        println!("\naccuracy; Splink's as recorded with the data, at its published settings");
        println!("{HEAD}   goal  Splink");
        for set in &SETS {
            let files: Vec<PathBuf> = set.files.iter().map(|f| shared.join("data").join(f)).collect();
            if let Some(absent) = files.iter().find(|f| !f.is_file()) {
                println!("SKIPPED: {}: {} is absent", set.name, absent.display());
                continue;
            }
            let truth = python.truth(&self.scratch, &files)?;
            for (name, spec) in
                [(set.name.to_string(), Some(set.spec)), (format!("{}, no spec", set.name), None)]
            {
                let ours = self.ours(&files, spec, 2)?;
                let reached = score::measure(&score::read(&ours.out)?, &truth)?;
                println!("{}  {:.4}  {:.4}", row(&name, &reached, &ours.ended), set.goal, set.splink);
            }
        }
        Ok(())
    }

    /// Made people: cost under both lists of rules, with Splink's beside it.
    fn made(&self, shared: &Path, people: u32, seed: u64) -> Result<(), String> {
        let Some(python) = &self.python else { return Ok(()) };
        let file = self.people(python, shared, people, seed)?;
        let truth = python.truth(&self.scratch, std::slice::from_ref(&file))?;
        println!("\nmade people: {people}, seed {seed}\n{HEAD}");
        for rules in ["narrow", "wide"] {
            let ours = self.ours(std::slice::from_ref(&file), Some(&format!("made-{rules}")), 2)?;
            let reached = score::measure(&score::read(&ours.out)?, &truth)?;
            println!("{}", row(&format!("ours, {rules} rules"), &reached, &ours.ended));
            println!("  {}", cost(&ours.ended));
            match python.splink(&self.scratch, &file, rules) {
                Ok((theirs, prediction_s)) => {
                    println!("  Splink: {}", cost(&theirs));
                    println!("  {}", ratio(&ours.ended, &theirs));
                    println!("  {}", scoring(&ours, prediction_s));
                }
                Err(why) => println!("  SKIPPED: Splink ({why})"),
            }
        }
        // Parquet files of millions of people fill a disk.
        fs::remove_file(&file).map_err(|e| format!("cannot remove {}: {e}", file.display()))
    }

    /// Makes people with the maker in the shared folder.
    fn people(&self, python: &Python, shared: &Path, people: u32, seed: u64) -> Result<PathBuf, String> {
        let file = self.scratch.join(format!("made-{people}-{seed}.parquet"));
        let mut make = Command::new(&python.program);
        make.arg(shared.join("bench/people.py")).arg(people.to_string()).arg(&file);
        make.args(["--seed", &seed.to_string()]);
        finished("people.py", &run::watch(make, LIMIT, |_, line| println!("   | {line}"))?)?;
        Ok(file)
    }

    /// Runs `candour link`.
    fn ours(&self, files: &[PathBuf], spec: Option<&str>, threads: u32) -> Result<Ours, String> {
        self.ours_with(files, spec, threads, None)
    }

    /// Runs `candour link`, with a bound on its memory or without.
    fn ours_with(
        &self,
        files: &[PathBuf],
        spec: Option<&str>,
        threads: u32,
        memory: Option<&str>,
    ) -> Result<Ours, String> {
        let out = self.scratch.join(if memory.is_some() { "out-bounded" } else { "out" });
        let mut command = Command::new(&self.program);
        command.arg("link").args(files).arg("--out").arg(&out).args([
            "--timings",
            "--as-json",
            "--threads",
            &threads.to_string(),
        ]);
        command.args(memory.iter().flat_map(|bound| ["--memory", bound]));
        if let Some(spec) = spec {
            command.arg("--spec").arg(self.tree.root.join(format!("examples/link/{spec}.toml")));
        }
        let (mut said, mut pairs, mut scoring_s) = (Vec::new(), None, None);
        let ended = run::watch(command, LIMIT, |_, line| {
            let after = |mark: &str| Some(line.trim().strip_prefix(mark)?.trim_end_matches([',', 's', ' ']));
            pairs = after("\"pairs_compared\": ").and_then(|n| n.parse().ok()).or(pairs);
            scoring_s = after("timing: score processor ").and_then(|n| n.parse().ok()).or(scoring_s);
            said.push(line.to_string());
        })?;
        if !matches!(ended.code, Some(0 | 1)) {
            let last = said.last().cloned().unwrap_or_default();
            return Err(format!("candour link: {}: {last}", ended.trouble().unwrap_or_default()));
        }
        for line in said.iter().filter(|l| l.starts_with("timing: ")) {
            println!("   | {line}");
        }
        Ok(Ours { ended, out, pairs, scoring_s })
    }
}

/// What a run of `candour link` cost, and the folder it wrote.
struct Ours {
    ended: Ended,
    out: PathBuf,
    /// Pairs compared.
    pairs: Option<f64>,
    /// Processor seconds of comparing and weighing them.
    scoring_s: Option<f64>,
}

/// Scoring alone: ours, and Splink's prediction.
fn scoring(ours: &Ours, theirs_s: Option<f64>) -> String {
    let (Some(pairs), Some(ours_s)) = (ours.pairs, ours.scoring_s) else {
        return "scoring: not told apart".to_string();
    };
    let rate = pairs / ours_s.max(0.01) / 1e6;
    let beside = theirs_s.map_or("Splink's prediction not told".to_string(), |s| {
        format!("Splink's prediction {s:.1} s: 1 to {:.1}", s / ours_s.max(0.01))
    });
    format!(
        "scoring alone: {pairs:.0} pairs in {ours_s:.2} s processor, {rate:.1} million a second and core; {beside}"
    )
}

const HEAD: &str = "set                          best F1   P at .95 R at .95   joined P  R      F1     B3 P   B3 R   worst merge  households  processor s";

fn row(name: &str, reached: &score::Reached, ended: &Ended) -> String {
    let (p, r, f1) = reached.joined;
    format!(
        "{name:28} {:.4}    {:.4}   {:.4}     {p:.4}    {r:.4} {f1:.4} {:.4} {:.4} {:>6} {:>16} {:>12.2}",
        reached.f1_best,
        reached.at_95.0,
        reached.at_95.1,
        reached.b_cubed.0,
        reached.b_cubed.1,
        reached.largest_wrong,
        reached.in_households.map_or_else(|| "none".to_string(), |share| format!("{share:.4}")),
        ended.processor_s.unwrap_or(f64::NAN)
    )
}

/// Ours as a share of theirs.
fn ratio(ours: &Ended, theirs: &Ended) -> String {
    let share = |what: &str, a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) if a > 0.0 && b > 0.0 => format!("{what} 1 to {:.1}", b / a),
        _ => format!("{what} unknown"),
    };
    let bytes = |e: &Ended| e.peak_bytes.map(|b| b as f64);
    format!(
        "ours to Splink's: {}, {}, {}",
        share("processor time", ours.processor_s, theirs.processor_s),
        share("wall time", Some(ours.wall_s), Some(theirs.wall_s)),
        share("peak memory", bytes(ours), bytes(theirs))
    )
}

fn finished(what: &str, ended: &Ended) -> Result<(), String> {
    ended.trouble().map_or(Ok(()), |trouble| Err(format!("{what}: {trouble}")))
}

/// Python with what the maker of people and the peer need, in the build folder.
struct Python {
    program: PathBuf,
}

impl Python {
    fn ready(tree: &Tree) -> Result<Python, String> {
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
    fn truth(&self, scratch: &Path, files: &[PathBuf]) -> Result<score::Truth, String> {
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
            let (person, household) = line.split_once('\t').unwrap_or((line, ""));
            truth.person.push(person.trim().to_string());
            truth.household.push(household.trim().to_string());
        }
        Ok(truth)
    }

    /// Splink on the same file and rules; also the processor seconds of its prediction.
    fn splink(&self, scratch: &Path, file: &Path, rules: &str) -> Result<(Ended, Option<f64>), String> {
        let script = script(scratch, "splink_peer.py", include_str!("splink_peer.py"))?;
        let mut command = Command::new(&self.program);
        command.arg(script).arg(file).arg(rules);
        let (mut last, mut prediction_s) = (String::new(), None);
        let ended = run::watch(command, LIMIT, |_, line| {
            if let Some(figures) = line.strip_prefix("figures: ") {
                println!("  Splink: {figures}");
                let after = figures.split_once("prediction ").and_then(|(_, rest)| rest.split(',').next());
                prediction_s = after.and_then(|s| s.parse().ok());
            }
            last = line.to_string();
        })?;
        finished(&format!("splink_peer.py ({last})"), &ended)?;
        Ok((ended, prediction_s))
    }
}

fn script(scratch: &Path, name: &str, text: &str) -> Result<PathBuf, String> {
    let path = scratch.join(name);
    fs::write(&path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    Ok(path)
}
