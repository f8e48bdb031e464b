//! The usual layouts of minutes, in every format: what is read is so, and what is not read is told with its place.

#[path = "layouts/mod.rs"]
mod layouts;

use layouts::{all, layouts, open_document, rich_text, text, word};

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
