//! A number or a percentage. Source: `staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go`.

use super::field::{DecodeError, Field, FieldType, Value, decode};

/// `intstr.IntOrString`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntOrString {
    /// A plain number.
    Int(i32),
    /// A text, usually a percentage.
    String(String),
}

impl Default for IntOrString {
    fn default() -> Self {
        Self::Int(0)
    }
}

impl IntOrString {
    /// The percentage, if this is one.
    ///
    /// # Errors
    /// The text is no percentage.
    fn percent(text: &str) -> Result<i64, String> {
        let error = || format!("invalid value for IntOrString: invalid type: {text:?}");
        let Some(digits) = text.strip_suffix('%') else {
            return Err("invalid type: string is not a percentage".to_owned());
        };
        digits.parse::<i32>().map(i64::from).map_err(|_| error())
    }

    /// The number, or the percentage of `total`, rounded as asked.
    ///
    /// # Errors
    /// The text is no percentage.
    pub fn scaled(&self, total: i32, round_up: bool) -> Result<i32, String> {
        let text = match self {
            Self::Int(number) => return Ok(*number),
            Self::String(text) => text,
        };
        let product = Self::percent(text)? * i64::from(total);
        let up = i64::from(round_up && product.rem_euclid(100) != 0);
        let value = product.div_euclid(100) + up;
        Ok(i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX }))
    }
}

impl std::fmt::Display for IntOrString {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::String(text) => text.fmt(f),
        }
    }
}

impl FieldType for IntOrString {
    const GO: &'static str = "IntOrString";
}

impl Field for IntOrString {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        *self = match value {
            Value::String(text) => Self::String(text),
            other => Self::Int(decode(other)?),
        };
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        Some(match self {
            Self::Int(number) => Value::from(*number),
            Self::String(text) => Value::String(text.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::IntOrString;

    /// Rows of upstream's `intstr_test.go`: `TestGetScaledValueFromIntOrPercent`.
    #[test]
    fn percentages_are_rounded_as_asked() {
        let text = |it: &str| IntOrString::String(it.to_owned());
        for (input, total, round_up, wanted) in [
            (IntOrString::Int(123), 0, false, Some(123)),
            (text("90%"), 100, true, Some(90)),
            (text("90%"), 95, true, Some(86)),
            (text("90%"), 95, false, Some(85)),
            (text("%"), 0, false, None),
            (text("90#"), 0, false, None),
            (text("#%"), 0, false, None),
            (text("90"), 0, false, None),
        ] {
            let found = input.scaled(total, round_up);
            assert_eq!(found.ok(), wanted, "{input:?} of {total}");
        }
    }
}
