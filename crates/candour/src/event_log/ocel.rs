//! OCEL 2.0: events that relate to objects.
//!
//! | in the log | in the table |
//! |---|---|
//! | related object of the subject type | `subject`; an event of several such objects gives a row for each |
//! | type of the event | `kind` |
//! | time of the event | `time`, as written |
//! | attribute `org:resource`, or else `resource` | `holder` |
//! | identifier of the event | `event` |
//! | other attributes of the event | a column each |
//! | qualifiers of the relation | `event:qualifier` |
//! | attributes of the subject | a column each, with `case:` in front, with the value they had at the time of the event |

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::error::LogError;
use super::outcome::{EVIDENCE, OCEL_TYPE, Outcome, Outcomes};
use super::table::{Cells, Columns, SUBJECT_PREFIX, Table, event_column, perhaps_next_day, usable};
use super::tally::Tally;
use super::{Form, ocel_json, ocel_xml};

const RESOURCES: [&str; 2] = ["org:resource", "resource"];
const QUALIFIER: &str = "event:qualifier";
/// Identifiers of outcomes begin so; a number follows.
const OUTCOME_ID: &str = "candour-outcome-";

/// An event.
#[derive(Default, Debug)]
pub(super) struct OcelEvent {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) time: String,
    pub(super) attributes: Vec<(String, String)>,
    /// Identifiers of the related objects, with the qualifier of the relation.
    pub(super) objects: Vec<(String, String)>,
}

/// An object.
#[derive(Default, Debug)]
pub(super) struct OcelObject {
    pub(super) id: String,
    pub(super) kind: String,
    /// Name, time from which it holds, value.
    pub(super) attributes: Vec<(String, String, String)>,
}

/// One thing of a log.
#[derive(Debug)]
pub(super) enum Item {
    Event(OcelEvent),
    Object(OcelObject),
    /// The name of an event type that is declared.
    EventType(String),
}

/// Takes the things of a log as they are read.
pub(super) type Visit<'v> = dyn FnMut(Item) -> Result<(), LogError> + 'v;

fn read(log: &Path, form: Form, visit: &mut Visit<'_>) -> Result<(), LogError> {
    match form {
        Form::OcelJson => ocel_json::read(log, visit),
        _ => ocel_xml::read(log, visit),
    }
}

/// What the first reading finds: objects stand after the events as often as before them.
#[derive(Default)]
struct Found {
    /// How many objects there are of each type.
    types: BTreeMap<String, u64>,
    /// Type and attributes of each object.
    objects: HashMap<String, OcelObject>,
}

/// See [`super::to_table`]. The log is read twice: for its objects and columns, then for its rows.
pub(super) fn to_table(
    log: &Path,
    form: Form,
    subject_type: Option<&str>,
    table: &Path,
) -> Result<Tally, LogError> {
    let mut found = Found::default();
    let mut columns = Columns::default();
    columns.add(QUALIFIER.to_string())?;
    read(log, form, &mut |item| match item {
        Item::Object(object) => {
            *found.types.entry(object.kind.clone()).or_default() += 1;
            found.objects.insert(object.id.clone(), object);
            Ok(())
        }
        Item::Event(event) => event.attributes.iter().try_for_each(|a| columns.add(event_column(&a.0))),
        Item::EventType(_) => Ok(()),
    })?;
    let subject_type = chosen(log, &found.types, subject_type)?;
    let mut subjects: Vec<&OcelObject> = found.objects.values().filter(|o| o.kind == subject_type).collect();
    subjects.sort_by(|a, b| a.id.cmp(&b.id));
    for (name, _, _) in subjects.iter().flat_map(|o| &o.attributes) {
        columns.add(format!("{SUBJECT_PREFIX}{name}"))?;
    }
    let mut tally = Tally { subjects: subjects.len() as u64, ..Tally::default() };
    let mut table = Table::create(table, columns)?;
    read(log, form, &mut |item| match item {
        Item::Event(event) => rows(&event, &found.objects, &subject_type, &mut table, &mut tally),
        _ => Ok(()),
    })?;
    table.finish()?;
    Ok(tally)
}

