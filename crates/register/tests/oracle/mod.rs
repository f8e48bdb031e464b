//! What the gates promise, worked out slowly from the whole history each time, and from nothing else. It keeps no state and
//! uses nothing of the review's own; texts are compared as they were first recorded, with the erasures beside them.
#![allow(unreachable_pub)] // a module of tests

use std::collections::{BTreeMap, BTreeSet};

use model::Day;
use register::acts::*;
use register::gates::Rule;
use register::words::*;

type History = [(Day, Act)];

/// Which promises a publication recorded after a history would break; `sealed` says how many findings stand in the own stream
/// of each sealed strand that has one.
pub fn publication(history: &History, act: &Publication, sealed: &BTreeMap<u32, u32>) -> BTreeSet<Rule> {
    let mut broken = BTreeSet::new();
    let rows: Vec<(u32, Option<u32>)> =
        act.sealed.0.iter().map(|row| (row.strand, Some(row.findings))).collect();
    let mut right: Vec<(u32, Option<u32>)> =
        sealed_strands(history).iter().map(|&number| (number, sealed.get(&number).copied())).collect();
    right.sort_unstable();
    let mut said = rows;
    said.sort_unstable();
    if !manifest_is_right(history, &act.manifest) || said != right {
        broken.insert(Rule::Coverage);
    }
    if learns(history) && (!about_officers(history).is_empty() || names_officer(history, act.title.as_str()))
    {
        broken.insert(Rule::OfficerLevel);
    }
    let titled = !learns(history) && names_officer(history, act.title.as_str());
    if criticism_not_put(history).is_some() || !named_beside(history).is_empty() || titled {
        broken.insert(Rule::CriticismNotPut);
    }
    let open = strands_without_end(history);
    let excused: BTreeSet<u32> = deferred(history);
    let named: BTreeSet<u32> = act.open_strands.iter().copied().collect();
    if !open.iter().all(|&number| is_excused(history, number, &excused)) || named != open {
        broken.insert(Rule::StrandWithoutEnd);
    }
    broken
}

fn learns(history: &History) -> bool {
    matches!(history.first(), Some((_, Act::Terms(t))) if t.mode == Mode::Learning)
}

/// Whether a text is about an officer: the one whom the histories invent, or a person or role by code.
fn names_officer(history: &History, text: &str) -> bool {
    let person = |act: &Act| match act {
        Act::Party(p) if p.sort != PartySort::Organisation => Some(p.code.to_string()),
        _ => None,
    };
    let persons: BTreeSet<String> = history.iter().filter_map(|(_, act)| person(act)).collect();
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.any(|word| word == "Vole" || persons.contains(word))
}

/// Where an entry is about an officer: names of persons and roles, and texts that name one.
fn officer_fields(history: &History, act: &Act) -> Vec<String> {
    let kind = Kind::of(act.kind()).unwrap();
    let name = matches!(act, Act::Party(p) if p.sort != PartySort::Organisation);
    let about = |path: &str, value: &serde_json::Value| {
        let text = kind.spec(path).is_some_and(|spec| spec.shape.text);
        name && path == "name" || text && value.as_str().is_some_and(|text| names_officer(history, text))
    };
    act.to_fields().into_iter().filter(|(path, value)| about(path, value)).map(|(path, _)| path).collect()
}

/// Everything about an officer that stands open.
pub fn about_officers(history: &History) -> Vec<(usize, String)> {
    let decided = decided(history);
    let all = history.iter().enumerate();
    let fields =
        all.flat_map(|(i, (_, act))| officer_fields(history, act).into_iter().map(move |path| (i, path)));
    fields.filter(|at| !decided.contains_key(at)).collect()
}

