//! Charts of a linkage as SVG inside the page: no picture is fetched, no script runs, and each says in words what it shows.

/// Width of a chart, in its own units.
const WIDTH: f64 = 760.0;

/// Text of a page with what HTML would read taken out.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A row of a chart of bars: label, value, and whether any pair came out so.
pub struct Bar {
    /// What stands to the left of it.
    pub label: String,
    /// How long it is, and to which side.
    pub value: f64,
    /// Whether any pair came out so; grey where none did.
    pub seen: bool,
}

/// Bars to the right and to the left of nought, under a heading for each group that has one.
pub fn bars(title: &str, unit: &str, groups: &[(String, Vec<Bar>)]) -> String {
    const LABEL: f64 = 330.0;
    const VALUE: f64 = 120.0;
    const ROW: f64 = 18.0;
    const HEADING: f64 = 26.0;
    let all = || groups.iter().flat_map(|(_, rows)| rows);
    let most = all().map(|b| b.value).fold(0.0, f64::max);
    let least = all().map(|b| b.value).fold(0.0, f64::min);
    // Each side has room for its longest bar, and for a number beside it where it has any.
    let left_value = if least < 0.0 { VALUE } else { 0.0 };
    let scale = (WIDTH - LABEL - VALUE - left_value) / (most - least).max(1e-9);
    let zero = LABEL + 8.0 + left_value - least * scale;
    let rows: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
    let headings = groups.iter().filter(|(name, _)| !name.is_empty()).count();
    let height = ROW * rows as f64 + HEADING * headings as f64 + 8.0;
    let mut svg = head(title, height);
    svg += &format!(
        "<line x1=\"{zero:.1}\" y1=\"0\" x2=\"{zero:.1}\" y2=\"{height:.1}\" stroke=\"#767676\"/>\n"
    );
    let mut y = 4.0;
    for (name, rows) in groups {
        if !name.is_empty() {
            svg += &format!(
                "<text x=\"0\" y=\"{:.1}\" font-weight=\"bold\">{}</text>\n",
                y + HEADING - 9.0,
                escaped(name)
            );
            y += HEADING;
        }
        for bar in rows {
            let length = bar.value.abs() * scale;
            let below = bar.value < 0.0;
            let x = if below { zero - length } else { zero };
            let colour = match (bar.seen, below) {
                (false, _) => "#b8b8b8",
                (true, true) => "#b3541e",
                (true, false) => "#1d5c8a",
            };
            let (at, anchor) = if below { (x - 4.0, "end") } else { (zero + length + 4.0, "start") };
            svg += &format!(
                "<text x=\"{LABEL}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
                 <rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\" fill=\"{colour}\"/>\
                 <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{} {unit}</text>\n",
                y + 11.0,
                escaped(&bar.label),
                y + 1.0,
                length.max(0.5),
                y + 11.0,
                shown(bar.value)
            );
            y += ROW;
        }
    }
    svg + "</svg>\n"
}

/// Thresholds that are marked on an axis of probabilities.
pub const MARKS: [f64; 9] = [0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999];

/// Probabilities from the first mark to the last, evenly spread in weight: most of what matters lies close to 1.
pub fn thresholds() -> Vec<f64> {
    const STEPS: usize = 80;
    let bits = |p: f64| (p / (1.0 - p)).log2();
    let (from, to) = (bits(MARKS[0]), bits(MARKS[MARKS.len() - 1]));
    (0..=STEPS)
        .map(|i| from + (to - from) * i as f64 / STEPS as f64)
        .map(|b| 1.0 / (1.0 + (-b).exp2()))
        .collect()
}

/// Least percentage at the top of an axis that holds all values.
fn top_of(most: f64) -> f64 {
    [1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0].into_iter().find(|top| most <= *top).unwrap_or(100.0)
}

