//! What a text may say beside a field that says whom its entry is about, without saying anything of them.
//!
//! Where an entry names somebody in a field, every sentence beside it may be about them: "Why did he burn it?", "Lied.", "The thief
//! was asked." No program can list the words of a criticism. So this lists the others: the words in which papers and interviews are
//! asked for, sent, received and filed. A text that is made of these alone is *plain*; any other counts as said of whom the entry is about.
//! There is no word for *not* among them: what was left undone is a criticism too. What is left out: what a plain word may hint at.

use crate::officers::{is_a_rank, says_what_was_done, spoken};
use crate::strangers::{blames, is_what_somebody_does};
use crate::writing::{Words, plain};

/// The words of a plain text, in lower case: small words; asking, sending and coming; papers and where they lie; offices and days.
const PLAIN: &str = "\
    a about above address addressed after again agreed album all also am among an and annex answer answered any \
    application april are area around as asked at attached attended audio august available away band be because been \
    before began begin begins being below between binder bodies body book books both box boxes branch bundle bundles by \
    calendar call called came card cards case cases cc cctv chair chairs chapter chased chief circular class clerk \
    client come comes complete computer conference considered contact contents copies copy correspondence council \
    councils county court courts cover covered covers custody daily data date dated dates day days december declined \
    delivered department depot desk detail details diaries diary directory district division document documents down draft \
    drafts during duties duty each east eight electronic email emails employer end ended ends entries entry envelope \
    estate event events every evidence exhibit exhibits extract extracts february file filed files final finding \
    first five floor folder folders following for force form former forms found four fourth friday from front full \
    further gave general given gives group guidance half hand handbook handed has have head health heard hearing \
    hospital hours house housing how hundred identity if in index indices information inquiry intelligence interview \
    interviewed interviews into is issued it item items its january job journal journals july june keeping kept key keys \
    known last later law leaflet ledger ledgers legal letter letters library licence licences licensing line lines list \
    listed lists local log logs made mail main manual manuals map maps march matter matters may medical meeting meetings \
    memo memorandum message messages minute minutes mobile monday month months morning most named names near new news \
    next nine north note notebook notebooks noted notes notice notified november number numbered numbers occurrence \
    october of off office offices on once one online only open opened or order orders original originals other others \
    our out outreach over own page pages paper papers paragraph part parts pass period periods personnel phone \
    photograph photographs piece pieces place places plan plans pocket point police policies policy post posted practice \
    procedure procedures produced proof provided public quarter question questions radio reached read receipt receipts \
    receive received reconsidered record recorded records referral referrals regarding register registers regulation \
    remarks replaced replied reply report reports request requested requests respond responded response responses \
    retained retired retirement return returned returns review reviews role room roster rosters rota rotas round route \
    row rows said saturday schedule schedules school schools scope search second secretary section sections send sent \
    september series served service services session sessions set sets seven shared sheet sheets shift shifts short show \
    shown shows side sign signed since site six solicitor solicitors south staff stamp standard standards start started \
    starts statement statements station stations still storage store stored strand strands street subject summaries \
    summary sunday superseded supplied support survey system systems table tables taxi taxis team teams telephone ten \
    terms than that the then there these third this those three through thursday time timeline times title to together \
    told town training transcript transcripts tuesday twice two type under unit units until up upon vehicle vehicles \
    version versions view visit visits voice volume volumes was wednesday week weekly weeks well went were west what \
    when where which while who whole whom with within witness witnesses word wording words work worked write writing \
    written wrote year yearly years";

/// What else a text may say, by what it stands beside or what kind of entry it is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Beside {
    /// Beside an answer or an entry that is taken back: nothing else.
    Papers,
    /// What somebody is asked for, or came to speak about.
    Asked,
    /// How a letter went out.
    Letter,
    /// What came of a request.
    Received,
    /// What followed from a reply.
    Change,
    /// An event of the chronology, and where its row is.
    Event,
    /// Beside an outcome that criticises nobody: that nothing was found of whom it was alleged.
    Outcome,
    /// Beside the withdrawal of a finding: that the finding was wrong.
    Withdrawal,
}

