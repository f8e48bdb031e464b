//! A rule as the engine reads it: who must do what, after what, within which time, and in which years.
//!
//! There are four forms. A *duty* must be answered within a time; a *bar* forbids something within a time; a
//! *requirement* asks for something to have happened before; a *repeat* is a chain of duties, each starting where the one
//! before was answered. Nothing here is a number of seconds: clocks count local civil days, or hours of the clock face.
//!
//! Left out: how a rule is written (`parse`, `format`), which words it may use
//! (`vocabulary`), where it is kept (`library`) and what it means for a given record
//! (`check`). Source: `docs/methods/duty-language.md`, which reads one rule aloud.

use std::fmt;

use model::Day;

use crate::ask::Number;
use crate::deadline::Clock;

/// A rule in all its versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Identifier: capital letters, digits and hyphens ("R05", "PFD-29").
    pub id: String,
    /// Title in plain English.
    pub title: String,
    /// How binding it is; the same in every version.
    pub kind: Kind,
    /// Where it holds; the same in every version.
    pub nation: Nation,
    /// The versions in order of their first day in force. No two are in force on one day.
    pub versions: Vec<Version>,
}

impl Rule {
    /// The version in force on `day`, if one is.
    pub fn version_on(&self, day: Day) -> Option<&Version> {
        self.versions.iter().find(|v| v.in_force_on(day))
    }
}

/// How binding a rule is, strongest first. A report prints the word beside every outcome.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// An Act or an instrument made under one.
    Statute,
    /// Guidance that a body must by law have regard to or follow.
    StatutoryGuidance,
    /// A code of practice, or national standard rules of a service.
    Code,
    /// A protocol or procedure of one area or agency.
    LocalProtocol,
    /// A yardstick that the review itself sets, with its reason. Off until the review gives both.
    ReviewerSet,
}

impl Kind {
    /// Every kind, strongest first.
    pub const ALL: [Kind; 5] =
        [Kind::Statute, Kind::StatutoryGuidance, Kind::Code, Kind::LocalProtocol, Kind::ReviewerSet];

    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Statute => "statute",
            Kind::StatutoryGuidance => "statutory-guidance",
            Kind::Code => "code",
            Kind::LocalProtocol => "local-protocol",
            Kind::ReviewerSet => "reviewer-set",
        }
    }
}

/// Where a rule holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Nation {
    /// England alone.
    England,
    /// England and Wales.
    EnglandAndWales,
    /// The whole United Kingdom.
    UnitedKingdom,
}

impl Nation {
    /// Every nation the language knows.
    pub const ALL: [Nation; 3] = [Nation::England, Nation::EnglandAndWales, Nation::UnitedKingdom];

    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Nation::England => "england",
            Nation::EnglandAndWales => "england-and-wales",
            Nation::UnitedKingdom => "united-kingdom",
        }
    }
}

/// How sure we are that a version says what its source says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// V: the text or a reputable restatement was read.
    Read,
    /// K: general knowledge, not checked.
    Known,
    /// ?: unsure.
    Unsure,
}

impl Confidence {
    /// Every degree, surest first.
    pub const ALL: [Confidence; 3] = [Confidence::Read, Confidence::Known, Confidence::Unsure];

    /// The letter of the language: `V`, `K` or `?`.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Read => "V",
            Confidence::Known => "K",
            Confidence::Unsure => "?",
        }
    }

    /// What the letter stands for.
    pub fn meaning(self) -> &'static str {
        match self {
            Confidence::Read => "the text or a reputable restatement was read",
            Confidence::Known => "general knowledge, not checked",
            Confidence::Unsure => "unsure",
        }
    }
}

/// One version of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// Number, from 1.
    pub number: u32,
    /// First day in force.
    pub from: Day,
    /// First day no longer in force ("until"); `None` while it still is.
    pub until: Option<Day>,
    /// Where it stands in law or guidance.
    pub source: String,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// Whether a duty that arose under an earlier version, and is still open on [`Version::from`], passes to this one. By
    /// default it does not: a duty that arose survives the repeal of its version.
    pub supersede: bool,
    /// What it says.
    pub form: Form,
}

impl Version {
    /// Whether it is in force on `day`.
    pub fn in_force_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|end| day < end)
    }

    /// The last day in force; `None` while it still is.
    pub fn last_day(&self) -> Option<Day> {
        self.until.map(|end| end - 1)
    }

    /// In words: `version 1, in force from 15 April 2013`, `version 1, in force from 1 April 2002 to 31 March 2015`.
    pub fn in_words(&self) -> String {
        let from = self.from.words();
        match self.last_day() {
            Some(last) => format!("version {}, in force from {from} to {}", self.number, last.words()),
            None => format!("version {}, in force from {from}", self.number),
        }
    }
}

/// What a version says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// When this, then that, within so long.
    Duty(Duty),
    /// When this, then not that, within so long.
    Bar(Bar),
    /// When this, then that must have happened before.
    Requires(Requires),
    /// When this, then that, again and again, until something ends it.
    Repeat(Repeat),
}

