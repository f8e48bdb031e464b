//! Which officers of a review the attendance of a meeting names: at whose meetings they were, or whose they missed.
//!
//! Names of those at a meeting stand in no event. Whoever asks after an officer by the name that the review itself gives is told the
//! meetings whose attendance that name fits. What this leaves out: people whom the review does not name as officers.

use intake::minutes::{Attendee, Fits, MinutesFile, Standing, Words, owner_fits, person};
use model::{Place, When};

use super::agency_of;
use crate::knowing::OfficerTable;

/// A line of an attendance that may be an officer of the review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Attended {
    /// Name of the officer, as the review gives it.
    pub(crate) officer: String,
    /// Whether the line surely means the officer: rank or forename agree with the surname, and no
    /// other agency and no other rank is named.
    pub(crate) sure: bool,
    /// The day of the meeting, as far as the minutes say.
    pub(crate) when: When,
    /// The body that met; empty where the minutes do not say.
    pub(crate) body: String,
    /// The title of the minutes.
    pub(crate) title: String,
    /// How the line stands in the attendance.
    pub(crate) standing: Standing,
    /// Numbers of the items that were surely heard; `None` for the whole meeting, empty where the words leave it open.
    pub(crate) heard: Option<Vec<String>>,
    /// The line of the attendance.
    pub(crate) place: Place,
    /// The title of the minutes.
    pub(crate) meeting: Place,
}

/// Whether a line names an officer in full, forename and surname, with another rank than the review gives: somebody who was promoted
/// or acted in a rank, or somebody else of that name.
fn other_rank(officer: &str, line: &Attendee) -> bool {
    let bare = person(Words { text: officer.into(), ..Words::default() }, Standing::Present, &[]).name;
    let full = |name: &str| {
        let words: Vec<&str> = name.split_whitespace().collect();
        words.len() > 1 && words[0].trim_end_matches('.').chars().count() > 1
    };
    full(&bare)
        && full(&line.name)
        && owner_fits(&bare, &Attendee { rank: String::new(), ..line.clone() }) == Fits::Surely
}

/// What a meeting's attendance says of the officers of a review, in the order of its lines.
pub(super) fn of_meeting(
    file: &MinutesFile<'_>,
    officers: &[OfficerTable],
    agencies: &[String],
) -> Vec<Attended> {
    let meeting = &file.meeting;
    let mut names: Vec<(&str, &str)> = officers.iter().map(OfficerTable::name_and_agency).collect();
    names.sort_unstable();
    names.dedup();
    let fits = |name: &str, agency: &str, line: &Attendee| {
        let other = agency_of(&line.agency, agencies).is_some_and(|of| of != agency);
        match owner_fits(name, line) {
            _ if other => Fits::No,
            Fits::No if other_rank(name, line) => Fits::Perhaps,
            fits => fits,
        }
    };
    let mut found = Vec::new();
    for line in &meeting.attendance {
        for (name, agency) in &names {
            let fits = fits(name, agency, line);
            if fits == Fits::No {
                continue;
            }
            let number = |item: &usize| meeting.items.get(*item).map_or(String::new(), |i| i.number.clone());
            found.push(Attended {
                officer: (*name).to_string(),
                sure: fits == Fits::Surely,
                when: meeting.when.clone(),
                body: meeting.body.clone(),
                title: meeting.title.text.clone(),
                standing: line.standing,
                heard: line.heard.as_ref().map(|items| items.iter().map(number).collect()),
                place: line.words.spot.place(file.source),
                meeting: meeting.title.spot.place(file.source),
            });
        }
    }
    found
}
