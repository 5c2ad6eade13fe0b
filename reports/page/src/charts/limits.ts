// Limits that a run was held against, as lines across a chart. One that lies above what is shown is named at the upper edge.

import uPlot from "uplot";

import { type Palette } from "./palette";
import { SCALE } from "./scale";

export interface Limit {
  /** As it was written: "p99 < 250ms". */
  label: string;
  value: number;
  /** Whether it held; null: nothing is judged by it. */
  ok: boolean | null;
}

// Further away it would press what was measured into a corner.
const NEAR = 1.6;

/** The greatest value to be shown, with the limits that are near enough. */
export function withLimits(high: number, limits: readonly Limit[]): number {
  return limits.reduce((most, { value }) => (value <= NEAR * high ? Math.max(most, value) : most), high);
}

export function limitsPlugin(limits: readonly Limit[], palette: Palette): uPlot.Plugin {
  const draw = (u: uPlot): void => {
    const { ctx, bbox } = u;
    const ratio = uPlot.pxRatio * SCALE;
    const size = 11 * ratio;
    const pad = 3 * ratio;
    let right = bbox.left + bbox.width - pad;
    ctx.save();
    ctx.font = `600 ${size}px ${palette.font}`;
    ctx.textAlign = "right";
    ctx.textBaseline = "bottom";
    ctx.lineWidth = 1.25 * ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    for (const { label, value, ok } of limits) {
      const y = u.valToPos(value, "y", true);
      const above = y < bbox.top;
      const color = palette.color(ok === null ? "muted" : ok ? "leaf" : "alarm");
      const text = above ? `${label} \u2191` : label;
      const width = ctx.measureText(text).width;
      const base = above ? bbox.top + size + 2 * pad : Math.max(y - pad, bbox.top + size + pad);
      ctx.strokeStyle = color;
      if (!above) {
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
      }
      ctx.fillStyle = palette.faint("paper", 0.85);
      ctx.fillRect(right - width - pad, base - size - pad, width + 2 * pad, size + 2 * pad);
      ctx.fillStyle = color;
      ctx.fillText(text, right, base);
      // Names of several do not lie on each other.
      right -= width + 16 * ratio;
      if (right - bbox.left < bbox.width / 3) right = bbox.left + bbox.width - pad;
    }
    ctx.restore();
  };
  return { hooks: { draw } };
}
