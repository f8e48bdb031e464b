//! Whether a name stands in a text, in any of the ways in which people write a name.
//!
//! A person's name is found in its order and turned about ("Quillfeather, Orlando"), with initials for the given names ("O.
//! Quillfeather"), without or with a name between, and run together ("orlandoquillfeather"). Any other name is found by its words in
//! their order. Which writings of a word are one is [`crate::writing`]'s matter. What is left out: a name spelt otherwise,
//! pet forms, and initials alone, which stand for anything.

use unicode_normalization::UnicodeNormalization;

use crate::writing::{Words, plain};

/// Letters from which on a name is found within a longer run of letters too: nothing else spells so many by chance.
const WITHIN_MIN: usize = 10;
/// Letters of the shortest surname that is found behind initials.
const BEHIND_INITIALS_MIN: usize = 3;
/// Letters of the shortest surname that is found when it is run together with an initial.
const RUN_TOGETHER_MIN: usize = 5;
/// Spellings of one name from which on no further ones are made.
const SPELLINGS_MAX: usize = 8;
/// Names between the first and the last that are passed over.
const BETWEEN_MAX: usize = 2;
/// How people are addressed, before their names.
pub(crate) const STYLES: [&str; 19] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "prof",
    "professor",
    "rev",
    "reverend",
    "revd",
    "hon",
    "madam",
    "cllr",
    "councillor",
];
/// Further words of a name that say nobody's name.
const NOT_NAMES: [&str; 6] = ["the", "an", "of", "and", "jr", "sr"];

/// What stands behind a name and is no part of it, in lower case: letters of honours and degrees, generations, states.
const AFTER_NAMES: [&str; 52] = [
    "qpm", "qfsm", "qam", "qgm", "kpm", "gbe", "kbe", "dbe", "cbe", "obe", "mbe", "bem", "kcb", "cb", "kcmg",
    "cmg", "kc", "qc", "mp", "msp", "ms", "mla", "jp", "dl", "phd", "dphil", "md", "ba", "ma", "bsc", "msc",
    "llb", "llm", "frcp", "frcs", "mrcp", "rn", "rgn", "rmn", "snr", "sr", "senior", "jnr", "jr", "junior",
    "ii", "iii", "iv", "esq", "esquire", "retd", "decd",
];

/// What another name of the same person stands behind, in lower case, and what only says more of them.
const OTHER_NAMES: [&str; 8] =
    [" alias ", " aka ", " a.k.a. ", " also known as ", " known as ", " n\u{e9}e ", " nee ", " formerly "];
const MORE_SAID: [&str; 3] = [" dob ", " d.o.b. ", " born "];

/// A name without what stands behind it ("Amir Quill QPM, retired"), and the other names that are given with it.
fn without_additions(name: &str) -> (String, Vec<String>) {
    let name = plain(name);
    let name = name.split(" (").next().unwrap_or(&name);
    let low = name.to_lowercase();
    let (mut main, mut others) = (name, Vec::new());
    // Lower case may change the length of a text in rare scripts; then the words stay where they are.
    if low.len() == name.len() {
        let cut = |words: &[&str]| words.iter().filter_map(|w| low.find(w).map(|at| (at, w.len()))).min();
        if let Some((at, len)) = cut(&OTHER_NAMES)
            && let (Some(before), Some(after)) = (name.get(..at), name.get(at + len..))
        {
            main = before;
            others.push(after.trim().to_string());
        }
        if let Some((at, _)) = cut(&MORE_SAID)
            && let Some(before) = main.get(..at)
        {
            main = before;
        }
    }
    let mut words: Vec<&str> = main.split_whitespace().collect();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let capitals = |word: &str| !word.chars().any(char::is_lowercase);
    let mut numbered = false;
    while let [before @ .., last] = words.as_slice() {
        let word = last.trim_matches([',', '.', ';']).replace('.', "").to_lowercase();
        let number = word.chars().any(|c| c.is_ascii_digit());
        let names = before.iter().filter(|word| !says_nobody(&word.to_lowercase())).count();
        // "Amy Ma" is no master of arts.
        let several_capitals = last.chars().filter(|c| c.is_uppercase()).count() > 1;
        let told =
            word.chars().count() > 2 || (several_capitals && !before.iter().all(|word| capitals(word)));
        let said = number
            || (AFTER_NAMES.contains(&word.as_str()) && told && names > 1)
            || (numbered && crate::officers::is_a_post(&word))
            || (!capital(last) && before.iter().filter(|word| capital(word)).count() > 1);
        if !said || before.is_empty() {
            break;
        }
        numbered = number;
        words.pop();
    }
    (words.join(" ").trim_matches([',', ';', ' ']).to_string(), others)
}

