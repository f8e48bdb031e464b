//! Weights of features learnt without labels.
//!
//! Pairs are of one of five classes: one person at one place, one person who has moved, relatives at one place, strangers at one place
//! (neighbours, a shared house), strangers elsewhere; without places, of three. Within a class features are independent. u comes from
//! random pairs, all else by expectation and maximisation (Dempster, Laird, Rubin, 1977) over counts of patterns. What this leaves
//! out: how common a value is, which enters when a pair is weighed.

use std::io;

use super::beside::{Beside, MEMBERS_MIN};
use super::compare::{Levels, level_of};
use super::features::{FEATURES_MAX, Features};
use super::levels::{Sort, name};
use super::shares::{Shares, Sums};
use super::{ColumnTerms, ComparisonInfo, Records};
use crate::block::{Blocks, Group, Walk, pairs_of};
use crate::table::{Cache, FixedMap, mix};
use crate::weights::kin_share;

/// Levels of a feature, level 0 included.
pub(super) const LEVELS_MAX: usize = 16;
/// While training, agreement on a value of ordinary and of great frequency have levels of their own beside level 1, which keeps the rare
/// ones: otherwise namesakes with common names pass for one person and spoil what is learnt.
const BANDS: [usize; 3] = [1, 14, 15];
/// A value is rare below this part of the average, and common above this multiple.
const BAND_RATIO: f64 = 3.0;
pub(super) type Table = [[f64; LEVELS_MAX]; FEATURES_MAX];

/// Random pairs for u.
const RANDOM_PAIRS: u64 = 1_000_000;
/// Fewest pairs that are one by which weights are learnt.
const ONE_PAIRS_MIN: f64 = 20.0;
/// Fewest random pairs of strangers at one place by which their share is told.
const RANDOM_HERE_MIN: f64 = 20.0;
/// Weight of documented shares against counted ones, in pairs.
const PRIOR_PAIRS: f64 = 20.0;
const U_PRIOR_PAIRS: f64 = 10.0;
const ROUNDS_MAX: usize = 300;
/// Training is done from a second start, with this many times the pairs that are one and the square of it the relatives, where there are at
/// most so many patterns; both ends agree where the logarithms of their shares differ by no more than this.
const SECOND_START_TIMES: f64 = 5.0;
const SECOND_START_PATTERNS_MAX: usize = 50_000;
const SETTLED_LN_MAX: f64 = 0.05;
/// A field tells pairs apart where its weights come to this many bits, each level counted as often as pairs show it.
const TELLS_BITS_MIN: f64 = 0.1;
/// Training has converged when no share moves by more than this.
const CHANGE_MAX: f64 = 1e-5;

/// The classes of pairs, in the order in which their shares are held.
pub(super) const CLASSES: usize = 5;
pub(super) const ONE_HERE: usize = 0;
pub(super) const ONE_MOVED: usize = 1;
pub(super) const KIN_HERE: usize = 2;
pub(super) const STRANGERS_HERE: usize = 3;
pub(super) const STRANGERS: usize = 4;

/// The trained parameters.
#[derive(Clone)]
pub(super) struct Model {
    /// Share of all pairs in each class.
    pub(super) class: [f64; CLASSES],
    pub(super) m: Table,
    pub(super) u: Table,
    /// Relatives, for features in which they come out as one person would.
    pub(super) r: Table,
    /// Features of place, of one person or relatives at one place.
    pub(super) here: Table,
    /// Features of place, of strangers at one place: mostly a hostel, a care home or a block, which many records give.
    pub(super) crowd: Table,
    /// Features of place, of one person who has moved.
    pub(super) moved: Table,
    pub(super) rounds: usize,
    pub(super) converged: bool,
    /// Records beside the first that are expected to have a value because they are of the same person.
    pub(super) partners: [f64; FEATURES_MAX],
    pub(super) has_place: bool,
    /// Share of records whose value lies in each band.
    pub(super) bands: [[f64; 3]; FEATURES_MAX],
}

impl Model {
    /// A model of nothing, to be filled.
    pub(super) fn empty() -> Model {
        let ones = [[1.0; LEVELS_MAX]; FEATURES_MAX];
        Model {
            class: [0.0; CLASSES],
            m: ones,
            u: ones,
            r: ones,
            here: ones,
            crowd: ones,
            moved: ones,
            rounds: 0,
            converged: false,
            partners: [0.0; FEATURES_MAX],
            has_place: false,
            bands: [[1.0, 0.0, 0.0]; FEATURES_MAX],
        }
    }

