//! Numbers as text, quicker than the general way where millions are written, and the same to the byte.

use std::fmt::Write as _;

/// Adds a whole number.
pub(super) fn put_whole(to: &mut String, number: u64) {
    put_digits(to, number, 1);
}

/// Adds a number with so many decimal places, rounded as `{:.places$}` rounds it.
pub(super) fn put_fixed(to: &mut String, number: f64, places: u32) {
    // Below this a product is out by far less than the margin, so that only what stands near a half could be rounded otherwise.
    const SCALED_MAX: f64 = 1e9;
    const MARGIN: f64 = 1e-6;
    let unit = 10u64.pow(places);
    let scaled = number.abs() * unit as f64;
    let plain = scaled < SCALED_MAX && (scaled.fract() - 0.5).abs() > MARGIN;
    let rounded = (scaled + 0.5) as u64;
    if !plain || (number.is_sign_negative() && rounded == 0) {
        // Writing into a string cannot fail.
        let _ = write!(to, "{number:.*}", places as usize);
        return;
    }
    if number < 0.0 {
        to.push('-');
    }
    put_whole(to, rounded / unit);
    if places > 0 {
        to.push('.');
        put_digits(to, rounded % unit, places as usize);
    }
}

/// Adds a whole number with at least so many digits, noughts before it.
fn put_digits(to: &mut String, mut number: u64, least: usize) {
    let mut digits = [b'0'; 20];
    let mut from = digits.len();
    while number > 0 || digits.len() - from < least {
        from -= 1;
        digits[from] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    digits[from..].iter().for_each(|digit| to.push(char::from(*digit)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fixed(number: f64, places: u32) -> String {
        let mut out = String::new();
        put_fixed(&mut out, number, places);
        out
    }

    #[test]
    fn halves_noughts_and_signs_are_written_as_the_general_way_writes_them() {
        let odd =
            [0.0, -0.0, 0.5, 1.5, 0.000_000_5, -0.000_04, 0.062_5, 0.187_5, 1.0, -17.031_25, 999_999.999_95];
        for number in odd.into_iter().chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300]) {
            for places in [0, 1, 4, 6] {
                assert_eq!(fixed(number, places), format!("{number:.*}", places as usize), "{number:e}");
            }
        }
        let mut out = String::new();
        [0, 7, 10, u64::MAX].iter().for_each(|n| put_whole(&mut out, *n));
        assert_eq!(out, format!("0710{}", u64::MAX));
    }

    proptest! {
        #[test]
        fn any_number_is_written_as_the_general_way_writes_it(
            bits in any::<u64>(), share in 0.0..1.0f64, weight in -100.0..100.0f64, n in -20_000i32..20_000, places in 0u32..8
        ) {
            let near_halves = f64::from(n) / 20_000.0;
            for number in [f64::from_bits(bits), share, weight, near_halves, near_halves + 1e-12] {
                prop_assert_eq!(fixed(number, places), format!("{:.*}", places as usize, number));
            }
        }
    }
}
