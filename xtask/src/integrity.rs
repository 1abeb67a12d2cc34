//! Subresource integrity: browsers refuse a file that is not the one that was meant. The page's own files have none:
//! from a disk and in a sandboxed frame, where every file is of another origin, browsers would refuse them all.

use crate::Outcome;
use crate::files::read;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::path::Path;

/// The value of the attribute `integrity` for a file with these bytes.
#[must_use]
pub fn of(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(hmac_sha256::Hash::hash(bytes)))
}

/// The line that loads the script of players from elsewhere.
///
/// # Errors
/// There is no such script.
pub fn element(dist: &Path) -> Outcome<String> {
    let integrity = of(&read(&dist.join("podarium.js"))?);
    Ok(format!(
        "<script src=\"https://example.org/podarium/podarium.js\" integrity=\"{integrity}\" crossorigin defer></script>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // The example of https://www.w3.org/TR/SRI/, section 3.1, with SHA-256.
        let integrity = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert_eq!(of(b"alert('Hello, world.');"), integrity);
    }
}
