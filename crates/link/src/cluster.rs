//! From scored pairs to entities: the strongest evidence joins first, and no join may put two together that cannot be one.
//!
//! Order: decisions of people, then one identifier, then weights from the highest. A join that would bring a contradiction into
//! one entity is refused and kept as a question. A mention that fits two which cannot be one about equally well is joined to
//! neither. What this leaves out: how pairs are scored.

use std::collections::{BTreeMap, BTreeSet};

use model::{Band, Level, Link, Mention, MentionId};

use crate::score::Edge;
use crate::table::{Cache, Table};
use crate::terms::{
    AMBIGUOUS_WEIGHT_BITS, CERTAIN_PROBABILITY_MIN, LinkTerms, PROBABLE_PROBABILITY_MIN, PairDecision,
};
use crate::weights::{Weights, probability};
use crate::words::{EVERY_FIELD, band, levels};

/// Everything about one kind that joining needs.
pub(crate) struct Kind<'a, T: Table> {
    pub(crate) mentions: &'a [Mention],
    /// Mentions of the kind, ascending.
    pub(crate) which: &'a [u32],
    /// Record of each, by position in `which`.
    pub(crate) record_of: &'a [u32],
    pub(crate) table: &'a T,
    pub(crate) weights: &'a Weights,
    pub(crate) edges: &'a [Edge],
    /// Decisions on mentions of this kind, one a pair.
    pub(crate) decisions: &'a [&'a PairDecision],
    pub(crate) terms: &'a LinkTerms,
}

/// What joining gave: groups of mentions with their certainty, links, and the pairs that may be one, listed as a link or not.
pub(crate) struct Joined {
    pub(crate) groups: Vec<(Vec<MentionId>, f64)>,
    pub(crate) links: Vec<Link>,
    pub(crate) perhaps: Vec<(MentionId, MentionId)>,
}

/// What speaks for joining two nodes.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Basis {
    /// A person's decision, by its number.
    Decision(u32),
    /// An edge between records.
    Edge(u32),
    /// Both have one record: everything recorded is the same.
    Equal,
}

#[derive(Clone, Debug)]
struct Join {
    /// 0 decision, 1 identifier, 2 weight.
    class: u8,
    weight_bits: f64,
    x: u32,
    y: u32,
    basis: Basis,
}

#[derive(Clone, PartialEq, Debug)]
enum Fate {
    /// It joined two groups.
    Joined,
    /// Both were in one group already.
    Further,
    /// Below the probability that joins.
    Question,
    /// Refused, with the reason.
    Refused(String),
}

/// Mentions that stand or fall together: those of one record, apart from any a person has decided on.
struct Node {
    record: u32,
    members: Vec<u32>,
}

struct Nodes {
    nodes: Vec<Node>,
    /// Nodes of each record.
    of_record: Vec<Vec<u32>>,
    /// Node of each position in `which`.
    of_member: Vec<u32>,
    /// Weight of each record against itself, where it has several mentions.
    own_bits: BTreeMap<u32, f64>,
    /// Records whose mentions, equal as they are, cannot be told to be one.
    apart: BTreeSet<u32>,
}

/// Joins the mentions of one kind.
pub(crate) fn join<T: Table>(kind: &Kind<'_, T>, what: &str, notes: &mut Vec<String>) -> Joined {
    let nodes = nodes(kind);
    let mut joins = joins(kind, &nodes);
    let ambiguous = ambiguous(kind, &nodes, &joins);
    joins.sort_by(|p, q| {
        let order = p.class.cmp(&q.class).then(q.weight_bits.total_cmp(&p.weight_bits));
        order.then((p.x, p.y).cmp(&(q.x, q.y)))
    });
    let mut groups = Groups::new(kind, &nodes);
    let fates: Vec<Fate> = joins.iter().map(|j| groups.take(j, &ambiguous)).collect();
    let mut links = Links { kind, nodes: &nodes, groups: &mut groups };
    let perhaps = links.perhaps(&joins, &fates, what, notes);
    let links = links.list(&joins, &fates, what, notes);
    Joined { groups: groups.list(), links, perhaps }
}

