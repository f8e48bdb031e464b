//! Who knew, and what followed, held to the truth of invented towns: every planted silence is found, none is said where
//! the truth has an action, and no silence comes of an extract that was not supplied.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // it runs the command and reads what it wrote

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use support::{candour, review, rows};

/// A town of its own with a review, made by the command.
fn town(folder: &Path, people: u32, seed: u64) -> PathBuf {
    let dir = folder.join("town");
    let (people, seed) = (people.to_string(), seed.to_string());
    let made = candour(&["specimen", dir.to_str().unwrap(), "--people", &people, "--seed", &seed]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    dir
}

/// The answers of a run, by number of the item by which the police first knew, and by response.
fn answers(out: &Path) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let events: BTreeMap<String, String> = rows(&out.join("chronology.csv"))
        .into_iter()
        .map(|r| (r["Ref"].clone(), r["reference"].clone()))
        .collect();
    rows(&out.join("followed.csv"))
        .into_iter()
        .filter(|r| r["holder"].contains("Constabulary"))
        .map(|r| ((events[&r["first_event"]].clone(), r["response"].clone()), r))
        .collect()
}

/// Takes the rows that could not be read out of the delimited files: an extract with such a row proves no absence.
fn without_rejected_rows(dir: &Path) {
    let mut gone: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for row in rows(&dir.join("out/rejected.csv")) {
        let path = dir.join("evidence").join(&row["file"]);
        if path.extension().is_some_and(|e| e == "csv") {
            gone.entry(path).or_default().push(row["row"].parse().unwrap());
        }
    }
    for (path, numbers) in gone {
        let bytes = fs::read(&path).unwrap();
        let lines = bytes.split_inclusive(|b| *b == b'\n').enumerate();
        let kept: Vec<&[u8]> = lines.filter(|(i, _)| !numbers.contains(&(i + 1))).map(|(_, l)| l).collect();
        fs::write(&path, kept.concat()).unwrap();
    }
}

/// The words of a name in small letters, in one order.
fn folded(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    words.retain(|w| !w.is_empty());
    words.sort_unstable();
    words
}

/// Letters to be changed, left out, added or changed about to make one word the other: every way tried.
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = match (i, j) {
                (i, 0) => i,
                (0, j) => j,
                _ => {
                    let other = usize::from(a[i - 1] != b[j - 1]);
                    let mut least =
                        (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + other);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        least = least.min(table[i - 2][j - 2] + 1);
                    }
                    least
                }
            };
        }
    }
    table[a.len()][b.len()]
}

/// Days in which a response counts as recorded shortly before, where the review states none.
const SHORTLY: i64 = 28;

/// Days from the first of the year 0 to a day written "2006-03-01": every year and month counted.
fn number_of_day(day: &str) -> i64 {
    let parts: Vec<i64> = day.split('-').map(|n| n.parse().unwrap()).collect();
    let leap = |y: i64| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let years: i64 = (0..parts[0]).map(|y| if leap(y) { 366 } else { 365 }).sum();
    const MONTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i64 = MONTHS[..parts[1] as usize - 1].iter().sum();
    years + months + i64::from(leap(parts[0]) && parts[1] > 2) + parts[2]
}

/// A reviewer who has the truth's list of what was done and of who lives in the town, and compares name by name: the slow way,
/// which shares no code with the program.
struct Reviewer {
    done: Vec<BTreeMap<String, String>>,
    people: Vec<BTreeMap<String, String>>,
    /// Name and mark that each item of the minutes speaks of, by its number, with its place in the order of the days.
    spoken: BTreeMap<String, (usize, String, String)>,
}

impl Reviewer {
    fn of(dir: &Path) -> Reviewer {
        let minutes = rows(&dir.join("evidence/meetings/minutes.csv"));
        let one = |(i, r): (usize, BTreeMap<String, String>)| {
            (r["Item"].clone(), (i, r["Named"].clone(), r["Plate"].clone()))
        };
        Reviewer {
            done: rows(&dir.join("truth/done.csv")),
            people: rows(&dir.join("truth/people.csv")),
            spoken: minutes.into_iter().enumerate().map(one).collect(),
        }
    }