/// What names a person beside the criticism of them and stands open, in a review that holds people to account. In these histories
/// nobody is ever shown such a text, and no finding with a part about a person names them in its words, so that none may be published; nor
/// of "Vole", who is no party. What is alleged of a person has no outcome here.
pub fn named_beside(history: &History) -> Vec<(usize, String)> {
    if learns(history) {
        return Vec::new();
    }
    let persons: BTreeSet<String> = history
        .iter()
        .filter_map(|(_, act)| match act {
            Act::Party(p) if p.sort != PartySort::Organisation => Some(p.code.to_string()),
            _ => None,
        })
        .collect();
    let criticised = standing(history).into_iter().flat_map(|of| {
        let parts =
            critical_parts(&history[of].1).into_iter().filter(move |&part| !was_put(history, of, part));
        let Act::Finding(f) = &history[of].1 else { panic!("{of} is no finding") };
        parts.map(|part| f.parts.0[part].subject.to_string())
    });
    let unheard: BTreeSet<String> = criticised.filter(|code| persons.contains(code)).collect();
    let decided = decided(history);
    let mut out = Vec::new();
    for (i, (_, act)) in history.iter().enumerate() {
        let kind = Kind::of(act.kind()).unwrap();
        for (path, value) in act.to_fields() {
            let Some(text) = value.as_str().filter(|_| kind.may_be_withheld(&path)) else { continue };
            let free = kind.spec(&path).is_some_and(|spec| spec.shape.text);
            let words = || text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let beside = free && words().any(|word| word == "Vole" || persons.contains(word));
            let alleged = path.ends_with("/about") && persons.contains(text);
            // Who somebody is, while a criticism of them that stands was not put.
            let who = matches!(act, Act::Party(p) if p.sort != PartySort::Organisation && unheard.contains(p.code.as_str()))
                && matches!(path.as_str(), "name" | "agency" | "rank" | "scale" | "rank_on");
            if beside || alleged || who {
                out.push((i, path));
            }
        }
    }
    out.retain(|at| !decided.contains_key(at));
    out
}

/// Whether anything about an officer is recorded besides the first two parties.
pub fn records_officers(history: &History) -> bool {
    history.iter().skip(3).any(|(_, act)| !officer_fields(history, act).is_empty())
}

/// The strands that were opened as sealed ones.
fn sealed_strands(history: &History) -> BTreeSet<u32> {
    let mut sealed = BTreeSet::new();
    for (_, act) in history {
        match act {
            Act::Terms(t) => {
                sealed.extend(t.strand.0.iter().filter(|title| title.sealed).map(|title| title.number));
            }
            Act::StrandOpened(s) if s.sealed => {
                sealed.insert(s.number);
            }
            Act::StrandSplit(s) if sealed.contains(&s.number) => sealed.extend(&s.into),
            _ => {}
        }
    }
    sealed
}

/// What the finished history of a sealed strand's own stream broke; each in words.
pub fn sealed_promises_broken(history: &History, strand: u32, mode: Mode) -> Vec<String> {
    let mut broken = Vec::new();
    for (i, (_, act)) in history.iter().enumerate() {
        match act {
            Act::SealedStream(a) if i > 0 || a.strand != strand => {
                broken.push(format!("entry {i} begins the stream of strand {}", a.strand));
            }
            Act::SealedStream(_) => {}
            _ if i == 0 => broken.push("the stream does not begin with its own first entry".to_string()),
            Act::Terms(_) | Act::Publication(_) | Act::StrandClosed(_) | Act::StrandDeferred(_) => {
                broken.push(format!("entry {i} belongs into the open stream"));
            }
            Act::Finding(f) => {
                if f.strands != [strand] {
                    broken.push(format!("finding {i} is on other strands, {:?}", f.strands));
                }
                let individual = f.parts.0.iter().any(|p| matches!(p.owner, Owner::Person | Owner::Role));
                let named = !officer_fields(history, act).is_empty();
                if mode == Mode::Learning && (individual || named) {
                    broken.push(format!("finding {i} of a learning review is about an officer"));
                }
            }
            _ => {}
        }
    }
    broken
}

