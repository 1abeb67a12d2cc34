//! Arithmetic that upstream does with floating point, done with integers: the same on every
//! machine, rounded as IEEE 754 rounds.

/// A number of at most 53 bits times a power of two.
#[derive(Clone, Copy)]
struct Double {
    mantissa: u128,
    exponent: i32,
}

const BITS: u32 = 53;

/// Rounds to 53 bits; of two equally near numbers the even one. `sticky` says that something
/// was left over below the last bit.
fn round(mantissa: u128, exponent: i32, sticky: bool) -> Double {
    let length = u128::BITS - mantissa.leading_zeros();
    if length <= BITS {
        return Double { mantissa, exponent };
    }
    let drop = length - BITS;
    let (kept, rest, half) = (mantissa >> drop, mantissa & ((1 << drop) - 1), 1 << (drop - 1));
    let up = rest > half || rest == half && (sticky || kept & 1 == 1);
    Double { mantissa: kept + u128::from(up), exponent: exponent + drop.cast_signed() }
}

/// `int64(100 * (float64(part) / float64(whole)))`, for parts of up to 2^53.
pub(in super::super) fn percent(part: i64, whole: i64) -> i64 {
    let (Ok(part), Ok(whole)) = (u128::try_from(part), u128::try_from(whole)) else { return 0 };
    if whole == 0 {
        return 0;
    }
    let shifted = part << 64;
    let quotient = round(shifted / whole, -64, shifted % whole != 0);
    let product = round(quotient.mantissa * 100, quotient.exponent, false);
    let value = if product.exponent >= 0 {
        product.mantissa << product.exponent
    } else {
        product.mantissa.checked_shr(product.exponent.unsigned_abs()).unwrap_or(0)
    };
    i64::try_from(value).unwrap_or(i64::MAX)
}
