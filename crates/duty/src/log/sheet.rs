//! The events of one subject, in order of time, and the slots they fit.
//!
//! Up to 64 events a slot is one word of bits, and asking for the first event from some place on costs one instruction.
//! Beyond, a slot is a list of places, and the same question is a binary search. The two give the same answers: a test
//! holds them against each other.
//!
//! Left out: rules.

use std::cell::Cell;

use crate::verdict::{OPEN_END, OPEN_START};

use super::plan::{Class, Gate, NO_SLOT};
use super::rows::{Log, spare};
use super::stamp::NO_TIME;

/// Most events of a subject whose slots are words of bits.
pub(super) const BITS_MAX: usize = 64;

/// The events of one subject in order of time: first possible day, last possible day, time of day, row; undated last.
///
/// The columns are those of the log where its rows stand in order, and copies in order where they do not. Spare columns
/// are empty, as in the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet<'s> {
    /// The day by which events are ordered; never less than the one before. The day itself where it is exact.
    key: &'s [i32],
    pub(super) lo: &'s [i32],
    hi: &'s [i32],
    second: &'s [u32],
    holder: &'s [u32],
    /// By the number of a holder's writing, the number that all writings of one holder share; empty where each is its own.
    one: &'s [u32],
    bits: &'s [u64],
    kind: &'s [u16],
    pub(super) row: &'s [u32],
    /// Longest closed interval, in days after its first.
    pub(super) longest: i32,
    /// Some interval is open.
    pub(super) open: bool,
    /// Every event is known to the day.
    pub(super) exact: bool,
    /// The number of the holder that is nobody, if there is one: nobody is the same as another.
    pub(super) nobody: Option<u32>,
}

impl Sheet<'_> {
    pub(super) fn len(&self) -> usize {
        self.row.len()
    }

    pub(super) fn hi(&self, i: usize) -> i32 {
        self.hi[i]
    }

    pub(super) fn second(&self, i: usize) -> u32 {
        spare(self.second, i, NO_TIME)
    }

    /// The holder, as the row writes it.
    pub(super) fn holder(&self, i: usize) -> u32 {
        spare(self.holder, i, 0)
    }

    /// The holder, the same for every writing of it.
    pub(super) fn who(&self, i: usize) -> u32 {
        let written = self.holder(i);
        spare(self.one, written as usize, written)
    }

    pub(super) fn bits(&self, i: usize) -> u64 {
        spare(self.bits, i, 0)
    }

    pub(super) fn is_exact(&self, i: usize) -> bool {
        self.exact || self.lo[i] == self.hi[i]
    }

    /// The first place with this key or a later one.
    pub(super) fn from(&self, key: i32) -> usize {
        if self.len() <= BITS_MAX / 2 {
            return self.key.iter().position(|&k| k >= key).unwrap_or(self.len());
        }
        self.key.partition_point(|&k| k < key)
    }

    /// The first place with the key of place `i`.
    pub(super) fn same_day(&self, i: usize) -> usize {
        let key = self.key[i];
        let mut first = i;
        while first > 0 && self.key[first - 1] == key {
            first -= 1;
        }
        first
    }

    fn place(&self, i: usize) -> (i32, i32, u32, u32) {
        let time = if self.second(i) == NO_TIME { 0 } else { self.second(i) };
        (self.key[i], self.hi[i], time, i as u32)
    }

    fn is_in_order(&self) -> bool {
        if self.second.is_empty() && std::ptr::eq(self.lo, self.hi) {
            return self.lo.is_sorted();
        }
        (1..self.len()).all(|i| self.place(i - 1) <= self.place(i))
    }
}

/// Copies of columns, for subjects whose rows do not stand in order.
#[derive(Default, Debug)]
pub(super) struct Copies {
    key: Vec<i32>,
    sorted_key: Vec<i32>,
    lo: Vec<i32>,
    hi: Vec<i32>,
    second: Vec<u32>,
    holder: Vec<u32>,
    bits: Vec<u64>,
    kind: Vec<u16>,
    row: Vec<u32>,
    order: Vec<(i32, i32, u32, u32)>,
}

