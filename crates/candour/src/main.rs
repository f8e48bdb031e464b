//! The command line of Candour: one command a job, data on standard output, words on standard error.
//!
//! Exit codes: 0 done, 1 done but a person must look, 2 failed.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this room meets the world

#[macro_use]
mod print;

mod audit;
mod backup;
mod calendars;
mod check;
mod config;
mod delivery;
mod erase;
mod event_log;
mod explain;
mod failure;
mod format;
mod init;
mod knew;
mod knowing;
mod link;
mod map;
mod memory;
mod minutes;
mod numbering;
mod officers;
mod output;
mod processing;
mod publication_files;
mod publish;
mod register;
mod register_input;
mod review;
mod rules;
mod specimen_files;
mod texts;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use model::Day;

/// Who knew what, when - and what did they do? Reads what agencies hold, accounts for every row, links the people,
/// vehicles and places in it, runs the duties of the time against the chronology, and reports questions for the
/// agencies with their evidence. What it finds is a question until a person makes it a finding.
#[derive(Parser)]
#[command(name = "candour", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The main job: from the files of a review folder to report.html, chronology.xlsx and the exports in out/.
    Review(ReviewArgs),
    /// Start a review: a folder with a review.toml that says what belongs where.
    Init {
        /// Folder to make.
        dir: PathBuf,
    },
    /// What the minutes of a review say, as tables: meetings, attendance, items, actions, and whom they name.
    Minutes(minutes::MinutesArgs),
    /// Draft the part of review.toml that reads a file, and say why each column was read as it was.
    Map {
        /// The file.
        file: PathBuf,
    },
    /// Make an invented case with known truth, at any size.
    Specimen {
        /// Folder to make; it must not hold a review yet.
        dir: PathBuf,
        /// How many invented people; about ten rows each.
        #[arg(long, default_value_t = 300)]
        people: u32,
        /// Seed: the same seed gives the same bytes.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Instead of a town: about so many pages of minutes with planted names, and the truth about them.
        #[arg(long, conflicts_with = "people")]
        minutes: Option<u32>,
        /// From this day on the meetings speak of another theme; truth/themes.csv says which.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day, conflicts_with = "minutes")]
        theme_from: Option<model::Day>,
    },
    /// Explain one outcome or one link: its records, its days counted one by one, its rule, its weights.
    Explain(explain::ExplainArgs),
    /// The duties of anyone's log of events: rows in, outcomes out.
    Check(check::CheckArgs),
    /// Encode the people of a file under a secret that agencies share, so that no name needs to leave the agency.
    Encode(link::EncodeArgs),
    /// Find which rows of anybody's files are one person, how sure, and why: pairs, entities and a report.
    Link(link::LinkArgs),
    /// Find the encodings of two agencies that are alike.
    MatchEncodings(link::MatchArgs),
    /// Who knew of a person, vehicle or place, from when, by which record; and for any day what was visible that day.
    Knew(knew::KnewArgs),
    /// Put the machine-readable part of rule files into the canonical form.
    Format {
        /// Rule files, or folders of them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Write into the files instead of printing.
        #[arg(long)]
        write: bool,
        /// Only name the files that are not in that form.
        #[arg(long, conflicts_with = "write")]
        check: bool,
    },
    /// Reads one PDF within limits; started by this program itself.
    #[command(name = READ_PDF, hide = true)]
    ReadPdf {
        /// Seconds, bytes of memory, pages, path.
        arguments: Vec<String>,
    },
    /// The state of a review in plain words: what is open, overdue, asked, refused; and one act at a time into its ledger.
    Register(register::RegisterArgs),
    /// The next publication of a review, from its ledger: a page and plain text for people, the file for checking.
    Publish(publish::PublishArgs),
    /// Check a publication offline: what it shows is what was recorded, and nothing recorded is left out.
    Verify(verify::VerifyArgs),
    /// Audit a ledger or a published log in full: every entry hashed, every stream rebuilt, every text compared.
    Audit(audit::AuditArgs),
    /// Copy a ledger so that it can go on from the copy: consistent, audited, keys and secrets included.
    Backup(backup::BackupArgs),
    /// Erase texts of an entry by a recorded decision: the texts and their keys are destroyed, the entry stays.
    Erase(erase::EraseArgs),
    /// List the rules in force on a day, with their source and how sure we are of it; or play the worked examples of rule files.
    Rules {
        /// Folder of a review, for its own rules, words and choices; the shipped ones where absent.
        dir: Option<PathBuf>,
        /// The day (YYYY-MM-DD).
        #[arg(long, value_parser = parse_day, required_unless_present = "examples")]
        on: Option<Day>,
        /// Only those that lie on this sort of agency, for instance social_care.
        #[arg(long)]
        holder: Option<String>,
        /// Instead of a list: whether the worked examples of these rule files, or folders of them, come out as written.
        #[arg(long, num_args = 1.., value_name = "FILE", conflicts_with_all = ["on", "holder"])]
        examples: Vec<PathBuf>,
    },
}

