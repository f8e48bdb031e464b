//! An entry of the log: a strict text of nine lines, about 223 bytes, with no personal data in it.
//!
//! ```text
//! <origin>/entry/v1
//! stream <32 hex, random>
//! seq <n>
//! class <word>
//! time <unix>
//! acts <leaf hash acted on | ->
//! streamroot <Merkle tree hash of this stream's earlier leaf hashes>
//! fields <n>
//! body <Merkle tree hash of the field leaves>
//! ```
//!
//! Trees and hashes are RFC 6962's (section 2.1); hashes stand in standard Base 64. A stream is one review; a sealed
//! strand has a stream of its own. `streamroot` makes a stream a log within the log: whoever has all of its entries can
//! tell that none is missing. What an entry means, and whether it may be added, is not decided here.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;
use tlog::Hash;
use tlog::merkle::Tree;

use crate::field::{Disclosure, FIELDS_MAX, FieldError, FieldLeaf};
use crate::strict::NUMBER_MAX;

/// Bytes of an entry: what a bundle of a tiled log can hold.
pub const ENTRY_BYTES_MAX: usize = 65_535;
/// Bytes of an origin.
pub const ORIGIN_BYTES_MAX: usize = 200;

/// The hash of an entry as a leaf of the log, `SHA256(00 || entry)`.
pub type LeafHash = Hash;

/// What sort of act an entry records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// Terms of reference.
    Tor,
    /// Anything recorded that has no class of its own.
    Record,
    /// A finding.
    Finding,
    /// A representation made about criticism.
    Representation,
    /// A decision to withhold fields of an entry from publication.
    Withholding,
    /// A publication, with its manifest.
    Publication,
    /// An erasure of fields of an entry.
    Disposal,
    /// The index over all streams, appended after each publication.
    Index,
    /// The log's own housekeeping.
    System,
}

impl Class {
    /// Every class, in the order of the format.
    pub const ALL: [Class; 9] = [
        Class::Tor,
        Class::Record,
        Class::Finding,
        Class::Representation,
        Class::Withholding,
        Class::Publication,
        Class::Disposal,
        Class::Index,
        Class::System,
    ];

    /// The word that stands in an entry.
    pub fn word(self) -> &'static str {
        match self {
            Class::Tor => "tor",
            Class::Record => "record",
            Class::Finding => "finding",
            Class::Representation => "representation",
            Class::Withholding => "withholding",
            Class::Publication => "publication",
            Class::Disposal => "disposal",
            Class::Index => "index",
            Class::System => "system",
        }
    }

    /// The class of a word.
    pub fn parse(word: &str) -> Option<Class> {
        Class::ALL.into_iter().find(|c| c.word() == word)
    }

    /// What a reader calls it.
    pub fn title(self) -> &'static str {
        match self {
            Class::Tor => "terms of reference",
            Class::Record => "record",
            Class::Finding => "finding",
            Class::Representation => "representation",
            Class::Withholding => "decision to withhold",
            Class::Publication => "publication",
            Class::Disposal => "erasure",
            Class::Index => "index of all reviews",
            Class::System => "housekeeping of the log",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A stream: one review, or one sealed strand. Sixteen random bytes, shown as 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StreamId(pub [u8; 16]);

impl StreamId {
    /// The stream of the index.
    pub const INDEX: StreamId = StreamId([0; 16]);

    /// Reads 32 lower-case hex digits.
    pub fn parse(text: &str) -> Option<StreamId> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let digit = |d: u8| match d {
            b'0'..=b'9' => Some(d - b'0'),
            b'a'..=b'f' => Some(d - b'a' + 10),
            _ => None,
        };
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(StreamId(id))
    }

    /// Its 32 digits.
    fn digits(self) -> [u8; 32] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        std::array::from_fn(|at| DIGITS[usize::from(self.0[at / 2] >> (4 * (1 - at % 2)) & 15)])
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

/// Why an entry could not be made or was not accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryError {
    /// A field cannot be committed to.
    Field(FieldError),
    /// The origin is empty, too long, or holds a space, a `+` or a control character.
    BadOrigin,
    /// A time before 1970 or after 2^53 - 1.
    BadTime(i64),
    /// A number larger than 2^53 - 1.
    BadNumber(u64),
    /// Longer than [`ENTRY_BYTES_MAX`]; how many bytes it has.
    TooLong(usize),
    /// Not the text of an entry: the line, from 1, and what was expected in it.
    Malformed(usize, &'static str),
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EntryError::Field(_) => write!(f, "a field cannot be committed to"),
            EntryError::BadOrigin => write!(
                f,
                "an origin has 1 to {ORIGIN_BYTES_MAX} printable bytes of ASCII without a space or a +"
            ),
            EntryError::BadTime(time) => write!(f, "{time} is no time of an entry: seconds since 1970"),
            EntryError::BadNumber(n) => write!(f, "{n} is larger than any number in an entry may be"),
            EntryError::TooLong(n) => {
                write!(f, "an entry has at most {ENTRY_BYTES_MAX} bytes, and this one has {n}")
            }
            EntryError::Malformed(line, what) => {
                write!(f, "line {line} of the entry: expected {what}")
            }
        }
    }
}

