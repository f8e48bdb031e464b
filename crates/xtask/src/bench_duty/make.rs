//! A made log of events and twenty rules for it, the same bytes for the same seed.
//!
//! A case has 1 to 10 events, each number as likely as the others, so a million cases have about 5.5 million. The first
//! is its opening, on some day of ten years; each next one is of some other kind, 0 to 45 days later. 150 invented units
//! record them; every row bears an amount. Chance comes from SplitMix64 (Steele, Lea and Flood 2014).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    pub(super) cases: u32,
    pub(super) seed: u64,
    /// Events of each case; `None` for 1 to 10.
    pub(super) events_each: Option<u32>,
    /// Of 100 dates, how many are known to the month only, and how many to the year only.
    pub(super) rough: (u64, u64),
    /// In order of time instead of case by case.
    pub(super) by_time: bool,
}

/// Kinds of event; the first opens a case.
pub(super) const KINDS: [&str; 12] = [
    "opened",
    "assessed",
    "visited",
    "referred",
    "reviewed",
    "notified",
    "decided",
    "appealed",
    "paid",
    "reminded",
    "closed",
    "escalated",
];

/// First day, as days since 1970: 1 January 2010.
const FIRST_DAY: i64 = 14_610;

/// Days over which cases open.
const OPENING_DAYS: u64 = 3_650;

/// The last complete day: later than any event of a case of ten by far.
pub(super) const LAST_DAY: &str = "2020-12-31";

/// A rule in the terms that both the language of duties and SQL can say.
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) form: Form,
    pub(super) trigger: &'static str,
    pub(super) action: &'static str,
    /// Days allowed; for a requirement how many before, 0 for any.
    pub(super) days: u32,
    /// The trigger's amount must be more than this.
    pub(super) more_than: Option<u32>,
}

/// Which form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Duty,
    Bar,
    Requires,
}

const fn rule(id: &'static str, form: Form, trigger: &'static str, action: &'static str, days: u32) -> Rule {
    Rule { id, form, trigger, action, days, more_than: None }
}

/// Twenty rules.
pub(super) const RULES: [Rule; 20] = [
    rule("L01", Form::Duty, "opened", "assessed", 10),
    rule("L02", Form::Duty, "opened", "visited", 20),
    rule("L03", Form::Duty, "opened", "decided", 90),
    rule("L04", Form::Duty, "referred", "assessed", 15),
    rule("L05", Form::Duty, "referred", "notified", 5),
    rule("L06", Form::Duty, "assessed", "reviewed", 60),
    rule("L07", Form::Duty, "visited", "reviewed", 30),
    rule("L08", Form::Duty, "decided", "notified", 7),
    rule("L09", Form::Duty, "notified", "paid", 60),
    rule("L10", Form::Duty, "notified", "appealed", 60),
    rule("L11", Form::Duty, "appealed", "decided", 45),
    rule("L12", Form::Duty, "paid", "closed", 14),
    rule("L13", Form::Duty, "reminded", "paid", 21),
    rule("L14", Form::Duty, "escalated", "reviewed", 10),
    Rule { more_than: Some(100), ..rule("L15", Form::Duty, "opened", "escalated", 30) },
    Rule { more_than: Some(150), ..rule("L16", Form::Duty, "reminded", "escalated", 15) },
    rule("L17", Form::Bar, "notified", "escalated", 20),
    rule("L18", Form::Bar, "decided", "reminded", 30),
    rule("L19", Form::Requires, "closed", "decided", 0),
    rule("L20", Form::Requires, "escalated", "reminded", 60),
];

/// The rules in the language of duties.
pub(super) fn rules_text() -> String {
    let mut text = String::new();
    for rule in &RULES {
        let condition = rule.more_than.map_or(String::new(), |n| format!(" [amount > {n}]"));
        let then = match rule.form {
            Form::Duty => format!("then {} within {} days", rule.action, rule.days),
            Form::Bar => format!("bar {} within {} days", rule.action, rule.days),
            Form::Requires if rule.days == 0 => format!("requires {}", rule.action),
            Form::Requires => format!("requires {} at most {} days before", rule.action, rule.days),
        };
        text += &format!(
            "rule {} v1\nin force 1990-01-01\nkind local-protocol\nnation england\nsource \"made for a measurement\"\n\
             confidence ?\nwhen {}{condition} by any\n{then}\n\n",
            rule.id, rule.trigger
        );
    }
    text
}

