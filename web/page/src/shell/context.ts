// What every view is given. Made once; lives as long as the page.

import { type ChartGroup } from "../../../../reports/page/src/charts/chart";
import { type Palette } from "../../../../reports/page/src/charts/palette";

export interface Context {
  palette: Palette;
  /** All charts that are shown: resized, recoloured and printed together. */
  charts: ChartGroup;
  /** Says a sentence to those who listen, without moving them. */
  announce(text: string): void;
  setTitle(text: string): void;
}

/** Builds its content at once and fills it in as answers come; `signal` ends with the view. */
export type View = (context: Context, route: Route, signal: AbortSignal) => HTMLElement;

export interface Route {
  /** What stands between the slashes after the name of the view. */
  parts: readonly string[];
  query: URLSearchParams;
}
