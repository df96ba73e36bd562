// The form that writes pathways.yml: adds up the minutes of what is ticked, and saves the file.
// `course pathway` counts the same way; sitekit/pathways/plan.py says how.
"use strict";

(() => {
  const _ = window.courseWords;
  const box = document.querySelector(".pathway-form");
  const form = box.querySelector("form");
  const total = box.querySelector(".pathway-total");
  const warnings = box.querySelector(".pathway-warnings");
  const said = box.querySelector(".pathway-said");
  const file = document.querySelector(".pathway-file");
  const LEVELS = ["introductory", "intermediate", "advanced"];
  const ACTIVITIES = ["watch", "read", "do", "discuss"];

  const all = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];
  const ticked = (name) => all(name).filter((input) => input.checked).map((input) => input.value);
  const number = (name) => Number(form.elements[name].value);
  const plain = (text) => JSON.stringify(text); // a JSON string is a YAML string
  const minutes = (input, names) => names.reduce((sum, name) => sum + Number(input.dataset[name]), 0);

  // The ticked chapters, each with the lessons that it has and those that are taken.
  function chosen() {
    return [...form.querySelectorAll(".pathway-chapter")]
      .filter((chapter) => chapter.querySelector('input[name="chapters"]').checked)
      .map((chapter) => {
        const lessons = [...chapter.querySelectorAll('input[name="lessons"]')];
        return {
          slug: chapter.querySelector('input[name="chapters"]').value,
          lessons,
          taken: lessons.filter((input) => input.checked || "opening" in input.dataset),
          handIn: [...chapter.querySelectorAll('input[name="hand_in"]')].filter((input) => input.checked),
        };
      });
  }

  function faults() {
    const wrong = [...form.querySelectorAll("input")].filter((input) => !input.checkValidity() || (
      input.type === "number" && !/^\d+$/.test(input.value)));
    for (const input of form.querySelectorAll("input:not([type=checkbox])")) {
      input.setAttribute("aria-invalid", String(wrong.includes(input)));
    }
    const lines = wrong.map((input) => _("{field}: a whole number from {least} to {most} is needed.", {
      field: input.labels[0].textContent.trim(), least: input.min, most: input.max,
    }));
    if (!form.elements.title.value.trim() || form.elements.title.value.trim().length < 3) {
      lines.push(_("Give your course a name of at least three letters."));
    }
    if (!chosen().length) lines.push(_("Tick at least one chapter."));
    const days = ticked("days").length;
    const sessions = number("sessions");
    if (days && days !== sessions) lines.push(_("Tick {n} days, one for each session of a week, or none.", { n: sessions }));
    if (!days && sessions > 1 && form.elements.starts.value) lines.push(_("With a first day, tick the days of the sessions."));
    return lines;
  }

  function sums(chapters) {
    const sessions = number("sessions");
    const room = number("session_minutes");
    const inside = sessions ? ticked("in_class") : [];
    const atSchool = ACTIVITIES.filter((name) => inside.includes(name));
    const outside = ACTIVITIES.filter((name) => !inside.includes(name));
    const isHere = (work) => inside.includes("lab") && work.value.endsWith("-lab");
    const steps = chapters.flatMap((chapter) => [
      ...chapter.taken.map((lesson) => minutes(lesson, atSchool)),
      ...chapter.handIn.filter(isHere).map((work) => Number(work.dataset.minutes)),
    ]);
    let taught = 0, home = 0, needed = 1, used = 0;
    for (const lesson of chapters.flatMap((chapter) => chapter.taken)) home += minutes(lesson, outside);
    for (const here of steps) {
      taught += here;
      const parts = Math.max(1, Math.ceil(here / room));
      for (let part = 1; part <= parts; part += 1) {
        const share = Math.floor(here * part / parts) - Math.floor(here * (part - 1) / parts);
        if (used + share > room) { needed += 1; used = 0; }
        used += share;
      }
    }
    for (const work of chapters.flatMap((chapter) => chapter.handIn)) {
      if (!isHere(work)) home += Number(work.dataset.minutes);
    }
    return { taught, home, needed };
  }

  function broken(chapters) {
    const order = chapters.flatMap((chapter) => chapter.taken).map((input) => input.value);
    const lines = [];
    for (const input of chapters.flatMap((chapter) => chapter.taken)) {
      for (const needed of input.dataset.needs.split(" ").filter(Boolean)) {
        if (!order.includes(needed)) lines.push(_("{page} needs {needed}, which you leave out.", { page: input.value, needed }));
      }
    }
    for (const work of chapters.flatMap((chapter) => chapter.handIn)) {
      if (!order.includes(work.dataset.practice)) lines.push(_("{work} is handed in, but {page}, the page from which students open it, is left out.", { work: work.value, page: work.dataset.practice }));
    }
    return lines;
  }

  function say() {
    const wrong = faults();
    const chapters = chosen();
    const lines = [...wrong];
    total.textContent = "";
    if (!wrong.length) {
      const { taught, home, needed } = sums(chapters);
      const weeks = number("weeks");
      const sessions = number("sessions");
      const there = weeks * Math.max(sessions, 1);
      const points = chapters.flatMap((chapter) => chapter.handIn).length;
      total.textContent = _("{chapters} chapters, {pages} pages, {points} assignments. {taught} minutes in class, {home} outside, in {weeks} weeks.", {
        chapters: chapters.length, pages: chapters.flatMap((c) => c.taken).length, points, taught, home, weeks,
      });
      if (needed > there) lines.push(_("Too few sessions: at least {needed} are needed, and there are {there}.", { needed, there }));
      if (home > weeks * number("home_minutes")) {
        lines.push(_("Too few weeks: {home} minutes outside of class do not go into {weeks} weeks of {n}.", { home, weeks, n: number("home_minutes") }));
      }
      lines.push(...broken(chapters));
      file.textContent = written(chapters);
    }
    warnings.replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }));
    return wrong;
  }

  function written(chapters) {
    const title = form.elements.title.value.trim();
    const id = title.toLowerCase().normalize("NFD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "my-course";
    const lines = [
      `- id: ${plain(id)}`, `  title: ${plain(title)}`,
      `  about: ${plain(_("{title}: chapters chosen for one class.", { title }))}`,
      `  weeks: ${number("weeks")}`, `  sessions: ${number("sessions")}`,
      `  session_minutes: ${number("session_minutes")}`, `  home_minutes: ${number("home_minutes")}`,
      `  level: ${form.elements.level.value}`, `  in_class: [${ticked("in_class").join(", ")}]`,
      "  chapters:",
      ...chapters.map((chapter) => {
        const whole = chapter.taken.length === chapter.lessons.length && form.elements.level.value === "advanced";
        const names = chapter.taken.map((input) => input.value.split("/")[1]);
        return `    ${chapter.slug}: ${whole ? "all" : `[${names.join(", ")}]`}`;
      }),
      `  hand_in: [${chapters.flatMap((chapter) => chapter.handIn).map((input) => input.value).join(", ")}]`,
    ];
    const starts = form.elements.starts.value;
    if (starts) lines.push(`  starts: ${starts}`);
    const days = ticked("days");
    if (days.length) lines.push(`  days: [${days.join(", ")}]`);
    return `${lines.join("\n")}\n`;
  }

  function save() {
    const wrong = say();
    if (wrong.length) {
      said.textContent = _("Not saved yet. {why}", { why: wrong[0] });
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.textContent], { type: "application/yaml" }));
    link.download = "pathways.yml";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    said.textContent = _("Saved as pathways.yml. Next: course pathway pathways.yml");
  }

  // A lower level takes the ticks from lessons above it; the opening page of a chapter stays.
  form.elements.level.addEventListener("change", () => {
    const highest = LEVELS.indexOf(form.elements.level.value);
    for (const input of all("lessons")) input.checked = LEVELS.indexOf(input.dataset.level) <= highest;
  });
  for (const input of all("lessons")) if ("opening" in input.dataset) input.disabled = true;
  form.addEventListener("input", say);
  form.addEventListener("change", say);
  form.addEventListener("submit", (event) => event.preventDefault());
  box.querySelector("button").addEventListener("click", save);
  box.hidden = false;
  total.textContent = _("Tick the chapters that you want to teach.");
})();
