//! The words a rule may use: kinds of event, sorts of agency, attributes of a record, calendars.
//!
//! A misspelt word in a rule would make a duty that never arises, and silence would look like order. So a rule may only
//! use words that are known: those shipped here, each with its meaning in one line, and those that the review's own
//! sources declare. The nearest known word is shown for an unknown one, and never put in its place.
//!
//! Left out: what an event of a kind proves; the mapping of a source decides what it calls by which kind.

use std::collections::BTreeMap;

use crate::rule::DEFAULT_CALENDAR;

/// Longest word of a vocabulary, in characters.
pub const WORD_CHARS_MAX: usize = 80;

/// What a word stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WordClass {
    /// A kind of event ("referral").
    Event,
    /// A sort of agency ("social_care").
    Sort,
    /// An attribute of a record ("risk").
    Attribute,
    /// A calendar of working days ("england-wales").
    Calendar,
}

impl WordClass {
    /// Every class, in the order the manual lists them.
    pub const ALL: [WordClass; 4] =
        [WordClass::Event, WordClass::Sort, WordClass::Attribute, WordClass::Calendar];

    /// In words, for one.
    pub fn word(self) -> &'static str {
        match self {
            WordClass::Event => "kind of event",
            WordClass::Sort => "sort of agency",
            WordClass::Attribute => "attribute",
            WordClass::Calendar => "calendar",
        }
    }

    fn shipped(self) -> &'static [(&'static str, &'static str)] {
        match self {
            WordClass::Event => EVENTS,
            WordClass::Sort => SORTS,
            WordClass::Attribute => ATTRIBUTES,
            WordClass::Calendar => CALENDARS,
        }
    }
}

/// The words known to one review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vocabulary {
    words: BTreeMap<(WordClass, String), String>,
}

impl Vocabulary {
    /// The shipped words.
    pub fn shipped() -> Vocabulary {
        let mut words = BTreeMap::new();
        for class in WordClass::ALL {
            for (word, meaning) in class.shipped() {
                words.insert((class, word.to_string()), meaning.to_string());
            }
        }
        Vocabulary { words }
    }

    /// Adds a word that the review's own sources declare. A shipped word keeps its meaning.
    ///
    /// # Errors
    /// A sentence, where the word has a character other than a letter of the English alphabet, a digit, `_` or `-`, does
    /// not begin with a letter, is longer than [`WORD_CHARS_MAX`], is a kind or sort that the language itself uses, or
    /// where only `decision_` tells it from another kind of event.
    pub fn add(&mut self, class: WordClass, word: &str, meaning: &str) -> Result<(), String> {
        let name = class.word();
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !word.starts_with(|c: char| c.is_ascii_alphabetic()) || !word.chars().all(letters) {
            return Err(format!(
                "\"{word}\" cannot be a {name} in a rule: expected letters, digits, _ and -, a letter first"
            ));
        }
        if word.len() > WORD_CHARS_MAX {
            return Err(format!("\"{word}\" is longer than {WORD_CHARS_MAX} characters"));
        }
        if class != WordClass::Attribute && RESERVED.contains(&word) {
            return Err(format!(
                "\"{word}\" cannot be a {name}: the language of rules uses that word itself"
            ));
        }
        if class == WordClass::Event {
            let other = word.strip_prefix("decision_").map_or(format!("decision_{word}"), str::to_string);
            if self.has(WordClass::Event, &other) {
                return Err(format!("\"{word}\" and \"{other}\" cannot both be kinds of event"));
            }
        }
        self.words.entry((class, word.to_string())).or_insert_with(|| meaning.to_string());
        Ok(())
    }

    /// Whether a word is known in this class.
    pub fn has(&self, class: WordClass, word: &str) -> bool {
        self.meaning(class, word).is_some()
    }

    /// What a word means, in one line.
    pub fn meaning(&self, class: WordClass, word: &str) -> Option<&str> {
        self.words.get(&(class, word.to_string())).map(String::as_str)
    }

