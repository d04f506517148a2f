// SPDX-License-Identifier: Apache-2.0
// The second view: what the queue does, asked for every two seconds while it is looked at.

import { getQueue, listDeadLetters, listTasks, replay } from "./api.js";
import { LineChart, recent } from "./chart.js";
import { announce, button, el } from "./dom.js";
import * as format from "./format.js";
import { problemOf, words } from "./problem.js";
import { cells, section, table, tile } from "./queue-parts.js";
import { hush, language, onLanguage, say, t } from "./text.js";

const classes = ["vip", "normal", "bulk"];

/** Milliseconds: between two looks, shown by the charts, and between two samples of one line. */
const interval = 2_000;
const span = 5 * 60_000;
const gap = 3.5 * interval;
const samplesKept = 200;
const failuresShown = 8;

export class QueueView {
  #root;
  #visible = false;
  #timer = null;
  #asking = null;
  #samples = [];
  #answer = null;
  #answered = null;
  #parts;

  constructor(root) {
    this.#root = root;
    this.#build();
    document.addEventListener("visibilitychange", () => this.#decide());
    onLanguage(() => this.#answer && this.#draw());
  }

  show(visible) {
    this.#visible = visible;
    this.#decide();
  }

  /** Asks only while somebody looks, and one question at a time. */
  #decide() {
    const looking = this.#visible && document.visibilityState === "visible";
    clearTimeout(this.#timer);
    if (looking) this.#ask();
    else this.#asking?.abort();
  }

  async #ask() {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { signal } = asking;
    try {
      const [queue, failed, dead] = await Promise.all([
        getQueue(signal), listTasks("failed", failuresShown, signal), listDeadLetters(signal),
      ]);
      this.#take({ queue, failed: failed.items ?? [], dead: dead.items ?? [], more: Boolean(dead.next_cursor) });
    } catch (error) {
      if (!signal.aborted) this.#lose(problemOf(error));
    }
    if (signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#decide(), interval);
  }

  #take(answer) {
    const now = Date.now();
    const { queue } = answer;
    const depth = Object.fromEntries(classes.map((name) => [name, waiting(queue.classes?.[name])]));
    const sample = { time: now, ...depth, throughput: queue.throughput_per_minute, ...queue.latency_ms };
    this.#samples = recent([...this.#samples, sample], now, span, samplesKept);
    this.#answer = answer;
    this.#answered = now;
    hush(this.#parts.problem);
    this.#root.classList.remove("stale");
    say(this.#parts.live, "queue.live");
    this.#draw();
  }

  #lose(problem) {
    const operatorsOnly = ["forbidden", "unauthenticated", "not_found"].includes(problem.code);
    const { title, advice } = words(problem, language());
    if (operatorsOnly) say(this.#parts.problem, "queue.forbidden");
    else {
      hush(this.#parts.problem);
      this.#parts.problem.textContent = `${title} ${advice}`;
    }
    this.#root.classList.add("stale");
    const time = () => (this.#answered ? format.time(this.#answered, Date.now(), language()) : "–");
    say(this.#parts.live, "queue.stale", () => ({ time: time() }));
  }

  #build() {
    const live = el("span", { class: "live", text: "queue.live" });
    const problem = el("p", { class: "banner", role: "alert" });
    const paused = el("p", { class: "banner", role: "status", text: "queue.paused", hidden: true });
    const names = ["waiting", "running", "throughput", "latency", "succeeded", "failures", "dead"];
    const tiles = Object.fromEntries(names.map((name) => [name, tile(`queue.${name}`)]));
    const charts = {
      depth: new LineChart(classes, { span, gap }),
      throughput: new LineChart(["throughput"], { span, gap }),
      latency: new LineChart(["p50", "p95"], { span, gap }),
    };
    const legends = { depth: classes.map((name) => [name, `class.${name}`]), throughput: [], latency: [["p50"], ["p95"]] };
    const figures = Object.entries(charts).map(([name, chart]) => figure(name, chart, legends[name]));
    const tables = {
      classes: table(["queue.class", "queue.queued", "queue.delayed", "queue.running", "queue.oldestAge"], "", [1, 2, 3, 4]),
      running: table(["queue.task", "queue.class", "queue.stage", "queue.for"], "queue.runningNone", [3]),
      failed: table(["queue.task", "queue.when", "queue.why"], "queue.failuresNone"),
      dead: table(["queue.task", "queue.when", "queue.attempts", "queue.why", ""], "queue.deadNone"),
    };
    const more = el("p", { class: "note", text: "queue.deadMore", hidden: true });
    this.#parts = { live, problem, paused, tiles, charts, tables, more };
    this.#root.replaceChildren(
      el("div", { class: "title" },
        el("h1", { id: "queue-title", tabindex: "-1", text: "queue.title" }), el("p", { text: "queue.lead" }), live),
      problem, paused,
      el("dl", { class: "tiles" }, ...Object.values(tiles).map(({ element }) => element)),
      el("div", { class: "charts" }, ...figures),
      el("div", { class: "tables" },
        section("queue.classes", tables.classes.element), section("queue.runningTasks", tables.running.element)),
      section("queue.deadLetters", tables.dead.element, more),
      section("queue.recentFailures", tables.failed.element),
    );
  }

  #draw() {
    const { queue, failed, dead, more } = this.#answer;
    this.#parts.paused.hidden = !queue.paused;
    this.#parts.more.hidden = !more;
    this.#drawTiles(queue);
    this.#drawCharts();
    this.#drawClasses(queue.classes ?? {});
    this.#drawRunning(queue.running ?? []);
    this.#drawFailed(failed);
    this.#drawDead(dead);
  }

  #drawTiles(queue) {
    const { tiles } = this.#parts;
    const all = classes.map((name) => queue.classes?.[name]).filter(Boolean);
    const depth = all.reduce((sum, one) => sum + waiting(one), 0);
    const oldest = Math.max(0, ...all.map((one) => one.oldest_age_seconds ?? 0));
    const count = (value) => format.count(value, language());
    tiles.waiting.set(count(depth));
    if (depth === 0) tiles.waiting.note("queue.noneWaiting");
    else tiles.waiting.note("queue.oldest", () => ({ age: format.duration(oldest, language()) }));
    tiles.running.set(count(all.reduce((sum, one) => sum + (one.running ?? 0), 0)));
    tiles.throughput.set(count(queue.throughput_per_minute));
    tiles.latency.set(format.milliseconds(queue.latency_ms?.p50, language()));
    const slow = queue.latency_ms?.p95;
    tiles.latency.note("queue.latency95", () => ({ duration: format.milliseconds(slow, language()) }));
    tiles.succeeded.set(count(queue.succeeded));
    tiles.failures.set(count(queue.failed), queue.failed > 0);
    tiles.failures.note("queue.retries", () => ({ count: queue.retries ?? 0 }));
    tiles.dead.set(count(queue.dead_letters), queue.dead_letters > 0);
  }

  #drawCharts() {
    const now = Date.now();
    const count = (value) => format.count(value, language());
    const writes = { depth: count, throughput: count, latency: (value) => format.milliseconds(value, language()) };
    const series = { depth: classes, throughput: ["throughput"], latency: ["p50", "p95"] };
    for (const [name, chart] of Object.entries(this.#parts.charts)) {
      const lines = series[name].map((key) => [key, this.#samples.map((sample) => ({ time: sample.time, value: sample[key] }))]);
      chart.draw(Object.fromEntries(lines), now, {
        name: t(`queue.chart.${name}`),
        start: t("queue.chart.minutes", { minutes: span / 60_000 }),
        end: t("queue.chart.now"),
        write: writes[name],
      });
    }
  }

  #drawClasses(all) {
    this.#parts.tables.classes.fill(classes.filter((name) => all[name]), (name) => name, (row, name) => {
      const one = all[name];
      const count = (value) => format.count(value ?? 0, language());
      const age = waiting(one) > 0 ? format.duration(one.oldest_age_seconds ?? 0, language()) : "–";
      cells(row, [t(`class.${name}`), count(one.queued), count(one.delayed), count(one.running), age]);
    });
  }

  #drawRunning(tasks) {
    this.#parts.tables.running.fill(tasks, (task) => task.id, (row, { id, stage, fraction, started_at, priority }) => {
      const key = `step.${stage}`;
      const name = t(key) === key ? (stage ?? "–") : t(key);
      const seconds = Math.max(0, (Date.now() - Date.parse(started_at)) / 1000);
      cells(row, [format.shortID(id), t(`class.${priority}`), name, format.duration(seconds, language())]);
      row.cells[0].title = id;
      const bar = row.cells[2].querySelector("progress") ?? el("progress", { max: "1", "aria-hidden": "true" });
      bar.value = Number.isFinite(fraction) ? fraction : 0;
      row.cells[2].append(bar);
    });
  }

  #drawFailed(tasks) {
    this.#parts.tables.failed.fill(tasks, (task) => task.id, (row, { id, finished_at, created_at, error }) => {
      cells(row, [format.shortID(id), when(finished_at ?? created_at), why(error)]);
      row.cells[0].title = id;
    });
  }

  #drawDead(letters) {
    this.#parts.tables.dead.fill(letters, (letter) => letter.id, (row, { id, failed_at, attempts, deliveries, error }) => {
      const tries = deliveries > 0 ? t("queue.attemptsLost", { attempts, deliveries }) : format.count(attempts, language());
      cells(row, [format.shortID(id), when(failed_at), tries, why(error), null]);
      row.cells[0].title = id;
      if (row.cells[4].childElementCount === 0) {
        row.cells[4].append(button("queue.replay", "again", (event) => this.#replay(id, event.currentTarget), { label: ["queue.replayTask", { id }] }));
      }
    });
  }

  async #replay(id, pressed) {
    pressed.setAttribute("aria-disabled", "true");
    try {
      const task = await replay(id);
      announce(t("queue.replayed", { id: task.id }));
      this.#root.querySelector("h1").focus();
    } catch (error) {
      pressed.removeAttribute("aria-disabled");
      this.#lose(problemOf(error));
    }
    this.#decide();
  }
}

function figure(name, chart, legend) {
  const entries = legend.map(([line, key]) =>
    el("span", { class: `legend ${line}` }, key ? el("span", { text: key }) : line));
  return el("figure", {}, el("figcaption", {}, el("span", { text: `queue.chart.${name}` }), ...entries), chart.element);
}

function waiting(one) {
  return (one?.queued ?? 0) + (one?.delayed ?? 0);
}

function when(time) {
  const instant = Date.parse(time);
  return Number.isFinite(instant) ? format.ago(instant, Date.now(), language()) : "–";
}

function why(error) {
  return error ? words(error, language()).title : "–";
}
