//! Commands that steer others.

use super::{Dialect, Parser, Read, SyntaxError};
use crate::shell::syntax::{Command, Compound, List, Piece, Test, Word};
use std::rc::Rc;

impl Parser<'_> {
    /// The compound command at this place, if one begins here.
    pub(super) fn compound(&mut self) -> Read<Option<Command>> {
        let compound = match self.peek_word().as_str() {
            "if" => self.r#if()?,
            "while" => self.r#loop("while")?,
            "until" => self.r#loop("until")?,
            "for" | "select" => self.r#for()?,
            "case" => self.case()?,
            "[[" if self.dialect == Dialect::Bash || self.looks_at("[[ ") => {
                self.take("[[");
                let test = self.either()?;
                self.newlines();
                if !self.take_keyword("]]") {
                    return Err(self.unexpected());
                }
                Compound::Test(test)
            }
            "{" => {
                self.take("{");
                let list = self.list(&["}"])?;
                self.take("}");
                Compound::Group(Rc::new(list))
            }
            "function" => {
                self.take("function");
                let name = self.peek_word();
                self.take(&name);
                self.blanks();
                if self.take("(") {
                    self.blanks();
                    self.take(")");
                }
                self.newlines();
                let body = self.deeper(Self::command)?;
                return Ok(Some(Command::Function(name, Rc::new(body))));
            }
            "" if self.peek() == Some('(') => self.brackets()?,
            _ => return Ok(None),
        };
        Ok(Some(Command::Compound(Rc::new(compound), self.redirects()?)))
    }

    /// `(( ))` or `( )`
    fn brackets(&mut self) -> Read<Compound> {
        if self.looks_at("((")
            && let Some(text) = self.try_expression()?
        {
            return Ok(Compound::Arithmetic(text));
        }
        self.take("(");
        let list = self.bracketed()?;
        if list.0.is_empty() {
            return Err(SyntaxError::Unexpected(")".to_owned()));
        }
        Ok(Compound::Subshell(Rc::new(list)))
    }

    /// Commands up to the closing bracket, which is taken.
    pub(super) fn bracketed(&mut self) -> Read<List> {
        let list = self.deeper(|it| it.list(&[]))?;
        match self.peek_operator() {
            Some(")") => {
                self.at += 1;
                Ok(list)
            }
            Some(other) => Err(SyntaxError::Unexpected(other.to_owned())),
            None => Err(SyntaxError::Unfinished(Some(')'))),
        }
    }

    /// Commands up to a word, which is taken.
    fn block(&mut self, end: &str) -> Read<Rc<List>> {
        let list = self.list(&[end])?;
        self.take(end);
        Ok(Rc::new(list))
    }

    fn r#if(&mut self) -> Read<Compound> {
        self.take("if");
        let mut branches = Vec::new();
        loop {
            let test = self.block("then")?;
            branches.push((Some(test), Rc::new(self.list(&["elif", "else", "fi"])?)));
            if self.take_keyword("elif") {
                continue;
            }
            if self.take_keyword("else") {
                branches.push((None, self.block("fi")?));
            } else {
                self.take_keyword("fi");
            }
            return Ok(Compound::If(branches));
        }
    }

    fn r#loop(&mut self, word: &str) -> Read<Compound> {
        self.take(word);
        let test = self.block("do")?;
        let body = self.block("done")?;
        Ok(Compound::Loop(word == "until", test, body))
    }

    fn r#for(&mut self) -> Read<Compound> {
        if self.take_keyword("select") {
            return Err(SyntaxError::Other("select: nobody is there to choose".to_owned()));
        }
        self.take("for");
        self.blanks();
        if self.take("((") {
            let parts = [self.text_until(";")?, self.text_until(";")?, self.text_until("))")?];
            self.take_operator(";");
            self.newlines();
            let body = self.body()?;
            return Ok(Compound::Count(parts, body));
        }
        let name = self.peek_word();
        let is_name = |it: char| it == '_' || it.is_ascii_alphanumeric();
        if name.is_empty() {
            return Err(self.unexpected());
        }
        if !name.chars().all(is_name) || name.starts_with(|it: char| it.is_ascii_digit()) {
            return Err(SyntaxError::Other(format!("`{name}': not a valid identifier")));
        }
        self.take(&name);
        self.newlines();
        let mut words = None;
        if self.take_keyword("in") {
            let mut all: Vec<Word> = Vec::new();
            loop {
                self.blanks();
                let Some(word) = self.word()? else { break };
                match self.dialect {
                    Dialect::Bash => all.extend(super::braces::braces(word)?),
                    Dialect::Posix => all.push(word),
                }
            }
            words = Some(all);
        }
        if !self.take_operator(";") && !self.newline() && words.is_some() {
            return Err(self.unexpected());
        }
        self.newlines();
        Ok(Compound::For(name, words, self.body()?))
    }

    /// `do ... done`, or braces.
    fn body(&mut self) -> Read<Rc<List>> {
        if self.take_keyword("{") {
            return self.block("}");
        }
        self.expect("do")?;
        self.block("done")
    }

    fn case(&mut self) -> Read<Compound> {
        self.take("case");
        self.blanks();
        let word = self.word()?.ok_or_else(|| self.unexpected())?;
        self.expect("in")?;
        let mut arms = Vec::new();
        loop {
            self.newlines();
            if self.take_keyword("esac") {
                return Ok(Compound::Case(word, arms));
            }
            self.take_operator("(");
            let mut patterns = Vec::new();
            loop {
                self.blanks();
                patterns.push(self.word()?.ok_or_else(|| self.unexpected())?);
                if !self.take_operator("|") {
                    break;
                }
            }
            if !self.take_operator(")") {
                return Err(self.unexpected());
            }
            let list = self.case_list()?;
            let goes_on = match self.peek_operator() {
                Some(";;&") => '|',
                Some(";&") => '&',
                _ => ';',
            };
            for operator in [";;&", ";;", ";&"] {
                if self.take_operator(operator) {
                    break;
                }
            }
            arms.push((patterns, Rc::new(list), goes_on));
        }
    }

    fn case_list(&mut self) -> Read<List> {
        self.deeper(|it| {
            it.newlines();
            if it.is_closing() || it.peek_word() == "esac" {
                return Ok(List::default());
            }
            // A list that ends at `;;` or at `esac`.
            let mut list = List::default();
            loop {
                it.newlines();
                if it.is_closing() || it.peek_word() == "esac" {
                    return Ok(list);
                }
                if it.peek().is_none() {
                    return Err(SyntaxError::Unfinished(None));
                }
                let pipelines = Rc::new(it.item()?);
                let is_background = it.take_operator("&");
                let goes_on = is_background || it.take_operator(";") || it.newline();
                list.0.push(crate::shell::syntax::Item { pipelines, is_background });
                if !goes_on && !it.is_closing() {
                    return Err(it.unexpected());
                }
            }
        })
    }

    fn either(&mut self) -> Read<Test> {
        let mut test = self.both()?;
        loop {
            self.newlines();
            if !self.take("||") {
                return Ok(test);
            }
            test = Test::Both(false, Box::new(test), Box::new(self.both()?));
        }
    }

    fn both(&mut self) -> Read<Test> {
        let mut test = self.deeper(Self::test)?;
        loop {
            self.newlines();
            if !self.take("&&") {
                return Ok(test);
            }
            let other = self.deeper(Self::test)?;
            test = Test::Both(true, Box::new(test), Box::new(other));
        }
    }

    fn test(&mut self) -> Read<Test> {
        self.newlines();
        if self.take_keyword("!") {
            return Ok(Test::Not(Box::new(self.deeper(Self::test)?)));
        }
        if self.take("(") {
            let test = self.either()?;
            self.newlines();
            return if self.take(")") { Ok(test) } else { Err(self.unexpected()) };
        }
        let word = self.peek_word();
        if word.len() == 2 && word.starts_with('-') && !word.ends_with(']') {
            self.take(&word);
            self.blanks();
            let operand = self.word()?.ok_or_else(|| self.unexpected())?;
            return Ok(Test::Unary(word, operand));
        }
        let left = self.word()?.ok_or_else(|| self.unexpected())?;
        self.newlines();
        let operator = match self.peek_operator() {
            _ if self.take("<") => "<".to_owned(),
            _ if self.take(">") => ">".to_owned(),
            _ => self.peek_word(),
        };
        let known =
            ["==", "=", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];
        if operator == "<" || operator == ">" || known.contains(&operator.as_str()) {
            if operator.len() > 1 || operator == "=" {
                self.take(&operator);
            }
            self.blanks();
            let right = match operator.as_str() {
                "=~" => self.expression()?,
                _ => self.word()?.ok_or_else(|| self.unexpected())?,
            };
            return Ok(Test::Binary(operator, left, right));
        }
        Ok(Test::Unary("-n".to_owned(), left))
    }

    /// The regular expression behind `=~`: brackets and bars belong to it.
    fn expression(&mut self) -> Read<Word> {
        let (mut pieces, mut depth) = (Word::new(), 0_i32);
        loop {
            match self.peek() {
                Some('(') => depth += 1,
                Some(')') => depth -= 1,
                Some(' ' | '\t') if depth > 0 => {}
                Some('|' | '<' | '>' | '&' | ';') => {}
                None | Some(' ' | '\t' | '\n') => break,
                // The letter behind it stays as it is, so does the backslash.
                Some('\\') => {
                    self.at += 1;
                    let letter = self.next().unwrap_or('\\');
                    pieces.push(Piece::Quoted(letter.to_string()));
                    continue;
                }
                // A dollar sign at the end of a part stands for that end.
                Some('$')
                    if !self.ahead(1).is_some_and(|it| {
                        it == '_' || it.is_alphanumeric() || "{(@*#?!".contains(it)
                    }) => {}
                Some('\'' | '"' | '$' | '`') => {
                    self.piece(&mut pieces)?;
                    continue;
                }
                Some(_) => {}
            }
            if depth < 0 {
                break;
            }
            super::words::push_bare(&mut pieces, self.next().unwrap_or(' '));
        }
        if pieces.is_empty() { Err(self.unexpected()) } else { Ok(pieces) }
    }
}