/// The fields withheld or erased now, each with the words of the decision.
fn decided(history: &History) -> BTreeMap<(usize, String), (String, Decider, usize)> {
    let mut now = BTreeMap::new();
    for (i, (_, act)) in history.iter().enumerate() {
        if let Act::Withholding(a) = act {
            let lifted = history.iter().any(|(_, later)| match later {
                Act::WithholdingLifted(l) => l.of.0 as usize == i,
                _ => false,
            });
            if !lifted {
                let words = (a.reason.word().to_string(), a.decider, i);
                now.insert((a.of.0 as usize, a.path.as_str().to_string()), words);
            }
        }
    }
    for (i, (_, act)) in history.iter().enumerate() {
        if let Act::Disposal(a) = act {
            for path in &a.paths {
                let words = (a.basis.word().to_string(), a.decider, i);
                now.insert((a.of.0 as usize, path.as_str().to_string()), words);
            }
        }
    }
    now
}

fn manifest_is_right(history: &History, manifest: &Manifest) -> bool {
    let decided = decided(history);
    manifest.0.len() == history.len()
        && manifest.0.iter().enumerate().all(|(i, row)| {
            let said: Vec<_> = row
                .withheld
                .iter()
                .map(|w| (w.path.as_str().to_string(), w.reason.clone(), w.decider, w.decision.0 as usize))
                .collect();
            let right: Vec<_> = decided
                .iter()
                .filter(|((of, _), _)| *of == i)
                .map(|((_, path), (reason, decider, at))| (path.clone(), reason.clone(), *decider, *at))
                .collect();
            let as_set =
                |rows: &[(String, String, Decider, usize)]| rows.iter().cloned().collect::<BTreeSet<_>>();
            row.seq.0 as usize == i
                && row.class == history[i].1.class()
                && said.len() == right.len()
                && as_set(&said) == as_set(&right)
        })
}

/// The finding that an entry says something about: itself, or the one its letter is about.
pub fn finding_of(history: &History, seq: usize) -> Option<usize> {
    match &history[seq].1 {
        Act::Finding(_) => Some(seq),
        Act::Notice(a) => Some(a.of.0 as usize),
        Act::FindingWithdrawn(a) => Some(a.of.0 as usize),
        Act::Extract(a) => finding_of(history, a.of.0 as usize),
        Act::Reply(a) => finding_of(history, a.of.0 as usize),
        Act::Change(a) => finding_of(history, a.of.0 as usize),
        _ => None,
    }
}

/// Whether some field of an entry that could be withheld stands open.
fn anything_open(history: &History, seq: usize) -> bool {
    let decided = decided(history);
    let kind = Kind::of(history[seq].1.kind()).unwrap();
    history[seq]
        .1
        .to_fields()
        .into_iter()
        .any(|(path, _)| kind.may_be_withheld(&path) && !decided.contains_key(&(seq, path)))
}

fn critical_parts(act: &Act) -> Vec<usize> {
    let Act::Finding(f) = act else { return Vec::new() };
    (0..f.parts.0.len()).filter(|&i| f.parts.0[i].tenor == Tenor::Critical).collect()
}

/// An entry that would publish a criticism nobody was shown.
fn criticism_not_put(history: &History) -> Option<usize> {
    (0..history.len()).find(|&seq| {
        let findings: Vec<usize> = match &history[seq].1 {
            Act::Recommendation(a) => a.findings.iter().map(|f| f.0 as usize).collect(),
            Act::ComplaintOutcome(a) => a.finding.iter().map(|f| f.0 as usize).collect(),
            Act::Response(a) => match &history[a.of.0 as usize].1 {
                Act::Recommendation(of) => of.findings.iter().map(|f| f.0 as usize).collect(),
                _ => panic!("a response to something else"),
            },
            _ => finding_of(history, seq).into_iter().collect(),
        };
        let unheard = findings
            .iter()
            .any(|&f| critical_parts(&history[f].1).iter().any(|&part| !was_put(history, f, part)));
        unheard && anything_open(history, seq)
    })
}

