//! What the tests of entries and publications share: salts that repeat, the way to the shared data, a review in a log in
//! memory, and the attacks on what it publishes.

#![allow(dead_code)] // each test file takes what it needs

pub(crate) mod attacks;
pub(crate) mod liars;
pub(crate) mod review;

use std::path::{Path, PathBuf};

use base64::Engine;
use sha2::{Digest, Sha256};

/// Salts that are the same in each run: hashes of a counter.
pub(crate) fn salts(seed: u64) -> impl FnMut() -> [u8; 32] {
    let mut drawn = 0_u64;
    move || {
        drawn += 1;
        Sha256::digest(format!("salt {seed} {drawn}")).into()
    }
}

/// base64url without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// A folder of the shared data, or nothing and a word on it.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("CANDOUR_SHARED").map_or(root.join("../shared"), PathBuf::from);
    let found = shared.join(path);
    if found.exists() {
        Some(found)
    } else {
        println!("SKIPPED: {path} is not among the shared data");
        None
    }
}
