//! The grammar: one function for each thing a rule is made of.
//!
//! Left out: what the words mean for a record. Every word that names something is looked up in the vocabulary.

use std::collections::BTreeSet;

use model::Day;

use crate::ask::Number;
use crate::deadline::{Clock, Counting, Unit};
use crate::rule::{
    About, Bar, Bound, Breached, By, Comparison, Condition, Confidence, DEFAULT_CALENDAR, Discharge, Duty,
    Form, Happening, Holder, Kind, Nation, Pattern, Policies, Reach, Repeat, Requires, Test, Trigger,
    Undated, Version, Within,
};
use crate::vocabulary::{Vocabulary, WordClass, nearest};

use super::lex::{Token, What};
use super::{COUNT_MAX, LIST_MAX, Numbers, RuleError, VERSIONS_MAX, VersionText, Versions};

type Read<T> = Result<T, RuleError>;

/// Reads tokens from left to right.
pub(super) struct Reader<'a> {
    tokens: Vec<Token>,
    at: usize,
    file: &'a str,
    vocabulary: &'a Vocabulary,
    numbers: Numbers<'a>,
    open: BTreeSet<String>,
}

/// What may follow the main part of a form, in any order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clause {
    Unless,
    Decision,
    LateExcuse,
    Discharge,
    SameDay,
    Undated,
    LookBack,
    ExcuseLookBack,
    Deemed,
    Breached,
    Until,
}

impl Clause {
    /// The words it opens with.
    fn opening(self) -> &'static str {
        match self {
            Clause::Unless => "unless",
            Clause::Decision => "or recorded decision",
            Clause::LateExcuse => "excused if late and",
            Clause::Discharge => "each action discharges :",
            Clause::SameDay => "same day : action first",
            Clause::Undated => "an undated action counts as :",
            Clause::LookBack => "look back :",
            Clause::ExcuseLookBack => "excuse look back :",
            Clause::Deemed => "deemed receipt : sent +",
            Clause::Breached => "if breached then",
            Clause::Until => "until",
        }
    }

    /// Whether it may stand more than once.
    fn repeats(self) -> bool {
        matches!(self, Clause::Unless | Clause::Decision | Clause::Until)
    }
}

const DUTY_CLAUSES: &[Clause] = &[
    Clause::Unless,
    Clause::Decision,
    Clause::LateExcuse,
    Clause::Discharge,
    Clause::SameDay,
    Clause::Undated,
    Clause::LookBack,
    Clause::ExcuseLookBack,
    Clause::Deemed,
    Clause::Breached,
];
const REPEAT_CLAUSES: &[Clause] =
    &[Clause::Until, Clause::Discharge, Clause::SameDay, Clause::Undated, Clause::LookBack, Clause::Deemed];
const PLAIN_CLAUSES: &[Clause] = &[Clause::Unless, Clause::Deemed];

