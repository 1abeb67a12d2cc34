// Starts the page of its own, also in somebody's frame. A file of its own, because a strict
// Content-Security-Policy refuses inline scripts; a classic script, because browsers don't run modules
// from file: URLs and then could not say why.
"use strict";

(() => {
  // What it says; the rest is said by src/ui/words.rs.
  const NO_START = "Podarium could not start.";
  const STOPPED = "Podarium has stopped.";
  const NO_SERVER =
    "Browsers don't load WebAssembly from a file. Open the page through a web server, for instance with: cargo xtask serve";
  const NO_FILE = "A file of the page may be missing, or the network is gone. Reload the page to try again.";

  const files = document.querySelector('meta[name="podarium-app"]').dataset;
  let hint = () => (location.protocol === "file:" ? NO_SERVER : NO_FILE);

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

  async function start() {
    const place = document.getElementById("app");
    const player = await import(new URL(files.player, document.baseURI).href);
    hint = player.hint;
    window.podarium = await player.open(place, {
      files,
      home: document.baseURI,
      address: location.href,
      died() {
        isDead = true;
      },
      // All has been fetched that there is: from now on the page can be opened without a network.
      began() {
        if (window.parent === window) navigator.serviceWorker?.register(new URL("offline.js", document.baseURI)).catch(() => {});
      },
      show: player.show,
    });
    if (window.parent !== window) talk(player, place);
  }

  /** Talks with the page that shows this one in a frame. Both sides check who speaks. */
  function talk({ connect }, place) {
    const asked = new URLSearchParams(location.search);
    // The origin that may speak: it is named in the address, else it is that of the page that shows this one.
    const shown = document.referrer && new URL(document.referrer).origin;
    const origin = asked.get("origin") || shown || "null";
    const target = origin === "null" ? "*" : origin;
    const post = (said) => window.parent.postMessage({ context: "podarium", v: 1, ...said }, target);
    const { hear } = connect(window.podarium, place, asked, post);
    take = (event) => {
      if (event.source !== window.parent || (origin !== "null" && event.origin !== origin)) return;
      const isOurs = event.data?.context === "podarium" && event.data.v === 1;
      if (isOurs) hear(event.data);
      else if (typeof event.data === "string") hear({ type: event.data });
    };
    early.forEach(take);
    // Keys that Podarium leaves to the page around it are given back: they move the slides of a deck.
    document.addEventListener("keydown", ({ key, keyCode, defaultPrevented, ctrlKey, altKey, metaKey }) => {
      const isFree = !defaultPrevented && !ctrlKey && !altKey && !metaKey;
      if (isFree && /^(Page|Arrow|Escape)/.test(key)) post({ type: "key", key, keyCode });
    });
  }
  const early = [];
  let take = (event) => early.push(event);
  window.addEventListener("message", (event) => take(event));

  // A panic after the start, or a part that can't be fetched: the program is dead, the page would only look frozen.
  let isDead = false;
  const ended = (error) => {
    if (!isDead && !(typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError)) return;
    fail(window.podarium ? STOPPED : NO_START, error);
  };
  window.addEventListener("error", (event) => ended(event.error));
  window.addEventListener("unhandledrejection", (event) => ended(event.reason));
  // A link that is put into the address of the open page is opened.
  window.addEventListener("hashchange", () => location.reload());

  start().catch((error) => fail(NO_START, error));
})();
