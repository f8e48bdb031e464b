//! A small invented case, made by hand: two agencies, nine events, each verdict once, dates of every sort, and words
//! that attack a spreadsheet, a page and a reader. Nobody and no place in it exists.

use std::collections::BTreeMap;
use std::io::{self, Write};

use model::{
    Account, Agency, Awareness, Band, Case, Certainty, Day, Entity, EntityId, Event, EventId, Extract,
    ExtractStatus, Grade, Interner, Level, Link, Mention, MentionId, MentionKind, Nation, Outcome, Place,
    Precision, Problem, Purpose, Qualifier, Review, RowChange, RowId, RuleText, Severity, Source, SourceId,
    Status, SymbolId, TimeOfDay, Verdict, VerdictSet, When, field,
};

/// Files in memory.
#[derive(Default)]
pub(crate) struct Memory {
    /// By name.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl report::Out for Memory {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        Ok(Box::new(self.files.entry(name.to_string()).or_default()))
    }
}

impl Memory {
    /// A file as text.
    pub(crate) fn text(&self, name: &str) -> &str {
        std::str::from_utf8(&self.files[name]).expect("UTF-8")
    }
}

/// The whole report of a case, in memory.
pub(crate) fn written(case: &Case, names: report::NamePolicy) -> Memory {
    let mut memory = Memory::default();
    report::write_with(case, report::WriteOptions { names }, &mut memory).expect("written");
    memory
}

pub(crate) const FORMULA: &str = "=cmd|'/c calc'!A1";
pub(crate) const SCRIPT: &str = "<script>alert(\"x\")</script> & 'quoted'";
pub(crate) const TURNED: &str = "invoice\u{202E}fdp.exe";

pub(crate) fn day(text: &str) -> Day {
    Day::iso(text).expect("a day")
}

pub(crate) fn on(text: &str) -> When {
    When::on(day(text), text)
}

/// A case in the making.
pub(crate) struct Maker {
    pub(crate) case: Case,
}

impl Maker {
    pub(crate) fn new() -> Maker {
        let mut words = Interner::default();
        let agencies = [("Northmere Police", "police"), ("Northmere Children’s Services", "social_care")]
            .map(|(name, sort)| Agency::new(words.intern(name), words.intern(sort)))
            .to_vec();
        let review = Review {
            title: "Northmere: what the agencies’ records show".to_string(),
            purpose: Purpose::Learning,
            observation_date: day("2004-12-31"),
            last_complete_day: day("2004-12-30"),
            period: (day("1999-01-01"), day("2004-12-31")),
            nation: Nation::EnglandAndWales,
            as_known_on: None,
            terms: vec![
                "To establish what was known about the children of Northmere, by whom and when.".to_string(),
            ],
            notice: "Every person, place and record in this report is invented.".to_string(),
        };
        Maker { case: Case { words, agencies, ..Case::empty(review) } }
    }

    pub(crate) fn source(&mut self, path: &str, agency: &str, sheet: &str) -> SourceId {
        let id = SourceId::from(self.case.sources.len());
        self.case.sources.push(Source {
            path: path.to_string(),
            sha256: format!("{:064x}", 0xABCDEF_u64 * (u64::from(id.0) + 3)),
            bytes: 4_321,
            format: "CSV, comma, UTF-8".to_string(),
            name: path.trim_end_matches(".csv").to_string(),
            agency: agency.to_string(),
            sheets: vec![sheet.to_string()],
        });
        id
    }

