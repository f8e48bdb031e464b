//! The state of a review on a day, in plain words: what is open, what is overdue, who was asked, what was refused.
//!
//! Each line says which entry it comes from. Words, not judgement: a request without an answer is "nothing came", not
//! "ignored". Texts are shown short; the entry has them whole.

use std::collections::BTreeMap;

use model::Day;

use super::representations::Stage;
use super::strands::End;
use super::{Asked, Review};
use crate::acts::{Act, Recommendation, Seq, Text};
use crate::clocks::Clock;
use crate::words::{AccessWord, AnswerSort, AppealWord, Authority, Decider, ReasonCode, RequestAnswer};

/// Most characters of a text that a line shows.
pub const SHOWN_CHARS_MAX: usize = 100;

/// The heading under which stands what was erased by law.
pub const ERASED: &str = "Erased by law";

/// How a matter stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Its day is past and it is open.
    Overdue,
    /// It is open.
    Open,
    /// It was refused, or cannot be had.
    Refused,
    /// It is kept, and not published.
    Withheld,
    /// It was erased by law.
    Erased,
    /// It is done.
    Done,
}

impl Standing {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Overdue => "overdue",
            Standing::Open => "open",
            Standing::Refused => "refused",
            Standing::Withheld => "withheld",
            Standing::Erased => "erased",
            Standing::Done => "done",
        }
    }
}

/// One line of the state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Which part of the review it belongs to.
    pub heading: &'static str,
    /// How it stands.
    pub standing: Standing,
    /// The entry it begins with.
    pub entry: Seq,
    /// The line.
    pub words: String,
}

/// Gives the last day on which a request made on a day by this authority can be answered in time, and the law; none where no
/// law gives a time. This room has no calendar of working days; whoever asks for the state has.
pub type AccessDue<'a> = dyn Fn(Authority, Day) -> Option<(Day, String)> + 'a;

/// The state of a review at the end of a day, in the order of the headings.
pub fn state(review: &Review, day: Day, access_due: &AccessDue<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    strands(review, &mut lines);
    complaints(review, &mut lines);
    requests(review, day, &mut lines);
    questions(review, day, &mut lines);
    decisions(review, &mut lines);
    findings(review, &mut lines);
    notices(review, day, &mut lines);
    access(review, day, access_due, &mut lines);
    recommendations(review, day, &mut lines);
    withheld(review, &mut lines);
    erased(review, &mut lines);
    lines
}

/// A text cut to a line.
pub fn short(text: &Text) -> String {
    let one_line = text.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= SHOWN_CHARS_MAX {
        return one_line;
    }
    let cut: String = one_line.chars().take(SHOWN_CHARS_MAX).collect();
    format!("{}...", cut.trim_end())
}

fn strands(review: &Review, lines: &mut Vec<Line>) {
    let open = review.strands_without_end();
    for (number, strand) in review.strands() {
        let (standing, words) = match (&strand.ended, review.deferral(number)) {
            (Some((at, day, how)), _) => {
                let (how, why) = match how {
                    End::Merged(into) => (format!("merged into strand {into}"), String::new()),
                    End::Split(into) => (format!("split into strands {}", numbers(into)), String::new()),
                    End::Closed => match review.act(*at) {
                        Some(Act::StrandClosed(act)) => {
                            ("closed".to_string(), format!(", because {}", act.reason.meaning()))
                        }
                        _ => ("closed".to_string(), String::new()),
                    },
                };
                let rest = if open.contains(&number) { "; what it became has no end yet" } else { "" };
                let standing = if rest.is_empty() { Standing::Done } else { Standing::Open };
                (standing, format!("{how} on {} ({at}){why}{rest}", day.words()))
            }
            (None, _) if !open.contains(&number) => (Standing::Done, "has a finding".to_string()),
            (None, Some(at)) => (Standing::Open, format!("open; the reason is recorded in {at}")),
            (None, None) if review.erased_finding_on(number).is_some() => {
                (Standing::Open, "open: no finding that can be read, and no recorded reason".to_string())
            }
            (None, None) => (Standing::Open, "open: no finding and no recorded reason".to_string()),
        };
        let words = match review.erased_finding_on(number) {
            Some((finding, by)) => {
                format!(
                    "what was found on it in {finding} was erased by law in {by}, and answers nothing any more; {words}"
                )
            }
            None => words,
        };
        let sealed = if strand.sealed { " (sealed)" } else { "" };
        lines.push(Line {
            heading: "Strands",
            standing,
            entry: strand.opened.0,
            words: format!("Strand {number}{sealed}: {words}."),
        });
    }
}