    fn documented(features: &Features) -> Model {
        let mut m = [[1.0; LEVELS_MAX]; FEATURES_MAX];
        let mut u = m;
        for (f, feature) in features.features.iter().enumerate() {
            for (l, spec) in feature.sort.levels().iter().enumerate() {
                (m[f][l + 1], u[f][l + 1]) = (spec.m, spec.u);
            }
        }
        let has_place = features.features.iter().any(|f| f.sort.place());
        let lambda = 1.0 / features.len.clamp(10, 1_000_000) as f64;
        let mut class = [0.7 * lambda, 0.3 * lambda, lambda, lambda, 0.0];
        if !has_place {
            class = [0.0, lambda, lambda, 0.0, 0.0];
        }
        // Only people have relatives.
        if !features.features.iter().any(|f| matches!(f.sort, Sort::Forename | Sort::Surname | Sort::Born)) {
            class[KIN_HERE] = 0.0;
        }
        class[STRANGERS] = 1.0 - class.iter().sum::<f64>();
        Model { class, m, u, r: m, here: m, crowd: m, moved: u, has_place, ..Model::empty() }
    }

    /// Share of a class at a level of a feature.
    pub(super) fn share(&self, features: &Features, class: usize, f: usize, level: usize) -> f64 {
        let sort = features.features[f].sort;
        if sort.place() {
            return match class {
                ONE_HERE => self.here[f][level],
                STRANGERS_HERE => self.crowd[f][level],
                KIN_HERE if self.has_place => self.here[f][level],
                ONE_MOVED => self.moved[f][level],
                _ => self.u[f][level],
            };
        }
        match class {
            ONE_HERE | ONE_MOVED => self.m[f][level],
            KIN_HERE => kin_share(sort.kin(), level, self.m[f][level], self.r[f][level], self.u[f][level]),
            _ => self.u[f][level],
        }
    }

    /// Share of each class times what the levels come to in it.
    pub(super) fn classes(&self, features: &Features, levels: Levels) -> [f64; CLASSES] {
        let mut out = self.class;
        for (class, of) in out.iter_mut().enumerate() {
            if *of == 0.0 {
                continue;
            }
            for f in 0..features.width() {
                let level = level_of(levels, f);
                if level != 0 {
                    *of *= self.share(features, class, f, level);
                }
            }
        }
        out
    }

    /// The comparisons as they were weighed.
    pub(super) fn info(&self, features: &Features) -> Vec<ComparisonInfo> {
        let of = |f: usize| {
            let feature = &features.features[f];
            let specs = feature.sort.levels().iter().enumerate();
            let levels = specs.map(|(i, spec)| {
                let m = if feature.sort.place() {
                    let (here, moved) = (self.class[ONE_HERE], self.class[ONE_MOVED]);
                    (here * self.here[f][i + 1] + moved * self.moved[f][i + 1]) / (here + moved)
                } else {
                    self.m[f][i + 1]
                };
                let u = self.u[f][i + 1];
                (spec.words, m, u, (m / u).log2())
            });
            ComparisonInfo { name: feature.name.clone(), levels: levels.collect() }
        };
        (0..features.width()).map(of).collect()
    }
}

/// Pairs a task compares: all, or those across sources.
fn all_pairs(records: &Records, terms: &ColumnTerms) -> f64 {
    let n = records.len() as u64;
    let mut out = pairs_of(n) as f64;
    // Where no record names a source there is one.
    let mut sizes: Vec<u64> = if records.source.is_empty() { vec![n] } else { Vec::new() };
    for &source in &records.source {
        let at = source as usize;
        if sizes.len() <= at {
            sizes.resize(at + 1, 0);
        }
        sizes[at] += 1;
    }
    for (source, &size) in sizes.iter().enumerate() {
        let once = records.once_each.get(source).copied().unwrap_or(false);
        if once || !terms.within_sources {
            out -= pairs_of(size) as f64;
        }
    }
    out.max(1.0)
}

/// Whether a task compares two records at all.
pub(super) fn compared(records: &Records, terms: &ColumnTerms, a: u32, b: u32) -> bool {
    let (a, b) = (a as usize, b as usize);
    !records.excluded(a, b) && (terms.within_sources || records.source_of(a) != records.source_of(b))
}

