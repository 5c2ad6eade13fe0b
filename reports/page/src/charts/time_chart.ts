// Lines over the time of a run. Charts of one sync key share cursor and zoom and, having the same gutters, one axis.
// Knows nothing of a report: it is given numbers, and a container to draw into.

import uPlot from "uplot";

import { type Chart } from "./chart";
import { COMPACT_GUTTER, LEFT_GUTTER, RIGHT_GUTTER, timeAxis, valueAxis } from "./axes";
import { type Format, duration, orMissing } from "./format";
import { bindKeys } from "./keyboard";
import { endLabelsPlugin } from "./end_labels";
import { makeLegend } from "./legend";
import { type Mark, type Span, marksPlugin } from "./marks";
import { type ColorName, type Palette } from "./palette";

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
  /** A short name written behind its last point. */
  endLabel?: string;
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
  height?: number;
  /** One of several side by side: narrow gutters, few ticks. */
  compact?: boolean;
  syncKey: string;
}

const DEFAULT_HEIGHT = 220;

function seriesOf(line: Line, palette: Palette): uPlot.Series {
  const color = (): string => palette.color(line.color);
  const series: uPlot.Series = {
    label: line.label,
    scale: "y",
    show: line.shown ?? true,
    stroke: color,
    width: line.width ?? 2,
    spanGaps: true,
    points: { show: false },
  };
  if (line.dash) series.dash = [...line.dash];
  if (line.filled) series.fill = () => palette.faint(line.color, 0.12);
  if (line.dots) {
    series.paths = () => null;
    series.points = { show: true, size: 6, space: 0, width: 0, fill: color, stroke: color };
  }
  return series;
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
function timeRange(spec: TimeChartSpec): uPlot.Range.Function {
  return (u, low, high) => {
    const t = u.data[0];
    const all = low === null || high === null || (low <= (t[0] ?? low) && high >= (t[t.length - 1] ?? high));
    return all ? [spec.from, spec.to] : [low, high];
  };
}

function valueRange(fromZero: boolean): uPlot.Range.Function {
  return (_u, low, high) => {
    if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
    if (fromZero) return [0, high > 0 ? high * 1.12 : 1];
    const room = high > low ? (high - low) * 0.12 : Math.max(1, Math.abs(high) * 0.02);
    return [Math.max(0, low - room), high + room];
  };
}

export function makeTimeChart(container: HTMLElement, spec: TimeChartSpec, palette: Palette): Chart {
  const element = document.createElement("div");
  element.className = "chart";
  container.append(element);

  const data = joined(spec.lines);
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
        : orMissing(row === null || row === undefined ? null : data[i + 1]?.[row], spec.format);
    });
    legend.setValues(`at ${duration(at)}`, texts);
  };

  const plot = document.createElement("div");
  plot.className = "plot";
  const u = new uPlot(
    {
      width: Math.max(200, container.clientWidth),
      height: spec.height ?? DEFAULT_HEIGHT,
      padding: [10, spec.compact ? COMPACT_GUTTER : RIGHT_GUTTER, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: timeRange(spec) },
        y: { range: valueRange(spec.fromZero) },
      },
      axes: [timeAxis(palette), valueAxis(palette, spec.format, spec.compact ? COMPACT_GUTTER : LEFT_GUTTER)],
      series: [{}, ...spec.lines.map((line) => seriesOf(line, palette))],
      cursor: {
        y: false,
        drag: { x: true, y: false, dist: 8 },
        sync: { key: spec.syncKey, setSeries: false },
        points: { size: 8, width: 2 },
      },
      plugins: [marksPlugin(spec.spans ?? [], spec.marks ?? [], palette), endLabelsPlugin(spec.lines, palette)],
      hooks: { setCursor: [readOut] },
    },
    data,
    plot,
  );
  const wholeRun = (): void => u.setScale("x", { min: spec.from, max: spec.to });

  const legend = makeLegend(
    spec.lines.map((line) => ({
      label: line.label,
      color: line.color,
      dash: line.dash ?? [],
      dots: line.dots ?? false,
      shown: line.shown ?? true,
    })),
    palette,
    (index, shown) => u.setSeries(index + 1, { show: shown }),
  );
  element.append(legend.element, plot);
  bindKeys(plot, u, {
    label: spec.label,
    readAt: (idx) => {
      const values = spec.lines.flatMap((line, i) => {
        const value = data[i + 1]?.[idx];
        const told = u.series[i + 1]?.show && value !== null && value !== undefined;
        return told ? [`${line.label} ${spec.format(value)}`] : [];
      });
      return `${duration(data[0]?.[idx] ?? 0)}: ${values.join(", ") || "nothing measured"}`;
    },
    reset: wholeRun,
  });

  return {
    element,
    resize: (width, heightShare = 1) =>
      u.setSize({ width: Math.floor(width), height: Math.round(heightShare * (spec.height ?? DEFAULT_HEIGHT)) }),
    redraw: () => {
      legend.recolor();
      u.redraw(true, true);
    },
    destroy: () => u.destroy(),
  };
}
