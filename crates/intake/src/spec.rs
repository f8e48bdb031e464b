//! What the columns of a source mean: the `[[source]]` tables of `review.toml`.
//!
//! A row gives *mentions* (who and what it names) and *events* (what it says happened). Columns are named as the
//! file heads them, compared without regard to case and white space; in XML and JSON they are paths relative to the
//! row ("CINreferralDate", "../ChildIdentifiers/LAchildID").

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::nearest;

/// One name or several, written as a string or a list of strings.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(untagged, expecting = "a name in quotes, or a list of names in quotes")]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several, in order.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The names in order.
    pub fn names(&self) -> &[String] {
        match self {
            OneOrMany::One(name) => std::slice::from_ref(name),
            OneOrMany::Many(names) => names,
        }
    }
}

/// First and last day, both included: `{ from = 2000-01-01, to = 2012-12-31 }`.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields, expecting = "two days: { from = 2000-01-01, to = 2012-12-31 }")]
pub struct Days {
    /// First day.
    pub from: toml::value::Datetime,
    /// Last day.
    pub to: toml::value::Datetime,
}

/// One `[[source]]`: some files of one shape from one agency.
#[derive(Clone, PartialEq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SourceSpec {
    /// A short name, unique in the review; other parts of `review.toml` refer to it.
    pub name: String,
    /// The agency that holds these records; one of the review's `[[agency]]` names.
    pub agency: String,
    /// What it is in plain English; printed in the disclosure register. The name where absent.
    pub title: Option<String>,
    /// What the files are: "minutes" for documents of meetings, which need no mapping; tables of rows where absent.
    pub kind: Option<String>,
    /// Paths below the evidence folder; `*` stands for any characters but `/`. Several files are read in order of path.
    pub files: OneOrMany,
    /// Whether the review can go on without any such file (the register then says *not supplied*).
    #[serde(default)]
    pub optional: bool,
    /// Sheets of a workbook, by name; all sheets with these columns where absent.
    pub sheet: Option<OneOrMany>,
    /// XML: path of the row elements. JSON: path of the array.
    pub rows: Option<String>,
    /// Row of the header, from 1.
    pub header_row: Option<u32>,
    /// Field delimiter of a delimited text.
    pub delimiter: Option<char>,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Days the extract covers. Absent: it proves no absence.
    pub covers: Option<Days>,
    /// Further kinds of event this extract would show if they had happened, beyond those it maps.
    #[serde(default)]
    pub would_show: Vec<String>,
    /// Columns that identify a row when the file is received again; the whole row where absent.
    #[serde(default)]
    pub key: Vec<String>,
    /// How dates of digits only are read: "day-first" (default), "month-first", "year-first".
    pub dates: Option<String>,
    /// Set where this source is the history of another one's cells.
    pub history: Option<HistorySpec>,
    /// Who and what a row names.
    #[serde(default, rename = "mention")]
    pub mentions: Vec<MentionSpec>,
    /// What a row says happened.
    #[serde(default, rename = "event")]
    pub events: Vec<EventSpec>,
}

impl SourceSpec {
    /// The word of `kind` for minutes.
    pub const MINUTES: &'static str = "minutes";

    /// Whether its files are minutes of meetings.
    pub fn is_minutes(&self) -> bool {
        self.kind.as_deref() == Some(SourceSpec::MINUTES)
    }
}

/// `[source.history]`: rows of this source say how cells of another source stood on earlier days. Read as known on a
/// day, the latest row seen by then replaces the cells; a row with none seen by then was not known.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct HistorySpec {
    /// Name of the other source.
    pub of: String,
    /// Column with the same heading in both that ties the rows together.
    pub key: String,
    /// Column with the day (and time) this state was seen.
    pub seen: String,
    /// Columns (of the same heading in both) whose cells are replaced.
    pub replaces: Vec<String>,
}

/// `[[source.mention]]`: one person, vehicle, place, telephone, organisation or matter that a row names.
///
/// Any other key is a field of the mention; [`crate::gather()`] refuses those it does not know.
#[derive(Clone, PartialEq, Debug)]
pub struct MentionSpec {
    /// What events call it: "child", "suspect" (`as` in `review.toml`).
    pub name: String,
    /// person, vehicle, place, telephone, organisation or matter.
    pub kind: String,
    /// Scheme of the identifier column, so that equal numbers of different schemes are never taken for one ("nhs").
    /// Without a scheme an identifier counts only within its own source.
    pub scheme: Option<String>,
    /// Field name (see [`model::field`]) and the column or columns that hold it.
    pub fields: BTreeMap<String, OneOrMany>,
}

