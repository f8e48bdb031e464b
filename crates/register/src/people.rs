//! Whether what should say who somebody is gives a name, or a role: "Cy Specimen" or "The mayor of Example Vale".
//!
//! A complaint and a request for access hold one text for it, and whoever writes it may give either. A role is nobody's secret; a
//! name is, and whoever bears it may be named in other texts too. Where this cannot tell it says that it is a name. What is left
//! out: names written in small letters throughout.

use crate::names::{STYLES, says_nobody};
use crate::officers::{is_a_particle, is_a_post};
use crate::writing::{Words, lower, plain};

/// Words of the longest name of a person.
const NAMES_MAX: usize = 6;
/// Letters of the shortest name that is one word.
const ONE_NAME_MIN: usize = 4;

/// What somebody is, in place of who.
const ROLES: [&str; 44] = [
    "mayor",
    "chair",
    "chairman",
    "chairwoman",
    "president",
    "leader",
    "member",
    "members",
    "minister",
    "secretary",
    "clerk",
    "editor",
    "reporter",
    "journalist",
    "researcher",
    "student",
    "complainant",
    "applicant",
    "requester",
    "neighbour",
    "resident",
    "citizen",
    "mother",
    "father",
    "parent",
    "parents",
    "family",
    "son",
    "daughter",
    "brother",
    "sister",
    "widow",
    "victim",
    "witness",
    "survivor",
    "anonymous",
    "unknown",
    "somebody",
    "nobody",
    "none",
    "withheld",
    "solicitor",
    "coroner",
    "judge",
];
/// Words in the names of bodies.
const OF_BODIES: [&str; 84] = [
    "council",
    "constabulary",
    "police",
    "force",
    "service",
    "services",
    "gazette",
    "news",
    "times",
    "post",
    "herald",
    "echo",
    "mail",
    "press",
    "radio",
    "television",
    "tribune",
    "trust",
    "association",
    "society",
    "union",
    "group",
    "office",
    "committee",
    "board",
    "ltd",
    "limited",
    "plc",
    "llp",
    "cic",
    "solicitors",
    "chambers",
    "court",
    "tribunal",
    "commission",
    "inspectorate",
    "authority",
    "department",
    "ministry",
    "university",
    "college",
    "school",
    "church",
    "charity",
    "foundation",
    "institute",
    "agency",
    "bureau",
    "federation",
    "network",
    "campaign",
    "hospital",
    "centre",
    "company",
    "party",
    "team",
    "review",
    "inquiry",
    "international",
    "watch",
    "rights",
    "legal",
    "media",
    "online",
    "daily",
    "observer",
    "guardian",
    "telegraph",
    "independent",
    "argus",
    "mirror",
    "express",
    "chronicle",
    "journal",
    "magazine",
    "productions",
    "consulting",
    "partners",
    "associates",
    "research",
    "action",
    "alliance",
    "initiative",
    "project",
];

/// Words that end a name, and what follows them says what somebody is.
const ENDS: [&str; 11] = ["of", "for", "in", "at", "on", "to", "from", "by", "who", "whose", "c/o"];

/// Whether a word, in lower case, stands in the names of bodies: "council".
pub(crate) fn is_of_a_body(word: &str) -> bool {
    OF_BODIES.contains(&word)
}

/// Whether a word, in lower case, says what somebody is in place of who: "mayor".
pub(crate) fn is_a_role(word: &str) -> bool {
    ROLES.contains(&word)
}

/// Whether a text gives the name of a person.
pub fn reads_as_a_person(text: &str) -> bool {
    !names_in(text).is_empty()
}

/// The names of persons that a text gives which should say who somebody is: "Cy Specimen", "The Rev Ada Quill of Example Vale", "Mr and
/// Mrs Quill". None where it gives a role or a body.
pub(crate) fn names_in(text: &str) -> Vec<String> {
    let plain = plain(text);
    let (bare, addition) = plain.split_once('(').unwrap_or((&plain, ""));
    let mut found = names_of(bare);
    if found.is_empty() {
        // "The mayor (Ada Quill)".
        found = names_of(addition).into_iter().filter(|name| name.contains(' ')).collect();
    }
    found
}

