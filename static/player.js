// A player: the program that draws it, in an element of the page or of a shadow root; the engine, when
// somebody acts; and how others command it and hear of it. boot.js opens one for the page of its own,
// podarium.js one for each player in a page of a course.

/** The compiled programs: each is fetched once, however many players there are. */
const programs = new Map();

function program(url) {
  const kept = programs.get(url);
  if (kept) return kept;
  const made = compile(url);
  programs.set(url, made);
  made.catch(() => programs.delete(url));
  return made;
}

async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  try {
    return await WebAssembly.compileStreaming(response.clone());
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) throw error;
    // A host that sends wasm as another type.
    return WebAssembly.compile(await response.arrayBuffer());
  }
}

/** A program that calls what is not WebAssembly: `a.f`, as `f`. */
const CALL = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0, 0];

/** The bytes of a file; everything waits for them. */
function readNow(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  // The only bytes that a window may wait for.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw Error(`${request.status} ${request.statusText}`);
  return Uint8Array.from(request.responseText, (it) => it.charCodeAt(0));
}

/**
 * Gives a program its second part (see xtask/src/split.rs): what is returned takes it. What can't go on
 * without it before has it brought from `url`; `died` hears if that fails.
 */
export function join(first, url, died) {
  const functions = first.f;
  // What was built without xtask is in one part.
  if (!functions) return () => {};
  // The last of the functions brings the second part. Once that is here there is none.
  const last = functions.length - 1;
  const put = (program) => {
    if (!functions.get(last)) return;
    new WebAssembly.Instance(program, { a: first });
    functions.set(last, null);
  };
  const f = () => {
    try {
      put(new WebAssembly.Module(readNow(url)));
    } catch (error) {
      const gone = Error(`A part of the program could not be loaded: ${error.message}`);
      died?.(gone.message);
      throw gone;
    }
  };
  functions.set(last, new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(CALL)), { a: { f } }).exports.f);
  return put;
}

