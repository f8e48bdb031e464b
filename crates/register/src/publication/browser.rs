//! The static page that verifies a publication in a browser: one file, no request, its policy names its own script and
//! style by their hashes.
//!
//! Its checks are a second implementation, in plain JavaScript with its own SHA-256 and Ed25519, so that it works from a
//! saved file and gives one answer in every browser; the tests run it against every attack on the first.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const CHECKS: &str = include_str!("../../page/verify.js");
const SHELL: &str = include_str!("../../page/shell.js");
const STYLE: &str = include_str!("../../page/verify.css");
const PAGE: &str = include_str!("../../page/verify.html");

/// The page.
pub fn verify_page() -> String {
    let script = format!("{CHECKS}{SHELL}");
    let page = PAGE.replace("{script-hash}", &hash(&script)).replace("{style-hash}", &hash(STYLE));
    // The script last: nothing in it is a place to fill.
    page.replace("{style}", STYLE).replace("{script}", &script)
}

/// A source of a content security policy that allows this very text.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}
