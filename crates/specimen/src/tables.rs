//! The tables the agencies hold: their columns, their shapes, the way each writes a date.

use model::Day;

use crate::calendar;
use crate::names;

/// One table of one agency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Table {
    Intelligence,
    Incidents,
    Checks,
    Taskings,
    Referrals,
    Initial,
    Single,
    Strategy,
    Conferences,
    Plans,
    Health,
    School,
    Youth,
    Minutes,
    PoliceMessages,
    CareMessages,
    HealthMessages,
    SchoolMessages,
    YouthMessages,
    PoliceJoint,
    CareJoint,
}

/// How many tables there are.
pub(crate) const TABLES: usize = 21;

/// Columns of an agency's log of what reached it from elsewhere.
const MESSAGES: &[&str] = &["Ref", "Received", "Named", "DOB", "Address", "Postcode", "Passed to", "Text"];

/// Columns of what an agency wrote of work done together with others.
const JOINT: &[&str] = &["Ref", "Sort", "Joint No", "Body", "Date", "Present", "Decision", "Person", "DOB"];

/// How a table is laid down in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// A text of cells with a delimiter.
    Delimited { delimiter: u8, byte_order_mark: bool, windows_1252: bool },
    /// A sheet of workbook `book` (an index into [`BOOKS`]); plain CSV in a specimen too large for workbooks.
    Sheet { book: usize, name: &'static str },
    /// One JSON object a line; `/` in a column's name opens an object.
    JsonLines,
    /// XML elements at [`XML_ROWS`]; `/` in a column's name opens an element.
    Xml,
}

/// How a date is written where the file has no dates of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dates {
    /// 05/03/2006.
    Slashes,
    /// 05-Mar-2006.
    Hyphens,
    /// 2006-03-05.
    Iso,
    /// 5 March 2006.
    Words,
}

/// Everything fixed about a table.
pub(crate) struct Layout {
    pub(crate) table: Table,
    /// Path below `evidence/`.
    pub(crate) file: &'static str,
    /// Path where the specimen is too large for workbooks.
    pub(crate) large_file: &'static str,
    pub(crate) shape: Shape,
    pub(crate) dates: Dates,
    pub(crate) columns: &'static [&'static str],
    /// The column whose date may come to grief: blank, "n/k", year 20023. `None` where the duties need every date.
    pub(crate) frail_date: Option<usize>,
    /// Columns of further dates, left empty where the frail one came to grief: such a row has no date at all.
    pub(crate) further_dates: &'static [usize],
    /// Whether a row of totals stands at the end.
    pub(crate) totals: bool,
}

/// The workbooks: path and the title above their tables.
pub(crate) const BOOKS: [(&str, &str); 2] =
    [("police/taskings.xlsx", names::POLICE), ("social_care/children.xlsx", names::SOCIAL_CARE)];

/// The row of the header in a sheet of a workbook: two rows of title and an empty one stand above it.
pub(crate) const SHEET_HEADER_ROW: u32 = 4;

/// Path of the XML elements that are rows.
pub(crate) const XML_ROWS: &str = "/youth_service/contacts/contact";

const COMMA: Shape = Shape::Delimited { delimiter: b',', byte_order_mark: false, windows_1252: false };
const COMMA_MARKED: Shape = Shape::Delimited { delimiter: b',', byte_order_mark: true, windows_1252: false };
const SEMICOLON_1252: Shape =
    Shape::Delimited { delimiter: b';', byte_order_mark: false, windows_1252: true };

