// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes, durations and times as a person reads them. Every function takes the language as its last argument.

function number(value, digits, language, options = {}) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits, ...options }).format(value);
}

/** A size in decimal units, as file managers show it: 1 MB is 1,000,000 bytes. */
export function bytes(value, language) {
  const units = ["B", "kB", "MB", "GB"];
  let index = 0;
  let size = value;
  while (size >= 999.5 && index < units.length - 1) {
    size /= 1000;
    index += 1;
  }
  return `${number(size, size < 10 && index > 0 ? 1 : 0, language)} ${units[index]}`;
}

/** A duration in seconds, to the precision that matters at its size. */
export function duration(seconds, language) {
  const unit = (value, name, digits) =>
    number(value, digits, language, { style: "unit", unit: name, unitDisplay: "short" });
  const value = Math.max(0, seconds);
  if (value < 1) return unit(value * 1000, "millisecond", 0);
  if (value < 9.95) return unit(value, "second", 1);
  if (value < 99.5) return unit(value, "second", 0);
  if (value < 5970) return unit(value / 60, "minute", 0);
  if (value < 36 * 3600) return unit(value / 3600, "hour", 0);
  return unit(value / 86400, "day", 0);
}

/** A duration in milliseconds; null, which is a measurement that does not exist yet, is a dash. */
export function milliseconds(value, language) {
  return Number.isFinite(value) ? duration(value / 1000, language) : "–";
}

export function count(value, language) {
  return Number.isFinite(value) ? number(value, value < 10 ? 1 : 0, language) : "–";
}

export function percent(fraction, language) {
  return number(fraction, 0, language, { style: "percent" });
}

/** A length in pixels; areas of a megapixel and more in megapixels. */
export function pixels(value, language) {
  if (value >= 1_000_000) return `${number(value / 1_000_000, 1, language)} MP`;
  return `${number(value, 0, language)} px`;
}

/** How long ago an instant was; both in milliseconds since 1970. */
export function ago(instant, now, language) {
  const seconds = Math.round((instant - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  if (seconds > -60) return relative.format(Math.min(0, seconds), "second");
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  if (seconds > -86400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86400), "day");
}

/** A time of day; with the day where it is not today's. */
export function time(instant, now, language) {
  const date = new Date(instant);
  const options = { hour: "2-digit", minute: "2-digit" };
  if (date.toDateString() !== new Date(now).toDateString()) Object.assign(options, { day: "numeric", month: "short" });
  return new Intl.DateTimeFormat(language, options).format(date);
}

/** An id short enough for a table; the whole one stays in the element's title. */
export function shortID(id) {
  return id.length > 12 ? `${id.slice(0, 5)}…${id.slice(-5)}` : id;
}
