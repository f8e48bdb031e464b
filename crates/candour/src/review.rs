//! `candour review`: the main job, from files to report.
//!
//! The stages follow the path of data: gather, link, chronicle, check, report. Each is timed; each is a pure function
//! of the one before but for the first and the last, which read and write.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use duty::calendar::Calendars;
use duty::check::CheckTerms;
use duty::library::RuleBook;
use intake::gather::Fingerprint;
use intake::{Gathered, Limits, Plan};
use link::{LinkTerms, PairDecision};
use model::{Agency, Case, Day, Extract, ExtractStatus, Interner, MentionId, Severity};

use crate::config::{Config, MentionAddress};
use crate::delivery::{Comparison, Delivery};
use crate::failure::{Done, Failure};
use crate::output::Staged;
use crate::{Look, ReviewArgs};

/// Share of a sheet's rows above which rejected rows ask for a person.
const REJECTED_SHARE_MAX: f64 = 0.05;
/// Threads that score pairs and check duties; results do not depend on it.
const THREADS: usize = 2;
/// Refused files and changed files named on the terminal, each kind.
const NAMED_MAX: usize = 10;

/// A review as derived, with what is needed to explain any part of it.
pub(crate) struct Derived {
    pub(crate) case: Case,
    pub(crate) book: RuleBook,
    pub(crate) calendars: Calendars,
    pub(crate) comparison: Comparison,
    pub(crate) delivery: Delivery,
    pub(crate) knowing: duty::knowing::Terms,
    /// The lines of attendance that name an officer of the review.
    pub(crate) attended: Vec<crate::minutes::Attended>,
    basis: Basis,
}

/// Seconds each stage took, in order.
#[derive(Default)]
pub(crate) struct Timings(Vec<(&'static str, f64)>);

impl Timings {
    fn measure<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        self.0.push((stage, start.elapsed().as_secs_f64()));
        done
    }
}

/// Carries out `candour review`.
pub(crate) fn run(args: &ReviewArgs) -> Done<Look> {
    let mut timings = Timings::default();
    let out = args.out.clone().unwrap_or_else(|| args.dir.join("out"));
    if let Ok(evidence) = evidence_of(args) {
        outside_evidence(&out, &evidence)?;
    }
    let derived = derive(args, &mut timings)?;
    let acts = [
        (ledger::Act::Collection, "the files as received were read"),
        (ledger::Act::Combination, "the mentions in them were linked"),
    ];
    args.who.did(&args.dir, &acts)?;
    let written = timings.measure("report", || write(&derived.case, &out, args))?;
    let received = args.dir.join("received");
    derived
        .delivery
        .store(&received, &derived.comparison)
        .map_err(|e| Failure::io("cannot write", &received, &e))?;
    if args.json {
        let path = out.join("summary.json");
        print!("{}", std::fs::read_to_string(&path).map_err(|e| Failure::io("cannot read", &path, &e))?);
    } else {
        print!("{}", report::summary(&derived.case));
        println!("Written     {} files to {}", written.len(), out.display());
    }
    if args.timings {
        for (stage, seconds) in &timings.0 {
            eprintln!("timing: {stage} {seconds:.3} s");
        }
    }
    Ok(attention(&derived))
}

/// The folder with the files as received.
fn evidence_of(args: &ReviewArgs) -> Done<PathBuf> {
    let evidence = args.evidence.clone().unwrap_or_else(|| args.dir.join("evidence"));
    if evidence.is_dir() {
        return Ok(evidence);
    }
    Err(Failure::new(format!("there is no folder {} with the files as received", evidence.display()))
        .hint("put the files there, or name their folder with --evidence"))
}

/// Files as received are never changed, and nothing is put among them.
fn outside_evidence(out: &Path, evidence: &Path) -> Done<()> {
    // The folder itself need not be there yet: the nearest one above it is.
    let there = out.ancestors().find(|p| p.exists()).and_then(|p| p.canonicalize().ok());
    let inside =
        there.zip(evidence.canonicalize().ok()).is_some_and(|(out, evidence)| out.starts_with(evidence));
    if !inside {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} lies in the folder of the files as received, and nothing is put there",
        out.display()
    ))
    .hint("name another folder with --out"))
}

