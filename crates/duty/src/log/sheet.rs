//! The events of one subject, in order of time, and the slots they fit.
//!
//! Up to 64 events a slot is one word of bits, and asking for the first event from some place on costs one instruction.
//! Beyond, a slot is a list of places, and the same question is a binary search. The two give the same answers: a test
//! holds them against each other.
//!
//! Left out: rules.

use crate::verdict::{OPEN_END, OPEN_START};

use super::plan::{Class, Gate, NO_SLOT};
use super::rows::Log;
use super::stamp::NO_TIME;

/// Most events of a subject whose slots are words of bits.
pub(super) const BITS_MAX: usize = 64;

/// The events of one subject in order of time: first possible day, last possible day, time of day, row; undated last.
#[derive(Default, Debug)]
pub(super) struct Sheet {
    /// The day by which events are ordered; never less than the one before. The day itself where it is exact.
    pub(super) key: Vec<i32>,
    pub(super) lo: Vec<i32>,
    pub(super) hi: Vec<i32>,
    pub(super) second: Vec<u32>,
    pub(super) holder: Vec<u32>,
    pub(super) bits: Vec<u64>,
    pub(super) kind: Vec<u16>,
    pub(super) row: Vec<u32>,
    /// Longest closed interval, in days after its first.
    pub(super) longest: i32,
    /// Some interval is open.
    pub(super) open: bool,
    order: Vec<(i32, i32, u32, u32)>,
}

impl Sheet {
    pub(super) fn len(&self) -> usize {
        self.row.len()
    }

    pub(super) fn is_exact(&self, i: usize) -> bool {
        self.lo[i] == self.hi[i]
    }

    /// The first place with this key or a later one.
    pub(super) fn from(&self, key: i32) -> usize {
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

    /// Takes in the rows of a subject.
    pub(super) fn load(&mut self, log: &Log, subject: u32) {
        let rows = log.starts[subject as usize] as usize..log.starts[subject as usize + 1] as usize;
        let c = &log.columns;
        (self.longest, self.open) = (0, false);
        copy(&mut self.lo, &c.lo[rows.clone()]);
        copy(&mut self.kind, &c.kind[rows.clone()]);
        copy(&mut self.row, &c.row[rows.clone()]);
        let n = self.row.len();
        take(&mut self.second, &c.second, rows.clone(), n, NO_TIME);
        take(&mut self.holder, &c.holder, rows.clone(), n, 0);
        take(&mut self.bits, &c.bits, rows.clone(), n, 0);
        copy(&mut self.hi, if c.hi.is_empty() { &c.lo[rows] } else { &c.hi[rows] });
        copy(&mut self.key, &self.lo);
        if !c.hi.is_empty() {
            self.intervals();
        }
        let timed = !c.second.is_empty();
        if !self.in_order(timed || !c.hi.is_empty()) {
            self.sort();
        }
    }

    fn intervals(&mut self) {
        for i in 0..self.len() {
            let (lo, hi) = (self.lo[i], self.hi[i]);
            if lo == OPEN_START || hi == OPEN_END {
                self.open = true;
                self.key[i] = if lo == OPEN_START { hi } else { lo };
            } else {
                self.longest = self.longest.max(hi - lo);
            }
        }
    }

    fn in_order(&self, more: bool) -> bool {
        if !more {
            return self.key.is_sorted();
        }
        (1..self.len()).all(|i| self.place(i - 1) <= self.place(i))
    }

    fn place(&self, i: usize) -> (i32, i32, u32, u32) {
        let time = if self.second[i] == NO_TIME { 0 } else { self.second[i] };
        (self.key[i], self.hi[i], time, i as u32)
    }

    fn sort(&mut self) {
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend((0..self.len()).map(|i| self.place(i)));
        order.sort_unstable();
        rearrange(&mut self.key, &order);
        rearrange(&mut self.lo, &order);
        rearrange(&mut self.hi, &order);
        rearrange(&mut self.second, &order);
        rearrange(&mut self.holder, &order);
        rearrange(&mut self.bits, &order);
        rearrange(&mut self.kind, &order);
        rearrange(&mut self.row, &order);
        self.order = order;
    }
}

fn copy<T: Copy>(to: &mut Vec<T>, from: &[T]) {
    to.clear();
    to.extend_from_slice(from);
}

fn take<T: Copy>(to: &mut Vec<T>, from: &[T], rows: std::ops::Range<usize>, n: usize, usual: T) {
    to.clear();
    if from.is_empty() {
        to.resize(n, usual);
    } else {
        to.extend_from_slice(&from[rows]);
    }
}

fn rearrange<T: Copy>(column: &mut Vec<T>, order: &[(i32, i32, u32, u32)]) {
    let n = column.len();
    for &(.., i) in order {
        column.push(column[i as usize]);
    }
    column.drain(..n);
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
}

impl Gates<'_> {
    /// The slots that the event at `i` goes into, in order; one may come twice.
    fn of(&self, sheet: &Sheet, i: usize) -> impl Iterator<Item = u16> {
        let known = sheet.lo[i] <= self.last_complete;
        let gates: &[Gate] = if known { &self.by_kind[usize::from(sheet.kind[i])] } else { &[] };
        let (bits, holder) = (sheet.bits[i], sheet.holder[i] as usize);
        let opens =
            move |g: &&Gate| bits & g.need == g.need && (g.list == 0 || self.lists[holder] & g.list != 0);
        gates.iter().filter(opens).map(|g| g.slot)
    }
}

