//! How each sort of feature is compared: levels with documented shares, as data.
//!
//! m from error rates reported for administrative data, u a guess that a million random pairs replace. What this leaves out: which
//! level a pair comes out at (`compare.rs`).

use crate::table::{Kin, LevelSpec, level};

/// Sorts of features.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    Forename,
    Middle,
    Surname,
    Born,
    Date,
    Sex,
    Postcode,
    Street,
    House,
    Unit,
    City,
    Region,
    Email,
    Telephone,
    Identifier,
    Plate,
    Category,
    Text,
    Organisation,
}

/// Levels of a name; those that only some names have are absent elsewhere.
pub(super) mod name {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const SHORT_FORM: u8 = 2;
    pub(crate) const ALIKE: u8 = 3;
    pub(crate) const INITIAL: u8 = 4;
    pub(crate) const BOTH_NAMES: u8 = 5;
    pub(crate) const SWAPPED: u8 = 6;
    pub(crate) const SOME_LIKENESS: u8 = 7;
    pub(crate) const DIFFERENT: u8 = 8;
}

pub(super) mod surname {
    pub(crate) const PART: u8 = 2;
    pub(crate) const ALIKE: u8 = 3;
    pub(crate) const SOUND: u8 = 4;
    pub(crate) const SOME_LIKENESS: u8 = 5;
    pub(crate) const DIFFERENT: u8 = 6;
}

/// Levels of a registration mark.
pub(super) mod plate {
    pub(crate) const BY_EYE: u8 = 2;
    pub(crate) const FITS_WELL: u8 = 3;
    pub(crate) const FITS: u8 = 4;
    pub(crate) const ONE_OFF: u8 = 5;
    pub(crate) const DIFFERENT: u8 = 6;
}

/// Levels of the name of a body.
pub(super) mod body {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const LISTED: u8 = 2;
    pub(crate) const IN_LINE: u8 = 3;
    pub(crate) const SLIP: u8 = 4;
    pub(crate) const INITIALS: u8 = 5;
    /// The first of the levels by likeness, and the least likeness of each in turn.
    pub(crate) const ALIKE: u8 = 6;
    pub(crate) const ALIKE_MIN: [f64; 9] = [0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.35, 0.2];
    pub(crate) const DIFFERENT: u8 = 15;
}

pub(super) mod born {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const SWAPPED: u8 = 2;
    pub(crate) const ONE_DIGIT: u8 = 3;
    pub(crate) const TWO_PARTS: u8 = 4;
    pub(crate) const MONTH: u8 = 5;
    pub(crate) const YEAR: u8 = 6;
    pub(crate) const NEAR: u8 = 7;
    pub(crate) const TWO_DIGITS: u8 = 8;
    pub(crate) const ONE_PART: u8 = 9;
    pub(crate) const DIFFERENT: u8 = 10;
}

