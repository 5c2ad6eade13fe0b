// What can be taken away of a run: the files that `plimsoll run` would have written.

import { api } from "../api/client";
import { type Run } from "../api/types";
import { h, icon, ICONS } from "../dom/element";

const FILES = ["report.html", "run.json", "summary.md", "junit.xml", "requests.csv", "timeline.csv"];

const MEANINGS: Record<string, string> = {
  "report.html": "the report, one file, offline",
  "run.json": "all of the run, as JSON",
  "summary.md": "a summary in Markdown",
  "junit.xml": "thresholds as test cases",
  "requests.csv": "a row for each request",
  "timeline.csv": "a row for each second",
  "memory.csv": "memory, a row for each process and sample",
};

export interface Downloads {
  element: HTMLElement;
  /** Says which there are. */
  show(run: Run, watched: boolean): void;
}

export function makeDownloads(): Downloads {
  const list = h("ul");
  const element = h("details", { class: "menu downloads" }, h("summary", {}, icon(ICONS.download), "Download"), list);
  const close = (): void => {
    element.open = false;
  };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    close();
    element.querySelector("summary")?.focus();
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) close();
  });
  return {
    element,
    show: (run, watched) => {
      const files = run.files ?? (watched ? [...FILES, "memory.csv"] : FILES);
      list.replaceChildren(...files.map((file) =>
        h("li", {},
          h("a", { href: api.fileAddress(run.id, file), download: `${run.id}-${file}` }, file),
          h("span", { class: "hint" }, MEANINGS[file] ?? "memory of what else was watched"))));
    },
  };
}
