//! The rules a review runs: those shipped with the program, those of its own folder, and its choices among them.
//!
//! The shipped files (`rules/*.md`) are compiled in, so that what applied is what was in the release that was run. A rule
//! without a national number is off until the review gives figure and reason. Nothing is ignored in silence: an unknown
//! identifier, a number for a rule that is not chosen, two rules of one name, or a circle of breaches is an error.
//!
//! Left out: reading files and `review.toml` (text and choices are handed in), and running rules.

use std::collections::BTreeMap;

use model::Day;

use crate::calendar::Calendars;
use crate::example;
use crate::parse::{Numbers, RuleError, RuleFile, rule_file};
use crate::rule::{Happening, Holder, Kind, Rule, Version};
use crate::vocabulary::{Vocabulary, nearest};

/// Most rules of one review.
pub const RULES_MAX: usize = 1_000;

macro_rules! shipped {
    ($($id:literal)*) => {
        /// The shipped rule files by identifier, in its order.
        pub const SHIPPED: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../../rules/", $id, ".md"))),)*
        ];
    };
}

shipped! {
    "PFD-29"
    "R01" "R02" "R03" "R04" "R05" "R06" "R07" "R08" "R09"
    "R10" "R11" "R12" "R13" "R14" "R15" "R17" "R18" "R19"
    "R21" "R21E" "R22" "R22E" "R23" "R24" "R25" "R25G2" "R25G3" "R25G4" "R26" "R27" "R28" "R29"
    "R32" "R33" "R34" "R35" "R36" "R37" "R39"
    "R40" "R40E" "R41"
}

/// What a review chooses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Kinds of rule that apply where [`Choice::only`] is absent. Reviewer-set rules are on where they have their numbers.
    pub kinds: Vec<Kind>,
    /// Only these rules, by identifier.
    pub only: Option<Vec<String>>,
    /// Rules that do not apply, by identifier.
    pub off: Vec<String>,
    /// Numbers for rules that have none, by identifier.
    pub reviewer_set: BTreeMap<String, ReviewerNumbers>,
}

impl Default for Choice {
    /// Statutes, statutory guidance and codes.
    fn default() -> Choice {
        Choice {
            kinds: vec![Kind::Statute, Kind::StatutoryGuidance, Kind::Code],
            only: None,
            off: Vec::new(),
            reviewer_set: BTreeMap::new(),
        }
    }
}

/// The numbers a review gives to one reviewer-set rule, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReviewerNumbers {
    /// By name: `days` for `{days}`.
    pub numbers: BTreeMap<String, u32>,
    /// Why this figure; printed with every outcome.
    pub reason: String,
}

/// One rule that is on.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The rule and its file.
    pub file: RuleFile,
    /// For a reviewer-set rule: why the review chose its figure.
    pub reason: Option<String>,
}

impl Entry {
    /// The rule.
    pub fn rule(&self) -> &Rule {
        &self.file.rule
    }
}

/// One rule that is off. Its numbers, if it leaves some open, mean nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Off {
    /// The rule and its file.
    pub file: RuleFile,
    /// Why it is off, one sentence.
    pub why: String,
}

/// One line of a listing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Listing<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The version in force on the day asked for.
    pub version: &'a Version,
    /// Why it is off; `None` where it is on.
    pub off: Option<&'a str>,
    /// For a rule whose figure the review set: why.
    pub chosen_because: Option<&'a str>,
}

/// The rules of one review, in order of their identifiers.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleBook {
    entries: Vec<Entry>,
    off: Vec<Off>,
}

impl RuleBook {
    /// The shipped rules and the review's own files (name and text of each), as chosen.
    ///
    /// # Errors
    /// Every error of every file and every choice, in order of the files; the first one of each file.
    pub fn load(
        own: &[(String, String)],
        vocabulary: &Vocabulary,
        choice: &Choice,
    ) -> Result<RuleBook, Vec<RuleError>> {
        let shipped = SHIPPED.iter().map(|(id, text)| (format!("rules/{id}.md"), text.to_string()));
        let files: Vec<(String, String)> = shipped.chain(own.iter().cloned()).collect();
        RuleBook::load_only(&files, vocabulary, choice)
    }

