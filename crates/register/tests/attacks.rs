//! Every attack on a publication is refused with its sentence, or is one of those that only the audit of the whole log
//! can find; and no flip of a bit is accepted.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use made::{attacks, review};
use register::publication::{Trust, verify};

#[test]
fn the_two_publications_that_are_attacked_are_true() {
    let (first, second, policy) = review::both();
    let trust = Trust::parse(&policy).unwrap();
    for (file, version, entries) in [(first, 1, 12), (second, 2, 18)] {
        let (_, verdict) = verify(file.as_bytes(), Some(&trust)).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((verdict.version, verdict.entries), (version, entries));
    }
}

#[test]
fn a_publication_with_a_criticism_that_was_put_is_accepted() {
    let (.., policy) = review::both();
    let trust = Trust::parse(&policy).unwrap();
    for (what, file) in made::rules::put().into_iter().chain(made::rules::kept_back()) {
        let (_, verdict) = verify(&file, Some(&trust)).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!(verdict.rules, "{what}");
    }
}

#[test]
fn each_attack_is_refused_with_its_sentence() {
    let attacks = attacks::all();
    let mut wrong = Vec::new();
    let (mut refused, mut audit) = (0, 0);
    for attack in &attacks {
        let trust = Trust::parse(&attack.policy).unwrap();
        let found = verify(&attack.file, Some(&trust)).err().map(|refusal| refusal.sentence);
        match attack.sentence {
            Some(_) => refused += 1,
            None => audit += 1,
        }
        if found.as_deref() != attack.sentence {
            wrong.push(format!("{}:\n  expected {:?}\n  found    {found:?}", attack.name, attack.sentence));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), attacks.len(), wrong.join("\n"));
    assert!(refused >= 60, "{refused} attacks are refused");
    assert_eq!(audit, 5, "what only the audit of the whole log finds");
    println!("{refused} attacks refused, {audit} left to the audit");
}
