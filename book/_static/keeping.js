// Files and questions for what the browser keeps: saving one, reading one, asking before a loss.
"use strict";

window.courseKeeping = ((_) => ({
  save(name, data) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 1)], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return _("Saved as {name}.", { name });
  },

  // Calls take(name, data, what is wrong) with each file that is chosen.
  onFile(input, parse, take) {
    input.addEventListener("change", async () => {
      const chosen = input.files[0];
      if (!chosen) return;
      const [data, wrong] = chosen.size > 1e6
        ? [null, _("it is too large")] : parse(await chosen.text().catch(() => ""));
      input.value = ""; // so that the same file can be chosen again
      take(chosen.name, data, wrong);
    });
  },

  // Asks in the dialog; calls go when the answer is the given word.
  ask(dialog, word, go) {
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", () => { if (dialog.returnValue === word) go(); }, { once: true });
  },
}))(window.courseWords);