fn names_of(text: &str) -> Vec<String> {
    let mut pieces: Vec<Vec<&str>> = vec![Vec::new()];
    for part in text.split_inclusive([';', '/', '&', '+', ')']) {
        for word in part.trim_end_matches([';', '/', '&', '+', ')']).split_whitespace() {
            match lower(word).as_str() {
                "and" | "or" | "with" => pieces.push(Vec::new()),
                _ => pieces.last_mut().into_iter().for_each(|piece| piece.push(word)),
            }
        }
        pieces.push(Vec::new());
    }
    pieces.retain(|piece| !piece.is_empty());
    let alone = pieces.len() == 1;
    let mut found = Vec::new();
    for piece in pieces {
        let whole = piece.join(" ");
        let mut parts: Vec<&str> = whole.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let turned;
        // "Quillfeather, Orlando" is one name, "Ada Quill, a resident" is one and what she is.
        if let [last, given, ..] = parts[..]
            && name_in(last, false).is_none()
            && name_in(&format!("{given} {last}"), false).is_some()
        {
            turned = format!("{last}, {given}");
            parts.drain(..2);
            found.push(turned);
        }
        let only = alone && parts.len() == 1;
        found.extend(parts.into_iter().filter_map(|part| name_in(part, only)));
    }
    found
}

/// The name with which a text begins, behind titles and posts; `alone` says that nothing else was said, so that one word may be all
/// of it.
fn name_in(text: &str, alone: bool) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let low = |word: &str| lower(Words::of_plain(word).compact());
    let title = |word: &&&str| {
        let low = low(word);
        STYLES.contains(&low.as_str()) || is_a_post(&low) || ROLES.contains(&low.as_str())
    };
    let the = usize::from(words.len() > 2 && low(words[0]) == "the" && title(&&words[1]));
    let titles = words[the..].iter().take_while(title).count();
    let rest = &words[the + titles..];
    let end = rest.iter().position(|word| ENDS.contains(&low(word).as_str())).unwrap_or(rest.len());
    let is_name = |word: &&str| {
        Words::of_plain(word).written.iter().all(|word| {
            let low = lower(word);
            let capital = word.chars().next().is_some_and(|c| !c.is_lowercase());
            let known = says_nobody(&low) && low != "jr" && low != "sr"
                || low == "a"
                || ROLES.contains(&low.as_str())
                || OF_BODIES.contains(&low.as_str());
            word.chars().all(char::is_alphabetic) && !known && (capital || is_a_particle(&low))
        })
    };
    let name = &rest[..end];
    let letters = name.first().map_or(0, |word| low(word).chars().count());
    // One word in capitals throughout stands for a body: "NSPCC".
    let in_capitals = || name.first().is_some_and(|word| !word.chars().any(char::is_lowercase));
    let by_itself = || alone && end == rest.len() && letters >= ONE_NAME_MIN && !in_capitals();
    let one = name.len() == 1 && (titles > 0 && letters > 1 || by_itself());
    let several = (2..=NAMES_MAX).contains(&name.len());
    ((one || several) && name.iter().all(is_name)).then(|| words[the..the + titles + end].join(" "))
}

#[cfg(test)]
mod tests {
    use super::{names_in, reads_as_a_person};

    #[test]
    fn names_are_told_from_roles_and_bodies() {
        for name in [
            "Cy Specimen",
            "Cy Specimen (invented)",
            "Ms Quillfeather",
            "Mayor Ada Quill",
            "DS Vole",
            "Quillfeather, Orlando",
            "QUILLFEATHER ORLANDO J.",
            "Ann-Marie O\u{2019}Harrow",
            "Jan van der Quill",
            "Zebedee",
            "Ada Bramble Quince Jr",
            "The Rev Ada Quill of Example Vale",
            "Ada Quill of Example Vale",
            "Ada Quill, a resident",
            "The mayor (Ada Quill)",
            "Mr and Mrs Quill",
            "Mayor Quill",
        ] {
            assert!(reads_as_a_person(name), "{name}");
        }
        for role in [
            "The mayor of Example Vale (invented office)",
            "The Mayor of Example Vale",
            "Mayor of Example Vale",
            "Mayor",
            "A resident",
            "The Example Vale Gazette",
            "Example Vale Gazette",
            "Northmere Council",
            "somebody",
            "Complainant",
            "a reporter",
            "Friends of the Quill",
            "Resident 14",
            "Friends and Family",
            "Marks & Spencer",
            "NSPCC",
            "Big Brother Watch",
            "The mayor, and others",
            "",
        ] {
            assert!(!reads_as_a_person(role), "{role}: {:?}", names_in(role));
        }
        for (text, names) in [
            ("Ada Quill and Bo Wrenfield (invented)", vec!["Ada Quill", "Bo Wrenfield"]),
            ("Mr and Mrs Quill of Example Vale", vec!["Mrs Quill"]),
            ("Wrenfield, Bo; Quill, Ada", vec!["Wrenfield, Bo", "Quill, Ada"]),
            ("Ada Quill, solicitor, for Bo Wrenfield", vec!["Ada Quill"]),
            ("The Rev Ada Quill of Example Vale", vec!["Rev Ada Quill"]),
        ] {
            assert_eq!(names_in(text), names, "{text}");
        }
    }
}
