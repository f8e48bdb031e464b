//! `candour link`: which rows of anybody's files are one person, how sure, and what it cost to find out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use model::{Band, Day};
use serde_json::json;

use super::job::{self, Job};
use super::page::{self, Facts};
use super::places;
use super::propose;
use super::spec::Spec;
use super::state::STATE;
use super::tables;
use super::thresholds;
use super::told::{number_of, warns};
use crate::failure::{Done, Failure};
use crate::memory::parse_memory;
use crate::output::Staged;
use crate::{Look, parse_day};

/// The file by which a folder is known as the result of an earlier run.
pub(super) const REPORT: &str = "link-report.html";

/// Most threads.
const THREADS_MAX: usize = 64;

/// Arguments of `candour link`.
#[derive(clap::Args)]
pub(crate) struct LinkArgs {
    /// Files with one record a row: CSV, Parquet, a workbook or whatever else is read here; each is a source of its own.
    #[arg(required_unless_present_any = ["add", "decisions", "explain"])]
    pub(super) files: Vec<PathBuf>,
    /// Files to add: linked by what the files before taught, or, where none is named, to the results in --out; only pairs with a new record are
    /// compared there. All at once or one after the other, in any order, the result is the same.
    #[arg(long, num_args = 1.., value_name = "FILES")]
    pub(super) add: Vec<PathBuf>,
    /// What the columns hold, and the rules (TOML); guessed from the names and values of the columns where absent.
    #[arg(long)]
    pub(super) spec: Option<PathBuf>,
    /// Folder for pairs, entities and link-report.html; put in place whole.
    #[arg(long, required_unless_present_any = ["propose", "explain"])]
    out: Option<PathBuf>,
    /// Only explain one pair, by the names of its records as in pairs.csv; nothing is written.
    #[arg(long, num_args = 2, value_names = ["LEFT", "RIGHT"], conflicts_with = "propose")]
    pub(super) explain: Option<Vec<String>>,
    /// Only print the specification that would be guessed, and why.
    #[arg(long, conflicts_with = "spec")]
    pub(super) propose: bool,
    /// Form of pairs and entities: csv where nothing is said.
    #[arg(long, value_parser = ["csv", "parquet"])]
    pub(super) form: Option<String>,
    /// What people have decided: a table of left, right and same (yes or no); followed whatever the weights say.
    #[arg(long)]
    pub(super) decisions: Option<PathBuf>,
    /// Pairs whose truth is known, in the same form: the weights are learnt from them too.
    #[arg(long)]
    pub(super) labels: Option<PathBuf>,
    /// Last day of the records (YYYY-MM-DD); from the specification or the latest year of birth where absent.
    #[arg(long, value_parser = parse_day)]
    pub(super) as_of: Option<Day>,
    /// Threads; the result is the same for every number.
    #[arg(long, default_value_t = 2)]
    pub(super) threads: usize,
    /// About how much memory to take (2GiB, 512MiB), apart from reading the files: what does not fit is put aside in temporary files.
    /// The result is the same.
    #[arg(long, value_parser = parse_memory, conflicts_with = "explain")]
    pub(super) memory: Option<u64>,
    /// Print a summary as JSON on standard output.
    #[arg(long)]
    as_json: bool,
    /// Print the time each stage took on standard error.
    #[arg(long)]
    timings: bool,
    /// Folder of a review that keeps a ledger: that these files were brought together is recorded in its log of processing.
    #[arg(long, value_name = "FOLDER")]
    review: Option<PathBuf>,
    #[command(flatten)]
    who: crate::processing::Who,
}

/// Bands of pairs and their meaning.
const BANDS: [(Band, &str); 3] = [
    (Band::Certain, "of 1,000 such pairs, 999 or more are expected to be one"),
    (Band::Probable, "of 100 such pairs, 95 or more are expected to be one"),
    (
        Band::Possible,
        "of 100 such pairs, 20 or more are expected to be one; a question, and nobody is joined for it at 0.95",
    ),
];

