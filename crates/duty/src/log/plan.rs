//! Rules made ready for a log: words turned into codes, events into slots, clocks into tables.
//!
//! A *slot* is a set of events described alike: kinds, conditions, holders. Every event of a subject is put into the
//! slots it fits, once for all rules; a rule then only asks for the first event of a slot from some day on. Slots that
//! several rules describe in the same words are one.
//!
//! Rules that slots cannot hold are run by the check of a review (`whole`). One whose calendar is not known is not run, and
//! [`Plan::notes`] says so: a rule is never run as if it said less than it does.
//!
//! Left out: the events.

use std::collections::{BTreeMap, BTreeSet};

use crate::ask::{Ask, composed_text};
use crate::calendar::{Calendar, Calendars};
use crate::check::BREACH_NOTICE;
use crate::deadline::{Clock, Counting, Reach, Unit};
use crate::library::circle_from;
use crate::rule::{
    By, Condition, DEFAULT_CALENDAR, Discharge, Form, Happening, Holder, Pattern, Policies, Rule, Trigger,
    Undated, Version, Within,
};

use super::cond::{CONDITIONS_MAX, Cond};
use super::doubt::Doubts;
use super::outcome::Hidden;
use super::whole::{Whole, breaches_waited_for, looks_at_breaches, names_addressees, needs_all, plain};

/// Most distinct lists of holders that the rules of one run name: one bit of a holder each.
pub const HOLDER_LISTS_MAX: usize = 64;

/// Most distinct kinds of event that the rules of one run name.
pub const KINDS_MAX: usize = 60_000;

/// Reaches any day before.
pub(super) const EVER: i32 = i32::MAX / 2;

/// What is added to the identifier of a rule for what follows its breach.
pub(super) const AFTER_BREACH: &str = "/after-breach";

/// The slot that nothing fits.
pub(super) const NO_SLOT: u16 = 0;

/// One class of records: those of anyone, and those of the holder on whom the duty lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Class {
    pub(super) any: u16,
    pub(super) own: u16,
}

impl Class {
    const NONE: Class = Class { any: NO_SLOT, own: NO_SLOT };

    pub(super) fn is_none(self) -> bool {
        self == Class::NONE
    }
}

/// Which of the four forms, with what only that form needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Duty,
    Bar,
    Requires,
    /// The clock of each next link.
    Repeat(u16),
}

/// One version of one rule.
#[derive(Clone, Debug)]
pub(super) struct PlanVersion {
    pub(super) number: u16,
    /// First day in force, and the first no longer so.
    pub(super) from: i32,
    pub(super) until: i32,
    pub(super) shape: Shape,
    pub(super) trigger: u16,
    pub(super) action: Class,
    pub(super) decision: Class,
    pub(super) excuse: Class,
    pub(super) clock: u16,
    /// In the calendar of the clock.
    pub(super) reach: Reach,
    pub(super) excuse_reach: i32,
    /// Bits that excuse a late action; 0 for none.
    pub(super) late_excuse: u64,
    pub(super) undated_is_met: bool,
    /// Each action discharges one open duty.
    pub(super) one: bool,
    /// Some clock of it counts hours.
    pub(super) hours: bool,
    pub(super) hidden: Hidden,
}

/// One rule.
#[derive(Clone, Debug)]
pub(super) struct PlanRule {
    pub(super) id: String,
    /// Events that trigger any version.
    pub(super) triggers: u16,
    /// Under some version each action discharges one open duty.
    pub(super) one: bool,
    /// Some version is a chain.
    pub(super) repeats: bool,
    /// Some clock of some version counts hours.
    pub(super) hours: bool,
    pub(super) versions: Vec<PlanVersion>,
}

/// A clock with its calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PlanClock {
    pub(super) clock: Clock,
    pub(super) calendar: u16,
}

/// Where events of a kind go: into `slot`, if the bits `need` are set and the holder is on the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Gate {
    pub(super) slot: u16,
    pub(super) need: u64,
    /// A bit of the holder, or 0 for anyone.
    pub(super) list: u64,
}

/// Events described alike, before they become gates.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Alike {
    kinds: Vec<u16>,
    need: u64,
    list: u64,
}

/// A holder that rules name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NamedHolder {
    /// As the first rule writes it.
    pub written: String,
    /// Whether it is a sort of agency; otherwise a name in quotation marks.
    pub is_sort: bool,
}

