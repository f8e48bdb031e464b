//! Names that exist nowhere: people, streets, agencies, postcodes, plates, telephones.
//!
//! Surnames and forenames are built from invented beginnings and ordinary endings; none is among the common names of
//! the country (a test holds a list against them). Postcodes use the area `NX`, which the Royal Mail has not given
//! out. Plates have the present shape, but a memory tag of `I`, `Q` and `Z` only, which the licensing agency leaves
//! out: no such plate can exist. Telephones come from the ranges Ofcom keeps for drama: 01632 960000 to 960999 and
//! 07700 900000 to 900999; there are 2,000 of them, so that in a large specimen many people share a number.

use crate::chance::Chance;

/// The police force.
pub(crate) const POLICE: &str = "Norrowshire Constabulary";
/// The force next door, never told of the strand.
pub(crate) const NEXT_FORCE: &str = "Ostmarch Constabulary";
/// Children's social care.
pub(crate) const SOCIAL_CARE: &str = "Northmere Children's Social Care";
/// The hospital.
pub(crate) const HEALTH: &str = "Norrow Vale Hospital";
/// The school.
pub(crate) const SCHOOL: &str = "Tarnbeck Lane School";
/// The youth service.
pub(crate) const YOUTH: &str = "Northmere Youth Service";
/// Taxi licensing at the council.
pub(crate) const LICENSING: &str = "Northmere Borough Council Licensing";

const SURNAME_HEADS: [&str; 60] = [
    "Orrow", "Thack", "Vaskel", "Quillan", "Briskem", "Tarnow", "Wendle", "Harlox", "Skemmer", "Dunnick",
    "Pellow", "Marrick", "Fennix", "Gristen", "Loxen", "Umber", "Yarrock", "Zennick", "Ossin", "Ebbel",
    "Iddle", "Ulver", "Crannock", "Drusk", "Ferrab", "Glimmer", "Hoxen", "Jorrel", "Kettin", "Lurrem",
    "Mossel", "Nubbin", "Oxter", "Prill", "Rusken", "Snedder", "Tivver", "Vorrel", "Wexel", "Yeddin",
    "Addock", "Blathen", "Cossel", "Dibben", "Eskel", "Fossick", "Garrab", "Hessen", "Inkel", "Jessop",
    "Kibber", "Ludder", "Mirrin", "Noxel", "Orbel", "Pudder", "Quassen", "Reddle", "Sorrab", "Tunnick",
];
const SURNAME_TAILS: [&str; 20] = [
    "by", "ling", "ett", "wick", "mere", "sby", "croft", "den", "ley", "stow", "dale", "garth", "rigg",
    "thwaite", "combe", "hurst", "holt", "well", "ney", "mond",
];
const GIRL_HEADS: [&str; 24] = [
    "Tams", "Wenn", "Isk", "Morv", "Lusk", "Verr", "Ostr", "Ellm", "Brinn", "Corsk", "Fenn", "Gwisk", "Hesp",
    "Kezz", "Narr", "Pell", "Rhosk", "Sevv", "Thess", "Umm", "Yedd", "Zann", "Dimm", "Jorr",
];
const GIRL_TAILS: [&str; 10] = ["el", "a", "ila", "ette", "wen", "ora", "issa", "ane", "ula", "ny"];
const BOY_HEADS: [&str; 24] = [
    "Dorr", "Cass", "Brann", "Tobb", "Wulf", "Hald", "Jask", "Kedd", "Lorr", "Mord", "Nedd", "Osk", "Pesk",
    "Rusk", "Stann", "Tarr", "Udd", "Vann", "Wick", "Yorr", "Zeck", "Gharr", "Fisk", "Edd",
];
const BOY_TAILS: [&str; 10] = ["ick", "en", "o", "an", "ock", "well", "is", "or", "um", "in"];
const STREET_HEADS: [&str; 28] = [
    "Osier",
    "Quarrel",
    "Saltgate",
    "Mallard",
    "Kiln",
    "Fullers",
    "Tarnbeck",
    "Withy",
    "Cinder",
    "Ropewalk",
    "Heron",
    "Tanyard",
    "Plover",
    "Sluice",
    "Wharf",
    "Larkmoor",
    "Teasel",
    "Gantry",
    "Meretop",
    "Eelpie",
    "Dovecot",
    "Hasp",
    "Thorngate",
    "Lapwing",
    "Cobble",
    "Skerry",
    "Bracken",
    "Culver",
];
const STREET_TAILS: [&str; 8] = ["Lane", "Road", "Street", "Close", "Row", "Terrace", "Way", "Court"];
/// Names people go by in the street.
const STREET_NAMES: [&str; 16] = [
    "Rook", "Spanner", "Titch", "Moth", "Cricket", "Pogo", "Wisp", "Tank", "Flint", "Bramble", "Dibs",
    "Magpie", "Socks", "Comet", "Ferret", "Biscuit",
];
/// Makes of car that nobody builds.
pub(crate) const MAKES: [&str; 6] = ["Vantor", "Merrow", "Hollin", "Castor GT", "Brisk", "Ostrel"];
/// Colours of car.
pub(crate) const COLOURS: [&str; 6] = ["silver", "dark blue", "red", "black", "white", "green"];

