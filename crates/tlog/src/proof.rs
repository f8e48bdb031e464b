//! Offline receipts (C2SP tlog-proof): an index, an inclusion proof and the checkpoint it leads to.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Hash;
use crate::checkpoint::decimal;
use crate::merkle::PROOF_HASHES_MAX;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A receipt taken apart; verify it with [`crate::checkpoint::Checkpoint::open`] and [`crate::merkle::verify_inclusion`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// Data with a meaning of the application's own.
    pub extra: Option<Vec<u8>>,
    /// Index of the leaf.
    pub index: u64,
    /// Inclusion proof, lowest hash first.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// A text that is no receipt; the reason in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptError(&'static str);

impl fmt::Display for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this is no receipt of inclusion: {}", self.0)
    }
}

impl std::error::Error for ReceiptError {}

impl Receipt {
    /// Reads a receipt.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Receipt, ReceiptError> {
        let mut rest = text
            .strip_prefix(HEADER)
            .and_then(|r| r.strip_prefix('\n'))
            .ok_or(ReceiptError("its first line"))?;
        let mut line = || -> Result<&str, ReceiptError> {
            let (line, after) = rest.split_once('\n').ok_or(ReceiptError("it ends too early"))?;
            rest = after;
            Ok(line)
        };
        let mut current = line()?;
        let mut extra = None;
        if let Some(encoded) = current.strip_prefix("extra ") {
            extra =
                Some(STANDARD.decode(encoded).map_err(|_| ReceiptError("its extra data is not Base 64"))?);
            current = line()?;
        }
        let index = current.strip_prefix("index ").and_then(decimal).ok_or(ReceiptError("its index"))?;
        let mut hashes = Vec::new();
        loop {
            let current = line()?;
            if current.is_empty() {
                break;
            }
            if hashes.len() == PROOF_HASHES_MAX {
                return Err(ReceiptError("it has more hashes than a proof can have"));
            }
            hashes.push(Hash::from_base64(current).ok_or(ReceiptError("a hash is not 32 bytes in Base 64"))?);
        }
        if rest.is_empty() {
            return Err(ReceiptError("it has no checkpoint"));
        }
        Ok(Receipt { extra, index, hashes, checkpoint: rest.to_string() })
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{hash}")?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
