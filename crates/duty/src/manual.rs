//! The manual of duties, made from the rule files and the vocabulary, so that page and program cannot drift apart.
//!
//! Left out: writing it to disk. A test holds `docs/guide/duties.md` to what this gives.

use std::fmt::Write as _;

use crate::library::SHIPPED;
use crate::parse::{Numbers, RuleError, RuleFile, SECTIONS, rule_file};
use crate::rule::{Form, Kind, Nation};
use crate::vocabulary::{Vocabulary, WordClass};

/// The whole manual as Markdown.
///
/// # Errors
/// When a shipped rule cannot be read.
pub fn manual() -> Result<String, RuleError> {
    let vocabulary = Vocabulary::shipped();
    let mut files = Vec::new();
    for (id, text) in SHIPPED {
        files.push(rule_file(text, &format!("rules/{id}.md"), &vocabulary, Numbers::NotGiven)?);
    }
    let mut text = String::from(INTRODUCTION);
    overview(&files, &mut text);
    for kind in Kind::ALL {
        let of_kind: Vec<&RuleFile> = files.iter().filter(|f| f.rule.kind == kind).collect();
        if !of_kind.is_empty() {
            let _ = write!(text, "\n## {}\n\n{}\n", heading(kind), opening(kind));
        }
        for file in of_kind {
            duty(file, &mut text);
        }
    }
    words(&vocabulary, &mut text);
    Ok(text)
}

const INTRODUCTION: &str = "\
# The duties

This page is made from the files in `rules/`; it is not written by hand. To change a duty, change its file and run
`CANDOUR_BLESS=1 cargo test -p duty --test language_library`. How to read the language of the rules is on the page
[duty-language](../methods/duty-language.md), how days are counted on the page [clocks](../methods/clocks.md).

The letter in the column *confidence* says how sure we are that a version says what its source says: **V** the text
or a reputable restatement was read; **K** general knowledge, not checked; **?** unsure. A report prints it beside every
outcome. The version in force on the day the clock started applies.

";

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Statute => "Statute",
        Kind::StatutoryGuidance => "Statutory guidance",
        Kind::Code => "Codes and national standards",
        Kind::LocalProtocol => "Local protocols",
        Kind::ReviewerSet => "Yardsticks that a review sets itself",
    }
}

fn opening(kind: Kind) -> &'static str {
    match kind {
        Kind::Statute => "An Act, or an instrument made under one.",
        Kind::StatutoryGuidance => "Guidance that a body must by law have regard to or follow.",
        Kind::Code => "Codes of practice and national rules of a service.",
        Kind::LocalProtocol => "Protocols and procedures of one area or agency.",
        Kind::ReviewerSet => {
            "No national number exists for these. Each is off until a review gives a figure and the reason for it; a \
             report then prints both, and says that it is the review's own yardstick."
        }
    }
}

fn nation(nation: Nation) -> &'static str {
    match nation {
        Nation::England => "England",
        Nation::EnglandAndWales => "England and Wales",
        Nation::UnitedKingdom => "United Kingdom",
    }
}

fn overview(files: &[RuleFile], text: &mut String) {
    text.push_str("| rule | title | kind | in force | time | confidence |\n|---|---|---|---|---|---|\n");
    for file in files {
        for version in &file.rule.versions {
            let days = match version.last_day() {
                Some(last) => format!("{} to {last}", version.from),
                None => format!("from {}", version.from),
            };
            let time = if file.open_numbers.is_empty() {
                time(&version.form)
            } else {
                "set by the review".to_string()
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {days} | {time} | {} |",
                file.rule.id,
                file.rule.title,
                file.rule.kind.word(),
                version.confidence.word()
            );
        }
    }
}

/// The time limits of a form in words.
fn time(form: &Form) -> String {
    match form {
        Form::Duty(f) => f.within.to_string(),
        Form::Bar(f) => format!("not within {}", f.within),
        Form::Requires(f) => match &f.before {
            Some(before) => format!("at most {before}, before it"),
            None => "before it".to_string(),
        },
        Form::Repeat(f) if f.first == f.every => format!("every {}", f.every),
        Form::Repeat(f) => format!("{}; then every {}", f.first, f.every),
    }
}

fn duty(file: &RuleFile, text: &mut String) {
    let rule = &file.rule;
    let _ = write!(text, "\n### {} {}\n\nHolds in: {}.\n", rule.id, rule.title, nation(rule.nation));
    let _ = write!(text, "\n```text\n{}```\n", file.rule_text);
    for heading in SECTIONS {
        let section = file.section(heading).replace("```example", "```text");
        let _ = write!(text, "\n#### {heading}\n\n{section}\n");
    }
}

fn words(vocabulary: &Vocabulary, text: &mut String) {
    text.push_str("\n## Words that rules may use\n\nA review's own sources can declare more.\n");
    for class in WordClass::ALL {
        let name = class.word();
        let mut title = name.to_string();
        title[..1].make_ascii_uppercase();
        let _ = write!(text, "\n### {title}\n\n| word | meaning |\n|---|---|\n");
        for (word, meaning) in vocabulary.iter(class) {
            let _ = writeln!(text, "| `{word}` | {meaning} |");
        }
    }
}
