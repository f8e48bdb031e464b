//! Whether each criticism that can be read was put to whom it is about: notice, an extract with time for a reply, and a
//! considered reply or the end of that time.
//!
//! Notices, extracts, replies and expiries have an open frame, so this can be followed although their words are withheld. A
//! notice counts for another version of a finding where nothing that can be read of the two differs.

use model::Day;
use serde_json::Value;

use super::Refusal;
use super::acts::{kind_word, members, number, recorded_on};
use super::decisions::Withheld;
use super::read::Row;
use crate::acts::Kind;
use crate::entry::Class;
use crate::quoted::holds;
use crate::words::{Effect, ReasonCode, Tenor};

/// Places that are told one by one; what is beyond is counted.
const PLACES_MAX: usize = 10;

/// A notice and what followed it, by entry.
struct Notice<'p> {
    row: &'p Row,
    /// The finding, and the part of it.
    about: (u64, u64),
    extracts: Vec<&'p Row>,
    /// Replies, and whether something says what each changed.
    replies: Vec<(&'p Row, bool)>,
    expiry: Option<u64>,
}

/// The criticisms of a review and what was put.
pub(super) struct Put<'p> {
    rows: &'p [Row],
    notices: Vec<Notice<'p>>,
}

impl<'p> Put<'p> {
    /// What the entries say.
    pub(super) fn of(rows: &'p [Row]) -> Put<'p> {
        let mut notices: Vec<Notice<'p>> = Vec::new();
        for row in rows {
            let (n, Some(of)) = (row.entry.seq, number(row, "of")) else { continue };
            let word = kind_word(row);
            if word == "notice" {
                let about = (of, number(row, "part").unwrap_or(0));
                notices.push(Notice { row, about, extracts: Vec::new(), replies: Vec::new(), expiry: None });
                continue;
            }
            for notice in &mut notices {
                let on_it = notice.row.entry.seq == of;
                match word {
                    "extract" if on_it => notice.extracts.push(row),
                    "reply" if on_it => notice.replies.push((row, false)),
                    "expiry" if on_it => notice.expiry = Some(n),
                    "change" => {
                        let considered = notice.replies.iter_mut().filter(|(reply, _)| reply.entry.seq == of);
                        considered.for_each(|reply| reply.1 = true);
                    }
                    _ => {}
                }
            }
        }
        Put { rows, notices }
    }

    /// The first letter that is not what it should be, and the first criticism in the open that was not put.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        for notice in &self.notices {
            self.times(notice)?;
        }
        self.changes()?;
        for row in self.rows {
            if !in_the_open(row) {
                continue;
            }
            for finding in self.findings_of(row) {
                for part in self.critical_parts(finding) {
                    if !self.was_put((finding, part)) {
                        return Err(Refusal::rules(format!(
                            "Part {part} of the finding of entry {finding} is a criticism, and entry {} tells of it in the \
                             open. The file shows no notice of it that came to an end: an extract, time for a reply, and a \
                             reply that was considered or the end of that time.",
                            row.entry.seq
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    /// What a reply is said to have changed was changed after it.
    fn changes(&self) -> Result<(), Refusal> {
        for row in self.rows.iter().filter(|row| kind_word(row) == "change") {
            let effect = row.value("effect").and_then(Value::as_str).unwrap_or_default();
            let reply = number(row, "of").and_then(|of| self.row(of));
            let notice = reply
                .and_then(|reply| number(reply, "of"))
                .and_then(|of| self.notices.iter().find(|notice| notice.row.entry.seq == of));
            let (Some(reply), Some(notice)) = (reply, notice) else { continue };
            if effect != Effect::Nothing.word() && !self.followed(notice.about.0, reply.entry.seq) {
                return Err(Refusal::rules(format!(
                    "Entry {} says that because of a reply the finding of entry {} was {effect}, and no entry after the reply \
                     withdraws or replaces it.",
                    row.entry.seq, notice.about.0
                )));
            }
        }
        Ok(())
    }

    /// Whether some entry after another one withdraws a finding or replaces it, in whichever version.
    fn followed(&self, finding: u64, after: u64) -> bool {
        let mut versions = vec![finding];
        self.rows.iter().any(|row| {
            let n = row.entry.seq;
            let of = |path: &str| number(row, path).is_some_and(|of| versions.contains(&of));
            match kind_word(row) {
                "finding_withdrawn" => n > after && of("of"),
                "finding" if of("supersedes") => {
                    versions.push(n);
                    n > after
                }
                _ => false,
            }
        })
    }

    fn row(&self, seq: u64) -> Option<&'p Row> {
        self.rows.get(usize::try_from(seq).ok()?)
    }

    /// The findings of which an entry tells: itself, that of a letter, those that an outcome or a recommendation rests on.
    pub(super) fn findings_of(&self, row: &Row) -> Vec<u64> {
        let of = || number(row, "of").and_then(|of| self.row(of));
        match kind_word(row) {
            "finding" => vec![row.entry.seq],
            "notice" | "finding_withdrawn" => number(row, "of").into_iter().collect(),
            "extract" | "reply" | "change" | "response" => of().map_or(Vec::new(), |of| self.findings_of(of)),
            "complaint_outcome" => number(row, "finding").into_iter().collect(),
            "recommendation" => {
                let findings = row.value("findings").and_then(Value::as_array);
                findings.into_iter().flatten().filter_map(Value::as_u64).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn critical_parts(&self, finding: u64) -> Vec<u64> {
        let Some(row) = self.row(finding).filter(|row| kind_word(row) == "finding") else {
            return Vec::new();
        };
        let tenor = |part: &u64| row.value(&format!("parts/{part}/tenor")).and_then(Value::as_str);
        (1..=members(row, "parts")).filter(|part| tenor(part) == Some(Tenor::Critical.word())).collect()
    }

    fn was_put(&self, about: (u64, u64)) -> bool {
        self.put_as_read(about, true)
    }

    /// Whether a part was put by what can be read alone: two texts that are withheld are not taken for one.
    pub(super) fn surely_put(&self, about: (u64, u64)) -> bool {
        self.put_as_read(about, false)
    }

    fn put_as_read(&self, about: (u64, u64), hidden: bool) -> bool {
        let mut put = false;
        for notice in &self.notices {
            let Some(extract) = notice.extracts.last().map(|row| row.entry.seq) else { continue };
            let ended = notice.replies.iter().any(|(reply, _)| reply.entry.seq > extract)
                || notice.expiry.is_some_and(|expiry| expiry > extract);
            // A reply that nobody considered, or a time for a reply that nothing ended.
            let open = !ended || notice.replies.iter().any(|(_, considered)| !considered);
            if open && self.same_matter(notice.about, about, !hidden) {
                return false;
            }
            put |= !open && self.same_matter(notice.about, about, hidden);
        }
        put
    }

    /// Whether two parts of findings are the same matter, as far as can be read; `hidden` is what two fields are taken for of
    /// which one cannot be.
    fn same_matter(&self, one: (u64, u64), other: (u64, u64), hidden: bool) -> bool {
        if one == other {
            return true;
        }
        let (Some(f), Some(g)) = (self.row(one.0), self.row(other.0)) else { return false };
        let same = |a: &str, b: &str| {
            let has = |row: &Row, path: &str| row.fields.iter().any(|field| field.path == path);
            match (has(f, a), has(g, b)) {
                (true, true) => match (f.value(a), g.value(b)) {
                    (Some(x), Some(y)) => x == y,
                    _ => hidden,
                },
                (x, y) => x == y,
            }
        };
        let evidence = |a: String, b: String| {
            ["text", "source", "entry"]
                .iter()
                .all(|name| same(&format!("{a}/{name}"), &format!("{b}/{name}")))
        };
        let part =
            |name: &str| same(&format!("parts/{}/{name}", one.1), &format!("parts/{}/{name}", other.1));
        let (for_f, for_g) = (members(f, "evidence_for"), members(g, "evidence_for"));
        ["subject", "owner", "tenor", "outcome", "claim"].iter().all(|name| part(name))
            && ["standard", "claim", "duty"].iter().all(|path| same(path, path))
            && for_f == for_g
            && (1..=for_f).all(|i| evidence(format!("evidence_for/{i}"), format!("evidence_for/{i}")))
            && (1..=members(f, "evidence_against")).all(|i| {
                let there = 1..=members(g, "evidence_against");
                there
                    .into_iter()
                    .any(|j| evidence(format!("evidence_against/{i}"), format!("evidence_against/{j}")))
            })
    }

    /// A notice goes to whom the part is about; an extract leaves the time that the terms of reference give and holds the words;
    /// a time has run out when its last day is over.
    fn times(&self, notice: &Notice<'_>) -> Result<(), Refusal> {
        let (n, (finding, part)) = (notice.row.entry.seq, notice.about);
        let says = |path: &str| self.row(finding).and_then(|row| row.value(path));
        let claim = format!("parts/{part}/claim");
        if !self.critical_parts(finding).contains(&part) {
            return Err(Refusal::rules(format!(
                "Entry {n} gives notice of part {part} of the finding of entry {finding}, which criticises nobody."
            )));
        }
        if let (Some(to), Some(subject)) = (notice.row.value("to"), says(&format!("parts/{part}/subject")))
            && to != subject
        {
            return Err(Refusal::rules(format!(
                "Entry {n} gives notice to somebody else than whom the finding of entry {finding} criticises."
            )));
        }
        let from_another = |reply: &Row| match (notice.row.value("to"), reply.value("by")) {
            (Some(to), Some(by)) => to != by,
            _ => false,
        };
        if let Some((reply, _)) = notice.replies.iter().find(|(reply, _)| from_another(reply)) {
            return Err(Refusal::rules(format!(
                "Entry {} is a reply from somebody else than whom notice was given.",
                reply.entry.seq
            )));
        }
        for extract in &notice.extracts {
            let e = extract.entry.seq;
            let days = self.reply_days(e);
            let given = day_at(extract, "reply_by");
            if days.zip(given).is_none_or(|(days, given)| recorded_on(extract) + days > given) {
                return Err(Refusal::rules(format!(
                    "Entry {e}, an extract, leaves less time for a reply than the terms of reference give."
                )));
            }
            let text = extract.value("text").and_then(Value::as_str);
            for path in ["claim", claim.as_str()] {
                if let (Some(text), Some(words)) = (text, says(path).and_then(Value::as_str))
                    && !holds(text, words)
                {
                    return Err(Refusal::rules(format!(
                        "Entry {e}, an extract, does not hold the words of {path} of entry {finding}: whoever is criticised is \
                         shown the criticism as it stands."
                    )));
                }
            }
        }
        if let Some(row) = notice.expiry.and_then(|expiry| self.row(expiry)) {
            // Of several days that were given for the same matter the latest counts.
            let same = self.notices.iter().filter(|other| self.same_matter(other.about, notice.about, false));
            let before = same.flat_map(|other| &other.extracts).filter(|e| e.entry.seq < row.entry.seq);
            let until = before.filter_map(|extract| day_at(extract, "reply_by")).max();
            let sent = notice.extracts.iter().any(|extract| extract.entry.seq < row.entry.seq);
            let until = until.filter(|_| sent);
            if until.is_none_or(|until| recorded_on(row) <= until) {
                return Err(Refusal::rules(format!(
                    "Entry {} says that the time for a reply had run out, and it had not.",
                    row.entry.seq
                )));
            }
        }
        Ok(())
    }

    /// The shortest time for a reply, by the terms of reference in force at an entry.
    fn reply_days(&self, seq: u64) -> Option<i32> {
        let mut terms = self.rows.iter().filter(|row| kind_word(row) == "terms" && row.entry.seq < seq);
        let days = terms.next_back().and_then(|terms| number(terms, "reply_days"))?;
        Some(days.min(36_500) as i32)
    }
}

/// What can be read of replies to criticism that is published, and of what was shown with it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Answers {
    /// Replies whose words are withheld, each with the reason.
    pub withheld: Vec<(u64, String)>,
    /// Replies whose words were erased by law, each with the basis.
    pub erased: Vec<(u64, String)>,
    /// Texts of findings that criticise which stand in no extract that can be read: entry and path.
    pub unshown: Vec<(u64, String)>,
}

impl Answers {
    /// What there is to know, in sentences for a reader.
    pub(super) fn sentences(&self) -> Vec<String> {
        let places = |all: &[(u64, String)], one: &dyn Fn(&(u64, String)) -> String| {
            let more = match all.len().saturating_sub(PLACES_MAX) {
                0 => String::new(),
                1 => "; and 1 further place".to_string(),
                n => format!("; and {n} further places"),
            };
            format!("{}{more}", all.iter().take(PLACES_MAX).map(one).collect::<Vec<_>>().join("; "))
        };
        let reply = |(seq, why): &(u64, String)| format!("entry {seq} ({})", why.replace('_', " "));
        let text = |(seq, path): &(u64, String)| format!("{path} of entry {seq}");
        let mut out = Vec::new();
        if !self.withheld.is_empty() {
            out.push(format!(
                "Replies that were made to a criticism published here, and whose words are withheld: {}. Where: {}.",
                self.withheld.len(),
                places(&self.withheld, &reply)
            ));
        }
        if !self.erased.is_empty() {
            out.push(format!(
                "Replies that were made to a criticism published here, and whose words were erased by law since: {}. What they said \
                 can no longer be read. Where: {}.",
                self.erased.len(),
                places(&self.erased, &reply)
            ));
        }
        if !self.unshown.is_empty() {
            out.push(format!(
                "Texts published with a criticism that stand in no extract, so that the file does not show that whoever is criticised \
                 saw them before: {}. Where: {}.",
                self.unshown.len(),
                places(&self.unshown, &text)
            ));
        }
        out
    }
}

impl Put<'_> {
    /// Every criticism that can be read stands beside the replies to it, or the file says for what reason a reply is kept back.
    pub(super) fn answers(&self, withheld: &[(u64, Class, Withheld, bool)]) -> Result<Answers, Refusal> {
        let mut out = Answers::default();
        for row in self.rows.iter().filter(|row| kind_word(row) == "finding" && in_the_open(row)) {
            let finding = row.entry.seq;
            for part in self.critical_parts(finding) {
                for notice in
                    self.notices.iter().filter(|n| self.same_matter(n.about, (finding, part), false))
                {
                    for (reply, _) in &notice.replies {
                        let item = withheld
                            .iter()
                            .find(|(seq, _, item, _)| *seq == reply.entry.seq && item.path == "text");
                        if let Some((seq, _, item, erased)) = item {
                            out.kept_back((finding, part), *seq, &item.reason, *erased)?;
                        }
                    }
                }
                for path in self.unshown((finding, part)) {
                    let place = (finding, path);
                    if !out.unshown.contains(&place) {
                        out.unshown.push(place);
                    }
                }
            }
        }
        Ok(out)
    }

    /// The paths of texts of a finding that can be read and stand in no extract about this part; nothing where an extract cannot be read.
    fn unshown(&self, about: (u64, u64)) -> Vec<String> {
        let Some(row) = self.row(about.0) else { return Vec::new() };
        let notices = self.notices.iter().filter(|notice| self.same_matter(notice.about, about, true));
        let sent: Vec<Option<&str>> = notices
            .flat_map(|notice| &notice.extracts)
            .map(|extract| extract.value("text").and_then(Value::as_str))
            .collect();
        let Some(sent) = sent.into_iter().collect::<Option<Vec<&str>>>() else { return Vec::new() };
        let mut paths: Vec<String> =
            ["claim", "duty", "looked_for_against", "changed"].map(str::to_string).to_vec();
        for side in ["evidence_for", "evidence_against"] {
            let items = 1..=members(row, side);
            paths.extend(items.flat_map(|i| ["text", "source"].map(|name| format!("{side}/{i}/{name}"))));
        }
        paths.push(format!("parts/{}/claim", about.1));
        let shown = |path: &String| {
            let words = row.value(path).and_then(Value::as_str);
            words.is_none_or(|words| sent.iter().any(|text| holds(text, words)))
        };
        paths.into_iter().filter(|path| !shown(path)).collect()
    }
}

impl Answers {
    fn kept_back(
        &mut self,
        about: (u64, u64),
        reply: u64,
        reason: &str,
        erased: bool,
    ) -> Result<(), Refusal> {
        let may = |word: &str| ReasonCode::ALL.iter().any(|r| r.word() == word && r.may_keep_back_a_reply());
        if !erased && !may(reason) {
            return Err(Refusal::rules(format!(
                "Entry {reply} is a reply to part {} of the finding of entry {}, which is published, and its words are withheld for \
                 \"{}\": that is no reason to publish a criticism without the reply to it.",
                about.1,
                about.0,
                reason.replace('_', " ")
            )));
        }
        let list = if erased { &mut self.erased } else { &mut self.withheld };
        let one = (reply, reason.to_string());
        if !list.contains(&one) {
            list.push(one);
        }
        Ok(())
    }
}

fn day_at(row: &Row, path: &str) -> Option<Day> {
    row.value(path).and_then(Value::as_str).and_then(Day::iso)
}

/// Whether anything of an entry can be read beside its frame.
fn in_the_open(row: &Row) -> bool {
    let kind = Kind::of(kind_word(row));
    row.disclosures.keys().any(|path| kind.is_some_and(|kind| kind.may_be_withheld(path)))
}