    /// The same from these files alone, without the shipped ones.
    ///
    /// # Errors
    /// As [`RuleBook::load`].
    pub fn load_only(
        files: &[(String, String)],
        vocabulary: &Vocabulary,
        choice: &Choice,
    ) -> Result<RuleBook, Vec<RuleError>> {
        let mut errors = Vec::new();
        if files.len() > RULES_MAX {
            return Err(vec![RuleError::whole("rules", format!("a review has at most {RULES_MAX} rules"))]);
        }
        let mut all: BTreeMap<String, RuleFile> = BTreeMap::new();
        for (name, text) in files {
            match read(name, text, vocabulary, choice) {
                Ok(file) => {
                    if let Some(before) = all.get(&file.rule.id) {
                        let what = format!("the rule {} stands in {} too", file.rule.id, before.file);
                        let hint = "give the review's own rule an identifier of its own, and name the other one in \"off\"";
                        errors.push(RuleError::at_line(name, 1, what).hint(hint));
                    } else {
                        all.insert(file.rule.id.clone(), file);
                    }
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            errors.extend(choices(&all, choice));
        }
        if errors.is_empty() {
            errors.extend(chains(&all));
        }
        if errors.is_empty() { Ok(RuleBook::sorted(all, choice)) } else { Err(errors) }
    }

    fn sorted(all: BTreeMap<String, RuleFile>, choice: &Choice) -> RuleBook {
        let mut book = RuleBook { entries: Vec::new(), off: Vec::new() };
        for (id, file) in all {
            match why_off(&file, choice) {
                Some(why) => book.off.push(Off { file, why }),
                None => {
                    let reason = choice.reviewer_set.get(&id).map(|r| r.reason.clone());
                    book.entries.push(Entry { file, reason });
                }
            }
        }
        book
    }

    /// The rules that are on, in order of their identifiers.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The rules that are on, without their files.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.entries.iter().map(Entry::rule)
    }

    /// The rules that are off, in order of their identifiers.
    pub fn off(&self) -> &[Off] {
        &self.off
    }

    /// The rule with this identifier, if it is on.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.file.rule.id == id)
    }

    /// What does not come out as the worked examples of some files say ([`crate::example`]): those for which `asked` holds, on
    /// or off, in order of their identifiers.
    pub fn example_problems(
        &self,
        asked: impl Fn(&RuleFile) -> bool,
        vocabulary: &Vocabulary,
        calendars: &Calendars,
    ) -> Vec<RuleError> {
        let known = self.off.iter().map(|o| &o.file).filter(|f| f.open_numbers.is_empty());
        let rules: Vec<&Rule> = self.rules().chain(known.map(|f| &f.rule)).collect();
        let files = self.entries.iter().map(|e| &e.file).chain(self.off.iter().map(|o| &o.file));
        let mut files: Vec<&RuleFile> = files.filter(|f| asked(f)).collect();
        files.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
        files.into_iter().flat_map(|f| example::problems(f, &rules, vocabulary, calendars)).collect()
    }

    /// What is in force on a day, for a holder of this sort (or for all), in order of the identifiers; rules that are off
    /// stand in it with the reason.
    pub fn in_force(&self, day: Day, sort: Option<&str>) -> Vec<Listing<'_>> {
        let on = self.entries.iter().map(|e| (&e.file.rule, None, e.reason.as_deref()));
        let off = self.off.iter().map(|o| (&o.file.rule, Some(o.why.as_str()), None));
        let mut lines: Vec<Listing<'_>> = on
            .chain(off)
            .filter_map(|(rule, off, chosen_because)| {
                Some(Listing { rule, version: rule.version_on(day)?, off, chosen_because })
            })
            .filter(|l| sort.is_none_or(|sort| binds(l.version, sort)))
            .collect();
        lines.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
        lines
    }
}

/// Whether a version lays its duty on holders of a sort; an addressee may be of any sort.
fn binds(version: &Version, sort: &str) -> bool {
    version.form.trigger().reach.holders().iter().any(|holder| match holder {
        Holder::Sort(have) => have == sort,
        Holder::Any | Holder::Addressee => true,
        Holder::Named(_) => false,
    })
}

/// Reads a file with the review's numbers, if it gives some for this rule.
fn read(name: &str, text: &str, vocabulary: &Vocabulary, choice: &Choice) -> Result<RuleFile, RuleError> {
    let plain = rule_file(text, name, vocabulary, Numbers::NotGiven)?;
    let Some(given) = choice.reviewer_set.get(&plain.rule.id) else {
        return Ok(plain);
    };
    let id = &plain.rule.id;
    if let Some(unused) = given.numbers.keys().find(|n| !plain.open_numbers.contains(*n)) {
        let what = format!("the review gives {unused} for {id}, which has no {{{unused}}}");
        let open: Vec<String> = plain.open_numbers.iter().map(|n| format!("{{{n}}}")).collect();
        let hint = if open.is_empty() {
            "this rule has its number in law or guidance".to_string()
        } else {
            format!("it leaves open: {}", open.join(", "))
        };
        return Err(RuleError::whole(name, what).hint(hint));
    }
    if given.reason.trim().is_empty() {
        let what = format!("the review gives a figure for {id} without a reason");
        return Err(RuleError::whole(name, what));
    }
    rule_file(text, name, vocabulary, Numbers::Given(&given.numbers))
}

