//! The `fukugo` command: everything it does is in [`fukugo::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    fukugo::cli::main(std::env::args_os(), &mut std::io::stdout().lock(), &mut std::io::stderr())
}
