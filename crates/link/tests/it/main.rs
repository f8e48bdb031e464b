//! Linkage as a whole: cases a lawyer can read, oracles, recovery of known parameters, public benchmarks.

// The fence is around the crate; its tests read data packs and time themselves.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod benchmarks;
mod bodies;
mod columns;
mod common;
mod figures;
mod growing;
mod households;
mod kinds;
mod naming;
mod oracle;
mod recover;
// Loaders and printing that only the example `sets` uses.
#[allow(dead_code)]
mod sets;
