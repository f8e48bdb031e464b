//! Event logs of process mining: every event accounted for, and the log given back with its outcomes.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

#[path = "../src/event_log/mod.rs"]
mod event_log;
mod support;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use event_log::{Form, LogError, Tally, Written};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Writes a file into a folder.
fn put(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The table of a log, whose form is told from what stands in it.
fn to_table(log: &Path, subject_type: Option<&str>, to: &Path) -> Result<Tally, LogError> {
    let form = Form::of(log)?.ok_or_else(|| LogError::new("no event log"))?;
    event_log::to_table(log, form, subject_type, to)
}

/// The log with its outcomes.
fn with_outcomes(log: &Path, outcomes: &Path, to: &Path) -> Result<Written, LogError> {
    let form = Form::of(log)?.ok_or_else(|| LogError::new("no event log"))?;
    let subject_type = (form != Form::Xes).then_some("child");
    event_log::with_outcomes(log, form, subject_type, outcomes, to)
}

/// The table of a log, and how its events were accounted for.
fn table(log: &Path, subject_type: Option<&str>) -> (String, Tally) {
    let to = log.with_extension("table.csv");
    let tally = to_table(log, subject_type, &to).unwrap_or_else(|e| panic!("{e}\n{}", e.hint));
    assert_eq!(tally.events, tally.used + tally.without_subject, "every event is accounted for");
    let text = fs::read_to_string(&to).unwrap();
    assert_eq!(csv::Reader::from_reader(text.as_bytes()).records().count() as u64, tally.rows);
    (text, tally)
}

const XES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="never filled in"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <trace>
    <string key="concept:name" value="case A"/>
    <string key="district" value="North &amp; East"/>
    <event>
      <string key="concept:name" value="referral"/>
      <date key="time:timestamp" value="2002-05-03T23:30:00.000+02:00"/>
      <string key="org:resource" value="social_care"/>
      <int key="risk" value="3"><string key="source" value="form 7"/></int>
      <string key="time" value="late"/>
    </event>
    <event>
      <string key="concept:name" value="visit"/>
      <date key="time:timestamp" value="2002-05"/>
      <list key="seen"><values><string key="child" value="one"/><string key="child" value="two"/></values></list>
    </event>
    <event/>
  </trace>
  <trace>
    <event><string key="concept:name" value="visit"/><date key="time:timestamp" value="2002-05-06"/></event>
  </trace>
  <event><string key="concept:name" value="note"/><date key="time:timestamp" value="2002-05-07"/></event>
  <trace>
    <string key="concept:name" value="case A"/>
    <event>
      <string key="concept:name" value="a, &quot;b&quot;"/>
      <date key="time:timestamp" value="May 2002"/>
    </event>
  </trace>
</log>
"#;

const XES_TABLE: &str = "\
subject,kind,time,holder,event,case:district,risk,risk/source,event:time,seen/child
case A,referral,2002-05-03T23:30:00.000+02:00,social_care,1,North & East,3,form 7,late,
case A,visit,2002-05,,2,North & East,,,,one; two
case A,,,,3,North & East,,,,
,visit,2002-05-06,,4,,,,,
,note,2002-05-07,,5,,,,,
case A,\"a, \"\"b\"\"\",May 2002,,6,,,,,
";

fn xes_tally() -> Tally {
    Tally {
        events: 6,
        rows: 6,
        used: 4,
        without_subject: 2,
        undated: 2,
        perhaps_next_day: 0,
        without_kind: 1,
        subjects: 1,
        same_name: 1,
        unknown_objects: 0,
    }
}

#[test]
fn a_log_is_known_by_what_stands_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let check = |name: &str, text: &str, expect: Option<Form>| {
        assert_eq!(
            Form::of(&put(dir.path(), name, text)).unwrap_or_else(|e| panic!("{e}")),
            expect,
            "{text}"
        );
    };
    check("named.csv", XES, Some(Form::Xes));
    check("log.txt", OCEL_XML, Some(Form::OcelXml));
    check("log", &ocel_json(), Some(Form::OcelJson));
    check("mark.xes", &format!("\u{feff}{XES}"), Some(Form::Xes));
    check("short.xes", "<log/>", Some(Form::Xes));
    check("bare.xes", "\n <log> </log>", Some(Form::Xes));
    check("named.xes", "subject,kind,time\n", None);
    check("empty.json", "", None);
    check("quoted.csv", "\"<log>\",kind,time\n", None);

    let named = |name: &str, expect: &[Form]| assert_eq!(Form::named(Path::new(name)), expect, "{name}");
    named("a/LOG.XES.GZ", &[Form::Xes]);
    named("log.xml", &[Form::Xes, Form::OcelXml]);
    named("log.xmlocel", &[Form::OcelXml]);
    named("log.ocel.json.gz", &[Form::OcelJson]);
    named("log.jsonocel", &[Form::OcelJson]);
    named("log.csv.gz", &[]);
    named("log.parquet", &[]);
}