static FORENAME: [LevelSpec; 8] = [
    level("the same", 0.80, 0.008),
    level("a short or variant form", 0.04, 0.003),
    level("alike, perhaps misspelt", 0.06, 0.002),
    level("an initial that agrees", 0.03, 0.02),
    level("alike, but two names", 0.015, 0.012),
    level("forename and surname changed places", 0.01, 0.00002),
    level("somewhat alike", 0.01, 0.02),
    level("different", 0.035, 0.935),
];
static MIDDLE: [LevelSpec; 4] = [
    level("the same", 0.80, 0.02),
    level("an initial that agrees", 0.12, 0.06),
    level("alike, perhaps misspelt", 0.02, 0.005),
    level("different", 0.06, 0.915),
];
static SURNAME: [LevelSpec; 6] = [
    level("the same", 0.85, 0.002),
    level("one part of it the same", 0.02, 0.0005),
    level("alike, perhaps misspelt", 0.06, 0.001),
    level("alike in sound or spelling", 0.01, 0.005),
    level("somewhat alike", 0.01, 0.02),
    level("different", 0.05, 0.97),
];
static BORN: [LevelSpec; 10] = [
    level("the same", 0.82, 0.00004),
    level("day and month changed places", 0.02, 0.00003),
    level("one digit different", 0.05, 0.0008),
    level("two of day, month and year the same", 0.03, 0.008),
    level("agrees as far as written, to the month", 0.01, 0.0005),
    level("agrees as far as written, to the year or age", 0.02, 0.02),
    level("near, as far as written", 0.01, 0.04),
    level("two digits different", 0.01, 0.01),
    level("one of day, month and year the same", 0.01, 0.12),
    level("different", 0.02, 0.80),
];
static SEX: [LevelSpec; 2] = [level("the same", 0.97, 0.5), level("different", 0.03, 0.5)];
static POSTCODE: [LevelSpec; 4] = [
    level("the same", 0.75, 0.001),
    level("one character different", 0.05, 0.001),
    level("the same district", 0.10, 0.02),
    level("different", 0.10, 0.978),
];
static STREET: [LevelSpec; 4] = [
    level("the same", 0.75, 0.001),
    level("alike, perhaps misspelt", 0.10, 0.001),
    level("a word the same", 0.05, 0.02),
    level("different", 0.10, 0.978),
];
static HOUSE: [LevelSpec; 3] = [
    level("the same", 0.80, 0.01),
    level("alike, perhaps mistyped", 0.08, 0.04),
    level("different", 0.12, 0.95),
];
static UNIT: [LevelSpec; 2] = [level("the same", 0.85, 0.02), level("different", 0.15, 0.98)];
static CITY: [LevelSpec; 3] = [
    level("the same", 0.85, 0.02),
    level("alike, perhaps misspelt", 0.06, 0.005),
    level("different", 0.09, 0.975),
];
static REGION: [LevelSpec; 2] = [level("the same", 0.95, 0.2), level("different", 0.05, 0.8)];
/// Levels of an address of electronic mail, four where the names do not agree, four where surnames are alike or forenames agree, four
/// where surnames are alike and the initial of the forename agrees: such addresses are made of the names, and must not count them again.
static EMAIL: [LevelSpec; 12] = [
    level("the same", 0.65, 0.00001),
    level("the same before the @", 0.05, 0.00005),
    level("alike, perhaps mistyped", 0.10, 0.0002),
    level("different", 0.20, 0.99974),
    level("the same; one name agrees", 0.65, 0.001),
    level("the same before the @; one name agrees", 0.05, 0.002),
    level("alike; one name agrees", 0.10, 0.02),
    level("different; one name agrees", 0.20, 0.977),
    level("the same; names agree", 0.65, 0.02),
    level("the same before the @; names agree", 0.05, 0.05),
    level("alike; names agree", 0.10, 0.15),
    level("different; names agree", 0.20, 0.78),
];
/// Levels in each group of those that are weighed given how names agree.
pub(super) const EMAIL_GROUP: usize = 4;
static TELEPHONE: [LevelSpec; 3] = [
    level("the same", 0.55, 0.00005),
    level("one digit different", 0.02, 0.002),
    level("different", 0.43, 0.99795),
];
static IDENTIFIER: [LevelSpec; 3] = [
    level("the same", 0.90, 0.00001),
    level("alike, perhaps mistyped", 0.05, 0.0001),
    level("different", 0.05, 0.99989),
];
/// As in a review's vehicles: one of the 40 million vehicles licensed in the United Kingdom has a whole mark.
static PLATE: [LevelSpec; 6] = [
    level("the same", 0.80, 2.5e-8),
    level("the same but for O and 0 or I and 1", 0.05, 2.5e-8),
    level("the part that was read fits, five characters or more", 0.07, 1e-5),
    level("the part that was read fits, four characters or fewer", 0.03, 0.002),
    level("one character different", 0.03, 1e-5),
    level("different", 0.02, 0.997_979_95),
];
static CATEGORY: [LevelSpec; 3] =
    [level("the same", 0.80, 0.1), level("alike", 0.03, 0.01), level("different", 0.17, 0.89)];
