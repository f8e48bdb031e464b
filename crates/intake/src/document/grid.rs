//! Tables of a PDF page that are ruled: whose every cell is bounded by drawn lines.
//!
//! The lines of a page's content are put together, and what they enclose is a table only where nothing is left to guess: two
//! columns or more, every row between two lines that go over its whole width, and every line between two columns over the
//! whole height of a row. What is drawn otherwise is text, as it stands. What this leaves out: cells over several rows, lines
//! drawn by forms and pictures, and tables set by gaps alone.

use pdf_extract::content::Content;
use pdf_extract::{Document as Pdf, Object, ObjectId};

/// Thickness up to which a filled box is a line, and how far two lines may be apart that are one, in points.
const LINE_MAX: f64 = 3.0;
/// How far a line may miss another that it meets.
const MEET: f64 = 3.0;
/// Lines of one page; a page with more is a drawing.
const LINES_MAX: usize = 20_000;
/// Lines of one table after those that are one were put together.
const RULES_MAX: usize = 600;

/// A straight line along one of the page's sides.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Rule {
    /// Height of a level line, distance from the left of an upright one.
    at: f64,
    from: f64,
    to: f64,
}

/// A row of a ruled table: its sides, and for each column the left and right edge; `None` where the cell before it goes on.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Band {
    /// Which table of the page, from 0.
    pub(super) table: u32,
    pub(super) bottom: f64,
    pub(super) top: f64,
    pub(super) cells: Vec<Option<(f64, f64)>>,
}

impl Band {
    /// Whether a table that begins so on a page is the one that ended so on the page before.
    pub(super) fn goes_on(&self, first: &Band) -> bool {
        let near =
            |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() <= LINE_MAX && (a.1 - b.1).abs() <= LINE_MAX;
        let mut both = self.cells.iter().zip(&first.cells);
        self.cells.len() == first.cells.len() && both.all(|(a, b)| a.zip(*b).is_some_and(|(a, b)| near(a, b)))
    }

    /// The column in which a point stands.
    pub(super) fn column(&self, x: f64, y: f64) -> Option<usize> {
        if y <= self.bottom || y >= self.top {
            return None;
        }
        self.cells.iter().position(|c| c.is_some_and(|(left, right)| left <= x && x < right))
    }
}

/// The rows of the ruled tables of a page, from the top.
pub(super) fn bands(pdf: &Pdf, page: ObjectId) -> Vec<Band> {
    let Some((level, upright)) = rules(pdf, page) else { return Vec::new() };
    let mut tables: Vec<Vec<Band>> =
        clusters(&level, &upright).iter().filter_map(|(level, upright)| table(level, upright)).collect();
    tables.retain(|rows| !rows.is_empty());
    tables.sort_by(|a, b| b[0].top.total_cmp(&a[0].top));
    let numbered = (0u32..).zip(tables);
    numbered.flat_map(|(table, rows)| rows.into_iter().map(move |band| Band { table, ..band })).collect()
}

type Matrix = [f64; 6];

fn over(m: &Matrix, n: &Matrix) -> Matrix {
    [
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    ]
}

