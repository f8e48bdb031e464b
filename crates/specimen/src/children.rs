//! The duties planted in the records of children's social care, with what must come of each.
//!
//! A referral asks for a decision within one working day (R01) and for an assessment: within 7 working days to
//! March 2010 (R02), 10 to 14 April 2013 (R03), 45 since (R05). A strategy discussion that starts a section 47 enquiry
//! asks for a conference within 15 working days (R07). A plan asks for a review within three months and then within
//! six months of the last one (R09), until it ends. No referral falls between 15 February and 15 April 2010, so that
//! the very day on which the guidance of March 2010 came into force decides nothing.
//!
//! Three extracts do not cover the whole period, so that where nothing is found nobody can tell: initial assessments
//! before April 2006, single assessments before October 2013, conferences before 2007. Where an action in the covered
//! time would be late for a duty whose time was not covered, it is left out: whether an earlier one existed would be
//! anybody's guess.

use std::io;

use model::Day;

use crate::calendar::{self, months_after, working_day_from, working_days_after};
use crate::files::{Cell, Files};
use crate::names::{POLICE, SCHOOL, SOCIAL_CARE, YOUTH};
use crate::people::Person;
use crate::story::{Teller, mention, period, sex};
use crate::tables::Table;
use crate::truth::{Expected, Verdict};
use crate::writing::{self, Care, Named};

/// First day of the extract of initial assessments.
pub(crate) fn initial_from() -> Day {
    calendar::day(2006, 4, 1)
}

/// First day of the extract of single assessments.
pub(crate) fn single_from() -> Day {
    calendar::day(2013, 10, 1)
}

/// First day of the extract of conferences.
pub(crate) fn conferences_from() -> Day {
    calendar::day(2007, 1, 1)
}

/// How a duty is to turn out, as far as the agency did anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    InTime,
    Late,
    Nothing,
}

/// Where the answer to a duty is looked for.
struct Window {
    started: Day,
    due: Day,
    /// First day the extract covers.
    covered_from: Day,
}

impl Window {
    /// What the record shows of an action on `done`, and the verdict on it, by plain comparison of days.
    fn judge(&self, done: Option<Day>) -> (Option<Day>, Verdict) {
        let last = period().1;
        let whole = self.started >= self.covered_from;
        let visible = done.filter(|&d| d >= self.covered_from && d <= last);
        match visible {
            Some(d) if d <= self.due => (Some(d), Verdict::Met),
            Some(d) if whole => (Some(d), Verdict::Late),
            _ if self.due > last => (None, Verdict::NotYetDue),
            _ if whole => (None, Verdict::NothingRecorded),
            _ => (None, Verdict::CannotTell),
        }
    }
}

fn reason(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "recorded in time",
        Verdict::Late => "recorded after the deadline",
        Verdict::NothingRecorded => "the extract covers the time and shows nothing",
        Verdict::Excused => "what excuses by the rule is recorded in time",
        Verdict::NotYetDue => "the deadline lies after the last complete day",
        Verdict::CannotTell => "the extract does not cover the time",
    }
}

