//! `candour link`: which rows of anybody's files are one person, how sure, and what it cost to find out.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use link::columns::{ColumnLinks, ColumnTerms, link_columns};
use model::Day;
use serde_json::json;

use super::page::{self, Facts};
use super::spec::Spec;
use super::table::{self, Loaded};
use super::tables;
use crate::failure::{Done, Failure};
use crate::output::Staged;
use crate::{Look, parse_day};

/// Most threads.
const THREADS_MAX: usize = 64;

/// Arguments of `candour link`.
#[derive(clap::Args)]
pub(crate) struct LinkArgs {
    /// Files with one record a row: CSV, Parquet, a workbook or whatever else is read here; each is a source of its own.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What the columns hold, and the rules (TOML); guessed from the names and values of the columns where absent.
    #[arg(long)]
    spec: Option<PathBuf>,
    /// Folder for pairs, entities and link-report.html; put in place whole.
    #[arg(long, required_unless_present = "propose")]
    out: Option<PathBuf>,
    /// Only print the specification that would be guessed, and why.
    #[arg(long, conflicts_with = "spec")]
    propose: bool,
    /// Form of pairs and entities.
    #[arg(long, default_value = "csv", value_parser = ["csv", "parquet"])]
    form: String,
    /// Last day of the records (YYYY-MM-DD); from the specification or the latest year of birth where absent.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<Day>,
    /// Threads; the result is the same for every number.
    #[arg(long, default_value_t = 2)]
    threads: usize,
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

/// Carries out `candour link`.
pub(crate) fn run(args: &LinkArgs) -> Done<Look> {
    if args.threads == 0 || args.threads > THREADS_MAX {
        return Err(Failure::new(format!("--threads is from 1 to {THREADS_MAX}")));
    }
    let mut timer = Timer { wanted: args.timings, from: Instant::now() };
    let mut why = Vec::new();
    let spec = match &args.spec {
        Some(path) => Spec::read(path)?,
        None => table::propose(&args.files, &mut why)?,
    };
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
    let mut loaded = table::load(&args.files, &spec)?;
    timer.tell("read");
    let mut notes = Vec::new();
    tell_names_apart(&mut loaded, &mut notes)?;
    let last = last_day(args, &spec, &loaded, &mut notes);
    let mut terms = ColumnTerms::new(last);
    terms.threads = args.threads;
    terms.rules = spec.rules.clone();
    if let Some(within) = spec.within_sources {
        terms.within_sources = within;
    }
    if let Some(least) = spec.pairs_from {
        terms.pair_probability_min = least;
    }
    if let Some(least) = spec.join_from {
        terms.join_probability_min = least;
    }
    let mut links = link_columns(&loaded.records, &terms);
    timer.tell("link");
    links.notes.splice(0..0, notes);
    let out = args.out.as_deref().ok_or_else(|| Failure::new("--out is missing"))?;
    if let Some(review) = &args.review {
        if crate::processing::ledger_of(review).is_none() {
            return Err(Failure::new(format!("{} keeps no ledger", review.display())));
        }
        args.who.did(review, &[(ledger::Act::Combination, "the rows of files were linked")])?;
    }
    write(args, out, &spec, &loaded, &links, &terms)?;
    timer.tell("write");
    tell(args, &loaded, &links, &terms);
    Ok(if loaded.clean { Look::NotNeeded } else { Look::Needed })
}

/// Where two records bear one name, each is named with its source; that must tell them apart.
fn tell_names_apart(loaded: &mut Loaded, notes: &mut Vec<String>) -> Done<()> {
    let repeated = |names: &[String]| {
        let mut sorted: Vec<&str> = names.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        sorted.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_string())
    };
    if repeated(&loaded.names).is_none() {
        return Ok(());
    }
    for (name, &source) in loaded.names.iter_mut().zip(&loaded.records.source) {
        *name = format!("{}:{name}", loaded.sources[source as usize]);
    }
    notes.push("sources use the same names for their records: each is written with its source".to_string());
    match repeated(&loaded.names) {
        None => Ok(()),
        Some(name) => Err(Failure::new(format!("two records are called \"{name}\""))
            .hint("leave `record` out of the specification: rows are then named by file and row")),
    }
}

fn last_day(args: &LinkArgs, spec: &Spec, loaded: &Loaded, notes: &mut Vec<String>) -> Day {
    if let Some(day) = args.as_of.or(spec.observed) {
        return day;
    }
    let day = table::last_day(&loaded.records).unwrap_or(Day::LAST);
    if day != Day::LAST {
        notes.push(format!("the last day of the records is taken to be {day}, from the years of birth"));
    }
    day
}

fn write(
    args: &LinkArgs,
    out: &std::path::Path,
    spec: &Spec,
    loaded: &Loaded,
    links: &ColumnLinks,
    terms: &ColumnTerms,
) -> Done<()> {
    let failed = |e: std::io::Error| Failure::io("cannot write", out, &e);
    let parquet = args.form == "parquet";
    let mut staged = Staged::begin(out).map_err(failed)?;
    tables::pairs(&mut staged, parquet, loaded, links).map_err(failed)?;
    tables::entities(&mut staged, parquet, loaded, links).map_err(failed)?;
    let facts = Facts { spec, loaded, links, terms };
    for (name, text) in [
        ("comparisons.csv", page::comparisons(links)),
        ("spec.toml", spec.text()),
        ("link-report.html", page::html(&facts)),
    ] {
        let mut file = report::Out::file(&mut staged, name).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(failed)?;
    }
    if let Some(parent) = out.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    staged.place().map_err(failed)
}

fn tell(args: &LinkArgs, loaded: &Loaded, links: &ColumnLinks, terms: &ColumnTerms) {
    for note in &links.notes {
        eprintln!("note: {note}");
    }
    let joined = links.pairs.iter().filter(|p| p.probability >= terms.join_probability_min).count();
    eprintln!(
        "{} records of {} sources; {} pairs listed, {joined} of them at {} or more; {} entities",
        loaded.records.len(),
        loaded.sources.len(),
        links.pairs.len(),
        terms.join_probability_min,
        links.entities.certainty.len()
    );
    if args.as_json {
        let rules: Vec<_> = links.rules.iter().map(|r| {
            json!({ "rule": r.name, "pairs": r.pairs, "new_pairs": r.new_pairs, "new_found": r.new_found })
        }).collect();
        let summary = json!({
            "records": loaded.records.len(),
            "rejected": loaded.rejected,
            "sources": loaded.sources,
            "pairs_compared": links.rules.iter().map(|r| r.new_pairs).sum::<u64>(),
            "pairs_listed": links.pairs.len(),
            "pairs_to_join": joined,
            "entities": links.entities.certainty.len(),
            "rules": rules,
            "notes": links.notes,
        });
        println!("{summary:#}");
    }
}

/// Prints how long each stage took, where that is asked for.
struct Timer {
    wanted: bool,
    from: Instant,
}

impl Timer {
    fn tell(&mut self, stage: &str) {
        if self.wanted {
            eprintln!("timing: {stage} {:.3} s", self.from.elapsed().as_secs_f64());
        }
        self.from = Instant::now();
    }
}
