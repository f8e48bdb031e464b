//! A file as received: hashed, unpacked where it is gzip, and surveyed once before anything reads it.
//!
//! The survey is a first pass over every byte. It costs one more reading and buys three things: the hash is of the
//! whole file, a gzip bomb is met before a single row is read, and the encoding is decided from all of the text and
//! not from its beginning.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::{Limits, Refusal};

/// Bytes of the beginning that are kept for finding out what the file is.
pub(super) const HEAD_BYTES: usize = 256 << 10;
/// Unpacked bytes that are harmless whatever the ratio; `unpack_ratio_max` counts above them.
pub(super) const RATIO_FREE_BYTES: u64 = 1 << 20;
/// Bytes of a workbook or Parquet file inside gzip, which has to be held in memory to be read.
const INNER_BYTES_MAX: u64 = 512 << 20;
const CHUNK_BYTES: usize = 256 << 10;

/// What the first pass found.
#[derive(Clone, Debug)]
pub(super) struct Received {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Bytes as received.
    pub(super) bytes: u64,
    /// SHA-256 of them in hex.
    pub(super) sha256: String,
    /// Whether it is wrapped in gzip.
    pub(super) gzip: bool,
    /// The beginning, unwrapped, up to [`HEAD_BYTES`].
    pub(super) head: Vec<u8>,
    /// Counts over the whole, unwrapped.
    pub(super) survey: Survey,
}

/// Counts over all bytes of a file, unwrapped.
#[derive(Clone, Default, Debug)]
pub(super) struct Survey {
    /// Bytes.
    pub(super) bytes: u64,
    /// Line feeds.
    pub(super) line_feeds: u64,
    /// Sound UTF-8 sequences of more than one byte.
    pub(super) wide: bool,
    /// Sequences that are not UTF-8.
    pub(super) unsound: u64,
    tail: Vec<u8>,
}

impl Survey {
    fn take(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        self.line_feeds += memchr::memchr_iter(b'\n', chunk).count() as u64;
        if self.tail.is_empty() && chunk.is_ascii() {
            return;
        }
        let joined;
        let mut rest = if self.tail.is_empty() {
            chunk
        } else {
            joined = [std::mem::take(&mut self.tail).as_slice(), chunk].concat();
            joined.as_slice()
        };
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.wide |= !text.is_ascii();
                    return;
                }
                Err(error) => {
                    let (sound, bad) = rest.split_at(error.valid_up_to());
                    self.wide |= !sound.is_ascii();
                    match error.error_len() {
                        Some(len) => {
                            self.unsound += 1;
                            rest = &bad[len..];
                        }
                        None => {
                            self.tail = bad.to_vec();
                            return;
                        }
                    }
                }
            }
        }
    }

    fn close(&mut self) {
        if !std::mem::take(&mut self.tail).is_empty() {
            self.unsound += 1;
        }
    }
}

/// A reader that hashes what passes.
struct Hashing {
    file: File,
    hash: Sha256,
    bytes: u64,
    bytes_max: u64,
}

impl Read for Hashing {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buf)?;
        self.hash.update(&buf[..n]);
        self.bytes += n as u64;
        if self.bytes > self.bytes_max {
            return Err(io::Error::other(Over::File));
        }
        Ok(n)
    }
}

/// Which limit stopped a reader.
#[derive(Clone, Copy, Debug)]
pub(super) enum Over {
    /// `file_bytes_max`.
    File,
    /// `unpacked_bytes_max` or `unpack_ratio_max`.
    Unpacked,
}

impl std::fmt::Display for Over {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Over::File => "the file is larger than the limit",
            Over::Unpacked => "the file unpacks to more than the limit",
        })
    }
}

impl std::error::Error for Over {}

/// The refusal for a file that unpacks to more than is allowed.
pub(super) fn bomb(packed: u64, limits: &Limits) -> Refusal {
    Refusal::new(
        format!(
            "this file of {packed} bytes unpacks to more than is allowed: it may have been made to exhaust the machine"
        ),
        format!(
            "at most {} unpacked bytes, and at most {} for each packed byte",
            limits.unpacked_bytes_max, limits.unpack_ratio_max
        ),
        "ask the sender for the file unpacked; if it is sound, raise unpack_ratio_max or unpacked_bytes_max",
    )
}

/// Unpacked bytes allowed for this many packed bytes.
pub(super) fn unpacked_allowed(packed: u64, limits: &Limits) -> u64 {
    limits.unpacked_bytes_max.min(packed.saturating_mul(limits.unpack_ratio_max).max(RATIO_FREE_BYTES))
}

fn open(path: &Path) -> Result<File, Refusal> {
    let meta = std::fs::metadata(path).map_err(|e| unreadable(&e))?;
    if meta.is_dir() {
        return Err(Refusal::new("this is a folder, not a file", "one file", "name the files inside it"));
    }
    if !meta.is_file() {
        return Err(Refusal::new("this is a device or a pipe, not a file", "one file", ""));
    }
    File::open(path).map_err(|e| unreadable(&e))
}

