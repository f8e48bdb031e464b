//! Writings in which a text can stand and still be read: escapes of JSON, HTML, addresses and mail, marks of a page, Base 64, and each
//! of these within the others.
//!
//! There is one decoder in this room. What searches a publication for what is withheld and what searches a ledger for what is
//! to be erased both look through what [`writings`] gives. Base 64 is read in both of its alphabets, over broken lines, and from each of the places
//! at which it may begin within a longer run; what comes out of a place that may be the wrong one counts only as far as it is a
//! run of text long enough that chance does not write it. What is left out: pictures, archives, and anything encrypted.

use std::collections::BTreeSet;

/// Layers of Base 64 that are undone.
const LAYERS_MAX: usize = 3;
/// Characters of the shortest run that is read as Base 64.
const RUN_MIN: usize = 8;
/// Times that escapes are undone within escapes.
const ESCAPES_MAX: usize = 3;
/// Characters of the shortest run of text that counts where the bytes around it are none. Of bytes drawn by chance three in eight
/// print, so that eight in a row come about once in 2,500 places.
const STRETCH_MIN: usize = 8;
/// Characters of a line of Base 64 from which on the next line may continue it: words of prose are shorter.
const LINE_MIN: usize = 24;

/// A text in every writing that is undone, and each of them without the marks of a page where it has any.
pub(crate) fn writings(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    unfold(text, &mut all);
    let bare: Vec<String> =
        all.iter().filter(|text| text.contains('<')).map(|text| without_tags(text)).collect();
    for text in bare {
        let mut more = Vec::new();
        unfold(&text, &mut more);
        more.retain(|text| !all.contains(text));
        all.append(&mut more);
    }
    all
}

fn unfold(text: &str, out: &mut Vec<String>) {
    unfold_layer(text, 0, &mut BTreeSet::new(), out);
}

/// Undoes escapes step by step, and at each step the Base 64 that then shows. `seen` holds the runs that were read.
fn unfold_layer(text: &str, layer: usize, seen: &mut BTreeSet<String>, out: &mut Vec<String>) {
    let mut now = text.to_string();
    for _ in 0..=ESCAPES_MAX {
        if layer < LAYERS_MAX {
            inside(&now, layer, seen, out);
            if let Some(whole) = unbroken(&now) {
                inside(&whole, layer, seen, out);
            }
        }
        let plain = unescaped(&now);
        let last = plain == now;
        out.push(std::mem::replace(&mut now, plain));
        if last {
            break;
        }
    }
}

/// What the runs of Base 64 in a text say.
fn inside(text: &str, layer: usize, seen: &mut BTreeSet<String>, out: &mut Vec<String>) {
    let mut apart = String::new();
    for run in text.split(|c| !of_base64(c)).filter(|run| run.len() >= RUN_MIN) {
        if !seen.insert(run.to_string()) {
            continue;
        }
        if let Ok(whole) = String::from_utf8(decoded(run.as_bytes())) {
            unfold_layer(&whole, layer + 1, seen, out);
            continue;
        }
        (0..4).for_each(|skipped| stretches(&decoded(&run.as_bytes()[skipped..]), &mut apart));
    }
    if !apart.is_empty() {
        unfold_layer(&apart, layer + 1, seen, out);
    }
}

/// The bytes that characters of Base 64 stand for, in either alphabet; bits that fill no byte are left out.
fn decoded(run: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(run.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for &c in run {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            _ => 63,
        };
        held = (held << 6 | u32::from(six)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
    }
    out
}

/// The runs of text among bytes, each on a line; text of two bytes a letter, of which every other is nought, is text too.
fn stretches(bytes: &[u8], out: &mut String) {
    let noughts = bytes.iter().filter(|&&byte| byte == 0).count();
    let narrow: Vec<u8> =
        bytes.iter().copied().filter(|&byte| byte != 0 || noughts * 3 < bytes.len()).collect();
    let text = String::from_utf8_lossy(&narrow);
    let ends = |c: char| c == char::REPLACEMENT_CHARACTER || c.is_control() && !c.is_whitespace();
    for stretch in text.split(ends).filter(|stretch| stretch.chars().count() >= STRETCH_MIN) {
        out.push_str(stretch);
        out.push('\n');
    }
}

/// A text with lines of Base 64 that go on in the next line put together, as mail and armour break them; none where there are
/// none.
fn unbroken(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut run, mut joined) = (0, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_whitespace() && run >= LINE_MIN {
            while rest.next_if(|c| c.is_whitespace() || *c == '>').is_some() {}
            if rest.peek().is_some_and(|&c| of_base64(c)) {
                joined = true;
                continue;
            }
        }
        run = if of_base64(c) { run + 1 } else { 0 };
        out.push(c);
    }
    joined.then_some(out)
}

