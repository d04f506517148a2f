// SPDX-License-Identifier: Apache-2.0
// The large place on the right: empty, the way of a fusion, its result, or why there is none. The picture stands in
// the same frame from upload to result, so that nothing jumps.

import { resultAddress, resultProblem } from "./api.js";
import { Compare } from "./compare.js";
import { announce, button, el, icon } from "./dom.js";
import * as format from "./format.js";
import { loadedImage } from "./photos.js";
import { retryable, words } from "./problem.js";
import { language, onLanguage, say, t } from "./text.js";

const steps = ["upload", "queue", "fuse", "done"];

/** What a stage of the task is called; the engine's own further stages pass as fusing. */
const stageKeys = new Set([
  "fetch", "decode", "detect", "landmarks", "select", "mask", "swap", "enhance", "blend", "encode", "label", "store",
]);

const endings = {
  canceled: { icon: "close", title: "stage.canceled", text: "stage.canceled.text" },
  expired: { icon: "clock", title: "stage.expired", text: "stage.expired.text" },
  erased: { icon: "erased", title: "stage.erased", text: "stage.erased.text" },
};

export class Stage {
  #root;
  #actions;
  #frame;
  #foot;
  #tools;
  #progress = null;
  #rewrite = null;

  /** `actions`: cancel, erase, retry, again. */
  constructor(root, actions) {
    this.#root = root;
    this.#actions = actions;
    this.#tools = el("div", { class: "stage-tools" });
    this.#frame = el("div", { class: "stage-frame" });
    this.#foot = el("div", { class: "stage-foot" });
    const head = el("div", { class: "stage-head" }, el("h2", { id: "stage-title", tabindex: "-1", text: "stage.title" }), this.#tools);
    root.replaceChildren(head, this.#frame, this.#foot);
    onLanguage(() => this.#rewrite?.());
    this.empty();
  }

  reveal() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#root.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  empty() {
    this.#set("empty");
    this.#frame.replaceChildren(
      el("div", { class: "stage-empty" }, icon("swap"), el("p", { text: "stage.empty" }), el("p", { class: "note", text: "stage.empty.how" })),
    );
  }

  loading(before) {
    this.#set("loading");
    this.#wait(before);
    this.#foot.append(el("p", { class: "progress-title", text: "stage.loading" }));
  }

  /** Begins the way of a fusion; `before` is the target's picture, or null where there is none to show. */
  begin(before) {
    this.#set("busy");
    this.#wait(before);
    const title = el("p", { class: "progress-title" });
    const detail = el("p", { class: "progress-detail" });
    const bar = el("progress", { max: "1", value: "0", "aria-labelledby": "stage-progress" });
    title.id = "stage-progress";
    const list = el("ol", { class: "steps", "aria-hidden": "true" }, ...steps.map((step) => el("li", { data: { step }, text: `stage.step.${step}` })));
    const cancel = button("stage.cancel", "close", () => this.#actions.cancel(), { class: "cancel" });
    this.#foot.append(list, bar, el("div", { class: "progress-line" }, el("div", {}, title, detail), cancel));
    this.#progress = { title, detail, bar, list, cancel, said: null };
  }

  uploading(sent, total) {
    this.#step("upload", "stage.uploading", null, total > 0 ? sent / total : 0);
    const size = (value) => format.bytes(value, language());
    if (total > 0) say(this.#progress.detail, "stage.uploaded", () => ({ sent: size(sent), total: size(total) }));
  }

  /** Shows where an unfinished task is. */
  task(task) {
    if (this.#progress === null) return;
    if (task.retrying) {
      this.#step("queue", "stage.retrying", { attempt: (task.attempt ?? 0) + 1 }, null);
    } else if (task.status === "queued") {
      this.#step("queue", "stage.queued", null, null);
      this.#position(task.queue);
    } else {
      const { stage, fraction } = task.progress ?? {};
      this.#step("fuse", stageKeys.has(stage) ? `step.${stage}` : "stage.running", null, fraction ?? null);
    }
  }

  connection(alive) {
    if (this.#progress === null) return;
    this.#root.classList.toggle("disconnected", !alive);
    if (!alive) say(this.#progress.detail, "stage.reconnecting");
  }

  cancelling() {
    if (this.#progress === null) return;
    this.#progress.cancel.disabled = true;
    say(this.#progress.cancel.querySelector("span"), "stage.cancelling");
  }

  /** Resolves to the result's image element; rejects where the bytes do not come or are no picture. */
  async done(task, before) {
    const source = resultAddress(task.id);
    const after = await loadedImage(source);
    if (after === null) throw await resultProblem(task.id);
    this.#set("done");
    after.alt = t("stage.alt.result");
    const ratio = after.naturalWidth / after.naturalHeight;
    this.#showResult(before, after, ratio);
    this.#describe(task);
    // The answer names the file; a name given here would lose against it.
    const download = el("a", { class: "primary download", href: source, download: true }, icon("download"), el("span", { text: "stage.download" }));
    this.#foot.append(el("div", { class: "actions" }, download, this.#again(), button("stage.erase", "erase", () => this.#actions.erase(), { class: "erase" })));
    announce(t("stage.done"));
    return after;
  }

  /** A fusion that ended without a result: canceled, expired or erased. */
  ended(ending) {
    const { icon: name, title, text } = endings[ending];
    this.#message(name, "ended", t(title), t(text));
    say(this.#foot.querySelector(".message strong"), title);
    say(this.#foot.querySelector(".message p"), text);
    this.#foot.append(el("div", { class: "actions" }, this.#again()));
  }

  failed(problem, { again = true } = {}) {
    const said = words(problem, language());
    this.#message("alert", "failed", said.title, said.advice, [...said.details, said.wait].filter(Boolean));
    if (problem.requestID && problem.status >= 500) {
      this.#foot.append(el("p", { class: "note", text: ["stage.requestId", { id: problem.requestID }] }));
    }
    const retry = retryable(problem) && again ? button("stage.retry", "again", () => this.#actions.retry(), { class: "primary" }) : null;
    this.#foot.append(el("div", { class: "actions" }, retry, this.#again()));
    this.#rewrite = () => this.failed(problem, { again });
  }

  #again() {
    return button("stage.again", "again", () => this.#actions.again());
  }

  #set(state) {
    this.#root.dataset.state = state;
    this.#root.classList.remove("disconnected");
    this.#root.setAttribute("aria-busy", state === "busy" || state === "loading");
    this.#progress = null;
    this.#rewrite = null;
    this.#tools.replaceChildren();
    this.#foot.replaceChildren();
  }

  #wait(before) {
    if (before) {
      const picture = el("div", { class: "frame waiting" }, el("img", { src: before.url, width: before.width, height: before.height, alt: "" }));
      picture.style.setProperty("--ratio", before.width / before.height);
      this.#frame.replaceChildren(picture);
    } else {
      this.#frame.replaceChildren(el("div", { class: "stage-empty waiting" }, icon("photo")));
    }
  }

  #step(step, key, params, fraction) {
    const { title, detail, bar, list } = this.#progress;
    say(title, key, params ?? undefined);
    detail.textContent = "";
    delete detail.dataset.text;
    this.#root.classList.remove("disconnected");
    if (fraction === null) bar.removeAttribute("value");
    else bar.value = Math.min(1, fraction);
    const place = steps.indexOf(step);
    [...list.children].forEach((item, index) => {
      item.classList.toggle("past", index < place);
      item.classList.toggle("now", index === place);
    });
    const spoken = t(key, params ?? {});
    if (this.#progress.said !== spoken) announce(spoken);
    this.#progress.said = spoken;
  }

  #position(queue) {
    const { detail } = this.#progress;
    const position = queue?.position_estimate;
    if (!Number.isFinite(position)) return;
    if (position <= 1) say(detail, "stage.next");
    else if (Number.isFinite(queue.eta_seconds)) {
      say(detail, "stage.positionEta", () => ({ position, eta: format.duration(queue.eta_seconds, language()) }));
    } else say(detail, "stage.position", { position });
  }

  #showResult(before, after, ratio) {
    if (!before) {
      const picture = el("div", { class: "frame" }, after);
      picture.style.setProperty("--ratio", ratio);
      this.#frame.replaceChildren(picture);
      return;
    }
    const original = () => el("img", { src: before.url, alt: t("stage.alt.target"), draggable: "false" });
    const show = (mode) => {
      after.draggable = false;
      if (mode === "slider") {
        this.#frame.replaceChildren(new Compare(original(), after, ratio).element);
        return;
      }
      after.classList.remove("compare-after");
      const pair = el("div", { class: "beside" },
        el("figure", {}, original(), el("figcaption", { text: "compare.before" })),
        el("figure", {}, after, el("figcaption", { text: "compare.after" })));
      pair.style.setProperty("--ratio", ratio);
      this.#frame.replaceChildren(pair);
    };
    const mode = (value, checked) => {
      const input = el("input", { type: "radio", name: "compare", value, on: { change: () => show(value) } });
      input.checked = checked;
      return el("label", {}, input, el("span", { text: `compare.${value}` }));
    };
    this.#tools.replaceChildren(el("div", { class: "choice small", role: "radiogroup", label: "compare.mode" }, mode("slider", true), mode("beside", false)));
    show("slider");
  }

  #describe(task) {
    const facts = el("p", { class: "facts" });
    const fact = (key, params) => facts.append(el("span", { text: [key, params] }));
    const { result } = task;
    const took = Date.parse(task.finished_at) - Date.parse(task.started_at);
    if (Number.isFinite(took)) fact("stage.took", () => ({ duration: format.milliseconds(took, language()) }));
    if (result?.bytes) {
      fact("stage.size", () => ({ width: result.width, height: result.height, bytes: format.bytes(result.bytes, language()) }));
    }
    if (result?.expires_at) {
      fact("stage.keptUntil", () => ({ time: format.time(Date.parse(result.expires_at), Date.now(), language()) }));
    }
    this.#foot.append(facts, el("p", { class: "labelled" }, icon("label"), el("span", { text: "stage.labelled" })));
  }

  #message(iconName, kind, title, text, details = []) {
    const picture = this.#frame.firstElementChild;
    this.#set(kind);
    if (!picture || kind === "ended") this.#frame.replaceChildren(el("div", { class: "stage-empty" }, icon(iconName)));
    const list = details.map((line) => el("p", { class: "note" }, line));
    this.#foot.append(el("div", { class: "message", role: kind === "failed" ? "alert" : null }, icon(iconName), el("div", {}, el("strong", {}, title), el("p", {}, text), ...list)));
    if (kind !== "failed") announce(`${title}. ${text}`);
  }
}
