//! Worked examples: a few dated lines and what is to come of them, readable by a lawyer and run as a test.
//!
//! ```text
//! case: Easter lies in the way
//! 2014-04-14 referral to social_care
//! 2014-04-22 response_decided by social_care
//! as of 2014-06-30
//! expect: late, due 2014-04-15, 7 days late, 3 working days late
//! ```
//!
//! A line is a date, a kind of event, and who did it (`by`), who received it (`to`), to whom it went without a receipt
//! (`sent to`), and what the record says (`[reason = "..."]`). Without `by`, the event stands in the record of the first
//! who received it. All lines are about the same child, person, matter or vehicle. An agency is named by its sort, and
//! there is one of each sort; other bodies are named in quotation marks. `as of` is the observation date: the last
//! complete day of record is the day before. `not supplied:` names agencies whose extracts are missing; all others were
//! supplied whole. `given days = 5` fills an open number.
//!
//! Where several duties arise, there is one `expect:` line for each, in order of start and then of the holder's name.
//!
//! Left out: running them; see [`crate::example`].

use std::collections::BTreeMap;

use model::{Day, Precision, Qualifier, TimeOfDay, Verdict, When};

use crate::check::BREACH_NOTICE;
use crate::rule::Holder;
use crate::vocabulary::{Vocabulary, WordClass, nearest};

use super::lex::{self, Token, What};
use super::{COUNT_MAX, LIST_MAX, RuleError};

/// Most lines of one worked example.
const LINES_MAX: usize = 100;

/// One worked example.
#[derive(Clone, PartialEq, Debug)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// What happened, in the order of the lines.
    pub events: Vec<ExampleEvent>,
    /// The observation date.
    pub as_of: Day,
    /// Agencies and bodies whose extracts were not supplied.
    pub not_supplied: Vec<Holder>,
    /// Open numbers filled for this example, by name.
    pub numbers: BTreeMap<String, u32>,
    /// What is to come of it, in order of start and then of the holder's name; never empty.
    pub expected: Vec<Expected>,
    /// File.
    pub file: String,
    /// Line of its title, from 1.
    pub line: u32,
}

/// One dated line.
#[derive(Clone, PartialEq, Debug)]
pub struct ExampleEvent {
    /// When.
    pub when: When,
    /// Kind of event.
    pub kind: String,
    /// In whose record it stands: a sort or a name.
    pub by: Holder,
    /// Who received it, or to whom it was sent: sorts or names.
    pub to: Vec<Holder>,
    /// It was sent, and no receipt is on record.
    pub sent_only: bool,
    /// What the record says, by attribute.
    pub attributes: Vec<(String, String)>,
    /// Line, from 1.
    pub line: u32,
}

/// What is to come of an example: nothing, or an outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expectation {
    /// The rule never started.
    NotEngaged,
    /// An outcome with this verdict.
    Outcome(Verdict),
}

/// One `expect:` line. What it does not say is not asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Not engaged, or a verdict.
    pub what: Expectation,
    /// Number of the version that applied.
    pub version: Option<u32>,
    /// The deadline.
    pub due: Option<Day>,
    /// Calendar days late.
    pub days_late: Option<i32>,
    /// Working days late.
    pub working_days_late: Option<i32>,
    /// Line, from 1.
    pub line: u32,
}

/// Every example of a text, each in a fence that opens with three backticks and `example`. `line` is the line of `file` on
/// which the text begins, from 1.
///
/// # Errors
/// At the first word that does not fit, or where a fence is not closed.
pub fn examples(
    text: &str,
    file: &str,
    line: u32,
    vocabulary: &Vocabulary,
) -> Result<Vec<Example>, RuleError> {
    let mut all = Vec::new();
    let mut open: Option<(u32, Vec<&str>)> = None;
    for (words, at) in text.lines().zip(line..) {
        match (words.trim_end(), &mut open) {
            ("```example", None) => open = Some((at + 1, Vec::new())),
            ("```", Some((from, lines))) => {
                all.push(example(lines, file, *from, vocabulary)?);
                open = None;
            }
            (words, Some((_, lines))) => lines.push(words),
            (words, None) if words.starts_with("```") => {
                let what =
                    format!("\"{words}\" opens a block that is not known here; expected \"```example\"");
                return Err(RuleError::at_line(file, at, what));
            }
            _ => {}
        }
    }
    match open {
        Some((from, _)) => Err(RuleError::at_line(file, from - 1, "the block is not closed".to_string())),
        None => Ok(all),
    }
}

