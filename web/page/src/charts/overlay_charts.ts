// Two runs over each other: the same figures on one axis of time, the first drawn whole and the second dashed.

import { type Chart } from "../../../../reports/page/src/charts/chart";
import { count, type Format, milliseconds, perSecond } from "../../../../reports/page/src/charts/format";
import { type Palette } from "../../../../reports/page/src/charts/palette";
import { makeTimeChart } from "../../../../reports/page/src/charts/time_chart";
import { type PercentilesData, type ReportData, type TimelineData } from "../../../../reports/page/src/report/report_data";
import { formatOf } from "./trend_chart";

export interface OverlaidRun {
  /** How the lines of this run are called. */
  label: string;
  data: ReportData;
}

interface Points {
  t: readonly number[];
  values: readonly (number | null)[];
}

export interface OverlayChart {
  title: string;
  draw: (container: HTMLElement, palette: Palette) => Chart;
}

interface Figure {
  title: string;
  format: Format;
  fromZero: boolean;
  of: (data: ReportData) => Points | null;
}

function timelineFigure(title: string, format: Format, values: (timeline: TimelineData) => (number | null)[]): Figure {
  const of = ({ timeline }: ReportData): Points | null => {
    const read = values(timeline);
    return read.some((value) => value !== null && value !== 0) ? { t: timeline.t, values: read } : null;
  };
  return { title, format, fromZero: true, of };
}

function percentileFigure(key: keyof PercentilesData): Figure {
  const of = ({ percentiles }: ReportData): Points | null => {
    const { t, ms } = percentiles[key];
    return ms.some((value) => value !== null) ? { t, values: ms } : null;
  };
  return { title: `Response time ${key}`, format: milliseconds, fromZero: true, of };
}

/** Of a run whose answers come as token streams. */
function firstTokenFigure(key: string): Figure {
  const of = ({ streams }: ReportData): Points | null => {
    const line = streams?.ttft.find((one) => one.key === key);
    return line ? { t: line.t, values: line.ms } : null;
  };
  return { title: `First token ${key}`, format: milliseconds, fromZero: true, of };
}

function tokensFigure(): Figure {
  const of = ({ streams }: ReportData): Points | null => {
    if (!streams) return null;
    const { t, tokens_per_second: counted, events_per_second: events } = streams.over_time;
    const values = counted.some((value) => (value ?? 0) > 0) ? counted : events;
    return values.some((value) => value !== null) ? { t, values } : null;
  };
  return { title: "Tokens per second", format: perSecond, fromZero: true, of };
}

function memoryFigure(runs: readonly OverlaidRun[]): Figure {
  const unit = runs[0]?.data.monitors[0]?.memory[0]?.unit ?? "bytes";
  return {
    title: "Memory",
    format: formatOf(unit),
    fromZero: false,
    of: ({ monitors }) => {
      const series = monitors[0]?.memory[0];
      return series && series.unit === unit ? { t: series.t, values: series.values } : null;
    },
  };
}

export function overlayCharts(runs: readonly OverlaidRun[]): OverlayChart[] {
  const to = Math.max(1, ...runs.map(({ data }) => data.duration_s + data.cooldown_s));
  const figures = [
    timelineFigure("Requests per second", perSecond, (timeline) => timeline.requests_per_second),
    timelineFigure("Failures per second", perSecond, (timeline) => timeline.failures_per_second),
    percentileFigure("p50"),
    percentileFigure("p95"),
    percentileFigure("p99"),
    firstTokenFigure("p50"),
    firstTokenFigure("p99"),
    tokensFigure(),
    timelineFigure("Active users", count, (timeline) => timeline.active_users),
    memoryFigure(runs),
  ];
  return figures.flatMap(({ title, format, fromZero, of }): OverlayChart[] => {
    const lines = runs.flatMap(({ label, data }, i) => {
      const points = of(data);
      const look = i === 0 ? ({ color: "sea", width: 2 } as const) : ({ color: "amber", width: 1.75, dash: [6, 3] } as const);
      return points ? [{ label, ...points, ...look }] : [];
    });
    if (lines.length === 0) return [];
    const draw = (container: HTMLElement, palette: Palette): Chart =>
      makeTimeChart(container, { label: `${title} of both runs`, lines, format, from: 0, to, fromZero, syncKey: "overlay", height: 200 }, palette);
    return [{ title, draw }];
  });
}
