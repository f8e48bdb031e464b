//! What stops a command: one sentence that says what and where, and a hint on its own line.

use std::fmt;

/// A command that could not be carried out. Nothing that was there before is lost.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    hint: String,
    unread: bool,
}

impl Failure {
    /// A failure without a hint.
    pub(crate) fn new(what: impl Into<String>) -> Failure {
        Failure { what: what.into(), hint: String::new(), unread: false }
    }

    /// A failure with everything that caused it, outermost first.
    pub(crate) fn chain(what: impl Into<String>, error: &dyn std::error::Error) -> Failure {
        let mut what = format!("{}: {error}", what.into());
        let mut source = error.source();
        while let Some(cause) = source {
            what.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        Failure::new(what)
    }

    /// The same failure with what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = hint.into();
        self
    }

    /// The same failure with one more thing to know, on a line of its own.
    pub(crate) fn note(mut self, note: impl fmt::Display) -> Failure {
        self.what.push_str(&format!("\n  {note}"));
        self
    }

    /// It as a sentence, for a list of reasons.
    pub(crate) fn sentence(&self) -> String {
        let mut chars = self.what.chars();
        let what =
            chars.next().map_or(String::new(), |c| c.to_uppercase().collect::<String>() + chars.as_str());
        match self.hint.as_str() {
            "" => format!("{what}."),
            hint => format!("{what}: {hint}."),
        }
    }

    /// Several failures as one; none where there are none.
    pub(crate) fn all(mut failures: Vec<Failure>) -> Option<Failure> {
        if failures.len() < 2 {
            return failures.pop();
        }
        let told: Vec<String> = failures
            .iter()
            .map(|failure| match failure.hint.as_str() {
                "" => failure.what.clone(),
                hint => format!("{}\n  hint: {hint}", failure.what),
            })
            .collect();
        Some(Failure::new(told.join("\n")))
    }

    /// Output that could not be written. Nobody is told where the reader of a pipe has had enough.
    pub(crate) fn output(doing: &str, error: &std::io::Error) -> Failure {
        Failure { unread: error.kind() == std::io::ErrorKind::BrokenPipe, ..Failure::chain(doing, error) }
    }

    /// Whether it is only that nobody reads on.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread
    }

    /// Trouble with a file or folder of the machine.
    pub(crate) fn io(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Failure {
        Failure::new(format!("{doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        if !self.hint.is_empty() {
            write!(f, "\n  hint: {}", self.hint)?;
        }
        Ok(())
    }
}

/// A command's result.
pub(crate) type Done<T> = Result<T, Failure>;
