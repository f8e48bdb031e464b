//! What one column seems to hold.

use std::collections::BTreeSet;

use model::{Day, Precision, field};

use super::words::{is_plate, is_postcode, is_telephone, words};
use crate::dates::{DateRules, Evidence, Order, read_cell, read_time, says_nothing, says_unknown};
use crate::read::Cell;

/// Different values that are told apart before counting stops.
const DIFFERENT_MAX: usize = 20_000;
/// Mean length in characters above which a text is prose.
const PROSE_CHARS: u64 = 40;

/// What a column is proposed to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A field of the person, vehicle or place the row names: one of the names in [`model::field`].
    Field(&'static str),
    /// The date of an event.
    Date,
    /// The day something was recorded.
    Recorded,
    /// A time of day.
    Time,
    /// The source's own number of the record.
    Reference,
    /// Free text.
    Text,
    /// The agency, unit or worker.
    Holder,
    /// Kept by name: a code, a count, an outcome.
    Kept,
    /// Nothing in it.
    Empty,
}

/// What the values of a column have shown.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) filled: u64,
    pub(super) dates: u64,
    pub(super) numbers: u64,
    pub(super) serials: u64,
    pub(super) times: u64,
    pub(super) postcodes: u64,
    pub(super) plates: u64,
    pub(super) telephones: u64,
    pub(super) letters: u64,
    chars: u64,
    different: BTreeSet<String>,
    pub(super) evidence: Evidence,
}

/// Years of nearly every record a review could meet, births included.
pub(super) fn wide() -> DateRules {
    let day = |year| Day::ymd(year, 1, 1).unwrap_or(Day::FIRST);
    DateRules::births((day(2000), day(2031) - 1))
}

impl Profile {
    pub(super) fn look_at(&mut self, cell: &Cell) {
        let text = cell.to_string();
        if cell.is_empty() || says_nothing(&text) || says_unknown(&text) {
            return;
        }
        self.filled += 1;
        self.chars += text.chars().count() as u64;
        if self.different.len() < DIFFERENT_MAX {
            self.different.insert(text.clone());
        }
        let bare = text.bytes().all(|b| b.is_ascii_digit());
        let reading = read_cell(cell, &wide());
        let dated = reading.when.is_dated() && reading.when.precision() != Precision::None;
        match cell {
            Cell::Number(_) => {
                self.numbers += 1;
                self.serials += u64::from(dated && reading.serial);
            }
            _ if bare => {
                self.numbers += 1;
                self.dates += u64::from(dated && text.len() == 8);
                self.serials += u64::from(dated && reading.serial);
            }
            _ if dated => {
                self.dates += 1;
                self.evidence.count(&reading);
            }
            _ => self.times += u64::from(read_time(&text).is_some()),
        }
        self.postcodes += u64::from(is_postcode(&text));
        self.plates += u64::from(is_plate(&text));
        self.telephones += u64::from(is_telephone(&text));
        self.letters += u64::from(text.chars().any(char::is_alphabetic));
    }

    fn mostly(&self, count: u64) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 6
    }

    fn mean_chars(&self) -> u64 {
        self.chars.checked_div(self.filled).unwrap_or(0)
    }

    fn all_different(&self) -> bool {
        self.different.len() as u64 * 10 >= self.filled.min(DIFFERENT_MAX as u64) * 9
    }

    /// The dates among the values, spreadsheet day numbers included where the heading promises dates.
    fn as_dates(&self) -> u64 {
        self.dates + self.serials
    }
}

/// Headings that speak for a field, as words run together. What stands in `whole` has to be the whole heading.
struct Heading {
    field: &'static str,
    whole: &'static [&'static str],
    ends: &'static [&'static str],
    said: &'static str,
}

