//! What followed a breach, on the card of its outcome: the same subject's harm events, where the review asks about them.
//!
//! Left out: causes. The card says that something followed, and that a silence about harm is no absence of harm.

use model::{EventId, HarmFollowed, Outcome};

use super::evidence::described;
use super::{Page, e, put};
use crate::text::count;

/// Most events named on a card, of each sort; the rest are counted.
const NAMED_MAX: usize = 8;

/// The line of the card; nothing where the review does not ask about harm or nothing breached.
pub(super) fn followed(page: &mut Page<'_>, outcome: &Outcome) {
    let Some(harm) = &outcome.followed else { return };
    page.html.push_str("<p class=\"ver\">");
    if harm.is_empty() {
        put!(
            page,
            "<strong>What followed:</strong> no such event is on record of this subject {}.",
            e(&days(harm))
        );
    } else {
        put!(page, "<strong>What followed:</strong> ");
        list(page, &harm.certainly, "");
        if !harm.certainly.is_empty() && !harm.possibly.is_empty() {
            page.html.push_str("; ");
        }
        list(page, &harm.possibly, "possibly ");
        put!(page, " ({}). That it followed is no finding that the breach caused it.", e(&days(harm)));
    }
    if !harm.unseen.is_empty() {
        let unseen = page.context.names.text(&harm.unseen).into_owned();
        put!(page, " Not everything would show: {}.", e(&unseen));
    }
    if harm.is_empty() {
        page.html.push_str(" That does not say that there was no harm.");
    }
    page.html.push_str("</p>\n");
}

fn list(page: &mut Page<'_>, events: &[EventId], how: &str) {
    let named: Vec<String> =
        events.iter().take(NAMED_MAX).map(|id| format!("{how}{}", described(page, *id))).collect();
    page.html.push_str(&named.join("; "));
    if let Some(more) = events.len().checked_sub(NAMED_MAX).filter(|&n| n > 0) {
        put!(page, "; {how}{} in outcomes.csv", count(more as u64, "more event"));
    }
}

/// The days looked at.
fn days(harm: &HarmFollowed) -> String {
    let (first, last) = harm.days;
    if first == last {
        format!("on {}", last.words())
    } else {
        format!("from {} to {}", first.words(), last.words())
    }
}
