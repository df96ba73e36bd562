// Names for what JupyterLab leaves nameless to a screen reader, as far as it lets a page do that.
"use strict";

window.courseNames = (() => {
  const _ = window.courseWords; // start.js
  const NAME = _("Course lab");
  const NAMES = {
    ".jp-CodeCell .cm-content": _("Code of this cell"),
    ".jp-MarkdownCell .cm-content": _("Text of this cell"),
    ".jp-RawCell .cm-content": _("Text of this cell"),
    ".jp-FileEditor .cm-content": _("Text of this file"),
    ".jp-collapseHeadingButton": _("Fold or unfold this section"),
    "summary": _("Save this chart or look into it"),
    "#jp-NotebookLogo": _("List of files"),
  };

  function give() {
    for (const [selector, name] of Object.entries(NAMES)) {
      for (const node of document.querySelectorAll(`${selector}:not([aria-label])`)) {
        node.setAttribute("aria-label", name);
      }
    }
    // A feed may hold articles alone; this one holds cells and a button.
    for (const node of document.querySelectorAll("[role=feed]")) node.setAttribute("role", "group");
    // In a menu, what opens another menu lacks its role, and a line between entries can be focused.
    for (const node of document.querySelectorAll(".lm-Menu-item[data-type=submenu]:not([role])")) {
      node.setAttribute("role", "menuitem");
    }
    for (const node of document.querySelectorAll(".lm-Menu-item[data-type=separator][tabindex]")) {
      node.removeAttribute("tabindex");
      node.setAttribute("role", "separator");
    }
    // The list of commands scrolls.
    for (const node of document.querySelectorAll(".lm-CommandPalette-content")) node.tabIndex = 0;
    giveTitle();
    giveTarget();
  }

  // The page's title says what is open in it.
  function giveTitle() {
    const path = new URLSearchParams(location.search).get("path");
    const heading = document.querySelector(".jp-Notebook .jp-RenderedMarkdown h1")?.textContent;
    const open = heading?.replace("¶", "").trim() || path?.split("/").pop() || _("Files");
    const title = `${open} – ${NAME}`;
    if (document.title !== title) document.title = title;
  }

  // The link that skips to the content leads to the first cell, the file's text, or the list.
  function giveTarget() {
    const skip = document.querySelector(".skip-link");
    const first = document.querySelector(".jp-Notebook .jp-Cell, .jp-FileEditor .cm-content, .jp-DirListing-content");
    if (!skip || !first) return;
    first.id = "first-cell";
    if (!first.hasAttribute("tabindex")) first.tabIndex = -1;
    skip.tabIndex = 0;
  }

  // Cells, charts and outputs come and go.
  function keepGiving() {
    let waiting = 0;
    new MutationObserver(() => {
      waiting ||= setTimeout(() => { waiting = 0; give(); }, 50);
    }).observe(document.body, { childList: true, subtree: true });
    new MutationObserver(giveTitle).observe(document.head, { childList: true, subtree: true });
    give();
  }

  return { keepGiving };
})();
