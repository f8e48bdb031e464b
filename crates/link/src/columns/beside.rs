//! One record beside all that share its block, compared at once.
//!
//! What is known of the members of a block is laid out side by side, so that one instruction looks at many pairs: what the shapes of
//! their words tell is told for all of them, and only what is left is asked word by word. The levels are those of
//! [`Features::compare`]. What this leaves out: how two words compare that are not told at a glance (`compare.rs`).

use super::compare::{Levels, exact_level, least_shares, level_of, with};
use super::features::{Feature, Features, Pool};
use super::levels::{Sort, name, surname};
use super::shape::Shape;
use crate::block::Group;
use crate::table::Cache;
use pulp::NullaryFnOnce;

/// Fewest members of a block that are laid out: for fewer it costs more than it saves.
pub(super) const MEMBERS_MIN: usize = 8;

/// The word is compared whole with any other: it is longer than shapes tell, or not of plain letters.
const OPEN: u32 = 1;
/// One character, or several words.
const ODD: u32 = 2;
/// Longer than likeness is told for.
const LONG: u32 = 4;

/// In the questions about a pair: whether forename and surname may have changed places.
const CROSSED: u32 = 1 << 31;

/// Shapes of one word of each member, part by part.
#[derive(Default)]
struct Shapes {
    letters: Vec<u32>,
    first: Vec<u32>,
    sound_or_head: Vec<u32>,
    families: Vec<u32>,
    len: Vec<u32>,
    different: Vec<u32>,
    /// One divided by the length.
    inverse: Vec<f32>,
    marks: Vec<u32>,
}

/// The shape of one word as the loops use it.
#[derive(Clone, Copy, Default)]
struct One {
    letters: u32,
    first: u32,
    sound_or_head: u32,
    families: u32,
    len: u32,
    different: u32,
    inverse: f32,
    marks: u32,
}

impl One {
    fn of(shape: &Shape) -> One {
        let (len, odd, open) = (u32::from(shape.len()), shape.is_odd(), shape.is_open());
        let mark = |holds: bool, mark: u32| if holds { mark } else { 0 };
        One {
            letters: shape.letters(),
            first: shape.first(),
            sound_or_head: shape.sound_or_head(),
            families: shape.families(),
            len,
            different: shape.different(),
            inverse: if len == 0 { 0.0 } else { 1.0 / len as f32 },
            marks: mark(open, OPEN) | mark(odd, ODD) | mark(shape.is_long(), LONG),
        }
    }
}

impl Shapes {
    fn clear(&mut self) {
        let Shapes { letters, first, sound_or_head, families, len, different, inverse, marks } = self;
        for part in [letters, first, sound_or_head, families, len, different, marks] {
            part.clear();
        }
        inverse.clear();
    }

    fn push(&mut self, one: One) {
        self.letters.push(one.letters);
        self.first.push(one.first);
        self.sound_or_head.push(one.sound_or_head);
        self.families.push(one.families);
        self.len.push(one.len);
        self.different.push(one.different);
        self.inverse.push(one.inverse);
        self.marks.push(one.marks);
    }

    #[inline(always)]
    fn at(&self, at: usize) -> One {
        One {
            letters: self.letters[at],
            first: self.first[at],
            sound_or_head: self.sound_or_head[at],
            families: self.families[at],
            len: self.len[at],
            different: self.different[at],
            inverse: self.inverse[at],
            marks: self.marks[at],
        }
    }
}

/// How a feature is told at a glance.
#[derive(Clone, Copy, PartialEq)]
enum Glance {
    /// The same or not.
    Equal,
    /// Dates by their digits.
    Digits,
    Forename,
    Surname,
    Middle,
    Postcode,
    Place,
    House,
    Email,
    /// Only that two words are one.
    Same,
    /// Nothing: each pair is asked.
    Nothing,
}

