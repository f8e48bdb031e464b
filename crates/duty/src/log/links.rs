//! The links of a chain whose dates are not all known to the day.
//!
//! An action answers one link at most, and later links look at later actions only. So the actions of a chain are taken in as
//! its links come to them and given up as they pass by: a link costs as many steps as there are actions whose dates overlap, not as
//! there are actions of the subject.
//!
//! What is told is not bounded by that: every trigger has a chain of its own, and a subject of twenty thousand rough records may
//! have millions of links; and from link to link the days on which the next may start grow more, until they hold most of the record. [`Left`]
//! bounds both. Where it ends, one outcome says that the rest of the chain was not judged.
//!
//! Left out: which action answers a link (`chain`), and what is judged of one (`spans`).

use model::{Certainty, Verdict, VerdictSet};

use crate::chain::{self, Answer};
use crate::verdict::{OPEN_END, Span};

use super::kernel::{Task, span_of};
use super::outcome::{CHAIN_LINKS_MAX, EVIDENCE_ROWS_MAX, NO_DAYS, Outcome, SUBJECT_LINKS_MAX};
use super::plan::{Class, PlanVersion, Shape};
use super::sheet::Find;
use super::spans::{Actions, Scale, Segment, Spans};

/// Most steps (a possible start compared with a record) over the chains of one rule on one subject: a few seconds.
const STEPS_MAX: u64 = 1_000_000_000;

/// What the chains of one rule on one subject may still take. Each chain has an equal share of what those before it left.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Left {
    links: u32,
    steps: u64,
    /// Chains to come.
    chains: u32,
    /// What the chain that is judged may still take.
    chain_links: u32,
    chain_steps: u64,
}

impl Left {
    /// Before the first of so many chains.
    pub(super) fn new(chains: u32) -> Left {
        Left { links: SUBJECT_LINKS_MAX, steps: STEPS_MAX, chains, ..Left::default() }
    }

    /// Before each chain. A first link is always judged.
    pub(super) fn next_chain(&mut self) {
        let chains = self.chains.max(1);
        self.chain_links = (self.links / chains).max(1);
        self.chain_steps = (self.steps / u64::from(chains)).max(1);
        self.chains = chains - 1;
    }

    /// Whether one more link may be judged.
    pub(super) fn one_more(&mut self) -> bool {
        let more = self.chain_links > 0 && self.chain_steps > 0;
        self.chain_links = self.chain_links.saturating_sub(1);
        self.links = self.links.saturating_sub(1);
        more
    }

    /// Takes steps off.
    pub(super) fn take(&mut self, steps: u64) {
        self.chain_steps = self.chain_steps.saturating_sub(steps);
        self.steps = self.steps.saturating_sub(steps);
    }
}

/// The actions of a chain, as far as its links have come.
#[derive(Default)]
pub(super) struct Nodes {
    pub(super) left: Left,
    /// Those taken in and not given up, in order.
    pub(super) alive: Vec<u32>,
    spans: Vec<Span>,
    /// The place from which on none has been taken in.
    next: usize,
    /// The one taken in last.
    last: Option<u32>,
    /// The place from which on no record of the sheet can matter to the link that is judged.
    pub(super) to: usize,
    /// The days on which the chain began, for a later link: what ends a chain ends it from its beginning on.
    pub(super) began: Option<Span>,
}

impl Spans {
    /// Keeps the records that leave open whether the link after one that `answer` ended arose, and when. `certain` where that one
    /// was answered in any case.
    fn in_doubt(&mut self, answer: Answer, certain: bool) {
        let Spans { doubt: [whether, when], seen, chain, .. } = self;
        if !certain {
            // What left open when this link started may be why it was not answered.
            whether.extend_from_slice(seen);
            whether.extend_from_slice(when);
        }
        // Only the record's own exact day needs no other to bound it.
        if answer.start.0 == answer.start.1 && chain.spans[answer.at] == answer.start {
            when.clear();
        } else {
            when.extend_from_slice(seen);
            let among = chain.alive.iter().zip(&chain.spans).filter(|(_, s)| s.0 <= answer.start.1);
            when.extend(among.map(|(n, _)| *n));
        }
    }
}

