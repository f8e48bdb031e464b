//! The right edge of a growing tree: enough to add leaves and to give the root, in at most 64 hashes.
//!
//! Source: RFC 6962 section 2.1. Many leaves are added together, over many trees at once, so that their hashes are made side
//! by side ([`Hash::nodes`]). What it leaves out: proofs, which are made from tiles.

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
        self.push_at(leaf, 0);
    }

    /// Adds 256 leaves by the root over them; the size must be a multiple of 256.
    pub(crate) fn push_tile(&mut self, root: Hash) {
        self.push_at(root, 8);
    }

    /// Adds the root of a complete subtree of this level.
    fn push_at(&mut self, root: Hash, level: u32) {
        let (mut hash, mut rest) = (root, self.size >> level);
        while rest & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                hash = Hash::node(left, hash);
            }
            rest >>= 1;
        }
        self.peaks.push(hash);
        self.size += 1 << level;
    }

    /// Adds leaves.
    pub(crate) fn extend(&mut self, leaves: Vec<Hash>) {
        grow(vec![(self, leaves)]);
    }

    /// The root over all leaves.
    pub(crate) fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(&last) = peaks.next() else { return Hash::empty_root() };
        peaks.fold(last, |right, &left| Hash::node(left, right))
    }

    /// The root of the complete subtree of this level at the right edge; the bit `level` of the size must be set.
    fn peak(&self, level: u32) -> Hash {
        self.peaks[(self.size >> level >> 1).count_ones() as usize]
    }
}

/// The roots of several trees.
pub(crate) fn roots(of: &[&Frontier]) -> Vec<Hash> {
    let mut roots: Vec<Hash> =
        of.iter().map(|edge| edge.peaks.last().copied().unwrap_or_else(Hash::empty_root)).collect();
    for depth in 2.. {
        let deeper: Vec<usize> = (0..of.len()).filter(|&i| of[i].peaks.len() >= depth).collect();
        if deeper.is_empty() {
            break;
        }
        let pairs: Vec<(Hash, Hash)> =
            deeper.iter().map(|&i| (of[i].peaks[of[i].peaks.len() - depth], roots[i])).collect();
        for (i, root) in deeper.into_iter().zip(Hash::nodes(&pairs)) {
            roots[i] = root;
        }
    }
    roots
}

/// What a tree grew by.
pub(crate) struct Growth {
    /// The edge before.
    before: Frontier,
    /// How many leaves were added.
    count: u64,
    /// For each level from the leaves up, the number of the first new hash and the new hashes.
    levels: Vec<(u64, Vec<Hash>)>,
}

impl Growth {
    /// The root of the complete subtree of this level at the right edge of the tree of `size` leaves.
    fn peak(&self, level: u32, size: u64) -> Hash {
        let number = (size >> level) - 1;
        match self.levels.get(level as usize) {
            Some((first, hashes)) if number >= *first => hashes[(number - first) as usize],
            _ => self.before.peak(level),
        }
    }

    /// The edge of the tree of `size` leaves.
    fn edge(&self, size: u64) -> Frontier {
        let levels = (0..64).rev().filter(|level| size >> level & 1 == 1);
        Frontier { size, peaks: levels.map(|level| self.peak(level, size)).collect() }
    }
}

/// Adds leaves to several trees.
pub(crate) fn grow(trees: Vec<(&mut Frontier, Vec<Hash>)>) -> Vec<Growth> {
    let mut edges = Vec::with_capacity(trees.len());
    let mut growths = Vec::with_capacity(trees.len());
    for (edge, leaves) in trees {
        let before = edge.clone();
        growths.push(Growth { count: leaves.len() as u64, levels: vec![(before.size, leaves)], before });
        edges.push(edge);
    }
    let mut growing: Vec<usize> = (0..growths.len()).collect();
    for level in 0.. {
        let (mut pairs, mut counts) = (Vec::new(), Vec::new());
        growing.retain(|&i| {
            let (first, hashes) = &growths[i].levels[level];
            // A new hash on the right side of a pair has an old peak to its left.
            let left = (first & 1 == 1 && !hashes.is_empty()).then(|| growths[i].before.peak(level as u32));
            let row: Vec<Hash> = left.into_iter().chain(hashes.iter().copied()).collect();
            pairs.extend(row.chunks_exact(2).map(|pair| (pair[0], pair[1])));
            counts.push((i, first >> 1, row.len() / 2));
            row.len() >= 2
        });
        if pairs.is_empty() {
            break;
        }
        let mut nodes = Hash::nodes(&pairs).into_iter();
        for (i, first, count) in counts {
            growths[i].levels.push((first, nodes.by_ref().take(count).collect()));
        }
    }
    for (edge, growth) in edges.into_iter().zip(&growths) {
        *edge = growth.edge(growth.before.size + growth.count);
    }
    growths
}

