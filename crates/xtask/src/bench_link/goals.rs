//! The table at the end of `bench link`: each goal, what was seen beside it, what Splink or another peer reaches, and whether it was reached.

/// One line of the table.
struct Line {
    what: String,
    goal: String,
    ours: String,
    theirs: String,
    reached: bool,
}

/// What has been seen so far.
#[derive(Default)]
pub(super) struct Goals {
    lines: Vec<Line>,
}

impl Goals {
    /// A figure that must be `goal` or more.
    pub(super) fn least(&mut self, what: &str, goal: f64, ours: f64, theirs: Option<f64>) {
        self.take(what, (">=", goal), ours, theirs, ours >= goal);
    }

    /// A figure that must be `goal` or less.
    pub(super) fn most(&mut self, what: &str, goal: f64, ours: f64, theirs: Option<f64>) {
        self.take(what, ("<=", goal), ours, theirs, ours <= goal);
    }

    /// Something that was run and held, or did not.
    pub(super) fn holds(&mut self, what: &str, goal: &str, ours: &str, reached: bool) {
        let (what, goal, ours) = (what.to_string(), goal.to_string(), ours.to_string());
        self.lines.push(Line { what, goal, ours, theirs: String::new(), reached });
    }

    fn take(&mut self, what: &str, goal: (&str, f64), ours: f64, theirs: Option<f64>, reached: bool) {
        self.lines.push(Line {
            what: what.to_string(),
            goal: format!("{} {}", goal.0, figure(goal.1)),
            ours: figure(ours),
            theirs: theirs.map(figure).unwrap_or_default(),
            reached,
        });
    }

    /// The table, and how many goals were reached.
    pub(super) fn text(&self) -> String {
        let mut out = format!("\n{:64} {:>12} {:>12} {:>12}\n", "goal", "wanted", "ours", "peer's");
        for line in &self.lines {
            let said = if line.reached { "reached" } else { "NOT reached" };
            out += &format!(
                "{:64} {:>12} {:>12} {:>12}  {said}\n",
                line.what, line.goal, line.ours, line.theirs
            );
        }
        let reached = self.lines.iter().filter(|line| line.reached).count();
        out + &format!("{reached} of {} goals reached\n", self.lines.len())
    }
}

/// A figure with as many digits as tell something: shares to four places, large ones to one.
fn figure(value: f64) -> String {
    if value.abs() < 2.0 { format!("{value:.4}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_that_is_just_met_is_reached_and_one_that_is_just_missed_is_not() {
        let mut goals = Goals::default();
        goals.least("recall", 0.98, 0.98, None);
        goals.least("precision", 0.995, 0.99499, Some(0.9));
        goals.most("memory, GiB", 12.0, 12.5, None);
        goals.holds("bytes under a bound", "the same", "the same", true);
        let text = goals.text();
        let of = |what: &str| text.lines().find(|line| line.starts_with(what)).unwrap().to_string();
        assert!(of("recall").ends_with("  reached"));
        assert!(of("precision").contains("0.9000  NOT reached"));
        assert!(of("memory").contains("<= 12.0         12.5") && of("memory").ends_with("NOT reached"));
        assert!(text.ends_with("2 of 4 goals reached\n"));
    }

    #[test]
    fn what_was_not_a_number_is_not_reached() {
        let mut goals = Goals::default();
        goals.least("rate", 10.0, f64::NAN, None);
        goals.most("share", 0.1, f64::NAN, None);
        assert!(goals.text().ends_with("0 of 2 goals reached\n"));
    }
}
