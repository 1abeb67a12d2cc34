//! RFC 4648, with padding: how Secrets and binary data are written.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text.
#[must_use]
pub fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or(0);
            let is_padding = place > chunk.len();
            text.push(if is_padding { '=' } else { char::from(DIGITS[digit]) });
        }
    }
    text
}

/// Text as bytes; `None` where it is not base64. Line breaks are skipped, as Go skips them.
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.bytes().filter(|it| !matches!(it, b'\n' | b'\r')).collect();
    if !letters.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::new();
    let groups = letters.len() / 4;
    for (at, group) in letters.chunks(4).enumerate() {
        let padding = group.iter().rev().take_while(|it| **it == b'=').count();
        if padding > 2 || padding > 0 && at + 1 < groups {
            return None;
        }
        let mut bits = 0_u32;
        for letter in group {
            let digit = match letter {
                b'=' => 0,
                letter => DIGITS.iter().position(|it| it == letter)?,
            };
            bits = bits << 6 | u32::try_from(digit).unwrap_or(0);
        }
        let kept = 3 - padding;
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(kept));
        if group[4 - padding..].iter().any(|it| *it != b'=') {
            return None;
        }
    }
    Some(bytes)
}