/// The subject type: the one asked for, or the only one there is.
fn chosen(log: &Path, types: &BTreeMap<String, u64>, asked: Option<&str>) -> Result<String, LogError> {
    let listed: Vec<String> = types.iter().map(|(name, n)| format!("{name} ({n})")).collect();
    let listed = format!("the log has objects of these types: {}", listed.join(", "));
    match asked {
        Some(asked) if types.contains_key(asked) => Ok(asked.to_string()),
        Some(asked) => {
            Err(LogError::new(format!("{} has no object of type {asked}", log.display())).hint(listed))
        }
        None if types.len() == 1 => Ok(types.keys().next().cloned().unwrap_or_default()),
        None => Err(LogError::new(format!("{}: whose duties are to be checked?", log.display()))
            .hint(format!("name the type of object with --subject-type; {listed}"))),
    }
}

/// Writes the rows of one event.
fn rows(
    event: &OcelEvent,
    objects: &HashMap<String, OcelObject>,
    subject_type: &str,
    table: &mut Table,
    tally: &mut Tally,
) -> Result<(), LogError> {
    tally.events += 1;
    let unknown = event.objects.iter().filter(|o| !objects.contains_key(&o.0)).count();
    tally.unknown_objects += unknown as u64;
    let is_subject = |id: &str| objects.get(id).is_some_and(|o| o.kind == subject_type);
    let subjects = subjects_of(event, is_subject);
    if subjects.is_empty() {
        tally.without_subject += 1;
        return Ok(());
    }
    tally.used += 1;
    tally.undated += u64::from(!usable(&event.time));
    tally.perhaps_next_day += u64::from(perhaps_next_day(&event.time));
    tally.without_kind += u64::from(event.kind.trim_ascii().is_empty());
    let resource = RESOURCES.iter().find_map(|r| event.attributes.iter().find(|a| a.0 == *r));
    for (id, qualifiers) in subjects {
        for (name, value) in event.attributes.iter().filter(|a| Some(&a.0) != resource.map(|r| &r.0)) {
            table.put(&event_column(name), value);
        }
        qualifiers.iter().for_each(|q| table.put(QUALIFIER, q));
        for (name, value) in objects.get(id).into_iter().flat_map(|o| held_at(o, &event.time)) {
            table.put(&format!("{SUBJECT_PREFIX}{name}"), value);
        }
        let holder = resource.map_or("", |r| &r.1);
        let (kind, time) = (&event.kind, &event.time);
        table.row(&Cells { subject: id, kind, time, holder, event: &event.id })?;
        tally.rows += 1;
    }
    Ok(())
}

/// The subjects of an event, each once, with the qualifiers of the relation, in the order they are named.
fn subjects_of(event: &OcelEvent, is_subject: impl Fn(&str) -> bool) -> Vec<(&str, Vec<&str>)> {
    let mut subjects: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, qualifier) in event.objects.iter().filter(|o| is_subject(&o.0)) {
        match subjects.iter_mut().find(|s| s.0 == id) {
            Some(known) => known.1.push(qualifier),
            None => subjects.push((id, vec![qualifier])),
        }
    }
    subjects
}

/// The values that an object's attributes had at a time: of each the latest that is not later. A value whose own time
/// cannot be used is taken to hold from the beginning; at a time that cannot be used, only such values are known.
fn held_at<'o>(object: &'o OcelObject, time: &str) -> Vec<(&'o str, &'o str)> {
    let at = instant(time);
    let mut held: Vec<(&str, i64, &str)> = Vec::new();
    for (name, from, value) in &object.attributes {
        let from = instant(from);
        if from > at {
            continue;
        }
        match held.iter_mut().find(|h| h.0 == name) {
            Some(known) if from >= known.1 => (known.1, known.2) = (from, value),
            Some(_) => {}
            None => held.push((name, from, value)),
        }
    }
    held.into_iter().map(|h| (h.0, h.2)).collect()
}

/// Seconds since 1970 in universal time; a time that cannot be used lies before all others.
fn instant(time: &str) -> i64 {
    let Some(stamp) = duty::log::stamp(time.as_bytes()).filter(|s| s.lo == s.hi) else {
        return i64::MIN;
    };
    let second = if stamp.second == duty::log::NO_TIME { 0 } else { stamp.second };
    i64::from(stamp.lo) * 86_400 + i64::from(second) - offset_seconds(time)
}

/// The offset that a time ends in: `+01:00`, `+0100`, `-05`; 0 without one.
fn offset_seconds(time: &str) -> i64 {
    let Some(at) = time.get(11..).and_then(|t| t.rfind(['+', '-'])) else {
        return 0;
    };
    let (sign, zone) = time[11 + at..].split_at(1);
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let two = |from: usize| digits.get(from..from + 2).and_then(|d| d.parse::<i64>().ok()).unwrap_or(0);
    let seconds = two(0) * 3600 + two(2) * 60;
    if sign == "-" { -seconds } else { seconds }
}

