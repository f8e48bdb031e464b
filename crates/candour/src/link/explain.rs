//! `candour link --explain LEFT RIGHT`: why two rows of anybody's files are joined, or are not.
//!
//! The whole run is made as ever, so the weights are those of the tables; nothing is written. Values stand as they were compared: this is
//! for whoever holds the files.

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
    let mut listed = None;
    kept.each_pair(|p| {
        if (p.left as usize, p.right as usize) == (left, right) && p.probability >= terms.pair_probability_min
        {
            listed = Some(p.probability);
        }
        Ok(())
    })
    .map_err(|e| super::aside::failed(&e))?;
    match listed {
        Some(settled) if (settled - whole).abs() > 0.000_05 => {
            out += &format!("  With what other records say of the two: {}.\n", shown(settled));
        }
        Some(_) => {}
        None => {
            out += &format!(
                "  The pair is not listed: it is below {}, or no blocking rule brings the two together.\n",
                terms.pair_probability_min
            );
        }
    }
    out += &format!("  {}\n", what_would_break(&steps, joined, whole, terms.join_probability_min));
    Ok(out)
}

fn what_would_break(steps: &[PairStep], joined: bool, whole: f64, least: f64) -> String {
    if joined && whole < least {
        return "They are joined by way of other records; by itself the pair would not be.".to_string();
    }
    if !joined {
        return "It joins nothing.".to_string();
    }
    let needed: Vec<String> = steps[1..]
        .iter()
        .filter(|s| s.without < least)
        .map(|s| format!("without the {} the probability would be {}", s.comparison, shown(s.without)))
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