impl Glance {
    fn of(sort: Sort, pool: &Pool) -> Glance {
        match sort {
            Sort::Sex | Sort::Region | Sort::Unit => Glance::Equal,
            Sort::Born | Sort::Date => Glance::Digits,
            Sort::Plate => Glance::Nothing,
            Sort::Email if !pool.address_shapes.is_empty() => Glance::Email,
            _ if pool.shapes.is_empty() => Glance::Same,
            Sort::Forename => Glance::Forename,
            Sort::Surname => Glance::Surname,
            Sort::Middle => Glance::Middle,
            Sort::Postcode => Glance::Postcode,
            Sort::City | Sort::Category => Glance::Place,
            Sort::House => Glance::House,
            _ => Glance::Same,
        }
    }
}

/// One feature of the members of a block.
struct Lane {
    glance: Glance,
    words: Vec<u32>,
    shapes: Shapes,
    /// What stands before the @ of addresses.
    heads: Shapes,
    /// Digits of dates; 0 where not exact.
    digits: Vec<u32>,
    /// The level of a word with itself.
    own: Vec<u32>,
}

impl Lane {
    fn new(feature: &Feature, pool: &Pool) -> Lane {
        Lane {
            glance: Glance::of(feature.sort, pool),
            words: Vec::new(),
            shapes: Shapes::default(),
            heads: Shapes::default(),
            digits: Vec::new(),
            own: Vec::new(),
        }
    }

    /// Takes the word of each member.
    fn load(&mut self, words: impl Iterator<Item = u32>, pool: &Pool) {
        let Lane { glance, words: lane, shapes, heads, digits, own } = self;
        lane.clear();
        lane.extend(words);
        shapes.clear();
        heads.clear();
        match glance {
            Glance::Digits => {
                digits.clear();
                let digits_of = |word: &u32| {
                    let date = pool.dates.get(*word as usize).copied().unwrap_or_default();
                    if date.digits == 0 { 0 } else { date.written }
                };
                digits.extend(lane.iter().map(digits_of));
            }
            Glance::Email => {
                for word in lane.iter() {
                    let shape = &pool.address_shapes[*word as usize];
                    shapes.push(One::of(&shape.whole));
                    heads.push(One::of(&shape.head));
                }
            }
            Glance::Equal | Glance::Same | Glance::Nothing => {}
            _ => lane.iter().for_each(|word| shapes.push(One::of(&pool.shapes[*word as usize]))),
        }
        if *glance == Glance::Forename {
            own.clear();
            // A single letter agrees with itself as an initial does.
            own.extend(lane.iter().map(|word| match pool.shapes[*word as usize].is_initial() {
                Some(false) => u32::from(name::SAME),
                Some(true) => u32::from(name::INITIAL),
                None => 0,
            }));
        }
    }
}

/// Levels and questions of one record beside each member that it is compared with.
#[derive(Default)]
struct Told {
    /// Levels of the first eight features, four bits each.
    low: Vec<u32>,
    /// Levels of the others.
    high: Vec<u32>,
    /// Features whose level is asked word by word, one bit each, and [`CROSSED`].
    asked: Vec<u32>,
}

/// The members of a block laid out side by side.
pub(super) struct Beside<'a> {
    features: &'a Features,
    lanes: Vec<Lane>,
    likely: Likely,
    told: Told,
}

/// What likeness asks of the letters two words share, for each start that they may have in common.
#[derive(Clone, Copy)]
struct Likely {
    somewhat: [f32; 5],
    alike: [f32; 5],
    before_at: [f32; 5],
}

/// Where a record stands among the members, and the first that it is compared with.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    from: usize,
}

