// Lines over a level of load instead of time: what a target does the more it is asked.

import uPlot from "uplot";

import { LEFT_GUTTER, RIGHT_GUTTER, axisFont, valueAxis } from "./axes";
import { type Chart } from "./chart";
import { makeChartFrame, takeUpCursor } from "./chart_frame";
import { type Format, textsApart } from "./format";
import { bindKeys } from "./keyboard";
import { makeLegend } from "./legend";
import { type ColorName, type Palette } from "./palette";
import { SCALE, scaled } from "./scale";

export interface LoadLine {
  label: string;
  values: readonly number[];
  color: ColorName;
  dash?: readonly number[];
}

export interface LoadChartSpec {
  label: string;
  /** Ascending. */
  load: readonly number[];
  /** How a level is written: "24 users". */
  level: Format;
  format: Format;
  lines: readonly LoadLine[];
  height?: number;
}

const HEIGHT = 240;

function loadAxis(palette: Palette, level: Format): uPlot.Axis {
  return {
    scale: "x",
    stroke: () => palette.color("muted"),
    font: axisFont(palette),
    grid: { show: false },
    ticks: { stroke: () => palette.color("hairline"), width: 1, size: 5 },
    space: scaled(100),
    size: scaled(34),
    gap: 4,
    values: (_u, splits) => textsApart(splits, level),
  };
}

function seriesOf(line: LoadLine, palette: Palette): uPlot.Series {
  const color = (): string => palette.color(line.color);
  return {
    label: line.label,
    stroke: color,
    width: 2 * SCALE,
    ...(line.dash ? { dash: [...line.dash] } : {}),
    points: { show: true, size: 7, space: 0, width: 0, fill: color, stroke: color },
  };
}

export function makeLoadChart(container: HTMLElement, spec: LoadChartSpec, palette: Palette): Chart {
  const { element, readOut, plot } = makeChartFrame(container);
  const tell = (i: number): string =>
    `at ${spec.level(spec.load[i] ?? 0)}: ${spec.lines.map(({ label, values }) => `${label} ${spec.format(values[i] ?? 0)}`).join(", ")}`;
  const legend = makeLegend(
    spec.lines.map(({ label, color, dash = [] }) => ({ label, color, dash, dots: false, shown: true })),
    palette,
    null,
  );
  element.insertBefore(legend.element, readOut);
  const height = scaled(spec.height ?? HEIGHT);
  const last = spec.load[spec.load.length - 1] ?? 1;
  const u = new uPlot(
    {
      width: Math.max(200, container.clientWidth),
      height,
      padding: [10, RIGHT_GUTTER, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: [0, last > 0 ? last * 1.04 : 1] },
        y: { range: (_u, _low, most) => [0, most > 0 ? most * 1.12 : 1] },
      },
      axes: [loadAxis(palette, spec.level), valueAxis(palette, spec.format, LEFT_GUTTER)],
      series: [{}, ...spec.lines.map((line) => seriesOf(line, palette))],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 9, width: 2 } },
      hooks: {
        setCursor: [
          (self) => {
            const idx = (self.cursor.left ?? -1) >= 0 ? self.cursor.idx : null;
            readOut.textContent = idx === null || idx === undefined ? "" : tell(idx);
          },
        ],
      },
    },
    [[...spec.load], ...spec.lines.map(({ values }) => [...values])],
    plot,
  );
  const keys = bindKeys(plot, u, { label: spec.label, readAt: tell, reset: () => undefined });
  return {
    element,
    resize: (width, heightShare = 1) => u.setSize({ width: Math.floor(width), height: Math.round(heightShare * height) }),
    redraw: () => {
      legend.recolor();
      u.redraw(true, true);
    },
    view: () => ({
      zoom: null,
      shown: new Map<string, boolean>(),
      cursor: (u.cursor.left ?? -1) < 0 ? null : keys.place(),
      focused: plot === document.activeElement,
    }),
    restore: (view) => takeUpCursor(view, plot, keys),
    destroy: () => u.destroy(),
  };
}
