//! One suite over every store: what holds for SQLite holds for PostgreSQL.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests meet the world

mod common;

use std::collections::BTreeMap;

use common::{Place, draft, everywhere, fields};
use ledger::{Ledger, LedgerError, Subject, Submission};
use register::entry::StreamId;
use register::field::Disclosure;
use tlog::checkpoint::Checkpoint;
use tlog::merkle::verify_inclusion;

fn texts(ledger: &Ledger, leaf: tlog::Hash) -> Vec<(String, String)> {
    let held = ledger.disclosures(leaf).unwrap();
    held.iter()
        .map(|d| {
            let (_, value) = Disclosure::parse(&d.text).unwrap();
            (d.path.clone(), value.as_str().unwrap_or_default().to_string())
        })
        .collect()
}

fn fresh(place: &Place<'_>) -> (Ledger, StreamId) {
    let ledger = Ledger::create(&place.path(), &place.setup()).unwrap();
    let stream = ledger.new_stream().unwrap();
    (ledger, stream)
}

#[test]
fn what_was_recorded_is_there_after_closing_and_opening() {
    everywhere("what_was_recorded_is_there_after_closing_and_opening", |place| {
        let (ledger, stream) = fresh(place);
        let other = ledger.new_stream().unwrap();
        let mut receipts = Vec::new();
        for i in 0..20 {
            let stream = if i % 3 == 0 { other } else { stream };
            receipts.push(ledger.append(draft(stream, &format!("note {i}"))).unwrap());
        }
        ledger.close().unwrap();
        let ledger = Ledger::open(&place.path()).unwrap();
        assert_eq!(ledger.size(), 20);
        for (i, receipt) in receipts.iter().enumerate() {
            assert_eq!(receipt.index, i as u64);
            let held = ledger.find(receipt.leaf).unwrap();
            assert_eq!(
                (held.index, held.entry.seq, held.entry.stream),
                (receipt.index, receipt.seq, receipt.stream)
            );
            let expected =
                [("kind".to_string(), "note".to_string()), ("text".to_string(), format!("note {i}"))];
            assert_eq!(texts(&ledger, receipt.leaf), expected);
        }
        let seqs: Vec<u64> = ledger.entries(other).unwrap().iter().map(|e| e.entry.seq).collect();
        assert_eq!(seqs, [0, 1, 2, 3, 4, 5, 6]);
        let next = ledger.append(draft(other, "after")).unwrap();
        assert_eq!((next.index, next.seq), (20, 7));
    });
}

#[test]
fn every_entry_has_a_proof_under_the_published_checkpoint() {
    everywhere("every_entry_has_a_proof_under_the_published_checkpoint", |place| {
        let (ledger, stream) = fresh(place);
        let many = (0..600).map(|i| draft(stream, &format!("{i}")).into()).collect();
        let receipts = ledger.append_bulk(many).unwrap();
        let checkpoint = ledger.publish().unwrap();
        let opened =
            Checkpoint::open(&checkpoint, ledger.origin(), ledger.verifier(), &[]).unwrap().checkpoint;
        assert_eq!(opened.size, 600);
        for receipt in receipts.iter().step_by(37) {
            let proof = ledger.inclusion(receipt.index, opened.size).unwrap();
            verify_inclusion(receipt.index, opened.size, receipt.leaf, &proof, opened.root).unwrap();
        }
        // An entry recorded later has a receipt under a later checkpoint.
        let late = ledger.append(draft(stream, "late")).unwrap();
        let text = ledger.proof(late.index).unwrap().to_string();
        let receipt = tlog::proof::Receipt::parse(&text).unwrap();
        let under = Checkpoint::open(&receipt.checkpoint, ledger.origin(), ledger.verifier(), &[]).unwrap();
        assert_eq!(under.checkpoint.size, 601);
        verify_inclusion(late.index, 601, late.leaf, &receipt.hashes, under.checkpoint.root).unwrap();
    });
}

