// SPDX-License-Identifier: Apache-2.0
// The faces that the service finds in the target, drawn on it: one of them can be chosen.

import { detectFaces } from "./api.js";
import { button, el } from "./dom.js";
import { problemOf, retryable, words } from "./problem.js";
import { language, say } from "./text.js";

/** Side of the cut-out of a face, and how much of its surroundings it shows. */
const cutSide = 96;
const cutMargin = 0.25;

export class FacePicker {
  #root;
  #photo = null;
  #shown = false;
  #search = null;
  #found = new WeakMap();
  #chosen = null;

  constructor(root) {
    this.#root = root;
  }

  /** The chosen face's index; null where none is. */
  get index() {
    return this.#chosen;
  }

  /** The target's photo changed, or went. */
  async use(photo) {
    if (photo === this.#photo) return;
    this.#photo = photo;
    this.#chosen = null;
    this.#search?.abort();
    await this.#update();
  }

  async show(shown) {
    this.#shown = shown;
    this.#root.hidden = !shown;
    await this.#update();
  }

  focus() {
    this.#root.querySelector("input, button")?.focus();
  }

  async #update() {
    if (!this.#shown) return;
    const photo = this.#photo;
    if (photo === null) return this.#write("faces.needTarget");
    if (!this.#found.has(photo)) {
      this.#write("faces.searching");
      this.#root.classList.add("searching");
      this.#search?.abort();
      const search = new AbortController();
      this.#search = search;
      try {
        this.#found.set(photo, await detectFaces(photo.file, search.signal));
      } catch (error) {
        if (!search.signal.aborted) this.#fail(problemOf(error));
        return;
      } finally {
        if (this.#search === search) this.#root.classList.remove("searching");
      }
    }
    if (photo === this.#photo) this.#draw(photo, this.#found.get(photo));
  }

  #write(key, params) {
    this.#root.replaceChildren(el("p", { class: "picker-note", role: "status", text: [key, params] }));
  }

  #fail(problem) {
    const { title, advice } = words(problem, language());
    this.#root.replaceChildren(el("p", { class: "picker-note", role: "alert" }, `${title} ${advice}`));
    if (retryable(problem) || problem.code !== "no_face_detected") {
      this.#root.append(button("faces.retry", "again", () => this.#update()));
    }
  }

  #draw(photo, faces) {
    if (faces.length === 0) return this.#write("faces.none");
    this.#write("faces.found", { count: faces.length });
    const choices = el("div", { class: "face-choices", role: "radiogroup", label: "faces.title" });
    const boxes = [];
    for (const face of faces) {
      choices.append(this.#choice(photo, face));
      if (photo.url) boxes.push(box(photo, face));
    }
    if (photo.url) this.#root.append(picture(photo, boxes));
    this.#root.append(choices);
    const choose = () => {
      const checked = choices.querySelector("input:checked");
      this.#chosen = checked ? Number(checked.value) : null;
      for (const mark of boxes) mark.classList.toggle("chosen", mark.htmlFor === checked?.id);
    };
    choices.addEventListener("change", choose);
    const wanted = this.#chosen ?? (faces.length === 1 ? faces[0].index : null);
    if (wanted !== null) {
      const input = choices.querySelector(`input[value="${wanted}"]`);
      if (input) input.checked = true;
    }
    choose();
  }

  #choice(photo, face) {
    const input = el("input", { type: "radio", name: "face", value: face.index, id: `face-${face.index}` });
    const name = el("span");
    say(name, "faces.face", { number: face.index + 1 });
    return el("label", { class: "face-choice" }, input, photo.url ? cutOut(photo, face) : null, name);
  }
}

/** The target with the faces' boxes on it, each a label of its radio button. */
function picture(photo, boxes) {
  const image = el("img", { src: photo.url, width: photo.width, height: photo.height, alt: "", draggable: "false" });
  const frame = el("div", { class: "picker-picture" }, image, ...boxes);
  frame.style.aspectRatio = `${photo.width} / ${photo.height}`;
  frame.style.setProperty("--ratio", photo.width / photo.height);
  return frame;
}

function box(photo, { index, box: [x, y, width, height] }) {
  const mark = el("label", { class: "face-box", for: `face-${index}`, "aria-hidden": "true" });
  mark.append(el("span", {}, String(index + 1)));
  mark.style.left = `${(100 * x) / photo.width}%`;
  mark.style.top = `${(100 * y) / photo.height}%`;
  mark.style.width = `${(100 * width) / photo.width}%`;
  mark.style.height = `${(100 * height) / photo.height}%`;
  return mark;
}

function cutOut(photo, { box: [x, y, width, height] }) {
  const side = Math.max(width, height) * (1 + 2 * cutMargin);
  const canvas = el("canvas", { width: cutSide, height: cutSide, "aria-hidden": "true" });
  const image = new Image();
  image.addEventListener("load", () => {
    const left = x + width / 2 - side / 2;
    const top = y + height / 2 - side / 2;
    canvas.getContext("2d").drawImage(image, left, top, side, side, 0, 0, cutSide, cutSide);
  });
  image.src = photo.url;
  return canvas;
}
