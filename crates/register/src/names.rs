//! Whether a name stands in a text, in any of the ways in which people write a name.
//!
//! A person's name is found in its order and turned about ("Quillfeather, Orlando"), with initials for the given names ("O.
//! Quillfeather"), without or with a name between, and run together ("orlandoquillfeather"). Any other name is found by its words in
//! their order. Which writings of a word are one is [`crate::writing`]'s matter. What is left out: a name spelt otherwise,
//! pet forms, and initials alone, which stand for anything.

use unicode_normalization::UnicodeNormalization;

use crate::writing::{Words, plain};

/// Letters from which on a name is found within a longer run of letters too: nothing else spells so many by chance.
const WITHIN_MIN: usize = 10;
/// Letters of the shortest surname that is found behind initials.
const BEHIND_INITIALS_MIN: usize = 3;
/// Letters of the shortest surname that is found when it is run together with an initial.
const RUN_TOGETHER_MIN: usize = 5;
/// Spellings of one name from which on no further ones are made.
const SPELLINGS_MAX: usize = 8;
/// Names between the first and the last that are passed over.
const BETWEEN_MAX: usize = 2;
/// How people are addressed, before their names.
pub(crate) const STYLES: [&str; 16] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "prof",
    "professor",
    "rev",
    "reverend",
    "cllr",
    "councillor",
];
/// Further words of a name that say nobody's name.
const NOT_NAMES: [&str; 6] = ["the", "an", "of", "and", "jr", "sr"];

/// Whether a word of a name, in lower case, says nobody's name.
pub(crate) fn says_nobody(word: &str) -> bool {
    STYLES.contains(&word) || NOT_NAMES.contains(&word)
}

/// A name that is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    /// The name's words in their order, run together.
    whole: String,
    /// Other writings of the whole of it, run together.
    turned: Vec<String>,
    /// First and last name of a person, where there are two.
    ends: Option<(String, String)>,
    /// Initials and surname, in both orders, with the length of the initials and of the surname.
    initials: Vec<Initials>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Initials {
    letters: String,
    surname: String,
}

impl Name {
    /// The name of a person: it may be turned about and shortened.
    pub(crate) fn of_person(name: &str) -> Vec<Name> {
        spellings(name).iter().map(|name| Name::person(name)).collect()
    }

    /// Any other name: its words in their order.
    pub(crate) fn of_body(name: &str) -> Vec<Name> {
        let one = |name: &String| Name {
            whole: Words::of(name).compact().to_string(),
            turned: Vec::new(),
            ends: None,
            initials: Vec::new(),
        };
        spellings(name).iter().map(one).collect()
    }

    fn person(name: &str) -> Name {
        let words = Words::of(name);
        let whole = words.compact().to_string();
        let names = in_order(name);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let [first, rest @ ..] = names.as_slice() else { return Name::short(whole) };
        let [.., last] = rest else { return Name::short(whole) };
        let mut turned: Vec<String> = vec![names.concat()];
        turned.extend((1..names.len()).map(|at| [&names[at..], &names[..at]].concat().concat()));
        turned.extend([format!("{first}{last}"), format!("{last}{first}")]);
        turned.dedup();
        let letter = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
        let all: String = names[..names.len() - 1].iter().map(|word| letter(word)).collect();
        let mut initials = Vec::new();
        // A surname of several words is every tail of the name.
        for at in 1..names.len() {
            let surname = names[at..].concat();
            if surname.chars().count() < BEHIND_INITIALS_MIN {
                continue;
            }
            for letters in [letter(first), all.chars().take(at).collect::<String>()] {
                let one = Initials { letters, surname: surname.clone() };
                if !initials.contains(&one) {
                    initials.push(one);
                }
            }
        }
        let ends = (first.chars().count() > 1 && last.chars().count() > 1)
            .then(|| (first.to_string(), last.to_string()));
        Name { whole, turned, ends, initials }
    }

    /// Whether it is one word, run together or not.
    pub(crate) fn is_one_word(&self) -> bool {
        self.turned.is_empty()
    }

    /// Whether a word is the whole of it.
    pub(crate) fn is(&self, word: &str) -> bool {
        crate::writing::lower(word) == self.whole
    }

