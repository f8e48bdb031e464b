//! The static page that verifies a publication in a browser: one file, no request, its policy names its own script and
//! style by their hashes.
//!
//! Its checks are a second implementation, in plain JavaScript with its own SHA-256 and Ed25519, so that it works from a
//! saved file and gives one answer in every browser; the tests run it against every attack on the first.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::acts::hidden::{ALIKE, DRESSED, HIDDEN};
use crate::acts::{KINDS, Spec};
use crate::words::{OutcomeWord, ReasonCode};

const CHECKS: &str = include_str!("../../page/verify.js");
const UNSEEN: &str = include_str!("../../page/unseen.js");
const GROUNDS: &str = include_str!("../../page/grounds.js");
const SHELL: &str = include_str!("../../page/shell.js");
const STYLE: &str = include_str!("../../page/verify.css");
const PAGE: &str = include_str!("../../page/verify.html");

/// The checks alone, as a script: they give `Verify.verify(bytes, policy, now)`, in a page and outside one.
pub fn verify_script() -> String {
    let kinds = KINDS.iter().map(|kind| {
        let says = json!({"class": kind.class.word(), "fields": fields(kind.specs)});
        (kind.word.to_string(), says)
    });
    let outcomes = |is: fn(OutcomeWord) -> bool| {
        let words = OutcomeWord::ALL.iter().filter(|word| is(**word)).map(|word| word.word());
        json!(words.collect::<Vec<_>>()).to_string()
    };
    let ranges = |of: &[(u32, u32)]| json!(of).to_string();
    let unseen = UNSEEN
        .replace("\"{hidden}\"", &ranges(HIDDEN))
        .replace("\"{dressed}\"", &ranges(DRESSED))
        .replace("\"{alike}\"", &ranges(ALIKE));
    let replies = ReasonCode::ALL.iter().filter(|reason| reason.may_keep_back_a_reply());
    let replies = json!(replies.map(|reason| reason.word()).collect::<Vec<_>>()).to_string();
    CHECKS
        .replace("/* {unseen} */\n", &unseen)
        .replace("/* {grounds} */\n", &GROUNDS.replace("\"{replies}\"", &replies))
        .replace("\"{kinds}\"", &Value::Object(kinds.collect::<Map<_, _>>()).to_string())
        .replace("\"{adverse}\"", &outcomes(OutcomeWord::is_adverse))
        .replace("\"{individual}\"", &outcomes(OutcomeWord::is_individual))
}

/// For each field its name, whether it is always public, may be left out, is a list, and its form.
fn fields(specs: &[Spec]) -> Vec<Value> {
    let form = |spec: &Spec| {
        let shape = &spec.shape;
        if !shape.group.is_empty() {
            return json!(fields(shape.group));
        }
        match shape.words {
            [] => json!(shape.what),
            words => json!(words.iter().map(|(word, _)| *word).collect::<Vec<_>>()),
        }
    };
    specs
        .iter()
        .map(|spec| json!([spec.name, spec.always, spec.shape.optional, spec.shape.list, form(spec)]))
        .collect()
}

/// The page.
pub fn verify_page() -> String {
    let script = format!("{}{SHELL}", verify_script());
    let page = PAGE.replace("{script-hash}", &hash(&script)).replace("{style-hash}", &hash(STYLE));
    // The script last: nothing in it is a place to fill.
    page.replace("{style}", STYLE).replace("{script}", &script)
}

/// A source of a content security policy that allows this very text.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}