const HEADINGS: [Heading; 12] = [
    Heading {
        field: field::SURNAME,
        whole: &["sname", "secondname"],
        ends: &["surname", "lastname", "familyname"],
        said: "a surname",
    },
    Heading {
        field: field::FORENAME,
        whole: &["fname", "given", "forename1"],
        ends: &["forename", "forenames", "firstname", "givenname", "givennames", "christianname"],
        said: "a forename",
    },
    Heading {
        field: field::ALIAS,
        whole: &["aka", "knownas", "alsoknownas"],
        ends: &["alias", "aliases", "nickname", "maidenname", "formername", "previousname"],
        said: "another name",
    },
    Heading {
        field: field::NAME,
        whole: &[
            "name",
            "fullname",
            "subject",
            "child",
            "suspect",
            "victim",
            "patient",
            "pupil",
            "nominal",
            "youngperson",
            "person",
            "persons",
            "people",
            "named",
            "names",
            "namesofchildren",
            "subjects",
            "children",
            "offender",
            "perpetrator",
            "client",
            "serviceuser",
            "missingperson",
        ],
        ends: &[
            "childname",
            "childsname",
            "personname",
            "personsname",
            "patientname",
            "pupilname",
            "subjectname",
            "suspectname",
            "offendername",
            "victimname",
            "fullname",
            "personnamed",
            "nameofchild",
            "nameofperson",
            "nameofyoungperson",
            "nameofsubject",
            "nameofsuspect",
            "nameofvictim",
            "nameofoffender",
            "nameofpatient",
            "nameofpupil",
            "nameofnominal",
            "nameofmissingperson",
        ],
        said: "a whole name",
    },
    Heading {
        field: field::SEX,
        whole: &["sex", "gender", "gendercurrent"],
        ends: &["gender"],
        said: "sex or gender",
    },
    Heading { field: field::AGE, whole: &["age", "ageyears", "ageatevent"], ends: &[], said: "an age" },
    Heading {
        field: field::POSTCODE,
        whole: &["pcode"],
        ends: &["postcode", "postalcode"],
        said: "a postcode",
    },
    Heading {
        field: field::TELEPHONE,
        whole: &["tel", "telno", "mob", "mobno"],
        ends: &[
            "telephone",
            "mobile",
            "phone",
            "phoneno",
            "telephoneno",
            "mobileno",
            "phonenumber",
            "telephonenumber",
            "mobilenumber",
        ],
        said: "a telephone number",
    },
    Heading {
        field: field::PLATE,
        whole: &["reg", "index", "registration"],
        ends: &[
            "vrm",
            "vrn",
            "regno",
            "vehiclereg",
            "registrationmark",
            "registrationnumber",
            "numberplate",
            "plate",
            "indexno",
        ],
        said: "a vehicle's registration mark",
    },
    Heading {
        field: field::MAKE,
        whole: &["make", "makemodel", "vehicle"],
        ends: &["vehiclemake"],
        said: "the make of a vehicle",
    },
    Heading {
        field: field::COLOUR,
        whole: &["colour", "color"],
        ends: &["vehiclecolour"],
        said: "the colour of a vehicle",
    },
    Heading {
        field: field::ADDRESS,
        whole: &["addr", "location", "place", "venue"],
        ends: &["address", "addressline1", "homeaddress"],
        said: "an address or place",
    },
];

/// Proposes what a column is, and says why.
pub(super) fn role(name: &str, profile: &Profile) -> (Role, String) {
    let quoted = format!("\"{name}\"");
    if profile.filled == 0 {
        return (
            Role::Empty,
            format!("{quoted} is left out: none of the rows looked at holds anything in it"),
        );
    }
    let heading = words(name);
    let run = heading.concat();
    let known = heading_of(&quoted, &heading, &run, profile);
    known
        .or_else(|| by_shape(&quoted, profile))
        .or_else(|| numbered(&quoted, &heading, &run))
        .or_else(|| timed(&quoted, &heading, profile))
        .or_else(|| worded(&quoted, &heading, profile))
        .unwrap_or_else(|| (Role::Kept, kept(&quoted, profile)))
}

fn has(heading: &[String], wanted: &[&str]) -> bool {
    heading.iter().any(|w| wanted.contains(&w.as_str()))
}

