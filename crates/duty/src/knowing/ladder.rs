//! The ladder of awareness: what each holder knew of one entity, in which grade, from when, by which record.
//!
//! A holder's own record is known to it from the day it was recorded, or, where the source does not say, from the day of
//! what it records. Another's record of sending, receipt, opening, discussion or action is known from the day it
//! gives, and whom a report was sent to knew of it no earlier than the report was made. Left out: what the holder should have done.

use std::collections::BTreeSet;

use model::plain_rank;
use model::{Case, Counts, EntityId, Event, EventId, Grade, How, Knowledge, RowId, SymbolId, Told, When};

use super::{Attribution, ByEntity, Officer, Terms};
use crate::check::coverage::OF_MEETINGS;

/// Every piece of awareness of one entity, in order of the chronology of its records.
pub fn ladder(case: &Case, terms: &Terms, events: &ByEntity, about: EntityId) -> Vec<Knowledge> {
    let mut found = Vec::new();
    let records = events.of(about);
    // A row that tells of an item of a meeting tells the same of the car named in it, though that is an event of its own.
    let met: BTreeSet<RowId> = records
        .iter()
        .map(|id| &case.events[id.index()])
        .filter(|e| is_meeting(case, terms, e))
        .map(|e| e.row)
        .collect();
    for &id in records {
        let meeting = met.contains(&case.events[id.index()].row);
        of_event(case, terms, id, about, meeting, &mut found);
    }
    found
}

/// What one record says of who knew of one entity.
fn of_event(
    case: &Case,
    terms: &Terms,
    id: EventId,
    about: EntityId,
    meeting: bool,
    found: &mut Vec<Knowledge>,
) {
    let event = &case.events[id.index()];
    let own = if event.recorded.is_dated() { &event.recorded } else { &event.when };
    let (agency, counts) = credit(case, terms, (event.holder, None), own, None, false);
    found.push(Knowledge {
        holder: event.holder,
        agency,
        about,
        grade: Grade::Recorded,
        from: own.clone(),
        how: How::OwnRecord,
        event: id,
        place: event.place,
        post: None,
        counts,
    });
    for awareness in &event.known {
        let discussed = awareness.grade == Grade::Discussed && meeting;
        let who = (awareness.holder, awareness.post);
        let from = event.known_from(awareness);
        let (agency, counts) = credit(case, terms, who, &from, Some(awareness.grade), discussed);
        found.push(Knowledge {
            holder: awareness.holder,
            agency,
            about,
            grade: awareness.grade,
            from,
            how: match (discussed, awareness.holder == event.holder) {
                (true, _) => How::Meeting,
                (false, true) => How::OwnRecord,
                (false, false) => How::Told,
            },
            event: id,
            place: awareness.place,
            post: awareness.post,
            counts,
        });
    }
}

pub(super) fn is_meeting(case: &Case, terms: &Terms, event: &Event) -> bool {
    let kind = case.words.word(event.kind);
    terms.meeting_kinds.iter().any(|k| k == kind) || OF_MEETINGS.contains(&kind)
}

/// The agency whose knowing this is, and whether it counts. `grade` is `None` for a holder's own record. Where an agency was
/// at a meeting (`met`), somebody was there for it, and the rule for officers is asked though no rank is written.
fn credit(
    case: &Case,
    terms: &Terms,
    (holder, there): (SymbolId, Option<SymbolId>),
    when: &When,
    grade: Option<Grade>,
    met: bool,
) -> (Option<SymbolId>, Counts) {
    let too_weak = too_weak(terms, grade);
    if case.agencies.iter().any(|a| a.name == holder) {
        let of_post = || match there {
            Some(post) => of_rank(terms, case.words.word(post)),
            None if met => of_nobody_said(terms),
            None => Counts::Yes,
        };
        return (Some(holder), too_weak.unwrap_or_else(of_post));
    }
    of_officer(case, terms, case.words.word(holder), when, too_weak)
}

/// Whether what an officer whom the review names came to know of in a grade counts as the knowing of an agency, and of which.
/// `when` is from when the officer knew.
pub fn officer_knew(
    case: &Case,
    terms: &Terms,
    name: &str,
    when: &When,
    grade: Grade,
) -> (Option<SymbolId>, Counts) {
    of_officer(case, terms, name, when, too_weak(terms, Some(grade)))
}

