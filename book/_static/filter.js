// Lists and tables that a reader can filter (timeline, concerns): every row is in the page already;
// the choices hide those that do not fit. A select named "topic" is about the rows' data-topic.
"use strict";

(() => {
  const _ = window.courseWords;
  for (const box of document.querySelectorAll(".filtered")) setUp(box);

  function setUp(box) {
    const form = box.querySelector("form.controls");
    const selects = [...form.querySelectorAll("select")];
    const count = box.querySelector(".filter-count");
    const rows = [...box.querySelectorAll(`[data-${selects[0].name}]`)];
    const { noun } = box.dataset;

    const fits = (row) => selects.every(({ name, value }) => !value || row.dataset[name].split(" ").includes(value));

    const show = () => {
      for (const row of rows) row.classList.toggle("left-out", !fits(row));
      const chosen = selects.filter((select) => select.value).map((select) => select.selectedOptions[0].text);
      const shown = rows.filter(fits).length;
      // A live region: changing its words is what announces the result.
      const words = chosen.length
        ? _("{n} of {all} {noun} shown: {chosen}.", { n: shown, all: rows.length, noun, chosen: chosen.join("; ") })
        : `${rows.length} ${noun}.`;
      if (count.textContent !== words) count.textContent = words;
    };

    form.addEventListener("change", show);
    form.addEventListener("reset", () => setTimeout(show)); // the selects change after the event
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector(".print")?.addEventListener("click", () => print());
    form.hidden = false;
    show(); // a browser that restored the choice after a reload must not show every row
  }
})();
