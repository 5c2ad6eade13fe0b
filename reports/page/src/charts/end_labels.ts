// Names written behind the last points of their lines, in the right gutter: which line is which, without its colour.

import uPlot from "uplot";

import { type ColorName, type Palette } from "./palette";
import { SCALE } from "./scale";

export interface Labelled {
  values: readonly (number | null)[];
  color: ColorName;
  endLabel?: string;
  /** The height of the label where it is not that of the last value; null: none. */
  endAt?: number | null;
}

const LINE_HEIGHT = 13;

function lastValue(values: readonly (number | null)[]): number | null {
  for (let i = values.length - 1; i >= 0; i -= 1) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

export function endLabelsPlugin(lines: readonly Labelled[], palette: Palette): uPlot.Plugin {
  const draw = (u: uPlot): void => {
    const { ctx, bbox } = u;
    const ratio = uPlot.pxRatio * SCALE;
    const labels = lines.flatMap((line, i) => {
      const value = line.endAt === undefined ? lastValue(line.values) : line.endAt;
      if (!line.endLabel || value === null || !u.series[i + 1]?.show) return [];
      return [{ text: line.endLabel, color: line.color, y: u.valToPos(value, "y", true) }];
    });
    // From the top down, each at its line or below the label before.
    labels.sort((a, b) => a.y - b.y);
    let free = bbox.top;
    for (const label of labels) {
      label.y = Math.max(label.y, free);
      free = label.y + LINE_HEIGHT * ratio;
    }
    const over = free - LINE_HEIGHT * ratio - (bbox.top + bbox.height);
    const lift = Math.max(0, over);
    ctx.save();
    ctx.font = `600 ${11 * ratio}px ${palette.font}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    for (const label of labels) {
      ctx.fillStyle = palette.color(label.color);
      ctx.fillText(label.text, bbox.left + bbox.width + 6 * ratio, label.y - lift);
    }
    ctx.restore();
  };
  return { hooks: { draw } };
}
