// SPDX-License-Identifier: Apache-2.0
// The first view: photos and options in, one fusion followed from upload to result.

import { cancelTask, eraseTask, getTask, idempotencyKey, submit, terminal } from "./api.js";
import { confirmed } from "./dom.js";
import { FacePicker } from "./faces.js";
import * as format from "./format.js";
import { bounds, History } from "./history.js";
import { showHistory } from "./history-view.js";
import { optionsFrom, startOptions, valuesOf } from "./options.js";
import { limits } from "./photo-check.js";
import { acceptEverywhere, loadedImage, PhotoZone, scaledCopy, sourceCapacity } from "./photos.js";
import { problemOf } from "./problem.js";
import { Stage } from "./stage.js";
import { language, onLanguage, say } from "./text.js";
import { watch } from "./watch.js";

/** The target of the latest fusion, kept for as long as its tab is open, so that a reload can still compare. */
const beforeKey = "facefleet.before";
const beforeSide = 1600;

/** Targets of earlier fusions that stay in memory, for comparing when one is opened again. */
const beforesKept = 12;

export class FuseView {
  #root;
  #form;
  #source;
  #target;
  #picker;
  #stage;
  #history = new History(storageOf("localStorage"));
  #befores = new Map();
  /** What is going on: { id, abort, request, resend }; null when nothing is. */
  #current = null;
  #busy = false;

