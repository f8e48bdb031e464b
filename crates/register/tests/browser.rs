//! The static page against the verifier, in a real browser: the same sentences over both publications, every attack and a
//! prototype's files. Prints SKIPPED where no Chromium is installed.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use made::{attacks, review};
use register::entry::Class;
use register::publication::{Trust, verify, verify_at, verify_page};
use register::words::{Decider, DisposalBasis, ReasonCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How long a browser may take over all files.
const PATIENCE: Duration = Duration::from_secs(300);

/// A file to give to the page, and the sentences it must answer with.
struct Case {
    name: String,
    file: Vec<u8>,
    policy: Option<String>,
}

impl Case {
    /// What the verifier in Rust says.
    fn expected(&self) -> (bool, Vec<String>) {
        let trust = self.policy.as_ref().map(|policy| Trust::parse(policy).unwrap());
        match verify(&self.file, trust.as_ref()) {
            Ok((_, verdict)) => (true, verdict.sentences()),
            Err(refusal) => (false, vec![refusal.sentence]),
        }
    }
}

/// Gives each file to the page as if somebody dropped it there, and gathers what the page then shows.
const DRIVER: &str = r#"
(async () => {
  const cases = JSON.parse(document.getElementById("cases").textContent), out = [];
  const answer = document.getElementById("answer");
  const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const changed = () => new Promise(done => new MutationObserver((_, o) => { o.disconnect(); done(); }).observe(answer, { childList: true }));
  for (const c of cases) {
    const begin = performance.now();
    for (const [id, name, content] of [["policy", "policy.txt", c.policy], ["file", "publication.json", c.file]]) {
      if (content === null) continue;
      const files = new DataTransfer(), answered = out.length || id === "file" ? changed() : null;
      files.items.add(new File([bytes(content)], name));
      document.getElementById(id).files = files.files;
      document.getElementById(id).dispatchEvent(new Event("change"));
      await answered;
    }
    out.push({ ok: answer.className !== "no", head: answer.querySelector("h2").textContent,
      sentences: [...answer.querySelectorAll("li")].map(li => li.textContent), ms: performance.now() - begin });
  }
  // Told line by line on the console, because the hashing is done outside the page's own clock.
  const told = btoa(unescape(encodeURIComponent(JSON.stringify(out))));
  for (let at = 0; at < told.length; at += 4000) console.log("RESULT:" + told.slice(at, at + 4000) + ":");
  console.log("RESULTS-END");
})();
"#;

fn chromium() -> Option<&'static str> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .find(|path| Path::new(path).exists())
}

/// The page itself, with the driver and the files added; its policy names the driver too, and still allows no request.
fn driven(cases: &[Case]) -> String {
    let cases: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({
                "file": STANDARD.encode(&case.file),
                "policy": case.policy.as_ref().map(|policy| STANDARD.encode(policy)),
            })
        })
        .collect();
    let driver = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(DRIVER)));
    let data = Value::Array(cases).to_string();
    let page = verify_page();
    let policy_at = page.find("script-src ").unwrap() + 11;
    let (head, tail) = page.split_at(policy_at);
    let tail = tail.replace(
        "</body>",
        &format!(
            "<script type=\"application/json\" id=\"cases\">{data}</script><script>{DRIVER}</script></body>"
        ),
    );
    format!("{head}{driver} {tail}")
}

