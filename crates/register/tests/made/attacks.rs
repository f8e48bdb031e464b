//! Attacks on a publication, each with the sentence that refuses it.
//!
//! Three sorts of attacker: one who can only change the file; one who has the log's key and makes the log again, but not
//! the witnesses' keys; and a publisher who holds every key and lies at the moment of publishing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use register::entry::Class;
use register::publication::MemoryLog;
use serde_json::{Value, json};

use super::review::{Made, both, finding, log, terms};

/// One attack.
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    pub(crate) file: Vec<u8>,
    pub(crate) policy: String,
    /// What the verifier answers; nothing where it accepts, and only the audit of the whole log finds the attack.
    pub(crate) sentence: Option<&'static str>,
}

/// The sentence for an entry that the log does not hold where the file says.
macro_rules! place {
    ($n:literal) => {
        concat!(
            "Entry ",
            $n,
            " does not stand in the log where the file says: the entry, its place or its proof was changed, or the ",
            "checkpoint is an older one."
        )
    };
}

/// An edit of the file as JSON.
type Edit = fn(&mut Value);

fn entry(file: &mut Value, n: usize) -> &mut Value {
    &mut file["entries"][n]
}

fn replace(value: &mut Value, from: &str, to: &str) {
    let text = value.as_str().unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    *value = json!(text.replacen(from, to, 1));
}

/// A disclosure written anew with another value and the same salt.
fn rewrite(disclosure: &mut Value, change: fn(&mut Value)) {
    let bytes = URL_SAFE_NO_PAD.decode(disclosure.as_str().unwrap()).unwrap();
    let mut parts: Value = serde_json::from_slice(&bytes).unwrap();
    change(&mut parts);
    *disclosure = json!(URL_SAFE_NO_PAD.encode(parts.to_string()));
}

fn take(file: &mut Value, n: usize, path: &str) -> Value {
    entry(file, n)["disclosures"].as_object_mut().unwrap().remove(path).unwrap()
}

fn rows(file: &mut Value) -> &mut Vec<Value> {
    file["entries"].as_array_mut().unwrap()
}