/// Pairs of each rule with how they compare, where training has compared every one of them: who weighs them need not compare again.
pub(super) type Compared = Vec<Vec<(u32, u32, Levels)>>;

/// Trains, or keeps the documented parameters where there is too little to train on.
pub(super) fn train(
    features: &Features,
    blocks: &Blocks,
    records: &Records,
    terms: &ColumnTerms,
    notes: &mut Vec<String>,
) -> io::Result<(Model, Option<Compared>)> {
    let mut model = Model::documented(features);
    if features.len < 20 {
        notes.push("Fewer than 20 records: the documented weights were used.".to_string());
        return Ok((model, None));
    }
    if super::bodies::only_bodies(features) {
        notes.push("Only names of bodies are compared: the documented weights were used.".to_string());
        return Ok((model, None));
    }
    let drawn = draw(features, records, terms);
    let average = random_shares(features, &drawn, &model, None).map(|of| of[1]);
    model.split_bands(features, &average);
    let random = random_shares(features, &drawn, &model, Some(&average));
    let at_random = patterns_of(features, &drawn, &average);
    drop(drawn);
    model.u = random;
    model.moved = random;
    let (counts, compared) = count_patterns(features, blocks, records, terms, &average)?;
    let mut cache = Cache::new();
    let known = Known {
        counts,
        at_random,
        labelled: labelled(terms, features.len, notes)
            .into_iter()
            .map(|(a, b, same)| {
                let levels = features.compare(a as usize, b as usize, &mut cache);
                (banded(features, &average, a, b, levels), same)
            })
            .collect(),
        all: all_pairs(records, terms),
        documented: model.clone(),
    };
    model = known.learn(features, &model);
    let one = model.class[ONE_HERE] + model.class[ONE_MOVED];
    if one * known.all < ONE_PAIRS_MIN && known.labelled.is_empty() {
        notes.push(format!(
            "Training expected {:.0} pairs to be one, and needs {ONE_PAIRS_MIN:.0}: the documented weights were used.",
            one * known.all
        ));
        return Ok((Model::documented(features), compared));
    }
    notes.push(format!(
        "Weights were learnt from {} records in {} patterns of agreement{}, {} rounds, {}. Of all pairs, 1 in {:.0} is expected to be one and 1 in {:.0} relatives.",
        features.len,
        known.counts.len(),
        match known.labelled.len() {
            0 => String::new(),
            n => format!(" and {n} pairs whose truth was given"),
        },
        model.rounds,
        if model.converged { "converged" } else { "not converged when the limit of rounds was reached" },
        1.0 / one.max(1e-12),
        1.0 / model.class[KIN_HERE].max(1e-12),
    ));
    known.settled(features, &model, notes);
    warnings(features, &model, &known.compared_in_one(features, &model), notes);
    model.join_bands(features, known.all);
    Ok((model, compared))
}

/// Pairs whose truth is given, each once, in the order of their records.
fn labelled(terms: &ColumnTerms, records: usize, notes: &mut Vec<String>) -> Vec<(u32, u32, bool)> {
    let mut out: Vec<(u32, u32, bool)> =
        terms.labels.iter().map(|d| (d.left.min(d.right), d.left.max(d.right), d.same)).collect();
    out.sort_unstable();
    out.dedup();
    let given = out.len();
    let pairs: Vec<(u32, u32)> = out.iter().map(|l| (l.0, l.1)).collect();
    let twice = |a: u32, b: u32| {
        pairs.iter().skip(pairs.partition_point(|p| *p < (a, b))).take(2).filter(|p| **p == (a, b)).count()
            > 1
    };
    out.retain(|&(a, b, _)| a != b && (b as usize) < records && !twice(a, b));
    if out.len() < given {
        notes.push(format!(
            "{} labels were not used: they are about one record, about a record that is not there, or contradict each other.",
            given - out.len()
        ));
    }
    out
}

/// What training goes by.
struct Known {
    counts: Counts,
    /// Patterns of random pairs: the blocked ones do not show how many strangers live at one place, for most of those agree in nothing else.
    at_random: Counts,
    /// Patterns of pairs whose truth is given.
    labelled: Vec<(Levels, bool)>,
    all: f64,
    documented: Model,
}