/// What the clauses said.
#[derive(Default)]
struct Said {
    unless: Vec<Pattern>,
    decisions: Vec<Pattern>,
    late_excuse: Vec<Condition>,
    policies: Policies,
    deemed: Option<u32>,
    breached: Option<Breached>,
    until: Vec<Pattern>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        tokens: Vec<Token>,
        file: &'a str,
        vocabulary: &'a Vocabulary,
        numbers: Numbers<'a>,
    ) -> Reader<'a> {
        Reader { tokens, at: 0, file, vocabulary, numbers, open: BTreeSet::new() }
    }

    /// `{ version }`, at least one.
    pub(super) fn versions(mut self) -> Read<Versions> {
        let mut versions = Vec::new();
        while versions.is_empty() || self.peek().what != What::End {
            if versions.len() == VERSIONS_MAX {
                return Err(self.error(format!("a rule has at most {VERSIONS_MAX} versions")));
            }
            versions.push(self.version()?);
        }
        Ok(Versions { versions, open_numbers: self.open })
    }

    fn version(&mut self) -> Read<VersionText> {
        let line = self.peek().line;
        self.expect("rule")?;
        let id = self.rule_id()?;
        let number = self.version_number()?;
        self.expect("in force")?;
        let from = self.date()?;
        let until = if self.take("until") {
            let token = self.peek().clone();
            let end = self.date()?;
            if end <= from {
                return Err(self.error_at(
                    &token,
                    format!("the version ends on {end}, which is not after its first day {from}"),
                ));
            }
            Some(end)
        } else {
            None
        };
        self.expect("kind")?;
        let kind = self.one_of("a kind of rule", &Kind::ALL.map(|k| (k.word(), k)))?;
        self.expect("nation")?;
        let nation = self.one_of("a nation", &Nation::ALL.map(|n| (n.word(), n)))?;
        self.expect("source")?;
        let source = self.quoted("the source in quotation marks")?;
        self.expect("confidence")?;
        let confidence = self.one_of("V, K or ?", &Confidence::ALL.map(|c| (c.word(), c)))?;
        let supersede = self.take("supersede");
        let form = self.form()?;
        let version = Version { number, from, until, source, confidence, supersede, form };
        Ok(VersionText { id, kind, nation, version, line })
    }

    fn rule_id(&mut self) -> Read<String> {
        let token = self.peek().clone();
        match &token.what {
            What::Word(word) if is_rule_id(word) => {
                self.at += 1;
                Ok(word.clone())
            }
            _ => {
                Err(self
                    .expected("the identifier of a rule: capital letters, digits and hyphens, such as R05"))
            }
        }
    }

    fn version_number(&mut self) -> Read<u32> {
        let number = match &self.peek().what {
            What::Word(word) => word.strip_prefix('v').and_then(|n| n.parse::<u32>().ok()),
            _ => None,
        };
        match number {
            Some(number) if (1..=COUNT_MAX).contains(&number) => {
                self.at += 1;
                Ok(number)
            }
            _ => Err(self.expected("the number of the version, such as v1")),
        }
    }

    fn form(&mut self) -> Read<Form> {
        self.expect("when")?;
        let mut trigger = self.trigger()?;
        let form = self.one_of(
            "\"then\", \"bar\", \"requires\" or \"repeat\"",
            &[("then", 0), ("bar", 1), ("requires", 2), ("repeat", 3)],
        )?;
        let action = self.pattern()?;
        Ok(match form {
            0 => {
                self.expect("within")?;
                let within = self.within()?;
                let said = self.clauses(DUTY_CLAUSES, &mut trigger)?;
                Form::Duty(Duty {
                    trigger,
                    action,
                    within,
                    unless: said.unless,
                    decisions: said.decisions,
                    late_excuse: said.late_excuse,
                    policies: said.policies,
                    breached: said.breached,
                })
            }
            1 => {
                self.expect("within")?;
                let within = self.within()?;
                let unless = self.clauses(PLAIN_CLAUSES, &mut trigger)?.unless;
                Form::Bar(Bar { trigger, action, within, unless })
            }
            2 => {
                let before = if self.take("at most") { Some(self.within_before()?) } else { None };
                let unless = self.clauses(PLAIN_CLAUSES, &mut trigger)?.unless;
                Form::Requires(Requires { trigger, earlier: action, before, unless })
            }
            _ => self.repeat(trigger, action)?,
        })
    }

    fn within_before(&mut self) -> Read<Within> {
        let clock = self.clock()?;
        self.expect("before")?;
        self.counted(clock)
    }

    fn repeat(&mut self, mut trigger: Trigger, action: Pattern) -> Read<Form> {
        let first = if self.take("first within") {
            let first = self.within()?;
            self.expect("then every")?;
            Some(first)
        } else {
            self.expect("every")?;
            None
        };
        let every = self.within()?;
        let said = self.clauses(REPEAT_CLAUSES, &mut trigger)?;
        if said.until.is_empty() {
            return Err(self.expected("\"until\" and what ends the chain"));
        }
        let first = first.unwrap_or_else(|| every.clone());
        Ok(Form::Repeat(Repeat { trigger, action, first, every, until: said.until, policies: said.policies }))
    }

    fn trigger(&mut self) -> Read<Trigger> {
        let what = if self.take("breach of") {
            Happening::BreachOf(self.rule_id()?)
        } else if self.followed_by("of") {
            // "brech of X": the slip is in the word before "of".
            let near = self.nearest_here(&["breach"]);
            return Err(self.expected("a kind of event, or \"breach of\" and a rule").nearest(near));
        } else {
            Happening::Kinds(self.kinds(false)?)
        };
        let conditions = self.conditions()?;
        let reach = if self.looking_at("becomes") {
            self.expect("becomes known to")?;
            Reach::KnownTo(self.holders(true)?)
        } else if self.looking_at("is") {
            self.expect("is sent to")?;
            Reach::SentTo(self.holders(true)?)
        } else if self.take("by") {
            Reach::By(self.holders(true)?)
        } else {
            return Err(self
                .expected("\"becomes known to\", \"is sent to\" or \"by\", and who must act")
                .nearest(self.nearest_here(&["becomes", "is", "by"])));
        };
        Ok(Trigger { what, conditions, reach, deemed_receipt_days: None })
    }

    fn pattern(&mut self) -> Read<Pattern> {
        self.pattern_of(false)
    }

    fn pattern_of(&mut self, decision: bool) -> Read<Pattern> {
        let kinds = self.kinds(decision)?;
        let conditions = self.conditions()?;
        let about = if self.take("about the same") {
            let nouns = About::ALL.map(|a| (a.word(), a));
            self.one_of("\"child\", \"person\", \"matter\", \"vehicle\" or \"subject\"", &nouns)?
        } else {
            About::Subject
        };
        let by = if self.take("by the same holder") {
            By::SameHolder
        } else if self.take("by") {
            By::Holders(self.holders(false)?)
        } else {
            By::Anyone
        };
        let to = if self.take("to") { self.holders(false)? } else { Vec::new() };
        Ok(Pattern { kinds, conditions, about, by, to })
    }

    fn kinds(&mut self, decision: bool) -> Read<Vec<String>> {
        let mut kinds = vec![self.kind(decision)?];
        while self.take_or(&kinds)? {
            let kind = self.kind(decision)?;
            kinds.push(kind);
        }
        Ok(kinds)
    }

    fn kind(&mut self, decision: bool) -> Read<String> {
        let word = self.a_word("a kind of event")?;
        let long = format!("decision_{word}");
        if decision && self.vocabulary.has(WordClass::Event, &long) {
            self.at += 1;
            return Ok(long);
        }
        self.known(WordClass::Event, word)
    }

    /// Whether another alternative follows; takes the `or`. `or recorded decision` opens a clause.
    fn take_or<T>(&mut self, list: &[T]) -> Read<bool> {
        if self.looking_at("or recorded decision") || !self.looking_at("or") {
            return Ok(false);
        }
        if list.len() == LIST_MAX {
            return Err(self.error(format!("a list has at most {LIST_MAX} alternatives")));
        }
        self.at += 1;
        Ok(true)
    }

    /// Alternatives of who; `any` and `addressee` only where a trigger says whom it reaches.
    fn holders(&mut self, trigger: bool) -> Read<Vec<Holder>> {
        let mut holders = vec![self.holder(trigger)?];
        while self.take_or(&holders)? {
            let token = self.peek().clone();
            let holder = self.holder(trigger)?;
            if holder == Holder::Any || holders.contains(&Holder::Any) {
                return Err(self.error_at(&token, "\"any\" stands alone: it is every agency".to_string()));
            }
            holders.push(holder);
        }
        Ok(holders)
    }

    fn holder(&mut self, trigger: bool) -> Read<Holder> {
        if let What::Quoted(name) = &self.peek().what {
            let name = name.clone();
            self.at += 1;
            return Ok(Holder::Named(name));
        }
        let word = self.a_word("a sort of agency, or the name of one in quotation marks")?;
        match word.as_str() {
            "any" | "addressee" if !trigger => Err(self
                .error(format!("\"{word}\" can only say whom a trigger reaches"))
                .hint("leave \"by\" out for anyone; write \"by the same holder\" for the one who bears the duty")),
            "any" => {
                self.at += 1;
                Ok(Holder::Any)
            }
            "addressee" => {
                self.at += 1;
                Ok(Holder::Addressee)
            }
            _ => self.known(WordClass::Sort, word).map(Holder::Sort),
        }
    }

    fn conditions(&mut self) -> Read<Vec<Condition>> {
        let mut conditions = Vec::new();
        while self.take("[") {
            loop {
                if conditions.len() == LIST_MAX {
                    return Err(self.error(format!("an event has at most {LIST_MAX} conditions")));
                }
                conditions.push(self.condition()?);
                if !self.take("and") {
                    break;
                }
            }
            self.expect("]")?;
        }
        Ok(conditions)
    }

    fn condition(&mut self) -> Read<Condition> {
        let word = self.a_word("an attribute of the record")?;
        let attribute = self.known(WordClass::Attribute, word)?;
        let signs =
            [("present", 0), ("absent", 1), ("=", 2), ("!=", 3), ("<", 4), ("<=", 5), (">", 6), (">=", 7)];
        let test = match self.one_of("\"present\", \"absent\", =, !=, <, <=, > or >=", &signs)? {
            0 => Test::Present,
            1 => Test::Absent,
            2 => Test::Is(self.values()?),
            3 => Test::IsNot(self.values()?),
            n => Test::Compare(Comparison::ALL[n - 4], self.bound()?),
        };
        Ok(Condition { attribute, test })
    }

    fn values(&mut self) -> Read<Vec<String>> {
        let mut values = vec![self.quoted("the value in quotation marks")?];
        while self.take_or(&values)? {
            let value = self.quoted("the value in quotation marks")?;
            values.push(value);
        }
        Ok(values)
    }

    fn bound(&mut self) -> Read<Bound> {
        let bound = match self.peek().what {
            What::Number(n) => Bound::Number(Number::whole(n)),
            What::Decimal(number) => Bound::Number(number),
            What::Date(day) => Bound::Day(day),
            _ => return Err(self.expected("a number or a date")),
        };
        self.at += 1;
        Ok(bound)
    }

    fn within(&mut self) -> Read<Within> {
        let clock = self.clock()?;
        self.counted(clock)
    }

    fn clock(&mut self) -> Read<(u32, Unit)> {
        let count = self.count()?;
        let one = |singular, plural, unit| [(singular, unit), (plural, unit)];
        if self.take("working days") || self.take("working day") {
            return Ok((count, Unit::WorkingDays));
        }
        let units = [
            one("days", "day", Unit::Days),
            one("weeks", "week", Unit::Weeks),
            one("months", "month", Unit::Months),
            one("hours", "hour", Unit::Hours),
            one("working", "working", Unit::WorkingDays),
        ]
        .concat();
        let token = self.peek().clone();
        match self.one_of("days, working days, weeks, months or hours", &units)? {
            Unit::WorkingDays => Err(self.error_at(&token, "expected \"working days\"".to_string())),
            unit => Ok((count, unit)),
        }
    }

    fn counted(&mut self, clock: (u32, Unit)) -> Read<Within> {
        let calendar = if self.take("( calendar :") {
            let word = self.a_word("the name of a calendar")?;
            let name = self.known(WordClass::Calendar, word)?;
            self.expect(")")?;
            name
        } else {
            DEFAULT_CALENDAR.to_string()
        };
        let (count, unit) = clock;
        let token = self.peek().clone();
        let mut counting = Counting::DayAfter;
        if self.take("days count from :") {
            if unit == Unit::Hours {
                return Err(
                    self.error_at(&token, "hours count from the hour, so no day is chosen".to_string())
                );
            }
            if self.take("the day itself") {
                counting = Counting::BeginningWith;
            } else if !self.take("day after") {
                return Err(self.expected("\"day after\" or \"the day itself\""));
            }
        }
        if count == 0 && counting == Counting::BeginningWith {
            return Err(
                self.error_at(&token, "no days, beginning with the day, is no time at all".to_string())
            );
        }
        Ok(Within { clock: Clock { count, unit, counting }, calendar })
    }

    /// A number from 0 to [`COUNT_MAX`], or an open one.
    fn count(&mut self) -> Read<u32> {
        let found = match self.peek().what.clone() {
            What::Number(n) => n,
            What::Open(name) => {
                let number = match self.numbers {
                    Numbers::NotGiven => 1,
                    Numbers::Given(numbers) => *numbers.get(&name).ok_or_else(|| {
                        let given: Vec<&str> = numbers.keys().map(String::as_str).collect();
                        self.error(format!("no number was given for {{{name}}}"))
                            .hint(format!("give {name} = ...; given: {}", given.join(", ")))
                    })?,
                };
                self.open.insert(name);
                i64::from(number)
            }
            _ => return Err(self.expected("a whole number")),
        };
        match u32::try_from(found) {
            Ok(count) if count <= COUNT_MAX => {
                self.at += 1;
                Ok(count)
            }
            _ => Err(self.error(format!("{found} is not between 0 and {COUNT_MAX}"))),
        }
    }

    /// The clauses of a form, in any order, to the end of the version.
    fn clauses(&mut self, allowed: &[Clause], trigger: &mut Trigger) -> Read<Said> {
        let mut said = Said::default();
        let mut seen: Vec<Clause> = Vec::new();
        while self.peek().what != What::End && !self.looking_at("rule") {
            let Some(&clause) = allowed.iter().find(|c| self.looking_at(c.opening())) else {
                return Err(self.no_such_clause(allowed));
            };
            if seen.contains(&clause) && !clause.repeats() {
                let opening = clause.opening().replace(" :", ":");
                return Err(self.error(format!("\"{opening}\" stands here a second time")));
            }
            if seen.len() == LIST_MAX {
                return Err(self.error(format!("a version has at most {LIST_MAX} clauses")));
            }
            seen.push(clause);
            let opening = self.peek().clone();
            self.take(clause.opening());
            self.clause(clause, &mut said)?;
            let of_a_chain = allowed.contains(&Clause::Until);
            if clause == Clause::Discharge && of_a_chain && said.policies.discharge == Discharge::One {
                let what = "in a chain an action answers the link that is open: that each action discharges one of several duties can be said of a rule with \"then\"";
                return Err(self.error_at(&opening, what.to_string()));
            }
            if clause == Clause::Deemed && !matches!(trigger.reach, Reach::KnownTo(_)) {
                let what = "receipt can only be deemed where the trigger \"becomes known to\" someone";
                return Err(self.error_at(&opening, what.to_string()));
            }
        }
        trigger.deemed_receipt_days = said.deemed;
        Ok(said)
    }

    fn clause(&mut self, clause: Clause, said: &mut Said) -> Read<()> {
        match clause {
            Clause::Unless => said.unless.push(self.pattern()?),
            Clause::Until => said.until.push(self.pattern()?),
            Clause::Decision => said.decisions.push(self.pattern_of(true)?),
            Clause::LateExcuse => {
                if !self.looking_at("[") {
                    return Err(self.expected("a condition in square brackets, such as [reason present]"));
                }
                said.late_excuse = self.conditions()?;
            }
            Clause::Discharge => {
                let words = [("all", Discharge::All), ("one", Discharge::One)];
                said.policies.discharge = self.one_of("\"all\" or \"one\"", &words)?;
            }
            Clause::SameDay => {}
            Clause::Undated => {
                said.policies.undated = if self.take("cannot tell") {
                    Undated::CannotTell
                } else {
                    self.one_of("\"cannot tell\" or \"met\"", &[("met", Undated::Met)])?
                };
            }
            Clause::LookBack => said.policies.look_back_days = self.days()?,
            Clause::ExcuseLookBack => said.policies.excuse_look_back_days = self.days()?,
            Clause::Deemed => said.deemed = Some(self.days()?),
            Clause::Breached => said.breached = Some(self.breached()?),
        }
        Ok(())
    }

    fn breached(&mut self) -> Read<Breached> {
        let token = self.peek().clone();
        let action = self.pattern()?;
        if action.by == By::Anyone {
            return Err(self
                .error_at(&token, "a breach lays a duty on someone; this names nobody".to_string())
                .hint("add \"by\" and who must act"));
        }
        self.expect("within")?;
        Ok(Breached { action, within: self.within()? })
    }

    fn days(&mut self) -> Read<u32> {
        let count = self.count()?;
        self.one_of("\"days\"", &[("days", ()), ("day", ())])?;
        Ok(count)
    }

    fn no_such_clause(&self, allowed: &[Clause]) -> RuleError {
        let list: Vec<String> =
            allowed.iter().map(|c| format!("\"{}\"", c.opening().replace(" :", ":"))).collect();
        let firsts: Vec<&str> =
            allowed.iter().filter_map(|c| c.opening().split(' ').next()).chain(["days", "rule"]).collect();
        let near = self.nearest_here(&firsts);
        let error = self.error(format!("{} does not continue the rule", self.here()));
        match near {
            Some(word) => error.hint(format!("did you mean \"{word}\"?")),
            None => error.hint(format!("what may follow here: {}", list.join(", "))),
        }
    }

    // What every function above is made of.

    fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    /// Whether these words and signs (apart by one space) come next.
    fn looking_at(&self, words: &str) -> bool {
        words.split(' ').zip(0..).all(|(word, i)| match self.tokens.get(self.at + i).map(|t| &t.what) {
            Some(What::Word(have)) => have == word,
            Some(What::Sign(have)) => *have == word,
            _ => false,
        })
    }

    fn take(&mut self, words: &str) -> bool {
        let here = self.looking_at(words);
        if here {
            self.at += words.split(' ').count();
        }
        here
    }

    /// These words, one after the other; an error points at the first that is another.
    fn expect(&mut self, words: &str) -> Read<()> {
        for word in words.split(' ') {
            if !self.take(word) {
                return Err(self.expected(&format!("\"{words}\"")).nearest(self.nearest_here(&[word])));
            }
        }
        Ok(())
    }

    /// Whether `word` stands after the word that stands here.
    fn followed_by(&self, word: &str) -> bool {
        matches!(self.tokens.get(self.at + 1).map(|t| &t.what), Some(What::Word(next)) if next == word)
    }

    /// One of these words; they name the values.
    fn one_of<T: Copy>(&mut self, expected: &str, words: &[(&str, T)]) -> Read<T> {
        let found = words.iter().find(|(word, _)| self.looking_at(word)).map(|(_, value)| *value);
        match found {
            Some(value) => {
                self.at += 1;
                Ok(value)
            }
            None => {
                let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let error = self.expected(expected);
                Err(match self.nearest_here(&list) {
                    None => error.hint(format!("it may be {}", list.join(", "))),
                    near => error.nearest(near),
                })
            }
        }
    }

    /// The word that stands here; it is not taken.
    fn a_word(&self, expected: &str) -> Read<String> {
        match &self.peek().what {
            What::Word(word) => Ok(word.clone()),
            _ => Err(self.expected(expected)),
        }
    }

    /// The word that stands here, which must be known; takes it.
    fn known(&mut self, class: WordClass, word: String) -> Read<String> {
        if !self.vocabulary.has(class, &word) {
            let error = self.error(format!("\"{word}\" is no known {}", class.word()));
            let near = self.vocabulary.nearest(class, &word);
            return Err(match near {
                Some(_) => error.nearest(near),
                None => error.hint(
                    "the manual of duties lists the known words; a source of the review can declare more",
                ),
            });
        }
        self.at += 1;
        Ok(word)
    }

    fn quoted(&mut self, expected: &str) -> Read<String> {
        match self.peek().what.clone() {
            What::Quoted(text) => {
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.expected(expected)),
        }
    }

    fn date(&mut self) -> Read<Day> {
        match self.peek().what {
            What::Date(day) => {
                self.at += 1;
                Ok(day)
            }
            _ => Err(self.expected("a date written YYYY-MM-DD")),
        }
    }

    fn nearest_here<'w>(&self, words: &[&'w str]) -> Option<&'w str> {
        match &self.peek().what {
            What::Word(word) => nearest(word, words.iter().copied()).filter(|near| near != word),
            _ => None,
        }
    }

    fn here(&self) -> String {
        match self.peek().what {
            What::End => "the end of the text".to_string(),
            _ => format!("\"{}\"", self.peek().text.trim_matches('"')),
        }
    }

    fn expected(&self, what: &str) -> RuleError {
        self.error(format!("expected {what}; found {}", self.here()))
    }

    fn error(&self, what: String) -> RuleError {
        self.error_at(self.peek(), what)
    }

    fn error_at(&self, token: &Token, what: String) -> RuleError {
        RuleError {
            file: self.file.to_string(),
            line: token.line,
            column: token.column,
            word: token.text.clone(),
            what,
            hint: String::new(),
        }
    }
}

/// Whether a word can identify a rule: capital letters, digits and hyphens, a letter first, at most 40 characters.
pub(super) fn is_rule_id(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.len() <= 40
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
}