/// On what a case was linked and checked, beside what stands in it.
pub(crate) struct Basis {
    decisions: Vec<PairDecision>,
    link: LinkTerms,
    check: CheckTerms,
}

impl Derived {
    /// The case with one more decision about a pair, as if a person had taken it: what would become of the outcomes. What the files say is the
    /// same, so they are not read again; who knew of what is left out.
    pub(crate) fn deciding(&self, more: PairDecision) -> Case {
        let decisions: Vec<PairDecision> = self.basis.decisions.iter().cloned().chain([more]).collect();
        let linked = link::link(&self.case.mentions, &decisions, &self.basis.link);
        let mut case = Case {
            entities: linked.entities,
            entity_of: linked.entity_of,
            links: linked.links,
            link_notes: linked.notes,
            weighings: linked.weighings,
            check_notes: Vec::new(),
            outcomes: Vec::new(),
            knowing: model::Knowing::default(),
            rules: Vec::new(),
            ..self.case.clone()
        };
        let chronicle = duty::chronicle::chronicle(&case);
        (case.chronology, case.undated) = (chronicle.dated, chronicle.undated);
        let checked = duty::check::check(&case, &self.book, &self.calendars, &self.basis.check);
        (case.outcomes, case.rules) = (checked.outcomes, checked.rules);
        case
    }
}

/// Everything from the files to the outcomes; writes nothing but an invented case's missing files.
pub(crate) fn derive(args: &ReviewArgs, timings: &mut Timings) -> Done<Derived> {
    let config_name = args.dir.join("review.toml").display().to_string();
    let config = Config::read(&args.dir)?;
    if args.evidence.is_none() {
        timings.measure("specimen", || crate::specimen_files::make_if_absent(&args.dir))?;
    }
    let review = config.terms(&config_name, args.as_of)?;
    let evidence = evidence_of(args)?;
    let mut words = Interner::default();
    let plan = Plan {
        evidence,
        sources: config.sources.clone(),
        period: review.period,
        observation_date: review.observation_date,
        as_known_on: review.as_known_on,
        limits: Limits::default(),
    };
    let mut gathered = timings
        .measure("intake", || intake::gather(&plan, &mut words))
        .map_err(|problems| refused(&config_name, &problems))?;
    let read = timings
        .measure("minutes", || crate::minutes::gather(&config, &plan, &mut gathered, &mut words, None));
    let attended = crate::minutes::refused(&config_name, read)?;

    let source_names: Vec<String> = config.sources.iter().map(|s| s.name.clone()).collect();
    let prints = std::mem::take(&mut gathered.fingerprints);
    let supplied = supplied(config.sources.len(), &prints);
    let delivery =
        Delivery::of(&source_names, &gathered.sources, &prints, |row| gathered.row_places[row.index()]);
    drop(prints);
    let received = args.dir.join("received");
    let comparison =
        delivery.compare(&received).map_err(|e| Failure::io("cannot compare with", &received, &e))?;

    let agencies = agencies(&config, &config_name, &mut words)?;
    let extracts = extracts(&config, &supplied, &rejected(&config, &gathered), &config_name, &mut words)?;
    let book = crate::rules::book(&config, &args.dir, &config_name)?;
    let mut decisions = decisions(&config, &gathered, &config_name)?;
    let register = crate::register_input::read(&config, &args.dir, review.purpose, &config_name)?;
    let mut register_notes = register.links(&gathered, &mut decisions);
    register_notes.extend(register.events(&mut gathered, &mut words));

    let link_terms = link_terms(&config, &args.dir, &gathered, review.observation_date)?;
    let mut linked = timings.measure("link", || link::link(&gathered.mentions, &decisions, &link_terms));
    if let Some(key) = &register.numbering {
        crate::numbering::renumber(&mut linked, key);
    }
    let mut case = Case {
        review,
        words,
        agencies,
        sources: gathered.sources,
        accounts: gathered.accounts,
        problems: gathered.problems,
        changes: comparison.changes.clone(),
        rejected: gathered.rejected,
        extracts,
        rows: gathered.row_places.len() as u64,
        row_places: gathered.row_places,
        mentions: gathered.mentions,
        entities: linked.entities,
        entity_of: linked.entity_of,
        links: linked.links,
        link_notes: linked.notes,
        weighings: linked.weighings,
        check_notes: Vec::new(),
        events: gathered.events,
        chronology: Vec::new(),
        undated: Vec::new(),
        outcomes: Vec::new(),
        knowing: model::Knowing::default(),
        rules: Vec::new(),
    };
    debug_assert!(
        case.accounts.iter().all(model::Account::balances),
        "rows in = accepted + undated + rejected"
    );
    let chronicle = timings.measure("chronicle", || duty::chronicle::chronicle(&case));
    (case.chronology, case.undated) = (chronicle.dated, chronicle.undated);
    let calendars = crate::calendars::of(&config, &args.dir, &config_name)?;
    let terms = check_terms(&config, &config_name)?;
    let checked = timings.measure("duty", || duty::check::check(&case, &book, &calendars.calendars, &terms));
    case.check_notes = checked.notes;
    case.check_notes.extend(register_notes);
    if !calendars.corrections.is_empty() {
        let before = duty::check::check(&case, &book, &Calendars::bundled(), &terms).outcomes;
        let notes = calendars.notes(&case, &before, &checked.outcomes);
        notes.iter().take(calendars.corrections.len() + 1).for_each(|note| eprintln!("note: {note}"));
        case.check_notes.extend(notes);
    }
    case.outcomes = checked.outcomes;
    case.rules = checked.rules;
    let knowing = crate::knowing::terms(&config, &args.dir, &config_name)?;
    case.knowing = timings.measure("knowing", || duty::knowing::derive(&case, &knowing));
    case.knowing.attended = crate::officers::attended(&case, &knowing, &attended);
    let basis = Basis { decisions, link: link_terms, check: terms };
    let calendars = calendars.calendars;
    Ok(Derived { case, book, calendars, comparison, delivery, knowing, attended, basis })
}

