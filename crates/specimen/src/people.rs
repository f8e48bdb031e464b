//! Who lives in the town: blocks of people, households, vehicles.
//!
//! A block holds [`BLOCK_PEOPLE`] people (the last one what is left): two adults of concern and some households with
//! children. A block follows from the seed and its number alone, which keeps memory constant whatever the size of
//! the specimen. Within a block there are siblings, twins, fathers and sons of one name, addresses that two
//! households share, and people who change their surname.

use model::Day;

use crate::calendar;
use crate::chance::Chance;
use crate::names::{self, Names};

/// People in a block.
pub(crate) const BLOCK_PEOPLE: u64 = 24;
/// Vehicles in a block, at most.
pub(crate) const BLOCK_VEHICLES: u64 = 2;

/// What a person is in the review.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// A child in the years of the review.
    Child,
    /// A parent or carer.
    Adult,
    /// An adult the agencies had concerns about.
    Concern,
}

impl Standing {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Standing::Child => "child",
            Standing::Adult => "parent or carer",
            Standing::Concern => "adult of concern",
        }
    }
}

/// One invented person.
pub(crate) struct Person<'n> {
    /// Number, from 0.
    pub(crate) id: u64,
    pub(crate) standing: Standing,
    pub(crate) female: bool,
    pub(crate) forename: &'n str,
    pub(crate) surname: &'n str,
    /// Another surname from a day on.
    pub(crate) later: Option<(&'n str, Day)>,
    pub(crate) street_name: Option<&'static str>,
    pub(crate) born: Day,
    /// Index of the household's address in the block.
    pub(crate) house: usize,
    /// A twin, by number.
    pub(crate) twin_of: Option<u64>,
    /// A parent with the same forename and surname, by number.
    pub(crate) namesake_of: Option<u64>,
    /// Number in the drama range for mobiles.
    pub(crate) mobile: usize,
}

impl<'n> Person<'n> {
    /// The surname borne on a day.
    pub(crate) fn surname_on(&self, day: Day) -> &'n str {
        match self.later {
            Some((later, from)) if day >= from => later,
            _ => self.surname,
        }
    }
}

/// One vehicle.
pub(crate) struct Vehicle {
    pub(crate) id: u64,
    pub(crate) plate: String,
    pub(crate) make: &'static str,
    pub(crate) colour: &'static str,
    /// Index of its keeper in the block.
    pub(crate) keeper: usize,
}

/// An address.
pub(crate) struct House {
    pub(crate) address: String,
    pub(crate) postcode: String,
}

/// A block of people.
pub(crate) struct Block<'n> {
    pub(crate) number: u64,
    pub(crate) people: Vec<Person<'n>>,
    pub(crate) houses: Vec<House>,
    pub(crate) vehicles: Vec<Vehicle>,
}

impl<'n> Block<'n> {
    /// Makes block `number` of the seed with `size` people (at most [`BLOCK_PEOPLE`]).
    pub(crate) fn make(names: &'n Names, seed: u64, number: u64, size: usize) -> Block<'n> {
        let mut maker = Maker {
            names,
            chance: Chance::new(seed, number * 2),
            block: Block {
                number,
                people: Vec::with_capacity(size),
                houses: Vec::new(),
                vehicles: Vec::new(),
            },
            size,
        };
        for _ in 0..2 {
            maker.concern();
        }
        while maker.left() > 0 {
            maker.household();
        }
        for keeper in 0..2.min(size) {
            let id = number * BLOCK_VEHICLES + keeper as u64;
            let vehicle = Vehicle {
                id,
                plate: names::plate(seed, id),
                make: maker.chance.pick(&names::MAKES),
                colour: maker.chance.pick(&names::COLOURS),
                keeper,
            };
            maker.block.vehicles.push(vehicle);
        }
        if number == 0 && size > 0 {
            let first = &mut maker.block.people[0];
            (first.female, first.street_name) = (false, Some("Rook"));
        }
        maker.block
    }

    /// Indices of the children.
    pub(crate) fn children(&self) -> impl Iterator<Item = usize> {
        (0..self.people.len()).filter(|&i| self.people[i].standing == Standing::Child)
    }

    /// The house of a person.
    pub(crate) fn house_of(&self, person: &Person<'_>) -> &House {
        &self.houses[person.house]
    }
}

struct Maker<'n> {
    names: &'n Names,
    chance: Chance,
    block: Block<'n>,
    size: usize,
}

impl<'n> Maker<'n> {
    fn left(&self) -> usize {
        self.size - self.block.people.len()
    }