/// Whether a character can stand in Base 64, of either sort.
pub(crate) fn of_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// A page without its marks of structure: what stands between `<` and `>`.
fn without_tags(text: &str) -> String {
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

/// Escapes of JSON, HTML, addresses and mail undone, wherever they stand.
fn unescaped(text: &str) -> String {
    if !text.contains(['\\', '&', '%', '=']) {
        return text.to_string();
    }
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let found = match c {
            '\\' => json_escape(rest),
            '&' => html_escape(rest),
            '%' => percent_escape(rest),
            '=' => quoted_printable(rest),
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
    // As scripts write it: `\xe9`, `\u{e9}`.
    if next == 'x' {
        let c = char::from_u32(u32::from_str_radix(rest.get(2..4)?, 16).ok()?)?;
        return Some((c.to_string().into_bytes(), 4));
    }
    if let Some((code, _)) = rest.strip_prefix("\\u{").and_then(|rest| rest.split_once('}')) {
        let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        return Some((c.to_string().into_bytes(), code.len() + 4));
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
    if let Some(number) = rest.strip_prefix("&#") {
        return numbered(number);
    }
    let end = rest.char_indices().take(20).find(|(_, c)| *c == ';')?.0;
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
        _ => accented()?,
    };
    Some((text.into_bytes(), end + 1))
}

/// A character by its number, `233;` or `xE9;`: browsers read it without the semicolon and with noughts before it too.
fn numbered(number: &str) -> Option<(Vec<u8>, usize)> {
    let (digits, base, mark) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (number, 10, 0),
    };
    let end = digits.find(|c: char| !c.is_digit(base)).unwrap_or(digits.len());
    let c = char::from_u32(u32::from_str_radix(&digits[..end], base).ok()?)?;
    let semicolon = usize::from(digits[end..].starts_with(';'));
    Some((c.to_string().into_bytes(), 2 + mark + end + semicolon))
}

/// As mail writes bytes and breaks lines (RFC 2045, section 6.7).
fn quoted_printable(rest: &str) -> Option<(Vec<u8>, usize)> {
    if let Some(at) = ["=\r\n", "=\n"].iter().find_map(|end| rest.starts_with(end).then_some(end.len())) {
        return Some((Vec::new(), at));
    }
    let hex = rest.get(1..3).filter(|hex| hex.chars().all(|c| matches!(c, '0'..='9' | 'A'..='F')))?;
    Some((vec![u8::from_str_radix(hex, 16).ok()?], 3))
}

fn percent_escape(rest: &str) -> Option<(Vec<u8>, usize)> {
    // `%u00e9` is the writing of old scripts.
    if let Some(code) = rest.strip_prefix("%u").and_then(|rest| rest.get(..4)) {
        let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        return Some((c.to_string().into_bytes(), 6));
    }
    let byte = u8::from_str_radix(rest.get(1..3)?, 16).ok()?;
    Some((vec![byte], 3))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn escapes_within_escapes_are_undone() {
        for (text, plain) in [
            ("Zo%25C3%25AB", "Zoë"),
            ("&amp;#79;rlando&nbsp;Q&uuml;ll", "Orlando Qull"),
            ("\\ud835\\udc10 \\u0041", "\u{1d410} A"),
            ("Zo&#235 &#x000EB;", "Zoë ë"),
            ("Zo\\xeb \\u{eb}", "Zoë ë"),
            ("Zo%u00eb", "Zoë"),
            ("Zo=C3=AB Quill=\r\nfeather", "Zoë Quillfeather"),
            ("Quill<b class=\"x\">feather</b> & <i>co", "Quillfeather & co"),
        ] {
            let all = writings(text);
            assert!(all.iter().any(|one| one == plain), "{text}: {all:?}");
        }
    }

    #[test]
    fn base_64_is_read_from_wherever_it_begins_and_however_its_lines_are_broken() {
        let secret = "it was Quillon Marrowby-Test, says the log";
        let found = |text: &str| writings(text).iter().any(|one| one.contains("Quillon Marrowby-Test"));
        // Bytes before the text, and characters before the run: each alignment there is.
        for before in 0..4_usize {
            for bytes in 0..3_usize {
                let mut all = vec![0xff; bytes];
                all.extend(secret.as_bytes());
                for encoded in [STANDARD.encode(&all), URL_SAFE_NO_PAD.encode(&all)] {
                    let text = format!("see {}{encoded}", &"xyz"[..before]);
                    assert!(found(&text), "{before} {bytes}: {text}");
                }
            }
        }
        let lines: Vec<String> = STANDARD
            .encode(secret.repeat(3))
            .as_bytes()
            .chunks(30)
            .map(|l| String::from_utf8(l.to_vec()).unwrap())
            .collect();
        assert!(found(&lines.join("\r\n")) && found(&format!("> {}", lines.join("\n> "))));
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let words = writings(&STANDARD.encode(&wide)).join(" ").replace('\0', "");
        assert!(words.contains("Quillon Marrowby-Test"), "two bytes a letter");
        let twice = STANDARD.encode(STANDARD.encode(secret));
        assert!(found(&twice) && found(&twice.replace('=', "%3D")));
    }

    #[test]
    fn chance_writes_no_text() {
        // Bytes of a counter through a hash: not one run of eight in 3,200 bytes spells a name of five letters.
        use sha2::{Digest, Sha256};
        let bytes: Vec<u8> = (0..100_u8).flat_map(|n| Sha256::digest([n]).to_vec()).collect();
        let mut text = String::new();
        stretches(&bytes, &mut text);
        assert!(text.lines().count() < 40, "{}", text.lines().count());
    }
}