/// A name that was recorded without any capital as names are written; any other as it is.
fn with_capitals(name: &str) -> String {
    if name.chars().any(char::is_uppercase) {
        return name.to_string();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    };
    name.split_inclusive([' ', '-']).map(word).collect()
}

/// Whether a word of a name, in lower case, says nobody's name.
pub(crate) fn says_nobody(word: &str) -> bool {
    STYLES.contains(&word) || NOT_NAMES.contains(&word)
}

/// A name that is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    /// The name's words in their order, run together.
    whole: String,
    /// Other writings of the whole of it, run together.
    turned: Vec<String>,
    /// First and last name of a person, where there are two.
    ends: Option<(String, String)>,
    /// Initials and surname, in both orders, with the length of the initials and of the surname.
    initials: Vec<Initials>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Initials {
    letters: String,
    surname: String,
}

impl Name {
    /// The name of a person: it may be turned about and shortened.
    pub(crate) fn of_person(name: &str) -> Vec<Name> {
        let (main, others) = without_additions(name);
        let mut names = vec![name.to_string(), main];
        names.extend(others);
        names.retain(|name| !name.is_empty());
        names.dedup();
        names.iter().flat_map(|name| spellings(name)).map(|name| Name::person(&name)).collect()
    }

    /// Any other name: its words in their order.
    pub(crate) fn of_body(name: &str) -> Vec<Name> {
        let one = |name: &String| Name {
            whole: Words::of(name).compact().to_string(),
            turned: Vec::new(),
            ends: None,
            initials: Vec::new(),
        };
        spellings(name).iter().map(one).collect()
    }

    fn person(name: &str) -> Name {
        let words = Words::of(name);
        let whole = words.compact().to_string();
        let names = in_order(name);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let [first, rest @ ..] = names.as_slice() else { return Name::short(whole) };
        let [.., last] = rest else { return Name::short(whole) };
        let mut turned: Vec<String> = vec![names.concat()];
        turned.extend((1..names.len()).map(|at| [&names[at..], &names[..at]].concat().concat()));
        turned.extend([format!("{first}{last}"), format!("{last}{first}")]);
        turned.dedup();
        let letter = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
        let all: String = names[..names.len() - 1].iter().map(|word| letter(word)).collect();
        let mut initials = Vec::new();
        // A surname of several words is every tail of the name.
        for at in 1..names.len() {
            let surname = names[at..].concat();
            if surname.chars().count() < BEHIND_INITIALS_MIN {
                continue;
            }
            for letters in [letter(first), all.chars().take(at).collect::<String>()] {
                let one = Initials { letters, surname: surname.clone() };
                if !initials.contains(&one) {
                    initials.push(one);
                }
            }
        }
        let ends = (first.chars().count() > 1 && last.chars().count() > 1)
            .then(|| (first.to_string(), last.to_string()));
        Name { whole, turned, ends, initials }
    }

    /// Whether it is one word, run together or not.
    pub(crate) fn is_one_word(&self) -> bool {
        self.turned.is_empty()
    }

    /// Whether a word is the whole of it.
    pub(crate) fn is(&self, word: &str) -> bool {
        crate::writing::lower(word) == self.whole
    }

    fn short(whole: String) -> Name {
        Name { whole, turned: Vec::new(), ends: None, initials: Vec::new() }
    }

