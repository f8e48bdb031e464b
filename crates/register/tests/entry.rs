//! Entries and disclosures: the format to the letter, against a prototype's files and a slow reading of the format.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use register::entry::{Class, Draft, Entry, EntryError, Stream, StreamId, body_root};
use register::field::{Disclosure, FieldLeaf, PATH_BYTES_MAX};
use serde_json::{Value, json};
use tlog::Hash;

fn draft(fields: Vec<(&str, Value)>) -> Draft {
    let fields = fields.into_iter().map(|(path, value)| (path.to_string(), value)).collect();
    Draft {
        stream: StreamId([0xab; 16]),
        class: Class::Finding,
        time_unix: 1_767_226_080,
        acts: None,
        fields,
    }
}

fn sealed() -> register::entry::Sealed {
    draft(vec![("strand", json!("1")), ("parts/1/claim", json!("A claim."))])
        .seal("log.example", 3, Hash::empty_root(), &mut made::salts(7))
        .unwrap()
}

#[test]
fn an_entry_is_nine_lines_and_prints_as_it_was_read() {
    let sealed = sealed();
    let text = String::from_utf8(sealed.bytes.clone()).unwrap();
    let expected = format!(
        "log.example/entry/v1\nstream abababababababababababababababab\nseq 3\nclass finding\ntime 1767226080\n\
         acts -\nstreamroot 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nfields 2\nbody {}\n",
        body_root(&sealed.field_leaves)
    );
    assert_eq!(text, expected);
    assert_eq!(Entry::parse(text.as_bytes()).unwrap(), sealed.entry);
    assert_eq!(sealed.entry.leaf(), sealed.leaf);
}

#[test]
fn an_entry_that_is_written_in_any_other_way_is_refused() {
    let text = String::from_utf8(sealed().bytes).unwrap();
    let cases: Vec<(&str, String)> = vec![
        ("no last newline", text.trim_end().to_string()),
        ("a line more", format!("{text}note x\n")),
        ("an empty line more", format!("{text}\n")),
        ("carriage returns", text.replace('\n', "\r\n")),
        ("a leading zero", text.replace("seq 3", "seq 03")),
        ("a sign", text.replace("seq 3", "seq +3")),
        ("a time before 1970", text.replace("time 1767226080", "time -1")),
        ("a number beyond 2^53", text.replace("seq 3", "seq 9007199254740992")),
        ("upper-case hex", text.replace("abab", "ABAB")),
        ("a class of no meaning", text.replace("class finding", "class Finding")),
        ("two spaces", text.replace("seq 3", "seq  3")),
        ("a space at the end", text.replace("seq 3\n", "seq 3 \n")),
        ("another version", text.replace("/entry/v1", "/entry/v2")),
        ("an empty origin", text.replace("log.example/entry", "/entry")),
        ("an origin with a space", text.replace("log.example", "log example")),
        ("a hash with other trailing bits", text.replace("FuSuFU=", "FuSuFV=").replace("hSuFU=", "hSuFV=")),
        ("acts nothing", text.replace("acts -", "acts ")),
        ("lines in another order", text.replace("seq 3\nclass finding\n", "class finding\nseq 3\n")),
    ];
    for (what, text) in cases {
        assert!(matches!(Entry::parse(text.as_bytes()), Err(EntryError::Malformed(..))), "{what}: accepted");
    }
    assert!(Entry::parse(b"\xff\xfe").is_err());
    assert!(matches!(Entry::parse(&[b'a'; 65_536]), Err(EntryError::TooLong(65_536))));
}

#[test]
fn every_flipped_bit_makes_another_leaf_or_no_entry() {
    let sealed = sealed();
    for at in 0..sealed.bytes.len() {
        for bit in 0..8 {
            let mut bytes = sealed.bytes.clone();
            bytes[at] ^= 1 << bit;
            if let Ok(entry) = Entry::parse(&bytes) {
                assert_ne!(entry.leaf(), sealed.leaf);
                assert_eq!(entry.to_string().into_bytes(), bytes);
            }
        }
    }
}

#[test]
fn a_disclosure_opens_its_own_leaf_only() {
    let sealed = sealed();
    for (leaf, disclosure) in sealed.field_leaves.iter().zip(&sealed.disclosures) {
        let (read, value) = Disclosure::parse(&disclosure.text).unwrap();
        assert_eq!(read.leaf(), *leaf);
        assert_eq!(FieldLeaf::parse(&leaf.to_string()).unwrap(), *leaf);
        assert!(value.is_string());
    }
    assert_ne!(sealed.field_leaves[0].digest, sealed.field_leaves[1].digest);
    let same = draft(vec![("strand", json!("1"))]);
    let one = same.clone().seal("log.example", 3, Hash::empty_root(), &mut made::salts(1)).unwrap();
    let two = same.seal("log.example", 3, Hash::empty_root(), &mut made::salts(2)).unwrap();
    assert_ne!(one.field_leaves, two.field_leaves, "one value under two salts has two digests");
}

