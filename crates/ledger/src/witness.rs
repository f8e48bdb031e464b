//! Witnesses: others who remember how large the log was, and sign that it only grew.
//!
//! Source: C2SP tlog-witness; the protocol itself is [`tlog::witness`]. How a request travels is a [`Witness`]. The one
//! here keeps its memory in a folder, which belongs on another machine, a share, or a stick in somebody else's hands.
//! What is left out: speaking HTTP. A request is one text and an answer a status and a text, so a courier is a few lines
//! elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use tlog::Hash;
use tlog::note::{Algorithm, NoteSigner, Verifier};
use tlog::witness::{Answer, KnownLog, Witness as Protocol};

use crate::disk::{Faults, replace};
use crate::error::{LedgerError, Result};
use crate::keys::random;

/// A way to a witness.
pub trait Witness: Send {
    /// The key that its cosignatures verify under.
    fn verifier(&self) -> Verifier;

    /// Sends the body of an `add-checkpoint` request at the time given and gives the answer.
    ///
    /// # Errors
    /// Why there was no answer.
    fn add_checkpoint(&mut self, body: &str, unix_seconds: u64) -> std::result::Result<Answer, String>;
}

/// A witness whose key and memory are files in a folder: `witness.seed`, and `seen` with a line of key, size and root
/// for each log.
#[derive(Debug)]
pub struct FolderWitness {
    folder: PathBuf,
    signer: NoteSigner,
    faults: Faults,
}

impl FolderWitness {
    /// Makes a witness of this name in a new folder, for these logs.
    ///
    /// # Errors
    /// When the folder cannot be written or holds a witness already.
    pub fn create(folder: &Path, name: &str, logs: &[Verifier]) -> Result<FolderWitness> {
        let seed: [u8; 32] = random()?;
        let file = folder.join("witness.seed");
        if file.exists() {
            return Err(LedgerError::Refused("the folder holds a witness already".into()));
        }
        let signer = signer(name, &seed)?;
        let none = Faults::default();
        let seen: String = logs.iter().map(|log| format!("{} 0 -\n", log.to_vkey())).collect();
        let text = format!("{name} {}\n", Hash(seed));
        replace(&file, text.as_bytes(), "witness", &none).map_err(crate::disk::at(&file))?;
        // A stick may know no owners: then nobody can close it, and the key is as safe as the stick.
        let _ = crate::config::close_file_to_others(&file);
        replace(&folder.join("seen"), seen.as_bytes(), "witness", &none).map_err(crate::disk::at(folder))?;
        Ok(FolderWitness { folder: folder.to_path_buf(), signer, faults: none })
    }

    /// Opens the witness in a folder.
    ///
    /// # Errors
    /// When its files are absent or malformed.
    pub fn open(folder: &Path, faults: Faults) -> Result<FolderWitness> {
        let file = folder.join("witness.seed");
        let text = fs::read_to_string(&file).map_err(crate::disk::at(&file))?;
        let parts =
            text.trim_end().split_once(' ').and_then(|(name, seed)| Some((name, Hash::from_base64(seed)?)));
        let (name, seed) = parts.ok_or_else(|| LedgerError::Key("witness.seed is malformed".into()))?;
        Ok(FolderWitness { folder: folder.to_path_buf(), signer: signer(name, &seed.0)?, faults })
    }

    /// Has the witness know this log too, as one of which it has seen nothing; one that it knows stays as it is.
    ///
    /// # Errors
    /// When its memory cannot be read or written.
    pub(crate) fn know(&self, log: &Verifier) -> Result<()> {
        let logs = self.logs().map_err(LedgerError::File)?;
        if logs.iter().any(|known| known.verifier == *log) {
            return Ok(());
        }
        let file = self.folder.join("seen");
        let mut seen = fs::read_to_string(&file).map_err(crate::disk::at(&file))?;
        seen.push_str(&format!("{} 0 -\n", log.to_vkey()));
        replace(&file, seen.as_bytes(), "witness", &self.faults).map_err(crate::disk::at(&file))
    }

    /// How many entries of a log it has seen; nothing where it knows no such log, or its memory cannot be read.
    pub(crate) fn seen(&self, log: &Verifier) -> Option<u64> {
        let known = self.logs().ok()?.into_iter().find(|known| known.verifier == *log)?;
        Some(known.last.map_or(0, |(size, _)| size))
    }

    fn logs(&self) -> std::result::Result<Vec<KnownLog>, String> {
        let text = fs::read_to_string(self.folder.join("seen")).map_err(|e| format!("its memory: {e}"))?;
        let line = |line: &str| {
            let parts: Vec<&str> = line.split(' ').collect();
            let [vkey, size, root] = parts.as_slice() else { return None };
            let verifier = Verifier::parse(vkey).ok()?;
            let last = if *root == "-" { None } else { Some((size.parse().ok()?, Hash::from_base64(root)?)) };
            Some(KnownLog { origin: verifier.name().to_string(), verifier, last })
        };
        text.lines()
            .map(line)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| "its memory is malformed".to_string())
    }
}

fn signer(name: &str, seed: &[u8; 32]) -> Result<NoteSigner> {
    NoteSigner::new(name, Algorithm::CosignatureV1, seed).map_err(|e| LedgerError::Key(e.to_string()))
}

impl Witness for FolderWitness {
    fn verifier(&self) -> Verifier {
        self.signer.verifier()
    }

    fn add_checkpoint(&mut self, body: &str, unix_seconds: u64) -> std::result::Result<Answer, String> {
        let mut protocol = Protocol::new(self.signer.clone(), self.logs()?);
        let answer = protocol.add_checkpoint(body, unix_seconds);
        if answer.status == 200 {
            let seen: String = protocol
                .logs
                .iter()
                .map(|log| match log.last {
                    Some((size, root)) => format!("{} {size} {root}\n", log.verifier.to_vkey()),
                    None => format!("{} 0 -\n", log.verifier.to_vkey()),
                })
                .collect();
            // Durable before the answer leaves: what was cosigned is never forgotten.
            replace(&self.folder.join("seen"), seen.as_bytes(), "witness", &self.faults)
                .map_err(|e| format!("its memory: {e}"))?;
        }
        Ok(answer)
    }
}