impl<'a> Beside<'a> {
    /// For records of some features; none where members cannot be laid out side by side, because some give several values.
    pub(super) fn new(features: &'a Features) -> Option<Beside<'a>> {
        if !features.several.is_empty() {
            return None;
        }
        let lanes = features.features.iter().map(|f| Lane::new(f, &features.pools[f.pool])).collect();
        let [somewhat, alike, before_at] = least_shares();
        let likely = Likely { somewhat, alike, before_at };
        Some(Beside { features, lanes, likely, told: Told::default() })
    }

    /// Lays out the members of a block.
    pub(super) fn load(&mut self, members: &[u32]) {
        let features = self.features;
        for (f, lane) in self.lanes.iter_mut().enumerate() {
            let words = members.iter().map(|record| features.row(*record as usize)[f]);
            lane.load(words, &features.pools[features.features[f].pool]);
        }
    }

    /// Every pair of a block that no earlier rule gave (lower record first), with how it compares.
    pub(super) fn pairs(
        &mut self,
        group: &Group<'_>,
        cache: &mut Cache,
        wanted: impl Fn(u32, u32) -> bool,
        mut each: impl FnMut(u32, u32, Levels),
    ) {
        self.load(group.members);
        let mut given = Vec::new();
        for at in 0..group.firsts {
            let from = group.first_beside(at);
            if from >= group.members.len() {
                continue;
            }
            group.given_before(at, from, &mut given);
            self.tell(Place { at, from });
            let a = group.members[at];
            for (beside, &b) in group.members[from..].iter().enumerate() {
                let (a, b) = (a.min(b), a.max(b));
                if given[beside] == 0 && wanted(a, b) {
                    let levels = self.levels(Place { at, from }, beside, (a, b), cache);
                    each(a, b, levels);
                }
            }
        }
    }

    /// Tells at a glance how a member compares with those from a place on.
    fn tell(&mut self, place: Place) {
        let Beside { features, lanes, likely, told } = self;
        let beside = lanes.first().map_or(0, |lane| lane.words.len()) - place.from;
        for part in [&mut told.low, &mut told.high, &mut told.asked] {
            part.clear();
            part.resize(beside, 0);
        }
        pulp::Arch::new().dispatch(Telling { lanes, likely: *likely, names: features.names, told, place });
    }

    /// The levels of the member at a place and the one that stands so many after the first it is compared with.
    fn levels(&self, place: Place, beside: usize, (a, b): (u32, u32), cache: &mut Cache) -> Levels {
        let (features, at, other) = (self.features, place.at, place.from + beside);
        let mut levels = Levels::from(self.told.low[beside]) | Levels::from(self.told.high[beside]) << 32;
        let asked = self.told.asked[beside];
        let mut left = asked & !CROSSED;
        while left != 0 {
            let f = left.trailing_zeros() as usize;
            left &= left - 1;
            let words = &self.lanes[f].words;
            levels = with(levels, f, features.level_asked(f, words[at], words[other], cache));
        }
        if features.dated {
            levels = features.on_one_day(levels, a as usize, b as usize);
        }
        if asked & CROSSED != 0
            && let Some((first, last)) = features.names
            && level_of(levels, first) >= usize::from(name::SOME_LIKENESS)
            && level_of(levels, last) >= usize::from(surname::SOME_LIKENESS)
        {
            let (firsts, lasts) = (&self.lanes[first].words, &self.lanes[last].words);
            if features.crossed(firsts[at], lasts[other], cache)
                && features.crossed(lasts[at], firsts[other], cache)
            {
                levels &= !(15 << (4 * first) | 15 << (4 * last));
                levels = with(levels, first, name::SWAPPED);
            }
        }
        let (x, y) = (features.row(a as usize), features.row(b as usize));
        features.after_names(levels, x, y, |first| {
            let (words, letters) = (&self.lanes[first].words, &self.lanes[first].shapes.first);
            let (x, y) = (letters[at] & 0xff, letters[other] & 0xff);
            match (words[at], words[other]) {
                (0, _) | (_, 0) => true,
                (p, q) if x == y && x >= 0x80 => features.same_initial(p, q),
                _ => x == y,
            }
        })
    }
}

/// The work that is done for many pairs at once.
struct Telling<'t> {
    lanes: &'t [Lane],
    likely: Likely,
    names: Option<(usize, usize)>,
    told: &'t mut Told,
    place: Place,
}

