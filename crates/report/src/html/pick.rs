//! What the page shows, chosen before it is written: outcomes within the limits, the events they rest on, and the
//! rest of the chronology as far as there is room.
//!
//! Nothing here ranks. Holders beyond the limit are chosen by how many outcomes they have and shown in order of name.

use std::collections::BTreeMap;

use model::{EventId, Outcome, SymbolId, Verdict};

use crate::Context;
use crate::figures::{is_in_time, is_question};
use crate::limits::{
    CANNOT_TELL_MAX_HTML, CHRONOLOGY_ROWS_MAX_HTML, DONE_MAX_HTML, EVIDENCE_PER_ITEM_MAX_HTML,
    HOLDERS_MAX_HTML, ITEMS_PER_GROUP_MAX_HTML, QUESTIONS_MAX_HTML, REASONS_MAX_HTML, UNDATED_ROWS_MAX_HTML,
};

/// The outcomes of one rule under one heading.
pub(crate) struct RuleGroup<'a> {
    pub(crate) rule: &'a str,
    /// How many there are.
    pub(crate) total: u64,
    /// Those shown, by index into the outcomes.
    pub(crate) shown: Vec<usize>,
}

/// The outcomes of one holder.
pub(crate) struct HolderGroup<'a> {
    pub(crate) holder: SymbolId,
    pub(crate) rules: Vec<RuleGroup<'a>>,
}

/// The outcomes that cannot be told for one reason.
pub(crate) struct ReasonGroup<'a> {
    pub(crate) holder: SymbolId,
    pub(crate) group: RuleGroup<'a>,
}

/// Everything chosen.
pub(crate) struct Picked<'a> {
    pub(crate) questions: Vec<HolderGroup<'a>>,
    pub(crate) done: Vec<HolderGroup<'a>>,
    pub(crate) cannot_tell: Vec<ReasonGroup<'a>>,
    /// Groups of reasons beyond the limit, and the outcomes in them.
    pub(crate) reasons_left: (u64, u64),
    /// Rows of the chronology shown, in its order, with their number in the whole.
    pub(crate) chronology: Vec<(usize, EventId)>,
    /// Undated events shown.
    pub(crate) undated: Vec<EventId>,
    /// For each event, whether it has a row in the page.
    pub(crate) has_row: Vec<bool>,
}

impl<'a> Picked<'a> {
    pub(crate) fn new(context: &'a Context<'a>) -> Picked<'a> {
        let questions = by_holder(context, is_question, QUESTIONS_MAX_HTML);
        let done = by_holder(context, is_in_time, DONE_MAX_HTML);
        let (cannot_tell, reasons_left) = by_reason(context);
        let mut picked = Picked {
            questions,
            done,
            cannot_tell,
            reasons_left,
            chronology: Vec::new(),
            undated: Vec::new(),
            has_row: vec![false; context.case.events.len()],
        };
        picked.choose_events(context);
        picked
    }

    fn outcomes_shown(&self) -> Vec<usize> {
        let grouped = self.questions.iter().chain(&self.done).flat_map(|h| &h.rules);
        grouped
            .chain(self.cannot_tell.iter().map(|r| &r.group))
            .flat_map(|g| g.shown.iter().copied())
            .collect()
    }

    /// First the events that the outcomes shown rest on, then those any outcome rests on, then the rest in order.
    fn choose_events(&mut self, context: &Context<'_>) {
        let case = context.case;
        let mut shown = vec![false; case.events.len()];
        for outcome in self.outcomes_shown() {
            for event in evidence_shown(&case.outcomes[outcome]) {
                shown[event.index()] = true;
            }
        }
        let mut room = CHRONOLOGY_ROWS_MAX_HTML;
        let passes: [&dyn Fn(EventId) -> bool; 3] =
            [&|id| shown[id.index()], &|id| context.rested_on[id.index()], &|_| true];
        for wanted in passes {
            for id in &case.chronology {
                if room > 0 && !self.has_row[id.index()] && wanted(*id) {
                    self.has_row[id.index()] = true;
                    room -= 1;
                }
            }
        }
        let numbered = case.chronology.iter().copied().enumerate();
        self.chronology =
            numbered.filter(|(_, id)| self.has_row[id.index()]).map(|(i, id)| (i + 1, id)).collect();
        let rested = case.undated.iter().filter(|id| shown[id.index()]);
        let others = case.undated.iter().filter(|id| !shown[id.index()]);
        self.undated = rested.chain(others).copied().take(UNDATED_ROWS_MAX_HTML).collect();
        self.undated.sort();
        for id in &self.undated {
            self.has_row[id.index()] = true;
        }
    }
}

/// The evidence the page shows for one outcome.
pub(crate) fn evidence_shown(outcome: &Outcome) -> impl Iterator<Item = EventId> + '_ {
    outcome.evidence.iter().copied().take(EVIDENCE_PER_ITEM_MAX_HTML)
}

