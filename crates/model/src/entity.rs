//! Mentions, and what linkage makes of them.

use crate::{EntityId, MentionId, Place, RowId};

/// What sort of thing a mention names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MentionKind {
    /// A person.
    Person,
    /// A vehicle.
    Vehicle,
    /// An address or other place.
    Place,
    /// A telephone number.
    Telephone,
    /// A body: an agency, a firm, a school.
    Organisation,
    /// A matter with the source's own number: a report, a complaint, a request. Never linked by likeness.
    Matter,
}

impl MentionKind {
    /// All kinds, in the order reports list them.
    pub const ALL: [MentionKind; 6] = [
        MentionKind::Person,
        MentionKind::Vehicle,
        MentionKind::Place,
        MentionKind::Telephone,
        MentionKind::Organisation,
        MentionKind::Matter,
    ];

    /// The word a report prints and `review.toml` uses.
    pub fn word(self) -> &'static str {
        match self {
            MentionKind::Person => "person",
            MentionKind::Vehicle => "vehicle",
            MentionKind::Place => "place",
            MentionKind::Telephone => "telephone",
            MentionKind::Organisation => "organisation",
            MentionKind::Matter => "matter",
        }
    }
}

/// Names of the fields of a mention. A mapping may give any of them; linkage compares those it finds.
pub mod field {
    /// A whole name in one cell, as written.
    pub const NAME: &str = "name";
    /// Given name or names.
    pub const FORENAME: &str = "forename";
    /// Family name.
    pub const SURNAME: &str = "surname";
    /// Another name the source gives: nickname, street name, former surname. May occur several times.
    pub const ALIAS: &str = "alias";
    /// Birth date, written as in the source.
    pub const BORN: &str = "born";
    /// Age in whole years on the day of the record.
    pub const AGE: &str = "age";
    /// Sex or gender as recorded.
    pub const SEX: &str = "sex";
    /// An address in one cell.
    pub const ADDRESS: &str = "address";
    /// Postcode, whole or outward part.
    pub const POSTCODE: &str = "postcode";
    /// Telephone number.
    pub const TELEPHONE: &str = "telephone";
    /// Vehicle registration mark, whole or partial (`?` or `*` for an unread character).
    pub const PLATE: &str = "plate";
    /// Make of a vehicle.
    pub const MAKE: &str = "make";
    /// Colour of a vehicle.
    pub const COLOUR: &str = "colour";
    /// A number that identifies within a named scheme, written `scheme:number` ("nhs:9990001111").
    pub const IDENTIFIER: &str = "identifier";
    /// Every field name a mapping may use.
    pub const ALL: [&str; 14] = [
        NAME, FORENAME, SURNAME, ALIAS, BORN, AGE, SEX, ADDRESS, POSTCODE, TELEPHONE, PLATE, MAKE, COLOUR,
        IDENTIFIER,
    ];
}

/// A person, vehicle, place, telephone, body or matter as one row names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// What sort of thing.
    pub kind: MentionKind,
    /// Field name (see [`field`]) and the words of the source, in the order of the mapping; never empty words.
    pub fields: Vec<(&'static str, Box<str>)>,
    /// What the mapping calls it in this row ("child", "suspect", "keeper").
    pub role: Box<str>,
    /// The row it came from.
    pub row: RowId,
    /// File, sheet, row, and the column of its first field.
    pub place: Place,
}

impl Mention {
    /// The first value of a field, if the row gives one.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, value)| &**value)
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(name, _)| *name == field).map(|(_, value)| &**value)
    }

    /// A short label in the words of the source: the name, the plate, the address or the number.
    pub fn label(&self) -> String {
        if let Some(name) = self.get(field::NAME) {
            return name.to_string();
        }
        let parts: Vec<&str> = [field::FORENAME, field::SURNAME].iter().filter_map(|f| self.get(f)).collect();
        if !parts.is_empty() {
            return parts.join(" ");
        }
        for name in [field::PLATE, field::ADDRESS, field::POSTCODE, field::TELEPHONE, field::ALIAS] {
            if let Some(value) = self.get(name) {
                return value.to_string();
            }
        }
        match self.get(field::IDENTIFIER) {
            Some(id) => id.split_once(':').map_or(id, |(_, number)| number).to_string(),
            None => format!("unnamed {}", self.kind.word()),
        }
    }
}

/// How sure linkage is, in bands whose meaning is stated in the report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Band {
    /// Shown as a question; never acted on.
    Possible,
    /// Probability at least 0.95.
    Probable,
    /// Probability at least 0.999, or the same identifier in the same scheme, or a person's decision.
    Certain,
}

impl Band {
    /// The word a report prints.
    pub fn word(self) -> &'static str {
        match self {
            Band::Possible => "possible",
            Band::Probable => "probable",
            Band::Certain => "certain",
        }
    }
}

/// One comparison inside a link: what was compared, how it came out, and what that was worth.
#[derive(Clone, PartialEq, Debug)]
pub struct Level {
    /// What was compared ("surname").
    pub field: String,
    /// How it came out, in words ("alike: Whittle, Whitle").
    pub words: String,
    /// Match weight in bits (log base 2 of m over u): positive speaks for one entity, negative against.
    pub weight_bits: f64,
}

/// A pair of mentions that linkage scored, with its reasons. Reversible: a decision by a person overrides it.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// The mention with the lower number.
    pub left: MentionId,
    /// The mention with the higher number.
    pub right: MentionId,
    /// Total match weight in bits, the prior included.
    pub weight_bits: f64,
    /// Probability, 0 to 1, that both are one entity.
    pub probability: f64,
    /// The band the probability falls in.
    pub band: Band,
    /// Whether it was used to join the two (possible links, refused links and links broken by a constraint are not).
    pub used: bool,
    /// Why it was not used, or by whose decision it was; empty otherwise.
    pub note: String,
    /// The weights it is made of, the prior first.
    pub levels: Vec<Level>,
}

/// What linkage takes to be one person, vehicle, place, telephone, body or matter.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    /// What sort of thing.
    pub kind: MentionKind,
    /// Its mentions, in ascending order; at least one.
    pub mentions: Vec<MentionId>,
    /// The label most of its mentions use (ties: the first in reading order).
    pub label: String,
    /// The least probability among the links that hold it together; 1 for a single mention.
    pub certainty: f64,
    /// Another entity it might be the same as, where linkage could not tell.
    pub possibly: Vec<EntityId>,
    /// Entities that a person has decided it is not, in ascending order.
    pub apart: Vec<EntityId>,
}