/// By hand, because a misspelt `as` or `kind` would else be taken for a field and the error would only say that
/// something is missing.
impl<'de> Deserialize<'de> for MentionSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MentionSpec, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = MentionSpec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table that says what a row names: as, kind and its fields")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<MentionSpec, M::Error> {
                let (mut name, mut kind, mut scheme) = (None, None, None);
                let mut fields: BTreeMap<String, OneOrMany> = BTreeMap::new();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "as" => name = Some(map.next_value()?),
                        "kind" => kind = Some(map.next_value()?),
                        "scheme" => scheme = Some(map.next_value()?),
                        _ => drop(fields.insert(key, map.next_value()?)),
                    }
                }
                let needed = |value: Option<String>, key: &str| {
                    let written = nearest(key, fields.keys().map(String::as_str));
                    value.ok_or_else(|| match written {
                        Some(near) => {
                            M::Error::custom(format!("`{key}` is missing; did you mean it by `{near}`?"))
                        }
                        None => M::Error::custom(format!("`{key}` is missing in this [[source.mention]]")),
                    })
                };
                let (name, kind) = (needed(name, "as")?, needed(kind, "kind")?);
                Ok(MentionSpec { name, kind, scheme, fields })
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// A holder: a fixed name, or the name in a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HolderSpec {
    /// A fixed name.
    Named(String),
    /// The name (or names) in a column.
    Column {
        /// The column.
        column: String,
        /// Text between several names in one cell, for instance " | ".
        split: Option<String>,
    },
}

/// By hand, so that a misspelt key of the table is refused by name and not passed over.
impl<'de> Deserialize<'de> for HolderSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<HolderSpec, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Column {
            column: String,
            split: Option<String>,
        }
        struct NameOrColumn;
        impl<'de> Visitor<'de> for NameOrColumn {
            type Value = HolderSpec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name in quotes, or { column = \"the column that holds it\" }")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<HolderSpec, E> {
                Ok(HolderSpec::Named(name.to_string()))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<HolderSpec, M::Error> {
                let Column { column, split } = Column::deserialize(MapAccessDeserializer::new(map))?;
                Ok(HolderSpec::Column { column, split })
            }
        }
        deserializer.deserialize_any(NameOrColumn)
    }
}

/// `[[source.event]]`: something that a row says happened.
#[derive(Clone, PartialEq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct EventSpec {
    /// Kind, in `snake_case`.
    pub kind: String,
    /// Column of its date. Absent only where `after` or `tally` stands.
    pub date: Option<String>,
    /// Column of its time of day, where the date stands in another column.
    pub time: Option<String>,
    /// For an event without a date column: the column of a day it cannot precede. Its latest day is then the
    /// observation date, or the day of the history row.
    pub after: Option<String>,
    /// For an event that stands for the latest possible day ("the referral was on or before the start of assessment"):
    /// the column of a day it cannot follow.
    pub by: Option<String>,
    /// Column of the day it was recorded.
    pub recorded: Option<String>,
    /// Names of mentions it is about; the first is its subject. All mentions of the row, in order, where absent.
    #[serde(default)]
    pub about: Vec<String>,
    /// Who did it or recorded it; the source's agency where absent.
    pub holder: Option<HolderSpec>,
    /// Those it was addressed to; each becomes a party, and knows of it in the grade `to_grade`.
    pub to: Option<HolderSpec>,
    /// Grade of awareness of those it was addressed to; "received" where absent.
    pub to_grade: Option<String>,
    /// Column of the source's own number.
    pub reference: Option<String>,
    /// Columns of free text, joined with spaces.
    pub text: Option<OneOrMany>,
    /// Cells kept by name: `keep = { risk = "Risk level" }`.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// The event happened only where a column has one of these values (compared without regard to case).
    pub only_if: Option<OnlyIf>,
    /// A count of actions whose actors the source does not name.
    pub tally: Option<TallySpec>,
    /// The source keeps only the latest of its kind.
    #[serde(default)]
    pub latest_only: bool,
    /// What an empty date cell means: "no event" (default, except for the first event of a source) or "undated"
    /// (default for the first event): it happened, and nobody wrote when.
    pub when_empty: Option<String>,
}

/// `only_if = { column = "ICPCnotRequired", is = ["true", "1"] }`.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct OnlyIf {
    /// The column.
    pub column: String,
    /// The values; an empty list means any value at all.
    pub is: Vec<String>,
}

/// `tally = { done = "replies", of = "recipients" }`.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct TallySpec {
    /// Column of how many were done.
    pub done: String,
    /// Column of how many were expected.
    pub of: String,
}
