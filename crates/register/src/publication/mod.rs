//! A publication: one JSON file that shows every entry of a review, disclosed or withheld, and that anyone can check
//! without asking anybody.
//!
//! ```text
//! format      "<origin>/publication/v1"
//! checkpoint  signed note: the log's head, with the witnesses' cosignatures
//! entries     entries 0..k of the stream: index, entry, proof, fields, disclosures; the last is the publication itself
//! index       the entry right after it: index, entry, proof, rows [{pos, row, proof}]
//! ```
//!
//! [`verify()`] checks that (a) every disclosure is what was recorded and every entry is in the log, (b) every field is
//! disclosed or withheld exactly once, and each withheld field under a recorded decision, (c) the publication names the
//! one before it, (d) no entry is missing, every strand has an end, and the index counts as many entries as the file
//! holds, and (e) each entry is an act in its form with its frame in the open, and no criticism can be read that was not put. What it cannot tell: a finding that was never recorded; a second, hidden stream (the audit of the whole log
//! finds it); and whether a newer version exists than the one shown. `docs/methods/publication.md` says so to readers.

mod acts;
mod browser;
mod build;
mod decisions;
mod diff;
mod filled;
mod grounds;
mod index;
mod leak;
mod memory;
mod outputs;
mod page;
mod pseudonym;
mod put;
mod read;
mod refusal;
mod standing;
mod strands;
mod tell;
mod trust;
mod unseen;
mod verify;

pub use browser::{verify_page, verify_script};
pub use build::{BuildError, Held, assemble, manifest};
pub use decisions::{Manifest, ManifestRow, Withheld};
pub use diff::{Change, compare, since_the_one_before, tell_changes};
pub use index::{Head, IndexRows};
pub use leak::{
    Leak, LetPass, NamedInPart, Secret, let_pass, named_in_part, scan, scan_filled, scan_outputs,
    sealed_names, secrets,
};
pub use memory::MemoryLog;
pub use outputs::{Output, open_texts, outputs};
pub use page::page;
pub use pseudonym::{Pseudonyms, hmac};
pub use put::Answers;
pub use read::{FILE_BYTES_MAX, IndexPart, IndexRow, Publication, Row};
pub use refusal::{Check, Refusal};
pub use strands::{End, StrandEnd};
pub use tell::{plain_text, withheld_sentences};
pub use trust::{Trust, TrustError};
pub use unseen::Unseen;
pub use verify::{Signed, TIME_AHEAD_SECONDS_MAX, TIME_BACK_SECONDS_MAX, Verdict, verify, verify_at};
