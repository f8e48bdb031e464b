//! The lanes of `cargo xtask test`: what each one runs, and the table at the end.
//!
//! A lane is one entry in [`LANES`]. It gives its counts, or a reason why it was skipped; a lane that has no tests of
//! its own counts as one. The last line is `N passed, N failed, N skipped` over all lanes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::count::{Counts, Reader};
use crate::go;
use crate::house;
use crate::run::{self, Ended, Stream};
use crate::tools::Tool;
use crate::tree::Tree;

/// Longest time a lane may take; reaching it fails the lane.
const LANE_LIMIT: Duration = Duration::from_secs(30 * 60);

/// Longest time the long lane may take.
const LONG_LIMIT: Duration = Duration::from_secs(3 * 3600);

/// Where randomised tests read their number of trials from.
const TRIALS: &str = "CANDOUR_TRIALS";

/// Trials of each randomised test in the long lane.
const LONG_TRIALS: &str = "1000000";

/// Lines of a failed command's output that are shown again under the lane.
const LINES_SHOWN: usize = 60;

/// The server that the tests of `ledger` start for themselves.
const POSTGRESQL: Tool = Tool::DebianFile { file: "/usr/lib/postgresql", package: "postgresql" };

/// The program that the tests of `ledger` exchange sealed files with.
const AGE: Tool = Tool::Debian { program: "age", package: "age" };

/// The browser that the pages are tried in.
const CHROMIUM: Tool = Tool::Debian { program: "chromium", package: "chromium" };

/// How the names of tests in a real browser begin: they are for the lane `browser` alone.
const IN_THE_BROWSER: &str = "in_the_browser";

/// One lane.
#[derive(Clone, Copy)]
pub struct Lane {
    /// Its name, one word.
    pub name: &'static str,
    /// What it holds the project to, one line.
    pub about: &'static str,
    /// Whether it runs only when asked for.
    pub on_request: bool,
    /// What it cannot run without, beyond cargo.
    pub needs: &'static [Tool],
    /// Runs it.
    run: fn(&Tree) -> Result<Report, String>,
}

/// What a lane that ran has to say.
#[derive(Clone, Default, Debug)]
pub struct Report {
    /// Its tests.
    pub counts: Counts,
    /// Figures and remarks for the table.
    pub notes: Vec<String>,
}

impl Report {
    /// One passed test, with a note.
    pub(crate) fn held(note: String) -> Report {
        Report { counts: Counts { passed: 1, ..Counts::default() }, notes: vec![note] }
    }

    /// One failed test, with the reason.
    pub(crate) fn broken(why: String) -> Report {
        Report { counts: Counts { failed: 1, ..Counts::default() }, notes: vec![why] }
    }

    /// One skipped test, with the reason.
    fn skipped(why: String) -> Report {
        let reasons = [(why, 1)].into();
        Report { counts: Counts { skipped: 1, reasons, ..Counts::default() }, notes: Vec::new() }
    }
}

