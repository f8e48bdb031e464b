//! Minutes into the review: meetings, who was there, and whom each item names, as events and mentions with their places.
//!
//! A name found in an item becomes a mention with the words as written; linkage decides who it is. Each agency of which
//! somebody was present knows of the item from the day of the meeting, in the grade *discussed*; who sent apologies does not.
//! What a meeting gave somebody to do is an event of its own, and so is what a later meeting says of it (`actions`).
//! A name that no record has is proposed as a new mention, and a note says so.

mod actions;
mod attended;
mod parts;
mod roster;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use actions::{About, Bodies};
use intake::document::{DocumentLimits, PdfChild};
use intake::minutes::{
    Action, Attendee, Item, MinutesFile, Perhaps, RANKS, Spot, Standing, gather_minutes, is_post,
};
use intake::{Gathered, Plan};
use link::naming::{Gazetteer, Named, small_words};
use model::{
    Awareness, Event, Grade, Interner, Mention, MentionId, MentionKind, Place, Problem, RowId, Severity,
    SymbolId, When, field,
};

use crate::config::Config;
use crate::failure::Done;

pub(crate) use attended::Attended;
pub(crate) use tables::{MinutesArgs, run};

/// Kind of event of a meeting itself.
const MEETING: &str = "meeting";

/// Kinds of event that minutes show if they happened.
pub(crate) const KINDS: [&str; 7] = [
    MEETING,
    "meeting_item",
    "vehicle_noted",
    actions::GIVEN,
    actions::REPORTED,
    actions::DONE,
    actions::PERHAPS,
];

/// A name found, for whoever wants the list.
pub(crate) struct Finding<'a> {
    pub(crate) file: &'a MinutesFile<'a>,
    pub(crate) item: &'a Item,
    pub(crate) named: &'a Named,
    pub(crate) written: &'a str,
    pub(crate) spot: Spot,
    /// The mentions of the structured records.
    pub(crate) known: &'a [Mention],
    pub(crate) places: &'a [model::Source],
}

