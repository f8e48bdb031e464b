//! The fields of every act. `always` marks the frame of the review, which is always public: kinds, numbers, references
//! to entries, members of closed lists. `may` marks what a decision can withhold.

use model::Day;

use super::field::{Code, Groups, Letter, Path, Seq, Text};
use super::groups;
use super::manifest::{Manifest, SealedRow};
use crate::clocks::Clock;
use crate::entry::StreamId;
use crate::words::{
    AccessWord, AnswerSort, AppealBody, AppealWord, AssistanceSort, Authority, ClosingReason, Decider,
    DeferralReason, DisposalBasis, Effect, EventDecisionWord, LiftReason, LinkDecisionWord, Mode, NoNameSort,
    OutcomeWord, Owner, PartySort, Rank, RankScale, ReasonCode, RequestAnswer, ResponseWord, Standard, Tenor,
    UnsealReason,
};

// The beginning: terms, parties, complaints.
groups! {
    /// A rank in the scope of a review, as it was called at the time.
    RankInScope {
        /// The scale of ranks.
        always scale: RankScale,
        /// The rank.
        always rank: Rank,
    }
    /// An agency in the scope of a review.
    AgencyInScope {
        /// Its code, used in every later entry.
        always code: Code,
        /// Its name.
        may name: Text,
    }
    /// A question the review is asked to answer.
    QuestionInScope {
        /// The question.
        may text: Text,
    }
    /// What a strand is about.
    StrandTitle {
        /// The strand.
        always number: u32,
        /// Whether it is sealed: then its matter stands in a stream of its own, and it has no title here.
        always sealed: bool,
        /// What it is about.
        may title: Option<Text>,
    }
    /// Terms of reference. The first entry of a review; later versions follow.
    Terms {
        /// 1 for the first, then one more each time.
        always version: u32,
        /// What the review is for. It cannot change later.
        always mode: Mode,
        /// First day the review is about.
        always period_from: Day,
        /// Last day the review is about.
        always period_to: Day,
        /// The strands, by number. A later version keeps every strand that is still open.
        always strands: Vec<u32>,
        /// The shortest time for a reply to a criticism, in days. No law gives a figure: the review gives it, and why.
        always reply_days: Option<u32>,
        /// Why that time is enough.
        may reply_days_reason: Option<Text>,
        /// What the review is called.
        may title: Text,
        /// What is different from the version before, and why.
        may changed: Option<Text>,
        /// What each strand is about.
        may strand: Groups<StrandTitle>,
        /// The ranks in scope, as they were called at the time. None in a learning review.
        may ranks: Groups<RankInScope>,
        /// The agencies in scope.
        may agencies: Groups<AgencyInScope>,
        /// The questions.
        may questions: Groups<QuestionInScope>,
    }
    /// The first entry of a sealed strand's own stream.
    SealedStream {
        /// The strand, as numbered in the open stream.
        always strand: u32,
        /// The open stream of the review.
        always parent: StreamId,
        /// What the review is for, as in its terms of reference.
        always mode: Mode,
        /// The shortest time for a reply to a criticism, in days.
        always reply_days: Option<u32>,
    }
    /// A person, role or body. Everything else in the review says only the code.
    Party {
        /// The code. It is used once and never given to somebody else.
        always code: Code,
        /// What it is.
        always sort: PartySort,
        /// Who it is. This field can be withheld and erased by itself.
        may name: Text,
        /// The body it belongs to.
        may agency: Option<Code>,
        /// The rank, if any, at the date below.
        may rank: Option<Rank>,
        /// The scale of that rank.
        may scale: Option<RankScale>,
        /// The day on which that rank was held.
        may rank_on: Option<Day>,
    }
    /// One allegation of a complaint.
    Allegation {
        /// Its category, by the letter in use when the complaint was made.
        always category: Letter,
        /// What is alleged.
        may text: Text,
        /// Whom it is about, if anybody was named.
        may about: Option<Code>,
    }
    /// A complaint.
    Complaint {
        /// Its number in this review.
        always number: u32,
        /// Whether the complainant asked for their identity to be sealed.
        always sealed: bool,
        /// The strands it belongs to.
        always strands: Vec<u32>,
        /// The day it was made. It decides which categories and outcome words apply.
        may made_on: Day,
        /// The body it is about.
        may agency: Code,
        /// Who complained. Left out where it is sealed.
        may complainant: Option<Text>,
        /// The allegations.
        may allegations: Groups<Allegation>,
    }
    /// A sealed identity, in a sealed strand's own stream.
    SealedIdentity {
        /// The complaint, as numbered in the open stream.
        always complaint: u32,
        /// The identity, encrypted to the sealing unit (an armoured age file).
        may ciphertext: Text,
    }
    /// A sealed identity was opened.
    Unsealing {
        /// The entry that holds the sealed identity.
        always of: Seq,
        /// Why.
        always reason: UnsealReason,
        /// Who decided.
        always decider: Decider,
        /// What for, in words.
        may purpose: Text,
    }
    /// What came of one allegation.
    ComplaintOutcome {
        /// The entry of the complaint.
        always of: Seq,
        /// Which allegation, from 1.
        always allegation: u32,
        /// The finding it rests on. Needed where the outcome is a criticism.
        always finding: Option<Seq>,
        /// The outcome, in a word of the complaint's date.
        may outcome: OutcomeWord,
        /// Why.
        may reason: Text,
        /// The day on which the complainant was told.
        may told_on: Option<Day>,
    }
}