fn nodes<T: Table>(kind: &Kind<'_, T>) -> Nodes {
    let decided: BTreeSet<u32> = kind.decisions.iter().flat_map(|d| [d.left.0, d.right.0]).collect();
    let mut out = Nodes {
        nodes: Vec::new(),
        of_record: vec![Vec::new(); kind.table.len()],
        of_member: Vec::with_capacity(kind.which.len()),
        own_bits: BTreeMap::new(),
        apart: BTreeSet::new(),
    };
    let mut mentions_of = vec![0u32; kind.table.len()];
    kind.record_of.iter().for_each(|r| mentions_of[*r as usize] += 1);
    let mut cache = Cache::new();
    let mut ids = Vec::new();
    for record in (0..kind.table.len()).filter(|r| mentions_of[*r] > 1) {
        let pattern = kind.table.compare(record, record, &mut cache);
        let own = kind.weights.sum(kind.table, record, record, pattern).total_bits;
        out.own_bits.insert(record as u32, own);
        ids.clear();
        kind.table.identifiers(record, &mut ids);
        let weak = probability(own) < PROBABLE_PROBABILITY_MIN || !kind.table.anchored(pattern);
        if weak && ids.is_empty() {
            out.apart.insert(record as u32);
        }
    }
    // The node that gathers the undecided mentions of each record; u32::MAX where there is none yet.
    let mut gathering = vec![u32::MAX; kind.table.len()];
    for (at, &record) in kind.record_of.iter().enumerate() {
        let alone = decided.contains(&kind.which[at]) || out.apart.contains(&record);
        let open = gathering[record as usize];
        if alone || open == u32::MAX {
            let number = out.nodes.len() as u32;
            out.nodes.push(Node { record, members: vec![at as u32] });
            out.of_record[record as usize].push(number);
            out.of_member.push(number);
            if !alone {
                gathering[record as usize] = number;
            }
        } else {
            out.nodes[open as usize].members.push(at as u32);
            out.of_member.push(open);
        }
    }
    out
}

fn joins<T: Table>(kind: &Kind<'_, T>, nodes: &Nodes) -> Vec<Join> {
    let mut out = Vec::new();
    for (number, decision) in kind.decisions.iter().enumerate().filter(|(_, d)| d.same) {
        let (x, y) = (node_of(kind, nodes, decision.left), node_of(kind, nodes, decision.right));
        out.push(Join { class: 0, weight_bits: 0.0, x, y, basis: Basis::Decision(number as u32) });
    }
    for (number, edge) in kind.edges.iter().enumerate() {
        let (of_a, of_b) = (&nodes.of_record[edge.a as usize], &nodes.of_record[edge.b as usize]);
        let apart = nodes.apart.contains(&edge.a) || nodes.apart.contains(&edge.b);
        let class = if edge.same_identifier { 1 } else { 2 };
        let first = if apart { 1 } else { usize::MAX };
        for &x in of_a.iter().take(first) {
            for &y in of_b.iter().take(first) {
                out.push(Join {
                    class,
                    weight_bits: edge.weight_bits,
                    x: x.min(y),
                    y: x.max(y),
                    basis: Basis::Edge(number as u32),
                });
            }
        }
    }
    for (&record, &own) in &nodes.own_bits {
        let of = &nodes.of_record[record as usize];
        let mut ids = Vec::new();
        kind.table.identifiers(record as usize, &mut ids);
        let class = if ids.is_empty() { 2 } else { 1 };
        for (i, &x) in of.iter().enumerate().take(if nodes.apart.contains(&record) { 1 } else { usize::MAX })
        {
            for &y in &of[i + 1..] {
                out.push(Join { class, weight_bits: own, x, y, basis: Basis::Equal });
            }
        }
    }
    out
}

