//! Lawful erasure: the decision is recorded, then key and text are destroyed; everything still verifies.
//!
//! The entry keeps its salted commitment. Salt and text stood in the disclosure only, the disclosure was encrypted under
//! a key of its own, and the key stood in the key database only: with key and disclosure gone, nothing leads back. What
//! is left out: earlier publications, printed or downloaded, which nobody can call back; and the platters of a disk.

use std::fs;
use std::path::Path;

use register::entry::{Draft, LeafHash};

use crate::Ledger;
use crate::disk::{at, replace};
use crate::error::{LedgerError, Result};
use crate::keys::{NewKey, Subject, decrypt, encrypt};
use crate::store::Payload;
use crate::writer::{Prepared, Receipt, Request, Writer, is_disposal, prepare};

/// File that says which erasure is under way, so that one that was interrupted is finished at the next start.
pub(crate) const PENDING: &str = "erasure.pending";

/// What is to be erased, and the entry that says so.
#[derive(Clone, PartialEq, Debug)]
pub struct Erasure {
    /// The entry whose texts are erased.
    pub target: LeafHash,
    /// The paths of the fields.
    pub paths: Vec<String>,
    /// The entry to append: class `disposal`, acting on the target, with its paths, basis and the decider's role.
    pub disposal: Draft,
}

/// What an erasure did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Erased {
    /// The recorded decision.
    pub receipt: Receipt,
    /// Texts destroyed; a path erased earlier is not counted again.
    pub texts: usize,
    /// Keys destroyed.
    pub keys: usize,
}

impl Ledger {
    /// Records a disposal and destroys the texts and their keys. Where one key served other fields of the record too,
    /// those are encrypted anew under a key of their own before it is destroyed.
    ///
    /// # Errors
    /// When the entry or a path is not there, the draft is no disposal of that entry, or something could not be
    /// destroyed: then the decision stands and the next start finishes it.
    pub fn erase(&self, erasure: Erasure) -> Result<Erased> {
        let Erasure { target, paths, disposal } = erasure;
        let held = self.find(target)?;
        if !is_disposal(&disposal, target) {
            return Err(LedgerError::Refused(
                "an erasure is recorded by a disposal that acts on the entry".into(),
            ));
        }
        if paths.is_empty() {
            return Err(LedgerError::Refused("an erasure names at least one field".into()));
        }
        if let Some(path) = paths.iter().find(|p| !held.fields.iter().any(|f| f.path == **p)) {
            return Err(LedgerError::Absent(format!("a field {path} in entry {}", held.index)));
        }
        let prepared = prepare(disposal.into(), self.origin(), &self.master)?;
        let file = self.folder.join(PENDING);
        let index = held.index;
        self.ask(|reply| {
            Request::Run(Box::new(move |writer: &mut Writer| {
                let _ = reply.send(writer.erase(&file, index, &paths, prepared));
            }))
        })
    }

    /// The entries with texts about a data subject that are still held, and the paths of those texts.
    ///
    /// # Errors
    /// When a database cannot be read.
    pub fn held_about(&self, subject: Subject) -> Result<Vec<(LeafHash, Vec<String>)>> {
        let mut found: Vec<(u64, Vec<String>)> = Vec::new();
        {
            let mut reader = self.reader();
            let keys = reader.keys.of(subject)?;
            for payload in reader.store.payloads(0, u64::MAX >> 1)? {
                if keys.binary_search(&payload.key_id).is_err() {
                    continue;
                }
                match found.last_mut() {
                    Some((index, paths)) if *index == payload.index => paths.push(payload.path),
                    _ => found.push((payload.index, vec![payload.path])),
                }
            }
        }
        let leaf = |(index, paths): (u64, Vec<String>)| {
            let mut leaf = None;
            self.scan(index, index + 1, &mut |held| {
                leaf = Some(held.leaf);
                Ok(())
            })?;
            Ok((leaf.ok_or_else(|| LedgerError::Absent(format!("entry {index}")))?, paths))
        };
        found.into_iter().map(leaf).collect()
    }
}

impl Writer {
    /// Notes what is to be erased, records the decision, destroys, takes the note away.
    fn erase(&mut self, file: &Path, index: u64, paths: &[String], prepared: Prepared) -> Result<Erased> {
        // One that could not be finished, while somebody else was reading for instance, comes first: its note must not be
        // overwritten.
        self.finish_erasure(file)?;
        let text = format!("{index} {}\n{}\n", self.desk.edge.size(), paths.join("\n"));
        replace(file, text.as_bytes(), "erasure", &self.vault.faults).map_err(at(file))?;
        let receipt = self.add_now(prepared)?;
        let (texts, keys) = self.destroy(index, paths)?;
        self.erasure_step("erasure.done")?;
        fs::remove_file(file).map_err(at(file))?;
        Ok(Erased { receipt, texts, keys })
    }