/// Every table, in the order of [`Table`].
pub(crate) const LAYOUTS: [Layout; TABLES] = [
    Layout {
        table: Table::Intelligence,
        file: "police/intelligence.csv",
        large_file: "police/intelligence.csv",
        shape: SEMICOLON_1252,
        dates: Dates::Slashes,
        columns: &[
            "Log No",
            "Date of information",
            "Date submitted",
            "Grading",
            "Surname",
            "Forename",
            "Known as",
            "DOB",
            "Sex",
            "Address",
            "Postcode",
            "Linked person",
            "VRM",
            "Make",
            "Colour",
            "Disseminated to",
            "Text",
        ],
        frail_date: Some(1),
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Incidents,
        file: "police/incidents.csv",
        large_file: "police/incidents.csv",
        shape: COMMA_MARKED,
        dates: Dates::Hyphens,
        columns: &[
            "Incident No",
            "Date",
            "Time",
            "Type",
            "Person",
            "DOB",
            "Sex",
            "Address",
            "Postcode",
            "Returned",
            "Acknowledged by",
            "Narrative",
        ],
        frail_date: Some(1),
        further_dates: &[9],
        totals: false,
    },
    Layout {
        table: Table::Checks,
        file: "police/vehicle_checks.csv",
        large_file: "police/vehicle_checks.csv",
        shape: COMMA,
        dates: Dates::Iso,
        columns: &[
            "Check Ref",
            "Checked on",
            "Time",
            "VRM",
            "Make",
            "Colour",
            "Keeper",
            "Keeper DOB",
            "Keeper address",
            "Reason",
        ],
        frail_date: Some(1),
        further_dates: &[],
        totals: true,
    },
    Layout {
        table: Table::Taskings,
        file: "police/taskings.xlsx",
        large_file: "police/taskings.csv",
        shape: Shape::Sheet { book: 0, name: "Taskings" },
        dates: Dates::Slashes,
        columns: &[
            "Tasking No",
            "Raised",
            "Subject",
            "Subject DOB",
            "VRM",
            "Objective",
            "Owner",
            "Closed",
            "Result",
        ],
        frail_date: Some(1),
        further_dates: &[7],
        totals: true,
    },
    Layout {
        table: Table::Referrals,
        file: "social_care/children.xlsx",
        large_file: "social_care/referrals.csv",
        shape: Shape::Sheet { book: 1, name: "Referrals" },
        dates: Dates::Slashes,
        columns: &[
            "Referral ID",
            "Child ID",
            "Surname",
            "Forename",
            "DOB",
            "Sex",
            "Address",
            "Postcode",
            "Referred by",
            "Date of referral",
            "Concern",
            "Date decided",
            "Decision",
        ],
        frail_date: None,
        further_dates: &[],
        totals: true,
    },
    Layout {
        table: Table::Initial,
        file: "social_care/children.xlsx",
        large_file: "social_care/initial_assessments.csv",
        shape: Shape::Sheet { book: 1, name: "Initial assessments" },
        dates: Dates::Slashes,
        columns: &[
            "Assessment ID",
            "Referral ID",
            "Child ID",
            "Child name",
            "DOB",
            "Started",
            "Completed",
            "Outcome",
        ],
        frail_date: None,
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Single,
        file: "social_care/children.xlsx",
        large_file: "social_care/single_assessments.csv",
        shape: Shape::Sheet { book: 1, name: "Single assessments" },
        dates: Dates::Slashes,
        columns: &[
            "Assessment ID",
            "Referral ID",
            "Child ID",
            "Child name",
            "DOB",
            "Started",
            "Completed",
            "Outcome",
        ],
        frail_date: None,
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Strategy,
        file: "social_care/children.xlsx",
        large_file: "social_care/strategy_discussions.csv",
        shape: Shape::Sheet { book: 1, name: "Strategy discussions" },
        dates: Dates::Slashes,
        columns: &[
            "Discussion ID",
            "Referral ID",
            "Child ID",
            "Child name",
            "DOB",
            "Date of discussion",
            "Taking part",
            "Section 47 enquiry",
            "Conference not required on",
        ],
        frail_date: None,
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Conferences,
        file: "social_care/children.xlsx",
        large_file: "social_care/conferences.csv",
        shape: Shape::Sheet { book: 1, name: "Conferences" },
        dates: Dates::Slashes,
        columns: &[
            "Conference ID",
            "Discussion ID",
            "Child ID",
            "Child name",
            "DOB",
            "Date of conference",
            "Outcome",
        ],
        frail_date: None,
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Plans,
        file: "social_care/children.xlsx",
        large_file: "social_care/plans.csv",
        shape: Shape::Sheet { book: 1, name: "Plans and reviews" },
        dates: Dates::Slashes,
        columns: &["Plan ID", "Category", "Child ID", "Child name", "DOB", "Entry", "Date"],
        frail_date: None,
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Health,
        file: "health/attendances.jsonl",
        large_file: "health/attendances.jsonl",
        shape: Shape::JsonLines,
        dates: Dates::Iso,
        columns: &[
            "attendance",
            "patient/number",
            "patient/surname",
            "patient/forename",
            "patient/born",
            "patient/sex",
            "patient/postcode",
            "attended",
            "department",
            "note",
        ],
        frail_date: Some(7),
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::School,
        file: "school/notes.csv",
        large_file: "school/notes.csv",
        shape: COMMA,
        dates: Dates::Words,
        columns: &["Note", "Pupil", "Year group", "When", "What was noted", "Written by", "Told"],
        frail_date: Some(3),
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Youth,
        file: "youth/contacts.xml",
        large_file: "youth/contacts.xml",
        shape: Shape::Xml,
        dates: Dates::Iso,
        columns: &[
            "ref",
            "young_person/name",
            "young_person/known_as",
            "young_person/born",
            "young_person/mobile",
            "date",
            "seen_with/name",
            "seen_with/plate",
            "note",
        ],
        frail_date: Some(5),
        further_dates: &[],
        totals: false,
    },
    Layout {
        table: Table::Minutes,
        file: "meetings/minutes.csv",
        large_file: "meetings/minutes.csv",
        shape: COMMA,
        dates: Dates::Words,
        columns: &["Item", "Meeting", "Date", "Present", "Apologies", "Named", "Plate", "Minute"],
        frail_date: None,
        further_dates: &[],
        totals: false,
    },
    plain(Table::PoliceMessages, "police/messages.csv", Dates::Slashes, MESSAGES),
    plain(Table::CareMessages, "social_care/messages.csv", Dates::Slashes, MESSAGES),
    plain(Table::HealthMessages, "health/messages.csv", Dates::Iso, MESSAGES),
    plain(Table::SchoolMessages, "school/messages.csv", Dates::Words, MESSAGES),
    plain(Table::YouthMessages, "youth/messages.csv", Dates::Iso, MESSAGES),
    plain(Table::PoliceJoint, "police/joint_work.csv", Dates::Hyphens, JOINT),
    plain(Table::CareJoint, "social_care/joint_work.csv", Dates::Words, JOINT),
];

