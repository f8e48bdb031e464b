//! Records to filters: keys from the secret, bits of each piece, folding.

use std::fmt;

use blake2::Blake2bMac512;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::schema::{Feature, Format, HashKind, KeyHash, Schema, SchemaError, Strategy, TextEncoding};
use super::tokens::tokens;
use super::values::{bytes_of, formatted};
use crate::table::FixedMap;

/// Most pieces whose bits are remembered, for each feature: names repeat, and so do their pieces.
const PIECES_KEPT_MAX: usize = 1 << 16;

/// Random numbers in one BLAKE2b hash: 64 bytes, two for each.
const NUMBERS_PER_HASH: u32 = 32;

/// The encoding of one record: its bits, eight a byte, the first highest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clk(pub Vec<u8>);

impl Clk {
    /// How many bits are set.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|b| b.count_ones()).sum()
    }
}

/// A value that the schema does not allow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EncodeError {
    /// The feature.
    pub feature: String,
    /// What was expected. The value is not repeated.
    pub what: String,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.feature, self.what)
    }
}

impl std::error::Error for EncodeError {}

/// Bits of the pieces seen, by the number of bits asked for and the piece.
type Seen = FixedMap<(u32, Box<str>), Box<[u32]>>;

/// Encodes records under a schema and a secret.
pub struct Encoder<'a> {
    schema: &'a Schema,
    /// Two keys for each feature, ignored ones included.
    keys: Vec<[Vec<u8>; 2]>,
    /// For each feature, bits of the pieces seen, by the number of bits asked for and the piece.
    seen: Vec<Seen>,
    filter: Vec<u8>,
}

