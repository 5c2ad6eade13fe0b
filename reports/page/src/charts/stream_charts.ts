// The charts of token streams over time: when tokens came, how many, how many were open, what the server told meanwhile.

import { type Chart } from "./chart";
import { count, duration, type Format, milliseconds, perSecond, share } from "./format";
import { type Limit } from "./limits";
import { type ColorName, type Palette } from "./palette";
import { type Line, makeTimeChart } from "./time_chart";
import { type RunFrame } from "./timeline_charts";

type Values = readonly (number | null)[];

/** A percentile over time; step_s is how long each point is of. */
export interface KeyedLine {
  key: string;
  step_s: number;
  t: readonly number[];
  ms: Values;
}

const LOOKS: Record<string, { color: ColorName; width: number; dash?: number[] }> = {
  p99: { color: "amber", width: 1 },
  p90: { color: "plum", dash: [7, 2], width: 1.5 },
  p50: { color: "sea", width: 2.5 },
};

/** The greatest first, so that the others are drawn over it. One of longer steps than the others says so. */
function keyedLines(lines: readonly KeyedLine[]): Line[] {
  const shortest = Math.min(...lines.map(({ step_s }) => step_s));
  return [...lines].reverse().map(({ key, step_s, t, ms }) => ({
    label: step_s > shortest ? `${key} of ${duration(step_s)}` : key,
    t,
    values: ms,
    gaps: true,
    endLabel: key,
    ...(LOOKS[key] ?? { color: "muted" as const, width: 1 }),
  }));
}

export interface KeyedSpec {
  label: string;
  lines: readonly KeyedLine[];
  limits: readonly Limit[];
}

export function makeKeyedChart(at: HTMLElement, run: RunFrame, { label, lines, limits }: KeyedSpec, palette: Palette): Chart | null {
  if (lines.length === 0) return null;
  return makeTimeChart(at, { ...run, label, limits, format: milliseconds, fromZero: true, lines: keyedLines(lines) }, palette);
}

/** The same percentile from due and from sent: the greatest that both have. */
export function makeSentChart(at: HTMLElement, run: RunFrame, due: readonly KeyedLine[], sent: readonly KeyedLine[], palette: Palette): Chart | null {
  const both = due.flatMap((line) => sent.filter(({ key }) => key === line.key).map((other) => ({ line, other })));
  const most = both[both.length - 1];
  if (!most) return null;
  const { line, other } = most;
  const lines: Line[] = [
    { label: `${line.key} from due`, t: line.t, values: line.ms, color: "sea", width: 2, gaps: true },
    { label: `${line.key} from sent`, t: other.t, values: other.ms, color: "amber", width: 1.75, dash: [6, 3], gaps: true },
  ];
  const label = "First token over time, from due and from sent";
  return makeTimeChart(at, { ...run, label, format: milliseconds, fromZero: true, height: 180, lines }, palette);
}

export interface StreamRates {
  t: readonly number[];
  tokens_per_second: Values;
  events_per_second: Values;
  by_user: Values;
  open: Values;
  users: Values;
  good_per_second: Values;
  ended_per_second: Values;
  goodput: Values;
}

function anyOf(values: Values): boolean {
  return values.some((value) => (value ?? 0) > 0);
}

export function makeTokensChart(at: HTMLElement, run: RunFrame, data: StreamRates, limits: readonly Limit[], palette: Palette): Chart {
  const { t } = data;
  const isCounted = anyOf(data.tokens_per_second);
  const events: Line = { label: "events with a token, as they came", t, values: data.events_per_second, color: "sea", width: 2, filled: true, gaps: true };
  const lines: Line[] = isCounted
    ? [
        events,
        { label: "tokens, when their stream ended", t, values: data.tokens_per_second, color: "amber", width: 1.5, dash: [6, 3], gaps: true },
        { label: "tokens of each user", t, values: data.by_user, color: "leaf", width: 1.5, dash: [2, 3], gaps: true, right: true },
      ]
    : [events];
  return makeTimeChart(
    at,
    {
      ...run,
      label: "Tokens per second over time",
      limits,
      format: perSecond,
      ...(isCounted ? { right: perSecond } : {}),
      fromZero: true,
      lines,
    },
    palette,
  );
}

export function makeOpenChart(at: HTMLElement, run: RunFrame, data: StreamRates, palette: Palette): Chart {
  const { t } = data;
  const users: Line[] = anyOf(data.users)
    ? [{ label: "active users", t, values: data.users, color: "leaf", width: 1.5, dash: [5, 3], gaps: true }]
    : [];
  return makeTimeChart(
    at,
    {
      ...run,
      label: "Streams open at once over time",
      format: count,
      fromZero: true,
      height: 170,
      lines: [{ label: "open streams", t, values: data.open, color: "sea", width: 2, filled: true, gaps: true }, ...users],
    },
    palette,
  );
}

export function makeGoodputChart(at: HTMLElement, run: RunFrame, data: StreamRates, limits: readonly Limit[], palette: Palette): Chart {
  const { t } = data;
  return makeTimeChart(
    at,
    {
      ...run,
      label: "Goodput over time",
      limits,
      format: share,
      right: perSecond,
      fromZero: true,
      height: 190,
      lines: [
        { label: "share that met every limit", t, values: data.goodput, color: "leaf", width: 2, filled: true, gaps: true },
        { label: "good streams", t, values: data.good_per_second, color: "sea", width: 1.5, dash: [6, 3], gaps: true, right: true },
      ],
    },
    palette,
  );
}

export interface ServingLine {
  label: string;
  t: readonly number[];
  values: Values;
}

const SERVING: readonly { color: ColorName; dash?: number[]; filled?: boolean }[] = [
  { color: "plum", filled: true },
  { color: "amber", dash: [6, 3] },
];

export function makeServingChart(at: HTMLElement, run: RunFrame, label: string, format: Format, series: readonly ServingLine[], palette: Palette): Chart | null {
  if (series.length === 0) return null;
  const lines = series.map((one, i): Line => ({ ...one, width: 1.75, gaps: true, ...(SERVING[i] ?? { color: "muted" }) }));
  return makeTimeChart(at, { ...run, label, format, fromZero: true, height: 160, lines }, palette);
}
