//! What a program may use.

use super::{Call, Outcome};
use crate::shell::environment::Environment;
use crate::shell::parse::Dialect;

impl Call<'_, '_> {
    /// What the program does next.
    pub fn work(&mut self) -> Outcome {
        let Some(program) = self.running.program else { return Outcome::Done(127) };
        if self.running.arguments.is_help && program.flags != "*" {
            let text =
                format!("Usage: {} [OPTION]... [ARGUMENT]...\n{}\n", program.name, program.about);
            self.print(&text);
            return Outcome::Done(0);
        }
        (program.run)(self)
    }

    /// What it was called.
    pub fn name(&self) -> String {
        let name = self.running.words.first().map_or("", String::as_str);
        name.rsplit('/').next().unwrap_or(name).to_owned()
    }

    /// All that stands behind the name.
    pub fn words(&self) -> Vec<String> {
        self.running.words.get(1..).unwrap_or(&[]).to_vec()
    }

    /// What is no option.
    pub fn operands(&self) -> Vec<String> {
        self.running.arguments.operands.clone()
    }

    /// Whether an option is given.
    pub fn on(&self, flag: &str) -> bool {
        self.running.arguments.value(flag).is_some()
    }

    /// The value of an option.
    pub fn value(&self, flag: &str) -> Option<String> {
        self.running.arguments.value(flag).map(str::to_owned)
    }

    /// The variables.
    pub fn environment(&mut self) -> &mut Environment {
        &mut self.turn.process.environment
    }

    /// Prints.
    pub fn print(&mut self, text: &str) {
        self.running.out.push_str(text);
    }

    /// Prints as an error, behind the name of the program.
    pub fn complain(&mut self, text: &str) {
        let name = self.name();
        self.running.errors.push_str(&format!("{name}: {text}\n"));
    }

    /// Ends with an error.
    pub fn fail(&mut self, text: &str, code: i32) -> Outcome {
        self.complain(text);
        Outcome::Done(code)
    }

    /// The same in the words of the shell.
    pub fn refuse(&mut self, text: &str, code: i32) -> Outcome {
        let (says, name) = (self.environment().says(), self.name());
        self.running.errors.push_str(&format!("{says}: {name}: {text}\n"));
        Outcome::Done(code)
    }

    /// A file.
    ///
    /// # Errors
    /// What the program says.
    pub fn file(&self, name: &str) -> Result<String, String> {
        let environment = &self.turn.process.environment;
        let path = environment.path(name);
        match self.turn.world.read(&path) {
            Some(text) => Ok(text.to_owned()),
            None if path == "/dev/null" => Ok(String::new()),
            None if self.turn.world.is_folder(&path) => Err(format!("{name}: Is a directory")),
            None if environment.dialect == Dialect::Posix => {
                Err(format!("can't open '{name}': No such file or directory"))
            }
            None => Err(format!("{name}: No such file or directory")),
        }
    }

    /// Standard input as far as it has come; whole lines, where there will be more.
    ///
    /// # Errors
    /// More has to come.
    pub fn input(&mut self) -> Result<String, Outcome> {
        let takes_parts = self.running.program.is_some_and(|it| it.takes_parts);
        if self.running.is_complete {
            return Ok(std::mem::take(&mut self.running.input));
        }
        self.running.carry.insert("reads".to_owned(), String::new());
        let end = self.running.input.rfind('\n').filter(|_| takes_parts).map(|it| it + 1);
        match end {
            Some(end) => {
                let rest = self.running.input.split_off(end);
                Ok(std::mem::replace(&mut self.running.input, rest))
            }
            None => Err(Outcome::Input),
        }
    }

    /// The texts of files with their names, or standard input; `-` stands for that too.
    ///
    /// # Errors
    /// More has to come.
    pub fn texts(&mut self, names: &[String]) -> Result<Vec<(String, String)>, Outcome> {
        if names.is_empty() {
            return Ok(vec![("-".to_owned(), self.input()?)]);
        }
        let input = if names.iter().any(|it| it == "-" || it == "/dev/stdin") {
            self.running.carry.insert("whole".to_owned(), String::new());
            self.whole_input()?
        } else {
            self.running.is_complete = true;
            String::new()
        };
        let mut texts = Vec::new();
        for name in names {
            match name.as_str() {
                "-" | "/dev/stdin" => texts.push((name.clone(), input.clone())),
                _ => match self.file(name) {
                    Ok(text) => texts.push((name.clone(), text)),
                    Err(why) => {
                        self.complain(&why);
                        self.running.carry.insert("code".to_owned(), "1".to_owned());
                    }
                },
            }
        }
        Ok(texts)
    }

    /// Standard input to its end.
    ///
    /// # Errors
    /// More has to come.
    pub fn whole_input(&mut self) -> Result<String, Outcome> {
        if self.running.is_complete {
            return Ok(std::mem::take(&mut self.running.input));
        }
        self.running.carry.insert("reads".to_owned(), String::new());
        Err(Outcome::Input)
    }

    /// All texts one behind the other.
    ///
    /// # Errors
    /// More has to come.
    pub fn text(&mut self, names: &[String]) -> Result<String, Outcome> {
        Ok(self.texts(names)?.into_iter().map(|it| it.1).collect())
    }

    /// A number that is kept from one part of the input to the next.
    pub fn kept(&self, name: &str) -> usize {
        self.running.carry.get(name).and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    /// Keeps a number.
    pub fn keep(&mut self, name: &str, value: usize) {
        self.running.carry.insert(name.to_owned(), value.to_string());
    }

    /// Done, unless there is more input: 1 where a file was not there.
    pub fn end(&mut self) -> Outcome {
        if !self.running.is_complete {
            return Outcome::More;
        }
        Outcome::Done(i32::try_from(self.kept("code")).unwrap_or(1))
    }
}
