//! What is kept of a linkage so that records can be added to it: what was learnt, and the pairs with their weights. No value of any record.
//!
//! As bytes it begins with a line that names it and its version and ends with a hash of all before; the same linkage gives the same bytes. What
//! this leaves out: adding (`grow.rs`), and which files the records came from, which the caller knows.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

use super::score::Given;
use super::train::{LEVELS_MAX, Model, Table};
use super::{ColumnTerms, Records, ScoredPair};
use crate::aside::{List, Memory, u32_at, u64_at};
use crate::table::key_of;

/// The first line; the number of the version stands behind it.
const NAME: &[u8] = b"candour linkage, version ";
/// The version that is written and read. It changes with the form, and with the method: comparisons, keys, weights.
const VERSION: u32 = 1;
/// Bytes of the hash at the end.
const HASH_BYTES: usize = 32;
/// Bytes of a pair.
const PAIR_BYTES: usize = 24;
/// Bytes written or read at once.
const BLOCK_BYTES: usize = 1 << 16;
/// Longest number of a version.
const VERSION_DIGITS_MAX: usize = 16;

/// What records that are added later need of those before: see [`link_added`](super::link_added).
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
    pub(super) pairs: List<ScoredPair>,
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
    /// They could not be read, or not be put aside.
    Unread(String),
}

impl std::fmt::Display for KeptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeptError::NotKept => f.write_str("these are not the bytes of a linkage"),
            KeptError::Version { found, read } => {
                write!(f, "these are of version {found} of the linkage, and version {read} is read")
            }
            KeptError::Unread(why) => f.write_str(why),
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
        Kept { records: 0, given: Vec::new(), pairs: List::of(Vec::new()), model, notes, about, ..*self }
    }

    /// What terms and columns come to: all that a weight or the choice of pairs hangs on but the records.
    pub(super) fn of_terms(records: &Records, terms: &ColumnTerms) -> u64 {
        let columns: Vec<_> = records.columns.iter().map(|c| (&c.name, c.kind)).collect();
        let least = terms.pair_probability_min.to_bits();
        let within = (terms.within_sources, least, terms.observation_date);
        let bodies = (terms.bodies.len(), terms.bodies.lines_are_one);
        key_of(&format!("{columns:?} {:?} {within:?} {bodies:?} {:?}", terms.rules, terms.limits))
    }

    /// Every pair that was weighed and kept, in the order of their records; of what was decoded, without its probability.
    ///
    /// # Errors
    ///
    /// Where pairs are aside and cannot be read.
    pub fn each_pair(&self, mut to: impl FnMut(&ScoredPair) -> io::Result<()>) -> io::Result<()> {
        self.pairs.each(&mut to)
    }

    /// How many pairs were weighed and kept.
    pub fn pairs_len(&self) -> u64 {
        self.pairs.len()
    }

    /// As bytes.
    ///
    /// # Panics
    ///
    /// Where pairs are aside and cannot be read.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write_to(&mut out).expect("pairs that are in memory are there");
        out
    }

    /// Writes it as bytes and gives the hash at their end, in hexadecimal digits: the same state has the same hash.
    ///
    /// # Errors
    ///
    /// Where pairs are aside and cannot be read, or it cannot be written.
    pub fn write_to(&self, to: &mut dyn Write) -> io::Result<String> {
        let mut out = Writer(Vec::with_capacity(2 * BLOCK_BYTES));
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
        out.u64(self.pairs.len());
        let mut hash = Sha256::new();
        self.pairs.each(|pair| {
            out.u32(pair.left);
            out.u32(pair.right);
            out.u64(pair.weight_bits.to_bits());
            out.u64(pair.levels);
            if out.0.len() >= BLOCK_BYTES {
                hash.update(&out.0);
                to.write_all(&out.0)?;
                out.0.clear();
            }
            Ok(())
        })?;
        hash.update(&out.0);
        let hash = hash.finalize();
        out.0.extend_from_slice(&hash);
        to.write_all(&out.0)?;
        Ok(hash.iter().map(|b| format!("{b:02x}")).collect())
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

    /// From bytes.
    ///
    /// # Errors
    ///
    /// Where they are something else, of another version, or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Kept, KeptError> {
        Kept::read_from(&mut &*bytes, &Memory::unbounded())
    }

    /// From bytes that are read; pairs that do not fit the memory allowed are put aside.
    ///
    /// # Errors
    ///
    /// Where they cannot be read, are something else, of another version, or damaged.
    pub fn read_from(from: &mut dyn Read, memory: &Memory) -> Result<Kept, KeptError> {
        let mut reader = Reader { from, hash: Sha256::new() };
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            let known =
                line.len() < NAME.len() + VERSION_DIGITS_MAX && NAME.iter().zip(&line).all(|(a, b)| a == b);
            if !known {
                return Err(KeptError::NotKept);
            }
            line.extend(
                reader.array::<1>().map_err(|e| if ended(&e) { KeptError::NotKept } else { unread(&e) })?,
            );
        }
        let found = line.strip_prefix(NAME).ok_or(KeptError::NotKept)?;
        let found = String::from_utf8_lossy(&found[..found.len() - 1]).into_owned();
        if found != VERSION.to_string() {
            return Err(KeptError::Version { found, read: VERSION });
        }
        let kept = reader.kept(memory).map_err(|e| unread(&e))?.ok_or(KeptError::Damaged)?;
        let hash = reader.hash.clone().finalize();
        let end = reader.array::<HASH_BYTES>().map_err(|e| unread(&e))?;
        let over = reader.from.read(&mut [0]).map_err(|e| unread(&e))? > 0;
        if end.as_slice() == hash.as_slice() && !over { Ok(kept) } else { Err(KeptError::Damaged) }
    }
}

