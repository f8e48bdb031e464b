//! The closed lists: every word that stands openly in an entry, and the words that depend on the day (allegation
//! categories, outcome words, ranks).
//!
//! A reason code or a decider's role is public for good, so it is a member of a list here and never typed by hand.
//! Sources: the categories and outcome words are those of the watchdog's guidance on recording complaints, before and
//! from 1 February 2020 (SI 2020/2); the ranks are those of the Police Act 1996, sections 9H and 13, and of the
//! Metropolitan Police. Each row says how sure we are of it. What this module leaves out: ranks of forces outside
//! England and Wales, and of police staff.

use std::fmt;

use model::Day;
use serde_json::Value;

use crate::acts::field::{Single, field_of_single};

macro_rules! words {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $note:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[doc = $note])+ $variant,)+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word that stands in the entry.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self { $($name::$variant => concat!($($note),+).trim_ascii(),)+ }
            }
        }

        impl Single for $name {
            const WHAT: &'static str = concat!("one of" $(, " ", $word)+);
            const SAMPLE: &'static str = words!(@first $($word,)+);
            const WORDS: &'static [(&'static str, &'static str)] =
                &[$(($word, concat!($($note),+).trim_ascii()),)+];
            fn to_value(&self) -> Value {
                Value::String(self.word().to_string())
            }
            fn from_value(value: &Value) -> Option<$name> {
                let word = value.as_str()?;
                $name::ALL.iter().copied().find(|member| member.word() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.word().replace('_', " "))
            }
        }

        field_of_single!($name);
    };
    (@first $first:literal, $($rest:literal,)*) => { concat!("\"", $first, "\"") };
}

/// The article before a word of the program's own.
pub(crate) fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

words! {
    /// What the review is for. It is fixed by the first terms of reference.
    Mode {
        /// a practice review; it holds no individual to account, and no output is about an officer
        Learning = "learning",
        /// complaints and misconduct
        Conduct = "conduct",
        /// an inquiry
        Inquiry = "inquiry",
    }
}

words! {
    /// What a party is.
    PartySort {
        /// a named person
        Person = "person",
        /// a role that one person held at the time
        Role = "role",
        /// an agency, a force, a company or another body
        Organisation = "organisation",
    }
}

impl PartySort {
    /// With its article, for a sentence.
    pub fn with_article(self) -> &'static str {
        match self {
            PartySort::Person => "a person",
            PartySort::Role => "a role",
            PartySort::Organisation => "an organisation",
        }
    }
}

words! {
    /// Who decides. A role, never a name.
    Decider {
        /// who chairs the review
        Chair = "chair",
        /// the reviewer who leads it
        LeadReviewer = "lead_reviewer",
        /// a reviewer
        Reviewer = "reviewer",
        /// who decides what is disclosed
        DisclosureOfficer = "disclosure_officer",
        /// a lawyer who advises the review
        LegalAdviser = "legal_adviser",
        /// who protects personal data in the review's body
        DataProtectionOfficer = "data_protection_officer",
        /// the unit that alone can open sealed identities
        SealingUnit = "sealing_unit",
        /// the body that commissioned the review
        CommissioningBody = "commissioning_body",
        /// a court or tribunal
        Court = "court",
    }
}

words! {
    /// Why something is withheld or refused.
    ReasonCode {
        /// the victim of a sexual offence is anonymous for life (Sexual Offences (Amendment) Act 1992)
        VictimAnonymity = "victim_anonymity",
        /// personal data of a person whom the publication does not concern
        ThirdPartyPersonalData = "third_party_personal_data",
        /// what is published can be understood without it, the name of a person who is criticised for instance (UK GDPR article 5(1)(c))
        NameNotNeeded = "name_not_needed",
        /// it could identify a child
        IdentifiesAChild = "identifies_a_child",
        /// it could identify somebody who came forward in confidence
        IdentifiesASource = "identifies_a_source",
        /// the complainant asked for their identity to be sealed
        SealedAtRequest = "sealed_at_request",
        /// notice was not yet given, or the time for a reply has not run out
        RepresentationsOutstanding = "representations_outstanding",
        /// criminal proceedings could be prejudiced
        CriminalProceedings = "criminal_proceedings",
        /// misconduct proceedings could be prejudiced
        MisconductProceedings = "misconduct_proceedings",
        /// a court has ordered it
        CourtOrder = "court_order",
        /// legal professional privilege
        LegalPrivilege = "legal_privilege",
        /// it would harm national security
        NationalSecurity = "national_security",
        /// somebody's safety or health would be endangered
        SafetyOfAPerson = "safety_of_a_person",
        /// it is about another strand, which is reported apart
        ReportedApart = "reported_apart",
        /// the strand is sealed: its matter stands in a stream of its own
        SealedStrand = "sealed_strand",
    }
}

