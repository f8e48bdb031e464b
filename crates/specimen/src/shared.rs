//! What passed between agencies: one report in several hands, and one thing told by two.
//!
//! Planted in every block of people: a report that goes from one agency to the next in nearly the same words, a second
//! report of the same person that has nothing to do with it, letters of one form about different people, a note that one
//! agency keeps twice; visits and meetings of which two agencies keep an account, differing in date, attendance,
//! decision, or nothing but the way of writing. The truth is `reports.csv` and `told_twice.csv`.
//!
//! What it leaves out: it knows nothing of how copies or differences are found; what is a copy is what was copied.

use std::io;

use model::Day;

use crate::calendar;
use crate::files::Cell;
use crate::names::{HEALTH, POLICE, SCHOOL, SOCIAL_CARE, YOUTH};
use crate::people::{Person, Standing};
use crate::story::{Teller, mention, period};
use crate::tables::{Table, month_name};
use crate::truth::{Accounts, Report};
use crate::writing::{self, Care};

/// The agencies that keep a log of what reached them.
const LOGS: [(&str, Table); 5] = [
    (POLICE, Table::PoliceMessages),
    (SOCIAL_CARE, Table::CareMessages),
    (HEALTH, Table::HealthMessages),
    (SCHOOL, Table::SchoolMessages),
    (YOUTH, Table::YouthMessages),
];

/// Numbers of reports in one block.
const REPORTS_PER_BLOCK: u64 = 8;
/// Words that a record loses where its end is cut off.
const CUT_WORDS: usize = 4;

/// A letter of one form: the same words about whomever it names.
const FORM: &str = "Letter of the housing office to the tenant about noise after complaints by neighbours; no reply by \
                    the day given, file closed.";

