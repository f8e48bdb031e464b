//! The text of a PDF, page by page, line by line. Runs in a child process ([`super::child`]).
//!
//! Characters are put in lines by their height on the page and in order from left to right; a gap wider than
//! [`COLUMN_GAP_EMS`] becomes a tab, so that columns of a table stay apart. What this leaves out: pictures (a page that
//! holds only one has no text), annotations and form fields, and reading order of pages set in several columns.

use std::cmp::Ordering;

use pdf_extract::{Document as Pdf, MediaBox, OutputDev, OutputError, Transform, output_doc_page};

use super::{Builder, PassageKind};
use crate::read::{Refusal, fenced};

/// Gap between two characters, in widths of the letter M, that separates words.
const WORD_GAP_EMS: f64 = 0.15;
/// Gap that separates columns.
const COLUMN_GAP_EMS: f64 = 1.5;
/// Characters of one page.
const CHARACTERS_MAX: usize = 2_000_000;

/// One page as read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PdfPage {
    /// Its lines from the top; none where the page holds no text.
    Lines(Vec<String>),
    /// The page could not be read; why, in words.
    Damaged(String),
}

struct Glyph {
    x: f64,
    y: f64,
    end: f64,
    em: f64,
    text: String,
}

#[derive(Default)]
struct Glyphs(Vec<Glyph>);

impl OutputDev for Glyphs {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        trm: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        if self.0.len() >= CHARACTERS_MAX {
            return Ok(());
        }
        let em = (trm.m11.hypot(trm.m12) * font_size).abs();
        let numbers = [trm.m31, trm.m32, em, width];
        if numbers.iter().all(|n| n.is_finite()) && em > 0.0 {
            let (x, y) = (trm.m31, trm.m32);
            self.0.push(Glyph { x, y, end: x + width * em, em, text: text.to_string() });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

impl Glyphs {
    /// Lines from the top of the page, each from the left.
    fn lines(mut self) -> Vec<String> {
        // Stable sorts: characters drawn over each other stay in the order they were drawn.
        self.0.sort_by(|a, b| b.y.partial_cmp(&a.y).unwrap_or(Ordering::Equal));
        let mut lines: Vec<Vec<Glyph>> = Vec::new();
        for glyph in self.0 {
            match lines.last_mut().filter(|l| (l[0].y - glyph.y).abs() < 0.4 * l[0].em.min(glyph.em)) {
                Some(line) => line.push(glyph),
                None => lines.push(vec![glyph]),
            }
        }
        lines
            .into_iter()
            .map(|mut line| {
                line.sort_by(|a, b| a.x.partial_cmp(&b.x).unwrap_or(Ordering::Equal));
                let (mut text, mut end) = (String::new(), f64::INFINITY);
                for glyph in line {
                    let gap = (glyph.x - end) / glyph.em;
                    let blank =
                        text.ends_with([' ', '\t']) || text.is_empty() || glyph.text.trim().is_empty();
                    if gap > COLUMN_GAP_EMS && !text.is_empty() {
                        text.truncate(text.trim_end().len());
                        text.push('\t');
                    } else if gap > WORD_GAP_EMS && !blank {
                        text.push(' ');
                    }
                    text.push_str(&glyph.text);
                    end = glyph.end;
                }
                text.trim().to_string()
            })
            .filter(|l| !l.is_empty())
            .collect()
    }
}

/// The pages of a PDF, in this process. A page that cannot be read does not lose the others.
///
/// # Errors
/// A file that is damaged as a whole, protected, or has more than `pages_max` pages.
pub fn pages_of(bytes: &[u8], pages_max: usize) -> Result<Vec<PdfPage>, Refusal> {
    let damaged = |words: String| {
        Refusal::new(
            format!("the PDF is damaged: {words}"),
            "a whole PDF",
            "open it in the program that made it and save it again, or ask for the document it was made from",
        )
    };
    let protected = || {
        Refusal::new(
            "the PDF is protected by a password",
            "a PDF that opens without one",
            "ask the sender for a copy without a password, sent by a safe way",
        )
    };
    let mut pdf = fenced("PDF", || Pdf::load_mem(bytes))?.map_err(|e| {
        let words = e.to_string();
        let lower = words.to_lowercase();
        if lower.contains("password") || lower.contains("decrypt") || lower.contains("encrypt") {
            protected()
        } else {
            damaged(words)
        }
    })?;
    if pdf.is_encrypted() {
        // An empty password is no protection: it only forbids printing or copying.
        let opened = fenced("PDF", || pdf.decrypt(""))?;
        if opened.is_err() {
            return Err(protected());
        }
    }
    let numbers = pdf.get_pages();
    if numbers.len() > pages_max {
        return Err(super::too_much("pages", pages_max, "split the document into several"));
    }
    if numbers.is_empty() {
        return Err(damaged("it has no pages".into()));
    }
    let mut pages = Vec::with_capacity(numbers.len());
    for number in numbers.keys() {
        let mut glyphs = Glyphs::default();
        let outcome = fenced("PDF", || output_doc_page(&pdf, &mut glyphs, *number).map(|()| glyphs.lines()));
        pages.push(match outcome {
            Ok(Ok(lines)) => PdfPage::Lines(lines),
            Ok(Err(error)) => PdfPage::Damaged(error.to_string()),
            Err(refusal) => PdfPage::Damaged(refusal.what),
        });
    }
    Ok(pages)
}

/// Pages as passages.
pub(super) fn passages(pages: Vec<PdfPage>, out: &mut Builder<'_>) -> Result<(), Refusal> {
    out.lines = true;
    for (number, page) in pages.into_iter().enumerate() {
        let number = number as u32 + 1;
        let part = out.part(&format!("page {number}"), "line")?;
        out.pages = number;
        match page {
            PdfPage::Lines(lines) if lines.is_empty() => {
                out.pages_without_text.push(number);
                out.notes.push((part, 0, format!("page {number} holds no text: it needs transcription")));
            }
            PdfPage::Lines(lines) => {
                for (row, line) in lines.iter().enumerate() {
                    out.push(PassageKind::Text, (part, row as u32 + 1, number), line, Vec::new())?;
                }
            }
            PdfPage::Damaged(words) => {
                out.pages_without_text.push(number);
                out.notes.push((
                    part,
                    0,
                    format!("page {number} could not be read ({words}): it needs transcription"),
                ));
            }
        }
    }
    Ok(())
}