/// Whether a finding with a critical part stands open, so that publishing now publishes criticism.
pub fn discloses_criticism(history: &History) -> bool {
    (0..history.len()).any(|seq| !critical_parts(&history[seq].1).is_empty() && anything_open(history, seq))
}

/// Everything in which a criticism is put to somebody, as first recorded; with the places of its texts.
fn matter(history: &History, finding: usize, part: usize) -> (String, Vec<(usize, String)>) {
    let Act::Finding(f) = &history[finding].1 else { panic!("{finding} is no finding") };
    let p = &f.parts.0[part];
    let words = format!(
        "{}|{}|{:?}|{:?}|{:?}|{:?}|{:?}|{}",
        f.claim, f.duty, f.standard, f.evidence_for, p.subject, p.owner, p.outcome, p.claim
    );
    let mut places = vec!["claim".to_string(), "duty".to_string(), format!("parts/{}/claim", part + 1)];
    for i in 1..=f.evidence_for.0.len() {
        places.extend([format!("evidence_for/{i}/text"), format!("evidence_for/{i}/source")]);
    }
    (words, places.into_iter().map(|path| (finding, path)).collect())
}

fn same_matter(history: &History, one: (usize, usize), other: (usize, usize)) -> bool {
    if one == other {
        return true;
    }
    let (a, mut places) = matter(history, one.0, one.1);
    let (b, more) = matter(history, other.0, other.1);
    places.extend(more);
    let erased = |place: &(usize, String)| {
        history.iter().any(|(_, act)| match act {
            Act::Disposal(d) => d.of.0 as usize == place.0 && d.paths.iter().any(|p| p.as_str() == place.1),
            _ => false,
        })
    };
    // What stood against the criticism when it was put stands there still; more may have come.
    let kept = against(history, one.0).iter().all(|(words, at)| {
        let same = against(history, other.0).into_iter().filter(|(other, _)| other == words);
        let whole = |at: &[(usize, String)]| !at.iter().any(erased);
        whole(at) && same.into_iter().any(|(_, there)| whole(&there))
    });
    a == b && !places.iter().any(erased) && kept
}

/// The evidence against a finding as first recorded, each piece with the places of its texts.
fn against(history: &History, finding: usize) -> Vec<(String, Vec<(usize, String)>)> {
    let Act::Finding(f) = &history[finding].1 else { panic!("{finding} is no finding") };
    let one = |(i, item): (usize, &Evidence)| {
        let place = |name: &str| (finding, format!("evidence_against/{}/{name}", i + 1));
        (format!("{item:?}"), vec![place("text"), place("source")])
    };
    f.evidence_against.0.iter().enumerate().map(one).collect()
}

/// Whether a part was put: of all notices in the same words one ran its course, and none has a reply that nobody considered.
fn was_put(history: &History, finding: usize, part: usize) -> bool {
    let mut heard = false;
    for (i, (_, act)) in history.iter().enumerate() {
        let Act::Notice(n) = act else { continue };
        let about = (n.of.0 as usize, n.part as usize - 1);
        if !same_matter(history, about, (finding, part)) {
            continue;
        }
        let of_notice = |wanted: &dyn Fn(&Act) -> Option<Seq>| -> Vec<usize> {
            let hits = history.iter().enumerate().filter(|(_, (_, act))| wanted(act) == Some(Seq(i as u64)));
            hits.map(|(at, _)| at).collect()
        };
        let extracts = of_notice(&|act| if let Act::Extract(a) = act { Some(a.of) } else { None });
        let replies = of_notice(&|act| if let Act::Reply(a) = act { Some(a.of) } else { None });
        let expiries = of_notice(&|act| if let Act::Expiry(a) = act { Some(a.of) } else { None });
        let considered = |reply: &usize| {
            history.iter().any(|(_, act)| matches!(act, Act::Change(c) if c.of.0 as usize == *reply))
        };
        let Some(last) = extracts.last() else { continue };
        if !replies.iter().all(considered) {
            return false;
        }
        // Where nothing came after the newest letter, somebody still has time.
        if !replies.iter().chain(&expiries).any(|at| at > last) {
            return false;
        }
        heard = true;
    }
    heard
}

