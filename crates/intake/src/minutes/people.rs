//! A line of the attendance: name, rank then, role, agency.

use super::remark;
use super::stay::{Stay, stay_of};
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
    let remarked =
        || standing.was_there().then(|| remark::said_of(&words.text, &said.name, agencies)).flatten();
    Attendee {
        standing: not_there(&words.text).or_else(remarked).unwrap_or(standing),
        name: said.name,
        rank: said.rank,
        role: said.role,
        agency: said.agency,
        chair: said.chair,
        heard: None,
        words,
    }
}

/// What the words of an attendance say of somebody who was not there, whatever list they stand in: "(apologies)", "did not
/// attend". `None` where they say nothing of the sort; unclear where they may.
pub(super) fn not_there(words: &str) -> Option<Standing> {
    let lower = words.to_lowercase().replace('\u{2019}', "'");
    // A mark sends to a legend, and what that says is not read.
    if lower.contains(['*', '\u{2020}', '\u{2021}', '#', '^']) {
        return Some(Standing::Unclear);
    }
    let says = |list: &[&str]| list.iter().any(|w| lower.contains(w));
    let word = |list: &[&str]| lower.split(|c: char| !c.is_alphanumeric()).any(|w| list.contains(&w));
    // "Present, apologies for leaving early" speaks of both.
    let both = word(&["present", "late", "lateness", "early", "leaving"]);
    if says(&["apolog"]) {
        Some(if both && !says(&["not present"]) { Standing::Unclear } else { Standing::Apologies })
    } else if says(&[
        "did not attend",
        "didn't attend",
        "not present",
        "not in attendance",
        "unable to attend",
    ]) || says(&["on leave", "not attending", "not there"])
        || word(&["absent"])
    {
        Some(Standing::Absent)
    } else if word(&["invited", "tbc", "unavailable", "resigned", "vacant", "vacancy", "deceased"])
        || says(&["represented by", "deputised by", "substituted by", "in writing", "written "])
        || says(&["in her place", "in his place", "in their place", "in her stead", "in his stead"])
        || by_deputy(words)
    {
        Some(Standing::Unclear)
    } else {
        None
    }
}

/// Whether the words behind a name say that somebody else came instead: "(A Name deputising)", "(deputy: A Name)". Whoever
/// deputises for another came.
fn by_deputy(words: &str) -> bool {
    const MARKS: [&str; 5] = [" deputising", " deputizing", " deputised", " substituting", " standing in"];
    let behind = words.split(['(', ')', '[', ']', ',', ';', '\u{2013}', '\u{2014}']).skip(1);
    behind.flat_map(|piece| piece.split(" - ")).map(str::trim).any(|piece| {
        let marked = MARKS
            .iter()
            .find_map(|m| piece.split_once(m))
            .is_some_and(|(who, _)| looks_like_name(who.trim()) && who.split_whitespace().count() > 1);
        let named = ["deputy: ", "Deputy: ", "substitute: ", "Substitute: "];
        marked || named.iter().any(|m| piece.strip_prefix(m).is_some_and(looks_like_name))
    })
}

/// Pieces of a text between separators that stand outside brackets, each with where it begins.
fn pieces(text: &str, separator: char) -> Vec<(usize, &str)> {
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
        .map(|(at, piece)| (at + piece.len() - piece.trim_start().len(), piece.trim().trim_end_matches('.')))
        .filter(|(_, piece)| !piece.is_empty())
        .collect()
}

/// One or several people on a line, each with where it begins in it.
///
/// "A Name, B Name (Agency), C Name" is a list, and so is "A Name, Agency, B Name, Agency": a name between two words that are
/// surely an agency or a role, or one with a rank, a title or initials, begins somebody of their own. "A Name, Social Worker,
/// Agency" is one person.
pub(super) fn split_people<'t>(text: &'t str, agencies: &[String]) -> Vec<(usize, &'t str)> {
    let by_semicolon = pieces(text, ';');
    if by_semicolon.len() > 1 {
        let inner = |(at, piece): (usize, &'t str)| {
            by_commas(piece, agencies).into_iter().map(move |(more, p)| (at + more, p))
        };
        return by_semicolon.into_iter().flat_map(inner).collect();
    }
    by_semicolon
        .into_iter()
        .flat_map(|(at, piece)| by_commas(piece, agencies).into_iter().map(move |(more, p)| (at + more, p)))
        .collect()
}

