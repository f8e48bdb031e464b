//! The files of a publication, and the search through them for what is withheld: one rule for a publication that is made, one
//! that is tried, and one that is rehearsed from forms.
//!
//! Before anything is recorded the publication is made once in memory, over the entries as they are held: verified as a
//! stranger would, written as the files that people are given, and searched. So what would stop it after it was recorded
//! stops it before.

use ledger::Ledger;
use model::Day;
use register::acts::Act;
use register::entry::{Draft, LeafHash, StreamId};
use register::publication::{
    Held, Leak, Manifest, MemoryLog, Output, Secret, Trust, Verdict, let_pass, manifest, named_in_part,
    open_texts, outputs, scan_filled, scan_outputs, secrets, since_the_one_before, verify,
};
use tlog::note::{Algorithm, NoteSigner};

use crate::failure::{Done, Failure};

/// Name of the log of a rehearsal, which is forgotten with it.
const REHEARSED: &str = "rehearsal.invalid/log";
/// The stream of a rehearsal.
pub(crate) const STREAM: StreamId = StreamId(*b"rehearsed review");
/// Seed of the key of a log in memory. Nobody is shown what it signs.
const SEED: [u8; 32] = [7; 32];
const DAY_SECONDS: i64 = 86_400;

/// The files of a publication, made from the one that is checked; it is verified first.
pub(crate) fn files(file: String, policy: String) -> Done<(Verdict, Vec<Output>)> {
    let trust = Trust::parse(&policy).map_err(|e| Failure::new(e.to_string()))?;
    let (publication, verdict) = verify(file.as_bytes(), Some(&trust)).map_err(|refusal| {
        Failure::new(format!("the publication that was made does not verify: {refusal}; nothing was written"))
    })?;
    let changes = since_the_one_before((&publication, &verdict));
    let files = outputs((&publication, &verdict), changes.as_deref(), file, policy);
    Ok((verdict, files))
}

/// Looks through the entries as they would be disclosed and through the files for what must not be published. Gives what a
/// person should look at all the same, each a sentence: what was let pass, and names that stand there in part.
pub(crate) fn search(
    before: &[Held],
    rows: &Manifest,
    files: &[Output],
    never: &[Secret],
) -> Done<Vec<String>> {
    let secrets: Vec<Secret> = secrets(before, rows).into_iter().chain(never.iter().cloned()).collect();
    let shown: Vec<(String, String)> = before
        .iter()
        .zip(&rows.0)
        .map(|(entry, row)| (format!("entry {}", row.seq), open_texts(entry, row)))
        .collect();
    // The entry that says it is told rather than each file in which it would stand.
    no_leak(&scan_filled(&shown, &secrets))?;
    no_leak(&scan_outputs(files, &secrets))?;
    let passed = let_pass(before, rows).iter().map(ToString::to_string).collect::<Vec<_>>();
    let told = files.iter().filter(|file| file.name.starts_with("publication."));
    let told = told.map(|file| (file.name.clone(), file.filled.clone()));
    let bytes = |(name, text): (String, String)| (name, text.into_bytes());
    let in_part = named_in_part(&shown.into_iter().chain(told).map(bytes).collect::<Vec<_>>(), &secrets);
    Ok(passed.into_iter().chain(in_part.iter().map(ToString::to_string)).collect())
}

/// Stops where a secret stands in what would be published.
pub(crate) fn no_leak(leaks: &[Leak]) -> Done<()> {
    let leaks: Vec<String> = leaks.iter().map(ToString::to_string).collect();
    match leaks.as_slice() {
        [] => Ok(()),
        leaks => Err(Failure::new(format!("nothing was published: {}", leaks.join("; ")))
            .hint("withhold that field too, or lift the decision on the other")),
    }
}

/// Nothing is let pass unseen.
pub(crate) fn tell(notes: &[String]) {
    for one in notes {
        eprintln!("note: {one}");
    }
}

/// A log that is forgotten: no witness, and a key that everybody could have.
fn forgotten(origin: &str) -> Done<MemoryLog> {
    let key = NoteSigner::new(origin, Algorithm::Ed25519, &SEED)
        .map_err(|e| Failure::chain("the publication could not be tried", &e))?;
    Ok(MemoryLog::new(key, Vec::new()))
}

