//! `$(( ))`: whole numbers of 64 bits. Source: the Bash manual, 6.5 Shell Arithmetic.

use super::environment::Environment;

/// Variables that name expressions that name variables.
const DEPTH_MAX: u32 = 100;
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];
const ASSIGNS: [&str; 11] = ["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="];

/// What an expression comes to; it may set variables.
///
/// # Errors
/// What bash says behind the expression.
pub fn evaluate(text: &str, environment: &mut Environment) -> Result<i64, String> {
    let depth = environment.depth;
    if depth > DEPTH_MAX {
        return Err(format!(
            "{text}: expression recursion level exceeded (error token is \"{text}\")"
        ));
    }
    environment.depth += 1;
    let mut reader =
        Reader { chars: text.chars().collect(), at: 0, environment, is_idle: false, depth: 0 };
    let result = reader.all();
    let rest: String = reader.chars.iter().skip(reader.at).collect();
    environment.depth = depth;
    result.map_err(|why| {
        let text = text.trim_start();
        match why {
            Wrong::Zero => format!("{text}: division by 0 (error token is \"{rest}\")"),
            Wrong::Syntax(what) => format!("{text}: {what} (error token is \"{rest}\")"),
            Wrong::Inner(text) => text,
        }
    })
}

enum Wrong {
    Zero,
    Syntax(&'static str),
    Inner(String),
}

type Value = Result<i64, Wrong>;

struct Reader<'a> {
    chars: Vec<char>,
    at: usize,
    environment: &'a mut Environment,
    /// Whether nothing is set: the other side of `&&`, `||`, `?:`.
    is_idle: bool,
    depth: u32,
}

/// What can be set.
struct Place {
    name: String,
    index: Option<String>,
}

