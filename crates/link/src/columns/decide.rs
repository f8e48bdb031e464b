//! What people have decided about two records, as an input of joining.
//!
//! Training and weighing never see a decision: taken back, it leaves the result as it was, to the byte. What this leaves out: pairs
//! whose truth is known and that weights may be learnt from (`ColumnTerms::labels`).

use crate::table::FixedMap;

/// Two records that are one, or are two, because a person says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordDecision {
    /// One record.
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Whether they are one.
    pub same: bool,
}

/// Decisions that can be carried out, the last about each pair.
#[derive(Default)]
pub(super) struct Decided {
    /// Pairs that are one, in the order of their records.
    pub(super) same: Vec<(u32, u32)>,
    /// For a record, those it is kept apart from.
    apart: FixedMap<u32, Vec<u32>>,
}

impl Decided {
    /// Sorts decisions out; one about a record with itself or about a record that is not there is named and not carried out.
    pub(super) fn sort_out(decisions: &[RecordDecision], records: usize, notes: &mut Vec<String>) -> Decided {
        let mut last: Vec<(u32, u32, usize, bool)> = Vec::new();
        for (at, d) in decisions.iter().enumerate() {
            let (a, b) = (d.left.min(d.right), d.left.max(d.right));
            if a == b || b as usize >= records {
                notes.push(format!(
                    "Decision {} was not carried out: it is about {}.",
                    at + 1,
                    if a == b { "a record and itself" } else { "a record that is not there" }
                ));
                continue;
            }
            last.push((a, b, at, d.same));
        }
        last.sort_unstable();
        let mut out = Decided::default();
        for about in last.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
            let Some(&(a, b, _, same)) = about.last() else { continue };
            if same {
                out.same.push((a, b));
            } else {
                out.apart.entry(a).or_default().push(b);
                out.apart.entry(b).or_default().push(a);
            }
        }
        out
    }

    /// Whether nobody is kept apart.
    pub(super) fn none_apart(&self) -> bool {
        self.apart.is_empty()
    }

    /// Those a record is kept apart from.
    pub(super) fn apart(&self, record: u32) -> &[u32] {
        self.apart.get(&record).map_or(&[], Vec::as_slice)
    }
}
