//! A child process that reads one PDF, so that a file made to exhaust or to break a reader breaks only the child.
//!
//! The child limits itself before it opens the file (address space and processor time, where the system has such
//! limits), and the parent ends it when it takes too long. What it says comes over its standard output: one line
//! `candour pdf v2`, then for each page `page N` and its lines, each with a `|` in front, rows of tables with a `=`, the number of the table and a tab before each cell, or
//! `damaged N WORDS`; `refused`,
//! `expected` and `hint` for a file that cannot be read at all; and `end`, without which nothing is believed.

use std::io::Read;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::DocumentLimits;
use super::pdf::{PdfLine, PdfPage, pages_of};
use crate::read::Refusal;

const HEAD: &str = "candour pdf v2";
const END: &str = "end";
/// Stands for the end of a line within a cell.
const CELL_LINE: char = '\u{b}';
/// Bytes of text that are taken from one child.
const OUTPUT_BYTES_MAX: u64 = 512 << 20;

/// How the child is started: a program and what stands before limits and path on its command line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PdfChild {
    /// The program, as a rule this one.
    pub program: PathBuf,
    /// Its first arguments, as a rule the name of a hidden command.
    pub arguments: Vec<String>,
}

impl PdfChild {
    /// The pages of a PDF, read by a child within the limits.
    ///
    /// # Errors
    /// What the child refused, or that it broke, took too long or too much memory.
    pub fn pages(&self, path: &Path, limits: &DocumentLimits) -> Result<Vec<PdfPage>, Refusal> {
        let broke = |what: String| {
            Refusal::new(
                what,
                "a PDF that can be read within the limits",
                "open it in a PDF program and print it to a new PDF, or ask for the document it was made from",
            )
        };
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(limits.pdf_seconds_max.to_string())
            .arg(limits.pdf_memory_bytes_max.to_string())
            .arg(limits.pages_max.to_string())
            .arg(path)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| broke(format!("the process that reads PDF could not be started: {e}")))?;
        let stdout = child.stdout.take();
        let reader = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(stdout) = stdout {
                // A child that breaks off is told by the missing end.
                let _ = stdout.take(OUTPUT_BYTES_MAX).read_to_end(&mut bytes);
            }
            bytes
        });
        let started = Instant::now();
        let allowed = Duration::from_secs(limits.pdf_seconds_max.saturating_add(5));
        let mut nap = Duration::from_millis(1);
        let ended = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Ok(status),
                Ok(None) if started.elapsed() > allowed => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break Err(format!("reading the PDF took more than {} seconds", limits.pdf_seconds_max));
                }
                Ok(None) => {
                    std::thread::sleep(nap);
                    nap = (nap * 2).min(Duration::from_millis(20));
                }
                Err(e) => break Err(format!("the process that reads PDF was lost: {e}")),
            }
        };
        let bytes = reader.join().unwrap_or_default();
        let status = ended.map_err(&broke)?;
        let text = String::from_utf8_lossy(&bytes);
        understood(&text).unwrap_or_else(|| {
            Err(broke(format!(
                "the PDF reader did not survive this file within {} seconds and {} bytes of memory ({status})",
                limits.pdf_seconds_max, limits.pdf_memory_bytes_max
            )))
        })
    }
}

/// What the child said; `None` where it did not come to its end.
fn understood(text: &str) -> Option<Result<Vec<PdfPage>, Refusal>> {
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) || text.lines().next_back() != Some(END) {
        return None;
    }
    let mut pages: Vec<PdfPage> = Vec::new();
    let mut refused: Option<[String; 3]> = None;
    for line in lines {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let text = || line.strip_prefix('|').map(PdfLine::from);
        let row = || {
            let mut cells = line.strip_prefix('=')?.split('\t');
            let table = cells.next()?.parse().ok()?;
            Some(PdfLine::Row(table, cells.map(|c| c.replace(CELL_LINE, "\n")).collect()))
        };
        match (word, text().or_else(row)) {
            (_, Some(line)) => {
                if let Some(PdfPage::Lines(lines)) = pages.last_mut() {
                    lines.push(line);
                }
            }
            ("page", _) => pages.push(PdfPage::Lines(Vec::new())),
            ("damaged", _) => pages.push(PdfPage::Damaged(rest.to_string())),
            ("refused", _) => refused = Some([rest.to_string(), String::new(), String::new()]),
            ("expected", _) => refused.iter_mut().for_each(|r| r[1] = rest.to_string()),
            ("hint", _) => refused.iter_mut().for_each(|r| r[2] = rest.to_string()),
            _ => {}
        }
    }
    Some(match refused {
        Some([what, expected, hint]) => Err(Refusal::new(what, expected, hint)),
        None => Ok(pages),
    })
}

