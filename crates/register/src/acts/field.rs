//! Values of an act, to and from `(path, value)`: what each may hold, how it is written, and what is refused.
//!
//! A path is public and says nothing personal: it is made of the names in this crate's own specifications and of
//! numbers, and of nothing that anyone typed. Words of a closed list ([`crate::words`]), numbers, days, codes and paths
//! are checked as they are read; free text lives only in [`Text`], and only a [`Text`] can be erased.

use std::collections::BTreeMap;
use std::fmt;

use model::Day;
use serde_json::Value;

use crate::entry::StreamId;

/// Most characters of one text. A longer one belongs into the evidence, and is cited.
pub const TEXT_CHARS_MAX: usize = 20_000;

/// Most members of one list or group.
pub const LIST_LEN_MAX: usize = 1_000;

/// Why a field of a form could not be read: the path, what stands there, and what was expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormError {
    /// Where.
    pub path: String,
    /// What is wrong, as a clause: "is missing", "is 3, and a day written YYYY-MM-DD was expected".
    pub what: String,
    /// What was written, where it is a word that is not known or a name that is no field.
    pub written: String,
    /// The words that could stand there, where it is a closed list.
    pub known: Vec<&'static str>,
}

impl FormError {
    /// A fault of a field.
    pub fn new(path: impl Into<String>, what: impl Into<String>) -> FormError {
        FormError { path: path.into(), what: what.into(), written: String::new(), known: Vec::new() }
    }
}

/// Everything that is wrong with a form; never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormErrors(pub Vec<FormError>);

impl FormErrors {
    /// One fault alone.
    pub fn one(path: impl Into<String>, what: impl Into<String>) -> FormErrors {
        FormErrors(vec![FormError::new(path, what)])
    }
}

impl From<FormError> for FormErrors {
    fn from(error: FormError) -> FormErrors {
        FormErrors(vec![error])
    }
}

impl fmt::Display for FormErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(FormError::to_string).collect();
        f.write_str(&all.join("; "))
    }
}

impl std::error::Error for FormErrors {}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.what)
    }
}

impl std::error::Error for FormError {}

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// What is expected, in words.
    pub what: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it is free text, the only sort of value that can be erased.
    pub text: bool,
    /// Whether it is a list held under one path.
    pub list: bool,
    /// The fields of each member, where the field is a group (`parts/1/claim`, `parts/2/claim`).
    pub group: &'static [Spec],
    /// A value as TOML writes it, for an example.
    pub sample: &'static str,
    /// The words of a closed list, each with its meaning; none where it is something else.
    pub words: &'static [(&'static str, &'static str)],
    /// Whether a value is one that the field may hold. A group holds none itself.
    pub fits: fn(&Value) -> bool,
}

/// One field of an act.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its name, the last part of its path.
    pub name: &'static str,
    /// Whether it is always public. The frame of the review (kinds, numbers, references, reason codes) is: without it
    /// nobody could check that nothing is missing. Everything else may be withheld.
    pub always: bool,
    /// What it means.
    pub notes: &'static [&'static str],
    /// What it may hold.
    pub shape: Shape,
}

/// The fields of one entry while an act is read from them: what is left over is refused.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: BTreeMap<String, Value>,
    erased: BTreeMap<String, ()>,
    errors: Vec<FormError>,
}

impl Fields {
    /// Takes the fields of an entry. A path that comes twice is refused.
    pub fn new(fields: &[(String, Value)], erased: &[String]) -> Fields {
        let mut taken = Fields::default();
        for (path, value) in fields {
            if taken.values.insert(path.clone(), value.clone()).is_some() {
                taken.errors.push(FormError::new(path, "comes twice"));
            }
        }
        taken.erased = erased.iter().map(|path| (path.clone(), ())).collect();
        taken
    }

    /// Keeps what is wrong, so that all of it can be said at once.
    pub fn keep<T>(&mut self, read: Result<T, FormError>) -> Option<T> {
        read.map_err(|error| self.errors.push(error)).ok()
    }

    /// Takes the value of a path.
    pub fn take(&mut self, path: &str) -> Option<Value> {
        self.values.remove(path)
    }

    /// Whether the text at a path was lawfully erased.
    pub fn is_erased(&mut self, path: &str) -> bool {
        self.erased.remove(path).is_some()
    }

