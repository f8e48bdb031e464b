//! `review.toml`: the terms of a review, its agencies, its sources, and what was asked for and not supplied.
//!
//! A key that is misspelt, a date that is none and a purpose nobody knows are refused with line and column and the
//! nearest word. What the columns of a source mean is `intake::spec`; here only the terms are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use intake::{SourceSpec, nearest};
use model::{Day, Grade, Nation, Purpose, Review};
use serde::Deserialize;
use toml::value::Datetime;

use crate::failure::{Done, Failure};

/// The whole of `review.toml`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) review: ReviewTable,
    #[serde(default)]
    pub(crate) rules: RulesTable,
    #[serde(default)]
    pub(crate) knowledge: KnowledgeTable,
    #[serde(default)]
    pub(crate) harm: HarmTable,
    #[serde(default)]
    pub(crate) link: LinkTable,
    /// Corrected tables of bank holidays: name of the calendar and file beside `review.toml`.
    #[serde(default)]
    pub(crate) calendars: BTreeMap<String, String>,
    #[serde(default, rename = "agency")]
    pub(crate) agencies: Vec<AgencyTable>,
    #[serde(default, rename = "source")]
    pub(crate) sources: Vec<SourceSpec>,
    #[serde(default, rename = "extract")]
    pub(crate) extracts: Vec<ExtractTable>,
    #[serde(default, rename = "decision")]
    pub(crate) decisions: Vec<DecisionTable>,
    #[serde(default, rename = "officer")]
    pub(crate) officers: Vec<crate::knowing::OfficerTable>,
    #[serde(default, rename = "concern")]
    pub(crate) concerns: Vec<crate::knowing::ConcernTable>,
    #[serde(default, rename = "response")]
    pub(crate) responses: Vec<crate::knowing::ResponseTable>,
    #[serde(default, rename = "series")]
    pub(crate) series: Vec<crate::knowing::SeriesTable>,
}

/// `[review]`: title, purpose, period and day of observation.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewTable {
    title: String,
    purpose: String,
    observation_date: Datetime,
    last_complete_day: Option<Datetime>,
    period: intake::spec::Days,
    #[serde(default = "england_and_wales")]
    nation: String,
    #[serde(default)]
    terms: Vec<String>,
    #[serde(default)]
    notice: String,
    /// Folder of the ledger whose decisions on links and events this review carries out, beside `review.toml`.
    pub(crate) register: Option<String>,
}

fn england_and_wales() -> String {
    "england-and-wales".to_string()
}

/// `[rules]`: which duties the terms of reference choose.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesTable {
    /// Kinds of rule that apply; statute, statutory guidance and codes where absent.
    pub(crate) kinds: Option<Vec<String>>,
    /// Only these rules, by identifier; all of the kinds where absent.
    pub(crate) only: Option<Vec<String>>,
    /// Rules that do not apply, by identifier.
    #[serde(default)]
    pub(crate) off: Vec<String>,
    /// Folder of the review's own rule files, beside `review.toml`.
    pub(crate) folder: Option<String>,
    /// Figures for rules that have no national number, each with its reason.
    #[serde(default)]
    pub(crate) reviewer_set: BTreeMap<String, ReviewerSet>,
}

/// `[rules.reviewer_set.R27]`.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewerSet {
    pub(crate) days: u32,
    pub(crate) reason: String,
}

/// `[knowledge]`: which grades of awareness count as knowing.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnowledgeTable {
    grades: Option<Vec<String>>,
    /// How what an officer knew becomes what the agency knew: "any officer", "never" or "these ranks".
    pub(crate) officers: Option<String>,
    /// The ranks or roles that count, where `officers` is "these ranks".
    #[serde(default)]
    pub(crate) ranks: Vec<String>,
    /// Kinds of event that are items of a meeting; `meeting_item` where absent.
    pub(crate) meetings: Option<Vec<String>>,
    /// File with the review's own themes, beside `review.toml`.
    pub(crate) lexicon: Option<String>,
}

/// `[harm]`: which kinds of event are listed where they followed a breach.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct HarmTable {
    /// The kinds of event that the review calls harm.
    #[serde(default)]
    pub(crate) kinds: Vec<String>,
    /// How many days after a late action an event still counts as having followed; none where absent.
    #[serde(default)]
    pub(crate) days_after_late: u32,
}

/// `[link]`: what linkage is told beside the records.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkTable {
    /// File with the names, parts and successors of bodies, beside `review.toml`.
    pub(crate) bodies: Option<String>,
}

/// `[[agency]]`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgencyTable {
    pub(crate) name: String,
    pub(crate) sort: String,
    /// First day of the body.
    pub(crate) from: Option<Datetime>,
    /// Last day of the body.
    pub(crate) to: Option<Datetime>,
    /// The bodies it took over from.
    #[serde(default)]
    pub(crate) follows: Vec<String>,
    /// Names of the areas it served.
    #[serde(default)]
    pub(crate) areas: Vec<String>,
}

