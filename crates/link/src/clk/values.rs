//! A value as written to the value that is hashed, and what is wrong with one that the schema does not allow.
//!
//! Left out: patterns (they say which values are allowed and change no bit), and names of months other than English.

use model::MONTHS;

use super::schema::{Case, Format, TextEncoding};

/// The value that is hashed.
///
/// # Errors
/// What the schema expected. The value is never repeated: it may be somebody's name.
pub(super) fn formatted(format: &Format, value: &str) -> Result<String, String> {
    match format {
        Format::Text { encoding, case, chars_min, chars_max } => {
            let chars = value.chars().count();
            if chars < *chars_min {
                return Err(format!("expected at least {chars_min} characters, found {chars}"));
            }
            if chars_max.is_some_and(|max| chars > max) {
                return Err(format!("expected at most {} characters, found {chars}", chars_max.unwrap_or(0)));
            }
            let as_wanted = match case {
                Case::Upper => value.to_uppercase() == value,
                Case::Lower => value.to_lowercase() == value,
                Case::Mixed => true,
            };
            if !as_wanted {
                let wanted = if *case == Case::Upper { "capitals" } else { "small letters" };
                return Err(format!("expected {wanted} only"));
            }
            if *encoding == TextEncoding::Ascii && !value.is_ascii() {
                return Err("expected letters without accents only".to_string());
            }
            Ok(value.to_string())
        }
        Format::Integer { min, max } => integer(value, *min, *max),
        Format::Date { format } => date(format, value),
        Format::OneOf(values) => {
            if values.iter().any(|v| v == value) {
                Ok(value.to_string())
            } else {
                Err(format!("expected one of {}", values.join(", ")))
            }
        }
    }
}

/// A piece as the bytes that are hashed.
pub(super) fn bytes_of(encoding: TextEncoding, text: &str) -> Vec<u8> {
    match encoding {
        TextEncoding::Ascii | TextEncoding::Utf8 => text.as_bytes().to_vec(),
        TextEncoding::Utf16 => {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        TextEncoding::Utf32 => {
            let chars = text.chars().map(u32::from);
            std::iter::once(0xfeff).chain(chars).flat_map(u32::to_le_bytes).collect()
        }
    }
}

/// A whole number without white space, plus sign, leading zeros and underscores between digits.
pub(super) fn integer_text(value: &str) -> Option<String> {
    let text = value.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let apart: Vec<&str> = digits.split('_').collect();
    if apart.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let digits = apart.concat();
    let kept = digits.trim_start_matches('0');
    Some(if kept.is_empty() { "0".to_string() } else { format!("{sign}{kept}") })
}

fn integer(value: &str, min: Option<i64>, max: Option<i64>) -> Result<String, String> {
    let text = integer_text(value).ok_or("expected a whole number in digits")?;
    let beyond = |negative: bool| text.starts_with('-') == negative;
    let number = text.parse::<i64>().ok();
    if let Some(min) = min
        && number.map_or(beyond(true), |n| n < min)
    {
        return Err(format!("expected at least {min}"));
    }
    if let Some(max) = max
        && number.map_or(beyond(false), |n| n > max)
    {
        return Err(format!("expected at most {max}"));
    }
    Ok(text)
}

/// Whether every part of a format is read here.
pub(super) fn check_date_format(format: &str) -> Result<(), String> {
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c == '%' {
            match chars.next() {
                Some('Y' | 'y' | 'm' | 'd' | 'b' | 'B' | '%') => {}
                other => {
                    let other = other.map(String::from).unwrap_or_default();
                    return Err(format!("%{other} is not read here in a date; %Y %y %m %d %b %B and %% are"));
                }
            }
        }
    }
    Ok(())
}

/// Year, month and day as they are found.
type Parts = (u32, u32, u32);

fn date(format: &str, value: &str) -> Result<String, String> {
    let expected = || format!("expected a date written {format}");
    let format: Vec<char> = format.chars().collect();
    let value: Vec<char> = value.chars().collect();
    let (year, month, day) = read_date(&format, &value, (1900, 1, 1)).ok_or_else(expected)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if year < 1000 || day > days {
        return Err(expected());
    }
    Ok(format!("{year}{month:02}{day:02}"))
}

