//! Charts of a linkage as SVG inside the page: no picture is fetched, no script runs, and each says in words what it shows.

/// Width of a chart, in its own units.
const WIDTH: f64 = 760.0;

/// Text of a page with what HTML would read taken out.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Bars to the right and to the left of nought: label and value.
pub(super) fn bars(title: &str, unit: &str, rows: &[(String, f64)]) -> String {
    const LABEL: f64 = 360.0;
    const ROW: f64 = 18.0;
    let most = rows.iter().map(|(_, v)| v.abs()).fold(1e-9, f64::max);
    let both = rows.iter().any(|(_, v)| *v < 0.0);
    let room = WIDTH - LABEL - 70.0;
    let (zero, scale) = if both { (LABEL + room / 2.0, room / 2.0 / most) } else { (LABEL, room / most) };
    let height = ROW * rows.len() as f64 + 8.0;
    let mut svg = head(title, height);
    for (at, (label, value)) in rows.iter().enumerate() {
        let y = 4.0 + ROW * at as f64;
        let length = value.abs() * scale;
        let x = if *value < 0.0 { zero - length } else { zero };
        let colour = if *value < 0.0 { "#b3541e" } else { "#1d5c8a" };
        svg += &format!(
            "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\" fill=\"{colour}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{} {unit}</text>\n",
            if both { LABEL - 40.0 } else { LABEL - 6.0 },
            y + 11.0,
            escaped(label),
            y + 1.0,
            length.max(0.5),
            zero + if *value < 0.0 { 4.0 } else { length + 4.0 },
            y + 11.0,
            shown(*value)
        );
    }
    svg + "</svg>\n"
}

/// Lines over a common axis from 0 to 1 in both directions: name and points.
pub(super) fn lines(title: &str, across: &str, series: &[(&str, Vec<(f64, f64)>)]) -> String {
    const COLOURS: [&str; 3] = ["#1d5c8a", "#b3541e", "#4d7a2f"];
    let (left, top, width, height) = (50.0, 14.0, WIDTH - 220.0, 240.0);
    let mut svg = head(title, height + 60.0);
    for tick in 0..=5 {
        let share = f64::from(tick) / 5.0;
        let (x, y) = (left + share * width, top + (1.0 - share) * height);
        svg += &format!(
            "<line x1=\"{left}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"#ccc\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{share:.1}</text>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{share:.1}</text>\n",
            left + width,
            left - 6.0,
            y + 4.0,
            top + height + 16.0
        );
    }
    svg += &format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n",
        left + width / 2.0,
        top + height + 36.0,
        escaped(across)
    );
    for (at, (name, points)) in series.iter().enumerate() {
        let colour = COLOURS[at % COLOURS.len()];
        let place = |(x, y): &(f64, f64)| {
            format!("{:.1},{:.1}", left + x.clamp(0.0, 1.0) * width, top + (1.0 - y.clamp(0.0, 1.0)) * height)
        };
        let points: Vec<String> = points.iter().map(place).collect();
        svg += &format!(
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>\n",
            points.join(" "),
            left + width + 12.0,
            top + 16.0 + 18.0 * at as f64,
            escaped(name)
        );
    }
    svg + "</svg>\n"
}

fn head(title: &str, height: f64) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{0}\"><title>{0}</title>\n",
        escaped(title)
    )
}

/// A number as short as it may be said.
pub(super) fn shown(value: f64) -> String {
    if value.abs() >= 1_000.0 {
        let digits = format!("{:.0}", value.abs());
        let mut out = String::from(if value < 0.0 { "-" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        out
    } else {
        format!("{value:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_say_what_they_show_and_hold_no_markup_of_the_data() {
        let svg = bars("Weights", "bits", &[("a <b>".to_string(), 3.25), ("c".to_string(), -1_234.0)]);
        for part in ["<title>Weights</title>", "a &lt;b&gt;", "3.2 bits", "-1,234 bits"] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("<b>"));
        let svg = lines("Error", "threshold", &[("wrong", vec![(0.0, 0.5), (1.0, 0.0)])]);
        assert!(svg.contains("points=\"50.0,134.0 590.0,254.0\""), "{svg}");
    }
}
