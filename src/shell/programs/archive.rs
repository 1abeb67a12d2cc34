//! `base64`.

use super::{Call, Outcome};
use crate::api::{from_base64, to_base64};

pub(super) fn base64(call: &mut Call<'_, '_>) -> Outcome {
    let width = match call.value("w") {
        None => 76,
        Some(text) => match text.parse::<usize>() {
            Ok(width) => width,
            Err(_) => return call.fail(&format!("invalid wrap size: ‘{text}’"), 1),
        },
    };
    let names = call.operands();
    let text = match call.text(&names) {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    if call.on("d") || call.on("D") {
        let plain: String = text.split_whitespace().collect();
        return match from_base64(&plain) {
            Ok(bytes) => {
                call.print(&String::from_utf8_lossy(&bytes));
                call.end()
            }
            Err(_) => call.fail("invalid input", 1),
        };
    }
    let code = to_base64(text.as_bytes());
    if width == 0 || code.is_empty() {
        call.print(&code);
        return call.end();
    }
    let letters: Vec<char> = code.chars().collect();
    let lines = letters.chunks(width).map(|it| it.iter().collect::<String>() + "\n");
    call.print(&lines.collect::<String>());
    call.end()
}
