//! Entities at several thresholds, side by side.

use std::io::{self, Write};

use link::columns::ColumnLinks;
use report::Out;

use super::whole::csv_cell;
use crate::output::Staged;

/// Writes `thresholds.csv` where further thresholds were asked for: each record with its entity at every one, the highest first.
///
/// The entities of a higher threshold lie within those of a lower one.
pub(super) fn write<'a>(
    to: &mut Staged,
    names: impl Iterator<Item = &'a str>,
    links: &ColumnLinks,
) -> io::Result<()> {
    if links.entities_at.is_empty() {
        return Ok(());
    }
    let mut file = to.file("thresholds.csv")?;
    let heads: Vec<String> = links.entities_at.iter().map(|at| format!("at_{}", at.threshold)).collect();
    writeln!(file, "record,{}", heads.join(","))?;
    for (record, name) in names.enumerate() {
        write!(file, "{}", csv_cell(name))?;
        for at in &links.entities_at {
            write!(file, ",E{}", at.of[record] + 1)?;
        }
        writeln!(file)?;
    }
    file.flush()
}
