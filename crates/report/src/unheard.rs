//! Names that no record gives and nobody proposed, in the text of documents: taken out because they may be names.
//!
//! A document is prose, and prose names people whom no table has. What may be a name there is found by its writing: a
//! word with a capital that no document of the review writes in small letters. Rather a place or a firm is masked as well than
//! a person printed. What is left as it is: the words of agencies and bodies, titles, ranks, months and days, words that
//! open sentences, ordinary English words that are nobody's name (`data/common-words.txt`), abbreviations that a document
//! spells out, and capitals of three letters or less (CSE, DOB). After a title every word with a capital is a name; beside a
//! name or after an initial an ordinary word that people are called by is one. What this leaves out: a name in small letters,
//! and a name that is an ordinary word of these documents and stands beside no other name.

use model::{Case, Event, PART_MARK};

use crate::phrases::{Word, word_key, words};

/// Letters of the longest word in capitals that is taken for an abbreviation.
const ABBREVIATION_CHARS_MAX: usize = 3;
/// Letters of the longest abbreviation that is held to the words before it.
const SPELT_OUT_CHARS_MAX: usize = 8;

/// Ordinary English words: those nobody is called by, and after a line `---` those that few are called by. Its head says how it
/// was made.
const COMMON_WORDS: &str = include_str!("../data/common-words.txt");

/// Words with a capital that are no names: titles and ranks, months and days, words that open sentences or stand in headings.
const NO_NAMES: &str = "mr mrs ms miss mx dr prof sir lady cllr councillor pc dc ds di dci ps sgt insp supt pcso wpc wdc acc inspector \
    sergeant constable superintendent detective chief january february march april may june july august september october november \
    december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sept sep oct nov dec a an the this \
    that these those there then they their we our us you your he him his she her hers it its i who whom whose which what when where why \
    how and or but if as at by for from in into of off on onto out over to under up with within without about after again against all \
    also although among any are around because be been before being below between both can concern concerned could did do does done down \
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

/// Words of offices, papers and procedure that minutes write with a capital. They are no names, but after a title
/// or an initial. Words that people are often called by are not among them.
const OFFICE_WORDS: &str = "act acts added address adjourned adjournment administration administrative administrator advice advisory agencies agency \
    agreement agreements amended amendment amendments animal annual appendix applicant application applications appointed \
    appointment approval approved area areas assessment association attachment authority bureau business bylaw bylaws capital \
    carried centre certificate city civic clause clerk clauses client closed commission commissioner commissioners communications \
    communities community company conditional confidential confirmed consent consideration construction consultant \
    consultation consulting contract corporate corporation corporations councillors county debate declared deferral deferred \
    delegated delegation department departments deputation deputy development developments directed director directors \
    directorate disclosure disclosures district division downtown draft ecological emergency enactment engineer engineering \
    enterprise environment environmental executive finance financial fire forwarded framework funding fund funds general \
    government governance grants guidelines healthcare heritage highway homelessness housing improvement inc incorporated \
    industrial infrastructure initiative initiatives instructed integrity interest introduced introduction issue issues legal \
    legislation library licence licensing limited llp ltd maintenance management maps mayor ministry mobility motion motions \
    moved municipal municipality national neighbourhood networks notice official officials operations opposed order \
    organisation organization parking partnership passed pecuniary permit petition plan planning plans plc policies policy \
    preliminary presentation presentations priority privileged procedure proceedings program programme programmes programs \
    project projects properties property proposal proposed protection protective province provincial public purchase question \
    reaching received recess recommendation recommendations reduction reducing regional registrar regulation regulations \
    relates removal renewal renewed report requested required resolution retention review safety schedule seconded second \
    secretary section session sessions shopping solicitor solicitor-client stability standing statement station stewardship \
    strategic strategy subdivision subject submission substance summary supervisor supply support supported sustainability \
    task tax technical temporary tender third traffic transit transport transportation treasurer tribunal type unsheltered use \
    vote voting waste water welfare wellness working zoning";

/// Words of the two lists above that people are called by: beside a name they are masked with it.
const LIKE_NAMES: &str = "young west north east lane grove head will be march april may june august jan session sessions province \
    mayor client deputy bureau clause clerk purchase";

/// Of these, the months: beside a number, or after a word that leads to a date, they are dates.
const MONTHS: &str = "march april may june august";

/// Words that lead to a date.
const DATE_LEADS: &str = "in of since until by early late mid during on last next from to before after";

/// Things that have numbers: "Bill No. 79".
const NUMBERED: &str = "bill block lot";

/// Titles and ranks: a word with a capital right after one is a name, whatever else the word means.
const TITLES: &str = "mr mrs ms miss mx dr prof sir lady cllr councillor pc dc ds di dci ps sgt insp supt pcso wpc wdc inspector sergeant \
    constable superintendent";

