//! The functions that `awk` has.

use super::{Expr, Interpreter, Value};
use crate::shell::number::Number;
use crate::shell::programs::format::Place;

impl Interpreter<'_> {
    pub(super) fn call(&mut self, name: &str, arguments: &[Expr]) -> Result<Value, String> {
        if self.program.functions.contains_key(name) {
            return self.own(name, arguments);
        }
        let text = |it: &mut Self, at: usize| match arguments.get(at) {
            Some(expr) => it.value(expr).map(|it| it.text("%.6g")),
            None => Ok(it.line.clone()),
        };
        let number = |it: &mut Self, at: usize| match arguments.get(at) {
            Some(expr) => it.value(expr).map(|it| it.number()),
            None => Ok(Number::default()),
        };
        Ok(match name {
            "length" => {
                if let Some(Expr::Variable(array)) = arguments.first()
                    && let Some(array) = self.arrays.get(&self.array_name(array))
                {
                    return Ok(Value::Number(Number::of(array.len())));
                }
                Value::Number(Number::of(text(self, 0)?.chars().count()))
            }
            "substr" => {
                let whole = text(self, 0)?;
                let from = number(self, 1)?.fixed(0).parse::<i64>().unwrap_or(1);
                let count = match arguments.get(2) {
                    Some(_) => number(self, 2)?.fixed(0).parse::<i64>().unwrap_or(0),
                    None => i64::MAX / 2,
                };
                let end = from.saturating_add(count).max(1);
                let from = from.max(1);
                let place = |it: i64| usize::try_from(it - 1).unwrap_or(0);
                Value::Text(whole.chars().take(place(end)).skip(place(from)).collect())
            }
            "index" => {
                let (whole, part) = (text(self, 0)?, text(self, 1)?);
                let at = whole.find(&part).map_or(0, |it| whole[..it].chars().count() + 1);
                Value::Number(Number::of(at))
            }
            "split" => self.split_into(arguments)?,
            "sub" | "gsub" => self.substitute(arguments, name == "gsub")?,
            "match" => {
                let whole = text(self, 0)?;
                let regex = self.regex_of(arguments.get(1).ok_or("match: missing argument")?)?;
                let found = regex.find(&whole);
                let start = found.map_or(0, |it| whole[..it.start()].chars().count() + 1);
                let length =
                    found.map_or(Number::from(-1), |it| Number::of(it.as_str().chars().count()));
                self.variables.insert("RSTART".to_owned(), Value::Number(Number::of(start)));
                self.variables.insert("RLENGTH".to_owned(), Value::Number(length));
                Value::Number(Number::of(start))
            }
            "sprintf" => {
                let format_text = text(self, 0)?;
                let mut values = Vec::new();
                for expr in arguments.get(1..).unwrap_or(&[]) {
                    values.push(self.value(expr)?);
                }
                Value::Text(format(&format_text, &values, "%.6g"))
            }
            "tolower" => Value::Text(text(self, 0)?.to_lowercase()),
            "toupper" => Value::Text(text(self, 0)?.to_uppercase()),
            "int" => Value::Number(number(self, 0)?.truncated()),
            "sqrt" => Value::Number(number(self, 0)?.root()),
            "close" | "fflush" | "srand" => Value::Number(Number::default()),
            other => return Err(format!("the function {other} is not known here")),
        })
    }

    fn split_into(&mut self, arguments: &[Expr]) -> Result<Value, String> {
        let [whole, Expr::Variable(array), rest @ ..] = arguments else {
            return Err("split: the second argument is no array".to_owned());
        };
        let whole = self.value(whole)?.text("%.6g");
        let parts: Vec<String> = match rest.first() {
            Some(Expr::Regex(regex)) if !whole.is_empty() => {
                regex.split(&whole).map(str::to_owned).collect()
            }
            Some(Expr::Regex(_)) => Vec::new(),
            Some(expr) => {
                let separator = self.value(expr)?.text("%.6g");
                self.split(&whole, &separator)
            }
            None => {
                let separator = self.setting("FS");
                self.split(&whole, &separator)
            }
        };
        let count = parts.len();
        let array_name = self.array_name(array);
        let new =
            parts.into_iter().enumerate().map(|(at, it)| ((at + 1).to_string(), Value::Input(it)));
        self.arrays.insert(array_name, new.collect());
        Ok(Value::Number(Number::of(count)))
    }

    fn substitute(&mut self, arguments: &[Expr], is_all: bool) -> Result<Value, String> {
        let [pattern, new, rest @ ..] = arguments else {
            return Err("sub: missing argument".to_owned());
        };
        let regex = self.regex_of(pattern)?;
        let new = self.value(new)?.text("%.6g");
        let place =
            rest.first().cloned().unwrap_or(Expr::Field(Box::new(Expr::Number(Number::default()))));
        let text = self.value(&place)?.text("%.6g");
        let (mut out, mut last, mut count) = (String::new(), 0, 0);
        for found in regex.find_iter(&text).take(if is_all { usize::MAX } else { 1 }) {
            out.push_str(&text[last..found.start()]);
            let mut chars = new.chars();
            while let Some(char) = chars.next() {
                match char {
                    '&' => out.push_str(found.as_str()),
                    '\\' => match chars.next() {
                        Some('&') => out.push('&'),
                        Some(other) => out.extend(['\\', other]),
                        None => out.push('\\'),
                    },
                    other => out.push(other),
                }
            }
            last = found.end();
            count += 1;
            if out.len() > self.memory {
                return Err(String::new());
            }
        }
        if count > 0 {
            out.push_str(&text[last..]);
            self.set(&place, Value::Text(out))?;
        }
        Ok(Value::Number(Number::of(count)))
    }
}

/// Values by a format.
pub(super) fn format(format: &str, values: &[Value], convert: &str) -> String {
    let (mut out, mut values) = (String::new(), values.iter());
    let mut chars = format.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            out.push('%');
            continue;
        }
        let place = Place::read(&mut chars, || values.next().map_or(0, |it| it.number().whole()));
        let Some(letter) = chars.next() else { break };
        let value = values.next().cloned().unwrap_or(Value::Unset);
        match letter {
            'c' => match &value {
                Value::Number(number) => {
                    let code = u32::try_from(number.whole()).unwrap_or(0);
                    out.push_str(
                        &place.text(&char::from_u32(code).map(String::from).unwrap_or_default()),
                    );
                }
                other => out.push_str(
                    &place.text(&other.text(convert).chars().take(1).collect::<String>()),
                ),
            },
            's' => {
                let text = match &value {
                    Value::Number(number) if !number.is_whole() => number.general(6),
                    other => other.text(convert),
                };
                out.push_str(&place.text(&text));
            }
            letter => out.push_str(&place.number(letter, value.number())),
        }
    }
    out
}
