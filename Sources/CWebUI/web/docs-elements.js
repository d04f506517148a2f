// SPDX-License-Identifier: Apache-2.0
// The elements that the page at /docs is made of. Text only ever enters as text: nothing here parses markup.

/** An element with attributes (`true` an empty one, `false` none) and children; children that are null are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function heading(level, ...children) {
  return element(`h${level}`, {}, ...children);
}

/** Text in which `backticks` mark code. */
export function inline(text) {
  return text.split("`").map((piece, place) => (place % 2 === 1 ? element("code", {}, piece) : piece));
}

/** Paragraphs, parted by empty lines. */
export function paragraphs(text) {
  return (text ?? "").split("\n\n").filter(Boolean).map((piece) => element("p", {}, ...inline(piece)));
}

/** A table whose cells name their column, so that on a narrow screen each row can stand as a block. */
export function table(columns, rows) {
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map((cells) =>
    element("tr", {}, ...cells.map((cell, place) => element("td", { "data-column": columns[place] }, cell))),
  );
  return element("div", { class: "scroll" },
    element("table", { class: "sheet" }, element("thead", {}, head), element("tbody", {}, ...body)));
}

/** Command lines, with the address of this very service, to copy. */
export function sample(source) {
  const text = source.replaceAll("http://localhost:8000", location.origin);
  const box = element("div", { class: "sample" }, element("pre", { tabindex: "0" }, element("code", {}, text)));
  if (navigator.clipboard === undefined) return box;
  const button = element("button", { type: "button", class: "quiet" }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  box.append(button);
  return box;
}