    /// Whether it stands among words, in any of its ways.
    pub(crate) fn stands_in(&self, words: &Words) -> bool {
        let whole = |name: &String| {
            let long = name.chars().count() >= WITHIN_MIN;
            !name.is_empty() && if long { words.holds(name) } else { !words.runs(name).is_empty() }
        };
        whole(&self.whole)
            || self.turned.iter().any(whole)
            || self.initials.iter().any(|initials| initials.stand_in(words))
            || self
                .ends
                .as_ref()
                .is_some_and(|(first, last)| apart(words, first, last) || apart(words, last, first))
    }
}

impl Initials {
    fn stand_in(&self, words: &Words) -> bool {
        let (letters, surname) = (&self.letters, &self.surname);
        let count = letters.chars().count();
        let ways = [(format!("{letters}{surname}"), true), (format!("{surname}{letters}"), false)];
        let mailed = |run: &String| words.mails.iter().any(|mail| mail.concat() == *run);
        ways.iter().any(|(run, before)| {
            mailed(run)
                || words.runs(run).into_iter().any(|(first, after)| {
                    if after - first == 1 {
                        return *before && surname.chars().count() >= RUN_TOGETHER_MIN;
                    }
                    let told = match before {
                        true => &words.written[first..first + count.min(after - first - 1)],
                        false => &words.written[after.saturating_sub(count).max(first + 1)..after],
                    };
                    // The initials stand by themselves: "a" and "I" are words, and a short surname has its capital.
                    let at = if *before { first + told.len() } else { first };
                    let capital = words.written[at].chars().next().is_some_and(|c| !c.is_lowercase());
                    let letter = |word: &String| match word.as_str() {
                        "a" | "i" => false,
                        word => word.chars().count() <= count && letters.contains(&word.to_lowercase()),
                    };
                    told.iter().all(letter) && (capital || surname.chars().count() >= RUN_TOGETHER_MIN)
                })
        })
    }
}

/// The names of a person in their order, in lower case, each run together where it has a hyphen: "Quillfeather, Orlando" is Orlando
/// Quillfeather.
fn in_order(name: &str) -> Vec<String> {
    let plain = plain(name);
    let told = |part: &str| -> Vec<String> {
        let names = part.split_whitespace().map(|name| Words::of_plain(name).compact().to_string());
        names.filter(|name| !name.is_empty() && !says_nobody(name)).collect()
    };
    match plain.split_once(',').map(|(surname, given)| (told(surname), told(given))) {
        Some((surname, given)) if !surname.is_empty() && !given.is_empty() => [given, surname].concat(),
        _ => told(&plain.replace(',', " ")),
    }
}

/// Whether a first and a last name stand with only other names or initials between them.
fn apart(words: &Words, first: &str, last: &str) -> bool {
    let named = |word: &String| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let lasts = words.runs(last);
    words.runs(first).into_iter().any(|(from, after)| {
        let near = |&(at, to): &(usize, usize)| {
            at > after && at - after <= BETWEEN_MAX && words.written[from..to].iter().all(named)
        };
        lasts.iter().any(near)
    })
}

/// A name with its umlauts written out and not written out, word by word.
fn spellings(name: &str) -> Vec<String> {
    const OUT: [(char, &str); 8] = [
        ('ä', "ae"),
        ('ö', "oe"),
        ('ü', "ue"),
        ('Ä', "Ae"),
        ('Ö', "Oe"),
        ('Ü', "Ue"),
        ('å', "aa"),
        ('ø', "oe"),
    ];
    let composed: String = name.nfc().collect();
    let mut all = vec![String::new()];
    for word in composed.split_inclusive(char::is_whitespace) {
        let out = OUT.iter().fold(word.to_string(), |word, (c, out)| word.replace(*c, out));
        let not_out =
            ["ae", "oe", "ue"].iter().fold(word.to_string(), |word, two| word.replace(two, &two[..1]));
        let mut ways = vec![word.to_string(), out, not_out];
        ways.extend(with_the_other_mac(word));
        ways.dedup();
        // Names have few such words; more than this are not turned about in every way.
        ways.truncate(if all.len() > SPELLINGS_MAX { 1 } else { ways.len() });
        all = all.iter().flat_map(|before| ways.iter().map(move |way| format!("{before}{way}"))).collect();
    }
    all
}