    /// Whether anything stands at or below a path.
    fn any_below(&self, path: &str) -> bool {
        let below = |p: &String| p == path || (p.starts_with(path) && p[path.len()..].starts_with('/'));
        self.values.keys().any(below) || self.erased.keys().any(below)
    }

    /// Refuses what nobody asked for, and says everything that is wrong.
    ///
    /// # Errors
    /// All of it.
    pub fn finish(mut self, kind: &str, specs: &'static [Spec]) -> Result<(), FormErrors> {
        for path in self.values.into_keys().chain(self.erased.into_keys()) {
            let (above, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let known = names_below(specs, above);
            let written = name.to_string();
            let what = format!("is no field of {} {kind}", crate::words::article(kind));
            self.errors.push(FormError { written, known, ..FormError::new(path, what) });
        }
        if self.errors.is_empty() { Ok(()) } else { Err(FormErrors(self.errors)) }
    }
}

/// The names of the fields below a path; those of the whole form where there is no such path.
fn names_below(specs: &'static [Spec], path: &str) -> Vec<&'static str> {
    let mut at = specs;
    for part in path.split('/').filter(|part| !part.is_empty() && part.parse::<u32>().is_err()) {
        at = at.iter().find(|spec| spec.name == part).map_or(at, |spec| spec.shape.group);
    }
    at.iter().map(|spec| spec.name).collect()
}

/// A value that an act holds.
pub trait Field: Sized {
    /// What it may hold.
    const SHAPE: Shape;
    /// Adds it to the fields of an entry.
    fn write(&self, path: &str, out: &mut Vec<(String, Value)>);
    /// Takes it from the fields of an entry; none where something is wrong, which the fields keep.
    fn read(path: &str, from: &mut Fields) -> Option<Self>;
}

pub(crate) const ONE: Shape = Shape {
    what: "",
    optional: false,
    text: false,
    list: false,
    group: &[],
    sample: "\"\"",
    words: &[],
    fits: |_| false,
};

/// A value under one path.
pub trait Single: Sized {
    /// What is expected, in words.
    const WHAT: &'static str;
    /// A value for an example.
    const SAMPLE: &'static str;
    /// The words of a closed list, each with its meaning.
    const WORDS: &'static [(&'static str, &'static str)] = &[];
    /// As JSON.
    fn to_value(&self) -> Value;
    /// From JSON; none where it is something else.
    fn from_value(value: &Value) -> Option<Self>;
}

pub(crate) fn single<T: Single>(path: &str, value: Option<Value>) -> Result<T, FormError> {
    let Some(value) = value else {
        return Err(FormError::new(path, format!("is missing: {} was expected", T::WHAT)));
    };
    T::from_value(&value).ok_or_else(|| {
        if value == Value::String(String::new()) {
            return FormError::new(path, format!("is not filled in: {} was expected", T::WHAT));
        }
        let mut shown: String = value.to_string().chars().take(80).collect();
        if shown.len() < value.to_string().len() {
            shown.push_str("...");
        }
        FormError {
            written: value.as_str().map_or(String::new(), str::to_string),
            known: T::WORDS.iter().map(|(word, _)| *word).collect(),
            ..FormError::new(path, format!("is {shown}, and {} was expected", T::WHAT))
        }
    })
}

pub(crate) fn list<T: Single>(path: &str, value: Option<Value>) -> Result<Vec<T>, FormError> {
    let error = |what: String| FormError::new(path, what);
    match value {
        Some(Value::Array(members)) if members.len() > LIST_LEN_MAX => {
            Err(error(format!("has {} members; a list has at most {LIST_LEN_MAX}", members.len())))
        }
        Some(Value::Array(members)) => members.into_iter().map(|member| single(path, Some(member))).collect(),
        _ => Err(error(format!("is missing: a list was expected, each member {}", T::WHAT))),
    }
}

macro_rules! field_of_single {
    ($($ty:ty),+ $(,)?) => {$(
        impl $crate::acts::field::Field for $ty {
            const SHAPE: $crate::acts::field::Shape = $crate::acts::field::Shape {
                what: <$ty as $crate::acts::field::Single>::WHAT,
                sample: <$ty as $crate::acts::field::Single>::SAMPLE,
                words: <$ty as $crate::acts::field::Single>::WORDS,
                fits: |value| <$ty as $crate::acts::field::Single>::from_value(value).is_some(),
                ..$crate::acts::field::ONE
            };
            fn write(&self, path: &str, out: &mut Vec<(String, serde_json::Value)>) {
                out.push((path.to_string(), $crate::acts::field::Single::to_value(self)));
            }
            fn read(path: &str, from: &mut $crate::acts::field::Fields) -> Option<Self> {
                let value = from.take(path);
                from.keep($crate::acts::field::single(path, value))
            }
        }
        impl $crate::acts::field::Field for Vec<$ty> {
            const SHAPE: $crate::acts::field::Shape = $crate::acts::field::Shape {
                what: <$ty as $crate::acts::field::Single>::WHAT,
                sample: <$ty as $crate::acts::field::Single>::SAMPLE,
                words: <$ty as $crate::acts::field::Single>::WORDS,
                list: true,
                fits: |value| $crate::acts::field::list::<$ty>("", Some(value.clone())).is_ok(),
                ..$crate::acts::field::ONE
            };
            fn write(&self, path: &str, out: &mut Vec<(String, serde_json::Value)>) {
                let members = self.iter().map($crate::acts::field::Single::to_value).collect();
                out.push((path.to_string(), serde_json::Value::Array(members)));
            }
            fn read(path: &str, from: &mut $crate::acts::field::Fields) -> Option<Self> {
                let value = from.take(path);
                from.keep($crate::acts::field::list(path, value))
            }
        }
    )+};
}
pub(crate) use field_of_single;

impl<T: Field> Field for Option<T> {
    const SHAPE: Shape = Shape { optional: true, ..T::SHAPE };
    fn write(&self, path: &str, out: &mut Vec<(String, Value)>) {
        if let Some(value) = self {
            value.write(path, out);
        }
    }
    fn read(path: &str, from: &mut Fields) -> Option<Self> {
        if from.any_below(path) { T::read(path, from).map(Some) } else { Some(None) }
    }
}

/// A member of a group: several fields under `path/1/`, `path/2/`, and so on.
pub trait Group: Sized {
    /// Its fields.
    const SPECS: &'static [Spec];
    /// Adds its fields below a path.
    fn write_below(&self, path: &str, out: &mut Vec<(String, Value)>);
    /// Takes its fields from below a path; none where something is wrong, which the fields keep.
    fn read_below(path: &str, from: &mut Fields) -> Option<Self>;
}

/// A list of groups, numbered from 1 without a gap.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups<T>(pub Vec<T>);

impl<T: Group> Field for Groups<T> {
    const SHAPE: Shape =
        Shape { what: "a table, as often as needed", group: T::SPECS, optional: true, ..ONE };
    fn write(&self, path: &str, out: &mut Vec<(String, Value)>) {
        for (i, member) in self.0.iter().enumerate() {
            member.write_below(&format!("{path}/{}", i + 1), out);
        }
    }
    fn read(path: &str, from: &mut Fields) -> Option<Self> {
        let mut members = Vec::new();
        while from.any_below(&format!("{path}/{}", members.len() + 1)) {
            if members.len() == LIST_LEN_MAX {
                let what = format!("comes more than {LIST_LEN_MAX} times");
                return from.keep(Err(FormError::new(path, what)));
            }
            members.push(T::read_below(&format!("{path}/{}", members.len() + 1), from));
        }
        members.into_iter().collect::<Option<Vec<T>>>().map(Groups)
    }
}

/// Free text, or the place where one was lawfully erased.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Text {
    /// As written. Never empty.
    Is(String),
    /// Erased under a disposal; the entry keeps its digest.
    Erased,
}

impl Text {
    /// The words, or what is said where they were erased.
    pub fn as_str(&self) -> &str {
        match self {
            Text::Is(words) => words,
            Text::Erased => "[erased]",
        }
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Text {
        Text::Is(words.to_string())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Field for Text {
    const SHAPE: Shape =
        Shape { what: "text", text: true, fits: |value| text("", Some(value.clone())).is_ok(), ..ONE };
    fn write(&self, path: &str, out: &mut Vec<(String, Value)>) {
        if let Text::Is(words) = self {
            out.push((path.to_string(), Value::String(words.clone())));
        }
    }
    fn read(path: &str, from: &mut Fields) -> Option<Self> {
        if from.is_erased(path) {
            return Some(Text::Erased);
        }
        let value = from.take(path);
        from.keep(text(path, value))
    }
}

fn text(path: &str, value: Option<Value>) -> Result<Text, FormError> {
    let error = |what: String| Err(FormError::new(path, what));
    match value {
        Some(Value::String(words)) => {
            if words.trim().is_empty() {
                return error("is not filled in: text was expected".into());
            }
            let chars = words.chars().count();
            if chars > TEXT_CHARS_MAX {
                return error(format!("has {chars} characters; a text has at most {TEXT_CHARS_MAX}"));
            }
            if words.chars().any(|c| c.is_control() && c != '\n') {
                return error("holds a control character".into());
            }
            Ok(Text::Is(words))
        }
        Some(other) => error(format!("is {other}, and text in quotation marks was expected")),
        None => error("is missing: text was expected".into()),
    }
}

impl Single for Day {
    const WHAT: &'static str = "a day written YYYY-MM-DD";
    const SAMPLE: &'static str = "2026-01-31";
    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
    fn from_value(value: &Value) -> Option<Day> {
        value.as_str().and_then(Day::iso)
    }
}

impl Single for u32 {
    const WHAT: &'static str = "a whole number";
    const SAMPLE: &'static str = "1";
    fn to_value(&self) -> Value {
        Value::from(*self)
    }
    fn from_value(value: &Value) -> Option<u32> {
        value.as_u64().and_then(|n| u32::try_from(n).ok())
    }
}

impl Single for bool {
    const WHAT: &'static str = "true or false";
    const SAMPLE: &'static str = "false";
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
    fn from_value(value: &Value) -> Option<bool> {
        value.as_bool()
    }
}

/// The number of an entry in its stream, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Seq(pub u64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}", self.0)
    }
}

impl Single for Seq {
    const WHAT: &'static str = "the number of an earlier entry";
    const SAMPLE: &'static str = "0";
    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
    fn from_value(value: &Value) -> Option<Seq> {
        value.as_u64().map(Seq)
    }
}

/// What stands for a person, role or body in every other act: one to four capital letters, a hyphen, one to five
/// digits (`P-7`, `ORG-12`). Who it is stands once, in the act `party`, in a field of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Code(String);

impl Code {
    /// Reads a code; none where it is not of the form.
    pub fn new(text: &str) -> Option<Code> {
        let (letters, digits) = text.split_once('-')?;
        let fits = (1..=4).contains(&letters.len())
            && letters.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=5).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Code(text.to_string()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Single for Code {
    const WHAT: &'static str = "the code of a party, such as P-7 or ORG-2";
    const SAMPLE: &'static str = "\"P-1\"";
    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
    fn from_value(value: &Value) -> Option<Code> {
        value.as_str().and_then(Code::new)
    }
}

/// The letter of an allegation category. What it means depends on the day ([`crate::words::allegation`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Letter(pub char);

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Single for Letter {
    const WHAT: &'static str = "the capital letter of an allegation category";
    const SAMPLE: &'static str = "\"S\"";
    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
    fn from_value(value: &Value) -> Option<Letter> {
        match value.as_str()?.as_bytes() {
            [b @ b'A'..=b'Z'] => Some(Letter(char::from(*b))),
            _ => None,
        }
    }
}

impl Single for StreamId {
    const WHAT: &'static str = "a stream: 32 digits of 0-9 and a-f";
    const SAMPLE: &'static str = "\"00000000000000000000000000000000\"";
    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
    fn from_value(value: &Value) -> Option<StreamId> {
        value.as_str().and_then(StreamId::parse)
    }
}

/// The path of a field: names of this crate's specifications and numbers, `parts/2/claim`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Path(String);

impl Path {
    /// Most characters of a path.
    pub const CHARS_MAX: usize = 100;

    /// Reads a path; none where it is not of the form.
    pub fn new(text: &str) -> Option<Path> {
        let name = |s: &str| {
            s.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
                && s.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        let number = |s: &str| {
            (1..=4).contains(&s.len()) && !s.starts_with('0') && s.bytes().all(|b| b.is_ascii_digit())
        };
        let fits = text.len() <= Path::CHARS_MAX
            && text.split('/').enumerate().all(|(i, s)| if i % 2 == 0 { name(s) } else { number(s) });
        fits.then(|| Path(text.to_string()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Single for Path {
    const WHAT: &'static str = "the path of a field, such as claim or parts/2/claim";
    const SAMPLE: &'static str = "\"claim\"";
    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
    fn from_value(value: &Value) -> Option<Path> {
        value.as_str().and_then(Path::new)
    }
}

field_of_single!(Day, u32, bool, Seq, Code, Letter, StreamId, Path);
