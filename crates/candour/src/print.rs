//! Printing that never ends the program in a panic.
//!
//! Data go to standard output, words to standard error. Whoever reads standard output may have had enough (`| head`):
//! then the rest is not printed, and the command goes on to its end, because its files are still wanted. Standard output
//! that cannot be written for another reason, such as a full disk, is a failure. Words that standard error cannot take
//! are lost without harm.
//!
//! The macros here stand before those of the standard library in the whole command, so that no line can forget them.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// Prints on standard output.
pub(crate) fn data(words: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_fmt(words).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        said(format_args!("error: cannot print: {error}\n"));
        std::process::exit(2);
    }
}

/// Says on standard error.
pub(crate) fn said(words: Arguments<'_>) {
    // There is nowhere left to say that it could not be said.
    let _ = std::io::stderr().lock().write_fmt(words);
}

macro_rules! print {
    ($($words:tt)*) => { $crate::print::data(format_args!($($words)*)) };
}

macro_rules! println {
    () => { $crate::print::data(format_args!("\n")) };
    ($($words:tt)*) => { $crate::print::data(format_args!("{}\n", format_args!($($words)*))) };
}

macro_rules! eprintln {
    () => { $crate::print::said(format_args!("\n")) };
    ($($words:tt)*) => { $crate::print::said(format_args!("{}\n", format_args!($($words)*))) };
}
