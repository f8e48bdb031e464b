//! The sets of the shared folder as typed columns; `None` where a file is absent.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use link::columns::{Column, ColumnKind as K, Records};
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::measure::Set;

/// A file as text cells by column name.
pub(crate) struct Cells {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Cells {
    pub(crate) fn at(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h.trim() == name)
    }

    pub(crate) fn get<'a>(&'a self, row: &'a [String], name: &str) -> &'a str {
        self.at(name).map_or("", |at| row[at].trim())
    }
}

fn path(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CANDOUR_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = root.join("data").join(file);
    if !path.exists() {
        println!("SKIPPED: no {file} in the shared folder");
        return None;
    }
    Some(path)
}

/// Reads CSV (also gzip) or Parquet.
pub(crate) fn cells(file: &str) -> Option<Cells> {
    let path = path(file)?;
    Some(read(&path))
}

/// Reads a file wherever it is.
pub(crate) fn read(path: &std::path::Path) -> Cells {
    let bytes = std::fs::read(path).unwrap();
    let name = path.to_string_lossy();
    if name.ends_with(".parquet") {
        return read_parquet(path);
    }
    let text = if name.ends_with(".gz") {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        text
    } else {
        String::from_utf8(bytes).unwrap()
    };
    let mut rows = csv(&text);
    let header = rows.remove(0);
    Cells { header, rows }
}

fn read_parquet(path: &std::path::Path) -> Cells {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema_descr();
    let header = schema.columns().iter().map(|c| c.name().to_string()).collect();
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let text = |f: &parquet::record::Field| match f {
            parquet::record::Field::Null => String::new(),
            parquet::record::Field::Str(s) => s.clone(),
            other => other.to_string(),
        };
        rows.push(row.get_column_iter().map(|(_, f)| text(f)).collect());
    }
    Cells { header, rows }
}

/// Rows of a CSV text, quoted cells included.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                if row.len() > 1 || !row[0].is_empty() {
                    rows.push(std::mem::take(&mut row));
                }
                row.clear();
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

/// Puts columns of several files one below the other: each by its name in every file, with its kind.
pub(crate) fn records(files: &[&Cells], columns: &[(&str, K)]) -> Records {
    let mut out = Records::default();
    for (name, kind) in columns {
        let mut column = Column::new(*name, *kind);
        for file in files {
            let at = file.at(name);
            file.rows.iter().for_each(|r| column.push(at.map_or("", |at| r[at].trim())));
        }
        out.columns.push(column);
    }
    for (number, file) in files.iter().enumerate() {
        out.source.extend(std::iter::repeat_n(number as u32, file.rows.len()));
    }
    out
}

/// Truths in words to numbers; an empty one is none.
pub(crate) fn truth<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Option<u64>> {
    let mut numbers: BTreeMap<&'a str, u64> = BTreeMap::new();
    let mut out = Vec::new();
    for word in words {
        let next = numbers.len() as u64 + 1;
        out.push((!word.is_empty()).then(|| *numbers.entry(word).or_insert(next)));
    }
    out
}

fn set(name: &str, records: Records, truth: Vec<Option<u64>>) -> Set {
    Set { name: name.to_string(), records, truth, household: Vec::new() }
}

const FEBRL: [(&str, K); 10] = [
    ("given_name", K::Forename),
    ("surname", K::Surname),
    ("street_number", K::HouseNumber),
    ("address_1", K::Street),
    ("address_2", K::Text),
    ("suburb", K::City),
    ("postcode", K::Postcode),
    ("state", K::Region),
    ("date_of_birth", K::BirthDate),
    ("soc_sec_id", K::Identifier),
];

fn febrl_truth(files: &[&Cells]) -> Vec<Option<u64>> {
    let rows = files.iter().flat_map(|f| &f.rows);
    rows.map(|r| r[0].split('-').nth(1).and_then(|n| n.parse().ok())).collect()
}

pub(crate) fn febrl_3() -> Option<Set> {
    let file = cells("12-linkage-benchmarks/dataset3.csv")?;
    Some(set("FEBRL 3", records(&[&file], &FEBRL), febrl_truth(&[&file])))
}

pub(crate) fn febrl_4() -> Option<Set> {
    let a = cells("12-linkage-benchmarks/dataset4a.csv")?;
    let b = cells("12-linkage-benchmarks/dataset4b.csv")?;
    let mut records = records(&[&a, &b], &FEBRL);
    records.once_each = vec![true, true];
    Some(set("FEBRL 4", records, febrl_truth(&[&a, &b])))
}

pub(crate) fn fake_1000() -> Option<Set> {
    let file = cells("12-linkage-benchmarks/fake_1000.csv")?;
    let columns = [
        ("first_name", K::Forename),
        ("surname", K::Surname),
        ("dob", K::BirthDate),
        ("city", K::City),
        ("email", K::Email),
    ];
    let truth = truth(file.rows.iter().map(|r| file.get(r, "cluster")));
    Some(set("fake_1000", records(&[&file], &columns), truth))
}

pub(crate) fn historical() -> Option<Set> {
    let file = cells("12-linkage-benchmarks/historical_figures_with_errors_50k.parquet")?;
    let columns = [
        ("first_name", K::Forename),
        ("surname", K::Surname),
        ("full_name", K::FullName),
        ("dob", K::BirthDate),
        ("birth_place", K::City),
        ("postcode_fake", K::Postcode),
        ("gender", K::Sex),
        ("occupation", K::Category),
    ];
    let truth = truth(file.rows.iter().map(|r| file.get(r, "cluster")));
    Some(set("historical 50k", records(&[&file], &columns), truth))
}

