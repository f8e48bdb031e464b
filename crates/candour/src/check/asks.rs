//! What is asked of a log: rules in the language of duties, or constraints in the text form of Declare.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use duty::calendar::Calendars;
use duty::log::{Declare, NamedHolder, Plan, Stamp, moment, stamp};
use duty::parse::{Numbers, RuleError, RuleFile, Versions, rule_file, versions};
use duty::rule::Rule;
use duty::vocabulary::{Vocabulary, WordClass};

use crate::failure::{Done, Failure};

/// What is asked.
pub(super) enum Asks {
    Rules(Box<Plan>),
    Constraints(Declare),
}

impl Asks {
    /// Reads a rule file, a folder of rule files, or a file of constraints (`.decl`).
    pub(super) fn read(path: &Path, elapsed: bool, notes: &mut Vec<String>) -> Done<Asks> {
        let constraints = path.extension().is_some_and(|e| e == "decl");
        match (constraints, elapsed) {
            (true, true) => {
                let text = text_of(path)?;
                let read = Declare::read(&text)
                    .map_err(|(line, what)| Failure::new(format!("{}, line {line}: {what}", path.display())));
                read.map(Asks::Constraints)
            }
            (true, false) => {
                Err(Failure::new("constraints in the text form of Declare count elapsed seconds")
                    .hint("add --compat elapsed, or write the rules in the language of duties"))
            }
            (false, true) => {
                Err(Failure::new("--compat elapsed reads constraints in the text form of Declare")
                    .hint("give a file whose name ends in .decl, or leave --compat out"))
            }
            (false, false) => rules(path, notes).map(|plan| Asks::Rules(Box::new(plan))),
        }
    }

    pub(super) fn kind(&self, written: &[u8]) -> Option<u16> {
        match self {
            Asks::Rules(plan) => plan.kind(written),
            Asks::Constraints(declare) => declare.kind(written),
        }
    }

    pub(super) fn kinds(&self) -> &[String] {
        match self {
            Asks::Rules(plan) => plan.kinds(),
            Asks::Constraints(declare) => declare.kinds(),
        }
    }

    pub(super) fn columns(&self) -> &[String] {
        match self {
            Asks::Rules(plan) => plan.columns(),
            Asks::Constraints(declare) => declare.columns(),
        }
    }

    pub(super) fn bits<'a>(&self, kind: u16, cell: impl Fn(usize) -> Option<&'a [u8]>) -> u64 {
        match self {
            Asks::Rules(plan) => plan.bits(kind, cell),
            Asks::Constraints(declare) => declare.bits(cell),
        }
    }

    /// Whether some rule asks by whom an event of this kind was done.
    pub(super) fn asks_for_holder(&self, kind: u16, has_column: bool) -> bool {
        matches!(self, Asks::Rules(plan) if plan.asks_for_holder(kind, has_column))
    }

    /// The column whose value leaves open whether a condition of a rule holds of a row, if one does, and what it is compared with.
    pub(super) fn unclear<'a>(
        &self,
        kind: u16,
        cell: impl Fn(usize) -> Option<&'a [u8]>,
    ) -> Option<(usize, &'static str)> {
        match self {
            Asks::Rules(plan) => plan.unclear(kind, cell),
            Asks::Constraints(_) => None,
        }
    }

    /// The time of a row; `None` where what stands there is none.
    pub(super) fn stamp(&self, text: &[u8]) -> Option<Stamp> {
        match self {
            Asks::Rules(_) => stamp(text),
            Asks::Constraints(_) if text.trim_ascii().is_empty() => Some(Stamp::UNDATED),
            Asks::Constraints(_) => moment(text),
        }
    }

    /// Whether some rule asks to whom an event was addressed.
    pub(super) fn asks_for_addressees(&self) -> bool {
        matches!(self, Asks::Rules(plan) if plan.asks_for_addressees())
    }

    /// Whether some rule starts a clock of those that an event of this kind is addressed to.
    pub(super) fn is_addressed(&self, kind: u16) -> bool {
        matches!(self, Asks::Rules(plan) if plan.is_addressed(kind))
    }

    /// The holders that the rules name, as far as they matter here.
    pub(super) fn holders(&self) -> &[NamedHolder] {
        match self {
            Asks::Rules(plan) => plan.holders(),
            Asks::Constraints(_) => &[],
        }
    }

    /// Whether rows without a date take part.
    pub(super) fn keeps_undated(&self) -> bool {
        matches!(self, Asks::Rules(_))
    }
}

/// A rule for the tests of this module.
#[cfg(test)]
pub(super) fn one_rule_for_tests() -> Rule {
    let text = "rule L-1 v1\nin force 1990-01-01\nkind local-protocol\nnation england\nsource \"an invented source\"\n\
                confidence K\nwhen a_start by any\nthen an_end within 3 days\n";
    read_rules(text, "test", &mut Vec::new(), &mut Vec::new()).unwrap().remove(0)
}