// Strands, evidence, chronology.
groups! {
    /// A strand opened after the terms of reference.
    StrandOpened {
        /// Its number, not used before.
        always number: u32,
        /// Whether it is sealed.
        always sealed: bool,
        /// What it is about; left out where it is sealed.
        may title: Option<Text>,
        /// Why it was opened.
        may reason: Text,
    }
    /// A strand merged into another. What is decided on the other from now on decides it too.
    StrandMerged {
        /// The strand that ends.
        always number: u32,
        /// The strand it goes into.
        always into: u32,
        /// Why.
        may reason: Text,
    }
    /// A strand split into new ones, each of which needs an end of its own.
    StrandSplit {
        /// The strand that ends.
        always number: u32,
        /// The new strands, numbers not used before; two or more.
        always into: Vec<u32>,
        /// Why.
        may reason: Text,
        /// What each new strand is about. They are sealed where the strand is that was split, and then they have no title here.
        may strand: Groups<StrandTitle>,
    }
    /// A strand closed without a finding.
    StrandClosed {
        /// The strand.
        always number: u32,
        /// Why.
        always reason: ClosingReason,
        /// Why, in words.
        may text: Text,
    }
    /// Why a strand is still open at the next publication. It counts for that one only.
    StrandDeferred {
        /// The strand.
        always number: u32,
        /// Why.
        always reason: DeferralReason,
        /// Why, in words.
        may text: Text,
    }
    /// A request for evidence.
    Request {
        /// Who is asked.
        may to: Code,
        /// For what.
        may what: Text,
        /// By when an answer was asked for.
        may due: Option<Day>,
    }
    /// A request chased.
    Chase {
        /// The entry of the request.
        always of: Seq,
        /// How, and what was said.
        may text: Text,
    }
    /// What came of a request.
    Received {
        /// The entry of the request.
        always of: Seq,
        /// What came of it.
        always how: RequestAnswer,
        /// What came; what did not, where only part came.
        may what: Text,
        /// The ground given, where it was refused or came in part.
        may ground: Option<Text>,
    }
    /// Help from a person, or none.
    Assistance {
        /// Who.
        may by: Code,
        /// How.
        always sort: AssistanceSort,
        /// About what.
        may what: Text,
    }
    /// One mention in the files as received.
    MentionAt {
        /// The file.
        may file: Text,
        /// The sheet; left out where the file has none.
        may sheet: Option<Text>,
        /// The row.
        may row: u32,
        /// The name that the source's mapping gives the mention.
        may role: Text,
    }
    /// A person's decision on a link.
    LinkDecision {
        /// What was decided.
        always decision: LinkDecisionWord,
        /// Who decided.
        always decider: Decider,
        /// Why.
        may reason: Text,
        /// The two mentions.
        may mentions: Groups<MentionAt>,
    }
    /// A decision on an event of the chronology.
    EventDecision {
        /// What was decided.
        always decision: EventDecisionWord,
        /// Who disputes it, or with whom it was agreed.
        may by: Option<Code>,
        /// The event, in words.
        may event: Text,
        /// The file it stands in, as the review reads it. With the row below, the next run of `candour review` writes the
        /// decision into the chronology.
        may file: Option<Text>,
        /// The sheet; left out where the file has none.
        may sheet: Option<Text>,
        /// The row.
        may row: Option<u32>,
        /// Why.
        may reason: Text,
    }
    /// Words that look like the name of somebody and name nobody: "in West Marsh", where somebody is called Marsh.
    NoName {
        /// The entry in which they name nobody; left out where they name nobody anywhere in the review.
        always of: Option<Seq>,
        /// What they are.
        always what: NoNameSort,
        /// Who decided.
        always decider: Decider,
        /// The words, as they stand in the text, with as much beside the name as shows what they are. Withheld where they would
        /// say how somebody is called whose name is withheld.
        may words: Text,
    }
    /// A decision on a link, an event or words taken back: what follows is as if it had never been made.
    DecisionUndone {
        /// The entry of the decision.
        always of: Seq,
        /// Who decided.
        always decider: Decider,
        /// Why.
        may reason: Text,
    }
    /// A question to an agency.
    Question {
        /// Who is asked.
        may to: Code,
        /// The question.
        may text: Text,
        /// The outcome it comes from, as the report numbers it.
        may outcome: Option<Text>,
        /// By when an answer was asked for.
        may due: Option<Day>,
    }
    /// An answer.
    Answer {
        /// The entry of the question.
        always of: Seq,
        /// How it was answered.
        always how: AnswerSort,
        /// The answer.
        may text: Text,
    }
}