impl<F: Find> Task<'_, '_, F> {
    /// A chain: every link starts where the one before was answered.
    pub(super) fn links(&self, i: usize, outside: bool, spans: &mut Spans, found: &mut Vec<Outcome>) {
        let sheet = self.sheet;
        let first = spans.segments[0];
        let action = self.rule.versions[first.version].action;
        self.begin(spans);
        spans.chain.left.next_chain();
        spans.doubt.iter_mut().for_each(Vec::clear);
        let (mut start, mut started, mut outside) = (i, span_of(sheet, i), outside);
        for link in 1..=CHAIN_LINKS_MAX + 1 {
            if link > CHAIN_LINKS_MAX || !spans.chain.left.one_more() {
                let version = &self.rule.versions[first.version];
                found.push(self.unjudged(i, (start, started), version, link));
                return;
            }
            if link > 1 {
                self.next_segments(started, first.version, &mut spans.segments);
            }
            self.take_in(i, started, action, spans);
            let began = Scale { hours: false }.record(sheet, i, self.kernel.last_complete);
            spans.chain.began = Some(began).filter(|_| link > 1);
            spans.readings.clear();
            spans.seen.clear();
            let mut reach = i32::MIN;
            for s in 0..spans.segments.len() {
                let segment = spans.segments[s];
                let version = &self.rule.versions[segment.version];
                let every = match version.shape {
                    Shape::Repeat(every) if link > 1 => Some(every),
                    _ => None,
                };
                let question = self.question(version, every);
                reach = reach.max(self.days_back(&question, self.last_of(segment.start)));
                let reading = self.read(i, &question, segment, Actions::Chain, spans);
                spans.readings.push(reading);
            }
            let mut outcome = self.united(i, start, started, outside, Actions::Chain, spans);
            outcome.link = link;
            found.push(outcome);
            let acted = |v: Verdict| matches!(v, Verdict::Met | Verdict::Late);
            if !outcome.possible.iter().any(acted) {
                return;
            }
            // Where the link may not have been answered, there may be no next one.
            let certain = outcome.possible.iter().all(acted);
            outside |= !certain;
            let answered = match link {
                // A chain starts on a day on which a version of its rule was in force.
                1 => spans.segments.iter().map(|s| (s.start.0, self.last_of(s.start))).reduce(hull),
                _ => None,
            };
            let answered = answered.unwrap_or((started.0, self.last_of(started)));
            let Some(answer) = self.answer(answered, reach, spans) else { return };
            spans.seen.push(start as u32);
            spans.in_doubt(answer, certain);
            start = spans.chain.alive.remove(answer.at) as usize;
            started = answer.start;
        }
    }

    /// Before the first link: no action is taken in. Those that ended before the earliest day from which one counts never
    /// matter, because later links start later.
    fn begin(&self, spans: &mut Spans) {
        let mut from = self.sheet.len();
        for segment in &spans.segments {
            let question = self.question(&self.rule.versions[segment.version], None);
            from = from.min(self.window(segment.start, &question).0);
        }
        let nodes = &mut spans.chain;
        nodes.alive.clear();
        (nodes.next, nodes.last) = (from, None);
    }