impl Known {
    /// Expectation and maximisation until no share moves.
    fn learn(&self, features: &Features, start: &Model) -> Model {
        let mut model = start.clone();
        for round in 1..=ROUNDS_MAX {
            let next = one_round(features, self, &model);
            let mut change = 0.0f64;
            for f in 0..features.width() {
                for l in 1..LEVELS_MAX {
                    change = change.max((next.m[f][l] - model.m[f][l]).abs());
                    change = change.max((next.here[f][l] - model.here[f][l]).abs());
                }
            }
            for class in 0..STRANGERS {
                let before: f64 = model.class[..STRANGERS].iter().sum();
                change = change.max((next.class[class] - model.class[class]).abs() / before.max(1e-12));
            }
            model = next;
            model.rounds = round;
            if change < CHANGE_MAX {
                model.converged = true;
                break;
            }
        }
        model
    }

    /// Share of all pairs that are strangers at one place, by the random pairs; nothing where too few of them are.
    fn strangers_here(&self, shares: &Shares) -> f64 {
        let (mut here, mut all) = (0.0, 0.0);
        for &(levels, n) in &self.at_random {
            let classes = shares.classes(levels);
            here += n * classes[STRANGERS_HERE] / classes.iter().sum::<f64>().max(1e-300);
            all += n;
        }
        if here < RANDOM_HERE_MIN { 0.0 } else { (here / all).min(0.3) }
    }

    /// Whether another start ends at the same place; where not, the records do not settle the weights, and a note says so.
    fn settled(&self, features: &Features, model: &Model, notes: &mut Vec<String>) {
        if self.counts.len() > SECOND_START_PATTERNS_MAX {
            return;
        }
        let mut start = self.documented.clone();
        start.class = start.class.map(|share| share * SECOND_START_TIMES);
        start.class[KIN_HERE] *= SECOND_START_TIMES;
        start.class[STRANGERS] = 1.0 - start.class[..STRANGERS].iter().sum::<f64>();
        let other = self.learn(features, &start);
        let one = |m: &Model| m.class[ONE_HERE] + m.class[ONE_MOVED];
        if (one(&other) / one(model)).ln().abs() > SETTLED_LN_MAX {
            notes.push(format!(
                "Another start of training ends elsewhere: 1 pair in {:.0} is one, and not 1 in {:.0}. The records do not settle the weights; they should be read with care.",
                1.0 / one(&other).max(1e-12),
                1.0 / one(model).max(1e-12),
            ));
        }
    }

    /// For each feature, the pairs expected to be one in which both records give it.
    fn compared_in_one(&self, features: &Features, model: &Model) -> [f64; FEATURES_MAX] {
        let mut out = [0.0; FEATURES_MAX];
        for &(levels, n) in &self.counts {
            let classes = model.classes(features, levels);
            let one = (classes[ONE_HERE] + classes[ONE_MOVED]) / classes.iter().sum::<f64>().max(1e-300);
            for (f, of) in out.iter_mut().enumerate().take(features.width()) {
                if level_of(levels, f) != 0 {
                    *of += n * one;
                }
            }
        }
        out
    }
}

fn warnings(features: &Features, model: &Model, compared: &[f64], notes: &mut Vec<String>) {
    for (f, info) in model.info(features).iter().enumerate() {
        let feature = &features.features[f];
        if feature.given == 0.0 {
            continue;
        }
        if compared[f] < PRIOR_PAIRS {
            notes.push(format!(
                "The {} is given on both sides in {:.0} of the pairs expected to be one: it cannot be learnt, and its documented weights stand.",
                info.name, compared[f]
            ));
        }
        if matches!(feature.sort, Sort::Forename | Sort::Born)
            && model.m[f][feature.sort.levels().len()] > 0.5
        {
            notes.push(format!(
                "In most pairs taken to be one the {} is different: people could not be told from relatives, and the result should not be used as it is.",
                info.name
            ));
        }
        let told: f64 = info.levels.iter().map(|(_, m, u, bits)| m.max(*u) * bits.abs()).sum();
        if told < TELLS_BITS_MIN {
            notes.push(format!(
                "The {} tells no pair apart: hardly a pair comes out at a level that weighs anything.",
                info.name
            ));
        }
        if info.levels[0].1 < info.levels[0].2 {
            notes.push(format!(
                "The {} agrees less often in one than in two: it should be looked at.",
                info.name
            ));
        }
    }
}

type Counts = Vec<(Levels, f64)>;

