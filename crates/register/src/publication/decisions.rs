//! The manifest of a publication and the decisions it rests on.
//!
//! A manifest has one row `{seq, class, withheld: [[path, reason, decider, decision_seq]]}` for each earlier entry. It
//! stands under the one path `manifest`, or row by row under `m/0000`, `m/0001` and so on. A decision is an entry of
//! class `withholding` (`path`, `reason`, `decider`; or `decisions`, a list of such triples) or `disposal` (`paths`,
//! `basis`, `decider`).

use serde_json::Value;

use super::read::Row;
use crate::entry::Class;

/// What stands as the reason where the row leaves it to the erasure itself.
pub(super) const DISPOSED: &str = "DISPOSED";

/// One withheld field.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Withheld {
    /// Its path.
    pub path: String,
    /// The reason code.
    pub reason: String,
    /// The role that decided.
    pub decider: String,
    /// The entry of the decision.
    pub decision: u64,
}

/// What a manifest says of one entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestRow {
    /// Its number in the stream.
    pub seq: u64,
    /// Its class.
    pub class: Class,
    /// What of it is withheld.
    pub withheld: Vec<Withheld>,
}

/// A manifest.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Manifest(pub Vec<ManifestRow>);

impl Manifest {
    /// Reads the manifest of a disclosed publication entry; none where it has no manifest of this form.
    pub fn of(row: &Row) -> Option<Manifest> {
        let rows: Vec<&Value> = match row.value("manifest") {
            Some(list) => list.as_array()?.iter().collect(),
            None => {
                let mut rows = Vec::new();
                for field in row.fields.iter().filter(|f| f.path.starts_with("m/")) {
                    if field.path != format!("m/{:04}", rows.len()) {
                        return None;
                    }
                    rows.push(row.value(&field.path)?);
                }
                rows
            }
        };
        rows.into_iter().map(manifest_row).collect::<Option<Vec<_>>>().map(Manifest)
    }

    /// The value that stands under `manifest`.
    pub fn to_value(&self) -> Value {
        let withheld = |w: &Withheld| serde_json::json!([w.path, w.reason, w.decider, w.decision]);
        let row = |row: &ManifestRow| {
            let withheld: Vec<Value> = row.withheld.iter().map(withheld).collect();
            serde_json::json!({"seq": row.seq, "class": row.class.word(), "withheld": withheld})
        };
        Value::Array(self.0.iter().map(row).collect())
    }
}

fn manifest_row(value: &Value) -> Option<ManifestRow> {
    let row = value.as_object().filter(|row| row.len() == 3)?;
    let class = row.get("class").or_else(|| row.get("cls"))?;
    let withheld = |value: &Value| -> Option<Withheld> {
        let [path, reason, decider, decision] = value.as_array()?.as_slice() else { return None };
        Some(Withheld {
            path: path.as_str()?.to_string(),
            reason: reason.as_str()?.to_string(),
            decider: decider.as_str()?.to_string(),
            decision: decision.as_u64()?,
        })
    };
    Some(ManifestRow {
        seq: row.get("seq")?.as_u64()?,
        class: Class::parse(class.as_str()?)?,
        withheld: row.get("withheld")?.as_array()?.iter().map(withheld).collect::<Option<_>>()?,
    })
}

/// What a decision covers: path, reason, decider. Nothing where it is not disclosed or not of this form.
pub(super) fn covers(row: &Row) -> Vec<(String, String, String)> {
    let text = |path: &str| row.value(path).and_then(Value::as_str).map(str::to_string);
    match row.entry.class {
        Class::Withholding => match row.value("decisions") {
            Some(list) => {
                let triple = |value: &Value| {
                    let [path, reason, decider] = value.as_array()?.as_slice() else { return None };
                    let own = |v: &Value| v.as_str().map(str::to_string);
                    Some((own(path)?, own(reason)?, own(decider)?))
                };
                list.as_array().into_iter().flatten().filter_map(triple).collect()
            }
            None => match (text("path"), text("reason"), text("decider")) {
                (Some(path), Some(reason), Some(decider)) => vec![(path, reason, decider)],
                _ => Vec::new(),
            },
        },
        Class::Disposal => {
            let paths = row.value("paths").and_then(Value::as_array).into_iter().flatten();
            match (text("basis"), text("decider")) {
                (Some(basis), Some(decider)) => paths
                    .filter_map(|path| Some((path.as_str()?.to_string(), basis.clone(), decider.clone())))
                    .collect(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
