// The figures of the last second, as the server wrote them, and how long the run goes on.

import { type Live } from "../api/types";
import { h } from "../dom/element";

const FIGURES: readonly { key: string; title: string; beside?: string }[] = [
  { key: "users", title: "Users" },
  { key: "requests_per_second", title: "Requests/s" },
  { key: "requests", title: "Requests" },
  { key: "failures", title: "Failures", beside: "failure_share" },
  { key: "p50", title: "p50" },
  { key: "p95", title: "p95" },
  { key: "p99", title: "p99" },
  { key: "open_streams", title: "Streams" },
  { key: "tokens_per_second", title: "Tokens/s" },
  { key: "events_per_second", title: "Events/s" },
  { key: "ttft_p50", title: "TTFT p50" },
  { key: "ttft_p99", title: "TTFT p99" },
  { key: "log_loss", title: "Log loss", beside: "quality_of" },
  { key: "accuracy", title: "Accuracy", beside: "quality_of" },
  { key: "rmse", title: "RMSE", beside: "quality_of" },
  { key: "probes_changed", title: "Probes changed" },
  { key: "memory", title: "Memory" },
];

export interface LiveBar {
  element: HTMLElement;
  show(live: Live): void;
  /** Whether news come. */
  tellConnection(here: boolean): void;
}

function stateOf(live: Live): string {
  if (live.stopping) return "Stopping";
  return live.paused ? "Paused" : "Running";
}

export function makeLiveBar(): LiveBar {
  const state = h("strong", { class: "live-state" }, "Running");
  const elapsed = h("span");
  const outlook = h("span", { class: "outlook" });
  const progress = h("progress", { "aria-label": "Time of the run", hidden: true });
  const gone = h("p", { class: "message refused", role: "alert", hidden: true },
    "The connection to Plimsoll is gone; the run goes on without it. Trying again…");
  const tiles = FIGURES.map((figure) => {
    const value = h("span", { class: "live-value" });
    const beside = h("small");
    return { ...figure, value, beside, key: figure.key, besideKey: figure.beside,
      tile: h("div", { hidden: true }, h("dt", {}, figure.title), h("dd", {}, value, beside)) };
  });
  const element = h("section", { class: "live", "aria-label": "The run now", "data-state": "Running" },
    h("div", { class: "live-line" },
      h("p", { class: "live-when" }, state, elapsed, outlook),
      h("dl", { class: "live-figures" }, ...tiles.map(({ tile }) => tile))),
    progress,
    gone);
  return {
    element,
    show: (live) => {
      const { shown } = live;
      state.textContent = stateOf(live);
      element.dataset["state"] = stateOf(live);
      elapsed.textContent = shown["left"] ? `${shown["elapsed"] ?? ""}, ${shown["left"]} left` : (shown["elapsed"] ?? "");
      outlook.textContent = shown["outlook"] ?? "";
      for (const { key, besideKey, tile, value, beside } of tiles) {
        const text = shown[key] ?? "";
        tile.hidden = text === "";
        if (value.textContent !== text) value.textContent = text;
        beside.textContent = besideKey ? (shown[besideKey] ?? "") : "";
        if (key === "failures" || key === "probes_changed") tile.classList.toggle("alarm", !["", "0", "0 %"].includes(text));
      }
      progress.hidden = live.planned_s === null;
      if (live.planned_s !== null) {
        progress.max = live.planned_s;
        progress.value = Math.min(live.elapsed_s, live.planned_s);
      }
    },
    tellConnection: (here) => {
      gone.hidden = here;
      element.classList.toggle("stale", !here);
    },
  };
}
