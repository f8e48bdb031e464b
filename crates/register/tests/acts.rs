//! Every kind of act: to fields and back, to a form and back, and nothing personal in what is public of it.

mod common;

use common::*;
use model::Day;
use proptest::prelude::*;
use register::acts::field::{LIST_LEN_MAX, Shape, TEXT_CHARS_MAX};
use register::acts::*;
use register::words::*;
use serde_json::{Map, Value, json};

/// A value that a field takes, made from what its specification says.
fn sample(shape: &Shape) -> Value {
    if shape.what == "text" {
        return json!("Some words.");
    }
    let one = match shape.sample {
        "[]" if shape.what.starts_with("one row") => json!([]),
        day if day.len() == 10 && !day.starts_with('"') => json!(day),
        other => serde_json::from_str(other).unwrap(),
    };
    if shape.list { json!([one]) } else { one }
}

/// A form with every field filled in, the ones that may be left out too.
fn full_form(kind: &Kind, optional: bool) -> Value {
    let mut form = Map::new();
    form.insert("kind".into(), json!(kind.word));
    for spec in kind.specs.iter().filter(|spec| optional || !spec.shape.optional) {
        let value = if spec.shape.group.is_empty() {
            sample(&spec.shape)
        } else {
            let fields = spec.shape.group.iter().map(|f| (f.name.to_string(), sample(&f.shape)));
            json!([Value::Object(fields.collect())])
        };
        form.insert(spec.name.into(), value);
    }
    Value::Object(form)
}

#[test]
fn every_kind_goes_to_fields_and_back() {
    for kind in KINDS {
        for optional in [true, false] {
            let act =
                Act::from_form(&full_form(kind, optional)).unwrap_or_else(|e| panic!("{}: {e}", kind.word));
            let fields = act.to_fields();
            assert_eq!(Act::from_fields(&fields).as_ref(), Ok(&act), "{}", kind.word);
            assert_eq!((act.kind(), act.class()), (kind.word, kind.class));
            for (path, _) in &fields {
                assert!(register::field::valid_path(path), "{path}");
                assert!(Path::new(path).is_some(), "{path}");
                assert!(path == "kind" || kind.spec(path).is_some(), "{}: {path}", kind.word);
            }
        }
    }
    assert_eq!(KINDS.len(), 40);
}

#[test]
fn every_kind_refuses_a_field_it_does_not_have_and_misses_those_it_needs() {
    for kind in KINDS {
        let mut fields = Act::from_form(&full_form(kind, true)).unwrap().to_fields();
        fields.push(("colour".into(), json!("red")));
        let error = Act::from_fields(&fields).unwrap_err().to_string();
        assert!(error.contains("`colour` is no field"), "{error}");
        fields.pop();
        for spec in kind.specs.iter().filter(|spec| !spec.shape.optional) {
            let without: Vec<_> = fields.iter().filter(|(path, _)| path != spec.name).cloned().collect();
            let error = Act::from_fields(&without).unwrap_err();
            assert_eq!(error.0[0].path, spec.name);
            assert!(error.0[0].what.starts_with("is missing"), "{error}");
        }
    }
}

/// What is always public is a number, a day, a truth value, a code, a path, a member of a closed list, or a list of
/// those; the one text among them is the title of a publication, which is written to be public.
#[test]
fn what_is_always_public_holds_no_free_text() {
    fn check(kind: &str, spec: &Spec, found: &mut Vec<String>) {
        if spec.always && spec.shape.text {
            found.push(format!("{kind}: {}", spec.name));
        }
        spec.shape.group.iter().for_each(|field| check(kind, field, found));
    }
    let mut found = Vec::new();
    KINDS.iter().for_each(|kind| kind.specs.iter().for_each(|spec| check(kind.word, spec, &mut found)));
    assert_eq!(found, ["publication: title"]);
}