  constructor(root) {
    this.#root = root;
    this.#form = root.querySelector("#composer");
    this.#picker = new FacePicker(root.querySelector("#picker"));
    const [source, target] = root.querySelectorAll(".zone");
    this.#source = new PhotoZone(source, { capacity: sourceCapacity, onChange: () => this.#ready() });
    this.#target = new PhotoZone(target, {
      capacity: 1,
      onChange: () => {
        this.#picker.use(this.#target.photo);
        this.#ready();
      },
    });
    acceptEverywhere([{ zone: this.#source, element: source }, { zone: this.#target, element: target }], root);
    startOptions(this.#form, (faces) => this.#picker.show(faces === "index"));
    this.#stage = new Stage(root.querySelector("#stage"), {
      cancel: () => this.#cancel(),
      erase: () => this.#erase(),
      retry: () => this.#current?.resend?.(),
      again: () => this.#again(),
    });
    showHistory(root.querySelector("#history"), this.#history);
    // What was missing may be there now: nothing stands in red longer than it is true.
    this.#form.addEventListener("change", () => this.#ready());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    const formats = root.querySelector("#formats");
    onLanguage(() => say(formats, "photo.formats", { size: format.bytes(limits.bytes, language()) }));
  }

  /** Shows the fusion of this id: the one going on, or one of the history. `null` leaves things as they are. */
  async open(id) {
    if (id === null || this.#current?.id === id) return;
    this.#leave();
    const abort = new AbortController();
    this.#current = { id, abort };
    const before = await this.#before(id);
    this.#stage.loading(before);
    try {
      const task = await getTask(id, { signal: abort.signal });
      if (!terminal.includes(task.status)) this.#stage.begin(before);
      await this.#follow(task, before, abort);
    } catch (error) {
      this.#fail(error, abort);
    }
  }

  #ready() {
    this.#note("options.consent", false);
  }

  #note(key, missing) {
    const note = this.#form.querySelector("#send-note");
    say(note, key);
    note.classList.toggle("missing", missing);
  }

  /** Whether everything is there; if not, says what is missing and goes there. */
  #complete() {
    const source = this.#source.photos.length > 0;
    const target = this.#target.photos.length > 0;
    const face = this.#form.elements.faces.value !== "index" || this.#picker.index !== null;
    if (source && target && face) return true;
    const missing = !source && !target ? "both" : !source ? "source" : !target ? "target" : "face";
    this.#note(`options.missing.${missing}`, true);
    ({ both: this.#source, source: this.#source, target: this.#target, face: this.#picker })[missing].focus();
    return false;
  }

  #send() {
    if (this.#busy || !this.#complete()) return;
    const request = {
      sources: this.#source.photos.map(({ file }) => file),
      target: this.#target.photo.file,
      options: optionsFrom(valuesOf(this.#form), this.#picker.index),
      key: idempotencyKey(),
    };
    const { url, width, height } = this.#target.photo;
    // A copy of the address of its own: the place for photos revokes its own when the photo is changed.
    const before = url ? { url: URL.createObjectURL(request.target), width, height } : null;
    this.#run(request, before);
  }

  async #run(request, before) {
    this.#leave();
    const abort = new AbortController();
    // Again after a lost answer: the same key, so that the service finds the first one and makes no second.
    this.#current = { id: null, abort, resend: () => this.#run(request, before) };
    this.#setBusy(true);
    this.#ready();
    this.#source.showProblem(null);
    this.#target.showProblem(null);
    this.#stage.begin(before);
    this.#stage.uploading(0, 0);
    this.#stage.reveal();
    try {
      const onProgress = (sent, total) => this.#stage.uploading(sent, total);
      const task = await submit({ ...request, onProgress, signal: abort.signal });
      this.#current.id = task.id;
      // A task that failed is sent again as a new one.
      this.#current.resend = () => this.#run({ ...request, key: idempotencyKey() }, before);
      await this.#remember(task, before);
      history.replaceState(null, "", `#/fusions/${encodeURIComponent(task.id)}`);
      await this.#follow(task, before, abort);
    } catch (error) {
      this.#fail(error, abort);
    } finally {
      if (this.#current?.abort === abort) this.#setBusy(false);
    }
  }

  async #follow(task, before, abort) {
    this.#stage.task(task);
    const ended = await watch(task, {
      onTask: (state) => {
        this.#stage.task(state);
        this.#history.put({ id: state.id, status: state.status });
      },
      onConnection: (alive) => this.#stage.connection(alive),
      signal: abort.signal,
    });
    this.#history.put({ id: ended.id, status: ended.status });
    if (abort.signal.aborted) return;
    if (ended.status === "succeeded") {
      const picture = await this.#stage.done(ended, before);
      this.#history.put({ id: ended.id, after: thumbnail(picture) });
    } else if (ended.status === "failed" || (ended.status === "rejected" && ended.error)) {
      this.#blame(ended.error ?? { code: "internal" });
    } else if (ended.status === "rejected") this.#blame({ code: "content_blocked" });
    else this.#stage.ended(ended.status);
  }

  #fail(error, abort) {
    if (abort.signal.aborted || error.name === "AbortError") return;
    const problem = problemOf(error);
    if (["not_found", "gone"].includes(problem.code) && this.#current?.id) this.#history.forget(this.#current.id);
    this.#blame(problem);
  }

  #blame(problem) {
    this.#stage.failed(problem, { again: Boolean(this.#current?.resend) });
    if (!this.#current?.resend) return;
    if (problem.image === "source") this.#source.showProblem(problem);
    if (problem.image === "target") this.#target.showProblem(problem);
  }

  async #cancel() {
    const { id, abort } = this.#current ?? {};
    if (!id) {
      abort?.abort();
      this.#setBusy(false);
      this.#stage.ended("canceled");
      return;
    }
    this.#stage.cancelling();
    try {
      await cancelTask(id);
    } catch (error) {
      // Ended in the meantime: its end is on its way.
      if (problemOf(error).code !== "already_terminal") this.#fail(error, abort);
    }
  }

  async #erase() {
    const { id, abort } = this.#current;
    const agreed = await confirmed({
      title: "erase.title", text: "erase.text", yes: "erase.confirm", no: "erase.keep",
    });
    if (!agreed) return;
    try {
      await eraseTask(id);
    } catch (error) {
      if (!["gone", "not_found"].includes(problemOf(error).code)) return this.#fail(error, abort);
    }
    this.#history.forget(id);
    this.#dropBefore(id);
    this.#stage.ended("erased");
  }

  #again() {
    this.#leave();
    this.#stage.empty();
    history.replaceState(null, "", "#/");
    this.#form.querySelector(".file").focus();
  }

  /** Stops following; the fusion itself goes on. */
  #leave() {
    this.#current?.abort.abort();
    this.#current = null;
    this.#setBusy(false);
  }

  #setBusy(busy) {
    this.#busy = busy;
    const button = this.#form.querySelector("#submit");
    button.setAttribute("aria-disabled", busy);
    this.#root.classList.toggle("busy", busy);
  }

  async #remember(task, before) {
    const picture = before ? await loadedImage(before.url) : null;
    const entry = { id: task.id, created: Date.parse(task.created_at) || Date.now(), status: task.status };
    this.#history.put({ ...entry, before: picture ? thumbnail(picture) : undefined }, { create: true });
    if (!picture) return;
    this.#befores.set(task.id, before);
    for (const id of [...this.#befores.keys()].slice(0, -beforesKept)) this.#dropBefore(id);
    const { width, height } = before;
    try {
      const url = scaledCopy(picture, beforeSide, 0.85);
      sessionStorage.setItem(beforeKey, JSON.stringify({ id: task.id, url, width, height }));
    } catch {
      // Without it a reload shows the result alone.
    }
  }

  async #before(id) {
    const known = this.#befores.get(id);
    if (known) return known;
    try {
      const kept = JSON.parse(sessionStorage.getItem(beforeKey));
      return kept?.id === id && kept.url.startsWith("data:image/") ? kept : null;
    } catch {
      return null;
    }
  }

  #dropBefore(id) {
    const before = this.#befores.get(id);
    if (before) URL.revokeObjectURL(before.url);
    this.#befores.delete(id);
    try {
      sessionStorage.removeItem(beforeKey);
    } catch {
      // Nothing was kept.
    }
  }
}

function thumbnail(picture) {
  try {
    const copy = scaledCopy(picture, bounds.thumbnail, 0.75);
    return copy.length <= bounds.thumbnailCharacters ? copy : undefined;
  } catch {
    // A result that came from another origin may be shown, but not copied.
    return undefined;
  }
}

/** A browser may refuse its storage altogether, by throwing at the mention of it. */
function storageOf(name) {
  try {
    return globalThis[name];
  } catch {
    return null;
  }
}
