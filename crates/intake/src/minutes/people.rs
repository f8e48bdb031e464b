//! A line of the attendance: name, rank then, role, agency.

use super::{Attendee, Standing, Words};

/// Ranks as written before a name, longest first where one begins another. The rank is that of the day of the meeting; no
/// scale is read into it, since scales differ by force and year.
pub const RANKS: [&str; 48] = [
    "Temporary Detective Chief Inspector",
    "Acting Detective Inspector",
    "Detective Chief Superintendent",
    "Detective Superintendent",
    "Detective Chief Inspector",
    "Detective Inspector",
    "Detective Sergeant",
    "Detective Constable",
    "Assistant Chief Constable",
    "Deputy Chief Constable",
    "Chief Superintendent",
    "Chief Constable",
    "Chief Inspector",
    "Superintendent",
    "Inspector",
    "Sergeant",
    "Constable",
    "Det Ch Supt",
    "Det Supt",
    "Det Ch Insp",
    "Det Insp",
    "Det Sgt",
    "Det Con",
    "Ch Supt",
    "C/Supt",
    "Ch Insp",
    "C/Insp",
    "D/Supt",
    "T/DCI",
    "T/DI",
    "A/DI",
    "A/DS",
    "DCS",
    "DSU",
    "DCI",
    "DI",
    "DS",
    "DC",
    "WPC",
    "WDC",
    "PCSO",
    "PC",
    "PS",
    "Supt",
    "Insp",
    "Sgt",
    "ACC",
    "DCC",
];

/// Words that stand in the names of agencies.
const AGENCY_WORDS: [&str; 36] = [
    "constabulary",
    "police",
    "council",
    "hospital",
    "school",
    "college",
    "service",
    "services",
    "trust",
    "nhs",
    "pct",
    "ccg",
    "care",
    "housing",
    "probation",
    "authority",
    "licensing",
    "department",
    "dept",
    "cps",
    "yot",
    "camhs",
    "gum",
    "education",
    "health",
    "barnardo's",
    "charity",
    "project",
    "prison",
    "court",
    "academy",
    "surgery",
    "practice",
    "board",
    "team",
    "unit",
];

/// What the words of one person say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Said {
    name: String,
    rank: String,
    role: String,
    agency: String,
    chair: bool,
}

/// Reads one person: "DS Harl Orrowby (Norrowshire Constabulary)", "Harl Orrowby, Social Worker, Northmere Council".
pub fn person(words: Words, standing: Standing, agencies: &[String]) -> Attendee {
    let said = said(&words.text, agencies);
    Attendee {
        standing: not_there(&words.text).unwrap_or(standing),
        name: said.name,
        rank: said.rank,
        role: said.role,
        agency: said.agency,
        chair: said.chair,
        words,
    }
}

/// What the words of an attendance say of somebody who was not there, whatever list they stand in: "(apologies)", "did not
/// attend". `None` where they say nothing of the sort.
pub(super) fn not_there(words: &str) -> Option<Standing> {
    let lower = words.to_lowercase();
    let says = |list: &[&str]| list.iter().any(|w| lower.contains(w));
    if says(&["apolog"]) {
        Some(Standing::Apologies)
    } else if says(&[
        "did not attend",
        "not present",
        "not in attendance",
        "unable to attend",
        "absent",
        "on leave",
    ]) {
        Some(Standing::Absent)
    } else {
        None
    }
}

/// One or several people on a line, each with where it begins in it.
pub(super) fn split_people(text: &str) -> Vec<(usize, &str)> {
    let pieces = |separator: char| -> Vec<(usize, &str)> {
        let (mut out, mut start, mut depth) = (Vec::new(), 0, 0usize);
        for (i, c) in text.char_indices() {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                c if c == separator && depth == 0 => {
                    out.push((start, &text[start..i]));
                    start = i + c.len_utf8();
                }
                _ => {}
            }
        }
        out.push((start, &text[start..]));
        out.into_iter()
            .map(|(at, piece)| {
                (at + piece.len() - piece.trim_start().len(), piece.trim().trim_end_matches('.'))
            })
            .filter(|(_, piece)| !piece.is_empty())
            .collect()
    };
    let by_semicolon = pieces(';');
    if by_semicolon.len() > 1 {
        return by_semicolon;
    }
    let by_comma = pieces(',');
    // "A Name, B Name (Agency), C Name" is a list; "A Name, Social Worker, Agency" is one person.
    // What stands in brackets behind a name is the person's own agency or role.
    let nameless = |piece: &&(usize, &str)| {
        let bare = piece.1.split(['(', '[']).next().unwrap_or("");
        !looks_like_name(piece.1) || is_agency(bare, &[]) || is_role(bare)
    };
    if by_comma.len() > 1 && !by_comma.iter().any(|p| nameless(&p)) { by_comma } else { by_semicolon }
}

/// A capitalised word or two to five, perhaps with a rank, a title, initials and a bracket after it.
pub(super) fn looks_like_name(text: &str) -> bool {
    let bare = text.split(['(', '[']).next().unwrap_or("").trim();
    let (_, bare) = rank_of(bare);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let particle = |w: &str| matches!(w, "de" | "la" | "van" | "von" | "der" | "al" | "bin" | "and" | "of");
    let capital = |w: &&str| {
        let mut characters = w.chars();
        characters.next().is_some_and(char::is_uppercase) || particle(w)
    };
    (1..=6).contains(&words.len())
        && words.iter().all(|w| capital(w) && !w.chars().any(|c| c.is_ascii_digit() && w.len() < 2))
}

