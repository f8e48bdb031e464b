//! The texts of `review.toml` that a report prints as they stand, in a review of the purpose learning.
//!
//! What comes from the files goes through the names of the report. What whoever runs the review writes in `review.toml` does not: the
//! notice, the titles, the names of responses. A learning review says nothing of an officer, so a text that speaks of one is refused with
//! its line, by the rule that the register of a learning review goes by (`register::officers`).
//!
//! What is left out: a name without a rank, a title or a number, which cannot be told from other words; and the list of officers
//! itself, which is not printed as text.

use register::officers::spoken;
use toml::Value;

use crate::failure::{Done, Failure};

/// The keys whose texts are printed, wherever they stand.
const PRINTED: [&str; 8] = ["title", "notice", "terms", "note", "reason", "name", "by", "status"];

/// Characters of a text by which its line is looked for.
const LOOKED_FOR_CHARS: usize = 24;

/// Refuses a learning review in whose `review.toml` a printed text speaks of an officer.
///
/// # Errors
/// The line of the first such text, its key and the words.
pub(crate) fn speak_of_no_officer(text: &str, name: &str) -> Done<()> {
    let Ok(table) = text.parse::<toml::Table>() else { return Ok(()) };
    let purpose = table.get("review").and_then(|review| review.get("purpose")).and_then(Value::as_str);
    if purpose != Some(model::Purpose::Learning.word()) {
        return Ok(());
    }
    let mut found = Vec::new();
    for (key, value) in table.iter().filter(|(key, _)| *key != "officer") {
        printed(key, key, value, &mut found);
    }
    for (place, key, words) in found {
        // The name of a body may hold a title ("Dr Instance's Homes"), and no rank with a name.
        let strict = place != "agency";
        let Some(said) = spoken(words, strict)
            .into_iter()
            .find(|said| strict || said.how == register::officers::How::RankAndName)
        else {
            continue;
        };
        let line = line_of(text, key, words).map_or(String::new(), |line| format!(", line {line}"));
        return Err(Failure::new(format!(
            "{name}{line}: in the `{key}` of [{place}] {said}, and a learning review says nothing of an officer"
        ))
        .hint("the report prints this text as it stands: write it without the officer"));
    }
    Ok(())
}

/// The printed texts under a key, each with its table and its key.
fn printed<'t>(place: &'t str, key: &'t str, value: &'t Value, found: &mut Vec<(&'t str, &'t str, &'t str)>) {
    match value {
        Value::String(words) if PRINTED.contains(&key) => found.push((place, key, words)),
        Value::Array(all) => all.iter().for_each(|one| printed(place, key, one, found)),
        Value::Table(table) => table.iter().for_each(|(key, one)| printed(place, key, one, found)),
        _ => {}
    }
}

/// The line on which a text begins, from 1; none where it is written with escapes.
fn line_of(text: &str, key: &str, words: &str) -> Option<usize> {
    let begins: String = words.lines().next().unwrap_or("").chars().take(LOOKED_FOR_CHARS).collect();
    let holds = |line: &str| line.contains(&begins) && !begins.is_empty();
    let own = text.lines().position(|line| holds(line) && line.trim_start().starts_with(key));
    own.or_else(|| text.lines().position(holds)).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    const HEAD: &str = "[review]\ntitle = 'T'\npurpose = 'learning'\nobservation_date = 2013-01-31\n\
                        period = { from = 2004-01-01, to = 2012-12-31 }\n";

    #[test]
    fn a_learning_review_whose_own_texts_speak_of_an_officer_is_refused_with_the_line() {
        let refused = |text: &str, words: &[&str]| {
            let said = Config::parse(text, "review.toml").unwrap_err().to_string();
            words.iter().for_each(|word| assert!(said.contains(word), "{word:?} is missing in:\n{said}"));
        };
        let notice = format!("{HEAD}notice = 'DS Vole took bribes from the firm.'\n");
        refused(
            &notice,
            &["review.toml, line 6", "`notice` of [review]", "\"DS Vole\" name an officer by rank"],
        );
        refused(
            &HEAD.replace("'T'", "'What Sergeant Vole knew'"),
            &["line 2", "`title` of [review]", "Sergeant Vole"],
        );
        let response = "[[response]]\nname = 'visit by PC Vole'\nkinds = ['visit']\nknown_to = ['police']\n";
        refused(&format!("{HEAD}{response}"), &["line 7", "`name` of [response]", "PC Vole"]);
        let series = "[[agency]]\nname = 'Northmere Police'\nsort = 'police'\n[[series]]\ntitle = 'Notes of DI Vole'\n\
                      kind = 'note'\nagency = 'Northmere Police'\ndays = { from = 2004-01-01, to = 2005-12-31 }\n";
        refused(&format!("{HEAD}{series}"), &["line 10", "`title` of [series]", "DI Vole"]);
        let extract = "[[agency]]\nname = 'Northmere Police'\nsort = 'police'\n[[extract]]\nagency = 'Northmere Police'\n\
                       title = 'Logs'\nkinds = ['log']\nstatus = 'missing'\nnote = 'Kept by DC Vole.'\n";
        refused(&format!("{HEAD}{extract}"), &["line 14", "`note` of [extract]", "DC Vole"]);
        // A review for another purpose speaks of officers.
        Config::parse(&notice.replace("learning", "inquiry"), "review.toml").unwrap();
        Config::parse(&notice.replace("DS Vole took", "Nobody took"), "review.toml").unwrap();
    }
}