/** What to do about an error. */
export function hint(error) {
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

/** A worker, by whichever way this page may have one; none in a frame that may have none. */
function worker(script) {
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

/** Starts an engine; `told` hears its answers as bytes, or why it has died as a text. */
function startEngine(url, told) {
  let isEnded = false;
  const tell = (answer) => isEnded || told(answer);
  const early = [];
  let send = (request) => early.push(request);
  const ready = (take) => {
    send = take;
    for (const request of early) take(request);
  };
  const script = url("worker");
  // On the page's own thread the same engine works in slices.
  const here = async () => {
    const { run } = await import(script);
    const [take, put] = await run(url("engineModule"), await program(url("engineWasm")), tell, url("player"), url("engineRest"));
    ready(take);
    program(url("engineRest")).then(put, () => {});
  };
  const failed = (error) => tell(`The engine could not start: ${error.message ?? error}. ${hint(error)}`);
  let started;
  const start = () => {
    if (isEnded) return;
    started = location.protocol === "file:" ? null : worker(script);
    if (!started) return here().catch(failed);
    let isHeard = false;
    started.onmessage = ({ data }) => {
      // What is seldom asked for comes when the first answer is there.
      if (!isHeard) program(url("engineRest")).then((rest) => started.postMessage({ rest }), () => {});
      isHeard = true;
      tell(data);
    };
    started.onerror = (event) => {
      event.preventDefault?.();
      // A worker whose script may not be loaded says so only now.
      if (!isHeard && !event.message) here().catch(failed);
      else tell(`The engine has stopped: ${event.message ?? "it could not be loaded"}`);
    };
    program(url("engineWasm"))
      .then((program) => {
        started.postMessage({ module: url("engineModule"), program, player: url("player"), rest: url("engineRest") });
        ready((request) => started.postMessage(request));
      })
      .catch(failed);
  };
  // It is asked for while a picture is made: to start a worker is a task of its own.
  setTimeout(start);
  return {
    post: (request) => send(request),
    end: () => {
      isEnded = true;
      started?.terminate();
    },
  };
}

/** The bytes of a file, so many at most. */
async function read(url, max) {
  const response = await fetch(url);
  if (!response.ok) throw Error(`the server answered ${response.status} ${response.statusText}`);
  const reader = response.body.getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { value } = await reader.read();
    if (!value) return new Uint8Array(await new Blob(pieces).arrayBuffer());
    size += value.length;
    if (size > max) {
      reader.cancel();
      throw Error(`it is larger than ${max >> 20} MiB`);
    }
    pieces.push(value);
  }
}

const THEME = "podarium-theme";

/** What a browser that stores nothing refuses is as if it were not there. */
function stored(act) {
  try {
    return act() ?? undefined;
  } catch {
    return undefined;
  }
}

/** Where the colours of a player are chosen. */
const skinOf = (place) => place.getRootNode().host ?? document.documentElement;

const style = (href) => Object.assign(document.createElement("link"), { rel: "stylesheet", href });

/** Shows another address of a page of its own. */
export function show(address) {
  // Browsers cut longer addresses.
  if (address.length > 60_000) return;
  try {
    history.replaceState(null, "", address);
  } catch {
    // A frame that may not, or a file.
  }
}

/** Instances of the program whose players have gone. */
const idle = [];
let count = 0;

/** An instance of the program that nobody uses: players share no memory, so the end of one is nobody else's. */
async function instance(url) {
  const kept = idle.pop();
  if (kept) return kept;
  // The same module under another fragment is another instance.
  const address = url("module") + (count++ ? `#${count}` : "");
  const [wasm, module] = await Promise.all([program(url("wasm")), import(address)]);
  const life = { module, died() {} };
  life.put = join(await module.default({ module_or_path: wasm }), url("rest"), (why) => life.died(why));
  return life;
}

/**
 * Opens a player in an element. `files` are the names of Podarium's files, relative to `home`; `address`
 * says what is to be opened; `show` shows another address, `began` hears that the engine starts, `died` why
 * the program has ended.
 * Returns what the program can be asked.
 */
export async function open(place, { files, home, address, show, died, began }) {
  const url = (name) => new URL(files[name], home).href;
  const root = place.getRootNode();
  const skin = skinOf(place);
  let isDead = false;
  // The styles, and the part of the program, for what nobody sees before they come near, or the engine does.
  const dress = () => {
    if (!root.querySelector(`[href="${url("later")}"]`)) (root.head ?? root).append(style(url("later")));
    return program(url("rest")).then(life.put, () => {});
  };
  const host = {
    root,
    address,
    show,
    died(why) {
      isDead = true;
      died(why);
    },
    startEngine(told) {
      dress();
      began?.();
      return startEngine(url, told);
    },
    find: (css) => root.querySelector(css),
    fetch: (path, max) => read(new URL(path, home), max),
    // Pages without https have no clipboard.
    copy: async (text) => !!navigator.clipboard && navigator.clipboard.writeText(text).then(() => true, () => false),
    kept: (name) => stored(() => sessionStorage.getItem(name)),
    keep: (name, text) => stored(() => (text === undefined ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, text))),
    get active() {
      return root.activeElement;
    },
    get theme() {
      return skin.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    },
    set theme(asked) {
      const theme = asked || stored(() => localStorage.getItem(THEME));
      if (theme === "light" || theme === "dark") skin.dataset.theme = theme;
      else delete skin.dataset.theme;
    },
    choose(theme) {
      skin.dataset.theme = theme;
      stored(() => localStorage.setItem(THEME, theme));
    },
  };
  const life = await instance(url);
  const { module } = life;
  life.died = host.died;
  // A link is opened with all that there is; and so is a page whose files are kept, as what a program waits
  // for is not asked of a service worker.
  if (new URL(address).hash || (!root.host && stored(() => navigator.serviceWorker.controller))) await dress();
  // The first picture is a task of its own: the page that it stands in is held up half as long at a time.
  await new Promise((go) => setTimeout(go));
  module.mount(place, host);
  // Files that are dropped on the page are opened, instead of left to the browser.
  const ground = root.host ? place : root;
  ground.addEventListener("dragover", (event) => event.preventDefault());
  ground.addEventListener("drop", (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer.files) {
      const fail = (why) => module.dropped(`The file ${file.name} ${why}`);
      if (file.size > 1 << 24) fail("is larger than 16 MiB and was not opened.");
      else file.text().then((text) => module.dropped(file.name, text), () => fail("can't be read. Is it a text file?"));
    }
  });
  for (const name of ["pointerover", "focusin", "keydown"]) root.addEventListener(name, dress, { once: true });
  // What Rust exports with #[wasm_bindgen], without the functions that load it.
  const { default: _init, initSync: _initSync, mount: _mount, dropped: _dropped, unmount, ...exports } = module;
  const traceHash = async (tape) => {
    const engine = await import(url("engineModule"));
    join(await engine.default({ module_or_path: await program(url("engineWasm")) }), url("engineRest"));
    return engine.traceHash(tape);
  };
  /** The player's element goes. */
  const close = () => {
    if (isDead) return;
    unmount();
    idle.push(life);
  };
  return Object.freeze({ ...exports, traceHash, close });
}

/**
 * Lets others command a player: what they are told is `{ type, time, ... }`, and what they say is
 * `{ type, ... }`. `asked` are the parameters of its address.
 */