/// What somebody can do who has the file and no key. The file is the second publication, of 18 entries.
#[rustfmt::skip]
const ON_THE_FILE: &[(&str, Edit, &str)] = &[
    ("a finding's words are changed", |f| rewrite(&mut entry(f, 3)["disclosures"]["claim"], |d| d[2] = json!("A meeting was held.")),
     "Entry 3: what is disclosed under claim is not what was recorded."),
    ("a finding's salt is changed", |f| rewrite(&mut entry(f, 3)["disclosures"]["claim"], |d| d[0] = json!("A".repeat(43))),
     "Entry 3: what is disclosed under claim is not what was recorded."),
    ("a disclosure is spaced in another way", |f| { let d = &mut entry(f, 3)["disclosures"]["claim"]; let b = URL_SAFE_NO_PAD.decode(d.as_str().unwrap()).unwrap(); let t = String::from_utf8(b).unwrap().replacen(',', ", ", 1); *d = json!(URL_SAFE_NO_PAD.encode(t)); },
     "Entry 3: what is disclosed under claim is not what was recorded."),
    ("the claims of two findings are swapped", |f| { let a = take(f, 2, "claim"); let b = take(f, 3, "claim"); entry(f, 2)["disclosures"]["claim"] = b; entry(f, 3)["disclosures"]["claim"] = a; },
     "Entry 2: what is disclosed under claim is not what was recorded."),
    ("two fields of a finding are swapped", |f| { let a = take(f, 2, "claim"); let b = take(f, 2, "duty"); entry(f, 2)["disclosures"]["claim"] = b; entry(f, 2)["disclosures"]["duty"] = a; },
     "Entry 2: what is disclosed under claim is not what was recorded."),
    ("the claim is left out", |f| { take(f, 3, "claim"); },
     "Entry 3: claim is left out, and no reason is given."),
    ("a whole finding is left blank", |f| entry(f, 3)["disclosures"] = json!({}),
     "Entry 3: kind is left out, and no reason is given."),
    ("a disclosure is given under a field of no entry", |f| { let a = take(f, 2, "claim"); entry(f, 2)["disclosures"]["claim2"] = a; },
     "Entry 2: something is disclosed under a field that the entry does not have."),
    ("a field is taken off the list", |f| { entry(f, 3)["fields"].as_array_mut().unwrap().pop(); },
     "Entry 3: its list of fields is not the one that was recorded."),
    ("the list of fields is reordered", |f| entry(f, 3)["fields"].as_array_mut().unwrap().swap(0, 1),
     "Entry 3: its list of fields is not the one that was recorded."),
    ("a field stands on the list twice", |f| { let l = entry(f, 3)["fields"].as_array_mut().unwrap(); let a = l[0].clone(); l.push(a); },
     "Entry 3: the field kind stands in it twice."),
    ("a field's digest is changed", |f| { let l = &mut entry(f, 3)["fields"][3]; *l = json!(format!("claim {}", "A".repeat(43))); },
     "Entry 3: its list of fields is not the one that was recorded."),
    ("a field has a letter that looks like another", |f| replace(&mut entry(f, 3)["fields"][3], "claim", "cl\u{430}im"),
     "The file is not a publication: entry 3 is missing, or is not what the format asks for."),
    ("a field is written with an upper-case letter", |f| replace(&mut entry(f, 3)["fields"][3], "claim", "Claim"),
     "The file is not a publication: entry 3 is missing, or is not what the format asks for."),
    ("a finding is dropped", |f| { rows(f).remove(4); },
     "An entry is missing, repeated or out of order: where entry 4 should stand, the file has entry 5."),
    ("the terms of reference are dropped", |f| { rows(f).remove(0); },
     "An entry is missing, repeated or out of order: where entry 0 should stand, the file has entry 1."),
    ("a finding is dropped and the others are numbered anew", |f| { rows(f).remove(4); for n in 4..17 { let (from, to) = (format!("\nseq {}\n", n + 1), format!("\nseq {n}\n")); replace(&mut entry(f, n)["entry"], &from, &to); } },
     place!(4)),
    ("two entries change places", |f| rows(f).swap(2, 3),
     "An entry is missing, repeated or out of order: where entry 2 should stand, the file has entry 3."),
    ("an entry stands twice", |f| { let e = entry(f, 3).clone(); rows(f).insert(4, e); },
     "An entry is missing, repeated or out of order: where entry 4 should stand, the file has entry 3."),
    ("the publication is dropped", |f| { rows(f).pop(); },
     "The last entry of the file is not a publication."),
    ("everything since the first publication is dropped", |f| rows(f).truncate(12),
     "Entry 3: duty is left out, and no reason is given."),
    ("no entry is left", |f| rows(f).clear(),
     "The file is not a publication: `entries` is missing, or is not what the format asks for."),
    ("a finding is back-dated", |f| replace(&mut entry(f, 3)["entry"], "time 17672258", "time 16672258"),
     place!(3)),
    ("a finding is made a record", |f| replace(&mut entry(f, 4)["entry"], "class finding", "class record"),
     place!(4)),
    ("an entry is moved to another review", |f| replace(&mut entry(f, 4)["entry"], "stream 5e", "stream 5f"),
     "Entry 4 belongs to another review."),
    ("an entry is moved to another log", |f| replace(&mut entry(f, 4)["entry"], "log.example/register/entry", "log.example/registre/entry"),
     "Entry 4 belongs to another log."),
    ("what a decision acts on is changed", |f| { let e = &mut entry(f, 6)["entry"]; let t = e.as_str().unwrap().to_string(); let acts = t.lines().find(|l| l.starts_with("acts")).unwrap().to_string(); *e = json!(t.replace(&acts, "acts -")); },
     place!(6)),
    ("an entry's earlier history is changed", |f| { let e = &mut entry(f, 1)["entry"]; let t = e.as_str().unwrap().to_string(); let line = t.lines().find(|l| l.starts_with("streamroot")).unwrap().to_string(); *e = json!(t.replace(&line, "streamroot 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")); },
     place!(1)),
    ("an entry gets another place in the log", |f| entry(f, 3)["index"] = json!(6),
     place!(3)),
    ("an entry gets a place outside the log", |f| entry(f, 3)["index"] = json!(9_000_000),
     place!(3)),
    ("a proof is cut", |f| { entry(f, 3)["proof"].as_array_mut().unwrap().pop(); },
     place!(3)),
    ("a proof is turned round", |f| entry(f, 3)["proof"].as_array_mut().unwrap().reverse(),
     place!(3)),
    ("a proof is another entry's", |f| { let p = entry(f, 9)["proof"].clone(); entry(f, 3)["proof"] = p; },
     place!(3)),
    ("an entry has a line more", |f| { let e = &mut entry(f, 3)["entry"]; *e = json!(format!("{}note nothing\n", e.as_str().unwrap())); },
     "The text of entry 3 is not written as an entry of the log is written."),
    ("an entry is written with a leading nought", |f| replace(&mut entry(f, 3)["entry"], "seq 3", "seq 03"),
     "The text of entry 3 is not written as an entry of the log is written."),
    ("an index is text", |f| entry(f, 3)["index"] = json!("8"),
     "The file is not a publication: entry 3 is missing, or is not what the format asks for."),
    ("an entry has a key that the format does not know", |f| entry(f, 3)["note"] = json!("trust me"),
     "The file is not a publication: entry 3 is missing, or is not what the format asks for."),
    ("the file calls itself another format", |f| f["format"] = json!("log.example/register/publication/v2"),
     "The file does not call itself log.example/register/publication/v1, which is the only form that can be checked here."),
    ("the reason of a withholding is changed in the list", |f| rewrite(&mut entry(f, 17)["disclosures"]["manifest"], |d| d[2][1]["withheld"][0][1] = json!("court_order")),
     "Entry 17: what is disclosed under manifest is not what was recorded."),
    ("the reason of a withholding is changed in the decision", |f| rewrite(&mut entry(f, 10)["disclosures"]["reason"], |d| d[2] = json!("court_order")),
     "Entry 10: what is disclosed under reason is not what was recorded."),
    ("the list of what is withheld is hidden", |f| { take(f, 17, "manifest"); },
     "Entry 17, a publication, is not wholly disclosed, as every publication must be."),
    ("the earlier publication is hidden in part", |f| { take(f, 11, "title"); },
     "Entry 11, a publication, is not wholly disclosed, as every publication must be."),
    ("a decision to withhold is hidden", |f| { take(f, 10, "decider"); },
     "Entry 1: name is withheld under entry 10, which is itself not disclosed."),
    ("the checkpoint counts one entry more", |f| { let size = f["checkpoint"].as_str().unwrap().lines().nth(1).unwrap().to_string(); let more = format!("\n{}\n", size.parse::<u64>().unwrap() + 1); replace(&mut f["checkpoint"], &format!("\n{size}\n"), &more); },
     "The signature of log.example/register on the checkpoint does not verify: the checkpoint was changed, or somebody else signed it."),
    ("the log's signature is dropped", |f| { let t = f["checkpoint"].as_str().unwrap().to_string(); let line = t.lines().nth(4).unwrap().to_string(); f["checkpoint"] = json!(t.replace(&format!("{line}\n"), "")); },
     "The log has not signed the checkpoint with the key that the policy trusts."),
    ("two witnesses' signatures are dropped", |f| { let t = f["checkpoint"].as_str().unwrap().to_string(); let kept: Vec<&str> = t.lines().take(6).collect(); f["checkpoint"] = json!(kept.join("\n") + "\n"); },
     "Too few of the witnesses that the policy trusts have signed the checkpoint."),
    ("a witness's time is changed", |f| { let t = f["checkpoint"].as_str().unwrap().to_string(); let line = t.lines().nth(5).unwrap().to_string(); let changed = cosigned_at(&line); f["checkpoint"] = json!(t.replace(&line, &changed)); },
     "The signature of w1.example on the checkpoint does not verify: the checkpoint was changed, or somebody else signed it."),
    ("one witness signs under another's name", |f| { let t = f["checkpoint"].as_str().unwrap().to_string(); let lines: Vec<&str> = t.lines().collect(); let (a, b) = (lines[5].rsplit(' ').next().unwrap(), lines[6].rsplit(' ').next().unwrap()); let forged = forged(a, b); f["checkpoint"] = json!(t.replace(b, &forged)); },
     "The signature of w2.example on the checkpoint does not verify: the checkpoint was changed, or somebody else signed it."),
    ("the checkpoint is no note", |f| replace(&mut f["checkpoint"], "\n\n", "\n"),
     "The checkpoint is not written as a signed checkpoint is written."),
    ("the checkpoint names another log", |f| replace(&mut f["checkpoint"], "log.example/register\n", "log.example/other\n"),
     "The checkpoint is by a log that the policy does not trust, or it is no checkpoint."),
    ("the index is missing", |f| { f.as_object_mut().unwrap().remove("index"); },
     "The file is not a publication: the file is missing, or is not what the format asks for."),
    ("the index is another entry", |f| { let e = entry(f, 16).clone(); f["index"]["entry"] = e["entry"].clone(); f["index"]["index"] = e["index"].clone(); f["index"]["proof"] = e["proof"].clone(); },
     "The index of all reviews is not the entry that stands in the log right after this publication."),
    ("the index stands elsewhere", |f| f["index"]["index"] = json!(3),
     "The index of all reviews is not the entry that stands in the log right after this publication."),
    ("the index's proof is another's", |f| { let p = entry(f, 3)["proof"].clone(); f["index"]["proof"] = p; },
     "The index of all reviews does not stand in the log where the file says."),
    ("the index's row counts fewer entries", |f| replace(&mut f["index"]["rows"][2]["row"], " 18 ", " 17 "),
     "A row of the index of all reviews is not the one that was recorded."),
    ("the index's row is left out", |f| { f["index"]["rows"].as_array_mut().unwrap().remove(2); },
     "The index does not show one row, and one only, for this review."),
    ("the row beside it is left out", |f| { f["index"]["rows"].as_array_mut().unwrap().pop(); },
     "The index does not show one row, and one only, for this review."),
    ("the first row of the index is left out", |f| { f["index"]["rows"].as_array_mut().unwrap().remove(0); },
     "The index does not count as many entries and reviews as the log had."),
    ("no row of the index is left", |f| f["index"]["rows"] = json!([]),
     "The index does not show one row, and one only, for this review."),
];

