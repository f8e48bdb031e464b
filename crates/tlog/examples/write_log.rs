//! Writes an invented log of a given size as it is published, with proofs beside it, for other people's programs to
//! verify: `write_log FOLDER SIZE`.
//!
//! `vkey` holds the key; `checkpoint`, `tile/` and `tile/entries/` are the log; a line of `proofs` is `record INDEX
//! HASH...` or `tree OLD HASH...`. The key is the same every time and signs nothing else.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this program meets the world

use std::fs;
use std::path::Path;

use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::merkle::{Tree, consistency_proof, inclusion_proof};
use tlog::note::{Algorithm, NoteSigner};
use tlog::tile::{TILE_WIDTH, bundle, new_tiles, tile_bytes};

/// Where proofs are taken: the edges, both sides of every power of two, and places in between.
fn places(size: u64) -> Vec<u64> {
    let powers = (0..63).map(|p| 1_u64 << p).flat_map(|p| [p - 1, p, p + 1]);
    let between = (1..16).map(|i| size / 16 * i + i);
    let mut places: Vec<u64> = powers.chain(between).chain([size - 1]).filter(|&n| n < size).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn put(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().ok_or("a file stands in a folder")?)?;
    fs::write(file, bytes)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, size] = arguments.as_slice() else { return Err("write_log FOLDER SIZE".into()) };
    let (folder, size) = (Path::new(folder), size.parse::<u64>()?);
    let entry = |i: u64| format!("invented entry {i}\n").into_bytes();
    let mut tree = Tree::new();
    (0..size).for_each(|i| tree.push(Hash::leaf(&entry(i))));
    for id in new_tiles(0, size) {
        put(folder, &id.path(), &tile_bytes(&tree, id)?)?;
        if id.level == 0 {
            let first = id.number * TILE_WIDTH;
            let entries: Vec<Vec<u8>> = (first..first + u64::from(id.width)).map(entry).collect();
            put(folder, &id.entries_path(), &bundle(entries.iter().map(Vec::as_slice))?)?;
        }
    }
    let signer = NoteSigner::new("example.org/invented-log", Algorithm::Ed25519, &[7; 32])?;
    let checkpoint = Checkpoint { origin: "example.org/invented-log".into(), size, root: tree.root() };
    put(folder, "checkpoint", signer.sign(&checkpoint.text(), 0)?.as_bytes())?;
    put(folder, "vkey", signer.verifier().to_vkey().as_bytes())?;
    let mut proofs = String::new();
    let mut line = |what: &str, at: u64, hashes: Vec<Hash>| {
        proofs.push_str(&format!("{what} {at}"));
        hashes.iter().for_each(|h| proofs.push_str(&format!(" {h}")));
        proofs.push('\n');
    };
    for at in places(size) {
        line("record", at, inclusion_proof(&tree, at, size)?);
        if at > 0 {
            line("tree", at, consistency_proof(&tree, at, size)?);
        }
    }
    put(folder, "proofs", proofs.as_bytes())
}
