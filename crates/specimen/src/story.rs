//! What happened in the town: the rows of every agency about the people of one block.
//!
//! Ordinary life fills most rows. The duties of children's social care are planted in [`crate::children`]; here are the
//! records of the police, the hospital, the school, the youth service and the monthly meeting, and the strand a
//! reviewer would recognise: from March 2006 a name and a plate are spoken at every meeting, with police, social care
//! and youth service present; the plate is first checked in November 2009, a tasking follows in December, and no word
//! ever goes to the force next door.

use std::io;

use model::Day;

use crate::calendar;
use crate::chance::Chance;
use crate::files::{Files, Named, Who};
use crate::names::{HEALTH, NEXT_FORCE, POLICE, SCHOOL, SOCIAL_CARE, YOUTH, street};
use crate::people::{Block, Person, Standing};
use crate::tables::{TABLES, Table, month_name};
use crate::truth::{Done, Expected, Known, Truth, Verdict};
use crate::writing::{self, Care};

/// First and last day of the period of the review.
pub(crate) fn period() -> (Day, Day) {
    (calendar::day(2004, 1, 1), calendar::day(2014, 12, 31))
}

/// First and last meeting, and the first check of the plate, of the strand.
pub(crate) fn strand_days() -> (Day, Day, Day) {
    (calendar::day(2006, 3, 21), calendar::day(2009, 10, 20), calendar::day(2009, 11, 17))
}

/// Tells the story of one block.
pub(crate) struct Teller<'a, 'n> {
    pub(crate) block: &'a Block<'n>,
    pub(crate) chance: Chance,
    pub(crate) files: &'a mut Files,
    pub(crate) truth: &'a mut Truth,
    /// The last number given out in each table.
    pub(crate) numbers: &'a mut [u64; TABLES],
    /// The day from which the meetings speak of another theme.
    pub(crate) theme_from: Option<Day>,
}

/// What the police did about somebody or a vehicle of theirs, as far as the record says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    VehicleCheck,
    Tasking,
    ToldNextForce,
}

impl Deed {
    /// As `known.csv` and `done.csv` call it.
    fn word(self) -> &'static str {
        match self {
            Deed::VehicleCheck => "vehicle check",
            Deed::Tasking => "tasking",
            Deed::ToldNextForce => "word to the next force",
        }
    }
}

/// A name and a mark as one row writes them.
struct Written {
    name: String,
    mark: String,
    /// Whether every character of the mark was read rightly.
    mark_whole: bool,
}

/// What is on record about one adult of concern.
#[derive(Default)]
struct Concern {
    deeds: Vec<(Deed, Day, Written)>,
    meetings: u32,
    known: Option<(Day, String)>,
    /// Name and mark at each meeting, the first first.
    spoken: Vec<Written>,
    minutes: Vec<(Day, String)>,
}

impl Concern {
    /// Whether the rows as written tie a deed of this sort to what the first meeting heard: to its mark where that was
    /// whole, or to its name where the same name stands beside the same whole mark in a record of a meeting and in that of
    /// the deed.
    fn sure(&self, deed: Deed, from: Day) -> bool {
        let Some(first) = self.spoken.first() else { return false };
        let two_words = first.name.split(' ').filter(|w| w.len() > 1).count() > 1;
        let with_mark = self.spoken.iter().any(|s| s.name == first.name && s.mark_whole);
        self.deeds.iter().filter(|(of, day, _)| *of == deed && *day >= from).any(|(_, _, row)| match deed {
            Deed::VehicleCheck => first.mark_whole && row.mark_whole,
            _ => two_words && with_mark && row.mark_whole && row.name == first.name,
        })
    }
}

