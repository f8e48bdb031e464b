//! `candour map`: the draft of a `[[source]]` for a file, and why each column was read as it was.

use std::path::Path;

use intake::{Limits, propose};

use crate::Look;
use crate::failure::{Done, Failure};

/// Carries out `candour map`. The draft goes to standard output, the reasons to standard error.
pub(crate) fn run(file: &Path) -> Done<Look> {
    let proposal = propose(file, &Limits::default()).map_err(|refusal| {
        let mut what = format!("{}: {}", file.display(), refusal.what);
        if !refusal.expected.is_empty() {
            what.push_str(&format!("; expected {}", refusal.expected));
        }
        Failure::new(what).hint(refusal.hint)
    })?;
    eprintln!("{} is {}.", file.display(), proposal.format);
    for sheet in &proposal.sheets {
        if !sheet.name.is_empty() {
            eprintln!("\nSheet \"{}\", {} rows:", sheet.name, sheet.rows);
        }
        let say = |what: &str, lines: &mut dyn Iterator<Item = &String>| {
            let mut lines = lines.peekable();
            if lines.peek().is_some() {
                eprintln!("  {what}:");
            }
            lines.for_each(|line| eprintln!("    {line}"));
        };
        say("Columns", &mut sheet.columns.iter().map(|c| &c.reason));
        say("The whole sheet", &mut sheet.reasons.iter());
        say("Remarks", &mut sheet.notes.iter());
    }
    eprintln!();
    println!("{}", proposal.toml.trim_end());
    Ok(Look::NotNeeded)
}
