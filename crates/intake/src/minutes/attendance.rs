//! Who was there: lines, lists and tables of people.
//!
//! Nobody is present by standing near a list: a line, a row or a cell is somebody only where it is understood as a person and
//! stands under words that say how. What is not understood ends the list and stays as text with its place.

use super::columns::{Column, Kind, of_names};
use super::layout::Walk;
use super::people::{
    RANKS, is_agency, is_agency_of, is_person, not_there, person, split_people, surely_a_person,
};
use super::remark::away;
use super::stay::{Stay, heard, stay_of};
use super::{Attendee, Block, Standing, Words};

/// Lines of the head before the attendance, and bytes of each.
const HEAD_LINES_MAX: usize = 8;
const HEAD_LINE_BYTES_MAX: usize = 120;
/// Characters of one person on a line.
const PERSON_CHARS_MAX: usize = 160;

/// Said of minutes in which nobody is found of whom they say how they stand in the attendance.
pub(super) const NO_ATTENDANCE: &str = "no attendance was found";
/// Said of a table of those at a meeting of which a column is not understood.
pub(super) const TABLE_NOT_READ: &str = "a table of names stands where the attendance does and not every column of it is understood: nobody is taken from it";

const LISTS: &[(Standing, &[&str])] = &[
    (
        Standing::Present,
        &[
            "present",
            "attendees",
            "attended by",
            "attendance",
            "members present",
            "those present",
            "attending",
            "attended",
            "those attending",
            "those in attendance",
            "participants",
            // Scotland, and Wales.
            "sederunt",
            "yn bresennol",
            "presennol",
        ],
    ),
    (
        Standing::InAttendance,
        &[
            "in attendance",
            "also present",
            "also in attendance",
            "observers",
            "observer",
            "officers in attendance",
            "minutes taken by",
            "minute taker",
            "note taker",
            "notes taken by",
            "clerk",
            "remote attendance",
            "by telephone",
            "hefyd yn bresennol",
        ],
    ),
    (
        Standing::Absent,
        &["absent", "not present", "did not attend", "non-attendance", "not in attendance", "absennol"],
    ),
    (Standing::Apologies, &["unable to attend", "ymddiheuriadau", "ymddiheuriadau am absenoldeb"]),
];

/// Whether the first cell of a row, or a line, opens an attendance.
pub(super) fn attendance_head(words: &str) -> bool {
    standing_of_label(words).is_some()
}

/// How those stand in the attendance who are listed under these words; `None` where the words are no such label.
pub(super) fn standing_of_label(words: &str) -> Option<Standing> {
    const OF_APOLOGIES: [&str; 12] = [
        "apologies",
        "apology",
        "apols",
        "for",
        "absence",
        "received",
        "from",
        "were",
        "was",
        "sent",
        "given",
        "of",
    ];
    let lower = words.trim().trim_end_matches([':', '.']).trim_end().to_lowercase();
    // "Yn bresennol / Present": the same in two languages.
    if let Some((one, two)) = lower.split_once('/')
        && let Some(standing) = standing_of_label(one)
    {
        return (standing_of_label(two) == Some(standing)).then_some(standing);
    }
    if lower.starts_with("apol") && lower.split_whitespace().all(|w| OF_APOLOGIES.contains(&w)) {
        return Some(Standing::Apologies);
    }
    LISTS.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(s, _)| *s)
}

/// What rows of a table of people are, until a row of its own says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rows {
    /// As the columns and the header say.
    AsColumns,
    /// As a row above them says.
    All(Standing),
    /// Below a row that is not understood ("Distribution").
    Nobody,
}

