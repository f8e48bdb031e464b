//! Which rules a review runs, and `candour rules`, which lists what is in force on a day, or plays the worked examples of rule
//! files.
//!
//! A review's own rule whose worked example does not come out as written is refused before anything is run by it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use duty::calendar::Calendars;
use duty::library::{Choice, Listing, ReviewerNumbers, RuleBook};
use duty::parse::{Numbers, RuleError, RuleFile, rule_file};
use duty::rule::{By, Holder, Kind, Rule};
use duty::vocabulary::{Vocabulary, WordClass};
use model::Day;

use crate::config::Config;
use crate::failure::{Done, Failure};

/// The rules of a review: the shipped ones and its own, as its terms of reference choose. The worked examples of its own are
/// played.
pub(crate) fn book(config: &Config, dir: &Path, name: &str) -> Done<RuleBook> {
    let vocabulary = vocabulary(config, name)?;
    let own = own_files(config, dir)?;
    note_near_words(config, &own, name);
    let book = RuleBook::load(&own, &vocabulary, &choice(config, name)?).map_err(|e| unusable(&e))?;
    note_idle(config, dir, &own, &book, name);
    if !own.is_empty() {
        let calendars = crate::calendars::of(config, dir, name)?.calendars;
        let is_own = |file: &RuleFile| own.iter().any(|(name, _)| *name == file.file);
        let wrong = book.example_problems(is_own, &vocabulary, &calendars);
        if !wrong.is_empty() {
            return Err(unusable(&wrong));
        }
    }
    Ok(book)
}

/// Says why rules cannot be used.
pub(crate) fn unusable(errors: &[RuleError]) -> Failure {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Failure::new(format!("the rules cannot be used\n{}", lines.join("\n")))
}

/// Carries out `candour rules --examples`: plays the worked examples of rule files, or of folders of them, beside the shipped rules.
/// A review's folder gives the words that its sources declare.
pub(crate) fn play(dir: Option<&Path>, paths: &[PathBuf]) -> Done<()> {
    let mut files = Vec::new();
    for path in crate::format::rule_files(paths)? {
        let text =
            std::fs::read_to_string(&path).map_err(|e| Failure::io("cannot read the rule", &path, &e))?;
        files.push((path.display().to_string(), text));
    }
    let (vocabulary, calendars) = match dir {
        None => (Vocabulary::shipped(), Calendars::bundled()),
        Some(dir) => {
            let (config, name) = (Config::read(dir)?, dir.join("review.toml").display().to_string());
            (self::vocabulary(&config, &name)?, crate::calendars::of(&config, dir, &name)?.calendars)
        }
    };
    let mut read = Vec::new();
    let mut errors = Vec::new();
    for (name, text) in &files {
        match rule_file(text, name, &vocabulary, Numbers::NotGiven) {
            Ok(file) => read.push(file),
            Err(error) => errors.push(error),
        }
    }
    let shipped =
        RuleBook::load(&[], &Vocabulary::shipped(), &Choice::default()).map_err(|e| unusable(&e))?;
    // A rule given goes before a shipped one of its name.
    let given = read.iter().filter(|f| f.open_numbers.is_empty()).map(|f| &f.rule);
    let rules: Vec<&Rule> = given.chain(shipped.rules()).collect();
    errors.extend(read.iter().flat_map(|f| duty::example::problems(f, &rules, &vocabulary, &calendars)));
    if !errors.is_empty() {
        return Err(unusable(&errors));
    }
    let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let examples: usize = read.iter().map(|f| f.examples.len()).sum();
    println!("{} of {}: all as written", count(examples, "worked example"), count(read.len(), "rule file"));
    Ok(())
}

