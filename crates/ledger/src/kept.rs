//! What is kept beside what is under the published checkpoint: every head that was signed, and tiles that go further.
//!
//! Each transaction leaves a signed head in the database, and none is ever deleted. An entry that was exchanged and signed
//! anew shows in the heads signed before; rows that were cut show in tiles that speak of more.

use std::fs;
use std::path::Path;

use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::note::Verifier;
use tlog::tile::{TILE_WIDTH, TileId, bundle};

use crate::audit::Audit;
use crate::disk::at;
use crate::error::Result;
use crate::frontier::Frontier;
use crate::store::{Head, Store};

/// Heads that are read and checked together.
const HEADS_TOGETHER: usize = 10_000;

/// How many entries the files of a published log speak of, tiles of leaves and bundles of entries alike.
pub(crate) fn reach(log: &Path) -> Result<u64> {
    let mut most = 0;
    for tile in leaf_tiles(log)? {
        most = most.max(end(tile.0));
    }
    Ok(most)
}

fn end(tile: TileId) -> u64 {
    tile.number * TILE_WIDTH + u64::from(tile.width)
}

/// Every tile of leaves and every bundle that is there, with its path; true for a bundle.
fn leaf_tiles(log: &Path) -> Result<Vec<(TileId, String, bool)>> {
    let mut found = Vec::new();
    for (folder, bundles) in [("tile/0", false), ("tile/entries", true)] {
        let mut waiting = vec![folder.to_string()];
        while let Some(folder) = waiting.pop() {
            let place = log.join(&folder);
            if !place.is_dir() {
                continue;
            }
            for entry in fs::read_dir(&place).map_err(at(&place))? {
                let entry = entry.map_err(at(&place))?;
                let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    waiting.push(path);
                    continue;
                }
                // A bundle stands at the path of a tile of leaves, with another name for the level. Half-written files are
                // called otherwise.
                let tile = if bundles { path.replacen("tile/entries/", "tile/0/", 1) } else { path.clone() };
                if let Some(id) = TileId::parse(&tile) {
                    found.push((id, path, bundles));
                }
            }
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(found)
}

/// Tiles and bundles that go further than the checkpoint, against the database.
pub(crate) fn beyond(store: &mut dyn Store, log: &Path, published: u64, audit: &mut Audit) -> Result<()> {
    let size = store.head()?.map_or(0, |(size, _)| size);
    for (id, path, is_bundle) in leaf_tiles(log)?.into_iter().filter(|(id, ..)| end(*id) > published) {
        if end(id) > size {
            audit.find(format!(
                "the published {path} holds entries up to number {}, and the database holds {size} entries: entries were cut off, \
                 or an old backup was put in place",
                end(id) - 1
            ));
            continue;
        }
        let mut rows = Vec::new();
        store.scan(id.number * TILE_WIDTH, end(id), &mut |row| {
            rows.push(row.bytes);
            Ok(())
        })?;
        let right = if is_bundle {
            bundle(rows.iter().map(Vec::as_slice)).unwrap_or_default()
        } else {
            rows.iter().flat_map(|bytes| Hash::leaf(bytes).0).collect()
        };
        let there = fs::read(log.join(&path)).map_err(at(&log.join(&path)))?;
        if there != right {
            audit.find(format!("the published {path} holds other entries than the database"));
        }
    }
    Ok(())
}

/// Every head that was signed: its signature, and its root against the entries.
pub(crate) fn heads(
    store: &mut dyn Store,
    origin: &str,
    verifier: &Verifier,
    audit: &mut Audit,
) -> Result<()> {
    let mut edge = Frontier::default();
    let mut last = 0;
    loop {
        let heads = store.heads(last, HEADS_TOGETHER)?;
        let Some(newest) = heads.last().map(|head| head.size) else { return Ok(()) };
        let mut roots: Vec<Option<Hash>> = vec![None; heads.len()];
        let mut next = 0;
        store.scan(edge.size(), newest, &mut |row| {
            edge.push(Hash::leaf(&row.bytes));
            if heads.get(next).is_some_and(|head| head.size == edge.size()) {
                roots[next] = Some(edge.root());
                next += 1;
            }
            Ok(())
        })?;
        let wrong = signed(&heads, origin, verifier);
        for ((head, root), fault) in heads.iter().zip(roots).zip(wrong) {
            audit.heads += 1;
            let size = head.size;
            match (fault, root) {
                (Err(why), _) => audit.find(format!("the head that was signed over {size} entries: {why}")),
                (Ok(_), None) => audit.find(format!(
                    "a head was signed over {size} entries, and the database holds {}: entries were cut off",
                    edge.size()
                )),
                (Ok(said), Some(root)) if said != (size, root) => audit.find(format!(
                    "the head that was signed over {size} entries is over other entries than the database holds: an entry \
                     among them was exchanged since"
                )),
                (Ok(_), Some(_)) if head.old != last => audit.find(format!(
                    "the head that was signed over {size} entries followed one over {}, and that one is not kept",
                    head.old
                )),
                _ => {}
            }
            last = size;
        }
    }
}

/// What each head says, as far as its signature stands; on several threads.
fn signed(
    heads: &[Head],
    origin: &str,
    verifier: &Verifier,
) -> Vec<std::result::Result<(u64, Hash), String>> {
    let one = |head: &Head| {
        let opened = Checkpoint::open(&head.note, origin, verifier, &[]).map_err(|e| e.to_string())?;
        Ok((opened.checkpoint.size, opened.checkpoint.root))
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    let share = heads.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = |part: &'_ [Head]| {
            let part = part.to_vec();
            scope.spawn(move || part.iter().map(one).collect::<Vec<_>>())
        };
        let running: Vec<_> = heads.chunks(share).map(work).collect();
        running
            .into_iter()
            .zip(heads.chunks(share))
            .flat_map(|(thread, part)| {
                let died = || vec![Err("it could not be checked".to_string()); part.len()];
                thread.join().unwrap_or_else(|_| died())
            })
            .collect()
    })
}