#[test]
fn decisions_are_wholly_public() {
    for word in ["withholding", "withholding_lifted", "publication", "disposal"] {
        let kind = Kind::of(word).unwrap();
        assert!(kind.specs.iter().all(|spec| spec.always), "{word}");
    }
}

#[test]
fn codes_and_paths_take_nothing_that_somebody_typed() {
    for good in ["P-1", "ORG-12", "ROLE-99999"] {
        assert!(Code::new(good).is_some(), "{good}");
    }
    for bad in ["P1", "p-1", "Instance", "P-", "-1", "ABCDE-1", "P-123456", "P-1 ", "P-1a", "É-1"] {
        assert!(Code::new(bad).is_none(), "{bad}");
    }
    for good in ["claim", "parts/2/claim", "evidence_for/12/text"] {
        assert!(Path::new(good).is_some(), "{good}");
    }
    for bad in [
        "",
        "/claim",
        "claim/",
        "Claim",
        "parts/x/claim/",
        "ada instance",
        "parts//claim",
        "parts/01/claim",
        "1",
    ] {
        assert!(Path::new(bad).is_none(), "{bad}");
    }
}

#[test]
fn values_are_read_strictly() {
    let base = Act::from(praise(&[1])).to_fields();
    let with = |path: &str, value: Value| {
        let mut fields = base.clone();
        fields.iter_mut().filter(|(p, _)| p == path).for_each(|(_, v)| *v = value.clone());
        Act::from_fields(&fields).unwrap_err().to_string()
    };
    let long = "x".repeat(TEXT_CHARS_MAX + 1);
    for (path, value, words) in [
        ("standard", json!("likely"), "is \"likely\", and one of indication case_to_answer"),
        ("strands", json!("1"), "a list was expected"),
        ("strands", json!([-1]), "is -1, and a whole number was expected"),
        ("strands", json!(vec![1; LIST_LEN_MAX + 1]), "a list has at most 1000"),
        ("claim", json!(7), "is 7, and text in quotation marks was expected"),
        ("claim", json!("  "), "is not filled in"),
        ("claim", json!("a\u{0}b"), "holds a control character"),
        ("claim", json!(long), "a text has at most 20000"),
        ("parts/1/subject", json!("Ada Instance"), "the code of a party"),
        ("kind", json!("verdict"), "no act is called that"),
    ] {
        let error = with(path, value);
        assert!(error.contains(words), "{path}: {error}");
    }
    let mut twice = base.clone();
    twice.push(base[1].clone());
    assert!(Act::from_fields(&twice).unwrap_err().to_string().contains("comes twice"));
    assert!(Act::from_fields(&twice).is_err());
    let mut gap = base.clone();
    gap.iter_mut().for_each(|(path, _)| *path = path.replace("parts/1/", "parts/2/"));
    assert!(Act::from_fields(&gap).unwrap_err().to_string().contains("is no field of a finding"));
}

#[test]
fn an_erased_text_leaves_its_place() {
    let act = Act::from(praise(&[1]));
    let fields: Vec<_> = act.to_fields().into_iter().filter(|(path, _)| path != "claim").collect();
    let Ok(Act::Finding(read)) = Act::from_fields_erased(&fields, &["claim".into()]) else {
        panic!("not read")
    };
    assert_eq!(read.claim, Text::Erased);
    assert_eq!(read.claim.to_string(), "[erased]");
    let lost: Vec<_> = fields.into_iter().filter(|(path, _)| path != "standard").collect();
    assert!(
        Act::from_fields_erased(&lost, &["claim".into(), "standard".into()]).is_err(),
        "only text is erased"
    );
}

#[test]
fn every_form_is_explained_and_reads_as_the_act_it_is_for() {
    for kind in KINDS {
        let text = form(kind);
        for spec in kind.specs.iter().flat_map(|spec| [spec].into_iter().chain(spec.shape.group)) {
            assert!(
                text.contains(&format!("{} =", spec.name)) || text.contains(&format!("[[{}]]", spec.name))
            );
            assert!(spec.notes.iter().all(|note| text.contains(note)), "{}: {}", kind.word, spec.name);
        }
    }
    let finding = form(Kind::of("finding").unwrap());
    assert!(finding.starts_with("# A finding.\nkind = \"finding\"\n"));
    assert!(finding.contains("# (text)\nclaim = \"\"\n"), "{finding}");
    assert!(finding.contains("[[parts]]\n"));
}