impl<'n> Teller<'_, 'n> {
    /// Writes every row about the block. Gives the minutes of the strand as running text, by month, in block 0.
    pub(crate) fn tell(&mut self) -> io::Result<Vec<(Day, String)>> {
        let block = self.block;
        let mut minutes = Vec::new();
        for (index, person) in block.people.iter().enumerate() {
            match person.standing {
                Standing::Child => {
                    self.referrals(person)?;
                    self.child(person, index)?;
                }
                Standing::Adult => {
                    for _ in 0..self.chance.below(5) {
                        let day = self.any_day(period());
                        self.incident(person, day)?;
                    }
                }
                Standing::Concern => minutes.extend(self.concern(index)?),
            }
        }
        Ok(minutes)
    }

    /// A number in a table: `prefix`, year, and the next number.
    pub(crate) fn reference(&mut self, table: Table, prefix: &str, day: Day) -> String {
        let number = &mut self.numbers[table as usize];
        *number += 1;
        format!("{prefix}{:02}/{:06}", calendar::parts(day).0 % 100, number)
    }

    pub(crate) fn any_day(&mut self, (from, to): (Day, Day)) -> Day {
        Day(self.chance.between(from.0, to.0.max(from.0)))
    }

    /// The days of the period on which a child is from 9 to 17 years old.
    pub(crate) fn childhood(&self, child: &Person<'_>) -> (Day, Day) {
        let (y, m, d) = calendar::parts(child.born);
        let (from, to) = period();
        (calendar::day(y + 9, m, d).max(from), (calendar::day(y + 18, m, d) - 1).min(to))
    }

    fn clock(&mut self) -> String {
        format!("{:02}:{:02}", self.chance.below(24), self.chance.below(60))
    }

    /// What hospital, school, youth service and police wrote about a child.
    fn child(&mut self, child: &Person<'n>, index: usize) -> io::Result<()> {
        let days = self.childhood(child);
        for _ in 0..1 + self.chance.below(6) {
            let day = self.any_day(days);
            self.attendance(child, day);
        }
        for _ in 0..1 + self.chance.below(6) {
            let day = self.any_day(days);
            self.school_note(child, day);
        }
        for _ in 0..self.chance.below(6) {
            let day = self.any_day(days);
            self.youth_contact(child, index, day);
        }
        for _ in 0..self.chance.below(3) {
            let day = self.any_day(days);
            self.incident(child, day)?;
        }
        Ok(())
    }

    fn attendance(&mut self, child: &Person<'n>, day: Day) {
        const NOTES: [&str; 5] = [
            "Seen and sent home with advice.",
            "Came with a friend; gave no account of the injury.",
            "Left before being seen.",
            "Brought in by \"an older friend\" who did not give a name.",
            "Follow-up arranged.",
        ];
        const DEPARTMENTS: [&str; 3] = ["emergency department", "walk-in centre", "sexual health clinic"];
        let house = self.block.house_of(child);
        let named = writing::person(&mut self.chance, child, day, Care::CLOSE);
        let reference = self.reference(Table::Health, "A", day);
        let attended = format!("{day}T{}", self.clock());
        let patient = format!("NV{:07}", child.id);
        let postcode = if self.chance.percent(85) { house.postcode.as_str() } else { "" };
        let cells = [
            (&reference).into(),
            (&patient).into(),
            (&*named.surname).into(),
            (&*named.forename).into(),
            named.born.into(),
            sex(child).into(),
            postcode.into(),
            (&attended).into(),
            self.chance.pick(&DEPARTMENTS).into(),
            self.chance.pick(&NOTES).into(),
        ];
        self.files.push(Table::Health, day, &cells, &[mention("patient", &named)]);
    }

    fn school_note(&mut self, child: &Person<'n>, day: Day) {
        const NOTES: [&str; 6] = [
            "Late again, tired, would not say where from.",
            "New telephone; says a friend gave it.",
            "Absent all week, no word from home.",
            "Talks of an older man who gives lifts.",
            "Met at the gate by a car the office did not know.",
            "Good week, on time every day.",
        ];
        const WRITERS: [&str; 4] = ["form tutor", "head of year", "school nurse", "attendance officer"];
        let named = writing::person(&mut self.chance, child, day, Care::LOOSE);
        let reference = self.reference(Table::School, "N", day);
        let (pupil, when) = (named.whole(), self.loose_date(day));
        let (year, month, _) = calendar::parts(day);
        let school_year = if month >= 9 { year } else { year - 1 };
        let (born_year, born_month, _) = calendar::parts(child.born);
        let group = school_year - if born_month >= 9 { born_year + 1 } else { born_year } - 3;
        let group =
            if (1..=11).contains(&group) { format!("Year {group}") } else { "sixth form".to_string() };
        let told = if self.chance.percent(30) { SOCIAL_CARE } else { "" };
        let cells = [
            (&reference).into(),
            (&pupil).into(),
            (&group).into(),
            (&when).into(),
            self.chance.pick(&NOTES).into(),
            self.chance.pick(&WRITERS).into(),
            told.into(),
        ];
        self.files.push(Table::School, day, &cells, &[mention("pupil", &named)]);
    }

    /// A date as a teacher jots it down.
    fn loose_date(&mut self, day: Day) -> String {
        let (y, m, d) = calendar::parts(day);
        let (short, month) = (y % 100, month_name(m));
        match self.chance.below(20) {
            0..=7 => format!("{d} {} {short:02}", &month[..3]),
            8..=10 => {
                let monday = day - (i32::from(day.weekday()) - 1);
                let (y, m, d) = calendar::parts(monday);
                format!("w/c {d}.{m}.{:02}", y % 100)
            }
            11..=13 => format!("{month} {y}"),
            14 | 15 => match m {
                3..=5 => format!("Spring {y}"),
                6..=8 => format!("Summer {y}"),
                9..=11 => format!("Autumn {y}"),
                _ => format!("{month} {y}"),
            },
            16 => format!("c. {y}"),
            17 => format!("?{d}/{m}/{short:02}"),
            _ => format!("{d:02}/{m:02}/{y}"),
        }
    }

    fn youth_contact(&mut self, child: &Person<'n>, index: usize, day: Day) {
        const NOTES: [&str; 4] = [
            "Dropped off near the bus station; would not say by whom.",
            "Talked about home. Wants to come to the Thursday group.",
            "Spoke of a party at an address she could not name.",
            "Seen with a man she calls her boyfriend.",
        ];
        let by_alias = if self.chance.percent(12) { writing::by_street_name(child) } else { None };
        let named = match by_alias {
            Some(named) => named,
            None => {
                let care = if self.chance.percent(50) { Care::FAIR } else { Care::LOOSE };
                writing::person(&mut self.chance, child, day, care)
            }
        };
        let reference = self.reference(Table::Youth, "Y", day);
        let name = named.whole();
        let mobile =
            if self.chance.percent(60) { crate::names::telephone(true, child.mobile) } else { String::new() };
        let mut mentions = vec![mention("young_person", &named)];
        let (mut with, mut plate) = (String::new(), String::new());
        let concern = &self.block.people[index % 2];
        if concern.standing == Standing::Concern && self.chance.percent(30) {
            let seen = writing::by_street_name(concern)
                .unwrap_or_else(|| writing::person(&mut self.chance, concern, day, Care::LOOSE));
            with = seen.whole();
            mentions.push(mention("seen_with", &seen));
            if let Some(vehicle) = self.block.vehicles.get(index % 2)
                && self.chance.percent(60)
            {
                let (text, how) = writing::plate(&mut self.chance, vehicle, false);
                plate = text;
                mentions.push(Named { role: "car", who: Who::Vehicle(vehicle.id), how });
            }
        }
        let cells = [
            (&reference).into(),
            (&name).into(),
            child.street_name.unwrap_or("").into(),
            named.born.into(),
            (&mobile).into(),
            day.into(),
            (&with).into(),
            (&plate).into(),
            self.chance.pick(&NOTES).into(),
        ];
        self.files.push(Table::Youth, day, &cells, &mentions);
    }

    /// A row of the incident log; for a child sometimes a missing episode, which from January 2014 engages the return
    /// interview that no extract would show.
    fn incident(&mut self, person: &Person<'n>, day: Day) -> io::Result<()> {
        const TYPES: [&str; 4] =
            ["Concern for safety", "Disturbance", "Suspicious vehicle", "Dispute at an address"];
        let house = self.block.house_of(person);
        let named = writing::person(&mut self.chance, person, day, Care::FAIR);
        let reference = self.reference(Table::Incidents, "NC", day);
        let missing = person.standing == Standing::Child && self.chance.percent(45);
        let last = period().1;
        let returned = missing
            .then(|| day + self.chance.between(0, 4))
            .filter(|&d| d <= last && self.chance.percent(85));
        let acknowledged = if missing && self.chance.percent(70) { SOCIAL_CARE } else { "" };
        let kind = if missing { "Missing person" } else { self.chance.pick(&TYPES) };
        let (head, tail) = street(&mut self.chance);
        let narrative = match missing {
            true => format!("Reported missing by the family, last seen {head} {tail}, \"out with friends\"."),
            false => format!("Caller reports a group by {head} {tail}; gone on arrival, area searched."),
        };
        let (whole, clock) = (named.whole(), self.clock());
        let cells = [
            (&reference).into(),
            day.into(),
            (&clock).into(),
            kind.into(),
            (&whole).into(),
            named.born.into(),
            sex(person).into(),
            (&house.address).into(),
            (&house.postcode).into(),
            returned.into(),
            acknowledged.into(),
            (&narrative).into(),
        ];
        let dated = self.files.push(Table::Incidents, day, &cells, &[mention("person", &named)]);
        if let Some(started) = returned.filter(|&d| d >= calendar::day(2014, 1, 1))
            && dated
            && !acknowledged.is_empty()
        {
            self.truth.outcome(&Expected {
                rule: "R11",
                reference: &reference,
                subject: person.id,
                holder: SOCIAL_CARE,
                started,
                due: started + 3,
                verdict: Verdict::CannotTell,
                done: None,
                reason: "the record of return interviews was not supplied; 72 hours are three days where no hour is written",
            })?;
        }
        Ok(())
    }

    /// Everything about one adult of concern. Gives the minutes of the strand as text.
    fn concern(&mut self, index: usize) -> io::Result<Vec<(Day, String)>> {
        let person = &self.block.people[index];
        let strand = self.block.number == 0 && index == 0;
        let mut record = Concern::default();
        let (from, to) = period();
        let (meetings_from, meetings, acted) = if strand {
            let (first, _, check) = strand_days();
            (first, 44, check)
        } else {
            let start = self.any_day((from, calendar::day(2011, 12, 31)));
            let delay = self.chance.pick(&[0, 2, 4, 30, 200, 700]);
            (start, self.chance.below(12), start + delay)
        };
        self.meetings(index, meetings_from, meetings, strand, &mut record);
        let told = !strand && self.chance.percent(40);
        let years = if strand { 2 } else { 4 };
        let window = (acted.min(to), (acted + 365 * years).min(to));
        for _ in 0..8 + self.chance.below(14) {
            let day = self.any_day(window);
            self.intelligence(index, day, told, &mut record)?;
        }
        let acts = strand || self.chance.percent(70);
        for n in 0..if acts { 1 + self.chance.below(9) } else { 0 } {
            let day = if n == 0 { window.0 } else { self.any_day(window) };
            self.check(index, day, &mut record)?;
        }
        for n in 0..if acts { 1 + self.chance.below(6) } else { 0 } {
            let first = if strand { calendar::day(2009, 12, 1) } else { (window.0 + 14).min(to) };
            let day = if n == 0 { first } else { self.any_day((first, window.1)) };
            self.tasking(index, day, &mut record)?;
        }
        self.what_was_known(person, index, strand, &record)?;
        Ok(record.minutes)
    }

    /// The third Tuesday of each month from `from`: name and plate are spoken.
    fn meetings(&mut self, index: usize, from: Day, count: usize, strand: bool, record: &mut Concern) {
        const MINUTES: [&str; 4] = [
            "Named again. Agreed to keep under review.",
            "Name and car given by the youth service. Police to consider.",
            "Two girls seen in the car. No action recorded.",
            "Discussed. Nobody was asked to do anything by a day.",
        ];
        // The same four where the theme is another: nuisance instead of cars and girls.
        const OTHER: [&str; 4] = [
            "Named again, for noise by the precinct. Agreed to keep under review.",
            "Name given by the youth service for nuisance. Police to consider.",
            "Graffiti on the bandstand. No action recorded.",
            "Discussed. Nobody was asked to do anything by a day.",
        ];
        let person = &self.block.people[index];
        let (year, month, _) = calendar::parts(from);
        for n in 0..count as u32 {
            let months = month - 1 + n;
            let day = third_tuesday(year + (months / 12) as i32, months % 12 + 1);
            if day < from || day > period().1 {
                continue;
            }
            let named = match writing::by_street_name(person).filter(|_| !strand && self.chance.percent(25)) {
                Some(named) => named,
                None => writing::person(&mut self.chance, person, day, Care { misspelt: 6, ..Care::LOOSE }),
            };
            let (name, reference) = (named.whole(), self.reference(Table::Minutes, "M", day));
            let (plate, how) =
                writing::plate(&mut self.chance, &self.block.vehicles[index], strand && n == 0);
            let school = if self.chance.percent(40) { format!(" | {SCHOOL}") } else { String::new() };
            let present = format!("{POLICE} | {SOCIAL_CARE} | {YOUTH}{school}");
            // Drawn from a list of the same length, so that nothing else of the town moves.
            let turned = self.theme_from.is_some_and(|from| day >= from);
            let minute = self.chance.pick(if turned { &OTHER } else { &MINUTES });
            let cells = [
                (&reference).into(),
                "Northmere exploitation forum".into(),
                day.into(),
                (&present).into(),
                if school.is_empty() { SCHOOL } else { HEALTH }.into(),
                (&name).into(),
                (&plate).into(),
                minute.into(),
            ];
            let car = Named { role: "car", who: Who::Vehicle(self.block.vehicles[index].id), how };
            let mark_whole = how == writing::How::default();
            record.spoken.push(Written { name: name.clone(), mark: plate.clone(), mark_whole });
            self.files.push(Table::Minutes, day, &cells, &[mention("named", &named), car]);
            if strand {
                record.minutes.push((
                    day,
                    format!("Present: {present}.\nItem {reference}. {name}, car {plate}. {minute}\n"),
                ));
            }
            record.meetings += 1;
            record.known.get_or_insert((day, reference));
        }
    }

    fn intelligence(&mut self, index: usize, day: Day, told: bool, record: &mut Concern) -> io::Result<()> {
        const TEXTS: [&str; 5] = [
            "Said to have paid \u{a3}20 for a taxi for a girl of about 14.",
            "Seen at the caf\u{e9} by the bus station with two young people.",
            "Not known whether the account is first-hand; source \u{2018}heard it said\u{2019}.",
            "Car parked outside the school at 15:10; left when approached.",
            "Given as the holder of a telephone found on a child who had been missing.",
        ];
        const GRADES: [&str; 6] = ["E41", "E42", "B22", "C31", "B11", "E51"];
        let block = self.block;
        let person = &block.people[index];
        let house = block.house_of(person);
        let named = writing::person(&mut self.chance, person, day, Care::FAIR);
        let reference = self.reference(Table::Intelligence, "IL", day);
        let mut mentions = vec![mention("nominal", &named)];
        let children: Vec<usize> = block.children().collect();
        let mut linked = String::new();
        if !children.is_empty() && self.chance.percent(40) {
            let child = &block.people[self.chance.pick(&children)];
            let other = writing::person(&mut self.chance, child, day, Care { no_birth: 100, ..Care::FAIR });
            linked = other.whole();
            mentions.push(mention("linked", &other));
        }
        let mut car = (String::new(), "", "");
        let mut mark_whole = false;
        if self.chance.percent(40) {
            let vehicle = &block.vehicles[index];
            let (text, how) = writing::plate(&mut self.chance, vehicle, false);
            mark_whole = how == writing::How::default();
            car = (text, vehicle.make, vehicle.colour);
            mentions.push(Named { role: "car", who: Who::Vehicle(vehicle.id), how });
        }
        let sent = match self.chance.below(10) {
            0 if told => NEXT_FORCE,
            1 | 2 => SOCIAL_CARE,
            _ => "",
        };
        let address = if self.chance.percent(60) {
            (house.address.as_str(), house.postcode.as_str())
        } else {
            ("", "")
        };
        let recorded = day + self.chance.between(0, 5);
        let grade = self.chance.pick(&GRADES);
        let alias = person.street_name.filter(|_| self.chance.percent(40)).unwrap_or("");
        let cells = [
            (&reference).into(),
            day.into(),
            recorded.into(),
            grade.into(),
            (&*named.surname).into(),
            (&*named.forename).into(),
            alias.into(),
            named.born.into(),
            sex(person).into(),
            address.0.into(),
            address.1.into(),
            (&linked).into(),
            (&car.0).into(),
            car.1.into(),
            car.2.into(),
            sent.into(),
            self.chance.pick(&TEXTS).into(),
        ];
        let dated = self.files.push(Table::Intelligence, day, &cells, &mentions);
        if sent == NEXT_FORCE {
            let written = Written { name: named.whole(), mark: car.0, mark_whole };
            self.deed(Deed::ToldNextForce, day, dated, person.id, alias, &written)?;
            if dated {
                record.deeds.push((Deed::ToldNextForce, day, written));
            }
        }
        Ok(())
    }

    /// Writes the truth of something done, as its row writes it.
    fn deed(
        &mut self,
        deed: Deed,
        day: Day,
        dated: bool,
        person: u64,
        alias: &str,
        row: &Written,
    ) -> io::Result<()> {
        let (name, mark) = (&row.name, &row.mark);
        self.truth.done(&Done { expected: deed.word(), day, dated, name, alias, mark, person })
    }

    fn check(&mut self, index: usize, day: Day, record: &mut Concern) -> io::Result<()> {
        const REASONS: [&str; 3] = ["stopped at the roadside", "linked to intelligence", "camera reading"];
        let vehicle = &self.block.vehicles[index];
        let keeper = &self.block.people[vehicle.keeper];
        let named = writing::person(&mut self.chance, keeper, day, Care::CLOSE);
        let reference = self.reference(Table::Checks, "VC", day);
        let (plate, how) = writing::plate(&mut self.chance, vehicle, true);
        let (whole, clock) = (named.whole(), self.clock());
        let cells = [
            (&reference).into(),
            day.into(),
            (&clock).into(),
            (&plate).into(),
            vehicle.make.into(),
            vehicle.colour.into(),
            (&whole).into(),
            named.born.into(),
            (&self.block.house_of(keeper).address).into(),
            self.chance.pick(&REASONS).into(),
        ];
        let car = Named { role: "car", who: Who::Vehicle(vehicle.id), how };
        let dated = self.files.push(Table::Checks, day, &cells, &[car, mention("keeper", &named)]);
        let written = Written { name: whole, mark: plate, mark_whole: how == writing::How::default() };
        self.deed(Deed::VehicleCheck, day, dated, keeper.id, "", &written)?;
        if dated {
            record.deeds.push((Deed::VehicleCheck, day, written));
        }
        Ok(())
    }

    fn tasking(&mut self, index: usize, day: Day, record: &mut Concern) -> io::Result<()> {
        const OBJECTIVES: [&str; 3] =
            ["Visit and warn.", "Identify associates.", "Stop the car if seen and record who is in it."];
        let (person, vehicle) = (&self.block.people[index], &self.block.vehicles[index]);
        let named = writing::person(&mut self.chance, person, day, Care::FAIR);
        let reference = self.reference(Table::Taskings, "T", day);
        let (plate, how) = writing::plate(&mut self.chance, vehicle, true);
        let closed =
            Some(day + self.chance.between(5, 90)).filter(|&d| d <= period().1 && self.chance.percent(70));
        let whole = named.whole();
        let cells = [
            (&reference).into(),
            day.into(),
            (&whole).into(),
            named.born.into(),
            (&plate).into(),
            self.chance.pick(&OBJECTIVES).into(),
            "neighbourhood team".into(),
            closed.into(),
            if closed.is_some() { "Done." } else { "" }.into(),
        ];
        let car = Named { role: "car", who: Who::Vehicle(vehicle.id), how };
        let dated = self.files.push(Table::Taskings, day, &cells, &[mention("subject", &named), car]);
        let written = Written { name: whole, mark: plate, mark_whole: how == writing::How::default() };
        self.deed(Deed::Tasking, day, dated, person.id, "", &written)?;
        if dated {
            record.deeds.push((Deed::Tasking, day, written));
        }
        Ok(())
    }

    /// The first meeting at which the police heard the name, and the first deed of each sort from that day on.
    fn what_was_known(
        &mut self,
        person: &Person<'_>,
        index: usize,
        strand: bool,
        record: &Concern,
    ) -> io::Result<()> {
        let Some((from, reference)) = &record.known else { return Ok(()) };
        let vehicle = &self.block.vehicles[index];
        let name = format!("{} {}", person.forename, person.surname);
        for deed in [Deed::VehicleCheck, Deed::Tasking, Deed::ToldNextForce] {
            let of = record.deeds.iter().filter(|(d, day, _)| *d == deed && day >= from);
            let first = of.map(|(_, day, _)| *day).min();
            let is_vehicle = deed == Deed::VehicleCheck;
            self.truth.known(&Known {
                strand: if strand { "A" } else { "" },
                subject: if is_vehicle { ('V', vehicle.id) } else { ('P', person.id) },
                label: if is_vehicle { &vehicle.plate } else { &name },
                holder: POLICE,
                from: *from,
                reference,
                meetings: record.meetings,
                expected: deed.word(),
                done: first,
                sure: record.sure(deed, *from),
            })?;
        }
        Ok(())
    }
}

/// The sex as recorded.
pub(crate) fn sex(person: &Person<'_>) -> &'static str {
    if person.female { "F" } else { "M" }
}

/// A mention of a person in a role.
pub(crate) fn mention(role: &'static str, named: &writing::Named<'_>) -> Named {
    Named { role, who: Who::Person(named.id), how: named.how }
}

fn third_tuesday(year: i32, month: u32) -> Day {
    let mut day = calendar::day(year, month, 15);
    while day.weekday() != 2 {
        day = day + 1;
    }
    day
}
