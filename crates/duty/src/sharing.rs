//! Several duties of one rule and subject, and a rule by which each action discharges one of them.
//!
//! In order of time every action goes to the duty with the earliest deadline (of several, with the earliest start) among those
//! that are open that day: it counts
//! for the duty, no action answered the duty before, and no decision and no circumstance had ended it before that day. On
//! one day the action goes first. An action that names the matter of a duty goes there whatever else is open.
//!
//! Where the rule counts an action without a date as met, such an action answers one duty like any other, and in time: it goes to
//! the duty with the earliest deadline that would otherwise have gone past it.
//!
//! Which duty an action goes to depends on the days of every record of all the duties, so where dates are uncertain every
//! combination of days is played through; there are [`READINGS_MAX`] at most. Beyond that, and where a date has no first
//! day, the group is *wide*: each duty has none of the actions or any one of them, which holds every reading and more.
//!
//! Left out: where the records come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{Verdict, VerdictSet};

use crate::verdict::{OPEN_END, OPEN_START, Span, by_reason};

/// Most combinations of days that are played through for one group.
const READINGS_MAX: usize = 2_000;

/// Most readings, over a whole group, that are played again to find the records without which a duty would differ.
const WITHOUT_READINGS_MAX: usize = 64;

/// Most steps of one action and one duty that this may take.
const WITHOUT_STEPS_MAX: usize = 4_000_000;

/// A list of records. The duties of a group mostly have the same, which is then held once.
pub(crate) type List = Arc<Vec<u32>>;

/// The terms of one version for one duty, and the records that fit them (places in the pool).
#[derive(Clone, Default, Debug)]
pub(crate) struct Part {
    /// First and last day of the start under this version.
    pub(crate) start: Span,
    pub(crate) actions: List,
    pub(crate) decisions: List,
    pub(crate) excuses: List,
    /// The actions without a date of their own, where the rule takes them to have been in time.
    pub(crate) undated: List,
    /// The excuses without a date of their own that name the matter of the duty.
    pub(crate) undated_excuses: List,
    pub(crate) excuse_reach_days: i32,
    /// Whether the rule accepts a reason for lateness.
    pub(crate) reasons_count: bool,
}

impl Part {
    /// The lists of records that count: actions, decisions, excuses.
    pub(crate) fn lists(&self) -> [&List; 3] {
        [&self.actions, &self.decisions, &self.excuses]
    }

    /// Every list of records.
    pub(crate) fn lists_mut(&mut self) -> [&mut List; 5] {
        [
            &mut self.actions,
            &mut self.decisions,
            &mut self.excuses,
            &mut self.undated,
            &mut self.undated_excuses,
        ]
    }

    /// Whether a record is taken to have been in time wherever it counts under this part.
    fn settles(&self, record: u32) -> bool {
        let only_in = |list: &[u32], taken: &[u32]| !list.contains(&record) || taken.contains(&record);
        only_in(&self.actions, &self.undated)
            && only_in(&self.excuses, &self.undated_excuses)
            && !self.decisions.contains(&record)
    }
}

/// One duty of the group.
#[derive(Clone, Default, Debug)]
pub(crate) struct Owed {
    /// First and last possible start.
    pub(crate) start: Span,
    pub(crate) parts: Vec<Part>,
    /// Actions that name its matter.
    pub(crate) named: Vec<u32>,
    /// Which goes first of equal deadlines and starts: the least.
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
    /// Where records without a date of their own are taken to have been in time: the first possible day of each record.
    pub(crate) taken_from: Option<Vec<i32>>,
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
    /// A record without a date of its own, taken to have been in time, makes it so.
    pub(crate) undated: bool,
}

/// What a duty is where records without a date of their own are taken to have been in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct InTime {
    pub(crate) verdict: Verdict,
    /// In some reading it is such a record that makes it so.
    pub(crate) undated: bool,
}

/// Which actions went to which duty in some reading.
#[derive(Clone, Default, Debug)]
pub(crate) struct Went {
    /// By duty, in order.
    pub(crate) own: Vec<Vec<u32>>,
    /// By duty: the action, and the duty that it went to instead; empty where nobody asks.
    pub(crate) taken: Vec<Vec<(u32, u32)>>,
    /// Whether an action went to this duty in one reading and to another duty in some other.
    pub(crate) contested: Vec<bool>,
}

