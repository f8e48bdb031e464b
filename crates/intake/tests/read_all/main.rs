//! Reading files: every kind, hostile ones, and the real data.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // these tests make and read files

mod delimited;
mod hostile;
mod json;
mod ods;
mod support;
mod workbook;
mod xls;
mod xml;