impl Beside {
    /// Further plain words.
    fn words(self) -> &'static str {
        match self {
            Beside::Papers => "",
            Beside::Asked => {
                "your hold recording recordings recollection strategy billing handover explanation e"
            }
            Beside::Letter => "delivery e federation reminder reminded telephoned",
            Beside::Received => "your hold recording recordings strategy e advice retention",
            Beside::Change => {
                "stands contradicts contradict dispute disputes disputed agrees accepts accepted rests preferred account"
            }
            Beside::Event => "csv tsv txt pdf doc docx xls xlsx ods odt json html eml msg jpg png another",
            Beside::Outcome => {
                "nothing no not none upheld established proved allegation determined complainant complaint withdrew \
                 withdrawn"
            }
            Beside::Withdrawal => "wrong mistake mistaken withdrawn error stand cannot unfounded",
        }
    }

    /// Words that are plain together, in this order, though some of them are not by themselves: no other "no" or "nothing" is.
    fn phrases(self) -> &'static [&'static str] {
        match self {
            Beside::Asked => &[
                "everything you hold",
                "you still hold",
                "you hold",
                "place of your choice",
                "crime report",
                "crime reports",
                "child protection",
            ],
            Beside::Letter => {
                &["home address", "in person", "a message was left", "no answer came", "no reply came"]
            }
            Beside::Received => &[
                "nothing is held",
                "nothing of the kind is held",
                "nothing was found",
                "cannot be compelled",
            ],
            Beside::Change => &[
                "changes nothing",
                "nothing is changed",
                "no new evidence",
                "no other account",
                "no change",
                "does not address",
                "does not dispute",
                "does not change",
            ],
            _ => &[],
        }
    }
}

/// Words that stand for one person or several in place of a name.
const PRONOUNS: &[&str] = &[
    "he",
    "him",
    "his",
    "himself",
    "she",
    "her",
    "hers",
    "herself",
    "they",
    "them",
    "their",
    "themself",
    "themselves",
    "you",
    "your",
    "yours",
    "yourself",
];
/// Words for somebody who has no name here: "the man", "the addressee".
const SOMEBODY: &[&str] = &[
    "addressee",
    "author",
    "colleague",
    "culprit",
    "employee",
    "gentleman",
    "interviewee",
    "lady",
    "liar",
    "man",
    "officer",
    "offender",
    "recipient",
    "superior",
    "supervisor",
    "suspect",
    "thief",
    "woman",
    "writer",
    "complainant",
    "manager",
    "worker",
];
/// What points at one of them.
const ARTICLES: &[&str] = &["the", "this", "that", "same", "said", "a", "former", "one"];

/// Whether a text is made of plain words alone, of numbers, and of what it may say besides.
pub(crate) fn is_plain(text: &str, beside: Beside) -> bool {
    let known = |word: &str| {
        PLAIN.split_whitespace().any(|plain| plain == word)
            || beside.words().split_whitespace().any(|plain| plain == word)
            || word.chars().all(|c| c.is_ascii_digit())
            || is_a_reference(word)
    };
    // A phrase stands within one sentence.
    text.split([';', '!', '?', '\n']).flat_map(|line| line.split(". ")).all(|sentence| {
        let words = format!(" {} ", Words::of(sentence).spaced());
        let rest =
            beside.phrases().iter().fold(words, |words, phrase| words.replace(&format!(" {phrase} "), " "));
        rest.split_whitespace().all(known)
    })
}

/// A letter and digits, or a digit and a letter: the number of a file or an exhibit; "1st".
fn is_a_reference(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits > 0 && word.chars().count() - digits <= 2
}

/// Whether a text points at somebody without a name: "he", "you", "the officer", "the sergeant".
pub(crate) fn points_at_somebody(text: &str) -> bool {
    let low = Words::of(text).low;
    let somebody =
        |pair: &[String]| ARTICLES.contains(&pair[0].as_str()) && SOMEBODY.contains(&pair[1].as_str());
    low.iter().any(|word| PRONOUNS.contains(&word.as_str()))
        || low.windows(2).any(somebody)
        || low.windows(2).any(|pair| ARTICLES.contains(&pair[0].as_str()) && is_a_rank(&pair[1]))
        || !spoken(&plain(text), true).is_empty()
}

