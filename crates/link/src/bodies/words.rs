//! A body's name as words that can be compared: abbreviations spelt out, words of form laid aside, offices turned into the body.
//!
//! `The Chief Constable of Westmarch` is `police westmarch`; `Westmarch CC (Highways Dept.)` is `council county westmarch`. What is said here
//! are conventions of British public bodies and of companies; nothing is learnt. What this leaves out: which of two names are one body.

use crate::names::plain_words;

/// Words that say only what form a body has, or join others.
const FORM_WORDS: [&str; 22] = [
    "the",
    "ltd",
    "limited",
    "plc",
    "llp",
    "inc",
    "co",
    "company",
    "cic",
    "uk",
    "of",
    "and",
    "for",
    "in",
    "at",
    "on",
    "to",
    "trading",
    "as",
    "hq",
    "headquarters",
    "mp",
];

/// Abbreviations that everybody uses, spelt out.
const SPELT_OUT: [(&str, &str); 37] = [
    ("st", "saint"),
    ("hosp", "hospital"),
    ("hosps", "hospital"),
    ("univ", "university"),
    ("uni", "university"),
    ("dept", "department"),
    ("cc", "county council"),
    ("bc", "borough council"),
    ("mbc", "metropolitan borough council"),
    ("cbc", "county borough council"),
    ("dc", "district council"),
    ("lbc", "london borough council"),
    ("pcc", "police crime commissioner"),
    ("opcc", "police crime commissioner"),
    ("natl", "national"),
    ("svc", "service"),
    ("svcs", "service"),
    ("sch", "school"),
    ("ctr", "centre"),
    ("center", "centre"),
    ("assoc", "association"),
    ("govt", "government"),
    ("hmp", "prison"),
    ("hmyoi", "prison"),
    ("yoi", "prison"),
    ("gp", "general practitioner"),
    ("ccg", "clinical commissioning group"),
    ("icb", "integrated care board"),
    ("pct", "primary care trust"),
    ("lscb", "local safeguarding children board"),
    ("acpc", "area child protection committee"),
    ("sos", "secretary state"),
    ("ft", "foundation trust"),
    ("nhsft", "nhs foundation trust"),
    ("constabulary", "police"),
    ("heddlu", "police"),
    ("ministry", "department"),
];

/// Phrases and what they come to, in the order in which they are tried. An office stands for the body it heads.
const PHRASES: [(&str, &str); 24] = [
    ("secretary state", "department"),
    ("minister state", "department"),
    ("home secretary", "home office"),
    ("foreign secretary", "foreign office"),
    ("health care", "healthcare"),
    ("health secretary", "department health"),
    ("education secretary", "department education"),
    ("transport secretary", "department transport"),
    ("justice secretary", "department justice"),
    ("commissioner police metropolis", "metropolitan police"),
    ("office police crime commissioner", "police crime commissioner"),
    ("police chief constable", "police"),
    ("chief constable", "police"),
    ("hm prison", "prison"),
    ("majesty prison", "prison"),
    ("governor prison", "prison"),
    // A trust that was licensed as a foundation trust is the same body.
    ("nhs foundation trust", "nhs trust"),
    ("foundation nhs trust", "nhs trust"),
    ("foundation trust", "nhs trust"),
    ("nhs foundation", "nhs trust"),
    // The London Borough of Eastmere acts by its council.
    ("london borough", "london borough council"),
    ("royal borough", "royal borough council"),
    ("metropolitan borough", "metropolitan borough council"),
    ("fire authority", "fire rescue service"),
];

/// Who is written to at the head of a body: `Chief Executive of Westmarch Council` is the council.
const HEADS: [&str; 14] = [
    "chief executive officer",
    "chief executive",
    "managing director",
    "medical director",
    "executive director",
    "director general",
    "director-general",
    "chairman",
    "chair",
    "ceo",
    "president",
    "principal",
    "head teacher",
    "commissioner",
];

/// What stands between an office and the body it heads.
const OF: [&str; 4] = [" of ", ", ", " \u{2013} ", " - "];

/// Words of a council's departments: with the council named, they are part of it.
const DEPARTMENTS: [&str; 19] = [
    "highway",
    "department",
    "section",
    "adult",
    "social",
    "care",
    "service",
    "children",
    "education",
    "housing",
    "planning",
    "team",
    "manager",
    "senior",
    "engineer",
    "environment",
    "transport",
    "leader",
    "director",
];

