//! `candour register`: the state of a review in plain words, and one act at a time into its ledger.
//!
//! The rules that admit an act, and the words of the state, are the register's; keeping is the ledger's. This module reads
//! forms, asks the one, and hands the other what was admitted. The day of an entry is the ledger's own and never typed.

pub(crate) mod book;
mod forms;
mod show;

use std::path::PathBuf;

use model::Day;
use register::acts::forms::{Labels, Sheet, acts_of, play};
use register::acts::{Act, KINDS, Kind};
use register::review::{Review, Stream};

use self::book::{Book, LedgerBook};
use crate::Look;
use crate::failure::{Done, Failure};

/// Arguments of `candour register`.
#[derive(clap::Args)]
pub(crate) struct RegisterArgs {
    /// Folder of the review's ledger.
    #[arg(required_unless_present_any = ["form", "rehearse"])]
    dir: Option<PathBuf>,
    /// Admit the act of this form; several are admitted in order, and all of them or none.
    #[arg(long, value_name = "FILE.toml")]
    add: Vec<PathBuf>,
    /// Print an empty form of a kind of act, explained; `list` names the kinds.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["add", "begin", "rehearse", "dir"])]
    form: Option<String>,
    /// Make a new ledger of this name in the folder, for instance example.org/review.
    #[arg(long, value_name = "NAME", conflicts_with = "add")]
    begin: Option<String>,
    /// Try a folder of forms in the order of their names, each on the day it gives (`on`). Nothing is kept.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["add", "begin", "dir"])]
    rehearse: Option<PathBuf>,
    /// Read or write the own stream of this sealed strand, not the open one.
    #[arg(long, value_name = "STRAND")]
    sealed: Option<u32>,
    /// The state at the end of this day (YYYY-MM-DD).
    #[arg(long, value_parser = crate::parse_day, conflicts_with = "add")]
    as_of: Option<Day>,
    /// The role of whoever reads or writes, for the log of processing.
    #[arg(long, default_value = "not stated")]
    by: String,
    /// Print JSON on standard output.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: &RegisterArgs) -> Done<Look> {
    if let Some(word) = &args.form {
        return form(word);
    }
    if let Some(folder) = &args.rehearse {
        return rehearse(folder, args);
    }
    let dir = args.dir.as_deref().ok_or_else(|| Failure::new("name the folder of the review's ledger"))?;
    if let Some(name) = &args.begin {
        book::begin(dir, name)?;
        eprintln!("made the ledger {name} in {}", dir.display());
        eprintln!(
            "hint: record the terms of reference next; `candour register --form terms` prints the form"
        );
        return Ok(Look::NotNeeded);
    }
    let mut book = LedgerBook::open(dir, args.sealed)?;
    if args.add.is_empty() {
        let review = book.review(args.as_of)?;
        book.consulted(&args.by)?;
        return show::state(&review, args.as_of.unwrap_or(book.today()?), args.json);
    }
    add(&mut book, args)
}

/// Prints an empty form, or the kinds there are.
fn form(word: &str) -> Done<Look> {
    if word == "list" {
        KINDS.iter().for_each(|kind| println!("{:<20} {}", kind.word, kind.title));
        return Ok(Look::NotNeeded);
    }
    let kind = Kind::of(word).ok_or_else(|| {
        Failure::new(format!("no act is called \"{word}\""))
            .hint("`candour register --form list` names them all")
    })?;
    print!("{}", register::acts::form(kind));
    Ok(Look::NotNeeded)
}

/// Plays a folder of forms through the gates and shows where the review then stands.
fn rehearse(folder: &std::path::Path, args: &RegisterArgs) -> Done<Look> {
    let sheets = forms::read_folder(folder)?;
    let stream = args.sealed.map_or(Stream::Open, Stream::Sealed);
    let mut review = Review::new(stream);
    let kept: Vec<Sheet> = match args.as_of {
        Some(day) => sheets.into_iter().filter(|sheet| sheet.on.is_none_or(|on| on <= day)).collect(),
        None => sheets,
    };
    let became = play(&mut review, &kept).map_err(|stopped| refused(&stopped.name, &stopped.why))?;
    for (sheet, seqs) in kept.iter().zip(&became) {
        let all: Vec<String> = seqs.iter().map(|seq| seq.0.to_string()).collect();
        eprintln!("{}: {} {}", sheet.name, if all.len() == 1 { "entry" } else { "entries" }, all.join(", "));
    }
    eprintln!("rehearsed: nothing is kept");
    let last = review.history().last().map(|recorded| recorded.on);
    let day =
        args.as_of.or(last).ok_or_else(|| Failure::new(format!("{} holds no form", folder.display())))?;
    show::state(&review, day, args.json)
}

/// Admits the acts of forms and appends them.
fn add(book: &mut dyn Book, args: &RegisterArgs) -> Done<Look> {
    let today = book.today()?;
    let mut review = book.review(None)?;
    let mut labels = Labels::new();
    let mut admitted: Vec<Act> = Vec::new();
    let first = review.next_seq().0;
    for file in &args.add {
        let name = file.display().to_string();
        let mut sheet = forms::read(file)?;
        if sheet.on.is_some_and(|on| on != today) {
            return Err(Failure::new(format!("{name}: `on` is not today"))
                .hint("the ledger gives an entry its day; take `on` out, or try the form with --rehearse"));
        }
        book.fill(&review, &mut sheet);
        let mut seqs = Vec::new();
        for act in acts_of(&sheet.form, &review, &labels).map_err(|e| Failure::new(format!("{name}: {e}")))? {
            if matches!(act, Act::Publication(_)) {
                return Err(Failure::new(format!("{name}: a publication is made by `candour publish`"))
                    .hint("it records the publication and the index over all streams together"));
            }
            admitted.push(act.clone());
            let why = |refusals: Vec<register::gates::Refusal>| {
                refused(&name, &refusals.into_iter().map(|refusal| refusal.sentence).collect::<Vec<_>>())
            };
            seqs.push(review.record(today, act).map_err(why)?);
        }
        if let Some(label) = sheet.label {
            labels.insert(label, seqs);
        }
    }
    let acts = admitted.len() as u64;
    book.append(admitted)?;
    if args.json {
        println!(
            "{}",
            serde_json::json!({ "entries": (first..first + acts).collect::<Vec<_>>(), "day": today.to_string() })
        );
    } else {
        for seq in first..first + acts {
            let act = review.act(register::acts::Seq(seq)).and_then(|act| Kind::of(act.kind()));
            println!("entry {seq}: {}, {}", act.map_or("", |kind| kind.title), today.words());
        }
    }
    Ok(Look::NotNeeded)
}

/// A form that the register did not admit, with every reason.
fn refused(name: &str, why: &[String]) -> Failure {
    Failure::new(format!("{name} is not admitted:\n  {}", why.join("\n  ")))
}
