//! Constraints in the text form of Declare, as process-mining programs write them.
//!
//! ```text
//! Response[Create Fine, Send Fine] |A.amount > 100 | |0,7776000,s
//! ```
//!
//! A template, two kinds of event as the log writes them, and three parts, each of which may be empty: what the record
//! of the activation must say, what that of the target must say (it may ask about `A` too), and how much time may lie
//! between them. Conditions are joined by `and`. Lines that declare kinds and attributes (`activity ...`, `bind ...`) and
//! comments (`#`) are passed over.
//!
//! Left out: templates without a time, `or`, and conditions that compare two cells. Each is an error that names it.

use crate::ask::{Ask, Number, small};
use crate::rule::Comparison;

use super::alike::composed;
use super::cond::{CONDITIONS_MAX, Cond, UNCLEAR};

/// Most constraints of one run.
pub const CONSTRAINTS_MAX: usize = 1_000;

/// What a constraint asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Template {
    /// Every A is followed by a B.
    Response,
    /// Every A is followed by a B before the next A.
    AlternateResponse,
    /// Every B has an A before it.
    Precedence,
    /// Every A has a B before or after it.
    RespondedExistence,
    /// No A is followed by a B.
    NotResponse,
}

impl Template {
    const ALL: [(&'static str, Template); 5] = [
        ("Alternate Response", Template::AlternateResponse),
        ("Not Response", Template::NotResponse),
        ("Precedence", Template::Precedence),
        ("Responded Existence", Template::RespondedExistence),
        ("Response", Template::Response),
    ];
}

/// One constraint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Constraint {
    /// As written.
    pub text: String,
    pub(super) template: Template,
    /// Codes of the first and the second kind.
    pub(super) kinds: (u16, u16),
    /// Bits that the activation must have to count.
    pub(super) activation: u64,
    /// Bits that activation and target must have to go together.
    pub(super) together: (u64, u64),
    /// Least and greatest number of seconds between them.
    pub(super) seconds: Option<(i64, i64)>,
}

/// Constraints made ready for a log.
#[derive(Clone, Default, Debug)]
pub struct Declare {
    constraints: Vec<Constraint>,
    kinds: Vec<String>,
    columns: Vec<String>,
    conditions: Vec<Cond>,
}

impl Declare {
    /// Reads constraints, one a line.
    ///
    /// # Errors
    /// At the first line that is none: its number from 1, and one sentence.
    pub fn read(text: &str) -> Result<Declare, (usize, String)> {
        let mut declare = Declare::default();
        for (i, line) in text.lines().enumerate() {
            let line = line.trim().trim_start_matches('\u{feff}');
            let passed = ["activity ", "bind ", "#"].iter().any(|p| line.starts_with(p));
            if line.is_empty() || passed || (line.contains(':') && !line.contains('[')) {
                continue;
            }
            let constraint = declare.constraint(line).map_err(|what| (i + 1, what))?;
            if declare.constraints.len() == CONSTRAINTS_MAX {
                return Err((i + 1, format!("there are more than {CONSTRAINTS_MAX} constraints")));
            }
            declare.constraints.push(constraint);
        }
        if declare.constraints.is_empty() {
            return Err((1, "there is no constraint".to_string()));
        }
        Ok(declare)
    }

    /// The constraints, by number.
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// The kinds of event that the constraints name, by code, as they write them.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The code of a kind of event; `None` where no constraint names it.
    pub fn kind(&self, written: &[u8]) -> Option<u16> {
        let written = composed(written.trim_ascii());
        self.kinds.iter().position(|k| *composed(k.as_bytes()) == *written).map(|p| p as u16)
    }

