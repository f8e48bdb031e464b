//! The words of a report and what each means, one meaning a word; shared by the page and the workbook.

/// A part of the glossary: its title, and words with their meaning.
pub(crate) struct Part {
    pub(crate) title: &'static str,
    pub(crate) words: &'static [(&'static str, &'static str)],
}

pub(crate) const PARTS: [Part; 7] = [
    Part {
        title: "Verdicts",
        words: &[
            ("met", "A record shows it was done on or before the deadline."),
            ("decided not", "A decision not to act is on record in time, by someone entitled to take it."),
            ("excused", "The rule names a circumstance that excuses, and it is on record in time."),
            ("late", "A record shows it was done, or decided against, after the deadline."),
            (
                "done while barred",
                "A record shows that what the rule forbids for a time was done within that time.",
            ),
            (
                "nothing recorded",
                "The deadline has passed, the records that would show it were supplied, and nothing is recorded. No record is not the same as no action.",
            ),
            ("not yet due", "The deadline lies after the last day whose records are complete."),
            (
                "cannot tell",
                "The records do not allow an answer; the reason says why. It is never counted as a breach.",
            ),
            (
                "not engaged",
                "The rule was in the set and nothing in the records started its clock. It is never counted as kept.",
            ),
        ],
    },
    Part {
        title: "How certain",
        words: &[
            ("certainly not breached", "Every reading of the dates in the records keeps the duty."),
            ("certainly breached", "Every reading of the dates in the records breaches it."),
            (
                "possibly breached",
                "Some readings keep it and some breach it, or the records do not say. The days past the deadline are those of the readings that breach it.",
            ),
            ("open", "The deadline lies after the last day whose records are complete."),
        ],
    },
    Part {
        title: "What is still owed",
        words: &[
            ("completed", "Nothing is owed: it was done, decided against or excused, in time or not."),
            (
                "partial",
                "Some of what several owed is on record, not all; which of them is silent is not said.",
            ),
            ("overdue", "The deadline has passed and nothing is on record."),
            ("pending", "The deadline has not passed and nothing is on record."),
            ("unknown", "The records do not say."),
        ],
    },
    Part {
        title: "Grades of awareness, weakest first",
        words: &[
            ("recorded", "It stands in a record the holder keeps."),
            ("available", "The holder could have looked it up."),
            ("sent", "It was sent to the holder. Being on a distribution list is not knowledge."),
            ("received", "The holder received it."),
            ("opened", "The holder opened it."),
            ("discussed", "The holder discussed it."),
            ("acted on", "The holder acted on it."),
        ],
    },
    Part {
        title: "Date qualifiers",
        words: &[
            ("On", "On that day."),
            ("Before", "On or before the date."),
            ("After", "On or after the date."),
            (
                "Range",
                "On some day between the two dates, both included; the event did not necessarily last all of it.",
            ),
            ("About", "About the date: the writer was not sure."),
            ("Unknown", "No usable date was written."),
        ],
    },
    Part {
        title: "How sure a link is",
        words: &[
            (
                "certain",
                "Probability at least 0.999, or the same identifier in the same scheme, or a person's decision.",
            ),
            ("probable", "Probability at least 0.95."),
            ("possible", "Less than that: shown as a question and never acted on."),
            (
                "weight",
                "In bits: each bit doubles the odds that two mentions are one; a negative weight speaks against.",
            ),
        ],
    },
    Part {
        title: "Other words",
        words: &[
            ("holder", "The agency, unit or person in a role on whom a duty lies or who keeps a record."),
            (
                "mention",
                "A person, vehicle, place, telephone, body or matter as one row of one file names it.",
            ),
            ("matter", "Something with the source's own number: a report, a complaint, a request."),
            ("extract", "What an agency was asked for, and what came."),
            ("working day", "Not a Saturday, a Sunday, or a bank or public holiday of the rule's calendar."),
            (
                "days late",
                "Calendar days from the deadline to the action, or to the observation date where nothing is recorded.",
            ),
        ],
    },
];
