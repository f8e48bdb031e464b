//! Outcomes as CSV, fast: the same bytes as [`super::write::outcome`] gives, which the tests hold this file to.
//!
//! Most outcomes are plain: every day exact, one verdict, few rows of evidence. Their cells have a few lengths only, so they are put
//! together in a buffer on the stack, from tables made once: dates, verdicts, pairs of digits. What a subject, a
//! holder and a rule are called is looked up, and quoted where it must be, when it changes. Every other outcome is written the
//! general way.
//!
//! Left out: other formats.

use std::sync::LazyLock;

use duty::log::{Log, NO_DAYS, Outcome, Plan};
use model::{Certainty, Day, Verdict, VerdictSet};

use super::write::{self, Csv, Put, date};

/// First day of the table of dates, 1 January 1900, and how many days it has: two hundred years.
const TABLE_FROM: i32 = -25_567;
const TABLE_DAYS: usize = 73_049;

/// Room for the plain part of a row: three dates, two words, two numbers and five rows of evidence, with what parts them.
const PLAIN_MAX: usize = 256;

/// Longest word of the tables, in bytes, with the comma behind it.
const WORD_MAX: usize = 24;

/// A date with the comma behind it.
type Written = [u8; 11];

static DATES: LazyLock<Vec<Written>> = LazyLock::new(|| {
    let written = |d: i32| {
        let mut cell = [b','; 11];
        cell[..10].copy_from_slice(&date(d));
        cell
    };
    (0..TABLE_DAYS as i32).map(|d| written(TABLE_FROM + d)).collect()
});

/// A word with the comma behind it, and its length.
type Word = ([u8; WORD_MAX], usize);

static VERDICTS: LazyLock<Vec<Word>> = LazyLock::new(|| {
    // By the number of the verdict.
    let mut all = Verdict::ALL;
    all.sort_by_key(|v| *v as u8);
    all.map(|v| word(v.word())).into()
});

static CERTAINTIES: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let mut all =
        [Certainty::CertainlyNotBreached, Certainty::CertainlyBreached, Certainty::Possible, Certainty::Open];
    all.sort_by_key(|c| *c as u8);
    all.map(|c| word(c.word())).into()
});

fn word(text: &str) -> Word {
    let mut cell = [0; WORD_MAX];
    cell[..text.len()].copy_from_slice(text.as_bytes());
    cell[text.len()] = b',';
    (cell, text.len() + 1)
}

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut n = 0;
    while n < 100 {
        pairs[n] = [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        n += 1;
    }
    pairs
};

/// Writes outcomes, and keeps what comes again.
#[derive(Default)]
pub(super) struct Pen {
    /// Rule and version of each rule, for the versions that came last, with the commas behind them.
    heads: Vec<((u16, u16), Vec<u8>)>,
    subject: Option<u32>,
    holder: Option<u32>,
    /// The cells of that subject and that holder, with the comma behind them.
    subject_cell: Vec<u8>,
    holder_cell: Vec<u8>,
}

impl Pen {
    /// Writes outcomes of one log and one plan.
    pub(super) fn write(&mut self, outcomes: &[Outcome], plan: &Plan, log: &Log, to: &mut Csv) {
        let dates = DATES.as_slice();
        let words = (VERDICTS.as_slice(), CERTAINTIES.as_slice());
        let mut row = Row { bytes: [0; PLAIN_MAX], at: 0 };
        for o in outcomes {
            row.at = 0;
            if row.plain(o, dates, words).is_none() {
                write::outcome(o, plan, log, to);
                continue;
            }
            self.names(o, plan, log);
            let head = &self.heads[usize::from(o.rule)].1;
            let cells = [head.as_slice(), &self.subject_cell, &self.holder_cell, &row.bytes[..row.at]];
            to.0.reserve(cells.iter().map(|c| c.len()).sum());
            cells.iter().for_each(|cell| to.0.extend_from_slice(cell));
        }
    }

    fn names(&mut self, o: &Outcome, plan: &Plan, log: &Log) {
        let rule = usize::from(o.rule);
        if self.heads.len() <= rule {
            self.heads.resize(rule + 1, ((0, 0), Vec::new()));
        }
        let head = &mut self.heads[rule];
        if head.0 != o.versions || head.1.is_empty() {
            let mut csv = Csv::default();
            csv.words(plan.rule(o.rule).as_bytes());
            csv.next();
            write::version(o, plan, &mut csv);
            csv.next();
            *head = (o.versions, csv.0);
        }
        if self.subject != Some(o.subject) {
            self.subject = Some(o.subject);
            quoted(&mut self.subject_cell, log.subject(o.subject));
        }
        if self.holder != Some(o.holder) {
            self.holder = Some(o.holder);
            quoted(&mut self.holder_cell, log.holder(o.holder));
        }
    }
}

fn quoted(cell: &mut Vec<u8>, words: &[u8]) {
    let mut csv = Csv(std::mem::take(cell));
    csv.0.clear();
    csv.words(words);
    csv.next();
    *cell = csv.0;
}

/// The plain part of a row.
struct Row {
    bytes: [u8; PLAIN_MAX],
    at: usize,
}

