//! `candour init`: a folder to start a review in, with a `review.toml` that says what belongs where.

use std::fs;
use std::path::Path;

use crate::failure::{Done, Failure};

/// The configuration a new review starts from: every table once, each with a word on what it is for.
pub(crate) const TEMPLATE: &str = r#"# The terms of the review. Days are written YYYY-MM-DD without quotes.
[review]
title = "Name of the review"
purpose = "learning"                  # learning, conduct or inquiry
observation_date = 2026-01-31         # the day as of which the record is read
period = { from = 2000-01-01, to = 2025-12-31 }
nation = "england-and-wales"
terms = ["What the review is asked to answer, one paragraph each."]

# Which duties are run: kinds of rule, or single rules. `candour rules --on 2014-04-01` lists what was in force that day.
[rules]
kinds = ["statute", "statutory-guidance", "code"]

# Which grades of awareness count as knowing: recorded, available, sent, received, opened, discussed, acted on.
[knowledge]
grades = ["received", "opened", "discussed", "acted on"]

# Each agency that holds records or bears duties.
[[agency]]
name = "Example Children's Social Care"
sort = "social_care"

# Each kind of file an agency supplied. `candour map FILE` drafts one of these and says why.
#
# [[source]]
# name = "referrals"
# agency = "Example Children's Social Care"
# title = "Referrals received 2000-2025"
# files = "referrals*.xlsx"                       # below the folder evidence/
# covers = { from = 2000-01-01, to = 2025-12-31 } # without it the extract proves no absence
#
# [[source.mention]]
# as = "child"
# kind = "person"
# forename = "First name"
# surname = "Surname"
# born = "Date of birth"
#
# [[source.event]]
# kind = "referral"
# date = "Date received"
# about = ["child"]
# reference = "Referral number"

# What was asked for and did not come: asked, missing or refused.
#
# [[extract]]
# agency = "Example Children's Social Care"
# title = "Minutes of strategy meetings 2001-2003"
# kinds = ["strategy_discussion"]
# status = "missing"
# note = "Searched for in March 2026; the boxes could not be found."
"#;

/// Makes the folder with `review.toml` and an empty `evidence/`. Never touches a review that is there.
pub(crate) fn run(dir: &Path) -> Done<()> {
    let config = dir.join("review.toml");
    if config.exists() {
        return Err(Failure::new(format!("{} is there already; it was left as it is", config.display())));
    }
    let evidence = dir.join("evidence");
    fs::create_dir_all(&evidence).map_err(|e| Failure::io("cannot make", &evidence, &e))?;
    fs::write(&config, TEMPLATE).map_err(|e| Failure::io("cannot write", &config, &e))?;
    println!("Made {}. Next:", dir.display());
    println!("  1. put the files as received into {}", evidence.display());
    println!("  2. candour map FILE for each of them, and copy what it drafts into {}", config.display());
    println!("  3. candour review {}", dir.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_template_is_a_valid_review_and_stays_one_when_its_examples_are_switched_on() {
        Config::parse(TEMPLATE, "template").unwrap();
        let mut switched_on = String::new();
        for line in TEMPLATE.lines() {
            let example = line.strip_prefix("# ").filter(|l| l.starts_with('[') || l.contains(" = "));
            switched_on.push_str(example.unwrap_or(line));
            switched_on.push('\n');
        }
        let config = Config::parse(&switched_on, "template").unwrap();
        assert_eq!((config.sources.len(), config.extracts.len()), (1, 1));
        config.terms("template", None).unwrap();
    }

    #[test]
    fn a_review_that_is_there_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path()).unwrap();
        assert!(folder.path().join("evidence").is_dir());
        assert!(run(folder.path()).unwrap_err().to_string().contains("left as it is"));
    }
}
