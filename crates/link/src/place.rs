//! Places: addresses in United Kingdom form, flats, streets without a number, named places.
//!
//! Weights are the documented ones. What this leaves out: a gazetteer; two spellings of one place that share no word stay two.

use model::{Mention, field};

use crate::address::{AddressKey, streets_alike};
use crate::kernel::within_one_edit;
use crate::person::identifier;
use crate::table::{
    Cache, Comparison, Gathered, Kin, Part, Pattern, Rule, Table, Tokens, count_uses, gather, level,
    level_in, mix, with_level,
};
use crate::weights::COMMON_RECORDS;

const HOUSE: usize = 0;
const FLAT: usize = 1;
const STREET: usize = 2;
const POSTCODE: usize = 3;

static COMPARISONS: [Comparison; 4] = [
    Comparison {
        name: "house number",
        levels: &[
            level("the same", 0.60, 0.015),
            level("different", 0.02, 0.965),
            level("none on either side", 0.38, 0.02),
        ],
        kin: Kin::Strangers(0.0),
        common: None,
    },
    Comparison {
        name: "flat",
        levels: &[level("the same", 0.97, 0.1), level("different", 0.03, 0.9)],
        kin: Kin::Strangers(0.0),
        common: None,
    },
    Comparison {
        name: "street or name",
        levels: &[
            level("the same", 0.85, 0.0005),
            level("spelt alike", 0.10, 0.001),
            level("different", 0.05, 0.9985),
        ],
        kin: Kin::Strangers(0.0),
        common: Some(0.0005),
    },
    Comparison {
        name: "postcode",
        levels: &[
            level("the same", 0.85, 0.0005),
            level("one character different", 0.05, 0.0005),
            level("the same district", 0.07, 0.05),
            level("different", 0.03, 0.949),
        ],
        kin: Kin::Strangers(0.0),
        common: None,
    },
];

static RULES: [Rule; 3] = [
    Rule { name: "house and street", parts: &[Part::House, Part::Street], further: &[Part::Postcode] },
    Rule { name: "house and postcode", parts: &[Part::House, Part::Postcode], further: &[Part::Street] },
    Rule { name: "street or name", parts: &[Part::Street], further: &[Part::House, Part::Postcode] },
];

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Row {
    at: AddressKey,
    identifiers: Box<[u32]>,
}

/// The places of a review.
pub(crate) struct Places<'a> {
    mentions: &'a [Mention],
    shown: Vec<u32>,
    rows: Vec<Row>,
    tokens: Tokens,
    /// Distinct houses named in each street.
    street_uses: Vec<u32>,
}

impl<'a> Places<'a> {
    /// Prepares the places among the mentions. Gives the record of each as well.
    pub(crate) fn prepare(mentions: &'a [Mention], which: &[u32]) -> (Places<'a>, Vec<u32>) {
        let mut tokens = Tokens::default();
        let Gathered { rows, record_of, first } = gather(which.iter().map(|&at| {
            let mention = &mentions[at as usize];
            let mut row = Row::default();
            AddressKey::read(mention, &mut tokens, &mut row.at);
            if row.at == AddressKey::default() {
                // A place may come with a name only.
                let name = mention.get(field::NAME).unwrap_or_default();
                row.at.street = tokens.number(&crate::forms::address(name).street);
            }
            let ids = mention.all(field::IDENTIFIER).map(|id| tokens.number(&identifier(id)));
            row.identifiers = ids.filter(|t| *t != 0).collect::<Vec<u32>>().into();
            row
        }));
        tokens.close();
        // A street is as common as the houses named in it: one house written ten times does not make it commoner.
        let mut houses: Vec<(u32, u32)> = rows.iter().map(|r| (r.at.street, r.at.house)).collect();
        houses.sort_unstable();
        houses.dedup();
        let street_uses = count_uses(tokens.len(), houses.iter().map(|h| h.0));
        let shown = first.iter().map(|&at| which[at as usize]).collect();
        (Places { mentions, shown, rows, tokens, street_uses }, record_of)
    }
}

/// Level 1 where equal, 2 where not, 0 where one is not given.
fn equal(a: u32, b: u32) -> u8 {
    if a == 0 || b == 0 { 0 } else { 2 - u8::from(a == b) }
}

impl Table for Places<'_> {
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
        let at = &self.rows[record].at;
        match part {
            Part::House if at.house != 0 => mix(u64::from(at.house), u64::from(at.flat)),
            Part::Street => u64::from(at.street),
            Part::Postcode => u64::from(at.postcode),
            _ => 0,
        }
    }

    fn compare(&self, a: usize, b: usize, cache: &mut Cache) -> Pattern {
        let (x, y) = (&self.rows[a].at, &self.rows[b].at);
        let house = if x.house == 0 && y.house == 0 && x.street != 0 && y.street != 0 {
            3
        } else {
            equal(x.house, y.house)
        };
        let street = match equal(x.street, y.street) {
            2 => {
                let (p, q) = (x.street.min(y.street), x.street.max(y.street));
                3 - cache.level(0, p, q, || u8::from(streets_alike(&self.tokens, p, q)))
            }
            level => level,
        };
        let postcode = match equal(x.postcode, y.postcode) {
            1 => 1,
            2 if within_one_edit(self.tokens.word(x.postcode), self.tokens.word(y.postcode)) => 2,
            _ => match equal(x.outward, y.outward) {
                0 => 0,
                1 => 3,
                _ => 4,
            },
        };
        let mut pattern = with_level(0, HOUSE, house);
        for (comparison, level) in [(FLAT, equal(x.flat, y.flat)), (STREET, street), (POSTCODE, postcode)] {
            pattern = with_level(pattern, comparison, level);
        }
        pattern
    }

    fn share(&self, comparison: usize, a: usize, _b: usize) -> f64 {
        let documented = COMPARISONS[comparison].common.unwrap_or(0.0);
        let uses = f64::from(self.street_uses[self.rows[a].at.street as usize]);
        (uses + COMMON_RECORDS * documented) / (self.rows.len() as f64 + COMMON_RECORDS)
    }

    fn conflict(&self, a: usize, b: usize, pattern: Pattern) -> Option<&'static str> {
        if self.same_identifier(a, b).is_some() {
            return None;
        }
        let house_given = self.rows[a].at.house != 0 || self.rows[b].at.house != 0;
        if level_in(pattern, HOUSE) == 2 {
            Some("different house numbers")
        } else if level_in(pattern, FLAT) == 2 {
            Some("different flats")
        } else if level_in(pattern, POSTCODE) == 4 {
            Some("different postcode districts")
        } else if house_given && level_in(pattern, HOUSE) == 0 {
            Some("a house number on one side only: a street is not a house")
        } else {
            None
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
        let at = &self.rows[record].at;
        let mention = &self.mentions[self.shown[record] as usize];
        match comparison {
            HOUSE => self.tokens.word(at.house).to_string(),
            FLAT => self.tokens.word(at.flat).to_string(),
            STREET => {
                mention.get(field::ADDRESS).or(mention.get(field::NAME)).unwrap_or_default().to_string()
            }
            _ => {
                let code = if at.postcode != 0 { at.postcode } else { at.outward };
                mention
                    .get(field::POSTCODE)
                    .map_or_else(|| self.tokens.word(code).to_uppercase(), str::to_string)
            }
        }
    }

    /// Places of one area: that one is written in two ways is the rule rather than the exception.
    fn strangers_min(&self) -> usize {
        500
    }

    fn trains(&self) -> bool {
        false
    }
}
