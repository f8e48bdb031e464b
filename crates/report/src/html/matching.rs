//! What linkage was made of, as charts: weights, threshold against error, what cannot be linked, the cost of blocking.
//!
//! Every chart has its numbers as text below it. The shares of error are those that the probabilities lead one to expect; no truth was
//! looked at, and the page says so.

use model::{MentionKind, Weighing};

use super::{Page, e, put};
use crate::charts::{Bar, MARKS, bars, lines, shown, thresholds};
use crate::text::{count, number};

/// The charts of every kind of mention, each kind folded away.
pub(super) fn weighings(page: &mut Page<'_>) {
    let case = page.case;
    let told: Vec<&Weighing> = case.weighings.iter().filter(|w| w.records > 1).collect();
    if told.is_empty() {
        return;
    }
    page.html.push_str("<h3>What the weights are made of</h3>\n");
    page.quiet(
        "For each kind: what an agreement weighs, what a threshold is expected to cost, what cannot be linked, and what blocking cost.",
    );
    for weighing in told {
        let of = plural(weighing.kind);
        put!(
            page,
            "<details><summary>{}: {}, {} at least possible</summary>\n",
            e(of),
            count(weighing.records, "distinct record"),
            count(weighing.pairs.len() as u64, "pair")
        );
        weights(page, weighing);
        errors(page, weighing);
        copies(page, weighing);
        blocking(page, weighing);
        page.html.push_str("</details>\n");
    }
}

fn plural(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Person => "People",
        MentionKind::Vehicle => "Vehicles",
        MentionKind::Place => "Places",
        MentionKind::Telephone => "Telephones",
        MentionKind::Organisation => "Organisations",
        MentionKind::Matter => "Matters",
    }
}

/// A chart in a box that scrolls by keyboard where the screen is narrow.
fn chart(page: &mut Page<'_>, title: &str, svg: &str) {
    put!(
        page,
        "<div class=\"scroll\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">{svg}</div>\n",
        e(title)
    );
}

fn weights(page: &mut Page<'_>, weighing: &Weighing) {
    let title = format!("{}: weight of each level", plural(weighing.kind));
    let groups: Vec<(String, Vec<Bar>)> = weighing
        .comparisons
        .iter()
        .filter(|(_, levels)| levels.iter().any(|level| level.pairs > 0))
        .map(|(name, levels)| {
            let bar = |l: &model::WeighedLevel| Bar {
                label: l.words.to_string(),
                value: l.bits,
                seen: l.pairs > 0,
            };
            ((*name).to_string(), levels.iter().map(bar).collect())
        })
        .collect();
    page.html.push_str("<h4>What each agreement weighs</h4>\n");
    if groups.is_empty() {
        page.paragraph("No pair was at least possible, so no weight was used.");
        return;
    }
    page.paragraph(
        "One bit doubles the odds that two are one; a negative weight speaks against it. Agreement on a rare value weighs more than \
         shown here, on a common one less. Grey: no pair that was at least possible came out so.",
    );
    chart(page, &title, &bars(&title, "bits", &groups));
    page.table(&title, false, &["Compared", "How it came out", "#Bits", "#Pairs"]);
    for (name, levels) in &weighing.comparisons {
        for level in levels.iter().filter(|level| level.pairs > 0) {
            put!(page, "<tr><th scope=\"row\">{}</th><td>{}</td>", e(name), e(level.words));
            put!(
                page,
                "<td class=\"n\">{:+.2}</td><td class=\"n\">{}</td></tr>\n",
                level.bits,
                number(level.pairs)
            );
        }
    }
    page.end_table();
}

/// From a threshold on: how many pairs, the share of them expected to be wrong, and the share missed of all expected to be one.
fn at(pairs: &[f64], threshold: f64) -> (u64, f64, f64) {
    let (mut kept, mut right, mut missed) = (0u64, 0.0, 0.0);
    for p in pairs {
        if *p >= threshold {
            kept += 1;
            right += p;
        } else {
            missed += p;
        }
    }
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    (kept, share(kept as f64 - right, kept as f64), share(missed, right + missed))
}

