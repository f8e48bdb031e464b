//! Rules that need the whole check: sending, addressees, breaches and what follows them, versions that take the place of
//! others.
//!
//! Such a rule is not made into slots. The rows of each subject become a review of one subject, and the check of a review
//! ([`crate::check`]) judges it: the meaning is the same because the program is the same. It costs many times as much a subject,
//! and only for subjects that have an event of such a rule.
//!
//! Everybody whom the rows or the rules name is an agency of that review, of the sort that its name says, and every one of them
//! supplied all: a log is taken to be whole. Conditions were asked when the rows were read; what is left of them is a bit.
//!
//! Left out: receipts, matters that several rows tell of, possible sames: a log has none.

use std::collections::BTreeMap;

use model::{
    Agency, Awareness, Case, Day, Entity, EntityId, Event, EventId, Extract, ExtractStatus, Grade, Mention,
    MentionId, MentionKind, Nation, Place, Precision, Purpose, Qualifier, Review, RowId, Source, SourceId,
    SymbolId, TimeOfDay, When,
};

use crate::calendar::Calendars;
use crate::check::{Applied, BREACH_NOTICE, CheckTerms, check_rules};
use crate::rule::{
    About, By, Condition, Form, Happening, Holder, Pattern, Reach, Rule, Test, Trigger, Version,
};
use crate::verdict::{OPEN_END, OPEN_START, Span};

use super::alike::holder_word;
use super::kernel::Kernel;
use super::outcome::{EVIDENCE_ROWS_MAX, Hidden, NO_DAYS, Outcome};
use super::plan::{AFTER_BREACH, folded};
use super::rows::{Log, spare};
use super::stamp::NO_TIME;

/// Words of a made review after which it is made anew: names of holders of subjects long done with.
const WORDS_KEPT_MAX: usize = 10_000;

/// What stands between the addressees of one row.
pub const ADDRESSEES_BETWEEN: char = ';';

/// Rules to be run by the check of a review.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    rules: Vec<Rule>,
    calendars: Calendars,
    /// The identifiers that outcomes bear, each with the numbers of its versions: the rules, and what follows their breach.
    pub(super) ids: Vec<(String, Vec<u16>)>,
    /// The kinds of event that play a part, by code.
    kinds: Vec<Option<String>>,
}

/// Whether a rule needs the whole check.
pub(super) fn needs_all(rule: &Rule) -> bool {
    rule.versions
        .iter()
        .any(|version| version.supersede || looks_at_breaches(version) || names_addressees(version))
}

/// Whether a version starts with a breach, or asks for something after one.
pub(super) fn looks_at_breaches(version: &Version) -> bool {
    let starts = matches!(version.form.trigger().what, Happening::BreachOf(_));
    starts || matches!(&version.form, Form::Duty(d) if d.breached.is_some())
}

/// Whether a version asks who is addressed.
pub(super) fn names_addressees(version: &Version) -> bool {
    let trigger = version.form.trigger();
    let sent = matches!(trigger.reach, Reach::SentTo(_)) || trigger.deemed_receipt_days.is_some();
    let in_pattern = |p: &Pattern| {
        let by = matches!(&p.by, By::Holders(holders) if holders.contains(&Holder::Addressee));
        by || !p.to.is_empty()
    };
    sent || trigger.reach.holders().contains(&Holder::Addressee) || version.form.patterns().any(in_pattern)
}

/// The identifiers of rules whose breach starts another.
pub(super) fn breaches_waited_for(rules: &[Rule]) -> Vec<&str> {
    let of = |v: &'_ Version| match &v.form.trigger().what {
        Happening::BreachOf(id) => Some(id.clone()),
        Happening::Kinds(_) => None,
    };
    let waited: Vec<String> = rules.iter().flat_map(|r| &r.versions).filter_map(of).collect();
    rules.iter().map(|r| r.id.as_str()).filter(|id| waited.iter().any(|w| w == id)).collect()
}

