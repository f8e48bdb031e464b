//! `candour register`: the state of a review in plain words, and one act at a time into its ledger.
//!
//! The rules that admit an act, and the words of the state, are the register's; keeping is the ledger's. This module reads
//! forms, asks the one, and hands the other what was admitted. The day of an entry is the ledger's own and never typed.

pub(crate) mod book;
mod clocks;
mod forms;
mod show;

use std::collections::BTreeMap;
use std::path::PathBuf;

use model::Day;
use register::acts::forms::{Beside, Labels, Sheet, Stopped, Why, acts_of, in_order, play_and};
use register::acts::{Act, KINDS, Kind, Seq};
use register::entry::Class;
use register::gates::Refusal;
use register::publication::{Secret, sealed_names};
use register::review::{Review, Stream};

use self::book::{Book, LedgerBook};
use crate::Look;
use crate::failure::{Done, Failure};
use crate::processing::Who;
use crate::publication_files::Rehearsal;

/// Arguments of `candour register`.
#[derive(clap::Args)]
pub(crate) struct RegisterArgs {
    /// Folder of the review's ledger.
    #[arg(required_unless_present_any = ["form", "rehearse"])]
    dir: Option<PathBuf>,
    /// Record the act of this form, or of every form in this folder. Several are recorded together, each after those it
    /// refers to: all of them or none.
    #[arg(long, value_name = "FORM")]
    add: Vec<PathBuf>,
    /// With --add: say what would be recorded, and keep nothing.
    #[arg(long = "try", requires = "add")]
    only_try: bool,
    /// Print an empty form of a kind of act, explained; `list` names the kinds.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["add", "begin", "rehearse"])]
    form: Option<String>,
    /// Make a new ledger of this name in the folder, for instance example.org/review.
    #[arg(long, value_name = "NAME", conflicts_with = "add")]
    begin: Option<String>,
    /// Give the ledger a witness, which remembers how large it was and signs that, so that an old backup put in its place is
    /// refused: a folder on another machine, a share, or a stick in somebody else's hands. A new witness is made where the folder
    /// holds none. With --begin or later; may be given again.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["add", "rehearse", "form", "sealed", "as_of"])]
    witness: Vec<PathBuf>,
    /// Take a witness out for good: a stick that is lost, or a body that watches no longer. It is recorded in the log of processing, with
    /// `--by` and `--purpose`. Taken out of ledger.toml by hand, the ledger does not open.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["add", "begin", "witness", "rehearse", "form", "sealed", "as_of"])]
    without_witness: Option<PathBuf>,
    /// Try a folder of forms in the order of their names, each on the day it gives (`on`). Nothing is kept. The forms of a sealed
    /// strand's own stream stand in a folder in it, named sealed-5 for strand 5.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["add", "begin", "dir"])]
    rehearse: Option<PathBuf>,
    /// Read or write the own stream of this sealed strand, not the open one.
    #[arg(long, value_name = "STRAND")]
    sealed: Option<u32>,
    /// The state at the end of this day (YYYY-MM-DD).
    #[arg(long, value_parser = crate::parse_day, conflicts_with = "add")]
    as_of: Option<Day>,
    #[command(flatten)]
    who: Who,
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
        witnesses(dir, &args.witness)?;
        if args.witness.is_empty() {
            eprintln!(
                "hint: without a witness nobody outside this folder remembers how large the ledger was, and an old backup put in its \
                 place is not noticed; `candour register {} --witness FOLDER` gives it one",
                dir.display()
            );
        }
        eprintln!(
            "hint: record the terms of reference next; `candour register --form terms` prints the form"
        );
        return Ok(Look::NotNeeded);
    }
    if !args.witness.is_empty() {
        return witnesses(dir, &args.witness).map(|()| Look::NotNeeded);
    }
    if let Some(folder) = &args.without_witness {
        let quorum = book::without_witness(dir, folder, &args.who)?;
        eprintln!(
            "{} is no witness of the ledger any more, and that is recorded; of those that are left {quorum} must be there whenever something \
             is recorded",
            folder.display()
        );
        return Ok(Look::NotNeeded);
    }
    let mut book = LedgerBook::open(dir, args.sealed)?;
    let today = book.today()?;
    if let Some(day) = args.as_of.filter(|day| *day > today) {
        return Err(Failure::new(format!(
            "{} has not come yet: nobody can say how the review stands on that day",
            day.words()
        ))
        .hint("--as-of takes a day up to today; what is due by then stands in the state of today"));
    }
    if args.add.is_empty() {
        let review = book.review(args.as_of)?;
        book.consulted(&args.who)?;
        return show::state(&review, args.as_of.unwrap_or(book.today()?), args.json);
    }
    add(&mut book, args)
}

