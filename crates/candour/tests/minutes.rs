//! Minutes through the command as a person runs it: tables of what they say, and their flow into a review.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // runs the command and reads what it wrote

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

fn candour(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour")).args(arguments).output().unwrap()
}

fn table(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader.records().map(|r| r.unwrap().iter().map(String::from).collect()).collect()
}

#[test]
fn planted_minutes_are_recovered_and_flow_into_the_review() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("case");
    let at = dir.to_str().unwrap();
    assert!(candour(&["specimen", at, "--minutes", "60"]).status.success());
    std::fs::write(dir.join("evidence/minutes/broken.docx"), b"PK\x03\x04 this is no package").unwrap();
    let made = candour(&["minutes", at]);
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert_eq!(made.status.code(), Some(1), "a broken file and a scanned page ask for a person: {said}");
    assert!(said.contains("minutes/broken.docx"), "{said}");

    // What the truth says is found, and nothing else is taken for a known subject.
    let key = |r: &[String]| (r[0].clone(), r[1].clone(), r[2].clone());
    let planted = table(&dir.join("truth/named.csv"));
    let found = table(&dir.join("minutes/named.csv"));
    let known: BTreeSet<_> = planted.iter().filter(|r| !r[4].is_empty()).map(|r| key(r)).collect();
    let taken: BTreeSet<_> =
        found.iter().filter(|r| r[7] != "0").map(|r| (r[0].clone(), r[2].clone(), r[3].clone())).collect();
    let right = taken.intersection(&known).count();
    assert!(right * 100 >= known.len() * 95, "{right} of {}", known.len());
    assert!(right * 100 >= taken.len() * 98, "{right} of {}", taken.len());
    let attendance: BTreeSet<Vec<String>> = table(&dir.join("minutes/attendance.csv"))
        .iter()
        .map(|r| [0, 2, 4, 3, 6].map(|c| r[c].clone()).to_vec())
        .collect();
    let truth: BTreeSet<Vec<String>> = table(&dir.join("truth/attendance.csv")).into_iter().collect();
    assert_eq!(attendance, truth);
    assert_eq!(table(&dir.join("minutes/needs_transcription.csv")).len(), 1);

    // In the review: rows balance, a page without text and a broken file are told, two runs give the same bytes.
    let review = candour(&["review", at]);
    assert_eq!(review.status.code(), Some(1), "{}", String::from_utf8_lossy(&review.stderr));
    let out = dir.join("out");
    let first = std::fs::read(out.join("chronology.csv")).unwrap();
    let problems = std::fs::read_to_string(out.join("problems.csv")).unwrap();
    assert!(problems.contains("holds no text: it needs transcription"), "{problems}");
    assert!(problems.contains("proposed as new"), "a new name is told and not silently made");
    let chronology = std::fs::read_to_string(out.join("chronology.csv")).unwrap();
    assert!(chronology.contains("meeting_item") && chronology.contains("(discussed, "));
    candour(&["review", at]);
    assert_eq!(first, std::fs::read(out.join("chronology.csv")).unwrap());
}