impl ReasonCode {
    /// Whether the words of a reply may be kept back for it while the criticism that they answer is published: it protects somebody, or the
    /// law gives it. That a reply is outstanding, or that a name is not needed, is no reason to publish a criticism alone.
    pub fn may_keep_back_a_reply(self) -> bool {
        use ReasonCode as R;
        matches!(
            self,
            R::VictimAnonymity
                | R::ThirdPartyPersonalData
                | R::IdentifiesAChild
                | R::IdentifiesASource
                | R::CriminalProceedings
                | R::MisconductProceedings
                | R::CourtOrder
                | R::LegalPrivilege
                | R::NationalSecurity
                | R::SafetyOfAPerson
        )
    }
}

words! {
    /// Why something withheld is disclosed after all.
    LiftReason {
        /// the ground no longer stands
        GroundGone = "ground_gone",
        /// notice was given and the reply was considered, or its time ran out
        RepresentationsComplete = "representations_complete",
        /// somebody who asked was right
        AccessGranted = "access_granted",
        /// an appeal was upheld
        AppealUpheld = "appeal_upheld",
        /// it should not have been withheld
        WithheldInError = "withheld_in_error",
    }
}

words! {
    /// Why a strand is closed without a finding.
    ClosingReason {
        /// the evidence does not allow a finding either way
        EvidenceInsufficient = "evidence_insufficient",
        /// the records that could show it are gone
        RecordsLost = "records_lost",
        /// the complainant withdrew it
        Withdrawn = "withdrawn",
        /// it lies outside the terms of reference
        OutsideTerms = "outside_terms",
        /// another body has it
        WithAnotherBody = "with_another_body",
        /// it was decided before
        AlreadyDecided = "already_decided",
        /// it is sealed, and ends in a stream of its own
        EndsInSealedStream = "ends_in_sealed_stream",
        /// what was found on it was erased by law
        FindingErased = "finding_erased",
    }
}

words! {
    /// Why a strand is still open when something is published. It counts for one publication.
    DeferralReason {
        /// the inquiry into it goes on
        InquiryContinues = "inquiry_continues",
        /// notice was given and the time for a reply runs
        RepresentationsOutstanding = "representations_outstanding",
        /// proceedings have to end first
        ProceedingsPending = "proceedings_pending",
    }
}

words! {
    /// What came of a request for evidence.
    RequestAnswer {
        /// all of it came
        InFull = "in_full",
        /// some of it came
        InPart = "in_part",
        /// refused, with a ground
        Refused = "refused",
        /// the holder says that it holds nothing of the kind
        NothingHeld = "nothing_held",
        /// the holder says that it was destroyed or lost
        DestroyedOrLost = "destroyed_or_lost",
        /// the person has retired and cannot be compelled
        RetiredCannotBeCompelled = "retired_cannot_be_compelled",
    }
}

words! {
    /// How a person helped, or did not.
    AssistanceSort {
        /// interviewed
        Interview = "interview",
        /// gave a statement
        Statement = "statement",
        /// gave documents
        Documents = "documents",
        /// asked, and declined
        Declined = "declined",
        /// asked, and did not answer
        NoReply = "no_reply",
        /// asked, has retired, and cannot be compelled
        RetiredCannotBeCompelled = "retired_cannot_be_compelled",
    }
}

words! {
    /// A person's decision on a link.
    LinkDecisionWord {
        /// the mentions are one
        Confirmed = "confirmed",
        /// the mentions are not one
        Refused = "refused",
    }
}

words! {
    /// A decision on an event of the chronology.
    EventDecisionWord {
        /// agreed
        Agreed = "agreed",
        /// disputed
        Disputed = "disputed",
    }
}

words! {
    /// What words are that look like the name of somebody and name nobody.
    NoNameSort {
        /// the name of a place, a street or a building
        Place = "place",
        /// the name of a body
        Body = "body",
        /// the title of a report, a law or a book
        Title = "title",
        /// ordinary words
        Word = "word",
    }
}

