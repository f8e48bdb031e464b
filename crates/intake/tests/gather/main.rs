//! Files to rows, events, mentions, problems and accounts.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests write the files they read

mod help;
mod packs;
mod rules;
