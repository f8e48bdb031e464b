//! What meetings spoke of over time: the share of items and of words by theme, and where it changed.
//!
//! A theme is told by the words of a plain lexicon that the reviewer can edit; an item belongs to the theme whose words
//! it uses most, and to "unclear" where it uses none or two themes equally. The change point is the split of the
//! quarters with the greatest binomial likelihood ratio; its chance is the share of random orders of the quarters
//! that reach as much (a fixed sequence of pseudo-random numbers, so that two runs agree), and its uncertainty every
//! split within 3.84 of the greatest. Left out: why an agenda changed. Source: `docs/methods/knowing.md`.

use std::collections::BTreeMap;

use model::{Case, Day, Event, EventId, Meetings, SymbolId, ThemeCell, ThemeChange, ThemeItem};

use super::Terms;
use super::copies::{copies, uncounted};

/// Orders of the quarters that the chance of a change is taken from.
const ORDERS: u32 = 2_000;
/// Twice the log likelihood ratio that a split may lack of the greatest and still be where the change lies: the
/// 95 % point of chi squared with one degree of freedom.
const WITHIN: f64 = 3.841_458_820_694_124;
/// Fewest quarters with items for a change to be looked for.
const QUARTERS_MIN: usize = 4;
/// Greatest chance at which a change is printed, in ten-thousandths.
const CHANCE_MAX: u32 = 500;

/// One theme and the words that tell it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theme {
    /// As printed ("missing").
    pub name: String,
    /// Words in small letters; one that ends in `*` stands for every word that begins so. Two words joined by a space
    /// are a phrase.
    pub words: Vec<String>,
}

/// Themes with their words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lexicon {
    /// Name and version as printed.
    pub name: String,
    /// The themes, in order.
    pub themes: Vec<Theme>,
}

impl Default for Lexicon {
    /// The shipped lexicon, version 1.
    fn default() -> Lexicon {
        let theme = |name: &str, words: &str| Theme {
            name: name.to_string(),
            words: words.split(", ").map(str::to_string).collect(),
        };
        Lexicon {
            name: "shipped, version 1".to_string(),
            themes: vec![
                theme(
                    "exploitation",
                    "exploit*, groom*, older men, older man, sexual*, taxi*, car, cars, vehicle*, gifts, hotel*, trafficking, boyfriend*",
                ),
                theme("missing", "missing, abscond*, return interview, overnight, ran away, whereabouts"),
                theme(
                    "drugs",
                    "drug*, cannabis, heroin, cocaine, county lines, dealing, dealer*, substance*",
                ),
                theme("alcohol", "alcohol, drunk, drinking, intoxicat*, licensed premises"),
                theme(
                    "antisocial behaviour",
                    "anti-social, antisocial, nuisance, vandal*, graffiti, noise, litter*",
                ),
                theme("violence", "assault*, knife, knives, weapon*, fight*, robbery, violence"),
                theme("school attendance", "truan*, exclusion*, excluded, attendance, non-attendance"),
                theme(
                    "administration",
                    "minutes, apologies, agenda, terms of reference, date of next, budget, funding, staffing",
                ),
            ],
        }
    }
}

/// The words of a text in small letters.
pub type Tokens = Vec<String>;

/// The words of a text: letters, digits and hyphens, in small letters.
pub fn tokens(text: &str) -> Tokens {
    text.split(|c: char| !c.is_alphanumeric() && c != '-')
        .map(|w| w.trim_matches('-').to_lowercase())
        .filter(|w| !w.is_empty())
        .collect()
}

impl Lexicon {
    /// The theme of a text, by number; `None` where it is unclear.
    pub fn theme_of(&self, words: &Tokens) -> Option<usize> {
        let hits: Vec<usize> = self.hits(words).map(|of| of.iter().map(|h| h.1).sum()).collect();
        let most = *hits.iter().max()?;
        let mut leading = hits.iter().enumerate().filter(|(_, n)| **n == most);
        let (theme, _) = leading.next()?;
        (most > 0 && leading.next().is_none()).then_some(theme)
    }

