//! Who else is, or may be, a subject of concern whom a meeting named by a name alone.
//!
//! Linkage joins nobody by a name alone, and this part does not link. It says two things of the entities that linkage
//! keeps apart from a subject. *Taken with it*: those that two things together tie to it, the name and a vehicle (or a
//! telephone) that stands beside that name in both, where no record speaks of another of that name. *Perhaps it*: everybody
//! else whose written name or mark is alike and whose birth date does not speak against it; a silence must not rest on
//! their being somebody else. Whom a person has decided it is not is neither, and is another bearer of the name. Left out: changing a link, or saying anything of them elsewhere than in what followed.
//!
//! Names are alike where every word of the shorter stands in the other, one slip in a word, a short or pet form, an initial
//! or a street name allowed; marks, where both were read and agree, O for 0 and I for 1 allowed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use model::{Case, EntityId, EventId, Mention, MentionId, MentionKind, SymbolId, field};

use super::concern::folded;
use super::{ByEntity, Terms};

/// What of other entities belongs to one subject.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Others {
    /// Tied to it by two things, and so taken with it; in ascending order.
    pub(super) taken: Vec<EntityId>,
    /// May be it: listed as possible by linkage, or alike by name or mark; in ascending order.
    pub(super) may_be: Vec<EntityId>,
    /// May be it, and something was done about them, those among them of whom nothing says whose a street name is; in ascending
    /// order.
    pub(super) perhaps: Vec<EntityId>,
    /// Those of `perhaps` whose own names or marks are alike, whatever linkage says of them; in ascending order.
    pub(super) alike: Vec<EntityId>,
    /// Anybody of whom a response is recorded, where the subject is known by a street name alone: whose that is, a record that was
    /// not supplied may say.
    pub(super) anybody: Vec<EntityId>,
}

impl Others {
    /// Everybody and everything that linkage keeps apart from the subject and that may be it, tied to it or not; in ascending order.
    pub(super) fn all(&self) -> Vec<EntityId> {
        let mut all = [&self.taken[..], &self.may_be].concat();
        all.sort_unstable();
        all
    }
}

/// Who each subject is taken with, and who it may be, in the order of the subjects.
pub(super) fn others(
    case: &Case,
    terms: &Terms,
    events: &ByEntity,
    subjects: &[Vec<EntityId>],
) -> Vec<Others> {
    let kinds: Vec<SymbolId> =
        terms.responses.iter().flat_map(|r| &r.kinds).filter_map(|k| case.words.get(k)).collect();
    let sames = Sames::new(case, events, &kinds, &terms.pet_forms, subjects);
    subjects.iter().map(|subject| sames.of(subject)).collect()
}

/// What a subject is called: by its own names, and with those that records give along with them.
type Called = (BTreeSet<Vec<String>>, BTreeSet<Vec<String>>);

/// What records call people and vehicles, as far as it can matter to the subjects of concern.
struct Sames<'a> {
    case: &'a Case,
    events: &'a ByEntity,
    /// Lines of pet forms in which a word stands.
    families: BTreeMap<&'a str, Vec<usize>>,
    /// The different sets of names that records give people, each with whom they are given; many bear one name, and it is compared
    /// once.
    called: Vec<(BTreeSet<Vec<String>>, Vec<EntityId>)>,
    /// Sets of names by the keys of their words.
    people: BTreeMap<String, Vec<usize>>,
    /// The sets of names that are alike to those of a subject, as found before.
    found: RefCell<BTreeMap<Called, Vec<usize>>>,
    /// Whole names that go with a street name, and the other way round.
    also: BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    /// Vehicles by each way of writing their marks: those read whole, and those read in part.
    marks: BTreeMap<String, Vec<EntityId>>,
    parts: Vec<(String, EntityId)>,
    /// Vehicles and telephones that stand in each record.
    things: Vec<Vec<EntityId>>,
    /// Entities about which a response of any kind is on record.
    acted: BTreeSet<EntityId>,
}

