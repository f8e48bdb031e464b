//! Whether one text holds the words of another as they stand, whatever the lines are broken at and whichever quotation marks, apostrophes and
//! hyphens the keyboard gave. Nothing else is evened out: not a capital, not a comma. The page in the browser does the same.

/// White space of every kind: the same list as in the page, so that both see one thing.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// A text with one space for each run of white space, straight quotation marks and plain hyphens.
pub(crate) fn evened(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '`' | '\u{b4}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    };
    let words = text.split(is_space).filter(|word| !word.is_empty());
    words.map(|word| word.chars().map(plain).collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Whether a text holds words.
pub(crate) fn holds(text: &str, words: &str) -> bool {
    evened(text).contains(&evened(words))
}

/// Words shown of either side where two texts part.
const SHOWN_MAX: usize = 6;

/// Where a text stops holding words: a sentence that says how far it holds them and what would have to follow.
pub(crate) fn parts_at(text: &str, words: &str) -> String {
    let (text, words) = (evened(text), evened(words));
    let all: Vec<&str> = words.split(' ').collect();
    let count = (0..=all.len()).rev().find(|&count| text.contains(&all[..count].join(" "))).unwrap_or(0);
    let next = all[count.min(all.len() - 1)..].iter().take(SHOWN_MAX).copied().collect::<Vec<_>>().join(" ");
    if count == 0 {
        return format!("It does not have the first of them, \"{next}\".");
    }
    let held = all[count.saturating_sub(SHOWN_MAX)..count].join(" ");
    format!("It has them as far as \"{held}\", and not \"{next}\", which comes next.")
}

/// The last words that stand before others in a text that holds those; none where it does not, or where nothing stands before them.
pub(crate) fn behind(text: &str, words: &str) -> Option<String> {
    let (text, words) = (evened(text), evened(words));
    let before: Vec<&str> = text[..text.find(&words)?].split(' ').filter(|word| !word.is_empty()).collect();
    let last = before[before.len().saturating_sub(SHOWN_MAX)..].join(" ");
    (!last.is_empty()).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::{behind, holds, parts_at};

    #[test]
    fn what_stands_before_words_is_told_by_its_last_words() {
        let text = "Finding: It was read.\nSource: intelligence.csv, row 14\nP-1 did\nnothing.";
        assert_eq!(behind(text, "P-1 did nothing.").unwrap(), "was read. Source: intelligence.csv, row 14");
        assert_eq!(behind(text, "Finding:"), None);
        assert_eq!(behind(text, "P-1 did much."), None);
    }

    #[test]
    fn lines_spaces_and_the_marks_of_a_keyboard_make_no_other_words() {
        let words = "The council's team - all of it - said \"no\" to the report.";
        for text in [
            "Finding: The council\u{2019}s team\n  \u{2013} all of  it \u{2014} said \u{201c}no\u{201d}\r\nto the\u{a0}report.",
            words,
        ] {
            assert!(holds(text, words) && holds(words, text.trim_start_matches("Finding: ")), "{text}");
        }
        for text in ["the council's team", "The council's team, all of it, said \"no\" to the report."] {
            assert!(!holds(text, words), "{text}");
        }
        assert_eq!(
            parts_at(
                "Part 1: The report was read, and nothing was done.",
                "The report was read and nothing was done."
            ),
            "It has them as far as \"The report was read\", and not \"and nothing was done.\", which comes next."
        );
    }
}