/// For each tree, the roots it had before each of the leaves it grew by.
pub(crate) fn roots_before(growths: &[Growth]) -> Vec<Vec<Hash>> {
    let mut sizes: Vec<(usize, u64)> = Vec::new();
    for (i, growth) in growths.iter().enumerate() {
        sizes.extend((0..growth.count).map(|k| (i, growth.before.size + k)));
    }
    let mut roots: Vec<Option<Hash>> = vec![None; sizes.len()];
    let most = sizes.iter().map(|(_, size)| *size).max().unwrap_or(0);
    for level in (0..64).take_while(|level| most >> level > 0) {
        let (mut pairs, mut waiting) = (Vec::new(), Vec::new());
        for (root, &(i, size)) in roots.iter_mut().zip(&sizes).filter(|(_, (_, size))| size >> level & 1 == 1)
        {
            let peak = growths[i].peak(level, size);
            match root {
                None => *root = Some(peak),
                Some(right) => {
                    pairs.push((peak, *right));
                    waiting.push(root);
                }
            }
        }
        for (root, node) in waiting.into_iter().zip(Hash::nodes(&pairs)) {
            *root = Some(node);
        }
    }
    let mut roots = roots.into_iter().map(|root| root.unwrap_or_else(Hash::empty_root));
    growths.iter().map(|growth| roots.by_ref().take(growth.count as usize).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tlog::merkle::Tree;

    fn leaf(i: u32) -> Hash {
        Hash::leaf(&i.to_be_bytes())
    }

    #[test]
    fn it_gives_the_root_of_the_whole_tree_at_every_size() {
        let (mut tree, mut frontier) = (Tree::new(), Frontier::default());
        assert_eq!(frontier.root(), tree.root());
        for i in 0..1000_u32 {
            tree.push(leaf(i));
            frontier.push(leaf(i));
            assert_eq!((frontier.size(), frontier.root()), (tree.size(), tree.root()));
        }
    }

    /// Many leaves added together give what they give one after the other, at every size and number.
    #[test]
    fn many_leaves_at_once_give_the_tree_of_one_by_one() {
        for size in 0..70_u32 {
            let mut trees: Vec<(Frontier, Vec<Hash>)> = Vec::new();
            for count in 0..40 {
                let mut edge = Frontier::default();
                (0..size).for_each(|i| edge.push(leaf(i)));
                trees.push((edge, (size..size + count).map(leaf).collect()));
            }
            let mut slow: Vec<Frontier> = trees.iter().map(|(edge, _)| edge.clone()).collect();
            let expected: Vec<Vec<Hash>> = slow
                .iter_mut()
                .zip(&trees)
                .map(|(edge, (_, leaves))| {
                    let before = |&leaf: &Hash| {
                        let root = edge.root();
                        edge.push(leaf);
                        root
                    };
                    leaves.iter().map(before).collect()
                })
                .collect();
            let growths = grow(trees.iter_mut().map(|(edge, leaves)| (edge, leaves.clone())).collect());
            assert_eq!(roots_before(&growths), expected, "from {size}");
            let grown: Vec<&Frontier> = trees.iter().map(|(edge, _)| edge).collect();
            assert_eq!(roots(&grown), slow.iter().map(Frontier::root).collect::<Vec<_>>());
            for (one, other) in grown.into_iter().zip(&slow) {
                assert_eq!((one.size(), &one.peaks), (other.size(), &other.peaks));
            }
        }
    }
}
