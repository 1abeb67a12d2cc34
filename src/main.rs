//! The `podarium` command natively, the page in the browser.

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
mod page {
    use wasm_bindgen::prelude::wasm_bindgen;
    use yew::prelude::*;

    #[function_component]
    fn App() -> Html {
        html! { <h1>{ "Podarium" }</h1> }
    }

    /// Mounts the page where index.html says that it is loading.
    pub fn mount() {
        std::panic::set_hook(Box::new(|info| {
            web_sys::console::error_1(&info.to_string().into());
        }));
        let place = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id("app"))
            .expect("index.html has an element with the id `app`");
        yew::Renderer::<App>::with_root(place).render();
    }

    /// The version of the page; `podarium.version()` in the browser.
    #[wasm_bindgen]
    pub fn version() -> String {
        env!("CARGO_PKG_VERSION").to_string()
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    page::mount();
}