/// Reads a date, trying the longer number first where a part may have one digit or two.
fn read_date(format: &[char], value: &[char], parts: Parts) -> Option<Parts> {
    let (first, rest) = match format {
        [] => return value.is_empty().then_some(parts),
        ['%', part, rest @ ..] if *part != '%' => (*part, rest),
        ['%', '%', rest @ ..] => {
            return value.strip_prefix(&['%'][..]).and_then(|v| read_date(rest, v, parts));
        }
        [c, rest @ ..] if c.is_whitespace() => {
            let rest = &rest[rest.iter().take_while(|c| c.is_whitespace()).count()..];
            let spaces = value.iter().take_while(|c| c.is_whitespace()).count();
            return (1..=spaces).rev().find_map(|n| read_date(rest, &value[n..], parts));
        }
        [c, rest @ ..] => {
            let same = value.first().is_some_and(|v| v.to_lowercase().eq(c.to_lowercase()));
            return if same { read_date(rest, &value[1..], parts) } else { None };
        }
    };
    if matches!(first, 'b' | 'B') {
        return month_name(first == 'B', rest, value, parts);
    }
    let (widths, range): (&[usize], _) = match first {
        'Y' => (&[4], 0..=9999),
        'y' => (&[2], 0..=99),
        'm' => (&[2, 1], 1..=12),
        _ => (&[2, 1], 1..=31),
    };
    widths.iter().find_map(|&width| {
        let digits = value.get(..width)?;
        // A day may be written with a blank in front.
        let padded = first == 'd' && width == 2 && digits[0] == ' ';
        let number =
            digits.iter().skip(usize::from(padded)).try_fold(0, |n, c| Some(n * 10 + c.to_digit(10)?))?;
        if !range.contains(&number) {
            return None;
        }
        let (year, month, day) = parts;
        let parts = match first {
            'Y' => (number, month, day),
            'y' => (number + if number < 69 { 2000 } else { 1900 }, month, day),
            'm' => (year, number, day),
            _ => (year, month, number),
        };
        read_date(rest, &value[width..], parts)
    })
}

fn month_name(whole: bool, rest: &[char], value: &[char], (year, _, day): Parts) -> Option<Parts> {
    MONTHS.iter().enumerate().find_map(|(i, name)| {
        let name = if whole { name } else { &name[..3] };
        let found: String = value.get(..name.len())?.iter().collect();
        if !found.eq_ignore_ascii_case(name) {
            return None;
        }
        read_date(rest, &value[name.len()..], (year, i as u32 + 1, day))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_their_format_says() {
        for (format, value, expected) in [
            ("%Y-%m-%d", "1990-05-03", Some("19900503")),
            ("%d/%m/%Y", "3/5/1990", Some("19900503")),
            ("%d%m%Y", "1112002", Some("20020111")),
            ("%d %b %y", "03 MAY 68", Some("20680503")),
            ("%d %B %y", "03 may 69", Some("19690503")),
            ("%Y", "1990", Some("19900101")),
            ("%Y-%m-%d", "1990-02-30", None),
            ("%Y-%m-%d", "2000-02-29", Some("20000229")),
            ("%Y-%m-%d", "1900-02-29", None),
            ("%Y-%m-%d", "1990-05-03 ", None),
            ("%Y-%m-%d", "", None),
        ] {
            assert_eq!(date(format, value).ok().as_deref(), expected, "{format} {value}");
        }
        assert!(check_date_format("%H:%M").is_err());
    }

    #[test]
    fn whole_numbers_are_read_with_all_their_writings() {
        for (value, expected) in [
            ("+13", Some("13")),
            (" 13", Some("13")),
            ("007", Some("7")),
            ("-0", Some("0")),
            ("-012", Some("-12")),
            ("1_000", Some("1000")),
            ("1__0", None),
            ("", None),
            ("-", None),
            ("12a", None),
        ] {
            assert_eq!(integer_text(value).as_deref(), expected, "{value}");
        }
        assert!(integer("5", Some(6), None).is_err() && integer("5", None, Some(4)).is_err());
        assert!(integer("99999999999999999999", None, Some(4)).is_err());
        assert!(integer("99999999999999999999", Some(4), None).is_ok());
    }
}
