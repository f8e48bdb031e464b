//! A small invented review in a log in memory: four strands, one finding withheld in the first publication and disclosed
//! in the second.

use register::entry::{Class, Draft, LeafHash, StreamId};
use register::publication::MemoryLog;
use serde_json::{Value, json};
use tlog::note::{Algorithm, NoteSigner};

/// The stream of the review.
pub(crate) const REVIEW: StreamId = StreamId([0x5e; 16]);
/// When the first entry is recorded.
pub(crate) const START_UNIX: i64 = 1_767_225_600;

/// The review and its log.
pub(crate) struct Made {
    pub(crate) log: MemoryLog,
    pub(crate) leaves: Vec<LeafHash>,
    pub(crate) clock_unix: i64,
    salts: Box<dyn FnMut() -> [u8; 32]>,
}

/// A log with three witnesses.
pub(crate) fn log(name: &str, seed: u8) -> MemoryLog {
    let key = |name: &str, algorithm, n: u8| NoteSigner::new(name, algorithm, &[seed + n; 32]).unwrap();
    let witnesses = (1..=3).map(|n| key(&format!("w{n}.example"), Algorithm::CosignatureV1, n)).collect();
    MemoryLog::new(key(name, Algorithm::Ed25519, 0), witnesses)
}

pub(crate) fn finding(strand: u32, claim: &str) -> Vec<(String, Value)> {
    fields(&[
        ("kind", json!("finding")),
        ("strands", json!([strand])),
        ("standard", json!("balance_of_probabilities")),
        ("claim", json!(claim)),
        ("duty", json!("An invented duty of the time.")),
        ("looked_for_against", json!("The whole file was read.")),
        ("evidence_for/1/text", json!("The log of calls.")),
        ("evidence_for/1/source", json!("log.csv, row 7")),
        ("parts/1/owner", json!("organisation")),
        ("parts/1/tenor", json!("factual")),
        ("parts/1/subject", json!("ORG-1")),
        ("parts/1/claim", json!("The agency is named here as Northmere Council, which is invented.")),
    ])
}

/// Terms of reference of an inquiry, with this many days for a reply.
pub(crate) fn terms(version: u32, strands: &[u32], reply_days: u32) -> Vec<(String, Value)> {
    fields(&[
        ("kind", json!("terms")),
        ("version", json!(version)),
        ("mode", json!("inquiry")),
        ("period_from", json!("2001-01-01")),
        ("period_to", json!("2009-12-31")),
        ("strands", json!(strands)),
        ("reply_days", json!(reply_days)),
        ("reply_days_reason", json!("Two working weeks.")),
        ("title", json!("An invented review")),
        ("agencies/1/code", json!("ORG-1")),
        ("agencies/1/name", json!("Northmere Council")),
    ])
}

/// A strand closed without a finding.
pub(crate) fn closed(number: u32, reason: &str) -> Vec<(String, Value)> {
    let text = json!("Nobody is left who could be asked.");
    fields(&[
        ("kind", json!("strand_closed")),
        ("number", json!(number)),
        ("reason", json!(reason)),
        ("text", text),
    ])
}

pub(crate) fn fields(fields: &[(&str, Value)]) -> Vec<(String, Value)> {
    fields.iter().map(|(path, value)| (path.to_string(), value.clone())).collect()
}

impl Made {
    pub(crate) fn new(log: MemoryLog, salt_seed: u64) -> Made {
        let salts = Box::new(super::salts(salt_seed));
        Made { log, leaves: Vec::new(), clock_unix: START_UNIX, salts }
    }

    /// Appends to the review; gives the number of the entry.
    pub(crate) fn add(&mut self, class: Class, acts: Option<u64>, fields: Vec<(String, Value)>) -> u64 {
        self.clock_unix += 60;
        let acts = acts.map(|seq| self.leaves[seq as usize]);
        let draft = Draft { stream: REVIEW, class, time_unix: self.clock_unix, acts, fields };
        let (seq, leaf) = self.log.append(draft, &mut self.salts).unwrap();
        self.leaves.push(leaf);
        seq
    }

    /// Appends to another review.
    pub(crate) fn other(&mut self, stream: u8, entries: u32) {
        for n in 0..entries {
            let fields = fields(&[("kind", json!("record")), ("text", json!(format!("Entry {n}.")))]);
            let (class, stream) = (Class::Record, StreamId([stream; 16]));
            let draft = Draft { stream, class, time_unix: self.clock_unix, acts: None, fields };
            self.log.append(draft, &mut self.salts).unwrap();
        }
    }

    pub(crate) fn withhold(&mut self, seq: u64, path: &str, reason: &str, decider: &str) -> u64 {
        let says = fields(&[
            ("kind", json!("withholding")),
            ("of", json!(seq)),
            ("path", json!(path)),
            ("reason", json!(reason)),
            ("decider", json!(decider)),
        ]);
        self.add(Class::Withholding, Some(seq), says)
    }

    pub(crate) fn lift(&mut self, decision: u64) -> u64 {
        let says = fields(&[
            ("kind", json!("withholding_lifted")),
            ("of", json!(decision)),
            ("reason", json!("ground_gone")),
            ("decider", json!("chair")),
        ]);
        self.add(Class::Record, Some(decision), says)
    }