impl Went {
    /// From what was noted, with the number of actions.
    fn of(noted: Noted, actions: usize) -> Went {
        let lists = |bags: Vec<Bag<(u32, u32)>>| bags.into_iter().map(Bag::into_sorted).collect();
        let own: Vec<Vec<u32>> = noted.own.into_iter().map(Bag::into_sorted).collect();
        let mut takers = vec![0_u32; actions];
        own.iter().flatten().for_each(|&a| takers[a as usize] += 1);
        let contested = own.iter().map(|own| own.iter().any(|&a| takers[a as usize] > 1)).collect();
        Went { own, taken: lists(noted.taken), contested }
    }
}

/// Things noted again and again, each kept once.
#[derive(Clone, Default)]
struct Bag<T> {
    all: Vec<T>,
    /// So many of them are in order, each once.
    kept: usize,
}

impl<T: Ord + Copy> Bag<T> {
    fn put(&mut self, one: T) {
        self.all.push(one);
        if self.all.len() > 2 * self.kept + 64 {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
        self.kept = self.all.len();
    }

    fn into_sorted(mut self) -> Vec<T> {
        self.settle();
        self.all
    }
}

/// What is noted while readings are played; see [`Went`].
struct Noted {
    own: Vec<Bag<u32>>,
    taken: Vec<Bag<(u32, u32)>>,
    /// Whether it is noted which actions went to another duty.
    asked: bool,
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

    /// Whether its readings are few and short enough to be played again without each of its records in turn.
    pub(crate) fn can_be_tried_without(&self) -> bool {
        let readings = self.readings();
        let (actions, duties) = (self.pool.len(), self.owed.len());
        let steps = readings.saturating_mul(actions + duties).saturating_mul(actions.saturating_mul(duties));
        readings <= WITHOUT_READINGS_MAX && steps <= WITHOUT_STEPS_MAX
    }

