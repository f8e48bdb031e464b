//! Vehicles: registration marks whole or in part, make and colour.
//!
//! Weights are the documented ones: u of a whole mark is one in the 40 million vehicles licensed in the United Kingdom; marks
//! are not trained on, because nearly all pairs differ. What this leaves out: keepers. A vehicle is never its keeper.

use model::{Mention, field};

use crate::forms::{plate, plate_by_eye, plate_fits};
use crate::kernel::within_one_edit;
use crate::names::plain;
use crate::person::identifier;
use crate::table::{
    Cache, Comparison, Gathered, Kin, Part, Pattern, Rule, Table, Tokens, gather, key_of, level, level_in,
    with_level,
};

const PLATE: usize = 0;
const MAKE: usize = 1;
const COLOUR: usize = 2;

const SAME: u8 = 1;
const BY_EYE: u8 = 2;
const FITS_WELL: u8 = 3;
const FITS: u8 = 4;
const ONE_OFF: u8 = 5;
const DIFFERENT: u8 = 6;

/// Characters of a partial mark that must have been read for it to fit well.
const READ_CHARACTERS_MIN: usize = 5;

static COMPARISONS: [Comparison; 3] = [
    Comparison {
        name: "registration mark",
        levels: &[
            level("the same", 0.80, 2.5e-8),
            level("the same but for O and 0 or I and 1", 0.05, 2.5e-8),
            level("the part that was read fits, five characters or more", 0.07, 1e-5),
            level("the part that was read fits, four characters or fewer", 0.03, 0.002),
            level("one character different", 0.03, 1e-5),
            level("different", 0.02, 0.997_98),
        ],
        kin: Kin::Strangers(0.0),
        common: None,
    },
    Comparison {
        name: "make",
        levels: &[level("the same", 0.95, 0.12), level("different", 0.05, 0.88)],
        kin: Kin::Strangers(0.0),
        common: None,
    },
    Comparison {
        name: "colour",
        levels: &[level("the same", 0.85, 0.15), level("different", 0.15, 0.85)],
        kin: Kin::Strangers(0.0),
        common: None,
    },
];

static RULES: [Rule; 3] = [
    Rule { name: "registration mark", parts: &[Part::Plate], further: &[] },
    Rule { name: "start of the mark", parts: &[Part::PlateStart], further: &[Part::PlateEnd] },
    Rule { name: "end of the mark", parts: &[Part::PlateEnd], further: &[Part::PlateStart] },
];

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Row {
    plate: u32,
    by_eye: u32,
    make: u32,
    colour: u32,
    identifiers: Box<[u32]>,
}

/// The vehicles of a review.
pub(crate) struct Vehicles<'a> {
    mentions: &'a [Mention],
    shown: Vec<u32>,
    rows: Vec<Row>,
    tokens: Tokens,
}

impl<'a> Vehicles<'a> {
    /// Prepares the vehicles among the mentions. Gives the record of each as well.
    pub(crate) fn prepare(mentions: &'a [Mention], which: &[u32]) -> (Vehicles<'a>, Vec<u32>) {
        let mut tokens = Tokens::default();
        let Gathered { rows, record_of, first } = gather(which.iter().map(|&at| {
            let mention = &mentions[at as usize];
            let mark = mention.get(field::PLATE).map(plate).unwrap_or_default();
            let mut word = |name: &str| mention.get(name).map_or(0, |text| tokens.number(&plain(text)));
            let (make, colour) = (word(field::MAKE), word(field::COLOUR));
            let ids = mention.all(field::IDENTIFIER).map(|id| tokens.number(&identifier(id)));
            let identifiers: Vec<u32> = ids.filter(|t| *t != 0).collect();
            Row {
                plate: tokens.number(&mark),
                by_eye: tokens.number(&plate_by_eye(&mark)),
                make,
                colour,
                identifiers: identifiers.into(),
            }
        }));
        tokens.close();
        let shown = first.iter().map(|&at| which[at as usize]).collect();
        (Vehicles { mentions, shown, rows, tokens }, record_of)
    }

    fn plate_level(&self, a: &Row, b: &Row) -> u8 {
        if a.plate == 0 || b.plate == 0 {
            return 0;
        }
        let (x, y) = (self.tokens.word(a.by_eye), self.tokens.word(b.by_eye));
        let partial = |mark: &str| mark.contains(['?', '*']);
        if partial(x) || partial(y) {
            let read = |mark: &str| mark.chars().filter(char::is_ascii_alphanumeric).count();
            return match plate_fits(x, y) {
                true if read(x).min(read(y)) >= READ_CHARACTERS_MIN => FITS_WELL,
                true => FITS,
                false => DIFFERENT,
            };
        }
        if a.plate == b.plate {
            SAME
        } else if a.by_eye == b.by_eye {
            BY_EYE
        } else if within_one_edit(x, y) {
            ONE_OFF
        } else {
            DIFFERENT
        }
    }
}

impl Table for Vehicles<'_> {
    fn comparisons(&self) -> &'static [Comparison] {
        &COMPARISONS
    }

    fn rules(&self) -> &'static [Rule] {
        &RULES
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn part(&self, part: Part, record: usize) -> u64 {
        let mark = self.tokens.word(self.rows[record].by_eye).as_bytes();
        let read = |part: &[u8]| {
            let whole = part.iter().all(u8::is_ascii_alphanumeric);
            if whole { key_of(&String::from_utf8_lossy(part)) } else { 0 }
        };
        match part {
            Part::Plate => u64::from(self.rows[record].by_eye),
            Part::PlateStart if mark.len() >= 4 => read(&mark[..4]),
            Part::PlateEnd if mark.len() >= 3 => read(&mark[mark.len() - 3..]),
            _ => 0,
        }
    }

    fn compare(&self, a: usize, b: usize, _cache: &mut Cache) -> Pattern {
        let (x, y) = (&self.rows[a], &self.rows[b]);
        let words = |p: u32, q: u32| {
            if p == 0 || q == 0 {
                0
            } else {
                2 - u8::from(p == q || within_one_edit(self.tokens.word(p), self.tokens.word(q)))
            }
        };
        let pattern = with_level(0, PLATE, self.plate_level(x, y));
        with_level(with_level(pattern, MAKE, words(x.make, y.make)), COLOUR, words(x.colour, y.colour))
    }

    fn share(&self, comparison: usize, _a: usize, _b: usize) -> f64 {
        COMPARISONS[comparison].levels[0].u
    }

    fn conflict(&self, a: usize, b: usize, pattern: Pattern) -> Option<&'static str> {
        if self.same_identifier(a, b).is_some() {
            return None;
        }
        match level_in(pattern, PLATE) as u8 {
            DIFFERENT => Some("different registration marks"),
            ONE_OFF => Some("registration marks one character apart, which may be two vehicles"),
            _ => None,
        }
    }

    fn same_identifier(&self, a: usize, b: usize) -> Option<&str> {
        let (x, y) = (&self.rows[a].identifiers, &self.rows[b].identifiers);
        x.iter().find(|t| y.contains(t)).map(|t| self.tokens.word(*t))
    }

    fn identifiers(&self, record: usize, out: &mut Vec<u32>) {
        out.extend(&self.rows[record].identifiers);
    }

    fn words(&self, comparison: usize, record: usize) -> String {
        let name = [field::PLATE, field::MAKE, field::COLOUR][comparison];
        self.mentions[self.shown[record] as usize].get(name).unwrap_or_default().to_string()
    }

    fn trains(&self) -> bool {
        false
    }
}
