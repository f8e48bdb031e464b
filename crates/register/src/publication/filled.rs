//! What in a file of a publication came from its review, told from the words of the program that stand around it.
//!
//! A page and a text are made of constant words with values of the review between them. While they are made, each value stands
//! between two marks; the finished file has none. So the search for what must not be published looks through the values alone, and
//! a person who is called like a word of the program ("Power", "Page") stops nothing. The marks are two code points that
//! Unicode keeps for a program's own use and that stand for no character; in a text of the review they are named like
//! whatever else cannot be seen.

/// Before a value.
const BEGIN: char = '\u{fdd0}';
/// Behind a value.
const END: char = '\u{fdd1}';
/// What stands between two values, so that no name is read across them.
pub(super) const APART: &str = "\nqzq\n";

/// Whether a character is one of the marks.
pub(super) fn is_mark(c: char) -> bool {
    c == BEGIN || c == END
}

/// A value between marks; white space at its end stands behind them.
pub(super) fn marked(value: &str) -> String {
    let bare = value.trim_end();
    format!("{BEGIN}{bare}{END}{}", &value[bare.len()..])
}

/// A file as it is given to people.
pub(super) fn without_marks(file: &str) -> String {
    file.chars().filter(|&c| !is_mark(c)).collect()
}

/// The values of a file.
pub(super) fn between_marks(file: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    for c in file.chars() {
        match c {
            BEGIN => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    out.push_str(APART);
                }
            }
            c if depth > 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_told_from_the_words_around_it() {
        let file = format!("<p>Strand {}</p>\n", marked(&format!("one, {}\n", marked("Ada"))));
        assert_eq!(between_marks(&file), format!("one, Ada{APART}"));
        assert_eq!(without_marks(&file), "<p>Strand one, Ada\n</p>\n");
    }
}
