//! What the words behind a name say of whether somebody was there: "- apols", "(DNA)", "(by telephone)".
//!
//! A remark that is no agency, role, rank or way of being there, and that is not understood, makes nobody present: it may as
//! well say that they stayed away.

use super::Standing;
use super::people::{PARTICLES, RANKS, is_agency, is_post, is_role, looks_like_name};
use super::stay::{Stay, stay_of};

/// Remarks of those who were not there and said so.
const EXCUSED: [&str; 3] = ["excused", "excused absence", "absence excused"];
/// Remarks of those who were not there, in whole.
const AWAY: [&str; 33] = [
    "dna",
    "d n a",
    "no show",
    "absent",
    "ill",
    "unwell",
    "away",
    "off",
    "leave",
    "annual leave",
    "a/l",
    "al",
    "on a/l",
    "maternity leave",
    "holiday",
    "on holiday",
    "on training",
    "on a course",
    "out of office",
    "ooo",
    "cc",
    "bcc",
    "copy",
    "copy only",
    "copied in",
    "fyi",
    "info only",
    "information only",
    "circulation",
    "no attendance",
    "non attendance",
    "non attender",
    "missing",
];
/// Words with which such a remark begins.
const AWAY_BEGINS: [&str; 13] = [
    "cc ",
    "copied ",
    "copy to",
    "circulation ",
    "for circulation",
    "for information",
    "for info",
    "no show",
    "unable ",
    "failed to ",
    "on leave",
    "annual leave",
    "off ",
];
/// Remarks that may say that somebody was not there, or something else.
const EITHER: [&str; 15] = [
    "a",
    "x",
    "n/a",
    "na",
    "tbc",
    "tba",
    "?",
    "n",
    "report only",
    "report submitted",
    "submitted report",
    "report provided",
    "by report",
    "papers only",
    "deputy attended",
];

