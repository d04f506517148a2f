// SPDX-License-Identifier: Apache-2.0
// The fusions made in this browser, as cards.

import { button, confirmed, el, icon, reconcile } from "./dom.js";
import * as format from "./format.js";
import { label, language, onLanguage, say, t } from "./text.js";

export function showHistory(root, history) {
  const clear = button("history.clear", "erase", async () => {
    const agreed = await confirmed({
      title: "history.clear.title", text: "history.clear.text", yes: "history.clear.confirm", no: "erase.keep",
    });
    if (agreed) history.clear();
  }, { class: "quiet" });
  const empty = el("p", { class: "note", text: "history.empty" });
  const list = el("ul", { class: "cards" });
  const note = el("p", { class: "note", text: "history.note" });
  const head = el("div", { class: "section-head" }, el("h2", { id: "history-title", text: "history.title" }), clear);
  root.replaceChildren(head, empty, list, note);

  const draw = () => {
    const entries = history.entries;
    clear.hidden = entries.length === 0;
    empty.hidden = entries.length > 0;
    note.hidden = entries.length === 0;
    reconcile(list, entries, (entry) => entry.id, (entry) => card(entry, history), fill);
  };
  history.onChange(draw);
  onLanguage(draw);
  addEventListener("storage", draw);
  draw();
}

function card({ id }, history) {
  const link = el("a", { href: `#/fusions/${encodeURIComponent(id)}` },
    el("span", { class: "card-pictures" }), el("span", { class: "card-text" }, el("span", { class: "card-time" }), el("span", { class: "card-status" })));
  const forget = button(null, "close", () => history.forget(id), { class: "remove", label: "history.forget" });
  return el("li", { class: "card" }, link, forget);
}

function fill(element, { created, status, before, after }) {
  const time = () => format.ago(created, Date.now(), language());
  element.dataset.status = status;
  label(element.querySelector("a"), "history.open", () => ({ time: time(), status: t(`status.${status}`) }));
  element.querySelector(".card-time").textContent = time();
  say(element.querySelector(".card-status"), `status.${status}`);
  const pictures = element.querySelector(".card-pictures");
  const shown = [before, after].map((url) => url ?? "").join(" ");
  if (pictures.dataset.shown === shown) return;
  pictures.dataset.shown = shown;
  const thumbnail = (url) => (url ? el("img", { src: url, alt: "", width: 72, height: 72 }) : el("span", { class: "no-thumbnail" }, icon("photo")));
  pictures.replaceChildren(thumbnail(before), thumbnail(after));
}
