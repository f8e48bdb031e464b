//! A log as a stream of bytes, gzip or not, with its limits; XML as a stream of tags; and the file that is written.
//!
//! Left out: encodings other than UTF-8, which both standards ask for.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::error::LogError;

/// Most bytes of a log, unpacked: 64 GiB, a hundred times the largest public log.
const LOG_BYTES_MAX: u64 = 64 << 30;
/// Most bytes of one tag or one text of XML, or of one entry of JSON: 16 MiB.
const PIECE_BYTES_MAX: u64 = 16 << 20;
/// Most elements inside each other.
const DEPTH_MAX: usize = 64;
/// Most XML attributes of one tag.
const TAG_ATTRIBUTES_MAX: usize = 256;
/// Most white space in front of a log, in bytes.
const BLANK_BYTES_MAX: u64 = 4_096;

/// The first byte of a log that is neither white space nor a byte order mark.
pub(super) fn first_byte(path: &Path) -> Result<Option<u8>, LogError> {
    let mut from = Watched::open(path)?;
    let mut seen = Vec::new();
    let read = from.by_ref().take(BLANK_BYTES_MAX).read_to_end(&mut seen);
    read.map_err(|e| LogError::io("read", path, &e))?;
    let seen = seen.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&seen);
    Ok(seen.iter().copied().find(|b| !b.is_ascii_whitespace()))
}

/// A reader that counts lines and bytes and stops at the limits.
pub(super) struct Watched {
    from: BufReader<Box<dyn Read>>,
    line: u64,
    all: u64,
    since: Rc<Cell<u64>>,
}

/// Begins a new piece of what is being read: no piece may be longer than the limit.
#[derive(Clone)]
pub(super) struct Mark(Rc<Cell<u64>>);

impl Mark {
    pub(super) fn set(&self) {
        self.0.set(0);
    }
}

impl Watched {
    /// Opens a log, gzip or not. A piece is what is read between two marks.
    pub(super) fn open(path: &Path) -> Result<Watched, LogError> {
        let failed = |e: io::Error| LogError::io("read", path, &e);
        let mut file = BufReader::with_capacity(256 << 10, File::open(path).map_err(failed)?);
        let packed = file.fill_buf().map_err(failed)?.starts_with(&[0x1f, 0x8b]);
        let from: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        Ok(Watched { from: BufReader::with_capacity(256 << 10, from), line: 1, all: 0, since: Rc::default() })
    }

    pub(super) fn marker(&self) -> Mark {
        Mark(Rc::clone(&self.since))
    }
}

impl Read for Watched {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let part = self.fill_buf()?;
        let taken = part.len().min(buf.len());
        buf[..taken].copy_from_slice(&part[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Watched {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.all > LOG_BYTES_MAX {
            return Err(io::Error::other(format!("the log is longer than {LOG_BYTES_MAX} bytes")));
        }
        if self.since.get() > PIECE_BYTES_MAX {
            return Err(io::Error::other(format!("one piece of it is longer than {PIECE_BYTES_MAX} bytes")));
        }
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.line += self.from.buffer()[..amount].iter().filter(|&&b| b == b'\n').count() as u64;
        self.all += amount as u64;
        self.since.set(self.since.get() + amount as u64);
        self.from.consume(amount);
    }
}

/// XML, tag by tag.
pub(super) struct Xml {
    reader: Reader<Watched>,
    mark: Mark,
    path: PathBuf,
    depth: usize,
    closed: bool,
}

impl Xml {
    pub(super) fn open(path: &Path) -> Result<Xml, LogError> {
        let from = Watched::open(path)?;
        let mark = from.marker();
        let reader = Reader::from_reader(from);
        Ok(Xml { reader, mark, path: path.to_path_buf(), depth: 0, closed: false })
    }

    /// The next piece; the end is [`Event::Eof`], and never inside an element.
    pub(super) fn next<'b>(&mut self, buf: &'b mut Vec<u8>) -> Result<Event<'b>, LogError> {
        buf.clear();
        self.mark.set();
        let line = self.reader.get_ref().line;
        let event = self.reader.read_event_into(buf);
        let broken = |what: String| {
            LogError::new(format!("{} is broken at line {line}: {what}", self.path.display()))
                .hint("nothing of it was used: ask for the file again")
        };
        let event = event.map_err(|e| broken(e.to_string()))?;
        match &event {
            Event::Start(_) | Event::Empty(_) if self.closed => {
                return Err(broken("it has more than one outermost element".into()));
            }
            Event::Start(_) if self.depth >= DEPTH_MAX => {
                return Err(broken(format!("elements are nested deeper than {DEPTH_MAX}")));
            }
            Event::Start(tag) => {
                whole_attributes(tag).map_err(broken)?;
                self.depth += 1;
            }
            Event::Empty(tag) => {
                whole_attributes(tag).map_err(broken)?;
                self.closed = self.depth == 0;
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.closed = self.depth == 0;
            }
            Event::Eof if self.depth > 0 => {
                return Err(broken("it ends before its elements are closed".into()));
            }
            Event::DocType(text) if text.contains("<!ENTITY") => {
                return Err(broken("it declares entities of its own, which can unfold without end".into()));
            }
            _ => {}
        }
        Ok(event)
    }