    /// The columns that the conditions name.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The conditions that hold of a row, one bit each (see [`super::Plan::bits`]).
    pub fn bits<'a>(&self, cell: impl Fn(usize) -> Option<&'a [u8]>) -> u64 {
        let all = (0..self.conditions.len()).fold(0, |sum, i| sum | 1 << i);
        super::cond::bits(&self.conditions, all, cell) & !UNCLEAR
    }

    fn constraint(&mut self, line: &str) -> Result<Constraint, String> {
        let mut parts = line.split('|').map(str::trim);
        let head = parts.next().unwrap_or_default();
        let (name, kinds) = head
            .strip_suffix(']')
            .and_then(|h| h.split_once('['))
            .ok_or_else(|| format!("expected a template and two kinds in brackets; found \"{head}\""))?;
        let template = Template::ALL.iter().find(|(word, _)| *word == name.trim()).ok_or_else(|| {
            let known: Vec<&str> = Template::ALL.iter().map(|t| t.0).collect();
            format!("\"{}\" is no template of those known: {}", name.trim(), known.join(", "))
        })?;
        let (first, second) =
            kinds.split_once(',').ok_or_else(|| format!("expected two kinds of event; found \"{kinds}\""))?;
        let kinds = (self.kind_code(first.trim())?, self.kind_code(second.trim())?);
        let [activation, together, time] =
            [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
        if let Some(more) = parts.next() {
            return Err(format!("nothing may follow the time; found \"{more}\""));
        }
        let (a, t) = self.conditions_of(activation)?;
        if t != 0 {
            return Err("the first part may only ask about A".to_string());
        }
        let together = self.conditions_of(together)?;
        Ok(Constraint {
            text: line.to_string(),
            template: template.1,
            kinds,
            activation: a,
            together,
            seconds: seconds(time)?,
        })
    }

    fn kind_code(&mut self, name: &str) -> Result<u16, String> {
        if name.is_empty() {
            return Err("a kind of event is missing".to_string());
        }
        let known = self.kinds.iter().position(|k| composed(k.as_bytes()) == composed(name.as_bytes()));
        Ok(known.unwrap_or_else(|| {
            self.kinds.push(name.to_string());
            self.kinds.len() - 1
        }) as u16)
    }

    /// The bits that conditions ask of A and of T.
    fn conditions_of(&mut self, text: &str) -> Result<(u64, u64), String> {
        let mut bits = (0, 0);
        if text.is_empty() {
            return Ok(bits);
        }
        for one in text.split(" and ") {
            let (of_target, cond) = self.condition(one.trim())?;
            let bit = match self.conditions.iter().position(|c| *c == cond) {
                Some(bit) => bit,
                None if self.conditions.len() == CONDITIONS_MAX => {
                    return Err(format!("there are more than {CONDITIONS_MAX} conditions"));
                }
                None => {
                    self.conditions.push(cond);
                    self.conditions.len() - 1
                }
            };
            *(if of_target { &mut bits.1 } else { &mut bits.0 }) |= 1 << bit;
        }
        Ok(bits)
    }

    /// `A.amount > 100`, `T.article is 157`, `A.points is not 0`, `T.vehicleClass in (A, C)`.
    fn condition(&mut self, text: &str) -> Result<(bool, Cond), String> {
        let wrong = || {
            format!("expected a condition such as \"A.amount > 100\" or \"T.class is C\"; found \"{text}\"")
        };
        let (name, rest) = text.split_once(' ').ok_or_else(wrong)?;
        let (of_target, name) = match name.split_once('.') {
            Some(("A", name)) => (false, name),
            Some(("T", name)) => (true, name),
            _ => return Err(wrong()),
        };
        if rest.contains(" or ") {
            return Err(format!("\"or\" is not known here: write two constraints; found \"{text}\""));
        }
        let column = self.columns.iter().position(|c| c == name).unwrap_or_else(|| {
            self.columns.push(name.to_string());
            self.columns.len() - 1
        });
        let ask = ask(rest.trim()).ok_or_else(wrong)?;
        Ok((of_target, Cond { column, ask }))
    }
}

fn ask(text: &str) -> Option<Ask> {
    let one = |v: &str| vec![small(v.trim().trim_matches('"'))];
    let list = |v: &str| -> Option<Vec<String>> {
        let inside = v.trim().strip_prefix('(')?.strip_suffix(')')?;
        Some(inside.split(',').flat_map(one).collect())
    };
    for (word, inside) in [("not in ", false), ("in ", true)] {
        if let Some(rest) = text.strip_prefix(word) {
            return list(rest).map(if inside { Ask::Is } else { Ask::IsNot });
        }
    }
    if let Some(rest) = text.strip_prefix("is not ") {
        return Some(Ask::IsNot(one(rest)));
    }
    if let Some(rest) = text.strip_prefix("is ") {
        return Some(Ask::Is(one(rest)));
    }
    // The longer signs first.
    let signs = [Comparison::AtMost, Comparison::AtLeast, Comparison::Less, Comparison::More];
    let (comparison, rest) = signs.iter().find_map(|c| Some((*c, text.strip_prefix(c.sign())?)))?;
    Some(Ask::Number(comparison, Number::read(rest.as_bytes())?))
}

/// `0,7776000,s`; also in minutes, hours and days.
fn seconds(text: &str) -> Result<Option<(i64, i64)>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || format!("expected a time such as \"0,7776000,s\"; found \"{text}\"");
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let [from, to, unit] = parts.as_slice() else { return Err(wrong()) };
    let each = match *unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number = |t: &str| t.parse::<i64>().ok().and_then(|n| n.checked_mul(each)).ok_or_else(wrong);
    Ok(Some((number(from)?, number(to)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_is_read_whole() {
        let text = "activity Create Fine\nbind Create Fine: amount\namount: float between 0 and 9\n\n\
                    Response[Create Fine, Send Fine] |A.amount > 100 and A.article is not 157 |T.expense <= 9.5 |1,2,d\n\
                    Precedence[Send Fine,Payment]";
        let read = Declare::read(text).unwrap();
        assert_eq!(read.kinds(), ["Create Fine", "Send Fine", "Payment"]);
        assert_eq!(read.columns(), ["amount", "article", "expense"]);
        let first = &read.constraints()[0];
        assert_eq!((first.template, first.kinds), (Template::Response, (0, 1)));
        assert_eq!((first.activation, first.together), (0b11, (0, 0b100)));
        assert_eq!(first.seconds, Some((86_400, 172_800)));
        assert_eq!(read.constraints()[1].seconds, None);
        let cells: [&[u8]; 3] = [b"100.5", b"142", b"11"];
        assert_eq!(read.bits(|c| cells.get(c).copied()), 0b011);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, words) in [
            ("", "no constraint"),
            ("Chain Response[A, B] | | |", "\"Chain Response\" is no template"),
            ("Response[A] | | |", "two kinds"),
            ("Response A, B | | |", "in brackets"),
            ("Response[A, B] |amount > 1 | |", "\"amount > 1\""),
            ("Response[A, B] |A.x > 1 or A.x < 0 | |", "\"or\""),
            ("Response[A, B] |T.x > 1 | |", "only ask about A"),
            ("Response[A, B] | | |0,9", "a time such as"),
            ("Response[A, B] | | |0,9,w", "a time such as"),
            ("Response[A, B] |A.x > many | |", "\"A.x > many\""),
        ] {
            let (line, what) = Declare::read(text).unwrap_err();
            assert!(line == 1 && what.contains(words), "{text}: {what}");
        }
    }
}
