//! What is to be linked: files that teach the weights, files that are added to them, or a folder of results to which files are added.
//!
//! Files named before `--add` teach; those behind it are linked by what the others taught. Linked all at once or one after the other, in
//! whatever order, the result is the same: added files stand in the order of their names. What this leaves out: the meaning (`link::columns`)
//! and what is written (`run.rs`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use link::columns::{ColumnLinks, ColumnTerms, GrowError, Kept, Memory, link_added, link_columns_kept};
use model::Day;

use super::aside::{self, Files};
use super::decisions;
use super::run::{LinkArgs, Timer};
use super::spec::Spec;
use super::state::{STATE, Source, State, named_from, resolved};
use super::table::{self, Loaded, short};
use super::told::Told;
use crate::failure::{Done, Failure};

/// A linkage that is done.
pub(super) struct Job {
    pub(super) spec: Spec,
    pub(super) loaded: Loaded,
    pub(super) terms: ColumnTerms,
    pub(super) links: ColumnLinks,
    pub(super) kept: Kept,
    pub(super) state: State,
    pub(super) told: Told,
    /// How many records were added in this run.
    pub(super) added: u32,
    /// Temporary files, where memory is bounded.
    pub(super) files: Arc<Files>,
}

impl Job {
    /// With what is counted of the pairs.
    fn counted(mut self) -> Done<Job> {
        self.told = Told::of(&self.kept, &self.links, &self.terms)?;
        Ok(self)
    }
}

/// Links files from the beginning: all that are named, those behind `--add` by what the others teach.
pub(super) fn from_files(args: &LinkArgs, out: &Path, spec: Spec, timer: &mut Timer) -> Done<Job> {
    let added = in_order(args.add.iter().map(|path| (short(path), path.clone())).collect())?;
    apart(&args.files, &added)?;
    let (memory, files) = aside::bound(args.memory)?;
    let mut taught = load(&args.files, &spec, &memory, timer)?;
    let said = args.as_of.or(spec.observed);
    let guessed = said.is_none();
    let last = match said {
        Some(day) => day,
        None => table::last_day(&taught.records)?.unwrap_or(Day::LAST),
    };
    let mut state = State::new(&spec, last, guessed, args.form.as_deref().unwrap_or("csv"));
    state.taught = sources(out, &args.files, &taught)?;
    if let Some(list) = &spec.bodies {
        state.bodies = Some(source_of(out, list)?);
    }
    let (mut terms, notes) = terms_of(&spec, &state, args.threads, memory)?;
    if let Some(path) = &args.labels {
        terms.labels = decisions::read(path, taught.names.iter())?;
    }
    let read = |loaded: &Loaded| match &args.decisions {
        Some(path) => decisions::read(path, loaded.names.iter()),
        None => Ok(Vec::new()),
    };
    if added.is_empty() {
        let mut before = tell_names_apart(&mut taught)?;
        terms.decisions = read(&taught)?;
        let (mut links, kept) = link_all(&taught, &terms, timer)?;
        before.extend(notes);
        links.notes.splice(0..0, before);
        state.keep_decisions(&terms.decisions);
        return Job {
            spec,
            loaded: taught,
            terms,
            links,
            kept,
            state,
            told: Told::default(),
            added: 0,
            files,
        }
        .counted();
    }
    let (_, kept) = link_all(&taught, &terms, timer)?;
    drop(taught);
    let all: Vec<PathBuf> = args.files.iter().chain(added.iter().map(|(_, path)| path)).cloned().collect();
    let mut loaded = load(&all, &spec, &terms.memory, timer)?;
    let sources = sources(out, &all, &loaded)?;
    state.added = sources[args.files.len()..].to_vec();
    let mut before = tell_names_apart(&mut loaded)?;
    terms.decisions = read(&loaded)?;
    let at: Vec<u32> = (0..kept.records()).collect();
    let (mut links, kept) = add(&loaded, &terms, &kept, &at, timer)?;
    before.extend(notes);
    links.notes.splice(0..0, before);
    state.keep_decisions(&terms.decisions);
    let added = kept.records() - kept.learnt();
    Job { spec, loaded, terms, links, kept, state, told: Told::default(), added, files }.counted()
}