/// Where clocks are ahead of universal time, a late evening of universal time is the next morning.
#[test]
fn late_evenings_of_universal_time_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let check = |time: &str, told: u64| {
        let event = format!("<event><date key=\"time:timestamp\" value=\"{time}\"/></event>");
        let log = format!("<log><trace><string key=\"concept:name\" value=\"A\"/>{event}</trace></log>");
        let tally = table(&put(dir.path(), "log.xes", &log), None).1;
        assert_eq!((tally.perhaps_next_day, tally.to_be_looked_at()), (told, told > 0), "{time}");
    };
    // | time as written | told |
    check("2002-05-03T22:00:00Z", 1);
    check("2002-05-03T23:30:00.000+00:00", 1);
    check("2002-05-03T21:59:59Z", 0);
    check("2002-05-03T23:30:00.000+02:00", 0);
    check("2002-05-03T23:30:00", 0);
    check("2002-05-03", 0);
}

#[test]
fn xes_becomes_a_table_and_every_event_is_accounted_for() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(table(&put(dir.path(), "log.xes", XES), None), (XES_TABLE.to_string(), xes_tally()));

    // Two gzip streams, one after the other, are one file.
    let packed = dir.path().join("log.xes.gz");
    let mut file = fs::File::create(&packed).unwrap();
    for part in [&XES[..300], &XES[300..]] {
        let mut gz = GzEncoder::new(&mut file, Compression::fast());
        gz.write_all(part.as_bytes()).unwrap();
        gz.finish().unwrap();
    }
    drop(file);
    assert_eq!(table(&packed, None), (XES_TABLE.to_string(), xes_tally()));
    assert_eq!(
        xes_tally().to_string(),
        "6 events read = 4 used + 2 without a subject; 6 rows about 1 subject\n\
         2 of the events used have no usable time; their rows are kept without one\n\
         1 of the events used do not say what happened\n\
         1 traces have the name of an earlier one and are read as the same subject"
    );
}

