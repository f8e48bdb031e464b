//! What the database remembers of the ledger's witnesses: how many there are, and how many of them must cosign.
//!
//! `ledger.toml` is a text that anybody with the folder in hand can change, and a ledger without its witnesses looks like one that never
//! had any. So each number of witnesses and quorum is a setting of its own in the database, and settings are never changed: the newest
//! one counts. More witnesses, or a higher quorum, are taken over when the ledger opens; fewer stop it. Taking one out for
//! good is [`drop_witness`], and whoever does it has it recorded in the log of processing.
//!
//! Left out: somebody who can write to the database itself, and a folder exchanged for another of the same number; the checkpoints
//! that the real witnesses have signed tell of those.

use std::path::{Path, PathBuf};

use crate::config::{self, Setup};
use crate::disk::{Faults, at, replace};
use crate::error::{LedgerError, Result};
use crate::store::{self, Store};

/// Settings that are looked through: one for each change of the witnesses.
const CHANGES_MAX: u32 = 10_000;

/// How many witnesses there are, and how many must cosign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Remembered {
    witnesses: usize,
    quorum: usize,
}

impl Remembered {
    fn of(setup: &Setup) -> Remembered {
        Remembered { witnesses: setup.witnesses.len(), quorum: setup.quorum }
    }

    fn parse(text: &str) -> Option<Remembered> {
        let (quorum, witnesses) = text.split_once(" of ")?;
        Some(Remembered { witnesses: witnesses.parse().ok()?, quorum: quorum.parse().ok()? })
    }

    fn words(self) -> String {
        match self.witnesses {
            0 => "no witness".to_string(),
            1 => format!("1 witness, of which {} must cosign", self.quorum),
            n => format!("{n} witnesses, of which {} must cosign", self.quorum),
        }
    }
}

fn name(number: u32) -> String {
    format!("witnesses-{number}")
}

/// The newest that is remembered, and the number of the next.
fn newest(store: &mut dyn Store) -> Result<(Option<Remembered>, u32)> {
    let mut last = None;
    for number in 1..=CHANGES_MAX {
        let Some(text) = store.setting(&name(number))? else { return Ok((last, number)) };
        let read = Remembered::parse(&text);
        last = Some(read.ok_or_else(|| {
            LedgerError::Torn("what the database remembers of the witnesses is malformed".into())
        })?);
    }
    Err(LedgerError::Torn("the witnesses were changed more often than the database can tell".into()))
}

/// Why a setup has fewer witnesses, or a lower quorum, than the database remembers; none where it has not.
fn fewer(setup: &Setup, remembered: Option<Remembered>) -> Option<String> {
    let (now, then) = (Remembered::of(setup), remembered?);
    (now.witnesses < then.witnesses || now.quorum < then.quorum).then(|| {
        format!(
            "ledger.toml names {}, and the database remembers {}: somebody took them out of ledger.toml. Put its lines `witnesses` and \
             `quorum` back as they were and look who changed them; to take a witness out for good use `candour register FOLDER \
             --without-witness WITNESS`, which is recorded",
            now.words(),
            then.words()
        )
    })
}

/// Holds a setup against what is remembered, and remembers what is more.
pub(crate) fn hold(store: &mut dyn Store, setup: &Setup) -> Result<()> {
    let (remembered, next) = newest(store)?;
    if let Some(why) = fewer(setup, remembered) {
        return Err(LedgerError::Torn(why));
    }
    let now = Remembered::of(setup);
    match remembered {
        None if now.witnesses == 0 => Ok(()),
        Some(then) if then == now => Ok(()),
        _ => store.set_setting(&name(next), &format!("{} of {}", now.quorum, now.witnesses)),
    }
}

/// What the audit finds: fewer witnesses, or a lower quorum, than are remembered.
pub(crate) fn found(store: &mut dyn Store, setup: &Setup) -> Result<Option<String>> {
    Ok(fewer(setup, newest(store)?.0))
}

/// Takes a witness out of a ledger that is closed, whether its folder can be reached or not; gives how many of those that are left must
/// cosign. Whoever calls this records it.
///
/// # Errors
/// [`LedgerError::Unfit`] where the folder is no witness of this ledger, [`LedgerError::Torn`] where the ledger has fewer than it
/// remembers already; otherwise what could not be read or written.
pub fn drop_witness(folder: &Path, witness: &Path) -> Result<usize> {
    let mut setup = config::read(folder)?;
    let place = |path: &Path| -> PathBuf { path.canonicalize().unwrap_or_else(|_| path.to_path_buf()) };
    let before = setup.witnesses.len();
    setup.witnesses.retain(|known| known != witness && place(known) != place(witness));
    if setup.witnesses.len() == before {
        return Err(LedgerError::Unfit(format!(
            "the folder {} is no witness of this ledger; ledger.toml names those that are",
            witness.display()
        )));
    }
    let mut store = store::open(&setup.store, folder)?;
    let as_it_was = config::read(folder)?;
    hold(store.as_mut(), &as_it_was)?;
    let left = setup.witnesses.len();
    setup.quorum = if left == 0 { 0 } else { setup.quorum.min(left).max(left - 1).max(1) };
    let now = Remembered::of(&setup);
    let (_, next) = newest(store.as_mut())?;
    // The database first: cut off here, ledger.toml still names the witness, and it is remembered again.
    store.set_setting(&name(next), &format!("{} of {}", now.quorum, now.witnesses))?;
    let file = folder.join("ledger.toml");
    replace(&file, config::text_of(&setup)?.as_bytes(), "setup", &Faults::default()).map_err(at(&file))?;
    Ok(setup.quorum)
}
