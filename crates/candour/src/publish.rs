//! `candour publish`: the next publication of a review, from its ledger to files anyone can check.
//!
//! What is withheld follows from the decisions in the ledger; this module chooses nothing. The publication is made once in
//! memory and searched for what is withheld, and as many bytes as it has are written, for a proof, where its files will stand; then
//! its entry and the index are appended together, the checkpoint is published, the file is made and verified as a stranger
//! would, and every output is searched again before the folder of the outputs is put in its place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ledger::{Ledger, LedgerError, Receipt, StreamHead, Submission};
use register::acts::forms::{Labels, acts_of};
use register::acts::{Act, Text};
use register::entry::{Class, Draft, StreamId};
use register::gates::admit;
use register::people::reads_as_a_person;
use register::publication::{
    Head, Held, IndexRows, ManifestRow, Output, Secret, assemble, manifest, scan, scan_filled, secrets,
};
use register::review::{Recorded, Review};
use register::words::PartySort;
use serde_json::json;
use tlog::merkle::MissingNode;

use crate::Look;
use crate::failure::{Done, Failure};
use crate::processing::Who;
use crate::publication_files::{files, no_leak, policy_of, search, tell, tried};
use crate::register::book::{Book, LedgerBook, readable};

/// Arguments of `candour publish`.
#[derive(clap::Args)]
pub(crate) struct PublishArgs {
    /// Folder of the review's ledger.
    dir: PathBuf,
    /// Title of a new publication. Without it the newest one that is recorded is written out again.
    #[arg(long)]
    title: Option<String>,
    /// With --title: say whether it may be published now and what it would withhold, and keep nothing.
    #[arg(long = "try", requires = "title")]
    only_try: bool,
    /// Folder for the files; it must not exist. By default publication-1, publication-2 and so on in the ledger's folder.
    #[arg(long)]
    out: Option<PathBuf>,
    /// A name that must not stand in any output, beside everything that the review withholds. May be given again.
    #[arg(long = "never", value_name = "NAME")]
    never: Vec<String>,
    /// Who receives it, for the log of processing.
    #[arg(long, default_value = "whoever is given the publication")]
    to: String,
    #[command(flatten)]
    who: crate::processing::Who,
}

fn failed(what: &'static str) -> impl Fn(LedgerError) -> Failure {
    move |error| Failure::chain(what, &error)
}

/// Records a publication where a title is given, and writes the newest one out.
pub(crate) fn run(args: &PublishArgs) -> Done<Look> {
    let mut book = LedgerBook::open(&args.dir, None)?;
    let given = args.never.iter().map(|name| Secret::name("a name given with --never", name));
    let never: Vec<Secret> = given.chain(book.sealed_names()).collect();
    let recorded = match &args.title {
        Some(title) => record(&mut book, title, &never, args)?,
        None => None,
    };
    if args.only_try {
        eprintln!("tried: nothing was recorded");
        return Ok(Look::NotNeeded);
    }
    let written = write_out(&book, args, &never);
    written.map_err(|failure| match recorded {
        None => failure,
        Some((entry, version)) => recorded_only(failure, &args.dir, entry, version),
    })?;
    Ok(Look::NotNeeded)
}

/// What to say where a publication is recorded and its files could not be written.
fn recorded_only(failure: Failure, dir: &Path, entry: u64, version: u32) -> Failure {
    failure
        .note(format!(
            "version {version} of the publication is recorded in the ledger as entry {entry}, and stays so: only its files are missing"
        ))
        .hint(format!(
            "mend that, then write the files without recording it again: `candour publish {} --out FOLDER`, without --title",
            dir.display()
        ))
}

/// Writes the newest publication of a ledger out.
fn write_out(book: &LedgerBook, args: &PublishArgs, never: &[Secret]) -> Done<()> {
    let (ledger, stream) = (book.ledger(), book.stream());
    let checkpoint = ledger.publish().map_err(failed("no checkpoint could be published"))?;
    let held = held(ledger, stream)?;
    let newest = held.iter().rposition(|entry| entry.entry.class == Class::Publication).ok_or_else(|| {
        Failure::new("nothing was published in this review yet")
            .hint("--title records a publication: `candour publish FOLDER --title \"...\"`")
    })?;
    let file = file(ledger, &held[..=newest], &checkpoint)?;
    let (verdict, outputs) = files(file, policy_of(ledger))?;
    let before = &held[..newest];
    let rows = manifest(before).map_err(|e| Failure::chain("the publication cannot be made", &e))?;
    search(before, &rows, &outputs, never)?;
    let out = place(args, verdict.version);
    let all: Vec<Secret> = secrets(before, &rows).into_iter().chain(never.iter().cloned()).collect();
    may_stand_there(args, &out, &all)?;
    can_be_written(&out, size(&outputs))?;
    let what = format!("publication {} was written out", verdict.version);
    let of = held[newest].entry.leaf();
    ledger
        .log(&args.who.disclosed(&what, Some(of), &args.to))
        .map_err(failed("nothing was written: the disclosure could not be logged"))?;
    write(&out, &outputs)?;
    for sentence in verdict.sentences() {
        println!("{sentence}");
    }
    eprintln!("wrote {}", out.display());
    Ok(())
}

