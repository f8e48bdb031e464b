//! The specification of a linkage: which columns hold what, and the rules; read from TOML or guessed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use link::columns::{ColumnKind, KeyRule};
use link::spec::{Use, guess, kind_of, rule, word_of};
use model::Day;
use serde::Deserialize;

use crate::failure::{Done, Failure};

/// A specification as written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Column that names a record.
    record: Option<String>,
    /// Column that names the source of a record; each file is a source where absent.
    source: Option<String>,
    /// Sources in which a person stands at most once, by name of the file or value of the column.
    #[serde(default)]
    once_each: Vec<String>,
    /// Last day of the records.
    observed: Option<toml::value::Datetime>,
    /// Whether records of one source are compared with each other.
    within_sources: Option<bool>,
    /// Least probability of a pair that is written.
    pairs_from: Option<f64>,
    /// Least probability at which records are joined.
    join_from: Option<f64>,
    /// Further thresholds at which entities are written.
    #[serde(default)]
    also_at: Vec<f64>,
    /// List of names, parts and successors of bodies (a file beside the specification).
    bodies: Option<PathBuf>,
    /// Whether predecessor and successor, part and whole, count as one: "one" or "apart".
    successors: Option<String>,
    /// Column with the day on which the names of bodies were written.
    written_on: Option<String>,
    /// Columns and their kinds.
    columns: BTreeMap<String, String>,
    /// Blocking rules; chosen automatically where absent.
    #[serde(default)]
    rules: Vec<String>,
}

/// A specification.
#[derive(Clone, Debug, Default)]
pub(super) struct Spec {
    pub(super) record: Option<String>,
    pub(super) source: Option<String>,
    pub(super) once_each: Vec<String>,
    pub(super) observed: Option<Day>,
    pub(super) within_sources: Option<bool>,
    pub(super) pairs_from: Option<f64>,
    pub(super) join_from: Option<f64>,
    pub(super) also_at: Vec<f64>,
    /// List of names of bodies, where one is named.
    pub(super) bodies: Option<PathBuf>,
    pub(super) successors_are_one: bool,
    /// Column with the day on which a record's names of bodies were written.
    pub(super) written_on: Option<String>,
    /// Columns in the order of their names, however they were written.
    pub(super) columns: Vec<(String, ColumnKind)>,
    pub(super) rules: Vec<KeyRule>,
}

impl Spec {
    /// Reads a specification.
    pub(super) fn read(path: &Path) -> Done<Spec> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::io("cannot read the specification", path, &e))?;
        let wrong = |what: String| {
            Failure::new(format!("{}: {what}", path.display()))
                .hint("docs/guide/link.md shows a specification")
        };
        let written: Written = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        let mut columns = Vec::new();
        for (name, word) in written.columns {
            let kind = kind_of(&word)
                .ok_or_else(|| wrong(format!("column {name}: `{word}` is no kind of column")))?;
            columns.push((name, kind));
        }
        let observed = match written.observed {
            None => None,
            Some(day) => {
                Some(Day::iso(&day.to_string()).ok_or_else(|| wrong(format!("observed: {day} is no day")))?)
            }
        };
        let share = |name: &str, value: Option<f64>| match value {
            Some(p) if !(0.0..=1.0).contains(&p) => Err(wrong(format!("{name} is from 0 to 1"))),
            other => Ok(other),
        };
        let successors_are_one = match written.successors.as_deref() {
            None | Some("apart") => false,
            Some("one") => true,
            Some(other) => return Err(wrong(format!("successors is \"one\" or \"apart\", not \"{other}\""))),
        };
        Ok(Spec {
            // A list stands beside the specification that names it.
            bodies: written.bodies.map(|file| path.parent().unwrap_or(Path::new("")).join(file)),
            successors_are_one,
            written_on: written.written_on,
            record: written.record,
            source: written.source,
            once_each: written.once_each,
            observed,
            within_sources: written.within_sources,
            pairs_from: share("pairs_from", written.pairs_from)?,
            join_from: share("join_from", written.join_from)?,
            also_at: written
                .also_at
                .into_iter()
                .filter_map(|p| share("also_at", Some(p)).transpose())
                .collect::<Done<_>>()?,
            columns,
            rules: written.rules.iter().map(|r| rule(r)).collect::<Result<_, _>>().map_err(wrong)?,
        })
    }

    /// Guesses a specification from the names of columns and some of their values, and says why.
    pub(super) fn propose(columns: &[String], values: &[Vec<String>], why: &mut Vec<String>) -> Spec {
        let mut spec = Spec::default();
        for (at, name) in columns.iter().enumerate() {
            let given: Vec<&str> = values[at].iter().map(String::as_str).filter(|v| !v.is_empty()).collect();
            let found = guess(name, &given);
            let what = match found.what {
                Use::Compare(kind) => {
                    spec.columns.push((name.clone(), kind));
                    word_of(kind)
                }
                Use::Record if spec.record.is_none() => {
                    spec.record = Some(name.clone());
                    "names the record"
                }
                Use::Source if spec.source.is_none() => {
                    spec.source = Some(name.clone());
                    "names the source"
                }
                _ => "not used",
            };
            why.push(format!("{name}: {what} ({})", found.why));
        }
        // Two ways to write one name are one comparison: the first that holds it whole is kept.
        let mut whole = 0;
        spec.columns.retain(|(_, kind)| {
            whole += u32::from(*kind == ColumnKind::FullName);
            *kind != ColumnKind::FullName || whole == 1
        });
        // As a written specification is read, so that the one printed gives the same bytes.
        spec.columns.sort_by(|a, b| a.0.cmp(&b.0));
        spec
    }

    /// The text of the specification.
    pub(super) fn text(&self) -> String {
        let quoted = |s: &str| toml::Value::String(s.to_string()).to_string();
        let mut out = String::new();
        for (key, value) in [("record", &self.record), ("source", &self.source)] {
            if let Some(value) = value {
                out += &format!("{key} = {}\n", quoted(value));
            }
        }
        if let Some(file) = &self.bodies {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            out += &format!("bodies = {}\n", quoted(&name));
            out += &format!("successors = \"{}\"\n", if self.successors_are_one { "one" } else { "apart" });
        }
        if let Some(column) = &self.written_on {
            out += &format!("written_on = {}\n", quoted(column));
        }
        if let Some(day) = self.observed {
            out += &format!("observed = {day}\n");
        }
        out += "\n[columns]\n";
        for (name, kind) in &self.columns {
            out += &format!("{} = \"{}\"\n", quoted(name), word_of(*kind));
        }
        out
    }
}
