// What this reader has read, answered and opened: kept in this browser alone, under one key.
// A page counts as read when the reader says so; time on the screen would only be a guess.
"use strict";

(() => {
  const _ = window.courseWords;
  const KEY = "dsi-course-progress";
  const VERSION = 2; // 1 had no talks
  const PARTS = ["read", "right", "labs", "talks"];
  const root = new URL("..", document.currentScript.src);
  const forgets = document.documentElement.dataset.storage === "none"; // set by layout.html
  const box = document.querySelector(".mark-read");
  let unread = ""; // why what is kept cannot be read; then it is left as it is
  let full = false;

  const isMap = (value) => value && typeof value === "object" && !Array.isArray(value);
  const isDay = (day) => typeof day === "string" && /^\d{4}-\d\d-\d\d/.test(day) && !isNaN(Date.parse(day));
  const isSlug = (key) => typeof key === "string" && /^[a-z0-9-]+\/[a-z0-9-]+$/.test(key);

  // A progress file's text as [what it holds, what is wrong with it].
  function parse(text) {
    let data;
    try { data = JSON.parse(text); } catch { return [null, _("it is not JSON")]; }
    if (isMap(data) && data.version === 1) data = { ...data, version: VERSION, talks: {} };
    return [data, fault(data)];
  }

  function fault(data) {
    if (!isMap(data) || data.course !== "dsi-course") return _("it holds no progress of this course");
    if (data.version !== VERSION) {
      return _("it has version {theirs}, and this page reads version {ours}", { theirs: data.version, ours: VERSION });
    }
    for (const part of PARTS) {
      const sound = isMap(data[part])
        && Object.entries(data[part]).every(([key, day]) => isSlug(key) && isDay(day));
      if (!sound) return _("its part “{part}” is damaged", { part });
    }
    const { last } = data;
    return !last || (isSlug(last.page) && isDay(last.at)) ? "" : _("its part “{part}” is damaged", { part: "last" });
  }

  // Read anew each time, so that two tabs never write over each other.
  function load() {
    const text = localStorage.getItem(KEY);
    const [data, wrong] = text === null ? [null, ""] : parse(text);
    unread = wrong;
    return data && !wrong
      ? data : { course: "dsi-course", version: VERSION, read: {}, right: {}, labs: {}, talks: {}, last: null };
  }

  // Change what is kept; gives why that could not be done, or nothing.
  function change(how) {
    const data = load();
    if (unread) return _("erase what cannot be read first");
    how(data);
    try {
      localStorage.setItem(KEY, JSON.stringify(data));
      full = false;
    } catch { full = true; }
    show();
    return full ? _("this browser’s storage for this site is full") : "";
  }

  const note = (part, key) => change((data) => {
    data[part][key] ??= new Date().toISOString().slice(0, 10);
  });

  function erase() {
    localStorage.removeItem(KEY);
    localStorage.removeItem("dsi-course-talks"); // talk.js: what of the talks was played
    full = false;
    show();
  }

  const language = document.documentElement.lang || "en";
  const asDay = (day) => new Date(`${day.slice(0, 10)}T12:00`)
    .toLocaleDateString(language === "en" ? "en-GB" : language, { day: "numeric", month: "long", year: "numeric" });

  function trouble() {
    if (forgets) return _("This browser keeps no memory for this site: marks are gone when you leave a page.");
    if (full) return _("This browser’s storage for this site is full: the last change was not kept.");
    return unread && _("What this browser keeps cannot be read: {why}. It stays as it is until you erase it on the page “Your progress”.", { why: unread });
  }

  // Say in words and by a sign how much of something is done.
  function tell(place, words, all) {
    const mark = Object.assign(document.createElement("span"), { className: "done" });
    const sign = Object.assign(document.createElement("span"), { textContent: all ? "✓ " : "◐ " });
    sign.setAttribute("aria-hidden", "true");
    mark.append(" ", sign, words);
    place.append(mark);
  }

  function show() {
    const data = load();
    for (const mark of document.querySelectorAll(".done")) mark.remove();
    const address = (slug) => new URL(`book/${slug}.html`, root).pathname;
    const read = new Set(Object.keys(data.read).map(address));
    const isRead = (link) => read.has(link.pathname.replace(/\/$/, "/index.html"));
    for (const link of document.querySelectorAll(".bd-docs-nav li > a")) {
      const pages = [link, ...link.parentElement.querySelectorAll(":scope ul a")];
      const count = pages.filter(isRead).length;
      const all = count === pages.length;
      if (count) tell(link, all ? _("read") : _("{n} of {all} pages read", { n: count, all: pages.length }), all);
    }
    if (box) {
      const day = data.read[box.dataset.page];
      const words = [day && _("You marked this page as read on {day}.", { day: asDay(day) }), trouble()];
      box.querySelector("button").textContent = day ? _("Take the mark away") : _("Mark this page as read");
      box.querySelector("[role=status]").textContent = words.filter(Boolean).join(" ");
    }
    document.dispatchEvent(new CustomEvent("progress-shown"));
  }

  document.addEventListener("selfcheck-right", (event) => note("right", event.detail));
  document.addEventListener("talk-watched", (event) => {
    if (!(event.detail in load().talks)) note("talks", event.detail);
  });
  for (const press of ["click", "auxclick"]) {
    document.addEventListener(press, (event) => {
      const link = event.button < 2 && event.target.closest("a[data-lab]");
      if (link) note("labs", link.dataset.lab);
    });
  }
  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) show(); });
  addEventListener("pageshow", (event) => { if (event.persisted) show(); });
  if (box) {
    const { page } = box.dataset;
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => {
      if (page in load().read) change((data) => { delete data.read[page]; });
      else note("read", page);
    });
    change((data) => { data.last = { page, at: new Date().toISOString() }; });
  }
  window.courseProgress = { KEY, parse, load, change, erase, asDay, tell, trouble };
  show();
})();
