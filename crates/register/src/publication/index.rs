//! The index of all reviews: one row a stream, appended to the log right after each publication.
//!
//! Rows are sorted and are themselves the leaves of the entry's `body`: `size <n> rows <m>` first, `n` being how many
//! entries the log held before the index, then `stream count head_index head_leafhash` for each stream with entries. A
//! publication shows the first row, its own and the two beside it, so that a second row for the same stream would show.

use std::collections::BTreeMap;

use serde_json::Value;
use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::merkle::{Tree, inclusion_proof, verify_inclusion};

use super::Refusal;
use super::read::{IndexRow, Publication};
use crate::entry::{Class, Draft, LeafHash, StreamId, decimal};
use crate::field::FieldLeaf;

/// The newest entry of a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// How many entries the stream has.
    pub count: u64,
    /// Index of its newest entry in the log.
    pub index: u64,
    /// Leaf hash of that entry.
    pub leaf: LeafHash,
}

/// The rows of an index entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexRows {
    rows: Vec<String>,
    position: BTreeMap<StreamId, usize>,
}

impl IndexRows {
    /// The rows over all streams of a log that holds `size` entries.
    pub fn new(size: u64, heads: &BTreeMap<StreamId, Head>) -> IndexRows {
        let mut rows = vec![format!("size {size} rows {}", heads.len())];
        let mut position = BTreeMap::new();
        for (stream, head) in heads {
            position.insert(*stream, rows.len());
            rows.push(format!("{stream} {} {} {}", head.count, head.index, head.leaf));
        }
        IndexRows { rows, position }
    }

    /// The rows as text, in order: what is to be kept beside the entry, for the publications made from it.
    pub fn rows(&self) -> &[String] {
        &self.rows
    }

    fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        self.rows.iter().for_each(|row| tree.push(Hash::leaf(row.as_bytes())));
        tree
    }

    /// The rows of an index entry as it is held.
    pub fn of(fields: &[FieldLeaf]) -> IndexRows {
        let rows: Vec<String> = fields.iter().map(FieldLeaf::to_string).collect();
        let streams = rows.iter().enumerate().skip(1);
        let position = streams.filter_map(|(at, row)| Some((read_row(row)?.0, at))).collect();
        IndexRows { rows, position }
    }

    /// The index entry that is to be: it stands right after the publication, in the stream of the index.
    pub fn draft(&self, time_unix: i64) -> Draft {
        let field = |row: &String| {
            let (path, rest) = row.split_once(' ').expect("a row was written with spaces");
            (path.to_string(), Value::String(rest.to_string()))
        };
        let fields = self.rows.iter().map(field).collect();
        Draft { stream: StreamId::INDEX, class: Class::Index, time_unix, acts: None, fields }
    }

    /// The rows that a publication of a stream shows; none where the stream has no row.
    pub fn shown(&self, stream: StreamId) -> Option<Vec<IndexRow>> {
        let at = *self.position.get(&stream)?;
        let tree = self.tree();
        let mut positions = vec![0];
        positions.extend((at.max(2) - 1..=at + 1).filter(|&p| p < self.rows.len()));
        positions.dedup();
        let row = |&pos: &usize| {
            let proof = inclusion_proof(&tree, pos as u64, self.rows.len() as u64).ok()?;
            Some(IndexRow { pos: pos as u64, row: self.rows[pos].clone(), proof })
        };
        positions.iter().map(row).collect()
    }
}

/// A row taken apart.
fn read_row(row: &str) -> Option<(StreamId, Head)> {
    let parts: Vec<&str> = row.split(' ').collect();
    let [stream, count, index, leaf] = parts.as_slice() else { return None };
    let head = Head { count: decimal(count)?, index: decimal(index)?, leaf: Hash::from_base64(leaf)? };
    Some((StreamId::parse(stream)?, head))
}

/// The second half of (d): the index right after the publication counts what the file holds.
pub(super) fn check(publication: &Publication, checkpoint: &Checkpoint) -> Result<(), Refusal> {
    let (last, part) = (publication.last(), &publication.index);
    let entry = &part.entry;
    let own = entry.class == Class::Index && entry.stream == StreamId::INDEX;
    if !own || entry.origin != last.entry.origin || Some(part.index) != last.index.checked_add(1) {
        return Err(Refusal::incomplete(
            "The index of all reviews is not the entry that stands in the log right after this publication.",
        ));
    }
    verify_inclusion(part.index, checkpoint.size, part.leaf, &part.proof, checkpoint.root).map_err(
        |why| {
            Refusal::incomplete("The index of all reviews does not stand in the log where the file says.")
                .detail(why)
        },
    )?;
    for row in &part.rows {
        verify_inclusion(row.pos, entry.fields, Hash::leaf(row.row.as_bytes()), &row.proof, entry.body)
            .map_err(|why| {
                Refusal::incomplete("A row of the index of all reviews is not the one that was recorded.")
                    .detail(why)
            })?;
    }
    let bad = || Refusal::incomplete("The index does not show one row, and one only, for this review.");
    let (top, rows) = part.rows.split_first().ok_or_else(bad)?;
    if top.pos != 0 || top.row != format!("size {} rows {}", part.index, entry.fields - 1) {
        return Err(Refusal::incomplete(
            "The index does not count as many entries and reviews as the log had.",
        ));
    }
    let mut read = Vec::new();
    for row in rows {
        let (stream, head) = read_row(&row.row).ok_or_else(bad)?;
        read.push((row.pos, stream, head));
    }
    let at = read.iter().position(|(_, stream, _)| *stream == last.entry.stream).ok_or_else(bad)?;
    let (pos, _, head) = read[at];
    let first = if pos > 1 { pos - 1 } else { pos };
    let end = if pos + 1 < entry.fields { pos + 1 } else { pos };
    let wanted: Vec<u64> = (first..=end).collect();
    let shown: Vec<u64> = read.iter().map(|(pos, ..)| *pos).collect();
    if shown != wanted || read.windows(2).any(|pair| pair[0].1 >= pair[1].1) {
        return Err(bad());
    }
    if head.count != publication.entries.len() as u64 {
        return Err(Refusal::incomplete(format!(
            "The index counts {} entries in this review, and the file holds {}.",
            head.count,
            publication.entries.len()
        )));
    }
    if head.index != last.index || head.leaf != last.leaf {
        return Err(Refusal::incomplete(
            "The index names another newest entry of this review than this publication.",
        ));
    }
    Ok(())
}
