// Run by Node.js: `node run.mjs <runtime> <made> <script> ...` runs the scripts in one Pyodide.
import { readFileSync } from "node:fs";

const [runtime, made, ...scripts] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(`${runtime}/core.mjs`);
  const pyodide = await loadPyodide({
    indexURL: `${runtime}/`,
    stdLibURL: `${made}/python.zip`,
    env: {
      // A set among a module's constants is else written in another order each time.
      PYTHONHASHSEED: "0",
      PYTHONNODEBUGRANGES: "1",
    },
  });
  pyodide.mountNodeFS("/made", made);
  for (const script of scripts) await pyodide.runPythonAsync(readFileSync(script, "utf8"));
} catch (error) {
  console.error(String(error.message || error.type || error).slice(-2000));
  process.exit(1);
}
