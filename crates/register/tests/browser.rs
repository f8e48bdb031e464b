//! The static page and the publication in a real browser: files are dropped and chosen, keys pressed, every request seen.
//! The lane `browser` installs Chromium; where there is none, each test says SKIPPED.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use made::cases::{Answer, cases, same};
use made::devtools::{Browser, Key};
use made::review;
use register::publication::verify_page;
use serde_json::{Value, json};

/// What the page shows: how it is marked, its heading, and the sentences.
const SHOWN: &str = "(() => { const answer = document.getElementById('answer'); return { mark: answer.className, \
                     head: answer.querySelector('h2') ? answer.querySelector('h2').textContent : '', \
                     sentences: [...answer.querySelectorAll('li')].map(li => li.textContent) }; })()";
/// Makes a promise that is kept when the page shows another answer.
const WATCH: &str = "window.answered = new Promise(done => { const answer = document.getElementById('answer'); \
                     new MutationObserver((_, watch) => { watch.disconnect(); done(true); }).observe(answer, { childList: true }); \
                     }); 1";

/// The page in a browser, or a word on why not.
fn page() -> Option<Browser> {
    let browser = Browser::open(&verify_page());
    if browser.is_none() {
        println!("SKIPPED: no Chromium is installed");
    }
    browser
}

/// Does something, waits until the page answers, and gives what it shows.
fn answer(browser: &mut Browser, act: impl FnOnce(&mut Browser)) -> Value {
    browser.value(WATCH);
    act(browser);
    browser.value("window.answered");
    browser.value(SHOWN)
}

/// An answer as the command gives it.
fn told(shown: &Value) -> Answer {
    let sentences = shown["sentences"].as_array().unwrap().iter();
    (shown["mark"] != json!("no"), sentences.map(|s| s.as_str().unwrap().to_string()).collect())
}

#[test]
fn in_the_browser_every_file_gets_the_sentences_that_the_command_gives() {
    let Some(mut browser) = page() else { return };
    let mut shown: Vec<Answer> = Vec::new();
    let cases = cases();
    for (n, case) in cases.iter().enumerate() {
        // Another name each time: what is chosen already is not chosen anew.
        let file = browser.file(&format!("publication-{n}.json"), &case.file);
        if let Some(policy) = &case.policy {
            let policy = browser.file(&format!("policy-{n}.txt"), policy.as_bytes());
            // A policy is the second thing here but once: the page checks the last publication anew.
            if shown.is_empty() {
                browser.choose("#policy", &policy);
            } else {
                answer(&mut browser, |browser| browser.choose("#policy", &policy));
            }
        }
        let given = answer(&mut browser, |browser| browser.choose("#file", &file));
        shown.push(told(&given));
    }
    same(&cases, &shown);
    assert_eq!(browser.requests(), [] as [String; 0]);
}

