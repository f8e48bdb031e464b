//! `candour match-encodings`: which encodings of two agencies are alike.

use std::path::{Path, PathBuf};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use link::clk::{AlikePair, Clk, Filters, Thinning};

use super::places;
use super::rows::{Take, read};
use super::whole::{Whole, csv_cell};
use crate::Look;
use crate::failure::{Done, Failure};

/// Most threads.
const THREADS_MAX: usize = 64;

/// Arguments of `candour match-encodings`.
#[derive(clap::Args)]
pub(crate) struct MatchArgs {
    /// Encodings of the first agency: what `candour encode` or clkhash wrote.
    left: PathBuf,
    /// Encodings of the second agency.
    right: PathBuf,
    /// Least coefficient of Dice, above 0 and at most 1.
    #[arg(long)]
    threshold: f64,
    /// Where the pairs go (CSV); standard output where absent.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Compare only encodings that agree in bits chosen by chance: CHOICES,BITS such as 20,24. Quicker, and not every pair
    /// is found; the share that is found is printed.
    #[arg(long, value_parser = parse_thinning)]
    thin: Option<Thinning>,
    /// Threads; the result is the same for every number.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Print the time of the search on standard error.
    #[arg(long)]
    timings: bool,
}

fn parse_thinning(text: &str) -> Result<Thinning, String> {
    let read = || {
        let (tables, bits) = text.split_once(',')?;
        Some(Thinning { tables: tables.trim().parse().ok()?, bits: bits.trim().parse().ok()?, seed: 1 })
    };
    read()
        .filter(|t| (1..=64).contains(&t.tables) && (1..=64).contains(&t.bits))
        .ok_or_else(|| "write CHOICES,BITS, each from 1 to 64, for instance 20,24".to_string())
}

/// Carries out `candour match-encodings`.
pub(crate) fn run(args: &MatchArgs) -> Done<Look> {
    if args.threads == 0 || args.threads > THREADS_MAX {
        return Err(Failure::new(format!("--threads is from 1 to {THREADS_MAX}")));
    }
    if let Some(out) = &args.out {
        places::not_over(out, [&args.left, &args.right].map(PathBuf::as_path))?;
    }
    let (left, right) = (List::read(&args.left)?, List::read(&args.right)?);
    let ready = |list: &List, path: &Path| {
        Filters::new(&list.clks).map_err(|e| Failure::new(format!("{}: {e}", path.display())))
    };
    let (a, b) = (ready(&left, &args.left)?, ready(&right, &args.right)?);
    let (start, busy) = (Instant::now(), processor_s());
    let found = match args.thin {
        None => a.search(&b, args.threshold, args.threads),
        Some(thinning) => a.search_thinned(&b, args.threshold, thinning, args.threads),
    };
    let pairs = found.map_err(|e| Failure::new(e.to_string()))?;
    if args.timings {
        eprintln!("timing: search {:.3} s", start.elapsed().as_secs_f64());
        if let Some((before, after)) = busy.zip(processor_s()) {
            eprintln!("timing: search processor {:.4} s", after - before);
        }
    }
    write(args.out.as_deref(), &pairs, &left, &right)?;
    let blank = a.blank() + b.blank();
    if blank > 0 {
        eprintln!("note: {blank} encodings are empty and like no other");
    }
    if let Some(thinning) = args.thin {
        let set = (a.mean_set() + b.mean_set()) / 2.0;
        eprintln!(
            "note: not all pairs were compared; of those with a Dice of {} about {:.0} of 100 are found",
            args.threshold,
            100.0 * thinning.share_found(args.threshold, set, a.bits())
        );
    }
    eprintln!("{} and {} encodings; {} pairs reach {}", a.len(), b.len(), pairs.len(), args.threshold);
    let clean = left.clean && right.clean && blank == 0;
    Ok(if clean { Look::NotNeeded } else { Look::Needed })
}