impl<'n> Teller<'_, 'n> {
    /// Writes what passed between agencies about the people of the block.
    pub(crate) fn shared(&mut self) -> io::Result<()> {
        let block = self.block;
        let adults: Vec<&Person<'n>> =
            block.people.iter().filter(|p| p.standing == Standing::Adult).collect();
        if let [first, second, third, ..] = adults[..] {
            let number = block.number * REPORTS_PER_BLOCK;
            self.recycled(first, number + 1)?;
            if self.chance.percent(50) {
                self.second_report(first, number + 2)?;
            }
            // Letters of one form about two people, each in the hands of one agency, and the second kept twice.
            let (from, to) = period();
            let day = self.any_day((from, to - 60));
            self.report(number + 3, 1, 3, second, day, FORM, "as it is", &[])?;
            self.report(number + 4, 1, 4, third, day + 9, FORM, "as it is", &[])?;
            self.report(number + 4, 2, 4, third, day + 40, FORM, "as it is", &[])?;
        }
        let subjects: Vec<&Person<'n>> =
            block.people.iter().filter(|p| p.standing == Standing::Child).collect();
        for n in 0..3u32 {
            for sort in ["joint visit", "network meeting"] {
                if !subjects.is_empty() {
                    let subject = self.chance.pick(&subjects);
                    self.told_by_two(sort, n, subject)?;
                }
            }
        }
        Ok(())
    }

    /// One record of a report in one agency's log.
    #[allow(clippy::too_many_arguments)] // a row of a log, column by column
    fn report(
        &mut self,
        number: u64,
        copy: usize,
        log: usize,
        person: &Person<'n>,
        day: Day,
        text: &str,
        change: &'static str,
        passed: &[&'static str],
    ) -> io::Result<()> {
        let (holder, table) = LOGS[log];
        let house = self.block.house_of(person);
        let care = Care { no_birth: 0, swapped: 0, ..Care::CLOSE };
        let named = writing::person(&mut self.chance, person, day, care);
        let reference = self.reference(table, &format!("{}M", &holder[..1]), day);
        let (whole, to) = (named.whole(), passed.join(" | "));
        let cells = [
            (&reference).into(),
            day.into(),
            (&whole).into(),
            named.born.into(),
            (&house.address).into(),
            (&house.postcode).into(),
            (&to).into(),
            text.into(),
        ];
        self.files.push(table, day, &cells, &[mention("named", &named)]);
        let file = table.layout().file;
        let reference = &reference;
        let person = person.id;
        self.truth.report(&Report { number, copy, holder, file, reference, day, person, change, passed })
    }

    /// A report that two to five agencies log one after the other, each from the one before.
    fn recycled(&mut self, person: &Person<'n>, number: u64) -> io::Result<()> {
        let text = self.report_text();
        let mut order: Vec<usize> = (0..LOGS.len()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, self.chance.below(i + 1));
        }
        order.truncate(if self.chance.percent(40) { 5 } else { 2 + self.chance.below(3) });
        let (from, to) = period();
        let mut day = self.any_day((from, to - 200));
        for copy in 0..order.len() {
            let (words, change) = if copy == 0 { (text.clone(), "the first") } else { self.passed_on(&text) };
            let mut passed: Vec<&'static str> = Vec::new();
            if let Some(next) = order.get(copy + 1) {
                passed.push(LOGS[*next].0);
            }
            if LOGS[order[copy]].0 != POLICE && !passed.contains(&POLICE) && self.chance.percent(50) {
                passed.push(POLICE);
            }
            self.report(number, copy + 1, order[copy], person, day, &words, change, &passed)?;
            day = day + self.chance.between(1, 30);
        }
        Ok(())
    }

    /// A report of the same person by somebody else of something else, passed to the police.
    fn second_report(&mut self, person: &Person<'n>, number: u64) -> io::Result<()> {
        const TEXTS: [&str; 4] = [
            "Rang to say that two lads had been fighting outside the address given; one was cut on the hand, neither \
             would speak, and an ambulance was not wanted.",
            "Wrote that rent has not been paid since the summer and that strangers now answer the door at the address, \
             none of whom would say who lives there.",
            "Came to the desk with a telephone found on the pavement by the house, which rang all afternoon with \
             messages from numbers that gave no name.",
            "Asked for advice about a dog kept in the yard of the house without water, and mentioned in passing that \
             parcels are handed over the wall at night.",
        ];
        let (from, to) = period();
        let day = self.any_day((from, to));
        let text = self.chance.pick(&TEXTS);
        let log = 1 + self.chance.below(LOGS.len() - 1);
        self.report(number, 1, log, person, day, text, "the first", &[POLICE])
    }

    /// The words of a report: about forty, put together from parts so that few are alike.
    fn report_text(&mut self) -> String {
        const WHO: [&str; 6] = [
            "A caller who would not give a name",
            "The mother of a pupil",
            "A shopkeeper in the arcade",
            "A driver on the late bus",
            "The warden of the hostel",
            "A neighbour across the landing",
        ];
        const WHERE: [&str; 6] = [
            "in the flat above the laundry",
            "behind the old bus depot",
            "in rooms over the chip shop",
            "by the lock on the canal",
            "at the back of the shut cinema",
            "in the caravan beside the allotments",
        ];
        const WHEN: [&str; 5] = [
            "on most evenings since the holidays began",
            "every Friday night for about six weeks",
            "after school on at least four days",
            "whenever the market is held",
            "late on Sundays when the street is empty",
        ];
        const AND: [&str; 5] = [
            "cars with their lamps off wait at the corner until somebody waves from the window",
            "one girl came away without her shoes and would not be walked home",
            "drink and cigarettes are handed round and nobody there is asked for an age",
            "a boy of about twelve is sent out to fetch food and to look up and down the road",
            "music is turned up when anyone knocks and the back gate is then used",
        ];
        let (who, place) = (self.chance.pick(&WHO), self.chance.pick(&WHERE));
        let (when, more) = (self.chance.pick(&WHEN), self.chance.pick(&AND));
        format!("{who} says that the person named lets young people gather {place} {when}, and that {more}.")
    }

    /// The words as the next agency wrote them down.
    fn passed_on(&mut self, text: &str) -> (String, &'static str) {
        let words: Vec<&str> = text.split(' ').collect();
        match self.chance.below(4) {
            0 => (text.to_string(), "as it is"),
            1 => (format!("Passed to us for information: {text}"), "a heading added"),
            2 => {
                let kept = words[..words.len() - CUT_WORDS].join(" ");
                (format!("{kept} ..."), "the end cut off")
            }
            _ => {
                let at = 3 + self.chance.below(words.len() - 6);
                let mut words = words;
                words[at] = "[unreadable]";
                (words.join(" "), "a word unreadable")
            }
        }
    }

    /// Police and social care both write down one visit or one meeting.
    fn told_by_two(&mut self, sort: &'static str, n: u32, subject: &Person<'n>) -> io::Result<()> {
        const DECIDED: [&str; 4] = [
            "No further action.",
            "Police to speak to the family within a week.",
            "Social care to see the child alone.",
            "To be looked at again in a month.",
        ];
        let visit = sort == "joint visit";
        let differs = self.chance.pick(&["date", "attendance", "decision", "", "", ""]);
        let number = format!("J{}/{}", self.block.number + 1, n + 1);
        let body = format!("Network meeting {}", self.block.number + 1);
        // Meetings of one body lie years apart, so that each has one that is nearest.
        let year = 2005 + 3 * n as i32;
        let day = self.any_day((calendar::day(year, 2, 1), calendar::day(year, 11, 30)));
        let guest = self.chance.pick(&[HEALTH, SCHOOL, YOUTH]);
        let present = [POLICE, SOCIAL_CARE, guest].join(" | ");
        let at = self.chance.below(DECIDED.len());
        let decided = DECIDED[at];
        let mut other = (Cell::Day(day), present.clone(), decided.to_string());
        let mut how = String::new();
        let later = day + self.chance.between(1, if visit { 20 } else { 5 });
        let (y, m, _) = calendar::parts(day);
        let month = format!("{} {y}", month_name(m));
        match differs {
            "date" => other.0 = Cell::Day(later),
            "attendance" => other.1 = [POLICE, SOCIAL_CARE].join(" | "),
            "decision" => other.2 = DECIDED[(at + 1 + self.chance.below(3)) % DECIDED.len()].to_string(),
            _ if visit && self.chance.percent(30) => {
                other.0 = Cell::Text(&month);
                how = "the month only".to_string();
            }
            _ => {
                other.1 = [guest, SOCIAL_CARE, POLICE].join(" | ");
                other.2 = decided.to_uppercase().replace(' ', "  ");
                how = "written otherwise".to_string();
            }
        }
        let (joint, body) = if visit { (number.as_str(), "") } else { ("", body.as_str()) };
        let first = (Cell::Day(day), present, decided.to_string());
        let mut references = [String::new(), String::new()];
        for (i, (date, present, decided)) in [first, other].into_iter().enumerate() {
            let table = [Table::PoliceJoint, Table::CareJoint][i];
            let named = writing::person(&mut self.chance, subject, day, Care::CLOSE);
            references[i] = self.reference(table, ["PJ", "CJ"][i], day);
            let whole = named.whole();
            let cells = [
                (&references[i]).into(),
                sort.into(),
                joint.into(),
                body.into(),
                date,
                (&present).into(),
                (&decided).into(),
                (&whole).into(),
                named.born.into(),
            ];
            self.files.push(table, day, &cells, &[mention("person", &named)]);
        }
        self.truth.told_twice(&Accounts { sort, references: &references, differs, how: &how })
    }
}