/// Why a rule is off, if it is.
fn why_off(file: &RuleFile, choice: &Choice) -> Option<String> {
    let (id, kind) = (&file.rule.id, file.rule.kind);
    let chosen = choice.only.as_ref().map(|only| only.contains(id));
    if choice.off.contains(id) {
        Some("the review switched it off".to_string())
    } else if chosen == Some(false) {
        Some("the review's terms of reference do not choose it".to_string())
    } else if kind == Kind::ReviewerSet && !choice.reviewer_set.contains_key(id) {
        Some("it has no national number, and the review gives none".to_string())
    } else if chosen.is_none() && kind != Kind::ReviewerSet && !choice.kinds.contains(&kind) {
        Some(format!("the review's terms of reference do not choose rules of the kind {}", kind.word()))
    } else {
        None
    }
}

/// Identifiers that are not known, and choices that contradict each other.
fn choices(all: &BTreeMap<String, RuleFile>, choice: &Choice) -> Vec<RuleError> {
    let mut errors = Vec::new();
    let only = choice.only.iter().flatten().map(|id| ("only", id));
    let off = choice.off.iter().map(|id| ("off", id));
    let set = choice.reviewer_set.keys().map(|id| ("reviewer_set", id));
    for (key, id) in only.chain(off).chain(set) {
        if !all.contains_key(id) {
            let near = nearest(id, all.keys().map(String::as_str));
            let what = format!("\"{id}\" in \"{key}\" is no known rule");
            let error = RuleError { word: id.clone(), ..RuleError::whole("[rules]", what) };
            errors.push(error.nearest(near));
        }
    }
    for id in choice.only.iter().flatten().filter(|id| !choice.reviewer_set.contains_key(*id)) {
        if all.get(id).is_some_and(|f| f.rule.kind == Kind::ReviewerSet) {
            let what = format!("{id} is chosen, has no national number, and the review gives none");
            let hint = format!("add [rules.reviewer_set.{id}] with the figure and a reason");
            errors.push(RuleError::whole("[rules]", what).hint(hint));
        }
    }
    for id in choice.reviewer_set.keys().filter(|id| all.contains_key(*id)) {
        if choice.only.as_ref().is_some_and(|only| !only.contains(id)) {
            let what = format!("the review gives a figure for {id} and does not choose it in \"only\"");
            errors.push(RuleError::whole("[rules]", what));
        }
    }
    errors
}

/// Breaches that start other rules: each must be known, and no chain may come back to where it began.
fn chains(all: &BTreeMap<String, RuleFile>) -> Vec<RuleError> {
    let mut errors = Vec::new();
    // next[b] holds the rules that the breach of b starts.
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, file) in all {
        for version in &file.rule.versions {
            let Happening::BreachOf(breached) = &version.form.trigger().what else { continue };
            if all.contains_key(breached) {
                next.entry(breached).or_default().push(id);
            } else {
                let near = nearest(breached, all.keys().map(String::as_str));
                let what = format!("{id} starts with the breach of {breached}, which is no known rule");
                errors.push(RuleError::whole(&file.file, what).nearest(near));
            }
        }
    }
    for start in all.keys() {
        if let Some(circle) = circle_from(start, &next) {
            // Each circle is named once, from its first rule in order.
            if circle.iter().min() == Some(&start.as_str()) {
                let path: Vec<&str> = circle.iter().copied().chain([start.as_str()]).collect();
                let what = format!(
                    "the breach of each of these starts the next, in a circle: {}",
                    path.join(" -> ")
                );
                errors.push(RuleError::whole(&all[start].file, what));
            }
        }
    }
    errors
}

/// The shortest way from a rule back to itself.
pub(crate) fn circle_from<'a>(
    start: &'a str,
    next: &BTreeMap<&'a str, Vec<&'a str>>,
) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(here) = queue.pop_front() {
        for &there in next.get(here).into_iter().flatten() {
            if there == start {
                let mut path = vec![here];
                while let Some(&before) = path.last().filter(|p| **p != start).and_then(|p| came_from.get(p))
                {
                    path.push(before);
                }
                path.reverse();
                return Some(path);
            }
            if !came_from.contains_key(there) {
                came_from.insert(there, here);
                queue.push_back(there);
            }
        }
    }
    None
}
