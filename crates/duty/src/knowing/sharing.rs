//! Sharing: agency against agency, which subjects of concern both knew, who told whom, and after how many days.
//!
//! Left out: any reading of a count as a failing. An agency whose record is not whole may have known what its record
//! does not show, and the caveat says so.

use std::collections::BTreeMap;

use model::{Case, Counts, Day, EntityId, ExtractStatus, How, Sharing, SymbolId};

use super::{ByEntity, Terms, ladder, told};

/// What one agency knew of one subject.
#[derive(Clone, Copy, Default)]
struct Known {
    knows: bool,
    /// First day of the knowledge, where it is exact.
    first: Option<Day>,
}

/// One line for each ordered pair of agencies that knew of any subject, in order of the agencies.
pub fn sharing(case: &Case, terms: &Terms, events: &ByEntity, subjects: &[Vec<EntityId>]) -> Vec<Sharing> {
    let n = case.agencies.len();
    let at: BTreeMap<SymbolId, usize> = case.agencies.iter().enumerate().map(|(i, a)| (a.name, i)).collect();
    let mut lines: Vec<Tally> = vec![Tally::default(); n * n];
    for subject in subjects {
        let mut known = vec![Known::default(); n];
        let mut met = vec![Vec::new(); n];
        for k in subject.iter().flat_map(|e| ladder(case, terms, events, *e)) {
            let Some(&a) = k.agency.as_ref().and_then(|a| at.get(a)).filter(|_| k.counts == Counts::Yes)
            else {
                continue;
            };
            let day = k.from.exact();
            known[a].first = match (known[a].knows, known[a].first, day) {
                (false, _, day) => day,
                (true, Some(f), Some(d)) => Some(f.min(d)),
                (true, ..) => None,
            };
            known[a].knows = true;
            if k.how == How::Meeting {
                met[a].push(k.event);
            }
        }
        let mut tellings: BTreeMap<(usize, usize), Option<Day>> = BTreeMap::new();
        for t in subject.iter().flat_map(|e| told(case, events, *e)) {
            if let (Some(&from), Some(&to)) = (at.get(&t.from), at.get(&t.to))
                && !super::ladder::is_meeting(case, terms, &case.events[t.event.index()])
            {
                let day = tellings.entry((from, to)).or_insert(t.when.exact());
                *day = day.and_then(|d| t.when.exact().map(|e| d.min(e)));
            }
        }
        for (from, to) in (0..n).flat_map(|a| (0..n).map(move |b| (a, b))).filter(|(a, b)| a != b) {
            let line = &mut lines[from * n + to];
            match (known[from].knows, known[to].knows) {
                (true, true) => line.both += 1,
                (true, false) => line.from_only += 1,
                _ => continue,
            }
            if let Some(day) = tellings.get(&(from, to)) {
                line.told += 1;
                line.days.extend(day.zip(known[from].first).map(|(t, f)| (t - f).max(0)));
            }
            line.met += u32::from(met[from].iter().any(|e| met[to].contains(e)));
        }
    }
    let pair = |(i, line): (usize, Tally)| line.print(case, i / n.max(1), i % n.max(1));
    lines.into_iter().enumerate().filter(|(_, l)| l.both + l.from_only > 0).map(pair).collect()
}

#[derive(Clone, Default)]
struct Tally {
    both: u32,
    told: u32,
    met: u32,
    from_only: u32,
    days: Vec<i32>,
}

impl Tally {
    fn print(mut self, case: &Case, from: usize, to: usize) -> Sharing {
        self.days.sort_unstable();
        let middle = self.days.len().checked_sub(1).map(|last| self.days[last / 2]);
        let to = case.agencies[to].name;
        Sharing {
            from: case.agencies[from].name,
            to,
            both: self.both,
            told: self.told,
            met: self.met,
            from_only: self.from_only,
            days_median: middle,
            days_known: u32::try_from(self.days.len()).unwrap_or(u32::MAX),
            caveat: caveat(case, to),
        }
    }
}

/// Why what an agency did not know, as far as the record shows, may be what was not supplied.
fn caveat(case: &Case, agency: SymbolId) -> String {
    let wanting: Vec<&str> = case
        .extracts
        .iter()
        .filter(|e| e.agency == agency && (e.status != ExtractStatus::Supplied || e.covers.is_none()))
        .map(|e| e.title.as_str())
        .collect();
    let supplied = case.extracts.iter().any(|e| e.agency == agency && e.status == ExtractStatus::Supplied);
    match (supplied, wanting.len()) {
        (false, _) => format!("{} supplied no record of its own.", case.words.word(agency)),
        (true, 0) => String::new(),
        (true, n) => format!(
            "{} of its extracts {} not whole or not supplied: {}.",
            n,
            if n == 1 { "is" } else { "are" },
            wanting.join("; ")
        ),
    }
}
