// SPDX-License-Identifier: Apache-2.0
// Problems (RFC 9457) in plain words. A problem is what the service answers as application/problem+json, what a
// failed task carries in `error`, and what the page itself finds wrong with a file.

import { t } from "./text.js";
import * as format from "./format.js";

/** Codes of the service: every one of them has words in each language. */
export const serviceCodes = [
  "unsupported_format", "image_too_large_bytes", "image_decode_failed", "image_too_large_pixels",
  "image_too_small", "invalid_options", "no_face_detected", "face_too_small", "face_index_not_found",
  "too_many_faces", "content_blocked", "content_review_required", "idempotency_key_reused", "unauthenticated",
  "forbidden", "rate_limited", "quota_exceeded", "queue_full", "not_found", "gone", "deadline_exceeded",
  "model_unavailable", "out_of_memory", "storage_failed", "queue_unavailable", "image_download_failed", "internal",
  "malformed_request", "method_not_allowed", "not_acceptable", "range_not_satisfiable", "not_ready",
  "already_terminal",
];

/** Codes of the page itself. */
export const pageCodes = ["unreachable", "empty_file", "too_many_photos", "only_one_target", "unknown"];

const known = new Set([...serviceCodes, ...pageCodes]);

/**
 * How `measured` and `limit` of a code are written, from the numbers in them: the service's own words for them, as
 * "40 x 40 pixels", are English. Where there is no number, they stand as they came. Faces are counted from 1 here.
 */
const measures = {
  image_too_large_bytes: { measured: ([size], language) => format.bytes(size, language) },
  image_too_large_pixels: { measured: extent, limit: bounds },
  image_too_small: { measured: extent },
  face_too_small: { measured: extent },
  face_index_not_found: { measured: (numbers, language) => format.count(numbers.at(-1) + 1, language) },
};

/** An error that carries a problem. */
export class ProblemError extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** The problem behind anything thrown. */
export function problemOf(error) {
  return error instanceof ProblemError ? error.problem : { code: "unknown", detail: String(error?.message ?? error) };
}

/**
 * What to tell a person: what happened, what to do, and what the service said where its words add something.
 * Never throws: a code, a unit or a field that nobody foresaw falls back to the general words.
 */
export function words(problem, language) {
  const code = known.has(problem.code) ? problem.code : "unknown";
  const params = {
    image: t(["source", "target"].includes(problem.image) ? `image.${problem.image}` : "image.any"),
    name: problem.name ?? "",
    measured: measure(problem.measured, measures[code]?.measured, language),
    limit: measure(problem.limit, measures[code]?.limit ?? measures[code]?.measured, language),
  };
  const sentence = [measuredKey(code, problem), `error.${code}`].find((key) => key && t(key) !== key);
  return {
    title: capitalized(t(sentence, params)),
    advice: t(`error.${code}.advice`, params),
    wait: problem.retryAfter > 0 ? t("error.retryAfter", { duration: format.duration(problem.retryAfter, language) }) : "",
    details: details(code, problem),
  };
}

/** Whether trying the same again can help. */
export function retryable(problem) {
  if (typeof problem.retryable === "boolean") return problem.retryable;
  return ["unreachable", "unknown"].includes(problem.code);
}

/** `Retry-After` in seconds, from either of its forms; null where there is none. */
export function retryAfter(header, now) {
  if (!header) return null;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? null : Math.max(0, Math.ceil((instant - now) / 1000));
}

function measuredKey(code, problem) {
  const has = (value) => value !== undefined && value !== null;
  if (has(problem.measured) && has(problem.limit)) {
    // Of an upload that was cut off at the limit, the limit is all that is known.
    const cutOff = code === "image_too_large_bytes" && numbersIn(problem.measured)[0] <= numbersIn(problem.limit)[0];
    return cutOff ? `error.${code}.limit` : `error.${code}.measured`;
  }
  return has(problem.measured) ? `error.${code}.named` : null;
}

function measure(value, write, language) {
  if (value === undefined || value === null) return "";
  const numbers = numbersIn(value);
  if (numbers.length === 0) return String(value);
  return write ? write(numbers, language) : format.count(numbers[0], language);
}

function numbersIn(value) {
  return (String(value).match(/\d+(\.\d+)?/g) ?? []).map(Number);
}

/** A length, or width and height. */
function extent(numbers, language) {
  if (numbers.length === 1) return format.pixels(numbers[0], language);
  return `${numbers.map((number) => format.count(number, language)).join(" × ")} px`;
}

/** The longest side, the area, or both; no side is a million pixels long. */
function bounds(numbers, language) {
  const one = (number) => {
    const size = format.pixels(number, language);
    return number < 1_000_000 ? t("error.aSide", { size }) : size;
  };
  return new Intl.ListFormat(language).format(numbers.map(one));
}

/** The fields of `invalid_options`, each with its reason; the service's own words for what the page cannot name. */
function details(code, problem) {
  const list = Array.isArray(problem.errors) ? problem.errors : [];
  const lines = list.map((entry) => {
    if (typeof entry === "string") return entry;
    const place = entry.field ?? entry.pointer ?? entry.name;
    const reason = entry.detail ?? entry.message ?? entry.reason ?? "";
    return place ? `${place}: ${reason}` : reason;
  });
  if (lines.length > 0) return lines;
  return ["unknown", "invalid_options", "malformed_request"].includes(code) && problem.detail ? [problem.detail] : [];
}

function capitalized(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
