//! What a row must say: the conditions of the rules, asked once while the row is read.
//!
//! A row keeps one bit for each distinct condition of the rules, and no cell: so a log with fifty columns takes no more
//! memory than one with four.
//!
//! Left out: what a condition says of a value ([`crate::ask`]), and which events it belongs to.

use crate::ask::Ask;

/// Most distinct conditions of the rules of one run: one bit of a row each.
pub const CONDITIONS_MAX: usize = 63;

/// The bit of a row that says that a value which a rule compares stands there and is no number or day that is read: whether the
/// condition holds the row does not say.
pub const UNCLEAR: u64 = 1 << CONDITIONS_MAX;

/// A condition on the cell of one column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cond {
    /// Which of the columns that the rules name.
    pub column: usize,
    /// What is asked.
    pub ask: Ask,
}

/// The conditions among those asked for (one bit each) that hold of a row, and [`UNCLEAR`].
pub(super) fn bits<'a>(conditions: &[Cond], mut asked: u64, cell: impl Fn(usize) -> Option<&'a [u8]>) -> u64 {
    let mut bits = 0;
    while asked != 0 {
        let i = asked.trailing_zeros();
        let condition = &conditions[i as usize];
        bits |= match condition.ask.says(cell(condition.column)) {
            Some(says) => u64::from(says) << i,
            None => UNCLEAR,
        };
        asked &= asked - 1;
    }
    bits
}
