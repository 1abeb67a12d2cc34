//! How the two parts of a program are written.

use super::bad;
use super::choice::Choice;
use super::program::Program;
use crate::Outcome;
use std::collections::BTreeMap;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, Encode, ExportKind, ExportSection,
    Function, FunctionSection, GlobalType, ImportSection, Instruction, MemoryType, Module,
    RawSection, TableSection, TableType, ValType,
};
use wasmparser::{FunctionBody, Operator};

/// The numbers of sections.
mod id {
    pub const TYPE: u8 = 1;
    pub const TABLE: u8 = 4;
    pub const MEMORY: u8 = 5;
    pub const EXPORT: u8 = 7;
    pub const ELEMENT: u8 = 9;
    pub const CODE: u8 = 10;
}

/// Under this name the second part imports what the first exports.
const FIRST: &str = "a";

/// What both parts share, by the names under which the first exports it.
fn shared(program: &Program) -> Vec<(String, ExportKind, u32)> {
    let tables = (0..program.tables.len() as u32).map(|it| {
        // static/player.js knows this one.
        let name = if it == program.table { "f".to_owned() } else { format!("t{it}") };
        (name, ExportKind::Table, it)
    });
    let globals =
        (0..program.globals.len() as u32).map(|it| (format!("g{it}"), ExportKind::Global, it));
    let memory = std::iter::once(("m".to_owned(), ExportKind::Memory, 0));
    memory.chain(tables).chain(globals).collect()
}

fn tables(program: &Program, choice: &Choice) -> Vec<TableType> {
    let mut tables = program.tables.clone();
    if let Some(it) = tables.get_mut(program.table as usize) {
        it.minimum = u64::from(choice.bring) + 1;
        it.maximum = Some(it.minimum);
    }
    tables
}

/// The program with stubs for what went. Functions keep their numbers, so that nothing else changes.
pub fn first(program: &Program, choice: &Choice) -> Vec<u8> {
    let mut module = Module::new();
    for &(id, data) in &program.sections {
        match id {
            id::TYPE => {
                // One more: that of what brings the second part.
                let mut types = wasm_encoder::TypeSection::new();
                for it in &program.types {
                    let params = it.params().iter().map(|it| value(*it));
                    types.ty().function(params, it.results().iter().map(|it| value(*it)));
                }
                types.ty().function([], []);
                module.section(&types);
            }
            id::TABLE => {
                let mut section = TableSection::new();
                for it in tables(program, choice) {
                    section.table(it);
                }
                module.section(&section);
            }
            id::EXPORT => {
                let mut exports = ExportSection::new();
                for (name, kind, index) in &program.exports {
                    exports.export(name, *kind, *index);
                }
                for (name, kind, index) in shared(program) {
                    exports.export(&name, kind, index);
                }
                module.section(&exports);
            }
            id::ELEMENT => {
                let stays = |(function, slot): &(&u32, &u32)| {
                    **slot >= program.slots() && !choice.goes.contains(*function)
                };
                let new = choice.slots.iter().filter(stays).map(|it| (*it.1, *it.0));
                let all = program.elements.iter().copied().chain(new).collect();
                module.section(&elements(program.table, all));
            }
            id::CODE => {
                let mut code = CodeSection::new();
                for (function, body) in (program.imported..).zip(&program.bodies) {
                    if choice.goes.contains(&function) {
                        code.function(&stub(program, choice, function));
                    } else {
                        code.raw(body.as_bytes());
                    }
                }
                module.section(&code);
            }
            _ => {
                module.section(&RawSection { id, data });
            }
        }
    }
    module.finish()
}

/// Has the second part brought unless that has been done, and goes on there.
fn stub(program: &Program, choice: &Choice, function: u32) -> Function {
    let mut stub = Function::new([]);
    let type_index = program.functions[function as usize];
    let table_index = program.table;
    if let Some(slot) = choice.slots.get(&function) {
        let call = |stub: &mut Function, slot: u32, type_index: u32| {
            stub.instruction(&Instruction::I32Const(slot as i32))
                .instruction(&Instruction::CallIndirect { type_index, table_index });
        };
        stub.instruction(&Instruction::I32Const(choice.bring as i32))
            .instruction(&Instruction::TableGet(table_index))
            .instruction(&Instruction::RefIsNull)
            .instruction(&Instruction::I32Eqz)
            .instruction(&Instruction::If(BlockType::Empty));
        call(&mut stub, choice.bring, program.types.len() as u32);
        stub.instruction(&Instruction::End);
        let params = program.types[type_index as usize].params().len() as u32;
        for it in 0..params {
            stub.instruction(&Instruction::LocalGet(it));
        }
        call(&mut stub, *slot, type_index);
    } else {
        // Nobody calls it.
        stub.instruction(&Instruction::Unreachable);
    }
    stub.instruction(&Instruction::End);
    stub
}

