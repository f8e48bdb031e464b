//! The numbers that Word prints before paragraphs and does not keep in their words: lists, and headings by their style.
//!
//! Source: ECMA-376 part 1, 17.9 (numbering) and 17.7 (styles). A number is worked out as Word shows it: every paragraph of a
//! list counts its level on and begins the deeper ones again. What this leaves out: bullets and pictures as numbers, numbers
//! in words ("First"), and levels that a document tells to begin again elsewhere than after the level above.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::docx::attribute;
use super::package::{damaged_part, part};
use super::{DocumentLimits, PassageKind};
use crate::read::Refusal;

/// Levels of a list.
const LEVELS: usize = 9;
/// Styles that one may rest on, one on the other.
const BASES_MAX: usize = 32;

/// One level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    text: String,
    plain: bool,
    style: String,
}

impl Level {
    fn none() -> Level {
        Level { start: 1, format: String::new(), text: String::new(), plain: false, style: String::new() }
    }
}

/// A list as `w:num` names it.
#[derive(Default)]
struct List {
    of: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

#[derive(Default)]
struct Style {
    name: String,
    base: String,
    list: Option<String>,
    level: Option<usize>,
    outline: Option<u8>,
}

/// What a paragraph says of its number.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) style: String,
    pub(super) list: Option<String>,
    pub(super) level: Option<usize>,
    pub(super) outline: Option<u8>,
}

/// The number of a paragraph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Number {
    /// As printed ("2.1", "3.").
    pub(super) label: String,
    /// Which list, from 1.
    pub(super) list: u32,
    /// Level in it, from 0.
    pub(super) level: u8,
}

/// The lists and styles of a document, and how far each list has counted.
#[derive(Default)]
pub(super) struct Numbering {
    lists: BTreeMap<String, List>,
    patterns: BTreeMap<String, BTreeMap<usize, Level>>,
    /// A pattern that is that of a style of lists.
    links: BTreeMap<String, String>,
    styles: BTreeMap<String, Style>,
    /// The levels of each list, what it says itself before its pattern.
    resolved: BTreeMap<String, BTreeMap<usize, Level>>,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    begun: BTreeSet<(String, usize)>,
    order: Vec<String>,
}

impl Numbering {
    /// Reads the parts `word/numbering.xml` and `word/styles.xml`, where the document has them.
    pub(super) fn read(bytes: &[u8], limits: &DocumentLimits) -> Result<Numbering, Refusal> {
        let mut found = Numbering::default();
        if let Some(xml) = part(bytes, "word/numbering.xml", limits)? {
            found.lists(&xml)?;
        }
        if let Some(xml) = part(bytes, "word/styles.xml", limits)? {
            found.styles(&xml)?;
        }
        found.resolved = found.lists.keys().map(|list| (list.clone(), found.pattern(list))).collect();
        Ok(found)
    }

    fn lists(&mut self, xml: &[u8]) -> Result<(), Refusal> {
        let (mut pattern, mut list) = (None::<String>, None::<String>);
        let mut level = None::<usize>;
        elements(xml, "word/numbering.xml", &mut |e, opens| {
            let value = || attribute(e, "val").unwrap_or_default();
            let name = e.local_name();
            match name.as_ref() {
                "abstractNum" if opens => (pattern, list) = (attribute(e, "abstractNumId"), None),
                "num" if opens => {
                    (pattern, list) = (None, attribute(e, "numId"));
                    let id = list.clone().unwrap_or_default();
                    self.lists.insert(id, List::default());
                }
                "abstractNumId" => {
                    if let Some(its) = list.as_ref().and_then(|id| self.lists.get_mut(id)) {
                        its.of = value();
                    }
                }
                "numStyleLink" => {
                    if let Some(pattern) = &pattern {
                        self.links.insert(pattern.clone(), value());
                    }
                }
                "lvl" | "lvlOverride" => {
                    level = attribute(e, "ilvl").and_then(|l| l.parse().ok()).filter(|l| *l < LEVELS);
                    if let (Some(at), "lvl", Some(its)) = (level, name.as_ref(), self.levels(&pattern, &list))
                    {
                        its.insert(at, Level::none());
                    }
                }
                "startOverride" => {
                    let its = list.as_ref().and_then(|id| self.lists.get_mut(id));
                    if let (Some(its), Some(at), Ok(start)) = (its, level, value().parse()) {
                        its.starts.insert(at, start);
                    }
                }
                "start" | "numFmt" | "lvlText" | "isLgl" | "pStyle" => {
                    let its = self.levels(&pattern, &list);
                    let Some(level) = its.zip(level).and_then(|(its, at)| its.get_mut(&at)) else { return };
                    match name.as_ref() {
                        "start" => level.start = value().parse().unwrap_or(1),
                        "numFmt" => level.format = value(),
                        "lvlText" => level.text = value(),
                        "pStyle" => level.style = value(),
                        _ => level.plain = on(e),
                    }
                }
                _ => {}
            }
        })
    }

