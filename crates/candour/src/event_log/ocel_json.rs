//! OCEL 2.0 as JSON. Source: OCEL 2.0 specification, section 7.
//!
//! An event or object that lacks something is read with that part empty: one bad entry never loses a file.

use std::fmt;
use std::io::{BufRead, Write};
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use super::Form;
use super::error::LogError;
use super::ocel::{Added, Item, OcelEvent, OcelObject, Visit, added};
use super::outcome::{OCEL_TYPE, Outcomes, Written, declared};
use super::source::{Mark, Sink, Watched};

/// Reads the log, one entry at a time.
pub(super) fn read(log: &Path, visit: &mut Visit<'_>) -> Result<(), LogError> {
    let from = Watched::open(log)?;
    let mark = from.marker();
    let mut json = serde_json::Deserializer::from_reader(from);
    let mut refused = None;
    let seen = (Whole { visit, refused: &mut refused, mark: &mark }).deserialize(&mut json);
    if let Some(error) = refused {
        return Err(error);
    }
    let seen = seen.and_then(|seen| json.end().map(|()| seen)).map_err(|e| {
        LogError::new(format!("{} is broken: {e}", log.display()))
            .hint("nothing of it was used: ask for the file again")
    })?;
    if seen {
        return Ok(());
    }
    Err(LogError::new(format!("{} is not OCEL 2.0: it has no list of events", log.display()))
        .hint("OCEL 1.0 names it ocel:events; other programs can rewrite such a log as OCEL 2.0"))
}

/// The outermost object.
struct Whole<'a, 'v> {
    visit: &'a mut Visit<'v>,
    refused: &'a mut Option<LogError>,
    mark: &'a Mark,
}

impl<'de> DeserializeSeed<'de> for Whole<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_> {
    /// Whether there were events.
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with events and objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut seen = false;
        while let Some(key) = map.next_key::<String>()? {
            self.mark.set();
            let entry: fn(&Value) -> Item = match key.as_str() {
                "events" => |v| Item::Event(event(v)),
                "objects" => |v| Item::Object(object(v)),
                "eventTypes" => |v| Item::EventType(word(&v["name"])),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            if key == "events" && std::mem::replace(&mut seen, true) {
                return Err(A::Error::custom("it has two lists of events"));
            }
            map.next_value_seed(List {
                visit: &mut *self.visit,
                refused: &mut *self.refused,
                mark: self.mark,
                entry,
            })?;
        }
        Ok(seen)
    }
}

