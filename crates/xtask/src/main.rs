//! `cargo xtask`: the door to [`xtask`].

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask: set-up, tests, checks and benchmarks

  cargo xtask test                run every lane, print a table, say what was skipped and why
  cargo xtask test --lane NAME    run one lane (repeat --lane for several)
  cargo xtask test --long         run the long lane as well (or set CANDOUR_LANES=long)
  cargo xtask lanes               list the lanes
  cargo xtask bench [NAME ...]    run benchmarks; without a name, list them
                                  (--seed S; house, link: --people N; link, duty: --long; minutes: --pages N;
                                  link: --part NAME, --millions N)

Environment: CANDOUR_SHARED names the folder of shared test data (otherwise ../shared beside the checkout);
CARGO_TARGET_DIR names the build folder.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test", rest @ ..] => xtask::lanes::command(rest),
        ["lanes"] => {
            print!("{}", xtask::lanes::list());
            Ok(true)
        }
        ["bench", rest @ ..] => xtask::bench::command(rest),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(true)
        }
        [other, ..] => Err(format!("`{other}` is not a job of xtask\n\n{HELP}")),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::from(2)
        }
    }
}