impl NullaryFnOnce for Telling<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Telling { lanes, likely, names, told, place } = self;
        for (f, lane) in lanes.iter().enumerate() {
            if lane.words[place.at] == 0 {
                continue;
            }
            let levels = if f < 8 { &mut told.low } else { &mut told.high };
            let out = Out { levels, asked: &mut told.asked, shift: 4 * (f as u32 % 8), bit: 1 << f };
            match lane.glance {
                Glance::Equal => equal(lane, place, out, 2),
                Glance::Same => equal_or_asked(lane, place, out),
                Glance::Nothing => asked(lane, place, out),
                Glance::Digits => digits(lane, place, out),
                Glance::Forename => forenames(lane, place, &likely.somewhat, out),
                Glance::Surname => surnames(lane, place, &likely.somewhat, out),
                Glance::Middle => middle_names(lane, place, out),
                Glance::Postcode => postcodes(lane, place, out),
                Glance::Place => places(lane, place, &likely.alike, out),
                Glance::House => houses(lane, place, out),
                Glance::Email => emails(lane, place, &likely.before_at, out),
            }
        }
        if let Some((first, last)) = names {
            crossed((&lanes[first], &lanes[last]), place, &likely.alike, &mut told.asked);
        }
    }
}

/// Where the level of one feature goes.
struct Out<'t> {
    levels: &'t mut [u32],
    asked: &'t mut [u32],
    shift: u32,
    bit: u32,
}

impl Out<'_> {
    /// Writes for each pair the level, or that it is asked; nothing where the other record does not give the feature.
    #[inline(always)]
    fn fill(self, words: &[u32], tell: impl Fn(usize) -> (u32, bool)) {
        let n = words.len();
        let (levels, asked) = (&mut self.levels[..n], &mut self.asked[..n]);
        for i in 0..n {
            let (level, ask) = tell(i);
            let given = words[i] != 0;
            levels[i] |= if given & !ask { level << self.shift } else { 0 };
            asked[i] |= if given & ask { self.bit } else { 0 };
        }
    }
}

/// The shapes of the members from a place on, all of one length.
#[derive(Clone, Copy)]
struct Others<'t> {
    letters: &'t [u32],
    first: &'t [u32],
    sound_or_head: &'t [u32],
    families: &'t [u32],
    len: &'t [u32],
    different: &'t [u32],
    inverse: &'t [f32],
    marks: &'t [u32],
}

impl Shapes {
    #[inline(always)]
    fn from(&self, from: usize) -> Others<'_> {
        let n = self.len.len() - from;
        Others {
            letters: &self.letters[from..][..n],
            first: &self.first[from..][..n],
            sound_or_head: &self.sound_or_head[from..][..n],
            families: &self.families[from..][..n],
            len: &self.len[from..][..n],
            different: &self.different[from..][..n],
            inverse: &self.inverse[from..][..n],
            marks: &self.marks[from..][..n],
        }
    }
}

impl Others<'_> {
    /// How many different letters both words hold.
    #[inline(always)]
    fn shared(&self, one: &One, i: usize) -> u32 {
        (self.letters[i] & one.letters).count_ones()
    }

    /// As [`Shape::may_be_one_edit`].
    #[inline(always)]
    fn may_be_one_edit(&self, one: &One, i: usize, shared: u32) -> bool {
        let open = (self.marks[i] | one.marks) & OPEN != 0;
        let near = self.len[i].abs_diff(one.len) <= 1;
        open | (near & (self.different[i] + one.different <= 2 + 2 * shared))
    }

    /// As [`super::shape::Least::may`], by a threshold for each start that two words have in common.
    #[inline(always)]
    fn may_be_alike(&self, one: &One, i: usize, shared: u32, least: &[f32; 5]) -> bool {
        let start = self.first[i] ^ one.first;
        let from_two = if start & 0xffff == 0 { least[2] } else { least[1] };
        let from_three = if start & 0xff_ffff == 0 { least[3] } else { from_two };
        let from_all = if start == 0 { least[4] } else { from_three };
        let least = if start & 0xff == 0 { from_all } else { least[0] };
        let rest = (self.len[i] - self.different[i]).min(one.len - one.different);
        let reached = (shared + rest) as f32 * (self.inverse[i] + one.inverse);
        let long = (self.marks[i] | one.marks) & LONG != 0;
        long | (reached >= least)
    }
}

