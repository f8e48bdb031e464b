//! Sharing: agency against agency, which subjects of concern both knew, who told whom, and after how many days.
//!
//! A body and those it took over from are one line: nobody tells itself, and what the former was told its successor need
//! not be told again. A subject that became known after the last day of a body is not counted as kept from it. Left out: any
//! reading of a count as a failing. An agency whose record is not whole may have known what its record does not show,
//! and two that served no area in common may have had no cause to tell: the caveat says so.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Agency, Case, Counts, Day, EntityId, EventId, ExtractStatus, Grade, How, Knowledge, Sharing, SymbolId,
};

use super::same::Others;
use super::{ByEntity, Terms, ladder};
use crate::check::words::join_and;

/// What one line of bodies knew of one subject.
#[derive(Clone, Default)]
struct Known {
    knows: bool,
    /// First day of the knowledge, where it is exact.
    first: Option<Day>,
    /// First day on which there may have been any; `None` where open.
    earliest: Option<Day>,
    /// The meetings at which it was heard.
    met: BTreeSet<EventId>,
}

/// Bodies that followed one another, the latest first.
pub(super) struct Line<'c> {
    pub(super) bodies: Vec<&'c Agency>,
}

impl Line<'_> {
    fn names(&self) -> Vec<SymbolId> {
        self.bodies.iter().map(|a| a.name).collect()
    }

    /// The last day on which there was any of them; `None` where nobody has said.
    fn last(&self) -> Option<Day> {
        let last: Option<Vec<Day>> = self.bodies.iter().map(|a| a.to).collect();
        last.and_then(|days| days.into_iter().max())
    }

    fn areas(&self) -> BTreeSet<SymbolId> {
        self.bodies.iter().flat_map(|a| a.areas.iter().copied()).collect()
    }
}

/// The agencies as lines, in the order in which the review names them.
pub(super) fn lines(case: &Case) -> Vec<Line<'_>> {
    let mut line_of: Vec<usize> = (0..case.agencies.len()).collect();
    // A pass for each agency reaches every chain, however the review orders it.
    for _ in 0..case.agencies.len() {
        for (i, agency) in case.agencies.iter().enumerate() {
            for (j, _) in case.agencies.iter().enumerate().filter(|(_, b)| agency.follows.contains(&b.name)) {
                let one = line_of[i].min(line_of[j]);
                (line_of[i], line_of[j]) = (one, one);
            }
        }
    }
    let mut lines: BTreeMap<usize, Vec<&Agency>> = BTreeMap::new();
    for (agency, line) in case.agencies.iter().zip(line_of) {
        lines.entry(line).or_default().push(agency);
    }
    let mut all: Vec<Line<'_>> = lines.into_values().map(|bodies| Line { bodies }).collect();
    for line in &mut all {
        line.bodies.sort_by_key(|a| std::cmp::Reverse((a.to.unwrap_or(Day::LAST), a.from)));
    }
    all
}

/// One line for each ordered pair of agencies that knew of any subject, in order of the agencies.
/// `others` says of each subject who else it may be.
pub(super) fn sharing(
    case: &Case,
    terms: &Terms,
    events: &ByEntity,
    subjects: &[Vec<EntityId>],
    others: &[Others],
) -> Vec<Sharing> {
    let lines = lines(case);
    let n = lines.len();
    let at: BTreeMap<SymbolId, usize> =
        lines.iter().enumerate().flat_map(|(i, l)| l.bodies.iter().map(move |a| (a.name, i))).collect();
    let mut tallies: Vec<Tally> = vec![Tally::default(); n * n];
    let mut open = Open { case, terms, events, at: &at, of: BTreeMap::new() };
    for (subject, others) in subjects.iter().zip(others) {
        let all: Vec<Knowledge> = subject.iter().flat_map(|e| ladder(case, terms, events, *e)).collect();
        let known = known(&all, &at, n);
        let tellings = tellings(case, terms, &all, &at);
        // Who knew or was told of whatever else it may be.
        let (mut perhaps_knows, mut perhaps_told) = Heard::default();
        for other in others.all() {
            let its = open.of(other, n);
            perhaps_knows.extend(&its.0);
            perhaps_told.extend(&its.1);
        }
        for (from, to) in (0..n).flat_map(|a| (0..n).map(move |b| (a, b))).filter(|(a, b)| a != b) {
            let tally = &mut tallies[from * n + to];
            // "May 2009" lies after the last day of a body that ended in 2005, though it is no exact day.
            let ended =
                || known[from].earliest.zip(lines[to].last()).is_some_and(|(first, last)| first > last);
            match (known[from].knows, known[to].knows) {
                (true, true) => tally.both += 1,
                (true, false) if ended() => {
                    tally.ended += 1;
                    continue;
                }
                (true, false) => {
                    tally.from_only += 1;
                    tally.from_only_open += u32::from(perhaps_knows.contains(&to));
                }
                _ => continue,
            }
            if let Some(day) = tellings.get(&(from, to)) {
                tally.told += 1;
                tally.days.extend(day.zip(known[from].first).map(|(t, f)| (t - f).max(0)));
            } else if known[to].knows {
                tally.told_open += u32::from(perhaps_told.contains(&(from, to)));
            }
            tally.met += u32::from(!known[from].met.is_disjoint(&known[to].met));
        }
    }
    let pair = |(i, tally): (usize, Tally)| tally.print(case, &lines[i / n.max(1)], &lines[i % n.max(1)]);
    let any = |(_, t): &(usize, Tally)| t.both + t.from_only + t.ended > 0;
    tallies.into_iter().enumerate().filter(any).map(pair).collect()
}

