//! The numbers that an OpenDocument text prints before paragraphs and does not keep in their words: lists, and headings by the outline.
//!
//! Source: OpenDocument 1.3 part 3, 5.3 (lists), 16.30 to 16.34 (list and outline styles), 19.774 to 19.781 (`text:continue-list`,
//! `text:continue-numbering`). Every paragraph of a list that is the first of its item counts its level on and begins the deeper ones
//! again; a list that continues another counts on where that one ended. What this leaves out: bullets and pictures as numbers,
//! numbers in words, and numbered paragraphs that stand in no list (`text:numbered-paragraph`).

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::numbering::Number;
use super::odt::attribute;
use super::package::damaged_part;
use crate::read::Refusal;

/// Levels of a list.
const LEVELS: usize = 10;
/// Styles that one may rest on, one on the other.
const BASES_MAX: usize = 32;

/// One level of a list.
#[derive(Clone, Debug)]
struct Level {
    /// "1", "A", "a", "i", "I", nothing, or "bullet".
    format: String,
    prefix: String,
    suffix: String,
    /// How many levels the number shows, its own the last.
    shown: usize,
    start: u32,
}

type Levels = BTreeMap<usize, Level>;

/// A style of paragraphs, as far as numbers go.
#[derive(Default)]
struct Style {
    parent: String,
    /// The list it belongs to; empty where it says that it belongs to none.
    list: Option<String>,
}

/// A list that is open, or the one in it.
struct Open {
    style: Option<String>,
    /// Which count it goes on with.
    count: usize,
    /// A number that its open item gives itself, and whether the first paragraph of that item is still to come.
    start: Option<u32>,
    first: bool,
    of_item: Option<String>,
}

/// The list styles of a document, and how far each list has counted.
#[derive(Default)]
pub(super) struct OdtNumbering {
    lists: BTreeMap<String, Levels>,
    outline: Levels,
    styles: BTreeMap<String, Style>,
    open: Vec<Open>,
    counts: Vec<[Option<u32>; LEVELS]>,
    by_id: BTreeMap<String, usize>,
    last_of_style: BTreeMap<String, usize>,
    /// The count of the headings, once one has a number.
    of_headings: Option<usize>,
}

