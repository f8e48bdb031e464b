//! The page: safe, whole, reachable by everyone, and silent about names.

#[allow(dead_code)]
mod common;

use std::collections::BTreeSet;

use common::{Maker, SCRIPT, case, repeated, written};
use report::NamePolicy::{AsRecorded, Pseudonyms};

/// Elements that have no end tag.
const VOID: [&str; 5] = ["meta", "br", "rect", "line", "polyline"];

/// A tag of a page: its name, whether it ends an element, and its attributes.
struct Tag {
    name: String,
    end: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Every tag of a page, refusing what a careless writer leaves behind: bare `<`, unquoted values, bare `&`.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html.split_once("<!DOCTYPE html>").expect("a doctype").1;
    while let Some((text, after)) = rest.split_once('<') {
        for piece in text.split('&').skip(1) {
            let entity = piece.split(';').next().unwrap_or("");
            assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "a bare & before {piece:.20}");
        }
        let (tag, after) = after.split_once('>').expect("a tag ends");
        assert!(!tag.contains('<'), "a bare < in {tag}");
        tags.push(parsed(tag));
        rest = after;
    }
    tags
}

fn parsed(tag: &str) -> Tag {
    let (end, tag) = tag.strip_prefix('/').map_or((false, tag), |t| (true, t));
    let tag = tag.trim_end_matches('/');
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("a quoted value ends");
        attributes.push((key.trim().to_string(), value.to_string()));
        rest = after;
    }
    assert!(rest.trim().is_empty(), "an attribute without a quoted value in <{tag}>");
    Tag { name: name.to_string(), end, attributes }
}

#[track_caller]
fn check_page(html: &str) {
    let tags = tags(html);
    let mut open: Vec<&str> = Vec::new();
    let mut level = 0;
    let mut ids = BTreeSet::new();
    let mut anchors = BTreeSet::new();
    for tag in &tags {
        if tag.end {
            assert_eq!(open.pop(), Some(tag.name.as_str()), "elements close in order");
            continue;
        }
        if !VOID.contains(&tag.name.as_str()) {
            open.push(&tag.name);
        }
        if let Some(n) = tag.name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok()) {
            assert!(n <= level + 1, "heading h{n} after h{level}");
            level = n;
        }
        if let Some(id) = tag.get("id") {
            assert!(ids.insert(id.to_string()), "id {id} twice");
        }
        for key in ["href", "aria-labelledby"] {
            if let Some(to) = tag.get(key) {
                anchors.insert(to.trim_start_matches('#').to_string());
            }
        }
        assert!(
            !tag.attributes.iter().any(|(n, _)| n.starts_with("on") || n == "src"),
            "no handler, no source"
        );
        assert!(
            !["script", "img", "link", "iframe", "object", "form"].contains(&tag.name.as_str()),
            "no {}",
            tag.name
        );
    }
    assert!(open.is_empty(), "left open: {open:?}");
    let lost: Vec<_> = anchors.difference(&ids).collect();
    assert!(lost.is_empty(), "links to nowhere: {lost:?}");
    for forbidden in ["http:", "https:", "url(", "@import", "<script", "javascript:"] {
        assert!(!html.to_lowercase().contains(forbidden), "the page contains {forbidden}");
    }
    check_access(&tags);
}

#[track_caller]
fn check_access(tags: &[Tag]) {
    let starts = |name: &'static str| tags.iter().filter(move |t| !t.end && t.name == name);
    assert_eq!(starts("html").next().and_then(|t| t.get("lang")), Some("en-GB"));
    for landmark in ["header", "nav", "main", "footer", "h1", "title"] {
        assert_eq!(starts(landmark).count(), 1, "one {landmark}");
    }
    let real_tables = starts("table").filter(|t| t.get("role").is_none()).count();
    assert_eq!(starts("caption").count(), real_tables, "each table has a caption");
    assert!(starts("th").filter(|t| t.get("scope").is_none()).count() <= 16, "heads have a scope");
    assert_eq!(starts("details").count(), starts("summary").count());
    assert!(
        starts("svg").all(|t| {
            t.get("aria-hidden") == Some("true")
                || (t.get("role") == Some("img") && t.get("aria-label").is_some())
        }),
        "pictures have their numbers as text beside them, or say in words what they show"
    );
    let skip = starts("a").next().expect("a link");
    assert_eq!((skip.get("class"), skip.get("href")), (Some("skip"), Some("#main")));
}