/// Carries out `candour link`.
pub(crate) fn run(args: &LinkArgs) -> Done<Look> {
    if args.threads == 0 || args.threads > THREADS_MAX {
        return Err(Failure::new(format!("--threads is from 1 to {THREADS_MAX}")));
    }
    let mut timer = Timer { wanted: args.timings, from: Instant::now(), busy: processor_s() };
    if args.files.is_empty() {
        let out = out_of(args)?;
        if args.explain.is_none() {
            places::may_be_replaced(out)?;
        }
        let job = job::to_results(args, out, &mut timer)?;
        return finish(args, out, job, &mut timer);
    }
    let writes = args.explain.is_none() && !args.propose;
    if writes {
        let out = out_of(args)?;
        let beside = [&args.spec, &args.decisions, &args.labels].into_iter().flatten();
        let read_here = args.files.iter().chain(&args.add).chain(beside);
        places::not_around(out, read_here.map(PathBuf::as_path))?;
        places::may_be_replaced(out)?;
    }
    let mut why = Vec::new();
    let spec = match &args.spec {
        Some(path) => Spec::read(path)?,
        None => propose::propose(&args.files, &mut why)?,
    };
    if let (true, Some(list)) = (writes, &spec.bodies) {
        places::not_around(out_of(args)?, [list.as_path()])?;
    }
    if args.propose {
        why.iter().for_each(|line| eprintln!("{line}"));
        print!("{}", spec.text());
        return Ok(Look::NotNeeded);
    }
    if args.spec.is_none() {
        eprintln!("no specification is given; the columns are taken to hold:");
        why.iter().for_each(|line| eprintln!("  {line}"));
    }
    if spec.columns.is_empty() {
        return Err(
            Failure::new("there is no column to compare records by").hint("name the columns in --spec")
        );
    }
    let out = match (&args.explain, &args.out) {
        // Nothing is written: any folder will do to name files from.
        (Some(_), None) => Path::new("out"),
        (Some(_), Some(_)) => {
            return Err(Failure::new(
                "--explain writes nothing: leave --out away, or leave the files away to explain a result",
            ));
        }
        _ => out_of(args)?,
    };
    let job = job::from_files(args, out, spec, &mut timer)?;
    finish(args, out, job, &mut timer)
}

/// Explains one pair, or writes the results.
fn finish(args: &LinkArgs, out: &Path, mut job: Job, timer: &mut Timer) -> Done<Look> {
    if let Some(names) = &args.explain {
        print!("{}", super::explain::text(names, &job)?);
        return Ok(Look::NotNeeded);
    }
    if let Some(review) = &args.review {
        if crate::processing::ledger_of(review).is_none() {
            return Err(Failure::new(format!("{} keeps no ledger", review.display())));
        }
        args.who.did(review, &[(ledger::Act::Combination, "the rows of files were linked")])?;
    }
    let hash = write(out, &mut job)?;
    timer.tell("write");
    tell(args, &job, &hash);
    let fit_for_use = !job.links.notes.iter().any(|note| warns(note));
    Ok(if job.loaded.clean && fit_for_use { Look::NotNeeded } else { Look::Needed })
}

fn out_of(args: &LinkArgs) -> Done<&Path> {
    args.out.as_deref().ok_or_else(|| Failure::new("--out is missing"))
}

