//! Whether the records that would show an action were supplied, day by day, from the disclosure register.
//!
//! *No record* is not *no action*: where an agency's extract is refused, missing, not yet supplied, covers other days,
//! or has no column for the kind of event, the absence of a record proves nothing, and the reason says which it is.
//!
//! Who could have acted decides whose extracts are needed. A holder that is an agency of the review must have supplied
//! its own. A holder that is only named in the records of others (a body to which a report is addressed) is seen
//! through whichever supplied extract shows that kind of event. Where any agency of a sort could have acted, every
//! agency of that sort in the review must have supplied: taking an extract away never makes a silence provable.
//!
//! What meetings gave somebody to do stands in the minutes, whoever keeps them: for [`OF_MEETINGS`] every agency's extract
//! that shows such a record is needed, and each series of them for the whole time: one forum's minutes do not show what another
//! gave.
//!
//! Of one kind of record an agency may keep several: one that was refused may hold what is absent from one that was supplied,
//! so every extract that would show it must be there, not only as many as fill the time.
//!
//! What followed upon knowing is asked of the agency that knew, or of those whom the review names as able to act
//! ([`Coverage::gap_of_response`]): their own extracts must cover the time, and no other line of the register that would show such a
//! record may be wanting.
//!
//! Left out: what the record shows; only whether it was there to be looked at.

use std::fmt;

use std::collections::BTreeMap;

use model::{Agency, Case, Day, Event, Extract, ExtractStatus, SymbolId};

use super::words::{a_kind, join_and, kind_words, on, period};

/// Kinds of event that stand in minutes and are somebody else's doing than the keeper's.
pub(crate) const OF_MEETINGS: [&str; 4] =
    ["action_given", "action_reported", "action_done", "action_perhaps"];

/// What was not supplied of a window; written out, it is why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Gap {
    why: String,
    /// The days of the window of which some record may be missing: in order, without overlap, both ends included.
    pub(crate) days: Vec<(Day, Day)>,
}

impl Gap {
    /// A record of which a value that is compared cannot be read, so that it may or may not be what is looked for. The value itself is
    /// not repeated: what stands in such a cell may be a name.
    pub(crate) fn of_value(case: &Case, event: &Event, name: &str, days: (Day, Day)) -> Gap {
        let why = format!(
            "{} is recorded {} ({}), and what stands there as its {} is no number and no date that can be read, so whether it counts is open",
            a_kind(case.words.word(event.kind)),
            on(&event.when),
            event.place.describe(&case.sources),
            kind_words(name),
        );
        Gap { why, days: vec![days] }
    }

