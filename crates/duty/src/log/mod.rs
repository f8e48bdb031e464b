//! Duties checked against anyone's log of events: the kernel alone, columnar and fast.
//!
//! A log is a table of `subject, kind, time, holder` and further columns. Its rows are taken in pieces ([`Rows`]), put
//! together by subject ([`Store`], [`Log`]) and checked against rules made ready for them ([`Plan`], [`Kernel`]); what comes of it is one
//! [`Outcome`] of fixed size for each duty that arose. The verdicts are those of [`crate::verdict`], the meaning of a rule
//! that of [`crate::check`]; what a log cannot show (receipts, missing extracts) is left out. A
//! rule that asks for more than slots can hold (addressees, breaches, versions that take the place of others) is run by the
//! check of a review itself, subject by subject (`whole`).
//!
//! For comparison with other programs there is a second meaning, [`elapsed`]: seconds instead of dates, the order of the
//! file instead of the order of time.
//!
//! Left out: reading and writing files. Source: `docs/methods/checking-a-log.md`.

mod alike;
mod cond;
mod declare;
mod doubt;
pub mod elapsed;
mod kernel;
mod links;
mod outcome;
mod plan;
mod rows;
mod shares;
mod sheet;
mod spans;
mod stamp;
mod summer;
mod whole;
mod words;

pub use alike::{composed, holder_word};
pub use cond::{CONDITIONS_MAX, Cond, UNCLEAR};
pub use declare::{CONSTRAINTS_MAX, Constraint, Declare, Template};
pub use kernel::{Desk, Kernel};
pub use outcome::{CHAIN_LINKS_MAX, EVIDENCE_ROWS_MAX, NO_DAYS, Outcome, SUBJECT_LINKS_MAX, ends};
pub use plan::{HOLDER_LISTS_MAX, KINDS_MAX, NamedHolder, Plan, folded};
pub use rows::{Account, Log, ROWS_MAX, Row, Rows, Store};
pub use stamp::{NO_TIME, Stamp, stamp};
pub use summer::moment;
pub use whole::ADDRESSEES_BETWEEN;
pub use words::{Recent, Words, hash};
