//! Headings to words, and the shapes of United Kingdom postcodes, registration marks and telephone numbers.

/// The words of a heading in lower case: at marks, white space and where a capital follows a small letter. Of a path
/// only the last part counts.
pub(super) fn words(heading: &str) -> Vec<String> {
    let last = heading.rsplit(['/', '.']).find(|p| !p.trim().is_empty()).unwrap_or(heading);
    // "D.O.B." is no path: where every part is one letter, the points only abbreviate.
    let parts: Vec<&str> = heading.split('.').filter(|p| !p.trim().is_empty()).collect();
    let joined = parts.concat();
    let heading =
        if parts.len() > 1 && parts.iter().all(|p| p.trim().chars().count() == 1) { &joined } else { last };
    let mut found: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = heading.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|j| chars[j]);
        let starts = c.is_uppercase() && before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit());
        if (starts || !c.is_alphanumeric()) && !word.is_empty() && c != '\'' {
            found.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        found.push(word);
    }
    found
}

/// A whole United Kingdom postcode, spaced or not.
pub(super) fn is_postcode(text: &str) -> bool {
    let code: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if !(5..=7).contains(&code.len()) {
        return false;
    }
    let (outward, inward) = code.split_at(code.len() - 3);
    let letters = outward.iter().take_while(|c| c.is_ascii_uppercase()).count();
    let rest = &outward[letters..];
    inward[0].is_ascii_digit()
        && inward[1..].iter().all(char::is_ascii_uppercase)
        && (1..=2).contains(&letters)
        && rest.first().is_some_and(char::is_ascii_digit)
        && rest.len() <= 2
        && rest.last().is_some_and(char::is_ascii_alphanumeric)
}

/// A registration mark in one of the shapes in use since 1963, unread characters as `?` or `*` allowed.
pub(super) fn is_plate(text: &str) -> bool {
    let mark: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase();
    let fits = |shape: &str| {
        let parts = shape.chars().zip(mark.chars());
        shape.chars().count() == mark.chars().count()
            && parts.into_iter().all(|(s, c)| match s {
                'A' => c.is_ascii_uppercase() || matches!(c, '?' | '*'),
                _ => c.is_ascii_digit() || matches!(c, '?' | '*'),
            })
    };
    ["AA00AAA", "A000AAA", "A00AAA", "A0AAA", "AAA000A", "AAA00A", "AAA0A"].iter().any(|s| fits(s))
}

/// A telephone number of the United Kingdom.
pub(super) fn is_telephone(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let marks = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-' | '.'));
    let whole = (digits.starts_with('0') && (10..=11).contains(&digits.len()))
        || (digits.starts_with("44") && (12..=13).contains(&digits.len()));
    marks && whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_to_words() {
        for (heading, expected) in [
            ("Date of Birth", "date of birth"),
            ("D.O.B.", "dob"),
            ("../ChildIdentifiers/PersonBirthDate", "person birth date"),
            ("CINreferralDate", "cinreferral date"),
            ("LAchildID", "lachild id"),
            ("report_date", "report date"),
            ("Child's name", "childs name"),
        ] {
            assert_eq!(words(heading).join(" "), expected, "{heading}");
        }
    }

    #[test]
    fn shapes_of_values() {
        for (text, postcode, plate, telephone) in [
            ("ZZ99 3WZ", true, false, false),
            ("M1 1AA", true, false, false),
            ("AB12 CDE", false, true, false),
            ("P? 12 ABC", false, true, false),
            ("A123 BCD", false, true, false),
            ("07700 900123", false, false, true),
            ("+44 7700 900123", false, false, true),
            ("2002-05-03", false, false, false),
            ("", false, false, false),
        ] {
            assert_eq!(
                (is_postcode(text), is_plate(text), is_telephone(text)),
                (postcode, plate, telephone),
                "{text}"
            );
        }
    }
}