    fn short(whole: String) -> Name {
        Name { whole, turned: Vec::new(), ends: None, initials: Vec::new() }
    }

    /// Whether it stands among words, in any of its ways.
    pub(crate) fn stands_in(&self, words: &Words) -> bool {
        let whole = |name: &String| {
            let long = name.chars().count() >= WITHIN_MIN;
            !name.is_empty() && if long { words.holds(name) } else { !words.runs(name).is_empty() }
        };
        whole(&self.whole)
            || self.turned.iter().any(whole)
            || self.initials.iter().any(|initials| initials.stand_in(words))
            || self
                .ends
                .as_ref()
                .is_some_and(|(first, last)| apart(words, first, last) || apart(words, last, first))
    }
}

impl Initials {
    fn stand_in(&self, words: &Words) -> bool {
        let (letters, surname) = (&self.letters, &self.surname);
        let count = letters.chars().count();
        let ways = [(format!("{letters}{surname}"), true), (format!("{surname}{letters}"), false)];
        ways.iter().any(|(run, before)| {
            words.runs(run).into_iter().any(|(first, after)| {
                if after - first == 1 {
                    return *before && surname.chars().count() >= RUN_TOGETHER_MIN;
                }
                let told = match before {
                    true => &words.written[first..first + count.min(after - first - 1)],
                    false => &words.written[after.saturating_sub(count).max(first + 1)..after],
                };
                // The initials stand by themselves: "a" and "I" are words, and a short surname has its capital.
                let at = if *before { first + told.len() } else { first };
                let capital = words.written[at].chars().next().is_some_and(|c| !c.is_lowercase());
                let letter = |word: &String| match word.as_str() {
                    "a" | "i" => false,
                    word => word.chars().count() <= count && letters.contains(&word.to_lowercase()),
                };
                told.iter().all(letter) && (capital || surname.chars().count() >= RUN_TOGETHER_MIN)
            })
        })
    }
}

/// The names of a person in their order, in lower case, each run together where it has a hyphen: "Quillfeather, Orlando" is Orlando
/// Quillfeather.
fn in_order(name: &str) -> Vec<String> {
    let plain = plain(name);
    let told = |part: &str| -> Vec<String> {
        let names = part.split_whitespace().map(|name| Words::of_plain(name).compact().to_string());
        names.filter(|name| !name.is_empty() && !says_nobody(name)).collect()
    };
    match plain.split_once(',').map(|(surname, given)| (told(surname), told(given))) {
        Some((surname, given)) if !surname.is_empty() && !given.is_empty() => [given, surname].concat(),
        _ => told(&plain.replace(',', " ")),
    }
}

/// Whether a first and a last name stand with only other names or initials between them.
fn apart(words: &Words, first: &str, last: &str) -> bool {
    let named = |word: &String| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let lasts = words.runs(last);
    words.runs(first).into_iter().any(|(from, after)| {
        let near = |&(at, to): &(usize, usize)| {
            at > after && at - after <= BETWEEN_MAX && words.written[from..to].iter().all(named)
        };
        lasts.iter().any(near)
    })
}

/// A name with its umlauts written out and not written out, word by word.
fn spellings(name: &str) -> Vec<String> {
    const OUT: [(char, &str); 8] = [
        ('ä', "ae"),
        ('ö', "oe"),
        ('ü', "ue"),
        ('Ä', "Ae"),
        ('Ö', "Oe"),
        ('Ü', "Ue"),
        ('å', "aa"),
        ('ø', "oe"),
    ];
    let composed: String = name.nfc().collect();
    let mut all = vec![String::new()];
    for word in composed.split_inclusive(char::is_whitespace) {
        let out = OUT.iter().fold(word.to_string(), |word, (c, out)| word.replace(*c, out));
        let not_out =
            ["ae", "oe", "ue"].iter().fold(word.to_string(), |word, two| word.replace(two, &two[..1]));
        let mut ways = vec![word.to_string(), out, not_out];
        ways.dedup();
        // Names have few such words; more than this are not turned about in every way.
        ways.truncate(if all.len() > SPELLINGS_MAX { 1 } else { ways.len() });
        all = all.iter().flat_map(|before| ways.iter().map(move |way| format!("{before}{way}"))).collect();
    }
    all
}

