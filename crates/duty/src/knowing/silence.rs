//! What a silence shows: why it may show nothing, and what was on record shortly before.
//!
//! *Nothing recorded* is said only where no record of the response is there after something was known, none in the days
//! shortly before, none of what may be the same, none that does not say whom it is about; where it was known on no earlier
//! day as far as can be told; and where every record that would show it was supplied for all of that time. Left out: what was
//! done (`follow`).

use model::{Answer, Case, Day, EntityId, Event, EventId, Extract, ExtractStatus, SymbolId};

use super::Terms;
use super::concern::resolved;
use super::follow::{First, Found, Lies, Room, Subject, Wide, lies_before, record_of};
use super::months::Away;
use super::who::{Asked, sorts};
use crate::check::words::{a_kind, count_range, join_and, sentence};

/// What was recorded shortly before something was known.
pub(super) struct Before {
    /// Responses that lie there on every reading of the dates, in order of time.
    pub(super) sure: Vec<EventId>,
    /// One that may lie there.
    pub(super) perhaps: Option<EventId>,
}

/// The first day of those shortly before something was known; `None` where it is open when that was.
fn shortly(asked: &Asked<'_>, since: Option<Day>) -> Option<Day> {
    since.map(|day| day - asked.response.days_before)
}

impl Room<'_> {
    /// What those who could be expected to act had done in the days before it was known, among records of the response that lie
    /// certainly before.
    pub(super) fn before(&self, able: &[EventId], asked: &Asked<'_>, first: &First<'_>) -> Before {
        let mut found = Before { sure: Vec::new(), perhaps: None };
        let days = asked.response.days_before;
        let (Some(since), Some(latest)) = (first.since, first.latest) else { return found };
        for &id in able.iter().filter(|id| self.lies(**id, first, asked) == Lies::Before) {
            let when = &self.event(id).when;
            if days <= 0 || lies_before(when, Some(since - days)) {
                continue;
            }
            let within = when.earliest().is_some_and(|day| day >= latest - days);
            let said = !self.perhaps(id, asked) && self.not_said(id).is_none();
            if within && said {
                found.sure.push(id);
            } else {
                found.perhaps = found.perhaps.or(Some(id));
            }
        }
        found
    }

    /// Days from a response shortly before to the day on which it was known, least and greatest.
    pub(super) fn days_before(&self, id: EventId, first: &First<'_>) -> Option<(i32, i32)> {
        let when = &self.event(id).when;
        let (known_first, known_last) = (first.since?, first.latest?);
        let (begin, end) = (when.earliest()?, when.latest()?);
        Some(((known_first - end).max(0), known_last - begin))
    }

    /// No response is there after it was known, and none of another leaves that open: what is said.
    /// `by_others`: somebody else acted; `before`: what was recorded shortly before.
    pub(super) fn silent(
        &self,
        asked: &Asked<'_>,
        able: &[EventId],
        by_others: bool,
        before: &Before,
        (first, wide): (&First<'_>, &Wide<'_>),
    ) -> Found {
        let mut found = self.silence(asked, first, by_others);
        let name = &asked.response.name;
        let other = |answer, reason| Found { answer, days: None, reason };
        if found.answer != Answer::NothingRecorded {
            self.say_before(&mut found, able, asked, first);
            return found;
        }
        if let Some(&id) = before.sure.last() {
            let when = &self.event(id).when;
            let days = self.days_before(id, first).map(|d| count_range(d, "day"));
            let days = days.map_or_else(String::new, |d| format!("{d} before it was first known, "));
            return other(
                Answer::ShortlyBefore,
                format!(
                    "{} is there from shortly before: {days}on {when}. After that day none is recorded up to {}; the records that would show \
                     it were supplied for the whole of that time.",
                    record_of(name),
                    self.case.review.last_complete_day.words()
                ),
            );
        }
        if let Some(id) = before.perhaps {
            return other(
                Answer::CannotTell,
                format!(
                    "{} may be there from shortly before this was known ({}), and what is recorded leaves that open; after it none is \
                     recorded.",
                    record_of(name),
                    self.event(id).when
                ),
            );
        }
        if let Some(gap) = self.silence_from_earlier(asked, first, wide) {
            return other(Answer::ExtractNotSupplied, gap);
        }
        if let Some(gap) = self.gap_before(asked, first) {
            return other(
                Answer::ExtractNotSupplied,
                format!(
                    "No record of \"{name}\" is there from after this was known; whether one was made in the {} days before, as would be told \
                     here, cannot be seen, because {gap}.",
                    asked.response.days_before
                ),
            );
        }
        self.say_before(&mut found, able, asked, first);
        found
    }

    /// Says of the last response that lies certainly before, where there is one.
    fn say_before(&self, found: &mut Found, able: &[EventId], asked: &Asked<'_>, first: &First<'_>) {
        let its = able.iter().filter(|id| self.lies(**id, first, asked) == Lies::Before);
        let Some(&id) = its.max_by_key(|id| self.event(**id).when.sort_key()) else { return };
        let days = match self.days_before(id, first) {
            Some(days) => format!(", {} before", count_range(days, "day")),
            None => String::new(),
        };
        let when = &self.event(id).when;
        found.reason.push_str(&format!(
            " One is on record from before it was spoken of in a record of concern ({when}{days})."
        ));
    }

    /// What was not supplied of the days shortly before it was known, as far as these lie in the time of the review.
    fn gap_before(&self, asked: &Asked<'_>, first: &First<'_>) -> Option<String> {
        let since = first.since?;
        let from = (since - asked.response.days_before).max(self.case.review.period.0);
        if from < since { self.gap(asked, (from, since - 1)) } else { None }
    }

    /// What was not supplied, in a time, of the records that would show a response.
    fn gap(&self, asked: &Asked<'_>, window: (Day, Day)) -> Option<String> {
        let kinds = &asked.response.kinds;
        self.coverage
            .gap_of_response(kinds, &asked.bodies, window)
            .map(|gap| gap.to_string())
            .or_else(|| self.months.within(kinds, window))
    }

    /// Whether every extract of the agency that knew, and of those who could act, was supplied and wholly read: they would say
    /// who goes by a street name.
    fn own_records_whole(&self, holder: Option<SymbolId>, asked: &Asked<'_>) -> bool {
        let sorts = sorts(asked.response);
        let of = |agency: SymbolId| {
            let sort = self.case.sort_of(agency).map(|s| self.case.words.word(s));
            Some(agency) == holder
                || asked.is_of(agency)
                || sort.is_some_and(|s| sorts.iter().any(|x| x == s))
        };
        let whole = |e: &Extract| e.status == ExtractStatus::Supplied && e.covers.is_some() && e.unread == 0;
        self.case.extracts.iter().filter(|e| of(e.agency)).all(whole)
    }

    /// Why a silence cannot be said while it is not decided who is who, or from when it was known.
    pub(super) fn open_by_another(
        &self,
        subject: &Subject<'_>,
        asked: &Asked<'_>,
        able: &[EventId],
        (first, wide): (&First<'_>, &Wide<'_>),
    ) -> Option<String> {
        let name = &asked.response.name;
        let mut others = subject.others.perhaps.clone();
        if !self.own_records_whole(first.knowledge.agency, asked) {
            others.extend(&subject.others.anybody);
        }
        // Of the days before, those count whose own names or marks are alike: whom linkage alone holds for possibly the same may be so
        // by what another extract says, and without that extract it would be a silence.
        let after = self.possibly_same(&others, asked, first.since);
        let shortly = shortly(asked, first.since);
        if let Some(id) = after.or_else(|| self.possibly_same(&subject.others.alike, asked, shortly)) {
            let event = self.event(id);
            let before = if lies_before(&event.when, first.since) {
                ", shortly before it was spoken of in a record of concern"
            } else {
                ""
            };
            return Some(format!(
                "No record of \"{name}\" of this subject is there. One is on record of what may be the same, which linkage keeps apart: \
                 {}{before} ({}).",
                event.when,
                event.place.describe(&self.case.sources)
            ));
        }
        // What lies before the first knowledge on record: of the subject itself, and of each that may be it.
        let own = able.iter().map(|id| (*id, ""));
        let alike = self.all_possibly_same(&subject.others.alike, asked, None);
        let of_others = self.all_possibly_same(&others, asked, None);
        let of_others =
            of_others.into_iter().map(|id| (id, ", of what may be the same and linkage keeps apart,"));
        own.chain(of_others).find_map(|(id, whose)| {
            let event = self.event(id);
            let why = self.known_earlier(event, wide, whose.is_empty() || alike.contains(&id))?;
            let which = if whose.is_empty() { event.when.to_string() } else { self.on_record(id) };
            Some(format!(
                "{}{whose} is there from before it was spoken of in a record of concern ({which}). {why}",
                record_of(name)
            ))
        })
    }

    /// The day of a record and where it stands.
    fn on_record(&self, id: EventId) -> String {
        let event = self.event(id);
        format!("{}, {}", event.when, event.place.describe(&self.case.sources))
    }

    /// Why something that lies before the first knowledge on record may have come after it was known all the same. A month that is away says
    /// so of every action of the subject from its first day on, however late: with its record the action might be an answer, and taking the
    /// record away must make no silence. Of an action of what linkage alone holds for possibly the same it says nothing (not
    /// `own_or_alike`): that hangs on the other extracts, and without one of them it would be a silence.
    fn known_earlier(&self, event: &Event, wide: &Wide<'_>, own_or_alike: bool) -> Option<String> {
        if !lies_before(&event.when, wide.since)
            && let Some(could) = &wide.could
        {
            return Some(if could.from.is_unknown() {
                format!(
                    "What may be the same, which linkage keeps apart, may have been known by then: the record of it bears no day ({}). \
                     Until that is decided, it cannot be told which came first.",
                    could.place.describe(&self.case.sources)
                )
            } else {
                format!(
                    "What may be the same, which linkage keeps apart, was known by then or may have been ({}): until that is decided, \
                     it cannot be told which came first.",
                    could.from
                )
            });
        }
        let last = event.when.latest().unwrap_or(Day::LAST);
        let may_show = |e: &&&Extract| e.covers.is_none_or(|(from, _)| from <= last);
        let Some(extract) = self.unseen.iter().find(may_show) else {
            let away = self.away_by(last).filter(|_| own_or_alike)?;
            return Some(format!("Whether it was known by then cannot be told: {}.", away.why()));
        };
        Some(format!(
            "Whether it was known by then cannot be told: {} of {}, which may show that, {}.",
            extract.title,
            self.case.words.word(extract.agency),
            why_unseen(extract)
        ))
    }

    /// The first month away that may show that something was known, where it had begun by a day.
    fn away_by(&self, last: Day) -> Option<&Away<'_>> {
        self.away.first().filter(|a| a.month <= last)
    }

    /// A response on record of an entity that is possibly the same, not certainly before anything of either was known.
    pub(super) fn possibly_same(
        &self,
        others: &[EntityId],
        asked: &Asked<'_>,
        since: Option<Day>,
    ) -> Option<EventId> {
        self.all_possibly_same(others, asked, since).first().copied()
    }

    /// All of these, in order of time.
    fn all_possibly_same(&self, others: &[EntityId], asked: &Asked<'_>, since: Option<Day>) -> Vec<EventId> {
        let mut found: Vec<EventId> =
            others.iter().flat_map(|other| self.actions_of(*other, asked, since)).collect();
        self.events.order(&mut found);
        found
    }

    /// The responses on record of another by those who could be expected to act, not certainly before anything was known.
    pub(super) fn actions_of(&self, other: EntityId, asked: &Asked<'_>, since: Option<Day>) -> Vec<EventId> {
        let mut actions = self.actions(self.events.of(other), asked);
        actions.retain(|id| {
            let event = self.event(*id);
            self.able(asked, event) && !lies_before(&event.when, since)
        });
        actions
    }

    /// Why a silence shows nothing where this may have been known earlier than is on record, and the records of that earlier time are
    /// not whole: what may be the same was known then, an extract that may show it was not supplied, or a month of it is away.
    /// A month away bears on the days in which a response to what it may have made known was due.
    fn silence_from_earlier(&self, asked: &Asked<'_>, first: &First<'_>, wide: &Wide<'_>) -> Option<String> {
        let (begin, end) = (self.case.review.period.0, self.case.review.last_complete_day);
        let own = first.earliest.unwrap_or(begin);
        let same = wide.earliest.map(|day| {
            let known =
                format!("What may be the same, which linkage keeps apart, was known from {}", day.words());
            (day, end, known)
        });
        let open = "Whether it was known earlier cannot be told, because";
        let unseen = self.unseen.iter().map(|e| {
            let known = format!(
                "{open} {} of {}, which may show that, {}",
                e.title,
                self.case.words.word(e.agency),
                why_unseen(e)
            );
            (e.covers.map_or(begin, |(from, _)| from.max(begin)), end, known)
        });
        let due = asked.response.due_days;
        let away = self
            .away
            .iter()
            .map(|a| (a.month.max(begin), a.due(due).min(end), format!("{open} {}", a.why())));
        let all = same.into_iter().chain(unseen).chain(away);
        all.filter(|(from, ..)| *from < own).find_map(|(from, to, known)| {
            let gap = self.gap(asked, (from, to))?;
            Some(format!(
                "No record of \"{}\" is there. {known}; and {gap}. So the silence shows nothing.",
                asked.response.name
            ))
        })
    }

    /// A response on record, not certainly before the knowledge, whose own subject is blank, unknown or unread: it may be this
    /// one. With a month away that may show an earlier knowledge, one from before it may be too.
    pub(super) fn without_subject(
        &self,
        subject: &Subject<'_>,
        asked: &Asked<'_>,
        first: &First<'_>,
    ) -> Option<EventId> {
        let wanted = self.case.entities[subject.about[0].index()].kind;
        let kinds = asked.response.kinds.iter().filter_map(|k| self.case.words.get(k));
        let mut its: Vec<EventId> =
            kinds.filter_map(|kind| self.blanks.get(&(kind, wanted))).flatten().copied().collect();
        let since = shortly(asked, first.since);
        its.retain(|id| {
            let when = &self.event(*id).when;
            let known_by_then = || self.away_by(when.latest().unwrap_or(Day::LAST)).is_some();
            self.able(asked, self.event(*id)) && (!lies_before(when, since) || known_by_then())
        });
        self.events.order(&mut its);
        its.first().copied()
    }

    /// No record: what does that show?
    /// `acted`: whether somebody else did it.
    fn silence(&self, asked: &Asked<'_>, first: &First<'_>, acted: bool) -> Found {
        let review = &self.case.review;
        let from = first.earliest.unwrap_or(review.period.0);
        let last = review.last_complete_day;
        let by = if acted { " by those who could be expected to act" } else { "" };
        let name = &format!("\"{}\"{by}", asked.response.name);
        let found = |answer, reason| Found { answer, days: None, reason };
        if first.knowledge.from.is_unknown() {
            return found(
                Answer::CannotTell,
                format!("No record of {name} is there, and the day on which this was known is not."),
            );
        }
        if from > last {
            return found(
                Answer::CannotTell,
                format!("The record ends on {}, before this was known.", last.words()),
            );
        }
        if let Some(gap) = self.gap(asked, (from, last)) {
            return found(
                Answer::ExtractNotSupplied,
                format!("No record of {name} is there, and {gap}. So the silence shows nothing."),
            );
        }
        let kinds: Vec<String> = asked.response.kinds.iter().map(|k| a_kind(k)).collect();
        found(
            Answer::NothingRecorded,
            sentence(&format!(
                "no record of {name} is there up to {}; the records that would show {} were supplied for the whole of that time.",
                last.words(),
                join_and(&kinds)
            )),
        )
    }
}

/// The extracts that may show that somebody or something of concern was known, and of which not every row was there to be read.
pub(super) fn unseen<'c>(case: &'c Case, terms: &Terms) -> Vec<&'c Extract> {
    let kinds: Vec<SymbolId> = resolved(case, terms).into_iter().map(|(kind, _)| kind).collect();
    let whole = |e: &Extract| e.status == ExtractStatus::Supplied && e.unread == 0;
    let shows = |e: &Extract| e.kinds.iter().any(|kind| kinds.contains(kind));
    case.extracts.iter().filter(|e| shows(e) && !whole(e)).collect()
}

/// Why an extract does not show everything, after "which may show that".
fn why_unseen(extract: &Extract) -> &'static str {
    match extract.status {
        ExtractStatus::Supplied => "has rows that could not be read",
        ExtractStatus::Asked => "was asked for and has not come",
        ExtractStatus::Missing => "was searched for and not found",
        ExtractStatus::Refused => "was refused",
    }
}
