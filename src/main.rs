//! The `podarium` command natively, the page in the browser.

fn main() {}