fn patterns_mut(form: &mut Form) -> Vec<&mut Pattern> {
    match form {
        Form::Duty(d) => {
            let breached = d.breached.as_mut().map(|b| &mut b.action);
            std::iter::once(&mut d.action)
                .chain(&mut d.unless)
                .chain(&mut d.decisions)
                .chain(breached)
                .collect()
        }
        Form::Bar(b) => std::iter::once(&mut b.action).chain(&mut b.unless).collect(),
        Form::Requires(r) => std::iter::once(&mut r.earlier).chain(&mut r.unless).collect(),
        Form::Repeat(r) => std::iter::once(&mut r.action).chain(&mut r.until).collect(),
    }
}

fn trigger_mut(form: &mut Form) -> &mut Trigger {
    match form {
        Form::Duty(f) => &mut f.trigger,
        Form::Bar(f) => &mut f.trigger,
        Form::Requires(f) => &mut f.trigger,
        Form::Repeat(f) => &mut f.trigger,
    }
}

/// What is asked of the rows of some kinds: gives the kinds as the log knows them, and the number of the bit of each condition.
pub(super) type Ask<'m> = dyn FnMut(&[String], &[Condition]) -> Result<(Vec<String>, Vec<u32>), String> + 'm;

impl Whole {
    /// What rows that could not be read may hold of the rule with this identifier.
    pub(super) fn hidden(&self, id: &str) -> Hidden {
        let rules = self.rules.iter().filter(|rule| rule.id == id);
        rules.flat_map(|rule| &rule.versions).map(|v| Hidden::of(&v.form)).fold(Hidden::default(), Hidden::or)
    }

    /// Makes rules ready, given with the codes of `kinds` that play a part.
    pub(super) fn new(rules: Vec<Rule>, calendars: &Calendars) -> Whole {
        let mut ids = Vec::new();
        for rule in &rules {
            let numbers = |of: &dyn Fn(&Version) -> bool| -> Vec<u16> {
                rule.versions.iter().filter(|v| of(v)).map(|v| v.number as u16).collect()
            };
            ids.push((rule.id.clone(), numbers(&|_| true)));
            let followed = numbers(&|v| matches!(&v.form, Form::Duty(d) if d.breached.is_some()));
            if !followed.is_empty() {
                ids.push((format!("{}{AFTER_BREACH}", rule.id), followed));
            }
        }
        Whole { rules, calendars: calendars.clone(), ids, kinds: Vec::new() }
    }

    /// Notes which kinds play a part, when all have their codes.
    pub(super) fn know_kinds(&mut self, kinds: &[String]) {
        let mut named: Vec<&str> = vec![BREACH_NOTICE];
        for version in self.rules.iter().flat_map(|r| &r.versions) {
            if let Happening::Kinds(of) = &version.form.trigger().what {
                named.extend(of.iter().map(String::as_str));
            }
            named.extend(version.form.patterns().flat_map(|p| &p.kinds).map(String::as_str));
        }
        let part = |kind: &String| named.contains(&kind.as_str()).then(|| kind.clone());
        self.kinds = kinds.iter().map(part).collect();
    }

    /// A rule over the bits of conditions in place of the conditions, for the sorts of holders that names say.
    pub(super) fn made(rule: &Rule, ask: &mut Ask<'_>) -> Result<Rule, String> {
        let mut rule = rule.clone();
        for version in &mut rule.versions {
            u16::try_from(version.number).map_err(|_| "a version has a number above 65,535".to_string())?;
            let action_kinds = version.form.action().kinds.clone();
            for pattern in patterns_mut(&mut version.form) {
                let (kinds, bits) = ask(&pattern.kinds, &pattern.conditions)?;
                (pattern.kinds, pattern.conditions) = (kinds, of_bits(&bits));
                pattern.about = About::Subject;
                if let By::Holders(holders) = &mut pattern.by {
                    holders.iter_mut().for_each(plain);
                }
                pattern.to.iter_mut().for_each(plain);
            }
            if let Form::Duty(duty) = &mut version.form {
                let (_, bits) = ask(&action_kinds, &duty.late_excuse)?;
                duty.late_excuse = of_bits(&bits);
            }
            let trigger = trigger_mut(&mut version.form);
            let none = Vec::new();
            let named = if let Happening::Kinds(kinds) = &trigger.what { kinds } else { &none };
            let (kinds, bits) = ask(named, &trigger.conditions)?;
            if let Happening::Kinds(of) = &mut trigger.what {
                *of = kinds;
            }
            trigger.conditions = of_bits(&bits);
            match &mut trigger.reach {
                Reach::KnownTo(h) | Reach::SentTo(h) | Reach::By(h) => h.iter_mut().for_each(plain),
            }
        }
        Ok(rule)
    }

