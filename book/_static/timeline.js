// The timeline: every event is in the page already; the choice hides those about something else.
"use strict";

(() => {
  for (const timeline of document.querySelectorAll(".timeline")) setUp(timeline);

  function setUp(timeline) {
    const form = timeline.querySelector("form.controls");
    const select = form.querySelector("select");
    const count = timeline.querySelector(".timeline-count");
    const rows = [...timeline.querySelectorAll("li[data-topics]")];

    const show = () => {
      const topic = select.value;
      for (const row of rows) row.hidden = !!topic && !row.dataset.topics.split(" ").includes(topic);
      const shown = rows.filter((row) => !row.hidden).length;
      // A live region: changing its words is what announces the result.
      const words = topic ? `${shown} of ${rows.length} events shown.` : `${rows.length} events.`;
      if (count.textContent !== words) count.textContent = words;
    };

    form.addEventListener("change", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    show(); // a browser that restored the choice after a reload must not show every row
  }
})();