    pub(crate) fn entity(&mut self, kind: MentionKind, label: &str) -> EntityId {
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

    pub(crate) fn row(&mut self, place: Place) -> RowId {
        let row = RowId::from(self.case.row_places.len());
        self.case.row_places.push(place);
        self.case.rows += 1;
        row
    }

    pub(crate) fn mention(
        &mut self,
        entity: EntityId,
        role: &str,
        fields: &[(&'static str, &str)],
        row: RowId,
    ) -> MentionId {
        let id = MentionId::from(self.case.mentions.len());
        let place = self.case.place_of(row).at_column(3);
        self.case.mentions.push(Mention {
            kind: self.case.entities[entity.index()].kind,
            fields: fields.iter().map(|(n, v)| (*n, (*v).into())).collect(),
            role: role.into(),
            row,
            place,
        });
        self.case.entity_of.push(entity);
        self.case.entities[entity.index()].mentions.push(id);
        id
    }

    #[allow(clippy::too_many_arguments)]
    pub(crate) fn event(
        &mut self,
        kind: &str,
        when: When,
        holder: &str,
        mentions: &[MentionId],
        reference: &str,
        text: &str,
        row: RowId,
    ) -> EventId {
        let id = EventId::from(self.case.events.len());
        let dated = when.is_dated();
        let event = Event {
            kind: self.case.words.intern(kind),
            when,
            recorded: When::unknown(""),
            holder: self.case.words.intern(holder),
            parties: Vec::new(),
            mentions: mentions.to_vec(),
            reference: reference.into(),
            text: text.into(),
            attributes: Vec::new(),
            known: Vec::new(),
            tally: None,
            latest_only: false,
            row,
            place: self.case.place_of(row).at_column(2),
        };
        self.case.events.push(event);
        if dated {
            self.case.chronology.push(id);
        } else {
            self.case.undated.push(id);
        }
        id
    }

    pub(crate) fn attribute(&mut self, event: EventId, name: &str, value: &str) {
        let name = self.case.words.intern(name);
        self.case.events[event.index()].attributes.push((name, value.into()));
    }

    pub(crate) fn symbol(&mut self, word: &str) -> SymbolId {
        self.case.words.intern(word)
    }

    /// An outcome under rule R05 or R01, with its reason.
    pub(crate) fn outcome(
        &mut self,
        rule: &str,
        holder: &str,
        verdict: Verdict,
        trigger: EventId,
        reason: &str,
    ) -> &mut Outcome {
        let event = &self.case.events[trigger.index()];
        let started = event.when.clone();
        let subject = self.case.subject_of(event).expect("a subject");
        let reference = event.reference.to_string();
        let holder = self.case.words.intern(holder);
        let possible = match verdict {
            Verdict::CannotTell => VerdictSet::of(Verdict::Met).with(Verdict::Late),
            v => VerdictSet::of(v),
        };
        let due = started.earliest().zip(started.latest()).map(|(a, b)| (a + 10, b + 10));
        self.case.outcomes.push(Outcome {
            rule: rule.to_string(),
            version: "1".to_string(),
            version_reason: "The clock started while version 1 was in force.".to_string(),
            subject,
            reference,
            holder,
            due,
            started,
            possible,
            verdict,
            status: match verdict {
                Verdict::NothingRecorded => Status::Overdue,
                Verdict::NotYetDue => Status::Pending,
                Verdict::CannotTell => Status::Unknown,
                _ => Status::Completed,
            },
            done: None,
            days_late: None,
            working_days_late: None,
            certainty: possible.certainty(),
            reason: reason.to_string(),
            trigger,
            evidence: vec![trigger],
            followed: None,
        });
        self.case.outcomes.last_mut().expect("just added")
    }

    pub(crate) fn rule(&mut self, id: &str, title: &str, kind: &str, confidence: &str, activations: u64) {
        self.case.rules.push(RuleText {
            id: id.to_string(),
            title: title.to_string(),
            kind: kind.to_string(),
            version: "version 1, in force from 1 January 1990 to 31 December 2009".to_string(),
            source: "An invented handbook, paragraph 4".to_string(),
            confidence: confidence.to_string(),
            obligation: format!("The invented obligation of rule {id}: do it within ten days."),
            activations,
        });
    }

    pub(crate) fn finish(mut self) -> Case {
        let events = &self.case.events;
        self.case.chronology.sort_by_key(|id| (events[id.index()].when.sort_key(), *id));
        self.case
    }
}

pub(crate) const POLICE: &str = "Northmere Police";
pub(crate) const CARE: &str = "Northmere Children’s Services";

/// The case every test reads.
pub(crate) fn case() -> Case {
    let mut m = Maker::new();
    let log = m.source("police/log.csv", POLICE, "");
    let care = m.source("care/assessments.xlsx", CARE, "Referrals 2002");
    let child = m.entity(MentionKind::Person, "Zaraphine Quillfeather");
    let other = m.entity(MentionKind::Person, "Odo Tanglewick");
    let sister = m.entity(MentionKind::Person, "Marisol Quillfeather");
    let car = m.entity(MentionKind::Vehicle, "ZZ99 QQX");
    let home = m.entity(MentionKind::Place, "14 Larkspindle Row");
    let matter = m.entity(MentionKind::Matter, "NM/2002/17");
    let rows: Vec<RowId> =
        (0..10).map(|i| m.row(Place::row(if i < 5 { log } else { care }, 2 + i))).collect();
    let girl =
        [(field::FORENAME, "Zaraphine"), (field::SURNAME, "Quillfeather"), (field::BORN, "09/08/1988")];
    let c: Vec<MentionId> = rows.iter().map(|r| m.mention(child, "child", &girl, *r)).collect();
    let o =
        m.mention(other, "named adult", &[(field::NAME, "Odo Tanglewick"), (field::ALIAS, "Quill")], rows[1]);
    m.mention(sister, "sister", &[(field::NAME, "Marisol Quillfeather")], rows[2]);
    let v = m.mention(car, "vehicle", &[(field::PLATE, "ZZ99 QQX")], rows[1]);
    let h = m.mention(home, "home", &[(field::ADDRESS, "14 Larkspindle Row")], rows[2]);
    let n = m.mention(matter, "matter", &[(field::IDENTIFIER, "matter:NM/2002/17")], rows[3]);
    events(&mut m, &rows, &c, &[o, v, h, n]);
    outcomes(&mut m);
    record(&mut m, log, care);
    m.case.entities[other.index()].possibly = vec![sister];
    links(&mut m, &c);
    m.finish()
}

fn events(m: &mut Maker, rows: &[RowId], c: &[MentionId], others: &[MentionId]) {
    let [o, v, h, n] = others else { panic!("four others") };
    let may = When::within(day("2002-05-01"), day("2002-05-31"), Precision::Month, Qualifier::On, "May 2002");
    let either = When::within(
        day("2002-03-05"),
        day("2002-05-03"),
        Precision::EitherWay,
        Qualifier::Range,
        "03/05/2002",
    );
    let timed = on("2002-05-03").at(TimeOfDay::hms(14, 5, None));
    m.event(
        "referral",
        on("2002-05-03"),
        CARE,
        &[c[5]],
        "SC-1044",
        "Zaraphine seen with Odo Tanglewick; school worried.",
        rows[5],
    );
    let seen = m.event(
        "missing_episode",
        timed,
        POLICE,
        &[c[1], *o, *v],
        "INC-7",
        "QUILLFEATHER got into ZZ99QQX near 14 Larkspindle Row. Mother rang Northmere Police in May 2002.",
        rows[1],
    );
    m.event("assessment", may, CARE, &[c[6]], "SC-1044", SCRIPT, rows[6]);
    m.event("intelligence", either, POLICE, &[c[2], *h], "INT-3", FORMULA, rows[2]);
    m.event(
        "crime_report",
        When::by(day("2003-01-31"), "by end Jan 03"),
        POLICE,
        &[c[3], *n],
        "CR-9",
        TURNED,
        rows[3],
    );
    m.event(
        "visit",
        When::unknown("last Tuesday?"),
        CARE,
        &[c[7]],
        "",
        "+44 written on the back of the note",
        rows[7],
    );
    m.event("initial_conference", on("2002-07-01"), CARE, &[c[8]], "SC-1044", "Conference held.", rows[8]);
    m.event("referral", on("2004-12-28"), CARE, &[c[9]], "SC-2001", "Second referral.", rows[9]);
    let sealed = m.event(
        "disclosure",
        on("2003-02-02"),
        POLICE,
        &[c[4]],
        "INC-12",
        "The words of the disclosure.",
        rows[4],
    );
    m.attribute(sealed, "withheld", "Sealed by order of the chair");
    m.attribute(seen, "grading", "E41");
    m.attribute(seen, "action", "@officer spoke to Zaraphine");
    let care = m.symbol(CARE);
    let place = m.case.place_of(rows[1]).at_column(7);
    m.case.events[seen.index()].known.push(Awareness {
        holder: care,
        grade: Grade::Sent,
        when: on("2002-05-04"),
        place,
        post: None,
    });
}

fn outcomes(m: &mut Maker) {
    let id = |n: u32| EventId(n - 1);
    let met = m.outcome("R01", CARE, Verdict::Met, id(1), "The decision is recorded on 3 May 2002, in time.");
    met.done = Some(on("2002-05-03"));
    let late = m.outcome(
        "R07",
        CARE,
        Verdict::Late,
        id(1),
        "The conference about Zaraphine Quillfeather was held on 1 July 2002, after the deadline.",
    );
    late.done = Some(on("2002-07-01"));
    late.days_late = Some((49, 49));
    late.working_days_late = Some((33, 33));
    late.evidence.push(id(7));
    let none =
        m.outcome("R05", POLICE, Verdict::NothingRecorded, id(4), "The records supplied show nothing.");
    none.days_late = Some((963, 1022));
    none.working_days_late = Some((660, 700));
    let open = m.outcome(
        "R05",
        POLICE,
        Verdict::CannotTell,
        id(5),
        "The extract \"notes 2003\" was refused, so silence proves nothing.",
    );
    open.days_late = Some((3, 40));
    m.outcome("R05", CARE, Verdict::NotYetDue, id(8), "The deadline is after the last complete day.");
    let not =
        m.outcome("R01", CARE, Verdict::DecidedNot, id(3), "A manager’s decision not to act is recorded.");
    not.done = Some(on("2002-05-31"));
    let excused = m.outcome("R07", CARE, Verdict::Excused, id(7), "The case was transferred, which excuses.");
    excused.done = Some(on("2002-07-02"));
    assert_eq!(m.case.outcomes[4].certainty, Certainty::Open);
    m.rule("R01", "Decide the response to a referral", "statutory-guidance", "V", 2);
    m.rule("R05", "Finish the assessment", "statute", "K", 3);
    m.rule("R07", "Hold the first conference", "code", "V", 2);
    m.rule("R27", "Check the keeper of a vehicle", "reviewer-set", "?", 0);
}

fn record(m: &mut Maker, log: SourceId, care: SourceId) {
    for (source, rows, accepted, undated, rejected) in [(log, 6, 5, 0, 1), (care, 5, 4, 1, 0)] {
        let place = Place::row(source, 1);
        let unread = if source == log { "columns Officer, Shift".to_string() } else { String::new() };
        m.case.accounts.push(Account { place, rows, accepted, undated, rejected, empty: 2, unread });
    }
    m.case.problems.push(Problem {
        severity: Severity::Warning,
        place: Place::row(log, 9).at_column(2),
        column_name: "Date".to_string(),
        value: "31/02/2002".to_string(),
        what: "there is no such day".to_string(),
        expected: "a day of the calendar".to_string(),
        hint: "ask the agency what the original says".to_string(),
    });
    m.case.problems.push(Problem {
        severity: Severity::Rejected,
        place: Place::row(log, 12),
        column_name: "Surname".to_string(),
        value: "Tanglewick".to_string(),
        what: "the row has 3 cells and the header 7".to_string(),
        expected: String::new(),
        hint: String::new(),
    });
    m.case.rejected.push((Place::row(log, 12), "Nib Hollowbarrow | =1+1 | x".to_string()));
    let kinds = vec![m.symbol("assessment"), m.symbol("visit")];
    let (police, social) = (m.symbol(POLICE), m.symbol(CARE));
    let extract = |agency, title: &str, covers, status, note: &str| Extract {
        agency,
        title: title.to_string(),
        kinds: kinds.clone(),
        covers,
        status,
        unread: 0,
        note: note.to_string(),
    };
    let years = Some((day("1999-01-01"), day("2004-12-31")));
    m.case.extracts = vec![
        extract(social, "assessments", years, ExtractStatus::Supplied, ""),
        extract(police, "notes 2003", None, ExtractStatus::Refused, "said to be held elsewhere"),
        extract(police, "custody records", years, ExtractStatus::Asked, ""),
        extract(social, "minutes 2001", years, ExtractStatus::Missing, "searched twice"),
    ];
    m.case.changes.push(RowChange {
        source: "police/log".to_string(),
        new: 1,
        changed: 1,
        gone: 0,
        same: 4,
        examples: vec!["row 4: Odo Tanglewick’s date changed".to_string()],
    });
}

fn links(m: &mut Maker, c: &[MentionId]) {
    let level = |name: &str, words: &str, weight_bits| Level {
        field: name.to_string(),
        words: words.to_string(),
        weight_bits,
    };
    m.case.link_notes.push("Weights were trained on the mentions themselves.".to_string());
    let link = |left, right, probability, band, used| Link {
        left,
        right,
        weight_bits: 6.5,
        probability,
        band,
        used,
        note: if used { String::new() } else { "below the band that is acted on".to_string() },
        levels: vec![
            level("prior", "one pair in so many", -9.0),
            level("surname", "alike: Quillfeather, Quillfether", 11.0),
            level("born", "day and month swapped: 09/08/1988, 08/09/1988", 4.5),
        ],
    };
    m.case.links = vec![
        link(c[0], c[1], 0.9999, Band::Certain, true),
        link(c[1], MentionId(10), 0.61, Band::Possible, false),
    ];
    let weighed = |words, bits, pairs| model::WeighedLevel { words, bits, pairs };
    m.case.weighings = vec![model::Weighing {
        kind: model::MentionKind::Person,
        records: 7,
        comparisons: vec![
            ("surname", vec![weighed("the same", 9.25, 2), weighed("different", -4.5, 0)]),
            ("birth <date>", vec![weighed("the same", 11.0, 0)]),
        ],
        rules: vec![model::WeighedRule { name: "every pair".to_string(), pairs: 21, expected: 1.61 }],
        pairs: vec![0.9999, 0.61],
        copies: vec![0.0, 0.97, 1.0, 1.0],
    }];
    let first = m.case.entities.first_mut().expect("the child");
    first.certainty = 0.9971;
}

/// The case with everything `copies` times over, each copy with people of its own, the duties spread
/// over so many `bodies` (0: as they are).
pub(crate) fn repeated(copies: u32, bodies: u32) -> Case {
    let one = case();
    let mut case = case();
    let (mentions, entities, events) =
        (one.mentions.len() as u32, one.entities.len() as u32, one.events.len() as u32);
    for copy in 1..copies {
        for entity in &one.entities {
            let mut entity = entity.clone();
            entity.mentions.iter_mut().for_each(|m| *m = MentionId(m.0 + copy * mentions));
            entity.possibly.iter_mut().for_each(|n| *n = EntityId(n.0 + copy * entities));
            case.entities.push(entity);
        }
        for (mention, entity) in one.mentions.iter().zip(&one.entity_of) {
            let mut mention = mention.clone();
            for (name, value) in &mut mention.fields {
                if *name == field::SURNAME || *name == field::NAME {
                    *value = format!("{value}{}", copy % 9_973).into();
                }
            }
            case.mentions.push(mention);
            case.entity_of.push(EntityId(entity.0 + copy * entities));
        }
        for event in &one.events {
            let mut event = event.clone();
            event.mentions.iter_mut().for_each(|m| *m = MentionId(m.0 + copy * mentions));
            case.events.push(event);
        }
        case.chronology.extend(one.chronology.iter().map(|e| EventId(e.0 + copy * events)));
        case.undated.extend(one.undated.iter().map(|e| EventId(e.0 + copy * events)));
        for outcome in &one.outcomes {
            let mut outcome = outcome.clone();
            outcome.subject = EntityId(outcome.subject.0 + copy * entities);
            outcome.trigger = EventId(outcome.trigger.0 + copy * events);
            outcome.evidence.iter_mut().for_each(|e| *e = EventId(e.0 + copy * events));
            if bodies > 0 {
                outcome.holder = case.words.intern(&format!("Body {}", copy % bodies));
            }
            case.outcomes.push(outcome);
        }
    }
    case
}