#[test]
fn whole_safe_and_reachable() {
    for names in [Pseudonyms, AsRecorded] {
        let page = written(&case(), names);
        let html = page.text("report.html");
        check_page(html);
        assert!(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"));
        assert!(html.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;quoted&#39;"));
        assert!(!html.contains(SCRIPT));
        assert!(html.contains("invoice[U+202E]fdp.exe") && !html.contains('\u{202E}'));
    }
}

#[test]
fn an_empty_case_makes_a_page_too() {
    let empty = common::Maker::new().finish();
    let page = written(&empty, Pseudonyms);
    check_page(page.text("report.html"));
    assert!(page.text("report.html").contains("No duty arose under the rules applied."));
    assert!(report::summary(&empty).contains("0 arose"));
}

#[test]
fn each_question_says_what_was_due_and_shows_its_cell() {
    let page = written(&case(), Pseudonyms);
    let html = page.text("report.html");
    let question =
        html.split("<li id=\"q3\"").nth(1).and_then(|q| q.split("</li>\n").next()).expect("question 3");
    for words in [
        "nothing recorded",
        "Person 1",
        "reference INT-3",
        "between 5 March 2002 and 3 May 2002",
        "between 15 March 2002 and 13 May 2002",
        "nothing up to 30 December 2004; on 31 December 2004 963 to 1,022 days (660 to 700 working days) past the deadline",
        "what was done, by whom and when, and where is it recorded?",
        "<a href=\"#e4\">E4</a>",
        "police/log.csv",
        "row 4",
        "column B",
        "000000000000",
    ] {
        assert!(question.contains(words), "question 3 says {words:?}:\n{question}");
    }
    for words in [
        "Northmere Police, rule R05: 1 outcome",
        "not engaged",
        "refused",
        "nobody has said: proves no absence",
    ] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn colours_have_the_contrast_they_need() {
    let luminance = |hex: &str| {
        let part = |i: usize| {
            let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).expect("hex")) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let mut listed = BTreeSet::new();
    for (front, back, least) in report::COLOUR_PAIRS {
        let (a, b) = (luminance(front), luminance(back));
        let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
        assert!(contrast >= least, "{front} on {back}: {contrast:.2}");
        listed.extend([front, back]);
    }
    let page = written(&case(), Pseudonyms);
    let html = page.text("report.html");
    let style = html.split("<style>").nth(1).and_then(|s| s.split("</style>").next()).expect("a style");
    for colour in style.split('#').skip(1).map(|s| format!("#{:.6}", s)) {
        // Lines between rows and boxes carry no meaning and need no contrast.
        let rule = ["#c9c4b8", "#e4e1d8"].contains(&colour.as_str());
        assert!(rule || listed.contains(colour.as_str()), "{colour} is in no pair");
    }
}

#[test]
fn a_very_large_case_keeps_a_small_page_and_says_what_is_cut() {
    for (copies, bodies) in [(1_500, 0), (1_500, 900)] {
        let page = written(&repeated(copies, bodies), Pseudonyms);
        let html = page.text("report.html");
        check_page(html);
        assert!(html.len() < 5_000_000, "{} bytes", html.len());
        for words in [
            "2,000 of 12,000 events are shown",
            "chronology.csv",
            "Every one is in outcomes.csv",
            "entities.csv",
        ] {
            assert!(html.contains(words), "{words}");
        }
        assert_eq!(html.contains("Other holders"), bodies > 0);
    }
}

#[test]
fn what_the_weights_are_made_of_is_drawn_and_stands_beside_each_picture_in_figures() {
    let page = written(&case(), Pseudonyms).text("report.html").to_string();
    let section = page.split_once("What the weights are made of").expect("the part is there").1;
    for heading in [
        "What each agreement weighs",
        "Threshold against error",
        "What cannot be linked",
        "What blocking cost",
    ] {
        let part = section.split_once(&format!("<h4>{heading}</h4>")).expect(heading).1;
        let part = part.split("<h4>").next().unwrap();
        assert!(part.contains("<svg class=\"chart\"") && part.contains("<table"), "{heading}");
    }
    for figure in [
        "People: 7 distinct records, 2 pairs at least possible",
        // The one pair from 0.95 on is 0.9999 sure; the other, 0.61, is missed: 0.61 of 1.6099.
        "<tr><th scope=\"row\">0.95</th><td class=\"n\">1</td><td class=\"n\">0.01</td><td class=\"n\">37.89</td></tr>",
        // Of four mentions one gives no more than a name.
        "<tr><th scope=\"row\">0.95</th><td class=\"n\">25.00</td></tr>",
        // A second one reaches 0.97 and no more.
        "<tr><th scope=\"row\">0.99</th><td class=\"n\">50.00</td></tr>",
        "<td class=\"n\">+9.25</td><td class=\"n\">2</td>",
        "<th scope=\"row\">every pair</th><td class=\"n\">21</td><td class=\"n\">1.6</td>",
    ] {
        assert!(section.contains(figure), "{figure}");
    }
    // What no pair came out at is not in the table of weights.
    assert!(!section.contains("birth <date>") && !section.contains("birth &lt;date&gt;"));
}

/// Where no duty arose, nothing was answered, and the page does not claim that everything was.
#[test]
fn of_no_duty_it_is_not_said_that_every_duty_could_be_answered() {
    let files = written(&Maker::new().finish(), AsRecorded);
    let page = files.text("report.html");
    assert!(page.contains("No duty arose from the records supplied, so there was nothing to answer."));
    assert!(!page.contains("Every duty that arose could be answered"));
}
