//! The `[[source]]` table of one sheet.

use std::fmt::Write;

use model::field;

use super::column::{Role, role, scheme_in};
use super::kinds::{kind_in, kind_of_stage};
use super::words::words;
use super::{ColumnProposal, SheetProposal, Surveyed};
use crate::dates::Order;

/// What each column of a sheet is proposed to be.
pub(super) fn columns(seen: &Surveyed) -> Vec<ColumnProposal> {
    let named = seen.head.columns.iter().zip(&seen.columns).enumerate();
    named
        .map(|(i, (name, profile))| {
            let (role, reason) = role(name, profile);
            let number = u16::try_from(i + 1).unwrap_or(u16::MAX);
            ColumnProposal { name: name.clone(), number, filled: profile.filled, role, reason }
        })
        .collect()
}

/// Drafts the mapping of one sheet.
pub(super) fn sheet(
    file: &str,
    seen: Surveyed,
    columns: Vec<ColumnProposal>,
    several: bool,
    by_path: bool,
) -> SheetProposal {
    let mut reasons = Vec::new();
    let mut toml = opening(file, &seen, several, by_path);
    if let Some(order) = one_order(&seen) {
        let _ = writeln!(toml, "dates = \"{order}\"");
        reasons.push(format!(
            "dates are read {}: a number above 12 shows it and none contradicts",
            order.replace('-', " ")
        ));
    }
    mentions(&mut toml, &columns, &mut reasons);
    events(&mut toml, file, &seen.head.name, &columns, &mut reasons);
    let notes = seen.notes;
    SheetProposal {
        name: seen.head.name,
        header_row: seen.head.row,
        rows: seen.rows,
        columns,
        toml,
        reasons,
        notes,
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn opening(file: &str, seen: &Surveyed, several: bool, by_path: bool) -> String {
    let stem = file.split('.').next().unwrap_or(file);
    let sheet = seen.head.name.rsplit('/').next().unwrap_or("");
    let name = if several && !sheet.is_empty() { format!("{stem} {sheet}") } else { stem.to_string() };
    let mut toml = String::from("[[source]]\n");
    let _ = writeln!(toml, "name = {}", quoted(&name));
    let _ = writeln!(toml, "agency = \"NAME OF THE AGENCY\" # one of the review's [[agency]] names");
    let _ = writeln!(toml, "files = {}", quoted(file));
    if by_path && !seen.head.name.is_empty() {
        let _ = writeln!(toml, "rows = {}", quoted(&seen.head.name));
    } else if several {
        let _ = writeln!(toml, "sheet = {}", quoted(&seen.head.name));
    }
    if seen.head.row > 1 {
        let _ = writeln!(toml, "header_row = {}", seen.head.row);
    }
    let _ = writeln!(
        toml,
        "# covers = {{ from = 2000-01-01, to = 2012-12-31 }} # the days the extract covers; without it, it proves no absence"
    );
    toml
}

/// The order of day and month if the columns that show one agree.
fn one_order(seen: &Surveyed) -> Option<&'static str> {
    let mut orders = seen.columns.iter().filter(|c| c.evidence.either > 0 || c.evidence.decide().is_some());
    let first = orders.next()?.evidence.decide()?;
    let same = orders.all(|c| {
        c.evidence.decide().is_none_or(|o| o == first) && c.evidence.day_first * c.evidence.month_first == 0
    });
    same.then_some(match first {
        Order::MonthFirst => "month-first",
        _ => "day-first",
    })
}

/// The mention tables: one person, one vehicle, one place, as far as there are columns for them.
fn mentions(toml: &mut String, columns: &[ColumnProposal], reasons: &mut Vec<String>) {
    let fields = |names: &[&str]| -> Vec<&ColumnProposal> {
        columns.iter().filter(|c| matches!(c.role, Role::Field(f) if names.contains(&f))).collect()
    };
    let person = [
        field::NAME,
        field::FORENAME,
        field::SURNAME,
        field::ALIAS,
        field::BORN,
        field::AGE,
        field::SEX,
        field::IDENTIFIER,
    ];
    let about = [field::ADDRESS, field::POSTCODE, field::TELEPHONE];
    let vehicle = [field::PLATE, field::MAKE, field::COLOUR];
    let named =
        fields(&[field::NAME, field::FORENAME, field::SURNAME, field::ALIAS, field::BORN, field::IDENTIFIER]);
    let role =
        if columns.iter().any(|c| words(&c.name).concat().contains("child")) { "child" } else { "person" };
    if !named.is_empty() {
        let identifiers = fields(&[field::IDENTIFIER]);
        let scheme = identifiers.first().and_then(|c| scheme_in(&words(&c.name).concat()));
        let mut own = fields(&person);
        // Numbers of two schemes in one mention would be taken for one scheme: the first counts.
        own.retain(|c| c.role != Role::Field(field::IDENTIFIER) || c.name == identifiers[0].name);
        own.extend(fields(&about));
        mention(toml, role, "person", scheme, &own);
        for second in identifiers.iter().skip(1) {
            reasons.push(format!("\"{}\" is a second identifier and is left out: name its scheme and map it as a mention of its own", second.name));
        }
    } else {
        let place = fields(&[field::ADDRESS, field::POSTCODE]);
        if !place.is_empty() {
            mention(toml, "place", "place", None, &place);
        }
        let telephone = fields(&[field::TELEPHONE]);
        if !telephone.is_empty() {
            mention(toml, "telephone", "telephone", None, &telephone);
        }
    }
    if !fields(&[field::PLATE]).is_empty() {
        mention(toml, "vehicle", "vehicle", None, &fields(&vehicle));
    }
    if named.is_empty()
        && fields(&[field::ADDRESS, field::POSTCODE, field::TELEPHONE, field::PLATE]).is_empty()
    {
        toml.push_str(
            "\n[[source.mention]]\nas = \"matter\"\nkind = \"matter\" # each row is a matter of its own\n",
        );
        reasons.push(
            "no column names a person, vehicle, place or telephone: each row is taken as a matter of its own"
                .into(),
        );
    }
}

fn mention(toml: &mut String, role: &str, kind: &str, scheme: Option<&str>, columns: &[&ColumnProposal]) {
    let _ = write!(toml, "\n[[source.mention]]\nas = \"{role}\"\nkind = \"{kind}\"\n");
    if let Some(scheme) = scheme {
        let _ = writeln!(toml, "scheme = \"{scheme}\"");
    }
    for name in field::ALL {
        let of: Vec<String> =
            columns.iter().filter(|c| c.role == Role::Field(name)).map(|c| quoted(&c.name)).collect();
        match of.as_slice() {
            [] => {}
            [one] => {
                let _ = writeln!(toml, "{name} = {one}");
            }
            several => {
                let _ = writeln!(toml, "{name} = [{}]", several.join(", "));
            }
        }
    }
}

/// The event tables: one for each date column that is neither a birth date nor a day of recording.
fn events(toml: &mut String, file: &str, sheet: &str, columns: &[ColumnProposal], reasons: &mut Vec<String>) {
    let of = |role: Role| columns.iter().filter(move |c| c.role == role);
    let mut all_recorded = of(Role::Recorded);
    let recorded = all_recorded.next();
    // A record is made on one day; what is entered a second time is kept by name.
    let again: Vec<&ColumnProposal> = all_recorded.collect();
    let mut dates: Vec<&ColumnProposal> = of(Role::Date).collect();
    if dates.is_empty() {
        dates.extend(recorded);
    }
    if dates.is_empty() {
        reasons.push("no column holds dates: the sheet is a list of those it names, and says of no event when it happened".into());
    }
    for (i, date) in dates.iter().enumerate() {
        let stage = kind_of_stage(sheet, &date.name);
        let (kind, why) = match (stage.or(kind_in(&date.name)), kind_in(sheet), kind_in(file)) {
            (Some((_, kind)), _, _) => (kind, format!("the heading \"{}\" speaks of it", date.name)),
            (_, Some((_, kind)), _) if i == 0 => (kind, format!("the sheet's name \"{sheet}\" speaks of it")),
            (_, _, Some((_, kind))) if i == 0 => (kind, format!("the file's name \"{file}\" speaks of it")),
            _ => (
                "record",
                "nothing says what kind of event it is: name it in the words of the rules".to_string(),
            ),
        };
        reasons.push(format!("\"{}\" dates the event \"{kind}\": {why}", date.name));
        let _ = write!(toml, "\n[[source.event]]\nkind = \"{kind}\"\ndate = {}\n", quoted(&date.name));
        if i > 0 {
            continue;
        }
        for (key, column) in [
            ("time", of(Role::Time).next()),
            ("recorded", recorded.filter(|r| r.name != date.name)),
            ("reference", of(Role::Reference).next()),
        ] {
            if let Some(column) = column {
                let _ = writeln!(toml, "{key} = {}", quoted(&column.name));
            }
        }
        let text: Vec<String> = of(Role::Text).map(|c| quoted(&c.name)).collect();
        if !text.is_empty() {
            let _ = writeln!(toml, "text = [{}]", text.join(", "));
        }
        let kept = of(Role::Kept)
            .chain(of(Role::Holder))
            .chain(of(Role::Reference).skip(1))
            .chain(of(Role::Time).skip(1))
            .chain(again.iter().copied());
        let mut keys: Vec<String> = Vec::new();
        let mut pairs: Vec<String> = Vec::new();
        for column in kept {
            let key = words(&column.name).join("_");
            if !key.is_empty() && key.is_ascii() && !keys.contains(&key) {
                pairs.push(format!("{key} = {}", quoted(&column.name)));
                keys.push(key);
            }
        }
        if !pairs.is_empty() {
            let _ = writeln!(toml, "keep = {{ {} }}", pairs.join(", "));
        }
    }
}
