//! How people write names, birth dates and plates down: misspelt, shortened, swapped, half read.
//!
//! Every slip is remembered beside the truth, in the words of [`How::words`].

use std::borrow::Cow;

use model::Day;

use crate::calendar;
use crate::chance::Chance;
use crate::names;
use crate::people::{Person, Vehicle};

/// What befell a name, a birth date or a plate on its way to paper.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct How(u16);

impl How {
    pub(crate) const MISSPELT: How = How(1);
    pub(crate) const SHORT_FORM: How = How(2);
    pub(crate) const INITIAL: How = How(4);
    pub(crate) const CHANGED_SURNAME: How = How(8);
    pub(crate) const STREET_NAME: How = How(16);
    pub(crate) const NO_BIRTH: How = How(32);
    pub(crate) const SWAPPED: How = How(64);
    pub(crate) const PARTIAL: How = How(128);
    pub(crate) const MISREAD: How = How(256);

    const WORDS: [(How, &'static str); 9] = [
        (How::MISSPELT, "misspelt"),
        (How::SHORT_FORM, "short form"),
        (How::INITIAL, "initial only"),
        (How::CHANGED_SURNAME, "changed surname"),
        (How::STREET_NAME, "street name only"),
        (How::NO_BIRTH, "no birth date"),
        (How::SWAPPED, "day and month swapped"),
        (How::PARTIAL, "partial plate"),
        (How::MISREAD, "misread plate"),
    ];

    pub(crate) fn and(self, other: How) -> How {
        How(self.0 | other.0)
    }

    pub(crate) fn has(self, other: How) -> bool {
        self.0 & other.0 != 0
    }

    /// Appends the words, joined by `; `, or `as it is`.
    pub(crate) fn words(self, out: &mut Vec<u8>) {
        if self == How::default() {
            out.extend_from_slice(b"as it is");
            return;
        }
        let mut first = true;
        for (how, word) in How::WORDS {
            if self.has(how) {
                if !first {
                    out.extend_from_slice(b"; ");
                }
                first = false;
                out.extend_from_slice(word.as_bytes());
            }
        }
    }
}

/// A person as one row writes them.
pub(crate) struct Named<'a> {
    pub(crate) id: u64,
    pub(crate) forename: Cow<'a, str>,
    pub(crate) surname: Cow<'a, str>,
    pub(crate) born: Option<Day>,
    pub(crate) how: How,
}

impl Named<'_> {
    /// Forename and surname in one cell.
    pub(crate) fn whole(&self) -> String {
        match (self.forename.is_empty(), self.surname.is_empty()) {
            (_, true) => self.forename.to_string(),
            (true, false) => self.surname.to_string(),
            (false, false) => format!("{} {}", self.forename, self.surname),
        }
    }
}

/// How carefully an agency writes.
#[derive(Clone, Copy)]
pub(crate) struct Care {
    /// Per cent of surnames misspelt.
    pub(crate) misspelt: usize,
    /// Per cent of forenames in short form.
    pub(crate) short: usize,
    /// Per cent with an initial in the forename's place.
    pub(crate) initial: usize,
    /// Per cent without the birth date.
    pub(crate) no_birth: usize,
    /// Per cent with day and month swapped, where both readings are dates.
    pub(crate) swapped: usize,
}

impl Care {
    /// A record with fields to fill in and somebody to check them.
    pub(crate) const CLOSE: Care = Care { misspelt: 3, short: 3, initial: 0, no_birth: 3, swapped: 4 };
    /// A log written in a hurry.
    pub(crate) const FAIR: Care = Care { misspelt: 8, short: 8, initial: 4, no_birth: 20, swapped: 4 };
    /// Notes from hearsay. No birth date is asked for.
    pub(crate) const LOOSE: Care = Care { misspelt: 10, short: 18, initial: 6, no_birth: 100, swapped: 0 };
}

/// The person as an agency of such care writes them on a day.
pub(crate) fn person<'a>(chance: &mut Chance, person: &'a Person<'_>, day: Day, care: Care) -> Named<'a> {
    let surname = person.surname_on(day);
    let mut how = if surname == person.surname { How::default() } else { How::CHANGED_SURNAME };
    let roll = chance.below(100);
    let forename: Cow<'a, str> = if roll < care.initial {
        how = how.and(How::INITIAL);
        Cow::Borrowed(&person.forename[..1])
    } else if roll < care.initial + care.short {
        how = how.and(How::SHORT_FORM);
        Cow::Borrowed(names::short_form(person.forename))
    } else {
        Cow::Borrowed(person.forename)
    };
    let surname = if chance.percent(care.misspelt) {
        how = how.and(How::MISSPELT);
        Cow::Owned(misspell(chance, surname))
    } else {
        Cow::Borrowed(surname)
    };
    let (y, m, d) = calendar::parts(person.born);
    let born = if chance.percent(care.no_birth) {
        how = how.and(How::NO_BIRTH);
        None
    } else if d <= 12 && d != m && chance.percent(care.swapped) {
        how = how.and(How::SWAPPED);
        Some(calendar::day(y, d, m))
    } else {
        Some(person.born)
    };
    Named { id: person.id, forename, surname, born, how }
}