/// A signature line of a witness with another time in it.
fn cosigned_at(line: &str) -> String {
    let (head, encoded) = line.rsplit_once(' ').unwrap();
    let standard = base64::engine::general_purpose::STANDARD;
    let mut bytes = standard.decode(encoded).unwrap();
    bytes[11] ^= 1;
    format!("{head} {}", standard.encode(bytes))
}

/// The signature of `a` with the key id of `b`.
fn forged(a: &str, b: &str) -> String {
    let standard = base64::engine::general_purpose::STANDARD;
    let (a, mut b) = (standard.decode(a).unwrap(), standard.decode(b).unwrap());
    b[4..].copy_from_slice(&a[4..]);
    standard.encode(b)
}

/// Makes another text of a file.
type OnText = fn(&str) -> Vec<u8>;

/// What somebody can do with the text of the file, so that two readers would read two things.
#[rustfmt::skip]
const ON_THE_TEXT: &[(&str, OnText)] = &[
    ("a key stands twice", |t| t.replacen("\"format\":", "\"format\": \"x\",\n  \"format\":", 1).into()),
    ("a path is disclosed twice", |t| { let at = t.find("\"disclosures\": {").unwrap() + 16; format!("{}\"kind\": \"x\",{}", &t[..at], &t[at..]).into() }),
    ("a number is written 3.0", |t| t.replacen("\"index\": 3,", "\"index\": 3.0,", 1).into()),
    ("a number is written 3e0", |t| t.replacen("\"index\": 3,", "\"index\": 3e0,", 1).into()),
    ("a number is written 03", |t| t.replacen("\"index\": 3,", "\"index\": 03,", 1).into()),
    ("a number is written -0", |t| t.replacen("\"index\": 3,", "\"index\": -0,", 1).into()),
    ("a number is larger than a reader can keep", |t| t.replacen("\"index\": 3,", "\"index\": 9007199254740993,", 1).into()),
    ("a byte-order mark stands before it", |t| format!("\u{feff}{t}").into()),
    ("something stands after it", |t| format!("{t}{{}}").into()),
    ("half a character stands in it", |t| t.replacen("\"format\": \"", "\"format\": \"\\ud800", 1).into()),
    ("a byte is no Unicode", |t| { let mut b = t.as_bytes().to_vec(); let at = t.find("\"format\": \"").unwrap() + 11; b.insert(at, 0xff); b }),
    ("a comment stands in it", |t| format!("// the truth\n{t}").into()),
    ("it is cut off", |t| t[..t.len() / 2].into()),
    ("it is empty", |_| Vec::new()),
    ("forty lists stand in one another", |t| t.replacen("\"format\":", &format!("\"x\": {}{},\n\"format\":", "[".repeat(40), "]".repeat(40)), 1).into()),
];

