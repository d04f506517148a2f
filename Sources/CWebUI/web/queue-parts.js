// SPDX-License-Identifier: Apache-2.0
// What the queue's view is made of: numbers in tiles, and tables whose rows stay while their values change.

import { el, reconcile } from "./dom.js";
import { say } from "./text.js";

/** A number with its name and a line beneath it. */
export function tile(key) {
  const value = el("dd", { class: "tile-value" }, "–");
  const note = el("dd", { class: "tile-note" });
  return {
    element: el("div", { class: "tile" }, el("dt", { text: key }), value, note),
    set(words, alarming = false) {
      value.textContent = words;
      value.classList.toggle("alarming", alarming);
    },
    note(noteKey, params) {
      say(note, noteKey, params);
    },
  };
}

export function section(key, ...children) {
  return el("section", { class: "panel" }, el("h2", { text: key }), ...children);
}

/** The columns whose words may be long: the others do not break their lines. */
const wordy = ["queue.why", "queue.stage", "queue.attempts"];

/** A table with the headings of these keys; `numeric` are the columns of numbers. `none` is said where it is empty. */
export function table(keys, none, numeric = []) {
  const kind = (index) => (numeric.includes(index) ? "number" : wordy.includes(keys[index]) ? null : "short");
  const heading = (key, index) => el("th", { scope: "col", class: kind(index), text: key || undefined });
  const body = el("tbody");
  const head = el("thead", {}, el("tr", {}, ...keys.map(heading)));
  const grid = el("table", {}, head, body);
  const scroll = el("div", { class: "scroll", hidden: true }, grid);
  const empty = el("p", { class: "note", text: none || undefined });
  const row = () => el("tr", {}, ...keys.map((key, index) => el("td", { class: kind(index) })));
  return {
    element: el("div", {}, scroll, empty),
    fill(items, keyOf, update) {
      reconcile(body, items, keyOf, row, update);
      scroll.hidden = items.length === 0;
      empty.hidden = items.length > 0;
    },
  };
}

/** Writes texts into the cells of a row; a `null` leaves its cell alone, and what else a cell holds stays. */
export function cells(row, texts) {
  texts.forEach((text, index) => {
    if (text === null) return;
    const cell = row.cells[index];
    const node = cell.firstChild?.nodeType === Node.TEXT_NODE ? cell.firstChild : null;
    if (node === null) cell.prepend(text);
    else if (node.data !== text) node.data = text;
  });
}
