// <podarium-player>: a tape in the page of a course. A classic script without dependencies, which may be
// loaded twice; the page's program is fetched when somebody plays.
"use strict";

(() => {
  if (customElements.get("podarium-player")) return;
  const home = new URL(".", document.currentScript?.src ?? document.baseURI);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const night = matchMedia("(prefers-color-scheme: dark)");
  const players = new Set();
  // What it says.
  const PLAY = "Play: ";
  const FAILED = "Podarium could not go on: ";
  // What can be read and set as properties.
  const SWITCHES = ["autoplay", "loop"];
  const PROPERTIES = ["src", "lesson", "theme", "poster", "speed", ...SWITCHES];
  const isOn = (element, name) => element.hasAttribute(name) && !/^(0|false|no|off)$/.test(element.getAttribute(name));

  const STYLE = `
    :host { display: block; position: relative; height: 560px; overflow: hidden; contain: content; container-type: inline-size;
      color: var(--podarium-fg, CanvasText); background: var(--podarium-bg, Canvas); border: 1px solid #8886; border-radius: 8px; --key: var(--podarium-accent, #0a58ca); }
    :host([fit=width]) { height: auto; aspect-ratio: 1.6; }
    :host([hidden]) { display: none; }
    iframe, .room, .front button { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
    .front:not([data-on]) ~ .room { visibility: hidden; }
    .front {
      button { display: grid; place-content: center; justify-items: center; gap: .8em; font: inherit; color: inherit; background: none; cursor: pointer; }
      button:focus-visible { outline: 3px solid var(--key); outline-offset: -3px; }
      b { font-size: 1.3em; }
      i { width: 4.5em; height: 4.5em; border-radius: 50%; background: var(--key); }
      i::after { content: ""; display: block; margin: 1.25em 0 0 1.6em; width: 0; border: solid transparent; border-width: 1em 0 1em 1.7em; border-left-color: #fff; }
      p { position: absolute; z-index: 9; inset: auto 0 0; margin: 0; padding: .5em 1em; background: #b3261e; color: #fff; }
    }
    slot { display: none; } :host([data-picture]) { slot { display: block; } .front b { display: none; } }
    ::slotted(*) { display: block; width: 100%; height: 100%; object-fit: contain; margin: 0; }
    @media not print { [data-on] { button, slot { display: none !important; } } }
    @media print { :host { height: auto; } iframe, .room, .front button { display: none; } slot { display: block !important; } }`;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);

  /** Whether the page is dark: what it says of itself, else how it looks. */
  function isDark() {
    for (const { dataset, classList } of [document.body, document.documentElement]) {
      const said = [dataset.mdColorScheme, dataset.theme, dataset.bsTheme, ...classList].join(" ");
      if (/(^| )(slate|dark|navy|coal|ayu|night)( |$)/.test(said)) return true;
      if (/(^| )(default|light|rust)( |$)/.test(said)) return false;
    }
    for (const element of [document.body, document.documentElement]) {
      const { colorScheme, backgroundColor } = getComputedStyle(element);
      if (/^(light|dark)$/.test(colorScheme)) return colorScheme === "dark";
      const [r, g, b, a = 1] = backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0];
      if (a > 0.5) return r * 0.3 + g * 0.6 + b * 0.1 < 128;
    }
    return night.matches;
  }

  function base64url(text) {
    let bytes = "";
    for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
    return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  let parts;
  /** Podarium's own page says what it is made of: asked once, for all players. */
  function load() {
    const fetched = async () => {
      const page = new DOMParser().parseFromString(await (await fetch(home)).text(), "text/html");
      const { dataset } = page.querySelector("[name=podarium-app]");
      return { page, ...(await import(new URL(dataset.player, home))) };
    };
    parts ??= fetched();
    parts.catch(() => (parts = undefined));
    return parts;
  }

  class Player extends HTMLElement {
    static observedAttributes = ["theme", "height", "title", "speed"];
    #root = this.attachShadow({ mode: "open" });
    #box; #inside; #page; #source; #wished = []; #isReady = false; #isPlaying = false; #isHeld = false; #isSeen = false; #time = 0;
    #told = {};

    connectedCallback() {
      // Some hosts set properties of elements that are no players yet.
      for (const name of PROPERTIES) {
        if (!Object.hasOwn(this, name)) continue;
        const value = this[name];
        delete this[name];
        if (value) this[name] = value;
      }
      // Relative to this page, also when its address changes later.
      const src = this.getAttribute("src");
      this.#source = src && new URL(src, document.baseURI).href;
      if (!this.#box) this.#draw();
      players.add(this);
      seen.observe(this);
      near.observe(this);
    }

    disconnectedCallback() {
      players.delete(this);
      seen.unobserve(this);
      near.unobserve(this);
      this.#leave();
    }

    /** As before anybody played. */
    #leave() {
      this.#page?.close();
      this.#inside?.remove();
      this.#page = this.#inside = undefined;
      this.#isReady = this.#isPlaying = false;
      this.#wished = [];
      this.#box?.removeAttribute("data-on");
    }

    attributeChangedCallback(name) {
      if (name === "theme") this.#tell(name, { theme: this.#theme() });
      else if (name === "speed") this.#tell(name, { speed: this.speed });
      else if (this.#box) this.#draw();
    }

    #draw() {
      const make = (name) => document.createElement(name);
      this.#root.adoptedStyleSheets = [sheet];
      const height = this.getAttribute("height");
      if (height) this.style.height = /^\d+$/.test(height) ? `${height}px` : height;
      const title = this.#title();
      this.toggleAttribute("data-picture", !!this.querySelector("img, svg, picture") || this.hasAttribute("poster"));
      if (this.#box) return this.#box.querySelector("b").replaceChildren(title);
      this.#box = make("div");
      this.#box.className = "front";
      const slot = make("slot");
      const poster = this.getAttribute("poster");
      if (poster) {
        const image = make("img");
        image.src = poster;
        image.alt = "";
        image.setAttribute("part", "poster");
        slot.append(image);
      }
      const button = make("button");
      button.setAttribute("part", "play");
      button.setAttribute("aria-label", PLAY + title);
      const name = make("b");
      name.textContent = title;
      button.append(make("i"), name);
      button.onclick = () => this.play();
      this.#box.append(slot, button);
      this.#root.append(this.#box);
    }

    #title() {
      const said = this.getAttribute("title") || this.#text()?.match(/^#\s*title:\s*(.+)/m)?.[1];
      return said || (this.lesson || this.getAttribute("src") || "Podarium").replace(/.*\/|\.tape.*/g, "").replaceAll("-", " ");
    }

    /** The tape that stands in the element. */
    #text() {
      return this.querySelector("pre, script")?.textContent.replace(/^\n/, "");
    }

    #theme() {
      const theme = this.getAttribute("theme");
      return theme === "light" || theme === "dark" ? theme : isDark() ? "dark" : "light";
    }

    async #open() {
      if (this.#inside) return;
      const inside = (this.#inside = document.createElement("div"));
      // The page of the player knows what is meant for it.
      const said = Array.from(this.attributes, (it) => [it.name, it.value]);
      const asked = new URLSearchParams({ ...Object.fromEntries(said), embed: +!isOn(this, "panels"), autoplay: "0", theme: this.#theme(), origin: location.origin });
      try {
        let text = this.#text();
        if (this.#source) {
          // This page may read it, whatever other pages may.
          const response = await fetch(this.#source);
          if (!response.ok) throw new Error(`${this.#source}: ${response.status} ${response.statusText}`);
          text = await response.text();
        }
        const address = `${home}?${asked}${text ? `#tape=${base64url(text)}` : ""}`;
        try {
          await this.#openHere(inside, address, asked);
        } catch (error) {
          // A page that may not run what is Podarium's may still show it.
          console.info(`Podarium plays in a frame: ${error}`);
          if (inside === this.#inside) this.#openFrame(address);
        }
      } catch (error) {
        if (inside === this.#inside) this.#fail(error);
      }
    }

    /** In this page: the program draws into the shadow root. */
    async #openHere(inside, address, asked) {
      const { page, stand } = await load();
      if (inside !== this.#inside) return;
      inside.className = "room";
      this.#root.append(inside);
      const opened = await stand(page, inside, { home, address, asked, told: (said) => this.#hear(said), died: (why) => this.#fail(Error(why)) });
      if (inside === this.#inside) this.#page = opened;
      else opened.close();
    }

    #openFrame(address) {
      const frame = document.createElement("iframe");
      this.#inside.remove();
      this.#inside = frame;
      frame.title = this.#title();
      frame.allow = "fullscreen; clipboard-write";
      frame.src = address;
      this.#root.append(frame, this.#box);
    }

    #fail(error) {
      this.#leave();
      const line = document.createElement("p");
      line.setAttribute("role", "alert");
      line.textContent = FAILED + error.message;
      this.#box.append(line);
      this.#event("error", { message: error.message });
    }

    #event(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }

    #tell(type, detail) {
      const said = { type, ...detail };
      if (!this.#isReady) this.#inside && this.#wished.push(said);
      else if (this.#page) this.#page.hear(said);
      else this.#inside.contentWindow?.postMessage({ context: "podarium", v: 1, ...said }, home.origin === "null" ? "*" : home.origin);
    }

    /** What a frame says. */
    hear(source, said) {
      if (source === this.#inside?.contentWindow) this.#hear(said);
    }

    #hear({ context, v, type, time, key, keyCode, ...rest }) {
      if (type === "ready") {
        this.#isReady = true;
        this.#box.setAttribute("data-on", "");
        for (const { type, ...detail } of this.#wished.splice(0)) this.#tell(type, detail);
      }
      // What Podarium does not use is the page's: a deck goes on.
      if (type === "key") return this.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, keyCode, bubbles: true, composed: true }));
      if (time !== undefined) this.#time = time / 1000;
      if (type === "play") this.#started();
      if (type === "pause" || type === "ended") this.#isPlaying = false;
      this.#told = { ...this.#told, ...rest, ended: type === "ended" };
      this.#event(type, { ...rest, time: this.#time });
    }

    #started() {
      this.#isPlaying = true;
      for (const other of players) if (other !== this && !isOn(other, "together")) other.pause();
    }

    seen(isSeen) {
      this.#isSeen = isSeen;
      if (isSeen && this.#isHeld) this.play();
      else if (!isSeen && this.#isPlaying) {
        this.pause();
        this.#isHeld = true;
      } else if (isSeen && !this.#inside && isOn(this, "autoplay") && !calm.matches) this.play();
    }

    near() {
      if (this.getAttribute("preload") === "auto") this.#open();
    }

    follow() {
      this.#tell("theme", { theme: this.#theme() });
    }

    play() {
      this.#isHeld = false;
      this.#open();
      this.#tell("play");
      this.#started();
    }

    pause() {
      this.#isHeld = this.#isPlaying = false;
      this.#tell("pause");
    }

    toggle() {
      if (this.paused) this.play();
      else this.pause();
    }

    /** Goes to a moment: seconds of virtual time, `"35%"`, or `{ marker: "next" }`. */
    seek(to) {
      this.#open();
      this.#tell("seek", { to });
    }

    get paused() { return !this.#isPlaying; }
    get ended() { return !!this.#told.ended; }
    get duration() { return this.#told.duration ?? NaN; }
    get markers() { return this.#told.markers ?? []; }
    get tape() { return this.#told.tape ?? this.#text(); }
    get currentTime() { return this.#time; }
    set currentTime(seconds) { this.seek(seconds); }
  }

  for (const name of PROPERTIES) {
    Object.defineProperty(Player.prototype, name, {
      get() { return SWITCHES.includes(name) ? isOn(this, name) : this.getAttribute(name) ?? ""; },
      set(value) { typeof value === "boolean" ? this.toggleAttribute(name, value) : this.setAttribute(name, value); },
    });
  }

  const watch = (act, options) => new IntersectionObserver((entries) => entries.forEach(act), options);
  const seen = watch(({ target, isIntersecting }) => target.seen(isIntersecting));
  const near = watch(({ target, isIntersecting }) => isIntersecting && target.near(), { rootMargin: "300px" });

  window.addEventListener("message", ({ source, origin, data }) => {
    if (data?.context !== "podarium" || data.v !== 1 || origin !== home.origin && home.origin !== "null") return;
    for (const player of players) player.hear(source, data);
  });
  const follow = () => players.forEach((it) => it.follow());
  const attributes = { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-md-color-scheme", "data-bs-theme"] };
  night.addEventListener("change", follow);

  /** Blocks of code that are tapes get a player; the text stays for those who print the page. */
  function upgrade() {
    // Docusaurus says when it has drawn itself.
    if (document.documentElement.dataset.hasHydrated === "false") return;
    for (const code of document.querySelectorAll("code.language-podarium, .language-podarium code, pre.podarium > code")) {
      const block = code.closest(".language-podarium:not(code)") ?? code.closest("pre");
      if (!block || "podarium" in block.dataset || code.closest("podarium-player")) continue;
      block.dataset.podarium = "";
      const lines = [...code.querySelectorAll(".token-line")].map((it) => it.textContent.replace(/\n$/, ""));
      const player = document.createElement("podarium-player");
      const pre = document.createElement("pre");
      pre.textContent = lines.length ? lines.join("\n") : code.textContent;
      player.append(pre);
      block.after(player);
      block.hidden = true;
      block.style.display = "none";
    }
  }

  function start() {
    customElements.define("podarium-player", Player);
    for (const element of [document.documentElement, document.body]) new MutationObserver(follow).observe(element, attributes);
  }
  // Sites that draw themselves once more when they start must find what they sent.
  let isDue = false;
  function loaded() {
    upgrade();
    const later = () => {
      if (isDue) return;
      isDue = true;
      queueMicrotask(() => ((isDue = false), upgrade()));
    };
    new MutationObserver(later).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-has-hydrated"] });
  }
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
  if (document.readyState === "complete") loaded();
  else addEventListener("load", () => setTimeout(loaded));
})();
