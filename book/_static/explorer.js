// The explorer: every result is in the page already; the controls choose which one is shown.
"use strict";

(() => {
  const _ = window.courseWords;
  for (const explorer of document.querySelectorAll(".explorer")) setUp(explorer);

  function setUp(explorer) {
    const form = explorer.querySelector("form.controls");
    const summary = explorer.querySelector(".summary");
    const chart = explorer.querySelector("figure .chart-scroll");
    const choices = JSON.parse(explorer.dataset.choices);
    const results = new Map();
    for (const template of explorer.querySelectorAll("template[data-key]")) {
      results.set(template.dataset.key, template.content);
    }

    const show = () => {
      const values = new FormData(form);
      const result = results.get(choices.map((name) => values.get(name)).join("|"));
      if (!result) return;
      // The summary is a live region: changing its words is what announces the result.
      const words = result.querySelector("p").textContent;
      if (summary.textContent !== words) summary.textContent = words;
      // The drawing is cloned and the old one removed, so no id is ever in the page twice.
      const drawing = result.querySelector("svg").cloneNode(true);
      chart.replaceChildren(drawing);
      const title = drawing.querySelector("title");
      if (title) chart.setAttribute("aria-label", _("Chart: {title}", { title: title.textContent }));
    };

    form.addEventListener("change", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    show(); // a browser that restored the controls after a reload must not show an older result
  }
})();
