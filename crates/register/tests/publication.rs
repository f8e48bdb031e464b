//! Publications: made, verified, told to people, compared; and a prototype's verified as they are.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // tests meet the world

mod made;

use made::review::{self, Made};
use register::entry::Class;
use register::publication::{
    BuildError, Publication, Secret, Signed, TIME_AHEAD_SECONDS_MAX, Trust, compare, named_in_part, page,
    plain_text, scan, verify, verify_at,
};

#[test]
fn the_publications_of_a_prototype_verify_as_they_are() {
    let Some(dir) = made::shared("vectors/candour-proto") else { return };
    let trust = Trust::parse(&std::fs::read_to_string(dir.join("policy.json")).unwrap()).unwrap();
    for (name, version, entries, withheld) in
        [("publication-v1.json", 1, 24, 33), ("publication-v2.json", 2, 25, 32)]
    {
        let file = std::fs::read(dir.join(name)).unwrap();
        let (_, verdict) = verify(&file, Some(&trust)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((verdict.version, verdict.entries), (version, entries));
        assert_eq!(verdict.withheld.len(), withheld, "{name}");
        assert!(!verdict.rules, "{name}: another keeper's entries are not acts of the register");
    }
}

/// A publication of the time when an extract held the claims alone, kept as it was published: it verifies for good, and the answer says
/// which texts the file does not show anybody to have seen.
#[test]
fn a_publication_of_before_verifies_and_says_what_its_extracts_do_not_show() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read(here.join("tests/fixtures/claims-alone.json")).unwrap();
    let policy = std::fs::read_to_string(here.join("../../examples/overarching/policy.txt")).unwrap();
    let (_, verdict) = verify(&file, Some(&Trust::parse(&policy).unwrap())).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((verdict.version, verdict.entries, verdict.rules), (2, 67, true));
    let told = &verdict.answers;
    assert!(
        told.unshown.contains(&(14, "duty".to_string())) && told.unshown.len() == 9,
        "{:?}",
        told.unshown
    );
    let sentence =
        verdict.sentences().into_iter().find(|s| s.starts_with("Texts published with a criticism"));
    assert!(sentence.is_some_and(|s| s.contains("stand in no extract") && s.contains(": 9. Where: duty of entry 14;")));
}

#[test]
fn a_publication_without_a_policy_hangs_together_and_nobody_vouches_for_it() {
    let (first, ..) = review::both();
    let (_, verdict) = verify(first.as_bytes(), None).unwrap();
    assert_eq!(verdict.signed, Signed::NotChecked);
    assert!(verdict.sentences()[1].starts_with("No policy was given"));
}

