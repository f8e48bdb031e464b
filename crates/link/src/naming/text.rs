//! A paragraph as words with their places.

use crate::names::plain;

/// A word.
pub(super) struct Token<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// As written, without signs around it; a possessive `'s` is not part of it.
    pub(super) written: &'t str,
    /// In small letters without accents and signs.
    pub(super) plain: String,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether it begins a sentence.
    pub(super) opens: bool,
    /// Whether it stands in quotation marks.
    pub(super) quoted: bool,
    /// What stands between it and the word before.
    pub(super) gap: &'t str,
}

impl Token<'_> {
    /// Whether only white space (or the stop of an initial) stands before it.
    pub(super) fn joined(&self) -> bool {
        let gap = self.gap.trim();
        !self.gap.is_empty() && (gap.is_empty() || gap == ".") && !self.gap.contains('\t')
    }

    /// Whether it is one letter.
    pub(super) fn initial(&self) -> bool {
        self.written.chars().count() == 1 && self.capital && self.written.chars().all(char::is_alphabetic)
    }
}

fn inner(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-' | '?' | '*')
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut last = 0;
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if inner(c) {
            start.get_or_insert(at);
            continue;
        }
        let Some(from) = start.take() else { continue };
        let edge = |c: char| matches!(c, '\'' | '\u{2019}' | '-');
        let run = &text[from..at];
        let body = run.trim_start_matches(edge);
        let begin = from + run.len() - body.len();
        let mut word = body.trim_end_matches(edge).trim_end_matches(|c: char| c == '?' && !mark_like(body));
        for tail in ["'s", "\u{2019}s", "'S", "\u{2019}S"] {
            word = word.strip_suffix(tail).unwrap_or(word);
        }
        if word.is_empty() || !word.chars().any(char::is_alphanumeric) {
            continue;
        }
        let gap = &text[last..begin];
        let opens = found.is_empty() || gap.contains(['!', '?', ':', '\t']) || stop(gap, found.last());
        let quote = |c: Option<char>| {
            c.is_some_and(|c| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' | '\''))
        };
        let end = begin + word.len();
        found.push(Token {
            start: begin,
            end,
            written: word,
            plain: plain(word),
            capital: word.chars().next().is_some_and(char::is_uppercase),
            opens,
            quoted: quote(text[..begin].chars().next_back()),
            gap,
        });
        last = end;
    }
    found
}

/// Whether a word looks like a registration mark, or half of one, with unread characters: capitals and digits, few of them.
fn mark_like(word: &str) -> bool {
    let sign = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'?' | b'*');
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    word.bytes().all(sign) && (digits || word.trim_end_matches('?').len() <= 2)
}

/// A full stop ends a sentence unless it stands after an initial or a title.
fn stop(gap: &str, before: Option<&Token<'_>>) -> bool {
    gap.contains('.') && !before.is_some_and(|t| t.initial() || super::words::is_title(&t.plain))
}
