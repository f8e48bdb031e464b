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
const OF_BODIES: [&str; 58] = [
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
];

/// Whether a text reads as the name of a person, an addition in brackets left out.
pub fn reads_as_a_person(text: &str) -> bool {
    let plain = plain(text);
    let bare = plain.split(" (").next().unwrap_or(&plain);
    // "Mayor Ada Quill" is Ada Quill; a hyphen divides no name here.
    let names = bare.split(|c: char| c.is_whitespace() || c == ',').map(|name| Words::of_plain(name).written);
    let names: Vec<Vec<String>> = names.filter(|words| !words.is_empty()).collect();
    let before = |words: &&Vec<String>| {
        let low = lower(&words.concat());
        STYLES.contains(&low.as_str()) || is_a_post(&low) || ROLES.contains(&low.as_str())
    };
    let titles = names.iter().take_while(before).count();
    let names = &names[titles..];
    let is_name = |words: &Vec<String>| {
        words.iter().all(|word| {
            let low = lower(word);
            let capital = word.chars().next().is_some_and(|c| !c.is_lowercase());
            let known = says_nobody(&low) && low != "jr" && low != "sr"
                || matches!(low.as_str(), "a" | "for" | "in" | "at" | "on" | "to" | "from" | "by" | "who")
                || ROLES.contains(&low.as_str())
                || OF_BODIES.contains(&low.as_str());
            word.chars().all(char::is_alphabetic) && !known && (capital || is_a_particle(&low))
        })
    };
    let long = |words: &Vec<String>| titles > 0 || words.concat().chars().count() >= ONE_NAME_MIN;
    match names {
        [] => false,
        [one] => long(one) && is_name(one),
        several => several.len() <= NAMES_MAX && several.iter().all(is_name),
    }
}

#[cfg(test)]
mod tests {
    use super::reads_as_a_person;

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
            "",
        ] {
            assert!(!reads_as_a_person(role), "{role}");
        }
    }
}
