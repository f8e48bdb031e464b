//! Files to rows, events, mentions, problems and accounts.

mod help;
mod packs;
mod rules;