    /// The group without one record.
    pub(crate) fn without(&self, record: u32) -> Group {
        let mut group = self.clone();
        for owed in &mut group.owed {
            owed.named.retain(|&a| a != record);
            for part in &mut owed.parts {
                for list in part.lists_mut().into_iter().filter(|l| l.contains(&record)) {
                    Arc::make_mut(list).retain(|&a| a != record);
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

    /// What each duty is, by part, where the records without a date of their own are taken to have been in time, if every
    /// reading of the others then keeps the duty: *met* if one of them meets it, else *excused* if such a record excuses it.
    /// `None` where the rule takes no record so, and where the others leave too many readings to play them through.
    pub(crate) fn in_time(
        &self,
        window: &impl Fn(usize, usize, i32) -> Option<Span>,
    ) -> Option<Vec<Vec<Option<InTime>>>> {
        let parts = || self.owed.iter().flat_map(|o| &o.parts);
        let mut group = self.clone();
        let mut any = false;
        for (record, span) in (0u32..).zip(&mut group.pool) {
            let taken = |p: &Part| p.undated.contains(&record) || p.undated_excuses.contains(&record);
            if parts().any(taken) && parts().all(|p| p.settles(record)) {
                // A day on which it counts for nothing: it is handed out apart.
                *span = (self.last_complete + 1, self.last_complete + 1);
                any = true;
            }
        }
        if !any || group.is_wide() {
            return None;
        }
        group.taken_from = Some(self.pool.iter().map(|s| s.0).collect());
        let none = (VerdictSet::default(), false);
        let mut sums: Vec<Vec<(VerdictSet, bool)>> =
            self.owed.iter().map(|o| vec![none; o.parts.len()]).collect();
        group.play(window, false, |told| {
            let sum = &mut sums[told.duty][told.part];
            *sum = (sum.0.union(told.set), sum.1 || told.undated);
        });
        let kept = |v: Verdict| matches!(v, Verdict::Met | Verdict::DecidedNot | Verdict::Excused);
        let of = |(set, undated): (VerdictSet, bool)| {
            let one = |&v: &Verdict| set.contains(v) && (v == Verdict::Met || undated);
            let verdict = [Verdict::Met, Verdict::Excused].into_iter().find(one)?;
            set.iter().all(kept).then_some(InTime { verdict, undated })
        };
        Some(sums.into_iter().map(|parts| parts.into_iter().map(of).collect()).collect())
    }

    /// Plays every combination of days through. `window` gives, for a duty under a part and a start, the first day on which an
    /// action counts and the deadline; `tell` hears what every reading says of every duty that arose in it. With `taken` it is
    /// noted which actions went to another duty.
    pub(crate) fn play(
        &self,
        window: &impl Fn(usize, usize, i32) -> Option<Span>,
        taken: bool,
        mut tell: impl FnMut(Told),
    ) -> Went {
        let n = self.owed.len();
        let spans: Vec<Span> = self.owed.iter().map(|o| o.start).chain(self.pool.iter().copied()).collect();
        let mut days: Vec<i32> = spans.iter().map(|s| s.0).collect();
        let mut went = Noted { own: vec![Bag::default(); n], taken: vec![Bag::default(); n], asked: taken };
        let mut desk = Desk::default();
        loop {
            self.one(&days[..n], &days[n..], window, &mut desk, &mut went);
            for (duty, now) in desk.now.iter().enumerate() {
                let &Some(now) = now else { continue };
                let (set, late) = match desk.kept[duty] {
                    Some(verdict) => (VerdictSet::of(verdict), None),
                    None => self.verdict(duty, now, &days[..n], &days[n..], &desk.given[duty]),
                };
                let Now { part, due, .. } = now;
                tell(Told { duty, part, due, set, late, undated: desk.kept[duty].is_some() });
            }
            // The next combination, as a counter turns.
            let Some(at) = (0..days.len()).find(|&i| days[i] < spans[i].1) else { break };
            days[at] += 1;
            (0..at).for_each(|i| days[i] = spans[i].0);
        }
        Went::of(went, self.pool.len())
    }

    /// Gives every action of one reading to its duty.
    fn one(
        &self,
        starts: &[i32],
        days: &[i32],
        window: &impl Fn(usize, usize, i32) -> Option<Span>,
        desk: &mut Desk,
        went: &mut Noted,
    ) {
        let obs = self.last_complete;
        desk.now.clear();
        desk.now.extend(self.owed.iter().zip(starts).enumerate().map(|(duty, (owed, &k))| {
            let part = owed.parts.iter().position(|p| p.start.0 <= k && k <= p.start.1 && k <= obs)?;
            let (from, due) = window(duty, part, k)?;
            Some(Now { part, from, due })
        }));
        desk.given.resize(self.owed.len(), Vec::new());
        desk.given.iter_mut().for_each(Vec::clear);
        desk.kept.clear();
        desk.kept.resize(self.owed.len(), None);
        desk.used.clear();
        desk.order.clear();
        desk.order.extend((0..days.len() as u32).filter(|&a| days[a as usize] <= obs));
        desk.order.sort_by_key(|&a| (days[a as usize], self.order[a as usize]));
        desk.ends.clear();
        if self.taken_from.is_some() {
            let Desk { ends, now, .. } = desk;
            ends.extend((0..self.owed.len()).filter(|&d| now[d].is_some()));
            ends.sort_by_key(|&d| (now[d].map(|n| n.due), starts[d], self.owed[d].order));
        }
        let order = std::mem::take(&mut desk.order);
        let mut ended = 0;
        for &a in &order {
            let day = days[a as usize];
            while let Some(&d) = desk.ends.get(ended).filter(|&&d| desk.now[d].is_some_and(|n| n.due < day)) {
                self.goes_past(d, starts, days, desk);
                ended += 1;
            }
            self.give(a, starts, days, desk, went);
        }
        while let Some(&d) = desk.ends.get(ended) {
            self.goes_past(d, starts, days, desk);
            ended += 1;
        }
        desk.order = order;
    }

    /// Gives one action of a reading to its duty.
    fn give(&self, a: u32, starts: &[i32], days: &[i32], desk: &mut Desk, went: &mut Noted) {
        let day = days[a as usize];
        let named = |d: &usize| self.owed[*d].named.binary_search(&a).is_ok();
        if (0..self.owed.len()).any(|d| named(&d)) {
            for d in (0..self.owed.len()).filter(named) {
                desk.given[d].push(a);
                went.own[d].put(a);
            }
            return;
        }
        let fits = |d: usize| {
            let of = desk.now[d].map(|now| (now, &self.owed[d].parts[now.part]));
            of.filter(|(_, p)| p.actions.binary_search(&a).is_ok())
        };
        let open = |&d: &usize| {
            if !desk.given[d].is_empty() || desk.kept[d].is_some() {
                return false;
            }
            let Some((now, part)) = fits(d) else { return false };
            now.from <= day && !ended_before(part, starts[d], now.due, day, days)
        };
        let order = |d: &usize| (desk.now[*d].map(|now| now.due), starts[*d], self.owed[*d].order);
        let chosen = (0..self.owed.len()).filter(open).min_by_key(order);
        let Some(chosen) = chosen else { return };
        if went.asked {
            for d in (0..self.owed.len()).filter(|&d| d != chosen && fits(d).is_some()) {
                went.taken[d].put((a, chosen as u32));
            }
        }
        desk.given[chosen].push(a);
        went.own[chosen].put(a);
    }

    /// The deadline of a duty, or the end of the record before it: if nothing has ended the duty, a record without a date of
    /// its own is taken to have ended it in time. One that names its matter is the duty's own; of the others each ends one.
    fn goes_past(&self, d: usize, starts: &[i32], days: &[i32], desk: &mut Desk) {
        let (Some(Now { part, from, due }), Some(taken_from)) = (desk.now[d], &self.taken_from) else {
            return;
        };
        let (k, part, end) = (starts[d], &self.owed[d].parts[part], due.min(self.last_complete));
        let answered = desk.given[d].iter().any(|&a| (from..=end).contains(&days[a as usize]));
        if answered || ended_before(part, k, due, end.saturating_add(1), days) {
            return;
        }
        let in_time = |a: &&u32| taken_from[**a as usize] <= end;
        let named = |a: &&u32| self.owed[d].named.contains(*a);
        let free = |a: &&u32| !desk.used.contains(*a);
        let own = part.undated.iter().filter(in_time).find(named);
        let another = || part.undated.iter().filter(in_time).filter(|a| !named(a)).find(free);
        if let Some(&a) = own.or_else(another) {
            desk.kept[d] = Some(Verdict::Met);
            desk.used.push(a);
        } else if part.undated_excuses.iter().any(|a| taken_from[*a as usize] <= end) {
            desk.kept[d] = Some(Verdict::Excused);
        }
    }

    /// The table of verdicts over the actions that went to a duty.
    fn verdict(
        &self,
        duty: usize,
        Now { part, from, due }: Now,
        starts: &[i32],
        days: &[i32],
        given: &[u32],
    ) -> (VerdictSet, Option<i32>) {
        let (k, obs) = (starts[duty], self.last_complete);
        let part = &self.owed[duty].parts[part];
        let day = |list: &[u32], from: i32| {
            list.iter().map(|&r| days[r as usize]).filter(|&d| from <= d && d <= obs).min()
        };
        let action = day(given, from);
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

/// What holds of one duty in one reading.
#[derive(Clone, Copy)]
struct Now {
    part: usize,
    /// The first day on which an action counts.
    from: i32,
    due: i32,
}

/// Parts duties into those that share an action, directly or by way of others, each in order: what is recorded for one lot says nothing
/// of another. `actions` gives the actions that fit each.
pub(crate) fn apart<T: Ord + Copy>(actions: &[Vec<T>]) -> Vec<Vec<usize>> {
    fn root(of: &mut [usize], mut d: usize) -> usize {
        while of[d] != d {
            of[d] = of[of[d]];
            d = of[d];
        }
        d
    }
    let mut lot: Vec<usize> = (0..actions.len()).collect();
    let mut first = BTreeMap::new();
    for (duty, actions) in actions.iter().enumerate() {
        for &action in actions {
            let other = *first.entry(action).or_insert(duty);
            let (a, b) = (root(&mut lot, duty), root(&mut lot, other));
            lot[a.max(b)] = a.min(b);
        }
    }
    let mut lots: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for duty in 0..actions.len() {
        lots.entry(root(&mut lot, duty)).or_default().push(duty);
    }
    lots.into_values().collect()
}

/// Kept from reading to reading.
#[derive(Default)]
struct Desk {
    /// Of each duty; `None` where it did not arise.
    now: Vec<Option<Now>>,
    given: Vec<Vec<u32>>,
    order: Vec<u32>,
    /// Of each duty, what a record without a date of its own makes of it.
    kept: Vec<Option<Verdict>>,
    /// Actions without a date of their own that have gone to a duty.
    used: Vec<u32>,
    /// The duties in order of their deadlines, where such records are taken to have been in time.
    ends: Vec<usize>,
}