impl std::error::Error for EntryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            EntryError::Field(source) => Some(source),
            _ => None,
        }
    }
}

impl From<FieldError> for EntryError {
    fn from(error: FieldError) -> EntryError {
        EntryError::Field(error)
    }
}

/// An entry taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Name of the log, or of the body that keeps it.
    pub origin: String,
    /// The stream it stands in.
    pub stream: StreamId,
    /// Its number in the stream, from 0.
    pub seq: u64,
    /// What sort of act it records.
    pub class: Class,
    /// When it was recorded, in Unix seconds.
    pub time_unix: i64,
    /// The leaf hash of the entry it acts on.
    pub acts: Option<LeafHash>,
    /// Root over the leaf hashes of the stream's earlier entries.
    pub streamroot: Hash,
    /// How many fields it has.
    pub fields: u64,
    /// Root over the field leaves.
    pub body: Hash,
}

impl Entry {
    /// Reads the text of an entry. Anything that would not be printed again byte for byte is refused.
    ///
    /// # Errors
    /// The line and what was expected in it.
    pub fn parse(bytes: &[u8]) -> Result<Entry, EntryError> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(EntryError::TooLong(bytes.len()));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| EntryError::Malformed(1, "plain ASCII text"))?;
        let mut lines = [""; 10];
        let mut count = 0;
        for (line, found) in lines.iter_mut().zip(text.split('\n')) {
            *line = found;
            count += 1;
        }
        if count != 10 || !lines[9].is_empty() || bytes.iter().filter(|&&b| b == b'\n').count() != 9 {
            return Err(EntryError::Malformed(count, "nine lines, each ended by a newline"));
        }
        let value = |line: usize, name: &str, what: &'static str| {
            lines[line].strip_prefix(name).ok_or(EntryError::Malformed(line + 1, what))
        };
        let number = |line: usize, name: &str, what: &'static str| {
            let text = value(line, name, what)?;
            decimal(text).filter(|&n| n <= NUMBER_MAX).ok_or(EntryError::Malformed(line + 1, what))
        };
        let hash = |line: usize, name: &str, what: &'static str| {
            Hash::from_base64(value(line, name, what)?).ok_or(EntryError::Malformed(line + 1, what))
        };
        let origin = lines[0]
            .strip_suffix("/entry/v1")
            .filter(|o| valid_origin(o))
            .ok_or(EntryError::Malformed(1, "an origin and /entry/v1"))?;
        let stream = StreamId::parse(value(1, "stream ", "stream and 32 hex digits")?)
            .ok_or(EntryError::Malformed(2, "stream and 32 hex digits"))?;
        let class = Class::parse(value(3, "class ", "class and one of its words")?)
            .ok_or(EntryError::Malformed(4, "class and one of its words"))?;
        let acts = match lines[5] {
            "acts -" => None,
            _ => Some(hash(5, "acts ", "acts and a leaf hash, or -")?),
        };
        let entry = Entry {
            origin: origin.to_string(),
            stream,
            seq: number(2, "seq ", "seq and a number")?,
            class,
            time_unix: number(4, "time ", "time and Unix seconds")? as i64,
            acts,
            streamroot: hash(6, "streamroot ", "streamroot and a hash")?,
            fields: number(7, "fields ", "fields and a number")?,
            body: hash(8, "body ", "body and a hash")?,
        };
        // Each line is read strictly, so there is one way to write an entry.
        debug_assert_eq!(entry.text(), text);
        Ok(entry)
    }

    /// Its hash as a leaf of the log.
    pub fn leaf(&self) -> LeafHash {
        Hash::leaf(self.text().as_bytes())
    }

    /// Its text.
    fn text(&self) -> String {
        let [before, between, after] = self.around();
        let mut text = String::with_capacity(before.len() + between.len() + after.len() + PLACE_BYTES);
        text.push_str(&before);
        push_place(&mut text, self.seq, &between, self.streamroot);
        text.push_str(&after);
        text
    }

    /// Its text around the number in its stream and the root of its stream, which are known last: what comes before the number,
    /// between the two, and after the root. [`placed`] puts them together.
    pub fn around(&self) -> [String; 3] {
        let mut before = String::with_capacity(self.origin.len() + "/entry/v1\nstream \nseq ".len() + 32);
        for part in [self.origin.as_str(), "/entry/v1\nstream "] {
            before.push_str(part);
        }
        before.push_str(std::str::from_utf8(&self.stream.digits()).unwrap_or_default());
        before.push_str("\nseq ");
        let mut between = String::with_capacity(120);
        for part in ["\nclass ", self.class.word(), "\ntime ", &self.time_unix.to_string(), "\nacts "] {
            between.push_str(part);
        }
        match self.acts {
            Some(leaf) => leaf.push_base64(&mut between),
            None => between.push('-'),
        }
        between.push_str("\nstreamroot ");
        let mut after = String::with_capacity(80);
        for part in ["\nfields ", &self.fields.to_string(), "\nbody "] {
            after.push_str(part);
        }
        self.body.push_base64(&mut after);
        after.push('\n');
        [before, between, after]
    }
}

