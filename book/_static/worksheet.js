// The private worksheet: answers kept in this browser alone, under one key; saved, loaded, erased.
"use strict";

(() => {
  const _ = window.courseWords;
  const KEY = "dsi-course-worksheet";
  const sheet = document.querySelector(".worksheet");
  const form = sheet.querySelector("form");
  const said = sheet.querySelector(".worksheet-said");
  const { save, onFile, ask } = window.courseKeeping;
  const name = sheet.dataset.worksheet;
  const version = Number(sheet.dataset.version);
  const questions = [...form.querySelectorAll("[data-kind]")];
  const forgets = document.documentElement.dataset.storage === "none"; // set by layout.html
  let unread = "";
  let full = false;

  const isMap = (value) => value && typeof value === "object" && !Array.isArray(value);
  const inputs = (question) => [...question.querySelectorAll("input, textarea")];
  const asked = (question) => question.querySelector("legend, .ask").firstChild.textContent
    .replace(/^\d+\. /, "").trim();

  // A file's text as [what it holds, what is wrong with it].
  function parse(text) {
    let data;
    try { data = JSON.parse(text); } catch { return [null, _("it is not JSON")]; }
    return [data, fault(data)];
  }

  function fault(data) {
    if (!isMap(data) || data.course !== "dsi-course" || data.worksheet !== name || !isMap(data.answers)) {
      return _("it holds no answers to this worksheet");
    }
    if (data.version !== version) return _("it has version {theirs}, and this page reads version {ours}", { theirs: data.version, ours: version });
    for (const [id, answer] of Object.entries(data.answers)) {
      const question = questions.find((each) => each.dataset.id === id);
      if (!question) return _("it answers “{id}”, which is no question here", { id: id.slice(0, 40) });
      if (!fits(question, answer)) return _("its answer to “{id}” is damaged", { id });
    }
    return "";
  }

  function fits(question, answer) {
    const { kind } = question.dataset;
    if (kind === "words") return typeof answer === "string" && answer.length <= 5000;
    const known = inputs(question).map((input) => input.value);
    if (kind === "one") return known.includes(answer);
    return Array.isArray(answer) && new Set(answer).size === answer.length
      && answer.every((each) => known.includes(each));
  }

  // Read anew each time, so that two tabs never write over each other.
  function load() {
    const text = localStorage.getItem(KEY);
    const [data, wrong] = text === null ? [null, ""] : parse(text);
    unread = wrong;
    return data && !wrong ? data.answers : {};
  }

  function keep(answers) {
    const any = Object.keys(answers).length;
    try {
      if (any) localStorage.setItem(KEY, JSON.stringify({ course: "dsi-course", worksheet: name, version, answers }));
      else localStorage.removeItem(KEY);
      full = false;
    } catch { full = true; }
    tell();
  }

  function answerOf(question) {
    if (question.dataset.kind === "words") return inputs(question)[0].value;
    const ticked = inputs(question).filter((input) => input.checked).map((input) => input.value);
    return question.dataset.kind === "one" ? ticked[0] ?? "" : ticked;
  }

  // What the page shows now.
  function shown() {
    return Object.fromEntries(questions.map((q) => [q.dataset.id, answerOf(q)]).filter(([, a]) => a.length));
  }

  function show(answers) {
    for (const question of questions) {
      const answer = answers[question.dataset.id] ?? "";
      for (const input of inputs(question)) {
        if (input.tagName === "TEXTAREA") {
          if (input.value !== answer) input.value = answer;
        } else input.checked = [].concat(answer).includes(input.value);
      }
    }
    tell();
  }

  function tell() {
    sheet.querySelector(".worksheet-trouble").textContent = forgets
      ? _("This browser keeps no memory for this site: print or save your answers before you leave the page.")
      : full ? _("This browser’s storage for this site is full: the last change was not kept. Save a file.")
      : unread && _("What this browser keeps cannot be read: {why}. It stays as it is until you erase it.", { why: unread });
  }

  // The file, with the questions and answers in words for whoever opens it.
  function file(kinds) {
    const answers = shown();
    const readable = {};
    for (const question of questions) {
      const answer = answers[question.dataset.id];
      if (!kinds.includes(question.dataset.kind)) delete answers[question.dataset.id];
      else if (answer !== undefined) {
        readable[asked(question)] = question.dataset.kind === "words" ? answer
          : inputs(question).filter((i) => i.checked).map((i) => i.labels[0].textContent);
      }
    }
    // A number for the file, new each time: it tells two files apart, and says nothing of a person.
    const copy = [...crypto.getRandomValues(new Uint8Array(8))]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { course: "dsi-course", worksheet: name, version, copy, answers, readable };
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const question = event.target.closest("[data-kind]");
    const answers = load();
    if (unread) { tell(); return; }
    const answer = answerOf(question);
    if (answer.length) answers[question.dataset.id] = answer;
    else delete answers[question.dataset.id];
    keep(answers);
  });
  sheet.querySelector("[data-do=save]").addEventListener("click", () => {
    said.textContent = save(`${KEY}.json`, file(["one", "several", "words"]));
  });
  sheet.querySelector("[data-do=hand-in]").addEventListener("click", () => {
    const saved = save(`${KEY}-ticks.json`, file(["one", "several"]));
    said.textContent = `${saved} ${_("It holds what you ticked, and none of your own words.")}`;
  });
  onFile(sheet.querySelector("input[type=file]"), parse, (from, data, wrong) => {
    load();
    const no = wrong || (unread && _("erase what cannot be read first"));
    if (no) {
      said.textContent = _("{file} was not loaded, and nothing has changed: {why}.", { file: from, why: no });
      return;
    }
    const take = () => { keep(data.answers); show(data.answers); said.textContent = _("Loaded {file}.", { file: from }); };
    const loses = Object.entries(shown()).some(([id, a]) => JSON.stringify(data.answers[id]) !== JSON.stringify(a));
    if (!loses) { take(); return; }
    said.textContent = _("{file} was not loaded, and nothing has changed.", { file: from });
    ask(document.getElementById("worksheet-replace").closest("dialog"), "replace", take);
  });
  sheet.querySelector("[data-do=erase]").addEventListener("click", () => {
    ask(document.getElementById("worksheet-erase").closest("dialog"), "erase", () => {
      localStorage.removeItem(KEY);
      unread = "";
      full = false;
      show({});
      said.textContent = _("Erased: this browser keeps none of your answers now.");
    });
  });
  addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) show(load()); });
  addEventListener("pageshow", (event) => { if (event.persisted) show(load()); });
  // On paper nothing can be scrolled: a box is as tall as what stands in it.
  addEventListener("beforeprint", () => {
    for (const box of form.querySelectorAll("textarea")) box.style.minHeight = `${box.scrollHeight}px`;
  });
  addEventListener("afterprint", () => {
    for (const box of form.querySelectorAll("textarea")) box.style.minHeight = "";
  });
  sheet.querySelector(".worksheet-tools").hidden = false;
  show(load());
})();
