//! Labels at the head of a line: "Date", "Venue", "Present", "Moved by".

use super::Standing;
use super::attendance::standing_of_label;
use super::blocks::label_of;

/// What a label at the head of a line says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Label {
    Date,
    Venue,
    Chair,
    Body,
    People(Standing),
    Mover,
    Seconder,
}

const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Date,
        &["date", "date of meeting", "meeting date", "date and time", "held on", "date/time", "date held"],
    ),
    (Label::Venue, &["venue", "location", "place", "held at"]),
    (Label::Chair, &["chair", "chaired by", "chairman", "chairperson", "in the chair"]),
    (Label::Body, &["meeting", "body", "group", "committee", "meeting of", "name of meeting"]),
    (Label::Mover, &["moved by", "mover", "proposed by", "proposer"]),
    (Label::Seconder, &["seconded by", "seconder"]),
];

/// Whether a line opens a list of people.
pub(super) fn opens_attendance(text: &str) -> bool {
    let words = label_of(text).map_or(text, |(label, _)| label);
    matches!(label(words), Some(Label::People(_)))
}

/// What the words before a colon, or a short line, are as a label; `None` where they are none.
pub(super) fn label(words: &str) -> Option<Label> {
    let lower = words.trim().trim_end_matches([':', '.']).to_lowercase();
    let plain = LABELS.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(l, _)| *l);
    let bare = lower.split('(').next().unwrap_or("").trim_end();
    // "Present (those marked * sent apologies)": what the remark says of whom is not understood.
    let remarked = || standing_of_label(bare).filter(|_| bare.len() < lower.len()).map(|_| Standing::Unclear);
    // "Dyddiad / Date": the same in two languages.
    let twice = || lower.split_once('/').and_then(|(_, english)| label(english).filter(|_| welsh(&lower)));
    plain.or_else(|| standing_of_label(&lower).or_else(remarked).map(Label::People)).or_else(twice)
}

/// Whether a label begins with one in Welsh.
fn welsh(label: &str) -> bool {
    const WELSH: [&str; 6] =
        ["dyddiad", "dyddiad y cyfarfod", "lleoliad", "cadeirydd", "cyfarfod", "man cyfarfod"];
    label.split('/').next().is_some_and(|w| WELSH.contains(&w.trim()))
}
