//! One text however it is written: accents, marks that cannot be seen, apostrophes and hyphens of every kind, letters of another
//! script that look like Latin ones, and digits in place of letters. Escapes and Base 64 are [`crate::escapes`]' matter.
//!
//! Here a text becomes its words, so that two writings of one name can be compared. Nothing here knows what a name is; that
//! is [`crate::names`]. Sources: Unicode Standard Annex 15 (NFKD); the look-alikes are those letters of Unicode Technical
//! Standard 39 that pass for one Latin letter in an ordinary typeface, chosen by hand and not the whole table.

use std::cell::OnceCell;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::acts::hidden::is_hidden;

/// Words on either side of one that are read with it: no name is longer.
const AROUND: usize = 8;
/// What stands between words that do not stand beside one another; no name holds it.
const APART: &str = "\u{0}";
/// Bytes of the longest word that is read as one with a digit in place of a letter.
const WORD_MAX: usize = 24;

/// Whether a character is some sort of apostrophe.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{b4}' | '\u{2b9}'..='\u{2bd}' | '\u{2bf}' | '\u{2c8}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}'
            | '\u{a78c}' | '\u{ff07}' | '\u{55a}' | '\u{5f3}'
    )
}

/// A text in plain letters, its capitals kept: accents and marks that cannot be seen left out, every sort of apostrophe one,
/// ligatures and dressed letters as ordinary ones.
pub(crate) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.replace('`', "'");
    }
    let mut out = String::with_capacity(text.len());
    let marked = text.chars().map(|c| match c {
        '\u{2028}' | '\u{2029}' => ' ',
        c if is_apostrophe(c) => '\'',
        c => c,
    });
    for c in marked.nfkd().filter(|&c| !is_combining_mark(c) && !is_hidden(c)) {
        match c {
            'ß' => out.push_str("ss"),
            'ẞ' => out.push_str("SS"),
            'æ' => out.push_str("ae"),
            'Æ' => out.push_str("Ae"),
            'œ' => out.push_str("oe"),
            'Œ' => out.push_str("Oe"),
            'þ' => out.push_str("th"),
            'Þ' => out.push_str("Th"),
            'ø' => out.push('o'),
            'Ø' => out.push('O'),
            'ł' => out.push('l'),
            'Ł' => out.push('L'),
            'đ' | 'ð' => out.push('d'),
            'Đ' | 'Ð' => out.push('D'),
            'ħ' => out.push('h'),
            'Ħ' => out.push('H'),
            'ŧ' => out.push('t'),
            'Ŧ' => out.push('T'),
            'ı' => out.push('i'),
            c => out.push(c),
        }
    }
    out
}

