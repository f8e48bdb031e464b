//! Fields of an entry: salted commitments that are disclosed or withheld one by one.
//!
//! Source: RFC 9901 (SD-JWT) section 4.2. `disclosure = base64url(JSON [salt, path, value])`, `digest =
//! base64url(SHA256(disclosure))` over the ASCII text of the disclosure as stored, so that nobody needs a canonical
//! form of JSON. A field leaf is `path SP digest`: the path is public, the value is not. The salt is 32 random bytes a
//! field, drawn by the caller; it is never derived from anything, for what is derived can be derived again after an
//! erasure.
//!
//! What this module leaves out: which field is disclosed to whom, and where disclosures are kept.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tlog::Hash;

use crate::entry::{StreamId, decimal};
use crate::strict;

/// Bytes of a path: ten segments of twenty characters.
pub const PATH_BYTES_MAX: usize = 200;
/// Fields of one entry. The manifest of a publication has one field for each earlier entry of its review.
pub const FIELDS_MAX: usize = 100_000;
/// Bytes of a disclosure in its stored form. A manifest of 10,000 rows with ten withheld fields each takes 13,000,000.
pub const DISCLOSURE_BYTES_MAX: usize = 16_000_000;
/// Bytes of a salt.
pub const SALT_BYTES: usize = 32;

/// Why a field cannot be committed to, or a disclosure or field leaf was not accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldError {
    /// A path that is empty, too long, or has other characters than `a-z 0-9 _ . -` between its slashes.
    BadPath(String),
    /// A path that stands twice in one entry.
    TwicePath(String),
    /// More fields than [`FIELDS_MAX`].
    TooMany(usize),
    /// A value that could be read in two ways: the path and the reason.
    BadValue(String, String),
    /// A disclosure longer than [`DISCLOSURE_BYTES_MAX`]: the path and its bytes.
    TooLong(String, usize),
    /// A field leaf that does not have the form `path SP digest`.
    BadLeaf,
    /// A disclosure that is not `base64url(JSON [salt, path, value])`; the reason in words.
    BadDisclosure(String),
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldError::BadPath(path) => write!(
                f,
                "the path {path:?} is not made of a-z, 0-9, _, . and - between slashes, {PATH_BYTES_MAX} bytes at most"
            ),
            FieldError::TwicePath(path) => write!(f, "the path {path} stands twice in one entry"),
            FieldError::TooMany(n) => {
                write!(f, "an entry has at most {FIELDS_MAX} fields, and this one has {n}")
            }
            FieldError::BadValue(path, why) => write!(f, "the value at {path} {why}"),
            FieldError::TooLong(path, bytes) => {
                write!(
                    f,
                    "the value at {path} takes {bytes} bytes; at most {DISCLOSURE_BYTES_MAX} are allowed"
                )
            }
            FieldError::BadLeaf => write!(f, "a field does not have the form of a path and a digest"),
            FieldError::BadDisclosure(why) => write!(f, "a disclosure {why}"),
        }
    }
}

impl std::error::Error for FieldError {}

/// The public half of a field: where it stands, and the digest that fixes its value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FieldLeaf {
    /// Path: public, and free of anything personal.
    pub path: String,
    /// SHA-256 of the disclosure, in base64url without padding.
    pub digest: String,
}

impl FieldLeaf {
    /// Reads `path SP digest`, or a row of an index entry, which stands openly in place of a digest
    /// ([`FieldLeaf::is_index_row`] tells them apart).
    ///
    /// # Errors
    /// [`FieldError::BadLeaf`] or [`FieldError::BadPath`].
    pub fn parse(text: &str) -> Result<FieldLeaf, FieldError> {
        let (path, digest) = text.split_once(' ').ok_or(FieldError::BadLeaf)?;
        let row = FieldLeaf { path: path.to_string(), digest: digest.to_string() };
        if row.is_index_row() {
            return Ok(row);
        }
        if !valid_path(path) {
            return Err(FieldError::BadPath(path.chars().take(PATH_BYTES_MAX).collect()));
        }
        match URL_SAFE_NO_PAD.decode(digest) {
            Ok(bytes) if bytes.len() == 32 => {
                Ok(FieldLeaf { path: path.to_string(), digest: digest.to_string() })
            }
            _ => Err(FieldError::BadLeaf),
        }
    }