fn node_of<T: Table>(kind: &Kind<'_, T>, nodes: &Nodes, mention: MentionId) -> u32 {
    let at = kind.which.binary_search(&mention.0).expect("decisions were sorted out by kind");
    nodes.of_member[at]
}

/// Most other nodes a node is looked at with to see whether two of them exclude each other.
const RIVALS_MAX: usize = 50;

/// Pairs of nodes not to be joined because one of them fits another node, which cannot be the same, about as well.
fn ambiguous<T: Table>(kind: &Kind<'_, T>, nodes: &Nodes, joins: &[Join]) -> BTreeSet<(u32, u32)> {
    let mut fits: Vec<(u32, u32, f64)> = Vec::new();
    for j in joins.iter().filter(|j| j.class == 2 && probability(j.weight_bits) >= PROBABLE_PROBABILITY_MIN) {
        fits.push((j.x, j.y, j.weight_bits));
        fits.push((j.y, j.x, j.weight_bits));
    }
    fits.sort_by(|p, q| p.0.cmp(&q.0).then(q.2.total_cmp(&p.2)).then(p.1.cmp(&q.1)));
    let mut out = BTreeSet::new();
    let mut cache = Cache::new();
    let mut exclude = |x: u32, y: u32| {
        let (a, b) = (nodes.nodes[x as usize].record, nodes.nodes[y as usize].record);
        conflict(kind.table, a, b, &mut cache).is_some()
    };
    for of_node in fits.chunk_by(|p, q| p.0 == q.0).filter(|f| f.len() > 1) {
        let node = of_node[0].0;
        // One that cannot be the node itself is no rival: that join is refused anyway.
        let fitting: Vec<(u32, f64)> =
            of_node.iter().take(RIVALS_MAX).filter(|f| !exclude(node, f.1)).map(|f| (f.1, f.2)).collect();
        let Some(&(best, best_bits)) = fitting.first() else { continue };
        let rivals: Vec<u32> = fitting[1..]
            .iter()
            .filter(|f| f.1 > best_bits - AMBIGUOUS_WEIGHT_BITS && exclude(best, f.0))
            .map(|f| f.0)
            .collect();
        if rivals.is_empty() {
            continue;
        }
        for &(other, _) in &fitting {
            if other == best
                || rivals.iter().any(|r| *r == other || exclude(*r, other))
                || exclude(best, other)
            {
                out.insert((node.min(other), node.max(other)));
            }
        }
    }
    out
}

fn conflict<T: Table>(table: &T, a: u32, b: u32, cache: &mut Cache) -> Option<&'static str> {
    if a == b {
        return None;
    }
    let (a, b) = (a.min(b) as usize, a.max(b) as usize);
    let pattern = table.compare(a, b, cache);
    table.conflict(a, b, pattern)
}

/// Groups of nodes as they grow.
struct Groups<'a, T: Table> {
    kind: &'a Kind<'a, T>,
    nodes: &'a Nodes,
    parent: Vec<u32>,
    members: Vec<Vec<u32>>,
    certainty: Vec<f64>,
    /// Pairs of nodes that people have said are not one.
    kept_apart: BTreeSet<(u32, u32)>,
    /// For each node, those that people have said are one with it.
    decided_with: BTreeMap<u32, Vec<u32>>,
    cache: Cache,
}

