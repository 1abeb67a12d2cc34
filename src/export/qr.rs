//! A text as a QR code.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// White around the code, which readers need (modules): ISO/IEC 18004, 7.3.
const QUIET: i32 = 4;

/// The code as an SVG; `None` where the text is longer than any code (2,953 bytes).
pub(super) fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Low).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let begin = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > begin {
                // Writing to a String can't fail.
                let _ = write!(
                    path,
                    "M{} {}h{}v1H{}z",
                    begin + QUIET,
                    y + QUIET,
                    x - begin,
                    begin + QUIET
                );
            }
            x += 1;
        }
    }
    let side = size + 2 * QUIET;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         shape-rendering=\"crispEdges\"><title>QR code of a link</title>\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>\n"
    ))
}