/// On what terms duties are checked.
fn check_terms(config: &Config, name: &str) -> Done<CheckTerms> {
    let harm = crate::knowing::harm(config, name)?;
    Ok(CheckTerms { knowing: config.grades(name)?, threads: THREADS, harm })
}

fn write(case: &Case, out: &Path, args: &ReviewArgs) -> Done<Vec<String>> {
    let names =
        if args.names_as_recorded { report::NamePolicy::AsRecorded } else { report::NamePolicy::Pseudonyms };
    let options = report::WriteOptions { names };
    let mut staged = Staged::begin(out).map_err(|e| Failure::io("cannot write beside", out, &e))?;
    let untouched = "the former results are as they were";
    let written = report::write_with(case, options, &mut staged).map_err(|e| {
        Failure::chain(format!("cannot write the results for {}", out.display()), &e).hint(untouched)
    })?;
    staged.place().map_err(|e| Failure::io("cannot put the results in", out, &e).hint(untouched))?;
    Ok(written.files.iter().map(|f| f.name.clone()).collect())
}

/// Says on standard error what a person must look at, and whether there is anything.
fn attention(derived: &Derived) -> Look {
    let case = &derived.case;
    let mut look = Look::NotNeeded;
    let mut say = |text: String| {
        eprintln!("look: {text}");
        look = Look::Needed;
    };
    for file in derived.comparison.changed_files.iter().take(NAMED_MAX) {
        say(format!(
            "{} has changed since it was hashed: it was {}, it is {}. Files as received are never changed; if the agency \
             sent it again, the report says what is new, changed or gone. The former hashes are in received/.",
            file.path, file.was, file.is
        ));
    }
    for file in derived.comparison.gone_files.iter().take(NAMED_MAX) {
        say(format!(
            "{file} was read before and is no longer among the evidence. What it showed is missing now, so a silence may be \
             that of the missing file; put it back, or say in review.toml which days the rest covers."
        ));
    }
    let refused: Vec<_> = case.problems.iter().filter(|p| p.severity == Severity::Refused).collect();
    for problem in refused.iter().take(NAMED_MAX) {
        say(problem.describe(&case.sources));
    }
    if refused.len() > NAMED_MAX {
        say(format!(
            "{} files or sheets more were refused; all are listed in out/problems.csv",
            refused.len() - NAMED_MAX
        ));
    }
    for account in &case.accounts {
        if account.rejected as f64 > account.rows as f64 * REJECTED_SHARE_MAX {
            let place = account.place.describe(&case.sources);
            say(format!(
                "{place}: {} of {} rows were rejected; the report says why",
                account.rejected, account.rows
            ));
        }
    }
    look
}

