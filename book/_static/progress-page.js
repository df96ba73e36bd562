// The page “Your progress”: what progress.js keeps, as a list; saving, loading and erasing it.
"use strict";

(() => {
  const _ = window.courseWords;
  const { KEY, parse, load, change, erase, asDay, tell, trouble } = window.courseProgress;
  const { save, onFile, ask } = window.courseKeeping;
  const NEWS = {
    read: _("{n} × page read"), right: _("{n} × right answer"),
    labs: _("{n} × lab opened"), talks: _("{n} × talk watched"),
  };
  const DONE = { read: _("read on {day}"), labs: _("opened on {day}"), talks: _("watched on {day}") };
  const OPEN = { read: _("not read yet"), labs: _("not opened yet"), talks: _("not watched yet") };
  const list = document.querySelector(".progress-page");
  const rows = [...list.querySelectorAll("li[data-part]")];
  const said = list.querySelector(".progress-said");

  function show() {
    const data = load();
    list.querySelector(".progress-trouble").textContent = trouble();
    for (const row of rows) {
      row.querySelector(".done")?.remove();
      const { part } = row.dataset;
      const keys = row.dataset.keys.split(" ");
      const had = keys.filter((key) => key in data[part]).length;
      const all = had === keys.length;
      const words = part === "right" ? _("{n} of {all} answered right", { n: had, all: keys.length })
        : all ? _(DONE[part], { day: asDay(data[part][keys[0]]) }) : OPEN[part];
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
    const lead = at < 0 ? _("Start with: ") : next === pages[at] ? _("You left off at: ") : _("Read next: ");
    resume.textContent = next ? lead : _("You have marked every page as read.");
    if (next) resume.append(next.querySelector("a").cloneNode(true));
    resume.hidden = false;
  }

  // The best of both: everything that either has, and for each thing the earlier day.
  function merge(data, other) {
    const news = [];
    for (const [part, words] of Object.entries(NEWS)) {
      let count = 0;
      for (const [key, day] of Object.entries(other[part])) {
        count += !(key in data[part]);
        if (!(data[part][key] < day)) data[part][key] = day;
      }
      news.push(_(words, { n: count }));
    }
    if (other.last && !(data.last?.at > other.last.at)) data.last = other.last;
    return news.join(", ");
  }

  list.querySelector("[data-do=save]").addEventListener("click", () => {
    said.textContent = save(`${KEY}.json`, { ...load(), saved: new Date().toISOString() });
  });
  onFile(list.querySelector("input[type=file]"), parse, (from, other, wrong) => {
    let news = "";
    const no = wrong || change((data) => { news = merge(data, other); });
    said.textContent = no
      ? _("{file} was not loaded, and nothing has changed: {why}.", { file: from, why: no })
      : _("Loaded {file}. New: {news}.", { file: from, news });
  });
  list.querySelector("[data-do=erase]").addEventListener("click", () => {
    ask(list.querySelector("dialog"), "erase", () => {
      erase();
      said.textContent = _("Erased: this browser keeps nothing of your progress now.");
    });
  });
  document.addEventListener("progress-shown", show);
  list.querySelector(".progress-tools").hidden = false;
  show();
})();
