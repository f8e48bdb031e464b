//! What rows leave open, rule by rule: which kinds of event are the action of each, by whose breach it arises, and of which kinds
//! it asks a value or a holder that a row may not give.
//!
//! Left out: what follows from it for an outcome ([`super::Outcome::with_rows_unread`]).

use crate::rule::{By, Form, Happening, Holder, Rule, Test, Version};

use super::plan::AFTER_BREACH;

/// What a rule asks of the rows of one kind of event.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Asks {
    /// That the holder is one whom the rule names, or one of a sort.
    named: bool,
    /// That it is the holder on whom the duty lies.
    same: bool,
    /// A value is compared.
    compares: bool,
}

impl Asks {
    fn or(self, other: Asks) -> Asks {
        Asks {
            named: self.named || other.named,
            same: self.same || other.same,
            compares: self.compares || other.compares,
        }
    }
}

/// The same of one rule.
#[derive(Clone, Default, Debug)]
struct OfRule {
    /// The kinds of event that are its action under some version; after a breach, of what then follows.
    actions: Vec<u16>,
    /// The rules by whose breach it arises.
    sparked_by: Vec<u16>,
    /// By kind, what it asks.
    asks: Vec<(u16, Asks)>,
}

/// The same of all rules, by number.
#[derive(Clone, Default, Debug)]
pub(super) struct Doubts(Vec<OfRule>);

impl Doubts {
    /// Of rules, given the identifiers of those that are run, by number, and the codes of kinds of event.
    pub(super) fn of(rules: &[Rule], ids: &[&str], code: impl Fn(&str) -> Option<u16>) -> Doubts {
        let one = |id: &&str| {
            let base = id.strip_suffix(AFTER_BREACH);
            let of = |id: &str| rules.iter().filter(move |r| r.id == id).flat_map(|r| &r.versions).collect();
            let versions: Vec<&Version> = of(base.unwrap_or(id));
            let kinds = versions.iter().filter_map(|v| match (&v.form, base) {
                (Form::Duty(d), Some(_)) => d.breached.as_ref().map(|b| &b.action.kinds),
                (form, _) => Some(&form.action().kinds),
            });
            let breached =
                versions.iter().filter(|_| base.is_none()).filter_map(|v| match &v.form.trigger().what {
                    Happening::BreachOf(id) => Some(id.as_str()),
                    Happening::Kinds(_) => None,
                });
            let breached: Vec<&str> = breached.chain(base).collect();
            let mut asks: Vec<(u16, Asks)> = Vec::new();
            for (kind, more) in
                versions.iter().flat_map(|v| asked(v)).filter_map(|(k, a)| Some((code(k)?, a)))
            {
                match asks.iter_mut().find(|(k, _)| *k == kind) {
                    Some((_, all)) => *all = all.or(more),
                    None => asks.push((kind, more)),
                }
            }
            let number = |(n, id): (usize, &&str)| breached.contains(id).then_some(n as u16);
            OfRule {
                actions: kinds.flatten().filter_map(|k| code(k)).collect(),
                sparked_by: ids.iter().enumerate().filter_map(number).collect(),
                asks,
            }
        };
        Doubts(ids.iter().map(one).collect())
    }

    /// See [`super::Plan::actions`].
    pub(super) fn actions(&self, rule: u16) -> &[u16] {
        &self.0[usize::from(rule)].actions
    }

    /// See [`super::Plan::arises_by_breach_of`].
    pub(super) fn sparked_by(&self, rule: u16) -> &[u16] {
        &self.0[usize::from(rule)].sparked_by
    }

    /// See [`super::Plan::asks_for_holder`].
    pub(super) fn asks_for_holder(&self, kind: u16, has_column: bool) -> bool {
        let asks = |a: &Asks| a.named || (a.same && has_column);
        self.0.iter().flat_map(|r| &r.asks).any(|(k, a)| *k == kind && asks(a))
    }

    /// See [`super::Plan::leaves_open`].
    pub(super) fn leaves_open(&self, rule: u16, kind: u16) -> bool {
        let of = &self.0[usize::from(rule)];
        of.asks.iter().any(|(k, a)| *k == kind && *a != Asks::default())
    }

    /// Whether some row may leave something open.
    pub(super) fn any(&self) -> bool {
        self.0.iter().flat_map(|r| &r.asks).any(|(_, a)| *a != Asks::default())
    }
}

/// The kinds of event of a version, with what it asks of each.
fn asked(version: &Version) -> Vec<(&str, Asks)> {
    let trigger = version.form.trigger();
    let named = |holders: &[Holder]| holders.iter().any(|h| !matches!(h, Holder::Any | Holder::Addressee));
    let compared = |test: &Test| matches!(test, Test::Compare(..));
    let compares = |conditions: &[crate::rule::Condition]| conditions.iter().any(|c| compared(&c.test));
    let mut of_trigger =
        Asks { named: named(trigger.reach.holders()), same: false, compares: compares(&trigger.conditions) };
    let late = match &version.form {
        Form::Duty(duty) => compares(&duty.late_excuse),
        Form::Bar(_) | Form::Requires(_) | Form::Repeat(_) => false,
    };
    let mut kinds = Vec::new();
    for pattern in version.form.patterns() {
        let mut asks = match &pattern.by {
            By::Anyone => Asks::default(),
            By::SameHolder => Asks { same: true, ..Asks::default() },
            By::Holders(holders) => Asks { named: named(holders), ..Asks::default() },
        };
        of_trigger.same |= asks.same;
        asks.compares = compares(&pattern.conditions) || (late && pattern == version.form.action());
        kinds.extend(pattern.kinds.iter().map(|kind| (kind.as_str(), asks)));
    }
    if let Happening::Kinds(of) = &trigger.what {
        kinds.extend(of.iter().map(|kind| (kind.as_str(), of_trigger)));
    }
    kinds
}