/// The folder for the files of a version.
fn place(args: &PublishArgs, version: u64) -> PathBuf {
    args.out.clone().unwrap_or_else(|| args.dir.join(format!("publication-{version}")))
}

/// Records a new publication, if the gates admit it, nothing that is withheld stands in what would be published, and its files
/// can be written; gives its entry and version. Nothing where it is only tried.
fn record(
    book: &mut LedgerBook,
    title: &str,
    never: &[Secret],
    args: &PublishArgs,
) -> Done<Option<(u64, u32)>> {
    let review = book.review(None)?;
    let form = json!({"kind": "publication", "title": title});
    let acts = acts_of(&form, &review, &Labels::new())
        .map_err(|e| Failure::new(format!("the publication cannot be recorded: {e}")))?;
    let today = book.today()?;
    let refusals: Vec<String> =
        acts.iter().flat_map(|act| admit(&review, today, act)).map(|r| r.sentence).collect();
    if !refusals.is_empty() {
        return Err(Failure::new(format!("the publication is not admitted:\n  {}", refusals.join("\n  ")))
            .hint("what stands open: `candour register FOLDER`"));
    }
    let held = held(book.ledger(), book.stream())?;
    let rows = manifest(&held).map_err(|e| Failure::chain("the publication cannot be made", &e))?;
    let all: Vec<Secret> = secrets(&held, &rows).into_iter().chain(never.iter().cloned()).collect();
    no_leak(&scan(&[("the title".to_string(), title.as_bytes().to_vec())], &all))?;
    // The publication is tried in a log without witnesses; the real one will bear their names.
    no_leak(&scan_filled(&[("policy.txt".to_string(), signers(book.ledger()))], &all))?;
    let mut version = None;
    let mut bytes = 0;
    for act in &acts {
        let (notes, files) = tried(&held, book.draft(act)?, never)?;
        tell(&notes);
        bytes = size(&files);
        if let Act::Publication(act) = act {
            version = Some((review.next_seq().0, act.version));
        }
    }
    let named = persons_named(&review, &rows.0);
    if !named.is_empty() {
        eprintln!(
            "note: the names of persons would be published: {}. To keep one back, record a withholding of `name` (of a \
             complaint `complainant`, of a request for access `who`) of that entry",
            named.join(", ")
        );
    }
    for (of, path, by) in register::repeats::erased_since_the_last_publication(&review) {
        eprintln!(
            "note: {path} of {of} was erased in {by}, since the publication before: nothing can look for it any more. Where somebody \
             still knows it and it must not be published, give it with --never"
        );
    }
    for of in review.withheld_for_a_reply_that_is_not_outstanding() {
        eprintln!(
            "note: {of} is withheld because a reply is outstanding, and none is any more. Lift that, or withhold it for the \
             reason that is true now"
        );
    }
    if args.only_try {
        if let Some((_, version)) = version {
            may_stand_there(args, &place(args, version.into()), &all)?;
        }
        println!("{}", would_be(&rows.0));
        return Ok(None);
    }
    // A folder that is in the way, that nobody can write, or that has a name in its own, is found before anything is recorded.
    if let Some((_, version)) = version {
        may_stand_there(args, &place(args, version.into()), &all)?;
        can_be_written(&place(args, version.into()), bytes)?;
    }
    book.append(acts, &Who::default())?;
    Ok(version)
}

/// What a publication would hold and withhold.
fn would_be(rows: &[ManifestRow]) -> String {
    let some = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let fields: usize = rows.iter().map(|row| row.withheld.len()).sum();
    let of = rows.iter().filter(|row| !row.withheld.is_empty()).count();
    let kept = match of {
        0 => "Nothing in them would be withheld or erased.".to_string(),
        1 => format!(
            "In 1 of them something would be withheld or erased: {}.",
            some(fields, "field", "fields")
        ),
        n => format!("In {n} of them something would be withheld or erased: {fields} fields in all."),
    };
    format!("It may be published now: {}. {kept}", some(rows.len(), "entry", "entries"))
}

