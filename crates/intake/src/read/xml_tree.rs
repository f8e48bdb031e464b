//! Which paths a document has, how often, and which of its elements are records.

use std::collections::HashMap;
use std::path::Path;

use crate::nearest::is_slip;

use super::received::{self, Received};
use super::xml::{Visit, Walked, walk};
use super::{Kind, Limits, Refusal, identify};

/// A path of an XML document that holds values, and how often it occurs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PathCount {
    /// Absolute path, "/Message/Children/Child/@id".
    pub path: String,
    /// How often.
    pub count: u64,
}

/// Every leaf path of an XML document (elements without elements inside, and attributes), in the order in which the
/// paths first occur, with how often each occurs.
///
/// # Errors
/// Files that are no XML, or whose XML is broken (the refusal says where), or that go over a limit.
pub fn outline(path: &Path, limits: &Limits) -> Result<Vec<PathCount>, Refusal> {
    let received = received::examine(path, limits)?;
    match identify::kind_of(&received)? {
        Kind::Xml => {}
        other => return Err(Refusal::new(format!("the file is {other}"), "an XML document", "")),
    }
    let (tree, walked) = Tree::grow(&received, limits, None)?;
    if let Some(fault) = walked.fault {
        return Err(fault.refusal());
    }
    let leaves = tree.nodes.iter().enumerate().filter(|(_, n)| n.leaves > 0 && !n.inner);
    Ok(leaves.map(|(id, n)| PathCount { path: tree.path(id), count: n.leaves }).collect())
}

/// One path.
#[derive(Default, Debug)]
pub(super) struct Node {
    /// Local name, "@" before an attribute's.
    pub(super) name: String,
    /// The path above; itself for the root.
    pub(super) parent: usize,
    /// How often it occurs.
    pub(super) count: u64,
    /// How often as a leaf.
    pub(super) leaves: u64,
    /// Whether an element ever stood inside it.
    pub(super) inner: bool,
    /// Whether it ever occurs more than once in the same element.
    pub(super) repeated: bool,
    within: u64,
    children: HashMap<String, usize>,
}

/// All paths of a document. Node 0 stands above the outermost element.
#[derive(Debug)]
pub(super) struct Tree {
    /// In order of first occurrence.
    pub(super) nodes: Vec<Node>,
}

impl Tree {
    /// Walks through the document and counts.
    pub(super) fn grow(
        received: &Received,
        limits: &Limits,
        label: Option<&str>,
    ) -> Result<(Tree, Walked), Refusal> {
        let mut grower = Grower {
            tree: Tree { nodes: vec![Node { inner: true, ..Node::default() }] },
            open: vec![(0, 0)],
            serial: 0,
            paths_max: limits.columns_max,
        };
        let walked = walk(received, limits, label, &mut grower)?;
        if let Some(fault) = &walked.fault
            && grower.tree.nodes.len() == 1
        {
            return Err(fault.refusal());
        }
        Ok((grower.tree, walked))
    }

    /// The node of this name below `parent`.
    pub(super) fn child(&self, parent: usize, name: &str) -> Option<usize> {
        self.nodes[parent].children.get(name).copied()
    }

