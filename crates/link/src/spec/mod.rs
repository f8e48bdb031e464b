//! What the columns of a file hold, guessed from their names and values; and the words of a specification.
//!
//! A guess is a proposal: the command prints it with its reason, and a specification overrules it. What this leaves out:
//! files and the text of a specification (`candour link`).

mod row_numbers;

use crate::columns::{ColumnKind, KeyForm, KeyRule};

/// Kinds of columns by the word a specification uses.
pub const KIND_WORDS: [(&str, ColumnKind); 21] = [
    ("forename", ColumnKind::Forename),
    ("middle_name", ColumnKind::MiddleName),
    ("surname", ColumnKind::Surname),
    ("full_name", ColumnKind::FullName),
    ("birth_date", ColumnKind::BirthDate),
    ("date", ColumnKind::Date),
    ("sex", ColumnKind::Sex),
    ("postcode", ColumnKind::Postcode),
    ("address", ColumnKind::Address),
    ("street", ColumnKind::Street),
    ("house_number", ColumnKind::HouseNumber),
    ("unit", ColumnKind::Unit),
    ("city", ColumnKind::City),
    ("region", ColumnKind::Region),
    ("email", ColumnKind::Email),
    ("telephone", ColumnKind::Telephone),
    ("identifier", ColumnKind::Identifier),
    ("plate", ColumnKind::Plate),
    ("organisation", ColumnKind::Organisation),
    ("category", ColumnKind::Category),
    ("text", ColumnKind::Text),
];

/// The kind of a word.
pub fn kind_of(word: &str) -> Option<ColumnKind> {
    KIND_WORDS.iter().find(|(w, _)| *w == word).map(|(_, kind)| *kind)
}

/// The word of a kind.
pub fn word_of(kind: ColumnKind) -> &'static str {
    KIND_WORDS.iter().find(|(_, k)| *k == kind).map_or("", |(word, _)| word)
}

/// Reads a blocking rule: parts joined by `+`, each a kind with, behind a colon, its form: `surname:first4 + birth_date:year`.
///
/// # Errors
/// The part that is not understood, and what was expected.
pub fn rule(text: &str) -> Result<KeyRule, String> {
    let mut parts = Vec::new();
    for part in text.split('+').map(str::trim) {
        let (word, form) = part.split_once(':').unwrap_or((part, "whole"));
        let kind = kind_of(word.trim()).ok_or_else(|| {
            let words: Vec<&str> = KIND_WORDS.iter().map(|(word, _)| *word).collect();
            format!("`{}` is no kind of column; there are {}", word.trim(), words.join(", "))
        })?;
        parts.push((kind, form_of(form.trim())?));
    }
    Ok(KeyRule { parts })
}

fn form_of(word: &str) -> Result<KeyForm, String> {
    let characters = |rest: &str| rest.parse::<u8>().ok().filter(|n| (1..=64).contains(n));
    Ok(match word {
        "whole" => KeyForm::Whole,
        "sound" => KeyForm::Sound,
        "any_word" => KeyForm::AnyWord,
        "year" => KeyForm::Year,
        "day_month" => KeyForm::DayMonth,
        "either_way" => KeyForm::DateEitherWay,
        "year_month" => KeyForm::YearMonth,
        _ => {
            let first = word.strip_prefix("first").and_then(characters).map(KeyForm::First);
            let last = word.strip_prefix("last").and_then(characters).map(KeyForm::Last);
            return first.or(last).ok_or_else(|| {
                format!(
                    "`{word}` is no form of a key; there are whole, sound, any_word, year, day_month, either_way, year_month, first3, last4"
                )
            });
        }
    })
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// It is compared.
    Compare(ColumnKind),
    /// It names the record.
    Record,
    /// It says which source the record comes from.
    Source,
    /// It holds another name of the person: an alias, a name borne before a marriage.
    OtherName,
    /// It is not used.
    Ignore,
}

/// A guess about a column and its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guess {
    /// What the column is for.
    pub what: Use,
    /// Why, in a few words.
    pub why: String,
    /// Whether its name alone says so.
    pub by_heading: bool,
}

