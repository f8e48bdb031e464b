//! What a publisher can try who holds every key and lies at the moment of publishing.

use register::entry::{Class, Draft, StreamId};
use register::publication::{Head, IndexRows, assemble};
use serde_json::{Value, json};

use super::attacks::Attack;
use super::review::{Made, REVIEW, fields, finding, log};

/// A lie, and the file that comes of it.
pub(super) type Lie = fn() -> Vec<u8>;

fn made() -> Made {
    Made::new(log("log.example/register", 10), 1)
}

/// The first publication of the review with a manifest that was tampered with.
fn manifest(change: fn(&mut Value)) -> Vec<u8> {
    let mut made = made();
    made.begin();
    for path in ["claim", "duty", "looked_for_against", "parts/1/claim"] {
        made.withhold(4, path, "criminal_proceedings", "chair");
    }
    made.withhold(1, "name", "third_party_personal_data", "disclosure_officer");
    let mut says = made.log.manifest(REVIEW).unwrap().to_value();
    change(&mut says);
    made.publication_entry_saying(1, None, says);
    made.publish().into_bytes()
}

/// A whole review of which `between` adds something before it is published.
pub(super) fn before(between: fn(&mut Made)) -> Vec<u8> {
    let mut made = made();
    made.begin();
    between(&mut made);
    made.publication_entry(1, None);
    made.publish().into_bytes()
}

/// A whole review whose publication says more than the list of what is withheld; `between` adds something before it.
fn saying(between: fn(&mut Made), more: &[(&str, Value)]) -> Vec<u8> {
    let mut made = made();
    made.begin();
    between(&mut made);
    made.publication_entry_and(fields(more));
    made.publish().into_bytes()
}

/// A strand opened, sealed or not.
fn opened(made: &mut Made, number: u64, sealed: bool) {
    let says = [("kind", json!("strand_opened")), ("number", json!(number)), ("sealed", json!(sealed))];
    made.add(Class::Record, None, fields(&says));
}

/// A row on a sealed strand, as a publication has it.
fn sealed_row(strand: u64, reason: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("sealed/1/strand", json!(strand)),
        ("sealed/1/findings", json!(2)),
        ("sealed/1/reason", json!(reason)),
    ]
}

/// A publication of which the index is appended by the liar.
fn index(change: fn(&mut Made, &mut std::collections::BTreeMap<StreamId, Head>)) -> Vec<u8> {
    let mut made = made();
    made.begin();
    made.publication_entry(1, None);
    let head = |made: &Made, stream: StreamId| {
        let held = made.log.entries(stream);
        let newest = held.last().unwrap();
        Head { count: held.len() as u64, index: newest.index, leaf: newest.entry.leaf() }
    };
    let streams = [REVIEW, StreamId([0x11; 16]), StreamId([0xee; 16])];
    let mut heads = streams.iter().map(|stream| (*stream, head(&made, *stream))).collect();
    change(&mut made, &mut heads);
    let rows = IndexRows::new(made.log.size(), &heads);
    let at = made.log.append_rows(&rows, made.clock_unix);
    let entry = made.log.entries(StreamId::INDEX).last().unwrap().entry.clone();
    let checkpoint = made.log.checkpoint(made.clock_unix);
    let inclusion = |index, size| tlog::merkle::inclusion_proof(made.log.tree(), index, size);
    assemble(made.log.entries(REVIEW), (at, &entry), &rows, &inclusion, &checkpoint).unwrap().into_bytes()
}

/// A stream that stands in the log and in no row of the index.
fn hidden() -> Vec<u8> {
    index(|_, heads| {
        heads.remove(&StreamId([0x11; 16]));
    })
}

fn edited(file: Vec<u8>, change: fn(&mut Value)) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(&file).unwrap();
    change(&mut file);
    serde_json::to_vec(&file).unwrap()
}

/// Publications in a row, of which the last says what it replaces.
fn replacing(publications: u64, replaces: Option<u64>, version: u64) -> Vec<u8> {
    let mut made = made();
    made.begin();
    let mut former = None;
    for version in 1..=publications {
        former = Some(made.publication_entry(version, former));
        made.publish();
    }
    made.publication_entry(version, replaces);
    made.publish().into_bytes()
}

