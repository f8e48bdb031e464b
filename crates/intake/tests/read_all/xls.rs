//! Workbooks of 1997 to 2003, made by hand: a compound file around a stream of records.
//!
//! Source: [MS-CFB] sections 2.2 to 2.6, [MS-XLS] section 2.4.

use intake::read::{Cell, Limits};
use model::Day;

use crate::support::{read_bytes, refused};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn place(row: u16, column: u16, format: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), format.to_le_bytes()].concat()
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let cells =
        [&place(row, column, 0)[..], &(text.len() as u16).to_le_bytes(), &[0], text.as_bytes()].concat();
    record(0x204, &cells)
}

fn number(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
    record(0x203, &[&place(row, column, format)[..], &value.to_le_bytes()].concat())
}

/// The records of a workbook with one sheet.
fn stream(sheet: &[u8], globals: &[u8]) -> Vec<u8> {
    let bof =
        |kind: u16| record(0x809, &[&0x0600u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat());
    let format = |id: u16| {
        let mut data = [0; 20];
        data[2..4].copy_from_slice(&id.to_le_bytes());
        record(0xe0, &data)
    };
    // Format 0 is general, 14 is the system's short date.
    let before =
        [bof(5), record(0x42, &1200u16.to_le_bytes()), globals.to_vec(), format(0), format(14)].concat();
    let name = b"Referrals";
    let bound = |at: u32| record(0x85, &[&at.to_le_bytes()[..], &[1, 0, name.len() as u8, 0], name].concat());
    let end = record(0x0a, &[]);
    let at = before.len() + bound(0).len() + end.len();
    [before, bound(at as u32), end.clone(), bof(0x10), sheet.to_vec(), end].concat()
}

/// The compound file around a stream.
fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let sectors = stream.len() / 512;
    let mut header = vec![0u8; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes()); // sectors of the allocation table
    put(48, &1u32.to_le_bytes()); // first of the directory
    put(56, &4096u32.to_le_bytes());
    put(60, &0xffff_fffe_u32.to_le_bytes());
    put(68, &0xffff_fffe_u32.to_le_bytes());
    put(76, &0u32.to_le_bytes()); // where the allocation table is
    for entry in 1..109 {
        put(76 + 4 * entry, &u32::MAX.to_le_bytes());
    }
    let mut table = vec![0xffff_fffd_u32, 0xffff_fffe];
    table.extend((0..sectors).map(|s| if s + 1 == sectors { 0xffff_fffe } else { s as u32 + 3 }));
    table.resize(128, u32::MAX);
    let entry = |name: &str, kind: u8, start: u32, size: usize| {
        let mut entry = vec![0u8; 128];
        for (i, unit) in name.encode_utf16().enumerate() {
            entry[2 * i..2 * i + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64..66].copy_from_slice(&(2 * name.len() as u16 + 2).to_le_bytes());
        entry[66] = kind;
        entry[67] = 1;
        for at in [68, 72, 76] {
            entry[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        }
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&(size as u32).to_le_bytes());
        entry
    };
    let mut directory =
        [entry("Root Entry", 5, 0xffff_fffe, 0), entry("Workbook", 2, 2, stream.len())].concat();
    directory.resize(512, 0);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, stream].concat()
}

fn cells() -> Vec<u8> {
    let merged: Vec<u8> = [1u16, 1, 2, 1, 1].into_iter().flat_map(u16::to_le_bytes).collect();
    [
        label(0, 0, "Ref"),
        label(0, 1, "Child"),
        label(0, 2, "Received"),
        number(1, 0, 0, 1.0),
        label(1, 1, "Odd Ness"),
        number(1, 2, 1, 37_379.0),
        number(2, 0, 0, 2.0),
        record(0x205, &[&place(2, 2, 0)[..], &[0x2a, 1]].concat()),
        record(0xe5, &merged),
    ]
    .concat()
}

pub(crate) fn referrals() -> Vec<u8> {
    compound(stream(&cells(), &[]))
}

#[test]
fn cells_come_as_the_workbook_holds_them() {
    let (written, report) = read_bytes("a.xls", &referrals());
    assert_eq!(report.format, "Excel workbook of 1997 to 2003 (xls)");
    let sheet = &written.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.columns.join("|").as_str()), ("Referrals", "Ref|Child|Received"));
    assert_eq!(sheet.lines(), ["2: 1|Odd Ness|2002-05-03", "3: 2|Odd Ness|#N/A"]);
    assert_eq!(sheet.rows[0].1[2], Cell::Date(Day::ymd(2002, 5, 3).unwrap(), None));
    assert!(
        sheet.noted("1 merged area was filled") && sheet.noted("hidden in the workbook"),
        "{:?}",
        sheet.notes
    );
    let (written, _) = read_bytes("a.xls", &compound(stream(&cells(), &record(0x22, &1u16.to_le_bytes()))));
    assert_eq!(written.sheets[0].rows[0].1[2].to_string(), "2006-05-04", "the 1904 system");
}

#[test]
fn a_password_is_named() {
    let locked = compound(stream(&cells(), &record(0x2f, &[1, 0, 1, 0, 1, 0])));
    assert!(refused("a.xls", &locked, &Limits::default()).what.contains("protected by a password"));
}
