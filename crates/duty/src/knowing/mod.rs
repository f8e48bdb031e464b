//! Knowing: who knew what, from when, by which record; and what is on record after it.
//!
//! A pure function of the review and of [`Terms`]. Each part is in its own file: the ladder of awareness (`ladder`), who
//! is a subject of concern (`concern`), who else that may be (`same`), what followed (`follow`), who could be expected to act
//! (`who`), what a silence shows (`silence`), one report in many hands (`recycled`), agency against agency (`sharing`), what was not supplied and
//! which months are absent (`gaps`, `months`), accounts that differ (`contradict`), what meetings spoke of (`themes`), and which records of them
//! are copies (`copies`).
//!
//! What it never does: take attendance or circulation for knowledge unless the review says that it counts; take one
//! officer's knowledge for the agency's without the stated rule; take the absence of a record for the absence of an
//! action; or use a record for a day on which it was not there. Who is who is taken as linked today, and said so.
//! Method: `docs/methods/knowing.md`.

mod concern;
mod contradict;
mod copies;
mod follow;
mod gaps;
mod ladder;
mod months;
mod recycled;
mod same;
mod sharing;
mod silence;
mod themes;
mod who;

use std::collections::BTreeMap;

use model::{Case, Counts, Day, EntityId, EventId, Grade, Knowing, MentionKind, SymbolId};

pub use concern::{as_subjects, subjects};
pub use contradict::contradictions;
use follow::follow;
pub use gaps::{gaps, series};
pub use ladder::{ladder, officer_knew, told};
pub use recycled::{LIKENESS_MIN, WORDS_MIN, recycled, recycled_slow};
use sharing::sharing;
pub use themes::{Lexicon, Scan, Theme, Tokens, meetings, scan, tokens};

/// How an officer's knowledge becomes an agency's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Attribution {
    /// What any officer knew, the agency knew.
    AnyOfficer,
    /// No officer's knowledge is the agency's.
    Never,
    /// What officers of these ranks or roles knew, the agency knew.
    Ranks(Vec<String>),
}

/// A person in a role, in the rank held from one day to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Officer {
    /// The words by which records name the officer as a holder.
    pub name: String,
    /// The agency.
    pub agency: String,
    /// Rank or role in that time.
    pub rank: String,
    /// First day in it; `None` where nobody has said.
    pub from: Option<Day>,
    /// Last day in it; `None` where nobody has said.
    pub to: Option<Day>,
}

/// Whoever stands in these roles of this kind of record is a subject of concern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concern {
    /// Kind of event.
    pub kind: String,
    /// Names that mappings give the mentions ("named", "car"); empty for all of them.
    pub roles: Vec<String>,
}

/// Something that could be expected once a subject of concern was known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    /// As printed ("vehicle check").
    pub name: String,
    /// The kinds of event that are it.
    pub kinds: Vec<String>,
    /// What sort of subject it is expected for.
    pub about: Option<MentionKind>,
    /// Sorts of agency, or agencies by name, whose knowing calls for it.
    pub known_to: Vec<String>,
    /// Sorts of agency, or agencies by name, that could be expected to act; those of `known_to` where empty. Of the sort of the
    /// agency that knew it is that agency itself.
    pub by: Vec<String>,
    /// For how many days before it was known a response is told of as recorded shortly before; see [`DAYS_BEFORE`].
    pub days_before: i32,
    /// For how many days after something was known a response could be expected; see [`DUE_DAYS`].
    pub due_days: i32,
}

/// Days before it was known in which a response counts as recorded shortly before, where a review states none: four weeks, the
/// time from one monthly meeting to the next.
pub const DAYS_BEFORE: i32 = 28;

/// Days in which a response could be expected, where a review states none: three months of 31 days less one, three monthly
/// meetings. It bears on nothing but for how long a month that is away leaves a silence open where no such action is on record.
pub const DUE_DAYS: i32 = 92;

