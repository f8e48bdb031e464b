//! The language of rules: what it reads, what it refuses and where it points, and that its canonical text reads back.

use duty::ask::Number;
use duty::deadline::{Clock, Counting, Unit};
use duty::format;
use duty::library::{Choice, RuleBook};
use duty::parse::{Numbers, RuleError, Versions, rule_file, versions};
use duty::rule::*;
use duty::vocabulary::{Vocabulary, WordClass};
use model::Day;
use proptest::prelude::*;

const HEAD: &str = "rule X-1 v1\nin force 2006-04-01 until 2013-04-01\nkind local-protocol\n\
                    nation england\nsource \"A made-up protocol\"\nconfidence K\n";

fn read(text: &str) -> Result<Versions, RuleError> {
    versions(text, "made-up", 1, &Vocabulary::shipped(), Numbers::NotGiven)
}

fn rule_of(found: &Versions) -> Rule {
    let first = &found.versions[0];
    Rule {
        id: first.id.clone(),
        title: "Made up".to_string(),
        kind: first.kind,
        nation: first.nation,
        versions: found.versions.iter().map(|v| v.version.clone()).collect(),
    }
}

#[test]
fn the_four_forms_are_read_and_written() {
    // Each body is canonical: it is written back letter for letter.
    let check = |body: &str| {
        let text = format!("{HEAD}{body}");
        let found = read(&text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(format::rule(&rule_of(&found)), text);
    };
    check(
        "when   referral [risk = \"exploitation\"] becomes known to social_care\n\
         then   strategy_discussion about the same child by social_care or police\n\
         within 5 working days (calendar: england-wales)\n\
         days count from: day after\n\
         unless case_transferred about the same child to council or \"Example Council\"\n\
         or recorded decision no_action [reason present] by social_care\n\
         excused if late and [reason present and status != \"draft\" or \"void\"]\n\
         each action discharges: one\n\
         same day: action first\n\
         an undated action counts as: met\n\
         look back: 7 days\n\
         excuse look back: 1 day\n\
         deemed receipt: sent + 2 days\n\
         if breached then meeting by safeguarding_partners\n\
         within 15 working days (calendar: uk-any)\n\
         days count from: the day itself\n",
    );
    check(
        "when   warning_letter_sent [priority >= 2 and status < 2010-01-01] by inquiry\n\
         bar    report_published about the same matter by the same holder\n\
         within 4 weeks\n\
         days count from: day after\n\
         unless answer about the same matter\n",
    );
    check(
        "when   report_published by inquiry\n\
         requires warning_letter_sent about the same matter by the same holder\n\
         at most 2 months before\n\
         days count from: day after\n",
    );
    check(
        "when   plan_made is sent to addressee\n\
         repeat plan_review by the same holder\n\
         every  1 month\n\
         days count from: day after\n\
         until  plan_ended\n\
         until  case_closed or case_transferred\n\
         each action discharges: all\n\
         same day: action first\n\
         an undated action counts as: cannot tell\n",
    );
    check(
        "when   breach of R05 becomes known to any\n\
         then   meeting\n\
         within 72 hours\n\
         each action discharges: all\n\
         same day: action first\n\
         an undated action counts as: cannot tell\n",
    );
}

#[test]
fn defaults_may_be_left_out_and_layout_does_not_matter() {
    let short = format!(
        "{HEAD}when referral becomes known to social_care then assessment_completed within 45 working days"
    );
    let found = read(&short).unwrap();
    let Form::Duty(duty) = &found.versions[0].version.form else { panic!("a duty") };
    assert_eq!(duty.policies, Policies::default());
    assert_eq!(
        duty.within,
        Within {
            clock: Clock { count: 45, unit: Unit::WorkingDays, counting: Counting::DayAfter },
            calendar: "england-wales".to_string()
        }
    );
    assert_eq!((duty.action.about, &duty.action.by), (About::Subject, &By::Anyone));
}

#[test]
fn errors_point_at_the_word() {
    // The text after the head begins on line 7.
    let check = |body: &str, expected: &str| {
        let error = read(&format!("{HEAD}{body}")).unwrap_err();
        assert_eq!(error.to_string(), format!("made-up, {expected}"));
    };
    check(
        "when referal becomes known to social_care then meeting within 5 days",
        "line 7, column 6: \"referal\" is no known kind of event\n  hint: did you mean \"referral\"?",
    );
    check(
        "when referral becomes known to socialcare\nthen meeting within 5 days",
        "line 7, column 32: \"socialcare\" is no known sort of agency\n  hint: did you mean \"social_care\"?",
    );
    check(
        "when referral [rsk = \"high\"] by police",
        "line 7, column 16: \"rsk\" is no known attribute\n  hint: did you mean \"risk\"?",
    );
    check(
        "when referral becomes know to police",
        "line 7, column 23: expected \"becomes known to\"; found \"know\"\n  hint: did you mean \"known\"?",
    );
    check(
        "when referral becomes knwon to police",
        "line 7, column 23: expected \"becomes known to\"; found \"knwon\"\n  hint: did you mean \"known\"?",
    );
    check(
        "when brech of R05 becomes known to any",
        "line 7, column 6: expected a kind of event, or \"breach of\" and a rule; found \"brech\"\n  hint: did you mean \
         \"breach\"?",
    );
    check(
        "when referral by police\nthn meeting",
        "line 8, column 1: expected \"then\", \"bar\", \"requires\" or \"repeat\"; found \"thn\"\n  hint: did you \
         mean \"then\"?",
    );
    check(
        "when referral by police then meeting within five days",
        "line 7, column 45: expected a whole number; found \"five\"",
    );
    check(
        "when referral by police then meeting within 5 wroking days",
        "line 7, column 47: expected days, working days, weeks, months or hours; found \"wroking\"\n  hint: did you \
         mean \"working\"?",
    );
    check(
        "when referral by police then meeting within 5 working days (calendar: england-whales)",
        "line 7, column 71: \"england-whales\" is no known calendar\n  hint: did you mean \"england-wales\"?",
    );
    check(
        "when referral by police then meeting within 5 days\nunles case_closed",
        "line 8, column 1: \"unles\" does not continue the rule\n  hint: did you mean \"unless\"?",
    );
    check(
        "when referral by police then meeting by any within 5 days",
        "line 7, column 41: \"any\" can only say whom a trigger reaches\n  hint: leave \"by\" out for anyone; write \
         \"by the same holder\" for the one who bears the duty",
    );
    check(
        "when referral by police then meeting within 72 hours days count from: day after",
        "line 7, column 54: hours count from the hour, so no day is chosen",
    );
    check(
        "when referral by police then meeting within 99999 days",
        "line 7, column 45: 99999 is not between 0 and 10000",
    );
    check(
        "when referral by police then meeting within 5 days look back: 1 day look back: 2 days",
        "line 7, column 69: \"look back:\" stands here a second time",
    );
    check(
        "when referral by police then meeting within 5 days deemed receipt: sent + 2 days",
        "line 7, column 52: receipt can only be deemed where the trigger \"becomes known to\" someone",
    );
    check(
        "when referral by police then meeting within 5 days if breached then meeting within 5 days",
        "line 7, column 69: a breach lays a duty on someone; this names nobody\n  hint: add \"by\" and who must act",
    );
    check(
        "when referral by police repeat meeting every 5 days",
        "line 7, column 52: expected \"until\" and what ends the chain; found the end of the text",
    );
    check(
        "when referral [risk = \"high] by police",
        "line 7, column 23: the quotation mark is not closed on this line",
    );
    check("when referral; by police", "line 7, column 14: the sign \";\" has no place in a rule");
}

#[test]
fn errors_in_the_head_point_at_the_word() {
    let head = |from: &str, to: &str| read(&HEAD.replace(from, to)).unwrap_err().to_string();
    assert_eq!(
        head("until 2013-04-01", "until 2006-04-01"),
        "made-up, line 2, column 27: the version ends on 2006-04-01, which is not after its first day 2006-04-01"
    );
    assert_eq!(
        head("kind local-protocol", "kind local-protocl"),
        "made-up, line 3, column 6: expected a kind of rule; found \"local-protocl\"\n  hint: did you mean \
         \"local-protocol\"?"
    );
    assert!(
        head("nation england", "nation scotland")
            .contains("found \"scotland\"\n  hint: it may be england, england-and-wales, united-kingdom"),
    );
    assert!(head("confidence K", "confidence X").contains("found \"X\"\n  hint: it may be V, K, ?"));
    assert_eq!(
        head("2013-04-01", "2013-02-29"),
        "made-up, line 2, column 27: \"2013-02-29\" is neither a whole number nor a date written YYYY-MM-DD"
    );
    assert_eq!(
        head("rule X-1", "rule x-1"),
        "made-up, line 1, column 6: expected the identifier of a rule: capital letters, digits and hyphens, such as \
         R05; found \"x-1\""
    );
}

#[test]
fn the_sources_of_a_review_can_declare_words() {
    let mut words = Vocabulary::shipped();
    let text = format!("{HEAD}when school_note by school then meeting within 5 days");
    assert!(versions(&text, "f", 1, &words, Numbers::NotGiven).is_err());
    words.add(WordClass::Event, "school_note", "A note kept by a school.").unwrap();
    assert!(versions(&text, "f", 1, &words, Numbers::NotGiven).is_ok());
}

/// A rule file with this head and these versions.
fn file(id: &str, versions: &str) -> String {
    format!(
        "# {id} Made up\n\n```rule\n{versions}```\n\n## Obligation\n\nSomething.\n\n## Clock starts\n\nThen.\n\n\
         ## Clock stops\n\nThen.\n\n## Exceptions\n\nNone.\n\n## Worked example\n\n```example\ncase: nothing\n\
         as of 2014-01-01\nexpect: not engaged\n```\n\n## Source\n\nNone.\n\n## Confidence\n\nK.\n"
    )
}

/// One version that is in force from `from`, starts with `trigger` and has nothing remarkable.
fn version(id: &str, number: u32, from: &str, until: &str, trigger: &str) -> String {
    format!(
        "rule {id} v{number}\nin force {from}{until}\nkind local-protocol\nnation england\nsource \"Made up\"\n\
         confidence K\nwhen {trigger} becomes known to police\nthen meeting\nwithin 5 days\n"
    )
}

#[test]
fn the_sections_of_a_file_are_held_to_their_order() {
    let words = Vocabulary::shipped();
    let good = file("X", &version("X", 1, "2001-01-01", "", "referral"));
    let found = rule_file(&good, "X.md", &words, Numbers::NotGiven).unwrap();
    assert_eq!((found.rule.title.as_str(), found.section("Exceptions")), ("Made up", "None."));
    assert_eq!(found.examples[0].line, 34);
    let check = |from: &str, to: &str, expected: &str| {
        assert!(good.contains(from), "{from}");
        let error = rule_file(&good.replacen(from, to, 1), "X.md", &words, Numbers::NotGiven).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(
        "## Clock stops\n\nThen.\n\n",
        "",
        "X.md, line 23, column 4: the section \"Clock stops\" is missing before \"Exceptions\"",
    );
    check(
        "## Exceptions",
        "## Exeptions",
        "X.md, line 27, column 4: \"Exeptions\" is no section of a rule file; expected \"Exceptions\"\n  hint: did you \
         mean \"Exceptions\"?",
    );
    check(
        "## Clock stops",
        "## Obligation",
        "X.md, line 23, column 4: the section \"Obligation\" stands here a second time",
    );
    check(
        "None.\n\n## Worked",
        "\n## Worked",
        "X.md, line 27: the section \"Exceptions\" is empty\n  hint: write \"None.\" if there is nothing to say",
    );
    check(
        "\n## Confidence\n\nK.\n",
        "",
        "X.md, line 41: the section \"## Confidence\" is missing at the end of the file",
    );
    check(
        "# X Made up",
        "X Made up",
        "X.md, line 1: expected \"#\", the identifier and the title, such as \"# R05 Single assessment\"; found \"X Made \
         up\"",
    );
    check("# X ", "# Y ", "X.md, line 4: the rule is X here and Y in the title");
    check(
        "expect: not engaged",
        "expect: not egnaged",
        "X.md, line 36: \"not egnaged\" is no verdict; expected one of: met, decided not, excused, late, done while barred, nothing \
         recorded, not yet due, cannot tell, not engaged\n  hint: did you mean \"not engaged\"?",
    );
    check(
        "as of 2014-01-01",
        "2013-03-01 refferal to police\nas of 2014-01-01",
        "X.md, line 35, column 12: \"refferal\" is no known kind of event\n  hint: did you mean \"referral\"?",
    );
}

#[test]
fn two_versions_on_one_day_are_refused() {
    let words = Vocabulary::shipped();
    let check = |until: &str, expected: Option<&str>| {
        let both =
            version("X", 1, "2001-01-01", until, "referral") + &version("X", 2, "2005-01-01", "", "referral");
        let found = rule_file(&file("X", &both), "X.md", &words, Numbers::NotGiven);
        assert_eq!(found.err().map(|e| e.what), expected.map(str::to_string));
    };
    check(" until 2005-01-01", None);
    check(" until 2004-01-01", None);
    check(" until 2005-01-02", Some("versions 1 and 2 are both in force on 2005-01-01"));
    check("", Some("versions 1 and 2 are both in force on 2005-01-01"));
}

#[test]
fn breaches_that_go_in_a_circle_are_refused_by_name() {
    let load = |chain: &[(&str, &str)]| {
        let files: Vec<(String, String)> = chain
            .iter()
            .map(|(id, trigger)| (format!("{id}.md"), file(id, &version(id, 1, "2001-01-01", "", trigger))))
            .collect();
        let kinds = vec![Kind::LocalProtocol];
        let choice = Choice { kinds, ..Choice::default() };
        RuleBook::load_only(&files, &Vocabulary::shipped(), &choice)
            .map(|book| book.rules().count())
            .map_err(|errors| errors.iter().map(|e| e.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(load(&[("A", "referral"), ("B", "breach of A"), ("C", "breach of B")]), Ok(3));
    let circle = "the breach of each of these starts the next, in a circle";
    assert_eq!(
        load(&[("A", "breach of C"), ("B", "breach of A"), ("C", "breach of B"), ("D", "referral")]),
        Err(vec![format!("A.md: {circle}: A -> B -> C -> A")])
    );
    assert_eq!(load(&[("A", "breach of A")]), Err(vec![format!("A.md: {circle}: A -> A")]));
    assert_eq!(
        load(&[("AB", "breach of AC")]),
        Err(vec!["AB.md: AB starts with the breach of AC, which is no known rule".to_string()])
    );
    assert_eq!(
        load(&[("A", "referral"), ("A", "referral")]),
        Err(vec![
            "A.md, line 1: the rule A stands in A.md too\n  hint: give the review's own rule an identifier of its own, \
             and name the other one in \"off\""
                .to_string()
        ])
    );
}

// Rules made at random: the canonical text reads back as the same rule, and a second formatting changes nothing.

fn word_of(class: WordClass) -> impl Strategy<Value = String> {
    let words: Vec<String> = Vocabulary::shipped().iter(class).map(|(w, _)| w.to_string()).collect();
    prop::sample::select(words)
}

fn quoted() -> impl Strategy<Value = String> {
    "[A-Za-zé][A-Za-z0-9 ,;:\\[\\]{}é'-]{0,20}[a-z]"
}

fn condition() -> impl Strategy<Value = Condition> {
    let bound = prop_oneof![
        (-1000i64..1000).prop_map(|n| Bound::Number(Number::whole(n))),
        (-1000i64..1000, 0u32..1000)
            .prop_map(|(n, m)| Bound::Number(Number::read(format!("{n}.{m:03}").as_bytes()).unwrap())),
        (10_000i32..20_000).prop_map(|d| Bound::Day(Day(d)))
    ];
    let test = prop_oneof![
        Just(Test::Present),
        Just(Test::Absent),
        prop::collection::vec(quoted(), 1..3).prop_map(Test::Is),
        prop::collection::vec(quoted(), 1..3).prop_map(Test::IsNot),
        (prop::sample::select(Comparison::ALL.to_vec()), bound).prop_map(|(c, b)| Test::Compare(c, b)),
    ];
    (word_of(WordClass::Attribute), test).prop_map(|(attribute, test)| Condition { attribute, test })
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    prop::collection::vec(condition(), 0..3)
}

fn some_holders() -> impl Strategy<Value = Vec<Holder>> {
    let one = prop_oneof![word_of(WordClass::Sort).prop_map(Holder::Sort), quoted().prop_map(Holder::Named)];
    prop::collection::vec(one, 1..3)
}

fn kinds() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(word_of(WordClass::Event), 1..3)
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let by = prop_oneof![Just(By::Anyone), Just(By::SameHolder), some_holders().prop_map(By::Holders)];
    let to = prop_oneof![Just(Vec::new()), some_holders()];
    (kinds(), conditions(), prop::sample::select(About::ALL.to_vec()), by, to)
        .prop_map(|(kinds, conditions, about, by, to)| Pattern { kinds, conditions, about, by, to })
}

fn within() -> impl Strategy<Value = Within> {
    let units = vec![Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::WorkingDays];
    (1u32..=10_000, prop::sample::select(units), any::<bool>(), word_of(WordClass::Calendar)).prop_map(
        |(count, unit, itself, calendar)| {
            let itself = itself && unit != Unit::Hours;
            let counting = if itself { Counting::BeginningWith } else { Counting::DayAfter };
            Within { clock: Clock { count, unit, counting }, calendar }
        },
    )
}

fn trigger() -> impl Strategy<Value = Trigger> {
    let what =
        prop_oneof![kinds().prop_map(Happening::Kinds), "[A-Z][A-Z0-9-]{0,5}".prop_map(Happening::BreachOf)];
    let who = prop_oneof![Just(vec![Holder::Any]), Just(vec![Holder::Addressee]), some_holders()];
    (what, conditions(), who, 0..3, prop::option::of(0u32..9)).prop_map(
        |(what, conditions, who, reach, deemed)| {
            let (reach, deemed_receipt_days) = match reach {
                0 => (Reach::KnownTo(who), deemed),
                1 => (Reach::SentTo(who), None),
                _ => (Reach::By(who), None),
            };
            Trigger { what, conditions, reach, deemed_receipt_days }
        },
    )
}

fn policies() -> impl Strategy<Value = Policies> {
    (any::<bool>(), any::<bool>(), 0u32..99, 0u32..99).prop_map(|(one, met, look, excuse)| Policies {
        discharge: if one { Discharge::One } else { Discharge::All },
        undated: if met { Undated::Met } else { Undated::CannotTell },
        look_back_days: look,
        excuse_look_back_days: excuse,
    })
}

fn form() -> impl Strategy<Value = Form> {
    let patterns = || prop::collection::vec(pattern(), 0..3);
    let breached = prop::option::of((pattern(), some_holders(), within())).prop_map(|b| {
        b.map(|(action, who, within)| Breached { action: Pattern { by: By::Holders(who), ..action }, within })
    });
    let duty = (trigger(), pattern(), within(), patterns(), patterns(), conditions(), policies(), breached)
        .prop_map(|(trigger, action, within, unless, decisions, late_excuse, policies, breached)| {
            Form::Duty(Duty { trigger, action, within, unless, decisions, late_excuse, policies, breached })
        });
    let bar = (trigger(), pattern(), within(), patterns())
        .prop_map(|(trigger, action, within, unless)| Form::Bar(Bar { trigger, action, within, unless }));
    let requires = (trigger(), pattern(), prop::option::of(within()), patterns()).prop_map(
        |(trigger, earlier, before, unless)| Form::Requires(Requires { trigger, earlier, before, unless }),
    );
    let repeat =
        (trigger(), pattern(), within(), within(), prop::collection::vec(pattern(), 1..3), policies())
            .prop_map(|(trigger, action, first, every, until, policies)| {
                // In a chain an action answers the link that is open.
                let discharge = Discharge::All;
                let policies = Policies { excuse_look_back_days: 0, discharge, ..policies };
                Form::Repeat(Repeat { trigger, action, first, every, until, policies })
            });
    prop_oneof![duty, bar, requires, repeat]
}

fn rule() -> impl Strategy<Value = Rule> {
    let version =
        (quoted(), prop::sample::select(Confidence::ALL.to_vec()), any::<bool>(), form(), any::<bool>());
    let kinds = prop::sample::select(Kind::ALL.to_vec());
    let nations = prop::sample::select(Nation::ALL.to_vec());
    ("[A-Z][A-Z0-9-]{0,5}", kinds, nations, prop::collection::vec(version, 1..3)).prop_map(
        |(id, kind, nation, made)| {
            let count = made.len();
            let versions =
                made.into_iter().zip(1u32..).map(|((source, confidence, supersede, form, ends), number)| {
                    let from = Day(10_000 + 1_000 * number as i32);
                    let until = (ends || number as usize != count).then_some(from + 900);
                    Version { number, from, until, source, confidence, supersede, form }
                });
            Rule { id, title: "Made up".to_string(), kind, nation, versions: versions.collect() }
        },
    )
}

proptest! {
    #[test]
    fn the_canonical_text_reads_back_as_the_same_rule(rule in rule()) {
        let text = format::rule(&rule);
        let found = read(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        let again = rule_of(&found);
        prop_assert_eq!(&again, &rule, "{}", text);
        prop_assert_eq!(format::rule(&again), text);
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in "[a-z0-9 \"\\[\\](){}:+=<>!?\n-]{0,200}") {
        if let Err(error) = read(&format!("{HEAD}when {text}")) {
            prop_assert!(error.line >= 7 && error.column >= 1, "{error}");
        }
        if let Err(error) = rule_file(&text, "f", &Vocabulary::shipped(), Numbers::NotGiven) {
            prop_assert!(!error.what.is_empty());
        }
    }
}
