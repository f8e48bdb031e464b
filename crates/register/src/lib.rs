//! The register: what people decide in a review, as entries of a tamper-evident log.
//!
//! An [`entry`] is a short text without personal data that commits to its fields; a [`field`] is disclosed or withheld
//! on its own (RFC 9901 disclosures).
//!
//! What this room leaves out: storage, signing of the log's head, files, networks. Salts, times and keys are inputs; it
//! has no clock and no randomness, so that two runs give the same bytes.

#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

mod about;
pub mod acts;
pub mod clocks;
pub mod entry;
mod escapes;
pub mod field;
pub mod gates;
mod names;
pub mod officers;
pub mod people;
pub mod publication;
mod quoted;
pub mod repeats;
pub mod review;
mod softened;
mod strangers;
mod strict;
pub mod words;
mod writing;
