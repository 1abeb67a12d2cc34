//! Terms of filters.

use super::super::json::Value;
use super::{Filter, Parser, Read, is_name};
use crate::shell::number::Number;

impl Parser {
    pub(super) fn name(&mut self) -> Read<String> {
        let rest = self.chars.iter().skip(self.at);
        let name: String = rest.take_while(|it| is_name(**it)).collect();
        if name.is_empty() || name.starts_with(|it: char| it.is_ascii_digit()) {
            return Err(self.unexpected());
        }
        self.at += name.len();
        self.blanks();
        Ok(name)
    }

    pub(super) fn postfix(&mut self) -> Read<Filter> {
        let mut filter = self.term()?;
        loop {
            let is_dot = self.looks_at(".");
            if is_dot && !self.looks_at("..") {
                self.at += 1;
                if self.peek() == Some('"') {
                    let key = self.text(String::new())?;
                    filter = Filter::Field(Box::new(filter), Box::new(key));
                } else if self.peek() != Some('[') {
                    let key = Filter::Literal(Value::String(self.name()?));
                    filter = Filter::Field(Box::new(filter), Box::new(key));
                }
            } else if self.take("[") {
                filter = self.deeper(|it| it.bracket(filter))?;
            } else if self.take("?") {
                filter = optional(filter);
            } else {
                self.blanks();
                return Ok(filter);
            }
        }
    }

    pub(super) fn bracket(&mut self, base: Filter) -> Read<Filter> {
        let base = Box::new(base);
        if self.take("]") {
            return Ok(Filter::Each(base));
        }
        if self.take(":") {
            let to = Box::new(self.pipe()?);
            self.expect("]")?;
            return Ok(Filter::Slice(base, None, Some(to)));
        }
        let key = Box::new(self.pipe()?);
        if self.take(":") {
            let to = if self.looks_at("]") { None } else { Some(Box::new(self.pipe()?)) };
            self.expect("]")?;
            return Ok(Filter::Slice(base, Some(key), to));
        }
        self.expect("]")?;
        Ok(Filter::Field(base, key))
    }

    pub(super) fn term(&mut self) -> Read<Filter> {
        self.blanks();
        let Some(char) = self.peek() else { return Err(self.unexpected()) };
        if self.take("..") {
            return Ok(Filter::Recurse);
        }
        match char {
            '.' => {
                self.at += 1;
                let identity = Box::new(Filter::Identity);
                match self.peek() {
                    Some('"') => {
                        let key = self.text(String::new())?;
                        Ok(Filter::Field(identity, Box::new(key)))
                    }
                    Some(it) if it == '_' || it.is_ascii_alphabetic() => {
                        let key = Filter::Literal(Value::String(self.name()?));
                        Ok(Filter::Field(identity, Box::new(key)))
                    }
                    _ => {
                        self.blanks();
                        Ok(Filter::Identity)
                    }
                }
            }
            '"' => self.text(String::new()),
            '@' => {
                self.at += 1;
                let name = self.name()?;
                if self.peek() == Some('"') { self.text(name) } else { Ok(Filter::Format(name)) }
            }
            '$' => {
                self.at += 1;
                Ok(Filter::Variable(self.name()?))
            }
            '(' => {
                self.take("(");
                let filter = self.pipe()?;
                self.expect(")")?;
                Ok(filter)
            }
            '[' => {
                self.take("[");
                if self.take("]") {
                    return Ok(Filter::Array(None));
                }
                let inner = self.pipe()?;
                self.expect("]")?;
                Ok(Filter::Array(Some(Box::new(inner))))
            }
            '{' => self.object(),
            '-' => {
                self.take("-");
                Ok(Filter::Negate(Box::new(self.deeper(Self::postfix)?)))
            }
            it if it.is_ascii_digit() => {
                let rest = self.chars.iter().skip(self.at);
                let text: String =
                    rest.take_while(|it| it.is_ascii_digit() || **it == '.').collect();
                self.at += text.len();
                self.blanks();
                let number = Number::parse(&text).ok_or_else(|| self.unexpected())?;
                Ok(Filter::Literal(Value::Number(number)))
            }
            _ => self.word(),
        }
    }