/// One example from its lines; `line` is that of the first, from 1.
///
/// # Errors
/// At the first word that does not fit, or where the title, the observation date or the expectation is missing.
pub fn example(lines: &[&str], file: &str, line: u32, vocabulary: &Vocabulary) -> Result<Example, RuleError> {
    if lines.len() > LINES_MAX {
        return Err(RuleError::at_line(file, line, format!("an example has at most {LINES_MAX} lines")));
    }
    let mut example = Example {
        title: String::new(),
        events: Vec::new(),
        as_of: Day::FIRST,
        not_supplied: Vec::new(),
        numbers: BTreeMap::new(),
        expected: Vec::new(),
        file: file.to_string(),
        line,
    };
    for (text, at) in lines.iter().zip(line..) {
        let mut reader = LineReader { tokens: Vec::new(), at: 0, file, line: at, vocabulary };
        reader.line(text, &mut example)?;
    }
    let missing = match &example {
        e if e.title.is_empty() => "a line \"case:\" and what the example shows",
        e if e.as_of == Day::FIRST => "a line \"as of\" and the observation date",
        e if e.expected.is_empty() => "a line \"expect:\" and what is to come of it",
        _ => return Ok(example),
    };
    Err(RuleError::at_line(file, line, format!("the example lacks {missing}")))
}

struct LineReader<'a> {
    tokens: Vec<Token>,
    at: usize,
    file: &'a str,
    line: u32,
    vocabulary: &'a Vocabulary,
}