/// The numbers of the lines that knew of one entity, and of those of which the one told the other.
type Heard = (BTreeSet<usize>, BTreeSet<(usize, usize)>);

/// Who knew, and who told whom, of what a subject may be: worked out once for each entity.
struct Open<'a> {
    case: &'a Case,
    terms: &'a Terms,
    events: &'a ByEntity,
    at: &'a BTreeMap<SymbolId, usize>,
    of: BTreeMap<EntityId, Heard>,
}

impl Open<'_> {
    fn of(&mut self, other: EntityId, n: usize) -> &Heard {
        let Open { case, terms, events, at, of } = self;
        of.entry(other).or_insert_with(|| {
            let all = ladder(case, terms, events, other);
            let knows = known(&all, at, n).into_iter().enumerate().filter(|(_, k)| k.knows).map(|(i, _)| i);
            (knows.collect(), tellings(case, terms, &all, at).into_keys().collect())
        })
    }
}

/// What each line knew of a subject.
fn known(all: &[Knowledge], at: &BTreeMap<SymbolId, usize>, n: usize) -> Vec<Known> {
    let mut known = vec![Known::default(); n];
    for k in all {
        let Some(&a) = k.agency.as_ref().and_then(|a| at.get(a)).filter(|_| k.counts == Counts::Yes) else {
            continue;
        };
        let least = |knows: bool, one: Option<Day>, other: Option<Day>| {
            if knows { one.zip(other).map(|(a, b)| a.min(b)) } else { other }
        };
        let line = &mut known[a];
        line.first = least(line.knows, line.first, k.from.exact());
        line.earliest = least(line.knows, line.earliest, k.from.earliest());
        line.knows = true;
        if k.how == How::Meeting {
            line.met.insert(k.event);
        }
    }
    known
}

/// The first day on which each line told each other one of a subject, where it is exact. An officer who was told was told for the
/// agency of that day, whether or not what the officer knew counts as the agency's.
fn tellings(
    case: &Case,
    terms: &Terms,
    all: &[Knowledge],
    at: &BTreeMap<SymbolId, usize>,
) -> BTreeMap<(usize, usize), Option<Day>> {
    let mut tellings: BTreeMap<(usize, usize), Option<Day>> = BTreeMap::new();
    for k in all.iter().filter(|k| k.how == How::Told && k.grade >= Grade::Sent) {
        let event = &case.events[k.event.index()];
        let to = k.agency.as_ref().and_then(|a| at.get(a));
        if let (Some(&from), Some(&to)) = (at.get(&event.holder), to)
            && !super::ladder::is_meeting(case, terms, event)
        {
            let day = tellings.entry((from, to)).or_insert(k.from.exact());
            *day = day.and_then(|d| k.from.exact().map(|e| d.min(e)));
        }
    }
    tellings
}

#[derive(Clone, Default)]
struct Tally {
    both: u32,
    told: u32,
    met: u32,
    from_only: u32,
    from_only_open: u32,
    told_open: u32,
    ended: u32,
    days: Vec<i32>,
}