    /// Whether two written names may be one person's: every word of the shorter in the other, but for a slip, a short form
    /// or an initial.
    fn alike(a: &str, b: &str) -> bool {
        let (a, b) = (folded(a), folded(b));
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let fits = |x: &String, y: &String| {
            let shorter = x.len().min(y.len());
            match shorter {
                1 => x[..1] == y[..1],
                _ => {
                    slips(x, y) <= 1
                        || (shorter >= 3 && (x.starts_with(y.as_str()) || y.starts_with(x.as_str())))
                }
            }
        };
        let all = |words: &[String]| words.iter().all(|x| long.iter().any(|y| fits(x, y)));
        !short.is_empty() && all(&short) && short.iter().any(|x| x.len() > 1)
    }

    fn marks_agree(a: &str, b: &str) -> bool {
        let plain = |m: &str| m.replace(' ', "").replace('O', "0").replace('I', "1");
        let (a, b) = (plain(a), plain(b));
        a.len() == b.len() && a.chars().zip(b.chars()).all(|(x, y)| x == y || x == '?' || y == '?')
    }

    /// What a subject spoken of by these words may be called in a record of something done, which gives whole names: itself,
    /// and for a street name the names of those who go by it.
    fn called(&self, name: &str) -> Vec<String> {
        let by_it = |p: &&BTreeMap<String, String>| {
            folded(name).len() == 1 && folded(&p["street_name"]) == folded(name)
        };
        let whole = |p: &BTreeMap<String, String>| format!("{} {}", p["forename"], p["surname"]);
        std::iter::once(name.to_string()).chain(self.people.iter().filter(by_it).map(whole)).collect()
    }

    /// Whether a record of somebody else, or one without a date, leaves a silence open: it is of what was expected, not
    /// before the day, and its words may mean the subject of the item.
    fn open(&self, line: &BTreeMap<String, String>) -> bool {
        let Some((at, name, mark)) = self.spoken.get(&line["reference"]) else { return true };
        let called = self.called(name);
        // Whoever may be the same was spoken of before: then what was done before this was known may answer that.
        let vehicle = line["subject"].starts_with('V');
        let before = |other: &(usize, String, String)| {
            other.0 < *at
                && match vehicle {
                    true => !other.2.is_empty() && Reviewer::marks_agree(mark, &other.2),
                    false => {
                        self.called(&other.1).iter().any(|o| called.iter().any(|c| Reviewer::alike(c, o)))
                    }
                }
        };
        let earlier = self.spoken.values().any(before);
        self.acted(line).any(|d| {
            // Shortly before it was known counts like afterwards.
            let known = number_of_day(&line["known_from"]) - SHORTLY;
            earlier || d["dated"].is_empty() || number_of_day(&d["day"]) >= known
        })
    }

    /// Whether such a thing was done in the days shortly before it was known, of whom or what the words may mean.
    fn just_before(&self, line: &BTreeMap<String, String>) -> bool {
        let known = number_of_day(&line["known_from"]);
        let within = |d: &BTreeMap<String, String>| {
            let day = number_of_day(&d["day"]);
            !d["dated"].is_empty() && known - SHORTLY <= day && day < known
        };
        self.spoken.contains_key(&line["reference"]) && self.acted(line).any(within)
    }