/// The levels of a pair with agreement told apart by how common the value is.
fn banded(features: &Features, average: &[f64; FEATURES_MAX], a: u32, b: u32, mut levels: Levels) -> Levels {
    let rows = features.rows_of(a as usize, b as usize, &mut Cache::none());
    let (x, y) = rows.words();
    for f in 0..features.width() {
        if level_of(levels, f) == 1 && features.features[f].sort.common().is_some() {
            let band = band_of(features, average, f, x[f], y[f]);
            levels = levels & !(15 << (4 * f)) | (BANDS[band] as u64) << (4 * f);
        }
    }
    levels
}

fn band_of(features: &Features, average: &[f64; FEATURES_MAX], f: usize, x: u32, y: u32) -> usize {
    let share = features.share(f, x, y, 0.0);
    usize::from(share > average[f] / BAND_RATIO) + usize::from(share > average[f] * BAND_RATIO)
}

impl Model {
    /// Shares documented for agreement, split among the bands as records fall into them.
    fn split_bands(&mut self, features: &Features, average: &[f64; FEATURES_MAX]) {
        for f in (0..features.width()).filter(|f| features.features[*f].sort.common().is_some()) {
            let mut counts = [1.0; 3];
            for record in 0..features.len {
                let token = features.row(record)[f];
                if token != 0 {
                    counts[band_of(features, average, f, token, token)] += 1.0;
                }
            }
            let all: f64 = counts.iter().sum();
            self.bands[f] = counts.map(|n| n / all);
            for table in self.tables() {
                let whole = table[f][1];
                (0..3).for_each(|band| table[f][BANDS[band]] = whole * counts[band] / all);
            }
        }
    }

    pub(super) fn tables(&mut self) -> [&mut Table; 6] {
        [&mut self.m, &mut self.u, &mut self.r, &mut self.here, &mut self.crowd, &mut self.moved]
    }

    /// Puts the bands of agreement together again: from here on the value itself is counted.
    fn join_bands(&mut self, features: &Features, all: f64) {
        let one = self.class[ONE_HERE] + self.class[ONE_MOVED];
        let others = 2.0 * one * all / features.len as f64;
        for f in (0..features.width()).filter(|f| features.features[*f].sort.common().is_some()) {
            for table in self.tables() {
                table[f][1] += table[f][BANDS[1]] + table[f][BANDS[2]];
            }
            let sort = features.features[f].sort;
            let same = if sort.place() { self.class[ONE_HERE] / one * self.here[f][1] } else { self.m[f][1] };
            self.partners[f] = others * same * features.features[f].given;
            self.bands[f] = [1.0, 0.0, 0.0];
        }
    }
}

/// Levels of a feature while training: its own, and the two bands beside the first.
fn levels_of(features: &Features, f: usize) -> impl Iterator<Item = usize> + Clone {
    let sort = features.features[f].sort;
    let bands = if sort.common().is_some() { 2 } else { 0 };
    (1..=sort.levels().len()).chain(BANDS[1..].iter().copied().take(bands))
}

/// Groups of levels whose shares come to one.
fn groups_of(features: &Features, f: usize) -> Vec<Vec<usize>> {
    let group = features.features[f].sort.group();
    let mut out: Vec<Vec<usize>> = Vec::new();
    for level in levels_of(features, f) {
        let at = if level >= BANDS[1] { 0 } else { (level - 1) / group };
        if out.len() <= at {
            out.resize(at + 1, Vec::new());
        }
        out[at].push(level);
    }
    out
}

