// A distribution on a logarithmic axis: bars from bin edge to bin edge, and marks at the percentiles.

import uPlot from "uplot";

import { RIGHT_GUTTER, axisFont, logTicks, valueAxis } from "./axes";
import { type Chart } from "./chart";
import { makeChartFrame, takeUpCursor } from "./chart_frame";
import { count, milliseconds, textsApart } from "./format";
import { bindKeys } from "./keyboard";
import { type ColorName, type Palette } from "./palette";
import { SCALE, scaled } from "./scale";

export interface HistogramSpec {
  label: string;
  /** What is counted: "request". */
  noun: string;
  low: readonly number[];
  high: readonly number[];
  counts: readonly number[];
  marks: readonly { label: string; at: number; color: ColorName }[];
  height?: number;
}

const HEIGHT = 260;

function logAxis(palette: Palette, from: number, to: number): uPlot.Axis {
  const ticks = logTicks(from, to);
  return {
    scale: "x",
    stroke: () => palette.color("muted"),
    font: axisFont(palette),
    grid: { show: false },
    ticks: { stroke: () => palette.color("hairline"), width: 1, size: 5 },
    size: scaled(34),
    gap: 4,
    splits: () => ticks,
    filter: (_u, splits) => splits,
    values: (_u, splits) => textsApart(splits, milliseconds),
  };
}

function drawBars(u: uPlot, spec: HistogramSpec, palette: Palette): void {
  const { ctx, bbox } = u;
  const base = bbox.top + bbox.height;
  const focus = u.cursor.idx;
  ctx.save();
  spec.counts.forEach((value, i) => {
    if (value === 0) return;
    const left = u.valToPos(spec.low[i] ?? 0, "x", true);
    const right = u.valToPos(spec.high[i] ?? 0, "x", true);
    // A bin of a single slow request stays visible.
    const top = Math.min(u.valToPos(value, "y", true), base - 2 * uPlot.pxRatio);
    ctx.fillStyle = palette.color(i === focus && (u.cursor.left ?? -1) >= 0 ? "ink" : "sea");
    ctx.fillRect(left, top, Math.max(1, right - left - uPlot.pxRatio), base - top);
  });
  ctx.restore();
}

function drawMarks(u: uPlot, spec: HistogramSpec, palette: Palette): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio * SCALE;
  ctx.save();
  ctx.font = `600 ${11 * ratio}px ${palette.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  let freeFrom = -Infinity;
  let row = 0;
  for (const mark of spec.marks) {
    const x = u.valToPos(mark.at, "x", true);
    ctx.strokeStyle = palette.color(mark.color);
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash([5 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    const text = `${mark.label} ${milliseconds(mark.at)}`;
    const width = ctx.measureText(text).width;
    const fits = x + 6 * ratio + width < bbox.left + bbox.width;
    const left = fits ? x + 6 * ratio : x - 6 * ratio - width;
    row = left < freeFrom ? row + 1 : 0;
    const top = bbox.top + (4 + row * 18) * ratio;
    ctx.fillStyle = palette.faint("paper", 0.85);
    ctx.fillRect(left - 3 * ratio, top - 3 * ratio, width + 6 * ratio, 17 * ratio);
    ctx.fillStyle = palette.color("ink");
    ctx.fillText(text, left, top);
    freeFrom = left + width + 8 * ratio;
  }
  ctx.restore();
}

export function makeHistogramChart(container: HTMLElement, spec: HistogramSpec, palette: Palette): Chart {
  const { element, readOut, plot } = makeChartFrame(container);
  const total = spec.counts.reduce((sum, value) => sum + value, 0);
  const tell = (i: number): string => {
    const value = spec.counts[i] ?? 0;
    const share = total > 0 ? Number(((100 * value) / total).toPrecision(3)) : 0;
    const range = `${milliseconds(spec.low[i] ?? 0)} to ${milliseconds(spec.high[i] ?? 0)}`;
    return `${range}: ${count(value)} ${spec.noun}${value === 1 ? "" : "s"} (${share} %)`;
  };
  const resting = `${count(total)} ${spec.noun}${total === 1 ? "" : "s"}`;
  readOut.textContent = resting;

  const low = spec.low[0] ?? 1;
  const high = spec.high[spec.high.length - 1] ?? 10;
  const centers = spec.low.map((from, i) => Math.sqrt(from * (spec.high[i] ?? from)));
  const height = scaled(spec.height ?? HEIGHT);
  let focused: number | null = null;
  const u = new uPlot(
    {
      width: Math.max(200, container.clientWidth),
      height,
      padding: [10, RIGHT_GUTTER, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, distr: 3, range: [low / 1.02, high * 1.02] },
        y: { range: (_u, _low, most) => [0, most > 0 ? most * 1.15 : 1] },
      },
      axes: [logAxis(palette, low, high), valueAxis(palette, (value) => (Number.isInteger(value) ? count(value) : ""))],
      series: [{}, { paths: () => null, points: { show: false } }],
      cursor: { x: false, y: false, drag: { x: false, y: false }, points: { show: false } },
      hooks: {
        draw: [
          (self) => {
            drawBars(self, spec, palette);
            drawMarks(self, spec, palette);
          },
        ],
        setCursor: [
          (self) => {
            const inside = (self.cursor.left ?? -1) >= 0;
            const idx = inside ? (self.cursor.idx ?? null) : null;
            if (idx === focused) return;
            focused = idx;
            readOut.textContent = idx === null ? resting : tell(idx);
            self.redraw(false, false);
          },
        ],
      },
    },
    [centers, [...spec.counts]],
    plot,
  );
  const keys = bindKeys(plot, u, { label: spec.label, readAt: tell, reset: () => undefined });
  return {
    element,
    resize: (width, heightShare = 1) =>
      u.setSize({ width: Math.floor(width), height: Math.round(heightShare * height) }),
    redraw: () => u.redraw(true, true),
    view: () => ({
      zoom: null,
      shown: new Map<string, boolean>(),
      cursor: focused === null ? null : (centers[focused] ?? null),
      focused: plot === document.activeElement,
    }),
    restore: (view) => takeUpCursor(view, plot, keys),
    destroy: () => u.destroy(),
  };
}