    /// The words of a class with their meanings, in alphabetical order.
    pub fn iter(&self, class: WordClass) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().filter(move |(k, _)| k.0 == class).map(|(k, m)| (k.1.as_str(), m.as_str()))
    }

    /// The known word nearest to `word`, which is none: see [`nearest`].
    pub fn nearest(&self, class: WordClass, word: &str) -> Option<&str> {
        nearest(word, self.iter(class).map(|(w, _)| w))
    }

    /// The known word of which `word` may be a misspelling: see [`slip_of`].
    pub fn slip_of(&self, class: WordClass, word: &str) -> Option<&str> {
        slip_of(word, self.iter(class).map(|(w, _)| w))
    }
}

/// Most letters in which a long word may differ from the nearest one.
const STEPS_MAX: usize = 3;

/// Letters from which on a word may have two slips in it and still be taken for a misspelling.
const TWO_SLIPS_LETTERS_MIN: usize = 12;

/// Letters of the shortest word that may be taken for a misspelling.
const SLIP_LETTERS_MIN: usize = 4;

/// The candidate nearest to `word`, for a word that is certainly wrong: one of which at most a third of the letters differ
/// (and never more than three), or one that contains the other; of equally near ones the first. Letters put in, left out,
/// changed or swapped with a neighbour count one each; case, `_`, `-` and white space are set aside.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let have = fold(candidate);
        let longer = wanted.len().max(have.len());
        let steps = distance(&wanted, &have);
        let inside = |long: &[char], short: &[char]| {
            short.len() >= 4 && long.windows(short.len()).any(|part| part == short)
        };
        let cost = if steps * 3 <= longer && steps <= STEPS_MAX {
            steps
        } else if inside(&wanted, &have) || inside(&have, &wanted) {
            longer + steps
        } else {
            continue;
        };
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidate of which `word` may be a misspelling, for a word that may as well be right: one that differs by one slip of the
/// pen, or by two where both words have twelve letters or more. A word that only shares a part with a candidate (`licence_decision` and
/// `release_decision`), contains it, or differs by a number alone (`team_1` and `team_2`) is a word of its own.
pub fn slip_of<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(word);
    let letters = |w: &[char]| w.iter().copied().filter(|c| !c.is_numeric()).collect::<Vec<char>>();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let have = fold(candidate);
        let shorter = wanted.len().min(have.len());
        let most = if shorter >= TWO_SLIPS_LETTERS_MIN { 2 } else { 1 };
        if shorter < SLIP_LETTERS_MIN || wanted.len().abs_diff(have.len()) > most {
            continue;
        }
        let slips = distance(&wanted, &have);
        let by_a_number = slips > 0 && letters(&wanted) == letters(&have);
        if slips <= most && !by_a_number && best.is_none_or(|(least, _)| slips < least) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The letters of a word that are compared.
fn fold(word: &str) -> Vec<char> {
    let kept = word.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'));
    kept.flat_map(char::to_lowercase).take(WORD_CHARS_MAX).collect()
}

/// Letters put in, left out, changed or swapped with a neighbour (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// Words that hold a place in the grammar and so cannot name a kind or a sort. An attribute stands in brackets, where
/// nothing can be mistaken.
const RESERVED: &[&str] = &[
    "about",
    "addressee",
    "an",
    "and",
    "any",
    "at",
    "bar",
    "becomes",
    "breach",
    "by",
    "days",
    "deemed",
    "each",
    "every",
    "excuse",
    "excused",
    "first",
    "if",
    "is",
    "look",
    "or",
    "present",
    "absent",
    "recorded",
    "repeat",
    "requires",
    "rule",
    "same",
    "sent",
    "the",
    "then",
    "to",
    "unless",
    "until",
    "when",
    "within",
];

