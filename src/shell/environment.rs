//! What a shell knows: variables, functions, aliases, options.

use super::arithmetic;
use super::parse::Dialect;
use super::syntax::Command;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// What a variable is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Declared and not set.
    Unset,
    /// A text.
    Text(Rc<str>),
    /// An array.
    List(Rc<SortedMap<i64, String>>),
    /// An array by names.
    Map(Rc<SortedMap<String, String>>),
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// What it is worth.
    pub value: Value,
    /// Whether programs get it.
    pub is_exported: bool,
    /// Whether it stays as it is.
    pub is_readonly: bool,
    /// Whether what it is set to is an expression.
    pub is_integer: bool,
}

/// What `set` sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `-e`
    pub exits_on_error: bool,
    /// `-u`
    pub minds_unset: bool,
    /// `-x`
    pub traces: bool,
    /// `-o pipefail`
    pub fails_in_pipes: bool,
    /// `-f`
    pub no_patterns: bool,
    /// `-a`
    pub exports_all: bool,
    /// `shopt -s nullglob`
    pub drops_patterns: bool,
}

/// What a shell knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Its variables.
    pub variables: Rc<SortedMap<String, Variable>>,
    /// Its functions.
    pub functions: Rc<SortedMap<String, Rc<Command>>>,
    /// Its aliases.
    pub aliases: Rc<SortedMap<String, String>>,
    /// What is to be run on a signal, or at the end (`EXIT`).
    pub traps: Rc<SortedMap<String, String>>,
    /// `$1` and those behind it.
    pub arguments: Rc<Vec<String>>,
    /// `$0`
    pub name: Rc<str>,
    /// The folder it is in.
    pub folder: Rc<str>,
    /// How it reads.
    pub dialect: Dialect,
    /// Whether its `sh` is dash, as on Debian.
    pub has_dash: bool,
    /// What `set` has set.
    pub options: Options,
    /// `$?`
    pub code: i32,
    /// `$$`
    pub pid: u32,
    /// `$!`
    pub background: Option<u32>,
    /// Now (milliseconds since 1970).
    pub now_ms: i64,
    /// When the shell began (milliseconds since 1970).
    pub started_ms: i64,
    /// So much of variables is there (bytes).
    pub bytes: usize,
    /// So much may be there (bytes).
    pub bytes_max: usize,
    /// Expressions within each other.
    pub depth: u32,
    /// The state of `$RANDOM`.
    pub seed: u64,
}

/// What is said where there is no memory; what makes the difference to other errors.
pub const NO_MEMORY: &str = "xrealloc: cannot allocate";

impl Environment {
    /// An array is looked at by a number, or by a name.
    fn is_map(&self, name: &str) -> bool {
        matches!(self.variables.get(name).map(|it| &it.value), Some(Value::Map(_)))
    }

    /// What a variable is worth; of an array the first.
    #[must_use]
    pub fn get(&mut self, name: &str) -> Option<String> {
        match self.variables.get(name).map(|it| &it.value) {
            Some(Value::Text(text)) => Some((**text).to_owned()),
            Some(Value::List(list)) => list.get(&0).cloned(),
            Some(Value::Map(map)) => map.get("0").cloned(),
            Some(Value::Unset) => None,
            None => self.special(name),
        }
    }

    fn special(&mut self, name: &str) -> Option<String> {
        Some(match name {
            "RANDOM" => {
                let step = self.seed ^ u64::try_from(self.now_ms).unwrap_or(0);
                self.seed = step
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (self.seed >> 33).rem_euclid(32_768).to_string()
            }
            "SECONDS" => ((self.now_ms - self.started_ms) / 1000).to_string(),
            "EPOCHSECONDS" => self.now_ms.div_euclid(1000).to_string(),
            "PWD" => (*self.folder).to_owned(),
            "UID" | "EUID" => "0".to_owned(),
            "PPID" => "0".to_owned(),
            "BASH_VERSION" if self.dialect == Dialect::Bash => "5.2.15(1)-release".to_owned(),
            "BASHPID" => self.pid.to_string(),
            _ => return None,
        })
    }

    /// A variable that programs get, set before the shell begins.
    pub fn set_up(&mut self, name: &str, text: &str) {
        let value = Value::Text(text.into());
        self.bytes += name.len() + text.len();
        let variable = Variable { value, is_exported: true, is_readonly: false, is_integer: false };
        Rc::make_mut(&mut self.variables).insert(name.to_owned(), variable);
    }

    /// Sets a variable.
    ///
    /// # Errors
    /// It is read-only, or there is no memory.
    pub fn set(&mut self, name: &str, text: String) -> Result<(), String> {
        let text = match self.variables.get(name) {
            Some(it) if it.is_integer => arithmetic::evaluate(&text, self)?.to_string(),
            Some(it) if matches!(it.value, Value::List(_)) => {
                return self.set_element(name, "0", text, false);
            }
            _ => text,
        };
        self.put(name, Value::Text(text.into()))
    }

