//! The checkout: where it is, which files it holds, where shared data lies, and what cargo knows of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A checkout of the workspace.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Folder that holds the root `Cargo.toml`.
    pub root: PathBuf,
}

impl Tree {
    /// The checkout that this xtask belongs to: `cargo run` names it; otherwise the one it was built from.
    pub fn here() -> Result<Tree, String> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
        root.map(|root| Tree { root: root.to_path_buf() })
            .ok_or_else(|| format!("no Cargo.lock in or above {}", manifest.display()))
    }

    /// The folder of shared test data, if it is there: `CANDOUR_SHARED`, otherwise `../shared`.
    pub fn shared(&self) -> Option<PathBuf> {
        let folder = std::env::var_os("CANDOUR_SHARED")
            .map_or_else(|| self.root.join("../shared"), PathBuf::from)
            .canonicalize();
        folder.ok().filter(|folder| folder.is_dir())
    }

    /// Every file that is under version control or about to be, relative to the root, in order of name. Without git,
    /// every file outside hidden folders and build or result folders.
    pub fn files(&self) -> Result<Vec<PathBuf>, String> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&self.root)
            .output();
        let mut files: Vec<PathBuf> = match listed {
            Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
                .split('\0')
                .filter(|name| !name.is_empty())
                .map(PathBuf::from)
                .collect(),
            _ => walk(&self.root, Path::new("")).map_err(|e| format!("cannot list the tree: {e}"))?,
        };
        files.retain(|file| self.root.join(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The text of a file of the tree; `None` where it is not text.
    pub fn text(&self, file: &Path) -> Result<Option<String>, String> {
        let bytes =
            fs::read(self.root.join(file)).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
        Ok(String::from_utf8(bytes).ok())
    }

    /// What `cargo metadata --no-deps` says of the workspace.
    pub fn metadata(&self) -> Result<Value, String> {
        let output = self
            .cargo()
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .output()
            .map_err(|e| format!("cannot run cargo metadata: {e}"))?;
        if !output.status.success() {
            return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
        serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata is not JSON: {e}"))
    }

    /// Folder that cargo builds into.
    pub fn build_folder(&self) -> Result<PathBuf, String> {
        let metadata = self.metadata()?;
        let folder =
            metadata["target_directory"].as_str().ok_or("cargo metadata names no target directory")?;
        Ok(PathBuf::from(folder))
    }

    /// The cargo that runs us, in the root, with the environment of a person's shell: `cargo run` puts names of this
    /// package into the environment, and children that inherited them would be built anew.
    pub fn cargo(&self) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            let known = name.to_string_lossy();
            if known.starts_with("CARGO_PKG_") || known.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }
}

/// Every file below `folder`, except in hidden folders and in `target` and `out`.
fn walk(root: &Path, folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name();
        let path = folder.join(&name);
        if entry.file_type()?.is_file() {
            found.push(path);
        } else if entry.file_type()?.is_dir() {
            let text = name.to_string_lossy();
            let hidden = text.starts_with('.') && text != ".ci" && text != ".cargo";
            if !hidden && text != "target" && text != "out" {
                found.extend(walk(root, &path)?);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_leaves_out_what_is_built() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a/b.rs", "target/c.rs", "a/out/d.rs", ".hidden/e.rs", ".ci/run"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let mut found = walk(folder.path(), Path::new("")).unwrap();
        found.sort();
        assert_eq!(found, [PathBuf::from(".ci/run"), PathBuf::from("a/b.rs")]);
    }

    #[test]
    fn this_checkout_is_found_with_its_files() {
        let tree = Tree::here().unwrap();
        let files = tree.files().unwrap();
        assert!(files.contains(&PathBuf::from("crates/xtask/src/tree.rs")), "{files:?}");
        assert!(files.windows(2).all(|pair| pair[0] < pair[1]), "in order and without doubles");
    }
}
