//! Words: numbers, plurals, harmless cells, visible control characters.
//!
//! Cells that a spreadsheet would take for a formula are made harmless as OWASP advises ("CSV Injection"): a leading
//! apostrophe before `=`, `+`, `-`, `@`, tab and carriage return, and before their full-width forms, which some
//! programs fold to the plain ones.

use std::borrow::Cow;
use std::fmt;

/// `1,234,567`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// `1 row`, `2 rows`: the number and the word, with `s` where it is not one.
pub(crate) fn count(n: u64, word: &str) -> String {
    match (n, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{} {stem}ies", number(n)),
        _ => format!("{} {word}s", number(n)),
    }
}

/// `initial_conference` as `initial conference`.
pub(crate) fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// The same with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// At most `chars_max` characters, with an ellipsis where something was cut.
pub(crate) fn shortened(text: &str, chars_max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(chars_max) {
        Some((at, _)) => Cow::Owned(format!("{}…", text[..at].trim_end())),
        None => Cow::Borrowed(text),
    }
}

/// Characters that change how a line is read without being seen: controls, and the marks that turn its direction.
fn unseen(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
        || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// The text with unseen characters spelled out, `[U+202E]`; a carriage return that ends a line is dropped.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7F).contains(&b)) || !text.chars().any(unseen) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let mut seen = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if unseen(c) {
            seen.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            seen.push(c);
        }
    }
    Cow::Owned(seen)
}

/// The text as a spreadsheet cell that is never taken for a formula. A plain number keeps its sign.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let start = text.trim_start_matches([' ', '\u{00A0}', '\u{3000}', '\n']);
    let risky = match start.chars().next() {
        Some('=' | '+' | '@' | '\t' | '\r' | '|' | '%' | '＝' | '＋' | '＠') => true,
        Some('-' | '－' | '−') => !signed_number(start),
        _ => false,
    };
    let text = visible(text);
    if risky { Cow::Owned(format!("'{text}")) } else { text }
}

fn signed_number(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && rest.bytes().filter(|&b| b == b'.').count() <= 1
    })
}

/// Text made safe between tags and in quoted attributes of a page, unseen characters spelled out.
pub(crate) struct Safe<'a>(pub(crate) &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = visible(self.0);
        let mut from = 0;
        for (at, b) in text.bytes().enumerate() {
            let entity = match b {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => continue,
            };
            f.write_str(&text[from..at])?;
            f.write_str(entity)?;
            from = at + 1;
        }
        f.write_str(&text[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run() {
        for (given, written) in [
            ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
            ("+44 7700 900000", "'+44 7700 900000"),
            ("-2+3", "'-2+3"),
            ("-", "'-"),
            ("-12.5", "-12.5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("  =1", "'  =1"),
            ("＝1+1", "'＝1+1"),
            ("plain - words", "plain - words"),
            ("", ""),
        ] {
            assert_eq!(harmless(given), written, "{given:?}");
        }
        assert_eq!(harmless("\r=1"), "'[U+000D]=1");
    }

    #[test]
    fn text_in_a_page() {
        for (given, written) in [
            ("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"),
            ("a & \"b\"", "a &amp; &quot;b&quot;"),
            ("abc\u{202E}fdp.exe", "abc[U+202E]fdp.exe"),
            ("a\u{0}b", "a[U+0000]b"),
            ("née", "née"),
        ] {
            assert_eq!(Safe(given).to_string(), written);
        }
    }

    #[test]
    fn numbers_and_plurals() {
        for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(n), text);
        }
        for (n, word, text) in
            [(1, "row", "1 row"), (2, "row", "2 rows"), (3, "agency", "3 agencies"), (2, "day", "2 days")]
        {
            assert_eq!(count(n, word), text);
        }
        assert_eq!(shortened("one two three", 7), "one two…");
    }
}
