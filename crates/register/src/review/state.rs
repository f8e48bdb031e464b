//! The state of a review in plain words.