/// Told of every document and every finding in it.
pub(crate) trait Listener {
    /// A meeting; `numbers` has that of each line of its attendance, as reports give them.
    fn file(&mut self, file: &MinutesFile<'_>, numbers: &[usize], sources: &[model::Source]);
    fn finding(&mut self, finding: &Finding<'_>);
}

/// Reads PDF in a process of its own: this program again.
pub(crate) fn pdf_child() -> Option<PdfChild> {
    let program = std::env::current_exe().ok()?;
    Some(PdfChild { program, arguments: vec![crate::READ_PDF.to_string()] })
}

/// Reads the minutes of a review into what its tables gave. Gives the lines of attendance that name an officer of the review.
pub(crate) fn gather(
    config: &Config,
    plan: &Plan,
    gathered: &mut Gathered,
    words: &mut Interner,
    mut listener: Option<&mut dyn Listener>,
) -> Result<Vec<Attended>, Vec<Problem>> {
    let mut attended = Vec::new();
    if !plan.sources.iter().any(intake::SourceSpec::is_minutes) {
        return Ok(attended);
    }
    let agencies: Vec<String> = config.agencies.iter().map(|a| a.name.clone()).collect();
    let (known, problems) = (gathered.mentions.clone(), gathered.problems.len());
    let gazetteer = Gazetteer::of(&known);
    let child = pdf_child();
    let limits = DocumentLimits::default();
    // Who was at one meeting and is named at another is no new name.
    let mut others: Vec<String> = Vec::new();
    let bodies =
        Bodies { names: agencies.clone(), sorts: config.agencies.iter().map(|a| a.sort.clone()).collect() };
    let mut log = actions::Log::default();
    let mut roster = roster::Roster::default();
    let posts: Vec<String> = config
        .knowledge
        .ranks
        .iter()
        .cloned()
        .chain(config.officers.iter().map(|o| o.rank.clone()))
        .collect();
    gather_minutes(plan, &agencies, child.as_ref(), &limits, gathered, &mut |gathered, file| {
        let numbers = roster.numbers(&file.meeting);
        if let Some(listener) = &mut listener {
            listener.file(&file, &numbers, &gathered.sources);
        }
        let late = |day| file.meeting.when.latest().is_none_or(|last| last > day);
        if plan.as_known_on.is_some_and(late) {
            return;
        }
        attended.extend(attended::of_meeting(&file, &config.officers, &agencies));
        let mut desk = Desk::new(&file, &agencies, &posts, gathered, words);
        desk.meeting(&numbers, &agencies);
        for attendee in &file.meeting.attendance {
            if !others.contains(&attendee.name) {
                others.push(attendee.name.clone());
            }
        }
        let mut ordinary: BTreeSet<String> = BTreeSet::new();
        for item in &file.meeting.items {
            let texts = std::iter::once(&item.heading.text).chain(item.text.iter().map(|b| &b.text));
            texts.for_each(|text| ordinary.extend(small_words(text)));
        }
        let mut spoken: Vec<Vec<Spoken>> = Vec::new();
        for (index, item) in file.meeting.items.iter().enumerate() {
            let mut named: Vec<Found> = Vec::new();
            for block in std::iter::once(None).chain(item.text.iter().map(Some)) {
                let (text, spots) = match block {
                    None => (item.heading.text.as_str(), None),
                    Some(block) => (block.text.as_str(), Some(block)),
                };
                for found in gazetteer.find(text, &others, &ordinary) {
                    let spot = spots.map_or(item.heading.spot, |b| b.spot(found.start));
                    if let Some(listener) = &mut listener {
                        let written = &text[found.start..found.end];
                        let places = &desk.gathered.sources;
                        let (file, named) = (&file, &found);
                        listener.finding(&Finding {
                            file,
                            item,
                            named,
                            written,
                            spot,
                            known: &known,
                            places,
                        });
                    }
                    let row = desk.row(spot);
                    let at = spots.map(|_| found.start);
                    named.push(Found { named: found, spot, row, at });
                }
            }
            spoken.push(desk.item(index, item, named));
        }
        let rows = rows_of(&file, &spoken);
        desk.perhaps(&spoken, &rows);
        let mut events = Vec::new();
        for action in &file.meeting.actions {
            // The row or line as it stands, without whoever is to act.
            let row = action.words.text.replacen(&action.owner, " ", usize::from(!action.owner.is_empty()));
            let in_log = || gazetteer.find(&row, &others, &ordinary);
            let about = desk.about(action, &spoken, &rows, in_log);
            let event = desk.gathered.events.len();
            let own = desk.action(action, about, &bodies);
            events.push((event, own));
        }
        log.add(&file.meeting, events);
    })?;
    log.tie(gathered, words);
    parts::settle(gathered, problems);
    Ok(attended)
}

/// One document on its way into the review.
struct Desk<'a> {
    file: &'a MinutesFile<'a>,
    gathered: &'a mut Gathered,
    words: &'a mut Interner,
    holder: SymbolId,
    /// Agencies of which somebody was there.
    there: Vec<There>,
}

/// Somebody of an agency who was there.
struct There {
    agency: SymbolId,
    /// The rank or role as written, where it is understood as one.
    post: Option<SymbolId>,
    /// The line that says so.
    spot: Spot,
    /// The items they surely heard; `None` for all.
    heard: Option<Vec<usize>>,
}

impl There {
    /// Whether they surely heard an item; what stands under none, whoever was there for the whole of the meeting.
    fn heard(&self, item: Option<usize>) -> bool {
        self.heard.as_ref().is_none_or(|heard| item.is_some_and(|i| heard.contains(&i)))
    }
}

/// A name found in an item.
struct Found {
    named: Named,
    spot: Spot,
    row: RowId,
    /// Byte of its paragraph at which it begins; `None` in the heading.
    at: Option<usize>,
}

/// A mention of an item.
#[derive(Clone, Copy)]
struct Spoken {
    id: MentionId,
    spot: Spot,
    /// Byte of its paragraph at which it begins; `None` in the heading.
    at: Option<usize>,
}

/// For each row of a document whether it is text of an item, and whom it names.
type Rows = BTreeMap<(u16, u32), (bool, Vec<Spoken>)>;

/// Whom and what the own words of an action name, whatever else its paragraph says.
fn named_by(action: &Action, rows: &Rows) -> Vec<MentionId> {
    let (first, last) = (action.words.spot, action.ends);
    let of = rows.range((first.part, first.row)..=(first.part, last.row.max(first.row)));
    let own = |s: &&Spoken| s.at.is_some_and(|at| action.own.contains(&at));
    of.flat_map(|(_, (_, spoken))| spoken.iter().filter(own)).map(|s| s.id).collect()
}

/// The rows of a document, so that an action finds its own without a look at every other.
fn rows_of(file: &MinutesFile<'_>, spoken: &[Vec<Spoken>]) -> Rows {
    let mut rows = Rows::new();
    for block in file.meeting.items.iter().flat_map(|i| &i.text) {
        let spot = block.spot(0);
        rows.entry((spot.part, spot.row)).or_default().0 = true;
    }
    for one in spoken.iter().flatten() {
        rows.entry((one.spot.part, one.spot.row)).or_default().1.push(*one);
    }
    rows
}

/// For each name of an item, which other one it is, where it stands in the heading. The heading says whom the item is about: where
/// its text names one of that name, it is no further person. What the text names twice may be a father and a son.
fn of_headings(item: &Item, named: &[Found]) -> Vec<Option<usize>> {
    let name = |n: usize| -> Vec<String> {
        let of = |f: &&(&str, String)| [field::NAME, field::FORENAME, field::SURNAME].contains(&f.0);
        named[n].named.fields.iter().filter(of).map(|(_, value)| value.to_lowercase()).collect()
    };
    let heads = |n: usize| !item.heading.text.is_empty() && named[n].spot == item.heading.spot;
    let of = |n: usize| {
        let mine = if heads(n) { name(n) } else { return None };
        let mut same = (0..named.len()).filter(|other| !heads(*other) && name(*other) == mine);
        same.next().filter(|_| mine.len() > 1 && same.next().is_none())
    };
    (0..named.len()).map(of).collect()
}

/// Who knew of it where somebody was there for a body that the review does not name. What an attendance writes as an agency
/// may be anything, somebody's name among it, so the words stay in the tables for the review team.
const OTHER_BODY: &str = "a body that this review does not name";

/// Fewest letters of an agency's initials that mean it: two are as often a role ("PA") or a rank.
const INITIALS_MIN: usize = 3;

/// The agency of the review that an attendance means by these words: its name, or its initials where no other has them.
fn agency_of<'n>(written: &str, agencies: &'n [String]) -> Option<&'n str> {
    let initials = |name: &str| -> String {
        name.split_whitespace().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect()
    };
    let (written, plain) = (written.trim(), written.trim().to_lowercase());
    let by_name = agencies.iter().find(|a| a.to_lowercase() == plain);
    let by_initials = || {
        let mut fits = agencies.iter().filter(|a| initials(a) == written);
        let usable = written.chars().count() >= INITIALS_MIN && !RANKS.contains(&written);
        fits.next().filter(|_| usable && fits.next().is_none())
    };
    by_name.or_else(by_initials).map(String::as_str)
}

