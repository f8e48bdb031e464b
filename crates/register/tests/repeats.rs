//! What says again what is to be erased: each way of writing it that was tried, and whether it is a repetition or a place to look at.

mod common;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::*;
use register::acts::*;
use register::repeats::{Again, Erasable};
use register::words::*;

/// What is looked for when a person of this name is erased.
fn person(name: &str) -> Erasable {
    let mut review = begun(Mode::Inquiry);
    let of = record(&mut review, day(0), Party { name: name.into(), ..party("P-3", PartySort::Person) });
    Erasable::of(&review, of, &[path("name")])
}

/// What is looked for when somebody who complained is erased.
fn complainant(name: &str) -> Erasable {
    let mut review = begun(Mode::Inquiry);
    let open = Complaint { sealed: false, complainant: Some(name.into()), ..complaint(1, "2017-03-06", 'S') };
    let of = record(&mut review, day(0), open);
    Erasable::of(&review, of, &[path("complainant")])
}

#[track_caller]
fn check(wanted: &Erasable, text: &str, expected: Option<Again>) {
    assert_eq!(wanted.said_in(text), expected, "{text}");
}

const NAME: &str = "Zo\u{eb} Bramble-Quince";

#[test]
fn a_name_is_found_in_every_writing_that_is_undone() {
    let wanted = person(NAME);
    let said = format!("the log of that night says: {NAME} took it");
    let lines = |text: &str, width: usize, end: &str| -> String {
        let encoded = STANDARD.encode(text);
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
        lines.join(end)
    };
    let hidden: Vec<(&str, String)> = vec![
        ("numbers of HTML", "Zo&#235; Bramble&#45;Quince".into()),
        ("numbers without a semicolon", "Zo&#xEB Bramble-Quince".into()),
        ("names of HTML, twice", "Zo&amp;euml; Bramble-Quince".into()),
        ("an address", "zo%C3%AB%20bramble-quince".into()),
        ("an address within an address", "Zo%25C3%25AB+Bramble-Quince".into()),
        ("JSON", r"Zo\u00eb Bramble-Quince".into()),
        ("JSON within JSON", r"Zo\\u00eb Bramble\\u002dQuince".into()),
        ("a script", r"Zo\xeb Bramble\x2dQuince".into()),
        ("mail", "Zo=C3=AB Bramble-Qui=\nnce".into()),
        ("marks of a page", "<p>Zo<i>\u{eb}</i> <b>Bramble</b>-Quince</p>".into()),
        ("marks in numbers", "Zo&#235; Bra<wbr>mble&#45;Quince".into()),
        ("Base 64", format!("attached: {}", STANDARD.encode(&said))),
        ("Base 64 of addresses", format!("data:;base64,{}", URL_SAFE_NO_PAD.encode(&said))),
        ("Base 64 with what is escaped", STANDARD.encode(&said).replace('+', "%2B").replace('=', "%3D")),
        ("Base 64 in Base 64", STANDARD.encode(STANDARD.encode(&said))),
        ("Base 64 behind a letter", format!("x{}", STANDARD.encode(&said))),
        ("Base 64 behind two bytes", STANDARD.encode([b"\xff\x00", said.as_bytes()].concat())),
        (
            "Base 64 in an answer with bytes that are no text",
            STANDARD.encode([&[0x89, 0xff], said.as_bytes(), &[0xfe]].concat()),
        ),
        ("Base 64 over lines of 76", lines(&said.repeat(4), 76, "\n")),
        ("Base 64 over quoted lines", format!("> {}", lines(&said.repeat(4), 60, "\n> "))),
        ("Base 64 over lines of 30 in JSON", format!("\"{}\"", lines(&said.repeat(4), 30, "\\r\\n"))),
        ("Base 64 of JSON", STANDARD.encode(r#"{"who":"Zo\u00eb Bramble-Quince"}"#)),
        ("Base 64 of HTML", STANDARD.encode("<td>Zo&euml;</td> <td>Bramble&shy;-Quince</td>")),
        ("a digit for a letter", "Z0\u{eb} Bramb1e-Qu1nce".into()),
        ("one word", "zoebramblequince1985@example.org".into()),
        ("turned about with an initial", "BRAMBLE QUINCE, Z.".into()),
    ];
    for (what, text) in hidden {
        assert_eq!(wanted.said_in(&text), Some(Again::Whole), "{what}: {text}");
    }
}

#[test]
fn a_part_of_a_name_is_a_place_to_look_at_and_never_a_repetition() {
    let wanted = person(NAME);
    for (text, how) in [
        ("Ms Bramble-Quince said so.", Again::Surname),
        ("Ms BrambleQuince said so.", Again::Surname),
        ("The Bramble-Quinces' house.", Again::Surname),
        ("bramble-quince was asked", Again::Surname),
        ("Ms Bramble said so.", Again::HalfSurname),
        ("QUINCE", Again::HalfSurname),
        ("Quince\u{2019}s diary", Again::HalfSurname),
        ("Ms Qu1nce", Again::HalfSurname),
        ("Ask Br&#97;mble.", Again::HalfSurname),
        ("Zoe was there.", Again::GivenName),
        ("ZO\u{cb}", Again::GivenName),
    ] {
        check(&wanted, text, Some(how));
        assert!(how.is_a_place_to_look_at());
    }
    for text in ["a quince and a bramble", "zoe", "Quincey and Brambly", "the zoo", "Z. B.-Q."] {
        check(&wanted, text, None);
    }
    assert!(!Again::Whole.is_a_place_to_look_at() && !Again::InPart.is_a_place_to_look_at());
    // A title and one name: the name by itself is all there is to look for.
    check(&person("Ms Wrenfield"), "what Wrenfield wrote", Some(Again::Surname));
    check(&person("May Wrenfield"), "on 4 May 2026", None);
    check(&person("May Wrenfield"), "May was there", Some(Again::GivenName));
    check(&person("Al Li"), "what Al Li wrote, and Li, A.", Some(Again::Whole));
    check(&person("Al Li"), "in all limits", None);
}

#[test]
fn who_complained_is_looked_for_by_each_name_that_is_given_and_a_role_by_its_words() {
    let wanted = complainant("Ada Quillon and Bo Wrenfield of Example Vale (invented)");
    check(&wanted, "Wrenfield, B.", Some(Again::Whole));
    check(&wanted, "what Ada Quillon saw", Some(Again::Whole));
    check(&wanted, "Mr Wrenfield", Some(Again::Surname));
    check(&wanted, "the streets of Example Vale", None);
    let wanted = complainant("The mayor of Example Vale (invented office)");
    check(&wanted, "The Mayor of Example Vale came", Some(Again::Whole));
    for text in ["the mayor", "A Mayor was chosen.", "Example Council", "in the Vale"] {
        check(&wanted, text, None);
    }
    let wanted = complainant("The mayor (Ada Quillon)");
    check(&wanted, "Quillon, Ada", Some(Again::Whole));
    check(&wanted, "Quillon", Some(Again::Surname));
}