/// The Latin letter that a letter looks like, if it does.
fn look(c: char) -> char {
    match c {
        'А' | 'Α' | 'Ꭺ' => 'A',
        'а' | 'α' | 'ɑ' | 'ᴀ' => 'a',
        'В' | 'Β' | 'Ᏼ' => 'B',
        'в' | 'β' | 'ь' | 'ʙ' => 'b',
        'С' | 'Ϲ' | 'Ꮯ' => 'C',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'Ԁ' | 'Ꭰ' => 'D',
        'ԁ' | 'ɗ' | 'ᴅ' => 'd',
        'Е' | 'Ε' | 'Ꭼ' => 'E',
        'е' | 'ε' | 'ҽ' | 'ᴇ' => 'e',
        'ғ' | 'ƒ' => 'f',
        'Ԍ' | 'Ꮐ' => 'G',
        'ɡ' | 'ɢ' | 'ց' => 'g',
        'Н' | 'Η' | 'Ꮋ' => 'H',
        'һ' | 'н' | 'ʜ' | 'հ' => 'h',
        'І' | 'Ι' | 'Ӏ' | 'Ꮖ' => 'I',
        'і' | 'ι' | 'ɩ' | 'ɪ' => 'i',
        'Ј' | 'Ꭻ' | 'Ϳ' => 'J',
        'ј' | 'ϳ' => 'j',
        'К' | 'Κ' | 'Ꮶ' => 'K',
        'к' | 'κ' | 'ĸ' | 'ᴋ' => 'k',
        'Ꮮ' => 'L',
        'ӏ' | 'ʟ' | 'ǀ' => 'l',
        'М' | 'Μ' | 'Ꮇ' => 'M',
        'м' | 'ᴍ' => 'm',
        'Ν' => 'N',
        'п' | 'η' | 'ո' | 'ɴ' => 'n',
        'О' | 'Ο' | 'Օ' => 'O',
        'о' | 'ο' | 'օ' | 'σ' | 'ᴏ' => 'o',
        'Р' | 'Ρ' | 'Ꮲ' => 'P',
        'р' | 'ρ' | 'ᴘ' => 'p',
        'Ԛ' => 'Q',
        'ԛ' => 'q',
        'Ꭱ' | 'Ꮢ' => 'R',
        'г' | 'ʀ' => 'r',
        'Ѕ' | 'Ꮪ' => 'S',
        'ѕ' | 'ꜱ' => 's',
        'Т' | 'Τ' | 'Ꭲ' => 'T',
        'т' | 'τ' | 'ᴛ' => 't',
        'Ս' => 'U',
        'υ' | 'ս' | 'ᴜ' | 'μ' => 'u',
        'Ѵ' | 'Ꮩ' => 'V',
        'ѵ' | 'ν' | 'ᴠ' => 'v',
        'Ԝ' | 'Ꮃ' => 'W',
        'ԝ' | 'ω' | 'ᴡ' => 'w',
        'Х' | 'Χ' => 'X',
        'х' | 'χ' => 'x',
        'У' | 'Υ' | 'Ү' => 'Y',
        'у' | 'ү' | 'γ' | 'ʏ' => 'y',
        'Ζ' | 'Ꮓ' => 'Z',
        'ᴢ' => 'z',
        c => c,
    }
}

/// A text in lower case, letter by letter.
pub(crate) fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The words of a text in one writing of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Words {
    /// Each word as it is written, in plain letters.
    pub(crate) written: Vec<String>,
    /// Each word in lower case.
    pub(crate) low: Vec<String>,
    /// The words in lower case with nothing between them.
    compact: String,
    /// Where in that each word begins; the last is its length.
    starts: Vec<usize>,
    /// Of each word whether white space stands before it.
    apart: Vec<bool>,
    /// Whether i and l are one letter in it.
    folded: bool,
    /// Which runs of letters stand in a long text at all; made when it is first asked for.
    runs_there: OnceCell<Grams>,
    /// Of each address of mail what stands before its `@`, in lower case, in words: "a", "khan".
    pub(crate) mails: Vec<Vec<String>>,
}

/// Bytes from which on a text is asked for its runs of letters before it is searched: below that the search is as quick.
const LONG_TEXT_MIN: usize = 65_536;
/// Bytes of a run of letters that is noted.
const GRAM: usize = 4;
/// Bits of the notes: 16 million, so that a text of a million bytes fills few of them.
const GRAM_BITS: u32 = 24;

/// Which runs of four bytes stand in a text: a text that lacks one of those of a name does not hold the name, and need not be read
/// through for it. A run that is noted may be another with the same place; then the text is read through all the same.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Grams(Vec<u64>);

impl std::fmt::Debug for Grams {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Grams")
    }
}

impl Grams {
    /// The runs of a text.
    pub(crate) fn of(text: &str) -> Grams {
        let mut bits = vec![0_u64; 1 << (GRAM_BITS - 6)];
        for gram in text.as_bytes().windows(GRAM) {
            let at = Grams::place(gram);
            bits[at >> 6] |= 1 << (at & 63);
        }
        Grams(bits)
    }

    fn place(gram: &[u8]) -> usize {
        let four = u32::from_le_bytes([gram[0], gram[1], gram[2], gram[3]]);
        (four.wrapping_mul(0x9e37_79b1) >> (32 - GRAM_BITS)) as usize
    }

    /// Whether a text with these runs may hold some letters.
    pub(crate) fn may_hold(&self, letters: &str) -> bool {
        letters.as_bytes().windows(GRAM).all(|gram| {
            let at = Grams::place(gram);
            self.0[at >> 6] & (1 << (at & 63)) != 0
        })
    }
}

impl Words {
    /// The words of a text in plain letters.
    pub(crate) fn of_plain(plain: &str) -> Words {
        let (written, apart) = split(plain).into_iter().unzip();
        Words { mails: mails(plain), ..Words::from(written, apart) }
    }

