//! What meetings spoke of: a theme told by its words, and the point of change, beside a slow oracle.

use duty::knowing::{Lexicon, scan, tokens};
use proptest::prelude::*;

#[test]
fn a_theme_is_told_by_its_words_and_unclear_is_unclear() {
    let lexicon = Lexicon::default();
    let theme = |text: &str| lexicon.theme_of(&tokens(text)).map(|t| lexicon.themes[t].name.as_str());
    assert_eq!(theme("Dealing in cannabis behind the arcade"), Some("drugs"));
    assert_eq!(theme("A return interview was not offered"), Some("missing"));
    assert_eq!(theme("Nothing further."), None);
    assert_eq!(theme("Missing; drugs."), None, "two themes equally");
}

/// The split found by working every likelihood out anew.
fn scan_slow(rows: &[(u32, u32)]) -> (usize, f64) {
    let ll = |part: &[(u32, u32)]| {
        let (k, n) = part.iter().fold((0.0, 0.0), |s, r| (s.0 + f64::from(r.0), s.1 + f64::from(r.1)));
        let x = |a: f64| if a > 0.0 { a * (a / n).ln() } else { 0.0 };
        x(k) + x(n - k)
    };
    let mut best = (0, 0.0);
    for at in 1..rows.len() {
        let s = 2.0 * (ll(&rows[..at]) + ll(&rows[at..]) - ll(rows));
        if s > best.1 + 1e-9 {
            best = (at, s);
        }
    }
    best
}

#[test]
fn the_change_point_of_the_fines_is_the_published_one() {
    // 13.7 % before, 62.7 % from the 37th month: twice the log likelihood ratio of two shares is worked out by hand.
    let rows: Vec<(u32, u32)> = (0..72).map(|m| if m < 36 { (137, 1000) } else { (627, 1000) }).collect();
    let found = scan(&rows).unwrap();
    assert_eq!((found.at, found.between), (36, (36, 36)));
    assert!((found.statistic - scan_slow(&rows).1).abs() < 1e-6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_scan_equals_the_slow_one(rows in prop::collection::vec((0u32..20, 0u32..30), 4..40)) {
        let rows: Vec<(u32, u32)> = rows.into_iter().map(|(k, n)| (k, n.max(k))).collect();
        let (at, statistic) = scan_slow(&rows);
        match scan(&rows) {
            Some(found) => {
                prop_assert!((found.statistic - statistic).abs() < 1e-6);
                prop_assert!(found.between.0 <= found.at && found.at <= found.between.1);
            }
            None => prop_assert!(statistic < 1e-6, "{at}"),
        }
    }
}
