//! One rule run over one entity: single duties, chains of them, and what a breach starts.
//!
//! A chain goes from action to action: each answered link starts the clock of the next. It ends at the first link that is
//! not answered, is not yet due, or is excused by the end of what it was about. A breach starts what the rule asks for
//! after it, on the day after the deadline; only a certain breach does.
//!
//! Left out: how one clock is judged (`reading`) and put into words (`reason`).

use model::{Certainty, Day, EntityId, EventId, Outcome, SymbolId, Verdict, VerdictSet, When};

use crate::chain::{self, Answer};
use crate::rule::{Discharge, Form, Within};
use crate::verdict::{OPEN_END, OPEN_START, Span};

use super::arise::{
    Arisen, How, Plan, PlanVersion, Segment, Spark, arise, breach_notices, clip, covered, range,
};
use super::beside::Beside;
use super::compose::Findings;
use super::index::{Events, Window};
use super::judge::{Input, judge};
use super::plan::{Doer, Pat, Setting};
use super::reading::{Asked, Reading, Records, look_beside, read, rests_on_absence};
use super::records::{Count, Shares, Taken, any_named, count, gather, share};

/// Most links of one chain; a chain that reaches it ends there, and the last outcome says so by its number.
pub(crate) const LINKS_MAX: u32 = 1_000;

/// Runs one rule over one entity.
pub(crate) fn run<'a>(
    setting: &Setting<'a>,
    plan: &Plan<'a>,
    beside: &Beside<'a>,
    events: Events<'_>,
    entity: EntityId,
    sparks: &mut Vec<Spark>,
    outcomes: &mut Vec<Outcome>,
) {
    let arisen = arise(setting, plan, events, entity, sparks);
    if arisen.is_empty() {
        return;
    }
    let first = |a: &Arisen<'_>| a.segments.first().map_or(0, |s| s.version);
    let one_each = arisen.iter().any(|a| discharges_one(&plan.versions[first(a)]));
    let kinds: Vec<SymbolId> = plan.versions.iter().flat_map(|v| v.action.kinds.iter().copied()).collect();
    let named = any_named(setting, events, &kinds);
    // Several duties, and a rule by which one action answers one, or an action that names an incident.
    let sharing = arisen.len() > 1 && (one_each || named);
    let found: Vec<Vec<EventId>> = arisen
        .iter()
        .map(|a| {
            let version = &plan.versions[first(a)];
            let mut window = window(version, &a.start, !sharing && !repeats(version));
            if named {
                // An action that names the incident and bears a date before it is a contradiction to be told.
                window.from = None;
            }
            gather(setting, events, std::slice::from_ref(&version.action), a, window)
        })
        .collect();
    let Shares { own, taken } = if sharing {
        let due: Vec<Option<Day>> = arisen.iter().map(|a| last_due(setting, plan, a)).collect();
        share(setting, events, &arisen, found, &due, one_each)
    } else {
        Shares { own: found, taken: vec![Vec::new(); arisen.len()] }
    };
    for ((one, actions), taken) in arisen.iter().zip(own).zip(&taken) {
        let open = |id: &EventId| setting.case.events[id.index()].when.earliest().is_none();
        let open_actions = actions.iter().any(open);
        let task = Task { setting, plan, beside, events, entity, arisen: one, taken, open_actions };
        match plan.versions[first(one)].version.form {
            Form::Repeat(_) => task.links(&actions, outcomes),
            _ => {
                let outcome = task.single(actions);
                task.breached(&outcome, sparks, outcomes);
                outcomes.push(outcome);
            }
        }
    }
}

fn repeats(version: &PlanVersion<'_>) -> bool {
    matches!(version.version.form, Form::Repeat(_))
}

/// The records that can matter to a clock of this version that started on `start`.
fn window(version: &PlanVersion<'_>, start: &When, stop: bool) -> Window {
    let reach = match &version.version.form {
        Form::Duty(d) => Some(d.policies.look_back_days.max(d.policies.excuse_look_back_days)),
        Form::Repeat(r) => Some(r.policies.look_back_days.max(r.policies.excuse_look_back_days)),
        Form::Bar(_) => Some(0),
        Form::Requires(_) => None,
    };
    let reach = reach.and_then(|r| i32::try_from(r).ok());
    let from = start.earliest().zip(reach).map(|(day, reach)| day - reach);
    Window { from, start_last: if stop { start.latest() } else { None } }
}

fn discharges_one(version: &PlanVersion<'_>) -> bool {
    match &version.version.form {
        Form::Duty(duty) => duty.policies.discharge == Discharge::One,
        Form::Repeat(_) | Form::Bar(_) | Form::Requires(_) => false,
    }
}

