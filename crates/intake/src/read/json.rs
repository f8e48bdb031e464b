//! JSON documents and JSON Lines: objects as rows, nested names joined by dots.
//!
//! An array is read element by element and never held whole. A first pass finds the array and the names of its
//! columns, a second gives the rows. Source: RFC 8259; JSON Lines as at jsonlines.org.

use std::cell::Cell as Slot;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use serde::de::{self, DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::nearest::is_slip;

use super::header::{shorten, words_of};
use super::json_value::Value;
use super::received::{Received, unreadable};
use super::xml_rows::BETWEEN;
use super::{Cell, Desk, Limits, ReadOptions, Refusal, RowSink, SheetHead};

/// Characters of a broken line that are kept.
const WORDS_CHARS: usize = 2_000;

/// Column names in order of first occurrence.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
    fixed: bool,
}

impl Columns {
    fn fixed(names: &[String]) -> Columns {
        let places = names.iter().enumerate().map(|(i, n)| (n.clone(), i)).collect();
        Columns { names: names.to_vec(), places, fixed: !names.is_empty() }
    }

    fn place(&mut self, name: &str) -> Option<usize> {
        if let Some(place) = self.places.get(name) {
            return Some(*place);
        }
        if self.fixed {
            return None;
        }
        self.places.insert(name.to_string(), self.names.len());
        self.names.push(name.to_string());
        Some(self.names.len() - 1)
    }
}

/// The values of a row, by place.
type Row = Vec<Cell>;

/// Lays a value flat: objects by names joined with dots, arrays by values joined with ` | `.
fn flatten(
    value: &Value,
    name: &str,
    depth: usize,
    columns: &mut Columns,
    row: &mut Row,
) -> Result<(), String> {
    if depth == 0 {
        return Err("values are nested too deeply".to_string());
    }
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(value, &name, depth - 1, columns, row)?;
            }
        }
        Value::List(items) => {
            for item in items {
                flatten(item, name, depth - 1, columns, row)?;
            }
        }
        Value::Bare(cell) => {
            let name = if name.is_empty() { "value" } else { name };
            let Some(place) = columns.place(name) else { return Ok(()) };
            if row.len() <= place {
                row.resize(place + 1, Cell::Empty);
            }
            join(&mut row[place], cell.clone());
        }
    }
    Ok(())
}

/// Puts a value into a cell, behind what is there already.
pub(super) fn join(held: &mut Cell, more: Cell) {
    match (&mut *held, more) {
        (_, Cell::Empty) => {}
        (Cell::Empty, more) => *held = more,
        (Cell::Text(text), more) => {
            text.push_str(BETWEEN);
            text.push_str(&more.to_string());
        }
        (held, more) => *held = Cell::Text(format!("{held}{BETWEEN}{more}")),
    }
}

/// Gives rows to the sink, within the limits.
struct Giver<'g, 's> {
    desk: &'g mut Desk<'s>,
    limits: &'g Limits,
    columns: Columns,
    rows: u32,
}

impl Giver<'_, '_> {
    fn give(&mut self, number: u32, value: &Value) -> Result<bool, Refusal> {
        if self.rows >= self.limits.rows_max {
            return Err(Refusal::new(
                format!("there are more than {} rows", self.limits.rows_max),
                format!("at most {} rows in one sheet", self.limits.rows_max),
                "split the file, or raise rows_max",
            ));
        }
        self.rows += 1;
        let mut row = Row::new();
        let fault = flatten(value, "", self.limits.depth_max, &mut self.columns, &mut row).err();
        let long = row.iter().map(|c| if let Cell::Text(t) = c { t.len() } else { 0 }).max().unwrap_or(0);
        let fault = fault.or_else(|| {
            (long > self.limits.cell_bytes_max)
                .then(|| format!("a value has {long} bytes, the limit is {}", self.limits.cell_bytes_max))
        });
        if let Some(what) = fault {
            let words = words_of(&row);
            self.desk.bad_row(number, &words, &what, "raise the limit if the value is meant");
            return Ok(true);
        }
        row.resize(self.columns.names.len(), Cell::Empty);
        Ok(self.desk.row(number, &row))
    }

