//! `candour audit`: everything a ledger published, hashed and rebuilt; with the ledger's own folder, its database and
//! every text it holds.
//!
//! Anyone can audit a published log with its key, offline; what they learn of texts is nothing. It changes nothing.

use std::path::PathBuf;

use ledger::{Audit, audit, audit_log};
use tlog::note::Verifier;
use tlog::policy::Policy;

use crate::Look;
use crate::failure::{Done, Failure};

/// Arguments of `candour audit`.
#[derive(clap::Args)]
pub(crate) struct AuditArgs {
    /// Folder of a ledger (it holds ledger.toml), or of a published log (it holds checkpoint and tile/).
    dir: PathBuf,
    /// The key of a published log: name+id+key. A ledger's own folder has it.
    #[arg(long, value_name = "KEY")]
    log_key: Option<String>,
    /// Witnesses whose cosignatures the checkpoint must bear (a C2SP tlog-policy file).
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Print the result as JSON on standard output.
    #[arg(long)]
    json: bool,
}

/// Runs the audit; a finding needs a person.
pub(crate) fn run(args: &AuditArgs) -> Done<Look> {
    let policy = args.policy.as_ref().map(read_policy).transpose()?;
    let failed = |error| Failure::chain("the audit could not be made", &error);
    let found = if args.dir.join("ledger.toml").is_file() {
        audit(&args.dir, policy.as_ref()).map_err(failed)?
    } else {
        let key = match (&args.log_key, &policy) {
            (Some(key), _) => {
                Verifier::parse(key).map_err(|e| Failure::chain("the key of the log is not usable", &e))?
            }
            (None, Some(policy)) => policy
                .logs()
                .first()
                .cloned()
                .ok_or_else(|| Failure::new("the policy names no log, and no key was given"))?,
            (None, None) => {
                let what = format!("{} is no folder of a ledger, and no key was given", args.dir.display());
                return Err(Failure::new(what).hint("--log-key name+id+key audits a published log"));
            }
        };
        audit_log(&args.dir, &key, policy.as_ref()).map_err(failed)?
    };
    if args.json {
        println!("{}", json(&found))
    } else {
        print!("{}", text(&found))
    }
    Ok(if found.holds() && found.warnings.is_empty() { Look::NotNeeded } else { Look::Needed })
}

fn read_policy(file: &PathBuf) -> Done<Policy> {
    let text = std::fs::read_to_string(file).map_err(|e| Failure::io("read", file, &e))?;
    Policy::parse(&text).map_err(|e| Failure::chain(format!("{} is not usable", file.display()), &e))
}

fn json(found: &Audit) -> serde_json::Value {
    serde_json::json!({
        "holds": found.holds(), "entries": found.size, "streams": found.streams,
        "cosignatures": found.cosignatures, "unknown_signatures": found.unknown, "texts": found.texts, "erased": found.erased,
        "published": found.published, "recorded": found.recorded, "signed_heads": found.heads,
        "warnings": found.warnings, "findings": found.findings, "more_findings": found.more,
    })
}

/// "1 entry", "20 entries".
fn some(n: u64, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

fn text(found: &Audit) -> String {
    let mut text = format!(
        "{} in {} under the checkpoint, {} of witnesses\n",
        some(found.size, "entry", "entries"),
        some(found.streams, "stream", "streams"),
        some(found.cosignatures as u64, "cosignature", "cosignatures")
    );
    if !found.unknown.is_empty() {
        let many = found.unknown.len() as u64;
        text += &format!(
            "{} by keys that are not known here: {}. That proves nothing; it may be by a witness whose name was damaged, or by \
             one that the policy does not name\n",
            some(many, "further signature is", "further signatures are"),
            found.unknown.join(", ")
        );
    }
    if found.recorded > found.size {
        text += &format!(
            "{} recorded and not under a checkpoint yet\n",
            some(found.recorded - found.size, "entry is", "entries are")
        );
    }
    if found.heads > 0 {
        text += &format!(
            "{} checked\n",
            some(found.heads, "signed head that is kept was", "signed heads that are kept were")
        );
    }
    if found.texts + found.erased > 0 {
        text += &format!(
            "{} held and as committed to, {} erased with a recorded decision\n",
            some(found.texts, "text", "texts"),
            found.erased
        );
    }
    for warning in &found.warnings {
        text += &format!("LOOK: {warning}\n");
    }
    for finding in &found.findings {
        text += &format!("FOUND: {finding}\n");
    }
    if found.more > 0 {
        text += &format!("and {} more\n", found.more);
    }
    text + if !found.holds() {
        "the log does not hold\n"
    } else if !found.published {
        "nothing is recorded and nothing is published yet: there is nothing to audit\n"
    } else {
        "the log holds: nothing was changed, dropped or forked\n"
    }
}