/// What the page showed for each case: whether it accepted, and the sentences.
fn shown(browser: &str, cases: &[Case]) -> Vec<(bool, Vec<String>)> {
    let dir = std::env::temp_dir().join(format!("candour-page-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let page = dir.join("page.html");
    std::fs::write(&page, driven(cases)).unwrap();
    let mut running = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--remote-debugging-port=0"])
        .arg(format!("--user-data-dir={}", dir.join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (give, take) = mpsc::channel();
    let lines = BufReader::new(running.stderr.take().unwrap()).lines();
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).all(|line| give.send(line).is_ok()));
    let (mut told, mut rest) = (String::new(), String::new());
    let end = Instant::now() + PATIENCE;
    let whole = loop {
        match take.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) if line.contains("\"RESULTS-END\"") => break true,
            Ok(line) => match line.split_once("\"RESULT:") {
                Some((_, part)) => told.push_str(part.split(':').next().unwrap()),
                None => rest.push_str(&line),
            },
            Err(_) => break false,
        }
    };
    running.kill().unwrap();
    running.wait().unwrap();
    reader.join().unwrap();
    assert!(whole, "the page gave no results within {} s: {rest}", PATIENCE.as_secs());
    let results: Value = serde_json::from_slice(&STANDARD.decode(told).unwrap()).unwrap();
    let _ = std::fs::remove_dir_all(&dir);
    let row = |row: &Value| {
        let sentences = row["sentences"].as_array().unwrap().iter();
        (row["ok"] == json!(true), sentences.map(|s| s.as_str().unwrap().to_string()).collect())
    };
    results.as_array().unwrap().iter().map(row).collect()
}

/// A publication with a finding that was replaced and one that was withdrawn.
fn undone() -> String {
    let mut made = review::Made::new(review::log("log.example/register", 10), 1);
    made.begin();
    made.add(Class::Finding, Some(3), review::finding(2, "A strategy meeting was held after all."));
    let says =
        [("kind", json!("finding_withdrawn")), ("of", json!(4)), ("reason", json!("It was another file."))];
    made.add(Class::Record, Some(4), review::fields(&says));
    let closed = [("kind", json!("strand_closed")), ("number", json!(3)), ("reason", json!("records_lost"))];
    made.add(Class::Record, None, review::fields(&closed));
    made.publication_entry(1, None);
    made.publish()
}

/// The two publications, every attack, and a prototype's files.
fn cases() -> Vec<Case> {
    let (first, second, policy) = review::both();
    let case = |name: &str, file: &str, policy: Option<&String>| Case {
        name: name.to_string(),
        file: file.as_bytes().to_vec(),
        policy: policy.cloned(),
    };
    let mut cases = vec![
        // Before any policy is given: the page keeps the one it was given last.
        case("no policy", &second, None),
        case("the first publication", &first, Some(&policy)),
        case("the second publication", &second, Some(&policy)),
        case("findings that do not stand any more", &undone(), Some(&policy)),
    ];
    cases.extend(attacks::all().into_iter().map(|a| Case {
        name: a.name.to_string(),
        file: a.file,
        policy: Some(a.policy),
    }));
    if let Some(dir) = made::shared("vectors/candour-proto") {
        let policy = std::fs::read_to_string(dir.join("policy.json")).unwrap();
        for name in ["publication-v1.json", "publication-v2.json"] {
            let file = std::fs::read_to_string(dir.join(name)).unwrap();
            cases.push(case(name, &file, Some(&policy)));
        }
    }
    cases
}

/// Holds what the checks of the page said against what the command says.
fn same(cases: &[Case], shown: &[(bool, Vec<String>)]) {
    assert_eq!(shown.len(), cases.len());
    let mut wrong = Vec::new();
    for (case, shown) in cases.iter().zip(shown) {
        let expected = case.expected();
        if *shown != expected {
            wrong.push(format!("{}:\n  command {expected:?}\n  page    {shown:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    println!("{} files: the page and the command say the same", cases.len());
}

#[test]
fn the_page_says_what_the_command_says() {
    let Some(browser) = chromium() else {
        println!("SKIPPED: no Chromium is installed");
        return;
    };
    let cases = cases();
    same(&cases, &shown(browser, &cases));
}

/// Whether a file was accepted, and the sentences.
type Answer = (bool, Vec<String>);

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
    let dir = tempfile();
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
    std::fs::write(path("verify.js"), include_str!("../page/verify.js")).unwrap();
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

/// A folder of this test alone.
fn tempfile() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static MADE: AtomicU32 = AtomicU32::new(0);
    let n = MADE.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("candour-checks-{}-{n}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
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
            page.replace(script, "").matches("//").count()
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
