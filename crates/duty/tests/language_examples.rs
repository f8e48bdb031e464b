//! Every worked example of every shipped rule file, run through the engine as a test, and what is said of one that does not come
//! out as written.

use duty::calendar::Calendars;
use duty::example::problems;
use duty::library::{Choice, RuleBook, SHIPPED};
use duty::parse::{Numbers, RuleFile, rule_file};
use duty::rule::Rule;
use duty::vocabulary::Vocabulary;

fn read(id: &str, change: (&str, &str)) -> RuleFile {
    let (_, text) = SHIPPED.iter().find(|(known, _)| *known == id).unwrap();
    assert!(text.contains(change.0), "{id} holds no {}", change.0);
    let text = text.replacen(change.0, change.1, 1);
    rule_file(&text, &format!("{id}.md"), &Vocabulary::shipped(), Numbers::NotGiven).unwrap()
}

/// What is said of the examples of one file.
fn said(file: &RuleFile, others: &[&Rule]) -> Vec<String> {
    let problems = problems(file, others, &Vocabulary::shipped(), &Calendars::bundled());
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn every_worked_example_comes_out_as_its_file_says() {
    let book = RuleBook::load(&[], &Vocabulary::shipped(), &Choice::default()).unwrap();
    let wrong = book.example_problems(|_| true, &Vocabulary::shipped(), &Calendars::bundled());
    let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{} examples:\n{}", wrong.len(), wrong.join("\n"));
    let entries = book.entries().iter().map(|e| e.file.examples.len());
    let run: usize = entries.chain(book.off().iter().map(|o| o.file.examples.len())).sum();
    assert!(run >= 2 * SHIPPED.len(), "only {run} examples for {} files", SHIPPED.len());
}

#[test]
fn an_example_that_is_wrong_is_found() {
    for change in [
        ("due 2014-05-08, 5 days", "due 2014-05-07, 5 days"),
        ("expect: late", "expect: met"),
        (", 5 days", ", 6 days"),
        ("expect: late", "expect: not engaged"),
        ("expect: late", "expect: late, version 2"),
        ("expect: late", "expect: met\nexpect: late"),
    ] {
        assert_eq!(said(&read("R05", change), &[]).len(), 1, "{} changed to {}", change.0, change.1);
    }
}

#[test]
fn it_is_said_where_it_stands_what_was_expected_and_what_came_out() {
    let file = read("R05", (", 5 days late", ", 6 days late"));
    let line = file.examples.iter().flat_map(|e| &e.expected).find(|e| e.days_late == Some(6)).unwrap().line;
    let said = said(&file, &[]).remove(0);
    assert!(said.starts_with(&format!("R05.md, line {line}: the worked example \"")), "{said}");
    for words in [
        "does not come out as written; expected: late, due 2014-05-08, 6 days late",
        "; what came out: late, version 1, due 2014-05-08, 5 days late, 3 working days late\n",
        "\n  hint: the engine's reason: Referral known to social_care on 3 March 2014",
    ] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
}

#[test]
fn an_example_gives_every_open_number_and_no_other() {
    let (id, text) = SHIPPED.iter().find(|(_, text)| text.contains("{days}")).unwrap();
    let given = text.lines().find(|l| l.starts_with("given days")).unwrap();
    let told = said(&read(id, (given, "")), &[]);
    assert!(told[0].contains("the worked example gives no number for {days}"), "{told:?}");
    assert!(told[0].contains("hint: add a line such as \"given days = 5\""), "{told:?}");
    let told = said(&read("R05", ("expect: late", "given days = 5\nexpect: late")), &[]);
    assert!(told[0].contains("gives days, and the rule has no {days}"), "{told:?}");
}

#[test]
fn the_example_of_a_rule_that_waits_for_a_breach_is_run_with_the_rule_that_is_breached() {
    let breached = read("R05", ("# R05 ", "# R05 "));
    let (start, end) = (breached.rule_text.find("when ").unwrap(), breached.rule_text.len());
    let body = "when breach of R05 becomes known to social_care\nthen plan_review within 10 days\n";
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == "R05").unwrap();
    let text =
        text.replace(&breached.rule_text[start..end], body).replace("R05", "L05").replace("of L05", "of R05");
    let examples = text.find("```example").unwrap();
    let after = text.find("## Source").unwrap();
    let text = format!(
        "{}```example\ncase: nothing was done\n2014-03-03 referral to social_care\nas of 2014-06-30\n\
         expect: nothing recorded, due 2014-05-19\n```\n\n{}",
        &text[..examples],
        &text[after..]
    );
    let file = rule_file(&text, "L05.md", &Vocabulary::shipped(), Numbers::NotGiven).unwrap();
    assert_eq!(said(&file, &[&breached.rule]), Vec::<String>::new());
    assert!(said(&file, &[])[0].contains("what came out: not engaged"));
}
