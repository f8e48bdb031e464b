//! `candour erase`: the decision to erase texts of an entry is recorded, then the texts and their keys are destroyed.
//!
//! The entry stays, with the commitment to what it said, and everything still verifies. The rules that admit the
//! decision are the register's; destroying is the ledger's. Before a text goes, everything else that is held is searched for
//! it, because afterwards nothing can be: what says it again is told by its place, and a person decides on it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use register::acts::{Act, Disposal, Path, Seq, Withholding};
use register::repeats::{Again, Erasable, Repeat, published_in};
use register::review::Review;
use register::words::{Decider, DisposalBasis, ReasonCode};

use crate::Look;
use crate::failure::{Done, Failure};
use crate::processing::Who;
use crate::register::book::{Book, LedgerBook};

/// Arguments of `candour erase`.
#[derive(clap::Args)]
pub(crate) struct EraseArgs {
    /// Folder of the review's ledger.
    dir: PathBuf,
    /// Number of the entry in its stream, as `candour register` shows it.
    #[arg(long, value_name = "NUMBER")]
    entry: u64,
    /// Path of a text to erase; repeat it for several.
    #[arg(long, value_name = "PATH", required = true)]
    path: Vec<String>,
    /// Why the law requires it: right_to_erasure, retention_expired, court_order or recorded_in_error.
    #[arg(long)]
    basis: String,
    /// The role of who decided, for instance data_protection_officer. Never a name.
    #[arg(long)]
    decider: String,
    /// Who carries it out, for the log of processing. It is kept encrypted and can be erased itself.
    #[arg(long)]
    by: String,
    /// The entry stands in the own stream of this sealed strand.
    #[arg(long, value_name = "STRAND")]
    sealed: Option<u32>,
    /// What becomes of other fields that say the same words: without this nothing is erased where there are any, and they are
    /// listed.
    #[arg(long, value_name = "WHAT")]
    repeats: Option<Repeats>,
    /// What becomes of places to look at: fields that have a first name, a last name or half of one by itself, which may be somebody
    /// else's. Without this nothing is erased where there are any, and they are listed. Where some are to go and some to stay,
    /// erase or withhold those that go by themselves first.
    #[arg(long, value_name = "WHAT")]
    places: Option<Repeats>,
}

/// What becomes of fields that say again what is erased.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Repeats {
    /// They are erased too, each whole, on the same basis.
    Erase,
    /// They are kept and withheld from every later publication, as personal data of a third party.
    Withhold,
    /// They stay as they are: somebody has looked at each, and it means something else or may stand.
    Leave,
}

