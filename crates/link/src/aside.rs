//! What does not fit the memory allowed: put aside, and read back in order.
//!
//! Where no bound is given all of it stays in memory, and nothing is written. With a bound, a list that outgrows its part goes to a file of
//! the caller's ([`Aside`]); sorting makes sorted runs and merges them. Keys are total orders, so what is read back is the same to the byte,
//! wherever the runs were cut. What this leaves out: files, which this room never opens.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Something that was begun outside memory: written once from the start, then read again.
pub trait Scratch: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> Scratch for T {}

/// Where the caller lets things be put aside.
pub trait Aside: Send + Sync {
    /// Begins an empty file that is gone when it is dropped.
    ///
    /// # Errors
    ///
    /// Where it cannot be made.
    fn begin(&self) -> io::Result<Box<dyn Scratch>>;
}

/// How much memory linkage may take, and where it puts aside what does not fit.
#[derive(Clone)]
pub struct Memory {
    bytes: u64,
    /// Bytes that one list may take.
    share: usize,
    aside: Option<Arc<dyn Aside>>,
}

impl Memory {
    /// No bound: nothing is put aside.
    pub fn unbounded() -> Memory {
        Memory { bytes: u64::MAX, share: usize::MAX, aside: None }
    }

    /// At most so many bytes, as far as things can be put aside.
    pub fn bounded(bytes: u64, aside: Arc<dyn Aside>) -> Memory {
        let share = usize::try_from(bytes / SHARES).unwrap_or(usize::MAX).max(SHARE_MIN);
        Memory { bytes, share, aside: Some(aside) }
    }

    /// The same with other shares, for trying.
    #[cfg(test)]
    pub(crate) fn parts_of(self, bytes: u64) -> Memory {
        Memory { share: (bytes as usize / SHARES as usize).max(64), ..self }
    }

    /// The bytes allowed, where there is a bound.
    pub fn bound(&self) -> Option<u64> {
        self.aside.as_ref().map(|_| self.bytes)
    }

    /// The bytes that one list may take.
    pub(crate) fn share(&self) -> usize {
        self.share
    }

    /// Refuses what must be in memory and takes more than is allowed.
    pub(crate) fn must_hold(&self, bytes: u64) -> io::Result<()> {
        if bytes <= self.bytes {
            return Ok(());
        }
        Err(io::Error::new(
            io::ErrorKind::OutOfMemory,
            format!(
                "{} MiB have to be in memory at once, and {} MiB are allowed",
                (bytes >> 20) + 1,
                self.bytes >> 20
            ),
        ))
    }

    fn begin(&self) -> io::Result<Box<dyn Scratch>> {
        match &self.aside {
            Some(aside) => aside.begin(),
            None => Err(io::Error::other("nothing is put aside without a bound")),
        }
    }
}

/// A list may take this part of the memory allowed: several of them are under way at once, beside what cannot be put aside.
const SHARES: u64 = 24;
/// The least that a list may take: some hundred things.
const SHARE_MIN: usize = 4_096;
/// Bytes read or written at once.
const BLOCK_BYTES: usize = 1 << 16;

/// Something of a fixed number of bytes.
pub(crate) trait Item: Copy {
    /// How many.
    const BYTES: usize;
    /// Writes it.
    fn put(&self, to: &mut Vec<u8>);
    /// Reads it from as many bytes.
    fn get(from: &[u8]) -> Self;
}

/// A number of four bytes.
pub(crate) fn u32_at(from: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([from[at], from[at + 1], from[at + 2], from[at + 3]])
}

/// A number of eight bytes.
pub(crate) fn u64_at(from: &[u8], at: usize) -> u64 {
    u64::from(u32_at(from, at)) | u64::from(u32_at(from, at + 4)) << 32
}

impl Item for u8 {
    const BYTES: usize = 1;
    fn put(&self, to: &mut Vec<u8>) {
        to.push(*self);
    }
    fn get(from: &[u8]) -> u8 {
        from[0]
    }
}

impl Item for u32 {
    const BYTES: usize = 4;
    fn put(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_le_bytes());
    }
    fn get(from: &[u8]) -> u32 {
        u32_at(from, 0)
    }
}

/// A number whose order is that of `f64::total_cmp`.
pub(crate) fn in_order(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Memory({:?})", self.bound())
    }
}

impl<T> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "List({} held, {} aside)",
            self.held.len(),
            self.aside.as_ref().map_or(0, |away| away.items)
        )
    }
}

/// A list in the order in which things were added, in memory or aside; read as often as wanted.
pub(crate) struct List<T> {
    held: Vec<T>,
    aside: Option<Away>,
    memory: Memory,
}

/// The part of a list that was put aside: all but what is held.
struct Away {
    file: Mutex<Box<dyn Scratch>>,
    items: u64,
}

impl Away {
    fn open(&self) -> MutexGuard<'_, Box<dyn Scratch>> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Item> List<T> {
    pub(crate) fn new(memory: &Memory) -> List<T> {
        List { held: Vec::new(), aside: None, memory: memory.clone() }
    }

