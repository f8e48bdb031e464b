//! A witness and a log over every documented status code, and a witness that answers with more than it should.

use tlog::Hash;
use tlog::checkpoint::Checkpoint;
use tlog::merkle::{Tree, consistency_proof};
use tlog::note::{Algorithm, NoteSigner};
use tlog::witness::{AddCheckpoint, KnownLog, Reply, Witness, read_answer};

const ORIGIN: &str = "log.example.org/invented";

fn signer(name: &str, algorithm: Algorithm, seed: u8) -> NoteSigner {
    NoteSigner::new(name, algorithm, &[seed; 32]).unwrap()
}

struct Setting {
    log: NoteSigner,
    key: NoteSigner,
    witness: Witness,
    tree: Tree,
}

impl Setting {
    fn new() -> Setting {
        let log = signer(ORIGIN, Algorithm::Ed25519, 1);
        let key = signer("witness.example.org", Algorithm::CosignatureV1, 2);
        let known = KnownLog { verifier: log.verifier(), origin: ORIGIN.to_string(), last: None };
        let mut tree = Tree::new();
        (0..20_u8).for_each(|i| tree.push(Hash::leaf(&[i])));
        Setting { log, witness: Witness::new(key.clone(), vec![known]), key, tree }
    }

    fn checkpoint(&self, origin: &str, size: u64) -> Checkpoint {
        Checkpoint { origin: origin.into(), size, root: tlog::merkle::root(&self.tree, size).unwrap() }
    }

    /// What the log asks: from `old` to `size`.
    fn body(&self, old: u64, size: u64) -> String {
        let proof = if old == 0 { Vec::new() } else { consistency_proof(&self.tree, old, size).unwrap() };
        let checkpoint = self.log.sign(&self.checkpoint(ORIGIN, size).text(), 0).unwrap();
        AddCheckpoint { old, proof, checkpoint }.to_body()
    }
}

#[test]
fn every_status_code_comes_where_it_is_documented_and_is_understood() {
    let mut s = Setting::new();
    let text = s.checkpoint(ORIGIN, 10).text();
    let key = s.key.verifier();
    let mut answer = |body: &str, expected: u16| {
        let answer = s.witness.add_checkpoint(body, 1_700_000_000);
        assert_eq!(answer.status, expected, "{body}\n{}", answer.body);
        read_answer(answer.status, &answer.body, &text, &key)
    };
    let s = Setting::new();
    let refused = |reply: Reply, words: &str| match reply {
        Reply::Refused(why) => assert!(why.contains(words), "{why}"),
        other => panic!("{other:?}"),
    };
    refused(answer("nonsense", 400), "status 400");
    refused(answer(&s.body(0, 10).replacen("old 0", "old 00", 1), 400), "status 400");
    let other = s.log.sign(&s.checkpoint("other.example.org", 10).text(), 0).unwrap();
    refused(
        answer(&AddCheckpoint { old: 0, proof: vec![], checkpoint: other }.to_body(), 404),
        "does not know the log",
    );
    let thief = signer(ORIGIN, Algorithm::Ed25519, 9).sign(&s.checkpoint(ORIGIN, 10).text(), 0).unwrap();
    refused(
        answer(&AddCheckpoint { old: 0, proof: vec![], checkpoint: thief }.to_body(), 403),
        "signature of the log",
    );
    assert!(
        matches!(answer(&s.body(0, 10), 200), Reply::Cosigned(line) if line.contains("witness.example.org"))
    );
    assert_eq!(answer(&s.body(0, 12), 409), Reply::KnowsSize(10));
    assert_eq!(answer(&s.body(5, 12), 409), Reply::KnowsSize(10));
    let mut spoilt = AddCheckpoint::parse(&s.body(10, 12)).unwrap();
    spoilt.proof[0] = Hash::leaf(b"another");
    refused(answer(&spoilt.to_body(), 422), "does not continue");
    assert!(matches!(answer(&s.body(10, 10), 200), Reply::Cosigned(_)));
    refused(read_answer(409, "many\n", &text, &key), "does not say which");
    refused(read_answer(500, "", &text, &key), "status 500");
}

#[test]
fn what_a_witness_answers_beside_its_own_cosignature_is_not_taken_over() {
    let s = Setting::new();
    let text = s.checkpoint(ORIGIN, 10).text();
    let own = s.key.line(&text, 1_700_000_000);
    // Under the log's own name: on the checkpoint it would keep the ledger from opening.
    let forged = signer(ORIGIN, Algorithm::Ed25519, 9).line(&text, 0);
    let stranger = signer("stranger.example.org", Algorithm::CosignatureV1, 4).line(&text, 1);
    let more = s.key.line(&format!("{text}\n{own}"), 1_700_000_000);
    for body in [format!("{own}{forged}"), format!("{stranger}{own}"), format!("{own}\n{more}")] {
        let reply = read_answer(200, &body, &text, &s.key.verifier());
        assert!(matches!(&reply, Reply::Refused(_)), "{reply:?}");
    }
    assert_eq!(read_answer(200, &own, &text, &s.key.verifier()), Reply::Cosigned(own));
}

#[test]
fn signatures_by_unknown_keys_are_passed_over_and_named() {
    let s = Setting::new();
    let text = s.checkpoint(ORIGIN, 10).text();
    let note = s.log.sign(&text, 0).unwrap();
    let line = s.key.line(&text, 1_700_000_000);
    let known = [s.key.verifier()];
    let opened = |note: &str| Checkpoint::open(note, ORIGIN, &s.log.verifier(), &known).unwrap();
    let good = opened(&format!("{note}{line}"));
    assert_eq!((good.cosignatures.len(), good.unknown.len()), (1, 0));
    // A flipped bit in the name of the witness: C2SP signed-note passes it over.
    let flipped = opened(&format!("{note}{}", line.replace("witness.", "whtness.")));
    assert_eq!((flipped.cosignatures.len(), flipped.unknown), (0, vec!["whtness.example.org".to_string()]));
    // In the signature itself: refused whole.
    let at = line.len() - 10;
    let mut bytes = line.clone().into_bytes();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    let spoilt = format!("{note}{}", String::from_utf8(bytes).unwrap());
    assert!(Checkpoint::open(&spoilt, ORIGIN, &s.log.verifier(), &known).is_err());
}
