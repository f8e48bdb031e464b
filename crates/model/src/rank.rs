//! Police ranks as people write them.

/// The short forms, and each in full.
const SHORT: [(&str, &str); 22] = [
    ("pc", "constable"),
    ("wpc", "constable"),
    ("wdc", "constable"),
    ("con", "constable"),
    ("dc", "constable"),
    ("ps", "sergeant"),
    ("ds", "sergeant"),
    ("sgt", "sergeant"),
    ("insp", "inspector"),
    ("di", "inspector"),
    ("dci", "chief inspector"),
    ("ci", "chief inspector"),
    ("supt", "superintendent"),
    ("dsu", "superintendent"),
    ("dsupt", "superintendent"),
    ("dcs", "chief superintendent"),
    ("acc", "assistant chief constable"),
    ("dcc", "deputy chief constable"),
    ("ch", "chief"),
    ("c", "chief"),
    ("d", ""),
    ("det", ""),
];

/// A rank in full and in small letters: "DS", "D/Sgt" and "Detective Sergeant" are a sergeant, because detective is no rank. Who
/// acts in a rank holds another: "Acting Inspector" stays what it says.
pub fn plain_rank(written: &str) -> String {
    let words = written.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let full = |word: String| {
        let known = SHORT.iter().find(|(short, _)| *short == word);
        known.map_or(word, |(_, full)| (*full).to_string())
    };
    let words: Vec<String> = words.map(full).filter(|w| !w.is_empty() && w != "detective").collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_in_whatever_way_they_are_written() {
        let check = |written: &str, plain: &str| assert_eq!(plain_rank(written), plain, "{written}");
        check("DS", "sergeant");
        check("D/Sgt", "sergeant");
        check("Detective Sergeant", "sergeant");
        check("Det. Ch. Insp.", "chief inspector");
        check("DCI", "chief inspector");
        check("C/Supt", "chief superintendent");
        check("Acting Inspector", "acting inspector");
        check("", "");
    }
}