#[test]
fn a_log_that_is_broken_or_something_else_is_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let check = |name: &str, text: &str, subject_type: Option<&str>, expect: &str| {
        let log = put(dir.path(), name, text);
        let error = to_table(&log, subject_type, &dir.path().join("t.csv")).unwrap_err();
        let said = format!("{error} {}", error.hint);
        assert!(said.contains(expect), "{name}: {said}");
    };
    // Cut off anywhere, the log is refused; nothing is read as if it were whole.
    for (at, _) in XES.match_indices('\n').filter(|(at, _)| *at > 60 && *at < XES.len() - 1) {
        check("cut.xes", &XES[..at], None, "it ends before its elements are closed");
    }
    check("cut.xes", &XES[..900], None, "is broken at line ");
    check("other.xes", &XES.replace("<log", "<net").replace("/log>", "/net>"), None, "this is no event log");
    check("two.xes", &format!("{XES}<log/>"), None, "more than one outermost element");
    check("twice.xes", &XES.replacen("key=", "key='a' key=", 1), None, "is broken at line 4: ");
    check("bare.xes", &XES.replacen("value=\"case A\"", "value=case", 1), None, "is broken at line 7: ");
    check("a.xes", XES, Some("Case"), "XES has no object types");
    check(
        "bomb.xes",
        &XES.replace("<log", "<!DOCTYPE l [<!ENTITY a \"b\">]><log"),
        None,
        "entities of its own",
    );
    let deep = XES.replace("<event/>", &format!("<event>{}</event>", "<list key='l'>".repeat(99)));
    check("deep.xes", &deep, None, "deeper than 64");
    check("a.xml", "<log><objects/></log>", None, "this is not OCEL 2.0");
    let json = ocel_json();
    for (at, _) in json.match_indices('}').filter(|(at, _)| at + 1 < json.trim_end().len()) {
        check("cut.json", &json[..=at], None, "EOF");
    }
    check("one.json", r#"{"ocel:events": {}}"#, None, "it has no list of events");
    check("which.json", &json, None, "types: child (2), household (1)");
    check("which.json", &json, Some("pupil"), "has no object of type pupil");
    check("long.json", &format!("{json} x"), Some("child"), "trailing characters");
    let wide: String = (0..300).map(|n| format!(" a{n}=\"\"")).collect();
    check(
        "wide.xes",
        &XES.replacen("<event/>", &format!("<event{wide}/>"), 1),
        None,
        "more than 256 attributes",
    );
    let long = format!(r#"{{"events": [{{"id": "{}"}}]}}"#, "x".repeat(17 << 20));
    check("long.json", &long, None, "one piece of it is longer than 16777216 bytes");
    check("log.txt", "subject,kind,time", None, "no event log");
}

/// The same log as XML and as JSON.
const OCEL_XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log>
  <object-types>
    <object-type name="child"><attributes><attribute name="risk" type="string"/></attributes></object-type>
    <object-type name="household"><attributes/></object-type>
  </object-types>
  <event-types>
    <event-type name="referral"><attributes><attribute name="resource" type="string"/><attribute name="pages" type="integer"/></attributes></event-type>
    <event-type name="visit"><attributes/></event-type>
  </event-types>
  <objects>
    <object id="c1" type="child"><attributes>
      <attribute name="risk" time="1970-01-01T00:00:00Z">low</attribute>
      <attribute name="risk" time="2002-05-04T00:00:00Z">high &amp; rising</attribute>
    </attributes></object>
    <object id="c2" type="child"><objects><relationship object-id="h1" qualifier="lives in"/></objects></object>
    <object id="h1" type="household"/>
  </objects>
  <events>
    <event id="e1" type="referral" time="2002-05-03T09:00:00Z">
      <attributes><attribute name="resource">police</attribute><attribute name="pages">4</attribute></attributes>
      <objects><relationship object-id="c1" qualifier="about"/><relationship object-id="c1" qualifier="named in"/><relationship object-id="h1" qualifier="at"/></objects>
    </event>
    <event id="e2" type="visit" time="2002-05-05T09:00:00Z">
      <objects><relationship object-id="c1" qualifier="seen"/><relationship object-id="c2" qualifier="seen"/><relationship object-id="c9" qualifier="seen"/></objects>
    </event>
    <event id="e3" type="visit" time="2002-05-06T09:00:00Z"><objects><relationship object-id="h1" qualifier="at"/></objects></event>
    <event id="e4" type="visit" time="Whitsun"><objects><relationship object-id="c2" qualifier="seen"/></objects></event>
  </events>
</log>
"#;

fn ocel_json() -> String {
    r#"{
  "events": [
    {"id": "e1", "type": "referral", "time": "2002-05-03T09:00:00Z",
     "attributes": [{"name": "resource", "value": "police"}, {"name": "pages", "value": 4}],
     "relationships": [{"objectId": "c1", "qualifier": "about"}, {"objectId": "c1", "qualifier": "named in"}, {"objectId": "h1", "qualifier": "at"}]},
    {"id": "e2", "type": "visit", "time": "2002-05-05T09:00:00Z", "attributes": [],
     "relationships": [{"objectId": "c1", "qualifier": "seen"}, {"objectId": "c2", "qualifier": "seen"}, {"objectId": "c9", "qualifier": "seen"}]},
    {"id": "e3", "type": "visit", "time": "2002-05-06T09:00:00Z", "relationships": [{"objectId": "h1", "qualifier": "at"}]},
    {"id": "e4", "type": "visit", "time": "Whitsun", "relationships": [{"objectId": "c2", "qualifier": "seen"}]}
  ],
  "objectTypes": [{"name": "child", "attributes": [{"name": "risk", "type": "string"}]}, {"name": "household", "attributes": []}],
  "eventTypes": [{"name": "referral", "attributes": [{"name": "resource", "type": "string"}, {"name": "pages", "type": "integer"}]}, {"name": "visit", "attributes": []}],
  "objects": [
    {"id": "c1", "type": "child", "attributes": [
      {"name": "risk", "time": "1970-01-01T00:00:00Z", "value": "low"},
      {"name": "risk", "time": "2002-05-04T00:00:00Z", "value": "high & rising"}]},
    {"id": "c2", "type": "child", "relationships": [{"objectId": "h1", "qualifier": "lives ] in \"a\\"}]},
    {"id": "h1", "type": "household"}
  ]
}
"#
    .to_string()
}

