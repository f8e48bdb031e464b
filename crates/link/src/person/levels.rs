//! The comparisons and blocking rules of people, as data.
//!
//! Weights without training: m from the error rates reported for administrative data, u from the frequencies of names and
//! dates in a population; the theory page (`docs/methods/linkage.md`) says which.

use crate::table::{Comparison, Kin, Part, Rule, level};

pub(crate) const FORENAME: usize = 0;
pub(crate) const OTHER: usize = 1;
pub(crate) const SURNAME: usize = 2;
pub(crate) const BORN: usize = 3;
pub(crate) const SEX: usize = 4;
pub(crate) const ADDRESS: usize = 5;
pub(crate) const TELEPHONE: usize = 6;
pub(crate) const IDENTIFIER: usize = 7;

/// Levels of the forename.
pub(crate) mod forename {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const SHORT_FORM: u8 = 2;
    pub(crate) const ALIKE: u8 = 3;
    pub(crate) const INITIAL: u8 = 4;
    pub(crate) const BOTH_NAMES: u8 = 5;
    pub(crate) const DIFFERENT: u8 = 6;
}

/// Levels of the surname.
pub(crate) mod surname {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const PART: u8 = 2;
    pub(crate) const ALIKE: u8 = 3;
    pub(crate) const SOUND: u8 = 4;
    pub(crate) const SWAPPED: u8 = 5;
    pub(crate) const DIFFERENT: u8 = 6;
}

/// Levels of the birth date.
pub(crate) mod born {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const SWAPPED: u8 = 2;
    pub(crate) const ONE_DIGIT: u8 = 3;
    pub(crate) const TWO_PARTS: u8 = 4;
    pub(crate) const MONTH: u8 = 5;
    pub(crate) const YEAR: u8 = 6;
    pub(crate) const NEAR: u8 = 7;
    pub(crate) const DIFFERENT: u8 = 8;
}

/// The comparisons of people.
pub(crate) static COMPARISONS: [Comparison; 8] = [
    Comparison {
        name: "forename",
        levels: &[
            level("the same", 0.80, 0.008),
            level("a short or variant form", 0.05, 0.003),
            level("alike, perhaps misspelt", 0.07, 0.002),
            level("an initial that agrees", 0.03, 0.03),
            level("alike, but two names", 0.015, 0.012),
            level("different", 0.035, 0.945),
        ],
        kin: Kin::Strangers(0.02),
        common: Some(0.01),
    },
    Comparison {
        name: "other forename",
        levels: &[
            level("the same", 0.80, 0.02),
            level("an initial that agrees", 0.12, 0.08),
            level("different", 0.08, 0.90),
        ],
        kin: Kin::Strangers(0.05),
        common: None,
    },
    Comparison {
        name: "surname",
        levels: &[
            level("the same", 0.85, 0.002),
            level("one part of it the same", 0.02, 0.0005),
            level("alike, perhaps misspelt", 0.06, 0.001),
            level("alike in sound or spelling", 0.01, 0.01),
            level("forename and surname changed places", 0.01, 0.00002),
            level("different", 0.05, 0.98648),
        ],
        // Names that changed places hold a forename too, which relatives do not share.
        kin: Kin::OneBut(surname::SWAPPED as usize),
        common: Some(0.005),
    },
    Comparison {
        name: "birth date",
        levels: &[
            level("the same", 0.84, 0.00004),
            level("day and month changed places", 0.02, 0.00003),
            level("one digit different", 0.05, 0.0008),
            level("two of day, month and year the same", 0.02, 0.008),
            level("agrees as far as written, to the month", 0.01, 0.0005),
            level("agrees as far as written, to the year or age", 0.03, 0.02),
            level("near, as far as written", 0.01, 0.04),
            level("different", 0.02, 0.93063),
        ],
        // About 1 maternity in 65 in England and Wales is a multiple one; nearly all in one family are otherwise strangers.
        kin: Kin::Strangers(0.015),
        common: Some(1.0 / 25_000.0),
    },
    Comparison {
        name: "sex",
        levels: &[level("the same", 0.98, 0.5), level("different", 0.02, 0.5)],
        kin: Kin::Strangers(0.0),
        common: None,
    },
    Comparison {
        name: "address",
        levels: &[
            level("the same", 0.50, 0.0003),
            level("the same house, street or postcode spelt alike", 0.06, 0.0001),
            level("the same postcode", 0.05, 0.0005),
            level("the same street or place", 0.05, 0.002),
            level("street or place spelt alike", 0.03, 0.002),
            level("the same postcode district", 0.08, 0.03),
            level("different", 0.23, 0.9651),
        ],
        kin: Kin::One,
        common: Some(0.0002),
    },
    Comparison {
        name: "telephone",
        levels: &[
            level("the same", 0.55, 0.00005),
            level("one digit different", 0.02, 0.002),
            level("different", 0.43, 0.99795),
        ],
        kin: Kin::One,
        common: Some(0.0001),
    },
    Comparison {
        name: "identifier",
        levels: &[
            level("the same", 0.93, 0.000001),
            level("alike, perhaps mistyped", 0.05, 0.00001),
            level("different", 0.02, 0.999989),
        ],
        kin: Kin::Strangers(0.001),
        common: None,
    },
];

const fn rule(name: &'static str, parts: &'static [Part], further: &'static [Part]) -> Rule {
    Rule { name, parts, further }
}

/// The blocking rules of people.
pub(crate) static RULES: [Rule; 16] = [
    rule("identifier", &[Part::Identifier], &[Part::Names]),
    rule("telephone", &[Part::Telephone], &[Part::ForenameInitial, Part::BirthYear]),
    rule("names in either order, by sound", &[Part::Names], &[Part::BirthYear, Part::Outward]),
    rule("birth date", &[Part::BirthDate], &[Part::Forename, Part::Surname]),
    rule(
        "surname and birth year",
        &[Part::Surname, Part::BirthYear],
        &[Part::ForenameInitial, Part::BirthDayMonth],
    ),
    rule(
        "forename and birth year",
        &[Part::Forename, Part::BirthYear],
        &[Part::SurnameStart, Part::BirthDayMonth],
    ),
    rule(
        "forename, day and month of birth",
        &[Part::Forename, Part::BirthDayMonth],
        &[Part::SurnameStart, Part::Outward],
    ),
    rule(
        "surname, day and month of birth",
        &[Part::Surname, Part::BirthDayMonth],
        &[Part::ForenameInitial, Part::Outward],
    ),
    rule("address", &[Part::Address], &[Part::ForenameInitial, Part::BirthYear]),
    rule("postcode and forename", &[Part::Postcode, Part::Forename], &[Part::SurnameStart, Part::BirthYear]),
    rule("postcode and surname", &[Part::Postcode, Part::Surname], &[Part::ForenameInitial, Part::BirthYear]),
    rule(
        "postcode and birth year",
        &[Part::Postcode, Part::BirthYear],
        &[Part::ForenameInitial, Part::BirthDayMonth],
    ),
    rule("street and forename", &[Part::Street, Part::Forename], &[Part::SurnameStart, Part::BirthYear]),
    rule(
        "surname and initial",
        &[Part::Surname, Part::ForenameInitial],
        &[Part::BirthYear, Part::Outward, Part::Street],
    ),
    rule("start of identifier", &[Part::IdentifierStart], &[Part::ForenameInitial, Part::BirthYear]),
    rule("end of identifier", &[Part::IdentifierEnd], &[Part::ForenameInitial, Part::BirthYear]),
];
