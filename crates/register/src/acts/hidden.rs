//! Characters in which a text can say one thing to a reader and another to a program: marks that cannot be seen or turn the
//! direction of writing, and letters of another script that look like Latin ones.
//!
//! They are refused where a form is read, not where a stored entry is: what is recorded stays readable for good. A word
//! written wholly in another script is left alone; names are written so.

/// Whether a character cannot be seen, or turns the direction of what stands around it (Unicode 15.1, general category Cf, the
/// variation selectors, and the fillers that print as nothing).
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a letter is one that only looks like a Latin one: full width, or mathematical.
fn is_dressed(c: char) -> bool {
    matches!(c, '\u{ff10}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' | '\u{24b6}'..='\u{24e9}')
}

/// Whether a letter is Greek, Cyrillic, Armenian or Cherokee, whose letters look like Latin ones.
fn is_alike(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}' | '\u{531}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}')
        && c.is_alphabetic()
}

/// What is wrong with a text, as a clause; nothing where nothing is.
pub(super) fn fault(text: &str) -> Option<String> {
    // Between letters of some scripts the joiners are part of the spelling.
    let mut before = ' ';
    for c in text.chars() {
        let joins = matches!(c, '\u{200c}' | '\u{200d}') && before.is_alphabetic() && before >= '\u{600}';
        if is_hidden(c) && !joins {
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
