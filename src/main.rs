//! The `podarium` command natively, the page in the browser.

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

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
