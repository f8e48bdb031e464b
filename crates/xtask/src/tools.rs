//! Programs a lane needs beyond cargo: looked for, installed where that is possible without asking, or reported.
//!
//! Only what a lane cannot run without is installed. On a machine without network, or without the right to install,
//! the lane is skipped and the reason printed: never a failure, never a silent gap.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::run;

/// Longest time an installation may take, per step.
const INSTALL_LIMIT: Duration = Duration::from_secs(600);

/// A program and where it comes from.
#[derive(Clone, Copy, Debug)]
pub enum Tool {
    /// A component of the Rust toolchain: the program that shows it is there, and rustup's name of the component.
    Component {
        /// Program on the path.
        program: &'static str,
        /// Name for `rustup component add`.
        component: &'static str,
    },
    /// A package of Debian or Ubuntu, installed with apt-get where we are root.
    Debian {
        /// Program on the path.
        program: &'static str,
        /// Name of the package.
        package: &'static str,
    },
    /// A package of Debian or Ubuntu that is there when a file is, a library for instance.
    DebianFile {
        /// A file of the package, or the folder of its programs.
        file: &'static str,
        /// Name of the package.
        package: &'static str,
    },
}

impl Tool {
    /// The program, as on the path.
    pub fn program(self) -> &'static str {
        match self {
            Tool::Component { program, .. } | Tool::Debian { program, .. } => program,
            Tool::DebianFile { file, .. } => file,
        }
    }

    /// Makes sure the program runs; the error is the reason to skip.
    pub fn ensure(self) -> Result<(), String> {
        if self.runs() {
            return Ok(());
        }
        println!("   {} is absent: trying to install it", self.program());
        let tried = match self {
            Tool::Component { component, .. } => step("rustup", &["component", "add", component]),
            Tool::Debian { package, .. } | Tool::DebianFile { package, .. } => {
                step("apt-get", &["update", "-qq"]).and_then(|()| {
                    step("apt-get", &["install", "-y", "-qq", "--no-install-recommends", package])
                })
            }
        };
        match tried {
            Ok(()) if self.runs() => Ok(()),
            Ok(()) => Err(format!("{} is absent, and installing it changed nothing", self.program())),
            Err(why) => Err(format!("{} is absent and cannot be installed ({why})", self.program())),
        }
    }

    /// Whether the program answers when asked for its version. A component whose shim is there and whose program is
    /// not answers with an error.
    fn runs(self) -> bool {
        if let Tool::DebianFile { file, .. } = self {
            return std::path::Path::new(file).exists();
        }
        let asked = Command::new(self.program())
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    }
}

/// Runs one step of an installation; its last line of output explains a failure.
fn step(program: &str, arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    let mut last = String::new();
    let ended = run::watch(command, INSTALL_LIMIT, |_, line| {
        if !line.trim().is_empty() {
            last = line.trim().to_string();
        }
    })?;
    match ended.trouble() {
        None => Ok(()),
        Some(trouble) => Err(format!("{program} {}: {trouble}; {last}", arguments.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_runs_is_not_installed_again() {
        assert_eq!(Tool::Debian { program: "cargo", package: "no-such-package" }.ensure(), Ok(()));
    }

    #[test]
    fn a_failed_step_says_what_failed_and_how() {
        let error = step("sh", &["-c", "echo no room >&2; exit 100"]).unwrap_err();
        assert!(error.contains("exit code 100; no room"), "{error}");
    }
}