    /// The words of a text.
    pub(crate) fn of(text: &str) -> Words {
        Words::of_plain(&plain(text))
    }

    fn from(written: Vec<String>, apart: Vec<bool>) -> Words {
        let low: Vec<String> = written.iter().map(|word| lower(word)).collect();
        Words::with(written, low, apart)
    }

    fn with(written: Vec<String>, low: Vec<String>, apart: Vec<bool>) -> Words {
        let (mut compact, mut starts) = (String::new(), Vec::new());
        for word in &low {
            starts.push(compact.len());
            compact.push_str(word);
        }
        starts.push(compact.len());
        Words {
            written,
            low,
            compact,
            starts,
            apart,
            folded: false,
            runs_there: OnceCell::new(),
            mails: Vec::new(),
        }
    }

    /// The words as they look: letters of another script, and digits within a word, as the Latin letters they pass for. None where
    /// nothing looks like something else.
    fn as_they_look(&self) -> Option<Words> {
        let looked: Vec<String> = self.written.iter().map(|word| looked(word)).collect();
        (looked != self.written).then(|| Words::from(looked, self.apart.clone()))
    }

    /// The surroundings of each word in which a 1 may stand for an i, for which it passes as well as for an l: there the two are one
    /// letter. None where there is no such word.
    fn around_ones(&self) -> Option<Words> {
        let (mut near, mut apart): (Vec<String>, Vec<bool>) = (Vec::new(), Vec::new());
        let mut done = 0;
        for at in (0..self.written.len()).filter(|&at| has_a_one(&self.written[at])) {
            let from = at.saturating_sub(AROUND).max(done);
            if from > done {
                near.push(APART.to_string());
                apart.push(true);
            }
            let to = (at + AROUND + 1).min(self.written.len()).max(from);
            near.extend(self.written[from..to].iter().map(|word| looked(word)));
            apart.extend(&self.apart[from..to]);
            done = to;
        }
        if near.is_empty() {
            return None;
        }
        let low = near.iter().map(|word| one_letter(&lower(word))).collect();
        Some(Words { folded: true, ..Words::with(near, low, apart) })
    }

    /// The words in lower case, one space between them.
    pub(crate) fn spaced(&self) -> String {
        self.low.join(" ")
    }

    /// The words in lower case, nothing between them.
    pub(crate) fn compact(&self) -> &str {
        &self.compact
    }

    /// Where some letters stand that begin and end with a word, however they are divided into words: the first of these words and
    /// the one after the last.
    pub(crate) fn runs(&self, compact: &str) -> Vec<(usize, usize)> {
        let folded = self.folded.then(|| one_letter(compact));
        let compact = folded.as_deref().unwrap_or(compact);
        let mut found = Vec::new();
        if !self.may_hold(compact) {
            return found;
        }
        let mut from = 0;
        while let Some(at) =
            self.compact[from..].find(compact).map(|at| from + at).filter(|_| !compact.is_empty())
        {
            let ends = (self.starts.binary_search(&at), self.starts.binary_search(&(at + compact.len())));
            if let (Ok(first), Ok(after)) = ends {
                found.push((first, after));
            }
            from = at + compact.chars().next().map_or(1, char::len_utf8);
        }
        found
    }

    /// Whether a run of words is written as one: no white space stands within it, or each is a letter by itself ("Q u i l l").
    pub(crate) fn is_one(&self, first: usize, after: usize) -> bool {
        let letters = || self.written[first..after].iter().all(|word| word.chars().count() == 1);
        !self.apart[first + 1..after].contains(&true) || letters()
    }

    /// Whether some letters stand anywhere, within words too.
    pub(crate) fn holds(&self, compact: &str) -> bool {
        match self.folded {
            true => {
                let folded = one_letter(compact);
                self.may_hold(&folded) && self.compact.contains(&folded)
            }
            false => self.may_hold(compact) && self.compact.contains(compact),
        }
    }

    /// Whether some letters may stand in it, as this text is folded; a short text is searched at once.
    fn may_hold(&self, letters: &str) -> bool {
        self.compact.len() < LONG_TEXT_MIN
            || self.runs_there.get_or_init(|| Grams::of(&self.compact)).may_hold(letters)
    }
}