fn is_role(text: &str) -> bool {
    const ROLES: [&str; 28] = [
        "manager",
        "worker",
        "officer",
        "nurse",
        "doctor",
        "head",
        "teacher",
        "director",
        "coordinator",
        "co-ordinator",
        "lead",
        "clerk",
        "secretary",
        "adviser",
        "advisor",
        "practitioner",
        "consultant",
        "chair",
        "minutes",
        "minute",
        "solicitor",
        "administrator",
        "representative",
        "assistant",
        "deputy",
        "team",
        "councillor",
        "midwife",
    ];
    text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| ROLES.contains(&w.to_lowercase().as_str()))
}

pub(super) fn is_agency(text: &str, agencies: &[String]) -> bool {
    let lower = text.trim().to_lowercase();
    agencies.iter().any(|a| a.to_lowercase() == lower || initials(a) == text.trim())
        || lower.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|w| AGENCY_WORDS.contains(&w))
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect()
}

/// The rank in front of a name, and the rest.
pub(super) fn rank_of(text: &str) -> (&str, &str) {
    for rank in RANKS {
        if let Some(rest) = text.strip_prefix(rank)
            && rest.starts_with([' ', '.'])
        {
            let rest = rest.trim_start_matches('.').trim_start();
            // A collar number after the rank is part of neither name nor rank.
            let number = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
            return (rank, rest[number..].trim_start());
        }
    }
    ("", text)
}

fn said(text: &str, agencies: &[String]) -> Said {
    let mut said = Said::default();
    let mut parts: Vec<String> = Vec::new();
    let mut bare = String::new();
    let mut inside = String::new();
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                parts.push(std::mem::take(&mut inside));
            }
            c if depth > 0 => inside.push(c),
            c => bare.push(c),
        }
    }
    let dashed = bare.replace(" - ", ", ").replace(" \u{2013} ", ", ").replace(" \u{2014} ", ", ");
    let mut pieces = dashed.split([',', '\t']).map(str::trim).filter(|p| !p.is_empty());
    let (rank, name) = rank_of(pieces.next().unwrap_or(""));
    (said.rank, said.name) = (rank.to_string(), name.to_string());
    let after: Vec<String> = pieces.map(String::from).collect();
    let bracketed = parts.iter().flat_map(|p| p.split([',', ';'])).map(|p| p.trim().to_string());
    for piece in after.into_iter().chain(bracketed).filter(|p| !p.is_empty()) {
        let lower = piece.to_lowercase();
        if matches!(lower.as_str(), "chair" | "chairman" | "chairperson" | "in the chair" | "chairwoman") {
            said.chair = true;
            if said.role.is_empty() {
                said.role = piece;
            }
        } else if said.rank.is_empty() && RANKS.contains(&piece.as_str()) {
            said.rank = piece;
        } else if said.agency.is_empty() && is_agency(&piece, agencies) && !is_role(&piece) {
            said.agency = piece;
        } else if said.role.is_empty() || said.chair && said.role.to_lowercase().starts_with("chair") {
            said.role = piece;
        } else if said.agency.is_empty() {
            said.agency = piece;
        } else {
            said.role = format!("{}, {piece}", said.role);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_of_the_attendance() {
        let agencies =
            ["Norrowshire Constabulary".to_string(), "Northmere Children's Social Care".to_string()];
        for (text, name, rank, role, agency, chair) in [
            (
                "DS Harl Orrowby (Norrowshire Constabulary)",
                "Harl Orrowby",
                "DS",
                "",
                "Norrowshire Constabulary",
                false,
            ),
            (
                "Harl Orrowby, Social Worker, Northmere Council",
                "Harl Orrowby",
                "",
                "Social Worker",
                "Northmere Council",
                false,
            ),
            ("H. Orrowby (Chair)", "H. Orrowby", "", "Chair", "", true),
            (
                "Detective Inspector Tamsel Thackling \u{2013} NC",
                "Tamsel Thackling",
                "Detective Inspector",
                "",
                "NC",
                false,
            ),
            ("PC 1234 Wennora Umberley, NC", "Wennora Umberley", "PC", "", "NC", false),
            (
                "Iska Fenley (Chair), Team Manager, Northmere Children's Social Care",
                "Iska Fenley",
                "",
                "Team Manager",
                "Northmere Children's Social Care",
                true,
            ),
        ] {
            let a = person(Words { text: text.into(), ..Words::default() }, Standing::Present, &agencies);
            let told = (a.name.as_str(), a.rank.as_str(), a.role.as_str(), a.agency.as_str(), a.chair);
            assert_eq!(told, (name, rank, role, agency, chair), "{text}");
        }
        assert_eq!(split_people("A One (X, Y), B Two, DS C Three").len(), 3);
        assert_eq!(split_people("A One, Social Worker, Northmere Council").len(), 1);
        assert_eq!(split_people("A One, Health; B Two, Police").len(), 2);
    }
}