/// The persons whose names a manifest lets stand, by code or by what they did, and entry. A name is only ever published because nobody withheld it,
/// and that should not happen unseen.
fn persons_named(review: &Review, rows: &[ManifestRow]) -> Vec<String> {
    let named = |(recorded, row): (&Recorded, &ManifestRow)| {
        let (path, who, name) = match &recorded.act {
            Act::Party(party) if party.sort == PartySort::Person => {
                ("name", party.code.to_string(), Some(&party.name))
            }
            Act::Complaint(act) => ("complainant", "who complained".to_string(), act.complainant.as_ref()),
            Act::AccessRequest(act) => ("who", "who asked for access".to_string(), Some(&act.who)),
            _ => return None,
        };
        let Some(Text::Is(name)) = name else { return None };
        let kept = row.withheld.iter().any(|w| w.path == path);
        (!kept && (path == "name" || reads_as_a_person(name))).then(|| format!("{who} (entry {})", row.seq))
    };
    review.history().iter().zip(rows).filter_map(named).collect()
}

/// Appends a publication and, with nothing in between, the index of all streams.
pub(crate) fn append(ledger: &Ledger, publication: Draft, seq: u64) -> Result<(), LedgerError> {
    let time_unix = publication.time_unix;
    let index = move |first: &Receipt, heads: &[StreamHead]| {
        let head =
            |h: &StreamHead| (h.stream, Head { count: h.count, index: h.head_index, leaf: h.head_leaf });
        let heads: BTreeMap<StreamId, Head> = heads.iter().map(head).collect();
        Ok(IndexRows::new(first.index + 1, &heads).draft(time_unix))
    };
    let submission = Submission { expected_seq: Some(seq), ..Submission::from(publication) };
    ledger.append_then(submission, Box::new(index)).map(|_| ())
}

/// The entries of a stream with what is still held of them.
fn held(ledger: &Ledger, stream: StreamId) -> Done<Vec<Held>> {
    let entries = ledger.entries(stream).map_err(failed("the entries could not be read"))?;
    let one = |stored: &ledger::Stored| {
        let disclosures = readable(ledger, stored)?;
        Ok(Held {
            index: stored.index,
            entry: stored.entry.clone(),
            fields: stored.fields.clone(),
            disclosures,
        })
    };
    entries.iter().map(one).collect()
}

/// The file of a publication, which is the last of these entries.
fn file(ledger: &Ledger, entries: &[Held], checkpoint: &str) -> Done<String> {
    let at = entries.last().map_or(0, |held| held.index + 1);
    let indexes = ledger.entries(StreamId::INDEX).map_err(failed("the index could not be read"))?;
    let index = indexes.iter().find(|stored| stored.index == at && stored.entry.class == Class::Index);
    let index = index.ok_or_else(|| {
        Failure::new("the newest publication was recorded without an index right after it, and cannot be checked by anyone")
            .hint("record a new version: --title")
    })?;
    let inclusion = |index: u64, size: u64| {
        ledger.inclusion(index, size).map_err(|_| MissingNode { level: 0, number: index })
    };
    assemble(entries, (at, &index.entry), &IndexRows::of(&index.fields), &inclusion, checkpoint)
        .map_err(|e| Failure::chain("the publication cannot be made", &e))
}

/// The names of the log and of the witnesses that can be reached now, which stand in the checkpoint and in the policy.
fn signers(ledger: &Ledger) -> String {
    let witnesses = ledger.witnesses().0;
    let names = witnesses.iter().map(|witness| witness.name().to_string());
    std::iter::once(ledger.origin().to_string()).chain(names).collect::<Vec<_>>().join("\n\n")
}

/// Folders within a ledger's own that hold its keys, its published log, and who read what.
const NOT_FOR_FILES: [&str; 3] = ["secrets", "log", "consultations"];

/// Refuses a folder whose name says what must not be published, and one among the ledger's own files.
fn may_stand_there(args: &PublishArgs, out: &Path, never: &[Secret]) -> Done<()> {
    // The name of the folder that is taken where none is given is the program's own.
    if let Some(name) = args.out.as_deref().and_then(Path::file_name) {
        let name = name.to_string_lossy().into_owned();
        no_leak(&scan(&[("the name of the folder for the files".to_string(), name.into_bytes())], never))?;
    }
    let whole = resolved(out);
    for part in NOT_FOR_FILES {
        if whole.starts_with(resolved(&args.dir.join(part))) {
            return Err(Failure::new(format!(
                "{} lies in the folder `{part}` of the ledger, which is no place for files that are given to others",
                out.display()
            ))
            .hint("--out names another folder"));
        }
    }
    Ok(())
}

