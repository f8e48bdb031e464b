//! OCEL 2.0 as XML. Source: OCEL 2.0 specification, section 6.

use std::io::Write;
use std::path::Path;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::Form;
use super::error::LogError;
use super::ocel::{Added, Item, OcelEvent, OcelObject, Visit, added};
use super::outcome::{OCEL_TYPE, Outcomes, Written, declared};
use super::source::{Sink, Xml, cell, text};

/// The reading of a log: what stands open.
#[derive(Default)]
struct Walk {
    path: Vec<String>,
    event: Option<OcelEvent>,
    object: Option<OcelObject>,
    seen_events: bool,
}

/// Reads the log.
pub(super) fn read(log: &Path, visit: &mut Visit<'_>) -> Result<(), LogError> {
    let (mut xml, mut buf) = (Xml::open(log)?, Vec::new());
    let mut walk = Walk::default();
    loop {
        match xml.next(&mut buf)? {
            Event::Eof => break,
            Event::Start(tag) => walk.open(&tag, visit)?,
            Event::Empty(tag) => {
                walk.open(&tag, visit)?;
                walk.close(visit)?;
            }
            Event::End(_) => walk.close(visit)?,
            other => {
                if let Some(text) = text(&other) {
                    walk.text(&text);
                }
            }
        }
    }
    if walk.seen_events {
        return Ok(());
    }
    Err(xml
        .wrong("this is not OCEL 2.0: it has no <events> in a <log>")
        .hint("a log of traces is XES, whose first part is none of objects, events and their types"))
}