impl<'n> Teller<'_, 'n> {
    /// Up to three referrals of a child, at least four months apart, and what followed.
    pub(crate) fn referrals(&mut self, child: &Person<'n>) -> io::Result<()> {
        let (from, to) = self.childhood(child);
        let to = to.min(calendar::day(2014, 10, 15));
        let wanted = self.chance.pick(&[0, 1, 1, 1, 2, 2, 3]);
        let share = (to - from) / wanted.max(1);
        for n in 0..wanted {
            if share < 240 {
                continue;
            }
            let start = from + share * n;
            let mut day = working_day_from(self.any_day((start, start + (share - 120))));
            if day >= calendar::day(2010, 2, 15) && day <= calendar::day(2010, 4, 15) {
                day = working_day_from(day + 65);
            }
            if day <= to {
                self.referral(child, day)?;
            }
        }
        Ok(())
    }

    fn turn(&mut self, in_time: usize, late: usize) -> Turn {
        match self.chance.below(100) {
            n if n < in_time => Turn::InTime,
            n if n < in_time + late => Turn::Late,
            _ => Turn::Nothing,
        }
    }

    /// The working day on which it is done: among the first `n` after `started`, or up to `behind` after the deadline.
    fn day_done(&mut self, turn: Turn, started: Day, n: u32, behind: i32) -> Option<Day> {
        let due = working_days_after(started, n);
        match turn {
            Turn::InTime => Some(working_days_after(started, self.chance.between(1, n as i32) as u32)),
            Turn::Late => Some(working_days_after(due, self.chance.between(1, behind) as u32)),
            Turn::Nothing => None,
        }
    }

    fn in_care_records<'p>(&mut self, child: &'p Person<'_>, day: Day) -> Named<'p> {
        writing::person(&mut self.chance, child, day, Care::CLOSE)
    }

    fn referral(&mut self, child: &Person<'n>, day: Day) -> io::Result<()> {
        const CONCERNS: [&str; 4] = ["Going missing", "Risk of exploitation", "Neglect", "Violence at home"];
        let reference = self.reference(Table::Referrals, "R", day);
        // One child in twenty-five was entered anew under another number.
        let number =
            if self.chance.percent(4) { format!("C9{:06}", child.id) } else { format!("C1{:06}", child.id) };
        let named = self.in_care_records(child, day);
        let house = self.block.house_of(child);
        let turn = self.turn(70, 18);
        let decided = match turn {
            Turn::InTime if self.chance.percent(40) => Some(day),
            turn => self.day_done(turn, day, 1, 12),
        };
        let window = Window { started: day, due: working_days_after(day, 1), covered_from: period().0 };
        let (decided, verdict) = window.judge(decided);
        self.expect("R01", &reference, child, &window, verdict, decided)?;
        let cells = [
            (&reference).into(),
            (&number).into(),
            (&*named.surname).into(),
            (&*named.forename).into(),
            named.born.into(),
            sex(child).into(),
            (&house.address).into(),
            (&house.postcode).into(),
            self.chance.pick(&[POLICE, SCHOOL, YOUTH, "a relative"]).into(),
            day.into(),
            self.chance.pick(&CONCERNS).into(),
            decided.into(),
            if decided.is_some() { "Proceed to assessment" } else { "" }.into(),
        ];
        self.files.push(Table::Referrals, day, &cells, &[mention("child", &named)]);
        self.assessment(child, day, &reference, &number)?;
        if self.chance.percent(35) {
            self.strategy_discussion(child, day, &reference, &number)?;
        }
        Ok(())
    }

    fn expect(
        &mut self,
        rule: &'static str,
        reference: &str,
        child: &Person<'_>,
        window: &Window,
        verdict: Verdict,
        done: Option<Day>,
    ) -> io::Result<()> {
        self.truth.outcome(&Expected {
            rule,
            reference,
            subject: child.id,
            holder: SOCIAL_CARE,
            started: window.started,
            due: window.due,
            verdict,
            done,
            reason: reason(verdict),
        })
    }

    fn assessment(&mut self, child: &Person<'n>, day: Day, referral: &str, number: &str) -> io::Result<()> {
        let (rule, n, table, covered_from) = if day < calendar::day(2010, 4, 1) {
            ("R02", 7, Table::Initial, initial_from())
        } else if day < calendar::day(2013, 4, 15) {
            ("R03", 10, Table::Initial, initial_from())
        } else {
            ("R05", 45, Table::Single, single_from())
        };
        let turn = self.turn(56, 22);
        let done = self.day_done(turn, day, n, 40);
        let window = Window { started: day, due: working_days_after(day, n), covered_from };
        let (done, verdict) = window.judge(done);
        self.expect(rule, referral, child, &window, verdict, done)?;
        // An assessment that was begun and never finished leaves a row without the day of its end.
        let begun = working_days_after(day, self.chance.between(0, 5) as u32).min(done.unwrap_or(Day::LAST));
        let left = done.is_none() && begun >= covered_from && begun <= period().1 && self.chance.percent(35);
        if done.is_none() && !left {
            return Ok(());
        }
        // A row stands in the extract by the day it shows; one begun before the extract shows no beginning.
        let begun = Some(begun).filter(|&d| d >= covered_from);
        let named = self.in_care_records(child, done.unwrap_or(day));
        let (whole, reference) = (named.whole(), self.reference(table, "A", day));
        let cells = [
            (&reference).into(),
            referral.into(),
            number.into(),
            (&whole).into(),
            named.born.into(),
            begun.into(),
            done.into(),
            if done.is_some() {
                self.chance.pick(&["Services offered", "No further action", "Child in need plan"])
            } else {
                ""
            }
            .into(),
        ];
        self.files.push(table, begun.or(done).unwrap_or(day), &cells, &[mention("child", &named)]);
        Ok(())
    }

    fn strategy_discussion(
        &mut self,
        child: &Person<'n>,
        referred: Day,
        referral: &str,
        number: &str,
    ) -> io::Result<()> {
        let day = working_days_after(referred, self.chance.between(1, 15) as u32);
        if day > period().1 {
            return Ok(());
        }
        let reference = self.reference(Table::Strategy, "D", day);
        let enquiry = self.chance.percent(80);
        let window =
            Window { started: day, due: working_days_after(day, 15), covered_from: conferences_from() };
        let not_required = (enquiry && self.chance.percent(8))
            .then(|| working_days_after(day, self.chance.between(1, 10) as u32))
            .filter(|&d| d <= period().1);
        let named = self.in_care_records(child, day);
        let whole = named.whole();
        let cells = [
            (&reference).into(),
            referral.into(),
            number.into(),
            (&whole).into(),
            named.born.into(),
            day.into(),
            self.chance
                .pick(&["police, social care", "police, social care, health", "police, social care, school"])
                .into(),
            if enquiry { "Yes" } else { "No" }.into(),
            not_required.into(),
        ];
        self.files.push(Table::Strategy, day, &cells, &[mention("child", &named)]);
        if !enquiry {
            return Ok(());
        }
        if not_required.is_some() {
            return self.expect("R07", &reference, child, &window, Verdict::Excused, not_required);
        }
        let turn = self.turn(56, 24);
        let held = self.day_done(turn, day, 15, 30);
        let (held, verdict) = window.judge(held);
        self.expect("R07", &reference, child, &window, verdict, held)?;
        match held {
            Some(held) => self.conference(child, held, &reference, number),
            None => Ok(()),
        }
    }

    fn conference(&mut self, child: &Person<'n>, day: Day, discussion: &str, number: &str) -> io::Result<()> {
        let planned = self.chance.percent(70);
        let named = self.in_care_records(child, day);
        let (whole, reference) = (named.whole(), self.reference(Table::Conferences, "F", day));
        let cells = [
            (&reference).into(),
            discussion.into(),
            number.into(),
            (&whole).into(),
            named.born.into(),
            day.into(),
            if planned { "Child protection plan" } else { "No plan" }.into(),
        ];
        self.files.push(Table::Conferences, day, &cells, &[mention("child", &named)]);
        if planned { self.plan(child, day, number) } else { Ok(()) }
    }

    /// A plan from the day of the conference, its reviews, its end.
    fn plan(&mut self, child: &Person<'n>, made: Day, number: &str) -> io::Result<()> {
        const CATEGORIES: [&str; 3] = ["Sexual abuse", "Neglect", "Emotional abuse"];
        let reference = self.reference(Table::Plans, "P", made);
        let category = self.chance.pick(&CATEGORIES);
        let (y, m, d) = calendar::parts(child.born);
        let grown = calendar::day(y + 17, m, d);
        let last = period().1;
        // The plan's rows bear the child's name as it was first taken down.
        let named = writing::person(&mut self.chance, child, made, CAREFUL);
        let plan = Plan { reference: &reference, category, number, named: &named, made };
        plan.entry(self.files, "Plan made", made);
        let (mut started, mut months) = (made, 3);
        loop {
            let due = months_after(started, months);
            let window = Window { started, due, covered_from: period().0 };
            let held = match self.turn(78, 12) {
                Turn::InTime => Some(working_day_back(due - self.chance.between(0, 25))),
                Turn::Late => Some(working_days_after(due, self.chance.between(1, 30) as u32)),
                Turn::Nothing => None,
            };
            let (held, verdict) = window.judge(held);
            self.expect("R09", &reference, child, &window, verdict, held)?;
            let Some(held) = held else { return Ok(()) };
            plan.entry(self.files, "Review", held);
            let ends = months == 6 && self.chance.percent(40) || held >= grown;
            let ended = working_day_from(held + self.chance.between(20, 80));
            (started, months) = (held, 6);
            if ends && ended <= last {
                plan.entry(self.files, "Plan ended", ended);
                let window = Window { started, due: months_after(started, 6), covered_from: period().0 };
                return self.expect("R09", &reference, child, &window, Verdict::Excused, Some(ended));
            }
        }
    }
}

