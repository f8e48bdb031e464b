//! The static page that checks a publication, without a browser: its script against the verifier, and what stands in it.
//! In a real browser it is tried by `browser.rs`.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use made::cases::{Answer, Case, cases, same};
use made::review;
use register::publication::{Trust, verify_at, verify_page, verify_script};
use register::words::{Decider, DisposalBasis, ReasonCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Runs the checks of the page without a page; the script is given on standard input.
const RUNNER: &str = r#"
const fs = require("fs"), checks = {};
new Function("module", fs.readFileSync(process.argv[2], "utf8"))(checks);
const { verify, ...lists } = checks.exports;
const bytes = text => new Uint8Array(Buffer.from(text, "base64"));
const out = JSON.parse(fs.readFileSync(process.argv[3], "utf8")).map(c => {
  const r = verify(bytes(c.file), c.policy === null ? null : Buffer.from(c.policy, "base64").toString("utf8"), c.now);
  return { ok: r.ok, sentences: r.sentences };
});
process.stdout.write(JSON.stringify({ out, lists }));
"#;

/// What the checks say of each case when they are asked at a time, and the closed lists that they go by; nothing where there is
/// no program that runs them.
fn run_without_a_page(cases: &[Case], now: Option<i64>) -> Option<(Vec<Answer>, Value)> {
    let dir = made::folder();
    let path = |name: &str| dir.join(name);
    let given: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({
                "file": STANDARD.encode(&case.file),
                "policy": case.policy.as_ref().map(|policy| STANDARD.encode(policy)),
                "now": now,
            })
        })
        .collect();
    std::fs::write(path("run.js"), RUNNER).unwrap();
    std::fs::write(path("verify.js"), verify_script()).unwrap();
    std::fs::write(path("cases.json"), Value::Array(given).to_string()).unwrap();
    let files = [path("run.js"), path("verify.js"), path("cases.json")];
    let output = Command::new("node").args(&files).output();
    let _ = std::fs::remove_dir_all(&dir);
    let output = output.ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let row = |row: &Value| {
        let sentences = row["sentences"].as_array().unwrap().iter();
        (row["ok"] == json!(true), sentences.map(|s| s.as_str().unwrap().to_string()).collect())
    };
    Some((told["out"].as_array().unwrap().iter().map(row).collect(), told["lists"].clone()))
}

/// The checks of the page are the same script with and without a page around it, so they are held to the command where there is no
/// browser too.
#[test]
fn the_checks_of_the_page_say_what_the_command_says_without_a_browser() {
    let cases = cases();
    let Some((shown, lists)) = run_without_a_page(&cases, None) else {
        println!("SKIPPED: node is not installed");
        return;
    };
    same(&cases, &shown);
    let words = |all: Vec<&str>| json!(all);
    assert_eq!(lists["REASONS"], words(ReasonCode::ALL.iter().map(|w| w.word()).collect()));
    assert_eq!(lists["DECIDERS"], words(Decider::ALL.iter().map(|w| w.word()).collect()));
    assert_eq!(lists["BASES"], words(DisposalBasis::ALL.iter().map(|w| w.word()).collect()));
    let forms = lists["FORMS"].as_array().unwrap();
    for kind in register::acts::KINDS {
        for spec in kind.specs.iter().flat_map(|spec| [spec].into_iter().chain(spec.shape.group)) {
            let shape = &spec.shape;
            let known =
                !shape.group.is_empty() || !shape.words.is_empty() || forms.contains(&json!(shape.what));
            assert!(
                known,
                "the page does not know the form of {} in {}: {}",
                spec.name, kind.word, shape.what
            );
        }
    }
    // Asked on the day before the day before the first publication.
    let early = review::START_UNIX - 2 * 86_400;
    let (shown, _) = run_without_a_page(&cases[1..3], Some(early)).unwrap();
    for (case, shown) in cases[1..3].iter().zip(shown) {
        let trust = Trust::parse(case.policy.as_ref().unwrap()).unwrap();
        let refusal = verify_at(&case.file, Some(&trust), Some(early)).unwrap_err();
        assert_eq!(shown, (false, vec![refusal.sentence]));
    }
}

#[test]
fn the_page_holds_one_script_and_one_style_and_asks_for_nothing() {
    let page = verify_page();
    assert_eq!((page.matches("<script").count(), page.matches("<style").count()), (1, 1));
    assert!(page.contains("default-src 'none'"));
    for word in [
        "http:",
        "https:",
        "//",
        "src=",
        "href=",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "WebSocket",
        "eval(",
    ] {
        let script = page.split("<script>").nth(1).unwrap();
        let found = if word == "//" {
            // A hash in the policy may have two strokes by chance.
            let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
            let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
            let code = script.split("</script>").next().unwrap();
            let page = page.replace(script, "").replace(&hash(code), "").replace(&hash(style), "");
            page.matches("//").count()
        } else {
            page.matches(word).count()
        };
        assert_eq!(found, 0, "the page holds {word}");
    }
    for (tag, end) in [("<script>", "</script>"), ("<style>", "</style>")] {
        let text = page.split(tag).nth(1).unwrap().split(end).next().unwrap();
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
        assert!(page.contains(&hash), "the policy does not name what stands in {tag}");
    }
}