impl<'a> Sames<'a> {
    /// Over everybody whose name could be that of one of the subjects. `kinds` are the kinds of event that are responses;
    /// `pet_forms` are lines of forms of one forename, in small letters.
    fn new(
        case: &'a Case,
        events: &'a ByEntity,
        kinds: &[SymbolId],
        pet_forms: &'a [Vec<String>],
        subjects: &[Vec<EntityId>],
    ) -> Sames<'a> {
        let mut families: BTreeMap<&'a str, Vec<usize>> = BTreeMap::new();
        for (line, forms) in pet_forms.iter().enumerate() {
            forms.iter().for_each(|form| families.entry(form).or_default().push(line));
        }
        let responses = case.events.iter().filter(|e| kinds.contains(&e.kind));
        let acted = responses.flat_map(|e| e.mentions.iter().map(|m| case.entity_of[m.index()])).collect();
        let mut sames = Sames {
            case,
            events,
            families,
            called: Vec::new(),
            people: BTreeMap::new(),
            found: RefCell::default(),
            also: BTreeMap::new(),
            marks: BTreeMap::new(),
            parts: Vec::new(),
            things: things(case),
            acted,
        };
        for mention in case.mentions.iter().filter(|m| m.kind == MentionKind::Person) {
            let whole = folded(&mention.label());
            for alias in mention.all(field::ALIAS).map(folded).filter(|a| *a != whole && !a.is_empty()) {
                sames.also.entry(alias.clone()).or_default().insert(whole.clone());
                sames.also.entry(whole.clone()).or_default().insert(alias);
            }
        }
        let wanted: BTreeSet<String> = subjects
            .iter()
            .flatten()
            .filter(|id| case.entities[id.index()].kind == MentionKind::Person)
            .flat_map(|id| sames.names_and_street_names(*id))
            .flat_map(|name| name.iter().flat_map(|w| sames.keys(w)).collect::<Vec<_>>())
            .collect();
        let mut called: BTreeMap<BTreeSet<Vec<String>>, Vec<EntityId>> = BTreeMap::new();
        for (i, entity) in case.entities.iter().enumerate() {
            let id = EntityId::from(i);
            let mentions = entity.mentions.iter().map(|m| &case.mentions[m.index()]);
            match entity.kind {
                MentionKind::Person => called.entry(mentions.flat_map(names).collect()).or_default().push(id),
                MentionKind::Vehicle => {
                    for mark in mentions.flat_map(|m| m.all(field::PLATE)).map(canonical) {
                        match is_whole(&mark) {
                            true => push(sames.marks.entry(mark).or_default(), id),
                            false => push(&mut sames.parts, (mark, id)),
                        }
                    }
                }
                _ => {}
            }
        }
        for (at, (names, ids)) in called.into_iter().enumerate() {
            let words: BTreeSet<&String> = names.iter().flatten().collect();
            let keys: BTreeSet<String> = words.into_iter().flat_map(|w| sames.keys(w)).collect();
            for key in keys.into_iter().filter(|k| wanted.contains(k)) {
                sames.people.entry(key).or_default().push(at);
            }
            sames.called.push((names, ids));
        }
        sames
    }

    /// Who belongs to a subject, and who may.
    fn of(&self, subject: &[EntityId]) -> Others {
        let Some(kind) = subject.first().map(|id| self.case.entities[id.index()].kind) else {
            return Others::default();
        };
        let (taken, alike) = match kind {
            MentionKind::Person => self.people_of(subject),
            MentionKind::Vehicle => self.vehicles_of(subject),
            _ => (Vec::new(), BTreeSet::new()),
        };
        let whole: BTreeSet<EntityId> = subject.iter().chain(&taken).copied().collect();
        let mut may_be: BTreeSet<EntityId> =
            subject.iter().flat_map(|id| &self.case.entities[id.index()].possibly).copied().collect();
        let births = self.births(whole.iter());
        let alike: BTreeSet<EntityId> =
            alike.into_iter().filter(|id| !self.births_speak_against(&births, *id)).collect();
        may_be.extend(alike.iter().copied());
        may_be.retain(|id| !whole.contains(id) && !self.decided_apart(subject, *id));
        let mut perhaps: BTreeSet<EntityId> =
            may_be.iter().copied().filter(|id| self.acted.contains(id)).collect();
        let alike: Vec<EntityId> = perhaps.iter().copied().filter(|id| alike.contains(id)).collect();
        let person = |id: &EntityId| self.case.entities[id.index()].kind == MentionKind::Person;
        let one_word = |names: &BTreeSet<Vec<String>>| names.iter().all(|name| name.len() == 1);
        let street = kind == MentionKind::Person && subject.iter().all(|id| one_word(&self.names(*id)));
        let acted = self.acted.iter().copied().filter(|id| street && person(id) && !whole.contains(id));
        let anybody: Vec<EntityId> = acted.filter(|id| !self.decided_apart(subject, *id)).collect();
        if street && subject.iter().all(|id| one_word(&self.names_and_street_names(*id))) {
            // A street name, and no record says whose: it may be anybody's of whom such a thing is recorded.
            perhaps.extend(anybody.iter().filter(|id| !self.births_speak_against(&births, **id)));
        }
        Others {
            taken,
            may_be: may_be.into_iter().collect(),
            perhaps: perhaps.into_iter().collect(),
            alike,
            anybody,
        }
    }

    /// Whether people have decided of each entry of a subject that it is not another.
    fn decided_apart(&self, subject: &[EntityId], other: EntityId) -> bool {
        !subject.is_empty() && subject.iter().all(|id| self.case.entities[id.index()].apart.contains(&other))
    }

    /// Whether a person has decided that one of these is not one of those: then there are two of that name.
    fn any_decided_apart(&self, subject: &[EntityId], bearers: &BTreeSet<EntityId>) -> bool {
        let apart = |id: &EntityId| &self.case.entities[id.index()].apart;
        subject.iter().any(|id| apart(id).iter().any(|other| bearers.contains(other)))
            || bearers.iter().any(|id| apart(id).iter().any(|other| bearers.contains(other)))
    }

    /// People tied to a person, and everybody whose name is alike.
    fn people_of(&self, subject: &[EntityId]) -> (Vec<EntityId>, BTreeSet<EntityId>) {
        let mine: BTreeSet<Vec<String>> =
            subject.iter().flat_map(|id| self.names_and_street_names(*id)).collect();
        let own: BTreeSet<Vec<String>> = subject.iter().flat_map(|id| self.names(*id)).collect();
        let sets = self.alike_sets(own.clone(), mine);
        let of_subject = |id: &EntityId| subject.binary_search(id).is_ok();
        let borne = |sets: &mut dyn Iterator<Item = &usize>| -> BTreeSet<EntityId> {
            let all = sets.flat_map(|at| &self.called[*at].1).copied();
            all.filter(|other| !of_subject(other)).collect()
        };
        let alike = borne(&mut sets.iter());
        let same_name = borne(&mut sets.iter().filter(|at| !self.called[**at].0.is_disjoint(&own)));
        let beside = if alike.is_empty() { BTreeSet::new() } else { self.things_beside(subject) };
        // Many of a name may stand in one record: it is looked through once.
        let mut shares: BTreeMap<EventId, bool> = BTreeMap::new();
        let mut with_one = |other: &EntityId| {
            let mut its = self.events.of(*other).iter();
            its.any(|e| {
                let of = || self.things[e.index()].iter().any(|thing| beside.contains(thing));
                *shares.entry(*e).or_insert_with(of)
            })
        };
        let mut taken: BTreeSet<EntityId> = BTreeSet::new();
        // By the very name, and by one that is alike, each where nobody else who bears such a name is known.
        for bearers in [&same_name, &alike] {
            let with_it: BTreeSet<EntityId> = bearers.iter().copied().filter(&mut with_one).collect();
            // One word, a street name, is borne by many: there it is asked of those with that vehicle only.
            let whole_name = own.iter().any(|name| name.len() > 1);
            if self.nobody_else(subject, if whole_name { bearers } else { &with_it }) {
                taken.extend(with_it);
            }
        }
        (taken.into_iter().collect(), alike)
    }

    /// The sets of names that somebody of these names may bear.
    fn alike_sets(&self, own: BTreeSet<Vec<String>>, mine: BTreeSet<Vec<String>>) -> Vec<usize> {
        let called = (own, mine);
        if let Some(known) = self.found.borrow().get(&called) {
            return known.clone();
        }
        let near = called.1.iter().flatten().flat_map(|w| self.keys(w));
        let candidates: BTreeSet<usize> =
            near.filter_map(|k| self.people.get(&k)).flatten().copied().collect();
        let fits = |at: &usize| self.may_be_called(&called.0, &called.1, &self.called[*at].0);
        let sets: Vec<usize> = candidates.into_iter().filter(fits).collect();
        self.found.borrow_mut().insert(called, sets.clone());
        sets
    }

    /// Whether somebody of these own names, or of others that records give with them, may be called by `theirs`. Where both
    /// have a whole name it is these that are compared: two people may go by one street name.
    fn may_be_called(
        &self,
        own: &BTreeSet<Vec<String>>,
        all: &BTreeSet<Vec<String>>,
        theirs: &BTreeSet<Vec<String>>,
    ) -> bool {
        let whole = |names: &BTreeSet<Vec<String>>| names.iter().any(|name| name.len() > 1);
        let (mine, words_min) = match (whole(own), whole(theirs)) {
            (true, true) => (own, 2),
            _ => (all, 1),
        };
        let of = |names: &'_ BTreeSet<Vec<String>>| -> Vec<Vec<String>> {
            names.iter().filter(|name| name.len() >= words_min).cloned().collect()
        };
        let theirs = of(theirs);
        of(mine).iter().any(|a| theirs.iter().any(|b| self.alike(a, b)))
    }

    /// Vehicles tied to a vehicle, and all whose marks agree: where one of two marks was read in part, the only recorded
    /// mark that it fits, and beside both stands the same name.
    fn vehicles_of(&self, subject: &[EntityId]) -> (Vec<EntityId>, BTreeSet<EntityId>) {
        let of_subject = |id: &EntityId| subject.binary_search(id).is_ok();
        let plates = subject.iter().flat_map(|id| self.values(*id, field::PLATE));
        let mine: BTreeSet<String> = plates.map(canonical).collect();
        let fits = |other: &str| mine.iter().any(|m| marks_agree(m, other));
        // A mark read whole agrees with the very same one and with parts; a part is held against every mark.
        let whole: BTreeMap<&str, &[EntityId]> = if mine.iter().all(|m| is_whole(m)) {
            mine.iter()
                .filter_map(|m| self.marks.get_key_value(m))
                .map(|(m, of)| (m.as_str(), &of[..]))
                .collect()
        } else {
            self.marks.iter().filter(|(m, _)| fits(m)).map(|(m, of)| (m.as_str(), &of[..])).collect()
        };
        let parts = self.parts.iter().filter(|(mark, _)| fits(mark)).map(|(_, of)| of);
        let alike: BTreeSet<EntityId> =
            whole.values().copied().flatten().chain(parts).copied().filter(|of| !of_subject(of)).collect();
        if whole.len() != 1 {
            return (Vec::new(), alike);
        }
        let named = self.names_beside(subject);
        let tied = alike
            .iter()
            .copied()
            .filter(|other| {
                let read = whole.values().any(|of| of.contains(other));
                let apart = subject.iter().any(|id| self.case.entities[id.index()].apart.contains(other));
                read && !apart && !named.is_disjoint(&self.names_beside(&[*other]))
            })
            .collect();
        (tied, alike)
    }

    /// Vehicles and telephones that stand in one record with any of these.
    fn things_beside(&self, ids: &[EntityId]) -> BTreeSet<EntityId> {
        let records: BTreeSet<EventId> = ids.iter().flat_map(|id| self.events.of(*id)).copied().collect();
        records.into_iter().flat_map(|e| &self.things[e.index()]).copied().collect()
    }

    /// Whole names, of two words or more, that stand in one record with any of these.
    fn names_beside(&self, ids: &[EntityId]) -> BTreeSet<Vec<String>> {
        let records = ids.iter().flat_map(|id| self.events.of(*id));
        let mentions = records.flat_map(|e| self.case.events[e.index()].mentions.iter());
        mentions
            .map(|m| &self.case.mentions[m.index()])
            .filter(|m| m.kind == MentionKind::Person)
            .flat_map(names)
            .filter(|name| name.iter().filter(|w| w.chars().count() > 1).count() > 1)
            .collect()
    }

    /// Whether all of these, with the subject, may be one: no two birth dates or numbers of one scheme among them differ, and no
    /// person has decided that two of them are not one.
    fn nobody_else(&self, subject: &[EntityId], bearers: &BTreeSet<EntityId>) -> bool {
        let all: Vec<EntityId> = subject.iter().chain(bearers).copied().collect();
        let numbers: BTreeSet<&str> = all.iter().flat_map(|id| self.values(*id, field::IDENTIFIER)).collect();
        let schemes: BTreeSet<&str> = numbers.iter().filter_map(|n| n.split(':').next()).collect();
        let births = self.births(all.iter());
        let apart = |a: &str| births.iter().any(|b| !same_birth(a, b));
        numbers.len() == schemes.len()
            && !births.iter().any(|a| apart(a))
            && !self.any_decided_apart(subject, bearers)
    }

    /// The birth dates that records give any of these.
    fn births<'i>(&self, ids: impl Iterator<Item = &'i EntityId>) -> BTreeSet<&'a str> {
        ids.flat_map(|id| self.values(*id, field::BORN)).collect()
    }

    /// Whether both have birth dates and none of the one may be one of the other.
    fn births_speak_against(&self, mine: &BTreeSet<&'a str>, other: EntityId) -> bool {
        let theirs = self.values(other, field::BORN);
        let near = |a: &&str| theirs.iter().any(|b| same_birth(a, b));
        !mine.is_empty() && !theirs.is_empty() && !mine.iter().any(near)
    }

    fn values(&self, id: EntityId, field: &'static str) -> Vec<&'a str> {
        let mentions = self.case.entities[id.index()].mentions.iter();
        let mut values: Vec<&'a str> =
            mentions.flat_map(|m| self.case.mentions[m.index()].all(field)).collect();
        values.sort_unstable();
        values.dedup();
        values
    }

    /// Every name that records give an entity, street names among them.
    fn names(&self, id: EntityId) -> BTreeSet<Vec<String>> {
        let mentions = self.case.entities[id.index()].mentions.iter();
        mentions.flat_map(|m| names(&self.case.mentions[m.index()])).collect()
    }

    /// The same, with the whole names of everybody who goes by one of them and the street names that go with them.
    fn names_and_street_names(&self, id: EntityId) -> BTreeSet<Vec<String>> {
        let mut all = self.names(id);
        let more: Vec<Vec<String>> =
            all.iter().filter_map(|name| self.also.get(name)).flatten().cloned().collect();
        all.extend(more);
        all
    }

    /// A word, the word with each of its letters left out, its beginnings and its families of pet forms: words that may
    /// stand for one another share one of these.
    fn keys(&self, word: &str) -> Vec<String> {
        let letters: Vec<char> = word.chars().collect();
        let mut keys = vec![word.to_string()];
        if letters.len() >= SLIP_LETTERS_MIN {
            for skip in 0..letters.len() {
                keys.push(letters.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| *c).collect());
            }
        }
        keys.extend(self.families.get(word).into_iter().flatten().map(|line| format!("#{line}")));
        keys
    }

    /// Whether every word of the shorter name stands in the other, and one of them in more than an initial.
    fn alike(&self, a: &[String], b: &[String]) -> bool {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let mut left: Vec<&String> = long.iter().collect();
        let mut whole = 0;
        for word in short {
            // The word itself before one that is merely like it.
            let at =
                left.iter().position(|o| *o == word).or_else(|| left.iter().position(|o| self.fit(word, o)));
            let Some(at) = at else { return false };
            whole += usize::from(word.chars().count() > 1 && left[at].chars().count() > 1);
            left.remove(at);
        }
        whole > 0
    }

    fn fit(&self, a: &str, b: &str) -> bool {
        let shorter = a.chars().count().min(b.chars().count());
        if shorter == 1 {
            return a.chars().next() == b.chars().next();
        }
        let begins = shorter >= SHORT_FORM_LETTERS_MIN && (a.starts_with(b) || b.starts_with(a));
        let family = || {
            let of = |w: &str| self.families.get(w).map_or(&[][..], Vec::as_slice);
            of(a).iter().any(|line| of(b).contains(line))
        };
        begins || one_slip(a, b) || family()
    }
}

