// A recorded talk: parts and transcript follow the player and move it, speed, the place where you
// left off, captions while it is muted, and what of it was played. All is kept in this browser alone.
"use strict";

(() => {
  const _ = window.courseWords;
  const KEY = "dsi-course-talks";
  const WATCHED = 0.9; // of the talk's length, played: then it counts as watched
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  for (const card of document.querySelectorAll(".talk[data-seconds]")) setUp(card);

  // { speed, talks: { "<slug>/talk": { at: seconds, played: [[from, to], ...] } } }
  function load() {
    try {
      const { speed, talks } = JSON.parse(localStorage.getItem(KEY)) ?? {};
      const isMap = talks && typeof talks === "object" && !Array.isArray(talks);
      return { speed: Number(speed) || 1, talks: isMap ? talks : {} };
    } catch { return { speed: 1, talks: {} }; }
  }

  function keep(change) {
    const data = load();
    change(data);
    try { localStorage.setItem(KEY, JSON.stringify(data)); } catch { /* full: then not kept */ }
  }

  // Ranges of seconds, in order, none touching another; what is no range is left out.
  function join(ranges) {
    const sound = Array.isArray(ranges) ? ranges.filter((r) => Array.isArray(r) && r[1] > r[0]) : [];
    const joined = [];
    for (const [from, to] of sound.sort((a, b) => a[0] - b[0])) {
      const last = joined.at(-1);
      if (last && from <= last[1] + 0.5) last[1] = Math.max(last[1], to);
      else joined.push([from, to]);
    }
    return joined;
  }

  function setUp(card) {
    const video = card.querySelector("video");
    const length = Number(card.dataset.seconds);
    const slug = card.dataset.talk;
    const tools = card.querySelector(".talk-tools");
    const resume = card.querySelector(".talk-resume");
    const speed = card.querySelector("select");
    const kept = load();
    const before = kept.talks[slug] ?? {};

    const captions = findCaptions(card, video);
    captionsWhenMuted(video, captions);

    tools.hidden = false;
    speed.value = String(kept.speed);
    if (!speed.value) speed.value = "1";
    video.defaultPlaybackRate = video.playbackRate = Number(speed.value);
    speed.addEventListener("change", () => {
      video.defaultPlaybackRate = video.playbackRate = Number(speed.value);
      keep((data) => { data.speed = Number(speed.value); });
    });

    const at = Number(before.at);
    if (at > 5 && at < length - 5) {
      resume.textContent = _("Go on from {time}", { time: clock(at) });
      resume.hidden = false;
      resume.addEventListener("click", () => { go(video, at); video.focus(); });
    }
    video.addEventListener("play", () => { resume.hidden = true; });

    for (const link of card.querySelectorAll("a[data-jump]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab, as asked for
        event.preventDefault();
        go(video, Number(link.dataset.jump));
      });
    }

    let noted = 0;
    const note = () => {
      const now = Array.from({ length: video.played.length }, (_, n) =>
        [video.played.start(n), video.played.end(n)].map((s) => Math.round(s * 10) / 10));
      keep((data) => {
        const known = data.talks[slug] ?? {};
        data.talks[slug] = { at: video.ended ? 0 : video.currentTime, played: join([...(known.played ?? []), ...now]) };
      });
      say();
    };
    const say = () => {
      const played = join(load().talks[slug]?.played).reduce((sum, [from, to]) => sum + to - from, 0);
      const part = Math.min(1, played / length);
      card.querySelector(".talk-played").textContent = part < 0.01 ? ""
        : part >= WATCHED ? _("You have watched this talk.")
          : _("You have played {n}% of this talk. It counts as watched from 90% on.", { n: Math.round(part * 100) });
      if (part >= WATCHED) document.dispatchEvent(new CustomEvent("talk-watched", { detail: slug }));
    };
    video.addEventListener("timeupdate", () => {
      follow(card, video.currentTime);
      if (Math.abs(video.currentTime - noted) >= 5) { noted = video.currentTime; note(); }
    });
    video.addEventListener("seeked", () => follow(card, video.currentTime));
    for (const event of ["pause", "ended"]) video.addEventListener(event, note);
    addEventListener("pagehide", () => { if (video.played.length) note(); });
    say();
  }

  function clock(seconds) {
    const whole = Math.floor(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  function go(video, seconds) {
    const start = () => {
      video.currentTime = seconds;
      video.play().catch(() => { /* the browser wants a press of its own: the controls are there */ });
    };
    if (video.readyState) { start(); return; }
    video.addEventListener("loadedmetadata", start, { once: true });
    video.preload = "auto";
    video.load();
  }

  // A page opened as a file may not load a track: then the captions are those of the transcript.
  function findCaptions(card, video) {
    if (location.protocol !== "file:") return video.querySelector("track[kind=captions]").track;
    const { label, srclang } = video.querySelector("track[kind=captions]");
    for (const track of video.querySelectorAll("track")) track.remove();
    const track = video.addTextTrack("captions", label, srclang);
    for (const line of card.querySelectorAll(".cues li")) {
      const { start, end } = line.dataset;
      track.addCue(new VTTCue(Number(start), Number(end), line.querySelector("span").textContent));
    }
    track.mode = "disabled";
    return track;
  }

  function captionsWhenMuted(video, captions) {
    let ours = false;
    const look = () => {
      const silent = video.muted || video.volume === 0;
      if (silent && captions.mode !== "showing") { captions.mode = "showing"; ours = true; }
      else if (!silent && ours) { captions.mode = "disabled"; ours = false; }
    };
    video.addEventListener("volumechange", look);
    video.addEventListener("play", look);
    look();
  }

  // Mark the part and the sentence that are being spoken.
  function follow(card, time) {
    for (const list of card.querySelectorAll(".chapters, .talk-script")) {
      const items = [...list.querySelectorAll("li[data-start]")];
      const now = items.findLast((item) => Number(item.dataset.start) <= time + 0.05);
      const before = list.querySelector("[aria-current]");
      if (now === before) continue;
      before?.removeAttribute("aria-current");
      if (!now) continue;
      now.setAttribute("aria-current", "true");
      if (!list.matches(".talk-script") || list.contains(document.activeElement)) continue;
      list.scrollTo({
        top: now.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop - list.clientHeight / 3,
        behavior: calm.matches ? "auto" : "smooth",
      });
    }
  }
})();
