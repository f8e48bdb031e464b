//! Forms as reviewers write them: TOML with comments, one act a file; and what is wrong with one, with its line.
//!
//! A form may come from any editor: a byte-order mark, Windows line endings and UTF-16 are read as what they mean. Everything that is
//! wrong with a form is said at once, each fault with the line, the key, what stands there and what was expected.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use intake::nearest;
use model::Day;
use register::acts::forms::{Sheet, Stopped, Why};
use register::acts::{FormError, KIND, Kind};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::failure::{Done, Failure};

/// Most bytes of a form: a text of 20,000 characters many times over.
const FORM_BYTES_MAX: u64 = 4_000_000;
/// Most forms of a folder.
const FORMS_MAX: usize = 10_000;

/// A form with the lines on which its fields stand.
pub(crate) struct Form {
    /// The form.
    pub(crate) sheet: Sheet,
    /// The line of each path; of a table of a group, that of its heading.
    lines: BTreeMap<String, usize>,
}

/// Reads a form.
pub(crate) fn read(file: &Path) -> Done<Form> {
    let there = fs::metadata(file).map_err(|e| Failure::io("cannot read", file, &e))?;
    if !there.is_file() {
        return Err(Failure::new(format!("{} is no file", file.display())));
    }
    let bytes = there.len();
    if bytes > FORM_BYTES_MAX {
        let what = format!("{} has {bytes} bytes; a form has at most {FORM_BYTES_MAX}", file.display());
        return Err(Failure::new(what));
    }
    let bytes = fs::read(file).map_err(|e| Failure::io("cannot read", file, &e))?;
    let name = file.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
    parse(&name, &text_of(&name, &bytes)?)
}

fn parse(name: &str, text: &str) -> Done<Form> {
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| not_toml(name, text, &e))?;
    let form = value(toml::Value::Table(table));
    let mut lines = BTreeMap::new();
    if let Ok(spanned) = DeTable::parse(text) {
        lines_of(spanned.get_ref(), "", text, &mut lines);
    }
    let sheet = Sheet::new(name, form).map_err(|error| faults(name, &Value::Null, &lines, &[error]))?;
    Ok(Form { sheet, lines })
}

/// The files named, and the forms of the folders named, in the order of their names.
pub(crate) fn read_all(places: &[PathBuf]) -> Done<Vec<Form>> {
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() {
            let found = folder(place)?;
            if found.is_empty() {
                return Err(Failure::new(format!("{} holds no form", place.display()))
                    .hint("a form is a file whose name ends in .toml"));
            }
            files.extend(found);
        } else {
            files.push(place.clone());
        }
    }
    // What is wrong with any of them is said at once.
    let mut forms = Vec::new();
    let mut wrong: Vec<Failure> = Vec::new();
    for file in &files {
        match read(file) {
            Ok(form) => forms.push(form),
            Err(failure) => wrong.push(failure),
        }
    }
    Failure::all(wrong).map_or(Ok(forms), Err)
}

/// How the name of the folder begins that holds the forms of a sealed strand's own stream.
const SEALED: &str = "sealed-";

/// The forms of sealed strands that stand beside those of the open stream, by the number of the strand: `sealed-5` in the
/// folder.
pub(crate) fn sealed_beside(folder: &Path) -> Done<BTreeMap<u32, Vec<Form>>> {
    let mut sealed = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(sealed);
    }
    for entry in fs::read_dir(folder).map_err(|e| Failure::io("cannot read", folder, &e))? {
        let path = entry.map_err(|e| Failure::io("cannot read", folder, &e))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let number = name.strip_prefix(SEALED).and_then(|number| number.parse().ok());
        if let Some(number) = number.filter(|_| path.is_dir()) {
            sealed.insert(number, read_all(std::slice::from_ref(&path))?);
        }
    }
    Ok(sealed)
}

/// Every `*.toml` of a folder, in the order of their names.
fn folder(folder: &Path) -> Done<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| Failure::io("cannot read", folder, &e))? {
        let file = entry.map_err(|e| Failure::io("cannot read", folder, &e))?.path();
        if file.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
            files.push(file);
        }
    }
    if files.len() > FORMS_MAX {
        return Err(Failure::new(format!("{} holds more than {FORMS_MAX} forms", folder.display())));
    }
    files.sort();
    Ok(files)
}

/// The text of a file, whatever editor wrote it.
fn text_of(name: &str, bytes: &[u8]) -> Done<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> =
            bytes.chunks(2).map(|pair| unit([pair[0], *pair.get(1).unwrap_or(&0)])).collect();
        String::from_utf16(&units).map_err(|_| Failure::new(format!("{name}: it is no text in UTF-16")))
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes)?,
        bytes => std::str::from_utf8(bytes)
            .map_err(|error| {
                let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
                Failure::new(format!("{name}, line {line}: a letter there is not written in UTF-8"))
                    .hint("save the form anew with the encoding UTF-8 (in Notepad: Save as, Encoding)")
            })?
            .to_string(),
    };
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n"))
}