/// The lists of names, built once.
pub(crate) struct Names {
    /// Surnames.
    pub(crate) surnames: Vec<String>,
    /// Girls' and women's forenames.
    pub(crate) girls: Vec<String>,
    /// Boys' and men's forenames.
    pub(crate) boys: Vec<String>,
}

impl Names {
    /// Builds the lists. The order mixes beginnings and endings, so that frequent names do not all begin alike.
    pub(crate) fn new() -> Names {
        Names {
            surnames: combine(&SURNAME_HEADS, &SURNAME_TAILS),
            girls: combine(&GIRL_HEADS, &GIRL_TAILS),
            boys: combine(&BOY_HEADS, &BOY_TAILS),
        }
    }
}

fn combine(heads: &[&str], tails: &[&str]) -> Vec<String> {
    let mut names = Vec::with_capacity(heads.len() * tails.len());
    for turn in 0..tails.len() {
        for (i, head) in heads.iter().enumerate() {
            names.push(format!("{head}{}", tails[(i * 7 + turn) % tails.len()]));
        }
    }
    names
}

/// The short form of a forename: its first four letters, without a doubled last one ("Wennora": "Wen").
pub(crate) fn short_form(forename: &str) -> &str {
    let b = forename.as_bytes();
    let end = b.len().min(4);
    if end == 4 && b[3] == b[2] { &forename[..3] } else { &forename[..end] }
}

/// A street name (what a person goes by), not the name of a street.
pub(crate) fn street_name(chance: &mut Chance) -> &'static str {
    chance.pick(&STREET_NAMES)
}

/// An address and its postcode. The postcode follows from the street and the half of it, as it does on a map.
pub(crate) fn address(chance: &mut Chance) -> (String, String) {
    let (head, tail) = (chance.below(STREET_HEADS.len()), chance.below(STREET_TAILS.len()));
    let number = chance.between(1, 180);
    let street = head * STREET_TAILS.len() + tail;
    const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ"; // the inward letters in use: no C, I, K, M, O, V
    let half = street * 2 + usize::from(number > 90);
    let postcode = format!(
        "NX{} {}{}{}",
        half % 9 + 1,
        half / 9 % 10,
        char::from(LETTERS[half * 7 % LETTERS.len()]),
        char::from(LETTERS[half * 3 % LETTERS.len()])
    );
    (format!("{number} {} {}", STREET_HEADS[head], STREET_TAILS[tail]), postcode)
}

/// A street, for places in narratives.
pub(crate) fn street(chance: &mut Chance) -> (&'static str, &'static str) {
    (chance.pick(&STREET_HEADS), chance.pick(&STREET_TAILS))
}

/// How many different plates there are: 9 memory tags x 5 age marks x 22^3 endings.
pub(crate) const PLATES_MAX: u64 = 9 * 5 * 22 * 22 * 22;

/// The plate of vehicle `number` (below [`PLATES_MAX`]): every number another plate, for every seed.
pub(crate) fn plate(seed: u64, number: u64) -> String {
    const TAGS: &[u8] = b"IQZ";
    const AGES: [&str; 5] = ["51", "02", "52", "03", "53"]; // September 2001 to February 2004: all on the road by then
    const ENDS: &[u8] = b"ABCDEFGHJKLMNOPRSTUVWX"; // 22 letters; I, Q, Y and Z stay out
    // 7,919 is prime and divides no factor of the modulus, so that the step visits every number once.
    let n = (number % PLATES_MAX * 7_919 + seed % PLATES_MAX) % PLATES_MAX;
    let (a, n) = (n % 22, n / 22);
    let (b, n) = (n % 22, n / 22);
    let (c, n) = (n % 22, n / 22);
    let (age, tag) = (n % 5, n / 5);
    let letter = |i: u64| char::from(ENDS[i as usize]);
    format!(
        "{}{}{} {}{}{}",
        char::from(TAGS[(tag % 3) as usize]),
        char::from(TAGS[(tag / 3) as usize]),
        AGES[age as usize],
        letter(c),
        letter(b),
        letter(a)
    )
}

