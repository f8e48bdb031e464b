//! Set-up, tests, checks and benchmarks of the workspace, behind `cargo xtask`.
//!
//! - [`lanes`]: the registry of test lanes and the run over them. A new lane is one entry in [`lanes::LANES`].
//! - [`house`]: the checks that hold the tree to what its own pages say. A new check is one entry in
//!   [`house::CHECKS`].
//! - [`mod@bench`]: the registry of benchmarks. A new benchmark is one entry in [`bench::BENCHES`].
//! - [`run`], [`count`], [`tree`], [`tools`]: children with limits and figures, counts read from test output, the files
//!   of the checkout, programs a lane needs.
//!
//! What this room leaves out: it knows no other room. It builds and runs the binary like a stranger would.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this room starts processes and reads the tree

pub mod bench;
mod bench_duty;
mod bench_link;
mod bench_minutes;
pub mod count;
mod go;
pub mod house;
pub mod lanes;
pub mod run;
pub mod tools;
pub mod tree;