/// The person by street name alone; `None` where they have none.
pub(crate) fn by_street_name<'a>(person: &Person<'_>) -> Option<Named<'a>> {
    let how = How::STREET_NAME.and(How::NO_BIRTH);
    let alias = person.street_name?;
    Some(Named { id: person.id, forename: Cow::Borrowed(alias), surname: Cow::Borrowed(""), born: None, how })
}

/// One slip of the pen, never in the first letter, never without effect.
fn misspell(chance: &mut Chance, name: &str) -> String {
    let mut b = name.as_bytes().to_vec();
    let at = 1 + chance.below(b.len() - 2);
    match chance.below(4) {
        0 => {
            b.remove(at);
        }
        1 => b.insert(at, b[at]),
        2 if b[at] != b[at + 1] => b.swap(at, at + 1),
        _ => {
            b[at] = match b[at] {
                b'a' => b'e',
                b'e' => b'a',
                b'i' => b'y',
                b'o' => b'u',
                b'u' => b'o',
                b'c' => b'k',
                b'k' => b'c',
                b's' => b'z',
                b'm' => b'n',
                b'n' => b'm',
                b't' => b'd',
                b'd' => b't',
                b'b' => b'p',
                _ => b'h',
            }
        }
    }
    let text = String::from_utf8_lossy(&b).into_owned();
    if text == name { format!("{name}e") } else { text }
}

/// The plate as somebody read it in passing (`careful` where a machine or a form did).
pub(crate) fn plate(chance: &mut Chance, vehicle: &Vehicle, careful: bool) -> (String, How) {
    let roll = chance.below(100);
    let mut text = vehicle.plate.clone();
    if careful || roll < 60 {
        if roll.is_multiple_of(5) {
            text.retain(|c| c != ' ');
        }
        return (text, How::default());
    }
    let mut b = text.into_bytes();
    if roll < 82 {
        let gone = 1 + chance.below(2);
        for i in 0..gone {
            let last = b.len() - 1 - i;
            b[last] = b'?';
        }
        return (String::from_utf8_lossy(&b).into_owned(), How::PARTIAL);
    }
    const ALIKE: [(u8, u8); 10] = [
        (b'0', b'O'),
        (b'1', b'I'),
        (b'5', b'S'),
        (b'2', b'Z'),
        (b'3', b'8'),
        (b'I', b'1'),
        (b'Q', b'O'),
        (b'Z', b'2'),
        (b'M', b'N'),
        (b'B', b'8'),
    ];
    let start = chance.below(b.len());
    for step in 0..b.len() {
        let i = (start + step) % b.len();
        if let Some(&(_, other)) = ALIKE.iter().find(|(letter, _)| *letter == b[i]) {
            b[i] = other;
            break;
        }
    }
    (String::from_utf8_lossy(&b).into_owned(), How::MISREAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_always_differs_and_keeps_its_first_letter() {
        let mut chance = Chance::new(3, 3);
        for name in names::Names::new().surnames {
            for _ in 0..5 {
                let wrong = misspell(&mut chance, &name);
                assert_ne!(wrong, name);
                assert_eq!(wrong.as_bytes()[0], name.as_bytes()[0]);
            }
        }
    }

    #[test]
    fn slips_are_named() {
        let words = |how: How| {
            let mut out = Vec::new();
            how.words(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(words(How::default()), "as it is");
        assert_eq!(words(How::SWAPPED.and(How::MISSPELT)), "misspelt; day and month swapped");
    }

    #[test]
    fn a_misread_plate_differs_from_the_true_one() {
        let mut chance = Chance::new(4, 4);
        for id in 0..400 {
            let vehicle = Vehicle { id, plate: names::plate(5, id), make: "Brisk", colour: "red", keeper: 0 };
            let (written, how) = plate(&mut chance, &vehicle, false);
            let same = written.replace(' ', "") == vehicle.plate.replace(' ', "");
            assert_eq!(same, how == How::default(), "{written} for {}", vehicle.plate);
        }
    }
}