/// The text of a file, without the mark that some programs put before a text in UTF-8.
fn text_of(path: &Path) -> Done<String> {
    let bytes = std::fs::read(path).map_err(|e| Failure::io("cannot read the rules", path, &e))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::new(format!("{} is not in UTF-8", path.display()))
            .hint("save the rules as plain text in UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

/// The rules of a file or a folder, made ready.
fn rules(path: &Path, notes: &mut Vec<String>) -> Done<Plan> {
    let mut rules: BTreeMap<String, (Rule, PathBuf)> = BTreeMap::new();
    let (mut errors, mut with_examples) = (Vec::new(), Vec::new());
    for file in files(path)? {
        let text = text_of(&file)?;
        match read_rules(&text, &file.display().to_string(), notes, &mut with_examples) {
            Err(error) => errors.push(error),
            Ok(found) => {
                for rule in found {
                    if let Some((_, before)) = rules.get(&rule.id) {
                        errors.push(format!(
                            "the rule {} stands in {} and in {}",
                            rule.id,
                            before.display(),
                            file.display()
                        ));
                    }
                    rules.insert(rule.id.clone(), (rule, file.clone()));
                }
            }
        }
    }
    if !errors.is_empty() {
        return Err(Failure::new(format!("the rules cannot be used\n{}", errors.join("\n"))));
    }
    let rules: Vec<Rule> = rules.into_values().map(|r| r.0).collect();
    let (calendars, known): (Calendars, Vec<&Rule>) = (Calendars::bundled(), rules.iter().collect());
    let wrong: Vec<RuleError> = with_examples
        .iter()
        .flat_map(|(file, words)| duty::example::problems(file, &known, words, &calendars))
        .collect();
    if !wrong.is_empty() {
        return Err(crate::rules::unusable(&wrong));
    }
    if rules.is_empty() {
        return Err(Failure::new(format!("{} holds no rule that can be run", path.display())));
    }
    let plan = Plan::new(&rules, &calendars).map_err(Failure::new)?;
    notes.extend(plan.notes().iter().cloned());
    Ok(plan)
}

/// The file, or the rule files of the folder in order of their names.
fn files(path: &Path) -> Done<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let failed = |e| Failure::io("cannot read the rules in", path, &e);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        files.push(entry.map_err(failed)?.path());
    }
    files.retain(|f| f.extension().is_some_and(|e| e == "md" || e == "rule"));
    files.retain(|f| f.file_stem().is_none_or(|s| s != "README"));
    files.sort();
    Ok(files)
}

/// The rules of one text: a rule file with its sections, whose worked examples are to be played, or rules alone.
fn read_rules(
    text: &str,
    file: &str,
    notes: &mut Vec<String>,
    with_examples: &mut Vec<(RuleFile, Vocabulary)>,
) -> Result<Vec<Rule>, String> {
    let vocabulary = words_of(text);
    if text.trim_start().starts_with('#') {
        let read = rule_file(text, file, &vocabulary, Numbers::NotGiven).map_err(|e| e.to_string())?;
        let rules = if read.open_numbers.is_empty() {
            vec![read.rule.clone()]
        } else {
            notes.push(format!("{} is not run: it leaves its number to a review", read.rule.id));
            Vec::new()
        };
        with_examples.push((read, vocabulary));
        return Ok(rules);
    }
    let none = BTreeMap::new();
    let read = versions(text, file, 1, &vocabulary, Numbers::Given(&none)).map_err(|e| e.to_string())?;
    gathered(read, file)
}

/// Every word of the text may be a word of the log: which of them the log has is seen when it is read. A recorded decision is
/// the kind of event whose beginning `decision_` may be left out.
fn words_of(text: &str) -> Vocabulary {
    let mut vocabulary = Vocabulary::shipped();
    let letters = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let words: Vec<&str> = text.split(letters).filter(|w| !w.is_empty()).collect();
    for at in (2..words.len()).filter(|&at| words[at - 2..at] == ["recorded", "decision"]) {
        let more =
            (at + 2..words.len()).step_by(2).take_while(|&i| words[i - 1] == "or" && words[i] != "recorded");
        for word in std::iter::once(at).chain(more).map(|i| words[i]) {
            let long = format!("decision_{}", word.strip_prefix("decision_").unwrap_or(word));
            let _ = vocabulary.add(WordClass::Event, &long, "a decision of the log");
        }
    }
    for word in words {
        for class in [WordClass::Event, WordClass::Sort, WordClass::Attribute] {
            // What cannot be a word of a log is no word of a rule either, and reading the rule says so.
            let _ = vocabulary.add(class, word, "a word of the log");
        }
    }
    vocabulary
}

/// Rules from their versions, which stand together and must not overlap.
fn gathered(read: Versions, file: &str) -> Result<Vec<Rule>, String> {
    let mut rules: Vec<Rule> = Vec::new();
    for text in read.versions {
        let (version, line) = (text.version, text.line);
        let known = rules.iter().position(|r| r.id == text.id);
        match known {
            Some(at) if at + 1 == rules.len() => {
                let last = rules[at].versions.last();
                if let Some(last) = last.filter(|last| last.number >= version.number) {
                    return Err(format!(
                        "{file}, line {line}: version {} of {} stands after version {}: a later version has a higher number",
                        version.number, text.id, last.number
                    ));
                }
                if (text.kind, text.nation) != (rules[at].kind, rules[at].nation) {
                    return Err(format!(
                        "{file}, line {line}: version {} of {} has another kind or nation than the version before",
                        version.number, text.id
                    ));
                }
                if last.and_then(|v| v.until).is_none_or(|end| version.from < end) {
                    return Err(format!(
                        "{file}, line {line}: two versions of {} are in force on one day",
                        text.id
                    ));
                }
                rules[at].versions.push(version);
            }
            Some(_) => {
                return Err(format!(
                    "{file}, line {line}: the versions of {} do not stand together",
                    text.id
                ));
            }
            None => rules.push(Rule {
                title: text.id.clone(),
                id: text.id,
                kind: text.kind,
                nation: text.nation,
                versions: vec![version],
            }),
        }
    }
    Ok(rules)
}