#[test]
fn apologies_are_not_knowledge_and_a_mapping_of_minutes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    std::fs::create_dir_all(dir.join("evidence")).unwrap();
    std::fs::write(dir.join("evidence/people.csv"), "Name,Born\nHarl Orrowby,03/04/1988\n").unwrap();
    std::fs::write(
        dir.join("evidence/may.txt"),
        "Minutes of the Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\nApologies: Cass Quill (Health B)\n\n\
         1. Concerns\nHarl Orrowby (DOB 03/04/1988) was seen at the arcade.\n",
    )
    .unwrap();
    let config = "[review]\ntitle = \"t\"\npurpose = \"learning\"\nobservation_date = 2010-01-01\n\
        period = { from = 2000-01-01, to = 2009-12-31 }\n[[agency]]\nname = \"Police A\"\nsort = \"police\"\n\
        [[agency]]\nname = \"Health B\"\nsort = \"health\"\n[[agency]]\nname = \"Council C\"\nsort = \"social_care\"\n\
        [[source]]\nname = \"people\"\nagency = \"Council C\"\nfiles = \"people.csv\"\n\
        [[source.mention]]\nas = \"person\"\nkind = \"person\"\nname = \"Name\"\nborn = \"Born\"\n\
        [[source]]\nname = \"forum\"\nkind = \"minutes\"\nagency = \"Council C\"\nfiles = \"may.txt\"\n";
    std::fs::write(dir.join("review.toml"), config).unwrap();
    let at = dir.to_str().unwrap();
    let run = candour(&["review", at]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let chronology = table(&dir.join("out/chronology.csv"));
    let item = chronology.iter().find(|r| r.iter().any(|c| c == "meeting_item")).unwrap().join("|");
    assert!(item.contains("Police A (discussed, 3 May 2002)"), "{item}");
    assert!(!item.contains("Health B"), "who sent apologies was not there: {item}");

    std::fs::write(
        dir.join("review.toml"),
        format!("{config}[[source.mention]]\nas = \"x\"\nkind = \"person\"\nname = \"N\"\n"),
    )
    .unwrap();
    let run = candour(&["review", at]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("minutes are read without a mapping"));
    std::fs::write(dir.join("review.toml"), config.replace("\"minutes\"", "\"minuets\"")).unwrap();
    let run = candour(&["review", at]);
    assert!(String::from_utf8_lossy(&run.stderr).contains("did you mean \"minutes\"?"));
}

/// A review of one list of people and one document.
fn one_document(dir: &Path, people: &str, name: &str, text: &[u8]) {
    std::fs::create_dir_all(dir.join("evidence").join(name).parent().unwrap()).unwrap();
    std::fs::write(dir.join("evidence/people.csv"), people).unwrap();
    std::fs::write(dir.join("evidence").join(name), text).unwrap();
    let config = format!(
        "[review]\ntitle = \"t\"\npurpose = \"learning\"\nobservation_date = 2010-01-01\n\
         period = {{ from = 2000-01-01, to = 2009-12-31 }}\n[[agency]]\nname = \"Police A\"\nsort = \"police\"\n\
         [[agency]]\nname = \"Council C\"\nsort = \"social_care\"\n\
         [[source]]\nname = \"people\"\nagency = \"Council C\"\nfiles = \"people.csv\"\n\
         [[source.mention]]\nas = \"person\"\nkind = \"person\"\nname = \"Name\"\nborn = \"Born\"\n\
         [[source]]\nname = \"forum\"\nkind = \"minutes\"\nagency = \"Council C\"\nfiles = \"{name}\"\n\
         covers = {{ from = 2000-01-01, to = 2009-12-31 }}\n"
    );
    std::fs::write(dir.join("review.toml"), config).unwrap();
}

#[test]
fn the_name_in_a_heading_is_whom_the_item_is_about_and_no_further_person() {
    let named = |items: &str| -> usize {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let text = format!(
            "Minutes of the Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\n\n{items}\n"
        );
        one_document(dir, "Name,Born\nHarl Orrowby,03/04/1988\n", "may.txt", text.as_bytes());
        let run = candour(&["review", dir.to_str().unwrap()]);
        assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
        let mentions = support::rows(&dir.join("out/mentions.csv"));
        mentions.iter().filter(|m| m.values().any(|v| v.contains("may.txt"))).count()
    };
    assert_eq!(named("1. Harl Orrowby\nHarl Orrowby (DOB 03/04/1988) was seen at the arcade."), 1);
    assert_eq!(named("1. Harl Orrowby\nHe was seen at the arcade."), 1);
    // A father and a son: whose name the heading is, nobody can say.
    assert_eq!(
        named("1. Harl Orrowby\nHarl Orrowby (DOB 03/04/1988) was seen with his father Harl Orrowby."),
        3
    );
}

