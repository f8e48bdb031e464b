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
    Arisen, How, Notice, Plan, PlanVersion, Segment, Spark, arise, breach_notices, clip, covered, range,
};
use super::beside::Beside;
use super::compose::Findings;
use super::index::{Events, Window};
use super::one_each::{Member, Share, one_each, shares_out};
use super::plan::{Doer, Pat, Setting};
use super::reading::{Asked, Reading, Records, look_beside, read, rests_on_absence};
use super::records::{Count, Shares, Taken, any_named, count, gather, gather_unclear, share};

/// Most links of one chain; a chain that reaches it ends there, and the reason of the last outcome says so.
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
    let each = arisen.len() > 1 && arisen.iter().any(|a| shares_out(plan, a));
    let members = if each { one_each(setting, plan, events, &arisen) } else { Vec::new() };
    let kinds: Vec<SymbolId> = plan.versions.iter().flat_map(|v| v.action.kinds.iter().copied()).collect();
    let named = any_named(setting, events, &kinds);
    // Several duties, and an action that names an incident.
    let sharing = arisen.len() > 1 && named;
    let fitting = |a: &Arisen<'_>, version: usize| {
        let version = &plan.versions[version];
        let mut window = window(version, &a.start, !sharing && !repeats(version));
        if repeats(version) {
            // A link may go on under a version that looks further back.
            let from = plan.versions.iter().map(|v| self::window(v, &a.start, false).from);
            window.from = from.min().flatten();
        }
        if named {
            // An action that names the incident and bears a date before it is a contradiction to be told.
            window.from = None;
        }
        gather(setting, events, std::slice::from_ref(&version.action), a, window)
    };
    // An action goes to the duty whose incident it names under whichever version may apply to that.
    let under_any = |a: &Arisen<'_>| {
        let mut found: Vec<EventId> = a.segments.iter().flat_map(|s| fitting(a, s.version)).collect();
        found.sort_unstable_by_key(|&id| events.rank(id));
        found.dedup();
        found
    };
    let found: Vec<Vec<EventId>> = arisen
        .iter()
        .map(|a| {
            // The links of a chain are those of the version under which it began.
            let any = sharing && a.segments.len() > 1 && !repeats(&plan.versions[first(a)]);
            if any { under_any(a) } else { fitting(a, first(a)) }
        })
        .collect();
    let mut shares = if sharing { share(setting, events, &arisen, found) } else { Shares::alone(found) };
    if each {
        for (duty, member) in members.iter().enumerate() {
            let Some(member) = member else { continue };
            shares.own[duty] = member.own.clone();
            shares.taken[duty] = member.taken.clone();
            shares.naming[duty] = member.needed.clone();
        }
    }
    let Shares { own, taken, naming } = shares;
    for (i, ((one, actions), taken)) in arisen.iter().zip(own).zip(&taken).enumerate() {
        let open = |id: &EventId| setting.case.events[id.index()].when.earliest().is_none();
        let open_actions = actions.iter().any(open);
        let member = members.get(i).and_then(Option::as_ref);
        let needed = &naming[i];
        let task =
            Task { setting, plan, beside, events, entity, arisen: one, taken, needed, member, open_actions };
        match plan.versions[first(one)].version.form {
            Form::Repeat(_) => task.links(&actions, outcomes),
            _ => {
                let (outcome, version) = task.single(actions);
                task.breached(&outcome, version, sparks, outcomes);
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

/// Whether each action discharges one open duty under a version.
pub(crate) fn discharges_one(version: &PlanVersion<'_>) -> bool {
    match &version.version.form {
        Form::Duty(duty) => duty.policies.discharge == Discharge::One,
        Form::Repeat(_) | Form::Bar(_) | Form::Requires(_) => false,
    }
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
    /// Records of other duties that decide which actions are its own.
    needed: &'t [EventId],
    /// What sharing says of it, where each action discharges one duty.
    member: Option<&'t Member>,
    /// Whether an action has an open beginning, so that its place in the order does not bound it.
    open_actions: bool,
}

impl Task<'_, '_> {
    /// The records of a clock. What ends a chain ends it from its beginning on, so for a later link (`next`) all of that is looked at, but for
    /// what certainly came before the chain.
    fn records(&self, version: usize, actions: Vec<EventId>, start: &When, next: bool) -> Records {
        let plan = &self.plan.versions[version];
        let window = window(plan, start, true);
        let of_chain = if next { Window::ALL } else { window };
        let mut excuses = gather(self.setting, self.events, &plan.unless, self.arisen, of_chain);
        excuses.retain(|id| !next || self.span(id).1 >= self.chain_counts_from(version).0);
        Records {
            actions,
            decisions: gather(self.setting, self.events, &plan.decisions, self.arisen, window),
            excuses,
            unclear: [std::slice::from_ref(&plan.action), &plan.decisions, &plan.unless]
                .map(|patterns| gather_unclear(self.setting, self.events, patterns, self.arisen)),
        }
    }

    fn count(&self, version: usize) -> Option<Count> {
        count(self.setting, self.events, &self.plan.versions[version].action, self.arisen)
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
        let share = match self.member {
            None => Share::Alone,
            Some(member) => {
                let part = self.arisen.segments.iter().position(|s| s.version == *version);
                let sum = part.and_then(|p| member.sums.get(p));
                let in_time = part.and_then(|p| member.in_time.get(p).copied().flatten());
                match sum {
                    // A clock that starts after the last complete day shares nothing yet.
                    Some(sum) if sum.set.is_empty() => Share::Alone,
                    Some(&sum) => Share::Sum(sum),
                    None => Share::Any(in_time),
                }
            }
        };
        let mut reading = read(self.setting, asked, (*version, start), self.arisen, records, count, share);
        if reading.judged.is_ok() && !asked.bar && count.is_none() && rests_on_absence(reading.set) {
            let found = self.beside.look(self.setting, self.plan, asked.action, self.arisen, self.entity);
            look_beside(self.setting, asked, self.arisen, records, found, &mut reading);
        }
        reading
    }

    /// The actions for a version: those of the duty that fit it; for another version than the first, all that fit it and did not go
    /// to another duty.
    fn actions_for(&self, version: usize, actions: &[EventId]) -> Vec<EventId> {
        let first = self.arisen.segments.first().is_some_and(|s| s.version == version);
        if first && self.arisen.segments.len() == 1 {
            return actions.to_vec();
        }
        let pattern = std::slice::from_ref(&self.plan.versions[version].action);
        let fits = gather(self.setting, self.events, pattern, self.arisen, Window::ALL);
        match self.member {
            // Of a version that took the place of that one it is not played through where they go: any may be its own.
            Some(_) if self.arisen.segments.iter().all(|s| s.version != version) => fits,
            Some(member) => member.own.iter().copied().filter(|id| fits.contains(id)).collect(),
            None if first => actions.iter().copied().filter(|id| fits.contains(id)).collect(),
            None => fits.into_iter().filter(|id| self.taken.iter().all(|t| t.action != *id)).collect(),
        }
    }

    /// A duty, a bar or a requirement, and the version that applied, the first if it may have been one of several.
    fn single(&self, actions: Vec<EventId>) -> (Outcome, usize) {
        let mut readings = Vec::new();
        let mut all = Records::default();
        let mut counted = None;
        let mut superseded = None;
        let own = Actions::Own(&actions);
        for segment in &self.arisen.segments {
            for stage in self.stages(segment, &own) {
                let now = &stage.segment;
                superseded = superseded.or((now.version != segment.version).then_some(segment.version));
                let records = self.records(now.version, own.of(self, now.version), &now.start, false);
                let count = self.count(now.version);
                readings.push(self.read_stage(&stage, &own, &records, count));
                counted = counted.or(count);
                merge(&mut all, records);
            }
        }
        if readings.is_empty() {
            // No start date: whatever is on record is still evidence.
            all = self.records(0, actions, &self.arisen.start, false);
            counted = self.count(0);
        }
        let version = readings.first().map_or(0, |r| r.version);
        let earlier = self.earlier(&readings);
        let mut findings = self.findings(readings, all, counted, 0, None, superseded);
        findings.earlier = earlier;
        (findings.outcome(self.events, self.entity), version)
    }

    /// The version under which a duty goes on, for every day on which it may have arisen: the one in force that day; or a
    /// later one that says it takes its place, where the duty was still open on that one's first day. Where that depends on
    /// the dates of records, both, each over the readings that lead to it. A version that is not in force on the day the record
    /// was read takes nobody's place yet.
    fn stages(&self, segment: &Segment, actions: &Actions<'_>) -> Vec<Stage> {
        let stay = Stage { segment: segment.clone(), until: None, from: None };
        let next = self.plan.versions.get(segment.version + 1).filter(|n| n.version.supersede);
        let Some(from) = next.filter(|n| actions.go_on(n)).map(|n| n.version.from) else { return vec![stay] };
        let known = self.setting.last_complete;
        let Some(first) = segment.start.earliest() else { return vec![stay] };
        let last = segment.start.latest().unwrap_or(known).min(known).max(first);
        if last >= from || self.setting.observed < from {
            return vec![stay];
        }
        let own = actions.of(self, segment.version);
        let records = self.records(segment.version, own, &segment.start, actions.is_next());
        let mut stages = Vec::new();
        for (run, set) in self.runs(segment, (first, last), from, actions, &records) {
            let on = Segment { version: run.version + 1, start: run.start.clone() };
            if set == OPEN {
                stages.extend(self.stages(&on, actions));
            } else if !set.contains(Verdict::NotYetDue) {
                stages.push(Stage { segment: run, until: None, from: None });
            } else {
                let ended = Stage { segment: run, until: Some(from), from: None };
                let mut later = self.stages(&on, actions);
                // Under the later version only records from its first day on are left, if both ask for the same records.
                if let ([one], true) = (later.as_mut_slice(), self.ask_alike(&ended.segment, &on, actions)) {
                    one.from = Some(from);
                }
                stages.push(ended);
                stages.extend(later);
            }
        }
        stages.sort_by_key(|s| s.segment.version);
        stages
    }

    /// The days on which a duty may have arisen under one version, parted by what it was at the end of the day before `from`:
    /// certainly open, certainly not, or either.
    fn runs(
        &self,
        segment: &Segment,
        (first, last): (Day, Day),
        from: Day,
        actions: &Actions<'_>,
        records: &Records,
    ) -> Vec<(Segment, VerdictSet)> {
        if first == last {
            return vec![(segment.clone(), self.seen_before(segment, records, from, actions))];
        }
        let written = segment.start.written();
        let part =
            |a: Option<Day>, b: Day| Segment { version: segment.version, start: range(a, Some(b), written) };
        let mut runs: Vec<(Segment, VerdictSet)> = Vec::new();
        for k in first.0..=last.0 {
            let day = part(Some(Day(k)), Day(k));
            let set = self.seen_before(&day, records, from, actions);
            let sort = |s: VerdictSet| (s == OPEN, s.contains(Verdict::NotYetDue));
            match runs.last_mut() {
                Some((run, of)) if sort(*of) == sort(set) && (*of == OPEN || !sort(set).1) => {
                    *run = part(run.start.earliest(), Day(k));
                }
                _ => runs.push((day, set)),
            }
        }
        runs
    }

    fn asked(&self, segment: &Segment, actions: &Actions<'_>) -> Asked<'_, '_> {
        Asked::of(&self.plan.versions[segment.version], actions.is_next())
    }

    /// Whether two versions ask for the same records, as far back.
    fn ask_alike(&self, one: &Segment, other: &Segment, actions: &Actions<'_>) -> bool {
        let of = |s: &Segment| {
            let version = &self.plan.versions[s.version];
            let asked = self.asked(s, actions);
            let list =
                |patterns: &[Pat<'_>]| gather(self.setting, self.events, patterns, self.arisen, Window::ALL);
            let lists = [
                match actions {
                    Actions::Own(_) => list(std::slice::from_ref(&version.action)),
                    Actions::Left { of_chain, .. } => of_chain.to_vec(),
                },
                list(&version.decisions),
                list(&version.unless),
            ];
            (lists, asked.action_reach, asked.calendar_name, asked.excuse_reach_days)
        };
        // An open beginning leaves no one day from which the records are looked at.
        one.start.exact().is_some() && of(one) == of(other)
    }

    /// The verdicts possible at the end of the day before `from`.
    fn seen_before(
        &self,
        segment: &Segment,
        records: &Records,
        from: Day,
        actions: &Actions<'_>,
    ) -> VerdictSet {
        let mut asked = self.asked(segment, actions);
        asked.until = Some(from);
        let share = self.member.map_or(Share::Alone, |_| Share::Any(None));
        let reading =
            read(self.setting, &asked, (segment.version, &segment.start), self.arisen, records, None, share);
        reading.judged.map_or(VerdictSet::default(), |j| j.set)
    }

    /// The reading of one stage.
    fn read_stage(
        &self,
        stage: &Stage,
        actions: &Actions<'_>,
        records: &Records,
        count: Option<Count>,
    ) -> Reading {
        let mut asked = self.asked(&stage.segment, actions);
        (asked.until, asked.from) = (stage.until, stage.from);
        let mut reading = self.read_asked(&asked, &stage.segment, records, count);
        if stage.until.is_some() {
            // What was still open then goes on under the later version.
            let ended = reading.set.iter().filter(|&v| v != Verdict::NotYetDue);
            reading.set = ended.fold(VerdictSet::default(), VerdictSet::with);
        }
        reading
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
            needed: self.needed,
            contested: self.member.is_some_and(|m| m.contested),
            count,
            link,
            superseded,
            id: self.plan.rule.id.clone(),
            link_start,
            consequence: None,
            link_days: None,
            may_not_be: false,
            earlier: None,
        }
    }

    /// The last record of what was due that came before the time in which it counts.
    fn earlier(&self, readings: &[Reading]) -> Option<EventId> {
        let reading = readings.iter().find(|r| rests_on_absence(r.set))?;
        let asked = Asked::of(&self.plan.versions[reading.version], false);
        let first = reading.start.earliest().filter(|_| !asked.bar)?;
        let from = asked.action_from(self.setting, self.setting.calendar(asked.calendar_name)?, first);
        let pattern = std::slice::from_ref(asked.action);
        let all = gather(self.setting, self.events, pattern, self.arisen, Window::ALL);
        let told = |id: &EventId| readings.iter().any(|r| r.misdated == Some(*id));
        let before =
            |id: &EventId| self.setting.case.events[id.index()].when.latest().is_some_and(|d| d < from);
        all.into_iter().rev().find(|id| before(id) && !told(id))
    }

    /// The first and the last possible first day on which what ends a chain counts.
    fn chain_counts_from(&self, version: usize) -> Span {
        let reach = Asked::of(&self.plan.versions[version], false).excuse_reach_days;
        let began = self.days_of(&self.arisen.start);
        (began.0.saturating_sub(reach), began.1.saturating_sub(reach))
    }

    /// Of what ends a chain, that which may have come before the chain.
    fn may_be_before_the_chain(&self, version: usize, records: &Records) -> Vec<EventId> {
        let last = self.chain_counts_from(version).1;
        records.excuses.iter().copied().filter(|id| self.span(id).0 < last).collect()
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
            outcomes.push(self.single(nodes).0);
            return;
        }
        let mut segments = self.arisen.segments.clone();
        // A chain starts on a day on which a version of its rule was in force.
        let first = segments.iter().filter_map(|s| s.start.earliest()).min();
        let start = &self.arisen.start;
        let start = if first == start.earliest() {
            start.clone()
        } else {
            range(first, segments.iter().map(|s| s.start.latest()).max().flatten(), start.written())
        };
        let (mut start, mut link_start, mut unsure) = (start, None, false);
        let mut doubt = Doubt::default();
        for link in 1..=LINKS_MAX {
            let mut readings = Vec::new();
            let mut all = Records::default();
            let (mut reach, mut superseded) = (i32::MIN, None);
            for segment in &segments {
                let actions = self.next_of(&nodes, &segment.start);
                let left = Actions::Left { of_chain: &actions, next: link > 1 };
                for stage in self.stages(segment, &left) {
                    let now = &stage.segment;
                    superseded = superseded.or((now.version != segment.version).then_some(segment.version));
                    reach = reach.max(self.reach_of(now, &left));
                    let records = self.records(now.version, actions.clone(), &now.start, link > 1);
                    let before = if link > 1 {
                        self.may_be_before_the_chain(now.version, &records)
                    } else {
                        Vec::new()
                    };
                    let mut reading = self.read_stage(&stage, &left, &records, None);
                    if !before.is_empty() {
                        let mut fewer = records.clone();
                        fewer.excuses.retain(|id| !before.contains(id));
                        reading.or(&self.read_stage(&stage, &left, &fewer, None));
                    }
                    readings.push(reading);
                    merge(&mut all, records);
                }
            }
            let mut findings = self.findings(readings, all, None, link, link_start, superseded);
            findings.link_days = (link > 1).then(|| start.clone());
            findings.may_not_be = unsure;
            let before = doubt.records();
            findings.needed = &before;
            let possible = findings.unite().set;
            let outcome = findings.outcome(self.events, self.entity);
            let looked_at = outcome.evidence.clone();
            outcomes.push(outcome);
            let acted = |v: Verdict| matches!(v, Verdict::Met | Verdict::Late);
            if !possible.iter().any(acted) {
                return;
            }
            // Where the link may not have been answered, there may be no next one.
            if !possible.iter().all(acted) {
                unsure = true;
                doubt.whether.extend(&looked_at);
            }
            let Some(answer) = self.answer(&start, reach, &nodes) else { return };
            let id = nodes.remove(answer.at);
            // Only the record's own exact day needs no other to bound it.
            if answer.start.0 == answer.start.1 && self.span(&id) == answer.start {
                doubt.when.clear();
            } else {
                doubt.when.extend(looked_at);
                doubt.when.extend(nodes.iter().filter(|n| self.span(n).0 <= answer.start.1));
            }
            start = self.start_of_next(id, answer.start);
            segments = self.segments_of(&start);
            link_start = Some(id);
        }
        if let Some(last) = outcomes.last_mut() {
            last.reason += &format!(
                " Only the first {LINKS_MAX} links of a chain are judged; those that follow this one are not listed."
            );
        }
    }

    /// How many days before the last start under one version an action counts.
    fn reach_of(&self, segment: &Segment, actions: &Actions<'_>) -> i32 {
        let asked = self.asked(segment, actions);
        let last = segment.start.latest().unwrap_or(self.setting.last_complete);
        let days =
            self.setting.calendar(asked.calendar_name).and_then(|c| asked.action_reach.days_before(last, c));
        days.unwrap_or(0)
    }

    /// The action that answers a link, and the days on which the next one may start.
    fn answer(&self, start: &When, reach: i32, nodes: &[EventId]) -> Option<Answer> {
        let obs = self.setting.last_complete.0;
        let last = start.latest().map_or(obs, |d| d.0);
        let first = start.earliest().map_or(OPEN_START, |d| d.0);
        let spans: Vec<Span> = nodes.iter().map(|id| self.span(id)).collect();
        chain::answer((first, last.max(first)), reach, &spans)
    }

    /// The days on which a record can have happened: what stands in it had happened by its last complete day.
    fn span(&self, id: &EventId) -> Span {
        self.days_of(&self.setting.case.events[id.index()].when)
    }

    /// First and last day; what stands in the record had happened by its last complete day.
    fn days_of(&self, when: &When) -> Span {
        let obs = self.setting.last_complete.0;
        let lo = when.earliest().map_or(OPEN_START, |d| d.0);
        (lo, when.latest().map_or(if lo <= obs { obs } else { OPEN_END }, |d| d.0))
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
        // What answered a link had happened by the last complete day.
        let last = self.setting.last_complete.max(start.earliest().unwrap_or(Day::FIRST));
        let known = start
            .latest()
            .filter(|&hi| hi > last)
            .map(|_| range(start.earliest(), Some(last), start.written()));
        let start = &known.unwrap_or_else(|| start.clone());
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
    fn breached(
        &self,
        outcome: &Outcome,
        number: usize,
        sparks: &mut Vec<Spark>,
        outcomes: &mut Vec<Outcome>,
    ) {
        let breach = outcome.certainty == Certainty::CertainlyBreached;
        let Some(due) = outcome.due.filter(|_| breach) else { return };
        let when = range(Some(due.0 + 1), Some(due.1 + 1), "the day after the deadline");
        sparks.push(Spark {
            rule: self.plan.rule.id.clone(),
            holder: outcome.holder,
            when,
            trigger: outcome.trigger,
        });
        let version = &self.plan.versions[number];
        let (Form::Duty(duty), Some(action)) = (&version.version.form, &version.breached) else { return };
        let Some(consequence) = &duty.breached else { return };
        let spark = sparks.last().cloned();
        if let Some(spark) = spark {
            self.consequence(number, action, &consequence.within, &spark, outcomes);
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
            let (holder, event, when) = (spark.holder, spark.trigger, spark.when.clone());
            let (how, also) = (How::OwnBreach, Vec::new());
            known = vec![Notice { holder, event, when, how, before: false, also }];
        }
        for Notice { holder, event: trigger, when, how, before, also } in known {
            let arisen = Arisen {
                holder,
                incident: self.arisen.incident,
                start: when.clone(),
                how,
                trigger,
                triggers: std::iter::once(trigger).chain(also).collect(),
                addressees: &[],
                segments: vec![Segment { version, start: when.clone() }],
                outside_years: false,
                after_last: false,
                notice_before: before,
            };
            let task = Task { arisen: &arisen, taken: &[], needed: &[], member: None, ..*self };
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
        let patterns = std::slice::from_ref(action);
        let unclear = gather_unclear(self.setting, self.events, patterns, self.arisen);
        let records = Records { actions, unclear: [unclear, Vec::new(), Vec::new()], ..Records::default() };
        let segment = Segment { version, start: when.clone() };
        let reading = self.read_asked(&asked, &segment, &records, None);
        let mut findings = self.findings(vec![reading], records, None, 0, None, None);
        findings.id = format!("{}/after-breach", self.plan.rule.id);
        findings.consequence = Some((action, within));
        findings.outcome(self.events, self.entity)
    }
}

/// One version under which a duty was judged over some of the days on which it may have arisen.
struct Stage {
    segment: Segment,
    /// Only the readings on which it had ended before this day.
    until: Option<Day>,
    /// Only the readings on which it was still open when this day began.
    from: Option<Day>,
}

/// The records that leave open whether the next link of a chain arose, and when.
#[derive(Default)]
struct Doubt {
    whether: Vec<EventId>,
    when: Vec<EventId>,
}

impl Doubt {
    fn records(&self) -> Vec<EventId> {
        self.whether.iter().chain(&self.when).copied().collect()
    }
}

/// Where a duty gets its actions.
enum Actions<'l> {
    /// From these, as far as they fit a version.
    Own(&'l [EventId]),
    /// From those left of its chain, whatever version asks; `next` for a link after the first.
    Left { of_chain: &'l [EventId], next: bool },
}

impl Actions<'_> {
    fn of(&self, task: &Task<'_, '_>, version: usize) -> Vec<EventId> {
        match self {
            Actions::Own(actions) => task.actions_for(version, actions),
            Actions::Left { of_chain, .. } => of_chain.to_vec(),
        }
    }

    fn is_next(&self) -> bool {
        matches!(self, Actions::Left { next: true, .. })
    }

    /// Whether what is open can go on under a version: a chain only under one that repeats.
    fn go_on(&self, version: &PlanVersion<'_>) -> bool {
        matches!(self, Actions::Own(_)) || repeats(version)
    }
}

/// Nothing but open.
const OPEN: VerdictSet = VerdictSet::of(Verdict::NotYetDue);

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