export function connect(page, place, asked, tell) {
  const skin = skinOf(place);
  const isOn = (name, without) => (asked.has(name) ? !/^(0|false|no|off)$/.test(asked.get(name)) : without);
  if (!isOn("controls", true)) place.dataset.controls = "off";
  // The longest rest at a caption, in looks.
  const LONG = 40;
  let timer;
  let still = 0;
  let patience;
  let isPlaying = false;
  let last = page.position();
  let acts = page.acts();
  const post = (type, detail) => tell({ type, time: page.position(), ...detail });

  /** The captions: `{ index, time, label }`, in seconds. */
  const markers = () =>
    (page.markers().match(/.+/g) ?? []).map((line, index) => {
      const [, ms, label] = line.match(/(\d+) ?(.*)/);
      return { index, time: ms / 1000, label };
    });

  /** How long it is, and its captions, once that is known. */
  const facts = () => ({ duration: page.duration() / 1000, markers: markers() });

  /** Looks at the head four times a second, as long as it moves. */
  function look() {
    const now = page.position();
    const moves = now !== last;
    last = now;
    still = moves ? 0 : still + 1;
    if (moves !== isPlaying && (moves || still > 3)) {
      isPlaying = moves;
      const isOver = now >= page.duration();
      post(moves ? "play" : isOver ? "ended" : "pause", facts());
      if (!moves && isOver && isOn("loop", false)) commands.play();
    } else if (moves) post("timeupdate");
    // The head rests at each caption, for as long as it takes to read it.
    const marker = moves && markers().find((it) => it.time === now / 1000);
    if (marker) {
      if (isOn("pause-on-markers", false) && marker.index > 0) page.pause();
      post("marker", { index: marker.index, label: marker.label });
    }
    const done = page.acts();
    if (done > acts) {
      const tape = page.tape();
      if (!acts) post("fork", { tape });
      post("input", { tape });
    }
    acts = done;
    if (still > patience) timer = clearInterval(timer);
  }
  /** Looks, and so many times more when the head stands. */
  function watch(looks) {
    still = 0;
    patience = looks;
    if (timer) return;
    last = page.position();
    timer = setInterval(look, 250);
  }

  const commands = {
    play: () => page.play(),
    pause() {
      page.pause();
      last = page.position();
      isPlaying = false;
    },
    // To seconds, to a share such as "35%", or to a caption: "next", "prev" or its index.
    seek({ to, time }) {
      const [all, now, end] = [markers(), page.position() / 1000, page.duration() / 1000];
      const at = to?.marker;
      const next = all.find((it) => it.time > now) ?? { time: end };
      const prev = all.findLast((it) => it.time < now) ?? { time: 0 };
      const marker = at !== undefined && ({ next, prev }[at] ?? all[at]);
      const share = typeof to === "string" && to.endsWith("%") && (parseFloat(to) / 100) * end;
      const ms = time ?? (marker ? marker.time : share === false ? Number(to) : share) * 1000;
      if (!Number.isFinite(ms)) return;
      page.seek((last = ms));
      post("timeupdate", { time: ms });
    },
    speed: ({ speed }) => page.speed(String(speed)),
    theme({ theme }) {
      if (theme === "light" || theme === "dark") skin.dataset.theme = theme;
    },
    // reveal.js tells frames of slides that come and go.
    "slide:start": () => page.play(),
    "slide:stop": () => page.pause(),
  };
  for (const name of ["pointerup", "keyup"]) place.getRootNode().addEventListener(name, () => watch(LONG));
  post("ready", facts());
  watch(LONG);
  return {
    hear(said) {
      if (!Object.hasOwn(commands, said.type)) return;
      commands[said.type](said);
      // What was told to stand still is left alone soon: it may be one of many in a page.
      watch(/pause|stop/.test(said.type) ? 4 : LONG);
    },
    end: () => (timer = clearInterval(timer)),
  };
}

/**
 * Opens a player in an element of a shadow root, in somebody's page. `page` is Podarium's own, which says
 * what it is made of. Returns what hears commands, and what ends it.
 */
export async function stand(page, place, { home, address, asked, told, died }) {
  const root = place.getRootNode();
  const styles = root.querySelector("link") ? [] : page.querySelectorAll("[rel=stylesheet]");
  // What has no styles yet is not shown.
  await Promise.all(
    Array.from(styles, (it) => {
      const link = style(new URL(it.getAttribute("href"), home));
      root.prepend(link);
      return new Promise((resolve, reject) => Object.assign(link, { onload: resolve, onerror: reject }));
    }),
  );
  const files = page.querySelector("[name=podarium-app]").dataset;
  // What is ours is English; what an author wrote is in the language that is said.
  const url = new URL(address);
  url.searchParams.set("lang", root.host.closest("[lang]")?.lang ?? "");
  place.lang = "en";
  const opened = await open(place, { files, home, address: url.href, died, show() {} });
  // Whoever opens it hears of it when it has it.
  const { hear, end } = connect(opened, place, asked, (said) => setTimeout(told, 0, said));
  return {
    hear,
    close() {
      end();
      opened.close();
    },
  };
}
