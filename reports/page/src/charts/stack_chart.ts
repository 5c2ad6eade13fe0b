// Parts of a whole over time as surfaces on top of each other.

import { type Chart } from "./chart";
import { type Format } from "./format";
import { type ColorName, type Palette } from "./palette";
import { type Between, type Line, makeTimeChart } from "./time_chart";
import { type RunFrame } from "./timeline_charts";

export interface StackValues {
  label: string;
  t: readonly number[];
  /** From the bottom up; null where a part is not there. */
  bands: readonly { label: string; values: readonly (number | null)[] }[];
  format: Format;
  height?: number;
  /** Failures begin with their colour. */
  alarming?: boolean;
}

const ALARMING: readonly ColorName[] = ["alarm", "amber", "plum", "sea", "leaf"];
const COLORS: readonly ColorName[] = ["sea", "amber", "leaf", "plum", "sky"];

/** Each colour twice, then densities tell bands apart; names stand behind all of them. */
function lookOf(colors: readonly ColorName[], i: number, last: boolean): { color: ColorName; surface: number } {
  if (last && i >= 2 * colors.length - 2) return { color: "muted", surface: 0.3 };
  return { color: colors[i % colors.length] ?? "muted", surface: i < colors.length ? 0.62 : 0.3 };
}

export function makeStackChart(at: HTMLElement, run: RunFrame, data: StackValues, palette: Palette): Chart {
  const sums = data.t.map(() => 0);
  const read = data.t.map((_, k) => data.bands.some((band) => typeof band.values[k] === "number"));
  const lines = data.bands.map((band, i): Line => {
    const end = band.values[band.values.length - 1];
    const below = sums[sums.length - 1] ?? 0;
    band.values.forEach((value, k) => (sums[k] = (sums[k] ?? 0) + (value ?? 0)));
    return {
      label: band.label,
      t: data.t,
      values: sums.map((sum, k) => (read[k] ? sum : null)),
      gaps: true,
      told: band.values,
      width: 1,
      // Kinds of failure are too long for the gutter, and stand in the legend.
      ...(data.alarming ? {} : { endLabel: band.label.replace(/^\d+ (?=other)/, "") }),
      endAt: end === null || end === undefined ? null : below + end / 2,
      ...lookOf(data.alarming ? ALARMING : COLORS, i, i + 1 === data.bands.length),
    };
  });
  const between = lines.slice(1).map(
    (line, i): Between => ({ upper: i + 1, lower: i, color: line.color, density: line.surface ?? 1 }),
  );
  return makeTimeChart(
    at,
    {
      ...run,
      marks: data.alarming ? run.marks : run.marks.filter(({ kind }) => kind === "boundary"),
      label: data.label,
      format: data.format,
      fromZero: true,
      height: data.height ?? 260,
      fixed: true,
      lines,
      between,
    },
    palette,
  );
}
