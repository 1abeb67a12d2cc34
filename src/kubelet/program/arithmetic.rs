//! `$(( ... ))`: whole numbers. And the number that computers like to compute.

use crate::sorted::SortedMap;

/// What an expression comes to; `None` where it makes no sense.
pub(super) fn evaluate(text: &str, vars: &SortedMap<String, String>) -> Option<i64> {
    let mut reader = Reader { rest: text, vars, depth: 0 };
    let value = reader.compare()?;
    reader.rest.trim().is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    vars: &'a SortedMap<String, String>,
    depth: u32,
}

impl Reader<'_> {
    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn compare(&mut self) -> Option<i64> {
        let left = self.sum()?;
        let signs = ["<=", ">=", "==", "!=", "<", ">"];
        let Some(sign) = signs.into_iter().find(|it| self.take(it)) else { return Some(left) };
        let right = self.sum()?;
        Some(i64::from(match sign {
            "<=" => left <= right,
            ">=" => left >= right,
            "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            _ => left > right,
        }))
    }

    fn sum(&mut self) -> Option<i64> {
        let mut value = self.product()?;
        loop {
            if self.take("+") {
                value = value.checked_add(self.product()?)?;
            } else if self.take("-") {
                value = value.checked_sub(self.product()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<i64> {
        let mut value = self.factor()?;
        loop {
            if self.take("*") {
                value = value.checked_mul(self.factor()?)?;
            } else if self.take("/") {
                value = value.checked_div(self.factor()?)?;
            } else if self.take("%") {
                value = value.checked_rem(self.factor()?)?;
            } else {
                return Some(value);
            }
        }
    }

    fn factor(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > 200 {
            return None;
        }
        let value = self.atom();
        self.depth -= 1;
        value
    }

    fn atom(&mut self) -> Option<i64> {
        if self.take("(") {
            let value = self.compare()?;
            return self.take(")").then_some(value);
        }
        if self.take("-") {
            return self.factor()?.checked_neg();
        }
        self.take("$");
        self.rest = self.rest.trim_start();
        let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
        let end = self.rest.find(|it| !is_part(it)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if word.starts_with(|it: char| it.is_ascii_digit()) {
            return word.parse().ok();
        }
        if word.is_empty() {
            return None;
        }
        Some(self.vars.get(word).and_then(|it| it.trim().parse().ok()).unwrap_or(0))
    }
}

/// So many digits of pi are computed at most.
const DIGITS_MAX: usize = 4_000;

/// Pi with so many digits in all, rounded, as `bpi` of Perl's `bignum` gives it: a spigot of
/// Rabinowitz and Wagon, with a few digits more than are asked for.
pub(super) fn pi(digits: usize) -> String {
    let wanted = digits.clamp(1, DIGITS_MAX);
    let places = wanted + 10;
    let length = places * 10 / 3 + 2;
    let mut remainders = vec![2_u64; length];
    let mut found: Vec<u8> = Vec::new();
    for _ in 0..places {
        let mut carry = 0_u64;
        for at in (1..length).rev() {
            let weight = u64::try_from(at).unwrap_or(0);
            let value = remainders[at] * 10 + carry;
            remainders[at] = value % (2 * weight + 1);
            carry = value / (2 * weight + 1) * weight;
        }
        let value = remainders[0] * 10 + carry;
        remainders[0] = value % 10;
        add_digit(&mut found, value / 10);
    }
    let is_up = found.get(wanted).is_some_and(|it| *it >= 5);
    found.truncate(wanted);
    if is_up {
        carry_one(&mut found);
    }
    let text: String = found.iter().map(|it| char::from(b'0' + it)).collect();
    if wanted == 1 { text } else { format!("{}.{}", &text[..1], &text[1..]) }
}

/// A digit of 10 carries into those before it.
fn add_digit(found: &mut Vec<u8>, digit: u64) {
    if digit >= 10 {
        carry_one(found);
    }
    found.push(u8::try_from(digit % 10).unwrap_or(0));
}

fn carry_one(found: &mut [u8]) {
    for digit in found.iter_mut().rev() {
        *digit = (*digit + 1) % 10;
        if *digit != 0 {
            return;
        }
    }
}