#[test]
fn allegation_categories_are_those_of_the_day() {
    let day = |text| Day::iso(text).unwrap();
    for (letter, before, after) in [
        ('A', Some("serious non-sexual assault"), Some("delivery of duties and service")),
        ('B', Some("sexual assault"), Some("police powers, policies and procedures")),
        ('F', Some("discriminatory behaviour"), Some("discriminatory behaviour")),
        ('I', None, None),
        ('O', None, None),
        ('S', Some("other neglect or failure in duty"), None),
        ('Z', None, None),
    ] {
        assert_eq!(allegation(letter, day("2020-01-31")), before, "{letter} before");
        assert_eq!(allegation(letter, day("2020-02-01")), after, "{letter} after");
    }
}

#[test]
fn ranks_are_those_of_the_day() {
    let day = |text| Day::iso(text).unwrap();
    let then = |scale, rank, on| rank_then(scale, rank, day(on));
    assert_eq!(then(RankScale::County, Rank::Superintendent, "1998-01-01"), RankThen::Existed);
    assert_eq!(then(RankScale::County, Rank::Commander, "1998-01-01"), RankThen::NotOnScale);
    assert_eq!(then(RankScale::Metropolitan, Rank::Commander, "1998-01-01"), RankThen::Existed);
    assert_eq!(then(RankScale::Metropolitan, Rank::ChiefConstable, "1998-01-01"), RankThen::NotOnScale);
    assert_eq!(then(RankScale::County, Rank::ChiefSuperintendent, "1994-01-01"), RankThen::Existed);
    assert!(matches!(
        then(RankScale::County, Rank::ChiefSuperintendent, "1998-01-01"),
        RankThen::Doubtful(source) if source.ends_with("2001 (unsure)")
    ));
}

#[test]
fn clocks_of_recommendations_count_their_first_day_as_the_law_does() {
    use register::clocks::Clock;
    let day = |text| Day::iso(text).unwrap();
    for (clock, made, last) in [
        (Clock::PoliceReformAct, "2015-01-05", Some("2015-03-01")),
        (Clock::CoronersReport, "2015-01-05", Some("2015-03-02")),
        (Clock::PoliceReformAct, "2014-09-30", None),
        (Clock::PoliceReformAct, "2014-10-01", Some("2014-11-25")),
        (Clock::CoronersReport, "2013-07-24", None),
        (Clock::NoTimeSet, "2015-01-05", None),
        (Clock::SetByTheReview, "2015-01-05", None),
    ] {
        let made = day(made);
        assert_eq!(clock.row(made).map(|row| row.respond.last_day(made)), last.map(day), "{clock} {made}");
    }
}

proptest! {
    /// Whatever stands in the fields, reading ends in an act or in an error that names a path.
    #[test]
    fn no_fields_bring_reading_down(
        kind in 0usize..KINDS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0u8..9, ".{0,12}"), 0..6),
    ) {
        let mut fields = Act::from_form(&full_form(&KINDS[kind], true)).unwrap().to_fields();
        for (at, how, text) in changes {
            if fields.is_empty() {
                break;
            }
            let n = at.index(fields.len());
            match how {
                0 => { fields.remove(n); }
                1 => fields[n].1 = json!(text),
                2 => fields[n].1 = json!(u64::MAX),
                3 => fields[n].1 = json!([[text], 1, null]),
                4 => fields[n].1 = Value::Null,
                5 => fields[n].0 = text,
                6 => fields[n].0.push_str("/1/x"),
                7 => fields[n].1 = json!({ "seq": 0, "class": text, "withheld": [] }),
                _ => fields.push(fields[n].clone()),
            }
        }
        if let Ok(act) = Act::from_fields(&fields) {
            prop_assert_eq!(Act::from_fields(&act.to_fields()), Ok(act));
        }
    }
}