fn errors(page: &mut Page<'_>, weighing: &Weighing) {
    if weighing.pairs.is_empty() {
        return;
    }
    let title = format!("{}: threshold against error", plural(weighing.kind));
    page.html.push_str("<h4>Threshold against error</h4>\n");
    page.paragraph(
        "What the probabilities themselves lead one to expect; no truth was looked at. Pairs that no blocking rule brought together, and \
         pairs that are not even possible, are in no figure. Links are used from 0.95 on.",
    );
    let curve = |pick: fn((u64, f64, f64)) -> f64| -> Vec<(f64, f64)> {
        thresholds().into_iter().map(|t| (t, pick(at(&weighing.pairs, t)))).collect()
    };
    let series =
        [("wrong, of the pairs kept", curve(|x| x.1)), ("missed, of all that are one", curve(|x| x.2))];
    chart(page, &title, &lines(&title, "least probability of a pair", &series));
    page.table(&title, false, &["Pairs from", "#How many", "#% wrong", "#% missed"]);
    for threshold in MARKS {
        let (kept, wrong, missed) = at(&weighing.pairs, threshold);
        put!(
            page,
            "<tr><th scope=\"row\">{threshold}</th><td class=\"n\">{}</td><td class=\"n\">{:.2}</td><td class=\"n\">{:.2}</td></tr>\n",
            number(kept),
            100.0 * wrong,
            100.0 * missed
        );
    }
    page.end_table();
}

/// Mentions in which so little is given that even a copy would stay below a threshold.
fn copies(page: &mut Page<'_>, weighing: &Weighing) {
    let title = format!("{}: what cannot be linked", plural(weighing.kind));
    let mut sorted = weighing.copies.clone();
    sorted.sort_by(f64::total_cmp);
    let share = |least: f64| sorted.partition_point(|p| *p < least) as f64 / sorted.len().max(1) as f64;
    page.html.push_str("<h4>What cannot be linked</h4>\n");
    page.paragraph(
        "The share of mentions in which so little is given that even a copy of the mention would stay below the threshold. A name alone \
         never joins two mentions, so those that give no more than a name are below every threshold.",
    );
    let points = thresholds().into_iter().map(|t| (t, share(t))).collect();
    chart(page, &title, &lines(&title, "threshold", &[("cannot be linked", points)]));
    page.table(&title, false, &["Threshold", "#% of mentions"]);
    for threshold in MARKS {
        put!(
            page,
            "<tr><th scope=\"row\">{threshold}</th><td class=\"n\">{:.2}</td></tr>\n",
            100.0 * share(threshold)
        );
    }
    page.end_table();
}

fn blocking(page: &mut Page<'_>, weighing: &Weighing) {
    if weighing.rules.is_empty() {
        return;
    }
    let title = format!("{}: what blocking cost", plural(weighing.kind));
    page.html.push_str("<h4>What blocking cost</h4>\n");
    page.paragraph(
        "Only pairs that share a key of some rule are compared, each once. What is expected to be one counts under the first rule that \
         brings the two together. Grey: a rule under which nothing is expected to be one.",
    );
    let bar =
        |r: &model::WeighedRule| Bar { label: r.name.clone(), value: r.pairs as f64, seen: r.expected > 0.0 };
    let groups = [(String::new(), weighing.rules.iter().map(bar).collect())];
    chart(page, &title, &bars(&title, "pairs", &groups));
    page.table(&title, false, &["Rule", "#Pairs", "#Expected to be one"]);
    for rule in &weighing.rules {
        put!(page, "<tr><th scope=\"row\">{}</th>", e(&rule.name));
        put!(
            page,
            "<td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            number(rule.pairs),
            shown(rule.expected)
        );
    }
    page.end_table();
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn what_a_threshold_costs_is_the_sum_of_the_probabilities_on_either_side_of_it() {
        // Kept 0.99 and 0.95: of two pairs 0.06 are expected to be wrong. Below stand 0.5 of 2.44 that are expected to be one.
        let (kept, wrong, missed) = at(&[0.99, 0.5, 0.95], 0.95);
        assert_eq!(kept, 2);
        assert!((wrong - 0.03).abs() < 1e-12 && (missed - 0.5 / 2.44).abs() < 1e-12);
        assert_eq!(at(&[], 0.95), (0, 0.0, 0.0));
    }
}
