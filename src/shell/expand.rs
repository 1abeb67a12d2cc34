//! What words stand for. Source: POSIX.1-2017, Shell Command Language, 2.6; the Bash manual, 3.5.

mod parameter;

pub(in crate::shell) use self::parameter::{quote, quote_if_needed};

use super::arithmetic;
use super::environment::{Environment, NO_MEMORY};
use super::pattern;
use super::syntax::{Index, List, Parameter, Piece, Word};
use super::world::World;
use crate::sorted::Sort;
use std::rc::Rc;

/// No file has a longer name (bytes): Linux' `PATH_MAX`.
const PATTERN_MAX: usize = 4096;

/// Why words can't be expanded now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// What these commands print must be known first.
    Substitute(Rc<List>),
    /// What these commands print must be in a file first.
    File(Rc<List>),
    /// What bash says behind its name.
    Error(String),
    /// The same of a variable without which there is no going on.
    Unset(String),
    /// There is no memory for so much (bytes).
    Memory(usize),
}

impl From<String> for Stop {
    fn from(text: String) -> Self {
        Self::Error(text)
    }
}

/// Expands words. What commands print that stand in them comes from outside, in the order in which
/// it is asked for: whoever gets [`Stop::Substitute`] runs them and expands once more from the
/// environment as it was.
pub struct Expander<'a> {
    /// Variables; expressions may set them.
    pub environment: &'a mut Environment,
    /// Where the files are.
    pub world: &'a dyn World,
    /// What commands have printed.
    pub results: &'a [String],
    used: usize,
}

/// What becomes of a word.
#[derive(Default)]
struct Fields {
    done: Vec<String>,
    /// The one that is being made; `None` where nothing has been said of it.
    current: Option<Field>,
    /// How much there is in all (bytes).
    bytes: usize,
}

#[derive(Default)]
struct Field {
    text: String,
    /// The same where letters have no meaning unless they stood outside of quotes.
    pattern: String,
    is_pattern: bool,
}

/// What a parameter is worth.
enum Worth {
    Unset,
    Text(String),
    /// Several; whether they stay apart in quotes.
    Several(Vec<String>, bool),
}

impl<'a> Expander<'a> {
    /// Expands in an environment.
    pub fn new(
        environment: &'a mut Environment,
        world: &'a dyn World,
        results: &'a [String],
    ) -> Self {
        Self { environment, world, results, used: 0 }
    }

    /// The arguments that words stand for.
    ///
    /// # Errors
    /// See [`Stop`].
    pub fn words(&mut self, words: &[Word]) -> Result<Vec<String>, Stop> {
        let mut fields = Fields::default();
        for word in words {
            self.pieces(word, &mut fields, true)?;
            self.finish(&mut fields);
        }
        Ok(fields.done)
    }

    /// The one text that a word stands for.
    ///
    /// # Errors
    /// See [`Stop`].
    pub fn text(&mut self, word: &[Piece]) -> Result<String, Stop> {
        Ok(self.field(word)?.text)
    }

    /// The pattern that a word stands for: what was quoted means nothing in it.
    ///
    /// # Errors
    /// See [`Stop`].
    pub fn pattern(&mut self, word: &[Piece]) -> Result<String, Stop> {
        Ok(self.field(word)?.pattern)
    }

    /// The number that a word comes to.
    ///
    /// # Errors
    /// See [`Stop`].
    pub fn number(&mut self, word: &[Piece]) -> Result<i64, Stop> {
        let text = self.text(word)?;
        arithmetic::evaluate(&text, self.environment).map_err(Stop::Error)
    }

    fn field(&mut self, word: &[Piece]) -> Result<Field, Stop> {
        let mut fields = Fields::default();
        self.pieces(word, &mut fields, false)?;
        Ok(fields.current.unwrap_or_default())
    }