    /// The node at an absolute path.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        segments(path).try_fold(0, |node, name| self.child(node, name))
    }

    /// The path that was meant, where the document does not have this one and it looks like a slip: a name on the way
    /// nearly as written, a level left out, or another outermost element. A path that a document may rightly lack (no
    /// child of this return had such an enquiry) is none.
    pub(super) fn slip(&self, path: &str) -> Option<String> {
        let wanted: Vec<&str> = segments(path).collect();
        let mut at = 0;
        let mut known = 0;
        while let Some(next) = wanted.get(known).and_then(|name| self.child(at, name)) {
            (at, known) = (next, known + 1);
        }
        let below = || (1..self.nodes.len()).filter(|n| self.nodes[*n].parent == at);
        let missing = wanted.get(known)?;
        let near = below().find(|n| is_slip(missing, &self.nodes[*n].name));
        if let Some(near) = near.or_else(|| below().next().filter(|_| at == 0)) {
            let rest = wanted[known + 1..].iter().try_fold(near, |node, name| self.child(node, name));
            return Some(self.path(rest.unwrap_or(near)));
        }
        let last = wanted.last()?;
        let longer = (1..self.nodes.len()).filter(|n| self.nodes[*n].name == **last).find(|n| {
            let mut names = self.path_below(*n, 0).into_iter();
            wanted.iter().all(|w| names.any(|name| name == *w))
        });
        longer.map(|n| self.path(n))
    }

    /// Absolute path of a node.
    pub(super) fn path(&self, node: usize) -> String {
        self.path_below(node, 0).into_iter().fold(String::new(), |path, name| path + "/" + name)
    }

    /// Names from below `above` down to the node.
    pub(super) fn path_below(&self, node: usize, above: usize) -> Vec<&str> {
        let mut names = Vec::new();
        let mut at = node;
        while at != above && at != 0 {
            names.push(self.nodes[at].name.as_str());
            at = self.nodes[at].parent;
        }
        names.reverse();
        names
    }

    /// Whether a node stands somewhere below another.
    fn is_below(&self, mut node: usize, above: usize) -> bool {
        while node != 0 {
            node = self.nodes[node].parent;
            if node == above {
                return true;
            }
        }
        above == 0
    }

    fn is_value(&self, node: usize) -> bool {
        self.nodes[node].leaves > 0 && !self.nodes[node].inner
    }

    /// Leaf paths below a node, relative to it, those below `but` left out; "." is its own text.
    pub(super) fn leaves_below(&self, above: usize, but: &[usize]) -> Vec<String> {
        let own = self.is_value(above).then(|| ".".to_string());
        let below = (1..self.nodes.len())
            .filter(|n| self.is_value(*n) && self.is_below(*n, above))
            .filter(|n| !but.iter().any(|b| *b != above && self.is_below(*b, above) && self.is_below(*n, *b)))
            .map(|n| self.path_below(n, above).join("/"));
        own.into_iter().chain(below).collect()
    }

    /// Elements that are records: they repeat within one element and hold others (or attributes). Where none repeats,
    /// the outermost element is the one record.
    pub(super) fn records(&self) -> Vec<usize> {
        let found: Vec<usize> = (1..self.nodes.len())
            .filter(|n| self.nodes[*n].repeated && !self.nodes[*n].children.is_empty())
            .collect();
        if found.is_empty() { (1..self.nodes.len()).take(1).collect() } else { found }
    }
}

/// The names in a path.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').map(str::trim).filter(|s| !s.is_empty() && *s != ".")
}

struct Grower {
    tree: Tree,
    /// Open elements: node, and a number that tells this occurrence from others.
    open: Vec<(usize, u64)>,
    serial: u64,
    paths_max: usize,
}

impl Grower {
    fn step(&mut self, name: &str) -> Result<usize, Refusal> {
        let (parent, occurrence) = self.open.last().copied().unwrap_or_default();
        let node = match self.tree.child(parent, name) {
            Some(node) => node,
            None => {
                let node = self.tree.nodes.len();
                if node > self.paths_max {
                    return Err(Refusal::new(
                        format!("the document has more than {} different paths", self.paths_max),
                        format!("at most {} paths", self.paths_max),
                        "no set of records has so many: ask the sender what made it",
                    ));
                }
                self.tree.nodes.push(Node {
                    name: name.to_string(),
                    parent,
                    within: u64::MAX,
                    ..Node::default()
                });
                self.tree.nodes[parent].children.insert(name.to_string(), node);
                node
            }
        };
        let found = &mut self.tree.nodes[node];
        found.count += 1;
        found.repeated |= found.within == occurrence;
        found.within = occurrence;
        Ok(node)
    }
}

impl Visit for Grower {
    fn open(&mut self, name: &str) -> Result<(), Refusal> {
        let node = self.step(name)?;
        let (parent, _) = self.open.last().copied().unwrap_or_default();
        self.tree.nodes[parent].inner = true;
        self.serial += 1;
        self.open.push((node, self.serial));
        Ok(())
    }

    fn attribute(&mut self, name: &str, _: &str) -> Result<(), Refusal> {
        let node = self.step(&format!("@{name}"))?;
        self.tree.nodes[node].leaves += 1;
        Ok(())
    }

    fn close(&mut self, text: &str, leaf: bool) -> Result<bool, Refusal> {
        if let Some((node, _)) = self.open.pop() {
            let node = &mut self.tree.nodes[node];
            // An element that has only attributes holds its values there.
            node.leaves += u64::from(leaf && (!text.is_empty() || node.children.is_empty()));
        }
        Ok(true)
    }
}
