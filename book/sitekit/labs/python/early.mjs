// A worker that starts with the page: fetches and unpacks Python while the interface still loads.
import { PACKED } from "./packed.mjs";
import { unpacked } from "./unpacked.mjs";

// What only workers ask for: the page's own service worker has not seen it on a first visit.
const MODULES = ["core.mjs", "early.mjs", "packed.mjs", "pyodide-lock.json", "pyodide.mjs",
  "unlzma.mjs", "unpacked.mjs"];
const address = (file) => new URL(file, import.meta.url).href;
const names = ["pyodide.asm.mjs", "pyodide.asm.wasm", "python.zip"];
const total = names.reduce((sum, name) => sum + PACKED[name].size, 0);
let loaded = 0;
function count(bytes) {
  loaded += bytes;
  postMessage({ loaded, total });
}
try {
  await Promise.all(names.map((name) => unpacked(name, count)));
  postMessage({ done: true, keep: MODULES.map(address), later: [address(PACKED["rest.zip"].file)] });
} catch (error) {
  postMessage({ failed: error.message });
}
close();
