//! `cargo xtask bench link`: linkage from file to entities, accuracy against known truths, and Splink beside it.
//!
//! Both programs read the same files and use the same blocking rules; each runs as a process of its own, so that
//! processor time and peak memory are measured alike. Made people come from the maker in the shared folder.
//! What is absent (the shared folder, Python, Splink) is said, and the rest runs.

mod encodings;
mod goals;
mod officers;
mod organisations;
mod python;
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

use goals::Goals;
use python::{Python, Splink};

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
    /// Share of true pairs that blocking must bring together, where that is asked.
    blocking: Option<f64>,
}

const SETS: [Set; 7] = [
    Set {
        name: "historical",
        files: &["12-linkage-benchmarks/historical_figures_with_errors_50k.parquet"],
        spec: "historical",
        goal: 0.88,
        splink: 0.766,
        blocking: Some(0.93),
    },
    Set {
        name: "FEBRL 3",
        files: &["12-linkage-benchmarks/dataset3.csv"],
        spec: "febrl3",
        goal: 0.997,
        splink: 0.9956,
        blocking: None,
    },
    Set {
        name: "FEBRL 4",
        files: &["12-linkage-benchmarks/dataset4a.csv", "12-linkage-benchmarks/dataset4b.csv"],
        spec: "febrl4",
        goal: 0.9998,
        splink: 0.9998,
        blocking: None,
    },
    Set {
        name: "fake_1000",
        files: &["12-linkage-benchmarks/fake_1000.csv"],
        spec: "fake_1000",
        goal: 0.88,
        splink: 0.861,
        blocking: None,
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
        blocking: None,
    },
    Set {
        name: "two censuses",
        files: &["13-simulated-census/census2020.parquet", "13-simulated-census/census2030.parquet"],
        spec: "censuses",
        goal: 0.990,
        splink: 0.987,
        blocking: None,
    },
    Set {
        name: "census and tax",
        files: &["13-simulated-census/census2020.parquet", "13-simulated-census/w2_2020.parquet"],
        spec: "tax",
        goal: 0.88,
        splink: 0.839,
        blocking: None,
    },
];

/// What can be asked for by `--part`, in the order in which it runs.
const PARTS: [&str; 7] = ["dice", "sets", "officers", "organisations", "made", "kernel", "scale"];

/// Least share right where 0.95 is said, and the least lower limit of its 95 % interval.
const CALIBRATED: (f64, f64) = (0.95, 0.93);

/// Best F1 on made people, and Splink's as the shared folder records it.
const MADE: (f64, f64) = (0.93, 0.879);

/// Runs it: every part but `scale`, which takes hours and runs where it is asked for, or the parts named.
pub(crate) fn run(tree: &Tree, size: &Size) -> Result<(), String> {
    if let Some(wrong) = size.parts.iter().find(|part| !PARTS.contains(&part.as_str())) {
        return Err(format!("there is no part `{wrong}` of bench link; there is {}", PARTS.join(", ")));
    }
    let wanted = |part: &str| match size.parts.is_empty() {
        true => part != "scale" || size.long,
        false => size.parts.iter().any(|asked| asked == part),
    };
    let mut goals = Goals::default();
    let Some(shared) = tree.shared() else {
        println!("SKIPPED: the folder of shared data is absent");
        return Ok(());
    };
    if wanted("organisations") {
        organisations::run(tree, &mut goals)?;
    }
    let program = match &size.program {
        Some(program) => program.clone(),
        None => {
            let (program, build_s) = lanes::release_binary(tree)?;
            println!("release build: {build_s:.1} s (0.1 s or so where nothing had changed)");
            program
        }
    };
    let scratch = lanes::scratch(tree)?;
    match Python::ready(tree) {
        Err(why) => println!("SKIPPED: truths, made people and Splink ({why})"),
        Ok(python) => {
            let bench = Link { tree, program, scratch: scratch.path().to_path_buf(), python };
            if wanted("dice") {
                encodings::run(&bench.program, &bench.scratch, &bench.python, &mut goals)?;
            }
            if wanted("sets") {
                bench.sets(&shared, &mut goals)?;
            }
            if wanted("officers") {
                officers::run(&bench, &shared, &mut goals)?;
            }
            for seed in [size.seed, size.seed + 1].into_iter().filter(|_| wanted("made")) {
                bench.made(&shared, size.people.unwrap_or(PEOPLE), seed, &mut goals)?;
            }
            if wanted("kernel") {
                bench.kernel(&shared, size.people.unwrap_or(PEOPLE), size.seed, &mut goals)?;
            }
            if wanted("scale") {
                scale::run(&bench, &shared, size, &mut goals)?;
            }
        }
    }
    print!("{}", goals.text());
    Ok(())
}

