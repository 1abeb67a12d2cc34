// Starts the page. A file of its own, because a strict Content-Security-Policy refuses inline scripts;
// a classic script, because browsers don't run modules from file: URLs and then could not say why.
"use strict";

(() => {
  const app = document.querySelector('meta[name="podarium-app"]');
  const url = (name) => new URL(app.dataset[name], document.baseURI).href;

  /** Says on the page that it can't go on, and why. */
  function fail(title, error) {
    console.error(error);
    const box = document.createElement("div");
    box.id = "podarium-failed";
    box.setAttribute("role", "alert");
    for (const text of [title, hint(error), String(error)]) {
      const line = document.createElement("p");
      line.textContent = text;
      box.append(line);
    }
    document.getElementById("loading")?.remove();
    document.body.prepend(box);
  }

  function hint(error) {
    if (location.protocol === "file:") {
      return "Browsers don't load WebAssembly from a file. Open the page through a web server, for instance with: cargo xtask serve";
    }
    if (typeof WebAssembly !== "object") {
      return "This browser has no WebAssembly, or it is switched off. Podarium needs it.";
    }
    if (error instanceof WebAssembly.CompileError) {
      return "The browser refused the program. If the page is sent with a Content-Security-Policy, it needs script-src 'self' 'wasm-unsafe-eval'.";
    }
    if (error instanceof WebAssembly.RuntimeError) {
      return "That is a bug in Podarium. Reload the page to start again; the browser's console says where it happened.";
    }
    return "A file of the page may be missing, or the network is gone. Reload the page to try again.";
  }

  async function start() {
    const module = await import(url("module"));
    await module.default({ module_or_path: url("wasm") });
    // What Rust exports with #[wasm_bindgen], without the functions that load it.
    const { default: _init, initSync: _initSync, ...exports } = module;
    window.podarium = Object.freeze(exports);
    window.dispatchEvent(new Event("podarium-ready"));
  }

  // A panic after the start: the program is dead, the page would only look frozen.
  window.addEventListener("error", (event) => {
    const ended = typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError;
    if (ended && window.podarium && !document.getElementById("podarium-failed")) {
      fail("Podarium has stopped.", event.error);
    }
  });

  start().catch((error) => fail("Podarium could not start.", error));
})();