/// Kinds of event.
const EVENTS: &[(&str, &str)] = &[
    ("adopter_approved", "A prospective adopter was approved."),
    ("adopter_left", "A prospective adopter left the process."),
    ("adoption_decision", "It was decided that a child should be placed for adoption."),
    ("adoption_enquiry", "A prospective adopter enquired."),
    ("adoption_order", "A court made an adoption order."),
    (
        "allegation_against_worker",
        "Someone alleged that a person who works with children harmed one or may do so.",
    ),
    ("answer", "An addressee answered a report or a letter."),
    ("arrest", "A person was arrested."),
    ("assessment_completed", "A single assessment of a child was completed."),
    ("assessment_started", "An assessment of a child was begun."),
    ("attendance", "A person attended a health service."),
    ("bail_decision", "A suspect was bailed, or conditions of bail were changed."),
    ("became_looked_after", "A child came into the care of a council."),
    ("case_closed", "An agency closed its case."),
    ("case_transferred", "A case passed to another agency or area."),
    ("ceased_to_be_looked_after", "A child left the care of a council."),
    ("child_in_need_start", "A child was taken on as a child in need."),
    ("child_returned", "A missing child was found or came back."),
    ("child_seen", "A worker saw the child."),
    (
        "child_with_adult",
        "A child under 16 was with an adult outside the control of those responsible for the child.",
    ),
    (
        "clear_period_broken",
        "The person of a police record came to notice again, so that its clear period ended.",
    ),
    ("complainant_told", "The complainant was told something in writing."),
    ("complaint_received", "An agency received a complaint."),
    ("complaint_referred", "A complaint was referred to the watchdog."),
    ("concern_noted", "A worker wrote down a concern."),
    ("conference_not_required", "It was decided that no initial conference is needed."),
    ("contact", "Someone contacted social care about a child; not, or not yet, a referral."),
    ("core_assessment_completed", "A core assessment of a child (before April 2013) was completed."),
    ("core_assessment_started", "A core assessment of a child (before April 2013) was begun."),
    ("core_group", "The core group of a child protection plan met."),
    ("crime_recorded", "The police recorded a crime."),
    ("crime_reported", "A crime was reported."),
    ("criticism_planned", "An inquiry meant to criticise a person significantly or explicitly."),
    ("cross_border_suspect", "A suspect was found to live, work or act in the area of another force."),
    ("decision_no_action", "It was decided, and written down, to do nothing."),
    ("decision_no_investigation", "The police decided not to investigate, or to end an investigation."),
    ("designated_officer_told", "The council's designated officer (LADO) was told of an allegation."),
    (
        "disruption_notice",
        "A notice was served on an adult to keep away from a child (child abduction warning notice and the like).",
    ),
    ("early_help_completed", "An early help assessment was completed."),
    ("early_help_started", "An early help assessment was begun."),
    ("health_assessment", "The health of a looked-after child was assessed."),
    ("incident_recorded", "The police made an auditable record of an incident."),
    ("incident_reported", "An incident was reported to the police."),
    ("initial_assessment_completed", "An initial assessment of a child (before April 2013) was completed."),
    ("initial_conference", "An initial child protection conference was held."),
    ("intelligence_check", "A national index or database of intelligence was searched (INI, PND)."),
    ("intelligence_disseminated", "Intelligence was graded and passed on."),
    ("intelligence_submitted", "Intelligence was submitted."),
    ("investigation_opened", "An investigation was opened."),
    ("keeper_check", "The keeper of a vehicle was looked up."),
    ("looked_after_review", "The case of a looked-after child was reviewed."),
    ("meeting", "Agencies met."),
    ("meeting_item", "A person or vehicle was an item of a meeting."),
    ("missing_reported", "A child was reported missing."),
    ("other_force_told", "Another police force was told."),
    ("outcome_reached", "An investigation, or the handling of a complaint, came to an outcome."),
    ("panel_notified", "The national panel was notified of a serious incident."),
    ("placed_for_adoption", "A child was placed for adoption."),
    ("placement_order", "A court made a placement order."),
    ("plan_ended", "A child protection plan was ended."),
    ("plan_made", "A child protection plan was made."),
    ("plan_review", "A child protection plan was reviewed at a conference."),
    ("police_protection_ended", "Police protection of a child ended."),
    ("police_protection_taken", "A constable took a child into police protection."),
    (
        "police_record_held",
        "A police force made a record on a person that falls under a group of its retention schedule.",
    ),
    ("progress_update", "Someone was told how an investigation or complaint is going."),
    ("rapid_review", "A rapid review of a serious incident was completed."),
    (
        "reasonable_grounds_decision",
        "The competent authority decided whether there are reasonable grounds to believe a person is a victim of trafficking.",
    ),
    (
        "reasons_given",
        "Written reasons and an estimate were given for an investigation that is not finished.",
    ),
    ("recommendation_made", "A watchdog made a recommendation."),
    ("record_disposed", "A record was disposed of (deleted, destroyed or handed over)."),
    ("referral", "Someone referred a child to an agency."),
    ("release_decision", "A suspect was released, with or without charge."),
    ("report_published", "A report was published."),
    ("report_sent", "A report was sent to its addressees."),
    ("request_answered", "A request for information was answered."),
    ("request_received", "A request for information under freedom of information law was received."),
    ("response_decided", "Social care decided how to respond to a referral."),
    ("response_given", "A response to a recommendation was given."),
    ("response_published", "A response to a recommendation was published."),
    ("retention_review", "Whether a record is to be kept was reviewed."),
    ("return_interview_held", "An independent return interview was held."),
    ("return_interview_offered", "An independent return interview was offered."),
    ("review_decided", "It was decided to hold a practice review."),
    ("review_finished", "A practice review was finished."),
    ("section_47_started", "An enquiry under section 47 of the Children Act 1989 was begun."),
    ("serious_incident", "A child died or was seriously harmed, and abuse or neglect is known or suspected."),
    (
        "significant_harm_suspected",
        "An agency had reasonable cause to suspect that a child suffers or may suffer significant harm.",
    ),
    ("statutory_visit", "A social worker made a visit that the law requires."),
    ("strategy_discussion", "A strategy discussion that began a section 47 enquiry was held."),
    ("subject_access_request", "A person asked for the data held about them."),
    ("suspect_interviewed", "A suspect was interviewed."),
    ("task_completed", "A task was completed."),
    ("tasking", "A task was given."),
    ("trafficking_referral", "A person was referred to the national referral mechanism."),
    ("vehicle_check", "A vehicle was checked (police national computer, number plate cameras)."),
    ("vehicle_noted", "A vehicle was named in a concern."),
    ("victim_told", "A victim was told something."),
    ("warning_letter_sent", "An inquiry sent a warning letter to a person it may criticise."),
];

