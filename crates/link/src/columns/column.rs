//! One column of a table, in memory or put aside.
//!
//! Features are made column by column (`features.rs`), so a column that is aside comes into memory alone. What this leaves out: what a
//! value means.

use std::borrow::Cow;
use std::io;

use super::ColumnKind;
use crate::aside::{List, Memory};
use crate::lexicon::Tokens;

/// One column: what it holds and its values, each distinct one kept once.
#[derive(Debug)]
pub struct Column {
    /// Name as the source has it.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    values: Values,
    /// Where it has been put aside: the numbers of its values, and the values one behind the other with how long each is.
    aside: Option<(List<u32>, List<u8>, List<u32>)>,
    /// Which records give it, one bit each.
    given: Vec<u64>,
    len: usize,
}

/// The values of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    /// The number of the value of each record; 0 where not given.
    pub(super) codes: Vec<u32>,
    /// The values by number.
    pub(super) words: Tokens,
}

impl Values {
    /// The value of a record, empty where not given.
    pub(super) fn of(&self, record: usize) -> &str {
        self.words.word(self.codes[record])
    }
}

impl Column {
    /// An empty column.
    pub fn new(name: impl Into<String>, kind: ColumnKind) -> Column {
        let (values, given) = (Values::default(), Vec::new());
        Column { name: name.into(), kind, values, aside: None, given, len: 0 }
    }

    /// Adds the value of the next record; an empty one is a value not given.
    ///
    /// A value may end with the days on which it holds, `[2010-01-01..2012-12-31]`, either end left away where it is open.
    ///
    /// # Panics
    ///
    /// Where the column has been put aside.
    pub fn push(&mut self, value: &str) {
        self.extend(std::iter::once(value));
    }

    /// Adds the values of the next records, as [`Column::push`] does one by one and quicker.
    ///
    /// # Panics
    ///
    /// Where the column has been put aside.
    pub fn extend<'v>(&mut self, values: impl Iterator<Item = &'v str> + Clone) {
        assert!(self.aside.is_none(), "a column grows only while it is in memory");
        self.values.words.numbers(values.map(str::trim), &mut self.values.codes);
        for code in &self.values.codes[self.len..] {
            if self.len.is_multiple_of(64) {
                self.given.push(0);
            }
            self.given[self.len / 64] |= u64::from(*code != 0) << (self.len % 64);
            self.len += 1;
        }
    }

    /// How many records have been added.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no record has been added.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether a record gives it.
    pub fn is_given(&self, record: usize) -> bool {
        self.given[record / 64] >> (record % 64) & 1 == 1
    }

    /// How many records give it.
    pub fn given(&self) -> usize {
        self.given.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Every distinct value, with how many records give it.
    ///
    /// # Errors
    ///
    /// Where the column is aside and cannot be read.
    pub fn distinct(&self, mut to: impl FnMut(&str, u32)) -> io::Result<()> {
        let values = self.values()?;
        let uses = crate::table::count_uses(values.words.len(), values.codes.iter().copied());
        values.words.iter().zip(&uses[1..]).for_each(|(word, uses)| to(word, *uses));
        Ok(())
    }

    /// The value of a record, empty where not given.
    ///
    /// # Panics
    ///
    /// Where the column has been put aside.
    pub fn value(&self, record: usize) -> &str {
        assert!(self.aside.is_none(), "single values are asked for only in memory");
        self.values.of(record)
    }

    /// All values, brought into memory where they are aside.
    pub(super) fn values(&self) -> io::Result<Cow<'_, Values>> {
        let Some((codes, text, lens)) = &self.aside else { return Ok(Cow::Borrowed(&self.values)) };
        let (codes, text) = (codes.to_vec()?, text.to_vec()?);
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        let words = Tokens::closed(text, &lens.to_vec()?)
            .ok_or_else(|| io::Error::other("a column was changed aside"))?;
        Ok(Cow::Owned(Values { codes, words }))
    }

    /// Says that no more records come, which gives memory back.
    pub(super) fn close(&mut self) {
        self.values.words.close();
        self.values.codes.shrink_to_fit();
    }

    /// Puts the values aside where they take more than their part of the memory.
    pub(super) fn put_aside(&mut self, memory: &Memory) -> io::Result<()> {
        let bytes = self.values.words.bytes_held() + 4 * self.len;
        if bytes <= memory.share() || self.aside.is_some() {
            return Ok(());
        }
        let values = std::mem::take(&mut self.values);
        let (mut codes, mut text, mut lens) = (List::new(memory), List::new(memory), List::new(memory));
        for part in values.codes.chunks(1 << 16) {
            codes.extend(part)?;
        }
        drop(values.codes);
        for word in values.words.iter() {
            text.extend(word.as_bytes())?;
            lens.push(u32::try_from(word.len()).map_err(io::Error::other)?)?;
        }
        self.aside = Some((codes, text, lens));
        Ok(())
    }
}