#[inline(always)]
fn equal(lane: &Lane, place: Place, out: Out<'_>, other: u32) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    out.fill(
        words,
        #[inline(always)]
        |i| (if words[i] == own { 1 } else { other }, false),
    );
}

#[inline(always)]
fn equal_or_asked(lane: &Lane, place: Place, out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    out.fill(
        words,
        #[inline(always)]
        |i| (1, words[i] != own),
    );
}

#[inline(always)]
fn asked(lane: &Lane, place: Place, out: Out<'_>) {
    out.fill(
        &lane.words[place.from..],
        #[inline(always)]
        |_| (0, true),
    );
}

#[inline(always)]
fn digits(lane: &Lane, place: Place, out: Out<'_>) {
    let words = &lane.words[place.from..];
    let (digits, own) = (&lane.digits[place.from..][..words.len()], lane.digits[place.at]);
    out.fill(
        words,
        #[inline(always)]
        |i| (exact_level(own, digits[i]), (own == 0) | (digits[i] == 0)),
    );
}

#[inline(always)]
fn forenames(lane: &Lane, place: Place, least: &[f32; 5], out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    let (one, others, level) = (lane.shapes.at(place.at), lane.shapes.from(place.from), lane.own[place.at]);
    out.fill(
        words,
        #[inline(always)]
        |i| {
            let shared = others.shared(&one, i);
            let sound = (others.sound_or_head[i] == one.sound_or_head) & (one.sound_or_head != 0);
            let ask = others.may_be_one_edit(&one, i, shared)
                | ((others.marks[i] | one.marks) & ODD != 0)
                | sound
                | (others.families[i] & one.families != 0)
                | others.may_be_alike(&one, i, shared, least);
            let same = words[i] == own;
            let told = if same { level } else { u32::from(name::DIFFERENT) };
            (told, if same { level == 0 } else { ask })
        },
    );
}

#[inline(always)]
fn surnames(lane: &Lane, place: Place, least: &[f32; 5], out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    let (one, others) = (lane.shapes.at(place.at), lane.shapes.from(place.from));
    out.fill(
        words,
        #[inline(always)]
        |i| {
            let shared = others.shared(&one, i);
            let sound = (others.sound_or_head[i] == one.sound_or_head) & (one.sound_or_head != 0);
            let ask = others.may_be_one_edit(&one, i, shared)
                | ((others.marks[i] | one.marks) & ODD != 0)
                | sound
                | others.may_be_alike(&one, i, shared, least);
            let same = words[i] == own;
            (if same { 1 } else { u32::from(surname::DIFFERENT) }, ask & !same)
        },
    );
}

#[inline(always)]
fn middle_names(lane: &Lane, place: Place, out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    let (one, others) = (lane.shapes.at(place.at), lane.shapes.from(place.from));
    out.fill(
        words,
        #[inline(always)]
        |i| {
            let shared = others.shared(&one, i);
            let odd = (others.marks[i] | one.marks) & ODD != 0;
            let same = words[i] == own;
            (if same { 1 } else { 4 }, (odd | others.may_be_one_edit(&one, i, shared)) & !same)
        },
    );
}