    fn surname(&mut self) -> &'n str {
        &self.names.surnames[self.chance.skewed(self.names.surnames.len())]
    }

    fn forename(&mut self, female: bool) -> &'n str {
        let list = if female { &self.names.girls } else { &self.names.boys };
        &list[self.chance.skewed(list.len())]
    }

    /// A forename that nobody of that surname in the house bears: parents give no two children one name. Fathers and
    /// sons are named alike afterwards, where they are to be.
    fn forename_of_its_own(&mut self, female: bool, surname: &str, house: usize) -> &'n str {
        loop {
            let forename = self.forename(female);
            let mut family = self.block.people.iter().filter(|p| p.house == house && p.surname == surname);
            if family.all(|p| p.forename != forename) {
                return forename;
            }
        }
    }

    fn house(&mut self) -> usize {
        let last = self.block.houses.len();
        if last > 2 && self.chance.percent(10) {
            return last - 1; // two households at one address
        }
        let (address, postcode) = names::address(&mut self.chance);
        self.block.houses.push(House { address, postcode });
        last
    }

    fn born(&mut self, from: i32, to: i32) -> Day {
        let (first, last) = (calendar::day(from, 1, 1), calendar::day(to, 12, 31));
        Day(self.chance.between(first.0, last.0))
    }

    fn person(
        &mut self,
        standing: Standing,
        female: bool,
        surname: &'n str,
        born: Day,
        house: usize,
    ) -> Option<usize> {
        if self.left() == 0 {
            return None;
        }
        let index = self.block.people.len();
        let forename = self.forename_of_its_own(female, surname, house);
        let person = Person {
            id: self.block.number * BLOCK_PEOPLE + index as u64,
            standing,
            female,
            forename,
            surname,
            later: None,
            street_name: None,
            born,
            house,
            twin_of: None,
            namesake_of: None,
            mobile: self.chance.below(1_000),
        };
        self.block.people.push(person);
        Some(index)
    }

    /// An adult of concern, living alone, mostly known by a street name.
    fn concern(&mut self) {
        let (surname, house, born) = (self.surname(), self.house(), self.born(1966, 1984));
        let street_name = self.chance.percent(60).then(|| names::street_name(&mut self.chance));
        if let Some(i) = self.person(Standing::Concern, false, surname, born, house) {
            self.block.people[i].street_name = street_name;
        }
    }

    /// One or two adults with one to three children.
    fn household(&mut self) {
        let (surname, house) = (self.surname(), self.house());
        let mother_born = self.born(1960, 1972);
        let mother = self.person(Standing::Adult, true, surname, mother_born, house);
        let father = if self.chance.percent(55) {
            let born = self.born(1956, 1971);
            self.person(Standing::Adult, false, surname, born, house)
        } else {
            None
        };
        let wanted = 1 + self.chance.below(3);
        let first = self.block.people.len();
        for _ in 0..wanted {
            let (born, female) = (self.born(1989, 2003), self.chance.percent(65));
            let street_name = self.chance.percent(20).then(|| names::street_name(&mut self.chance));
            if let Some(child) = self.person(Standing::Child, female, surname, born, house) {
                self.block.people[child].street_name = street_name;
            }
        }
        let made = self.block.people.len() - first;
        if made >= 2 && self.chance.percent(8) {
            let (elder, born) = (self.block.people[first].id, self.block.people[first].born);
            let twin = &mut self.block.people[first + 1];
            (twin.born, twin.twin_of) = (born, Some(elder));
        }
        if let Some(father) = father
            && let Some(son) = (first..first + made).find(|&i| !self.block.people[i].female)
            && self.chance.percent(20)
        {
            let (id, forename) = (self.block.people[father].id, self.block.people[father].forename);
            (self.block.people[son].forename, self.block.people[son].namesake_of) = (forename, Some(id));
        }
        if let Some(mother) = mother
            && father.is_none()
            && self.chance.percent(25)
        {
            self.remarriage(mother, first, made);
        }
    }

    /// Mother and children take another surname on a day in the period.
    fn remarriage(&mut self, mother: usize, first: usize, made: usize) {
        let new = self.surname();
        let day = Day(self.chance.between(calendar::day(2005, 1, 1).0, calendar::day(2012, 12, 31).0));
        self.block.people[mother].later = Some((new, day));
        for child in &mut self.block.people[first..first + made] {
            child.later = Some((new, day));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_the_same_each_time_and_as_large_as_asked() {
        let names = Names::new();
        for size in [0, 1, 2, 5, 24] {
            let (a, b) = (Block::make(&names, 9, 3, size), Block::make(&names, 9, 3, size));
            assert_eq!(a.people.len(), size);
            for (x, y) in a.people.iter().zip(&b.people) {
                assert_eq!((x.id, x.forename, x.surname, x.born), (y.id, y.forename, y.surname, y.born));
            }
        }
    }

    #[test]
    fn one_name_in_a_family_is_a_father_and_his_son() {
        let names = Names::new();
        let (mut families, mut alike) = (0, 0);
        for block in (0..400).map(|n| Block::make(&names, 77, n, 24)) {
            for (i, a) in block.people.iter().enumerate() {
                for b in block.people[..i].iter().filter(|b| (a.house, a.surname) == (b.house, b.surname)) {
                    families += 1;
                    if a.forename == b.forename {
                        alike += 1;
                        assert_eq!(a.namesake_of, Some(b.id), "{} {}", a.forename, a.surname);
                    }
                }
            }
        }
        assert!(families > 5_000 && alike > 100, "{families} pairs, {alike} alike");
    }

    #[test]
    fn the_town_has_twins_namesakes_shared_addresses_and_changed_surnames() {
        let names = Names::new();
        let blocks: Vec<Block<'_>> = (0..60).map(|n| Block::make(&names, 1, n, 24)).collect();
        let people = || blocks.iter().flat_map(|b| &b.people);
        assert!(people().any(|p| p.twin_of.is_some()));
        assert!(people().any(|p| p.namesake_of.is_some()));
        assert!(people().any(|p| p.later.is_some()));
        let shared = |b: &Block<'_>| {
            let surnames = |h: usize| {
                b.people
                    .iter()
                    .filter(|p| p.house == h)
                    .map(|p| p.surname)
                    .collect::<std::collections::BTreeSet<_>>()
            };
            (0..b.houses.len()).any(|h| surnames(h).len() > 1)
        };
        assert!(blocks.iter().any(shared));
    }
}