fn by_commas<'t>(text: &'t str, agencies: &[String]) -> Vec<(usize, &'t str)> {
    let all = pieces(text, ',');
    // What stands in brackets behind a name is the person's own agency or role.
    let bare = |piece: &str| piece.split(['(', '[']).next().unwrap_or("").trim().to_string();
    let detail = |piece: &str| {
        let bare = bare(piece);
        is_agency(&bare, agencies) || is_role(&bare) || RANKS.contains(&bare.as_str())
    };
    let name = |piece: &str| looks_like_name(piece) && !detail(piece);
    let list = all.iter().all(|(_, p)| name(p) || surely_a_person(p));
    let begins = |i: usize| {
        let between = || i + 1 < all.len() && name(all[i].1) && detail(all[i - 1].1) && detail(all[i + 1].1);
        i == 0 || list || surely_a_person(all[i].1) || between()
    };
    let starts: Vec<usize> = (0..all.len()).filter(|i| begins(*i)).collect();
    let mut out = Vec::new();
    for (n, &i) in starts.iter().enumerate() {
        let last = starts.get(n + 1).map_or(all.len(), |next| *next) - 1;
        let (from, to) = (all[i].0, all[last].0 + all[last].1.len());
        out.extend(by_and(&text[from..to]).into_iter().map(|(more, p)| (from + more, p)));
    }
    out
}

/// "A Name and B Name (Agency)" is two people.
fn by_and(text: &str) -> Vec<(usize, &str)> {
    let end = text.find(['(', '[', ',']).unwrap_or(text.len());
    for mark in [" and ", " & "] {
        if let Some(at) = text[..end].find(mark)
            && is_person(&text[..at], &[])
            && is_person(&text[at + mark.len()..], &[])
        {
            return vec![(0, &text[..at]), (at + mark.len(), &text[at + mark.len()..])];
        }
    }
    vec![(0, text)]
}

/// Whether a piece names somebody by a rank, a title or initials before a surname.
pub(super) fn surely_a_person(piece: &str) -> bool {
    let bare = piece.split(['(', '[']).next().unwrap_or("").trim();
    let (rank, rest) = rank_of(bare);
    if !looks_like_name(bare) || rest.is_empty() {
        return false;
    }
    let mut words = bare.split_whitespace();
    let first = words.next().unwrap_or("");
    let title = TITLES.contains(&first.trim_end_matches('.')) && words.clone().next().is_some();
    let initial = first.trim_end_matches('.').chars().count() == 1 && words.next().is_some();
    !rank.is_empty() || title || initial
}

/// Titles before a name.
pub(super) const TITLES: [&str; 12] =
    ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Cllr", "Councillor", "Rev", "Sir"];

/// Words that open or name a list, a paper or its marking. Where one stands where a name should, the line is nobody.
const OF_LISTS: [&str; 44] = [
    "apologies",
    "apology",
    "apols",
    "distribution",
    "circulation",
    "circulated",
    "circulate",
    "copies",
    "copied",
    "copy",
    "cc",
    "absent",
    "absence",
    "absentees",
    "attendee",
    "attendees",
    "attendance",
    "attending",
    "attended",
    "present",
    "invited",
    "invitees",
    "agenda",
    "minutes",
    "organisation",
    "organization",
    "agency",
    "agencies",
    "name",
    "names",
    "designation",
    "none",
    "nil",
    "quorum",
    "membership",
    "others",
    "observers",
    "information",
    "confidential",
    "official",
    "restricted",
    "received",
    "recipients",
    "signed",
];

/// Words of roles that are no name where every word is one ("Senior Social Worker").
const OF_POSTS: [&str; 24] = [
    "social",
    "senior",
    "youth",
    "public",
    "early",
    "help",
    "children",
    "children's",
    "family",
    "families",
    "role",
    "rank",
    "post",
    "title",
    "job",
    "date",
    "venue",
    "time",
    "item",
    "action",
    "actions",
    "list",
    "page",
    "and",
];

/// Whether a line or piece is somebody: a name of two words at least, or one with a rank, a title, or an agency or role
/// behind it. A word of a list ("Distribution", "Apologies received") is nobody.
pub(super) fn is_person(text: &str, agencies: &[String]) -> bool {
    let bare = text.split(['(', '[', ',']).next().unwrap_or("").split(" - ").next().unwrap_or("");
    let bare = bare.split(['\u{2013}', '\u{2014}']).next().unwrap_or("").trim();
    let (rank, rest) = rank_of(bare);
    let words: Vec<String> =
        rest.split_whitespace().map(|w| w.trim_matches(['.', ':']).to_lowercase()).collect();
    let of_post = |w: &String| OF_POSTS.contains(&w.as_str()) || is_role(w) || is_agency(w, &[]);
    if !looks_like_name(bare)
        || words.is_empty()
        || bare.contains(':')
        || words.iter().any(|w| OF_LISTS.contains(&w.as_str()))
        || is_agency_of(bare, agencies)
        || (rank.is_empty() && words.iter().all(of_post))
        || words.iter().any(|w| w.chars().any(|c| c.is_ascii_digit()))
    {
        return false;
    }
    if run_together(rest, agencies).is_some_and(|at| at.is_none()) {
        return false;
    }
    if !rank.is_empty() || words.len() >= 2 {
        return true;
    }
    let behind = text[text.find(bare).map_or(0, |at| at + bare.len())..]
        .trim_matches([' ', ',', '(', '[', ')', ']', '-']);
    let behind = behind.trim_matches([' ', '\u{2013}', '\u{2014}', '-']);
    !behind.is_empty() && (is_agency(behind, agencies) || is_role(behind))
}

