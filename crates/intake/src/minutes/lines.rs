//! Lines that are understood as a whole: headings without a number, lists of others, words that say that there is nothing.

/// A lone line that opens a list of people who were not there by standing in it.
pub(super) fn of_others(text: &str) -> bool {
    const OPENS: [&str; 9] = [
        "distribution",
        "circulation",
        "circulated",
        "copies",
        "copy",
        "copied",
        "cc",
        "invited",
        "invitees",
    ];
    const WITH: [&str; 11] =
        ["list", "to", "for", "information", "also", "by", "email", "minutes", "and", "of", "the"];
    let words: Vec<String> = text
        .trim_end_matches([':', '.'])
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.iter().any(|w| OPENS.contains(&w.as_str()))
        && words.iter().all(|w| OPENS.contains(&w.as_str()) || WITH.contains(&w.as_str()))
}

/// A lone line that is a heading though it bears no number: "Actions", "Matters arising", "Actions from the last meeting".
pub(super) fn lone_heading(text: &str) -> bool {
    const OF: [&str; 30] = [
        "action",
        "actions",
        "points",
        "point",
        "list",
        "log",
        "plan",
        "agreed",
        "summary",
        "of",
        "from",
        "the",
        "last",
        "previous",
        "meeting",
        "meetings",
        "arising",
        "matters",
        "outstanding",
        "review",
        "update",
        "updates",
        "on",
        "and",
        "new",
        "table",
        "tracker",
        "minutes",
        "items",
        "other",
    ];
    const WHOLE: [&str; 6] = [
        "any other business",
        "aob",
        "date of next meeting",
        "next meeting",
        "date and time of next meeting",
        "a.o.b",
    ];
    let lower = text.trim().trim_end_matches([':', '.']).trim_end().to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let has = |w: &str| words.contains(&w);
    WHOLE.contains(&lower.as_str())
        || !words.is_empty()
            && words.iter().all(|w| OF.contains(w))
            && (has("action") && words.len() > 1 || has("actions") || has("matters") && has("arising"))
}

/// "None", "No further action", "No action required": words that say that there is nothing to do, and nothing else.
pub(super) fn no_action(text: &str) -> bool {
    const FIRST: [&str; 6] = ["no", "none", "nil", "nothing", "nfa", "n"];
    const WITH: [&str; 38] = [
        "no",
        "none",
        "nil",
        "nothing",
        "nfa",
        "n",
        "a",
        "further",
        "new",
        "other",
        "action",
        "actions",
        "required",
        "needed",
        "necessary",
        "taken",
        "to",
        "be",
        "was",
        "were",
        "is",
        "are",
        "agreed",
        "identified",
        "arising",
        "recorded",
        "at",
        "this",
        "stage",
        "time",
        "present",
        "from",
        "meeting",
        "the",
        "report",
        "noted",
        "for",
        "now",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.is_empty()
        || words.first().is_some_and(|w| FIRST.contains(w)) && words.iter().all(|w| WITH.contains(w))
}

/// "None", "no apologies": a list that says that it is empty.
pub(super) fn none(text: &str) -> bool {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    ["none", "nil", "no apologies", "none received", "there were no apologies", "n/a", "-"]
        .contains(&lower.as_str())
}