impl Copies {
    /// The rows of a subject in order of time.
    pub(super) fn sheet<'s>(&'s mut self, log: &'s Log, subject: u32, nobody: Option<u32>) -> Sheet<'s> {
        let rows = log.starts[subject as usize] as usize..log.starts[subject as usize + 1] as usize;
        let c = &log.columns;
        let lo = &c.lo[rows.clone()];
        let (mut open, mut longest, mut exact) = (false, 0, true);
        let (mut hi, mut key) = (lo, lo);
        if !c.hi.is_empty() {
            hi = &c.hi[rows.clone()];
            for (&lo, &hi) in lo.iter().zip(hi) {
                let this_open = lo == OPEN_START || hi == OPEN_END;
                open |= this_open;
                exact &= lo == hi;
                longest = if this_open { longest } else { longest.max(hi - lo) };
            }
        }
        let Copies { key: keys, .. } = self;
        if open {
            keys.clear();
            keys.extend(lo.iter().zip(hi).map(|(&lo, &hi)| if lo == OPEN_START { hi } else { lo }));
            key = keys;
        }
        let sheet = Sheet {
            key,
            lo,
            hi,
            second: part(&c.second, &rows),
            holder: part(&c.holder, &rows),
            one: log.holders.one(),
            bits: part(&c.bits, &rows),
            kind: &c.kind[rows.clone()],
            row: &c.row[rows],
            longest,
            open,
            exact,
            nobody,
        };
        if sheet.is_in_order() {
            return sheet;
        }
        let order = &mut self.order;
        order.clear();
        order.extend((0..sheet.len()).map(|i| sheet.place(i)));
        order.sort_unstable();
        Sheet {
            key: arrange(&mut self.sorted_key, sheet.key, order),
            lo: arrange(&mut self.lo, sheet.lo, order),
            hi: arrange(&mut self.hi, sheet.hi, order),
            second: arrange(&mut self.second, sheet.second, order),
            holder: arrange(&mut self.holder, sheet.holder, order),
            one: sheet.one,
            bits: arrange(&mut self.bits, sheet.bits, order),
            kind: arrange(&mut self.kind, sheet.kind, order),
            row: arrange(&mut self.row, sheet.row, order),
            longest,
            open,
            exact,
            nobody,
        }
    }
}

/// The rows of a spare column.
fn part<'s, T>(column: &'s [T], rows: &std::ops::Range<usize>) -> &'s [T] {
    if column.is_empty() { &[] } else { &column[rows.clone()] }
}

fn arrange<'s, T: Copy>(to: &'s mut Vec<T>, from: &[T], order: &[(i32, i32, u32, u32)]) -> &'s [T] {
    to.clear();
    if !from.is_empty() {
        to.extend(order.iter().map(|&(.., i)| from[i as usize]));
    }
    to
}

/// Where events go.
#[derive(Clone, Copy)]
pub(super) struct Gates<'g> {
    pub(super) slots: usize,
    pub(super) by_kind: &'g [Vec<Gate>],
    /// The bits of each holder.
    pub(super) lists: &'g [u64],
    /// The slots that are asked for by holder.
    pub(super) own: &'g [bool],
    /// Events that certainly came after it go nowhere.
    pub(super) last_complete: i32,
    /// The rules that each slot may start: for each slot as many words of bits as all rules take.
    pub(super) starters: &'g [u64],
}

impl Gates<'_> {
    /// The slots that the event at `i` goes into, in order; one may come twice.
    fn of(&self, sheet: &Sheet<'_>, i: usize) -> impl Iterator<Item = u16> {
        let known = sheet.lo[i] <= self.last_complete;
        let gates: &[Gate] = if known { &self.by_kind[usize::from(sheet.kind[i])] } else { &[] };
        let (bits, holder) = (sheet.bits(i), sheet.holder(i) as usize);
        let opens =
            move |g: &&Gate| bits & g.need == g.need && (g.list == 0 || self.lists[holder] & g.list != 0);
        gates.iter().filter(opens).map(|g| g.slot)
    }
}

/// The rules that some event of a subject may start, a bit each.
#[derive(Default, Debug)]
pub(super) struct Started {
    words: Vec<u64>,
}

impl Started {
    fn clear(&mut self, gates: &Gates<'_>) {
        self.words.clear();
        self.words.resize(gates.starters.len() / gates.slots.max(1), 0);
    }

    fn slot(&mut self, slot: u16, gates: &Gates<'_>) {
        let n = self.words.len();
        let of_slot = &gates.starters[usize::from(slot) * n..usize::from(slot) * n + n];
        self.words.iter_mut().zip(of_slot).for_each(|(all, &more)| *all |= more);
    }

