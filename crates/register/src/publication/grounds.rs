//! Reasons that the file itself shows to be untrue: of what is withheld, of strands closed or left open, of decisions lifted.
//!
//! The gates ask the same before an entry is recorded ([`crate::gates`]); a publication shows the frame on which it is asked again. What
//! is left out: reasons on which the frame says nothing, such as whether a child could be identified.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Refusal;
use super::acts::{kind_word, number};
use super::decisions::Withheld;
use super::put::Put;
use super::read::Row;
use crate::entry::Class;
use crate::words::{AccessWord, AppealWord, ClosingReason, Decider, DeferralReason, LiftReason, ReasonCode};

/// Holds the reasons of a file against its entries.
pub(super) fn check(
    rows: &[Row],
    put: &Put<'_>,
    withheld: &[(u64, Class, Withheld, bool)],
) -> Result<(), Refusal> {
    let file = File { rows, put };
    for (seq, _, item, erased) in withheld {
        if let Some(why) = file.untrue(*seq, item).filter(|_| !erased) {
            return Err(Refusal::rules(format!("Entry {seq}: {} is withheld because {why}.", item.path)));
        }
    }
    for row in rows {
        if let Some(why) = file.untrue_act(row) {
            return Err(Refusal::rules(format!("Entry {} {why}.", row.entry.seq)));
        }
    }
    Ok(())
}

/// What the entries say openly of strands and complaints.
struct File<'p> {
    rows: &'p [Row],
    put: &'p Put<'p>,
}

/// A word at a path.
fn word<'p>(row: &'p Row, path: &str) -> &'p str {
    row.value(path).and_then(Value::as_str).unwrap_or_default()
}

/// Whole numbers at a path, one or a list.
fn numbers(row: &Row, path: &str) -> Vec<u64> {
    match row.value(path) {
        Some(Value::Array(members)) => members.iter().filter_map(Value::as_u64).collect(),
        Some(value) => value.as_u64().into_iter().collect(),
        None => Vec::new(),
    }
}