/// Arguments of `candour review`.
#[derive(clap::Args)]
pub(crate) struct ReviewArgs {
    /// Folder of the review: it holds review.toml.
    dir: PathBuf,
    /// Folder of the files as received, instead of the review's own evidence/.
    #[arg(long)]
    evidence: Option<PathBuf>,
    /// Folder for the results, instead of the review's own out/.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Read the record as it was known on this day (YYYY-MM-DD), on or before the observation date.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<Day>,
    /// Write names as recorded instead of pseudonyms. For the review team only; never for publication.
    #[arg(long)]
    names_as_recorded: bool,
    /// Print the summary as JSON on standard output.
    #[arg(long)]
    json: bool,
    /// Print the time each stage took on standard error.
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    who: processing::Who,
}

impl ReviewArgs {
    /// What deriving a review needs, with nothing to be written.
    pub(crate) fn of(dir: PathBuf, evidence: Option<PathBuf>, as_of: Option<Day>) -> ReviewArgs {
        let who = processing::Who::default();
        ReviewArgs {
            dir,
            evidence,
            out: None,
            as_of,
            names_as_recorded: false,
            json: false,
            timings: false,
            who,
        }
    }
}

/// Name of the hidden command that reads one PDF in a process of its own.
pub(crate) const READ_PDF: &str = "read-pdf-within-limits";

/// Reads a day given on the command line.
pub(crate) fn parse_day(text: &str) -> Result<Day, String> {
    Day::iso(text).ok_or_else(|| "write a day as YYYY-MM-DD, for instance 2002-05-03".to_string())
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Review(args) => review::run(&args),
        Command::Init { dir } => init::run(&dir).map(|()| Look::NotNeeded),
        Command::Minutes(args) => minutes::run(&args),
        Command::Map { file } => map::run(&file),
        Command::Specimen { dir, seed, minutes: Some(pages), .. } => {
            specimen_files::make_minutes(&dir, &specimen::MinutesPlan { pages, seed })
                .map(|()| Look::NotNeeded)
        }
        Command::Specimen { dir, people, seed, minutes: None, theme_from } => {
            let plan = specimen::Plan { people, seed, rows: None, theme_from };
            specimen_files::make(&dir, &plan).map(|()| Look::NotNeeded)
        }
        Command::Format { files, write, check } => format::run(&files, write, check),
        Command::Check(args) => check::run(&args),
        Command::Link(args) => link::link(&args),
        Command::Encode(args) => link::encode(&args),
        Command::MatchEncodings(args) => link::match_encodings(&args),
        Command::Knew(args) => knew::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::ReadPdf { arguments } => return ExitCode::from(intake::document::child::run(&arguments)),
        Command::Register(args) => register::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Erase(args) => erase::run(&args),
        Command::Rules { dir, on: Some(on), holder, .. } => {
            rules::list(dir.as_deref(), on, holder.as_deref()).map(|()| Look::NotNeeded)
        }
        Command::Rules { dir, examples, .. } => {
            rules::play(dir.as_deref(), &examples).map(|()| Look::NotNeeded)
        }
    };
    match done {
        Ok(Look::NotNeeded) => ExitCode::SUCCESS,
        Ok(Look::Needed) => ExitCode::from(1),
        // Whoever was to read it has had enough.
        Err(failure) if failure.is_unread() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

/// Whether a person must look before the results are relied on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    NotNeeded,
    Needed,
}
