//! Pseudonyms: one person has one name throughout a publication, and another in the next.
//!
//! The order of the numbers comes from a keyed hash of who somebody is (HMAC with SHA-256, RFC 2104), under a key of that
//! publication alone. Without the key nobody can tell which number somebody had in
//! another publication, or whether they were in it; the numbers alone say only how many there are.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

const BLOCK: usize = 64;

/// The pseudonyms of one publication.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pseudonyms {
    numbers: BTreeMap<String, usize>,
}

impl Pseudonyms {
    /// Gives each of these people a number from 1, in an order that only the key decides.
    pub fn new<'a>(key: &[u8; 32], people: impl IntoIterator<Item = &'a str>) -> Pseudonyms {
        let order: BTreeMap<[u8; 32], &str> =
            people.into_iter().map(|person| (hmac(key, person.as_bytes()), person)).collect();
        let numbers = order.values().enumerate().map(|(i, person)| (person.to_string(), i + 1)).collect();
        Pseudonyms { numbers }
    }

    /// What somebody is called in this publication; nothing where they are not in it.
    pub fn of(&self, person: &str) -> Option<String> {
        self.number(person).map(|number| format!("Person {number}"))
    }

    /// The number that somebody has in this publication, from 1; nothing where they are not in it.
    pub fn number(&self, person: &str) -> Option<usize> {
        self.numbers.get(person).copied()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.numbers.len()
    }
}

/// HMAC with SHA-256 (RFC 2104) of a text under a key of 32 bytes.
pub fn hmac(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; BLOCK];
        block.iter_mut().zip(key).for_each(|(b, k)| *b ^= k);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::hmac;

    #[test]
    fn the_keyed_hash_is_that_of_an_independent_program() {
        // Worked with an independent program (Python's hmac): key 32 times 0b, "Hi There".
        let mac = hmac(&[0x0b; 32], b"Hi There");
        let hex: String = mac.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7");
    }
}
