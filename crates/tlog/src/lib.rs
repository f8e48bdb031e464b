//! Transparency logs in C2SP formats.
//!
//! Trees and proofs ([`merkle`]), the tiles a log is published in ([`tile`]), signed notes ([`note`]), checkpoints and
//! cosignatures ([`checkpoint`]), offline receipts ([`proof`]), policies that say whose signatures suffice
//! ([`policy`]), and both sides of the witness protocol ([`witness`]).
//!
//! What this room leaves out: what an entry means, where bytes are kept, and how they travel. It does no I/O, has no
//! clock and no randomness: keys and times are inputs.

#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

pub mod checkpoint;
mod hash;
mod lanes;
pub mod merkle;
pub mod note;
pub mod policy;

pub mod proof;
pub mod tile;
pub mod witness;

pub use hash::Hash;
