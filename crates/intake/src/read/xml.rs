//! XML as a stream of elements with their own text.
//!
//! Namespaces are set aside: elements and attributes go by their local names. Nothing is expanded but the five
//! entities of XML itself and character references; a document that declares entities is refused, and a DTD is never
//! fetched. Source: XML 1.0, sections 2.3, 2.8 and 4.

use std::io::{self, BufRead, BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::guard::fenced;
use super::header::shorten;
use super::received::Received;
use super::{Limits, Refusal};

const PARSER: &str = "XML";
/// Pieces of text between elements that are kept to be shown.
const STRAYS_SHOWN: usize = 3;

/// What a walk through the document calls back.
pub(super) trait Visit {
    /// An element opens.
    fn open(&mut self, name: &str) -> Result<(), Refusal>;
    /// An attribute of the element that has just opened.
    fn attribute(&mut self, name: &str, value: &str) -> Result<(), Refusal>;
    /// An element closes. It is a `leaf` where no element stood inside it, and then `text` is its own. Returns whether
    /// to go on.
    fn close(&mut self, text: &str, leaf: bool) -> Result<bool, Refusal>;
}

/// Where and how the document breaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    /// What is wrong, with line and column.
    pub(super) what: String,
}

impl Fault {
    /// The fault as a refusal of the whole file.
    pub(super) fn refusal(&self) -> Refusal {
        Refusal::new(
            self.what.clone(),
            "well-formed XML",
            "ask for the file again, or correct it at that place in a copy",
        )
    }
}

/// What a walk found on the way.
#[derive(Clone, Default, Debug)]
pub(super) struct Walked {
    /// Set where the document is not well-formed; all before was given.
    pub(super) fault: Option<Fault>,
    /// Texts between elements: how many, and the first with their lines.
    pub(super) strays: (u64, Vec<(u32, String)>),
    /// References to entities that the document does not declare, kept as they stand: how many, the first, its line.
    pub(super) unknown: Option<(u64, String, u32)>,
}

/// A buffered reader that knows its line and column, and how much was taken since the last mark.
struct Watched {
    from: BufReader<Box<dyn Read>>,
    line: u32,
    column: u64,
    since: usize,
    since_max: usize,
}

impl Read for Watched {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.from.read(buf)
    }
}

impl BufRead for Watched {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > self.since_max {
            return Err(io::Error::other("a single piece of it is longer than a row may be"));
        }
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let taken = &self.from.buffer()[..amount];
        let breaks = memchr::memchr_iter(b'\n', taken).count();
        self.line = self.line.saturating_add(breaks as u32);
        self.column = match memchr::memrchr(b'\n', taken) {
            Some(at) => (amount - at) as u64,
            None => self.column + amount as u64,
        };
        self.since += amount;
        self.from.consume(amount);
    }
}

struct Frame {
    text: String,
    /// Line its text begins on.
    line: u32,
    parent: bool,
}

/// Walks through the whole document.
pub(super) fn walk(
    received: &Received,
    limits: &Limits,
    label: Option<&str>,
    visit: &mut dyn Visit,
) -> Result<Walked, Refusal> {
    let encoding = declared_encoding(received, label)?;
    let from = BufReader::with_capacity(64 << 10, received.open_text(encoding)?);
    let watched = Watched { from, line: 1, column: 1, since: 0, since_max: limits.row_bytes_max };
    let mut reader = Reader::from_reader(watched);
    let mut walk = Walk { limits, frames: Vec::new(), walked: Walked::default() };
    let mut buf = Vec::new();
    loop {
        buf.clear();
        let at = (reader.get_ref().line, reader.get_ref().column);
        reader.get_mut().since = 0;
        let event = fenced(PARSER, || reader.read_event_into(&mut buf))?;
        let what = match event {
            Ok(Event::Eof) if walk.frames.is_empty() => break,
            Ok(Event::Eof) => "the document ends before its elements are closed".to_string(),
            Ok(event) => match walk.event(&event, at.0, visit) {
                Ok(true) => continue,
                Ok(false) => break,
                Err(Stop::Refuse(refusal)) => return Err(refusal),
                Err(Stop::Fault(what)) => what,
            },
            Err(_) if reader.get_ref().since > limits.row_bytes_max => {
                return Err(Refusal::new(
                    format!(
                        "at line {} one piece of the XML is longer than {} bytes",
                        at.0, limits.row_bytes_max
                    ),
                    format!("at most {} bytes in one tag or text", limits.row_bytes_max),
                    "raise row_bytes_max if the text is meant",
                ));
            }
            Err(error) => error.to_string(),
        };
        let what = format!("the XML is broken at line {}, column {}: {what}", at.0, at.1);
        walk.walked.fault = Some(Fault { what });
        break;
    }
    Ok(walk.walked)
}

