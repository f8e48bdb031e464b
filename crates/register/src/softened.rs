//! Whether words say nearly what other words said: a criticism that comes back as a fact.
//!
//! The same rule is asked before an entry is recorded and by whoever verifies a publication, in the browser too, so it knows of a text
//! no more than its words: runs of letters and digits in lower case. Two texts say nearly the same where three quarters of the words
//! of the longer stand in the other in their order, or where the one stands whole within the other and no word for *not* was added. The one
//! is the opposite of the other, and not the same, where nothing but words for *not* is between them. What is left out: the same in
//! other words.

/// Words that turn what is said into its opposite.
const NOT: [&str; 18] = [
    "no", "not", "never", "nothing", "nobody", "none", "neither", "nor", "without", "cannot", "didnt",
    "doesnt", "wasnt", "werent", "hadnt", "isnt", "couldnt", "wouldnt",
];
/// Most words of a text that are compared; what comes after them is not looked at.
const WORDS_MAX: usize = 600;
/// Fewest words of a text that is looked for within a longer one.
const WITHIN_MIN: usize = 3;

/// What a word for *not* turns into its opposite again, or into more: "no doubt", "not only", "no small".
const NOT_A_NOT: [(&str, &[&str]); 4] = [
    ("no", &["doubt", "question", "small", "less", "fewer", "mere", "little", "mean", "ordinary", "mistake"]),
    ("not", &["only", "just", "merely", "simply", "least"]),
    ("without", &["doubt", "question", "fail", "exception"]),
    ("nothing", &["less", "but", "short"]),
];

/// The words of a text in lower case, an apostrophe left out, and what only looks like a word for *not*.
fn words_of(text: &str) -> Vec<String> {
    let text: String = text.chars().filter(|c| !matches!(c, '\'' | '\u{2019}')).collect();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let all: Vec<String> = words.take(WORDS_MAX).map(str::to_lowercase).collect();
    // "It was not just" says not; "not just that" says more.
    let goes_on = |at: usize| all[at] != "not" || at + 2 < all.len();
    let pair = |at: usize| {
        let next = all.get(at + 1);
        let is = |then: &[&str]| next.is_some_and(|next| then.contains(&next.as_str()));
        goes_on(at) && NOT_A_NOT.iter().any(|(not, then)| all[at] == *not && is(then))
    };
    let left_out = |at: usize| pair(at) || at > 0 && pair(at - 1);
    (0..all.len()).filter(|&at| !left_out(at)).map(|at| all[at].clone()).collect()
}

fn says_not(word: &str) -> bool {
    NOT.contains(&word)
}

/// Whether two texts say nearly the same.
pub(crate) fn says_nearly_the_same(before: &str, now: &str) -> bool {
    let (before, now) = (words_of(before), words_of(now));
    if before.is_empty() || now.is_empty() {
        return false;
    }
    let rest = |words: &[String]| words.iter().filter(|word| !says_not(word)).cloned().collect::<Vec<_>>();
    let nots = |words: &[String]| words.iter().filter(|word| says_not(word)).count();
    if before != now && rest(&before) == rest(&now) && nots(&before) % 2 != nots(&now) % 2 {
        return false;
    }
    let longer = before.len().max(now.len());
    if in_order(&before, &now) * 4 >= longer * 3 {
        return true;
    }
    let within = |one: &[String], other: &[String]| {
        one.len() >= WITHIN_MIN
            && nots(one) >= nots(other)
            && other.windows(one.len()).any(|words| words == one)
    };
    within(&before, &now)
}

/// How many words stand in both in the same order (the longest common subsequence).
fn in_order(one: &[String], other: &[String]) -> usize {
    let mut row = vec![0; other.len() + 1];
    for word in one {
        let mut above_left = 0;
        for (at, there) in other.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == there { above_left + 1 } else { above.max(row[at]) };
            above_left = above;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::says_nearly_the_same;

    #[test]
    fn the_same_words_are_told_from_others_and_from_their_opposite() {
        let check = |before: &str, now: &str, same: bool| {
            assert_eq!(says_nearly_the_same(before, now), same, "{before} / {now}");
        };
        for now in [
            "P-1 took bribes for ten years.",
            "p-1 took bribes, for ten years!",
            "P-1 took bribes for eleven years.",
            "It is noted that P-1 took bribes for ten years and so on and so forth.",
        ] {
            check("P-1 took bribes for ten years.", now, true);
        }
        check("P-1 took bribes.", "P-1 took no bribes.", false);
        for now in [
            "P-1 no doubt took bribes.",
            "P-1 not only took bribes.",
            "P-1 took no small bribes.",
            "P-1 took bribes, no less.",
            "Without doubt P-1 took bribes.",
        ] {
            check("P-1 took bribes.", now, true);
        }
        check("P-1 took bribes.", "P-1 no doubt took no bribes.", false);
        check("The dismissal was not just.", "The dismissal was just.", false);
        check("P-1 didn\u{2019}t read it.", "P-1 did read it on the day on which it came.", false);
        check("The report was not followed up.", "The report was followed up.", false);
        check("P-1 took bribes.", "Nobody can show that P-1 took bribes or anything like it.", false);
        check("Did nothing.", "Did something.", false);
        check("Did nothing.", "Did nothing.", true);
        check("", "", false);
    }
}
