//! Every table as CSV and as JSON, and the figures of the summary as JSON.
//!
//! CSV: UTF-8 without a byte order mark (scripts dislike it; the workbook serves Excel), a header row, lines ended by
//! a line feed, cells made harmless. JSON: an array with one object a line, in the exact words; a key that is absent
//! is empty.

use std::io::{self, BufWriter, Write};

use crate::cells::Cell;
use crate::tables::{self, Table};
use crate::text::harmless;
use crate::{Context, Out, ReportError, Written, WrittenFile, figures};

const BUFFER_BYTES: usize = 1 << 18;

pub(crate) fn write(
    context: &Context<'_>,
    out: &mut dyn Out,
    written: &mut Written,
) -> Result<(), ReportError> {
    for (csv, json) in tables::all(context).into_iter().zip(tables::all(context)) {
        file(out, written, &format!("{}.csv", csv.name), |sink| write_csv(csv, sink))?;
        file(out, written, &format!("{}.json", json.name), |sink| write_json(json, sink))?;
    }
    file(out, written, "summary.json", |sink| {
        sink.write_all(figures::json(context).as_bytes())?;
        Ok(1)
    })
}

fn file(
    out: &mut dyn Out,
    written: &mut Written,
    name: &str,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<u64>,
) -> Result<(), ReportError> {
    let fail = |source| ReportError::File { name: name.to_string(), source };
    let mut sink = BufWriter::with_capacity(BUFFER_BYTES, out.file(name).map_err(fail)?);
    let rows = fill(&mut sink).and_then(|rows| sink.flush().map(|()| rows)).map_err(fail)?;
    drop(sink);
    written.files.push(WrittenFile { name: name.to_string(), rows });
    Ok(())
}

fn write_csv(table: Table<'_>, sink: &mut dyn Write) -> io::Result<u64> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(sink);
    csv.write_record(&table.columns).map_err(io::Error::from)?;
    let mut rows = 0;
    for row in table.rows {
        for cell in &row {
            match cell {
                Cell::Text(text) => csv.write_field(harmless(text).as_bytes()),
                other => csv.write_field(other.plain().as_bytes()),
            }
            .map_err(io::Error::from)?;
        }
        csv.write_record(None::<&[u8]>).map_err(io::Error::from)?;
        rows += 1;
    }
    csv.flush()?;
    Ok(rows)
}

fn write_json(table: Table<'_>, sink: &mut dyn Write) -> io::Result<u64> {
    sink.write_all(b"[")?;
    let mut rows = 0;
    for row in table.rows {
        sink.write_all(if rows > 0 { b",\n{" } else { b"\n{" })?;
        let mut first = true;
        for (column, cell) in table.columns.iter().zip(&row) {
            if *cell == Cell::Empty {
                continue;
            }
            if !first {
                sink.write_all(b",")?;
            }
            first = false;
            serde_json::to_writer(&mut *sink, column)?;
            sink.write_all(b":")?;
            match cell {
                Cell::Real(x, _) if !x.is_finite() => sink.write_all(b"null")?,
                Cell::Count(_) | Cell::Real(..) => sink.write_all(cell.plain().as_bytes())?,
                Cell::Bool(yes) => write!(sink, "{yes}")?,
                _ => serde_json::to_writer(&mut *sink, &*cell.plain())?,
            }
        }
        sink.write_all(b"}")?;
        rows += 1;
    }
    sink.write_all(b"\n]\n")?;
    Ok(rows)
}
