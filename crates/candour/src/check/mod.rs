//! `candour check`: the duties of anyone's log of events.
//!
//! Rows in, outcomes out. The meaning of a rule is `duty`'s; here are files, threads and memory. Every row is accounted for
//! on standard error; outcomes go to a file or to standard output, the same bytes for every number of threads and
//! for every bound on memory.
//!
//! Left out: reviews, with their receipts, extracts and reports; see `candour review`. Method:
//! `docs/methods/checking-a-log.md`.

mod asks;
mod counts;
mod csv;
mod drive;
mod load;
mod out;
mod parquet_in;
mod pen;
mod place;
mod process_log;
mod spill;
mod write;

use std::path::{Path, PathBuf};
use std::time::Instant;

use duty::log::{CHAIN_LINKS_MAX, SUBJECT_LINKS_MAX};
use duty::verdict::OPEN_START;
use model::Day;

use crate::failure::{Done, Failure};
use crate::memory::parse_memory;
use crate::{Look, parse_day};
use asks::Asks;
use counts::Counts;
use drive::Open;
use load::{Names, Reading};
use out::Out;
use process_log::ProcessLog;
use spill::{Bound, Gather, Subjects};

/// Most threads.
const THREADS_MAX: usize = 64;

/// Arguments of `candour check`.
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    /// The log: CSV (plain or gzip) or Parquet, one event a row, with the columns subject, kind, time and, where it says
    /// whose record an event is, holder. Any other column may be asked for by a rule. Or an event log of process
    /// mining: XES, or OCEL 2.0 as XML or JSON, plain or gzip.
    #[arg(long)]
    events: PathBuf,
    /// A rule file, a folder of rule files, or a file of constraints in the text form of Declare (.decl).
    #[arg(long)]
    rules: PathBuf,
    /// The last complete day of the log (YYYY-MM-DD); its last day where absent.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<Day>,
    /// Count as other programs do: `elapsed` for seconds and the order of the file.
    #[arg(long, value_parser = ["elapsed"])]
    compat: Option<String>,
    /// Where the outcomes go: a file ending in .csv or .parquet; standard output where absent. A file ending in .xes,
    /// .xmlocel, .xml, .jsonocel or .json (and .gz after it) is the log given back in its own form, with the
    /// outcomes as events.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print counts by rule and version on standard output; outcomes only go to a file then.
    #[arg(long)]
    counts: bool,
    /// Threads; the result is the same for every number.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Most memory to take (2GiB, 512MiB): beyond it, rows are put aside in temporary files. The result is the same.
    #[arg(long, value_parser = parse_memory)]
    memory: Option<u64>,
    /// Name of the column of subjects.
    #[arg(long, default_value = "subject")]
    subject: String,
    /// Name of the column of kinds of event.
    #[arg(long, default_value = "kind")]
    kind: String,
    /// Name of the column of times.
    #[arg(long, default_value = "time")]
    time: String,
    /// Name of the column of holders; "holder" where the log has it.
    #[arg(long)]
    holder: Option<String>,
    /// Name of the column of addressees, joined by semicolons; "addressees" where the log has it. Read only where a rule
    /// asks to whom something was addressed.
    #[arg(long)]
    addressees: Option<String>,
    /// Whose duties are checked in an OCEL log: the type of object.
    #[arg(long)]
    subject_type: Option<String>,
    /// Keep the table that is made of an event log (CSV): its rows are the evidence that outcomes name.
    #[arg(long)]
    table: Option<PathBuf>,
    /// Print the time each stage took on standard error.
    #[arg(long)]
    timings: bool,
}