impl File<'_> {
    fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| kind_word(row) == kind)
    }

    fn untrue(&self, seq: u64, item: &Withheld) -> Option<&'static str> {
        let is = |reason: ReasonCode| item.reason == reason.word();
        if is(ReasonCode::CourtOrder) {
            let court = item.decider == Decider::Court.word();
            return (!court).then_some("a court has ordered it, and a court is not who decided");
        }
        let row = self.row(seq)?;
        if is(ReasonCode::SealedAtRequest) {
            let asked = self.of_kind("complaint").any(|row| row.value("sealed") == Some(&Value::Bool(true)));
            return (!asked).then_some(
                "a complainant asked for their identity to be sealed, and no complaint in the file is sealed",
            );
        }
        if is(ReasonCode::SealedStrand) {
            let sealed = self.sealed();
            let one = match self.strands_of(row) {
                Some(strands) => strands.iter().any(|strand| sealed.contains(strand)),
                None => !sealed.is_empty(),
            };
            return (!one).then_some("the strand is sealed, and no strand is that the entry is about");
        }
        if is(ReasonCode::ReportedApart) {
            return (self.strands().len() < 2).then_some(
                "it is about another strand that is reported apart, and there is no other strand",
            );
        }
        let outstanding = is(ReasonCode::RepresentationsOutstanding) && self.nothing_outstanding(row);
        outstanding.then_some("a reply is outstanding, and none is to what the entry tells of")
    }

    /// Whether no reply is outstanding to anything that an entry tells of; where it tells of no finding, to anything in the file.
    fn nothing_outstanding(&self, row: &Row) -> bool {
        let told = self.put.findings_of(row);
        let findings = match told.is_empty() {
            true => self.of_kind("finding").map(|row| row.entry.seq).collect(),
            false => told,
        };
        let put = |finding: &u64| {
            self.put.critical_parts(*finding).into_iter().all(|part| self.put.surely_put((*finding, part)))
        };
        findings.iter().all(put)
    }

    fn untrue_act(&self, row: &Row) -> Option<String> {
        let reason = word(row, "reason");
        let strand = || number(row, "number").unwrap_or_default();
        match kind_word(row) {
            "strand_closed" if reason == ClosingReason::Withdrawn.word() => {
                let strands = self.came_of(strand());
                let complained = self
                    .of_kind("complaint")
                    .any(|row| numbers(row, "strands").iter().any(|number| strands.contains(number)));
                (!complained).then(|| {
                    format!(
                        "closes strand {} because the complainant withdrew it, and the file holds no complaint on it",
                        strand()
                    )
                })
            }
            "strand_closed" if reason == ClosingReason::EndsInSealedStream.word() => {
                (!self.sealed().contains(&strand())).then(|| {
                    format!(
                        "closes strand {} because it ends in a sealed stream, and no entry says that it is sealed",
                        strand()
                    )
                })
            }
            "strand_deferred" if reason == DeferralReason::RepresentationsOutstanding.word() => {
                let strands = self.came_of(strand());
                let on = |notice: &Row| {
                    let finding = number(notice, "of").and_then(|of| self.row(of));
                    finding.is_some_and(|row| numbers(row, "strands").iter().any(|n| strands.contains(n)))
                };
                (!self.of_kind("notice").any(on)).then(|| {
                    format!(
                        "leaves strand {} open because a reply is awaited, and the file holds no notice of a finding on it",
                        strand()
                    )
                })
            }
            "withholding_lifted" if reason == LiftReason::AccessGranted.word() => {
                let granted = self
                    .of_kind("access_decision")
                    .any(|row| word(row, "decision") != AccessWord::Refused.word());
                (!granted).then(|| {
                    "lifts a decision because access was granted, and no decision in the file grants any".to_string()
                })
            }
            "withholding_lifted" if reason == LiftReason::AppealUpheld.word() => {
                let upheld = self
                    .of_kind("appeal_decision")
                    .any(|row| word(row, "decision") != AppealWord::Dismissed.word());
                (!upheld).then(|| {
                    "lifts a decision because an appeal was upheld, and no decision in the file upholds one".to_string()
                })
            }
            _ => None,
        }
    }

    fn row(&self, seq: u64) -> Option<&Row> {
        self.rows.get(usize::try_from(seq).ok()?)
    }

    /// The strands that there ever were.
    fn strands(&self) -> BTreeSet<u64> {
        let of = |row: &Row| match kind_word(row) {
            "terms" => numbers(row, "strands"),
            "strand_opened" => numbers(row, "number"),
            "strand_split" => numbers(row, "into"),
            _ => Vec::new(),
        };
        self.rows.iter().flat_map(of).collect()
    }

    /// The strands that entries call sealed.
    fn sealed(&self) -> BTreeSet<u64> {
        let mut sealed = BTreeSet::new();
        let is = |row: &Row, path: &str| row.value(path) == Some(&Value::Bool(true));
        for row in self.rows {
            match kind_word(row) {
                "terms" => {
                    let groups = row.fields.iter().filter_map(|field| field.path.strip_suffix("/sealed"));
                    for group in groups.filter(|group| is(row, &format!("{group}/sealed"))) {
                        sealed.extend(number(row, &format!("{group}/number")));
                    }
                }
                "strand_opened" if is(row, "sealed") => sealed.extend(number(row, "number")),
                "strand_split" if number(row, "number").is_some_and(|n| sealed.contains(&n)) => {
                    sealed.extend(numbers(row, "into"));
                }
                _ => {}
            }
        }
        sealed
    }

    /// The strands that an entry is about; none where it does not say.
    fn strands_of(&self, row: &Row) -> Option<Vec<u64>> {
        let of = || number(row, "of").filter(|of| *of < row.entry.seq).and_then(|of| self.row(of));
        match kind_word(row) {
            "finding" | "complaint" => Some(numbers(row, "strands")),
            "strand_opened" | "strand_closed" | "strand_deferred" => Some(numbers(row, "number")),
            "strand_merged" | "strand_split" => Some([numbers(row, "number"), numbers(row, "into")].concat()),
            "recommendation" => {
                let findings = numbers(row, "findings").into_iter().filter_map(|seq| self.row(seq));
                Some(findings.flat_map(|finding| numbers(finding, "strands")).collect())
            }
            "complaint_outcome" | "response" | "notice" | "finding_withdrawn" | "extract" | "reply"
            | "expiry" | "change" => of().and_then(|of| self.strands_of(of)),
            _ => None,
        }
    }

    /// A strand together with those that went into it and those it came of.
    fn came_of(&self, strand: u64) -> BTreeSet<u64> {
        let mut all = BTreeSet::from([strand]);
        loop {
            let before = all.len();
            for row in
                self.rows.iter().filter(|row| matches!(kind_word(row), "strand_merged" | "strand_split"))
            {
                if numbers(row, "into").iter().any(|into| all.contains(into)) {
                    all.extend(number(row, "number"));
                }
            }
            if all.len() == before {
                return all;
            }
        }
    }
}
