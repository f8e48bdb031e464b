//! Minutes with planted names, and the truth about them: Word, PDF and plain text in turn.
//!
//! [`write_minutes`] makes a review of its own: a list of known people and vehicles as an agency would hold it, monthly
//! minutes in three formats, `review.toml`, and in `truth/` every planted name with the file, the item and the words it was
//! planted with, the attendance, and the actions. In three of a hundred PDFs a page is a picture without text.
//!
//! What it leaves out: handwriting, tables of items, and minutes that several bodies share.

mod layout;
mod story;

use std::io::{self, Write};
use std::path::Path;

use crate::files::create;
use crate::names::Names;

use story::{Cast, Told};

/// Lines of a page.
pub(crate) const PAGE_LINES: usize = 46;
/// Pages of one document, about.
const DOCUMENT_PAGES: u32 = 5;

/// What to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MinutesPlan {
    /// About how many pages of minutes.
    pub pages: u32,
    /// The seed.
    pub seed: u64,
}

/// What was made.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct MinutesMade {
    /// Documents.
    pub documents: u32,
    /// Pages in them.
    pub pages: u32,
    /// Names planted.
    pub named: u64,
}

/// Makes a review of minutes in `dir`.
///
/// # Errors
/// Where `evidence` is there already, where no page or more than 1,000,000 are asked for, and where the disk fails.
pub fn write_minutes(dir: &Path, plan: &MinutesPlan) -> io::Result<MinutesMade> {
    if !(1..=1_000_000).contains(&plan.pages) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "ask for 1 to 1,000,000 pages"));
    }
    let evidence = dir.join("evidence");
    if evidence.exists() {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} is there already and is not overwritten", evidence.display()),
        ));
    }
    let names = Names::new();
    let cast = Cast::new(&names, plan.seed);
    let mut people = create(&evidence.join("people.csv"))?;
    people.write_all(cast.people_csv().as_bytes())?;
    people.flush()?;
    let mut vehicles = create(&evidence.join("vehicles.csv"))?;
    vehicles.write_all(cast.vehicles_csv().as_bytes())?;
    vehicles.flush()?;

    let mut named = create(&dir.join("truth/named.csv"))?;
    writeln!(named, "file,item,written,how,subject")?;
    let mut attendance = create(&dir.join("truth/attendance.csv"))?;
    writeln!(attendance, "file,standing,name,rank,agency")?;
    let mut actions = create(&dir.join("truth/actions.csv"))?;
    writeln!(actions, "file,reference,owner,due,reported,state")?;
    let mut made = MinutesMade::default();
    let mut story = story::Story::new(&cast, plan.seed);
    while made.pages < plan.pages {
        let told: Told = story.meeting(DOCUMENT_PAGES as usize * PAGE_LINES);
        let number = made.documents;
        let scanned = number % 100 == 2 || number % 100 == 35 || number % 100 == 68;
        let (ending, bytes, pages) = match number % 3 {
            0 => {
                let (bytes, pages) = layout::docx(&told);
                ("docx", bytes, pages)
            }
            1 => {
                let (bytes, pages) = layout::text(&told);
                ("txt", bytes, pages)
            }
            _ => {
                let (bytes, pages) = layout::pdf(&told, scanned);
                ("pdf", bytes, pages)
            }
        };
        let file = format!("minutes/{:05}-{}.{ending}", number + 1, told.day);
        let mut out = create(&evidence.join(&file))?;
        out.write_all(&bytes)?;
        out.flush()?;
        for n in &told.named {
            writeln!(named, "{file},{},\"{}\",{},{}", n.item, n.written.replace('"', ""), n.how, n.subject)?;
        }
        for a in &told.attendance {
            writeln!(attendance, "{file},{},{},{},{}", a.0, a.1, a.2, a.3)?;
        }
        for a in &told.actions {
            let due = a.due.map_or(String::new(), |d| d.to_string());
            writeln!(actions, "{file},{},{},{due},{},{}", a.reference, a.owner, a.reported, a.state)?;
        }
        made.documents += 1;
        made.pages += pages as u32;
        made.named += told.named.len() as u64;
    }
    for out in [&mut named, &mut attendance, &mut actions] {
        out.flush()?;
    }
    let mut review = create(&dir.join("review.toml"))?;
    review.write_all(REVIEW.as_bytes())?;
    review.flush()?;
    Ok(made)
}

const REVIEW: &str = r#"# An invented review of minutes: nobody in it exists.
[review]
title = "Minutes of an invented forum"
purpose = "learning"
observation_date = 2020-01-01
period = { from = 1990-01-01, to = 2019-12-31 }
notice = "Everybody and everything in this review is invented."

[[agency]]
name = "Norrowshire Constabulary"
sort = "police"

[[agency]]
name = "Northmere Children's Social Care"
sort = "social_care"

[[agency]]
name = "Norrow Vale Hospital"
sort = "health"

[[source]]
name = "people"
agency = "Northmere Children's Social Care"
files = "people.csv"

[[source.mention]]
as = "person"
kind = "person"
scheme = "P"
forename = "Forename"
surname = "Surname"
alias = "Known as"
born = "Date of birth"
address = "Address"
identifier = "Number"

[[source]]
name = "vehicles"
agency = "Norrowshire Constabulary"
files = "vehicles.csv"

[[source.mention]]
as = "vehicle"
kind = "vehicle"
scheme = "V"
plate = "Mark"
identifier = "Number"

[[source]]
name = "forum"
kind = "minutes"
agency = "Northmere Children's Social Care"
title = "Minutes of the exploitation forum"
files = "minutes/*"
dates = "day-first"
"#;
