//! What the record cannot show: per agency and year what was supplied and what was not, and months of a series without
//! a record.
//!
//! Left out: why an agency did not supply; the disclosure register keeps its words.

use model::{Absence, Case, Day, Extract, ExtractStatus, Gap, Looked, Series, SymbolId};

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
            let (supplied, wanting): (Vec<&Extract>, Vec<&Extract>) = mine
                .partition(|e| e.status == ExtractStatus::Supplied && e.covers.is_some() && e.unread == 0);
            let whole_year = (first.max(from), last.min(to));
            lines.push(Gap {
                agency: agency.name,
                year,
                supplied: supplied.into_iter().map(|e| with_days(e, whole_year)).collect(),
                wanting: wanting
                    .into_iter()
                    .map(|e| {
                        let word = match e.status {
                            ExtractStatus::Supplied if e.covers.is_none() => "days not stated",
                            ExtractStatus::Supplied => "rows unread",
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

/// An extract's title, with its days where it covers only a part of a year.
fn with_days(extract: &Extract, (first, last): (Day, Day)) -> String {
    match extract.covers {
        Some((from, to)) if from > first || to < last => {
            format!("{} (only {} to {})", extract.title, from.max(first).words(), to.min(last).words())
        }
        _ => extract.title.clone(),
    }
}

/// The months in which a series has no record. A month that is not over on the day as of which the record is read is not expected yet.
pub fn series(case: &Case, terms: &Terms) -> Vec<Series> {
    terms
        .series
        .iter()
        .map(|wanted| {
            let over =
                |month: &Day| (month.add_months(1) - 1).min(wanted.days.1) < case.review.observation_date;
            let months: Vec<Day> = months(wanted.days).into_iter().filter(over).collect();
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
                absent: pick(&|i| !certain[i] && !possible[i])
                    .into_iter()
                    .map(|month| absence(case, (kind, agency), wanted.days, month))
                    .collect(),
                possibly: pick(&|i| !certain[i] && possible[i]),
                expected: months,
            }
        })
        .collect()
}

/// What became of the extracts that would hold a record of a month. The time looked at is the month as far as the series
/// was expected in it.
fn absence(
    case: &Case,
    (kind, agency): (Option<SymbolId>, Option<SymbolId>),
    days: (Day, Day),
    month: Day,
) -> Absence {
    let (first, last) = (month.max(days.0), (month.add_months(1) - 1).min(days.1));
    let holds = |e: &&Extract| {
        Some(e.agency) == agency
            && kind.is_some_and(|k| e.kinds.contains(&k))
            && e.covers.is_none_or(|(from, to)| from <= last && to >= first)
    };
    let lines: Vec<&Extract> = case.extracts.iter().filter(holds).collect();
    let came = |e: &Extract| match e.status {
        ExtractStatus::Supplied if e.covers.is_some() && e.unread == 0 => Looked::Supplied,
        ExtractStatus::Supplied => Looked::NotWhole,
        ExtractStatus::Asked => Looked::Asked,
        ExtractStatus::Missing => Looked::Missing,
        ExtractStatus::Refused => Looked::Refused,
    };
    let extracts: Vec<(String, Looked)> = lines.iter().map(|e| (e.title.clone(), came(e))).collect();
    // Day by day over one month: several extracts may cover it between them.
    let mut day = first;
    let covered =
        |day: Day| lines.iter().any(|e| e.covers.is_some_and(|(from, to)| from <= day && day <= to));
    while day <= last && covered(day) {
        day = day + 1;
    }
    let least = extracts.iter().map(|(_, looked)| *looked).max().unwrap_or(Looked::NeverAsked);
    let looked = if least == Looked::Supplied && day <= last { Looked::NotWhole } else { least };
    Absence { month, looked, extracts }
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
