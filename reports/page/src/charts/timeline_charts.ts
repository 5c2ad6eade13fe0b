// The charts of what was asked and how it was answered: throughput and failures, percentiles, users.

import { type Chart } from "./chart";
import { count, milliseconds, perSecond } from "./format";
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

export interface PercentileValues {
  t: readonly number[];
  p50_ms: Values;
  p95_ms: Values;
  p99_ms: Values;
  limits: readonly Limit[];
}

export function makePercentilesChart(at: HTMLElement, run: RunFrame, data: PercentileValues, palette: Palette): Chart {
  return makeTimeChart(
    at,
    {
      ...run,
      label: "Response time percentiles over time",
      limits: data.limits,
      format: milliseconds,
      fromZero: true,
      lines: [
        { label: "p99", t: data.t, values: data.p99_ms, color: "amber", width: 1, endLabel: "p99" },
        { label: "p95", t: data.t, values: data.p95_ms, color: "plum", dash: [7, 2], width: 1.5, endLabel: "p95" },
        { label: "p50", t: data.t, values: data.p50_ms, color: "sea", width: 2.5, endLabel: "p50" },
      ],
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
