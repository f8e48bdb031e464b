//! Every kind of entry as a typed act, to and from the fields of an entry.
//!
//! An act is what a person did: recorded a complaint, asked for evidence, found, gave notice, withheld, published. Its
//! fields are a list of `(path, value)`. Which paths there are is fixed here, by type, so that nothing personal can
//! stand in a path; what may be withheld later, and what never can, is fixed here too ([`field::Spec::always`]).
//! Whether an act may be recorded at this point of a review is the matter of [`crate::gates`], not of this module.

pub mod field;
pub mod forms;
pub(crate) mod hidden;
mod kinds;
mod manifest;
pub(crate) mod sealed;

use serde_json::Value;

pub use field::{Code, Fields, FormError, FormErrors, Group, Groups, Letter, Path, Seq, Spec, Text};
pub use kinds::*;
pub use manifest::{Manifest, ManifestRow, SealedRow, Withheld};

use crate::entry::Class;

/// The path under which every entry says what kind of act it is.
pub const KIND: &str = "kind";

macro_rules! groups {
    ($($(#[doc = $doc:literal])+ $name:ident {
        $($(#[doc = $note:literal])+ $vis:ident $field:ident: $ty:ty,)+
    })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub struct $name { $($(#[doc = $note])+ pub $field: $ty,)+ }

        impl $crate::acts::field::Group for $name {
            const SPECS: &'static [$crate::acts::field::Spec] = &[$($crate::acts::field::Spec {
                name: stringify!($field),
                always: $crate::acts::is_always!($vis),
                notes: &[$($note),+],
                shape: <$ty as $crate::acts::field::Field>::SHAPE,
            },)+];
            fn write_below(&self, path: &str, out: &mut Vec<(String, serde_json::Value)>) {
                let at = |name: &str| {
                    if path.is_empty() { name.to_string() } else { format!("{path}/{name}") }
                };
                $($crate::acts::field::Field::write(&self.$field, &at(stringify!($field)), out);)+
            }
            fn read_below(
                path: &str,
                from: &mut $crate::acts::field::Fields,
            ) -> Option<Self> {
                let at = |name: &str| {
                    if path.is_empty() { name.to_string() } else { format!("{path}/{name}") }
                };
                // Every field is read before any is missed, so that everything that is wrong is known.
                $(let $field = $crate::acts::field::Field::read(&at(stringify!($field)), from);)+
                Some($name { $($field: $field?,)+ })
            }
        }
    )+};
}

macro_rules! is_always {
    (always) => {
        true
    };
    (may) => {
        false
    };
}

macro_rules! acts {
    ($($variant:ident $kind:literal $class:ident $title:literal,)+) => {
        /// One act.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Act { $(#[doc = $title] $variant($variant),)+ }

        /// Every kind of act: its word, its class of entry, what it is for, and its fields.
        pub const KINDS: &[Kind] = &[$(Kind {
            word: $kind, class: Class::$class, title: $title, specs: <$variant as Group>::SPECS,
        },)+];

        impl Act {
            /// The word for the kind of act, as it stands in the entry.
            pub fn kind(&self) -> &'static str {
                match self { $(Act::$variant(_) => $kind,)+ }
            }

            /// The class of the entry.
            pub fn class(&self) -> Class {
                match self { $(Act::$variant(_) => Class::$class,)+ }
            }

            /// The fields of the entry, `kind` first.
            pub fn to_fields(&self) -> Vec<(String, Value)> {
                let mut out = vec![(KIND.to_string(), Value::String(self.kind().to_string()))];
                match self { $(Act::$variant(act) => act.write_below("", &mut out),)+ }
                out
            }

            fn read(kind: &str, fields: &mut Fields) -> Option<Act> {
                match kind {
                    $($kind => <$variant as Group>::read_below("", fields).map(Act::$variant),)+
                    _ => None,
                }
            }
        }

        $(impl From<$variant> for Act {
            fn from(act: $variant) -> Act {
                Act::$variant(act)
            }
        })+
    };
}

pub(crate) use {groups, is_always};

/// A kind of act.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its word.
    pub word: &'static str,
    /// The class of its entries.
    pub class: Class,
    /// What it is for.
    pub title: &'static str,
    /// Its fields.
    pub specs: &'static [Spec],
}

impl Kind {
    /// The kind of a word.
    pub fn of(word: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.word == word)
    }

    /// What a path of this kind means; none where there is no such path.
    pub fn spec(&self, path: &str) -> Option<&'static Spec> {
        let mut specs = self.specs;
        let mut found = None;
        for part in path.split('/').filter(|part| part.parse::<u32>().is_err()) {
            found = specs.iter().find(|spec| spec.name == part);
            specs = found?.shape.group;
        }
        found
    }

    /// Whether the field at a path may be withheld. The frame of a review may not, or nobody could check that nothing
    /// is missing.
    pub fn may_be_withheld(&self, path: &str) -> bool {
        self.spec(path).is_some_and(|spec| !spec.always)
    }

    /// Whether the field at a path can be erased. Only text can.
    pub fn can_be_erased(&self, path: &str) -> bool {
        self.spec(path).is_some_and(|spec| !spec.always && spec.shape.text)
    }
}