/// A file that is no TOML: where, and the usual reasons.
fn not_toml(name: &str, text: &str, error: &toml::de::Error) -> Failure {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let (number, column) = place(text, at);
    let line = text.lines().nth(number - 1).unwrap_or("");
    let failure = Failure::new(format!(
        "{name}, line {number}, column {column}: {}\n  {}",
        error.message().trim_end(),
        line.trim_end()
    ));
    let right = line.split_once('=').map_or("", |(_, right)| right.trim());
    match right {
        _ if line.contains(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) => {
            failure.hint("use straight quotation marks (\"), not those that a word processor puts in")
        }
        _ if iso_of(right).is_some() => failure.hint(format!(
            "a day is written {}, the year first",
            iso_of(right).map_or(String::new(), |day| day.to_string())
        )),
        "" if line.contains('=') => failure.hint("write a value after the equals sign"),
        _ if line.contains('=') && !right.starts_with(['"', '\'', '[']) => {
            failure.hint("text stands in quotation marks: claim = \"...\"")
        }
        _ => failure.hint("`candour register --form KIND` prints a form to fill in"),
    }
}

/// Line and column, from 1, of a byte.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
}

/// The lines of a table's fields, under the paths that an entry gives them.
fn lines_of(table: &DeTable<'_>, below: &str, text: &str, out: &mut BTreeMap<String, usize>) {
    for (key, value) in table {
        let name = key.get_ref();
        let path = if below.is_empty() { name.to_string() } else { format!("{below}/{name}") };
        out.insert(path.clone(), place(text, key.span().start).0);
        let DeValue::Array(members) = value.get_ref() else { continue };
        let tables = members.iter().filter_map(|member| match member.get_ref() {
            DeValue::Table(table) if !is_blank(table) => Some((member.span().start, table)),
            _ => None,
        });
        for (i, (start, table)) in tables.enumerate() {
            let path = format!("{path}/{}", i + 1);
            out.insert(path.clone(), place(text, start).0);
            lines_of(table, &path, text, out);
        }
    }
}

/// Whether nothing is filled in, as the register reads it.
fn is_blank(table: &DeTable<'_>) -> bool {
    let blank = |value: &DeValue<'_>| match value {
        DeValue::String(text) => text.is_empty(),
        DeValue::Array(members) => members.is_empty(),
        _ => false,
    };
    !table.is_empty() && table.values().all(|value| blank(value.get_ref()))
}

impl Form {
    /// Why this form stopped the command.
    pub(crate) fn stopped(&self, stopped: &Stopped) -> Failure {
        match &stopped.why {
            Why::Form(errors) => faults(&stopped.name, &self.sheet.form, &self.lines, errors),
            Why::Refused(sentences) => {
                Failure::new(format!("{} is not admitted:\n  {}", stopped.name, sentences.join("\n  ")))
            }
        }
    }
}

/// Everything that is wrong with a form, in the order of its lines.
fn faults(name: &str, form: &Value, lines: &BTreeMap<String, usize>, errors: &[FormError]) -> Failure {
    let mut told: Vec<(usize, String)> = errors
        .iter()
        .map(|error| {
            let line = lines.get(&error.path).or_else(|| {
                let (group, _) = error.path.rsplit_once('/')?;
                lines.get(group)
            });
            let at = line.map_or(String::new(), |line| format!("line {line}: "));
            let hint = hint(form, error).map_or(String::new(), |hint| format!("\n    hint: {hint}"));
            (line.copied().unwrap_or(usize::MAX), format!("{at}{error}{hint}"))
        })
        .collect();
    told.sort();
    let told: Vec<String> = told.into_iter().map(|(_, words)| words).collect();
    let faults = if told.len() == 1 { "a fault".to_string() } else { format!("{} faults", told.len()) };
    Failure::new(format!("{name} has {faults}:\n  {}", told.join("\n  ")))
}

/// What to do about a fault.
fn hint(form: &Value, error: &FormError) -> Option<String> {
    let kind = form.get(KIND).and_then(Value::as_str).and_then(Kind::of);
    if error.path == KIND {
        let near = nearest(&error.written, error.known.iter().copied());
        return Some(
            near.map_or("`candour register --form list` says what each is for".to_string(), |near| {
                format!("did you mean \"{near}\"?")
            }),
        );
    }
    if error.what.contains("is no field of") {
        let near = nearest(&error.written, error.known.iter().copied());
        let print = kind.map(|kind| format!("`candour register --form {}` prints every field", kind.word));
        return near.map(|near| format!("did you mean `{near}`?")).or(print);
    }
    if let Some(near) =
        nearest(&error.written.to_lowercase().replace([' ', '-'], "_"), error.known.iter().copied())
    {
        return Some(format!("did you mean \"{near}\"?"));
    }
    iso_of(&error.written).map(|day| format!("did you mean {day}? A day is written with the year first"))
}

