//! Drafts a source spec for a file nobody has mapped yet.