/// Sorts of agency.
const SORTS: &[(&str, &str)] = &[
    ("body", "A body that is none of the others, such as the addressee of a report."),
    ("competent_authority", "An authority that decides in the national referral mechanism."),
    ("coroner", "A coroner, or coroners together."),
    ("council", "A local authority, other than the parts named apart."),
    ("health", "A health service: hospital, surgery, sexual health clinic."),
    ("housing", "A housing authority or landlord."),
    ("inquiry", "A public inquiry or a review."),
    ("police", "A police force."),
    ("probation", "A probation service."),
    ("prosecution", "A prosecuting authority."),
    ("safeguarding_partners", "The safeguarding partners (before them, the safeguarding board) of an area."),
    ("school", "A school or college."),
    ("social_care", "Children's social care of a local authority."),
    ("taxi_licensing", "A licensing authority for taxis and private hire."),
    ("voluntary", "A voluntary organisation."),
    ("watchdog", "A watchdog over the police (PCA, IPCC, IOPC) or another inspector."),
    ("youth_service", "A youth service, or a youth offending team."),
];

/// Attributes of a record.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("category", "The category as the source codes it."),
    ("criticism", "What or whom a report criticises."),
    ("entitlement", "The level of service owed to a victim: \"enhanced\" or otherwise."),
    ("extension", "A lawful extension of the time for an answer, as the source words it."),
    ("grading", "The grading of intelligence, in the scale of its time."),
    ("handling", "The handling code of intelligence, or how a complaint is handled."),
    ("incident", "The source's own number of the incident, referral or enquiry that ties records together."),
    ("need", "The primary need of a child as coded."),
    ("no_further_action", "Whether no further action was taken on a referral."),
    ("outcome", "What came of it, as the source words it."),
    ("priority", "The priority as the source codes it."),
    ("reason", "The reason recorded."),
    ("retention_group", "The group of a police record that decides when its retention is reviewed (1 to 4)."),
    ("risk", "The risk as the source words it."),
    ("source", "Who gave the information, as the source words it."),
    ("status", "The status as the source words it."),
    ("team", "The team that has the case."),
];

