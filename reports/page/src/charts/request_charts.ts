// Single requests by name over time, a line for each that was chosen.

import { type Chart } from "./chart";
import { duration, type Format, milliseconds, perSecond } from "./format";
import { type ColorName, type Palette } from "./palette";
import { type Line, makeTimeChart } from "./time_chart";
import { type PercentileLineValues, percentileLines, type RunFrame } from "./timeline_charts";

export interface RequestValues {
  name: string;
  step_s: number;
  /** By step. */
  requests_per_second: readonly (number | null)[];
  failures_per_second?: readonly (number | null)[];
  percentiles: { p50: PercentileLineValues; p95: PercentileLineValues; p99: PercentileLineValues };
}

/** As many as can be told apart. */
export const MOST_LINES = 6;

const LOOKS: readonly { color: ColorName; dash?: number[] }[] = [
  { color: "sea" },
  { color: "amber", dash: [7, 3] },
  { color: "leaf", dash: [2, 3] },
  { color: "plum", dash: [10, 3, 2, 3] },
  { color: "alarm", dash: [5, 3] },
  { color: "ink", dash: [1, 2] },
];

export function look(i: number): { color: ColorName; dash?: number[] } {
  return LOOKS[i % LOOKS.length] ?? { color: "muted" };
}

interface Drawn {
  label: string;
  format: Format;
  lines: Line[];
}

function drawn(at: HTMLElement, run: RunFrame, { label, format, lines }: Drawn, palette: Palette): Chart {
  return makeTimeChart(at, { ...run, label, format, fromZero: true, height: 190, lines }, palette);
}

function rateLines(chosen: readonly RequestValues[], ratesOf: (request: RequestValues) => readonly (number | null)[]): Line[] {
  return chosen.map((request, i) => {
    const values = ratesOf(request);
    const t = values.map((_, k) => (k + 0.5) * request.step_s);
    return { label: request.name, t, values, gaps: true, width: 1.75, ...look(i) };
  });
}

export function makeEachRateChart(at: HTMLElement, run: RunFrame, chosen: readonly RequestValues[], palette: Palette): Chart {
  const lines = rateLines(chosen, (request) => request.requests_per_second);
  return drawn(at, run, { label: "Requests per second over time, by name", format: perSecond, lines }, palette);
}

export function makeEachFailuresChart(at: HTMLElement, run: RunFrame, chosen: readonly RequestValues[], palette: Palette): Chart {
  const none = (request: RequestValues): (number | null)[] => request.requests_per_second.map((rate) => (rate === null ? null : 0));
  const lines = rateLines(chosen, (request) => request.failures_per_second ?? none(request));
  return drawn(at, run, { label: "Failures per second over time, by name", format: perSecond, lines }, palette);
}

/** Of one request all its percentiles, of several the p95 of each, or the p50 where not all have one. */
export function makeEachPercentilesChart(at: HTMLElement, run: RunFrame, chosen: readonly RequestValues[], palette: Palette): Chart {
  const label = "Response time percentiles over time, by name";
  const [first] = chosen;
  if (first && chosen.length === 1) {
    return drawn(at, run, { label, format: milliseconds, lines: percentileLines(first.percentiles) }, palette);
  }
  const key = chosen.every(({ percentiles }) => percentiles.p95.t.length > 0) ? "p95" : "p50";
  const lines = chosen.map(({ name, percentiles, ...request }, i): Line => {
    const { t, ms: values, step_s } = percentiles[key];
    const of = step_s > request.step_s ? ` of ${duration(step_s)}` : "";
    return { label: `${name} ${key}${of}`, t, values, gaps: true, width: 1.75, ...look(i) };
  });
  return drawn(at, run, { label, format: milliseconds, lines }, palette);
}
