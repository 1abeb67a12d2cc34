// The page without a network, after the first visit: a service worker that keeps what the page is made
// of. What carries a hash in its name never changes; the rest is asked for again wherever there is a network.
"use strict";

// cargo xtask dist writes the list here, and a hash of what is in it.
const FILES = [];
const VERSION = "";
const SCOPE = registration.scope;
const MINE = `podarium ${SCOPE} `;
const NAME = MINE + VERSION;

const isHashed = (url) => /-[0-9a-f]{16}[._]/.test(url);

addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(FILES);
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener("activate", (event) => {
  const forget = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((it) => it.startsWith(MINE) && it !== NAME).map((it) => caches.delete(it)));
  };
  event.waitUntil(forget());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const kept = async () => (await caches.open(NAME)).match(request, { ignoreSearch: true });
  const answer = async () => {
    const old = isHashed(request.url) && (await kept());
    if (old) return old;
    try {
      return await fetch(request);
    } catch (error) {
      const old = await kept();
      if (old) return old;
      throw error;
    }
  };
  event.respondWith(answer());
});
