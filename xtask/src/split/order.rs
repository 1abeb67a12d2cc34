//! Puts functions that are alike side by side.
//!
//! What compresses a program looks for what it has seen before: gzip no further back than 32 KiB. The
//! order of its functions is nobody's concern otherwise.

use crate::Outcome;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser};

/// Functions are alike that share pieces of so many bytes.
const PIECE: usize = 6;
/// What more functions than this share tells nothing.
const SHARED_MAX: usize = 60;
/// A short function is no more alike for being short (bytes).
const SHORT: usize = 64;

/// The program, with its functions in an order in which it compresses better.
///
/// # Errors
/// Bytes that are no program.
pub fn ordered(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let program = super::Program::read(bytes)?;
    let bodies: Vec<&[u8]> = program.bodies.iter().map(|it| it.as_bytes()).collect();
    let mut written = Order::new(program.imported, chain(&bodies));
    let mut module = Module::new();
    let told = |error| format!("the program can't be put in order: {error}");
    written.parse_core_module(&mut module, Parser::new(0), bytes).map_err(told)?;
    Ok(module.finish())
}

/// Functions one after the other: each is the one most like those before it, of those that are left.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let mut pieces: Vec<(&[u8], usize)> = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        pieces.extend(body.windows(PIECE).map(|it| (it, index)));
    }
    pieces.sort_unstable();
    pieces.dedup();
    let shared: Vec<&[(&[u8], usize)]> = pieces
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|it| (2..=SHARED_MAX).contains(&it.len()))
        .collect();
    let mut of = vec![Vec::new(); bodies.len()];
    for run in shared {
        run.iter().for_each(|it| of[it.1].push(run));
    }
    let mut is_left = vec![true; bodies.len()];
    // How much of the last ones each has, of the one before last half as much, and so on.
    let mut alike: BTreeMap<usize, usize> = BTreeMap::new();
    let mut order = Vec::new();
    let mut next = (0..bodies.len()).max_by_key(|it| (bodies[*it].len(), Reverse(*it)));
    while let Some(it) = next {
        order.push(it);
        is_left[it] = false;
        alike.retain(|other, count| {
            *count /= 2;
            *count > 0 && is_left[*other]
        });
        for (_, other) in of[it].iter().flat_map(|run| *run).filter(|it| is_left[it.1]) {
            // Halved without loss for a while.
            *alike.entry(*other).or_default() += 1 << 8;
        }
        let share = |it: usize, count: usize| (count << 16) / (bodies[it].len() + SHORT);
        let most = alike.iter().max_by_key(|it| (share(*it.0, *it.1), Reverse(*it.0)));
        let most = most.map(|it| *it.0);
        next = most.or_else(|| is_left.iter().position(|it| *it));
    }
    order
}

/// Writes a program in another order.
struct Order {
    /// So many functions are imported, and come first.
    imported: u32,
    /// Which of the others stands where.
    order: Vec<usize>,
    /// Where each of them stands.
    places: Vec<u32>,
}

impl Order {
    fn new(imported: u32, order: Vec<usize>) -> Self {
        let mut places = vec![0; order.len()];
        for (place, it) in (0..).zip(&order) {
            places[*it] = place;
        }
        Self { imported, order, places }
    }
}

impl Reencode for Order {
    type Error = String;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<String>> {
        let own = function.checked_sub(self.imported).map(|it| self.places.get(it as usize));
        match own {
            None => Ok(function),
            Some(Some(place)) => Ok(self.imported + place),
            Some(None) => Err(Error::UserError("no such function".to_owned())),
        }
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<String>> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for it in &self.order {
            functions.function(types[*it]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<String>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for it in self.order.clone() {
            utils::parse_function_body(self, code, bodies[it].clone())?;
        }
        Ok(())
    }
}