/// A name with an agency or a role right behind it and nothing between, as columns of a page run together: `Some(Some(_))` where
/// the other begins, which is an agency of the review or wholly words of a post; `Some(None)` where it does so and nobody can say where.
fn run_together(name: &str, agencies: &[String]) -> Option<Option<usize>> {
    let mut starts = Vec::new();
    let mut from = 0;
    for word in name.split_whitespace() {
        let at = from + name[from..].find(word).unwrap_or(0);
        starts.push((at, word));
        from = at + word.len();
    }
    let behind = starts.get(2..)?;
    let speaks = |w: &str| is_agency(w, agencies) || is_role(w);
    if !behind.iter().any(|(_, w)| speaks(w)) {
        return None;
    }
    let whole = |at: usize| {
        let rest = &name[at..];
        is_agency_of(rest, agencies) || rest.split_whitespace().count() > 1 && is_post(rest)
    };
    Some(behind.iter().map(|(at, _)| *at).find(|at| whole(*at)))
}

/// Whether every word is one of ranks, roles, services or what joins them, so that none of them can be somebody's name.
pub fn is_post(words: &str) -> bool {
    const MORE: [&str; 26] = [
        "detective",
        "acting",
        "temporary",
        "chief",
        "vice",
        "minute",
        "taker",
        "note",
        "of",
        "for",
        "the",
        "designated",
        "named",
        "safeguarding",
        "principal",
        "protection",
        "missing",
        "exploitation",
        "sexual",
        "strategic",
        "operational",
        "service",
        "independent",
        "reviewing",
        "adults",
        "young",
    ];
    let rank = |w: &str| RANKS.iter().any(|r| r.split_whitespace().any(|part| part.eq_ignore_ascii_case(w)));
    !words.trim().is_empty()
        && words
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '-' | '/')))
            .filter(|w| !w.is_empty())
            .all(|w| {
                let lower = w.to_lowercase();
                MORE.contains(&lower.as_str())
                    || OF_POSTS.contains(&lower.as_str())
                    || rank(w)
                    || is_role(w)
                    || is_agency(w, &[])
            })
}

/// Whether an action's owner, as written, is somebody of the attendance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fits {
    /// Everything the owner's words say is said of them, and more than a surname.
    Surely,
    /// Nothing speaks against it.
    Perhaps,
    /// It is somebody else.
    No,
}

/// Whether an owner ("DS Fennixby", "I. Fennixby", "IF") is this person of the attendance.
pub fn owner_fits(owner: &str, attendee: &Attendee) -> Fits {
    names_fit(owner, &format!("{} {}", attendee.rank, attendee.name))
}

/// Whether two lines of attendance are one person's, as far as they say.
pub fn same_attendee(one: &Attendee, other: &Attendee) -> Fits {
    names_fit(&format!("{} {}", one.rank, one.name), &format!("{} {}", other.rank, other.name))
}

/// Whether two names as written are one person's, as far as they say.
pub(super) fn names_fit(one: &str, other: &str) -> Fits {
    let (a, b) = (Written::of(one), Written::of(other));
    let (Some(x), Some(y)) = (a.names.last(), b.names.last()) else { return Fits::No };
    let letters = |w: &Written| w.names.iter().filter_map(|n| n.chars().next()).collect::<String>();
    let bare = |w: &Written| w.names.len() == 1 && w.rank.is_empty() && !w.titled;
    if bare(&a) && b.names.len() > 1 && one.trim().chars().all(char::is_uppercase) && *x == letters(&b) {
        return Fits::Surely;
    }
    if x != y || !a.rank.is_empty() && !b.rank.is_empty() && a.rank != b.rank {
        return Fits::No;
    }
    let (first, second) =
        (a.names.first().filter(|_| a.names.len() > 1), b.names.first().filter(|_| b.names.len() > 1));
    let forenames = match (first, second) {
        (Some(f), Some(s)) if f.len() == 1 || s.len() == 1 => {
            (f.chars().next() == s.chars().next()).then_some(true)
        }
        (Some(f), Some(s)) => (f == s).then_some(true),
        _ => Some(false),
    };
    let Some(forenames) = forenames else { return Fits::No };
    let ranks = !a.rank.is_empty() && a.rank == b.rank;
    let unsaid = a.titled || (!a.rank.is_empty() && !ranks);
    if (forenames || ranks) && !unsaid { Fits::Surely } else { Fits::Perhaps }
}