impl Form {
    /// What starts the clock.
    pub fn trigger(&self) -> &Trigger {
        match self {
            Form::Duty(f) => &f.trigger,
            Form::Bar(f) => &f.trigger,
            Form::Requires(f) => &f.trigger,
            Form::Repeat(f) => &f.trigger,
        }
    }

    /// The action that is due, forbidden, or must have come before.
    pub fn action(&self) -> &Pattern {
        match self {
            Form::Duty(f) => &f.action,
            Form::Bar(f) => &f.action,
            Form::Requires(f) => &f.earlier,
            Form::Repeat(f) => &f.action,
        }
    }

    /// Every description of an event in it but the trigger: the action first, then what excuses, decides or ends, then what is
    /// due after a breach.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        let (more, last): (&[Pattern], &[Pattern]) = match self {
            Form::Duty(d) => (&d.unless, &d.decisions),
            Form::Bar(b) => (&b.unless, &[]),
            Form::Requires(r) => (&r.unless, &[]),
            Form::Repeat(r) => (&r.until, &[]),
        };
        let breached = match self {
            Form::Duty(d) => d.breached.as_ref().map(|b| &b.action),
            _ => None,
        };
        std::iter::once(self.action()).chain(more).chain(last).chain(breached)
    }

    /// The first time limit, if there is one.
    pub fn within(&self) -> Option<&Within> {
        match self {
            Form::Duty(f) => Some(&f.within),
            Form::Bar(f) => Some(&f.within),
            Form::Requires(f) => f.before.as_ref(),
            Form::Repeat(f) => Some(&f.first),
        }
    }
}

/// `when TRIGGER then ACTION within TIME`, with what excuses and what stands in place of the action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    /// What starts the clock.
    pub trigger: Trigger,
    /// What answers it.
    pub action: Pattern,
    /// How long it may take.
    pub within: Within,
    /// Events that excuse, if they fall on or before the deadline. An event after the deadline never excuses.
    pub unless: Vec<Pattern>,
    /// Recorded decisions not to act, by someone entitled to take them.
    pub decisions: Vec<Pattern>,
    /// Where not empty: an action after the deadline is *excused* if its own record meets all of these ("a reason is
    /// recorded"). The outcome quotes the reason.
    pub late_excuse: Vec<Condition>,
    /// Multiplicity, undated actions, looking back.
    pub policies: Policies,
    /// What is due from whom where the duty is breached; its clock starts on the day after the deadline.
    pub breached: Option<Breached>,
}

/// `when TRIGGER then never ACTION within TIME`: the action within the time is the breach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// What starts the time.
    pub trigger: Trigger,
    /// What must not happen.
    pub action: Pattern,
    /// For how long, from the trigger.
    pub within: Within,
    /// Events that lift the bar, if they come no later than the action.
    pub unless: Vec<Pattern>,
}

/// `when TRIGGER then before it ACTION`: the trigger without the action before it (or on the same day) is the breach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requires {
    /// What must not happen unprepared.
    pub trigger: Trigger,
    /// What must have happened before it, or on the same day.
    pub earlier: Pattern,
    /// At most how long before; `None` for any time before.
    pub before: Option<Within>,
    /// Events that excuse, if they come no later than the trigger.
    pub unless: Vec<Pattern>,
}

/// A chain of duties: the first clock starts with the trigger, each next one with the action that answered the one
/// before. A link whose clock is still running when the chain ends is *excused*.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repeat {
    /// What starts the chain.
    pub trigger: Trigger,
    /// What answers each link.
    pub action: Pattern,
    /// The time for the first.
    pub first: Within,
    /// The time for each next one, from the action before.
    pub every: Within,
    /// Events that end the chain.
    pub until: Vec<Pattern>,
    /// Multiplicity, undated actions, looking back.
    pub policies: Policies,
}

/// `if breached then ACTION within TIME`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Breached {
    /// What is due; [`Pattern::by`] names on whom the duty lies.
    pub action: Pattern,
    /// How long it may take, from the day after the deadline, or from receipt where the holder is another agency.
    pub within: Within,
}

/// What starts a clock, and how it reaches the one who must act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trigger {
    /// What happens.
    pub what: Happening,
    /// What its record must say.
    pub conditions: Vec<Condition>,
    /// How it reaches the holder, and who that is.
    pub reach: Reach,
    /// Where set, something sent counts as received this many calendar days after it was sent, if no receipt is on record;
    /// the outcome says so. Only with [`Reach::KnownTo`].
    pub deemed_receipt_days: Option<u32>,
}

/// What happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Happening {
    /// An event of one of these kinds; never empty.
    Kinds(Vec<String>),
    /// The breach of another rule, on the day after its deadline.
    BreachOf(String),
}

/// How a trigger reaches the one who must act. The patterns are alternatives and never empty; each holder that fits has
/// an activation of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reach {
    /// `becomes known to`: the clock starts on the first day on which the holder knows, by its own record or by a receipt.
    KnownTo(Vec<Holder>),
    /// `is sent to`: the clock starts on the day of sending, whoever knew. This is *deemed*, and the outcome says so.
    SentTo(Vec<Holder>),
    /// `by`: the holder's own act; the clock starts on the day it happened.
    By(Vec<Holder>),
}

