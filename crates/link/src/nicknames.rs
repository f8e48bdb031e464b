//! Short and pet forms of forenames: which names may be the same person's.
//!
//! The table is `data/nicknames.txt`. What this leaves out: rarer forms, and forms of other languages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Most families one form may stand in.
const FAMILIES_OF_FORM_MAX: usize = 6;

/// The families (lines of the table, from 1) a form stands in; 0 fills the rest.
pub(crate) type Families = [u16; FAMILIES_OF_FORM_MAX];

struct Table {
    families: BTreeMap<&'static str, Families>,
    /// The full form that stands for everything connected with a form, for bringing names together.
    common: BTreeMap<&'static str, &'static str>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("../data/nicknames.txt").lines().filter(|l| !l.starts_with('#'));
        let mut families: BTreeMap<&'static str, Families> = BTreeMap::new();
        let mut common: BTreeMap<&'static str, &'static str> = BTreeMap::new();
        for (number, line) in lines.enumerate() {
            let number = number as u16 + 1;
            let forms: Vec<&'static str> = line.split_whitespace().collect();
            for form in &forms {
                let of_form = families.entry(form).or_default();
                if let Some(free) = of_form.iter_mut().find(|f| **f == 0 || **f == number) {
                    *free = number;
                }
            }
            let Some(&full) = forms.first() else { continue };
            // A full form is brought together with its own line only: chains of short forms would join everyone.
            common.insert(full, full);
            for form in &forms[1..] {
                common.entry(form).or_insert(full);
            }
        }
        Table { families, common }
    })
}

/// The lines of the table: forms of one forename in small letters, the full form first.
pub fn pet_forms() -> Vec<Vec<String>> {
    let lines = include_str!("../data/nicknames.txt").lines().filter(|l| !l.starts_with('#'));
    lines.map(|l| l.split_whitespace().map(str::to_string).collect()).collect()
}

/// The families a normalised forename stands in.
pub(crate) fn families_of(name: &str) -> Families {
    table().families.get(name).copied().unwrap_or_default()
}

/// Whether two names stand in one family.
pub(crate) fn share_family(a: &Families, b: &Families) -> bool {
    a.iter().take_while(|f| **f != 0).any(|f| b.contains(f))
}

/// The full form under which a name is filed for bringing names together: `bill` and `william` give `william`.
/// A form of several families is filed under the first; other blocking rules find the rest.
pub(crate) fn filed_under(name: &str) -> &str {
    table().common.get(name).copied().unwrap_or(name)
}

/// Whether the table knows the name as a name in its own right.
pub(crate) fn is_known_name(name: &str) -> bool {
    table().families.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        let same = |a, b| share_family(&families_of(a), &families_of(b));
        for (a, b, expected) in [
            ("bill", "william", true),
            ("bill", "will", true),
            ("liz", "elizabeth", true),
            ("alex", "alexandra", true),
            ("alex", "alexander", true),
            ("bill", "robert", false),
            ("kayleigh", "kylie", false),
            ("peter", "paul", false),
        ] {
            assert_eq!(same(a, b), expected, "{a} {b}");
        }
        assert_eq!(filed_under("bill"), "william");
        assert_eq!(filed_under("nemo"), "nemo");
    }

    #[test]
    fn no_form_stands_in_more_families_than_fit() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for line in include_str!("../data/nicknames.txt").lines().filter(|l| !l.starts_with('#')) {
            let mut forms: Vec<&str> = line.split_whitespace().collect();
            let written = forms.len();
            forms.sort_unstable();
            forms.dedup();
            assert_eq!(forms.len(), written, "a form twice in: {line}");
            forms.iter().for_each(|f| *counts.entry(f).or_default() += 1);
        }
        assert!(counts.values().all(|&n| n <= FAMILIES_OF_FORM_MAX));
    }
}
