//! What a ledger's folder says about itself: `ledger.toml` and the secrets.

use std::fs;
use std::path::{Path, PathBuf};

use tlog::Hash;
use tlog::note::{Algorithm, NoteSigner};
use toml::{Table, Value};

use crate::disk::{Faults, at, replace};
use crate::error::{LedgerError, Result};
use crate::keys::random;
use crate::store::{self, FORMAT};
use crate::witness::FolderWitness;

/// Witnesses of one ledger.
pub const WITNESSES_MAX: usize = 64;

/// What a new ledger is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setup {
    /// Name of the log: printable, without spaces or a `+`, for instance `example.org/review`.
    pub origin: String,
    /// Where entries are kept: `sqlite` for a file in the folder, otherwise the address of a PostgreSQL database.
    pub store: String,
    /// Folders of witnesses.
    pub witnesses: Vec<PathBuf>,
    /// How many of them must have cosigned before a checkpoint is published.
    pub quorum: usize,
}

impl Setup {
    /// A ledger of this name in SQLite, without witnesses.
    pub fn of(origin: &str) -> Setup {
        Setup { origin: origin.to_string(), store: "sqlite".to_string(), witnesses: Vec::new(), quorum: 0 }
    }
}

/// The secrets of a ledger.
pub(crate) struct Secrets {
    pub(crate) signer: NoteSigner,
    pub(crate) master: [u8; 32],
}

pub(crate) fn write(folder: &Path, setup: &Setup) -> Result<()> {
    let file = folder.join("ledger.toml");
    if file.exists() {
        return Err(LedgerError::Refused("the folder holds a ledger already".into()));
    }
    if let Some(part) = part_of_a_ledger(folder) {
        return Err(LedgerError::Refused(format!(
            "the folder holds {part} of a ledger whose ledger.toml is missing; a new one would write over its keys. Put \
             ledger.toml back, or take another folder. Nothing was changed"
        )));
    }
    if setup.quorum > setup.witnesses.len() {
        return Err(LedgerError::Refused(
            "a quorum of more witnesses than there are is never reached".into(),
        ));
    }
    if let Some(why) = named_twice(setup).or_else(|| asks_for_nobody(setup)) {
        return Err(LedgerError::Refused(why));
    }
    let seed: [u8; 32] = random()?;
    signer(&setup.origin, &seed)?;
    let secrets = folder.join("secrets");
    secret(&secrets.join("log.seed"), &seed)?;
    secret(&secrets.join("master.key"), &random()?)?;
    replace(&file, text_of(setup)?.as_bytes(), "setup", &Faults::default()).map_err(at(&file))
}

/// `ledger.toml` of a ledger.
pub(crate) fn text_of(setup: &Setup) -> Result<String> {
    let mut table = Table::new();
    table.insert("format".into(), Value::Integer(i64::from(FORMAT)));
    table.insert("origin".into(), Value::String(setup.origin.clone()));
    table.insert("store".into(), Value::String(setup.store.clone()));
    table.insert("quorum".into(), Value::Integer(setup.quorum as i64));
    let witnesses = setup.witnesses.iter().map(|w| Value::String(w.display().to_string())).collect();
    table.insert("witnesses".into(), Value::Array(witnesses));
    toml::to_string(&table).map_err(|e| LedgerError::File(format!("ledger.toml: {e}")))
}

