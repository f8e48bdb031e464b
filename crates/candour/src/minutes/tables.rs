//! `candour minutes`: what the minutes of a review say, as tables: meetings, attendance, items, decisions, actions and their
//! ties, names found with their evidence, and pages that need transcription.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use intake::minutes::{Meeting, MinutesFile, Spot, tie};
use intake::{Limits, Plan};
use model::{Interner, Source, field};

use super::{Attended, Finding, Listener};
use crate::Look;
use crate::config::Config;
use crate::failure::{Done, Failure};

/// Arguments of `candour minutes`.
#[derive(clap::Args)]
pub(crate) struct MinutesArgs {
    /// Folder of the review: it holds review.toml.
    dir: PathBuf,
    /// Folder of the files as received, instead of the review's own evidence/.
    #[arg(long)]
    evidence: Option<PathBuf>,
    /// Folder for the tables, instead of the review's own minutes/. Names stand in them as recorded: for the review team.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print the time each stage took on standard error.
    #[arg(long)]
    timings: bool,
}

const NAMES: [(&str, &str); 10] = [
    ("meetings.csv", "file,place,title,body,date,earliest,latest,chair,venue,notes"),
    ("attendance.csv", "file,place,standing,rank,name,role,agency,chair,words,items_heard,attendee"),
    ("items.csv", "file,place,number,heading,text"),
    ("decisions.csv", "file,place,item,text"),
    ("actions.csv", "file,place,item,reference,owner,what,due,due_words,reported,state,state_words,tied_to"),
    ("named.csv", "file,place,item,written,kind,how,certainty,candidates,identifiers,evidence"),
    ("needs_transcription.csv", "file,page"),
    ("not_placed.csv", "file,place,text"),
    ("perhaps_actions.csv", "file,place,item,text"),
    ("officers.csv", "officer,sure,date,body,title,standing,items_heard,place,minutes"),
];

/// Rows of the tables as they are found, in the order of [`NAMES`].
struct Tables {
    texts: [String; 10],
    counts: [u64; 10],
    /// The meetings without the text of their items, for the ties.
    meetings: Vec<Meeting>,
    /// Rows of actions, written once the ties are known: meeting and fields.
    actions: Vec<(usize, Vec<String>)>,
    pages: u64,
}

fn csv(fields: &[&str]) -> String {
    let cell = |f: &&str| {
        // A cell that a spreadsheet would run is made text.
        let f = if f.starts_with(['=', '+', '@', '\t']) || (f.starts_with('-') && f.len() > 1) {
            format!("'{f}")
        } else {
            (*f).to_string()
        };
        if f.contains([',', '"', '\n', '\r']) { format!("\"{}\"", f.replace('"', "\"\"")) } else { f }
    };
    let mut line = fields.iter().map(cell).collect::<Vec<_>>().join(",");
    line.push('\n');
    line
}

impl Tables {
    fn add(&mut self, table: usize, fields: &[&str]) {
        self.texts[table].push_str(&csv(fields));
        self.counts[table] += 1;
    }
}

impl Tables {
    /// A line of an attendance that may be an officer of the review.
    fn officer(&mut self, line: &Attended, sources: &[Source]) {
        let heard = line.heard.as_ref().map_or(String::new(), |items| match items.as_slice() {
            [] => "unclear".to_string(),
            items => items.join(" "),
        });
        let sure = if line.sure { "yes" } else { "perhaps" };
        let (place, minutes) = (line.place.describe(sources), line.meeting.describe(sources));
        let (officer, when, body) = (&line.officer, line.when.to_string(), &line.body);
        let standing = line.standing.word();
        self.add(9, &[officer, sure, &when, body, &line.title, standing, &heard, &place, &minutes]);
    }
}

