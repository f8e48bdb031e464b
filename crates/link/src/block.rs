//! Which pairs of records are compared at all: blocking rules to blocks, blocks to pairs, each pair once.
//!
//! A block over the limit is split by the rule's further keys; what cannot be split is counted and reported, never passed over. A
//! pair that an earlier rule has already given is skipped: two records are in one block of that rule exactly where their block numbers agree. What
//! this leaves out: how pairs compare.

use std::borrow::Cow;
use std::io;

use crate::aside::{Item, List, Memory, u32_at};
use crate::table::{FixedSet, Rule, Table, mix};
use crate::terms::Limits;

/// Records that have keys under numbered blocking rules.
pub(crate) trait Keyed {
    /// How many records.
    fn records(&self) -> usize;
    /// How many rules.
    fn rules_len(&self) -> usize;
    /// A rule in words.
    fn rule_name(&self, rule: usize) -> String;
    /// Key of a record under a rule; 0 is none.
    fn key(&self, rule: usize, record: usize) -> u64;
    /// Key that splits an oversized block, in turn; `None` beyond the last.
    fn further(&self, rule: usize, turn: usize, record: usize) -> Option<u64>;
    /// Whether any record may have further keys under a rule.
    fn has_other(&self, _rule: usize) -> bool {
        true
    }
    /// Further keys of a record under a rule, by its other names.
    fn by_other(&self, _rule: usize, _record: usize, _keys: &mut Vec<u64>) {}
    /// Most records that one key of other names may bring together.
    fn by_other_max(&self, _rule: usize, limits: &Limits) -> usize {
        limits.block_records_max
    }
}

impl<T: Table> Keyed for T {
    fn records(&self) -> usize {
        self.len()
    }
    fn rules_len(&self) -> usize {
        self.rules().len()
    }
    fn rule_name(&self, rule: usize) -> String {
        self.rules()[rule].name.to_string()
    }
    fn key(&self, rule: usize, record: usize) -> u64 {
        key_of_record(self, &self.rules()[rule], record)
    }
    fn further(&self, rule: usize, turn: usize, record: usize) -> Option<u64> {
        self.rules()[rule].further.get(turn).map(|part| self.part(*part, record))
    }
    fn by_other(&self, rule: usize, record: usize, keys: &mut Vec<u64>) {
        self.other_keys(&self.rules()[rule], record, keys);
    }
}

/// The blocks of one rule: records in the order of their blocks, and where each block ends.
pub(crate) struct RuleBlocks {
    /// The rule in words.
    pub(crate) name: String,
    members: List<u32>,
    ranges: List<Range>,
    /// Pairs in all blocks, those of earlier rules included.
    pub(crate) pairs: u64,
}

/// Where a block stands among the members.
#[derive(Clone, Copy)]
struct Range {
    from: u32,
    /// Members before this one are not compared with each other: that has been done. The first of the block where nothing has.
    fresh: u32,
    to: u32,
}

impl Item for Range {
    const BYTES: usize = 12;
    fn put(&self, to: &mut Vec<u8>) {
        [self.from, self.fresh, self.to].iter().for_each(|n| n.put(to));
    }
    fn get(from: &[u8]) -> Range {
        let [from, fresh, to] = [0, 4, 8].map(|at| u32_at(from, at));
        Range { from, fresh, to }
    }
}

impl Range {
    fn whole(from: usize, to: usize) -> Range {
        Range { from: from as u32, fresh: from as u32, to: to as u32 }
    }

    /// The first member that the one at a position is compared with.
    fn first_beside(&self, at: u32) -> u32 {
        self.fresh.max(at + 1)
    }
}

/// All blocks of a kind.
pub(crate) struct Blocks {
    /// One entry for each rule.
    pub(crate) rules: Vec<RuleBlocks>,
    /// Number of the block of each record under each rule, record by record; 0 is none.
    numbers: Vec<u32>,
    /// Pairs that only other names bring together, in order.
    pub(crate) by_other_names: Vec<(u32, u32)>,
    /// What was not compared and why, in plain English.
    pub(crate) notes: Vec<String>,
}

