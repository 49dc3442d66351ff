// Keys: / to the filter, n and p to the next and previous finding or entry, ← → to the articles beside, ? for help.
"use strict";
(() => {
  const shown = (node) => node.offsetParent !== null;
  const marks = () => Array.from(document.querySelectorAll(".galley > .noted, [data-item]")).filter(shown);
  let at = -1;

  const step = (by) => {
    const all = marks();
    if (!all.length) return;
    at = Math.min(Math.max(at + by, 0), all.length - 1);
    const link = all[at].querySelector("a") || all[at];
    link.focus();
    all[at].scrollIntoView({ block: "center" });
  };
  const turn = (rel) => Array.from(document.querySelectorAll(`a[rel="${rel}"]`)).find(shown)?.click();

  const help = document.createElement("dialog");
  help.className = "keys";
  help.setAttribute("aria-label", "Keys");
  const list = document.createElement("dl");
  for (const [key, what] of [
    ["/", "to the filter"],
    ["n", "next finding or entry"],
    ["p", "previous one"],
    ["← →", "article before, after"],
    ["?", "these keys"],
  ])
    list.append(
      Object.assign(document.createElement("dt"), { textContent: key }),
      Object.assign(document.createElement("dd"), { textContent: what }),
    );
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  close.addEventListener("click", () => help.close());
  help.append(list, close);
  document.body.append(help);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, dialog, .scroll:focus")) return;
    const keys = {
      "/": () => Array.from(document.querySelectorAll(".filter input[type=search]")).find(shown)?.focus(),
      n: () => step(1),
      p: () => step(-1),
      ArrowLeft: () => turn("prev"),
      ArrowRight: () => turn("next"),
      "?": () => help.showModal(),
    };
    if (!(event.key in keys)) return;
    if (event.key === "/") event.preventDefault();
    keys[event.key]();
  });
})();
