//! A process to be killed: opens the ledger of a folder and appends invented notes from several threads until it dies,
//! writing the number and leaf hash of each on standard output once it is acknowledged.
//!
//! `appender FOLDER THREADS ENTRIES`: ENTRIES for each thread, then it closes the ledger; errors go to standard error.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // this program meets the world

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;

use ledger::Ledger;
use register::entry::{Class, Draft, StreamId};

fn run() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let folder: PathBuf = arguments.next().ok_or("FOLDER is missing")?.into();
    let mut number = |name: &str| -> Result<u64, String> {
        arguments.next().and_then(|a| a.parse().ok()).ok_or(format!("{name} is missing"))
    };
    let (threads, entries) = (number("THREADS")?, number("ENTRIES")?);
    let ledger = Ledger::open(&folder).map_err(|e| e.to_string())?;
    let out = Mutex::new(std::io::stdout());
    let client = |client: u64| -> Result<(), String> {
        let stream = StreamId([client as u8 + 1; 16]);
        for _ in 0..entries {
            let draft = Draft {
                stream,
                class: Class::Record,
                time_unix: 1_700_000_000,
                acts: None,
                fields: vec![("text".into(), serde_json::json!("an invented note"))],
            };
            let receipt = ledger.append(draft).map_err(|e| e.to_string())?;
            let line = format!("{} {}\n", receipt.index, receipt.leaf);
            let mut out = out.lock().map_err(|e| e.to_string())?;
            out.write_all(line.as_bytes()).and_then(|()| out.flush()).map_err(|e| e.to_string())?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let client = &client;
        let clients: Vec<_> = (0..threads).map(|n| scope.spawn(move || client(n))).collect();
        clients.into_iter().try_for_each(|c| c.join().map_err(|_| "a client died".to_string())?)
    })?;
    ledger.close().map_err(|e| e.to_string())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
