//! Minutes through the command as a person runs it: tables of what they say, and their flow into a review.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // runs the command and reads what it wrote

use std::collections::BTreeSet;
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
fn a_name_that_nobody_proposed_is_masked_in_the_text_of_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = "Minutes of the Northmere Forum held on 3 May 2002\n\nPresent:\nDS Iska Fennixby (Police A)\n\n\
        1. Concerns\nHarl Orrowby was seen with the Zarrimond brothers; Vosk was named too, and J. Quillitrope of the CSE team. \
        However, DS Fennixby said on Friday that Rose Umbershaw had come home in May.\n\n\
        2. Outcome\nThe rose garden is shut, however late. SKELDRAKE, Perrin to be asked by Police A. Oskenby and Tarlow left.\n\n\
        Decision: it was agreed that Haldwine be told.\n";
    one_document(dir, "Name,Born\nHarl Orrowby,03/04/1988\n", "may.txt", text.as_bytes());
    let at = dir.to_str().unwrap();
    let run = candour(&["review", at]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let mut all = String::new();
    for entry in std::fs::read_dir(dir.join("out")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        let written = String::from_utf8_lossy(&bytes).into_owned();
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
        ] {
            assert!(!written.contains(name), "{name} stands in {}", path.display());
        }
        all.push_str(&written);
    }
    for kept in
        ["brothers", "was named too", "CSE team", "However, DS", "on Friday that", "home in May", "Police A"]
    {
        assert!(all.contains(kept), "{kept} is no name");
    }
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