fn ended(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
}

fn unread(error: &io::Error) -> KeptError {
    if ended(error) { KeptError::Damaged } else { KeptError::Unread(error.to_string()) }
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

struct Reader<'a> {
    from: &'a mut dyn Read,
    hash: Sha256,
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut out = [0; N];
        self.from.read_exact(&mut out)?;
        self.hash.update(out);
        Ok(out)
    }

    fn u32(&mut self) -> io::Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> io::Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn f64(&mut self) -> io::Result<f64> {
        self.u64().map(f64::from_bits)
    }

    fn bytes(&mut self) -> io::Result<Vec<u8>> {
        let (len, mut out) = (self.u64()?, Vec::new());
        // Grows as bytes come, so that a length nobody keeps asks for nothing.
        if (&mut *self.from).take(len).read_to_end(&mut out)? as u64 != len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.hash.update(&out);
        Ok(out)
    }

    /// Nothing where what is read cannot be what was kept.
    fn kept(&mut self, memory: &Memory) -> io::Result<Option<Kept>> {
        let (learnt, records, width) = (self.u32()?, self.u32()?, self.u32()? as usize);
        let terms = self.u64()?;
        let Some(model) = self.model(width)? else { return Ok(None) };
        let about = self.bytes()?;
        let mut notes = Vec::new();
        for _ in 0..self.u32()? {
            let Ok(note) = String::from_utf8(self.bytes()?) else { return Ok(None) };
            notes.push(note);
        }
        let mut given = Vec::new();
        for _ in 0..self.u32()? {
            given.push(Given { pairs: self.u64()?, found: self.u64()? });
        }
        let mut pairs = List::new(memory);
        let mut left = self.u64()?;
        while left > 0 {
            let block = left.min((BLOCK_BYTES / PAIR_BYTES) as u64);
            let mut bytes = vec![0; block as usize * PAIR_BYTES];
            self.from.read_exact(&mut bytes)?;
            self.hash.update(&bytes);
            left -= block;
            for of in bytes.chunks_exact(PAIR_BYTES) {
                let (left, right) = (u32_at(of, 0), u32_at(of, 4));
                if left >= right || right >= records {
                    return Ok(None);
                }
                let (weight_bits, levels) = (f64::from_bits(u64_at(of, 8)), u64_at(of, 16));
                pairs.push(ScoredPair { left, right, weight_bits, probability: 0.0, levels })?;
            }
        }
        Ok(Some(Kept { learnt, records, terms, model, width, given, notes, pairs, about }))
    }

    fn model(&mut self, width: usize) -> io::Result<Option<Model>> {
        let mut model = Model::empty();
        if width > model.partners.len() {
            return Ok(None);
        }
        for share in &mut model.class {
            *share = self.f64()?;
        }
        for f in 0..width {
            model.partners[f] = self.f64()?;
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
        Ok(Some(model))
    }
}
