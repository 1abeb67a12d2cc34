//! `podarium film`: the films of tapes.

use super::{FINE, WRONG, many, one, read};
use crate::scene::Filming;
use crate::tape::Tape;
use clap::ArgMatches;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

/// Prints the film of a tape, or writes films: one to a file, or each into a folder, under its
/// tape's name.
pub fn film(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let to = one(matches, "output").map(Path::new);
    for file in many(matches, "FILE") {
        let bytes = match film_of(file) {
            Ok(bytes) => bytes,
            Err(error) => return writeln!(err, "{error}").map(|()| WRONG),
        };
        let Some(to) = to else {
            out.write_all(&bytes)?;
            continue;
        };
        let name = Path::new(file).with_extension("film");
        let path = match name.file_name().filter(|_| to.is_dir()) {
            Some(name) => to.join(name),
            None => to.to_path_buf(),
        };
        if let Err(error) = std::fs::write(&path, bytes) {
            return writeln!(err, "error: {}: {error}", path.display()).map(|()| WRONG);
        }
    }
    Ok(FINE)
}

fn film_of(file: &str) -> Result<Vec<u8>, String> {
    let tape = Tape::parse(&read(file)?).map_err(|error| format!("error: {file}: {error}"))?;
    Ok(Filming::of(Rc::new(tape)).to_bytes())
}