impl Walk {
    fn open(&mut self, tag: &BytesStart<'_>, visit: &mut Visit<'_>) -> Result<(), LogError> {
        self.path.push(tag.local_name().as_ref().to_string());
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let of = |name: &str| cell(tag, name).unwrap_or_default();
        match (path.as_slice(), &mut self.event, &mut self.object) {
            (["log", "events"], ..) => self.seen_events = true,
            (["log", "event-types", "event-type"], ..) => return visit(Item::EventType(of("name"))),
            (["log", "events", "event"], ..) => {
                let event =
                    OcelEvent { id: of("id"), kind: of("type"), time: of("time"), ..OcelEvent::default() };
                self.event = Some(event);
            }
            (["log", "events", "event", "attributes", "attribute"], Some(event), _) => {
                event.attributes.push((of("name"), String::new()));
            }
            (["log", "events", "event", "objects", "relationship" | "object" | "relobj"], Some(event), _) => {
                event.objects.push((of("object-id"), of("qualifier")));
            }
            (["log", "objects", "object"], ..) => {
                self.object = Some(OcelObject { id: of("id"), kind: of("type"), attributes: Vec::new() });
            }
            (["log", "objects", "object", "attributes", "attribute"], _, Some(object)) => {
                object.attributes.push((of("name"), of("time"), String::new()));
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.path.last().is_none_or(|last| last != "attribute") {
            return;
        }
        if let Some((_, value)) = self.event.as_mut().and_then(|e| e.attributes.last_mut()) {
            value.push_str(text);
        } else if let Some((_, _, value)) = self.object.as_mut().and_then(|o| o.attributes.last_mut()) {
            value.push_str(text);
        }
    }

    fn close(&mut self, visit: &mut Visit<'_>) -> Result<(), LogError> {
        let closed = (self.path.len() == 3).then(|| self.path[1].clone());
        self.path.pop();
        match closed.as_deref() {
            Some("events") => self.event.take().map_or(Ok(()), |e| visit(Item::Event(e))),
            Some("objects") => self.object.take().map_or(Ok(()), |o| visit(Item::Object(o))),
            _ => Ok(()),
        }
    }
}

/// See [`super::with_outcomes`]: the log is copied tag by tag, with the outcomes before the end of its events.
pub(super) fn with_outcomes(
    log: &Path,
    subject_type: Option<&str>,
    mut outcomes: Outcomes,
    sink: &mut Sink,
) -> Result<Written, LogError> {
    let added = added(log, Form::OcelXml, subject_type, &mut outcomes)?;
    let (mut xml, mut buf) = (Xml::open(log)?, Vec::new());
    let mut to = Writer::new(sink);
    let mut path: Vec<String> = Vec::new();
    let mut typed = false;
    loop {
        let event = xml.next(&mut buf)?;
        let written = match event {
            Event::Eof => break,
            Event::Empty(tag) if path.len() == 1 && section(tag.local_name().as_ref()) => {
                let name = tag.name().as_ref().to_string();
                let local = tag.local_name().as_ref().to_string();
                typed |= local == TYPES;
                to.write_event(Event::Start(tag))
                    .and_then(|()| add(&mut to, &local, &added))
                    .and_then(|()| to.write_event(Event::End(BytesEnd::new(name))))
            }
            Event::Start(tag) => {
                path.push(tag.local_name().as_ref().to_string());
                to.write_event(Event::Start(tag))
            }
            Event::End(tag) => {
                let last = path.pop().unwrap_or_default();
                let section = if path.len() == 1 { last } else { String::new() };
                typed |= section == TYPES;
                let untyped = path.is_empty() && !typed && added.declare;
                if untyped { declare_alone(&mut to) } else { add(&mut to, &section, &added) }
                    .and_then(|()| to.write_event(Event::End(tag)))
            }
            other => to.write_event(other),
        };
        written.map_err(|e| to.get_ref().failed(&e))?;
    }
    Ok(outcomes.written())
}

/// The part of a log that declares types of event.
const TYPES: &str = "event-types";

fn section(name: &str) -> bool {
    [TYPES, "events"].contains(&name)
}

/// Writes what belongs at the end of a part of the log.
fn add<W: Write>(to: &mut Writer<W>, section: &str, added: &Added) -> std::io::Result<()> {
    match section {
        TYPES if added.declare => declare(to),
        "events" => write_events(to, added),
        _ => Ok(()),
    }
}

fn declare_alone<W: Write>(to: &mut Writer<W>) -> std::io::Result<()> {
    to.write_event(Event::Start(BytesStart::new(TYPES)))?;
    declare(to)?;
    to.write_event(Event::End(BytesEnd::new(TYPES)))
}

fn declare<W: Write>(to: &mut Writer<W>) -> std::io::Result<()> {
    let open = |name| Event::Start(BytesStart::new(name));
    to.write_event(Event::Start(BytesStart::new("event-type").with_attributes([("name", OCEL_TYPE)])))?;
    to.write_event(open("attributes"))?;
    for name in declared() {
        let tag = BytesStart::new("attribute").with_attributes([("name", name), ("type", "string")]);
        to.write_event(Event::Empty(tag))?;
    }
    to.write_event(Event::End(BytesEnd::new("attributes")))?;
    to.write_event(Event::End(BytesEnd::new("event-type")))
}

fn write_events<W: Write>(to: &mut Writer<W>, added: &Added) -> std::io::Result<()> {
    let open = |name| Event::Start(BytesStart::new(name));
    let close = |name| Event::End(BytesEnd::new(name));
    for event in &added.events {
        let time = event.outcome.moment("Z");
        let about = [("id", event.id.as_str()), ("type", OCEL_TYPE), ("time", &time)];
        to.write_event(Event::Start(BytesStart::new("event").with_attributes(about)))?;
        to.write_event(open("attributes"))?;
        for (name, value) in event.outcome.attributes().chain(event.evidence()) {
            to.write_event(Event::Start(BytesStart::new("attribute").with_attributes([("name", name)])))?;
            to.write_event(Event::Text(BytesText::new(value)))?;
            to.write_event(close("attribute"))?;
        }
        to.write_event(close("attributes"))?;
        to.write_event(open("objects"))?;
        let relation = [("object-id", event.subject.as_str()), ("qualifier", "subject")];
        to.write_event(Event::Empty(BytesStart::new("relationship").with_attributes(relation)))?;
        to.write_event(close("objects"))?;
        to.write_event(close("event"))?;
    }
    Ok(())
}