#[rustfmt::skip]
const LIES: &[(&str, Lie, Option<&str>)] = &[
    ("a withheld finding is left out of the list", || manifest(|m| { m.as_array_mut().unwrap().remove(4); }),
     Some("The publication's own list speaks of 10 earlier entries, and the file has 11.")),
    ("a withheld finding is called a record", || manifest(|m| m[4]["class"] = json!("record")),
     Some("The publication's own list calls entry 4 something else than it is.")),
    ("the list numbers an entry wrongly", || manifest(|m| m[4]["seq"] = json!(5)),
     Some("The publication's own list calls entry 4 something else than it is.")),
    ("a field is withheld and not listed", || edited(manifest(|m| m[4]["withheld"] = json!([])), |f| { f["entries"][4]["disclosures"].as_object_mut().unwrap().remove("claim"); }),
     Some("Entry 4: claim is left out, and no reason is given.")),
    ("a field is listed as withheld twice", || manifest(|m| { let w = m[4]["withheld"].as_array_mut().unwrap(); let a = w[0].clone(); w.push(a); }),
     Some("Entry 4: claim is listed as withheld twice.")),
    ("a field that there is not is listed", || manifest(|m| m[2]["withheld"] = json!([["names", "court_order", "chair", 6]])),
     Some("Entry 2: the list of what is withheld names a field that the entry does not have.")),
    ("a reason is changed in list and file alike", || manifest(|m| m[4]["withheld"][0][1] = json!("court_order")),
     Some("Entry 4: claim is withheld under entry 6, which does not give that field, that reason and that decider.")),
    ("a reason gets a letter that cannot be seen", || manifest(|m| m[4]["withheld"][0][1] = json!("criminal_proceedings\u{200b}")),
     Some("Entry 4: claim is withheld under entry 6, which does not give that field, that reason and that decider.")),
    ("a decider is changed", || manifest(|m| m[4]["withheld"][0][2] = json!("court")),
     Some("Entry 4: claim is withheld under entry 6, which does not give that field, that reason and that decider.")),
    ("a decision on another field is named", || manifest(|m| m[4]["withheld"][0][3] = json!(7)),
     Some("Entry 4: claim is withheld under entry 7, which does not give that field, that reason and that decider.")),
    ("a decision on another entry is named", || manifest(|m| m[4]["withheld"][0][3] = json!(10)),
     Some("Entry 4: claim is withheld under entry 10, which decides on another entry.")),
    ("an entry that decides nothing is named", || manifest(|m| m[4]["withheld"][0][3] = json!(5)),
     Some("Entry 4: claim is withheld under entry 5, which is no decision to withhold.")),
    ("the publication itself is named as the decision", || manifest(|m| m[4]["withheld"][0][3] = json!(11)),
     Some("Entry 4: claim is withheld under entry 11, which is not earlier than the publication.")),
    ("a decision yet to come is named", || manifest(|m| m[4]["withheld"][0][3] = json!(400)),
     Some("Entry 4: claim is withheld under entry 400, which is not earlier than the publication.")),
    ("something is withheld that nobody decided on", || manifest(|m| m[2]["withheld"] = json!([["claim", "criminal_proceedings", "chair", 6]])),
     Some("Entry 2: claim is withheld under entry 6, which decides on another entry.")),
    ("an erasure is claimed that was none", || manifest(|m| m[4]["withheld"][0] = json!(["claim", "DISPOSED", "", 6])),
     Some("Entry 4: claim is withheld under entry 6, which does not give that field, that reason and that decider.")),
    ("the list is no list", || edited(manifest(|m| m[4]["withheld"] = json!([])), |f| f["entries"][11]["fields"] = json!([])),
     Some("Entry 11: its list of fields is not the one that was recorded.")),
    ("a decision is itself withheld", || before(|m| { m.withhold(3, "claim", "court_order", "chair"); m.withhold(6, "decider", "court_order", "chair"); }),
     Some("Entry 3: claim is withheld under entry 6, which is itself not disclosed.")),
    ("a field stays withheld under a lifted decision", || { let mut made = made(); made.begin(); made.withhold(3, "claim", "court_order", "chair"); let mut says = made.log.manifest(REVIEW).unwrap().to_value(); made.lift(6); let rows = says.as_array_mut().unwrap(); rows.push(json!({"seq": 7, "class": "record", "withheld": []})); made.publication_entry_saying(1, None, says); made.publish().into_bytes() },
     Some("Entry 3: claim is withheld under entry 6, which was lifted by entry 7.")),
    ("what kind of act it is, is withheld", || before(|m| { m.withhold(5, "kind", "court_order", "chair"); }),
     Some("Entry 5: what kind of act it is, is withheld; that is always public.")),
    ("a strand has no finding", || before(|m| { m.add(Class::Tor, None, fields(&[("kind", json!("terms")), ("version", json!(2)), ("strands", json!([1, 2, 3, 4, 5]))])); }),
     Some("The terms of reference promise an answer on strand 5, and the file shows neither a finding nor a recorded reason.")),
    ("a strand is opened and forgotten", || before(|m| { m.add(Class::Record, None, fields(&[("kind", json!("strand_opened")), ("number", json!(7))])); }),
     Some("The terms of reference promise an answer on strand 7, and the file shows neither a finding nor a recorded reason.")),
    ("the only finding of a strand is withdrawn", || before(|m| { m.add(Class::Record, Some(3), fields(&[("kind", json!("finding_withdrawn")), ("of", json!(3))])); }),
     Some("The terms of reference promise an answer on strand 2, and the file shows neither a finding nor a recorded reason.")),
    ("which strand a finding answers is withheld", || before(|m| { m.withhold(3, "strands", "court_order", "chair"); }),
     Some("The terms of reference promise an answer on strand 2, and the file shows neither a finding nor a recorded reason.")),
    ("two strands are split and merged into nothing", || before(|m| { m.add(Class::Record, None, fields(&[("kind", json!("strand_split")), ("number", json!(4)), ("into", json!([8, 9]))])); m.add(Class::Record, None, fields(&[("kind", json!("strand_merged")), ("number", json!(8)), ("into", json!(9))])); }),
     Some("The terms of reference promise an answer on strands 8 and 9, and the file shows neither a finding nor a recorded reason.")),
    ("a deferral of the time before the last publication is used again", || { let mut made = made(); made.begin(); made.add(Class::Tor, None, fields(&[("kind", json!("terms")), ("strands", json!([5]))])); made.add(Class::Record, None, fields(&[("kind", json!("strand_deferred")), ("number", json!(5))])); made.publication_entry(1, None); made.publish(); made.publication_entry(2, Some(8)); made.publish().into_bytes() },
     Some("The terms of reference promise an answer on strand 5, and the file shows neither a finding nor a recorded reason.")),
    ("the strands in the terms of reference are withheld", || before(|m| { m.withhold(0, "strands", "court_order", "chair"); }),
     Some("The file discloses no terms of reference that name a strand.")),
    ("a reason that is on no list is recorded", || before(|m| { m.withhold(3, "claim", "because_we_say_so", "chair"); }),
     Some("Entry 3: claim is withheld under entry 6, which gives a reason or a role that is not on the list of those there are.")),
    ("a role that is on no list decides", || before(|m| { m.withhold(3, "claim", "court_order", "a_friend_of_the_mayor"); }),
     Some("Entry 3: claim is withheld under entry 6, which gives a reason or a role that is not on the list of those there are.")),
    ("an erasure has a basis that is on no list", || before(|m| { m.add(Class::Disposal, Some(3), fields(&[("kind", json!("disposal")), ("of", json!(3)), ("paths", json!(["duty"])), ("basis", json!("whim")), ("decider", json!("court"))])); m.log.erase(REVIEW, 3, &["duty"]); }),
     Some("Entry 3: duty is withheld under entry 6, which gives a reason or a role that is not on the list of those there are.")),
    ("a strand with a finding is called open", || saying(|_| {}, &[("open_strands", json!([2]))]),
     Some("The publication calls strand 2 open, and entry 3 is a finding on it.")),
    ("a strand that was closed is called open", || saying(|_| {}, &[("open_strands", json!([4]))]),
     Some("The publication calls strand 4 open, and entry 5 closed it.")),
    ("a strand that there is not is called open", || saying(|_| {}, &[("open_strands", json!([9]))]),
     Some("The publication calls strand 9 open, and no entry opens a strand of that number.")),
    ("a strand is called open for no recorded reason", || saying(|m| opened(m, 5, false), &[("open_strands", json!([5]))]),
     Some("The publication calls strand 5 open, and no entry since the publication before says why.")),
    ("a strand is merged into a closed one and called open", || saying(|m| { opened(m, 5, false); m.add(Class::Record, None, fields(&[("kind", json!("strand_merged")), ("number", json!(5)), ("into", json!(4))])); }, &[("open_strands", json!([5]))]),
     Some("The publication calls strand 5 open, and no entry since the publication before says why.")),
    ("a strand without an end is called sealed", || saying(|m| opened(m, 5, false), &sealed_row(5, "sealed_strand")),
     Some("The publication calls strand 5 sealed, and no entry says that it is.")),
    ("a sealed strand is left out of the count", || saying(|m| { opened(m, 5, true); m.add(Class::Record, None, fields(&[("kind", json!("strand_closed")), ("number", json!(5)), ("reason", json!("ends_in_sealed_stream"))])); }, &[]),
     Some("Strand 5 is sealed, and the publication does not say how many findings its own stream holds.")),
    ("what is sealed is so for a reason that is on no list", || saying(|m| opened(m, 5, true), &sealed_row(5, "embarrassing")),
     Some("The publication gives a reason for what is sealed that is not on the list of those there are.")),
    ("an earlier publication is passed over", || replacing(1, None, 1),
     Some("Entry 7, a publication, does not name the publication right before it.")),
    ("an older publication than the last is named", || replacing(2, Some(6), 3),
     Some("Entry 8, a publication, does not name the publication right before it.")),
    ("a finding is named as the publication before", || replacing(0, Some(3), 1),
     Some("Entry 6, a publication, does not name the publication right before it.")),
    ("a publication calls itself the first again", || replacing(1, Some(6), 1),
     Some("Entry 7, a publication, gives another number than that of its place, or names another as replaced.")),
    ("an earlier publication is withheld in part", || { let mut made = made(); made.begin(); made.publication_entry(1, None); made.publish(); made.withhold(6, "title", "court_order", "chair"); made.publication_entry(2, Some(6)); made.publish().into_bytes() },
     Some("Entry 6, a publication, is not wholly disclosed, as every publication must be.")),
    ("a decision is back-dated by a day", || before(|m| { m.clock_unix -= 86_400; m.withhold(3, "claim", "court_order", "chair"); }),
     Some("Entry 6 says that it was recorded before entry 5, and stands after it in the log: it is back-dated, or a clock was wrong.")),
    ("the publication is post-dated by a day", || { let mut made = made(); made.begin(); made.clock_unix += 86_400; made.publication_entry(1, None); made.clock_unix -= 86_400; made.publish().into_bytes() },
     Some("The publication says that it was recorded after the witnesses had already seen it.")),
    ("the index is put off by one entry", || index(|m, _| m.other(0x11, 1)),
     Some("The index of all reviews is not the entry that stands in the log right after this publication.")),
    ("the index counts one entry more in this review", || index(|_, h| h.get_mut(&REVIEW).unwrap().count += 1),
     Some("The index counts 8 entries in this review, and the file holds 7.")),
    ("the index names another newest entry", || index(|_, h| h.get_mut(&REVIEW).unwrap().index -= 1),
     Some("The index names another newest entry of this review than this publication.")),
    ("an old publication is shown again, with the checkpoint of its time", || super::review::both().0.into_bytes(), None),
    ("a finding is recorded in a second, hidden review", || before(|m| { let says = finding(2, "What nobody is to know."); let draft = Draft { stream: StreamId([0x77; 16]), class: Class::Finding, time_unix: m.clock_unix, acts: None, fields: says }; m.log.append(draft, &mut super::salts(5)).unwrap(); }), None),
    ("the index says nothing of a hidden review", || hidden(), None),
    ("the index miscounts another review", || index(|_, h| h.get_mut(&StreamId([0xee; 16])).unwrap().count += 5), None),
];

/// Every lie.
pub(crate) fn all(policy: &str) -> Vec<Attack> {
    let attack = |&(name, lie, sentence): &(&'static str, Lie, Option<&'static str>)| Attack {
        name,
        file: lie(),
        policy: policy.to_string(),
        sentence,
    };
    LIES.iter().chain(super::rules::BROKEN).map(attack).collect()
}
