// The meaning of a word shows on hover and on focus without a script; with one, Escape closes it.
"use strict";

(() => {
  const here = ":hover, :focus-within";

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".term")) if (term.matches(here)) term.classList.add("closed");
  });

  // Closed until pointer and focus have left the word.
  const reopen = () => {
    for (const term of document.querySelectorAll(".term.closed")) if (!term.matches(here)) term.classList.remove("closed");
  };
  document.addEventListener("pointerover", reopen);
  document.addEventListener("focusin", reopen);
  document.addEventListener("focusout", () => setTimeout(reopen));
})();