/// The words of a text in plain letters, each with whether white space stands before it. An apostrophe within a word is left out,
/// and so is the `'s` of a possessive.
fn split(plain: &str) -> Vec<(String, bool)> {
    let mut words = Vec::new();
    let (mut word, mut apart) = (String::new(), false);
    let mut rest = plain.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if c == '\'' && !word.is_empty() && rest.peek().is_some_and(|c| c.is_alphanumeric()) {
            let mut ahead = rest.clone();
            let first = ahead.next();
            let possessive =
                matches!(first, Some('s' | 'S')) && !ahead.peek().is_some_and(|c| c.is_alphanumeric());
            if !possessive {
                continue;
            }
            rest.next();
        }
        if !word.is_empty() {
            words.push((std::mem::take(&mut word), std::mem::take(&mut apart)));
        }
        apart |= c.is_whitespace();
    }
    if !word.is_empty() {
        words.push((word, apart));
    }
    words
}

/// Of each address of mail in a text what stands before its `@`, in words without their digits.
fn mails(plain: &str) -> Vec<Vec<String>> {
    let locals = plain.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '(' | ')'));
    let locals = locals.filter_map(|chunk| chunk.split_once('@').map(|(local, _)| local));
    let words = |local: &str| -> Vec<String> {
        let words = local.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        words.map(lower).collect()
    };
    locals.map(words).filter(|words| !words.is_empty()).collect()
}

/// The words of a text as it stands, and, where that differs, as it looks.
pub(crate) fn readings(plain: &str) -> Vec<Words> {
    let words = Words::of_plain(plain);
    let (looked, ones) = (words.as_they_look(), words.around_ones());
    std::iter::once(words).chain(looked).chain(ones).collect()
}

/// Letters in which i and l are one.
fn one_letter(low: &str) -> String {
    low.replace('i', "l")
}

/// A word as it looks.
fn looked(word: &str) -> String {
    // "3rd" is a number.
    let ordinal = matches!(word.trim_start_matches(|c: char| c.is_ascii_digit()), "st" | "nd" | "rd" | "th");
    if ordinal || !word.chars().any(char::is_alphabetic) {
        return word.to_string();
    }
    let letter = |c: char| match c {
        '0' => 'o',
        '1' => 'l',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        c if c.is_ascii() => c,
        c => look(c),
    };
    word.chars().map(letter).collect()
}

/// Whether a word is one that somebody may have written with a 1 for a letter: mostly letters, and no piece of a digest.
fn has_a_one(word: &str) -> bool {
    let count = |is: fn(&char) -> bool| word.chars().filter(is).count();
    let turns = word.as_bytes().windows(2).filter(|p| p[0].is_ascii_lowercase() && p[1].is_ascii_uppercase());
    word.contains('1')
        && word.len() <= WORD_MAX
        && count(|c| c.is_ascii_digit()) * 3 <= count(|c| c.is_alphabetic())
        && turns.count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_however_it_is_written() {
        for (text, words) in [
            ("Zoë O’Hara-Łukasz", "zoe ohara lukasz"),
            ("Zoe\u{308}  O'Hara\u{2010}Lukasz's", "zoe ohara lukasz"),
            ("so\u{ad}ft zero\u{200b}width", "soft zerowidth"),
            ("the witnesses' own, James's", "the witnesses own james"),
            ("no\u{a0}break\u{202f}here", "no break here"),
            ("ﬁne Ｐ１ 𝐐uill", "fine p1 quill"),
        ] {
            assert_eq!(Words::of(text).spaced(), words, "{text}");
        }
        for (text, letters) in [
            ("Quіllfеаthеr Μ0ss", "quillfeathermoss"),
            ("Qu1llfeather M055", "quillfeathermoss"),
            ("Qui1lfe4th3r", "quillfeather"),
            ("Wi11iam Wrenb1rd", "williamwrenbird"),
            ("1sabel L1ly", "isabellily"),
        ] {
            let all = readings(&plain(text));
            assert!(all.iter().any(|words| !words.runs(letters).is_empty()), "{text}: {all:?}");
        }
        assert_eq!(readings("in 2001 there were 10").len(), 1, "a number is no word with letters in it");
    }
}
