//! Keyed encodings: two agencies learn that they hold the same person without showing each other whom they hold.
//!
//! A record becomes a Bloom filter of the pieces of its fields, set under keys derived from a secret that only the
//! agencies share (cryptographic long-term keys: R. Schnell, T. Bachteler and J. Reiher, 2011). Bits are those of the Python
//! package `clkhash` (version 3 of its schema), so an agency may use either program. [`Encoder`] encodes,
//! [`Filters::search`] finds the pairs that are alike by the coefficient of Dice.
//!
//! What this leaves out: files and the text of a schema (`candour encode`), and any promise that an encoding is
//! anonymous: see `docs/methods/encodings.md` for what it does not protect against.

mod dice;
mod encode;
mod schema;
mod tokens;
mod values;

pub use dice::{AlikePair, BITS_MAX, CompareError, Filters, PAIRS_MAX, Thinning};
pub use encode::{Clk, EncodeError, Encoder};
pub use schema::{
    Case, Comparison, FEATURES_MAX, FILTER_BITS_MAX, Feature, Format, HashKind, KeyHash, Schema, SchemaError,
    Strategy, TextEncoding,
};