    /// For each theme, its entries that a text uses, each with how often.
    fn hits<'l>(&'l self, words: &'l Tokens) -> impl Iterator<Item = Vec<(&'l str, usize)>> {
        self.themes.iter().map(|t| {
            let counted = t.words.iter().map(|w| (w.as_str(), occurrences(w, words)));
            counted.filter(|(_, n)| *n > 0).collect()
        })
    }

    /// The entries that a text uses, in words: `missing: abscond* (2); drugs: dealer* (1)`.
    fn found(&self, words: &Tokens) -> String {
        let mut text = String::new();
        for (theme, hits) in self.themes.iter().zip(self.hits(words)).filter(|(_, hits)| !hits.is_empty()) {
            let list: Vec<String> = hits.iter().map(|(entry, n)| format!("{entry} ({n})")).collect();
            text.push_str(if text.is_empty() { "" } else { "; " });
            text.push_str(&format!("{}: {}", theme.name, list.join(", ")));
        }
        text
    }
}

/// How often a word, a beginning of words or a phrase occurs.
fn occurrences(entry: &str, words: &Tokens) -> usize {
    let parts: Vec<&str> = entry.split(' ').collect();
    let fits = |pattern: &str, word: &str| match pattern.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == pattern,
    };
    words.windows(parts.len()).filter(|w| parts.iter().zip(w.iter()).all(|(p, w)| fits(p, w))).count()
}

/// What the items of meetings spoke of, quarter by quarter.
pub fn meetings(case: &Case, terms: &Terms) -> Meetings {
    let kinds: Vec<SymbolId> = terms.meeting_kinds.iter().filter_map(|k| case.words.get(k)).collect();
    let lexicon = &terms.lexicon;
    let unclear = lexicon.themes.len();
    let mut quarters: BTreeMap<Day, Vec<ThemeCell>> = BTreeMap::new();
    let mut items = Vec::new();
    let quarter_of = |event: &Event| {
        let both = event.when.earliest().zip(event.when.latest()).map(|(a, b)| (quarter(a), quarter(b)));
        both.filter(|(a, b)| a == b).map(|(first, _)| first)
    };
    let spoken = |(_, e): &(usize, &Event)| kinds.contains(&e.kind) && !e.text.is_empty();
    type Numbered<'e> = Vec<(usize, &'e Event)>;
    let (dated, undated): (Numbered<'_>, Numbered<'_>) =
        case.events.iter().enumerate().filter(spoken).partition(|(_, e)| quarter_of(e).is_some());
    let undated = u32::try_from(undated.len()).unwrap_or(u32::MAX);
    let dated: Vec<EventId> = dated.into_iter().map(|(i, _)| EventId::from(i)).collect();
    let copies = copies(case, &dated);
    let uncounted = uncounted(case, &dated, &copies);
    for id in dated.into_iter().filter(|id| !uncounted.contains(id)) {
        let event = &case.events[id.index()];
        let Some(first) = quarter_of(event) else { continue };
        let words = tokens(&event.text);
        let empty = ThemeCell { items: 0, words: 0 };
        let cells = quarters.entry(first).or_insert_with(|| vec![empty; unclear + 1]);
        let theme = lexicon.theme_of(&words).unwrap_or(unclear);
        items.push(ThemeItem { event: id, theme, found: lexicon.found(&words) });
        let cell = &mut cells[theme];
        cell.items += 1;
        cell.words = cell.words.saturating_add(u32::try_from(words.len()).unwrap_or(u32::MAX));
    }
    if quarters.is_empty() && undated == 0 {
        return Meetings::default();
    }
    let (days, cells): (Vec<Day>, Vec<Vec<ThemeCell>>) = quarters.into_iter().unzip();
    let changes = (0..unclear).map(|theme| change(theme, &days, &cells)).collect();
    let mut themes: Vec<String> = lexicon.themes.iter().map(|t| t.name.clone()).collect();
    themes.push("unclear".to_string());
    let mut words: Vec<String> = lexicon.themes.iter().map(|t| t.words.join(", ")).collect();
    words.push(String::new());
    let lexicon = lexicon.name.clone();
    Meetings { lexicon, themes, words, items, quarters: days, cells, undated, copies, changes }
}

