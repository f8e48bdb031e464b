//! Names of people as written to forenames, surname and other names.
//!
//! Case, accents, apostrophes, full stops, titles and honours are laid aside; `SURNAME, Forename` and whole names in one cell are taken
//! apart; particles (`van der`, `de`, `O'`, `Mac`) stay with the surname; a double-barrelled surname keeps its parts. What this
//! leaves out: patronymics, which are forenames like others here, and naming customs in which the family name comes first without saying so.

use crate::latin::{korean_surname, latin, put_latin, surname_first};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A person's names, normalised.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Names {
    /// Forenames in order, each one word.
    pub(crate) forenames: Vec<String>,
    /// Surname; the parts of a double-barrelled one stand apart by a space. Empty where none is given.
    pub(crate) surname: String,
    /// Other names, each with forenames or a surname or both.
    pub(crate) others: Vec<(Vec<String>, String)>,
}

const TITLES: [&str; 62] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "master",
    "dr",
    "doctor",
    "prof",
    "professor",
    "rev",
    "revd",
    "reverend",
    "fr",
    "father",
    "sr",
    "sister",
    "br",
    "sir",
    "dame",
    "lord",
    "lady",
    "hon",
    "cllr",
    "councillor",
    "pc",
    "dc",
    "ds",
    "di",
    "dci",
    "dsupt",
    "supt",
    "insp",
    "inspector",
    "sgt",
    "sergeant",
    "ps",
    "wpc",
    "wdc",
    "pcso",
    "con",
    "constable",
    "det",
    "detective",
    "chief",
    "superintendent",
    "cpl",
    "capt",
    "captain",
    "major",
    "col",
    "colonel",
    "lt",
    "judge",
    "justice",
    "he",
    "hh",
    "madam",
    "imam",
    "rabbi",
    "canon",
    "nurse",
];

const HONOURS: [&str; 22] = [
    "jr", "jnr", "junior", "snr", "senior", "ii", "iii", "iv", "obe", "mbe", "cbe", "qpm", "phd", "md", "mp",
    "kc", "qc", "jp", "bsc", "msc", "ba", "esq",
];

const PARTICLES: [&str; 26] = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el", "al",
    "bin", "ibn", "ben", "ter", "ten", "o", "mac", "mc", "st", "ap",
];

const NO_NAME: [&str; 16] = [
    "unknown",
    "unk",
    "unidentified",
    "anonymous",
    "anon",
    "nk",
    "nfn",
    "nsn",
    "tbc",
    "none",
    "nil",
    "notknown",
    "withheld",
    "redacted",
    "unnamed",
    "notrecorded",
];

/// Ranks and titles that some sources write where a name belongs.
const RANKS: [&str; 14] = [
    "baronet", "bt", "bart", "baron", "earl", "viscount", "duke", "marquess", "marquis", "count", "countess",
    "the", "adult", "child",
];

/// Whether a normalised word is a title, an honour, a rank or a number and no name.
pub(crate) fn is_rank(word: &str) -> bool {
    TITLES.contains(&word)
        || HONOURS.contains(&word)
        || RANKS.contains(&word)
        || word.starts_with(|c: char| c.is_ascii_digit())
}

/// A word in lower case without accents or signs: letters and digits only.
pub(crate) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    let mut out = String::new();
    // Indian and Thai vowels are marks too, and are written: they stay.
    let dropped = |c: &char| is_combining_mark(*c) && !('\u{900}'..='\u{eff}').contains(c);
    for c in text.nfkd().filter(|c| !dropped(c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            c if latin(c).is_some() => out.push_str(latin(c).unwrap_or_default()),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if c.is_alphanumeric() || is_combining_mark(c) => put_latin(c, &mut out),
            _ => {}
        }
    }
    out
}

/// Words of a text: split at white space and the given signs, each made plain, empty ones dropped.
pub(crate) fn plain_words(text: &str, signs: &[char]) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || signs.contains(&c))
        .map(plain)
        .filter(|w| !w.is_empty())
        .collect()
}

fn means_no_name(text: &str) -> bool {
    let whole = plain(text);
    whole.is_empty()
        || NO_NAME.contains(&whole.as_str())
        || matches!(text.trim().to_ascii_lowercase().as_str(), "n/a" | "n/k" | "na." | "d/k")
        || plain_words(text, &['/', ',', '-']).iter().any(|w| w == "unknown" || w == "unidentified")
}