    pub(super) fn wrong(&self, what: &str) -> LogError {
        LogError::new(format!("{}, line {}: {what}", self.path.display(), self.reader.get_ref().line))
    }
}

/// Refuses attributes that cannot be read, that stand twice in one tag, or that are too many.
fn whole_attributes(tag: &BytesStart<'_>) -> Result<(), String> {
    for (number, attribute) in tag.attributes().enumerate() {
        attribute.map_err(|e| e.to_string())?;
        if number == TAG_ATTRIBUTES_MAX {
            return Err(format!("a tag has more than {TAG_ATTRIBUTES_MAX} attributes"));
        }
    }
    Ok(())
}

/// The value of an attribute of a tag, by its local name.
pub(super) fn cell(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0);
    Some(value.unwrap_or_else(|_| found.value.clone()).into_owned())
}

/// The text of a piece, where it is one.
pub(super) fn text(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.xml10_content().into_owned()),
        Event::CData(text) => Some(text.xml10_content().into_owned()),
        Event::GeneralRef(name) => Some(match (name.resolve_char_ref(), &**name) {
            (Ok(Some(c)), _) => c.to_string(),
            (_, "lt") => "<".into(),
            (_, "gt") => ">".into(),
            (_, "amp") => "&".into(),
            (_, "apos") => "'".into(),
            (_, "quot") => "\"".into(),
            (_, other) => format!("&{other};"),
        }),
        _ => None,
    }
}

/// Where a log is written: a file beside the one asked for, which takes its name when all is written. A run that
/// fails leaves none of it.
pub(super) struct Sink {
    to: Packed,
    part: PathBuf,
    path: PathBuf,
}

enum Packed {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    Ended,
}

impl Sink {
    /// Begins the file; a name that ends in `.gz` asks for gzip.
    pub(super) fn create(path: &Path) -> Result<Sink, LogError> {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| LogError::new("the file for the log needs a name"))?;
        let part = path.with_file_name(format!(".{name}.being-written"));
        let file = BufWriter::new(File::create(&part).map_err(|e| LogError::io("write", &part, &e))?);
        let to = match path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
            true => Packed::Gzip(Box::new(GzEncoder::new(file, Compression::fast()))),
            false => Packed::Plain(file),
        };
        Ok(Sink { to, part, path: path.to_path_buf() })
    }

    /// Puts the file in its place.
    pub(super) fn finish(mut self) -> Result<(), LogError> {
        let ended = match std::mem::replace(&mut self.to, Packed::Ended) {
            Packed::Plain(file) => Ok(file),
            Packed::Gzip(file) => file.finish(),
            Packed::Ended => return Ok(()),
        };
        ended
            .and_then(|file| file.into_inner().map(|_| ()).map_err(|e| e.into_error()))
            .and_then(|()| std::fs::rename(&self.part, &self.path))
            .map_err(|e| LogError::io("write", &self.path, &e))
    }

    pub(super) fn failed(&self, error: &dyn std::error::Error) -> LogError {
        LogError::io("write", &self.path, error)
    }
}

impl Write for Sink {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            Packed::Plain(file) => file.write(buf),
            Packed::Gzip(file) => file.write(buf),
            Packed::Ended => Ok(0),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Packed::Plain(file) => file.flush(),
            Packed::Gzip(file) => file.flush(),
            Packed::Ended => Ok(()),
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // Where the file is in its place there is none of this name any more.
        let _ = std::fs::remove_file(&self.part);
    }
}
