//! What `review.toml` says of knowing: officers, subjects of concern, expected responses, series, themes.
//!
//! Left out: what is made of it (`duty::knowing`).

use std::path::Path;

use duty::harm::{DAYS_AFTER_LATE_MAX, HarmTerms};
use duty::knowing::{
    Attribution, Concern, DAYS_BEFORE, DUE_DAYS, Lexicon, MonthlySeries, Officer, Response, Terms, Theme,
};
use model::MentionKind;
use serde::Deserialize;
use toml::value::Datetime;

use crate::config::{Config, day, period, unknown_word};
use crate::failure::{Done, Failure};

/// `[[officer]]`: a person in a role, in the rank held at the time.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficerTable {
    name: String,
    agency: String,
    pub(crate) rank: String,
    from: Option<Datetime>,
    to: Option<Datetime>,
}

impl OfficerTable {
    /// The officer's name and the agency.
    pub(crate) fn name_and_agency(&self) -> (&str, &str) {
        (&self.name, &self.agency)
    }
}

/// `[[concern]]`: who is a subject of concern.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConcernTable {
    kind: String,
    #[serde(default, rename = "as")]
    roles: Vec<String>,
}

/// `[[response]]`: what could be expected once a subject of concern was known.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponseTable {
    name: String,
    kinds: Vec<String>,
    about: Option<String>,
    known_to: Vec<String>,
    #[serde(default)]
    by: Vec<String>,
    /// Days before it was known in which a response is told of as recorded shortly before.
    days_before: Option<u32>,
    /// Days in which a response could be expected.
    due_days: Option<u32>,
}

/// Most days that a review may state of a response: ten years.
const RESPONSE_DAYS_MAX: u32 = 3_653;

/// `[[series]]`: records of which one a month is expected.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeriesTable {
    title: String,
    kind: String,
    agency: String,
    days: intake::spec::Days,
}

/// A file of themes.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct LexiconFile {
    name: String,
    #[serde(rename = "theme")]
    themes: Vec<ThemeTable>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ThemeTable {
    name: String,
    words: Vec<String>,
}

/// The terms of a review.
pub(crate) fn terms(config: &Config, dir: &Path, name: &str) -> Done<Terms> {
    let attribution = match config.knowledge.officers.as_deref() {
        None | Some("any officer") => Attribution::AnyOfficer,
        Some("never") => Attribution::Never,
        Some("these ranks") => Attribution::Ranks(config.knowledge.ranks.clone()),
        Some(word) => {
            let known = ["any officer", "never", "these ranks"];
            return Err(unknown_word(name, "way in which an officer's knowledge counts", word, &known));
        }
    };
    let meeting_kinds = config.knowledge.meetings.clone().unwrap_or_else(|| vec!["meeting_item".to_string()]);
    let declared: Vec<&str> = config.agencies.iter().map(|a| a.name.as_str()).collect();
    let known_agency = |agency: &str, what: &str| match declared.contains(&agency) {
        true => Ok(()),
        false => Err(unknown_word(name, &format!("agency that {what} may name"), agency, &declared)),
    };
    let mut officers = Vec::new();
    for o in &config.officers {
        known_agency(&o.agency, "an [[officer]]")?;
        officers.push(Officer {
            name: o.name.clone(),
            agency: o.agency.clone(),
            rank: o.rank.clone(),
            from: o.from.as_ref().map(|d| day(d, name, "from")).transpose()?,
            to: o.to.as_ref().map(|d| day(d, name, "to")).transpose()?,
        });
    }
    let mut series = Vec::new();
    for s in &config.series {
        known_agency(&s.agency, "a [[series]]")?;
        series.push(MonthlySeries {
            title: s.title.clone(),
            kind: s.kind.clone(),
            agency: s.agency.clone(),
            days: period(&s.days, name, "days")?,
        });
    }
    Ok(Terms {
        grades: config.grades(name)?,
        attribution,
        officers,
        concerns: concerns(config, name)?,
        responses: responses(config, name)?,
        meeting_kinds,
        pet_forms: link::pet_forms(),
        series,
        lexicon: lexicon(config, dir)?,
    })
}

