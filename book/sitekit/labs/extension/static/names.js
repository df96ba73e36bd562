// Names for what JupyterLab leaves nameless to a screen reader, as far as it lets a page do that.
"use strict";

window.courseNames = (() => {
  const NAMES = {
    ".jp-CodeCell .cm-content": "Code of this cell",
    ".jp-MarkdownCell .cm-content": "Text of this cell",
    ".jp-RawCell .cm-content": "Text of this cell",
    ".jp-collapseHeadingButton": "Fold or unfold this section",
    "summary": "Save this chart or look into it",
    "#jp-NotebookLogo": "List of files",
  };

  function give() {
    for (const [selector, name] of Object.entries(NAMES)) {
      for (const node of document.querySelectorAll(`${selector}:not([aria-label])`)) {
        node.setAttribute("aria-label", name);
      }
    }
    // A feed may hold articles alone; this one holds cells and a button.
    for (const node of document.querySelectorAll("[role=feed]")) node.setAttribute("role", "group");
    const skip = document.querySelector(".skip-link");
    const first = document.querySelector(".jp-Notebook .jp-Cell");
    if (!skip || !first) return;
    first.id = "first-cell";
    skip.tabIndex = 0;
  }

  // Cells, charts and outputs come and go.
  function keepGiving() {
    let waiting = 0;
    new MutationObserver(() => {
      waiting ||= setTimeout(() => { waiting = 0; give(); }, 200);
    }).observe(document.body, { childList: true, subtree: true });
    give();
  }

  return { keepGiving };
})();
