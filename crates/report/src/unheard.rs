//! Names that no record gives and nobody proposed, in the text of documents: taken out because they may be names.
//!
//! A document is prose, and prose names people whom no table has. What may be a name there is found by its writing: a
//! word with a capital that no document of the review writes in small letters. Rather a place or a firm is masked as well than
//! a person printed. What is left as it is: the words of agencies and bodies, titles, ranks, months and days, words that
//! open sentences, and capitals of three letters or less (CSE, DOB). What this leaves out: a name in small letters, and a
//! name that is an ordinary word of these documents and stands beside no other name.

use model::{Case, Event, PART_MARK};

use crate::phrases::{Word, word_key, words};

/// Letters of the longest word in capitals that is taken for an abbreviation.
const ABBREVIATION_CHARS_MAX: usize = 3;

/// Words with a capital that are no names: titles and ranks, months and days, words that open sentences or stand in headings.
const NO_NAMES: &str = "mr mrs ms miss mx dr prof sir lady cllr councillor pc dc ds di dci ps sgt insp supt pcso wpc wdc acc inspector \
    sergeant constable superintendent detective chief january february march april may june july august september october november \
    december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sept sep oct nov dec a an the this \
    that these those there then they their we our us you your he him his she her hers it its i who whom whose which what when where why \
    how and or but if as at by for from in into of off on onto out over to under up with within without about after again against all \
    also although among any are around because been before being below between both can concern concerned could did do does done down \
    during each either else ever every everybody few following further had has have having here however is just last later least less \
    many members might more most much must neither never next no nobody nor not nothing now once one only other others otherwise per \
    perhaps police previous quite rather said same school several shall should since so some somebody still such than though three \
    through thus together too two until very was well were while will would yet yes none item items action actions agenda agreed \
    apologies attendance attendees present absent chair chairman chairperson minutes meeting meetings matters arising date time venue \
    place reports report any business decision decisions resolved owner due status update updates note noted notes named name forum \
    panel committee board group team unit service services council social care health children young people person youth street road \
    lane close avenue court terrace row way drive square grove gardens crescent hospital clinic office officer worker manager nurse \
    teacher head referral referrals missing drugs alcohol outreach training budget information sharing places girl girls boy boys man \
    men woman women mother father brother sister parent parents family home car cars vehicle taxi north south east west town county";

/// Words of offices, papers and procedure that minutes write with a capital. By themselves they are no names; beside a name, or
/// after a title, they are masked with it. Words that people are often called by are not among them.
const OFFICE_WORDS: &str = "act acts added address adjourned adjournment administration administrative administrator advice advisory \
    agencies agency agreement agreements amended amendment amendments animal annual appendix applicant application applications \
    appointed appointment approval approved area areas assessment association attachment authority be been bureau business bylaw \
    bylaws capital carried centre certificate city civic clause clauses client closed commission commissioner commissioners \
    communications communities community company conditional confidential confirmed consent consideration construction consultant \
    consultation consulting contract corporate corporation corporations councillors county debate declared deferral deferred delegated \
    delegation department departments deputation deputy development developments directed director directors directorate disclosure \
    disclosures district division downtown draft east ecological emergency enactment engineer engineering enterprise environment \
    environmental executive finance financial fire forwarded framework funding fund funds general government governance grant grants \
    guidelines harms healthcare heritage highway homelessness housing improvement inc incorporated industrial infrastructure \
    initiative initiatives instructed integrity interest introduced introduction issue issues legal legislation library licence \
    licensing limited llp ltd maintenance management maps mayor ministry mobility motion motions moved municipal municipality national \
    neighbourhood networks notice official officials operations opposed order organisation organization parking parks partnership \
    passed pecuniary permit petition plan planning plans plc policies policy preliminary presentation presentations priority \
    privileged procedure proceedings program programme programmes programs project projects properties property proposal proposed \
    protection protective province provincial public purchase question reaching received recess recommendation recommendations \
    reduction reducing regional registrar regulation regulations relates removal renewal renewed report requested required resolution \
    retention review safety schedule seconded second secretary section session sessions shopping solicitor solicitor-client stability \
    standing statement station stewardship strategic strategy subdivision subject submission substance summary supervisor supply \
    support supported sustainability task tax technical temporary tender third traffic transit transport transportation treasurer \
    tribunal type unsheltered use vote voting waste water welfare wellness working zoning";

