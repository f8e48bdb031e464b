//! Other people's vectors: proofs, logs, notes, cosignatures and policies made by programs that are not ours.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::merkle::{Tree, verify_consistency, verify_inclusion};
use tlog::note::{Algorithm, Note, NoteSigner, Verifier};
use tlog::policy::Policy;
use tlog::tile::{TileId, bundle, entries, tile_bytes};
use tlog::witness::{KnownLog, Witness};

fn vectors(test: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("CANDOUR_SHARED").map_or(beside, PathBuf::from).join("vectors");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("SKIPPED: {test}: the shared test vectors are absent");
    None
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            json_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "json") {
            found.push(path);
        }
    }
}

fn hash(value: &Value) -> Option<Hash> {
    Hash::from_base64(value.as_str()?)
}

fn proof(value: &Value) -> Option<Vec<Hash>> {
    value.as_array().map_or(Some(Vec::new()), |list| list.iter().map(hash).collect())
}

#[test]
fn every_merkle_case_is_accepted_or_refused_as_it_says() {
    let Some(vectors) = vectors("every_merkle_case_is_accepted_or_refused_as_it_says") else { return };
    let mut files = Vec::new();
    json_files(&vectors.join("merkle/testdata"), &mut files);
    assert_eq!(files.len(), 196);
    for file in files {
        let case: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let accepted = if case.get("leafIdx").is_some() {
            let (index, size) = (case["leafIdx"].as_u64().unwrap(), case["treeSize"].as_u64().unwrap());
            match (hash(&case["leafHash"]), hash(&case["root"]), proof(&case["proof"])) {
                (Some(leaf), Some(root), Some(proof)) => {
                    verify_inclusion(index, size, leaf, &proof, root).is_ok()
                }
                _ => false,
            }
        } else {
            let (old, size) = (case["size1"].as_u64().unwrap(), case["size2"].as_u64().unwrap());
            // Roots that only have to be equal may be any bytes: they are stood for by their own hash.
            let root = |key: &str| match hash(&case[key]) {
                None if old == size => Some(Hash::leaf(case[key].as_str()?.as_bytes())),
                given => given,
            };
            match (root("root1"), root("root2"), proof(&case["proof"])) {
                (Some(a), Some(b), Some(proof)) => verify_consistency(old, size, a, b, &proof).is_ok(),
                _ => false,
            }
        };
        assert_eq!(accepted, !case["wantErr"].as_bool().unwrap(), "{}", file.display());
    }
}

#[test]
fn a_log_kept_by_tessera_is_rebuilt_to_the_byte() {
    let Some(vectors) = vectors("a_log_kept_by_tessera_is_rebuilt_to_the_byte") else { return };
    let log = vectors.join("tessera-log");
    let text = fs::read_to_string(log.join("leaves.txt")).unwrap();
    let leaves: Vec<&str> = text.lines().collect();
    let key = Verifier::parse(fs::read_to_string(log.join("log.vkey")).unwrap().trim()).unwrap();
    let mut tree = Tree::new();
    for size in 0..=leaves.len() {
        if size > 0 {
            tree.push(Hash::leaf(leaves[size - 1].as_bytes()));
            let tile = TileId { level: 0, number: 0, width: size as u16 };
            assert_eq!(tile_bytes(&tree, tile).unwrap(), fs::read(log.join(tile.path())).unwrap());
            let stored = fs::read(log.join(tile.entries_path())).unwrap();
            assert_eq!(bundle(leaves[..size].iter().map(|l| l.as_bytes())).unwrap(), stored);
            assert_eq!(entries(&stored, size as u16).unwrap().len(), size);
        }
        let note = fs::read_to_string(log.join(format!("checkpoint.{size}"))).unwrap();
        let opened = Checkpoint::open(&note, "example.com/log/testdata", &key, &[]).unwrap().checkpoint;
        assert_eq!((opened.size, opened.root), (size as u64, tree.root()));
    }
}

#[test]
fn the_mirror_of_three_hundred_leaves_has_our_tiles() {
    let Some(vectors) = vectors("the_mirror_of_three_hundred_leaves_has_our_tiles") else { return };
    let mirror = fs::read_dir(vectors.join("sunlight-mirror/mirror")).unwrap().map(|e| e.unwrap().path());
    let mirror = mirror.into_iter().find(|p| p.is_dir()).unwrap();
    let mut tree = Tree::new();
    for i in 0..300 {
        tree.push(Hash::leaf(format!("record {i}").as_bytes()));
    }
    let tiles = tlog::tile::new_tiles(0, 300);
    assert_eq!(
        tiles.iter().map(|t| t.path()).collect::<Vec<_>>(),
        ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]
    );
    for tile in tiles {
        assert_eq!(
            tile_bytes(&tree, tile).unwrap(),
            fs::read(mirror.join(tile.path())).unwrap(),
            "{}",
            tile.path()
        );
    }
}