    /// A list that is in memory already.
    pub(crate) fn of(held: Vec<T>) -> List<T> {
        List { held, aside: None, memory: Memory::unbounded() }
    }

    /// What is in memory already, put aside where it takes more than its part.
    pub(crate) fn kept(held: Vec<T>, memory: &Memory) -> io::Result<List<T>> {
        let mut out = List { held, aside: None, memory: memory.clone() };
        if out.held.len() * T::BYTES > memory.share() {
            out.put_aside()?;
            out.held = Vec::new();
        }
        Ok(out)
    }

    pub(crate) fn len(&self) -> u64 {
        self.held.len() as u64 + self.aside.as_ref().map_or(0, |away| away.items)
    }

    pub(crate) fn push(&mut self, item: T) -> io::Result<()> {
        self.held.push(item);
        if self.held.len() * T::BYTES > self.memory.share() {
            self.put_aside()?;
        }
        Ok(())
    }

    /// Adds all of a slice.
    pub(crate) fn extend(&mut self, items: &[T]) -> io::Result<()> {
        self.held.extend_from_slice(items);
        if self.held.len() * T::BYTES > self.memory.share() {
            self.put_aside()?;
        }
        Ok(())
    }

    /// Writes what is held behind what is aside.
    fn put_aside(&mut self) -> io::Result<()> {
        if self.aside.is_none() {
            self.aside = Some(Away { file: Mutex::new(self.memory.begin()?), items: 0 });
        }
        let Some(away) = &mut self.aside else { return Ok(()) };
        {
            let mut file = away.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::End(0))?;
            let mut block = Vec::with_capacity(BLOCK_BYTES + T::BYTES);
            for item in &self.held {
                item.put(&mut block);
                if block.len() >= BLOCK_BYTES {
                    file.write_all(&block)?;
                    block.clear();
                }
            }
            file.write_all(&block)?;
        }
        away.items += self.held.len() as u64;
        self.held.clear();
        Ok(())
    }

    /// Reads from the start. Another cursor of a list that is aside waits until this one is dropped.
    pub(crate) fn cursor(&self) -> io::Result<Cursor<'_, T>> {
        let mut file = self.aside.as_ref().map(Away::open);
        if let Some(file) = &mut file {
            file.seek(SeekFrom::Start(0))?;
        }
        let left = self.aside.as_ref().map_or(0, |away| away.items);
        Ok(Cursor { file, left, block: Vec::new(), at: 0, held: self.held.iter(), seen: None })
    }

    /// Hands on every thing in order.
    pub(crate) fn each(&self, mut to: impl FnMut(&T) -> io::Result<()>) -> io::Result<()> {
        if self.aside.is_none() {
            return self.held.iter().try_for_each(to);
        }
        let mut cursor = self.cursor()?;
        while let Some(item) = cursor.take()? {
            to(&item)?;
        }
        Ok(())
    }

    /// All of it in memory: as it is there, or brought there.
    pub(crate) fn in_memory(&self) -> io::Result<Cow<'_, [T]>> {
        if self.aside.is_none() { Ok(Cow::Borrowed(&self.held)) } else { self.to_vec().map(Cow::Owned) }
    }

    /// All of it in memory; nothing where some is aside.
    pub(crate) fn held_mut(&mut self) -> Option<&mut [T]> {
        self.aside.is_none().then_some(self.held.as_mut_slice())
    }

    /// All of it, brought into memory.
    pub(crate) fn into_vec(self) -> io::Result<Vec<T>> {
        if self.aside.is_none() { Ok(self.held) } else { self.to_vec() }
    }

    /// A copy of all of it in memory.
    pub(crate) fn to_vec(&self) -> io::Result<Vec<T>> {
        let mut out = Vec::with_capacity(self.len() as usize);
        self.each(|item| {
            out.push(*item);
            Ok(())
        })?;
        Ok(out)
    }
}

/// A place in a list that is read.
pub(crate) struct Cursor<'a, T> {
    file: Option<MutexGuard<'a, Box<dyn Scratch>>>,
    /// Things aside that were not brought into the block yet.
    left: u64,
    block: Vec<u8>,
    at: usize,
    held: std::slice::Iter<'a, T>,
    /// Looked at and not taken.
    seen: Option<T>,
}