    /// Takes in the actions that can matter to a link that started within `started`: in order, up to the first behind one that
    /// certainly came after it. Where some dates have an open end they stand in no order that helps, and all are taken in.
    fn take_in(&self, i: usize, started: Span, action: Class, spans: &mut Spans) {
        let sheet = self.sheet;
        let (last, obs) = (self.last_of(started), self.kernel.last_complete);
        let plain = |s: &Segment| {
            let version = &self.rule.versions[s.version];
            !version.hours && version.late_excuse == 0
        };
        let plain = spans.segments.iter().all(plain);
        let certain = |at: u32| {
            let (lo, hi) = span_of(sheet, at as usize);
            lo > last && (lo == hi || (plain && hi <= obs))
        };
        let end = |at: u32| sheet.hi(at as usize);
        let nodes = &mut spans.chain;
        let mut cut =
            nodes.alive.iter().filter(|&&at| certain(at)).map(|&at| end(at)).min().unwrap_or(OPEN_END);
        while let Some(at) = self.find.first(sheet, action, nodes.next, i) {
            if !sheet.open && sheet.lo[at] > cut {
                break;
            }
            nodes.next = at + 1;
            // The same day told twice is one action.
            let same = |n: u32| sheet.is_exact(n as usize) && sheet.lo[n as usize] == sheet.lo[at];
            if sheet.is_exact(at) && nodes.last.is_some_and(same) {
                continue;
            }
            let at = at as u32;
            nodes.last = Some(at);
            nodes.alive.push(at);
            if certain(at) {
                cut = cut.min(end(at));
            }
        }
        let bounded = plain && !sheet.open && cut < OPEN_END;
        nodes.to = if bounded { sheet.from(cut + 1) } else { sheet.len() };
    }

    /// The action of a chain that answers a link, and the days on which the next one may start.
    fn answer(&self, start: Span, reach: i32, spans: &mut Spans) -> Option<Answer> {
        let Nodes { alive, spans, left, .. } = &mut spans.chain;
        let scale = Scale { hours: false };
        let obs = self.kernel.last_complete;
        left.take(alive.len() as u64);
        alive.retain(|&n| scale.record(self.sheet, n as usize, obs).1 >= start.0.saturating_sub(reach));
        spans.clear();
        spans.extend(alive.iter().map(|&n| scale.record(self.sheet, n as usize, obs)));
        chain::answer(start, reach, spans)
    }

    /// The versions in force on the days on which a later link may have started; where none is, that of the first link.
    fn next_segments(&self, start: Span, first: usize, segments: &mut Vec<Segment>) {
        segments.clear();
        // What answered a link had happened by the last complete day.
        let last = self.kernel.last_complete.max(start.0);
        let start = if start.1 == OPEN_END { start } else { (start.0, start.1.min(last)) };
        for (v, version) in self.rule.versions.iter().enumerate() {
            let clipped = self.clip(start, version).0.filter(|_| matches!(version.shape, Shape::Repeat(_)));
            segments.extend(clipped.map(|start| Segment { version: v, start }));
        }
        if segments.is_empty() || !self.covered(start, segments) {
            segments.push(Segment { version: first, start });
        }
    }

    /// The link at which judging stops because a limit is reached: nothing is said of it or of those behind it.
    pub(super) fn unjudged(
        &self,
        trigger: usize,
        (start, started): (usize, Span),
        version: &PlanVersion,
        link: u16,
    ) -> Outcome {
        let mut evidence = [0; EVIDENCE_ROWS_MAX];
        evidence[0] = self.sheet.row[start];
        Outcome {
            subject: self.subject,
            holder: self.sheet.holder(trigger),
            rule: self.number,
            versions: (version.number, version.number),
            link,
            verdict: Verdict::CannotTell,
            possible: ANY,
            certainty: Certainty::Possible,
            started,
            due: NO_DAYS,
            done: NO_DAYS,
            days_late: NO_DAYS,
            working_days_late: NO_DAYS,
            evidence,
            evidence_more: 0,
        }
    }
}

/// The days from the first to the last of two spans.
fn hull(a: Span, b: Span) -> Span {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Whatever a link of a chain can come to.
const ANY: VerdictSet = VerdictSet::of(Verdict::Met)
    .with(Verdict::Late)
    .with(Verdict::NothingRecorded)
    .with(Verdict::Excused)
    .with(Verdict::NotYetDue);

impl Outcome {
    /// Whether it stands for the links of a chain that were not judged, because a limit was reached.
    pub fn is_unjudged(&self) -> bool {
        self.link > 0 && self.due == NO_DAYS && self.possible == ANY
    }
}
