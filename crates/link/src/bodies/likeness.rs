//! How alike the names of two bodies are: by the words that tell bodies apart, each weighed by how rare it is.
//!
//! `Trust` and `Council` are in a thousand names and say little; the name of the town says nearly all. A word that only one name has
//! takes away half of what it weighs; where each has words that the other lacks, they are likely two bodies, and the lesser side takes away more than
//! it weighs. What this leaves out: where the weights come from (`columns`).

use crate::kernel::within_one_edit;

/// What a slip of spelling leaves of a word's weight.
const SLIP_SHARE: f64 = 0.8;
/// What the words that only one side has take away: of the lesser side, and of the greater one.
const LESSER_SIDE: f64 = 1.6;
const GREATER_SIDE: f64 = 0.55;
/// Fewest letters of a word in which a slip is believed.
const SLIP_LETTERS_MIN: usize = 5;

/// Fewest letters of a stem, and most of the endings after it.
const STEM_LETTERS_MIN: usize = 8;
const ENDING_LETTERS_MAX: usize = 4;

/// A name as words with what each weighs.
pub(crate) type Weighed<'a> = Vec<(&'a str, f64)>;

/// Likeness from 0 to 1; 1 where every word of the one is in the other and none is left over. The second value says whether all words
/// met, some of them only with a slip or joined.
pub(crate) fn likeness(a: &Weighed<'_>, b: &Weighed<'_>) -> (f64, bool) {
    let (a, b) = (joined(a, b), joined(b, a));
    let mut met = vec![false; b.len()];
    let (mut shared, mut only_a) = (0.0, 0.0);
    for (word, weight) in &a {
        let same = b.iter().zip(&met).position(|((w, _), met)| !met && w == word);
        let slip = || {
            let believed = |w: &str| w.len() >= SLIP_LETTERS_MIN && !w.bytes().any(|c| c.is_ascii_digit());
            let near = |w: &str| believed(w) && (within_one_edit(w, word) || one_stem(w, word));
            believed(word).then(|| b.iter().zip(&met).position(|((w, _), met)| !met && near(w))).flatten()
        };
        if let Some(at) = same {
            met[at] = true;
            shared += weight.min(b[at].1);
        } else if let Some(at) = slip() {
            met[at] = true;
            // A misspelt word is rare because it is misspelt: the lesser weight counts.
            shared += SLIP_SHARE * weight.min(b[at].1);
        } else {
            only_a += weight;
        }
    }
    let only_b: f64 = b.iter().zip(&met).filter(|(_, met)| !**met).map(|((_, weight), _)| weight).sum();
    if shared <= 0.0 {
        return (0.0, false);
    }
    let (lesser, greater) = (f64::min(only_a, only_b), f64::max(only_a, only_b));
    let whole = only_a == 0.0 && only_b == 0.0;
    (shared / (shared + LESSER_SIDE * lesser + GREATER_SIDE * greater), whole)
}

/// Whether two words are one stem with two endings: Obstetrics and Obstetricians, Institute and Institution, Commission and Commissioning.
/// A county and its town (Gullshire, Gull) are two places.
fn one_stem(a: &str, b: &str) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let (x, y) = (a.len() - same, b.len() - same);
    let shire = |w: &str| w.ends_with("shire");
    same >= STEM_LETTERS_MIN && x.max(y) <= ENDING_LETTERS_MAX && !shire(a) && !shire(b)
}

/// Words with two neighbours made one where the other name has them as one: `Health Care`, `Healthcare`.
fn joined<'a>(of: &Weighed<'a>, other: &Weighed<'a>) -> Vec<(String, f64)> {
    let mut out: Vec<(String, f64)> = Vec::with_capacity(of.len());
    let mut at = 0;
    while at < of.len() {
        if at + 1 < of.len() {
            let both = format!("{}{}", of[at].0, of[at + 1].0);
            if let Some((_, weight)) = other.iter().find(|(word, _)| *word == both) {
                out.push((both, *weight));
                at += 2;
                continue;
            }
        }
        out.push((of[at].0.to_string(), of[at].1));
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words with the weights of a register in which only the first word is rare.
    fn weighed(name: &str) -> Weighed<'_> {
        let common = ["nhs", "trust", "hospital", "council", "university", "teaching"];
        name.split(' ').map(|w| (w, if common.contains(&w) { 3.0 } else { 9.0 })).collect()
    }

    #[test]
    fn rare_words_decide() {
        let between = |a: &str, b: &str| likeness(&weighed(a), &weighed(b)).0;
        assert_eq!(likeness(&weighed("eastmere nhs trust"), &weighed("trust eastmere nhs")), (1.0, true));
        let (misspelt, whole) = likeness(&weighed("eastmere trust"), &weighed("eastmeer trust"));
        assert!(whole && misspelt > 0.999, "{misspelt}");
        assert!(likeness(&weighed("gull health care"), &weighed("gull healthcare")).1);
        assert!(likeness(&weighed("gull obstetric"), &weighed("gull obstetrician")).1);
        assert!(!likeness(&weighed("eastmereton council"), &weighed("eastmeretonshire council")).1);
        let shorter = between("eastmere trust", "eastmere university hospital nhs trust");
        let other = between("eastmere hospital nhs trust", "westmarch hospital nhs trust");
        assert!(shorter > 0.6 && other < 0.4, "{shorter} {other}");
        assert_eq!(between("eastmere", "westmarch"), 0.0);
        assert_eq!(between("a b", "b c"), between("b c", "a b"));
    }
}