/// The level and upright lines that a page draws, those that are one put together.
fn rules(pdf: &Pdf, page: ObjectId) -> Option<(Vec<Rule>, Vec<Rule>)> {
    let content = Content::decode(&pdf.get_page_content(page).ok()?).ok()?;
    let mut matrix: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let (mut saved, mut level, mut upright) = (Vec::new(), Vec::new(), Vec::new());
    // Corner to corner: boxes as two corners, lines as two ends.
    let (mut lines, mut boxes): (Vec<[f64; 4]>, Vec<[f64; 4]>) = (Vec::new(), Vec::new());
    let (mut pen, mut begun) = ((0.0, 0.0), (0.0, 0.0));
    for operation in &content.operations {
        let numbers: Vec<f64> = operation.operands.iter().filter_map(number).collect();
        let point = |x: f64, y: f64, m: &Matrix| (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]);
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("q", _) => saved.push(matrix),
            ("Q", _) => matrix = saved.pop().unwrap_or(matrix),
            ("cm", &[a, b, c, d, e, f]) => matrix = over(&[a, b, c, d, e, f], &matrix),
            ("m", &[x, y]) => (pen, begun) = (point(x, y, &matrix), point(x, y, &matrix)),
            ("l", &[x, y]) => {
                let next = point(x, y, &matrix);
                lines.push([pen.0, pen.1, next.0, next.1]);
                pen = next;
            }
            ("h", _) => lines.push([pen.0, pen.1, begun.0, begun.1]),
            ("re", &[x, y, width, height]) => {
                let (one, two) = (point(x, y, &matrix), point(x + width, y + height, &matrix));
                boxes.push([one.0, one.1, two.0, two.1]);
            }
            (drawn @ ("S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*"), _) => {
                let edges = !matches!(drawn, "f" | "F" | "f*");
                if edges {
                    lines.drain(..).for_each(|l| take(l, &mut level, &mut upright));
                }
                for [x0, y0, x1, y1] in boxes.drain(..) {
                    let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
                    if width.min(height) <= LINE_MAX {
                        let (x, y) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
                        let line = if width >= height { [x0, y, x1, y] } else { [x, y0, x, y1] };
                        take(line, &mut level, &mut upright);
                    } else if edges {
                        for line in [[x0, y0, x1, y0], [x0, y1, x1, y1], [x0, y0, x0, y1], [x1, y0, x1, y1]] {
                            take(line, &mut level, &mut upright);
                        }
                    }
                }
                lines.clear();
            }
            ("n", _) => {
                lines.clear();
                boxes.clear();
            }
            _ => {}
        }
        if level.len() + upright.len() > LINES_MAX {
            return None;
        }
    }
    Some((joined(level), joined(upright)))
}

fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(n) => Some(*n as f64),
        Object::Real(n) => Some(f64::from(*n)),
        _ => None,
    }
    .filter(|n| n.is_finite())
}

/// A line along one of the page's sides is taken for what it is.
fn take([x0, y0, x1, y1]: [f64; 4], level: &mut Vec<Rule>, upright: &mut Vec<Rule>) {
    let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
    if height <= 0.5 && width > 0.0 {
        level.push(Rule { at: (y0 + y1) / 2.0, from: x0.min(x1), to: x0.max(x1) });
    } else if width <= 0.5 && height > 0.0 {
        upright.push(Rule { at: (x0 + x1) / 2.0, from: y0.min(y1), to: y0.max(y1) });
    }
}

/// Lines that are one, drawn in pieces or twice, put together.
fn joined(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut heights: Vec<(f64, Vec<Rule>)> = Vec::new();
    for rule in rules {
        match heights.last_mut().filter(|(at, _)| rule.at - *at <= LINE_MAX) {
            Some((_, its)) => its.push(rule),
            None => heights.push((rule.at, vec![rule])),
        }
    }
    let mut out: Vec<Rule> = Vec::new();
    for (_, mut its) in heights {
        its.sort_by(|a, b| a.from.total_cmp(&b.from));
        let at = its.iter().map(|r| r.at).sum::<f64>() / its.len() as f64;
        let mut open: Option<Rule> = None;
        for rule in its {
            match &mut open {
                Some(one) if rule.from <= one.to + MEET => one.to = one.to.max(rule.to),
                _ => out.extend(open.replace(Rule { at, ..rule })),
            }
        }
        out.extend(open);
    }
    out
}

/// Lines that meet one another, group by group.
fn clusters(level: &[Rule], upright: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let meets = |l: &Rule, u: &Rule| {
        l.from - MEET <= u.at && u.at <= l.to + MEET && u.from - MEET <= l.at && l.at <= u.to + MEET
    };
    let mut group: Vec<usize> = (0..level.len()).collect();
    let mut of_upright: Vec<Option<usize>> = vec![None; upright.len()];
    if level.len() + upright.len() > RULES_MAX {
        return Vec::new();
    }
    // An upright line puts all level lines that it meets into one group.
    for (u, line) in upright.iter().enumerate() {
        let met: Vec<usize> =
            (0..level.len()).filter(|l| meets(&level[*l], line)).map(|l| group[l]).collect();
        let Some(least) = met.iter().copied().min() else { continue };
        group.iter_mut().filter(|g| met.contains(g)).for_each(|g| *g = least);
        of_upright.iter_mut().flatten().filter(|g| met.contains(g)).for_each(|g| *g = least);
        of_upright[u] = Some(least);
    }
    let mut names: Vec<usize> = group.clone();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            let its = group.iter().zip(level).filter(|(g, _)| **g == name).map(|(_, l)| *l).collect();
            let ups = of_upright.iter().zip(upright).filter(|(g, _)| **g == Some(name)).map(|(_, u)| *u);
            (its, ups.collect())
        })
        .collect()
}