    /// Checks one subject and adds what came of it to `found`.
    pub(super) fn check(
        &self,
        kernel: &Kernel<'_>,
        subject: u32,
        desk: &mut WholeDesk,
        found: &mut Vec<Outcome>,
    ) {
        let log = kernel.log;
        let rows = log.starts[subject as usize] as usize..log.starts[subject as usize + 1] as usize;
        let part = |&i: &usize| {
            let kind = usize::from(log.columns.kind[i]);
            log.columns.lo[i] <= kernel.last_complete && self.kinds.get(kind).is_some_and(Option::is_some)
        };
        if !rows.clone().any(|i| part(&i)) {
            return;
        }
        let made = desk.ready(self, kernel.last_complete);
        for i in rows.filter(|i| part(i)) {
            made.event(self, log, i, kernel.nobody);
        }
        let applied: Vec<Applied<'_>> =
            self.rules.iter().map(|rule| Applied { rule, obligation: "", chosen_because: None }).collect();
        let checked = check_rules(&made.case, &applied, &self.calendars, &CheckTerms::default());
        let first = kernel.plan.rules.len();
        found.extend(checked.outcomes.iter().filter_map(|o| {
            let rule = self.ids.iter().position(|(id, _)| *id == o.rule)?;
            Some(made.outcome(log, subject, (first + rule) as u16, o))
        }));
    }
}

/// A sort of holder, or a name, as the holders of a log are compared with it.
pub(super) fn plain(holder: &mut Holder) {
    match holder {
        Holder::Sort(word) => *word = folded(word),
        Holder::Named(word) => *word = holder_word(word.as_bytes()),
        Holder::Any | Holder::Addressee => {}
    }
}

fn bit_name(bit: u32) -> String {
    format!("condition {bit}")
}

fn of_bits(bits: &[u32]) -> Vec<Condition> {
    bits.iter().map(|&bit| Condition { attribute: bit_name(bit), test: Test::Present }).collect()
}

/// What one thread keeps from subject to subject.
#[derive(Default)]
pub(super) struct WholeDesk {
    made: Option<Box<Made>>,
}

impl WholeDesk {
    /// A review without events.
    fn ready(&mut self, whole: &Whole, last_complete: i32) -> &mut Made {
        let fresh = |made: &Made| made.case.words.len() <= WORDS_KEPT_MAX;
        if !self.made.as_deref().is_some_and(fresh) {
            self.made = Some(Box::new(Made::new(whole, Day(last_complete))));
        }
        let made = self.made.get_or_insert_with(|| Box::new(Made::new(whole, Day(last_complete))));
        made.clear();
        made
    }
}

/// A review of one subject.
struct Made {
    case: Case,
    /// Agencies and extracts that the rules alone make.
    by_rules: usize,
    /// Symbols of holders and addressees with their numbers in the log.
    numbers: BTreeMap<SymbolId, u32>,
    /// The place of each event in the columns of the log.
    places: Vec<usize>,
}