/// Processor seconds of this thread so far, where the system tells (Linux).
fn processor_s() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn write(out: Option<&Path>, pairs: &[AlikePair], left: &List, right: &List) -> Done<()> {
    const HEADING: &str = "left_file,left_row,right_file,right_row,dice\n";
    let line = |pair: &AlikePair| {
        let (l, r) = (left.place(pair.left), right.place(pair.right));
        format!("{l},{r},{:.6}\n", pair.dice)
    };
    match out {
        Some(path) => {
            let mut file = Whole::begin(path)?;
            file.put(HEADING)?;
            pairs.iter().try_for_each(|pair| file.put(&line(pair)))?;
            file.place()
        }
        None => {
            use std::io::Write;
            let mut to = std::io::BufWriter::new(std::io::stdout().lock());
            let put = || -> std::io::Result<()> {
                to.write_all(HEADING.as_bytes())?;
                pairs.iter().try_for_each(|pair| to.write_all(line(pair).as_bytes()))?;
                to.flush()
            };
            let mut put = put;
            put().map_err(|e| Failure::chain("cannot print the pairs", &e))
        }
    }
}

/// A list of encodings and where each stood.
#[derive(Default)]
struct List {
    clks: Vec<Clk>,
    /// File and row; where the list does not say, its own name and the position from 1.
    places: Vec<(u32, u32)>,
    files: Vec<String>,
    columns: [Option<usize>; 3],
    clean: bool,
}

impl List {
    fn read(path: &Path) -> Done<List> {
        let mut list = List { clean: true, ..List::default() };
        if path.extension().is_some_and(|e| e == "json") {
            list.json(path)?;
            return Ok(list);
        }
        let account = read(path, &mut list)?;
        account.tell(&path.display().to_string());
        list.clean = account.clean();
        Ok(list)
    }

    /// The form that clkhash writes: `{"clks": ["...", ...]}`.
    fn json(&mut self, path: &Path) -> Done<()> {
        let text = std::fs::read_to_string(path).map_err(|e| Failure::io("cannot read", path, &e))?;
        let wrong = |what: &str| Failure::new(format!("{}: {what}", path.display()));
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|e| wrong(&format!("it is no JSON: {e}")))?;
        let list =
            value.get("clks").and_then(|v| v.as_array()).ok_or_else(|| wrong("it has no list \"clks\""))?;
        self.files.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        for (at, clk) in list.iter().enumerate() {
            let bytes = clk.as_str().and_then(|t| STANDARD.decode(t).ok());
            let bytes = bytes.ok_or_else(|| wrong(&format!("entry {} is no encoding in base64", at + 1)))?;
            self.clks.push(Clk(bytes));
            self.places.push((0, at as u32 + 1));
        }
        Ok(())
    }

    fn place(&self, at: u32) -> String {
        let (file, row) = self.places[at as usize];
        format!("{},{row}", csv_cell(&self.files[file as usize]))
    }
}

impl Take for List {
    fn columns(&mut self, columns: &[String]) -> Done<()> {
        self.columns = ["file", "row", "clk"].map(|name| columns.iter().position(|c| c == name));
        if self.columns.iter().any(Option::is_none) {
            return Err(Failure::new(format!(
                "a list of encodings has the columns file, row and clk; found {}",
                columns.join(", ")
            ))
            .hint("make it with candour encode"));
        }
        Ok(())
    }

    fn row(&mut self, _number: u32, values: &[String]) -> Result<(), String> {
        let cell = |i: usize| self.columns[i].and_then(|c| values.get(c)).map_or("", String::as_str);
        let bytes = STANDARD.decode(cell(2)).map_err(|_| "clk is not in base64".to_string())?;
        let row = cell(1).parse().map_err(|_| "row is no number".to_string())?;
        let file = cell(0).to_string();
        let number = match self.files.iter().position(|f| *f == file) {
            Some(number) => number,
            None => {
                self.files.push(file);
                self.files.len() - 1
            }
        };
        self.clks.push(Clk(bytes));
        self.places.push((number as u32, row));
        Ok(())
    }
}
