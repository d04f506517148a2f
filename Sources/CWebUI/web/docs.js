// SPDX-License-Identifier: Apache-2.0
// The page at /docs: the service's description, made readable.

import { element, heading, inline, paragraphs, sample, table } from "./docs-elements.js";
import { Schemas } from "./docs-schemas.js";

const methods = new Set(["get", "post", "put", "delete"]);

function resolver(description) {
  return (value) => {
    if (value?.$ref === undefined) return value;
    const found = value.$ref.slice(2).split("/").reduce((place, name) => place[name], description);
    return { ...found, ...value, $ref: undefined };
  };
}

/** Every operation, in the description's order: {path, method, id, ...}. */
function operations(description) {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item).filter((key) => methods.has(key)).map((method) => ({
      ...item[method],
      path,
      method: method.toUpperCase(),
      parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])],
    })),
  );
}

function parameterTable(operation, resolve, schemas) {
  if (operation.parameters.length === 0) return null;
  const rows = operation.parameters.map(resolve).map((parameter) => [
    element("code", {}, parameter.name),
    parameter.required ? `${parameter.in}, required` : parameter.in,
    schemas.type(parameter.schema),
    element("div", {}, ...inline(parameter.description ?? ""), ...schemas.limits(parameter.schema)),
  ]);
  return element("section", {}, heading(4, "Parameters"), table(["Name", "Where", "Type", "Meaning"], rows));
}

function bodySection(operation, schemas) {
  const content = operation.requestBody?.content;
  if (content === undefined) return null;
  const bodies = new Map();
  for (const [mediaType, { schema }] of Object.entries(content)) {
    const key = JSON.stringify(schema);
    bodies.set(key, { schema, types: [...(bodies.get(key)?.types ?? []), mediaType] });
  }
  const parts = [...bodies.values()].flatMap(({ schema, types }) => [
    element("p", { class: "types" }, ...types.map((type) => element("code", {}, type))),
    schema.$ref === undefined ? element("p", {}, "The file itself.") : schemas.body(schema),
  ]);
  return element("section", {}, heading(4, "Body"), ...parts);
}

function answerTable(operation, resolve, schemas) {
  const rows = Object.entries(operation.responses).map(([status, answer]) => {
    const { description, headers = {}, content = {}, "x-codes": codes = [] } = resolve(answer);
    const types = new Map();
    for (const [type, { schema }] of Object.entries(content)) {
      const name = schema.$ref === undefined ? null : schemas.type(schema);
      types.set(type, name);
    }
    return [
      element("code", { class: `status s${status[0]}` }, status),
      element("div", {}, ...inline(description), ...codeList(codes)),
      element("div", {}, ...[...types].map(([type, name]) =>
        element("p", {}, name ?? "", " ", element("small", {}, type)))),
      element("small", {}, Object.keys(headers).filter((name) => name !== "X-Request-Id").join(", ")),
    ];
  });
  return element("section", {}, heading(4, "Answers"), table(["Status", "Meaning", "Body", "Headers"], rows));
}

function codeList(codes) {
  if (codes.length === 0) return [];
  return [element("p", { class: "codes" }, ...codes.map((code) => element("a", { href: `#code-${code}` }, code)))];
}

function operationSection(operation, resolve, schemas) {
  const samples = (operation["x-codeSamples"] ?? []).map(({ source }) => sample(source));
  return element(
    "article",
    { class: "operation", id: operation.operationId },
    heading(3, element("span", { class: `method ${operation.method.toLowerCase()}` }, operation.method), " ",
      element("code", {}, operation.path)),
    element("p", { class: "summary" }, operation.summary),
    ...paragraphs(operation.description),
    ...samples,
    parameterTable(operation, resolve, schemas),
    bodySection(operation, schemas),
    answerTable(operation, resolve, schemas),
  );
}

function codeSection(description) {
  const rows = description.components.schemas.ProblemCode.oneOf.map((code) => [
    element("code", { id: `code-${code.const}` }, code.const),
    element("code", {}, String(code["x-status"])),
    code["x-retryable"] ? "yes" : "no",
    code.description,
  ]);
  return element("section", { class: "group", id: "codes" }, heading(2, "Problem codes"),
    table(["Code", "Status", "Worth a retry", "Meaning"], rows));
}

function contents(description, all) {
  const groups = description.tags.map(({ name }) => ({
    name,
    links: all.filter(({ tags }) => tags.includes(name)).map(({ operationId, summary }) => [operationId, summary]),
  }));
  const more = [["codes", "Problem codes"], ["schemas", "Schemas"]];
  return element(
    "details",
    { open: matchMedia("(min-width: 900px)").matches },
    element("summary", {}, "Contents"),
    ...[...groups, { name: "Reference", links: more }].flatMap(({ name, links }) => [
      element("h2", {}, name),
      element("ul", {}, ...links.map(([id, text]) => element("li", {}, element("a", { href: `#${id}` }, text)))),
    ]),
  );
}

function show(description) {
  const resolve = resolver(description);
  const schemas = new Schemas(description, resolve);
  const all = operations(description);
  const main = document.getElementById("content");
  document.getElementById("loading").remove();
  main.append(
    element("section", { class: "group" }, ...paragraphs(description.info.description),
      element("p", {}, "The command lines are for bash, from the root of the repository, and work as they are printed: "
        + "those that say ", element("code", {}, "$task"), " mean the task of the first one.")),
    ...description.tags.map((tag) =>
      element("section", { class: "group" }, heading(2, tag.name), ...paragraphs(tag.description),
        ...all.filter(({ tags }) => tags.includes(tag.name)).map((operation) =>
          operationSection(operation, resolve, schemas)))),
    codeSection(description),
    element("section", { class: "group", id: "schemas" }, heading(2, "Schemas"), ...schemas.sections()),
  );
  document.getElementById("contents").append(contents(description, all));
  // The place that the address names is there only now.
  if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

try {
  const answer = await fetch("openapi.json");
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  show(await answer.json());
} catch (error) {
  document.getElementById("loading")?.replaceChildren(`/openapi.json cannot be read: ${error.message}`);
  throw error;
}
