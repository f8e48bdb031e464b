//! Names of bodies as written against the names they were corrected to, each half of the reports unseen once.
//!
//! The split, the list and the register are those of the test in `crates/link/tests/it/bodies.rs`, which prints the figures read here.

use super::LIMIT;
use super::goals::Goals;
use crate::run;
use crate::tree::Tree;

/// Share of addressees for which the first proposal must be right.
const GOAL: f64 = 0.95;

/// What the test prints of one half: the share right of all, and of those whose correction nothing contradicts.
fn shares(line: &str) -> Option<(f64, f64)> {
    let rest = line.strip_prefix("bodies: ")?;
    let all = rest.split_once(" right: ")?.1.split(';').next()?;
    let undoubted = rest.split_once(" contradicts: ")?.1.split(';').next()?;
    Some((all.trim().parse().ok()?, undoubted.trim().parse().ok()?))
}

/// Runs the test and reads its figures.
pub(super) fn run(tree: &Tree, goals: &mut Goals) -> Result<(), String> {
    println!("\nbodies: coroners' addressees as written, each half unseen once");
    let mut command = tree.cargo();
    // As the lane `test` builds it, so that nothing is compiled twice.
    command.args(["test", "--quiet", "--workspace", "--test", "it", "addressees", "--", "--nocapture"]);
    let mut halves = Vec::new();
    let ended = run::watch(command, LIMIT, |_, line| {
        if line.starts_with("bodies: ") {
            println!("  {line}");
        }
        halves.extend(shares(line));
    })?;
    if let Some(trouble) = ended.trouble().filter(|_| halves.len() < 2) {
        return Err(format!("the test of addressees: {trouble}"));
    }
    for ((all, undoubted), half) in halves.into_iter().zip(["even", "odd"]) {
        goals.least(&format!("bodies, {half} half unseen: accuracy"), GOAL, all, None);
        println!(
            "  {half} half: {all:.4}; {undoubted:.4} without corrections that the publisher itself contradicts"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shares_are_read_from_the_line_that_the_test_prints() {
        let line = "bodies: 1913 addressees of the unseen half, 1829 right: 0.9561; without the 52 whose correction the publisher \
                    contradicts: 0.9640; distinct 1 of 2";
        assert_eq!(super::shares(line), Some((0.9561, 0.9640)));
        assert_eq!(
            super::shares("bodies: said with 0.95 or more 1, of them right 1; no single answer 0"),
            None
        );
    }
}
