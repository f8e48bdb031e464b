//! From entries to the tiles and bundles of the published log, in one pass and with little memory.
//!
//! Source: C2SP tlog-tiles. A maker keeps the unfinished tile of every level and the unfinished bundle; what is full is
//! handed out and forgotten, and partial ones are made when a checkpoint needs them.

use tlog::Hash;
use tlog::tile::{TILE_WIDTH, TileId};

/// Where finished files go: path below the log, and bytes.
pub(crate) type Sink<'a, E> = dyn FnMut(String, Vec<u8>) -> std::result::Result<(), E> + 'a;

#[derive(Clone, Default, Debug)]
struct Level {
    number: u64,
    hashes: Vec<Hash>,
}

/// The unfinished edge of a log's tiles.
#[derive(Clone, Default, Debug)]
pub(crate) struct TileMaker {
    size: u64,
    levels: Vec<Level>,
    bundle: Vec<u8>,
}

impl TileMaker {
    /// How many entries it has seen.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Adds an entry and its leaf hash; gives the files that are finished by it.
    pub(crate) fn push<E>(
        &mut self,
        entry: &[u8],
        leaf: Hash,
        sink: &mut Sink<'_, E>,
    ) -> std::result::Result<(), E> {
        // An entry has at most 65,535 bytes: it was sealed, or read from a bundle.
        self.bundle.extend(u16::try_from(entry.len()).unwrap_or(u16::MAX).to_be_bytes());
        self.bundle.extend(entry);
        self.size += 1;
        self.add(leaf, 0, sink)
    }

    /// Adds a full tile of leaves that stands already, by its root; the size must be a multiple of 256.
    pub(crate) fn push_tile<E>(&mut self, root: Hash, sink: &mut Sink<'_, E>) -> std::result::Result<(), E> {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        self.levels[0].number += 1;
        self.size += TILE_WIDTH;
        self.add(root, 1, sink)
    }

    fn add<E>(&mut self, hash: Hash, from: usize, sink: &mut Sink<'_, E>) -> std::result::Result<(), E> {
        let mut hash = hash;
        for level in from.. {
            if level == self.levels.len() {
                self.levels.push(Level::default());
            }
            let row = &mut self.levels[level];
            row.hashes.push(hash);
            if (row.hashes.len() as u64) < TILE_WIDTH {
                break;
            }
            let id = TileId { level: level as u8, number: row.number, width: TILE_WIDTH as u16 };
            sink(id.path(), bytes(&row.hashes))?;
            if level == 0 {
                sink(id.entries_path(), std::mem::take(&mut self.bundle))?;
            }
            hash = root(&row.hashes);
            row.hashes.clear();
            row.number += 1;
        }
        Ok(())
    }

    /// The partial tiles and the partial bundle at the present size.
    pub(crate) fn partial<E>(&self, sink: &mut Sink<'_, E>) -> std::result::Result<(), E> {
        for (level, row) in self.levels.iter().enumerate().filter(|(_, row)| !row.hashes.is_empty()) {
            let id = TileId { level: level as u8, number: row.number, width: row.hashes.len() as u16 };
            sink(id.path(), bytes(&row.hashes))?;
            if level == 0 {
                sink(id.entries_path(), self.bundle.clone())?;
            }
        }
        Ok(())
    }
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|h| h.0).collect()
}

/// The root over 256 hashes.
pub(crate) fn root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        let pairs: Vec<(Hash, Hash)> = row.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        row = Hash::nodes(&pairs);
    }
    row[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use tlog::merkle::Tree;
    use tlog::tile::{bundle, new_tiles, tile_bytes};

    /// Every file of a log, from the definition.
    fn defined(entries: &[Vec<u8>], old: u64) -> BTreeMap<String, Vec<u8>> {
        let mut tree = Tree::new();
        entries.iter().for_each(|e| tree.push(Hash::leaf(e)));
        let mut files = BTreeMap::new();
        for id in new_tiles(old, entries.len() as u64) {
            files.insert(id.path(), tile_bytes(&tree, id).unwrap());
            if id.level == 0 {
                let from = (id.number * TILE_WIDTH) as usize;
                let inside = &entries[from..from + usize::from(id.width)];
                files.insert(id.entries_path(), bundle(inside.iter().map(Vec::as_slice)).unwrap());
            }
        }
        files
    }

    #[test]
    fn in_any_steps_it_makes_the_files_of_the_definition() {
        let entries: Vec<Vec<u8>> = (0..70_000_u32).map(|i| format!("entry {i}").into_bytes()).collect();
        let mut maker = TileMaker::default();
        let mut old = 0;
        for size in [1, 2, 255, 256, 257, 511, 512, 5000, 65_535, 65_536, 65_537, 70_000_usize] {
            let mut files = BTreeMap::new();
            let mut sink = |path: String, bytes: Vec<u8>| -> std::result::Result<(), ()> {
                files.insert(path, bytes);
                Ok(())
            };
            for entry in &entries[old..size] {
                maker.push(entry, Hash::leaf(entry), &mut sink).unwrap();
            }
            maker.partial(&mut sink).unwrap();
            // A partial tile of an upper level that did not grow is made again: the same file, the same bytes.
            let expected = defined(&entries[..size], old as u64);
            for (path, bytes) in &expected {
                assert_eq!(files.get(path), Some(bytes), "{path} at {size}");
            }
            let all = defined(&entries[..size], 0);
            assert!(files.iter().all(|(path, bytes)| all.get(path) == Some(bytes)));
            old = size;
        }
    }
}
