//! Words: numbers, plurals, harmless cells, visible control characters.
//!
//! Cells that a spreadsheet would take for a formula are made harmless as OWASP advises ("CSV Injection"): a leading
//! apostrophe before `=`, `+`, `-`, `@`, tab and carriage return, and before their full-width forms, which some
//! programs fold to the plain ones.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// A whole number in decimal digits, without memory of its own.
pub(crate) struct Digits {
    bytes: [u8; Digits::MAX],
    from: usize,
}

impl Digits {
    /// 2^64 - 1 has twenty digits.
    const MAX: usize = 20;

    pub(crate) fn of(mut n: u64) -> Digits {
        let mut digits = Digits { bytes: [b'0'; Digits::MAX], from: Digits::MAX };
        loop {
            digits.from -= 1;
            digits.bytes[digits.from] = b'0' + (n % 10) as u8;
            n /= 10;
            if n == 0 {
                return digits;
            }
        }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[self.from..]).unwrap_or_default()
    }
}

/// Adds a number with a fixed count of decimals, as `{:.decimals$}` writes it, or `{:+.decimals$}` with `plus`.
pub(crate) fn push_fixed(text: &mut String, x: f64, decimals: usize, plus: bool) {
    /// Beyond these the product below may be off by more than [`NEAR_HALF`]: 10^6 x 10^6 is exact to 10^-4.
    const PLAIN_MAX: f64 = 1e6;
    const DECIMALS_MAX: usize = 6;
    /// So near the middle of two decimals the library decides, digit by digit.
    const NEAR_HALF: f64 = 1e-3;
    let unit = 10u64.pow(decimals.min(DECIMALS_MAX) as u32);
    let scaled = x.abs() * unit as f64;
    let fraction = scaled - scaled.floor();
    if !x.is_finite() || x.abs() >= PLAIN_MAX || decimals > DECIMALS_MAX || (fraction - 0.5).abs() < NEAR_HALF
    {
        // Writing to memory does not fail.
        let _ = if plus { write!(text, "{x:+.decimals$}") } else { write!(text, "{x:.decimals$}") };
        return;
    }
    let rounded = scaled.floor() as u64 + u64::from(fraction > 0.5);
    match (x.is_sign_negative(), plus) {
        (true, _) => text.push('-'),
        (false, true) => text.push('+'),
        (false, false) => {}
    }
    text.push_str(Digits::of(rounded / unit).text());
    if decimals > 0 {
        // The leading 1 keeps the zeros after the point.
        text.push('.');
        text.push_str(&Digits::of(unit + rounded % unit).text()[1..]);
    }
}

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

/// Adds the words of a kind of event, `Initial conference` for `initial_conference`.
pub(crate) fn push_capital_plain(text: &mut String, word: &str) {
    let mut chars = word.chars();
    if let Some(first) = chars.next() {
        text.extend(first.to_uppercase());
    }
    for (i, part) in chars.as_str().split('_').enumerate() {
        if i > 0 {
            text.push(' ');
        }
        text.push_str(part);
    }
}

/// The text with a capital first letter.
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
    fn digits_as_the_library_writes_them() {
        for n in (0..2_000).chain([9_999_999_999, u64::MAX - 1, u64::MAX]) {
            assert_eq!(Digits::of(n).text(), n.to_string());
        }
    }

    #[test]
    fn decimals_as_the_library_writes_them() {
        let check = |x: f64| {
            for decimals in [0, 1, 2, 3, 6, 9] {
                let mut text = String::new();
                push_fixed(&mut text, x, decimals, false);
                text.push(' ');
                push_fixed(&mut text, x, decimals, true);
                assert_eq!(text, format!("{x:.decimals$} {x:+.decimals$}"), "{x:?}");
            }
        };
        for n in -4_000..=4_000 {
            let n = f64::from(n);
            [n, n / 8.0, n / 7.0, n / 1_000.0, n / 2_000.0, n * 997.3, n.exp2(), n.sin(), 1.0 - 1e-7 * n]
                .into_iter()
                .for_each(check);
        }
        for x in [0.0, -0.0, 0.125, 0.5, 2.5, -0.004, 999_999.999_999_9, 1e6, 1e300] {
            check(x);
            check(-x);
        }
        [f64::NAN, f64::INFINITY, f64::MIN_POSITIVE].into_iter().for_each(check);
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