impl LineReader<'_> {
    fn line(&mut self, text: &str, example: &mut Example) -> Result<(), RuleError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if let Some(title) = text.strip_prefix("case:") {
            example.title = title.trim().to_string();
            return Ok(());
        }
        if let Some(rest) = text.strip_prefix("as of ") {
            example.as_of = Day::iso(rest.trim())
                .ok_or_else(|| self.wrong(format!("expected a date written YYYY-MM-DD; found \"{rest}\"")))?;
            return Ok(());
        }
        if let Some(rest) = text.strip_prefix("expect:") {
            let expected = self.expected(rest)?;
            example.expected.push(expected);
            return Ok(());
        }
        for (opening, what) in [("not supplied:", 0), ("given ", 1)] {
            let Some(rest) = text.strip_prefix(opening) else { continue };
            self.lex(&format!("{}{rest}", " ".repeat(opening.len())))?;
            if what == 0 {
                example.not_supplied = self.whos()?;
            } else {
                let (name, number) = self.given()?;
                example.numbers.insert(name, number);
            }
            return self.end();
        }
        let event = self.event(text)?;
        example.events.push(event);
        Ok(())
    }

    fn event(&mut self, text: &str) -> Result<ExampleEvent, RuleError> {
        let (when, used) = self.when(text)?;
        self.lex(&format!("{}{}", " ".repeat(used), &text[used..]))?;
        let kind = self.word("a kind of event")?;
        if kind != BREACH_NOTICE && !self.vocabulary.has(WordClass::Event, &kind) {
            self.at -= 1;
            let near = self.vocabulary.nearest(WordClass::Event, &kind);
            return Err(self.error(format!("\"{kind}\" is no known kind of event")).nearest(near));
        }
        let by = if self.take(&["by"]) { Some(self.who()?) } else { None };
        let sent_only = self.take(&["sent", "to"]);
        let to = if sent_only || self.take(&["to"]) { self.whos()? } else { Vec::new() };
        let by = match (by, to.first()) {
            (Some(by), _) => by,
            (None, Some(first)) if !sent_only => first.clone(),
            _ => return Err(self.error("expected \"by\" and in whose record the event stands".to_string())),
        };
        let attributes = self.attributes()?;
        self.end()?;
        Ok(ExampleEvent { when, kind, by, to, sent_only, attributes, line: self.line })
    }

    /// The date at the beginning of a line, and how many bytes it takes.
    fn when(&self, text: &str) -> Result<(When, usize), RuleError> {
        let first = text.split_whitespace().next().unwrap_or_default();
        if !text.starts_with(first) {
            return Err(self.wrong("a line of an example does not begin with white space".to_string()));
        }
        let month = |t: &str| Day::iso(&format!("{t}-01")).map(Day::month_bounds);
        let year = |t: &str| {
            let year = t.parse().ok().filter(|_| t.len() == 4)?;
            Day::ymd(year, 1, 1).zip(Day::ymd(year, 12, 31))
        };
        let used = first.len();
        if first == "undated" {
            return Ok((When::unknown(""), used));
        }
        if let Some(day) = Day::iso(first) {
            let rest = &text[used..];
            let clock = rest.split_whitespace().next().unwrap_or_default();
            let time = clock
                .split_once(':')
                .and_then(|(h, m)| TimeOfDay::hms(h.parse().ok()?, m.parse().ok()?, None));
            let used = if time.is_some() { used + rest.find(clock).unwrap_or(0) + clock.len() } else { used };
            return Ok((When::on(day, text[..used].trim()).at(time), used));
        }
        if let Some((a, b)) = month(first) {
            return Ok((When::within(a, b, Precision::Month, Qualifier::On, first), used));
        }
        if let Some((a, b)) = year(first) {
            return Ok((When::within(a, b, Precision::Year, Qualifier::On, first), used));
        }
        let words = ["undated", "case:", "as of", "expect:", "not supplied:", "given"];
        let what = format!(
            "\"{first}\" is neither a date (YYYY-MM-DD, YYYY-MM, YYYY or \"undated\") nor one of: {}",
            words[1..].join(", ")
        );
        Err(RuleError { column: 1, word: first.to_string(), ..self.wrong(what) }
            .nearest(nearest(first, words)))
    }

    fn attributes(&mut self) -> Result<Vec<(String, String)>, RuleError> {
        let mut all = Vec::new();
        if !self.sign("[") {
            return Ok(all);
        }
        loop {
            let name = self.word("an attribute")?;
            if !self.vocabulary.has(WordClass::Attribute, &name) {
                self.at -= 1;
                let near = self.vocabulary.nearest(WordClass::Attribute, &name);
                return Err(self.error(format!("\"{name}\" is no known attribute")).nearest(near));
            }
            if !self.sign("=") {
                return Err(self.error("expected =".to_string()));
            }
            let What::Quoted(value) = self.peek().what.clone() else {
                return Err(self.error("expected the value in quotation marks".to_string()));
            };
            self.at += 1;
            all.push((name, value));
            if self.sign("]") {
                return Ok(all);
            }
            if !self.take(&["and"]) || all.len() == LIST_MAX {
                return Err(self.error("expected \"and\" or ]".to_string()));
            }
        }
    }

    fn whos(&mut self) -> Result<Vec<Holder>, RuleError> {
        let mut all = vec![self.who()?];
        while self.take(&["and"]) && all.len() < LIST_MAX {
            all.push(self.who()?);
        }
        Ok(all)
    }

    fn who(&mut self) -> Result<Holder, RuleError> {
        if let What::Quoted(name) = self.peek().what.clone() {
            self.at += 1;
            return Ok(Holder::Named(name));
        }
        let sort = self.word("a sort of agency, or a name in quotation marks")?;
        if self.vocabulary.has(WordClass::Sort, &sort) {
            return Ok(Holder::Sort(sort));
        }
        self.at -= 1;
        let near = self.vocabulary.nearest(WordClass::Sort, &sort);
        Err(self.error(format!("\"{sort}\" is no known sort of agency")).nearest(near))
    }

    fn given(&mut self) -> Result<(String, u32), RuleError> {
        let name = self.word("the name of an open number")?;
        if !self.sign("=") {
            return Err(self.error("expected =".to_string()));
        }
        let What::Number(n) = self.peek().what else {
            return Err(self.error("expected a whole number".to_string()));
        };
        let number = u32::try_from(n).ok().filter(|n| *n <= COUNT_MAX);
        let number = number.ok_or_else(|| self.error(format!("{n} is not between 0 and {COUNT_MAX}")))?;
        self.at += 1;
        Ok((name, number))
    }

    fn expected(&self, text: &str) -> Result<Expected, RuleError> {
        let mut parts = text.split(',').map(str::trim);
        let first = parts.next().unwrap_or_default();
        let what = if first == "not engaged" {
            Expectation::NotEngaged
        } else {
            let verdict = Verdict::ALL.into_iter().find(|v| v.word() == first);
            Expectation::Outcome(verdict.ok_or_else(|| {
                let words = Verdict::ALL.map(Verdict::word).into_iter().chain(["not engaged"]);
                let list: Vec<&str> = words.clone().collect();
                self.wrong(format!("\"{first}\" is no verdict; expected one of: {}", list.join(", ")))
                    .nearest(nearest(first, words))
            })?)
        };
        let mut expected = Expected {
            what,
            version: None,
            due: None,
            days_late: None,
            working_days_late: None,
            line: self.line,
        };
        for part in parts {
            let number = |t: &str| t.trim().parse::<i32>().ok();
            let unit =
                |one: &str, many: &str| part.strip_suffix(one).or(part.strip_suffix(many)).and_then(number);
            let known = if let Some(date) = part.strip_prefix("due ") {
                expected.due = Day::iso(date);
                expected.due.is_some()
            } else if let Some(n) = part.strip_prefix("version ") {
                expected.version = n.parse().ok();
                expected.version.is_some()
            } else if let Some(n) = unit(" working day late", " working days late") {
                expected.working_days_late = Some(n);
                true
            } else {
                expected.days_late = unit(" day late", " days late");
                expected.days_late.is_some()
            };
            if !known {
                return Err(self.wrong(format!(
                    "\"{part}\" is none of: due YYYY-MM-DD, version 1, 3 days late, 3 working days late"
                )));
            }
        }
        Ok(expected)
    }

    fn lex(&mut self, text: &str) -> Result<(), RuleError> {
        self.tokens = lex::tokens(text, self.file, self.line)?;
        self.at = 0;
        Ok(())
    }

    fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    fn word(&mut self, expected: &str) -> Result<String, RuleError> {
        match self.peek().what.clone() {
            What::Word(word) => {
                self.at += 1;
                Ok(word)
            }
            _ => Err(self.error(format!("expected {expected}"))),
        }
    }

    fn take(&mut self, words: &[&str]) -> bool {
        let here = words.iter().zip(self.at..).all(
            |(word, i)| matches!(self.tokens.get(i).map(|t| &t.what), Some(What::Word(have)) if have == word),
        );
        if here {
            self.at += words.len();
        }
        here
    }

    fn sign(&mut self, sign: &str) -> bool {
        let here = matches!(self.peek().what, What::Sign(have) if have == sign);
        self.at += usize::from(here);
        here
    }

    fn end(&self) -> Result<(), RuleError> {
        match self.peek().what {
            What::End => Ok(()),
            _ => Err(self.error(format!("\"{}\" does not continue the line", self.peek().text))),
        }
    }

    fn wrong(&self, what: String) -> RuleError {
        RuleError::at_line(self.file, self.line, what)
    }

    fn error(&self, what: String) -> RuleError {
        let token = self.peek();
        RuleError { column: token.column, word: token.text.clone(), ..self.wrong(what) }
    }
}
