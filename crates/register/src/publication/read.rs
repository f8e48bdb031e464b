//! From the bytes of a publication to its parts. Nothing is verified here but that the file can be read in one way only.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tlog::Hash;
use tlog::merkle::PROOF_HASHES_MAX;

use super::Refusal;
use crate::entry::{Entry, LeafHash};
use crate::field::{Disclosure, FieldLeaf};
use crate::strict;

/// Bytes of a publication: 10,000 entries of 6,000 bytes.
pub const FILE_BYTES_MAX: usize = 64_000_000;

/// One entry as a publication shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its index in the log.
    pub index: u64,
    /// The entry.
    pub entry: Entry,
    /// Its leaf hash.
    pub leaf: LeafHash,
    /// Inclusion proof, lowest hash first.
    pub proof: Vec<Hash>,
    /// The public halves of its fields.
    pub fields: Vec<FieldLeaf>,
    /// What is disclosed, by path: as stored, and the value.
    pub disclosures: BTreeMap<String, (Disclosure, Value)>,
}

impl Row {
    /// The disclosed value at a path.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.disclosures.get(path).map(|(_, value)| value)
    }

    /// Whether every field is disclosed.
    pub fn whole(&self) -> bool {
        self.disclosures.len() == self.fields.len()
    }
}

/// One row of the index of all reviews.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexRow {
    /// Its position, from 0.
    pub pos: u64,
    /// Its text.
    pub row: String,
    /// The proof that it stands there.
    pub proof: Vec<Hash>,
}

/// The index entry, with the rows that matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexPart {
    /// Its index in the log.
    pub index: u64,
    /// The entry.
    pub entry: Entry,
    /// Its leaf hash.
    pub leaf: LeafHash,
    /// Inclusion proof, lowest hash first.
    pub proof: Vec<Hash>,
    /// The first row, the row of this stream and its neighbours.
    pub rows: Vec<IndexRow>,
}

/// A publication taken apart, nothing verified yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Publication {
    /// What the file calls itself.
    pub format: String,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The entries of the stream.
    pub entries: Vec<Row>,
    /// The index entry.
    pub index: IndexPart,
}

impl Publication {
    /// Reads a publication.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Publication, Refusal> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Refusal::file(format!(
                "The file is larger than a publication may be, which is {FILE_BYTES_MAX} bytes."
            )));
        }
        let value = strict::parse(bytes).map_err(|why| {
            Refusal::file("The file is not a publication: it is not JSON that can be read in one way only.")
                .detail(why)
        })?;
        let top =
            group(&value, &["checkpoint", "entries", "format", "index"]).ok_or_else(|| shape("the file"))?;
        let format = text(&top["format"]).ok_or_else(|| shape("`format`"))?;
        let checkpoint = text(&top["checkpoint"]).ok_or_else(|| shape("`checkpoint`"))?;
        let rows = top["entries"].as_array().filter(|r| !r.is_empty()).ok_or_else(|| shape("`entries`"))?;
        let entries = rows.iter().enumerate().map(|(i, row)| read_row(i, row)).collect::<Result<_, _>>()?;
        let index = read_index(&top["index"])?;
        Ok(Publication { format, checkpoint, entries, index })
    }

    /// The publication itself: the last entry.
    pub fn last(&self) -> &Row {
        self.entries.last().expect("a publication without entries is not read")
    }
}

fn shape(part: &str) -> Refusal {
    Refusal::file(format!(
        "The file is not a publication: {part} is missing, or is not what the format asks for."
    ))
}

fn group<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v Map<String, Value>> {
    let group = value.as_object()?;
    (group.len() == keys.len() && keys.iter().all(|key| group.contains_key(*key))).then_some(group)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_string)
}

fn hashes(value: &Value) -> Option<Vec<Hash>> {
    let list = value.as_array().filter(|list| list.len() <= PROOF_HASHES_MAX)?;
    list.iter().map(|hash| Hash::from_base64(hash.as_str()?)).collect()
}

fn read_entry(value: &Value, part: &str) -> Result<(Entry, LeafHash), Refusal> {
    let text = value.as_str().ok_or_else(|| shape(part))?;
    let entry = Entry::parse(text.as_bytes()).map_err(|why| {
        Refusal::file(format!("The text of {part} is not written as an entry of the log is written."))
            .detail(why)
    })?;
    Ok((entry, Hash::leaf(text.as_bytes())))
}

fn read_row(i: usize, value: &Value) -> Result<Row, Refusal> {
    let part = format!("entry {i}");
    let row =
        group(value, &["disclosures", "entry", "fields", "index", "proof"]).ok_or_else(|| shape(&part))?;
    let (entry, leaf) = read_entry(&row["entry"], &part)?;
    let index = row["index"].as_u64().ok_or_else(|| shape(&part))?;
    let proof = hashes(&row["proof"]).ok_or_else(|| shape(&part))?;
    let fields = row["fields"].as_array().ok_or_else(|| shape(&part))?;
    let fields = fields
        .iter()
        .map(|leaf| FieldLeaf::parse(leaf.as_str()?).ok().filter(|leaf| !leaf.is_index_row()))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| shape(&part))?;
    let mut disclosures = BTreeMap::new();
    for (path, stored) in row["disclosures"].as_object().ok_or_else(|| shape(&part))? {
        let stored = stored.as_str().ok_or_else(|| shape(&part))?;
        let (disclosure, value) = Disclosure::parse(stored).map_err(|why| {
            Refusal::file(format!("Entry {i}: what is disclosed cannot be read in one way only.")).detail(why)
        })?;
        disclosures.insert(path.clone(), (disclosure, value));
    }
    Ok(Row { index, entry, leaf, proof, fields, disclosures })
}

fn read_index(value: &Value) -> Result<IndexPart, Refusal> {
    let part = "the index";
    let bad = || shape(part);
    let row = group(value, &["entry", "index", "proof", "rows"]).ok_or_else(bad)?;
    let (entry, leaf) = read_entry(&row["entry"], part)?;
    let index = row["index"].as_u64().ok_or_else(bad)?;
    let proof = hashes(&row["proof"]).ok_or_else(bad)?;
    let read = |value: &Value| -> Option<IndexRow> {
        let row = group(value, &["pos", "proof", "row"])?;
        Some(IndexRow { pos: row["pos"].as_u64()?, row: text(&row["row"])?, proof: hashes(&row["proof"])? })
    };
    let rows = row["rows"].as_array().filter(|rows| rows.len() <= 4).ok_or_else(bad)?;
    let rows = rows.iter().map(read).collect::<Option<_>>().ok_or_else(bad)?;
    Ok(IndexPart { index, entry, leaf, proof, rows })
}