/// The words for an error of the operating system.
pub(super) fn unreadable(error: &io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound => Refusal::new("there is no such file", "", "check the name and the folder"),
        io::ErrorKind::PermissionDenied => Refusal::new(
            "the file may not be read",
            "permission to read it",
            "ask whoever set its permissions",
        ),
        _ => Refusal::new(format!("the file could not be read: {error}"), "", ""),
    }
}

/// Reads the whole file once.
pub(super) fn examine(path: &Path, limits: &Limits) -> Result<Received, Refusal> {
    let file = open(path)?;
    let size = file.metadata().map_err(|e| unreadable(&e))?.len();
    if size == 0 {
        return Err(Refusal::new("the file is empty: it has no bytes at all", "", "ask for it again"));
    }
    let hashing = Hashing { file, hash: Sha256::new(), bytes: 0, bytes_max: limits.file_bytes_max };
    let too_large = || {
        Refusal::new(
            format!("the file has more than {} bytes", limits.file_bytes_max),
            format!("at most {} bytes", limits.file_bytes_max),
            "split it, or raise file_bytes_max",
        )
    };
    if size > limits.file_bytes_max {
        return Err(too_large());
    }
    let mut raw = BufReader::with_capacity(CHUNK_BYTES, hashing);
    let gzip = raw.fill_buf().map_err(|e| unreadable(&e))?.starts_with(&[0x1f, 0x8b]);
    let (mut survey, mut head) = (Survey::default(), Vec::new());
    if gzip {
        let allowed = unpacked_allowed(size, limits);
        let mut unpacked = MultiGzDecoder::new(raw);
        let outcome = pass(&mut unpacked, allowed, &mut survey, &mut head);
        raw = unpacked.into_inner();
        match outcome {
            Ok(()) => {}
            Err(e) if over(&e) => return Err(bomb(size, limits)),
            Err(e) => {
                return Err(Refusal::new(
                    format!("the gzip wrapping is damaged after {} unpacked bytes: {e}", survey.bytes),
                    "a whole gzip file",
                    "the file was cut short or changed on its way: ask for it again",
                ));
            }
        }
        if survey.bytes == 0 {
            return Err(Refusal::new(
                "the gzip wrapping holds no bytes at all",
                "",
                "ask for the file again",
            ));
        }
    } else {
        match pass(&mut raw, u64::MAX, &mut survey, &mut head) {
            Ok(()) => {}
            Err(e) if over(&e) => return Err(too_large()),
            Err(e) => return Err(unreadable(&e)),
        }
    }
    io::copy(&mut raw, &mut io::sink()).map_err(|e| unreadable(&e))?;
    let hashing = raw.into_inner();
    let sha256 = hashing.hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    Ok(Received { path: path.to_path_buf(), bytes: hashing.bytes, sha256, gzip, head, survey })
}

fn over(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|e| e.is::<Over>())
}

fn pass(from: &mut dyn Read, allowed: u64, survey: &mut Survey, head: &mut Vec<u8>) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let n = match from.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if head.len() < HEAD_BYTES {
            let room = HEAD_BYTES - head.len();
            head.extend_from_slice(&chunk[..n.min(room)]);
        }
        survey.take(&chunk[..n]);
        if survey.bytes > allowed {
            return Err(io::Error::other(Over::Unpacked));
        }
    }
    survey.close();
    Ok(())
}

impl Received {
    /// The bytes again, unwrapped. They are the bytes the survey counted and no more: a file that grew since is cut
    /// there.
    pub(super) fn open(&self) -> Result<Box<dyn Read>, Refusal> {
        let raw = BufReader::with_capacity(CHUNK_BYTES, open(&self.path)?.take(self.bytes));
        Ok(if self.gzip { Box::new(MultiGzDecoder::new(raw).take(self.survey.bytes)) } else { Box::new(raw) })
    }

    /// All bytes, unwrapped, for formats that are read by jumping about. A plain file is not held in memory.
    pub(super) fn open_seekable(&self) -> Result<Seekable, Refusal> {
        if !self.gzip {
            return Ok(Seekable::File(BufReader::new(open(&self.path)?)));
        }
        if self.survey.bytes > INNER_BYTES_MAX {
            return Err(Refusal::new(
                format!(
                    "inside the gzip wrapping is a workbook or Parquet file of {} bytes",
                    self.survey.bytes
                ),
                format!("at most {INNER_BYTES_MAX} bytes"),
                "unpack it with gunzip first",
            ));
        }
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
        Ok(Seekable::Memory(io::Cursor::new(bytes)))
    }

    /// The text as UTF-8, whatever it was written in; unsound sequences become U+FFFD. For XML and JSON.
    pub(super) fn open_text(&self, encoding: &'static Encoding) -> Result<Box<dyn Read>, Refusal> {
        Ok(Box::new(Transcoder::new(self.open()?, encoding)))
    }

