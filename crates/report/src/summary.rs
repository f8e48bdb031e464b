//! What the terminal shows after a run: a screen of figures with their denominators, and what to open next.

use model::{Answer, Case, MentionKind, SymbolId, Verdict};

use crate::figures::{Figures, Silences, figures, is_question, not_engaged, silences, under_own_measures};
use crate::text::{count, number, shortened, visible};

/// Lines and columns of the summary.
const LINES_MAX: usize = 24;
const COLUMNS_MAX: usize = 100;
/// Agencies whose most pressing question is shown.
const AGENCIES_MAX: usize = 7;

/// The summary of a case for the terminal: at most 24 lines of at most 100 columns, the last ended.
pub fn summary(case: &Case) -> String {
    let figures = figures(case);
    let mut lines = heading(case);
    lines.push(String::new());
    lines.push(rows(&figures));
    lines.push(format!("Entities   {}", entities(case)));
    lines.push(format!(
        "Events     {} in the chronology, {} without a usable date",
        number(case.chronology.len() as u64),
        number(case.undated.len() as u64)
    ));
    if !case.problems.is_empty() {
        lines.push(format!(
            "Problems   {} with the input: see problems.csv",
            number(case.problems.len() as u64)
        ));
    }
    lines.extend(outcomes(case, &figures));
    let followed = followed(case);
    let agencies_max = AGENCIES_MAX - followed.len();
    lines.extend(followed);
    lines.extend(questions(case, &figures, agencies_max));
    lines.push(String::new());
    lines.push(
        "Open next  report.html: the summary, then the questions for each agency with their evidence".into(),
    );
    lines.push(
        "           chronology.xlsx for Excel; outcomes.csv and the other CSV and JSON for scripts".into(),
    );
    lines.truncate(LINES_MAX);
    let mut text = String::new();
    for line in lines {
        text.push_str(&shortened(&visible(&line).replace(['\n', '\t'], " "), COLUMNS_MAX - 1));
        text.push('\n');
    }
    text
}

fn heading(case: &Case) -> Vec<String> {
    let review = &case.review;
    let mut lines = vec![
        review.title.clone(),
        format!("As of {}, purpose: {}", review.observation_date.words(), review.purpose.word()),
    ];
    if let Some(day) = review.as_known_on {
        lines[1].push_str(&format!(", as known on {}", day.words()));
    }
    if !review.notice.is_empty() {
        lines.push(review.notice.clone());
    }
    lines
}

fn rows(figures: &Figures<'_>) -> String {
    let sum = if figures.balances { "" } else { " (DOES NOT BALANCE: see accounts.csv)" };
    format!(
        "Rows       {} in = {} accepted + {} undated + {} rejected{sum}",
        number(figures.rows),
        number(figures.accepted),
        number(figures.undated),
        number(figures.rejected)
    )
}

/// `12 people, 3 vehicles, from 40 mentions; 10 people if possible sames are one`: one subject in three records whose words leave
/// open whether it is one is counted three times, and a reader has to see how many it may be.
fn entities(case: &Case) -> String {
    let (mut counts, mut fewest) = ([0u64; MentionKind::ALL.len()], [0u64; MentionKind::ALL.len()]);
    let first = first_of_possible_sames(case);
    for (at, entity) in case.entities.iter().enumerate() {
        counts[entity.kind as usize] += 1;
        fewest[entity.kind as usize] += u64::from(first[at] == at);
    }
    let told = |of: &dyn Fn(usize) -> Option<u64>| -> Vec<String> {
        let kinds = MentionKind::ALL.into_iter().filter_map(|k| of(k as usize).map(|n| (k, n)));
        let one = |(k, n): (MentionKind, u64)| match (k, n) {
            (MentionKind::Person, n) if n != 1 => format!("{} people", number(n)),
            (_, n) => count(n, k.word()),
        };
        kinds.map(one).collect()
    };
    let parts = told(&|k| (counts[k] > 0).then_some(counts[k]));
    let fewer = told(&|k| (fewest[k] < counts[k]).then_some(fewest[k]));
    let mentions = count(case.mentions.len() as u64, "mention");
    match (parts.is_empty(), fewer.is_empty()) {
        (true, _) => "none".to_string(),
        (_, true) => format!("{}, from {mentions}", parts.join(", ")),
        _ => {
            let (parts, fewer) = (parts.join(", "), fewer.join(", "));
            let said = format!("{parts}, from {mentions}; {fewer} if possible sames are one");
            let fits = said.chars().count() + "Entities   ".len() < COLUMNS_MAX;
            if fits { said } else { format!("{parts}; {fewer} if possible sames are one") }
        }
    }
}

