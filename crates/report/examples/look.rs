//! Writes the report of the invented test case into a folder, to look at it:
//! `cargo run -p report --example look -- FOLDER [COPIES]`, where COPIES repeats its events and outcomes to try size.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

#[path = "../tests/common/mod.rs"]
#[allow(dead_code)]
mod common;

use std::io::{self, Write};
use std::path::PathBuf;

struct Folder(PathBuf, std::time::Instant);

impl report::Out for Folder {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let memory = status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or("").to_string();
        eprintln!("{:6.2} s {name} {memory}", self.1.elapsed().as_secs_f64());
        Ok(Box::new(std::fs::File::create(self.0.join(name))?))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("say which folder")?);
    let copies = arguments.next().map_or(Ok(1), |n| n.parse())?;
    let case = common::repeated(copies, 0);
    std::fs::create_dir_all(&folder)?;
    let start = std::time::Instant::now();
    let written = report::write(&case, &mut Folder(folder, start))?;
    print!("{}", report::summary(&case));
    eprintln!(
        "{} files, {} events, {:.2} s",
        written.files.len(),
        case.events.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