words! {
    /// How a question was answered.
    AnswerSort {
        /// answered
        Answered = "answered",
        /// answered in part
        InPart = "answered_in_part",
        /// the agency says that nothing is recorded
        NothingRecorded = "nothing_recorded",
        /// declined
        Declined = "declined",
    }
}

words! {
    /// Standard of proof.
    Standard {
        /// there is an indication
        Indication = "indication",
        /// a tribunal could find it, on the balance of probabilities
        CaseToAnswer = "case_to_answer",
        /// more likely than not
        BalanceOfProbabilities = "balance_of_probabilities",
        /// beyond reasonable doubt
        BeyondReasonableDoubt = "beyond_reasonable_doubt",
    }
}

words! {
    /// Which way a part of a finding goes.
    Tenor {
        /// something was not as it should have been
        Critical = "critical",
        /// something was done well
        Positive = "positive",
        /// a fact, neither the one nor the other
        Factual = "factual",
    }
}

words! {
    /// Whose a part of a finding is.
    Owner {
        /// a person
        Person = "person",
        /// a role that one person held
        Role = "role",
        /// the organisation
        Organisation = "organisation",
        /// the organisation, because no person or role can be shown to have been responsible
        NoIdentifiableOwner = "no_identifiable_owner",
    }
}

impl Owner {
    /// Whether it is the individual part of a finding, as against the organisational one.
    pub fn is_individual(self) -> bool {
        matches!(self, Owner::Person | Owner::Role)
    }
}

words! {
    /// What came of a complaint, or of a part of a finding.
    OutcomeWord {
        /// upheld (complaints made before 1 February 2020)
        Upheld = "upheld",
        /// not upheld (complaints made before 1 February 2020)
        NotUpheld = "not_upheld",
        /// the service was acceptable (complaints made from 1 February 2020)
        ServiceAcceptable = "service_acceptable",
        /// the service was not acceptable (complaints made from 1 February 2020)
        ServiceNotAcceptable = "service_not_acceptable",
        /// it could not be determined whether the service was acceptable (complaints made from 1 February 2020)
        UnableToDetermine = "unable_to_determine",
        /// no case to answer
        NoCaseToAnswer = "no_case_to_answer",
        /// case to answer for misconduct
        CaseToAnswerMisconduct = "case_to_answer_misconduct",
        /// case to answer for gross misconduct
        CaseToAnswerGrossMisconduct = "case_to_answer_gross_misconduct",
        /// unsatisfactory performance
        UnsatisfactoryPerformance = "unsatisfactory_performance",
        /// management advice
        ManagementAdvice = "management_advice",
        /// no indication of a criminal offence
        NoIndicationOfOffence = "no_indication_of_offence",
        /// withdrawn
        Withdrawn = "withdrawn",
    }
}

impl OutcomeWord {
    /// Whether the word is about an individual, so that a learning review cannot use it.
    pub fn is_individual(self) -> bool {
        use OutcomeWord as W;
        matches!(
            self,
            W::NoCaseToAnswer
                | W::CaseToAnswerMisconduct
                | W::CaseToAnswerGrossMisconduct
                | W::UnsatisfactoryPerformance
                | W::ManagementAdvice
                | W::NoIndicationOfOffence
        )
    }

    /// Whether the word is a criticism of whom it is said of.
    pub fn is_adverse(self) -> bool {
        use OutcomeWord as W;
        matches!(
            self,
            W::Upheld
                | W::ServiceNotAcceptable
                | W::CaseToAnswerMisconduct
                | W::CaseToAnswerGrossMisconduct
                | W::UnsatisfactoryPerformance
                | W::ManagementAdvice
        )
    }

    /// Whether the word could be used of a complaint made on a day. The words follow the day of the complaint, not the
    /// day of the outcome: a complaint of 2017 is upheld in 2022.
    pub fn fits_complaint_of(self, made: Day) -> bool {
        use OutcomeWord as W;
        match self {
            W::Upheld | W::NotUpheld => made < new_words(),
            W::ServiceAcceptable | W::ServiceNotAcceptable | W::UnableToDetermine => made >= new_words(),
            _ => true,
        }
    }
}

words! {
    /// What a reply to a notice changed.
    Effect {
        /// nothing, for the reason given
        Nothing = "nothing",
        /// the finding was amended: a new version was recorded
        Amended = "amended",
        /// the finding was withdrawn
        Withdrawn = "withdrawn",
    }
}

