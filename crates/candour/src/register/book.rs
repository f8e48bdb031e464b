//! Where a review's entries are kept: its stream in a ledger, with the streams of its sealed strands beside it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use ledger::{Erasure, Ledger, LedgerError, Processing, Setup, Stored, Subject, Submission, Turn};
use model::Day;
use register::acts::forms::{Sheet, fill_sealed};
use register::acts::{Act, Code, Disposal, EventDecision, LinkDecision, Seq};
use register::entry::{Class, Draft, LeafHash, StreamId};
use register::field::Disclosure;
use register::publication::{Secret, sealed_names};
use register::repeats::Again;
use register::review::{Recorded, Review, Stream};
use register::words::Mode;

use crate::failure::{Done, Failure};
use crate::processing::Who;

/// What the command needs of whatever keeps a review.
pub(crate) trait Book {
    /// The day on which an entry recorded now would stand.
    fn today(&self) -> Done<Day>;
    /// The review as it stands, or as it stood at the end of a day.
    fn review(&self, as_of: Option<Day>) -> Done<Review>;
    /// Fills in what a form may leave to the keeper of entries; what it says itself has to agree, or a sentence says why not.
    fn fill(&self, review: &Review, sheet: &mut Sheet) -> Result<(), String>;
    /// Appends admitted acts, all or none, and with them the record of what they alter, by whom and why.
    fn append(&mut self, acts: Vec<Act>, who: &Who) -> Done<()>;
    /// Refuses an erasure while something else says again what is to be erased.
    fn nothing_says_it_again(&self, review: &Review, disposal: &Disposal) -> Done<()>;
    /// Notes that the review was read.
    fn consulted(&self, who: &Who) -> Done<()>;
}

/// A review in a ledger.
pub(crate) struct LedgerBook {
    ledger: Ledger,
    /// The stream that is read and written; new where it has no entry yet.
    stream: StreamId,
    kind: Stream,
    entries: Vec<Stored>,
    history: Vec<Recorded>,
    /// The open stream and its review, where a sealed one is read.
    open: Option<(StreamId, Box<Review>)>,
    sealed_findings: BTreeMap<u32, u32>,
    /// The acts of the own streams of sealed strands, by strand.
    sealed_acts: BTreeMap<u32, Vec<Act>>,
    /// No other command reads and writes meanwhile; given back after the ledger is closed.
    turn: Turn,
}

/// Waits until no other command has the ledger in a folder open.
pub(crate) fn turn(dir: &Path) -> Done<Turn> {
    ledger::turn(dir, || eprintln!("waiting: another command has this ledger open"))
        .map_err(failed("the ledger could not be opened"))
}

/// Makes a new ledger in a folder.
pub(crate) fn begin(dir: &Path, name: &str) -> Done<()> {
    if dir.join("ledger.toml").exists() {
        return Err(Failure::new(format!("{} holds a ledger already; it was left as it is", dir.display())));
    }
    std::fs::create_dir_all(dir).map_err(|e| Failure::io("make", dir, &e))?;
    Ledger::create(dir, &Setup::of(name)).map(|_| ()).map_err(failed("the ledger could not be made"))
}

/// Gives a ledger a witness in a folder, which cosigns what there is; gives how many witnesses must cosign.
pub(crate) fn witness(dir: &Path, folder: &Path) -> Done<usize> {
    if !dir.join("ledger.toml").exists() {
        return Err(Failure::new(format!("{} holds no ledger", dir.display())));
    }
    let _turn = turn(dir)?;
    let quorum =
        ledger::add_witness(dir, folder).map_err(failed("the ledger could not be given a witness"))?;
    let ledger = Ledger::open(dir).map_err(failed("the ledger could not be opened"))?;
    if ledger.size() > 0 {
        ledger.publish().map_err(failed("the witness has not cosigned"))?;
    }
    Ok(quorum)
}

/// Takes a witness out of a ledger, and records that; gives how many of those that are left must cosign.
pub(crate) fn without_witness(dir: &Path, folder: &Path, who: &Who) -> Done<usize> {
    let file = dir.join("ledger.toml");
    let before = std::fs::read(&file).map_err(|e| Failure::io("cannot read", &file, &e))?;
    let _turn = turn(dir)?;
    let quorum = ledger::drop_witness(dir, folder).map_err(failed("no witness was taken out"))?;
    let recorded = || -> Result<(), LedgerError> {
        let ledger = Ledger::open(dir)?;
        let what = format!(
            "the witness in {} was taken out of the ledger; of those that are left {quorum} must cosign",
            folder.display()
        );
        ledger.log(&who.altered(&what, None))?;
        ledger.publish().map(|_| ())
    };
    recorded().map_err(|error| {
        // What is not recorded is not done.
        let back = std::fs::write(&file, &before);
        let failure = Failure::chain("no witness was taken out: it could not be recorded", &error);
        match back {
            Ok(()) => failure,
            Err(e) => failure.note(Failure::io("and cannot be put back as it was:", &file, &e)),
        }
    })?;
    Ok(quorum)
}