/// Registers of the simulated town, put together.
pub(crate) fn simulated(name: &str, files: &[&str], once_each: Vec<bool>) -> Option<Set> {
    let cells: Vec<Cells> =
        files.iter().map(|f| cells(&format!("13-simulated-census/{f}.parquet"))).collect::<Option<_>>()?;
    let cells: Vec<&Cells> = cells.iter().collect();
    let columns = [
        ("first_name", K::Forename),
        ("middle_initial", K::MiddleName),
        ("last_name", K::Surname),
        ("date_of_birth", K::BirthDate),
        ("sex", K::Sex),
        ("ssn", K::Identifier),
        ("street_number", K::HouseNumber),
        ("street_name", K::Street),
        ("unit_number", K::Unit),
        ("city", K::City),
        ("state", K::Region),
        ("zipcode", K::Postcode),
    ];
    let mut records = records(&cells, &columns);
    records.once_each = once_each;
    let words = cells.iter().flat_map(|f| f.rows.iter().map(|r| f.get(r, "cluster")));
    let truth = truth(words);
    let address = |r: &[String], f: &Cells| {
        format!("{} {}", f.get(r, "street_number"), f.get(r, "street_name")).trim().to_string()
    };
    let places: Vec<String> = cells.iter().flat_map(|f| f.rows.iter().map(|r| address(r, f))).collect();
    let household =
        self::truth(places.iter().map(String::as_str)).into_iter().map(|h| h.unwrap_or(0)).collect();
    Some(Set { name: name.to_string(), records, truth, household })
}

/// A file of made people.
pub(crate) fn made(file: &std::path::Path) -> Set {
    let file = read(file);
    let columns = [
        ("first_name", K::Forename),
        ("surname", K::Surname),
        ("dob", K::BirthDate),
        ("postcode", K::Postcode),
        ("city", K::City),
        ("email", K::Email),
    ];
    let truth = truth(file.rows.iter().map(|r| file.get(r, "cluster")));
    let places: Vec<String> =
        file.rows.iter().map(|r| format!("{} {}", file.get(r, "surname"), file.get(r, "postcode"))).collect();
    let household =
        self::truth(places.iter().map(String::as_str)).into_iter().map(|h| h.unwrap_or(0)).collect();
    Set { name: "made people".to_string(), records: records(&[&file], &columns), truth, household }
}

/// The files on Chicago officers: number of the source in `truth.csv`, and the year for which a file gives ages.
const OFFICERS: [(&str, &str); 6] = [
    ("roster_1936-2017_2017-04", "2017"),
    ("unit-history__2016-03", "2016"),
    ("unit-history__2016-12", "2016"),
    ("complaints-accused_2000-2016_2016-11", "2016"),
    ("complaints-investigators_2000-2016_2016-11", "2016"),
    ("TRR-officers_2004-2016_2016-09", "2016"),
];

/// Officers of several files: names, birth year or age, appointment, star numbers. Numbers of the files as in [`OFFICERS`].
pub(crate) fn officers(which: &[usize]) -> Option<Set> {
    let resolved = cells("01-cpd-linkage/truth.csv.gz")?;
    let mut uid: BTreeMap<(String, String), String> = BTreeMap::new();
    for row in &resolved.rows {
        uid.insert((row[0].clone(), row[1].clone()), row[2].clone());
    }
    let mut files = Vec::new();
    let mut words = Vec::new();
    for &number in which {
        let (name, year) = OFFICERS[number];
        let mut file = cells(&format!("01-cpd-linkage/profiles__{name}.csv.gz"))?;
        let stars: Vec<usize> = (0..file.header.len()).filter(|h| file.header[*h].contains("star")).collect();
        let (born, age) = (file.at("birth_year"), file.at("current_age"));
        for row in &mut file.rows {
            let numbers: Vec<String> =
                stars.iter().map(|s| row[*s].trim().to_string()).filter(|s| !s.is_empty()).collect();
            let year_of_birth = born.map_or("", |at| row[at].trim());
            let when = match age.map_or("", |at| row[at].trim()) {
                _ if !year_of_birth.is_empty() => year_of_birth.to_string(),
                "" => String::new(),
                age => format!("{age} in {year}"),
            };
            words.push(uid.get(&(name.to_string(), row[0].clone())).cloned().unwrap_or_default());
            row.push(numbers.join("|"));
            row.push(when);
        }
        file.header.extend(["stars".to_string(), "born".to_string()]);
        files.push(file);
    }
    let columns = [
        ("first_name", K::Forename),
        ("middle_initial", K::MiddleName),
        ("last_name", K::Surname),
        ("suffix_name", K::Category),
        ("gender", K::Sex),
        ("race", K::Category),
        ("born", K::BirthDate),
        ("appointed_date", K::Date),
        ("stars", K::Identifier),
    ];
    let files: Vec<&Cells> = files.iter().collect();
    let records = records(&files, &columns);
    let mut records = records;
    // Each file lists an officer once, under a number of its own.
    records.once_each = vec![true; which.len()];
    let name = which.iter().map(|w| OFFICERS[*w].0).collect::<Vec<_>>().join(" with ");
    Some(set(&format!("officers: {name}"), records, truth(words.iter().map(String::as_str))))
}
