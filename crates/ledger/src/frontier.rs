//! The right edge of a growing tree: enough to add leaves and to give the root, in at most 64 hashes.
//!
//! Source: RFC 6962 section 2.1. What it leaves out: proofs, which are made from tiles.

use tlog::Hash;

/// The roots of the complete subtrees that a tree is made of, largest first.
#[derive(Clone, Default, Debug)]
pub(crate) struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// How many leaves there are.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub(crate) fn push(&mut self, leaf: Hash) {
        let (mut hash, mut rest) = (leaf, self.size);
        while rest & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = Hash::node(left, hash);
            }
            rest >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Adds 256 leaves by the root over them; the size must be a multiple of 256.
    pub(crate) fn push_tile(&mut self, root: Hash) {
        let (mut hash, mut rest) = (root, self.size >> 8);
        while rest & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = Hash::node(left, hash);
            }
            rest >>= 1;
        }
        self.peaks.push(hash);
        self.size += 256;
    }

    /// The root over all leaves.
    pub(crate) fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(&last) = peaks.next() else { return Hash::empty_root() };
        peaks.fold(last, |right, &left| Hash::node(left, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tlog::merkle::Tree;

    #[test]
    fn it_gives_the_root_of_the_whole_tree_at_every_size() {
        let (mut tree, mut frontier) = (Tree::new(), Frontier::default());
        assert_eq!(frontier.root(), tree.root());
        for i in 0..1000_u32 {
            let leaf = Hash::leaf(&i.to_be_bytes());
            tree.push(leaf);
            frontier.push(leaf);
            assert_eq!((frontier.size(), frontier.root()), (tree.size(), tree.root()));
        }
    }
}