/// A series of which one record a month is expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonthlySeries {
    /// As printed.
    pub title: String,
    /// Kind of event.
    pub kind: String,
    /// The agency that keeps it.
    pub agency: String,
    /// First and last day of the time in which it was expected.
    pub days: (Day, Day),
}

/// On what terms knowing is derived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Grades that count as knowing. A holder's own record always counts.
    pub grades: Vec<Grade>,
    /// How an officer's knowledge becomes an agency's.
    pub attribution: Attribution,
    /// Officers by name, with their agency and rank at the time.
    pub officers: Vec<Officer>,
    /// Who is a subject of concern.
    pub concerns: Vec<Concern>,
    /// What could be expected.
    pub responses: Vec<Response>,
    /// Kinds of event that are items of a meeting.
    pub meeting_kinds: Vec<String>,
    /// Lines of forms of one forename in small letters ("william bill billy"): names that may be one person's.
    pub pet_forms: Vec<Vec<String>>,
    /// Series with one record a month.
    pub series: Vec<MonthlySeries>,
    /// The words by which themes are told.
    pub lexicon: Lexicon,
}

impl Terms {
    /// The rules as sentences, for the report.
    pub fn in_words(&self) -> Vec<String> {
        let grades: Vec<String> = self.grades.iter().map(|g| g.word().to_string()).collect();
        let mut lines = vec![
            if grades.is_empty() {
                "No grade of awareness but a holder's own record counts as knowing.".to_string()
            } else {
                format!(
                    "Awareness in the grades {} counts as knowing; what stands in a holder's own record is known to it from the day it was recorded.",
                    crate::check::words::join_and(&grades)
                )
            },
            match &self.attribution {
                Attribution::AnyOfficer => {
                    "What any officer of an agency knew, the agency is taken to have known.".to_string()
                }
                Attribution::Never => {
                    "What an officer knew is not taken to have been known to the agency.".to_string()
                }
                Attribution::Ranks(ranks) => format!(
                    "What an officer knew is taken to have been known to the agency only where the officer then was {}.",
                    ranks.join(" or ")
                ),
            },
            "Where a source does not say when it recorded something, that is taken to be the day of what it records.".to_string(),
            "Whom a report was sent to is taken to have been told no earlier than the report was made, unless a record gives the \
             telling a day of its own."
                .to_string(),
            "Who is who is taken as linked today; what was on record is taken as it stood on each day.".to_string(),
            "A subject that several records name by the same words is taken together here, because what was known was the name; \
             linkage itself joins nobody by a name alone."
                .to_string(),
            "For what followed, a record of the same name with the same vehicle or telephone is taken to be about the same \
             subject where no record speaks of another of that name; a name or a mark that is merely alike leaves a silence open."
                .to_string(),
        ];
        lines.extend(self.of_responses());
        for concern in &self.concerns {
            lines.push(format!(
                "A subject of concern is whoever is named in a record of the kind {}{}.",
                format_args!("\"{}\"", crate::check::words::kind_words(&concern.kind)),
                if concern.roles.is_empty() {
                    String::new()
                } else {
                    format!(" as {}", concern.roles.join(" or "))
                }
            ));
        }
        lines
    }
}

impl Terms {
    /// For how long before, and for how long after, a response is looked for in particular: a sentence for each of the figures of
    /// the review.
    fn of_responses(&self) -> Vec<String> {
        let mut figures: BTreeMap<(i32, i32), Vec<String>> = BTreeMap::new();
        for r in &self.responses {
            figures.entry((r.days_before, r.due_days)).or_default().push(format!("\"{}\"", r.name));
        }
        let one = |((before, due), names): ((i32, i32), Vec<String>)| {
            let names = crate::check::words::join_and(&names);
            let days = |n: i32| crate::check::words::count(i64::from(n), "day");
            let told = if before > 0 {
                format!(
                    "Of {names}: one that was recorded in the {} before something was known, and none after, is told of as recorded \
                     shortly before, and is no silence; ",
                    days(before)
                )
            } else {
                format!("Of {names}: ")
            };
            format!(
                "{told}a month away of a monthly series leaves open whether an action on record from after it began came of it; where \
                 none is on record, it leaves a silence open where the response to what it may have made known could be expected within \
                 {} of it.",
                days(due)
            )
        };
        figures.into_iter().map(one).collect()
    }
}