/// The last possible deadline of a duty, to choose among open ones.
fn last_due(setting: &Setting<'_>, plan: &Plan<'_>, arisen: &Arisen<'_>) -> Option<Day> {
    let segment = arisen.segments.last()?;
    let within: &Within = plan.versions[segment.version].version.form.within()?;
    let start = segment.start.latest().unwrap_or(setting.last_complete);
    within.clock.due(start, setting.calendar(&within.calendar)?)
}

/// One duty that arose.
struct Task<'t, 'a> {
    setting: &'t Setting<'a>,
    plan: &'t Plan<'a>,
    beside: &'t Beside<'a>,
    events: Events<'t>,
    entity: EntityId,
    arisen: &'t Arisen<'a>,
    taken: &'t [Taken],
    /// Whether an action has an open beginning, so that its place in the order does not bound it.
    open_actions: bool,
}

impl Task<'_, '_> {
    fn records(&self, version: usize, actions: Vec<EventId>, start: &When) -> Records {
        let plan = &self.plan.versions[version];
        let window = window(plan, start, true);
        Records {
            actions,
            decisions: gather(self.setting, self.events, &plan.decisions, self.arisen, window),
            excuses: gather(self.setting, self.events, &plan.unless, self.arisen, window),
        }
    }

    fn count(&self, version: usize) -> Option<Count> {
        count(self.setting, self.events, &self.plan.versions[version].action, self.arisen)
    }

    fn read(&self, segment: &Segment, records: &Records, count: Option<Count>, next: bool) -> Reading {
        let version = &self.plan.versions[segment.version];
        let asked = Asked::of(self.setting, version, &segment.start, next);
        self.read_asked(&asked, segment, records, count)
    }

    /// Judges one reading, and looks beside the record where it would show a silence or a lateness.
    fn read_asked(
        &self,
        asked: &Asked<'_, '_>,
        segment: &Segment,
        records: &Records,
        count: Option<Count>,
    ) -> Reading {
        let Segment { version, start } = segment;
        let mut reading = read(self.setting, asked, *version, start, self.arisen, records, count);
        if reading.judged.is_ok() && !asked.bar && count.is_none() && rests_on_absence(reading.set) {
            let found = self.beside.look(self.setting, self.plan, asked.action, self.arisen, self.entity);
            look_beside(self.setting, asked, self.arisen, records, found, &mut reading);
        }
        reading
    }

    /// The actions for another version than the first: those that fit it and did not go to another duty.
    fn actions_for(&self, version: usize, actions: &[EventId]) -> Vec<EventId> {
        if self.arisen.segments.first().is_some_and(|s| s.version == version) {
            return actions.to_vec();
        }
        let pattern = std::slice::from_ref(&self.plan.versions[version].action);
        let mut found = gather(self.setting, self.events, pattern, self.arisen, Window::ALL);
        found.retain(|id| self.taken.iter().all(|t| t.action != *id));
        found
    }

    /// A duty, a bar or a requirement.
    fn single(&self, actions: Vec<EventId>) -> Outcome {
        let mut readings = Vec::new();
        let mut all = Records::default();
        let mut counted = None;
        let mut superseded = None;
        for segment in &self.arisen.segments {
            let (segment, from) = self.superseding(segment, &actions);
            superseded = superseded.or(from);
            let records = self.actions_for(segment.version, &actions);
            let records = self.records(segment.version, records, &segment.start);
            let count = self.count(segment.version);
            readings.push(self.read(&segment, &records, count, false));
            counted = counted.or(count);
            merge(&mut all, records);
        }
        if readings.is_empty() {
            // No start date: whatever is on record is still evidence.
            all = self.records(0, actions, &self.arisen.start);
            counted = self.count(0);
        }
        self.findings(readings, all, counted, 0, None, superseded).outcome(self.events, self.entity)
    }

    /// The version that takes the place of the one a duty arose under, where a later one says so and the duty was still
    /// open on its first day; with the version it took the place of.
    fn superseding(&self, segment: &Segment, actions: &[EventId]) -> (Segment, Option<usize>) {
        let mut now = segment.clone();
        while let Some(next) = self.plan.versions.get(now.version + 1) {
            let from = next.version.from;
            if !next.version.supersede || segment.start.latest().is_none_or(|d| d >= from) {
                break;
            }
            let records = self.records(now.version, self.actions_for(now.version, actions), &now.start);
            if !self.still_open(&now, &records, from) {
                break;
            }
            now.version += 1;
        }
        let changed = (now.version != segment.version).then_some(segment.version);
        (now, changed)
    }

