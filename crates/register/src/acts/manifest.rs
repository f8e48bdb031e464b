//! What a publication says of every earlier entry: disclosed, or withheld where, why and by which role.

use serde_json::{Value, json};

use super::field::{Path, Seq, Single, field_of_single};
use super::groups;
use crate::entry::Class;
use crate::words::{Decider, ReasonCode};

/// The path of the manifest.
pub(crate) const PATH: &str = "manifest";

/// One withheld field: its path, the reason, the role that decided, and the entry of the decision.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Withheld {
    /// Which field.
    pub path: Path,
    /// The reason code of the withholding, or the basis of the disposal.
    pub reason: String,
    /// The role that decided.
    pub decider: Decider,
    /// The entry of class `withholding` or `disposal` that says so.
    pub decision: Seq,
}

/// One earlier entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestRow {
    /// Its number in the stream.
    pub seq: Seq,
    /// Its class.
    pub class: Class,
    /// What of it is withheld, in the order of the paths; nothing where all of it is disclosed.
    pub withheld: Vec<Withheld>,
}

/// One row for every earlier entry of the stream, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manifest(pub Vec<ManifestRow>);

impl Single for Manifest {
    const WHAT: &'static str = "one row {seq, class, withheld} for every earlier entry";
    const SAMPLE: &'static str = "[]";

    fn to_value(&self) -> Value {
        let withheld = |w: &Withheld| json!([w.path.as_str(), w.reason, w.decider.word(), w.decision.0]);
        let row = |row: &ManifestRow| {
            json!({
                "seq": row.seq.0,
                "class": row.class.word(),
                "withheld": row.withheld.iter().map(withheld).collect::<Vec<_>>(),
            })
        };
        Value::Array(self.0.iter().map(row).collect())
    }

    fn from_value(value: &Value) -> Option<Manifest> {
        let withheld = |value: &Value| -> Option<Withheld> {
            let [path, reason, decider, decision] = value.as_array()?.as_slice() else { return None };
            let known = |word: &str| {
                let value = Value::String(word.to_string());
                ReasonCode::from_value(&value).is_some()
                    || crate::words::DisposalBasis::from_value(&value).is_some()
            };
            Some(Withheld {
                path: Path::from_value(path)?,
                reason: reason.as_str().filter(|word| known(word))?.to_string(),
                decider: Decider::from_value(decider)?,
                decision: Seq::from_value(decision)?,
            })
        };
        let row = |value: &Value| -> Option<ManifestRow> {
            let row = value.as_object().filter(|row| row.len() == 3)?;
            Some(ManifestRow {
                seq: Seq::from_value(row.get("seq")?)?,
                class: Class::parse(row.get("class")?.as_str()?)?,
                withheld: row.get("withheld")?.as_array()?.iter().map(withheld).collect::<Option<_>>()?,
            })
        };
        value.as_array()?.iter().map(row).collect::<Option<Vec<_>>>().map(Manifest)
    }
}

field_of_single!(Manifest);

groups! {
    /// How many findings stand in a sealed strand's own stream.
    SealedRow {
        /// The strand.
        always strand: u32,
        /// How many findings stand in its stream.
        always findings: u32,
        /// Why they are not published here.
        always reason: ReasonCode,
    }
}
