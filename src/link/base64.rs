//! base64url without padding: the letters that a URL's fragment may have.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut link = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..=group.len() {
            let letter = bits >> (18 - 6 * index) & 63;
            link.push(char::from(LETTERS[letter as usize]));
        }
    }
    link
}

/// The bytes; `None` where the text is cut, or has other letters.
pub(super) fn decode(link: &str) -> Option<Vec<u8>> {
    let link = link.trim_end_matches('=').as_bytes();
    let mut bytes = Vec::with_capacity(link.len() * 3 / 4);
    for group in link.chunks(4) {
        if group.len() == 1 {
            return None;
        }
        let mut bits = 0_u32;
        for index in 0..4 {
            let letter = group.get(index).copied().unwrap_or(b'A');
            bits = bits << 6 | u32::from(value(letter)?);
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}

fn value(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        // The letters of plain base64 are taken as well.
        b'-' | b'+' => Some(62),
        b'_' | b'/' => Some(63),
        _ => None,
    }
}