    /// Whether nothing had ended the duty and its deadline had not passed at the end of the day before `from`.
    fn still_open(&self, segment: &Segment, records: &Records, from: Day) -> bool {
        let asked = Asked::of(self.setting, &self.plan.versions[segment.version], &segment.start, false);
        let Some(calendar) = self.setting.calendar(asked.calendar_name) else { return false };
        let case = self.setting.case;
        let recs = |ids: &[EventId]| {
            let rec = |&event: &EventId| super::judge::Rec {
                event,
                when: &case.events[event.index()].when,
                tied: false,
                latest_only: false,
            };
            ids.iter().map(rec).collect::<Vec<_>>()
        };
        let (actions, decisions, excuses) =
            (recs(&records.actions), recs(&records.decisions), recs(&records.excuses));
        let input = Input {
            clock: asked.clock,
            calendar,
            start: &segment.start,
            actions: &actions,
            decisions: &decisions,
            excuses: &excuses,
            action_reach_days: asked.action_reach_days,
            excuse_reach_days: asked.excuse_reach_days,
            last_complete: self.setting.last_complete.min(from - 1),
            observed: self.setting.observed,
        };
        judge(&input).is_ok_and(|j| j.set == VerdictSet::of(Verdict::NotYetDue))
    }

    fn findings(
        &self,
        readings: Vec<Reading>,
        records: Records,
        count: Option<Count>,
        link: u32,
        link_start: Option<EventId>,
        superseded: Option<usize>,
    ) -> Findings<'_, '_> {
        Findings {
            setting: self.setting,
            plan: self.plan,
            arisen: self.arisen,
            readings,
            records,
            taken: self.taken,
            count,
            link,
            superseded,
            id: self.plan.rule.id.clone(),
            link_start,
            consequence: None,
            link_days: None,
            may_not_be: false,
        }
    }

    /// A chain: every link starts where the one before was answered.
    fn links(&self, actions: &[EventId], outcomes: &mut Vec<Outcome>) {
        let mut nodes: Vec<EventId> = Vec::new();
        for &action in actions {
            // The same day told twice is one action.
            let day = |id: EventId| self.setting.case.events[id.index()].when.exact();
            if day(action).is_none() || nodes.last().is_none_or(|&l| day(l) != day(action)) {
                nodes.push(action);
            }
        }
        if self.arisen.segments.is_empty() {
            outcomes.push(self.single(nodes));
            return;
        }
        let mut segments = self.arisen.segments.clone();
        let (mut start, mut link_start, mut unsure) = (self.arisen.start.clone(), None, false);
        for link in 1..=LINKS_MAX {
            let mut readings = Vec::new();
            let mut all = Records::default();
            let mut reach = i32::MIN;
            for segment in &segments {
                let version = &self.plan.versions[segment.version];
                reach =
                    reach.max(Asked::of(self.setting, version, &segment.start, link > 1).action_reach_days);
                let actions = self.next_of(&nodes, &segment.start);
                let records = self.records(segment.version, actions, &segment.start);
                readings.push(self.read(segment, &records, None, link > 1));
                merge(&mut all, records);
            }
            let mut findings = self.findings(readings, all, None, link, link_start, None);
            findings.link_days = (link > 1).then(|| start.clone());
            findings.may_not_be = unsure;
            let possible = findings.unite().set;
            outcomes.push(findings.outcome(self.events, self.entity));
            let acted = |v: Verdict| matches!(v, Verdict::Met | Verdict::Late);
            if !possible.iter().any(acted) {
                return;
            }
            // Where the link may not have been answered, there may be no next one.
            unsure |= !possible.iter().all(acted);
            let Some(answer) = self.answer(&start, reach, &nodes) else { return };
            let id = nodes.remove(answer.at);
            start = self.start_of_next(id, answer.start);
            segments = self.segments_of(&start);
            link_start = Some(id);
        }
    }

    /// The action that answers a link, and the days on which the next one may start.
    fn answer(&self, start: &When, reach: i32, nodes: &[EventId]) -> Option<Answer> {
        let obs = self.setting.last_complete.0;
        let last = start.latest().map_or(obs, |d| d.0);
        let first = start.earliest().map_or(OPEN_START, |d| d.0);
        let days = |id: &EventId| {
            let when = &self.setting.case.events[id.index()].when;
            let lo = when.earliest().map_or(OPEN_START, |d| d.0);
            // What stands in the record had happened by its last complete day.
            (lo, when.latest().map_or(if lo <= obs { obs } else { OPEN_END }, |d| d.0))
        };
        let spans: Vec<Span> = nodes.iter().map(days).collect();
        chain::answer((first, last.max(first)), reach, &spans)
    }

    /// The start of a link that follows an action: its own date, where that is what bounds it.
    fn start_of_next(&self, id: EventId, (lo, hi): Span) -> When {
        let when = &self.setting.case.events[id.index()].when;
        let open = |d: i32| Some(Day(d)).filter(|d| d.0 != OPEN_START && d.0 != OPEN_END);
        if (when.earliest(), when.latest()) == (open(lo), open(hi)) {
            return when.clone();
        }
        range(open(lo), open(hi), when.written())
    }

