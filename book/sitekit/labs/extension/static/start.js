// First on every page of the lab: says why it cannot run here, or loads Python and shows how far it is.
// Plain old syntax on purpose: an old browser must be able to read why it is too old.
"use strict";

(function () {
  var query = new URLSearchParams(location.search);
  var path = query.get("path") || "";
  var book = "../../";

  function element(tag, text, attributes) {
    var node = document.createElement(tag);
    node.textContent = text || "";
    Object.keys(attributes || {}).forEach(function (name) {
      node.setAttribute(name, attributes[name]);
    });
    return node;
  }

  function hasModuleWorkers() {
    var asked = false;
    var options = {};
    Object.defineProperty(options, "type", { get: function () { asked = true; return "module"; } });
    try { new Worker("data:text/javascript,", options).terminate(); } catch (error) { return asked; }
    return asked;
  }

  function whyNot() {
    if (location.protocol === "file:") {
      return "This page was opened from a folder. A browser runs Python only on pages that come from " +
        "a web address. Open the course at its web address, or start a small web server on this " +
        "computer: open a terminal in the folder that holds the course, type “python3 -m http.server”, " +
        "and go to http://127.0.0.1:8000/.";
    }
    if (typeof WebAssembly !== "object") {
      return "This browser has no WebAssembly, which Python needs, or somebody switched it off. Use " +
        "another browser (Firefox, Chrome, Edge or Safari, not older than 2023), or ask whoever " +
        "looks after this computer.";
    }
    if (!hasModuleWorkers()) {
      return "This browser is too old to run Python. Use Firefox, Chrome, Edge or Safari, not older " +
        "than 2023.";
    }
    return "";
  }

  function refuse(reason) {
    window.stop();
    var body = element("body", "", { "class": "lab-refused" });
    var main = body.appendChild(element("main"));
    main.appendChild(element("h1", "The lab cannot run here"));
    main.appendChild(element("p", reason));
    main.appendChild(element("p", "Or work without the lab, in Jupyter on your own computer:"));
    var list = main.appendChild(element("ul"));
    function link(address, text) {
      list.appendChild(element("li")).appendChild(element("a", text, { href: address }));
    }
    if (/^[\w-]+\/[\w-]+\.ipynb$/.test(path)) link(book + "downloads/" + path, "Download this notebook");
    // A translated notebook lies in its own edition: foundations.es/lab.ipynb.
    var edition = /^([\w-]+)\.(\w+)\/([\w-]+\.ipynb)$/.exec(path);
    if (edition) link(book + edition[2] + "/downloads/" + edition[1] + "/" + edition[3], "Download this notebook");
    link(book + "downloads/dsi-course-student.zip", "Download everything for students (.zip)");
    link(book + "index.html", "Go to the course");
    document.title = "The lab cannot run here";
    document.documentElement.lang = "en";
    // The page is still being read: put this in place of whatever has come so far, and comes yet.
    function put() { document.documentElement.replaceChild(body, document.body); }
    if (document.body) put();
    else { document.documentElement.appendChild(body); }
  }

  var reason = whyNot();
  if (reason) { refuse(reason); return; }

  var box = element("div", "", { id: "lab-start" });
  // Read aloud, so it changes only when something else begins; the count beside it is for the eye.
  var words = box.appendChild(element("span", "Loading the notebook …", { role: "status" }));
  var bar = box.appendChild(element("progress", "", { "aria-label": "Loaded" }));
  var counted = box.appendChild(element("span", "", { "aria-hidden": "true" }));
  function show() { document.body.appendChild(box); }
  if (document.body) show(); else document.addEventListener("DOMContentLoaded", show);

  window.courseLab = {
    // Another line for the reader who waits.
    say: function (text) { words.textContent = text; counted.textContent = ""; },
    done: function (files) {
      box.remove();
      setTimeout(function () { keep(later.concat(files)); }, 10000); // when all else is loaded
    },
    failed: function (text) { courseLab.say(text); bar.remove(); }
  };

  // The list of files and the editor of a data file need no Python.
  if (!/\.ipynb$/.test(path)) { document.removeEventListener("DOMContentLoaded", show); return; }
  // Python is fetched and unpacked while the interface still loads; on later visits it is there.
  var early = new Worker("../static/pyodide/early.mjs", { type: "module" });
  var later = [];
  function starting(said) {
    bar.removeAttribute("value");
    courseLab.say("Starting Python …");
    keep(said.keep);
    later = said.later;
  }
  // For a visit without a network.
  function keep(files) {
    try {
      navigator.serviceWorker.ready.then(function (found) {
        found.active.postMessage({ keep: files });
      });
    } catch (error) { /* a browser that keeps nothing, or a plain http address */ }
  }
  early.onmessage = function (message) {
    var said = message.data;
    if (said.failed) return failed(said.failed);
    if (said.done) return starting(said);
    if (!bar.value) {
      bar.max = said.total;
      courseLab.say("Loading Python, " + (said.total / 1e6).toFixed(1) + " MB (the first time only) …");
    }
    bar.value = said.loaded;
    counted.textContent = (said.loaded / 1e6).toFixed(1) + " MB";
  };
  early.onerror = function () { failed("early.mjs"); };
  function failed(what) {
    courseLab.failed("Python could not be loaded (" + what + "). Is the network there? " +
      "Reload the page to try again.");
  }
})();
