// A search field over each long list. Without this script every entry is visible.
"use strict";
(() => {
  const FEWEST = 12; // entries; a shorter list needs no search
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  document.querySelectorAll("[data-filter]").forEach((list, place) => {
    const items = Array.from(list.querySelectorAll("[data-item]"), (node) => ({ node, text: plain(node.textContent) }));
    if (items.length < FEWEST) return;

    const bar = document.createElement("p");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    const noun = list.dataset.filter;
    bar.className = "filter";
    field.type = "search";
    field.id = `filter-${place}`;
    field.autocomplete = "off";
    label.htmlFor = field.id;
    label.textContent = `Filter ${noun} `;
    count.htmlFor = field.id;
    bar.append(label, field, count);
    (list.closest(".scroll") || list).before(bar);

    field.addEventListener("input", () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const item of items) {
        const hit = words.every((word) => item.text.includes(word));
        item.node.hidden = !hit;
        shown += hit;
      }
      count.textContent = words.length ? `${shown} of ${items.length} ${noun}` : "";
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.value) return;
      field.value = "";
      field.dispatchEvent(new Event("input"));
    });
  });
})();
