//! A person as prepared: one row of numbers for each mention.

use model::{Day, Mention, field};

use crate::address::AddressKey;
use crate::born::{Born, born_by_age, read_born};
use crate::forms;
use crate::names;
use crate::table::Tokens;
use crate::terms::LinkTerms;

/// What an extra value of a person is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Extra {
    Forename(u32),
    Surname(u32),
    Telephone(u32),
    Identifier(u32),
}

/// A person as prepared: numbers of words, 0 where not given.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Row {
    pub(super) forename: u32,
    pub(super) other: u32,
    pub(super) surname: u32,
    /// Birth date as year * 10,000 + month * 100 + day where exact, else 0.
    pub(super) born_digits: u32,
    pub(super) born_from: i32,
    pub(super) born_to: i32,
    pub(super) sex: u8,
    pub(super) at: AddressKey,
    /// The whole of the address as one word, for counting.
    pub(super) address: u32,
    pub(super) telephone: u32,
    pub(super) extras: Box<[Extra]>,
}

impl Row {
    /// Whether a birth date was read, however roughly.
    pub(super) fn has_born(&self) -> bool {
        self.born_to != i32::MIN
    }

    /// Every forename.
    pub(super) fn forenames(&self) -> impl Iterator<Item = u32> + Clone {
        with(self.forename, self.extras.iter().map(|e| if let Extra::Forename(t) = e { *t } else { 0 }))
    }

    /// Every surname.
    pub(super) fn surnames(&self) -> impl Iterator<Item = u32> + Clone {
        with(self.surname, self.extras.iter().map(|e| if let Extra::Surname(t) = e { *t } else { 0 }))
    }

    /// Every telephone number.
    pub(super) fn telephones(&self) -> impl Iterator<Item = u32> + Clone {
        with(self.telephone, self.extras.iter().map(|e| if let Extra::Telephone(t) = e { *t } else { 0 }))
    }

    /// Every identifier.
    pub(super) fn identifiers(&self) -> impl Iterator<Item = u32> + Clone {
        with(0, self.extras.iter().map(|e| if let Extra::Identifier(t) = e { *t } else { 0 }))
    }
}

fn with(first: u32, others: impl Iterator<Item = u32> + Clone) -> impl Iterator<Item = u32> + Clone {
    std::iter::once(first).chain(others).filter(|t| *t != 0)
}

/// Prepares one mention.
pub(super) fn row_of(
    mention: &Mention,
    recorded: Option<Day>,
    terms: &LinkTerms,
    tokens: &mut Tokens,
) -> Row {
    let mut row = Row { born_to: i32::MIN, ..Row::default() };
    let mut extras: Vec<Extra> = Vec::new();
    names_to_row(mention, tokens, &mut row, &mut extras);
    let today = terms.observation_date;
    let born = mention.all(field::BORN).find_map(|text| read_born(text, today)).or_else(|| {
        let (age, on) = (mention.get(field::AGE)?, recorded?);
        born_by_age(age, on, today)
    });
    if let Some(Born { from, to }) = born {
        (row.born_from, row.born_to) = (from.0, to.0);
        if from == to {
            let (y, m, d) = from.parts();
            row.born_digits = y as u32 * 10_000 + m as u32 * 100 + d as u32;
        }
    }
    row.sex = mention.get(field::SEX).map_or(0, sex);
    row.address = AddressKey::read(mention, tokens, &mut row.at);
    for number in mention.all(field::TELEPHONE).flat_map(forms::telephones_in) {
        match tokens.number(&forms::telephone(number)) {
            t if row.telephone == 0 => row.telephone = t,
            t if t != 0 => extras.push(Extra::Telephone(t)),
            _ => {}
        }
    }
    for id in mention.all(field::IDENTIFIER) {
        match tokens.number(&identifier(id)) {
            0 => {}
            t => extras.push(Extra::Identifier(t)),
        }
    }
    extras.dedup();
    row.extras = extras.into();
    row
}

fn names_to_row(mention: &Mention, tokens: &mut Tokens, row: &mut Row, extras: &mut Vec<Extra>) {
    let mut forenames: Vec<String> = mention.all(field::FORENAME).flat_map(names::forenames).collect();
    let mut surname = mention.get(field::SURNAME).map(names::surname).unwrap_or_default();
    let mut others: Vec<(Vec<String>, String)> = mention.all(field::ALIAS).map(names::other_name).collect();
    for whole in mention.all(field::NAME) {
        let read = names::whole_name(whole);
        if forenames.is_empty() && surname.is_empty() {
            (forenames, surname) = (read.forenames, read.surname);
        } else {
            others.push((read.forenames, read.surname));
        }
        others.extend(read.others);
    }
    row.forename = forenames.first().map_or(0, |f| tokens.number(f));
    row.other = forenames.get(1).map_or(0, |f| tokens.number(f));
    row.surname = tokens.number(&surname);
    for (first, last) in others {
        let (f, s) = (first.first().map_or(0, |f| tokens.number(f)), tokens.number(&last));
        if f != 0 && f != row.forename {
            extras.push(Extra::Forename(f));
        }
        if s != 0 && s != row.surname {
            extras.push(Extra::Surname(s));
        }
    }
}

/// 1 female, 2 male, 3 another word, 0 not recorded.
pub(crate) fn sex(text: &str) -> u8 {
    match names::plain(text).as_str() {
        "f" | "female" | "woman" | "girl" | "2" => 1,
        "m" | "male" | "man" | "boy" | "1" => 2,
        "" | "0" | "9" | "u" | "nk" | "na" | "unknown" | "notknown" | "notrecorded" | "notspecified"
        | "notstated" => 0,
        _ => 3,
    }
}

/// An identifier as it compares: scheme, colon, letters and digits. Empty for a placeholder.
pub(crate) fn identifier(text: &str) -> String {
    let (scheme, number) = text.split_once(':').unwrap_or(("", text));
    let number = names::plain(number);
    let one_character = number.chars().all(|c| number.starts_with(c));
    let placeholder = matches!(number.as_str(), "unknown" | "na" | "nk" | "none" | "nil" | "tbc" | "null");
    if number.len() < 2 || (one_character && number.len() > 3) || placeholder {
        return String::new();
    }
    format!("{}:{number}", names::plain(scheme))
}
