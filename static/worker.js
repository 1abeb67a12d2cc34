// Drives the engine: in a Web Worker, or on the page's own thread where there can be none. Messages
// are bytes; what comes back besides bytes is a text: the engine is dead, and why.

/** The engine works for so long before it listens again (milliseconds). */
const SLICE_MS = 8;

/**
 * Starts an engine. `module` is the URL of its script, `program` its compiled wasm; `player` is the URL of
 * what joins it with its second part, and `rest` that part's.
 * Returns what takes requests, and what takes the second part.
 */
export async function run(module, program, answer, player, rest) {
  const [{ default: init, Engine, crash, lastWords }, { join }] = await Promise.all([import(module), import(player)]);
  const put = join(await init({ module_or_path: program }), rest);
  const engine = new Engine();
  const channel = new MessageChannel();
  let isAsked = false;
  let isDead = false;
  const now = () => performance.now();
  const guarded = (work) => {
    if (isDead) return;
    try {
      work();
    } catch (error) {
      isDead = true;
      answer(lastWords() || String(error));
    }
  };
  const later = () => {
    if (!isAsked) {
      isAsked = true;
      channel.port2.postMessage(null);
    }
  };
  channel.port1.onmessage = () => {
    isAsked = false;
    guarded(() => {
      for (const bytes of engine.slice(SLICE_MS, now)) answer(bytes);
      if (!engine.isIdle()) later();
    });
  };
  const take = (request) => {
    guarded(() => {
      if (request === "crash") crash();
      engine.receive(request);
      later();
    });
  };
  return [take, put];
}

if (typeof WorkerGlobalScope === "function" && self instanceof WorkerGlobalScope) {
  const early = [];
  let take = (request) => early.push(request);
  let put;
  self.onmessage = async ({ data }) => {
    if (!data?.rest) return take(data);
    if (!data.module) return put(data.rest);
    try {
      const answer = (it) => self.postMessage(it, it.buffer ? [it.buffer] : []);
      [take, put] = await run(data.module, data.program, answer, data.player, data.rest);
      for (const request of early) take(request);
    } catch (error) {
      self.postMessage(`The engine could not start: ${error}`);
    }
  };
}
