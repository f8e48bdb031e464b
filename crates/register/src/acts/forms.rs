//! From a reviewer's form to acts: what a form may leave to the program.
//!
//! A form is one act. Three things may be left to the program, and each becomes ordinary acts that say everything in full:
//!
//! - a reference may be a *label*, given to an earlier form of the same set, in place of an entry's number;
//! - `path = "*"` in a withholding stands for every field of the entry that can be withheld and is not yet: one act each;
//!   and a label that stands for several entries, in `withholding_lifted`, for one act each;
//! - a publication may leave out `version`, `replaces`, `open_strands`, `manifest` and `sealed`: they follow from the
//!   review; the reason why a sealed strand is not published is then `sealed_at_request` where a complaint on it is sealed
//!   because the complainant asked, and `sealed_strand` otherwise.

use std::collections::{BTreeMap, VecDeque};

use model::Day;
use serde_json::{Value, json};

use super::field::{Code, Single};
use super::{Act, FormError, FormErrors, KIND, Kind, Path, Seq, Spec};
use crate::entry::StreamId;
use crate::review::{Review, Stream};
use crate::words::ReasonCode;

/// Labels of the forms read so far, with the entries that each became.
pub type Labels = BTreeMap<String, Vec<Seq>>;

/// The acts of a form: tables and lists as TOML or JSON hold them, days as text.
///
/// # Errors
/// Where the form is not one: everything that is wrong, and what was expected.
pub fn acts_of(form: &Value, review: &Review, labels: &Labels) -> Result<Vec<Act>, FormErrors> {
    let error = |path: &str, what: &str| FormErrors::one(path, what);
    let Value::Object(given) = form else { return Err(error("form", "is no table")) };
    let word = given.get(KIND).and_then(Value::as_str).unwrap_or("");
    let Some(kind) = Kind::of(word) else { return Err(super::unknown_kind(word)) };
    let mut form = given.clone();
    if kind.word == "withholding_lifted"
        && let Some(several) = form.get("of").and_then(Value::as_str).and_then(|label| labels.get(label))
    {
        let mut acts = Vec::new();
        for seq in several {
            form.insert("of".into(), seq.to_value());
            acts.push(Act::from_form(&Value::Object(form.clone()))?);
        }
        return Ok(acts);
    }
    if kind.word == "withholding_lifted"
        && let Some(of) = form.get("of").and_then(Seq::from_value)
        && let decisions = review.withheld_of(of)
        && !decisions.is_empty()
    {
        let lifted = |seq: &Seq| {
            form.insert("of".into(), seq.to_value());
            Act::from_form(&Value::Object(form.clone()))
        };
        return decisions.iter().map(lifted).collect();
    }
    let mut unresolved = Vec::new();
    for (name, value) in &mut form {
        if let Some(spec) = kind.specs.iter().find(|spec| spec.name == name) {
            resolve(spec, name, value, labels, &mut unresolved);
        }
    }
    if !unresolved.is_empty() {
        // The rest of the form is read all the same, to say everything at once; a fault of one place is said once.
        let read = Act::from_form(&Value::Object(form)).err();
        unresolved.extend(read.into_iter().flat_map(|errors| errors.0));
        let mut seen = std::collections::BTreeSet::new();
        unresolved.retain(|error| seen.insert(error.path.clone()));
        return Err(FormErrors(unresolved));
    }
    if kind.word == "publication" {
        fill_publication(&mut form, review);
    }
    if kind.word == "withholding" && form.get("path") == Some(&json!("*")) {
        let of = form.get("of").and_then(Seq::from_value);
        let of = of.ok_or_else(|| error("of", "names no entry"))?;
        let mut acts = Vec::new();
        for path in withholdable(review, of) {
            form.insert("path".into(), path.to_value());
            acts.push(Act::from_form(&Value::Object(form.clone()))?);
        }
        if acts.is_empty() {
            return Err(error(
                "path",
                &format!("is \"*\", and {of} has no field left that could be withheld"),
            ));
        }
        return Ok(acts);
    }
    Ok(vec![Act::from_form(&Value::Object(form))?])
}

/// The fields of an entry that can be withheld and are neither withheld nor erased.
pub fn withholdable(review: &Review, of: Seq) -> Vec<Path> {
    let Some(act) = review.act(of) else { return Vec::new() };
    let kind = Kind::of(act.kind());
    let fields = act.to_fields().into_iter().filter(|(path, _)| review.is_disclosed(of, path));
    fields
        .filter(|(path, _)| kind.is_some_and(|kind| kind.may_be_withheld(path)))
        .filter_map(|(path, _)| Path::new(&path))
        .collect()
}