/// Vehicles and telephones of each record.
fn things(case: &Case) -> Vec<Vec<EntityId>> {
    let wanted = [MentionKind::Vehicle, MentionKind::Telephone];
    let thing = |m: &MentionId| {
        let kind = case.mentions[m.index()].kind;
        wanted.contains(&kind).then(|| case.entity_of[m.index()])
    };
    case.events.iter().map(|e| e.mentions.iter().filter_map(thing).collect()).collect()
}

/// Every name of a mention, as words.
fn names(mention: &Mention) -> Vec<Vec<String>> {
    let mut all = vec![folded(&mention.label())];
    all.extend(mention.all(field::ALIAS).map(folded));
    all.retain(|words| !words.is_empty());
    all
}

/// Fewest letters of a word in which one slip is allowed for.
const SLIP_LETTERS_MIN: usize = 4;

/// Fewest letters of a short form ("Stan") that begins a longer name.
const SHORT_FORM_LETTERS_MIN: usize = 3;

/// Whether two words are the same but for one letter more, one less, one other, or two neighbours changed about.
fn one_slip(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().min(b.len()) + 1 < SLIP_LETTERS_MIN || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = |i: usize, j: usize| a[i..] == b[j..];
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Greater => tail(head + 1, head),
        std::cmp::Ordering::Less => tail(head, head + 1),
        std::cmp::Ordering::Equal => {
            tail(head + 1, head + 1)
                || (head + 1 < a.len()
                    && a[head] == b[head + 1]
                    && a[head + 1] == b[head]
                    && tail(head + 2, head + 2))
        }
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.last() != Some(&item) {
        list.push(item);
    }
}

