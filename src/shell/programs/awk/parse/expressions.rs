//! Expressions, from what binds least to what binds most.

use super::lex::Token;
use super::{Expr, FUNCTIONS, Parser, Read};
use crate::shell::number::Number;
use crate::shell::pattern;

impl Parser {
    pub(super) fn list(&mut self, end: &str) -> Read<Vec<Expr>> {
        let mut list = Vec::new();
        while !self.take(end) {
            self.skip_lines();
            list.push(self.expr()?);
            self.skip_lines();
            if !self.take(",") && !self.looks_at(end) {
                return Err(self.error());
            }
        }
        Ok(list)
    }

    pub(super) fn expr(&mut self) -> Read<Expr> {
        self.deeper(|it| {
            let left = it.choice()?;
            for sign in ["=", "+=", "-=", "*=", "/=", "%=", "^="] {
                if matches!(left, Expr::Field(_) | Expr::Variable(_) | Expr::Element(..))
                    && it.take(sign)
                {
                    let right = it.expr()?;
                    let sign = sign.chars().next().unwrap_or('=');
                    return Ok(Expr::Assign(sign, Box::new(left), Box::new(right)));
                }
            }
            Ok(left)
        })
    }

    pub(super) fn choice(&mut self) -> Read<Expr> {
        let test = self.either()?;
        if !self.take("?") {
            return Ok(test);
        }
        let yes = self.expr()?;
        self.expect(":")?;
        Ok(Expr::Choice(Box::new(test), Box::new(yes), Box::new(self.expr()?)))
    }

    pub(super) fn either(&mut self) -> Read<Expr> {
        let mut left = self.both()?;
        while self.take("||") {
            self.skip_lines();
            left = Expr::Both(false, Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    pub(super) fn both(&mut self) -> Read<Expr> {
        let mut left = self.member()?;
        while self.take("&&") {
            self.skip_lines();
            left = Expr::Both(true, Box::new(left), Box::new(self.member()?));
        }
        Ok(left)
    }

    pub(super) fn member(&mut self) -> Read<Expr> {
        let mut left = self.matches()?;
        while self.take_word("in") {
            left = Expr::In(vec![left], self.name()?);
        }
        Ok(left)
    }

    pub(super) fn matches(&mut self) -> Read<Expr> {
        let mut left = self.compare()?;
        loop {
            let is_not = self.looks_at("!~");
            if !self.take("~") && !self.take("!~") {
                return Ok(left);
            }
            left = Expr::Matches(!is_not, Box::new(left), Box::new(self.compare()?));
        }
    }

    pub(super) fn compare(&mut self) -> Read<Expr> {
        let left = self.join()?;
        for sign in ["<=", ">=", "==", "!=", "<", ">"] {
            if sign == ">" && self.in_print {
                continue;
            }
            if self.take(sign) {
                return Ok(Expr::Compare(sign, Box::new(left), Box::new(self.join()?)));
            }
        }
        Ok(left)
    }

    pub(super) fn join(&mut self) -> Read<Expr> {
        let mut left = self.sum()?;
        loop {
            let begins = match self.peek() {
                Some(Token::Number(_) | Token::Text(_) | Token::Called(_)) => true,
                Some(Token::Name(name)) => name != "in",
                Some(Token::Sign(sign)) => {
                    matches!(*sign, "$" | "(" | "!" | "-" | "+" | "++" | "--")
                }
                _ => false,
            };
            if !begins || self.looks_at("!") {
                return Ok(left);
            }
            left = Expr::Join(Box::new(left), Box::new(self.sum()?));
        }
    }

    pub(super) fn sum(&mut self) -> Read<Expr> {
        let mut left = self.product()?;
        loop {
            let sign = if self.take("+") {
                '+'
            } else if self.take("-") {
                '-'
            } else {
                return Ok(left);
            };
            left = Expr::Compute(sign, Box::new(left), Box::new(self.product()?));
        }
    }

    pub(super) fn product(&mut self) -> Read<Expr> {
        let mut left = self.unary()?;
        loop {
            let sign = match self.peek() {
                Some(Token::Sign("*")) => '*',
                Some(Token::Sign("/")) => '/',
                Some(Token::Sign("%")) => '%',
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expr::Compute(sign, Box::new(left), Box::new(self.unary()?));
        }
    }

    pub(super) fn unary(&mut self) -> Read<Expr> {
        if self.take("!") {
            return Ok(Expr::Not(Box::new(self.deeper(Self::unary)?)));
        }
        if self.take("-") {
            return Ok(Expr::Negate(Box::new(self.deeper(Self::unary)?)));
        }
        if self.take("+") {
            let zero = Box::new(Expr::Number(Number::default()));
            return Ok(Expr::Compute('+', zero, Box::new(self.deeper(Self::unary)?)));
        }
        let base = self.step()?;
        if self.take("^") || self.take("**") {
            return Ok(Expr::Compute('^', Box::new(base), Box::new(self.deeper(Self::unary)?)));
        }
        Ok(base)
    }

    pub(super) fn step(&mut self) -> Read<Expr> {
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.take(sign) {
                return Ok(Expr::Step(by, true, Box::new(self.atom()?)));
            }
        }
        let place = self.atom()?;
        if matches!(place, Expr::Field(_) | Expr::Variable(_) | Expr::Element(..)) {
            for (sign, by) in [("++", 1), ("--", -1)] {
                if self.take(sign) {
                    return Ok(Expr::Step(by, false, Box::new(place)));
                }
            }
        }
        Ok(place)
    }

    pub(super) fn atom(&mut self) -> Read<Expr> {
        let token = self.peek().cloned().ok_or_else(|| self.error())?;
        self.at += 1;
        Ok(match token {
            Token::Number(number) => Expr::Number(number),
            Token::Text(text) => Expr::Text(text),
            Token::Regex(text) => Expr::Regex(pattern::posix(&text, true, false)?),
            Token::Sign("$") => {
                let inner = self.deeper(Self::step_or_negative)?;
                Expr::Field(Box::new(inner))
            }
            Token::Sign("(") => {
                let was_print = std::mem::replace(&mut self.in_print, false);
                let mut list = self.list(")")?;
                self.in_print = was_print;
                if list.len() > 1 && self.take_word("in") {
                    return Ok(Expr::In(list, self.name()?));
                }
                // In brackets it is no place that can be set.
                match (list.pop(), list.is_empty()) {
                    (Some(it @ (Expr::Field(_) | Expr::Variable(_) | Expr::Element(..))), true) => {
                        it
                    }
                    (Some(it), true) => it,
                    _ => return Err(self.error()),
                }
            }
            Token::Name(name) if FUNCTIONS.contains(&name.as_str()) => {
                let arguments = if self.take("(") { self.list(")")? } else { Vec::new() };
                Expr::Call(name, arguments)
            }
            Token::Name(name) if self.take("[") => Expr::Element(name, self.list("]")?),
            Token::Name(name) if name == "getline" => {
                return Err("getline is not known here".to_owned());
            }
            Token::Name(name) => Expr::Variable(name),
            Token::Called(name) => {
                self.expect("(")?;
                Expr::Call(name, self.list(")")?)
            }
            Token::Sign(_) => {
                self.at -= 1;
                return Err(self.error());
            }
        })
    }

    /// What stands behind a dollar sign.
    pub(super) fn step_or_negative(&mut self) -> Read<Expr> {
        if self.take("-") {
            return Ok(Expr::Negate(Box::new(self.atom()?)));
        }
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.take(sign) {
                return Ok(Expr::Step(by, true, Box::new(self.atom()?)));
            }
        }
        self.atom()
    }
}
