//! Words that may give somebody something to do, or say what became of it, and are not understood as an action.
//!
//! They claim nothing. They are what stands against calling an action missing: "Lena Marrowby will see her on Friday" gives one,
//! though no label says so. Asked are the small words by which English gives a task, whatever the task: will, shall, should,
//! must, would; is to, asked to, agreed to; somebody to do something; and the words action and task themselves.
//! What this leaves out: whose it is, and whom it is about.

use std::collections::BTreeMap;

use super::actions::{owner_and_task, sentences};
use super::lines::no_action;
use super::{Block, Meeting, Perhaps, Words};

/// The words of a meeting that may be actions besides those read.
pub(super) fn perhaps(meeting: &Meeting) -> Vec<Perhaps> {
    let mut read: BTreeMap<(u16, u32), Vec<&str>> = BTreeMap::new();
    for action in &meeting.actions {
        let spot = action.words.spot;
        read.entry((spot.part, spot.row)).or_default().push(action.what.as_str());
    }
    let mut decided: BTreeMap<(u16, u32), Vec<&str>> = BTreeMap::new();
    for decision in &meeting.decisions {
        let spot = decision.words.spot;
        decided.entry((spot.part, spot.row)).or_default().push(decision.words.text.as_str());
    }
    let mut found = Vec::new();
    let mut of = |block: &Block, item: Option<usize>, listed: bool| {
        for (at, sentence) in sentences(&block.text) {
            let spot = block.spot(at);
            let known = |map: &BTreeMap<(u16, u32), Vec<&str>>| {
                let key = [(spot.part, spot.row), (block.spot(0).part, block.spot(0).row)];
                let mut its = key.iter().filter_map(|k| map.get(k)).flatten();
                its.any(|w| w.contains(sentence) || sentence.contains(*w))
            };
            let may = gives(sentence) || known(&decided) || listed && !no_action(sentence);
            if may && !known(&read) {
                found.push(Perhaps { item, words: Words { text: sentence.to_string(), spot } });
            }
        }
    };
    for (index, item) in meeting.items.iter().enumerate() {
        let heading = item.heading.text.to_lowercase();
        let listed = heading.contains("action") || heading.contains("outcome");
        item.text.iter().for_each(|block| of(block, Some(index), listed));
    }
    meeting.unparsed.iter().for_each(|block| of(block, None, false));
    found
}

/// Whether a sentence has the form of giving somebody something to do.
fn gives(sentence: &str) -> bool {
    const AHEAD: [&str; 6] = ["will", "shall", "should", "must", "would", "ought"];
    const NAMED: [&str; 9] =
        ["action", "actions", "task", "tasks", "tasked", "tasking", "actioned", "gweithredu", "camau"];
    const TO: [&str; 19] = [
        "is",
        "are",
        "was",
        "were",
        "be",
        "agreed",
        "asked",
        "undertook",
        "offered",
        "requested",
        "instructed",
        "directed",
        "needs",
        "need",
        "has",
        "have",
        "required",
        "due",
        "going",
    ];
    let lower = sentence.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty()).collect();
    let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
    if words.windows(2).any(|w| w[0] == "no" && NAMED.contains(&w[1]))
        || words.starts_with(&["no", "further"])
    {
        return false;
    }
    any(&AHEAD)
        || any(&NAMED)
        || words.windows(2).any(|w| w[1] == "to" && TO.contains(&w[0]))
        || owner_and_task(sentence).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_form_of_giving_a_task_may_be_one() {
        for (sentence, may) in [
            ("Lena Marrowby will see her on Friday.", true),
            ("DS Fennixby was asked to check the car.", true),
            ("LM to ring the school.", true),
            ("The police would look into it.", true),
            ("Completed action: visit.", true),
            ("Harl Orrowby was seen by the arcade.", false),
            ("No further action.", false),
            ("He went to the arcade.", false),
            ("The school reported 62% attendance.", false),
        ] {
            assert_eq!(gives(sentence), may, "{sentence}");
        }
    }
}