/// Bytes of a number of up to 16 digits and a hash in Base 64.
const PLACE_BYTES: usize = 16 + 44;

fn push_place(text: &mut String, seq: u64, between: &str, streamroot: Hash) {
    text.push_str(&seq.to_string());
    text.push_str(between);
    streamroot.push_base64(text);
}

/// The text of an entry in its place, from what stands around it ([`Entry::around`]).
pub fn placed([before, between, after]: &[String; 3], seq: u64, streamroot: Hash) -> Vec<u8> {
    let mut text = String::with_capacity(before.len() + between.len() + after.len() + PLACE_BYTES);
    text.push_str(before);
    push_place(&mut text, seq, between, streamroot);
    text.push_str(after);
    text.into_bytes()
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// An entry that has yet to get its place in the log.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    /// The stream it will stand in.
    pub stream: StreamId,
    /// What sort of act it records.
    pub class: Class,
    /// When, in Unix seconds.
    pub time_unix: i64,
    /// The leaf hash of the entry it acts on.
    pub acts: Option<LeafHash>,
    /// Path (public) and value (secret), in the order in which they will stand.
    pub fields: Vec<(String, Value)>,
}

/// An entry with its place, and what was committed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// The entry.
    pub entry: Entry,
    /// Its bytes: what the log holds.
    pub bytes: Vec<u8>,
    /// Its leaf hash.
    pub leaf: LeafHash,
    /// The public halves of its fields, in order.
    pub field_leaves: Vec<FieldLeaf>,
    /// The secret halves, in the same order.
    pub disclosures: Vec<Disclosure>,
}

/// An entry that lacks its place, and what was committed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Committed {
    /// The entry, as if it were the first of its stream.
    pub entry: Entry,
    /// The public halves of its fields, in order.
    pub field_leaves: Vec<FieldLeaf>,
    /// The secret halves, in the same order.
    pub disclosures: Vec<Disclosure>,
}

