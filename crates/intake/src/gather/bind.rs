//! A mapping bound to the columns of one sheet, once, so that a row costs no look-up by name.

use model::{Grade, Interner, MentionKind, SymbolId, field};

use super::check::{did_you_mean, field_named, grade_named, kind_named};
use crate::spec::{EventSpec, HolderSpec, MentionSpec, OneOrMany, SourceSpec};

/// A column that a mapping names and a sheet does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Missing {
    pub(super) column: String,
    pub(super) hint: String,
}

/// One field of a mention and the columns (from 0) that hold it.
pub(super) struct BoundField {
    pub(super) name: &'static str,
    pub(super) columns: Vec<usize>,
    /// What joins the cells of several columns to one value; `None` where each is a value of its own.
    pub(super) join: Option<&'static str>,
}

pub(super) struct BoundMention {
    pub(super) kind: MentionKind,
    pub(super) role: Box<str>,
    /// Put before an identifier: "nhs:".
    pub(super) scheme: String,
    pub(super) fields: Vec<BoundField>,
}

pub(super) enum BoundHolder {
    Named(SymbolId),
    Column { column: usize, split: Option<String> },
}

/// A date of an event: its slot in the row's readings.
pub(super) type Slot = usize;

pub(super) struct BoundEvent {
    pub(super) kind: SymbolId,
    pub(super) date: Option<Slot>,
    pub(super) time: Option<usize>,
    pub(super) after: Option<Slot>,
    pub(super) by: Option<Slot>,
    pub(super) recorded: Option<Slot>,
    pub(super) about: Vec<usize>,
    pub(super) holder: BoundHolder,
    pub(super) to: Option<BoundHolder>,
    pub(super) to_grade: Grade,
    pub(super) reference: Option<usize>,
    pub(super) text: Vec<usize>,
    pub(super) keep: Vec<(SymbolId, usize)>,
    pub(super) only_if: Option<(usize, Vec<String>)>,
    pub(super) tally: Option<(usize, usize)>,
    pub(super) latest_only: bool,
    pub(super) undated_when_empty: bool,
}

/// A whole mapping bound to one sheet.
pub(super) struct Bound {
    pub(super) mentions: Vec<BoundMention>,
    pub(super) events: Vec<BoundEvent>,
    /// Column of each date slot.
    pub(super) slots: Vec<usize>,
    /// Columns of birth dates.
    pub(super) births: Vec<usize>,
    /// Columns of the key.
    pub(super) key: Vec<usize>,
    /// Which columns the mapping reads.
    pub(super) used: Vec<bool>,
    /// For a history: columns of its key, of the day it was seen, and of the cells it replaces.
    pub(super) history: Option<(usize, usize, Vec<usize>)>,
    /// For a source that has histories: for each, the column of the key and the columns whose cells it replaces.
    pub(super) replaced: Vec<(usize, Vec<usize>)>,
}

/// A column name without regard to case and white space.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').flat_map(char::to_lowercase).collect()
}

struct Binder<'h> {
    names: &'h [String],
    folded: Vec<String>,
    used: Vec<bool>,
    missing: Vec<Missing>,
    slots: Vec<usize>,
}

/// Binds a mapping to the columns of a sheet. `histories` are the histories of this source.
pub(super) fn bind(
    spec: &SourceSpec,
    histories: &[&SourceSpec],
    columns: &[String],
    words: &mut Interner,
) -> Result<Bound, Vec<Missing>> {
    let mut binder = Binder {
        names: columns,
        folded: columns.iter().map(|c| folded(c)).collect(),
        used: vec![false; columns.len()],
        missing: Vec::new(),
        slots: Vec::new(),
    };
    let mentions: Vec<BoundMention> = spec.mentions.iter().map(|m| binder.mention(m, &spec.name)).collect();
    let events = spec.events.iter().enumerate().map(|(i, e)| binder.event(e, i, spec, words)).collect();
    let key = spec.key.iter().map(|k| binder.one(k)).collect();
    let history =
        spec.history.as_ref().map(|h| (binder.one(&h.key), binder.one(&h.seen), binder.each(&h.replaces)));
    let replaced = histories
        .iter()
        .filter_map(|h| h.history.as_ref())
        .map(|h| (binder.one(&h.key), binder.each(&h.replaces)))
        .collect();
    if !binder.missing.is_empty() {
        binder.missing.dedup();
        return Err(binder.missing);
    }
    let births = mentions
        .iter()
        .flat_map(|m| {
            m.fields.iter().filter(|f| f.name == field::BORN).flat_map(|f| f.columns.iter().copied())
        })
        .collect();
    Ok(Bound { mentions, events, slots: binder.slots, births, key, used: binder.used, history, replaced })
}

/// The columns that a mapping names, in order, each once: what XML and JSON are asked for.
pub(super) fn columns_named(spec: &SourceSpec, histories: &[&SourceSpec]) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    for mention in &spec.mentions {
        names.extend(mention.fields.values().flat_map(|f| f.names().iter().map(String::as_str)));
    }
    for event in &spec.events {
        let single = [&event.date, &event.time, &event.after, &event.by, &event.recorded, &event.reference];
        names.extend(single.into_iter().filter_map(|c| c.as_deref()));
        for holder in [&event.holder, &event.to].into_iter().flatten() {
            if let HolderSpec::Column { column, .. } = holder {
                names.push(column);
            }
        }
        names.extend(event.text.iter().flat_map(|t| t.names().iter().map(String::as_str)));
        names.extend(event.keep.values().map(String::as_str));
        names.extend(event.only_if.iter().map(|o| o.column.as_str()));
        names.extend(event.tally.iter().flat_map(|t| [t.done.as_str(), t.of.as_str()]));
    }
    names.extend(spec.key.iter().map(String::as_str));
    for history in histories.iter().filter_map(|h| h.history.as_ref()) {
        names.push(&history.key);
        names.extend(history.replaces.iter().map(String::as_str));
    }
    if let Some(history) = &spec.history {
        names.extend([history.key.as_str(), history.seen.as_str()]);
        names.extend(history.replaces.iter().map(String::as_str));
    }
    let mut unique: Vec<String> = Vec::new();
    for name in names {
        if !unique.iter().any(|u| u == name) {
            unique.push(name.to_string());
        }
    }
    unique
}