    /// The rules, in order.
    pub(super) fn rules(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(w, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                (left != 0).then(|| {
                    left &= left - 1;
                    w * 64 + bit
                })
            })
        })
    }
}

/// Which events fit which slot.
pub(super) trait Find {
    /// The rules that may have started.
    fn started(&self) -> &Started;
    /// Whether the event at `i` fits.
    fn has(&self, slot: u16, i: usize) -> bool;
    /// Whether an event that is not known to the day fits.
    fn unsure(&self, slot: u16) -> bool;
    /// The first place from `from` on that fits.
    fn next(&self, slot: u16, from: usize) -> Option<usize>;
    /// The same among the events of one holder, by the number that all its writings share.
    fn next_of(&self, sheet: &Sheet<'_>, slot: u16, from: usize, holder: u32) -> Option<usize>;

    /// The first place from `from` on, other than `skip`, that fits the class of a duty of the holder of `skip`.
    fn first(&self, sheet: &Sheet<'_>, class: Class, from: usize, skip: usize) -> Option<usize> {
        let not_itself = |found: Option<usize>, next: &dyn Fn(usize) -> Option<usize>| match found {
            Some(i) if i == skip => next(i + 1),
            other => other,
        };
        let next = |from| self.next(class.any, from);
        let any = not_itself(next(from), &next);
        if class.own == NO_SLOT || sheet.nobody == Some(sheet.who(skip)) {
            return any;
        }
        let next = |from| self.next_of(sheet, class.own, from, sheet.who(skip));
        match (any, not_itself(next(from), &next)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        }
    }

    /// Adds every place from `from` up to (not including) `to`, other than `skip`, that fits the class, in order.
    fn members(
        &self,
        sheet: &Sheet<'_>,
        class: Class,
        (mut from, to): (usize, usize),
        skip: usize,
        found: &mut Vec<u32>,
    ) {
        while let Some(i) = self.first(sheet, class, from, skip).filter(|&i| i < to) {
            found.push(i as u32);
            from = i + 1;
        }
    }

    /// Whether an event of the class is not known to the day.
    fn unsure_class(&self, class: Class) -> bool {
        self.unsure(class.any) || self.unsure(class.own)
    }
}

/// Slots as words of bits.
#[derive(Default, Debug)]
pub(super) struct Masks {
    masks: Vec<u64>,
    unsure: u64,
    touched: Vec<u16>,
    started: Started,
}

impl Masks {
    /// Puts the events of a sheet into their slots.
    pub(super) fn fill(&mut self, sheet: &Sheet<'_>, gates: &Gates<'_>) {
        self.masks.resize(gates.slots, 0);
        for slot in self.touched.drain(..) {
            self.masks[usize::from(slot)] = 0;
        }
        self.unsure = 0;
        self.started.clear(gates);
        if !sheet.exact {
            self.unsure = (0..sheet.len()).map(|i| u64::from(!sheet.is_exact(i)) << i).sum();
        }
        for i in 0..sheet.len() {
            for slot in gates.of(sheet, i) {
                let mask = &mut self.masks[usize::from(slot)];
                if *mask == 0 {
                    self.touched.push(slot);
                    self.started.slot(slot, gates);
                }
                *mask |= 1 << i;
            }
        }
    }

    pub(super) fn mask(&self, slot: u16) -> u64 {
        self.masks[usize::from(slot)]
    }
}

/// The bits from place `from` on.
fn at_least(from: usize) -> u64 {
    if from >= BITS_MAX { 0 } else { !0 << from }
}

impl Find for Masks {
    fn started(&self) -> &Started {
        &self.started
    }

    fn has(&self, slot: u16, i: usize) -> bool {
        self.mask(slot) >> i & 1 == 1
    }

    fn unsure(&self, slot: u16) -> bool {
        self.mask(slot) & self.unsure != 0
    }

    fn next(&self, slot: u16, from: usize) -> Option<usize> {
        let left = self.mask(slot) & at_least(from);
        (left != 0).then(|| left.trailing_zeros() as usize)
    }