/// Carries out `candour check`.
pub(crate) fn run(args: &CheckArgs) -> Done<Look> {
    if args.threads == 0 || args.threads > THREADS_MAX {
        return Err(Failure::new(format!("--threads is from 1 to {THREADS_MAX}")));
    }
    place::may_write(args)?;
    let mut notes = Vec::new();
    let asks = Asks::read(&args.rules, args.compat.is_some(), &mut notes)?;
    let names = Names {
        subject: args.subject.clone(),
        kind: args.kind.clone(),
        time: args.time.clone(),
        holder: args.holder.clone(),
        addressees: args.addressees.clone(),
    };
    let mut timer = Timer::new(args.timings);
    let process_log = ProcessLog::bring(args, &mut notes)?;
    let events = process_log.as_ref().map_or(args.events.as_path(), ProcessLog::table);
    let mut gather = Gather::new(bound(args.memory, events)?);
    let reading = load::read(events, &names, &asks, args.threads, &mut notes, &mut gather)?;
    timer.tell("read");
    let account = gather.account;
    let name = args.events.display().to_string();
    let last = last_complete(args.as_of, gather.last_day).inspect_err(|_| {
        // What is wrong with the rows is the answer.
        tell(&name, &reading, &notes);
        eprintln!("{name}: {account}");
    })?;
    let log_last_day = gather.last_day;
    let log = gather.group();
    let unread = account.rejected > 0;
    let aside = log.told();
    timer.tell("group");
    let outcomes = process_log.as_ref().map_or(args.out.clone(), |p| p.outcomes(args.out.as_deref()));
    let mut out = Out::open(outcomes.as_deref(), args.counts)?;
    let mut counts = Counts::default();
    let has_holders = reading.has_holders;
    let unclear = reading.unclear > 0;
    let goes_on = last.0 < log_last_day;
    let open = Open { unread, goes_on, unclear, has_holders, absent: reading.without_action(&asks) };
    let subjects = log.check(&asks, (last, &open), args.threads, &mut out, &mut counts)?;
    out.end()?;
    timer.tell("check");
    process_log.as_ref().map_or(Ok(()), |p| p.give_back(&mut notes))?;
    if args.counts {
        use std::io::Write;
        std::io::stdout()
            .write_all(&counts.csv(&asks))
            .map_err(|e| Failure::output("cannot print the counts", &e))?;
    }
    reading.notes(&asks, &mut notes);
    tell(&name, &reading, &notes);
    eprintln!("{name}: {account}");
    eprintln!("{}", said(counts.outcomes, &subjects, last, matches!(asks, Asks::Rules(_))));
    aside.iter().for_each(|told| eprintln!("{told}"));
    if counts.evidence_cut > 0 {
        eprintln!("{} outcomes rest on more rows than they name", counts.evidence_cut);
    }
    if counts.chains_cut > 0 {
        eprintln!("{}", chains_cut(counts.chains_cut));
    }
    if unread && matches!(asks, Asks::Rules(_)) {
        eprintln!(
            "rows that could not be read prove no absence: what would be nothing recorded or late is cannot tell until they are \
             mended, or taken out by somebody who knows what they are"
        );
    }
    absent(&asks, &open);
    if counts.later > 0 {
        let (rest, they) = if counts.later == 1 {
            ("1 outcome rests".to_string(), "it is")
        } else {
            (format!("{} outcomes rest", counts.later), "they are")
        };
        eprintln!(
            "{rest} on rows without a last day of their own, and the log goes on after {}: {they} cannot tell",
            last.words()
        );
    }
    if reading.unclear > 0 {
        let rows = if reading.unclear == 1 {
            "1 row leaves".to_string()
        } else {
            format!("{} rows leave", reading.unclear)
        };
        eprintln!(
            "{rows} open whether a rule counts it (a value that is compared and cannot be read, or no holder): of the same subject, what that rule \
             would call nothing recorded or late is cannot tell; whether a duty arose from such a row is not known, and none is listed for it"
        );
    }
    let read = notes.is_empty() && account.rejected == 0 && reading.problems.is_empty();
    let clean = read && counts.chains_cut == 0;
    Ok(if clean { Look::NotNeeded } else { Look::Needed })
}