/// Which words of which texts may be names.
pub(crate) struct Unheard {
    /// Numbers of words that by themselves are no names in these documents, sorted.
    ordinary: Vec<u64>,
    /// Numbers of words that are no names beside a name either, sorted.
    never: Vec<u64>,
    /// Numbers of [`NO_NAMES`] that are not [`LIKE_NAMES`], sorted.
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
        let (mut ordinary, mut never, mut no_names) = (Vec::new(), Vec::new(), Vec::new());
        if documents.contains(&true) {
            let like: Vec<u64> = keys(LIKE_NAMES).collect();
            let (common, seldom) = common_words();
            no_names.extend(keys(NO_NAMES).filter(|w| !like.contains(w)));
            never.extend(keys(OFFICE_WORDS).filter(|w| !like.contains(w)).chain(common));
            never.extend(&no_names);
            ordinary.extend(never.iter().copied().chain(like).chain(seldom));
            for event in case.events.iter().filter(|e| documents[e.place.source.index()]) {
                learn(&mut ordinary, &event.text, false);
                for (name, value) in &event.attributes {
                    learn(&mut ordinary, value, matches!(case.words.word(*name), "body"));
                }
            }
            for agency in &case.agencies {
                learn(&mut ordinary, case.words.word(agency.name), true);
                agency.areas.iter().for_each(|area| learn(&mut ordinary, case.words.word(*area), true));
            }
        }
        ordinary.sort_unstable();
        ordinary.dedup();
        never.sort_unstable();
        no_names.sort_unstable();
        let mut titles: Vec<u64> = keys(TITLES).collect();
        titles.sort_unstable();
        Unheard { ordinary, never, no_names, titles, documents }
    }

    /// Whether an event stands in a document.
    pub(crate) fn reads(&self, event: &Event) -> bool {
        self.documents[event.place.source.index()]
    }

    /// Whether the word at `i` may be a name by its writing and the words beside it.
    pub(crate) fn may_be_name(&self, text: &str, words: &[Word], i: usize) -> bool {
        let written = words[i].of(text);
        if is_welsh_date(text, words, i) {
            return false;
        }
        if self.alone(text, words, i) {
            return true;
        }
        if !written.chars().next().is_some_and(char::is_uppercase) {
            return false;
        }
        let titled = i.checked_sub(1).is_some_and(|j| self.titled(text, words, j, i));
        titled || (!is_date(text, words, i) && self.beside(text, words, i))
    }

    /// Whether the word at `i`, which has a capital, is a name because a title or an initial stands before it, at `j`.
    fn titled(&self, text: &str, words: &[Word], j: usize, i: usize) -> bool {
        let has = |list: &[u64], at: usize| list.binary_search(&words[at].key).is_ok();
        let no_name = has(&self.no_names, i);
        match gap(text, words, j, i) {
            // "Master Rose", but no "Master Plan".
            " " if words[j].key == word_key("master") && words[j].of(text) != "master" => {
                self.never.binary_search(&words[i].key).is_err()
            }
            // "Mr Young", "Mrs Street": whatever else the word means.
            " " if has(&self.titles, j) => !has(&self.titles, i),
            "." | ". " if has(&self.titles, j) => !no_name,
            // "J. Park"; a letter by itself is none, and "Part A. The" no name.
            "." | ". " => {
                let initial = words[j].of(text);
                let letter = initial.chars().count() == 1 && initial.chars().all(char::is_uppercase);
                letter && !no_name && words[i].of(text).chars().nth(1).is_some_and(char::is_lowercase)
            }
            _ => false,
        }
    }

    /// "Rose Umberley", "J. Umberley": beside such a word, an ordinary one that people are called by is part of the name.
    fn beside(&self, text: &str, words: &[Word], i: usize) -> bool {
        let written = words[i].of(text);
        // Motions write so what is to be done: "that the Clerk BE DIRECTED".
        if written == "BE" || self.never.binary_search(&words[i].key).is_ok() {
            return false;
        }
        let near = |a: usize, b: usize| matches!(gap(text, words, a, b), " " | "." | ". ");
        let next = i + 1 < words.len() && near(i, i + 1) && self.alone(text, words, i + 1);
        let before = || i.checked_sub(1).is_some_and(|j| near(j, i) && self.alone(text, words, j));
        written.chars().all(char::is_alphabetic) && (next || before())
    }

    /// "Master Plan": before a word that is nobody's name.
    fn is_master_of_things(&self, text: &str, words: &[Word], i: usize) -> bool {
        words[i].key == word_key("master")
            && i + 1 < words.len()
            && gap(text, words, i, i + 1) == " "
            && self.never.binary_search(&words[i + 1].key).is_ok()
    }

    /// Whether the word at `i` by itself may be a name: a capital, letters only, no ordinary word and no thing with a number.
    fn alone(&self, text: &str, words: &[Word], i: usize) -> bool {
        let written = words[i].of(text);
        let mut letters = written.chars();
        if !letters.next().is_some_and(char::is_uppercase) || !written.chars().all(char::is_alphabetic) {
            return false;
        }
        let chars = written.chars().count();
        let capitals = written.chars().all(char::is_uppercase);
        chars > 1
            && !(capitals && chars <= ABBREVIATION_CHARS_MAX)
            && self.ordinary.binary_search(&words[i].key).is_err()
            && !is_numbered(text, words, i)
            && !self.is_master_of_things(text, words, i)
    }
}