    fn levels(
        &mut self,
        pattern: &Option<String>,
        list: &Option<String>,
    ) -> Option<&mut BTreeMap<usize, Level>> {
        match (pattern, list) {
            (Some(pattern), _) => Some(self.patterns.entry(pattern.clone()).or_default()),
            (_, Some(list)) => self.lists.get_mut(list).map(|l| &mut l.levels),
            _ => None,
        }
    }

    fn styles(&mut self, xml: &[u8]) -> Result<(), Refusal> {
        let mut open = String::new();
        elements(xml, "word/styles.xml", &mut |e, opens| {
            let value = || attribute(e, "val").unwrap_or_default();
            if e.local_name().as_ref() == "style" && opens {
                open = attribute(e, "styleId").unwrap_or_default();
            }
            let style = self.styles.entry(open.clone()).or_default();
            match e.local_name().as_ref() {
                "name" if style.name.is_empty() => style.name = value().to_lowercase(),
                "basedOn" => style.base = value(),
                "numId" => style.list = Some(value()),
                "ilvl" => style.level = value().parse().ok(),
                "outlineLvl" => style.outline = value().parse().ok(),
                _ => {}
            }
        })
    }

    /// A style and those it rests on, the nearest first.
    fn chain(&self, style: &str) -> Vec<(&str, &Style)> {
        let mut chain: Vec<(&str, &Style)> = Vec::new();
        let mut next = self.styles.get_key_value(style);
        while let Some((id, style)) = next.filter(|_| chain.len() < BASES_MAX) {
            chain.push((id.as_str(), style));
            next = self.styles.get_key_value(&style.base);
        }
        chain
    }

    /// What a paragraph is by its style; `None` where the style says nothing of it.
    pub(super) fn kind(&self, said: &Said) -> Option<PassageKind> {
        let level = |outline: u8| (outline < LEVELS as u8).then(|| PassageKind::Heading(outline + 1));
        if let Some(outline) = said.outline {
            return level(outline);
        }
        let chain = self.chain(&said.style);
        let own = [said.style.to_lowercase()];
        let names = own.iter().map(String::as_str).chain(chain.iter().map(|(_, s)| s.name.as_str()));
        for (at, name) in names.enumerate() {
            if let Some(n) = name.strip_prefix("heading") {
                return Some(PassageKind::Heading(n.trim().parse().unwrap_or(1)));
            }
            if name == "title" {
                return Some(PassageKind::Heading(1));
            }
            if let Some(outline) = at.checked_sub(1).and_then(|i| chain.get(i)).and_then(|(_, s)| s.outline) {
                return level(outline);
            }
        }
        let listed = own[0].starts_with("list");
        listed.then_some(PassageKind::ListItem)
    }

