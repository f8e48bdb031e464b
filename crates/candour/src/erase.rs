//! `candour erase`: the decision to erase texts of an entry is recorded, then the texts and their keys are destroyed.
//!
//! The entry stays, with the commitment to what it said, and everything still verifies. The rules that admit the
//! decision are the register's; destroying is the ledger's. Before a text goes, everything else that is held is searched for
//! it, because afterwards nothing can be: what says it again is told by its place, and a person decides on it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use register::acts::{Act, Disposal, Path, Seq, Withholding};
use register::repeats::{Erasable, Repeat, published_in};
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
    if args.repeats.is_none() && !found.is_empty() {
        return Err(found.refusal());
    }
    let further = found.further(&before, &disposal, args.repeats);
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
    for line in found.left(args.repeats) {
        println!("left as it is: {line}");
    }
    for path in &disposal.paths {
        let versions: Vec<String> =
            published_in(&before, disposal.of, path).iter().map(u32::to_string).collect();
        if !versions.is_empty() {
            println!(
                "{path} of entry {} stands in what was published before, version {}",
                args.entry,
                versions.join(", ")
            );
        }
    }
    println!("what was printed, published or copied before cannot be called back");
    Ok(Look::NotNeeded)
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

/// What says again what is to be erased.
pub(crate) struct Found {
    /// In the same stream.
    here: Vec<Repeat>,
    /// In other streams of the ledger: the place of each, in words.
    elsewhere: Vec<String>,
}

impl Found {
    /// Searches everything the ledger holds.
    pub(crate) fn by(book: &LedgerBook, review: &Review, disposal: &Disposal) -> Done<Found> {
        let wanted = Erasable::of(review, disposal.of, &disposal.paths);
        let here = wanted.repeats(review, Some((disposal.of, &disposal.paths)));
        let elsewhere = book.elsewhere(&|text| wanted.said_in(text).map(register::repeats::Again::words))?;
        Ok(Found { here, elsewhere })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.here.is_empty() && self.elsewhere.is_empty()
    }

    /// Each place, in words; never what stands there.
    fn places(&self) -> Vec<String> {
        let here = self.here.iter().map(|repeat| {
            let (entry, path, title) = (repeat.entry, &repeat.path, repeat.title);
            let good = if repeat.can_go { "" } else { ", and is public for good" };
            format!("{path} of {entry} ({title}) {}{good}", repeat.how.words())
        });
        here.chain(self.elsewhere.iter().cloned()).collect()
    }

    /// Why nothing is erased yet.
    pub(crate) fn refusal(&self) -> Failure {
        Failure::new(format!(
            "nothing was erased: what is to be erased is said again in {}, and once it is gone nothing can look for it:\n  {}",
            match self.places().len() {
                1 => "1 other place".to_string(),
                n => format!("{n} other places"),
            },
            self.places().join("\n  ")
        ))
        .hint(
            "look at each, then say with `candour erase ... --repeats` what becomes of them: `erase` (each of these fields goes whole), \
             `withhold` (kept, and in no later publication), or `leave`. What stands in another stream is erased there, by \
             `--sealed STRAND`",
        )
    }

    /// The acts that follow from what becomes of the repetitions.
    fn further(&self, review: &Review, disposal: &Disposal, what: Option<Repeats>) -> Vec<Act> {
        let can_go = self.here.iter().filter(|repeat| repeat.can_go);
        match what {
            Some(Repeats::Erase) => {
                let mut of: BTreeMap<Seq, Vec<Path>> = BTreeMap::new();
                can_go.for_each(|repeat| of.entry(repeat.entry).or_default().push(repeat.path.clone()));
                let (basis, decider) = (disposal.basis, disposal.decider);
                of.into_iter().map(|(of, paths)| Disposal { of, paths, basis, decider }.into()).collect()
            }
            Some(Repeats::Withhold) => {
                let open = can_go.filter(|repeat| review.is_disclosed(repeat.entry, repeat.path.as_str()));
                let (reason, decider) = (ReasonCode::ThirdPartyPersonalData, disposal.decider);
                open.map(|repeat| {
                    Withholding { of: repeat.entry, path: repeat.path.clone(), reason, decider }.into()
                })
                .collect()
            }
            Some(Repeats::Leave) | None => Vec::new(),
        }
    }

    /// The places that stay as they are.
    fn left(&self, what: Option<Repeats>) -> Vec<String> {
        if what == Some(Repeats::Leave) {
            return self.places();
        }
        let fixed = Found {
            here: self.here.iter().filter(|repeat| !repeat.can_go).cloned().collect(),
            elsewhere: self.elsewhere.clone(),
        };
        fixed.places()
    }
}
