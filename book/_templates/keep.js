// In the labs: tell the worker what this page loaded before the worker was there to keep it.
"use strict";

(() => {
  let workers;
  try { workers = navigator.serviceWorker; } catch { /* a browser that stores nothing */ }
  if (!workers || workers.controller) return;
  performance.setResourceTimingBufferSize(2000); // the browser's own limit is 250 files
  workers.addEventListener("controllerchange", () => {
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    workers.controller?.postMessage({ keep: [location.href, ...files] });
  }, { once: true });
})();
