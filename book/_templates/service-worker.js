// Keeps what a reader has visited, for when there is no network. Pages come from the network first,
// so that a new edition is seen at once; files named by their content come from what is kept.
"use strict";

(() => {
  const VERSION = "{{ version }}";
  const ROOT = new URL("./", self.location);
  const CACHE = `dsi-course ${ROOT.pathname}`;
  const OTHERS = {{ others }}; // what this worker leaves alone
  const OFFLINE = new URL("{{ offline }}", ROOT).href; // the root itself: there is no such page
  const PATIENCE = 4000; // milliseconds until a kept copy is shown and the network goes on by itself

  self.addEventListener("install", (event) => {
    self.skipWaiting();
    if (OFFLINE !== ROOT.href) event.waitUntil((async () => {
      const cache = await caches.open(CACHE);
      await cache.add(new Request(`${OFFLINE}?v=${VERSION}`, { cache: "reload" }));
    })());
  });

  self.addEventListener("activate", (event) => {
    // The offline page of the version before.
    if (OFFLINE !== ROOT.href) event.waitUntil((async () => {
      const cache = await caches.open(CACHE);
      for (const { url } of await cache.keys()) {
        if (url.startsWith(OFFLINE) && !url.endsWith(VERSION)) await cache.delete(url);
      }
    })());
  });

  self.addEventListener("message", (event) => {
    const { keep = [] } = event.data ?? {};
    event.waitUntil(Promise.allSettled(keep.map(async (address) => {
      if (isOurs(address)) await store(nameOf(address), await fetch(address));
    })));
  });

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method !== "GET" || request.headers.has("range") || !isOurs(request.url)) return;
    event.stopImmediatePropagation();
    event.respondWith(answer(event));
  });

  function isOurs(address) {
    const { href } = new URL(address);
    return href.startsWith(ROOT) && !OTHERS.some((part) => href.startsWith(ROOT + part));
  }

  // Under which name something is kept: only a checksum tells two files of one path apart.
  function nameOf(address) {
    const url = new URL(address);
    url.hash = "";
    if (!url.searchParams.has("v")) url.search = "";
    return url.href;
  }

  async function store(name, response) {
    // A redirected answer may not be given to a page later.
    if (!response.ok || response.redirected || response.type !== "basic") return;
    const cache = await caches.open(CACHE);
    const tag = response.headers.get("etag");
    if (tag && tag === (await cache.match(name))?.headers.get("etag")) return;
    if (name.includes("?")) await cache.delete(name, { ignoreSearch: true });
    await cache.put(name, response);
  }

  async function answer(event) {
    const { request } = event;
    const name = nameOf(request.url);
    const cache = await caches.open(CACHE);
    const kept = await cache.match(name);
    if (kept && name.includes("?")) return kept;

    const fetched = fetch(request).then((response) => {
      event.waitUntil(store(name, response.clone()).catch(() => { /* no space left */ }));
      return response;
    });
    event.waitUntil(fetched.catch(() => { /* no network */ }));
    if (kept) {
      const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
      const first = await Promise.race([fetched, late]).catch(() => kept);
      return first.status >= 500 ? kept : first;
    }
    try {
      return await fetched;
    } catch {
      const older = await cache.match(name, { ignoreSearch: true });
      if (older) return older;
      if (request.mode === "navigate" && OFFLINE !== ROOT.href) return offlinePage(cache);
      // The search quotes the pages it found; one that is not kept has nothing to quote.
      if (name.endsWith(".html")) return new Response("", { headers: { "content-type": "text/html" } });
      return Response.error();
    }
  }

  // The offline page, with the pages that are kept. Their titles are HTML already.
  async function offlinePage(cache) {
    const items = [];
    for (const request of await cache.keys()) {
      if (!request.url.startsWith(`${ROOT}book/`) || !request.url.endsWith(".html")) continue;
      const page = await (await cache.match(request)).text();
      const title = /<title>([^<]*?)(?: &#8212; [^<]*)?<\/title>/.exec(page)?.[1] ?? request.url;
      items.push(`<li><a href="${request.url}">${title}</a></li>`);
    }
    const page = await (await cache.match(`${OFFLINE}?v=${VERSION}`)).text();
    const html = page.replace("<!-- pages -->", () => items.sort().join("\n"));
    return new Response(html, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  }
})();
