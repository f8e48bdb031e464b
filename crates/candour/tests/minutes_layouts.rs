//! The usual layouts of minutes as PDF, their tables ruled and their cells broken: what is read is so, the rest is told.

#[path = "../../intake/tests/layouts/mod.rs"]
mod layouts;

use intake::document::PdfChild;
use layouts::{all, pdf, pdf_open, pdf_spaced};

fn child() -> PdfChild {
    PdfChild {
        program: env!("CARGO_BIN_EXE_candour").into(),
        arguments: vec!["read-pdf-within-limits".to_string()],
    }
}

#[test]
fn of_tables_without_lines_a_row_is_right_or_told() {
    for (format, write) in
        [("PDF, gaps", &pdf_open as &dyn Fn(&layouts::Layout) -> Vec<u8>), ("PDF, rows apart", &pdf_spaced)]
    {
        let held = all(format, write, Some(&child()));
        assert!(held.wrong.is_empty() && held.lost.is_empty(), "{:#?} {:#?}", held.wrong, held.lost);
        assert!(held.right >= 100, "{}", held.right);
    }
}

#[test]
fn of_the_usual_layouts_as_pdf_nothing_is_wrong_and_nothing_is_lost_without_a_word() {
    let held = all("PDF", &pdf, Some(&child()));
    assert!(held.right >= 100, "{}", held.right);
    assert!(held.wrong.is_empty() && held.lost.is_empty(), "{:#?} {:#?}", held.wrong, held.lost);
}
