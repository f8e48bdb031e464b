//! What stands right after a name and goes with it: a birth date, an age, an address.

use model::{MentionKind, field};

use super::Named;

/// Bytes after a name in which a birth date or an age of it is looked for.
const AFTER_BYTES: usize = 48;

/// Adds to a person what stands right after the name: a birth date, an age, and an address or a registration mark found there.
pub(super) fn add_context(text: &str, found: &mut [Named]) {
    for at in 0..found.len() {
        if found[at].kind != MentionKind::Person {
            continue;
        }
        let from = found[at].end;
        let next = found.get(at + 1).map_or(text.len(), |n| n.start);
        let mut until = text.len().min(from + AFTER_BYTES);
        while !text.is_char_boundary(until) {
            until += 1;
        }
        let after = &text[from..until.min(next).max(from)];
        if let Some(born) = born_in(after) {
            found[at].fields.push((field::BORN, born));
        } else if let Some(age) = age_in(after) {
            found[at].fields.push((field::AGE, age));
        }
        let close =
            text.get(from..next).map(str::trim).is_some_and(|t| matches!(t, "of" | ", of" | "(" | ","));
        if let Some(address) = found.get(at + 1).filter(|n| close && n.kind == MentionKind::Place) {
            let written = text[address.start..address.end].to_string();
            found[at].fields.push((field::ADDRESS, written));
        }
    }
}

/// "(DOB 3/4/1988)", "born 3 April 1988": the words of the date.
fn born_in(after: &str) -> Option<String> {
    let lower = after.to_ascii_lowercase();
    let (at, mark) = ["d.o.b.", "dob", "born"].iter().filter_map(|m| lower.find(m).map(|i| (i, m))).min()?;
    let rest = after[at + mark.len()..].trim_start_matches([':', ' ', '.']);
    let end = rest.find([')', ';', ',', ']']).unwrap_or(rest.len());
    let date = rest[..end].trim();
    (date.bytes().filter(u8::is_ascii_digit).count() >= 5 && date.len() <= 20).then(|| date.to_string())
}

/// "aged 14", "(14)".
fn age_in(after: &str) -> Option<String> {
    let lower = after.to_ascii_lowercase();
    let trimmed = lower.trim_start();
    let rest = match lower.find("aged ") {
        Some(at) if at <= 4 => &lower[at + 5..],
        _ => trimmed.strip_prefix('(')?,
    };
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let closes = lower.contains("aged") || rest[digits.len()..].starts_with(')');
    let age: u32 = digits.parse().ok()?;
    (closes && (1..=110).contains(&age)).then_some(digits)
}
