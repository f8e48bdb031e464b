//! The report of a linkage: what was compared, what it weighs, what it cost, what cannot be told. One page that needs
//! nothing else and names no record.
//!
//! Error shares are what the program itself expects from its probabilities; they are no measurement against a truth, and the page
//! says so.

use std::collections::BTreeMap;

use link::columns::{Column, ColumnLinks, ColumnTerms, RuleInfo};
use link::spec::word_of;

use super::spec::Spec;
use super::table::Loaded;
use super::told::{Told, warns};
use super::whole::csv_cell;
use report::charts::{Bar, MARKS, bars, count, escaped, lines, shown, thresholds};

/// What the page is made from.
pub(super) struct Facts<'a> {
    pub(super) spec: &'a Spec,
    pub(super) loaded: &'a Loaded,
    pub(super) links: &'a ColumnLinks,
    pub(super) told: &'a Told,
    pub(super) terms: &'a ColumnTerms,
}

/// The comparisons and their levels as CSV: the key to the levels of a pair.
pub(super) fn comparisons(links: &ColumnLinks) -> String {
    let mut out = String::from("position,comparison,level,words,m,u,weight\n");
    for (at, comparison) in links.comparisons.iter().enumerate() {
        out += &format!(
            "{},{},0,not given on one side or held at other times,,,0\n",
            at + 1,
            csv_cell(&comparison.name)
        );
        for (level, (words, m, u, bits)) in comparison.levels.iter().enumerate() {
            let (name, words) = (csv_cell(&comparison.name), csv_cell(words));
            out += &format!("{},{name},{},{words},{m:.6e},{u:.6e},{bits:.3}\n", at + 1, level + 1);
        }
    }
    out
}

/// The page.
pub(super) fn html(facts: &Facts<'_>) -> String {
    let mut page = String::from(HEAD);
    for warning in facts.links.notes.iter().filter(|note| warns(note)) {
        page += &format!("<p role=\"note\"><strong>Warning: {}</strong></p>\n", escaped(warning));
    }
    page += &summary(facts);
    page += &weights(facts);
    page += &errors(facts);
    page += &unlinkables(facts);
    page += &blocking(facts.links);
    page += &notes(facts);
    page + "</main></body></html>\n"
}

const HEAD: &str = "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><title>Linkage report</title>\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<style>\n\
body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}main{max-width:60rem;margin:0 auto;padding:1.5rem}\n\
table{border-collapse:collapse;margin:1rem 0}th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid #ccc}td.n{text-align:right}\n\
svg{width:100%;height:auto}svg text{font-size:12px}\n</style></head><body><main>\n<h1>Linkage report</h1>\n";

fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = String::from("<table><thead><tr>");
    heads.iter().for_each(|h| out += &format!("<th scope=\"col\">{}</th>", escaped(h)));
    out += "</tr></thead><tbody>\n";
    for row in rows {
        out += "<tr>";
        for (at, cell) in row.iter().enumerate() {
            // Numbers stand to the right; words do not.
            let number = at > 0 && cell.starts_with(|c: char| c.is_ascii_digit());
            out += &format!("<td{}>{}</td>", if number { " class=\"n\"" } else { "" }, escaped(cell));
        }
        out += "</tr>\n";
    }
    out + "</tbody></table>\n"
}

fn summary(facts: &Facts<'_>) -> String {
    let (links, loaded) = (facts.links, facts.loaded);
    let n = loaded.records.len();
    let mut sizes = vec![0u32; links.entities.certainty.len()];
    links.entities.of.iter().for_each(|&e| sizes[e as usize] += 1);
    let largest = sizes.iter().copied().max().unwrap_or(0) as usize;
    let several = sizes.iter().filter(|&&s| s > 1).count();
    let columns: Vec<Vec<String>> = facts
        .spec
        .columns
        .iter()
        .zip(&loaded.records.columns)
        .map(|((name, kind), column)| {
            let share = 100.0 * column.given() as f64 / n.max(1) as f64;
            vec![name.clone(), word_of(*kind).replace('_', " "), format!("{share:.1}")]
        })
        .collect();
    let sources = loaded.sources.len();
    let rejected = match loaded.rejected {
        0 => "no row was rejected".to_string(),
        1 => "1 row was rejected".to_string(),
        n => format!("{} rows were rejected", count(n as usize)),
    };
    format!(
        "<p>{} {} of {} {} read; {rejected}. They are taken to be {}: {} of them {} more than one record, \
         the largest has {}. Records are joined from a probability of {}; every join is a proposal that a person can overrule.</p>\n\
         <h2>What was compared</h2>\n{}",
        count(n),
        if n == 1 { "record" } else { "records" },
        count(sources),
        match (sources, n) {
            (1, 1) => "source was",
            (1, _) => "source were",
            _ => "sources were",
        },
        match sizes.len() {
            1 => "1 person or thing".to_string(),
            n => format!("{} people or things", count(n)),
        },
        count(several),
        if several == 1 { "has" } else { "have" },
        count(largest),
        facts.terms.join_probability_min,
        table(&["column", "taken to hold", "given in % of records"], &columns)
    )
}

fn weights(facts: &Facts<'_>) -> String {
    // A level that no listed pair shows has the weight it is documented with, and says nothing of these records.
    let groups: Vec<(String, Vec<Bar>)> = facts
        .links
        .comparisons
        .iter()
        .zip(&facts.told.seen)
        .filter(|(_, seen)| seen[1..].contains(&true))
        .map(|(comparison, seen)| {
            let levels = comparison.levels.iter().enumerate();
            let rows = levels.map(|(at, (words, _, _, bits))| Bar {
                label: words.to_string(),
                value: *bits,
                seen: seen[at + 1],
            });
            (comparison.name.clone(), rows.collect())
        })
        .collect();
    format!(
        "<h2>What each agreement weighs</h2>\n<p>One bit doubles the odds that two records are one; a negative weight speaks against it. \
         Agreement on a rare value weighs more than shown here, on a common one less. Grey: no pair that is listed came out so.</p>\n{}",
        bars("Weight of each level of each comparison", "bits", &groups)
    )
}