fn complaints(review: &Review, lines: &mut Vec<Line>) {
    for (&number, &seq) in &review.complaints {
        let Some(Act::Complaint(complaint)) = review.act(seq) else { continue };
        for (i, item) in complaint.allegations.0.iter().enumerate() {
            let allegation = i as u32 + 1;
            let category = crate::words::allegation(item.category.0, complaint.made_on).unwrap_or("");
            let outcome = review.outcomes.get(&(seq, allegation)).and_then(|at| match review.act(*at) {
                Some(Act::ComplaintOutcome(outcome)) => Some((at, outcome)),
                _ => None,
            });
            let (standing, said) = match outcome {
                Some((at, outcome)) => {
                    let gone = no_longer_stands(review, outcome.finding.as_slice());
                    let standing = if gone.is_empty() { Standing::Done } else { Standing::Open };
                    (standing, format!("{} ({at}){gone}", outcome.outcome))
                }
                None => (Standing::Open, "no outcome recorded".to_string()),
            };
            let words = format!(
                "Complaint {number} of {}, allegation {allegation} ({}, {category}): {said}.",
                complaint.made_on.words(),
                item.category
            );
            lines.push(Line { heading: "Complaints", standing, entry: seq, words });
        }
    }
}

/// What to say of an outcome or a recommendation that rests on findings of which some were withdrawn or replaced since.
fn no_longer_stands(review: &Review, findings: &[Seq]) -> String {
    let one = |seq: &Seq| {
        let state = review.findings.get(seq)?;
        match (state.withdrawn, state.superseded_by) {
            (Some(by), _) => Some(format!("; the finding of {seq} that it rests on was withdrawn in {by}")),
            (None, Some(by)) => {
                Some(format!("; the finding of {seq} that it rests on was replaced by that of {by}"))
            }
            (None, None) => None,
        }
    };
    findings.iter().filter_map(one).collect()
}

/// "1 day", "5 days".
fn days(n: i32) -> String {
    if n == 1 { "1 day".to_string() } else { format!("{n} days") }
}

fn requests(review: &Review, day: Day, lines: &mut Vec<Line>) {
    for (&seq, asked) in &review.requests {
        let Some(Act::Request(request)) = review.act(seq) else { continue };
        let came: Vec<(RequestAnswer, String)> = asked
            .answers
            .iter()
            .filter_map(|&at| match review.act(at) {
                Some(Act::Received(received)) => {
                    let ground = received
                        .ground
                        .as_ref()
                        .map_or(String::new(), |g| format!(": {}", trimmed(&short(g))));
                    // What is refused is refused; for the rest its meaning says more than its word.
                    let how = match received.how {
                        RequestAnswer::Refused => "refused",
                        how => how.meaning(),
                    };
                    Some((received.how, format!("{how} ({at}){ground}")))
                }
                _ => None,
            })
            .collect();
        let (standing, came) = match came.last() {
            None => unanswered(review, seq, asked, request.due, day),
            Some((how, _)) => {
                let standing = match how {
                    RequestAnswer::InFull => Standing::Done,
                    RequestAnswer::InPart => Standing::Open,
                    _ => Standing::Refused,
                };
                (standing, one_after_the_other(came.iter().map(|(_, words)| words)))
            }
        };
        let (standing, came) = erased_question(&request.what, asked, standing, came);
        let words = format!("Asked of {}: {} - {}.", request.to, short(&request.what), trimmed(&came));
        lines.push(Line { heading: "Evidence asked for", standing, entry: seq, words });
    }
}

fn questions(review: &Review, day: Day, lines: &mut Vec<Line>) {
    for (&seq, asked) in &review.questions {
        let Some(Act::Question(question)) = review.act(seq) else { continue };
        let came: Vec<(AnswerSort, String)> = asked
            .answers
            .iter()
            .filter_map(|&at| match review.act(at) {
                Some(Act::Answer(answer)) => Some((answer.how, format!("{} ({at})", answer.how))),
                _ => None,
            })
            .collect();
        let (standing, came) = match came.last() {
            None => unanswered(review, seq, asked, question.due, day),
            Some((how, _)) => {
                let standing = match how {
                    AnswerSort::Declined => Standing::Refused,
                    AnswerSort::InPart => Standing::Open,
                    _ => Standing::Done,
                };
                (standing, one_after_the_other(came.iter().map(|(_, words)| words)))
            }
        };
        let (standing, came) = erased_question(&question.text, asked, standing, came);
        let words = format!("Asked of {}: {} - {came}.", question.to, short(&question.text));
        lines.push(Line { heading: "Questions to agencies", standing, entry: seq, words });
    }
}

