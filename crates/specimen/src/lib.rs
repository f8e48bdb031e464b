//! An invented town with known truth, at any size.
//!
//! [`write()`] makes the files that seven agencies of Northmere would have sent a review - in different shapes on
//! purpose, with the slips and the odd rows real extracts have - and beside them the truth: who is who, what was known
//! to whom, what came of every duty, how many rows must be accounted for how. The same [`Plan`] gives the same bytes on
//! every machine, and memory stays constant whatever the size.
//!
//! What this crate leaves out: it never reads a file it wrote and knows neither linkage nor duties; the truth is
//! computed by its own slow calendar, so that a fault in one cannot hide in the other. `docs/methods/specimen.md`
//! describes what is planted and how often.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this crate writes files

mod calendar;
mod chance;
mod children;
mod files;
mod minutes;
mod names;
mod people;
mod review;
mod shared;
mod story;
mod tables;
mod truth;
mod writing;

use std::io::{self, Write};
use std::path::Path;

pub use files::FileCount;
pub use minutes::{MinutesMade, MinutesPlan, write_minutes};

use model::Day;

use chance::Chance;
use files::Files;
use names::Names;
use people::{BLOCK_PEOPLE, BLOCK_VEHICLES, Block};
use story::Teller;
use truth::Truth;

/// Rows the files hold for each person, about.
pub const ROWS_PER_PERSON: u64 = 10;

/// People in the largest specimen: beyond it the plates that cannot exist run out (479,160 of them, two for 24 people).
pub const PEOPLE_MAX: u32 = 5_000_000;

/// People up to whom taskings and social care come as workbooks; beyond, as CSV with the same columns. A workbook is
/// built in memory and a sheet holds 1,048,576 rows.
pub const WORKBOOK_PEOPLE_MAX: u32 = 5_000;

/// Blocks of people whose rows are held and put in order of their days before they are written: 3,072 people, some
/// 32,000 rows, 10 MB.
const BATCH_BLOCKS: u64 = 128;

/// The first stream of chance for what passed between agencies; those of the blocks lie below.
const SHARED_STREAMS: u64 = 1 << 62;

/// What to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// How many people live in the town.
    pub people: u32,
    /// The seed: another seed, another town.
    pub seed: u64,
    /// About how many rows the files should hold; where given, it decides the number of people instead of `people`.
    pub rows: Option<u64>,
    /// Where given: from this day on the meetings of every strand speak of another theme, and `truth/themes.csv` says so.
    pub theme_from: Option<Day>,
}

impl Default for Plan {
    /// The town of `examples/northmere`: 300 people, some 3,000 rows.
    fn default() -> Plan {
        Plan { people: 300, seed: 2004, rows: None, theme_from: None }
    }
}

impl Plan {
    /// How many people there will be.
    ///
    /// # Errors
    /// Where that is none, or more than [`PEOPLE_MAX`].
    pub fn people(&self) -> io::Result<u32> {
        let people = self.rows.map_or(u64::from(self.people), |rows| rows / ROWS_PER_PERSON);
        match u32::try_from(people) {
            Ok(people) if (1..=PEOPLE_MAX).contains(&people) => Ok(people),
            _ => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("a specimen has 1 to {PEOPLE_MAX} people; {people} were asked for"),
            )),
        }
    }

    /// Whether some files are workbooks.
    fn workbooks(&self) -> io::Result<bool> {
        Ok(self.people()? <= WORKBOOK_PEOPLE_MAX)
    }
}

/// What was made.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Made {
    /// The accounting of each file and sheet, in the order of `review.toml`.
    pub files: Vec<FileCount>,
    /// People in `truth/people.csv`.
    pub people: u64,
    /// Vehicles in `truth/vehicles.csv`.
    pub vehicles: u64,
    /// Duties in `truth/outcomes.csv`.
    pub outcomes: u64,
    /// Lines in `truth/known.csv`.
    pub known: u64,
}

impl Made {
    /// Rows in all files, empty ones not counted.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|f| f.rows).sum()
    }
}

/// The `review.toml` that belongs to a specimen.
///
/// # Errors
/// As [`Plan::people`].
pub fn review_toml(plan: &Plan) -> io::Result<String> {
    Ok(review::text(plan.workbooks()?))
}

