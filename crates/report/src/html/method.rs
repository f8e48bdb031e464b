//! How it was done: the rules with what they stand on, linkage with its weights, the words, and how to check it all.

use model::{Band, Link, RuleText};

use super::{Page, e, put};
use crate::glossary;
use crate::limits::LINKS_MAX_HTML;
use crate::tables::level_words;
use crate::text::{count, number};

/// Kinds of rule, in the order shown: the word in a rule file, the heading, the class of its mark.
const KINDS: [(&str, &str, &str, &str); 5] = [
    ("statute", "Statute", "law", "Acts and regulations: what the law required."),
    (
        "statutory-guidance",
        "Statutory guidance",
        "law",
        "Guidance that agencies had to follow unless they had good reason not to.",
    ),
    ("code", "Codes", "", "Codes of practice and professional standards."),
    ("local-protocol", "Local protocols", "", "What the agencies of the area agreed among themselves."),
    (
        "reviewer-set",
        "Set by the reviewer",
        "own",
        "A reviewer’s own yardstick. It is no law and no guidance, and missing it breaks neither.",
    ),
];

/// A kind of rule in words.
pub(super) fn kind_words(kind: &str) -> String {
    match kind {
        "code" => "Code".to_string(),
        "local-protocol" => "Local protocol".to_string(),
        _ => KINDS.iter().find(|(k, ..)| *k == kind).map_or(kind, |(_, words, ..)| words).to_string(),
    }
}

/// The rules applied, by kind, with those that were not engaged.
pub(super) fn rules(page: &mut Page<'_>) {
    page.section("rules", true);
    page.paragraph(
        "The version in force on the day a clock started applies. Confidence says how well the clock itself is known: \
         V, its text or a reputable restatement was read; K, general knowledge, not checked; ?, unsure. A rule that is \
         not engaged is one whose clock nothing in the records started: that is not the same as kept.",
    );
    for note in &page.case.check_notes {
        put!(page, "<p>{}</p>\n", e(&page.context.names.text(note)));
    }
    let known = |kind: &str| KINDS.iter().any(|(k, ..)| *k == kind);
    for (kind, heading, class, words) in KINDS {
        group(page, heading, class, words, |rule| rule.kind == kind);
    }
    group(page, "Of another kind", "", "The rule file gives a kind that is not one of the five.", |rule| {
        !known(&rule.kind)
    });
    page.end_section();
}

fn group(page: &mut Page<'_>, heading: &str, class: &str, words: &str, of_kind: impl Fn(&RuleText) -> bool) {
    let case = page.case;
    let rules: Vec<(usize, &RuleText)> = case.rules.iter().enumerate().filter(|(_, r)| of_kind(r)).collect();
    if rules.is_empty() {
        return;
    }
    put!(page, "<h3>{heading}</h3>\n<p class=\"quiet\">{words}</p>\n");
    page.table(heading, true, &["Rule", "Obligation", "Version and source", "Confidence", "Arose"]);
    for (i, rule) in rules {
        put!(
            page,
            "<tr id=\"rule-{}\"><th scope=\"row\"><span class=\"ref\">{}</span> {}<br>",
            i + 1,
            e(&rule.id),
            e(&rule.title)
        );
        put!(page, "<span class=\"tag {class}\">{}</span></th>", e(&kind_words(&rule.kind)));
        put!(page, "<td>{}</td><td>{}<br>{}</td>", e(&rule.obligation), e(&rule.version), e(&rule.source));
        put!(page, "<td>{}</td>", e(&confidence(&rule.confidence)));
        let arose = match rule.activations {
            0 => "not engaged".to_string(),
            1 => "once".to_string(),
            n => format!("{} times", number(n)),
        };
        put!(page, "<td>{arose}</td></tr>\n");
    }
    page.end_table();
}

fn confidence(mark: &str) -> String {
    match mark.trim() {
        "V" => "V: read".to_string(),
        "K" => "K: not checked".to_string(),
        "?" => "?: unsure".to_string(),
        other => other.to_string(),
    }
}

