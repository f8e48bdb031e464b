//! Several duties of one rule and subject, and a rule by which each action discharges one of them.
//!
//! In order of time every action goes to the duty with the earliest deadline among those that are open that day: it counts
//! for the duty, no action answered the duty before, and no decision and no circumstance had ended it before that day. On
//! one day the action goes first. An action that names the matter of a duty goes there whatever else is open.
//!
//! Which duty an action goes to depends on the days of every record of all the duties, so where dates are uncertain every
//! combination of days is played through; there are [`READINGS_MAX`] at most. Beyond that, and where a date has no first
//! day, the group is *wide*: each duty has none of the actions or any one of them, which holds every reading and more.
//!
//! Left out: where the records come from.

use model::{Verdict, VerdictSet};

use crate::verdict::{OPEN_END, OPEN_START, Span, by_reason};

/// Most combinations of days that are played through for one group.
const READINGS_MAX: usize = 2_000;

/// The terms of one version for one duty, and the records that fit them (places in the pool).
#[derive(Clone, Default, Debug)]
pub(crate) struct Part {
    /// First and last day of the start under this version.
    pub(crate) start: Span,
    pub(crate) actions: Vec<u32>,
    pub(crate) decisions: Vec<u32>,
    pub(crate) excuses: Vec<u32>,
    pub(crate) action_reach_days: i32,
    pub(crate) excuse_reach_days: i32,
    /// Whether the rule accepts a reason for lateness.
    pub(crate) reasons_count: bool,
}

/// One duty of the group.
#[derive(Clone, Default, Debug)]
pub(crate) struct Owed {
    /// First and last possible start.
    pub(crate) start: Span,
    pub(crate) parts: Vec<Part>,
    /// Actions that name its matter.
    pub(crate) named: Vec<u32>,
    /// Which goes first of equal deadlines: the least.
    pub(crate) order: u32,
}

/// A group of duties and their records.
#[derive(Clone, Default, Debug)]
pub(crate) struct Group {
    /// The days of each record, in order of time.
    pub(crate) pool: Vec<Span>,
    /// Whether each record gives a reason that the rule accepts for lateness.
    pub(crate) reason: Vec<bool>,
    /// The order of each record among those of one day: time of day, place in the file.
    pub(crate) order: Vec<(u32, u32)>,
    pub(crate) owed: Vec<Owed>,
    pub(crate) last_complete: i32,
}

/// What one reading says of one duty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) duty: usize,
    pub(crate) part: usize,
    pub(crate) due: i32,
    /// More than one verdict only where two actions of one late day differ in their reasons.
    pub(crate) set: VerdictSet,
    /// The day of the first late record, excused or not.
    pub(crate) late: Option<i32>,
}

/// Which actions went to which duty in some reading.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Went {
    /// By duty, in order.
    pub(crate) own: Vec<Vec<u32>>,
    /// By duty: the action, and the duty that it went to instead.
    pub(crate) taken: Vec<Vec<(u32, u32)>>,
}

impl Group {
    /// The number of combinations of days; [`usize::MAX`] where a date has no first day.
    pub(crate) fn readings(&self) -> usize {
        let days = |s: &Span| match *s {
            (OPEN_START, _) | (_, OPEN_END) => usize::MAX,
            (lo, hi) => hi.saturating_sub(lo).saturating_add(1).max(1) as usize,
        };
        self.owed.iter().map(|o| &o.start).chain(&self.pool).map(days).fold(1, usize::saturating_mul)
    }

    /// Whether the group has too many readings to play them through.
    pub(crate) fn is_wide(&self) -> bool {
        self.readings() > READINGS_MAX
    }

    /// The group without one record.
    pub(crate) fn without(&self, record: u32) -> Group {
        let mut group = self.clone();
        for owed in &mut group.owed {
            owed.named.retain(|&a| a != record);
            for part in &mut owed.parts {
                for list in [&mut part.actions, &mut part.decisions, &mut part.excuses] {
                    list.retain(|&a| a != record);
                }
            }
        }
        group
    }

    /// The group as if one of its duties had never arisen.
    pub(crate) fn without_duty(&self, duty: usize) -> Group {
        let mut group = self.clone();
        group.owed[duty].parts.clear();
        group.owed[duty].named.clear();
        group
    }

    /// Plays every combination of days through. `due` gives the deadline of a duty under a part for a start, and `tell` hears
    /// what every reading says of every duty that arose in it.
    pub(crate) fn play(
        &self,
        due: &impl Fn(usize, usize, i32) -> Option<i32>,
        mut tell: impl FnMut(Told),
    ) -> Went {
        let n = self.owed.len();
        let spans: Vec<Span> = self.owed.iter().map(|o| o.start).chain(self.pool.iter().copied()).collect();
        let mut days: Vec<i32> = spans.iter().map(|s| s.0).collect();
        let mut went = Went { own: vec![Vec::new(); n], taken: vec![Vec::new(); n] };
        let mut desk = Desk::default();
        loop {
            self.one(&days[..n], &days[n..], due, &mut desk, &mut went);
            for (duty, now) in desk.now.iter().enumerate() {
                let &Some((part, due)) = now else { continue };
                let (set, late) = self.verdict(duty, part, due, &days[..n], &days[n..], &desk.given[duty]);
                tell(Told { duty, part, due, set, late });
            }
            // The next combination, as a counter turns.
            let Some(at) = (0..days.len()).find(|&i| days[i] < spans[i].1) else { break };
            days[at] += 1;
            (0..at).for_each(|i| days[i] = spans[i].0);
        }
        went.own.iter_mut().for_each(|own| own.sort_unstable());
        went.taken.iter_mut().for_each(|taken| taken.sort_unstable());
        went
    }

