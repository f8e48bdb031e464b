//! What is said at the meetings, and the truth of it.

use model::Day;

use crate::calendar;
use crate::chance::Chance;
use crate::names::{self, HEALTH, Names, POLICE, SOCIAL_CARE};

const PEOPLE: usize = 400;
const VEHICLES: usize = 120;
const OFFICERS: usize = 30;

pub(super) struct Person {
    number: String,
    forename: String,
    surname: String,
    alias: &'static str,
    born: Day,
    female: bool,
    address: String,
}

struct Officer {
    forename: String,
    surname: String,
    rank: &'static str,
    agency: &'static str,
}

/// Everybody who can be spoken of or be there.
pub(super) struct Cast {
    people: Vec<Person>,
    vehicles: Vec<String>,
    officers: Vec<Officer>,
    /// Surnames that no record has.
    strangers: Vec<(String, String)>,
}

impl Cast {
    pub(super) fn new(names: &Names, seed: u64) -> Cast {
        let mut chance = Chance::new(seed, 0x4d49);
        // Surnames of known people, of officers and of strangers are drawn from three parts of the list.
        let third = names.surnames.len() / 3;
        let surname =
            |chance: &mut Chance, part: usize| names.surnames[part * third + chance.below(third)].clone();
        let forename = |chance: &mut Chance, female: bool| {
            if female { chance.pick_name(&names.girls) } else { chance.pick_name(&names.boys) }
        };
        let people = (0..PEOPLE)
            .map(|n| {
                let female = chance.percent(60);
                let (address, _) = names::address(&mut chance);
                let alias = if chance.percent(12) { names::street_name(&mut chance) } else { "" };
                Person {
                    number: format!("{:04}", n + 1),
                    forename: forename(&mut chance, female),
                    surname: surname(&mut chance, 0),
                    alias,
                    born: calendar::day(
                        1970 + chance.between(0, 24),
                        chance.between(1, 12) as u32,
                        chance.between(1, 28) as u32,
                    ),
                    female,
                    address,
                }
            })
            .collect();
        let officers = (0..OFFICERS)
            .map(|n| {
                let female = chance.percent(50);
                let (agency, rank) = match n % 3 {
                    0 => (POLICE, chance.pick(&["DS", "PC", "DC", "DI", "Insp"])),
                    1 => (SOCIAL_CARE, ""),
                    _ => (HEALTH, ""),
                };
                Officer {
                    forename: forename(&mut chance, female),
                    surname: surname(&mut chance, 1),
                    rank,
                    agency,
                }
            })
            .collect();
        let strangers = (0..60)
            .map(|_| {
                let female = chance.percent(50);
                (forename(&mut chance, female), surname(&mut chance, 2))
            })
            .collect();
        let vehicles = (0..VEHICLES as u64).map(|n| names::plate(seed, n)).collect();
        Cast { people, vehicles, officers, strangers }
    }

    pub(super) fn people_csv(&self) -> String {
        let mut text = "Number,Forename,Surname,Known as,Date of birth,Address\n".to_string();
        for p in &self.people {
            let (y, m, d) = calendar::parts(p.born);
            text += &format!(
                "{},{},{},{},{d:02}/{m:02}/{y},\"{}\"\n",
                p.number, p.forename, p.surname, p.alias, p.address
            );
        }
        text
    }

    pub(super) fn vehicles_csv(&self) -> String {
        let mut text = "Number,Mark\n".to_string();
        for (n, plate) in self.vehicles.iter().enumerate() {
            text += &format!("{:04},{plate}\n", n + 1);
        }
        text
    }
}

/// A planted name.
pub(super) struct Planted {
    pub(super) item: usize,
    pub(super) written: String,
    pub(super) how: &'static str,
    /// `P:` or `V:` and the number; empty for somebody no record has.
    pub(super) subject: String,
}

pub(super) struct Given {
    pub(super) reference: String,
    pub(super) owner: String,
    what: &'static str,
    pub(super) due: Option<Day>,
    pub(super) reported: bool,
    pub(super) state: &'static str,
}

/// A part of the minutes.
pub(super) enum Part {
    Heading(String),
    Paragraph(String),
}

/// One meeting as told.
pub(super) struct Told {
    pub(super) day: Day,
    pub(super) title: String,
    /// Standing, name, rank, agency.
    pub(super) attendance: Vec<(&'static str, String, &'static str, &'static str)>,
    pub(super) parts: Vec<Part>,
    pub(super) named: Vec<Planted>,
    pub(super) actions: Vec<Given>,
}

pub(super) struct Story<'c> {
    cast: &'c Cast,
    chance: Chance,
    day: Day,
    number: u32,
    last: Vec<Given>,
}

