// SPDX-License-Identifier: Apache-2.0
// The fusions made in this browser: ids, times, states and small previews, kept in localStorage and nowhere else.

const storageKey = "facefleet.history";

/** Bounds of what is kept. A browser gives a page about five million characters. */
export const bounds = { entries: 60, characters: 1_500_000, thumbnail: 160, thumbnailCharacters: 24_000 };

const states = ["queued", "running", "succeeded", "failed", "canceled", "expired", "rejected"];

/** What of a stored text is a history; anything else in it is dropped. */
export function parse(text) {
  let list;
  try {
    list = JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
  return Array.isArray(list) ? list.filter(valid) : [];
}

/** The list with an entry added, or changed where its id is there already; the newest first. */
export function withEntry(list, entry) {
  const old = list.find((other) => other.id === entry.id);
  const merged = { ...old, ...entry };
  const next = old ? list.map((other) => (other.id === entry.id ? merged : other)) : [merged, ...list];
  return bounded(next);
}

export function without(list, id) {
  return list.filter((entry) => entry.id !== id);
}

/** The newest entries that fit into the bounds. */
export function bounded(list) {
  const kept = [];
  let characters = 0;
  for (const entry of list.slice(0, bounds.entries)) {
    characters += JSON.stringify(entry).length + 1;
    if (characters > bounds.characters) break;
    kept.push(entry);
  }
  return kept;
}

/** The history of one browser, over anything with getItem and setItem. */
export class History {
  #storage;
  #listeners = new Set();

  constructor(storage) {
    this.#storage = storage;
  }

  get entries() {
    try {
      return parse(this.#storage?.getItem(storageKey));
    } catch {
      return [];
    }
  }

  /** Adds or changes an entry; one that is not there is changed only when `create` says so. */
  put(entry, { create = false } = {}) {
    const list = this.entries;
    if (!create && !list.some((other) => other.id === entry.id)) return;
    this.#write(withEntry(list, entry));
  }

  forget(id) {
    this.#write(without(this.entries, id));
  }

  clear() {
    this.#write([]);
  }

  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** Where the browser's own bound is lower, the oldest half goes until the rest fits. */
  #write(list) {
    let rest = list;
    for (;;) {
      try {
        this.#storage?.setItem(storageKey, JSON.stringify(rest));
        break;
      } catch {
        if (rest.length === 0) break;
        rest = rest.slice(0, Math.floor(rest.length / 2));
      }
    }
    for (const listener of this.#listeners) listener();
  }
}

function valid(entry) {
  const picture = (value) =>
    value === undefined ||
    (typeof value === "string" && value.startsWith("data:image/") && value.length <= bounds.thumbnailCharacters);
  return (
    typeof entry === "object" && entry !== null && typeof entry.id === "string" && Number.isFinite(entry.created) &&
    states.includes(entry.status) && picture(entry.before) && picture(entry.after)
  );
}