static TEXT: [LevelSpec; 4] = [
    level("the same", 0.40, 0.001),
    level("most words the same", 0.30, 0.002),
    level("a word the same", 0.15, 0.02),
    level("different", 0.15, 0.977),
];
// Two bodies of one name are rare, and how rare the words are is already in the likeness.
static ORGANISATION: [LevelSpec; 15] = [
    level("the same", 0.55, 1e-8),
    level("one body by the list of names", 0.06, 1e-8),
    level("part and whole, or predecessor and successor, by the list", 0.06, 5e-8),
    level("the same but for slips of spelling or joined words", 0.06, 1e-7),
    level("one the initials of the other, or one of two that one name gives", 0.03, 1e-6),
    level("all but common words the same", 0.07, 2e-7),
    level("nearly all of what tells it apart the same", 0.03, 4e-7),
    level("four fifths of what tells it apart the same", 0.02, 1e-6),
    level("three quarters of what tells it apart the same", 0.02, 3e-6),
    level("most of what tells it apart the same", 0.015, 6e-6),
    level("more than half of what tells it apart the same", 0.025, 2e-5),
    level("half of what tells it apart the same", 0.02, 1e-4),
    level("some of what tells it apart the same", 0.015, 1e-3),
    level("little the same", 0.005, 0.02),
    level("different", 0.02, 0.978_868_23),
];

impl Sort {
    /// The levels, 1 and up.
    pub(super) fn levels(self) -> &'static [LevelSpec] {
        match self {
            Sort::Forename => &FORENAME,
            Sort::Middle => &MIDDLE,
            Sort::Surname => &SURNAME,
            Sort::Born | Sort::Date => &BORN,
            Sort::Sex => &SEX,
            Sort::Postcode => &POSTCODE,
            Sort::Street => &STREET,
            Sort::House => &HOUSE,
            Sort::Unit => &UNIT,
            Sort::City => &CITY,
            Sort::Region => &REGION,
            Sort::Email => &EMAIL,
            Sort::Telephone => &TELEPHONE,
            Sort::Identifier => &IDENTIFIER,
            Sort::Plate => &PLATE,
            Sort::Category => &CATEGORY,
            Sort::Text => &TEXT,
            Sort::Organisation => &ORGANISATION,
        }
    }

    /// How relatives come out.
    pub(super) fn kin(self) -> Kin {
        match self {
            Sort::Surname => Kin::One,
            Sort::Telephone => Kin::One,
            Sort::Forename => Kin::Strangers(0.02),
            Sort::Middle => Kin::Strangers(0.05),
            // About 1 maternity in 65 in England and Wales is a multiple one.
            Sort::Born => Kin::Strangers(0.015),
            // A number given for another member of the household: a parent's, a partner's.
            Sort::Identifier => Kin::Strangers(0.02),
            _ => Kin::Strangers(0.0),
        }
    }

    /// How many levels stand together: shares of each such group come to one.
    pub(super) fn group(self) -> usize {
        if self == Sort::Email { EMAIL_GROUP } else { self.levels().len() }
    }

    /// Whether a record may give several.
    pub(super) fn several(self) -> bool {
        matches!(self, Sort::Telephone | Sort::Identifier)
    }

    /// Whether it says where somebody lives and not who they are.
    pub(super) fn place(self) -> bool {
        matches!(self, Sort::Postcode | Sort::Street | Sort::House | Sort::Unit | Sort::City | Sort::Region)
    }

    /// Whether it says which dwelling, not only which town: nobody who has moved still gives it.
    pub(super) fn dwelling(self) -> bool {
        matches!(self, Sort::Street | Sort::House | Sort::Unit)
    }

    /// Whether agreement is weighed by how common the value is; then the share expected of a value nobody has counted.
    pub(super) fn common(self) -> Option<f64> {
        match self {
            Sort::Forename | Sort::Middle => Some(0.005),
            Sort::Surname => Some(0.001),
            Sort::Born => Some(1.0 / 25_000.0),
            Sort::Date => Some(1.0 / 5_000.0),
            Sort::Postcode | Sort::Street => Some(0.0005),
            Sort::House | Sort::City | Sort::Unit => Some(0.005),
            Sort::Email | Sort::Telephone => Some(0.00001),
            Sort::Identifier => Some(0.000_01),
            Sort::Category => Some(0.01),
            Sort::Text => Some(0.0005),
            // How rare the words of a name are is in the levels.
            Sort::Organisation | Sort::Plate | Sort::Sex | Sort::Region => None,
        }
    }
}
