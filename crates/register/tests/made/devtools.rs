//! A real browser, driven as a person would: files are chosen and dropped, keys are pressed, and every request that a page
//! makes is seen.
//!
//! Chromium speaks its DevTools protocol over two pipes (`--remote-debugging-pipe`): messages of JSON, each ended by a zero
//! byte, on file descriptors 3 and 4. A shell puts our pipes there. Nothing listens on a port.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// How long the browser may take over one answer.
const PATIENCE: Duration = Duration::from_secs(120);
/// Puts standard input and output of what it starts where the browser looks for them.
const SHELL: &str = r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// A key, as the protocol names it.
#[derive(Clone, Copy)]
pub enum Key {
    Tab,
    Space,
}

/// A running browser with one page open.
pub struct Browser {
    running: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    asked: u64,
    session: Option<String>,
    /// Events that came while an answer was waited for.
    events: Vec<Value>,
    /// A folder of this browser alone; files for it can be put there.
    pub dir: PathBuf,
}

/// The program, where one is installed.
fn program() -> Option<&'static str> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .find(|path| Path::new(path).exists())
}

impl Browser {
    /// Starts a browser with a profile of its own and opens a page from these bytes; nothing where none is installed.
    pub fn open(page: &str) -> Option<Browser> {
        let mut browser = Browser::start(program()?);
        let file = browser.file("page.html", page.as_bytes());
        let target = browser.ask("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.ask("Target.attachToTarget", attach);
        browser.session = attached["sessionId"].as_str().map(String::from);
        for domain in ["Page.enable", "Network.enable", "Runtime.enable", "DOM.enable"] {
            browser.ask(domain, json!({}));
        }
        browser.ask("Page.navigate", json!({"url": format!("file://{}", file.display())}));
        browser.event("Page.loadEventFired");
        Some(browser)
    }

    fn start(program: &str) -> Browser {
        let dir = super::folder();
        let mut running = Command::new("sh")
            .args(["-c", SHELL, "sh", program])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--remote-debugging-pipe", "--window-size=1100,900"])
            .arg(format!("--user-data-dir={}", dir.join("profile").display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = running.stdin.take().unwrap();
        let pieces = BufReader::new(running.stdout.take().unwrap()).split(0);
        let (give, from) = channel();
        std::thread::spawn(move || {
            pieces.map_while(Result::ok).all(|piece| match serde_json::from_slice(&piece) {
                Ok(message) => give.send(message).is_ok(),
                Err(_) => false,
            })
        });
        Browser { running, to, from, asked: 0, session: None, events: Vec::new(), dir }
    }

    /// Writes a file where the browser can read it.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Asks the browser for something, and gives its answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let mut message = json!({"id": self.asked, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        loop {
            let message = self.next(method);
            if message["id"] != json!(self.asked) {
                self.events.push(message);
                continue;
            }
            assert!(message["error"].is_null(), "{method}: {}", message["error"]);
            return message["result"].clone();
        }
    }

    fn next(&mut self, what: &str) -> Value {
        self.from
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|e| panic!("the browser gives no answer to {what}: {e}"))
    }

    /// Waits for an event, and takes it.
    pub fn event(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.events.iter().position(|event| event["method"] == json!(method)) {
                return self.events.remove(at)["params"].clone();
            }
            let message = self.next(method);
            self.events.push(message);
        }
    }

    /// What an expression gives in the page; a promise is waited for.
    pub fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let given = self.ask("Runtime.evaluate", params);
        assert!(given["exceptionDetails"].is_null(), "{expression}: {}", given["exceptionDetails"]);
        given["result"]["value"].clone()
    }

    /// Chooses a file in a field for files, as its dialogue would.
    pub fn choose(&mut self, field: &str, file: &Path) {
        let document = self.ask("DOM.getDocument", json!({}));
        let of = json!({"nodeId": document["root"]["nodeId"], "selector": field});
        let node = self.ask("DOM.querySelector", of);
        let files = json!({"nodeId": node["nodeId"], "files": [file.display().to_string()]});
        self.ask("DOM.setFileInputFiles", files);
    }

    /// Drops files in the middle of the page.
    pub fn drop(&mut self, files: &[PathBuf]) {
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({"items": [], "files": files, "dragOperationsMask": 1});
            let event = json!({"type": kind, "x": 400, "y": 300, "data": data});
            self.ask("Input.dispatchDragEvent", event);
        }
    }

    /// Presses a key and lets it go.
    pub fn press(&mut self, key: Key) {
        let (key, code, text) = match key {
            Key::Tab => ("Tab", 9, ""),
            Key::Space => (" ", 32, " "),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({"type": kind, "key": key, "windowsVirtualKeyCode": code, "text": text});
            self.ask("Input.dispatchKeyEvent", event);
        }
    }

    /// The addresses of every request that the page has made so far, its own file left out. What the page's policy stopped was
    /// none: the browser tells of it, and that it was blocked.
    pub fn requests(&mut self) -> Vec<String> {
        // What happened before this answer has been told before it.
        self.value("1");
        let of = |method: &'static str| self.events.iter().filter(move |e| e["method"] == json!(method));
        let blocked: Vec<&Value> = of("Network.loadingFailed")
            .filter(|event| event["params"]["blockedReason"] == json!("csp"))
            .map(|event| &event["params"]["requestId"])
            .collect();
        of("Network.requestWillBeSent")
            .filter(|event| !blocked.contains(&&event["params"]["requestId"]))
            .filter_map(|event| event["params"]["request"]["url"].as_str())
            .filter(|url| !url.ends_with("/page.html"))
            .map(String::from)
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}
