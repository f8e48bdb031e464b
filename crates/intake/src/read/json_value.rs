//! A JSON value as its document has it: members in order, a name used twice kept twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Cell;
use super::workbook::text_cell;

/// One value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    /// A bare value as a cell; null is an empty one.
    Bare(Cell),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Object(Vec<(String, Value)>),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Build)
    }
}

struct Build;

/// The largest whole number up to which floating-point numbers hold every one.
const WHOLE_MAX: u64 = 1 << 53;

impl<'de> Visitor<'de> for Build {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bare(Cell::Bool(value)))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        let small = value.unsigned_abs() < WHOLE_MAX;
        Ok(Value::Bare(if small { Cell::Number(value as f64) } else { Cell::Text(value.to_string()) }))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        let small = value < WHOLE_MAX;
        Ok(Value::Bare(if small { Cell::Number(value as f64) } else { Cell::Text(value.to_string()) }))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Bare(Cell::Number(value)))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Bare(text_cell(value)))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Bare(Cell::Empty))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(members))
    }
}
