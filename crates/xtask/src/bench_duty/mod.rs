//! `cargo xtask bench duty`
mod make;