/// Titles and ranks: a word with a capital right after one is a name, whatever else the word means.
const TITLES: &str = "mr mrs ms miss mx dr prof sir lady cllr councillor pc dc ds di dci ps sgt insp supt pcso wpc wdc inspector sergeant \
    constable superintendent";

/// Which words of which texts may be names.
pub(crate) struct Unheard {
    /// Numbers of words that are no names in these documents, sorted.
    ordinary: Vec<u64>,
    /// Numbers of [`NO_NAMES`], sorted.
    no_names: Vec<u64>,
    /// Numbers of [`TITLES`], sorted.
    titles: Vec<u64>,
    /// The sources that are documents.
    documents: Vec<bool>,
}

impl Unheard {
    /// What the documents of a case write in small letters, and what is no name anywhere.
    pub(crate) fn new(case: &Case) -> Unheard {
        let documents: Vec<bool> =
            case.sources.iter().map(|s| s.sheets.iter().any(|sheet| sheet.starts_with(PART_MARK))).collect();
        let mut no_names: Vec<u64> = NO_NAMES.split_whitespace().map(word_key).collect();
        no_names.sort_unstable();
        let mut titles: Vec<u64> = TITLES.split_whitespace().map(word_key).collect();
        titles.sort_unstable();
        let mut ordinary = no_names.clone();
        ordinary.extend(OFFICE_WORDS.split_whitespace().map(word_key));
        let mut learn = |text: &str, any: bool| {
            let small = |w: &Word| any || w.of(text).chars().next().is_some_and(char::is_lowercase);
            ordinary.extend(words(text).iter().filter(|w| small(w)).map(|w| w.key));
        };
        if documents.contains(&true) {
            for event in case.events.iter().filter(|e| documents[e.place.source.index()]) {
                learn(&event.text, false);
                for (name, value) in &event.attributes {
                    learn(value, matches!(case.words.word(*name), "body"));
                }
            }
            for agency in &case.agencies {
                learn(case.words.word(agency.name), true);
                agency.areas.iter().for_each(|area| learn(case.words.word(*area), true));
            }
        }
        ordinary.sort_unstable();
        ordinary.dedup();
        Unheard { ordinary, no_names, titles, documents }
    }

    /// Whether an event stands in a document.
    pub(crate) fn reads(&self, event: &Event) -> bool {
        self.documents[event.place.source.index()]
    }

    fn is_ordinary(&self, word: &Word) -> bool {
        self.ordinary.binary_search(&word.key).is_ok()
    }

    /// Whether the word at `i` may be a name by its writing and the words beside it.
    pub(crate) fn may_be_name(&self, text: &str, words: &[Word], i: usize) -> bool {
        if self.alone(text, &words[i]) {
            return true;
        }
        // "Rose Umberley", "J. Umberley": beside such a word, an ordinary one with a capital is part of the name.
        let capital = words[i].of(text).chars().next().is_some_and(char::is_uppercase);
        let no_name = self.no_names.binary_search(&words[i].key).is_ok();
        let beside = |a: &Word, b: &Word, other: &Word| {
            let gap = text.get(a.to..b.from).unwrap_or("-");
            matches!(gap, " " | "." | ". ") && self.alone(text, other)
        };
        let titled = |j: usize| {
            let gap = text.get(words[j].to..words[i].from).unwrap_or("-");
            matches!(gap, " " | "." | ". ") && self.titles.binary_search(&words[j].key).is_ok()
        };
        if capital && !no_name && i.checked_sub(1).is_some_and(titled) {
            return true;
        }
        capital
            && !no_name
            && words[i].of(text).chars().all(char::is_alphabetic)
            && (words.get(i + 1).is_some_and(|next| beside(&words[i], next, next))
                || i.checked_sub(1).is_some_and(|j| beside(&words[j], &words[i], &words[j])))
    }

    /// Whether a word by itself may be a name: a capital, letters only, and no ordinary word.
    fn alone(&self, text: &str, word: &Word) -> bool {
        let written = word.of(text);
        let mut letters = written.chars();
        if !letters.next().is_some_and(char::is_uppercase) || !written.chars().all(char::is_alphabetic) {
            return false;
        }
        let chars = written.chars().count();
        let capitals = written.chars().all(char::is_uppercase);
        chars > 1 && !(capitals && chars <= ABBREVIATION_CHARS_MAX) && !self.is_ordinary(word)
    }
}
