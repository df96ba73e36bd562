// A prebuilt JupyterLab extension, written by hand: a bar above an exercise's notebook with the two
// things that a student looks for (hand in, start again), and clear words when the saved work is from
// an earlier release, cannot be read, or can no longer be saved.
"use strict";

(() => {
  const NAME = "dsi-course-lab";
  const _ = window.courseWords; // start.js
  const here = document.currentScript.src;
  let shared; // what the interface shares with its extensions, by package and version
  let found = { saved: false, aside: null };

  const config = () => JSON.parse(document.getElementById("jupyter-config-data").textContent);
  const memory = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* told at saving */ } },
  };
  const CHART = "application/vnd.vegalite.v5+json";
  const MATHS = /\$|\\[([]|\\begin\{/;
  const basisOf = (path) => `dsi-lab:release:${path}`;

  async function use(name) {
    return (await Object.values(shared[name])[0].get())();
  }

  function load(file) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${file} could not be loaded`));
      script.src = new URL(file, here).href;
      document.head.append(script);
    });
  }

  function button(text, act) {
    const node = document.createElement("button");
    node.type = "button";
    node.textContent = text;
    node.addEventListener("click", act);
    return node;
  }

  function give(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // ---- One exercise's notebook ----
  async function attend(app, panel, settings) {
    const { context } = panel;
    const path = context.path;
    const release = settings.releases[path];
    if (!release) return;
    const { Widget } = await use("@lumino/widgets");
    const { showDialog, Dialog } = await use("@jupyterlab/apputils");
    const { contents } = app.serviceManager;
    const file = path.split("/").pop();

    const bar = document.createElement("section");
    bar.className = "lab-bar";
    bar.setAttribute("aria-label", _("This exercise"));
    // The menus are English; the exercise and its bar are in the language of its folder.
    bar.lang = panel.content.node.lang = /^[\w-]+\.(\w+)\//.exec(path)?.[1] ?? "en";
    const state = document.createElement("span");
    state.setAttribute("role", "status");
    const row = document.createElement("p");
    row.append(button(_("Download to hand in"), handIn), button(_("Start again from the original"), again),
      state);
    bar.append(row);
    const frame = new Widget();
    frame.addClass("lab-frame");
    frame.node.append(bar);
    panel.contentHeader.addWidget(frame);
    // The interface gives a widget no more height than its style asks for.
    new ResizeObserver(() => {
      frame.node.style.minHeight = `${bar.offsetHeight}px`;
      frame.parent?.fit();
    }).observe(bar);

    function notice(id, text, ...buttons) {
      bar.querySelector(`[data-notice="${id}"]`)?.remove();
      const note = document.createElement("div");
      note.className = "lab-notice";
      note.dataset.notice = id;
      note.setAttribute("role", "alert");
      const words = document.createElement("p");
      words.textContent = text;
      const close = button(_("Close this message"), () => note.remove());
      note.append(words, ...buttons, close);
      bar.append(note);
    }

    // The notebook as it is on the screen, with the kernel's name that it came with: the browser's
    // kernel goes by another, which Jupyter on a computer does not know.
    async function notebook() {
      const content = context.model.toJSON();
      const answer = await fetch(`${config().baseUrl}files/${path}`).catch(() => null);
      const original = answer?.ok ? (await answer.json()).metadata : {
        kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
        language_info: { name: "python" },
      };
      content.metadata.kernelspec = original.kernelspec;
      content.metadata.language_info = original.language_info;
      return content;
    }

    async function handIn() {
      give(`${JSON.stringify(await notebook(), null, 1)}\n`, file);
      await context.save().catch(() => { /* saveState tells */ });
    }

    async function setAside() {
      const stamp = new Date().toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
      const copy = path.replace(/\.ipynb$/, `-earlier-${stamp}.ipynb`);
      await contents.save(copy, { type: "notebook", format: "json", content: await notebook() });
      context.model.dirty = false;
      await contents.delete(path);
      memory.set(basisOf(path), release);
      location.reload();
    }

    async function again() {
      const answer = await showDialog({
        title: _("Start again from the original?"),
        body: _("You get the notebook as it was given out. Your work is kept beside it in the list of files, under a name with “earlier” in it."),
        buttons: [Dialog.cancelButton({ label: _("Keep my work open") }),
          Dialog.warnButton({ label: _("Start again") })],
      });
      if (answer.button.accept) await tryAside();
    }

    async function tryAside() {
      try {
        await setAside();
      } catch (error) {
        notice("full", _("Nothing was changed: there is no room in this browser’s storage to keep your work ({why}). Download it first.", { why: error.message }),
          button(_("Download my work"), handIn));
      }
    }

    context.saveState.connect((sender, what) => {
      if (what === "completed" || what === "completed manually") {
        if (!memory.get(basisOf(path))) memory.set(basisOf(path), release);
        bar.querySelector('[data-notice="full"]')?.remove();
        const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        state.textContent = _("Saved in this browser at {time}", { time });
      } else if (what === "failed") {
        state.textContent = _("Not saved");
        notice("full", _("Your work could not be saved in this browser: its storage is full or switched off. Download your work now, before you close this page. To make room, delete files in File > Open, or data of other sites in the browser’s settings."),
        button(_("Download my work"), handIn));
      }
    });

    if (!isSecureContext) {
      notice("plain", _("This address starts with http: and is not on this computer. Exercises run and your work is saved here, but Python is unpacked anew at each visit, the page needs the network, and input() does not work."));
    }
    const basis = memory.get(basisOf(path));
    if (found.aside) {
      notice("unreadable", _("What this browser had saved of this notebook cannot be read. It was set aside as {name}, and you have the original again.", { name: found.aside.split("/").pop() }),
      button(_("Download what was saved"), async () => {
        const model = await contents.get(found.aside, { content: true });
        give(model.content, found.aside.split("/").pop());
      }));
    }
    if (!found.saved) {
      memory.set(basisOf(path), release);
    } else if (basis !== release) {
      notice("older", _("There is a new version of this exercise. You see your own work, on the version with which you began; nothing was overwritten."),
      button(_("Open the new version and keep my work beside it"), tryAside),
      button(_("Go on with mine"), (event) => {
        memory.set(basisOf(path), release);
        event.target.closest(".lab-notice").remove();
      }));
    }
  }

  // ---- The kernel ----
  async function greet(panel, settings) {
    const late = setTimeout(() => courseLab.failed(_("Python has not started after three minutes. Reload the page; if that does not help, download the notebook and use Jupyter on a computer.")),
    180000);
    const session = panel.sessionContext;
    const settle = () => session.session.kernel.requestExecute({
      code: files(panel.context.path, settings), silent: true, store_history: false,
    }).done;
    await session.ready;
    await settle(); // answered when Python is up
    session.statusChanged.connect((sender, status) => {
      if (status === "restarting" || status === "autorestarting") settle();
    });
    clearTimeout(late);
    setTimeout(prepare, 10000, panel.content.rendermime); // when all else is loaded
    courseLab.done(dataFiles(panel.context.path, settings).addresses);
  }

  // What shows widgets and charts is loaded with the first of them: load it before, for a visit
  // without a network.
  async function prepare(rendermime) {
    const data = { [CHART]: { data: { values: [] }, mark: "point" } };
    try {
      await rendermime.createRenderer(CHART).renderModel(rendermime.createModel({ data }));
      await Promise.all(["base", "controls"].map((name) => use(`@jupyter-widgets/${name}`)));
    } catch (error) {
      console.info(`Not loaded before it is needed: ${error.message}`);
    }
  }

  // Python takes seconds to start, and so does the interface: start it at once, and the notebook
  // finds its session there when it opens.
  async function startEarly(app, workers, settings) {
    const path = new URLSearchParams(location.search).get("path");
    if (!settings.releases[path]) return;
    const { sessions } = app.serviceManager;
    await app.activatePlugin("@jupyterlite/pyodide-kernel-extension:kernel");
    await sessions.ready;
    // Without its service worker the kernel would not see the files.
    await workers?.ready.catch(() => null);
    const name = path.split("/").pop();
    // Widgets speak with the notebook's own connection, so this one must not listen to them.
    const started = await sessions.startNew(
      { path, name, type: "notebook", kernel: { name: "python" } },
      { kernelConnectionOptions: { handleComms: false } },
    );
    started.dispose();
  }

  // The files beside a notebook; `addresses` are theirs and those of the lists of their folders.
  function dataFiles(path, settings) {
    const chapter = path.split("/")[0];
    const folder = new URL(`${config().baseUrl}files/${chapter}/`, location.href).href;
    const names = settings.data[chapter] ?? [];
    const folders = new Set(names.map((name) => name.split("/").slice(0, -1).join("/")));
    const lists = [...folders].filter(Boolean).map((name) =>
      folder.replace(`files/${chapter}/`, `api/contents/${chapter}/${name}/all.json`));
    return { chapter, folder, names, addresses: [...names.map((name) => folder + name), ...lists] };
  }

  // The kernel sees the lab's files through a service worker. Where there is none (a private window,
  // a plain address in a classroom's network) or it came too late, give it copies of the data.
  function files(path, settings) {
    const { chapter, folder, names } = dataFiles(path, settings);
    return `
import os as _os
if not _os.path.isdir("/drive/${chapter}"):
    from pyodide.http import pyfetch as _get
    _os.makedirs("/drive/${chapter}")
    _os.chdir("/drive/${chapter}")
    for _file in ${JSON.stringify(names)}:
        _os.makedirs(_os.path.dirname(_file) or ".", exist_ok=True)
        with open(_file, "wb") as _out:
            _out.write(await (await _get("${folder}" + _file)).bytes())
    del _get, _file, _out
del _os
get_ipython().execution_count = 1
`;
  }

  (window._JUPYTERLAB ??= {})[NAME] = {
    // The interface waits for this before it opens anything.
    async init(scope) {
      shared = scope;
      const { appVersion, litePluginSettings, contentsStorageName } = config();
      // JupyterLite throws a service worker away that has no version noted, as on every second
      // visit, and Python then starts before the next one serves it the files.
      const worker = navigator.serviceWorker?.controller?.scriptURL;
      if (worker && !memory.get(`${worker}-version`)) memory.set(`${worker}-version`, appVersion);
      const path = new URLSearchParams(location.search).get("path");
      if (!litePluginSettings[`${NAME}:plugin`].releases[path]) return;
      try {
        await load("saved.js");
        found = await courseSaved.check(contentsStorageName, path);
      } catch (error) {
        console.info(`The saved work could not be looked at: ${error.message}`);
      }
    },
    async get() {
      const { INotebookTracker } = await use("@jupyterlab/notebook");
      const { ILatexTypesetter } = await use("@jupyterlab/rendermime");
      const { IServiceWorkerManager } = await use("@jupyterlite/apputils");
      const plugin = {
        id: `${NAME}:plugin`,
        autoStart: true,
        requires: [INotebookTracker, ILatexTypesetter],
        activate(app, tracker, typesetter) {
          // MathJax is a tenth of the interface: it is loaded where there is something to set.
          const typeset = typesetter.typeset.bind(typesetter);
          typesetter.typeset = (node) => (MATHS.test(node.textContent) ? typeset(node) : undefined);
          const settings = config().litePluginSettings[`${NAME}:plugin`];
          load("names.js").then(() => courseNames.keepGiving());
          tracker.widgetAdded.connect((sender, panel) => {
            attend(app, panel, settings);
            greet(panel, settings);
          });
        },
      };
      const early = {
        id: `${NAME}:early`,
        autoStart: true,
        optional: [IServiceWorkerManager],
        activate(app, workers) {
          startEarly(app, workers, config().litePluginSettings[`${NAME}:plugin`])
            .catch((error) => console.info(`Python was not started early: ${error.message}`));
        },
      };
      return () => ({ __esModule: true, default: [early, plugin] });
    },
  };
})();
