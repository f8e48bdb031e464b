//! A specification guessed from the headings and the first values of the files.
//!
//! Agencies call one thing differently: columns of one kind are brought together under one field, so that they meet. Every choice is told with
//! its reason. What this leaves out: what one column holds (`link::spec`).

use std::collections::BTreeSet;
use std::path::PathBuf;

use link::columns::ColumnKind;
use link::spec::{Use, guess, guess_of, word_of};

use super::rows::{Take, read};
use super::spec::Spec;
use crate::failure::Done;

/// Rows of each file looked at before a specification is guessed.
const GUESS_ROWS_MAX: usize = 2_000;

/// Kinds of which two columns are one thing under two headings. Two identifiers, two other dates or two texts may well be two things.
const MEETING: [ColumnKind; 16] = [
    ColumnKind::Forename,
    ColumnKind::MiddleName,
    ColumnKind::Surname,
    ColumnKind::FullName,
    ColumnKind::BirthDate,
    ColumnKind::Sex,
    ColumnKind::Postcode,
    ColumnKind::Address,
    ColumnKind::Street,
    ColumnKind::HouseNumber,
    ColumnKind::Unit,
    ColumnKind::City,
    ColumnKind::Region,
    ColumnKind::Email,
    ColumnKind::Telephone,
    ColumnKind::Plate,
];

/// A column of one file or of several.
struct Seen {
    name: String,
    /// For each file that has it, by number: the values of the rows looked at, empty where not given.
    files: Vec<(usize, Vec<String>)>,
}

impl Seen {
    fn in_file(&self, file: usize) -> bool {
        self.files.iter().any(|(of, _)| *of == file)
    }

    fn shares_a_file(&self, other: &Seen) -> bool {
        self.files.iter().any(|(file, _)| other.in_file(*file))
    }
}

/// Reads the first rows of every file and guesses a specification; `why` takes the reasons.
pub(super) fn propose(files: &[PathBuf], why: &mut Vec<String>) -> Done<Spec> {
    let mut look = Look { columns: Vec::new(), places: Vec::new(), file: 0, rows: 0 };
    for (file, path) in files.iter().enumerate() {
        (look.file, look.rows) = (file, 0);
        read(path, &mut look)?;
    }
    Ok(guessed(&look.columns, files.len(), why))
}

/// The values that are not empty.
fn given(values: &[String]) -> Vec<&str> {
    values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect()
}

fn guessed(seen: &[Seen], files: usize, why: &mut Vec<String>) -> Spec {
    let mut spec = Spec::default();
    let mut kinds: Vec<(usize, ColumnKind)> = Vec::new();
    let mut other_names = Vec::new();
    for (at, column) in seen.iter().enumerate() {
        let values: Vec<Vec<&str>> = column.files.iter().map(|(_, values)| given(values)).collect();
        let whole = column.files.len() == files
            && column.files.iter().all(|(_, values)| values.iter().all(|v| !v.is_empty()));
        let found = guess_of(&column.name, &values, column.files.len() == files, whole);
        let what = match found.what {
            Use::Compare(kind) => {
                kinds.push((at, kind));
                word_of(kind)
            }
            Use::OtherName => {
                other_names.push(at);
                "another name"
            }
            Use::Record if spec.record.is_none() => {
                spec.record = Some(column.name.clone());
                "names the record"
            }
            Use::Source if spec.source.is_none() => {
                spec.source = Some(column.name.clone());
                "names the source"
            }
            _ => "not used",
        };
        why.push(format!("{}: {what} ({})", column.name, found.why));
    }
    one_whole_name(seen, &mut kinds, why);
    let others: Vec<(usize, ColumnKind)> =
        other_names.into_iter().map(|at| (at, kind_of_other_name(seen, &kinds, at))).collect();
    for kind in MEETING {
        let of = |list: &[(usize, ColumnKind)]| -> Vec<usize> {
            list.iter().filter(|(_, k)| *k == kind).map(|(at, _)| *at).collect()
        };
        bring_together(&mut spec, seen, kind, &of(&kinds), &of(&others), why);
    }
    for (at, kind) in kinds.iter().filter(|(_, kind)| !MEETING.contains(kind)) {
        spec.columns.push((seen[*at].name.clone(), *kind));
    }
    // As a written specification is read, so that the one printed gives the same bytes.
    spec.columns.sort_by(|a, b| a.0.cmp(&b.0));
    spec.together.sort();
    spec
}