/// Why a grade does not count; `None` where it does, and for a holder's own record.
fn too_weak(terms: &Terms, grade: Option<Grade>) -> Option<Counts> {
    let weak = grade.filter(|g| *g != Grade::Recorded && !terms.grades.contains(g));
    weak.map(|g| {
        Counts::No(format!("Under the rule of this review \"{}\" does not count as knowing.", g.word()))
    })
}

/// The same where it is known whether the grade is too weak.
fn of_officer(
    case: &Case,
    terms: &Terms,
    name: &str,
    when: &When,
    too_weak: Option<Counts>,
) -> (Option<SymbolId>, Counts) {
    let posts: Vec<&Officer> = terms.officers.iter().filter(|o| o.name == name).collect();
    if posts.is_empty() {
        let no = "It is no agency of this review, and no officer whose agency is stated.";
        return (None, too_weak.unwrap_or_else(|| Counts::No(no.to_string())));
    }
    let then: Vec<&Officer> = posts.into_iter().filter(|o| held(o, when) != Some(false)).collect();
    let Some(post) = then.iter().find(|o| held(o, when) == Some(true)).or(then.first()) else {
        return (None, Counts::No("No post of this officer is stated for that day.".to_string()));
    };
    if then.iter().any(|o| o.agency != post.agency) {
        // What an officer knew in one agency is not carried to the next, nor to both.
        let no = "The review states posts of this officer in more than one agency for that time: for which of them the officer then \
                  knew is not said.";
        return (None, too_weak.unwrap_or_else(|| Counts::No(no.to_string())));
    }
    let agency = case.words.get(&post.agency);
    if let Some(no) = too_weak {
        return (agency, no);
    }
    if held(post, when) != Some(true) {
        return (agency, Counts::No("The date leaves open which post the officer then held.".to_string()));
    }
    // Of several ranks stated for one time the rule must hold for each.
    let ranks = then.iter().map(|o| of_rank(terms, &o.rank));
    (agency, ranks.into_iter().find(|counts| *counts != Counts::Yes).unwrap_or(Counts::Yes))
}

/// Whether what somebody in a rank or role knew was known to the agency, by the rule of the review.
fn of_rank(terms: &Terms, rank: &str) -> Counts {
    match &terms.attribution {
        Attribution::AnyOfficer => Counts::Yes,
        Attribution::Never => Counts::No(
            "Under the rule of this review an officer's knowledge is not the agency's.".to_string(),
        ),
        Attribution::Ranks(ranks) if ranks.iter().any(|r| plain_rank(r) == plain_rank(rank)) => Counts::Yes,
        Attribution::Ranks(ranks) => Counts::No(format!(
            "The officer was then {rank}; under the rule of this review only what {} knew is the agency's.",
            ranks.join(" or ")
        )),
    }
}

/// Whether an agency knew of what was spoken of where somebody was there for it whose rank or role nobody wrote.
fn of_nobody_said(terms: &Terms) -> Counts {
    match &terms.attribution {
        Attribution::Ranks(ranks) => Counts::No(format!(
            "The record does not say who was there for it, or in which rank or role; under the rule of this review only what {} \
             knew is the agency's.",
            ranks.join(" or ")
        )),
        _ => of_rank(terms, ""),
    }
}

/// Whether a post was held on a date: on every reading, on none, or open.
fn held(post: &Officer, when: &When) -> Option<bool> {
    let (Some(first), Some(last)) = (when.earliest(), when.latest()) else { return None };
    let (from, to) = (post.from.unwrap_or(first), post.to.unwrap_or(last));
    if first >= from && last <= to {
        Some(true)
    } else if last < from || first > to {
        Some(false)
    } else {
        None
    }
}

/// Who told whom of one entity: every record by which it went from one holder to another.
pub fn told(case: &Case, events: &ByEntity, about: EntityId) -> Vec<Told> {
    let mut found = Vec::new();
    for &id in events.of(about) {
        let event = &case.events[id.index()];
        for awareness in &event.known {
            if awareness.holder != event.holder && awareness.grade >= Grade::Sent {
                found.push(Told {
                    from: event.holder,
                    to: awareness.holder,
                    about,
                    when: event.known_from(awareness),
                    grade: awareness.grade,
                    event: id,
                });
            }
        }
    }
    found
}
