//! What the reading tests share: a sink that writes everything down, files made on the spot, the real data.

use std::path::{Path, PathBuf};

use intake::read::{Cell, Limits, ReadOptions, ReadReport, Refusal, RowSink, SheetHead, read_file};

/// Everything a file gave, in words.
#[derive(Default, Debug)]
pub(crate) struct Written {
    pub(crate) sheets: Vec<Sheet>,
}

/// One sheet in words.
#[derive(Default, Debug)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) header_row: u32,
    pub(crate) rows: Vec<(u32, Vec<Cell>)>,
    pub(crate) bad: Vec<(u32, String, String)>,
    pub(crate) notes: Vec<(u32, String)>,
}

impl Sheet {
    /// Rows as `number: a|b|c`.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.rows
            .iter()
            .map(|(n, cells)| {
                format!("{n}: {}", cells.iter().map(Cell::to_string).collect::<Vec<_>>().join("|"))
            })
            .collect()
    }

    /// Rejected rows as `number: words`.
    pub(crate) fn rejected(&self) -> Vec<String> {
        self.bad.iter().map(|(n, words, _)| format!("{n}: {words}")).collect()
    }

    /// Whether a note holds these words.
    pub(crate) fn noted(&self, words: &str) -> bool {
        self.notes.iter().any(|(_, note)| note.contains(words))
    }
}

impl RowSink for Written {
    fn sheet(&mut self, head: &SheetHead) -> bool {
        self.sheets.push(Sheet {
            name: head.name.clone(),
            columns: head.columns.clone(),
            header_row: head.row,
            ..Sheet::default()
        });
        true
    }
    fn row(&mut self, number: u32, cells: &[Cell]) -> bool {
        let sheet = self.sheets.last_mut().expect("a sheet before its rows");
        assert_eq!(cells.len(), sheet.columns.len(), "as many cells as columns");
        sheet.rows.push((number, cells.to_vec()));
        true
    }
    fn bad_row(&mut self, number: u32, words: &str, what: &str, _hint: &str) {
        self.sheets.last_mut().expect("a sheet before its rows").bad.push((
            number,
            words.into(),
            what.into(),
        ));
    }
    fn note(&mut self, row: u32, what: &str) {
        self.sheets.last_mut().expect("a sheet before its notes").notes.push((row, what.into()));
    }
}

/// Counts rows and keeps nothing.
#[derive(Default, Debug)]
pub(crate) struct Counted {
    pub(crate) sheets: usize,
    pub(crate) rows: u64,
    pub(crate) bad: u64,
    pub(crate) cells: u64,
}

impl RowSink for Counted {
    fn sheet(&mut self, _: &SheetHead) -> bool {
        self.sheets += 1;
        true
    }
    fn row(&mut self, _: u32, cells: &[Cell]) -> bool {
        self.rows += 1;
        self.cells += cells.iter().filter(|c| !c.is_empty()).count() as u64;
        true
    }
    fn bad_row(&mut self, _: u32, _: &str, _: &str, _: &str) {
        self.bad += 1;
    }
    fn note(&mut self, _: u32, _: &str) {}
}

/// Writes the bytes to a file of this name in a fresh folder and reads it.
pub(crate) fn read_bytes_with(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    limits: &Limits,
) -> Result<(Written, ReadReport), (Refusal, Written)> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let mut written = Written::default();
    match read_file(&path, options, limits, &mut written) {
        Ok(report) => Ok((written, report)),
        Err(refusal) => Err((refusal, written)),
    }
}

/// The same on default terms.
pub(crate) fn read_bytes(name: &str, bytes: &[u8]) -> (Written, ReadReport) {
    match read_bytes_with(name, bytes, &ReadOptions::default(), &Limits::default()) {
        Ok(read) => read,
        Err((refusal, _)) => panic!("{name}: {refusal}"),
    }
}

/// The one sheet of a file on default terms.
pub(crate) fn one_sheet(name: &str, bytes: &[u8]) -> Sheet {
    let (mut written, _) = read_bytes(name, bytes);
    assert_eq!(written.sheets.len(), 1, "{name} has one sheet");
    written.sheets.remove(0)
}

/// The refusal a file meets with.
pub(crate) fn refused(name: &str, bytes: &[u8], limits: &Limits) -> Refusal {
    match read_bytes_with(name, bytes, &ReadOptions::default(), limits) {
        Ok((written, report)) => panic!("{name} was read as {}: {written:?}", report.format),
        Err((refusal, _)) => refusal,
    }
}

/// Gzip at the strongest.
pub(crate) fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

/// A file of the shared data, or none with a line that says the test was skipped.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CANDOUR_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = folder.join("data").join(path);
    if !file.exists() {
        println!("skipped: the shared data has no {path}");
        return None;
    }
    Some(file)
}

/// Reads a real file on these terms.
pub(crate) fn read_shared(path: &Path, options: &ReadOptions) -> (Written, ReadReport) {
    let mut written = Written::default();
    let report = read_file(path, options, &Limits::default(), &mut written).unwrap_or_else(|r| panic!("{r}"));
    (written, report)
}
