//! Elements of an XML document as rows, with values from the elements above them.
//!
//! What stands above a row may come before it or after it. An element above that occurs once in the document is read
//! in a pass of its own; below the outermost of the others rows wait until it closes, and `row_bytes_max` bounds what
//! waits.

use super::received::Received;
use super::xml::{Visit, Walked, walk};
use super::xml_tree::{Tree, segments};
use super::{Cell, Desk, Limits, ReadOptions, Refusal, RowSink, SheetHead};

/// Between the values of an element that occurs more than once in a row.
pub(super) const BETWEEN: &str = " | ";

/// Where the values of a column come from.
#[derive(Clone, Debug)]
struct Source {
    /// Node of the values; none where the document has no such path.
    node: Option<usize>,
    /// How many elements are above the one that the path starts from.
    level: usize,
}

/// Reads a document. Returns the format in words.
pub(super) fn read(
    received: &Received,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<String, Refusal> {
    let label = options.encoding.as_deref();
    let (tree, walked) = Tree::grow(received, limits, label)?;
    tell(&walked, desk);
    let plans: Vec<(String, Vec<String>)> = match &options.rows {
        Some(rows) => {
            let columns = match tree.find(rows) {
                _ if !options.columns.is_empty() => options.columns.clone(),
                Some(node) => tree.leaves_below(node, &[]),
                None => Vec::new(),
            };
            vec![(rows.trim().to_string(), columns)]
        }
        None => {
            let records = tree.records();
            let columns = |node: usize| {
                if options.columns.is_empty() {
                    tree.leaves_below(node, &records)
                } else {
                    options.columns.clone()
                }
            };
            records.iter().map(|n| (tree.path(*n), columns(*n))).collect()
        }
    };
    for (rows, columns) in plans {
        sheet(received, &tree, &rows, columns, options, limits, desk)?;
        if desk.stopped {
            break;
        }
    }
    Ok("XML".to_string())
}

fn tell(walked: &Walked, desk: &mut Desk<'_>) {
    let (count, shown) = &walked.strays;
    if *count > 0 {
        let shown: Vec<String> =
            shown.iter().map(|(line, text)| format!("line {line}: \"{text}\"")).collect();
        let times = if *count == 1 { "once".to_string() } else { format!("{count} times") };
        desk.say_of_file(format!(
            "text stands between elements {times} and belongs to none ({})",
            shown.join("; ")
        ));
    }
    if let Some((count, name, line)) = &walked.unknown {
        desk.say_of_file(format!(
            "{count} references to entities that are not declared were kept as they stand, the first {name} in line {line}"
        ));
    }
}

fn sheet(
    received: &Received,
    tree: &Tree,
    rows: &str,
    columns: Vec<String>,
    options: &ReadOptions,
    limits: &Limits,
    desk: &mut Desk<'_>,
) -> Result<(), Refusal> {
    let path: Vec<&str> = segments(rows).collect();
    if columns.len() > limits.columns_max {
        return Err(super::header::too_wide(columns.len(), limits));
    }
    let sources: Vec<Source> = columns.iter().map(|c| source(tree, &path, c)).collect();
    if !slips(tree, rows, &columns, &sources, desk) {
        return Ok(());
    }
    let head = SheetHead { name: rows.to_string(), columns: columns.clone(), row: 0 };
    if !desk.sheet(&head) {
        return Ok(());
    }
    let Some(node) = tree.find(rows) else {
        let all: Vec<String> =
            (1..tree.nodes.len()).filter(|n| tree.nodes[*n].inner).map(|n| tree.path(n)).collect();
        let near = crate::nearest::nearest(rows, all.iter().map(String::as_str));
        let hint = near.map_or(String::new(), |n| format!("; the nearest is {n}"));
        desk.note(0, &format!("the document has no element {rows}{hint}"));
        return Ok(());
    };
    for (column, source) in columns.iter().zip(&sources) {
        if source.node.is_none() {
            desk.note(0, &format!("the document has nothing at {column} for any {rows}"));
        }
    }
    let label = options.encoding.as_deref();
    let mut reader = Rows::new(tree, node, path.len(), &sources, limits, desk);
    if reader.levels.iter().any(|l| l.constant) {
        reader.constants_only = true;
        walk(received, limits, label, &mut reader)?;
        reader.constants_only = false;
        reader.open = vec![0];
    }
    let walked = walk(received, limits, label, &mut reader)?;
    reader.finish()?;
    let ordinal = reader.ordinal;
    if let Some(fault) = walked.fault {
        if ordinal == 0 {
            return Err(fault.refusal());
        }
        let hint = "ask for the file again, or correct it at that place in a copy";
        desk.bad_row(
            ordinal.saturating_add(1),
            "",
            &format!("{}; nothing below it was read", fault.what),
            hint,
        );
    }
    Ok(())
}

/// Tells of what was asked for under a name that looks misspelt. Gives whether to go on without it.
fn slips(tree: &Tree, rows: &str, columns: &[String], sources: &[Source], desk: &mut Desk<'_>) -> bool {
    if tree.find(rows).is_none() {
        return tree.slip(rows).is_none_or(|near| desk.slip(rows, "element", rows, &near));
    }
    let path: Vec<&str> = segments(rows).collect();
    let nodes: Vec<usize> = sources.iter().filter_map(|s| s.node).collect();
    let mut go_on = true;
    for (column, source) in columns.iter().zip(sources).filter(|(_, s)| s.node.is_none()) {
        let below = segments(column).filter(|s| *s != "..");
        let whole: Vec<&str> = path[..source.level].iter().copied().chain(below).collect();
        let Some(near) = tree.slip(&whole.join("/")) else { continue };
        // What the mapping reads beside it is an alternative, not what was meant.
        if tree.find(&near).is_none_or(|n| !nodes.contains(&n)) {
            let from = tree.find(&path[..source.level].join("/")).map_or(String::new(), |n| tree.path(n));
            let climb = "../".repeat(path.len() - source.level);
            let near = near.strip_prefix(&format!("{from}/")).map_or(near.clone(), |rest| climb + rest);
            go_on &= desk.slip(rows, "column", column, &near);
        }
    }
    go_on
}

/// Where a relative path leads.
fn source(tree: &Tree, rows: &[&str], column: &str) -> Source {
    let climbs = segments(column).take_while(|s| *s == "..").count().min(rows.len());
    let level = rows.len() - climbs;
    let below = segments(column).filter(|s| *s != "..");
    let node = rows[..level].iter().copied().chain(below).try_fold(0, |node, name| tree.child(node, name));
    Source { node, level }
}

/// Values of the columns that start from one level, for the element that is open there.
struct Level {
    /// How many elements are above it.
    depth: usize,
    /// Its columns.
    columns: Vec<usize>,
    /// Whether such an element occurs once in the whole document.
    constant: bool,
    /// One a column.
    values: Vec<String>,
    /// First waiting row that began within the element.
    from: usize,
}

/// Builds rows as elements close.
struct Rows<'r, 's> {
    tree: &'r Tree,
    node: usize,
    depth: usize,
    /// For each node, the level and the place in it of the columns it fills.
    fills: Vec<Vec<(usize, usize)>>,
    levels: Vec<Level>,
    width: usize,
    /// Depth at whose close rows are given.
    gate: usize,
    open: Vec<usize>,
    waiting: Vec<Vec<String>>,
    held_bytes: usize,
    ordinal: u32,
    given: u32,
    cells: Vec<Cell>,
    limits: &'r Limits,
    desk: &'r mut Desk<'s>,
    constants_only: bool,
}

impl<'r, 's> Rows<'r, 's> {
    fn new(
        tree: &'r Tree,
        node: usize,
        depth: usize,
        sources: &[Source],
        limits: &'r Limits,
        desk: &'r mut Desk<'s>,
    ) -> Self {
        let mut levels: Vec<Level> = Vec::new();
        let mut fills = vec![Vec::new(); tree.nodes.len()];
        let mut above = vec![node];
        while let Some(last) = above.last().copied().filter(|n| *n != 0) {
            above.push(tree.nodes[last].parent);
        }
        above.reverse(); // above[d] is the node with d elements above or at it
        for (column, source) in sources.iter().enumerate() {
            let level = levels.iter().position(|l| l.depth == source.level).unwrap_or_else(|| {
                let once = above.get(source.level).is_none_or(|n| *n == 0 || tree.nodes[*n].count == 1);
                levels.push(Level {
                    depth: source.level,
                    columns: Vec::new(),
                    constant: once && source.level < depth,
                    values: Vec::new(),
                    from: 0,
                });
                levels.len() - 1
            });
            levels[level].columns.push(column);
            levels[level].values.push(String::new());
            if let Some(node) = source.node {
                fills[node].push((level, levels[level].columns.len() - 1));
            }
        }
        let gate = levels.iter().filter(|l| !l.constant).map(|l| l.depth).min().unwrap_or(depth);
        Rows {
            tree,
            node,
            depth,
            fills,
            levels,
            width: sources.len(),
            gate,
            open: vec![0],
            waiting: Vec::new(),
            held_bytes: 0,
            ordinal: 0,
            given: 0,
            cells: Vec::new(),
            limits,
            desk,
            constants_only: false,
        }
    }

    fn value(&mut self, node: usize, text: &str) -> Result<(), Refusal> {
        if text.is_empty() {
            return Ok(());
        }
        for (level, place) in &self.fills[node] {
            let level = &mut self.levels[*level];
            if level.constant != self.constants_only || level.depth >= self.open.len() {
                continue;
            }
            let value = &mut level.values[*place];
            if !value.is_empty() {
                value.push_str(BETWEEN);
            }
            value.push_str(text);
            self.held_bytes += text.len() + BETWEEN.len();
        }
        if self.held_bytes > self.limits.row_bytes_max {
            return Err(Refusal::new(
                format!(
                    "below one {} the wanted values have more than {} bytes, and all have to be held until it closes",
                    self.tree.path(self.open.get(self.gate).copied().unwrap_or(0)),
                    self.limits.row_bytes_max
                ),
                format!("at most {} bytes", self.limits.row_bytes_max),
                "map fewer columns from above the rows, or raise row_bytes_max",
            ));
        }
        Ok(())
    }

    /// The element at `depth` closes: what it gathered goes to the rows within it.
    fn settle(&mut self, depth: usize) {
        for level in self.levels.iter_mut().filter(|l| l.depth == depth && !l.constant) {
            for (place, column) in level.columns.iter().enumerate() {
                let value = std::mem::take(&mut level.values[place]);
                let rows = &mut self.waiting[level.from..];
                if let Some((last, others)) = rows.split_last_mut() {
                    others.iter_mut().for_each(|row| row[*column].clone_from(&value));
                    self.held_bytes += value.len() * others.len();
                    last[*column] = value;
                }
            }
        }
    }

    /// The document ends, or breaks, with elements open: what they gathered so far goes to the rows within them.
    fn finish(&mut self) -> Result<bool, Refusal> {
        for depth in (0..self.open.len()).rev() {
            if depth < self.depth && self.is_above(self.open[depth], depth) {
                self.settle(depth);
            }
        }
        self.give()
    }

    /// Gives the rows that wait.
    fn give(&mut self) -> Result<bool, Refusal> {
        for row in std::mem::take(&mut self.waiting) {
            if self.given >= self.limits.rows_max {
                return Err(Refusal::new(
                    format!("there are more than {} rows", self.limits.rows_max),
                    format!("at most {} rows in one sheet", self.limits.rows_max),
                    "split the file, or raise rows_max",
                ));
            }
            self.given += 1;
            self.cells.clear();
            let mut long = None;
            for text in row {
                if text.len() > self.limits.cell_bytes_max {
                    long = Some(text.len());
                }
                self.cells.push(if text.is_empty() { Cell::Empty } else { Cell::Text(text) });
            }
            for level in self.levels.iter().filter(|l| l.constant) {
                for (value, column) in level.values.iter().zip(&level.columns).filter(|(v, _)| !v.is_empty())
                {
                    self.cells[*column] = Cell::Text(value.clone());
                }
            }
            if let Some(bytes) = long {
                let what = format!("a value has {bytes} bytes, the limit is {}", self.limits.cell_bytes_max);
                let words = super::header::words_of(&self.cells);
                self.desk.bad_row(self.given, &words, &what, "raise cell_bytes_max if the text is meant");
            } else if !self.desk.row(self.given, &self.cells) {
                return Ok(false);
            }
        }
        self.held_bytes = 0;
        for level in &mut self.levels {
            level.from = 0;
        }
        Ok(true)
    }
}

impl Visit for Rows<'_, '_> {
    fn open(&mut self, name: &str) -> Result<(), Refusal> {
        let parent = self.open.last().copied().unwrap_or(0);
        // A path that the first pass did not reach stands behind a fault: it fills nothing.
        let node = self.tree.child(parent, name).unwrap_or(0);
        self.open.push(node);
        let (depth, waiting) = (self.open.len() - 1, self.waiting.len());
        for level in self.levels.iter_mut().filter(|l| l.depth == depth && !l.constant) {
            level.from = waiting;
            level.values.iter_mut().for_each(String::clear);
        }
        Ok(())
    }

    fn attribute(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        let node = self.open.last().copied().unwrap_or(0);
        match self.tree.child(node, &format!("@{name}")) {
            Some(node) => self.value(node, value),
            None => Ok(()),
        }
    }

    fn close(&mut self, text: &str, _: bool) -> Result<bool, Refusal> {
        let Some(node) = self.open.last().copied() else { return Ok(true) };
        self.value(node, text)?;
        let depth = self.open.len() - 1;
        let mut go_on = true;
        if !self.constants_only {
            if node == self.node && depth == self.depth {
                self.ordinal = self.ordinal.saturating_add(1);
                self.waiting.push(vec![String::new(); self.width]);
                self.held_bytes += self.width;
                if let Some(own) = self.levels.iter_mut().find(|l| l.depth == depth) {
                    own.from = self.waiting.len() - 1;
                }
                self.settle(depth);
            } else if depth < self.depth && self.is_above(node, depth) {
                self.settle(depth);
            }
            if depth <= self.gate && !self.waiting.is_empty() {
                go_on = self.give()?;
            }
        }
        self.open.pop();
        Ok(go_on)
    }
}

impl Rows<'_, '_> {
    /// Whether the node is the one at this depth above the rows.
    fn is_above(&self, node: usize, depth: usize) -> bool {
        let mut at = self.node;
        for _ in depth..self.depth {
            at = self.tree.nodes[at].parent;
        }
        at == node
    }
}