fn failed(what: &'static str) -> impl Fn(LedgerError) -> Failure {
    move |error| Failure::chain(what, &error)
}

/// What to say where fewer witnesses can be reached than must cosign: nobody outside the folder says then that it is the newest state.
fn away(ledger: &Ledger) -> Option<String> {
    let (reached, quorum) = ledger.witnesses();
    let (reached, named) = (reached.len(), ledger.witnesses_named());
    (reached < quorum).then(|| {
        let who = match (reached, named) {
            (0, 1) => "the witness of this ledger was not reached".to_string(),
            (0, n) => format!("none of the {n} witnesses of this ledger was reached"),
            (r, n) => format!("{r} of the {n} witnesses of this ledger were reached, and {quorum} are needed"),
        };
        format!(
            "{who}: what is shown is what this folder holds. Whether it is the newest, or an old copy put in its place, nobody outside \
             the folder has said; look again when the witness is there"
        )
    })
}

impl LedgerBook {
    /// Opens the one review that a ledger keeps: its open stream, or the own stream of a sealed strand.
    pub(crate) fn open(dir: &Path, sealed: Option<u32>) -> Done<LedgerBook> {
        if !dir.join("ledger.toml").exists() {
            if let Some(part) = ledger::part_of_a_ledger(dir) {
                let dir = dir.display();
                return Err(Failure::new(format!(
                    "{dir} holds {part} of a ledger, and its ledger.toml is missing: without it the ledger cannot be opened"
                ))
                .hint("put ledger.toml back from a backup; do not begin a new ledger here"));
            }
            return Err(Failure::new(format!("{} holds no ledger", dir.display()))
                .hint("`candour register FOLDER --begin NAME` makes one"));
        }
        let turn = turn(dir)?;
        let ledger = Ledger::open(dir).map_err(failed("the ledger could not be opened"))?;
        if let Some(note) = away(&ledger) {
            eprintln!("note: {note}");
        }
        let mut open = Vec::new();
        let mut own: BTreeMap<u32, StreamId> = BTreeMap::new();
        for first in beginnings(&ledger)? {
            match act_of(&ledger, &first)? {
                Act::Terms(_) => open.push(first.entry.stream),
                Act::SealedStream(act) if own.insert(act.strand, first.entry.stream).is_some() => {
                    let what = format!("strand {} has two sealed streams in this ledger", act.strand);
                    return Err(Failure::new(what));
                }
                _ => {}
            }
        }
        if open.len() > 1 {
            return Err(Failure::new(format!(
                "the ledger keeps {} reviews; this command reads one",
                open.len()
            )));
        }
        let stream = match open.first() {
            Some(&stream) => stream,
            None => ledger.new_stream().map_err(failed("no stream could be drawn"))?,
        };
        let (mut sealed_findings, mut sealed_acts) = (BTreeMap::new(), BTreeMap::new());
        for (&strand, &stream) in &own {
            let history = history(&ledger, &entries(&ledger, stream)?)?;
            let review = Review::fold(Stream::Sealed(strand), history, &BTreeMap::new());
            let review =
                review.map_err(|e| Failure::chain(format!("the stream of sealed strand {strand}"), &e))?;
            sealed_findings.insert(strand, review.findings().count() as u32);
            let acts = review.history().iter().map(|recorded| recorded.act.clone());
            sealed_acts.insert(strand, acts.collect());
        }
        let book = LedgerBook::of((ledger, turn), stream, Stream::Open, sealed_findings)?;
        let book = LedgerBook { sealed_acts, ..book };
        match sealed {
            None => Ok(book),
            Some(strand) => book.into_sealed(strand, own.get(&strand).copied()),
        }
    }

    fn of(
        (ledger, turn): (Ledger, Turn),
        stream: StreamId,
        kind: Stream,
        sealed_findings: BTreeMap<u32, u32>,
    ) -> Done<LedgerBook> {
        let entries = entries(&ledger, stream)?;
        let history = history(&ledger, &entries)?;
        let sealed_acts = BTreeMap::new();
        Ok(LedgerBook {
            ledger,
            stream,
            kind,
            entries,
            history,
            open: None,
            sealed_findings,
            sealed_acts,
            turn,
        })
    }

