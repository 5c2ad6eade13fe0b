// Two runs beside each other: their figures in a table, their course over each other.

import { api } from "../api/client";
import { type Overlay } from "../api/types";
import { overlayCharts } from "../charts/overlay_charts";
import { h } from "../dom/element";
import { alertBox, columnHeads, failureBox, scrollRegion } from "../dom/parts";
import { addPictureButtons, savePicture } from "../run/picture";
import { type Context, type View } from "../shell/context";
import { hashOf } from "../shell/router";

/** Two runs of one scenario are told apart by when they were; others by their names. */
function labelsOf({ runs }: Overlay): string[] {
  const same = new Set(runs.map(({ name }) => name)).size === 1;
  return runs.map(({ name, started_at }) => (same || name === "" ? started_at.slice(0, 16).replace("T", " ") : name));
}

function figureTable(overlay: Overlay, labels: readonly string[]): HTMLElement {
  const heads = [{ text: "Figure", kind: "text" }, ...labels.map((text) => ({ text })), { text: "Change" }];
  return scrollRegion("Figures of both runs", h("table", { class: "narrow compared" },
    h("caption", {}, "Figures of both runs."),
    columnHeads(heads),
    h("tbody", { class: "rows" }, ...overlay.figures.map(({ name, shown, shown_change }) =>
      h("tr", {}, h("th", { scope: "row", class: "name" }, name), ...labels.map((_, i) => h("td", {}, shown[i] ?? "–")),
        h("td", {}, shown_change[1] ?? ""))))));
}

function show(place: HTMLElement, overlay: Overlay, context: Context, signal: AbortSignal): void {
  const labels = labelsOf(overlay);
  const names = overlay.runs.map(({ id, name }, i) =>
    h("li", {}, h("span", { class: `swatch swatch-${i}`, "aria-hidden": "true" }),
      h("a", { href: hashOf("runs", [id]) }, name === "" ? id : name), ` ${overlay.runs[i]?.started_at.slice(0, 16).replace("T", " ") ?? ""}`));
  place.replaceChildren(h("ul", { class: "overlaid" }, ...names), figureTable(overlay, labels));
  const charts = overlayCharts(overlay.runs.map(({ data }, i) => ({ label: labels[i] ?? "", data })));
  for (const { title, draw } of charts) {
    const at = h("div", { class: "place" });
    place.append(h("figure", {}, h("figcaption", {}, h("h2", {}, title)), at));
    const chart = draw(at, context.palette);
    context.charts.add(chart);
    signal.addEventListener("abort", () => context.charts.remove(chart));
  }
  addPictureButtons(place);
}

export const compareView: View = (context, route, signal) => {
  context.setTitle("Two runs");
  const [a = "", b = ""] = route.parts;
  const place = h("div", {}, h("p", { class: "lead" }, "Asking for both runs…"));
  place.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("button.picture");
    if (button) savePicture(button, `${a}-${b}`, context.palette);
  });
  const ask = (): void => {
    api.overlay(a, b).then(
      (overlay) => {
        if (!signal.aborted) show(place, overlay, context, signal);
      },
      (error: unknown) => {
        if (!signal.aborted) place.replaceChildren(failureBox(error, ask));
      },
    );
  };
  if (a === "" || b === "") place.replaceChildren(alertBox("Choose two runs in the history."));
  else ask();
  return h("div", { class: "frame view" }, h("h1", {}, "Two runs over each other"), place);
};