/// Rules made ready for a log.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) rules: Vec<PlanRule>,
    pub(super) clocks: Vec<PlanClock>,
    pub(super) calendars: Vec<Calendar>,
    /// By kind.
    pub(super) gates: Vec<Vec<Gate>>,
    pub(super) slots: usize,
    pub(super) lists: Vec<Vec<Holder>>,
    kinds: Vec<String>,
    kind_of: BTreeMap<String, u16>,
    columns: Vec<String>,
    conditions: Vec<Cond>,
    /// The conditions that some rule asks of events of each kind.
    asked: Vec<u64>,
    notes: Vec<String>,
    /// Rules that are run by the check of a review; their numbers follow those of `rules`.
    pub(super) whole: Option<Whole>,
    /// The kinds by which such a rule starts a clock of addressees.
    addressed: Vec<u16>,
    asks_for_addressees: bool,
    holders: Vec<NamedHolder>,
    doubts: Doubts,
}

/// A word as rules write it: small letters and digits, everything between them one `_`. So `Send Fine` in a log is
/// `send_fine` in a rule. How an accent was typed makes no difference ([`super::composed`]).
pub fn folded(text: &str) -> String {
    let text = composed_text(text);
    let mut word = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if !word.is_empty() && !word.ends_with('_') {
            word.push('_');
        }
    }
    if word.ends_with('_') {
        word.pop();
    }
    word
}

impl Plan {
    /// Makes rules ready.
    ///
    /// # Errors
    /// One sentence, where the rules together pass a limit of this module.
    pub fn new(rules: &[Rule], calendars: &Calendars) -> Result<Plan, String> {
        let plan = Plan {
            rules: Vec::new(),
            clocks: Vec::new(),
            calendars: calendars.iter().cloned().collect(),
            gates: Vec::new(),
            slots: usize::from(NO_SLOT) + 1,
            lists: Vec::new(),
            kinds: Vec::new(),
            kind_of: BTreeMap::new(),
            columns: Vec::new(),
            conditions: Vec::new(),
            asked: Vec::new(),
            notes: Vec::new(),
            whole: None,
            addressed: Vec::new(),
            asks_for_addressees: false,
            holders: named_holders(rules),
            doubts: Doubts::default(),
        };
        breaches_end(rules)?;
        let mut maker = Maker { plan, slot_of: BTreeMap::new() };
        let waited = breaches_waited_for(rules);
        let mut whole = Vec::new();
        for rule in rules {
            if let Some(why) = why_not(rule, calendars) {
                maker.plan.notes.push(format!("{} is not run: {why}", rule.id));
            } else if needs_all(rule) || waited.contains(&rule.id.as_str()) {
                whole.push(maker.whole(rule)?);
            } else {
                let made = maker.rule(rule)?;
                maker.plan.rules.push(made);
            }
        }
        if !whole.is_empty() {
            if whole.iter().any(|r| r.versions.iter().any(looks_at_breaches)) {
                maker.kinds(&[BREACH_NOTICE.to_string()])?;
            }
            maker.plan.whole = Some(Whole::new(whole, calendars));
        }
        let mut plan = maker.finish();
        let ids: Vec<&str> = (0..plan.rules() as u16).map(|n| plan.rule(n)).collect();
        plan.doubts = Doubts::of(rules, &ids, |kind| plan.kind_of.get(&folded(kind)).copied());
        Ok(plan)
    }

    /// The kinds of event that are the action of a rule under some version; after a breach, of what then follows.
    pub fn actions(&self, rule: u16) -> &[u16] {
        self.doubts.actions(rule)
    }

    /// The rules by whose breach a rule arises, by number.
    pub fn arises_by_breach_of(&self, rule: u16) -> &[u16] {
        self.doubts.sparked_by(rule)
    }

    /// What a reader must know of the rules, one sentence each: which are not run, and what is not looked at.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The rules that are run, by number.
    pub fn rule(&self, number: u16) -> &str {
        match self.rules.get(usize::from(number)) {
            Some(rule) => &rule.id,
            None => &self.whole_ids()[usize::from(number) - self.rules.len()].0,
        }
    }