impl Blocks {
    /// Makes the blocks of a table, all of them in memory.
    pub(crate) fn make<T: Keyed>(table: &T, limits: &Limits) -> Blocks {
        Blocks::make_within(table, limits, &Memory::unbounded())
            .expect("without a bound nothing is put aside")
    }

    /// Makes the blocks of a table.
    pub(crate) fn make_within<T: Keyed>(table: &T, limits: &Limits, memory: &Memory) -> io::Result<Blocks> {
        let n = table.records();
        if n <= limits.all_pairs_records_max {
            return Ok(Blocks::every_pair(n, None));
        }
        let mut out = Blocks::none(n, table.rules_len());
        for r in 0..table.rules_len() {
            let (members, ranges, _) = rule_blocks(table, r, n, limits, &mut out.notes);
            out.push(table.rule_name(r), members, ranges, memory)?;
        }
        out.by_other_names = by_other_names(table, n, None, limits, &mut out.notes);
        out.keep_new_by_other_names();
        Ok(out)
    }

    /// The blocks of a table whose first `learnt` records say where blocks are cut, for the pairs that hold a `fresh` record: whether two
    /// records are compared hangs on nothing but those first records and the two.
    pub(crate) fn grown<T: Keyed>(
        table: &T,
        learnt: usize,
        fresh: &[bool],
        limits: &Limits,
        memory: &Memory,
    ) -> io::Result<Blocks> {
        let n = table.records();
        if n <= limits.all_pairs_records_max {
            return Ok(Blocks::every_pair(n, Some(fresh)));
        }
        let mut out = Blocks::none(n, table.rules_len());
        let (mut grown, mut largest) = (0, 0);
        for r in 0..table.rules_len() {
            let (.., cuts) = rule_blocks(table, r, learnt, limits, &mut Vec::new());
            let (members, ranges) = cuts.blocks(table, r, fresh);
            for range in &ranges {
                let size = (range.to - range.from) as usize;
                grown += usize::from(size > limits.block_records_max);
                largest = largest.max(size);
            }
            out.push(table.rule_name(r), members, ranges, memory)?;
        }
        if grown > 0 {
            out.notes.push(format!(
                "{grown} blocks have grown beyond {} records, the largest to {largest}; they are compared whole.",
                limits.block_records_max
            ));
        }
        out.by_other_names = by_other_names(table, learnt, Some(fresh), limits, &mut Vec::new());
        out.keep_new_by_other_names();
        Ok(out)
    }