/// The rows of one group of lines; `None` where they leave anything to guess.
fn table(level: &[Rule], upright: &[Rule]) -> Option<Vec<Band>> {
    let distinct = |rules: &[Rule]| {
        let mut at: Vec<f64> = rules.iter().map(|r| r.at).collect();
        at.sort_by(f64::total_cmp);
        at.dedup_by(|a, b| (*a - *b).abs() <= LINE_MAX);
        at
    };
    let (xs, ys) = (distinct(upright), distinct(level));
    if xs.len() < 3 || ys.len() < 2 {
        return None;
    }
    let mut bands = Vec::new();
    for pair in ys.windows(2).rev() {
        let (bottom, top) = (pair[0], pair[1]);
        let mut edges: Vec<usize> = Vec::new();
        for (column, x) in xs.iter().enumerate() {
            let its = || upright.iter().filter(|u| (u.at - x).abs() <= LINE_MAX);
            let whole = its().any(|u| u.from <= bottom + MEET && u.to >= top - MEET);
            let part = its().any(|u| u.from < top - MEET && u.to > bottom + MEET);
            match (whole, part) {
                (true, _) => edges.push(column),
                (false, true) => return None,
                _ => {}
            }
        }
        let (Some(&first), Some(&last)) = (edges.first(), edges.last()) else { continue };
        let wide = |y: f64| {
            level.iter().any(|l| {
                (l.at - y).abs() <= LINE_MAX && l.from <= xs[first] + MEET && l.to >= xs[last] - MEET
            })
        };
        if first == last || !wide(bottom) || !wide(top) {
            return None;
        }
        let mut cells = vec![None; xs.len() - 1];
        for edge in edges.windows(2) {
            cells[edge[0]] = Some((xs[edge[0]], xs[edge[1]]));
        }
        bands.push(Band { table: 0, bottom, top, cells });
    }
    Some(bands)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(at: f64, from: f64, to: f64) -> Rule {
        Rule { at, from, to }
    }

    #[test]
    fn a_table_is_one_only_where_every_cell_is_bounded() {
        let level = [rule(100.0, 50.0, 350.0), rule(120.0, 50.0, 350.0), rule(140.0, 50.0, 350.0)];
        let upright = [rule(50.0, 100.0, 140.0), rule(200.0, 100.0, 140.0), rule(350.0, 100.0, 140.0)];
        let rows = table(&level, &upright).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].cells, [Some((50.0, 200.0)), Some((200.0, 350.0))]);
        assert_eq!(rows[0].column(60.0, 130.0), Some(0));
        assert_eq!(rows[0].column(60.0, 110.0), None, "the row below");
        // A cell over two columns.
        let over = [rule(50.0, 100.0, 140.0), rule(200.0, 100.0, 120.0), rule(350.0, 100.0, 140.0)];
        assert_eq!(table(&level, &over).unwrap()[0].cells, [Some((50.0, 350.0)), None]);
        // A cell over two rows: where its words belong is a guess.
        let short = [level[0], rule(120.0, 200.0, 350.0), level[2]];
        assert_eq!(table(&short, &upright), None);
        // One box is a frame, not a table.
        assert_eq!(table(&[level[0], level[2]], &[upright[0], upright[2]]), None);
    }

    #[test]
    fn a_line_drawn_in_pieces_is_one_line() {
        let pieces = vec![rule(100.2, 50.0, 200.0), rule(100.0, 200.5, 350.0), rule(140.0, 50.0, 60.0)];
        let whole = joined(pieces);
        assert_eq!(whole.len(), 2);
        assert_eq!((whole[0].from, whole[0].to), (50.0, 350.0));
    }
}