#[test]
fn what_could_be_read_in_two_ways_is_never_committed_to() {
    let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
    let cases: Vec<(&str, &str, Value)> = vec![
        ("a fraction", "a", json!(1.5)),
        ("a number beyond 2^53 - 1", "a", json!(9_007_199_254_740_992_u64)),
        ("forty lists in one another", "a", deep),
        ("an empty path", "", json!(1)),
        ("an empty segment", "a//b", json!(1)),
        ("a path upwards", "a/../b", json!(1)),
        ("a space", "a b", json!(1)),
        ("an upper-case letter", "A", json!(1)),
        ("a letter that looks like another", "cl\u{430}im", json!(1)),
    ];
    for (what, path, value) in cases {
        let sealed =
            draft(vec![(path, value)]).seal("log.example", 0, Hash::empty_root(), &mut made::salts(1));
        assert!(matches!(sealed, Err(EntryError::Field(_))), "{what}: accepted");
    }
    let long = "a".repeat(PATH_BYTES_MAX + 1);
    for fields in [vec![(long.as_str(), json!(1))], vec![("a", json!(1)), ("a", json!(2))]] {
        assert!(draft(fields).seal("log.example", 0, Hash::empty_root(), &mut made::salts(1)).is_err());
    }
    let early = Draft { time_unix: -1, ..draft(vec![]) };
    assert_eq!(
        early.seal("log.example", 0, Hash::empty_root(), &mut made::salts(1)).unwrap_err(),
        EntryError::BadTime(-1)
    );
    let origin = draft(vec![]).seal("log example", 0, Hash::empty_root(), &mut made::salts(1));
    assert_eq!(origin.unwrap_err(), EntryError::BadOrigin);
}

#[test]
fn a_disclosure_that_could_be_read_in_two_ways_is_refused() {
    let salt = "A".repeat(43);
    let cases = [
        ("a key twice", format!(r#"["{salt}","a",{{"x":1,"x":2}}]"#)),
        ("a fraction", format!(r#"["{salt}","a",7.0]"#)),
        ("an exponent", format!(r#"["{salt}","a",7e0]"#)),
        ("minus nought", format!(r#"["{salt}","a",-0]"#)),
        ("a large number", format!(r#"["{salt}","a",9007199254740993]"#)),
        ("half a character", format!(r#"["{salt}","a","\ud800"]"#)),
        ("a short salt", r#"["AAAA","a",1]"#.to_string()),
        ("no path", format!(r#"["{salt}",1]"#)),
        ("something after it", format!(r#"["{salt}","a",1] 2"#)),
        ("a bad path", format!(r#"["{salt}","a b",1]"#)),
    ];
    for (what, json) in cases {
        assert!(Disclosure::parse(&made::base64url(json.as_bytes())).is_err(), "{what}: accepted");
    }
    assert!(Disclosure::parse(&made::base64url(format!(r#"["{salt}","a",7]"#).as_bytes())).is_ok());
    assert!(Disclosure::parse("WzFd=").is_err());
}

#[test]
fn the_entries_of_a_prototype_are_read_and_rebuilt() {
    let Some(dir) = made::shared("vectors/candour-proto") else { return };
    for (name, count) in [("publication-v1.json", 24), ("publication-v2.json", 25)] {
        let json: Value = serde_json::from_slice(&std::fs::read(dir.join(name)).unwrap()).unwrap();
        let entries = json["entries"].as_array().unwrap();
        assert_eq!(entries.len(), count);
        let mut stream = None;
        for row in entries {
            let entry = Entry::parse(row["entry"].as_str().unwrap().as_bytes()).unwrap();
            let stream = stream.get_or_insert_with(|| Stream::new(entry.stream));
            assert_eq!((entry.seq, entry.streamroot), (stream.next_seq(), stream.root()));
            let leaves: Vec<FieldLeaf> = row["fields"]
                .as_array()
                .unwrap()
                .iter()
                .map(|leaf| FieldLeaf::parse(leaf.as_str().unwrap()).unwrap())
                .collect();
            assert_eq!((entry.fields, entry.body), (leaves.len() as u64, body_root(&leaves)));
            for (path, text) in row["disclosures"].as_object().unwrap() {
                let (disclosure, _) = Disclosure::parse(text.as_str().unwrap()).unwrap();
                assert_eq!(disclosure.path, *path);
                assert!(leaves.contains(&disclosure.leaf()));
            }
            stream.push(entry.leaf());
        }
    }
}
