// What is drawn on a time chart beside its lines: shaded spans (the warm-up) and instants (a leak's onset, a restart).

import uPlot from "uplot";

import { type ColorName, type Palette } from "./palette";

export interface Span {
  from: number;
  to: number;
  label: string;
}

export interface Mark {
  at: number;
  label: string;
  color: ColorName;
  /** An event is a small triangle with a thin line; a boundary is a bold dashed line. */
  kind: "event" | "boundary";
}

function hatch(u: uPlot, palette: Palette, left: number, width: number): void {
  const { ctx, bbox } = u;
  const step = 7 * uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.fillStyle = palette.faint("shade", 0.1);
  ctx.fillRect(left, bbox.top, width, bbox.height);
  ctx.strokeStyle = palette.faint("shade", 0.3);
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  for (let x = left - bbox.height; x < left + width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

function write(u: uPlot, palette: Palette, text: string, at: { x: number; y: number }, color: ColorName): number {
  const { ctx } = u;
  const size = 11 * uPlot.pxRatio;
  ctx.font = `600 ${size}px ${palette.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  const width = ctx.measureText(text).width;
  const right = u.bbox.left + u.bbox.width;
  const x = at.x + width > right ? Math.max(u.bbox.left, at.x - width - 10 * uPlot.pxRatio) : at.x;
  const pad = 3 * uPlot.pxRatio;
  ctx.fillStyle = palette.faint("paper", 0.85);
  ctx.fillRect(x - pad, at.y - pad, width + 2 * pad, size + 2 * pad);
  ctx.fillStyle = palette.color(color);
  ctx.fillText(text, x, at.y);
  return x + width;
}

function drawMark(u: uPlot, palette: Palette, mark: Mark, x: number): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const boundary = mark.kind === "boundary";
  ctx.strokeStyle = palette.color(mark.color);
  ctx.lineWidth = (boundary ? 1.5 : 1) * ratio;
  ctx.setLineDash((boundary ? [6, 4] : [2, 3]).map((length) => length * ratio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  if (boundary) return;
  ctx.fillStyle = palette.color(mark.color);
  ctx.beginPath();
  ctx.moveTo(x - 5 * ratio, bbox.top);
  ctx.lineTo(x + 5 * ratio, bbox.top);
  ctx.lineTo(x, bbox.top + 8 * ratio);
  ctx.fill();
}

export function marksPlugin(spans: readonly Span[], marks: readonly Mark[], palette: Palette): uPlot.Plugin {
  const inView = (u: uPlot, x: number): boolean => x >= u.bbox.left - 1 && x <= u.bbox.left + u.bbox.width + 1;
  const below = (u: uPlot): void => {
    for (const span of spans) {
      const left = Math.max(u.bbox.left, u.valToPos(span.from, "x", true));
      const right = Math.min(u.bbox.left + u.bbox.width, u.valToPos(span.to, "x", true));
      if (right > left) hatch(u, palette, left, right - left);
    }
  };
  const above = (u: uPlot): void => {
    const { ctx, bbox } = u;
    const ratio = uPlot.pxRatio;
    ctx.save();
    // Labels never lie on each other: one that would is left to the table of events.
    let free = -Infinity;
    for (const span of spans) {
      const left = Math.max(bbox.left, u.valToPos(span.from, "x", true));
      const right = Math.min(bbox.left + bbox.width, u.valToPos(span.to, "x", true));
      if (span.label !== "" && right - left > 24 * ratio && left + 6 * ratio > free) {
        free = write(u, palette, span.label, { x: left + 6 * ratio, y: bbox.top + 4 * ratio }, "muted");
      }
    }
    for (const mark of marks) {
      const x = u.valToPos(mark.at, "x", true);
      if (!inView(u, x)) continue;
      drawMark(u, palette, mark, x);
      if (x + 7 * ratio > free) {
        free = write(u, palette, mark.label, { x: x + 8 * ratio, y: bbox.top + 4 * ratio }, mark.color) + 12 * ratio;
      }
    }
    ctx.restore();
  };
  return { hooks: { drawAxes: below, draw: above } };
}