words! {
    /// On what authority someone asks for unpublished material.
    Authority {
        /// a court's order
        CourtOrder = "court_order",
        /// an Act that gives a power to require it
        StatutoryPower = "statutory_power",
        /// the Freedom of Information Act 2000
        FreedomOfInformation = "freedom_of_information",
        /// the right of access to one's own data
        SubjectAccess = "subject_access",
        /// an elected office, such as a mayor or commissioner
        ElectedOffice = "elected_office",
        /// being the complainant or a victim
        Complainant = "complainant",
        /// being the person criticised
        PersonCriticised = "person_criticised",
        /// the press or research
        PressOrResearch = "press_or_research",
        /// none was given
        NoneGiven = "none_given",
    }
}

words! {
    /// A decision on access.
    AccessWord {
        /// granted
        Granted = "granted",
        /// granted in part
        GrantedInPart = "granted_in_part",
        /// refused
        Refused = "refused",
    }
}

words! {
    /// To whom a refusal of access is appealed.
    AppealBody {
        /// somebody in the same body who did not decide
        InternalReview = "internal_review",
        /// the Information Commissioner
        InformationCommissioner = "information_commissioner",
        /// a tribunal
        Tribunal = "tribunal",
        /// a court
        Court = "court",
        /// the body that commissioned the review
        CommissioningBody = "commissioning_body",
    }
}

words! {
    /// What came of an appeal.
    AppealWord {
        /// the refusal stands
        Dismissed = "dismissed",
        /// the refusal is overturned
        Upheld = "upheld",
        /// the refusal is overturned in part
        UpheldInPart = "upheld_in_part",
    }
}

words! {
    /// How a recommendation was answered.
    ResponseWord {
        /// accepted
        Accepted = "accepted",
        /// accepted in part
        AcceptedInPart = "accepted_in_part",
        /// not accepted
        NotAccepted = "not_accepted",
    }
}

words! {
    /// Why the law requires that something be erased.
    DisposalBasis {
        /// the right to erasure (UK GDPR article 17; DPA 2018 section 47)
        RightToErasure = "right_to_erasure",
        /// the retention period has run out
        RetentionExpired = "retention_expired",
        /// a court has ordered it
        CourtOrder = "court_order",
        /// it was recorded in error
        RecordedInError = "recorded_in_error",
    }
}

words! {
    /// Why a sealed identity is opened.
    UnsealReason {
        /// the complainant asked
        ComplainantAsked = "complainant_asked",
        /// somebody's safety requires it
        Safety = "safety",
        /// a court has ordered it
        CourtOrder = "court_order",
        /// the sealing unit has to reach the complainant
        ContactComplainant = "contact_complainant",
    }
}

words! {
    /// A scale of ranks.
    RankScale {
        /// the forces of England and Wales but the Metropolitan and City
        County = "county",
        /// the Metropolitan Police
        Metropolitan = "metropolitan",
    }
}

words! {
    /// A rank. "Detective" is no rank.
    Rank {
        /// constable
        Constable = "constable",
        /// sergeant
        Sergeant = "sergeant",
        /// inspector
        Inspector = "inspector",
        /// chief inspector
        ChiefInspector = "chief_inspector",
        /// superintendent
        Superintendent = "superintendent",
        /// chief superintendent
        ChiefSuperintendent = "chief_superintendent",
        /// commander
        Commander = "commander",
        /// deputy assistant commissioner
        DeputyAssistantCommissioner = "deputy_assistant_commissioner",
        /// assistant commissioner
        AssistantCommissioner = "assistant_commissioner",
        /// deputy commissioner
        DeputyCommissioner = "deputy_commissioner",
        /// commissioner
        Commissioner = "commissioner",
        /// assistant chief constable
        AssistantChiefConstable = "assistant_chief_constable",
        /// deputy chief constable
        DeputyChiefConstable = "deputy_chief_constable",
        /// chief constable
        ChiefConstable = "chief_constable",
    }
}

/// How sure a row of these tables is: `V` the text or a reputable restatement was read, `K` general knowledge,
/// `?` unsure.
pub type Confidence = char;

/// How sure a row is, in words for a reader.
pub fn how_sure(confidence: Confidence) -> &'static str {
    match confidence {
        'V' => "the text or a reputable restatement was read",
        'K' => "general knowledge, not checked",
        _ => "unsure",
    }
}

/// Years in which a rank did not exist on a scale, as far as is known.
struct Gap {
    rank: Rank,
    from: (i16, i8, i8),
    to: (i16, i8, i8),
    sure: Confidence,
    source: &'static str,
}