#[test]
fn notes_keys_and_cosignatures_of_others() {
    let Some(vectors) = vectors("notes_keys_and_cosignatures_of_others") else { return };
    let list: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(vectors.join("notes/notes.json")).unwrap()).unwrap();
    let mut checked = 0;
    for case in &list {
        let (id, text) = (case["id"].as_str().unwrap(), |key: &str| case[key].as_str().unwrap());
        match text("type") {
            "vkey-reject" => assert!(Verifier::parse(text("vkey")).is_err(), "{id}"),
            "vkey-accept" => {
                assert_eq!(Verifier::parse(text("vkey")).unwrap().to_vkey(), text("vkey"), "{id}")
            }
            "leaf-hash" => {
                assert_eq!(Hash::leaf(text("leaf").as_bytes()).to_base64(), text("record_hash_b64"), "{id}")
            }
            "signed-note" | "cosignature-v1" => check_note(case),
            "tlog-proof" => check_receipt(case),
            "cosig-timestamp" => {
                let bytes = STANDARD.decode(text("sig_b64")).unwrap();
                let time = u64::from_be_bytes(bytes[4..12].try_into().unwrap());
                assert_eq!(Some(time), case["unix"].as_u64());
            }
            other => panic!("{id}: nobody expected the type {other}"),
        }
        checked += 1;
    }
    assert!(checked >= 10, "{checked} cases");
}

fn check_note(case: &Value) {
    let (vkey, note) = (case["vkey"].as_str().unwrap(), case["note"].as_str().unwrap());
    let verifier = Verifier::parse(vkey).unwrap();
    let parsed = Note::parse(note).unwrap();
    let verified = parsed.verify(std::slice::from_ref(&verifier)).unwrap();
    assert_eq!(verified[0].unix_seconds, case["time"].as_u64());
    let seed: Option<[u8; 32]> = match (case["seed_phrase"].as_str(), case["skey"].as_str()) {
        (Some(phrase), _) => Some(Sha256::digest(phrase.as_bytes()).into()),
        (_, Some(skey)) => {
            let bytes = STANDARD.decode(skey.splitn(5, '+').nth(4).unwrap()).unwrap();
            Some(bytes[1..33].try_into().unwrap())
        }
        _ => None,
    };
    if let Some(seed) = seed {
        let signer = NoteSigner::new(verifier.name(), verifier.algorithm(), &seed).unwrap();
        assert_eq!(signer.verifier(), verifier);
        let line = signer.line(&parsed.text, case["time"].as_u64().unwrap_or(0));
        assert!(note.contains(&line), "Ed25519 is deterministic: signing gives the same bytes");
    }
}

fn check_receipt(case: &Value) {
    let hashes: Vec<Hash> = case["hash_preimages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| Hash(Sha256::digest(p.as_str().unwrap()).into()))
        .collect();
    let receipt = tlog::proof::Receipt {
        extra: case["extra"].as_str().map(|e| e.as_bytes().to_vec()),
        index: case["index"].as_u64().unwrap(),
        hashes,
        checkpoint: case["checkpoint"].as_str().unwrap().to_string(),
    };
    let text = receipt.to_string();
    if let Some(expected) = case["text"].as_str() {
        assert_eq!(text, expected);
    }
    assert_eq!(tlog::proof::Receipt::parse(&text).unwrap(), receipt);
}

#[test]
fn the_policy_of_two_among_four() {
    let Some(vectors) = vectors("the_policy_of_two_among_four") else { return };
    let policy = Policy::parse(&fs::read_to_string(vectors.join("notes/policy-2of4.txt")).unwrap()).unwrap();
    assert!(!policy.satisfied(&[]) && !policy.satisfied(&[0]));
    assert!(policy.satisfied(&[0, 3]));
}

#[test]
fn the_transcript_of_a_witness() {
    let Some(vectors) = vectors("the_transcript_of_a_witness") else { return };
    let transcript = fs::read_to_string(vectors.join("notes/witness-add-checkpoint.hurl.txt")).unwrap();
    let key = fs::read_to_string(vectors.join("notes/witness-log-ed25519-pubkey.hex")).unwrap();
    let key: Vec<u8> =
        (0..32).map(|i| u8::from_str_radix(&key.trim()[i * 2..i * 2 + 2], 16).unwrap()).collect();
    let origin = transcript.lines().find(|l| l.starts_with("sigsum.org/")).unwrap();
    let mut bytes = vec![1];
    bytes.extend(key);
    let id = Sha256::new().chain_update(origin).chain_update(b"\n").chain_update(&bytes).finalize();
    let vkey = format!(
        "{origin}+{:08x}+{}",
        u32::from_be_bytes(id[..4].try_into().unwrap()),
        STANDARD.encode(&bytes)
    );
    let log = KnownLog { verifier: Verifier::parse(&vkey).unwrap(), origin: origin.to_string(), last: None };
    let signer = NoteSigner::new("example.com/witness", Algorithm::CosignatureV1, &[7; 32]).unwrap();
    let mut witness = Witness::new(signer, vec![log]);
    let mut steps = 0;
    for part in transcript.split("POST http://localhost:7380/add-checkpoint\n```\n").skip(1) {
        let (body, rest) = part.split_once("\n```\nHTTP ").unwrap();
        let expected: u16 = rest[..3].parse().unwrap();
        let answer = witness.add_checkpoint(&format!("{body}\n"), 1_700_000_000);
        // The transcript is older than the specification: an unknown log is 404 now.
        let expected = if rest.contains("unknown log") { 404 } else { expected };
        assert_eq!(answer.status, expected, "{body}\n{}", answer.body);
        steps += 1;
    }
    assert!(steps >= 7, "{steps} steps");
}
