//! The text of a linkage schema: JSON as `clkhash` reads it, version 3.
//!
//! What the schema says and this program does not do is an error that names it, with one exception: a pattern that
//! values must match changes no bit; it is not checked, and a note says so.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use link::clk::{Case, Comparison, Feature, Format, HashKind, KeyHash, Schema, Strategy, TextEncoding};
use serde_json::{Map, Value};

use crate::failure::{Done, Failure};

type Object = Map<String, Value>;
type Read<T> = Result<T, String>;

/// Reads a schema, and notes what it says that is not checked here.
pub(super) fn read(path: &Path, notes: &mut Vec<String>) -> Done<Schema> {
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io("cannot read the schema", path, &e))?;
    let wrong = |what: String| {
        Failure::new(format!("the schema {}: {what}", path.display()))
            .hint("docs/methods/encodings.md lists what a schema may say")
    };
    let value: Value = serde_json::from_str(&text).map_err(|e| wrong(format!("it is no JSON: {e}")))?;
    let schema = parse(&value, notes).map_err(wrong)?;
    schema.check().map_err(|e| wrong(e.to_string()))?;
    Ok(schema)
}

fn parse(value: &Value, notes: &mut Vec<String>) -> Read<Schema> {
    let top = object(value, "the schema")?;
    match top.get("version").and_then(Value::as_f64) {
        Some(3.0) => {}
        Some(other) => return Err(format!("version {other}; only version 3 is read")),
        None => return Err("it names no version; version 3 is read".to_string()),
    }
    let config = object(top.get("clkConfig").ok_or("clkConfig is missing")?, "clkConfig")?;
    only(config, "clkConfig", &["l", "kdf", "xor_folds", "xorFolds", "description"])?;
    if config.contains_key("xorFolds") {
        return Err("clkConfig: the Python package passes over xorFolds; write xor_folds".to_string());
    }
    let kdf = object(config.get("kdf").ok_or("clkConfig: kdf is missing")?, "kdf")?;
    only(kdf, "kdf", &["type", "hash", "salt", "info", "keySize", "description"])?;
    if text(kdf, "type")? != Some("HKDF") {
        return Err("kdf: only the type HKDF is known".to_string());
    }
    let key_hash = match text(kdf, "hash")? {
        None | Some("SHA256") => KeyHash::Sha256,
        Some("SHA512") => KeyHash::Sha512,
        Some(other) => return Err(format!("kdf: hash {other}; expected SHA256 or SHA512")),
    };
    let features = top.get("features").and_then(Value::as_array).ok_or("features is missing")?;
    let mut read = Vec::new();
    for (at, value) in features.iter().enumerate() {
        let of = object(value, "a feature")?;
        let name = text(of, "identifier")?.ok_or(format!("feature {} has no identifier", at + 1))?;
        let found = feature(of, name, notes).map_err(|what| format!("feature {name}: {what}"))?;
        read.push((name.to_string(), found));
    }
    Ok(Schema {
        bits: whole(config, "l")?.ok_or("clkConfig: l is missing")? as usize,
        folds: whole(config, "xor_folds")?.unwrap_or(0).min(u32::MAX.into()) as u32,
        key_hash,
        key_bytes: whole(kdf, "keySize")?.unwrap_or(64) as usize,
        salt: bytes(kdf, "salt")?,
        info: bytes(kdf, "info")?.unwrap_or_default(),
        features: read,
    })
}

fn feature(of: &Object, name: &str, notes: &mut Vec<String>) -> Read<Option<Feature>> {
    only(of, "it", &["identifier", "description", "ignored", "format", "hashing"])?;
    if of.get("ignored").and_then(Value::as_bool).unwrap_or(false) {
        return Ok(None);
    }
    let written = object(of.get("format").ok_or("format is missing")?, "format")?;
    if written.contains_key("pattern") {
        notes.push(format!("the pattern of {name} is not checked; it changes no bit"));
    }
    let hashing = object(of.get("hashing").ok_or("hashing is missing")?, "hashing")?;
    only(hashing, "hashing", &["hash", "strategy", "comparison", "missingValue"])?;
    let missing = match hashing.get("missingValue") {
        None => None,
        Some(value) => {
            let of = object(value, "missingValue")?;
            let sentinel = text(of, "sentinel")?.ok_or("missingValue: sentinel is missing")?;
            let instead = text(of, "replaceWith")?.unwrap_or(sentinel);
            Some((sentinel.to_string(), instead.to_string()))
        }
    };
    let strategy = object(hashing.get("strategy").ok_or("strategy is missing")?, "strategy")?;
    let strategy = match (whole(strategy, "bitsPerToken")?, whole(strategy, "bitsPerFeature")?) {
        (Some(bits), None) => Strategy::PerToken(bits.min(u32::MAX.into()) as u32),
        (None, Some(bits)) => Strategy::PerFeature(bits.min(u32::MAX.into()) as u32),
        _ => return Err("strategy: expected either bitsPerToken or bitsPerFeature".to_string()),
    };
    Ok(Some(Feature {
        format: format(written)?,
        hashing: hash(hashing)?,
        comparison: comparison(hashing)?,
        strategy,
        missing,
    }))
}

