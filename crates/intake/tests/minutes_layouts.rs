//! The usual layouts of minutes, in every format: what is read is so, and what is not read is told with its place.

#[path = "layouts/mod.rs"]
mod layouts;

use layouts::{all, fresh, hold_each, layouts, open_document, rich_text, text, word};

#[test]
fn of_the_usual_layouts_nothing_is_wrong_and_nothing_is_lost_without_a_word() {
    assert!(layouts().len() >= 40);
    let mut bad = Vec::new();
    for held in [
        all("text", &text, None),
        all("Word", &word, None),
        all("OpenDocument", &open_document, None),
        all("Rich Text", &rich_text, None),
    ] {
        bad.extend(held.wrong);
        bad.extend(held.lost);
        assert!(held.right >= 100, "{}", held.right);
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn of_documents_that_it_was_not_mended_by_nothing_is_wrong() {
    let mut wrong = Vec::new();
    for held in [
        hold_each(&fresh(), "text", &text, None),
        hold_each(&fresh(), "Word", &word, None),
        hold_each(&fresh(), "OpenDocument", &open_document, None),
        hold_each(&fresh(), "Rich Text", &rich_text, None),
    ] {
        wrong.extend(held.wrong);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
