//! The header of a table: what each column holds, and what sort of table it is.
//!
//! A table tells who was at a meeting only where every column of it is understood as one of an attendance: a table of names
//! with birth dates is no attendance, whoever stands in it.

use super::Standing;
use super::attendance::standing_of_label;

/// What a column of a table holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Column {
    Number,
    Heading,
    Text,
    Action,
    Owner,
    Due,
    Status,
    Name,
    Role,
    Agency,
    /// Role or agency, whichever stands there.
    Post,
    Rank,
    Standing,
    /// A tick says that somebody stands in the attendance so.
    Mark(Standing),
    Blank,
    Other,
}

/// What sort of table it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A row is a person. `None`: nothing in the header says that those named were there.
    Attendance(Option<Standing>),
    /// A column is a list of people.
    Lists,
    /// A row is an item, an action or both.
    Rows,
    /// Names and their posts, with columns that are not understood: no row says how anybody stands.
    Unread,
}

const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Number,
        &[
            "no",
            "no.",
            "ref",
            "ref.",
            "reference",
            "number",
            "action no",
            "action no.",
            "#",
            "item no",
            "item no.",
        ],
    ),
    (Column::Heading, &["item", "agenda item", "subject", "topic", "heading", "eitem"]),
    (
        Column::Text,
        &[
            "discussion",
            "notes",
            "minute",
            "minutes",
            "summary",
            "discussion and decisions",
            "detail",
            "details",
        ],
    ),
    (
        Column::Action,
        &[
            "action",
            "actions",
            "action required",
            "task",
            "agreed action",
            "what",
            "cam gweithredu",
            "gweithredu",
        ],
    ),
    (
        Column::Owner,
        &[
            "owner",
            "who",
            "by whom",
            "lead",
            "responsible",
            "responsibility",
            "action owner",
            "assigned to",
            "pwy",
        ],
    ),
    (
        Column::Due,
        &[
            "due",
            "by when",
            "when",
            "deadline",
            "due date",
            "target date",
            "date due",
            "timescale",
            "erbyn pryd",
        ],
    ),
    (Column::Status, &["status", "update", "progress", "outcome", "position"]),
    (Column::Name, &["name", "attendee", "attendees", "member", "members", "enw"]),
    (Column::Role, &["role", "title", "job title", "post", "position held", "designation", "job", "swydd"]),
    (
        Column::Agency,
        &[
            "agency",
            "organisation",
            "organization",
            "org",
            "service",
            "representing",
            "employer",
            "team",
            "department",
            "sefydliad",
            "asiantaeth",
        ],
    ),
    (Column::Rank, &["rank"]),
    (Column::Standing, &["attendance", "attended", "attendance/apologies", "attended/apologies", "p/a"]),
];

fn column(cell: &str) -> Column {
    let lower = cell.trim().to_lowercase().replace(" / ", "/");
    // "Attended (Y/N)", "Present? (Yes/No)": how it is answered.
    let lower = ["(y/n)", "(yes/no)"].iter().find_map(|a| lower.strip_suffix(a)).unwrap_or(&lower);
    let lower = lower.trim().trim_end_matches([':', '?']).trim().to_string();
    if lower.is_empty() {
        return Column::Blank;
    }
    let known = |words: &str| COLUMNS.iter().find(|(_, n)| n.contains(&words)).map(|(c, _)| *c);
    if let Some(column) = known(&lower) {
        return column;
    }
    if let Some(standing) = standing_of_label(&lower) {
        return Column::Mark(standing);
    }
    // "Present/Apologies", "present or absent": the cell says which.
    let ways: Vec<Option<Standing>> =
        lower.split('/').flat_map(|p| p.split(" or ")).map(|p| standing_of_label(p.trim())).collect();
    if ways.len() > 1 && ways.iter().all(Option::is_some) {
        return Column::Standing;
    }
    // "Role/Agency", "Job title & organisation": either may stand there.
    let parts: Vec<Option<Column>> =
        lower.split(['/', '&', ',']).flat_map(|p| p.split(" and ")).map(|p| known(p.trim())).collect();
    // "Enw / Name": the same in two languages.
    if let [Some(one), Some(two)] = parts[..]
        && one == two
    {
        return one;
    }
    let post = |c: &Option<Column>| matches!(c, Some(Column::Role | Column::Agency | Column::Rank));
    let name = |c: &Option<Column>| matches!(c, Some(Column::Name));
    match parts.as_slice() {
        [_, _, ..] if parts.iter().all(post) => Column::Post,
        [first, rest @ ..] if name(first) && !rest.is_empty() && rest.iter().all(post) => Column::Name,
        _ => Column::Other,
    }
}

