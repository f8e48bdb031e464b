//! Words that look like the name of somebody and name nobody: what may be said of which words.
//!
//! A surname may be a place or a word ("Oldfield", "Police"), and a street may have a rank in its name. No program can tell
//! which is meant, so a person says so: under a role, in an entry that everybody sees. Such an entry counts for the words as they
//! stand, and for no whole name, no code, and nobody with a rank or title before a recorded name. What is left out: whether it is
//! true. One that is not is a false entry under a public role.

use super::named::{Persons, texts_of};
use super::{Gate, Rule};
use crate::acts::{NoName, Text};
use crate::officers::{How, code_of_a_person, says_what_was_done, spoken};
use crate::words::NoNameSort;
use crate::writing::Words;

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
            if low.len() == 1 && persons.has_a_part_of_a_name(words) {
                let why = "somebody of the review has this last name. Give it with the words beside it that show what is meant (\"in \
                           West Marsh\"), or name in `of` the entry in which it stands";
                return Some(why.to_string());
            }
        }
        None
    }
}
