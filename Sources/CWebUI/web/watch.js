// SPDX-License-Identifier: Apache-2.0
// Follows a task to its end: by Server-Sent Events, and by long-polling where these do not come through.

import { eventsAddress, getTask, terminal } from "./api.js";
import { ProblemError } from "./problem.js";

const kinds = ["queued", "started", "progress", "retrying", ...terminal];

/** How often the place in the queue is asked for anew, and after what silence the state is: milliseconds. */
const refresh = 3_000;
const silence = 15_000;

/** Errors of the stream in a row, after which long-polling takes over. */
const errorsAllowed = 3;
const pollSeconds = 25;
const pollPause = 1_000;

/**
 * The task after an event. Its data may be the whole task or what changed of it; a bare `stage` and `fraction` are
 * its progress.
 */
export function afterEvent(task, kind, data) {
  const { stage, fraction, ...rest } = data ?? {};
  const next = { ...task, ...rest };
  if (stage !== undefined || fraction !== undefined) {
    next.progress = { ...task.progress, ...(stage !== undefined && { stage }), ...(fraction !== undefined && { fraction }) };
  }
  if (terminal.includes(kind)) next.status = kind;
  else if (rest.status === undefined) next.status = kind === "queued" || kind === "retrying" ? "queued" : "running";
  next.retrying = kind === "retrying";
  return next;
}

/**
 * Resolves to the finished task. `onTask` gets every state on the way, `onConnection` whether the service answers.
 * Rejects where the task is not there any more, or `signal` is aborted.
 */
export function watch(task, { onTask, onConnection, signal }) {
  const following = new Following(task, onTask, onConnection);
  signal.addEventListener("abort", () => following.abandon(), { once: true });
  following.start();
  return following.finished;
}

class Following {
  #task;
  #onTask;
  #onConnection;
  #abort = new AbortController();
  #source = null;
  #timer = null;
  #errors = 0;
  #heard = performance.now();
  #settle;
  finished;

  constructor(task, onTask, onConnection) {
    this.#task = task;
    this.#onTask = onTask;
    this.#onConnection = onConnection;
    this.finished = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  start() {
    if (terminal.includes(this.#task.status)) return this.#conclude();
    this.#source = new EventSource(eventsAddress(this.#task.id));
    for (const kind of kinds) this.#source.addEventListener(kind, (event) => this.#hear(kind, event.data));
    this.#source.addEventListener("open", () => this.#onConnection(true));
    this.#source.addEventListener("error", () => this.#lose());
    this.#timer = setInterval(() => this.#look(), refresh);
  }

  abandon() {
    this.#close();
    this.#settle.reject(new DOMException("aborted", "AbortError"));
  }

  #close() {
    this.#abort.abort();
    this.#source?.close();
    clearInterval(this.#timer);
  }

  #hear(kind, text) {
    this.#errors = 0;
    this.#heard = performance.now();
    this.#onConnection(true);
    let data = null;
    try {
      data = JSON.parse(text);
    } catch {
      // The event's name alone says enough.
    }
    this.#task = afterEvent(this.#task, kind, data);
    if (terminal.includes(kind)) this.#conclude();
    else this.#onTask(this.#task);
  }

  /** A browser reconnects by itself, naming the last event, unless the answer was no stream at all. */
  #lose() {
    this.#errors += 1;
    this.#onConnection(false);
    if (this.#source.readyState !== EventSource.CLOSED && this.#errors < errorsAllowed) return;
    this.#source.close();
    clearInterval(this.#timer);
    this.#poll();
  }

  async #poll() {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      const began = performance.now();
      await this.#read({ wait: pollSeconds, signal });
      // A service that does not wait, or does not answer, is not asked more than once a second.
      const left = pollPause - (performance.now() - began);
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
    }
  }

  /** Events tell of stages, not of places in the queue; and a stream may hang without an error. */
  #look() {
    if (this.#task.status === "queued" || performance.now() - this.#heard > silence) {
      this.#read({ signal: this.#abort.signal });
    }
  }

  async #read(options) {
    try {
      const task = await getTask(this.#task.id, options);
      this.#onConnection(true);
      if (this.#abort.signal.aborted) return;
      this.#task = { ...task, retrying: this.#task.retrying && task.status === "queued" };
      if (terminal.includes(task.status)) this.#conclude();
      else this.#onTask(this.#task);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error instanceof ProblemError && ["not_found", "gone", "forbidden"].includes(error.problem.code)) {
        this.#close();
        this.#settle.reject(error);
      } else this.#onConnection(false);
    }
  }

  /** The end is read from the task itself, which has the result's size and the error as a whole. */
  async #conclude() {
    this.#close();
    try {
      this.#settle.resolve(await getTask(this.#task.id));
    } catch (error) {
      if (this.#task.status === "succeeded" && !this.#task.result) this.#settle.reject(error);
      else this.#settle.resolve(this.#task);
    }
  }
}