impl<'a, T: Table> Groups<'a, T> {
    fn new(kind: &'a Kind<'a, T>, nodes: &'a Nodes) -> Groups<'a, T> {
        let n = nodes.nodes.len();
        let kept_apart = kind.decisions.iter().filter(|d| !d.same).map(|d| {
            let (x, y) = (node_of(kind, nodes, d.left), node_of(kind, nodes, d.right));
            (x.min(y), x.max(y))
        });
        let mut decided_with: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for d in kind.decisions.iter().filter(|d| d.same) {
            let (x, y) = (node_of(kind, nodes, d.left), node_of(kind, nodes, d.right));
            decided_with.entry(x).or_default().push(y);
            decided_with.entry(y).or_default().push(x);
        }
        let own = |node: &Node| {
            if node.members.len() > 1 { certainty_of(kind, nodes, node.record) } else { 1.0 }
        };
        Groups {
            parent: (0..n as u32).collect(),
            members: (0..n as u32).map(|x| vec![x]).collect(),
            certainty: nodes.nodes.iter().map(own).collect(),
            kept_apart: kept_apart.collect(),
            decided_with,
            cache: Cache::new(),
            kind,
            nodes,
        }
    }

    fn root(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            let up = self.parent[self.parent[x as usize] as usize];
            self.parent[x as usize] = up;
            x = up;
        }
        x
    }

    /// Joins two nodes if it may.
    fn take(&mut self, join: &Join, ambiguous: &BTreeSet<(u32, u32)>) -> Fate {
        let p = probability(join.weight_bits);
        let (x, y) = (self.root(join.x), self.root(join.y));
        let pair = (join.x.min(join.y), join.x.max(join.y));
        if self.kept_apart.contains(&pair) {
            return Fate::Refused(String::new());
        }
        if join.class == 2 && p < PROBABLE_PROBABILITY_MIN {
            return Fate::Question;
        }
        let records = [self.nodes.nodes[join.x as usize].record, self.nodes.nodes[join.y as usize].record];
        if join.class == 2 && !self.anchored(records) {
            return Fate::Question;
        }
        if join.class > 0 && records[0] != records[1] && records.iter().any(|r| self.nodes.apart.contains(r))
        {
            return Fate::Refused(
                "several mentions read the same and nothing tells whether they are one; which of them it is, cannot be told".to_string(),
            );
        }
        if join.class > 0
            && let Some(why) = conflict(self.kind.table, records[0], records[1], &mut self.cache)
        {
            let number = if join.class == 1 { "same number, different person? " } else { "" };
            return Fate::Refused(format!("{number}{why}"));
        }
        if x == y {
            return Fate::Further;
        }
        if join.class == 2 && ambiguous.contains(&pair) {
            return Fate::Refused("it fits another about as well, and the two cannot be one".to_string());
        }
        if let Some(why) = self.obstacle(x, y, join.class > 0) {
            return Fate::Refused(why);
        }
        let p = match join.class {
            0 => 1.0,
            1 => p.max(CERTAIN_PROBABILITY_MIN),
            _ => p,
        };
        self.merge(x, y, p);
        Fate::Joined
    }

    /// Whether more than a name could be compared between two records.
    fn anchored(&mut self, records: [u32; 2]) -> bool {
        let table = self.kind.table;
        let pattern = table.compare(records[0] as usize, records[1] as usize, &mut self.cache);
        table.anchored(pattern)
    }

    /// Why two groups cannot be one: a decision, or, for joins that are no decision, two members that contradict each other.
    fn obstacle(&mut self, x: u32, y: u32, evidence: bool) -> Option<String> {
        let (of_x, of_y) = (self.members[x as usize].clone(), self.members[y as usize].clone());
        let most = self.kind.terms.limits.entity_records_max;
        if evidence && of_x.len() + of_y.len() > most {
            return Some(format!("it would make one of more than {most} distinct records"));
        }
        for &p in &of_x {
            for &q in &of_y {
                if !self.kept_apart.is_empty() && self.kept_apart.contains(&(p.min(q), p.max(q))) {
                    let (p, q) = (self.label(p), self.label(q));
                    return Some(format!("it would join {p} and {q}, which a person has said are not one"));
                }
                if !evidence {
                    continue;
                }
                if let Some(why) = self.contradiction(p, q) {
                    return Some(format!("it would join {} and {}: {why}", self.label(p), self.label(q)));
                }
            }
        }
        None
    }