acts! {
    Terms "terms" Tor "terms of reference",
    SealedStream "sealed_stream" Tor "the beginning of a sealed strand's own stream",
    Party "party" Record "a person, role or body, under a code",
    Complaint "complaint" Record "a complaint",
    SealedIdentity "sealed_identity" Record "a sealed identity",
    Unsealing "unsealing" Record "the opening of a sealed identity",
    ComplaintOutcome "complaint_outcome" Record "what came of an allegation",
    StrandOpened "strand_opened" Record "a strand opened",
    StrandMerged "strand_merged" Record "a strand merged into another",
    StrandSplit "strand_split" Record "a strand split",
    StrandClosed "strand_closed" Record "a strand closed without a finding",
    StrandDeferred "strand_deferred" Record "why a strand is still open at the next publication",
    Request "request" Record "a request for evidence",
    Chase "chase" Record "a request chased",
    Received "received" Record "what came of a request",
    Assistance "assistance" Record "what came of asking a person",
    LinkDecision "link_decision" Record "a decision on a link",
    EventDecision "event_decision" Record "a decision on an event",
    NoName "no_name" Record "words that look like a name and name nobody",
    DecisionUndone "decision_undone" Record "a decision on a link, an event or words taken back",
    Question "question" Record "a question to an agency",
    Answer "answer" Record "an answer to a question",
    Finding "finding" Finding "a finding",
    FindingWithdrawn "finding_withdrawn" Record "a finding withdrawn",
    Notice "notice" Representation "notice of a criticism",
    Extract "extract" Representation "the extract sent with a notice",
    Reply "reply" Representation "a reply to a notice",
    Expiry "expiry" Representation "the time for a reply has run out",
    Change "change" Representation "what changed because of a reply",
    Withholding "withholding" Withholding "a decision to withhold a field",
    WithholdingLifted "withholding_lifted" Record "a decision to disclose what was withheld",
    Publication "publication" Publication "a publication",
    AccessRequest "access_request" Record "somebody asks for unpublished material",
    AccessDecision "access_decision" Record "a decision on access",
    AccessAppeal "access_appeal" Record "an appeal against a refusal",
    AppealDecision "appeal_decision" Record "a decision on an appeal",
    Recommendation "recommendation" Record "a recommendation",
    Response "response" Record "a response to a recommendation",
    ResponsePublished "response_published" Record "a response published",
    Disposal "disposal" Disposal "a lawful erasure",
}

impl Act {
    /// Reads an act from the fields of an entry.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn from_fields(fields: &[(String, Value)]) -> Result<Act, FormErrors> {
        Act::from_fields_erased(fields, &[])
    }

    /// Reads an act from the fields of an entry of which some texts were lawfully erased.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn from_fields_erased(fields: &[(String, Value)], erased: &[String]) -> Result<Act, FormErrors> {
        let mut fields = Fields::new(fields, erased);
        let Some(Value::String(word)) = fields.take(KIND) else {
            return Err(FormErrors::one(KIND, "is missing: the kind of act was expected"));
        };
        let Some(kind) = Kind::of(&word) else { return Err(unknown_kind(&word)) };
        let act = Act::read(&word, &mut fields);
        fields.finish(&word, kind.specs)?;
        act.ok_or_else(|| FormErrors::one(KIND, "could not be read"))
    }

    /// Reads an act from a form: tables and lists as TOML or JSON hold them. Days are text, `YYYY-MM-DD`. A table of a
    /// group in which nothing is filled in counts as left out.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_form(form: &Value) -> Result<Act, FormErrors> {
        let mut fields = Vec::new();
        let Value::Object(members) = form else { return Err(FormErrors::one("form", "is no table")) };
        let mut errors = Vec::new();
        for (name, value) in members {
            if let Err(error) = flatten(name, value, &mut fields) {
                errors.push(error);
            }
        }
        for (path, value) in &fields {
            if let Some(what) = value.as_str().and_then(hidden::fault) {
                errors.push(FormError::new(path, what));
            }
        }
        match Act::from_fields(&fields) {
            Ok(act) if errors.is_empty() => Ok(act),
            Ok(_) => Err(FormErrors(errors)),
            Err(FormErrors(more)) => {
                errors.extend(more);
                Err(FormErrors(errors))
            }
        }
    }

    /// Whether recording this act changes what is held of people, in words: entries are never changed, and what the review goes
    /// by from now on is. That is the alteration of section 62(1) of the Data Protection Act 2018.
    pub fn alters(&self) -> Option<&'static str> {
        match self {
            Act::Finding(a) => a.supersedes.map(|_| "a finding was replaced by a new version"),
            Act::FindingWithdrawn(_) => Some("a finding was withdrawn"),
            Act::ComplaintOutcome(_) => Some("the outcome of a complaint was set"),
            Act::LinkDecision(_) => {
                Some("a person decided whether two records are of one: the next run joins or parts them")
            }
            Act::EventDecision(_) => Some("an event of the chronology was agreed or disputed"),
            Act::DecisionUndone(_) => Some("a decision on a link, an event or words was taken back"),
            _ => None,
        }
    }

    /// The earlier entry that the act is about, for the head of the entry.
    pub fn acts_on(&self) -> Option<Seq> {
        match self {
            Act::Unsealing(a) => Some(a.of),
            Act::ComplaintOutcome(a) => Some(a.of),
            Act::Chase(a) => Some(a.of),
            Act::NoName(a) => a.of,
            Act::DecisionUndone(a) => Some(a.of),
            Act::Received(a) => Some(a.of),
            Act::Answer(a) => Some(a.of),
            Act::Finding(a) => a.supersedes,
            Act::FindingWithdrawn(a) => Some(a.of),
            Act::Notice(a) => Some(a.of),
            Act::Extract(a) => Some(a.of),
            Act::Reply(a) => Some(a.of),
            Act::Expiry(a) => Some(a.of),
            Act::Change(a) => Some(a.of),
            Act::Withholding(a) => Some(a.of),
            Act::WithholdingLifted(a) => Some(a.of),
            Act::Publication(a) => a.replaces,
            Act::AccessDecision(a) => Some(a.of),
            Act::AccessAppeal(a) => Some(a.of),
            Act::AppealDecision(a) => Some(a.of),
            Act::Response(a) => Some(a.of),
            Act::ResponsePublished(a) => Some(a.of),
            Act::Disposal(a) => Some(a.of),
            _ => None,
        }
    }
}