#[inline(always)]
fn postcodes(lane: &Lane, place: Place, out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    let (one, others) = (lane.shapes.at(place.at), lane.shapes.from(place.from));
    out.fill(
        words,
        #[inline(always)]
        |i| {
            let shared = others.shared(&one, i);
            let same = words[i] == own;
            let other = if others.sound_or_head[i] == one.sound_or_head { 3 } else { 4 };
            (if same { 1 } else { other }, others.may_be_one_edit(&one, i, shared) & !same)
        },
    );
}

#[inline(always)]
fn places(lane: &Lane, place: Place, least: &[f32; 5], out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    let (one, others) = (lane.shapes.at(place.at), lane.shapes.from(place.from));
    out.fill(
        words,
        #[inline(always)]
        |i| {
            let shared = others.shared(&one, i);
            let same = words[i] == own;
            let ask = others.may_be_one_edit(&one, i, shared) | others.may_be_alike(&one, i, shared, least);
            (if same { 1 } else { 3 }, ask & !same)
        },
    );
}

#[inline(always)]
fn houses(lane: &Lane, place: Place, out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    let (one, others) = (lane.shapes.at(place.at), lane.shapes.from(place.from));
    out.fill(
        words,
        #[inline(always)]
        |i| {
            let shared = others.shared(&one, i);
            let same = words[i] == own;
            (if same { 1 } else { 3 }, others.may_be_one_edit(&one, i, shared) & !same)
        },
    );
}

#[inline(always)]
fn emails(lane: &Lane, place: Place, least: &[f32; 5], out: Out<'_>) {
    let (words, own) = (&lane.words[place.from..], lane.words[place.at]);
    let (one, others) = (lane.shapes.at(place.at), lane.shapes.from(place.from));
    let (head, heads) = (lane.heads.at(place.at), lane.heads.from(place.from));
    out.fill(
        words,
        #[inline(always)]
        |i| {
            let same = words[i] == own;
            let same_head = others.sound_or_head[i] == one.sound_or_head;
            let edit = others.may_be_one_edit(&one, i, others.shared(&one, i));
            let alike = heads.may_be_alike(&head, i, heads.shared(&head, i), least);
            let other = if same_head { 2 } else { 4 };
            let level = if same { 1 } else { other };
            (level, (edit | alike) & !same & !same_head)
        },
    );
}