    /// What was done of the sort that a line of the truth expects, of whom or what its words may mean.
    fn acted<'r>(
        &'r self,
        line: &'r BTreeMap<String, String>,
    ) -> impl Iterator<Item = &'r BTreeMap<String, String>> {
        let (_, name, mark) = &self.spoken[&line["reference"]];
        let called = self.called(name);
        self.done.iter().filter(|d| d["expected"] == line["expected"]).filter(move |d| match line["subject"]
            .starts_with('V')
        {
            true => Reviewer::marks_agree(mark, &d["mark"]),
            false => {
                let street = if folded(name).len() == 1 { &d["alias"] } else { &d["name"] };
                [&d["name"], street].iter().any(|n| called.iter().any(|c| Reviewer::alike(c, n)))
            }
        })
    }

    /// Whether the same words were spoken of at an earlier meeting, of another: they are one line there.
    fn spoken_before(&self, line: &BTreeMap<String, String>) -> bool {
        let Some((at, name, mark)) = self.spoken.get(&line["reference"]) else { return false };
        let same = |other: &(usize, String, String)| match line["subject"].starts_with('V') {
            true => Reviewer::marks_agree(mark, &other.2),
            false => folded(&other.1) == folded(name),
        };
        let others = self.spoken.iter().filter(|(number, _)| **number != line["reference"]);
        others.into_iter().any(|(_, other)| other.0 < *at && same(other))
    }

    /// Whether another person of the town bears the name that was spoken.
    fn namesake(&self, line: &BTreeMap<String, String>) -> bool {
        let Some((_, name, _)) = self.spoken.get(&line["reference"]) else { return true };
        let bears = |p: &&BTreeMap<String, String>| {
            ["surname", "later_surname"]
                .iter()
                .any(|s| folded(&format!("{} {}", p["forename"], p[*s])) == folded(name))
        };
        self.people.iter().filter(bears).count() > 1
    }
}

/// How the lines of the truth came out.
#[derive(Default, Debug)]
struct Tally {
    silences: usize,
    silences_open: usize,
    /// Silences of the truth after something that was done shortly before.
    shortly_before: usize,
    done: usize,
    done_open: usize,
    /// Lines of the truth under the words of an earlier one.
    elsewhere: usize,
}

fn hold_to_the_truth(
    seed: u64,
    reviewer: &Reviewer,
    truth: &[BTreeMap<String, String>],
    found: &BTreeMap<(String, String), BTreeMap<String, String>>,
) -> Tally {
    let mut tally = Tally::default();
    for line in truth {
        let key = (line["reference"].clone(), line["expected"].clone());
        let Some(answer) = found.get(&key) else {
            assert!(reviewer.spoken_before(line), "{seed}: no line for {line:?}");
            tally.elsewhere += 1;
            continue;
        };
        match (line["done"].as_str(), answer["answer"].as_str()) {
            ("", "nothing recorded") => {
                tally.silences += 1;
            }
            ("", "shortly before") => {
                assert!(reviewer.just_before(line), "{seed}: nothing was done before: {line:?}\n{answer:?}");
                tally.shortly_before += 1;
            }
            // Somebody who may be the same by the words was tasked or told of, or a record of it has no date; or it was done before
            // the first record of its being known, and minutes of an earlier month, which may show that, are away.
            ("", "cannot tell") => {
                let month_away = answer["reason"]
                    .contains("from before it was spoken of in a record of concern")
                    && answer["reason"].contains("in the monthly series");
                assert!(
                    month_away || reviewer.open(line),
                    "{seed}: a silence is left open for no reason: {line:?}\n{answer:?}"
                );
                tally.silences_open += 1;
            }
            ("", word) => panic!("{seed}: a silence came out as {word}: {line:?}\n{answer:?}"),
            (_, "done") => {
                tally.done += 1;
                assert_eq!(answer["known_from"], line["known_from"], "{line:?}");
                let numbers = answer["days_after"].split(|c: char| !c.is_ascii_digit());
                let days = numbers.filter_map(|n| n.parse::<i64>().ok()).max().unwrap_or(0);
                let expected: i64 = line["answer"].split(' ').find_map(|w| w.parse().ok()).unwrap_or(0);
                assert!(days >= expected, "{seed}: {line:?} came out as {answer:?}");
            }
            (_, "cannot tell") => {
                let told = line["sure"] == "yes" && !reviewer.namesake(line);
                assert!(
                    !told,
                    "{seed}: an action that the records tie to it is left open: {line:?}\n{answer:?}"
                );
                tally.done_open += 1;
            }
            (_, word) => {
                panic!("{seed}: the truth has an action, the answer is {word}: {line:?}\n{answer:?}")
            }
        }
    }
    tally
}

