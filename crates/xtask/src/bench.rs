//! Benchmarks: what the whole costs on a case of known size, measured from outside.
//!
//! A benchmark is one entry in [`BENCHES`]. Figures are for the machine that printed them; a claim elsewhere names
//! the machine, the command and the commit.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::lanes;
use crate::run::{self, Ended, Stream};
use crate::tree::Tree;

/// Longest time one measured command may take.
pub(crate) const BENCH_LIMIT: Duration = Duration::from_secs(3600);

/// Invented people of the main job, where nothing else is asked for.
const HOUSE_PEOPLE: u32 = 100_000;

/// Pages of minutes, where nothing else is asked for.
const PAGES: u32 = 10_000;

/// Mark of the lines that `candour --timings` prints on standard error: `timing: STAGE SECONDS s`.
const TIMING_MARK: &str = "timing: ";

/// One benchmark.
pub struct Bench {
    /// Its name, one word.
    pub name: &'static str,
    /// What it measures, one line.
    pub about: &'static str,
    /// Runs it with the size asked for.
    run: fn(&Tree, &Size) -> Result<(), String>,
}

/// Every benchmark. The kernels alone (`duty`, `link`) take their place here, each with its peers beside it.
pub const BENCHES: &[Bench] = &[
    Bench {
        name: "house",
        about: "a specimen of about 1,000,000 rows from files to report: rows/s, peak memory, share of each stage",
        run: house,
    },
    Bench {
        name: "link",
        about: "linkage from file to entities: accuracy on sets with known truth, cost beside Splink's",
        run: crate::bench_link::run,
    },
    Bench {
        name: "duty",
        about: "a made log of 5.5 million events under 20 rules, beside DuckDB, Declare4Py and pm4py; the kernel alone",
        run: crate::bench_duty::run,
    },
    Bench {
        name: "ledger",
        about: "durable appends by 256 clients, bulk, the full audit; beside plain SQLite rows as the floor",
        run: ledger,
    },
    Bench {
        name: "publication",
        about: "a publication of 500 entries: verified from bytes to verdict, and told as page and text",
        run: publication,
    },
    Bench {
        name: "minutes",
        about: "10,000 pages of made minutes: pages/s, peak memory, precision and recall of the names in them",
        run: crate::bench_minutes::run,
    },
];

/// Size of a made case.
pub struct Size {
    /// Invented people, where given; about ten rows each in `house`, one in `link`.
    pub(crate) people: Option<u32>,
    /// Seed of the case.
    pub(crate) seed: u64,
    /// Whether the sizes that take hours are wanted.
    pub(crate) long: bool,
    /// Pages of made minutes.
    pub(crate) pages: u32,
    /// Parts of `link` that are wanted; all but the longest where none is named.
    pub(crate) parts: Vec<String>,
    /// Sizes of the part `scale`, in millions of records, where given.
    pub(crate) millions: Vec<usize>,
    /// The program that `link` measures, where it is built already.
    pub(crate) program: Option<std::path::PathBuf>,
}

/// `cargo xtask bench [NAME ...] [--people N] [--seed S] [--pages N] [--long] [--part NAME] [--millions N] [--program PATH]`.
pub fn command(arguments: &[&str]) -> Result<bool, String> {
    let (names, size) = read(arguments)?;
    if names.is_empty() {
        for bench in BENCHES {
            println!("{:8} {}", bench.name, bench.about);
        }
        return Ok(true);
    }
    let tree = Tree::here()?;
    for name in names {
        let known = || BENCHES.iter().map(|bench| bench.name).collect::<Vec<_>>().join(", ");
        let bench = BENCHES
            .iter()
            .find(|bench| bench.name == name)
            .ok_or_else(|| format!("there is no benchmark `{name}`; there is {}", known()))?;
        println!("=== bench {}: {}", bench.name, bench.about);
        (bench.run)(&tree, &size)?;
    }
    Ok(true)
}