/// The encoding that a label, a byte order mark or the declaration names, or that the contents show.
fn declared_encoding(
    received: &Received,
    label: Option<&str>,
) -> Result<&'static encoding_rs::Encoding, Refusal> {
    let found = received.encoding(label)?;
    if label.is_some() || found.encoding != encoding_rs::UTF_8 && found.encoding != encoding_rs::WINDOWS_1252
    {
        return Ok(found.encoding);
    }
    let opening = String::from_utf8_lossy(&received.head[..received.head.len().min(256)]).into_owned();
    let declared = opening
        .split_once("?>")
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1))
        .and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()))
        .filter(|e| e.is_ascii_compatible() && *e != encoding_rs::UTF_8);
    Ok(declared.unwrap_or(found.encoding))
}

enum Stop {
    Refuse(Refusal),
    Fault(String),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refuse(refusal)
    }
}

struct Walk<'l> {
    limits: &'l Limits,
    frames: Vec<Frame>,
    walked: Walked,
}

impl Walk<'_> {
    fn event(&mut self, event: &Event<'_>, line: u32, visit: &mut dyn Visit) -> Result<bool, Stop> {
        match event {
            Event::Start(start) => self.open(start, visit).map(|()| true),
            Event::Empty(start) => {
                self.open(start, visit)?;
                self.close(visit)
            }
            Event::End(_) => self.close(visit),
            Event::Text(text) => self.text(&text.xml10_content(), line),
            Event::CData(text) => self.text(&text.xml10_content(), line),
            Event::GeneralRef(reference) => {
                let text = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Ok(None) => self.entity(reference, line),
                    Err(error) => return Err(Stop::Fault(error.to_string())),
                };
                self.text(&text, line)
            }
            Event::DocType(text) if text.contains("<!ENTITY") => Err(Stop::Refuse(Refusal::new(
                "the document declares entities of its own, which can be made to unfold without end",
                "XML without entity declarations",
                "ask the sender for the document without its DTD",
            ))),
            _ => Ok(true),
        }
    }

    fn entity(&mut self, name: &str, line: u32) -> String {
        match name {
            "lt" => "<".into(),
            "gt" => ">".into(),
            "amp" => "&".into(),
            "apos" => "'".into(),
            "quot" => "\"".into(),
            other => {
                let (count, _, _) = self.walked.unknown.get_or_insert((0, format!("&{other};"), line));
                *count += 1;
                format!("&{other};")
            }
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, visit: &mut dyn Visit) -> Result<(), Stop> {
        if self.frames.len() >= self.limits.depth_max {
            return Err(Stop::Refuse(Refusal::new(
                format!("elements are nested deeper than {}", self.limits.depth_max),
                format!("at most {} elements inside each other", self.limits.depth_max),
                "no record is so deep: ask the sender what made it",
            )));
        }
        if let Some(parent) = self.frames.last_mut() {
            parent.parent = true;
        }
        self.frames.push(Frame { text: String::new(), line: 0, parent: false });
        visit.open(start.local_name().as_ref())?;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| Stop::Fault(e.to_string()))?;
            let key = attribute.key;
            if key.as_ref() == "xmlns" || key.as_ref().starts_with("xmlns:") {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .unwrap_or_else(|_| attribute.value.clone());
            visit.attribute(key.local_name().as_ref(), value.trim())?;
        }
        Ok(())
    }

    fn close(&mut self, visit: &mut dyn Visit) -> Result<bool, Stop> {
        let Some(frame) = self.frames.pop() else {
            return Err(Stop::Fault("an element is closed that was not opened".into()));
        };
        let text = frame.text.trim();
        if frame.parent && !text.is_empty() {
            self.stray(text, frame.line);
        }
        Ok(visit.close(if frame.parent { "" } else { text }, !frame.parent)?)
    }

    fn text(&mut self, text: &str, line: u32) -> Result<bool, Stop> {
        let blank = &text[..text.len() - text.trim_start().len()];
        let line = line.saturating_add(memchr::memchr_iter(b'\n', blank.as_bytes()).count() as u32);
        let Some(frame) = self.frames.last_mut() else {
            let text = text.trim();
            if !text.is_empty() {
                self.stray(text, line);
            }
            return Ok(true);
        };
        // White space between elements is not held.
        if frame.text.is_empty() && text.trim_start().is_empty() {
            return Ok(true);
        }
        if frame.text.len() + text.len() > self.limits.row_bytes_max {
            return Err(Stop::Refuse(Refusal::new(
                format!(
                    "at line {line} one element holds more than {} bytes of text",
                    self.limits.row_bytes_max
                ),
                format!("at most {} bytes", self.limits.row_bytes_max),
                "raise row_bytes_max if the text is meant",
            )));
        }
        if frame.text.is_empty() {
            frame.line = line;
        }
        frame.text.push_str(text);
        Ok(true)
    }

    fn stray(&mut self, text: &str, line: u32) {
        let (count, shown) = &mut self.walked.strays;
        *count += 1;
        if shown.len() < STRAYS_SHOWN {
            shown.push((line, shorten(text, 100)));
        }
    }
}