    /// Notes the wanted names that no object has.
    fn missing(&mut self, seen: &Columns) {
        for name in self.columns.names.iter().filter(|n| !seen.places.contains_key(*n)) {
            self.desk.note(0, &format!("no object has {name}"));
        }
    }
}

/// Tells of wanted names that look misspelt. Gives whether to go on without them.
fn slips(wanted: &[String], seen: &Columns, sheet: &str, desk: &mut Desk<'_>) -> bool {
    let mut go_on = true;
    for name in wanted.iter().filter(|n| !seen.places.contains_key(*n)) {
        // What the mapping reads beside it is an alternative, not what was meant.
        let near = seen.names.iter().find(|s| is_slip(name, s) && !wanted.contains(s));
        go_on &= near.is_none_or(|near| desk.slip(sheet, "column", name, near));
    }
    go_on
}

fn too_wide(columns: &Columns, limits: &Limits) -> Result<(), Refusal> {
    if columns.names.len() > limits.columns_max {
        return Err(super::header::too_wide(columns.names.len(), limits));
    }
    Ok(())
}

/// Reads JSON Lines; the number of a row is its line. Returns the format in words.
pub(super) fn read_lines(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    let encoding = received.encoding(options.encoding.as_deref())?.encoding;
    let mut seen = Columns::default();
    let mut scratch = Row::new();
    each_line(received.open_text(encoding)?, limits, |_, line| {
        if let Ok(Ok(value)) = line.map(serde_json::from_str::<Value>) {
            scratch.clear();
            // A fault shows again, and is told, when the row is given.
            let _ = flatten(&value, "", limits.depth_max, &mut seen, &mut scratch);
        }
        too_wide(&seen, limits).map(|()| true)
    })?;
    let names = if options.columns.is_empty() { &seen.names } else { &options.columns };
    let columns = Columns::fixed(names);
    if !slips(names, &seen, "", desk) {
        return Ok("JSON Lines".to_string());
    }
    if !desk.sheet(&SheetHead { name: String::new(), columns: columns.names.clone(), row: 0 }) {
        return Ok("JSON Lines".to_string());
    }
    let mut giver = Giver { desk, limits, columns, rows: 0 };
    giver.missing(&seen);
    each_line(received.open_text(encoding)?, limits, |number, line| {
        let line = match line {
            Ok(line) if line.trim().is_empty() => return Ok(true),
            Ok(line) => line,
            Err(what) => {
                giver.desk.bad_row(
                    number,
                    "",
                    &what,
                    "see whether line ends were lost; if the line is meant, raise row_bytes_max",
                );
                return Ok(true);
            }
        };
        match serde_json::from_str::<Value>(line) {
            Ok(value) => giver.give(number, &value),
            Err(error) => {
                let what = format!("the line is no JSON: {}", position(&error, number));
                giver.desk.bad_row(
                    number,
                    &shorten(line.trim(), WORDS_CHARS),
                    &what,
                    "correct the line in a copy, or ask for the file again",
                );
                Ok(true)
            }
        }
    })?;
    Ok("JSON Lines".to_string())
}

/// An error in a line in words: its line is the file's, its column the line's.
fn position(error: &serde_json::Error, line: u32) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    format!("{words} at line {line}, column {}", error.column())
}

/// Goes through the lines; a line over the limit is told as such and not held.
fn each_line(
    from: Box<dyn Read>,
    limits: &Limits,
    mut take: impl FnMut(u32, Result<&str, String>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let mut from = BufReader::with_capacity(64 << 10, from);
    let mut line = Vec::new();
    let mut number = 0u32;
    loop {
        line.clear();
        let mut bytes = 0usize;
        loop {
            let chunk = from.fill_buf().map_err(|e| unreadable(&e))?;
            let (part, ended) = match memchr::memchr(b'\n', chunk) {
                Some(at) => (at + 1, true),
                None => (chunk.len(), chunk.is_empty()),
            };
            bytes += part;
            if bytes <= limits.row_bytes_max {
                line.extend_from_slice(&chunk[..part]);
            }
            from.consume(part);
            if ended {
                break;
            }
        }
        if bytes == 0 {
            return Ok(());
        }
        number = number.saturating_add(1);
        let text = if bytes > limits.row_bytes_max {
            Err(format!("a line is longer than {} bytes", limits.row_bytes_max))
        } else {
            std::str::from_utf8(&line).map_err(|e| e.to_string())
        };
        if !take(number, text)? {
            return Ok(());
        }
    }
}

/// A reader that stops where one element is longer than a row may be.
struct Metered {
    from: BufReader<Box<dyn Read>>,
    left: Rc<Slot<usize>>,
}

impl Read for Metered {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buf)?;
        let left = self.left.get();
        if left != usize::MAX {
            if n > left {
                return Err(io::Error::other("one element is longer than a row may be"));
            }
            self.left.set(left - n);
        }
        Ok(n)
    }
}

