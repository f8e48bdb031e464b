//! Letters of other scripts in Latin ones, so that a name meets itself in either script.
//!
//! Cyrillic after BGN/PCGN (Russian 1947, Ukrainian 2019 where a letter is Ukrainian only), Greek letter by letter after ISO 843, both
//! without signs; every other script as the crate `any_ascii` has it: Chinese signs by their reading in Mandarin, Korean ones by sound,
//! Arabic ones without the vowels that are not written. A name has other spellings too, which comparison by likeness and sound bears; two
//! Chinese signs of one sound come out as one, as they do in a passport. What this leaves out: Japanese readings of Chinese signs.

use any_ascii::any_ascii_char;

/// The Latin form of a letter in lower case; `None` where it is no Cyrillic or Greek one. Hard and soft signs are nothing.
pub(crate) fn latin(letter: char) -> Option<&'static str> {
    const CYRILLIC: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    // From alpha to omega; the form of sigma at the end of a word stands in its place.
    const GREEK: [&str; 25] = [
        "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t",
        "y", "f", "ch", "ps", "o",
    ];
    let place = |first: char| (letter as usize).checked_sub(first as usize);
    match letter {
        'а'..='я' => place('а').map(|at| CYRILLIC[at]),
        'α'..='ω' => place('α').map(|at| GREEK[at]),
        'є' => Some("ye"),
        'і' => Some("i"),
        'ґ' => Some("g"),
        'ђ' => Some("dj"),
        'ј' => Some("j"),
        'љ' => Some("lj"),
        'њ' => Some("nj"),
        'ћ' => Some("c"),
        'џ' => Some("dz"),
        _ => None,
    }
}

/// Puts a letter or figure of any other script in lower case Latin letters and figures; as it stands where nothing is known of it.
pub(crate) fn put_latin(letter: char, out: &mut String) {
    let before = out.len();
    let known = any_ascii_char(letter).chars().filter(char::is_ascii_alphanumeric);
    out.extend(known.map(|c| c.to_ascii_lowercase()));
    // Letters without a sound of their own are nothing, as in a passport; what is not known stays as it stands.
    let silent = matches!(letter, '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{64a}' | '\u{1100}'..='\u{11ff}');
    let alef = matches!(letter, '\u{622}' | '\u{623}' | '\u{625}' | '\u{627}' | '\u{5d0}');
    if out.len() == before && alef {
        out.push('a');
    } else if out.len() == before && letter.is_alphanumeric() && !silent {
        out.push(letter);
    }
}

/// The Latin form that bearers of a Korean surname write, where it is not the one of its sounds.
const KOREAN_SURNAMES: [(&str, &str); 24] = [
    ("김", "kim"),
    ("이", "lee"),
    ("박", "park"),
    ("최", "choi"),
    ("정", "jung"),
    ("강", "kang"),
    ("조", "cho"),
    ("윤", "yoon"),
    ("임", "lim"),
    ("오", "oh"),
    ("신", "shin"),
    ("권", "kwon"),
    ("안", "ahn"),
    ("유", "yoo"),
    ("고", "ko"),
    ("문", "moon"),
    ("배", "bae"),
    ("백", "baek"),
    ("허", "huh"),
    ("심", "shim"),
    ("노", "noh"),
    ("주", "joo"),
    ("구", "koo"),
    ("우", "woo"),
];

/// The Latin form of a surname of Korean signs, where its bearers write it otherwise than it sounds.
pub(crate) fn korean_surname(signs: &str) -> Option<&'static str> {
    KOREAN_SURNAMES.iter().find(|(of, _)| *of == signs).map(|(_, latin)| *latin)
}

/// Surnames of two signs; all others have one.
const SURNAMES_OF_TWO: [&str; 20] = [
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "东方", "東方", "皇甫", "尉迟", "公孙", "公孫",
    "慕容", "令狐", "남궁", "황보", "제갈", "선우", "독고",
];

/// Whether a letter is a Chinese sign or a Korean syllable.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The surname and the rest of a name written in Chinese signs or Korean syllables alone, which has the surname first and mostly no space; `None`
/// for any other.
pub(crate) fn surname_first(name: &str) -> Option<(&str, &str)> {
    let name = name.trim();
    if !name.chars().all(|c| is_sign(c) || c.is_whitespace()) || name.is_empty() {
        return None;
    }
    if let Some(parts) = name.split_once(char::is_whitespace) {
        return Some(parts);
    }
    let signs = name.chars().count();
    let first =
        if signs > 2 && SURNAMES_OF_TWO.iter().any(|of_two| name.starts_with(of_two)) { 2 } else { 1 };
    let end = name.char_indices().nth(first).map_or(name.len(), |(at, _)| at);
    (2..=4).contains(&signs).then(|| name.split_at(end))
}

#[cfg(test)]
mod tests {
    use crate::names::{plain, whole_name};

    #[test]
    fn names_in_two_scripts_are_one_word() {
        // | as written | plain |
        for (written, expected) in [
            ("Шевчук", "shevchuk"),
            ("ЩУКИН", "shchukin"),
            ("Ольга", "olga"),
            ("Юлія", "yuliya"),
            ("Андрей", "andrei"),
            ("Παπαδόπουλος", "papadopoylos"),
            ("Ελένη", "eleni"),
            ("Nørgård", "norgard"),
            ("王小明", "wangxiaoming"),
            ("김민수", "gimminsu"),
            ("은경", "eungyeong"),
            ("محمد", "mhmd"),
            ("صالح", "salh"),
            ("מרים", "mrym"),
            ("प्रिया", "priya"),
            ("٣٤", "34"),
            ("Ŋəlar", "ngelar"),
        ] {
            assert_eq!(plain(written), expected, "{written}");
        }
    }

    #[test]
    fn a_name_in_chinese_or_korean_signs_has_its_surname_first() {
        // | as written | forename | surname |
        for (written, forename, last) in [
            ("王小明", "xiaoming", "wang"),
            ("王 小明", "xiaoming", "wang"),
            ("欧阳明", "ming", "ouyang"),
            ("김민수", "minsu", "kim"),
            ("이지훈", "jihun", "lee"),
            ("王", "wang", ""),
            ("Wang Xiaoming", "wang", "xiaoming"),
            ("Xiaoming Wang", "xiaoming", "wang"),
        ] {
            let names = whole_name(written);
            assert_eq!(
                (names.forenames.join(" ").as_str(), names.surname.as_str()),
                (forename, last),
                "{written}"
            );
        }
    }
}
