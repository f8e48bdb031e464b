//! The limits of the page and the workbook. The exports have none. Each cut is stated where it is made, with the
//! file that holds the rest.
//!
//! The page stays under 5 MB: 2,000 chronology rows of about 900 bytes (1.8 MB), 500 questions and 500 things done
//! of about 1,200 (1.2 MB), 300 that cannot be told (0.4 MB), and tables of at most about 0.9 MB together.

/// Rows of the chronology in the page; those that the outcomes shown rest on come first.
pub const CHRONOLOGY_ROWS_MAX_HTML: usize = 2_000;
/// Undated events in the page.
pub const UNDATED_ROWS_MAX_HTML: usize = 200;
/// Questions in the page, all agencies together.
pub const QUESTIONS_MAX_HTML: usize = 500;
/// Things done in time in the page: the same number as questions, because they have the same weight.
pub const DONE_MAX_HTML: usize = QUESTIONS_MAX_HTML;
/// Outcomes that cannot be told in the page.
pub const CANNOT_TELL_MAX_HTML: usize = 300;
/// Outcomes shown under one heading of the page.
pub const ITEMS_PER_GROUP_MAX_HTML: usize = 20;
/// Holders with a heading of their own in the page.
pub const HOLDERS_MAX_HTML: usize = 80;
/// Holders with a line of figures in the page, beyond those with a heading.
pub const HOLDER_LINES_MAX_HTML: usize = 300;
/// Groups of reasons in the page.
pub const REASONS_MAX_HTML: usize = 40;
/// Events shown as the evidence of one outcome in the page.
pub const EVIDENCE_PER_ITEM_MAX_HTML: usize = 8;
/// Entities of one kind in the page.
pub const ENTITIES_PER_KIND_MAX_HTML: usize = 200;
/// Problems with the input in the page.
pub const PROBLEMS_MAX_HTML: usize = 200;
/// Lines of any other table of the page: sheets, sources, extracts, changes.
pub const TABLE_ROWS_MAX_HTML: usize = 500;
/// Links shown with their weights in the page.
pub const LINKS_MAX_HTML: usize = 40;
/// Characters of one piece of free text in the page.
pub const TEXT_CHARS_MAX_HTML: usize = 400;
/// Agencies with a strip of their own in the picture of events by year; the rest share one.
pub const STRIPS_MAX_HTML: usize = 12;
/// Years in the picture of events by year.
pub const YEARS_MAX_HTML: usize = 60;
/// Events in the workbook (a sheet holds 1,048,576 rows, but twenty columns of so many open slowly, and cost
/// about 4 KB of memory a row to write); beyond it the
/// workbook holds the events that outcomes rest on, in order, up to this number.
pub const WORKBOOK_EVENTS_MAX: usize = 50_000;
/// Rows of any other sheet of the workbook.
pub const WORKBOOK_ROWS_MAX: usize = 50_000;
/// Characters of one cell: Excel's limit is 32,767.
pub const CELL_CHARS_MAX: usize = 32_000;
/// Days without a recorded event of a person above which the period is listed.
pub const NO_CONTACT_DAYS_MIN: i32 = 90;
/// No-contact periods listed, the longest first.
pub const NO_CONTACT_ROWS_MAX: usize = 200;
/// Subjects whose ladder of awareness stands in the page.
pub const LADDERS_MAX_HTML: usize = 60;
/// Lines of what followed in the page.
pub const FOLLOWED_MAX_HTML: usize = 200;
