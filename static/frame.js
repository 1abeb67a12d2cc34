// Talks with the page that shows this one in a frame: it may play, pause, seek and choose the colours, and hears
// what happens. Both sides check who speaks.
"use strict";

(() => {
  if (window.parent === window) return;
  const asked = new URLSearchParams(location.search);
  // The origin that may speak: it is named in the address, else it is that of the page that shows this one.
  const named = asked.get("origin");
  const shown = document.referrer && new URL(document.referrer).origin;
  const origin = named || shown || "null";
  const target = origin === "null" ? "*" : origin;
  const page = () => window.podarium;
  const isOn = (name, without) => (asked.has(name) ? !/^(0|false|no|off)$/.test(asked.get(name)) : without);
  if (!isOn("controls", true)) document.documentElement.dataset.controls = "off";
  let timer;
  let still = 0;
  let isPlaying = false;
  let last = 0;
  let acts = 0;

  function post(type, detail) {
    const time = page() ? page().position() : 0;
    window.parent.postMessage({ context: "podarium", v: 1, type, time, ...detail }, target);
  }

  /** The captions: `{ index, time, label }`, in seconds. */
  const markers = () =>
    (page().markers().match(/.+/g) ?? []).map((line, index) => {
      const [, ms, label] = line.match(/(\d+) ?(.*)/);
      return { index, time: ms / 1000, label };
    });

  /** How long it is, and its captions, once that is known. */
  const facts = () => ({ duration: page().duration() / 1000, markers: markers() });

  /** Looks at the head four times a second, as long as it moves. */
  function look() {
    const now = page().position();
    const moves = now !== last;
    last = now;
    still = moves ? 0 : still + 1;
    if (moves !== isPlaying && (moves || still > 3)) {
      isPlaying = moves;
      const isOver = now >= page().duration();
      post(moves ? "play" : isOver ? "ended" : "pause", facts());
      if (!moves && isOver && isOn("loop", false)) commands.play();
    } else if (moves) post("timeupdate");
    // The head rests at each caption, for as long as it takes to read it.
    const marker = moves && markers().find((it) => it.time === now / 1000);
    if (marker) {
      if (isOn("pause-on-markers", false) && marker.index > 0) page().pause();
      post("marker", { index: marker.index, label: marker.label });
    }
    const done = page().acts();
    if (done > acts) {
      const tape = page().tape();
      if (!acts) post("fork", { tape });
      post("input", { tape });
    }
    acts = done;
    if (still > 40) timer = clearInterval(timer);
  }
  function watch() {
    if (!page()) return;
    still = 0;
    if (timer) return;
    last = page().position();
    timer = setInterval(look, 250);
  }

  const commands = {
    play: () => page().play(),
    pause() {
      page().pause();
      last = page().position();
      isPlaying = false;
    },
    // To seconds, to a share such as "35%", or to a caption: "next", "prev" or its index.
    seek({ to, time }) {
      const [all, now, end] = [markers(), page().position() / 1000, page().duration() / 1000];
      const at = to?.marker;
      const next = all.find((it) => it.time > now) ?? { time: end };
      const prev = all.findLast((it) => it.time < now) ?? { time: 0 };
      const marker = at !== undefined && ({ next, prev }[at] ?? all[at]);
      const share = typeof to === "string" && to.endsWith("%") && (parseFloat(to) / 100) * end;
      const ms = time ?? (marker ? marker.time : share === false ? Number(to) : share) * 1000;
      if (Number.isFinite(ms)) page().seek((last = ms));
    },
    speed: ({ speed }) => page().speed(String(speed)),
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
    if (typeof type !== "string" || !Object.hasOwn(commands, type)) return;
    const act = () => (commands[type](event.data), watch());
    page() ? act() : early.push(act);
  });

  function ready() {
    acts = page().acts();
    post("ready", facts());
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
