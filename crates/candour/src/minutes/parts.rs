//! Parts of registration marks that no structured record has, held against the marks that the minutes themselves name.
//!
//! While a document is read, only the structured records are known. Once all are read, a part that fits a whole mark of another
//! document is no new vehicle but a perhaps of that one, and the note says so. Linkage weighs the two as ever.

use std::collections::BTreeSet;

use intake::Gathered;
use link::naming::mark_fits;
use model::{MentionKind, Place, field};

/// What the evidence says of a part that no structured record has.
const NEW: &str = "part of a registration mark that no record has: proposed as new";

/// Says of every part proposed as new, from this problem on, which whole marks of the minutes it fits.
pub(super) fn settle(gathered: &mut Gathered, from: usize) {
    let marks = |partial: bool| {
        let of = gathered.mentions.iter().filter(|m| m.kind == MentionKind::Vehicle);
        let all = of.filter_map(|m| m.get(field::PLATE).map(|mark| (m.place, mark.to_string())));
        all.filter(move |(_, mark)| mark.contains(['?', '*']) == partial).collect::<Vec<(Place, String)>>()
    };
    let (parts, whole) = (marks(true), marks(false));
    for problem in gathered.problems.iter_mut().skip(from).filter(|p| p.what.contains(NEW)) {
        let here = parts.iter().filter(|(place, _)| *place == problem.place);
        let fits: BTreeSet<String> = here
            .flat_map(|(_, part)| whole.iter().filter(move |(_, mark)| mark_fits(part, mark)))
            .map(|(_, mark)| mark.to_uppercase())
            .collect();
        if fits.is_empty() {
            continue;
        }
        let said = match fits.len() {
            1 => "one mark that the minutes name".to_string(),
            n => format!("{n} marks that the minutes name"),
        };
        problem.what = problem.what.replace(
            NEW,
            &format!("part of a registration mark that no structured record has; what was read fits {said}: perhaps that vehicle, and none that is known to be another"),
        );
        problem.hint = "linkage weighs it: see possibly_the_same_as in entities.csv".to_string();
    }
}