/// Words that say what sort of body it is, and not which.
const ORDINARY: [&str; 46] = [
    "association",
    "authority",
    "board",
    "borough",
    "centre",
    "city",
    "clinical",
    "college",
    "commission",
    "commissioning",
    "committee",
    "community",
    "council",
    "county",
    "crime",
    "district",
    "fire",
    "foundation",
    "general",
    "government",
    "group",
    "health",
    "healthcare",
    "home",
    "hospital",
    "house",
    "integrated",
    "limited",
    "local",
    "medical",
    "mental",
    "metropolitan",
    "national",
    "nhs",
    "office",
    "partnership",
    "police",
    "practice",
    "prison",
    "rescue",
    "royal",
    "school",
    "society",
    "surgery",
    "trust",
    "university",
];

/// Whether a word says what sort of body it is, and not which.
pub(crate) fn is_ordinary(word: &str) -> bool {
    ORDINARY.contains(&word) || DEPARTMENTS.contains(&word) || FORM_WORDS.contains(&word)
}

/// The words of a name, each once, in their order; never empty for a name with a letter or digit in it.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut written = Vec::new();
    for word in plain_words(
        &without_stops(name),
        &['-', '–', '—', '/', ',', '(', ')', ';', ':', '.', '|', '+', '[', ']'],
    ) {
        match SPELT_OUT.iter().find(|(short, _)| *short == word) {
            Some((_, full)) => written.extend(full.split(' ').map(str::to_string)),
            None => written.push(word),
        }
    }
    // HMCTS and DFES end in a letter of their own.
    let short = |word: &str| {
        let letters = |w: &&str| w.len() == word.len() && w.eq_ignore_ascii_case(word);
        let as_written = name.split(|c: char| !c.is_alphanumeric()).find(letters);
        word.len() <= SHORT_LETTERS_MAX
            && as_written.is_some_and(|w| w.chars().all(|c| c.is_ascii_uppercase()))
            && name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).count() == 1
    };
    let mut kept: Vec<String> = written
        .iter()
        .filter(|w| !FORM_WORDS.contains(&w.as_str()))
        .map(|w| if short(w) { w.clone() } else { singular(w) })
        .collect();
    if kept.is_empty() {
        // A name of nothing but such words is still a name.
        kept = written;
    }
    let mut text = format!(" {} ", kept.join(" "));
    for (phrase, body) in PHRASES {
        text = text.replace(&format!(" {phrase} "), &format!(" {body} "));
    }
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if !out.iter().any(|w| w == word) {
            out.push(word.to_string());
        }
    }
    without_own_initials(out)
}

/// The words of a name as an addressee: a council's department is the council, and who heads a body is the body.
pub(crate) fn addressee(name: &str) -> Vec<String> {
    council(words(headed(name)))
}

/// A name without the office at its head, where a body of two words or more follows.
fn headed(name: &str) -> &str {
    let starts =
        |text: &str, with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let plain = name.trim();
    let plain = if starts(plain, "the ") { plain[4..].trim_start() } else { plain };
    for head in HEADS.iter().filter(|head| starts(plain, head)) {
        let rest = &plain[head.len()..];
        for of in OF.iter().filter(|of| starts(rest, of)) {
            let body = rest[of.len()..].trim();
            if words(body).len() >= PART_WORDS_MIN {
                return body;
            }
        }
    }
    name
}

/// Words without one that is the first letters of all the others, beside which it is written: `Care Quality Commission (CQC)`.
fn without_own_initials(words: Vec<String>) -> Vec<String> {
    let own = |at: usize| {
        let mut others =
            words.iter().enumerate().filter(|(i, _)| *i != at).filter_map(|(_, w)| w.chars().next());
        words[at].chars().count() == words.len() - 1 && words[at].chars().all(|c| others.next() == Some(c))
    };
    let ends = [0, words.len().saturating_sub(1)];
    match ends.into_iter().find(|at| words.len() > INITIALS_MIN && own(*at)) {
        Some(at) => words.into_iter().enumerate().filter(|(i, _)| *i != at).map(|(_, w)| w).collect(),
        None => words,
    }
}

/// Fewest letters of initials that are laid aside beside the name in full.
const INITIALS_MIN: usize = 3;

/// Words that a name in initials is often followed by in full: `GMH NHS Trust`.
const AFTER_INITIALS: [&str; 3] = ["nhs", "foundation", "trust"];

