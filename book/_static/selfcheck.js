// Self-check questions: an answer, why, and how many so far. Nothing is sent;
// progress.js hears of a right answer, and remembers it in this browser.
"use strict";

(() => {
  const _ = window.courseWords;
  for (const check of document.querySelectorAll(".selfcheck")) setUp(check);

  function setUp(check) {
    const questions = [...check.querySelectorAll("form.question")];
    const score = check.querySelector(".selfcheck-score");
    const right = new Set();
    const tried = new Set();

    const tell = () => {
      score.textContent = tried.size
        ? _("{right} right of {tried} answered; {all} questions in all.", { right: right.size, tried: tried.size, all: questions.length })
        : "";
    };

    for (const form of questions) {
      const options = [...form.querySelectorAll(".option")];
      const actions = form.querySelector(".actions");
      const verdict = form.querySelector(".verdict");
      const answer = options.find((option) => isRight(option));
      const again = Object.assign(document.createElement("button"), {
        type: "reset", className: "again", textContent: _("Try again"), hidden: true,
      });
      actions.append(again);
      actions.hidden = false;

      const clear = () => {
        verdict.textContent = "";
        again.hidden = true;
        for (const option of options) {
          option.classList.remove("right", "wrong");
          option.querySelector(".feedback").hidden = true;
        }
      };

      // A new choice takes the old verdict away, so that the two never disagree.
      form.addEventListener("change", clear);

      form.addEventListener("submit", (event) => {
        event.preventDefault();
        clear();
        const chosen = options.find((option) => option.querySelector("input").checked);
        if (!chosen) {
          verdict.textContent = _("Choose an answer first.");
          options[0].querySelector("input").focus();
          return;
        }
        const good = isRight(chosen);
        chosen.classList.add(good ? "right" : "wrong");
        chosen.querySelector(".feedback").hidden = false;
        verdict.textContent = good
          ? _("Correct: {answer}", { answer: words(chosen) })
          : _("Not correct. The right answer is: {answer}", { answer: words(answer) });
        if (!good) {
          answer.classList.add("right");
          answer.querySelector(".feedback").hidden = false;
        }
        again.hidden = false;
        tried.add(form);
        if (good) {
          right.add(form);
          const detail = `${check.dataset.chapter}/${form.dataset.id}`;
          document.dispatchEvent(new CustomEvent("selfcheck-right", { detail }));
        } else {
          right.delete(form);
        }
        tell();
      });

      form.addEventListener("reset", () => {
        clear();
        tried.delete(form);
        right.delete(form);
        tell();
        options[0].querySelector("input").focus();
      });
    }
  }

  function isRight(option) {
    return option.querySelector(".feedback").dataset.correct === "true";
  }

  function words(option) {
    return option.querySelector("label").textContent.trim();
  }
})();