/// Which rules ask for an action of which the log has no event at all.
fn absent(asks: &Asks, open: &Open) {
    let Asks::Rules(plan) = asks else { return };
    let ids: Vec<&str> =
        (0..open.absent.len()).filter(|&n| open.absent[n]).map(|n| plan.rule(n as u16)).collect();
    if !ids.is_empty() {
        eprintln!(
            "{}: the log has no event that would be the action, as if the table that would show it were not there: what would be nothing \
             recorded is cannot tell",
            ids.join(", ")
        );
    }
}

/// That chains were not judged to their end, and by which limit.
fn chains_cut(chains: u64) -> String {
    let (some, whose) =
        if chains == 1 { ("1 chain was".into(), "its") } else { (format!("{chains} chains were"), "their") };
    format!(
        "{some} not judged to {whose} end: at most {CHAIN_LINKS_MAX} links of a chain and {SUBJECT_LINKS_MAX} links of one rule on one \
         subject are judged, fewer where rough dates overlap by the thousand; the link where judging stopped is cannot tell, and those \
         behind it are not listed"
    )
}

/// What came out, of how many subjects, and by which day.
fn said(outcomes: u64, subjects: &Subjects, last: Day, ages: bool) -> String {
    let more = |n: u64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let mut said = format!("{} of {}", more(outcomes, "outcome"), more(subjects.checked, "subject"));
    if subjects.others > 0 {
        let least = if subjects.others_cut { "at least " } else { "" };
        let total = subjects.checked + subjects.others;
        let have = if subjects.others == 1 { "has" } else { "have" };
        said += &format!(
            " (the log has {least}{total}: {least}{} {have} no event of a kind that the rules name)",
            subjects.others
        );
    }
    said += &format!("; last complete day {last}");
    if ages {
        said += &format!(", observation date {} (the age of a silence is counted to it)", last + 1);
    }
    said
}

/// How much memory the log may take.
fn bound(memory: Option<u64>, events: &Path) -> Done<Option<Bound>> {
    let Some(memory) = memory else { return Ok(None) };
    let failed = |e| Failure::io("cannot read the log", events, &e);
    let bytes = std::fs::metadata(events).map_err(failed)?.len();
    let plain = events.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    Bound::new(memory, bytes, !plain).map(Some)
}

fn last_complete(as_of: Option<Day>, last_day: i32) -> Done<Day> {
    match as_of {
        Some(day) => Ok(day),
        None if last_day == OPEN_START => Err(Failure::new("no row of the log has a date that is read here")
            .hint("write days as YYYY-MM-DD; a row that was rejected has none")),
        None => Ok(Day(last_day)),
    }
}

/// Names what is wrong, and what a reader must know of the rules.
fn tell(name: &str, reading: &Reading, notes: &[String]) {
    for note in notes {
        eprintln!("note: {note}");
    }
    for problem in &reading.problems {
        eprintln!("{name}, row {}: {}", problem.row, problem.what);
    }
    if reading.problems_more > 0 {
        eprintln!("{name}: {} more rows with a problem", reading.problems_more);
    }
}

/// Prints how long each stage took, where that is asked for: by the clock, and (where the system tells) in processor
/// seconds of all threads, which other programs on the machine do not change.
struct Timer {
    wanted: bool,
    from: Instant,
    processor: Option<f64>,
}

impl Timer {
    fn new(wanted: bool) -> Timer {
        Timer { wanted, from: Instant::now(), processor: processor_seconds().filter(|_| wanted) }
    }

    fn tell(&mut self, stage: &str) {
        if !self.wanted {
            return;
        }
        eprintln!("timing: {stage} {:.3} s", self.from.elapsed().as_secs_f64());
        let now = processor_seconds();
        if let (Some(from), Some(to)) = (self.processor, now) {
            eprintln!("timing: {stage} (processor) {:.2} s", to - from);
        }
        (self.from, self.processor) = (Instant::now(), now);
    }
}

/// Processor seconds of this process so far: user and system time of `/proc/self/stat`, in ticks of a hundredth (proc(5)).
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold spaces; behind its bracket the state is the first field.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut ticks = fields.split_ascii_whitespace().skip(11).take(2).map(|t| t.parse::<f64>());
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / 100.0)
}
