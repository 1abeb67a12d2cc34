// Starts the page. A file of its own, because a strict Content-Security-Policy refuses inline scripts;
// a classic script, because browsers don't run modules from file: URLs and then could not say why.
"use strict";

(() => {
  const files = document.querySelector('meta[name="podarium-app"]').dataset;
  const url = (name) => new URL(files[name], document.baseURI).href;

  /** Says on the page that it can't go on, and why. */
  function fail(title, error) {
    if (document.getElementById("podarium-failed")) return;
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

  // The engine is compiled once, however many players there are.
  let compiled;
  async function compile() {
    const response = await fetch(url("engineWasm"));
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    try {
      return await WebAssembly.compileStreaming(response.clone());
    } catch (error) {
      if (error instanceof WebAssembly.CompileError) throw error;
      // A host that sends wasm as another type.
      return WebAssembly.compile(await response.arrayBuffer());
    }
  }
  function program() {
    compiled ??= compile();
    compiled.catch(() => (compiled = undefined));
    return compiled;
  }

  /** A worker, by whichever way this page may have one; none in a frame that may have none. */
  function worker() {
    const script = url("worker");
    try {
      return new Worker(script, { type: "module" });
    } catch {
      // A page of another origin, or of none, may still import it.
    }
    try {
      const text = `import ${JSON.stringify(script)};`;
      return new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), { type: "module" });
    } catch {
      return null;
    }
  }

  /** What the page asks of whatever it stands in. */
  const host = {
    /** Starts an engine; `told` hears its answers as bytes, or why it has died as a text. */
    startEngine(told) {
      let isEnded = false;
      const tell = (answer) => isEnded || told(answer);
      const early = [];
      let send = (request) => early.push(request);
      const ready = (take) => {
        send = take;
        for (const request of early) take(request);
      };
      const started = location.protocol === "file:" ? null : worker();
      // On the page's own thread the same engine works in slices.
      const here = async () => {
        const { run } = await import(url("worker"));
        ready(await run(url("engineModule"), await program(), tell));
      };
      const failed = (error) => tell(`The engine could not start: ${error.message ?? error}. ${hint(error)}`);
      if (!started) {
        here().catch(failed);
        return { post: (request) => send(request), end: () => (isEnded = true) };
      }
      let isHeard = false;
      started.onmessage = ({ data }) => {
        isHeard = true;
        tell(data);
      };
      started.onerror = (event) => {
        event.preventDefault?.();
        // A worker whose script may not be loaded says so only now.
        if (!isHeard && !event.message) here().catch(failed);
        else tell(`The engine has stopped: ${event.message ?? "it could not be loaded"}`);
      };
      program()
        .then((program) => {
          started.postMessage({ module: url("engineModule"), program });
          ready((request) => started.postMessage(request));
        })
        .catch(failed);
      return {
        post: (request) => send(request),
        end: () => {
          isEnded = true;
          started.terminate();
        },
      };
    },
  };

  async function start() {
    const module = await import(url("module"));
    await module.default({ module_or_path: url("wasm") });
    module.mount(document.getElementById("app"), host);
    // What Rust exports with #[wasm_bindgen], without the functions that load it.
    const { default: _init, initSync: _initSync, mount: _mount, ...exports } = module;
    const traceHash = async (tape) => {
      const engine = await import(url("engineModule"));
      await engine.default({ module_or_path: await program() });
      return engine.traceHash(tape);
    };
    window.podarium = Object.freeze({ ...exports, traceHash });
    window.dispatchEvent(new Event("podarium-ready"));
  }

  // A panic after the start: the program is dead, the page would only look frozen.
  window.addEventListener("error", (event) => {
    const ended = typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError;
    if (ended) fail(window.podarium ? "Podarium has stopped." : "Podarium could not start.", event.error);
  });
  window.addEventListener("unhandledrejection", (event) => {
    if (typeof WebAssembly === "object" && event.reason instanceof WebAssembly.RuntimeError) {
      fail("Podarium has stopped.", event.reason);
    }
  });

  start().catch((error) => fail("Podarium could not start.", error));
})();
