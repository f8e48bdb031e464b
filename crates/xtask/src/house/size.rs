//! Limits on files and functions: what does not fit on a screen is not read, and what is large is not source.

use std::fs;
use std::path::Path;

use crate::house::numbered;
use crate::tree::Tree;

/// Largest file in the repository, in bytes: 1 MiB.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Longest source file, in lines.
const SOURCE_LINES_MAX: usize = 900;

/// Longest function, in lines from its signature to its closing brace.
const FUNCTION_LINES_MAX: usize = 100;

/// No file is larger than the limit: data belongs outside the repository.
pub fn files_are_small(tree: &Tree) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for file in tree.files()? {
        let bytes = fs::metadata(tree.root.join(&file))
            .map_err(|e| format!("cannot look at {}: {e}", file.display()))?
            .len();
        if bytes > FILE_BYTES_MAX {
            findings.push(format!("{}: {bytes} bytes; the limit is {FILE_BYTES_MAX}", file.display()));
        }
    }
    Ok(findings)
}

/// No source file is longer than the limit.
pub fn sources_fit(tree: &Tree) -> Result<Vec<String>, String> {
    over_sources(tree, |text| {
        let lines = text.lines().count();
        let finding = format!("{lines} lines; the limit is {SOURCE_LINES_MAX}");
        (lines > SOURCE_LINES_MAX).then_some((1, finding)).into_iter().collect()
    })
}

/// No function is longer than the limit.
pub fn functions_fit(tree: &Tree) -> Result<Vec<String>, String> {
    over_sources(tree, |text| {
        functions(text)
            .into_iter()
            .filter(|function| function.lines > FUNCTION_LINES_MAX)
            .map(|function| {
                let Function { name, lines, .. } = function;
                (function.at, format!("`{name}` has {lines} lines; the limit is {FUNCTION_LINES_MAX}"))
            })
            .collect()
    })
}

/// Findings of `look` in every source file, with their line.
fn over_sources(tree: &Tree, look: impl Fn(&str) -> Vec<(usize, String)>) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for file in tree.files()?.iter().filter(|file| is_source(file)) {
        let text = tree.text(file)?.unwrap_or_default();
        findings.extend(look(&text).into_iter().map(|(at, what)| format!("{}:{at}: {what}", file.display())));
    }
    Ok(findings)
}

fn is_source(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rs")
}

/// A function: its name, the line of its signature and its length.
#[derive(PartialEq, Eq, Debug)]
struct Function {
    name: String,
    at: usize,
    lines: usize,
}

/// The functions of a formatted source: from a line with `fn NAME` to the next line that is a closing brace as far
/// in. The formatter guarantees that such a line ends it.
fn functions(text: &str) -> Vec<Function> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, usize, String)> = Vec::new();
    for (number, line) in numbered(text) {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if let Some(name) = function_name(bare) {
            if !bare.ends_with(';') && !bare.ends_with('}') {
                open.push((indent, number, name.to_string()));
            }
        } else if bare == "}"
            && let Some((_, at, name)) = open.pop_if(|last| last.0 == indent)
        {
            found.push(Function { name, at, lines: number - at + 1 });
        }
    }
    found
}

/// The name in a line that begins a function.
fn function_name(bare: &str) -> Option<&str> {
    let (before, after) = bare.split_once("fn ")?;
    let words_before = before.split_whitespace().all(|word| {
        matches!(word, "const" | "async" | "unsafe" | "extern" | "pub") || word.starts_with("pub(")
    });
    let end = after.find(['(', '<'])?;
    (words_before && end > 0).then(|| &after[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured_from_signature_to_brace() {
        let text = "\
impl Thing {
    pub(crate) fn outer(&self) -> i32 {
        fn inner() {
            nothing();
        }
        if self.ready {
        }
        1
    }

    fn short() {}
}

const fn last<T>() -> usize {
    0
}
";
        let named = |name: &str, at, lines| Function { name: name.to_string(), at, lines };
        assert_eq!(functions(text), [named("inner", 3, 3), named("outer", 2, 8), named("last", 14, 3)]);
    }

    #[test]
    fn words_that_only_look_like_a_function_are_none() {
        for line in
            ["// the fn (old) one", "let f: fn(&str) -> bool = check;", "run: fn(&Tree),", "\"pub fn x(\""]
        {
            assert_eq!(function_name(line), None, "{line}");
        }
        assert_eq!(function_name("pub(super) async fn name<T>(x: T)"), Some("name"));
    }
}
