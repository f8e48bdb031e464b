//! Children with a limit on their time, their output watched line by line, and figures of what they cost.
//!
//! Processor time and peak memory are read from `/proc` (Linux); elsewhere they are unknown and said so.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How often a child's peak memory is read.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Clock ticks of `/proc/*/stat` in a second: fixed at 100 for user programs on Linux, whatever the kernel's own rate.
const TICKS_PER_SECOND: f64 = 100.0;

/// What became of a child.
#[derive(Clone, PartialEq, Debug)]
pub struct Ended {
    /// Exit code; `None` where a signal or the time limit ended it.
    pub code: Option<i32>,
    /// Whether the time limit ended it.
    pub over_limit: bool,
    /// Wall-clock seconds.
    pub wall_s: f64,
    /// Processor seconds of the child and its children, where the system tells.
    pub processor_s: Option<f64>,
    /// Highest resident memory of the child in bytes, where the system tells.
    pub peak_bytes: Option<u64>,
}

impl Ended {
    /// Why it did not succeed, or `None` if it exited with 0.
    pub fn trouble(&self) -> Option<String> {
        match self.code {
            _ if self.over_limit => Some(format!("stopped after {:.0} s: over its time limit", self.wall_s)),
            Some(0) => None,
            Some(code) => Some(format!("exit code {code}")),
            None => Some("ended by a signal".to_string()),
        }
    }
}

/// Which of a child's two streams a line came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// Runs a command with empty standard input, gives every line it prints to `each`, and ends it at the limit.
///
/// # Errors
/// When the program cannot be started.
pub fn watch(
    mut command: Command,
    limit: Duration,
    mut each: impl FnMut(Stream, &str),
) -> Result<Ended, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let before = children_seconds();
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("cannot start {name}: {e}"))?;
    let (sender, lines) = mpsc::channel();
    if let Some(out) = child.stdout.take() {
        forward(out, Stream::Out, sender.clone());
    }
    if let Some(err) = child.stderr.take() {
        forward(err, Stream::Err, sender);
    }
    let mut peak = None;
    let mut over_limit = false;
    loop {
        match lines.recv_timeout(LOOK_EVERY) {
            Ok((stream, line)) => each(stream, &line),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
        peak = peak.max(peak_bytes(child.id()));
        if !over_limit && start.elapsed() > limit {
            over_limit = true;
            end_with_children(&mut child);
        }
    }
    let status = child.wait().map_err(|e| format!("cannot wait for {name}: {e}"))?;
    let wall_s = start.elapsed().as_secs_f64();
    let processor_s = before.zip(children_seconds()).map(|(before, after)| after - before);
    Ok(Ended { code: status.code(), over_limit, wall_s, processor_s, peak_bytes: peak })
}

/// Sends every line of a stream on; bytes that are not UTF-8 are shown as replacement characters.
fn forward(stream: impl Read + Send + 'static, which: Stream, sender: mpsc::Sender<(Stream, String)>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while matches!(reader.read_until(b'\n', &mut line), Ok(n) if n > 0) {
            let text = String::from_utf8_lossy(&line);
            if sender.send((which, text.trim_end_matches(['\n', '\r']).to_string())).is_err() {
                return;
            }
            line.clear();
        }
    });
}

/// Ends a child and everything it started: cargo alone would leave its test binaries running.
fn end_with_children(child: &mut Child) {
    let mut doomed = descendants(child.id());
    doomed.reverse();
    for id in doomed {
        // It may have ended by itself meanwhile.
        let _ = Command::new("kill").args(["-KILL", &id.to_string()]).stderr(Stdio::null()).status();
    }
    // As above.
    let _ = child.kill();
}

/// The processes started by `id`, directly or not, parents before children.
fn descendants(id: u32) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        if let Some(parent) = stat_field(&format!("/proc/{process}/stat"), 4) {
            children.entry(parent as u32).or_default().push(process);
        }
    }
    let mut found = Vec::new();
    let mut ahead = vec![id];
    while let Some(parent) = ahead.pop() {
        for &process in children.get(&parent).into_iter().flatten() {
            found.push(process);
            ahead.push(process);
        }
    }
    found
}

/// Highest resident memory of a running process.
fn peak_bytes(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

/// Processor seconds of all children that this process has waited for.
fn children_seconds() -> Option<f64> {
    let ticks = stat_field("/proc/self/stat", 16)? + stat_field("/proc/self/stat", 17)?;
    Some(ticks as f64 / TICKS_PER_SECOND)
}

/// Field `number` (from 1, as in proc(5)) of a `stat` file; fields after the second, which may hold anything.
fn stat_field(path: &str, number: usize) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let after_name = &text[text.rfind(')')? + 1..];
    after_name.split_whitespace().nth(number.checked_sub(3)?)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn lines_of_both_streams_and_the_exit_code_arrive() {
        let mut lines = Vec::new();
        let ended =
            watch(shell("echo one; echo two >&2; exit 3"), Duration::from_secs(60), |stream, line| {
                lines.push((stream == Stream::Out, line.to_string()));
            })
            .unwrap();
        lines.sort();
        assert_eq!(lines, [(false, "two".to_string()), (true, "one".to_string())]);
        assert_eq!(ended.code, Some(3));
        assert_eq!(ended.trouble().as_deref(), Some("exit code 3"));
    }

    #[test]
    fn a_child_over_its_limit_is_ended_with_what_it_started() {
        let ended =
            watch(shell("sleep 600 & sleep 600; true"), Duration::from_millis(200), |_, _| {}).unwrap();
        assert!(ended.over_limit && ended.wall_s < 60.0, "{ended:?}");
        assert!(ended.trouble().unwrap().contains("over its time limit"));
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error_with_its_name() {
        let error =
            watch(Command::new("no-such-program-here"), Duration::from_secs(1), |_, _| {}).unwrap_err();
        assert!(error.contains("no-such-program-here"), "{error}");
    }

    #[test]
    fn processor_time_is_measured_where_the_system_tells() {
        let busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        let ended = watch(shell(busy), Duration::from_secs(60), |_, _| {}).unwrap();
        if let (Some(processor_s), Some(peak)) = (ended.processor_s, ended.peak_bytes) {
            assert!(processor_s > 0.0, "{ended:?}");
            assert!(peak > 100_000, "{ended:?}");
        } else {
            println!("SKIPPED: this system has no /proc");
        }
    }
}