/// A text of cells with commas and with every date in place.
const fn plain(table: Table, file: &'static str, dates: Dates, columns: &'static [&'static str]) -> Layout {
    Layout {
        table,
        file,
        large_file: file,
        shape: COMMA,
        dates,
        columns,
        frail_date: None,
        further_dates: &[],
        totals: false,
    }
}

impl Table {
    /// What is fixed about it.
    pub(crate) fn layout(self) -> &'static Layout {
        &LAYOUTS[self as usize]
    }
}

impl Layout {
    /// Path and shape in a specimen of that size.
    pub(crate) fn resolved(&self, workbooks: bool) -> (&'static str, Shape) {
        match self.shape {
            Shape::Sheet { .. } if !workbooks => (self.large_file, COMMA),
            shape => (self.file, shape),
        }
    }

    /// Number of the first row below the header, as a reader of the file counts.
    pub(crate) fn first_row(&self, workbooks: bool) -> u32 {
        match self.resolved(workbooks).1 {
            Shape::Delimited { .. } => 2,
            Shape::Sheet { .. } => SHEET_HEADER_ROW + 1,
            Shape::JsonLines | Shape::Xml => 1,
        }
    }

    /// Name of the sheet, or for XML the path of the elements that are rows; empty for other files.
    pub(crate) fn sheet(&self, workbooks: bool) -> &'static str {
        match self.resolved(workbooks).1 {
            Shape::Sheet { name, .. } => name,
            Shape::Xml => XML_ROWS,
            Shape::Delimited { .. } | Shape::JsonLines => "",
        }
    }
}

/// Name of a month from 1 to 12.
pub(crate) fn month_name(month: u32) -> &'static str {
    model::MONTHS[month as usize - 1]
}

fn two(out: &mut Vec<u8>, n: u32) {
    out.extend_from_slice(&[b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8]);
}

fn four(out: &mut Vec<u8>, n: i32) {
    two(out, n as u32 / 100);
    two(out, n as u32 % 100);
}

/// Appends a date as the table writes it.
pub(crate) fn write_date(out: &mut Vec<u8>, day: Day, style: Dates) {
    let (y, m, d) = calendar::parts(day);
    match style {
        Dates::Slashes => {
            two(out, d);
            out.push(b'/');
            two(out, m);
            out.push(b'/');
            four(out, y);
        }
        Dates::Hyphens => {
            two(out, d);
            out.push(b'-');
            out.extend_from_slice(&month_name(m).as_bytes()[..3]);
            out.push(b'-');
            four(out, y);
        }
        Dates::Iso => {
            four(out, y);
            out.push(b'-');
            two(out, m);
            out.push(b'-');
            two(out, d);
        }
        Dates::Words => {
            if d >= 10 {
                out.push(b'0' + (d / 10) as u8);
            }
            out.push(b'0' + (d % 10) as u8);
            out.push(b' ');
            out.extend_from_slice(month_name(m).as_bytes());
            out.push(b' ');
            four(out, y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_stand_in_the_order_of_the_tables() {
        for (i, layout) in LAYOUTS.iter().enumerate() {
            assert_eq!(layout.table as usize, i);
        }
    }

    #[test]
    fn dates_as_each_agency_writes_them() {
        let check = |style, expected: &str| {
            let mut out = Vec::new();
            write_date(&mut out, Day::iso("2006-03-05").unwrap(), style);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        check(Dates::Slashes, "05/03/2006");
        check(Dates::Hyphens, "05-Mar-2006");
        check(Dates::Iso, "2006-03-05");
        check(Dates::Words, "5 March 2006");
    }
}