/// Records the decision and destroys the texts.
pub(crate) fn run(args: &EraseArgs) -> Done<Look> {
    let word = |known: Vec<&str>, what: &str, given: &str| {
        Failure::new(format!("{given} is no {what}")).hint(format!("one of {}", known.join(", ")))
    };
    let basis = DisposalBasis::ALL.iter().find(|b| b.word() == args.basis).copied().ok_or_else(|| {
        word(DisposalBasis::ALL.iter().map(|b| b.word()).collect(), "basis of an erasure", &args.basis)
    })?;
    let decider = Decider::ALL.iter().find(|d| d.word() == args.decider).copied().ok_or_else(|| {
        word(Decider::ALL.iter().map(|d| d.word()).collect(), "role of a decider", &args.decider)
    })?;
    let path = |text: &String| {
        Path::new(text).ok_or_else(|| Failure::new(format!("{text} is not of the form of a path")))
    };
    let paths = args.path.iter().map(path).collect::<Done<Vec<_>>>()?;
    let disposal = Disposal { of: Seq(args.entry), paths, basis, decider };
    let mut book = LedgerBook::open(&args.dir, args.sealed)?;
    let mut review = book.review(None)?;
    let today = book.today()?;
    let before = review.clone();
    let admitted = |review: &mut Review| {
        review.record(today, disposal.clone().into()).map_err(|refusals| {
            let why: Vec<String> = refusals.into_iter().map(|refusal| refusal.sentence).collect();
            Failure::new(format!("the erasure is not admitted:\n  {}", why.join("\n  ")))
        })
    };
    admitted(&mut before.clone())?;
    let found = Found::by(&book, &before, &disposal)?;
    let decided = Decided { repeats: args.repeats, places: args.places };
    if found.is_undecided(&decided) {
        return Err(found.refusal());
    }
    let further = found.further(&before, &disposal, &decided);
    for act in &further {
        review.record(today, act.clone()).map_err(|refusals| {
            let why: Vec<String> = refusals.into_iter().map(|refusal| refusal.sentence).collect();
            Failure::new(format!(
                "what is to become of the repetitions is not admitted:\n  {}",
                why.join("\n  ")
            ))
        })?;
    }
    // The repetitions first: were this cut off after the text itself is gone, nothing could look for them any more.
    let first = before.next_seq().0;
    let seq = admitted(&mut review)?;
    let who = Who::named(&args.by);
    carry_out(&mut book, further, first, &who)?;
    book.append(vec![disposal.clone().into()], &who)?;
    println!(
        "entry {}: {} of entry {} erased, on the basis of {}",
        seq.0,
        args.path.join(", "),
        args.entry,
        basis.meaning()
    );
    for line in found.left(&decided) {
        println!("left as it is: {line}");
    }
    let folders = published_before(args, &before, &disposal);
    let ended = before.strands_without_end();
    for strand in review.strands_without_end().into_iter().filter(|strand| !ended.contains(strand)) {
        println!(
            "strand {strand} is open again: nothing of what was found on it can be read any more. Record a finding anew, close it \
             (reason finding_erased), or say why it is open, before the next publication"
        );
    }
    if !folders.is_empty() {
        println!(
            "the files of what was published before still hold it: take {} away, and every copy of it that you can reach",
            folders.join(", ")
        );
    }
    println!("what was printed, given out or copied before cannot be called back");
    Ok(Look::NotNeeded)
}

/// Says in which versions what is erased was published before; gives the folders in which their files still lie.
fn published_before(args: &EraseArgs, review: &Review, disposal: &Disposal) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for path in &disposal.paths {
        let published = published_in(review, disposal.of, path);
        for (version, _) in &published {
            let folder = args.dir.join(format!("publication-{version}"));
            let shown = folder.display().to_string();
            if folder.exists() && !folders.contains(&shown) {
                folders.push(shown);
            }
        }
        let versions: Vec<String> =
            published.iter().map(|(version, on)| format!("version {version} of {}", on.words())).collect();
        if !versions.is_empty() {
            println!(
                "{path} of entry {} stands in what was published before: {}",
                args.entry,
                versions.join(", ")
            );
        }
    }
    folders
}

