//! From a reviewer's form to acts: what a form may leave to the program.
//!
//! A form is one act. Three things may be left to the program, and each becomes ordinary acts that say everything in full:
//!
//! - a reference may be a *label*, given to an earlier form of the same set, in place of an entry's number;
//! - `path = "*"` in a withholding stands for every field of the entry that can be withheld and is not yet: one act each;
//!   and a label that stands for several entries, in `withholding_lifted`, for one act each;
//! - a publication may leave out `version`, `replaces`, `open_strands`, `manifest` and `sealed`: they follow from the
//!   review; the reason why a sealed strand is not published is then `sealed_at_request`.

use std::collections::BTreeMap;

use model::Day;
use serde_json::{Value, json};

use super::field::Single;
use super::{Act, FormError, KIND, Kind, Path, Seq, Spec};
use crate::review::Review;
use crate::words::ReasonCode;

/// Labels of the forms read so far, with the entries that each became.
pub type Labels = BTreeMap<String, Vec<Seq>>;

/// The acts of a form: tables and lists as TOML or JSON hold them, days as text.
///
/// # Errors
/// Where the form is not one, and what was expected.
pub fn acts_of(form: &Value, review: &Review, labels: &Labels) -> Result<Vec<Act>, FormError> {
    let error = |path: &str, what: String| FormError { path: path.to_string(), what };
    let Value::Object(given) = form else { return Err(error("form", "is no table".into())) };
    let kind = given.get(KIND).and_then(Value::as_str).and_then(Kind::of);
    let Some(kind) = kind else {
        let words: Vec<&str> = super::KINDS.iter().map(|kind| kind.word).collect();
        return Err(error(KIND, format!("is not one of {}", words.join(", "))));
    };
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
    for (name, value) in &mut form {
        if let Some(spec) = kind.specs.iter().find(|spec| spec.name == name) {
            resolve(spec, name, value, labels)?;
        }
    }
    if kind.word == "publication" {
        fill_publication(&mut form, review);
    }
    if kind.word == "withholding" && form.get("path") == Some(&json!("*")) {
        let of = form.get("of").and_then(Seq::from_value);
        let of = of.ok_or_else(|| error("of", "names no entry".into()))?;
        let mut acts = Vec::new();
        for path in withholdable(review, of) {
            form.insert("path".into(), path.to_value());
            acts.push(Act::from_form(&Value::Object(form.clone()))?);
        }
        if acts.is_empty() {
            return Err(error(
                "path",
                format!("is \"*\", and {of} has no field left that could be withheld"),
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

/// Puts the numbers of entries in place of labels.
fn resolve(spec: &Spec, path: &str, value: &mut Value, labels: &Labels) -> Result<(), FormError> {
    match value {
        Value::String(label) if spec.shape.what == Seq::WHAT => {
            let found = labels.get(label.as_str());
            let Some(&[seq]) = found.map(Vec::as_slice) else {
                let what = match found {
                    None => format!("is \"{label}\", and no earlier form has that label"),
                    Some(_) => {
                        format!("is \"{label}\", which became several entries: name one by its number")
                    }
                };
                return Err(FormError { path: path.to_string(), what });
            };
            *value = seq.to_value();
        }
        Value::Array(members) => {
            for (i, member) in members.iter_mut().enumerate() {
                match member {
                    Value::Object(fields) => {
                        for (name, value) in fields.iter_mut() {
                            if let Some(spec) = spec.shape.group.iter().find(|spec| spec.name == name) {
                                resolve(spec, &format!("{path}/{}/{name}", i + 1), value, labels)?;
                            }
                        }
                    }
                    other => resolve(spec, path, other, labels)?,
                }
            }
        }
        _ => {}
    }
    Ok(())
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
            json!({ "strand": strand, "findings": findings, "reason": ReasonCode::SealedAtRequest.word() })
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
        let error = |path: &str, what: &str| FormError { path: path.to_string(), what: what.to_string() };
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
    /// The reasons, each a sentence.
    pub why: Vec<String>,
}

/// Records forms in order, as if each came on its own day. Gives the entries that each became.
///
/// # Errors
/// The first form that is none or is refused. What came before stays recorded.
pub fn play(review: &mut Review, sheets: &[Sheet]) -> Result<Vec<Vec<Seq>>, Stopped> {
    let mut labels = Labels::new();
    let mut became = Vec::new();
    for sheet in sheets {
        let stopped = |why: Vec<String>| Stopped { name: sheet.name.clone(), why };
        let on = sheet.on.ok_or_else(|| stopped(vec!["`on` is missing: the day of the entry.".into()]))?;
        let acts =
            acts_of(&sheet.form, review, &labels).map_err(|error| stopped(vec![format!("{error}.")]))?;
        let mut seqs = Vec::new();
        for act in acts {
            let seq = review.record(on, act);
            let refused = |refusals: Vec<crate::gates::Refusal>| {
                stopped(refusals.into_iter().map(|refusal| refusal.sentence).collect())
            };
            seqs.push(seq.map_err(refused)?);
        }
        if let Some(label) = &sheet.label
            && labels.insert(label.clone(), seqs.clone()).is_some()
        {
            return Err(stopped(vec![format!("The label \"{label}\" is used twice.")]));
        }
        became.push(seqs);
    }
    Ok(became)
}
