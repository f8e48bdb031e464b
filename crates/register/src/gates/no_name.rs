//! Words that look like the name of somebody and name nobody: what may be said of which words.
//!
//! A surname may be a place or a word ("Oldfield", "Police"), and a street may have a rank in its name. No program can tell
//! which is meant, so a person says so: under a role, in an entry that everybody sees. Such an entry counts for the words as they
//! stand, and for no whole name, no code, and nobody with a rank or title before a recorded name. Words that count in every entry and
//! hold the last name of somebody say what else it is: a street, a body, a report ([`calls_a_thing`]), or a place after "in". What is
//! left out: whether it is true. One that is not is a false entry under a public role.

use super::named::{Persons, texts_of};
use super::{Gate, Rule};
use crate::acts::{NoName, Text};
use crate::officers::{How, code_of_a_person, says_what_was_done, spoken};
use crate::people::is_of_a_body;
use crate::strangers::accuses;
use crate::words::NoNameSort;
use crate::writing::Words;

/// What a place, a building, a body or a writing is called behind a name, in lower case, beside the words of bodies
/// ([`is_of_a_body`]): "Oldfield Road", "the Oldfield report".
const THINGS: &str = "\
    avenue bridge brothers building buildings close co community corporation county crescent district drive estate \
    farm farms fund gardens garage green grove hall heath home house inn lane library ltd market mews moor nursery \
    parish park place practice pub quarry quay railway river road school schools site sons square stables station \
    street surgery terrace theatre town valley village ward wharf works yard \
    bill book charter enquiry guidance guidelines judgment law ledger principles protocol report reports rules \
    scheme";
/// What stands before the name of a place, and before that within it.
const IN_A_PLACE: [&str; 5] = ["in", "at", "near", "across", "throughout"];
const OF_A_PLACE: [&str; 14] = [
    "the", "north", "south", "east", "west", "upper", "lower", "great", "greater", "little", "old", "new",
    "inner", "outer",
];
/// Small words before a name within the words for a thing.
const SMALL: [&str; 9] = ["the", "of", "in", "at", "on", "near", "and", "for", "a"];

/// Whether words that hold the name of somebody plainly call a thing: behind the name stands what it is ("Oldfield Road School"), with
/// nothing but capitals in between, and no word accuses anybody. `is_name` says which words are a name.
pub(super) fn calls_a_thing(words: &Words, is_name: impl Fn(&str) -> bool) -> bool {
    let capital = |at: usize| words.written[at].chars().next().is_some_and(|c| !c.is_lowercase());
    let thing = |at: usize| {
        let low = words.low[at].as_str();
        is_of_a_body(low) || THINGS.split_whitespace().any(|thing| thing == low)
    };
    let small = |at: usize| SMALL.contains(&words.low[at].as_str());
    let names: Vec<usize> = (0..words.low.len()).filter(|&at| is_name(&words.written[at])).collect();
    let [.., last] = names[..] else { return false };
    // "Oldfield and Sons Ltd": the small words end where what it is begins.
    let behind = last + 1..words.low.len();
    let called = behind.clone().find(|&at| thing(at));
    called.is_some_and(|called| {
        (last + 1..called).all(|at| !small(at) && capital(at) || words.low[at] == "and" && thing(at + 1))
            && (0..last).all(|at| capital(at) || small(at))
            && behind.clone().all(|at| capital(at) || small(at) || thing(at))
    }) && !words.low.iter().any(|word| accuses(word))
}

/// Whether words say that a name is a place: "in West Marsh".
fn is_in_a_place(words: &Words, is_name: impl Fn(&str) -> bool) -> bool {
    let low: Vec<&str> = words.low.iter().map(String::as_str).collect();
    let [first, rest @ .., _] = low.as_slice() else { return false };
    IN_A_PLACE.contains(first)
        && words.written.last().is_some_and(|word| is_name(word))
        && rest.iter().all(|word| OF_A_PLACE.contains(word))
}

impl Gate<'_> {
    pub(super) fn no_name(&mut self, act: &NoName) {
        let target = act.of.map(|of| (of, self.review.act(of)));
        if let Some((of, None)) = target {
            return self.refuse(Rule::Reference, &[of], format!("There is no {of} yet."));
        }
        // The words that are looked for may grow, so an entry that is there is not judged again by them.
        let Text::Is(words) = &act.words else { return };
        if self.review.replaying {
            return;
        }
        if let Some((of, Some(target))) = target {
            let (texts, wanted) = (texts_of(target), Words::of(words).spaced());
            let stands = texts
                .iter()
                .any(|(_, text)| format!(" {} ", Words::of(text).spaced()).contains(&format!(" {wanted} ")));
            if !stands {
                let sentence = format!("No text of {of} has these words: give them as they stand there.");
                self.refuse(Rule::Reference, &[of], sentence);
            }
        }
        if let Some(why) = self.names_somebody(words, act) {
            let sentence = format!("These words are not free of a name: {why}.");
            self.refuse(Rule::Parts, &[], sentence);
        }
    }

    /// Why words name somebody whatever anybody says; a clause.
    fn names_somebody(&self, words: &str, act: &NoName) -> Option<String> {
        let persons = Persons::of(self.review);
        if let Some(code) =
            code_of_a_person(words).or(self.persons_by_code(words).first().map(ToString::to_string))
        {
            return Some(format!("{code} is a code"));
        }
        if persons.has_a_whole_name(words) {
            return Some("somebody of the review is called so".to_string());
        }
        for said in spoken(words, true) {
            let title =
                matches!(said.how, How::RankAndName | How::TitleAndName) && act.what != NoNameSort::Word;
            if !title || persons.has_a_part_of_a_name(&said.words) {
                return Some(said.to_string());
            }
        }
        let low = Words::of(words).low;
        if act.of.is_none() {
            if let Some(done) = low.iter().find(|word| says_what_was_done(word)) {
                return Some(format!(
                    "\"{done}\" says what somebody did. Name in `of` the entry in which they stand"
                ));
            }
            let is_name = |word: &str| persons.has_a_part_of_a_name(word);
            let told = Words::of(words);
            let place = act.what == NoNameSort::Place && is_in_a_place(&told, is_name);
            if is_name(words) && !place && !calls_a_thing(&told, is_name) {
                let why = "somebody of the review has this last name. Give it with the words beside it that say what is meant: what the \
                           thing is (\"Marsh Road\", \"Marsh Ltd\", \"the Marsh report\"), or, of a place, \"in\" or \"at\" (\"in West \
                           Marsh\"); or name in `of` the entry in which it stands";
                return Some(why.to_string());
            }
        }
        None
    }
}