/// A question whose words were erased waits for no answer: nobody can say any more what was asked.
fn erased_question(words: &Text, asked: &Asked, standing: Standing, came: String) -> (Standing, String) {
    match (words, asked.answers.is_empty()) {
        (Text::Erased, true) => {
            (Standing::Erased, "what was asked was erased by law, and no answer is recorded".to_string())
        }
        _ => (standing, came),
    }
}

/// What came, first to last: what came first is not undone by what came after it.
fn one_after_the_other<'w>(words: impl Iterator<Item = &'w String>) -> String {
    words.map(String::as_str).collect::<Vec<_>>().join("; then ")
}

fn decisions(review: &Review, lines: &mut Vec<Line>) {
    for (i, recorded) in review.history().iter().enumerate() {
        let seq = Seq(i as u64);
        let what = match &recorded.act {
            Act::LinkDecision(act) => {
                let places = act.mentions.0.iter().map(|m| format!("{}, row {}", short(&m.file), m.row));
                format!("Link between {}: {}", places.collect::<Vec<_>>().join(" and "), act.decision)
            }
            Act::EventDecision(act) => {
                let by = act.by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
                format!("Event {}: {}{by}", trimmed(&short(&act.event)), act.decision)
            }
            _ => continue,
        };
        let (standing, rest) = match review.undone.get(&seq) {
            Some(at) => (Standing::Refused, format!("; taken back in {at}")),
            None => (Standing::Done, "; an input of the next run".to_string()),
        };
        lines.push(Line {
            heading: "Decisions on the chronology",
            standing,
            entry: seq,
            words: format!("{what}{rest}."),
        });
    }
}

fn unanswered(review: &Review, seq: Seq, asked: &Asked, due: Option<Day>, day: Day) -> (Standing, String) {
    let since = days(review.day_of(seq).map_or(0, |on| day - on));
    let chased = match asked.chased.len() {
        0 => String::new(),
        1 => ", chased once".to_string(),
        n => format!(", chased {n} times"),
    };
    match due.filter(|due| *due < day) {
        Some(due) => {
            let words =
                format!("nothing recorded as received; due {}, {} ago{chased}", due.words(), days(day - due));
            (Standing::Overdue, words)
        }
        None => (Standing::Open, format!("nothing recorded as received, {since} after it was asked{chased}")),
    }
}

fn findings(review: &Review, lines: &mut Vec<Line>) {
    for (seq, finding, state) in review.findings() {
        let (not_put, gone) = (review.parts_not_put(seq), review.finding_erased(seq));
        let (standing, words) = match (state.superseded_by, state.withdrawn) {
            (Some(by), _) => (Standing::Done, format!("replaced by the version of {by}")),
            (None, Some(by)) => (Standing::Done, format!("withdrawn in {by}")),
            (None, None) if gone.is_some() => {
                let by = gone.map_or(String::new(), |by| format!(" in {by}"));
                (Standing::Erased, format!("erased by law{by}: nothing of what it found can be read"))
            }
            (None, None) if not_put.is_empty() => (Standing::Done, "may be published".to_string()),
            (None, None) => {
                let parts = if not_put.len() == 1 { "part" } else { "parts" };
                let words = format!(
                    "may not be published yet: {parts} {} not put to whom it is about, or not to the end",
                    numbers(&not_put)
                );
                (Standing::Open, words)
            }
        };
        let words = format!(
            "On strand {}: {} - {words}.",
            numbers(&finding.strands),
            trimmed(&short(&finding.claim))
        );
        lines.push(Line { heading: "Findings", standing, entry: seq, words });
    }
}

fn notices(review: &Review, day: Day, lines: &mut Vec<Line>) {
    for (seq, notice) in review.notices() {
        let (standing, words) = match review.stage(notice) {
            Stage::NoExtract => (Standing::Open, "no extract sent yet".to_string()),
            Stage::Running(until) if until < day => {
                let words = format!(
                    "no reply recorded, and its time ran out on {}: that is to be recorded",
                    until.words()
                );
                (Standing::Overdue, words)
            }
            Stage::Running(until) => (Standing::Open, format!("a reply is awaited until {}", until.words())),
            Stage::ReplyUnanswered(reply) => {
                (Standing::Open, format!("replied in {reply}; nothing says what that changed"))
            }
            Stage::Replied => (Standing::Done, "replied, and the reply was considered".to_string()),
            Stage::Expired => (Standing::Done, "the time for a reply ran out".to_string()),
        };
        let words = format!(
            "To {} on part {} of the finding of {}: {words}.",
            notice.to, notice.part, notice.finding
        );
        lines.push(Line { heading: "Notices of criticism", standing, entry: seq, words });
    }
}