#[test]
fn every_planted_silence_is_found_and_none_where_an_action_followed() {
    let folder = tempfile::tempdir().unwrap();
    for (people, seed) in [(300, 2004), (900, 77)] {
        let dir = town(&folder.path().join(seed.to_string()), people, seed);
        review(&dir, &[], 0);
        // As received: no silence is said of a log with a row that could not be read.
        for answer in answers(&dir.join("out")).values().filter(|a| a["reason"].contains("could not be read"))
        {
            assert_eq!(answer["answer"], "extract not supplied", "{answer:?}");
        }
        without_rejected_rows(&dir);
        review(&dir, &[], 1);
        let truth = rows(&dir.join("truth/known.csv"));
        assert!(truth.len() >= 70, "{} lines of truth", truth.len());
        let tally = hold_to_the_truth(seed, &Reviewer::of(&dir), &truth, &answers(&dir.join("out")));
        println!("seed {seed}, {} lines of truth: {tally:?}", truth.len());
        assert!(tally.silences > 0 && tally.done > tally.done_open, "{tally:?}");
    }
}

#[test]
fn taking_an_extract_away_never_makes_a_silence() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), 300, 5);
    review(&dir, &[], 0);
    let before = answers(&dir.join("out"));
    let whole = fs::read_to_string(dir.join("review.toml")).unwrap();
    for title in ["Checks of vehicle marks", "Taskings", "Intelligence log, graded 5x5x5"] {
        let at = whole.find(&format!("title = \"{title}\"")).unwrap();
        let covers = at + whole[at..].find("covers = ").unwrap();
        let end = covers + whole[covers..].find('\n').unwrap();
        let text = format!("{}{}", &whole[..covers], &whole[end + 1..]);
        fs::write(dir.join("review.toml"), text).unwrap();
        review(&dir, &[], 0);
        let after = answers(&dir.join("out"));
        let mut lost = 0;
        for (key, answer) in &after {
            let silent = |a: &BTreeMap<String, String>| a["answer"] == "nothing recorded";
            assert!(!silent(answer) || before.get(key).is_some_and(silent), "{title}: {key:?} {answer:?}");
            lost += usize::from(before.get(key).is_some_and(silent) && !silent(answer));
        }
        println!("{title}: {lost} silences are no longer said");
    }
}

/// For each event of the chronology, file and own number of its row.
fn rows_of_events(dir: &Path) -> BTreeMap<String, (String, String)> {
    let mut refs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in MESSAGES.iter().chain(&JOINT) {
        let path = dir.join("evidence").join(file);
        refs.insert((*file).to_string(), rows(&path).iter().map(|r| r["Ref"].clone()).collect());
    }
    let mut found = BTreeMap::new();
    for event in rows(&dir.join("out/chronology.csv")) {
        if let Some(refs) = refs.get(&event["file"]) {
            // The header is row 1.
            let own = refs[event["row"].parse::<usize>().unwrap() - 2].clone();
            found.insert(event["Ref"].clone(), (event["file"].clone(), own));
        }
    }
    found
}

const MESSAGES: [&str; 5] = [
    "police/messages.csv",
    "social_care/messages.csv",
    "health/messages.csv",
    "school/messages.csv",
    "youth/messages.csv",
];
const JOINT: [&str; 2] = ["police/joint_work.csv", "social_care/joint_work.csv"];
const POLICE: &str = "Norrowshire Constabulary";