    /// Identifiers of the outcomes of rules that are run by the check of a review.
    fn whole_ids(&self) -> &[(String, Vec<u16>)] {
        self.whole.as_ref().map_or(&[], |w| &w.ids)
    }

    /// What rows that could not be read may hold of a rule.
    pub fn hidden(&self, number: u16) -> Hidden {
        match self.rules.get(usize::from(number)) {
            Some(rule) => rule.versions.iter().map(|v| v.hidden).fold(Hidden::default(), Hidden::or),
            None => self.whole.as_ref().map_or(Hidden::default(), |w| w.hidden(self.rule(number))),
        }
    }

    /// How many rules are run.
    pub fn rules(&self) -> usize {
        self.rules.len() + self.whole_ids().len()
    }

    /// The numbers of the versions of a rule.
    pub fn versions(&self, rule: u16) -> impl Iterator<Item = u16> {
        let at = usize::from(rule);
        let slots = self.rules.get(at).into_iter().flat_map(|r| r.versions.iter().map(|v| v.number));
        let whole = at.checked_sub(self.rules.len()).map_or(&[][..], |at| &self.whole_ids()[at].1);
        slots.chain(whole.iter().copied())
    }

    /// The sorts and names of holders that the rules given name anywhere, in order.
    pub fn holders(&self) -> &[NamedHolder] {
        &self.holders
    }

    /// Whether some rule asks to whom an event was addressed.
    pub fn asks_for_addressees(&self) -> bool {
        self.asks_for_addressees
    }

    /// Whether some rule starts a clock when an event of this kind is sent to, or becomes known to, those it is addressed to:
    /// where a row of it names nobody, no duty of an addressee arises.
    pub fn is_addressed(&self, kind: u16) -> bool {
        self.addressed.contains(&kind)
    }

    /// The kinds of event that the rules name, by code.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The code of a kind of event as the log writes it; `None` where no rule names it.
    pub fn kind(&self, written: &[u8]) -> Option<u16> {
        self.kind_of.get(&folded(&String::from_utf8_lossy(written))).copied()
    }

    /// The columns that the conditions of the rules name.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The conditions that some rule asks of events of this kind and that hold of a row, one bit each. `cell` gives the
    /// cell of one of [`Plan::columns`]; `None` where the log has no such column. [`super::UNCLEAR`] is set where a value does not say.
    pub fn bits<'a>(&self, kind: u16, cell: impl Fn(usize) -> Option<&'a [u8]>) -> u64 {
        super::cond::bits(&self.conditions, self.asked[usize::from(kind)], cell)
    }

    /// Whether some rule asks by whom an event of this kind was done: a row of it that names nobody leaves that open. In a log
    /// without a column of holders all are taken to be one, so that there only those count whom a rule names.
    pub fn asks_for_holder(&self, kind: u16, has_column: bool) -> bool {
        self.doubts.asks_for_holder(kind, has_column)
    }

    /// Whether a rule asks something of events of a kind that a row with [`super::UNCLEAR`] may not say.
    pub fn leaves_open(&self, rule: u16, kind: u16) -> bool {
        self.doubts.leaves_open(rule, kind)
    }

    /// Whether a row may leave open whether it is what a rule asks for: some condition compares a value, or some rule asks for
    /// holders.
    pub fn may_be_unclear(&self) -> bool {
        self.doubts.any()
    }

    /// The first column, by its number, whose value leaves open whether a condition on rows of this kind holds, and what it is compared
    /// with: "number" or "day".
    pub fn unclear<'a>(
        &self,
        kind: u16,
        cell: impl Fn(usize) -> Option<&'a [u8]>,
    ) -> Option<(usize, &'static str)> {
        let asked = self.asked[usize::from(kind)];
        let mut conditions = self.conditions.iter().enumerate().filter(|(i, _)| asked >> i & 1 == 1);
        let open = conditions.find(|(_, c)| c.ask.says(cell(c.column)).is_none()).map(|(_, c)| c);
        open.map(|c| (c.column, if matches!(c.ask, Ask::Day(..)) { "day" } else { "number" }))
    }

    /// Whether the rules ask for anything beside kind and holder.
    pub fn asks_for_cells(&self) -> bool {
        !self.conditions.is_empty()
    }
}

