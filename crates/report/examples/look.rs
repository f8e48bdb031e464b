//! Writes the report of the invented test case into a folder, to look at it:
//! `cargo run -p report --example look -- FOLDER [COPIES]`, where COPIES repeats its events and outcomes to try size.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)]

#[path = "../tests/common/mod.rs"]
#[allow(dead_code)]
mod common;

use std::io::{self, Write};
use std::path::PathBuf;

use model::{EntityId, EventId, MentionId};

struct Folder(PathBuf);

impl report::Out for Folder {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        Ok(Box::new(std::fs::File::create(self.0.join(name))?))
    }
}

/// The case with everything `copies` times over, each copy with people of its own.
fn repeated(copies: u32) -> model::Case {
    let mut case = common::case();
    let one = common::case();
    let (mentions, entities, events) =
        (one.mentions.len() as u32, one.entities.len() as u32, one.events.len() as u32);
    for copy in 1..copies {
        for entity in &one.entities {
            let mut entity = entity.clone();
            entity.mentions.iter_mut().for_each(|m| *m = MentionId(m.0 + copy * mentions));
            entity.possibly.iter_mut().for_each(|n| *n = EntityId(n.0 + copy * entities));
            case.entities.push(entity);
        }
        for (mention, entity) in one.mentions.iter().zip(&one.entity_of) {
            let mut mention = mention.clone();
            for (name, value) in &mut mention.fields {
                if *name == model::field::SURNAME || *name == model::field::NAME {
                    *value = format!("{value}{}", copy % 9_973).into();
                }
            }
            case.mentions.push(mention);
            case.entity_of.push(EntityId(entity.0 + copy * entities));
        }
        for event in &one.events {
            let mut event = event.clone();
            event.mentions.iter_mut().for_each(|m| *m = MentionId(m.0 + copy * mentions));
            case.events.push(event);
        }
        case.chronology.extend(one.chronology.iter().map(|e| EventId(e.0 + copy * events)));
        case.undated.extend(one.undated.iter().map(|e| EventId(e.0 + copy * events)));
        for outcome in &one.outcomes {
            let mut outcome = outcome.clone();
            outcome.subject = EntityId(outcome.subject.0 + copy * entities);
            outcome.trigger = EventId(outcome.trigger.0 + copy * events);
            outcome.evidence.iter_mut().for_each(|e| *e = EventId(e.0 + copy * events));
            case.outcomes.push(outcome);
        }
    }
    case
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("say which folder")?);
    let copies = arguments.next().map_or(Ok(1), |n| n.parse())?;
    let case = repeated(copies);
    std::fs::create_dir_all(&folder)?;
    let start = std::time::Instant::now();
    let written = report::write(&case, &mut Folder(folder))?;
    print!("{}", report::summary(&case));
    eprintln!(
        "{} files, {} events, {:.2} s",
        written.files.len(),
        case.events.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