/// Groups of a form (lists of tables) become numbered paths; everything else stays one value.
fn flatten(path: &str, value: &Value, out: &mut Vec<(String, Value)>) -> Result<(), FormError> {
    match value {
        Value::Array(members) if path != manifest::PATH && members.iter().any(Value::is_object) => {
            if members.len() > field::LIST_LEN_MAX {
                return Err(FormError::new(path, format!("comes more than {} times", field::LIST_LEN_MAX)));
            }
            for (i, member) in members.iter().filter(|member| !is_blank(member)).enumerate() {
                let Value::Object(fields) = member else {
                    return Err(FormError::new(path, "mixes tables and values"));
                };
                for (name, value) in fields {
                    flatten(&format!("{path}/{}/{name}", i + 1), value, out)?;
                }
            }
        }
        other => out.push((path.to_string(), other.clone())),
    }
    Ok(())
}

/// Whether a table of a group is as the printed form has it: nothing is filled in.
fn is_blank(member: &Value) -> bool {
    let blank = |value: &Value| *value == Value::String(String::new()) || *value == Value::Array(Vec::new());
    member.as_object().is_some_and(|fields| !fields.is_empty() && fields.values().all(blank))
}

/// A word that names no kind of act.
pub(crate) fn unknown_kind(word: &str) -> FormErrors {
    let known: Vec<&'static str> = KINDS.iter().map(|kind| kind.word).collect();
    let what = match word {
        "" => format!("is missing: one of {} was expected", known.join(", ")),
        _ => format!("is \"{word}\", and no act is called that; it is one of {}", known.join(", ")),
    };
    FormError { written: word.to_string(), known, ..FormError::new(KIND, what) }.into()
}

/// An empty form of a kind, with every field explained, as TOML. Nothing is chosen in it: what is left as it is printed is
/// refused as not filled in.
pub fn form(kind: &Kind) -> String {
    let mut out = format!("# {}.\nkind = \"{}\"\n", sentence(kind.title), kind.word);
    let (groups, singles): (Vec<&Spec>, Vec<&Spec>) =
        kind.specs.iter().partition(|spec| !spec.shape.group.is_empty());
    for spec in singles {
        out.push('\n');
        form_field(spec, &mut out);
    }
    for spec in groups {
        out.push('\n');
        for note in spec.notes {
            out.push_str(&format!("#{note}\n"));
        }
        out.push_str(&format!("# As often as needed; none where there is none.\n[[{}]]\n", spec.name));
        for field in spec.shape.group {
            form_field(field, &mut out);
        }
    }
    out
}

fn form_field(spec: &Spec, out: &mut String) {
    for note in spec.notes {
        out.push_str(&format!("#{note}\n"));
    }
    let shape = spec.shape;
    let may = match (spec.always, shape.optional) {
        (true, true) => "; may be left out; always public",
        (true, false) => "; always public",
        (false, true) => "; may be left out",
        (false, false) => "",
    };
    let list = if shape.list { "a list, each member " } else { "" };
    let (what, example) = match (shape.words.is_empty(), shape.text, shape.list) {
        (true, true, _) => (shape.what, String::new()),
        (true, false, false) => (shape.what, format!(", for instance {}", shape.sample)),
        (true, false, true) => (shape.what, format!(", for instance [{}]", shape.sample)),
        (false, ..) => ("one of these words", String::new()),
    };
    out.push_str(&format!("# ({list}{what}{example}{may})\n"));
    for (word, meaning) in shape.words {
        out.push_str(&format!("#   \"{word}\": {meaning}\n"));
    }
    let comment = if shape.optional { "# " } else { "" };
    let blank = if shape.list { "[]" } else { "\"\"" };
    out.push_str(&format!("{comment}{} = {blank}\n", spec.name));
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
