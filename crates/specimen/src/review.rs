//! The `review.toml` of a specimen: its agencies, its extracts, what the columns mean, what was not supplied.

use crate::names::{HEALTH, LICENSING, NEXT_FORCE, POLICE, SCHOOL, SOCIAL_CARE, YOUTH};
use crate::tables::{SHEET_HEADER_ROW, Shape, TABLES, Table, XML_ROWS};

const TEMPLATE: &str = include_str!("review.template.toml");

/// The places in the template where a table's files stand.
const FILES: [(&str, Table); TABLES] = [
    ("INTELLIGENCE", Table::Intelligence),
    ("INCIDENTS", Table::Incidents),
    ("CHECKS", Table::Checks),
    ("TASKINGS", Table::Taskings),
    ("REFERRALS", Table::Referrals),
    ("INITIAL", Table::Initial),
    ("SINGLE", Table::Single),
    ("STRATEGY", Table::Strategy),
    ("CONFERENCES", Table::Conferences),
    ("PLANS", Table::Plans),
    ("HEALTH", Table::Health),
    ("SCHOOL", Table::School),
    ("YOUTH", Table::Youth),
    ("MINUTES", Table::Minutes),
    ("POLICE MESSAGES", Table::PoliceMessages),
    ("CARE MESSAGES", Table::CareMessages),
    ("HEALTH MESSAGES", Table::HealthMessages),
    ("SCHOOL MESSAGES", Table::SchoolMessages),
    ("YOUTH MESSAGES", Table::YouthMessages),
    ("POLICE JOINT", Table::PoliceJoint),
    ("CARE JOINT", Table::CareJoint),
];

/// The text, for a specimen with workbooks or without.
pub(crate) fn text(workbooks: bool) -> String {
    let mut text = TEMPLATE.to_string();
    for (word, table) in FILES {
        let (file, shape) = table.layout().resolved(workbooks);
        let mut lines = format!("files = \"{file}\"");
        match shape {
            Shape::Sheet { name, .. } => {
                lines.push_str(&format!("\nsheet = \"{name}\"\nheader_row = {SHEET_HEADER_ROW}"));
            }
            Shape::Delimited { delimiter: b';', .. } => {
                lines.push_str("\ndelimiter = \";\"\nencoding = \"windows-1252\"");
            }
            Shape::Xml => lines.push_str(&format!("\nrows = \"{XML_ROWS}\"")),
            Shape::Delimited { .. } | Shape::JsonLines => {}
        }
        text = text.replace(&format!("@FILES {word}@"), &lines);
    }
    for (word, name) in [
        ("POLICE", POLICE),
        ("NEXT_FORCE", NEXT_FORCE),
        ("SOCIAL_CARE", SOCIAL_CARE),
        ("HEALTH", HEALTH),
        ("SCHOOL", SCHOOL),
        ("YOUTH", YOUTH),
        ("LICENSING", LICENSING),
    ] {
        text = text.replace(&format!("@{word}@"), name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_template_is_left() {
        for workbooks in [true, false] {
            let text = text(workbooks);
            assert!(!text.contains('@'), "{text}");
            assert!(text.parse::<toml::Table>().is_ok());
            assert_eq!(text.contains(".xlsx"), workbooks);
        }
    }
}