const OCEL_TABLE: &str = "\
subject,kind,time,holder,event,event:qualifier,resource,pages,case:risk
c1,referral,2002-05-03T09:00:00Z,police,e1,about; named in,,4,low
c1,visit,2002-05-05T09:00:00Z,,e2,seen,,,high & rising
c2,visit,2002-05-05T09:00:00Z,,e2,seen,,,
c2,visit,Whitsun,,e4,seen,,,
";

#[test]
fn ocel_becomes_a_table_alike_from_xml_and_from_json() {
    let dir = tempfile::tempdir().unwrap();
    let expect = Tally {
        events: 4,
        rows: 4,
        used: 3,
        without_subject: 1,
        undated: 1,
        perhaps_next_day: 0,
        without_kind: 0,
        subjects: 2,
        same_name: 0,
        unknown_objects: 1,
    };
    for (name, text) in [("log.xml", OCEL_XML), ("log.json", &ocel_json())] {
        let log = put(dir.path(), name, text);
        assert_eq!(table(&log, Some("child")), (OCEL_TABLE.to_string(), expect.clone()), "{name}");
        // Seen from the household: one row for each of its two events.
        let (rows, tally) = table(&log, Some("household"));
        assert_eq!((tally.rows, tally.used, tally.without_subject), (2, 2, 2), "{name}");
        assert!(rows.contains("\nh1,referral,2002-05-03T09:00:00Z,police,e1,at,,4\n"), "{rows}");
    }
}

const OUTCOMES: &str = "\
rule,version,subject,holder,started,due,verdict,done,days_late,working_days_late,certainty,evidence
R1,1,case A,social_care,2002-05-03,2002-05-17,late,2002-05-20,3,1,certain,2 3 +4
R2,2,case A,,2002-05-03,2002-05-10..2002-05-12,nothing_recorded,,,,possible,2
R1,1,c2,,,,cannot_tell,,,,cannot_tell,4
R3,1,c1,police,2002-05-03,..,met,2002-05-04,,,certain,2 3
R3,1,nobody,,2002-05-03,2002-05-09,met,2002-05-04,,,certain,2
";

#[test]
fn xes_is_given_back_with_its_outcomes_and_nothing_else_changed() {
    let dir = tempfile::tempdir().unwrap();
    let (log, outcomes) = (put(dir.path(), "log.xes", XES), put(dir.path(), "o.csv", OUTCOMES));
    let to = dir.path().join("with.xes");
    let written = with_outcomes(&log, &outcomes, &to).unwrap();
    assert_eq!(
        written.to_string(),
        "5 outcomes = 2 written into the log as events + 1 without a day + 2 about a subject that the log lacks"
    );
    let event = |time: &str, rest: &str| {
        format!(
            "<event><string key=\"concept:name\" value=\"candour:outcome\"/>\
             <date key=\"time:timestamp\" value=\"{time}\"/>{rest}</event>"
        )
    };
    let s = |key: &str, value: &str| format!("<string key=\"{key}\" value=\"{value}\"/>");
    let first = [
        s("rule", "R2"),
        "<int key=\"version\" value=\"2\"/>".into(),
        s("verdict", "nothing_recorded"),
        s("started", "2002-05-03"),
        s("due", "2002-05-10..2002-05-12"),
        s("certainty", "possible"),
        s("evidence", "1"),
    ];
    let second = [
        s("rule", "R1"),
        "<int key=\"version\" value=\"1\"/>".into(),
        s("verdict", "late"),
        s("org:resource", "social_care"),
        s("started", "2002-05-03"),
        s("due", "2002-05-17"),
        s("done", "2002-05-20"),
        "<int key=\"days_late\" value=\"3\"/>".into(),
        "<int key=\"working_days_late\" value=\"1\"/>".into(),
        s("certainty", "certain"),
        s("evidence", "1 2 +4"),
    ];
    // The offset is that of the last event of the trace that has one.
    let inserted = event("2002-05-12T23:59:59.000+02:00", &first.concat())
        + &event("2002-05-17T23:59:59.000+02:00", &second.concat());
    let expect = XES.replacen("<event/>\n  </trace>", &format!("<event/>\n  {inserted}</trace>"), 1);
    assert_eq!(fs::read_to_string(&to).unwrap(), expect);

    let (rows, tally) = table(&to, None);
    assert_eq!((tally.events, tally.rows, tally.used), (8, 8, 6));
    assert!(rows.contains("\ncase A,candour:outcome,2002-05-17T23:59:59.000+02:00,social_care,5,"), "{rows}");

    let error = with_outcomes(&log, &outcomes, &log).unwrap_err();
    assert!(error.what.contains("is the log itself"), "{error}");
    let error = with_outcomes(&log, &outcomes, &dir.path().join("with.json")).unwrap_err();
    assert!(error.hint.contains("a file that ends in .xes"), "{error}");
    assert!(!dir.path().join(".with.xes.being-written").exists());
    let error = with_outcomes(&log, &put(dir.path(), "p.csv", "rule,subject\n"), &to).unwrap_err();
    assert!(error.what.contains("has no column verdict"), "{error}");
}