/// For each entity the first of those that it may be the same as, over any number of steps; itself where there is none before it.
fn first_of_possible_sames(case: &Case) -> Vec<usize> {
    fn root(first: &[usize], mut at: usize) -> usize {
        while first[at] != at {
            at = first[at];
        }
        at
    }
    let all = case.entities.len();
    let mut first: Vec<usize> = (0..all).collect();
    for (at, entity) in case.entities.iter().enumerate() {
        for other in entity.possibly.iter().map(|id| id.index()).filter(|other| *other < all) {
            let (a, b) = (root(&first, at), root(&first, other));
            first[a.max(b)] = a.min(b);
        }
    }
    (0..all).map(|at| root(&first, at)).collect()
}

fn outcomes(case: &Case, figures: &Figures<'_>) -> Vec<String> {
    let arose = figures.all.arose();
    let engaged = figures.by_rule.len() as u64;
    let idle = not_engaged(case).len();
    let mut lines = vec![format!(
        "Duties     {} arose under {}; {} not engaged",
        number(arose),
        count(engaged, "rule"),
        number(idle as u64)
    )];
    let counted: Vec<String> = Verdict::ALL
        .into_iter()
        .filter(|v| figures.all.of(*v) > 0)
        .map(|v| format!("{} {} of {}", v.word(), number(figures.all.of(v)), number(arose)))
        .collect();
    for pair in counted.chunks(3) {
        lines.push(format!("           {}", pair.join(" · ")));
    }
    if let Some((own, ids)) = under_own_measures(case, figures) {
        lines.push(format!(
            "           {} of {} by the review's own measure: {}",
            number(own),
            number(arose),
            ids.join(", ")
        ));
    }
    lines
}

/// What followed once something was known, and the months absent from series; two lines at most, none where nothing is asked.
fn followed(case: &Case) -> Vec<String> {
    let Silences { silent, lines, absent, expected } = silences(case);
    let mut said = Vec::new();
    if lines > 0 {
        said.push(format!(
            "Followed   {} {} of {} on what followed once something was known",
            Answer::NothingRecorded.word(),
            number(silent),
            count(lines, "line")
        ));
    }
    if absent > 0 {
        said.push(format!(
            "Months     {} absent of {} expected in monthly series: see absent_months.csv",
            number(absent),
            number(expected)
        ));
    }
    said
}

/// The most pressing question of each agency: the longest without a record, or else the latest. In order of name:
/// numbers of questions do not rank agencies.
fn questions(case: &Case, figures: &Figures<'_>, agencies_max: usize) -> Vec<String> {
    let mut asked: Vec<(SymbolId, u64, u64)> = figures
        .by_holder
        .iter()
        .filter(|(_, t)| t.questions() > 0)
        .map(|(h, t)| (*h, t.questions(), t.arose()))
        .collect();
    if asked.is_empty() {
        return vec!["Questions  none about duties: no duty is late or without a record".to_string()];
    }
    let all = asked.len();
    asked.sort_by_key(|(_, questions, _)| std::cmp::Reverse(*questions));
    asked.truncate(agencies_max);
    asked.sort_by_key(|(holder, ..)| case.words.word(*holder));
    let shown = if all > asked.len() {
        format!(" ({} of {} shown)", asked.len(), number(all as u64))
    } else {
        String::new()
    };
    let mut lines = vec![format!("Questions, with the longest past its deadline for each agency{shown}")];
    for (holder, questions, arose) in asked {
        let longest = case.outcomes.iter().filter(|o| o.holder == holder && is_question(o)).min_by_key(|o| {
            (o.verdict != Verdict::NothingRecorded, std::cmp::Reverse(o.days_late.map_or(0, |d| d.0)))
        });
        let longest =
            longest.map_or(String::new(), |o| format!("; {} {}{}", o.rule, o.verdict, days(o.days_late)));
        let name = shortened(case.words.word(holder), 34);
        lines.push(format!("  {name}: {} of {}{longest}", number(questions), count(arose, "duty")));
    }
    lines
}

/// `, 12 days` or `, 12 to 40 days`.
fn days(late: Option<(i32, i32)>) -> String {
    match late {
        None => String::new(),
        Some((a, b)) if a == b => format!(", {}", count(a.unsigned_abs().into(), "day")),
        Some((a, b)) => {
            format!(", {} to {}", number(a.unsigned_abs().into()), count(b.unsigned_abs().into(), "day"))
        }
    }
}
