// The page “Your progress”: what progress.js keeps, as a list; saving, loading and erasing it.
"use strict";

(() => {
  const { KEY, parse, load, change, erase, asDay, tell, trouble } = window.courseProgress;
  const NOUNS = { read: "page read", right: "right answer", labs: "lab opened" };
  const list = document.querySelector(".progress-page");
  const rows = [...list.querySelectorAll("li[data-part]")];
  const said = list.querySelector(".progress-said");
  const file = list.querySelector("input[type=file]");
  const dialog = list.querySelector("dialog");

  function show() {
    const data = load();
    list.querySelector(".progress-trouble").textContent = trouble();
    for (const row of rows) {
      row.querySelector(".done")?.remove();
      const { part } = row.dataset;
      const keys = row.dataset.keys.split(" ");
      const had = keys.filter((key) => key in data[part]).length;
      const all = had === keys.length;
      const verb = part === "labs" ? "opened" : "read";
      const words = part === "right" ? `${had} of ${keys.length} answered right`
        : all ? `${verb} on ${asDay(data[part][keys[0]])}` : `not ${verb} yet`;
      if (had) tell(row, words, all);
      else row.append(Object.assign(document.createElement("span"), { className: "done open", textContent: ` ${words}` }));
    }
    showNext(data);
  }

  function showNext(data) {
    const pages = rows.filter((row) => row.dataset.part === "read");
    const at = pages.findIndex((row) => row.dataset.keys === data.last?.page);
    const onward = [...pages.slice(Math.max(at, 0)), ...pages];
    const next = onward.find((row) => !(row.dataset.keys in data.read));
    const resume = list.querySelector(".progress-resume");
    const lead = at < 0 ? "Start with: " : next === pages[at] ? "You left off at: " : "Read next: ";
    resume.textContent = next ? lead : "You have marked every page as read.";
    if (next) resume.append(next.querySelector("a").cloneNode(true));
    resume.hidden = false;
  }

  // The best of both: everything that either has, and for each thing the earlier day.
  function merge(data, other) {
    const news = [];
    for (const [part, noun] of Object.entries(NOUNS)) {
      let count = 0;
      for (const [key, day] of Object.entries(other[part])) {
        count += !(key in data[part]);
        if (!(data[part][key] < day)) data[part][key] = day;
      }
      news.push(`${count} × ${noun}`);
    }
    if (other.last && !(data.last?.at > other.last.at)) data.last = other.last;
    return news.join(", ");
  }

  function save() {
    const text = JSON.stringify({ ...load(), saved: new Date().toISOString() }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `${KEY}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    said.textContent = `Saved as ${link.download}.`;
  }

  async function take() {
    const chosen = file.files[0];
    if (!chosen) return;
    const [other, wrong] = chosen.size > 1e6
      ? [null, "it is too large"] : parse(await chosen.text().catch(() => ""));
    file.value = ""; // so that the same file can be chosen again
    let news = "";
    const no = wrong || change((data) => { news = merge(data, other); });
    said.textContent = no ? `${chosen.name} was not loaded, and nothing has changed: ${no}.`
      : `Loaded ${chosen.name}. New: ${news}.`;
  }

  list.querySelector("[data-do=save]").addEventListener("click", save);
  file.addEventListener("change", take);
  list.querySelector("[data-do=erase]").addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "erase") return;
    erase();
    said.textContent = "Erased: this browser keeps nothing of your progress now.";
  });
  document.addEventListener("progress-shown", show);
  list.querySelector(".progress-tools").hidden = false;
  show();
})();
