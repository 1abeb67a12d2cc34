// Talks with the page that shows this one in a frame: it may play, pause, seek and choose the colours, and hears
// what happens. Both sides check who speaks.
"use strict";

(() => {
  if (window.parent === window) return;
  // The origin that may speak: it is named in the address, else it is that of the page that shows this one.
  const named = new URLSearchParams(location.search).get("origin");
  const shown = document.referrer && new URL(document.referrer).origin;
  const origin = named || shown || "null";
  const target = origin === "null" ? "*" : origin;
  const page = () => window.podarium;
  let timer;
  let still = 0;
  let isPlaying = false;
  let last = 0;

  function post(type, detail) {
    const time = page() ? page().position() : 0;
    window.parent.postMessage({ context: "podarium", v: 1, type, time, ...detail }, target);
  }

  /** Looks at the head four times a second, as long as it moves. */
  function look() {
    const now = page().position();
    const moves = now !== last;
    last = now;
    still = moves ? 0 : still + 1;
    if (moves !== isPlaying && (moves || still > 3)) {
      isPlaying = moves;
      const slider = document.querySelector("[role=slider]");
      const isOver = slider && slider.ariaValueNow === slider.ariaValueMax;
      post(moves ? "play" : isOver ? "ended" : "pause");
    } else if (moves) post("timeupdate");
    if (still > 40) timer = clearInterval(timer);
  }
  function watch() {
    if (!page()) return;
    still = 0;
    if (timer) return;
    last = page().position();
    timer = setInterval(look, 250);
  }

  const acts = {
    play: () => page().play(),
    pause() {
      page().pause();
      last = page().position();
      isPlaying = false;
    },
    seek: ({ time }) => Number.isFinite(time) && page().seek(time),
    theme({ theme }) {
      if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    },
    // reveal.js tells frames of slides that come and go.
    "slide:start": () => page().play(),
    "slide:stop": () => page().pause(),
  };
  const early = [];
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || (origin !== "null" && event.origin !== origin)) return;
    const isOurs = event.data?.context === "podarium" && event.data.v === 1;
    const type = isOurs ? event.data.type : event.data;
    if (typeof type !== "string" || !Object.hasOwn(acts, type)) return;
    const act = () => (acts[type](event.data), watch());
    page() ? act() : early.push(act);
  });

  function ready() {
    post("ready");
    for (const act of early.splice(0)) act();
    watch();
  }
  page() ? ready() : window.addEventListener("podarium-ready", ready);
  for (const name of ["pointerup", "keyup"]) document.addEventListener(name, watch);

  // Keys that Podarium does not use are given back: they move the slides of a deck.
  document.addEventListener("keydown", (event) => {
    const { key, keyCode, defaultPrevented, ctrlKey, altKey, metaKey } = event;
    const isFree = !defaultPrevented && !ctrlKey && !altKey && !metaKey;
    if (isFree && ["PageUp", "PageDown", "Escape"].includes(key)) post("key", { key, keyCode });
  });
})();
