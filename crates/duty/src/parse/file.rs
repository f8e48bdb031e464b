//! One file for each duty: a title, the rule as the machine reads it, and fixed sections as a person reads them.
//!
//! Sections stand in one order, every one of them, none empty; a missing, misplaced or misspelt one is an error. So a
//! reader who knows one file knows where to look in every other.
//!
//! Left out: the meaning of the prose. Only the worked examples in it are read.

use std::collections::BTreeSet;

use crate::rule::{Kind, Rule};
use crate::vocabulary::{Vocabulary, nearest};

use super::clause::is_rule_id;
use super::{Example, FILE_BYTES_MAX, Numbers, RuleError, VersionText, examples, versions};

/// The sections of a rule file, in their order.
pub const SECTIONS: [&str; 7] =
    ["Obligation", "Clock starts", "Clock stops", "Exceptions", "Worked example", "Source", "Confidence"];

const WORKED_EXAMPLE: usize = 4;

/// A rule file as read.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleFile {
    /// The file, as it was named when it was handed in.
    pub file: String,
    /// The rule. Where [`RuleFile::open_numbers`] is not empty and no numbers were given, those numbers are 1 and mean
    /// nothing: such a rule is for display only.
    pub rule: Rule,
    /// Names of the numbers that the review has to give (`days` for `{days}`).
    pub open_numbers: BTreeSet<String>,
    /// The rule as written in the file.
    pub rule_text: String,
    /// The text of each section, by [`SECTIONS`].
    pub sections: [String; 7],
    /// The worked examples; never empty.
    pub examples: Vec<Example>,
}

impl RuleFile {
    /// The text of the section with this heading.
    ///
    /// # Panics
    /// When `heading` is none of [`SECTIONS`].
    pub fn section(&self, heading: &str) -> &str {
        let at = SECTIONS.iter().position(|s| *s == heading).expect("one of the fixed sections");
        &self.sections[at]
    }
}

/// Reads a rule file.
///
/// # Errors
/// At the first thing that is missing, misplaced or misspelt.
pub fn rule_file(
    text: &str,
    file: &str,
    vocabulary: &Vocabulary,
    numbers: Numbers<'_>,
) -> Result<RuleFile, RuleError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(RuleError::whole(file, format!("the file is larger than {FILE_BYTES_MAX} bytes")));
    }
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let (id, title) = title(&lines, file)?;
    let (rule_text, rule_line, after) = rule_block(&lines, file)?;
    let sections = sections(&lines, after, file)?;
    let found = versions(&rule_text, file, rule_line, vocabulary, numbers)?;
    let rule = assemble(id, title, &found.versions, file)?;
    open_numbers_fit(&rule, &found.open_numbers, &found.versions, file)?;
    let (example_text, example_line) = &sections[WORKED_EXAMPLE];
    let examples = examples(example_text, file, *example_line, vocabulary)?;
    if examples.is_empty() {
        let what = "the section \"Worked example\" has no example in a block that opens with \"```example\"";
        return Err(RuleError::at_line(file, *example_line, what.to_string()));
    }
    Ok(RuleFile {
        file: file.to_string(),
        rule,
        open_numbers: found.open_numbers,
        rule_text,
        sections: sections.map(|(text, _)| text.trim().to_string()),
        examples,
    })
}

/// `# R05 Single assessment`, on the first line.
fn title(lines: &[&str], file: &str) -> Result<(String, String), RuleError> {
    let first = lines.first().copied().unwrap_or_default();
    let parts = first.strip_prefix("# ").and_then(|t| t.split_once(' '));
    match parts {
        Some((id, title)) if is_rule_id(id) && !title.trim().is_empty() => {
            Ok((id.to_string(), title.trim().to_string()))
        }
        _ => Err(RuleError::at_line(
            file,
            1,
            format!(
                "expected \"#\", the identifier and the title, such as \"# R05 Single assessment\"; found \"{first}\""
            ),
        )),
    }
}

/// The rule's text, the line it begins on (from 1), and the index of the line after its block.
fn rule_block(lines: &[&str], file: &str) -> Result<(String, u32, usize), RuleError> {
    let open = (1..lines.len()).find(|&i| !lines[i].is_empty()).unwrap_or(lines.len());
    if lines.get(open) != Some(&"```rule") {
        let found = lines.get(open).copied().unwrap_or_default();
        let what = format!("expected a block that opens with \"```rule\"; found \"{found}\"");
        return Err(RuleError::at_line(file, open as u32 + 1, what));
    }
    let close = (open + 1..lines.len()).find(|&i| lines[i] == "```");
    let close = close.ok_or_else(|| {
        RuleError::at_line(file, open as u32 + 1, "the block is not closed with \"```\"".to_string())
    })?;
    let text = lines[open + 1..close].join("\n") + "\n";
    Ok((text, open as u32 + 2, close + 1))
}