#[test]
fn of_two_who_read_the_same_stream_the_second_is_told_that_it_moved() {
    everywhere("of_two_who_read_the_same_stream_the_second_is_told_that_it_moved", |place| {
        let (ledger, stream) = fresh(place);
        let at = |seq, note: &str| Submission { expected_seq: Some(seq), ..draft(stream, note).into() };
        ledger.append(at(0, "first")).unwrap();
        assert_eq!(ledger.append(at(0, "second")), Err(LedgerError::Moved { expected: 0, next: 1 }));
        // Together or not at all.
        let two = vec![at(1, "third"), at(1, "fourth")];
        assert_eq!(ledger.append_all(two), Err(LedgerError::Moved { expected: 1, next: 2 }));
        assert_eq!(ledger.size(), 1);
        ledger.append_all(vec![at(1, "third"), at(2, "fourth")]).unwrap();
        assert_eq!(ledger.size(), 3);
    });
}

#[test]
fn a_publication_and_its_index_stand_side_by_side() {
    everywhere("a_publication_and_its_index_stand_side_by_side", |place| {
        let (ledger, stream) = fresh(place);
        ledger.append(draft(stream, "finding")).unwrap();
        let follow = |known: u64| -> ledger::Follow {
            Box::new(move |first, heads| {
                let of = heads.iter().find(|h| h.stream == first.stream).ok_or("its stream is missing")?;
                assert_eq!((of.head_leaf, of.head_index, of.count), (first.leaf, first.index, first.seq + 1));
                if of.count > known {
                    return Err("too many".into());
                }
                Ok(draft(StreamId::INDEX, &format!("{} {}", of.count, of.head_leaf)))
            })
        };
        let refused = ledger.append_then(draft(stream, "publication"), follow(1));
        assert_eq!(refused, Err(LedgerError::Refused("too many".into())));
        assert_eq!(ledger.size(), 1);
        let [publication, index] = ledger.append_then(draft(stream, "publication"), follow(2)).unwrap();
        assert_eq!((publication.index, index.index, index.seq), (1, 2, 0));
        drop(ledger);
        assert_eq!(Ledger::open(&place.path()).unwrap().size(), 3);
    });
}

#[test]
fn many_clients_at_once_lose_and_repeat_nothing() {
    everywhere("many_clients_at_once_lose_and_repeat_nothing", |place| {
        let (ledger, _) = fresh(place);
        let per_client = 20;
        std::thread::scope(|scope| {
            for client in 0..16_u8 {
                let ledger = &ledger;
                scope.spawn(move || {
                    let stream = StreamId([client + 1; 16]);
                    for i in 0..per_client {
                        let receipt = ledger.append(draft(stream, &format!("{client} {i}"))).unwrap();
                        assert_eq!(receipt.seq, i);
                    }
                });
            }
        });
        assert_eq!(ledger.size(), 16 * per_client);
        drop(ledger);
        let ledger = Ledger::open(&place.path()).unwrap();
        for client in 0..16_u8 {
            let entries = ledger.entries(StreamId([client + 1; 16])).unwrap();
            let said: Vec<String> = entries.iter().map(|e| texts(&ledger, e.leaf)[1].1.clone()).collect();
            let expected: Vec<String> = (0..per_client).map(|i| format!("{client} {i}")).collect();
            assert_eq!(said, expected);
        }
    });
}

#[test]
fn texts_about_a_person_are_found_by_the_number_of_that_person() {
    everywhere("texts_about_a_person_are_found_by_the_number_of_that_person", |place| {
        let (ledger, stream) = fresh(place);
        let (one, two) = (Subject::random().unwrap(), Subject::random().unwrap());
        let about = |fields_of: &[(&str, &str)], subjects: &[(&str, Subject)]| Submission {
            subjects: subjects.iter().map(|(p, s)| (p.to_string(), *s)).collect(),
            ..fields(stream, fields_of).into()
        };
        let a =
            ledger.append(about(&[("x", "1"), ("y", "2"), ("z", "3")], &[("x", one), ("y", two)])).unwrap();
        let b = ledger.append(about(&[("x", "4")], &[("x", two)])).unwrap();
        assert_eq!(ledger.held_about(one).unwrap(), [(a.leaf, vec!["x".to_string()])]);
        assert_eq!(
            ledger.held_about(two).unwrap(),
            [(a.leaf, vec!["y".to_string()]), (b.leaf, vec!["x".to_string()])]
        );
        let nowhere =
            Submission { subjects: BTreeMap::from([("w".into(), one)]), ..draft(stream, "").into() };
        assert!(matches!(ledger.append(nowhere), Err(LedgerError::Refused(_))));
    });
}
