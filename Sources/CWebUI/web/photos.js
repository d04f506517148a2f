// SPDX-License-Identifier: Apache-2.0
// The two places for photos: choose, drop or paste; check; preview; remove.

import { announce, button, el } from "./dom.js";
import { fileProblem, headerBytes, limits, sizeProblem } from "./photo-check.js";
import { words } from "./problem.js";
import { hush, language, onLanguage, t } from "./text.js";

/** One place. It holds `Photo`s: { file, url, width, height }, the last three only where the browser can show it. */
export class PhotoZone {
  #root;
  #role;
  #capacity;
  #previews;
  #problem = null;
  #onChange;
  photos = [];

  constructor(root, { capacity, onChange }) {
    this.#root = root;
    this.#role = root.dataset.role;
    this.#capacity = capacity;
    this.#onChange = onChange;
    this.#previews = root.querySelector(".previews");
    const input = root.querySelector(".file");
    input.addEventListener("change", async () => {
      await this.take([...input.files]);
      // Choosing the same file again has to be a change again.
      input.value = "";
    });
    onLanguage(() => this.#writeProblem());
    this.#acceptDrops();
  }

  get photo() {
    return this.photos[0] ?? null;
  }

  get full() {
    return this.photos.length >= this.#capacity;
  }

  focus() {
    this.#root.querySelector(".file").focus();
  }

  /** Adds files, or for a place of one, replaces what is there. What does not fit is said, never dropped in silence. */
  async take(files) {
    if (files.length === 0) return;
    this.showProblem(null);
    const single = this.#capacity === 1;
    const room = single ? 1 : this.#capacity - this.photos.length;
    let complaint = files.length > room ? this.#tooMany() : null;
    const added = [];
    for (const file of files.slice(0, room)) {
      const { photo, problem } = await examined(file, this.#role);
      if (problem) complaint = problem;
      else added.push(photo);
    }
    if (added.length > 0) {
      if (single) this.#release();
      this.photos = single ? added : [...this.photos, ...added];
      this.#changed();
      announce(t("photo.added", { name: added.map(({ file }) => file.name).join(", "), role: t(`image.${this.#role}`) }));
    }
    if (complaint) this.showProblem(complaint);
  }

  /** A problem of this place's photo, or null: found here, or by the service later. */
  showProblem(problem) {
    this.#problem = problem;
    this.#root.classList.toggle("blamed", problem !== null);
    this.#writeProblem();
  }

  #tooMany() {
    return this.#capacity === 1
      ? { code: "only_one_target", image: this.#role }
      : { code: "too_many_photos", image: this.#role, limit: this.#capacity };
  }

  #writeProblem() {
    const place = this.#root.querySelector(".zone-problem");
    if (this.#problem === null) return hush(place);
    const { title, advice } = words(this.#problem, language());
    place.textContent = `${title} ${advice}`;
  }

  #changed() {
    this.#root.classList.toggle("filled", this.photos.length > 0);
    this.#root.classList.toggle("several", this.photos.length > 1);
    this.#previews.replaceChildren(...this.photos.map((photo) => this.#preview(photo)));
    if (this.photos.length > 0 && !this.full) {
      this.#previews.append(el("span", { class: "preview-add", "aria-hidden": "true", text: "source.add" }));
    } else if (this.photos.length > 0 && this.#capacity === 1) {
      this.#previews.append(el("span", { class: "preview-replace", "aria-hidden": "true", text: "photo.replace" }));
    }
    this.#onChange();
  }

  #preview(photo) {
    const { file, url, width, height } = photo;
    const picture = url ? el("img", { src: url, width, height, alt: "", draggable: "false" }) : noPreview(file);
    if (url) picture.alt = t("photo.alt", { name: file.name });
    const remove = button(null, "close", () => this.#remove(photo), {
      class: "remove",
      label: ["photo.remove", { name: file.name }],
    });
    return el("figure", { class: "preview", title: file.name }, picture, remove);
  }

  #remove(photo) {
    if (photo.url) URL.revokeObjectURL(photo.url);
    this.photos = this.photos.filter((other) => other !== photo);
    this.showProblem(null);
    this.#changed();
    this.focus();
    announce(t("photo.removed", { name: photo.file.name }));
  }

  #release() {
    for (const { url } of this.photos) if (url) URL.revokeObjectURL(url);
  }

  #acceptDrops() {
    let depth = 0;
    const over = (on) => this.#root.classList.toggle("over", on);
    this.#root.addEventListener("dragenter", (event) => {
      event.preventDefault();
      depth += 1;
      over(true);
    });
    this.#root.addEventListener("dragleave", () => {
      depth -= 1;
      if (depth <= 0) over(false);
    });
    this.#root.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      over(false);
      this.take([...event.dataTransfer.files]);
    });
  }
}

/** What is pasted, or dropped beside the places, goes to the one with the focus, else to the first that is empty. */
export function acceptEverywhere(zones, root) {
  const take = (files) => {
    const focused = zones.find((zone) => zone.element.contains(document.activeElement));
    const place = focused ?? zones.find(({ zone }) => zone.photos.length === 0) ?? zones.at(-1);
    place.zone.take(files);
  };
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || root.hidden) return;
    event.preventDefault();
    take(files);
  });
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let leaving;
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("dragging");
    // The last dragleave of a window is not told apart from those between its elements: silence is.
    clearTimeout(leaving);
    leaving = setTimeout(() => document.body.classList.remove("dragging"), 250);
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    document.body.classList.remove("dragging");
    if (event.defaultPrevented || root.hidden) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}

/** A scaled copy of a picture as a data URL: WebP, or JPEG where the browser has no WebP encoder. */
export function scaledCopy(image, side, quality) {
  const width = image.naturalWidth;
  const height = image.naturalHeight;
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = el("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const copy = canvas.toDataURL("image/webp", quality);
  return copy.startsWith("data:image/webp") ? copy : canvas.toDataURL("image/jpeg", quality);
}

/** Resolves to a loaded image element, or to null where the browser cannot show it. */
export async function loadedImage(url) {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  }
}

async function examined(file, role) {
  const header = new Uint8Array(await file.slice(0, headerBytes).arrayBuffer());
  const problem = fileProblem(file, header, role);
  if (problem) return { problem };
  const url = URL.createObjectURL(file);
  const image = await loadedImage(url);
  if (image === null) {
    URL.revokeObjectURL(url);
    return { photo: { file, url: null } };
  }
  const { naturalWidth: width, naturalHeight: height } = image;
  const small = sizeProblem(width, height, role);
  if (small) URL.revokeObjectURL(url);
  return small ? { problem: small } : { photo: { file, url, width, height } };
}

function noPreview(file) {
  const place = el("div", { class: "no-preview" }, el("strong", {}, file.name), el("span", { text: "photo.noPreview" }));
  return place;
}

export const sourceCapacity = limits.photosOfAPerson;