impl Made {
    fn new(whole: &Whole, last_complete: Day) -> Made {
        let mut made = Made {
            case: empty_case(last_complete),
            by_rules: 0,
            numbers: BTreeMap::new(),
            places: Vec::new(),
        };
        for kind in whole.kinds.iter().flatten() {
            made.case.words.intern(kind);
        }
        made.case.words.intern(BREACH_NOTICE);
        for bit in 0..super::cond::CONDITIONS_MAX as u32 {
            made.case.words.intern(&bit_name(bit));
        }
        for version in whole.rules.iter().flat_map(|r| &r.versions) {
            let mut named: Vec<&Holder> = version.form.trigger().reach.holders().iter().collect();
            for pattern in version.form.patterns() {
                if let By::Holders(holders) = &pattern.by {
                    named.extend(holders);
                }
                named.extend(&pattern.to);
            }
            for holder in named {
                if let Holder::Sort(word) | Holder::Named(word) = holder {
                    made.agency(whole, word);
                }
            }
        }
        made.by_rules = made.case.agencies.len();
        made
    }

    /// Makes somebody an agency that supplied everything; the name is the word by which holders are compared.
    fn agency(&mut self, whole: &Whole, name: &str) -> SymbolId {
        let symbol = self.case.words.intern(name);
        if self.case.agencies.iter().any(|a| a.name == symbol) {
            return symbol;
        }
        let sort = self.case.words.intern(&folded(name));
        self.case.agencies.push(Agency::new(symbol, sort));
        let kinds = whole.kinds.iter().flatten().filter_map(|k| self.case.words.get(k)).collect();
        self.case.extracts.push(Extract {
            agency: symbol,
            title: String::new(),
            kinds,
            covers: Some((Day::FIRST, Day::LAST)),
            status: ExtractStatus::Supplied,
            unread: 0,
            note: String::new(),
        });
        symbol
    }

    fn clear(&mut self) {
        self.case.agencies.truncate(self.by_rules);
        self.case.extracts.truncate(self.by_rules);
        self.case.events.clear();
        self.case.mentions.clear();
        self.case.entity_of.clear();
        self.case.entities[0].mentions.clear();
        self.numbers.clear();
        self.places.clear();
    }

    fn event(&mut self, whole: &Whole, log: &Log, i: usize, nobody: Option<u32>) {
        let c = &log.columns;
        let kind = whole.kinds[usize::from(c.kind[i])].as_deref().unwrap_or_default();
        let kind = self.case.words.intern(kind);
        let number = spare(&c.holder, i, 0);
        let holder = if nobody == Some(spare(log.holders.one(), number as usize, number)) {
            // Nobody is the same as another: each such row is of a holder of its own.
            let symbol = self.agency(whole, &format!("(row {})", c.row[i]));
            self.numbers.entry(symbol).or_insert(number);
            symbol
        } else {
            self.known(whole, log, number)
        };
        let mut parties = Vec::new();
        if let Some(numbers) = log.addressees(i) {
            for &number in numbers {
                parties.push(self.known(whole, log, number));
            }
        }
        let lo = c.lo[i];
        let day = when((lo, spare(&c.hi, i, lo)), spare(&c.second, i, NO_TIME));
        let place = Place::row(SourceId(0), c.row[i]);
        // It went to them: that is no knowing yet, and nothing that they did.
        let sent = |&to: &SymbolId| Awareness {
            holder: to,
            grade: Grade::Sent,
            when: day.clone(),
            place,
            post: None,
        };
        let known = parties.iter().map(sent).collect();
        let bits = spare(&c.bits, i, 0);
        let set = (0..super::cond::CONDITIONS_MAX as u32).filter(|b| bits >> b & 1 == 1);
        let attributes =
            set.filter_map(|b| Some((self.case.words.get(&bit_name(b))?, "yes".into()))).collect();
        let event = EventId::from(self.case.events.len());
        let mention = MentionId::from(event.index());
        self.case.mentions.push(Mention {
            kind: MentionKind::Matter,
            fields: Vec::new(),
            role: "".into(),
            row: RowId(event.0),
            place,
        });
        self.case.entity_of.push(EntityId(0));
        self.case.entities[0].mentions.push(mention);
        self.case.events.push(Event {
            kind,
            when: day,
            recorded: When::unknown(""),
            holder,
            parties,
            mentions: vec![mention],
            reference: "".into(),
            text: "".into(),
            attributes,
            known,
            tally: None,
            latest_only: false,
            row: RowId(event.0),
            place,
        });
        self.places.push(i);
    }

