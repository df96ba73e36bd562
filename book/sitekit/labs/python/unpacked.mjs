// The files of Python that are compressed harder than a server does it: fetched and unpacked once,
// then kept in the browser. Two workers may want one at the same time; the second waits.
import { PACKED } from "./packed.mjs";
import { unlzma } from "./unlzma.mjs";

const KEPT = "dsi-course python";
const address = (name) => new URL(PACKED[name].file, import.meta.url).href;

async function fetched(url, count) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const parts = [];
  const reader = answer.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    count(part.value.length);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

// The unpacked file; `count` is told of every piece that comes over the network.
export async function unpacked(name, count = () => {}) {
  const url = address(name);
  // Neither is there at a plain http address of another machine.
  if (!globalThis.caches || !navigator.locks) return unlzma(await fetched(url, count));
  return navigator.locks.request(url, async () => {
    const cache = await caches.open(KEPT).catch(() => null);
    const kept = await cache?.match(url);
    if (kept) return new Uint8Array(await kept.arrayBuffer());
    const bytes = unlzma(await fetched(url, count));
    await keep(cache, name, bytes).catch(() => { /* no room: unpacked again next time */ });
    return bytes;
  });
}

async function keep(cache, name, bytes) {
  const wanted = Object.keys(PACKED).map(address);
  for (const { url } of await cache.keys()) {
    if (!wanted.includes(url)) await cache.delete(url); // of an earlier release
  }
  await cache.put(address(name), new Response(bytes));
}

// The same at once, for Python, which cannot wait inside an import.
export function unpackedNow(name) {
  const request = new XMLHttpRequest();
  request.open("GET", address(name), false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${address(name)}: ${request.status}`);
  return unlzma(new Uint8Array(request.response));
}
