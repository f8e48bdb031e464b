//! A small invented review of referrals that tests spoil in one place, run through the real command.

#![allow(clippy::disallowed_types, clippy::disallowed_methods, dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

/// The terms and the one source; every test starts from it.
pub(crate) const CONFIG: &str = r#"[review]
title = "A small invented review"
purpose = "learning"
observation_date = 2012-12-31
period = { from = 2008-01-01, to = 2012-12-31 }

[rules]
only = ["R01"]

[[agency]]
name = "Northmere Children's Social Care"
sort = "social_care"

[[extract]]
agency = "Northmere Children's Social Care"
title = "Strategy discussions"
kinds = ["strategy_discussion"]
status = "missing"

[[source]]
name = "referrals"
agency = "Northmere Children's Social Care"
files = "referrals.csv"
covers = { from = 2008-01-01, to = 2012-12-31 }
key = ["Referral number"]

[[source.mention]]
as = "child"
kind = "person"
forename = "First name"
surname = "Surname"
born = "Date of birth"

[[source.event]]
kind = "referral"
date = "Date received"
about = ["child"]
reference = "Referral number"
text = "Notes"

[[source.event]]
kind = "response_decided"
date = "Date decided"
about = ["child"]
reference = "Referral number"
"#;

/// The referrals: one answered in time, one late, one never, one without a date.
pub(crate) const REFERRALS: &str = "\
Referral number,First name,Surname,Date of birth,Date received,Date decided,Notes
N/1,Ann,Example,14/02/1999,03/03/2010,04/03/2010,Seen by the school nurse
N/2,Bea,Sample,23/08/1998,15/06/2010,30/06/2010,Told once
N/3,Cal,Specimen,30/11/1997,18/09/2011,,Told twice
N/4,Dot,Pattern,13/05/2000,no date written,,Told by a neighbour
";

/// The review in a folder of its own.
pub(crate) struct Small {
    folder: tempfile::TempDir,
}

impl Small {
    /// The review as it should be.
    pub(crate) fn new() -> Small {
        let small = Small { folder: tempfile::tempdir().unwrap() };
        small.write("review.toml", CONFIG);
        small.write("evidence/referrals.csv", REFERRALS);
        small
    }

    /// The folder of the review.
    pub(crate) fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the review.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    /// Writes a file of the review.
    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    /// Puts other words in the place of some in a file; they have to be there.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{from:?} is not in {name}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Adds words at the end of a file.
    pub(crate) fn append(&self, name: &str, more: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        self.write(name, text + more);
    }

    /// A file of the results as text.
    pub(crate) fn out(&self, name: &str) -> String {
        fs::read_to_string(self.path("out").join(name)).unwrap()
    }
}
