//! Writes the fixture of the stored format: `fixture FOLDER`. A format, once released, is never made again; a new one gets
//! a folder of its own beside the old, and the old one loads for ever.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this program meets the world

use ledger::{Erasure, Ledger, Setup, Subject, Submission};
use register::entry::{Class, Draft, StreamId};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("fixture FOLDER")?;
    let ledger = Ledger::create(folder.as_ref(), &Setup::of("example.org/fixture"))?;
    let draft = |stream: u8, fields: &[(&str, &str)]| Draft {
        stream: StreamId([stream; 16]),
        class: Class::Record,
        time_unix: 1_700_000_000,
        acts: None,
        fields: fields.iter().map(|(path, value)| (path.to_string(), json!(value))).collect(),
    };
    for i in 0..300_u32 {
        ledger.append(draft((i % 3) as u8 + 1, &[("text", &format!("invented note {i}"))]))?;
    }
    let about = Submission {
        subjects: [("name".to_string(), Subject([9; 16]))].into(),
        ..draft(1, &[("name", "Quillon Marrowby, who does not exist"), ("place", "Nowhere Lane")]).into()
    };
    ledger.append(about)?;
    let gone = ledger.append(draft(2, &[("text", "an invented text that is erased")]))?;
    let disposal =
        Draft { class: Class::Disposal, acts: Some(gone.leaf), ..draft(2, &[("basis", "court_order")]) };
    ledger.erase(Erasure { target: gone.leaf, paths: vec!["text".into()], disposal })?;
    ledger.publish()?;
    ledger.close()?;
    Ok(())
}