    /// Sets a variable to a value of any kind.
    ///
    /// # Errors
    /// It is read-only, or there is no memory.
    pub fn put(&mut self, name: &str, value: Value) -> Result<(), String> {
        let before = self.variables.get(name);
        if before.is_some_and(|it| it.is_readonly) {
            return Err(format!("{name}: readonly variable"));
        }
        let old = before.map_or(0, |it| size(&it.value) + name.len());
        let new = size(&value) + name.len();
        let bytes = self.bytes.saturating_sub(old) + new;
        if bytes > self.bytes_max {
            return Err(format!("{NO_MEMORY} {new} bytes"));
        }
        self.bytes = bytes;
        let exports = self.options.exports_all;
        let variables = Rc::make_mut(&mut self.variables);
        match variables.get_mut(name) {
            Some(variable) => variable.value = value,
            None => {
                let variable =
                    Variable { value, is_exported: exports, is_readonly: false, is_integer: false };
                variables.insert(name.to_owned(), variable);
            }
        }
        Ok(())
    }

    /// The variable, made if it is not there.
    pub fn variable(&mut self, name: &str) -> &mut Variable {
        let unset = Variable {
            value: Value::Unset,
            is_exported: false,
            is_readonly: false,
            is_integer: false,
        };
        Rc::make_mut(&mut self.variables).entry(name.to_owned()).or_insert(unset)
    }

    /// Puts a variable back as it was.
    pub fn restore(&mut self, name: &str, before: Option<Variable>) {
        let old = self.variables.get(name).map_or(0, |it| size(&it.value) + name.len());
        let new = before.as_ref().map_or(0, |it| size(&it.value) + name.len());
        self.bytes = self.bytes.saturating_sub(old) + new;
        let variables = Rc::make_mut(&mut self.variables);
        match before {
            Some(variable) => drop(variables.insert(name.to_owned(), variable)),
            None => drop(variables.remove(name)),
        }
    }

    /// An element of an array; `None` where there is none.
    ///
    /// # Errors
    /// The index is no expression.
    pub fn element(&mut self, name: &str, index: &str) -> Result<Option<String>, String> {
        if self.is_map(name) {
            let Some(Value::Map(map)) = self.variables.get(name).map(|it| &it.value) else {
                return Ok(None);
            };
            return Ok(map.get(index).cloned());
        }
        let mut at = arithmetic::evaluate(index, self)?;
        Ok(match self.variables.get(name).map(|it| &it.value) {
            Some(Value::List(list)) => {
                if at < 0 {
                    at += list.keys().next_back().map_or(0, |it| it + 1);
                }
                list.get(&at).cloned()
            }
            Some(Value::Text(text)) if at == 0 || at == -1 => Some((**text).to_owned()),
            _ => None,
        })
    }

    /// Sets an element of an array, or adds to it.
    ///
    /// # Errors
    /// The index is no expression; the array is read-only; there is no memory.
    pub fn set_element(
        &mut self,
        name: &str,
        index: &str,
        text: String,
        is_appended: bool,
    ) -> Result<(), String> {
        let text = match is_appended {
            true => self.element(name, index)?.unwrap_or_default() + &text,
            false => text,
        };
        if self.is_map(name) {
            let Some(Value::Map(map)) = self.variables.get(name).map(|it| it.value.clone()) else {
                return Ok(());
            };
            let mut map = map;
            Rc::make_mut(&mut map).insert(index.to_owned(), text);
            return self.put(name, Value::Map(map));
        }
        let mut at = arithmetic::evaluate(index, self)?;
        let mut list = self.list(name);
        if at < 0 {
            at += list.keys().next_back().map_or(0, |it| it + 1);
        }
        if at < 0 {
            return Err(format!("{name}[{index}]: bad array subscript"));
        }
        Rc::make_mut(&mut list).insert(at, text);
        self.put(name, Value::List(list))
    }

    /// A variable as a list.
    #[must_use]
    pub fn list(&self, name: &str) -> Rc<SortedMap<i64, String>> {
        match self.variables.get(name).map(|it| &it.value) {
            Some(Value::List(list)) => Rc::clone(list),
            Some(Value::Text(text)) => Rc::new(SortedMap::from([(0, (**text).to_owned())])),
            _ => Rc::default(),
        }
    }

    /// All elements of an array, with what they are called.
    #[must_use]
    pub fn elements(&self, name: &str) -> Vec<(String, String)> {
        match self.variables.get(name).map(|it| &it.value) {
            Some(Value::Map(map)) => map.iter().map(|(a, b)| (a.clone(), b.clone())).collect(),
            _ => self.list(name).iter().map(|(a, b)| (a.to_string(), b.clone())).collect(),
        }
    }

    /// What programs get.
    pub fn exported(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().filter(|(_, it)| it.is_exported).filter_map(|(name, it)| {
            match &it.value {
                Value::Text(text) => Some((name.as_str(), &**text)),
                _ => None,
            }
        })
    }

    /// `bash: `, or `sh: `
    #[must_use]
    pub fn says(&self) -> &'static str {
        match self.dialect {
            Dialect::Bash => "bash",
            Dialect::Posix => "sh",
        }
    }

    /// A path as others have it: from the root, without `.` and `..`.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        if name.starts_with('~') {
            return name.to_owned();
        }
        absolute(&self.folder, name)
    }
}

/// A path from the root, without `.` and `..`, of one that begins in a folder.
#[must_use]
pub fn absolute(folder: &str, name: &str) -> String {
    let whole = match name.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None => format!("{}/{name}", folder.trim_end_matches('/')),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    format!("/{}", parts.join("/"))
}

/// How much a value takes (bytes).
fn size(value: &Value) -> usize {
    match value {
        Value::Unset => 0,
        Value::Text(text) => text.len(),
        Value::List(list) => list.values().map(|it| it.len() + 16).sum(),
        Value::Map(map) => map.iter().map(|(a, b)| a.len() + b.len() + 16).sum(),
    }
}
