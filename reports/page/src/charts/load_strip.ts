// The load as a slim strip to stand beneath another chart over time: what was asked, and how many users asked it.

import { type Chart } from "./chart";
import { count, perSecond } from "./format";
import { type Palette } from "./palette";
import { type Line, makeTimeChart } from "./time_chart";
import { type RunFrame } from "./timeline_charts";

type Values = readonly (number | null)[];

export interface LoadValues {
  label: string;
  t: readonly number[];
  requests_per_second: Values;
  active_users: Values;
}

export function makeLoadStrip(at: HTMLElement, run: RunFrame, data: LoadValues, palette: Palette): Chart {
  const { t } = data;
  const hasUsers = data.active_users.some((value) => (value ?? 0) > 0);
  const lines: Line[] = [
    { label: "requests", t, values: data.requests_per_second, color: "sea", width: 1.25, filled: true },
  ];
  if (hasUsers) {
    lines.push({ label: "active users", t, values: data.active_users, color: "leaf", dash: [5, 3], width: 1.5, right: true });
  }
  return makeTimeChart(
    at,
    {
      ...run,
      // The chart above says which spans these are.
      spans: run.spans.map((span) => ({ ...span, label: "" })),
      marks: [],
      label: data.label,
      format: perSecond,
      ...(hasUsers ? { right: count } : {}),
      fromZero: true,
      height: 116,
      lines,
    },
    palette,
  );
}