/// Tries a publication over the entries as they are held: made in memory, verified, written as files, searched. Gives what a
/// person should look at, and the files.
pub(crate) fn tried(held: &[Held], publication: Draft, never: &[Secret]) -> Done<(Vec<String>, Vec<Output>)> {
    let first = held.first().ok_or_else(|| Failure::new("the review has not begun"))?;
    let mut log = forgotten(&first.entry.origin)?;
    held.iter().for_each(|entry| log.adopt(entry));
    let rows = manifest(held).map_err(|e| Failure::chain("the publication cannot be made", &e))?;
    let (stream, time_unix) = (publication.stream, publication.time_unix);
    log.append(publication, &mut salts())
        .map_err(|e| Failure::chain("the publication cannot be made", &e))?;
    let file =
        log.publish(stream, time_unix).map_err(|e| Failure::chain("the publication cannot be made", &e))?;
    let (_, files) = files(file, log.policy())?;
    Ok((search(held, &rows, &files, never)?, files))
}

/// Salts of what is tried and kept nowhere: a counter.
fn salts() -> impl FnMut() -> [u8; 32] {
    let mut drawn = 0_u64;
    move || {
        drawn += 1;
        let mut salt = [0x5a; 32];
        salt[..8].copy_from_slice(&drawn.to_be_bytes());
        salt
    }
}

/// A review that is rehearsed from forms: every act goes into a log in memory, and every publication is made and searched.
pub(crate) struct Rehearsal {
    log: MemoryLog,
    leaves: Vec<LeafHash>,
    salts: Box<dyn FnMut() -> [u8; 32]>,
    never: Vec<Secret>,
}

impl Rehearsal {
    /// A rehearsal without an act, in which these must not be published whatever the review withholds.
    pub(crate) fn new(never: Vec<Secret>) -> Done<Rehearsal> {
        Ok(Rehearsal { log: forgotten(REHEARSED)?, leaves: Vec::new(), salts: Box::new(salts()), never })
    }

    /// Takes the next act, which the gates have admitted.
    ///
    /// # Errors
    /// Why it could not be published, in a sentence, where it is a publication.
    pub(crate) fn take(&mut self, on: Day, act: &Act) -> Result<(), String> {
        let time_unix = i64::from(on.0) * DAY_SECONDS;
        let acts = act.acts_on().and_then(|seq| self.leaves.get(usize::try_from(seq.0).ok()?)).copied();
        let draft = Draft { stream: STREAM, class: act.class(), time_unix, acts, fields: act.to_fields() };
        let (_, leaf) = self.log.append(draft, &mut self.salts).map_err(|e| format!("{e}."))?;
        self.leaves.push(leaf);
        match act {
            Act::Disposal(act) => {
                let paths: Vec<&str> = act.paths.iter().map(register::acts::Path::as_str).collect();
                self.log.erase(STREAM, act.of.0, &paths);
            }
            Act::Publication(_) => {
                let notes = self.publish(time_unix).map_err(|failure| failure.sentence())?;
                tell(&notes);
            }
            _ => {}
        }
        Ok(())
    }

    fn publish(&mut self, time_unix: i64) -> Done<Vec<String>> {
        let cannot =
            |e: register::publication::BuildError| Failure::chain("the publication cannot be made", &e);
        let file = self.log.publish(STREAM, time_unix).map_err(cannot)?;
        let (_, files) = files(file, self.log.policy())?;
        let held = self.log.entries(STREAM);
        let before = &held[..held.len() - 1];
        let rows = manifest(before).map_err(cannot)?;
        search(before, &rows, &files, &self.never)
    }
}

/// The policy that goes with what a ledger publishes: its key, and those of the witnesses that can be reached now.
pub(crate) fn policy_of(ledger: &Ledger) -> String {
    let log = ledger.verifier().to_vkey();
    let (witnesses, needed) = ledger.witnesses();
    if witnesses.is_empty() {
        return format!(
            "# The log that signed this. Witnesses, and how many of them you ask for, are yours to add (C2SP tlog-policy).\n\
             log {log}\nquorum none\n"
        );
    }
    let mut policy = format!(
        "# The log that signed this, and its witnesses. Compare the keys with those that the witnesses themselves give out (C2SP \
         tlog-policy).\nlog {log}\n"
    );
    let mut members = String::new();
    for (n, witness) in witnesses.iter().enumerate() {
        policy += &format!("witness w{} {}\n", n + 1, witness.to_vkey());
        members += &format!(" w{}", n + 1);
    }
    policy + &format!("group enough {}{members}\nquorum enough\n", needed.clamp(1, witnesses.len()))
}
