//! One text however it is written: accents, marks that cannot be seen, apostrophes and hyphens of every kind, letters of another
//! script that look like Latin ones, and the escapes of JSON, HTML, addresses and Base 64.
//!
//! Here a text becomes its words, so that two writings of one name can be compared. Nothing here knows what a name is; that
//! is [`crate::names`]. Sources: Unicode Standard Annex 15 (NFKD); the look-alikes are those letters of Unicode Technical
//! Standard 39 that pass for one Latin letter in an ordinary typeface, chosen by hand and not the whole table.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::acts::hidden::is_hidden;

/// Layers of Base 64 that are undone.
const LAYERS_MAX: usize = 3;
/// Characters of the shortest run that is read as Base 64.
const RUN_MIN: usize = 8;
/// Times that escapes are undone within escapes.
const ESCAPES_MAX: usize = 3;

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
}

impl Words {
    /// The words of a text in plain letters.
    pub(crate) fn of_plain(plain: &str) -> Words {
        Words::from(split(plain))
    }

    /// The words of a text.
    pub(crate) fn of(text: &str) -> Words {
        Words::of_plain(&plain(text))
    }

    fn from(written: Vec<String>) -> Words {
        let low: Vec<String> = written.iter().map(|word| lower(word)).collect();
        let (mut compact, mut starts) = (String::new(), Vec::new());
        for word in &low {
            starts.push(compact.len());
            compact.push_str(word);
        }
        starts.push(compact.len());
        Words { written, low, compact, starts }
    }

    /// The words as they look: letters of another script, and 0 and 1 within a word, as the Latin letters they pass for. None
    /// where nothing looks like something else.
    fn as_they_look(&self) -> Option<Words> {
        let word = |word: &String| -> String {
            let letters = word.chars().any(char::is_alphabetic);
            word.chars()
                .map(|c| match c {
                    '0' if letters => 'o',
                    '1' if letters => 'l',
                    c if c.is_ascii() => c,
                    c => look(c),
                })
                .collect()
        };
        let looked: Vec<String> = self.written.iter().map(word).collect();
        (looked != self.written).then(|| Words::from(looked))
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
        let mut found = Vec::new();
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

    /// Whether some letters stand anywhere, within words too.
    pub(crate) fn holds(&self, compact: &str) -> bool {
        self.compact.contains(compact)
    }
}

/// The words of a text in plain letters. An apostrophe within a word is left out, and so is the `'s` of a possessive.
fn split(plain: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
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
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The words of a text as it stands, and, where that differs, as it looks.
pub(crate) fn readings(plain: &str) -> Vec<Words> {
    let words = Words::of_plain(plain);
    let looked = words.as_they_look();
    std::iter::once(words).chain(looked).collect()
}

/// A text in every writing that is undone.
pub(crate) fn unfold(text: &str, out: &mut Vec<String>) {
    unfold_layer(text, 0, out);
}

fn unfold_layer(text: &str, layer: usize, out: &mut Vec<String>) {
    for run in text.split(|c| !of_base64(c)) {
        if layer < LAYERS_MAX && run.len() >= RUN_MIN {
            let bytes = URL_SAFE_NO_PAD.decode(run).or_else(|_| STANDARD_NO_PAD.decode(run));
            if let Ok(inner) = bytes.map_err(|_| ()).and_then(|b| String::from_utf8(b).map_err(|_| ())) {
                unfold_layer(&inner, layer + 1, out);
            }
        }
    }
    out.push(text.to_string());
    let mut now = text.to_string();
    for _ in 0..ESCAPES_MAX {
        let plain = unescaped(&now);
        if plain == now {
            break;
        }
        out.push(plain.clone());
        now = plain;
    }
}

/// Whether a character can stand in Base 64, of either sort.
pub(crate) fn of_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// A page without its marks of structure: what stands between `<` and `>`.
pub(crate) fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        match rest[at..].find('>') {
            Some(end) => rest = &rest[at + end + 1..],
            None => return out,
        }
    }
    out.push_str(rest);
    out
}

