//! Values cut into pieces: runs of characters, whole values, numbers near a number.

use super::schema::Comparison;

/// Largest number that is taken apart, in steps of its resolution.
const NUMBER_MAX: f64 = 1e30;

/// The pieces of a value; none of an empty one.
///
/// # Errors
/// Where numbers are asked for and the value is none.
pub(super) fn tokens(comparison: Comparison, value: &str) -> Result<Vec<String>, &'static str> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    match comparison {
        Comparison::Exact => Ok(vec![value.to_string()]),
        Comparison::Ngram { n, positional } => Ok(ngrams(value, n, positional)),
        Comparison::Numeric { distance, resolution, precision } => {
            neighbourhood(value, distance, i128::from(resolution), precision)
        }
    }
}

fn ngrams(value: &str, n: usize, positional: bool) -> Vec<String> {
    let pad = std::iter::repeat_n(' ', n - 1);
    let chars: Vec<char> = pad.clone().chain(value.chars()).chain(pad).collect();
    let piece = |(at, window): (usize, &[char])| {
        let text: String = window.iter().collect();
        if positional { format!("{} {text}", at + 1) } else { text }
    };
    chars.windows(n).enumerate().map(piece).collect()
}

/// The quantised number and its neighbours to either side (D. Vatsalan and P. Christen, 2016).
fn neighbourhood(
    value: &str,
    distance: f64,
    resolution: i128,
    precision: u32,
) -> Result<Vec<String>, &'static str> {
    let scale = 10f64.powi(precision as i32);
    let interval = (distance * scale).round_ties_even() as i128;
    let whole = super::values::integer_text(value).and_then(|text| text.parse::<i128>().ok());
    let number = match whole {
        Some(whole) if whole.unsigned_abs() < NUMBER_MAX as u128 => whole * 10i128.pow(precision),
        Some(_) => return Err("a number of more than 30 digits"),
        None => {
            let parsed = value.trim().replace('_', "").parse::<f64>().ok();
            let scaled =
                parsed.map(|v| if precision > 0 { (v * scale).round_ties_even() } else { v.trunc() });
            match scaled {
                Some(v) if v.abs() < NUMBER_MAX => v as i128,
                _ => return Err("no number that is read here"),
            }
        }
    };
    let steps = number.checked_mul(2 * resolution).ok_or("a number of more than 30 digits")?;
    let residue = steps.rem_euclid(interval);
    // Halfway goes up, as does all above it.
    let centre = if 2 * residue < interval { steps - residue } else { steps + (interval - residue) };
    let centre = if residue == 0 { steps } else { centre };
    Ok((-resolution..=resolution).map(|i| (centre + i * interval).to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_those_that_are_documented() {
        let ngram = |n, positional, value: &str| {
            tokens(Comparison::Ngram { n, positional }, value).unwrap().join("|")
        };
        assert_eq!(ngram(2, false, "ann"), " a|an|nn|n ");
        assert_eq!(ngram(2, true, "ann"), "1  a|2 an|3 nn|4 n ");
        assert_eq!(ngram(1, false, "ann"), "a|n|n");
        assert_eq!(ngram(3, false, "é"), "  é| é |é  ");
        assert_eq!(ngram(2, false, ""), "");
        let near = |value: &str| {
            tokens(Comparison::Numeric { distance: 8.0, resolution: 2, precision: 0 }, value)
                .unwrap()
                .join("|")
        };
        // 25 in quarters of eight is 100, on the grid of eight 104.
        assert_eq!(near("25"), "88|96|104|112|120");
        assert!(tokens(Comparison::Numeric { distance: 8.0, resolution: 2, precision: 0 }, "x").is_err());
    }
}
