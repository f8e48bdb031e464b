//! Names in minutes as agencies write them: surnames that open a sentence, capitals, nicknames in the middle, parts of marks.
//!
//! The layouts say beforehand, in `> named WHO = WORDS`, which words are whose name. Each must be found with whoever it is among
//! the candidates, and nothing else may be taken for anybody.

#[path = "../../intake/tests/layouts/mod.rs"]
mod layouts;

use std::collections::BTreeSet;

use layouts::{Layout, known, layouts, meeting, text};
use link::naming::{Gazetteer, small_words};
use model::{Mention, Place, RowId, SourceId};

fn records() -> Vec<Mention> {
    let of = known().into_iter().enumerate();
    of.map(|(row, (_, kind, fields))| Mention {
        kind,
        fields: fields.into_iter().map(|(name, value)| (name, value.into())).collect(),
        role: "known".into(),
        row: RowId::from(row),
        place: Place::row(SourceId(0), row as u32),
    })
    .collect()
}

/// What is found in a layout: "WHO = WORDS" for each name of somebody known, "new = WORDS" for one that no record has.
fn found(layout: &Layout, gazetteer: &Gazetteer) -> Vec<String> {
    let meeting = meeting(&text(layout), None);
    let others: Vec<String> = meeting.attendance.iter().map(|a| a.name.clone()).collect();
    let texts: Vec<&str> = meeting
        .items
        .iter()
        .flat_map(|i| std::iter::once(i.heading.text.as_str()).chain(i.text.iter().map(|b| b.text.as_str())))
        .collect();
    let ordinary: BTreeSet<String> = texts.iter().flat_map(|t| small_words(t)).collect();
    let names = known();
    let mut all = Vec::new();
    for text in texts {
        for one in gazetteer.find(text, &others, &ordinary) {
            let who: Vec<&str> = one.candidates.iter().map(|c| names[c.index()].0).collect();
            let who = if who.is_empty() { "new".to_string() } else { who.join(" or ") };
            all.push(format!("{who} = {}", &text[one.start..one.end]));
        }
    }
    all
}

#[test]
fn every_name_that_a_careful_clerk_reads_is_found_and_nothing_else_is() {
    let gazetteer = Gazetteer::of(&records());
    let (mut right, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
    for layout in layouts() {
        let mut truth: Vec<String> = layout
            .truth
            .iter()
            .filter_map(|t| {
                let known = t.strip_prefix("named ").map(String::from);
                known.or_else(|| t.strip_prefix("new ").map(|words| format!("new = {words}")))
            })
            .collect();
        if truth.is_empty() {
            continue;
        }
        for one in found(&layout, &gazetteer) {
            match truth.iter().position(|t| *t == one) {
                Some(at) => {
                    truth.remove(at);
                    right += 1;
                }
                None => wrong.push(format!("{}: {one}", layout.name)),
            }
        }
        missed.extend(truth.into_iter().map(|t| format!("{}: {t}", layout.name)));
    }
    println!("names: {right} right, {} missed, {} wrong", missed.len(), wrong.len());
    assert!(missed.is_empty() && wrong.is_empty(), "missed {missed:#?}\nwrong {wrong:#?}");
    assert!(right >= 40, "{right}");
}
