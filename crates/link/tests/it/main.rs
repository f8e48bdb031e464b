//! Linkage as a whole: cases a lawyer can read, oracles, recovery of known parameters, public benchmarks.

// The fence is around the crate; its tests read data packs and time themselves.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod benchmarks;
mod bodies;
mod common;
mod households;
mod kinds;
mod naming;
mod oracle;
mod recover;
#[allow(dead_code)] // most of it is for the example that measures the other sets
mod sets;