/// The numbers of the words of a list.
fn keys(list: &'static str) -> impl Iterator<Item = u64> {
    list.split_whitespace().map(word_key)
}

/// The numbers of ordinary words: those nobody is called by, and those that few are.
fn common_words() -> (Vec<u64>, Vec<u64>) {
    let (mut common, mut seldom, mut rest) = (Vec::new(), Vec::new(), false);
    for line in COMMON_WORDS.lines().filter(|line| !line.starts_with('#')) {
        match line {
            "---" => rest = true,
            _ if rest => seldom.extend(keys(line)),
            _ => common.extend(keys(line)),
        }
    }
    (common, seldom)
}

/// Takes up what a text shows to be no names: words in small letters (all words, where `any`), and abbreviations whose
/// letters are those of the words right before them.
fn learn(ordinary: &mut Vec<u64>, text: &str, any: bool) {
    let words = words(text);
    let small = |w: &Word| any || w.of(text).chars().next().is_some_and(char::is_lowercase);
    ordinary.extend(words.iter().filter(|w| small(w)).map(|w| w.key));
    ordinary.extend((0..words.len()).filter(|i| is_spelt_out(text, &words, *i)).map(|i| words[i].key));
}

/// Whether the word at `i` is an abbreviation in brackets that the words before it spell out: "Climate Emergency Action Plan
/// (CEAP)". Little words between them may be left out.
fn is_spelt_out(text: &str, words: &[Word], i: usize) -> bool {
    let Word { from, to, .. } = words[i];
    let letters: Vec<char> = text[from..to].chars().collect();
    if !(ABBREVIATION_CHARS_MAX + 1..=SPELT_OUT_CHARS_MAX).contains(&letters.len())
        || !letters.iter().all(|c| c.is_uppercase())
        || !text[..from].ends_with('(')
        || !text[to..].starts_with(')')
    {
        return false;
    }
    let little = |w: &&Word| !is_among("of the and for in on to a an", w.of(text));
    let before = words[..i].iter().rev();
    spells(text, &letters, before.clone()) || spells(text, &letters, before.filter(little))
}

/// Whether words, the last first, begin with these letters.
fn spells<'w>(text: &str, letters: &[char], mut before: impl Iterator<Item = &'w Word>) -> bool {
    let first = |w: &Word| w.of(text).chars().next().and_then(|c| c.to_uppercase().next());
    letters.iter().rev().all(|letter| before.next().and_then(first) == Some(*letter))
}

/// What stands between two words.
fn gap<'t>(text: &'t str, words: &[Word], a: usize, b: usize) -> &'t str {
    text.get(words[a].to..words[b].from).unwrap_or("-")
}

fn is_among(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|w| w.eq_ignore_ascii_case(word))
}

/// Whether the word at `i` is a thing with a number: "Bill No. 79".
fn is_numbered(text: &str, words: &[Word], i: usize) -> bool {
    is_among(NUMBERED, words[i].of(text)) && words.get(i + 1).is_some_and(|next| next.of(text) == "No")
}

/// Whether the word at `i` is a month in Welsh between a day and a year ("17 Ebrill 2012"): "Mai" and "Medi" are forenames too.
fn is_welsh_date(text: &str, words: &[Word], i: usize) -> bool {
    let digits = |w: &Word, many: &[usize]| {
        let word = w.of(text);
        many.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
    };
    model::month_in_welsh(words[i].of(text)).is_some()
        && i.checked_sub(1).is_some_and(|j| digits(&words[j], &[1, 2]))
        && words.get(i + 1).is_some_and(|w| digits(w, &[4]))
}

/// Whether the word at `i` is a month by what stands beside it: "3 May", "in May", "May 2002".
fn is_date(text: &str, words: &[Word], i: usize) -> bool {
    let number = |w: &Word| w.of(text).starts_with(|c: char| c.is_ascii_digit());
    let before = i.checked_sub(1).map(|j| &words[j]);
    is_among(MONTHS, words[i].of(text))
        && (before.is_some_and(|w| number(w) || is_among(DATE_LEADS, w.of(text)))
            || words.get(i + 1).is_some_and(number))
}
