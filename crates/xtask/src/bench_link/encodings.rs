//! Dice on 1,024-bit encodings beside anonlink: the same two files, all pairs, one thread.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::goals::Goals;
use super::{INSTALL_LIMIT, LIMIT, Python, finished, script};
use crate::run;

/// Encodings of each list.
const ENCODINGS: usize = 20_000;

/// Bytes of each: 1,024 bits.
const BYTES: usize = 128;

/// One in so many of the second list is one of the first with some bits changed.
const ALIKE_EVERY: usize = 100;

/// Runs both and prints pairs a second.
pub(super) fn run(program: &Path, scratch: &Path, python: &Python, goals: &mut Goals) -> Result<(), String> {
    let (a, b) = (scratch.join("a.json"), scratch.join("b.json"));
    make(&a, &b)?;
    println!("\nDice of {ENCODINGS} by {ENCODINGS} encodings of {} bits, one thread", 8 * BYTES);
    for threshold in ["0.8", "0.7"] {
        let ours = ours(program, scratch, [&a, &b], threshold)?;
        tell("ours", threshold, &ours);
        match theirs(scratch, python, [&a, &b], threshold) {
            Ok(theirs) => {
                tell("anonlink", threshold, &theirs);
                if ours.0 != theirs.0 {
                    return Err(format!("ours finds {} pairs and anonlink {}", ours.0, theirs.0));
                }
                println!("  the same pairs; ours is {:.2} times as fast", theirs.1 / ours.1);
                let faster = format!("Dice at {threshold}: speed, of anonlink's");
                goals.least(&faster, 1.0, theirs.1 / ours.1, Some(1.0));
            }
            Err(why) => println!("  SKIPPED: anonlink ({why})"),
        }
    }
    Ok(())
}

fn tell(who: &str, threshold: &str, (pairs, seconds): &(usize, f64)) {
    let rate = (ENCODINGS * ENCODINGS) as f64 / seconds / 1e6;
    println!(
        "  {who}, threshold {threshold}: {pairs} pairs, {seconds:.3} s, {rate:.0} million pairs a second"
    );
}

/// Pairs found and processor seconds of the search, as `candour match-encodings --timings` says.
fn ours(
    program: &Path,
    scratch: &Path,
    lists: [&PathBuf; 2],
    threshold: &str,
) -> Result<(usize, f64), String> {
    let out = scratch.join("alike.csv");
    let mut command = Command::new(program);
    command.arg("match-encodings").args(lists).args([
        "--threshold",
        threshold,
        "--threads",
        "1",
        "--timings",
        "--out",
    ]);
    command.arg(&out);
    let mut seconds = None;
    let ended = run::watch(command, LIMIT, |_, line| {
        let timed = line.strip_prefix("timing: search processor ").and_then(|t| t.strip_suffix(" s"));
        seconds = timed.and_then(|t| t.parse().ok()).or(seconds);
    })?;
    finished("candour match-encodings", &ended)?;
    let found = fs::read_to_string(&out).map_err(|e| format!("cannot read {}: {e}", out.display()))?;
    let seconds = seconds.ok_or("the system does not tell processor time")?;
    Ok((found.lines().count() - 1, seconds))
}

fn theirs(
    scratch: &Path,
    python: &Python,
    lists: [&PathBuf; 2],
    threshold: &str,
) -> Result<(usize, f64), String> {
    let mut look = Command::new(&python.program);
    look.args(["-c", "import anonlink"]);
    if run::watch(look, INSTALL_LIMIT, |_, _| {})?.trouble().is_some() {
        let mut install = Command::new(&python.program);
        install.args(["-m", "pip", "install", "-q", "anonlink==0.15.3"]);
        finished("pip install anonlink", &run::watch(install, INSTALL_LIMIT, |_, _| {})?)?;
    }
    let script = script(scratch, "anonlink_peer.py", include_str!("anonlink_peer.py"))?;
    let mut command = Command::new(&python.program);
    command.arg(script).args(lists).arg(threshold);
    let mut figures = None;
    let ended = run::watch(command, LIMIT, |_, line| {
        let read = || {
            let (pairs, seconds) = line.strip_prefix("figures: ")?.split_once(' ')?;
            Some((pairs.parse().ok()?, seconds.parse().ok()?))
        };
        figures = read().or(figures);
    })?;
    finished("anonlink_peer.py", &ended)?;
    figures.ok_or_else(|| "anonlink printed no figures".to_string())
}

/// Two lists of encodings with half their bits set, by SplitMix64 (Steele, Lea and Flood, 2014).
fn make(a: &Path, b: &Path) -> Result<(), String> {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    };
    let mut list = || -> Vec<Vec<u8>> {
        (0..ENCODINGS).map(|_| (0..BYTES / 8).flat_map(|_| next().to_le_bytes()).collect()).collect()
    };
    let (left, mut right) = (list(), list());
    for at in (0..ENCODINGS).step_by(ALIKE_EVERY) {
        right[at].clone_from(&left[at]);
        // From none to all of the first bytes changed: Dice from 1 down.
        (0..at / ALIKE_EVERY % 32).for_each(|byte| right[at][byte] ^= 0x5a);
    }
    for (path, list) in [(a, left), (b, right)] {
        let texts: Vec<String> = list.iter().map(|bytes| base64(bytes)).collect();
        let text = serde_json::json!({ "clks": texts }).to_string();
        fs::write(path, text).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    }
    Ok(())
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0u32, |n, &b| n << 8 | u32::from(b)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(super::base64(text.as_bytes()), expected, "{text}");
        }
    }
}
