//! `fukugo man`: manual pages, one of the program and one of every verb.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};

use super::{Arguments, End, Terminal};

/// Prints the manual page, or writes all of them.
#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// Folder for the pages of the program and of every verb [default: the program's page on standard output].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        let Some(folder) = &self.out else {
            terminal.out.write_all(&page(Arguments::command())?)?;
            return Ok(End::Done);
        };
        match write(folder) {
            Ok(names) => {
                for name in names {
                    writeln!(terminal.out, "{}", folder.join(name).display())?;
                }
                Ok(End::Done)
            }
            Err(error) => {
                let (label, text) =
                    (terminal.lang.pick("エラー", "error"), terminal.lang.pick("に書けない", "cannot be written"));
                let space = terminal.lang.pick("", " ");
                writeln!(terminal.err, "{label}: {}{space}{text}: {error}", folder.display())?;
                Ok(End::Io)
            }
        }
    }
}

/// Writes every page and gives the names of the files.
fn write(folder: &Path) -> io::Result<Vec<String>> {
    std::fs::create_dir_all(folder)?;
    let mut program = Arguments::command().disable_help_subcommand(true);
    // Names of verbs with the program's before them, as pages have them.
    program.build();
    let verbs: Vec<Command> = program.get_subcommands().cloned().collect();
    let mut names = Vec::new();
    for command in std::iter::once(program).chain(verbs) {
        let page = clap_mangen::Man::new(command);
        let name = page.get_filename();
        let mut text = Vec::new();
        page.render(&mut text)?;
        std::fs::write(folder.join(&name), text)?;
        names.push(name);
    }
    Ok(names)
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