/// A telephone of the drama ranges: `n` below 1,000, mobile or not.
pub(crate) fn telephone(mobile: bool, n: usize) -> String {
    if mobile { format!("07700 900{n:03}") } else { format!("01632 960{n:03}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Common surnames and forenames of the country, and surnames of people in the news; none may be built.
    const REAL: &str = "smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white \
        roberts green hall wood jackson clarke clark lewis harris martin cooper hill ward turner moore king watson baker harrison \
        morgan patel young mitchell james anderson allen cook phillips lee bell parker davis bennett miller cox richardson marshall \
        simpson shaw price adams hughes edwards foster kelly murphy murray khan ahmed hussain ali begum collins webb rogers gray \
        mason hunt ellis chapman knight barnes fisher matthews holmes mills lloyd butler russell barker stevens jenkins dixon \
        fletcher hunter cole west jordan owen reynolds ford newman simmons crawford dawson grant wells webster perry hudson \
        blair brown cameron may johnson truss sunak starmer thatcher jay casey heal alexis linden stovewood crowther amazon ashby \
        kirby selby colby whitby crosby wendling harley hadley garrett marriott jessop jessopp pellett \
        mary anna emma sarah laura rebecca charlotte hannah jessica lauren amy sophie chloe emily lucy olivia katie megan \
        bethany jade danielle samantha rachel stephanie natalie leanne gemma kelly kerry zoe abigail georgia ella mia lily grace \
        david john michael paul andrew peter james robert mark stephen thomas daniel matthew christopher richard simon \
        anthony kevin steven ian jack joshua ryan jordan luke adam liam connor lewis nathan kyle scott aaron lee craig gary \
        mohammed ali jane janet jenny fenella isla wendy wendell corwen corvette ellen brian brandon edwin eden oscar casper \
        warwick warrick garrick derrick roderick carrick eddison addison";

    #[test]
    fn no_name_is_a_common_real_one() {
        let real: BTreeSet<&str> = REAL.split_whitespace().collect();
        let names = Names::new();
        for name in names.surnames.iter().chain(&names.girls).chain(&names.boys) {
            assert!(!real.contains(name.to_lowercase().as_str()), "{name} is a real name");
        }
        for word in STREET_NAMES {
            assert!(!real.contains(word.to_lowercase().as_str()), "{word} is a real name");
        }
    }

    #[test]
    fn every_name_is_built_once() {
        let names = Names::new();
        for list in [&names.surnames, &names.girls, &names.boys] {
            assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len());
        }
    }

    #[test]
    fn the_postcode_area_is_given_to_nobody() {
        const AREAS: &str = "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC \
            EH EN EX FK FY G GIR GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG \
            NN NP NR NW OL OX PA PE PH PL PO PR QC RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W \
            WA WC WD WF WN WR WS WV XX YO ZE";
        let mut chance = Chance::new(1, 1);
        for _ in 0..500 {
            let (address, postcode) = address(&mut chance);
            let area: String = postcode.chars().take_while(char::is_ascii_alphabetic).collect();
            assert!(!AREAS.split_whitespace().any(|a| a == area), "{address}, {postcode}");
        }
    }

    #[test]
    fn plates_cannot_exist_and_differ() {
        let plates: BTreeSet<String> = (0..5_000).map(|n| plate(42, n)).collect();
        assert_eq!(plates.len(), 5_000);
        for plate in &plates {
            assert!(plate.bytes().take(2).all(|b| b"IQZ".contains(&b)), "{plate}");
            assert_eq!(plate.len(), 8);
        }
    }

    #[test]
    fn short_forms() {
        for (whole, short) in [("Wennora", "Wen"), ("Tamsel", "Tams"), ("Osken", "Oske"), ("Oska", "Oska")] {
            assert_eq!(short_form(whole), short);
        }
    }
}
