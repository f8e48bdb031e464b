//! Proofs against an independent library, `ct-merkle`: every leaf and every earlier tree up to 128 leaves, both ways.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof};
use sha2::Sha256;
use tlog::Hash;
use tlog::merkle::{Tree, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};

const LEAVES: u64 = 128;

fn entry(i: u64) -> String {
    format!("invented entry {i}")
}

/// The hashes of one of the library's proofs.
fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.chunks_exact(32).map(|h| Hash(h.try_into().unwrap())).collect()
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|h| h.0).collect()
}

#[test]
fn every_proof_up_to_128_leaves_is_the_librarys_and_is_accepted_by_both() {
    let mut theirs = MemoryBackedTree::<Sha256, String>::new();
    let mut ours = Tree::new();
    let mut roots = vec![(Hash::empty_root(), theirs.root())];
    let (mut inclusions, mut consistencies) = (0, 0);
    for size in 1..=LEAVES {
        theirs.push(entry(size - 1));
        ours.push(Hash::leaf(entry(size - 1).as_bytes()));
        let (root, their_root) = (ours.root(), theirs.root());
        assert_eq!(root.0.as_slice(), their_root.as_bytes().as_slice(), "root of {size}");
        for i in 0..size {
            let proof = inclusion_proof(&ours, i, size).unwrap();
            let their_proof = theirs.prove_inclusion(i as usize);
            assert_eq!(proof, hashes(their_proof.as_bytes()), "leaf {i} of {size}");
            let leaf = Hash::leaf(entry(i).as_bytes());
            verify_inclusion(i, size, leaf, &hashes(their_proof.as_bytes()), root).unwrap();
            let ours_to_them = InclusionProof::from_bytes(bytes(&proof));
            their_root.verify_inclusion(&entry(i), i, &ours_to_them).unwrap();
            inclusions += 1;
        }
        for (old, (old_root, their_old_root)) in roots.iter().enumerate().skip(1) {
            let proof = consistency_proof(&ours, old as u64, size).unwrap();
            let their_proof = theirs.prove_consistency(size as usize - old);
            assert_eq!(proof, hashes(their_proof.as_bytes()), "{old} to {size}");
            verify_consistency(old as u64, size, *old_root, root, &proof).unwrap();
            let ours_to_them = ConsistencyProof::<Sha256>::try_from_bytes(bytes(&proof)).unwrap();
            their_root.verify_consistency(their_old_root, &ours_to_them).unwrap();
            consistencies += 1;
        }
        roots.push((root, their_root));
    }
    assert_eq!((inclusions, consistencies), (128 * 129 / 2, 128 * 127 / 2));
}
