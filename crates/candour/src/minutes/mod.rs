//! Minutes into the review: meetings, who was there, and whom each item names, as events and mentions with their places.
//!
//! A name found in an item becomes a mention with the words as written; linkage decides who it is. Each agency of which
//! somebody was present knows of the item from the day of the meeting, in the grade *discussed*; who sent apologies does not.
//! What a meeting gave somebody to do is an event of its own, and so is what a later meeting says of it (`actions`).
//! A name that no record has is proposed as a new mention, and a note says so.

mod actions;
mod tables;

use std::collections::BTreeSet;
use std::path::Path;

use actions::{About, Bodies};
use intake::document::{DocumentLimits, PdfChild};
use intake::minutes::{Action, Attendee, Item, MinutesFile, Spot, gather_minutes};
use intake::{Gathered, Plan};
use link::naming::{Gazetteer, Named, small_words};
use model::{
    Awareness, Event, Grade, Interner, Mention, MentionId, MentionKind, Place, Problem, RowId, Severity,
    SymbolId, When,
};

use crate::config::Config;
use crate::failure::Done;

pub(crate) use tables::{MinutesArgs, run};

/// Kinds of event that minutes show if they happened.
pub(crate) const KINDS: [&str; 6] =
    ["meeting", "meeting_item", "vehicle_noted", actions::GIVEN, actions::REPORTED, actions::DONE];

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
    fn file(&mut self, file: &MinutesFile<'_>, sources: &[model::Source]);
    fn finding(&mut self, finding: &Finding<'_>);
}

/// Reads PDF in a process of its own: this program again.
pub(crate) fn pdf_child() -> Option<PdfChild> {
    let program = std::env::current_exe().ok()?;
    Some(PdfChild { program, arguments: vec![crate::READ_PDF.to_string()] })
}

/// Reads the minutes of a review into what its tables gave.
pub(crate) fn gather(
    config: &Config,
    plan: &Plan,
    gathered: &mut Gathered,
    words: &mut Interner,
    mut listener: Option<&mut dyn Listener>,
) -> Result<(), Vec<Problem>> {
    if !plan.sources.iter().any(intake::SourceSpec::is_minutes) {
        return Ok(());
    }
    let agencies: Vec<String> = config.agencies.iter().map(|a| a.name.clone()).collect();
    let known = gathered.mentions.clone();
    let gazetteer = Gazetteer::of(&known);
    let child = pdf_child();
    let limits = DocumentLimits::default();
    // Who was at one meeting and is named at another is no new name.
    let mut others: Vec<String> = Vec::new();
    let bodies =
        Bodies { names: agencies.clone(), sorts: config.agencies.iter().map(|a| a.sort.clone()).collect() };
    let mut log = actions::Log::default();
    gather_minutes(plan, &agencies, child.as_ref(), &limits, gathered, &mut |gathered, file| {
        if let Some(listener) = &mut listener {
            listener.file(&file, &gathered.sources);
        }
        let late = |day| file.meeting.when.latest().is_none_or(|last| last > day);
        if plan.as_known_on.is_some_and(late) {
            return;
        }
        let mut desk = Desk::new(&file, &agencies, gathered, words);
        desk.meeting();
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
        let mut spoken: Vec<Vec<(MentionId, Spot)>> = Vec::new();
        for item in &file.meeting.items {
            let mut named: Vec<(Named, Spot, RowId)> = Vec::new();
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
                    named.push((found, spot, row));
                }
            }
            spoken.push(desk.item(item, named));
        }
        let mut events = Vec::new();
        for action in &file.meeting.actions {
            let in_log = || gazetteer.find(&action.what, &others, &ordinary);
            let about = desk.about(action, &spoken, in_log);
            events.push(desk.gathered.events.len());
            desk.action(action, about, &bodies);
        }
        log.add(&file.meeting, events);
    })?;
    log.tie(gathered, words);
    Ok(())
}

/// One document on its way into the review.
struct Desk<'a> {
    file: &'a MinutesFile<'a>,
    gathered: &'a mut Gathered,
    words: &'a mut Interner,
    holder: SymbolId,
    /// Agencies of which somebody was there, with the rank or role of whoever it was, each with the line that says so.
    there: Vec<(SymbolId, Option<SymbolId>, Spot)>,
}

/// The name of an agency of the review that an attendance means by these words; the words where it is none of them.
fn agency_of<'n>(written: &'n str, agencies: &'n [String]) -> &'n str {
    let initials = |name: &str| -> String {
        name.split_whitespace().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect()
    };
    let plain = written.trim().to_lowercase();
    agencies
        .iter()
        .find(|a| a.to_lowercase() == plain)
        .or_else(|| {
            let mut fits = agencies.iter().filter(|a| initials(a).len() > 1 && initials(a) == written.trim());
            fits.next().filter(|_| fits.next().is_none())
        })
        .map_or(written.trim(), String::as_str)
}

