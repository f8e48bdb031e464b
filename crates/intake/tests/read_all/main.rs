//! Reading files: every kind, hostile ones, and the real data.

mod delimited;
mod support;
mod workbook;