fn named_holders(rules: &[Rule]) -> Vec<NamedHolder> {
    let mut named = BTreeSet::new();
    for version in rules.iter().flat_map(|r| &r.versions) {
        let of_patterns = version.form.patterns().flat_map(|pattern| {
            let by: &[Holder] = if let By::Holders(holders) = &pattern.by { holders } else { &[] };
            by.iter().chain(&pattern.to)
        });
        for holder in version.form.trigger().reach.holders().iter().chain(of_patterns) {
            match holder {
                Holder::Sort(word) => named.insert(NamedHolder { written: word.clone(), is_sort: true }),
                Holder::Named(word) => named.insert(NamedHolder { written: word.clone(), is_sort: false }),
                Holder::Any | Holder::Addressee => false,
            };
        }
    }
    named.into_iter().collect()
}

/// Why a rule cannot be run on a log, if it cannot.
fn why_not(rule: &Rule, calendars: &Calendars) -> Option<String> {
    for version in &rule.versions {
        let n = version.number;
        let unknown = withins(version).find(|w| calendars.get(&w.calendar).is_none());
        if let Some(within) = unknown {
            return Some(format!(
                "version {n} counts in the calendar {}, which is not known",
                within.calendar
            ));
        }
    }
    None
}

/// Breaches that start other rules: each must be among the rules, and no chain may come back to where it began.
fn breaches_end(rules: &[Rule]) -> Result<(), String> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rules {
        for version in &rule.versions {
            let Happening::BreachOf(breached) = &version.form.trigger().what else { continue };
            if !rules.iter().any(|r| r.id == *breached) {
                return Err(format!(
                    "{} starts with the breach of {breached}, which is not among the rules given",
                    rule.id
                ));
            }
            next.entry(breached).or_default().push(&rule.id);
        }
    }
    for rule in rules {
        if let Some(circle) = circle_from(&rule.id, &next) {
            let path: Vec<&str> = circle.into_iter().chain([rule.id.as_str()]).collect();
            return Err(format!(
                "the breach of each of these starts the next, in a circle: {}",
                path.join(" -> ")
            ));
        }
    }
    Ok(())
}

fn withins(version: &Version) -> impl Iterator<Item = &Within> {
    let more = match &version.form {
        Form::Repeat(r) => Some(&r.every),
        Form::Duty(d) => d.breached.as_ref().map(|b| &b.within),
        Form::Bar(_) | Form::Requires(_) => None,
    };
    version.form.within().into_iter().chain(more)
}

/// Puts a plan together.
struct Maker {
    plan: Plan,
    slot_of: BTreeMap<Vec<Alike>, u16>,
}

impl Maker {
    /// A rule for the check of a review: its kinds get codes and its conditions bits.
    fn whole(&mut self, rule: &Rule) -> Result<Rule, String> {
        self.plan.asks_for_addressees |= rule.versions.iter().any(names_addressees);
        for version in &rule.versions {
            let trigger = version.form.trigger();
            let addressed = trigger.reach.holders().contains(&Holder::Addressee);
            if let (true, Happening::Kinds(kinds)) = (addressed, &trigger.what) {
                let kinds = self.kinds(kinds)?;
                self.plan.addressed.extend(kinds);
            }
        }
        Whole::made(rule, &mut |kinds, conditions| {
            let codes = self.kinds(kinds)?;
            let mut bits = Vec::new();
            for condition in conditions {
                let need = self.need(std::slice::from_ref(condition))?;
                bits.push(need.trailing_zeros());
                codes.iter().for_each(|&kind| self.ask(kind, need));
            }
            let named = codes.iter().map(|&c| self.plan.kinds[usize::from(c)].clone()).collect();
            Ok((named, bits))
        })
    }

    fn rule(&mut self, rule: &Rule) -> Result<PlanRule, String> {
        let mut versions = Vec::new();
        let mut triggers = Vec::new();
        for version in &rule.versions {
            triggers.push(self.trigger(version.form.trigger())?);
            let trigger = self.slot(vec![triggers[triggers.len() - 1].clone()])?;
            versions.push(self.version(version, trigger)?);
        }
        let one = versions.iter().any(|v| v.one);
        let repeats = versions.iter().any(|v| matches!(v.shape, Shape::Repeat(_)));
        let hours = versions.iter().any(|v| v.hours);
        let triggers = self.slot(triggers)?;
        Ok(PlanRule { id: rule.id.clone(), triggers, one, repeats, hours, versions })
    }

