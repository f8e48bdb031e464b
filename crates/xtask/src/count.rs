//! Counts read from the output of Rust's test harness.
//!
//! The harness prints one `test result:` line per test binary, and with `--show-output` what every passing test
//! printed, under a heading with the test's name. A test whose data is absent prints a line that begins with
//! `SKIPPED: ` and returns; the harness calls that a pass. Here it is counted as what it is: skipped.

use std::collections::{BTreeMap, BTreeSet};

/// What a test that could not run prints first, followed by the reason.
pub const SKIP_MARK: &str = "SKIPPED: ";

/// Tests passed, failed and skipped, and the reasons of those skipped.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Tests that ran and held.
    pub passed: usize,
    /// Tests that ran and did not hold.
    pub failed: usize,
    /// Tests that did not run, for the reasons in `reasons` or because they are marked `ignore`.
    pub skipped: usize,
    /// Reason and the number of tests it stopped.
    pub reasons: BTreeMap<String, usize>,
}

impl Counts {
    /// Adds the counts of another lane or binary.
    pub fn add(&mut self, other: &Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        for (reason, number) in &other.reasons {
            *self.reasons.entry(reason.clone()).or_default() += number;
        }
    }
}

/// Reads harness output line by line; says of each line whether a person wants to see it.
#[derive(Default)]
pub struct Reader {
    counts: Counts,
    /// The test whose printed output is being read, while inside the part about passing tests.
    test: Option<String>,
    in_successes: bool,
    /// Tests of the present binary that said they were skipped.
    skipped_tests: BTreeSet<String>,
}

impl Reader {
    /// Takes in one line; `true` if it is worth showing (failures and results, not every pass).
    pub fn line(&mut self, line: &str) -> bool {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.result(result);
            return true;
        }
        if line == "successes:" {
            self.in_successes = true;
            return false;
        }
        if line == "failures:" {
            self.in_successes = false;
            return true;
        }
        if self.in_successes {
            if let Some(name) = heading(line) {
                self.test = Some(name.to_string());
            } else if let Some(reason) = line.strip_prefix(SKIP_MARK) {
                self.skip(reason);
            }
            return false;
        }
        !(line.is_empty() || line.starts_with("running ") || line.starts_with("test "))
    }

    /// The counts so far.
    pub fn counts(self) -> Counts {
        self.counts
    }

    fn skip(&mut self, reason: &str) {
        let test = self.test.clone().unwrap_or_default();
        if self.skipped_tests.insert(test) {
            *self.counts.reasons.entry(reason.trim().to_string()).or_default() += 1;
        }
    }

    /// Takes in `ok. 12 passed; 0 failed; 1 ignored; ...`, which ends the part about one binary.
    fn result(&mut self, result: &str) {
        let number = |word: &str| {
            let before = result.split(word).next()?;
            before.split_whitespace().next_back()?.parse::<usize>().ok()
        };
        let passed = number(" passed").unwrap_or(0);
        let ignored = number(" ignored").unwrap_or(0);
        let said_skipped = self.skipped_tests.len().min(passed);
        self.counts.passed += passed - said_skipped;
        self.counts.failed += number(" failed").unwrap_or(0);
        self.counts.skipped += ignored + said_skipped;
        if ignored > 0 {
            *self.counts.reasons.entry("marked `ignore` in the source".to_string()).or_default() += ignored;
        }
        self.skipped_tests.clear();
        self.test = None;
        self.in_successes = false;
    }
}

/// The name in `---- module::name stdout ----`.
fn heading(line: &str) -> Option<&str> {
    line.strip_prefix("---- ")?.strip_suffix(" stdout ----")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, passed: usize, failed: usize, skipped: usize, reasons: &[(&str, usize)]) {
        let mut reader = Reader::default();
        for line in output.lines() {
            reader.line(line);
        }
        let expected = reasons.iter().map(|&(why, n)| (why.to_string(), n)).collect();
        assert_eq!(reader.counts(), Counts { passed, failed, skipped, reasons: expected }, "{output}");
    }

    #[test]
    fn a_test_that_says_it_was_skipped_is_not_counted_as_passed() {
        let output = "\nrunning 4 tests\ntest a ... ok\ntest b ... ok\ntest c ... ok\ntest d ... ignored\n\nsuccesses:\n\n\
            ---- a stdout ----\nSKIPPED: shared data absent\nSKIPPED: shared data absent\n\n\
            ---- b stdout ----\nSKIPPED: shared data absent\n\n---- c stdout ----\nall is well\n\n\
            successes:\n    a\n    b\n    c\n\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        check(output, 1, 0, 3, &[("marked `ignore` in the source", 1), ("shared data absent", 2)]);
    }

    #[test]
    fn several_binaries_add_up_and_failures_are_shown() {
        let first =
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s";
        let second =
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s";
        check(&format!("{first}\n{second}\n"), 13, 2, 0, &[]);
        let mut reader = Reader::default();
        let shown = |reader: &mut Reader, line: &str| reader.line(line);
        assert!(!shown(&mut reader, "test some::name ... ok"));
        assert!(shown(&mut reader, "failures:"));
        assert!(shown(&mut reader, "---- some::name stdout ----"));
        assert!(shown(&mut reader, "assertion failed: 1 + 1 == 3"));
    }

    #[test]
    fn the_same_name_in_two_binaries_is_two_tests() {
        let one = "successes:\n---- a stdout ----\nSKIPPED: no data\ntest result: ok. 1 passed; 0 failed; 0 ignored;\n";
        check(&one.repeat(2), 0, 0, 2, &[("no data", 2)]);
    }
}