const FILLER: [&str; 16] = [
    "The group heard that attendance at the drop-in had risen since the spring and that more volunteers were needed.",
    "There was a long talk about the cost of the leaflets and who would pay for printing them next year.",
    "Members spoke about the new form and found it too long; a shorter one will be tried for three months.",
    "The figures for the quarter were shown and nobody had a question about them at this stage.",
    "Training for new staff was said to be late because the room at the Corn Hall had been let twice.",
    "It was noted that the arcade now closes at nine and that the street lights are mended.",
    "The report on substance misuse was received and will be sent round with these minutes.",
    "Concern was voiced about young people who go missing from the home and come back without a word.",
    "A visit to the taxi rank was described, with some good practice that others might copy.",
    "The budget was said to be tight, and some of the money for outreach will be moved to the spring.",
    "Workers asked for clear words on who may share what with whom, and when it must be written down.",
    "The poster was liked by most of those who saw it, though some thought the letters too small.",
    "Nothing new was heard from the schools since the last meeting of this group.",
    "The night bus was spoken of again; drivers see much and have nobody whom they can tell.",
    "A talk by the clinic is planned for the autumn if a speaker can be found in time.",
    "The text of the protocol was gone through line by line and left as it was for now.",
];
const HEADINGS: [&str; 10] = [
    "Reports from agencies",
    "Concerns raised",
    "Missing young people",
    "Substance misuse",
    "Places of concern",
    "Training and publicity",
    "Budget",
    "Information sharing",
    "Outreach",
    "Any other business",
];
const TASKS: [&str; 8] = [
    "check the keeper of the vehicle",
    "write to the school about attendance",
    "visit the arcade on a Friday night",
    "ask the clinic for its figures",
    "send the form to every agency",
    "speak to the taxi firm about the rank",
    "tell the neighbouring force about the car",
    "draw up a list of places of concern",
];

