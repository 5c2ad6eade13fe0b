// The axes that all charts have in common: quiet, with round steps of time or value, the same gutters everywhere.

import type uPlot from "uplot";

import { type Format, bytes, count, duration, textsApart } from "./format";
import { type Palette } from "./palette";
import { scaled } from "./scale";

export const LEFT_GUTTER = scaled(76);
export const RIGHT_GUTTER = scaled(44);
export const COMPACT_GUTTER = scaled(34);
export const COMPACT_LEFT_GUTTER = scaled(52);
export const COMPACT_BYTES_GUTTER = scaled(72);

const COUNT_STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));
const KIBI = 1024;
const BYTE_STEPS = [0, 1, 2, 3, 4].flatMap((power) =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500].map((step) => step * KIBI ** power),
);

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const TIME_STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY,
];

export function axisFont(palette: Palette): string {
  return `${scaled(12)}px ${palette.font}`;
}

function instant(at: number, more = 0): string {
  return at === 0 ? "0" : duration(at, more);
}

/** Bare: a line of ticks, for a chart that stands right above another. */
export function timeAxis(palette: Palette, bare: boolean): uPlot.Axis {
  return {
    scale: "x",
    stroke: () => palette.color("muted"),
    font: axisFont(palette),
    grid: { show: false },
    ticks: { stroke: () => palette.color("hairline"), width: 1, size: 5 },
    incrs: TIME_STEPS,
    space: scaled(90),
    size: bare ? 8 : scaled(34),
    gap: 4,
    values: (_u, splits) => bare ? splits.map(() => "") : textsApart(splits, instant),
  };
}

/** `space`: between two values, in pixels. */
export function valueAxis(palette: Palette, format: Format, gutter = LEFT_GUTTER, space = 36): uPlot.Axis {
  const steps = format === bytes ? { incrs: BYTE_STEPS } : format === count ? { incrs: COUNT_STEPS } : {};
  return {
    ...steps,
    scale: "y",
    stroke: () => palette.color("muted"),
    font: axisFont(palette),
    grid: { stroke: () => palette.color("hairline"), width: 1 },
    ticks: { show: false },
    size: gutter,
    gap: 8,
    space: scaled(space),
    values: (_u, splits) => textsApart(splits, format),
  };
}

/** Round steps of a logarithmic axis, as close as fit. */
export function logTicks(from: number, to: number): number[] {
  const decades = Math.log10(to / from);
  const mantissas = decades > 2.2 ? [1] : decades > 0.9 ? [1, 2, 5] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power += 1) {
    for (const mantissa of mantissas) {
      const value = mantissa * 10 ** power;
      if (value >= from && value <= to) ticks.push(Number(value.toPrecision(3)));
    }
  }
  return ticks;
}

/** In the gutter on the right, so that charts beneath each other stay in line. */
export function rightAxis(palette: Palette, format: Format, space: number): uPlot.Axis {
  return { ...valueAxis(palette, format, RIGHT_GUTTER, space), scale: "right", side: 1, grid: { show: false } };
}