/// Escapes of JSON, HTML and addresses undone, wherever they stand.
fn unescaped(text: &str) -> String {
    if !text.contains(['\\', '&', '%']) {
        return text.to_string();
    }
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let found = match c {
            '\\' => json_escape(rest),
            '&' => html_escape(rest),
            '%' => percent_escape(rest),
            _ => None,
        };
        let (bytes, length) = found.unwrap_or_else(|| (c.to_string().into_bytes(), c.len_utf8()));
        out.extend(bytes);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn json_escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    let next = rest.chars().nth(1)?;
    let simple = match next {
        'n' | 'r' | 't' | 'f' | 'b' => Some(b' '),
        '"' | '\\' | '/' => Some(next as u8),
        _ => None,
    };
    if let Some(byte) = simple {
        return Some((vec![byte], 2));
    }
    let unit = |at: usize| {
        rest.get(at..at + 2).filter(|mark| *mark == "\\u")?;
        u16::from_str_radix(rest.get(at + 2..at + 6)?, 16).ok()
    };
    let first = unit(0).filter(|_| next == 'u')?;
    // A character beyond the first 65,536 is written as two.
    let pair = unit(6).and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    if let Some(c) = pair.filter(|c| *c as u32 > 0xffff) {
        return Some((c.to_string().into_bytes(), 12));
    }
    let c = char::from_u32(first.into())?;
    Some((c.to_string().into_bytes(), 6))
}

/// The accents that HTML names after a letter (`&eacute;`): the letter stands for itself.
const ACCENTS: [&str; 9] = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "caron"];

fn html_escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    let end = rest.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = &rest[1..end];
    let accented = || {
        let mut letters = name.chars();
        let letter = letters.next().filter(char::is_ascii_alphabetic)?;
        ACCENTS.contains(&letters.as_str()).then(|| letter.to_string())
    };
    let text = match name {
        "amp" => "&".to_string(),
        "lt" => "<".to_string(),
        "gt" => ">".to_string(),
        "quot" => "\"".to_string(),
        "apos" | "lsquo" | "rsquo" | "prime" | "sbquo" | "acute" => "'".to_string(),
        "nbsp" | "ensp" | "emsp" | "thinsp" | "NewLine" | "Tab" => " ".to_string(),
        "hyphen" | "dash" | "ndash" | "mdash" | "minus" => "-".to_string(),
        "shy" | "zwj" | "zwnj" | "ZeroWidthSpace" | "lrm" | "rlm" | "NoBreak" => String::new(),
        "szlig" => "ss".to_string(),
        "aelig" => "ae".to_string(),
        "oelig" => "oe".to_string(),
        "AElig" => "Ae".to_string(),
        "OElig" => "Oe".to_string(),
        _ => match name.strip_prefix('#') {
            Some(number) => {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?.to_string()
            }
            None => accented()?,
        },
    };
    Some((text.into_bytes(), end + 1))
}

fn percent_escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    let byte = u8::from_str_radix(rest.get(1..3)?, 16).ok()?;
    Some((vec![byte], 3))
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
        let looked = readings(&plain("Quіllfеаthеr Μ0ss")).pop().unwrap();
        assert_eq!(looked.spaced(), "quillfeather moss");
        assert_eq!(readings("in 2001 there were 10").len(), 1, "a number is no word with letters in it");
    }

    #[test]
    fn escapes_within_escapes_are_undone() {
        for (text, plain) in [
            ("Zo%25C3%25AB", "Zoë"),
            ("&amp;#79;rlando&nbsp;Q&uuml;ll", "Orlando Qull"),
            ("\\ud835\\udc10 \\u0041", "\u{1d410} A"),
        ] {
            let mut all = Vec::new();
            unfold(text, &mut all);
            assert!(all.iter().any(|one| one == plain), "{text}: {all:?}");
        }
        assert_eq!(without_tags("Quill<b class=\"x\">feather</b> & <i>co"), "Quillfeather & co");
    }
}
