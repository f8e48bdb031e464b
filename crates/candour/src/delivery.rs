//! What was received before: the rows and file hashes of the last two different deliveries.
//!
//! Files as received are never changed, but agencies send them again with more rows. Each run compares what it reads
//! with the delivery before it and says what is new, changed or gone; running again on the same files says the same
//! again, so that two runs give the same bytes. Kept in `received/` beside `review.toml`; `evidence.sha256` there is
//! in the form that `sha256sum --check` reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use intake::gather::Fingerprint;
use model::{Place, RowChange, RowId, Source};
use serde::{Deserialize, Serialize};

/// Examples of changed rows named in words, for each source.
const EXAMPLES_MAX: usize = 10;
/// Bytes of one stored row: spec 2, key 16, contents 16, file 4, sheet 2, row 4.
const ROW_BYTES: usize = 44;

/// The files and rows of one delivery.
#[derive(Default)]
pub(crate) struct Delivery {
    head: Head,
    rows: Vec<StoredRow>,
}

#[derive(Serialize, Deserialize, Default, PartialEq, Eq)]
struct Head {
    format: String,
    sources: Vec<String>,
    files: Vec<StoredFile>,
}

#[derive(Serialize, Deserialize, Clone, PartialEq, Eq)]
struct StoredFile {
    path: String,
    sha256: String,
    bytes: u64,
    sheets: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct StoredRow {
    spec: u16,
    key: [u8; 16],
    contents: [u8; 16],
    file: u32,
    sheet: u16,
    row: u32,
}

/// A file whose bytes are no longer those that were hashed when it was first read.
pub(crate) struct ChangedFile {
    pub(crate) path: String,
    pub(crate) was: String,
    pub(crate) is: String,
}

/// What a run found out about the delivery before it.
pub(crate) struct Comparison {
    /// Changes row by row, one line a source; empty on a first delivery.
    pub(crate) changes: Vec<RowChange>,
    /// Files that changed since the last run; empty where this run reads what the last one read.
    pub(crate) changed_files: Vec<ChangedFile>,
    /// Files that the last run read and that are no longer there.
    pub(crate) gone_files: Vec<String>,
    /// Whether this delivery differs from the last one and has to be stored.
    is_new: bool,
}

impl Delivery {
    /// The delivery that a run has just read.
    pub(crate) fn of(
        source_names: &[String],
        files: &[Source],
        prints: &[Fingerprint],
        place_of: impl Fn(RowId) -> Place,
    ) -> Delivery {
        let mut rows: Vec<StoredRow> = prints
            .iter()
            .map(|print| {
                let place = place_of(print.row);
                let (spec, key, contents) = (print.spec, print.key, print.contents);
                StoredRow { spec, key, contents, file: place.source.0, sheet: place.sheet, row: place.row }
            })
            .collect();
        rows.sort_unstable();
        let files = files.iter().map(|f| StoredFile {
            path: f.path.clone(),
            sha256: f.sha256.clone(),
            bytes: f.bytes,
            sheets: f.sheets.clone(),
        });
        let head =
            Head { format: FORMAT.to_string(), sources: source_names.to_vec(), files: files.collect() };
        Delivery { head, rows }
    }

    /// Compares with what is stored in `received`, without storing anything yet.
    pub(crate) fn compare(&self, received: &Path) -> io::Result<Comparison> {
        let Some(last) = Delivery::load(&received.join(LAST))? else {
            return Ok(Comparison {
                changes: Vec::new(),
                changed_files: Vec::new(),
                gone_files: Vec::new(),
                is_new: true,
            });
        };
        if last.head == self.head && last.rows == self.rows {
            let before = Delivery::load(&received.join(BEFORE))?;
            let changes = before.map_or_else(Vec::new, |before| self.changes_since(&before));
            return Ok(Comparison {
                changes,
                changed_files: Vec::new(),
                gone_files: Vec::new(),
                is_new: false,
            });
        }
        let changed_files = self.changed_files(&last);
        let gone_files = self.gone_files(&last);
        Ok(Comparison { changes: self.changes_since(&last), changed_files, gone_files, is_new: true })
    }

    /// Stores this delivery where `comparison` says that it is new. A crash leaves the former one in place.
    pub(crate) fn store(&self, received: &Path, comparison: &Comparison) -> io::Result<()> {
        if !comparison.is_new {
            return Ok(());
        }
        fs::create_dir_all(received)?;
        let half_written = ["being-written.rows", "being-copied.rows", "being-written.sha256"];
        let stored = self.store_staged(received, half_written.map(|name| received.join(name)));
        if stored.is_err() {
            // The disk is full or the folder is closed to us: what was half written is of no use to anybody.
            half_written.iter().for_each(|name| drop(fs::remove_file(received.join(name))));
        }
        stored
    }

