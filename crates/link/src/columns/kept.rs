//! What is kept of a linkage so that records can be added to it: what was learnt, and the pairs with their weights. No value of any record.
//!
//! As bytes it begins with a line that names it and its version and ends with a hash of all before; the same linkage gives the same bytes. What
//! this leaves out: adding (`grow.rs`), and which files the records came from, which the caller knows.

use sha2::{Digest, Sha256};

use super::score::Given;
use super::train::{LEVELS_MAX, Model, Table};
use super::{ColumnTerms, Records, ScoredPair};
use crate::table::key_of;

/// The first line; the number of the version stands behind it.
const NAME: &[u8] = b"candour linkage, version ";
/// The version that is written and read. It changes with the form, and with the method: comparisons, keys, weights.
const VERSION: u32 = 1;
/// Bytes of the hash at the end.
const HASH_BYTES: usize = 32;
/// Bytes of a pair.
const PAIR_BYTES: usize = 24;

/// What records that are added later need of those before: see [`link_added`](super::link_added).
#[derive(Clone)]
pub struct Kept {
    /// The first so many records taught.
    pub(super) learnt: u32,
    /// How many records are known.
    pub(super) records: u32,
    /// What the terms and columns come to in one number.
    pub(super) terms: u64,
    pub(super) model: Model,
    /// How many things are compared.
    pub(super) width: usize,
    pub(super) given: Vec<Given>,
    /// What was told when the weights were learnt.
    pub(super) notes: Vec<String>,
    pub(super) pairs: Vec<ScoredPair>,
    /// What the caller wants to know again: where the records came from, say.
    pub(super) about: Vec<u8>,
}

/// Why bytes are not what was kept of a linkage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeptError {
    /// They are something else.
    NotKept,
    /// They are of another version of the form or of the method.
    Version {
        /// The version they give.
        found: String,
        /// The version that is read.
        read: u32,
    },
    /// They were changed or cut short.
    Damaged,
}

impl std::fmt::Display for KeptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeptError::NotKept => f.write_str("these are not the bytes of a linkage"),
            KeptError::Version { found, read } => {
                write!(f, "these are of version {found} of the linkage, and version {read} is read")
            }
            KeptError::Damaged => f.write_str("the bytes were changed or cut short"),
        }
    }
}

impl std::error::Error for KeptError {}

impl Kept {
    /// How many records are known.
    pub fn records(&self) -> u32 {
        self.records
    }

    /// How many of them, the first, taught.
    pub fn learnt(&self) -> u32 {
        self.learnt
    }

    /// What the caller has kept beside it.
    pub fn about(&self) -> &[u8] {
        &self.about
    }

    /// Keeps something of the caller's beside it.
    pub fn keep_about(&mut self, about: Vec<u8>) {
        self.about = about;
    }

    /// The same without any pair: only what was learnt.
    pub fn taught_only(&self) -> Kept {
        let (model, notes, about) = (self.model.clone(), self.notes.clone(), self.about.clone());
        Kept { records: 0, given: Vec::new(), pairs: Vec::new(), model, notes, about, ..*self }
    }

