//! Many made people: whether time and memory grow with the number of records and no faster, and whether a bound on memory holds and gives the
//! same bytes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::goals::Goals;
use super::{LIMIT, Link, Ours, finished, score, script};
use crate::bench::Size;
use crate::run;

/// Sizes that are linked where nothing else is asked for, in millions of records.
const MILLIONS: [usize; 4] = [1, 5, 10, 20];

/// Most memory that ten million records may take, in GiB.
const TEN_MILLION_GIB: f64 = 12.0;

/// Time is linear where it grows with no more than this power of the number of records: 1.1 leaves room for a sort.
const POWER_MAX: f64 = 1.1;

/// Records of each file that the maker of people writes; larger files are made of several.
const PART: u32 = 1_000_000;

/// The size that is linked under a bound on memory too, and the bound.
const BOUNDED: (usize, &str) = (10, "2GiB");

/// What one size cost.
struct Cost {
    millions: usize,
    bounded: bool,
    processor_s: f64,
    wall_s: f64,
    peak_bytes: f64,
    /// Best F1, and of pairs said with 0.95 or more the share that is right.
    right: (f64, f64),
}

/// Links each size under the narrow rules and prints a table.
pub(super) fn run(bench: &Link<'_>, shared: &Path, size: &Size, goals: &mut Goals) -> Result<(), String> {
    let python = &bench.python;
    let sizes = if size.millions.is_empty() { &MILLIONS[..] } else { &size.millions };
    let mut parts: Vec<PathBuf> = Vec::new();
    let mut costs = Vec::new();
    for &millions in sizes {
        while parts.len() < millions {
            let seed = size.seed + 100 + parts.len() as u64;
            parts.push(bench.people(python, shared, PART, seed)?);
        }
        let file = bench.scratch.join(format!("made-{millions}m.parquet"));
        let many = script(&bench.scratch, "many.py", include_str!("many.py"))?;
        let mut join = Command::new(&python.program);
        join.arg(many).arg(&file).args(&parts);
        finished("many.py", &run::watch(join, LIMIT, |_, line| println!("   | {line}"))?)?;
        let ours = bench.ours(std::slice::from_ref(&file), Some("made-narrow"), 2)?;
        let truth = python.truth(&bench.scratch, std::slice::from_ref(&file))?;
        let reached = score::measure(&score::read(&ours.out)?, &truth)?;
        drop(truth);
        let right = (reached.f1_best, reached.at_95.0);
        costs.push(Cost::of(millions, false, &ours, right));
        if millions == BOUNDED.0 {
            let narrow = bench.specification("made-narrow");
            let bounded = bench.ours_with(std::slice::from_ref(&file), Some(&narrow), 2, Some(BOUNDED.1))?;
            same_bytes(&ours.out, &bounded.out)?;
            println!("  {millions} million under --memory {}: every file is the same to the byte", BOUNDED.1);
            costs.push(Cost::of(millions, true, &bounded, right));
            fs::remove_dir_all(&bounded.out)
                .map_err(|e| format!("cannot remove {}: {e}", bounded.out.display()))?;
        }
        // Files of millions of people fill a disk.
        fs::remove_file(&file).map_err(|e| format!("cannot remove {}: {e}", file.display()))?;
    }
    table(&costs);
    judge(&costs, goals);
    let plot_file = bench.tree.build_folder()?.join("bench-link-scale.svg");
    fs::write(&plot_file, plot(&costs)).map_err(|e| format!("cannot write {}: {e}", plot_file.display()))?;
    println!("plot: {}", plot_file.display());
    Ok(())
}

impl Cost {
    fn of(millions: usize, bounded: bool, ours: &Ours, right: (f64, f64)) -> Cost {
        Cost {
            millions,
            bounded,
            processor_s: ours.ended.processor_s.unwrap_or(f64::NAN),
            wall_s: ours.ended.wall_s,
            peak_bytes: ours.ended.peak_bytes.map_or(f64::NAN, |b| b as f64),
            right,
        }
    }
}

/// Memory at ten million, and how time grows from the least size to the greatest.
fn judge(costs: &[Cost], goals: &mut Goals) {
    let free: Vec<&Cost> = costs.iter().filter(|cost| !cost.bounded).collect();
    if let Some(ten) = free.iter().find(|cost| cost.millions == 10) {
        goals.most(
            "10 million records: memory, GiB",
            TEN_MILLION_GIB,
            ten.peak_bytes / f64::from(1 << 30),
            None,
        );
    }
    if let (Some(first), Some(last)) = (free.first(), free.last())
        && last.millions > first.millions
    {
        let power =
            (last.processor_s / first.processor_s).ln() / (last.millions as f64 / first.millions as f64).ln();
        let what =
            format!("{} to {} million records: power with which time grows", first.millions, last.millions);
        goals.most(&what, POWER_MAX, power, None);
    }
    if costs.iter().any(|cost| cost.bounded) {
        let what = format!("{} million under --memory {}: bytes", BOUNDED.0, BOUNDED.1);
        goals.holds(&what, "the same", "the same", true);
    }
}

