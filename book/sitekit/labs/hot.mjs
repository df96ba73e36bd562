// Run by Node.js: `node hot.mjs <folder of the runtime> <script>` runs the script in Pyodide.
import { readFileSync } from "node:fs";

const [folder, script] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(`${folder}/pyodide.mjs`);
  const pyodide = await loadPyodide({
    indexURL: `${folder}/`,
    // A set among a module's constants is else written in another order each time.
    env: { PYTHONHASHSEED: "0" },
  });
  const { packages } = JSON.parse(readFileSync(`${folder}/pyodide-lock.json`, "utf8"));
  await pyodide.loadPackage(Object.keys(packages), { messageCallback: () => {} });
  pyodide.mountNodeFS("/pyodide", folder);
  await pyodide.runPythonAsync(readFileSync(script, "utf8"));
} catch (error) {
  console.error(String(error.message ?? error).slice(-2000));
  process.exit(1);
}