impl<T: Item> Cursor<'_, T> {
    /// The next thing where it is as asked; otherwise it stays the next.
    pub(crate) fn take_if(&mut self, asked: impl FnOnce(&T) -> bool) -> io::Result<Option<T>> {
        let next = self.take()?;
        match next {
            Some(item) if !asked(&item) => {
                self.seen = Some(item);
                Ok(None)
            }
            next => Ok(next),
        }
    }

    /// The next thing.
    pub(crate) fn take(&mut self) -> io::Result<Option<T>> {
        if let Some(item) = self.seen.take() {
            return Ok(Some(item));
        }
        if self.at == self.block.len() {
            let Some(file) = self.file.as_mut().filter(|_| self.left > 0) else {
                return Ok(self.held.next().copied());
            };
            let items = ((BLOCK_BYTES / T::BYTES).max(1) as u64).min(self.left);
            self.block.resize(items as usize * T::BYTES, 0);
            file.read_exact(&mut self.block)?;
            self.left -= items;
            self.at = 0;
        }
        let item = T::get(&self.block[self.at..self.at + T::BYTES]);
        self.at += T::BYTES;
        Ok(Some(item))
    }
}

/// Things that come in any order and are given back sorted.
pub(crate) struct Sorter<T, F> {
    held: Vec<T>,
    runs: Vec<List<T>>,
    key: F,
    memory: Memory,
}

impl<T: Item, K: Ord, F: Fn(&T) -> K> Sorter<T, F> {
    /// Sorts by a key that tells any two things apart.
    pub(crate) fn new(memory: &Memory, key: F) -> Sorter<T, F> {
        Sorter { held: Vec::new(), runs: Vec::new(), key, memory: memory.clone() }
    }

    pub(crate) fn push(&mut self, item: T) -> io::Result<()> {
        self.held.push(item);
        self.keep_within()
    }

    /// Adds all of a slice.
    pub(crate) fn extend(&mut self, items: &[T]) -> io::Result<()> {
        self.held.extend_from_slice(items);
        self.keep_within()
    }

    fn keep_within(&mut self) -> io::Result<()> {
        if self.held.len() * T::BYTES <= self.memory.share() {
            return Ok(());
        }
        self.held.sort_unstable_by_key(&self.key);
        let mut run = List { held: std::mem::take(&mut self.held), aside: None, memory: self.memory.clone() };
        run.put_aside()?;
        self.held = std::mem::take(&mut run.held);
        self.runs.push(run);
        Ok(())
    }

    /// All of them in order.
    pub(crate) fn sorted(mut self) -> io::Result<List<T>> {
        self.held.sort_unstable_by_key(&self.key);
        if self.runs.is_empty() {
            return Ok(List { held: self.held, aside: None, memory: self.memory });
        }
        let mut out = List::new(&self.memory);
        let last = List::of(std::mem::take(&mut self.held));
        let mut cursors = Vec::new();
        let mut heads = BinaryHeap::new();
        for run in self.runs.iter().chain([&last]) {
            let mut cursor = run.cursor()?;
            if let Some(item) = cursor.take()? {
                heads.push(Reverse(Head { key: (self.key)(&item), run: cursors.len(), item }));
            }
            cursors.push(cursor);
        }
        while let Some(Reverse(head)) = heads.pop() {
            out.push(head.item)?;
            if let Some(item) = cursors[head.run].take()? {
                heads.push(Reverse(Head { key: (self.key)(&item), run: head.run, item }));
            }
        }
        drop(cursors);
        Ok(out)
    }
}

/// The next thing of a run that is merged.
struct Head<K, T> {
    key: K,
    run: usize,
    item: T,
}

impl<K: Ord, T> PartialEq for Head<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord, T> Eq for Head<K, T> {}

impl<K: Ord, T> PartialOrd for Head<K, T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, T> Ord for Head<K, T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key).then(self.run.cmp(&other.run))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Cursor as Bytes;

    use proptest::prelude::*;

    use super::*;

    /// Files that are only bytes in memory, for trying.
    pub(crate) struct InBytes;

    impl Aside for InBytes {
        fn begin(&self) -> io::Result<Box<dyn Scratch>> {
            Ok(Box::new(Bytes::new(Vec::new())))
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        /// What was sorted aside is what sorting in memory gives, and can be read twice.
        #[test]
        fn sorted_aside_is_sorted_in_memory(items in prop::collection::vec(any::<u32>(), 0..9_000)) {
            let mut plain = items.clone();
            plain.sort_unstable();
            for memory in [Memory::unbounded(), Memory::bounded(0, Arc::new(InBytes))] {
                let mut sorter = Sorter::new(&memory, |item: &u32| *item);
                items.iter().try_for_each(|item| sorter.push(*item)).unwrap();
                let list = sorter.sorted().unwrap();
                prop_assert_eq!(list.len(), items.len() as u64);
                for _ in 0..2 {
                    let (mut cursor, mut read) = (list.cursor().unwrap(), Vec::new());
                    while let Some(item) = cursor.take().unwrap() {
                        read.push(item);
                    }
                    prop_assert_eq!(&read, &plain);
                }
                prop_assert_eq!(list.into_vec().unwrap(), plain.clone());
            }
        }

        #[test]
        fn numbers_are_in_the_order_of_their_values(a in any::<f64>(), b in any::<f64>()) {
            prop_assert_eq!(in_order(a).cmp(&in_order(b)), a.total_cmp(&b));
        }
    }
}