/// Adds files to a folder of results, or joins its records again by other decisions.
pub(super) fn to_results(args: &LinkArgs, out: &Path, timer: &mut Timer) -> Done<Job> {
    for (given, what) in [
        (args.spec.is_some(), "--spec"),
        (args.labels.is_some(), "--labels"),
        (args.as_of.is_some(), "--as-of"),
        (args.propose, "--propose"),
    ] {
        if given {
            return Err(Failure::new(format!(
                "{what} cannot be given where files are added to {}: it stays as it was",
                out.display()
            ))
            .hint("to change it, link all files anew"));
        }
    }
    let (memory, files) = aside::bound(args.memory)?;
    let (mut state, kept) = State::read(out, &memory)?;
    let spec = state.spec(out)?;
    if let Some(form) = &args.form {
        state.table_form.clone_from(form);
    }
    let known = state.clone();
    let mut added: Vec<(String, PathBuf)> =
        known.added.iter().map(|file| (short(Path::new(&file.path)), resolved(out, &file.path))).collect();
    added.extend(args.add.iter().map(|path| (short(path), path.clone())));
    let added = in_order(added)?;
    let taught: Vec<PathBuf> = known.taught.iter().map(|file| resolved(out, &file.path)).collect();
    apart(&taught, &added)?;
    let all: Vec<PathBuf> = taught.iter().chain(added.iter().map(|(_, path)| path)).cloned().collect();
    still_there(&known, out)?;
    let mut loaded = load(&all, &spec, &memory, timer)?;
    let sources = sources(out, &all, &loaded)?;
    unchanged(&known, &sources, out)?;
    state.added = sources[taught.len()..].to_vec();
    let mut notes = tell_names_apart(&mut loaded)?;
    let (mut terms, more) = terms_of(&spec, &state, args.threads, memory)?;
    notes.extend(more);
    let at = known.places(&sources);
    terms.decisions = match &args.decisions {
        Some(path) => decisions::read(path, loaded.names.iter())?,
        None => known.decisions(&at),
    };
    state.keep_decisions(&terms.decisions);
    let before = kept.records();
    let (mut links, kept) = add(&loaded, &terms, &kept, &at, timer)?;
    links.notes.splice(0..0, notes);
    let added = kept.records() - before;
    Job { spec, loaded, terms, links, kept, state, told: Told::default(), added, files }.counted()
}

fn add(
    loaded: &Loaded,
    terms: &ColumnTerms,
    kept: &Kept,
    at: &[u32],
    timer: &mut Timer,
) -> Done<(ColumnLinks, Kept)> {
    link_added(&loaded.records, terms, kept, at, &mut |stage| timer.tell(stage)).map_err(|e| {
        let hint = match e {
            GrowError::Aside(_) => "allow more in --memory, or make room in the folder for temporary files",
            _ => "link all files anew, with those to be added after --add: the result is the same",
        };
        Failure::new(format!("records cannot be added: {e}")).hint(hint)
    })
}

fn link_all(loaded: &Loaded, terms: &ColumnTerms, timer: &mut Timer) -> Done<(ColumnLinks, Kept)> {
    let linked = link_columns_kept(&loaded.records, terms, &mut |stage| timer.tell(stage));
    linked.map_err(|e| aside::failed(&e))
}

fn load(files: &[PathBuf], spec: &Spec, memory: &Memory, timer: &mut Timer) -> Done<Loaded> {
    let mut loaded = table::load(files, spec)?;
    loaded.records.put_aside(memory).map_err(|e| aside::failed(&e))?;
    timer.tell("read");
    Ok(loaded)
}

/// Added files in the order of their names, which must tell them apart.
fn in_order(mut files: Vec<(String, PathBuf)>) -> Done<Vec<(String, PathBuf)>> {
    files.sort();
    match files.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(Failure::new(format!("two of the files that are added are called {}", pair[0].0))
            .hint("a file is added once; give another file another name")),
        None => Ok(files),
    }
}

