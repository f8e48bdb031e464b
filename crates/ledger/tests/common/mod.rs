//! Invented drafts, and stores to run one suite over: a folder for SQLite, a server started here for PostgreSQL.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ledger::Setup;
use register::entry::{Class, Draft, LeafHash, StreamId};
use serde_json::{Value, json};

pub fn draft(stream: StreamId, note: &str) -> Draft {
    Draft {
        stream,
        class: Class::Record,
        time_unix: 1_700_000_000,
        acts: None,
        fields: vec![("kind".into(), json!("note")), ("text".into(), json!(note))],
    }
}

pub fn fields(stream: StreamId, fields: &[(&str, &str)]) -> Draft {
    let fields = fields.iter().map(|(path, value)| (path.to_string(), json!(value))).collect();
    Draft { fields, ..draft(stream, "") }
}

pub fn disposal(stream: StreamId, target: LeafHash, paths: &[&str]) -> Draft {
    Draft {
        stream,
        class: Class::Disposal,
        time_unix: 1_700_000_100,
        acts: Some(target),
        fields: vec![
            ("kind".into(), json!("disposal")),
            ("paths".into(), Value::Array(paths.iter().map(|p| json!(p)).collect())),
            ("basis".into(), json!("court-order")),
            ("decider".into(), json!("information-governance-lead")),
        ],
    }
}

/// Where the programs of a PostgreSQL server are, on this machine.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .collect();
    found.sort();
    found.pop()
}

/// A PostgreSQL server of this test's own, in a temporary folder, reached by a socket in it. It ends with the test.
pub struct Server {
    folder: tempfile::TempDir,
    child: Child,
    bin: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT: fast shutdown. The child is setpriv or the server itself; both hand the signal on by being replaced.
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"))
}

/// A command that runs as somebody else where we are root: PostgreSQL refuses to run as root.
fn unprivileged(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

impl Server {
    /// Starts one; none, with a line that says why, where its programs are absent or it does not start.
    pub fn start(test: &str) -> Option<Server> {
        let Some(bin) = programs() else {
            println!("SKIPPED: {test}: no PostgreSQL server is installed");
            return None;
        };
        match Server::try_start(&bin) {
            Ok(server) => Some(server),
            Err(why) => {
                println!("SKIPPED: {test}: PostgreSQL did not start ({why})");
                None
            }
        }
    }

    fn try_start(bin: &Path) -> Result<Server, String> {
        let folder = tempfile::Builder::new().prefix("pg").tempdir().map_err(|e| e.to_string())?;
        if is_root() {
            let owned = Command::new("chown").arg("nobody:nogroup").arg(folder.path()).status();
            owned.map_err(|e| e.to_string())?;
        }
        let data = folder.path().join("data");
        let made = unprivileged(&bin.join("initdb"))
            .args(["-U", "invented", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D"])
            .arg(&data)
            .current_dir(folder.path())
            .output()
            .map_err(|e| e.to_string())?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).trim().to_string());
        }
        let child = Server::child(bin, folder.path())?;
        let server = Server { folder, child, bin: bin.to_path_buf() };
        if server.answers() { Ok(server) } else { Err("it did not answer in half a minute".into()) }
    }

    fn child(bin: &Path, folder: &Path) -> Result<Child, String> {
        unprivileged(&bin.join("postgres"))
            .arg("-D")
            .arg(folder.join("data"))
            .arg("-k")
            .arg(folder)
            .args(["-c", "listen_addresses=", "-c", "max_connections=40"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| e.to_string())
    }

    fn answers(&self) -> bool {
        let end = Instant::now() + Duration::from_secs(30);
        while Instant::now() < end {
            if self.run("postgres", "SELECT 1").is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// Kills it as a loss of power would, and starts it again over the same data.
    pub fn restart(&mut self) {
        // SIGQUIT: every process of the server stops at once, and what was not made durable is gone.
        let _ = Command::new("kill").args(["-QUIT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
        self.child = Server::child(&self.bin, self.folder.path()).unwrap();
        assert!(self.answers(), "the server came back");
    }

    /// The address of one of its databases.
    pub fn address(&self, database: &str) -> String {
        format!("host={} user=invented dbname={database}", self.folder.path().display())
    }

    /// Runs SQL in a database, as its owner.
    pub fn run(&self, database: &str, sql: &str) -> Result<(), String> {
        let mut client =
            postgres::Client::connect(&self.address(database), postgres::NoTls).map_err(|e| e.to_string())?;
        client
            .batch_execute(sql)
            .map_err(|e| e.as_db_error().map_or(e.to_string(), |d| d.message().to_string()))
    }

    /// The folder of its data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// One way of keeping a ledger.
pub struct Place<'a> {
    pub folder: tempfile::TempDir,
    pub server: Option<(&'a Server, String)>,
}

impl Place<'_> {
    pub fn setup(&self) -> Setup {
        let mut setup = Setup::of("example.org/invented");
        if let Some((server, database)) = &self.server {
            setup.store = server.address(database);
        }
        setup
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }
}

/// Runs one test over SQLite and, where a server can be started, over PostgreSQL.
pub fn everywhere(test: &str, body: impl Fn(&Place<'_>)) {
    body(&Place { folder: tempfile::tempdir().unwrap(), server: None });
    if let Some(server) = Server::start(test) {
        server.run("postgres", "CREATE DATABASE one").unwrap();
        body(&Place { folder: tempfile::tempdir().unwrap(), server: Some((&server, "one".into())) });
    }
}
