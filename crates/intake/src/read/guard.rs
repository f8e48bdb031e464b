//! A fence around parsers written elsewhere: should one fall over, that is a refusal and not the end of the run.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::Refusal;

thread_local! {
    static FENCED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a step of a parser. Its own words about falling over are kept off the terminal: the refusal says it.
pub(crate) fn fenced<T>(parser: &str, step: impl FnOnce() -> T) -> Result<T, Refusal> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !FENCED.get() {
                before(info);
            }
        }));
    });
    let outer = FENCED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(step));
    FENCED.set(outer);
    outcome.map_err(|_| {
        Refusal::new(
            format!("the file is damaged in a way that the {parser} reader does not survive"),
            "a file as its program wrote it",
            "open it in the program that made it and save it again",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_that_falls_over_is_a_refusal() {
        assert_eq!(fenced("odd", || 7), Ok(7));
        let empty: Vec<u8> = Vec::new();
        let refusal = fenced("odd", || empty[7]).unwrap_err();
        assert!(refusal.what.contains("odd reader"), "{refusal}");
    }
}
