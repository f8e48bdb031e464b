//! The nearest known word to a misspelt one, for hints: "did you mean ...?".
//!
//! Distance is the number of letters put in, left out, changed, or swapped with a neighbour (optimal string
//! alignment), after case, white space, `_` and `-` are set aside. Nothing is ever replaced by a nearest word: it is
//! only shown.

/// Longest word compared, in characters; of longer ones only so much is looked at.
const WORD_CHARS_MAX: usize = 120;

/// The candidate nearest to `word`, if one is near enough to be worth showing: at most a third of its letters differ,
/// or one contains the other. Of equally near ones, the first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(word);
    if wanted.is_empty() {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let have = fold(candidate);
        if have.is_empty() {
            continue;
        }
        let allowed = (wanted.len().max(have.len()) / 3).max(1);
        let steps = distance(&wanted, &have);
        let steps = if steps <= allowed {
            steps
        } else if wanted.len().min(have.len()) >= 3 && (contains(&wanted, &have) || contains(&have, &wanted))
        {
            allowed + steps
        } else {
            continue;
        };
        if best.is_none_or(|(least, _)| steps < least) {
            best = Some((steps, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether `word` looks like a slip for `known`: letters apart from their case differ in one place, in names of ten letters
/// or more in two. Names that differ in a digit ("Address1", "Address2") are different names.
pub(crate) fn is_slip(word: &str, known: &str) -> bool {
    let digits = |w: &str| w.chars().filter(char::is_ascii_digit).collect::<String>();
    let (wanted, have) = (fold(word), fold(known));
    let allowed = match wanted.len().min(have.len()) {
        0..=3 => 0,
        4..=9 => 1,
        _ => 2,
    };
    // Neighbours that changed places count as one step, so a short name may have them.
    digits(word) == digits(known) && distance(&wanted, &have) <= allowed
}

fn fold(word: &str) -> Vec<char> {
    word.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .take(WORD_CHARS_MAX)
        .collect()
}

fn contains(long: &[char], short: &[char]) -> bool {
    long.windows(short.len()).any(|part| part == short)
}

/// Optimal string alignment distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row[j] = least;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_named_and_a_far_one_is_not() {
        let headers = ["Date of Birth", "Surname", "Forename", "Date received"];
        let check =
            |word: &str, expected: Option<&str>| assert_eq!(nearest(word, headers), expected, "{word}");
        check("Surnane", Some("Surname"));
        check("surname ", Some("Surname"));
        check("Date of Brith", Some("Date of Birth"));
        check("date_received", Some("Date received"));
        check("Received", Some("Date received"));
        check("Postcode", None);
        check("", None);
    }

    #[test]
    fn a_slip_is_told_from_another_name() {
        for (word, known, slip) in [
            ("CINdetials", "CINdetails", true),
            ("cindetails", "CINdetails", true),
            ("Nmae", "Name", true),
            ("CINreferalDate", "CINreferralDate", true),
            // Names that stand side by side in the census, any of which a file may lack.
            ("Section47", "Assessments", false),
            ("Section47", "Section17", false),
            ("PersonBirthDate", "PersonDeathDate", false),
            ("CPPstartDate", "CPPendDate", false),
            ("CINPlanStartDate", "CINPlanEndDate", false),
            ("UPN", "ULN", false),
            ("Address1", "Address2", false),
            ("", "Name", false),
        ] {
            assert_eq!(is_slip(word, known), slip, "{word} {known}");
        }
    }

    #[test]
    fn a_swap_of_neighbours_counts_once() {
        let letters = |w: &str| w.chars().collect::<Vec<_>>();
        for (a, b, steps) in [("2002", "0202", 1), ("20023", "2002", 1), ("abc", "abc", 0), ("", "ab", 2)] {
            assert_eq!(distance(&letters(a), &letters(b)), steps, "{a} {b}");
        }
    }
}