/// The last name of a person, by itself: what a text may call them by. None where it is too short to tell anything.
pub(crate) fn surname(name: &str) -> Option<String> {
    let name = plain(name);
    let name = name.split(" (").next().unwrap_or(&name);
    let (part, all) = match name.split_once(',') {
        Some((surname, _)) => (surname, name),
        None => (name, name),
    };
    let told = |text: &str| -> Vec<String> {
        let words = Words::of_plain(text);
        words.written.into_iter().filter(|word| !says_nobody(&word.to_lowercase())).collect()
    };
    let last = told(part).pop()?;
    // One word alone is looked for as a whole name.
    (told(all).len() > 1 && last.chars().count() >= BEHIND_INITIALS_MIN).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writing::readings;

    fn stands(name: &str, text: &str) -> bool {
        let words = readings(&plain(text));
        Name::of_person(name).iter().any(|name| words.iter().any(|words| name.stands_in(words)))
    }

    #[test]
    fn a_person_s_name_is_found_in_every_way_people_write_one() {
        for text in [
            "Orlando Quillfeather",
            "Quillfeather, Orlando",
            "QUILLFEATHER ORLANDO",
            "O. Quillfeather",
            "O Quillfeather",
            "o.quillfeather@example.org",
            "Quillfeather, O.",
            "Quillfeather O",
            "Orlando  \n Quillfeather",
            "Orlando James Quillfeather",
            "Orlando J. Quillfeather's diary",
            "Mr Orlando Quillfeather",
            "Quillfeather, Mr Orlando",
            "orlando_quillfeather-notes.pdf",
            "OrlandoQuillfeather",
            "oquillfeather",
            "Orlando Quill\u{ad}feather",
            "Orl\u{200b}ando Quillfeather",
            "Orlando\u{a0}Quillfeather",
            "Orlando Quill-feather",
            "Orlando Quill\u{2019}feather",
            "Orlándo Quillfeáther",
            "Orla\u{301}ndo Quillfeather",
            "Оrlаndо Quіllfеаthеr",
            "ΟRLANDΟ QUILLFEΑTHER",
            "0rlando Qui1lfeather",
            "O r l a n d o Q u i l l f e a t h e r",
        ] {
            assert!(stands("Orlando Quillfeather", text), "{text:?}");
        }
        for (name, text) in [
            ("Quillfeather, Orlando", "Orlando Quillfeather"),
            ("Orlando James Quillfeather", "O.J. Quillfeather"),
            ("Orlando James Quillfeather", "Quillfeather, O. J."),
            ("Orlando James Quillfeather", "Orlando Quillfeather"),
            ("Ann-Marie O'Harrow", "Annmarie O’Harrow"),
            ("Ann-Marie O'Harrow", "A. O Harrow"),
            ("Zoë Müllerin", "Zoe Muellerin"),
            ("Zoe Muellerin", "Zoë Müllerin"),
            ("Jan van der Quill", "J. van der Quill"),
            ("Ада Пример", "АДА ПРИМЕР"),
        ] {
            assert!(stands(name, text), "{name}: {text}");
        }
    }

    #[test]
    fn what_is_nobody_s_name_is_not_found() {
        for (name, text) in [
            ("Orlando Quillfeather", "Quillfeather Lane"),
            ("Orlando Quillfeather", "Orlando read it. The Quillfeather file"),
            ("Ada Moss", "a moss grew there"),
            ("Ada Moss", "Moss, a plant"),
            ("Ida Moss", "I moss the wall"),
            ("Ann Ton", "the town of Northanton"),
            ("Al Li", "alibi"),
            ("Peter Carr", "the PC was switched off"),
        ] {
            assert!(!stands(name, text), "{name}: {text}");
        }
        assert_eq!(surname("Ms Ada O'Quill (invented)").as_deref(), Some("OQuill"));
        assert_eq!(surname("Quillfeather, Orlando").as_deref(), Some("Quillfeather"));
        assert_eq!(surname("Ada"), None);
    }
}
