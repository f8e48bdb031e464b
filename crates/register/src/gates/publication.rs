//! Withholding, erasure, and the publication: it covers every earlier entry, withholds what decisions withhold and
//! nothing else, and publishes no criticism that was not put.

use std::collections::BTreeMap;

use super::named::{Persons, texts_of};
use super::{Gate, Rule};
use crate::acts::{
    Act, Disposal, Kind, ManifestRow, Path, Publication, SealedRow, Seq, Withheld, Withholding,
    WithholdingLifted,
};
use crate::officers::spoken;
use crate::review::representations::{NoticeState, Stage};
use crate::review::strands::End;
use crate::words::{PartySort, ReasonCode};

impl Gate<'_> {
    pub(super) fn withholding(&mut self, act: &Withholding) {
        self.field_there(act.of, &act.path, "withheld");
        self.true_reason(act.of, act.reason, act.decider);
        let at = (act.of, act.path.clone());
        for (now, done) in [(&self.review.withheld, "withheld"), (&self.review.erased, "erased")] {
            if let Some(&by) = now.get(&at) {
                let sentence = format!("The field {} of {} is {done} by {by} already.", act.path, act.of);
                return self.refuse(Rule::Withholding, &[act.of, by], sentence);
            }
        }
    }

    /// A field that is there, and is no part of the frame.
    fn field_there(&mut self, of: Seq, path: &Path, done: &str) {
        let Some(target) = self.review.act(of) else {
            return self.refuse(Rule::Reference, &[of], format!("There is no {of} yet."));
        };
        let erased = self.review.later_disposals.contains_key(&(of, path.as_str().to_string()));
        if !erased && !target.to_fields().iter().any(|(p, _)| p == path.as_str()) {
            let sentence = format!("Entry {} has no field {path}.", of.0);
            return self.refuse(Rule::Reference, &[of], sentence);
        }
        let kind = Kind::of(target.kind());
        if !kind.is_some_and(|kind| kind.may_be_withheld(path.as_str())) {
            let sentence = format!(
                "The field {path} of {of} belongs to the frame of the review, without which nobody could check that nothing is \
                 missing: it cannot be {done}."
            );
            self.refuse(Rule::Withholding, &[of], sentence);
        }
    }

    pub(super) fn withholding_lifted(&mut self, act: &WithholdingLifted) {
        if self.earlier(act.of, &["withholding"]).is_none() {
            return;
        }
        if !self.review.withheld.values().any(|&by| by == act.of) {
            let sentence = format!("The withholding of {} does not stand any more.", act.of);
            self.refuse(Rule::Withholding, &[act.of], sentence);
        }
        self.true_lifting(act);
    }

    pub(super) fn disposal(&mut self, act: &Disposal) {
        if act.paths.is_empty() {
            self.refuse(Rule::Missing, &[act.of], "Name in `paths` what is erased.");
        }
        self.true_basis(act);
        for (i, path) in act.paths.iter().enumerate() {
            self.field_there(act.of, path, "erased");
            let text = self.review.act(act.of).and_then(|target| Kind::of(target.kind()));
            if text
                .is_some_and(|kind| kind.may_be_withheld(path.as_str()) && !kind.can_be_erased(path.as_str()))
            {
                let sentence = format!("The field {path} of {} is no text: only text is erased.", act.of);
                self.refuse(Rule::Withholding, &[act.of], sentence);
            }
            let twice = act.paths[..i].contains(path);
            if twice || self.review.erased.contains_key(&(act.of, path.clone())) {
                let sentence = format!("The field {path} of {} is erased already.", act.of);
                self.refuse(Rule::Withholding, &[act.of], sentence);
            }
        }
    }

    pub(super) fn publication(&mut self, act: &Publication) {
        let last = self.review.publications().last().copied();
        let version = match last.and_then(|last| self.review.act(last)) {
            Some(Act::Publication(before)) => before.version + 1,
            _ => 1,
        };
        if act.version != version {
            let sentence = format!("The next version to be published is {version}, not {}.", act.version);
            self.refuse(Rule::Version, &last.into_iter().collect::<Vec<_>>(), sentence);
        }
        if act.replaces != last {
            let sentence = match last {
                Some(last) => format!("This publication replaces that of {last}: say so in `replaces`."),
                None => "This is the first publication and replaces none.".to_string(),
            };
            self.refuse(Rule::Version, &last.into_iter().collect::<Vec<_>>(), sentence);
        }
        self.title(act.title.as_str());
        self.manifest(&act.manifest.0);
        self.open_strands(&act.open_strands);
        self.sealed_rows(act);
        self.criticism();
        self.shown_and_answered();
        self.true_grounds();
        self.persons_in_learning();
        if !self.review.replaying {
            let beside = self.beside(Seq(0));
            self.refusals.extend(beside);
        }
    }

    /// A title is public for good, so it names nobody.
    fn title(&mut self, title: &str) {
        if self.review.replaying {
            return;
        }
        let persons = Persons::of(self.review);
        if self.learning() {
            return self.speaks_of_no_officer(&persons, "the title", title);
        }
        let named = self.named(&persons, title);
        let codes = named.known.iter().map(ToString::to_string);
        let outside = named.outside.iter().map(|who| format!("somebody {who}"));
        for who in codes.chain(outside).chain(named.unknown) {
            let sentence = format!(
                "The title names {who}: a title can never be withheld, so nobody is named in one. Give the publication another title."
            );
            self.refuse(Rule::CriticismNotPut, &[], sentence);
        }
    }

    /// One row for each earlier entry, in order, that says exactly what was decided.
    fn manifest(&mut self, rows: &[ManifestRow]) {
        let decided = self.review.manifest().0;
        let mut given: BTreeMap<Seq, &ManifestRow> = BTreeMap::new();
        for (i, row) in rows.iter().enumerate() {
            if row.seq.0 != i as u64 {
                let sentence = format!(
                    "Row {} of the manifest is about {}; every entry has one row, in order.",
                    i + 1,
                    row.seq
                );
                self.refuse(Rule::Coverage, &[row.seq], sentence);
            }
            given.insert(row.seq, row);
        }
        if let Some(row) = rows.iter().find(|row| row.seq >= self.review.next_seq()) {
            let sentence = format!("The manifest has a row for {}, which there is not.", row.seq);
            self.refuse(Rule::Coverage, &[row.seq], sentence);
        }
        for row in &decided {
            let title =
                self.review.act(row.seq).and_then(|act| Kind::of(act.kind())).map_or("", |kind| kind.title);
            let Some(given) = given.get(&row.seq) else {
                let sentence = format!(
                    "The manifest leaves out {}, {title}: every entry of the review is covered, disclosed or withheld with a reason.",
                    row.seq
                );
                self.refuse(Rule::Coverage, &[row.seq], sentence);
                continue;
            };
            if given.class != row.class {
                let sentence =
                    format!("The manifest calls {} a {}; it is a {}.", row.seq, given.class, row.class);
                self.refuse(Rule::Coverage, &[row.seq], sentence);
            }
            self.same_withheld(row, given);
        }
    }

    fn same_withheld(&mut self, decided: &ManifestRow, given: &ManifestRow) {
        let mut sorted = given.withheld.clone();
        sorted.sort();
        let mut differ = |extra: &Withheld, sentence: String| {
            self.refuse(Rule::Coverage, &[decided.seq, extra.decision], sentence);
        };
        for extra in sorted.iter().filter(|w| !decided.withheld.contains(w)) {
            let sentence = format!(
                "The manifest withholds the field {} of {} for \"{}\", decided by the role {} in {}; no such decision stands.",
                extra.path, decided.seq, extra.reason, extra.decider, extra.decision
            );
            differ(extra, sentence);
        }
        for lost in decided.withheld.iter().filter(|w| !sorted.contains(w)) {
            let sentence = format!(
                "The field {} of {} is withheld by {}, and the manifest does not say so. To disclose it, record first that the \
                 withholding is lifted.",
                lost.path, decided.seq, lost.decision
            );
            differ(lost, sentence);
        }
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            differ(
                &pair[0],
                format!("The manifest withholds the field {} of {} twice.", pair[0].path, decided.seq),
            );
        }
    }

    /// Every strand has an end; those that do not have a recorded reason, and the publication names them.
    fn open_strands(&mut self, named: &[u32]) {
        let open = self.review.strands_without_end();
        // That an erased finding ends nothing became a rule after publications had been recorded; those stay as they are.
        let judged = self.review.without_end(self.review.replaying);
        for &number in &judged {
            let opened =
                self.review.strand(number).map(|strand| strand.opened.0).into_iter().collect::<Vec<_>>();
            if self.review.deferral(number).is_none() {
                let sentence = match self.review.strand(number).and_then(|strand| strand.ended.as_ref()) {
                    Some((at, _, End::Merged(into))) => format!(
                        "Strand {number} went into strand {into} with {at}, and nothing has come of it there since: record a \
                         finding on strand {into}, close it (act strand_closed), or say why it is still open (act \
                         strand_deferred)."
                    ),
                    Some((at, _, End::Split(into))) => format!(
                        "Strand {number} was split with {at} into strands {}, and not each of them has a finding or a recorded \
                         reason: record a finding on each that is left, close it (act strand_closed), or say why it is still \
                         open (act strand_deferred).",
                        into.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
                    ),
                    _ => self.no_end(number),
                };
                self.refuse(Rule::StrandWithoutEnd, &opened, sentence);
            } else if !named.contains(&number) {
                let sentence =
                    format!("Strand {number} is still open: the publication names it in `open_strands`.");
                self.refuse(Rule::StrandWithoutEnd, &opened, sentence);
            }
        }
        for number in named.iter().filter(|number| !open.contains(number)) {
            let sentence = format!("The publication calls strand {number} open, and it is not.");
            self.refuse(Rule::StrandWithoutEnd, &[], sentence);
        }
    }

    /// Why a strand that was neither merged nor split has no end.
    fn no_end(&self, number: u32) -> String {
        match self.review.erased_finding_on(number) {
            Some((finding, by)) => format!(
                "What was found on strand {number} in {finding} was erased by law in {by}, so that nothing answers it that can be \
                 read. Record a finding on it anew, close it (act strand_closed, reason finding_erased), or say why it is still open \
                 (act strand_deferred)."
            ),
            None => format!(
                "Strand {number} has neither a finding nor a recorded reason. Record a finding on it, close it (act \
                 strand_closed), or say why it is still open (act strand_deferred)."
            ),
        }
    }

    /// Each sealed strand has a row that says how many findings its own stream holds.
    fn sealed_rows(&mut self, act: &Publication) {
        let sealed: Vec<u32> =
            self.review.strands().filter(|(_, strand)| strand.sealed).map(|(number, _)| number).collect();
        for &number in &sealed {
            let rows: Vec<u32> =
                act.sealed.0.iter().filter(|row| row.strand == number).map(|row| row.findings).collect();
            let known = self.review.sealed_findings.get(&number).copied();
            let right = match (rows.as_slice(), known) {
                ([said], Some(known)) if self.review.replaying => *said <= known,
                ([said], Some(known)) => *said == known,
                _ => false,
            };
            if !right {
                let holds = |n: u32| format!("holds {n} {}", if n == 1 { "finding" } else { "findings" });
                let sentence = match known.map(holds) {
                    Some(known) => format!(
                        "Strand {number} is sealed and its stream {known}: the publication has one row in `sealed` that says how many."
                    ),
                    None => format!(
                        "Strand {number} is sealed, and its stream was not read, or has not begun. Begin it: an act sealed_stream, \
                         recorded in that stream (`candour register FOLDER --sealed {number} --add FORM`). Then the publication can say \
                         in a row of `sealed` how many findings it holds."
                    ),
                };
                self.refuse(Rule::Coverage, &[], sentence);
            }
        }
        for row in act.sealed.0.iter().filter(|row| !sealed.contains(&row.strand)) {
            let sentence = format!("Strand {} is not sealed.", row.strand);
            self.refuse(Rule::Coverage, &[], sentence);
        }
        // The reason is printed with its meaning. What was published before under a wrong one stays published.
        let asked = |row: &SealedRow| self.review.sealed_because_somebody_asked(row.strand);
        let untrue =
            act.sealed.0.iter().filter(|row| row.reason == ReasonCode::SealedAtRequest && !asked(row));
        let untrue: Vec<u32> = untrue.map(|row| row.strand).collect();
        for strand in untrue.into_iter().filter(|_| !self.review.replaying) {
            let sentence = format!(
                "The reason \"{}\" says that a complainant asked, and no complaint on strand {strand} is sealed: give \
                 \"{}\".",
                ReasonCode::SealedAtRequest.word(),
                ReasonCode::SealedStrand.word()
            );
            self.refuse(Rule::Sealed, &[], sentence);
        }
    }

    /// No criticism is published that was not put to whom it is about: a finding with such a part is withheld whole, and
    /// so are the letters about it and the recommendations and outcomes that rest on it.
    fn criticism(&mut self) {
        let not_put: BTreeMap<Seq, Vec<u32>> = self
            .review
            .findings()
            .map(|(seq, _, _)| (seq, self.review.parts_not_put(seq)))
            .filter(|(_, parts)| !parts.is_empty())
            .collect();
        let rests_on = |findings: &[Seq], seq: Seq| {
            let on = findings.iter().find(|finding| not_put.contains_key(finding));
            (on.copied().unwrap_or(seq), on.and_then(|finding| not_put.get(finding)))
        };
        for (i, recorded) in self.review.history().iter().enumerate() {
            let seq = Seq(i as u64);
            let (finding, parts) = match &recorded.act {
                Act::Finding(_) => (seq, not_put.get(&seq)),
                Act::ComplaintOutcome(a) => match a.finding {
                    Some(finding) => (finding, not_put.get(&finding)),
                    None => continue,
                },
                Act::Recommendation(a) => rests_on(&a.findings, seq),
                // What answers a recommendation quotes it.
                Act::Response(a) => match self.review.act(a.of) {
                    Some(Act::Recommendation(of)) => rests_on(&of.findings, seq),
                    _ => continue,
                },
                act => match self.review.letter_about(act) {
                    Some(finding) => (finding, not_put.get(&finding)),
                    None => continue,
                },
            };
            let Some(parts) = parts else { continue };
            let open = self.disclosed_paths(seq, &recorded.act);
            if !open.is_empty() {
                let whom = self.whom(finding, parts);
                let sentence = format!(
                    "The finding of {finding} criticises {whom}. Withhold {} of {seq} (reason representations_outstanding), or \
                     wait until notice was given and the reply considered or its time has run out.",
                    open.join(", ")
                );
                self.refuse(Rule::CriticismNotPut, &[finding, seq], sentence);
            }
        }
    }

    /// The fields of an entry that could be withheld and are not.
    pub(super) fn disclosed_paths(&self, seq: Seq, act: &Act) -> Vec<String> {
        let kind = Kind::of(act.kind());
        let fields = act.to_fields().into_iter().map(|(path, _)| path);
        fields
            .filter(|path| kind.is_some_and(|kind| kind.may_be_withheld(path)))
            .filter(|path| self.review.is_disclosed(seq, path))
            .collect()
    }

    /// Who is criticised, and how far notice has come.
    fn whom(&self, finding: Seq, parts: &[u32]) -> String {
        let one = |&part: &u32| {
            let subject = self
                .review
                .finding(finding)
                .and_then(|f| f.parts.0.get(part as usize - 1))
                .map_or(String::new(), |part| part.subject.to_string());
            let on_it = |n: &NoticeState| (n.finding, n.part) == (finding, part);
            let waits = |n: &NoticeState| {
                let same = self.review.covers_matter((n.finding, n.part), (finding, part), false);
                same && matches!(self.review.stage(n), Stage::Running(_))
            };
            let notice = self.review.notices().find(|(_, n)| waits(n));
            let notice = notice.or_else(|| self.review.notices().find(|(_, n)| on_it(n)));
            match notice.map(|(seq, notice)| (seq, self.review.stage(notice))) {
                None => format!("{subject} in part {part}, and no notice was given"),
                Some((seq, Stage::NoExtract)) => {
                    format!("{subject} in part {part}, and no extract was sent with the notice of {seq}")
                }
                Some((seq, Stage::Running(until))) => format!(
                    "{subject} in part {part}, and neither a reply to the notice of {seq} nor the end of its time ({}) is recorded",
                    until.words()
                ),
                Some((_, Stage::ReplyUnanswered(reply))) => {
                    format!("{subject} in part {part}, and nothing says what the reply of {reply} changed")
                }
                Some((seq, _)) => {
                    format!("{subject} in part {part}, and a reply to the same words as in {seq} is open")
                }
            }
        };
        parts.iter().map(one).collect::<Vec<_>>().join("; and ")
    }

    /// No text that is published names an officer. The words that are looked for may grow, so what was published before is
    /// not judged again by them.
    fn texts_in_learning(&mut self, persons: &Persons, seq: Seq, act: &Act) {
        for (path, text) in texts_of(act) {
            // The names of persons are another rule's. That of a body may hold a rank ("the office of the commissioner"), and
            // no rank with a name.
            let person = matches!(act, Act::Party(party) if party.sort != PartySort::Organisation);
            if person && path == "name" || !self.review.is_disclosed(seq, &path) {
                continue;
            }
            let body = matches!(act, Act::Party(_)) && path == "name" || path.starts_with("agencies/");
            let why = match body {
                true => spoken(&persons.without_no_names(&text), false).first().map(ToString::to_string),
                false => self.officer_in(persons, Some(seq), &text),
            };
            if why.is_none()
                && let Some(more) = self.more_than_a_name(persons, (seq, act), (&path, &text))
            {
                self.refuse(Rule::OfficerLevel, &[seq], more.sentence);
            }
            if let Some(why) = why {
                let sentence = format!(
                    "A learning review publishes nothing about an officer, and in the field {path} of {seq} {why}: withhold it before \
                     publishing, or, where the words name nobody, say so (act no_name)."
                );
                self.refuse(Rule::OfficerLevel, &[seq], sentence);
            }
        }
    }

    /// In a learning review the names of persons and roles are withheld from what is published.
    fn persons_in_learning(&mut self) {
        if !self.learning() {
            return;
        }
        let mut persons = Persons::of(self.review);
        for (i, recorded) in self.review.history().iter().enumerate() {
            let seq = Seq(i as u64);
            persons.here = Some(seq);
            let person = matches!(&recorded.act, Act::Party(party) if party.sort != PartySort::Organisation);
            if person && self.review.is_disclosed(seq, "name") {
                let sentence = format!(
                    "A learning review publishes no person's name: withhold the field name of {seq} before publishing."
                );
                self.refuse(Rule::OfficerLevel, &[seq], sentence);
            }
            if !self.review.replaying {
                self.texts_in_learning(&persons, seq, &recorded.act);
                self.about_in_learning(seq, &recorded.act);
            }
        }
    }
}
