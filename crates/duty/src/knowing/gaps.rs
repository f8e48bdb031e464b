//! What the record cannot show: per agency and year what was supplied and what was not, and months of a series without
//! a record.
//!
//! Left out: why an agency did not supply; the disclosure register keeps its words.

use model::{Case, Day, Extract, ExtractStatus, Gap, Series};

use super::Terms;

/// One line for each agency and year of the period, in the order of the agencies.
pub fn gaps(case: &Case) -> Vec<Gap> {
    let (from, to) = case.review.period;
    let mut lines = Vec::new();
    for agency in &case.agencies {
        for year in from.parts().0..=to.parts().0 {
            let (Some(first), Some(last)) = (Day::ymd(year, 1, 1), Day::ymd(year, 12, 31)) else { continue };
            let touches =
                |e: &Extract| e.covers.is_none_or(|(a, b)| a <= last.min(to) && b >= first.max(from));
            let mine = case.extracts.iter().filter(|e| e.agency == agency.name && touches(e));
            let (supplied, wanting): (Vec<&Extract>, Vec<&Extract>) =
                mine.partition(|e| e.status == ExtractStatus::Supplied && e.covers.is_some());
            lines.push(Gap {
                agency: agency.name,
                year,
                supplied: supplied.into_iter().map(|e| e.title.clone()).collect(),
                wanting: wanting
                    .into_iter()
                    .map(|e| {
                        let word = match e.status {
                            ExtractStatus::Supplied => "days not stated, or rows unread",
                            status => status.word(),
                        };
                        (e.title.clone(), word)
                    })
                    .collect(),
            });
        }
    }
    lines
}

/// The months in which a series has no record.
pub fn series(case: &Case, terms: &Terms) -> Vec<Series> {
    terms
        .series
        .iter()
        .map(|wanted| {
            let months = months(wanted.days);
            let kind = case.words.get(&wanted.kind);
            let agency = case.words.get(&wanted.agency);
            let mut certain = vec![false; months.len()];
            let mut possible = vec![false; months.len()];
            let its = |e: &&model::Event| Some(e.kind) == kind && Some(e.holder) == agency;
            for event in case.events.iter().filter(its) {
                for (i, first) in months.iter().enumerate() {
                    let last = first.add_months(1) - 1;
                    let (a, b) = (event.when.earliest(), event.when.latest());
                    let inside = a.is_some_and(|a| a >= *first) && b.is_some_and(|b| b <= last);
                    let apart = a.is_some_and(|a| a > last) || b.is_some_and(|b| b < *first);
                    certain[i] |= inside;
                    possible[i] |= !inside && !apart;
                }
            }
            let pick = |test: &dyn Fn(usize) -> bool| -> Vec<Day> {
                months.iter().enumerate().filter(|(i, _)| test(*i)).map(|(_, m)| *m).collect()
            };
            Series {
                title: wanted.title.clone(),
                absent: pick(&|i| !certain[i] && !possible[i]),
                possibly: pick(&|i| !certain[i] && possible[i]),
                expected: months,
            }
        })
        .collect()
}

/// First days of the months that lie wholly or partly in a time.
fn months(days: (Day, Day)) -> Vec<Day> {
    let mut month = days.0.month_bounds().0;
    let mut months = Vec::new();
    while month <= days.1 {
        months.push(month);
        month = month.add_months(1);
    }
    months
}