impl Listener for Tables {
    fn file(&mut self, file: &MinutesFile<'_>, numbers: &[usize], sources: &[Source]) {
        let told = |spot: Spot| {
            let place = spot.place(file.source).describe(sources);
            place.strip_prefix(&format!("{}, ", file.path)).unwrap_or("").to_string()
        };
        let (m, path) = (&file.meeting, file.path.as_str());
        let day = |d: Option<model::Day>| d.map_or(String::new(), |d| d.to_string());
        let chair = m.chair().map_or("", |c| c.name.as_str());
        if file.first {
            self.pages += u64::from(file.document.pages.max(1));
        }
        let (first, last) = (day(m.when.earliest()), day(m.when.latest()));
        let (place, notes) = (told(m.title.spot), m.notes.join("; "));
        let when = m.when.written();
        self.add(0, &[path, &place, &m.title.text, &m.body, when, &first, &last, chair, &m.venue, &notes]);
        for (a, n) in m.attendance.iter().zip(numbers) {
            let chair = if a.chair { "yes" } else { "" };
            let (place, standing) = (told(a.words.spot), a.standing.word());
            let heard = a.heard.as_ref().map_or(String::new(), |items| {
                let of: Vec<&str> = items.iter().map(|i| m.items[*i].number.as_str()).collect();
                if of.is_empty() { "unclear".to_string() } else { of.join(" ") }
            });
            let words = &a.words.text;
            self.add(
                1,
                &[
                    path,
                    &place,
                    standing,
                    &a.rank,
                    &a.name,
                    &a.role,
                    &a.agency,
                    chair,
                    words,
                    &heard,
                    &n.to_string(),
                ],
            );
        }
        let number = |item: Option<usize>| item.map_or("", |i| m.items[i].number.as_str());
        for item in &m.items {
            let text: Vec<&str> = item.text.iter().map(|b| b.text.as_str()).collect();
            let place = told(item.heading.spot);
            self.add(2, &[path, &place, &item.number, &item.heading.text, &text.join("\n")]);
        }
        for d in &m.decisions {
            let place = told(d.words.spot);
            self.add(3, &[path, &place, number(d.item), &d.words.text]);
        }
        for a in &m.actions {
            let fields = vec![
                path.to_string(),
                told(a.words.spot),
                number(a.item).to_string(),
                a.reference.clone(),
                a.owner.clone(),
                a.what.clone(),
                day(a.due.exact()),
                a.due.written().to_string(),
                if a.reported { "yes".into() } else { String::new() },
                a.state.word().to_string(),
                a.state_words.clone(),
            ];
            self.actions.push((self.meetings.len(), fields));
        }
        for page in file.document.pages_without_text.iter().filter(|_| file.first) {
            self.add(6, &[path, &page.to_string()]);
        }
        for block in &m.unparsed {
            self.add(7, &[path, &told(block.spot(0)), &block.text]);
        }
        for p in &m.perhaps {
            self.add(8, &[path, &told(p.words.spot), number(p.item), &p.words.text]);
        }
        let mut bare = m.clone();
        bare.items.clear();
        self.meetings.push(bare);
    }

    fn finding(&mut self, f: &Finding<'_>) {
        let place = f.spot.place(f.file.source).describe(f.places);
        let place = place.strip_prefix(&format!("{}, ", f.file.path)).unwrap_or("").to_string();
        let mut ids: Vec<&str> =
            f.named.candidates.iter().flat_map(|c| f.known[c.index()].all(field::IDENTIFIER)).collect();
        ids.sort_unstable();
        ids.dedup();
        let candidates = f.named.candidates.len().to_string();
        let (kind, how, sure) = (f.named.kind.word(), f.named.how.words(), f.named.certainty.word());
        let item = f.item.number.as_str();
        let ids = ids.join(" ");
        let evidence = &f.named.evidence;
        self.add(5, &[&f.file.path, &place, item, f.written, kind, how, sure, &candidates, &ids, evidence]);
    }
}