/// Marks the pairs whose forename and surname may have changed places.
#[inline(always)]
fn crossed((firsts, lasts): (&Lane, &Lane), place: Place, least: &[f32; 5], asked: &mut [u32]) {
    let n = asked.len();
    let (first, last) = (firsts.words[place.at], lasts.words[place.at]);
    if first == 0 || last == 0 {
        return;
    }
    let (own_first, own_last) = (firsts.shapes.at(place.at), lasts.shapes.at(place.at));
    let (other_firsts, other_lasts) = (firsts.shapes.from(place.from), lasts.shapes.from(place.from));
    let (first_words, last_words) = (&firsts.words[place.from..][..n], &lasts.words[place.from..][..n]);
    for i in 0..n {
        let one = other_lasts.may_be_alike(&own_first, i, other_lasts.shared(&own_first, i), least);
        let two = other_firsts.may_be_alike(&own_last, i, other_firsts.shared(&own_last, i), least);
        let both = (one | (last_words[i] == first)) & (two | (first_words[i] == last));
        asked[i] |= if both & (first_words[i] != 0) & (last_words[i] != 0) { CROSSED } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Column, ColumnKind, ColumnTerms, Records};
    use super::*;
    use proptest::prelude::*;

    /// Kinds of columns, and the cells that are drawn for each: few letters, so that words meet, are alike, and change places; some empty, long,
    /// of one letter, of several words, and not of plain letters.
    const KINDS: [(ColumnKind, &str); 14] = [
        (ColumnKind::Forename, "([a-c]{1,5})?|[ab]{3}é|[a-c]{24,27}|will|bill|ann[ae]?|[ab]{2} [ab]{2}"),
        (ColumnKind::MiddleName, "([a-c]{1,4}( [a-c]{1,3})?)?"),
        (ColumnKind::Surname, "([a-c]{1,6}(-[ab]{1,4})?)?|ö[ab]{2}|[a-c]{24,27}|will|ann[ae]?"),
        (ColumnKind::BirthDate, "|19[5-6]0-0[1-3]-1[0-3]|1960-1[0-2]-0[1-3]|1960|1960-03|sometime"),
        (ColumnKind::Date, "|2001-0[1-2]-0[1-3]"),
        (ColumnKind::Sex, "|male|female"),
        (ColumnKind::Postcode, "|[AB]1 [1-3][AB]{2}|[A-C]{1,2}[1-2]"),
        (ColumnKind::City, "([a-d]{1,8}( [ab]{1,3})?)?|[ab]{25}"),
        (ColumnKind::HouseNumber, "([0-3]{1,3}[a-c]?)?"),
        (ColumnKind::Email, "([a-c.0-2]{1,7}@[ab]{1,2})?|ann[0-2]?@a|é[ab]@b"),
        (ColumnKind::Telephone, "|0161 496 000[0-3]|0161 496 00[0-3]0"),
        (ColumnKind::Plate, "|KX05 V[A-C]N|KX05 V??"),
        (ColumnKind::Category, "[a-c]{1,3}|"),
        (ColumnKind::Address, "|[1-2] [ab]{4} Road, Aton A1 1AA|Flat [1-2], 2 [ab]{4} Road"),
    ];

    fn prepared(kinds: &[(ColumnKind, &str)], rows: &[Vec<String>], days: &[bool]) -> Features {
        let columns = kinds.iter().enumerate().map(|(at, (kind, _))| {
            let mut column = Column::new(format!("column {at}"), *kind);
            for (row, dated) in rows.iter().zip(days) {
                let held = *kind == ColumnKind::City && *dated && !row[at].is_empty();
                column.push(&if held {
                    format!("{} [2001-01-01..2002-01-01]", row[at])
                } else {
                    row[at].clone()
                });
            }
            column
        });
        let records = Records { columns: columns.collect(), ..Records::default() };
        Features::prepare(&records, &ColumnTerms::new(model::Day(20_000)), &mut Vec::new())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

        /// A record beside all of its block comes out with each as the two compared by themselves do.
        #[test]
        fn beside_all_is_as_one_by_one(
            rows in prop::collection::vec(KINDS.map(|(_, cells)| cells).to_vec(), 2..30),
            days in prop::collection::vec(any::<bool>(), 30),
            from in 0usize..12,
            width in 2usize..14,
            fresh in 0usize..30,
        ) {
            let kinds: Vec<_> = KINDS.iter().cycle().skip(from).take(width).copied().collect();
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().cycle().skip(from).take(width).cloned().collect())
                .collect();
            let features = prepared(&kinds, &rows, &days);
            let Some(mut beside) = Beside::new(&features) else { return Ok(()) };
            let members: Vec<u32> = (0..rows.len() as u32).rev().collect();
            let group = Group::of(&members, rows.len(), fresh);
            let (mut cache, mut found) = (Cache::new(), Vec::new());
            beside.pairs(&group, &mut cache, |a, b| (a + b) % 7 != 0, |a, b, levels| found.push((a, b, levels)));
            let mut expected = Vec::new();
            for (at, &a) in members.iter().enumerate() {
                for &b in &members[fresh.max(at + 1).min(members.len())..] {
                    let (a, b) = (a.min(b), a.max(b));
                    if (a + b) % 7 != 0 {
                        expected.push((a, b, features.compare(a as usize, b as usize, &mut Cache::none())));
                    }
                }
            }
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert_eq!(
                    format!("{} {} {:x}", found.0, found.1, found.2),
                    format!("{} {} {:x}", expected.0, expected.1, expected.2),
                    "{:?} {:?}", &rows[found.0 as usize], &rows[found.1 as usize]
                );
            }
            prop_assert_eq!(found.len(), expected.len());
        }
    }
}