// Findings and representations.
groups! {
    /// One piece of evidence.
    Evidence {
        /// What it shows.
        may text: Text,
        /// Where it is: file and row, exhibit, statement.
        may source: Text,
        /// The entry it came with, if it came to the review by a request, an answer or a person.
        may entry: Option<Seq>,
    }
    /// One part of a finding, about one person, role or body. Individual and organisational parts stand apart.
    Part {
        /// Whose it is.
        always owner: Owner,
        /// Which way it goes.
        always tenor: Tenor,
        /// The code of whom it is about; the body, where there is no identifiable owner.
        may subject: Code,
        /// What is found about them.
        may claim: Text,
        /// The outcome, if there is a word for it.
        may outcome: Option<OutcomeWord>,
    }
    /// A finding: what a person decided, with the evidence for and against.
    Finding {
        /// The strands it answers.
        always strands: Vec<u32>,
        /// The standard of proof.
        always standard: Standard,
        /// The entry of the version that this one replaces.
        always supersedes: Option<Seq>,
        /// What is different from the version that this one replaces, and why.
        may changed: Option<Text>,
        /// What is found, in one sentence.
        may claim: Text,
        /// The duty of the time, with its source.
        may duty: Text,
        /// Where evidence against was looked for, where none was found.
        may looked_for_against: Option<Text>,
        /// What speaks for it.
        may evidence_for: Groups<Evidence>,
        /// What speaks against it.
        may evidence_against: Groups<Evidence>,
        /// The parts: each about one person, role or body.
        may parts: Groups<Part>,
    }
    /// A finding withdrawn.
    FindingWithdrawn {
        /// The entry of the finding: its newest version.
        always of: Seq,
        /// Why.
        may reason: Text,
    }
    /// Notice of a criticism.
    Notice {
        /// The entry of the finding.
        always of: Seq,
        /// Which part of it, from 1.
        always part: u32,
        /// To whom.
        may to: Code,
        /// How it was sent.
        may how: Text,
    }
    /// The extract sent with a notice. The time for a reply runs from this entry.
    Extract {
        /// The entry of the notice.
        always of: Seq,
        /// Last day for a reply.
        always reply_by: Day,
        /// What was sent: it holds the words of the finding and of the part.
        may text: Text,
    }
    /// A reply.
    Reply {
        /// The entry of the notice.
        always of: Seq,
        /// Who replied.
        may by: Code,
        /// The reply.
        may text: Text,
    }
    /// The time for a reply has run out.
    Expiry {
        /// The entry of the notice.
        always of: Seq,
    }
    /// What changed because of a reply.
    Change {
        /// The entry of the reply.
        always of: Seq,
        /// What it changed.
        always effect: Effect,
        /// The entry of the new version or of the withdrawal.
        always by_entry: Option<Seq>,
        /// Why.
        may reason: Text,
    }
}