/// Puts the numbers of entries in place of labels; what stands for none is kept.
fn resolve(spec: &Spec, path: &str, value: &mut Value, labels: &Labels, errors: &mut Vec<FormError>) {
    match value {
        Value::String(label) if spec.shape.what == Seq::WHAT && !label.is_empty() => {
            let found = labels.get(label.as_str());
            if let Some(&[seq]) = found.map(Vec::as_slice) {
                *value = seq.to_value();
                return;
            }
            let what = match found {
                None => format!(
                    "is \"{label}\": no form given with this one has that label, and entries in the ledger are named by \
                     their number"
                ),
                Some(_) => format!("is \"{label}\", which became several entries: name one by its number"),
            };
            errors.push(FormError::new(path, what));
        }
        Value::Array(members) => {
            for (i, member) in members.iter_mut().enumerate() {
                match member {
                    Value::Object(fields) => {
                        for (name, value) in fields.iter_mut() {
                            if let Some(spec) = spec.shape.group.iter().find(|spec| spec.name == name) {
                                resolve(spec, &format!("{path}/{}/{name}", i + 1), value, labels, errors);
                            }
                        }
                    }
                    other => resolve(spec, path, other, labels, errors),
                }
            }
        }
        _ => {}
    }
}

fn fill_publication(form: &mut serde_json::Map<String, Value>, review: &Review) {
    let last = review.publications().last().copied();
    let version = match last.and_then(|last| review.act(last)) {
        Some(Act::Publication(before)) => before.version + 1,
        _ => 1,
    };
    form.entry("version").or_insert(json!(version));
    if let Some(last) = last {
        form.entry("replaces").or_insert(last.to_value());
    }
    form.entry("open_strands").or_insert(json!(review.strands_without_end()));
    form.entry("manifest").or_insert_with(|| review.manifest().to_value());
    let sealed: Vec<Value> = review
        .sealed_findings()
        .map(|(strand, findings)| {
            let asked = review.sealed_because_somebody_asked(strand);
            let reason = if asked { ReasonCode::SealedAtRequest } else { ReasonCode::SealedStrand };
            json!({ "strand": strand, "findings": findings, "reason": reason.word() })
        })
        .collect();
    if !sealed.is_empty() {
        form.entry("sealed").or_insert(Value::Array(sealed));
    }
}

/// A form with what stands around the act: the label that later forms call it by, and its day.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// Where it came from, for messages.
    pub name: String,
    /// The label.
    pub label: Option<String>,
    /// The day on which it is recorded; in a ledger that is the ledger's own day.
    pub on: Option<Day>,
    /// The act.
    pub form: Value,
}

impl Sheet {
    /// Takes `label` and `on` out of a form.
    ///
    /// # Errors
    /// Where they are something else than text and a day.
    pub fn new(name: &str, mut form: Value) -> Result<Sheet, FormError> {
        let error = |path: &str, what: &str| FormError::new(path, what);
        let Value::Object(members) = &mut form else { return Err(error("form", "is no table")) };
        let label = match members.remove("label") {
            None => None,
            Some(Value::String(label)) if !label.is_empty() => Some(label),
            Some(_) => return Err(error("label", "is no text")),
        };
        let on = match members.remove("on") {
            None => None,
            Some(on) => {
                Some(Day::from_value(&on).ok_or_else(|| error("on", "is no day written YYYY-MM-DD"))?)
            }
        };
        Ok(Sheet { name: name.to_string(), label, on, form })
    }
}

/// Why a set of forms stopped: which form, and every reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stopped {
    /// The form.
    pub name: String,
    /// The reasons.
    pub why: Why,
}

/// What is wrong with a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// It could not be read; every fault.
    Form(Vec<FormError>),
    /// It was read, and the gates do not admit it; every reason, a sentence each.
    Refused(Vec<String>),
}

impl Stopped {
    /// The reasons, each a sentence.
    pub fn sentences(&self) -> Vec<String> {
        match &self.why {
            Why::Form(errors) => errors.iter().map(|error| format!("{error}.")).collect(),
            Why::Refused(sentences) => sentences.clone(),
        }
    }
}

