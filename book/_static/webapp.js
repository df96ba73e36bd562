// Installing the site as an app, and keeping visited pages for when there is no network.
"use strict";

(() => {
  if (!location.protocol.startsWith("http")) return; // a folder of files is offline already
  const root = new URL("..", document.currentScript.src);
  const manifest = document.createElement("link");
  manifest.rel = "manifest";
  manifest.href = new URL("manifest.webmanifest", root);
  document.head.append(manifest);

  let workers;
  try { workers = navigator.serviceWorker; } catch { /* a browser that stores nothing */ }
  if (!workers) return;
  // Not the whole site: the labs have a worker of their own (see sitekit/webapp.py).
  for (const scope of ["book/", "search.html"]) {
    workers.register(new URL("service-worker.js", root), { scope: new URL(scope, root) })
      .catch(() => { /* not allowed here: the site works as it did without */ });
  }
  if (workers.controller) return;
  // This page came before the worker: tell it what to keep of it.
  addEventListener("load", async () => {
    const { active } = await workers.ready;
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    active.postMessage({ keep: [location.href, ...files] });
  });
})();
