//! A tape in a link: base64url of its UTF-8, without padding.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text in letters that a URL's fragment may have.
#[must_use]
pub fn encode_link(text: &str) -> String {
    let mut link = String::with_capacity(text.len() * 4 / 3 + 4);
    for group in text.as_bytes().chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..=group.len() {
            let letter = bits >> (18 - 6 * index) & 63;
            link.push(char::from(LETTERS[letter as usize]));
        }
    }
    link
}

/// The text of a link; `None` where it is cut, or never was one.
#[must_use]
pub fn decode_link(link: &str) -> Option<String> {
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
    String::from_utf8(bytes).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_back() {
        for text in ["", "a", "ab", "abc", "# title: Größe → 3\n$ kubectl get pods\n"] {
            assert_eq!(decode_link(&encode_link(text)).as_deref(), Some(text));
        }
        assert_eq!(encode_link("ab?>"), "YWI_Pg");
        assert_eq!(decode_link("YWI/Pg=="), Some("ab?>".to_owned()));
        for broken in ["A", "YWI_P", "ü", "gA"] {
            assert_eq!(decode_link(broken), None, "{broken}");
        }
    }
}