    /// Why two nodes cannot be one. Where a person has said that one of them is another node, which the other does not
    /// contradict, the decision stands against the contradiction.
    fn contradiction(&mut self, p: u32, q: u32) -> Option<&'static str> {
        let nodes = self.nodes;
        let record = |x: u32| nodes.nodes[x as usize].record;
        let why = conflict(self.kind.table, record(p), record(q), &mut self.cache)?;
        for (one, other) in [(p, q), (q, p)] {
            for with in self.decided_with.get(&one).into_iter().flatten() {
                conflict(self.kind.table, record(*with), record(other), &mut self.cache)?;
            }
        }
        Some(why)
    }

    fn label(&self, node: u32) -> String {
        let at = self.nodes.nodes[node as usize].members[0];
        let id = MentionId(self.kind.which[at as usize]);
        format!("{} ({id})", self.kind.mentions[id.index()].label())
    }

    fn merge(&mut self, x: u32, y: u32, p: f64) {
        let (keep, gone) =
            if self.members[x as usize].len() >= self.members[y as usize].len() { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut self.members[gone as usize]);
        self.members[keep as usize].extend(moved);
        self.parent[gone as usize] = keep;
        let least = self.certainty[x as usize].min(self.certainty[y as usize]).min(p);
        self.certainty[keep as usize] = least;
    }

    fn list(self) -> Vec<(Vec<MentionId>, f64)> {
        let (kind, nodes) = (self.kind, self.nodes);
        let groups = self.members.iter().zip(&self.certainty).filter(|(m, _)| !m.is_empty());
        groups
            .map(|(members, certainty)| {
                let all = members.iter().flat_map(|n| &nodes.nodes[*n as usize].members);
                let mut ids: Vec<MentionId> = all.map(|at| MentionId(kind.which[*at as usize])).collect();
                ids.sort_unstable();
                (ids, *certainty)
            })
            .collect()
    }
}

fn certainty_of<T: Table>(kind: &Kind<'_, T>, nodes: &Nodes, record: u32) -> f64 {
    let p = nodes.own_bits.get(&record).map_or(1.0, |bits| probability(*bits));
    let by_number = kind.table.same_identifier(record as usize, record as usize).is_some();
    if by_number { p.max(CERTAIN_PROBABILITY_MIN) } else { p }
}

/// Makes the links of a kind.
struct Links<'g, 'a, T: Table> {
    kind: &'a Kind<'a, T>,
    nodes: &'a Nodes,
    groups: &'g mut Groups<'a, T>,
}

impl<T: Table> Links<'_, '_, T> {
    /// Every pair that may be one and was not joined. A silence about the one must not rest on what is recorded about the other, so
    /// many more are kept than are listed as questions for a person.
    fn perhaps(
        &mut self,
        joins: &[Join],
        fates: &[Fate],
        what: &str,
        notes: &mut Vec<String>,
    ) -> Vec<(MentionId, MentionId)> {
        let limits = &self.kind.terms.limits;
        let mut questions: Vec<usize> = Vec::new();
        for (i, fate) in fates.iter().enumerate() {
            let open = match fate {
                Fate::Question => true,
                Fate::Refused(why) => !why.is_empty(),
                _ => false,
            };
            if open && self.groups.root(joins[i].x) != self.groups.root(joins[i].y) {
                questions.push(i);
            }
        }
        let (kept, dropped) =
            self.capped(joins, questions, limits.possible_sames_per_mention_max, limits.possible_sames_max);
        if dropped > 0 {
            notes.push(format!(
                "{dropped} pairs of {what} mentions that may be one are not told as such beside them: at most {} are kept for each \
                 mention and {} in all, the most probable first. What is recorded of one of these is not looked at before a silence about \
                 the other is said.",
                limits.possible_sames_per_mention_max, limits.possible_sames_max
            ));
        }
        let first = |x: u32| {
            let members = &self.nodes.nodes[x as usize].members;
            MentionId(self.kind.which[members[0] as usize])
        };
        kept.iter().map(|&i| (first(joins[i].x), first(joins[i].y))).collect()
    }