impl Reader<'_> {
    fn skip(&mut self) {
        while self.chars.get(self.at).is_some_and(|it| it.is_whitespace()) {
            self.at += 1;
        }
    }

    fn looks_at(&mut self, sign: &str) -> bool {
        self.skip();
        sign.chars().enumerate().all(|(by, it)| self.chars.get(self.at + by) == Some(&it))
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_there = self.looks_at(sign);
        self.at += if is_there { sign.len() } else { 0 };
        is_there
    }

    fn all(&mut self) -> Value {
        self.skip();
        if self.at == self.chars.len() {
            return Ok(0);
        }
        let value = self.comma()?;
        self.skip();
        if self.at < self.chars.len() {
            return Err(Wrong::Syntax("syntax error in expression"));
        }
        Ok(value)
    }

    fn comma(&mut self) -> Value {
        let mut value = self.assignment()?;
        while self.take(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn assignment(&mut self) -> Value {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Wrong::Syntax("expression recursion level exceeded"));
        }
        let before = self.at;
        if let Some(place) = self.place()? {
            self.skip();
            let sign = ASSIGNS.into_iter().rev().find(|it| self.looks_at(it));
            if let Some(sign) = sign.filter(|it| *it != "=" || !self.looks_at("==")) {
                self.take(sign);
                self.skip();
                let operand = self.at;
                let right = self.assignment()?;
                let value = match sign.trim_end_matches('=') {
                    "" => right,
                    operator => {
                        let left = self.value(&place)?;
                        self.apply(operator, (left, right), operand)?
                    }
                };
                self.set(&place, value)?;
                self.depth -= 1;
                return Ok(value);
            }
        }
        self.at = before;
        let value = self.choice();
        self.depth -= 1;
        value
    }

    fn choice(&mut self) -> Value {
        let test = self.level(0)?;
        if !self.take("?") {
            return Ok(test);
        }
        let was_idle = self.is_idle;
        self.is_idle = was_idle || test == 0;
        let yes = self.assignment()?;
        if !self.take(":") {
            return Err(Wrong::Syntax("`:' expected for conditional expression"));
        }
        self.is_idle = was_idle || test != 0;
        let no = self.assignment()?;
        self.is_idle = was_idle;
        Ok(if test == 0 { no } else { yes })
    }

    fn level(&mut self, at: usize) -> Value {
        let Some(signs) = LEVELS.get(at) else { return self.power() };
        let mut left = self.level(at + 1)?;
        loop {
            let Some(sign) = signs.iter().find(|it| self.looks_at(it)) else { return Ok(left) };
            let next = self.chars.get(self.at + sign.len()).copied();
            // `a += 1`, `a || b`, `a << b`, `a ** b` are something else.
            let is_other = match *sign {
                "|" | "&" => next == Some('|') || next == Some('&') || next == Some('='),
                "<" | ">" => next == sign.chars().next(),
                "*" => next == Some('*') || next == Some('='),
                "+" | "-" | "/" | "%" | "^" | "<<" | ">>" => next == Some('='),
                _ => false,
            };
            if is_other {
                return Ok(left);
            }
            self.take(sign);
            let was_idle = self.is_idle;
            self.is_idle |= *sign == "&&" && left == 0 || *sign == "||" && left != 0;
            self.skip();
            let operand = self.at;
            let right = self.level(at + 1)?;
            self.is_idle = was_idle;
            left = self.apply(sign, (left, right), operand)?;
        }
    }

    /// Two numbers, and where the second begins: bash names what follows when it divides by 0.
    fn apply(&mut self, sign: &str, (a, b): (i64, i64), operand: usize) -> Value {
        let shift = u32::try_from(b & 63).unwrap_or(0);
        Ok(match sign {
            "||" => i64::from(a != 0 || b != 0),
            "&&" => i64::from(a != 0 && b != 0),
            "|" => a | b,
            "^" => a ^ b,
            "&" => a & b,
            "==" => i64::from(a == b),
            "!=" => i64::from(a != b),
            "<=" => i64::from(a <= b),
            ">=" => i64::from(a >= b),
            "<" => i64::from(a < b),
            ">" => i64::from(a > b),
            "<<" => a.wrapping_shl(shift),
            ">>" => a.wrapping_shr(shift),
            "+" => a.wrapping_add(b),
            "-" => a.wrapping_sub(b),
            "*" => a.wrapping_mul(b),
            _ if b == 0 && self.is_idle => 0,
            _ if b == 0 => {
                self.at = operand;
                return Err(Wrong::Zero);
            }
            "/" => a.wrapping_div(b),
            _ => a.wrapping_rem(b),
        })
    }

    fn power(&mut self) -> Value {
        let base = self.unary()?;
        if !self.take("**") {
            return Ok(base);
        }
        let exponent = self.power()?;
        if exponent < 0 {
            return Err(Wrong::Syntax("exponent less than 0"));
        }
        let (mut result, mut factor, mut rest) = (1_i64, base, exponent);
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.wrapping_mul(factor);
            }
            factor = factor.wrapping_mul(factor);
            rest >>= 1;
        }
        Ok(result)
    }

    fn unary(&mut self) -> Value {
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.looks_at(sign) {
                let before = self.at;
                self.take(sign);
                if let Some(place) = self.place()? {
                    let value = self.value(&place)?.wrapping_add(by);
                    self.set(&place, value)?;
                    return Ok(value);
                }
                self.at = before;
            }
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Wrong::Syntax("expression recursion level exceeded"));
        }
        let value = if self.take("!") {
            i64::from(self.unary()? == 0)
        } else if self.take("~") {
            !self.unary()?
        } else if self.take("-") {
            self.unary()?.wrapping_neg()
        } else if self.take("+") {
            self.unary()?
        } else {
            self.atom()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn atom(&mut self) -> Value {
        if self.take("(") {
            let value = self.comma()?;
            return if self.take(")") { Ok(value) } else { Err(Wrong::Syntax("missing `)'")) };
        }
        self.skip();
        if self.chars.get(self.at).is_some_and(char::is_ascii_digit) {
            return self.number();
        }
        let Some(place) = self.place()? else {
            return Err(Wrong::Syntax("syntax error: operand expected"));
        };
        let value = self.value(&place)?;
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.take(sign) {
                self.set(&place, value.wrapping_add(by))?;
                break;
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Value {
        let is_part = |it: &&char| it.is_ascii_alphanumeric() || **it == '#' || **it == '_';
        let text: String = self.chars.iter().skip(self.at).take_while(is_part).collect();
        let parsed = match text.split_once('#') {
            Some((base, digits)) => match base.parse::<u32>() {
                Ok(base @ 2..=36) => i64::from_str_radix(digits, base).ok(),
                _ => None,
            },
            None if text.starts_with("0x") || text.starts_with("0X") => {
                i64::from_str_radix(&text[2..], 16).ok()
            }
            None if text.starts_with('0') && text.len() > 1 => i64::from_str_radix(&text, 8).ok(),
            None => text.bytes().all(|it| it.is_ascii_digit()).then(|| {
                text.bytes().fold(0_i64, |value, it| {
                    value.wrapping_mul(10).wrapping_add(i64::from(it - b'0'))
                })
            }),
        };
        let value = parsed.ok_or(Wrong::Syntax("value too great for base"))?;
        self.at += text.chars().count();
        Ok(value)
    }

    fn place(&mut self) -> Result<Option<Place>, Wrong> {
        self.skip();
        let is_part = |it: &&char| **it == '_' || it.is_ascii_alphanumeric();
        let name: String = self.chars.iter().skip(self.at).take_while(is_part).collect();
        if name.is_empty() || name.starts_with(|it: char| it.is_ascii_digit()) {
            return Ok(None);
        }
        self.at += name.len();
        let mut index = None;
        if self.chars.get(self.at) == Some(&'[') {
            let rest = &self.chars[self.at + 1..];
            let mut depth = 0_i32;
            let end = rest.iter().position(|it| {
                depth += i32::from(*it == '[') - i32::from(*it == ']');
                depth < 0
            });
            let end = end.ok_or(Wrong::Syntax("bad array subscript"))?;
            index = Some(rest[..end].iter().collect());
            self.at += end + 2;
        }
        Ok(Some(Place { name, index }))
    }

    fn value(&mut self, place: &Place) -> Value {
        if self.is_idle {
            return Ok(0);
        }
        let text = match &place.index {
            None => self.environment.get(&place.name),
            Some(index) => self.environment.element(&place.name, index).map_err(Wrong::Inner)?,
        };
        let text = text.unwrap_or_default();
        match text.trim().parse() {
            Ok(value) => Ok(value),
            Err(_) if text.trim().is_empty() => Ok(0),
            Err(_) => evaluate(&text, self.environment).map_err(Wrong::Inner),
        }
    }

    fn set(&mut self, place: &Place, value: i64) -> Result<(), Wrong> {
        if self.is_idle {
            return Ok(());
        }
        let text = value.to_string();
        let set = match &place.index {
            None => self.environment.set(&place.name, text),
            Some(index) => self.environment.set_element(&place.name, index, text, false),
        };
        set.map_err(Wrong::Inner)
    }
}