/// "Mac" for "Mc", "Mc" and "M'" for "Mac", where enough of a name follows.
fn with_the_other_mac(word: &str) -> Vec<String> {
    let low = word.to_lowercase();
    let upper = word.chars().all(|c| !c.is_lowercase());
    let after = |len: usize| word.get(len..).filter(|rest| rest.trim().chars().count() >= AFTER_MAC_MIN);
    let case = |start: &str| if upper { start.to_uppercase() } else { start.to_string() };
    let (starts, rest): (&[&str], _) = if low.starts_with("mac") {
        (&["Mc", "M"], after(3))
    } else if low.starts_with("mc") {
        (&["Mac", "M"], after(2))
    } else {
        return Vec::new();
    };
    rest.map_or(Vec::new(), |rest| starts.iter().map(|start| format!("{}{rest}", case(start))).collect())
}

/// Letters that follow "Mac" in the shortest name that is looked for with "Mc" too.
const AFTER_MAC_MIN: usize = 3;
/// What stands before a last name and belongs to it, apart or not: "Ó Briain", "O'Briain", "Mac Domhnaill".
const BEFORE_LAST: [&str; 6] = ["o", "mac", "mc", "ni", "nic", "ua"];
/// What stands before several of one name: "the Khans".
const BEFORE_SEVERAL: [&str; 7] = ["the", "both", "all", "those", "these", "two", "other"];
/// What stands before a word that is no name: "a hare", "the vale".
const BEFORE_A_WORD: [&str; 16] = [
    "a", "an", "the", "his", "her", "their", "its", "our", "this", "that", "no", "any", "every", "each",
    "some", "old",
];
/// Letters from which on a last name is a name in small letters too, where no article stands before it.
const SMALL_LETTERS_MIN: usize = 8;

/// Whether a name is that of a month too: beside a number it is taken for a day.
pub(crate) fn is_a_month(name: &str) -> bool {
    model::MONTHS.iter().any(|month| month.eq_ignore_ascii_case(name))
}

/// Letters of the shortest part of a name that is found in other capitals than its own ("Mcdonald" for "McDonald"); a shorter one is
/// found as it was recorded and in capitals throughout.
const OTHER_CAPITALS_MIN: usize = 5;
/// Letters of the shortest last name that is found with an s behind it and no apostrophe ("the Quillfeathers diary").
const POSSESSIVE_MIN: usize = 6;
/// Letters of the shortest given name that is looked for by itself; one letter is an initial.
const GIVEN_MIN: usize = 2;

/// A part of a person's name that a text may call them by, by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    /// In lower case, run together; in each spelling, the recorded one first.
    lows: Vec<String>,
    /// Each as it was recorded, in capitals, and with one capital where it was recorded in capitals.
    written: Vec<String>,
    /// Whether it is a last name, or half of one.
    last: bool,
}

impl Part {
    /// A part as it is recorded; none where it has no capital, so that nothing tells it from a word.
    fn of(words: &[String], last: bool) -> Option<Part> {
        let recorded = words.concat();
        let (count, min) = (recorded.chars().count(), if last { BEHIND_INITIALS_MIN } else { GIVEN_MIN });
        let told = count >= min && recorded.chars().next().is_some_and(|c| !c.is_lowercase());
        let capitals = recorded.to_uppercase();
        let one =
            if recorded == capitals { with_capitals(&recorded.to_lowercase()) } else { recorded.clone() };
        let (lows, written) = (vec![crate::writing::lower(&recorded)], vec![recorded, capitals, one]);
        told.then_some(Part { lows, written, last })
    }

