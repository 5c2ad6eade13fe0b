// The script of the report page: charts, theme, printing. The page is complete and readable without it.

import { ChartGroup } from "./charts/chart";
import { paletteOf } from "./charts/palette";
import { bindPrinting } from "./report/print";
import { drawReportCharts } from "./report/report_charts";
import { readReportData } from "./report/report_data";
import { bindTheme } from "./report/theme";

function start(): void {
  const root = document.documentElement;
  root.classList.add("scripted");
  const palette = paletteOf(document.body);
  const charts = new ChartGroup();
  bindTheme(root, document.getElementById("theme-toggle"), () => {
    palette.refresh();
    charts.redraw();
  });
  const data = readReportData(document);
  if (data) drawReportCharts(document, data, palette, charts);
  bindPrinting(document, charts, palette);
}

start();
