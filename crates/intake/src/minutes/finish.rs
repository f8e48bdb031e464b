//! The end of a meeting: what its parts say together, and what is to be said of the reading.

use std::collections::BTreeSet;

use super::attendance::NO_ATTENDANCE;
use super::head::{HeadDay, body_of, head_day};
use super::layout::{DayBy, Walk};
use super::perhaps::perhaps;
use super::{ActionState, Block, Dated, Item, Meeting, Spot, Words, find_dates, last};
use crate::document::{Document, PassageKind};

impl Walk<'_> {
    pub(super) fn finish(mut self, document: &Document, first: bool) -> Meeting {
        self.close_motion();
        let subject = document.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("subject"));
        if let Some((_, subject)) = subject.filter(|_| first)
            && !self.meeting.title.text.to_lowercase().contains("minutes")
        {
            self.meeting.title = Words { text: subject.clone(), spot: Spot::default() };
            if self.meeting.body.is_empty() || subject.to_lowercase().contains("minutes") {
                self.meeting.body =
                    body_of(subject, find_dates(subject, &self.terms.dates).first().map(|d| d.start));
            }
            if let HeadDay::Day(dated, held) = head_day(subject, &self.terms.dates) {
                self.take_day(&dated, if held { DayBy::Held } else { DayBy::Head }, Spot::default());
            }
        }
        self.one_line_for_the_chair();
        self.settle_attendance();
        if first {
            self.beside_the_text(document);
        }
        let mut meeting = self.meeting;
        let pending: BTreeSet<usize> = self.pending.into_iter().collect();
        let mut index = 0;
        let day = meeting.when.latest();
        meeting.actions.retain_mut(|action| {
            index += 1;
            last::due(action, day, self.terms);
            last::own(action, &meeting.attendance, self.terms) || !pending.contains(&(index - 1))
        });
        meeting.perhaps = perhaps(&meeting);
        for action in &mut meeting.actions {
            // Words that say "done" of a day to come say when it is to be done.
            let last = meeting.when.latest();
            let later = |d: &Dated| d.when.earliest().zip(last).is_some_and(|(day, last)| day > last);
            if action.state == ActionState::Done
                && find_dates(&action.state_words, &self.terms.dates).iter().any(later)
            {
                action.state = ActionState::Unclear;
            }
        }
        if meeting.when.is_unknown() {
            meeting.notes.push("no date of the meeting was found".to_string());
        } else {
            meeting.notes.retain(|n| !n.starts_with("a date stands at the head"));
        }
        if meeting.attendance.is_empty() {
            meeting.notes.push(NO_ATTENDANCE.to_string());
        }
        meeting
    }

    /// Notes at the foot are an item of their own, so that whom they name is found; what stands at the head or foot of every page
    /// is kept with its place.
    fn beside_the_text(&mut self, document: &Document) {
        if !document.headers.is_empty() {
            return; // the head of a message is no page header
        }
        let mut notes = Vec::new();
        for passage in &document.passages {
            if !matches!(passage.kind, PassageKind::Header | PassageKind::Footer) {
                continue;
            }
            let spot = Spot { part: passage.part, row: passage.row, column: 0 };
            let block = Block { text: passage.text.clone(), spans: vec![(0, spot)], ..Block::default() };
            let part = document.parts.get(usize::from(passage.part)).map_or("", String::as_str);
            let known = |b: &Block| b.text == block.text;
            if part.contains("notes") {
                notes.push(block);
            } else if block.text.chars().any(char::is_alphabetic) && !self.meeting.unparsed.iter().any(known)
            {
                self.meeting.unparsed.push(block);
            }
        }
        if let Some(first) = notes.first() {
            let heading = Words { text: String::new(), spot: first.spot(0) };
            self.meeting.items.push(Item { number: String::new(), heading, text: notes });
        }
    }

    /// Whoever is named as chair in a line of their own and in the list is one line.
    fn one_line_for_the_chair(&mut self) {
        let list = &mut self.meeting.attendance;
        let chairs: Vec<String> = list.iter().filter(|a| a.chair).map(|a| a.name.to_lowercase()).collect();
        for name in chairs {
            let of: Vec<usize> = (0..list.len()).filter(|i| list[*i].name.to_lowercase() == name).collect();
            if of.len() < 2 {
                continue;
            }
            // The line of the chair alone does not make somebody present whom the list says was not.
            let bare = |a: &super::Attendee| a.chair && a.agency.is_empty();
            if let Some(at) = of.iter().copied().find(|i| bare(&list[*i])) {
                list.remove(at);
                if let Some(other) = list.iter_mut().find(|a| a.name.to_lowercase() == name) {
                    other.chair |= other.standing.was_there();
                }
            }
        }
    }
}
