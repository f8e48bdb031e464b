//! The specification of a linkage: which columns hold what, and the rules; read from TOML or guessed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use link::columns::{ColumnKind, KeyRule};
use link::spec::{kind_of, rule, word_of};
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
    /// Columns, or fields of several columns, and their kinds.
    columns: BTreeMap<String, String>,
    /// Fields made of several columns: all their values where the kind takes several, the first that is given otherwise.
    #[serde(default)]
    together: BTreeMap<String, Vec<String>>,
    /// Columns that hold an age, and when a person was that old: a day or a year, for all files or file by file.
    #[serde(default)]
    ages: BTreeMap<String, WrittenAge>,
    /// Columns whose values hold from one day to another, and the columns with the first and the last day.
    #[serde(default)]
    valid: BTreeMap<String, WrittenValid>,
    /// Blocking rules; chosen automatically where absent.
    #[serde(default)]
    rules: Vec<String>,
}

/// The columns that give the days on which the value of another holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenValid {
    from: Option<String>,
    to: Option<String>,
}

/// A column whose values hold from one day to another: its name, and the columns with the first day and the last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Valid {
    pub(super) column: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

/// When a person was as old as a column says.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenAge {
    Everywhere(WrittenWhen),
    ByFile(BTreeMap<String, WrittenWhen>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenWhen {
    Year(u16),
    Day(toml::value::Datetime),
}

impl WrittenWhen {
    /// The words between an age and its time, and the time.
    fn words(&self) -> String {
        match self {
            WrittenWhen::Year(year) => format!("in {year:04}"),
            WrittenWhen::Day(day) => format!("on {day}"),
        }
    }

    fn known(&self) -> bool {
        match self {
            WrittenWhen::Year(year) => (1700..=2100).contains(year),
            WrittenWhen::Day(day) => Day::iso(&day.to_string()).is_some(),
        }
    }
}

/// A column with ages: by name of file, or for all files under no name, when a person was that old, in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ages {
    pub(super) column: String,
    pub(super) when: Vec<(Option<String>, String)>,
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
    /// Fields made of several columns, and those columns.
    pub(super) together: Vec<(String, Vec<String>)>,
    /// Columns that hold ages.
    pub(super) ages: Vec<Ages>,
    /// Columns whose values hold from one day to another.
    pub(super) valid: Vec<Valid>,
    pub(super) rules: Vec<KeyRule>,
    /// The same as they were written.
    pub(super) rules_written: Vec<String>,
}