/// A file by what it is called, and whether it holds.
type Given = (&'static str, Vec<u8>, bool);

/// The second publication; without one of its findings; and with one bit of it flipped.
fn three() -> ([Given; 3], String) {
    let (_, file, policy) = review::both();
    let mut thin: Value = serde_json::from_str(&file).unwrap();
    let entries = thin["entries"].as_array_mut().unwrap();
    let finding = entries.iter().position(|row| row["entry"].as_str().unwrap().contains("\nclass finding\n"));
    entries.remove(finding.unwrap());
    let mut flipped = file.clone().into_bytes();
    let at = file.find("\"disclosures\"").unwrap() + 40;
    flipped[at] ^= 1;
    let good = file.into_bytes();
    (
        [
            ("good", good, true),
            ("thinned out", thin.to_string().into_bytes(), false),
            ("flipped", flipped, false),
        ],
        policy,
    )
}

#[test]
fn in_the_browser_dropped_files_are_checked_and_nothing_leaves_the_page() {
    let Some(mut browser) = page() else { return };
    let (files, policy) = three();
    let policy = browser.file("policy.txt", policy.as_bytes());
    for (name, bytes, holds) in files {
        let file = browser.file("publication.json", &bytes);
        // Both together, as somebody drops a folder's files.
        let shown = answer(&mut browser, |browser| browser.drop(&[policy.clone(), file]));
        let expected = if holds { ("yes", "Accepted") } else { ("no", "Refused: ") };
        assert_eq!(shown["mark"], json!(expected.0), "{name}: {shown}");
        assert!(shown["head"].as_str().unwrap().starts_with(expected.1), "{name}: {shown}");
        println!("{name}: {}: {}", shown["head"], shown["sentences"][0]);
    }
    assert_eq!(browser.requests(), [] as [String; 0]);
    // And it could not send anything if it tried: its own policy forbids each way, and no request is made.
    let tries = "(async () => { const to = 'http://127.0.0.1:9/', refused = []; \
         document.addEventListener('securitypolicyviolation', e => refused.push(e.effectiveDirective)); \
         await fetch(to).catch(() => {}); \
         await new Promise(done => { const i = new Image(); i.onload = i.onerror = done; i.src = to; }); \
         try { new WebSocket('ws://127.0.0.1:9/'); } catch (e) {} \
         navigator.sendBeacon(to, 'x'); \
         const form = document.createElement('form'); form.action = to; form.method = 'post'; document.body.append(form); \
         form.submit(); await new Promise(done => setTimeout(done, 300)); return refused; })()";
    let refused = browser.value(tries);
    let times = |way: &str| refused.as_array().unwrap().iter().filter(|r| **r == json!(way)).count();
    let ways = [times("connect-src"), times("img-src"), times("form-action")];
    assert!(ways[0] >= 3 && ways[1] >= 1 && ways[2] >= 1, "{refused}");
    assert_eq!(browser.requests(), [] as [String; 0]);
}

#[test]
fn in_the_browser_the_page_is_used_by_keyboard_alone() {
    let Some(mut browser) = page() else { return };
    let (files, policy) = three();
    let good = browser.file("publication.json", &files[0].1);
    let policy = browser.file("policy.txt", policy.as_bytes());
    browser.ask("Page.setInterceptFileChooserDialog", json!({"enabled": true}));
    for (field, file) in [("file", good), ("policy", policy)] {
        browser.press(Key::Tab);
        assert_eq!(browser.value("document.activeElement.id"), json!(field));
        let seen = "getComputedStyle(document.activeElement).outlineStyle";
        assert_ne!(browser.value(seen), json!("none"), "where one is can be seen");
        let shown = answer(&mut browser, |browser| {
            browser.press(Key::Space);
            let opened = browser.event("Page.fileChooserOpened");
            let files =
                json!({"backendNodeId": opened["backendNodeId"], "files": [file.display().to_string()]});
            browser.ask("DOM.setFileInputFiles", files);
        });
        let mark = if field == "file" { "open" } else { "yes" };
        assert_eq!(shown["mark"], json!(mark), "{shown}");
        // What is answered is read out, and the next key goes on from where one was.
        let live = "document.getElementById('answer').getAttribute('aria-live')";
        assert_eq!(browser.value(live), json!("polite"));
        browser.value(&format!("document.getElementById('{field}').focus(), 1"));
    }
}

/// "Change one letter of a file and try again", as the example says: chosen again under the same name, it is checked again.
#[test]
fn in_the_browser_a_file_that_was_changed_can_be_chosen_again() {
    let Some(mut browser) = page() else { return };
    let (files, _) = three();
    browser.ask("Page.setInterceptFileChooserDialog", json!({"enabled": true}));
    for (at, mark) in [(0, "open"), (2, "no"), (0, "open")] {
        let file = browser.file("publication.json", &files[at].1);
        browser.value("document.getElementById('file').focus(), 1");
        let shown = answer(&mut browser, |browser| {
            browser.press(Key::Space);
            let opened = browser.event("Page.fileChooserOpened");
            let files =
                json!({"backendNodeId": opened["backendNodeId"], "files": [file.display().to_string()]});
            browser.ask("DOM.setFileInputFiles", files);
        });
        assert_eq!(shown["mark"], json!(mark), "{shown}");
        let checked = "document.querySelector('#answer p').textContent";
        assert_eq!(browser.value(checked), json!("publication.json, without a policy"));
    }
}

#[test]
fn in_the_browser_a_publication_asks_for_nothing_and_prints_whole() {
    let html = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/overarching/publication-2.html");
    let Some(mut browser) = Browser::open(&std::fs::read_to_string(html).unwrap()) else {
        println!("SKIPPED: no Chromium is installed");
        return;
    };
    assert_eq!(browser.requests(), [] as [String; 0]);
    let dead = "[...document.querySelectorAll('a[href]')].filter(a => !document.querySelector(a.getAttribute('href'))).length";
    assert_eq!(browser.value(dead), json!(0), "every link has its end in the page");
    let wide = "document.documentElement.scrollWidth <= window.innerWidth";
    assert_eq!(browser.value(wide), json!(true), "nothing runs out of the page");
    let narrow = json!({"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": false});
    browser.ask("Emulation.setDeviceMetricsOverride", narrow);
    assert_eq!(browser.value(wide), json!(true), "nor on a telephone");
    browser.press(Key::Tab);
    assert_eq!(browser.value("document.activeElement.className"), json!("skip"));
    let printed = browser.ask("Page.printToPDF", json!({"preferCSSPageSize": true}));
    let bytes = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
    let pages = bytes.windows(11).filter(|w| *w == b"/Type /Page").count();
    assert!(bytes.starts_with(b"%PDF") && pages > 5, "{pages} pages");
}