    /// Takes in how it is spelt otherwise.
    fn and(&mut self, other: Part) {
        self.lows.extend(other.lows);
        self.lows.dedup();
        self.written.extend(other.written);
    }

    /// Whether it stands among words with its capital, divided by no more than a hyphen ("White House" is nobody called Whitehouse),
    /// and not as the month of a day; of several of the name too ("the Khans"), and in the address of somebody's mail.
    pub(crate) fn stands_in(&self, words: &Words) -> bool {
        self.lows.iter().any(|low| self.stands_as(low, words))
    }

    fn stands_as(&self, low: &str, words: &Words) -> bool {
        if self.last
            && (self.of_several(low, words) || words.mails.iter().any(|mail| mail.iter().any(|w| w == low)))
        {
            return true;
        }
        if low.chars().count() < OTHER_CAPITALS_MIN {
            let is = |at: &usize| words.low[*at] == low && self.written.contains(&words.written[*at]);
            return (0..words.written.len()).filter(is).any(|at| !is_a_day(low, words, at));
        }
        let capital = |at: usize| {
            words.written[at].chars().next().is_some_and(|c| !c.is_lowercase()) && !is_a_day(low, words, at)
        };
        let possessive = (self.last && low.chars().count() >= POSSESSIVE_MIN).then(|| format!("{low}s"));
        // "O Briain": what belongs to the name stands apart.
        let apart = |first: usize, after: usize| {
            self.last && after - first == 2 && BEFORE_LAST.contains(&words.low[first].as_str())
        };
        std::iter::once(low).chain(possessive.as_deref()).any(|way| {
            let runs = words.runs(way).into_iter();
            runs.filter(|&(first, _)| capital(first))
                .any(|(first, after)| words.is_one(first, after) || apart(first, after))
        })
    }

    /// "the Khans", "both Joneses".
    fn of_several(&self, low: &str, words: &Words) -> bool {
        let ways = [format!("{low}s"), format!("{low}es")];
        (1..words.low.len()).any(|at| {
            ways.contains(&words.low[at])
                && words.written[at].chars().next().is_some_and(|c| !c.is_lowercase())
                && BEFORE_SEVERAL.contains(&words.low[at - 1].as_str())
        })
    }

    /// Whether it stands in small letters as a name: a long one without an article, a shorter one of which it is said what they did.
    pub(crate) fn stands_in_small_letters(&self, words: &Words) -> bool {
        let is = |at: usize, low: &String| {
            let before = at.checked_sub(1).map_or("", |at| words.low[at].as_str());
            let next = words.low.get(at + 1).map_or("", String::as_str);
            let long = low.chars().count() >= SMALL_LETTERS_MIN;
            words.written[at] == *low
                && !BEFORE_A_WORD.contains(&before)
                && (long
                    || crate::strangers::is_what_somebody_does(next) && !crate::strangers::is_ordinary(low))
        };
        self.last && self.lows.iter().any(|low| (0..words.low.len()).any(|at| is(at, low)))
    }

    /// Whether it stands among words in any letters, as whole words.
    pub(crate) fn stands_in_any_letters(&self, words: &Words) -> bool {
        let stands =
            |low: &String| words.runs(low).into_iter().any(|(first, after)| words.is_one(first, after));
        self.lows.iter().any(stands)
    }

    /// How many letters it has.
    pub(crate) fn letters(&self) -> usize {
        self.lows[0].chars().count()
    }
}

/// Whether the name of a month stands beside a number.
fn is_a_day(low: &str, words: &Words, at: usize) -> bool {
    let number = |at: Option<usize>| {
        let word = at.and_then(|at| words.written.get(at));
        word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    is_a_month(low) && (number(at.checked_sub(1)) || number(Some(at + 1)))
}

/// What a text may call a person by, beside their whole name. Nothing of a name that is one word without a title: that is the whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Parts {
    /// The last name: "Bramble-Quince".
    pub(crate) last: Option<Part>,
    /// Each half of a double one: "Bramble", "Quince".
    pub(crate) halves: Vec<Part>,
    /// The names before it.
    pub(crate) given: Vec<Part>,
}