/// Which events fit which slot.
pub(super) trait Find {
    /// Whether nothing fits the slot.
    fn is_empty(&self, slot: u16) -> bool;
    /// Whether the event at `i` fits.
    fn has(&self, slot: u16, i: usize) -> bool;
    /// Whether an event that is not known to the day fits.
    fn unsure(&self, slot: u16) -> bool;
    /// The first place from `from` on that fits.
    fn next(&self, slot: u16, from: usize) -> Option<usize>;
    /// The same among the events of one holder.
    fn next_of(&self, sheet: &Sheet, slot: u16, from: usize, holder: u32) -> Option<usize>;

    /// The first place from `from` on, other than `skip`, that fits the class of a duty of the holder of `skip`.
    fn first(&self, sheet: &Sheet, class: Class, from: usize, skip: usize) -> Option<usize> {
        let not_itself = |found: Option<usize>, next: &dyn Fn(usize) -> Option<usize>| match found {
            Some(i) if i == skip => next(i + 1),
            other => other,
        };
        let next = |from| self.next(class.any, from);
        let any = not_itself(next(from), &next);
        if class.own == NO_SLOT {
            return any;
        }
        let next = |from| self.next_of(sheet, class.own, from, sheet.holder[skip]);
        match (any, not_itself(next(from), &next)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        }
    }

    /// Adds every place from `from` up to (not including) `to`, other than `skip`, that fits the class, in order.
    fn members(
        &self,
        sheet: &Sheet,
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
}

impl Masks {
    /// Puts the events of a sheet into their slots.
    pub(super) fn fill(&mut self, sheet: &Sheet, gates: &Gates<'_>) {
        self.masks.resize(gates.slots, 0);
        for slot in self.touched.drain(..) {
            self.masks[usize::from(slot)] = 0;
        }
        self.unsure = 0;
        for i in 0..sheet.len() {
            self.unsure |= u64::from(!sheet.is_exact(i)) << i;
            for slot in gates.of(sheet, i) {
                let mask = &mut self.masks[usize::from(slot)];
                if *mask == 0 {
                    self.touched.push(slot);
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
    fn is_empty(&self, slot: u16) -> bool {
        self.mask(slot) == 0
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

    fn next_of(&self, sheet: &Sheet, slot: u16, from: usize, holder: u32) -> Option<usize> {
        let mut left = self.mask(slot) & at_least(from);
        while left != 0 {
            let i = left.trailing_zeros() as usize;
            if sheet.holder[i] == holder {
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
    touched: Vec<u16>,
}

impl Lists {
    /// Puts the events of a sheet into their slots.
    pub(super) fn fill(&mut self, sheet: &Sheet, gates: &Gates<'_>) {
        self.lists.resize_with(gates.slots, Vec::new);
        self.by_holder.resize_with(gates.slots, Vec::new);
        self.unsure.resize(gates.slots, false);
        for slot in self.touched.drain(..) {
            self.lists[usize::from(slot)].clear();
            self.by_holder[usize::from(slot)].clear();
            self.unsure[usize::from(slot)] = false;
        }
        for i in 0..sheet.len() {
            for number in gates.of(sheet, i) {
                let slot = usize::from(number);
                // An event that fits two descriptions of one slot stands in it once.
                if self.lists[slot].last() != Some(&(i as u32)) {
                    if self.lists[slot].is_empty() {
                        self.touched.push(number);
                    }
                    self.lists[slot].push(i as u32);
                    self.unsure[slot] |= !sheet.is_exact(i);
                }
            }
        }
        for &slot in self.touched.iter().filter(|&&s| gates.own[usize::from(s)]) {
            let (list, sorted) = (&self.lists[usize::from(slot)], &mut self.by_holder[usize::from(slot)]);
            sorted.extend(list.iter().map(|&i| (sheet.holder[i as usize], i)));
            sorted.sort_unstable();
        }
    }

    pub(super) fn list(&self, slot: u16) -> &[u32] {
        &self.lists[usize::from(slot)]
    }
}

impl Find for Lists {
    fn is_empty(&self, slot: u16) -> bool {
        self.list(slot).is_empty()
    }

    fn has(&self, slot: u16, i: usize) -> bool {
        self.list(slot).binary_search(&(i as u32)).is_ok()
    }

    fn unsure(&self, slot: u16) -> bool {
        self.unsure[usize::from(slot)]
    }

    fn next(&self, slot: u16, from: usize) -> Option<usize> {
        let list = self.list(slot);
        let at = list.partition_point(|&i| (i as usize) < from);
        list.get(at).map(|&i| i as usize)
    }

    fn next_of(&self, _: &Sheet, slot: u16, from: usize, holder: u32) -> Option<usize> {
        let list = &self.by_holder[usize::from(slot)];
        debug_assert_eq!(list.len(), self.list(slot).len(), "a slot asked for by holder is sorted by holder");
        let at = list.partition_point(|&(h, i)| (h, i as usize) < (holder, from));
        list.get(at).filter(|(h, _)| *h == holder).map(|&(_, i)| i as usize)
    }
}
