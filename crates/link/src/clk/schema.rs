//! What is encoded and how: the contents of a linkage schema (`clkhash`, version 3), without its JSON.

use std::fmt;

/// Longest filter in bits, before folding.
pub const FILTER_BITS_MAX: usize = 1 << 16;

/// Most features of a schema.
pub const FEATURES_MAX: usize = 256;

/// A linkage schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Bits of a filter, after folding: a multiple of 8.
    pub bits: usize,
    /// How often the filter is folded in two by exclusive or.
    pub folds: u32,
    /// Hash under which keys are derived from the secret (HKDF, RFC 5869).
    pub key_hash: KeyHash,
    /// Bytes of each key.
    pub key_bytes: usize,
    /// Salt of the derivation of keys.
    pub salt: Option<Vec<u8>>,
    /// Information of the derivation of keys.
    pub info: Vec<u8>,
    /// Features in the order of the schema; `None` for one that is ignored but still has its keys.
    pub features: Vec<(String, Option<Feature>)>,
}

/// Hash of the derivation of keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyHash {
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// One feature: how its values are written, cut into pieces, and set into the filter.
#[derive(Clone, Debug)]
pub struct Feature {
    /// How values are written.
    pub format: Format,
    /// How pieces become bits.
    pub hashing: HashKind,
    /// How values are cut into pieces.
    pub comparison: Comparison,
    /// How many bits a piece sets.
    pub strategy: Strategy,
    /// Value that stands for "not given", and what is encoded in its place.
    pub missing: Option<(String, String)>,
}

/// How values of a feature are written.
#[derive(Clone, Debug)]
pub enum Format {
    /// Text.
    Text {
        /// As which bytes it is hashed.
        encoding: TextEncoding,
        /// In which case it must be.
        case: Case,
        /// Least number of characters.
        chars_min: usize,
        /// Largest number of characters.
        chars_max: Option<usize>,
    },
    /// Whole numbers; hashed without plus sign, white space and leading zeros.
    Integer {
        /// Least value.
        min: Option<i64>,
        /// Largest value.
        max: Option<i64>,
    },
    /// Dates, written as this format of `strptime` says; hashed as `YYYYMMDD`.
    Date {
        /// The format.
        format: String,
    },
    /// One of a list of values.
    OneOf(Vec<String>),
}

/// As which bytes text is hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextEncoding {
    /// ASCII only.
    Ascii,
    /// UTF-8.
    Utf8,
    /// UTF-16, little end first, with a mark in front of every piece.
    Utf16,
    /// UTF-32, little end first, with a mark in front of every piece.
    Utf32,
}

/// Case that text must be in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// Capitals.
    Upper,
    /// Small letters.
    Lower,
    /// Either.
    Mixed,
}

/// How pieces become bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HashKind {
    /// Keyed BLAKE2b, each bit from two bytes of its own.
    Blake,
    /// Two keyed hashes (HMAC of SHA-1 and MD5), combined for each bit.
    Double {
        /// Whether a second hash of zero is hashed again.
        never_zero: bool,
    },
}

/// How values are cut into pieces.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Comparison {
    /// Every run of so many characters, the ends padded.
    Ngram {
        /// Characters of a piece.
        n: usize,
        /// Whether a piece says where it stands.
        positional: bool,
    },
    /// The whole value.
    Exact,
    /// Numbers near the value.
    Numeric {
        /// Distance from which on two numbers have no piece in common.
        distance: f64,
        /// Pieces on either side.
        resolution: u32,
        /// Digits behind the point that count.
        precision: u32,
    },
}

/// How many bits a piece sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strategy {
    /// So many for each piece.
    PerToken(u32),
    /// So many for the feature, shared out over its pieces.
    PerFeature(u32),
}

/// What is wrong with a schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemaError(pub String);

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SchemaError {}

impl Schema {
    /// Bits of a filter before it is folded.
    pub(super) fn unfolded_bits(&self) -> usize {
        self.bits << self.folds
    }

    /// Whether the schema can be carried out.
    ///
    /// # Errors
    /// What cannot, and what was expected.
    pub fn check(&self) -> Result<(), SchemaError> {
        let wrong = |what: String| Err(SchemaError(what));
        if self.bits == 0 || !self.bits.is_multiple_of(8) {
            return wrong(format!("a filter of {} bits; expected a multiple of 8", self.bits));
        }
        if self.folds > 8 || self.unfolded_bits() > FILTER_BITS_MAX {
            return wrong(format!("filters of more than {FILTER_BITS_MAX} bits before folding are not made"));
        }
        if self.features.is_empty() || self.features.len() > FEATURES_MAX {
            return wrong(format!("{} features; expected 1 to {FEATURES_MAX}", self.features.len()));
        }
        if self.key_bytes == 0 || self.key_bytes > 64 {
            return wrong(format!("keys of {} bytes; expected 1 to 64", self.key_bytes));
        }
        let derived = match self.key_hash {
            KeyHash::Sha256 => 255 * 32,
            KeyHash::Sha512 => 255 * 64,
        };
        if 2 * self.features.len() * self.key_bytes > derived {
            return wrong("more features than keys can be derived for".to_string());
        }
        for (name, feature) in &self.features {
            if let Some(feature) = feature {
                self.check_feature(feature).map_err(|what| SchemaError(format!("feature {name}: {what}")))?;
            }
        }
        Ok(())
    }

    fn check_feature(&self, feature: &Feature) -> Result<(), String> {
        if feature.hashing == HashKind::Blake && !self.unfolded_bits().is_power_of_two() {
            return Err("BLAKE2 needs a filter whose bits are a power of two".to_string());
        }
        match feature.comparison {
            Comparison::Ngram { n, .. } if n == 0 || n > 64 => {
                return Err(format!("pieces of {n} characters; expected 1 to 64"));
            }
            Comparison::Numeric { distance, resolution, precision } => {
                if resolution == 0 || resolution > 1_000 || precision > 12 {
                    return Err(
                        "resolution is from 1 to 1,000 and fractional_precision from 0 to 12".to_string()
                    );
                }
                let interval = distance * 10f64.powi(precision as i32);
                if !(distance > 0.0 && (0.5..1e15).contains(&interval)) {
                    return Err(
                        "thresholdDistance is above nothing at this precision, and below 10^15".to_string()
                    );
                }
            }
            _ => {}
        }
        let (Strategy::PerToken(bits) | Strategy::PerFeature(bits)) = feature.strategy;
        if bits == 0 || bits > 10_000 {
            return Err(format!("{bits} bits for each piece or feature; expected 1 to 10,000"));
        }
        if let Format::Date { format } = &feature.format {
            super::values::check_date_format(format)?;
        }
        Ok(())
    }
}
