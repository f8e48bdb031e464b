//! `candour link`, `candour encode` and `candour match-encodings`: the kernel of linkage on anybody's files.
//!
//! The meaning of a link is `link`'s; here are files, arguments and what is told. Every row is accounted for on standard
//! error; the same files and arguments give the same bytes for every number of threads.
//!
//! Left out: reviews, with their mentions; see `candour review`. Methods: `docs/methods/encodings.md`.

mod aside;
pub(crate) mod bodies;
mod decimals;
mod decisions;
mod encode;
mod explain;
mod job;
mod labels;
mod matching;
mod names;
mod page;
mod places;
mod propose;
mod rows;
mod run;
mod schema;
mod spec;
mod state;
mod table;
mod tables;
mod thresholds;
mod told;
mod whole;

pub(crate) use encode::{EncodeArgs, run as encode};
pub(crate) use matching::{MatchArgs, run as match_encodings};
pub(crate) use run::{LinkArgs, run as link};
