//! Hashes of leaves and nodes (RFC 6962 section 2.1).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::lanes::{Message, hash_all};

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The root of a tree without leaves: SHA-256 of nothing.
    pub fn empty_root() -> Hash {
        const EMPTY: [u8; 32] = [
            0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
            0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
        ];
        Hash(EMPTY)
    }

    /// The hash of a leaf: `SHA256(00 || entry)`.
    pub fn leaf(entry: &[u8]) -> Hash {
        Hash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
    }

    /// The hash of a node: `SHA256(01 || left || right)`.
    pub fn node(left: Hash, right: Hash) -> Hash {
        Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// The hashes of many leaves, in their order; faster than one by one.
    pub fn leaves(entries: &[&[u8]]) -> Vec<Hash> {
        let messages: Vec<Message<'_>> = entries.iter().map(|&entry| (0, entry, &[][..])).collect();
        hash_all(&messages).into_iter().map(Hash).collect()
    }

    /// The hashes of many nodes, each given by what is left and right below it; faster than one by one.
    pub fn nodes(pairs: &[(Hash, Hash)]) -> Vec<Hash> {
        let messages: Vec<Message<'_>> =
            pairs.iter().map(|(left, right)| (1, &left.0[..], &right.0[..])).collect();
        hash_all(&messages).into_iter().map(Hash).collect()
    }

    /// Reads standard Base 64 (RFC 4648 section 4) of exactly 32 bytes, padding required, nothing left over.
    pub fn from_base64(text: &str) -> Option<Hash> {
        // 44 digits stand for 32 bytes; the decoder asks for room for one more.
        let mut bytes = [0; 33];
        let len = STANDARD.decode_slice(text, &mut bytes).ok()?;
        bytes[..len].try_into().ok().map(Hash)
    }

    /// Adds it to a text in standard Base 64 with padding.
    pub fn push_base64(self, text: &mut String) {
        STANDARD.encode_string(self.0, text);
    }

    /// Standard Base 64 with padding.
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_nothing_is_the_hash_of_nothing() {
        assert_eq!(Hash::empty_root().0, <[u8; 32]>::from(Sha256::digest([])));
    }
}