/// Forenames of a cell that holds nothing else.
pub(crate) fn forenames(text: &str) -> Vec<String> {
    if means_no_name(text) {
        return Vec::new();
    }
    let mut words: Vec<String> = plain_words(text, &['.', ',', '/']);
    while words.len() > 1 && TITLES.contains(&words[0].as_str()) {
        words.remove(0);
    }
    // "JP" or "J" are initials; a word of two letters in capitals is one only where it has no vowel.
    if let [only] = words.as_slice()
        && only.len() == 2
        && text.trim().chars().all(|c| c.is_ascii_uppercase())
        && !only.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    {
        return only.chars().map(String::from).collect();
    }
    words
}

/// A surname of a cell that holds nothing else.
pub(crate) fn surname(text: &str) -> String {
    if means_no_name(text) {
        return String::new();
    }
    let cleaned = text.replace(['\u{2019}', '\u{2018}', '`'], "'");
    let mut words = plain_words(&cleaned, &['-', '\u{2010}', '\u{2013}', '/', ',']);
    while words.len() > 1 && words.last().is_some_and(|w| HONOURS.contains(&w.as_str())) {
        words.pop();
    }
    join_particles(&words)
}

/// Parts of a surname, particles grown together with the word they lead: `van der berg` is one part.
fn join_particles(words: &[String]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut lead = String::new();
    for (i, word) in words.iter().enumerate() {
        lead.push_str(word);
        if PARTICLES.contains(&word.as_str()) && i + 1 < words.len() {
            continue;
        }
        parts.push(std::mem::take(&mut lead));
    }
    parts.join(" ")
}

/// A whole name in one cell.
pub(crate) fn whole_name(text: &str) -> Names {
    let mut names = Names::default();
    if means_no_name(text) {
        return names;
    }
    let (main, asides) = take_asides(text);
    (names.forenames, names.surname) = split_main(&main);
    for aside in asides {
        names.others.push(other_name(&aside));
    }
    names.others.retain(|(f, s)| !f.is_empty() || !s.is_empty());
    names
}

/// Another name as a cell gives it: a single word is a forename or nickname unless `née` or `formerly` stands before it.
pub(crate) fn other_name(text: &str) -> (Vec<String>, String) {
    let lower = text.trim().to_lowercase();
    for lead in ["née ", "nee ", "formerly ", "born ", "né "] {
        if lower.starts_with(lead) {
            let rest: String = text.trim().chars().skip(lead.chars().count()).collect();
            return if rest.trim().contains(' ') { split_main(&rest) } else { (Vec::new(), surname(&rest)) };
        }
    }
    if means_no_name(text) { (Vec::new(), String::new()) } else { split_main(text) }
}

/// The name without what stands in brackets or quotation marks or after `aka` or `née`, and those other names.
fn take_asides(text: &str) -> (String, Vec<String>) {
    let mut main = String::new();
    let mut asides = Vec::new();
    let mut closing: Option<char> = None;
    let mut aside = String::new();
    for (at, c) in text.char_indices() {
        let opens = match c {
            '(' => Some(')'),
            '[' => Some(']'),
            '"' => Some('"'),
            '\u{201c}' => Some('\u{201d}'),
            '\u{2018}' | '\'' if at == 0 || text[..at].ends_with([' ', '(']) => {
                Some(if c == '\'' { '\'' } else { '\u{2019}' })
            }
            _ => None,
        };
        match (closing, opens) {
            (Some(close), _) if c == close => {
                asides.push(std::mem::take(&mut aside));
                closing = None;
            }
            (Some(_), _) => aside.push(c),
            (None, Some(close)) => closing = Some(close),
            (None, None) => main.push(c),
        }
    }
    // What was opened and never closed belongs to the name.
    main.push(' ');
    main.push_str(&aside);
    for lead in [
        " aka ",
        " a.k.a. ",
        " a.k.a ",
        " a/k/a ",
        " alias ",
        " also known as ",
        " née ",
        " nee ",
        " formerly ",
    ] {
        let lower = main.to_lowercase();
        // Lower case may change the length of a text in rare scripts; then the words stay where they are.
        if let Some(at) = lower.find(lead).filter(|_| lower.len() == main.len()) {
            let keeps_lead = matches!(lead, " née " | " nee " | " formerly ");
            let from = if keeps_lead { at + 1 } else { at + lead.len() };
            asides.extend(main[from..].split([';', '/']).map(|s| s.trim().to_string()));
            main.truncate(at);
        }
    }
    (main, asides)
}