#[test]
fn a_name_that_nobody_proposed_is_masked_in_the_text_of_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = "Minutes of the Northmere Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\n\n\
        1. Concerns\nHarl Orrowby was seen with the Zarrimond brothers; Vosk was named too, and J. Quillitrope of the CSE team. \
        However, DS Fennixby said on Friday that Rose Umbershaw had come home in May.\n\n\
        2. Outcome\nThe rose garden is shut, however late. SKELDRAKE, Perrin to be asked by Police A. Oskenby and Tarlow left. \
        DC Sharpling saw Mr Brindlewater where the brindlewater is sharpling. It was so on 17 Ebrill 2002 too. The Deputy Director of Public Housing BE REQUESTED to \
        revise the Annual Plan. Mrs Street saw Mr Young with May Tarnbridge in May 2002; J. Plan and Wenna West left the Plan.\n\nDecision: it was agreed that Haldwine be told.\n";
    one_document(dir, "Name,Born\nHarl Orrowby,03/04/1988\n", "may.txt", text.as_bytes());
    let at = dir.to_str().unwrap();
    let run = candour(&["review", at]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let mut all = String::new();
    for entry in std::fs::read_dir(dir.join("out")).unwrap() {
        let path = entry.unwrap().path();
        let written = support::words_of(&path);
        for name in [
            "Orrowby",
            "Zarrimond",
            "Vosk",
            "Quillitrope",
            "Umbershaw",
            "Skeldrake",
            "SKELDRAKE",
            "Perrin",
            "Oskenby",
            "Tarlow",
            "Haldwine",
            "Fennixby",
            "Sharpling",
            "Brindlewater",
            "Tarnbridge",
            "Wenna",
        ] {
            assert!(!written.contains(name), "{name} stands in {}", path.display());
        }
        all.push_str(&written);
    }
    for half in ["Mrs Street", "Mr Young", "May [name]", "[name] West", "J. Plan", "with May"] {
        assert!(!all.contains(half), "{half}: an ordinary word is a name there");
    }
    for kept in [
        "in May 2002;",
        "left the Plan",
        "Deputy Director of Public Housing BE REQUESTED to revise the Annual Plan",
        "brothers",
        "was named too",
        "CSE team",
        "However, DS",
        "on Friday that",
        "home in May",
        "17 Ebrill 2002",
        "Police A",
    ] {
        assert!(all.contains(kept), "{kept} is no name");
    }
}

/// The pack's council meetings as documents, one a meeting, in a review of its own. Gives who was at a meeting, by surname.
fn council_as_documents(pack: &Path, dir: &Path) -> BTreeSet<String> {
    let read = |name: &str| -> Vec<Vec<String>> {
        let bytes = std::fs::read(pack.join(name)).unwrap();
        let mut text = Vec::new();
        if name.ends_with(".gz") {
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut text).unwrap();
        } else {
            text = bytes;
        }
        csv::Reader::from_reader(&text[..])
            .records()
            .map(|r| r.unwrap().iter().map(String::from).collect())
            .collect()
    };
    let (attendance, motions) = (read("attendance.csv"), read("motions.csv.gz"));
    one_document(dir, "Name,Born\nHarl Orrowby,03/04/1988\n", "m/none.txt", b"");
    std::fs::remove_file(dir.join("evidence/m/none.txt")).unwrap();
    let config = std::fs::read_to_string(dir.join("review.toml")).unwrap();
    let config = config
        .replace("m/none.txt", "m/*")
        .replace("2010-01-01", "2026-01-01")
        .replace("2009-12-31", "2025-12-31");
    std::fs::write(dir.join("review.toml"), config).unwrap();
    for (n, meeting) in read("meetings.csv").iter().enumerate() {
        let mut text = format!("Minutes of the {} held on {}\n\nPresent:\n", meeting[2], &meeting[1][..10]);
        for row in attendance.iter().filter(|r| r[0] == meeting[0]) {
            text.push_str(&format!("{}\n", row[2]));
        }
        for (item, row) in motions.iter().filter(|r| r[1] == meeting[0]).enumerate() {
            text.push_str(&format!("\n{}. {}\n{}\n", item + 1, row[3], row[7].replace('\n', " ")));
        }
        std::fs::write(dir.join(format!("evidence/m/{n:02}.txt")), text).unwrap();
    }
    attendance.iter().filter_map(|r| r[2].split(' ').next_back().map(String::from)).collect()
}

