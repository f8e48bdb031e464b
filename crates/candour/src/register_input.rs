//! Decisions of a review's register as inputs of the next run: links confirmed or refused, events agreed or disputed.
//!
//! The register says what was decided; this module finds the mentions and rows it was decided of. A decision whose place is not
//! among what was read is never dropped in silence: it is a note of the run. Taken back in the register, the result is the
//! one there was before, to the byte.

use std::collections::BTreeMap;
use std::path::Path;

use intake::Gathered;
use link::PairDecision;
use model::{Interner, MentionId, Purpose};
use register::acts::{EventDecision, LinkDecision, MentionAt, Seq, Text};
use register::words::LinkDecisionWord;

use crate::config::Config;
use crate::failure::{Done, Failure};
use crate::register::book::decided;

/// The attribute of an event that the chronology prints as its status.
const STATUS: &str = "chronology_status";

/// The decisions that stand; none where the review names no register.
#[derive(Default)]
pub(crate) struct RegisterInput {
    links: Vec<(Seq, LinkDecision)>,
    events: Vec<(Seq, EventDecision, String)>,
    /// The key of the order in which what linkage finds is numbered; none where the review names no register.
    pub(crate) numbering: Option<[u8; 32]>,
}

/// Reads the register that `review.toml` names.
pub(crate) fn read(config: &Config, dir: &Path, purpose: Purpose, name: &str) -> Done<RegisterInput> {
    let Some(folder) = &config.review.register else { return Ok(RegisterInput::default()) };
    let decided = decided(&dir.join(folder))?;
    // A register in the mode learning promises that there is no officer-level output; a run for another purpose would make one.
    if let Some(mode) = decided.mode.filter(|mode| mode.word() != purpose.word()) {
        return Err(Failure::new(format!(
            "{name}: the purpose is \"{}\", and the register in {folder} was begun in the mode \"{}\"",
            purpose.word(),
            mode.word()
        ))
        .hint(
            "a review has one purpose, fixed by its first terms of reference: give that one as `purpose`",
        ));
    }
    let numbering = Some(decided.numbering);
    Ok(RegisterInput { links: decided.links, events: decided.events, numbering })
}

fn words(text: Option<&Text>) -> &str {
    text.map_or("", Text::as_str)
}

impl RegisterInput {
    /// Adds the decisions on links to those of `review.toml`; gives a note for each that could not be carried out.
    pub(crate) fn links(&self, gathered: &Gathered, decisions: &mut Vec<PairDecision>) -> Vec<String> {
        let mut by_place: BTreeMap<(&str, &str, u32, &str), MentionId> = BTreeMap::new();
        for (i, mention) in gathered.mentions.iter().enumerate().filter(|_| !self.links.is_empty()) {
            let source = &gathered.sources[mention.place.source.index()];
            let sheet = source.sheets.get(usize::from(mention.place.sheet)).map_or("", String::as_str);
            by_place.insert((&source.path, sheet, mention.place.row, &mention.role), MentionId::from(i));
        }
        let find = |at: &MentionAt| {
            let place = (at.file.as_str(), words(at.sheet.as_ref()), at.row, at.role.as_str());
            let found = by_place.get(&place).copied();
            found.ok_or_else(|| format!("\"{}\" in row {} of {}", place.3, place.2, place.0))
        };
        let mut notes = Vec::new();
        for (seq, act) in &self.links {
            let [left, right] = act.mentions.0.as_slice() else { continue };
            match (find(left), find(right)) {
                (Ok(left), Ok(right)) => decisions.push(PairDecision {
                    left,
                    right,
                    same: act.decision == LinkDecisionWord::Confirmed,
                    by: format!("{}, {seq} of the register", act.decider),
                    reason: act.reason.to_string(),
                }),
                (Err(what), _) | (_, Err(what)) => notes.push(format!(
                    "The decision on a link in {seq} of the register was not carried out: {what} is not among what was read."
                )),
            }
        }
        notes
    }

    /// Writes the decisions on events into the status of the events of their rows, the newest last; gives a note for each whose
    /// row was not read.
    pub(crate) fn events(&self, gathered: &mut Gathered, interner: &mut Interner) -> Vec<String> {
        let mut notes = Vec::new();
        let mut status: BTreeMap<(&str, &str, u32), (Seq, String)> = BTreeMap::new();
        for (seq, act, by) in &self.events {
            let (Some(file), Some(row)) = (&act.file, act.row) else {
                notes.push(format!(
                    "The decision on an event in {seq} of the register names no file and row, so no event of the chronology has it."
                ));
                continue;
            };
            let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
            let said = format!("{}{by} ({seq} of the register)", act.decision);
            status.insert((file.as_str(), words(act.sheet.as_ref()), row), (*seq, said));
        }
        let Gathered { sources, events, .. } = gathered;
        for ((file, sheet, row), (seq, said)) in status {
            let name = interner.intern(STATUS);
            let mut found = false;
            for event in events.iter_mut().filter(|event| event.place.row == row) {
                let source = &sources[event.place.source.index()];
                let its = source.sheets.get(usize::from(event.place.sheet)).map_or("", String::as_str);
                if source.path == file && its == sheet {
                    event.attributes.retain(|(n, _)| *n != name);
                    event.attributes.push((name, said.clone().into()));
                    found = true;
                }
            }
            if !found {
                notes.push(format!(
                    "The decision on an event in {seq} of the register was not carried out: row {row} of {file} gave no event."
                ));
            }
        }
        notes
    }
}