const NOT_JSON: &str = "The file is not a publication: it is not JSON that can be read in one way only.";

/// Every attack.
pub(crate) fn all() -> Vec<Attack> {
    let (first, second, policy) = both();
    let mut out = Vec::new();
    for &(name, edit, sentence) in ON_THE_FILE {
        let mut file: Value = serde_json::from_str(&second).unwrap();
        edit(&mut file);
        let file = serde_json::to_vec(&file).unwrap();
        out.push(Attack { name, file, policy: policy.clone(), sentence: Some(sentence) });
    }
    for &(name, edit) in ON_THE_TEXT {
        let file = edit(&second);
        assert_ne!(file, second.as_bytes(), "{name} changes nothing");
        out.push(Attack { name, file, policy: policy.clone(), sentence: Some(NOT_JSON) });
    }
    checkpoints(&first, &second, &policy, &mut out);
    rewritten(&policy, &mut out);
    out.extend(super::liars::all(&policy));
    out
}

/// Checkpoints of other times and other logs.
fn checkpoints(first: &str, second: &str, policy: &str, out: &mut Vec<Attack>) {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let with = |text: &str, checkpoint: &Value| {
        let mut file = read(text);
        file["checkpoint"] = checkpoint.clone();
        serde_json::to_vec(&file).unwrap()
    };
    let mut other = Made::new(log("log.example/register", 60), 3);
    let foreign = read(&other.first());
    let mut push = |name, file, sentence| {
        out.push(Attack { name, file, policy: policy.to_string(), sentence: Some(sentence) });
    };
    push("the new publication with the old checkpoint", with(second, &read(first)["checkpoint"]), place!(0));
    push("the old publication with the new checkpoint", with(first, &read(second)["checkpoint"]), place!(0));
    push(
        "a checkpoint signed by keys of the same names",
        with(second, &foreign["checkpoint"]),
        "The log has not signed the checkpoint with the key that the policy trusts.",
    );
}

