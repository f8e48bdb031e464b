//! `candour specimen`, and the files of an invented case that a review finds absent.

use std::path::Path;

use serde::Deserialize;
use specimen::{Made, MinutesPlan, Plan};

use crate::failure::{Done, Failure};

/// `specimen.toml`: how large the invented case is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecimenTable {
    people: u32,
    seed: u64,
    /// A day, as `candour specimen --theme-from` takes it.
    theme_from: Option<String>,
}

/// Carries out `candour specimen`.
pub(crate) fn make(dir: &Path, plan: &Plan) -> Done<()> {
    let made = specimen::write(dir, plan).map_err(|e| Failure::io("cannot make the specimen in", dir, &e))?;
    println!("Made {}: {}", dir.display(), in_words(&made));
    println!("The truth, for comparison, is in {}.", dir.join("truth").display());
    println!("Next: candour review {}", dir.display());
    Ok(())
}

/// Carries out `candour specimen --minutes`.
pub(crate) fn make_minutes(dir: &Path, plan: &MinutesPlan) -> Done<()> {
    let made =
        specimen::write_minutes(dir, plan).map_err(|e| Failure::io("cannot make the minutes in", dir, &e))?;
    println!(
        "Made {}: {} documents, {} pages, {} names planted",
        dir.display(),
        made.documents,
        made.pages,
        made.named
    );
    println!("Next: candour minutes {}", dir.display());
    Ok(())
}

/// Makes the evidence of an invented case where its folder has a `specimen.toml` and no `evidence/`.
pub(crate) fn make_if_absent(dir: &Path) -> Done<()> {
    let path = dir.join("specimen.toml");
    if !path.is_file() || dir.join("evidence").exists() {
        return Ok(());
    }
    let text = std::fs::read_to_string(&path).map_err(|e| Failure::io("cannot read", &path, &e))?;
    let table: SpecimenTable =
        toml::from_str(&text).map_err(|e| Failure::new(format!("{}: {}", path.display(), e.message())))?;
    let day = |text: String| {
        model::Day::iso(&text).ok_or_else(|| {
            Failure::new(format!("{}: theme_from is no day like 2008-04-01: {text}", path.display()))
        })
    };
    let theme_from = table.theme_from.map(day).transpose()?;
    let plan = Plan { people: table.people, seed: table.seed, theme_from, ..Plan::default() };
    let truth = dir.join("truth");
    if truth.exists() {
        // Made together with the evidence that is gone: the same plan gives the same truth again.
        std::fs::remove_dir_all(&truth).map_err(|e| Failure::io("cannot remove", &truth, &e))?;
    }
    let made =
        specimen::write(dir, &plan).map_err(|e| Failure::io("cannot make the specimen in", dir, &e))?;
    eprintln!("Made the files of the invented case: {}.", in_words(&made));
    Ok(())
}

fn in_words(made: &Made) -> String {
    format!("{} people, {} rows in {} files and sheets", made.people, made.rows(), made.files.len())
}