    /// What terms and columns come to: all that a weight or the choice of pairs hangs on but the records.
    pub(super) fn of_terms(records: &Records, terms: &ColumnTerms) -> u64 {
        let columns: Vec<_> = records.columns.iter().map(|c| (&c.name, c.kind)).collect();
        let least = terms.pair_probability_min.to_bits();
        let within = (terms.within_sources, least, terms.observation_date);
        let bodies = (terms.bodies.len(), terms.bodies.lines_are_one);
        key_of(&format!("{columns:?} {:?} {within:?} {bodies:?} {:?}", terms.rules, terms.limits))
    }

    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer(Vec::with_capacity(self.pairs.len() * PAIR_BYTES + 16_384));
        out.0.extend_from_slice(NAME);
        out.0.extend_from_slice(format!("{VERSION}\n").as_bytes());
        [self.learnt, self.records, self.width as u32].into_iter().for_each(|n| out.u32(n));
        out.u64(self.terms);
        self.model(&mut out);
        out.bytes(&self.about);
        out.u32(self.notes.len() as u32);
        self.notes.iter().for_each(|note| out.bytes(note.as_bytes()));
        out.u32(self.given.len() as u32);
        self.given.iter().for_each(|given| [given.pairs, given.found].into_iter().for_each(|n| out.u64(n)));
        out.u64(self.pairs.len() as u64);
        for pair in &self.pairs {
            out.u32(pair.left);
            out.u32(pair.right);
            out.u64(pair.weight_bits.to_bits());
            out.u64(pair.levels);
        }
        let hash = Sha256::digest(&out.0);
        out.0.extend_from_slice(&hash);
        out.0
    }

    fn model(&self, out: &mut Writer) {
        let mut model = self.model.clone();
        model.class.iter().for_each(|share| out.f64(*share));
        for f in 0..self.width {
            out.f64(model.partners[f]);
            model.bands[f].iter().for_each(|share| out.f64(*share));
            for table in model.tables() {
                table[f].iter().for_each(|share| out.f64(*share));
            }
        }
        out.u32(model.rounds as u32);
        out.u32(u32::from(model.converged) | u32::from(model.has_place) << 1);
    }

    /// The hash at the end of its bytes, in hexadecimal digits: the same state has the same hash.
    pub fn hash_of(bytes: &[u8]) -> String {
        bytes[bytes.len().saturating_sub(HASH_BYTES)..].iter().map(|b| format!("{b:02x}")).collect()
    }

    /// From bytes.
    ///
    /// # Errors
    ///
    /// Where they are something else, of another version, or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Kept, KeptError> {
        let rest = bytes.strip_prefix(NAME).ok_or(KeptError::NotKept)?;
        let end = rest.iter().take(16).position(|b| *b == b'\n').ok_or(KeptError::NotKept)?;
        let version = String::from_utf8_lossy(&rest[..end]).into_owned();
        if version != VERSION.to_string() {
            return Err(KeptError::Version { found: version, read: VERSION });
        }
        let from = NAME.len() + end + 1;
        let to = bytes.len().checked_sub(HASH_BYTES).filter(|to| *to >= from).ok_or(KeptError::Damaged)?;
        if Sha256::digest(&bytes[..to]).as_slice() != &bytes[to..] {
            return Err(KeptError::Damaged);
        }
        let mut reader = Reader(&bytes[from..to]);
        let kept = reader.kept().ok_or(KeptError::Damaged)?;
        if reader.0.is_empty() { Ok(kept) } else { Err(KeptError::Damaged) }
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn u32(&mut self, n: u32) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }

    fn u64(&mut self, n: u64) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }

    fn f64(&mut self, n: f64) {
        self.u64(n.to_bits());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.u64(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    fn f64(&mut self) -> Option<f64> {
        self.u64().map(f64::from_bits)
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        let len = usize::try_from(self.u64()?).ok()?;
        self.take(len).map(<[u8]>::to_vec)
    }

    fn kept(&mut self) -> Option<Kept> {
        let (learnt, records, width) = (self.u32()?, self.u32()?, self.u32()? as usize);
        let terms = self.u64()?;
        let model = self.model(width)?;
        let about = self.bytes()?;
        let mut notes = Vec::new();
        for _ in 0..self.u32()? {
            notes.push(String::from_utf8(self.bytes()?).ok()?);
        }
        let mut given = Vec::new();
        for _ in 0..self.u32()? {
            given.push(Given { pairs: self.u64()?, found: self.u64()? });
        }
        let pairs = usize::try_from(self.u64()?).ok()?;
        let mut of_pairs = Reader(self.take(pairs.checked_mul(PAIR_BYTES)?)?);
        let mut pairs = Vec::with_capacity(pairs);
        while !of_pairs.0.is_empty() {
            let (left, right) = (of_pairs.u32()?, of_pairs.u32()?);
            let (weight_bits, levels) = (of_pairs.f64()?, of_pairs.u64()?);
            if left >= right || right >= records {
                return None;
            }
            pairs.push(ScoredPair { left, right, weight_bits, probability: 0.0, levels });
        }
        Some(Kept { learnt, records, terms, model, width, given, notes, pairs, about })
    }

    fn model(&mut self, width: usize) -> Option<Model> {
        let mut model = Model::empty();
        for share in &mut model.class {
            *share = self.f64()?;
        }
        for f in 0..width {
            *model.partners.get_mut(f)? = self.f64()?;
            for share in &mut model.bands[f] {
                *share = self.f64()?;
            }
            let tables: [&mut Table; 6] = model.tables();
            for table in tables {
                for share in table[f].iter_mut().take(LEVELS_MAX) {
                    *share = self.f64()?;
                }
            }
        }
        model.rounds = self.u32()? as usize;
        let flags = self.u32()?;
        (model.converged, model.has_place) = (flags & 1 == 1, flags & 2 == 2);
        Some(model)
    }
}