fn by_holder<'a>(
    context: &'a Context<'a>,
    wanted: fn(&Outcome) -> bool,
    items_max: usize,
) -> Vec<HolderGroup<'a>> {
    let case = context.case;
    let mut holders: BTreeMap<SymbolId, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (i, outcome) in case.outcomes.iter().enumerate().filter(|(_, o)| wanted(o)) {
        holders.entry(outcome.holder).or_default().entry(&outcome.rule).or_default().push(i);
    }
    let mut holders: Vec<_> = holders.into_iter().collect();
    let size = |rules: &BTreeMap<&str, Vec<usize>>| rules.values().map(Vec::len).sum::<usize>();
    holders.sort_by_key(|(holder, rules)| {
        (case.sort_of(*holder).is_none(), std::cmp::Reverse(size(rules)), *holder)
    });
    holders.truncate(HOLDERS_MAX_HTML);
    holders.sort_by_key(|(holder, _)| case.words.word(*holder));
    let groups: usize = holders.iter().map(|(_, rules)| rules.len()).sum();
    let per_group = (items_max / groups.max(1)).clamp(1, ITEMS_PER_GROUP_MAX_HTML);
    let mut room = items_max;
    let mut take = |mut all: Vec<usize>| {
        let total = all.len() as u64;
        all.sort_by_key(|i| pressing(&case.outcomes[*i], *i));
        let silent = all.iter().filter(|&&i| case.outcomes[i].verdict == Verdict::NothingRecorded).count();
        all = both(&all, silent, per_group.min(room));
        room -= all.len();
        (total, all)
    };
    let mut chosen = Vec::new();
    for (holder, rules) in holders {
        let mut groups = Vec::new();
        for (rule, all) in rules {
            let (total, shown) = take(all);
            groups.push(RuleGroup { rule, total, shown });
        }
        chosen.push(HolderGroup { holder, rules: groups });
    }
    chosen
}

/// The first of some outcomes, of which `silent` come first and the others after them: neither sort takes more than half of the room
/// while the other has need of it.
fn both(all: &[usize], silent: usize, room: usize) -> Vec<usize> {
    let others = all.len() - silent;
    let first = silent.min(room.saturating_sub(others.min(room / 2)));
    let second = others.min(room - first);
    [&all[..first], &all[silent..silent + second]].concat()
}

/// Nothing recorded before late, the longest first; for what was done, in order of start.
fn pressing(outcome: &Outcome, index: usize) -> (bool, i32, usize) {
    (outcome.verdict != Verdict::NothingRecorded, -outcome.days_late.map_or(0, |d| d.0), index)
}

type ReasonKey<'a> = (String, &'a str, SymbolId);

fn by_reason<'a>(context: &'a Context<'a>) -> (Vec<ReasonGroup<'a>>, (u64, u64)) {
    let case = context.case;
    let mut groups: BTreeMap<ReasonKey<'a>, Vec<usize>> = BTreeMap::new();
    for (i, outcome) in case.outcomes.iter().enumerate().filter(|(_, o)| o.verdict == Verdict::CannotTell) {
        let key = (pattern(&outcome.reason), outcome.rule.as_str(), outcome.holder);
        groups.entry(key).or_default().push(i);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|((_, rule, holder), all)| (std::cmp::Reverse(all.len()), *rule, *holder));
    let left = groups.split_off(groups.len().min(REASONS_MAX_HTML));
    let left = (left.len() as u64, left.iter().map(|(_, all)| all.len() as u64).sum());
    let per_group = (CANNOT_TELL_MAX_HTML / groups.len().max(1)).clamp(1, ITEMS_PER_GROUP_MAX_HTML);
    let chosen = groups
        .into_iter()
        .map(|((_, rule, holder), mut all)| {
            let total = all.len() as u64;
            all.truncate(per_group);
            ReasonGroup { holder, group: RuleGroup { rule, total, shown: all } }
        })
        .collect();
    (chosen, left)
}

/// A reason without its numbers, dates and quoted words, so that reasons that differ only there fall together.
fn pattern(reason: &str) -> String {
    let month = |word: &str| model::MONTHS.iter().any(|m| word.starts_with(&m[..3]));
    let mut quoted = false;
    let mut words: Vec<&str> = Vec::new();
    for word in reason.split_whitespace() {
        let quotes = word.matches('"').count();
        let skip = quoted || quotes > 0 || word.contains(|c: char| c.is_ascii_digit()) || month(word);
        if quotes % 2 == 1 {
            quoted = !quoted;
        }
        if skip && words.last() == Some(&"…") {
            continue;
        }
        words.push(if skip { "…" } else { word });
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_that_differ_by_numbers_fall_together() {
        let same = [
            "2 of 3 answers are on record by 31 July 2025; which is silent is not said.",
            "1 of 4 answers are on record by 2 May 2024; which is silent is not said.",
        ];
        assert_eq!(pattern(same[0]), pattern(same[1]));
        assert_ne!(pattern("The extract was refused."), pattern("The extract was asked for."));
        assert_eq!(pattern("the extract \"notes 2001\" was refused"), "the extract … was refused");
    }
}