/// Makes the specimen in `dir`: the folders `evidence` and `truth`, and, where they are absent, `review.toml` and
/// `specimen.toml`. A folder appears under its name only when it is complete.
///
/// # Errors
/// Where `evidence` is there already (evidence is never overwritten; a `truth` without evidence is), where the plan asks
/// for too many people or none, and where the disk fails.
pub fn write(dir: &Path, plan: &Plan) -> io::Result<Made> {
    let people = u64::from(plan.people()?);
    let evidence = dir.join("evidence");
    if evidence.exists() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} is there already and is not overwritten", evidence.display()),
        ));
    }
    let truth = dir.join("truth");
    let parts = [dir.join("evidence.part"), dir.join("truth.part")];
    for part in &parts {
        remove_if_there(part)?; // left behind by a run that was broken off
        std::fs::create_dir_all(part)?;
    }
    let made = make(&parts[0], &parts[1], plan, people)?;
    for (name, text) in [
        ("review.toml", review_toml(plan)?),
        (
            "specimen.toml",
            format!(
                "# The town that is made here where evidence/ is absent.\npeople = {people}\nseed = {}\n{}",
                plan.seed,
                plan.theme_from.map_or(String::new(), |day| format!("theme_from = \"{day}\"\n"))
            ),
        ),
    ] {
        let path = dir.join(name);
        if !path.exists() {
            std::fs::write(path, text)?;
        }
    }
    // The evidence comes last: where it stands, everything else does.
    remove_if_there(&truth)?;
    std::fs::rename(&parts[1], &truth)?;
    std::fs::rename(&parts[0], &evidence)?;
    Ok(made)
}

fn remove_if_there(folder: &Path) -> io::Result<()> {
    if folder.exists() { std::fs::remove_dir_all(folder) } else { Ok(()) }
}

fn make(evidence: &Path, truth_folder: &Path, plan: &Plan, people: u64) -> io::Result<Made> {
    let names = Names::new();
    let mut files = Files::open(evidence, truth_folder, plan.workbooks()?)?;
    let mut truth = Truth::open(truth_folder)?;
    let mut numbers = [0; tables::TABLES];
    for number in 0..people.div_ceil(BLOCK_PEOPLE) {
        let size = (people - number * BLOCK_PEOPLE).min(BLOCK_PEOPLE) as usize;
        let block = Block::make(&names, plan.seed, number, size);
        truth.block(&block)?;
        let mut teller = Teller {
            block: &block,
            chance: Chance::new(plan.seed, number * 2 + 1),
            files: &mut files,
            truth: &mut truth,
            numbers: &mut numbers,
            theme_from: plan.theme_from,
        };
        for (day, text) in teller.tell()? {
            minutes_as_text(evidence, day, &text)?;
        }
        // A stream of its own: what passed between agencies moves nothing else of the town.
        teller.chance = Chance::new(plan.seed, SHARED_STREAMS | number);
        teller.shared()?;
        if number % BATCH_BLOCKS == BATCH_BLOCKS - 1 {
            files.flush()?;
        }
    }
    let [people, vehicles, outcomes, known] = truth.lines;
    truth.finish()?;
    let files = files.finish()?;
    if let Some(day) = plan.theme_from {
        truth::themes(&truth_folder.join("themes.csv"), day)?;
    }
    truth::accounts(&truth_folder.join("accounts.csv"), &files)?;
    Ok(Made { files, people, vehicles, outcomes, known })
}

/// The minutes of one meeting of the strand as running text, as the chair kept them.
fn minutes_as_text(evidence: &Path, day: Day, text: &str) -> io::Result<()> {
    let month = &day.to_string()[..7];
    let mut out = files::create(&evidence.join(format!("meetings/text/{month}.txt")))?;
    writeln!(out, "Northmere exploitation forum\n{} {}\n\n{text}", day.weekday_name(), day.words())?;
    out.flush()
}

const _: () = assert!(PEOPLE_MAX as u64 / BLOCK_PEOPLE * BLOCK_VEHICLES < names::PLATES_MAX);
