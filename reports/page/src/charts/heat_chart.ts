// How many requests took how long, over time: columns of time, rows of response time on a logarithmic axis, the stronger the
// colour the more. Shares cursor and zoom with the charts of lines.

import uPlot from "uplot";

import { type Chart } from "./chart";
import { makeChartFrame, takeUpCursor, viewOverTime } from "./chart_frame";
import { LEFT_GUTTER, RIGHT_GUTTER, logTicks, timeAxis, valueAxis } from "./axes";
import { count, duration, milliseconds } from "./format";
import { bindKeys } from "./keyboard";
import { marksPlugin } from "./marks";
import { type Palette } from "./palette";
import { scaled } from "./scale";
import { timeRange } from "./time_chart";
import { type RunFrame } from "./timeline_charts";

export interface HeatValues {
  label: string;
  step_s: number;
  /** The edges of the rows, ascending: one more than there are rows. */
  bounds_ms: readonly number[];
  /** By step the first row that holds any, then the counts from it on; empty where nothing was measured. */
  columns: readonly (readonly number[])[];
}

const HEIGHT = scaled(240);
// A cell of one request can be seen, and is far from that of most.
const LEAST = 0.14;

interface Cell {
  row: number;
  count: number;
}

function cellsOf(column: readonly number[]): Cell[] {
  const [first = 0, ...counts] = column;
  return counts.flatMap((value, i) => (value > 0 ? [{ row: first + i, count: value }] : []));
}

function requests(value: number): string {
  return `${count(value)} ${value === 1 ? "request" : "requests"}`;
}

export function makeHeatChart(container: HTMLElement, run: RunFrame, data: HeatValues, palette: Palette): Chart {
  const { element, readOut, plot } = makeChartFrame(container);
  const columns = data.columns.map(cellsOf);
  const most = Math.max(1, ...columns.flatMap((cells) => cells.map((cell) => cell.count)));
  const edge = (row: number): number => data.bounds_ms[row] ?? 0;
  const range = (row: number): string => `${milliseconds(edge(row))} to ${milliseconds(edge(row + 1))}`;
  const low = edge(0);
  const high = data.bounds_ms[data.bounds_ms.length - 1] ?? low * 2;
  const middles = columns.map((_, i) => (i + 0.5) * data.step_s);
  const fullest = (cells: readonly Cell[]): Cell | undefined =>
    cells.reduce<Cell | undefined>((best, cell) => (best && best.count >= cell.count ? best : cell), undefined);

  /** A column in words; with a row, that cell too. */
  const tell = (idx: number, row: number | null = null): string => {
    const cells = columns[idx] ?? [];
    const when = `from ${duration(idx * data.step_s)}`;
    const peak = fullest(cells);
    const [bottom, top] = [cells[0], cells[cells.length - 1]];
    if (!peak || !bottom || !top) return `${when}: nothing measured`;
    const all = requests(cells.reduce((sum, cell) => sum + cell.count, 0));
    const here = row === null ? "" : `, ${count(cells.find((cell) => cell.row === row)?.count ?? 0)} of them in ${range(row)}`;
    const spread = `${milliseconds(edge(bottom.row))} to ${milliseconds(edge(top.row + 1))}`;
    return `${when}: ${all} in ${spread}, most in ${range(peak.row)}${here}`;
  };
  const rowAt = (ms: number): number | null => {
    const above = data.bounds_ms.findIndex((bound) => bound > ms);
    return above > 0 ? above - 1 : null;
  };

  const draw = (u: uPlot): void => {
    const { ctx, bbox } = u;
    const tops = data.bounds_ms.map((bound) => Math.round(u.valToPos(bound, "y", true)));
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    columns.forEach((cells, i) => {
      const left = Math.round(u.valToPos(i * data.step_s, "x", true));
      const right = Math.round(u.valToPos((i + 1) * data.step_s, "x", true));
      if (right < bbox.left || left > bbox.left + bbox.width) return;
      for (const cell of cells) {
        ctx.fillStyle = palette.faint("sea", LEAST + (1 - LEAST) * Math.sqrt(cell.count / most));
        const top = tops[cell.row + 1] ?? 0;
        ctx.fillRect(left, top, Math.max(1, right - left), Math.max(1, (tops[cell.row] ?? 0) - top));
      }
    });
    ctx.restore();
  };

  const ticks = logTicks(low, high);
  const u = new uPlot(
    {
      width: Math.max(200, container.clientWidth),
      height: HEIGHT,
      padding: [10, RIGHT_GUTTER, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: timeRange(run) },
        y: { distr: 3, range: [low, high] },
      },
      axes: [
        timeAxis(palette, false),
        { ...valueAxis(palette, milliseconds, LEFT_GUTTER), splits: () => ticks, filter: (_u, splits) => splits },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      cursor: {
        y: false,
        drag: { x: true, y: false, dist: 8 },
        sync: { key: run.syncKey, setSeries: false },
        points: { show: false },
      },
      plugins: [marksPlugin(run.spans, run.marks, palette)],
      hooks: {
        drawAxes: [draw],
        setCursor: [
          (self) => {
            const { left = -1, top = -1, idx } = self.cursor;
            const outside = left < 0 || idx === null || idx === undefined;
            const over = self.over.matches(":hover") && top >= 0;
            readOut.textContent = outside ? "" : tell(idx, over ? rowAt(self.posToVal(top, "y")) : null);
          },
        ],
      },
    },
    [middles, columns.map((cells) => { const peak = fullest(cells); return peak ? edge(peak.row) : null; })],
    plot,
  );
  const wholeRun = (): void => u.setScale("x", { min: run.from, max: run.to });
  const keys = bindKeys(plot, u, { label: data.label, readAt: (idx) => tell(idx), reset: wholeRun });
  return {
    element,
    resize: (width, heightShare = 1) => u.setSize({ width: Math.floor(width), height: Math.round(heightShare * HEIGHT) }),
    redraw: () => u.redraw(true, true),
    view: () => viewOverTime(u, run, plot, keys),
    restore: (view) => {
      if (view.zoom) u.setScale("x", { min: view.zoom[0], max: view.zoom[1] });
      takeUpCursor(view, plot, keys);
    },
    destroy: () => u.destroy(),
  };
}