struct Link<'a> {
    tree: &'a Tree,
    program: PathBuf,
    scratch: PathBuf,
    python: Python,
}

impl Link<'_> {
    /// Accuracy on every set with a truth.
    fn sets(&self, shared: &Path, goals: &mut Goals) -> Result<(), String> {
        println!("\naccuracy, by a specification for each set and by the kinds of the columns alone\n{HEAD}");
        for set in &SETS {
            let files: Vec<PathBuf> = set.files.iter().map(|f| shared.join("data").join(f)).collect();
            if let Some(absent) = files.iter().find(|f| !f.is_file()) {
                println!("SKIPPED: {}: {} is absent", set.name, absent.display());
                continue;
            }
            let truth = self.python.truth(&self.scratch, &files)?;
            let theirs = match self.python.splink_on(&self.scratch, set.spec, &files) {
                Ok(theirs) => Some(theirs),
                Err(why) => {
                    println!("  SKIPPED: Splink on {} ({why})", set.name);
                    None
                }
            };
            // What Splink reached here, or what is published where that is more.
            let bar = theirs.as_ref().map_or(set.splink, |t| t.best_f1.max(set.splink));
            let at_95 = theirs.as_ref().map(|t| t.at_95.0);
            let ours = self.ours(&files, Some(set.spec), 2)?;
            let reached = score::measure(&score::read(&ours.out)?, &truth)?;
            println!("{}", row(set.name, &reached, &ours.ended));
            goals.least(&format!("{}: best F1", set.name), set.goal, reached.f1_best, Some(bar));
            calibrated(goals, set.name, &reached, at_95);
            let ours = self.ours(&files, None, 2)?;
            let reached = score::measure(&score::read(&ours.out)?, &truth)?;
            let name = format!("{}, no specification", set.name);
            println!("{}", row(&name, &reached, &ours.ended));
            goals.least(&format!("{name}: Splink's best F1"), set.splink, reached.f1_best, Some(bar));
            calibrated(goals, &name, &reached, at_95);
            if let Some(least) = set.blocking {
                goals.least(
                    &format!("{}: recall of blocking", set.name),
                    least,
                    self.blocked(set, &files, &truth)?,
                    None,
                );
            }
        }
        Ok(())
    }

    /// The share of true pairs that some rule brings together: every pair that is compared is written.
    fn blocked(&self, set: &Set, files: &[PathBuf], truth: &score::Truth) -> Result<f64, String> {
        let path = self.specification(set.spec);
        let text = fs::read_to_string(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        let all = script(&self.scratch, "every-pair.toml", &format!("pairs_from = 0.0\n{text}"))?;
        let ours = self.ours_with(files, Some(&all), 2, None)?;
        Ok(score::measure(&score::read(&ours.out)?, truth)?.listed)
    }

    /// Made people: cost under both lists of rules, with Splink's beside it, and accuracy without a specification.
    fn made(&self, shared: &Path, people: u32, seed: u64, goals: &mut Goals) -> Result<(), String> {
        let file = self.people(&self.python, shared, people, seed)?;
        let files = std::slice::from_ref(&file);
        let truth = self.python.truth(&self.scratch, files)?;
        println!("\nmade people: {people}, seed {seed}\n{HEAD}");
        for rules in ["narrow", "wide"] {
            let ours = self.ours(files, Some(&format!("made-{rules}")), 2)?;
            let reached = score::measure(&score::read(&ours.out)?, &truth)?;
            println!("{}", row(&format!("ours, {rules} rules"), &reached, &ours.ended));
            println!("  {}", cost(&ours.ended));
            let name = format!("made people, seed {seed}, {rules} rules");
            let theirs = match self.python.splink(&self.scratch, &file, rules) {
                Ok(theirs) => {
                    println!("  Splink: {}\n  {}", cost(&theirs.ended), ratio(&ours.ended, &theirs.ended));
                    println!("  {}", scoring(&ours, theirs.prediction_s));
                    costs(goals, &name, rules, &ours, &theirs);
                    Some(theirs)
                }
                Err(why) => {
                    println!("  SKIPPED: Splink ({why})");
                    None
                }
            };
            goals.least(
                &format!("{name}: best F1"),
                MADE.0,
                reached.f1_best,
                theirs.as_ref().map(|t| t.best_f1),
            );
            calibrated(goals, &name, &reached, theirs.as_ref().map(|t| t.at_95.0));
        }
        let ours = self.ours(files, None, 2)?;
        let reached = score::measure(&score::read(&ours.out)?, &truth)?;
        let name = format!("made people, seed {seed}, no specification");
        println!("{}", row("ours, no specification", &reached, &ours.ended));
        goals.least(&format!("{name}: Splink's best F1"), MADE.1, reached.f1_best, None);
        calibrated(goals, &name, &reached, None);
        // Parquet files of millions of people fill a disk.
        fs::remove_file(&file).map_err(|e| format!("cannot remove {}: {e}", file.display()))
    }

    /// The kernel alone: scoring under the wide rules on one core, with levels and weights of every pair kept.
    fn kernel(&self, shared: &Path, people: u32, seed: u64, goals: &mut Goals) -> Result<(), String> {
        let file = self.people(&self.python, shared, people, seed)?;
        println!("\nkernel: {people} made people, wide rules, one thread");
        let ours = self.ours(std::slice::from_ref(&file), Some("made-wide"), 1)?;
        println!("  {}", scoring(&ours, None));
        goals.least("kernel: million pairs a second and core", 10.0, ours.rate().unwrap_or(f64::NAN), None);
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
        self.ours_with(files, spec.map(|name| self.specification(name)).as_deref(), threads, None)
    }

    /// A specification that is kept in the repository.
    fn specification(&self, name: &str) -> PathBuf {
        self.tree.root.join(format!("examples/link/{name}.toml"))
    }

    /// Runs `candour link`, with a bound on its memory or without.
    fn ours_with(
        &self,
        files: &[PathBuf],
        spec: Option<&Path>,
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
            command.arg("--spec").arg(spec);
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

impl Ours {
    /// Million pairs compared and weighed in a processor second.
    fn rate(&self) -> Option<f64> {
        Some(self.pairs? / self.scoring_s?.max(0.01) / 1e6)
    }
}

/// Whether at least 0.95 are right where it says 0.95.
fn calibrated(goals: &mut Goals, name: &str, reached: &score::Reached, theirs: Option<f64>) {
    let lower = score::wilson_lower(reached.right_95, reached.said_95);
    goals.least(&format!("{name}: right where it says 0.95"), CALIBRATED.0, reached.at_95.0, theirs);
    goals.least(&format!("{name}: lower limit of its 95 % interval"), CALIBRATED.1, lower, None);
}

/// What a run may cost beside Splink's: whole runs under narrow rules, scoring alone under wide ones.
fn costs(goals: &mut Goals, name: &str, rules: &str, ours: &Ours, theirs: &Splink) {
    let share = |a: Option<f64>, b: Option<f64>| a.zip(b).map_or(f64::NAN, |(a, b)| a / b);
    let bytes = |e: &Ended| e.peak_bytes.map(|b| b as f64);
    if rules == "narrow" {
        let processor = share(ours.ended.processor_s, theirs.ended.processor_s);
        goals.most(&format!("{name}: processor time, of Splink's"), 0.1, processor, Some(1.0));
        let memory = share(bytes(&ours.ended), bytes(&theirs.ended));
        goals.most(&format!("{name}: memory, of Splink's"), 0.2, memory, Some(1.0));
    } else {
        let scoring = share(ours.scoring_s, theirs.prediction_s);
        goals.most(&format!("{name}: scoring, of Splink's"), 0.05, scoring, Some(1.0));
    }
}

/// Scoring alone: ours, and Splink's prediction.
fn scoring(ours: &Ours, theirs_s: Option<f64>) -> String {
    let (Some(pairs), Some(ours_s)) = (ours.pairs, ours.scoring_s) else {
        return "scoring: not told apart".to_string();
    };
    let rate = ours.rate().unwrap_or(f64::NAN);
    let beside = theirs_s.map_or("Splink's prediction not told".to_string(), |s| {
        format!("Splink's prediction {s:.1} s: 1 to {:.1}", s / ours_s.max(0.01))
    });
    format!(
        "scoring alone: {pairs:.0} pairs in {ours_s:.2} s processor, {rate:.1} million a second and core; {beside}"
    )
}

const HEAD: &str = "set                          best F1   P at .95 (lower) of said    R at .95   joined P  R      F1     B3 P   B3 R   worst merge  households  processor s";

fn row(name: &str, reached: &score::Reached, ended: &Ended) -> String {
    let (p, r, f1) = reached.joined;
    format!(
        "{name:28} {:.4}    {:.4} ({:.4}) {:>8}   {:.4}     {p:.4}    {r:.4} {f1:.4} {:.4} {:.4} {:>6} {:>16} {:>12.2}",
        reached.f1_best,
        reached.at_95.0,
        score::wilson_lower(reached.right_95, reached.said_95),
        reached.said_95,
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

fn script(scratch: &Path, name: &str, text: &str) -> Result<PathBuf, String> {
    let path = scratch.join(name);
    fs::write(&path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    Ok(path)
}
