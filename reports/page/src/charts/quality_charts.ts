// How right answers are over time, and how many of those that are asked again and again changed.

import { type Chart } from "./chart";
import { count, type Format, share } from "./format";
import { type Limit } from "./limits";
import { type Palette } from "./palette";
import { look } from "./request_charts";
import { makeTimeChart } from "./time_chart";
import { type RunFrame } from "./timeline_charts";

type Values = readonly (number | null)[];

export interface QualityLine {
  request: string;
  t: readonly number[];
  values: Values;
}

export interface QualitySpec {
  label: string;
  lines: readonly QualityLine[];
  limits: readonly Limit[];
}

const figure: Format = (value, more = 0) => (Math.abs(value) < 10 ? value.toFixed(3 + more) : count(value, more));

/** One line a request. Where all are far from 0 the axis does not begin there: what changes is what counts. */
export function makeQualityChart(at: HTMLElement, run: RunFrame, { label, lines, limits }: QualitySpec, palette: Palette): Chart | null {
  if (lines.length === 0) return null;
  const known = lines.flatMap(({ values }) => values.filter((value) => value !== null));
  const fromZero = limits.length > 0 || Math.min(...known) < 0.5 * Math.max(...known);
  const drawn = lines.map(({ request, t, values }, i) => ({ label: request, t, values, gaps: true, width: 2, ...look(i) }));
  return makeTimeChart(at, { ...run, label, limits, format: figure, fromZero, height: 190, lines: drawn }, palette);
}

export function makeProbesChart(at: HTMLElement, run: RunFrame, data: { t: readonly number[]; share: Values }, palette: Palette): Chart {
  const line = { label: "changed", t: data.t, values: data.share, color: "alarm", filled: true, gaps: true, width: 1.75 } as const;
  return makeTimeChart(at, { ...run, label: "Share of changed answers over time", format: share, fromZero: true, height: 150, lines: [line] }, palette);
}