fn read<'a>(arguments: &[&'a str]) -> Result<(Vec<&'a str>, Size), String> {
    let mut size = Size {
        people: None,
        seed: 1,
        long: false,
        pages: PAGES,
        parts: Vec::new(),
        millions: Vec::new(),
        program: None,
    };
    let mut names = Vec::new();
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        let mut number = || {
            let text = rest.next().ok_or_else(|| format!("{argument} needs a number"))?;
            text.replace('_', "")
                .parse::<u64>()
                .map_err(|_| format!("{argument} needs a number, not `{text}`"))
        };
        match argument {
            "--people" => {
                let people = u32::try_from(number()?).map_err(|_| "--people is too large".to_string())?;
                size.people = Some(people);
            }
            "--seed" => size.seed = number()?,
            "--pages" => {
                size.pages = u32::try_from(number()?).map_err(|_| "--pages is too large".to_string())?;
            }
            "--millions" => size.millions.push(number()? as usize),
            "--part" => {
                let part = rest.next().ok_or("--part needs the name of a part")?;
                size.parts.push((*part).to_string());
            }
            "--long" => size.long = true,
            "--program" => {
                let path = rest.next().ok_or("--program needs the path of a program")?;
                size.program = Some(path.into());
            }
            option if option.starts_with('-') => return Err(format!("`{option}` is not an option of bench")),
            name => names.push(name),
        }
    }
    Ok((names, size))
}

/// The main job on a specimen, from the evidence files to `out/`.
fn house(tree: &Tree, size: &Size) -> Result<(), String> {
    let (program, build_s) = lanes::release_binary(tree)?;
    println!("release build: {build_s:.1} s (0.1 s or so where nothing had changed)");
    let scratch = lanes::scratch(tree)?;
    let case = scratch.path().join("case");
    let people = size.people.unwrap_or(HOUSE_PEOPLE);
    let made = specimen(&program, &case, people, size.seed)?;
    println!("specimen of {people} people, seed {}: {}", size.seed, cost(&made));
    let measured = review(Command::new(&program), &case)?;
    print!("{}", measured.text());
    Ok(())
}

/// The ledger's own figures, printed by its example `bench`.
fn ledger(tree: &Tree, _: &Size) -> Result<(), String> {
    let scratch = lanes::scratch(tree)?;
    example(tree, "ledger", &[scratch.path()])
}

fn publication(tree: &Tree, _: &Size) -> Result<(), String> {
    example(tree, "register", &[])
}

/// Runs the example `bench` of a room, optimised.
fn example(tree: &Tree, room: &str, arguments: &[&Path]) -> Result<(), String> {
    let mut command = tree.cargo();
    command.args(["run", "--release", "--quiet", "--package", room, "--example", "bench", "--"]);
    command.args(arguments);
    let ended = run::watch(command, BENCH_LIMIT, |_, line| println!("{line}"))?;
    match ended.trouble() {
        None => Ok(()),
        Some(trouble) => Err(format!("the bench of {room}: {trouble}")),
    }
}

fn specimen(program: &Path, case: &Path, people: u32, seed: u64) -> Result<Ended, String> {
    let mut command = Command::new(program);
    command.arg("specimen").arg(case);
    command.args(["--people", &people.to_string(), "--seed", &seed.to_string()]);
    let ended = run::watch(command, BENCH_LIMIT, |_, line| println!("   | {line}"))?;
    match ended.trouble() {
        None => Ok(ended),
        Some(trouble) => Err(format!("candour specimen: {trouble}")),
    }
}

/// One measured run of `candour review`.
struct Measured {
    ended: Ended,
    /// Rows read from the evidence.
    rows: Option<u64>,
    /// Stage and its seconds, as the program says.
    stages: Vec<(String, f64)>,
}

fn review(mut command: Command, case: &Path) -> Result<Measured, String> {
    command.arg("review").arg(case).args(["--json", "--timings"]);
    let mut json = String::new();
    let mut stages = Vec::new();
    let ended = run::watch(command, BENCH_LIMIT, |stream, line| match (stream, stage(line)) {
        (Stream::Out, _) => {
            json.push_str(line);
            json.push('\n');
        }
        (Stream::Err, Some(timed)) => stages.push(timed),
        (Stream::Err, None) => println!("   | {line}"),
    })?;
    if !matches!(ended.code, Some(0 | 1)) {
        return Err(format!("candour review: {}", ended.trouble().unwrap_or_default()));
    }
    let summary: Value =
        serde_json::from_str(&json).map_err(|e| format!("candour review --json printed no JSON: {e}"))?;
    Ok(Measured { ended, rows: rows_in(&summary), stages })
}