/// Every lane, in the order they run: quick ones first.
pub const LANES: &[Lane] = &[
    Lane {
        name: "fmt",
        about: "the source is formatted by rustfmt",
        on_request: false,
        needs: &[Tool::Component { program: "rustfmt", component: "rustfmt" }],
        run: |tree| plain(tree, &["fmt", "--all", "--", "--check", "-l", "--color=never"], &[], "formatted"),
    },
    Lane {
        name: "house",
        about: "the tree holds to ARCHITECTURE.md, docs/decisions and the limits on its files",
        on_request: false,
        needs: &[],
        run: house_lane,
    },
    Lane {
        name: "clippy",
        about: "no warning in any target; the pure rooms are fenced",
        on_request: false,
        needs: &[Tool::Component { program: "cargo-clippy", component: "clippy" }],
        run: |tree| {
            plain(
                tree,
                &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
                &[],
                "no warning",
            )
        },
    },
    Lane {
        name: "test",
        about: "the tests of every crate",
        on_request: false,
        needs: &[],
        run: |tree| {
            // The tests of `ledger` start a server of their own and call age; without the programs they say SKIPPED.
            for why in [POSTGRESQL, AGE].into_iter().filter_map(|tool| tool.ensure().err()) {
                println!("   {why}");
            }
            cargo_test(tree, &["--workspace".to_string()], &["--skip", IN_THE_BROWSER], &[], LANE_LIMIT)
        },
    },
    Lane {
        name: "browser",
        about: "the page that checks a publication, in a real browser: files dropped, keys pressed, no request",
        on_request: false,
        needs: &[CHROMIUM],
        run: |tree| {
            // As the lane `test` builds them, so that nothing is compiled twice.
            let tests = ["--workspace".to_string(), "--test=browser".to_string()];
            cargo_test(tree, &tests, &[IN_THE_BROWSER], &[], LANE_LIMIT)
        },
    },
    Lane {
        name: "go",
        about: "Go's own library verifies our logs of 1 to 1,000,000 entries",
        on_request: false,
        needs: &[
            Tool::DebianFile { file: "/usr/bin/go", package: "golang-go" },
            Tool::DebianFile {
                file: "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tile.go",
                package: "golang-golang-x-mod-dev",
            },
        ],
        run: go::lane,
    },
    Lane {
        name: "doc",
        about: "the documentation builds without a warning",
        on_request: false,
        needs: &[],
        run: |tree| {
            plain(
                tree,
                &["doc", "--workspace", "--no-deps"],
                &[("RUSTDOCFLAGS", "-D warnings")],
                "no warning",
            )
        },
    },
    Lane {
        name: "review",
        about: "the released command on the bundled case gives the same bytes every time",
        on_request: false,
        needs: &[],
        run: review_lane,
    },
    Lane {
        name: "data",
        about: "the released command on the two real-data examples",
        on_request: false,
        needs: &[],
        run: data_lane,
    },
    Lane {
        name: "long",
        about: "the randomised tests with a million trials each (--long, or CANDOUR_LANES=long)",
        on_request: true,
        needs: &[],
        run: long_lane,
    },
];

/// The list of lanes, one a line.
pub fn list() -> String {
    LANES.iter().fold(String::new(), |mut text, lane| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{:8} {}", lane.name, lane.about);
        text
    })
}

/// `cargo xtask test`: `Ok(true)` if nothing failed.
pub fn command(arguments: &[&str]) -> Result<bool, String> {
    let chosen = choose(arguments, &std::env::var("CANDOUR_LANES").unwrap_or_default())?;
    let tree = Tree::here()?;
    match tree.shared() {
        Some(folder) => println!("shared data: {}", folder.display()),
        None => println!(
            "shared data: absent (neither CANDOUR_SHARED nor ../shared); tests that read it are skipped"
        ),
    }
    let rows: Vec<Row> = chosen.iter().map(|lane| run_lane(&tree, lane)).collect();
    print!("{}", table(&rows));
    Ok(rows.iter().all(|row| row.report.counts.failed == 0))
}

/// The lanes asked for: by name, or all that are not on request, with those that `CANDOUR_LANES` adds.
fn choose(arguments: &[&str], environment: &str) -> Result<Vec<Lane>, String> {
    let by_name = |name: &str| {
        let known = || LANES.iter().map(|lane| lane.name).collect::<Vec<_>>().join(", ");
        LANES
            .iter()
            .position(|lane| lane.name == name)
            .ok_or_else(|| format!("there is no lane `{name}`; the lanes are {}", known()))
    };
    let mut asked = Vec::new();
    let mut added = Vec::new();
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        match argument {
            "--lane" => asked.push(by_name(rest.next().ok_or("--lane needs a name")?)?),
            "--long" => added.push(by_name("long")?),
            other => return Err(format!("`{other}` is not an option of `cargo xtask test`")),
        }
    }
    for name in environment.split([',', ' ']).filter(|name| !name.is_empty()) {
        added.push(by_name(name)?);
    }
    let wanted = |place: usize, lane: &Lane| {
        let by_default = asked.is_empty() && !lane.on_request;
        by_default || asked.contains(&place) || added.contains(&place)
    };
    Ok(LANES.iter().enumerate().filter(|(place, lane)| wanted(*place, lane)).map(|(_, lane)| *lane).collect())
}

/// A line of the table.
struct Row {
    name: &'static str,
    seconds: f64,
    report: Report,
}

