//! Texts that say nothing: a dash, a dot, "n/a", "none". Something was to be said where they stand, and nobody said it.
//!
//! Where there may be nothing to say the field can be left out, or its form has a word for it. Let pass are names (somebody may be
//! called Na), the names of files and sheets, and what came of a request or a question that brought nothing.

use super::named::texts_of;
use super::{Gate, Rule};
use crate::acts::Act;
use crate::words::{AnswerSort, RequestAnswer};

/// Words for nothing beside those of cells in tables, and words that name what was to be said and do not say it.
const NOTHING: [&str; 27] = [
    "nothing",
    "ditto",
    "as above",
    "see above",
    "to follow",
    "pending",
    "blank",
    "left blank",
    "void",
    "empty",
    "left empty",
    "redacted",
    "withheld",
    "see file",
    "see the file",
    "on file",
    "on the file",
    "is on file",
    "is on the file",
    "the reply is on file",
    "the reply is on the file",
    "the",
    "reason",
    "summary",
    "reply",
    "omitted",
    "deleted",
];

/// Whether a text says nothing.
pub(crate) fn says_nothing(text: &str) -> bool {
    let low = text.to_lowercase();
    let bare =
        |text: &str| -> String { text.trim_matches(|c: char| !c.is_alphanumeric() && c != '#').to_string() };
    let known = |text: &str| {
        let text = bare(text);
        // "N.A." and "n\\a" are "n/a".
        let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
        let short = !text.contains(' ') && text.is_ascii();
        let same = |word: &str| word == text || short && word == letters(&text);
        let lists = model::SAYS_NOTHING.iter().chain(&model::SAYS_UNKNOWN).chain(&NOTHING);
        // One letter over and over ("xx") is a filled field, and no text.
        let first = text.chars().next();
        let over = first.is_some_and(char::is_alphabetic) && text.chars().all(|c| Some(c) == first);
        text.chars().count() < 2 || over || lists.into_iter().any(|word| same(word))
    };
    let whole = low.split_whitespace().collect::<Vec<_>>().join(" ");
    known(&whole) || whole.split(' ').all(known)
}

/// Whether a field may hold a word for nothing.
fn may_be_nothing(act: &Act, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    match act {
        Act::Party(_) => name == "name",
        Act::Complaint(_) => name == "complainant",
        Act::AccessRequest(_) => name == "who",
        Act::Terms(_) => path.starts_with("agencies/"),
        Act::LinkDecision(_) => matches!(name, "file" | "sheet" | "role"),
        Act::EventDecision(_) => matches!(name, "file" | "sheet"),
        Act::Question(_) => name == "outcome",
        Act::Received(act) => {
            name == "what" && !matches!(act.how, RequestAnswer::InFull | RequestAnswer::InPart)
        }
        Act::Answer(act) => !matches!(act.how, AnswerSort::Answered | AnswerSort::InPart),
        _ => false,
    }
}

impl Gate<'_> {
    /// Every text of an act says something.
    pub(super) fn says_something(&mut self, act: &Act) {
        if self.review.replaying {
            return;
        }
        let mut texts = texts_of(act);
        if let Act::Publication(act) = act {
            texts.push(("title".to_string(), act.title.as_str().to_string()));
        }
        for (path, text) in
            texts.iter().filter(|(path, text)| says_nothing(text) && !may_be_nothing(act, path))
        {
            let sentence = format!(
                "What stands in `{path}` (\"{}\") says nothing: write what is to be said there. A field that may be left out is left out.",
                text.trim()
            );
            self.refuse(Rule::Missing, &[], sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::says_nothing;

    #[test]
    fn what_says_nothing_is_told_from_what_says_little() {
        for text in [
            "-",
            "?",
            ".",
            "...",
            "\u{2013}",
            "n/a",
            "N/A.",
            "None",
            "NIL",
            " none \n",
            "tbc",
            "- -",
            "x",
            "\u{2014} n/a \u{2014}",
            "(nil)",
            "not known",
            "Not recorded.",
            "None. None.",
            "see above",
            "N.A.",
            "N\\A",
            "n. a.",
            "blank",
            "Void.",
            "empty",
            "(left blank)",
            "[redacted]",
            "xx",
            "XXX",
            "See file",
            "the",
            "Reason.",
            "[summary]",
            "The reply is on file.",
        ] {
            assert!(says_nothing(text), "{text:?}");
        }
        for text in [
            "No.",
            "No comment.",
            "Yes",
            "It is so.",
            "Wrong.",
            "None of the six minutes mentions it.",
            "Nothing was found.",
            "log.csv",
            "\u{7121}\u{3044}",
            "No record of it was kept.",
            "Letter.",
            "Nowhere.",
            "The reply is on file 3 of the box, row 14.",
            "A blank page was sent.",
            "The reason was not given to us.",
            "No reply was sent.",
            "I deny it.",
        ] {
            assert!(!says_nothing(text), "{text:?}");
        }
    }
}
