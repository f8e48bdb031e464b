//! The truth beside the files: who lives in the town, what was known to whom, what came of every duty.
//!
//! Computed by counting days one by one ([`crate::calendar`]), without the code that checks duties, so that the two
//! can disagree. Which row names whom is written where the rows are numbered ([`crate::files`]).

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use model::Day;

use crate::files::{FileCount, create};
use crate::people::{Block, Person, Vehicle};

/// What came of a duty, in the words an outcome prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Met,
    Late,
    NothingRecorded,
    Excused,
    NotYetDue,
    CannotTell,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Late => "late",
            Verdict::NothingRecorded => "nothing recorded",
            Verdict::Excused => "excused",
            Verdict::NotYetDue => "not yet due",
            Verdict::CannotTell => "cannot tell",
        }
    }
}

/// What must come of one duty.
pub(crate) struct Expected<'a> {
    pub(crate) rule: &'static str,
    /// The source's own number for the matter.
    pub(crate) reference: &'a str,
    /// The person it is about, by number.
    pub(crate) subject: u64,
    pub(crate) holder: &'static str,
    pub(crate) started: Day,
    pub(crate) due: Day,
    pub(crate) verdict: Verdict,
    pub(crate) done: Option<Day>,
    pub(crate) reason: &'static str,
}

/// What somebody knew and what is on record after it.
pub(crate) struct Known<'a> {
    /// "A" for the strand a reviewer would recognise, else empty.
    pub(crate) strand: &'static str,
    /// `P` or `V` and the number.
    pub(crate) subject: (char, u64),
    pub(crate) label: &'a str,
    pub(crate) holder: &'static str,
    pub(crate) from: Day,
    /// Number of the item of the minutes.
    pub(crate) reference: &'a str,
    pub(crate) meetings: u32,
    pub(crate) expected: &'static str,
    /// The first such action on or after the day it was known.
    pub(crate) done: Option<Day>,
    /// Whether the records as written tie such an action to the name or mark that was known.
    pub(crate) sure: bool,
}

/// Something that was done about somebody, as its row writes it.
pub(crate) struct Done<'a> {
    pub(crate) expected: &'static str,
    pub(crate) day: Day,
    /// Whether the row still has its date.
    pub(crate) dated: bool,
    pub(crate) name: &'a str,
    /// Another name that the row gives, or empty.
    pub(crate) alias: &'a str,
    pub(crate) mark: &'a str,
    pub(crate) person: u64,
}

/// One agency's record of a report that reached it.
pub(crate) struct Report<'a> {
    /// The report: the same number for every copy of it.
    pub(crate) number: u64,
    /// 1 for the first record of it.
    pub(crate) copy: usize,
    pub(crate) holder: &'static str,
    pub(crate) file: &'static str,
    pub(crate) reference: &'a str,
    pub(crate) day: Day,
    pub(crate) person: u64,
    /// What became of its words on the way.
    pub(crate) change: &'static str,
    /// Those to whom the agency passed it.
    pub(crate) passed: &'a [&'static str],
}

/// Two agencies' accounts of one thing.
pub(crate) struct Accounts<'a> {
    pub(crate) sort: &'static str,
    /// The agencies' own numbers of their accounts.
    pub(crate) references: &'a [String; 2],
    /// What differs: date, attendance, decision, or nothing.
    pub(crate) differs: &'static str,
    pub(crate) how: &'a str,
}

/// Writes the change of theme that is planted in the meetings of every strand: what goes, what comes, and from which day.
pub(crate) fn themes(path: &Path, from: Day) -> io::Result<()> {
    let mut out = create(path)?;
    writeln!(out, "file,from,gone,come")?;
    writeln!(out, "meetings/minutes.csv,{from},exploitation,antisocial behaviour")?;
    out.flush()
}

/// The files of the truth.
pub(crate) struct Truth {
    people: BufWriter<File>,
    vehicles: BufWriter<File>,
    outcomes: BufWriter<File>,
    known: BufWriter<File>,
    done: BufWriter<File>,
    reports: BufWriter<File>,
    told_twice: BufWriter<File>,
    /// Lines written of each: people, vehicles, outcomes, known.
    pub(crate) lines: [u64; 4],
}

impl Truth {
    /// Opens the files below `folder`.
    pub(crate) fn open(folder: &Path) -> io::Result<Truth> {
        let open = |name: &str, head: &str| -> io::Result<BufWriter<File>> {
            let mut out = create(&folder.join(name))?;
            writeln!(out, "{head}")?;
            Ok(out)
        };
        Ok(Truth {
            people: open(
                "people.csv",
                "person,standing,forename,surname,later_surname,later_from,street_name,born,sex,address,postcode,twin_of,namesake_of",
            )?,
            vehicles: open("vehicles.csv", "vehicle,plate,make,colour,keeper")?,
            outcomes: open("outcomes.csv", "rule,reference,subject,holder,started,due,verdict,done,reason")?,
            known: open(
                "known.csv",
                "strand,subject,label,holder,known_from,grade,meetings,file,reference,expected,done,answer,sure",
            )?,
            done: open("done.csv", "expected,day,dated,name,alias,mark,person")?,
            reports: open("reports.csv", "report,copy,holder,file,reference,day,person,change,passed_to")?,
            told_twice: open("told_twice.csv", "sort,police,social_care,differs,how")?,
            lines: [0; 4],
        })
    }