    fn version(&mut self, version: &Version, trigger: u16) -> Result<PlanVersion, String> {
        let mut made = PlanVersion {
            number: u16::try_from(version.number)
                .map_err(|_| "a version has a number above 65,535".to_string())?,
            from: version.from.0,
            until: version.until.map_or(i32::MAX, |d| d.0),
            shape: Shape::Duty,
            trigger,
            action: self.class(std::slice::from_ref(version.form.action()))?,
            decision: Class::NONE,
            excuse: Class::NONE,
            clock: 0,
            reach: Reach::Days(0),
            excuse_reach: 0,
            late_excuse: 0,
            undated_is_met: false,
            one: matches!(&version.form, Form::Duty(d) if d.policies.discharge == Discharge::One),
            hours: version.form.within().is_some_and(|w| w.clock.unit == Unit::Hours),
            hidden: Hidden::of(&version.form),
        };
        match &version.form {
            Form::Duty(duty) => {
                made.decision = self.class(&duty.decisions)?;
                made.excuse = self.class(&duty.unless)?;
                made.clock = self.clock(duty.within.clock, &duty.within.calendar)?;
                made.late_excuse = self.need(&duty.late_excuse)?;
                for kind in self.kinds(&duty.action.kinds)? {
                    self.ask(kind, made.late_excuse);
                }
                settle(&mut made, duty.policies);
            }
            Form::Bar(bar) => {
                made.shape = Shape::Bar;
                made.excuse = self.class(&bar.unless)?;
                made.clock = self.clock(bar.within.clock, &bar.within.calendar)?;
            }
            Form::Requires(requires) => {
                made.shape = Shape::Requires;
                made.excuse = self.class(&requires.unless)?;
                made.excuse_reach = EVER;
                let calendar = requires.before.as_ref().map_or(DEFAULT_CALENDAR, |w| w.calendar.as_str());
                let unit = if made.hours { Unit::Hours } else { Unit::Days };
                let at_once = Clock { count: 0, unit, counting: Counting::DayAfter };
                made.clock = self.clock(at_once, calendar)?;
                made.reach = requires.before.as_ref().map_or(Reach::EVER, |w| Reach::Back(w.clock));
            }
            Form::Repeat(repeat) => {
                made.excuse = self.class(&repeat.until)?;
                made.clock = self.clock(repeat.first.clock, &repeat.first.calendar)?;
                made.shape = Shape::Repeat(self.clock(repeat.every.clock, &repeat.every.calendar)?);
                made.hours |= repeat.every.clock.unit == Unit::Hours;
                settle(&mut made, repeat.policies);
            }
        }
        Ok(made)
    }

    fn clock(&mut self, clock: Clock, calendar: &str) -> Result<u16, String> {
        let calendar = self.plan.calendars.iter().position(|c| c.name() == calendar);
        let wanted = PlanClock { clock, calendar: calendar.unwrap_or(0) as u16 };
        number_of(&mut self.plan.clocks, wanted, usize::from(u16::MAX), "clocks")
    }

    fn trigger(&mut self, trigger: &Trigger) -> Result<Alike, String> {
        let kinds = match &trigger.what {
            Happening::Kinds(kinds) => self.kinds(kinds)?,
            Happening::BreachOf(_) => Vec::new(),
        };
        let list = self.list(trigger.reach.holders())?;
        Ok(Alike { kinds, need: self.need(&trigger.conditions)?, list })
    }

    fn class(&mut self, patterns: &[Pattern]) -> Result<Class, String> {
        let (mut any, mut own) = (Vec::new(), Vec::new());
        for pattern in patterns {
            let list = match &pattern.by {
                By::Anyone | By::SameHolder => 0,
                By::Holders(holders) => self.list(holders)?,
            };
            let alike =
                Alike { kinds: self.kinds(&pattern.kinds)?, need: self.need(&pattern.conditions)?, list };
            if pattern.by == By::SameHolder { own.push(alike) } else { any.push(alike) }
        }
        Ok(Class { any: self.slot(any)?, own: self.slot(own)? })
    }

