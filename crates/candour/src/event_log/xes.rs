//! XES: traces of events, each with attributes.
//!
//! | in the log | in the table |
//! |---|---|
//! | `concept:name` of the trace | `subject` |
//! | `concept:name` of the event | `kind` |
//! | `time:timestamp` | `time`, as written |
//! | `org:resource` | `holder` |
//! | other attributes of the event | a column each; those inside another attribute as `outer/inner` |
//! | other attributes of the trace | a column each, with `case:` in front |
//! | place of the event in the file, from 1 | `event` |

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use model::Day;
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::error::LogError;
use super::outcome::{EVIDENCE, Outcome, Outcomes, Written, XES_NAME};
use super::source::{Sink, Xml, cell};
use super::table::{Cells, Columns, SUBJECT_PREFIX, Table, event_column, perhaps_next_day, usable};
use super::tally::Tally;

/// Most bytes of the attributes of one trace with its events: 256 MiB.
const TRACE_BYTES_MAX: usize = 256 << 20;

const NAME: &str = "concept:name";
const TIME: &str = "time:timestamp";
const RESOURCE: &str = "org:resource";
/// Attributes of an outcome that are whole numbers where they are certain.
const NUMBERS: [&str; 3] = ["version", "days_late", "working_days_late"];

/// Keys and values in the order they are written.
type Attributes = Vec<(String, String)>;

/// A trace, or one event that stands in none.
#[derive(Default)]
struct Trace {
    attributes: Attributes,
    events: Vec<Attributes>,
    bytes: usize,
}

/// What an open element is.
enum Frame {
    Log,
    Trace,
    Event,
    /// An attribute; how long the path of its keys was before it.
    Attribute(usize),
    /// Anything else, with all that is in it: extensions, classifiers, global defaults.
    Aside,
}

/// The reading of a log, one trace at a time.
struct Walk {
    xml: Xml,
    frames: Vec<Frame>,
    keys: String,
    trace: Option<Trace>,
    seen_log: bool,
}

impl Walk {
    fn open(path: &Path) -> Result<Walk, LogError> {
        Ok(Walk {
            xml: Xml::open(path)?,
            frames: Vec::new(),
            keys: String::new(),
            trace: None,
            seen_log: false,
        })
    }

    /// The next trace, or event outside one, which comes as a trace without attributes.
    fn next(&mut self, buf: &mut Vec<u8>) -> Result<Option<Trace>, LogError> {
        loop {
            let done = match self.xml.next(buf)? {
                Event::Start(tag) => {
                    self.start(&tag)?;
                    false
                }
                Event::Empty(tag) => {
                    self.start(&tag)?;
                    self.end()
                }
                Event::End(_) => self.end(),
                Event::Eof if !self.seen_log => return Err(self.not_xes()),
                Event::Eof => return Ok(None),
                _ => false,
            };
            if done {
                return Ok(self.trace.take());
            }
        }
    }

    fn not_xes(&self) -> LogError {
        not_a_log(&self.xml)
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), LogError> {
        let frame = match (self.frames.last(), tag.local_name().as_ref()) {
            (None, "log") => {
                self.seen_log = true;
                Frame::Log
            }
            (None, _) => return Err(self.not_xes()),
            (Some(Frame::Log), "trace") => {
                self.trace = Some(Trace::default());
                Frame::Trace
            }
            (Some(Frame::Log | Frame::Trace), "event") => {
                self.trace.get_or_insert_default().events.push(Vec::new());
                Frame::Event
            }
            (Some(Frame::Trace | Frame::Event | Frame::Attribute(_)), _) => self.attribute(tag)?,
            (Some(Frame::Log | Frame::Aside), _) => Frame::Aside,
        };
        self.frames.push(frame);
        Ok(())
    }

    /// Takes in an attribute and gives its frame.
    fn attribute(&mut self, tag: &BytesStart<'_>) -> Result<Frame, LogError> {
        let before = self.keys.len();
        if let Some(key) = cell(tag, "key") {
            if !self.keys.is_empty() {
                self.keys.push('/');
            }
            self.keys.push_str(&key);
        }
        if let (Some(value), Some(trace)) = (cell(tag, "value"), self.trace.as_mut()) {
            trace.bytes += self.keys.len() + value.len();
            if trace.bytes > TRACE_BYTES_MAX {
                return Err(self.xml.wrong(&format!("one trace holds more than {TRACE_BYTES_MAX} bytes")));
            }
            let in_event = self.frames.iter().any(|f| matches!(f, Frame::Event));
            let to = match trace.events.last_mut() {
                Some(event) if in_event => event,
                _ => &mut trace.attributes,
            };
            to.push((self.keys.clone(), value));
        }
        Ok(Frame::Attribute(before))
    }