/// Runs one lane under its header; an error of the lane itself is a failure with its reason.
fn run_lane(tree: &Tree, lane: &Lane) -> Row {
    println!("\n=== {}: {}", lane.name, lane.about);
    let start = Instant::now();
    let missing = lane.needs.iter().find_map(|tool| tool.ensure().err());
    let report = match missing {
        Some(why) => Report::skipped(why),
        None => (lane.run)(tree).unwrap_or_else(Report::broken),
    };
    for note in &report.notes {
        println!("   {note}");
    }
    Row { name: lane.name, seconds: start.elapsed().as_secs_f64(), report }
}

/// The table and the closing line.
fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "\n{:8} {:8} {:>8} {:>8} {:>8} {:>8}\n",
        "lane", "result", "seconds", "passed", "failed", "skipped"
    );
    let mut total = Counts::default();
    for row in rows {
        let counts = &row.report.counts;
        total.add(counts);
        let result = match (counts.failed, counts.passed) {
            (0, 0) => "skipped",
            (0, _) => "passed",
            _ => "FAILED",
        };
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "{:8} {:8} {:>8.1} {:>8} {:>8} {:>8}",
            row.name, result, row.seconds, counts.passed, counts.failed, counts.skipped
        );
    }
    for row in rows {
        for (reason, number) in &row.report.counts.reasons {
            let tests = if *number == 1 { "test" } else { "tests" };
            let _ = writeln!(text, "skipped in {}: {reason}: {number} {tests}", row.name);
        }
        if row.report.counts.failed > 0 {
            for note in &row.report.notes {
                let _ = writeln!(text, "failed in {}: {note}", row.name);
            }
        }
    }
    let _ = writeln!(text, "\n{} passed, {} failed, {} skipped", total.passed, total.failed, total.skipped);
    text
}

/// A cargo command that holds or does not.
fn plain(
    tree: &Tree,
    arguments: &[&str],
    environment: &[(&str, &str)],
    note: &str,
) -> Result<Report, String> {
    let mut command = tree.cargo();
    command.args(arguments).envs(environment.iter().copied());
    let ended = run::watch(command, LANE_LIMIT, |_, line| println!("   {line}"))?;
    Ok(match ended.trouble() {
        None => Report::held(note.to_string()),
        Some(trouble) => Report::broken(format!("cargo {}: {trouble}", arguments.join(" "))),
    })
}

/// The tests of the chosen packages, those that `chosen` names to the harness, counted from what it prints.
fn cargo_test(
    tree: &Tree,
    packages: &[String],
    chosen: &[&str],
    environment: &[(&str, &str)],
    limit: Duration,
) -> Result<Report, String> {
    let mut command = tree.cargo();
    command.args(["test", "--no-fail-fast"]).args(packages).args(["--", "--show-output"]).args(chosen);
    command.envs(environment.iter().copied());
    let mut reader = Reader::default();
    let ended = run::watch(command, limit, |stream, line| {
        if stream == Stream::Err || reader.line(line) {
            println!("   {line}");
        }
    })?;
    let mut report = Report { counts: reader.counts(), notes: Vec::new() };
    if let Some(trouble) = ended.trouble() {
        // A crate that does not build, or a test binary that died, has no counts of its own.
        report.counts.failed = report.counts.failed.max(1);
        report.notes.push(format!("cargo test: {trouble}"));
    }
    Ok(report)
}

/// The packages whose tests read the number of trials from the environment, with that number raised.
fn long_lane(tree: &Tree) -> Result<Report, String> {
    let mut packages = Vec::new();
    for file in tree.files()?.iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        let mut parts = file.components().map(|part| part.as_os_str().to_string_lossy());
        let (Some(top), Some(package)) = (parts.next(), parts.next()) else { continue };
        let reads = tree.text(file)?.is_some_and(|text| text.contains(TRIALS));
        if top == "crates" && package != "xtask" && reads {
            packages.push(format!("--package={package}"));
        }
    }
    packages.dedup();
    if packages.is_empty() {
        return Ok(Report::skipped(format!("no test reads {TRIALS}")));
    }
    cargo_test(tree, &packages, &["--skip", IN_THE_BROWSER], &[(TRIALS, LONG_TRIALS)], LONG_LIMIT)
}