#[test]
fn in_council_minutes_people_are_masked_and_words_that_are_nobodys_name_are_not() {
    let Some(pack) = support::pack("09-council-minutes", "masking in council minutes") else { return };
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let people = council_as_documents(&pack, dir);
    let texts = |more: &[&str]| -> Vec<String> {
        let mut arguments = vec!["review", dir.to_str().unwrap()];
        arguments.extend(more);
        let run = candour(&arguments);
        assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
        let rows = support::rows(&dir.join("out/chronology.csv"));
        rows.into_iter().filter(|r| r["kind"] == "meeting_item").map(|r| r["Event"].clone()).collect()
    };
    let (recorded, masked) = (texts(&["--names-as-recorded"]), texts(&[]));
    assert_eq!(recorded.len(), masked.len());
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(String::from).collect()
    };
    let mut gone: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = 0;
    for (recorded, masked) in recorded.iter().zip(&masked) {
        let mut left: BTreeMap<String, usize> = BTreeMap::new();
        words(masked).into_iter().for_each(|w| *left.entry(w).or_default() += 1);
        for word in words(recorded) {
            all += 1;
            match left.get_mut(&word).filter(|n| **n > 0) {
                Some(n) => *n -= 1,
                None => *gone.entry(word).or_default() += 1,
            }
        }
    }
    let total: usize = gone.values().sum();
    let mut most: Vec<(&String, &usize)> = gone.iter().collect();
    most.sort_by_key(|(word, n)| (std::cmp::Reverse(**n), (*word).clone()));
    println!(
        "council minutes: {total} of {all} words are masked, {} different; most often {:?}",
        gone.len(),
        &most[..150]
    );
    // "Road" is masked with the addresses it stands in.
    for word in [
        "BE",
        "Plan",
        "City",
        "Review",
        "Transit",
        "Strategic",
        "Housing",
        "Priorities",
        "Mission",
        "Clerk",
        "CEAP",
    ] {
        assert!(!gone.contains_key(word), "{word} is nobody's name and is masked {} times", gone[word]);
    }
    // Nobody proposed any of those who were there, and none of them is printed, but where the name is an ordinary word of the
    // documents as well ("green").
    let small: BTreeSet<String> =
        recorded.iter().flat_map(|text| words(text)).filter(|w| *w == w.to_lowercase()).collect();
    for text in &masked {
        for word in words(text).into_iter().filter(|w| !small.contains(&w.to_lowercase())) {
            assert!(!people.contains(&word), "{word} is printed: {text}");
        }
    }
    assert!(
        people.iter().filter(|name| gone.contains_key(*name)).count() > 10,
        "they are named in the texts, and masked"
    );
    assert!(total <= 5_000, "{total}");
}

