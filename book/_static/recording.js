// The recording card: a player on request, jumps to a time, a transcript to search.
// Nothing is asked of another machine before the reader presses a button that says so.
"use strict";

(() => {
  const _ = window.courseWords;
  const EMBED = {
    youtube: (id, start) =>
      `https://www.youtube-nocookie.com/embed/${id}?autoplay=1&rel=0&start=${Math.floor(start)}`,
    vimeo: (id, start) =>
      `https://player.vimeo.com/video/${id}?autoplay=1&dnt=1#t=${Math.floor(start)}s`,
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  for (const card of document.querySelectorAll(".recording")) setUp(card);

  function setUp(card) {
    const player = card.querySelector(".player");
    const jumps = card.querySelectorAll("button[data-start]");
    const transcript = card.querySelector(".transcript");
    if (transcript) setUpSearch(transcript);
    if (!player) {
      // There is no video to jump in: the times stay readable.
      for (const jump of jumps) jump.disabled = true;
      return;
    }
    const play = player.querySelector(".play");
    let start = 0;
    play.hidden = false;
    play.addEventListener("click", () => show(card, player, start).focus());
    for (const jump of jumps) {
      jump.addEventListener("click", () => {
        start = Number(jump.dataset.start);
        if (player.dataset.provider === "file" || play.hidden) {
          show(card, player, start);
        } else {
          // A company comes in only by the button that stands beside its name.
          play.textContent = _("Play from {time}", { time: jump.textContent });
          play.focus();
        }
      });
    }
  }

  // Build the player if it is not there, and start it at `start` seconds.
  function show(card, player, start) {
    const { provider, src, title, captions, poster } = player.dataset;
    player.classList.add("loaded");
    player.querySelector(".play").hidden = true;
    let screen = player.querySelector("video, iframe");
    if (provider in EMBED) {
      screen ??= player.insertBefore(document.createElement("iframe"), player.firstChild);
      screen.title = title;
      screen.allow = "autoplay; fullscreen; picture-in-picture";
      screen.referrerPolicy = "strict-origin-when-cross-origin";
      screen.src = EMBED[provider](encodeURIComponent(src), start);
      return screen;
    }
    if (!screen) {
      screen = player.insertBefore(document.createElement("video"), player.firstChild);
      Object.assign(screen, { controls: true, preload: "metadata", playsInline: true, src });
      screen.setAttribute("aria-label", title);
      if (poster) screen.poster = poster;
      if (captions) {
        const track = Object.assign(document.createElement("track"), {
          kind: "captions", srclang: "en", label: "English", src: captions, default: true,
        });
        screen.append(track);
      }
      screen.addEventListener("timeupdate", () => follow(card, screen.currentTime));
    }
    screen.currentTime = start;
    screen.play().catch(() => { /* the browser wants another press: the controls are there */ });
    return screen;
  }

  // Mark the line of the transcript that is being spoken.
  function follow(card, time) {
    const cues = [...card.querySelectorAll(".cues li")];
    const now = cues.findLast((cue) => Number(cue.dataset.start) <= time + 0.05);
    const before = card.querySelector(".cues [aria-current]");
    if (now === before) return;
    before?.removeAttribute("aria-current");
    if (!now) return;
    now.setAttribute("aria-current", "true");
    const list = now.parentElement;
    if (list.contains(document.activeElement) || now.hidden) return; // never move what is in use
    list.scrollTo({
      top: now.offsetTop - list.offsetTop - list.clientHeight / 3,
      behavior: calm.matches ? "auto" : "smooth",
    });
  }

  function setUpSearch(transcript) {
    const field = transcript.querySelector("input[type=search]");
    const count = transcript.querySelector(".transcript-count");
    const cues = [...transcript.querySelectorAll(".cues li")];
    const texts = cues.map((cue) => cue.querySelector("span").textContent.toLowerCase());
    field.closest("[hidden]")?.removeAttribute("hidden");
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      let found = 0;
      cues.forEach((cue, number) => {
        cue.hidden = !texts[number].includes(wanted);
        found += !cue.hidden;
      });
      count.textContent = wanted
        && _("{n} of {all} lines contain “{words}”", { n: found, all: cues.length, words: field.value.trim() });
    });
  }
})();