/// What a threshold is expected to cost: pairs at or above it that are not one, and pairs below it that are.
fn errors(facts: &Facts<'_>) -> String {
    let at = |threshold: f64| facts.told.at(threshold);
    let rows: Vec<Vec<String>> = MARKS
        .iter()
        .map(|&t| {
            let (kept, wrong, missed) = at(t);
            vec![
                t.to_string(),
                count(kept as usize),
                format!("{:.2}", 100.0 * wrong),
                format!("{:.2}", 100.0 * missed),
            ]
        })
        .collect();
    let curve =
        |pick: fn((u64, f64, f64)) -> f64| thresholds().into_iter().map(|t| (t, pick(at(t)))).collect();
    format!(
        "<h2>Threshold against error</h2>\n<p>What the probabilities themselves lead one to expect; no truth was looked at. Pairs that no \
         blocking rule brought together, and pairs below {}, are in no figure.</p>\n{}{}",
        facts.terms.pair_probability_min,
        lines(
            "Expected share wrong and share missed by threshold",
            "least probability of a pair",
            &[("wrong, of the pairs kept", curve(|x| x.1)), ("missed, of all that are one", curve(|x| x.2))]
        ),
        table(&["pairs from", "how many", "% wrong", "% missed"], &rows)
    )
}

/// Records that could not be linked to a copy of themselves: so little is given that even full agreement is not enough.
fn unlinkables(facts: &Facts<'_>) -> String {
    let (links, records) = (facts.links, &facts.loaded.records);
    let n = records.len();
    let pairs = (n as f64 * (n as f64 - 1.0) / 2.0).max(1.0);
    let prior = (facts.told.expected.max(0.5) / pairs).log2();
    let mut counted: Vec<(&str, &Column, f64)> = Vec::new();
    for comparison in &links.comparisons {
        let Some(column) = records.columns.iter().find(|c| c.name == comparison.name) else { continue };
        let Some((_, _, _, bits)) = comparison.levels.first() else { continue };
        counted.push((comparison.name.as_str(), column, *bits));
    }
    // How many records give the same of them: there are no more combinations than there are records.
    let mut alike: BTreeMap<u64, usize> = BTreeMap::new();
    for record in 0..n {
        let given = counted.iter().enumerate().filter(|(_, (_, column, _))| column.is_given(record));
        *alike.entry(given.fold(0, |bits, (at, _)| bits | 1 << at)).or_default() += 1;
    }
    let best = |given: u64| {
        let of = counted.iter().enumerate().filter(|(at, _)| given >> at & 1 == 1);
        of.fold(prior, |sum, (_, (_, _, bits))| sum + bits)
    };
    let share = |least: f64| {
        let odds = (least / (1.0 - least)).log2();
        let below: usize = alike.iter().filter(|(given, _)| best(**given) < odds).map(|(_, n)| n).sum();
        below as f64 / n.max(1) as f64
    };
    let rows: Vec<Vec<String>> =
        MARKS.iter().map(|&t| vec![t.to_string(), format!("{:.2}", 100.0 * share(t))]).collect();
    let points = thresholds().into_iter().map(|t| (t, share(t))).collect();
    format!(
        "<h2>Records that cannot be linked</h2>\n<p>The share of records in which so little is given that even a copy of the record would stay below \
         the threshold. Counted with the weight of plain agreement on {}, and with the share of pairs that are one as found here.</p>\n{}{}",
        escaped(&counted.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ")),
        lines("Share of records that cannot reach a threshold", "threshold", &[("cannot be linked", points)]),
        table(&["threshold", "% of records"], &rows)
    )
}

fn blocking(links: &ColumnLinks) -> String {
    let bar =
        |r: &RuleInfo| Bar { label: r.name.clone(), value: r.new_pairs as f64, seen: r.new_found > 0.0 };
    let costs = [(String::new(), links.rules.iter().map(bar).collect())];
    let rows: Vec<Vec<String>> = links
        .rules
        .iter()
        .map(|r| {
            let each = if r.new_found > 0.0 {
                shown(r.new_pairs as f64 / r.new_found)
            } else {
                "none found".to_string()
            };
            vec![
                r.name.clone(),
                count(r.pairs as usize),
                count(r.new_pairs as usize),
                shown(r.new_found),
                each,
            ]
        })
        .collect();
    format!(
        "<h2>What blocking cost</h2>\n<p>Only pairs that share a key of some rule are compared; each once, under the first rule that gives it. Grey: a rule under which nothing is expected to be one.</p>\n{}{}",
        bars("Pairs that each rule adds", "pairs", &costs),
        table(&["rule", "pairs", "of them new", "expected to be one", "pairs for each found"], &rows)
    )
}

fn notes(facts: &Facts<'_>) -> String {
    let mut out = String::from("<h2>What was chosen, and what could not be done</h2>\n<ul>\n");
    let others = facts.links.notes.iter().filter(|note| !warns(note));
    others.for_each(|n| out += &format!("<li>{}</li>\n", escaped(n)));
    out + "</ul>\n<p>The method: docs/methods/linkage.md. The levels of a pair in the table of pairs are in the order of comparisons.csv.</p>\n"
}
