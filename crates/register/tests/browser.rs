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
use register::publication::{Trust, verify, verify_page};
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

#[test]
fn the_page_says_what_the_command_says() {
    let Some(browser) = chromium() else {
        println!("SKIPPED: no Chromium is installed");
        return;
    };
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
    let shown = shown(browser, &cases);
    assert_eq!(shown.len(), cases.len());
    let mut wrong = Vec::new();
    for (case, shown) in cases.iter().zip(&shown) {
        let expected = case.expected();
        if *shown != expected {
            wrong.push(format!("{}:\n  command {expected:?}\n  page    {shown:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    println!("{} files: the page and the command say the same", cases.len());
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
