//! The lane `go`: logs written by our crate, verified by Go's module-log library as Debian packages it.
//!
//! Nothing is fetched: the library comes from `golang-golang-x-mod-dev`, and Go is told to look nowhere else.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::lanes::{Report, scratch};
use crate::run;
use crate::tree::Tree;

/// Sizes of the logs: one, around a tile, around a tile of tiles, an uneven one, a large one.
const SIZES: [u64; 8] = [1, 255, 256, 257, 65_535, 65_536, 70_000, 1_000_000];
/// Longest time one step may take.
const STEP_LIMIT: Duration = Duration::from_secs(900);

/// Runs the lane.
pub(crate) fn lane(tree: &Tree) -> Result<Report, String> {
    let scratch = scratch(tree)?;
    let mut folders = Vec::new();
    for size in SIZES {
        let folder = scratch.path().join(size.to_string());
        let mut write = tree.cargo();
        write.args(["run", "--quiet", "--package", "tlog", "--example", "write_log", "--"]);
        write.arg(&folder).arg(size.to_string());
        step(write, "writing a log")?;
        folders.push(folder);
    }
    let program = scratch.path().join("verify");
    let mut build = go(tree, scratch.path());
    build.arg("build").arg("-o").arg(&program).arg(tree.root.join("crates/tlog/tests/go/verify.go"));
    step(build, "building the Go program")?;
    let mut verify = Command::new(&program);
    verify.args(&folders);
    let last = step(verify, "Go's verification")?;
    let said = format!("verified {} logs", SIZES.len());
    if !last.starts_with(&said) {
        return Ok(Report::broken(format!("Go's verification ended with `{last}`")));
    }
    // The same program has to refuse a log with one flipped bit, or it verifies nothing.
    let tile = folders[3].join("tile/0/000");
    let mut bytes = fs::read(&tile).map_err(|e| format!("the tile of 257 leaves: {e}"))?;
    bytes[100] ^= 1;
    fs::write(&tile, bytes).map_err(|e| format!("the tile of 257 leaves: {e}"))?;
    let mut refuse = Command::new(&program);
    refuse.arg(&folders[3]);
    let ended = run::watch(refuse, STEP_LIMIT, |_, line| println!("   {line}"))?;
    if ended.trouble().is_none() {
        return Ok(Report::broken("Go's verification accepted a tile with a flipped bit".into()));
    }
    Ok(Report::held(format!("{last}; a flipped bit is refused")))
}

fn go(tree: &Tree, cache: &std::path::Path) -> Command {
    let mut command = Command::new("go");
    command.current_dir(&tree.root);
    command.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOFLAGS", "");
    command.env("GOCACHE", cache.join("cache")).env("GOPROXY", "off");
    command
}

/// Runs one step; gives its last line.
fn step(command: Command, what: &str) -> Result<String, String> {
    let mut last = String::new();
    let ended = run::watch(command, STEP_LIMIT, |_, line| {
        println!("   {line}");
        last = line.to_string();
    })?;
    match ended.trouble() {
        None => Ok(last),
        Some(trouble) => Err(format!("{what}: {trouble}")),
    }
}