#[test]
fn everything_that_is_wrong_with_a_form_is_said_at_once() {
    let form = json!({
        "kind": "finding", "strands": ["one"], "standard": "certain", "clame": "x", "claim": "", "duty": 3,
        "evidence_for": [{"text": "a\u{200b}b", "source": "s"}, {"txt": "a"}],
        "parts": [{"owner": "", "tenor": "", "subject": "", "claim": "", "outcome": ""}, {"owner": "persn"}],
    });
    let errors = Act::from_form(&form).unwrap_err().0;
    let paths: Vec<&str> = errors.iter().map(|error| error.path.as_str()).collect();
    for path in [
        "strands",
        "standard",
        "clame",
        "claim",
        "duty",
        "evidence_for/1/text",
        "evidence_for/2/txt",
        "evidence_for/2/text",
        "evidence_for/2/source",
        "parts/1/owner",
        "parts/1/tenor",
        "parts/1/claim",
    ] {
        assert!(paths.contains(&path), "{path} is not among {paths:?}");
    }
    assert!(!paths.contains(&"parts/2/owner"), "a table in which nothing is filled in counts as left out");
    let clame = errors.iter().find(|error| error.path == "clame").unwrap();
    assert!(clame.known.contains(&"claim") && clame.written == "clame");
}

#[test]
fn nothing_is_chosen_in_a_printed_form() {
    for kind in KINDS {
        let form: toml::Table = register::acts::form(kind).parse().unwrap();
        for (name, value) in form.iter().filter(|(name, _)| *name != "kind") {
            let blank = match value {
                toml::Value::String(text) => text.is_empty(),
                toml::Value::Array(members) => members.iter().all(|member| {
                    member.as_table().is_some_and(|table| {
                        table
                            .values()
                            .all(|v| v.as_str() == Some("") || v.as_array().is_some_and(Vec::is_empty))
                    })
                }),
                _ => false,
            };
            assert!(blank, "{}: {name} = {value}", kind.word);
        }
    }
    let terms = register::acts::form(Kind::of("terms").unwrap());
    assert!(terms.contains("#   \"learning\": a practice review"), "{terms}");
}

#[test]
fn forms_that_refer_to_one_another_are_put_in_order() {
    use register::acts::forms::{Sheet, in_order};
    let sheet = |name: &str, form: Value| Sheet::new(name, form).unwrap();
    let order = |sheets: &[Sheet]| {
        in_order(sheets).map(|order| order.into_iter().map(|i| sheets[i].name.clone()).collect::<Vec<_>>())
    };
    let notice = sheet("notice", json!({"kind": "notice", "of": "f", "part": 1, "to": "P-1"}));
    let found = sheet(
        "finding",
        json!({"kind": "finding", "label": "f", "evidence_for": [{"entry": "r"}], "parts": [{"subject": "P-1"}]}),
    );
    let came = sheet("received", json!({"kind": "received", "label": "r", "of": 4}));
    let party = sheet("party", json!({"kind": "party", "code": "P-1"}));
    let all = [notice.clone(), found.clone(), came, party];
    assert_eq!(order(&all).unwrap(), ["received", "party", "finding", "notice"]);
    let twice = [found.clone(), found];
    assert!(order(&twice).unwrap_err().sentences()[0].contains("is used twice"));
    let circle = [
        sheet("one", json!({"kind": "change", "label": "a", "of": "b"})),
        sheet("two", json!({"kind": "reply", "label": "b", "of": "a"})),
    ];
    let stopped = order(&circle).unwrap_err();
    assert!(stopped.sentences()[0].starts_with("It refers to two"), "{stopped:?}");
    let _ = notice;
}
