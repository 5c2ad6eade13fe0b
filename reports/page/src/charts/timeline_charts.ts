// The charts of what was asked and how it was answered: throughput and failures, percentiles, users.

import { type Chart } from "./chart";
import { count, duration, milliseconds, perSecond } from "./format";
import { type Limit } from "./limits";
import { type Mark, type Span } from "./marks";
import { type Palette } from "./palette";
import { type Line, makeTimeChart } from "./time_chart";

/** What all charts of one run agree on. */
export interface RunFrame {
  from: number;
  to: number;
  spans: readonly Span[];
  /** What happened to the target: drawn where it may tell why. */
  marks: readonly Mark[];
  syncKey: string;
}

type Values = readonly (number | null)[];

export interface ThroughputValues {
  t: readonly number[];
  requests_per_second: Values;
  failures_per_second: Values;
  limits: readonly Limit[];
}

export function makeThroughputChart(at: HTMLElement, run: RunFrame, data: ThroughputValues, palette: Palette): Chart {
  const lines: Line[] = [
    { label: "requests", t: data.t, values: data.requests_per_second, color: "sea", width: 1.75, filled: true },
  ];
  if (data.failures_per_second.some((value) => (value ?? 0) > 0)) {
    const values = data.failures_per_second;
    const look = { color: "alarm", dash: [6, 3], filled: true } as const;
    lines.push({ label: "failures", t: data.t, values, endLabel: "failed", ...look });
  }
  return makeTimeChart(
    at,
    {
      ...run,
      label: "Requests and failures per second over time",
      limits: data.limits,
      format: perSecond,
      fromZero: true,
      lines,
    },
    palette,
  );
}

export interface PercentileLineValues {
  /** How long each point is of; 0 where there is none. */
  step_s: number;
  t: readonly number[];
  ms: Values;
}

export interface PercentileValues {
  p50: PercentileLineValues;
  p95: PercentileLineValues;
  p99: PercentileLineValues;
}

/** Those that have any point. A line says of which steps it is where they are longer than those of the others. */
export function percentileLines({ p50, p95, p99 }: PercentileValues): Line[] {
  const shortest = Math.min(...[p50, p95, p99].map(({ step_s }) => step_s).filter((step_s) => step_s > 0));
  const line = (key: string, { step_s, t, ms: values }: PercentileLineValues): Pick<Line, "label" | "t" | "values" | "gaps" | "endLabel"> => ({
    label: step_s > shortest ? `${key} of ${duration(step_s)}` : key,
    t,
    values,
    gaps: true,
    endLabel: key,
  });
  const lines: Line[] = [
    { ...line("p99", p99), color: "amber", width: 1 },
    { ...line("p95", p95), color: "plum", dash: [7, 2], width: 1.5 },
    { ...line("p50", p50), color: "sea", width: 2.5 },
  ];
  const known = lines.filter(({ values }) => values.some((value) => value !== null));
  return known.length > 0 ? known : lines.slice(-1);
}

export function makePercentilesChart(
  at: HTMLElement,
  run: RunFrame,
  data: PercentileValues & { limits: readonly Limit[] },
  palette: Palette,
): Chart {
  return makeTimeChart(
    at,
    {
      ...run,
      label: "Response time percentiles over time",
      limits: data.limits,
      format: milliseconds,
      fromZero: true,
      lines: percentileLines(data),
    },
    palette,
  );
}

export interface UsersValues {
  t: readonly number[];
  active_users: Values;
  in_flight: Values;
}

// Arrivals at a rate have no users.
export function makeUsersChart(at: HTMLElement, run: RunFrame, data: UsersValues, palette: Palette): Chart {
  const users: Line = { label: "active users", t: data.t, values: data.active_users, color: "leaf", filled: true };
  const hasUsers = data.active_users.some((value) => (value ?? 0) > 0);
  return makeTimeChart(
    at,
    {
      ...run,
      label: hasUsers ? "Active users and requests in flight over time" : "Requests in flight over time",
      format: count,
      fromZero: true,
      height: 170,
      lines: [
        ...(hasUsers ? [users] : []),
        { label: "requests in flight", t: data.t, values: data.in_flight, color: "sky", dash: [5, 3], width: 1.5 },
      ],
    },
    palette,
  );
}

export interface SaturationValues {
  t: readonly number[];
  late_per_second: Values;
  dropped_per_second: Values;
}

/** What the load generator itself did not do in time. */
export function makeSaturationChart(at: HTMLElement, run: RunFrame, data: SaturationValues, palette: Palette): Chart {
  return makeTimeChart(
    at,
    {
      ...run,
      label: "Requests sent late and not sent per second over time",
      format: perSecond,
      fromZero: true,
      height: 120,
      lines: [
        { label: "sent late", t: data.t, values: data.late_per_second, color: "amber", filled: true, width: 1.5 },
        { label: "not sent", t: data.t, values: data.dropped_per_second, color: "alarm", dash: [6, 3], width: 1.5 },
      ],
    },
    palette,
  );
}