    /// Closes an element; whether a trace, or an event outside one, is complete.
    fn end(&mut self) -> bool {
        match self.frames.pop() {
            Some(Frame::Attribute(before)) => {
                self.keys.truncate(before);
                false
            }
            Some(Frame::Trace) => true,
            Some(Frame::Event) => matches!(self.frames.last(), Some(Frame::Log)),
            _ => false,
        }
    }
}

fn not_a_log(xml: &Xml) -> LogError {
    xml.wrong("this is no event log: its outermost element is not <log>")
        .hint("XML of other kinds is read by candour review; give a log as XES, OCEL 2.0, CSV or Parquet")
}

/// The parts of an OCEL 2.0 log.
const OCEL_PARTS: [&str; 4] = ["object-types", "event-types", "objects", "events"];

/// Whether a file of XML is XES: it has the outermost element of OCEL, and none of its parts comes first.
pub(super) fn is_xes(log: &Path) -> Result<bool, LogError> {
    let (mut xml, mut buf, mut inside) = (Xml::open(log)?, Vec::new(), false);
    loop {
        match xml.next(&mut buf)? {
            Event::Start(tag) if !inside && tag.local_name().as_ref() == "log" => inside = true,
            Event::Empty(tag) if !inside && tag.local_name().as_ref() == "log" => return Ok(true),
            Event::Start(tag) | Event::Empty(tag) if inside => {
                return Ok(!OCEL_PARTS.contains(&tag.local_name().as_ref()));
            }
            Event::Start(_) | Event::Empty(_) | Event::Eof => return Err(not_a_log(&xml)),
            Event::End(_) => return Ok(true),
            _ => {}
        }
    }
}

/// The first value of an attribute.
fn first<'a>(attributes: &'a Attributes, key: &str) -> Option<&'a str> {
    attributes.iter().find(|a| a.0 == key).map(|a| a.1.as_str())
}

/// The name of a trace, where it has one.
fn subject(trace: &Trace) -> Option<&str> {
    first(&trace.attributes, NAME).map(str::trim_ascii).filter(|name| !name.is_empty())
}

/// See [`super::to_table`]. The log is read twice: for its columns, then for its rows.
pub(super) fn to_table(log: &Path, table: &Path) -> Result<Tally, LogError> {
    let mut table = Table::create(table, columns(log)?)?;
    let mut tally = Tally::default();
    let mut names = HashSet::new();
    let (mut walk, mut buf) = (Walk::open(log)?, Vec::new());
    while let Some(trace) = walk.next(&mut buf)? {
        let subject = subject(&trace);
        match subject.map(|name| names.insert(name.to_string())) {
            Some(true) => tally.subjects += 1,
            Some(false) => tally.same_name += 1,
            None => {}
        }
        for event in &trace.events {
            tally.events += 1;
            for (key, value) in trace.attributes.iter().filter(|a| a.0 != NAME) {
                table.put(&format!("{SUBJECT_PREFIX}{key}"), value);
            }
            for (key, value) in event.iter().filter(|a| !is_fixed(&a.0)) {
                table.put(&event_column(key), value);
            }
            let of = |key| first(event, key).unwrap_or("");
            let number = tally.events.to_string();
            let (kind, time, holder) = (of(NAME), of(TIME), of(RESOURCE));
            table.row(&Cells { subject: subject.unwrap_or(""), kind, time, holder, event: &number })?;
            tally.rows += 1;
            if subject.is_none() {
                tally.without_subject += 1;
                continue;
            }
            tally.used += 1;
            tally.undated += u64::from(!usable(time));
            tally.perhaps_next_day += u64::from(perhaps_next_day(time));
            tally.without_kind += u64::from(kind.trim_ascii().is_empty());
        }
    }
    table.finish()?;
    Ok(tally)
}

fn is_fixed(key: &str) -> bool {
    [NAME, TIME, RESOURCE].contains(&key)
}