    /// Whether this is a row of an index entry: `size <n> rows <m>`, or `<stream> <count> <index> <leaf hash>`, taken apart
    /// at its first space.
    pub fn is_index_row(&self) -> bool {
        let parts: Vec<&str> = self.digest.split(' ').collect();
        let number = |text: &str| decimal(text).is_some();
        match (self.path.as_str(), parts.as_slice()) {
            ("size", [size, "rows", rows]) => number(size) && number(rows),
            (stream, [count, index, leaf]) => {
                StreamId::parse(stream).is_some()
                    && number(count)
                    && number(index)
                    && Hash::from_base64(leaf).is_some()
            }
            _ => false,
        }
    }

    /// The hash of the leaf in the tree over an entry's fields.
    pub fn hash(&self) -> Hash {
        Hash::leaf(self.to_string().as_bytes())
    }
}

impl fmt::Display for FieldLeaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path, self.digest)
    }
}

/// The secret half of a field: the salt and the value that a digest commits to, as stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disclosure {
    /// Path of the field.
    pub path: String,
    /// `base64url(JSON [salt, path, value])`.
    pub text: String,
}

impl Disclosure {
    /// Commits to a value.
    ///
    /// # Errors
    /// Why the path or the value cannot be committed to.
    pub fn seal(path: &str, value: &Value, salt: &[u8; SALT_BYTES]) -> Result<Disclosure, FieldError> {
        if !valid_path(path) {
            return Err(FieldError::BadPath(path.chars().take(PATH_BYTES_MAX).collect()));
        }
        strict::check(value).map_err(|why| FieldError::BadValue(path.to_string(), why))?;
        let json = serde_json::json!([URL_SAFE_NO_PAD.encode(salt), path, value]).to_string();
        let text = URL_SAFE_NO_PAD.encode(json);
        if text.len() > DISCLOSURE_BYTES_MAX {
            return Err(FieldError::TooLong(path.to_string(), text.len()));
        }
        Ok(Disclosure { path: path.to_string(), text })
    }

    /// Reads a disclosure as stored; it names its own path.
    ///
    /// # Errors
    /// [`FieldError::BadDisclosure`] with the reason.
    pub fn parse(text: &str) -> Result<(Disclosure, Value), FieldError> {
        let bad = |why: &str| FieldError::BadDisclosure(why.to_string());
        if text.len() > DISCLOSURE_BYTES_MAX {
            return Err(bad("is longer than a disclosure may be"));
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad("is not base64url without padding"))?;
        let value = strict::parse(&bytes).map_err(|why| bad(&format!("holds no usable JSON: {why}")))?;
        let Value::Array(parts) = value else { return Err(bad("is no list of salt, path and value")) };
        let [salt, path, value]: [Value; 3] =
            parts.try_into().map_err(|_| bad("is no list of salt, path and value"))?;
        let salt = salt.as_str().and_then(|s| URL_SAFE_NO_PAD.decode(s).ok());
        if salt.is_none_or(|s| s.len() != SALT_BYTES) {
            return Err(bad("has a salt that is not 32 bytes"));
        }
        let path = path.as_str().filter(|p| valid_path(p)).ok_or(bad("has a path of the wrong form"))?;
        Ok((Disclosure { path: path.to_string(), text: text.to_string() }, value))
    }

    /// The digest that stands in the field leaf.
    pub fn digest(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.text.as_bytes()))
    }

    /// The field leaf that this disclosure opens.
    pub fn leaf(&self) -> FieldLeaf {
        FieldLeaf { path: self.path.clone(), digest: self.digest() }
    }
}

/// Whether a path has the form of one: segments of `a-z 0-9 _ . -` between slashes, none empty, `.` or `..`.
pub fn valid_path(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'_' | b'.' | b'-');
    path.len() <= PATH_BYTES_MAX
        && path.split('/').all(|s| !s.is_empty() && s != "." && s != ".." && s.bytes().all(plain))
}