    /// Writes everything under other names first and renames last, so that a full disk leaves the former lists whole.
    fn store_staged(&self, received: &Path, [staged, copy, sums]: [PathBuf; 3]) -> io::Result<()> {
        self.save(&staged)?;
        let mut lines = String::new();
        for file in &self.head.files {
            lines.push_str(&format!("{}  {}\n", file.sha256, file.path));
        }
        fs::write(&sums, lines)?;
        let last = received.join(LAST);
        if last.exists() {
            // A copy under another name first, so that `last` exists at every instant.
            fs::copy(&last, &copy)?;
            fs::rename(copy, received.join(BEFORE))?;
        }
        fs::rename(staged, &last)?;
        fs::rename(sums, received.join("evidence.sha256"))
    }

    fn changed_files(&self, last: &Delivery) -> Vec<ChangedFile> {
        let mut seen = BTreeSet::new(); // a file that several sources read stands in the list for each of them
        let before: BTreeMap<&str, &str> =
            last.head.files.iter().map(|f| (f.path.as_str(), f.sha256.as_str())).collect();
        let changed = self.head.files.iter().filter_map(|file| {
            let was = before.get(file.path.as_str()).filter(|&&was| was != file.sha256)?;
            if !seen.insert(&file.path) {
                return None;
            }
            Some(ChangedFile { path: file.path.clone(), was: was.to_string(), is: file.sha256.clone() })
        });
        changed.collect()
    }

    fn gone_files(&self, last: &Delivery) -> Vec<String> {
        let now: BTreeSet<&str> = self.head.files.iter().map(|f| f.path.as_str()).collect();
        let before: BTreeSet<&str> = last.head.files.iter().map(|f| f.path.as_str()).collect();
        before.difference(&now).map(|path| (*path).to_string()).collect()
    }

    /// Row by row, source by source: both lists are sorted by source and key and are walked side by side.
    fn changes_since(&self, before: &Delivery) -> Vec<RowChange> {
        let mut changes = Vec::new();
        for (spec, name) in self.head.sources.iter().enumerate() {
            let now = self.rows_of(Some(spec));
            let then = before.rows_of(before.head.sources.iter().position(|n| n == name));
            changes.push(self.compare_rows(name, now, before, then));
        }
        for (spec, name) in before.head.sources.iter().enumerate() {
            if !self.head.sources.contains(name) {
                changes.push(self.compare_rows(name, &[], before, before.rows_of(Some(spec))));
            }
        }
        changes
    }

