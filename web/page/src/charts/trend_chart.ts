// A figure of one scenario over its runs, oldest first. The words at a point are the server's.

import uPlot from "uplot";

import { COMPACT_BYTES_GUTTER, COMPACT_GUTTER, axisFont, valueAxis } from "../../../../reports/page/src/charts/axes";
import { type Chart } from "../../../../reports/page/src/charts/chart";
import { makeChartFrame } from "../../../../reports/page/src/charts/chart_frame";
import { bytes, bytesPerHour, count, type Format, milliseconds, perSecond, share } from "../../../../reports/page/src/charts/format";
import { bindKeys } from "../../../../reports/page/src/charts/keyboard";
import { type Palette } from "../../../../reports/page/src/charts/palette";
import { scaled } from "../../../../reports/page/src/charts/scale";
import { type Trend, type TrendFigure } from "../api/types";

const HEIGHT = scaled(150);
/** By the units of the server's figures and of a report's series. */
const FORMATS: Record<string, Format> = { ms: milliseconds, bytes, B: bytes, "B/s": bytesPerHour, "/s": perSecond, share };

export function formatOf(unit: string): Format {
  return FORMATS[unit] ?? count;
}

function runAxis(runs: Trend["runs"], palette: Palette): uPlot.Axis {
  return {
    scale: "x",
    stroke: () => palette.color("muted"),
    font: axisFont(palette),
    grid: { show: false },
    ticks: { stroke: () => palette.color("hairline"), width: 1, size: 5 },
    incrs: [1, 2, 5, 10, 20, 50, 100],
    space: scaled(70),
    size: scaled(34),
    gap: 4,
    values: (_u, splits) => splits.map((place) => (Number.isInteger(place) ? (runs[place]?.started_at.slice(5, 10) ?? "") : "")),
  };
}

export interface TrendChartSpec {
  runs: Trend["runs"];
  figure: TrendFigure;
  syncKey: string;
  open: (run: string) => void;
}

export function makeTrendChart(container: HTMLElement, { runs, figure, syncKey, open }: TrendChartSpec, palette: Palette): Chart {
  const { element, readOut: told, plot } = makeChartFrame(container);
  const tell = (place: number): string =>
    `${runs[place]?.started_at.slice(0, 16).replace("T", " ") ?? ""}: ${figure.shown[place] ?? "–"}, ${runs[place]?.outcome ?? "no verdict"}`;
  const last = runs.length - 1;
  const rest = last >= 0 ? tell(last) : "";
  told.textContent = rest;
  const places = runs.map((_, i) => i);
  const bad = figure.values.map((value, i) => (runs[i]?.outcome === "pass" ? null : value));
  const dots = (color: "sea" | "alarm"): uPlot.Series.Points => ({
    show: true, size: 6, space: 0, width: 0, fill: () => palette.color(color), stroke: () => palette.color(color),
  });
  const u = new uPlot(
    {
      width: Math.max(200, container.clientWidth),
      height: HEIGHT,
      padding: [10, COMPACT_GUTTER, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: [-0.5, Math.max(last, 0) + 0.5] },
        y: { range: (_u, low, high) => [low < 0 ? low * 1.15 : 0, high > 0 ? high * 1.15 : low < 0 ? 0 : 1] },
      },
      axes: [runAxis(runs, palette), valueAxis(palette, formatOf(figure.unit), COMPACT_BYTES_GUTTER)],
      series: [
        {},
        { stroke: () => palette.color("sea"), width: 1.5, points: dots("sea") },
        { paths: () => null, points: dots("alarm") },
      ],
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: syncKey, setSeries: false }, points: { size: 8, width: 2 } },
      hooks: {
        setCursor: [
          (self) => {
            const place = (self.cursor.left ?? -1) >= 0 ? self.cursor.idx : null;
            told.textContent = place === null || place === undefined ? rest : tell(place);
          },
        ],
      },
    },
    [places, figure.values, bad],
    plot,
  );
  const openAt = (place: number | null | undefined): void => {
    const run = place === null || place === undefined ? undefined : runs[place];
    if (run) open(run.id);
  };
  u.over.addEventListener("click", () => openAt(u.cursor.idx));
  const keys = bindKeys(plot, u, { label: `${figure.name} over the runs`, readAt: tell, reset: () => undefined });
  plot.addEventListener("keydown", (event) => {
    if (event.key === "Enter") openAt(Number(plot.getAttribute("aria-valuenow")));
  });
  return {
    element,
    resize: (width) => u.setSize({ width: Math.floor(width), height: HEIGHT }),
    redraw: () => u.redraw(true, true),
    view: () => ({ zoom: null, shown: new Map<string, boolean>(), cursor: null, focused: plot === document.activeElement }),
    restore: (view) => {
      if (view.cursor !== null) keys.moveTo(view.cursor);
    },
    destroy: () => u.destroy(),
  };
}
