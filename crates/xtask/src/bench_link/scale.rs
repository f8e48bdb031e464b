//! Many made people: whether time and memory grow with the number of records and no faster.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{LIMIT, Link, finished, script};
use crate::run;

/// Sizes that are linked, in millions of records.
const MILLIONS: [usize; 4] = [1, 5, 10, 20];

/// Records of each file that the maker of people writes; larger files are made of several.
const PART: u32 = 1_000_000;

/// What one size cost.
struct Cost {
    millions: usize,
    processor_s: f64,
    wall_s: f64,
    peak_bytes: f64,
}

/// Links each size under the narrow rules and prints a table.
pub(super) fn run(bench: &Link<'_>, shared: &Path, seed: u64) -> Result<(), String> {
    let Some(python) = &bench.python else { return Ok(()) };
    let mut parts: Vec<PathBuf> = Vec::new();
    let mut costs = Vec::new();
    for millions in MILLIONS {
        while parts.len() < millions {
            let seed = seed + 100 + parts.len() as u64;
            parts.push(bench.people(python, shared, PART, seed)?);
        }
        let file = bench.scratch.join(format!("made-{millions}m.parquet"));
        let many = script(&bench.scratch, "many.py", include_str!("many.py"))?;
        let mut join = Command::new(&python.program);
        join.arg(many).arg(&file).args(&parts);
        finished("many.py", &run::watch(join, LIMIT, |_, line| println!("   | {line}"))?)?;
        let ours = bench.ours(std::slice::from_ref(&file), Some("made-narrow"), 2)?;
        costs.push(Cost {
            millions,
            processor_s: ours.ended.processor_s.unwrap_or(f64::NAN),
            wall_s: ours.ended.wall_s,
            peak_bytes: ours.ended.peak_bytes.map_or(f64::NAN, |b| b as f64),
        });
        // Files of millions of people fill a disk.
        fs::remove_file(&file).map_err(|e| format!("cannot remove {}: {e}", file.display()))?;
    }
    table(&costs);
    Ok(())
}

fn table(costs: &[Cost]) {
    println!("\nmany made people, narrow rules");
    println!("million records   processor s   wall s   microseconds a record    peak MiB   bytes a record");
    for cost in costs {
        let records = cost.millions as f64 * 1e6;
        println!(
            "{:>15} {:>13.1} {:>8.1} {:>23.2} {:>11.0} {:>16.0}",
            cost.millions,
            cost.processor_s,
            cost.wall_s,
            cost.processor_s / records * 1e6,
            cost.peak_bytes / f64::from(1 << 20),
            cost.peak_bytes / records
        );
    }
}