/// The first letters of the words, joined: all words, and those that are no words of form; both also without the words that follow initials
/// in full.
pub(crate) fn initials(name: &str) -> [String; 4] {
    let words = plain_words(name, &['-', '–', '/', ',', '(', ')', ';', ':', '.']);
    let form = |w: &str| FORM_WORDS.contains(&w);
    let after = |w: &str| AFTER_INITIALS.contains(&w);
    let of = |keep: &dyn Fn(&str) -> bool| {
        words.iter().filter(|w| keep(w)).filter_map(|w| w.chars().next()).collect()
    };
    [of(&|_| true), of(&|w| !form(w)), of(&|w| !after(w)), of(&|w| !after(w) && !form(w))]
}

/// The word of a name that may be initials: the only one, but for those that follow initials in full.
pub(crate) fn short(words: &[String]) -> Option<&str> {
    let mut own = words.iter().filter(|w| !AFTER_INITIALS.contains(&w.as_str()));
    let only = own.next()?;
    own.next().is_none().then_some(only.as_str())
}

/// The names in a name that may be of two bodies: `A and B`, `A – B`.
pub(crate) fn parts(name: &str) -> Vec<&str> {
    let mut out = vec![name];
    for between in [" and ", " & ", " – ", " — ", " - ", " on behalf of "] {
        out = out.iter().flat_map(|part| part.split(between)).collect();
    }
    if out.len() < 2 {
        return Vec::new();
    }
    // Also what stands before and behind each of the first joints, whole: a body may have `and` in its own name.
    for between in [" and ", " – ", " — ", " - "] {
        for (at, _) in name.match_indices(between) {
            out.extend([&name[..at], &name[at + between.len()..]]);
        }
    }
    out.retain(|part| part.split_whitespace().count() >= PART_WORDS_MIN);
    out.sort_unstable();
    out.dedup();
    out
}

/// Fewest words of a part of a name that is looked at by itself.
const PART_WORDS_MIN: usize = 2;

/// `N.H.S.` as `NHS`, the possessive as the name, `&` as a word.
fn without_stops(name: &str) -> String {
    let name = name.replace('&', " and ").replace(['\u{2019}', '\u{2018}', '`'], "'");
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len());
    for (at, &c) in letters.iter().enumerate() {
        let single = |i: usize| {
            letters.get(i).is_some_and(|c| c.is_alphabetic())
                && !letters.get(i + 1).is_some_and(|c| c.is_alphanumeric())
                && (i == 0 || !letters[i - 1].is_alphanumeric())
        };
        if c == '.' && at > 0 && single(at - 1) && single(at + 1) {
            continue;
        }
        out.push(c);
    }
    out
}

/// Longest name of one word in capitals that is taken for initials.
const SHORT_LETTERS_MAX: usize = 6;

/// Without the s of a plural: `Hospitals` and `Hospital`, `Services` and `Service` are told apart by nobody who writes them.
fn singular(word: &str) -> String {
    // Authorities and Authority, Communities and Community.
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() >= 4) {
        return format!("{stem}y");
    }
    let single = ["ss", "us", "is"]; // Class, Campus, Metropolis
    let plural = word.len() >= 4 && word.ends_with('s') && !single.iter().any(|end| word.ends_with(end));
    if plural { word[..word.len() - 1].to_string() } else { word.to_string() }
}