/// An added file must not be called as one that taught.
fn apart(taught: &[PathBuf], added: &[(String, PathBuf)]) -> Done<()> {
    match added.iter().find(|(name, _)| taught.iter().any(|path| short(path) == *name)) {
        Some((name, _)) => Err(Failure::new(format!("a file called {name} is there already"))
            .hint("a file is added once; give another file another name")),
        None => Ok(()),
    }
}

/// Files that are known must be where they were.
fn still_there(known: &State, out: &Path) -> Done<()> {
    let gone = known.files().chain(&known.bodies).find(|file| !resolved(out, &file.path).is_file());
    match gone {
        None => Ok(()),
        Some(file) => Err(Failure::new(format!(
            "{}, which {} was made from, is no longer there",
            resolved(out, &file.path).display(),
            out.display()
        ))
        .hint("put it back, or link all files anew, with those that were added after --add: the result is the same")),
    }
}

/// Files that are known must be what they were.
fn unchanged(known: &State, now: &[Source], out: &Path) -> Done<()> {
    let bodies = match &known.bodies {
        Some(list) => Some(source_of(out, &resolved(out, &list.path))?),
        None => None,
    };
    for file in known.files().chain(&known.bodies) {
        let same = now.iter().chain(&bodies).find(|other| other.path == file.path);
        if same.is_none_or(|other| other.sha256 != file.sha256) {
            return Err(Failure::new(format!(
                "{} is not what it was when {STATE} was written",
                resolved(out, &file.path).display()
            ))
            .hint("put back the file as it was, or link all files anew"));
        }
    }
    Ok(())
}

fn sources(out: &Path, files: &[PathBuf], loaded: &Loaded) -> Done<Vec<Source>> {
    let of = |(path, (sha256, records)): (&PathBuf, &(String, u32))| {
        Ok(Source { path: named_from(out, path)?, sha256: sha256.clone(), records: *records })
    };
    files.iter().zip(&loaded.files).map(of).collect()
}

/// A list that is read beside the files.
fn source_of(out: &Path, path: &Path) -> Done<Source> {
    let sha256 = super::bodies::hash_of_list(path)?;
    Ok(Source { path: named_from(out, path)?, sha256, records: 0 })
}

/// Where two records bear one name, each is named with its source; that must tell them apart.
fn tell_names_apart(loaded: &mut Loaded) -> Done<Vec<String>> {
    if loaded.names.repeated().is_none() {
        loaded.names.close();
        return Ok(Vec::new());
    }
    let source = |record: usize| &loaded.sources[loaded.records.source_of(record) as usize];
    loaded.names = loaded.names.each(|record, name| format!("{}:{name}", source(record)));
    match loaded.names.repeated() {
        None => {
            loaded.names.close();
            Ok(vec![
                "sources use the same names for their records: each is written with its source".to_string(),
            ])
        }
        Some(name) => Err(Failure::new(format!("two records are called \"{name}\""))
            .hint("leave `record` out of the specification: rows are then named by file and row")),
    }
}

/// The terms of a specification, and what is to be said of them.
fn terms_of(spec: &Spec, state: &State, threads: usize, memory: Memory) -> Done<(ColumnTerms, Vec<String>)> {
    let (last, mut notes) = (state.last_day()?, Vec::new());
    if state.last_day_guessed && last != Day::LAST {
        notes.push(format!("the last day of the records is taken to be {last}, from the years of birth"));
    }
    let mut terms = ColumnTerms::new(last);
    terms.threads = threads;
    terms.memory = memory;
    terms.rules = spec.rules.clone();
    terms.within_sources = spec.within_sources.unwrap_or(terms.within_sources);
    terms.pair_probability_min = spec.pairs_from.unwrap_or(terms.pair_probability_min);
    terms.join_probability_min = spec.join_from.unwrap_or(terms.join_probability_min);
    terms.also_at = spec.also_at.clone();
    if let Some(file) = &spec.bodies {
        terms.bodies = super::bodies::read_list(file)?;
        terms.bodies.lines_are_one = spec.successors_are_one;
        notes.push(format!("{} bodies are known from the list of names", terms.bodies.len()));
    }
    Ok((terms, notes))
}
