//! `candour encode`: records of an agency as keyed encodings, so that names need not leave it.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use link::clk::{Clk, Encoder, Schema};

use super::labels::labels;
use super::places;
use super::rows::{Take, read};
use super::schema;
use super::whole::{Whole, csv_cell};
use crate::Look;
use crate::failure::{Done, Failure};

/// Fewest bytes of a secret: 128 bits, where each byte is chosen by chance.
const SECRET_BYTES_MIN: usize = 16;

/// Arguments of `candour encode`.
#[derive(clap::Args)]
pub(crate) struct EncodeArgs {
    /// What is encoded and how: a linkage schema as the Python package clkhash reads it (JSON, version 3).
    #[arg(long)]
    schema: PathBuf,
    /// File with the secret that only the agencies share; one line end at its end does not count.
    #[arg(long)]
    secret_file: PathBuf,
    /// Files with the columns that the schema names.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the encodings go: a file ending in .csv (file, row, clk) or .json (as clkhash writes it).
    #[arg(long)]
    out: PathBuf,
}

/// Carries out `candour encode`.
pub(crate) fn run(args: &EncodeArgs) -> Done<Look> {
    let as_json = match args.out.extension().and_then(|e| e.to_str()) {
        Some("csv") => false,
        Some("json") => true,
        _ => return Err(Failure::new("--out is a file ending in .csv or .json")),
    };
    let read_here = args.files.iter().chain([&args.schema, &args.secret_file]);
    places::not_over(&args.out, read_here.map(PathBuf::as_path))?;
    let called = labels(&args.files)?;
    let mut notes = Vec::new();
    let schema = schema::read(&args.schema, &mut notes)?;
    let mut secret = std::fs::read(&args.secret_file)
        .map_err(|e| Failure::io("cannot read the secret", &args.secret_file, &e))?;
    if secret.last() == Some(&b'\n') {
        secret.pop();
        if secret.last() == Some(&b'\r') {
            secret.pop();
        }
    }
    if secret.is_empty() {
        return Err(Failure::new("the file of the secret is empty"));
    }
    if secret.len() < SECRET_BYTES_MIN {
        notes.push(format!(
            "the secret has {} bytes; who guesses it can look names up, so use at least {SECRET_BYTES_MIN} chosen by chance",
            secret.len()
        ));
    }
    let encoder = Encoder::new(&schema, &secret).map_err(|e| Failure::new(e.to_string()))?;
    let out = Whole::begin(&args.out)?;
    let mut job = Job {
        schema: &schema,
        encoder,
        places: Vec::new(),
        values: Vec::new(),
        out,
        as_json,
        first: true,
        file: String::new(),
        blank: 0,
        failure: None,
    };
    job.begin()?;
    let mut clean = true;
    for (path, label) in args.files.iter().zip(called) {
        job.file = label;
        let account = read(path, &mut job)?;
        if let Some(failure) = job.failure.take() {
            return Err(failure);
        }
        account.tell(&path.display().to_string());
        clean &= account.clean();
    }
    if job.blank > 0 {
        notes.push(format!("{} rows give nothing that is encoded; they are like no other row", job.blank));
    }
    job.end()?;
    for note in &notes {
        eprintln!("note: {note}");
    }
    Ok(if clean && notes.is_empty() { Look::NotNeeded } else { Look::Needed })
}

struct Job<'a> {
    schema: &'a Schema,
    encoder: Encoder<'a>,
    /// For each feature, its column; that of an ignored feature may be absent.
    places: Vec<Option<usize>>,
    values: Vec<String>,
    out: Whole,
    as_json: bool,
    first: bool,
    file: String,
    blank: u64,
    failure: Option<Failure>,
}

impl Job<'_> {
    fn begin(&mut self) -> Done<()> {
        self.out.put(if self.as_json { "{\"clks\": [" } else { "file,row,clk\n" })
    }

    fn end(mut self) -> Done<()> {
        if self.as_json {
            self.out.put("]}\n")?;
        }
        self.out.place()
    }

    fn put(&mut self, number: u32, clk: &Clk) {
        let text = STANDARD.encode(&clk.0);
        let line = if self.as_json {
            format!("{}\"{text}\"", if self.first { "" } else { ", " })
        } else {
            format!("{},{number},{text}\n", csv_cell(&self.file))
        };
        self.first = false;
        if let Err(failure) = self.out.put(&line) {
            self.failure.get_or_insert(failure);
        }
    }

    /// A list in JSON is known by position: a row that cannot be encoded leaves an empty encoding in its place.
    fn keep_place(&mut self) {
        if self.as_json {
            let empty = Clk(vec![0; self.schema.bits / 8]);
            self.put(0, &empty);
        }
    }
}

impl Take for Job<'_> {
    fn knows(&self, columns: &[String]) -> usize {
        let wanted = |name: &&String| self.schema.features.iter().any(|(feature, _)| feature == *name);
        columns.iter().filter(wanted).count()
    }

    fn columns(&mut self, columns: &[String]) -> Done<()> {
        self.places.clear();
        for (name, feature) in &self.schema.features {
            let place = columns.iter().position(|column| column == name);
            if place.is_none() && feature.is_some() {
                return Err(Failure::new(format!(
                    "{} has no column \"{name}\"; it has {}",
                    self.file,
                    columns.join(", ")
                ))
                .hint("the schema names the columns"));
            }
            self.places.push(place);
        }
        Ok(())
    }

    fn row(&mut self, number: u32, values: &[String]) -> Result<(), String> {
        self.values.clear();
        for place in &self.places {
            self.values.push(place.and_then(|p| values.get(p)).cloned().unwrap_or_default());
        }
        let given: Vec<&str> = self.values.iter().map(String::as_str).collect();
        match self.encoder.encode(&given) {
            Ok(clk) => {
                self.blank += u64::from(clk.count() == 0);
                self.put(number, &clk);
                Ok(())
            }
            Err(error) => {
                self.keep_place();
                Err(error.to_string())
            }
        }
    }

    fn bad_row(&mut self) {
        self.keep_place();
    }
}
