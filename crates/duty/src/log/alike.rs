//! When two writings are one word.
//!
//! *Subjects* are one where they are the same characters, however those were typed: an accent may stand in one character
//! with its letter or behind it, and the two look alike on paper (Unicode's forms NFC and NFD). Capital and small letters
//! stay apart, because numbers of cases may differ by them alone.
//!
//! *Holders* are one where they fold to one word: `Social Care`, `social care` and `social_care`. Otherwise a duty "by the
//! same holder" would find nothing recorded where somebody only wrote the name of the office in another way. Letters
//! outside the English alphabet count as they are: `Müller` and `Möller` stay two.
//!
//! A word of English letters, digits and signs costs a look at its bytes and nothing else.
//!
//! Left out: which kinds are one (`plan`).

use std::borrow::Cow;

use crate::ask::composed_text;

use super::words::Words;

/// A word with every accent in one character with its letter where there is such a character (Unicode's form NFC). Bytes
/// that are no text stay as they are.
pub fn composed(word: &[u8]) -> Cow<'_, [u8]> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    match std::str::from_utf8(word).map(composed_text) {
        Ok(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        Ok(Cow::Borrowed(_)) | Err(_) => Cow::Borrowed(word),
    }
}

/// The word by which a holder is compared; empty only where nothing is written. Of a name in English letters and digits it is
/// [`super::folded`].
pub fn holder_word(written: &[u8]) -> String {
    let text = String::from_utf8_lossy(written);
    let text = composed_text(text.trim());
    let mut word = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || is_other_letter(c) {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() && !word.ends_with('_') {
            word.push('_');
        }
    }
    if word.ends_with('_') {
        word.pop();
    }
    // A name of signs alone is no empty name.
    if word.is_empty() { text.into_owned() } else { word }
}

/// Whether a character outside ASCII stands for itself: all but white space, dashes, quotation marks and the like.
fn is_other_letter(c: char) -> bool {
    let sign = ('\u{2010}'..='\u{205e}').contains(&c);
    !c.is_ascii() && !c.is_whitespace() && !c.is_control() && !sign
}

/// Holders by number, each writing its own, and which of them are one.
#[derive(Clone, Default, Debug)]
pub(super) struct Holders {
    written: Words,
    /// What they are compared by, in the order in which it first came.
    words: Words,
    /// By the number of a writing: the number of its word.
    one: Vec<u32>,
    /// Some two writings are one, so that the two numbers differ somewhere.
    differ: bool,
}

impl Holders {
    /// The number of a writing, a new one if it has not come before.
    pub(super) fn intern(&mut self, written: &[u8]) -> u32 {
        let number = self.written.intern(written);
        if number as usize == self.one.len() {
            let word = self.words.intern(holder_word(written).as_bytes());
            self.differ |= word != number;
            self.one.push(word);
        }
        number
    }

    /// A holder as it was written.
    pub(super) fn written(&self, number: u32) -> &[u8] {
        self.written.word(number)
    }

    /// What it is compared by.
    pub(super) fn word(&self, number: u32) -> &[u8] {
        self.words.word(self.one[number as usize])
    }

    /// By the number of a writing, a number that two writings share where they are one; empty where no two are.
    pub(super) fn one(&self) -> &[u32] {
        if self.differ { &self.one } else { &[] }
    }

    /// How many writings there are.
    pub(super) fn len(&self) -> usize {
        self.written.len()
    }

    /// Bytes held.
    pub(super) fn bytes_held(&self) -> usize {
        self.written.bytes_held() + self.words.bytes_held() + self.one.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::folded;

    #[test]
    fn writings_of_one_holder() {
        let check = |a: &str, b: &str, same: bool| {
            let mut holders = Holders::default();
            let (a_number, b_number) = (holders.intern(a.as_bytes()), holders.intern(b.as_bytes()));
            let one = |n: u32| holders.one().get(n as usize).copied().unwrap_or(n);
            assert_eq!(one(a_number) == one(b_number), same, "\"{a}\" and \"{b}\"");
            assert_eq!(holders.written(b_number), b.as_bytes(), "the writing is kept");
        };
        // | written | written | one holder |
        check("Social Care", "social care", true);
        check("Social Care", " SOCIAL_CARE ", true);
        check("Social-Care", "Social  Care.", true);
        check("Team 1", "Team 12", false);
        check("Ward 1-2", "Ward 12", false);
        check("", "-", false);
        check("-", "+", false);
        check("Caf\u{e9} Team", "cafe\u{301} team", true);
        check("\u{c9}quipe", "\u{e9}quipe", true);
        check("M\u{fc}ller", "M\u{f6}ller", false);
        check("M\u{fc}ller", "Muller", false);
        check("Team\u{a0}1", "Team 1", true);
        check("Night \u{2013} Duty", "Night - Duty", true);
        check("\u{41e}\u{442}\u{434}\u{435}\u{43b}", "\u{43e}\u{442}\u{434}\u{435}\u{43b}", true);
        check("\u{41e}\u{442}\u{434}\u{435}\u{43b}", "\u{413}\u{43e}\u{440}\u{43e}\u{434}", false);
    }

    #[test]
    fn a_name_in_english_letters_folds_as_a_sort_does() {
        for name in ["Social Care", "send-fine", "A & E (Night)", "x", "Team 1", "_a_"] {
            assert_eq!(holder_word(name.as_bytes()), folded(name));
        }
    }

    #[test]
    fn an_accent_in_one_character_or_behind_its_letter() {
        assert_eq!(composed(b"A-1"), Cow::Borrowed(b"A-1"));
        assert_eq!(&*composed("Zoe\u{308}".as_bytes()), "Zo\u{eb}".as_bytes());
        assert!(matches!(composed("Zo\u{eb}".as_bytes()), Cow::Borrowed(_)));
        assert_eq!(&*composed(b"\xff\xfe"), b"\xff\xfe", "what is no text stays");
    }
}
