//! Decimal numbers of `awk`, `jq`, `printf` and `sort`: fixed point, so that they come to the same
//! everywhere. They have twelve decimals.

/// The decimals.
const DIGITS: u32 = 12;
const ONE: i128 = 1_000_000_000_000;

/// A decimal number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(i128);

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(i128::from(value) * ONE)
    }
}

impl Number {
    /// From a count.
    #[must_use]
    pub fn of(count: usize) -> Self {
        Self::from(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The number that a text begins with, and how many bytes of it that takes; blanks before it
    /// are skipped.
    #[must_use]
    pub fn prefix(text: &str) -> Option<(Self, usize)> {
        let start = text.len() - text.trim_start().len();
        let bytes = text.as_bytes();
        let mut at = start;
        let is_negative = bytes.get(at) == Some(&b'-');
        at += usize::from(matches!(bytes.get(at), Some(b'-' | b'+')));
        let (mut value, mut decimals, mut digits, mut is_point) = (0_i128, 0_i32, 0, false);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    if value < i128::MAX / 1_000_000_000_000_000 {
                        value = value * 10 + i128::from(byte - b'0');
                        decimals += i32::from(is_point);
                    } else if !is_point {
                        decimals -= 1;
                    }
                }
                b'.' if !is_point => is_point = true,
                _ => break,
            }
            at += 1;
        }
        if digits == 0 {
            return None;
        }
        let mut exponent = 0;
        if let Some(b'e' | b'E') = bytes.get(at) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'-' | b'+')));
            let rest = text.get(at + 1 + sign..).unwrap_or("");
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if length > 0 {
                let power = rest.get(..length).and_then(|it| it.parse().ok()).unwrap_or(99_i32);
                exponent = if bytes.get(at + 1) == Some(&b'-') { -power } else { power };
                at += 1 + sign + length;
            }
        }
        let mut shift = i32::try_from(DIGITS).unwrap_or(0) - decimals + exponent;
        while shift > 0 {
            value = value.saturating_mul(10);
            shift -= 1;
            if value == i128::MAX {
                break;
            }
        }
        while shift < 0 && value != 0 {
            value /= 10;
            shift += 1;
        }
        Some((Self(if is_negative { -value } else { value }), at))
    }

    /// A text that is a number and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::prefix(text).filter(|it| it.1 == text.len()).map(|it| it.0)
    }

    /// The whole part.
    #[must_use]
    pub fn whole(self) -> i64 {
        i64::try_from(self.0 / ONE).unwrap_or(if self.0 < 0 { i64::MIN } else { i64::MAX })
    }

    /// Without what stands behind the point.
    #[must_use]
    pub fn truncated(self) -> Self {
        Self(self.0 / ONE * ONE)
    }

    /// Whether there is nothing behind the point.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(-self.0)
    }

    /// What two numbers come to; `None` for a division by 0.
    #[must_use]
    pub fn apply(self, sign: char, other: Self) -> Option<Self> {
        let (a, b) = (self.0, other.0);
        Some(Self(match sign {
            '+' => a.saturating_add(b),
            '-' => a.saturating_sub(b),
            '*' => match a.checked_mul(b) {
                Some(value) => value / ONE,
                None => (a / ONE).saturating_mul(b),
            },
            '/' if b == 0 => return None,
            '/' => match a.checked_mul(ONE) {
                Some(value) => value / b,
                None => (a / b).saturating_mul(ONE),
            },
            '%' if b == 0 => return None,
            '%' => a % b,
            _ => self.power(other).0,
        }))
    }

    fn power(self, exponent: Self) -> Self {
        let mut result = Self(ONE);
        let count = exponent.whole().unsigned_abs().min(4096);
        for _ in 0..count {
            result = result.apply('*', self).unwrap_or_default();
        }
        let is_inverse = exponent.0 < 0;
        if is_inverse { Self(ONE).apply('/', result).unwrap_or_default() } else { result }
    }

    /// The square root, rounded down.
    #[must_use]
    pub fn root(self) -> Self {
        if self.0 <= 0 {
            return Self(0);
        }
        let target = self.0.saturating_mul(ONE);
        let mut guess = target;
        let mut next = (guess / 2).max(1);
        while next < guess {
            guess = next;
            next = (guess + target / guess) / 2;
        }
        Self(guess)
    }

    /// With so many decimals, rounded.
    #[must_use]
    pub fn fixed(self, decimals: usize) -> String {
        let kept = u32::try_from(decimals).unwrap_or(DIGITS).min(DIGITS);
        let unit = 10_i128.pow(DIGITS - kept);
        let size = self.0.unsigned_abs();
        let unit = unit.unsigned_abs();
        let (mut units, rest) = (size / unit, size % unit);
        // Halves go to the even neighbour, as binary numbers that are exact do.
        units += u128::from(rest * 2 > unit || rest * 2 == unit && units % 2 == 1);
        let base = 10_u128.pow(kept);
        let sign = if self.0 < 0 && units > 0 { "-" } else { "" };
        let more = "0".repeat(decimals - decimals.min(kept as usize));
        let (whole, part, width) = (units / base, units % base, kept as usize);
        match decimals {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:0width$}{more}"),
        }
    }

    /// With so many digits that count at most, as `%g` prints it.
    #[must_use]
    pub fn general(self, digits: usize) -> String {
        let digits = digits.max(1);
        let whole = (self.0.unsigned_abs() / ONE.unsigned_abs()).to_string();
        let is_less = whole == "0";
        let exponent = match is_less {
            false => whole.len() - 1,
            true => 0,
        };
        if !is_less && exponent >= digits {
            return self.scientific(digits - 1, true);
        }
        let decimals = match is_less {
            false => digits - 1 - exponent,
            true => {
                let part = format!("{:012}", self.0.unsigned_abs() % ONE.unsigned_abs());
                let zeros = part.bytes().take_while(|it| *it == b'0').count();
                if (4..12).contains(&zeros) {
                    return self.scientific(digits - 1, true);
                }
                digits + zeros
            }
        };
        let text = self.fixed(decimals.min(DIGITS as usize));
        match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => text,
        }
    }

    /// `1.5e+06`
    #[must_use]
    pub fn scientific(self, decimals: usize, trims: bool) -> String {
        let all = self.0.unsigned_abs().to_string();
        let exponent = i64::try_from(all.len()).unwrap_or(0) - 1 - i64::from(DIGITS);
        let exponent = if self.0 == 0 { 0 } else { exponent };
        let mut digits: Vec<u8> = all.bytes().map(|it| it - b'0').collect();
        let is_up = digits.get(decimals + 1).is_some_and(|it| *it >= 5);
        digits.resize(decimals + 1, 0);
        let mut carry = u8::from(is_up);
        for digit in digits.iter_mut().rev() {
            *digit += carry;
            carry = *digit / 10;
            *digit %= 10;
        }
        let exponent = if carry > 0 { exponent + 1 } else { exponent };
        if carry > 0 {
            digits.insert(0, 1);
            digits.truncate(decimals + 1);
        }
        let text: String = digits.iter().map(|it| char::from(b'0' + it)).collect();
        let (first, rest) = text.split_at(1.min(text.len()));
        let rest = if trims { rest.trim_end_matches('0') } else { rest };
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if self.0 < 0 { "-" } else { "" };
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        format!("{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.abs())
    }
}