    /// The slot of events that fit any of the descriptions.
    fn slot(&mut self, mut alike: Vec<Alike>) -> Result<u16, String> {
        if alike.is_empty() {
            return Ok(NO_SLOT);
        }
        alike.sort();
        alike.dedup();
        if let Some(&slot) = self.slot_of.get(&alike) {
            return Ok(slot);
        }
        let slot = u16::try_from(self.plan.slots);
        let slot = slot.map_err(|_| "the rules describe more than 65,535 sets of events".to_string())?;
        self.plan.slots += 1;
        self.slot_of.insert(alike, slot);
        Ok(slot)
    }

    fn kinds(&mut self, words: &[String]) -> Result<Vec<u16>, String> {
        let mut codes = Vec::new();
        for word in words {
            let word = folded(word);
            let code = match self.plan.kind_of.get(&word) {
                Some(&code) => code,
                None => {
                    let code = number_of(&mut self.plan.kinds, word.clone(), KINDS_MAX, "kinds of event")?;
                    self.plan.kind_of.insert(word, code);
                    code
                }
            };
            codes.push(code);
        }
        codes.sort_unstable();
        codes.dedup();
        Ok(codes)
    }

    /// The bits of conditions that must all hold.
    fn need(&mut self, conditions: &[Condition]) -> Result<u64, String> {
        let mut need = 0;
        for condition in conditions {
            let name = condition.attribute.clone();
            let column = number_of(&mut self.plan.columns, name, CONDITIONS_MAX, "columns in conditions")?;
            let cond = Cond { column: usize::from(column), ask: Ask::of(condition) };
            need |= 1 << number_of(&mut self.plan.conditions, cond, CONDITIONS_MAX, "conditions")?;
        }
        Ok(need)
    }

    /// Notes that conditions are asked of events of a kind.
    fn ask(&mut self, kind: u16, conditions: u64) {
        let asked = &mut self.plan.asked;
        asked.resize(asked.len().max(usize::from(kind) + 1), 0);
        asked[usize::from(kind)] |= conditions;
    }

    /// The bit of a list of holders; 0 where anyone fits.
    fn list(&mut self, holders: &[Holder]) -> Result<u64, String> {
        if holders.contains(&Holder::Any) {
            return Ok(0);
        }
        let mut list = holders.to_vec();
        list.iter_mut().for_each(plain);
        Ok(1 << number_of(&mut self.plan.lists, list, HOLDER_LISTS_MAX, "lists of holders")?)
    }

    fn finish(mut self) -> Plan {
        let kinds = self.plan.kinds.len();
        self.plan.gates = vec![Vec::new(); kinds];
        self.plan.asked.resize(kinds, 0);
        for (alike, slot) in &self.slot_of {
            for one in alike {
                for &kind in &one.kinds {
                    let gate = Gate { slot: *slot, need: one.need, list: one.list };
                    self.plan.gates[usize::from(kind)].push(gate);
                    self.plan.asked[usize::from(kind)] |= one.need;
                }
            }
        }
        for gates in &mut self.plan.gates {
            gates.sort_by_key(|g| g.slot);
        }
        if let Some(whole) = &mut self.plan.whole {
            whole.know_kinds(&self.plan.kinds);
        }
        self.plan
    }
}

/// The number of a thing among those known, a new one if it is new.
fn number_of<T: PartialEq>(all: &mut Vec<T>, one: T, most: usize, what: &str) -> Result<u16, String> {
    let number = match all.iter().position(|a| *a == one) {
        Some(number) => number,
        None if all.len() >= most => return Err(format!("the rules have more than {most} {what}")),
        None => {
            all.push(one);
            all.len() - 1
        }
    };
    Ok(number as u16)
}

fn settle(unit: &mut PlanVersion, policies: Policies) {
    unit.reach = Reach::Days(days(policies.look_back_days));
    unit.excuse_reach = days(policies.excuse_look_back_days);
    unit.undated_is_met = policies.undated == Undated::Met;
}

fn days(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(EVER).min(EVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_log_and_words_of_a_rule_meet() {
        for (written, word) in [
            ("Create Fine", "create_fine"),
            (" Insert Fine Notification ", "insert_fine_notification"),
            ("A_Create Application", "a_create_application"),
            ("W_Validate (final)", "w_validate_final"),
            ("send-fine", "send_fine"),
            ("Caf\u{e9} visit", "caf_visit"),
            ("Cafe\u{301} visit", "caf_visit"),
        ] {
            assert_eq!(folded(written), word);
        }
    }
}
