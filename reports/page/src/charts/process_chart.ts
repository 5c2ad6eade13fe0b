// One further figure of the target's processes over time: CPU, threads, open files.

import { type Chart } from "./chart";
import { type Format } from "./format";
import { type Palette } from "./palette";
import { makeTimeChart } from "./time_chart";
import { type RunFrame } from "./timeline_charts";

export interface ProcessValues {
  label: string;
  lineLabel: string;
  t: readonly number[];
  values: readonly (number | null)[];
  format: Format;
  /** Judged to grow: then the growth is drawn, and not how little of the whole it is. */
  growing: boolean;
  /** Alone in its line, on the axis of the charts above it. */
  wide?: boolean;
}

export function makeProcessChart(at: HTMLElement, run: RunFrame, data: ProcessValues, palette: Palette): Chart {
  return makeTimeChart(
    at,
    {
      ...run,
      marks: [],
      label: data.label,
      format: data.format,
      fromZero: !data.growing,
      height: 150,
      compact: !data.wide,
      lines: [{ label: data.lineLabel, t: data.t, values: data.values, color: "leaf", filled: true, gaps: true }],
    },
    palette,
  );
}