/// Counts the patterns of the blocked pairs, of an evenly spread part of them where there are many; where they are all of them and memory is
/// not bounded, also says how each compares.
fn count_patterns(
    features: &Features,
    blocks: &Blocks,
    records: &Records,
    terms: &ColumnTerms,
    average: &[f64; FEATURES_MAX],
) -> io::Result<(Counts, Option<Compared>)> {
    let total: u64 = blocks.rules.iter().map(|r| r.pairs).sum::<u64>() + blocks.by_other_names.len() as u64;
    let every = total.div_ceil(terms.limits.training_pairs_max.max(1)).max(1);
    // A pair whose truth is given counts by that.
    let mut labels: Vec<(u32, u32)> =
        terms.labels.iter().map(|d| (d.left.min(d.right), d.left.max(d.right))).collect();
    labels.sort_unstable();
    let given = |a: u32, b: u32| !labels.is_empty() && labels.binary_search(&(a, b)).is_ok();
    let taken = |a: u32, b: u32| {
        !given(a, b)
            && (every == 1 || mix(u64::from(a), u64::from(b)).is_multiple_of(every))
            && compared(records, terms, a, b)
    };
    let all =
        every == 1 && labels.is_empty() && blocks.by_other_names.is_empty() && terms.memory.bound().is_none();
    let mut seen_in_all = Compared::new();
    let mut merged: FixedMap<Levels, u64> = FixedMap::default();
    for rule in 0..blocks.rules.len() {
        let of_rule = &blocks.open(rule)?;
        let cuts = of_rule.cuts(terms.threads.max(1));
        let parts: Vec<(FixedMap<Levels, u64>, Vec<_>)> = std::thread::scope(|scope| {
            let running: Vec<_> = cuts
                .windows(2)
                .map(|cut| {
                    let (from, to) = (cut[0], cut[1]);
                    scope.spawn(move || {
                        let beside = if every == 1 { Beside::new(features) } else { None };
                        let count = Count { features, average, taken, keeps: all, near: every == 1 };
                        let (counts, seen, cache) = (FixedMap::default(), Vec::new(), Cache::new());
                        let mut counting = Counting { count, beside, cache, counts, seen };
                        of_rule.walk(from, to, &mut counting);
                        (counting.counts, counting.seen)
                    })
                })
                .collect();
            running.into_iter().map(|t| t.join().expect("a counting thread ends by itself")).collect()
        });
        let (counts, seen): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        for (levels, n) in counts.into_iter().flatten() {
            *merged.entry(levels).or_insert(0) += n;
        }
        seen_in_all.push(seen.concat());
    }
    let mut cache = Cache::new();
    for &(a, b) in blocks.by_other_names.iter().filter(|(a, b)| taken(*a, *b)) {
        let levels = features.compare(a as usize, b as usize, &mut cache);
        *merged.entry(banded(features, average, a, b, levels)).or_insert(0) += 1;
    }
    let mut out: Counts = merged.into_iter().map(|(levels, n)| (levels, n as f64 * every as f64)).collect();
    out.sort_unstable_by_key(|c| c.0);
    Ok((out, all.then_some(seen_in_all)))
}

/// Which pairs are counted, and how.
struct Count<'c, T> {
    features: &'c Features,
    average: &'c [f64; FEATURES_MAX],
    taken: T,
    /// Whether how each pair compares is kept.
    keeps: bool,
    /// Whether most pairs are taken, so that it pays to bring their records near.
    near: bool,
}

/// Counts the patterns of the pairs of a rule.
struct Counting<'c, T> {
    count: Count<'c, T>,
    beside: Option<Beside<'c>>,
    cache: Cache,
    counts: FixedMap<Levels, u64>,
    seen: Vec<(u32, u32, Levels)>,
}

impl<T: Fn(u32, u32) -> bool> Walk for Counting<'_, T> {
    fn whole_from(&self) -> usize {
        if self.beside.is_some() { MEMBERS_MIN } else { usize::MAX }
    }

    fn coming(&mut self, records: &[u32]) {
        if self.count.near {
            self.count.features.bring_near(records);
        }
    }

    fn pair(&mut self, a: u32, b: u32) {
        if (self.count.taken)(a, b) {
            let levels = self.count.features.compare(a as usize, b as usize, &mut self.cache);
            self.count.add(&mut self.counts, &mut self.seen, (a, b, levels));
        }
    }

    fn group(&mut self, group: &Group<'_>) {
        let Counting { count, beside, cache, counts, seen } = self;
        if let Some(beside) = beside {
            beside.pairs(group, cache, &count.taken, |a, b, levels| count.add(counts, seen, (a, b, levels)));
        }
    }
}

impl<T> Count<'_, T> {
    fn add(
        &self,
        counts: &mut FixedMap<Levels, u64>,
        seen: &mut Vec<(u32, u32, Levels)>,
        (a, b, levels): (u32, u32, Levels),
    ) {
        *counts.entry(banded(self.features, self.average, a, b, levels)).or_insert(0) += 1;
        if self.keeps {
            seen.push((a, b, levels));
        }
    }
}

/// Random pairs that are compared together.
const DRAWN_TOGETHER: usize = 16;

