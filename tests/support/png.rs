//! Screenshots as files.

use std::path::{Path, PathBuf};

/// Writes a screenshot, which WebDriver sends as base64, to `target/screenshots/NAME.png`.
pub fn save(name: &str, base64: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    let file = folder.join(format!("{name}.png"));
    std::fs::write(&file, decode(base64)).expect("the screenshot is written");
    file
}

fn decode(base64: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(base64.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for letter in base64.bytes().filter(|letter| *letter != b'=') {
        bits = bits << 6 | six_bits(letter);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    bytes
}

fn six_bits(letter: u8) -> u32 {
    match letter {
        b'A'..=b'Z' => u32::from(letter - b'A'),
        b'a'..=b'z' => u32::from(letter - b'a') + 26,
        b'0'..=b'9' => u32::from(letter - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        other => panic!("{other} is no letter of base64"),
    }
}

#[test]
fn base64_is_decoded() {
    assert_eq!(decode("aGVsbG8sIHdvcmxkIQ=="), b"hello, world!");
    assert_eq!(decode("+/8="), [0xfb, 0xff]);
}