/// The functions that went; each fills its slot.
///
/// # Errors
/// A body that is no WebAssembly.
pub fn second(program: &Program, choice: &Choice) -> Outcome<Vec<u8>> {
    let mut module = Module::new();
    for &(id, data) in program.sections.iter().filter(|it| it.0 == id::TYPE) {
        module.section(&RawSection { id, data });
    }
    let numbers: BTreeMap<u32, u32> = choice.goes.iter().copied().zip(0..).collect();
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for it in &choice.goes {
        functions.function(program.functions[*it as usize]);
        let body = program.body(*it).ok_or("a function without a body can't go")?;
        code.raw(&moved(program, choice, &numbers, body)?);
    }
    let filled = |(function, number): (&u32, &u32)| Some((*choice.slots.get(function)?, *number));
    module
        .section(&imports(program, choice))
        .section(&functions)
        .section(&elements(program.table, numbers.iter().filter_map(filled).collect()))
        .section(&code);
    Ok(module.finish())
}

fn imports(program: &Program, choice: &Choice) -> ImportSection {
    let mut imports = ImportSection::new();
    let tables = tables(program, choice);
    for (name, kind, index) in shared(program) {
        match kind {
            ExportKind::Table => imports.import(FIRST, &name, tables[index as usize]),
            ExportKind::Memory => imports.import(FIRST, &name, memory(program.pages)),
            _ => {
                let it = program.globals[index as usize];
                let val_type = value(it.content_type);
                imports.import(
                    FIRST,
                    &name,
                    GlobalType { val_type, mutable: it.mutable, shared: false },
                )
            }
        };
    }
    imports
}

/// A body whose calls go to where the functions are now.
fn moved(
    program: &Program,
    choice: &Choice,
    numbers: &BTreeMap<u32, u32>,
    body: &FunctionBody,
) -> Outcome<Vec<u8>> {
    let range = body.range();
    let mut copied = range.start;
    let mut out = Vec::new();
    let mut reader = body.get_operators_reader().map_err(bad)?;
    while !reader.eof() {
        let at = reader.original_position();
        let Operator::Call { function_index } = reader.read().map_err(bad)? else { continue };
        out.extend_from_slice(&program.bytes[copied..at]);
        copied = reader.original_position();
        if let Some(number) = numbers.get(&function_index) {
            Instruction::Call(*number).encode(&mut out);
        } else {
            let slot = choice.slots.get(&function_index).ok_or("a function without a slot")?;
            let type_index = program.functions[function_index as usize];
            Instruction::I32Const(*slot as i32).encode(&mut out);
            Instruction::CallIndirect { type_index, table_index: program.table }.encode(&mut out);
        }
    }
    out.extend_from_slice(&program.bytes[copied..range.end]);
    Ok(out)
}

/// Fills slots with functions; neighbours are written together.
fn elements(table: u32, mut filled: Vec<(u32, u32)>) -> ElementSection {
    filled.sort_unstable();
    let mut section = ElementSection::new();
    for run in filled.chunk_by(|a, b| a.0 + 1 == b.0) {
        let functions: Vec<u32> = run.iter().map(|it| it.1).collect();
        section.active(
            (table != 0).then_some(table),
            &ConstExpr::i32_const(run[0].0 as i32),
            Elements::Functions((&functions).into()),
        );
    }
    section
}

fn memory(minimum: u64) -> MemoryType {
    MemoryType { minimum, maximum: None, memory64: false, shared: false, page_size_log2: None }
}

fn value(it: wasmparser::ValType) -> ValType {
    match it {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(it) if it.is_func_ref() => ValType::FUNCREF,
        wasmparser::ValType::Ref(_) => ValType::EXTERNREF,
    }
}

/// The program, noting which functions run: a byte for each, behind the memory it had at first.
///
/// # Errors
/// A body that is no WebAssembly.
pub fn noting(program: &Program) -> Outcome<Vec<u8>> {
    let mut module = Module::new();
    let first = (program.pages << 16) as u32;
    for &(id, data) in &program.sections {
        match id {
            id::MEMORY => {
                let more = (program.functions.len() as u64 >> 16) + 1;
                let mut memories = wasm_encoder::MemorySection::new();
                memories.memory(memory(program.pages + more));
                module.section(&memories);
            }
            id::CODE => {
                let mut code = CodeSection::new();
                for (function, body) in (program.imported..).zip(&program.bodies) {
                    let begin = body.get_operators_reader().map_err(bad)?.original_position();
                    let mut out = program.bytes[body.range().start..begin].to_vec();
                    let place = wasm_encoder::MemArg { offset: 0, align: 0, memory_index: 0 };
                    Instruction::I32Const((first + function) as i32).encode(&mut out);
                    Instruction::I32Const(1).encode(&mut out);
                    Instruction::I32Store8(place).encode(&mut out);
                    out.extend_from_slice(&program.bytes[begin..body.range().end]);
                    code.raw(&out);
                }
                module.section(&code);
            }
            _ => {
                module.section(&RawSection { id, data });
            }
        }
    }
    Ok(module.finish())
}