/// A department of a council as the council; highways are a council's where no national body is named.
pub(crate) fn council(words: Vec<String>) -> Vec<String> {
    let has = |word: &str| words.iter().any(|w| w == word);
    let named = has("council");
    let highways = has("highway") && !["england", "agency", "national", "authority"].iter().any(|w| has(w));
    if !named && !highways {
        return words;
    }
    let apart = |w: &&String| !DEPARTMENTS.contains(&w.as_str());
    let mut kept: Vec<String> = words.iter().filter(apart).cloned().collect();
    if kept.iter().all(|w| w == "council") {
        return words;
    }
    if !named {
        kept.push("council".to_string());
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_keep_their_last_letter() {
        assert_eq!(words("HMCTS"), ["hmcts"]);
        assert_eq!(words("DFES"), ["dfes"]);
        assert_eq!(words("Hospitals"), ["hospital"]);
        assert_eq!(words("EAST RIDING HOSPITALS").last().unwrap(), "hospital");
    }

    #[test]
    fn one_body_under_two_names_has_one_set_of_words() {
        #[rustfmt::skip]
        let cases = [
            ("The Westmarch Hospitals NHS Foundation Trust", "Westmarch Hospital NHS Trust"),
            ("Westmarch Hospitals N.H.S. Trust", "Westmarch Hospitals NHS Trust"),
            ("Chief Constable of Westmarch", "Westmarch Constabulary"),
            ("Secretary of State for Transport", "Department for Transport"),
            ("The Home Secretary", "Home Office"),
            ("HMP Eastmere", "HM Prison Eastmere"),
            ("Governor of HMP Eastmere", "HM Prison Eastmere"),
            ("Gull & Heron Ltd", "Gull and Heron Limited"),
            ("St Hilda\u{2019}s School", "Saint Hildas School"),
            ("Eastmere CCG", "Eastmere Clinical Commissioning Group"),
            ("Care Marrow Commission (CMC)", "Care Marrow Commission"),
            ("GHM Gull Heron Marrow", "Gull, Heron & Marrow"),
            ("Association of Harbour Authorities", "Association of Harbour Authority"),
            ("Westmarch Police HQ", "Westmarch Police"),
            ("Westmarch NHS Foundation", "Westmarch NHS Trust"),
            ("London Borough of Eastmere", "Eastmere London Borough Council"),
            ("Eastmere CBC", "Eastmere County Borough Council"),
            ("Office of the Police and Crime Commissioner for Westmarch", "Westmarch PCC"),
            ("The Commissioner of Police of the Metropolis", "Metropolitan Police"),
        ];
        for (a, b) in cases {
            let sorted = |name: &str| {
                let mut words = words(name);
                words.sort_unstable();
                words
            };
            assert_eq!(sorted(a), sorted(b), "{a} and {b}");
        }
    }

    #[test]
    fn a_letter_to_a_department_of_a_council_is_to_the_council() {
        #[rustfmt::skip]
        let cases = [
            ("Westmarch CC (Highways Dept.)", "Westmarch County Council"),
            ("Adult Social Care, Westmarch Council", "Westmarch Council"),
            ("Westmarch Highways", "Westmarch Council"),
            ("Chief Executive of Westmarch Council", "Westmarch Council"),
            ("The Managing Director, Gull Ferries Ltd", "Gull Ferries Ltd"),
            ("The Director-General of the Marrow Service", "The Marrow Service"),
        ];
        for (a, b) in cases {
            let sorted = |name: &str| {
                let mut words = addressee(name);
                words.sort_unstable();
                words
            };
            assert_eq!(sorted(a), sorted(b), "{a} and {b}");
            assert_ne!(words(a), words(b), "as names they are two: {a} and {b}");
        }
        assert_eq!(addressee("National Highways"), ["national", "highway"]);
        // An office that is itself the body, and a body whose name begins like one.
        assert_eq!(addressee("Chair Makers of Eastmere"), words("Chair Makers of Eastmere"));
        assert_eq!(addressee("Commissioner of Works"), words("Commissioner of Works"));
    }

    #[test]
    fn two_bodies_keep_their_own_words() {
        #[rustfmt::skip]
        let cases = [
            ("Westmarch Council", "Westmarch County Council"),
            ("Eastmere Hospital", "Westmarch Hospital"),
            ("National Highways", "Westmarch Highways"),
            ("Westmarch Police", "Westmarch Prison"),
            ("Department for Education", "Department for Transport"),
        ];
        for (a, b) in cases {
            assert_ne!(words(a), words(b), "{a} and {b}");
        }
        assert_eq!(words("The Company"), ["the", "company"]);
        assert!(words(" - ").is_empty());
        assert_eq!(initials("Association of Gulls and Herons")[..2], ["aogah", "agh"]);
        assert_eq!(initials("Gull and Heron NHS Foundation Trust")[2..], ["gah", "gh"]);
    }

    #[test]
    fn initials_may_be_followed_in_full_and_one_name_may_be_of_two_bodies() {
        assert_eq!(short(&words("GMH NHS Foundation Trust")), Some("gmh"));
        assert_eq!(short(&words("Gull Marrow NHS Trust")), None);
        assert_eq!(short(&words("NHS Trust")), None);
        let of = parts("Gull and Heron Council and Westmarch Police");
        for part in ["Gull and Heron Council", "Westmarch Police", "Heron Council"] {
            assert!(of.contains(&part), "{of:?}");
        }
        assert!(parts("Westmarch Police").is_empty());
        assert_eq!(parts("Eastmere County Council - Highways"), ["Eastmere County Council"]);
    }
}
