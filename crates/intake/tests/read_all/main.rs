//! Reading files: every kind, hostile ones, and the real data.

mod delimited;
mod json;
mod support;
mod workbook;
mod xml;
