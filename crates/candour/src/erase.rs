//! `candour erase`: the decision to erase texts of an entry is recorded, then the texts and their keys are destroyed.
//!
//! The entry stays, with the commitment to what it said, and everything still verifies. The rules that admit the
//! decision are the register's; destroying is the ledger's.

use std::path::PathBuf;

use register::acts::{Act, Disposal, Path, Seq};
use register::words::{Decider, DisposalBasis};

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
    let act = Act::Disposal(Disposal { of: Seq(args.entry), paths, basis, decider });
    let mut book = LedgerBook::open(&args.dir, args.sealed)?;
    let mut review = book.review(None)?;
    let today = book.today()?;
    let seq = review.record(today, act.clone()).map_err(|refusals| {
        let why: Vec<String> = refusals.into_iter().map(|refusal| refusal.sentence).collect();
        Failure::new(format!("the erasure is not admitted:\n  {}", why.join("\n  ")))
    })?;
    book.append(vec![act], &Who::named(&args.by))?;
    println!(
        "entry {}: {} of entry {} erased, on the basis of {}",
        seq.0,
        args.path.join(", "),
        args.entry,
        basis.meaning()
    );
    println!("what was printed, published or copied before cannot be called back");
    Ok(Look::NotNeeded)
}