    /// A word is complete: as patterns it may stand for files.
    fn finish(&mut self, fields: &mut Fields) {
        let Some(field) = fields.current.take() else { return };
        let is_long = field.pattern.len() > PATTERN_MAX;
        if !field.is_pattern || is_long || self.environment.options.no_patterns {
            fields.done.push(field.text);
            return;
        }
        let found = self.files(&field.pattern);
        if found.is_empty() && !self.environment.options.drops_patterns {
            fields.done.push(field.text);
        }
        fields.done.extend(found);
    }

    /// The files whose names are as a pattern says.
    fn files(&self, pattern: &str) -> Vec<String> {
        let is_whole = pattern.starts_with('/') || pattern.starts_with('~');
        let base = if is_whole { String::new() } else { self.environment.path("") };
        let base = if base == "/" || is_whole { base } else { base + "/" };
        let wanted: Vec<&str> = pattern.split('/').collect();
        let fixed: Vec<&str> =
            wanted.iter().take_while(|it| !pattern::is_pattern(it)).copied().collect();
        let under = self.environment.path(&fixed.join("/"));
        let mut found = Vec::new();
        for path in self.world.paths(&under) {
            let Some(name) = path.strip_prefix(&base) else { continue };
            // A path fits as far as the pattern goes: folders are there where files are.
            let parts: Vec<&str> = name.trim_end_matches('/').split('/').collect();
            let Some(parts) = parts.get(..wanted.len()) else { continue };
            let fits = parts.iter().zip(&wanted).all(|(part, wanted)| {
                (!part.starts_with('.') || wanted.starts_with('.'))
                    && pattern::matches(wanted, part)
            });
            if fits {
                found.push(parts.join("/"));
            }
        }
        found.order();
        found.dedup();
        found
    }

    fn pieces(&mut self, word: &[Piece], fields: &mut Fields, splits: bool) -> Result<(), Stop> {
        for (at, piece) in word.iter().enumerate() {
            match piece {
                Piece::Bare(text) => {
                    let text = if at == 0 { self.home(text) } else { text.clone() };
                    self.push(fields, &text, false)?;
                }
                Piece::Quoted(text) => self.push(fields, text, true)?,
                Piece::Command(list, is_quoted) => {
                    let text = self.result(|| Stop::Substitute(Rc::clone(list)))?;
                    self.insert(fields, &text, *is_quoted || !splits)?;
                }
                Piece::File(list) => {
                    let text = self.result(|| Stop::File(Rc::clone(list)))?;
                    self.push(fields, &text, true)?;
                }
                Piece::Arithmetic(word, is_quoted) => {
                    let value = self.number(word)?;
                    self.insert(fields, &value.to_string(), *is_quoted || !splits)?;
                }
                Piece::Parameter(parameter, is_quoted) => {
                    self.parameter(parameter, *is_quoted, fields, splits)?;
                }
            }
        }
        Ok(())
    }

    fn result(&mut self, stop: impl FnOnce() -> Stop) -> Result<String, Stop> {
        let text = self.results.get(self.used).cloned().ok_or_else(stop)?;
        self.used += 1;
        Ok(text)
    }

