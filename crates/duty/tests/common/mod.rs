//! A review built by hand: agencies, extracts, and events in one line each. Every name is invented.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod chance;
pub(crate) mod logs;
pub(crate) mod rules;

use model::{
    Agency, Awareness, Case, Day, Entity, EntityId, Event, EventId, Extract, ExtractStatus, Grade, Mention,
    MentionId, MentionKind, Nation, Place, Precision, Purpose, Qualifier, Review, RowId, Source, SourceId,
    SymbolId, Tally, When, field,
};

pub(crate) fn day(text: &str) -> Day {
    Day::iso(text).unwrap_or_else(|| panic!("not a day: {text}"))
}

/// `2014-03-03`, `2014-03` (a month), `2014` (a year), `..2014-03-03` (on or before), `2014-03-03..` (on or after),
/// `2014-03-03..2014-03-09`, `2014-03-03T09:30`, or nothing (unknown).
pub(crate) fn when(text: &str) -> When {
    if text.is_empty() {
        return When::unknown("");
    }
    if let Some((from, to)) = text.split_once("..") {
        return match (from, to) {
            ("", to) => When::by(day(to), text),
            (from, "") => When::from(day(from), text),
            (from, to) => When::within(day(from), day(to), Precision::Range, Qualifier::Range, text),
        };
    }
    if let Some((date, time)) = text.split_once('T') {
        let (h, m) = time.split_once(':').unwrap();
        let time = model::TimeOfDay::hms(h.parse().unwrap(), m.parse().unwrap(), None);
        return When::on(day(date), text).at(time);
    }
    match text.len() {
        10 => When::on(day(text), text),
        7 => {
            let (from, to) = day(&format!("{text}-01")).month_bounds();
            When::within(from, to, Precision::Month, Qualifier::On, text)
        }
        4 => When::within(
            day(&format!("{text}-01-01")),
            day(&format!("{text}-12-31")),
            Precision::Year,
            Qualifier::On,
            text,
        ),
        _ => panic!("not a date: {text}"),
    }
}

/// Builds a case; every subject is one matter or child with one entity, whatever number of mentions it has.
pub(crate) struct Builder {
    pub(crate) case: Case,
}

impl Builder {
    /// A review read on `observed`; the day before is the last complete one.
    pub(crate) fn new(observed: &str) -> Builder {
        let observed = day(observed);
        let review = Review {
            title: "An invented review".to_string(),
            purpose: Purpose::Inquiry,
            observation_date: observed,
            last_complete_day: observed - 1,
            period: (day("1990-01-01"), observed),
            nation: Nation::EnglandAndWales,
            as_known_on: None,
            terms: Vec::new(),
            notice: String::new(),
        };
        let source = Source {
            path: "made-up.csv".to_string(),
            sha256: "0".repeat(64),
            bytes: 0,
            format: "CSV, comma, UTF-8".to_string(),
            name: "made-up".to_string(),
            agency: String::new(),
            sheets: vec![String::new()],
        };
        Builder { case: Case { sources: vec![source], ..Case::empty(review) } }
    }

    pub(crate) fn word(&mut self, word: &str) -> SymbolId {
        self.case.words.intern(word)
    }

    pub(crate) fn agency(&mut self, name: &str, sort: &str) -> &mut Builder {
        let (name, sort) = (self.word(name), self.word(sort));
        self.case.agencies.push(Agency::new(name, sort));
        self
    }

    /// A line of the disclosure register; `covers` is `2000-01-01..2012-12-31` or empty.
    pub(crate) fn extract(
        &mut self,
        agency: &str,
        kinds: &str,
        covers: &str,
        status: ExtractStatus,
    ) -> &mut Builder {
        let agency = self.word(agency);
        let list: Vec<SymbolId> = kinds.split(' ').filter(|k| !k.is_empty()).map(|k| self.word(k)).collect();
        let covers = covers.split_once("..").map(|(a, b)| (day(a), day(b)));
        let title = format!("{} records", kinds.replace('_', " "));
        self.case.extracts.push(Extract {
            agency,
            title,
            kinds: list,
            covers,
            status,
            unread: 0,
            note: String::new(),
        });
        self
    }

