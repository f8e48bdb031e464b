//! Duties: the clocks of the time, run against what is on record.
//!
//! Left out: files, clocks of the machine, randomness, and match weights beyond the certainty that linkage states.

#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

pub mod calendar;
pub mod chronicle;
pub mod deadline;
pub mod rule;
pub mod verdict;