/// Gives a ledger that is closed a witness in a folder: a new one where the folder holds none, otherwise the one that is there.
/// All witnesses but one must cosign from then on, and one at least; gives how many that are.
///
/// # Errors
/// [`LedgerError::Unfit`] where the folder lies in the ledger's own, with which it would be put back from a backup, or is a
/// witness of this ledger already; otherwise what could not be read or written.
pub fn add_witness(folder: &Path, witness: &Path) -> Result<usize> {
    let mut setup = read(folder)?;
    let log = secrets(folder, &setup.origin)?.signer.verifier();
    let made = !witness.exists();
    fs::create_dir_all(witness).map_err(at(witness))?;
    let place = witness.canonicalize().map_err(at(witness))?;
    if place.starts_with(folder.canonicalize().map_err(at(folder))?) {
        if made {
            fs::remove_dir(&place).map_err(at(&place))?;
        }
        return Err(LedgerError::Unfit(
            "a witness in the ledger's own folder would be put back from a backup together with it, and could tell nothing: \
             take a folder on another machine, a share, or a stick in somebody else's hands"
                .into(),
        ));
    }
    if setup.witnesses.contains(&place) {
        return Err(LedgerError::Unfit("the folder is a witness of this ledger already".into()));
    }
    if setup.witnesses.len() == WITNESSES_MAX {
        return Err(LedgerError::Unfit(format!("a ledger has at most {WITNESSES_MAX} witnesses")));
    }
    if place.join("witness.seed").exists() {
        FolderWitness::open(&place, Faults::default())?.know(&log)?;
    } else {
        let number: [u8; 4] = random()?;
        FolderWitness::create(&place, &format!("witness-{:08x}", u32::from_be_bytes(number)), &[log])?;
    }
    setup.witnesses.push(place);
    setup.quorum = setup.quorum.max(setup.witnesses.len() - 1).max(1);
    let file = folder.join("ledger.toml");
    replace(&file, text_of(&setup)?.as_bytes(), "setup", &Faults::default()).map_err(at(&file))?;
    Ok(setup.quorum)
}

/// What of a ledger stands in a folder beside its `ledger.toml`, by the name of the file; none where there is nothing.
pub fn part_of_a_ledger(folder: &Path) -> Option<&'static str> {
    let parts = ["secrets", "keys.db", store::DATABASE, "log"];
    parts.into_iter().find(|part| folder.join(part).symlink_metadata().is_ok())
}

/// What `ledger.toml` says, where a ledger can go by it.
pub(crate) fn read(folder: &Path) -> Result<Setup> {
    let setup = as_written(folder)?;
    match named_twice(&setup).or_else(|| asks_for_nobody(&setup)) {
        Some(why) => Err(LedgerError::File(format!("ledger.toml: {why}"))),
        None => Ok(setup),
    }
}

/// Why the witnesses of a setup are fewer than it names: one folder stands there twice, in the same words or in others. A ledger that
/// counted it twice would remember a witness that there never was, and refuse the right file for good.
pub(crate) fn named_twice(setup: &Setup) -> Option<String> {
    let place = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let places: Vec<PathBuf> = setup.witnesses.iter().map(place).collect();
    let twice = (1..places.len()).find(|&at| places[..at].contains(&places[at]))?;
    Some(format!(
        "`witnesses` names the folder {} twice, and it is one witness: take one of the two lines out, and look that `quorum` is not more \
         than the witnesses that are left",
        setup.witnesses[twice].display()
    ))
}

/// Why the quorum of a setup is none: it names witnesses and asks for none of them, so that checkpoints are published that nobody
/// beside the log has seen, and a policy that goes with them would say so.
pub(crate) fn asks_for_nobody(setup: &Setup) -> Option<String> {
    let (witnesses, are) = match setup.witnesses.len() {
        0 => return None,
        1 => ("1 witness".to_string(), "is"),
        n => (format!("{n} witnesses"), "are"),
    };
    (setup.quorum == 0).then(|| {
        format!(
            "`quorum` is 0, which asks for no witness, and {witnesses} {are} named: put back how many must cosign ({}, unless fewer \
             were agreed on), and look who changed it",
            (setup.witnesses.len() - 1).max(1)
        )
    })
}