/// Carries out `candour minutes`.
pub(crate) fn run(args: &MinutesArgs) -> Done<Look> {
    let config_name = args.dir.join("review.toml").display().to_string();
    let config = Config::read(&args.dir)?;
    let review = config.terms(&config_name, None)?;
    let plan = Plan {
        evidence: args.evidence.clone().unwrap_or_else(|| args.dir.join("evidence")),
        sources: config.sources.clone(),
        period: review.period,
        observation_date: review.observation_date,
        as_known_on: None,
        limits: Limits::default(),
    };
    let mut words = Interner::default();
    let started = Instant::now();
    let mut gathered = super::refused(&config_name, intake::gather(&plan, &mut words))?;
    let records = started.elapsed().as_secs_f64();
    let mut tables = Tables {
        texts: NAMES.map(|(_, head)| format!("{head}\n")),
        counts: [0; 10],
        meetings: Vec::new(),
        actions: Vec::new(),
        pages: 0,
    };
    let read = super::gather(&config, &plan, &mut gathered, &mut words, Some(&mut tables));
    for line in super::refused(&config_name, read)? {
        tables.officer(&line, &gathered.sources);
    }
    let minutes = started.elapsed().as_secs_f64() - records;
    write_actions(&mut tables);
    let out = super::folder(&args.dir, args.out.as_deref());
    fs::create_dir_all(&out).map_err(|e| Failure::io("cannot make", &out, &e))?;
    for ((name, _), text) in NAMES.iter().zip(&tables.texts) {
        let path = out.join(name);
        fs::File::create(&path)
            .and_then(|mut f| f.write_all(text.as_bytes()))
            .map_err(|e| Failure::io("cannot write", &path, &e))?;
    }
    let refused: Vec<_> =
        gathered.problems.iter().filter(|p| p.severity == model::Severity::Refused).collect();
    println!(
        "Minutes     {} meetings on {} pages, {} lines of attendance, {} items, {} decisions, {} actions, {} names",
        tables.counts[0],
        tables.pages,
        tables.counts[1],
        tables.counts[2],
        tables.counts[3],
        tables.counts[4],
        tables.counts[5]
    );
    println!(
        "No text     {} pages need transcription; {} documents refused",
        tables.counts[6],
        refused.len()
    );
    if tables.counts[7] > 0 {
        println!(
            "Not placed  {} lines could not be placed in their meeting: read them in not_placed.csv",
            tables.counts[7]
        );
    }
    if tables.counts[8] > 0 {
        println!(
            "May act     {} sentences may give somebody something to do and are not understood: perhaps_actions.csv",
            tables.counts[8]
        );
    }
    println!("Written     {} tables to {}", NAMES.len(), out.display());
    for problem in &refused {
        eprintln!("look: {}", problem.describe(&gathered.sources));
    }
    if args.timings {
        eprintln!("timing: records {records:.3} s");
        eprintln!("timing: minutes {minutes:.3} s");
    }
    let look = !refused.is_empty() || tables.counts[6] > 0;
    Ok(if look { Look::Needed } else { Look::NotNeeded })
}

/// The actions with the earlier action each report is about.
fn write_actions(tables: &mut Tables) {
    let rows = std::mem::take(&mut tables.actions);
    let mut starts = vec![0; tables.meetings.len() + 1];
    for (meeting, _) in &rows {
        starts[meeting + 1] += 1;
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let given: BTreeMap<(usize, usize), (usize, usize)> =
        tie(&tables.meetings).into_iter().map(|t| (t.reported, t.given)).collect();
    for (at, (meeting, fields)) in rows.iter().enumerate() {
        let tied = given.get(&(*meeting, at - starts[*meeting])).map(|(m, a)| &rows[starts[*m] + a].1);
        let tied = tied.map_or(String::new(), |f| format!("{}, {}", f[0], f[1]));
        let fields: Vec<&str> = fields.iter().map(String::as_str).chain([tied.as_str()]).collect();
        tables.texts[4].push_str(&csv(&fields));
        tables.counts[4] += 1;
    }
}
