//! The options of a command line. Source: POSIX.1-2017, Utility Syntax Guidelines; GNU getopt_long.

use super::Program;

/// Options and what is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// By the first name that the table has for them.
    flags: Vec<(String, String)>,
    /// What is no option.
    pub operands: Vec<String>,
    /// Whether it is help that is asked for.
    pub is_help: bool,
}

/// An option of the table.
struct Flag<'a> {
    key: &'a str,
    long: &'a str,
    takes_value: bool,
    may_take_value: bool,
}

fn flags(text: &str) -> impl Iterator<Item = Flag<'_>> {
    text.trim_start_matches('+').split_whitespace().map(|it| {
        let may_take_value = it.ends_with("=?");
        let takes_value = it.ends_with('=');
        let names = it.trim_end_matches('?').trim_end_matches('=');
        let (short, long) = names.split_once('/').unwrap_or((names, ""));
        let key = if short.is_empty() { long } else { short };
        Flag { key, long, takes_value, may_take_value }
    })
}

impl Arguments {
    /// Sorts out a command line.
    ///
    /// # Errors
    /// What the program says of an option that it does not know.
    pub fn parse(program: &Program, words: &[String]) -> Result<Self, String> {
        let mut arguments = Self::default();
        let name = program.name;
        let mut rest = words.iter().skip(1);
        if program.flags == "*" {
            arguments.operands = rest.cloned().collect();
            return Ok(arguments);
        }
        let fails =
            |what: String| format!("{name}: {what}\nTry '{name} --help' for more information.\n");
        while let Some(word) = rest.next() {
            if word == "--" {
                arguments.operands.extend(rest.cloned());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                let (long, value) = match long.split_once('=') {
                    Some((long, value)) => (long, Some(value.to_owned())),
                    None => (long, None),
                };
                if long == "help" {
                    arguments.is_help = true;
                    continue;
                }
                let found = flags(program.flags).find(|it| it.long == long);
                let unknown = || fails(format!("unrecognized option '--{long}'"));
                let flag = found.ok_or_else(unknown)?;
                let value = match value {
                    Some(_) if !flag.takes_value && !flag.may_take_value => {
                        return Err(fails(format!("option '--{long}' doesn't allow an argument")));
                    }
                    None if flag.takes_value => rest
                        .next()
                        .cloned()
                        .ok_or_else(|| fails(format!("option '--{long}' requires an argument")))?,
                    value => value.unwrap_or_default(),
                };
                arguments.flags.push((flag.key.to_owned(), value));
            } else if word.len() > 1 && word.starts_with('-') {
                arguments.short(program, word, &mut rest).map_err(fails)?;
            } else {
                arguments.operands.push(word.clone());
                if program.flags.starts_with('+') {
                    arguments.operands.extend(rest.cloned());
                    break;
                }
            }
        }
        Ok(arguments)
    }

    /// `-abc`, `-n5`, `-n 5`, `-5`
    fn short<'w>(
        &mut self,
        program: &Program,
        word: &str,
        rest: &mut impl Iterator<Item = &'w String>,
    ) -> Result<(), String> {
        let digits = &word[1..];
        let takes_numbers = flags(program.flags).any(|it| it.key == "#");
        if takes_numbers && digits.bytes().all(|it| it.is_ascii_digit()) {
            self.flags.push(("#".to_owned(), digits.to_owned()));
            return Ok(());
        }
        let mut letters = digits.chars();
        while let Some(letter) = letters.next() {
            let is_it = |it: &Flag<'_>| it.key.len() == 1 && it.key.starts_with(letter);
            let Some(flag) = flags(program.flags).find(is_it) else {
                return Err(format!("invalid option -- '{letter}'"));
            };
            let attached = letters.as_str();
            if !flag.takes_value && !flag.may_take_value {
                self.flags.push((flag.key.to_owned(), String::new()));
                continue;
            }
            let value = if attached.is_empty() && flag.takes_value {
                let missing = || format!("option requires an argument -- '{letter}'");
                rest.next().cloned().ok_or_else(missing)?
            } else {
                attached.to_owned()
            };
            self.flags.push((flag.key.to_owned(), value));
            break;
        }
        Ok(())
    }

    /// The value of an option, the last one given; empty where it has none.
    #[must_use]
    pub fn value(&self, flag: &str) -> Option<&str> {
        self.flags.iter().rev().find(|it| it.0 == flag).map(|it| it.1.as_str())
    }

    /// All values of an option.
    #[must_use]
    pub fn values(&self, flag: &str) -> Vec<String> {
        self.flags.iter().filter(|it| it.0 == flag).map(|it| it.1.clone()).collect()
    }
}