/// Every kind of event that a source maps or minutes show, or that somebody says an extract would show.
fn kinds(config: &Config) -> Vec<&str> {
    let mut kinds: Vec<&str> = config
        .sources
        .iter()
        .flat_map(|s| {
            let of_minutes = crate::minutes::KINDS.iter().copied().filter(|_| s.is_minutes());
            s.events
                .iter()
                .map(|e| e.kind.as_str())
                .chain(s.would_show.iter().map(String::as_str))
                .chain(of_minutes)
        })
        .chain(config.extracts.iter().flat_map(|e| e.kinds.iter().map(String::as_str)))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The kinds of event that the review calls harm, each one that some record could show.
pub(crate) fn harm(config: &Config, name: &str) -> Done<HarmTerms> {
    let table = &config.harm;
    if table.kinds.is_empty() && table.days_after_late > 0 {
        return Err(Failure::new(format!("{name}: [harm] gives days_after_late and names no kind of event"))
            .hint("add the kinds that this review calls harm, for instance kinds = [\"missing_reported\"]"));
    }
    if table.days_after_late > DAYS_AFTER_LATE_MAX {
        return Err(Failure::new(format!(
            "{name}: [harm] days_after_late is {}; at most {DAYS_AFTER_LATE_MAX} days can be asked for",
            table.days_after_late
        )));
    }
    let mut known = kinds(config);
    if config.sources.iter().any(intake::SourceSpec::is_minutes) {
        known.extend(crate::minutes::KINDS);
    }
    for kind in &table.kinds {
        if !known.contains(&kind.as_str()) {
            return Err(unknown_word(name, "kind of event that a source of this review shows", kind, &known));
        }
    }
    Ok(HarmTerms { kinds: table.kinds.clone(), days_after_late: table.days_after_late })
}

fn concerns(config: &Config, name: &str) -> Done<Vec<Concern>> {
    let kinds = kinds(config);
    config
        .concerns
        .iter()
        .map(|c| {
            if !kinds.contains(&c.kind.as_str()) {
                return Err(unknown_word(
                    name,
                    "kind of event that a source of this review shows",
                    &c.kind,
                    &kinds,
                ));
            }
            Ok(Concern { kind: c.kind.clone(), roles: c.roles.clone() })
        })
        .collect()
}

fn responses(config: &Config, name: &str) -> Done<Vec<Response>> {
    let names = config.agencies.iter().flat_map(|a| [a.sort.as_str(), a.name.as_str()]);
    let mut sorts: Vec<&str> = names.collect();
    sorts.sort_unstable();
    sorts.dedup();
    config
        .responses
        .iter()
        .map(|r| {
            if r.kinds.is_empty() || r.known_to.is_empty() {
                return Err(Failure::new(format!(
                    "{name}: the response \"{}\" names no kind of event, or nobody whose knowing calls for it",
                    r.name
                )));
            }
            for sort in r.known_to.iter().chain(&r.by) {
                if !sorts.contains(&sort.as_str()) {
                    return Err(unknown_word(name, "sort or name of an agency of this review", sort, &sorts));
                }
            }
            let about = match r.about.as_deref() {
                None => None,
                Some(word) => match MentionKind::ALL.into_iter().find(|k| k.word() == word) {
                    Some(kind) => Some(kind),
                    None => {
                        let known = MentionKind::ALL.map(MentionKind::word);
                        return Err(unknown_word(name, "sort of subject", word, &known));
                    }
                },
            };
            let days = |stated: Option<u32>, key: &str, default: i32| match stated {
                None => Ok(default),
                Some(n) if n <= RESPONSE_DAYS_MAX => Ok(n as i32),
                Some(n) => Err(Failure::new(format!(
                    "{name}: {key} of the response \"{}\" is {n}; at most {RESPONSE_DAYS_MAX} days can be asked for",
                    r.name
                ))),
            };
            Ok(Response {
                name: r.name.clone(),
                kinds: r.kinds.clone(),
                about,
                known_to: r.known_to.clone(),
                by: r.by.clone(),
                days_before: days(r.days_before, "days_before", DAYS_BEFORE)?,
                due_days: days(r.due_days, "due_days", DUE_DAYS)?,
            })
        })
        .collect()
}

/// The review's own themes, or those shipped.
fn lexicon(config: &Config, dir: &Path) -> Done<Lexicon> {
    let Some(file) = &config.knowledge.lexicon else { return Ok(Lexicon::default()) };
    let path = dir.join(file);
    let text = std::fs::read_to_string(&path).map_err(|e| Failure::io("cannot read", &path, &e))?;
    parse_lexicon(&text, &path.display().to_string())
}

fn parse_lexicon(text: &str, name: &str) -> Done<Lexicon> {
    let read: LexiconFile =
        toml::from_str(text).map_err(|e| Failure::new(format!("{name}: {}", e.message())))?;
    let theme = |t: ThemeTable| Theme {
        name: t.name,
        words: t.words.into_iter().map(|w| w.to_lowercase()).collect(),
    };
    Ok(Lexicon { name: read.name, themes: read.themes.into_iter().map(theme).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_themes_that_a_reviewer_copies_is_the_one_applied() {
        let file = include_str!("../../../examples/themes.toml");
        assert_eq!(parse_lexicon(file, "themes.toml").ok(), Some(Lexicon::default()));
    }
}
