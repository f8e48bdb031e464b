//! `candour link --explain LEFT RIGHT`: why two rows of anybody's files are joined, or are not.
//!
//! The whole run is made as ever, so the weights are those of the tables; nothing is written. Values stand as they were compared: this is
//! for whoever holds the files.

use std::collections::BTreeMap;

use link::columns::{PairStep, explain_pair_by};

use super::job::Job;
use crate::failure::{Done, Failure};

/// The explanation of a pair, by the names of its records.
pub(super) fn text(names: &[String], job: &Job) -> Done<String> {
    let Job { loaded, terms, links, kept, .. } = job;
    let find = |name: &String| {
        loaded.names.iter().position(|n| n == name.as_str()).ok_or_else(|| {
            Failure::new(format!("no record is called \"{name}\""))
                .hint("records are named as in the columns left and right of pairs.csv")
        })
    };
    let (left, right) = (find(&names[0])?, find(&names[1])?);
    if left == right {
        return Err(Failure::new("a record is one with itself: name two"));
    }
    let (left, right) = (left.min(right), left.max(right));
    let steps = explain_pair_by(&loaded.records, terms, kept, left as u32, right as u32);
    let of = &links.entities.of;
    let joined = of[left] == of[right];
    let mut out = format!(
        "{} and {}: {}.\n",
        loaded.names.get(left),
        loaded.names.get(right),
        if joined { "joined, one entity" } else { "not joined" }
    );
    for step in &steps {
        out += &format!(
            "  {:<28} {:>+7.1} bits, total {:>+7.1}   {}\n",
            step.comparison, step.weight_bits, step.total_bits, step.words
        );
    }
    let whole = steps.first().map_or(0.0, |s| s.without);
    out += &format!("  Together: probability {} that they are one.\n", shown(whole));
    out += &settled(job, left as u32, right as u32, whole)?;
    let standing = standing(job, left as u32, right as u32, whole);
    out +=
        &format!("  {}\n", standing.unwrap_or_else(|| what_would_break(&steps, terms.join_probability_min)));
    Ok(out)
}

/// What other records say of the two, and which of them.
fn settled(job: &Job, left: u32, right: u32, whole: f64) -> Done<String> {
    let Job { loaded, terms, kept, .. } = job;
    let mut listed = None;
    // The records that fit one of the two, with the odds of each.
    let mut near: BTreeMap<u32, [f64; 2]> = BTreeMap::new();
    kept.each_pair(|p| {
        if (p.left, p.right) == (left, right) {
            listed = Some(p.probability).filter(|p| *p >= terms.pair_probability_min);
            return Ok(());
        }
        for (one, other) in [(p.left, p.right), (p.right, p.left)] {
            if let Some(side) = [left, right].iter().position(|of| *of == one) {
                near.entry(other).or_default()[side] = p.weight_bits.min(60.0).exp2();
            }
        }
        Ok(())
    })
    .map_err(|e| super::aside::failed(&e))?;
    let Some(settled) = listed else {
        return Ok(format!(
            "  The pair is not listed: it is below {}, or no blocking rule brings the two together.\n",
            terms.pair_probability_min
        ));
    };
    if (settled - whole).abs() <= 0.000_05 {
        return Ok(String::new());
    }
    let against = settled < whole;
    // As linkage reckons: all three as one against every other way in which they can stand.
    let factor = |[p, q]: &[f64; 2]| (1.0 + p * q) / (1.0 + p + q);
    let mut speak: Vec<(f64, u32, [f64; 2])> =
        near.into_iter().map(|(other, odds)| (factor(&odds), other, odds)).collect();
    speak.retain(|(factor, ..)| if against { *factor < 0.9 } else { *factor > 1.1 });
    speak.sort_by(|a, b| if against { a.0.total_cmp(&b.0) } else { b.0.total_cmp(&a.0) });
    let said = speak.iter().take(SPEAK_MAX).map(|(_, other, odds)| {
        let [with_left, with_right] =
            odds.map(|odds| if odds > 0.0 { shown(odds / (1.0 + odds)) } else { "hardly any".to_string() });
        format!(
            "{} (probability {with_left} with {}, {with_right} with {})",
            loaded.names.get(*other as usize),
            loaded.names.get(left as usize),
            loaded.names.get(right as usize)
        )
    });
    let said: Vec<String> = said.collect();
    let who = match (said.is_empty(), against) {
        (true, _) => String::new(),
        (false, true) => format!(" Against it: {}.", said.join("; ")),
        (false, false) => format!(" For it: {}.", said.join("; ")),
    };
    Ok(format!("  With what other records say of the two: {}.{who}\n", shown(settled)))
}

/// Most records that are named because they speak for a pair or against it.
const SPEAK_MAX: usize = 3;

/// Why the two are joined or not where their own evidence does not say it: what people decided, or other records. Nothing where it does.
fn standing(job: &Job, left: u32, right: u32, whole: f64) -> Option<String> {
    let Job { loaded, terms, links, .. } = job;
    let of = &links.entities.of;
    let entity = |record: u32| of[record as usize];
    let joined = entity(left) == entity(right);
    let name = |record: u32| loaded.names.get(record as usize);
    let about = |l: u32, r: u32| (l.min(r), l.max(r)) == (left, right);
    let decided = terms.decisions.iter().rev().find(|d| about(d.left, d.right)).map(|d| d.same);
    match (decided, joined) {
        (Some(false), false) => {
            return Some("They are kept apart by a decision, whatever the evidence says.".to_string());
        }
        (Some(true), true) => {
            return Some("They are joined by a decision, whatever the evidence says.".to_string());
        }
        (Some(true), false) => {
            return Some(
                "A decision says that they are one; it was not carried out, because other decisions keep them apart."
                    .to_string(),
            );
        }
        _ => {}
    }
    let between = |same: bool| {
        terms.decisions.iter().rev().find(|d| {
            let ends = (entity(d.left), entity(d.right));
            let (here, there) = (entity(left), entity(right));
            d.same == same && (ends == (here, there) || ends == (there, here))
        })
    };
    let least = terms.join_probability_min;
    match (joined, whole < least) {
        (true, true) => Some(match between(true) {
            Some(d) => format!(
                "They are joined by way of other records, and a decision that {} and {} are one is among what joins them; by itself the pair would not be.",
                name(d.left),
                name(d.right)
            ),
            None => "They are joined by way of other records; by itself the pair would not be.".to_string(),
        }),
        (true, false) => None,
        (false, true) => Some("It joins nothing.".to_string()),
        (false, false) => Some(match between(false) {
            Some(d) => format!(
                "It joins nothing: a decision that {} and {} are two keeps the records around them apart.",
                name(d.left),
                name(d.right)
            ),
            None => "It joins nothing: what other records say of the two speaks against it.".to_string(),
        }),
    }
}

fn what_would_break(steps: &[PairStep], least: f64) -> String {
    let needed: Vec<String> = steps[1..]
        .iter()
        .filter(|s| s.without < least)
        .map(|s| format!("without \"{}\" the probability would be {}", s.comparison, shown(s.without)))
        .collect();
    if needed.is_empty() {
        format!(
            "No single comparison carries it: without any one of them it would still be at least {least}."
        )
    } else {
        format!("What would break it: {}.", needed.join("; "))
    }
}

/// Never 1: nothing here is beyond all doubt.
fn shown(p: f64) -> String {
    if p > 0.9999 { "more than 0.9999".to_string() } else { format!("{p:.4}") }
}