    pub(super) fn word(&mut self) -> Read<Filter> {
        let name = self.name()?;
        match name.as_str() {
            "null" => Ok(Filter::Literal(Value::Null)),
            "true" | "false" => Ok(Filter::Literal(Value::Bool(name == "true"))),
            "if" => self.deeper(Self::r#if),
            "try" => {
                let body = Box::new(self.deeper(Self::postfix)?);
                let handler = match self.take("catch") {
                    true => Some(Box::new(self.deeper(Self::postfix)?)),
                    false => None,
                };
                Ok(Filter::Try(body, handler))
            }
            "reduce" | "foreach" => {
                let source = Box::new(self.deeper(Self::postfix)?);
                self.expect("as")?;
                self.expect("$")?;
                let variable = self.name()?;
                self.expect("(")?;
                let first = Box::new(self.pipe()?);
                self.expect(";")?;
                let update = Box::new(self.pipe()?);
                let last = if self.take(";") { Some(Box::new(self.pipe()?)) } else { None };
                self.expect(")")?;
                Ok(match name.as_str() {
                    "reduce" => Filter::Reduce(source, variable, first, update),
                    _ => Filter::Foreach(source, variable, first, update, last),
                })
            }
            "then" | "else" | "elif" | "end" | "as" | "and" | "or" => {
                Err(format!("syntax error, unexpected {name}"))
            }
            _ => {
                let mut arguments = Vec::new();
                if self.take("(") {
                    loop {
                        arguments.push(self.pipe()?);
                        if !self.take(";") {
                            break;
                        }
                    }
                    self.expect(")")?;
                }
                Ok(Filter::Call(name, arguments))
            }
        }
    }

    pub(super) fn r#if(&mut self) -> Read<Filter> {
        let test = Box::new(self.pipe()?);
        self.expect("then")?;
        let yes = Box::new(self.pipe()?);
        if self.take("elif") {
            return Ok(Filter::If(test, yes, Some(Box::new(self.deeper(Self::r#if)?))));
        }
        let no = if self.take("else") { Some(Box::new(self.pipe()?)) } else { None };
        self.expect("end")?;
        Ok(Filter::If(test, yes, no))
    }

    pub(super) fn object(&mut self) -> Read<Filter> {
        self.take("{");
        let mut entries = Vec::new();
        while !self.take("}") {
            let mut shown = None;
            let key = match self.peek() {
                Some('(') => {
                    self.take("(");
                    let key = self.pipe()?;
                    self.expect(")")?;
                    key
                }
                Some('"') => self.text(String::new())?,
                Some('$') => {
                    self.at += 1;
                    let name = self.name()?;
                    shown = Some(Filter::Variable(name.clone()));
                    Filter::Literal(Value::String(name))
                }
                Some('@') => self.term()?,
                _ => Filter::Literal(Value::String(self.name()?)),
            };
            let value = if self.take(":") {
                let mut value = self.alternative()?;
                while !self.looks_at("|=") && self.take("|") {
                    value = Filter::Pipe(Box::new(value), Box::new(self.alternative()?));
                }
                value
            } else {
                let own = || Filter::Field(Box::new(Filter::Identity), Box::new(key.clone()));
                shown.unwrap_or_else(own)
            };
            entries.push((key, value));
            if !self.take(",") && !self.looks_at("}") {
                return Err(self.unexpected());
            }
        }
        Ok(Filter::Object(entries))
    }

    pub(super) fn text(&mut self, format: String) -> Read<Filter> {
        self.at += 1;
        let (mut parts, mut plain) = (Vec::new(), String::new());
        loop {
            let char = self.peek().ok_or("syntax error, unexpected end of file")?;
            self.at += 1;
            match char {
                '"' => break,
                '\\' if self.peek() == Some('(') => {
                    self.at += 1;
                    self.blanks();
                    let inner = self.pipe()?;
                    if self.peek() != Some(')') {
                        return Err(self.unexpected());
                    }
                    self.at += 1;
                    parts.push((std::mem::take(&mut plain), Some(inner)));
                }
                '\\' => {
                    let letter = self.peek().unwrap_or('\\');
                    self.at += 1;
                    let mut escape = format!("\"\\{letter}");
                    if letter == 'u' {
                        escape.extend(self.chars.iter().skip(self.at).take(4));
                        self.at += 4;
                    }
                    let text: Result<String, _> = serde_json::from_str(&(escape + "\""));
                    plain.push_str(&text.map_err(|_| "invalid escape in string".to_owned())?);
                }
                other => plain.push(other),
            }
        }
        self.blanks();
        if parts.is_empty() {
            return Ok(Filter::Literal(Value::String(plain)));
        }
        parts.push((plain, None));
        Ok(Filter::Text(parts, format))
    }
}

/// `.a[]?`: what can't be taken apart is passed over one by one, and what comes before is not tried.
fn optional(filter: Filter) -> Filter {
    let tried = |step| Box::new(Filter::Try(Box::new(step), None));
    let this = || Box::new(Filter::Identity);
    match filter {
        Filter::Each(base) => Filter::Pipe(base, tried(Filter::Each(this()))),
        Filter::Field(base, key) if matches!(*key, Filter::Literal(_)) => {
            Filter::Pipe(base, tried(Filter::Field(this(), key)))
        }
        other => *tried(other),
    }
}