/// Records what becomes of the repetitions: withholdings together, erasures one by one.
fn carry_out(book: &mut LedgerBook, further: Vec<Act>, first: u64, who: &Who) -> Done<()> {
    let said: Vec<String> = further
        .iter()
        .zip(first..)
        .map(|(act, seq)| match act {
            Act::Disposal(act) => {
                let paths: Vec<&str> = act.paths.iter().map(Path::as_str).collect();
                format!("entry {seq}: {} of {} erased too", paths.join(", "), act.of)
            }
            Act::Withholding(act) => {
                format!("entry {seq}: {} of {} is withheld from now on", act.path, act.of)
            }
            _ => String::new(),
        })
        .collect();
    let (erasures, others): (Vec<Act>, Vec<Act>) =
        further.into_iter().partition(|act| matches!(act, Act::Disposal(_)));
    if !others.is_empty() {
        book.append(others, who)?;
    }
    for act in erasures {
        book.append(vec![act], who)?;
    }
    said.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// What a person decided on what was found.
struct Decided {
    /// On fields that say it again.
    repeats: Option<Repeats>,
    /// On places to look at.
    places: Option<Repeats>,
}

impl Decided {
    fn on(&self, how: Again) -> Option<Repeats> {
        if how.is_a_place_to_look_at() { self.places } else { self.repeats }
    }
}

/// What says again what is to be erased.
pub(crate) struct Found {
    /// In the same stream.
    here: Vec<Repeat>,
    /// In other streams of the ledger: the place of each, in words, and how it says it.
    elsewhere: Vec<(String, Again)>,
}

impl Found {
    /// Searches everything the ledger holds.
    pub(crate) fn by(book: &LedgerBook, review: &Review, disposal: &Disposal) -> Done<Found> {
        let wanted = Erasable::of(review, disposal.of, &disposal.paths);
        let here = wanted.repeats(review, Some((disposal.of, &disposal.paths)));
        let elsewhere = book.elsewhere(&|text| wanted.said_in(text))?;
        Ok(Found { here, elsewhere })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.here.is_empty() && self.elsewhere.is_empty()
    }

    /// Whether anything was found that nobody has decided on.
    fn is_undecided(&self, decided: &Decided) -> bool {
        self.ways().any(|how| decided.on(how).is_none())
    }

    fn ways(&self) -> impl Iterator<Item = Again> {
        self.here.iter().map(|repeat| repeat.how).chain(self.elsewhere.iter().map(|(_, how)| *how))
    }

    /// Each place that is to be told, in words; never what stands there.
    fn places(&self, told: impl Fn(Again, bool) -> bool) -> Vec<String> {
        let here = self.here.iter().filter(|repeat| told(repeat.how, repeat.can_go)).map(|repeat| {
            let (entry, path, title) = (repeat.entry, &repeat.path, repeat.title);
            let good = if repeat.can_go { "" } else { ", and is public for good" };
            format!("{path} of {entry} ({title}) {}{good}", repeat.how.words())
        });
        let elsewhere = self.elsewhere.iter().filter(|(_, how)| told(*how, false));
        here.chain(elsewhere.map(|(place, how)| format!("{place} {}", how.words()))).collect()
    }

    /// Why nothing is erased yet.
    pub(crate) fn refusal(&self) -> Failure {
        let some =
            |n: usize, one: &str, more: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {more}") };
        let repeats = self.places(|how, _| !how.is_a_place_to_look_at());
        let to_look_at = self.places(|how, _| how.is_a_place_to_look_at());
        let mut told = Vec::new();
        if !repeats.is_empty() {
            told.push(format!(
                "what is to be erased is said again in {}:\n  {}",
                some(repeats.len(), "other place", "other places"),
                repeats.join("\n  ")
            ));
        }
        if !to_look_at.is_empty() {
            told.push(format!(
                "a part of the name stands by itself in {} to look at:\n  {}",
                some(to_look_at.len(), "place", "places"),
                to_look_at.join("\n  ")
            ));
        }
        Failure::new(format!(
            "nothing was erased: once it is gone nothing can look for it any more, and {}",
            told.join("\nand ")
        ))
        .hint(
            "look at each, then say with `candour erase ... --repeats` what becomes of those that say it again, and with `--places` what \
             becomes of those to look at: `erase` (each of these fields goes whole), `withhold` (kept, and in no later publication), or \
             `leave`. What stands in another stream is erased there, by `--sealed STRAND`",
        )
    }

    /// The acts that follow from what becomes of what was found.
    fn further(&self, review: &Review, disposal: &Disposal, decided: &Decided) -> Vec<Act> {
        let mut of: BTreeMap<Seq, Vec<Path>> = BTreeMap::new();
        let mut acts: Vec<Act> = Vec::new();
        let decider = disposal.decider;
        for repeat in self.here.iter().filter(|repeat| repeat.can_go) {
            let (entry, path) = (repeat.entry, repeat.path.clone());
            match decided.on(repeat.how) {
                Some(Repeats::Erase) => of.entry(entry).or_default().push(path),
                Some(Repeats::Withhold) if review.is_disclosed(entry, path.as_str()) => {
                    let reason = ReasonCode::ThirdPartyPersonalData;
                    acts.push(Withholding { of: entry, path, reason, decider }.into());
                }
                _ => {}
            }
        }
        let basis = disposal.basis;
        acts.extend(of.into_iter().map(|(of, paths)| Act::from(Disposal { of, paths, basis, decider })));
        acts
    }

    /// The places that stay as they are.
    fn left(&self, decided: &Decided) -> Vec<String> {
        self.places(|how, can_go| decided.on(how) == Some(Repeats::Leave) || !can_go)
    }
}