/// Two ways to write one name in one file are one comparison: the first that holds it whole is kept.
fn one_whole_name(seen: &[Seen], kinds: &mut Vec<(usize, ColumnKind)>, why: &mut Vec<String>) {
    let whole: Vec<usize> =
        kinds.iter().filter(|(_, kind)| *kind == ColumnKind::FullName).map(|(at, _)| *at).collect();
    let mut left = BTreeSet::new();
    for (i, at) in whole.iter().enumerate() {
        let before = whole[..i].iter().filter(|other| !left.contains(*other));
        if let Some(first) = before.map(|other| &seen[*other]).find(|other| other.shares_a_file(&seen[*at])) {
            why.push(format!("{}: not used ({} holds the whole name already)", seen[*at].name, first.name));
            left.insert(*at);
        }
    }
    kinds.retain(|(at, _)| !left.contains(at));
}

/// Which name a column with another name belongs to: the surname where its files give surnames apart, the forename where it holds one word that
/// somebody is known by there, the whole name elsewhere.
fn kind_of_other_name(seen: &[Seen], kinds: &[(usize, ColumnKind)], at: usize) -> ColumnKind {
    let beside =
        |kind: ColumnKind| kinds.iter().any(|(other, k)| *k == kind && seen[*other].shares_a_file(&seen[at]));
    let values = seen[at].files.iter().flat_map(|(_, values)| values).filter(|v| !v.is_empty());
    let (mut all, mut one_word) = (0usize, 0usize);
    for value in values {
        all += 1;
        one_word += usize::from(value.split_whitespace().count() == 1);
    }
    let known_as = seen[at].name.to_lowercase().contains("known");
    if known_as && all > 0 && 2 * one_word > all && beside(ColumnKind::Forename) {
        ColumnKind::Forename
    } else if beside(ColumnKind::Surname) || !beside(ColumnKind::FullName) && 2 * one_word > all {
        ColumnKind::Surname
    } else {
        ColumnKind::FullName
    }
}

/// Makes one field of the columns of one kind where they are one thing, and of the columns that hold other names.
fn bring_together(
    spec: &mut Spec,
    seen: &[Seen],
    kind: ColumnKind,
    columns: &[usize],
    others: &[usize],
    why: &mut Vec<String>,
) {
    // A place of birth and a place of residence are two things.
    let stays = |at: &&usize| kind == ColumnKind::City && seen[**at].name.to_lowercase().contains("birth");
    let mut alone: Vec<usize> = columns.iter().filter(stays).copied().collect();
    let mut members: Vec<usize> = columns.iter().filter(|at| !stays(at)).copied().collect();
    let pairs = || members.iter().flat_map(|a| members.iter().filter(move |b| *b > a).map(move |b| (a, b)));
    let meet = pairs().any(|(a, b)| !seen[*a].shares_a_file(&seen[*b]));
    let twice = pairs().any(|(a, b)| seen[*a].shares_a_file(&seen[*b]));
    let once_only = matches!(kind, ColumnKind::BirthDate | ColumnKind::Sex);
    // Of a kind that holds one value, two columns of the only file that has it say more than the first of them.
    if twice && !meet && !kind.takes_several() && !once_only {
        alone.append(&mut members);
    }
    members.extend(others);
    if members.len() < 2 {
        alone.append(&mut members);
    }
    spec.columns.extend(alone.iter().map(|at| (seen[*at].name.clone(), kind)));
    if members.is_empty() {
        return;
    }
    let names: Vec<String> = members.iter().map(|at| seen[*at].name.clone()).collect();
    let mut field = word_of(kind).to_string();
    while seen.iter().any(|column| column.name == field && !names.contains(&column.name)) {
        field.push_str("_of_all");
    }
    let how = match (twice || !others.is_empty(), kind.takes_several()) {
        (false, _) => "one thing under several headings",
        (true, true) => "all values of a row count, and any may be the one that another row gives",
        (true, false) => "of several in a row the first that is given",
    };
    why.push(format!("{field}: {} together ({how})", names.join(", ")));
    spec.columns.push((field.clone(), kind));
    spec.together.push((field, names));
}

/// Columns of several files, with some values.
struct Look {
    columns: Vec<Seen>,
    places: Vec<usize>,
    file: usize,
    rows: usize,
}

impl Take for Look {
    fn knows(&self, columns: &[String]) -> usize {
        let known = columns.iter().filter(|name| guess(name, &[]).by_heading).count();
        if known >= 2 { 2 } else { usize::from(columns.len() >= 2) }
    }

