//! Amounts of resources. Source: `staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go`.

use super::field::{DecodeError, Field, FieldType, Value, mismatch};
use crate::sorted::SortedMap;

/// Amounts by resource name, such as `cpu` and `memory`.
pub type ResourceList = SortedMap<String, Quantity>;

/// A `resource.Quantity`: a number of thousandths and the way it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quantity {
    milli: i128,
    binary: bool,
}

// Amounts compare by value: `1024Mi` is `1Gi`, however it is written.
impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.milli == other.milli
    }
}
impl Eq for Quantity {}
impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.milli.cmp(&other.milli)
    }
}

const BINARY: [(&str, i128); 6] = [
    ("Ei", 1 << 60),
    ("Pi", 1 << 50),
    ("Ti", 1 << 40),
    ("Gi", 1 << 30),
    ("Mi", 1 << 20),
    ("Ki", 1 << 10),
];
const DECIMAL: [(&str, i128); 7] = [
    ("E", 1_000_000_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("T", 1_000_000_000_000),
    ("G", 1_000_000_000),
    ("M", 1_000_000),
    ("k", 1_000),
    ("", 1),
];

/// What the API server says of a text that is no quantity.
pub const QUANTITY_ERROR: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

impl Quantity {
    /// So many whole units.
    #[must_use]
    pub fn units(units: i64) -> Self {
        Self { milli: i128::from(units) * 1000, binary: false }
    }

    /// So many thousandths.
    #[must_use]
    pub fn from_milli(milli: i64) -> Self {
        Self { milli: i128::from(milli), binary: false }
    }

    /// So many bytes, written with `Ki`, `Mi`, ...
    #[must_use]
    pub fn bytes(bytes: i64) -> Self {
        Self { milli: i128::from(bytes) * 1000, binary: true }
    }

    /// The sum; written like the first that is not zero. Source: `Quantity.Add`.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let binary = if self.milli == 0 { other.binary } else { self.binary };
        Self { milli: self.milli.saturating_add(other.milli), binary }
    }

    /// The difference. Source: `Quantity.Sub`.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.plus(Self { milli: other.milli.saturating_neg(), ..other })
    }

    /// Thousandths, rounded up and capped.
    #[must_use]
    pub fn milli(self) -> i64 {
        i64::try_from(self.milli).unwrap_or(i64::MAX)
    }

    /// Whole units, rounded up and capped.
    #[must_use]
    pub fn value(self) -> i64 {
        let units = self.milli.div_euclid(1000) + i128::from(self.milli.rem_euclid(1000) != 0);
        i64::try_from(units).unwrap_or(i64::MAX)
    }

    /// Reads `500m`, `1.5Gi`, `2e3`.
    ///
    /// # Errors
    /// [`QUANTITY_ERROR`].
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let split = text
            .find(|char: char| !(char.is_ascii_digit() || "+-.".contains(char)))
            .unwrap_or(text.len());
        let (number, suffix) = text.split_at(split);
        let scaled = |factor: i128, binary| {
            let milli = decimal_times(number, factor).ok_or(QUANTITY_ERROR)?;
            Ok(Self { milli, binary })
        };
        if let Some((_, factor)) = BINARY.iter().find(|(name, _)| *name == suffix) {
            return scaled(factor * 1000, true);
        }
        if let Some((_, factor)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
            return scaled(factor * 1000, false);
        }
        match suffix {
            "m" => scaled(1, false),
            // Smaller than a thousandth: rounded up to one, as the API server does on the way in.
            "u" | "n" => scaled(1, false).map(|it| Self {
                milli: it.milli / if suffix == "u" { 1000 } else { 1_000_000 }
                    + i128::from(it.milli != 0),
                binary: false,
            }),
            _ => {
                let exponent =
                    suffix.strip_prefix(['e', 'E']).and_then(|it| it.parse::<u32>().ok());
                let exponent = exponent.filter(|it| *it <= 18).ok_or(QUANTITY_ERROR)?;
                scaled(10_i128.pow(exponent) * 1000, false)
            }
        }
    }
}

/// A decimal text times a factor, rounded up to a whole number.
fn decimal_times(text: &str, factor: i128) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |it: &str| it.chars().all(|char| char.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty())
        || !all_digits(whole)
        || !all_digits(fraction)
        || whole.len() > 18
        || fraction.len() > 12
    {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let fraction: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let product = fraction.checked_mul(factor)?;
    let part = product / scale + i128::from(product % scale != 0);
    Some(sign * (whole.checked_mul(factor)?.checked_add(part)?))
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.milli % 1000 != 0 {
            return write!(f, "{}m", self.milli);
        }
        let units = self.milli / 1000;
        let table: &[(&str, i128)] = if self.binary { &BINARY } else { &DECIMAL };
        let fits = |(_, factor): &&(&str, i128)| units != 0 && units % factor == 0;
        let (suffix, factor) = table.iter().find(fits).copied().unwrap_or(("", 1));
        write!(f, "{}{suffix}", units / factor)
    }
}

impl FieldType for Quantity {
    const GO: &'static str = "Quantity";
}

impl Field for Quantity {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            other => return Err(mismatch(other, Self::GO)),
        };
        *self = Self::parse(&text).map_err(|_| mismatch(&value, Self::GO))?;
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}