/// The outcomes as events of a log, in the order of its subjects, and whether their type is still to be declared.
pub(super) struct Added {
    pub(super) events: Vec<AddedEvent>,
    pub(super) declare: bool,
}

/// An outcome as an event.
pub(super) struct AddedEvent {
    pub(super) id: String,
    pub(super) outcome: Outcome,
    /// Identifier of its subject.
    pub(super) subject: String,
    /// The identifiers of the events it rests on, and how many more there are; empty where it rests on none.
    pub(super) evidence: String,
}

impl AddedEvent {
    /// The attribute that names what it rests on, where it rests on anything.
    pub(super) fn evidence(&self) -> Option<(&'static str, &str)> {
        (!self.evidence.is_empty()).then_some((EVIDENCE, self.evidence.as_str()))
    }
}

/// Reads the log for its subjects, its types, identifiers that are taken, and the events that outcomes rest on.
pub(super) fn added(
    log: &Path,
    form: Form,
    subject_type: Option<&str>,
    outcomes: &mut Outcomes,
) -> Result<Added, LogError> {
    let mut declare = true;
    let mut taken = 0u64;
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    let mut objects: Vec<(String, String)> = Vec::new();
    read(log, form, &mut |item| {
        match item {
            Item::EventType(name) => declare &= name != OCEL_TYPE,
            Item::Event(event) => {
                let number = event.id.strip_prefix(OUTCOME_ID).and_then(|n| n.parse::<u64>().ok());
                taken = taken.max(number.unwrap_or(0));
            }
            Item::Object(object) => {
                *types.entry(object.kind.clone()).or_default() += 1;
                objects.push((object.id, object.kind));
            }
        }
        Ok(())
    })?;
    let subject_type = chosen(log, &types, subject_type)?;
    objects.retain(|o| o.1 == subject_type);
    let named = rows_named(log, form, &objects, &outcomes.rows())?;
    let mut events = Vec::new();
    for (subject, _) in objects {
        for outcome in outcomes.take(subject.trim_ascii()) {
            let known = |row| named.get(&row).cloned().unwrap_or_else(|| format!("row {row}"));
            let mut evidence: Vec<String> = outcome.rows().map(known).collect();
            evidence.extend(outcome.more().map(|more| format!("+{more}")));
            taken = taken.saturating_add(1);
            let id = format!("{OUTCOME_ID}{taken}");
            events.push(AddedEvent { id, outcome, subject: subject.clone(), evidence: evidence.join(" ") });
        }
    }
    Ok(Added { events, declare })
}

/// The identifiers of the events that stand in some rows of the table that [`to_table`] makes.
fn rows_named(
    log: &Path,
    form: Form,
    subjects: &[(String, String)],
    wanted: &HashSet<u64>,
) -> Result<HashMap<u64, String>, LogError> {
    let subjects: HashSet<&str> = subjects.iter().map(|s| s.0.as_str()).collect();
    let mut named = HashMap::new();
    // The heading is row 1.
    let mut row = 1u64;
    read(log, form, &mut |item| {
        if let Item::Event(event) = item {
            for _ in subjects_of(&event, |id| subjects.contains(id)) {
                row += 1;
                if wanted.contains(&row) {
                    named.insert(row, event.id.clone());
                }
            }
        }
        Ok(())
    })?;
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_has_the_value_it_had_at_the_time_of_the_event() {
        let value = |from: &str, value: &str| ("risk".to_string(), from.to_string(), value.to_string());
        let attributes = vec![
            value("1970-01-01T00:00:00Z", "low"),
            value("2002-05-03T12:00:00+02:00", "high"),
            value("2002-05-02T12:00:00Z", "medium"),
        ];
        let object = OcelObject { attributes, ..OcelObject::default() };
        let check = |time: &str, expect: Option<&str>| {
            assert_eq!(held_at(&object, time).first().map(|h| h.1), expect, "{time}");
        };
        // | time of the event | value |
        check("2002-05-01T00:00:00Z", Some("low"));
        check("2002-05-02T12:00:00Z", Some("medium"));
        check("2002-05-03T09:59:59Z", Some("medium"));
        check("2002-05-03T10:00:00Z", Some("high"));
        check("2002-05-03T05:00:00-05:00", Some("high"));
        check("1969-12-31T23:59:59Z", None);
        check("May 2002", None);
    }
}
