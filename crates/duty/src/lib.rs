//! Duties: the clocks of the time, run against what is on record.
//!
//! Left out: files, clocks of the machine, randomness, and match weights beyond the certainty that linkage states.

#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

pub mod ask;
pub mod calendar;
mod chain;
pub mod check;
pub mod chronicle;
pub mod deadline;
pub mod example;
pub mod explain;
pub mod format;
pub mod harm;
pub mod knowing;
pub mod library;
pub mod log;
pub mod manual;
pub mod parse;
pub mod rule;
mod sharing;
pub mod verdict;
pub mod vocabulary;

pub use library::RuleBook;