impl Binder<'_> {
    fn find(&mut self, name: &str) -> Option<usize> {
        let wanted = folded(name);
        let found = self.folded.iter().position(|c| *c == wanted)?;
        self.used[found] = true;
        Some(found)
    }

    fn miss(&mut self, name: &str) {
        let known = self.names.iter().map(String::as_str);
        let hint = did_you_mean(name, known, "");
        let shown: Vec<&str> = self.names.iter().take(40).map(String::as_str).collect();
        let more = if self.names.len() > shown.len() { " ..." } else { "" };
        let hint =
            if hint.is_empty() { format!("the columns there are: {}{more}", shown.join(", ")) } else { hint };
        let missing = Missing { column: name.to_string(), hint };
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    /// The column; a missing one is noted and 0 stands in, never to be used.
    fn one(&mut self, name: &str) -> usize {
        self.find(name).unwrap_or_else(|| {
            self.miss(name);
            0
        })
    }

    fn each(&mut self, names: &[String]) -> Vec<usize> {
        names.iter().map(|n| self.one(n)).collect()
    }

    /// Those of several columns that are there; at least one has to be.
    fn some(&mut self, names: &OneOrMany) -> Vec<usize> {
        let found: Vec<usize> = names.names().iter().filter_map(|n| self.find(n)).collect();
        if found.is_empty() {
            names.names().iter().take(1).for_each(|n| self.miss(n));
        }
        found
    }

    fn slot(&mut self, name: &str) -> Slot {
        let column = self.one(name);
        self.slots.iter().position(|c| *c == column).unwrap_or_else(|| {
            self.slots.push(column);
            self.slots.len() - 1
        })
    }

    fn mention(&mut self, spec: &MentionSpec, source: &str) -> BoundMention {
        let mut fields: Vec<BoundField> = spec
            .fields
            .iter()
            .filter_map(|(name, columns)| {
                let name = field_named(name)?;
                let join = match name {
                    field::NAME | field::FORENAME | field::SURNAME => Some(" "),
                    field::ADDRESS => Some(", "),
                    _ => None,
                };
                Some(BoundField { name, columns: self.some(columns), join })
            })
            .collect();
        // In the order of the nouns: names first, so that the place of a mention is the cell of its name.
        fields.sort_by_key(|f| field::ALL.iter().position(|n| *n == f.name));
        BoundMention {
            kind: kind_named(&spec.kind).unwrap_or(MentionKind::Person),
            role: spec.name.as_str().into(),
            scheme: format!("{}:", spec.scheme.as_deref().unwrap_or(source)),
            fields,
        }
    }

    fn holder(&mut self, spec: &HolderSpec, words: &mut Interner) -> BoundHolder {
        match spec {
            HolderSpec::Named(name) => BoundHolder::Named(words.intern(name)),
            HolderSpec::Column { column, split } => {
                BoundHolder::Column { column: self.one(column), split: split.clone() }
            }
        }
    }

    fn event(
        &mut self,
        spec: &EventSpec,
        index: usize,
        source: &SourceSpec,
        words: &mut Interner,
    ) -> BoundEvent {
        let about = if spec.about.is_empty() {
            (0..source.mentions.len()).collect()
        } else {
            spec.about.iter().filter_map(|a| source.mentions.iter().position(|m| m.name == *a)).collect()
        };
        let holder = match &spec.holder {
            Some(holder) => self.holder(holder, words),
            None => BoundHolder::Named(words.intern(&source.agency)),
        };
        BoundEvent {
            kind: words.intern(&spec.kind),
            date: spec.date.as_deref().map(|c| self.slot(c)),
            time: spec.time.as_deref().map(|c| self.one(c)),
            after: spec.after.as_deref().map(|c| self.slot(c)),
            by: spec.by.as_deref().map(|c| self.slot(c)),
            recorded: spec.recorded.as_deref().map(|c| self.slot(c)),
            about,
            holder,
            to: spec.to.as_ref().map(|to| self.holder(to, words)),
            to_grade: spec.to_grade.as_deref().and_then(grade_named).unwrap_or(Grade::Received),
            reference: spec.reference.as_deref().map(|c| self.one(c)),
            text: spec.text.as_ref().map_or(Vec::new(), |t| self.some(t)),
            keep: spec.keep.iter().map(|(name, column)| (words.intern(name), self.one(column))).collect(),
            only_if: spec
                .only_if
                .as_ref()
                .map(|o| (self.one(&o.column), o.is.iter().map(|v| v.trim().to_lowercase()).collect())),
            tally: spec.tally.as_ref().map(|t| (self.one(&t.done), self.one(&t.of))),
            latest_only: spec.latest_only,
            undated_when_empty: match spec.when_empty.as_deref() {
                Some(word) => word == "undated",
                None => index == 0,
            },
        }
    }
}
