// SPDX-License-Identifier: Apache-2.0
// The language of the page. An element says a message through its `data-text` (its content) or `data-label`
// (its accessible name), so that a change of language rewrites what stands there already.

import english from "./messages.en.js";
import chinese from "./messages.zh-hans.js";

const catalogues = { en: english, "zh-Hans": chinese };
const storageKey = "facefleet.language";

export const languages = Object.keys(catalogues);

let current = "en";
const values = new WeakMap();
const listeners = new Set();

/** The first offered language among a browser's preferred ones; any Chinese is answered in zh-Hans. */
export function chooseLanguage(preferred) {
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return "zh-Hans";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}

export function language() {
  return current;
}

/** The message named `key`; `params` fill its placeholders, `params.count` chooses the plural form. */
export function t(key, params = {}, catalogue = catalogues[current]) {
  let message = catalogue[key];
  if (message === undefined) return key;
  if (typeof message === "object") {
    message = message[new Intl.PluralRules(current).select(params.count)] ?? message.other;
  }
  return message.replace(/\{(\w+)\}/g, (whole, name) => (params[name] === undefined ? whole : String(params[name])));
}

/**
 * Writes a message into an element, now and after each change of language.
 * `params` is an object, or a function that makes one where its values depend on the language.
 */
export function say(element, key, params) {
  element.dataset.text = key;
  remember(element, "text", params);
  write(element);
}

/** As `say`, but writes the element's accessible name. */
export function label(element, key, params) {
  element.dataset.label = key;
  remember(element, "label", params);
  write(element);
}

/** Empties an element that said something. */
export function hush(element) {
  delete element.dataset.text;
  element.textContent = "";
}

/** Calls `listener` after each change of language. */
export function onLanguage(listener) {
  listeners.add(listener);
}

export function setLanguage(next, { keep = true } = {}) {
  current = catalogues[next] ? next : "en";
  document.documentElement.lang = current;
  if (keep) store(current);
  for (const element of document.querySelectorAll("[data-text], [data-label]")) write(element);
  for (const listener of listeners) listener(current);
}

export function startLanguage() {
  setLanguage(stored() ?? chooseLanguage(navigator.languages ?? [navigator.language]), { keep: false });
}

function remember(element, part, params) {
  values.set(element, { ...values.get(element), [part]: params });
}

function write(element) {
  const params = (part) => {
    const known = values.get(element)?.[part];
    return typeof known === "function" ? known() : known;
  };
  const { text, label: name } = element.dataset;
  if (text !== undefined) {
    const words = t(text, params("text"));
    // Writing the same words again would make a screen reader repeat them.
    if (element.textContent !== words) element.textContent = words;
  }
  if (name !== undefined) element.setAttribute("aria-label", t(name, params("label")));
}

function stored() {
  try {
    const value = localStorage.getItem(storageKey);
    return languages.includes(value) ? value : null;
  } catch {
    return null;
  }
}

function store(value) {
  try {
    localStorage.setItem(storageKey, value);
  } catch {
    // A browser that keeps nothing asks for the language each time.
  }
}