    /// No blocks yet.
    fn none(n: usize, rules: usize) -> Blocks {
        Blocks {
            rules: Vec::with_capacity(rules),
            numbers: vec![0; n * rules],
            by_other_names: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds the blocks of the next rule.
    fn push(
        &mut self,
        name: String,
        members: Vec<u32>,
        ranges: Vec<Range>,
        memory: &Memory,
    ) -> io::Result<()> {
        let (r, rules) = (self.rules.len(), self.rules.capacity());
        let mut pairs = 0;
        for (number, range) in ranges.iter().enumerate() {
            pairs += pairs_of(u64::from(range.to - range.from));
            for &record in &members[range.from as usize..range.to as usize] {
                self.numbers[record as usize * rules + r] = number as u32 + 1;
            }
        }
        let (members, ranges) = (List::kept(members, memory)?, List::kept(ranges, memory)?);
        self.rules.push(RuleBlocks { name, members, ranges, pairs });
        Ok(())
    }

    /// Bytes that stay in memory while pairs are compared.
    pub(crate) fn bytes_held(&self) -> u64 {
        4 * self.numbers.len() as u64 + 8 * self.by_other_names.len() as u64
    }

    /// Leaves out pairs of other names that a rule has given.
    fn keep_new_by_other_names(&mut self) {
        let mut pairs = std::mem::take(&mut self.by_other_names);
        pairs.retain(|&(a, b)| !self.found_before(self.rules.len(), a, b));
        self.by_other_names = pairs;
    }

    /// One block of all records, those that are not fresh first.
    fn every_pair(n: usize, fresh: Option<&[bool]>) -> Blocks {
        let mut members: Vec<u32> = (0..n as u32).collect();
        let mut range = Range::whole(0, n);
        if let Some(fresh) = fresh {
            members.sort_by_key(|record| fresh[*record as usize]);
            range.fresh = members.partition_point(|record| !fresh[*record as usize]) as u32;
        }
        let all = RuleBlocks {
            name: EVERY_PAIR.to_string(),
            members: List::of(members),
            ranges: List::of(if n > 1 { vec![range] } else { Vec::new() }),
            pairs: pairs_of(n as u64),
        };
        Blocks { rules: vec![all], numbers: vec![0; n], by_other_names: Vec::new(), notes: Vec::new() }
    }

    /// Whether a rule before number `rule` has two records in one block.
    fn found_before(&self, rule: usize, a: u32, b: u32) -> bool {
        let width = self.rules.len();
        let of = |record: u32| &self.numbers[record as usize * width..record as usize * width + rule];
        of(a).iter().zip(of(b)).any(|(x, y)| x == y && *x != 0)
    }

    /// Reads the numbers of some records, so that memory brings all of them at once and not one after the other.
    fn bring_near(&self, records: &[u32]) {
        let width = self.rules.len();
        let first = |record: &u32| self.numbers[*record as usize * width];
        std::hint::black_box(records.iter().fold(0, |seen, record| seen ^ first(record)));
    }

    /// Whether any rule, or other names, bring two records (the lower first) together.
    pub(crate) fn holds(&self, a: u32, b: u32) -> bool {
        let every = self.rules.len() == 1 && self.rules[0].name == EVERY_PAIR;
        every
            || self.found_before(self.rules.len(), a, b)
            || self.by_other_names.binary_search(&(a, b)).is_ok()
    }

    /// The first rule that brings two records (the lower first) together.
    pub(crate) fn first_rule(&self, a: u32, b: u32) -> Option<usize> {
        if self.rules.len() == 1 && self.rules[0].name == EVERY_PAIR {
            return Some(0);
        }
        (0..self.rules.len()).find(|rule| self.found_before(rule + 1, a, b))
    }

    /// The blocks of a rule, brought into memory where they are aside.
    pub(crate) fn open(&self, rule: usize) -> io::Result<OpenRule<'_>> {
        let of = &self.rules[rule];
        let (members, ranges) = (of.members.in_memory()?, of.ranges.in_memory()?);
        Ok(OpenRule { blocks: self, rule, members, ranges })
    }

    /// The blocks of a rule that is in memory.
    pub(crate) fn held(&self, rule: usize) -> OpenRule<'_> {
        self.open(rule).expect("without a bound nothing is put aside")
    }
}

/// The blocks of one rule in memory.
pub(crate) struct OpenRule<'a> {
    blocks: &'a Blocks,
    rule: usize,
    members: Cow<'a, [u32]>,
    ranges: Cow<'a, [Range]>,
}