    /// The entity of a child or matter with this label, made if it is new.
    pub(crate) fn subject(&mut self, label: &str) -> EntityId {
        if let Some(i) = self.case.entities.iter().position(|e| e.label == label) {
            return EntityId::from(i);
        }
        self.new_subject(label)
    }

    /// A new entity, even if the label is taken.
    pub(crate) fn new_subject(&mut self, label: &str) -> EntityId {
        self.new_subject_of(MentionKind::Person, label)
    }

    /// The same of another sort.
    pub(crate) fn new_subject_of(&mut self, kind: MentionKind, label: &str) -> EntityId {
        let id = EntityId::from(self.case.entities.len());
        self.case.entities.push(Entity {
            kind,
            mentions: Vec::new(),
            label: label.to_string(),
            certainty: 1.0,
            possibly: Vec::new(),
            apart: Vec::new(),
        });
        id
    }

    fn mention(&mut self, subject: EntityId, place: Place) -> MentionId {
        let id = MentionId::from(self.case.mentions.len());
        let label = self.case.entities[subject.index()].label.clone();
        self.case.mentions.push(Mention {
            kind: self.case.entities[subject.index()].kind,
            fields: vec![(field::NAME, label.into())],
            role: "child".into(),
            row: RowId(0),
            place,
        });
        self.case.entity_of.push(subject);
        self.case.entities[subject.index()].mentions.push(id);
        id
    }

    /// One event: its kind, date (see [`when`]), the agency that recorded it, and whom it is about.
    pub(crate) fn event(&mut self, kind: &str, date: &str, holder: &str, subject: &str) -> EventId {
        let subject = self.subject(subject);
        self.event_about(kind, date, holder, subject)
    }

    /// The same for an entity.
    pub(crate) fn event_about(&mut self, kind: &str, date: &str, holder: &str, subject: EntityId) -> EventId {
        let id = EventId::from(self.case.events.len());
        let place = Place::row(SourceId(0), id.0 + 2);
        let mention = self.mention(subject, place);
        let (kind, holder) = (self.word(kind), self.word(holder));
        self.case.events.push(Event {
            kind,
            when: when(date),
            recorded: When::unknown(""),
            holder,
            parties: Vec::new(),
            mentions: vec![mention],
            reference: "".into(),
            text: "".into(),
            attributes: Vec::new(),
            known: Vec::new(),
            tally: None,
            latest_only: false,
            row: RowId(id.0),
            place,
        });
        self.case.rows += 1;
        self.case.row_places.push(place);
        id
    }

    pub(crate) fn at(&mut self, event: EventId) -> &mut Event {
        &mut self.case.events[event.index()]
    }

    /// Another subject of the event.
    pub(crate) fn also_about(&mut self, event: EventId, subject: &str) -> &mut Builder {
        let subject = self.subject(subject);
        self.also_about_entity(event, subject)
    }

    /// The same for an entity.
    pub(crate) fn also_about_entity(&mut self, event: EventId, subject: EntityId) -> &mut Builder {
        let place = self.case.events[event.index()].place;
        let mention = self.mention(subject, place);
        self.at(event).mentions.push(mention);
        self
    }

    pub(crate) fn reference(&mut self, event: EventId, reference: &str) -> &mut Builder {
        self.at(event).reference = reference.into();
        self
    }

    pub(crate) fn attribute(&mut self, event: EventId, name: &str, value: &str) -> &mut Builder {
        let name = self.word(name);
        self.at(event).attributes.push((name, value.into()));
        self
    }

    pub(crate) fn known(&mut self, event: EventId, holder: &str, grade: Grade, date: &str) -> &mut Builder {
        let holder = self.word(holder);
        let place = self.case.events[event.index()].place;
        self.at(event).known.push(Awareness { holder, grade, when: when(date), place, post: None });
        self
    }

    pub(crate) fn parties(&mut self, event: EventId, parties: &[&str]) -> &mut Builder {
        let parties = parties.iter().map(|p| self.word(p)).collect();
        self.at(event).parties = parties;
        self
    }

    pub(crate) fn tally(&mut self, event: EventId, done: u32, of: u32) -> &mut Builder {
        self.at(event).tally = Some(Tally { done, of });
        self
    }
}
