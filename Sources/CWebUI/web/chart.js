// SPDX-License-Identifier: Apache-2.0
// Line charts of the last minutes, drawn by hand as SVG.

import { svg } from "./dom.js";

const size = { width: 360, height: 132, left: 6, right: 6, top: 20, bottom: 20 };

/** The least round number (1, 2 or 5 times a power of ten) that is not below `value`; 1 for nothing. */
export function roundedUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value * (1 - 1e-9));
}

/**
 * The `d` of a path through samples `{ time, value }`, oldest first. Times and `gap` in milliseconds: samples further
 * apart than `gap`, or without a finite value, are not joined. `place` maps a time and a value to a point.
 */
export function linePath(samples, place, gap) {
  const parts = [];
  let previous = null;
  for (const { time, value } of samples) {
    if (!Number.isFinite(value)) {
      previous = null;
      continue;
    }
    const [x, y] = place(time, value).map((number) => number.toFixed(1));
    parts.push(`${previous !== null && time - previous <= gap ? "L" : "M"}${x} ${y}`);
    previous = time;
  }
  return parts.join("");
}

/** Samples of the last `span` milliseconds, and never more than `most`. */
export function recent(samples, now, span, most) {
  return samples.filter(({ time }) => now - time <= span).slice(-most);
}

export class LineChart {
  element;
  #lines;
  #top;
  #ends;
  #span;
  #gap;

  /** `series`: names of the lines, which become their classes. `span` and `gap` in milliseconds. */
  constructor(series, { span, gap }) {
    this.#span = span;
    this.#gap = gap;
    this.#lines = new Map(series.map((name) => [name, svg("path", { class: `line ${name}` })]));
    this.#top = svg("text", { x: size.left, y: size.top - 7 });
    const base = size.height - size.bottom;
    this.#ends = [
      svg("text", { x: size.left, y: size.height - 5 }),
      svg("text", { x: size.width - size.right, y: size.height - 5, class: "end" }),
    ];
    const rule = (y) => svg("line", { x1: size.left, x2: size.width - size.right, y1: y, y2: y, class: "rule" });
    this.element = svg(
      "svg",
      { class: "chart", viewBox: `0 0 ${size.width} ${size.height}`, role: "img" },
      rule(size.top), rule((size.top + base) / 2), rule(base), this.#top, ...this.#ends, ...this.#lines.values(),
    );
  }

  /** `samples`: one list for each series. `texts`: name, start and end of the time axis, and how a value is written. */
  draw(samples, now, texts) {
    const values = Object.values(samples).flat().map(({ value }) => value).filter(Number.isFinite);
    const top = roundedUp(Math.max(0, ...values));
    const base = size.height - size.bottom;
    const place = (time, value) => [
      size.left + (size.width - size.left - size.right) * Math.max(0, 1 - (now - time) / this.#span),
      base - (base - size.top) * (value / top),
    ];
    for (const [name, path] of this.#lines) path.setAttribute("d", linePath(samples[name] ?? [], place, this.#gap));
    this.#top.textContent = texts.write(top);
    this.#ends[0].textContent = texts.start;
    this.#ends[1].textContent = texts.end;
    this.element.setAttribute("aria-label", texts.name);
  }
}
