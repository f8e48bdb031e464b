//! Characters in which a text can say one thing to a reader and another to a program: marks that cannot be seen or turn the
//! direction of writing, and letters of another script that look like Latin ones.
//!
//! They are refused where a form is read, not where a stored entry is: what is recorded stays readable for good. A word
//! written wholly in another script is left alone; names are written so.

/// Characters that cannot be seen, or turn the direction of what stands around them: first and last of each run (Unicode 15.1, general
/// category Cf but for those that print, the variation selectors, and the fillers that print as nothing).
pub(crate) const HIDDEN: &[(u32, u32)] = &[
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff9, 0xfffb),
    (0x13430, 0x1343f),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

/// Letters that only look like Latin ones, and marks beside them: full width, mathematical, in circles.
pub(crate) const DRESSED: &[(u32, u32)] =
    &[(0xff10, 0xff5a), (0x1d400, 0x1d7ff), (0x24b6, 0x24e9), (0x1f130, 0x1f169), (0x1f170, 0x1f189)];

/// Greek, Cyrillic, Armenian and Cherokee, whose letters look like Latin ones.
pub(crate) const ALIKE: &[(u32, u32)] =
    &[(0x370, 0x3ff), (0x400, 0x52f), (0x531, 0x58f), (0x13a0, 0x13ff), (0xab70, 0xabbf)];

fn within(runs: &[(u32, u32)], c: char) -> bool {
    !c.is_ascii() && runs.iter().any(|(first, last)| (*first..=*last).contains(&(c as u32)))
}

/// Whether a character cannot be seen, or turns the direction of what stands around it.
pub(crate) fn is_hidden(c: char) -> bool {
    within(HIDDEN, c)
}

/// Whether a letter is one that only looks like a Latin one.
fn is_dressed(c: char) -> bool {
    within(DRESSED, c)
}

/// Whether a letter is of a script whose letters look like Latin ones.
fn is_alike(c: char) -> bool {
    within(ALIKE, c) && c.is_alphabetic()
}

/// Whether a joiner is part of the spelling: between letters of some scripts it is.
fn joins(before: char, c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}') && before.is_alphabetic() && before >= '\u{600}'
}

/// How many characters of a text a reader cannot see, line breaks left out.
pub(crate) fn unseen_in(text: &str) -> usize {
    let mut before = ' ';
    let mut unseen = |c: &char| {
        let joined = joins(std::mem::replace(&mut before, *c), *c);
        c.is_control() && *c != '\n' || is_hidden(*c) && !joined
    };
    text.chars().filter(|c| unseen(c)).count()
}

/// How many words of a text mix letters of scripts that look alike, or hold letters in another dress.
pub(crate) fn words_that_mislead(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    let mixed = |word: &&str| {
        word.chars().any(is_dressed)
            || word.chars().any(is_alike) && word.chars().any(|c| c.is_ascii_alphabetic())
    };
    text.split(|c: char| !c.is_alphanumeric()).filter(mixed).count()
}

/// What is wrong with a text, as a clause; nothing where nothing is.
pub(super) fn fault(text: &str) -> Option<String> {
    let mut before = ' ';
    for c in text.chars() {
        if is_hidden(c) && !joins(before, c) {
            return Some(format!(
                "holds the character U+{:04X}, which a reader cannot see: type the words around it anew",
                c as u32
            ));
        }
        if is_dressed(c) {
            return Some(format!(
                "holds the character {c} (U+{:04X}): use ordinary letters and digits",
                c as u32
            ));
        }
        before = c;
    }
    let word = text
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| word.chars().any(is_alike) && word.chars().any(|c| c.is_ascii_alphabetic()))?;
    let odd = word.chars().find(|c| is_alike(*c))?;
    Some(format!(
        "holds the word {word}, in which {odd} (U+{:04X}) is a letter of another script: type the word anew",
        odd as u32
    ))
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn what_a_reader_cannot_see_is_refused_and_other_scripts_are_not() {
        let check = |text: &str, expected: Option<&str>| {
            let found = fault(text);
            match expected {
                None => assert_eq!(found, None, "{text:?}"),
                Some(part) => {
                    assert!(found.as_ref().is_some_and(|f| f.contains(part)), "{text:?}: {found:?}")
                }
            }
        };
        check("Did nothing, and knew it.\nSecond line: £5, 50%, naïve, O’Hara – “so”.", None);
        check("Жанна Иванова said so", None);
        check("نمی\u{200c}دانم", None);
        check("D\u{200b}S Vole", Some("U+200B"));
        check("Did \u{202e}gnihton", Some("U+202E"));
        check("so\u{ad}ft", Some("U+00AD"));
        check("ＰＣ Vole", Some("use ordinary letters"));
        check("\u{1d40f}\u{1d402} Vole", Some("use ordinary letters"));
        check("Р-1 and Sergeаnt", Some("another script"));
    }
}
