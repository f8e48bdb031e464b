//! From committed entries to the published log: tiles, then witnesses, then the checkpoint, in that order.
//!
//! Every step can be repeated: a tile that is there is compared and never overwritten, a witness that has cosigned
//! cosigns again, and the checkpoint is replaced last, so that whoever reads it finds everything it speaks of.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tlog::Hash;
use tlog::merkle::consistency_proof;
use tlog::note::{Note, Verifier};
use tlog::tile::{TILE_WIDTH, TileId, TileTree};
use tlog::witness::{AddCheckpoint, Reply, read_answer};

use crate::disk::{Faults, at, once, replace, settle};
use crate::error::{LedgerError, Result};
use crate::shared::{Shared, State};
use crate::store::{Row, Store};
use crate::tiles::TileMaker;
use crate::witness::Witness;

/// Entries that are hashed together.
const ROWS_TOGETHER: usize = 256;
/// Finished files that are kept in memory before they are written together.
const FILES_TOGETHER: usize = 256;
/// Threads that write them; each waits for the disk most of the time.
const WRITERS: usize = 8;

/// Shortest time between two published checkpoints while a bulk is added, unless somebody waits for one.
const BULK_INTERVAL: Duration = Duration::from_secs(10);

/// A witness and the size it cosigned last, as far as we know.
pub(crate) struct Asked {
    pub(crate) way: Box<dyn Witness>,
    pub(crate) last: u64,
}

pub(crate) struct Publisher {
    pub(crate) store: Box<dyn Store>,
    /// Folder of the published log.
    pub(crate) log: PathBuf,
    /// The edge of what is under the published checkpoint.
    pub(crate) maker: TileMaker,
    pub(crate) witnesses: Vec<Asked>,
    pub(crate) quorum: usize,
    pub(crate) interval: Duration,
    pub(crate) faults: Faults,
    pub(crate) shared: Arc<Shared>,
}

/// The time in Unix seconds.
pub(crate) fn now_unix() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

impl Publisher {
    /// Publishes what is committed until the ledger is closed.
    pub(crate) fn run(mut self) {
        loop {
            let state = self.shared.wait(Duration::from_secs(3600), |s| {
                s.closing || (s.stopped.is_none() && s.size > s.published)
            });
            if state.stopped.is_none() && state.size > state.published {
                self.attempt();
            }
            if state.closing {
                return;
            }
            // While a bulk is added, publishing yields to it: its tiles are written less often, and more of them together.
            let interval = if state.bulks > 0 { self.interval.max(BULK_INTERVAL) } else { self.interval };
            self.pause(interval);
        }
    }

    /// Waits before the next attempt. Somebody who waits for a checkpoint shortens that, once for each attempt.
    fn pause(&self, interval: Duration) {
        let attempts = self.shared.state().attempts;
        let now = |s: &State| {
            s.closing
                || s.stopped.is_some()
                || (s.wanted > s.published && s.attempts == attempts && s.trouble.is_none())
        };
        let end = Instant::now() + interval;
        let left = || end.saturating_duration_since(Instant::now());
        loop {
            let state = self.shared.wait(left(), |s| now(s) || s.bulks == 0 && interval > self.interval);
            if now(&state) || left().is_zero() {
                return;
            }
            // The bulk is over. Where another follows at once, publishing yields to that one too.
            if self.shared.wait(self.interval.min(left()), |s| now(s) || s.bulks > 0).bulks == 0 {
                return;
            }
        }
    }

    /// One attempt, its outcome told to those who wait.
    pub(crate) fn attempt(&mut self) {
        let outcome = self.publish();
        self.shared.change(|state| {
            state.attempts += 1;
            match outcome {
                Ok(size) => {
                    state.published = size;
                    state.trouble = None;
                }
                Err(error @ (LedgerError::Torn(_) | LedgerError::OldBackup { .. })) => {
                    state.trouble = Some(error.clone());
                    state.stopped = Some(error);
                }
                Err(error) => state.trouble = Some(error),
            }
        });
    }

    /// Publishes the last head; gives its size.
    pub(crate) fn publish(&mut self) -> Result<u64> {
        let Some((size, note)) = self.store.head()? else { return Ok(0) };
        let mut maker = self.maker.clone();
        self.export(&mut maker, size)?;
        let checkpoint = self.cosigned(size, &note)?;
        let file = self.log.join("checkpoint");
        replace(&file, checkpoint.as_bytes(), "checkpoint", &self.faults).map_err(at(&file))?;
        self.maker = maker;
        Ok(size)
    }