/// Lines over thresholds, as percentages: name and points of threshold and share.
pub fn lines(title: &str, across: &str, series: &[(&str, Vec<(f64, f64)>)]) -> String {
    const COLOURS: [&str; 3] = ["#1d5c8a", "#b3541e", "#4d7a2f"];
    // A line is told from another by more than its colour.
    const DASHES: [&str; 3] = ["", " stroke-dasharray=\"7 4\"", " stroke-dasharray=\"2 4\""];
    let (left, top, width, height) = (56.0, 14.0, WIDTH - 280.0, 240.0);
    let bits = |p: f64| (p / (1.0 - p)).log2();
    let (from, to) = (bits(MARKS[0]), bits(MARKS[MARKS.len() - 1]));
    let x_of =
        |p: f64| left + ((bits(p.clamp(1e-6, 1.0 - 1e-6)) - from) / (to - from)).clamp(0.0, 1.0) * width;
    let most = series.iter().flat_map(|(_, points)| points).map(|(_, y)| 100.0 * y).fold(0.0, f64::max);
    let highest = top_of(most);
    let y_of = |share: f64| top + (1.0 - (100.0 * share / highest).clamp(0.0, 1.0)) * height;
    let mut svg = head(title, height + 60.0);
    for tick in 0..=5 {
        let percent = highest * f64::from(tick) / 5.0;
        let y = y_of(percent / 100.0);
        let shown = if highest < 5.0 { format!("{percent:.1}") } else { format!("{percent:.0}") };
        svg += &format!(
            "<line x1=\"{left}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"#ccc\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{shown} %</text>\n",
            left + width,
            left - 6.0,
            y + 4.0
        );
    }
    for mark in MARKS {
        let x = x_of(mark);
        svg += &format!(
            "<line x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#767676\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{mark}</text>\n",
            top + height,
            top + height + 5.0,
            top + height + 18.0
        );
    }
    svg += &format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n",
        left + width / 2.0,
        top + height + 40.0,
        escaped(across)
    );
    for (at, (name, points)) in series.iter().enumerate() {
        let (colour, dash) = (COLOURS[at % COLOURS.len()], DASHES[at % DASHES.len()]);
        let points: Vec<String> =
            points.iter().map(|(x, y)| format!("{:.1},{:.1}", x_of(*x), y_of(*y))).collect();
        let (key, y) = (left + width + 14.0, top + 12.0 + 20.0 * at as f64);
        svg += &format!(
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash} points=\"{}\"/>\
             <line x1=\"{key:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
            points.join(" "),
            key + 26.0,
            key + 32.0,
            y + 4.0,
            escaped(name)
        );
    }
    svg + "</svg>\n"
}

fn head(title: &str, height: f64) -> String {
    format!(
        "<svg class=\"chart\" fill=\"currentColor\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{}\">\n",
        escaped(title)
    )
}

/// A number of things, whole.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number as short as it may be said.
pub fn shown(value: f64) -> String {
    if value.abs() >= 1_000.0 {
        format!("{}{}", if value < 0.0 { "-" } else { "" }, count(value.abs().round() as usize))
    } else {
        format!("{value:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_say_what_they_show_and_hold_no_markup_of_the_data() {
        let bar = |label: &str, value| Bar { label: label.to_string(), value, seen: true };
        let svg =
            bars("Weights", "bits", &[("g <i>".to_string(), vec![bar("a <b>", 3.25), bar("c", -1_234.0)])]);
        for part in ["aria-label=\"Weights\"", "a &lt;b&gt;", "g &lt;i&gt;", "3.2 bits", "-1,234 bits"] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("<b>"));
        let svg = lines("Error", "threshold", &[("wrong", vec![(0.05, 0.08), (0.9999, 0.0)])]);
        assert!(svg.contains("points=\"56.0,62.0 536.0,254.0\"") && svg.contains("10 %"), "{svg}");
        let all = thresholds();
        assert!((all[0] - 0.05).abs() < 1e-9 && (all[all.len() - 1] - 0.9999).abs() < 1e-9);
        assert!(all.is_sorted());
    }
}