    /// The encoding, from an option's label or from the contents.
    pub(super) fn encoding(&self, label: Option<&str>) -> Result<TextEncoding, Refusal> {
        if let Some(label) = label {
            let encoding = Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
                Refusal::new(
                    format!("\"{label}\" is not the name of an encoding"),
                    "utf-8, windows-1252, utf-16le or another name of the WHATWG Encoding Standard",
                    "leave it out to have it found from the contents",
                )
            })?;
            return Ok(TextEncoding {
                encoding,
                mixed: encoding == encoding_rs::UTF_8 && self.survey.unsound > 0,
            });
        }
        let encoding = match Encoding::for_bom(&self.head) {
            Some((encoding, _)) => encoding,
            None if utf16_without_mark(&self.head).is_some() => {
                utf16_without_mark(&self.head).unwrap_or(encoding_rs::UTF_8)
            }
            None if self.survey.unsound > 0 && !self.survey.wide => encoding_rs::WINDOWS_1252,
            None => encoding_rs::UTF_8,
        };
        Ok(TextEncoding { encoding, mixed: encoding == encoding_rs::UTF_8 && self.survey.unsound > 0 })
    }
}

/// How the bytes of a text are to be understood.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextEncoding {
    /// The encoding.
    pub(super) encoding: &'static Encoding,
    /// UTF-8 for the most part, but with sequences that are not: those lines are read as Windows-1252.
    pub(super) mixed: bool,
}

/// UTF-16 without a byte order mark: in text of mostly Latin letters every other byte is zero.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(64 << 10) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros =
        |from: usize| head[from..].iter().step_by(2).filter(|b| **b == 0).count() * 100 / (head.len() / 2);
    match (zeros(0), zeros(1)) {
        (even, odd) if odd > 40 && even < 5 => Some(encoding_rs::UTF_16LE),
        (even, odd) if even > 40 && odd < 5 => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// A file or the unpacked bytes of one.
pub(super) enum Seekable {
    /// On disk.
    File(BufReader<File>),
    /// Unpacked into memory.
    Memory(io::Cursor<Vec<u8>>),
}

impl Read for Seekable {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Seekable::File(file) => file.read(buf),
            Seekable::Memory(bytes) => bytes.read(buf),
        }
    }
}

impl io::Seek for Seekable {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match self {
            Seekable::File(file) => file.seek(to),
            Seekable::Memory(bytes) => bytes.seek(to),
        }
    }
}

/// Bytes in some encoding to UTF-8, in a stream. A byte order mark is taken off.
pub(super) struct Transcoder {
    from: Box<dyn Read>,
    decoder: encoding_rs::Decoder,
    input: Vec<u8>,
    taken: usize,
    ended: bool,
    flushed: bool,
    output: Vec<u8>,
    given: usize,
}

impl Transcoder {
    /// Decodes `from`.
    pub(super) fn new(from: Box<dyn Read>, encoding: &'static Encoding) -> Transcoder {
        Transcoder {
            from,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: Vec::new(),
            taken: 0,
            ended: false,
            flushed: false,
            output: Vec::new(),
            given: 0,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.taken == self.input.len() && !self.ended {
            self.input.resize(CHUNK_BYTES, 0);
            let n = self.from.read(&mut self.input)?;
            self.input.truncate(n);
            self.taken = 0;
            self.ended = n == 0;
        }
        self.output.resize(CHUNK_BYTES + 16, 0);
        let (state, read, written, _) =
            self.decoder.decode_to_utf8(&self.input[self.taken..], &mut self.output, self.ended);
        self.taken += read;
        self.output.truncate(written);
        self.given = 0;
        self.flushed = self.ended && state == encoding_rs::CoderResult::InputEmpty;
        Ok(())
    }
}

impl Read for Transcoder {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.flushed || buf.is_empty() {
                return Ok(0);
            }
            self.fill()?;
        }
        let n = buf.len().min(self.output.len() - self.given);
        buf[..n].copy_from_slice(&self.output[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_cut_by_a_chunk_is_still_sound() {
        let mut survey = Survey::default();
        let text = "Zoë Café €".as_bytes();
        for byte in text {
            survey.take(std::slice::from_ref(byte));
        }
        survey.close();
        assert_eq!((survey.wide, survey.unsound, survey.bytes), (true, 0, text.len() as u64));
        survey.take(b"Caf\xe9,");
        survey.take(b"\xc3");
        survey.close();
        assert_eq!(survey.unsound, 2);
    }

    #[test]
    fn utf16_is_told_without_its_mark() {
        let text = "ref,name\r\nA1,Odd Ness\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16_without_mark(&little), Some(encoding_rs::UTF_16LE));
        assert_eq!(utf16_without_mark(&big), Some(encoding_rs::UTF_16BE));
        assert_eq!(utf16_without_mark(text.as_bytes()), None);
        let mut out = String::new();
        Transcoder::new(Box::new(io::Cursor::new(big)), encoding_rs::UTF_16BE)
            .read_to_string(&mut out)
            .unwrap();
        assert_eq!(out, text);
    }
}
