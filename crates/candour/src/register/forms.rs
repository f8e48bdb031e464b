//! Forms as reviewers write them: TOML with comments, one act a file.

use std::fs;
use std::path::Path;

use register::acts::forms::Sheet;
use serde_json::Value;

use crate::failure::{Done, Failure};

/// Most bytes of a form: a text of 20,000 characters many times over.
const FORM_BYTES_MAX: u64 = 4_000_000;
/// Most forms of a folder.
const FORMS_MAX: usize = 10_000;

/// Reads a form.
pub(crate) fn read(file: &Path) -> Done<Sheet> {
    let bytes = fs::metadata(file).map_err(|e| Failure::io("read", file, &e))?.len();
    if bytes > FORM_BYTES_MAX {
        let what = format!("{} has {bytes} bytes; a form has at most {FORM_BYTES_MAX}", file.display());
        return Err(Failure::new(what));
    }
    let text = fs::read_to_string(file).map_err(|e| Failure::io("read", file, &e))?;
    let name = file.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
    let table: toml::Table =
        text.parse().map_err(|e: toml::de::Error| Failure::new(format!("{}: {e}", file.display())))?;
    Sheet::new(&name, value(toml::Value::Table(table)))
        .map_err(|e| Failure::new(format!("{}: {e}", file.display())))
}

/// Reads every `*.toml` of a folder, in the order of their names.
pub(crate) fn read_folder(folder: &Path) -> Done<Vec<Sheet>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| Failure::io("read", folder, &e))? {
        let file = entry.map_err(|e| Failure::io("read", folder, &e))?.path();
        if file.extension().is_some_and(|end| end == "toml") {
            files.push(file);
        }
    }
    if files.len() > FORMS_MAX {
        return Err(Failure::new(format!("{} holds more than {FORMS_MAX} forms", folder.display())));
    }
    files.sort();
    files.iter().map(|file| read(file)).collect()
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
