//! Where outcomes go: standard output, a CSV file or a Parquet file.
//!
//! A file is written beside its place and put there when it is whole, so that a run that fails leaves no half of one.
//!
//! Left out: what a row says; see `write`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::write::{COLUMNS, Column, Csv, Spool, Table};
use crate::failure::{Done, Failure};

/// Rows of one group of a Parquet file.
const GROUP_ROWS: usize = 1 << 18;

/// Bytes gathered before they are written; a page that is longer is written as it is.
const WRITE_BYTES: usize = 1 << 15;

/// Endings of files of other forms, under which nobody expects CSV.
const OTHER_FORMS: [&str; 9] = ["xlsx", "xls", "xlsm", "ods", "html", "htm", "pdf", "docx", "odt"];

/// In what form outcomes are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Nothing,
    Csv,
    Table,
    /// To be put aside.
    Spool,
}

/// What is written.
pub(super) enum Page {
    Nothing,
    Csv(Csv),
    Table(Box<Table>),
    Spool(Spool),
}

/// Where outcomes go.
pub(super) enum Out {
    /// Nowhere: only counts are wanted.
    Nothing,
    Csv(BufWriter<Box<dyn Write>>, Option<Staged>),
    Parquet(Box<Parquet>),
}

/// A file on its way to its place.
pub(super) struct Staged {
    path: PathBuf,
    staging: PathBuf,
    placed: bool,
}

impl Staged {
    fn begin(path: &Path) -> Done<(Staged, File)> {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| Failure::new("the file for the outcomes needs a name"))?;
        let staging = path.with_file_name(format!(".{name}.being-written"));
        let file = File::create(&staging).map_err(|e| Failure::io("cannot write", &staging, &e))?;
        Ok((Staged { path: path.to_path_buf(), staging, placed: false }, file))
    }

    fn place(mut self) -> Done<()> {
        fs::rename(&self.staging, &self.path).map_err(|e| Failure::io("cannot write", &self.path, &e))?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.placed {
            // The run failed: half an output is of no use to anybody.
            let _ = fs::remove_file(&self.staging);
        }
    }
}

impl Out {
    /// Opens the way out: the file named, or standard output, or nowhere where only counts are wanted.
    ///
    /// # Errors
    /// Where the file cannot be made, or its name promises a form that is not written.
    pub(super) fn open(path: Option<&Path>, only_counts: bool) -> Done<Out> {
        let ending = path.and_then(|p| p.extension()).map(|e| e.to_string_lossy().to_lowercase());
        if let Some(other) = ending.filter(|e| OTHER_FORMS.contains(&e.as_str())) {
            return Err(Failure::new(format!("outcomes are not written as .{other}"))
                .hint("name a file that ends in .csv or .parquet; a spreadsheet opens the first"));
        }
        let mut out = match path {
            None if only_counts => Out::Nothing,
            None => Out::Csv(BufWriter::with_capacity(WRITE_BYTES, Box::new(std::io::stdout())), None),
            Some(path) if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) => {
                let (staged, file) = Staged::begin(path)?;
                Out::Parquet(Box::new(Parquet::new(staged, file)?))
            }
            Some(path) => {
                let (staged, file) = Staged::begin(path)?;
                Out::Csv(BufWriter::with_capacity(WRITE_BYTES, Box::new(file)), Some(staged))
            }
        };
        if let Out::Csv(file, _) = &mut out {
            writeln!(file, "{}", COLUMNS.join(",")).map_err(failed)?;
        }
        Ok(out)
    }

    /// In what form it takes pages.
    pub(super) fn form(&self) -> Form {
        match self {
            Out::Nothing => Form::Nothing,
            Out::Csv(..) => Form::Csv,
            Out::Parquet(_) => Form::Table,
        }
    }

    /// Writes a page.
    pub(super) fn put(&mut self, page: &Page) -> Done<()> {
        match (self, page) {
            (Out::Csv(file, _), Page::Csv(csv)) => file.write_all(&csv.0).map_err(failed),
            (Out::Parquet(parquet), Page::Table(table)) => parquet.put(table),
            _ => Ok(()),
        }
    }

    /// Ends the file and puts it in its place.
    pub(super) fn end(self) -> Done<()> {
        match self {
            Out::Nothing => Ok(()),
            Out::Csv(mut file, staged) => {
                file.flush().map_err(failed)?;
                drop(file);
                staged.map_or(Ok(()), Staged::place)
            }
            Out::Parquet(parquet) => parquet.end(),
        }
    }
}

fn failed(error: std::io::Error) -> Failure {
    Failure::output("cannot write the outcomes", &error)
}

fn damaged(error: parquet::errors::ParquetError) -> Failure {
    Failure::chain("cannot write the outcomes as Parquet", &error)
}

/// A Parquet file whose columns are text, as in CSV.
pub(super) struct Parquet {
    writer: SerializedFileWriter<BufWriter<File>>,
    staged: Staged,
    group: [Vec<ByteArray>; COLUMNS.len()],
}

impl Parquet {
    fn new(staged: Staged, file: File) -> Done<Parquet> {
        let column = |name: &&str| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_converted_type(ConvertedType::UTF8)
                .build()
                .map(Arc::new)
        };
        let columns = COLUMNS.iter().map(column).collect::<Result<Vec<_>, _>>().map_err(damaged)?;
        let schema = Type::group_type_builder("outcomes")
            .with_fields(columns)
            .build()
            .map(Arc::new)
            .map_err(damaged)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("candour".to_string())
            .build();
        let file = BufWriter::with_capacity(1 << 18, file);
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(damaged)?;
        Ok(Parquet { writer, staged, group: Default::default() })
    }

    fn put(&mut self, table: &Table) -> Done<()> {
        let rows = table.columns[0].ends.len();
        for row in 0..rows {
            for (to, from) in self.group.iter_mut().zip(&table.columns) {
                to.push(ByteArray::from(cell(from, row).to_vec()));
            }
            // Groups of one size, however the rows came.
            if self.group[0].len() == GROUP_ROWS {
                self.write_group()?;
            }
        }
        Ok(())
    }

    fn write_group(&mut self) -> Done<()> {
        let mut group = self.writer.next_row_group().map_err(damaged)?;
        for values in &mut self.group {
            let Some(mut column) = group.next_column().map_err(damaged)? else { break };
            column.typed::<ByteArrayType>().write_batch(values, None, None).map_err(damaged)?;
            column.close().map_err(damaged)?;
            values.clear();
        }
        group.close().map_err(damaged)?;
        Ok(())
    }

    fn end(mut self) -> Done<()> {
        if !self.group[0].is_empty() {
            self.write_group()?;
        }
        self.writer.close().map_err(damaged)?;
        self.staged.place()
    }
}

fn cell(column: &Column, row: usize) -> &[u8] {
    let from = if row == 0 { 0 } else { column.ends[row - 1] as usize };
    &column.bytes[from..column.ends[row] as usize]
}