/// A remark in small letters, without stops and signs around it.
fn plain(words: &str) -> String {
    let lower = words.to_lowercase().replace('\u{2019}', "'").replace('.', "").replace('-', " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches([',', ';', ':', '!', ' ']).to_string()
}

/// What a remark behind a name says of somebody who was not there; `None` where it says nothing of the sort, unclear where it may.
pub(super) fn away(remark: &str) -> Option<Standing> {
    let lower = plain(remark);
    let word = |list: &[&str]| lower.split(|c: char| !c.is_alphanumeric()).any(|w| list.contains(&w));
    if stay_of(remark) != Stay::Whole && word(&["item", "items", "agenda"]) {
        return None;
    }
    if word(&["apols", "apol"]) || EXCUSED.contains(&lower.as_str()) {
        Some(Standing::Apologies)
    } else if AWAY.contains(&lower.as_str())
        || AWAY_BEGINS.iter().any(|w| lower.starts_with(w))
        || word(&["sick", "sickness", "unwell", "dna"])
    {
        Some(Standing::Absent)
    } else if EITHER.contains(&lower.as_str()) || word(&["sent", "sends", "not", "cannot", "didn't"]) {
        // Whoever sent a report or a deputy was as a rule not there: the words do not say it.
        Some(Standing::Unclear)
    } else {
        None
    }
}

/// Ways of being there, and what else a remark says of somebody who was.
const THERE: [&str; 48] = [
    "phone",
    "telephone",
    "teams",
    "ms teams",
    "zoom",
    "skype",
    "online",
    "remote",
    "remotely",
    "virtual",
    "virtually",
    "video",
    "video link",
    "conference call",
    "dial in",
    "dialled in",
    "in person",
    "in attendance",
    "present",
    "attended",
    "attending",
    "observer",
    "observing",
    "shadowing",
    "guest",
    "guest speaker",
    "speaker",
    "visitor",
    "presenter",
    "presenting",
    "facilitator",
    "scribe",
    "notes",
    "note taker",
    "recording",
    "member",
    "new member",
    "co opted",
    "voting",
    "non voting",
    "acting",
    "temporary",
    "interim",
    "deputising",
    "substitute",
    "chairing",
    "she/her",
    "he/him",
];
/// Words with which a remark on somebody who was there begins.
const THERE_BEGINS: [&str; 13] = [
    "by ",
    "via ",
    "on behalf of ",
    "representing ",
    "deputising for ",
    "deputizing for ",
    "standing in for ",
    "covering ",
    "substitute for ",
    "substituting for ",
    "acting ",
    "interim ",
    "in attendance",
];
/// Posts beside those by which a role is told from an agency.
const POSTS: [&str; 36] = [
    "gp",
    "sw",
    "hv",
    "ht",
    "hr",
    "ep",
    "legal",
    "matron",
    "sister",
    "headteacher",
    "headmaster",
    "headmistress",
    "principal",
    "governor",
    "warden",
    "mentor",
    "counsellor",
    "therapist",
    "analyst",
    "investigator",
    "supervisor",
    "keyworker",
    "carer",
    "parent",
    "guardian",
    "chaplain",
    "visitor",
    "barrister",
    "member",
    "rep",
    "reps",
    "convenor",
    "convener",
    "superintendent",
    "executive",
    "commissioner",
];

/// Whether a remark is understood as something that leaves somebody there: an agency, a post, a rank, a way of being there, for
/// how long. `apart`: it stands in brackets or behind a dash, where as many remarks say that somebody stayed away.
fn understood(remark: &str, name: &str, agencies: &[String], apart: bool) -> bool {
    let lower = plain(remark);
    let words: Vec<&str> = lower.split(|c: char| !(c.is_alphanumeric() || c == '\'')).collect();
    let of_agency = |a: &String| {
        let a = a.to_lowercase();
        words.iter().all(|w| a.split_whitespace().any(|of| of == *w))
    };
    let letters: String = name.split_whitespace().filter_map(|w| w.chars().next()).collect();
    let post = |w: &&str| POSTS.contains(w) || w.ends_with("ist") || w.ends_with("ician");
    let known = is_agency(remark, agencies)
        || agencies.iter().any(of_agency)
        || is_role(remark)
        || is_role(&lower)
        || is_post(remark)
        || RANKS.iter().any(|r| r.eq_ignore_ascii_case(remark.trim()))
        || words.iter().any(post)
        || THERE.contains(&lower.as_str())
        || THERE_BEGINS.iter().any(|w| lower.starts_with(w))
        || remark.trim().strip_prefix("for ").is_some_and(looks_like_name)
        || stay_of(remark) != Stay::Whole
        || lower.is_empty()
        || remark.contains('@')
        || lower.chars().all(|c| c.is_ascii_digit() || c == ' ')
        || remark.trim() == letters;
    // "(Ash Vale Refuge)", "(NSPCC)" are names of bodies; a word alone may be anything.
    let capitals = |w: &str| w.chars().count() >= 3 && w.chars().all(|c| c.is_uppercase() || c == '&');
    let body = looks_like_name(remark)
        && (remark.split_whitespace().count() > 1 || capitals(remark.trim()) || !apart);
    known || body
}

/// The remarks behind a name, each with whether it stands in brackets or behind a dash. Brackets within the name ("Elizabeth (Liz)
/// Aune") are no remark.
fn remarks(text: &str) -> Vec<(String, bool)> {
    let text =
        [" - ", " \u{2013} ", " \u{2014} "].iter().fold(text.to_string(), |t, d| t.replace(d, "\u{2014}"));
    let (mut out, mut now, mut apart, mut in_name) = (Vec::new(), String::new(), false, true);
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '(' | '[' => {
                let end = text[at..].find([')', ']']).map_or(text.len(), |i| at + i);
                let rest = text[(end + 1).min(text.len())..].trim_start();
                if !(in_name && rest.starts_with(char::is_uppercase)) {
                    out.extend(
                        text[at + 1..end].split([',', ';', '\u{2014}']).map(|p| (p.to_string(), true)),
                    );
                }
                while characters.clone().next().is_some_and(|(i, _)| i <= end) {
                    characters.next();
                }
            }
            ',' | ';' | '\t' | '\u{2014}' => {
                out.push(if in_name { (behind_name(&now), true) } else { (now.clone(), apart) });
                now.clear();
                (in_name, apart) = (false, c == '\u{2014}');
            }
            c => now.push(c),
        }
    }
    out.push(if in_name { (behind_name(&now), true) } else { (now, apart) });
    out.retain(|(remark, _)| remark.chars().any(|c| !c.is_whitespace()));
    out.into_iter().map(|(remark, apart)| (remark.trim().trim_end_matches('.').to_string(), apart)).collect()
}

/// What stands behind a name in small letters: "A Name sick".
fn behind_name(words: &str) -> String {
    let small = |w: &&str| w.starts_with(char::is_lowercase) && !PARTICLES.contains(w);
    words.split_whitespace().skip_while(|w| !small(w)).collect::<Vec<_>>().join(" ")
}

/// What the remarks behind a name say of somebody in a list of those present: that they were not there, or nothing that is understood.
pub(super) fn said_of(text: &str, name: &str, agencies: &[String]) -> Option<Standing> {
    let all = remarks(text);
    // "Wexmoor Police X": a mark of a legend.
    let letter = |r: &str| {
        let mut back = r.split_whitespace().rev();
        back.next().is_some_and(|w| matches!(w, "X" | "x")) && back.next().is_some()
    };
    all.iter().find_map(|(remark, _)| away(remark)).or_else(|| {
        let open =
            |(remark, apart): &(String, bool)| letter(remark) || !understood(remark, name, agencies, *apart);
        all.iter().any(open).then_some(Standing::Unclear)
    })
}

/// Whether a remark is one on the attendance and no role: it says that somebody was not there, or it is not understood.
pub(super) fn no_role(remark: &str, name: &str, agencies: &[String], apart: bool) -> bool {
    away(remark).is_some() || !understood(remark, name, agencies, apart)
}