impl Draft {
    /// Gives the entry its place, and commits to its fields with a salt of its own for each.
    ///
    /// `seq` and `streamroot` are those of the stream ([`Stream::next_seq`], [`Stream::root`]); `salt` gives 32 fresh
    /// random bytes at each call. The rows of an index are public and stand as they are, without salt or disclosure.
    ///
    /// # Errors
    /// Why it cannot be an entry.
    pub fn seal(
        self,
        origin: &str,
        seq: u64,
        streamroot: Hash,
        salt: &mut dyn FnMut() -> [u8; 32],
    ) -> Result<Sealed, EntryError> {
        if seq > NUMBER_MAX {
            return Err(EntryError::BadNumber(seq));
        }
        let Committed { entry, field_leaves, disclosures } = self.commit(origin, salt)?;
        let entry = Entry { seq, streamroot, ..entry };
        let bytes = entry.to_string().into_bytes();
        let leaf = Hash::leaf(&bytes);
        Ok(Sealed { entry, bytes, leaf, field_leaves, disclosures })
    }

    /// Commits to the fields with a salt of its own for each; the place, `seq` and `streamroot`, is left as that of the
    /// first entry of a stream.
    ///
    /// # Errors
    /// Why it cannot be an entry.
    pub fn commit(self, origin: &str, salt: &mut dyn FnMut() -> [u8; 32]) -> Result<Committed, EntryError> {
        if !valid_origin(origin) {
            return Err(EntryError::BadOrigin);
        }
        if self.time_unix < 0 || self.time_unix.unsigned_abs() > NUMBER_MAX {
            return Err(EntryError::BadTime(self.time_unix));
        }
        if self.fields.len() > FIELDS_MAX {
            return Err(FieldError::TooMany(self.fields.len()).into());
        }
        let mut paths = BTreeSet::new();
        let (mut field_leaves, mut disclosures) = (Vec::new(), Vec::new());
        for (path, value) in &self.fields {
            if !paths.insert(path.as_str()) {
                return Err(FieldError::TwicePath(path.clone()).into());
            }
            if self.class == Class::Index {
                field_leaves.push(index_row(path, value)?);
                continue;
            }
            let disclosure = Disclosure::seal(path, value, &salt())?;
            field_leaves.push(disclosure.leaf());
            disclosures.push(disclosure);
        }
        let entry = Entry {
            origin: origin.to_string(),
            stream: self.stream,
            seq: 0,
            class: self.class,
            time_unix: self.time_unix,
            acts: self.acts,
            streamroot: Hash::empty_root(),
            fields: field_leaves.len() as u64,
            body: body_root(&field_leaves),
        };
        Ok(Committed { entry, field_leaves, disclosures })
    }
}

/// A row of an index entry: `path SP value`.
fn index_row(path: &str, value: &Value) -> Result<FieldLeaf, FieldError> {
    let row = FieldLeaf { path: path.to_string(), digest: value.as_str().unwrap_or_default().to_string() };
    if row.is_index_row() { Ok(row) } else { Err(FieldError::BadLeaf) }
}

/// The root over field leaves: the `body` of an entry.
pub fn body_root(leaves: &[FieldLeaf]) -> Hash {
    let mut tree = Tree::new();
    leaves.iter().for_each(|leaf| tree.push(leaf.hash()));
    tree.root()
}

/// The leaf hashes of one stream, in order.
#[derive(Clone, Debug)]
pub struct Stream {
    id: StreamId,
    leaves: Vec<LeafHash>,
    tree: Tree,
}

impl Stream {
    /// A stream without entries.
    pub fn new(id: StreamId) -> Stream {
        Stream { id, leaves: Vec::new(), tree: Tree::new() }
    }

    /// Which stream it is.
    pub fn id(&self) -> StreamId {
        self.id
    }

    /// The number that the next entry has: how many there are.
    pub fn next_seq(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The `streamroot` that the next entry has: the root of the tree whose leaves these entries are.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// The leaf hashes so far.
    pub fn leaves(&self) -> &[LeafHash] {
        &self.leaves
    }

    /// Adds the leaf hash of the stream's next entry.
    pub fn push(&mut self, leaf: LeafHash) {
        self.tree.push(leaf);
        self.leaves.push(leaf);
    }
}

/// A decimal number without sign or leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// Whether a text can stand as an origin.
pub(crate) fn valid_origin(origin: &str) -> bool {
    !origin.is_empty()
        && origin.len() <= ORIGIN_BYTES_MAX
        && origin.bytes().all(|b| b.is_ascii_graphic() && b != b'+')
}
