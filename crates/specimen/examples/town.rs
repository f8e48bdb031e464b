//! Makes a specimen and prints what was made and how fast: `cargo run --release -p specimen --example town -- DIR PEOPLE SEED`.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // measures time

use std::path::Path;
use std::time::Instant;

use specimen::{Plan, write};

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, otherwise: u64| words.get(i).and_then(|w| w.parse().ok()).unwrap_or(otherwise);
    let dir = words.first().map_or("northmere", String::as_str);
    let plan = Plan { people: number(1, 300) as u32, seed: number(2, 2004), rows: None, theme_from: None };
    let start = Instant::now();
    let made = write(Path::new(dir), &plan)?;
    let seconds = start.elapsed().as_secs_f64();
    for f in &made.files {
        println!("{:>9} rows  {} {}", f.rows, f.file, f.sheet);
    }
    println!(
        "{} rows, {} people, {} vehicles, {} duties in {seconds:.2} s: {:.0} rows a second",
        made.rows(),
        made.people,
        made.vehicles,
        made.outcomes,
        made.rows() as f64 / seconds
    );
    Ok(())
}
