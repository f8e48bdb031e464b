//! Accounts that differ: two agencies' records of one meeting or one contact, side by side.
//!
//! Two records tell of one thing when they are of one kind, bear the same number of the matter, and are kept by
//! different agencies; minutes, which bear none, where they are of one body and of days at most [`MEETING_DAYS_MAX`] apart.
//! Every agency numbers its own records, and two of them reach the same number by chance: a number that is not said to be
//! that of the matter (`incident`, `meeting`) ties only records that may be about the same. They differ where their dates have no day in common, where one names somebody as knowing of it
//! and the other, which also says who was there, does not, and where they give one attribute different values. Left
//! out: which of them is right.

use std::collections::{BTreeMap, BTreeSet};

use model::{Case, Contradiction, Day, EntityId, Event, EventId, Grade, Recycled, SymbolId, Uncompared};

/// Most records of one number that are compared pair by pair.
const RECORDS_MAX: usize = 50;

/// Most days between two agencies' minutes of one body for them to be taken for minutes of one meeting. Bodies that meet
/// more often than weekly need a number.
pub(super) const MEETING_DAYS_MAX: i32 = 6;

/// Attributes that say which matter a record belongs to, and so are no account of it.
const TIES: [&str; 2] = ["incident", "meeting"];

/// Every pair of accounts that differ, in reading order, and the numbers that too many records bear. `copies` are the reports
/// held by several.
pub fn contradictions(case: &Case, copies: &[Recycled]) -> (Vec<Contradiction>, Vec<Uncompared>) {
    let first_of: BTreeMap<EventId, EventId> =
        copies.iter().flat_map(|r| r.copies.iter().map(|(copy, _)| (*copy, r.first))).collect();
    let source = |id: EventId| first_of.get(&id).copied().unwrap_or(id);
    let ties: Vec<SymbolId> = TIES.iter().filter_map(|t| case.words.get(t)).collect();
    let body = case.words.get("body");
    let mut by_number: BTreeMap<(SymbolId, bool, &str), Vec<EventId>> = BTreeMap::new();
    for (i, event) in case.events.iter().enumerate() {
        let tie = event.attributes.iter().find(|(n, v)| ties.contains(n) && !v.trim().is_empty());
        // Within minutes the number is that of an item or an action of one meeting.
        let of_minutes = body.is_some_and(|b| event.attributes.iter().any(|(n, _)| *n == b));
        let own = if of_minutes { "" } else { &*event.reference };
        let number = tie.map_or(own, |(_, value)| value.trim());
        if !number.is_empty() {
            by_number.entry((event.kind, tie.is_some(), number)).or_default().push(EventId::from(i));
        }
    }
    let (mut found, mut uncompared) = (Vec::new(), Vec::new());
    for ((_, of_matter, number), ids) in by_number {
        let holder = |id: &EventId| case.events[id.index()].holder;
        if ids.iter().all(|id| holder(id) == holder(&ids[0])) {
            continue;
        }
        if ids.len() > RECORDS_MAX {
            let records = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            uncompared.push(Uncompared { first: ids[0], number: number.to_string(), records });
            continue;
        }
        for (i, &left) in ids.iter().enumerate() {
            for &right in &ids[i + 1..] {
                let (a, b) = (&case.events[left.index()], &case.events[right.index()]);
                let differences = differences(case, a, b, &ties);
                // A report that was passed on is no second account of what happened.
                let one = of_matter || (may_be_about_one(case, a, b) && source(left) != source(right));
                if a.holder != b.holder && one && !differences.is_empty() {
                    found.push(Contradiction { left, right, differences });
                }
            }
        }
    }
    found.extend(minutes(case, &ties));
    found.sort_by_key(|c| (c.left, c.right));
    found.dedup();
    uncompared.sort_by_key(|u| u.first);
    (found, uncompared)
}

/// Whether two records name somebody or something that is, or may be, the same; or either names nobody.
fn may_be_about_one(case: &Case, a: &Event, b: &Event) -> bool {
    let of = |e: &Event| -> Vec<EntityId> { e.mentions.iter().map(|m| case.entity_of[m.index()]).collect() };
    let (left, right) = (of(a), of(b));
    let fits = |x: &EntityId| right.iter().any(|y| x == y || case.entities[x.index()].possibly.contains(y));
    left.is_empty() || right.is_empty() || left.iter().any(fits)
}

/// Minutes of one meeting that two agencies keep: each with the other's nearest in time.
fn minutes(case: &Case, ties: &[SymbolId]) -> Vec<Contradiction> {
    let (Some(kind), Some(body)) = (case.words.get("meeting"), case.words.get("body")) else {
        return Vec::new();
    };
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut by_body: BTreeMap<String, Vec<(Day, EventId)>> = BTreeMap::new();
    for (i, event) in case.events.iter().enumerate().filter(|(_, e)| e.kind == kind && e.reference.is_empty())
    {
        let body = event.attributes.iter().find(|(n, v)| *n == body && !v.trim().is_empty());
        if let (Some((_, body)), Some(day)) = (body, event.when.earliest()) {
            by_body.entry(folded(body)).or_default().push((day, EventId::from(i)));
        }
    }
    let holder = |id: EventId| case.events[id.index()].holder;
    let mut found = Vec::new();
    for mut ids in by_body.into_values() {
        ids.sort_unstable();
        // The nearest of another agency on either side of each: within so few days there are only a few.
        let nearest = |at: usize, of: SymbolId| {
            let (day, _) = ids[at];
            let near = |i: &usize| {
                *i != at && holder(ids[*i].1) == of && (ids[*i].0 - day).abs() <= MEETING_DAYS_MAX
            };
            let from = ids.partition_point(|(d, _)| *d < day - MEETING_DAYS_MAX);
            let to = ids.partition_point(|(d, _)| *d <= day + MEETING_DAYS_MAX);
            (from..to.min(from + RECORDS_MAX))
                .filter(near)
                .min_by_key(|i| ((ids[*i].0 - day).abs(), ids[*i].1))
        };
        for (at, &(_, left)) in ids.iter().enumerate() {
            let others: BTreeSet<SymbolId> = case.agencies.iter().map(|a| a.name).collect();
            for other in others.into_iter().filter(|o| *o != holder(left)) {
                let Some(there) = nearest(at, other).filter(|t| nearest(*t, holder(left)) == Some(at)) else {
                    continue;
                };
                let right = ids[there].1;
                let differences =
                    differences(case, &case.events[left.index()], &case.events[right.index()], ties);
                if left < right && !differences.is_empty() {
                    found.push(Contradiction { left, right, differences });
                }
            }
        }
    }
    found
}