/// The child's side: `arguments` are seconds, bytes of memory, pages and the path. Writes to standard output. Gives the
/// exit code: 0 where it came to its end, whatever it found.
pub fn run(arguments: &[String]) -> u8 {
    let [seconds, memory, pages, path] = arguments else { return 2 };
    let (Ok(seconds), Ok(memory), Ok(pages_max)) =
        (seconds.parse::<u64>(), memory.parse::<u64>(), pages.parse::<usize>())
    else {
        return 2;
    };
    limit(seconds, memory);
    let outcome = std::fs::read(path)
        .map_err(|e| Refusal::new(format!("the file could not be read: {e}"), "", ""))
        .and_then(|bytes| pages_of(&bytes, pages_max));
    let one_line = |text: &str| text.replace(['\r', '\n'], " ");
    let mut text = format!("{HEAD}\n");
    match outcome {
        Err(refusal) => {
            for (word, value) in
                [("refused", &refusal.what), ("expected", &refusal.expected), ("hint", &refusal.hint)]
            {
                text.push_str(&format!("{word} {}\n", one_line(value)));
            }
        }
        Ok(pages) => {
            for page in pages {
                match page {
                    PdfPage::Damaged(words) => text.push_str(&format!("damaged {}\n", one_line(&words))),
                    PdfPage::Lines(lines) => {
                        text.push_str("page\n");
                        for line in lines {
                            text.push_str(&match line {
                                PdfLine::Text(line) => format!("|{}\n", one_line(&line)),
                                PdfLine::Row(table, cells) => {
                                    let plain = |c: &String| {
                                        c.replace(['\t', CELL_LINE], " ")
                                            .replace('\n', &CELL_LINE.to_string())
                                    };
                                    let cells: Vec<String> =
                                        cells.iter().map(|c| one_line(&plain(c))).collect();
                                    format!("={table}\t{}\n", cells.join("\t"))
                                }
                            });
                        }
                    }
                }
            }
        }
    }
    text.push_str(END);
    text.push('\n');
    u8::from(std::io::stdout().lock().write_all(text.as_bytes()).is_err())
}

/// Limits this process, where the system can.
fn limit(seconds: u64, memory: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let both = |value: u64| Rlimit { current: Some(value), maximum: Some(value) };
        // Where the system refuses, the parent's clock still holds.
        let _ = setrlimit(Resource::Cpu, both(seconds.saturating_add(1)));
        let _ = setrlimit(Resource::As, both(memory));
        let _ = setrlimit(Resource::Core, both(0));
        let _ = setrlimit(Resource::Fsize, both(0));
    }
    #[cfg(not(unix))]
    let _ = (seconds, memory);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_believed_of_a_child_that_did_not_come_to_its_end() {
        for (said, pages) in [
            ("candour pdf v2\npage\n|Minutes\n|end\nend\n", Some(2)),
            ("candour pdf v2\npage\n|Minutes\n", None),
            ("candour pdf v2\npage\n|Minutes\n|end\n", None),
            ("thread main panicked\nend\n", None),
            ("", None),
        ] {
            let found = understood(said).map(|r| match r.unwrap().remove(0) {
                PdfPage::Lines(lines) => lines.len(),
                PdfPage::Damaged(words) => panic!("{words}"),
            });
            assert_eq!(found, pages, "{said:?}");
        }
        let refusal =
            understood("candour pdf v2\nrefused odd\nexpected even\nhint ask\nend\n").unwrap().unwrap_err();
        assert_eq!((refusal.what.as_str(), refusal.hint.as_str()), ("odd", "ask"));
    }
}