/// A list of entries of one sort.
struct List<'a, 'v> {
    visit: &'a mut Visit<'v>,
    refused: &'a mut Option<LogError>,
    mark: &'a Mark,
    entry: fn(&Value) -> Item,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<Value>()? {
            self.mark.set();
            if let Err(error) = (self.visit)((self.entry)(&value)) {
                *self.refused = Some(error);
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(())
    }
}

/// A value as it would be read aloud; nothing for `null` and for what is absent.
fn word(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn event(v: &Value) -> OcelEvent {
    OcelEvent {
        id: word(&v["id"]),
        kind: word(&v["type"]),
        time: word(&v["time"]),
        attributes: list(&v["attributes"]).map(|a| (word(&a["name"]), word(&a["value"]))).collect(),
        objects: list(&v["relationships"]).map(|r| (word(&r["objectId"]), word(&r["qualifier"]))).collect(),
    }
}

fn object(v: &Value) -> OcelObject {
    let attribute = |a: &Value| (word(&a["name"]), word(&a["time"]), word(&a["value"]));
    OcelObject {
        id: word(&v["id"]),
        kind: word(&v["type"]),
        attributes: list(&v["attributes"]).map(attribute).collect(),
    }
}

/// See [`super::with_outcomes`]: the bytes of the log are copied, with the outcomes before the end of its events.
pub(super) fn with_outcomes(
    log: &Path,
    subject_type: Option<&str>,
    mut outcomes: Outcomes,
    sink: &mut Sink,
) -> Result<Written, LogError> {
    // This reads the whole log first, so what is copied is known to be sound.
    let added = added(log, Form::OcelJson, subject_type, &mut outcomes)?;
    let mut from = Watched::open(log)?;
    let mark = from.marker();
    let mut splice = Splice::default();
    loop {
        let part = from.fill_buf().map_err(|e| LogError::io("read", log, &e))?;
        if part.is_empty() {
            break;
        }
        splice.copy(part, &added, sink).map_err(|e| sink.failed(&e))?;
        let len = part.len();
        from.consume(len);
        mark.set();
    }
    if splice.events_written {
        return Ok(outcomes.written());
    }
    Err(LogError::new(format!("{}: the end of the list of events was not found", log.display()))
        .hint("write the name of the list as \"events\", without escapes"))
}

/// Where the copying stands in the JSON.
#[derive(Default)]
struct Splice {
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// The string last seen in the outermost object: in front of a list, its name.
    name: Vec<u8>,
    /// Whether the list of the outermost object that stands open has an entry.
    filled: bool,
    type_declared: bool,
    events_written: bool,
}

impl Splice {
    fn copy(&mut self, part: &[u8], added: &Added, to: &mut Sink) -> std::io::Result<()> {
        let mut from = 0;
        for (at, &byte) in part.iter().enumerate() {
            let ends_list = self.depth == 2 && byte == b']' && !self.in_string;
            let ends_log = self.depth == 1 && byte == b'}' && !self.in_string;
            if ends_list || ends_log {
                to.write_all(&part[from..at])?;
                from = at;
            }
            if ends_list {
                self.add(added, to)?;
            }
            if ends_log && added.declare && !self.type_declared {
                to.write_all(b",\"eventTypes\":[")?;
                serde_json::to_writer(&mut *to, &declaration())?;
                to.write_all(b"]\n")?;
            }
            self.step(byte);
        }
        to.write_all(&part[from..])
    }

    fn step(&mut self, byte: u8) {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ if self.depth == 1 => self.name.push(byte),
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.filled = true;
                if self.depth == 1 {
                    self.name.clear();
                }
            }
            b'{' | b'[' => {
                self.depth += 1;
                self.filled = self.depth > 2;
            }
            b'}' | b']' => self.depth -= 1,
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => self.filled = true,
        }
    }

    /// Writes what belongs at the end of the list that stands open.
    fn add(&mut self, added: &Added, to: &mut Sink) -> std::io::Result<()> {
        match self.name.as_slice() {
            b"eventTypes" if added.declare && !self.type_declared => {
                self.type_declared = true;
                self.entry(&declaration(), to)
            }
            b"events" => {
                self.events_written = true;
                added.events.iter().try_for_each(|event| {
                    let said = event.outcome.attributes().chain(event.evidence());
                    let attributes: Vec<Value> =
                        said.map(|(name, value)| json!({ "name": name, "value": value })).collect();
                    let entry = json!({
                        "id": event.id,
                        "type": OCEL_TYPE,
                        "time": event.outcome.moment("Z"),
                        "attributes": attributes,
                        "relationships": [{ "objectId": event.subject, "qualifier": "subject" }],
                    });
                    self.entry(&entry, to)
                })
            }
            _ => Ok(()),
        }
    }

    fn entry(&mut self, entry: &Value, to: &mut Sink) -> std::io::Result<()> {
        if std::mem::replace(&mut self.filled, true) {
            to.write_all(b",")?;
        }
        serde_json::to_writer(&mut *to, entry)?;
        to.write_all(b"\n")
    }
}

/// The type of outcomes.
fn declaration() -> Value {
    let attributes: Vec<Value> = declared().map(|name| json!({ "name": name, "type": "string" })).collect();
    json!({ "name": OCEL_TYPE, "attributes": attributes })
}
