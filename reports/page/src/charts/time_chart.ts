// Lines over the time of a run. Charts of one sync key share cursor and zoom and, having the same gutters, one axis.
// Knows nothing of a report: it is given numbers, and a container to draw into.

import uPlot from "uplot";

import { type Chart } from "./chart";
import { takeUpCursor, viewOverTime } from "./chart_frame";
import {
  COMPACT_BYTES_GUTTER,
  COMPACT_GUTTER,
  COMPACT_LEFT_GUTTER,
  LEFT_GUTTER,
  RIGHT_GUTTER,
  rightAxis,
  timeAxis,
  valueAxis,
} from "./axes";
import { type Format, bytes, duration, orMissing } from "./format";
import { bindKeys } from "./keyboard";
import { endLabelsPlugin } from "./end_labels";
import { makeLegend } from "./legend";
import { type Limit, limitsPlugin, withLimits } from "./limits";
import { type Mark, type Span, marksPlugin } from "./marks";
import { type ColorName, type Palette } from "./palette";
import { SCALE, scaled } from "./scale";

export interface Line {
  label: string;
  t: readonly number[];
  values: readonly (number | null)[];
  color: ColorName;
  dash?: readonly number[];
  width?: number;
  filled?: boolean;
  dots?: boolean;
  shown?: boolean;
  /** A short name written behind its last point, or at the height given instead. */
  endLabel?: string;
  endAt?: number | null;
  /** What is read out where it is not what is drawn: a line on top of others. */
  told?: readonly (number | null)[];
  /** The label of the line that it belongs to: it has no entry of its own, and is shown with that one. */
  partOf?: string;
  /** Its values are those of the right axis. */
  right?: boolean;
  /** Nothing was read where it has no value: the line is not drawn over that. */
  gaps?: boolean;
  /** Drawn as a filled surface: how dense, 0 to 1. */
  surface?: number;
}

/** The surface between two lines, by their places. */
export interface Between {
  upper: number;
  lower: number;
  color: ColorName;
  density: number;
}

export interface TimeChartSpec {
  /** The accessible name. */
  label: string;
  lines: readonly Line[];
  format: Format;
  from: number;
  to: number;
  fromZero: boolean;
  spans?: readonly Span[];
  marks?: readonly Mark[];
  limits?: readonly Limit[];
  height?: number;
  /** One of several side by side: narrow gutters, few ticks. */
  compact?: boolean;
  /** Another chart stands right beneath, which has the instants. */
  withoutInstants?: boolean;
  /** How the values of the right axis are written, where there is one. */
  right?: Format;
  between?: readonly Between[];
  /** Lines cannot be switched off: each stands on the one below. */
  fixed?: boolean;
  syncKey: string;
}

const DEFAULT_HEIGHT = 220;
const STRIP_HEIGHT = 130;

function seriesOf(line: Line, palette: Palette): uPlot.Series {
  const color = (): string => palette.color(line.color);
  const series: uPlot.Series = {
    label: line.label,
    scale: line.right ? "right" : "y",
    auto: line.partOf === undefined,
    show: line.shown ?? true,
    stroke: color,
    width: (line.width ?? 2) * SCALE,
    spanGaps: !line.gaps,
    points: { show: false },
  };
  // A value between two gaps is no line: it is a dot.
  if (line.gaps) series.points = { show: true, size: 2 + 2 * (line.width ?? 2), width: 0, fill: color, filter: lonely };
  if (line.dash) series.dash = [...line.dash];
  if (line.surface !== undefined) series.fill = () => palette.faint(line.color, line.surface ?? 1);
  if (line.filled) series.fill = () => palette.faint(line.color, 0.12);
  if (line.dots) {
    series.paths = () => null;
    series.points = { show: true, size: 6, space: 0, width: 0, fill: color, stroke: color };
  }
  return series;
}

function lonely(u: uPlot, series: number): number[] {
  const values = [...(u.data[series] ?? [])];
  const read = values.flatMap((value, i) => (value === undefined ? [] : [i]));
  const isGap = (place: number): boolean => typeof values[read[place] ?? -1] !== "number";
  return read.filter((i, place) => typeof values[i] === "number" && isGap(place - 1) && isGap(place + 1));
}

/** One table over all instants; a line has no value where it was not read. */
function joined(lines: readonly Line[]): uPlot.AlignedData {
  const first = lines[0];
  if (first && lines.every((line) => line.t === first.t)) {
    return [[...first.t], ...lines.map((line) => [...line.values])];
  }
  return uPlot.join(lines.map((line) => [[...line.t], [...line.values]]));
}

/** Where nothing is chosen the axis is that of the run, not that of the points: so all charts agree. */
export function timeRange(spec: { from: number; to: number }): uPlot.Range.Function {
  return (u, low, high) => {
    const t = u.data[0];
    const all = low === null || high === null || (low <= (t[0] ?? low) && high >= (t[t.length - 1] ?? high));
    return all ? [spec.from, spec.to] : [low, high];
  };
}

function valueRange(fromZero: boolean, limits: readonly Limit[] = []): uPlot.Range.Function {
  return (_u, low, high) => {
    if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
    if (fromZero) return [0, high > 0 ? withLimits(high, limits) * 1.12 : 1];
    const room = high > low ? (high - low) * 0.12 : Math.max(1, Math.abs(high) * 0.02);
    return [Math.max(0, low - room), high + room];
  };
}