fn differences(case: &Case, a: &Event, b: &Event, ties: &[SymbolId]) -> Vec<String> {
    let mut found = Vec::new();
    let before = |x: &Event, y: &Event| x.when.latest().zip(y.when.earliest()).is_some_and(|(l, e)| l < e);
    if before(a, b) || before(b, a) {
        found.push(format!("Date: {} against {}.", a.when, b.when));
    }
    let (left, right) = (present(a), present(b));
    if !left.is_empty() && !right.is_empty() {
        for (mine, theirs, one, other) in [(&left, &right, a, b), (&right, &left, b, a)] {
            for name in mine.iter().filter(|h| !theirs.contains(h)) {
                found.push(format!(
                    "Present: {} is named by the account of {} and not by that of {}.",
                    case.words.word(*name),
                    case.words.word(one.holder),
                    case.words.word(other.holder)
                ));
            }
        }
    }
    found.extend(people(case, a, b));
    let of_people =
        |n: &SymbolId| a.kind == b.kind && ATTENDANCE.contains(&case.words.word(*n)) && numbered(a);
    for (name, value) in a.attributes.iter().filter(|(n, _)| !ties.contains(n) && !of_people(n)) {
        let same = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        for (_, other) in b.attributes.iter().filter(|(n, _)| n == name) {
            if !value.trim().is_empty() && !other.trim().is_empty() && same(value) != same(other) {
                found.push(format!(
                    "{}: \"{}\" against \"{}\".",
                    crate::check::words::sentence(&crate::check::words::kind_words(case.words.word(*name))),
                    value.trim(),
                    other.trim()
                ));
            }
        }
    }
    found
}

/// What minutes say of those there and not there, one "rank agency (attendee 3)" after another.
const ATTENDANCE: [&str; 4] = ["present", "apologies", "absent", "attendance_unclear"];
const NUMBER: &str = "(attendee ";

/// Whether an account numbers those whom it names.
fn numbered(event: &Event) -> bool {
    event.attributes.iter().any(|(_, value)| value.contains(NUMBER))
}

/// Where two minutes of one meeting that number those whom they name say otherwise of somebody.
fn people(case: &Case, a: &Event, b: &Event) -> Vec<String> {
    let of = |e: &Event| -> BTreeMap<String, (&'static str, String)> {
        let mut all = BTreeMap::new();
        for list in ATTENDANCE {
            let values = e.attributes.iter().filter(|(n, _)| case.words.word(*n) == list);
            for line in values.flat_map(|(_, v)| v.split("; ").map(str::trim).collect::<Vec<_>>()) {
                if let Some((post, number)) = line.rsplit_once(NUMBER) {
                    let number = number.trim_end_matches(')').to_string();
                    all.insert(number, (list, post.trim().to_string()));
                }
            }
        }
        all
    };
    let (left, right) = (of(a), of(b));
    // An account without any list, or of which the list was not read, says nothing of who is not in it.
    if left.is_empty() || right.is_empty() {
        return Vec::new();
    }
    let standing = |list: &str| match list {
        "present" => "present",
        "apologies" => "as sending apologies",
        "absent" => "as absent",
        _ => "in words that leave open whether they were there",
    };
    let who = |post: &str, number: &str| match post {
        "" => format!("attendee {number}"),
        post => format!("attendee {number} ({post})"),
    };
    let numbers: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let mut found = Vec::new();
    for number in numbers {
        let holders = (case.words.word(a.holder), case.words.word(b.holder));
        found.extend(match (left.get(number), right.get(number)) {
            (Some((one, post)), Some((two, _))) if one != two => Some(format!(
                "Attendance: {} is named {} by the account of {} and {} by that of {}.",
                who(post, number),
                standing(one),
                holders.0,
                standing(two),
                holders.1
            )),
            (Some((one, post)), None) => Some(format!(
                "Attendance: {} is named {} by the account of {} and not at all by that of {}.",
                who(post, number),
                standing(one),
                holders.0,
                holders.1
            )),
            (None, Some((two, post))) => Some(format!(
                "Attendance: {} is named {} by the account of {} and not at all by that of {}.",
                who(post, number),
                standing(two),
                holders.1,
                holders.0
            )),
            _ => None,
        });
    }
    found
}

/// Those whom an account names as having been there.
fn present(event: &Event) -> Vec<SymbolId> {
    let mut names: Vec<SymbolId> =
        event.known.iter().filter(|a| a.grade == Grade::Discussed).map(|a| a.holder).collect();
    names.sort_unstable();
    names.dedup();
    names
}