/// `[[extract]]`: something asked for and not supplied (what was supplied is said by the sources).
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtractTable {
    pub(crate) agency: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) kinds: Vec<String>,
    pub(crate) covers: Option<intake::spec::Days>,
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) note: String,
}

/// `[[decision]]`: a person says that two mentions are one, or are not.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionTable {
    pub(crate) left: MentionAddress,
    pub(crate) right: MentionAddress,
    pub(crate) same: bool,
    pub(crate) by: String,
    pub(crate) reason: String,
}

/// Names one mention: `{ file = "police/log.csv", sheet = "2002", row = 12, as = "suspect" }`.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct MentionAddress {
    pub(crate) file: String,
    #[serde(default)]
    pub(crate) sheet: String,
    pub(crate) row: u32,
    #[serde(rename = "as")]
    pub(crate) role: String,
}

impl Config {
    /// Reads and checks `review.toml` in the folder of a review.
    pub(crate) fn read(folder: &Path) -> Done<Config> {
        let path = folder.join("review.toml");
        let text = std::fs::read_to_string(&path).map_err(|e| {
            Failure::io("cannot read", &path, &e)
                .hint("a review is a folder with a review.toml in it; `candour init FOLDER` makes one")
        })?;
        Config::parse(&text, &path.display().to_string())
    }

    /// Reads and checks the text of a `review.toml`; `name` stands for it in errors.
    pub(crate) fn parse(text: &str, name: &str) -> Done<Config> {
        let config: Config = toml::from_str(text).map_err(|error| parse_failure(text, name, &error))?;
        config.check_names(name)?;
        crate::texts::speak_of_no_officer(text, name)?;
        Ok(config)
    }

    /// Names that must be known or unique.
    fn check_names(&self, name: &str) -> Done<()> {
        let agencies: Vec<&str> = self.agencies.iter().map(|a| a.name.as_str()).collect();
        let known = |agency: &str, whose: &str| -> Done<()> {
            if agencies.contains(&agency) {
                return Ok(());
            }
            let failure = Failure::new(format!(
                "{name}: {whose} names the agency \"{agency}\", which no [[agency]] declares"
            ));
            Err(match nearest(agency, agencies.iter().copied()) {
                Some(near) => failure.hint(format!("did you mean \"{near}\"?")),
                None => failure.hint("add an [[agency]] with its name and sort"),
            })
        };
        let mut names = BTreeSet::new();
        for source in &self.sources {
            known(&source.agency, &format!("source \"{}\"", source.name))?;
            if !names.insert(&source.name) {
                return Err(Failure::new(format!("{name}: two sources are called \"{}\"", source.name)));
            }
        }
        for agency in &self.agencies {
            for before in &agency.follows {
                known(before, &format!("the agency \"{}\", under follows,", agency.name))?;
                if *before == agency.name {
                    return Err(Failure::new(format!("{name}: the agency \"{before}\" follows itself")));
                }
            }
        }
        for extract in &self.extracts {
            known(&extract.agency, &format!("extract \"{}\"", extract.title))?;
            const STATUSES: [&str; 3] = ["asked", "missing", "refused"];
            if !STATUSES.contains(&extract.status.as_str()) {
                return Err(unknown_word(name, "status of an extract", &extract.status, &STATUSES));
            }
        }
        Ok(())
    }

    /// The terms, with the day of observation moved to `as_of` where the record is to be read as known then.
    pub(crate) fn terms(&self, name: &str, as_of: Option<Day>) -> Done<Review> {
        let table = &self.review;
        let observed = day(&table.observation_date, name, "observation_date")?;
        let period = period(&table.period, name, "period")?;
        let last = match &table.last_complete_day {
            Some(last) => day(last, name, "last_complete_day")?,
            None => observed - 1,
        };
        if last > observed {
            return Err(Failure::new(format!(
                "{name}: last_complete_day {last} lies after observation_date {observed}: no record of a later day exists"
            )));
        }
        if let Some(as_of) = as_of.filter(|&d| d > observed) {
            return Err(Failure::new(format!("the record was read on {observed}; nothing is known of {as_of}"))
                .hint("ask for an earlier day, or set observation_date in review.toml to the day the record was read again"));
        }
        let as_known_on = as_of.filter(|&d| d < observed);
        let purposes = [Purpose::Learning, Purpose::Conduct, Purpose::Inquiry];
        let Some(purpose) = purposes.into_iter().find(|p| p.word() == table.purpose) else {
            return Err(unknown_word(name, "purpose", &table.purpose, &purposes.map(Purpose::word)));
        };
        if table.nation != england_and_wales() {
            return Err(unknown_word(name, "nation", &table.nation, &["england-and-wales"]));
        }
        Ok(Review {
            title: table.title.clone(),
            purpose,
            observation_date: as_known_on.unwrap_or(observed),
            last_complete_day: as_known_on.map_or(last, |d| d - 1),
            period,
            nation: Nation::EnglandAndWales,
            as_known_on,
            terms: table.terms.clone(),
            notice: table.notice.clone(),
        })
    }

