// A search field over each long list, boxes for severities, and headers that sort. Without this script all is visible.
"use strict";
(() => {
  const FEWEST = 12; // entries; a shorter list needs no search
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  document.querySelectorAll("[data-filter]").forEach((list, place) => {
    const items = Array.from(list.querySelectorAll("[data-item]"), (node) => ({ node, text: plain(node.textContent) }));
    if (items.length < FEWEST) return;
    const noun = list.dataset.filter;
    const bar = make("div", { className: "filter" });
    const field = make("input", { type: "search", id: `filter-${place}`, autocomplete: "off" });
    const label = make("label", { htmlFor: field.id, textContent: `Filter ${noun} ` });
    const count = make("output", {});
    count.htmlFor = field.id;
    bar.append(label, field);

    const boxes = ["error", "warning", "info"]
      .filter((word) => items.some(({ node }) => node.dataset.severity === word))
      .map((word) => make("input", { type: "checkbox", checked: true, value: word, id: `filter-${place}-${word}` }));
    if (boxes.length > 1)
      for (const box of boxes) bar.append(box, make("label", { htmlFor: box.id, textContent: box.value }));
    bar.append(count);
    (list.closest(".scroll") || list).before(bar);

    const show = () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      const hidden = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
      let shown = 0;
      for (const { node, text } of items) {
        const hit = words.every((word) => text.includes(word)) && !hidden.has(node.dataset.severity);
        node.hidden = !hit;
        shown += hit;
      }
      count.textContent = words.length || hidden.size ? `${shown} of ${items.length} ${noun}` : "";
    };
    bar.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.value) return;
      field.value = "";
      show();
    });
  });

  // What a cell sorts by: its own number, the number that it shows, or its words.
  const value = (cell) => {
    const text = cell.dataset.v ?? cell.textContent.trim().replace(/^</, "").replace(/[,%]/g, "");
    if (text === "·" || text === "–" || text === "") return -1;
    return Number.isNaN(Number(text)) ? plain(cell.textContent.trim()) : Number(text);
  };
  const order = (a, b) => (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1);

  document.querySelectorAll("table[data-sort]").forEach((table) => {
    const body = table.tBodies[0];
    if (body.rows.length < 2) return;
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const name = head.textContent.trim().replace(/\s+/g, " ");
      const button = make("button", { type: "button", className: "sort", title: `Sort by ${name}` });
      if (head.querySelector("a")) {
        button.append(make("span", { className: "sr", textContent: `Sort by ${name}` }));
        head.append(button);
      } else {
        button.append(...head.childNodes);
        head.append(button);
      }
      button.addEventListener("click", () => {
        const numbers = head.matches(".num, .mid, .turned");
        const now = head.getAttribute("aria-sort");
        const up = now ? now === "descending" : !numbers;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = Array.from(body.rows, (row) => [value(row.cells[column]), row]);
        rows.sort(([a], [b]) => (up ? order(a, b) : order(b, a)));
        body.append(...rows.map(([, row]) => row));
      });
    });
  });
})();