/// A day written the way people here write it, `11/5/2026` or `11 May 2026`.
fn iso_of(written: &str) -> Option<Day> {
    let written = written.trim_matches(['"', '\'', ' ']);
    let parts: Vec<&str> = written.split(['/', '.', '-', ' ']).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let month = month.parse::<i8>().ok().or_else(|| i8::try_from(model::month_begun(month)?).ok())?;
    let year = year.parse::<i16>().ok().filter(|year| *year >= 1900)?;
    Day::ymd(year, month, day.parse().ok()?)
}

/// TOML as JSON; days become text.
fn value(from: toml::Value) -> Value {
    match from {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(n) => Value::from(n),
        toml::Value::Float(x) => Value::from(x),
        toml::Value::Boolean(b) => Value::Bool(b),
        toml::Value::Datetime(day) => Value::String(day.to_string()),
        toml::Value::Array(members) => Value::Array(members.into_iter().map(value).collect()),
        toml::Value::Table(fields) => {
            Value::Object(fields.into_iter().map(|(name, field)| (name, value(field))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The failure of reading a form, or of reading its act.
    fn failure(text: &str) -> String {
        let form = match parse("form.toml", text) {
            Err(failure) => return failure.to_string(),
            Ok(form) => form,
        };
        let errors = register::acts::Act::from_form(&form.sheet.form).unwrap_err();
        form.stopped(&Stopped { name: "form.toml".into(), why: Why::Form(errors.0) }).to_string()
    }

    #[test]
    fn every_fault_is_said_at_once_with_its_line_and_what_to_do() {
        let said =
            failure("kind = \"notice\"\n# a comment\npart = \"one\"\nof = 0\ntoo = \"P-1\"\nhow = \"\"\n");
        for words in [
            "form.toml has 4 faults:",
            "line 3: `part` is \"one\", and a whole number was expected",
            "line 5: `too` is no field of a notice\n    hint: did you mean `to`?",
            "line 6: `how` is not filled in: text was expected",
            "`to` is missing: the code of a party",
        ] {
            assert!(said.contains(words), "{words}\n{said}");
        }
        assert!(said.find("line 3") < said.find("line 5"), "{said}");
    }

    #[test]
    fn a_fault_in_a_group_has_the_line_of_its_own_table() {
        let said = failure(
            "kind = \"link_decision\"\ndecision = \"confirmd\"\ndecider = \"Lead reviewer\"\nreason = \"x\"\n\n\
             [[mentions]]\nfile = \"\"\nsheet = \"\"\nrow = \"\"\nrole = \"\"\n\n[[mentions]]\nfile = \"a.csv\"\nrow = \"ten\"\nrole = \"car\"\n\n\
             [[mentions]]\nrow = 3\nrole = \"car\"\n",
        );
        for words in [
            "line 2: `decision` is \"confirmd\"",
            "did you mean \"confirmed\"?",
            "line 3: `decider` is \"Lead reviewer\"",
            "did you mean \"lead_reviewer\"?",
            "line 14: `mentions/1/row` is \"ten\"",
            "line 17: `mentions/2/file` is missing",
        ] {
            assert!(said.contains(words), "{words}\n{said}");
        }
    }

    #[test]
    fn days_and_marks_as_people_write_them_are_refused_with_the_way_to_write_them() {
        let said = failure("kind = \"request\"\nto = \"ORG-1\"\nwhat = \"Logs.\"\ndue = \"5/2/2026\"\n");
        assert!(said.contains("line 4: `due` is \"5/2/2026\""), "{said}");
        assert!(said.contains("did you mean 2026-02-05?"), "{said}");
        let said = failure("kind = \"request\"\ndue = 05/02/2026\n");
        assert!(said.contains("form.toml, line 2, column"), "{said}");
        assert!(said.contains("a day is written 2026-02-05"), "{said}");
        let said = failure("kind = \u{201c}request\u{201d}\n");
        assert!(said.contains("straight quotation marks"), "{said}");
        let said = failure("kind = request\n");
        assert!(said.contains("text stands in quotation marks"), "{said}");
    }

    #[test]
    fn any_editor_will_do() {
        let words = "kind = \"chase\"\r\nof = 3\r\ntext = \"\"\"Two\r\nlines \u{2013} so.\"\"\"\r\n";
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend(words.encode_utf16().flat_map(u16::to_le_bytes));
        let bom = [b"\xef\xbb\xbf", words.as_bytes()].concat();
        for bytes in [words.as_bytes().to_vec(), utf16, bom] {
            let form = parse("form.toml", &text_of("form.toml", &bytes).unwrap()).unwrap();
            assert_eq!(form.sheet.form["text"], "Two\nlines \u{2013} so.");
            register::acts::Act::from_form(&form.sheet.form).unwrap();
        }
        let said = text_of("form.toml", b"kind = \"chase\"\ntext = \"caf\xe9\"\n").unwrap_err().to_string();
        assert!(said.contains("form.toml, line 2") && said.contains("encoding UTF-8"), "{said}");
    }
}