/// The rules as lines `id form trigger action days amount` for the programs beside us.
pub(super) fn rules_table() -> String {
    let line = |r: &Rule| {
        let form = match r.form {
            Form::Duty => "duty",
            Form::Bar => "bar",
            Form::Requires => "requires",
        };
        let amount = r.more_than.map_or("-".to_string(), |n| n.to_string());
        format!("{} {form} {} {} {} {amount}\n", r.id, r.trigger, r.action, r.days)
    };
    RULES.iter().map(line).collect()
}

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }
}

#[derive(Clone, Copy)]
struct Event {
    day: i32,
    case: u32,
    kind: u8,
    unit: u8,
    amount_tenths: u16,
    rough: u8,
}

/// Writes the log; gives the number of its events.
pub(super) fn write(made: &Made, path: &Path) -> Result<u64, String> {
    let failed = |e: std::io::Error| format!("cannot write {}: {e}", path.display());
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(failed)?);
    file.write_all(b"subject,kind,time,holder,amount\n").map_err(failed)?;
    let mut chance = Chance(made.seed);
    let mut events = 0;
    let mut held: Vec<Event> = Vec::new();
    let mut line = Vec::new();
    for case in 0..made.cases {
        let n = made.events_each.unwrap_or_else(|| 1 + chance.below(10) as u32);
        let mut day = FIRST_DAY + chance.below(OPENING_DAYS) as i64;
        // Long cases stay within the same years.
        let step = if n > 10 { (45 * 10 / u64::from(n)).max(1) + 1 } else { 46 };
        for i in 0..n {
            let kind = if i == 0 { 0 } else { 1 + chance.below(11) as u8 };
            day += if i == 0 { 0 } else { chance.below(step) as i64 };
            let rough = chance.below(100);
            let event = Event {
                day: day as i32,
                case,
                kind,
                unit: chance.below(150) as u8,
                amount_tenths: chance.below(2_000) as u16,
                rough: if rough < made.rough.1 { 2 } else { u8::from(rough < made.rough.0 + made.rough.1) },
            };
            events += 1;
            if made.by_time {
                held.push(event);
            } else {
                put(&event, &mut line);
            }
        }
        if line.len() > 1 << 16 {
            file.write_all(&line).map_err(failed)?;
            line.clear();
        }
    }
    held.sort_by_key(|e| e.day);
    for event in &held {
        put(event, &mut line);
        if line.len() > 1 << 16 {
            file.write_all(&line).map_err(failed)?;
            line.clear();
        }
    }
    file.write_all(&line).map_err(failed)?;
    file.flush().map_err(failed)?;
    Ok(events)
}

fn put(event: &Event, line: &mut Vec<u8>) {
    let (year, month, day) = civil(event.day);
    let time = match event.rough {
        0 => format!("{year:04}-{month:02}-{day:02}"),
        1 => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}"),
    };
    let amount = event.amount_tenths;
    let text = format!(
        "{},{},{time},Unit {:03},{}.{}\n",
        10_000_000 + event.case,
        KINDS[usize::from(event.kind)],
        event.unit,
        amount / 10,
        amount % 10
    );
    line.extend_from_slice(text.as_bytes());
}

/// Year, month and day of a number of days since 1970; years that begin in March, so that the leap day comes last.
fn civil(days: i32) -> (i32, i32, i32) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let m = (5 * of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (era * 400 + year + i32::from(month <= 2), month, of_year - (153 * m + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Made = Made { cases: 2_000, seed: 7, events_each: None, rough: (10, 2), by_time: false };

    fn made(made: &Made) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.csv");
        let events = write(made, &path).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(text.lines().count() as u64, events + 1);
        text
    }

    #[test]
    fn the_same_seed_gives_the_same_log_and_its_shares_are_as_said() {
        let text = made(&SMALL);
        assert!(text == made(&SMALL));
        let events = text.lines().count() as f64 - 1.0;
        assert!((events / 2_000.0 - 5.5).abs() < 0.2, "{events} events");
        let of_length = |n: usize| {
            let times = text.lines().skip(1).map(|l| l.split(',').nth(2).unwrap().len());
            times.filter(|&l| l == n).count() as f64 / events
        };
        assert!((of_length(7) - 0.10).abs() < 0.02 && (of_length(4) - 0.02).abs() < 0.01);
        let mut sorted: Vec<&str> = text.lines().skip(1).collect();
        let by_time = made(&Made { by_time: true, rough: (0, 0), ..SMALL });
        assert_eq!(by_time.lines().count(), text.lines().count());
        sorted.sort_unstable();
        assert!(by_time.lines().skip(1).map(|l| l.split(',').nth(2).unwrap()).is_sorted());
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, expect) in
            [(0, (1970, 1, 1)), (14_610, (2010, 1, 1)), (11_016, (2000, 2, 29)), (-1, (1969, 12, 31))]
        {
            assert_eq!(civil(days), expect);
        }
    }
}
