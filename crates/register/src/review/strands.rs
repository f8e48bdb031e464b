//! Strands: numbered, merged, split, closed; how many there were on a day, and which still need an end.

use model::Day;

use super::Review;
use crate::acts::{Act, Path, Seq};

/// How a strand ended, other than by a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// It went into another.
    Merged(u32),
    /// It was split into others.
    Split(Vec<u32>),
    /// It was closed for a recorded reason.
    Closed,
}

/// A strand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strand {
    /// The entry that opened it, and its day.
    pub opened: (Seq, Day),
    /// Whether its matter stands in a stream of its own.
    pub sealed: bool,
    /// The entry that ended it, its day, and how.
    pub ended: Option<(Seq, Day, End)>,
    /// The newest entry that says why it is still open.
    pub deferred: Option<Seq>,
}

impl Review {
    /// Every strand there ever was, by number.
    pub fn strands(&self) -> impl Iterator<Item = (u32, &Strand)> {
        self.strands.iter().map(|(&number, strand)| (number, strand))
    }

    /// A strand.
    pub fn strand(&self, number: u32) -> Option<&Strand> {
        self.strands.get(&number)
    }

    /// The strands there were at the end of a day: opened by then, and not merged, split or closed by then. A
    /// strand with a finding is still one.
    pub fn strands_on(&self, day: Day) -> Vec<u32> {
        let there = |strand: &Strand| {
            strand.opened.1 <= day && strand.ended.as_ref().is_none_or(|(_, ended, _)| *ended > day)
        };
        self.strands().filter(|(_, strand)| there(strand)).map(|(number, _)| number).collect()
    }

    /// The strands without an end: neither a standing finding nor a recorded reason. A finding whose words were erased by law ends none:
    /// nobody can read what it found.
    ///
    /// What was merged into another strand ends with what was decided on that strand *afterwards*: a finding that was there
    /// before cannot have decided what came later. Every strand that came of a split needs an end of its own.
    pub fn strands_without_end(&self) -> Vec<u32> {
        self.without_end(false)
    }

    /// The strands without an end; `then` counts a finding that was erased, as publications did that were recorded before that was a
    /// rule.
    pub(crate) fn without_end(&self, then: bool) -> Vec<u32> {
        self.strands.keys().copied().filter(|&number| !self.has_end(number, None, 0, then)).collect()
    }

    /// The entry by which the last claim of a finding was erased; none where something of what it found can be read.
    pub fn finding_erased(&self, seq: Seq) -> Option<Seq> {
        let parts = self.finding(seq)?.parts.0.len();
        let claims = (1..=parts).map(|part| format!("parts/{part}/claim")).chain(["claim".to_string()]);
        let gone = |path: String| self.erased.get(&(seq, Path::new(&path)?)).copied();
        claims.map(gone).collect::<Option<Vec<Seq>>>()?.into_iter().max()
    }

    /// The newest finding on a strand that stands and was erased, and the entry of the erasure; none where another finding on it can be read.
    pub fn erased_finding_on(&self, number: u32) -> Option<(Seq, Seq)> {
        let on =
            self.findings().filter(|(_, finding, state)| state.stands() && finding.strands.contains(&number));
        let erased: Option<Vec<(Seq, Seq)>> =
            on.map(|(seq, ..)| Some((seq, self.finding_erased(seq)?))).collect();
        erased?.into_iter().next_back()
    }

    /// Whether a strand's matter came to an end, after an entry where one is given.
    fn has_end(&self, number: u32, after: Option<Seq>, depth: usize, then: bool) -> bool {
        // A strand goes only into strands that are open, so there is no circle; the limit is a second lock.
        let Some(strand) = self.strands.get(&number) else { return false };
        if depth > self.strands.len() {
            return false;
        }
        let late_enough = |seq: Seq| after.is_none_or(|after| seq > after);
        let found = self.findings().any(|(seq, finding, state)| {
            state.stands()
                && late_enough(seq)
                && finding.strands.contains(&number)
                && (then || self.finding_erased(seq).is_none())
        });
        match &strand.ended {
            Some((_, _, End::Closed)) => true,
            Some((at, _, End::Merged(into))) => {
                found || self.has_end(*into, Some(after.map_or(*at, |after| after.max(*at))), depth + 1, then)
            }
            Some((_, _, End::Split(into))) => {
                into.iter().all(|&part| self.has_end(part, after, depth + 1, then))
            }
            None => found,
        }
    }

    /// The entry that defers a strand's end, if one was recorded since the last publication. What was merged into another
    /// strand waits for that one, and what was split for every part that has no end yet: they cannot be deferred by
    /// themselves any more.
    pub fn deferral(&self, number: u32) -> Option<Seq> {
        self.deferral_of(number, 0)
    }

    fn deferral_of(&self, number: u32, depth: usize) -> Option<Seq> {
        let strand = self.strands.get(&number)?;
        let since = |seq: &Seq| self.publications.last().is_none_or(|last| seq > last);
        if let Some(own) = strand.deferred.filter(since) {
            return Some(own);
        }
        if depth > self.strands.len() {
            return None;
        }
        match &strand.ended {
            Some((_, _, End::Merged(into))) => self.deferral_of(*into, depth + 1),
            Some((_, _, End::Split(into))) => {
                let open = into.iter().filter(|&&part| !self.has_end(part, None, 0, false));
                let each: Option<Vec<Seq>> = open.map(|&part| self.deferral_of(part, depth + 1)).collect();
                each?.into_iter().max()
            }
            _ => None,
        }
    }

    /// Whether a complaint on a strand is sealed because the complainant asked for it.
    pub fn sealed_because_somebody_asked(&self, number: u32) -> bool {
        self.complaints.values().any(|&seq| match self.act(seq) {
            Some(Act::Complaint(complaint)) => complaint.sealed && complaint.strands.contains(&number),
            _ => false,
        })
    }
}
