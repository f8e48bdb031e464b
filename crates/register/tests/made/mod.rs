//! What the tests of entries and publications share: salts that repeat, the way to the shared data, a review in a log in
//! memory, the attacks on what it publishes, and a browser.

#![allow(dead_code, unreachable_pub, clippy::disallowed_types, clippy::disallowed_methods)] // each test file takes what it needs

pub(crate) mod attacks;
pub(crate) mod cases;
pub(crate) mod devtools;
pub(crate) mod liars;
pub(crate) mod review;
pub(crate) mod rules;

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

/// A folder of one test alone.
pub(crate) fn folder() -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static MADE: AtomicU32 = AtomicU32::new(0);
    let n = MADE.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("candour-test-{}-{n}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}
