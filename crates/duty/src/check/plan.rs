//! Rules made ready for one review: words turned into the review's own symbols, once.
//!
//! Left out: what follows from a rule; see `arise`, `records` and `compose`.

use model::{Case, Day, Event, Grade, MentionKind, SymbolId};

use crate::ask::Ask;
use crate::calendar::{Calendar, Calendars};
use crate::rule::{About, By, Condition, Holder, Pattern};

use super::CheckTerms;
use super::coverage::Coverage;

/// What every step looks at and none changes.
pub(crate) struct Setting<'a> {
    pub(crate) case: &'a Case,
    pub(crate) terms: &'a CheckTerms,
    pub(crate) calendars: &'a Calendars,
    pub(crate) coverage: Coverage<'a>,
    pub(crate) last_complete: Day,
    pub(crate) observed: Day,
    /// Whether any event counts actions.
    pub(crate) counts: bool,
    /// The sort of agency of each interned word, where it names an agency.
    sorts: Vec<Option<SymbolId>>,
}

impl<'a> Setting<'a> {
    pub(crate) fn new(case: &'a Case, calendars: &'a Calendars, terms: &'a CheckTerms) -> Setting<'a> {
        let mut sorts = vec![None; case.words.len()];
        for agency in case.agencies.iter().rev() {
            sorts[agency.name.index()] = Some(agency.sort);
        }
        Setting {
            case,
            terms,
            calendars,
            coverage: Coverage::new(case),
            last_complete: case.review.last_complete_day,
            observed: case.review.observation_date,
            counts: case.events.iter().any(|e| e.tally.is_some()),
            sorts,
        }
    }

    /// The sort of agency a holder is, if it is one of the review's agencies.
    pub(crate) fn sort_of(&self, holder: SymbolId) -> Option<SymbolId> {
        self.sorts[holder.index()]
    }

    /// The calendar of this name.
    pub(crate) fn calendar(&self, name: &str) -> Option<&'a Calendar> {
        self.calendars.get(name)
    }

    /// The words of a symbol.
    pub(crate) fn word(&self, symbol: SymbolId) -> &'a str {
        self.case.words.word(symbol)
    }
}

/// A holder as a rule names it. A sort or name that no record of the review uses fits nobody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Who {
    Sort(SymbolId),
    Any,
    Addressee,
    Named(SymbolId),
    Nobody,
}

impl Who {
    fn new(case: &Case, holder: &Holder) -> Who {
        let known = |word: &str, make: fn(SymbolId) -> Who| case.words.get(word).map_or(Who::Nobody, make);
        match holder {
            Holder::Sort(word) => known(word, Who::Sort),
            Holder::Named(word) => known(word, Who::Named),
            Holder::Any => Who::Any,
            Holder::Addressee => Who::Addressee,
        }
    }

    pub(crate) fn all(case: &Case, holders: &[Holder]) -> Vec<Who> {
        holders.iter().map(|h| Who::new(case, h)).collect()
    }

    /// Whether `holder` fits; `addressees` are the parties of the trigger.
    pub(crate) fn fits(&self, setting: &Setting<'_>, holder: SymbolId, addressees: &[SymbolId]) -> bool {
        match self {
            Who::Sort(sort) => setting.sort_of(holder) == Some(*sort),
            Who::Any => setting.sort_of(holder).is_some(),
            Who::Addressee => addressees.contains(&holder),
            Who::Named(name) => holder == *name,
            Who::Nobody => false,
        }
    }
}

/// Who may do what a pattern describes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Doer {
    Anyone,
    SameHolder,
    Of(Vec<Who>),
}

/// A pattern made ready.
#[derive(Clone, Debug)]
pub(crate) struct Pat<'r> {
    pub(crate) kinds: Vec<SymbolId>,
    pub(crate) conditions: Vec<Cond>,
    pub(crate) by: Doer,
    pub(crate) to: Vec<Who>,
    pub(crate) rule: &'r Pattern,
}