/// A mark in capitals without spaces, letters and digits that are mistaken for one another written alike.
fn canonical(mark: &str) -> String {
    let alike = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' => '1',
        c => c,
    };
    mark.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '?' | '*')).map(alike).collect()
}

/// Whether every character of a mark was read.
fn is_whole(mark: &str) -> bool {
    !mark.is_empty() && !mark.contains(['?', '*'])
}

/// Whether two marks agree where both were read; `?` stands for one character, `*` for any number: a part that is said to stand
/// at the end of a mark (`*NDX`) agrees with marks that end so, one at the beginning (`QZ52*`) with those that begin so.
fn marks_agree(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // agrees[j]: what is left of `a` agrees with `b` from its character j on; filled from the end of `a` to its beginning.
    let rest = |from: usize| b[from..].iter().all(|c| *c == '*');
    let mut agrees: Vec<bool> = (0..=b.len()).map(rest).collect();
    for x in a.iter().rev() {
        let mut now = vec![false; b.len() + 1];
        for j in (0..=b.len()).rev() {
            let here = b.get(j);
            now[j] = match here {
                _ if *x == '*' => agrees[j] || here.is_some() && now[j + 1],
                None => false,
                Some('*') => now[j + 1] || agrees[j],
                Some(y) => (x == y || *x == '?' || *y == '?') && agrees[j + 1],
            };
        }
        agrees = now;
    }
    agrees[0]
}