impl Tally {
    fn print(mut self, case: &Case, from: &Line<'_>, to: &Line<'_>) -> Sharing {
        self.days.sort_unstable();
        let middle = self.days.len().checked_sub(1).map(|last| self.days[last / 2]);
        Sharing {
            from: from.names(),
            to: to.names(),
            both: self.both,
            told: self.told,
            met: self.met,
            from_only: self.from_only,
            ended: self.ended,
            days_median: middle,
            days_known: u32::try_from(self.days.len()).unwrap_or(u32::MAX),
            from_only_open: self.from_only_open,
            told_open: self.told_open,
            caveat: [self.open_words(), caveat(case, from, to)].join(" ").trim().to_string(),
        }
    }
}

impl Tally {
    /// What it would change in the counts if those who may be the same were.
    fn open_words(&self) -> String {
        let mut sentences = Vec::new();
        if self.from_only_open > 0 {
            sentences.push(format!(
                "{} of those known to the first only may be the same as what the other knew under another entry, which linkage \
                 keeps apart: until a person decides, it cannot be told whether both knew.",
                self.from_only_open
            ));
        }
        if self.told_open > 0 {
            sentences.push(format!(
                "{} of those known to both and not told may be the same as what the first told the other of under another entry.",
                self.told_open
            ));
        }
        sentences.join(" ")
    }
}

/// The meetings of which it is not wholly read who was there, in words.
fn attendance_open(case: &Case) -> Option<String> {
    let attendance = case.words.get("attendance_read")?;
    let open = |e: &&model::Event| e.attributes.iter().any(|(n, _)| *n == attendance);
    match case.events.iter().filter(open).count() {
        0 => None,
        1 => Some("1 meeting".to_string()),
        n => Some(format!("{n} meetings")),
    }
}

/// Why what an agency did not know, as far as the record shows, may be what was not supplied, or was not its to know.
fn caveat(case: &Case, from: &Line<'_>, to: &Line<'_>) -> String {
    let names = to.names();
    let mut sentences = Vec::new();
    let its = || case.extracts.iter().filter(|e| names.contains(&e.agency));
    let supplied = |name: &SymbolId| {
        case.extracts.iter().any(|e| e.agency == *name && e.status == ExtractStatus::Supplied)
    };
    for name in names.iter().filter(|name| !supplied(name)) {
        sentences.push(format!("{} supplied no record of its own.", case.words.word(*name)));
    }
    let wanting: Vec<&str> = its()
        .filter(|e| {
            supplied(&e.agency) && (e.status != ExtractStatus::Supplied || e.covers.is_none() || e.unread > 0)
        })
        .map(|e| e.title.as_str())
        .collect();
    if !wanting.is_empty() {
        sentences.push(format!(
            "{} of its extracts {} not whole or not supplied: {}.",
            wanting.len(),
            if wanting.len() == 1 { "is" } else { "are" },
            wanting.join("; ")
        ));
    }
    if let Some(meetings) = attendance_open(case) {
        sentences.push(format!(
            "Of {meetings} it is not wholly read who was there, so it may have heard there of more than is counted."
        ));
    }
    for line in [from, to] {
        let whole = |a: &Agency| (a.from.unwrap_or(Day(i32::MIN)), a.to.unwrap_or(Day::LAST));
        let beside = |a: &Agency, b: &Agency| {
            let ((from, to), (begin, end)) = (whole(a), whole(b));
            a.name != b.name && a.to.is_some() && b.to.is_some() && from <= end && begin <= to
        };
        let once: Vec<String> = line
            .bodies
            .iter()
            .filter(|a| line.bodies.iter().any(|b| beside(a, b)))
            .map(|a| case.words.word(a.name).to_string())
            .collect();
        if !once.is_empty() {
            sentences.push(format!(
                "{} were bodies beside one another before they became one: what they told one another is not counted here.",
                join_and(&once)
            ));
        }
    }
    let (mine, theirs) = (from.areas(), to.areas());
    if !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(&theirs) {
        let words = |areas: &BTreeSet<SymbolId>| {
            join_and(&areas.iter().map(|a| case.words.word(*a).to_string()).collect::<Vec<_>>())
        };
        sentences.push(format!(
            "They served different areas, {} and {}: whether the one had cause to tell the other follows from where the \
             subject was.",
            words(&mine),
            words(&theirs)
        ));
    }
    sentences.join(" ")
}