fn access(review: &Review, day: Day, access_due: &AccessDue<'_>, lines: &mut Vec<Line>) {
    for (&seq, state) in &review.access {
        let Some(Act::AccessRequest(request)) = review.act(seq) else { continue };
        let came = access_history(review, state);
        let (standing, words) = match came.last() {
            None => undecided(review.day_of(seq).and_then(|on| access_due(request.authority, on)), day),
            Some((_, standing, _)) => {
                let told: Vec<&str> = came.iter().map(|(_, _, words)| words.as_str()).collect();
                (*standing, told.join("; "))
            }
        };
        let words = format!("{} asks {}: {words}.", short(&request.who), asks(request.authority));
        lines.push(Line { heading: "Requests for unpublished material", standing, entry: seq, words });
    }
}

/// On what somebody asks, as the end of a sentence.
fn asks(authority: Authority) -> &'static str {
    match authority {
        Authority::CourtOrder => "under a court's order",
        Authority::StatutoryPower => "under an Act that gives a power to require it",
        Authority::FreedomOfInformation => "under the Freedom of Information Act 2000",
        Authority::SubjectAccess => "under the right of access to one's own data",
        Authority::ElectedOffice => "as the holder of an elected office",
        Authority::Complainant => "as the complainant or a victim",
        Authority::PersonCriticised => "as the person criticised",
        Authority::PressOrResearch => "for the press or for research",
        Authority::NoneGiven => "and names no authority",
    }
}

/// The decisions on a request for access and the appeals, in the order of their entries, each with how the request stood then.
fn access_history(review: &Review, state: &super::AccessState) -> Vec<(Seq, Standing, String)> {
    let mut came: Vec<(Seq, Standing, String)> = Vec::new();
    for &at in &state.decisions {
        let Some(Act::AccessDecision(decision)) = review.act(at) else { continue };
        let why = decision.reason.map_or(String::new(), |reason| format!(" for \"{reason}\""));
        let standing =
            if decision.decision == AccessWord::Granted { Standing::Done } else { Standing::Refused };
        came.push((at, standing, format!("{}{why} by the {} ({at})", decision.decision, decision.decider)));
    }
    for &appeal in &state.appeals {
        let decided = state.appeal_decisions.iter().find(|(of, _)| *of == appeal);
        let decided = decided.and_then(|(_, at)| Some((at, review.act(*at)?)));
        let (standing, words) = match decided {
            Some((at, Act::AppealDecision(act))) if act.decision == AppealWord::Dismissed => {
                (Standing::Refused, format!("{} ({at})", act.decision))
            }
            // That the refusal is overturned gives nobody anything yet.
            Some((at, Act::AppealDecision(act))) => {
                let later = state.decisions.iter().any(|decision| decision > at);
                let rest = if later { "" } else { ", and no decision to give access is recorded since" };
                (Standing::Open, format!("{} ({at}){rest}", act.decision))
            }
            _ => (Standing::Open, "not decided".to_string()),
        };
        came.push((appeal, standing, format!("appealed ({appeal}), {words}")));
    }
    came.sort_by_key(|(at, ..)| *at);
    came
}

/// A request that nobody has decided, by its clock.
fn undecided(due: Option<(Day, String)>, day: Day) -> (Standing, String) {
    match due {
        None => (Standing::Open, "not decided".to_string()),
        Some((due, source)) if due < day => {
            let ago = days(day - due);
            (Standing::Overdue, format!("not decided; due {}, {ago} ago, by {source}", due.words()))
        }
        Some((due, source)) => (Standing::Open, format!("not decided yet; due {} by {source}", due.words())),
    }
}

/// The last day for a response to a recommendation, and the law it comes from.
pub fn response_due(review: &Review, seq: Seq, act: &Recommendation) -> Option<(Day, String)> {
    if act.clock == Clock::SetByTheReview {
        return act.due.map(|due| (due, "set by the review".to_string()));
    }
    let made = review.day_of(seq)?;
    let row = act.clock.row(made)?;
    let sure = crate::words::how_sure(row.confidence);
    Some((row.respond.last_day(made), format!("{} ({sure})", row.source)))
}