/// As [`points_at_somebody`], without what is said of things and bodies as well: "their silence", "sent them on", "you".
pub(crate) fn points_at_a_person(text: &str) -> bool {
    let things =
        |word: &String| matches!(word.as_str(), "them" | "their" | "you" | "your" | "yours" | "yourself");
    let words = Words::of(text).low.into_iter().filter(|word| !things(word));
    points_at_somebody(&words.collect::<Vec<_>>().join(" ")) || !spoken(&plain(text), true).is_empty()
}

/// What becomes of somebody, as a sentence without a subject begins: "Sacked last year".
const SANCTIONS: &str = "\
    arrested bribed charged convicted dismissed disciplined demoted fired imprisoned jailed prosecuted reprimanded \
    sacked sentenced suspended was had has is";

/// Whether a sentence of a text says without a subject what somebody did or became, so that whoever is meant is whom a field names:
/// "Burned the log", "Sacked for bribes". With `deeds`, every deed counts ("Kept the key"), otherwise only what accuses.
pub(crate) fn leaves_out_whom(text: &str, deeds: bool) -> bool {
    let begins = |sentence: &str| {
        let low = Words::of(sentence).low;
        low.first().is_some_and(|word| {
            blames(word)
                || SANCTIONS.split_whitespace().any(|sanction| sanction == word)
                || deeds && (says_what_was_done(word) || is_what_somebody_does(word))
        })
    };
    !is_plain(text, Beside::Papers) && text.split(['.', ';', '!', '?', '\n', ':']).any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_papers_is_plain_and_what_says_something_of_somebody_is_not() {
        for text in [
            "An interview about who read the intelligence log in May 2002.",
            "How visits were written down, and what was sent to whom, 2001 to 2005.",
            "Retired in 2009, and declined by letter.",
            "Recorded letter to the last known address, and through the former employer.",
            "The pocket books of 3 May 2002, exhibits A12 and B3.",
            "Considered.",
        ] {
            assert!(is_plain(text, Beside::Papers), "{text}");
        }
        for text in [
            "Why did he burn the log?",
            "Lied.",
            "Coward. Took bribes.",
            "Wrote nothing down.",
            "The report was not read.",
            "Why they left the file open.",
            "The theft of the file.",
            "A false statement.",
        ] {
            assert!(!is_plain(text, Beside::Papers), "{text}");
        }
        assert!(is_plain("Wrong.", Beside::Withdrawal) && !is_plain("Wrong.", Beside::Papers));
        assert!(is_plain("Nothing was found.", Beside::Outcome));
        for (beside, plain, not) in [
            (Beside::Asked, "Your pocket books of May and June 2002.", "Your bribes."),
            (Beside::Asked, "Copies of all minutes of the strategy meeting.", "You hold nothing."),
            (Beside::Asked, "The CCTV recording of 3 May 2002.", "What you burned."),
            (Beside::Asked, "Any papers you still hold.", "The papers you took."),
            (Beside::Letter, "Recorded delivery.", "Left home."),
            (Beside::Letter, "Letter by recorded delivery to the home address.", "Letter to the liar."),
            (Beside::Received, "Nothing is held.", "Nothing was read."),
            (Beside::Received, "Retired in 2011; cannot be compelled.", "Cannot be believed."),
            (Beside::Change, "The finding stands.", "The denial is a lie."),
            (Beside::Change, "The reply changes nothing.", "Changes were made to the log."),
            (Beside::Change, "No new evidence was given.", "No evidence was given."),
            (Beside::Change, "The log contradicts the reply.", "The report was not read."),
            (Beside::Event, "a.csv", "bribes.csv"),
            (Beside::Outcome, "The complainant withdrew it in writing.", "The complainant lied."),
        ] {
            assert!(is_plain(plain, beside), "{plain}");
            assert!(!is_plain(not, beside), "{not}");
        }
    }

    #[test]
    fn who_is_pointed_at_without_a_name_is_seen() {
        for text in [
            "He took it.",
            "What did you burn?",
            "The officer took it.",
            "The superintendent opened it.",
            "That woman lied.",
        ] {
            assert!(points_at_somebody(text), "{text}");
        }
        for text in [
            "The log records it.",
            "Every report about a child is assessed.",
            "No person can be shown to have had it.",
        ] {
            assert!(!points_at_somebody(text), "{text}");
        }
    }
}