impl OpenRule<'_> {
    /// Positions at which the pairs of a rule fall into about equal parts, first and last included.
    pub(crate) fn cuts(&self, parts: usize) -> Vec<u32> {
        let mut cuts = vec![0];
        let mut seen = 0u64;
        let all = self.pairs_in_all();
        for range in self.ranges.iter() {
            for at in range.from..range.to {
                while seen * parts as u64 >= all.max(1) * cuts.len() as u64 && cuts.len() < parts {
                    cuts.push(at);
                }
                seen += u64::from(range.to - range.first_beside(at));
            }
        }
        cuts.resize(parts, self.members.len() as u32);
        cuts.push(self.members.len() as u32);
        cuts
    }

    /// Pairs that the rule gives, those of earlier rules included.
    pub(crate) fn pairs_in_all(&self) -> u64 {
        let of_range = |r: &Range| pairs_of(u64::from(r.to - r.from)) - pairs_of(u64::from(r.fresh - r.from));
        self.ranges.iter().map(of_range).sum()
    }

    /// Every pair (lower record first) whose first member stands from `from` to before `to`, but for those that earlier rules gave.
    pub(crate) fn pairs(&self, from: u32, to: u32, each: impl FnMut(u32, u32)) {
        self.walk(from, to, &mut Each(each));
    }

    /// As [`OpenRule::pairs`], for who wants large blocks whole.
    pub(crate) fn walk(&self, from: u32, to: u32, walker: &mut impl Walk) {
        let first = self.ranges.partition_point(|r| r.to <= from);
        let mut said = from as usize;
        let mut numbers = Vec::new();
        for range in self.ranges[first..].iter().take_while(|r| r.from < to) {
            let members = &self.members[..range.to as usize];
            let (start, end) = (from.max(range.from), to.min(range.to));
            if (range.to - start) as usize >= walker.whole_from() {
                walker.group(&self.group(range, start, end, &mut numbers));
                said = said.max(range.to as usize);
                continue;
            }
            for at in start..end {
                if at as usize + AHEAD > said && said < self.members.len() {
                    let some = &self.members[said..self.members.len().min(said.max(at as usize) + 2 * AHEAD)];
                    self.blocks.bring_near(some);
                    walker.coming(some);
                    said += some.len();
                }
                let a = members[at as usize];
                for &b in &members[range.first_beside(at) as usize..] {
                    if !self.blocks.found_before(self.rule, a, b) {
                        walker.pair(a.min(b), a.max(b));
                    }
                }
            }
        }
    }

    /// The members of a block from a position on; those before `end` come first in pairs.
    fn group<'g>(&'g self, range: &Range, start: u32, end: u32, numbers: &'g mut Vec<u32>) -> Group<'g> {
        let members = &self.members[start as usize..range.to as usize];
        let width = self.blocks.rules.len();
        numbers.clear();
        for rule in 0..self.rule {
            numbers.extend(members.iter().map(|record| self.blocks.numbers[*record as usize * width + rule]));
        }
        let fresh = range.fresh.saturating_sub(start) as usize;
        Group { members, firsts: (end - start) as usize, fresh, numbers }
    }
}

/// What goes through the pairs of a rule.
pub(crate) trait Walk {
    /// Fewest members of a block that is handed on whole.
    fn whole_from(&self) -> usize {
        usize::MAX
    }
    /// Records whose pairs come next, some at a time.
    fn coming(&mut self, _records: &[u32]) {}
    /// A pair, lower record first, that no earlier rule gave.
    fn pair(&mut self, a: u32, b: u32);
    /// A block, in the place of its pairs.
    fn group(&mut self, _group: &Group<'_>) {}
}

/// Goes through pairs one by one.
struct Each<F>(F);

impl<F: FnMut(u32, u32)> Walk for Each<F> {
    fn pair(&mut self, a: u32, b: u32) {
        self.0(a, b);
    }
}

/// Members of one block of which some come first in pairs, each with those after it.
pub(crate) struct Group<'g> {
    pub(crate) members: &'g [u32],
    /// How many members come first in pairs.
    pub(crate) firsts: usize,
    /// Members before this one are not compared with each other.
    fresh: usize,
    /// For each earlier rule, the numbers of the members' blocks; 0 is none.
    numbers: &'g [u32],
}