impl Spec {
    /// Reads a specification.
    pub(super) fn read(path: &Path) -> Done<Spec> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::io("cannot read the specification", path, &e))?;
        Spec::parse(&text, path)
    }

    /// A specification from its text, as it stands in a file.
    pub(super) fn parse(text: &str, path: &Path) -> Done<Spec> {
        let wrong = |what: String| {
            Failure::new(format!("{}: {what}", path.display()))
                .hint("docs/guide/link.md shows a specification")
        };
        let written: Written = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut columns = Vec::new();
        for (name, word) in written.columns {
            let kind = kind_of(&word)
                .ok_or_else(|| wrong(format!("column {name}: `{word}` is no kind of column")))?;
            columns.push((name, kind));
        }
        let ages = ages(&written.ages).map_err(wrong)?;
        let kindless = |f: &&String| !columns.iter().any(|(name, _)| name == *f);
        if let Some(field) = written.together.keys().find(kindless) {
            return Err(wrong(format!("together: {field} has no kind under [columns]")));
        }
        let valid = valid(written.valid, &columns, &written.together).map_err(wrong)?;
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
            together: written.together.into_iter().collect(),
            ages,
            valid,
            rules: written.rules.iter().map(|r| rule(r)).collect::<Result<_, _>>().map_err(wrong)?,
            rules_written: written.rules,
        })
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
        let listed = |key: &str, values: Vec<String>| match values.as_slice() {
            [] => String::new(),
            values => format!("{key} = [{}]\n", values.join(", ")),
        };
        let all_quoted = |values: &[String]| values.iter().map(|v| quoted(v)).collect::<Vec<_>>();
        out += &listed("once_each", all_quoted(&self.once_each));
        if let Some(within) = self.within_sources {
            out += &format!("within_sources = {within}\n");
        }
        for (key, share) in [("pairs_from", self.pairs_from), ("join_from", self.join_from)] {
            out += &share.map_or(String::new(), |p| format!("{key} = {p:?}\n"));
        }
        out += &listed("also_at", self.also_at.iter().map(|p| format!("{p:?}")).collect());
        out += &listed("rules", all_quoted(&self.rules_written));
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
        if !self.together.is_empty() {
            out += "\n[together]\n";
        }
        for (name, columns) in &self.together {
            let columns: Vec<String> = columns.iter().map(|c| quoted(c)).collect();
            out += &format!("{} = [{}]\n", quoted(name), columns.join(", "));
        }
        if !self.ages.is_empty() {
            out += "\n[ages]\n";
        }
        for ages in &self.ages {
            // The words "in" and "on" are for reading an age; a specification holds the time alone.
            let time = |words: &str| words[3..].to_string();
            let when = ages.when.iter().map(|(file, words)| match file {
                Some(file) => format!("{} = {}", quoted(file), time(words)),
                None => time(words),
            });
            let when = when.collect::<Vec<_>>().join(", ");
            let by_file = ages.when.iter().any(|(file, _)| file.is_some());
            let when = if by_file { format!("{{ {when} }}") } else { when };
            out += &format!("{} = {when}\n", quoted(&ages.column));
        }
        if !self.valid.is_empty() {
            out += "\n[valid]\n";
        }
        for valid in &self.valid {
            let ends = [("from", &valid.from), ("to", &valid.to)];
            let ends =
                ends.iter().filter_map(|(end, column)| Some(format!("{end} = {}", quoted(column.as_ref()?))));
            out += &format!("{} = {{ {} }}\n", quoted(&valid.column), ends.collect::<Vec<_>>().join(", "));
        }
        out
    }
}

/// Columns with days, as written: each must be compared by itself or as a part of a field, and be of a kind that can change.
fn valid(
    written: BTreeMap<String, WrittenValid>,
    columns: &[(String, ColumnKind)],
    together: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<Valid>, String> {
    let mut out = Vec::new();
    for (column, WrittenValid { from, to }) in written {
        let field = together.iter().find(|(_, of)| of.contains(&column)).map_or(&column, |(field, _)| field);
        let kind = columns.iter().find(|(name, _)| name == field).map(|(_, kind)| *kind);
        let stays = |kind| {
            use ColumnKind as K;
            matches!(kind, K::FullName | K::BirthDate | K::Date | K::Sex | K::Organisation)
        };
        match kind {
            None => return Err(format!("valid: {column} has no kind under [columns]")),
            Some(kind) if stays(kind) => {
                return Err(format!(
                    "valid: days cannot be given for {column}, which holds a {}",
                    word_of(kind)
                ));
            }
            Some(_) if from.is_none() && to.is_none() => {
                return Err(format!("valid: {column} names neither a column `from` nor a column `to`"));
            }
            Some(_) => out.push(Valid { column, from, to }),
        }
    }
    Ok(out)
}

/// Columns with ages, as written.
fn ages(written: &BTreeMap<String, WrittenAge>) -> Result<Vec<Ages>, String> {
    let mut out = Vec::new();
    for (column, when) in written {
        let all: Vec<(Option<String>, &WrittenWhen)> = match when {
            WrittenAge::Everywhere(when) => vec![(None, when)],
            WrittenAge::ByFile(files) => files.iter().map(|(f, when)| (Some(f.clone()), when)).collect(),
        };
        if let Some((_, when)) = all.iter().find(|(_, when)| !when.known()) {
            return Err(format!("ages: {column}: {} is no year and no day", &when.words()[3..]));
        }
        let when = all.into_iter().map(|(file, when)| (file, when.words())).collect();
        out.push(Ages { column: column.clone(), when });
    }
    Ok(out)
}