fn agencies(config: &Config, name: &str, words: &mut Interner) -> Done<Vec<Agency>> {
    let date = |written: &Option<toml::value::Datetime>, key: &str| {
        written.as_ref().map(|d| crate::config::day(d, name, key)).transpose()
    };
    let mut agencies = Vec::new();
    for a in &config.agencies {
        agencies.push(Agency {
            from: date(&a.from, "from")?,
            to: date(&a.to, "to")?,
            follows: a.follows.iter().map(|f| words.intern(f)).collect(),
            areas: a.areas.iter().map(|f| words.intern(f)).collect(),
            ..Agency::new(words.intern(&a.name), words.intern(&a.sort))
        });
    }
    Ok(agencies)
}

/// For each source, whether any row of it was read. A file without rows shows nothing, not even an absence.
fn supplied(sources: usize, prints: &[Fingerprint]) -> Vec<bool> {
    let mut supplied = vec![false; sources];
    for print in prints {
        supplied[usize::from(print.spec)] = true;
    }
    supplied
}

/// For each source, how many of its rows were rejected, or whether a whole file of it was refused.
fn rejected(config: &Config, gathered: &Gathered) -> Vec<u64> {
    let of = |name: &str| {
        let its = |place: model::Place| gathered.sources[place.source.index()].name == name;
        let rows: u64 = gathered.accounts.iter().filter(|a| its(a.place)).map(|a| a.rejected).sum();
        let refused =
            gathered.problems.iter().filter(|p| p.severity == Severity::Refused && its(p.place)).count();
        rows + refused as u64
    };
    config.sources.iter().map(|source| of(&source.name)).collect()
}