/// Findings that stand: neither replaced nor withdrawn.
fn standing(history: &History) -> Vec<usize> {
    let gone = |seq: usize| {
        history.iter().any(|(_, act)| match act {
            Act::Finding(f) => f.supersedes == Some(Seq(seq as u64)),
            Act::FindingWithdrawn(w) => w.of == Seq(seq as u64),
            _ => false,
        })
    };
    (0..history.len()).filter(|&i| matches!(history[i].1, Act::Finding(_)) && !gone(i)).collect()
}

/// The strands whose matter has no end. Each strand ever opened is followed like a traveller: from strand to strand when
/// merged, in two when split; it has arrived with a finding made where it was, while it was there or later, or a closing.
fn strands_without_end(history: &History) -> BTreeSet<u32> {
    let mut origins: BTreeMap<u32, usize> = BTreeMap::new();
    for (i, (_, act)) in history.iter().enumerate() {
        let opened = match act {
            Act::Terms(t) => t.strands.clone(),
            Act::StrandOpened(s) => vec![s.number],
            Act::StrandSplit(s) => s.into.clone(),
            _ => Vec::new(),
        };
        opened.into_iter().for_each(|number| {
            origins.entry(number).or_insert(i);
        });
    }
    let origins = origins.into_iter();
    origins.filter(|&(number, from)| !arrives(history, number, from)).map(|(number, _)| number).collect()
}

/// Whether of a finding every claim was erased, its own and that of each part.
fn says_nothing(history: &History, finding: usize) -> bool {
    let Act::Finding(f) = &history[finding].1 else { return false };
    let erased = |path: &str| {
        history.iter().any(|(_, act)| match act {
            Act::Disposal(d) => d.of.0 as usize == finding && d.paths.iter().any(|p| p.as_str() == path),
            _ => false,
        })
    };
    erased("claim") && (1..=f.parts.0.len()).all(|part| erased(&format!("parts/{part}/claim")))
}

fn arrives(history: &History, number: u32, from: usize) -> bool {
    let found = standing(history).into_iter().any(|i| {
        i >= from
            && !says_nothing(history, i)
            && matches!(&history[i].1, Act::Finding(f) if f.strands.contains(&number))
    });
    for (i, (_, act)) in history.iter().enumerate() {
        match act {
            Act::StrandClosed(c) if c.number == number => return true,
            Act::StrandMerged(m) if m.number == number => {
                return found || arrives(history, m.into, i.max(from));
            }
            Act::StrandSplit(s) if s.number == number => {
                return s.into.iter().all(|&part| arrives(history, part, i.max(from)));
            }
            _ => {}
        }
    }
    found
}

/// Strands with a reason, recorded since the last publication, why they are open.
fn deferred(history: &History) -> BTreeSet<u32> {
    let since = history.iter().rposition(|(_, act)| matches!(act, Act::Publication(_))).unwrap_or(0);
    let after = history[since..].iter();
    after
        .filter_map(|(_, act)| if let Act::StrandDeferred(d) = act { Some(d.number) } else { None })
        .collect()
}

/// Whether somebody said why the matter of a strand is still open: of the strand itself, of the one it was merged into, or of
/// every part it was split into that has not arrived.
fn is_excused(history: &History, number: u32, deferred: &BTreeSet<u32>) -> bool {
    if deferred.contains(&number) {
        return true;
    }
    for (i, (_, act)) in history.iter().enumerate() {
        match act {
            Act::StrandMerged(m) if m.number == number => return is_excused(history, m.into, deferred),
            Act::StrandSplit(s) if s.number == number => {
                let mut left = s.into.iter().filter(|&&part| !arrives(history, part, i));
                return left.all(|&part| is_excused(history, part, deferred));
            }
            _ => {}
        }
    }
    false
}