    fn into_sealed(self, strand: u32, stream: Option<StreamId>) -> Done<LedgerBook> {
        let review = self.review(None)?;
        match review.strand(strand) {
            None => return Err(Failure::new(format!("the review has no strand {strand}"))),
            Some(there) if !there.sealed => {
                return Err(Failure::new(format!(
                    "strand {strand} is not sealed: what is recorded of it belongs into the open stream, because what stands in a \
                     stream of its own is in no publication"
                )));
            }
            Some(_) => {}
        }
        let new = || self.ledger.new_stream().map_err(failed("no stream could be drawn"));
        let stream = stream.map_or_else(new, Ok)?;
        let open = Some((self.stream, Box::new(review)));
        let book = LedgerBook::of((self.ledger, self.turn), stream, Stream::Sealed(strand), BTreeMap::new())?;
        Ok(LedgerBook { open, ..book })
    }

    /// The ledger.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The names that the own streams of sealed strands hold, which no publication of the open one may print.
    pub(crate) fn sealed_names(&self) -> Vec<Secret> {
        let name = |recorded: &Recorded| match &recorded.act {
            Act::Party(party) => Some(party.name.as_str().to_string()),
            _ => None,
        };
        let open: Vec<String> = self.history.iter().filter_map(name).collect();
        let of = |(&strand, acts): (&u32, &Vec<Act>)| {
            let fields: Vec<_> = acts.iter().map(Act::to_fields).collect();
            sealed_names(strand, fields.iter().map(Vec::as_slice), &open)
        };
        self.sealed_acts.iter().flat_map(of).collect()
    }

    /// The stream that is read and written.
    pub(crate) fn stream(&self) -> StreamId {
        self.stream
    }

    fn leaf_of(&self, seq: Seq) -> Option<LeafHash> {
        self.entries.get(usize::try_from(seq.0).ok()?).map(|stored| stored.leaf)
    }

    /// The entry of an act. What it acts on is given where that is in the ledger.
    pub(crate) fn draft(&self, act: &Act) -> Done<Draft> {
        let acts = act.acts_on().and_then(|seq| self.leaf_of(seq));
        Ok(Draft {
            stream: self.stream,
            class: act.class(),
            time_unix: now_unix()?,
            acts,
            fields: act.to_fields(),
        })
    }

    /// Erases what a disposal names, and logs that: who, and why.
    fn erase(&mut self, act: &Act, who: &Who) -> Done<()> {
        let Act::Disposal(disposal) = act else { return Ok(()) };
        let draft = self.draft(act)?;
        let target = draft.acts.ok_or_else(|| Failure::new("the disposal names no entry"))?;
        let paths = disposal.paths.iter().map(|path| path.as_str().to_string()).collect();
        self.ledger
            .erase(Erasure { target, paths, disposal: draft })
            .map_err(failed("the erasure was not finished"))?;
        let what = format!(
            "entry {}: {}, decided by {}",
            self.entries.len(),
            disposal.basis.word(),
            disposal.decider.word()
        );
        self.ledger
            .log(&who.erased(&what))
            .map_err(failed("the texts are erased; the log of processing could not be written"))?;
        self.entries = entries(&self.ledger, self.stream)?;
        Ok(())
    }

    /// Where something is said in the other streams that the ledger keeps, the log of processing too: the place of each, in
    /// words, with what `said` gives for it.
    pub(crate) fn elsewhere(&self, said: &dyn Fn(&str) -> Option<Again>) -> Done<Vec<(String, Again)>> {
        let mut others = Vec::new();
        let each = &mut |stored: Stored| {
            if stored.entry.stream != self.stream {
                others.push(stored);
            }
            Ok(())
        };
        self.ledger.scan(0, self.ledger.size(), each).map_err(failed("the ledger could not be read"))?;
        let mut found = Vec::new();
        for stored in &others {
            for disclosure in readable(&self.ledger, stored)? {
                let Ok((_, value)) = Disclosure::parse(&disclosure.text) else { continue };
                let mut texts = Vec::new();
                texts_in(&value, &mut texts);
                let Some(how) = texts.into_iter().find_map(said) else { continue };
                let what = match stored.entry.class {
                    Class::System => "the log of processing",
                    _ => "another stream",
                };
                found.push((format!("{} of entry {} of {what}", disclosure.path, stored.entry.seq), how));
            }
        }
        Ok(found)
    }
}

