//! The terms on which linkage runs, decisions of people, and every limit by name.

use crate::bodies::BodyList;
use model::{Band, Day, Entity, EntityId, Link, MentionId, Weighing};

/// A decision by a person about one pair of mentions. It overrides the weights; taken away again, the result is the
/// one there was before, to the byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairDecision {
    /// One mention.
    pub left: MentionId,
    /// The other.
    pub right: MentionId,
    /// True where they are one, false where they are not.
    pub same: bool,
    /// Who decided, by role.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// On what terms mentions are linked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkTerms {
    /// The day as of which the record is read: nobody in it was born later, and a year of two digits is read by it.
    pub observation_date: Day,
    /// Day of the record of each mention, by [`MentionId`]; shorter than the mentions, or `None`, where nobody knows.
    /// An age counts only together with that day.
    pub recorded_on: Vec<Option<Day>>,
    /// Threads to score with, at least 1. The result does not depend on it.
    pub threads: usize,
    /// What a reviewer has written down of the names, parts and successors of bodies.
    pub bodies: BodyList,
    /// The limits.
    pub limits: Limits,
}

impl LinkTerms {
    /// Two threads, the usual limits, and no days of records.
    pub fn new(observation_date: Day) -> LinkTerms {
        LinkTerms {
            observation_date,
            recorded_on: Vec::new(),
            threads: 2,
            bodies: BodyList::default(),
            limits: Limits::default(),
        }
    }
}

/// Every limit of linkage. Reaching one is reported in [`Linked::notes`], never passed over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Up to this many distinct records of a kind, every pair is compared and no blocking rule is needed.
    pub all_pairs_records_max: usize,
    /// Most records in one block; a larger block is split by the rule's further keys.
    pub block_records_max: usize,
    /// Most pairs one blocking rule may give for each record; a rule that gives more has its largest blocks split.
    pub rule_pairs_per_record_max: usize,
    /// Most pairs that training looks at; of more, an evenly spread part is taken.
    pub training_pairs_max: u64,
    /// Fewest distinct records for training; with fewer the documented weights are used.
    pub training_records_min: usize,
    /// Fewest pairs that training must expect to be one person for its weights to be used.
    pub training_matches_min: u64,
    /// Most records that may share one identifier before only their agreement with the first of them is looked at.
    pub identifier_records_max: usize,
    /// Most distinct records that one entity may hold.
    pub entity_records_max: usize,
    /// Most pairs told of as possibly the same, whether or not each is listed as a question, the most probable first.
    pub possible_sames_max: usize,
    /// Most others that one mention is told to be possibly the same as.
    pub possible_sames_per_mention_max: usize,
    /// Most possible links kept as questions, the most probable first.
    pub possible_links_max: usize,
    /// Most possible links kept for one mention.
    pub possible_links_per_mention_max: usize,
    /// Most links kept for one mention beyond those that first joined it.
    pub further_links_per_mention_max: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            // 2,000 * 1,999 / 2 is two million pairs: about a second.
            all_pairs_records_max: 2_000,
            block_records_max: 2_000,
            rule_pairs_per_record_max: 8,
            training_pairs_max: 5_000_000,
            training_records_min: 300,
            training_matches_min: 50,
            identifier_records_max: 50,
            entity_records_max: 5_000,
            // 16 bytes a pair: 16 MB.
            possible_sames_max: 1_000_000,
            possible_sames_per_mention_max: 200,
            possible_links_max: 20_000,
            possible_links_per_mention_max: 5,
            further_links_per_mention_max: 10,
        }
    }
}

/// Least probability of a possible link.
pub const POSSIBLE_PROBABILITY_MIN: f64 = 0.20;
/// Least probability of a probable link.
pub const PROBABLE_PROBABILITY_MIN: f64 = 0.95;
/// Least probability of a certain link.
pub const CERTAIN_PROBABILITY_MIN: f64 = 0.999;
/// A record that fits two others which cannot be one joins the better only if it fits better by this much:
/// 3 bits are odds of 8 to 1.
pub const AMBIGUOUS_WEIGHT_BITS: f64 = 3.0;

/// The band of a probability; `None` below [`POSSIBLE_PROBABILITY_MIN`].
pub fn band_of(probability: f64) -> Option<Band> {
    if probability >= CERTAIN_PROBABILITY_MIN {
        Some(Band::Certain)
    } else if probability >= PROBABLE_PROBABILITY_MIN {
        Some(Band::Probable)
    } else if probability >= POSSIBLE_PROBABILITY_MIN {
        Some(Band::Possible)
    } else {
        None
    }
}

/// What linkage made of the mentions.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Linked {
    /// Entities, in the order of their first mentions.
    pub entities: Vec<Entity>,
    /// Entity of each mention, by [`MentionId`].
    pub entity_of: Vec<EntityId>,
    /// The scored pairs that matter, in order of their mentions.
    pub links: Vec<Link>,
    /// How linkage came by its weights and what it could not do, in plain English, one paragraph each.
    pub notes: Vec<String>,
    /// What it was made of, for each kind of mention there is.
    pub weighings: Vec<Weighing>,
}
