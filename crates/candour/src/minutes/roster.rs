//! Numbers for those who were at meetings: their names stand in the tables of the review team only, and yet it can be asked
//! whether two accounts of a meeting name the same people.
//!
//! Within one body, whoever a line surely means has one number; where a line may mean somebody already there, it is taken to,
//! so that two ways of writing a name are no difference. Left out: who they are otherwise.

use intake::minutes::{Attendee, Fits, Meeting, same_attendee};

/// Those who were named at the meetings read so far.
#[derive(Default)]
pub(crate) struct Roster {
    /// The body, as written but for capitals and spaces, and the first line that named each.
    named: Vec<(String, Attendee)>,
}

impl Roster {
    /// The number of each line of a meeting's attendance, from 1 over all bodies.
    pub(crate) fn numbers(&mut self, meeting: &Meeting) -> Vec<usize> {
        let body = meeting.body.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut numbers: Vec<usize> = Vec::with_capacity(meeting.attendance.len());
        for attendee in &meeting.attendance {
            let fits = |wanted: Fits| {
                self.named
                    .iter()
                    .position(|(of, a)| *of == body && same_attendee(a, attendee) == wanted)
                    .filter(|at| !numbers.contains(&(at + 1)))
            };
            let at = fits(Fits::Surely).or_else(|| fits(Fits::Perhaps)).unwrap_or_else(|| {
                self.named.push((body.clone(), attendee.clone()));
                self.named.len() - 1
            });
            numbers.push(at + 1);
        }
        numbers
    }
}
