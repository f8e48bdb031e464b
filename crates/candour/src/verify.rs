//! `candour verify`: is this publication what it says, and is nothing left out of it? Offline, from the file alone.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use register::publication::{
    FILE_BYTES_MAX, Publication, Signed, Trust, Verdict, compare, tell_changes, verify_at, withheld_sentences,
};
use serde_json::json;

use crate::Look;
use crate::failure::{Done, Failure};

/// Arguments of `candour verify`.
#[derive(clap::Args)]
pub(crate) struct VerifyArgs {
    /// The publication (JSON).
    file: PathBuf,
    /// Whose signatures you trust: a policy in C2SP's tlog-policy, or JSON with origin, log, witnesses and quorum.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// An earlier version of the same publication: say what changed since.
    #[arg(long)]
    since: Option<PathBuf>,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
}

/// Verifies a publication and says so. A publication whose signatures or rules were not checked, or in which something stands
/// that no reader can see, wants a person's look.
pub(crate) fn run(args: &VerifyArgs) -> Done<Look> {
    let trust = args.policy.as_deref().map(read_policy).transpose()?;
    let (publication, verdict) = match checked(&args.file, trust.as_ref()) {
        Ok(found) => found,
        Err(refused) => {
            if let (true, Some((check, sentence))) = (args.json, &refused.said) {
                println!("{:#}", json!({"accepted": false, "check": check, "why": sentence}));
            }
            return Err(refused.failure);
        }
    };
    let changes = args
        .since
        .as_deref()
        .map(|since| -> Done<Vec<String>> {
            let (old, old_verdict) = checked(since, trust.as_ref()).map_err(|refused| refused.failure)?;
            let changes = compare((&old, &old_verdict), (&publication, &verdict));
            Ok(tell_changes(&changes.map_err(|r| Failure::new(r.to_string()))?, &publication))
        })
        .transpose()?;
    if args.json {
        print_json(&verdict, changes.as_deref())
    } else {
        print_words(&publication, &verdict, changes.as_deref())
    }
    let all = verdict.signed != Signed::NotChecked
        && verdict.rules
        && verdict.unseen.is_empty()
        && verdict.answers.unshown.is_empty();
    Ok(if all { Look::NotNeeded } else { Look::Needed })
}

/// Reads a policy.
pub(crate) fn read_policy(file: &Path) -> Done<Trust> {
    let text = std::fs::read_to_string(file).map_err(|e| Failure::io("cannot read", file, &e))?;
    Trust::parse(&text).map_err(|e| Failure::new(format!("{}: {e}", file.display())))
}

/// A file that was not accepted: what stops the command, and what the verifier said.
struct Refused {
    failure: Failure,
    said: Option<(&'static str, String)>,
}

fn checked(file: &Path, trust: Option<&Trust>) -> Result<(Publication, Verdict), Refused> {
    let stop = |failure| Refused { failure, said: None };
    let bytes = std::fs::metadata(file).map_err(|e| stop(Failure::io("cannot read", file, &e)))?.len();
    if bytes > FILE_BYTES_MAX as u64 {
        let what = format!("{}: larger than a publication may be ({FILE_BYTES_MAX} bytes)", file.display());
        return Err(stop(Failure::new(what)));
    }
    let bytes = std::fs::read(file).map_err(|e| stop(Failure::io("cannot read", file, &e)))?;
    verify_at(&bytes, trust, now_unix()).map_err(|refusal| Refused {
        failure: Failure::new(format!(
            "{} is refused ({}): {refusal}",
            file.display(),
            refusal.check.title()
        )),
        said: Some((refusal.check.title(), refusal.sentence)),
    })
}

/// This machine's clock; nothing where it stands before 1970.
fn now_unix() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

fn print_words(publication: &Publication, verdict: &Verdict, changes: Option<&[String]>) {
    let signed = verdict.signed != Signed::NotChecked;
    println!(
        "{}",
        match (signed, verdict.rules) {
            (false, _) => "It hangs together; signatures were not checked.",
            (true, true) => "Accepted.",
            (true, false) => "Signed, and whole; the rules of a review were not checked.",
        }
    );
    for sentence in verdict.sentences() {
        println!("{sentence}");
    }
    for sentence in withheld_sentences(publication, verdict) {
        println!("  {sentence}");
    }
    if let Some(changes) = changes {
        println!("Since the earlier version:");
        changes.iter().for_each(|change| println!("  {change}"));
    }
    println!(
        "A finding that was never recorded cannot be seen here, nor a hidden second history: the audit of the log finds that."
    );
}

fn print_json(verdict: &Verdict, changes: Option<&[String]>) {
    let withheld: Vec<_> = verdict
        .withheld
        .iter()
        .map(|(seq, class, item, erased)| {
            json!({
                "entry": seq, "class": class.word(), "path": item.path, "reason": item.reason,
                "decider": item.decider, "decision": item.decision, "erased": erased,
            })
        })
        .collect();
    let witnesses: Option<Vec<_>> = match &verdict.signed {
        Signed::NotChecked => None,
        Signed::By { witnesses, .. } => {
            Some(witnesses.iter().map(|(name, unix)| json!({"name": name, "time_unix": unix})).collect())
        }
    };
    let [all, whole, part, frame] = verdict.findings;
    let signatures = match verdict.signed {
        Signed::NotChecked => None,
        Signed::By { signatures: [known, unknown], .. } => Some(json!({"known": known, "unknown": unknown})),
    };
    println!(
        "{:#}",
        json!({
            "accepted": true,
            "signatures_checked": witnesses.is_some(), "rules_checked": verdict.rules,
            "log": verdict.log, "log_size": verdict.log_size, "witnesses": witnesses,
            "signatures": signatures,
            "review": verdict.stream.to_string(), "entries": verdict.entries, "version": verdict.version,
            "time_unix": verdict.time_unix, "disclosed": verdict.disclosed, "withheld": withheld,
            "findings": {
                "recorded": all, "disclosed": whole, "in_part": part, "withheld": frame,
                "replaced": verdict.undone[0], "withdrawn": verdict.undone[1], "erased": verdict.findings_erased,
            },
            "replies_withheld": verdict.answers.withheld, "replies_erased": verdict.answers.erased,
            "texts_not_shown": verdict.answers.unshown,
            "sentences": verdict.sentences(),
            "changes": changes,
        })
    );
}
