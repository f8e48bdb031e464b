//! The canonical text of a version: what the language's reader reads back as the same version.
//!
//! Every policy is written out, defaults included, so that nobody has to know a default to read a rule. Formatting a
//! text twice changes nothing the second time.
//!
//! Left out: layout of the file around a rule ([`crate::parse::rule_file`]).

use std::fmt::Write as _;

use crate::deadline::{Counting, Unit};
use crate::rule::{
    About, Bar, Bound, Breached, By, Condition, DEFAULT_CALENDAR, Discharge, Duty, Form, Happening, Holder,
    Pattern, Policies, Reach, Repeat, Requires, Rule, Test, Trigger, Undated, Version, Within,
};

/// Every version of a rule, an empty line between two.
pub fn rule(rule: &Rule) -> String {
    let versions: Vec<String> = rule.versions.iter().map(|v| version(rule, v)).collect();
    versions.join("\n")
}

/// One version of a rule, ending in a line feed.
pub fn version(rule: &Rule, version: &Version) -> String {
    let mut text = format!("rule {} v{}\nin force {}", rule.id, version.number, version.from);
    if let Some(until) = version.until {
        let _ = write!(text, " until {until}");
    }
    let _ = write!(
        text,
        "\nkind {}\nnation {}\nsource \"{}\"\nconfidence {}\n",
        rule.kind.word(),
        rule.nation.word(),
        version.source,
        version.confidence.word()
    );
    if version.supersede {
        text.push_str("supersede\n");
    }
    for line in form(&version.form) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// The lines of what a version says, without its head.
pub fn form(form: &Form) -> Vec<String> {
    match form {
        Form::Duty(f) => duty(f),
        Form::Bar(f) => bar(f),
        Form::Requires(f) => requires(f),
        Form::Repeat(f) => repeat(f),
    }
}

fn duty(duty: &Duty) -> Vec<String> {
    let mut lines = vec![when(&duty.trigger), format!("then   {}", pattern(&duty.action, false))];
    within("within ", &duty.within, &mut lines);
    lines.extend(duty.unless.iter().map(|p| format!("unless {}", pattern(p, false))));
    lines.extend(duty.decisions.iter().map(|p| format!("or recorded decision {}", pattern(p, true))));
    if !duty.late_excuse.is_empty() {
        lines.push(format!("excused if late and {}", conditions(&duty.late_excuse)));
    }
    policies(&duty.policies, &mut lines);
    deemed(&duty.trigger, &mut lines);
    if let Some(Breached { action, within: time }) = &duty.breached {
        lines.push(format!("if breached then {}", pattern(action, false)));
        within("within ", time, &mut lines);
    }
    lines
}

fn bar(bar: &Bar) -> Vec<String> {
    let mut lines = vec![when(&bar.trigger), format!("bar    {}", pattern(&bar.action, false))];
    within("within ", &bar.within, &mut lines);
    lines.extend(bar.unless.iter().map(|p| format!("unless {}", pattern(p, false))));
    deemed(&bar.trigger, &mut lines);
    lines
}

fn requires(requires: &Requires) -> Vec<String> {
    let mut lines = vec![when(&requires.trigger), format!("requires {}", pattern(&requires.earlier, false))];
    if let Some(before) = &requires.before {
        lines.push(format!("at most {} before{}", length(before), calendar(before)));
        counted(before, &mut lines);
    }
    lines.extend(requires.unless.iter().map(|p| format!("unless {}", pattern(p, false))));
    deemed(&requires.trigger, &mut lines);
    lines
}

fn repeat(repeat: &Repeat) -> Vec<String> {
    let mut lines = vec![when(&repeat.trigger), format!("repeat {}", pattern(&repeat.action, false))];
    if repeat.first == repeat.every {
        within("every  ", &repeat.every, &mut lines);
    } else {
        within("first within ", &repeat.first, &mut lines);
        within("then every ", &repeat.every, &mut lines);
    }
    lines.extend(repeat.until.iter().map(|p| format!("until  {}", pattern(p, false))));
    // A link that nobody answers before the chain ends is excused by the end; there is nothing else to look back for.
    policies(&Policies { excuse_look_back_days: 0, ..repeat.policies }, &mut lines);
    deemed(&repeat.trigger, &mut lines);
    lines
}

fn when(trigger: &Trigger) -> String {
    let what = match &trigger.what {
        Happening::Kinds(kinds) => kinds.join(" or "),
        Happening::BreachOf(id) => format!("breach of {id}"),
    };
    let reach = match &trigger.reach {
        Reach::KnownTo(who) => format!("becomes known to {}", holders(who)),
        Reach::SentTo(who) => format!("is sent to {}", holders(who)),
        Reach::By(who) => format!("by {}", holders(who)),
    };
    let conditions = spaced(conditions(&trigger.conditions));
    format!("when   {what}{conditions} {reach}")
}

fn pattern(pattern: &Pattern, decision: bool) -> String {
    let kinds: Vec<&str> = pattern
        .kinds
        .iter()
        .map(|k| if decision { k.strip_prefix("decision_").unwrap_or(k) } else { k.as_str() })
        .collect();
    let mut text = kinds.join(" or ");
    text.push_str(&spaced(conditions(&pattern.conditions)));
    if pattern.about != About::Subject {
        let _ = write!(text, " about the same {}", pattern.about.word());
    }
    match &pattern.by {
        By::Anyone => {}
        By::SameHolder => text.push_str(" by the same holder"),
        By::Holders(who) => {
            let _ = write!(text, " by {}", holders(who));
        }
    }
    if !pattern.to.is_empty() {
        let _ = write!(text, " to {}", holders(&pattern.to));
    }
    text
}

fn holders(holders: &[Holder]) -> String {
    let words: Vec<String> = holders
        .iter()
        .map(|h| match h {
            Holder::Sort(sort) => sort.clone(),
            Holder::Any => "any".to_string(),
            Holder::Addressee => "addressee".to_string(),
            Holder::Named(name) => format!("\"{name}\""),
        })
        .collect();
    words.join(" or ")
}

/// Conditions in their brackets, or nothing.
pub fn conditions(conditions: &[Condition]) -> String {
    let words: Vec<String> = conditions.iter().map(condition).collect();
    if words.is_empty() { String::new() } else { format!("[{}]", words.join(" and ")) }
}

fn condition(condition: &Condition) -> String {
    let list = |values: &[String]| {
        let quoted: Vec<String> = values.iter().map(|v| format!("\"{v}\"")).collect();
        quoted.join(" or ")
    };
    let name = &condition.attribute;
    match &condition.test {
        Test::Present => format!("{name} present"),
        Test::Absent => format!("{name} absent"),
        Test::Is(values) => format!("{name} = {}", list(values)),
        Test::IsNot(values) => format!("{name} != {}", list(values)),
        Test::Compare(comparison, Bound::Number(n)) => format!("{name} {} {n}", comparison.sign()),
        Test::Compare(comparison, Bound::Day(day)) => format!("{name} {} {day}", comparison.sign()),
    }
}

fn spaced(text: String) -> String {
    if text.is_empty() { text } else { format!(" {text}") }
}

fn within(opening: &str, within: &Within, lines: &mut Vec<String>) {
    lines.push(format!("{opening}{}{}", length(within), calendar(within)));
    counted(within, lines);
}

/// The time a version allows, in words: `within 45 working days (calendar: england-wales)`.
pub fn time_allowed(form: &Form) -> String {
    let time = |within: &Within| {
        let itself = match (within.clock.unit, within.clock.counting) {
            (Unit::Hours, _) | (_, Counting::DayAfter) => "",
            (_, Counting::BeginningWith) => ", that day counting as the first",
        };
        format!("{}{}{itself}", length(within), calendar(within))
    };
    match form {
        Form::Duty(duty) => format!("within {}", time(&duty.within)),
        Form::Bar(bar) => format!("barred for {}", time(&bar.within)),
        Form::Requires(requires) => match &requires.before {
            Some(before) => format!("at most {} before", time(before)),
            None => "any time before".to_string(),
        },
        Form::Repeat(repeat) if repeat.first == repeat.every => format!("every {}", time(&repeat.every)),
        Form::Repeat(repeat) => {
            format!("first within {}, then every {}", time(&repeat.first), time(&repeat.every))
        }
    }
}

fn length(within: &Within) -> String {
    let plural = if within.clock.count == 1 { "" } else { "s" };
    format!("{} {}{plural}", within.clock.count, within.clock.unit.word())
}

fn calendar(within: &Within) -> String {
    if within.clock.unit == Unit::WorkingDays || within.calendar != DEFAULT_CALENDAR {
        format!(" (calendar: {})", within.calendar)
    } else {
        String::new()
    }
}

fn counted(within: &Within, lines: &mut Vec<String>) {
    match (within.clock.unit, within.clock.counting) {
        (Unit::Hours, _) => {}
        (_, Counting::DayAfter) => lines.push("days count from: day after".to_string()),
        (_, Counting::BeginningWith) => lines.push("days count from: the day itself".to_string()),
    }
}

fn policies(policies: &Policies, lines: &mut Vec<String>) {
    let discharge = match policies.discharge {
        Discharge::All => "all",
        Discharge::One => "one",
    };
    let undated = match policies.undated {
        Undated::CannotTell => "cannot tell",
        Undated::Met => "met",
    };
    lines.push(format!("each action discharges: {discharge}"));
    lines.push("same day: action first".to_string());
    lines.push(format!("an undated action counts as: {undated}"));
    let days = |n: u32| format!("{n} day{}", if n == 1 { "" } else { "s" });
    if policies.look_back_days > 0 {
        lines.push(format!("look back: {}", days(policies.look_back_days)));
    }
    if policies.excuse_look_back_days > 0 {
        lines.push(format!("excuse look back: {}", days(policies.excuse_look_back_days)));
    }
}

fn deemed(trigger: &Trigger, lines: &mut Vec<String>) {
    if let Some(n) = trigger.deemed_receipt_days {
        lines.push(format!("deemed receipt: sent + {n} day{}", if n == 1 { "" } else { "s" }));
    }
}