impl OdtNumbering {
    /// Reads the styles of lists and paragraphs in one part, up to its text.
    pub(super) fn styles(&mut self, xml: &[u8], name: &str) -> Result<(), Refusal> {
        let mut reader = Reader::from_reader(xml);
        let mut buffer = Vec::new();
        let (mut list, mut outline) = (None::<String>, false);
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).map_err(|e| damaged_part(name, e))?;
            match event {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "body" => return Ok(()),
                    "list-style" => {
                        (list, outline) = (attribute(&e, "name"), false);
                        self.lists.insert(list.clone().unwrap_or_default(), Levels::new());
                    }
                    "outline-style" => (list, outline) = (None, true),
                    "style" => self.paragraph_style(&e),
                    kind @ ("list-level-style-number"
                    | "list-level-style-bullet"
                    | "list-level-style-image"
                    | "outline-level-style") => {
                        let levels = match &list {
                            _ if outline => Some(&mut self.outline),
                            Some(list) => self.lists.get_mut(list),
                            None => None,
                        };
                        let numbers = kind.ends_with("number") || kind.starts_with("outline");
                        if let Some((levels, (at, level))) = levels.zip(level_of(&e, numbers)) {
                            levels.insert(at, level);
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn paragraph_style(&mut self, e: &BytesStart<'_>) {
        if attribute(e, "family").as_deref() == Some("paragraph") {
            let style = Style {
                parent: attribute(e, "parent-style-name").unwrap_or_default(),
                list: attribute(e, "list-style-name"),
            };
            self.styles.insert(attribute(e, "name").unwrap_or_default(), style);
        }
    }

    /// The list that a style of paragraphs, or one it rests on, belongs to; empty where it says that it belongs to none.
    fn list_of_style(&self, style: &str) -> Option<&str> {
        let mut next = self.styles.get(style);
        for _ in 0..BASES_MAX {
            match next? {
                Style { list: Some(list), .. } => return Some(list),
                Style { parent, .. } => next = self.styles.get(parent),
            }
        }
        None
    }

    /// A list opens.
    pub(super) fn list(&mut self, e: &BytesStart<'_>) {
        let own = attribute(e, "style-name");
        let on = attribute(e, "continue-numbering").as_deref() == Some("true");
        let of = attribute(e, "continue-list").and_then(|id| self.by_id.get(&id).copied());
        let style = own.clone().or_else(|| self.open.last().and_then(|o| o.style.clone()));
        let level = self.open.len().min(LEVELS - 1);
        let count = match self.open.last() {
            Some(outer) => {
                let count = outer.count;
                if !on && of.is_none() {
                    self.counts[count][level..].fill(None);
                }
                count
            }
            None => {
                let last = || self.last_of_style.get(style.as_deref().unwrap_or("")).copied();
                of.or_else(|| last().filter(|_| on)).unwrap_or_else(|| {
                    self.counts.push([None; LEVELS]);
                    self.counts.len() - 1
                })
            }
        };
        if let Some(id) = attribute(e, "id") {
            self.by_id.insert(id, count);
        }
        if self.open.is_empty() {
            self.last_of_style.insert(style.clone().unwrap_or_default(), count);
        }
        self.open.push(Open { style, count, start: None, first: false, of_item: None });
    }

    /// A list closes.
    pub(super) fn end_list(&mut self) {
        self.open.pop();
    }

    /// An item of the open list begins; `counted` is false for a header of the list, which bears no number.
    pub(super) fn item(&mut self, e: &BytesStart<'_>, counted: bool) {
        if let Some(open) = self.open.last_mut() {
            open.start = attribute(e, "start-value").and_then(|n| n.parse().ok());
            open.first = counted;
            open.of_item = attribute(e, "style-override");
        }
    }

    /// The number of a paragraph or heading that begins, counted on; `None` where none is printed, or no digits.
    pub(super) fn number(&mut self, e: &BytesStart<'_>) -> Option<Number> {
        let style = attribute(e, "style-name").unwrap_or_default();
        if self.open.is_empty() {
            return self.of_heading(e, &style);
        }
        let level = (self.open.len() - 1).min(LEVELS - 1);
        let open = self.open.last_mut()?;
        if !std::mem::take(&mut open.first) {
            return None;
        }
        let (start, count) = (open.start.take(), open.count);
        let named = open.of_item.clone().or_else(|| open.style.clone());
        let list = named.or_else(|| self.list_of_style(&style).map(str::to_string)).unwrap_or_default();
        let none = Levels::new();
        let levels = self.lists.get(&list).unwrap_or(&none);
        counted(levels, &mut self.counts[count], (level, start));
        numbered(levels, &self.counts[count], level, count)
    }

    /// The number of a heading that stands in no list.
    fn of_heading(&mut self, e: &BytesStart<'_>, style: &str) -> Option<Number> {
        let heading = e.local_name().as_ref() == "h";
        let none = self.list_of_style(style).is_some_and(str::is_empty);
        if !heading || none || attribute(e, "is-list-header").as_deref() == Some("true") {
            return None;
        }
        let level = attribute(e, "outline-level").and_then(|l| l.parse::<usize>().ok())?.checked_sub(1)?;
        if level >= LEVELS || self.outline.get(&level).is_none_or(|l| l.format.is_empty()) {
            return None;
        }
        let count = *self.of_headings.get_or_insert_with(|| {
            self.counts.push([None; LEVELS]);
            self.counts.len() - 1
        });
        let again = attribute(e, "restart-numbering").as_deref() == Some("true");
        let given = attribute(e, "start-value").and_then(|n| n.parse().ok());
        let start = given.or_else(|| again.then(|| self.outline.get(&level).map_or(1, |l| l.start)));
        counted(&self.outline, &mut self.counts[count], (level, start));
        numbered(&self.outline, &self.counts[count], level, count)
    }
}

/// Counts a level on, or begins it where it is told to, and begins the deeper ones again.
fn counted(levels: &Levels, counts: &mut [Option<u32>; LEVELS], (level, start): (usize, Option<u32>)) {
    let first = |at: usize| levels.get(&at).map_or(1, |l| l.start);
    counts[level] = Some(match (start, counts[level]) {
        (Some(start), _) => start,
        (None, Some(count)) => count.saturating_add(1),
        (None, None) => first(level),
    });
    counts[level + 1..].fill(None);
    for (at, count) in counts[..level].iter_mut().enumerate() {
        count.get_or_insert_with(|| first(at));
    }
}

fn numbered(levels: &Levels, counts: &[Option<u32>; LEVELS], level: usize, count: usize) -> Option<Number> {
    let label = label(levels, counts, level)?;
    Some(Number { label, list: u32::try_from(count + 1).ok()?, level: u8::try_from(level).ok()? })
}

/// The words of a number; `None` for a bullet, a letter or nothing.
fn label(levels: &Levels, counts: &[Option<u32>; LEVELS], level: usize) -> Option<String> {
    let its = levels.get(&level).filter(|l| l.format == "1")?;
    let mut parts = Vec::new();
    let from = level + 1 - its.shown.clamp(1, level + 1);
    for (at, count) in counts.iter().enumerate().take(level + 1).skip(from) {
        let count = count.unwrap_or(1);
        match levels.get(&at).map_or("", |l| l.format.as_str()) {
            "" => {}
            "1" => parts.push(count.to_string()),
            "A" if count <= 26 => {
                parts.extend(char::from_u32('A' as u32 + count.max(1) - 1).map(String::from))
            }
            "a" if count <= 26 => {
                parts.extend(char::from_u32('a' as u32 + count.max(1) - 1).map(String::from))
            }
            _ => return None,
        }
    }
    Some(format!("{}{}{}", its.prefix, parts.join("."), its.suffix).trim().to_string())
}

/// A level of a list as its style says it, with its place from 0.
fn level_of(e: &BytesStart<'_>, numbers: bool) -> Option<(usize, Level)> {
    let number = |name: &str| attribute(e, name).and_then(|n| n.parse::<u32>().ok());
    let at = (number("level")? as usize).checked_sub(1).filter(|at| *at < LEVELS)?;
    let format = if numbers { attribute(e, "num-format").unwrap_or_default() } else { "bullet".to_string() };
    let level = Level {
        format,
        prefix: attribute(e, "num-prefix").unwrap_or_default(),
        suffix: attribute(e, "num-suffix").unwrap_or_default(),
        shown: number("display-levels").map_or(1, |n| n as usize),
        start: number("start-value").unwrap_or(1),
    };
    Some((at, level))
}
