//! The benchmark `minutes`: made minutes in Word, PDF and plain text through `candour minutes`, held to the truth they were
//! made with: pages per second, peak memory, precision and recall of the names found, of attendance and of actions.
//!
//! A name found is right where the same words stand in the same item of the same file in the truth and the subject they were
//! planted for is among the candidates. What it leaves out: who linkage takes the named to be.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::bench::{BENCH_LIMIT, Size, cost, stage};
use crate::lanes;
use crate::run::{self, Stream};
use crate::tree::Tree;

/// Runs it.
pub(crate) fn run(tree: &Tree, size: &Size) -> Result<(), String> {
    let (program, build_s) = lanes::release_binary(tree)?;
    println!("release build: {build_s:.1} s (0.1 s or so where nothing had changed)");
    let scratch = lanes::scratch(tree)?;
    let case = scratch.path().join("minutes");
    let mut command = Command::new(&program);
    command.arg("specimen").arg(&case);
    command.args(["--minutes", &size.pages.to_string(), "--seed", &size.seed.to_string()]);
    let made = run::watch(command, BENCH_LIMIT, |_, line| println!("   | {line}"))?;
    if let Some(trouble) = made.trouble() {
        return Err(format!("candour specimen: {trouble}"));
    }
    let mut command = Command::new(&program);
    command.arg("minutes").arg(&case).arg("--timings");
    let mut minutes_s = None;
    let ended = run::watch(command, BENCH_LIMIT, |stream, line| match (stream, stage(line)) {
        (Stream::Err, Some((name, seconds))) if name == "minutes" => minutes_s = Some(seconds),
        (Stream::Err, Some(_)) => {}
        _ => println!("   | {line}"),
    })?;
    if !matches!(ended.code, Some(0 | 1)) {
        return Err(format!("candour minutes: {}", ended.trouble().unwrap_or_default()));
    }
    println!("minutes: {}", cost(&ended));
    if let Some(seconds) = minutes_s {
        println!("pages: {}; {:.0} pages/s", size.pages, f64::from(size.pages) / seconds);
    }
    names(&case)?;
    same(&case, "attendance", &["file", "standing", "name", "rank", "agency"])?;
    same(&case, "actions", &["file", "reference", "owner", "due", "reported", "state"])
}

/// A table as rows by column name.
fn table(path: &Path) -> Result<Vec<BTreeMap<String, String>>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut rows = rows(&text).into_iter();
    let head = rows.next().unwrap_or_default();
    Ok(rows.map(|row| head.iter().cloned().zip(row).collect()).collect())
}

/// Rows of comma-separated text with quotation marks.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, quoted) {
            ('"', true) if characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (c, _) => cell.push(c),
        }
    }
    rows
}

fn share(part: usize, of: usize) -> String {
    if of == 0 { "none".into() } else { format!("{:.4} ({part} of {of})", part as f64 / of as f64) }
}

/// Names found against names planted.
fn names(case: &Path) -> Result<(), String> {
    let truth = table(&case.join("truth/named.csv"))?;
    let found = table(&case.join("minutes/named.csv"))?;
    let place = |r: &BTreeMap<String, String>| [&r["file"], &r["item"], &r["written"]].map(String::clone);
    let mut planted: BTreeMap<[String; 3], Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    for row in &truth {
        planted.entry(place(row)).or_default().push(row);
    }
    let (mut right, mut wrong, mut only, mut new_right, mut new_wrong) = (0, 0, 0, 0, 0);
    let mut by_how: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    truth.iter().for_each(|t| by_how.entry(t["how"].clone()).or_default().1 += 1);
    for row in &found {
        let subjects: Vec<&str> = row["identifiers"].split_whitespace().collect();
        let new = row["candidates"] == "0";
        let here = planted.get_mut(&place(row));
        let hit = here.and_then(|list| {
            let fits = |t: &&BTreeMap<String, String>| {
                let subject = t["subject"].as_str();
                if new { subject.is_empty() } else { subjects.contains(&subject) }
            };
            list.iter().position(fits).map(|at| list.remove(at))
        });
        if let Some(hit) = hit {
            by_how.entry(hit["how"].clone()).or_default().0 += 1;
        }
        match (new, hit.is_some()) {
            (false, true) => {
                right += 1;
                only += usize::from(subjects.len() == 1);
            }
            (false, false) => wrong += 1,
            (true, true) => new_right += 1,
            (true, false) => new_wrong += 1,
        }
    }
    let known = truth.iter().filter(|t| !t["subject"].is_empty()).count();
    println!("known subjects: precision {}, recall {}", share(right, right + wrong), share(right, known));
    println!("  of those right, one candidate only: {}", share(only, right));
    println!(
        "new names: precision {}, recall {}",
        share(new_right, new_right + new_wrong),
        share(new_right, truth.len() - known)
    );
    for (how, (hits, of)) in by_how {
        println!("  {how:30} found {}", share(hits, of));
    }
    Ok(())
}

/// Rows of a table that are the same in the truth.
fn same(case: &Path, name: &str, columns: &[&str]) -> Result<(), String> {
    let key = |row: &BTreeMap<String, String>| -> Vec<String> {
        let value = |c: &&str| match row.get(*c).map_or("", String::as_str) {
            "true" => "yes".to_string(),
            "false" => String::new(),
            value => value.to_string(),
        };
        columns.iter().map(value).collect()
    };
    let truth = table(&case.join(format!("truth/{name}.csv")))?;
    let found = table(&case.join(format!("minutes/{name}.csv")))?;
    let mut left: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    truth.iter().for_each(|t| *left.entry(key(t)).or_default() += 1);
    let right = found
        .iter()
        .filter(|f| left.get_mut(&key(f)).is_some_and(|n| n.checked_sub(1).map(|m| *n = m).is_some()))
        .count();
    println!("{name}: precision {}, recall {}", share(right, found.len()), share(right, truth.len()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_held_to_the_words_the_item_and_the_subject() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            (
                "truth/named.csv",
                "file,item,written,how,subject\na,1,\"X, Y\",full,P:1\na,2,Z,full,P:2\na,2,N,new,\n",
            ),
            (
                "minutes/named.csv",
                "file,item,written,candidates,identifiers\na,1,\"X, Y\",1,P:1\na,2,Z,1,P:3\na,2,N,0,\n",
            ),
            ("truth/actions.csv", "file,reported\na,true\na,true\n"),
            ("minutes/actions.csv", "file,reported\na,yes\nb,yes\n"),
        ] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        names(folder.path()).unwrap();
        same(folder.path(), "actions", &["file", "reported"]).unwrap();
        assert_eq!(rows("a,\"b \"\"c\"\", d\"\n"), [["a", "b \"c\", d"]]);
        assert_eq!(share(1, 4), "0.2500 (1 of 4)");
        assert!(same(folder.path(), "absent", &["file"]).is_err());
    }
}
