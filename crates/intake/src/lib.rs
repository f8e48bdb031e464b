//! Hostile files to records and problems.
//!
//! The path through this room: [`read`] turns a file of any kind into sheets of rows of [`Cell`]s within stated
//! [`Limits`], running nothing and trusting nothing; [`dates`] reads dates as people write them; [`spec`] says what
//! the columns of a source mean; [`mod@gather`] puts the three together and gives the rows, events, mentions, problems
//! and the accounting in the nouns of `model`; [`mod@propose`] drafts a [`spec`] for a file nobody has mapped yet.
//! [`document`] turns documents into passages.
//!
//! What this room leaves out: who is who (that is `link`) and what anybody should have done (that is `duty`).

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this room reads files

mod composed;
pub mod dates;
pub mod document;
pub mod gather;
pub mod minutes;
mod nearest;
pub mod propose;
pub mod read;
pub mod spec;

pub use gather::{Gathered, Plan, gather};
pub use nearest::nearest;
pub use propose::{Proposal, propose};
pub use read::{Cell, Limits, Refusal, RowSink, SheetHead, read_file};
pub use spec::SourceSpec;