    /// The grades of awareness that count as knowing.
    pub(crate) fn grades(&self, name: &str) -> Done<Vec<Grade>> {
        let default = [Grade::Received, Grade::Opened, Grade::Discussed, Grade::ActedOn];
        let Some(words) = &self.knowledge.grades else { return Ok(default.to_vec()) };
        words
            .iter()
            .map(|word| {
                Grade::ALL.into_iter().find(|g| g.word() == word).ok_or_else(|| {
                    unknown_word(name, "grade of awareness", word, &Grade::ALL.map(Grade::word))
                })
            })
            .collect()
    }
}

/// First and last day of `{ from, to }`, in order.
pub(crate) fn period(days: &intake::spec::Days, name: &str, key: &str) -> Done<(Day, Day)> {
    let (from, to) = (day(&days.from, name, key)?, day(&days.to, name, key)?);
    if from > to {
        return Err(Failure::new(format!("{name}: {key} runs backwards, from {from} to {to}")));
    }
    Ok((from, to))
}

pub(crate) fn day(value: &Datetime, name: &str, key: &str) -> Done<Day> {
    let whole = value.to_string();
    let text = whole.get(..10).unwrap_or(&whole);
    Day::iso(text).ok_or_else(|| {
        Failure::new(format!("{name}: {key} is \"{whole}\""))
            .hint("write a day as YYYY-MM-DD without quotes, for instance 2002-05-03")
    })
}

/// A word that is none of the known ones, with the nearest.
pub(crate) fn unknown_word(name: &str, what: &str, word: &str, known: &[&str]) -> Failure {
    let failure = Failure::new(format!("{name}: \"{word}\" is not a {what}; it may be {}", known.join(", ")));
    match nearest(word, known.iter().copied()) {
        Some(near) => failure.hint(format!("did you mean \"{near}\"?")),
        None => failure,
    }
}

/// Line and column of a parse error, and the nearest key where one is unknown.
fn parse_failure(text: &str, name: &str, error: &toml::de::Error) -> Failure {
    let place = error.span().map_or(String::new(), |span| {
        let before = &text[..span.start.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        format!(", line {line}, column {column}")
    });
    let message = error.message();
    let failure = Failure::new(format!("{name}{place}: {message}"));
    let mut quoted = message.split('`').skip(1).step_by(2);
    match (message.starts_with("unknown field"), quoted.next()) {
        (true, Some(unknown)) => match nearest(unknown, quoted) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure,
        },
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "[review]\ntitle = 'T'\npurpose = 'learning'\nobservation_date = 2013-01-31\n\
                        period = { from = 2004-01-01, to = 2012-12-31 }\n";

    #[test]
    fn a_misspelt_key_is_refused_with_its_place_and_the_nearest_key() {
        let check = |text: &str, expected: &[&str]| {
            let failure = Config::parse(text, "review.toml")
                .and_then(|c| c.terms("review.toml", None).map(|_| ()))
                .unwrap_err();
            for part in expected {
                assert!(failure.to_string().contains(part), "{part:?} is missing in:\n{failure}");
            }
        };
        check(
            &HEAD.replace("observation_date", "observaton_date"),
            &["line 4, column 1", "did you mean `observation_date`?"],
        );
        check(
            &HEAD.replace("learning", "lerning"),
            &["\"lerning\" is not a purpose", "did you mean \"learning\"?"],
        );
        check(&HEAD.replace("2013-01-31", "'31/01/2013'"), &["line 4"]);
        check(&HEAD.replace("to = 2012", "to = 2001"), &["runs backwards"]);
        check(
            &format!(
                "{HEAD}[[agency]]\nname='Northmere Police'\nsort='police'\n[[source]]\nname='log'\nagency='Northmere Polic'\nfiles='a.csv'\n"
            ),
            &["which no [[agency]] declares", "did you mean \"Northmere Police\"?"],
        );
    }

    #[test]
    fn the_day_of_reading_is_not_over() {
        let config = Config::parse(HEAD, "review.toml").unwrap();
        let terms = config.terms("review.toml", None).unwrap();
        assert_eq!(
            (terms.observation_date.to_string(), terms.last_complete_day.to_string()),
            ("2013-01-31".into(), "2013-01-30".into())
        );
        let earlier = config.terms("review.toml", Day::iso("2010-06-01")).unwrap();
        assert_eq!(earlier.as_known_on, Day::iso("2010-06-01"));
        assert_eq!(earlier.last_complete_day.to_string(), "2010-05-31");
        assert!(config.terms("review.toml", Day::iso("2013-02-01")).is_err(), "the future is not known");
    }
}