/// `timing: STAGE SECONDS s`.
pub(crate) fn stage(line: &str) -> Option<(String, f64)> {
    let (name, seconds) = line.strip_prefix(TIMING_MARK)?.strip_suffix(" s")?.rsplit_once(' ')?;
    Some((name.trim().to_string(), seconds.parse().ok()?))
}

/// The rows of evidence that the summary accounts for.
fn rows_in(summary: &Value) -> Option<u64> {
    summary["rows"]["in"].as_u64()
}

impl Measured {
    fn text(&self) -> String {
        let mut text = format!("review: {}\n", cost(&self.ended));
        match self.rows {
            Some(rows) => text += &format!("rows: {rows}; {:.0} rows/s\n", rows as f64 / self.ended.wall_s),
            None => text += "rows: the summary does not say\n",
        }
        let timed: f64 = self.stages.iter().map(|(_, seconds)| seconds).sum();
        for (name, seconds) in &self.stages {
            text += &format!("  {name:24} {seconds:>8.2} s {:>5.1} %\n", 100.0 * seconds / self.ended.wall_s);
        }
        let rest = (self.ended.wall_s - timed).max(0.0);
        text + &format!(
            "  {:24} {rest:>8.2} s {:>5.1} %\n",
            "(outside any stage)",
            100.0 * rest / self.ended.wall_s
        )
    }
}

/// Wall and processor seconds and peak memory, in words.
pub(crate) fn cost(ended: &Ended) -> String {
    let processor =
        ended.processor_s.map_or("processor time unknown".to_string(), |s| format!("{s:.2} s processor"));
    let peak = ended.peak_bytes.map_or("peak memory unknown".to_string(), |bytes| {
        format!("{:.0} MiB peak", bytes as f64 / f64::from(1 << 20))
    });
    format!("{:.2} s wall, {processor}, {peak}", ended.wall_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_read_from_the_lines_that_name_them() {
        assert_eq!(stage("timing: reading the files 1.25 s"), Some(("reading the files".to_string(), 1.25)));
        assert_eq!(stage("timing: link 0.5 s"), Some(("link".to_string(), 0.5)));
        for line in ["link 0.5 s", "timing: link", "timing: link fast s", "timing: link 0.5"] {
            assert_eq!(stage(line), None, "{line}");
        }
    }

    #[test]
    fn a_run_is_measured_from_what_it_prints_even_where_a_person_must_look() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("stand-in.sh");
        let run = |code: &str| {
            let prints = "echo 'timing: intake 0.250 s' >&2; echo '{ \"rows\": {'; echo '\"in\": 42 } }'";
            std::fs::write(&script, format!("{prints}; echo 'look: here' >&2; exit {code}\n")).unwrap();
            let mut command = Command::new("sh");
            command.arg(&script);
            review(command, folder.path())
        };
        let measured = run("1").unwrap();
        assert_eq!(measured.rows, Some(42));
        assert_eq!(measured.stages, [("intake".to_string(), 0.25)]);
        assert!(run("2").err().unwrap().contains("exit code 2"));
    }

    #[test]
    fn shares_are_of_the_whole_and_the_rest_is_said() {
        let ended = Ended {
            code: Some(0),
            over_limit: false,
            wall_s: 10.0,
            processor_s: None,
            peak_bytes: Some(3 << 20),
        };
        let stages = vec![("intake".to_string(), 6.0), ("link".to_string(), 3.0)];
        let text = Measured { ended, rows: Some(1000), stages }.text();
        for part in [
            "100 rows/s",
            " 60.0 %",
            " 30.0 %",
            "(outside any stage)",
            " 10.0 %",
            "3 MiB peak",
            "time unknown",
        ] {
            assert!(text.contains(part), "{part:?} is missing in:\n{text}");
        }
    }

    #[test]
    fn sizes_are_read_and_nonsense_is_refused() {
        let (names, size) = read(&["house", "--people", "1_000", "--seed", "7"]).unwrap();
        assert_eq!((names, size.people, size.seed), (vec!["house"], Some(1000), 7));
        let (_, size) = read(&["link", "--part", "sets", "--part", "scale", "--millions", "5"]).unwrap();
        assert_eq!((size.parts, size.millions), (vec!["sets".to_string(), "scale".to_string()], vec![5]));
        assert!(read(&["--people"]).is_err());
        assert!(read(&["--people", "many"]).is_err());
        assert!(read(&["--peeple", "3"]).is_err());
    }
}
