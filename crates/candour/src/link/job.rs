//! What is to be linked: files that teach the weights, files that are added to them, or a folder of results to which files are added.
//!
//! Files named before `--add` teach; those behind it are linked by what the others taught. Linked all at once or one after the other, in
//! whatever order, the result is the same: added files stand in the order of their names. What this leaves out: the meaning (`link::columns`)
//! and what is written (`run.rs`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use link::columns::{
    ColumnKind, ColumnLinks, ColumnTerms, GrowError, Kept, Memory, link_added, link_columns_kept,
};
use model::Day;

use super::aside::{self, Files};
use super::decisions;
use super::labels::{labels, short};
use super::places;
use super::run::{LinkArgs, Timer};
use super::spec::Spec;
use super::state::{STATE, Source, State, named_from, resolved};
use super::table::{self, Loaded};
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
    /// With what is counted of the pairs, and with notes that name records as the files do.
    fn counted(mut self) -> Done<Job> {
        decisions::name_records(&mut self.links.notes, &self.loaded.names);
        self.told = Told::of(&self.kept, &self.links, &self.terms)?;
        Ok(self)
    }
}

/// Links files from the beginning: all that are named, those behind `--add` by what the others teach.
pub(super) fn from_files(args: &LinkArgs, out: &Path, spec: Spec, timer: &mut Timer) -> Done<Job> {
    let named = Named::of(&args.files, args.add.clone())?;
    let (memory, files) = aside::bound(args.memory)?;
    let mut taught = load(&named.taught(), &spec, &memory, timer)?;
    let said = args.as_of.or(spec.observed);
    let guessed = said.is_none();
    let last = match said {
        Some(day) => day,
        None => table::last_day(&taught.records)?.unwrap_or(Day::LAST),
    };
    let mut state = State::new(&spec, last, guessed, args.form.as_deref().unwrap_or("csv"));
    state.taught = sources(out, &named.taught(), &taught)?;
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
    if named.added() == 0 {
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
    let mut loaded = load(&named, &spec, &terms.memory, timer)?;
    let sources = sources(out, &named, &loaded)?;
    state.added = sources[named.taught..].to_vec();
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
    still_there(&known, out)?;
    let known_added = known.added.iter().map(|file| resolved(out, &file.path));
    let taught: Vec<PathBuf> = known.taught.iter().map(|file| resolved(out, &file.path)).collect();
    let named = Named::of(&taught, known_added.chain(args.add.iter().cloned()).collect())?;
    if args.explain.is_none() {
        let read_here = named.files.iter().chain(&spec.bodies).chain(&args.decisions);
        places::not_around(out, read_here.map(PathBuf::as_path))?;
    }
    let mut loaded = load(&named, &spec, &memory, timer)?;
    let sources = sources(out, &named, &loaded)?;
    unchanged(&known, &sources, out)?;
    state.added = sources[named.taught..].to_vec();
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

/// Files and what they are called: first those that teach, in their order, then those that are added, in the order of their names.
struct Named {
    files: Vec<PathBuf>,
    labels: Vec<String>,
    /// How many teach.
    taught: usize,
}

impl Named {
    fn of(taught: &[PathBuf], added: Vec<PathBuf>) -> Done<Named> {
        let files: Vec<PathBuf> = taught.iter().cloned().chain(added).collect();
        let called = labels(&files)?;
        let mut all: Vec<(PathBuf, String)> = files.into_iter().zip(called).collect();
        all[taught.len()..].sort_by_cached_key(|(path, label)| (short(path), label.clone()));
        let (files, labels) = all.into_iter().unzip();
        Ok(Named { files, labels, taught: taught.len() })
    }

    fn added(&self) -> usize {
        self.files.len() - self.taught
    }

    /// Those alone that teach, called as among all.
    fn taught(&self) -> Named {
        let taught = self.taught;
        Named { files: self.files[..taught].to_vec(), labels: self.labels[..taught].to_vec(), taught }
    }
}

fn load(named: &Named, spec: &Spec, memory: &Memory, timer: &mut Timer) -> Done<Loaded> {
    let mut loaded = table::load(&named.files, &named.labels, spec)?;
    loaded.records.put_aside(memory).map_err(|e| aside::failed(&e))?;
    timer.tell("read");
    Ok(loaded)
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

fn sources(out: &Path, named: &Named, loaded: &Loaded) -> Done<Vec<Source>> {
    let of = |(path, (sha256, records)): (&PathBuf, &(String, u32))| {
        Ok(Source { path: named_from(out, path)?, sha256: sha256.clone(), records: *records })
    };
    named.files.iter().zip(&loaded.files).map(of).collect()
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
        let has = |wanted: ColumnKind| spec.columns.iter().any(|(_, kind)| *kind == wanted);
        let from = match (has(ColumnKind::BirthDate), has(ColumnKind::Date)) {
            (true, true) => "the years of birth and of other dates",
            (true, false) => "the years of birth",
            _ => "the years of the dates",
        };
        notes.push(format!("the last day of the records is taken to be {last}, from {from}"));
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
