// SPDX-License-Identifier: Apache-2.0
// The page: language, and which view the address names.
//
//   #/              choose photos
//   #/fusions/ID    one fusion
//   #/queue         the queue

import { FuseView } from "./fuse-view.js";
import { QueueView } from "./queue-view.js";
import { language, onLanguage, setLanguage, startLanguage, t } from "./text.js";

/** The view and, where it is one, the fusion that a hash names; an unknown one is the first view. */
function routeOf(hash) {
  if (hash === "#/queue") return { view: "queue", id: null };
  const match = /^#\/fusions\/([\w%.~-]{1,200})$/.exec(hash);
  try {
    return { view: "fuse", id: match ? decodeURIComponent(match[1]) : null };
  } catch {
    return { view: "fuse", id: null };
  }
}

const choice = document.querySelector("#language");
const sections = { fuse: document.querySelector("#view-fuse"), queue: document.querySelector("#view-queue") };
const fuse = new FuseView(sections.fuse);
const queue = new QueueView(sections.queue);
let shown = null;

function show() {
  const { view, id } = routeOf(location.hash);
  const moved = shown !== null && shown !== view;
  shown = view;
  for (const [name, section] of Object.entries(sections)) section.hidden = name !== view;
  for (const link of document.querySelectorAll("nav a[data-view]")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  queue.show(view === "queue");
  if (view === "fuse") fuse.open(id);
  document.title = view === "queue" ? `${t("queue.title")} · Facefleet` : t("page.title");
  if (moved) {
    scrollTo(0, 0);
    sections[view].querySelector("h1").focus({ preventScroll: true });
  }
}

document.querySelector(".skip").addEventListener("click", (event) => {
  // A jump by address would be taken for a view.
  event.preventDefault();
  document.querySelector("#content").focus();
});
choice.addEventListener("change", () => setLanguage(choice.value));
onLanguage(() => {
  choice.value = language();
  document.title = shown === "queue" ? `${t("queue.title")} · Facefleet` : t("page.title");
});
addEventListener("hashchange", show);
startLanguage();
show();
document.documentElement.dataset.ready = "";