    fn compare_rows(
        &self,
        name: &str,
        now: &[StoredRow],
        before: &Delivery,
        then: &[StoredRow],
    ) -> RowChange {
        let mut change = RowChange {
            source: name.to_string(),
            new: 0,
            changed: 0,
            gone: 0,
            same: 0,
            examples: Vec::new(),
        };
        let (mut i, mut j) = (0, 0);
        let example = |change: &mut RowChange, whose: &Delivery, row: &StoredRow, what: &str| {
            if change.examples.len() < EXAMPLES_MAX {
                change.examples.push(format!("{} {what}", whose.describe(row)));
            }
        };
        while i < now.len() || j < then.len() {
            let order = match (now.get(i), then.get(j)) {
                (Some(a), Some(b)) => a.key.cmp(&b.key),
                (Some(_), None) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            match order {
                std::cmp::Ordering::Less => {
                    change.new += 1;
                    example(&mut change, self, &now[i], "is new");
                    i += 1;
                }
                std::cmp::Ordering::Greater => {
                    change.gone += 1;
                    example(&mut change, before, &then[j], "was there before and is gone");
                    j += 1;
                }
                std::cmp::Ordering::Equal => {
                    if now[i].contents == then[j].contents {
                        change.same += 1;
                    } else {
                        change.changed += 1;
                        example(&mut change, self, &now[i], "has changed");
                    }
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        change
    }

    fn rows_of(&self, spec: Option<usize>) -> &[StoredRow] {
        let Some(spec) = spec.and_then(|s| u16::try_from(s).ok()) else { return &[] };
        let start = self.rows.partition_point(|r| r.spec < spec);
        let end = self.rows.partition_point(|r| r.spec <= spec);
        &self.rows[start..end]
    }

    fn describe(&self, row: &StoredRow) -> String {
        let file = &self.head.files[row.file as usize];
        match file.sheets.get(usize::from(row.sheet)).filter(|s| !s.is_empty()) {
            Some(sheet) => format!("{}, sheet \"{sheet}\", row {}", file.path, row.row),
            None => format!("{}, row {}", file.path, row.row),
        }
    }

    fn save(&self, path: &Path) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 18, fs::File::create(path)?);
        serde_json::to_writer(&mut out, &self.head)?;
        out.write_all(b"\n")?;
        for row in &self.rows {
            out.write_all(&row.spec.to_le_bytes())?;
            out.write_all(&row.key)?;
            out.write_all(&row.contents)?;
            out.write_all(&row.file.to_le_bytes())?;
            out.write_all(&row.sheet.to_le_bytes())?;
            out.write_all(&row.row.to_le_bytes())?;
        }
        out.into_inner().map_err(|e| e.into_error())?.sync_all()
    }

    fn load(path: &PathBuf) -> io::Result<Option<Delivery>> {
        let file = match fs::File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let broken = |what: &str| {
            io::Error::other(format!("{} is not a list of received rows: {what}", path.display()))
        };
        let mut input = BufReader::with_capacity(1 << 18, file);
        let mut line = String::new();
        input.read_line(&mut line)?;
        let head: Head = serde_json::from_str(&line).map_err(|e| broken(&e.to_string()))?;
        if head.format != FORMAT {
            return Err(broken(&format!("its format is \"{}\"", head.format)));
        }
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        if bytes.len() % ROW_BYTES != 0 {
            return Err(broken("it ends in the middle of a row"));
        }
        let rows = bytes.chunks_exact(ROW_BYTES).map(StoredRow::from_bytes).collect();
        Ok(Some(Delivery { head, rows }))
    }
}

impl StoredRow {
    fn from_bytes(bytes: &[u8]) -> StoredRow {
        fn part<const N: usize>(bytes: &[u8], from: usize) -> [u8; N] {
            bytes[from..from + N].try_into().expect("the chunk has ROW_BYTES bytes")
        }
        StoredRow {
            spec: u16::from_le_bytes(part(bytes, 0)),
            key: part(bytes, 2),
            contents: part(bytes, 18),
            file: u32::from_le_bytes(part(bytes, 34)),
            sheet: u16::from_le_bytes(part(bytes, 38)),
            row: u32::from_le_bytes(part(bytes, 40)),
        }
    }
}

const FORMAT: &str = "candour received rows v1";
const LAST: &str = "last.rows";
const BEFORE: &str = "before.rows";

#[cfg(test)]
mod tests {
    use super::*;
    use model::SourceId;

    fn delivery(hash: &str, rows: &[(u8, u8)]) -> Delivery {
        let source = Source {
            path: "log.csv".into(),
            sha256: hash.into(),
            bytes: 1,
            format: String::new(),
            name: "log".into(),
            agency: String::new(),
            sheets: vec![String::new()],
        };
        let prints: Vec<Fingerprint> = rows
            .iter()
            .enumerate()
            .map(|(i, &(key, contents))| Fingerprint {
                spec: 0,
                key: [key; 16],
                contents: [contents; 16],
                row: RowId::from(i),
            })
            .collect();
        Delivery::of(&["log".into()], &[source], &prints, |row| Place::row(SourceId(0), row.0 + 2))
    }

    #[test]
    fn a_file_received_again_says_what_is_new_changed_and_gone_and_says_it_again() {
        let folder = tempfile::tempdir().unwrap();
        let run = |d: &Delivery| {
            let comparison = d.compare(folder.path()).unwrap();
            d.store(folder.path(), &comparison).unwrap();
            comparison
        };
        let first = delivery("aa", &[(1, 1), (2, 2), (3, 3)]);
        assert!(run(&first).changes.is_empty(), "nothing came before the first delivery");
        assert!(run(&first).changes.is_empty(), "the same files again are no news");
        let second = delivery("bb", &[(1, 1), (2, 9), (4, 4), (5, 5)]);
        for again in 0..2 {
            let comparison = run(&second);
            let c = &comparison.changes[0];
            assert_eq!((c.same, c.changed, c.new, c.gone), (1, 1, 2, 1));
            assert!(c.examples.contains(&"log.csv, row 3 has changed".to_string()), "{:?}", c.examples);
            assert!(
                c.examples.contains(&"log.csv, row 4 was there before and is gone".to_string()),
                "{:?}",
                c.examples
            );
            assert_eq!(
                comparison.changed_files.len(),
                if again == 0 { 1 } else { 0 },
                "shouted once, stated always"
            );
        }
    }

    #[test]
    fn a_torn_list_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let d = delivery("aa", &[(1, 1)]);
        d.store(folder.path(), &d.compare(folder.path()).unwrap()).unwrap();
        let path = folder.path().join(LAST);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        let error = d.compare(folder.path()).err().unwrap().to_string();
        assert!(error.contains("ends in the middle of a row"), "{error}");
    }
}