/// Calendars of working days.
const CALENDARS: &[(&str, &str)] = &[
    (DEFAULT_CALENDAR, "Working days of England and Wales."),
    ("scotland", "Working days of Scotland."),
    ("northern-ireland", "Working days of Northern Ireland."),
    ("uk-any", "Working days that are no bank holiday in any part of the United Kingdom."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_words_are_well_formed_and_in_order() {
        for class in WordClass::ALL {
            let list = class.shipped();
            if class != WordClass::Calendar {
                assert!(list.windows(2).all(|w| w[0].0 < w[1].0), "{} in order", class.word());
            }
            for (word, meaning) in list {
                assert_eq!(Vocabulary { words: BTreeMap::new() }.add(class, word, meaning), Ok(()));
                assert!(meaning.ends_with('.') && !meaning.contains('\n'), "{word}");
            }
        }
    }

    #[test]
    fn the_nearest_word_is_named_and_a_far_one_is_not() {
        let words = Vocabulary::shipped();
        let check =
            |class, word: &str, expected: Option<&str>| assert_eq!(words.nearest(class, word), expected);
        check(WordClass::Event, "referal", Some("referral"));
        check(WordClass::Event, "asessment_completed", Some("assessment_completed"));
        check(WordClass::Event, "conference", Some("initial_conference"));
        check(WordClass::Event, "intelligence", Some("intelligence_check"));
        check(WordClass::Event, "xyzzy", None);
        check(WordClass::Event, "licence_decision", None);
        check(WordClass::Sort, "socialcare", Some("social_care"));
        check(WordClass::Calendar, "england-whales", Some("england-wales"));
    }

    #[test]
    fn a_misspelling_is_told_and_a_word_of_its_own_is_not() {
        let words = Vocabulary::shipped();
        let check = |class, word: &str, expected: Option<&str>| {
            assert_eq!(words.slip_of(class, word), expected, "{word}");
        };
        // | written | taken for |
        check(WordClass::Event, "referal", Some("referral"));
        check(WordClass::Event, "refferral", Some("referral"));
        check(WordClass::Event, "assesment_completed", Some("assessment_completed"));
        check(WordClass::Event, "missing_report", Some("missing_reported"));
        check(WordClass::Event, "missing_reports", Some("missing_reported"));
        check(WordClass::Event, "strategydiscussion", Some("strategy_discussion"));
        check(WordClass::Sort, "social_caer", Some("social_care"));
        check(WordClass::Sort, "polcie", Some("police"));
        // Words that share a part with a known one, or hold it.
        check(WordClass::Event, "licence_decision", None);
        check(WordClass::Event, "strategy_discussion_without_enquiry", None);
        check(WordClass::Event, "tasking_meeting", None);
        check(WordClass::Event, "report_logged", None);
        check(WordClass::Event, "conference", None);
        check(WordClass::Sort, "team", None);
        let teams = ["team_1", "team_12"];
        assert_eq!(slip_of("team_2", teams), None, "another number is another team");
        assert_eq!(slip_of("taem_1", teams), Some("team_1"));
        assert_eq!(slip_of("1a", ["1b"]), None, "too short to tell");
    }

    #[test]
    fn words_that_would_confuse_the_reader_are_refused() {
        let mut words = Vocabulary::shipped();
        for (class, word) in [
            (WordClass::Event, "two words"),
            (WordClass::Event, ""),
            (WordClass::Event, "7_days"),
            (WordClass::Sort, "any"),
            (WordClass::Event, "no_action"),
            (WordClass::Event, "breach"),
        ] {
            assert!(words.add(class, word, "").is_err(), "{word}");
        }
        assert_eq!(words.add(WordClass::Event, "school_note", "A note."), Ok(()));
        assert_eq!(words.meaning(WordClass::Event, "school_note"), Some("A note."));
        assert_eq!(words.add(WordClass::Event, "referral", "Something else."), Ok(()));
        assert_eq!(
            words.meaning(WordClass::Event, "referral"),
            Some("Someone referred a child to an agency."),
            "a shipped word keeps its meaning"
        );
    }
}
