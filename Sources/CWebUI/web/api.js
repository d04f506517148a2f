// SPDX-License-Identifier: Apache-2.0
// The service's HTTP API as the page uses it. Everything rejects with a ProblemError, or with an AbortError where the
// caller ended it.

import { ProblemError, retryAfter } from "./problem.js";

export const terminal = ["succeeded", "failed", "canceled", "expired", "rejected"];

/** Addresses are relative to the page, so that a proxy may serve it under a folder. */
export function address(path) {
  return new URL(path, document.baseURI).href;
}

const fusion = (id) => `v1/fusions/${encodeURIComponent(id)}`;

export const eventsAddress = (id) => address(`${fusion(id)}/events`);
export const resultAddress = (id) => address(`${fusion(id)}/result`);

/** The task; with `wait`, once it has ended or these seconds have passed. */
export const getTask = (id, { wait, signal } = {}) =>
  request(`${fusion(id)}${wait ? `?wait=${wait}` : ""}`, { signal, cache: "no-cache" });

/** Why a result cannot be shown, as an error to throw. */
export async function resultProblem(id) {
  try {
    await send(`${fusion(id)}/result`, { headers: { Accept: "*/*", Range: "bytes=0-0" } });
    return new ProblemError({ code: "unknown" });
  } catch (error) {
    return error;
  }
}

export const cancelTask = (id) => request(`${fusion(id)}/cancel`, { method: "POST" });
export const eraseTask = (id) => request(fusion(id), { method: "DELETE" });

export const listTasks = (status, limit, signal) => request(`v1/fusions?status=${status}&limit=${limit}`, { signal });
export const getQueue = (signal) => request("v1/queue", { signal });
export const listDeadLetters = (signal) => request("v1/dead-letters", { signal });
export const replay = (id) => request(`v1/dead-letters/${encodeURIComponent(id)}/replay`, { method: "POST" });

/** The faces of one image. Resolves when they are found, however long the queue is. */
export async function detectFaces(file, signal) {
  const body = new FormData();
  body.append("image", file, file.name);
  const answer = await send("v1/detections", { method: "POST", body, headers: { Prefer: "wait=30" }, signal });
  let task = await answer.json();
  const location = answer.headers.get("Location");
  const place = location ? new URL(location, address("v1/detections")).href : address(fusion(task.id));
  while (!terminal.includes(task.status)) task = await request(`${place}?wait=30`, { signal, cache: "no-cache" });
  if (task.status !== "succeeded") throw new ProblemError(task.error ?? { code: "internal" });
  return task.faces ?? [];
}

/**
 * Sends a fusion. XMLHttpRequest, because fetch tells nothing of how far an upload is.
 * `onProgress` gets bytes sent and bytes in all, once the latter are known.
 */
export function submit({ sources, target, options, key, onProgress, signal }) {
  const body = new FormData();
  for (const source of sources) body.append("source", source, source.name);
  body.append("target", target, target.name);
  body.append("options", new Blob([JSON.stringify(options)], { type: "application/json" }));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address("v1/fusions"));
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded, event.total);
    });
    request.addEventListener("load", () => {
      const header = (name) => request.getResponseHeader(name);
      const content = parsed(request.responseText);
      if (request.status < 300 && content?.id) resolve(content);
      else reject(new ProblemError(problem(request.status, content, header)));
    });
    request.addEventListener("error", () => reject(new ProblemError({ code: "unreachable" })));
    request.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}

/** A name for one submission: sent again under it, the same photos make no second fusion. */
export function idempotencyKey() {
  // Not randomUUID: browsers offer that on https and loopback only.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function request(path, init) {
  const answer = await send(path, init);
  return answer.status === 204 ? null : parsed(await answer.text());
}

async function send(path, init = {}) {
  const headers = { Accept: "application/json, application/problem+json", ...init.headers };
  let answer;
  try {
    answer = await fetch(address(path), { ...init, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ProblemError({ code: "unreachable", detail: error.message });
  }
  if (answer.ok) return answer;
  const content = parsed(await answer.text().catch(() => ""));
  throw new ProblemError(problem(answer.status, content, (name) => answer.headers.get(name)));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a proxy in between answers has no `code`: the status stands for it. */
const codeOfStatus = {
  400: "malformed_request", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
  406: "not_acceptable", 410: "gone", 413: "image_too_large_bytes", 416: "range_not_satisfiable",
  429: "rate_limited", 502: "unreachable", 503: "unreachable", 504: "unreachable",
};

function problem(status, content, header) {
  const known = content && typeof content.code === "string" ? content : { code: codeOfStatus[status] ?? "internal" };
  return {
    ...known,
    status,
    retryAfter: retryAfter(header("Retry-After"), Date.now()),
    requestID: header("X-Request-Id"),
  };
}
