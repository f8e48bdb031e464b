//! Names in running text: cases a reader can check, and the approximate search against every surname tried in turn.

use std::collections::BTreeSet;

use link::naming::{Gazetteer, How, Named, small_words};
use link::within_one_edit;
use model::{Band, Mention, MentionKind, Place, RowId, SourceId, field};

fn mention(kind: MentionKind, row: usize, fields: &[(&'static str, &str)]) -> Mention {
    Mention {
        kind,
        fields: fields.iter().map(|(n, v)| (*n, (*v).into())).collect(),
        role: "known".into(),
        row: RowId::from(row),
        place: Place::row(SourceId(0), row as u32),
    }
}

fn known() -> Vec<Mention> {
    use MentionKind::{Person, Place, Vehicle};
    use field::{ADDRESS, ALIAS, FORENAME, NAME, PLATE, SURNAME};
    vec![
        mention(Person, 0, &[(FORENAME, "Harl"), (SURNAME, "Orrowby"), (ALIAS, "Rook")]),
        mention(Person, 1, &[(NAME, "Tamsel THACKLING")]),
        mention(
            Person,
            2,
            &[(FORENAME, "William"), (SURNAME, "Vaskelling"), (ADDRESS, "12 Gull Street, Northmere")],
        ),
        mention(Vehicle, 3, &[(PLATE, "QZ52 NDX")]),
        mention(Place, 4, &[(ADDRESS, "3 Kiln Lane")]),
        mention(Person, 5, &[(FORENAME, "Dorrick"), (SURNAME, "Orrowby")]),
    ]
}

fn told(found: &Named, text: &str) -> String {
    let ids: Vec<String> = found.candidates.iter().map(|c| c.0.to_string()).collect();
    format!(
        "{}|{}|{}|{}",
        &text[found.start..found.end],
        found.how.words(),
        found.certainty.word(),
        ids.join(",")
    )
}

#[test]
fn names_are_found_as_people_write_them() {
    let gazetteer = Gazetteer::of(&known());
    let check = |text: &str, expected: &[&str]| {
        let found: Vec<String> = gazetteer
            .find(text, &["DI Iska Fennixby".into()], &BTreeSet::new())
            .iter()
            .map(|f| told(f, text))
            .collect();
        assert_eq!(found, expected, "{text}");
    };
    check("It was said that Harl Orrowby waits there.", &["Harl Orrowby|full name|certain|0"]);
    check("ORROWBY, Harl was seen.", &["ORROWBY, Harl|full name|certain|0"]);
    check("Harl Orowby's car.", &["Harl Orowby|full name|probable|0"]);
    check("Bill Vaskelling came.", &["Bill Vaskelling|full name|probable|2"]);
    check("Seen with T. Thackling.", &["T. Thackling|initial and surname|probable|1"]);
    check("We spoke of Mr Orrowby.", &["Mr Orrowby|title and surname|possible|0,5"]);
    check("We spoke of Orrowby again.", &["Orrowby|surname alone|possible|0,5"]);
    check("a man known as Rook", &["Rook|street name|probable|0"]);
    check("A rook flew. Rook shooting is banned.", &[]);
    check("In QZ52 NDX, not AB12.", &["QZ52 NDX|registration mark|certain|3"]);
    check("In qz52ndx or QZ5? NDX?", &["QZ5? NDX|part of a registration mark|probable|3"]);
    check("In QZ52 ND? again", &["QZ52 ND?|part of a registration mark|probable|3"]);
    check(
        "Parties at 3 Kiln Ln and 12 Gull Street.",
        &["3 Kiln Ln|address|certain|4", "12 Gull Street|address|certain|2"],
    );
    check("12 May 2002, 3 people in court", &[]);
    check("PC Orrowby reported; so did DS Harl Orrowby.", &[]);
    check("The Northmere Forum met in Gull Street School.", &[]);
}

#[test]
fn a_new_name_is_proposed_and_never_taken_for_somebody() {
    let gazetteer = Gazetteer::of(&known());
    let others = ["Iska Fennixby".to_string()];
    let found = gazetteer.find(
        "A friend, Harl Umberley, and Harl Fennixby came; Mrs Quillanett did not.",
        &others,
        &BTreeSet::new(),
    );
    let names: Vec<(bool, How)> = found.iter().map(|f| (f.is_new(), f.how)).collect();
    assert_eq!(names, [(true, How::FullName), (true, How::TitleAndSurname)]);
    assert!(found[0].evidence.contains("no record has: proposed as new"), "{}", found[0].evidence);
    assert!(found.iter().all(|f| f.certainty == Band::Possible));
}

#[test]
fn two_words_that_no_record_knows_are_proposed_where_they_read_as_a_person_and_not_as_a_place() {
    let gazetteer = Gazetteer::of(&known());
    let check = |text: &str, expected: &[&str]| {
        let ordinary: BTreeSet<String> =
            small_words("a light blue rose, seen late; workers asked for more").collect();
        let found = gazetteer.find(text, &[], &ordinary);
        let new: Vec<&str> = found.iter().filter(|f| f.is_new()).map(|f| &text[f.start..f.end]).collect();
        assert_eq!(new, expected, "{text}");
    };
    check("A worker had heard of Quenna Vosk for the first time.", &["Quenna Vosk"]);
    check("Quenna Vosk was seen with him.", &["Quenna Vosk"]);
    check("They met at Corve Grange, in Nether Wending and by the Osier Hall.", &[]);
    check("The Ostmarch Constabulary and Vale Hospital were told.", &[]);
    check("Blue Rose opened late; Workers Asked for more.", &[]);
    check("It is the Vorrel Tivver report.", &[]);
    check("Leaflets went to Skemmer Taxis and Dibben Arms.", &[]);
}

#[test]
fn what_stands_beside_a_name_goes_with_it() {
    let gazetteer = Gazetteer::of(&known());
    let fields = |text: &str| gazetteer.find(text, &[], &BTreeSet::new()).remove(0).fields;
    assert!(fields("Harl Orrowby (DOB 03/04/1988) was seen").contains(&(field::BORN, "03/04/1988".into())));
    assert!(fields("Harl Orrowby (14) was seen").contains(&(field::AGE, "14".into())));
    assert!(fields("Harl Orrowby of 3 Kiln Lane").contains(&(field::ADDRESS, "3 Kiln Lane".into())));
    assert_eq!(fields("Harl Orrowby and 12 others (2 of them known)").len(), 2);
}

/// Every surname tried in turn: the slow, obvious way.
fn oracle(surnames: &[&str], word: &str) -> Vec<u32> {
    let all = || surnames.iter().enumerate();
    let pick = |fits: &dyn Fn(&str) -> bool| -> Vec<u32> {
        all().filter(|(_, s)| fits(&s.to_lowercase())).map(|(i, _)| i as u32).collect()
    };
    let same = pick(&|s| s == word);
    if !same.is_empty() || word.len() < 5 {
        return same;
    }
    pick(&|s| s.len() >= 5 && within_one_edit(s, word))
}

#[test]
fn the_search_finds_what_trying_every_surname_finds() {
    let surnames = [
        "Orrowby", "Orrowbys", "Arrowby", "Thack", "Thick", "Vask", "Umberley", "Umberly", "Umbreley",
        "Noxel",
    ];
    let mentions: Vec<Mention> = surnames
        .iter()
        .enumerate()
        .map(|(i, s)| mention(MentionKind::Person, i, &[(field::FORENAME, "Harl"), (field::SURNAME, s)]))
        .collect();
    let gazetteer = Gazetteer::of(&mentions);
    let mut state = 7u64;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut hits = 0;
    for _ in 0..5_000 {
        let mut letters: Vec<char> = surnames[next(surnames.len())].to_lowercase().chars().collect();
        for _ in 0..next(3) {
            let at = next(letters.len());
            let letter = char::from(b'a' + next(26) as u8);
            match next(4) {
                0 if letters.len() > 3 => drop(letters.remove(at)),
                1 => letters.insert(at, letter),
                2 if at + 1 < letters.len() => letters.swap(at, at + 1),
                _ => letters[at] = letter,
            }
        }
        let word: String = letters.into_iter().collect();
        let written: String = word[..1].to_uppercase() + &word[1..];
        let text = format!("We spoke of Mr {written} today.");
        let found: Vec<u32> = gazetteer
            .find(&text, &[], &BTreeSet::new())
            .iter()
            .flat_map(|f| f.candidates.iter().map(|c| c.0))
            .collect();
        assert_eq!(found, oracle(&surnames, &word), "{word}");
        hits += usize::from(!found.is_empty());
    }
    assert!(hits > 2_000, "{hits}");
}

#[test]
fn in_a_list_a_comma_parts_two_people_and_turns_no_name_about() {
    let gazetteer = Gazetteer::of(&known());
    let whole = |text: &str| -> Vec<String> {
        let found = gazetteer.find(text, &[], &BTreeSet::new());
        // "Harl Vaskelling", whom no record has, may be proposed as new: nobody is taken for him.
        let known = found.iter().filter(|f| f.how == How::FullName && !f.is_new());
        known.map(|f| text[f.start..f.end].to_string()).collect()
    };
    for text in [
        "We spoke of Orrowby, Harl Vaskelling and others.",
        "We spoke of Orrowby, Harl and Rook.",
        "Named were Thackling, Orrowby, Harl, Vaskelling.",
        "ORROWBY, HARL, VASKELLING were named.",
        "Orrowby, Harl were named.",
    ] {
        assert_eq!(whole(text), [""; 0], "{text}");
    }
    assert_eq!(whole("Child\tOrrowby, Harl\tseen"), ["Orrowby, Harl"], "in a cell of its own it is one name");
    assert_eq!(whole("We spoke of ORROWBY, Harl again."), ["ORROWBY, Harl"]);
}

#[test]
fn a_recorded_mark_with_a_letter_read_for_a_digit_is_found_whatever_shape_that_gives_it() {
    let gazetteer = Gazetteer::of(&[mention(MentionKind::Vehicle, 0, &[(field::PLATE, "AB01 CDE")])]);
    for text in ["In ABO1 CDE again.", "In AB0I CDE again.", "In ABOI CDE again."] {
        let found = gazetteer.find(text, &[], &BTreeSet::new());
        let told: Vec<String> = found.iter().map(|f| told(f, text)).collect();
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert!(told[0].ends_with("|registration mark|probable|0"), "{text}: {told:?}");
    }
}

/// The records of the cases below: somebody with a street name and initials, and the marks of two vehicles.
fn of_minutes() -> Vec<Mention> {
    use field::{ALIAS, FORENAME, PLATE, SURNAME};
    vec![
        mention(
            MentionKind::Person,
            0,
            &[(FORENAME, "Darrick"), (SURNAME, "Quenthorpe"), (ALIAS, "Dazza"), (ALIAS, "DQ")],
        ),
        mention(MentionKind::Vehicle, 1, &[(PLATE, "KX05 VBN")]),
        mention(MentionKind::Vehicle, 2, &[(PLATE, "QZ52 NDX")]),
        mention(MentionKind::Person, 3, &[(FORENAME, "Tov"), (SURNAME, "Youngs")]),
        mention(MentionKind::Person, 4, &[(FORENAME, "Tav"), (SURNAME, "Young")]),
    ]
}

fn finds(text: &str, expected: &[&str]) {
    let gazetteer = Gazetteer::of(&of_minutes());
    let all = gazetteer.find(text, &[], &BTreeSet::new());
    let found: Vec<String> = all.iter().filter(|f| !f.is_new()).map(|f| told(f, text)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_surname_at_the_head_of_a_sentence_is_somebodys_only_where_the_sentence_says_so() {
    let alone = "Quenthorpe|surname alone|possible|0";
    for text in [
        "Quenthorpe was seen by the baths.",
        "Quenthorpe's car was there.",
        "It was late. Quenthorpe then drove off.",
        "Quenthorpe and Youngs were named.",
        "Named: Quenthorpe",
        "Quenthorpe (24)",
        "Quenthorpe collects pupils on market days.",
        "Quenthorpe agreed to move on.",
        "Quenthorpe and Harkaby were seen.",
        "Quenthorpe (Dazza) collects pupils.",
        "Quenthorpe collects pupils in Quenthorpe's van.",
    ] {
        assert!(
            Gazetteer::of(&of_minutes())
                .find(text, &[], &BTreeSet::new())
                .iter()
                .any(|f| told(f, text) == alone),
            "{text}"
        );
    }
    finds("QUENTHORPE reports weekly.", &["QUENTHORPE|surname alone|possible|0"]);
    finds("Young was seen with him.", &["Young|surname alone|possible|4"]);
    // A surname that is a word of the language is nobody's where no one does anything.
    for text in [
        "Young people were told.",
        "Young: none.",
        "Quenthorpe Street was quiet.",
        "Quenthorpe ward was quiet.",
        "Quenthorpe council replied.",
    ] {
        finds(text, &[]);
    }
    // What the paragraph calls a place elsewhere is one at the head of its sentences.
    let found = Gazetteer::of(&of_minutes()).find(
        "Quenthorpe floods often. The school closed in Quenthorpe for a day.",
        &[],
        &BTreeSet::new(),
    );
    assert!(!found.iter().any(|f| f.start == 0));
    // A word that the document writes in small letters is a word there.
    let ordinary: BTreeSet<String> = small_words("a quenthorpe of a day").collect();
    let found = Gazetteer::of(&of_minutes()).find("Quenthorpe was the word.", &[], &ordinary);
    assert!(found.is_empty());
}

#[test]
fn names_in_capitals_back_to_front_and_with_a_nickname_inside_are_one_name() {
    finds("DARRICK QUENTHORPE was named.", &["DARRICK QUENTHORPE|full name|certain|0"]);
    finds("Quenthorpe, Darrick collects pupils.", &["Quenthorpe, Darrick|full name|certain|0"]);
    finds("QUENTHORPE Darrick collects pupils.", &["QUENTHORPE Darrick|full name|certain|0"]);
    finds("QUENTHORPE'S CAR WAS SEEN", &["QUENTHORPE|surname alone|possible|0"]);
    finds("Quenthorpe, Darrick was cautioned.", &["Quenthorpe, Darrick|full name|certain|0"]);
    finds("VISIT QUENTHORPE, DARRICK AT HOME", &["QUENTHORPE, DARRICK|full name|certain|0"]);
    finds("We spoke of QUENTHORPE, D. again.", &["QUENTHORPE, D|initial and surname|probable|0"]);
    for text in [
        "Darrick (Dazza) Quenthorpe was named.",
        "Darrick 'Dazza' Quenthorpe was named.",
        "Darrick \u{201c}Dazza\u{201d} Quenthorpe was named.",
        "Darrick (aka Dazza) Quenthorpe was named.",
    ] {
        let found = Gazetteer::of(&of_minutes()).find(text, &[], &BTreeSet::new());
        assert_eq!(found.len(), 1, "{text}: one name, one person");
        assert!(told(&found[0], text).ends_with("|full name|certain|0"), "{text}");
        assert!(found[0].fields.contains(&(field::ALIAS, "Dazza".into())), "{text}");
    }
    // Initials mean somebody only where a record gives them as a name, and only in capitals among other words.
    finds("DQ was driving.", &["DQ|street name|possible|0"]);
    finds("It stood by the Baths. DQ was driving.", &["DQ|street name|possible|0"]);
    finds("DV was driving.", &[]);
    finds("DQ WAS DRIVING.", &[]);
}

#[test]
fn a_part_of_a_mark_is_a_perhaps_of_the_marks_it_fits() {
    let part = |text: &str, words: &str, field: &str| {
        let found = Gazetteer::of(&of_minutes()).find(text, &[], &BTreeSet::new());
        assert_eq!(found.len(), 1, "{text}");
        let told = told(&found[0], text);
        assert!(
            told.starts_with(&format!("{words}|part of a registration mark|")) && told.ends_with("|1"),
            "{told}"
        );
        assert!(found[0].certainty < Band::Certain, "{text}: never certain");
        assert_eq!(found[0].fields, [(field::PLATE, field.to_string())], "{text}");
    };
    part("A silver car, index ending VBN, was there.", "VBN", "*VBN");
    part("A silver car, VBN at the end of the plate.", "VBN", "*VBN");
    part("The last three letters of the plate were VBN.", "VBN", "*VBN");
    part("A registration beginning KX05 was read.", "KX05", "KX05*");
    part("A car, beginning with KX05 V, was read.", "KX05 V", "KX05V*");
    part("The partial plate was KX05 only.", "KX05", "*KX05*");
    part("Another read KX05 V?? from behind.", "KX05 V??", "KX05 V??");
    // Nothing that merely stands at an end is a mark.
    for text in [
        "The car park was shut at the meeting ending AOB.",
        "He has a DVD at the end.",
        "CSE at the end of his car.",
    ] {
        assert!(Gazetteer::of(&of_minutes()).find(text, &[], &BTreeSet::new()).is_empty(), "{text}");
    }
    // A part that no record fits is proposed only where the text says that it is one.
    let found = Gazetteer::of(&of_minutes()).find("The index ended with PLT.", &[], &BTreeSet::new());
    assert!(found.len() == 1 && found[0].is_new());
}

#[test]
fn a_short_forename_with_a_slip_is_perhaps_the_known_one_and_another_name_is_another() {
    finds("A friend, Tvo Youngs, came.", &["Tvo Youngs|full name|possible|3"]);
    // "Tav" is a name of its own, of somebody else.
    finds("A friend, Tav Youngs, came.", &[]);
}
