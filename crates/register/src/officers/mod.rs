//! Whether a text speaks of one officer: by rank and name or number, by a title and name, and, where nothing about an officer may
//! be said at all, by rank alone.
//!
//! Words for ranks are words of other meanings too ("PC", "DI", "commissioner"). Where a word is ambiguous this says that it
//! names somebody, and the refusal says how to write it otherwise; only what cannot mean an officer is let pass: a rank as a
//! rank ("the rank of sergeant", "an inspector or above"), officers in general, bodies. What is left out: somebody who is
//! described ("whoever was on the desk that night"), ranks of forces abroad, and civilian roles without a name.

mod lists;

use std::fmt;

use self::lists::{
    BEFORE_RANK, BEHIND, BREAKS, CIVIL_OFFICERS, COUNTED, DID, DONE_WITH_A_COMPUTER, DOUBTFUL, NOT_A_NAME,
    OF_A_COMPUTER, OF_THE_RANK, OFFICES, PARTICLES, POINTS, POINTS_AT_SEVERAL, POSTS, RANKS, SHORT,
    SORTS_OF_OFFICER, TITLES,
};
use crate::names::STYLES;
use crate::writing::plain;

/// How a text speaks of one officer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum How {
    /// By a rank with a name, initials or a letter.
    RankAndName,
    /// By a title, or a post of another service, with a name.
    TitleAndName,
    /// By a number that one officer has.
    Number,
    /// By a rank alone, which one officer held.
    RankAlone,
}

/// Words that speak of one officer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spoken {
    /// How.
    pub how: How,
    /// The words, as they are written.
    pub words: String,
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.how {
            How::RankAndName => "name an officer by rank",
            How::TitleAndName => "name somebody by title",
            How::Number => "name an officer by number",
            How::RankAlone => "speak of one officer by rank",
        };
        write!(f, "the words \"{}\" {what}", self.words)
    }
}

/// One word with what stands before it.
struct Word {
    written: String,
    low: String,
    /// What stands between the word before and this one.
    gap: String,
    /// Whether it has an `'s` behind it.
    possessive: bool,
}

/// The words of a text, an apostrophe and what follows it left out.
fn words_of(text: &str) -> Vec<Word> {
    let plain = plain(text);
    let mut out: Vec<Word> = Vec::new();
    let (mut word, mut gap) = (String::new(), String::new());
    let mut tail = false;
    for c in plain.chars().chain([' ']) {
        if c.is_alphanumeric() {
            if !tail {
                word.push(c);
            }
            continue;
        }
        if c == '\'' && !word.is_empty() && !tail {
            // "O'Hara" is one word; "sergeant's" is a sergeant.
            tail = word.chars().count() > 1;
            if tail {
                continue;
            }
            continue;
        }
        if !word.is_empty() {
            let written = std::mem::take(&mut word);
            let (low, gap) = (written.to_lowercase(), std::mem::take(&mut gap));
            out.push(Word { low, written, gap, possessive: tail });
        }
        tail = false;
        gap.push(c);
    }
    joined(out)
}

/// Puts letters that are written apart and mean a rank together: "P.C.", "D S", "d.c.i.".
fn joined(words: Vec<Word>) -> Vec<Word> {
    let single =
        |word: &Word| word.written.chars().count() == 1 && word.written.chars().all(char::is_alphabetic);
    let near = |gap: &str| matches!(gap, "." | " " | ". " | "/" | "");
    let mut out: Vec<Word> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut together = 1;
        if single(&words[at]) {
            for count in (2..=4).rev() {
                let run = words.get(at..at + count).unwrap_or(&[]);
                let letters: String = run.iter().map(|word| word.low.as_str()).collect();
                let written: String = run.iter().map(|word| word.written.as_str()).collect();
                let alike = written.chars().all(char::is_uppercase)
                    || run.iter().skip(1).all(|word| word.gap.starts_with('.'));
                let rank = SHORT.contains(&letters.as_str()) || DOUBTFUL.contains(&letters.as_str());
                if run.len() == count
                    && run.iter().all(single)
                    && run[1..].iter().all(|word| near(&word.gap))
                    && alike
                    && rank
                {
                    out.push(Word { written, low: letters, gap: words[at].gap.clone(), possessive: false });
                    together = count;
                    break;
                }
            }
        }
        if together == 1 {
            let Word { written, low, gap, possessive } = &words[at];
            out.push(Word {
                written: written.clone(),
                low: low.clone(),
                gap: gap.clone(),
                possessive: *possessive,
            });
        }
        at += together;
    }
    out
}