    fn list(&mut self, joins: &[Join], fates: &[Fate], what: &str, notes: &mut Vec<String>) -> Vec<Link> {
        let limits = &self.kind.terms.limits;
        let mut out = Vec::new();
        let mut questions: Vec<usize> = Vec::new();
        let mut further: Vec<usize> = Vec::new();
        for (i, fate) in fates.iter().enumerate() {
            let one = self.groups.root(joins[i].x) == self.groups.root(joins[i].y);
            match fate {
                Fate::Joined => out.push(self.link(&joins[i], fate)),
                Fate::Further if joins[i].class < 2 => out.push(self.link(&joins[i], fate)),
                Fate::Further => further.push(i),
                // A question about two that other evidence has made one is no question any more.
                Fate::Question | Fate::Refused(_) if one => {}
                // What a person has said is listed as that, below.
                Fate::Refused(why) if why.is_empty() => {}
                Fate::Question | Fate::Refused(_) => questions.push(i),
            }
        }
        let (kept, dropped) = self.capped(joins, further, limits.further_links_per_mention_max, usize::MAX);
        out.extend(kept.iter().map(|&i| self.link(&joins[i], &fates[i])));
        if dropped > 0 {
            notes.push(format!(
                "{dropped} further links between {what} mentions that others had already joined are not listed: at most {} are kept for each mention.",
                limits.further_links_per_mention_max
            ));
        }
        let (kept, dropped) =
            self.capped(joins, questions, limits.possible_links_per_mention_max, limits.possible_links_max);
        out.extend(kept.iter().map(|&i| self.link(&joins[i], &fates[i])));
        if dropped > 0 {
            notes.push(format!(
                "{dropped} possible links between {what} mentions are not listed as questions: at most {} are kept for each mention and {} in all, the most \
                 probable first.",
                limits.possible_links_per_mention_max, limits.possible_links_max
            ));
        }
        for (number, decision) in self.kind.decisions.iter().enumerate().filter(|(_, d)| !d.same) {
            let (x, y) = (
                node_of(self.kind, self.nodes, decision.left),
                node_of(self.kind, self.nodes, decision.right),
            );
            let join = Join { class: 0, weight_bits: 0.0, x, y, basis: Basis::Decision(number as u32) };
            out.push(self.link(&join, &Fate::Refused(String::new())));
        }
        out.extend(self.equal_mentions());
        out
    }

    /// The strongest within the limits, and how many were left out.
    fn capped(&self, joins: &[Join], mut which: Vec<usize>, each: usize, all: usize) -> (Vec<usize>, usize) {
        let before = which.len();
        // Those that weight would have joined come before those it would not; joins are in that order but for their class.
        which.sort_by(|p, q| joins[*q].weight_bits.total_cmp(&joins[*p].weight_bits).then(p.cmp(q)));
        let mut kept_of: BTreeMap<u32, usize> = BTreeMap::new();
        let mut kept = 0;
        which.retain(|&i| {
            let [x, y] = [joins[i].x, joins[i].y].map(|n| kept_of.get(&n).copied().unwrap_or(0));
            let room = kept < all && x < each && y < each;
            if room {
                kept += 1;
                *kept_of.entry(joins[i].x).or_default() += 1;
                *kept_of.entry(joins[i].y).or_default() += 1;
            }
            room
        });
        let dropped = before - which.len();
        (which, dropped)
    }