    fn columns(&mut self, columns: &[String]) -> Done<()> {
        self.places.clear();
        for name in columns {
            let at = self.columns.iter().position(|c| c.name == *name).unwrap_or_else(|| {
                self.columns.push(Seen { name: name.clone(), files: Vec::new() });
                self.columns.len() - 1
            });
            if !self.columns[at].in_file(self.file) {
                self.columns[at].files.push((self.file, Vec::new()));
            }
            self.places.push(at);
        }
        Ok(())
    }

    fn row(&mut self, _number: u32, values: &[String]) -> Result<(), String> {
        self.rows += 1;
        for (&place, value) in self.places.iter().zip(values) {
            if let Some((_, values)) = self.columns[place].files.last_mut() {
                values.push(value.trim().to_string());
            }
        }
        Ok(())
    }

    fn enough(&self) -> bool {
        self.rows >= GUESS_ROWS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specification and the reasons for files of these headings, each with two rows.
    fn of(files: &[&[(&str, [&str; 2])]]) -> (Spec, String) {
        let mut seen: Vec<Seen> = Vec::new();
        for (file, columns) in files.iter().enumerate() {
            for (name, values) in *columns {
                let at = seen.iter().position(|c| c.name == *name).unwrap_or_else(|| {
                    seen.push(Seen { name: (*name).to_string(), files: Vec::new() });
                    seen.len() - 1
                });
                seen[at].files.push((file, values.map(str::to_string).to_vec()));
            }
        }
        let mut why = Vec::new();
        let spec = guessed(&seen, files.len(), &mut why);
        (spec, why.join("\n"))
    }

    fn field<'s>(spec: &'s Spec, name: &str) -> Vec<&'s str> {
        let found = spec.together.iter().find(|(field, _)| field == name);
        found.map_or(Vec::new(), |(_, of)| of.iter().map(String::as_str).collect())
    }

    #[test]
    fn headings_of_several_agencies_meet_in_one_field() {
        let days = ["1980-03-05", "1981-04-06"];
        let (spec, why) = of(&[
            &[("dob", days), ("forename", ["Maud", "Osric"]), ("sex", ["F", "M"])],
            &[("date_of_birth", days), ("first_name", ["Maud", "Osric"]), ("gender", ["F", "M"])],
            &[("birth_date", days), ("forename", ["Maud", "Osric"])],
        ]);
        assert_eq!(field(&spec, "birth_date"), ["dob", "date_of_birth", "birth_date"]);
        assert_eq!(field(&spec, "forename"), ["forename", "first_name"]);
        assert_eq!(field(&spec, "sex"), ["sex", "gender"]);
        let names: Vec<&str> = spec.columns.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["birth_date", "forename", "sex"]);
        assert!(why.contains("birth_date: dob, date_of_birth, birth_date together"), "{why}");
    }

    #[test]
    fn several_telephones_of_one_file_are_one_field_and_a_town_and_its_suburb_stay_two() {
        let (spec, why) = of(&[&[
            ("home phone", ["01632 960001", ""]),
            ("mobile", ["07700 900001", "07700 900002"]),
            ("town", ["Northmere", "Eastwick"]),
            ("suburb", ["Gullside", "Ternside"]),
        ]]);
        assert_eq!(field(&spec, "telephone"), ["home phone", "mobile"]);
        assert!(why.contains("all values of a row count"), "{why}");
        assert!(field(&spec, "city").is_empty(), "{why}");
        assert!(["town", "suburb"].iter().all(|name| spec.columns.iter().any(|(n, _)| n == name)));
    }

    #[test]
    fn other_names_join_the_name_of_their_file() {
        let apart = of(&[&[
            ("forename", ["Maud", "Osric"]),
            ("surname", ["Quillby", "Thornton"]),
            ("maiden name", ["Tock", ""]),
            ("known as", ["Maudie", ""]),
        ]])
        .0;
        assert_eq!(field(&apart, "surname"), ["surname", "maiden name"]);
        assert_eq!(field(&apart, "forename"), ["forename", "known as"]);
        let whole = of(&[&[("name", ["Maud Quillby", "Osric Thornton"]), ("alias", ["Maud Tock", ""])]]).0;
        assert_eq!(field(&whole, "full_name"), ["name", "alias"]);
    }

    #[test]
    fn two_numbers_of_two_authorities_are_never_one_field() {
        let (spec, _) = of(&[
            &[("nhs_number", ["943 476 5919", "943 476 5870"])],
            &[("national insurance no", ["QQ123456A", "QQ123456B"])],
        ]);
        assert!(spec.together.is_empty() && spec.columns.len() == 2, "{spec:?}");
    }
}