impl Parts {
    /// The parts of a name in each of its spellings, an addition in brackets left out.
    pub(crate) fn of(name: &str) -> Parts {
        let mut all = spellings(name).into_iter().map(|name| Parts::as_written(&name));
        let mut out = all.next().unwrap_or_default();
        for other in all {
            out.last.iter_mut().zip(other.last).for_each(|(part, other)| part.and(other));
            out.halves.iter_mut().zip(other.halves).for_each(|(part, other)| part.and(other));
            out.given.iter_mut().zip(other.given).for_each(|(part, other)| part.and(other));
        }
        out
    }

    fn as_written(name: &str) -> Parts {
        let name = with_capitals(&without_additions(name).0);
        let name = name.as_str();
        // Each name with its words, a hyphen divides them; and whether a title or rank stands before them.
        let told = |text: &str| -> (Vec<Vec<String>>, bool) {
            let names =
                text.split(|c: char| c.is_whitespace() || c == ',').map(|name| Words::of_plain(name).written);
            let names: Vec<Vec<String>> = names.filter(|words| !words.is_empty()).collect();
            let low = |words: &Vec<String>| crate::writing::lower(&words.concat());
            let title =
                |words: &&Vec<String>| says_nobody(&low(words)) || crate::officers::is_a_post(&low(words));
            let titles = names.iter().take_while(title).count().min(names.len().saturating_sub(1));
            let rest = names.into_iter().skip(titles).filter(|words| !says_nobody(&low(words)));
            (rest.collect(), titles > 0)
        };
        let (last, given, titled) = match name.split_once(',').map(|(last, given)| (told(last), told(given)))
        {
            Some(((last, _), (given, titled))) if !last.is_empty() && (!given.is_empty() || titled) => {
                (last, given, titled)
            }
            _ => {
                let (mut all, titled) = told(name);
                let mut last: Vec<Vec<String>> = all.pop().into_iter().collect();
                // "Se\u{e1}n \u{d3} Briain": the last name is both words.
                let belongs = |words: &mut Vec<String>| {
                    BEFORE_LAST.contains(&crate::writing::lower(&words.concat()).as_str())
                };
                if all.len() > 1 || titled {
                    last.splice(0..0, all.pop_if(belongs));
                }
                (last, all, titled)
            }
        };
        if given.is_empty() && !titled {
            return Parts::default();
        }
        // "van der Quill, Jan": the particles are no half of it.
        let capital = |word: &&String| word.chars().next().is_some_and(|c| !c.is_lowercase());
        let words: Vec<String> = last.concat().iter().filter(capital).cloned().collect();
        let half = |word: &String| Part::of(std::slice::from_ref(word), true);
        Parts {
            last: Part::of(&words, true),
            halves: if words.len() > 1 { words.iter().filter_map(half).collect() } else { Vec::new() },
            given: given.iter().filter_map(|words| Part::of(words, false)).collect(),
        }
    }

    /// The last name and its halves.
    pub(crate) fn lasts(&self) -> impl Iterator<Item = &Part> {
        self.last.iter().chain(&self.halves)
    }

