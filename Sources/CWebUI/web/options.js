// SPDX-License-Identifier: Apache-2.0
// The options of a fusion: what the form says, as the `options` part of the request.

import { percent } from "./format.js";
import { language, onLanguage } from "./text.js";

/** Formats that have a quality. The target's own format comes out at the target's own quality. */
const lossy = ["jpeg", "webp"];

/** The request's options. `values` are the form's, as texts; `faceIndex` is null unless a face is chosen. */
export function optionsFrom(values, faceIndex) {
  const options = {
    priority: values.priority,
    fusion_degree: Number(values.degree),
    eyes: values.eyes,
    faces: values.faces === "index" ? { mode: "index", index: faceIndex } : { mode: values.faces },
  };
  if (values.format) {
    options.output = { format: values.format };
    if (lossy.includes(values.format)) options.output.quality = Number(values.quality);
  }
  return options;
}

/** Keeps what the form shows of its values up to date, and says when the choice of faces changes. */
export function startOptions(form, onFaces) {
  const { degree, quality, format } = form.elements;
  const write = () => {
    form.querySelector("#degree-value").textContent = percent(degree.value / 100, language());
    form.querySelector("#quality-value").textContent = lossy.includes(format.value) ? quality.value : "–";
    quality.disabled = !lossy.includes(format.value);
  };
  form.addEventListener("input", write);
  form.addEventListener("change", (event) => {
    if (event.target.name === "faces") onFaces(event.target.value);
  });
  onLanguage(write);
  write();
}

export function valuesOf(form) {
  const named = ["priority", "degree", "eyes", "faces", "format", "quality"];
  return Object.fromEntries(named.map((name) => [name, form.elements[name].value]));
}