impl Walk<'_> {
    /// Whether attendance may stand here: before the items, or under an item that is about who was there.
    pub(super) fn attendance_may_stand(&self) -> bool {
        const OF: [&str; 8] =
            ["apolog", "attend", "present", "welcome", "introduction", "absence", "absent", "membership"];
        let headed = self.meeting.items.iter().all(|item| {
            let heading = item.heading.text.to_lowercase();
            OF.iter().any(|w| heading.contains(w))
        });
        // Once the list is read, lines below it are no head any more.
        headed || self.before_items() && self.head_lines.is_none_or(|n| n == self.preface())
    }

    /// Lines that were read before the first item.
    pub(super) fn preface(&self) -> usize {
        self.meeting.items.first().map_or(0, |item| item.text.len())
    }

    /// Whether only short lines of the head were read so far ("Time: 10am", "Dear all"), and no item.
    pub(super) fn before_items(&self) -> bool {
        let short = |b: &Block| b.cells.is_empty() && b.text.len() <= HEAD_LINE_BYTES_MAX;
        match self.meeting.items.as_slice() {
            [] => true,
            [one] => {
                one.number.is_empty()
                    && one.heading.text.is_empty()
                    && one.text.len() <= HEAD_LINES_MAX
                    && one.text.iter().all(short)
            }
            _ => false,
        }
    }

    /// People on a line. Gives whether it was one.
    pub(super) fn attend(&mut self, text: &str, at: usize, block: &Block, standing: Standing) -> bool {
        self.attend_of(text, at, block, standing, "")
    }

    /// People on a line, of an agency that stands before them.
    pub(super) fn attend_of(
        &mut self,
        text: &str,
        at: usize,
        block: &Block,
        standing: Standing,
        agency: &str,
    ) -> bool {
        let trimmed = text.trim_start_matches(['-', '\u{2022}', '*', ' ']);
        let lead = text.len() - trimmed.len();
        // "Police - DS A Name": the agency stands before the name.
        let dash = [" - ", " \u{2013} ", " \u{2014} "].iter().find_map(|d| trimmed.split_once(d));
        if let Some((of, rest)) = dash
            && is_agency(of, &self.terms.agencies)
            && !surely_a_person(of)
            && is_person(rest, &self.terms.agencies)
        {
            let at = at + text.len() - rest.len();
            return self.attend_of(rest, at, block, standing, of);
        }
        // "Apologies were received from A, B and C": whoever they are, the line itself says how they stand.
        let lower = trimmed.to_ascii_lowercase();
        let from = OF_SENDERS.iter().find_map(|words| lower.find(words).map(|i| i + words.len()));
        let (skip, list) = from.map_or((0, trimmed), |i| (i, &trimmed[i..]));
        let standing = if lower[..skip].contains("apolog") { Standing::Apologies } else { standing };
        if skip > 0 && standing != Standing::Apologies {
            return false;
        }
        let and = list.replacen(" and ", ";    ", usize::from(skip > 0 && !list.contains(';')));
        let people = split_people(if skip > 0 { &and } else { list }, &self.terms.agencies);
        let whole = |p: &str| is_person(p, &self.terms.agencies) && p.chars().count() <= PERSON_CHARS_MAX;
        // "A; B; and C": the last of a list.
        fn bare((at, piece): (usize, &str)) -> (usize, &str) {
            let rest = piece.strip_prefix("and ").unwrap_or(piece);
            (at + piece.len() - rest.len(), rest)
        }
        let people: Vec<(usize, &str)> = people.into_iter().map(bare).collect();
        if people.is_empty() || !people.iter().all(|(_, p)| whole(p)) {
            return false;
        }
        for (offset, piece) in &people {
            let spot = block.spot((at + lead + skip + offset).min(block.text.len()));
            let words = Words { text: (*piece).to_string(), spot };
            let mut attendee = person(words, standing, &self.terms.agencies);
            if attendee.agency.is_empty() && !agency.is_empty() {
                attendee.agency = agency.to_string();
            }
            self.meeting.attendance.push(attendee);
        }
        true
    }

    /// "Police: DS A Name": a line among the attendance behind the name of an agency. Gives whether the line was taken, as
    /// people or as words that are not understood.
    pub(super) fn behind_agency(&mut self, words: &str, rest: &str, block: &Block) -> bool {
        let Some(standing) = self.people else { return false };
        let at = block.text.len() - rest.len();
        let agency =
            is_agency_of(words, &self.terms.agencies) || OF_AGENCY.contains(&words.to_lowercase().as_str());
        if !(agency && self.attend_of(rest, at, block, standing, words)) {
            // Who is named behind a label that is not known was not there by that.
            self.people = None;
            self.meeting.unparsed.push(block.clone());
        }
        true
    }

    /// What a cell of an attendance list says. One that is not understood does not make anybody present.
    fn standing(&mut self, state: &str) -> Standing {
        const THERE: [&str; 10] =
            ["", "present", "yes", "y", "p", "attended", "attending", "in person", "\u{2713}", "\u{2714}"];
        if let Some(standing) = not_there(state).or_else(|| away(state).filter(|s| *s != Standing::Unclear)) {
            return standing;
        }
        if state.contains("in attendance") || state == "observer" {
            return Standing::InAttendance;
        }
        if THERE.contains(&state) || stay_of(state) != Stay::Whole {
            return Standing::Present;
        }
        if matches!(state, "no" | "n") {
            return Standing::Absent;
        }
        self.meeting.notes.push(format!(
            "the attendance list says \"{state}\" of somebody, which is not understood: they are not taken as present"
        ));
        Standing::Unclear
    }

    /// The one column of a row that is ticked; unclear where none, several or something else stands there.
    fn ticked(&mut self, found: &[Column], block: &Block) -> Standing {
        const TICKS: [&str; 11] =
            ["x", "\u{2713}", "\u{2714}", "\u{2611}", "\u{2612}", "y", "yes", "1", "*", "\u{2022}", "\u{d7}"];
        const NO: [&str; 7] = ["", "-", "\u{2013}", "n", "no", "0", "\u{2610}"];
        let mut ticked: Vec<Standing> = Vec::new();
        for (column, cell) in found.iter().zip(&block.cells) {
            let Column::Mark(standing) = column else { continue };
            let cell = cell.trim().to_lowercase();
            if TICKS.contains(&cell.as_str()) || standing_of_label(&cell) == Some(*standing) {
                ticked.push(*standing);
            } else if !NO.contains(&cell.as_str()) {
                ticked.push(Standing::Unclear);
            }
        }
        match ticked[..] {
            [one] if one != Standing::Unclear => one,
            _ => {
                let words = block.text.replace('\t', " | ");
                self.meeting.notes.push(format!(
                    "the ticks of a row of the attendance are not understood: nobody is taken as present by it: \"{words}\""
                ));
                Standing::Unclear
            }
        }
    }

    /// A header of names and posts where the attendance may stand, of which a column is not understood. Nobody below it is taken
    /// as there, and nobody as somebody of whom the meeting spoke.
    pub(super) fn unread_attendance(&mut self, block: &Block) -> bool {
        let unread = self.attendance_may_stand() && !self.aside && of_names(&block.cells);
        if unread {
            self.people = None;
            let words = block.text.replace('\t', " | ");
            self.meeting.notes.push(format!("{TABLE_NOT_READ}: \"{words}\""));
            self.meeting.unparsed.push(block.clone());
        }
        unread
    }

    /// A row of a table of people.
    pub(super) fn attendance_row(&mut self, block: &Block, found: &[Column], kind: Kind) {
        if kind == Kind::Unread {
            return self.meeting.unparsed.push(block.clone());
        }
        let full: Vec<&str> = block.cells.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
        if let [one] = full[..]
            && kind != Kind::Lists
        {
            // A row of its own is a heading of those below, or somebody of whom nothing else is said.
            if let Some(standing) = standing_of_label(one) {
                self.rows = Rows::All(standing);
                return;
            }
            if !is_person(one, &self.terms.agencies) {
                self.rows = Rows::Nobody;
                self.meeting.unparsed.push(block.clone());
                return;
            }
        }
        if self.rows == Rows::Nobody {
            self.meeting.unparsed.push(block.clone());
            return;
        }
        let Kind::Attendance(base) = kind else { return self.lists_row(block, found) };
        let text = |wanted: Column| {
            let at = found.iter().position(|c| *c == wanted)?;
            block.cells.get(at).map(|c| c.trim()).filter(|c| !c.is_empty()).map(|c| (at, c.to_string()))
        };
        let Some((at, name)) =
            text(Column::Name).filter(|(_, n)| is_person(n, &self.terms.agencies) || one_word(n))
        else {
            self.meeting.unparsed.push(block.clone());
            return;
        };
        if block.repeats(at) {
            // A further row of somebody who is counted already.
            return self.meeting.unparsed.push(block.clone());
        }
        let marked = found.iter().any(|c| matches!(c, Column::Mark(_)));
        let state = text(Column::Standing).map(|(_, s)| s.to_lowercase());
        let standing = match (self.rows, state) {
            (Rows::All(standing), None) if !marked => standing,
            (_, Some(state)) => self.standing(&state),
            (_, None) if marked => self.ticked(found, block),
            (_, None) => base.or(self.people).unwrap_or(Standing::Unclear),
        };
        let spot = block.spans.get(at).map_or(block.spot(0), |(_, s)| *s);
        let mut attendee = person(Words { text: name, spot }, standing, &self.terms.agencies);
        attendee.words.text = block.text.replace('\t', " | ");
        // "Role: sick": a cell of absence, whatever its column.
        let cells = || block.cells.iter().find_map(|c| away(c).filter(|s| *s != Standing::Unclear));
        if let Some(away) = not_there(&attendee.words.text)
            .or_else(cells)
            .filter(|_| !marked && attendee.standing.was_there())
        {
            attendee.standing = away;
        }
        self.posts(&mut attendee, &text);
        self.meeting.attendance.push(attendee);
    }

    /// What the other columns say of somebody.
    fn posts(&self, attendee: &mut Attendee, text: &dyn Fn(Column) -> Option<(usize, String)>) {
        for (column, value) in
            [Column::Role, Column::Agency, Column::Rank, Column::Post].map(|c| (c, text(c).map(|(_, v)| v)))
        {
            let Some(value) = value else { continue };
            let first = |word: &str| word.to_lowercase().starts_with("chair");
            attendee.chair |= matches!(column, Column::Role | Column::Post)
                && value.split(|c: char| !c.is_alphabetic()).next().is_some_and(first);
            match column {
                Column::Agency => attendee.agency = value,
                Column::Rank => attendee.rank = value,
                // "Detective Sergeant" under "Role".
                Column::Role | Column::Post
                    if attendee.rank.is_empty() && RANKS.contains(&value.as_str()) =>
                {
                    attendee.rank = value;
                }
                Column::Post if is_agency_of(&value, &self.terms.agencies) => attendee.agency = value,
                _ => attendee.role = value,
            }
        }
    }

    /// A row whose every cell is a list of those who stand so.
    fn lists_row(&mut self, block: &Block, found: &[Column]) {
        for (column, cell) in found.iter().zip(block.cells.clone()) {
            let Column::Mark(standing) = *column else { continue };
            for line in cell.lines().map(str::trim).filter(|l| !l.is_empty()) {
                let at = block.text.find(line).unwrap_or(0);
                if !self.attend(line, at, block, standing) {
                    self.meeting.unparsed.push(block.clone());
                }
            }
        }
    }

    /// For which items each was there, once all items are read; and the chair of a line of their own and of the list as one.
    pub(super) fn settle_attendance(&mut self) {
        let items = &self.meeting.items;
        for attendee in &mut self.meeting.attendance {
            attendee.heard = heard(&stay_of(&attendee.words.text), items);
        }
        for (sentence, index, came) in std::mem::take(&mut self.moves) {
            let lower = sentence.to_lowercase();
            let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
            let of = |a: &Attendee| {
                let last = a.name.split_whitespace().next_back().unwrap_or("").to_lowercase();
                words.contains(&last.as_str())
                    || !a.agency.is_empty() && lower.contains(&a.agency.to_lowercase())
            };
            // "She left the meeting": who it was the words do not say, so what anybody heard from there on is open.
            let nobody =
                words.first().is_some_and(|w| ["he", "she", "they", "both", "all", "some"].contains(w));
            let count = self.meeting.items.len();
            for attendee in self.meeting.attendance.iter_mut().filter(|a| nobody || of(a)) {
                let before = attendee.heard.take().unwrap_or_else(|| (0..count).collect());
                let stays = |i: &usize| if came { *i > index && !nobody } else { *i < index };
                attendee.heard = Some(before.into_iter().filter(stays).collect());
            }
        }
    }
}

/// Words behind which those stand who sent apologies.
const OF_SENDERS: [&str; 6] = [
    "received from ",
    "received on behalf of ",
    "intimated on behalf of ",
    "submitted on behalf of ",
    "tendered on behalf of ",
    "intimated from ",
];

/// Words before a colon that are an agency's, though the review names it otherwise.
const OF_AGENCY: [&str; 8] = [
    "police",
    "health",
    "education",
    "social care",
    "probation",
    "housing",
    "children's social care",
    "council",
];

/// A surname alone, in a column of names.
fn one_word(name: &str) -> bool {
    super::people::looks_like_name(name)
        && name.split_whitespace().count() == 1
        && is_person(&format!("X {name}"), &[])
}
