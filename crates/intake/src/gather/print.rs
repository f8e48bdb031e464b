//! What tells a row apart when the file is received again.

use std::collections::HashMap;

use model::RowId;
use sha2::{Digest, Sha256};

use super::Fingerprint;
use crate::read::Cell;

/// Hashes the rows of one source and counts equals.
#[derive(Default)]
pub(super) struct Printer {
    seen: HashMap<[u8; 16], u32>,
    bytes: Vec<u8>,
}

impl Printer {
    /// The fingerprint of one row; `key` lists the columns (from 0) of its key, none for the whole row.
    pub(super) fn print(&mut self, spec: u16, row: RowId, cells: &[Cell], key: &[usize]) -> Fingerprint {
        let contents = self.hash(cells.iter());
        let key = if key.is_empty() { contents } else { self.hash(key.iter().map(|&c| &cells[c])) };
        Fingerprint { spec, key: self.numbered(key), contents, row }
    }

    fn hash<'c>(&mut self, cells: impl Iterator<Item = &'c Cell>) -> [u8; 16] {
        self.bytes.clear();
        for cell in cells {
            let start = self.bytes.len();
            self.bytes.extend([0; 4]);
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => self.bytes.extend(text.as_bytes()),
                other => self.bytes.extend(other.to_string().as_bytes()),
            }
            // Each cell with its length before it, so that no two rows write the same bytes.
            let length = (self.bytes.len() - start - 4) as u32;
            self.bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
        }
        first_16(&self.bytes)
    }

    /// The key with its ordinal among equals: the second row with the same key is another row.
    fn numbered(&mut self, key: [u8; 16]) -> [u8; 16] {
        let count = self.seen.entry(key).or_insert(0);
        let ordinal = *count;
        *count += 1;
        let mut bytes = key.to_vec();
        bytes.extend(ordinal.to_le_bytes());
        first_16(&bytes)
    }
}

fn first_16(bytes: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(bytes);
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    first
}
