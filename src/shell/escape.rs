//! Escapes of `echo -e`, `printf` and `$'...'`.

/// The text without its escapes, and whether `\c` ended it. `printf` writes octal numbers as
/// `\101`, `echo` as `\0101`.
#[must_use]
pub fn unescape(text: &str, is_echo: bool) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '\\' {
            out.push(char);
            continue;
        }
        let Some(letter) = chars.next() else {
            out.push('\\');
            break;
        };
        let mut number = |first: u32, radix: u32, length: usize| {
            let mut value = first;
            for _ in 0..length {
                let Some(digit) = chars.peek().and_then(|it| it.to_digit(radix)) else { break };
                chars.next();
                value = value.saturating_mul(radix).saturating_add(digit);
            }
            char::from_u32(value).unwrap_or('\u{fffd}')
        };
        match letter {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'a' => out.push('\u{7}'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'v' => out.push('\u{b}'),
            'e' | 'E' => out.push('\u{1b}'),
            '\\' => out.push('\\'),
            '"' | '\'' if !is_echo => out.push(letter),
            'c' => return (out, true),
            'x' => out.push(number(0, 16, 2)),
            'u' => out.push(number(0, 16, 4)),
            'U' => out.push(number(0, 16, 8)),
            '0' if is_echo => out.push(number(0, 8, 3)),
            '0'..='7' if !is_echo => out.push(number(letter.to_digit(8).unwrap_or(0), 8, 2)),
            other => out.extend(['\\', other]),
        }
    }
    (out, false)
}