    /// `~` and `~/` stand for the home.
    fn home(&mut self, text: &str) -> String {
        match text.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                self.environment.get("HOME").unwrap_or_else(|| "~".to_owned()) + rest
            }
            _ => text.to_owned(),
        }
    }

    fn push(&self, fields: &mut Fields, text: &str, is_quoted: bool) -> Result<(), Stop> {
        fields.bytes += text.len() + 1;
        if fields.bytes > self.environment.bytes_max {
            return Err(Stop::Memory(fields.bytes));
        }
        let field = fields.current.get_or_insert_default();
        field.text.push_str(text);
        if is_quoted {
            field.pattern.push_str(&pattern::quoted(text));
        } else {
            field.pattern.push_str(text);
            field.is_pattern |= pattern::is_pattern(text);
        }
        Ok(())
    }

    /// What comes of an expansion: one piece, or words.
    fn insert(&mut self, fields: &mut Fields, text: &str, is_whole: bool) -> Result<(), Stop> {
        if is_whole {
            // What is not split may still be a pattern, in `case` and `[[ ]]`.
            return self.push(fields, text, true);
        }
        let separators = self.environment.get("IFS").unwrap_or_else(|| " \t\n".to_owned());
        let is_blank = |it: char| it.is_whitespace() && separators.contains(it);
        let mut rest = text.trim_start_matches(is_blank);
        if rest.len() < text.len() {
            self.finish(fields);
        }
        while !rest.is_empty() {
            let end = rest.find(|it| separators.contains(it)).unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(end);
            self.push(fields, piece, false)?;
            if behind.is_empty() {
                break;
            }
            self.finish(fields);
            // Blanks around another separator belong to it.
            let behind = behind.trim_start_matches(is_blank);
            let separator = behind.chars().next().filter(|it| separators.contains(*it));
            rest = behind.get(separator.map_or(0, char::len_utf8)..).unwrap_or("");
            rest = rest.trim_start_matches(is_blank);
        }
        Ok(())
    }

    fn parameter(
        &mut self,
        parameter: &Parameter,
        is_quoted: bool,
        fields: &mut Fields,
        splits: bool,
    ) -> Result<(), Stop> {
        let worth = self.operate(parameter, is_quoted, fields, splits)?;
        let Some(worth) = worth else { return Ok(()) };
        match worth {
            Worth::Unset => {
                if is_quoted {
                    self.push(fields, "", true)?;
                }
            }
            Worth::Text(text) => {
                // A pattern in a variable is one, outside of quotes.
                if splits || is_quoted {
                    self.insert(fields, &text, is_quoted)?;
                } else {
                    self.push(fields, &text, false)?;
                }
            }
            Worth::Several(texts, true) if splits => {
                for (at, text) in texts.iter().enumerate() {
                    if at > 0 {
                        self.finish(fields);
                    }
                    self.insert(fields, text, is_quoted)?;
                }
            }
            Worth::Several(texts, is_apart) => {
                let separators = self.environment.get("IFS").unwrap_or_else(|| " ".to_owned());
                let first: String = separators.chars().take(1).collect();
                let joined = texts.join(if is_apart { " " } else { &first });
                self.insert(fields, &joined, is_quoted || !splits)?;
            }
        }
        Ok(())
    }

    /// What a parameter is worth before anything is done to it.
    fn worth(&mut self, name: &str, index: Option<&Index>) -> Result<Worth, Stop> {
        let arguments = Rc::clone(&self.environment.arguments);
        match index {
            Some(Index::All(is_apart)) => {
                let all = self.environment.elements(name).into_iter().map(|it| it.1).collect();
                return Ok(Worth::Several(all, *is_apart));
            }
            Some(Index::At(word)) => {
                let index = self.text(word)?;
                let found = self.environment.element(name, &index)?;
                return Ok(found.map_or(Worth::Unset, Worth::Text));
            }
            None => {}
        }
        Ok(match name {
            "@" | "*" => Worth::Several(arguments.to_vec(), name == "@"),
            "#" => Worth::Text(arguments.len().to_string()),
            "?" => Worth::Text(self.environment.code.to_string()),
            "$" => Worth::Text(self.environment.pid.to_string()),
            "!" => {
                self.environment.background.map_or(Worth::Unset, |it| Worth::Text(it.to_string()))
            }
            "-" => Worth::Text("hB".to_owned()),
            "0" => Worth::Text((*self.environment.name).to_owned()),
            _ if name.starts_with(|it: char| it.is_ascii_digit()) => {
                let at = name.parse::<usize>().unwrap_or(0);
                arguments.get(at.wrapping_sub(1)).map_or(Worth::Unset, |it| Worth::Text(it.clone()))
            }
            _ => self.environment.get(name).map_or(Worth::Unset, Worth::Text),
        })
    }
}

/// Whether an error is that there is no memory.
#[must_use]
pub fn is_memory(error: &str) -> bool {
    error.starts_with(NO_MEMORY)
}