    fn link(&self, join: &Join, fate: &Fate) -> Link {
        let (x, y) = (&self.nodes.nodes[join.x as usize], &self.nodes.nodes[join.y as usize]);
        let first = |n: &Node| self.kind.which[n.members[0] as usize];
        let (left, right, a, b) = if first(x) < first(y) {
            (first(x), first(y), x.record, y.record)
        } else {
            (first(y), first(x), y.record, x.record)
        };
        let (low, high) = (a.min(b) as usize, a.max(b) as usize);
        let pattern = self.kind.table.compare(low, high, &mut Cache::none());
        let mut levels = levels(self.kind.table, self.kind.weights, a as usize, b as usize, pattern);
        let weight_bits = levels.iter().map(|l| l.weight_bits).sum::<f64>();
        let mut link = Link {
            left: MentionId(left),
            right: MentionId(right),
            weight_bits,
            probability: probability(weight_bits),
            band: band(probability(weight_bits)),
            used: matches!(fate, Fate::Joined | Fate::Further),
            note: if let Fate::Refused(why) = fate { why.clone() } else { String::new() },
            levels: Vec::new(),
        };
        note_changed_surname(&mut levels);
        link.levels = levels;
        if let Basis::Decision(number) = join.basis {
            let decision = self.kind.decisions[number as usize];
            let verb = if decision.same { "joined" } else { "kept apart" };
            let refused = link.note.clone();
            link.note = format!("{verb} by decision of {}: {}", decision.by, decision.reason);
            if !refused.is_empty() {
                link.note = format!("decision of {} not carried out: {refused}", decision.by);
            }
            link.band = Band::Certain;
            link.probability = if decision.same { 1.0 } else { 0.0 };
        } else if join.class == 1 && link.used {
            link.band = Band::Certain;
            link.probability = link.probability.max(CERTAIN_PROBABILITY_MIN);
            link.note = same_number(self.kind.table, low, high);
        } else if !link.used {
            // Refused: a question, however likely the weights alone would make it.
            link.band = Band::Possible;
        }
        link
    }

    /// One link from the first mention of each node to every other: everything recorded is the same.
    fn equal_mentions(&self) -> Vec<Link> {
        let mut out = Vec::new();
        for node in self.nodes.nodes.iter().filter(|n| n.members.len() > 1) {
            let record = node.record as usize;
            let own = self.nodes.own_bits[&node.record];
            let p = certainty_of(self.kind, self.nodes, node.record);
            let by_number = self.kind.table.same_identifier(record, record).is_some();
            let prior = self.kind.weights.prior_bits();
            let level = |field: &str, words: &str, weight_bits: f64| Level {
                field: field.to_string(),
                words: words.to_string(),
                weight_bits,
            };
            for &other in &node.members[1..] {
                out.push(Link {
                    left: MentionId(self.kind.which[node.members[0] as usize]),
                    right: MentionId(self.kind.which[other as usize]),
                    weight_bits: own,
                    probability: p,
                    band: band(p),
                    used: true,
                    note: if by_number {
                        same_number(self.kind.table, record, record)
                    } else {
                        String::new()
                    },
                    levels: vec![
                        level("before anything is compared", "the same for every pair", prior),
                        level(EVERY_FIELD, "the same in both", own - prior),
                    ],
                });
            }
        }
        out
    }
}

fn same_number<T: Table>(table: &T, a: usize, b: usize) -> String {
    let scheme =
        table.same_identifier(a, b).and_then(|id| id.split_once(':')).map_or("", |(scheme, _)| scheme);
    if scheme.is_empty() {
        "same number".to_string()
    } else {
        format!("same number of the scheme \"{scheme}\"")
    }
}

/// Says so where everything but the surname agrees: a surname changes by marriage, adoption or choice.
fn note_changed_surname(levels: &mut [Level]) {
    let same = |field: &str, levels: &[Level]| {
        levels.iter().any(|l| l.field == field && l.words.starts_with("the same"))
    };
    let another = ["address", "telephone", "identifier"].iter().any(|f| same(f, levels));
    if same("forename", levels) && same("birth date", levels) && another {
        for level in levels.iter_mut().filter(|l| l.field == "surname" && l.words.starts_with("different")) {
            level.words.push_str("; a changed surname would come out so");
        }
    }
}
