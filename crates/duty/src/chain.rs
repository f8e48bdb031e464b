//! From one link of a chain to the next, where dates are not known to the day.
//!
//! A link is answered by the first action after its start, and the next link starts on the day of that action. Which action
//! is first differs from one choice of days to another. The action that ends its interval first is taken to be it: wherever
//! another one came before it, that other one's interval reaches at least as far, so exchanging the two loses no choice.
//! The days on which the next link may start are those of the first action over all choices.
//!
//! What follows is never narrower than trying every choice: no verdict of any choice is left out. The tests hold it to that.
//!
//! Left out: what is judged of a link, and how an action is known to count.

use crate::verdict::{OPEN_START, Span};

/// How a link was answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Answer {
    /// The action, by its place.
    pub(crate) at: usize,
    /// First and last day on which the next link may start.
    pub(crate) start: Span,
}

/// How many days before the start of a later link an action still counts: none, nor on that day itself, because the same day
/// told twice is one action. For clocks of hours one day may hold several.
pub(crate) fn later_reach(hours: bool) -> i32 {
    if hours { 0 } else { -1 }
}

/// Which of `actions` answered a link that started within `start`, if any can have. `reach` is the number of days before the
/// start from which an action counts.
pub(crate) fn answer(start: Span, reach: i32, actions: &[Span]) -> Option<Answer> {
    // Before an open beginning there is no day to count from.
    let first = if start.0 == OPEN_START { OPEN_START } else { start.0.saturating_sub(reach) };
    let last = start.1.saturating_sub(reach);
    let counting = || actions.iter().enumerate().filter(|(_, a)| a.1 >= first);
    let (at, _) = counting().min_by_key(|&(at, a)| (a.1, a.0, at))?;
    let lo = counting().map(|(_, a)| a.0).min()?.max(first);
    let certain = counting().filter(|(_, a)| a.0 >= last).map(|(_, a)| a.1).min();
    let hi = certain.or_else(|| counting().map(|(_, a)| a.1).max())?;
    Some(Answer { at, start: (lo, hi.max(lo)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_action_answers_and_its_days_start_the_next_link() {
        let day = |d: i32| (d, d);
        assert_eq!(answer(day(10), 0, &[]), None);
        assert_eq!(answer(day(10), -1, &[day(10)]), None, "the same day told twice is one action");
        let one = |actions: &[Span]| answer(day(10), -1, actions).map(|a| (a.at, a.start));
        assert_eq!(one(&[day(5), day(12), day(15)]), Some((1, (12, 12))));
        // The year is written, the day is not: it may have come before the other or after it.
        assert_eq!(one(&[(1, 300), day(40)]), Some((1, (11, 40))));
        // Where the start has no first day, the next one has none either.
        let open = |actions: &[Span]| answer((OPEN_START, 10), -1, actions).map(|a| a.start);
        assert_eq!(open(&[(OPEN_START, 40)]), Some((OPEN_START, 40)));
        assert_eq!(open(&[day(12), day(5)]), Some((5, 12)));
        // It may have come before the start; then the other one answered.
        assert_eq!(one(&[(8, 13), day(20)]), Some((0, (11, 20))));
    }
}