fn recommendations(review: &Review, day: Day, lines: &mut Vec<Line>) {
    for (&seq, state) in &review.recommendations {
        let Some(Act::Recommendation(act)) = review.act(seq) else { continue };
        let due = response_due(review, seq, act);
        let (standing, words) = match (state.responses.last(), due) {
            (Some(&at), _) => responded(review, at, act.clock, state, day),
            (None, None) => (Standing::Open, "no response recorded; no time was set".to_string()),
            (None, Some((due, source))) if due < day => (
                Standing::Overdue,
                format!("no response recorded; due {}, {} ago, by {source}", due.words(), days(day - due)),
            ),
            (None, Some((due, source))) => {
                (Standing::Open, format!("no response recorded yet; due {} by {source}", due.words()))
            }
        };
        let gone = no_longer_stands(review, &act.findings);
        let words = format!(
            "Recommendation {} to {}: {} - {words}{gone}.",
            act.number,
            act.to,
            trimmed(&short(&act.text))
        );
        lines.push(Line { heading: "Recommendations", standing, entry: seq, words });
    }
}

fn responded(
    review: &Review,
    at: Seq,
    clock: Clock,
    state: &super::RecommendationState,
    day: Day,
) -> (Standing, String) {
    let how = match review.act(at) {
        Some(Act::Response(response)) => response.how.to_string(),
        _ => "answered".to_string(),
    };
    let on = review.day_of(at).unwrap_or(day);
    let words = format!("{how} on {} ({at})", on.words());
    if let Some((_, published)) = state.published.iter().find(|(response, _)| *response == at) {
        return (Standing::Done, format!("{words}, published ({published})"));
    }
    match clock.row(on).and_then(|row| row.publish) {
        None => (Standing::Done, words),
        Some(period) => {
            let last = period.last_day(on);
            let standing = if last < day { Standing::Overdue } else { Standing::Open };
            (standing, format!("{words}; to be published by {}", last.words()))
        }
    }
}

fn withheld(review: &Review, lines: &mut Vec<Line>) {
    let mut grounds: BTreeMap<(Seq, ReasonCode, Decider), usize> = BTreeMap::new();
    // What was withheld and then erased is not withheld any more: it is gone.
    for ((of, _), decision) in review.withheld.iter().filter(|(at, _)| !review.erased.contains_key(at)) {
        let Some(Act::Withholding(act)) = review.act(*decision) else { continue };
        *grounds.entry((*of, act.reason, act.decider)).or_default() += 1;
    }
    for ((of, reason, decider), fields) in grounds {
        let title =
            review.act(of).and_then(|act| crate::acts::Kind::of(act.kind())).map_or("", |kind| kind.title);
        let some = if fields == 1 { "1 field".to_string() } else { format!("{fields} fields") };
        let over = reason == ReasonCode::RepresentationsOutstanding && review.no_reply_is_outstanding(of);
        let (standing, rest) = if over {
            (
                Standing::Open,
                "; no reply is outstanding any more: lift it, or give the reason that is true now",
            )
        } else {
            (Standing::Withheld, "")
        };
        let words = format!("{some} of {of} ({title}): \"{reason}\", decided by the {decider}{rest}.");
        lines.push(Line { heading: "Withheld", standing, entry: of, words });
    }
}

/// What was erased by law: which fields of which entry, on what basis, by whose decision and in which entry.
fn erased(review: &Review, lines: &mut Vec<Line>) {
    let mut decisions: BTreeMap<(Seq, Seq), Vec<&str>> = BTreeMap::new();
    for ((of, path), decision) in &review.erased {
        decisions.entry((*of, *decision)).or_default().push(path.as_str());
    }
    for ((of, decision), paths) in decisions {
        let Some(Act::Disposal(act)) = review.act(decision) else { continue };
        let title =
            review.act(of).and_then(|act| crate::acts::Kind::of(act.kind())).map_or("", |kind| kind.title);
        let words = format!(
            "{} of {of} ({title}): \"{}\", decided by the {} ({decision}).",
            paths.join(", "),
            act.basis,
            act.decider
        );
        lines.push(Line { heading: ERASED, standing: Standing::Erased, entry: of, words });
    }
}

fn numbers(list: &[u32]) -> String {
    list.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

/// A sentence's words without its full stop.
fn trimmed(text: &str) -> String {
    text.trim_end_matches('.').to_string()
}
