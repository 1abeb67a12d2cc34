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

/// Text as bytes. Line breaks are skipped, as Go skips them.
///
/// # Errors
/// The place of the byte where it is not base64, as Go's `encoding/base64` counts it.
pub fn from_base64(text: &str) -> Result<Vec<u8>, usize> {
    let is_break = |it: &(usize, u8)| matches!(it.1, b'\n' | b'\r');
    let letters: Vec<(usize, u8)> = text.bytes().enumerate().filter(|it| !is_break(it)).collect();
    let groups = letters.len().div_ceil(4);
    let mut bytes = Vec::new();
    for (at, group) in letters.chunks(4).enumerate() {
        let padding = group.iter().rev().take_while(|it| it.1 == b'=').count();
        let mut bits = 0_u32;
        for (place, letter) in &group[..group.len() - padding] {
            let digit = DIGITS.iter().position(|it| it == letter).ok_or(*place)?;
            bits = bits << 6 | u32::try_from(digit).unwrap_or(0);
        }
        let kept = group.len() - padding;
        if group.len() < 4 {
            return Err(if padding > 0 { text.len() } else { text.len() - group.len() });
        }
        if padding > 2 || padding > 0 && at + 1 < groups {
            return Err(group[kept].0);
        }
        bits <<= 6 * padding;
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(3 - padding));
    }
    Ok(bytes)
}
