//! Policies (C2SP tlog-policy): which logs are known, and which witnesses' cosignatures suffice.
//!
//! Lines `log <vkey> [url]`, `witness <name> <vkey> [url]`, `group <name> <k|any|all> <member>...`, `quorum <name>`;
//! a `#` begins a comment. A group counts once for a group above it. `quorum none` asks for no witness.

use std::collections::BTreeMap;
use std::fmt;

use crate::note::{Algorithm, Verifier};

/// Lines of a policy.
pub const POLICY_LINES_MAX: usize = 1000;

/// A policy, read and checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    logs: Vec<Verifier>,
    witnesses: Vec<Verifier>,
    nodes: BTreeMap<String, Node>,
    quorum: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Node {
    Witness(usize),
    Group { threshold: usize, members: Vec<String> },
}

/// A policy that cannot be used: line (from 1) and reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyError {
    /// Line of the policy, from 1; 0 for the whole.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "line {line} of the policy: {}", self.what),
        }
    }
}

impl std::error::Error for PolicyError {}

impl Policy {
    /// Reads a policy. Names are defined before they are used, so groups cannot form a circle.
    ///
    /// # Errors
    /// The first line that is wrong, and why.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        let mut policy =
            Policy { logs: Vec::new(), witnesses: Vec::new(), nodes: BTreeMap::new(), quorum: None };
        let mut quorum_seen = false;
        for (i, line) in text.lines().enumerate() {
            let at = |what: String| PolicyError { line: i + 1, what };
            if i == POLICY_LINES_MAX {
                return Err(at(format!("a policy has at most {POLICY_LINES_MAX} lines")));
            }
            let words: Vec<&str> = line.split('#').next().unwrap_or("").split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                ["log", vkey] | ["log", vkey, _] => {
                    policy.logs.push(key(vkey, Algorithm::Ed25519).map_err(at)?)
                }
                ["witness", name, vkey] | ["witness", name, vkey, _] => {
                    policy.add_witness(name, vkey).map_err(at)?;
                }
                ["group", name, threshold, members @ ..] => {
                    policy.add_group(name, threshold, members).map_err(at)?
                }
                ["quorum", _] if quorum_seen => return Err(at("there is a second quorum".into())),
                ["quorum", "none"] => quorum_seen = true,
                ["quorum", name] => {
                    if !policy.nodes.contains_key(*name) {
                        return Err(at(format!("{name} is not defined above")));
                    }
                    policy.quorum = Some(name.to_string());
                    quorum_seen = true;
                }
                [first, ..] => return Err(at(format!("\"{first}\" begins no line of a policy"))),
            }
        }
        if quorum_seen { Ok(policy) } else { Err(PolicyError { line: 0, what: "there is no quorum".into() }) }
    }

    /// The logs that are known.
    pub fn logs(&self) -> &[Verifier] {
        &self.logs
    }

    /// The witnesses that are known; positions in it are what [`Policy::satisfied`] takes.
    pub fn witnesses(&self) -> &[Verifier] {
        &self.witnesses
    }

    /// Whether cosignatures by these witnesses suffice. Two lines with one key are one witness that counts in both places.
    pub fn satisfied(&self, by: &[usize]) -> bool {
        let Some(quorum) = &self.quorum else { return true };
        self.holds(quorum, by)
    }

    fn holds(&self, name: &str, by: &[usize]) -> bool {
        match &self.nodes[name] {
            Node::Witness(witness) => {
                by.iter().any(|&b| self.witnesses.get(b) == self.witnesses.get(*witness))
            }
            Node::Group { threshold, members } => {
                members.iter().filter(|m| self.holds(m, by)).count() >= *threshold
            }
        }
    }

    fn add_witness(&mut self, name: &str, vkey: &str) -> Result<(), String> {
        self.check_new(name)?;
        // Sigsum's witnesses publish plain Ed25519 keys, and cosign with the same key under type 0x04.
        let verifier = Verifier::parse(vkey).map_err(|e| e.to_string())?;
        self.nodes.insert(name.to_string(), Node::Witness(self.witnesses.len()));
        self.witnesses.push(verifier);
        Ok(())
    }

    fn add_group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), String> {
        self.check_new(name)?;
        let mut sorted = members.to_vec();
        sorted.sort_unstable();
        if members.is_empty() || sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("a group has at least one member, and each only once".into());
        }
        if let Some(unknown) = members.iter().find(|m| !self.nodes.contains_key(**m)) {
            return Err(format!("{unknown} is not defined above"));
        }
        let threshold = match threshold {
            "any" => 1,
            "all" => members.len(),
            number => {
                number.parse().map_err(|_| format!("\"{number}\" is no threshold: a number, any or all"))?
            }
        };
        if threshold == 0 || threshold > members.len() {
            return Err(format!("a threshold of {threshold} cannot be met or is met by nobody"));
        }
        let members = members.iter().map(|m| m.to_string()).collect();
        self.nodes.insert(name.to_string(), Node::Group { threshold, members });
        Ok(())
    }

    fn check_new(&self, name: &str) -> Result<(), String> {
        if name == "none" || self.nodes.contains_key(name) {
            return Err(format!("the name {name} is taken"));
        }
        Ok(())
    }
}

fn key(vkey: &str, expected: Algorithm) -> Result<Verifier, String> {
    let verifier = Verifier::parse(vkey).map_err(|e| e.to_string())?;
    if verifier.algorithm() == expected {
        Ok(verifier)
    } else {
        Err("the key makes another kind of signature".into())
    }
}