impl Reach {
    /// Who fits.
    pub fn holders(&self) -> &[Holder] {
        match self {
            Reach::KnownTo(h) | Reach::SentTo(h) | Reach::By(h) => h,
        }
    }
}

/// Who bears a duty, or may act.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Holder {
    /// Any agency of the review of this sort ("social_care").
    Sort(String),
    /// Any agency of the review.
    Any,
    /// Each party of the event: one activation for each.
    Addressee,
    /// The agency (or body) with exactly this name; written in quotes.
    Named(String),
}

/// An event as a rule describes it: an action, an excuse, a decision, an end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// Its kind: one of these; never empty.
    pub kinds: Vec<String>,
    /// What its record must say.
    pub conditions: Vec<Condition>,
    /// What it shares with the trigger.
    pub about: About,
    /// Who may do it.
    pub by: By,
    /// To whom, where it matters; empty for anyone. Met where a party of the event, or a holder who came to know of it, fits.
    pub to: Vec<Holder>,
}

/// What an action shares with the trigger: the subject of the duty is the trigger's first mention of that sort.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum About {
    /// The same subject, whatever it is. This is what holds where a rule says nothing.
    Subject,
    /// The same child (a person).
    Child,
    /// The same person.
    Person,
    /// The same matter: report, complaint, crime, request.
    Matter,
    /// The same vehicle.
    Vehicle,
}

impl About {
    /// Every value, the default first.
    pub const ALL: [About; 5] = [About::Subject, About::Child, About::Person, About::Matter, About::Vehicle];

    /// The word after `about the same`.
    pub fn word(self) -> &'static str {
        match self {
            About::Subject => "subject",
            About::Child => "child",
            About::Person => "person",
            About::Matter => "matter",
            About::Vehicle => "vehicle",
        }
    }
}

/// Who may do what a pattern describes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// Anyone. This is what holds where a rule says nothing.
    Anyone,
    /// `by the same holder`: the one on whom the duty lies.
    SameHolder,
    /// One of these; never empty, and none of them is [`Holder::Any`].
    Holders(Vec<Holder>),
}

/// What the record of an event must say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// Name of the attribute ("risk").
    pub attribute: String,
    /// What is asked of it.
    pub test: Test,
}

/// What is asked of an attribute. Values are compared without regard to case or white space at the ends. An attribute
/// that is missing, or only white space, is *absent*.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Test {
    /// It is not absent.
    Present,
    /// It is absent.
    Absent,
    /// It is one of these; never empty. Absent does not fit.
    Is(Vec<String>),
    /// It is none of these; never empty. Absent fits.
    IsNot(Vec<String>),
    /// It reads as a number (or a date) that stands so to the bound. Absent does not fit; of what cannot be read nothing is said.
    Compare(Comparison, Bound),
}

/// How a value stands to a bound.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Every comparison.
    pub const ALL: [Comparison; 4] =
        [Comparison::Less, Comparison::AtMost, Comparison::More, Comparison::AtLeast];

    /// The sign of the language.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
        }
    }

    /// Whether `left` stands so to `right`.
    pub fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Comparison::Less => left < right,
            Comparison::AtMost => left <= right,
            Comparison::More => left > right,
            Comparison::AtLeast => left >= right,
        }
    }
}

/// What a value is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bound {
    /// A number, which may have decimals.
    Number(Number),
    /// A day, written `YYYY-MM-DD`.
    Day(Day),
}

/// A time limit: a clock and the calendar of its working days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Within {
    /// How long, and whether the first day counts.
    pub clock: Clock,
    /// Name of the calendar of working days. It serves the clock if that counts working days, and in any case the
    /// lateness in working days.
    pub calendar: String,
}

/// The calendar that holds where a rule names none.
pub const DEFAULT_CALENDAR: &str = "england-wales";

/// What a rule settles beside its clock; every one has a stated default.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Policies {
    /// Whether one action answers every open duty of its rule and subject; default *all*.
    pub discharge: Discharge,
    /// What an action without a date is worth; default *cannot tell*.
    pub undated: Undated,
    /// An action up to this many calendar days before the trigger still counts; default 0.
    pub look_back_days: u32,
    /// An excuse up to this many calendar days before the trigger still counts; default 0.
    pub excuse_look_back_days: u32,
}

impl Default for Policies {
    fn default() -> Policies {
        Policies {
            discharge: Discharge::All,
            undated: Undated::CannotTell,
            look_back_days: 0,
            excuse_look_back_days: 0,
        }
    }
}

/// How many open duties one action answers. An action that names its incident answers that one first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Discharge {
    /// All of them.
    All,
    /// One: that with the earliest deadline.
    One,
}

/// What an action without a date is worth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Undated {
    /// The verdict is *cannot tell*.
    CannotTell,
    /// The verdict is *met*, and the outcome says that the date is not recorded and that whether it was in time cannot be told.
    Met,
}

impl fmt::Display for Within {
    /// `45 working days, day after`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clock.fmt(f)
    }
}