/// Draws random pairs, all pairs where there are not more of them, and compares them.
fn draw(features: &Features, records: &Records, terms: &ColumnTerms) -> Vec<(u32, u32, Levels)> {
    let n = features.len as u64;
    let pair = |a: u64, b: u64| (a.min(b) as u32, a.max(b) as u32, 0);
    let mut out: Vec<(u32, u32, Levels)> = if pairs_of(n) <= RANDOM_PAIRS {
        (0..n).flat_map(|a| (a + 1..n).map(move |b| pair(a, b))).collect()
    } else {
        (0..RANDOM_PAIRS).map(|draw| pair(mix(1, draw) % n, mix(2, draw) % n)).collect()
    };
    out.retain(|&(a, b, _)| a != b && compared(records, terms, a, b));
    // In the order of the records, which is that of memory; only how often each level comes is counted.
    out.sort_unstable();
    let part = out.len().div_ceil(terms.threads.max(1)).max(1);
    std::thread::scope(|scope| {
        for part in out.chunks_mut(part) {
            scope.spawn(move || {
                let (mut cache, mut near) = (Cache::new(), Vec::new());
                for some in part.chunks_mut(DRAWN_TOGETHER) {
                    near.clear();
                    near.extend(some.iter().flat_map(|(a, b, _)| [*a, *b]));
                    features.bring_near(&near);
                    for (a, b, levels) in some {
                        *levels = features.compare(*a as usize, *b as usize, &mut cache);
                    }
                }
            });
        }
    });
    out
}

/// How often each pattern comes among random pairs.
fn patterns_of(features: &Features, drawn: &[(u32, u32, Levels)], average: &[f64; FEATURES_MAX]) -> Counts {
    let of = |&(a, b, levels): &(u32, u32, Levels)| banded(features, average, a, b, levels);
    let mut patterns: Vec<Levels> = drawn.iter().map(of).collect();
    patterns.sort_unstable();
    patterns.chunk_by(|p, q| p == q).map(|same| (same[0], same.len() as f64)).collect()
}

/// Shares of levels among random pairs; with the average shares, agreement is told apart by how common the value is.
fn random_shares(
    features: &Features,
    drawn: &[(u32, u32, Levels)],
    documented: &Model,
    average: Option<&[f64; FEATURES_MAX]>,
) -> Table {
    let mut counts = [[0.0f64; LEVELS_MAX]; FEATURES_MAX];
    for &(a, b, levels) in drawn {
        let levels = average.map_or(levels, |average| banded(features, average, a, b, levels));
        for (f, of) in counts.iter_mut().enumerate().take(features.width()) {
            of[level_of(levels, f)] += 1.0;
        }
    }
    let mut shares = documented.u;
    for f in 0..features.width() {
        for group in groups_of(features, f) {
            // Before the bands are told apart, those beside the first hold nothing.
            let group: Vec<usize> =
                group.into_iter().filter(|l| average.is_some() || !BANDS[1..].contains(l)).collect();
            let compared: f64 = group.iter().map(|l| counts[f][*l]).sum();
            for l in group {
                shares[f][l] =
                    (counts[f][l] + U_PRIOR_PAIRS * documented.u[f][l]) / (compared + U_PRIOR_PAIRS);
            }
        }
    }
    shares
}