    fn known(&mut self, whole: &Whole, log: &Log, number: u32) -> SymbolId {
        let symbol = self.agency(whole, &String::from_utf8_lossy(log.holders.word(number)));
        self.numbers.entry(symbol).or_insert(number);
        symbol
    }

    /// The holder of an outcome as the row writes it that started the duty, if it names the holder at all.
    fn as_written(&self, log: &Log, o: &model::Outcome) -> Option<u32> {
        let i = *self.places.get(o.trigger.index())?;
        let named = std::iter::once(spare(&log.columns.holder, i, 0));
        let mut named = named.chain(log.addressees(i).into_iter().flatten().copied());
        let symbol = |number| self.case.words.get(&String::from_utf8_lossy(log.holders.word(number)));
        named.find(|&number| symbol(number) == Some(o.holder))
    }

    /// An outcome as a log has it.
    fn outcome(&self, log: &Log, subject: u32, rule: u16, o: &model::Outcome) -> Outcome {
        let numbers = o.version.split(" or ").filter_map(|n| n.parse::<u16>().ok());
        let versions = (numbers.clone().min().unwrap_or(0), numbers.max().unwrap_or(0));
        let days =
            |w: &When| (w.earliest().map_or(OPEN_START, |d| d.0), w.latest().map_or(OPEN_END, |d| d.0));
        let mut evidence = [0; EVIDENCE_ROWS_MAX];
        for (to, id) in evidence.iter_mut().zip(&o.evidence) {
            *to = log.columns.row[self.places[id.index()]];
        }
        let first = log.starts[subject as usize] as usize;
        let holder = self.as_written(log, o).or_else(|| self.numbers.get(&o.holder).copied());
        Outcome {
            subject,
            holder: holder.unwrap_or_else(|| spare(&log.columns.holder, first, 0)),
            rule,
            versions,
            link: 0,
            verdict: o.verdict,
            possible: o.possible,
            certainty: o.certainty,
            started: days(&o.started),
            due: o.due.map_or(NO_DAYS, |d| (d.0.0, d.1.0)),
            done: o.done.as_ref().map_or(NO_DAYS, days),
            days_late: o.days_late.unwrap_or(NO_DAYS),
            working_days_late: o.working_days_late.unwrap_or(NO_DAYS),
            evidence,
            evidence_more: o.evidence.len().saturating_sub(EVIDENCE_ROWS_MAX) as u32,
        }
    }
}

/// A date of a log as a review has it.
fn when(days: Span, second: u32) -> When {
    match days {
        (OPEN_START, OPEN_END) => When::unknown(""),
        (OPEN_START, hi) => When::by(Day(hi), ""),
        (lo, OPEN_END) => When::from(Day(lo), ""),
        (lo, hi) if lo == hi => {
            let time =
                (second != NO_TIME).then_some(TimeOfDay { second_of_day: second, to_the_second: true });
            When::on(Day(lo), "").at(time)
        }
        (lo, hi) => When::within(Day(lo), Day(hi), Precision::Range, Qualifier::Range, ""),
    }
}

fn empty_case(last_complete: Day) -> Case {
    let review = Review {
        title: String::new(),
        purpose: Purpose::Inquiry,
        observation_date: last_complete + 1,
        last_complete_day: last_complete,
        period: (Day::FIRST, last_complete),
        nation: Nation::EnglandAndWales,
        as_known_on: None,
        terms: Vec::new(),
        notice: String::new(),
    };
    let source = Source {
        path: String::new(),
        sha256: String::new(),
        bytes: 0,
        format: String::new(),
        name: String::new(),
        agency: String::new(),
        sheets: vec![String::new()],
    };
    let subject = Entity {
        kind: MentionKind::Matter,
        mentions: Vec::new(),
        label: String::new(),
        certainty: 1.0,
        possibly: Vec::new(),
        apart: Vec::new(),
    };
    Case { sources: vec![source], entities: vec![subject], ..Case::empty(review) }
}
