//! Output that nobody reads on, and output that cannot be written.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests run the command

mod support;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use support::{root, small_review};

/// Starts the command, reads `bytes` bytes of its output and no more; gives its exit code and what it said.
fn read_only(bytes: usize, args: &[&str]) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_candour"))
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut vec![0; bytes]).unwrap();
    drop(out);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (child.wait().unwrap().code(), said)
}

fn events(dir: &Path, cases: usize) -> String {
    let mut text = String::from("subject,kind,time\n");
    (0..cases).for_each(|n| text += &format!("A{n},create fine,2006-07-24\nA{n},send fine,2006-12-05\n"));
    let path = dir.join("log.csv");
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_reader_who_has_had_enough_ends_the_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let log = events(folder.path(), 40_000);
    let rules = root().join("examples/fines/fines.rule").display().to_string();
    let check = ["check", "--events", &log, "--rules", &rules];
    let (code, said) = read_only(10, &check);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("panicked") && !said.contains("error"), "{said}");

    let dir = small_review(folder.path(), "reference,child,received,assessed\nR1,C1,2010-03-01,2010-03-04\n");
    for args in [
        &["rules", "--on", "2013-04-15"][..],
        &["review", dir.to_str().unwrap()],
        &["review", dir.to_str().unwrap(), "--json"],
    ] {
        let (code, said) = read_only(0, args);
        assert!(code.is_some_and(|code| code < 2), "{args:?}: {code:?} {said}");
        assert!(!said.contains("panicked"), "{args:?}: {said}");
    }
    assert!(dir.join("out/report.html").exists(), "the results are whole although nobody read the summary");
}

/// `/dev/full` takes nothing: it is a disk without room.
#[test]
fn output_that_has_no_room_is_a_failure_and_words_without_room_are_none() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        println!("SKIPPED: output_that_has_no_room: this machine has no /dev/full");
        return;
    };
    let run = |args: &[&str], out: Stdio, err: Stdio| {
        Command::new(env!("CARGO_BIN_EXE_candour")).args(args).stdout(out).stderr(err).output().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let log = events(folder.path(), 10);
    let rules = root().join("examples/fines/fines.rule").display().to_string();
    let check = ["check", "--events", &log, "--rules", &rules];
    for args in [&check[..], &["rules", "--on", "2013-04-15"]] {
        let output = run(args, full.try_clone().unwrap().into(), Stdio::piped());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("No space left on device") && !said.contains("panicked"), "{args:?}: {said}");
    }
    // Standard error without room: the outcomes come all the same.
    let output = run(&check, Stdio::piped(), full.into());
    assert!(output.status.code().is_some_and(|code| code < 2), "{:?}", output.status);
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("rule,version,subject"));
}