/// Compares every file of two folders of results.
fn same_bytes(one: &Path, other: &Path) -> Result<(), String> {
    let names = |folder: &Path| -> Result<Vec<String>, String> {
        let failed = |e| format!("cannot read {}: {e}", folder.display());
        let entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let mut names: Vec<String> =
            entries.iter().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    };
    let of = names(one)?;
    if of != names(other)? {
        return Err("under a bound on memory other files are written".to_string());
    }
    let failed = |e: std::io::Error| format!("cannot compare the results: {e}");
    for name in of {
        let open =
            |folder: &Path| fs::File::open(folder.join(&name)).map(|f| BufReader::with_capacity(1 << 20, f));
        let (mut a, mut b) = (open(one).map_err(failed)?, open(other).map_err(failed)?);
        loop {
            let (x, y) = (a.fill_buf().map_err(failed)?, b.fill_buf().map_err(failed)?);
            let n = x.len().min(y.len());
            if x[..n] != y[..n] || (n == 0 && x.len() != y.len()) {
                return Err(format!("under a bound on memory {name} is another"));
            }
            if n == 0 {
                break;
            }
            a.consume(n);
            b.consume(n);
        }
    }
    Ok(())
}

/// Processor time and peak memory against records, each with the straight line from nothing through the largest size.
fn plot(costs: &[Cost]) -> String {
    const WIDTH: f64 = 300.0;
    const HEIGHT: f64 = 220.0;
    const LEFT: f64 = 60.0;
    const TOP: f64 = 30.0;
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 310\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Linkage of made people: processor time and peak memory by number of records</title>\n",
    );
    type Of = fn(&Cost) -> f64;
    let panels: [(&str, Of); 2] = [
        ("processor seconds", |cost| cost.processor_s),
        ("peak memory, GiB", |cost| cost.peak_bytes / f64::from(1 << 30)),
    ];
    let widest = costs.iter().map(|cost| cost.millions as f64).fold(1.0, f64::max);
    for (number, (name, of)) in panels.into_iter().enumerate() {
        let left = LEFT + number as f64 * (WIDTH + 90.0);
        let highest = 1.1 * costs.iter().map(of).fold(0.0, f64::max).max(1e-9);
        let x = |millions: f64| left + millions / widest * WIDTH;
        let y = |value: f64| TOP + (1.0 - value / highest) * HEIGHT;
        svg += &format!(
            "<text x=\"{left}\" y=\"18\" font-weight=\"bold\">{name}</text>\
             <path d=\"M{left} {TOP} V{0} H{1}\" fill=\"none\" stroke=\"#767676\"/>\n",
            TOP + HEIGHT,
            left + WIDTH
        );
        if let Some(last) = costs.iter().rev().find(|cost| !cost.bounded) {
            svg += &format!(
                "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#b8b8b8\" stroke-dasharray=\"5 4\"/>\n",
                x(0.0),
                y(0.0),
                x(last.millions as f64),
                y(of(last))
            );
        }
        for cost in costs {
            let (at, up) = (x(cost.millions as f64), y(of(cost)));
            let (fill, mark) = if cost.bounded { ("#b3541e", " bounded") } else { ("#1d5c8a", "") };
            svg += &format!(
                "<circle cx=\"{at:.1}\" cy=\"{up:.1}\" r=\"4\" fill=\"{fill}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.1}{mark}</text>\
                 <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n",
                at - 7.0,
                up - 4.0,
                of(cost),
                TOP + HEIGHT + 18.0,
                cost.millions
            );
        }
        svg += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">million records</text>\n",
            left + WIDTH / 2.0,
            TOP + HEIGHT + 38.0
        );
    }
    svg + "</svg>\n"
}

fn table(costs: &[Cost]) {
    println!("\nmany made people, narrow rules");
    println!(
        "million records   bound   processor s   wall s   microseconds a record    peak MiB   bytes a record   best F1   P at .95"
    );
    for cost in costs {
        let records = cost.millions as f64 * 1e6;
        println!(
            "{:>15} {:>7} {:>13.1} {:>8.1} {:>23.2} {:>11.0} {:>16.0}    {:.4}     {:.4}",
            cost.millions,
            if cost.bounded { BOUNDED.1 } else { "none" },
            cost.processor_s,
            cost.wall_s,
            cost.processor_s / records * 1e6,
            cost.peak_bytes / f64::from(1 << 20),
            cost.peak_bytes / records,
            cost.right.0,
            cost.right.1
        );
    }
}
