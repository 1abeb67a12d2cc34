//! `podarium film` and `podarium poster`: what tapes look like.

use super::{FINE, WRONG, many, one, placed, read_tape};
use crate::film::{Film, tape_hash};
use crate::scene::Filming;
use crate::stage;
use crate::tape::{Tape, parse_time};
use clap::ArgMatches;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::rc::Rc;

/// Prints the films of tapes, or writes them: one to a file, or each into a folder, under its
/// tape's name.
pub fn film(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    each(matches, "film", out, err, |film| Ok(film.to_bytes()))
}

/// The same for posters, of a good moment or of the one that is asked for.
pub fn poster(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    each(matches, "svg", out, err, |film| {
        let at_ms = match one(matches, "at") {
            None => stage::good_moment(film),
            Some(at) => {
                parse_time(at).ok_or_else(|| format!("error: {at:?} is no time such as 1m30s"))?
            }
        };
        Ok(stage::poster(film, at_ms).into_bytes())
    })
}

fn each(
    matches: &ArgMatches,
    ending: &str,
    out: &mut dyn Write,
    err: &mut dyn Write,
    make: impl Fn(&Film) -> Result<Vec<u8>, String>,
) -> io::Result<u8> {
    let to = one(matches, "output").map(Path::new);
    let files: Vec<&str> = many(matches, "FILE").collect();
    if let Err(error) = room(&files, ending, to) {
        return writeln!(err, "error: {error}").map(|()| WRONG);
    }
    for file in files {
        let bytes = match film_of(file).and_then(|film| make(&film)) {
            Ok(bytes) => bytes,
            Err(error) => return writeln!(err, "{error}").map(|()| WRONG),
        };
        let Some(to) = to else {
            out.write_all(&bytes)?;
            continue;
        };
        let name = Path::new(file).with_extension(ending);
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

/// Whether there is a place for what is made of each file; a folder for several is made.
fn room(files: &[&str], ending: &str, to: Option<&Path>) -> Result<(), String> {
    match to {
        None if files.len() > 1 => Err("several tapes need a folder: -o FOLDER".to_owned()),
        None if ending == "film" && io::stdout().is_terminal() => {
            Err("a film is nothing to read: -o FILE".to_owned())
        }
        Some(folder) if files.len() > 1 => std::fs::create_dir_all(folder)
            .map_err(|error| format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

fn film_of(file: &str) -> Result<Film, String> {
    let text = read_tape(file)?;
    let tape = Tape::parse(&text).map_err(|it| format!("error: {}", placed(file, 0, &it)))?;
    let mut film = Filming::of(Rc::new(tape));
    // Whoever finds the film beside the tape compares with the text as it is written.
    film.head.tape = tape_hash(&text);
    Ok(film)
}