/// How mentions were linked, and the links that a person should look at.
pub(super) fn links(page: &mut Page<'_>) {
    page.section("links", false);
    let case = page.case;
    for note in &case.link_notes {
        put!(page, "<p>{}</p>\n", e(&page.context.names.text(note)));
    }
    if case.links.is_empty() {
        page.paragraph("No two mentions were compared and found worth recording.");
        page.end_section();
        return;
    }
    page.paragraph(
        "A link is used where it is certain or probable; a possible one is a question for a person, whose decision \
         either way is kept and overrides the weights.",
    );
    page.table("Links by band", false, &["Band", "#Used", "#Not used"]);
    for band in [Band::Certain, Band::Probable, Band::Possible] {
        let of = |used: bool| case.links.iter().filter(|l| l.band == band && l.used == used).count() as u64;
        put!(page, "<tr><th scope=\"row\">{}</th>", band.word());
        put!(
            page,
            "<td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            number(of(true)),
            number(of(false))
        );
    }
    page.end_table();
    let mut open: Vec<&Link> = case.links.iter().filter(|l| !l.used).collect();
    let all = open.len();
    open.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then((a.left, a.right).cmp(&(b.left, b.right)))
    });
    open.truncate(LINKS_MAX_HTML);
    if !open.is_empty() {
        page.html.push_str("<h3>Links as questions</h3>\n");
        page.quiet(&format!(
            "{} of {}, the most probable first; every one is in links.csv.",
            open.len(),
            count(all as u64, "unused link")
        ));
        for link in open {
            one_link(page, link);
        }
    }
    super::matching::weighings(page);
    page.end_section();
}

/// A probability to three places; one that is not certain is never written as a certainty.
fn probability(p: f64) -> String {
    match p {
        p if (0.9995..1.0).contains(&p) => "over 0.999".to_string(),
        p if p > 0.0 && p < 0.0005 => "under 0.001".to_string(),
        p => format!("{p:.3}"),
    }
}

/// One link with its weights, one under the other, and the running sum.
fn one_link(page: &mut Page<'_>, link: &Link) {
    let case = page.case;
    let name = |m: model::MentionId| page.context.names.entity(case.entity_of[m.index()]);
    let place = |m: model::MentionId| super::evidence::place(page, case.mentions[m.index()].place);
    let caption = format!("Weights of {} and {}", link.left, link.right);
    let html = format!(
        "<details><summary>Are {} ({}) and {} ({}) one? Probability {}, {}</summary>\n<p class=\"quiet\">{}<br>{}</p>\n",
        e(&name(link.left)),
        link.left,
        e(&name(link.right)),
        link.right,
        probability(link.probability),
        link.band.word(),
        place(link.left),
        place(link.right)
    );
    page.html.push_str(&html);
    if !link.note.is_empty() {
        put!(page, "<p>{}</p>\n", e(&page.context.names.text(&link.note)));
    }
    page.table(&caption, false, &["Compared", "How it came out", "#Bits", "#Sum so far"]);
    let mut sum = 0.0;
    for level in &link.levels {
        sum += level.weight_bits;
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            e(&level.field),
            e(&level_words(page.context, &level.words))
        );
        put!(page, "<td class=\"n\">{:+.2}</td><td class=\"n\">{sum:+.2}</td></tr>\n", level.weight_bits);
    }
    page.end_table();
    page.html.push_str("</details>\n");
}

/// The glossary, and how to check the report.
pub(super) fn words(page: &mut Page<'_>) {
    page.section("words", false);
    for part in &glossary::PARTS {
        put!(page, "<h3>{}</h3>\n<dl class=\"words\">\n", part.title);
        for (word, meaning) in part.words {
            put!(page, "<dt>{word}</dt><dd>{meaning}</dd>\n");
        }
        page.html.push_str("</dl>\n");
    }
    page.html.push_str("<h3>Verification</h3>\n");
    page.paragraph(
        "Run candour review again on the same folder with the same version: every byte of this report is the same. The \
         hashes of the files as received are in the section on rows; a file that differs by one byte has another hash. \
         Every event says its file, sheet, row and column, and can be held against the file itself.",
    );
    put!(page, "<p>Made by Candour {}. ", env!("CARGO_PKG_VERSION"));
    page.html.push_str(
        "Beside this page: chronology.xlsx, and CSV and JSON of outcomes, chronology, undated events, entities, links, \
         mentions, accounts, problems, rejected rows, extracts, rules, sources and changes.</p>\n",
    );
    page.end_section();
}
