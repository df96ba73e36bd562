// A prompt's worksheet (copied or saved), and its discussion at a service, which loads only when asked.
"use strict";

(() => {
  const _ = window.courseWords;
  const RETURN = "dsi-course-discussion"; // the prompt from which a reader went to sign in
  const GISCUS = "https://giscus.app";
  const root = document.documentElement;
  const onWeb = location.protocol.startsWith("http"); // no service can know a page in a folder of files

  for (const prompt of document.querySelectorAll(".discussion")) {
    setUpSheet(prompt, prompt.querySelector(".prompt-sheet"));
    const service = prompt.querySelector(".prompt-service");
    if (service && onWeb) setUpService(prompt, service);
  }
  goOn();

  function setUpSheet(prompt, sheet) {
    const text = sheet.querySelector("textarea");
    const said = sheet.querySelector(".prompt-said");
    const address = `${location.origin}${location.pathname}#${prompt.id}`;
    if (onWeb) text.value = text.value.replace("\n\n", `\n${address}\n\n`);
    sheet.querySelector(".tools").hidden = false;
    sheet.querySelector("[data-do=copy]").addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.value);
        said.textContent = _("Copied.");
      } catch { // a browser that asks for a secure address, or does not allow it
        text.focus();
        text.select();
        said.textContent = _("This browser lets no page copy. The text is selected: copy it with Ctrl+C or ⌘C.");
      }
    });
    sheet.querySelector("[data-do=save]").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text.value], { type: "text/plain" }));
      link.download = `${prompt.id}.txt`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      said.textContent = _("Saved as {name}.", { name: link.download });
    });
  }

  function setUpService(prompt, box) {
    const button = box.querySelector("button");
    const said = box.querySelector(".prompt-said");
    const open = { giscus: openGiscus, hypothesis: openHypothesis }[box.dataset.service];
    button.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = _("Loading …");
      try {
        said.textContent = await open(prompt, box);
      } catch (host) {
        said.textContent = _("{host} did not answer. Either there is no network, or something blocks it. Here is the worksheet instead: copy it, and hand in your answer in the way that your class uses. You can also press the button again.", { host: host.message });
        prompt.querySelector(".prompt-sheet").open = true;
      }
    });
  }

  // Put a service's program into the page; an error names the host that did not answer.
  function load(place, src, data = {}) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src, async: true });
      Object.assign(script.dataset, data);
      script.onload = resolve;
      script.onerror = () => { script.remove(); reject(new Error(new URL(src).host)); };
      place.append(script);
    });
  }

  async function openGiscus(prompt, box) {
    document.querySelector(".giscus")?.remove(); // its program knows one place in a page
    const { repo, repoId, category, categoryId, term } = box.dataset;
    const place = Object.assign(document.createElement("div"), { className: "giscus" });
    box.append(place);
    sessionStorage.setItem(RETURN, prompt.id);
    await load(box, `${GISCUS}/client.js`, {
      repo, repoId, category, categoryId, term,
      mapping: "specific", strict: "1", reactionsEnabled: "1", emitMetadata: "0",
      inputPosition: "top", theme: root.dataset.theme, lang: root.lang,
    });
    return _("The discussion is below.");
  }

  // The comments follow the page's look.
  new MutationObserver(() => {
    document.querySelector("iframe.giscus-frame")?.contentWindow
      .postMessage({ giscus: { setConfig: { theme: root.dataset.theme } } }, GISCUS);
  }).observe(root, { attributeFilter: ["data-theme"] });

  let loaded = null;
  async function openHypothesis(prompt, box) {
    const { group } = box.dataset;
    if (!document.querySelector(".js-hypothesis-config")) {
      const settings = Object.assign(document.createElement("script"), {
        type: "application/json", className: "js-hypothesis-config",
        textContent: JSON.stringify({ openSidebar: true, group }),
      });
      document.head.append(settings);
      // Later presses of any of these buttons open the notes again: the program looks after them.
      for (const each of document.querySelectorAll(".prompt-service button")) each.dataset.hypothesisTrigger = "";
    }
    loaded ??= load(document.head, "https://hypothes.is/embed.js").catch((error) => { loaded = null; throw error; });
    await loaded;
    return _("The notes are open beside the page. Mark words of the prompt, then choose Annotate.");
  }

  // Whoever signs in at GitHub comes back to the top of the page: lead on to the prompt.
  function goOn() {
    const from = new URLSearchParams(location.search).has("giscus") && sessionStorage.getItem(RETURN);
    const box = from && document.getElementById(from)?.querySelector(".prompt-service");
    if (!box) return;
    box.querySelector("button").focus();
    box.querySelector(".prompt-said").textContent = _("You are signed in. Press the button to open the discussion again.");
  }
})();
