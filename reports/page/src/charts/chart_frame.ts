// What charts have in common around their drawing: the places that they consist of, and what a reader made of them.

import type uPlot from "uplot";

import { type ChartView } from "./chart";
import { type Keys } from "./keyboard";

export interface ChartFrame {
  element: HTMLElement;
  /** What is told of the place under the cursor. */
  readOut: HTMLElement;
  plot: HTMLElement;
}

export function makeChartFrame(container: HTMLElement): ChartFrame {
  const element = document.createElement("div");
  element.className = "chart";
  const readOut = document.createElement("p");
  readOut.className = "legend legend-when";
  const plot = document.createElement("div");
  plot.className = "plot";
  element.append(readOut, plot);
  container.append(element);
  return { element, readOut, plot };
}

/** Of a chart over time, all of which is `whole`. */
export function viewOverTime(
  u: uPlot,
  whole: { from: number; to: number },
  plot: HTMLElement,
  keys: Keys,
  shown: ReadonlyMap<string, boolean> = new Map(),
): ChartView {
  const { min = whole.from, max = whole.to } = u.scales["x"] ?? {};
  const left = u.cursor.left ?? -1;
  // Of who moves it by keyboard the point itself: a place in pixels is of the scale that was.
  const focused = plot === document.activeElement;
  return {
    zoom: min === null || max === null || (min <= whole.from && max >= whole.to) ? null : [min, max],
    shown,
    cursor: left < 0 ? null : focused ? keys.place() : u.posToVal(left, "x"),
    focused,
  };
}

/** The cursor and the focus that another chart of the same place had. */
export function takeUpCursor(view: ChartView, plot: HTMLElement, keys: Keys): void {
  // Its scales are known once it was drawn, which is queued by now.
  queueMicrotask(() => {
    if (view.focused) plot.focus({ preventScroll: true });
    if (view.cursor !== null) keys.moveTo(view.cursor);
  });
}