/// A rank in full, in small letters, whoever acts in it: in minutes one person is "A/Insp" and "Inspector".
fn plain_rank(rank: &str) -> String {
    let acting = |w: &&str| matches!(*w, "acting" | "temporary" | "a" | "t");
    model::plain_rank(rank).split(' ').filter(|w| !acting(w)).collect::<Vec<_>>().join(" ")
}

/// The parts of a name as written, in small letters.
struct Written {
    rank: String,
    titled: bool,
    names: Vec<String>,
}

impl Written {
    fn of(text: &str) -> Written {
        let (rank, rest) = rank_of(text.trim());
        let mut words: Vec<&str> = rest.split([' ', '.']).filter(|w| !w.is_empty()).collect();
        let titled = words.first().is_some_and(|w| TITLES.contains(w));
        if titled {
            words.remove(0);
        }
        Written { rank: plain_rank(rank), titled, names: words.into_iter().map(str::to_lowercase).collect() }
    }
}

/// Whether the words are the name of an agency of the review, and nothing else.
pub(super) fn is_agency_of(text: &str, agencies: &[String]) -> bool {
    let text = text.trim();
    agencies.iter().any(|a| a.eq_ignore_ascii_case(text) || initials(a) == text)
}

/// Words in small letters within a name or an agency's.
pub(super) const PARTICLES: [&str; 9] = ["de", "la", "van", "von", "der", "al", "bin", "and", "of"];

/// A capitalised word or two to five, perhaps with a rank, a title, initials and a bracket after it.
pub(super) fn looks_like_name(text: &str) -> bool {
    let bare = text.split(['(', '[']).next().unwrap_or("").trim();
    let (_, bare) = rank_of(bare);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let particle = |w: &str| PARTICLES.contains(&w);
    let capital = |w: &&str| {
        let mut characters = w.chars();
        characters.next().is_some_and(char::is_uppercase) || particle(w)
    };
    (1..=6).contains(&words.len())
        && words.iter().all(|w| capital(w) && !w.chars().any(|c| c.is_ascii_digit() && w.len() < 2))
}

pub(super) fn is_role(text: &str) -> bool {
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
    // "A Name until 11am": words in small letters behind a name are none of it.
    let words: Vec<&str> = name.split_whitespace().collect();
    let small = |w: &&str| w.starts_with(char::is_lowercase) && !PARTICLES.contains(w);
    let name = words[..words.iter().position(small).unwrap_or(words.len())].join(" ");
    let (name, together) = match run_together(&name, agencies).flatten() {
        Some(at) => (name[..at].trim().to_string(), Some(name[at..].to_string())),
        None => (name, None),
    };
    (said.rank, said.name) = (rank.to_string(), name);
    let after: Vec<String> = together.into_iter().chain(pieces.map(String::from)).collect();
    // "A Name, B Name, Agency": whose agency it is, the words leave open.
    let open = after.len() > 1
        && after.iter().any(|p| {
            looks_like_name(p)
                && !is_agency(p, agencies)
                && !is_role(p)
                && !RANKS.contains(&p.as_str())
                && remark::away(p).is_none()
        });
    let bracketed_from = after.len();
    let remarked = |piece: &str| {
        [" - ", " \u{2013} ", " \u{2014} "].iter().any(|d| text.contains(&format!("{d}{piece}")))
    };
    let bracketed = parts.iter().flat_map(|p| p.split([',', ';'])).map(|p| p.trim().to_string());
    for (index, piece) in after.into_iter().chain(bracketed).enumerate().filter(|(_, p)| !p.is_empty()) {
        let lower = piece.to_lowercase();
        if stay_of(&piece) != Stay::Whole || not_there(&piece).is_some() {
            continue; // how long somebody was there is no role
        }
        if remark::no_role(&piece, &said.name, agencies, index >= bracketed_from || remarked(&piece)) {
            continue; // nor is that somebody was not, or what is not understood
        }
        if open && index < bracketed_from && is_agency(&piece, agencies) && !is_role(&piece) {
            continue;
        }
        if lower.starts_with("chair and ")
            || matches!(lower.as_str(), "chair" | "chairman" | "chairperson" | "in the chair" | "chairwoman")
        {
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
        assert_eq!(split_people("A One (X, Y), B Two, DS C Three", &[]).len(), 3);
        assert_eq!(split_people("A One, Social Worker, Northmere Council", &[]).len(), 1);
        assert_eq!(split_people("A One, Health; B Two, Police", &[]).len(), 2);
    }
}