impl<'a> Desk<'a> {
    fn new(
        file: &'a MinutesFile<'a>,
        agencies: &[String],
        posts: &[String],
        gathered: &'a mut Gathered,
        words: &'a mut Interner,
    ) -> Desk<'a> {
        let holder = words.intern(&file.spec.agency);
        let mut there: Vec<There> = Vec::new();
        let present = |a: &&Attendee| a.standing.was_there() && !a.agency.is_empty();
        for attendee in file.meeting.attendance.iter().filter(present) {
            let agency = words.intern(agency_of(&attendee.agency, agencies).unwrap_or(OTHER_BODY));
            let post = [&attendee.rank, &attendee.role].into_iter().find(|p| !p.is_empty());
            // What is no rank and no role may be somebody's name.
            let post = post.filter(|p| is_post(p) || posts.iter().any(|known| known.eq_ignore_ascii_case(p)));
            let post = post.map(|p| words.intern(p));
            let heard = attendee.heard.clone();
            let same = |t: &There| (t.agency, t.post, &t.heard) == (agency, post, &heard);
            if !there.iter().any(same) {
                there.push(There { agency, post, spot: attendee.words.spot, heard });
            }
        }
        Desk { file, gathered, words, holder, there }
    }

    fn row(&self, spot: Spot) -> RowId {
        let rows = &self.file.rows;
        let first = rows.values().next().copied().unwrap_or(RowId(0));
        rows.get(&(spot.part, spot.row)).copied().unwrap_or(first)
    }

    fn place(&self, spot: Spot) -> Place {
        spot.place(self.file.source)
    }

    /// An event of an item; of the meeting itself where `item` is `None`.
    fn event(
        &mut self,
        kind: &str,
        item: Option<usize>,
        spot: Spot,
        mentions: Vec<MentionId>,
        text: &str,
    ) -> Event {
        let meeting = &self.file.meeting;
        let mut known: Vec<Awareness> = Vec::new();
        let mut parties: Vec<SymbolId> = Vec::new();
        let whole = kind == MEETING;
        for there in self.there.iter().filter(|t| whole || t.heard(item)) {
            if known.iter().all(|k| (k.holder, k.post) != (there.agency, there.post)) {
                known.push(Awareness {
                    holder: there.agency,
                    grade: Grade::Discussed,
                    when: meeting.when.clone(),
                    place: self.place(there.spot),
                    post: there.post,
                });
            }
            if !parties.contains(&there.agency) {
                parties.push(there.agency);
            }
        }
        Event {
            kind: self.words.intern(kind),
            when: meeting.when.clone(),
            recorded: When::unknown(""),
            holder: self.holder,
            parties,
            mentions,
            reference: Box::default(),
            text: text.into(),
            attributes: Vec::new(),
            known,
            tally: None,
            latest_only: false,
            row: self.row(spot),
            place: self.place(spot),
        }
    }

    fn attribute(&mut self, event: &mut Event, name: &str, value: &str) {
        if !value.is_empty() {
            event.attributes.push((self.words.intern(name), value.into()));
        }
    }

    /// The body that met. It stands with every event of minutes: the number of such an event is that of an item of one meeting.
    fn body(&mut self, event: &mut Event) {
        let body = self.file.meeting.body.clone();
        self.attribute(event, "body", if body.is_empty() { "not stated" } else { &body });
    }

    /// The meeting itself: who was there.
    fn meeting(&mut self, numbers: &[usize], agencies: &[String]) {
        if self.file.rows.is_empty() {
            return;
        }
        let meeting = &self.file.meeting;
        let mut event = self.event(MEETING, None, meeting.title.spot, Vec::new(), &meeting.title.text);
        let list = |standing: fn(Standing) -> bool| {
            let of = meeting.attendance.iter().zip(numbers).filter(|(a, _)| standing(a.standing));
            // Names of those at the meeting stand in the tables of the review team only, never in a report.
            let one = |(a, n): (&Attendee, &usize)| {
                let agency = match a.agency.as_str() {
                    "" => "",
                    written => agency_of(written, agencies).unwrap_or(OTHER_BODY),
                };
                let rank = if is_post(&a.rank) { a.rank.as_str() } else { "" };
                format!("{rank} {agency} (attendee {n})").trim().to_string()
            };
            of.map(one).collect::<Vec<_>>().join("; ")
        };
        self.attribute(&mut event, "body", &meeting.body);
        self.attribute(&mut event, "present", &list(Standing::was_there));
        self.attribute(&mut event, "apologies", &list(|s| s == Standing::Apologies));
        self.attribute(&mut event, "absent", &list(|s| s == Standing::Absent));
        self.attribute(&mut event, "attendance_unclear", &list(|s| s == Standing::Unclear));
        let unclear = |a: &Attendee| a.standing == Standing::Unclear;
        if meeting.attendance.is_empty() || meeting.attendance.iter().any(unclear) {
            self.attribute(&mut event, "attendance_read", "not wholly");
        }
        let decisions: Vec<&str> = meeting.decisions.iter().map(|d| d.words.text.as_str()).collect();
        self.attribute(&mut event, "decisions", &decisions.join(" "));
        self.gathered.events.push(event);
    }

    /// One item with whom it names.
    fn item(&mut self, index: usize, item: &Item, named: Vec<Found>) -> Vec<Spoken> {
        let texts: Vec<&str> = std::iter::once(item.heading.text.as_str())
            .chain(item.text.iter().map(|b| b.text.as_str()))
            .filter(|t| !t.is_empty())
            .collect();
        if texts.is_empty() || item.is_attendance() && named.is_empty() {
            return Vec::new();
        }
        let (mut mentions, mut vehicles, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
        let mut spoken = Vec::new();
        let heading = of_headings(item, &named);
        let mut ids: Vec<Option<MentionId>> = vec![None; named.len()];
        for (n, Found { named: found, spot, row, .. }) in named.iter().enumerate() {
            evidence.push(format!("{} ({})", found.evidence, found.certainty.word()));
            if heading[n].is_none() {
                ids[n] = Some(self.mention(found, *spot, *row));
            }
        }
        for (n, Found { named: found, spot, at, .. }) in named.into_iter().enumerate() {
            let (Some(id), false) = (ids[n], heading[n].is_some()) else {
                spoken.extend(heading[n].and_then(|of| ids[of]).map(|id| Spoken { id, spot, at }));
                continue;
            };
            if found.kind == MentionKind::Vehicle {
                vehicles.push((id, spot));
            }
            mentions.push(id);
            spoken.push(Spoken { id, spot, at });
        }
        let spot = item.text.first().map_or(item.heading.spot, |b| b.spot(0));
        let spot = if item.heading.text.is_empty() { spot } else { item.heading.spot };
        let text = texts.join(" ");
        let mut event = self.event("meeting_item", Some(index), spot, mentions, &text);
        event.reference = item.number.as_str().into();
        self.body(&mut event);
        self.attribute(&mut event, "named", &evidence.join("; "));
        let row = event.row;
        self.gathered.events.push(event);
        for (vehicle, spot) in vehicles {
            let mut event = self.event("vehicle_noted", Some(index), spot, vec![vehicle], &text);
            event.reference = item.number.as_str().into();
            self.body(&mut event);
            // The record is the item: what it made known, it made known once.
            event.row = row;
            self.gathered.events.push(event);
        }
        spoken
    }

    /// A mention as the minutes write it; a note where nobody recorded is called so.
    fn mention(&mut self, found: &Named, spot: Spot, row: RowId) -> MentionId {
        let id = MentionId::from(self.gathered.mentions.len());
        let role = match found.kind {
            MentionKind::Vehicle => "car",
            MentionKind::Place => "place",
            _ => "named",
        };
        let place = self.place(spot);
        if found.is_new() {
            self.gathered.problems.push(Problem {
                severity: Severity::Note,
                place,
                column_name: String::new(),
                value: String::new(),
                what: found.evidence.clone(),
                expected: String::new(),
                hint: "a person decides whether it is somebody the records know by another name".to_string(),
            });
        }
        let fields = found.fields.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        self.gathered.mentions.push(Mention { kind: found.kind, fields, role: role.into(), row, place });
        id
    }

    /// Whom an action is about: whoever its own words name, else those whom its item names. `spoken` has those of each item;
    /// `in_log` finds names in an action that stands in no item, as in a table of actions.
    fn about(
        &mut self,
        action: &Action,
        spoken: &[Vec<Spoken>],
        rows: &Rows,
        in_log: impl FnOnce() -> Vec<Named>,
    ) -> About {
        let spot = action.words.spot;
        let mut mentions: Vec<MentionId> = named_by(action, rows);
        // A car or a place alone does not say whom the action is about.
        let person = |id: &MentionId| self.gathered.mentions[id.index()].kind == MentionKind::Person;
        if !mentions.iter().any(person) {
            let of_row = rows.get(&(spot.part, spot.row));
            mentions = of_row.map_or(Vec::new(), |(_, spoken)| spoken.iter().map(|s| s.id).collect());
        }
        let in_text = rows.get(&(spot.part, spot.row)).is_some_and(|(text, _)| *text);
        if mentions.is_empty() && !in_text {
            let row = self.row(spot);
            mentions = in_log().iter().map(|found| self.mention(found, spot, row)).collect();
            self.spoken_of_in_log(action, &mentions);
        }
        if !mentions.is_empty() {
            return About { mentions, own: true, open: "" };
        }
        // In a list or a table by itself an action may be about anybody of whom the meeting spoke.
        if action.apart || action.item.is_none() {
            mentions = spoken.iter().flatten().map(|s| s.id).collect();
            return About { mentions, own: false, open: "which of those the meeting names it is about" };
        }
        mentions = action.item.and_then(|i| spoken.get(i)).into_iter().flatten().map(|s| s.id).collect();
        let mut people: Vec<String> = mentions
            .iter()
            .map(|id| &self.gathered.mentions[id.index()])
            .filter(|m| m.kind == MentionKind::Person)
            .map(|m| m.label().to_lowercase())
            .collect();
        people.sort_unstable();
        people.dedup();
        let several = people.len() > 1;
        About {
            mentions,
            own: false,
            open: if several { "which of those its item names it is about" } else { "" },
        }
    }

    /// Whom a table or list of actions names was spoken of at the meeting, as whoever a line of an item names was.
    fn spoken_of_in_log(&mut self, action: &Action, mentions: &[MentionId]) {
        let car = |id: &MentionId| self.gathered.mentions[id.index()].kind == MentionKind::Vehicle;
        let cars: Vec<Vec<MentionId>> = mentions.iter().filter(|id| car(id)).map(|id| vec![*id]).collect();
        let item = Some(("meeting_item", mentions.to_vec())).filter(|(_, named)| !named.is_empty());
        for (kind, named) in item.into_iter().chain(cars.into_iter().map(|car| ("vehicle_noted", car))) {
            let mut event = self.event(kind, action.item, action.words.spot, named, &action.words.text);
            event.reference = action.reference.as_str().into();
            self.body(&mut event);
            self.gathered.events.push(event);
        }
    }

    /// Words that may be an action: about those whom they name, else their item, else anybody of whom the meeting spoke. Of
    /// those that name nobody the first of each item stands for all: more would leave nothing more open.
    fn perhaps(&mut self, spoken: &[Vec<Spoken>], rows: &Rows) {
        let mut told: BTreeSet<Option<usize>> = BTreeSet::new();
        let meeting = &self.file.meeting;
        for Perhaps { item, words } in &meeting.perhaps {
            let spot = words.spot;
            let own = rows.get(&(spot.part, spot.row)).map_or(&[][..], |(_, spoken)| spoken.as_slice());
            let mut mentions: Vec<MentionId> = own.iter().map(|s| s.id).collect();
            if mentions.is_empty() {
                let of = item.filter(|i| spoken.get(*i).is_some_and(|named| !named.is_empty()));
                if !told.insert(of) {
                    continue;
                }
                let those = of.map_or(spoken, |i| &spoken[i..=i]);
                mentions = those.iter().flatten().map(|s| s.id).collect();
            }
            let mut event = self.event(actions::PERHAPS, *item, spot, mentions, &words.text);
            event.parties.clear();
            self.body(&mut event);
            self.attribute(&mut event, "not_said", actions::WHETHER);
            self.gathered.events.push(event);
        }
    }

    /// An action given at the meeting, or what it says of one given earlier.
    /// Gives whether its own words say whom it is about.
    fn action(&mut self, action: &Action, about: About, bodies: &Bodies) -> bool {
        let spot = action.words.spot;
        let owners = bodies.of_owner(&action.owner, &self.file.meeting.attendance);
        let attributes = actions::attributes(action, owners.as_deref(), &about);
        let own = about.own;
        let mut event =
            self.event(actions::kind_of(action), action.item, spot, about.mentions, &action.words.text);
        event.parties = owners.unwrap_or_default().into_iter().map(|a| self.words.intern(a)).collect();
        event.reference = action.reference.as_str().into();
        self.body(&mut event);
        for (name, value) in attributes {
            self.attribute(&mut event, name, &value);
        }
        self.gathered.events.push(event);
        own
    }
}

/// Where the tables of `candour minutes` go.
pub(crate) fn folder(dir: &Path, out: Option<&Path>) -> std::path::PathBuf {
    out.map_or_else(|| dir.join("minutes"), Path::to_path_buf)
}

/// As a failure of the configuration.
pub(crate) fn refused<T>(name: &str, result: Result<T, Vec<Problem>>) -> Done<T> {
    result.map_err(|problems| crate::review::refused(name, &problems))
}