/// What one pass over a document does and finds.
struct Pass<'p> {
    /// The path that is wanted, if one is.
    wanted: Option<Vec<String>>,
    /// The path of the array that is read, once found.
    found: Option<Vec<String>>,
    at: Vec<String>,
    left: Rc<Slot<usize>>,
    row_bytes_max: usize,
    depth_max: usize,
    take: &'p mut dyn FnMut(&Value) -> Result<bool, Refusal>,
    refusal: Option<Refusal>,
    stopped: bool,
}

impl Pass<'_> {
    /// Gives an element on; false ends the pass.
    fn element(&mut self, value: &Value) -> bool {
        match (self.take)(value) {
            Ok(true) => return true,
            Ok(false) => self.stopped = true,
            Err(refusal) => self.refusal = Some(refusal),
        }
        false
    }
}

fn pass_over<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

struct Node<'n, 'p>(&'n mut Pass<'p>);

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = ();
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let pass = self.0;
        if pass.at.len() >= pass.depth_max {
            return Err(de::Error::custom("values are nested too deeply"));
        }
        loop {
            pass.left.set(pass.row_bytes_max);
            let Some(key) = map.next_key::<String>()? else { return Ok(()) };
            pass.left.set(usize::MAX);
            let on_the_way = match (&pass.found, &pass.wanted) {
                (Some(_), _) => false,
                (None, Some(wanted)) => wanted.get(pass.at.len()).is_some_and(|w| *w == key),
                (None, None) => true,
            };
            if on_the_way {
                pass.at.push(key);
                map.next_value_seed(Node(pass))?;
                pass.at.pop();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let pass = self.0;
        let here = pass.found.is_none() && pass.wanted.as_ref().is_none_or(|w| *w == pass.at);
        if !here {
            return pass_over(seq);
        }
        if pass.wanted.is_some() || pass.at.is_empty() {
            pass.found = Some(pass.at.clone());
        }
        loop {
            pass.left.set(pass.row_bytes_max);
            let value = seq.next_element::<Value>()?;
            pass.left.set(usize::MAX);
            let Some(value) = value else { return Ok(()) };
            if pass.found.is_none() {
                // Without a path, an array of bare values inside something is no table.
                if !matches!(value, Value::Object(_)) {
                    return pass_over(seq);
                }
                pass.found = Some(pass.at.clone());
            }
            if !pass.element(&value) {
                return Err(de::Error::custom("stopped"));
            }
        }
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// One pass: the path of the array and, where the document breaks, how.
fn pass(
    received: &Received,
    encoding: &'static encoding_rs::Encoding,
    wanted: Option<&str>,
    limits: &Limits,
    take: &mut dyn FnMut(&Value) -> Result<bool, Refusal>,
) -> Result<(Option<Vec<String>>, Option<String>), Refusal> {
    let left = Rc::new(Slot::new(limits.row_bytes_max));
    let from = BufReader::with_capacity(64 << 10, received.open_text(encoding)?);
    let from = Metered { from, left: Rc::clone(&left) };
    let wanted = wanted.map(|path| path.split('.').filter(|s| !s.is_empty()).map(String::from).collect());
    let mut state = Pass {
        wanted,
        found: None,
        at: Vec::new(),
        left,
        row_bytes_max: limits.row_bytes_max,
        depth_max: limits.depth_max,
        take,
        refusal: None,
        stopped: false,
    };
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(16 << 10, from));
    let outcome = json.deserialize_any(Node(&mut state)).and_then(|()| {
        state.left.set(usize::MAX);
        json.end()
    });
    if let Some(refusal) = state.refusal {
        return Err(refusal);
    }
    let fault = outcome.err().filter(|_| !state.stopped).map(|e| {
        let words = e.to_string();
        let at = format!("at line {}, column {}", e.line(), e.column());
        match words.split(" at line ").next().unwrap_or_default() {
            "recursion limit exceeded" => format!("values of the JSON are nested too deep {at}"),
            words => format!("the JSON is broken {at}: {words}"),
        }
    });
    Ok((state.found, fault))
}

/// Reads a JSON document; the number of a row is its place in the array, from 1. Returns the format in words.
pub(super) fn read_document(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    let encoding = received.encoding(options.encoding.as_deref())?.encoding;
    let wanted = options.rows.as_deref();
    let mut seen = Columns::default();
    let mut scratch = Row::new();
    let mut count = 0u64;
    let (found, fault) = pass(received, encoding, wanted, limits, &mut |value| {
        count += 1;
        scratch.clear();
        // A fault shows again, and is told, when the row is given.
        let _ = flatten(value, "", limits.depth_max, &mut seen, &mut scratch);
        too_wide(&seen, limits).map(|()| true)
    })?;
    let broken = |what: &str| {
        Refusal::new(
            what,
            "well-formed JSON",
            "ask for the file again, or correct it at that place in a copy",
        )
    };
    let Some(found) = found else {
        return match (fault, wanted) {
            (Some(what), _) => Err(broken(&what)),
            (None, Some(path)) => Err(Refusal::new(
                format!("the document has no array at \"{path}\""),
                "the path of an array, names joined by dots",
                "leave rows out to have the first array of objects read",
            )),
            (None, None) => whole(received, encoding, options, limits, desk),
        };
    };
    if let (Some(what), 0) = (&fault, count) {
        return Err(broken(what));
    }
    let names = if options.columns.is_empty() { &seen.names } else { &options.columns };
    let columns = Columns::fixed(names);
    if !slips(names, &seen, &found.join("."), desk) {
        return Ok("JSON".to_string());
    }
    if !desk.sheet(&SheetHead { name: found.join("."), columns: columns.names.clone(), row: 0 }) {
        return Ok("JSON".to_string());
    }
    let mut giver = Giver { desk, limits, columns, rows: 0 };
    giver.missing(&seen);
    let mut number = 0u32;
    let (_, fault) = pass(received, encoding, wanted, limits, &mut |value| {
        number = number.saturating_add(1);
        giver.give(number, value)
    })?;
    if let Some(what) = fault {
        let hint = "ask for the file again, or correct it at that place in a copy";
        giver.desk.bad_row(number.saturating_add(1), "", &format!("{what}; nothing below it was read"), hint);
    }
    Ok("JSON".to_string())
}

/// A document without an array of objects is one row, if it is one object.
fn whole(
    received: &Received,
    encoding: &'static encoding_rs::Encoding,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    let mut text = String::new();
    let max = limits.row_bytes_max as u64;
    received.open_text(encoding)?.take(max + 1).read_to_string(&mut text).map_err(|e| unreadable(&e))?;
    if text.len() as u64 > max {
        return Err(Refusal::new(
            "the document has no array of objects, and is too long for one row",
            format!("at most {max} bytes"),
            "name the path of an array under rows",
        ));
    }
    let value =
        serde_json::from_str::<Value>(&text).ok().filter(|v| matches!(v, Value::Object(_))).ok_or_else(
            || Refusal::new("the document holds no objects", "an array of objects, or one object", ""),
        )?;
    let mut row = Row::new();
    let mut seen = Columns::default();
    let _ = flatten(&value, "", limits.depth_max, &mut seen, &mut row);
    if !slips(&options.columns, &seen, "", desk) {
        return Ok("JSON".to_string());
    }
    row.clear();
    let mut columns = Columns::fixed(&options.columns);
    let _ = flatten(&value, "", limits.depth_max, &mut columns, &mut row);
    too_wide(&columns, limits)?;
    columns.fixed = true;
    if desk.sheet(&SheetHead { name: String::new(), columns: columns.names.clone(), row: 0 }) {
        Giver { desk, limits, columns, rows: 0 }.give(1, &value)?;
    }
    Ok("JSON".to_string())
}