// Withholding, publication, access, recommendations, erasure.
groups! {
    /// A decision to withhold one field. Wholly public: it says nothing personal.
    Withholding {
        /// The entry.
        always of: Seq,
        /// The path of the field in that entry.
        always path: Path,
        /// Why.
        always reason: ReasonCode,
        /// Who decided.
        always decider: Decider,
    }
    /// A decision to disclose what was withheld.
    WithholdingLifted {
        /// The entry of the withholding.
        always of: Seq,
        /// Why.
        always reason: LiftReason,
        /// Who decided.
        always decider: Decider,
    }
    /// A publication. Wholly public.
    Publication {
        /// 1 for the first, then one more each time.
        always version: u32,
        /// The entry of the publication that this one replaces.
        always replaces: Option<Seq>,
        /// What it is called.
        always title: Text,
        /// The strands that are still open, each with its recorded reason.
        always open_strands: Vec<u32>,
        /// One row for every earlier entry.
        always manifest: Manifest,
        /// One row for every sealed strand.
        always sealed: Groups<SealedRow>,
    }
    /// Somebody asks for unpublished material.
    AccessRequest {
        /// On what authority.
        always authority: Authority,
        /// The entries asked for; none where it was asked in general.
        always entries: Vec<Seq>,
        /// Who asks.
        may who: Text,
        /// For what.
        may what: Text,
    }
    /// A decision on access.
    AccessDecision {
        /// The entry of the request.
        always of: Seq,
        /// The decision.
        always decision: AccessWord,
        /// Why, where it was not granted in full.
        always reason: Option<ReasonCode>,
        /// Who decided.
        always decider: Decider,
        /// Why, in words.
        may text: Text,
    }
    /// An appeal against a refusal.
    AccessAppeal {
        /// The entry of the decision.
        always of: Seq,
        /// To whom.
        always to: AppealBody,
        /// The ground.
        may ground: Text,
    }
    /// A decision on an appeal.
    AppealDecision {
        /// The entry of the appeal.
        always of: Seq,
        /// The decision.
        always decision: AppealWord,
        /// Why.
        may text: Text,
    }
    /// A recommendation.
    Recommendation {
        /// Its number in this review.
        always number: u32,
        /// The findings it rests on.
        always findings: Vec<Seq>,
        /// The clock it starts.
        always clock: Clock,
        /// Last day for a response, where the review sets it.
        always due: Option<Day>,
        /// To whom: a body.
        may to: Code,
        /// What is recommended.
        may text: Text,
        /// Why that day, where the review sets it.
        may due_reason: Option<Text>,
    }
    /// A response.
    Response {
        /// The entry of the recommendation.
        always of: Seq,
        /// What the response is.
        always how: ResponseWord,
        /// The response.
        may text: Text,
    }
    /// A response published.
    ResponsePublished {
        /// The entry of the response.
        always of: Seq,
    }
    /// A lawful erasure. Wholly public: it says nothing personal.
    Disposal {
        /// The entry.
        always of: Seq,
        /// The paths of the texts erased.
        always paths: Vec<Path>,
        /// Why the law requires it.
        always basis: DisposalBasis,
        /// Who decided.
        always decider: Decider,
    }
}