/// Chief superintendent and deputy chief constable are believed to have been abolished from 1 April 1995 by the Police
/// and Magistrates' Courts Act 1994 and restored by the Criminal Justice and Police Act 2001; neither day was checked.
const GAPS: &[Gap] = &[
    Gap {
        rank: Rank::ChiefSuperintendent,
        from: (1995, 4, 1),
        to: (2001, 12, 31),
        sure: '?',
        source: "Police and Magistrates' Courts Act 1994; Criminal Justice and Police Act 2001",
    },
    Gap {
        rank: Rank::DeputyChiefConstable,
        from: (1995, 4, 1),
        to: (2001, 12, 31),
        sure: '?',
        source: "Police and Magistrates' Courts Act 1994; Criminal Justice and Police Act 2001",
    },
];

/// Whether a rank could be held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RankThen {
    /// It existed.
    Existed,
    /// It is not on this scale at all.
    NotOnScale,
    /// It is believed not to have existed that day; the source and how sure it is.
    Doubtful(String),
}

/// Whether a rank existed on a scale on a day.
pub fn rank_then(scale: RankScale, rank: Rank, day: Day) -> RankThen {
    let order = rank as u8;
    let on_scale = match scale {
        RankScale::County => {
            order <= Rank::ChiefSuperintendent as u8 || order >= Rank::AssistantChiefConstable as u8
        }
        RankScale::Metropolitan => order <= Rank::Commissioner as u8,
    };
    if !on_scale {
        return RankThen::NotOnScale;
    }
    let inside = |gap: &&Gap| {
        let bound = |(y, m, d)| Day::ymd(y, m, d).unwrap_or(Day::FIRST);
        gap.rank == rank && bound(gap.from) <= day && day <= bound(gap.to)
    };
    match GAPS.iter().find(inside) {
        None => RankThen::Existed,
        Some(gap) => RankThen::Doubtful(format!("{} ({})", gap.source, how_sure(gap.sure))),
    }
}

/// The day from which complaints have the newer words: SI 2020/2, in force 1 February 2020.
pub fn new_words() -> Day {
    Day::ymd(2020, 2, 1).unwrap_or(Day::FIRST)
}

/// Allegation categories of complaints made up to 31 January 2020.
pub const ALLEGATIONS_BEFORE_2020: &[(char, &str)] = &[
    ('A', "serious non-sexual assault"),
    ('B', "sexual assault"),
    ('C', "other assault"),
    ('D', "oppressive conduct or harassment"),
    ('E', "unlawful or unnecessary arrest or detention"),
    ('F', "discriminatory behaviour"),
    ('G', "irregularity in evidence or perjury"),
    ('H', "corrupt practice"),
    ('J', "mishandling of property"),
    ('K', "breach of PACE Code A"),
    ('L', "breach of PACE Code B"),
    ('M', "breach of PACE Code C"),
    ('N', "breach of PACE Code D"),
    ('P', "breach of PACE Code E"),
    ('Q', "lack of fairness and impartiality"),
    ('R', "breach of PACE, code not stated"),
    ('S', "other neglect or failure in duty"),
    ('T', "other irregularity in procedure"),
    ('U', "incivility, impoliteness and intolerance"),
    ('V', "traffic irregularity"),
    ('W', "other"),
    ('X', "improper disclosure of information"),
    ('Y', "other sexual conduct"),
];

/// Allegation categories of complaints made from 1 February 2020.
pub const ALLEGATIONS_FROM_2020: &[(char, &str)] = &[
    ('A', "delivery of duties and service"),
    ('B', "police powers, policies and procedures"),
    ('C', "handling of or damage to property or premises"),
    ('D', "access to or disclosure of information"),
    ('E', "use of police vehicles"),
    ('F', "discriminatory behaviour"),
    ('G', "abuse of position or corruption"),
    ('H', "individual behaviours"),
    ('J', "sexual conduct"),
    ('K', "discreditable conduct"),
    ('L', "other"),
];

/// What an allegation's letter means in a complaint made on a day; none where the categories of that day have no such letter.
pub fn allegation(letter: char, made: Day) -> Option<&'static str> {
    let table = if made < new_words() { ALLEGATIONS_BEFORE_2020 } else { ALLEGATIONS_FROM_2020 };
    table.iter().find(|(l, _)| *l == letter).map(|(_, words)| *words)
}