    /// Gives every action of one reading to its duty.
    fn one(
        &self,
        starts: &[i32],
        days: &[i32],
        due: &impl Fn(usize, usize, i32) -> Option<i32>,
        desk: &mut Desk,
        went: &mut Went,
    ) {
        let obs = self.last_complete;
        desk.now.clear();
        desk.now.extend(self.owed.iter().zip(starts).enumerate().map(|(duty, (owed, &k))| {
            let part = owed.parts.iter().position(|p| p.start.0 <= k && k <= p.start.1 && k <= obs)?;
            Some((part, due(duty, part, k)?))
        }));
        desk.given.resize(self.owed.len(), Vec::new());
        desk.given.iter_mut().for_each(Vec::clear);
        desk.order.clear();
        desk.order.extend((0..days.len() as u32).filter(|&a| days[a as usize] <= obs));
        desk.order.sort_by_key(|&a| (days[a as usize], self.order[a as usize]));
        for &a in &desk.order {
            let day = days[a as usize];
            let fits = |d: usize| {
                let part = desk.now[d].map(|now| &self.owed[d].parts[now.0]);
                part.filter(|p| p.actions.binary_search(&a).is_ok())
            };
            let named = |d: &usize| self.owed[*d].named.binary_search(&a).is_ok();
            if (0..self.owed.len()).any(|d| named(&d)) {
                for d in (0..self.owed.len()).filter(named) {
                    desk.given[d].push(a);
                    put(&mut went.own[d], a);
                }
                continue;
            }
            let open = |&d: &usize| {
                let Some(part) = fits(d) else { return false };
                let counts = starts[d].saturating_sub(part.action_reach_days) <= day;
                let due = desk.now[d].map_or(i32::MAX, |now| now.1);
                counts && desk.given[d].is_empty() && !ended_before(part, starts[d], due, day, days)
            };
            let order = |d: &usize| (desk.now[*d].map(|now| now.1), self.owed[*d].order);
            let chosen = (0..self.owed.len()).filter(open).min_by_key(order);
            let Some(chosen) = chosen else { continue };
            for d in (0..self.owed.len()).filter(|&d| d != chosen && fits(d).is_some()) {
                put(&mut went.taken[d], (a, chosen as u32));
            }
            desk.given[chosen].push(a);
            put(&mut went.own[chosen], a);
        }
    }

    /// The table of verdicts over the actions that went to a duty.
    fn verdict(
        &self,
        duty: usize,
        part: usize,
        due: i32,
        starts: &[i32],
        days: &[i32],
        given: &[u32],
    ) -> (VerdictSet, Option<i32>) {
        let (k, obs) = (starts[duty], self.last_complete);
        let part = &self.owed[duty].parts[part];
        let day = |list: &[u32], from: i32| {
            list.iter().map(|&r| days[r as usize]).filter(|&d| from <= d && d <= obs).min()
        };
        let action = day(given, k.saturating_sub(part.action_reach_days));
        let decision = day(&part.decisions, k);
        let excuse = day(&part.excuses, k.saturating_sub(part.excuse_reach_days));
        let classes = [(action, Verdict::Met), (decision, Verdict::DecidedNot), (excuse, Verdict::Excused)];
        let in_time = classes.into_iter().filter_map(|(d, v)| d.filter(|&d| d <= due).map(|d| (d, v)));
        if let Some((_, verdict)) = in_time.min_by_key(|(d, _)| *d) {
            return (VerdictSet::of(verdict), None);
        }
        if obs < due {
            return (VerdictSet::of(Verdict::NotYetDue), None);
        }
        let Some(first) = action.into_iter().chain(decision).min() else {
            return (VerdictSet::of(Verdict::NothingRecorded), None);
        };
        let late = given.iter().filter(|&&a| days[a as usize] == first).map(|&a| self.reason[a as usize]);
        let set = if part.reasons_count { by_reason(late) } else { VerdictSet::of(Verdict::Late) };
        (set, Some(first))
    }
}

/// Whether a decision or a circumstance had ended a duty before `day`.
fn ended_before(part: &Part, k: i32, due: i32, day: i32, days: &[i32]) -> bool {
    let on = |r: &u32| days[*r as usize];
    let excused_from = k.saturating_sub(part.excuse_reach_days);
    part.decisions.iter().map(on).any(|d| k <= d && d < day)
        || part.excuses.iter().map(on).any(|d| excused_from <= d && d < day && d <= due)
}

fn put<T: PartialEq>(to: &mut Vec<T>, one: T) {
    if !to.contains(&one) {
        to.push(one);
    }
}

/// Kept from reading to reading.
#[derive(Default)]
struct Desk {
    /// The part and the deadline of each duty; `None` where it did not arise.
    now: Vec<Option<(usize, i32)>>,
    given: Vec<Vec<u32>>,
    order: Vec<u32>,
}