/// Whether two written birth dates may be one: equal on some reading, day and month changed about, or one of day, month
/// and year another. What cannot be read as day, month and year speaks against nobody.
fn same_birth(a: &str, b: &str) -> bool {
    let (Some(a), Some(b)) = (day_month_year(a), day_month_year(b)) else { return true };
    let same = [a.0 == b.0, a.1 == b.1, a.2 == b.2].iter().filter(|s| **s).count();
    same >= 2 || (a.2 == b.2 && (a.0, a.1) == (b.1, b.0))
}

/// Whether two written birth dates are one day, in digits or with the month in words. What cannot be read is compared as it
/// is written.
pub(super) fn one_birth_date(a: &str, b: &str) -> bool {
    let read = |text: &str| day_month_year(text).or_else(|| day_month_in_words_year(text));
    match (read(a), read(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.trim() == b.trim(),
    }
}

/// Day, month and year of "8 October 1963" or "8 Oct 1963".
fn day_month_in_words_year(text: &str) -> Option<(u32, u32, u32)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [day, month, year] = words[..] else { return None };
    Some((day.parse().ok()?, u32::from(model::month_begun(month)?), year.parse().ok()?))
}

/// Day, month and year of a date in digits, year first or last.
fn day_month_year(text: &str) -> Option<(u32, u32, u32)> {
    let date = text.split(['T', ' ']).next().unwrap_or(text);
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let number = |t: &str| t.parse::<u32>().ok();
    match (a.len(), c.len()) {
        (4, _) => Some((number(c)?, number(b)?, number(a)?)),
        (_, 4) => Some((number(a)?, number(b)?, number(c)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_speaks_against_only_where_a_slip_does_not_explain_it() {
        for (a, b, same) in [
            ("1988-04-03", "03/04/1988", true),
            ("03/04/1988", "04/03/1988", true),
            ("03/04/1988", "03/04/1989", true),
            ("03/04/1988", "13/09/1988", false),
            ("1988-04-03", "1961-11-20", false),
            ("about 1988", "1961-11-20", true),
        ] {
            assert_eq!(same_birth(a, b), same, "{a} {b}");
        }
    }

    #[test]
    fn one_birth_date_is_one_however_it_is_written() {
        for (a, b, one) in [
            ("1963-10-08", "08/10/1963", true),
            ("8 October 1963", "08/10/1963", true),
            ("1963-10-08", "8 Oct 1963", true),
            ("1963-10-08", "1963-10-09", false),
            ("about 1963", "about 1963", true),
            ("about 1963", "08/10/1963", false),
        ] {
            assert_eq!(one_birth_date(a, b), one, "{a} {b}");
        }
    }

    #[test]
    fn marks_agree_where_both_were_read() {
        for (a, b, agree) in [
            ("QZ52 NDX", "qz52ndx", true),
            ("QZ52 ND?", "QZ52 NDX", true),
            ("QZ52 ND?", "QZ52 NEX", false),
            ("QZ5*", "QZ52 NEX", true),
            ("YK06*", "YK06 BTV", true),
            ("YK06*", "WX55 KDL", false),
            ("*OJR", "FN53 OJR", true),
            ("*OJR", "YK06 BTV", false),
            ("YK06 BTV", "*OJR", false),
            ("*K06*", "YK06 BTV", true),
            ("*K06*", "YK05 BTV", false),
            ("FN53*", "*OJR", true),
            ("FN53 OJ?", "*OJR", true),
            ("FN53 OJ?", "*OJRX", false),
            ("QO52 NDX", "Q052 NDX", true),
        ] {
            assert_eq!(marks_agree(&canonical(a), &canonical(b)), agree, "{a} {b}");
        }
    }
}
