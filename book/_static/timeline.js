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
      let shown = 0;
      for (const row of rows) {
        const fits = !topic || row.dataset.topics.split(" ").includes(topic);
        row.classList.toggle("filtered", !fits); // on paper every event stands, whatever is chosen
        if (fits) shown += 1;
      }
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