/// The disclosure register: what the sources supply, and what was asked for and did not come.
fn extracts(
    config: &Config,
    supplied: &[bool],
    rejected: &[u64],
    name: &str,
    words: &mut Interner,
) -> Done<Vec<Extract>> {
    let mut extracts = Vec::new();
    for ((source, &supplied), &rejected) in config.sources.iter().zip(supplied).zip(rejected) {
        if source.history.is_some() {
            continue;
        }
        let kinds: Vec<_> = source
            .events
            .iter()
            .map(|e| e.kind.as_str())
            .chain(source.would_show.iter().map(String::as_str))
            .chain(crate::minutes::KINDS.iter().copied().filter(|_| source.is_minutes()))
            .collect();
        let mut numbers: Vec<_> = kinds.iter().map(|k| words.intern(k)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let covers = source.covers.as_ref().map(|d| crate::config::period(d, name, "covers")).transpose()?;
        extracts.push(Extract {
            agency: words.intern(&source.agency),
            title: source.title.clone().unwrap_or_else(|| source.name.clone()),
            kinds: numbers,
            covers,
            status: if supplied { ExtractStatus::Supplied } else { ExtractStatus::Missing },
            unread: rejected,
            note: match (supplied, covers) {
                _ if rejected > 0 => format!(
                    "{rejected} of its rows or files could not be read, so it proves no absence until that is mended."
                ),
                (false, _) => "No row of it is among the evidence.".to_string(),
                (true, None) => "Nobody has said which days it covers, so it proves no absence.".to_string(),
                (true, Some(_)) => String::new(),
            },
        });
    }
    for table in &config.extracts {
        let covers = table.covers.as_ref().map(|d| crate::config::period(d, name, "covers")).transpose()?;
        extracts.push(Extract {
            agency: words.intern(&table.agency),
            title: table.title.clone(),
            kinds: table.kinds.iter().map(|k| words.intern(k)).collect(),
            covers,
            status: match table.status.as_str() {
                "asked" => ExtractStatus::Asked,
                "refused" => ExtractStatus::Refused,
                _ => ExtractStatus::Missing,
            },
            unread: 0,
            note: table.note.clone(),
        });
    }
    Ok(extracts)
}

/// What linkage is told beside the mentions: the days of their records, and the review's list of bodies.
fn link_terms(config: &Config, dir: &Path, gathered: &Gathered, observed: Day) -> Done<LinkTerms> {
    let bodies = match &config.link.bodies {
        Some(file) => crate::link::bodies::read_list(&dir.join(file))?,
        None => link::bodies::BodyList::default(),
    };
    Ok(LinkTerms { recorded_on: recorded_on(gathered), bodies, ..LinkTerms::new(observed) })
}

/// The day of the record of each mention: that of the first dated event of its row, else of the first that names it. A name in
/// minutes stands in a line of its own, and the meeting's day is that of the item: an age is one on that day.
fn recorded_on(gathered: &Gathered) -> Vec<Option<Day>> {
    let mut of_row: Vec<Option<Day>> = vec![None; gathered.row_places.len()];
    for event in &gathered.events {
        let day = event.recorded.exact().or(event.when.exact());
        let of_row = &mut of_row[event.row.index()];
        *of_row = of_row.or(day);
    }
    let mut days: Vec<Option<Day>> = gathered.mentions.iter().map(|m| of_row[m.row.index()]).collect();
    for event in &gathered.events {
        let day = event.recorded.exact().or(event.when.exact());
        for mention in &event.mentions {
            let own = &mut days[mention.index()];
            *own = own.or(day);
        }
    }
    days
}

/// Decisions by people, with the mentions they name found by file, sheet, row and role.
fn decisions(config: &Config, gathered: &Gathered, name: &str) -> Done<Vec<PairDecision>> {
    if config.decisions.is_empty() {
        return Ok(Vec::new());
    }
    let mut by_place: BTreeMap<(&str, &str, u32, &str), MentionId> = BTreeMap::new();
    for (i, mention) in gathered.mentions.iter().enumerate() {
        let source = &gathered.sources[mention.place.source.index()];
        let sheet = source.sheets.get(usize::from(mention.place.sheet)).map_or("", String::as_str);
        by_place.insert((&source.path, sheet, mention.place.row, &mention.role), MentionId::from(i));
    }
    let find = |a: &MentionAddress| {
        by_place.get(&(a.file.as_str(), a.sheet.as_str(), a.row, a.role.as_str())).copied().ok_or_else(|| {
            Failure::new(format!(
                "{name}: a [[decision]] names \"{}\" in row {} of {}, and there is none",
                a.role, a.row, a.file
            ))
            .hint("give file, sheet, row and the name the source's mapping gives the mention (as = ...)")
        })
    };
    config
        .decisions
        .iter()
        .map(|d| {
            let (left, right) = (find(&d.left)?, find(&d.right)?);
            Ok(PairDecision { left, right, same: d.same, by: d.by.clone(), reason: d.reason.clone() })
        })
        .collect()
}

/// The problems that make a whole plan unusable, as one failure.
pub(crate) fn refused(name: &str, problems: &[model::Problem]) -> Failure {
    let lines: Vec<String> = problems.iter().map(|p| p.describe(&[])).collect();
    Failure::new(format!("{name} does not fit the files:\n{}", lines.join("\n")))
}
