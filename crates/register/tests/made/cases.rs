//! Files to check, and what the command says of them: both publications, every attack, and a prototype's.

use register::entry::Class;
use register::publication::{Trust, verify};
use serde_json::json;

use super::{attacks, review};

/// A file to give to the page.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) file: Vec<u8>,
    pub(crate) policy: Option<String>,
}

impl Case {
    /// What the verifier in Rust says.
    pub(crate) fn expected(&self) -> Answer {
        let trust = self.policy.as_ref().map(|policy| Trust::parse(policy).unwrap());
        match verify(&self.file, trust.as_ref()) {
            Ok((_, verdict)) => (true, verdict.sentences()),
            Err(refusal) => (false, vec![refusal.sentence]),
        }
    }
}

/// Whether a file was accepted, and the sentences.
pub(crate) type Answer = (bool, Vec<String>);

/// A publication with a finding that was replaced and one that was withdrawn.
fn undone() -> String {
    let mut made = review::Made::new(review::log("log.example/register", 10), 1);
    made.begin();
    let mut newer = review::finding(2, "A strategy meeting was held after all.");
    newer.push(("supersedes".into(), json!(3)));
    made.add(Class::Finding, Some(3), newer);
    let says =
        [("kind", json!("finding_withdrawn")), ("of", json!(4)), ("reason", json!("It was another file."))];
    made.add(Class::Record, Some(4), review::fields(&says));
    made.add(Class::Record, None, review::closed(3, "records_lost"));
    made.publication_entry(1, None);
    made.publish()
}

/// A publication of which one finding was erased by law, and two; and one with what no reader can see in its texts.
fn gone_and_unseen() -> [(&'static str, String); 3] {
    let erased = |findings: &[u64]| {
        let mut made = review::Made::new(review::log("log.example/register", 10), 1);
        made.begin();
        for &of in findings {
            let says = review::fields(&[
                ("kind", json!("disposal")),
                ("of", json!(of)),
                ("paths", json!(["claim", "parts/1/claim"])),
                ("basis", json!("right_to_erasure")),
                ("decider", json!("data_protection_officer")),
            ]);
            made.add(Class::Disposal, Some(of), says);
            made.log.erase(review::REVIEW, of, &["claim", "parts/1/claim"]);
        }
        made.publication_entry(1, None);
        made.publish()
    };
    let mut unseen = review::Made::new(review::log("log.example/register", 10), 1);
    unseen.begin();
    for n in 0..12 {
        let text = format!(
            "Who kept log {n}?\u{200b} The Con\u{455}tabulary\u{202e}? \u{1d40f}C? \u{646}\u{645}\u{6cc}\u{200c}\u{62f}\u{627}\u{646}\u{645}"
        );
        let question = [
            ("kind", json!("question")),
            ("to", json!("ORG-1")),
            ("text", json!(text)),
            ("outcome", json!("\u{2800}Q")),
        ];
        unseen.add(Class::Record, None, review::fields(&question));
    }
    unseen.publication_entry(1, None);
    [
        ("a finding that was erased", erased(&[4])),
        ("findings that were erased", erased(&[3, 4])),
        ("texts with what no reader can see", unseen.publish()),
    ]
}

/// The two publications, every attack, and a prototype's files.
pub(crate) fn cases() -> Vec<Case> {
    let (first, second, policy) = review::both();
    let case = |name: &str, file: &str, policy: Option<&String>| Case {
        name: name.to_string(),
        file: file.as_bytes().to_vec(),
        policy: policy.cloned(),
    };
    let mut cases = vec![
        // Before any policy is given: the page keeps the one it was given last.
        case("no policy", &second, None),
        case("the first publication", &first, Some(&policy)),
        case("the second publication", &second, Some(&policy)),
        case("findings that do not stand any more", &undone(), Some(&policy)),
    ];
    cases.extend(gone_and_unseen().map(|(name, file)| case(name, &file, Some(&policy))));
    cases.extend(super::rules::put().into_iter().chain(super::rules::kept_back()).map(|(name, file)| Case {
        name: name.to_string(),
        file,
        policy: Some(policy.clone()),
    }));
    cases.extend(super::rules::odd_values().into_iter().map(|(name, file)| Case {
        name,
        file,
        policy: Some(policy.clone()),
    }));
    cases.extend(attacks::all().into_iter().map(|a| Case {
        name: a.name.to_string(),
        file: a.file,
        policy: Some(a.policy),
    }));
    if let Some(dir) = super::shared("vectors/candour-proto") {
        let policy = std::fs::read_to_string(dir.join("policy.json")).unwrap();
        for name in ["publication-v1.json", "publication-v2.json"] {
            let file = std::fs::read_to_string(dir.join(name)).unwrap();
            cases.push(case(name, &file, Some(&policy)));
        }
    }
    cases
}

/// Holds what the checks of the page said against what the command says.
pub(crate) fn same(cases: &[Case], shown: &[Answer]) {
    assert_eq!(shown.len(), cases.len());
    let mut wrong = Vec::new();
    for (case, shown) in cases.iter().zip(shown) {
        let expected = case.expected();
        if *shown != expected {
            wrong.push(format!("{}:\n  command {expected:?}\n  page    {shown:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    println!("{} files: the page and the command say the same", cases.len());
}