/// The shipped words, and those that the review's own sources declare.
fn vocabulary(config: &Config, name: &str) -> Done<Vocabulary> {
    let mut vocabulary = Vocabulary::shipped();
    let mut add = |class, word: &str, meaning: &str| {
        vocabulary.add(class, word, meaning).map_err(|what| Failure::new(format!("{name}: {what}")))
    };
    for agency in &config.agencies {
        add(WordClass::Sort, &agency.sort, "a sort of agency that this review declares")?;
    }
    for source in &config.sources {
        let events = source.events.iter();
        let kinds =
            events.clone().map(|e| e.kind.as_str()).chain(source.would_show.iter().map(String::as_str));
        for kind in kinds {
            add(WordClass::Event, kind, "a kind of event that this review's sources declare")?;
        }
        for attribute in events.flat_map(|e| e.keep.keys()) {
            add(WordClass::Attribute, attribute, "a cell that this review's sources keep")?;
        }
    }
    for kind in config.extracts.iter().flat_map(|e| &e.kinds) {
        add(WordClass::Event, kind, "a kind of event that an extract of this review would show")?;
    }
    Ok(vocabulary)
}

/// Says on standard error which declared kinds of event are nearly, but not quite, a shipped word: a misspelt kind is a
/// new word that no rule looks for, and what it records is then found nowhere. Words of the review's own rules are meant.
fn note_near_words(config: &Config, own: &[(String, String)], name: &str) {
    let shipped = Vocabulary::shipped();
    let mapped = config.sources.iter().flat_map(|source| {
        let events = source.events.iter().map(|e| &e.kind);
        events.chain(&source.would_show).map(move |kind| (format!("source \"{}\"", source.name), kind))
    });
    let asked = config.extracts.iter().flat_map(|extract| {
        extract.kinds.iter().map(move |kind| (format!("extract \"{}\"", extract.title), kind))
    });
    let mut said = BTreeSet::new();
    for (whose, kind) in mapped.chain(asked) {
        let meant = shipped.has(WordClass::Event, kind) || own.iter().any(|(_, text)| text.contains(kind));
        if meant || !said.insert(kind) {
            continue;
        }
        if let Some(near) = shipped.slip_of(WordClass::Event, kind) {
            eprintln!(
                "note: {name}: {whose} has the kind of event \"{kind}\", which no shipped rule knows; the nearest word \
                 that the rules know is \"{near}\""
            );
        }
    }
}

/// Says on standard error which of the review's own rules are not run though they stand there, and which agencies are of a sort that
/// no rule knows and that is nearly a word of the rules: no duty lies on such an agency, and that would look like order.
fn note_idle(config: &Config, dir: &Path, own: &[(String, String)], book: &RuleBook, name: &str) {
    if config.rules.folder.is_none() && dir.join("rules").is_dir() {
        eprintln!(
            "note: {name}: there is a folder \"rules\", and none of it is run; to run it, set folder = \"rules\" under [rules]"
        );
    }
    let is_own = |file: &str| own.iter().any(|(own, _)| own == file);
    for off in book.off().iter().filter(|off| is_own(&off.file.file)) {
        eprintln!(
            "note: {name}: the review's own rule {} ({}) is not run: {}",
            off.file.rule.id, off.file.file, off.why
        );
    }
    let known: BTreeSet<String> = book.rules().flat_map(sorts_of).collect();
    let words = Vocabulary::shipped();
    for agency in &config.agencies {
        let near = words.slip_of(WordClass::Sort, &agency.sort).filter(|_| !known.contains(&agency.sort));
        if let Some(near) = near.filter(|near| *near != agency.sort) {
            eprintln!(
                "note: {name}: \"{}\" is of the sort \"{}\", which no rule knows, so no duty lies on it; the nearest word that the \
                 rules know is \"{near}\"",
                agency.name, agency.sort
            );
        }
    }
}

/// The review's own rule files, in order of their names.
fn own_files(config: &Config, dir: &Path) -> Done<Vec<(String, String)>> {
    let Some(folder) = &config.rules.folder else { return Ok(Vec::new()) };
    let folder = dir.join(folder);
    let listing =
        std::fs::read_dir(&folder).map_err(|e| Failure::io("cannot read the rules in", &folder, &e))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in listing {
        paths.push(entry.map_err(|e| Failure::io("cannot read the rules in", &folder, &e))?.path());
    }
    paths.retain(|p| p.extension().is_some_and(|e| e == "md"));
    paths.sort();
    let read = |path: PathBuf| {
        let text =
            std::fs::read_to_string(&path).map_err(|e| Failure::io("cannot read the rule", &path, &e))?;
        Ok((path.display().to_string(), text))
    };
    paths.into_iter().map(read).collect()
}

