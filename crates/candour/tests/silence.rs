//! No record is not no action: a row that could not be read, or a file that is gone, is never taken for a failing.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::fs;

use support::{review, rows, small_review};

#[test]
fn a_row_that_could_not_be_read_may_be_the_one_that_shows_the_action() {
    let folder = tempfile::tempdir().unwrap();
    let table = "reference,child,received,assessed\nA1,1,2010-04-07,\nA2,2,2010-04-07,2010-04-08\n\
                 A3,3,2010-04-07,2010-04-08\nA4,4,2010-04-07,2010-04-08\nA5,5,2010-04-07,2010-04-08\n";
    let dir = small_review(folder.path(), table);
    let verdict_of_first = || {
        let outcomes = rows(&dir.join("out/outcomes.csv"));
        outcomes.iter().find(|o| o["reference"] == "A1").unwrap()["verdict"].clone()
    };
    review(&dir, &[], 0);
    assert_eq!(verdict_of_first(), "nothing recorded");

    let broken = format!("{table}A1,1,,2010-04-09,one cell too many\n");
    fs::write(dir.join("evidence/referrals.csv"), broken).unwrap();
    review(&dir, &[], 1);
    assert_eq!(rows(&dir.join("out/accounts.csv"))[0]["rejected"], "1");
    assert_eq!(verdict_of_first(), "cannot tell");
    let register = &rows(&dir.join("out/extracts.csv"))[0];
    assert!(register["note"].contains("1 of its rows or files could not be read"), "{register:?}");
}

#[test]
fn a_file_that_was_there_before_and_is_gone_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let dir = small_review(folder.path(), "reference,child,received,assessed\nA1,1,2010-04-07,2010-04-09\n");
    let config = fs::read_to_string(dir.join("review.toml")).unwrap();
    fs::write(dir.join("review.toml"), config.replace("\"referrals.csv\"", "\"referrals*.csv\"")).unwrap();
    let second = dir.join("evidence/referrals2.csv");
    fs::write(&second, "reference,child,received,assessed\nB1,2,2010-05-04,2010-05-06\n").unwrap();
    review(&dir, &[], 0);
    fs::remove_file(second).unwrap();
    let (_, said) = review(&dir, &[], 1);
    assert!(said.contains("referrals2.csv was read before and is no longer among the evidence"), "{said}");
}
