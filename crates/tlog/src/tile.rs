//! Tiles and entry bundles (C2SP tlog-tiles): the files a log is published in.
//!
//! A full tile holds 256 hashes of one level; a partial one is published beside it as `.p/<width>` until it is full.
//! Only complete subtrees are stored, so a tile once full never changes.

use std::fmt;

use crate::Hash;
use crate::merkle::{MissingNode, Nodes};

/// Hashes in a full tile, entries in a full bundle: 2^8.
pub const TILE_WIDTH: u64 = 256;
/// Levels of the tree that one tile spans.
pub const TILE_HEIGHT: u8 = 8;
/// Bytes of one entry: its length is written in 16 bits.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// Which tile: level of tiles, number within it, and how many hashes it holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TileId {
    /// Level of tiles, 0 for the hashes of leaves; level `l` of tiles holds level `8 l` of the tree.
    pub level: u8,
    /// Number within the level, from 0.
    pub number: u64,
    /// Hashes in it, 1 to 256.
    pub width: u16,
}

impl TileId {
    /// Its path below the log: `tile/0/x001/067.p/44`.
    pub fn path(self) -> String {
        format!("tile/{}/{}{}", self.level, groups(self.number), partial(self.width))
    }

    /// The path of the bundle with the entries of a tile of leaves: `tile/entries/x001/067.p/44`.
    pub fn entries_path(self) -> String {
        format!("tile/entries/{}{}", groups(self.number), partial(self.width))
    }

    /// Reads the path of a tile of hashes, refusing every other way of writing it.
    pub fn parse(path: &str) -> Option<TileId> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = crate::checkpoint::decimal(level).filter(|&l| l < 64)? as u8;
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => {
                (number, crate::checkpoint::decimal(width).filter(|&w| w > 0 && w < TILE_WIDTH)? as u16)
            }
            None => (rest, TILE_WIDTH as u16),
        };
        let mut value: u64 = 0;
        for group in number.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            value = value.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let tile = TileId { level, number: value, width };
        (tile.path() == path).then_some(tile)
    }
}

/// Groups of three digits, all but the last with an `x` before them.
fn groups(number: u64) -> String {
    let mut text = format!("{:03}", number % 1000);
    let mut rest = number / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    text
}

fn partial(width: u16) -> String {
    if u64::from(width) == TILE_WIDTH { String::new() } else { format!(".p/{width}") }
}

/// The tiles that hold the tree of `size` leaves and that the tree of `old` leaves did not have, lowest level first.
pub fn new_tiles(old: u64, size: u64) -> Vec<TileId> {
    let mut tiles = Vec::new();
    let (mut before, mut now, mut level) = (old, size, 0);
    while now > 0 {
        for number in before / TILE_WIDTH..now.div_ceil(TILE_WIDTH) {
            let width = (now - number * TILE_WIDTH).min(TILE_WIDTH);
            let had = before.saturating_sub(number * TILE_WIDTH).min(TILE_WIDTH);
            if width > had {
                tiles.push(TileId { level, number, width: width as u16 });
            }
        }
        before /= TILE_WIDTH;
        now /= TILE_WIDTH;
        level += 1;
    }
    tiles
}

/// The bytes of a tile.
///
/// # Errors
/// When a hash is not held.
pub fn tile_bytes(nodes: &dyn Nodes, tile: TileId) -> Result<Vec<u8>, MissingNode> {
    let mut bytes = Vec::with_capacity(usize::from(tile.width) * 32);
    for i in 0..u64::from(tile.width) {
        bytes.extend(nodes.node(tile.level * TILE_HEIGHT, tile.number * TILE_WIDTH + i)?.0);
    }
    Ok(bytes)
}

/// The tree of a published log, read from its tiles.
pub struct TileTree<'a> {
    size: u64,
    fetch: &'a dyn Fn(TileId) -> Option<Vec<u8>>,
}

impl<'a> TileTree<'a> {
    /// A tree of `size` leaves whose tiles `fetch` gives.
    pub fn new(size: u64, fetch: &'a dyn Fn(TileId) -> Option<Vec<u8>>) -> TileTree<'a> {
        TileTree { size, fetch }
    }

    fn stored(&self, tile_level: u8, number: u64) -> Option<Hash> {
        let at_level = self.size.checked_shr(u32::from(tile_level * TILE_HEIGHT)).unwrap_or(0);
        let tile = number / TILE_WIDTH;
        let width = at_level.checked_sub(tile * TILE_WIDTH)?.min(TILE_WIDTH);
        let place = (number % TILE_WIDTH) as usize;
        if place as u64 >= width {
            return None;
        }
        let bytes = (self.fetch)(TileId { level: tile_level, number: tile, width: width as u16 })?;
        if bytes.len() as u64 != width * 32 {
            return None;
        }
        bytes.get(place * 32..place * 32 + 32)?.try_into().ok().map(Hash)
    }
}

impl Nodes for TileTree<'_> {
    /// A hash between two stored levels is made from the 2 to 128 stored hashes below it.
    fn node(&self, level: u8, number: u64) -> Result<Hash, MissingNode> {
        let missing = MissingNode { level, number };
        let (tile_level, above) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let first = number.checked_shl(u32::from(above)).ok_or(missing)?;
        let mut row = Vec::with_capacity(1 << above);
        for i in 0..1_u64 << above {
            row.push(self.stored(tile_level, first + i).ok_or(missing)?);
        }
        while row.len() > 1 {
            row = row.chunks_exact(2).map(|pair| Hash::node(pair[0], pair[1])).collect();
        }
        Ok(row[0])
    }
}

/// A bundle that cannot be taken apart, or an entry that does not fit one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BundleError(&'static str);

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no bundle of entries: {}", self.0)
    }
}

impl std::error::Error for BundleError {}

/// Entries to a bundle: each as 16 bits of length, big-endian, and its bytes.
///
/// # Errors
/// When an entry is longer than [`ENTRY_BYTES_MAX`] or there are more than [`TILE_WIDTH`].
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    for (i, entry) in entries.into_iter().enumerate() {
        if i as u64 == TILE_WIDTH {
            return Err(BundleError("it has more than 256 entries"));
        }
        let length =
            u16::try_from(entry.len()).map_err(|_| BundleError("an entry is longer than 65,535 bytes"))?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// A bundle to its entries, which must be exactly `width`.
///
/// # Errors
/// When it is torn or holds another number of entries.
pub fn entries(mut bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::with_capacity(usize::from(width));
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        if rest.len() < length {
            return Err(BundleError("it ends in the middle of an entry"));
        }
        let (entry, rest) = rest.split_at(length);
        entries.push(entry);
        bytes = rest;
    }
    if !bytes.is_empty() {
        return Err(BundleError("it ends in the middle of a length"));
    }
    if entries.len() != usize::from(width) {
        return Err(BundleError("it holds another number of entries than its path says"));
    }
    Ok(entries)
}
