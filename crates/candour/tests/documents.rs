//! PDF through the child process that the command starts of itself: pages, a page without text, and files that break,
//! outlast or outgrow the reader.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // starts the command as a person would

use std::path::Path;

use intake::document::{DocumentLimits, PdfChild, read_document};

fn child() -> PdfChild {
    PdfChild {
        program: env!("CARGO_BIN_EXE_candour").into(),
        arguments: vec!["read-pdf-within-limits".into()],
    }
}

fn pdf(content: &str) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_string(),
        "<< /Type /Pages /Kids [4 0 R 6 0 R] /Count 2 >>".into(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>".into(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".into(),
    ];
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = out.len();
    out += "xref\n0 7\n0000000000 65535 f \n";
    offsets.iter().for_each(|o| out += &format!("{o:010} 00000 n \n"));
    out += &format!("trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_pdf_is_read_by_a_child_and_a_page_without_text_needs_transcription() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "m.pdf", &pdf("BT /F1 12 Tf 72 770 Td (Minutes of the Forum) Tj ET"));
    let document = read_document(&path, &DocumentLimits::default(), Some(&child())).unwrap();
    assert_eq!(document.passages.len(), 1);
    assert_eq!((document.passages[0].page, document.passages[0].text.as_str()), (1, "Minutes of the Forum"));
    assert_eq!(document.pages_without_text, [2]);
    assert_eq!(document.notes[0].2, "page 2 holds no text: it needs transcription");
}

#[test]
fn a_pdf_that_breaks_its_reader_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "cut.pdf", &pdf("BT ET")[..200]);
    let refusal = read_document(&path, &DocumentLimits::default(), Some(&child())).unwrap_err();
    assert!(refusal.what.contains("damaged"), "{refusal}");

    // More memory than it may have: the file is held in memory, and the limit is below its size.
    let mut large = pdf("BT ET");
    large.resize(64 << 20, b' ');
    let path = write(folder.path(), "large.pdf", &large);
    let little = DocumentLimits { pdf_memory_bytes_max: 48 << 20, ..DocumentLimits::default() };
    let refusal = read_document(&path, &little, Some(&child())).unwrap_err();
    assert!(!refusal.what.is_empty(), "{refusal}");

    // A child that never ends is ended.
    let sleeper = folder.path().join("sleeper.sh");
    std::fs::write(&sleeper, "exec sleep 600\n").unwrap();
    let slow = PdfChild { program: "sh".into(), arguments: vec![sleeper.display().to_string()] };
    let path = write(folder.path(), "m.pdf", &pdf("BT ET"));
    let short = DocumentLimits { pdf_seconds_max: 0, ..DocumentLimits::default() };
    let started = std::time::Instant::now();
    let refusal = read_document(&path, &short, Some(&slow)).unwrap_err();
    assert!(refusal.what.contains("took more than 0 seconds"), "{refusal}");
    assert!(started.elapsed().as_secs() < 60);
}
