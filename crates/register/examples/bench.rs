//! What it costs to verify a publication of 500 entries: `cargo xtask bench publication`.
//!
//! The file is made in memory; what is timed is the verifier from bytes to verdict, signatures of the log and three witnesses
//! included, and the making of the page and the text.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // a benchmark reads the clock

#[path = "../tests/made/mod.rs"]
mod made;

use std::time::{Duration, Instant};

use register::publication::{Trust, page, plain_text, verify};

/// Times each thing is done; the one in the middle and the slowest are told.
const TIMES: usize = 101;

/// Seconds of processor time this process has used, where the system says (Linux, in ticks of 10 ms).
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let ticks: Vec<f64> =
        after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse().ok()).collect();
    Some(ticks.iter().sum::<f64>() / 100.0)
}

fn measured(what: &str, mut work: impl FnMut()) {
    let before = processor_seconds();
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed()
        })
        .collect();
    if let (Some(before), Some(after)) = (before, processor_seconds()) {
        println!("{what}: {:.1} ms of processor time each", (after - before) * 1_000.0 / TIMES as f64);
    }
    times.sort();
    let ms = |d: Duration| d.as_secs_f64() * 1_000.0;
    println!(
        "{what}: {:.1} ms in the middle of {TIMES}, {:.1} ms at best, {:.1} ms at worst",
        ms(times[TIMES / 2]),
        ms(times[0]),
        ms(times[TIMES - 1])
    );
}

fn main() {
    let (file, policy) = made::review::large();
    let trust = Trust::parse(&policy).expect("the policy of a made log");
    let (publication, verdict) = verify(file.as_bytes(), Some(&trust)).expect("a publication as it was made");
    println!(
        "{} entries, {} fields disclosed, {} withheld, {} bytes, a log of {} entries",
        verdict.entries,
        verdict.disclosed,
        verdict.withheld.len(),
        file.len(),
        verdict.log_size
    );
    measured("verified", || {
        assert!(verify(file.as_bytes(), Some(&trust)).is_ok());
    });
    measured("page", || assert!(!page(&publication, &verdict, None).is_empty()));
    measured("text", || assert!(!plain_text(&publication, &verdict, None).is_empty()));
}