/// What the heading decides: a target, a date, a field of the person, vehicle or place.
fn heading_of(quoted: &str, heading: &[String], run: &str, profile: &Profile) -> Option<(Role, String)> {
    if let Some(word) = ["target", "due", "deadline", "planned", "expected", "proposed"]
        .into_iter()
        .find(|w| run.ends_with(w) || has(heading, &[w]))
    {
        let why = format!(
            "{quoted} is kept by name: it says what was {word}, which is no evidence that it happened"
        );
        return Some((Role::Kept, why));
    }
    let field = || {
        let mut known = HEADINGS.into_iter();
        let known = known.find(|k| k.whole.contains(&run) || k.ends.iter().any(|e| run.ends_with(e)))?;
        let is_name = [field::NAME, field::FORENAME, field::SURNAME, field::ALIAS].contains(&known.field);
        if is_name && !profile.mostly(profile.letters) {
            let why = format!(
                "{quoted} is read as an identifier: its heading names a person and few of its values hold letters"
            );
            return Some((Role::Field(field::IDENTIFIER), why));
        }
        // "Subject" above sentences is what a message or a report is about.
        if known.field == field::NAME && profile.mean_chars() >= PROSE_CHARS {
            return None;
        }
        if known.field == field::MAKE && profile.plates > 0 {
            return Some(of_vehicle(quoted, profile));
        }
        let why = format!("{quoted} is read as {}: its heading says so", known.said);
        Some((Role::Field(known.field), why))
    };
    dated(quoted, heading, run, profile).or_else(field)
}

/// A column headed "Vehicle" in which registration marks stand: the mark, not the make, is what ties its rows together.
fn of_vehicle(quoted: &str, profile: &Profile) -> (Role, String) {
    let (count, filled) = (profile.plates, profile.filled);
    if profile.mostly(count) {
        let why =
            format!("{quoted} is read as registration marks: {count} of {filled} values have their shape");
        return (Role::Field(field::PLATE), why);
    }
    let why = format!(
        "{quoted} is kept by name: {count} of {filled} values are registration marks and the others none, so say which it is"
    );
    (Role::Kept, why)
}

/// Values of a shape that nothing else has.
fn by_shape(quoted: &str, profile: &Profile) -> Option<(Role, String)> {
    let shapes = [
        (profile.postcodes, field::POSTCODE, "postcodes"),
        (profile.telephones, field::TELEPHONE, "telephone numbers"),
        (profile.plates, field::PLATE, "registration marks"),
    ];
    let (count, field, said) = shapes.into_iter().find(|(count, ..)| profile.mostly(*count))?;
    let why = format!("{quoted} is read as {said}: {count} of {} values have their shape", profile.filled);
    Some((Role::Field(field), why))
}

/// An identifier of a person, or the source's own number of the record.
fn numbered(quoted: &str, heading: &[String], run: &str) -> Option<(Role, String)> {
    let identifier = (scheme_in(run).is_some() && !run.contains("unknown"))
        || (has(heading, &["id", "identifier"]) && has(heading, &PEOPLE));
    if identifier {
        let why = format!("{quoted} is read as an identifier: its heading says so");
        return Some((Role::Field(field::IDENTIFIER), why));
    }
    // The number of a record (a referral, a plan, a house) would make everybody in it one person.
    let number = has(heading, &["ref", "reference", "urn", "refno", "id"])
        || ((run.ends_with("no") || run.ends_with("number"))
            && !run.starts_with("number")
            && !has(heading, &["street", "house", "flat", "unit"]));
    let why = || format!("{quoted} is read as the source's own number: its heading says so");
    number.then(|| (Role::Reference, why()))
}

fn timed(quoted: &str, heading: &[String], profile: &Profile) -> Option<(Role, String)> {
    let times = profile.times;
    let says = heading.last().is_some_and(|w| w == "time");
    let is = profile.mostly(times) || (says && times + profile.numbers > 0);
    let why = || format!("{quoted} is read as a time of day: {times} of {} values are times", profile.filled);
    is.then(|| (Role::Time, why()))
}

/// A team or worker, or free text.
fn worded(quoted: &str, heading: &[String], profile: &Profile) -> Option<(Role, String)> {
    if has(heading, &HOLDERS) {
        let why = format!(
            "{quoted} is kept by name: it says which team or worker; map it as holder if it did or recorded the event"
        );
        return Some((Role::Holder, why));
    }
    let why = if has(heading, &PROSE) {
        "its heading says so".into()
    } else if profile.mean_chars() >= PROSE_CHARS {
        format!("its values are {} letters long on average", profile.mean_chars())
    } else {
        return None;
    };
    Some((Role::Text, format!("{quoted} is read as free text: {why}")))
}