    fn export(&mut self, maker: &mut TileMaker, size: u64) -> Result<()> {
        if maker.size() == size {
            return Ok(());
        }
        let (log, faults) = (&self.log, &self.faults);
        let (mut together, mut written) = (Vec::new(), Vec::new());
        let mut rows: Vec<Row> = Vec::with_capacity(ROWS_TOGETHER);
        let mut add = |rows: &mut Vec<Row>| -> Result<()> {
            let bytes: Vec<&[u8]> = rows.iter().map(|row| row.bytes.as_slice()).collect();
            for (entry, leaf) in bytes.iter().zip(Hash::leaves(&bytes)) {
                maker.push(entry, leaf, &mut |path, bytes| {
                    together.push((log.join(path), bytes));
                    if together.len() >= FILES_TOGETHER {
                        write(&mut together, &mut written, faults)
                    } else {
                        Ok(())
                    }
                })?;
            }
            rows.clear();
            Ok(())
        };
        self.store.scan(self.maker.size(), size, &mut |row| {
            rows.push(row);
            if rows.len() < ROWS_TOGETHER { Ok(()) } else { add(&mut rows) }
        })?;
        add(&mut rows)?;
        maker.partial(&mut |path, bytes| -> Result<()> {
            together.push((log.join(path), bytes));
            Ok(())
        })?;
        write(&mut together, &mut written, faults)?;
        settle(log, &written, "tile", faults)
    }

    /// The signed head with the witnesses' cosignatures.
    fn cosigned(&mut self, size: u64, note: &str) -> Result<String> {
        let text = Note::parse(note).map_err(|e| LedgerError::Torn(e.to_string()))?.text;
        let mut checkpoint = note.to_string();
        let (mut cosigned, mut silent) = (0, Vec::new());
        for witness in &mut self.witnesses {
            match ask(witness, &self.log, size, note, &text, &self.faults) {
                Ok(lines) => {
                    checkpoint.push_str(&lines);
                    cosigned += 1;
                }
                Err(error @ (LedgerError::Torn(_) | LedgerError::OldBackup { .. })) => return Err(error),
                Err(error) => silent.push(error.to_string()),
            }
        }
        if cosigned < self.quorum {
            let away = "the folders of the others cannot be reached".to_string();
            let why = if silent.is_empty() { away } else { silent.join("; ") };
            return Err(LedgerError::ReadOnly(format!(
                "witnesses that must cosign: {}; that have: {cosigned} ({why})",
                self.quorum
            )));
        }
        Ok(checkpoint)
    }
}

/// Asks one witness; once more where it remembers another size than we believed.
fn ask(
    witness: &mut Asked,
    log: &Path,
    size: u64,
    note: &str,
    text: &str,
    faults: &Faults,
) -> Result<String> {
    let verifier: Verifier = witness.way.verifier();
    let name = || format!("the witness {}", verifier.name());
    for _ in 0..2 {
        let fetch = |id| tile(log, id);
        let tree = TileTree::new(size, &fetch);
        let proof = consistency_proof(&tree, witness.last, size)
            .map_err(|e| LedgerError::Torn(format!("the published tiles are not whole: {e}")))?;
        let request = AddCheckpoint { old: witness.last, proof, checkpoint: note.to_string() };
        faults.step("witness.ask").map_err(|e| LedgerError::File(format!("{}: {e}", name())))?;
        let answer = witness
            .way
            .add_checkpoint(&request.to_body(), now_unix())
            .map_err(|why| LedgerError::File(format!("{} gave no answer: {why}", name())))?;
        match read_answer(answer.status, &answer.body, text, &verifier) {
            Reply::Cosigned(lines) => {
                witness.last = size;
                return Ok(lines);
            }
            Reply::KnowsSize(seen) if seen > size => {
                return Err(LedgerError::OldBackup { seen_by: name(), seen, held: size });
            }
            Reply::KnowsSize(seen) if seen == witness.last => {
                return Err(LedgerError::Torn(format!(
                    "{} has seen another root for {seen} entries",
                    name()
                )));
            }
            Reply::KnowsSize(seen) => witness.last = seen,
            Reply::Refused(why) if answer.status == 422 => {
                return Err(LedgerError::Torn(format!("{}: {why}", name())));
            }
            Reply::Refused(why) => return Err(LedgerError::File(format!("{}: {why}", name()))),
        }
    }
    Err(LedgerError::File(format!("{} does not agree with itself about what it has seen", name())))
}

/// Writes files, several at a time where there are many.
fn write(files: &mut Vec<(PathBuf, Vec<u8>)>, written: &mut Vec<PathBuf>, faults: &Faults) -> Result<()> {
    let all = std::mem::take(files);
    let one = |part: &[(PathBuf, Vec<u8>)]| -> Result<()> {
        part.iter().try_for_each(|(path, bytes)| once(path, bytes, "tile", faults).map(|_| ()))
    };
    if all.len() < WRITERS {
        one(&all)?;
    } else {
        let share = all.len().div_ceil(WRITERS);
        std::thread::scope(|scope| {
            let threads: Vec<_> = all.chunks(share).map(|part| scope.spawn(move || one(part))).collect();
            threads.into_iter().try_for_each(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(LedgerError::File("a thread that wrote tiles died".into())))
            })
        })?;
    }
    written.extend(all.into_iter().map(|(path, _)| path));
    Ok(())
}

/// A published tile; where a partial one is gone, the beginning of the full one.
pub(crate) fn tile(log: &Path, id: TileId) -> Option<Vec<u8>> {
    if let Ok(bytes) = fs::read(log.join(id.path())) {
        return Some(bytes);
    }
    let full = TileId { width: TILE_WIDTH as u16, ..id };
    let mut bytes = fs::read(log.join(full.path())).ok()?;
    bytes.truncate(usize::from(id.width) * 32);
    Some(bytes)
}