/// The order in which forms that refer to one another can be recorded: each after those whose label it names and after the
/// party whose code it uses, and otherwise as they were given.
///
/// # Errors
/// The form where it cannot be done: a label given twice, or forms that refer to one another in a circle.
pub fn in_order(sheets: &[Sheet]) -> Result<Vec<usize>, Stopped> {
    let refused =
        |sheet: &Sheet, why: String| Stopped { name: sheet.name.clone(), why: Why::Refused(vec![why]) };
    let mut by_label: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, sheet) in sheets.iter().enumerate() {
        let label = sheet.label.as_deref().map(|label| (label, by_label.insert(label, i)));
        if let Some((label, Some(before))) = label {
            let why = format!("The label \"{label}\" is used twice, here and in {}.", sheets[before].name);
            return Err(refused(sheet, why));
        }
        for code in codes_given(&sheet.form) {
            by_code.entry(code).or_insert(i);
        }
    }
    let needs: Vec<Vec<usize>> = sheets
        .iter()
        .enumerate()
        .map(|(i, sheet)| {
            let mut named = Vec::new();
            names_of(&sheet.form, &mut named);
            let found = named.iter().filter_map(|(name, is_label)| match is_label {
                true => by_label.get(name).copied(),
                false => by_code.get(name).copied(),
            });
            found.filter(|&at| at != i).collect()
        })
        .collect();
    let mut order: Vec<usize> = Vec::new();
    while order.len() < sheets.len() {
        let waits = |i: usize| needs[i].iter().any(|at| !order.contains(at));
        let Some(next) = (0..sheets.len()).find(|&i| !order.contains(&i) && !waits(i)) else {
            let stuck = (0..sheets.len()).find(|i| !order.contains(i)).unwrap_or(0);
            let others: Vec<&str> = needs[stuck].iter().map(|&at| sheets[at].name.as_str()).collect();
            let why = format!(
                "It refers to {}, which in the end refers back to it: neither can be recorded first.",
                others.join(", ")
            );
            return Err(refused(&sheets[stuck], why));
        };
        order.push(next);
    }
    Ok(order)
}

/// The codes that a form gives to parties.
fn codes_given(form: &Value) -> Vec<&str> {
    match form.get(KIND).and_then(Value::as_str) {
        Some("party") => form.get("code").and_then(Value::as_str).into_iter().collect(),
        Some("terms") => form
            .get("agencies")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|agency| agency.get("code").and_then(Value::as_str))
            .collect(),
        _ => Vec::new(),
    }
}

/// What a form names: labels of entries (true) and codes of parties (false).
fn names_of<'a>(form: &'a Value, out: &mut Vec<(&'a str, bool)>) {
    let kind = form.get(KIND).and_then(Value::as_str).and_then(Kind::of);
    let (Some(kind), Value::Object(fields)) = (kind, form) else { return };
    names_below(kind.specs, fields, out);
}

fn names_below<'a>(
    specs: &'static [Spec],
    fields: &'a serde_json::Map<String, Value>,
    out: &mut Vec<(&'a str, bool)>,
) {
    for (name, value) in fields {
        let Some(spec) = specs.iter().find(|spec| spec.name == name) else { continue };
        let (is_label, is_code) = (spec.shape.what == Seq::WHAT, spec.shape.what == Code::WHAT);
        let one = std::slice::from_ref(value);
        for value in value.as_array().map_or(one, Vec::as_slice) {
            match value {
                Value::String(word) if is_label || is_code => out.push((word, is_label)),
                Value::Object(below) => names_below(spec.shape.group, below, out),
                _ => {}
            }
        }
    }
}

/// Records forms in order, as if each came on its own day. Gives the entries that each became.
///
/// # Errors
/// The first form that is none or is refused. What came before stays recorded.
pub fn play(review: &mut Review, sheets: &[Sheet]) -> Result<Vec<Vec<Seq>>, Stopped> {
    play_and(review, sheets, &mut Beside::default(), &mut |_, _| Ok(()))
}

/// As [`play`], the forms of sealed strands beside those of the open stream; each act of the open stream is shown to somebody
/// else too, before it is recorded and after the gates have admitted it, who may stop it with a sentence.
///
/// # Errors
/// As [`play`], and the first act that was stopped.
pub fn play_and(
    review: &mut Review,
    sheets: &[Sheet],
    sealed: &mut Beside,
    also: &mut dyn FnMut(Day, &Act) -> Result<(), String>,
) -> Result<Vec<Vec<Seq>>, Stopped> {
    let mut labels = Labels::new();
    let mut became = Vec::new();
    for sheet in sheets {
        if let Some(day) = sheet.on {
            // A sealed strand may have been opened on this very day: what is recorded of it stands after that.
            sealed.play_until(review, day + -1)?;
        }
        became.push(play_one(review, &mut labels, sheet, also)?);
    }
    sealed.play_until(review, Day::LAST)?;
    Ok(became)
}