/// First day of the quarter of a day.
fn quarter(day: Day) -> Day {
    let (year, month, _) = day.parts();
    Day::ymd(year, (month - 1) / 3 * 3 + 1, 1).unwrap_or(day)
}

fn change(theme: usize, days: &[Day], cells: &[Vec<ThemeCell>]) -> Option<ThemeChange> {
    let counts: Vec<(u32, u32)> =
        cells.iter().map(|row| (row[theme].items, row.iter().map(|c| c.items).sum())).collect();
    let scan = scan(&counts)?;
    let chance = chance(&counts, scan.statistic);
    let sum = |rows: &[(u32, u32)]| rows.iter().fold((0, 0), |s, r| (s.0 + r.0, s.1 + r.1));
    (chance <= CHANCE_MAX).then(|| ThemeChange {
        at: days[scan.at],
        between: (days[scan.between.0], days[scan.between.1]),
        before: sum(&counts[..scan.at]),
        after: sum(&counts[scan.at..]),
        statistic_hundredths: (scan.statistic * 100.0).round() as u64,
        chance_ten_thousandths: chance,
    })
}

/// The split of a series with the greatest likelihood ratio.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scan {
    /// Number of the first row after the split.
    pub at: usize,
    /// Twice the log likelihood ratio against one share throughout.
    pub statistic: f64,
    /// First and last split whose statistic is within 3.84 of the greatest.
    pub between: (usize, usize),
}

/// Binomial likelihood-ratio scan: rows of (how many of the theme, how many in all), in order. `None` for fewer than
/// four rows, or where no share can change.
pub fn scan(rows: &[(u32, u32)]) -> Option<Scan> {
    if rows.len() < QUARTERS_MIN {
        return None;
    }
    let all = statistics(rows);
    let (at, statistic) =
        all.iter().copied().enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    if statistic <= 0.0 {
        return None;
    }
    let near = |s: &f64| *s >= statistic - WITHIN;
    let first = all.iter().position(near)?;
    let last = all.iter().rposition(near)?;
    Some(Scan { at: at + 1, statistic, between: (first + 1, last + 1) })
}

/// For each split after row i, twice the log likelihood ratio.
fn statistics(rows: &[(u32, u32)]) -> Vec<f64> {
    let total = rows.iter().fold((0.0, 0.0), |s, r| (s.0 + f64::from(r.0), s.1 + f64::from(r.1)));
    let whole = log_likelihood(total);
    let mut left = (0.0, 0.0);
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows[..rows.len() - 1] {
        left = (left.0 + f64::from(row.0), left.1 + f64::from(row.1));
        let right = (total.0 - left.0, total.1 - left.1);
        found.push((2.0 * (log_likelihood(left) + log_likelihood(right) - whole)).max(0.0));
    }
    found
}

/// Greatest log likelihood of `k` of `n`.
fn log_likelihood((k, n): (f64, f64)) -> f64 {
    let term = |k: f64| if k > 0.0 { k * (k / n).ln() } else { 0.0 };
    term(k) + term(n - k)
}

/// Share of random orders of the rows whose greatest statistic reaches `statistic`, in ten-thousandths; the order as it
/// is counts as one of them.
fn chance(rows: &[(u32, u32)], statistic: f64) -> u32 {
    let mut rows = rows.to_vec();
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut reached = 1;
    for _ in 0..ORDERS {
        for i in (1..rows.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            rows.swap(i, (state % (i as u64 + 1)) as usize);
        }
        reached += u32::from(statistics(&rows).iter().any(|s| *s >= statistic - 1e-9));
    }
    (reached * 10_000).div_ceil(ORDERS + 1)
}
