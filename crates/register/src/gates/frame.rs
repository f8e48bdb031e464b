//! What belongs into which stream, and the terms of reference.

use super::{Gate, Rule};
use crate::acts::{Act, AgencyInScope, Complaint, SealedStream, Seq, Terms};
use crate::words::{Mode, RankThen, rank_then};

/// The shortest time for a reply that terms of reference may give from now on. No law has a figure; this is the program's own floor and
/// not a time that is enough: whoever is criticised has to receive the letter, read it and take advice, and in less than a week nobody
/// can. A review gives the time that its own matter needs, and why.
const REPLY_DAYS_MIN: u32 = 7;

impl Gate<'_> {
    /// The open stream holds no sealed identity and nothing of a sealed strand's matter.
    pub(super) fn open_stream(&mut self, act: &Act) {
        match act {
            Act::SealedStream(_) | Act::SealedIdentity(_) | Act::Unsealing(_) => self.refuse(
                Rule::WrongStream,
                &[],
                "A sealed identity, and what is done with it, stands in the sealed strand's own stream and not in the open one.",
            ),
            Act::Terms(a) => self.terms(a),
            Act::Complaint(a) => self.complaint_sealing(a),
            Act::Finding(a) => {
                for &number in &a.strands {
                    if let Some(strand) = self.review.strand(number).filter(|strand| strand.sealed) {
                        let sentence = format!(
                            "Strand {number} is sealed ({}): a finding on it is recorded in its own stream.",
                            strand.opened.0
                        );
                        self.refuse(Rule::WrongStream, &[strand.opened.0], sentence);
                    }
                }
            }
            _ => {}
        }
    }

    /// A sealed strand's stream publishes nothing, has one strand, and no terms of its own.
    pub(super) fn sealed_stream(&mut self, act: &Act, strand: u32) {
        match act {
            Act::SealedStream(a) => self.sealed_beginning(a, strand),
            Act::Terms(_)
            | Act::Publication(_)
            | Act::StrandOpened(_)
            | Act::StrandMerged(_)
            | Act::StrandSplit(_)
            | Act::StrandClosed(_)
            | Act::StrandDeferred(_)
            | Act::Recommendation(_) => {
                let sentence = format!(
                    "A {} act belongs into the open stream of the review; this is the stream of sealed strand {strand}.",
                    act.kind()
                );
                self.refuse(Rule::WrongStream, &[Seq(0)], sentence);
            }
            Act::Finding(a) if a.strands != [strand] => {
                let sentence = format!(
                    "This is the stream of sealed strand {strand}: a finding here is on that strand alone."
                );
                self.refuse(Rule::WrongStream, &[Seq(0)], sentence);
            }
            _ => {}
        }
    }

    fn sealed_beginning(&mut self, act: &SealedStream, strand: u32) {
        if !self.review.history().is_empty() {
            self.refuse(Rule::Beginning, &[Seq(0)], "The stream has begun already with entry 0.");
        }
        if act.strand != strand {
            let sentence =
                format!("This is the stream of strand {strand}, and the entry names strand {}.", act.strand);
            self.refuse(Rule::WrongStream, &[], sentence);
        }
        self.reply_days(act.reply_days);
    }

    fn complaint_sealing(&mut self, act: &Complaint) {
        match (act.sealed, &act.complainant) {
            (true, Some(_)) => {
                let sentence = format!(
                    "Complaint {} is sealed at the complainant's request: take `complainant` out and record the identity in the \
                     sealed strand's own stream (act sealed_identity).",
                    act.number
                );
                self.refuse(Rule::Sealed, &[], sentence);
            }
            (false, None) => {
                let sentence =
                    format!("Complaint {} does not say who complained, and is not sealed.", act.number);
                self.refuse(Rule::Missing, &[], sentence);
            }
            _ => {}
        }
    }

    fn reply_days(&mut self, reply_days: Option<u32>) {
        if reply_days == Some(0) {
            self.refuse(Rule::Missing, &[], "The time for a reply is at least one day.");
        }
    }

    fn terms(&mut self, act: &Terms) {
        let before = self.review.terms().cloned();
        let expected = before.as_ref().map_or(1, |terms| terms.version + 1);
        if act.version != expected {
            let sentence =
                format!("The next version of the terms of reference is {expected}, not {}.", act.version);
            self.refuse(Rule::Version, &[], sentence);
        }
        if act.period_from > act.period_to {
            self.refuse(Rule::Missing, &[], "The period ends before it begins.");
        }
        if act.strands.is_empty() {
            self.refuse(Rule::Missing, &[], "The terms of reference have no strand: number at least one.");
        }
        let mut numbers = act.strands.clone();
        numbers.sort_unstable();
        if numbers.windows(2).any(|pair| pair[0] == pair[1]) {
            self.refuse(Rule::UsedTwice, &[], "A strand stands twice in the terms of reference.");
        }
        self.reply_days(act.reply_days);
        if let Some(days) =
            act.reply_days.filter(|days| (1..REPLY_DAYS_MIN).contains(days) && !self.review.replaying)
        {
            let sentence = format!(
                "A time of {} for a reply is no reasonable opportunity to answer a criticism (Inquiry Rules 2006, rule 13, gives no figure): the \
                 register takes at least {REPLY_DAYS_MIN} days.",
                if days == 1 { "1 day".to_string() } else { format!("{days} days") }
            );
            self.refuse(Rule::Missing, &[], sentence);
        }
        if act.reply_days.is_some() && act.reply_days_reason.is_none() {
            let sentence = "No law gives a figure for the time to reply: say in `reply_days_reason` why this one is enough.";
            self.refuse(Rule::Missing, &[], sentence);
        }
        self.strand_titles(act);
        if act.mode == Mode::Learning && !act.ranks.0.is_empty() {
            self.refuse(
                Rule::OfficerLevel,
                &[],
                "A learning review has no ranks in its scope: it is not about officers.",
            );
        }
        for rank in &act.ranks.0 {
            let ends = [act.period_from, act.period_to];
            if ends.iter().all(|&day| rank_then(rank.scale, rank.rank, day) == RankThen::NotOnScale) {
                let sentence = format!("There is no {} on the {} scale of ranks.", rank.rank, rank.scale);
                self.refuse(Rule::WordOfDate, &[], sentence);
            }
        }
        if let Some(before) = before {
            self.later_terms(act, &before);
        }
    }

    fn strand_titles(&mut self, act: &Terms) {
        for title in &act.strand.0 {
            if !act.strands.contains(&title.number) {
                let sentence = format!("Strand {} has a title and is not among the strands.", title.number);
                self.refuse(Rule::Reference, &[], sentence);
            }
            if title.sealed && title.title.is_some() {
                let sentence = format!(
                    "Strand {} is sealed, so its title cannot stand in the open stream.",
                    title.number
                );
                self.refuse(Rule::Sealed, &[], sentence);
            }
            let before = self.review.strand(title.number);
            if let Some(strand) = before.filter(|strand| strand.sealed != title.sealed) {
                let sentence = format!(
                    "Whether strand {} is sealed was decided with {} and cannot change: close it and open another.",
                    title.number, strand.opened.0
                );
                self.refuse(Rule::Sealed, &[strand.opened.0], sentence);
            }
        }
        for &number in &act.strands {
            let titles = act.strand.0.iter().filter(|title| title.number == number).count();
            if titles > 1 {
                self.refuse(Rule::UsedTwice, &[], format!("Strand {number} has more than one title."));
            }
        }
    }

    fn later_terms(&mut self, act: &Terms, before: &Terms) {
        if act.mode != before.mode {
            let sentence = format!(
                "The review began in the mode {} with entry 0 and stays in it: another purpose is another review.",
                before.mode
            );
            self.refuse(Rule::ModeFixed, &[Seq(0)], sentence);
        }
        let named = |n: u32| act.strand.0.iter().any(|t| t.number == n && (t.sealed || t.title.is_some()));
        let new = act.strands.iter().filter(|&&number| self.review.strand(number).is_none());
        let nameless: Vec<u32> = new.copied().filter(|&number| !named(number)).collect();
        for number in nameless.into_iter().filter(|_| !self.review.replaying) {
            let sentence = format!(
                "Strand {number} is new in this version and has no row of its own: say in a row `strand` what it is about, or \
                 that it is sealed."
            );
            self.refuse(Rule::Missing, &[], sentence);
        }
        if act.changed.is_none() {
            self.refuse(
                Rule::Missing,
                &[],
                "Say in `changed` what is different from the version before, and why.",
            );
        }
        for (number, strand) in self.review.strands() {
            let open = strand.ended.is_none();
            if open && !act.strands.contains(&number) {
                self.refusals.push(super::Refusal {
                    rule: Rule::StrandDropped,
                    entries: vec![strand.opened.0],
                    sentence: format!(
                        "Strand {number} ({}) is open and not in this version: close, merge or split it first, with a reason.",
                        strand.opened.0
                    ),
                });
            }
            if !open && act.strands.contains(&number) && !before.strands.contains(&number) {
                self.refusals.push(super::Refusal {
                    rule: Rule::StrandNotOpen,
                    entries: vec![strand.opened.0],
                    sentence: format!("Strand {number} has ended; a new strand has a new number."),
                });
            }
        }
        for (i, agency) in act.agencies.0.iter().enumerate() {
            if self.review.party(&agency.code).is_some() && !self.agency_as_before(i, agency, before) {
                let sentence = format!("The code {} is used already.", agency.code);
                self.refuse(Rule::UsedTwice, &[], sentence);
            }
        }
    }

    /// Whether an agency stands in the version before under the same code and name; a name that is gone was compared
    /// when it was there.
    fn agency_as_before(&self, i: usize, agency: &AgencyInScope, before: &Terms) -> bool {
        let Some(&seq) = self.review.terms.last() else { return false };
        let here = format!("agencies/{}/name", i + 1);
        before.agencies.0.iter().enumerate().any(|(j, old)| {
            let there = format!("agencies/{}/name", j + 1);
            old.code == agency.code
                && (old.name == agency.name
                    || self.review.was_there_then(seq, &there, &old.name)
                    || self.review.was_there_then(self.review.next_seq(), &here, &agency.name))
        })
    }
}
