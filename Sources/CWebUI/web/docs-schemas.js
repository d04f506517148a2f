// SPDX-License-Identifier: Apache-2.0
// JSON Schemas as tables: one row a member, members of members by their path.

import { element, heading, inline, paragraphs, table } from "./docs-elements.js";

const isNull = (schema) => schema.type === "null";

export class Schemas {
  constructor(description, resolve) {
    this.all = description.components.schemas;
    this.resolve = resolve;
  }

  /** What a schema is called, with a link where it has a name. */
  type(schema) {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.split("/").at(-1);
      return element("a", { href: `#schema-${name}` }, name);
    }
    if (schema.anyOf !== undefined) {
      const types = schema.anyOf.filter((one) => !isNull(one)).map((one) => this.type(one));
      return element("span", {}, ...types, schema.anyOf.some(isNull) ? " or null" : "");
    }
    if (schema.type === "array") return element("span", {}, "array of ", this.type(schema.items ?? {}));
    if (schema.format === "binary") return element("span", {}, "file");
    const types = [schema.type ?? "anything"].flat();
    return element("span", {}, types.join(" or "));
  }

  /** What a value is bound by, as paragraphs. */
  limits(schema) {
    if (schema.$ref !== undefined) return schema.$ref.endsWith("/Identifier") ? [] : this.limits(this.resolve(schema));
    const lines = [];
    const bounds = (low, high, unit) => {
      if (low === undefined && high === undefined) return;
      const range = high === undefined ? `${low} or more` : low === high ? `${low}` : `${low ?? 0} to ${high}`;
      lines.push(element("p", { class: "limit" }, `${range}${unit}`));
    };
    if (schema.type !== "object") bounds(schema.minimum, schema.maximum, "");
    bounds(schema.minItems, schema.maxItems, " of them");
    if (schema.maxLength !== undefined) bounds(schema.minLength, schema.maxLength, " characters");
    if (schema.pattern !== undefined) {
      lines.push(element("p", { class: "limit" }, "matches ", element("code", {}, schema.pattern)));
    }
    if (schema.enum !== undefined) lines.push(this.values(schema.enum));
    if (schema.items?.enum !== undefined) lines.push(this.values(schema.items.enum));
    if (schema.oneOf?.every((one) => one.const !== undefined)) lines.push(this.meanings(schema.oneOf));
    if (schema.default !== undefined) {
      lines.push(element("p", { class: "limit" }, "default ", element("code", {}, JSON.stringify(schema.default))));
    }
    return lines;
  }

  values(values) {
    return element("p", { class: "limit values" }, ...values.map((value) => element("code", {}, String(value))));
  }

  meanings(options) {
    return element("dl", { class: "meanings" }, ...options.flatMap((option) => [
      element("dt", {}, element("code", {}, String(option.const))),
      element("dd", {}, option.description ?? ""),
    ]));
  }

  /** The members of an object, and of the objects in it that have no name of their own. */
  rows(schema, path = "") {
    const members = [
      ...Object.entries(schema.properties ?? {}),
      ...Object.entries(schema.patternProperties ?? {}).map(([, member]) => ["source[1] … source[15]", member]),
    ];
    return members.flatMap(([name, member]) => {
      const isRequired = (schema.required ?? []).includes(name);
      const inner = member.type === "array" ? member.items : member;
      const place = member.type === "array" ? `${path}${name}[].` : `${path}${name}.`;
      const nested = inner?.properties === undefined ? [] : this.rows(inner, place);
      const text = member.description ?? this.resolve(member).description ?? "";
      const row = [
        element("code", {}, path + name),
        element("span", {}, this.type(member), isRequired ? "" : element("small", {}, " optional")),
        element("div", {}, ...inline(text), ...(member.$ref === undefined ? this.limits(member) : [])),
      ];
      return [row, ...nested];
    });
  }

  table(schema) {
    if (schema.oneOf?.every((one) => one.properties !== undefined)) {
      return element("div", {}, ...schema.oneOf.flatMap((one) => [
        element("p", { class: "choice-title" }, one.title ?? "One of"), this.table(one),
      ]));
    }
    if (schema.properties === undefined) return element("div", {}, this.type(schema), ...this.limits(schema));
    return table(["Member", "Type", "Meaning"], this.rows(schema));
  }

  /** The body of a request. */
  body(schema) {
    const found = this.resolve(schema);
    return element("div", {}, ...paragraphs(found.description), this.table(found), ...this.examples(found));
  }

  examples(schema) {
    const whole = (schema.examples ?? []).filter((example) => typeof example === "object" && !Array.isArray(example));
    return whole.map((example) =>
      element("details", {}, element("summary", {}, "Example"),
        element("div", { class: "sample" },
          element("pre", { tabindex: "0" }, element("code", {}, JSON.stringify(example, null, 2))))));
  }

  sections() {
    return Object.entries(this.all).filter(([name]) => name !== "ProblemCode").map(([name, schema]) =>
      element("article", { class: "operation", id: `schema-${name}` }, heading(3, name), this.body(schema)))
      .concat(element("article", { class: "operation", id: "schema-ProblemCode" }, heading(3, "ProblemCode"),
        element("p", {}, element("a", { href: "#codes" }, "Problem codes"))));
  }
}
