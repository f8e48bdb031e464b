//! Kinds of event guessed from headings and from the names of sheets and files.

/// Words run together, and the kind of event they speak of; the first that fits counts.
const KINDS: [(&str, &str); 61] = [
    ("initialchildprotectionconference", "initial_conference"),
    ("initialconference", "initial_conference"),
    ("initialcpc", "initial_conference"),
    ("icpc", "initial_conference"),
    ("strategydiscussion", "strategy_discussion"),
    ("strategymeeting", "strategy_discussion"),
    ("s47actualstart", "strategy_discussion"),
    ("section47", "strategy_discussion"),
    ("initialassessment", "initial_assessment_completed"),
    ("assessmentauthorisation", "assessment_completed"),
    ("assessmentdateofauthorisation", "assessment_completed"),
    ("assessmentcompl", "assessment_completed"),
    ("assessmentend", "assessment_completed"),
    ("assessmentactualstart", "assessment_started"),
    ("assessmentstart", "assessment_started"),
    ("assessment", "assessment_started"),
    ("reviewconference", "plan_review"),
    ("cppreview", "plan_review"),
    ("planreview", "plan_review"),
    ("cinplanstart", "child_in_need_plan_made"),
    ("cinplanend", "child_in_need_plan_ended"),
    ("protectionplanstart", "plan_made"),
    ("cppstart", "plan_made"),
    ("planstart", "plan_made"),
    ("protectionplanend", "plan_ended"),
    ("cppend", "plan_ended"),
    ("planend", "plan_ended"),
    ("closure", "case_closed"),
    ("closed", "case_closed"),
    ("referral", "referral"),
    ("referred", "referral"),
    ("statutoryvisit", "statutory_visit"),
    ("returninterview", "return_interview"),
    ("returned", "child_returned"),
    ("lastseen", "child_seen"),
    ("missing", "missing_reported"),
    ("intelligence", "intelligence_submitted"),
    ("intel", "intelligence_submitted"),
    ("vehiclecheck", "vehicle_check"),
    ("anpr", "vehicle_check"),
    ("tasking", "tasking"),
    ("completed", "task_completed"),
    ("task", "tasking"),
    ("attendance", "attendance"),
    ("attend", "attendance"),
    ("admission", "attendance"),
    ("appointment", "attendance"),
    ("minutes", "meeting_item"),
    ("meeting", "meeting_item"),
    ("crimereport", "crime_report"),
    ("crime", "crime_report"),
    ("incident", "incident_recorded"),
    ("arrest", "arrest"),
    ("complaint", "complaint"),
    ("response", "response"),
    ("reply", "response"),
    ("report", "report_sent"),
    ("contact", "contact"),
    ("concern", "concern_noted"),
    ("childseen", "child_seen"),
    ("log", "incident_recorded"),
];

/// The kind that some words speak of, with the words that gave it.
pub(super) fn kind_in(text: &str) -> Option<(&'static str, &'static str)> {
    let run: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    KINDS.into_iter().find(|(words, _)| run.contains(words))
}

/// The kind that a bare stage ("Started", "Completed") stands for on a sheet of assessments.
pub(super) fn kind_of_stage(sheet: &str, heading: &str) -> Option<(&'static str, &'static str)> {
    let (sheet, heading) = (sheet.to_lowercase(), heading.to_lowercase());
    if !sheet.contains("assessment") || heading.contains("assessment") {
        return None;
    }
    if heading.contains("start") {
        return Some(("started", "assessment_started"));
    }
    let of_sheet = [("initial", "initial_assessment_completed"), ("core", "core_assessment_completed")];
    let known = of_sheet.into_iter().find(|(word, _)| sheet.contains(word));
    let completed = || known.unwrap_or(("completed", "assessment_completed"));
    heading.contains("complet").then(completed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_from_headings() {
        for (heading, kind) in [
            ("Date of Referral", Some("referral")),
            ("Strategy discussion initiating Section 47 Enquiry Start Date", Some("strategy_discussion")),
            ("Date of Initial Child Protection Conference", Some("initial_conference")),
            ("Continuous Assessment Date of Authorisation", Some("assessment_completed")),
            ("CPPstartDate", Some("plan_made")),
            ("Date", None),
            ("seen_at", None),
            ("Date Child Was Last Seen", Some("child_seen")),
        ] {
            assert_eq!(kind_in(heading).map(|k| k.1), kind, "{heading}");
        }
        for (sheet, heading, kind) in [
            ("Initial assessments", "Started", Some("assessment_started")),
            ("Initial assessments", "Completed", Some("initial_assessment_completed")),
            ("Core assessments", "Date completed", Some("core_assessment_completed")),
            ("Taskings", "Completed", None),
        ] {
            assert_eq!(kind_of_stage(sheet, heading).map(|k| k.1), kind, "{sheet}: {heading}");
        }
    }
}
