//! A bound on memory as arguments give it.

/// `2GiB`, `512MiB`, `64M`.
pub(crate) fn parse_memory(text: &str) -> Result<u64, String> {
    let digits = text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.trim()[digits.len()..].to_ascii_lowercase();
    let shift = match unit.as_str() {
        "gib" | "g" | "gb" => 30,
        "mib" | "m" | "mb" => 20,
        _ => return Err("expected a size such as 2GiB or 512MiB".to_string()),
    };
    let number: u64 =
        digits.trim().parse().map_err(|_| "expected a size such as 2GiB or 512MiB".to_string())?;
    number.checked_mul(1 << shift).ok_or_else(|| "that is more than any machine has".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, expect) in [("2GiB", Some(2 << 30)), ("512 MiB", Some(512 << 20)), ("64m", Some(64 << 20))]
        {
            assert_eq!(parse_memory(text).ok(), expect, "{text}");
        }
        for wrong in ["2", "GiB", "two GiB", "99999999999999999999GiB", "9999999999999GiB"] {
            assert!(parse_memory(wrong).is_err(), "{wrong}");
        }
    }
}