    /// Writes the people and vehicles of a block.
    pub(crate) fn block(&mut self, block: &Block<'_>) -> io::Result<()> {
        for person in &block.people {
            self.person(block, person)?;
        }
        for vehicle in &block.vehicles {
            self.vehicle(block, vehicle)?;
        }
        Ok(())
    }

    fn person(&mut self, block: &Block<'_>, p: &Person<'_>) -> io::Result<()> {
        self.lines[0] += 1;
        let house = block.house_of(p);
        write!(self.people, "P{:07},{},{},{},", p.id, p.standing.word(), p.forename, p.surname)?;
        match p.later {
            Some((surname, from)) => write!(self.people, "{surname},{from},")?,
            None => write!(self.people, ",,")?,
        }
        let number = |id: Option<u64>| id.map_or(String::new(), |id| format!("P{id:07}"));
        writeln!(
            self.people,
            "{},{},{},{},{},{},{}",
            p.street_name.unwrap_or(""),
            p.born,
            if p.female { "F" } else { "M" },
            house.address,
            house.postcode,
            number(p.twin_of),
            number(p.namesake_of)
        )
    }

    fn vehicle(&mut self, block: &Block<'_>, v: &Vehicle) -> io::Result<()> {
        self.lines[1] += 1;
        writeln!(
            self.vehicles,
            "V{:07},{},{},{},P{:07}",
            v.id, v.plate, v.make, v.colour, block.people[v.keeper].id
        )
    }

    /// Writes what must come of a duty.
    pub(crate) fn outcome(&mut self, e: &Expected<'_>) -> io::Result<()> {
        self.lines[2] += 1;
        let done = e.done.map_or(String::new(), |d| d.to_string());
        writeln!(
            self.outcomes,
            "{},{},P{:07},{},{},{},{},{done},{}",
            e.rule,
            e.reference,
            e.subject,
            e.holder,
            e.started,
            e.due,
            e.verdict.word(),
            e.reason
        )
    }

    /// Writes what somebody knew.
    pub(crate) fn known(&mut self, k: &Known<'_>) -> io::Result<()> {
        self.lines[3] += 1;
        let answer = match k.done {
            None => "known, nothing recorded".to_string(),
            Some(done) if done - k.from == 0 => "known, recorded the same day".to_string(),
            Some(done) => format!("known, recorded {} days later", done - k.from),
        };
        writeln!(
            self.known,
            "{},{}{:07},{},{},{},discussed,{},meetings/minutes.csv,{},{},{},\"{answer}\",{}",
            k.strand,
            k.subject.0,
            k.subject.1,
            k.label,
            k.holder,
            k.from,
            k.meetings,
            k.reference,
            k.expected,
            k.done.map_or(String::new(), |d| d.to_string()),
            if k.sure { "yes" } else { "" }
        )
    }

    /// Writes what was done about somebody, as it is written down.
    pub(crate) fn done(&mut self, d: &Done<'_>) -> io::Result<()> {
        let dated = if d.dated { "yes" } else { "" };
        let (name, alias, mark) = (d.name, d.alias, d.mark);
        writeln!(self.done, "{},{},{dated},{name},{alias},{mark},P{:07}", d.expected, d.day, d.person)
    }

    /// Writes one agency's record of a report.
    pub(crate) fn report(&mut self, r: &Report<'_>) -> io::Result<()> {
        writeln!(
            self.reports,
            "R{},{},{},{},{},{},P{:07},{},{}",
            r.number,
            r.copy,
            r.holder,
            r.file,
            r.reference,
            r.day,
            r.person,
            r.change,
            r.passed.join(" | ")
        )
    }

    /// Writes how two accounts of one thing stand to one another.
    pub(crate) fn told_twice(&mut self, a: &Accounts<'_>) -> io::Result<()> {
        let [left, right] = a.references;
        writeln!(self.told_twice, "{},{left},{right},{},{}", a.sort, a.differs, a.how)
    }

    /// Ends the files.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        let rest = [&mut self.reports, &mut self.told_twice];
        for out in [&mut self.people, &mut self.vehicles, &mut self.outcomes, &mut self.known, &mut self.done]
            .into_iter()
            .chain(rest)
        {
            out.flush()?;
        }
        Ok(())
    }
}

/// Writes `accounts.csv`: how the rows of each table are to be accounted for.
pub(crate) fn accounts(path: &Path, counts: &[FileCount]) -> io::Result<()> {
    let mut out = create(path)?;
    writeln!(out, "file,sheet,rows,accepted,undated,rejected,empty")?;
    for c in counts {
        writeln!(
            out,
            "{},{},{},{},{},{},{}",
            c.file, c.sheet, c.rows, c.accepted, c.undated, c.rejected, c.empty
        )?;
    }
    out.flush()
}