fn one_round(features: &Features, known: &Known, model: &Model) -> Model {
    let (all, documented) = (known.all, &known.documented);
    let (shares, mut sums) = (Shares::of(features, model), Sums::new(features));
    let mut total = [0.0f64; CLASSES];
    let unknown = known.counts.iter().map(|&(levels, n)| (levels, n, None));
    for (levels, n, truth) in unknown.chain(known.labelled.iter().map(|&(l, same)| (l, 1.0, Some(same)))) {
        let mut classes = shares.classes(levels);
        match truth {
            Some(true) => classes[KIN_HERE..].fill(0.0),
            Some(false) => classes[..KIN_HERE].fill(0.0),
            None => {}
        }
        let whole: f64 = classes.iter().sum();
        if whole <= 0.0 {
            continue;
        }
        // What is next to nothing is left out.
        let parts = classes.map(|of| Some(n * of / whole).filter(|part| *part >= 1e-9).unwrap_or(0.0));
        total.iter_mut().zip(parts).for_each(|(total, part)| *total += part);
        sums.add(levels, &parts);
    }
    let mut next = model.clone();
    for (class, part) in total.iter().enumerate().take(STRANGERS) {
        next.class[class] = if model.class[class] == 0.0 { 0.0 } else { (part / all).clamp(1e-12, 0.3) };
    }
    next.class[STRANGERS_HERE] = next.class[STRANGERS_HERE].max(known.strangers_here(&shares));
    next.class[STRANGERS] = 1.0 - next.class[..STRANGERS].iter().sum::<f64>();
    for (f, feature) in features.features.iter().enumerate() {
        let add = |classes: &[usize]| {
            let mut out = [0.0; LEVELS_MAX];
            for class in classes {
                levels_of(features, f).for_each(|l| out[l] += sums.get(*class, f, l));
            }
            out
        };
        let groups = groups_of(features, f);
        if feature.sort.place() {
            next.here[f] = smoothed(&add(&[ONE_HERE, KIN_HERE]), &documented.here[f], &groups);
            next.crowd[f] = smoothed(&add(&[STRANGERS_HERE]), &documented.here[f], &groups);
            // Who has moved lives in another street, as strangers do: else this class would learn to be a second kind of household.
            if !feature.sort.dwelling() {
                next.moved[f] = smoothed(&add(&[ONE_MOVED]), &documented.u[f], &groups);
            }
        } else {
            next.m[f] = smoothed(&add(&[ONE_HERE, ONE_MOVED]), &documented.m[f], &groups);
            next.r[f] = smoothed(&add(&[KIN_HERE]), &documented.r[f], &groups);
        }
        if groups.len() > 2 {
            // Where names agree, strangers are learnt from the pairs whose names brought them together: nearly all such pairs are.
            let strangers = smoothed(&add(&[KIN_HERE, STRANGERS_HERE, STRANGERS]), &documented.u[f], &groups);
            // One name alone brings few of them together; there the random pairs stand.
            groups[2..].iter().flatten().for_each(|l| next.u[f][*l] = strangers[*l]);
        }
    }
    correct_u(features, documented, &mut next);
    names_changed_places(features, &mut next);
    next
}

/// Two strangers come out with forename and surname changed places where their names are the same and one of them is written so: too seldom
/// for random pairs to show it. So changed places never weigh more than both names being the same.
fn names_changed_places(features: &Features, next: &mut Model) {
    let Some((first, last)) = features.names else { return };
    let swapped = usize::from(name::SWAPPED);
    let of_same = |table: &Table, f: usize| agreeing(features, f).map(|level| table[f][level]).sum::<f64>();
    let written_so = next.m[first][swapped] / of_same(&next.m, first).max(1e-9);
    let least = written_so.min(1.0) * of_same(&next.u, first) * of_same(&next.u, last);
    next.u[first][swapped] = next.u[first][swapped].max(least);
}

/// The levels of a feature at which two values are the same, the bands beside the first while training.
fn agreeing(features: &Features, f: usize) -> impl Iterator<Item = usize> {
    let bands = if features.features[f].sort.common().is_some() { 2 } else { 0 };
    std::iter::once(1).chain(BANDS[1..].iter().copied().take(bands))
}

fn smoothed(
    counted: &[f64; LEVELS_MAX],
    documented: &[f64; LEVELS_MAX],
    groups: &[Vec<usize>],
) -> [f64; LEVELS_MAX] {
    let mut out = *documented;
    for group in groups {
        let compared: f64 = group.iter().map(|l| counted[*l]).sum();
        for &l in group {
            out[l] = (counted[l] + PRIOR_PAIRS * documented[l]) / (compared + PRIOR_PAIRS);
        }
    }
    out
}

/// Takes what the other classes contribute to random pairs out of u.
fn correct_u(features: &Features, documented: &Model, next: &mut Model) {
    // What is taken out never leaves less than this part, and u never falls below the least a weight needs.
    const REST_MIN: f64 = 0.02;
    for f in 0..features.width() {
        let group = &groups_of(features, f)[0];
        let mut rest = [0.0; LEVELS_MAX];
        for &l in group {
            let drawn = documented.u[f][l];
            let foreign: f64 = (0..STRANGERS).map(|c| next.class[c] * next.share(features, c, f, l)).sum();
            rest[l] = ((drawn - foreign) / next.class[STRANGERS]).max(REST_MIN * drawn).max(1e-9);
        }
        let total: f64 = group.iter().map(|l| rest[*l]).sum();
        group.iter().for_each(|l| next.u[f][*l] = rest[*l] / total);
    }
}