#[test]
fn a_policy_that_cannot_be_used_says_why() {
    let cases = [
        ("", "there is no quorum"),
        ("quorum none\n", "it names no log"),
        ("{}", "`log` is not the key of a log"),
        (r#"{"log": "a+b+c", "origin": "z", "witnesses": [], "quorum": 0}"#, "`origin` is not the name"),
        (r#"{"log": "a", "log": "b"}"#, "stands twice"),
        (
            r#"{"log": "a+b+c\nquorum none", "origin": "a", "witnesses": [], "quorum": 0}"#,
            "not the key of a log",
        ),
    ];
    for (policy, why) in cases {
        let error = Trust::parse(policy).unwrap_err().to_string();
        assert!(error.contains(why), "{policy}: {error}");
    }
}

#[test]
fn no_flipped_bit_of_a_publication_is_accepted() {
    // Every 101st bit, of 700,000: the file is refused, or it says the same. It says the same where the bit is one of white
    // space or of an escape, and where it makes a signature that of an unknown witness, and the others suffice.
    let (_, second, policy) = review::both();
    let trust = Trust::parse(&policy).unwrap();
    let (parts, _) = verify(second.as_bytes(), Some(&trust)).unwrap();
    let mut bytes = second.into_bytes();
    let (mut refused, mut same) = (0, 0);
    for bit in (0..bytes.len() * 8).step_by(101) {
        bytes[bit / 8] ^= 1 << (bit % 8);
        match verify(&bytes, Some(&trust)) {
            Err(_) => refused += 1,
            Ok((publication, _)) => {
                let signed =
                    |p: &Publication| p.checkpoint.lines().take(5).map(String::from).collect::<Vec<_>>();
                assert!(
                    publication.entries == parts.entries && publication.index == parts.index,
                    "bit {bit}"
                );
                assert_eq!(signed(&publication), signed(&parts), "bit {bit}");
                same += 1;
            }
        }
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    assert!(refused > 1_000, "{refused}");
    println!("{refused} flipped bits refused, {same} changed nothing that it says");
}

#[test]
fn what_cannot_be_seen_is_named_and_no_markup_runs() {
    let mut made = Made::new(review::log("log.example", 30), 9);
    made.begin();
    let claim = "A <script>alert(1)</script> & \"quote\" \u{202e}desrever\u{202c} \u{200b}.";
    made.add(Class::Finding, None, review::finding(1, claim));
    made.publication_entry(1, None);
    let file = made.publish();
    let (publication, verdict) = verify(file.as_bytes(), None).unwrap();
    let (page, text) = (page(&publication, &verdict, None), plain_text(&publication, &verdict, None));
    assert!(page.contains(
        "A &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quote&quot; [U+202E]desrever[U+202C] [U+200B]."
    ));
    assert!(text.contains("[U+202E]desrever"));
    assert!(
        !page.contains("<script")
            && !page.contains("http:")
            && !page.contains("https:")
            && page.contains("default-src 'none'")
    );
    for form in [page, text] {
        assert!(!form.contains('\u{202e}') && !form.contains('\u{200b}'));
        // That they are there is told in a sentence too, with the place.
        assert!(form.contains(
            "Characters that a reader cannot see, or that turn the direction of writing, stand in what is disclosed: 3. Where: claim of \
             entry 6 (3)."
        ));
    }
    assert!(!verdict.unseen.is_empty());
}

#[test]
fn words_of_two_scripts_are_told_with_their_places_and_other_scripts_are_not() {
    let mut made = Made::new(review::log("log.example", 30), 9);
    made.begin();
    made.add(Class::Finding, None, review::finding(1, "\u{416}\u{430}\u{43d}\u{43d}\u{430} did nothing, \u{646}\u{645}\u{6cc}\u{200c}\u{62f}\u{627}\u{646}\u{645}."));
    made.publication_entry(1, None);
    let (_, verdict) = verify(made.publish().as_bytes(), None).unwrap();
    assert!(verdict.unseen.is_empty(), "{:?}", verdict.unseen);
    let mut made = Made::new(review::log("log.example", 30), 9);
    made.begin();
    made.add(Class::Finding, None, review::finding(1, "Se\u{433}geant and \u{ff30}C."));
    made.publication_entry(1, None);
    let (_, verdict) = verify(made.publish().as_bytes(), None).unwrap();
    let sentence = "Words that mix letters of scripts which look alike, or letters in another dress, stand in what is disclosed: 2. \
                    Where: claim of entry 6 (2).";
    assert!(verdict.sentences().iter().any(|s| s == sentence), "{:?}", verdict.sentences());
}

#[test]
fn the_canary_finds_a_name_in_every_writing() {
    let secret = [Secret::name("a name", "Quillon  Marrowby-Test")];
    let base64 = made::base64url(b"he said: quillon marrowby-test");
    let cases: Vec<(&str, String)> = vec![
        ("as it is", "x Quillon Marrowby-Test y".into()),
        ("in capitals", "QUILLON MARROWBY-TEST".into()),
        ("over two lines", "Quillon\n   Marrowby-Test".into()),
        ("with a mark that cannot be seen", "Quil\u{ad}lon Marrowby\u{200b}-Test".into()),
        ("in JSON escapes", r"Quillon\u0020\u004darrowby-Test".into()),
        ("in HTML escapes", "Quillon&nbsp;&#77;arrowby&#x2D;Test".into()),
        ("in an address", "?q=Quillon%20Marrowby%2DTest".into()),
        ("in an anchor", "<h2 id=\"quillon-marrowby-test\">".into()),
        ("with a line under it", "quillon_marrowby_test.csv".into()),
        ("in Base 64", format!("\"{base64}\"")),
        ("in Base 64 within Base 64", made::base64url(base64.as_bytes())),
    ];
    for (what, text) in cases {
        let leaks = scan(&[("out.txt".into(), text.into_bytes())], &secret);
        assert_eq!(leaks.len(), 1, "{what}");
        assert_eq!(leaks[0].to_string(), "a name would be published in out.txt");
    }
    let named = scan(&[("Quillon Marrowby-Test.html".into(), Vec::new())], &secret);
    assert_eq!(named[0].to_string(), "a name would be published in a file's name");
    assert_eq!(scan(&[("out.txt".into(), b"Quillon and Marrowby".to_vec())], &secret), []);
}

/// What a search for a name finds in a text.
fn named(name: &str, text: &str) -> [usize; 2] {
    let (secret, out) = ([Secret::name("a name", name)], [("out.txt".to_string(), text.as_bytes().to_vec())]);
    [scan(&out, &secret).len(), named_in_part(&out, &secret).len()]
}

#[test]
fn a_short_name_is_found_written_as_a_name_and_not_as_a_word_or_in_a_digest() {
    for (name, text) in [
        ("Ali", "It was Ali who wrote."),
        ("Ali", "ALI WROTE"),
        ("Ali", "a letter (Ali's)"),
        ("Ali", "statement_of_Ali.pdf"),
        ("Ali", &made::base64url(b"she said: it was Ali who wrote")),
        ("Bo", "<li>Bo</li>"),
        ("Bo (the younger)", "&#66;o was there"),
        ("May", "May was not asked, and nobody asked MAY."),
        ("\u{5f20}\u{4f1f}", "The witness (\u{5f20}\u{4f1f}) came."),
    ] {
        let name = name.split(" (").next().unwrap();
        assert_eq!(named(name, text), [1, 0], "{name} in {text}");
    }
    for (name, text) in [
        ("Ali", "Alice and Khali wrote, and so did the alibi."),
        ("Bo", "bo is a word here"),
        ("Bo", "\"x-Bo-3fK9aQ2LmZ8rT1vWc0YpJ6dHsE4uGnXoBk7i\""),
        ("May", "on 4 May 2026, in May 2002 and on May 3rd"),
        ("may", "it may be"),
        ("J", "J said so"),
        ("no", "No, no."),
    ] {
        assert_eq!(named(name, text), [0, 0], "{name} in {text}");
    }
}

#[test]
fn one_word_of_a_name_is_told_and_stops_nothing() {
    for text in ["Ms Marrowby-Test said so.", "QUILLON", "as Quillon's file shows", "quillon; Test"] {
        assert_eq!(named("Quillon Marrowby-Test", text), [0, 1], "{text}");
    }
    for text in ["It was quillon, in the marrowby way.", "Quillons are parts of a sword.", "The Dr of Ms"] {
        assert_eq!(named("Dr Quillon Marrowby-Test", text), [0, 0], "{text}");
    }
    let secret = [Secret::name("a name", "Quillon Marrowby-Test")];
    let out = [("a.txt".to_string(), b"Quillon".to_vec()), ("b.txt".to_string(), b"Quillon".to_vec())];
    let told: Vec<String> = named_in_part(&out, &secret).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["one word of a name stands in a.txt; look whether it means that person"]);
}

#[test]
fn a_publication_stops_where_something_is_gone_that_nobody_decided_on() {
    let mut made = Made::new(review::log("log.example", 30), 9);
    made.begin();
    made.log.erase(review::REVIEW, 3, &["claim"]);
    assert_eq!(made.log.manifest(review::REVIEW), Err(BuildError::NotHeld(3, "claim".into())));
}

#[test]
fn a_publication_of_a_day_that_has_not_come_is_refused_where_the_clock_is_asked() {
    let (first, _, policy) = review::both();
    let trust = Trust::parse(&policy).unwrap();
    let (_, verdict) = verify(first.as_bytes(), Some(&trust)).unwrap();
    let at = |now| verify_at(first.as_bytes(), Some(&trust), Some(now));
    // A reader's clock may be behind by a day, and no more.
    at(verdict.time_unix).unwrap();
    at(verdict.time_unix - TIME_AHEAD_SECONDS_MAX).unwrap();
    assert_eq!(
        at(verdict.time_unix - TIME_AHEAD_SECONDS_MAX - 1).unwrap_err().sentence,
        "The publication says that it was recorded on 1 January 2026, a day that by this machine's clock has not come: it is \
         post-dated, or a clock is wrong."
    );
}

#[test]
fn two_histories_of_one_review_are_told_apart() {
    let (first, second, policy) = review::both();
    let trust = Trust::parse(&policy).unwrap();
    let read = |file: &str| verify(file.as_bytes(), Some(&trust)).unwrap();
    let (one, two) = (read(&first), read(&second));
    let changes = compare((&one.0, &one.1), (&two.0, &two.1)).unwrap();
    let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(told[0], "Entry 3: duty was erased since, as entry 16 says.");
    assert_eq!(told[1], "Entry 4: claim was withheld and is disclosed now.");
    assert_eq!(told.len(), 1 + 4 + 6);
    // The same keys, another history.
    let mut forked = Made::new(review::log("log.example/register", 10), 77);
    let fork = forked.first();
    let fork = read(&fork);
    let refusal = compare((&fork.0, &fork.1), (&two.0, &two.1)).unwrap_err();
    assert!(
        refusal.sentence.contains("two histories of one review: they differ from entry 0 on"),
        "{refusal}"
    );
}

/// The time it takes is measured by `cargo xtask bench publication`.
#[test]
fn five_hundred_entries_verify() {
    let (file, policy) = review::large();
    let (_, verdict) = verify(file.as_bytes(), Some(&Trust::parse(&policy).unwrap())).unwrap();
    assert_eq!(verdict.entries, 500);
}