/// The events of every entity in order of the chronology, undated ones last.
pub struct ByEntity {
    starts: Vec<usize>,
    events: Vec<EventId>,
    /// Position of each event in the chronology.
    ranks: Vec<u32>,
}

impl ByEntity {
    /// Groups the events of a review. `case.chronology` and `case.undated` must be there.
    pub fn new(case: &Case) -> ByEntity {
        let mut ranks = vec![u32::MAX; case.events.len()];
        for (rank, id) in (0u32..).zip(case.chronology.iter().chain(&case.undated)) {
            ranks[id.index()] = rank;
        }
        let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
        for (event, rank) in (0u32..).zip(&ranks) {
            for mention in &case.events[event as usize].mentions {
                pairs.push((case.entity_of[mention.index()].0, *rank, event));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; case.entities.len() + 1];
        for (entity, ..) in &pairs {
            starts[*entity as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        ByEntity { starts, events: pairs.into_iter().map(|p| EventId(p.2)).collect(), ranks }
    }

    /// The events of one entity.
    pub fn of(&self, entity: EntityId) -> &[EventId] {
        &self.events[self.starts[entity.index()]..self.starts[entity.index() + 1]]
    }

    /// The events of several entities in one order, each once.
    pub fn of_all(&self, entities: &[EntityId]) -> Vec<EventId> {
        let mut all: Vec<EventId> = entities.iter().flat_map(|e| self.of(*e)).copied().collect();
        self.order(&mut all);
        all
    }

    /// Puts events in the order of the chronology, each once.
    pub fn order(&self, events: &mut Vec<EventId>) {
        events.sort_unstable_by_key(|e| self.ranks[e.index()]);
        events.dedup();
    }
}

/// Whom or what linkage keeps apart from a subject and that may be it: listed as possible by linkage, tied to it by name and vehicle or
/// telephone, or alike by name or mark, where no birth date speaks against it and no person has decided. In ascending order.
pub fn may_be(case: &Case, terms: &Terms, events: &ByEntity, subject: &[EntityId]) -> Vec<EntityId> {
    let others = same::others(case, terms, events, &[subject.to_vec()]);
    others.first().map_or_else(Vec::new, same::Others::all)
}

/// Everything about knowing that a report prints.
pub fn derive(case: &Case, terms: &Terms) -> Knowing {
    let events = ByEntity::new(case);
    let subjects = subjects(case, terms);
    let others = same::others(case, terms, &events, &subjects);
    let copies = recycled(case, &events);
    let (contradictions, uncompared) = contradictions(case, &copies);
    let mut steps = Vec::new();
    for subject in &subjects {
        steps.extend(first_steps(subject.iter().flat_map(|e| ladder(case, terms, &events, *e)).collect()));
    }
    Knowing {
        rules: if terms.concerns.is_empty() { Vec::new() } else { terms.in_words() },
        followed: follow(case, terms, &events, &subjects, &others, &copies),
        sharing: sharing(case, terms, &events, &subjects, &others),
        gaps: gaps(case),
        series: series(case, terms),
        contradictions,
        uncompared,
        meetings: meetings(case, terms),
        may_be: others.iter().map(same::Others::all).collect(),
        subjects,
        ladder: steps,
        recycled: copies,
        attended: Vec::new(),
    }
}

/// The first of each holder and grade, that which counts and that which does not, in order of time.
fn first_steps(mut all: Vec<model::Knowledge>) -> Vec<model::Knowledge> {
    all.sort_by_key(|k| (k.from.is_unknown(), k.from.sort_key(), k.event));
    let mut seen: Vec<(SymbolId, Grade, bool)> = Vec::new();
    all.retain(|k| {
        let step = (k.holder, k.grade, k.counts == Counts::Yes);
        let new = !seen.contains(&step);
        if new {
            seen.push(step);
        }
        new
    });
    all
}