/// Forenames and surname of a name without asides.
fn split_main(text: &str) -> (Vec<String>, String) {
    if let Some((first, rest)) = surname_first(text) {
        return (forenames(rest), korean_surname(first).map_or_else(|| surname(first), str::to_string));
    }
    if let Some((before, after)) = text.split_once(',') {
        let first = forenames(after);
        let only_honours = first.iter().all(|w| HONOURS.contains(&w.as_str()));
        if !only_honours && !plain(before).is_empty() {
            return (first, surname(before));
        }
        if only_honours {
            return split_main(before);
        }
    }
    let raw: Vec<&str> = text.split_whitespace().filter(|w| !plain(w).is_empty()).collect();
    let mut from = 0;
    while from < raw.len() && TITLES.contains(&plain(raw[from]).as_str()) {
        from += 1;
    }
    let titled = from > 0;
    // A name that is nothing but a title word ("Judge", "Major") is a name.
    if from == raw.len() {
        from = raw.len().saturating_sub(1);
    }
    let mut to = raw.len();
    while to > from + 1 && HONOURS.contains(&plain(raw[to - 1]).as_str()) {
        to -= 1;
    }
    let words = &raw[from..to];
    match words {
        [] => (Vec::new(), String::new()),
        [only] if titled => (Vec::new(), surname(only)),
        [only] => (forenames(only), String::new()),
        _ => split_words(words),
    }
}

/// Several words: those in capitals among others that are not are the surname; else the last, with its particles.
fn split_words(words: &[&str]) -> (Vec<String>, String) {
    let capital =
        |w: &str| w.chars().filter(|c| c.is_alphabetic()).count() > 1 && !w.chars().any(char::is_lowercase);
    let capitals = words.iter().filter(|w| capital(w)).count();
    let joined = |part: &[&str]| part.join(" ");
    if capitals > 0 && words.iter().any(|w| w.chars().any(char::is_lowercase)) {
        if capital(words[0]) && !capital(words[words.len() - 1]) {
            let to = words.iter().position(|w| !capital(w)).unwrap_or(words.len());
            return (forenames(&joined(&words[to..])), surname(&joined(&words[..to])));
        }
        if let Some(at) = words.iter().position(|w| capital(w)).filter(|at| *at > 0) {
            return (forenames(&joined(&words[..at])), surname(&joined(&words[at..])));
        }
    }
    let mut at = words.len() - 1;
    while at > 1 && PARTICLES.contains(&plain(words[at - 1]).as_str()) {
        at -= 1;
    }
    (forenames(&joined(&words[..at])), surname(&joined(&words[at..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_they_come() {
        // | as written | forenames | surname |
        for (written, first, last) in [
            ("Nemo Whittle", "nemo", "whittle"),
            ("WHITTLE, Nemo", "nemo", "whittle"),
            ("WHITTLE, Nemo James", "nemo james", "whittle"),
            ("WHITTLE Nemo", "nemo", "whittle"),
            ("Nemo James WHITTLE", "nemo james", "whittle"),
            ("Mr. N. J. Whittle", "n j", "whittle"),
            ("Mrs Whittle", "", "whittle"),
            ("Kayleigh", "kayleigh", ""),
            ("Miss Zoë O’Brien", "zoe", "obrien"),
            ("Zoe O'BRIEN", "zoe", "obrien"),
            ("Ludo van der Berg", "ludo", "vanderberg"),
            ("Anne-Marie Smith-Jones", "annemarie", "smith jones"),
            ("DC Ada McFenn", "ada", "mcfenn"),
            ("Ada Mc Fenn", "ada", "mcfenn"),
            ("Whittle, Jr", "whittle", ""),
            ("Nemo Whittle Jnr", "nemo", "whittle"),
            ("Łukasz Śmigły", "lukasz", "smigly"),
            ("Unknown male", "", ""),
            ("N/K", "", ""),
            ("?", "", ""),
        ] {
            let names = whole_name(written);
            assert_eq!(
                (names.forenames.join(" ").as_str(), names.surname.as_str()),
                (first, last),
                "{written}"
            );
        }
    }

    #[test]
    fn other_names_are_kept_apart() {
        for (written, first, last, other) in [
            ("William 'Bill' Whittle", "william", "whittle", ("bill", "")),
            ("Nemo Whittle (Spider)", "nemo", "whittle", ("spider", "")),
            ("Ada Fenn née Whittle", "ada", "fenn", ("", "whittle")),
            ("Ada Fenn aka Adele Brack", "ada", "fenn", ("adele", "brack")),
        ] {
            let names = whole_name(written);
            assert_eq!(
                (names.forenames.join(" ").as_str(), names.surname.as_str()),
                (first, last),
                "{written}"
            );
            assert_eq!(names.others.len(), 1, "{written}");
            assert_eq!(
                (names.others[0].0.join(" ").as_str(), names.others[0].1.as_str()),
                other,
                "{written}"
            );
        }
    }

    #[test]
    fn cells_of_one_part() {
        assert_eq!(forenames("JP"), ["j", "p"]);
        assert_eq!(forenames("Mary Jane"), ["mary", "jane"]);
        assert_eq!(surname("de la Cruz"), "delacruz");
        assert_eq!(surname("Smith - Jones"), "smith jones");
    }
}