    fn next_of(&self, sheet: &Sheet<'_>, slot: u16, from: usize, holder: u32) -> Option<usize> {
        let mut left = self.mask(slot) & at_least(from);
        while left != 0 {
            let i = left.trailing_zeros() as usize;
            if sheet.who(i) == holder {
                return Some(i);
            }
            left &= left - 1;
        }
        None
    }
}

/// Slots as lists of places.
#[derive(Default, Debug)]
pub(super) struct Lists {
    /// In order.
    lists: Vec<Vec<u32>>,
    /// The same by holder, then in order.
    by_holder: Vec<Vec<(u32, u32)>>,
    unsure: Vec<bool>,
    /// Where each slot was last asked: questions mostly go forward, and then the answer is near.
    last: Vec<Cell<usize>>,
    touched: Vec<u16>,
    started: Started,
}

impl Lists {
    /// Puts the events of a sheet into their slots.
    pub(super) fn fill(&mut self, sheet: &Sheet<'_>, gates: &Gates<'_>) {
        self.lists.resize_with(gates.slots, Vec::new);
        self.by_holder.resize_with(gates.slots, Vec::new);
        self.unsure.resize(gates.slots, false);
        self.last.resize(gates.slots, Cell::new(0));
        for slot in self.touched.drain(..) {
            self.last[usize::from(slot)].set(0);
            self.lists[usize::from(slot)].clear();
            self.by_holder[usize::from(slot)].clear();
            self.unsure[usize::from(slot)] = false;
        }
        self.started.clear(gates);
        for i in 0..sheet.len() {
            for number in gates.of(sheet, i) {
                let slot = usize::from(number);
                // An event that fits two descriptions of one slot stands in it once.
                if self.lists[slot].last() != Some(&(i as u32)) {
                    if self.lists[slot].is_empty() {
                        self.touched.push(number);
                        self.started.slot(number, gates);
                    }
                    self.lists[slot].push(i as u32);
                    self.unsure[slot] |= !sheet.is_exact(i);
                }
            }
        }
        for &slot in self.touched.iter().filter(|&&s| gates.own[usize::from(s)]) {
            let (list, sorted) = (&self.lists[usize::from(slot)], &mut self.by_holder[usize::from(slot)]);
            sorted.extend(list.iter().map(|&i| (sheet.who(i as usize), i)));
            sorted.sort_unstable();
        }
    }

    pub(super) fn list(&self, slot: u16) -> &[u32] {
        &self.lists[usize::from(slot)]
    }
}

/// The first place of a list that is not below `from`, looked for from a guess on in steps that double.
fn first_from(list: &[u32], guess: usize, from: usize) -> usize {
    let below = |&i: &u32| (i as usize) < from;
    let mut low = guess.min(list.len());
    if low > 0 && !below(&list[low - 1]) {
        return list[..low].partition_point(below);
    }
    let mut step = 1;
    while low + step <= list.len() && below(&list[low + step - 1]) {
        low += step;
        step *= 2;
    }
    low + list[low..list.len().min(low + step)].partition_point(below)
}

impl Find for Lists {
    fn started(&self) -> &Started {
        &self.started
    }

    fn has(&self, slot: u16, i: usize) -> bool {
        self.list(slot).binary_search(&(i as u32)).is_ok()
    }

    fn unsure(&self, slot: u16) -> bool {
        self.unsure[usize::from(slot)]
    }

    fn next(&self, slot: u16, from: usize) -> Option<usize> {
        let (list, last) = (self.list(slot), &self.last[usize::from(slot)]);
        let at = first_from(list, last.get(), from);
        last.set(at);
        list.get(at).map(|&i| i as usize)
    }

    fn next_of(&self, _: &Sheet<'_>, slot: u16, from: usize, holder: u32) -> Option<usize> {
        let list = &self.by_holder[usize::from(slot)];
        debug_assert_eq!(list.len(), self.list(slot).len(), "a slot asked for by holder is sorted by holder");
        let at = list.partition_point(|&(h, i)| (h, i as usize) < (holder, from));
        list.get(at).filter(|(h, _)| *h == holder).map(|&(_, i)| i as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_is_found_from_any_guess() {
        for n in 0..40u32 {
            let list: Vec<u32> = (0..n).map(|i| i * 3 + i % 2).collect();
            for from in 0..130 {
                let expect = list.iter().position(|&i| i as usize >= from).unwrap_or(list.len());
                for guess in 0..45 {
                    assert_eq!(
                        first_from(&list, guess, from),
                        expect,
                        "{n} places, from {from}, guess {guess}"
                    );
                }
            }
        }
    }
}