/// Every text within a value: a record of processing is a list of who did what, and why.
fn texts_in<'v>(value: &'v serde_json::Value, texts: &mut Vec<&'v str>) {
    use serde_json::Value;
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts_in(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| texts_in(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Book for LedgerBook {
    fn today(&self) -> Done<Day> {
        now_unix().map(day_of)
    }

    fn review(&self, as_of: Option<Day>) -> Done<Review> {
        let day = as_of.unwrap_or(Day::LAST);
        let mut review = Review::fold_as_of(self.kind, self.history.clone(), &self.sealed_findings, day)
            .map_err(|e| Failure::chain("the ledger holds what the register does not admit", &e))?;
        review.set_sealed_findings(self.sealed_findings.clone());
        if let Some((_, open)) = &self.open {
            review.set_open_complaints(open);
        }
        Ok(review)
    }

    fn fill(&self, review: &Review, sheet: &mut Sheet) -> Result<(), String> {
        match &self.open {
            Some((stream, open)) => fill_sealed(sheet, *stream, open, review),
            None => Ok(()),
        }
    }

    fn append(&mut self, acts: Vec<Act>, who: &Who) -> Done<()> {
        if acts.len() == 1 && matches!(acts[0], Act::Disposal(_)) {
            return self.erase(&acts[0], who);
        }
        if acts.iter().any(|act| matches!(act, Act::Disposal(_))) {
            return Err(Failure::new("an erasure is recorded by itself, not together with other acts"));
        }
        let first = self.entries.len() as u64;
        if let [publication @ Act::Publication(_)] = acts.as_slice() {
            // The index stands right after a publication, or nobody could check it.
            return crate::publish::append(&self.ledger, self.draft(publication)?, first)
                .map_err(failed("nothing was recorded"));
        }
        if acts.iter().any(|act| matches!(act, Act::Publication(_))) {
            return Err(Failure::new("a publication is recorded by itself, not together with other acts"));
        }
        let mut submissions = Vec::new();
        for (i, act) in acts.iter().enumerate() {
            let mut submission = Submission::from(self.draft(act)?);
            submission.expected_seq = Some(first + i as u64);
            // An act on one that is recorded together with it: its place is known to the ledger only.
            submission.acts_on_fellow = act
                .acts_on()
                .and_then(|seq| seq.0.checked_sub(first))
                .and_then(|at| usize::try_from(at).ok());
            for path in personal(act) {
                let subject = Subject::random().map_err(failed("no number could be drawn"))?;
                submission.subjects.insert(path.to_string(), subject);
            }
            submissions.push(submission);
        }
        let altered: Vec<Processing> = acts
            .iter()
            .filter_map(|act| Some((act.alters()?, act.acts_on().and_then(|seq| self.leaf_of(seq)))))
            .map(|(what, of)| who.altered(what, of))
            .collect();
        if !altered.is_empty() {
            let record = self.ledger.processing_entry(&altered);
            submissions.push(record.map_err(failed("nothing was recorded"))?);
        }
        let again = "if somebody else recorded something at the same moment, give the same command again";
        let nothing = |error: LedgerError| failed("nothing was recorded")(error).hint(again);
        self.ledger.append_all(submissions).map_err(nothing)?;
        self.ledger.publish().map(|_| ()).map_err(failed("recorded, but no checkpoint could be published"))
    }

    fn nothing_says_it_again(&self, review: &Review, disposal: &Disposal) -> Done<()> {
        let found = crate::erase::Found::by(self, review, disposal)?;
        if found.is_empty() { Ok(()) } else { Err(found.refusal()) }
    }

    fn consulted(&self, who: &Who) -> Done<()> {
        match self.entries.last() {
            None => Ok(()),
            Some(last) => self
                .ledger
                .consult(who.by(), &who.words("the state of the review was shown"), last.leaf)
                .map_err(failed("the reading could not be logged")),
        }
    }
}

/// What people decided in a review, as the next run of linkage and of the chronology takes it.
pub(crate) struct Decided {
    /// What the review is for.
    pub(crate) mode: Option<Mode>,
    /// Decisions on links that stand, oldest first.
    pub(crate) links: Vec<(Seq, LinkDecision)>,
    /// Decisions on events that stand, oldest first, each with the name of who disputes or agreed.
    pub(crate) events: Vec<(Seq, EventDecision, String)>,
    /// The key that decides in which order what linkage finds is numbered, until the next publication.
    pub(crate) numbering: [u8; 32],
}

/// Reads the decisions that stand in a review's ledger, and logs that they were read.
pub(crate) fn decided(dir: &Path) -> Done<Decided> {
    let book = LedgerBook::open(dir, None)?;
    let review = book.review(None)?;
    book.consulted(&Who::default())?;
    let name = |code: &Code| {
        let agencies = review.terms().map_or(&[][..], |terms| terms.agencies.0.as_slice());
        let agency = agencies.iter().find(|agency| agency.code == *code);
        agency.map_or(code.to_string(), |agency| agency.name.to_string())
    };
    let of = |act: &EventDecision| act.by.as_ref().map_or(String::new(), name);
    Ok(Decided {
        mode: review.mode(),
        numbering: book.ledger.secret_for(&format!(
            "the order of pseudonyms after {} publications",
            review.publications().len()
        )),
        links: review.link_decisions().map(|(seq, act)| (seq, act.clone())).collect(),
        events: review.event_decisions().map(|(seq, act)| (seq, act.clone(), of(act))).collect(),
    })
}

/// The fields that are about one person, and get a key of their own.
fn personal(act: &Act) -> &'static [&'static str] {
    match act {
        Act::Party(_) => &["name"],
        Act::Complaint(complaint) if complaint.complainant.is_some() => &["complainant"],
        Act::SealedIdentity(_) => &["ciphertext"],
        Act::AccessRequest(_) => &["who"],
        _ => &[],
    }
}

fn entries(ledger: &Ledger, stream: StreamId) -> Done<Vec<Stored>> {
    ledger.entries(stream).map_err(failed("the entries could not be read"))
}

/// The first entry of every stream that begins with terms.
fn beginnings(ledger: &Ledger) -> Done<Vec<Stored>> {
    let mut found = Vec::new();
    let size = ledger.size();
    ledger
        .scan(0, size, &mut |stored| {
            if stored.entry.seq == 0 && stored.entry.class == Class::Tor {
                found.push(stored);
            }
            Ok(())
        })
        .map_err(failed("the ledger could not be read"))?;
    Ok(found)
}

fn history(ledger: &Ledger, entries: &[Stored]) -> Done<Vec<Recorded>> {
    let recorded = |stored: &Stored| {
        let act = act_of(ledger, stored)?;
        let acts = act.acts_on().and_then(|seq| entries.get(usize::try_from(seq.0).ok()?)).map(|on| on.leaf);
        if stored.entry.class != act.class() || stored.entry.acts != acts {
            return Err(Failure::new(format!(
                "entry {} of the review is not what its own head says: it was not recorded by this program",
                stored.entry.seq
            )));
        }
        Ok(Recorded { on: day_of(stored.entry.time_unix), act })
    };
    entries.iter().map(recorded).collect()
}

/// The disclosures of an entry that are held. One whose key is gone, and that nobody erased, is not passed over in silence.
pub(crate) fn readable(ledger: &Ledger, stored: &Stored) -> Done<Vec<Disclosure>> {
    let at = |e: LedgerError| Failure::chain(format!("entry {} of the log", stored.index), &e);
    let held = ledger.disclosures_of(stored).map_err(at)?;
    if held.len() < stored.fields.len() {
        let lost = ledger.without_a_key(stored).map_err(at)?;
        if !lost.is_empty() {
            return Err(Failure::new(format!(
                "the keys of entry {} of the log ({}) are gone from keys.db, and nobody erased them: keys.db is older than the \
                 entries, or it is another one",
                stored.index,
                lost.join(", ")
            ))
            .hint(
                "put the newest copy of keys.db back; `candour audit` names every text whose key is gone. Without that copy \
                 these texts are lost for good",
            ));
        }
    }
    Ok(held)
}

/// The act of an entry, from the disclosures that are still held.
fn act_of(ledger: &Ledger, stored: &Stored) -> Done<Act> {
    let at = |e: &dyn std::error::Error| Failure::chain(format!("entry {} of the log", stored.index), e);
    let held = readable(ledger, stored)?;
    let mut fields = Vec::new();
    for disclosure in &held {
        let (_, value) = Disclosure::parse(&disclosure.text).map_err(|e| at(&e))?;
        fields.push((disclosure.path.clone(), value));
    }
    let gone = stored.fields.iter().filter(|leaf| !held.iter().any(|d| d.path == leaf.path));
    let erased: Vec<String> = gone.map(|leaf| leaf.path.clone()).collect();
    Act::from_fields_erased(&fields, &erased).map_err(|e| at(&e))
}

fn now_unix() -> Done<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since
        .map(|d| d.as_secs() as i64)
        .map_err(|_| Failure::new("the clock of this machine stands before 1970"))
}

/// The civil day of a time, in Coordinated Universal Time.
fn day_of(time_unix: i64) -> Day {
    Day((time_unix.div_euclid(86_400)).clamp(i64::from(Day::FIRST.0), i64::from(Day::LAST.0)) as i32)
}
