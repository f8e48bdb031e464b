//! Linkage as a whole: cases a lawyer can read, oracles, recovery of known parameters, public benchmarks.

mod benchmarks;
mod common;
mod households;
mod kinds;
mod oracle;
mod recover;
mod speed;
