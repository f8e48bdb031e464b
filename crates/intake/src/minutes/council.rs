//! Meetings that come as tables: one row a meeting, one a person of the attendance, one a motion.
//!
//! What this leaves out: votes by person, which are a source of their own.

use std::collections::BTreeMap;

use super::{
    Action, ActionState, Item, Meeting, MinutesTerms, Motion, Spot, Standing, Words, directives, find_dates,
    person,
};
use model::When;

/// The tables, each row with its number as a spreadsheet shows it.
#[derive(Clone, Default, Debug)]
pub struct CouncilTables {
    /// Row, identifier, date as written, body, title.
    pub meetings: Vec<(u32, [String; 4])>,
    /// Row, meeting, standing as written, person.
    pub attendance: Vec<(u32, [String; 3])>,
    /// Row, meeting, number of the item, its title, mover, seconder, result, text.
    pub motions: Vec<(u32, [String; 7])>,
}

/// What the word of a table says of somebody's standing.
fn standing(word: &str) -> Standing {
    let lower = word.to_lowercase();
    match () {
        () if lower.contains("apolog") => Standing::Apologies,
        () if lower.contains("absent") => Standing::Absent,
        () if lower == "present" => Standing::Present,
        () if lower.contains("in attendance") || lower.contains("remote") => Standing::InAttendance,
        () => Standing::Unclear,
    }
}

/// The meetings of the tables with the directions of their motions as actions, each with the identifier of its meeting and,
/// for each action, the motion it comes from.
pub fn council(tables: &CouncilTables, terms: &MinutesTerms) -> Vec<(String, Meeting, Vec<usize>)> {
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut meetings: Vec<(String, Meeting, Vec<usize>)> = Vec::new();
    let spot = |part: u16, row: u32, column: u16| Spot { part, row, column };
    for (row, [id, date, body, title]) in &tables.meetings {
        let when = find_dates(date, &terms.dates).into_iter().next().map(|d| d.when);
        let when = when.unwrap_or_else(|| crate::dates::read_date(date, &terms.dates).when);
        at.insert(id, meetings.len());
        let meeting = Meeting {
            title: Words { text: title.clone(), spot: spot(0, *row, 4) },
            body: body.clone(),
            when,
            when_spot: spot(0, *row, 2),
            ..Meeting::none()
        };
        meetings.push((id.clone(), meeting, Vec::new()));
    }
    for (row, [meeting, word, name]) in &tables.attendance {
        if let Some(&index) = at.get(meeting.as_str()) {
            let words = Words { text: name.clone(), spot: spot(1, *row, 3) };
            let attendee = person(words, standing(word), &terms.agencies);
            meetings[index].1.attendance.push(attendee);
        }
    }
    for (row, [meeting, number, title, mover, seconder, result, text]) in &tables.motions {
        let Some(&index) = at.get(meeting.as_str()) else { continue };
        let (_, meeting, of_motion) = &mut meetings[index];
        if meeting.items.last().is_none_or(|i| i.number != *number || i.heading.text != *title) {
            let heading = Words { text: title.clone(), spot: spot(2, *row, 4) };
            meeting.items.push(Item { number: number.clone(), heading, text: Vec::new() });
        }
        let item = Some(meeting.items.len() - 1);
        let motion = meeting.motions.len();
        for directive in directives(text, terms) {
            of_motion.push(motion);
            meeting.actions.push(Action {
                item,
                reference: directive.part,
                owner: directive.owner,
                what: directive.what,
                due: directive.due,
                apart: false,
                reported: false,
                state: ActionState::Nothing,
                state_words: String::new(),
                words: Words { text: directive.text, spot: spot(2, *row, 8) },
                own: 0..0,
                ends: spot(2, *row, 8),
            });
        }
        meeting.motions.push(Motion {
            item,
            mover: mover.clone(),
            seconder: seconder.clone(),
            result: result.clone(),
            words: Words { text: text.clone(), spot: spot(2, *row, 8) },
        });
    }
    for (_, meeting, _) in &mut meetings {
        if meeting.when == When::unknown("") {
            meeting.notes.push("no date of the meeting was found".to_string());
        }
    }
    meetings
}
