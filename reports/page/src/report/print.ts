// On paper: light colours, charts as wide as the sheet, everything that was folded laid open; afterwards as before.

import { type ChartGroup } from "../charts/chart";
import { type Palette } from "../charts/palette";

const SHEET_WIDTH = 690;
const COLUMN_WIDTH = 215;
const HEIGHT_SHARE = 0.75;

export function bindPrinting(page: Document, charts: ChartGroup, palette: Palette): void {
  const root = page.documentElement;
  let theme: string | undefined;
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    theme = root.dataset["theme"];
    root.dataset["theme"] = "light";
    opened = [...page.querySelectorAll<HTMLDetailsElement>("details[data-print]:not([open])")];
    for (const details of opened) details.open = true;
    palette.refresh();
    charts.resizeAll(
      (chart) => (chart.element.closest(".small-figures") ? COLUMN_WIDTH : SHEET_WIDTH),
      HEIGHT_SHARE,
    );
    charts.redraw();
  });
  addEventListener("afterprint", () => {
    if (theme === undefined) delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
    for (const details of opened) details.open = false;
    opened = [];
    palette.refresh();
    charts.fitToParents();
    charts.redraw();
  });
}
