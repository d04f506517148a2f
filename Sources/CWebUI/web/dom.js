// SPDX-License-Identifier: Apache-2.0
// Making and updating elements. Text only ever enters as text: nothing here parses markup.

import { say, label } from "./text.js";

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * An element with properties and children. `text` and `label` are message keys (or [key, params]), `on` maps events
 * to listeners, `data` fills the data set, and everything else becomes an attribute (`true` an empty one, `false`,
 * `null` and `undefined` none).
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  apply(element, properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An SVG element; its properties are attributes. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** One symbol of icons.svg; decoration only, so that what it stands beside has to name itself. */
export function icon(name) {
  const use = svg("use", { href: new URL(`./icons.svg#${name}`, import.meta.url).href });
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, use);
}

export function button(key, iconName, listener, properties = {}) {
  const content = key === null ? [] : [el("span", { text: key })];
  return el(
    "button",
    { type: "button", ...properties, on: { click: listener } },
    iconName ? icon(iconName) : null,
    ...content,
  );
}

/**
 * Makes a container's children one for each item, in order, and keeps the element of an item that was there before,
 * so that focus and transitions survive. `create` makes an element, `update` fills it.
 */
export function reconcile(container, items, keyOf, create, update) {
  const old = new Map([...container.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    let child = old.get(key);
    old.delete(key);
    if (!child) {
      child = create(item);
      child.dataset.key = key;
    }
    update?.(child, item);
    if (container.children[index] !== child) container.insertBefore(child, container.children[index] ?? null);
  });
  for (const child of old.values()) child.remove();
}

/** Says something to screen readers without moving the focus. */
export function announce(words) {
  const region = document.querySelector("#announcer");
  if (region.textContent !== words) region.textContent = words;
}

/** Asks before what cannot be undone. Resolves to whether the person agreed. */
export function confirmed(messages) {
  const dialog = document.querySelector("#confirm");
  const [yes, no] = dialog.querySelectorAll("button");
  say(dialog.querySelector("h2"), messages.title);
  say(dialog.querySelector("p"), messages.text);
  say(yes, messages.yes);
  say(no, messages.no);
  dialog.returnValue = "";
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function apply(element, { text, label: name, on, data, ...attributes }) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : value);
  }
  Object.assign(element.dataset, data);
  if (text !== undefined) say(element, ...[text].flat());
  if (name !== undefined) label(element, ...[name].flat());
  for (const [event, listener] of Object.entries(on ?? {})) element.addEventListener(event, listener);
}