/// The text of every section and the line it begins on (from 1).
fn sections(lines: &[&str], from: usize, file: &str) -> Result<[(String, u32); 7], RuleError> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut fenced = false;
    for (i, line) in lines.iter().enumerate().skip(from) {
        fenced ^= line.starts_with("```");
        let number = i as u32 + 1;
        if fenced {
            continue;
        }
        if let Some(heading) = line.strip_prefix("## ") {
            let next = SECTIONS.get(found.len());
            if next != Some(&heading) {
                return Err(misplaced(heading, next.copied(), found.len(), number, file));
            }
            found.push((i, 0));
        } else if line.starts_with("# ") {
            let what = "a rule file has one title; sections open with \"##\"".to_string();
            return Err(RuleError::at_line(file, number, what));
        } else if found.is_empty() && !line.is_empty() {
            let what = format!("nothing may stand before the section \"{}\"; found \"{line}\"", SECTIONS[0]);
            return Err(RuleError::at_line(file, number, what));
        }
        if !line.is_empty()
            && !line.starts_with("## ")
            && let Some(last) = found.last_mut()
        {
            last.1 += 1;
        }
    }
    if let Some(missing) = SECTIONS.get(found.len()) {
        let what = format!("the section \"## {missing}\" is missing at the end of the file");
        return Err(RuleError::at_line(file, lines.len() as u32, what));
    }
    let ends = found.iter().skip(1).map(|f| f.0).chain([lines.len()]);
    let texts: Vec<(String, u32)> =
        found.iter().zip(ends).map(|((i, _), end)| (lines[i + 1..end].join("\n"), *i as u32 + 2)).collect();
    for (heading, ((i, full), (text, _))) in SECTIONS.iter().zip(found.iter().zip(&texts)) {
        if *full == 0 && text.trim().is_empty() {
            let what = format!("the section \"{heading}\" is empty");
            return Err(RuleError::at_line(file, *i as u32 + 1, what)
                .hint("write \"None.\" if there is nothing to say"));
        }
    }
    Ok(<[(String, u32); 7]>::try_from(texts).expect("seven sections, counted above"))
}

fn misplaced(heading: &str, next: Option<&str>, before: usize, line: u32, file: &str) -> RuleError {
    let column = 4;
    let word = heading.to_string();
    let what = match (SECTIONS.iter().position(|s| *s == heading), next) {
        (Some(at), _) if at < before => format!("the section \"{heading}\" stands here a second time"),
        (Some(_), Some(next)) => format!("the section \"{next}\" is missing before \"{heading}\""),
        (_, Some(next)) => format!("\"{heading}\" is no section of a rule file; expected \"{next}\""),
        (_, None) => format!("\"{heading}\" is no section of a rule file; nothing follows \"Confidence\""),
    };
    let near = if SECTIONS.contains(&heading) { None } else { nearest(heading, SECTIONS) };
    RuleError { column, word, ..RuleError::at_line(file, line, what) }.nearest(near)
}

/// One rule from its versions, which must agree and not overlap.
fn assemble(id: String, title: String, found: &[VersionText], file: &str) -> Result<Rule, RuleError> {
    let first = &found[0];
    let wrong = |line: u32, what: String| Err(RuleError::at_line(file, line, what));
    for (i, version) in found.iter().enumerate() {
        let number = version.version.number;
        if version.id != id {
            return wrong(version.line, format!("the rule is {} here and {id} in the title", version.id));
        }
        if (version.kind, version.nation) != (first.kind, first.nation) {
            return wrong(
                version.line,
                format!("version {number} has another kind or nation than version 1"),
            );
        }
        if number != i as u32 + 1 {
            return wrong(version.line, format!("version {number} stands in the place of version {}", i + 1));
        }
        let Some(before) = i.checked_sub(1).map(|j| &found[j].version) else { continue };
        if before.until.is_none_or(|end| version.version.from < end) {
            let what = format!(
                "versions {} and {number} are both in force on {}",
                before.number,
                version.version.from.max(before.from)
            );
            return wrong(version.line, what).map_err(|e: RuleError| {
                e.hint("end the earlier version with \"until\" and the first day of the later")
            });
        }
    }
    let versions = found.iter().map(|v| v.version.clone()).collect();
    Ok(Rule { id, title, kind: first.kind, nation: first.nation, versions })
}

/// Open numbers and the kind *reviewer-set* go together.
fn open_numbers_fit(
    rule: &Rule,
    open: &BTreeSet<String>,
    found: &[VersionText],
    file: &str,
) -> Result<(), RuleError> {
    let what = match (rule.kind == Kind::ReviewerSet, open.is_empty()) {
        (true, true) => "a reviewer-set rule leaves its number to the review: write it as {days}",
        (false, false) => "only a reviewer-set rule may leave a number open in braces",
        _ => return Ok(()),
    };
    Err(RuleError::at_line(file, found[0].line, what.to_string()))
}