    /// What is wanting by either.
    pub(crate) fn both(one: Option<Gap>, other: Option<Gap>) -> Option<Gap> {
        match (one, other) {
            (Some(one), Some(other)) => Some(Gap {
                why: if one.why == other.why { one.why } else { format!("{}; {}", one.why, other.why) },
                days: merged([one.days, other.days].concat()),
            }),
            (one, other) => one.or(other),
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// How the extracts of one keeper are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Looked {
    /// Every day must be covered.
    Whole,
    /// Only those count that were not supplied or not wholly read.
    Wanting,
    /// Not at all.
    Not,
}

/// A keeper, `Err` for one that is no agency of the review; the days that are asked about; and how its extracts are looked at.
type Asked = (Result<SymbolId, SymbolId>, (Day, Day), Looked);

/// Answers questions about coverage for one review.
pub(crate) struct Coverage<'a> {
    case: &'a Case,
}

impl<'a> Coverage<'a> {
    /// Over the disclosure register of a review.
    pub(crate) fn new(case: &'a Case) -> Coverage<'a> {
        Coverage { case }
    }

    /// What was not supplied of the records that would show any of `kinds` in `window`; `None` where all of them were.
    /// `through` names those whose extracts are needed, `Err` for a holder that is no agency of the review. An empty
    /// window is covered.
    pub(crate) fn gap(
        &self,
        kinds: &[String],
        through: &[Result<SymbolId, SymbolId>],
        window: (Day, Day),
    ) -> Option<Gap> {
        if window.0 <= window.1 && through.is_empty() {
            let why = "no agency that could have acted is among those the review names".to_string();
            return Some(Gap { why, days: vec![window] });
        }
        self.sum(kinds, window, |_| through.iter().map(|who| (*who, window, Looked::Whole)).collect())
    }

    /// What was not supplied of the records that would show a response by any of these bodies, each asked for the days on which there
    /// was such a body. Of every other agency only what is known to be wanting counts: a line of the register that would show such a record
    /// and was refused, is missing or could not be read may hold one of theirs. Who is merely named in the review, or told of
    /// something, is asked for nothing.
    pub(crate) fn gap_of_response(
        &self,
        kinds: &[String],
        bodies: &[&Agency],
        window: (Day, Day),
    ) -> Option<Gap> {
        if bodies.is_empty() {
            return self.gap(kinds, &[], window);
        }
        let of = |a: &Agency| {
            let days = (window.0.max(a.from.unwrap_or(window.0)), window.1.min(a.to.unwrap_or(window.1)));
            Some(days).filter(|d| d.0 <= d.1)
        };
        let any = bodies.iter().any(|a| of(a).is_some());
        self.sum(kinds, window, |kind| {
            let mut asked: Vec<Asked> = Vec::new();
            for body in bodies {
                let days = if any { of(body) } else { Some(window) };
                asked.extend(days.map(|days| (Ok(body.name), days, Looked::Whole)));
            }
            // What meetings gave somebody to do is looked for in everybody's minutes already.
            if !OF_MEETINGS.contains(&kind) {
                let all_of_it =
                    |a: &Agency| asked.iter().any(|(who, days, _)| *who == Ok(a.name) && *days == window);
                let others: Vec<Asked> = self
                    .case
                    .agencies
                    .iter()
                    .filter(|a| !all_of_it(a))
                    .map(|a| (Ok(a.name), window, Looked::Wanting))
                    .collect();
                asked.extend(others);
            }
            asked
        })
    }

    /// The same, only of records that the register of disclosure knows: a kind of which it has no line says nothing. Of others than
    /// `holder` only what was refused, is missing or could not be read counts: a supplied extract of theirs that covers other days
    /// is no sign that they had anything to do with the matter.
    pub(crate) fn gap_of_known(
        &self,
        kinds: &[String],
        through: &[Result<SymbolId, SymbolId>],
        holder: SymbolId,
        window: (Day, Day),
    ) -> Option<Gap> {
        self.sum(kinds, window, |kind| {
            let looked = |keeper: Result<SymbolId, SymbolId>| {
                if self.lines(kind, keeper).is_empty() {
                    Looked::Not
                } else if keeper == Ok(holder) {
                    Looked::Whole
                } else {
                    Looked::Wanting
                }
            };
            through.iter().map(|who| (*who, window, looked(*who))).collect()
        })
    }

    /// `asked` gives, for a kind of record, the keepers whose extracts are looked at, each with the days and how.
    fn sum(&self, kinds: &[String], window: (Day, Day), asked: impl Fn(&str) -> Vec<Asked>) -> Option<Gap> {
        if window.0 > window.1 {
            return None;
        }
        let mut reasons: Vec<Why> = Vec::new();
        let mut days = Vec::new();
        for kind in kinds {
            for (holder, window, looked) in asked(kind) {
                let Some((why, its)) = self.not_covered(kind, holder, window, looked) else {
                    continue;
                };
                days.extend(its);
                match reasons.iter_mut().find(|r| r.what == why.what && r.lines == why.lines) {
                    Some(said) if said.by.contains(&why.by[0]) => {}
                    Some(said) => said.by.extend(why.by),
                    None => reasons.push(why),
                }
            }
        }
        let words: Vec<String> = reasons.iter().map(Why::words).collect();
        (!words.is_empty()).then(|| Gap { why: join_and(&words), days: merged(days) })
    }

    /// The lines of the register that would show such a record.
    fn lines(&self, kind: &str, holder: Result<SymbolId, SymbolId>) -> Vec<&Extract> {
        let symbol = self.case.words.get(kind);
        let shows = |e: &&Extract| symbol.is_some_and(|k| e.kinds.contains(&k));
        let anyones = OF_MEETINGS.contains(&kind);
        let own = |e: &&Extract| anyones || holder.is_err() || holder == Ok(e.agency);
        self.case.extracts.iter().filter(shows).filter(own).collect()
    }

    fn not_covered(
        &self,
        kind: &str,
        holder: Result<SymbolId, SymbolId>,
        window: (Day, Day),
        looked: Looked,
    ) -> Option<(Why, Days)> {
        if looked == Looked::Not {
            return None;
        }
        let lines = self.lines(kind, holder);
        let holes = if looked == Looked::Whole { self.holes(kind, &lines, window) } else { Vec::new() };
        let within = |e: &Extract| {
            let (from, to) = e.covers.unwrap_or(window);
            Some((from.max(window.0), to.min(window.1))).filter(|d| d.0 <= d.1)
        };
        let wanting = |e: &&Extract| !whole(e) && within(e).is_some();
        let open: Vec<&Extract> = lines.iter().copied().filter(wanting).collect();
        if holes.is_empty() && open.is_empty() {
            return None;
        }
        // An extract that holds the whole of the time leaves nothing wanting.
        let short = |e: &&Extract| !whole(e) || e.covers.is_none_or(|(a, b)| a > window.0 || b < window.1);
        let short: Vec<&Extract> = lines.iter().copied().filter(short).collect();
        let why = self.why(kind, holder, if holes.is_empty() { &open } else { &short });
        let days = holes.into_iter().chain(open.iter().filter_map(|e| within(e))).collect();
        Some((why, days))
    }

    /// The days of a window that some source does not cover. Several extracts of one agency may share the time between them; of
    /// what meetings gave somebody to do, each series of minutes (an agency's extracts of one title) must cover all of it: what
    /// one forum gave stands in no other's minutes.
    fn holes(&self, kind: &str, lines: &[&Extract], window: (Day, Day)) -> Vec<(Day, Day)> {
        let of_series = OF_MEETINGS.contains(&kind);
        // The agency and the title of a series; none where all share the time.
        let mut series: BTreeMap<Option<(SymbolId, &str)>, Days> = BTreeMap::new();
        for extract in lines {
            let key = of_series.then_some((extract.agency, extract.title.as_str()));
            let covers = extract.covers.filter(|_| whole(extract));
            series.entry(key).or_default().extend(covers);
        }
        if series.is_empty() {
            return vec![window];
        }
        let mut found = Vec::new();
        for mut covers in series.into_values() {
            covers.sort_unstable();
            found.extend(holes(&covers, window));
        }
        found
    }

    /// What is missing.
    fn why(&self, kind: &str, holder: Result<SymbolId, SymbolId>, lines: &[&Extract]) -> Why {
        let (Ok(symbol) | Err(symbol)) = holder;
        let who = self.case.words.word(symbol);
        if lines.is_empty() {
            let what = self.no_line(kind, holder, who);
            return Why { what, by: vec![who.to_string()], lines: String::new() };
        }
        let whole = self.case.review.period;
        let parts: Vec<String> = lines.iter().map(|e| describe(e, whole)).collect();
        Why { what: a_kind(kind), by: vec![who.to_string()], lines: join_and(&parts) }
    }

    /// No line of the register shows the kind of event: a table that lacks it, or nothing supplied.
    fn no_line(&self, kind: &str, holder: Result<SymbolId, SymbolId>, who: &str) -> String {
        let kind = kind_words(kind);
        let supplied: Vec<&Extract> = self
            .case
            .extracts
            .iter()
            .filter(|e| e.status == ExtractStatus::Supplied && (holder.is_err() || holder == Ok(e.agency)))
            .collect();
        let notes: Vec<String> =
            supplied.iter().filter(|e| !e.note.is_empty()).map(|e| trimmed(&e.note)).collect();
        let mut text = match (holder, supplied.is_empty()) {
            (Ok(_), false) => format!("no table supplied by {who} shows an event of the kind \"{kind}\""),
            (Ok(_), true) => {
                format!("{who} supplied no extract that would show an event of the kind \"{kind}\"")
            }
            (Err(_), _) => format!("no table supplied shows an event of the kind \"{kind}\" by {who}"),
        };
        if !notes.is_empty() {
            text.push_str(&format!(" ({})", notes.join("; ")));
        }
        text
    }
}

/// Why records do not show something: what, by whom, and the lines of the register that are not whole. Without such lines `what` is
/// the whole of it.
struct Why {
    what: String,
    by: Vec<String>,
    lines: String,
}

impl Why {
    /// One sentence, without its full stop. Several of whom the same lines would show it are named together.
    fn words(&self) -> String {
        if self.lines.is_empty() {
            return self.what.clone();
        }
        let by = self.by.join(" or ");
        format!("the record that would show {} by {by} is not whole: {}", self.what, self.lines)
    }
}

/// First and last days.
type Days = Vec<(Day, Day)>;

/// The days of a window that none of `covers`, which are in order, holds.
fn holes(covers: &[(Day, Day)], window: (Day, Day)) -> Vec<(Day, Day)> {
    let mut holes = Vec::new();
    let mut next = window.0;
    for &(from, to) in covers {
        if from > next {
            holes.push((next, window.1.min(from - 1)));
        }
        next = next.max(to + 1);
        if next > window.1 {
            return holes;
        }
    }
    holes.push((next, window.1));
    holes
}

/// The same days, in order and without overlap.
fn merged(mut days: Vec<(Day, Day)>) -> Vec<(Day, Day)> {
    days.sort_unstable();
    let mut sum: Vec<(Day, Day)> = Vec::new();
    for (from, to) in days {
        match sum.last_mut().filter(|last| from <= last.1 + 1) {
            Some(last) => last.1 = last.1.max(to),
            None => sum.push((from, to)),
        }
    }
    sum
}

/// Whether an extract was supplied and every row of it could be read: the very row that would show an action may be the
/// one that could not.
fn whole(extract: &Extract) -> bool {
    extract.status == ExtractStatus::Supplied && extract.unread == 0
}

/// What is to be said of one line of the register.
/// `whole` is the period of the review.
fn describe(extract: &Extract, whole: (Day, Day)) -> String {
    let title = &extract.title;
    let mut text = match (extract.status, extract.covers) {
        (ExtractStatus::Refused, _) => format!("the extract \"{title}\" was refused"),
        (ExtractStatus::Missing, _) => format!("the extract \"{title}\" was searched for and not found"),
        (ExtractStatus::Asked, _) => {
            format!("the extract \"{title}\" was asked for and has not been supplied")
        }
        (ExtractStatus::Supplied, _) if extract.unread > 0 => {
            let what = if extract.unread == 1 { "row or file" } else { "rows or files" };
            return format!(
                "{} {what} of the extract \"{title}\" could not be read, so it proves no absence until that is mended",
                extract.unread
            );
        }
        (ExtractStatus::Supplied, None) => {
            format!("nobody has said which days the extract \"{title}\" covers")
        }
        (ExtractStatus::Supplied, Some(days)) => {
            // What covers the whole period is wanting only for days outside it.
            let only = if days.0 > whole.0 || days.1 < whole.1 { "only " } else { "" };
            format!("the extract \"{title}\" covers {only}{}", period(days))
        }
    };
    if !extract.note.is_empty() {
        text.push_str(&format!(" ({})", trimmed(&extract.note)));
    }
    text
}

fn trimmed(note: &str) -> String {
    note.trim().trim_end_matches('.').to_string()
}
