//! `candour format`: a rule file with its machine-readable part in the canonical form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use duty::parse::{Numbers, rule_file};
use duty::vocabulary::Vocabulary;

use crate::Look;
use crate::failure::{Done, Failure};

const FENCE: &str = "```rule\n";

/// Carries out `candour format`: prints the canonical text, or with `write` puts it into the file. With `check`, files
/// that are not in that form are named and nothing is written.
pub(crate) fn run(files: &[PathBuf], write: bool, check: bool) -> Done<Look> {
    let mut look = Look::NotNeeded;
    for path in files {
        let text =
            std::fs::read_to_string(path).map_err(|e| Failure::io("cannot read the rule", path, &e))?;
        let canonical = canonical(path, &text)?;
        if check {
            if canonical != text {
                println!("{} is not in the canonical form", path.display());
                look = Look::Needed;
            }
        } else if write {
            if canonical != text {
                std::fs::write(path, canonical)
                    .map_err(|e| Failure::io("cannot write the rule", path, &e))?;
            }
        } else {
            print!("{canonical}");
        }
    }
    Ok(look)
}

/// Stands for `{days}` while a rule that leaves its number to the review is read; no shipped rule has this number.
const STAND_IN_DAYS: u32 = 7_919;

/// The file with its fenced rule in the canonical form; every other line as it is.
fn canonical(path: &Path, text: &str) -> Done<String> {
    let name = path.display().to_string();
    let numbers = BTreeMap::from([("days".to_string(), STAND_IN_DAYS)]);
    let file = rule_file(text, &name, &Vocabulary::shipped(), Numbers::Given(&numbers))
        .map_err(|e| Failure::new(e.to_string()))?;
    let torn = || Failure::new(format!("{name} has no block that begins with ```rule"));
    let start = text.find(FENCE).ok_or_else(torn)? + FENCE.len();
    let end = start + text[start..].find("```").ok_or_else(torn)?;
    let mut body = duty::format::rule(&file.rule);
    if text[start..end].contains("{days}") {
        body = body.replace(&STAND_IN_DAYS.to_string(), "{days}");
    }
    Ok(format!("{}{}\n{}", &text[..start], body.trim_end(), &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_rule_is_in_the_canonical_form_and_a_disordered_one_is_put_right() {
        for (id, text) in duty::library::SHIPPED {
            assert_eq!(canonical(Path::new(id), text).unwrap(), *text, "{id}");
        }
        let (id, text) = duty::library::SHIPPED.iter().find(|(id, _)| *id == "R05").unwrap();
        let disordered = text.replace("when   referral becomes", "when referral   becomes");
        assert_ne!(disordered, *text);
        assert_eq!(canonical(Path::new(id), &disordered).unwrap(), *text);
    }
}