#[test]
fn every_report_that_was_passed_on_is_traced_to_the_first_and_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    for (people, seed) in [(300, 2004), (900, 77)] {
        let dir = town(&folder.path().join(seed.to_string()), people, seed);
        review(&dir, &[], 0);
        let place = rows_of_events(&dir);
        let mut reports: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
        for line in rows(&dir.join("truth/reports.csv")) {
            reports.entry(line["report"].clone()).or_default().push(line);
        }
        let own = |l: &BTreeMap<String, String>| (l["file"].clone(), l["reference"].clone());
        let mut planted = BTreeSet::new();
        for copies in reports.values().filter(|c| c.iter().any(|l| l["holder"] != c[0]["holder"])) {
            planted.extend(copies[1..].iter().map(|copy| (own(&copies[0]), own(copy))));
        }
        let found: BTreeSet<_> = rows(&dir.join("out/recycled.csv"))
            .iter()
            .map(|r| (place[&r["first"]].clone(), place[&r["copy"]].clone()))
            .filter(|(first, copy)| first != copy) // the agency's own row, twice in its file
            .collect();
        let missed: Vec<_> = planted.difference(&found).collect();
        let invented: Vec<_> = found.difference(&planted).collect();
        println!("seed {seed}: {} copies planted, {} found", planted.len(), found.len());
        assert!(missed.is_empty() && invented.is_empty(), "missed {missed:?}\ninvented {invented:?}");
        let several = counts_once(&dir, &reports);
        println!("seed {seed}: {several} people known to the police through several records of one report");
        assert!(several > 5);
    }
}

/// Through however many records the police knew of somebody, the sources are as many as the reports. Gives for how many people
/// there were more records than reports.
fn counts_once(dir: &Path, reports: &BTreeMap<String, Vec<BTreeMap<String, String>>>) -> usize {
    let mut written: BTreeMap<(String, String), usize> = BTreeMap::new();
    for file in MESSAGES {
        for row in rows(&dir.join("evidence").join(file)) {
            *written.entry((file.to_string(), row["Ref"].clone())).or_default() += 1;
        }
    }
    // Linkage may hold apart what one row writes otherwise; each entry is a subject with records and sources of its own.
    let mut entry: BTreeMap<(String, String), String> = BTreeMap::new();
    let mentions: BTreeMap<(String, String), String> = rows(&dir.join("out/mentions.csv"))
        .into_iter()
        .map(|m| ((m["file"].clone(), m["row"].clone()), m["entity"].clone()))
        .collect();
    for file in MESSAGES {
        for (i, row) in rows(&dir.join("evidence").join(file)).iter().enumerate() {
            if let Some(entity) = mentions.get(&(file.to_string(), (i + 2).to_string())) {
                entry.insert((file.to_string(), row["Ref"].clone()), entity.clone());
            }
        }
    }
    let mut of_person: BTreeMap<&str, Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    for line in reports.values().flatten() {
        let to_police = line["holder"] == POLICE || line["passed_to"].split(" | ").any(|p| p == POLICE);
        if to_police {
            let own = (line["file"].clone(), line["reference"].clone());
            of_person.entry(&entry[&own]).or_default().push(line);
        }
    }
    // By the subject, not by the number of the first item: two agencies' logs may reach the same number.
    let followed = rows(&dir.join("out/followed.csv"));
    let answer_of = |person: &str| {
        let about = |entities: &str| entities.split(|c: char| !c.is_alphanumeric()).any(|e| e == person);
        let mut tasked = followed.iter().filter(|r| r["holder"] == POLICE && r["response"] == "tasking");
        tasked.find(|r| about(&r["entities"]))
    };
    let mut several = 0;
    for (person, mut lines) in of_person {
        lines.sort_by_key(|l| l["day"].clone());
        let records: usize =
            lines.iter().map(|l| written[&(l["file"].clone(), l["reference"].clone())]).sum();
        let sources = lines.iter().map(|l| &l["report"]).collect::<BTreeSet<_>>().len();
        let answer = answer_of(person).unwrap_or_else(|| panic!("{person}: no line for {:?}", lines[0]));
        assert_eq!(answer["known_from"], lines[0]["day"], "{person}");
        assert_eq!(
            (answer["times"].as_str(), answer["sources"].as_str()),
            (records.to_string().as_str(), sources.to_string().as_str()),
            "{person}: {lines:?}"
        );
        assert_ne!(answer["answer"], "done", "nobody whom only letters name was tasked: {answer:?}");
        several += usize::from(records > sources);
    }
    several
}