impl<'c> Story<'c> {
    pub(super) fn new(cast: &'c Cast, seed: u64) -> Story<'c> {
        Story {
            cast,
            chance: Chance::new(seed, 0x4d4a),
            day: calendar::day(1998, 1, 9),
            number: 0,
            last: Vec::new(),
        }
    }

    /// The next meeting, of about so many lines.
    pub(super) fn meeting(&mut self, lines: usize) -> Told {
        self.number += 1;
        self.day = Day(self.day.0 + 3); // often, so that ten thousand pages fit the period
        let mut told = Told {
            day: self.day,
            title: format!("Minutes of the Northmere Exploitation Forum held on {}", self.day.words()),
            attendance: self.attendance(),
            parts: Vec::new(),
            named: Vec::new(),
            actions: Vec::new(),
        };
        let owners: Vec<String> = told
            .attendance
            .iter()
            .filter(|a| a.0 != "apologies")
            .map(|a| if a.2.is_empty() { a.1.clone() } else { format!("{} {}", a.2, a.1) })
            .collect();
        let mut item = 1;
        told.parts.push(Part::Heading(format!("{item}. Matters arising")));
        for given in std::mem::take(&mut self.last) {
            let (words, state) =
                self.chance.pick(&[("completed", "done"), ("ongoing", "open"), ("not done", "not done")]);
            told.parts.push(Part::Paragraph(format!(
                "Action {}: {} to {} - {words}.",
                given.reference, given.owner, given.what
            )));
            told.actions.push(Given { reported: true, state, due: None, ..given });
        }
        let mut written = 12;
        while written < lines {
            item += 1;
            let heading = self.chance.pick(&HEADINGS);
            told.parts.push(Part::Heading(format!("{item}. {heading}")));
            for _ in 0..3 + self.chance.below(5) {
                let mut text = self.chance.pick(&FILLER).to_string();
                if self.chance.percent(35) {
                    text.push(' ');
                    text.push_str(&self.planted(item, &mut told.named));
                }
                text.push(' ');
                text.push_str(self.chance.pick(&FILLER));
                written += 2 + text.len() / 90;
                told.parts.push(Part::Paragraph(text));
            }
            if self.chance.percent(50) {
                let given = self.action(&owners, item);
                let due = given.due.map_or(String::new(), |d| format!(" by {}", d.words()));
                told.parts.push(Part::Paragraph(format!(
                    "Action {}: {} to {}{due}.",
                    given.reference, given.owner, given.what
                )));
                self.last.push(Given {
                    reference: given.reference.clone(),
                    owner: given.owner.clone(),
                    ..given
                });
                told.actions.push(given);
                written += 2;
            }
            if item > 90 {
                break;
            }
        }
        told
    }

    fn attendance(&mut self) -> Vec<(&'static str, String, &'static str, &'static str)> {
        let start = self.chance.below(OFFICERS);
        (0..6 + self.chance.below(4))
            .map(|n| {
                let officer = &self.cast.officers[(start + n) % OFFICERS];
                let standing = if n > 0 && self.chance.percent(20) { "apologies" } else { "present" };
                (standing, format!("{} {}", officer.forename, officer.surname), officer.rank, officer.agency)
            })
            .collect()
    }

    fn action(&mut self, owners: &[String], item: usize) -> Given {
        let due =
            if self.chance.percent(60) { Some(Day(self.day.0 + self.chance.between(3, 40))) } else { None };
        Given {
            reference: format!("{}/{item}", self.number),
            owner: owners[self.chance.below(owners.len())].clone(),
            what: self.chance.pick(&TASKS),
            due,
            reported: false,
            state: "nothing said",
        }
    }

    /// A sentence with a name in it.
    fn planted(&mut self, item: usize, named: &mut Vec<Planted>) -> String {
        let person = &self.cast.people[self.chance.below(PEOPLE)];
        let chance = &mut self.chance;
        let initial = person.forename.chars().next().unwrap_or('X');
        let title = if person.female { chance.pick(&["Miss", "Ms"]) } else { "Mr" };
        let full = format!("{} {}", person.forename, person.surname);
        let (written, how) = match chance.below(100) {
            0..34 => (full.clone(), "full name"),
            34..48 => {
                (format!("{} {}", person.forename, misspelt(chance, &person.surname)), "misspelt surname")
            }
            48..56 => {
                (format!("{} {}", misspelt(chance, &person.forename), person.surname), "misspelt forename")
            }
            56..64 => (format!("{}, {}", person.surname.to_uppercase(), person.forename), "surname first"),
            64..72 => (format!("{initial}. {}", person.surname), "initial and surname"),
            72..80 => (format!("{title} {}", person.surname), "title and surname"),
            80..90 => return self.vehicle(item, named),
            90..94 if !person.alias.is_empty() => (person.alias.to_string(), "street name"),
            90..94 => (full.clone(), "full name"),
            94..97 => (street_of(&person.address), "address"),
            _ => {
                let (forename, surname) = &self.cast.strangers[chance.below(self.cast.strangers.len())];
                let written = format!("{forename} {surname}");
                let sentence = format!("A worker had heard of {written} for the first time.");
                named.push(Planted { item, written, how: "nobody recorded", subject: String::new() });
                return sentence;
            }
        };
        let born = if how != "address" && how != "street name" && chance.percent(15) {
            let (y, m, d) = calendar::parts(person.born);
            format!(" (DOB {d:02}/{m:02}/{y})")
        } else {
            String::new()
        };
        let sentence = match how {
            "street name" => format!("A girl spoke of a man known as \"{written}\" who gives lifts."),
            "address" => format!("Parties are said to be held at {written} on most nights."),
            _ => match chance.below(4) {
                0 => format!("{written}{born} was seen near the arcade late on Friday."),
                1 => format!("The name of {written}{born} came up again and is known to several workers."),
                2 => format!("A school nurse is worried about {written}{born} and has said so before."),
                _ => format!("It was said that {written}{born} waits by the rank after nine."),
            },
        };
        named.push(Planted { item, written, how, subject: format!("P:{}", person.number) });
        sentence
    }

    fn vehicle(&mut self, item: usize, named: &mut Vec<Planted>) -> String {
        let at = self.chance.below(VEHICLES);
        let plate = &self.cast.vehicles[at];
        let (written, how) = if self.chance.percent(60) {
            (plate.clone(), "registration mark")
        } else {
            let hidden = [2, 3, 5, 6][self.chance.below(4)];
            let mark = plate.replace(' ', "");
            let mark: String =
                mark.chars().enumerate().map(|(i, c)| if i == hidden { '?' } else { c }).collect();
            (format!("{} {}", &mark[..4], &mark[4..]), "part of a registration mark")
        };
        let sentence = format!("A silver car, {written}, was outside the home twice that week.");
        named.push(Planted { item, written, how, subject: format!("V:{:04}", at + 1) });
        sentence
    }
}

fn street_of(address: &str) -> String {
    address.split(',').next().unwrap_or("").to_string()
}

/// The word with one letter wrong: left out, doubled, changed, or two in each other's place.
fn misspelt(chance: &mut Chance, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + chance.below(letters.len() - 2);
    match chance.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = if letters[at] == 'e' { 'a' } else { 'e' },
        _ if letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        _ => drop(letters.remove(at)),
    }
    letters.into_iter().collect()
}

impl Chance {
    fn pick_name(&mut self, list: &[String]) -> String {
        list[self.skewed(list.len())].clone()
    }
}