/// Columns that an attendance may have beside its names.
fn beside(column: Column) -> bool {
    matches!(
        column,
        Column::Role
            | Column::Agency
            | Column::Post
            | Column::Rank
            | Column::Standing
            | Column::Mark(_)
            | Column::Number
            | Column::Blank
    )
}

/// The columns of a table's header and its sort; `None` where the row is no header.
pub(super) fn header(cells: &[String]) -> Option<(Vec<Column>, Kind)> {
    let mut known: Vec<Column> = cells.iter().map(|c| column(c)).collect();
    let mut attended = known.clone();
    if let Some(kind) = attendance(&mut attended) {
        return Some((attended, kind));
    }
    // A name in a table of anything else is whom it is about.
    for column in &mut known {
        if matches!(column, Column::Name | Column::Mark(_) | Column::Post | Column::Blank) {
            *column = Column::Other;
        }
    }
    let count = known.iter().filter(|c| **c != Column::Other).count();
    let has = |c: Column| known.contains(&c);
    let shape = has(Column::Action) || has(Column::Text) || has(Column::Heading);
    (count >= 2 && count * 2 > cells.len() && shape).then_some((known, Kind::Rows))
}

/// Whether a row is the header of a table of those at a meeting that is not wholly understood: names, with role, rank or agency
/// beside them. Names with birth dates are those the meeting spoke of.
pub(super) fn of_names(cells: &[String]) -> bool {
    const OF_SUBJECTS: [&str; 6] = ["dob", "born", "birth", "age", "school", "risk"];
    let known: Vec<Column> = cells.iter().map(|c| column(c)).collect();
    let has = |c: Column| known.contains(&c);
    let subjects = |cell: &String| {
        let lower = cell.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).any(|w| OF_SUBJECTS.contains(&w))
    };
    has(Column::Name)
        && [Column::Role, Column::Agency, Column::Post, Column::Rank].iter().any(|c| has(*c))
        && ![Column::Action, Column::Text, Column::Heading].iter().any(|c| has(*c))
        && !cells.iter().any(subjects)
}

fn attendance(known: &mut [Column]) -> Option<Kind> {
    // "Status" beside a name, a role and an agency says whether they came; beside names alone it may say anything.
    let posts = known.iter().any(|c| matches!(c, Column::Role | Column::Rank))
        && known.contains(&Column::Name)
        && known.contains(&Column::Agency);
    let says = known.iter().any(|c| matches!(c, Column::Standing | Column::Mark(_)));
    if posts
        && !says
        && let Some(status) = known.iter_mut().find(|c| **c == Column::Status)
    {
        *status = Column::Standing;
    }
    let at = |wanted: fn(&Column) -> bool| -> Vec<usize> {
        (0..known.len()).filter(|i| wanted(&known[*i])).collect()
    };
    let names = at(|c| *c == Column::Name);
    let marks = at(|c| matches!(c, Column::Mark(_)));
    let blanks = at(|c| *c == Column::Blank);
    if !known.iter().all(|c| *c == Column::Name || beside(*c)) || known.len() < 2 {
        return None;
    }
    let standing = known.contains(&Column::Standing);
    match (names.as_slice(), marks.as_slice(), blanks.as_slice()) {
        ([_], ..) => Some(Kind::Attendance(None)),
        // Names under a column without a heading, and ticks beside them.
        ([], [_, ..], [name]) if *name == 0 => {
            known[*name] = Column::Name;
            Some(Kind::Attendance(None))
        }
        ([], [_, _, ..], []) if marks.len() == known.len() => Some(Kind::Lists),
        // "Present | Role | Agency".
        ([], [mark], _) if !standing && marks.len() + blanks.len() < known.len() => {
            let Column::Mark(standing) = known[*mark] else { return None };
            known[*mark] = Column::Name;
            Some(Kind::Attendance(Some(standing)))
        }
        _ => None,
    }
}