/// Writes the results, and gives the hash of the state that is kept beside them.
fn write(out: &Path, job: &mut Job) -> Done<String> {
    let failed = |e: std::io::Error| Failure::io("cannot write", out, &e);
    let mut staged = Staged::begin(out).map_err(failed)?;
    let mut file = report::Out::file(&mut staged, STATE).map_err(failed)?;
    let hash = job.state.write(&mut job.kept, &mut *file).map_err(failed)?;
    file.flush().map_err(failed)?;
    drop(file);
    let Job { spec, loaded, terms, links, kept, told, .. } = &*job;
    let parquet = job.state.table_form == "parquet";
    tables::pairs(&mut staged, parquet, loaded, links, kept, terms.pair_probability_min).map_err(failed)?;
    tables::entities(&mut staged, parquet, loaded, links).map_err(failed)?;
    thresholds::write(&mut staged, loaded.names.iter(), links).map_err(failed)?;
    let facts = Facts { spec, loaded, links, told, terms };
    for (name, bytes) in [
        ("comparisons.csv", page::comparisons(links).into_bytes()),
        ("spec.toml", spec.text().into_bytes()),
        (REPORT, page::html(&facts).into_bytes()),
    ] {
        let mut file = report::Out::file(&mut staged, name).map_err(failed)?;
        file.write_all(&bytes).and_then(|()| file.flush()).map_err(failed)?;
    }
    if let Some(parent) = out.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    staged.place().map_err(failed)?;
    Ok(hash)
}

fn tell(args: &LinkArgs, job: &Job, hash: &str) {
    let Job { loaded, links, terms, told, .. } = job;
    // What forbids using the result comes first.
    links.notes.iter().filter(|note| warns(note)).for_each(|note| eprintln!("warning: {note}"));
    links.notes.iter().filter(|note| !warns(note)).for_each(|note| eprintln!("note: {note}"));
    for ((band, meaning), n) in BANDS.iter().zip(told.bands) {
        let verb = if n == 1 { "is" } else { "are" };
        let meaning = if n == 0 { String::new() } else { format!(": {meaning}") };
        eprintln!("{} {verb} {}{meaning}", number_of(n, "pair", "pairs"), band.word());
    }
    eprintln!(
        "{} of {}; {} listed, {} of them at {} or more; {}",
        number_of(loaded.records.len() as u64, "record", "records"),
        number_of(loaded.sources.len() as u64, "source", "sources"),
        number_of(told.listed, "pair", "pairs"),
        told.joined,
        terms.join_probability_min,
        number_of(links.entities.certainty.len() as u64, "entity", "entities")
    );
    if job.added > 0 {
        let were = if job.added == 1 { "was" } else { "were" };
        eprintln!("{} {were} added", number_of(u64::from(job.added), "record", "records"));
    }
    if let files @ 1.. = job.files.begun() {
        eprintln!(
            "not everything fitted the memory allowed: some of it was put aside in {}",
            number_of(files, "temporary file", "temporary files")
        );
    }
    eprintln!("state: {hash}");
    if args.as_json {
        let rules: Vec<_> = links.rules.iter().map(|r| {
            json!({ "rule": r.name, "pairs": r.pairs, "new_pairs": r.new_pairs, "new_found": r.new_found })
        }).collect();
        let summary = json!({
            "records": loaded.records.len(),
            "rejected": loaded.rejected,
            "sources": loaded.sources,
            "pairs_compared": links.rules.iter().map(|r| r.new_pairs).sum::<u64>(),
            "pairs_listed": told.listed,
            "pairs_to_join": told.joined,
            "certain": told.bands[0],
            "probable": told.bands[1],
            "possible": told.bands[2],
            "entities": links.entities.certainty.len(),
            "added": job.added,
            "state": hash,
            "rules": rules,
            "notes": links.notes,
        });
        println!("{summary:#}");
    }
}

/// Prints how long each stage took, where that is asked for.
pub(super) struct Timer {
    wanted: bool,
    from: Instant,
    busy: Option<f64>,
}

impl Timer {
    pub(super) fn tell(&mut self, stage: &str) {
        if self.wanted {
            eprintln!("timing: {stage} {:.3} s", self.from.elapsed().as_secs_f64());
            let busy = processor_s();
            if let Some((before, after)) = self.busy.zip(busy) {
                eprintln!("timing: {stage} processor {:.2} s", after - before);
            }
            self.busy = busy;
        }
        self.from = Instant::now();
    }
}

/// Processor seconds of all threads so far, where the system tells (Linux).
fn processor_s() -> Option<f64> {
    // Clock ticks in a second: fixed at 100 for user programs on Linux.
    const TICKS: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold spaces; what follows it begins with the third field.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS)
}
