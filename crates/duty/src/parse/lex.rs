//! Words, numbers, dates, quoted texts and signs, each with its place.
//!
//! Left out: which of them may follow which.

use model::Day;

use super::RuleError;
use crate::ask::Number;

/// The limits of [`Number`].
const DIGITS_IN_WORDS: &str = "at most 24 before the point and 12 behind it";

/// Longest quoted text, in characters.
const QUOTED_CHARS_MAX: usize = 1_000;

/// What stands at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// `referral`, `social_care`, `england-wales`, `R05`, `?`.
    Word(String),
    /// `45`.
    Number(i64),
    /// `100.5`, as a condition may compare with.
    Decimal(Number),
    /// `2013-04-15`.
    Date(Day),
    /// `"exploitation"`, without its quotes.
    Quoted(String),
    /// `{days}`, without its braces.
    Open(String),
    /// `[`, `]`, `(`, `)`, `:`, `+`, `,`, `=`, `!=`, `<`, `<=`, `>`, `>=`.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Something and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) what: What,
    /// As written.
    pub(super) text: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

const SIGNS: [&str; 13] = ["!=", "<=", ">=", "[", "]", "(", ")", ":", "+", ",", "=", "<", ">"];

/// Reads a text whole; the last token is the end.
pub(super) fn tokens(text: &str, file: &str, first_line: u32) -> Result<Vec<Token>, RuleError> {
    let mut tokens = Vec::new();
    let mut line_number = first_line;
    let mut end_column = 1;
    for (i, line) in text.lines().enumerate() {
        line_number = first_line.saturating_add(i as u32);
        let chars: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            if chars[at].is_whitespace() {
                at += 1;
                continue;
            }
            let (what, length) = next(&chars[at..]).map_err(|problem| {
                let word: String = chars[at..].iter().take(30).collect();
                RuleError {
                    file: file.to_string(),
                    line: line_number,
                    column: at as u32 + 1,
                    what: problem,
                    word,
                    hint: String::new(),
                }
            })?;
            let text: String = chars[at..at + length].iter().collect();
            tokens.push(Token { what, text, line: line_number, column: at as u32 + 1 });
            at += length;
        }
        end_column = chars.len() as u32 + 1;
    }
    tokens.push(Token { what: What::End, text: String::new(), line: line_number, column: end_column });
    Ok(tokens)
}

/// The token at the beginning of `chars` and its length in characters.
fn next(chars: &[char]) -> Result<(What, usize), String> {
    let first = chars[0];
    if first == '"' {
        return quoted(chars);
    }
    if first == '{' {
        let length = 2 + chars[1..].iter().take_while(|c| c.is_ascii_lowercase() || **c == '_').count();
        if length > 2 && chars.get(length - 1) == Some(&'}') {
            return Ok((What::Open(chars[1..length - 1].iter().collect()), length));
        }
        return Err("expected the name of an open number in braces, such as {days}".to_string());
    }
    if first == '?' {
        return Ok((What::Word("?".to_string()), 1));
    }
    let in_word = |c: &&char| c.is_alphanumeric() || matches!(**c, '_' | '-');
    let length = chars.iter().take_while(in_word).count();
    let text: String = chars[..length].iter().collect();
    if let Some(decimal) = decimal(chars) {
        return decimal;
    }
    if first.is_ascii_digit() {
        return number_or_date(&text)
            .map(|what| (what, length))
            .ok_or_else(|| format!("\"{text}\" is neither a whole number nor a date written YYYY-MM-DD"));
    }
    if first == '-' && length > 1 && chars[1..length].iter().all(char::is_ascii_digit) {
        let number = text.parse().map_err(|_| format!("the number {text} is too large"))?;
        return Ok((What::Number(number), length));
    }
    if first.is_alphabetic() {
        return Ok((What::Word(text), length));
    }
    let sign = SIGNS.into_iter().find(|sign| sign.chars().eq(chars.iter().copied().take(sign.len())));
    match sign {
        Some(sign) => Ok((What::Sign(sign), sign.len())),
        None if first == '/' => {
            Err("the sign \"/\" has no place in a rule; a date is written YYYY-MM-DD".to_string())
        }
        None => Err(format!("the sign \"{first}\" has no place in a rule")),
    }
}

/// A number with digits before and behind a point.
fn decimal(chars: &[char]) -> Option<Result<(What, usize), String>> {
    let sign = usize::from(chars[0] == '-');
    let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let point = sign + digits(sign);
    let behind = if chars.get(point) == Some(&'.') { digits(point + 1) } else { 0 };
    if point == sign || behind == 0 {
        return None;
    }
    let length = point + 1 + behind;
    let text: String = chars[..length].iter().collect();
    let exact = Number::read(text.as_bytes()).filter(Number::is_exact);
    let wrong = || format!("the number {text} has more digits than are compared: {DIGITS_IN_WORDS}");
    Some(exact.map(|n| (What::Decimal(n), length)).ok_or_else(wrong))
}

fn quoted(chars: &[char]) -> Result<(What, usize), String> {
    let Some(end) = chars[1..].iter().position(|&c| c == '"') else {
        return Err("the quotation mark is not closed on this line".to_string());
    };
    let text: String = chars[1..=end].iter().collect();
    if end > QUOTED_CHARS_MAX {
        return Err(format!("a quoted text has at most {QUOTED_CHARS_MAX} characters"));
    }
    if text.trim().is_empty() || text.trim() != text {
        return Err("a quoted text is not empty and has no white space at its ends".to_string());
    }
    Ok((What::Quoted(text), end + 2))
}

fn number_or_date(text: &str) -> Option<What> {
    match Day::iso(text) {
        Some(day) => Some(What::Date(day)),
        None if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok().map(What::Number),
        None => None,
    }
}