/// Records one form; gives the entries it became.
fn play_one(
    review: &mut Review,
    labels: &mut Labels,
    sheet: &Sheet,
    also: &mut dyn FnMut(Day, &Act) -> Result<(), String>,
) -> Result<Vec<Seq>, Stopped> {
    let stopped = |why: Why| Stopped { name: sheet.name.clone(), why };
    let no_day =
        || stopped(Why::Form(vec![FormError::new("on", "is missing: the day of the entry was expected")]));
    let on = sheet.on.ok_or_else(no_day)?;
    let acts = acts_of(&sheet.form, review, labels).map_err(|errors| stopped(Why::Form(errors.0)))?;
    let mut seqs = Vec::new();
    for act in acts {
        let refusals = crate::gates::admit(review, on, &act);
        if !refusals.is_empty() {
            let sentences = refusals.into_iter().map(|refusal| refusal.sentence).collect();
            return Err(stopped(Why::Refused(sentences)));
        }
        also(on, &act).map_err(|why| stopped(Why::Refused(vec![why])))?;
        seqs.push(review.next_seq());
        review.add(on, act);
    }
    if let Some(label) = &sheet.label
        && labels.insert(label.clone(), seqs.clone()).is_some()
    {
        return Err(stopped(Why::Refused(vec![format!("The label \"{label}\" is used twice.")])));
    }
    Ok(seqs)
}

/// The forms of sealed strands' own streams, to be played beside those of the open one.
#[derive(Clone, Default, Debug)]
pub struct Beside {
    /// The open stream, as its sealed strands name it.
    parent: Option<StreamId>,
    own: BTreeMap<u32, Own>,
}

/// The own stream of a sealed strand under way.
#[derive(Clone, Debug)]
struct Own {
    review: Review,
    labels: Labels,
    sheets: VecDeque<Sheet>,
}

impl Beside {
    /// Forms by the number of their strand, each in order; `parent` is the open stream.
    pub fn new(parent: StreamId, sheets: BTreeMap<u32, Vec<Sheet>>) -> Beside {
        let own = |(number, sheets): (u32, Vec<Sheet>)| {
            let review = Review::new(Stream::Sealed(number));
            (number, Own { review, labels: Labels::new(), sheets: sheets.into() })
        };
        Beside { parent: Some(parent), own: sheets.into_iter().map(own).collect() }
    }

    /// Plays what was recorded up to the end of a day, and tells the open stream how many findings there are.
    fn play_until(&mut self, open: &mut Review, day: Day) -> Result<(), Stopped> {
        for (&number, own) in &mut self.own {
            while own.sheets.front().is_some_and(|sheet| sheet.on.is_none_or(|on| on <= day)) {
                let Some(sheet) = own.sheets.pop_front() else { break };
                own.play(open, number, self.parent, sheet)?;
            }
        }
        let begun = self.own.iter().filter(|(_, own)| !own.review.history().is_empty());
        let counts: BTreeMap<u32, u32> =
            begun.map(|(&number, own)| (number, own.review.findings().count() as u32)).collect();
        if !counts.is_empty() {
            open.set_sealed_findings(counts);
        }
        Ok(())
    }
}

impl Own {
    fn play(
        &mut self,
        open: &Review,
        number: u32,
        parent: Option<StreamId>,
        mut sheet: Sheet,
    ) -> Result<(), Stopped> {
        let refused = |name: &str, why| Stopped { name: name.to_string(), why: Why::Refused(vec![why]) };
        if !open.strand(number).is_some_and(|strand| strand.sealed) {
            let why =
                format!("Strand {number} is not sealed, or not opened yet: it has no stream of its own.");
            return Err(refused(&sheet.name, why));
        }
        self.review.set_open_complaints(open);
        if let Some(parent) = parent {
            fill_sealed(&mut sheet, parent, open, &self.review).map_err(|why| refused(&sheet.name, why))?;
        }
        play_one(&mut self.review, &mut self.labels, &sheet, &mut |_, _| Ok(())).map(|_| ())
    }
}

/// Fills in what the first entry of a sealed strand's own stream takes from its review: the open stream, the mode, and the
/// time for a reply.
///
/// # Errors
/// In a sentence, where the form gives something else.
pub fn fill_sealed(sheet: &mut Sheet, parent: StreamId, open: &Review, own: &Review) -> Result<(), String> {
    let Value::Object(form) = &mut sheet.form else { return Ok(()) };
    if form.get(KIND) != Some(&json!("sealed_stream")) || !own.history().is_empty() {
        return Ok(());
    }
    let right = [
        ("parent", Some(json!(parent.to_string()))),
        ("mode", open.mode().map(|mode| json!(mode.word()))),
        ("reply_days", open.reply_days().map(|days| json!(days))),
    ];
    for (name, right) in right {
        let blank = form.get(name).is_none_or(|given| *given == json!(""));
        match right {
            Some(right) if blank => {
                form.insert(name.into(), right);
            }
            Some(right) if form.get(name) != Some(&right) => {
                return Err(format!(
                    "The review's own terms of reference give {right} as `{name}`, and a sealed strand is under the same: \
                     take `{name}` out."
                ));
            }
            None if blank => {
                form.remove(name);
            }
            None => {
                return Err(format!(
                    "The review's own terms of reference give no `{name}`, and a sealed strand is under the same: take \
                     it out."
                ));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
