//! What came of it, counted by rule and version.
//!
//! Rates are never printed without the number of activations beside them, and rules that never arose are printed as such.

use std::collections::BTreeMap;

use duty::log::elapsed::{Fate, Tally};
use duty::log::{Declare, Outcome, Plan};
use model::{Certainty, Verdict};

use super::asks::Asks;
use super::write::{Csv, Put};

/// Counts of outcomes.
#[derive(Clone, Default)]
pub(super) struct Counts {
    /// By rule, of its first version alone: what comes most often.
    firsts: Vec<Row>,
    /// By rule and versions, the others.
    rules: BTreeMap<(u16, (u16, u16)), Row>,
    /// By constraint.
    constraints: Vec<Tally>,
    pub(super) outcomes: u64,
    /// Outcomes that rest on more rows than are named.
    pub(super) evidence_cut: u64,
    /// Outcomes that rest on a row without a last day, where the log goes on after the last complete day.
    pub(super) later: u64,
    /// Chains whose links were not all judged.
    pub(super) chains_cut: u64,
}

#[derive(Clone, Copy, Default)]
struct Row {
    activations: u64,
    verdicts: [u64; Verdict::ALL.len()],
    certainties: [u64; CERTAINTIES.len()],
}

/// Version 1 and no other.
const FIRST: (u16, u16) = (1, 1);

const CERTAINTIES: [Certainty; 4] =
    [Certainty::CertainlyNotBreached, Certainty::CertainlyBreached, Certainty::Possible, Certainty::Open];

impl Counts {
    /// Counts outcomes.
    pub(super) fn outcomes(&mut self, outcomes: &[Outcome]) {
        self.outcomes += outcomes.len() as u64;
        for o in outcomes {
            let rule = usize::from(o.rule);
            if self.firsts.len() <= rule {
                self.firsts.resize(rule + 1, Row::default());
            }
            let row = if o.versions == FIRST {
                &mut self.firsts[rule]
            } else {
                self.rules.entry((o.rule, o.versions)).or_default()
            };
            row.activations += 1;
            row.verdicts[o.verdict as usize] += 1;
            row.certainties[certainty(o.certainty)] += 1;
            self.evidence_cut += u64::from(o.evidence_more > 0);
            self.chains_cut += u64::from(o.is_unjudged());
        }
    }

    /// Counts what came of constraints, of whole subjects.
    pub(super) fn fates(&mut self, declare: &Declare, fates: &[Fate]) {
        self.outcomes += fates.len() as u64;
        self.constraints.resize(declare.constraints().len(), Tally::default());
        Tally::count(&mut self.constraints, fates);
    }

    /// Adds what another part of the log gave.
    pub(super) fn add(&mut self, other: &Counts) {
        self.outcomes += other.outcomes;
        self.evidence_cut += other.evidence_cut;
        self.later += other.later;
        self.chains_cut += other.chains_cut;
        self.firsts.resize(self.firsts.len().max(other.firsts.len()), Row::default());
        self.firsts.iter_mut().zip(&other.firsts).for_each(|(sum, more)| sum.add(more));
        for (key, row) in &other.rules {
            self.rules.entry(*key).or_default().add(row);
        }
        self.constraints.resize(self.constraints.len().max(other.constraints.len()), Tally::default());
        for (sum, more) in self.constraints.iter_mut().zip(&other.constraints) {
            sum.activations += more.activations;
            sum.fulfilments += more.fulfilments;
            sum.violations += more.violations;
            sum.traces_activated += more.traces_activated;
            sum.traces_violated += more.traces_violated;
            sum.target_later += more.target_later;
        }
    }

    /// The counts as CSV.
    pub(super) fn csv(&self, asks: &Asks) -> Vec<u8> {
        let mut csv = Csv::default();
        match asks {
            Asks::Rules(plan) => self.rules_csv(plan, &mut csv),
            Asks::Constraints(declare) => self.constraints_csv(declare, &mut csv),
        }
        csv.0
    }

    fn rules_csv(&self, plan: &Plan, csv: &mut Csv) {
        let mut heading: Vec<String> = ["rule", "version", "activations"].map(String::from).into();
        heading.extend(Verdict::ALL.iter().map(|v| v.word().replace(' ', "_")));
        heading.extend(CERTAINTIES.iter().map(|c| c.word().replace(' ', "_")));
        csv.plain(heading.join(",").as_bytes());
        csv.end();
        for rule in 0..plan.rules() as u16 {
            let mut rows: Vec<((u16, u16), Row)> = self
                .rules
                .range((rule, (0, 0))..=(rule, (u16::MAX, u16::MAX)))
                .map(|(k, r)| (k.1, *r))
                .collect();
            rows.extend(self.firsts.get(usize::from(rule)).map(|r| (FIRST, *r)));
            for version in plan.versions(rule) {
                if !rows.iter().any(|(v, _)| *v == (version, version)) {
                    rows.push(((version, version), Row::default()));
                }
            }
            rows.retain(|(v, row)| row.activations > 0 || plan.versions(rule).any(|n| *v == (n, n)));
            rows.sort_by_key(|r| r.0);
            for ((first, last), row) in rows {
                csv.words(plan.rule(rule).as_bytes());
                let version = match (first, last) {
                    (0, _) => "cannot tell".to_string(),
                    (a, b) => {
                        let between = plan.versions(rule).filter(|n| (a..=b).contains(n));
                        between.map(|n| n.to_string()).collect::<Vec<_>>().join(" or ")
                    }
                };
                csv.plain(format!(",{version},{}", row.activations).as_bytes());
                for count in row.verdicts.iter().chain(&row.certainties) {
                    csv.plain(format!(",{count}").as_bytes());
                }
                csv.end();
            }
        }
    }

    fn constraints_csv(&self, declare: &Declare, csv: &mut Csv) {
        csv.plain(
            b"constraint,activations,fulfilments,violations,traces_activated,traces_violated,target_later,text\n",
        );
        for (i, constraint) in declare.constraints().iter().enumerate() {
            let t = self.constraints.get(i).copied().unwrap_or_default();
            let counts = [t.activations, t.fulfilments, t.violations, t.traces_activated, t.traces_violated];
            csv.plain(i.to_string().as_bytes());
            for count in counts.iter().chain([&t.target_later]) {
                csv.plain(format!(",{count}").as_bytes());
            }
            csv.next();
            csv.words(constraint.text.as_bytes());
            csv.end();
        }
    }
}

impl Row {
    fn add(&mut self, more: &Row) {
        self.activations += more.activations;
        self.verdicts.iter_mut().zip(&more.verdicts).for_each(|(a, b)| *a += b);
        self.certainties.iter_mut().zip(&more.certainties).for_each(|(a, b)| *a += b);
    }
}

fn certainty(certainty: Certainty) -> usize {
    match certainty {
        Certainty::CertainlyNotBreached => 0,
        Certainty::CertainlyBreached => 1,
        Certainty::Possible => 2,
        Certainty::Open => 3,
    }
}
