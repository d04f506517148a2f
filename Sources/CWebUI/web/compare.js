// SPDX-License-Identifier: Apache-2.0
// Two pictures of one size, one over the other, with a divider that moves: the target on its left, the result on its
// right. Pointer, touch and keyboard.

import { el, icon } from "./dom.js";
import { percent } from "./format.js";
import { language, onLanguage, t } from "./text.js";

/** Steps of the divider in percent: an arrow key, a page key. */
const steps = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10 };

let shown = null;
onLanguage(() => shown?.refresh());

export class Compare {
  element;
  #handle;
  #position = 50;

  /** `before` and `after` are image elements; `ratio` is width by height. */
  constructor(before, after, ratio) {
    this.#handle = el(
      "div",
      { class: "compare-handle", role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100",
        "aria-orientation": "horizontal", label: "compare.label" },
      el("span", { class: "compare-grip" }, icon("handle")),
    );
    before.classList.add("compare-before");
    after.classList.add("compare-after");
    this.element = el(
      "div",
      { class: "compare frame" },
      before,
      after,
      el("span", { class: "compare-tag before", "aria-hidden": "true", text: "compare.before" }),
      el("span", { class: "compare-tag after", "aria-hidden": "true", text: "compare.after" }),
      this.#handle,
    );
    this.element.style.setProperty("--ratio", ratio);
    this.#listen();
    this.moveTo(50);
    shown = this;
  }

  moveTo(position) {
    this.#position = Math.min(100, Math.max(0, position));
    this.element.style.setProperty("--split", `${this.#position}%`);
    this.element.classList.toggle("at-start", this.#position < 12);
    this.element.classList.toggle("at-end", this.#position > 88);
    this.refresh();
  }

  refresh() {
    const rounded = Math.round(this.#position);
    this.#handle.setAttribute("aria-valuenow", rounded);
    this.#handle.setAttribute("aria-valuetext", t("compare.value", { percent: percent(rounded / 100, language()) }));
  }

  #listen() {
    this.#handle.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const end = { Home: 0, End: 100 }[event.key];
      const step = steps[event.key];
      if (end === undefined && step === undefined) return;
      event.preventDefault();
      this.moveTo(end ?? this.#position + step);
    });
    const follow = (event) => {
      const { left, width } = this.element.getBoundingClientRect();
      this.moveTo((100 * (event.clientX - left)) / width);
    };
    this.element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.element.setPointerCapture(event.pointerId);
      this.element.classList.add("moving");
      follow(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) follow(event);
    });
    const release = () => this.element.classList.remove("moving");
    this.element.addEventListener("pointerup", release);
    this.element.addEventListener("pointercancel", release);
  }
}