#[test]
fn documents_that_attack_their_reader_are_refused_by_name_and_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let good = "Minutes of the Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\n\n1. Concerns\nHarl Orrowby \
        was seen.\n";
    one_document(dir, "Name,Born\nHarl Orrowby,03/04/1988\n", "m/good.txt", good.as_bytes());
    let config = std::fs::read_to_string(dir.join("review.toml")).unwrap();
    std::fs::write(dir.join("review.toml"), config.replace("m/good.txt", "m/*")).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(dir.join("evidence/m").join(name), bytes).unwrap();
    put("cut.docx", b"PK\x03\x04 this is no package");
    put("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....");
    put("deep.rtf", format!("{{\\rtf1{}", "{".repeat(10_000)).as_bytes());
    put("noise.pdf", b"%PDF-1.7\n\x00\xff\xfe\n%%EOF");
    let locked = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\n\
        endobj\n3 0 obj\n<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O (0123456789abcdef0123456789abcdef) /U \
        (0123456789abcdef0123456789abcdef) >>\nendobj\n";
    let at = |n: usize| locked.find(&format!("{n} 0 obj")).unwrap();
    let xref = format!(
        "{locked}xref\n0 4\n0000000000 65535 f \n{:010} 00000 n \n{:010} 00000 n \n{:010} 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R \
         /Encrypt 3 0 R /ID [<00><00>] >>\nstartxref\n{}\n%%EOF\n",
        at(1),
        at(2),
        at(3),
        locked.len()
    );
    put("locked.pdf", xref.as_bytes());
    let run = candour(&["review", dir.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let problems = std::fs::read_to_string(dir.join("out/problems.csv")).unwrap();
    for name in ["cut.docx", "old.doc", "deep.rtf", "noise.pdf", "locked.pdf"] {
        let line =
            problems.lines().find(|l| l.contains(name)).unwrap_or_else(|| panic!("{name}: {problems}"));
        assert!(line.contains("refused"), "{line}");
    }
    let chronology = std::fs::read_to_string(dir.join("out/chronology.csv")).unwrap();
    assert!(chronology.contains("meeting_item"), "the document that can be read is read");
}

/// A review of a forum whose minutes give police and social care things to do, with what could be expected.
fn review_of_actions(dir: &Path, forum: &str) {
    std::fs::create_dir_all(dir.join("evidence/m")).unwrap();
    let people = "Name,Born\nHarl Orrowby,03/04/1988\nWenna Tarnfold,05/06/1990\nIvo Quernby,07/08/1985\n\
                  Mab Skelding,09/01/1987\nOtto Fennwick,02/02/1986\n";
    std::fs::write(dir.join("evidence/people.csv"), people).unwrap();
    let config = format!(
        "[review]\ntitle = \"t\"\npurpose = \"learning\"\nobservation_date = 2010-01-01\nlast_complete_day = 2009-12-31\n\
         period = {{ from = 2000-01-01, to = 2009-12-31 }}\n\
         [knowledge]\ngrades = [\"discussed\"]\n[[concern]]\nkind = \"meeting_item\"\nas = [\"named\"]\n\
         [[response]]\nname = \"task to staff\"\nkinds = [\"action_given\"]\nabout = \"person\"\nknown_to = [\"police\"]\n\
         [[agency]]\nname = \"Police A\"\nsort = \"police\"\n[[agency]]\nname = \"Council C\"\nsort = \"social_care\"\n\
         [[source]]\nname = \"people\"\nagency = \"Council C\"\nfiles = \"people.csv\"\n\
         [[source.mention]]\nas = \"person\"\nkind = \"person\"\nname = \"Name\"\nborn = \"Born\"\n\
         [[source]]\nname = \"forum\"\nkind = \"minutes\"\nagency = \"Council C\"\nfiles = \"m/*\"\n{forum}"
    );
    std::fs::write(dir.join("review.toml"), config).unwrap();
    let head = |day: &str| {
        format!(
            "Minutes of the Northmere Forum held on {day}\n\nPresent:\nDS Iska Fennixby (Police A)\nLena Marrowby (Council C)\n\n"
        )
    };
    let may = head("3 May 2002")
        + "1. Concerns\nHarl Orrowby was seen by the arcade.\n\nAction 1: DS Fennixby to visit Harl Orrowby by 17 May 2002.\n\n\
           2. Others\nWenna Tarnfold and Ivo Quernby were named by a school.\n\nAction 2: DS Fennixby to visit the home by 20 May 2002.\n\n\
           3. A worry\nMab Skelding was spoken of again.\n\nAction 3: Lena Marrowby to write to the family.\n\n\
           4. Any other business\nOtto Fennwick was named by the youth service.\n";
    std::fs::write(dir.join("evidence/m/may.txt"), may).unwrap();
    let june = head("7 June 2002")
        + "1. Matters arising\nAction 1: DS Fennixby to visit Harl Orrowby - completed.\n\nAction 3: Lena Marrowby to write to the family - ongoing.\n";
    std::fs::write(dir.join("evidence/m/june.txt"), june).unwrap();
}

/// The answer of the review about each person, as recorded: answer and reason.
fn answers_by_name(dir: &Path) -> BTreeMap<String, (String, String)> {
    let run = candour(&["review", dir.to_str().unwrap(), "--names-as-recorded"]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let mut reader = csv::Reader::from_path(dir.join("out/followed.csv")).unwrap();
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    rows.into_iter()
        .map(|r| {
            let forename = r["subject"].split(' ').next().unwrap().to_string();
            (forename, (r["answer"].clone(), r["reason"].clone()))
        })
        .collect()
}

#[test]
fn an_action_given_at_a_meeting_is_a_task_to_staff_of_its_owner_about_whom_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    const ALL: &str = "covers = { from = 2000-01-01, to = 2009-12-31 }\n";
    review_of_actions(dir, ALL);
    let answers = answers_by_name(dir);
    let check = |who: &str, answer: &str, words: &str| {
        let (given, reason) = answers.get(who).unwrap_or_else(|| panic!("no line for {who}: {answers:?}"));
        assert_eq!(given, answer, "{who}: {reason}");
        assert!(reason.contains(words), "{who}: {reason}");
    };
    check("Harl", "done", "3 May 2002, the same day");
    check("Wenna", "cannot tell", "the minutes do not say which of those its item names it is about");
    check("Ivo", "cannot tell", "the minutes do not say");
    check("Mab", "nothing recorded", "the records that would show an action given were supplied");
    check("Otto", "nothing recorded", "No record of \"task to staff\" is there");

    // In the chronology, with owner and due day, and with what the next meeting said of it.
    let mut reader = csv::Reader::from_path(dir.join("out/chronology.csv")).unwrap();
    let events: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let of = |kind: &str| -> Vec<String> {
        let its = |r: &&BTreeMap<String, String>| r.values().any(|v| v == kind);
        events.iter().filter(its).map(|r| r.values().cloned().collect::<Vec<_>>().join("|")).collect()
    };
    assert_eq!((of("action_given").len(), of("action_done").len(), of("action_reported").len()), (3, 1, 1));
    assert!(of("action_given")[0].contains("17 May 2002"), "{:?}", of("action_given"));
    assert!(
        of("action_done")[0].contains("3 May 2002"),
        "tied to the meeting that gave it: {:?}",
        of("action_done")
    );
    // Linkage joins nobody by a name alone: asked by name, the command lists whom it holds apart, and each is asked by number.
    let ask = |about: &str| {
        let knew = candour(&["knew", dir.to_str().unwrap(), "--about", about]);
        String::from_utf8_lossy(&knew.stdout).into_owned() + &String::from_utf8_lossy(&knew.stderr)
    };
    let apart = ask("Harl Orrowby");
    assert!(
        apart.contains("Which is meant?") && apart.contains("; born ") && apart.contains("; held by "),
        "{apart}"
    );
    let offered = || apart.lines().map(str::trim).filter(|l| l.starts_with('N'));
    assert!(offered().count() > 1, "{apart}");
    let numbers = offered().filter_map(|l| l.split(':').next());
    let said: String = numbers.map(ask).collect();
    assert!(said.contains("action given") && said.contains("action done"), "{apart}\n{said}");
    // Every passage is accounted for once, whatever became of it.
    for account in table(&dir.join("out/accounts.csv")) {
        let n: Vec<u64> = account.iter().filter_map(|c| c.parse().ok()).collect();
        assert_eq!(n[0], n[1] + n[2] + n[3], "{account:?}");
    }

    // Minutes whose days nobody has stated, that are not whole, or of which one is away prove no absence.
    for forum in ["", "covers = { from = 2000-01-01, to = 2002-12-31 }\n"] {
        review_of_actions(dir, forum);
        let now = answers_by_name(dir);
        assert!(now.values().all(|(answer, _)| answer != "nothing recorded"), "{now:?}");
        assert_eq!(now["Mab"].0, "extract not supplied", "{now:?}");
        assert_eq!(now["Harl"].0, "done");
    }
    // A second forum that was asked for and refused may have given the task.
    let refused = "[[extract]]\nagency = \"Police A\"\ntitle = \"Minutes of a second forum\"\nkinds = [\"action_given\"]\n\
                   covers = { from = 2002-01-01, to = 2003-12-31 }\nstatus = \"refused\"\n";
    review_of_actions(dir, &format!("{ALL}{refused}"));
    let now = answers_by_name(dir);
    assert!(now.values().all(|(answer, _)| answer != "nothing recorded"), "{now:?}");
    assert!(now["Mab"].1.contains("was refused"), "{now:?}");
}

/// A Word document with this body.
fn word(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}\
         </w:body></w:document>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", "<Types/>"), ("word/document.xml", xml.as_str())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn word_table(rows: &[&[&str]]) -> String {
    let cell = |c: &&str| format!("<w:tc>{}</w:tc>", paragraph(c));
    let row = |r: &&[&str]| format!("<w:tr>{}</w:tr>", r.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

#[test]
fn a_document_of_tables_only_is_a_meeting_and_a_huge_one_is_read_or_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let tables = word_table(&[&["Minutes of the Northmere Forum"], &["Date: 3 May 2002"]])
        + &word_table(&[
            &["Present", "Role", "Agency"],
            &["DS Iska Fennixby", "Detective Sergeant", "Police A"],
            &["Lena Marrowby", "Chair", "Council C"],
        ])
        + &word_table(&[
            &["Item", "Discussion", "Action", "Owner", "Due"],
            &[
                "1",
                "Harl Orrowby was seen by the arcade.",
                "Visit Harl Orrowby",
                "DS Fennixby",
                "17 May 2002",
            ],
            &["2", "The rota was left as it is.", "", "", ""],
        ]);
    one_document(dir, "Name,Born\nHarl Orrowby,03/04/1988\n", "m/tables.docx", &word(&tables));
    let config = std::fs::read_to_string(dir.join("review.toml")).unwrap();
    std::fs::write(dir.join("review.toml"), config.replace("m/tables.docx", "m/*")).unwrap();
    // Some 3 MB of paragraphs, which is much and is read; and more than a million, which nobody wrote.
    let head = paragraph("Minutes of the Northmere Forum held on 7 June 2002");
    let filler =
        "the group heard that more volunteers were needed and nobody had a question at this stage ".repeat(6);
    let many: String = (1..=5_000).map(|n| paragraph(&format!("Paragraph {n} says that {filler}"))).collect();
    std::fs::write(dir.join("evidence/m/huge.docx"), word(&(head.clone() + &many))).unwrap();
    std::fs::write(dir.join("evidence/m/bomb.docx"), word(&(head + &paragraph("a word ").repeat(1_500_000))))
        .unwrap();
    let run = candour(&["minutes", dir.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("m/bomb.docx") && said.contains("more than 1000000 passages"), "{said}");
    assert!(!said.contains("m/huge.docx"), "{said}");
    let of = |name: &str| -> Vec<Vec<String>> {
        table(&dir.join("minutes").join(name)).into_iter().filter(|r| r[0] == "m/tables.docx").collect()
    };
    assert_eq!(of("meetings.csv")[0][4], "3 May 2002");
    assert_eq!(of("attendance.csv").len(), 2);
    assert_eq!(of("items.csv").len(), 2);
    let actions = of("actions.csv");
    assert_eq!(
        (actions.len(), actions[0][4].as_str(), actions[0][6].as_str()),
        (1, "DS Fennixby", "2002-05-17")
    );
    let huge = table(&dir.join("minutes/items.csv")).into_iter().filter(|r| r[0] == "m/huge.docx");
    assert!(huge.map(|r| r[4].matches("Paragraph ").count()).sum::<usize>() == 5_000, "no paragraph is lost");
}
