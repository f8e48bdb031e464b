//! The words by which [`super`] tells that a text speaks of one officer.

/// Words for a rank, written out.
pub(super) const RANKS: &[&str] = &[
    "policeman",
    "policewoman",
    "serjeant",
    "constable",
    "sergeant",
    "sargeant",
    "inspector",
    "superintendent",
    "superintendant",
    "commander",
    "commissioner",
    "detective",
];
/// Short forms that mean a rank and nothing else.
pub(super) const SHORT: &[&str] = &[
    "const", "wpc", "wdc", "wps", "sgt", "sergt", "ds", "wds", "insp", "wdi", "dci", "dcis", "supt", "dsupt",
    "dsu", "chsupt", "csupt", "dcs", "dcc", "cdr", "cmdr", "pcso", "tdc", "tds", "tdi", "dchsupt", "chinsp",
];
/// Short forms that mean something else too. In capitals they are taken for a rank; in small letters before a name or number only.
pub(super) const DOUBTFUL: &[&str] =
    &["ci", "sio", "dsio", "oic", "flo", "pc", "dc", "ps", "di", "acc", "cc", "dac", "det", "supts", "con"];
/// Posts, of other services too, that stand before a name as the styles of address do ([`crate::names`]).
pub(super) const TITLES: &[&str] = &[
    "officer",
    "firefighter",
    "paramedic",
    "nurse",
    "captain",
    "colonel",
    "lieutenant",
    "corporal",
    "governor",
    "warden",
    "sister",
    "worker",
    "manager",
    "superintending",
    "agent",
    "judge",
    "hhj",
    "recorder",
    "magistrate",
    "mp",
    "msp",
    "sheriff",
    "coroner",
    "mayor",
    "alderman",
    "ald",
    "minister",
    "secretary",
    "president",
    "ambassador",
    "senator",
    "baroness",
    "baron",
    "viscount",
    "canon",
    "bishop",
    "archdeacon",
    "father",
    "pastor",
    "rabbi",
    "imam",
    "matron",
    "headteacher",
    "headmaster",
    "headmistress",
    "admiral",
    "brigadier",
];
/// Of those, the ones that are words for a post: a name follows only where the post itself has its capital or none.
pub(super) const POSTS: &[&str] = &["worker", "manager", "sister"];
/// What may stand before a rank and belongs to it.
pub(super) const BEFORE_RANK: &[&str] = &[
    "chief",
    "deputy",
    "assistant",
    "detective",
    "acting",
    "temporary",
    "temp",
    "special",
    "police",
    "woman",
    "det",
    "a",
    "t",
    "c",
    "ch",
    "d",
];
/// Words that begin with a capital behind a rank and are nobody's name.
pub(super) const NOT_A_NAME: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "it",
    "its",
    "he",
    "she",
    "they",
    "we",
    "i",
    "in",
    "on",
    "at",
    "by",
    "of",
    "for",
    "from",
    "to",
    "with",
    "and",
    "or",
    "but",
    "nor",
    "no",
    "nobody",
    "none",
    "not",
    "all",
    "any",
    "each",
    "every",
    "council",
    "constabulary",
    "police",
    "force",
    "service",
    "services",
    "report",
    "reports",
    "rank",
    "ranks",
    "office",
    "team",
    "unit",
    "association",
    "federation",
    "board",
    "act",
    "code",
    "scheme",
    "general",
    "world",
    "plus",
    "group",
    "class",
    "standards",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "there",
    "when",
    "where",
    "what",
    "training",
    "team's",
    "policy",
];
/// What makes a rank a rank and not one who holds it.
pub(super) const OF_THE_RANK: &[&str] = &[
    "class",
    "rank",
    "ranks",
    "grade",
    "grades",
    "level",
    "levels",
    "role",
    "roles",
    "post",
    "posts",
    "exam",
    "exams",
    "board",
    "boards",
    "course",
    "courses",
    "training",
    "cadre",
    "pool",
    "numbers",
    "vacancies",
    "association",
    "council",
    "conference",
    "corps",
    "or",
];
/// Small words within a last name.
pub(super) const PARTICLES: &[&str] =
    &["van", "von", "de", "der", "den", "da", "del", "della", "la", "le", "du", "bin", "ap", "ten"];
/// What points at one.
pub(super) const POINTS: &[&str] = &[
    "the", "that", "this", "his", "her", "their", "our", "its", "same", "said", "another", "one", "which",
    "whose", "certain", "former", "no-one",
];
/// What points at several.
pub(super) const POINTS_AT_SEVERAL: &[&str] =
    &["the", "these", "those", "both", "two", "three", "four", "five", "six", "several", "certain", "other"];
/// Words that end the way from what points to the rank.
pub(super) const BREAKS: &[&str] = &[
    "of", "to", "for", "in", "on", "by", "and", "or", "that", "which", "who", "was", "were", "is", "are",
    "a", "an", "no", "every", "each", "any", "from", "with", "at", "as", "than", "under", "above", "below",
    "until", "before", "after", "not", "had",
];
/// What somebody did, besides whatever ends in "ed".
pub(super) const DID: &[&str] = &[
    "burnt", "hid", "stole", "beat", "struck", "lost", "threw", "tore", "did", "was", "had", "took", "told",
    "said", "saw", "knew", "went", "gave", "wrote", "read", "made", "left", "sent", "kept", "held", "came",
    "met", "heard", "thought", "spoke", "found", "brought", "let", "put", "got", "felt", "began", "chose",
    "drove", "who", "could", "then",
];
/// Officers of whom one is meant where they are pointed at.
pub(super) const SORTS_OF_OFFICER: &[&str] = &[
    "police",
    "attending",
    "investigating",
    "arresting",
    "reporting",
    "interviewing",
    "first",
    "second",
    "senior",
    "junior",
    "duty",
    "custody",
    "named",
    "responsible",
    "relevant",
    "individual",
];
/// Offices that are called a commissioner and are no rank.
pub(super) const OFFICES: &[&str] = &[
    "information",
    "crime",
    "childrens",
    "children",
    "victims",
    "surveillance",
    "biometrics",
    "charity",
    "commons",
];
/// What a computer has or is.
pub(super) const OF_A_COMPUTER: &[&str] = &[
    "screen",
    "user",
    "users",
    "monitor",
    "hard",
    "software",
    "hardware",
    "network",
    "terminal",
    "terminals",
    "file",
    "files",
    "disk",
    "drive",
    "desktop",
    "laptop",
    "suite",
    "room",
    "based",
    "system",
    "systems",
    "was",
    "is",
    "itself",
    "equipment",
    "games",
];
/// What is done with a computer, where "PC was" goes before.
pub(super) const DONE_WITH_A_COMPUTER: &[&str] =
    &["switched", "replaced", "broken", "turned", "connected", "stolen", "wiped", "seized", "imaged", "old"];

/// Offices that are called an officer's and are no rank: "the data protection officer".
pub(super) const CIVIL_OFFICERS: &[&str] =
    &["protection", "medical", "designated", "returning", "monitoring", "executive"];
/// What stands behind the name of somebody and says what they are: "Vole MP".
pub(super) const BEHIND: &[&str] =
    &["mp", "msp", "mep", "mla", "qc", "kc", "jp", "qpm", "obe", "mbe", "cbe", "hhj"];
/// What a number counts that stands behind a word: "each officer 2 days".
pub(super) const COUNTED: &[&str] = &[
    "hours", "hour", "days", "day", "weeks", "week", "months", "month", "years", "year", "minutes", "times",
    "of", "or", "and", "to", "in",
];