fn is_upper(word: &str) -> bool {
    word.chars().all(|c| c.is_uppercase() || c.is_numeric())
}

fn capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn number(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit()) && word.chars().filter(char::is_ascii_digit).count() >= 2
}

/// Whether what stands between two words ends a sentence or clause, so that they do not belong together.
fn ends(gap: &str, before: &str) -> bool {
    let stop = gap.contains([';', ':', '!', '?', ',', '\n']);
    // A full stop behind a short form is part of it ("Insp. Vole").
    stop || gap.contains('.') && before.chars().count() > 5
}

struct Reader<'t> {
    words: &'t [Word],
    /// Whether an officer may not be spoken of at all.
    strict: bool,
}

/// What a text says of officers: each that it names by rank, title or number, and where `strict` asks for it each of whom only the
/// rank is said.
pub fn spoken(text: &str, strict: bool) -> Vec<Spoken> {
    let words = words_of(text);
    let reader = Reader { words: &words, strict };
    (0..words.len()).filter_map(|at| reader.at(at).or_else(|| reader.several(at))).collect()
}

impl Reader<'_> {
    fn low(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.low.as_str())
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.low(at))
    }

    /// Whether the word behind one belongs to it.
    fn goes_on(&self, at: usize) -> bool {
        self.words.get(at + 1).is_some_and(|next| !ends(&next.gap, &self.words[at].low))
    }

    fn said(&self, how: How, from: usize, to: usize) -> Option<Spoken> {
        let mut words = String::new();
        for (i, word) in self.words[from..=to.min(self.words.len() - 1)].iter().enumerate() {
            if i > 0 {
                words.push_str(&word.gap);
            }
            words.push_str(&word.written);
        }
        Some(Spoken { how, words: words.split_whitespace().collect::<Vec<_>>().join(" ") })
    }

    fn is_rank(&self, at: usize) -> bool {
        let word = self.low(at);
        RANKS.contains(&word) || SHORT.contains(&word) || self.is_doubtful(at)
    }

    fn is_doubtful(&self, at: usize) -> bool {
        DOUBTFUL.contains(&self.low(at)) && (self.low(at) != "cc" || is_upper(&self.words[at].written))
    }

    /// A word behind a rank or title that is somebody's name.
    fn is_name(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        let letters = word.written.chars().count();
        capital(&word.written)
            && letters >= 2
            && word.written.chars().all(char::is_alphabetic)
            && !NOT_A_NAME.contains(&word.low.as_str())
            && !(RANKS.contains(&word.low.as_str()) || SHORT.contains(&word.low.as_str()))
            && !(is_upper(&word.written) && letters < 4)
    }

    fn is_initial(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| {
            let letter = word.written.chars().count() == 1 && capital(&word.written);
            // An article or pronoun with nothing behind it that shows an initial.
            letter
                && (!matches!(word.written.as_str(), "A" | "I")
                    || self.words.get(at + 1).is_some_and(|next| next.gap.starts_with('.')))
        })
    }

    /// Where a name ends that follows a word: initials and a number may come before it.
    fn name_behind(&self, at: usize) -> Option<usize> {
        let mut to = at;
        for _ in 0..4 {
            if !self.goes_on(to) {
                return None;
            }
            to += 1;
            if self.is_name(to) {
                return Some(to);
            }
            let word = self.low(to);
            if !(self.is_initial(to)
                || number(word)
                || matches!(word, "no" | "number")
                || PARTICLES.contains(&word))
            {
                return None;
            }
        }
        None
    }

    /// A word that is, or begins with, a short form and a number: "PC1234", "PC 1234".
    fn numbered(&self, at: usize) -> Option<usize> {
        let word = &self.words[at];
        let letters: String = word.low.chars().take_while(|c| c.is_alphabetic()).collect();
        let rest = &word.low[letters.len()..];
        let short = |letters: &str| SHORT.contains(&letters) || DOUBTFUL.contains(&letters);
        if short(&letters) && rest.len() >= 2 && rest.chars().all(|c| c.is_ascii_digit()) {
            return Some(at);
        }
        let rank = short(&word.low) || RANKS.contains(&word.low.as_str()) || word.low == "officer";
        let skip = usize::from(matches!(self.low(at + 1), "no" | "number" | "num"));
        (rank
            && self.goes_on(at)
            && number(self.low(at + 1 + skip))
            && self.low(at + 1 + skip).len() <= 6
            && word.low != "cc")
            .then_some(at + 1 + skip)
    }

    /// "DSVole": a short form in capitals and a name in one word.
    fn run_together(&self, at: usize) -> bool {
        let written = &self.words[at].written;
        let ranks = SHORT.iter().chain(DOUBTFUL).filter(|rank| rank.is_ascii());
        ranks.into_iter().any(|rank| {
            let Some(rest) = written.strip_prefix(rank.to_uppercase().as_str()) else { return false };
            rest.chars().count() >= 3 && capital(rest) && rest.chars().skip(1).all(char::is_lowercase)
        })
    }

    /// Where the words begin that belong to a rank: "Temp/ DCI", "the then detective chief inspector".
    fn beginning(&self, at: usize) -> usize {
        let mut from = at;
        while from > 0
            && BEFORE_RANK.contains(&self.low(from - 1))
            && !ends(&self.words[from].gap, self.low(from - 1))
        {
            // "A/PS" is acting; "a sergeant" is one of them.
            if self.low(from - 1).len() == 1 && !self.words[from].gap.contains('/') {
                break;
            }
            from -= 1;
        }
        from
    }

    fn at(&self, at: usize) -> Option<Spoken> {
        if let Some(to) = self.numbered(at) {
            return self.said(How::Number, at, to);
        }
        if self.run_together(at) {
            return self.said(How::RankAndName, at, at);
        }
        if let Some(to) = self.personal_number(at) {
            return self.said(How::Number, at, to);
        }
        let low = self.low(at);
        if (STYLES.contains(&low) || TITLES.contains(&low))
            && self.is_title(at)
            && let Some(to) = self.name_behind(at).or_else(|| self.letter_behind(at))
        {
            return self.said(How::TitleAndName, at, to);
        }
        if let Some(from) = self.name_before(at) {
            return self.said(How::TitleAndName, from, at);
        }
        if self.strict && self.counted_off(at) {
            return self.said(How::Number, at, at + 1);
        }
        if self.is_rank(at) {
            if let Some(found) = self.rank_and_name(at) {
                return Some(found);
            }
            if self.strict
                && let Some(found) = self.rank_alone(at)
            {
                return Some(found);
            }
        }
        let officer = self.strict && (low == "officer" || low == "officers");
        if officer { self.officer(at) } else { None }
    }

    /// "Officer A": a letter in place of a name, behind a post. "Mr X" is nobody.
    fn letter_behind(&self, at: usize) -> Option<usize> {
        let next = self.words.get(at + 1).filter(|_| self.goes_on(at))?;
        let letter = next.written.chars().count() == 1
            && capital(&next.written)
            && next.written != "I"
            && next.gap == " ";
        (letter && TITLES.contains(&self.low(at)) && next.low.chars().all(char::is_alphabetic))
            .then_some(at + 1)
    }

    /// "Ada Vole MP": where the name begins that stands before what somebody is. "The Example Vale MP" is an office.
    fn name_before(&self, at: usize) -> Option<usize> {
        let word = &self.words[at];
        if !BEHIND.contains(&word.low.as_str())
            || !is_upper(&word.written)
            || !matches!(word.gap.as_str(), " " | ", ")
        {
            return None;
        }
        let mut from = at;
        while from > 0
            && at - from < 3
            && self.is_name(from - 1)
            && (from == at || self.words[from].gap == " ")
        {
            from -= 1;
        }
        let office = matches!(self.before(from, 1), "the" | "a" | "an" | "its" | "their");
        (from < at && !office).then_some(from)
    }

    /// "Officer 1", "PC 2": a digit in place of a name.
    fn counted_off(&self, at: usize) -> bool {
        let word = &self.words[at];
        let rank = self.is_rank(at) && (capital(&word.written) || RANKS.contains(&word.low.as_str()));
        let post = TITLES.contains(&word.low.as_str()) && capital(&word.written) && self.is_title(at);
        let digit = self.low(at + 1).len() == 1 && self.low(at + 1).chars().all(|c| c.is_ascii_digit());
        let counts = self.goes_on(at + 1) && COUNTED.contains(&self.low(at + 2));
        (rank || post) && digit && !counts && self.words[at + 1].gap == " "
    }

    fn is_title(&self, at: usize) -> bool {
        let word = &self.words[at];
        // "the Mayor's Parlour".
        if word.possessive {
            return false;
        }
        match word.low.as_str() {
            low if POSTS.contains(&low) => {
                let before = self.before(at, 1);
                matches!(
                    before,
                    "social"
                        | "watch"
                        | "station"
                        | "crew"
                        | "group"
                        | "support"
                        | "youth"
                        | "case"
                        | "housing"
                )
            }
            // "officer Vole" too; a title of address has its capital.
            "officer" | "nurse" | "paramedic" | "firefighter" => true,
            "miss" | "lord" | "lady" | "dame" | "sister" | "warden" | "agent" | "captain" => {
                capital(&word.written)
            }
            "mp" | "msp" => is_upper(&word.written),
            _ => {
                capital(&word.written)
                    || matches!(word.low.as_str(), "mr" | "mrs" | "ms" | "mx" | "dr" | "cllr" | "hhj")
            }
        }
    }

    /// "collar number 1234", "warrant card 99".
    fn personal_number(&self, at: usize) -> Option<usize> {
        if !matches!(self.low(at), "collar" | "warrant" | "shoulder" | "badge" | "epaulette" | "epaulet") {
            return None;
        }
        if matches!(self.before(at, 1), "search" | "arrest" | "bench" | "court") {
            return None;
        }
        let mut to = at + 1;
        while matches!(self.low(to), "number" | "no" | "num" | "card" | "nos" | "numbers" | "was" | "is")
            && to < at + 4
        {
            to += 1;
        }
        number(self.low(to)).then_some(to)
    }

    fn rank_and_name(&self, at: usize) -> Option<Spoken> {
        let from = self.beginning(at);
        let word = &self.words[at];
        let short = SHORT.contains(&word.low.as_str());
        let doubtful = self.is_doubtful(at) && !RANKS.contains(&word.low.as_str());
        if doubtful && word.low == "det" && !(self.is_rank(at + 1) || self.is_name(at + 1)) {
            return None;
        }
        if doubtful && word.low == "con" && !matches!(self.before(at, 1), "det" | "chief") {
            return None;
        }
        // "Di" is a first name, and "Acc." an account.
        let shaped = !doubtful
            || is_upper(&word.written)
            || word.written == word.low
            || matches!(word.low.as_str(), "pc" | "ps" | "det" | "con");
        if shaped
            && !(doubtful && matches!(self.before(at, 1), "washington" | "leonardo"))
            && !self.is_an_office(at)
            && let Some(to) = self.name_behind(at)
        {
            return self.said(How::RankAndName, from, to);
        }
        // "Constable K": a letter in place of a name.
        let letter = self.words.get(at + 1).is_some_and(|next| {
            next.written.chars().count() == 1 && capital(&next.written) && next.written != "I"
        });
        let full = RANKS.contains(&word.low.as_str()) || short || is_upper(&word.written);
        if letter && full && self.goes_on(at) && !self.is_an_office(at) {
            return self.said(How::RankAndName, from, at + 1);
        }
        // "Vole, sergeant.": behind the name, and nothing goes on.
        let at_the_end = !self.goes_on(at) && RANKS.contains(&word.low.as_str());
        if at_the_end && at > 0 && word.gap.starts_with(',') && self.is_name(at - 1) {
            return self.said(How::RankAndName, at - 1, at);
        }
        // "Vole (DS)", "Vole, DS": behind the name.
        let brackets = word.gap.contains('(') || word.gap.contains('[');
        let comma = word.gap.starts_with(',') && (short || doubtful) && is_upper(&word.written);
        let named = at > 0 && self.is_name(at - 1) && !self.is_rank(at - 1);
        let upper_rank = is_upper(&word.written) || brackets;
        let joined_behind = word.gap == " "
            && (short || doubtful)
            && is_upper(&word.written)
            && word.written.chars().count() >= 2
            && at > 0;
        let behind = brackets
            || comma
            || joined_behind && !matches!(word.low.as_str(), "cc" | "pc" | "ps" | "acc" | "con");
        if named
            && upper_rank
            && behind
            && self.before(at, 1) != "washington"
            && (short || doubtful || RANKS.contains(&word.low.as_str()))
        {
            return self.said(How::RankAndName, at - 1, at);
        }
        // "Vole, then a detective sergeant,".
        let mut to = from;
        while to > 0 && matches!(self.before(to, 1), "a" | "an" | "then" | "the" | "formerly" | "now") {
            to -= 1;
        }
        if RANKS.contains(&word.low.as_str())
            && word.low != "detective"
            && to > 0
            && to < from
            && self.words[to].gap.starts_with(',')
            && self.is_name(to - 1)
        {
            return self.said(How::RankAndName, to - 1, at);
        }
        // All in small letters: "ds vole kept it".
        let small = short
            && word.written == word.low
            && self.goes_on(at)
            && self.low(at + 1).chars().all(char::is_alphabetic);
        if small && !OF_THE_RANK.contains(&self.low(at + 1)) && self.low(at + 1).chars().count() > 1 {
            return self.said(How::RankAndName, from, at + 1);
        }
        None
    }

    /// "Information Commissioner" and its like.
    fn is_an_office(&self, at: usize) -> bool {
        match self.low(at) {
            "commissioner" => OFFICES.contains(&self.before(at, 1)) || self.low(at + 1) == "for",
            "inspector" => {
                matches!(self.before(at, 1), "tax" | "planning" | "school" | "schools")
                    || self.low(at + 1) == "general"
                    || self.low(at + 1) == "of"
            }
            _ => false,
        }
    }

    fn rank_alone(&self, at: usize) -> Option<Spoken> {
        let word = &self.words[at];
        let low = word.low.as_str();
        let from = self.beginning(at);
        let next = if self.goes_on(at) { self.low(at + 1) } else { "" };
        if OF_THE_RANK.contains(&next)
            && (next != "or" || matches!(self.low(at + 2), "above" | "below" | "higher" | "lower"))
            || next == "and" && self.low(at + 2) == "above"
            || self.is_an_office(at)
            || low == "detective" && !next.is_empty() && !self.did(next)
        {
            return None;
        }
        if RANKS.contains(&low) {
            return self.pointed_at(from, at, next);
        }
        if matches!(self.before(from, 1), "of" | "to")
            && matches!(self.before(from, 2), "rank" | "grade" | "level")
        {
            return None;
        }
        if SHORT.contains(&low) {
            return self.said(How::RankAlone, from, at);
        }
        if low == "con" && self.before(at, 1) == "chief" {
            return self.said(How::RankAlone, from, at);
        }
        if !is_upper(&word.written) || matches!(low, "con" | "supts") {
            return (low == "det" && RANKS.contains(&next))
                .then(|| self.said(How::RankAlone, from, at + 1))?;
        }
        let elsewhere = match low {
            "pc" => self.is_a_computer(at),
            "ps" => word.gap.contains(['.', '\n']) || at == 0,
            "cc" => self.words.get(at + 1).is_some_and(|next| next.gap.starts_with(':')),
            "dc" => self.before(at, 1) == "washington",
            // An incident, an interval.
            "ci" => !POINTS.contains(&self.before(from, 1)) && !matches!(self.before(from, 1), "a" | "an"),
            _ => false,
        };
        if elsewhere { None } else { self.said(How::RankAlone, from, at) }
    }

    /// Whether "PC" is a computer: by what stands before or behind it.
    fn is_a_computer(&self, at: usize) -> bool {
        let next = self.low(at + 1);
        if matches!(next, "was" | "is") {
            return DONE_WITH_A_COMPUTER.contains(&self.low(at + 2));
        }
        // A computer does little by itself: "the old PC lied".
        if self.did(next) && !matches!(next, "crashed" | "failed" | "stopped" | "died" | "used" | "based") {
            return false;
        }
        let of = OF_A_COMPUTER.contains(&next);
        let kind = matches!(
            self.before(at, 1),
            "desktop"
                | "laptop"
                | "office"
                | "work"
                | "shared"
                | "personal"
                | "home"
                | "tablet"
                | "networked"
                | "old"
                | "windows"
        );
        let on_it = matches!(self.before(at, 2), "on" | "via" | "using" | "onto")
            && matches!(
                self.before(at, 1),
                "a" | "the" | "his" | "her" | "their" | "each" | "every" | "any" | "one"
            );
        of || kind || on_it
    }

    /// A rank written out that is pointed at, or of which one is said to have done something.
    fn pointed_at(&self, from: usize, at: usize, next: &str) -> Option<Spoken> {
        let mut first = from;
        let mut begins = false;
        for _ in 0..4 {
            let before = self.before(first, 1);
            let apart = first > 0 && ends(&self.words[first].gap, before);
            if before.is_empty() || apart {
                begins = first == from;
                break;
            }
            if POINTS.contains(&before) {
                return self.said(How::RankAlone, first - 1, at);
            }
            if matches!(before, "a" | "an") {
                return if self.did(next) { self.said(How::RankAlone, first - 1, at) } else { None };
            }
            if BREAKS.contains(&before) {
                break;
            }
            first -= 1;
        }
        // "Inspector did nothing": without an article, at the beginning of a sentence.
        let alone = begins && self.did(next) && next != "was";
        if alone { self.said(How::RankAlone, from, at + 1) } else { None }
    }

    fn did(&self, word: &str) -> bool {
        DID.contains(&word) || word.len() > 3 && word.ends_with("ed") && word != "need"
    }

    /// "the officer", "an officer attended", "the attending officers".
    fn officer(&self, at: usize) -> Option<Spoken> {
        let several = self.low(at) == "officers";
        let next = if self.goes_on(at) { self.low(at + 1) } else { "" };
        if OF_THE_RANK.contains(&next)
            || matches!(next, "team" | "teams" | "strength" | "safety" | "time" | "hours")
        {
            return None;
        }
        if CIVIL_OFFICERS.contains(&self.before(at, 1)) {
            return None;
        }
        let mut first = at;
        let mut sort = true;
        // "the desk officer", "the officer", "the two attending officers"; other words between say what sort it is too.
        while first > 0 && at - first < 4 && !ends(&self.words[first].gap, self.before(first, 1)) {
            let before = self.before(first, 1);
            if POINTS.contains(&before) || POINTS_AT_SEVERAL.contains(&before) || BREAKS.contains(&before) {
                break;
            }
            sort &= SORTS_OF_OFFICER.contains(&before);
            first -= 1;
        }
        let before = self.before(first, 1);
        let one = match several {
            true => {
                POINTS_AT_SEVERAL.contains(&before)
                    && before != "other"
                    && (first < at || before != "the")
                    && (sort || self.did(next))
            }
            false => POINTS.contains(&before) || matches!(before, "a" | "an") && self.did(next),
        };
        if one { self.said(How::RankAlone, first - 1, at) } else { None }
    }

    /// Several of one rank, by name or pointed at: "Sergeants Vole and Mole", "the two inspectors".
    fn several(&self, at: usize) -> Option<Spoken> {
        let single = self.low(at).strip_suffix('s')?;
        let long = RANKS.contains(&single);
        let written = &self.words[at].written;
        let shaped = long || written.chars().take(single.chars().count()).all(char::is_uppercase);
        if !(long || SHORT.contains(&single) || DOUBTFUL.contains(&single)) || !shaped {
            return None;
        }
        let from = self.beginning(at);
        if let Some(to) = self.name_behind(at) {
            return self.said(How::RankAndName, from, to);
        }
        let next = if self.goes_on(at) { self.low(at + 1) } else { "" };
        let pointed = POINTS_AT_SEVERAL.contains(&self.before(from, 1));
        let held = self.strict && single != "pc" && !OF_THE_RANK.contains(&next) && pointed;
        if held { self.said(How::RankAlone, from - 1, at) } else { None }
    }
}