/// The log made again, without the finding, by somebody who has the log's key but not the witnesses'.
fn rewritten(policy: &str, out: &mut Vec<Attack>) {
    let thinned = |log: MemoryLog, salts: u64| {
        let mut made = Made::new(log, salts);
        made.add(Class::Tor, None, terms(1, &[1], 10));
        made.add(Class::Finding, None, finding(1, "The first call was answered within a day."));
        made.publication_entry(1, None);
        made.publish().into_bytes()
    };
    let mut push = |name, file, sentence| {
        out.push(Attack { name, file, policy: policy.to_string(), sentence });
    };
    push(
        "a new log without the finding, under keys of its own",
        thinned(log("log.example/register", 60), 4),
        Some("The log has not signed the checkpoint with the key that the policy trusts."),
    );
    push("a new log without the finding, under another name", thinned(log("log.example/r2", 10), 4), {
        Some("The checkpoint is by a log that the policy does not trust, or it is no checkpoint.")
    });
    let key = tlog::note::NoteSigner::new("log.example/register", tlog::note::Algorithm::Ed25519, &[10; 32])
        .unwrap();
    push(
        "a new log without the finding, under the log's stolen key",
        thinned(MemoryLog::new(key, Vec::new()), 4),
        Some("Too few of the witnesses that the policy trusts have signed the checkpoint."),
    );
    push(
        "a new log without the finding, signed by the log and by every witness",
        thinned(log("log.example/register", 10), 4),
        None,
    );
}
