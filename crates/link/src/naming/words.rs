//! Words by which a name in running text is told from a place, a body or an ordinary word.

use model::MONTHS;

pub(super) const MEN: [&str; 3] = ["mr", "master", "sir"];
pub(super) const WOMEN: [&str; 4] = ["mrs", "miss", "ms", "lady"];
pub(super) const OTHER_TITLES: [&str; 4] = ["dr", "mx", "cllr", "prof"];
/// Ranks: whoever bears one is, as a rule, at the meeting and not spoken of.
pub(super) const RANKS: [&str; 17] = [
    "pc",
    "dc",
    "ds",
    "di",
    "dci",
    "ps",
    "sgt",
    "insp",
    "inspector",
    "sergeant",
    "constable",
    "supt",
    "superintendent",
    "wpc",
    "wdc",
    "pcso",
    "acc",
];
/// Whether a word, in small letters, begins with a capital and is no name of a person.
pub(super) fn no_name(plain: &str) -> bool {
    NO_NAMES.contains(&plain) || MONTHS.iter().any(|m| m.eq_ignore_ascii_case(plain))
}

/// Words that begin with a capital and are no names of people; the months beside them ([`MONTHS`]).
pub(super) const NO_NAMES: [&str; 76] = [
    "gweithredu",
    "cofnodion",
    "the",
    "a",
    "an",
    "it",
    "he",
    "she",
    "they",
    "we",
    "this",
    "that",
    "there",
    "in",
    "on",
    "at",
    "of",
    "and",
    "to",
    "for",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "street",
    "road",
    "lane",
    "close",
    "avenue",
    "ave",
    "boulevard",
    "court",
    "terrace",
    "row",
    "way",
    "drive",
    "school",
    "hospital",
    "council",
    "police",
    "constabulary",
    "service",
    "services",
    "team",
    "forum",
    "panel",
    "committee",
    "board",
    "group",
    "unit",
    "action",
    "actions",
    "agreed",
    "present",
    "apologies",
    "chair",
    "minutes",
    "meeting",
    "item",
    "matters",
    "social",
    "care",
    "children",
    "youth",
    "health",
    "licensing",
    "housing",
    "officer",
    "worker",
    "manager",
    "nurse",
    "head",
    "teacher",
];
/// Words before two capitals that name a place or a body.
pub(super) const BEFORE_PLACES: [&str; 16] = [
    "the", "a", "an", "this", "that", "our", "their", "its", "at", "in", "near", "outside", "behind",
    "opposite", "towards", "via",
];
/// Last words of the names of places and bodies.
pub(super) const PLACES: [&str; 46] = [
    "hall",
    "house",
    "park",
    "centre",
    "center",
    "station",
    "estate",
    "market",
    "bridge",
    "green",
    "hill",
    "farm",
    "inn",
    "arms",
    "hotel",
    "club",
    "church",
    "chapel",
    "shop",
    "arcade",
    "square",
    "grove",
    "gardens",
    "crescent",
    "place",
    "mill",
    "lodge",
    "grange",
    "academy",
    "college",
    "university",
    "clinic",
    "surgery",
    "library",
    "project",
    "trust",
    "partnership",
    "association",
    "society",
    "company",
    "limited",
    "ltd",
    "taxis",
    "cars",
    "cabs",
    "act",
];
/// Words before two capitals that say that somebody is named.
pub(super) const BEFORE_PEOPLE: [&str; 26] = [
    "heard of",
    "name of",
    "named",
    "called",
    "worried about",
    "seen with",
    "spoke to",
    "spoke with",
    "friend",
    "girlfriend",
    "boyfriend",
    "partner",
    "girl",
    "boy",
    "man",
    "woman",
    "mother",
    "father",
    "sister",
    "brother",
    "son",
    "daughter",
    "cousin",
    "uncle",
    "aunt",
    "neighbour",
];
/// Words after two capitals that say it.
pub(super) const AFTER_PEOPLE: [&str; 10] =
    ["who", "came", "said", "says", "told", "went", "waits", "lives", "aged", "born"];
/// What was done by or to a person, after "was" and the like.
pub(super) const WAS: [&str; 12] = [
    "seen", "heard", "named", "found", "known", "arrested", "missing", "said", "told", "reported", "staying",
    "living",
];
/// Things that are called "master".
pub(super) const OF_MASTERS: [&str; 6] = ["plan", "plans", "agreement", "list", "copy", "file"];
/// Words before a street name that say that it is one.
pub(super) const INTRODUCES: [&str; 8] =
    ["known as", "aka", "a.k.a.", "alias", "nickname", "nicknamed", "called", "street name"];
/// What follows a surname at the head of a sentence where it is somebody's: what one person does, or how a sentence about one goes
/// on. "Young people were told" is about nobody called Young.
pub(super) const AFTER_SURNAME: [&str; 60] = [
    "was", "is", "has", "had", "said", "says", "told", "tells", "came", "comes", "went", "goes", "who", "attended", "attends",
    "denied", "denies", "admitted", "admits", "stated", "states", "reported", "reports", "claimed", "claims", "lives", "lived",
    "left", "leaves", "drives", "drove", "waits", "waited", "stays", "stayed", "refused", "refuses", "did", "does", "will",
    "would", "may", "might", "could", "can", "must", "should", "also", "then", "again", "still", "now", "never", "uses", "used",
    "met", "took", "gave", "spoke", "aged",
];
/// Surnames that are words of the language as often: alone at the head of a sentence they are somebody only where a verb follows.
pub(super) const LIKE_WORDS: [&str; 66] = [
    "young", "green", "brown", "black", "white", "grey", "amber", "price", "street", "north", "south", "banks", "parks", "church",
    "marsh", "stone", "woods", "field", "fields", "power", "powers", "chance", "early", "short", "sharp", "strong", "moody",
    "grace", "summer", "summers", "winter", "winters", "frost", "rivers", "waters", "hills", "forest", "bridge", "bridges", "cross",
    "knight", "queen", "prince", "bishop", "judge", "major", "constable", "sergeant", "marshall", "fisher", "hunter", "walker",
    "carter", "baker", "butler", "mason", "miller", "porter", "potter", "shepherd", "turner", "cooper", "gardener", "archer",
    "parish", "chambers",
];
/// Small words that stand in capitals where a whole text does, and are no part of a name there.
pub(super) const SMALL_WORDS: [&str; 40] = [
    "the", "a", "an", "and", "or", "of", "to", "in", "on", "at", "by", "for", "from", "with", "is", "was", "are", "were", "be",
    "been", "has", "had", "have", "who", "will", "would", "as", "it", "he", "she", "they", "his", "her", "said", "seen", "believed",
    "that", "this", "not", "but",
];

/// Whether a word, in small letters, is a title or a rank.
pub(super) fn is_title(plain: &str) -> bool {
    MEN.contains(&plain) || WOMEN.contains(&plain) || OTHER_TITLES.contains(&plain) || RANKS.contains(&plain)
}
