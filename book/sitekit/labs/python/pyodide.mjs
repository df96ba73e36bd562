// What the kernel takes for Pyodide: the same, from packed files. A start needs `python.zip`; the
// rest of Python's library comes when a cell imports it.
import { loadPyodide as load } from "./core.mjs";
import { unpacked, unpackedNow } from "./unpacked.mjs";

const TYPES = { "pyodide.asm.wasm": "application/wasm", "python.zip": "application/zip" };

export async function loadPyodide(options) {
  const files = {};
  for (const [name, type] of Object.entries(TYPES)) {
    const headers = { "content-type": type };
    files[new URL(name, import.meta.url)] =
      unpacked(name).then((bytes) => new Response(bytes, { headers }));
  }
  const script = unpacked("pyodide.asm.mjs");
  async function createPyodideModule(settings) {
    const blob = new Blob([await script], { type: "text/javascript" });
    return (await import(URL.createObjectURL(blob))).default(settings);
  }
  const plain = globalThis.fetch;
  globalThis.fetch = (what, ...more) => files[what] ?? plain(what, ...more);
  let pyodide;
  try {
    const stdLibURL = new URL("python.zip", import.meta.url).href;
    // JSON's null is Python's None: a message to a widget may hold it.
    const own = { packages: [], stdLibURL, createPyodideModule, convertNullToNone: true };
    pyodide = await load({ ...options, ...own });
  } finally {
    globalThis.fetch = plain;
  }
  pyodide.registerJsModule("course_lab", { rest: () => unpackedNow("rest.zip") });
  pyodide.runPython("import course_rest; course_rest.install()");
  return pyodide;
}
