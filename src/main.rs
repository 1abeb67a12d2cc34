//! The `podarium` command natively, the page in the browser.

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
    match podarium::cli::main(&arguments, &mut out, &mut err) {
        Ok(code) => code.into(),
        // Whoever read the output has had enough.
        Err(_) => std::process::ExitCode::SUCCESS,
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    ui::listen();
}