/// What `ledger.toml` says.
pub(crate) fn as_written(folder: &Path) -> Result<Setup> {
    let file = folder.join("ledger.toml");
    let text = fs::read_to_string(&file).map_err(at(&file))?;
    let table: Table = text.parse().map_err(|e| LedgerError::File(format!("ledger.toml: {e}")))?;
    let wrong = |what: &str| LedgerError::File(format!("ledger.toml: {what}"));
    let known = ["format", "origin", "store", "quorum", "witnesses"];
    if let Some(other) = table.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(wrong(&format!("`{other}` is no key of it")));
    }
    let format =
        table.get("format").and_then(Value::as_integer).ok_or_else(|| wrong("`format` is a number"))?;
    if format != i64::from(FORMAT) {
        return Err(wrong(&format!("format {format} is not known; this program reads 1 to {FORMAT}")));
    }
    let said = |key: &str| {
        table
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_string)
            .ok_or_else(|| wrong(&format!("`{key}` is a text")))
    };
    // What is written and is no number, or no list, is not taken for what is left out.
    let quorum = table.get("quorum").map_or(Some(0), Value::as_integer);
    let quorum = quorum.and_then(|quorum| usize::try_from(quorum).ok());
    let quorum = quorum.ok_or_else(|| wrong("`quorum` is a number from 0"))?;
    let list = table.get("witnesses").map_or(Some(Vec::new()), |list| list.as_array().cloned());
    let list = list.ok_or_else(|| wrong("`witnesses` is a list of folders"))?;
    let witnesses = list
        .iter()
        .map(|w| w.as_str().map(PathBuf::from).ok_or_else(|| wrong("`witnesses` is a list of folders")))
        .collect::<Result<Vec<_>>>()?;
    if witnesses.len() > WITNESSES_MAX || quorum > witnesses.len() {
        return Err(wrong("there are more witnesses than 64, or fewer than the quorum"));
    }
    Ok(Setup { origin: said("origin")?, store: said("store")?, witnesses, quorum })
}

pub(crate) fn secrets(folder: &Path, origin: &str) -> Result<Secrets> {
    let key = |name: &str| -> Result<[u8; 32]> {
        let file = folder.join("secrets").join(name);
        let text = fs::read_to_string(&file).map_err(at(&file))?;
        let hash = Hash::from_base64(text.trim_end());
        hash.map(|h| h.0).ok_or_else(|| LedgerError::Key(format!("{name} is not 32 bytes in Base 64")))
    };
    Ok(Secrets { signer: signer(origin, &key("log.seed")?)?, master: key("master.key")? })
}

fn signer(origin: &str, seed: &[u8; 32]) -> Result<NoteSigner> {
    NoteSigner::new(origin, Algorithm::Ed25519, seed)
        .map_err(|e| LedgerError::Refused(format!("the origin cannot be the name of a log: {e}")))
}

/// Closes the folder of a ledger to every other user of the machine.
pub(crate) fn close_to_others(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(at(folder))?;
    }
    Ok(())
}

/// Whether other users of the machine could read the ledger's secrets, in words.
pub(crate) fn open_to_others(folder: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let others = |path: &Path| fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0);
        let secrets = folder.join("secrets");
        if others(folder) && others(&secrets) {
            let names = ["log.seed", "master.key"].map(|name| secrets.join(name));
            if let Some(open) = names.iter().find(|path| others(path)) {
                return Some(format!(
                    "other users of this machine can read {}, and with it sign as this log or read its texts: close the \
                     folder to them (chmod 700) and look who could get in",
                    open.file_name().unwrap_or_default().to_string_lossy()
                ));
            }
        }
    }
    None
}

fn secret(file: &Path, key: &[u8; 32]) -> Result<()> {
    let text = format!("{}\n", Hash(*key));
    replace(file, text.as_bytes(), "setup", &Faults::default()).map_err(at(file))?;
    close_file_to_others(file)
}

