//! What has to be known of a program before it is split.

use super::bad;
use crate::Outcome;
use std::collections::BTreeMap;
use wasm_encoder::{ExportKind, RefType, TableType};
use wasmparser::{
    BinaryReaderError, Element, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody,
    GlobalType, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// A program as Rust's compiler and wasm-bindgen make it: one memory, one table of functions.
#[derive(Default)]
pub struct Program<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The sections as they are, without names and the like.
    pub sections: Vec<(u8, &'a [u8])>,
    /// What functions take and give.
    pub types: Vec<FuncType>,
    /// The type of each function; the imported ones come first.
    pub functions: Vec<u32>,
    /// How many functions are imported.
    pub imported: u32,
    /// What the others do.
    pub bodies: Vec<FunctionBody<'a>>,
    /// What the functions are called.
    pub names: BTreeMap<u32, &'a str>,
    /// What is exported: name, kind, index.
    pub exports: Vec<(&'a str, ExportKind, u32)>,
    /// The global variables.
    pub globals: Vec<GlobalType>,
    /// The tables.
    pub tables: Vec<TableType>,
    /// Which table has the functions.
    pub table: u32,
    /// How much memory it begins with (pages of 64 KiB).
    pub pages: u64,
    /// What stands in the table of functions: slot and function.
    pub elements: Vec<(u32, u32)>,
}

impl<'a> Program<'a> {
    /// Reads a program.
    ///
    /// # Errors
    /// What is no WebAssembly.
    pub fn read(bytes: &'a [u8]) -> Outcome<Self> {
        let mut program = Self { bytes, ..Self::default() };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.map_err(bad)?;
            if let Some((id, range)) = payload.as_section()
                && id != 0
            {
                program.sections.push((id, &bytes[range]));
            }
            program.take(payload).map_err(bad)?;
        }
        Ok(program)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::TypeSection(types) => {
                for it in types.into_iter_err_on_gc_types() {
                    self.types.push(it?);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if let TypeRef::Func(it) = import?.ty {
                        self.functions.push(it);
                        self.imported += 1;
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                for it in functions {
                    self.functions.push(it?);
                }
            }
            Payload::TableSection(tables) => {
                for it in tables {
                    self.take_table(&it?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for it in memories {
                    self.pages = it?.initial;
                }
            }
            Payload::GlobalSection(globals) => {
                for it in globals {
                    self.globals.push(it?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                for it in exports {
                    let it = it?;
                    self.exports.push((it.name, kind(it.kind), it.index));
                }
            }
            Payload::ElementSection(elements) => {
                for it in elements {
                    self.take_elements(&it?)?;
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(parts) = section.as_known() {
                    for part in parts {
                        self.take_names(part?)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_table(&mut self, it: &wasmparser::TableType) {
        let of_functions = it.element_type == wasmparser::RefType::FUNCREF;
        if of_functions {
            self.table = self.tables.len() as u32;
        }
        self.tables.push(TableType {
            element_type: if of_functions { RefType::FUNCREF } else { RefType::EXTERNREF },
            table64: false,
            minimum: it.initial,
            maximum: it.maximum,
            shared: false,
        });
    }

    fn take_elements(&mut self, it: &Element<'a>) -> Result<(), BinaryReaderError> {
        let ElementKind::Active { offset_expr, .. } = &it.kind else { return Ok(()) };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Ok(());
        };
        let ElementItems::Functions(functions) = it.items.clone() else { return Ok(()) };
        for (slot, function) in (value as u32..).zip(functions) {
            self.elements.push((slot, function?));
        }
        Ok(())
    }

    fn take_names(&mut self, part: Name<'a>) -> Result<(), BinaryReaderError> {
        if let Name::Function(names) = part {
            for it in names {
                let it = it?;
                self.names.insert(it.index, it.name);
            }
        }
        Ok(())
    }

    /// All functions.
    pub fn all(&self) -> std::ops::Range<u32> {
        0..self.functions.len() as u32
    }

    /// What a function does; nothing for an imported one.
    pub fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get(function.checked_sub(self.imported)? as usize)
    }

    /// How many slots the table of functions has.
    pub fn slots(&self) -> u32 {
        self.tables.get(self.table as usize).map_or(0, |it| it.minimum as u32)
    }

    /// Who calls whom by name: pairs.
    ///
    /// # Errors
    /// A body that is no WebAssembly.
    pub fn calls(&self) -> Outcome<Vec<(u32, u32)>> {
        let mut calls = Vec::new();
        for (caller, body) in (self.imported..).zip(&self.bodies) {
            let mut reader = body.get_operators_reader().map_err(bad)?;
            while !reader.eof() {
                if let Operator::Call { function_index } = reader.read().map_err(bad)? {
                    calls.push((caller, function_index));
                }
            }
        }
        calls.sort_unstable();
        calls.dedup();
        Ok(calls)
    }
}

fn kind(it: ExternalKind) -> ExportKind {
    match it {
        ExternalKind::Table => ExportKind::Table,
        ExternalKind::Memory => ExportKind::Memory,
        ExternalKind::Global => ExportKind::Global,
        ExternalKind::Tag => ExportKind::Tag,
        ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
    }
}
