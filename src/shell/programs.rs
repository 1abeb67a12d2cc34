//! The programs that a shell runs: one table, for the console and for containers, from which
//! completion and help read too.

mod archive;
mod arguments;
mod awk;
mod builtins;
mod call;
mod clock;
mod columns;
mod expr;
mod files;
mod find;
mod format;
mod jq;
mod lines;
mod list;
mod read;
mod runners;
mod search;
pub(super) mod sed;
mod sequence;
mod sort;
mod system;
mod table;
pub(super) mod test;
mod variables;
mod xargs;

pub(super) use self::arguments::Arguments;
pub use self::table::PROGRAMS;

use super::environment::Environment;
use super::frame::{Frame, Running};
use super::machine::Block;
use super::turn::{Leave, Turn};
use super::world::World;

/// A program.
#[derive(Debug)]
pub struct Program {
    /// What it is called.
    pub name: &'static str,
    /// Its options: `n/lines=` is `-n 5`, `-n5`, `--lines 5`, `--lines=5`; `i` is `-i`;
    /// `/color=?` may have a value; `#` is a number such as `-5`. A `+` at the beginning: what
    /// stands behind the first operand is not its. A `*`: it sees to its options itself.
    pub flags: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// Whether it may work on parts of its input, line by line.
    pub(super) takes_parts: bool,
    /// What it does.
    pub(super) run: fn(&mut Call<'_, '_>) -> Outcome,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Program {}

/// How a program goes on.
pub(super) enum Outcome {
    /// It is done.
    Done(i32),
    /// It needs more input.
    Input,
    /// It has more to write, once what it has written is taken.
    More,
    /// It has to wait.
    Block(Block),
    /// Another program takes its place.
    Words(Vec<String>),
    /// Something else takes its place.
    Push(Vec<Frame>),
    /// A text is to be executed in its place.
    Read(String),
    /// It ends what it stands in.
    Leave(Leave),
    /// It needs more memory than there is (bytes).
    Memory(usize),
}

/// What a program may use.
pub(super) struct Call<'a, 'm> {
    pub turn: &'a mut Turn<'m>,
    pub running: &'a mut Running,
}

/// The program of a name, if it is one of the table's; a file that is there is a script.
pub(super) fn find(
    name: &str,
    environment: &Environment,
    world: &dyn World,
) -> Option<&'static Program> {
    let base = match name.rsplit_once('/') {
        None => name,
        Some(_) if world.read(&environment.path(name)).is_some() => "sh",
        Some((folder, base)) if folder.ends_with("bin") => base,
        Some(_) => return None,
    };
    by_name(base)
}

/// The program of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Program> {
    let at = PROGRAMS.binary_search_by(|it| it.name.cmp(name)).ok()?;
    PROGRAMS.get(at)
}
