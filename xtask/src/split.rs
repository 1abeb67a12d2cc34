//! Splits a program in two: what every visit runs, and what only some do.
//!
//! The first part is the program as before, in which each function that went is a stub: it has the second
//! part brought, and goes on there. So where a function is never matters for what happens, only for when
//! it is fetched. Both parts share memory, global variables and the table of functions, through which each
//! calls the other; `static/player.js` joins them.

mod choice;
mod order;
mod parts;
mod program;

use crate::Outcome;
use choice::Choice;
pub use order::ordered;
use program::Program;

/// A program in two parts.
pub struct Parts {
    /// The program, with stubs.
    pub first: Vec<u8>,
    /// What the stubs stand for.
    pub second: Vec<u8>,
}

/// Splits a program. `is_later` says whether a function, by number and name, goes into the second part.
///
/// # Errors
/// Bytes that are no program.
pub fn split(bytes: &[u8], is_later: &dyn Fn(u32, &str) -> bool) -> Outcome<Parts> {
    let program = Program::read(bytes)?;
    let choice = Choice::new(&program, is_later)?;
    Ok(Parts { first: parts::first(&program, &choice), second: parts::second(&program, &choice)? })
}

/// A program that notes which of its functions run.
pub struct Noting {
    /// It.
    pub bytes: Vec<u8>,
    /// Where in its memory the notes begin: a byte for each function.
    pub begin: u64,
    /// What the functions are called, each of them.
    pub names: Vec<String>,
}

/// Lets a program note which of its functions run.
///
/// # Errors
/// Bytes that are no program.
pub fn noting(bytes: &[u8]) -> Outcome<Noting> {
    let program = Program::read(bytes)?;
    let name = |it| program.names.get(&it).copied().unwrap_or_default().to_owned();
    Ok(Noting {
        bytes: parts::noting(&program)?,
        begin: program.pages << 16,
        names: program.all().map(name).collect(),
    })
}

fn bad(error: wasmparser::BinaryReaderError) -> String {
    format!("the program can't be split: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder as write;
    use write::Instruction::{Call, End, Nop};

    /// A program of functions without words: whom each calls. The first is exported.
    fn program(calls: &[&[u32]]) -> Vec<u8> {
        let (mut functions, mut code) = (write::FunctionSection::new(), write::CodeSection::new());
        for called in calls {
            functions.function(0);
            let mut body = write::Function::new([]);
            // Long enough for a stub to be worth while.
            for _ in 0..40 {
                body.instruction(&Nop);
            }
            for it in *called {
                body.instruction(&Call(*it));
            }
            code.function(body.instruction(&End));
        }
        let mut types = write::TypeSection::new();
        types.ty().function([], []);
        let mut tables = write::TableSection::new();
        tables.table(write::TableType {
            element_type: write::RefType::FUNCREF,
            table64: false,
            minimum: 1,
            maximum: Some(1),
            shared: false,
        });
        let mut exports = write::ExportSection::new();
        exports.export("run", write::ExportKind::Func, 0);
        let mut module = write::Module::new();
        module.section(&types).section(&functions).section(&tables).section(&exports);
        module.section(&write::ElementSection::new()).section(&code);
        module.finish()
    }

    /// The functions that go when these are named, of those above.
    fn gone(bytes: &[u8], named: &[u32]) -> Outcome<Vec<u32>> {
        let program = Program::read(bytes)?;
        let choice = Choice::new(&program, &|it, _| named.contains(&it))?;
        Ok(choice.goes.into_iter().collect())
    }

    #[test]
    fn what_only_the_second_part_calls_goes_with_it_and_exports_stay() -> Outcome<()> {
        // 0 calls 1 and 2; 2 calls 3 and 4; 4 is called by 1 too; 3 calls 5.
        let bytes = program(&[&[1, 2], &[4], &[3, 4], &[5], &[], &[]]);
        assert_eq!(gone(&bytes, &[2])?, [2, 3, 5]);
        assert_eq!(gone(&bytes, &[4])?, [4]);
        assert_eq!(gone(&bytes, &[0, 1, 2])?, [1, 2, 3, 4, 5]);
        assert!(gone(&bytes, &[])?.is_empty());
        Ok(())
    }

    #[test]
    fn both_parts_are_programs_and_call_each_other_through_the_table() -> Outcome<()> {
        let bytes = program(&[&[1, 2], &[], &[1]]);
        let parts = split(&bytes, &|it, _| it == 2)?;
        let (first, second) = (Program::read(&parts.first)?, Program::read(&parts.second)?);
        assert_eq!((first.bodies.len(), second.bodies.len()), (3, 1));
        // The slot of before, one for each of the two that are called from the other part, and the bringer.
        assert_eq!(first.slots(), 4);
        assert_eq!(first.elements, [(1, 1)], "what stays is there from the beginning");
        assert_eq!(second.elements, [(2, 0)], "what went fills its slot");
        assert!(second.calls()?.is_empty(), "no call of the other part by number");
        assert!(split(b"no program", &|_, _| true).is_err());
        Ok(())
    }

    #[test]
    fn what_is_alike_stands_side_by_side_and_is_called_as_before() -> Outcome<()> {
        // 0 is the longest; 2 is like it, as both call 1 and 3.
        let bytes = program(&[&[1, 3, 1, 3, 1], &[], &[1, 3, 1, 3], &[]]);
        let ordered = ordered(&bytes)?;
        assert_eq!(Program::read(&ordered)?.calls()?, [(0, 2), (0, 3), (1, 2), (1, 3)]);
        assert_eq!(self::ordered(&ordered)?, ordered, "in order already");
        assert!(self::ordered(b"no program").is_err());
        Ok(())
    }

    #[test]
    fn what_notes_is_the_same_program_with_more_memory() -> Outcome<()> {
        let noting = noting(&program(&[&[1], &[]]))?;
        assert_eq!((noting.names.len(), noting.begin), (2, 0));
        assert_eq!(Program::read(&noting.bytes)?.bodies.len(), 2);
        Ok(())
    }
}
