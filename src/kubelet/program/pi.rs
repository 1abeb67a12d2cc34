//! The number that computers like to compute.

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