/// Words of those whom an identifier may be of.
const PEOPLE: [&str; 16] = [
    "child",
    "lachild",
    "person",
    "client",
    "patient",
    "pupil",
    "student",
    "subject",
    "nominal",
    "suspect",
    "victim",
    "officer",
    "witness",
    "investigator",
    "worker",
    "soc",
];

const HOLDERS: [&str; 9] =
    ["team", "agency", "officer", "worker", "author", "practitioner", "organisation", "force", "station"];

const PROSE: [&str; 12] = [
    "notes",
    "note",
    "narrative",
    "details",
    "detail",
    "description",
    "comment",
    "comments",
    "summary",
    "text",
    "circumstances",
    "concern",
];

fn kept(quoted: &str, profile: &Profile) -> String {
    let different = profile.different.len();
    if profile.all_different() && profile.filled > 1 {
        format!(
            "{quoted} is kept by name: every value is different, and nothing says whose number or name it is"
        )
    } else {
        format!(
            "{quoted} is kept by name: {different} different {} in {} filled cells, a code or a class",
            if different == 1 { "value" } else { "values" },
            profile.filled
        )
    }
}

/// Words of a day on which a record was made or handed in: that is its arrival, and no event of its own.
const RECORDING: [&str; 16] = [
    "recorded",
    "entered",
    "entry",
    "input",
    "inputted",
    "created",
    "logged",
    "added",
    "submitted",
    "submission",
    "registered",
    "typed",
    "keyed",
    "uploaded",
    "filed",
    "lodged",
];

/// A birth date, the date of an event, or the day of recording.
fn dated(quoted: &str, heading: &[String], run: &str, profile: &Profile) -> Option<(Role, String)> {
    let has = |wanted: &[&str]| has(heading, wanted);
    let dates = profile.as_dates();
    let of = format!("{dates} of {} values are dates", profile.filled);
    let order = order_words(&profile.evidence);
    let born = run == "dob"
        || run.ends_with("dob")
        || run == "born"
        || (run.contains("birth") && !run.contains("place"));
    if born {
        if profile.mostly(dates) {
            let why = format!(
                "{quoted} is read as the birth date of the person: its heading says so and {of}{order}"
            );
            return Some((Role::Field(field::BORN), why));
        }
        return Some((
            Role::Kept,
            format!("{quoted} is kept by name: its heading speaks of birth, but only {of}"),
        ));
    }
    let says = has(&["date", "dates", "day", "when", "recd"]) || run.ends_with("date") || run.ends_with("on");
    let enough = if says { profile.mostly(dates) } else { profile.mostly(profile.dates) };
    if !enough {
        return None;
    }
    let why = if says { format!("its heading says so and {of}") } else { of };
    if has(&RECORDING) {
        return Some((Role::Recorded, format!("{quoted} is read as the day it was recorded: {why}{order}")));
    }
    Some((Role::Date, format!("{quoted} is read as a date: {why}{order}")))
}

fn order_words(evidence: &Evidence) -> String {
    match evidence.decide() {
        Some(Order::MonthFirst) => ", month first (a number above 12 stands in second place)".into(),
        Some(_) => ", day first (a number above 12 stands in first place)".into(),
        None if evidence.either > 0 => {
            ", and nothing in the column decides whether the day or the month comes first".into()
        }
        None => String::new(),
    }
}

/// The scheme that a heading names, for identifiers that mean the same in every source.
pub(super) fn scheme_in(run: &str) -> Option<&'static str> {
    const SCHEMES: [(&str, &str); 10] = [
        ("nhs", "nhs"),
        ("formerupn", "upn"),
        ("upn", "upn"),
        ("uln", "uln"),
        ("pnc", "pnc"),
        ("nino", "nino"),
        ("nationalinsurance", "nino"),
        ("lachildid", "la-child"),
        ("childuniqueid", "la-child"),
        ("cronumber", "cro"),
    ];
    SCHEMES.into_iter().find(|(words, _)| run.contains(words)).map(|(_, scheme)| scheme)
}