    /// Every part.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Part> {
        self.lasts().chain(&self.given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::writing::readings;

    fn stands(name: &str, text: &str) -> bool {
        let words = readings(&plain(text));
        Name::of_person(name).iter().any(|name| words.iter().any(|words| name.stands_in(words)))
    }

    #[test]
    fn a_person_s_name_is_found_in_every_way_people_write_one() {
        for text in [
            "Orlando Quillfeather",
            "Quillfeather, Orlando",
            "QUILLFEATHER ORLANDO",
            "O. Quillfeather",
            "O Quillfeather",
            "o.quillfeather@example.org",
            "Quillfeather, O.",
            "Quillfeather O",
            "Orlando  \n Quillfeather",
            "Orlando James Quillfeather",
            "Orlando J. Quillfeather's diary",
            "Mr Orlando Quillfeather",
            "Quillfeather, Mr Orlando",
            "orlando_quillfeather-notes.pdf",
            "OrlandoQuillfeather",
            "oquillfeather",
            "Orlando Quill\u{ad}feather",
            "Orl\u{200b}ando Quillfeather",
            "Orlando\u{a0}Quillfeather",
            "Orlando Quill-feather",
            "Orlando Quill\u{2019}feather",
            "Orlándo Quillfeáther",
            "Orla\u{301}ndo Quillfeather",
            "Оrlаndо Quіllfеаthеr",
            "ΟRLANDΟ QUILLFEΑTHER",
            "0rlando Qui1lfeather",
            "O r l a n d o Q u i l l f e a t h e r",
        ] {
            assert!(stands("Orlando Quillfeather", text), "{text:?}");
        }
        for (name, text) in [
            ("Quillfeather, Orlando", "Orlando Quillfeather"),
            ("Orlando James Quillfeather", "O.J. Quillfeather"),
            ("Orlando James Quillfeather", "Quillfeather, O. J."),
            ("Orlando James Quillfeather", "Orlando Quillfeather"),
            ("Ann-Marie O'Harrow", "Annmarie O’Harrow"),
            ("Ann-Marie O'Harrow", "A. O Harrow"),
            ("Zoë Müllerin", "Zoe Muellerin"),
            ("Zoe Muellerin", "Zoë Müllerin"),
            ("Jan van der Quill", "J. van der Quill"),
            ("Ада Пример", "АДА ПРИМЕР"),
        ] {
            assert!(stands(name, text), "{name}: {text}");
        }
    }

    #[test]
    fn what_stands_behind_a_name_hides_nobody() {
        for behind in [
            " QPM",
            " MBE",
            ", KC",
            " PhD",
            " BSc",
            " JP",
            " Snr",
            " III",
            ", Esq.",
            " retired",
            " deceased",
            " DOB 1970",
            ", PC 1234",
            " social worker",
            " alias Dibble",
            " (leader of the council)",
            " n\u{e9}e Stoat",
        ] {
            let name = format!("Orlando Quillfeather{behind}");
            assert!(stands(&name, "The council found that Orlando Quillfeather hid the file."), "{name}");
            let parts = Parts::of(&name);
            let words = Words::of("It was Quillfeather who hid it.");
            assert!(parts.lasts().any(|part| part.stands_in(&words)), "{name}: {parts:?}");
        }
        assert!(stands("Orlando Quillfeather alias Dibble", "They called him Dibble."));
        for (name, last) in [("Amy Senior", "Senior"), ("John Sergeant", "Sergeant")] {
            let parts = Parts::of(name);
            assert!(
                parts.lasts().any(|part| part.stands_in(&Words::of(&format!("It was {last}")))),
                "{name}"
            );
        }
        for (name, text) in [
            ("Amir HARE", "The council found that Hare took bribes."),
            ("AMIR HARE", "Hare's file"),
            ("HARE, Amir", "Hare lied"),
            ("amir hare", "Mr Hare lied"),
            ("orlando quillfeather", "Quillfeather lied"),
        ] {
            let parts = Parts::of(name);
            assert!(parts.lasts().any(|part| part.stands_in(&Words::of(text))), "{name}: {parts:?}");
            assert!(!parts.lasts().any(|part| part.stands_in(&Words::of("a hare ran"))), "{name}: {parts:?}");
        }
    }

    #[test]
    fn what_is_nobody_s_name_is_not_found() {
        for (name, text) in [
            ("Orlando Quillfeather", "Quillfeather Lane"),
            ("Orlando Quillfeather", "Orlando read it. The Quillfeather file"),
            ("Ada Moss", "a moss grew there"),
            ("Ada Moss", "Moss, a plant"),
            ("Ida Moss", "I moss the wall"),
            ("Ann Ton", "the town of Northanton"),
            ("Al Li", "alibi"),
            ("Peter Carr", "the PC was switched off"),
        ] {
            assert!(!stands(name, text), "{name}: {text}");
        }
    }

    #[test]
    fn a_part_of_a_name_is_found_by_itself_as_people_write_it() {
        let check = |name: &str, text: &str, expected: [usize; 3]| {
            let (parts, all) = (Parts::of(name), readings(&plain(text)));
            let count =
                |of: &[Part]| of.iter().filter(|part| all.iter().any(|words| part.stands_in(words))).count();
            let last: Vec<Part> = parts.last.iter().cloned().collect();
            assert_eq!([count(&last), count(&parts.halves), count(&parts.given)], expected, "{name}: {text}");
        };
        for (text, last) in [
            ("Mcdonald said so", 1),
            ("MCDONALD SAID SO", 1),
            ("McDonald's note", 1),
            ("the McDonalds note", 1),
            ("McD0nald", 1),
            ("a mcdonald", 0),
            ("Macdonald", 1),
            ("MACDONALD", 1),
            ("M\u{2019}Donald", 1),
            ("a macdonald", 0),
        ] {
            check("Ada McDonald", text, [last, 0, 0]);
        }
        for text in [
            "QuillFeather",
            "Qu1llfeather",
            "Quill-feather",
            "Quill\u{2019}feather",
            "Quillfeather\u{2019}s",
            "Quillfeathers'",
        ] {
            check("Orlando Quillfeather", text, [1, 0, 0]);
        }
        for (name, text) in [
            ("Zoe M\u{fc}ller", "Mueller lied"),
            ("Zoe Mueller", "M\u{fc}ller lied"),
            ("Zoe Mueller", "Muller lied"),
            ("Ada MacDonald", "McDonald\u{2019}s note"),
            ("Se\u{e1}n \u{d3} Briain", "O\u{2019}Briain lied"),
            ("Sean O'Briain", "\u{d3} Briain lied"),
            ("Sean O'Briain", "it was O Briain"),
            ("Amir Khan", "the Khans lied"),
            ("Amir Khan", "both KHANS"),
            ("Ada Jones", "the Joneses"),
            ("Amir Khan", "write to khan@example.org"),
            ("Amir Khan", "a.khan@example.org"),
        ] {
            check(name, text, [1, 0, 0]);
        }
        check("Amir Khan", "khans of old, and a khan", [0, 0, 0]);
        assert!(stands("Amir Khan", "mail akhan@example.org") && stands("Amir Khan", "khan.a@example.org"));
        for (text, small) in [
            ("khan lied", true),
            ("a khan lied", false),
            ("the khan", false),
            ("quillfeather's diary", false),
        ] {
            let part = Parts::of("Amir Khan").last.unwrap();
            assert_eq!(part.stands_in_small_letters(&Words::of(text)), small, "{text}");
        }
        check("Ada Whitehouse", "the White House, and the green wood", [0, 0, 0]);
        check("Ada Whitehouse", "White-house, WHITEHOUSE and W h i t e h o u s e", [1, 0, 0]);
        check("Ada Bramble-Quince (invented)", "Bramble said so", [0, 1, 0]);
        check("Ada Bramble-Quince", "Mrs Quince", [0, 1, 0]);
        check("Ada Bramble-Quince", "Bramble-Quince, Ada", [1, 2, 1]);
        check("Bramble-Quince, Ada", "the bramble", [0, 0, 0]);
        check("Jan van der Quill", "Quill", [1, 0, 0]);
        check("van der Quill, Jan", "van der Quill", [1, 0, 0]);
        check("Ms Ada O'Quill", "Ms OQuill", [1, 0, 0]);
        check("May Bo Quillon", "on 4 May 2026 in BO", [0, 0, 1]);
        check("May Bo Quillon", "May told Bo", [0, 0, 2]);
        assert_eq!(Parts::of("Ada"), Parts::default());
        check("Dr Quillon", "as Quillon says", [1, 0, 0]);
        check("DS Quillon", "as Quillon says", [1, 0, 0]);
        check("Di Quillon", "as QUILLON says", [1, 0, 0]);
    }
}