impl<'g> Group<'g> {
    /// Members of a block of the first rule, those before `fresh` not compared with each other.
    #[cfg(test)]
    pub(crate) fn of(members: &'g [u32], firsts: usize, fresh: usize) -> Group<'g> {
        Group { members, firsts, fresh, numbers: &[] }
    }

    /// The first member that the one at a place is compared with.
    pub(crate) fn first_beside(&self, at: usize) -> usize {
        self.fresh.max(at + 1)
    }

    /// For the member at a place and each from another on, whether an earlier rule gave the pair: any number but 0 where one did.
    pub(crate) fn given_before(&self, at: usize, from: usize, given: &mut Vec<u32>) {
        let n = self.members.len();
        given.clear();
        given.resize(n - from, 0);
        for numbers in self.numbers.chunks_exact(n) {
            let own = numbers[at];
            if own != 0 {
                for (given, other) in given.iter_mut().zip(&numbers[from..]) {
                    *given |= u32::from(*other == own);
                }
            }
        }
    }
}

/// Members of blocks that are told ahead of their pairs.
const AHEAD: usize = 16;

/// The one rule where all pairs are compared.
const EVERY_PAIR: &str = "every pair";

/// How many pairs a block gives.
pub(crate) fn pairs_of(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

fn key_of_record<T: Table>(table: &T, rule: &Rule, record: usize) -> u64 {
    let mut key = 0;
    for part in rule.parts {
        match table.part(*part, record) {
            0 => return 0,
            of_part => key = mix(key, of_part),
        }
    }
    key
}

/// A run of members that share a key, how many further keys have split it, and the key of all these.
#[derive(Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
    splits: usize,
    path: u64,
}

/// Where the blocks of a rule were cut: keys under which further keys split, and keys whose records were left out of the rule.
#[derive(Default)]
struct Cuts {
    split: FixedSet<u64>,
    left_out: FixedSet<u64>,
}

impl Cuts {
    /// The key of the block that a record is in, by the cuts alone; 0 where it is in none.
    fn block_of<T: Keyed>(&self, table: &T, rule: usize, record: usize) -> u64 {
        let (mut path, mut splits) = (table.key(rule, record), 0);
        while path != 0 && self.split.contains(&path) {
            path = match table.further(rule, splits, record) {
                None | Some(0) => 0,
                Some(further) => mix(path, further),
            };
            splits += 1;
        }
        if self.left_out.contains(&path) { 0 } else { path }
    }