/// Gives a ledger witnesses, and has each cosign what there is.
fn witnesses(dir: &std::path::Path, folders: &[PathBuf]) -> Done<()> {
    for folder in folders {
        let quorum = book::witness(dir, folder)?;
        eprintln!(
            "{} is a witness of the ledger from now on; of all its witnesses {quorum} must be there whenever something is recorded",
            folder.display()
        );
    }
    Ok(())
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
    let forms = forms::read_all(std::slice::from_ref(&folder.to_path_buf()))?;
    let stream = args.sealed.map_or(Stream::Open, Stream::Sealed);
    let mut review = Review::new(stream);
    let by_then = |sheet: &Sheet| sheet.on.zip(args.as_of).is_none_or(|(on, day)| on <= day);
    let kept: Vec<Sheet> = forms.iter().map(|form| form.sheet.clone()).filter(by_then).collect();
    let mut beside = forms::sealed_beside(folder)?;
    let own: BTreeMap<u32, Vec<Sheet>> = beside
        .iter()
        .map(|(&number, forms)| {
            (number, forms.iter().map(|form| form.sheet.clone()).filter(by_then).collect())
        })
        .collect();
    // Each publication is made and searched as a real one is, so that nothing first comes to light when it is recorded.
    let mut rehearsal = Rehearsal::new(sealed_names_of(&kept, &own))?;
    let mut sealed = Beside::new(crate::publication_files::STREAM, own);
    let played = play_and(&mut review, &kept, &mut sealed, &mut |on, act| rehearsal.take(on, act));
    let became = played.map_err(|stopped| {
        let all: Vec<forms::Form> =
            forms.into_iter().chain(beside.values_mut().flat_map(std::mem::take)).collect();
        told(&all, &stopped)
    })?;
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

/// The names that the forms of sealed strands' own streams give, beside those of the open one.
fn sealed_names_of(open: &[Sheet], own: &BTreeMap<u32, Vec<Sheet>>) -> Vec<Secret> {
    let fields = |sheet: &Sheet| -> Vec<(String, serde_json::Value)> {
        let members = sheet.form.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let party = |sheet: &&Sheet| sheet.form.get("kind").is_some_and(|kind| kind == "party");
    let name = |sheet: &Sheet| sheet.form.get("name")?.as_str().map(str::to_string);
    let names: Vec<String> = open.iter().filter(party).filter_map(name).collect();
    let of = |(&strand, sheets): (&u32, &Vec<Sheet>)| {
        let all: Vec<_> = sheets.iter().map(fields).collect();
        sealed_names(strand, all.iter().map(Vec::as_slice), &names)
    };
    own.iter().flat_map(of).collect()
}

/// Why a form stopped the command, with the lines of that form.
fn told(forms: &[forms::Form], stopped: &Stopped) -> Failure {
    let form = forms.iter().find(|form| form.sheet.name == stopped.name);
    form.map_or_else(|| Failure::new(stopped.sentences().join(" ")), |form| form.stopped(stopped))
}

/// Admits the acts of forms, each after those it refers to, and appends them all together.
fn add(book: &mut dyn Book, args: &RegisterArgs) -> Done<Look> {
    let today = book.today()?;
    let mut review = book.review(None)?;
    let forms = forms::read_all(&args.add)?;
    let sheets: Vec<Sheet> = forms.iter().map(|form| form.sheet.clone()).collect();
    let mut order = in_order(&sheets).map_err(|stopped| told(&forms, &stopped))?;
    order.sort_by_key(|&at| !begins(&sheets[at])); // a stable sort: the rest keeps its order
    let first = review.next_seq().0;
    let mut labels = Labels::new();
    let mut admitted: Vec<Act> = Vec::new();
    for (i, &at) in order.iter().enumerate() {
        let acts = admit_form(book, &mut review, &mut labels, &forms[at], today).map_err(|failure| {
            match order.len() - i - 1 {
                0 => failure,
                rest => failure.note(format!("nothing was recorded; {rest} more were not tried")),
            }
        })?;
        admitted.extend(acts);
    }
    let acts = admitted.len() as u64;
    // A finding and its letters are being put; of anything else somebody should know now that its words cannot be published yet.
    let put = |seq: &Seq| matches!(review.class_of(*seq), Some(Class::Finding | Class::Representation));
    for beside in register::gates::named_beside(&review, Seq(first)) {
        if !beside.entries.iter().any(put) {
            eprintln!("note: {}", beside.sentence);
        }
    }
    let said =
        |seq: u64| review.act(Seq(seq)).and_then(|act| Kind::of(act.kind())).map_or("", |kind| kind.title);
    if args.only_try {
        (first..first + acts).for_each(|seq| println!("would be entry {seq}: {}", said(seq)));
        eprintln!("tried: nothing was recorded");
        return Ok(Look::NotNeeded);
    }
    book.append(admitted, &args.who)?;
    if args.json {
        println!(
            "{}",
            serde_json::json!({ "entries": (first..first + acts).collect::<Vec<_>>(), "day": today.to_string() })
        );
    } else {
        (first..first + acts).for_each(|seq| println!("entry {seq}: {}, {}", said(seq), today.words()));
    }
    Ok(Look::NotNeeded)
}

/// Whether a form is what a stream begins with.
fn begins(sheet: &Sheet) -> bool {
    let kind = sheet.form.get("kind").and_then(serde_json::Value::as_str);
    kind == Some("sealed_stream") || kind == Some("terms") && sheet.form.get("version") == Some(&1.into())
}

/// The acts of one form, admitted.
fn admit_form(
    book: &dyn Book,
    review: &mut Review,
    labels: &mut Labels,
    form: &forms::Form,
    today: Day,
) -> Done<Vec<Act>> {
    let mut sheet = form.sheet.clone();
    let name = &form.sheet.name;
    let stopped = |why: Why| form.stopped(&Stopped { name: name.clone(), why });
    if let Some(on) = sheet.on.filter(|on| *on != today) {
        eprintln!(
            "note: {name}: `on` ({}) is the day of a rehearsal and was not used; the ledger gives an entry its day, {}",
            on.words(),
            today.words()
        );
    }
    book.fill(review, &mut sheet).map_err(|why| stopped(Why::Refused(vec![why])))?;
    let acts = acts_of(&sheet.form, review, labels).map_err(|errors| stopped(Why::Form(errors.0)))?;
    let mut seqs = Vec::new();
    for act in &acts {
        if let Act::Disposal(disposal) = act {
            book.nothing_says_it_again(review, disposal)?;
        }
        if matches!(act, Act::Publication(_)) {
            return Err(Failure::new(format!("{name}: a publication is made by `candour publish`"))
                .hint("it records the publication and the index over all streams together"));
        }
        let sentences =
            |refusals: Vec<Refusal>| refusals.into_iter().map(|refusal| refusal.sentence).collect();
        let seq = review.record(today, act.clone());
        seqs.push(seq.map_err(|refusals| stopped(Why::Refused(sentences(refusals))))?);
    }
    if let Some(label) = sheet.label {
        labels.insert(label, seqs);
    }
    Ok(acts)
}