impl<'a> Encoder<'a> {
    /// Derives the keys.
    ///
    /// # Errors
    /// Where the schema cannot be carried out.
    pub fn new(schema: &'a Schema, secret: &[u8]) -> Result<Encoder<'a>, SchemaError> {
        schema.check()?;
        let mut material = vec![0; 2 * schema.key_bytes * schema.features.len()];
        let salt = schema.salt.as_deref();
        let derived = match schema.key_hash {
            KeyHash::Sha256 => Hkdf::<Sha256>::new(salt, secret).expand(&schema.info, &mut material),
            KeyHash::Sha512 => Hkdf::<Sha512>::new(salt, secret).expand(&schema.info, &mut material),
        };
        derived.map_err(|_| SchemaError("more features than keys can be derived for".to_string()))?;
        let mut keys = material.chunks(schema.key_bytes).map(<[u8]>::to_vec);
        let mut pairs = Vec::new();
        while let (Some(first), Some(second)) = (keys.next(), keys.next()) {
            pairs.push([first, second]);
        }
        let seen = schema.features.iter().map(|_| FixedMap::default()).collect();
        Ok(Encoder { schema, keys: pairs, seen, filter: Vec::new() })
    }

    /// Encodes one record: its values in the order of the schema's features, those of ignored features not looked at.
    ///
    /// # Errors
    /// The first value that the schema does not allow.
    ///
    /// # Panics
    /// Where there are fewer values than features.
    pub fn encode(&mut self, values: &[&str]) -> Result<Clk, EncodeError> {
        assert!(values.len() >= self.schema.features.len(), "a value for each feature");
        self.filter.clear();
        self.filter.resize(self.schema.unfolded_bits() / 8, 0);
        for (at, (name, feature)) in self.schema.features.iter().enumerate() {
            let Some(feature) = feature else { continue };
            self.add(at, feature, values[at]).map_err(|what| EncodeError { feature: name.clone(), what })?;
        }
        let mut bytes = self.filter.clone();
        for _ in 0..self.schema.folds {
            let upper = bytes.split_off(bytes.len() / 2);
            bytes.iter_mut().zip(&upper).for_each(|(low, high)| *low ^= high);
        }
        Ok(Clk(bytes))
    }

    /// Sets the bits of one value.
    fn add(&mut self, at: usize, feature: &Feature, value: &str) -> Result<(), String> {
        let value = match &feature.missing {
            Some((missing, instead)) if missing == value => instead.clone(),
            _ => formatted(&feature.format, value)?,
        };
        let pieces = tokens(feature.comparison, &value).map_err(|what| format!("found {what}"))?;
        let count = pieces.len() as u32;
        let bits = self.schema.unfolded_bits();
        for (i, piece) in pieces.into_iter().enumerate() {
            let wanted = match feature.strategy {
                Strategy::PerToken(bits) => bits,
                Strategy::PerFeature(bits) => bits / count + u32::from((i as u32) < bits % count),
            };
            let key = (wanted, piece.into_boxed_str());
            if self.seen[at].len() >= PIECES_KEPT_MAX {
                self.seen[at].clear();
            }
            let keys = &self.keys[at];
            let places = self.seen[at].entry(key).or_insert_with_key(|(wanted, piece)| {
                places(feature, keys, piece, *wanted, bits).into_boxed_slice()
            });
            for &place in places.iter() {
                self.filter[place as usize / 8] |= 0x80 >> (place % 8);
            }
        }
        Ok(())
    }
}

/// Which bits a piece sets.
fn places(feature: &Feature, keys: &[Vec<u8>; 2], piece: &str, wanted: u32, bits: usize) -> Vec<u32> {
    let encoding = match feature.format {
        Format::Text { encoding, .. } => encoding,
        _ => TextEncoding::Utf8,
    };
    let piece = bytes_of(encoding, piece);
    match feature.hashing {
        HashKind::Blake => blake(&piece, &keys[0], wanted, bits),
        HashKind::Double { never_zero } => double(&piece, keys, wanted, bits, never_zero),
    }
}

fn blake(piece: &[u8], key: &[u8], wanted: u32, bits: usize) -> Vec<u32> {
    let mut out = Vec::with_capacity(wanted as usize);
    for block in 0..wanted.div_ceil(NUMBERS_PER_HASH) {
        let salt = block.to_string();
        let mut mac = Blake2bMac512::new_with_salt_and_personal(key, salt.as_bytes(), &[])
            .expect("a key of at most 64 bytes and a salt of at most 16");
        mac.update(piece);
        let hash = mac.finalize().into_bytes();
        let left = (wanted - block * NUMBERS_PER_HASH).min(NUMBERS_PER_HASH) as usize;
        let number = |pair: &[u8]| u32::from(u16::from_le_bytes([pair[0], pair[1]])) % bits as u32;
        out.extend(hash.chunks(2).take(left).map(number));
    }
    out
}

fn double(piece: &[u8], keys: &[Vec<u8>; 2], wanted: u32, bits: usize, never_zero: bool) -> Vec<u32> {
    let first = remainder(&keyed::<Hmac<Sha1>>(&keys[0], piece), bits);
    let mut second = remainder(&keyed::<Hmac<Md5>>(&keys[1], piece), bits);
    let mut salt = (0..=u32::from(char::MAX)).filter_map(char::from_u32);
    while never_zero && second == 0 {
        let Some(next) = salt.next() else { break };
        let mut salted = piece.to_vec();
        salted.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
        second = remainder(&keyed::<Hmac<Md5>>(&keys[1], &salted), bits);
    }
    (0..u64::from(wanted)).map(|i| ((first + i * second) % bits as u64) as u32).collect()
}

fn keyed<M: Mac + hmac::digest::KeyInit>(key: &[u8], piece: &[u8]) -> Vec<u8> {
    let mut mac = <M as Mac>::new_from_slice(key).expect("a key of any length");
    mac.update(piece);
    mac.finalize().into_bytes().to_vec()
}

/// A long number, its highest byte first, divided by the bits of a filter: what remains.
fn remainder(number: &[u8], bits: usize) -> u64 {
    number.iter().fold(0, |rest, &byte| (rest * 256 + u64::from(byte)) % bits as u64)
}
