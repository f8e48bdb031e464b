//! Sets with a known truth, linked from the kinds of their columns alone.

pub(crate) mod load;
pub(crate) mod measure;