/// What all rows of one plan have in common.
struct Plan<'p> {
    reference: &'p str,
    category: &'static str,
    number: &'p str,
    named: &'p Named<'p>,
    made: Day,
}

impl Plan<'_> {
    /// One entry. The rows of a plan stand together, by the day it was made.
    fn entry(&self, files: &mut Files, entry: &str, day: Day) {
        let whole = self.named.whole();
        let cells: [Cell<'_>; 7] = [
            self.reference.into(),
            self.category.into(),
            self.number.into(),
            (&whole).into(),
            self.named.born.into(),
            entry.into(),
            day.into(),
        ];
        files.push(Table::Plans, self.made, &cells, &[mention("child", self.named)]);
    }
}

/// A plan is typed up from the conference's papers: no short forms.
const CAREFUL: Care = Care { misspelt: 3, short: 0, initial: 0, no_birth: 3, swapped: 4 };

fn working_day_back(day: Day) -> Day {
    let mut at = day;
    while !calendar::is_working(at) {
        at = at - 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_judged_by_plain_comparison_of_days() {
        let day = |text: &str| Day::iso(text).unwrap();
        let check = |started: &str, due: &str, done: &str, shown: bool, verdict: Verdict| {
            let window = Window { started: day(started), due: day(due), covered_from: day("2007-01-01") };
            let done = Day::iso(done);
            assert_eq!(window.judge(done), (done.filter(|_| shown), verdict), "{started} {due} {done:?}");
        };
        check("2008-03-03", "2008-03-12", "2008-03-12", true, Verdict::Met);
        check("2008-03-03", "2008-03-12", "2008-03-13", true, Verdict::Late);
        check("2008-03-03", "2008-03-12", "", false, Verdict::NothingRecorded);
        check("2006-12-20", "2007-01-16", "2007-01-10", true, Verdict::Met);
        check("2006-12-20", "2007-01-16", "2007-01-17", false, Verdict::CannotTell);
        check("2006-10-20", "2006-11-10", "2006-11-08", false, Verdict::CannotTell);
        check("2014-12-22", "2015-01-12", "2015-01-09", false, Verdict::NotYetDue);
        check("2014-12-01", "2014-12-20", "2015-01-09", false, Verdict::NothingRecorded);
    }
}
