//! Merkle trees and their proofs (RFC 6962 section 2.1; verification as in RFC 9162 sections 2.1.3.2 and 2.1.4.2).
//!
//! A tree of `n` leaves is kept as the hashes of its *complete* subtrees, addressed by level and number; that is also
//! what tiles hold. Proofs are made from any [`Nodes`] and verified from nothing but the roots.

use std::fmt;

use crate::Hash;

/// Hashes in a proof: a tree of 2^63 leaves needs 63.
pub const PROOF_HASHES_MAX: usize = 63;

/// Where the hashes of complete subtrees are read from.
pub trait Nodes {
    /// The hash of the complete subtree of `2^level` leaves that begins at leaf `number * 2^level`.
    ///
    /// # Errors
    /// When the hash is not held or cannot be read.
    fn node(&self, level: u8, number: u64) -> Result<Hash, MissingNode>;
}

/// A subtree whose hash could not be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MissingNode {
    /// Level, 0 for leaves.
    pub level: u8,
    /// Number within the level, from 0.
    pub number: u64,
}

impl fmt::Display for MissingNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the hash of subtree {} at level {} is not held", self.number, self.level)
    }
}

impl std::error::Error for MissingNode {}

/// Why a proof was not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProofError {
    /// The leaf lies outside the tree, or the older tree is larger than the newer one.
    OutOfRange,
    /// The proof has too few or too many hashes.
    WrongLength,
    /// The proof leads to another root.
    WrongRoot,
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProofError::OutOfRange => "the proof speaks of a place that is not in the tree",
            ProofError::WrongLength => "the proof has too few or too many hashes",
            ProofError::WrongRoot => "the proof leads to another root",
        })
    }
}

impl std::error::Error for ProofError {}

/// A growing tree that keeps every complete subtree: 64 bytes a leaf.
#[derive(Clone, Default, Debug)]
pub struct Tree {
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// A tree without leaves.
    pub fn new() -> Tree {
        Tree::default()
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            if row.len() % 2 == 1 {
                break;
            }
            hash = Hash::node(row[row.len() - 2], hash);
        }
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        root(self, self.size()).expect("a tree holds every complete subtree of its own")
    }
}

impl Nodes for Tree {
    fn node(&self, level: u8, number: u64) -> Result<Hash, MissingNode> {
        let row = self.levels.get(usize::from(level));
        let held = usize::try_from(number).ok().and_then(|n| row?.get(n));
        held.copied().ok_or(MissingNode { level, number })
    }
}

/// The root of the first `size` leaves.
///
/// # Errors
/// When a subtree's hash is not held.
pub fn root(nodes: &dyn Nodes, size: u64) -> Result<Hash, MissingNode> {
    if size == 0 { Ok(Hash::empty_root()) } else { range(nodes, 0, size) }
}

/// The hash over the leaves from `start` to `end` (excluded); `start` is a multiple of the largest power of two
/// below the length, as in every range that a proof needs.
fn range(nodes: &dyn Nodes, start: u64, end: u64) -> Result<Hash, MissingNode> {
    let length = end - start;
    if length.is_power_of_two() {
        let level = length.trailing_zeros() as u8;
        return nodes.node(level, start >> level);
    }
    let split = start + largest_power_below(length);
    Ok(Hash::node(range(nodes, start, split)?, range(nodes, split, end)?))
}

/// The largest power of two smaller than `n`, for `n` of at least 2 (RFC 6962's `k`).
fn largest_power_below(n: u64) -> u64 {
    1 << (63 - (n - 1).leading_zeros())
}

/// The proof that leaf `index` is in the tree of the first `size` leaves (RFC 6962 section 2.1.1), lowest hash first.
///
/// # Errors
/// When a subtree's hash is not held, a leaf outside the tree included.
pub fn inclusion_proof(nodes: &dyn Nodes, index: u64, size: u64) -> Result<Vec<Hash>, MissingNode> {
    if index >= size {
        return Err(MissingNode { level: 0, number: index });
    }
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    while end - start > 1 {
        let split = start + largest_power_below(end - start);
        if index < split {
            proof.push(range(nodes, split, end)?);
            end = split;
        } else {
            proof.push(range(nodes, start, split)?);
            start = split;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree of the first `old` leaves is the beginning of the tree of the first `size`
/// (RFC 6962 section 2.1.2). Empty where the sizes are equal or `old` is 0.
///
/// # Errors
/// When a subtree's hash is not held, an `old` larger than `size` included.
pub fn consistency_proof(nodes: &dyn Nodes, old: u64, size: u64) -> Result<Vec<Hash>, MissingNode> {
    if old > size {
        return Err(MissingNode { level: 0, number: old - 1 });
    }
    if old == 0 || old == size {
        return Ok(Vec::new());
    }
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    // Whether the subtree that ends at `old` is the whole old tree, whose root the verifier has.
    let mut whole = true;
    while old != end {
        let split = start + largest_power_below(end - start);
        if old <= split {
            proof.push(range(nodes, split, end)?);
            end = split;
        } else {
            proof.push(range(nodes, start, split)?);
            start = split;
            whole = false;
        }
    }
    if !whole {
        proof.push(range(nodes, start, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The root that an inclusion proof leads to.
///
/// # Errors
/// When the leaf lies outside the tree or the proof has the wrong length.
pub fn root_from_inclusion(index: u64, size: u64, leaf: Hash, proof: &[Hash]) -> Result<Hash, ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange);
    }
    let (mut node, mut last, mut root) = (index, size - 1, leaf);
    for &hash in proof {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            root = Hash::node(hash, root);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            root = Hash::node(root, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 { Ok(root) } else { Err(ProofError::WrongLength) }
}

/// Verifies that `leaf` is leaf `index` of the tree of `size` leaves with this root.
///
/// # Errors
/// Why the proof was not accepted.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: Hash,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    if root_from_inclusion(index, size, leaf, proof)? == root { Ok(()) } else { Err(ProofError::WrongRoot) }
}

/// Verifies that the tree of `old` leaves is the beginning of the tree of `size` leaves.
///
/// An old size of 0 is refused: every tree begins with nothing, so there is no proof to verify.
///
/// # Errors
/// Why the proof was not accepted.
pub fn verify_consistency(
    old: u64,
    size: u64,
    old_root: Hash,
    root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old == 0 || old > size {
        return Err(ProofError::OutOfRange);
    }
    if old == size {
        return match (proof.is_empty(), old_root == root) {
            (true, true) => Ok(()),
            (false, _) => Err(ProofError::WrongLength),
            (true, false) => Err(ProofError::WrongRoot),
        };
    }
    let (first, rest) = match (old.is_power_of_two(), proof.split_first()) {
        (_, None) => return Err(ProofError::WrongLength),
        (true, Some(_)) => (old_root, proof),
        (false, Some((first, rest))) => (*first, rest),
    };
    let (mut node, mut last) = (old - 1, size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut from_old, mut from_new) = (first, first);
    for &hash in rest {
        if last == 0 {
            return Err(ProofError::WrongLength);
        }
        if node & 1 == 1 || node == last {
            from_old = Hash::node(hash, from_old);
            from_new = Hash::node(hash, from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = Hash::node(from_new, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::WrongLength);
    }
    if from_old == old_root && from_new == root { Ok(()) } else { Err(ProofError::WrongRoot) }
}