/// Summer time ends between the two events: what is due in October bears the offset of the event of July, what is due in
/// December that of the event of December, and what was due before both that of the first.
#[test]
fn an_outcome_bears_the_offset_of_the_last_event_that_is_not_after_its_day() {
    let dir = tempfile::tempdir().unwrap();
    let event = |time: &str| {
        format!(
            "<event><string key=\"concept:name\" value=\"x\"/><date key=\"time:timestamp\" value=\"{time}\"/></event>"
        )
    };
    let (july, december) = (event("2006-07-24T00:00:00.000+02:00"), event("2006-12-05T00:00:00.000+01:00"));
    let xes =
        format!("<log><trace><string key=\"concept:name\" value=\"A1\"/>{july}{december}</trace></log>");
    let log = put(dir.path(), "log.xes", &xes);
    for (due, offset) in [("2006-10-22", "+02:00"), ("2006-12-06", "+01:00"), ("2006-07-01", "+02:00")] {
        let text = format!("rule,version,subject,due,verdict,certainty,possible\nR1,1,A1,{due},late,sure,\n");
        let to = dir.path().join("with.xes");
        let _ = fs::remove_file(&to);
        with_outcomes(&log, &put(dir.path(), "o.csv", &text), &to).unwrap();
        let after = fs::read_to_string(&to).unwrap();
        assert!(after.contains(&format!("value=\"{due}T23:59:59.000{offset}\"")), "{after}");
    }
}

#[test]
fn the_verdicts_left_open_stand_in_the_log_beside_the_certainty() {
    let dir = tempfile::tempdir().unwrap();
    let log = put(dir.path(), "log.xes", XES);
    for (verdict, possible, expect) in [("cannot tell", "met or late", "met or late"), ("late", "", "late")] {
        let text = format!(
            "rule,version,subject,due,verdict,certainty,possible\nR1,1,case A,2002-05-17,{verdict},sure,{possible}\n"
        );
        let to = dir.path().join("with.xes");
        let _ = fs::remove_file(&to);
        with_outcomes(&log, &put(dir.path(), "o.csv", &text), &to).unwrap();
        let after = fs::read_to_string(&to).unwrap();
        let both = format!(
            "<string key=\"certainty\" value=\"sure\"/><string key=\"possible\" value=\"{expect}\"/></event>"
        );
        assert!(after.contains(&both), "{after}");
    }
}