impl Row {
    /// Everything behind the holder; `None` where the outcome is not plain.
    #[inline]
    fn plain(&mut self, o: &Outcome, dates: &[Written], words: (&[Word], &[Word])) -> Option<()> {
        let one = o.possible == VerdictSet::of(o.verdict);
        if o.evidence_more > 0 || !one {
            return None;
        }
        self.day(o.started, dates)?;
        self.day(o.due, dates)?;
        self.word(&words.0[o.verdict as usize]);
        self.day(o.done, dates)?;
        self.count(o.days_late)?;
        self.count(o.working_days_late)?;
        self.word(&words.1[o.certainty as usize]);
        for (i, &row) in o.evidence().iter().enumerate() {
            if i > 0 {
                self.byte(b' ');
            }
            self.number(row);
        }
        self.byte(b',');
        self.byte(b'\n');
        Some(())
    }

    fn byte(&mut self, byte: u8) {
        self.bytes[self.at] = byte;
        self.at += 1;
    }

    fn word(&mut self, (word, len): &Word) {
        self.bytes[self.at..self.at + WORD_MAX].copy_from_slice(word);
        self.at += len;
    }

    /// An exact day of the table, or none.
    fn day(&mut self, span: (i32, i32), dates: &[Written]) -> Option<()> {
        if span == NO_DAYS {
            self.byte(b',');
            return Some(());
        }
        if span.0 != span.1 {
            return None;
        }
        let date = dates.get(usize::try_from(span.0.wrapping_sub(TABLE_FROM)).ok()?)?;
        self.bytes[self.at..self.at + date.len()].copy_from_slice(date);
        self.at += date.len();
        Some(())
    }

    fn count(&mut self, span: (i32, i32)) -> Option<()> {
        if span != NO_DAYS {
            if span.0 != span.1 {
                return None;
            }
            self.number(u32::try_from(span.0).ok()?);
        }
        self.byte(b',');
        Some(())
    }

    fn number(&mut self, mut n: u32) {
        let mut digits = [0; 10];
        let mut from = digits.len();
        while n >= 100 {
            from -= 2;
            digits[from..from + 2].copy_from_slice(&PAIRS[(n % 100) as usize]);
            n /= 100;
        }
        if n >= 10 {
            from -= 2;
            digits[from..from + 2].copy_from_slice(&PAIRS[n as usize]);
        } else {
            from -= 1;
            digits[from] = b'0' + n as u8;
        }
        let len = digits.len() - from;
        self.bytes[self.at..self.at + len].copy_from_slice(&digits[from..]);
        self.at += len;
    }
}

const _: () = assert!(Day::FIRST.0 < TABLE_FROM);

#[cfg(test)]
mod tests {
    use super::*;
    use duty::log::{Account, Rows, Store, stamp};

    #[test]
    fn the_fast_way_writes_what_the_general_way_writes() {
        let calendars = duty::calendar::Calendars::bundled();
        let plan = Plan::new(&[], &calendars).unwrap();
        assert_eq!(plan.rules(), 0);
        let mut rows = Rows::default();
        for (i, subject) in ["a", "b, \"c\""].iter().enumerate() {
            rows.push(&duty::log::Row {
                subject: subject.as_bytes(),
                kind: 0,
                stamp: stamp(b"2002-05-03").unwrap(),
                holder: if i == 0 { b"x,y" } else { b"" },
                bits: 0,
                addressees: b"",
                row: i as u32 + 2,
            });
        }
        assert_eq!(rows.account, Account { accepted: 2, undated: 0, rejected: 0 });
        let mut store = Store::default();
        store.append(rows, 0);
        let log = store.group();
        let rule = crate::check::asks::one_rule_for_tests();
        let plan = Plan::new(&[rule], &calendars).unwrap();
        let spans = [(0, 0), (11_000, 11_000), (11_000, 11_040), (-700_000, -700_000), NO_DAYS];
        let counts = [(0, 0), (7, 7), (99, 99), (100, 100), (12_345, 12_345), (-1, -1), (3, 9), NO_DAYS];
        let mut all = Vec::new();
        for (n, (&span, &count)) in spans.iter().flat_map(|s| counts.iter().map(move |c| (s, c))).enumerate()
        {
            let verdict = Verdict::ALL[n % Verdict::ALL.len()];
            let possible = VerdictSet::of(verdict);
            all.push(Outcome {
                subject: (n / 3 % 2) as u32,
                holder: (n / 5 % 2) as u32,
                rule: 0,
                versions: (1, 1),
                link: 0,
                verdict,
                possible: if n % 11 == 0 {
                    possible.with(Verdict::Met).with(Verdict::Late)
                } else {
                    possible
                },
                certainty: possible.certainty(),
                started: span,
                due: spans[(n + 1) % spans.len()],
                done: spans[(n + 2) % spans.len()],
                days_late: count,
                working_days_late: counts[(n + 3) % counts.len()],
                evidence: [2, 10 * n as u32, 0, 0, 0],
                evidence_more: u32::from(n % 13 == 0),
            });
        }
        let (mut fast, mut general) = (Csv::default(), Csv::default());
        Pen::default().write(&all, &plan, &log, &mut fast);
        all.iter().for_each(|o| write::outcome(o, &plan, &log, &mut general));
        assert_eq!(String::from_utf8(fast.0).unwrap(), String::from_utf8(general.0).unwrap());
    }
}
