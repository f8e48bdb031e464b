//! Names of records, each distinct one kept once.

use link::columns::Tokens;

/// The names of all records, in order.
#[derive(Default)]
pub(super) struct Names {
    words: Tokens,
    /// The number of the name of each record; left away where all names differ, and stand in the order of their numbers.
    of: Vec<u32>,
    len: usize,
}

impl Names {
    /// Adds the name of the next record.
    pub(super) fn push(&mut self, name: &str) {
        self.of.push(self.words.number(name));
        self.len += 1;
    }

    /// Adds the names of the next records.
    pub(super) fn extend<'n>(&mut self, names: impl Iterator<Item = &'n str> + Clone) {
        self.words.numbers(names, &mut self.of);
        self.len = self.of.len();
    }

    /// The name of a record.
    pub(super) fn get(&self, record: usize) -> &str {
        self.words.word(self.of.get(record).map_or(record as u32 + 1, |number| *number))
    }

    /// All names, in the order of the records.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len).map(|record| self.get(record))
    }

    /// A name that two records bear, the first in the order of letters.
    pub(super) fn repeated(&self) -> Option<&str> {
        if self.words.len() == self.len {
            return None;
        }
        let mut uses = vec![0u32; self.words.len() + 1];
        self.of.iter().for_each(|name| uses[*name as usize] += 1);
        let repeated = (0..uses.len() as u32).filter(|name| uses[*name as usize] > 1);
        repeated.map(|name| self.words.word(name)).min()
    }

    /// Other names for the same records.
    pub(super) fn each(&self, name: impl Fn(usize, &str) -> String) -> Names {
        let mut out = Names::default();
        (0..self.len).for_each(|record| out.push(&name(record, self.get(record))));
        out
    }

    /// Says that no more names come, which gives memory back.
    pub(super) fn close(&mut self) {
        self.words.close();
        if self.words.len() == self.len {
            self.of = Vec::new();
        }
        self.of.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_two_records_is_found() {
        let mut names = Names::default();
        ["b", "c", "a"].iter().for_each(|name| names.push(name));
        assert_eq!(names.repeated(), None);
        ["c", "b"].iter().for_each(|name| names.push(name));
        assert_eq!(names.repeated(), Some("b"));
        let other = names.each(|record, name| format!("{record}:{name}"));
        assert_eq!((other.repeated(), other.get(3)), (None, "3:c"));
    }
}