#[test]
fn ocel_is_given_back_with_its_outcomes_and_nothing_else_changed() {
    let dir = tempfile::tempdir().unwrap();
    let outcomes = put(dir.path(), "o.csv", OUTCOMES);
    let json = ocel_json();
    for (name, text) in [("log.xml", OCEL_XML), ("log.json", &json)] {
        let log = put(dir.path(), name, text);
        let once = dir.path().join(format!("once.{name}"));
        let written = with_outcomes(&log, &outcomes, &once).unwrap();
        assert_eq!((written.written, written.undated, written.without_subject), (1, 1, 3), "{name}");
        // What was added taken out again leaves the log.
        let after = fs::read_to_string(&once).unwrap();
        let cut = |text: &str, from: &str, to: &str| {
            let at = text.find(from).unwrap_or_else(|| panic!("{name} lacks {from}: {text}"));
            let end = at + text[at..].find(to).unwrap() + to.len();
            format!("{}{}", &text[..at], &text[end..])
        };
        let without = match name {
            "log.xml" => cut(
                &cut(&after, "<event-type name=\"candour", "</event-type>"),
                "<event id=\"candour",
                "</event>",
            ),
            // The keys of an entry stand in alphabetical order: an event ends with its type, an event type with its name.
            _ => cut(
                &cut(
                    &after,
                    ",{\"attributes\":[{\"name\":\"rule\",\"type\"",
                    "\"name\":\"candour outcome\"}\n",
                ),
                ",{\"attributes\":[{\"name\":\"rule\",\"value\"",
                "\"type\":\"candour outcome\"}\n",
            ),
        };
        assert_eq!(without, text, "{name}");

        let (rows, tally) = table(&once, Some("child"));
        assert_eq!((tally.events, tally.rows), (5, 5), "{name}");
        let row = rows.lines().last().unwrap();
        assert!(row.starts_with("c1,candour outcome,2002-05-04T21:59:59.000Z,"), "{row}");
        // Its evidence is the events of the rows it names.
        assert!(row.contains("e1 e2"), "{row}");

        // A second set of outcomes has identifiers of its own, and the type is declared once.
        let twice = dir.path().join(format!("twice.{name}"));
        with_outcomes(&once, &outcomes, &twice).unwrap();
        let after = fs::read_to_string(&twice).unwrap();
        for id in ["\"candour-outcome-1\"", "\"candour-outcome-2\""] {
            assert_eq!(after.matches(id).count(), 1, "{name}: {id}");
        }
        assert_eq!(table(&twice, Some("child")).1.rows, 6, "{name}");
    }
}

/// A log that declares no types of event has its outcomes declared all the same.
#[test]
fn the_type_of_outcomes_is_declared_where_no_type_is() {
    let dir = tempfile::tempdir().unwrap();
    let outcomes = put(dir.path(), "o.csv", OUTCOMES);
    let json = r#"{"events":[],"objects":[{"id":"c1","type":"child"}]}"#;
    let xml = r#"<log><events/><objects><object id="c1" type="child"/></objects></log>"#;
    for (name, text, expect) in [
        ("a.json", json, "\"name\":\"candour outcome\"}]"),
        ("a.xml", xml, "<event-types><event-type name=\"candour outcome\">"),
    ] {
        let to = dir.path().join(format!("to.{name}"));
        assert_eq!(with_outcomes(&put(dir.path(), name, text), &outcomes, &to).unwrap().written, 1);
        let after = fs::read_to_string(&to).unwrap();
        assert_eq!(after.matches(expect).count(), 1, "{after}");
        assert_eq!(table(&to, Some("child")).1.rows, 1, "{name}");
    }
}

#[test]
fn outcomes_put_into_empty_lists_of_an_ocel_log_stand_there_alone() {
    let dir = tempfile::tempdir().unwrap();
    let outcomes = put(dir.path(), "o.csv", OUTCOMES);
    let json = r#"{"eventTypes": [ ], "objectTypes": [{"name":"child"}], "events":[], "objects":[{"id":"c1","type":"child"}]}"#;
    let xml = r#"<log><event-types/><object-types><object-type name="child"/></object-types><events/><objects><object id="c1" type="child"/></objects></log>"#;
    for (name, text) in [("e.json.gz", json), ("e.xml.gz", xml)] {
        let log = dir.path().join(name);
        let mut gz = GzEncoder::new(fs::File::create(&log).unwrap(), Compression::fast());
        gz.write_all(text.as_bytes()).unwrap();
        gz.finish().unwrap();
        let to = dir.path().join(format!("to.{name}"));
        assert_eq!(with_outcomes(&log, &outcomes, &to).unwrap().written, 1);
        let (rows, tally) = table(&to, None);
        assert_eq!(tally.rows, 1, "{name}: {rows}");
        assert!(fs::read(&to).unwrap().starts_with(&[0x1f, 0x8b]), "{name}");
        assert!(rows.contains("R3"), "{name}: {rows}");
    }
}
