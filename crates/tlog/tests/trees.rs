//! Trees and proofs against the definition, and against every single flipped bit.

use tlog::Hash;
use tlog::merkle::{
    Nodes, Tree, consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion,
};
use tlog::tile::{TileId, TileTree, new_tiles, tile_bytes};

/// The definition of RFC 6962 section 2.1, word for word, on a list of leaf hashes.
fn defined_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty_root(),
        [one] => *one,
        _ => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            Hash::node(defined_root(&leaves[..k]), defined_root(&leaves[k..]))
        }
    }
}

fn leaves(n: usize) -> (Vec<Hash>, Tree) {
    let hashes: Vec<Hash> = (0..n).map(|i| Hash::leaf(format!("entry {i}").as_bytes())).collect();
    let mut tree = Tree::new();
    hashes.iter().for_each(|&h| tree.push(h));
    (hashes, tree)
}

#[test]
fn every_leaf_and_every_earlier_tree_up_to_128_leaves() {
    let (hashes, tree) = leaves(128);
    for n in 1..=128_usize {
        let size = n as u64;
        let expected = defined_root(&hashes[..n]);
        assert_eq!(root(&tree, size).unwrap(), expected);
        for (i, &leaf) in hashes[..n].iter().enumerate() {
            let proof = inclusion_proof(&tree, i as u64, size).unwrap();
            verify_inclusion(i as u64, size, leaf, &proof, expected).unwrap();
        }
        for m in 1..=n {
            let proof = consistency_proof(&tree, m as u64, size).unwrap();
            verify_consistency(m as u64, size, defined_root(&hashes[..m]), expected, &proof).unwrap();
        }
    }
}

#[test]
fn of_a_hundred_thousand_flipped_bits_none_is_accepted() {
    let (hashes, tree) = leaves(128);
    let flip = |hash: Hash, bit: usize| {
        let mut bytes = hash.0;
        bytes[bit / 8] ^= 1 << (bit % 8);
        Hash(bytes)
    };
    let mut flipped = 0;
    for size in [1_u64, 2, 3, 7, 8, 64, 100, 127, 128] {
        let top = root(&tree, size).unwrap();
        for index in [0, size / 3, size / 2, size - 1] {
            let leaf = hashes[index as usize];
            let proof = inclusion_proof(&tree, index, size).unwrap();
            for bit in 0..256 {
                assert!(verify_inclusion(index, size, flip(leaf, bit), &proof, top).is_err());
                assert!(verify_inclusion(index, size, leaf, &proof, flip(top, bit)).is_err());
                flipped += 2;
                for at in 0..proof.len() {
                    let mut changed = proof.clone();
                    changed[at] = flip(changed[at], bit);
                    assert!(verify_inclusion(index, size, leaf, &changed, top).is_err());
                    flipped += 1;
                }
            }
        }
        for old in (1..size).step_by(5) {
            let before = root(&tree, old).unwrap();
            let proof = consistency_proof(&tree, old, size).unwrap();
            for bit in 0..256 {
                assert!(verify_consistency(old, size, flip(before, bit), top, &proof).is_err());
                assert!(verify_consistency(old, size, before, flip(top, bit), &proof).is_err());
                flipped += 2;
                for at in 0..proof.len() {
                    let mut changed = proof.clone();
                    changed[at] = flip(changed[at], bit);
                    assert!(verify_consistency(old, size, before, top, &changed).is_err());
                    flipped += 1;
                }
            }
        }
    }
    println!("{flipped} flipped bits, none accepted");
    assert!(flipped >= 100_000, "{flipped}");
}

#[test]
fn a_tree_read_from_its_tiles_is_the_tree() {
    let (_, tree) = leaves(700);
    for size in [1_u64, 255, 256, 257, 512, 513, 700] {
        let mut tiles: std::collections::BTreeMap<TileId, Vec<u8>> = std::collections::BTreeMap::new();
        for tile in new_tiles(0, size) {
            tiles.insert(tile, tile_bytes(&tree, tile).unwrap());
        }
        let fetch = |tile: TileId| tiles.get(&tile).cloned();
        let published = TileTree::new(size, &fetch);
        assert_eq!(root(&published, size).unwrap(), root(&tree, size).unwrap(), "{size}");
        for index in [0, size / 2, size - 1] {
            assert_eq!(
                inclusion_proof(&published, index, size),
                inclusion_proof(&tree, index, size),
                "{index} of {size}"
            );
        }
        assert!(published.node(0, size).is_err());
        for tile in tiles.keys() {
            assert_eq!(TileId::parse(&tile.path()), Some(*tile));
        }
    }
    let far = TileId { level: 0, number: 1_234_067, width: 256 };
    assert_eq!(far.path(), "tile/0/x001/x234/067");
    assert_eq!(TileId::parse("tile/0/x001/x234/067"), Some(far));
    for other in
        ["tile/00/000", "tile/0/0", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/001/002"]
    {
        assert_eq!(TileId::parse(other), None, "{other}");
    }
}
