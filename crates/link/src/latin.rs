//! Cyrillic and Greek letters in Latin ones, so that a name meets itself in either script.
//!
//! Cyrillic after BGN/PCGN (Russian 1947, Ukrainian 2019 where a letter is Ukrainian only), Greek letter by letter after ISO 843, both
//! without signs; a name has other spellings too, which comparison by likeness and sound bears. What this leaves out: every other script,
//! whose letters are compared as they stand.

/// The Latin form of a letter in lower case; `None` where it is no Cyrillic or Greek one. Hard and soft signs are nothing.
pub(crate) fn latin(letter: char) -> Option<&'static str> {
    const CYRILLIC: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    // From alpha to omega; the form of sigma at the end of a word stands in its place.
    const GREEK: [&str; 25] = [
        "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t",
        "y", "f", "ch", "ps", "o",
    ];
    let place = |first: char| (letter as usize).checked_sub(first as usize);
    match letter {
        'а'..='я' => place('а').map(|at| CYRILLIC[at]),
        'α'..='ω' => place('α').map(|at| GREEK[at]),
        'є' => Some("ye"),
        'і' => Some("i"),
        'ґ' => Some("g"),
        'ђ' => Some("dj"),
        'ј' => Some("j"),
        'љ' => Some("lj"),
        'њ' => Some("nj"),
        'ћ' => Some("c"),
        'џ' => Some("dz"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::names::plain;

    #[test]
    fn names_in_two_scripts_are_one_word() {
        // | as written | plain |
        for (written, expected) in [
            ("Шевчук", "shevchuk"),
            ("ЩУКИН", "shchukin"),
            ("Ольга", "olga"),
            ("Юлія", "yuliya"),
            ("Андрей", "andrei"),
            ("Παπαδόπουλος", "papadopoylos"),
            ("Ελένη", "eleni"),
            ("Nørgård", "norgard"),
            ("山田", "山田"),
        ] {
            assert_eq!(plain(written), expected, "{written}");
        }
    }
}
