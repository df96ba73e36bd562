// What the browser has saved of an exercise, read where JupyterLite's storage keeps it, before
// JupyterLite itself opens it.
"use strict";

window.courseSaved = (() => {
  const STORE = "files"; // localforage's name for the contents; keys are paths

  async function open(name) {
    const known = indexedDB.databases ? await indexedDB.databases() : [{ name }];
    if (!known.some((one) => one.name === name)) return null;
    const database = await settled(indexedDB.open(name));
    if (database.objectStoreNames.contains(STORE)) return database;
    database.close();
    return null;
  }

  function settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("the storage is in use"));
    });
  }

  function isNotebook(content) {
    return content !== null && typeof content === "object" && content.nbformat === 4 &&
      Array.isArray(content.cells) && content.cells.every((cell) => cell &&
        typeof cell.cell_type === "string" && cell.source !== undefined);
  }

  // Whether there is a saved copy of `path`, and under which path one that cannot be read was set
  // aside: {saved: boolean, aside: path or null}.
  async function check(name, path) {
    const none = { saved: false, aside: null };
    const database = await open(name);
    if (!database) return none;
    try {
      const files = database.transaction(STORE, "readwrite").objectStore(STORE);
      const record = await settled(files.get(path));
      if (record === undefined) return none;
      let content = record && record.content;
      if (typeof content === "string") {
        try { content = JSON.parse(content); } catch { /* stays text, which is no notebook */ }
      }
      if (isNotebook(content)) return { saved: true, aside: null };
      const aside = path.replace(/\.ipynb$/, `-unreadable-${Date.now()}.txt`);
      const text = typeof content === "string" ? content : JSON.stringify(record ?? null, null, 1);
      const now = new Date().toISOString();
      await settled(files.put({
        name: aside.split("/").pop(), path: aside, type: "file", format: "text",
        mimetype: "text/plain", content: text, size: text.length, created: now,
        last_modified: now, writable: true,
      }, aside));
      await settled(files.delete(path));
      return { saved: false, aside };
    } finally {
      database.close();
    }
  }

  return { check };
})();
