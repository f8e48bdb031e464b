//! JSON that can be read in one way only.
//!
//! Two readers must not see two things in one file: a key that stands twice, a number of which one reader keeps fifteen
//! digits and another seventeen, a number written `7.0` or `7e0`. All are refused. Whole numbers of at most 2^53 - 1 in
//! size are allowed (RFC 8259 section 6: what every reader keeps exactly); text is any valid Unicode.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The largest whole number, 2^53 - 1.
pub(crate) const NUMBER_MAX: u64 = (1 << 53) - 1;
/// Lists and groups within one another.
pub(crate) const DEPTH_MAX: usize = 32;

const NUMBER: &str = "holds a number that is not a whole number of at most 2^53 - 1, plainly written";

/// Reads JSON.
///
/// # Errors
/// The reason in words, with line and column where the reader has them.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let value: Strict = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    check(&value.0)?;
    Ok(value.0)
}

/// Whether a value in memory can be written so that it is read in one way only.
///
/// # Errors
/// The reason, as a clause.
pub(crate) fn check(value: &Value) -> Result<(), String> {
    check_at(value, 0)
}

fn check_at(value: &Value, depth: usize) -> Result<(), String> {
    if depth > DEPTH_MAX {
        return Err(format!("has more than {DEPTH_MAX} lists or groups within one another"));
    }
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(n) if n.as_i64().is_some_and(|n| n.unsigned_abs() <= NUMBER_MAX) => Ok(()),
        Value::Number(_) => Err(NUMBER.to_string()),
        Value::Array(list) => list.iter().try_for_each(|v| check_at(v, depth + 1)),
        Value::Object(map) => map.values().try_for_each(|v| check_at(v, depth + 1)),
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strict, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Strict, E> {
        Ok(Strict(Value::Null))
    }

    fn visit_bool<E: Error>(self, b: bool) -> Result<Strict, E> {
        Ok(Strict(Value::Bool(b)))
    }

    fn visit_i64<E: Error>(self, n: i64) -> Result<Strict, E> {
        Ok(Strict(n.into()))
    }

    fn visit_u64<E: Error>(self, n: u64) -> Result<Strict, E> {
        Ok(Strict(n.into()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Strict, E> {
        Err(E::custom(NUMBER))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Strict, E> {
        Ok(Strict(Value::String(text.to_string())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Strict, E> {
        Ok(Strict(Value::String(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(value)) = seq.next_element()? {
            list.push(value);
        }
        Ok(Strict(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Strict, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("the key {key:?} stands twice in one group")));
            }
            let Strict(value) = access.next_value()?;
            map.insert(key, value);
        }
        Ok(Strict(Value::Object(map)))
    }
}