impl<'r> Pat<'r> {
    pub(crate) fn new(case: &Case, rule: &'r Pattern) -> Pat<'r> {
        Pat {
            kinds: symbols(case, &rule.kinds),
            conditions: Cond::all(case, &rule.conditions),
            by: match &rule.by {
                By::Anyone => Doer::Anyone,
                By::SameHolder => Doer::SameHolder,
                By::Holders(holders) => Doer::Of(Who::all(case, holders)),
            },
            to: Who::all(case, &rule.to),
            rule,
        }
    }

    pub(crate) fn all(case: &Case, rules: &'r [Pattern]) -> Vec<Pat<'r>> {
        rules.iter().map(|p| Pat::new(case, p)).collect()
    }

    /// Whether an event of one of the kinds fits in everything else, for a duty that lies on `holder`.
    pub(crate) fn fits(
        &self,
        setting: &Setting<'_>,
        event: &Event,
        holder: SymbolId,
        addressees: &[SymbolId],
    ) -> bool {
        self.conditions.iter().all(|c| c.holds(event))
            && self.done_by(setting, event, holder, addressees)
            && self.reaches(setting, event, addressees)
    }

    /// Whether an event of one of the kinds may fit: it does in everything but a value that cannot be read.
    pub(crate) fn may_fit(
        &self,
        setting: &Setting<'_>,
        event: &Event,
        holder: SymbolId,
        addressees: &[SymbolId],
    ) -> bool {
        unclear(&self.conditions, event).is_some()
            && self.done_by(setting, event, holder, addressees)
            && self.reaches(setting, event, addressees)
    }

    /// A party of an event is one of those who did it, unless it went to that party or the rule asks whom it went to.
    fn done_by(
        &self,
        setting: &Setting<'_>,
        event: &Event,
        holder: SymbolId,
        addressees: &[SymbolId],
    ) -> bool {
        let reached = |p: SymbolId| event.known.iter().any(|a| a.holder == p && is_receipt(a.grade));
        let parties = event.parties.iter().copied().filter(|&p| self.to.is_empty() && !reached(p));
        let mut doers = std::iter::once(event.holder).chain(parties);
        match &self.by {
            Doer::Anyone => true,
            Doer::SameHolder => doers.any(|d| d == holder),
            Doer::Of(whos) => doers.any(|d| whos.iter().any(|w| w.fits(setting, d, addressees))),
        }
    }

    fn reaches(&self, setting: &Setting<'_>, event: &Event, addressees: &[SymbolId]) -> bool {
        let mut reached = event.parties.iter().copied().chain(event.known.iter().map(|a| a.holder));
        self.to.is_empty() || reached.any(|h| self.to.iter().any(|w| w.fits(setting, h, addressees)))
    }

    /// Through whose extracts an action is seen: `Err` for a holder that is no agency of the review.
    pub(crate) fn seen_through(
        &self,
        setting: &Setting<'_>,
        holder: SymbolId,
        addressees: &[SymbolId],
    ) -> Vec<Result<SymbolId, SymbolId>> {
        let named = |h: SymbolId| if setting.sort_of(h).is_some() { Ok(h) } else { Err(h) };
        let agencies = || setting.case.agencies.iter().map(|a| a.name);
        let mut all = Vec::new();
        match &self.by {
            Doer::SameHolder => all.push(named(holder)),
            Doer::Anyone => {
                all.push(named(holder));
                let lines = setting.case.extracts.iter();
                let shows = lines.filter(|e| e.kinds.iter().any(|k| self.kinds.contains(k)));
                all.extend(shows.map(|e| Ok(e.agency)));
            }
            Doer::Of(whos) => {
                for who in whos {
                    match who {
                        Who::Named(name) => all.push(named(*name)),
                        Who::Addressee => all.extend(addressees.iter().map(|&a| named(a))),
                        _ => all.extend(agencies().filter(|&a| who.fits(setting, a, addressees)).map(Ok)),
                    }
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether a grade of awareness says that something came to somebody, and not that they took part in it.
fn is_receipt(grade: Grade) -> bool {
    matches!(grade, Grade::Sent | Grade::Received | Grade::Opened)
}

/// A condition made ready. An attribute that no record of the review has is absent everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Cond {
    attribute: Option<SymbolId>,
    ask: Ask,
}

impl Cond {
    pub(crate) fn all(case: &Case, rules: &[Condition]) -> Vec<Cond> {
        rules.iter().map(|c| Cond { attribute: case.words.get(&c.attribute), ask: Ask::of(c) }).collect()
    }

    /// Whether a value is compared, so that one may stand there that cannot be read.
    pub(crate) fn compares(&self) -> bool {
        matches!(self.ask, Ask::Number(..) | Ask::Day(..))
    }

    /// Whether the record of an event says so. `None` where a value is compared that cannot be read, so that it does not say.
    fn says(&self, event: &Event) -> Option<bool> {
        let value = event.attributes.iter().find(|(name, _)| Some(*name) == self.attribute);
        self.ask.says(value.map(|(_, value)| value.as_bytes()))
    }

    /// Whether the record of an event certainly says so.
    pub(crate) fn holds(&self, event: &Event) -> bool {
        self.says(event) == Some(true)
    }
}

/// The attribute that leaves open whether the record of an event says all of this: none of it certainly does not hold, and its value is
/// compared and cannot be read.
pub(crate) fn unclear(conditions: &[Cond], event: &Event) -> Option<SymbolId> {
    if conditions.iter().any(|c| c.says(event) == Some(false)) {
        return None;
    }
    conditions.iter().find(|c| c.says(event).is_none()).and_then(|c| c.attribute)
}

/// The symbols of words that the review uses.
pub(crate) fn symbols(case: &Case, words: &[String]) -> Vec<SymbolId> {
    words.iter().filter_map(|w| case.words.get(w)).collect()
}

/// The sort of mention that is the subject of a duty.
pub(crate) fn subject_kind(about: About) -> Option<MentionKind> {
    match about {
        About::Subject => None,
        About::Child | About::Person => Some(MentionKind::Person),
        About::Matter => Some(MentionKind::Matter),
        About::Vehicle => Some(MentionKind::Vehicle),
    }
}