fn house_lane(tree: &Tree) -> Result<Report, String> {
    let mut report = Report::default();
    for check in house::CHECKS {
        match (check.run)(tree) {
            Ok(findings) if findings.is_empty() => {
                println!("   holds: {}", check.about);
                report.counts.passed += 1;
            }
            Ok(findings) => {
                report.counts.failed += 1;
                report.notes.extend(findings);
            }
            Err(why) => {
                report.counts.failed += 1;
                report.notes.push(format!("{}: {why}", check.about));
            }
        }
    }
    Ok(report)
}

/// Builds the released command; gives its path and the seconds the build took.
pub fn release_binary(tree: &Tree) -> Result<(PathBuf, f64), String> {
    let mut command = tree.cargo();
    command.args(["build", "--release", "--package", "candour"]);
    let ended = run::watch(command, LANE_LIMIT, |_, line| println!("   {line}"))?;
    if let Some(trouble) = ended.trouble() {
        return Err(format!("the release build failed: {trouble}"));
    }
    let program =
        tree.build_folder()?.join("release").join(format!("candour{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        return Err(format!("the release build left no {}", program.display()));
    }
    Ok((program, ended.wall_s))
}

/// A folder for results that is removed afterwards, in the build folder: the system's own may be small.
pub fn scratch(tree: &Tree) -> Result<tempfile::TempDir, String> {
    let folder = tree.build_folder()?.join("xtask");
    fs::create_dir_all(&folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
    tempfile::tempdir_in(&folder).map_err(|e| format!("cannot make a folder in {}: {e}", folder.display()))
}

/// One run of `candour review`: done, or done but a person must look. Shows the summary if `show`, the end of the
/// output if it failed.
fn run_review(program: &Path, arguments: &[&std::ffi::OsStr], show: bool) -> Result<Ended, String> {
    let mut command = Command::new(program);
    command.arg("review").args(arguments);
    let mut lines = Vec::new();
    let ended = run::watch(command, LANE_LIMIT, |_, line| {
        if show {
            println!("   | {line}");
        }
        lines.push(line.to_string());
    })?;
    if matches!(ended.code, Some(0 | 1)) {
        return Ok(ended);
    }
    if !show {
        for line in &lines[lines.len().saturating_sub(LINES_SHOWN)..] {
            println!("   | {line}");
        }
    }
    let said = lines.iter().position(|line| line.starts_with("error")).map(|at| lines[at..].join(" "));
    Err(format!("candour review: {}; {}", ended.trouble().unwrap_or_default(), said.unwrap_or_default()))
}

/// A copy of an example as it stands in the repository: a run writes beside `review.toml`, and the checkout stays as
/// it is.
fn copy_example(tree: &Tree, example: &str, to: &Path) -> Result<(), String> {
    let from = Path::new("examples").join(example);
    let files: Vec<PathBuf> = tree.files()?.into_iter().filter(|file| file.starts_with(&from)).collect();
    if files.is_empty() {
        return Err(format!("{} is not in the checkout", from.display()));
    }
    fs::create_dir_all(to).map_err(|e| format!("cannot make {}: {e}", to.display()))?;
    for file in files {
        let target = to.join(file.strip_prefix(&from).unwrap_or(&file));
        let copied = target
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::copy(tree.root.join(&file), &target).map(|_| ()));
        copied.map_err(|e| format!("cannot copy {}: {e}", file.display()))?;
    }
    Ok(())
}

/// The bundled case twice in one folder and once in another, compared byte for byte.
fn review_lane(tree: &Tree) -> Result<Report, String> {
    let (program, build_s) = release_binary(tree)?;
    let scratch = scratch(tree)?;
    let cases = [scratch.path().join("case"), scratch.path().join("elsewhere")];
    for case in &cases {
        copy_example(tree, "northmere", case)?;
    }
    let mut outs = Vec::new();
    let mut took_s = Vec::new();
    for (name, case) in [("first", &cases[0]), ("again", &cases[0]), ("elsewhere-out", &cases[1])] {
        let out = scratch.path().join(name);
        let ended =
            run_review(&program, &[case.as_os_str(), "--out".as_ref(), out.as_os_str()], outs.is_empty())?;
        took_s.push(ended.wall_s);
        outs.push(out);
    }
    for (other, how) in [(&outs[1], "run again"), (&outs[2], "run in another folder")] {
        let differing = differences(&outs[0], other)?;
        if !differing.is_empty() {
            return Ok(Report::broken(format!(
                "{how}, the command writes other bytes in {}",
                differing.join(", ")
            )));
        }
    }
    let files = files_below(&outs[0])?;
    if !files.contains(&PathBuf::from("report.html")) || !files.contains(&PathBuf::from("outcomes.csv")) {
        return Ok(Report::broken("the results lack report.html or outcomes.csv".to_string()));
    }
    Ok(Report::held(format!(
        "release build {build_s:.1} s; three runs ({:.2}, {:.2} and {:.2} s) wrote the same {} files, {} rows of outcomes",
        took_s[0],
        took_s[1],
        took_s[2],
        files.len(),
        rows_of(&outs[0].join("outcomes.csv"))?
    )))
}

/// The two examples whose evidence is shared data.
fn data_lane(tree: &Tree) -> Result<Report, String> {
    let Some(shared) = tree.shared() else {
        return Ok(Report::skipped("shared data absent".to_string()));
    };
    let (program, _) = release_binary(tree)?;
    let scratch = scratch(tree)?;
    let mut report = Report::default();
    let cases = [
        ("prevention-of-future-deaths", "04-pfd-regulation28"),
        ("childrens-services", "05-uk-childrens-services"),
    ];
    for (example, pack) in cases {
        let evidence = shared.join("data").join(pack);
        if !evidence.is_dir() {
            report.counts.add(&Report::skipped(format!("the data pack {pack} is absent")).counts);
            continue;
        }
        match data_example(tree, &program, example, &evidence, scratch.path()) {
            Ok(note) => {
                report.counts.passed += 1;
                report.notes.push(note);
            }
            Err(why) => {
                report.counts.failed += 1;
                report.notes.push(format!("{example}: {why}"));
            }
        }
    }
    Ok(report)
}

/// One example over one data pack; gives its figures in words.
fn data_example(
    tree: &Tree,
    program: &Path,
    example: &str,
    evidence: &Path,
    scratch: &Path,
) -> Result<String, String> {
    let case = scratch.join(example);
    let out = scratch.join(format!("{example}-out"));
    copy_example(tree, example, &case)?;
    let arguments =
        [case.as_os_str(), "--evidence".as_ref(), evidence.as_os_str(), "--out".as_ref(), out.as_os_str()];
    let ended = run_review(program, &arguments, true)?;
    match rows_of(&out.join("outcomes.csv"))? {
        0 => Err("no outcome at all".to_string()),
        rows => Ok(format!("{example}: {rows} rows of outcomes in {:.2} s", ended.wall_s)),
    }
}

/// Lines of a CSV file after its header. A quoted line break counts, so this is a figure for a person, not a test.
fn rows_of(file: &Path) -> Result<usize, String> {
    let bytes = fs::read(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    Ok(bytes.iter().filter(|&&byte| byte == b'\n').count().saturating_sub(1))
}

/// Files below a folder, relative to it, in order of name.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut ahead = vec![folder.to_path_buf()];
    while let Some(next) = ahead.pop() {
        let entries = fs::read_dir(&next).map_err(|e| format!("cannot list {}: {e}", next.display()))?;
        for entry in entries {
            let path = entry.map_err(|e| format!("cannot list {}: {e}", next.display()))?.path();
            if path.is_dir() {
                ahead.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Names of files that are in one folder only or differ in their bytes.
fn differences(left: &Path, right: &Path) -> Result<Vec<String>, String> {
    let mut names = files_below(left)?;
    names.extend(files_below(right)?);
    names.sort();
    names.dedup();
    names.retain(|name| match (fs::read(left.join(name)), fs::read(right.join(name))) {
        (Ok(a), Ok(b)) => a != b,
        _ => true,
    });
    Ok(names.iter().map(|name| name.display().to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_chosen_by_name_and_the_long_one_only_on_request() {
        let check = |arguments: &[&str], environment: &str, expected: &[&str]| {
            let names: Vec<&str> =
                choose(arguments, environment).unwrap().iter().map(|lane| lane.name).collect();
            assert_eq!(names, expected, "{arguments:?} {environment:?}");
        };
        let usual = ["fmt", "house", "clippy", "test", "browser", "go", "doc", "review", "data"];
        check(&[], "", &usual);
        check(&["--lane", "doc", "--lane", "fmt"], "", &["fmt", "doc"]);
        check(&["--long"], "", &[&usual[..], &["long"]].concat());
        check(&[], "long", &[&usual[..], &["long"]].concat());
        check(&["--lane", "long"], "", &["long"]);
        assert!(choose(&["--lane", "fnt"], "").err().unwrap().contains("there is no lane `fnt`"));
        assert!(choose(&["--lane"], "").is_err());
        assert!(choose(&["--quick"], "").is_err());
    }

    #[test]
    fn the_table_ends_with_the_sum_on_a_line_of_its_own() {
        let tests = Counts { passed: 7, failed: 0, skipped: 2, reasons: [("no data".to_string(), 2)].into() };
        let rows = [
            Row { name: "fmt", seconds: 0.5, report: Report::held("formatted".into()) },
            Row { name: "test", seconds: 2.0, report: Report { counts: tests, notes: Vec::new() } },
            Row { name: "doc", seconds: 2.0, report: Report::broken("exit code 101".into()) },
            Row { name: "data", seconds: 0.0, report: Report::skipped("shared data absent".into()) },
        ];
        let text = table(&rows);
        assert_eq!(text.lines().last(), Some("8 passed, 1 failed, 3 skipped"));
        for part in [
            "skipped in test: no data: 2 tests",
            "failed in doc: exit code 101",
            "FAILED",
            "data     skipped",
        ] {
            assert!(text.contains(part), "{part:?} is missing in:\n{text}");
        }
    }

    /// A crate with a test that passes, one whose data is absent, one that fails, and a binary that dies.
    #[test]
    fn tests_are_counted_as_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        put("Cargo.toml", "[package]\nname = 'mini'\nedition = '2024'\n[workspace]\n");
        put(
            "src/lib.rs",
            "#[test]\nfn holds() { assert_eq!(1 + 1, 2); }\n#[test]\nfn fails() { assert_eq!(1 + 1, 3); }\n\
             #[test]\nfn lacks() { println!(\"SKIPPED: no data\"); }\n",
        );
        put("tests/dies.rs", "#[test]\nfn dies() { std::process::abort(); }\n");
        let tree = Tree { root: folder.path().to_path_buf() };
        let target = folder.path().join("target").display().to_string();
        let check = |which: &str, passed: usize, failed: usize, skipped: usize| {
            let environment = [("CARGO_TARGET_DIR", target.as_str()), ("CARGO_NET_OFFLINE", "true")];
            let report = cargo_test(&tree, &[which.to_string()], &[], &environment, LANE_LIMIT).unwrap();
            let counts = &report.counts;
            assert_eq!(
                (counts.passed, counts.failed, counts.skipped),
                (passed, failed, skipped),
                "{which}: {report:?}"
            );
            assert!(report.notes[0].contains("exit code"), "{which}: {report:?}");
        };
        check("--lib", 1, 1, 1);
        check("--test=dies", 0, 1, 0);
        put("src/lib.rs", "does not build");
        check("--lib", 0, 1, 0);
    }

    #[test]
    fn two_folders_differ_by_a_byte_or_by_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        for (name, left, right) in [("same", "1", "1"), ("sub/byte", "1", "2")] {
            for (side, text) in [(&a, left), (&b, right)] {
                fs::create_dir_all(side.join(name).parent().unwrap()).unwrap();
                fs::write(side.join(name), text).unwrap();
            }
        }
        fs::write(b.join("extra"), "").unwrap();
        assert_eq!(differences(&a, &b).unwrap(), ["extra", "sub/byte"]);
        assert_eq!(differences(&a, &a).unwrap(), Vec::<String>::new());
    }
}