impl<'a> Desk<'a> {
    fn new(
        file: &'a MinutesFile<'a>,
        agencies: &[String],
        gathered: &'a mut Gathered,
        words: &'a mut Interner,
    ) -> Desk<'a> {
        let holder = words.intern(&file.spec.agency);
        let mut there: Vec<(SymbolId, Option<SymbolId>, Spot)> = Vec::new();
        let present = |a: &&Attendee| a.standing.was_there() && !a.agency.is_empty();
        for attendee in file.meeting.attendance.iter().filter(present) {
            let agency = words.intern(agency_of(&attendee.agency, agencies));
            let post = [&attendee.rank, &attendee.role].into_iter().find(|p| !p.is_empty());
            let post = post.map(|p| words.intern(p));
            if there.iter().all(|(known, by, _)| (*known, *by) != (agency, post)) {
                there.push((agency, post, attendee.words.spot));
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

    fn event(&mut self, kind: &str, spot: Spot, mentions: Vec<MentionId>, text: &str) -> Event {
        let meeting = &self.file.meeting;
        let known = self
            .there
            .iter()
            .map(|(holder, post, spot)| Awareness {
                holder: *holder,
                grade: Grade::Discussed,
                when: meeting.when.clone(),
                place: self.place(*spot),
                post: *post,
            })
            .collect();
        let mut parties: Vec<SymbolId> = Vec::new();
        for (agency, ..) in &self.there {
            if !parties.contains(agency) {
                parties.push(*agency);
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

    /// The meeting itself: who was there.
    fn meeting(&mut self) {
        if self.file.rows.is_empty() {
            return;
        }
        let meeting = &self.file.meeting;
        let mut event = self.event("meeting", meeting.title.spot, Vec::new(), &meeting.title.text);
        let list = |there: bool| {
            let of = meeting.attendance.iter().filter(|a| a.standing.was_there() == there);
            // Names of those at the meeting stand in the tables of the review team only, never in a report.
            let one = |a: &Attendee| format!("{} {}", a.rank, a.agency).trim().to_string();
            of.map(one).collect::<Vec<_>>().join("; ")
        };
        self.attribute(&mut event, "body", &meeting.body);
        self.attribute(&mut event, "present", &list(true));
        self.attribute(&mut event, "apologies", &list(false));
        let decisions: Vec<&str> = meeting.decisions.iter().map(|d| d.words.text.as_str()).collect();
        self.attribute(&mut event, "decisions", &decisions.join(" "));
        self.gathered.events.push(event);
    }

    /// One item with whom it names.
    fn item(&mut self, item: &Item, named: Vec<(Named, Spot, RowId)>) -> Vec<(MentionId, Spot)> {
        let texts: Vec<&str> = std::iter::once(item.heading.text.as_str())
            .chain(item.text.iter().map(|b| b.text.as_str()))
            .filter(|t| !t.is_empty())
            .collect();
        if texts.is_empty() {
            return Vec::new();
        }
        let (mut mentions, mut vehicles, mut evidence) = (Vec::new(), Vec::new(), Vec::new());
        let mut spoken = Vec::new();
        for (found, spot, row) in named {
            let id = self.mention(&found, spot, row);
            evidence.push(format!("{} ({})", found.evidence, found.certainty.word()));
            if found.kind == MentionKind::Vehicle {
                vehicles.push((id, spot));
            }
            mentions.push(id);
            spoken.push((id, spot));
        }
        let spot = item.text.first().map_or(item.heading.spot, |b| b.spot(0));
        let spot = if item.heading.text.is_empty() { spot } else { item.heading.spot };
        let text = texts.join(" ");
        let mut event = self.event("meeting_item", spot, mentions, &text);
        event.reference = item.number.as_str().into();
        let body = self.file.meeting.body.clone();
        self.attribute(&mut event, "body", &body);
        self.attribute(&mut event, "named", &evidence.join("; "));
        let row = event.row;
        self.gathered.events.push(event);
        for (vehicle, spot) in vehicles {
            let mut event = self.event("vehicle_noted", spot, vec![vehicle], &text);
            event.reference = item.number.as_str().into();
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
        spoken: &[Vec<(MentionId, Spot)>],
        in_log: impl FnOnce() -> Vec<Named>,
    ) -> About {
        let spot = action.words.spot;
        let own = |s: &Spot| (s.part, s.row) == (spot.part, spot.row);
        let of_item = action.item.and_then(|i| spoken.get(i));
        let all = spoken.iter().flatten();
        let mut mentions: Vec<MentionId> = all.filter(|(_, s)| own(s)).map(|(id, _)| *id).collect();
        if !mentions.is_empty() {
            return About { mentions, one_of_several: false };
        }
        if action.item.is_none() {
            let row = self.row(spot);
            mentions = in_log().iter().map(|found| self.mention(found, spot, row)).collect();
            return About { mentions, one_of_several: false };
        }
        mentions = of_item.into_iter().flatten().map(|(id, _)| *id).collect();
        let mut people: Vec<String> = mentions
            .iter()
            .map(|id| &self.gathered.mentions[id.index()])
            .filter(|m| m.kind == MentionKind::Person)
            .map(|m| m.label().to_lowercase())
            .collect();
        people.sort_unstable();
        people.dedup();
        About { one_of_several: people.len() > 1, mentions }
    }

    /// An action given at the meeting, or what it says of one given earlier.
    fn action(&mut self, action: &Action, about: About, bodies: &Bodies) {
        let spot = action.words.spot;
        let owners = bodies.of_owner(&action.owner, &self.file.meeting.attendance);
        let attributes = actions::attributes(action, owners.as_deref(), &about);
        let mut event = self.event(actions::kind_of(action), spot, about.mentions, &action.words.text);
        event.parties = owners.unwrap_or_default().into_iter().map(|a| self.words.intern(a)).collect();
        event.reference = action.reference.as_str().into();
        let body = self.file.meeting.body.clone();
        self.attribute(&mut event, "body", &body);
        for (name, value) in attributes {
            self.attribute(&mut event, name, &value);
        }
        self.gathered.events.push(event);
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