    /// The blocks of all records, in each those that are not fresh first.
    fn blocks<T: Keyed>(&self, table: &T, rule: usize, fresh: &[bool]) -> (Vec<u32>, Vec<Range>) {
        let mut keyed: Vec<(u64, bool, u32)> = (0..table.records())
            .map(|record| (self.block_of(table, rule, record), fresh[record], record as u32))
            .filter(|(path, ..)| *path != 0)
            .collect();
        keyed.sort_unstable();
        let (mut ranges, mut from) = (Vec::new(), 0);
        for block in keyed.chunk_by(|a, b| a.0 == b.0) {
            let mut range = Range::whole(from, from + block.len());
            range.fresh += block.partition_point(|(_, fresh, _)| !fresh) as u32;
            from += block.len();
            if block.len() > 1 {
                ranges.push(range);
            }
        }
        (keyed.iter().map(|(.., record)| *record).collect(), ranges)
    }
}

impl Run {
    fn len(&self) -> usize {
        self.to - self.from
    }
}

/// Smallest size to which blocks are split to save pairs.
const SPLIT_RECORDS_MIN: usize = 16;

/// The blocks of the first so many records under a rule, and where they were cut.
fn rule_blocks<T: Keyed>(
    table: &T,
    rule: usize,
    records: usize,
    limits: &Limits,
    notes: &mut Vec<String>,
) -> (Vec<u32>, Vec<Range>, Cuts) {
    let mut cuts = Cuts::default();
    let mut keyed: Vec<(u64, u32)> = (0..records)
        .filter_map(|record| match table.key(rule, record) {
            0 => None,
            key => Some((key, record as u32)),
        })
        .collect();
    let mut runs = runs_of(&mut keyed, None);
    let pairs_max = (records * limits.rule_pairs_per_record_max) as u64;
    let total = |runs: &[Run]| runs.iter().map(|r| pairs_of(r.len() as u64)).sum::<u64>();
    let mut size_max = limits.block_records_max;
    let mut uncompared = 0;
    let mut split = 0;
    loop {
        let mut next = Vec::with_capacity(runs.len());
        let mut waiting = std::mem::take(&mut runs);
        waiting.reverse();
        while let Some(run) = waiting.pop() {
            if run.len() <= size_max {
                next.push(run);
            } else if table.further(rule, run.splits, 0).is_some() {
                split += 1;
                cuts.split.insert(run.path);
                let members = &mut keyed[run.from..run.to];
                for m in members.iter_mut() {
                    m.0 = table.further(rule, run.splits, m.1 as usize).unwrap_or(0);
                }
                let parts = runs_of(members, Some(run));
                uncompared += run.len() - parts.iter().map(Run::len).sum::<usize>();
                waiting.extend(parts.into_iter().rev());
            } else if run.len() <= limits.block_records_max {
                next.push(run);
            } else {
                cuts.left_out.insert(run.path);
                uncompared += run.len();
            }
        }
        runs = next;
        if total(&runs) <= pairs_max || size_max <= SPLIT_RECORDS_MIN {
            break;
        }
        size_max /= 2;
    }
    if split + uncompared > 0 {
        notes.push(format!(
            "The blocking rule \"{}\" gave blocks too large to compare whole: {split} were split by further keys, and {uncompared} records were then \
             alone or still among too many and were left out of this rule. Other rules may still have compared them.",
            table.rule_name(rule)
        ));
    }
    // In the order of their first records: neighbours among the records are near each other in memory, and often of one block.
    runs.sort_unstable_by_key(|run| keyed[run.from].1);
    // Records that are alone are in no block.
    let mut members = Vec::with_capacity(runs.iter().map(Run::len).sum());
    let mut ranges = Vec::with_capacity(runs.len());
    for run in runs {
        ranges.push(Range::whole(members.len(), members.len() + run.len()));
        members.extend(keyed[run.from..run.to].iter().map(|(_, record)| *record));
    }
    (members, ranges, cuts)
}

/// Sorts keyed records and gives the runs of two or more with one key that is not 0: of all records, or of a run that is split.
fn runs_of(keyed: &mut [(u64, u32)], whole: Option<Run>) -> Vec<Run> {
    keyed.sort_unstable();
    let mut runs = Vec::new();
    let (offset, splits) = whole.map_or((0, 0), |run| (run.from, run.splits + 1));
    let mut from = 0;
    for run in keyed.chunk_by(|a, b| a.0 == b.0) {
        let to = from + run.len();
        let key = run[0].0;
        if run.len() > 1 && key != 0 {
            let path = whole.map_or(key, |whole| mix(whole.path, key));
            runs.push(Run { from: offset + from, to: offset + to, splits, path });
        }
        from = to;
    }
    runs
}

/// Pairs of which at least one record has the key by another of its names, and at least one is fresh; which keys are too common is told by
/// the first `learnt` records.
fn by_other_names<T: Keyed>(
    table: &T,
    learnt: usize,
    fresh: Option<&[bool]>,
    limits: &Limits,
    notes: &mut Vec<String>,
) -> Vec<(u32, u32)> {
    let wanted = |a: u32, b: u32| a != b && fresh.is_none_or(|f| f[a as usize] || f[b as usize]);
    let mut pairs = Vec::new();
    let mut keys = Vec::new();
    let mut too_large = 0;
    for rule in (0..table.rules_len()).filter(|rule| table.has_other(*rule)) {
        let mut others: Vec<(u64, u32)> = Vec::new();
        for record in 0..table.records() {
            keys.clear();
            table.by_other(rule, record, &mut keys);
            others.extend(keys.iter().map(|k| (*k, record as u32)));
        }
        if others.is_empty() {
            continue;
        }
        others.sort_unstable();
        others.dedup();
        let mut known: Vec<(u64, u32)> = Vec::new();
        for record in 0..table.records() {
            let key = table.key(rule, record);
            if key != 0 && others.binary_search_by_key(&key, |o| o.0).is_ok() {
                known.push((key, record as u32));
            }
        }
        known.sort_unstable();
        for group in others.chunk_by(|a, b| a.0 == b.0) {
            let start = known.partition_point(|k| k.0 < group[0].0);
            let same = known[start..].iter().take_while(|k| k.0 == group[0].0).map(|k| k.1);
            let all: Vec<u32> = group.iter().map(|o| o.1).chain(same).collect();
            let common = all.iter().filter(|record| (**record as usize) < learnt).count();
            if common > table.by_other_max(rule, limits) {
                too_large += group.len();
                continue;
            }
            for (i, &a) in all.iter().enumerate().take(group.len()) {
                pairs.extend(all[i + 1..].iter().filter(|b| wanted(a, **b)).map(|&b| (a.min(b), a.max(b))));
            }
        }
    }
    if too_large > 0 {
        notes.push(format!("{too_large} other names are too common to be compared by themselves; they counted only where another rule brought two records together."));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::table::{Cache, Comparison, Part, Pattern};

    /// Records of bare key parts: two rules of two parts each, and other keys for the first rule.
    #[derive(Debug)]
    struct Keys {
        parts: Vec<[u64; 3]>,
        others: Vec<Option<u64>>,
    }

    static RULES: [Rule; 3] = [
        Rule { name: "first", parts: &[Part::Surname], further: &[Part::Forename, Part::Outward] },
        Rule { name: "second", parts: &[Part::Forename, Part::Outward], further: &[] },
        Rule { name: "third", parts: &[Part::Outward], further: &[] },
    ];

    impl Table for Keys {
        fn comparisons(&self) -> &'static [Comparison] {
            &[]
        }
        fn rules(&self) -> &'static [Rule] {
            &RULES
        }
        fn len(&self) -> usize {
            self.parts.len()
        }
        fn part(&self, part: Part, record: usize) -> u64 {
            let at = [Part::Surname, Part::Forename, Part::Outward].iter().position(|p| *p == part);
            at.map_or(0, |at| self.parts[record][at])
        }
        fn other_keys(&self, rule: &Rule, record: usize, keys: &mut Vec<u64>) {
            if rule.name == "first" {
                keys.extend(self.others[record].map(|k| mix(0, k)));
            }
        }
        fn compare(&self, _: usize, _: usize, _: &mut Cache) -> Pattern {
            0
        }
        fn share(&self, _: usize, _: usize, _: usize) -> f64 {
            1.0
        }
        fn conflict(&self, _: usize, _: usize, _: Pattern) -> Option<&'static str> {
            None
        }
        fn words(&self, _: usize, _: usize) -> String {
            String::new()
        }
        fn trains(&self) -> bool {
            false
        }
    }

    fn found(blocks: &Blocks, parts: usize) -> Vec<(u32, u32)> {
        let mut out = blocks.by_other_names.clone();
        for rule in 0..blocks.rules.len() {
            let blocks = blocks.held(rule);
            for cut in blocks.cuts(parts).windows(2) {
                blocks.pairs(cut[0], cut[1], |a, b| out.push((a, b)));
            }
        }
        out
    }

    /// Takes every block of so many members whole, and its pairs from it.
    struct Whole {
        from: usize,
        found: Vec<(u32, u32)>,
    }

    impl Walk for Whole {
        fn whole_from(&self) -> usize {
            self.from
        }
        fn pair(&mut self, a: u32, b: u32) {
            self.found.push((a, b));
        }
        fn group(&mut self, group: &Group<'_>) {
            let mut given = Vec::new();
            assert!(group.members.len() >= self.from);
            for at in 0..group.firsts {
                let from = group.first_beside(at).min(group.members.len());
                group.given_before(at, from, &mut given);
                for (b, given) in group.members[from..].iter().zip(&given) {
                    if *given == 0 {
                        let a = group.members[at];
                        self.found.push((a.min(*b), a.max(*b)));
                    }
                }
            }
        }
    }

    /// The pairs of all rules where large blocks are taken whole.
    fn found_whole(blocks: &Blocks, parts: usize, from: usize) -> Vec<(u32, u32)> {
        let mut whole = Whole { from, found: blocks.by_other_names.clone() };
        for rule in 0..blocks.rules.len() {
            let blocks = blocks.held(rule);
            for cut in blocks.cuts(parts).windows(2) {
                blocks.walk(cut[0], cut[1], &mut whole);
            }
        }
        whole.found
    }

    /// Every pair, every rule: the slow and obvious way.
    fn slow(table: &Keys) -> BTreeSet<(u32, u32)> {
        let n = table.len() as u32;
        let keys = |rule: &Rule, record: u32| {
            let mut keys = Vec::new();
            table.other_keys(rule, record as usize, &mut keys);
            keys.push(key_of_record(table, rule, record as usize));
            keys.retain(|k| *k != 0);
            keys
        };
        let share =
            |a: u32, b: u32| RULES.iter().any(|rule| keys(rule, a).iter().any(|k| keys(rule, b).contains(k)));
        (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).filter(|(a, b)| share(*a, *b)).collect()
    }

    fn records() -> impl Strategy<Value = Keys> {
        let part = || 0u64..4;
        let record = ([part(), part(), part()], proptest::option::weighted(0.3, 1u64..4));
        prop::collection::vec(record, 0..40).prop_map(|rows| {
            let (parts, others) = rows.into_iter().unzip();
            Keys { parts, others }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_pair_that_shares_a_key_comes_once(table in records(), parts in 1usize..5) {
            let limits = Limits { all_pairs_records_max: 0, rule_pairs_per_record_max: 1_000, ..Limits::default() };
            let pairs = found(&Blocks::make(&table, &limits), parts);
            let once: BTreeSet<(u32, u32)> = pairs.iter().copied().collect();
            prop_assert_eq!(once.len(), pairs.len(), "a pair came twice");
            prop_assert_eq!(once, slow(&table));
            for from in 2..6 {
                prop_assert_eq!(&found_whole(&Blocks::make(&table, &limits), parts, from), &pairs, "blocks from {}", from);
            }
        }

        /// Records that are added bring the pairs they would have brought from the start, and no pair of others comes again.
        #[test]
        fn pairs_with_a_fresh_record_are_those_of_all(
            table in records(),
            size in 2usize..8,
            learnt in 0usize..40,
            fresh in prop::collection::vec(any::<bool>(), 40),
            parts in 1usize..4,
        ) {
            let limits = Limits { all_pairs_records_max: 0, block_records_max: size, ..Limits::default() };
            let learnt = learnt.min(table.len());
            let held = Memory::unbounded();
            let grown = |fresh: &[bool]| Blocks::grown(&table, learnt, &fresh[..table.len()], &limits, &held).unwrap();
            let all: BTreeSet<(u32, u32)> = found(&grown(&[true; 40]), parts).into_iter().collect();
            let some = found(&grown(&fresh), parts);
            prop_assert_eq!(&found_whole(&grown(&fresh), parts, 3), &some);
            let once: BTreeSet<(u32, u32)> = some.iter().copied().collect();
            prop_assert_eq!(once.len(), some.len(), "a pair came twice");
            let wanted = all.iter().copied().filter(|(a, b)| fresh[*a as usize] || fresh[*b as usize]);
            prop_assert_eq!(once, wanted.collect::<BTreeSet<_>>());
            let whole = Blocks::grown(&table, table.len(), &[true; 40][..table.len()], &limits, &held).unwrap();
            let made: BTreeSet<(u32, u32)> = found(&Blocks::make(&table, &limits), parts).into_iter().collect();
            prop_assert_eq!(found(&whole, parts).into_iter().collect::<BTreeSet<_>>(), made);
        }

        /// Oversized blocks are split or left out, and what is left out is said.
        #[test]
        fn what_is_left_out_is_said(table in records(), size in 2usize..6) {
            let limits = Limits { all_pairs_records_max: 0, block_records_max: size, ..Limits::default() };
            let blocks = Blocks::make(&table, &limits);
            let pairs = found(&blocks, 2);
            let once: BTreeSet<(u32, u32)> = pairs.iter().copied().collect();
            prop_assert_eq!(once.len(), pairs.len(), "a pair came twice");
            let all = slow(&table);
            prop_assert!(once.is_subset(&all));
            prop_assert!(once == all || !blocks.notes.is_empty(), "pairs are missing and no note says so");
        }
    }
}
