//! Every table as CSV and as JSON, and the figures of the summary as JSON.
//!
//! CSV: UTF-8 without a byte order mark (scripts dislike it; the workbook serves Excel), a header row, lines ended by
//! a line feed, cells made harmless. JSON: an array with one object a line, in the exact words; a key that is absent
//! is empty.
//!
//! A table is made in chunks of rows by two threads and written in the order of its rows, so the bytes are those that
//! one thread would write.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::mpsc;

use crate::cells::Cell;
use crate::tables::{self, Table};
use crate::text::harmless;
use crate::{Context, Out, ReportError, Written, WrittenFile, figures};

/// Threads that make rows, beside the one that writes them.
const THREADS: usize = 2;
/// Rows that one thread makes at a time: about half a megabyte.
const CHUNK_ROWS: usize = 1_000;
/// Chunks of one thread that wait to be written. With those being made and written, at most
/// 2 x (2 + 1) + 1 chunks are held, about 4 MB.
const CHUNKS_WAITING_MAX: usize = 2;

pub(crate) fn write(
    context: &Context<'_>,
    out: &mut dyn Out,
    written: &mut Written,
) -> Result<(), ReportError> {
    for table in tables::all(context) {
        file(out, written, &format!("{}.csv", table.name), |sink| write_csv(&table, sink))?;
        file(out, written, &format!("{}.json", table.name), |sink| write_json(&table, sink))?;
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
    let mut sink = out.file(name).map_err(fail)?;
    let rows = fill(&mut *sink).and_then(|rows| sink.flush().map(|()| rows)).map_err(fail)?;
    drop(sink);
    written.files.push(WrittenFile { name: name.to_string(), rows });
    Ok(())
}

/// Makes the bytes of some rows, after those that are there.
type Make<'m> = &'m (dyn Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()> + Sync);

/// Writes all rows in order, made by several threads.
fn write_rows(rows: usize, make: Make<'_>, sink: &mut dyn Write) -> io::Result<()> {
    let chunks = rows.div_ceil(CHUNK_ROWS);
    let threads = THREADS.min(chunks);
    // Memory that was written is used again: fresh memory costs more than the rows.
    let spare: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());
    let one = |chunk: usize| {
        let mut bytes = spare.lock().ok().and_then(|mut s| s.pop()).unwrap_or_default();
        bytes.clear();
        let start = chunk * CHUNK_ROWS;
        make(start..rows.min(start + CHUNK_ROWS), &mut bytes).map(|()| bytes)
    };
    std::thread::scope(|scope| {
        let mut made = Vec::with_capacity(threads);
        for thread in 0..threads {
            let (give, take) = mpsc::sync_channel(CHUNKS_WAITING_MAX);
            let one = &one;
            scope.spawn(move || {
                // A writer that has failed takes no more: then nobody waits for the rest.
                (thread..chunks).step_by(threads).map(one).all(|bytes| give.send(bytes).is_ok())
            });
            made.push(take);
        }
        for chunk in 0..chunks {
            let bytes = made[chunk % threads].recv().map_err(io::Error::other)??;
            sink.write_all(&bytes)?;
            if let Ok(mut spare) = spare.lock() {
                spare.push(bytes);
            }
        }
        Ok(())
    })
}

fn write_csv(table: &Table<'_>, sink: &mut dyn Write) -> io::Result<u64> {
    let mut head = csv_writer(Vec::new());
    head.write_record(&table.columns).map_err(io::Error::from)?;
    sink.write_all(&head.into_inner().map_err(|e| e.into_error())?)?;
    write_rows(table.rows, &|range, bytes| csv_rows(table, range, bytes), sink)?;
    Ok(table.rows as u64)
}

fn csv_writer<W: Write>(sink: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(sink)
}

fn csv_rows(table: &Table<'_>, range: Range<usize>, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut csv = csv_writer(bytes);
    let mut plain = Vec::new();
    for row in range.map(|i| (table.row)(i)) {
        for cell in &row {
            if let Cell::Text(text) = cell {
                csv.write_field(harmless(text).as_bytes()).map_err(io::Error::from)?;
            } else {
                plain.clear();
                cell.push_plain(&mut plain);
                csv.write_field(&plain).map_err(io::Error::from)?;
            }
        }
        csv.write_record(None::<&[u8]>).map_err(io::Error::from)?;
    }
    csv.flush()
}

fn write_json(table: &Table<'_>, sink: &mut dyn Write) -> io::Result<u64> {
    let keys: Vec<String> = table.columns.iter().map(|c| format!("{}:", serde_json::json!(c))).collect();
    sink.write_all(b"[")?;
    write_rows(table.rows, &|range, bytes| json_rows(table, &keys, range, bytes), sink)?;
    sink.write_all(b"\n]\n")?;
    Ok(table.rows as u64)
}

fn json_rows(table: &Table<'_>, keys: &[String], range: Range<usize>, bytes: &mut Vec<u8>) -> io::Result<()> {
    for i in range {
        bytes.extend_from_slice(if i > 0 { b",\n{" } else { b"\n{" });
        let mut first = true;
        for (key, cell) in keys.iter().zip(&(table.row)(i)) {
            if *cell == Cell::Empty {
                continue;
            }
            if !first {
                bytes.push(b',');
            }
            first = false;
            bytes.extend_from_slice(key.as_bytes());
            match cell {
                Cell::Real(x, _) if !x.is_finite() => bytes.extend_from_slice(b"null"),
                Cell::Count(_) | Cell::Real(..) => cell.push_plain(bytes),
                Cell::Bool(yes) => bytes.extend_from_slice(if *yes { b"true" } else { b"false" }),
                // What the product makes itself, a number after words or a day, has nothing that JSON escapes.
                Cell::Numbered(..) | Cell::Day(_) => {
                    bytes.push(b'"');
                    cell.push_plain(bytes);
                    bytes.push(b'"');
                }
                Cell::Empty | Cell::Text(_) => serde_json::to_writer(&mut *bytes, &*cell.plain())?,
            }
        }
        bytes.push(b'}');
    }
    Ok(())
}