    /// The actions that can answer a link: up to the first that certainly follows its start, and those whose dates leave
    /// open that they came before it.
    fn next_of(&self, nodes: &[EventId], start: &When) -> Vec<EventId> {
        let when = |id: &EventId| &self.setting.case.events[id.index()].when;
        let certain = |id: &EventId| when(id).exact().filter(|&d| start.latest().is_some_and(|s| d > s));
        let Some(day) = nodes.iter().find_map(certain) else { return nodes.to_vec() };
        let can_matter = |id: &&EventId| when(id).earliest().is_none_or(|d| d <= day);
        if self.open_actions {
            return nodes.iter().filter(can_matter).copied().collect();
        }
        nodes.iter().take_while(can_matter).copied().collect()
    }

    /// The versions in force on the days on which a later link may have started; where none is, that of the first link.
    fn segments_of(&self, start: &When) -> Vec<Segment> {
        let repeats = |v: &PlanVersion<'_>| matches!(v.version.form, Form::Repeat(_));
        let versions = self.plan.versions.iter().enumerate().filter(|(_, v)| repeats(v));
        let in_force = versions.filter_map(|(version, v)| {
            clip(self.setting, start, v.version).0.map(|start| Segment { version, start })
        });
        let mut segments: Vec<Segment> = in_force.collect();
        if segments.is_empty() || !covered(start, &segments, self.setting.last_complete) {
            segments.push(Segment { version: self.arisen.segments[0].version, start: start.clone() });
        }
        segments
    }

    /// Lights what a certain breach starts: rules that wait for it, and the rule's own consequence.
    fn breached(&self, outcome: &Outcome, sparks: &mut Vec<Spark>, outcomes: &mut Vec<Outcome>) {
        let breach = outcome.certainty == Certainty::CertainlyBreached;
        let Some(due) = outcome.due.filter(|_| breach) else { return };
        let when = range(due.0.map(|d| d + 1), Some(due.1 + 1), "the day after the deadline");
        sparks.push(Spark {
            rule: self.plan.rule.id.clone(),
            holder: outcome.holder,
            when,
            trigger: outcome.trigger,
        });
        let Some(segment) = self.arisen.segments.first() else { return };
        let version = &self.plan.versions[segment.version];
        let (Form::Duty(duty), Some(action)) = (&version.version.form, &version.breached) else { return };
        let Some(consequence) = &duty.breached else { return };
        let spark = sparks.last().cloned();
        if let Some(spark) = spark {
            self.consequence(segment.version, action, &consequence.within, &spark, outcomes);
        }
    }

    fn consequence(
        &self,
        version: usize,
        action: &Pat<'_>,
        within: &Within,
        spark: &Spark,
        outcomes: &mut Vec<Outcome>,
    ) {
        let whos = match &action.by {
            Doer::Of(whos) => whos.clone(),
            Doer::SameHolder | Doer::Anyone => Vec::new(),
        };
        let mut known = breach_notices(self.setting, spark, &whos, self.events);
        if whos.is_empty() {
            known = vec![(spark.holder, spark.trigger, spark.when.clone(), How::OwnBreach)];
        }
        for (holder, trigger, when, how) in known {
            let arisen = Arisen {
                holder,
                incident: self.arisen.incident,
                start: when.clone(),
                how,
                trigger,
                triggers: vec![trigger],
                addressees: &[],
                segments: vec![Segment { version, start: when.clone() }],
                partly_outside: false,
            };
            let task = Task { arisen: &arisen, taken: &[], ..*self };
            let actions =
                gather(self.setting, self.events, std::slice::from_ref(action), &arisen, Window::ALL);
            outcomes.push(task.consequence_outcome(version, action, within, actions, &when));
        }
    }

    fn consequence_outcome(
        &self,
        version: usize,
        action: &Pat<'_>,
        within: &Within,
        actions: Vec<EventId>,
        when: &When,
    ) -> Outcome {
        let asked = Asked::consequence(action, within);
        let records = Records { actions, ..Records::default() };
        let segment = Segment { version, start: when.clone() };
        let reading = self.read_asked(&asked, &segment, &records, None);
        let mut findings = self.findings(vec![reading], records, None, 0, None, None);
        findings.id = format!("{}/after-breach", self.plan.rule.id);
        findings.consequence = Some((action, within));
        findings.outcome(self.events, self.entity)
    }
}

fn merge(all: &mut Records, more: Records) {
    let add = |to: &mut Vec<EventId>, from: Vec<EventId>| {
        for id in from {
            if !to.contains(&id) {
                to.push(id);
            }
        }
    };
    if all.actions.is_empty() && all.decisions.is_empty() && all.excuses.is_empty() {
        *all = more;
        return;
    }
    add(&mut all.actions, more.actions);
    add(&mut all.decisions, more.decisions);
    add(&mut all.excuses, more.excuses);
}