fn format(of: &Object) -> Read<Format> {
    match text(of, "type")? {
        Some("string") => {
            only(
                of,
                "format",
                &["type", "encoding", "case", "minLength", "maxLength", "pattern", "description"],
            )?;
            Ok(Format::Text {
                encoding: match text(of, "encoding")? {
                    None | Some("utf-8") => TextEncoding::Utf8,
                    Some("ascii") => TextEncoding::Ascii,
                    Some("utf-16") => TextEncoding::Utf16,
                    Some("utf-32") => TextEncoding::Utf32,
                    Some(other) => return Err(format!("encoding {other} is not known")),
                },
                case: match text(of, "case")? {
                    None | Some("mixed") => Case::Mixed,
                    Some("upper") => Case::Upper,
                    Some("lower") => Case::Lower,
                    Some(other) => return Err(format!("case {other} is not known")),
                },
                chars_min: whole(of, "minLength")?.unwrap_or(0) as usize,
                chars_max: whole(of, "maxLength")?.map(|n| n as usize),
            })
        }
        Some("integer") => {
            only(of, "format", &["type", "minimum", "maximum", "description"])?;
            let bound = |key: &str| match of.get(key) {
                None => Ok(None),
                Some(v) => v.as_i64().map(Some).ok_or(format!("{key} is no whole number")),
            };
            Ok(Format::Integer { min: bound("minimum")?, max: bound("maximum")? })
        }
        Some("date") => {
            only(of, "format", &["type", "format", "description"])?;
            let format = text(of, "format")?.ok_or("a date needs its format")?;
            Ok(Format::Date { format: format.to_string() })
        }
        Some("enum") => {
            only(of, "format", &["type", "values", "description"])?;
            let values = of.get("values").and_then(Value::as_array).ok_or("enum: values is missing")?;
            let text =
                |v: &Value| v.as_str().map(str::to_string).ok_or("enum: a value is no text".to_string());
            Ok(Format::OneOf(values.iter().map(text).collect::<Read<Vec<String>>>()?))
        }
        other => Err(format!("format {} is not known", other.unwrap_or("without a type"))),
    }
}

fn hash(hashing: &Object) -> Read<HashKind> {
    let Some(value) = hashing.get("hash") else { return Ok(HashKind::Blake) };
    let of = object(value, "hash")?;
    only(of, "hash", &["type", "prevent_singularity"])?;
    match text(of, "type")? {
        Some("blakeHash") => Ok(HashKind::Blake),
        Some("doubleHash") => {
            let never_zero = of.get("prevent_singularity").and_then(Value::as_bool).unwrap_or(false);
            Ok(HashKind::Double { never_zero })
        }
        other => Err(format!("hash {} is not known", other.unwrap_or("without a type"))),
    }
}

fn comparison(hashing: &Object) -> Read<Comparison> {
    let of = object(hashing.get("comparison").ok_or("comparison is missing")?, "comparison")?;
    match text(of, "type")? {
        Some("ngram") => {
            only(of, "comparison", &["type", "n", "positional"])?;
            let n = whole(of, "n")?.ok_or("comparison: n is missing")? as usize;
            let positional = of.get("positional").and_then(Value::as_bool).unwrap_or(false);
            Ok(Comparison::Ngram { n, positional })
        }
        Some("exact") => {
            only(of, "comparison", &["type"])?;
            Ok(Comparison::Exact)
        }
        Some("numeric") => {
            only(of, "comparison", &["type", "thresholdDistance", "resolution", "fractional_precision"])?;
            let distance = of.get("thresholdDistance").and_then(Value::as_f64);
            Ok(Comparison::Numeric {
                distance: distance.ok_or("comparison: thresholdDistance is missing")?,
                resolution: whole(of, "resolution")?.ok_or("comparison: resolution is missing")? as u32,
                precision: whole(of, "fractional_precision")?.unwrap_or(0) as u32,
            })
        }
        other => Err(format!("comparison {} is not known", other.unwrap_or("without a type"))),
    }
}

fn object<'a>(value: &'a Value, what: &str) -> Read<&'a Object> {
    value.as_object().ok_or(format!("{what} is no object"))
}

fn only(of: &Object, what: &str, known: &[&str]) -> Read<()> {
    match of.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{what} has the key {key}, which is not known")),
        None => Ok(()),
    }
}

fn text<'a>(of: &'a Object, key: &str) -> Read<Option<&'a str>> {
    of.get(key).map(|v| v.as_str().ok_or(format!("{key} is no text"))).transpose()
}

fn whole(of: &Object, key: &str) -> Read<Option<u64>> {
    let most = u64::from(u32::MAX);
    let number = |v: &Value| v.as_u64().filter(|n| *n <= most).ok_or(format!("{key} is no whole number"));
    of.get(key).map(number).transpose()
}

fn bytes(of: &Object, key: &str) -> Read<Option<Vec<u8>>> {
    let decode = |t: &str| STANDARD.decode(t).map_err(|_| format!("{key} is not in base64"));
    text(of, key)?.map(decode).transpose()
}