/// Words of names of columns, in the order in which they are asked: all words of one entry must be parts of the name.
const NAMES: &[(&[&str], Use)] = &[
    (&["uniqueid"], Use::Record),
    (&["recid"], Use::Record),
    (&["recordid"], Use::Record),
    (&["rowid"], Use::Record),
    (&["cluster"], Use::Ignore),
    (&["truth"], Use::Ignore),
    (&["sourceid"], Use::Ignore),
    (&["maiden"], Use::OtherName),
    (&["alias"], Use::OtherName),
    (&["knownas"], Use::OtherName),
    (&["birthname"], Use::OtherName),
    (&["atbirth"], Use::OtherName),
    (&["previous", "name"], Use::OtherName),
    (&["former", "name"], Use::OtherName),
    (&["mail"], Use::Compare(ColumnKind::Email)),
    (&["phone"], Use::Compare(ColumnKind::Telephone)),
    (&["mobile"], Use::Compare(ColumnKind::Telephone)),
    (&["postcode"], Use::Compare(ColumnKind::Postcode)),
    (&["postal"], Use::Compare(ColumnKind::Postcode)),
    (&["zip"], Use::Compare(ColumnKind::Postcode)),
    (&["birth", "place"], Use::Compare(ColumnKind::City)),
    (&["dob"], Use::Compare(ColumnKind::BirthDate)),
    (&["birth"], Use::Compare(ColumnKind::BirthDate)),
    (&["born"], Use::Compare(ColumnKind::BirthDate)),
    (&["date"], Use::Compare(ColumnKind::Date)),
    (&["middle"], Use::Compare(ColumnKind::MiddleName)),
    (&["first", "surname"], Use::Compare(ColumnKind::FullName)),
    (&["fullname"], Use::Compare(ColumnKind::FullName)),
    (&["forename"], Use::Compare(ColumnKind::Forename)),
    (&["given"], Use::Compare(ColumnKind::Forename)),
    (&["firstname"], Use::Compare(ColumnKind::Forename)),
    (&["surname"], Use::Compare(ColumnKind::Surname)),
    (&["lastname"], Use::Compare(ColumnKind::Surname)),
    (&["familyname"], Use::Compare(ColumnKind::Surname)),
    (&["company"], Use::Compare(ColumnKind::Organisation)),
    (&["organi"], Use::Compare(ColumnKind::Organisation)),
    (&["addressee"], Use::Compare(ColumnKind::Organisation)),
    (&["gender"], Use::Compare(ColumnKind::Sex)),
    (&["sex"], Use::Compare(ColumnKind::Sex)),
    (&["streetnumber"], Use::Compare(ColumnKind::HouseNumber)),
    (&["house"], Use::Compare(ColumnKind::HouseNumber)),
    (&["unit"], Use::Compare(ColumnKind::Unit)),
    (&["flat"], Use::Compare(ColumnKind::Unit)),
    (&["street"], Use::Compare(ColumnKind::Street)),
    (&["address1"], Use::Compare(ColumnKind::Street)),
    (&["address2"], Use::Compare(ColumnKind::Text)),
    (&["address"], Use::Compare(ColumnKind::Address)),
    (&["city"], Use::Compare(ColumnKind::City)),
    (&["town"], Use::Compare(ColumnKind::City)),
    (&["suburb"], Use::Compare(ColumnKind::City)),
    (&["county"], Use::Compare(ColumnKind::Region)),
    (&["state"], Use::Compare(ColumnKind::Region)),
    (&["region"], Use::Compare(ColumnKind::Region)),
    (&["socsec"], Use::Compare(ColumnKind::Identifier)),
    (&["ssn"], Use::Compare(ColumnKind::Identifier)),
    (&["nhs"], Use::Compare(ColumnKind::Identifier)),
    (&["insurance"], Use::Compare(ColumnKind::Identifier)),
    (&["plate"], Use::Compare(ColumnKind::Plate)),
    (&["vrm"], Use::Compare(ColumnKind::Plate)),
    (&["occupation"], Use::Compare(ColumnKind::Category)),
    (&["rank"], Use::Compare(ColumnKind::Category)),
];

/// Guesses what a column is for, from its name and some of its values that are given.
pub fn guess(name: &str, values: &[&str]) -> Guess {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let by_name = |what| Guess { what, why: "by its name".to_string(), by_heading: true };
    match plain.as_str() {
        "id" => return by_name(Use::Record),
        "source" | "sourcedataset" | "register" => return by_name(Use::Source),
        "aka" => return by_name(Use::OtherName),
        "age" => {
            let why = "an age tells something only with the day on which it was one: name both under [ages]";
            return Guess { what: Use::Ignore, why: why.to_string(), by_heading: true };
        }
        "name" => return by_name(Use::Compare(ColumnKind::FullName)),
        _ => {}
    }
    if let Some((_, what)) = NAMES.iter().find(|(words, _)| words.iter().all(|w| plain.contains(w))) {
        return by_name(*what);
    }
    by_values(values)
}

