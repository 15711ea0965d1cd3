//! Integration tests, one binary: everything that looks at more than one module from outside.

/// What each module must never name.
mod architecture;
/// The pages a run leaves, in a real browser; skipped where there is none.
mod browser;
/// The solver against enumeration of all plans.
mod brute_force;
/// The program as its users run it: exit codes, output, files.
mod cli;
/// Two runs set beside each other.
mod diff;
/// Documents made from the types, and indices that must agree with them.
mod documents;
/// Synthetic municipalities, and the committed ones in `data/`.
mod generate;
/// Random projects, used by others.
mod hamlets;
/// The recipe of Setagaya on real open data, skipped where there is none.
mod import;
/// Ctrl-C during a search.
mod interrupt;
/// Broken input, one line at a time.
mod load;
/// Location questions from files to answers, as users ask them.
mod locate;
/// Limits that are loosened never make the best plan worse.
mod loosening;
/// Walks on streets and from tables, to the verified plan; real streets and scipy, skipped where there are none.
mod network;
/// The program and its folders, used by others.
mod program;
/// The layers a run leaves, in GDAL and QGIS; skipped where there is none.
mod qgis;
/// The README against the command line and the files it points at.
mod readme;
/// A run made again from its own folder.
mod report;
/// The planning questions of `scenarios/`: loaded, answered, verified, and their money tied out.
mod scenarios;
/// Optima confirmed by another build of a solver, skipped where there is none.
mod second_solver;
/// Random projects with every option on, used by others.
mod villages;
/// The solver against enumeration of all plans with every option on.
mod whole_model;
/// The cost book recalculated by a spreadsheet program; skipped where there is none.
mod workbook;