export function makeTimeChart(container: HTMLElement, spec: TimeChartSpec, palette: Palette): Chart {
  const element = document.createElement("div");
  element.className = "chart";
  container.append(element);

  const data = joined(spec.lines);
  const formatOf = (line: Line): Format => (line.right && spec.right) || spec.format;
  const readOut = (u: uPlot): void => {
    const idxs = u.cursor.idxs;
    const idx = u.cursor.idx;
    const outside = (u.cursor.left ?? -1) < 0 || idx === null || idx === undefined;
    if (outside || !idxs) {
      legend.clearValues();
      return;
    }
    const at = data[0]?.[idx] ?? 0;
    const texts = spec.lines.map((line, i) => {
      const row = idxs[i + 1];
      return line.shown === false && !u.series[i + 1]?.show
        ? ""
        : orMissing(row === null || row === undefined ? null : (line.told ?? data[i + 1])?.[row], formatOf(line));
    });
    legend.setValues(`at ${duration(at)}`, entries.map((i) => texts[i] ?? ""));
  };

  const height = scaled(spec.height ?? DEFAULT_HEIGHT);
  const isStrip = height < scaled(STRIP_HEIGHT);
  const leftGutter = !spec.compact ? LEFT_GUTTER : spec.format === bytes ? COMPACT_BYTES_GUTTER : COMPACT_LEFT_GUTTER;
  const space = isStrip ? 22 : 36;
  const plot = document.createElement("div");
  plot.className = "plot";
  const u = new uPlot(
    {
      width: Math.max(200, container.clientWidth),
      height,
      padding: [10, spec.right ? 0 : spec.compact ? COMPACT_GUTTER : RIGHT_GUTTER, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: timeRange(spec) },
        y: { range: valueRange(spec.fromZero, spec.limits) },
        ...(spec.right ? { right: { range: valueRange(true) } } : {}),
      },
      axes: [
        timeAxis(palette, spec.withoutInstants ?? false),
        valueAxis(palette, spec.format, leftGutter, space),
        ...(spec.right ? [rightAxis(palette, spec.right, space)] : []),
      ],
      bands: (spec.between ?? []).map((between) => ({
        series: [between.upper + 1, between.lower + 1],
        fill: () => palette.faint(between.color, between.density),
      })),
      series: [{}, ...spec.lines.map((line) => seriesOf(line, palette))],
      cursor: {
        y: false,
        drag: { x: true, y: false, dist: 8 },
        sync: { key: spec.syncKey, setSeries: false },
        points: { size: 8, width: 2 },
      },
      plugins: [
        marksPlugin(spec.spans ?? [], spec.marks ?? [], palette),
        limitsPlugin(spec.limits ?? [], palette),
        endLabelsPlugin(spec.lines, palette),
      ],
      hooks: { setCursor: [readOut] },
    },
    data,
    plot,
  );
  const wholeRun = (): void => u.setScale("x", { min: spec.from, max: spec.to });

  // A line and what belongs to it are shown together.
  const show = (place: number, shown: boolean): void =>
    spec.lines.forEach((line, i) => {
      if (i === place || (line.partOf !== undefined && line.partOf === spec.lines[place]?.label)) {
        u.setSeries(i + 1, { show: shown });
      }
    });
  const entries = spec.lines.flatMap((line, i) => (line.partOf === undefined ? [i] : []));
  const legend = makeLegend(
    entries.flatMap((i) => {
      const line = spec.lines[i];
      if (!line) return [];
      const { label, color, dash = [], dots = false, shown = true, surface } = line;
      return [{ label, color, dash, dots, shown, ...(surface === undefined ? {} : { surface }) }];
    }),
    palette,
    spec.fixed ? null : (index, shown) => show(entries[index] ?? 0, shown),
  );
  element.append(legend.element, plot);
  const keys = bindKeys(plot, u, {
    label: spec.label,
    readAt: (idx) => {
      const values = spec.lines.flatMap((line, i) => {
        const value = (line.told ?? data[i + 1])?.[idx];
        const told = u.series[i + 1]?.show && line.partOf === undefined && value !== null && value !== undefined;
        return told ? [`${line.label} ${formatOf(line)(value)}`] : [];
      });
      return `${duration(data[0]?.[idx] ?? 0)}: ${values.join(", ") || "nothing measured"}`;
    },
    reset: wholeRun,
  });

  return {
    element,
    resize: (width, heightShare = 1) =>
      u.setSize({ width: Math.floor(width), height: isStrip ? height : Math.round(heightShare * height) }),
    redraw: () => {
      legend.recolor();
      u.redraw(true, true);
    },
    view: () =>
      viewOverTime(u, spec, plot, keys, new Map(entries.map((i) => [spec.lines[i]?.label ?? "", u.series[i + 1]?.show ?? true]))),
    restore: (view) => {
      entries.forEach((i, index) => {
        const line = spec.lines[i];
        const shown = view.shown.get(line?.label ?? "");
        if (!spec.fixed && shown !== undefined && shown !== (line?.shown ?? true)) legend.show(index, shown);
      });
      if (view.zoom) u.setScale("x", { min: view.zoom[0], max: view.zoom[1] });
      takeUpCursor(view, plot, keys);
    },
    destroy: () => u.destroy(),
  };
}