    fn erasure_step(&self, name: &str) -> Result<()> {
        self.vault.faults.step(name).map_err(|e| LedgerError::Database(e.to_string()))
    }

    /// Destroys texts of an entry and their keys; can be repeated.
    pub(crate) fn destroy(&mut self, index: u64, paths: &[String]) -> Result<(usize, usize)> {
        let held = self.vault.store.payloads(index, index + 1)?;
        let (gone, kept): (Vec<Payload>, Vec<Payload>) =
            held.into_iter().partition(|p| paths.contains(&p.path));
        let mut doomed: Vec<u64> = gone.iter().map(|p| p.key_id).collect();
        doomed.sort_unstable();
        doomed.dedup();
        let mut keys = Vec::new();
        let mut moved = Vec::new();
        for &id in &doomed {
            let shared: Vec<&Payload> = kept.iter().filter(|p| p.key_id == id).collect();
            if shared.is_empty() {
                continue;
            }
            let Some((old, subject)) = self.vault.keys.get(&self.desk.master, id)? else { continue };
            let (new, wrapped) = NewKey::make(&self.desk.master, subject)?;
            let key_id = self.vault.keys.next() + keys.len() as u64;
            keys.push(wrapped);
            for payload in shared {
                let plain = decrypt(&old, payload.path.as_bytes(), &payload.ciphertext)?;
                let ciphertext = encrypt(&new, payload.path.as_bytes(), &plain)?;
                moved.push(Payload { ciphertext, key_id, ..payload.clone() });
            }
        }
        // First what stays is put under keys of its own, then the keys go, then the texts: wherever this is cut off, what is
        // still to be destroyed can be told from what stands there, and what stays can be read.
        self.vault.keys.add(&keys, &self.vault.faults)?;
        let paths_of = |payloads: &[Payload]| payloads.iter().map(|p| p.path.clone()).collect::<Vec<_>>();
        if !moved.is_empty() {
            self.erasure_step("erasure.moved")?;
            self.vault.store.replace_payloads(index, &paths_of(&moved), &moved)?;
        }
        self.erasure_step("erasure.keys")?;
        self.vault.keys.destroy(&doomed)?;
        self.erasure_step("erasure.texts")?;
        self.vault.store.replace_payloads(index, &paths_of(&gone), &[])?;
        self.erasure_step("erasure.scrub")?;
        let was_moved = |p: &&Payload| moved.iter().any(|m| m.path == p.path);
        let bytes: Vec<Vec<u8>> =
            gone.iter().chain(kept.iter().filter(was_moved)).map(|p| p.ciphertext.clone()).collect();
        self.vault.store.scrub(Some(&bytes))?;
        Ok((gone.len(), doomed.len()))
    }

    /// Finishes an erasure that an earlier run recorded and did not complete.
    pub(crate) fn finish_erasure(&mut self, file: &Path) -> Result<()> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(at(file)(error)),
        };
        let malformed = || LedgerError::Torn(format!("{PENDING} is malformed"));
        let mut lines = text.lines();
        let head = lines.next().and_then(|l| l.split_once(' ')).ok_or_else(malformed)?;
        let (Ok(index), Ok(before)) = (head.0.parse::<u64>(), head.1.parse::<u64>()) else {
            return Err(malformed());
        };
        let paths: Vec<String> = lines.map(str::to_string).collect();
        // The decision counts only where it was recorded.
        let mut target = None;
        self.vault.store.scan(index, index + 1, &mut |row| {
            target = Some(tlog::Hash::leaf(&row.bytes));
            Ok(())
        })?;
        let mut recorded = false;
        self.vault.store.scan(before, before + 1, &mut |row| {
            let entry = register::entry::Entry::parse(&row.bytes);
            recorded = entry.is_ok_and(|e| {
                e.class == register::entry::Class::Disposal && target.is_some() && e.acts == target
            });
            Ok(())
        })?;
        if recorded {
            self.destroy(index, &paths)?;
            // What the run before had deleted already is no longer known: both databases are written anew.
            self.vault.keys.scrub()?;
            self.vault.store.scrub(None)?;
        }
        fs::remove_file(file).map_err(at(file))
    }
}