    /// The number of a paragraph, counted on; `None` where Word prints none, or no digits.
    pub(super) fn number(&mut self, said: &Said) -> Option<Number> {
        let chain = self.chain(&said.style);
        let of_style = chain.iter().find_map(|(id, s)| s.list.as_ref().map(|list| (*id, list, s.level)));
        let (list, level) = match (&said.list, of_style) {
            (Some(list), style) => (list.clone(), said.level.or(style.and_then(|s| s.2))),
            (None, Some((id, list, level))) => {
                let mut levels = self.resolved.get(list).into_iter().flatten();
                let of_level = levels.find(|(_, l)| l.style == id).map(|(at, _)| *at);
                (list.clone(), said.level.or(level).or(of_level))
            }
            _ => return None,
        };
        let level = level.unwrap_or(0).min(LEVELS - 1);
        let (its, pattern) = (self.lists.get(&list)?, self.resolved.get(&list)?);
        let start = |at: usize| pattern.get(&at).map_or(1, |l| l.start);
        let begins = its.starts.get(&level).filter(|_| self.begun.insert((list.clone(), level)));
        let counts = self.counts.entry(its.of.clone()).or_default();
        counts[level] = Some(match (begins, counts[level]) {
            (Some(start), _) => *start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => start(level),
        });
        counts[level + 1..].fill(None);
        for (at, count) in counts[..level].iter_mut().enumerate() {
            count.get_or_insert_with(|| start(at));
        }
        let label = label(pattern, level, counts)?;
        let known = self.order.iter().position(|of| *of == its.of);
        let list = known.unwrap_or_else(|| {
            self.order.push(its.of.clone());
            self.order.len() - 1
        });
        Some(Number { label, list: u32::try_from(list + 1).ok()?, level: u8::try_from(level).ok()? })
    }

    fn pattern(&self, list: &str) -> BTreeMap<usize, Level> {
        let Some(its) = self.lists.get(list) else { return BTreeMap::new() };
        let linked = || {
            let style = self.styles.get(self.links.get(&its.of)?)?;
            self.lists.get(style.list.as_ref()?).and_then(|l| self.patterns.get(&l.of))
        };
        let own = self.patterns.get(&its.of).filter(|p| !p.is_empty()).or_else(linked);
        let mut levels = own.cloned().unwrap_or_default();
        levels.extend(its.levels.iter().map(|(at, level)| (*at, level.clone())));
        levels
    }
}

/// Whether a property without a value, or with one that does not take it back, is on.
fn on(e: &BytesStart<'_>) -> bool {
    attribute(e, "val").is_none_or(|v| !matches!(v.as_str(), "0" | "false" | "off"))
}

/// The words of a number; `None` for a bullet, a letter or nothing.
fn label(pattern: &BTreeMap<usize, Level>, level: usize, counts: &[Option<u32>; LEVELS]) -> Option<String> {
    let its = pattern.get(&level)?;
    let digits = |format: &str| matches!(format, "decimal" | "decimalZero" | "");
    if !digits(&its.format) {
        return None;
    }
    let mut words = String::new();
    let mut rest = its.text.chars().peekable();
    while let Some(c) = rest.next() {
        let at = rest.peek().and_then(|d| d.to_digit(10)).filter(|d| c == '%' && (1..=9).contains(d));
        let Some(at) = at.map(|d| d as usize - 1) else {
            words.push(c);
            continue;
        };
        rest.next();
        let count = counts[at].unwrap_or(1);
        let of = pattern.get(&at);
        match of.map_or("", |l| l.format.as_str()) {
            "decimalZero" if count < 10 => words.push_str(&format!("0{count}")),
            format if digits(format) || its.plain => words.push_str(&count.to_string()),
            "upperLetter" if count <= 26 => words.extend(char::from_u32('A' as u32 + count.max(1) - 1)),
            "lowerLetter" if count <= 26 => words.extend(char::from_u32('a' as u32 + count.max(1) - 1)),
            _ => return None,
        }
    }
    let words = words.trim().to_string();
    words.chars().any(|c| c.is_ascii_digit()).then_some(words)
}

/// Every element of a part, and whether it opens: not those that stand without contents.
fn elements(xml: &[u8], name: &str, take: &mut dyn FnMut(&BytesStart<'_>, bool)) -> Result<(), Refusal> {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|e| damaged_part(name, e))?;
        match event {
            Event::Start(e) => take(&e, true),
            Event::Empty(e) => take(&e, false),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
