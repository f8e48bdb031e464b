//! Typed identifiers, one per noun, so that a mention never fits where an entity goes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in the list that holds the thing this identifier names, counted from 0.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            /// # Panics
            /// When `index` does not fit 32 bits: a review holds at most 4,294,967,295 of one noun.
            fn from(index: usize) -> Self {
                $name(u32::try_from(index).expect("a review holds at most 4,294,967,295 of one noun"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), u64::from(self.0) + 1)
            }
        }
    )*};
}

typed_id! {
    /// A file as received; index into [`crate::Case::sources`].
    SourceId "F";
    /// One row of one source, counted over the whole review in reading order.
    RowId "R";
    /// A person, vehicle, place, telephone, body or matter as one row names it; index into [`crate::Case::mentions`].
    MentionId "M";
    /// What linkage takes to be one person, vehicle, place and so on; index into [`crate::Case::entities`].
    EntityId "N";
    /// A scored pair of mentions; index into [`crate::Case::links`].
    LinkId "L";
    /// Something that happened; index into [`crate::Case::events`].
    EventId "E";
    /// The result of one duty that arose once; index into [`crate::Case::outcomes`].
    OutcomeId "Q";
    /// An interned word (kind of event, holder, attribute); index into [`crate::Interner`].
    SymbolId "W";
}

/// Words held once: kinds of event, holders, names of attributes.
///
/// Numbers are given in order of first use, so the same input always gives the same numbers.
#[derive(Clone, Default, Debug)]
pub struct Interner {
    words: Vec<Arc<str>>,
    numbers: BTreeMap<Arc<str>, u32>,
}

impl Interner {
    /// The number of `word`, given now if it is new.
    pub fn intern(&mut self, word: &str) -> SymbolId {
        if let Some(&n) = self.numbers.get(word) {
            return SymbolId(n);
        }
        let id = SymbolId::from(self.words.len());
        let word: Arc<str> = word.into();
        self.words.push(word.clone());
        self.numbers.insert(word, id.0);
        id
    }

    /// The number of `word` if it has one.
    pub fn get(&self, word: &str) -> Option<SymbolId> {
        self.numbers.get(word).map(|&n| SymbolId(n))
    }

    /// The word with this number.
    ///
    /// # Panics
    /// When `id` was given by another interner with more words.
    pub fn word(&self, id: SymbolId) -> &str {
        &self.words[id.index()]
    }

    /// All words in order of their numbers.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|w| &**w)
    }

    /// How many words are held.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word is held.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}