/// What a finished history broke of what the gates promise; each in words.
pub fn promises_broken(history: &History) -> Vec<String> {
    let mut broken = Vec::new();
    let modes: BTreeSet<Mode> = history
        .iter()
        .filter_map(|(_, act)| if let Act::Terms(t) = act { Some(t.mode) } else { None })
        .collect();
    if modes.len() > 1 {
        broken.push("the mode changed".to_string());
    }
    let learning = modes.contains(&Mode::Learning);
    let sealed = sealed_strands(history);
    for (i, (on, act)) in history.iter().enumerate() {
        if i > 0 && history[i - 1].0 > *on {
            broken.push(format!("entry {i} is dated before the one before it"));
        }
        match act {
            Act::SealedStream(_) | Act::SealedIdentity(_) => {
                broken.push(format!("entry {i} belongs into a sealed stream"));
            }
            Act::Finding(f) => {
                if f.strands.iter().any(|number| sealed.contains(number)) {
                    broken.push(format!("finding {i} on a sealed strand stands in the open"));
                }
                if f.supersedes.is_some() != f.changed.is_some() {
                    broken.push(format!("finding {i} replaces another and does not say why"));
                }
                if f.evidence_for.0.is_empty()
                    || f.evidence_against.0.is_empty() && f.looked_for_against.is_none()
                {
                    broken.push(format!("finding {i} has no evidence"));
                }
                let individual = f.parts.0.iter().any(|p| matches!(p.owner, Owner::Person | Owner::Role));
                let named = !officer_fields(&history[..i], act).is_empty();
                if learning && (individual || named || f.standard != Standard::BalanceOfProbabilities) {
                    broken.push(format!("finding {i} of a learning review is about an officer"));
                }
                if f.parts.0.iter().any(|p| {
                    matches!(p.owner, Owner::Person | Owner::Role) != p.subject.as_str().starts_with("P-")
                }) {
                    broken.push(format!("finding {i} mixes a person and a body"));
                }
            }
            Act::Terms(t) if learning && !t.ranks.0.is_empty() => {
                broken.push(format!("terms {i} of a learning review have ranks in scope"));
            }
            Act::Party(p) if learning && p.rank.is_some() => {
                broken.push(format!("party {i} of a learning review has a rank"));
            }
            Act::Complaint(c) if learning => {
                let about = c.allegations.0.iter().filter_map(|item| item.about.as_ref());
                if about.into_iter().any(|code| code.as_str().starts_with("P-")) {
                    broken.push(format!("complaint {i} of a learning review is about an officer"));
                }
            }
            Act::Recommendation(_) if learning && !officer_fields(&history[..i], act).is_empty() => {
                broken.push(format!("recommendation {i} of a learning review is about an officer"));
            }
            Act::ComplaintOutcome(o) if learning && o.outcome.is_individual() => {
                broken.push(format!("outcome {i} of a learning review is said of a person"));
            }
            Act::ComplaintOutcome(o) if o.outcome.is_adverse() && o.finding.is_none() => {
                broken.push(format!("outcome {i} criticises and rests on no finding"));
            }
            Act::Publication(_) if !named_beside(&history[..i]).is_empty() => {
                broken.push(format!("publication {i} names somebody beside the criticism of them"));
            }
            Act::Notice(n) => {
                let Act::Finding(f) = &history[n.of.0 as usize].1 else { panic!("a notice of no finding") };
                if f.parts.0[n.part as usize - 1].subject != n.to {
                    broken.push(format!("notice {i} went to somebody else"));
                }
            }
            Act::Expiry(e) => {
                let sent = history[..i].iter().filter_map(|(sent, act)| match act {
                    Act::Extract(x) if x.of == e.of => Some((*sent, x.reply_by)),
                    _ => None,
                });
                // The newest letter, and the latest day that any letter gave.
                let last = sent.reduce(|one, other| (other.0, one.1.max(other.1)));
                if last.is_none_or(|(sent, reply_by)| *on <= reply_by || *on - sent < 1) {
                    broken.push(format!("expiry {i} came before its time"));
                }
            }
            _ => {}
        }
    }
    broken
}