/// A path without links and without steps up, as far as it is there; what is not there yet is added to it.
fn resolved(path: &Path) -> PathBuf {
    let there = path.ancestors().find_map(|part| Some((part, part.canonicalize().ok()?)));
    let whole = match there {
        Some((part, whole)) => path.strip_prefix(part).map_or(whole.clone(), |rest| whole.join(rest)),
        None => std::env::current_dir().unwrap_or_default().join(path),
    };
    let mut out = PathBuf::new();
    for part in whole.components() {
        match part {
            std::path::Component::ParentDir => drop(out.pop()),
            std::path::Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

fn not_there(out: &Path) -> Done<()> {
    // A link that leads nowhere is in the way too.
    if out.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{} exists; it was left as it is", out.display()))
            .hint("--out names another folder"));
    }
    Ok(())
}

/// How many bytes there are in the files.
fn size(outputs: &[Output]) -> usize {
    outputs.iter().map(|output| output.bytes.len()).sum()
}

/// The folder in which the files stand until all of them are written.
fn part_of(out: &Path) -> PathBuf {
    let name = out.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    out.with_file_name(format!(".{name}.part"))
}

/// Proves that a folder of this many bytes can be put in a place: as many are written beside it, forced to the disk, and moved
/// as the folder itself will be; then they are taken away again, with every folder that had to be made for them.
fn can_be_written(out: &Path, bytes: usize) -> Done<()> {
    not_there(out)?;
    if out.file_name().is_none() {
        return Err(Failure::new(format!("{} names no folder", out.display())));
    }
    let part = part_of(out);
    if part.is_dir() {
        std::fs::remove_dir_all(&part).map_err(|e| Failure::io("cannot clear", &part, &e))?;
    }
    // What a path that goes up again leads to is not known before its folders are there: of those none is taken away.
    let up = part.components().any(|part| part == std::path::Component::ParentDir);
    let missing = part.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let made: Vec<&Path> = missing.take(if up { 1 } else { usize::MAX }).collect();
    let proved = stage(&part, bytes);
    for folder in made {
        // What was not made cannot be taken away, and a folder into which somebody put something meanwhile stays.
        let _ = if folder == part { std::fs::remove_dir_all(folder) } else { std::fs::remove_dir(folder) };
    }
    proved
}

fn stage(part: &Path, bytes: usize) -> Done<()> {
    std::fs::create_dir_all(part).map_err(|e| Failure::io("cannot make", part, &e))?;
    let (file, moved) = (part.join("proof"), part.with_extension("proof"));
    let written = std::fs::File::create(&file).and_then(|mut open| {
        std::io::Write::write_all(&mut open, &vec![0; bytes])?;
        open.sync_all()
    });
    written.map_err(|e| Failure::io("cannot write", &file, &e))?;
    let put = std::fs::rename(part, &moved).and_then(|()| std::fs::remove_dir_all(&moved));
    put.map_err(|e| Failure::io("cannot put in place", &moved, &e))
}

/// Puts the folder in its place whole.
fn write(out: &Path, outputs: &[Output]) -> Done<()> {
    not_there(out)?;
    let part = part_of(out);
    if part.exists() {
        std::fs::remove_dir_all(&part).map_err(|e| Failure::io("cannot clear", &part, &e))?;
    }
    std::fs::create_dir_all(&part).map_err(|e| Failure::io("cannot make", &part, &e))?;
    for output in outputs {
        let file = part.join(&output.name);
        std::fs::write(&file, &output.bytes).map_err(|e| Failure::io("cannot write", &file, &e))?;
    }
    std::fs::rename(&part, out).map_err(|e| Failure::io("cannot put in place", out, &e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_proved_before_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b/publication-1");
        can_be_written(&deep, 100_000).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left of the proof");
        std::fs::write(folder.path().join("a"), "a file in the way").unwrap();
        assert!(can_be_written(&deep, 1).is_err());
        assert_eq!(std::fs::read_to_string(folder.path().join("a")).unwrap(), "a file in the way");
        assert!(can_be_written(Path::new("/"), 1).is_err());
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink("nowhere", &link).unwrap();
            assert!(can_be_written(&link, 1).is_err(), "a link that leads nowhere is in the way");
        }
    }

    #[test]
    fn what_is_recorded_and_not_written_out_says_how_to_write_it_out() {
        let failure = recorded_only(Failure::new("the disk is full"), Path::new("review"), 12, 3);
        let told = failure.to_string();
        for words in [
            "the disk is full",
            "version 3 of the publication is recorded in the ledger as entry 12, and stays so: only its files are missing",
            "`candour publish review --out FOLDER`, without --title",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
    }
}