/// Whether a word, in lower case, says that somebody did something.
pub(crate) fn says_what_was_done(word: &str) -> bool {
    let of_bodies =
        matches!(word, "limited" | "united" | "combined" | "incorporated" | "allied" | "associated");
    !of_bodies && (DID.contains(&word) && word != "then" || word.len() > 4 && word.ends_with("ed"))
}

/// Whether a word, in lower case, is a rank or a post that stands before a name.
pub(crate) fn is_a_post(word: &str) -> bool {
    RANKS.contains(&word)
        || SHORT.contains(&word)
        || DOUBTFUL.contains(&word)
        || TITLES.contains(&word)
        || BEFORE_RANK.contains(&word)
}

/// Whether a word, in lower case, is a rank.
pub(crate) fn is_a_rank(word: &str) -> bool {
    RANKS.contains(&word) || SHORT.contains(&word)
}

/// Whether a word, in lower case, is a small word within a last name.
pub(crate) fn is_a_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Whether a text has a code of the form that persons have in a register, recorded or not: `P-7`.
pub(crate) fn code_of_a_person(text: &str) -> Option<String> {
    let plain: String = plain(text)
        .chars()
        .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c })
        .collect();
    let words =
        plain.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').map(|word| word.trim_matches('-'));
    let is_code = |word: &&str| {
        word.strip_prefix(['P', 'p'])
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
    };
    words.into_iter().find(is_code).map(str::to_string)
}
