//! Reading files: every kind, hostile ones, and the real data.

mod delimited;
mod hostile;
mod json;
mod ods;
mod support;
mod workbook;
mod xls;
mod xml;