/// Guesses what a column of several files is for: as [`guess`], and with an eye on numbers of rows, which are no property of a person.
///
/// `values` are those given, file by file; `everywhere` says whether every file has the column, `whole` whether every row gives it.
pub fn guess_of(name: &str, values: &[Vec<&str>], everywhere: bool, whole: bool) -> Guess {
    let all: Vec<&str> = values.iter().flatten().copied().collect();
    let plain = guess(name, &all);
    let named = plain.what == Use::Record;
    if plain.by_heading && !named {
        return plain;
    }
    row_numbers::number_of_row(name, values, row_numbers::Standing { named, everywhere, whole })
        .unwrap_or(plain)
}

fn by_values(values: &[&str]) -> Guess {
    let most = |test: &dyn Fn(&str) -> bool| {
        !values.is_empty() && 10 * values.iter().filter(|v| test(v)).count() >= 9 * values.len()
    };
    let digits = |v: &str| v.chars().filter(char::is_ascii_digit).count();
    let say = |what, why: &str| Guess { what, why: why.to_string(), by_heading: false };
    if values.is_empty() {
        return say(Use::Ignore, "no value is given in the rows looked at");
    }
    if most(&|v| v.contains('@')) {
        return say(Use::Compare(ColumnKind::Email), "its values have an @");
    }
    let dated = |v: &str| digits(v) == 8 && v.len() == 10 && v.matches(['-', '/', '.']).count() == 2;
    if most(&dated) {
        return say(Use::Compare(ColumnKind::Date), "its values are dates");
    }
    let mut distinct: Vec<&str> = values.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if most(&|v| digits(v) >= 6 && 2 * digits(v) >= v.len()) && 10 * distinct.len() >= 5 * values.len() {
        return say(Use::Compare(ColumnKind::Identifier), "its values are long numbers that seldom repeat");
    }
    if distinct.len() < 2 {
        return say(Use::Ignore, "it has one value only");
    }
    if 5 * distinct.len() <= values.len() {
        return say(Use::Compare(ColumnKind::Category), "its values repeat");
    }
    if most(&|v| v.split_whitespace().count() <= 8) {
        return say(Use::Compare(ColumnKind::Text), "short text of no kind that is known");
    }
    say(Use::Ignore, "long text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_guessed_from_names_and_then_from_values() {
        for (name, values, expected) in [
            ("first_name", &[][..], Use::Compare(ColumnKind::Forename)),
            ("Given Name", &[], Use::Compare(ColumnKind::Forename)),
            ("date_of_birth", &[], Use::Compare(ColumnKind::BirthDate)),
            ("birth_place", &[], Use::Compare(ColumnKind::City)),
            ("postcode_fake", &[], Use::Compare(ColumnKind::Postcode)),
            ("first_and_surname", &[], Use::Compare(ColumnKind::FullName)),
            ("unique_id", &[], Use::Record),
            ("cluster", &[], Use::Ignore),
            ("source", &[], Use::Source),
            ("street_number", &[], Use::Compare(ColumnKind::HouseNumber)),
            ("contact", &["a@example.org", "b@example.org"], Use::Compare(ColumnKind::Email)),
            ("seen", &["2001-01-02", "2001-05-02"], Use::Compare(ColumnKind::Date)),
            ("x", &[], Use::Ignore),
            ("Age", &["35", "41", "17"], Use::Ignore),
            ("maiden name", &[], Use::OtherName),
        ] {
            assert_eq!(guess(name, values).what, expected, "{name}");
        }
    }

    #[test]
    fn rules_are_read_and_what_is_wrong_is_named() {
        let read = rule("surname:first4 + birth_date:year+email").unwrap();
        assert_eq!(
            read.parts,
            [
                (ColumnKind::Surname, KeyForm::First(4)),
                (ColumnKind::BirthDate, KeyForm::Year),
                (ColumnKind::Email, KeyForm::Whole),
            ]
        );
        assert!(rule("surnam").unwrap_err().contains("no kind of column"));
        assert!(rule("surname:frst4").unwrap_err().contains("no form of a key"));
        assert!(
            KIND_WORDS.iter().all(|(word, kind)| kind_of(word) == Some(*kind) && word_of(*kind) == *word)
        );
    }
}