/// Closes a file to every other user of the machine.
pub(crate) fn close_file_to_others(file: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).map_err(at(file))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quorum_of_none_where_witnesses_are_named_is_refused_and_the_audit_finds_it() {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, stick) = (folder.path().join("ledger"), folder.path().join("stick"));
        crate::Ledger::create(&ledger, &Setup::of("example.org/review")).unwrap().close().unwrap();
        assert_eq!(add_witness(&ledger, &stick).unwrap(), 1);
        crate::Ledger::open(&ledger).unwrap().close().unwrap();
        let file = ledger.join("ledger.toml");
        let text = fs::read_to_string(&file).unwrap();
        // Set to nought by hand, and taken out by hand.
        for changed in [text.replace("quorum = 1", "quorum = 0"), text.replace("quorum = 1\n", "")] {
            assert_ne!(changed, text);
            fs::write(&file, &changed).unwrap();
            let words = "`quorum` is 0, which asks for no witness, and 1 witness is named";
            let refused = crate::Ledger::open(&ledger).unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
            let found = crate::audit(&ledger, None).unwrap();
            assert!(
                !found.holds() && found.findings.iter().any(|f| f.contains(words)),
                "{:?}",
                found.findings
            );
        }
        // What is no number, and no list, is not taken for nothing.
        let witnesses = text.lines().find(|line| line.starts_with("witnesses")).unwrap();
        for changed in
            [text.replace("quorum = 1", "quorum = \"1\""), text.replace(witnesses, "witnesses = \"stick\"")]
        {
            fs::write(&file, &changed).unwrap();
            assert!(crate::Ledger::open(&ledger).is_err(), "{changed}");
        }
        fs::write(&file, &text).unwrap();
        crate::Ledger::open(&ledger).unwrap().close().unwrap();
        assert_eq!(crate::audit(&ledger, None).unwrap().findings, [] as [String; 0]);
        let none = Setup { witnesses: vec![stick], ..Setup::of("example.org/other") };
        assert!(write(&folder.path().join("other"), &none).is_err(), "and none is made so");
    }

    #[test]
    fn a_witness_that_is_named_twice_is_refused_and_the_database_does_not_remember_two() {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, stick) = (folder.path().join("ledger"), folder.path().join("stick"));
        crate::Ledger::create(&ledger, &Setup::of("example.org/review")).unwrap().close().unwrap();
        add_witness(&ledger, &stick).unwrap();
        crate::Ledger::open(&ledger).unwrap().close().unwrap();
        let file = ledger.join("ledger.toml");
        let text = fs::read_to_string(&file).unwrap();
        let right = read(&ledger).unwrap();
        // In the same words, and by another way to the same folder.
        for again in [right.witnesses[0].clone(), folder.path().join("ledger/../stick")] {
            let setup = Setup { witnesses: vec![right.witnesses[0].clone(), again], ..right.clone() };
            fs::write(&file, text_of(&setup).unwrap()).unwrap();
            let refused = crate::Ledger::open(&ledger).unwrap_err().to_string();
            assert!(refused.contains("twice, and it is one witness"), "{refused}");
            let found = crate::audit(&ledger, None).unwrap().findings;
            assert!(found.iter().any(|f| f.contains("twice, and it is one witness")), "{found:?}");
            fs::write(&file, &text).unwrap();
            crate::Ledger::open(&ledger).unwrap().close().unwrap();
        }
        assert_eq!(crate::audit(&ledger, None).unwrap().findings, [] as [String; 0]);
    }

    #[test]
    fn a_ledger_that_lost_its_toml_is_not_begun_anew_over_its_keys() {
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup::of("example.org/review");
        write(folder.path(), &setup).unwrap();
        let keys = ["log.seed", "master.key"].map(|name| folder.path().join("secrets").join(name));
        let before = keys.clone().map(|key| fs::read(key).unwrap());
        fs::remove_file(folder.path().join("ledger.toml")).unwrap();
        assert_eq!(part_of_a_ledger(folder.path()), Some("secrets"));
        let refused = write(folder.path(), &setup).unwrap_err().to_string();
        assert!(refused.contains("ledger.toml is missing"), "{refused}");
        assert_eq!(keys.map(|key| fs::read(key).unwrap()), before, "the keys are as they were");
    }
}