fn columns(log: &Path) -> Result<Columns, LogError> {
    let mut columns = Columns::default();
    let (mut walk, mut buf) = (Walk::open(log)?, Vec::new());
    while let Some(trace) = walk.next(&mut buf)? {
        for (key, _) in trace.attributes.iter().filter(|a| a.0 != NAME) {
            columns.add(format!("{SUBJECT_PREFIX}{key}"))?;
        }
        for (key, _) in trace.events.iter().flatten().filter(|a| !is_fixed(&a.0)) {
            columns.add(event_column(key))?;
        }
    }
    Ok(columns)
}

/// See [`super::with_outcomes`]: the log is copied tag by tag, and each outcome put before the end of its trace.
pub(super) fn with_outcomes(
    log: &Path,
    mut outcomes: Outcomes,
    sink: &mut Sink,
) -> Result<Written, LogError> {
    let (mut xml, mut buf) = (Xml::open(log)?, Vec::new());
    let mut to = Writer::new(sink);
    let mut path: Vec<String> = Vec::new();
    let (mut subject, mut offsets) = (None, Offsets::default());
    loop {
        let event = xml.next(&mut buf)?;
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.local_name().as_ref().to_string();
                if path.is_empty() && name != "log" {
                    return Err(not_a_log(&xml));
                }
                let key = cell(tag, "key").unwrap_or_default();
                let value = || cell(tag, "value").unwrap_or_default();
                match path.len() {
                    1 => (subject, offsets) = (None, Offsets::default()),
                    2 if path[1] == "trace" && key == NAME && subject.is_none() => subject = Some(value()),
                    3 if path[2] == "event" && key == TIME => offsets.see(&value()),
                    _ => {}
                }
                if matches!(event, Event::Start(_)) {
                    path.push(name);
                }
            }
            Event::End(_) => {
                if path.len() == 2 && path[1] == "trace" {
                    let name: &str = subject.as_deref().unwrap_or("").trim_ascii();
                    for outcome in outcomes.take(name) {
                        let offset = offsets.before(outcome.day);
                        write_event(&mut to, &outcome, offset).map_err(|e| to.get_ref().failed(&e))?;
                    }
                }
                path.pop();
            }
            _ => {}
        }
        to.write_event(event).map_err(|e| to.get_ref().failed(&e))?;
    }
    Ok(outcomes.written())
}

/// The offsets from universal time in which the events of a trace are written, each with the first day that bears it.
#[derive(Default)]
struct Offsets(Vec<(Day, String)>);

impl Offsets {
    /// Notes the offset of a time, where it has one.
    fn see(&mut self, time: &str) {
        let Some((day, zone)) = time.get(..10).and_then(Day::iso).zip(zone(time)) else { return };
        if self.0.last().is_none_or(|(_, last)| last != zone) {
            self.0.push((day, zone.to_string()));
        }
    }

    /// The offset of the last event that is not after a day; of the first, where all are; universal time where none has one.
    fn before(&self, day: Day) -> &str {
        let last = self.0.iter().rev().find(|(first, _)| *first <= day).or(self.0.first());
        last.map_or("+00:00", |(_, zone)| zone)
    }
}

/// The offset that ends a time.
fn zone(time: &str) -> Option<&str> {
    let at = time.get(11..)?.find(['Z', 'z', '+', '-'])? + 11;
    Some(&time[at..])
}

fn write_event<W: Write>(to: &mut Writer<W>, outcome: &Outcome, offset: &str) -> std::io::Result<()> {
    to.write_event(Event::Start(BytesStart::new("event")))?;
    let mut put = |tag: &'static str, key: &str, value: &str| {
        let tag = BytesStart::new(tag).with_attributes([("key", key), ("value", value)]);
        to.write_event(Event::Empty(tag))
    };
    put("string", NAME, XES_NAME)?;
    put("date", TIME, &outcome.moment(offset))?;
    for (key, value) in outcome.attributes() {
        match key {
            "holder" => put("string", RESOURCE, value)?,
            _ if NUMBERS.contains(&key) && value.parse::<i64>().is_ok() => put("int", key, value)?,
            _ => put("string", key, value)?,
        }
    }
    // Every event of XES is a row: the heading is row 1, and event 1 is row 2.
    let rows = outcome.rows().map(|row| row.saturating_sub(1).to_string());
    let mut events: Vec<String> = rows.collect();
    events.extend(outcome.more().map(|more| format!("+{more}")));
    if !events.is_empty() {
        put("string", EVIDENCE, &events.join(" "))?;
    }
    to.write_event(Event::End(BytesEnd::new("event")))
}