#[test]
fn two_accounts_of_one_thing_that_differ_are_found_and_none_is_invented() {
    let folder = tempfile::tempdir().unwrap();
    for (people, seed) in [(300, 2004), (900, 77)] {
        let dir = town(&folder.path().join(seed.to_string()), people, seed);
        review(&dir, &[], 0);
        let place = rows_of_events(&dir);
        let truth = rows(&dir.join("truth/told_twice.csv"));
        let planted: BTreeSet<[String; 3]> = truth
            .iter()
            .filter(|l| !l["differs"].is_empty())
            .map(|l| [l["police"].clone(), l["social_care"].clone(), l["differs"].clone()])
            .collect();
        let mut found = BTreeSet::new();
        for line in rows(&dir.join("out/contradictions.csv")) {
            let mut pair = ["left", "right"].map(|side| place[&line[side]].1.clone());
            pair.sort_by_key(|own| !own.starts_with("PJ"));
            let [police, social_care] = pair;
            let said = &line["differences"];
            for (words, what) in
                [("Date:", "date"), ("Present:", "attendance"), ("Decision:", "decision"), ("Body:", "body")]
            {
                if said.contains(words) {
                    found.insert([police.clone(), social_care.clone(), what.to_string()]);
                }
            }
        }
        let alike = truth.len() - planted.len();
        println!(
            "seed {seed}: {} planted, {} found, {alike} pairs that do not differ",
            planted.len(),
            found.len()
        );
        let missed: Vec<_> = planted.difference(&found).collect();
        let invented: Vec<_> = found.difference(&planted).collect();
        assert!(missed.is_empty() && invented.is_empty(), "missed {missed:?}\ninvented {invented:?}");
        assert!(planted.len() > 20 && alike > 20);
    }
}

#[test]
fn an_absent_month_says_what_came_of_the_extract_that_would_hold_it() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), 300, 2004);
    review(&dir, &[], 0);
    let minutes = rows(&dir.join("evidence/meetings/minutes.csv"));
    let lines = rows(&dir.join("out/absent_months.csv"));
    let of = |title: &str| -> Vec<&BTreeMap<String, String>> {
        lines.iter().filter(|l| l["series"].contains(title)).collect()
    };
    for (title, words) in [
        ("forum", "supplied, without the month"),
        ("Core groups", "searched for and not found"),
        ("licensing panel", "refused"),
        ("tasking meeting", "never asked for"),
    ] {
        let months = of(title);
        assert!(months.iter().all(|l| l["extract_that_would_hold_it"] == words), "{title}: {months:?}");
        println!("{title}: {} absent months, {words}", months.len());
    }
    assert!(["Core groups", "licensing panel", "tasking meeting"].iter().all(|t| of(t).len() == 36));
    let all = 11 * 12;
    let held: BTreeSet<&str> =
        minutes.iter().filter_map(|r| r["Date"].split_once(' ').map(|(_, month)| month)).collect();
    assert_eq!(of("forum").len(), all - held.len());
    let page = fs::read_to_string(dir.join("out/report.html")).unwrap();
    for words in ["Never asked for", "Refused", "Searched for and not found"] {
        assert!(page.contains(words), "the page says {words}");
    }
}

/// What the page says of each theme's curve: "no change beyond chance", or where the change lies.
fn curves(dir: &Path) -> BTreeMap<String, String> {
    let page = fs::read_to_string(dir.join("out/report.html")).unwrap();
    let table = &page[page.find("Where the share changed").unwrap()..];
    let table = &table[..table.find("</table>").unwrap()];
    let rows = table.split("<th scope=\"row\">").skip(1);
    rows.map(|row| {
        let theme = row.split(['<', '\n']).next().unwrap().trim().to_string();
        let told = row.rsplit("<td>").next().unwrap().split('<').next().unwrap();
        (theme, told.to_string())
    })
    .collect()
}