fn choice(config: &Config, name: &str) -> Done<Choice> {
    let table = &config.rules;
    let mut choice = Choice { only: table.only.clone(), off: table.off.clone(), ..Choice::default() };
    if let Some(kinds) = &table.kinds {
        let known = |word: &String| {
            let found = Kind::ALL.into_iter().find(|k| k.word() == word);
            found.ok_or_else(|| {
                crate::config::unknown_word(name, "kind of rule", word, &Kind::ALL.map(Kind::word))
            })
        };
        choice.kinds = kinds.iter().map(known).collect::<Done<_>>()?;
    }
    let numbers = |set: &crate::config::ReviewerSet| ReviewerNumbers {
        numbers: BTreeMap::from([("days".to_string(), set.days)]),
        reason: set.reason.clone(),
    };
    choice.reviewer_set = table.reviewer_set.iter().map(|(id, set)| (id.clone(), numbers(set))).collect();
    Ok(choice)
}

/// Carries out `candour rules`: what is in force on a day, for a sort of agency, with its source and confidence.
pub(crate) fn list(dir: Option<&Path>, on: Day, sort: Option<&str>) -> Done<()> {
    let book = match dir {
        Some(dir) => book(&Config::read(dir)?, dir, &dir.join("review.toml").display().to_string())?,
        None => RuleBook::load(&[], &Vocabulary::shipped(), &Choice::default())
            .map_err(|errors| Failure::new(format!("the shipped rules cannot be used: {errors:?}")))?,
    };
    if let Some(sort) = sort {
        known_sort(&book, dir, sort)?;
    }
    let listed = book.in_force(on, sort);
    println!("In force on {}{}:", on.words(), sort.map_or(String::new(), |s| format!(", for {s}")));
    for line in &listed {
        println!("{}", in_words(line));
    }
    if listed.is_empty() {
        println!("  no rule");
    }
    println!(
        "\nV: the text or a reputable restatement was read. K: general knowledge, not checked. ?: unsure."
    );
    Ok(())
}

/// Refuses a sort of agency that no rule and no agency of the review has: a short list would look like few duties.
fn known_sort(book: &RuleBook, dir: Option<&Path>, sort: &str) -> Done<()> {
    let shipped = Vocabulary::shipped();
    let mut known: BTreeSet<String> =
        shipped.iter(WordClass::Sort).map(|(word, _)| word.to_string()).collect();
    known.extend(book.rules().flat_map(sorts_of));
    if let Some(dir) = dir {
        known.extend(Config::read(dir)?.agencies.into_iter().map(|a| a.sort));
    }
    if known.contains(sort) {
        return Ok(());
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    Err(crate::config::unknown_word(
        "--holder",
        "sort of agency that a rule or this review names",
        sort,
        &known,
    ))
}

/// The sorts of agency that a rule names.
fn sorts_of(rule: &Rule) -> Vec<String> {
    let sort = |holder: &Holder| match holder {
        Holder::Sort(sort) => Some(sort.clone()),
        Holder::Any | Holder::Addressee | Holder::Named(_) => None,
    };
    let mut sorts = Vec::new();
    for version in &rule.versions {
        sorts.extend(version.form.trigger().reach.holders().iter().filter_map(sort));
        if let By::Holders(holders) = &version.form.action().by {
            sorts.extend(holders.iter().filter_map(sort));
        }
    }
    sorts
}

fn in_words(line: &Listing<'_>) -> String {
    let (rule, version) = (line.rule, line.version);
    let mut text = format!(
        "{:<7} {}\n        {}; {}; confidence {}\n        source: {}",
        rule.id,
        rule.title,
        rule.kind.word(),
        version.in_words(),
        version.confidence.word(),
        version.source
    );
    match line.off {
        // What a rule leaves open stands as a number that means nothing until a review gives it.
        Some(why) => text.push_str(&format!("\n        off: {why}")),
        None => {
            text.push_str(&format!("\n        time: {}", duty::format::time_allowed(&version.form)));
            let because = line.chosen_because.map(|why| why.trim().trim_end_matches('.'));
            text.extend(because.map(|why| format!("\n        the figure is the review's own: {why}")));
        }
    }
    text
}