    /// Terms (0), a person (1), findings on strands 1 to 3 (2 to 4), strand 4 closed (5).
    pub(crate) fn begin(&mut self) {
        self.other(0x11, 3);
        self.add(Class::Tor, None, terms(1, &[1, 2, 3, 4], 10));
        self.other(0xee, 2);
        let person = [
            ("kind", json!("party")),
            ("code", json!("P-1")),
            ("sort", json!("person")),
            ("name", json!("Quillon Marrowby-Test")),
        ];
        self.add(Class::Record, None, fields(&person));
        self.add(Class::Finding, None, finding(1, "The first call was answered within a day."));
        self.add(Class::Finding, None, finding(2, "No strategy meeting was held after the second call."));
        self.add(Class::Finding, None, finding(3, "The file was closed before the visit."));
        self.add(Class::Record, None, closed(4, "outside_terms"));
    }

    /// The publication's entry over everything so far.
    pub(crate) fn publication_entry(&mut self, version: u64, replaces: Option<u64>) -> u64 {
        let manifest = self.log.manifest(REVIEW).unwrap();
        self.publication_entry_saying(version, replaces, manifest.to_value())
    }

    pub(crate) fn publication_entry_saying(
        &mut self,
        version: u64,
        replaces: Option<u64>,
        manifest: Value,
    ) -> u64 {
        let mut says = fields(&[
            ("kind", json!("publication")),
            ("version", json!(version)),
            ("title", json!("The overarching report of an invented review")),
            ("open_strands", json!([])),
            ("manifest", manifest),
        ]);
        if let Some(replaces) = replaces {
            says.push(("replaces".into(), json!(replaces)));
        }
        self.add(Class::Publication, replaces, says)
    }

    /// The first publication's entry, with fields beside those of every publication.
    pub(crate) fn publication_entry_and(&mut self, more: Vec<(String, Value)>) -> u64 {
        let manifest = self.log.manifest(REVIEW).unwrap().to_value();
        let says = [
            ("kind", json!("publication")),
            ("version", json!(1)),
            ("title", json!("The overarching report of an invented review")),
            ("manifest", manifest),
        ];
        let open = fields(&[("open_strands", json!([]))]);
        let open = open.into_iter().filter(|(path, _)| more.iter().all(|(other, _)| other != path));
        let says = fields(&says).into_iter().chain(open).chain(more.clone()).collect();
        self.add(Class::Publication, None, says)
    }

    pub(crate) fn publish(&mut self) -> String {
        self.clock_unix += 60;
        self.log.publish(REVIEW, self.clock_unix).unwrap()
    }

    /// Withholds the finding on strand 3 but for its frame (6 to 9) and a name (10); publishes (11).
    pub(crate) fn first(&mut self) -> String {
        self.begin();
        for path in ["claim", "duty", "looked_for_against", "parts/1/claim"] {
            self.withhold(4, path, "criminal_proceedings", "chair");
        }
        self.withhold(1, "name", "third_party_personal_data", "disclosure_officer");
        self.publication_entry(1, None);
        self.publish()
    }

    /// Lifts what was withheld of the finding (12 to 15), erases a text (16), and publishes again (17).
    pub(crate) fn second(&mut self) -> String {
        for decision in 6..=9 {
            self.lift(decision);
        }
        let erased = fields(&[
            ("kind", json!("disposal")),
            ("of", json!(3)),
            ("paths", json!(["duty"])),
            ("basis", json!("court_order")),
            ("decider", json!("data_protection_officer")),
        ]);
        self.add(Class::Disposal, Some(3), erased);
        self.log.erase(REVIEW, 3, &["duty"]);
        self.other(0xee, 4);
        self.publication_entry(2, Some(11));
        self.publish()
    }
}

/// The two publications of the review, and the policy that trusts its log.
pub(crate) fn both() -> (String, String, String) {
    let mut made = Made::new(log("log.example/register", 10), 1);
    let first = made.first();
    let second = made.second();
    (first, second, made.log.policy())
}

/// A publication of 500 entries with 2,600 fields, in a log of 5,000.
pub(crate) fn large() -> (String, String) {
    let mut made = Made::new(log("log.example/register", 10), 3);
    made.begin();
    for n in 0..493_u32 {
        made.other(0x11, 9);
        let strand = 1 + n % 3;
        if n.is_multiple_of(10) {
            made.withhold(
                2 + u64::from(strand - 1),
                ["claim", "duty", "parts/1/claim", "evidence_for/1/text"][n as usize / 30 % 4],
                "court_order",
                "court",
            );
        } else {
            let question = [
                ("kind", json!("question")),
                ("to", json!("ORG-1")),
                ("text", json!("Some words of a question. ".repeat(20))),
                ("outcome", json!(format!("Q{n}"))),
                ("due", json!("2026-06-30")),
            ];
            made.add(Class::Record, None, fields(&question));
        }
    }
    made.publication_entry(1, None);
    (made.publish(), made.log.policy())
}