/// Months from the year 0 to the first of a quarter written like "January to March 2006".
fn quarter_start(words: &str) -> i32 {
    let month =
        ["January", "April", "July", "October"].iter().position(|m| words.trim().starts_with(m)).unwrap();
    words.trim().rsplit(' ').next().unwrap().parse::<i32>().unwrap() * 12 + 3 * month as i32
}

#[test]
fn a_planted_change_of_theme_is_found_at_its_month_and_none_where_none_was_planted() {
    let folder = tempfile::tempdir().unwrap();
    // The same town without a change: no curve changes.
    for seed in [2004, 5, 77] {
        let dir = town(&folder.path().join(format!("none-{seed}")), 300, seed);
        review(&dir, &[], 0);
        assert!(!dir.join("truth/themes.csv").exists());
        let said = curves(&dir);
        assert!(!said["exploitation"].contains("no item"), "{said:?}");
        assert!(said.values().all(|told| !told.contains("from then on")), "seed {seed}: {said:?}");
    }
    for (seed, from) in [(2004, "2008-04-01"), (5, "2009-05-01"), (77, "2007-12-01")] {
        let dir = folder.path().join(format!("planted-{seed}"));
        let seed = seed.to_string();
        let made = candour(&["specimen", dir.to_str().unwrap(), "--seed", &seed, "--theme-from", from]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        review(&dir, &[], 0);
        let said = curves(&dir);
        let truth = rows(&dir.join("truth/themes.csv"));
        assert_eq!(truth.len(), 1);
        let month = |day: &str| {
            let parts: Vec<i32> = day.split('-').map(|n| n.parse().unwrap()).collect();
            parts[0] * 12 + parts[1] - 1
        };
        let planted = month(&truth[0]["from"]);
        for theme in [&truth[0]["gone"], &truth[0]["come"]] {
            let told = &said[theme];
            println!("seed {seed}, planted from {from}, {theme}: {told}");
            let (_, between) =
                told.split_once("the change lies between ").unwrap_or_else(|| panic!("{theme}: {told}"));
            let (first, rest) = between.split_once(" and ").unwrap();
            let last = rest.split(';').next().unwrap();
            // The curve counts by quarter: a change within one shows in it or in the next.
            let (first, last) = (quarter_start(first) - 2, quarter_start(last) + 2);
            assert!(first <= planted && planted <= last, "{theme}: {told}");
            assert!(last - first < 24, "the uncertainty is less than two years: {told}");
        }
        let others =
            said.iter().filter(|(theme, _)| **theme != truth[0]["gone"] && **theme != truth[0]["come"]);
        for (theme, told) in others {
            assert!(!told.contains("from then on"), "seed {seed}, {theme}: {told}");
        }
    }
}

#[test]
fn the_command_says_what_was_visible_on_a_day_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let dir = town(folder.path(), 300, 2004);
    let vehicle = rows(&dir.join("truth/known.csv"))
        .into_iter()
        .find(|r| r["strand"] == "A" && r["expected"] == "vehicle check")
        .unwrap();
    let ask = |more: &[&str]| {
        let mut args = vec!["knew", dir.to_str().unwrap(), "--about", vehicle["label"].as_str()];
        args.extend(more);
        let output = candour(&args);
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, first_day, _) = ask(&["--on", vehicle["known_from"].as_str()]);
    assert_eq!(code, Some(0));
    assert!(first_day.contains("Norrowshire Constabulary"), "{first_day}");
    assert!(first_day.contains("discussed at a meeting it attended"), "{first_day}");
    let told = first_day.split("The rule of this review").next().unwrap();
    assert!(!told.contains("vehicle check"), "the check came later:\n{first_day}");
    let (_, before, _) = ask(&["--on", "2004-01-05"]);
    assert!(before.contains("No record of it by then"), "{before}");
    let (code, _, error) = ask(&["--holder", "Norrowshire Constabulry"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("did you mean \"Norrowshire Constabulary\"?"), "{error}");
}
