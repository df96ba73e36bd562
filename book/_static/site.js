// What every page needs beside the theme's own script.
"use strict";

// The words in the language of the page (words.js, from the catalog), with values for {name}.
window.courseWords = (text, values = {}) => (window.courseCatalog?.[text] ?? text)
  .replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

(() => {
  const _ = window.courseWords;

  // Search results quote the pages they found, which a browser may not read from a folder of files.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  // A link inside an open drawer leads to a place on this page: close the drawer, or it hides it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("dialog.drawer a");
    if (link) link.closest("dialog").close();
  });

  // The theme lets a keyboard reach a table that is wider than the screen; the reader hears of what.
  for (const box of document.querySelectorAll(".pst-scrollable-table-container")) {
    const heading = box.closest("section")?.querySelector("h1, h2, h3, h4");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", _("Table: {title}", { title: heading?.firstChild.textContent.trim() ?? "" }));
  }

  // On paper nothing can be unfolded: open every fold for the print, then put it back.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("main details:not([open])")];
    for (const fold of unfolded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
  });
})();
